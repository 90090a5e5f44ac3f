//! Many machines: one Postgres that holds what is to be done and what was found.
//!
//! The queue itself is apalis (its Postgres back end): who has which job, heartbeats, what becomes
//! of a dead worker's jobs. It delivers at least once. What makes the *record* exactly once is
//! [`table`]: a site's result is one row, written by one statement that is refused to every attempt
//! but the newest.
//!
//! - [`Job`]: one site, with all that an audit of it needs.
//! - [`Queue`]: the small trait that the engine stands behind; [`engine`] is apalis.
//! - [`table`]: attempts, results, and the bound a network address, in tables of our own.
//! - [`worker`]: what `oit worker` does with a job. [`send`]: what `oit survey --queue` does.
//!
//! One machine alone needs none of this: there the rows that wait in SQLite are the queue
//! ([`super::run`]), and a killed process leaves nothing that another would have to wait for.

pub mod engine;
pub mod send;
pub mod table;
pub mod worker;

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::store::Entry;

/// One site of one survey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Name of the survey in the shared database.
    pub survey: String,
    /// Its agency there.
    pub agency: i64,
    pub name: String,
    pub url: String,
    /// The list names neither `https://` nor `http://`.
    #[serde(default)]
    pub bare: bool,
    pub submission: Vec<Entry>,
    pub year: i32,
    pub as_of: String,
    /// Of `oit audit`.
    pub flags: Vec<String>,
}

/// How long a worker may be silent before its sites are given to others.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub beat: Duration,
    /// Beats that may be missed.
    pub missed: usize,
}

impl Default for Patience {
    /// apalis itself would wait 300 s; with 15 s and five beats a site is taken up again after 75 s,
    /// or one beat later, well within two minutes.
    fn default() -> Self {
        Patience::after(Patience::DEAD_AFTER)
    }
}

impl Patience {
    /// Seconds after which a silent worker is dead, where nobody says.
    pub const DEAD_AFTER: u64 = 75;

    /// How long a site is its worker's that is not seen: less than until the engine gives the job to
    /// another, so that it finds the site free.
    pub fn stale(self) -> Duration {
        self.dead() * 3 / 5
    }

    /// Dead after this many seconds.
    pub fn after(seconds: u64) -> Self {
        let seconds = seconds.max(5);
        Patience { beat: Duration::from_secs((seconds / 5).max(1)), missed: 5 }
    }

    pub fn dead(self) -> Duration {
        self.beat * u32::try_from(self.missed).unwrap_or(5)
    }

    /// How long it takes at the most until another worker has a dead one's site: the dead one has beaten right
    /// before, others look for such once a beat, and the one that gets the job looks whether the site is free.
    pub fn taken_up(self) -> Duration {
        self.dead() + self.beat + worker::LOOK
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Sql(#[from] sqlx::Error),
    #[error("{0}")]
    Engine(String),
    #[error("{0}")]
    Store(#[from] super::store::Error),
    #[error("{0}")]
    Json(#[from] serde_json::Error),
}

/// What a worker does with a job; `false`: it goes back into the queue.
pub trait Works: Send + Sync + 'static {
    fn work(self: Arc<Self>, job: Job) -> impl Future<Output = bool> + Send;
}

/// A queue of jobs that outlives its workers.
pub trait Queue: Send + Sync {
    /// Adds jobs.
    fn push(&self, jobs: Vec<Job>) -> impl Future<Output = Result<(), Error>> + Send;

    /// How many jobs it still means to give out, of whatever survey.
    fn held(&self) -> impl Future<Output = Result<i64, Error>> + Send;

    /// Takes jobs, one for each permit of `gate` at a time, until the database is gone or `stop` is called.
    fn work<W: Works>(
        &self,
        name: &str,
        gate: Arc<Semaphore>,
        works: Arc<W>,
        stop: crate::crawl::StopHandle,
    ) -> impl Future<Output = Result<(), Error>> + Send;
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command};

    #[test]
    fn a_dead_workers_site_is_taken_up_within_two_minutes() {
        let Command::Worker(asked) = Cli::parse_from(["oit", "worker", "--queue=postgres://db/oit"]).command
        else {
            panic!("it is a worker")
        };
        let usual = Patience::after(asked.dead_after);
        assert_eq!((asked.dead_after, usual.dead()), (75, Duration::from_secs(75)));
        assert_eq!((usual.beat, usual.missed), (Patience::default().beat, Patience::default().missed));
        assert!(usual.taken_up() <= Duration::from_secs(120), "{:?}", usual.taken_up());
        // Whoever gets the job of a dead worker finds its site free.
        assert!(usual.stale() < usual.dead() && usual.stale() > usual.beat * 2);
    }
}
