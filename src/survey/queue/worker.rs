//! What `oit worker` does: takes sites from the shared database, audits them, writes what it found.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::table::{Claim, Tables};
use super::{Error, Job, Works};
use crate::both;
use crate::crawl::{Silent, StopHandle};
use crate::survey::run;
use crate::survey::site::{self, Cause, Ended, Kit};
use crate::survey::store::SiteResult;

/// A site that killed so many workers is left alone.
const MOST_KILLED: i64 = 4;
/// Between two looks at a crowded network address, and between tries to reach the database.
pub(super) const LOOK: Duration = Duration::from_secs(2);

/// Makes what an audit needs from what a job says: year, day, flags.
pub type Kits = Box<dyn Fn(i32, &str, &[String]) -> Result<Kit, String> + Send + Sync>;
/// Hears of every result.
pub type Tells = Box<dyn Fn(&Job, &SiteResult) + Send + Sync>;
type KitKey = (i32, String, Vec<String>);

/// One worker process.
pub struct Worker {
    pub tables: Tables,
    /// Of this start alone; see [`super::table::one_start_of`].
    pub name: String,
    /// Sites at once on one network address, over all workers.
    pub per_address: i64,
    pub stop: StopHandle,
    /// Sites at once here; those that wait for a crowded address do not count.
    pub turns: Arc<Semaphore>,
    pub room: Room,
    pub make: Kits,
    pub kits: Mutex<HashMap<KitKey, Arc<Kit>>>,
    pub tell: Tells,
}

/// How many jobs the engine may fetch: as many as sites run at once, and one more for each that only waits
/// for its network address, up to the same number again.
pub struct Room {
    pub gate: Arc<Semaphore>,
    spare: Arc<Semaphore>,
}

impl Room {
    pub fn of(sites: usize) -> Room {
        Room { gate: Arc::new(Semaphore::new(sites)), spare: Arc::new(Semaphore::new(sites)) }
    }

    /// Lets another job in while this one waits; `None`: enough of them wait already.
    fn aside(&self) -> Option<Aside> {
        let spare = Arc::clone(&self.spare).try_acquire_owned().ok()?;
        self.gate.add_permits(1);
        Some(Aside { gate: Arc::clone(&self.gate), _spare: spare })
    }
}

/// A job that waits for its address, and for which another was let in.
struct Aside {
    gate: Arc<Semaphore>,
    _spare: OwnedSemaphorePermit,
}

impl Drop for Aside {
    /// The next job that ends makes room for nobody.
    fn drop(&mut self) {
        let gate = Arc::clone(&self.gate);
        drop(tokio::spawn(async move {
            if let Ok(permit) = gate.acquire().await {
                permit.forget();
            }
        }));
    }
}

impl Works for Worker {
    async fn work(self: Arc<Self>, job: Job) -> bool {
        let (attempt, killed) = loop {
            match self.patiently(|| self.tables.claim(&job, &self.name)).await {
                Some(Claim::Taken(attempt, killed)) => break (attempt, killed),
                Some(Claim::Done) => return true,
                // Were the job let go now, nobody would have it should that other worker die.
                Some(Claim::Busy) => tokio::select! {
                    () = tokio::time::sleep(LOOK) => {}
                    () = self.stop.stopped() => return false,
                },
                None => return false,
            }
        };
        // Its list may have been mended since it was sent.
        let Some(job) = self.patiently(|| self.tables.newest(&job)).await else {
            let _ = self.tables.put_back(&job, attempt).await;
            return false;
        };
        let Some(result) = self.result(&job, attempt, killed).await else {
            let _ = self.tables.put_back(&job, attempt).await;
            return false;
        };
        // A database that is away comes back; an hour's audit waits for it.
        match self.patiently(|| self.tables.finish(&job, attempt, &result)).await {
            Some(true) => (self.tell)(&job, &result),
            // Given to another attempt in the meantime: that one's result counts.
            Some(false) => {}
            None => return false,
        }
        true
    }
}

impl Worker {
    /// `None`: stopped before there was one.
    async fn result(self: &Arc<Self>, job: &Job, attempt: i64, killed: i64) -> Option<SiteResult> {
        if killed >= MOST_KILLED {
            return Some(SiteResult::failed(Cause::LOST.name, Cause::LOST.title(), Cause::LOST.advice()));
        }
        if let Some(ip) = run::address(&job.url).await {
            let ip = ip.to_string();
            let mut aside = None;
            while !self.patiently(|| self.tables.enter(job, attempt, &ip, self.per_address)).await? {
                aside = aside.or_else(|| self.room.aside());
                tokio::select! {
                    () = tokio::time::sleep(LOOK) => {}
                    () = self.stop.stopped() => return None,
                }
            }
        }
        let _turn = self.turns.acquire().await.ok()?;
        if self.stop.is_stopped() {
            return None;
        }
        self.patiently(|| self.tables.begin(job, attempt)).await?;
        let kit = match self.kit(job) {
            Ok(kit) => kit,
            Err(why) => {
                return Some(SiteResult::failed(
                    "crashed",
                    &why,
                    &both!(
                        "ตรวจเกณฑ์และตัวเลือกของเครื่องที่ทำงาน",
                        "see to the rules and options of the worker's machine"
                    ),
                ));
            }
        };
        let audited = site::audit(
            kit,
            (job.url.clone(), job.bare),
            job.submission.clone(),
            Arc::new(Silent),
            self.stop.clone(),
        );
        match audited.await {
            Ended::Result(result) => Some(*result),
            Ended::Stopped => None,
        }
    }

    fn kit(&self, job: &Job) -> Result<Arc<Kit>, String> {
        let key = (job.year, job.as_of.clone(), job.flags.clone());
        let mut kits = self.kits.lock().expect("no panic under this lock");
        if let Some(kit) = kits.get(&key) {
            return Ok(Arc::clone(kit));
        }
        let kit = Arc::new((self.make)(job.year, &job.as_of, &job.flags)?);
        kits.insert(key, Arc::clone(&kit));
        Ok(kit)
    }

    /// Tries until the database answers; `None`: stopped first.
    async fn patiently<T, F: Future<Output = Result<T, Error>>>(&self, ask: impl Fn() -> F) -> Option<T> {
        loop {
            match ask().await {
                Ok(answer) => return Some(answer),
                Err(_) if self.stop.is_stopped() => return None,
                Err(_) => tokio::select! {
                    () = tokio::time::sleep(LOOK) => {}
                    () = self.stop.stopped() => return None,
                },
            }
        }
    }

    /// Says that this worker lives until it is stopped.
    pub async fn beats(self: Arc<Self>, every: Duration) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(every) => {}
                () = self.stop.stopped() => return,
            }
            let _ = self.tables.beat(&self.name).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn those_that_wait_for_a_crowded_address_let_as_many_others_in() {
        let room = Room::of(2);
        let free = || room.gate.available_permits();
        let waiting = [room.aside().unwrap(), room.aside().unwrap()];
        assert_eq!(free(), 4);
        assert!(room.aside().is_none(), "two of them are enough");
        drop(waiting);
        while free() > 2 {
            tokio::task::yield_now().await;
        }
        assert!(room.aside().is_some());
    }
}
