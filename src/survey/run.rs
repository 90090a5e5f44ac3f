//! Many sites at once in this process.
//!
//! A site waits for nobody but its own host: slots are given to whichever waiting site's network
//! address has room. Names are looked up ahead of their turn, since a dead name takes seconds.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use url::Url;

use super::site::{self, Ended, Kit};
use super::store::{Error, Fallible, SiteResult, Store, Taken};
use crate::crawl::{Progress, StopHandle};

/// How many sites, and where.
pub struct Plan {
    pub survey: i64,
    /// Sites at once.
    pub at_once: usize,
    /// Sites at once on one network address.
    pub per_address: usize,
}

/// Hears how the survey goes.
pub trait Hears: Send + Sync {
    /// A site begins; what comes back hears its walk.
    fn began(&self, site: &Taken) -> Arc<dyn Progress>;
    /// A site has its row; `None`: it was given back.
    fn ended(&self, site: &Taken, result: Option<&SiteResult>);
}

/// Names looked up at the same time, and how far ahead of their turn.
const LOOKUPS: usize = 32;
const AHEAD: usize = 256;
const LOOKUP_TIME: Duration = Duration::from_secs(15);
/// How often it is written down how long each running site has taken.
const BEAT: Duration = Duration::from_secs(5);

/// Sites that are being audited.
#[derive(Default)]
struct Running(Mutex<HashMap<i64, Leg>>);

/// What this process has of a site's audit; others may have begun it.
#[derive(Clone, Copy)]
struct Leg {
    attempt: i64,
    began: Instant,
    before: f64,
}

impl Leg {
    /// All legs together, to a tenth of a second.
    fn seconds(self) -> f64 {
        ((self.before + self.began.elapsed().as_secs_f64()) * 10.0).round() / 10.0
    }
}

impl Running {
    fn begin(&self, site: &Taken) -> Leg {
        let leg = Leg { attempt: site.attempt, began: Instant::now(), before: site.seconds };
        self.0.lock().expect("no panic under this lock").insert(site.agency, leg);
        leg
    }

    fn end(&self, agency: i64) {
        self.0.lock().expect("no panic under this lock").remove(&agency);
    }

    /// Agency, attempt, seconds.
    fn now(&self) -> Vec<(i64, i64, f64)> {
        let all = self.0.lock().expect("no panic under this lock");
        all.iter().map(|(agency, leg)| (*agency, leg.attempt, leg.seconds())).collect()
    }
}

/// Audits every waiting site of a survey; ends early when `stop` is called, giving back what is
/// not finished.
///
/// # Errors
/// If the database does not take a result.
pub async fn run(
    store: Arc<Store>,
    kit: Arc<Kit>,
    plan: &Plan,
    hears: Arc<dyn Hears>,
    stop: StopHandle,
) -> Fallible<()> {
    let mut waiting: VecDeque<(i64, String)> = store.waiting(plan.survey)?.into();
    let mut lookups: JoinSet<(i64, Option<IpAddr>)> = JoinSet::new();
    let mut ready: VecDeque<(i64, Option<IpAddr>)> = VecDeque::new();
    let mut sites: JoinSet<(Option<IpAddr>, Fallible<()>)> = JoinSet::new();
    let mut busy: HashMap<IpAddr, usize> = HashMap::new();
    let running = Arc::new(Running::default());
    let mut beat = tokio::time::interval_at(tokio::time::Instant::now() + BEAT, BEAT);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        while sites.len() < plan.at_once && !stop.is_stopped() {
            let free = |(_, ip): &(i64, Option<IpAddr>)| {
                ip.is_none_or(|ip| busy.get(&ip).copied().unwrap_or(0) < plan.per_address)
            };
            let Some(next) = ready.iter().position(free).and_then(|at| ready.remove(at)) else { break };
            if let Some(ip) = next.1 {
                *busy.entry(ip).or_default() += 1;
            }
            let (store, kit, hears, stop) =
                (Arc::clone(&store), Arc::clone(&kit), Arc::clone(&hears), stop.clone());
            let (survey, running) = (plan.survey, Arc::clone(&running));
            sites.spawn(
                async move { (next.1, one(store, kit, hears, stop, &running, (survey, next.0)).await) },
            );
        }
        // A window full of sites of one crowded address must not hide the others behind it.
        let starved = sites.len() < plan.at_once;
        while lookups.len() < LOOKUPS && (ready.len() < AHEAD || starved) && !stop.is_stopped() {
            let Some((agency, url)) = waiting.pop_front() else { break };
            lookups.spawn(async move { (agency, address(&url).await) });
        }
        if sites.is_empty() && (lookups.is_empty() || stop.is_stopped()) {
            return Ok(());
        }
        tokio::select! {
            Some(found) = lookups.join_next() => ready.extend(found.ok()),
            Some(done) = sites.join_next() => {
                let (ip, done) = done.map_err(|error| Error::Io(std::io::Error::other(error)))?;
                if let Some(count) = ip.and_then(|ip| busy.get_mut(&ip)) {
                    *count -= 1;
                }
                done?;
            }
            _ = beat.tick() => {
                let (store, survey, now) = (Arc::clone(&store), plan.survey, running.now());
                // Nobody waits for it: what is not written costs some seconds in a column.
                drop(tokio::task::spawn_blocking(move || store.spent(survey, &now)));
            }
            () = stop.stopped(), if !stop.is_stopped() => {}
        }
    }
}

/// The first network address of a site's host; `None` where it has none: its audit will say so.
pub(crate) async fn address(url: &str) -> Option<IpAddr> {
    let url = Url::parse(url).ok()?;
    let port = url.port_or_known_default().unwrap_or(80);
    let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
    let found = tokio::time::timeout(LOOKUP_TIME, tokio::net::lookup_host((host, port))).await.ok()?.ok()?;
    found.map(|a| a.ip()).min_by_key(|ip| (ip.is_ipv6(), *ip))
}

async fn one(
    store: Arc<Store>,
    kit: Arc<Kit>,
    hears: Arc<dyn Hears>,
    stop: StopHandle,
    running: &Running,
    (survey, agency): (i64, i64),
) -> Fallible<()> {
    let take = Arc::clone(&store);
    let Some(taken) = blocking(move || take.take(survey, agency)).await? else { return Ok(()) };
    let leg = running.begin(&taken);
    let progress = hears.began(&taken);
    let ended =
        site::audit(kit, (taken.url.clone(), taken.bare), taken.submission.clone(), progress, stop).await;
    running.end(agency);
    match ended {
        Ended::Stopped => {
            hears.ended(&taken, None);
            blocking(move || store.put_back(survey, agency, taken.attempt, leg.seconds())).await
        }
        Ended::Result(result) => {
            let attempt = taken.attempt;
            let result = Arc::new(SiteResult { seconds: leg.seconds(), ..*result });
            let kept = Arc::clone(&result);
            blocking(move || store.finish(survey, agency, attempt, &kept)).await?;
            hears.ended(&taken, Some(&result));
            Ok(())
        }
    }
}

/// The database's calls block.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Fallible<T> + Send + 'static,
) -> Fallible<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Io(std::io::Error::other(error)))?
}
