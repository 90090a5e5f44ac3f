//! The engine: apalis 1.0 with its Postgres back end.
//!
//! Otherwise than its defaults: one job is fetched at a time (rows fetched ahead are locked, and
//! wait in vain for a busy worker), a worker is dead after [`Patience`], not after 300 s, and a job
//! that comes back is the next one given out, not the last. Its kill tests are in `tests/queue.rs`. Should it fail them one day, graphile_worker and pgmq are
//! next, behind the same trait.

use std::sync::Arc;
use std::time::Duration;

use apalis::layers::limit::GlobalConcurrencyLimitLayer;
use apalis::prelude::*;
use apalis_core::backend::finalize::DurableError;
use apalis_postgres::{Config, PostgresStorage};
use sqlx::PgPool;
use tokio::sync::Semaphore;

use super::{Error, Job, Patience, Queue, Works};
use crate::both;
use crate::crawl::StopHandle;

/// Name of the jobs' kind.
pub(super) const KIND: &str = "oit-site-1";
/// So long the engine may take to end after it was told to; seen to hang for ever now and then.
const SETTLE: Duration = Duration::from_secs(10);
/// Of a job that was taken once, be it that it comes back: before those nobody has taken yet, which have 0.
const AGAIN_FIRST: i32 = 1;
/// More than our own count of attempts lets happen.
const ATTEMPTS: usize = 25;

pub struct Apalis {
    pool: PgPool,
    patience: Patience,
}

impl Apalis {
    /// Brings the engine's tables to their newest version.
    ///
    /// # Errors
    /// If the database does not answer, or has no right to make tables.
    pub async fn open(pool: PgPool, patience: Patience) -> Result<Apalis, Error> {
        // Two that migrate at the same time would be in each other's way.
        let mut lock = pool.acquire().await?;
        sqlx::query("SELECT pg_advisory_lock(8164)").execute(&mut *lock).await?;
        let done = PostgresStorage::setup(&pool).await;
        sqlx::query("SELECT pg_advisory_unlock(8164)").execute(&mut *lock).await?;
        done.map_err(refused)?;
        Ok(Apalis { pool, patience })
    }

    /// Lets go of the jobs that a worker still holds, for others to take at once.
    async fn give_back(&self, name: &str) -> Result<(), Error> {
        sqlx::query(
            "UPDATE apalis.jobs SET status = 'Pending', lock_by = NULL, lock_at = NULL
             WHERE lock_by = $1 AND job_type = $2 AND status IN ('Queued', 'Running')",
        )
        .bind(name)
        .bind(KIND)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    fn storage(&self) -> PostgresStorage<Job> {
        let config = Config::default()
            .queue(KIND)
            .batch_size(1)
            .heartbeat_interval(self.patience.beat)
            .missed_heartbeats(self.patience.missed);
        PostgresStorage::new(&self.pool).with_config(config)
    }
}

impl Queue for Apalis {
    async fn push(&self, jobs: Vec<Job>) -> Result<(), Error> {
        let mut storage = self.storage();
        for piece in jobs.chunks(200) {
            let tasks: Vec<_> = piece
                .iter()
                .map(|job| TaskBuilder::new(job.clone()).max_attempts(ATTEMPTS).build())
                .collect();
            let mut tasks = futures::stream::iter(tasks);
            storage.push_all(&mut tasks).await.map_err(|error| Error::Engine(error.to_string()))?;
        }
        Ok(())
    }

    async fn held(&self) -> Result<i64, Error> {
        Ok(sqlx::query_scalar(
            "SELECT count(*) FROM apalis.jobs WHERE job_type = $1
             AND (status IN ('Pending', 'Queued', 'Running') OR (status = 'Failed' AND attempts < max_attempts))",
        )
        .bind(KIND)
        .fetch_one(&self.pool)
        .await?)
    }

    async fn work<W: Works>(
        &self,
        name: &str,
        gate: Arc<Semaphore>,
        works: Arc<W>,
        stop: StopHandle,
    ) -> Result<(), Error> {
        async fn handle<W: Works>(
            job: Job,
            id: TaskId,
            pool: Data<PgPool>,
            works: Data<Arc<W>>,
        ) -> Result<(), BoxDynError> {
            taken(&pool, &id).await?;
            let works = Arc::clone(&works.0);
            // A task of its own: when the database goes away the engine drops its handlers, and an
            // hour's audit must not be lost for that.
            let worked = tokio::spawn(async move { works.work(job).await }).await;
            if worked.unwrap_or(true) { Ok(()) } else { Err("given back".into()) }
        }
        let worker = WorkerBuilder::new(name)
            .backend(self.storage())
            // A job is fetched when there is room for it here, and not before: another worker may have some.
            .layer(GlobalConcurrencyLimitLayer::with_semaphore(gate))
            .data(self.pool.clone())
            .data(works)
            .build(handle::<W>);
        let stopped = stop.clone();
        let late = async move {
            stopped.stopped().await;
            tokio::time::sleep(SETTLE).await;
        };
        let until = async move {
            stop.stopped().await;
            Ok::<(), std::io::Error>(())
        };
        tokio::select! {
            done = worker.run_until(until) => done.map_err(gave_up),
            () = late => self.give_back(name).await,
        }
    }
}

/// What is behind an engine that gave up: its own words are for those who build it.
fn gave_up(error: WorkerError) -> Error {
    type Polled = DurableError<apalis_postgres::Error, serde_json::Error>;
    let WorkerError::BackendError(behind) = error else { return failed(error) };
    match behind.downcast::<Polled>().map(|polled| *polled) {
        Ok(Polled::PollNextError(error)) => refused(error),
        Ok(other) => failed(other),
        Err(behind) => failed(behind),
    }
}

/// What the database said to the engine.
fn refused(error: apalis_postgres::Error) -> Error {
    match error {
        apalis_postgres::Error::Database(error) => Error::Sql(error),
        other => failed(other),
    }
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Engine(both!("คิวงานขัดข้อง: {error}", "the queue failed: {error}"))
}

/// Whoever comes to hold the job after us, and however we end, finds it before the jobs that still wait: a
/// nation's backlog is hours long.
async fn taken(pool: &PgPool, id: &TaskId) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE apalis.jobs SET priority = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(AGAIN_FIRST)
        .execute(pool)
        .await?;
    Ok(())
}
