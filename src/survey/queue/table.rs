//! Our own tables beside the engine's: attempts, results, and the bound a network address.

use std::time::Duration;

use sqlx::{PgPool, Row};

use super::{Error, Job, Patience, engine};
use crate::survey::store::{Elsewhere, SiteResult};

/// One step a version.
const STEPS: [&str; 4] = [
    "
CREATE TABLE oit.survey (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    year INTEGER NOT NULL,
    as_of TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
-- A site of a survey. state: new, running, done. Its whole result is `body`, one JSON document,
-- deflated: the tables that people read are made from it where they are read.
CREATE TABLE oit.site (
    survey TEXT NOT NULL REFERENCES oit.survey ON DELETE CASCADE,
    agency BIGINT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new',
    queued BOOLEAN NOT NULL DEFAULT FALSE,
    attempt BIGINT NOT NULL DEFAULT 0,
    worker TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    seen_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    finished_at TIMESTAMPTZ,
    digest TEXT NOT NULL DEFAULT '',
    version TEXT NOT NULL DEFAULT '',
    body BYTEA,
    PRIMARY KEY (survey, agency)
);
CREATE INDEX site_running ON oit.site (address) WHERE state = 'running';
CREATE INDEX site_state ON oit.site (survey, state);
",
    "
-- How often a worker died over the site, and whether the attempt under way has begun to visit it: a site that
-- only waited for its turn has killed nobody.
ALTER TABLE oit.site ADD COLUMN begun BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE oit.site ADD COLUMN killed BIGINT NOT NULL DEFAULT 0;
",
    "
-- When the attempt under way began to visit the site.
ALTER TABLE oit.site ADD COLUMN began_at TIMESTAMPTZ;
",
    "
-- The address as the list has it now; a job that was sent before may have an older one. Empty: as the job says.
ALTER TABLE oit.site ADD COLUMN url TEXT NOT NULL DEFAULT '';
ALTER TABLE oit.site ADD COLUMN bare BOOLEAN NOT NULL DEFAULT FALSE;
",
];

/// Between a worker's name and what tells its start from others.
const START: char = '#';
const DIGITS: usize = 16;

/// What one start of a worker is called among the others: a container that is started again has the host name and
/// the process number of the one that died, and would keep that one's sites for ever.
///
/// # Errors
/// If the system gives no random bytes.
pub fn one_start_of(name: &str) -> Result<String, getrandom::Error> {
    Ok(format!("{name}{START}{:0DIGITS$x}", getrandom::u64()?))
}

/// A worker's name for people, without what tells its start from others.
pub fn shown(worker: &str) -> &str {
    let is_start = |tail: &str| tail.len() == DIGITS && tail.bytes().all(|byte| byte.is_ascii_hexdigit());
    match worker.rsplit_once(START) {
        Some((name, tail)) if is_start(tail) => name,
        _ => worker,
    }
}

/// How a site may be taken.
pub enum Claim {
    /// With the number of this attempt, and how many workers died over the site before.
    Taken(i64, i64),
    /// Somebody else is at it, and was seen lately.
    Busy,
    /// It has its result, or its survey is gone.
    Done,
}

#[derive(Clone)]
pub struct Tables {
    pool: PgPool,
    /// Somebody not seen for so long has let go of the site.
    stale: Duration,
}

impl Tables {
    /// Brings the tables to their newest version.
    ///
    /// # Errors
    /// If the database does not answer, or was made by a newer program.
    pub async fn open(pool: PgPool, stale: Duration) -> Result<Tables, Error> {
        let mut change = pool.begin().await?;
        sqlx::query("SELECT pg_advisory_xact_lock(8165)").execute(&mut *change).await?;
        sqlx::raw_sql(
            "CREATE SCHEMA IF NOT EXISTS oit; CREATE TABLE IF NOT EXISTS oit.version (n INTEGER NOT NULL)",
        )
        .execute(&mut *change)
        .await?;
        let had: Option<i32> =
            sqlx::query_scalar("SELECT max(n) FROM oit.version").fetch_one(&mut *change).await?;
        let had = usize::try_from(had.unwrap_or(0)).unwrap_or(0);
        if had > STEPS.len() {
            return Err(Error::Engine("ฐานข้อมูลสร้างโดยโปรแกรมรุ่นใหม่กว่า".to_owned()));
        }
        for step in &STEPS[had..] {
            sqlx::raw_sql(*step).execute(&mut *change).await?;
        }
        if had < STEPS.len() {
            sqlx::query("INSERT INTO oit.version (n) VALUES ($1)")
                .bind(STEPS.len() as i32)
                .execute(&mut *change)
                .await?;
        }
        change.commit().await?;
        Ok(Tables { pool, stale })
    }

    /// Puts sites down that are not there yet, and lets those begin anew whose result the surveyor
    /// has (`known`: the attempt that it has). Returns the agencies whose job must be pushed.
    pub async fn put(
        &self,
        survey: (&str, &str, i32, &str),
        sites: &[(i64, i64)],
    ) -> Result<Vec<i64>, Error> {
        let (id, name, year, as_of) = survey;
        let mut change = self.pool.begin().await?;
        sqlx::query(
            "INSERT INTO oit.survey (id, name, year, as_of) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .bind(name)
        .bind(year)
        .bind(as_of)
        .execute(&mut *change)
        .await?;
        let agencies: Vec<i64> = sites.iter().map(|(agency, _)| *agency).collect();
        let known: Vec<i64> = sites.iter().map(|(_, attempt)| *attempt).collect();
        sqlx::query(
            "INSERT INTO oit.site (survey, agency) SELECT $1, * FROM unnest($2::bigint[]) ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .bind(&agencies)
        .execute(&mut *change)
        .await?;
        // A retry: the surveyor has this very result and wants another.
        sqlx::query(
            "UPDATE oit.site s SET state = 'new', queued = FALSE, begun = FALSE, killed = 0 FROM unnest($2::bigint[], $3::bigint[]) AS k (agency, attempt)
             WHERE s.survey = $1 AND s.agency = k.agency AND s.state = 'done' AND s.attempt <= k.attempt",
        )
        .bind(id)
        .bind(&agencies)
        .bind(&known)
        .execute(&mut *change)
        .await?;
        let waiting = sqlx::query_scalar(
            "SELECT agency FROM oit.site WHERE survey = $1 AND NOT queued AND state = 'new'",
        )
        .bind(id)
        .fetch_all(&mut *change)
        .await?;
        change.commit().await?;
        Ok(waiting)
    }

    /// Notes at which address each site is now (and whether its scheme goes without saying): of those whose result the
    /// surveyor has not. One that is or was audited at another begins anew, and what comes of that attempt is refused. Returns the agencies whose job must
    /// be pushed again.
    pub async fn address(&self, survey: &str, sites: &[(i64, &str, bool)]) -> Result<Vec<i64>, Error> {
        let agencies: Vec<i64> = sites.iter().map(|(agency, ..)| *agency).collect();
        let urls: Vec<&str> = sites.iter().map(|(_, url, _)| *url).collect();
        let bare: Vec<bool> = sites.iter().map(|(.., bare)| *bare).collect();
        let mut change = self.pool.begin().await?;
        let moved = sqlx::query_scalar(
            "UPDATE oit.site s SET state = 'new', queued = FALSE, begun = FALSE, killed = 0, address = '', attempt = s.attempt + 1
             FROM unnest($2::bigint[], $3::text[]) AS k (agency, url)
             WHERE s.survey = $1 AND s.agency = k.agency AND s.state IN ('running', 'done') AND s.url <> '' AND s.url <> k.url
             RETURNING s.agency",
        )
        .bind(survey)
        .bind(&agencies)
        .bind(&urls)
        .fetch_all(&mut *change)
        .await?;
        sqlx::query(
            "UPDATE oit.site s SET url = k.url, bare = k.bare
             FROM unnest($2::bigint[], $3::text[], $4::boolean[]) AS k (agency, url, bare)
             WHERE s.survey = $1 AND s.agency = k.agency AND (s.url <> k.url OR s.bare <> k.bare)",
        )
        .bind(survey)
        .bind(&agencies)
        .bind(&urls)
        .bind(&bare)
        .execute(&mut *change)
        .await?;
        change.commit().await?;
        Ok(moved)
    }

    /// A job with the address that its site has now.
    pub async fn newest(&self, job: &Job) -> Result<Job, Error> {
        let sql = "SELECT url, bare FROM oit.site WHERE survey = $1 AND agency = $2 AND url <> ''";
        let row = sqlx::query(sql).bind(&job.survey).bind(job.agency).fetch_optional(&self.pool).await?;
        let mut job = job.clone();
        if let Some(row) = row {
            (job.url, job.bare) = (row.try_get("url")?, row.try_get("bare")?);
        }
        Ok(job)
    }

    /// Sites whose job the engine has lost: they are to be pushed again. Returns how many there are.
    pub async fn unqueued(&self, survey: &str) -> Result<Vec<i64>, Error> {
        let sql = "UPDATE oit.site SET queued = FALSE WHERE survey = $1 AND state <> 'done' RETURNING agency";
        Ok(sqlx::query_scalar(sql).bind(survey).fetch_all(&self.pool).await?)
    }

    /// Jobs that are in the engine's hands.
    pub async fn queued(&self, survey: &str, agencies: &[i64]) -> Result<(), Error> {
        sqlx::query("UPDATE oit.site SET queued = TRUE WHERE survey = $1 AND agency = ANY($2)")
            .bind(survey)
            .bind(agencies)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Takes a site: a new one, or one whose worker is no longer seen.
    pub async fn claim(&self, job: &Job, worker: &str) -> Result<Claim, Error> {
        let taken = sqlx::query(
            "UPDATE oit.site SET state = 'running', attempt = attempt + 1, worker = $3, address = '', seen_at = now(),
                    killed = killed + CASE WHEN state = 'running' AND begun THEN 1 ELSE 0 END, begun = FALSE
             WHERE survey = $1 AND agency = $2
               AND (state = 'new' OR (state = 'running' AND seen_at < now() - make_interval(secs => $4)))
             RETURNING attempt, killed",
        )
        .bind(&job.survey)
        .bind(job.agency)
        .bind(worker)
        .bind(self.stale.as_secs_f64())
        .fetch_optional(&self.pool)
        .await?;
        if let Some(row) = taken {
            return Ok(Claim::Taken(row.try_get("attempt")?, row.try_get("killed")?));
        }
        let state: Option<String> =
            sqlx::query_scalar("SELECT state FROM oit.site WHERE survey = $1 AND agency = $2")
                .bind(&job.survey)
                .bind(job.agency)
                .fetch_optional(&self.pool)
                .await?;
        Ok(if state.is_none_or(|state| state == "done") { Claim::Done } else { Claim::Busy })
    }

    /// Notes that the site is visited from now on.
    pub async fn begin(&self, job: &Job, attempt: i64) -> Result<(), Error> {
        self.set(job, attempt, "UPDATE oit.site SET begun = TRUE, began_at = now() WHERE survey = $1 AND agency = $2 AND attempt = $3")
            .await
    }

    /// Whether a running site may go to its network address: `most` at once over all workers.
    pub async fn enter(&self, job: &Job, attempt: i64, address: &str, most: i64) -> Result<bool, Error> {
        let mut change = self.pool.begin().await?;
        sqlx::query("SELECT pg_advisory_xact_lock(8166, hashtext($1))")
            .bind(address)
            .execute(&mut *change)
            .await?;
        let busy: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM oit.site WHERE address = $1 AND state = 'running'
               AND seen_at > now() - make_interval(secs => $4) AND NOT (survey = $2 AND agency = $3)",
        )
        .bind(address)
        .bind(&job.survey)
        .bind(job.agency)
        .bind(self.stale.as_secs_f64())
        .fetch_one(&mut *change)
        .await?;
        let room = busy < most;
        if room {
            sqlx::query(
                "UPDATE oit.site SET address = $4 WHERE survey = $1 AND agency = $2 AND attempt = $3",
            )
            .bind(&job.survey)
            .bind(job.agency)
            .bind(attempt)
            .bind(address)
            .execute(&mut *change)
            .await?;
        }
        change.commit().await?;
        Ok(room)
    }

    /// The worker lives, and so do its sites.
    pub async fn beat(&self, worker: &str) -> Result<(), Error> {
        sqlx::query("UPDATE oit.site SET seen_at = now() WHERE worker = $1 AND state = 'running'")
            .bind(worker)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Writes a site's result. `false`: the site was given to another attempt, and nothing was written.
    pub async fn finish(&self, job: &Job, attempt: i64, result: &SiteResult) -> Result<bool, Error> {
        let body = crate::survey::store::deflate(&serde_json::to_vec(result)?);
        let done = sqlx::query(
            "UPDATE oit.site SET state = 'done', address = '', finished_at = now(), digest = $4, version = $5, body = $6
             WHERE survey = $1 AND agency = $2 AND attempt = $3 AND state = 'running'",
        )
        .bind(&job.survey)
        .bind(job.agency)
        .bind(attempt)
        .bind(&result.digest)
        .bind(&result.version)
        .bind(body)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives a site back unfinished.
    pub async fn put_back(&self, job: &Job, attempt: i64) -> Result<(), Error> {
        self.set(
            job,
            attempt,
            "UPDATE oit.site SET state = 'new', address = '', begun = FALSE WHERE survey = $1 AND agency = $2 AND attempt = $3 AND state = 'running'",
        )
        .await
    }

    /// Changes the row of a site, as long as this attempt is its own ($1, $2, $3).
    async fn set(&self, job: &Job, attempt: i64, change: &'static str) -> Result<(), Error> {
        sqlx::query(change).bind(&job.survey).bind(job.agency).bind(attempt).execute(&self.pool).await?;
        Ok(())
    }

    /// Agencies with a result and its attempt, and the sites that are being visited.
    pub async fn state(&self, survey: &str) -> Result<(Vec<(i64, i64)>, Vec<Elsewhere>), Error> {
        let rows = sqlx::query("SELECT agency, attempt FROM oit.site WHERE survey = $1 AND state = 'done'")
            .bind(survey)
            .fetch_all(&self.pool)
            .await?;
        let stamp =
            |column: &str| format!("to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')");
        // A site that waits for a crowded network address is not visited yet.
        let sql = format!(
            "SELECT agency, worker, {}, {} FROM oit.site WHERE survey = $1 AND state = 'running' AND begun",
            stamp("coalesce(began_at, seen_at)"),
            stamp("seen_at")
        );
        let running = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(survey).fetch_all(&self.pool).await?;
        let running = running.iter().map(|row| Elsewhere {
            agency: row.get(0),
            worker: shown(row.get(1)).to_owned(),
            since: row.get(2),
            seen: row.get(3),
        });
        let running = running.collect();
        Ok((rows.iter().map(|row| (row.get(0), row.get(1))).collect(), running))
    }

    /// Workers that live, as the engine's heartbeats say, be they at a site or not.
    pub async fn workers(&self) -> Result<usize, Error> {
        let sql = "SELECT count(*) FROM apalis.workers
                   WHERE worker_type = $1 AND last_seen > now() - make_interval(secs => $2)";
        let dead = Patience::default().dead().as_secs_f64();
        let row = sqlx::query(sql).bind(engine::KIND).bind(dead).fetch_one(&self.pool).await?;
        Ok(usize::try_from(row.get::<i64, _>(0)).unwrap_or(0))
    }

    /// Results of some agencies: agency, attempt, result.
    pub async fn results(
        &self,
        survey: &str,
        agencies: &[i64],
    ) -> Result<Vec<(i64, i64, SiteResult)>, Error> {
        let rows = sqlx::query(
            "SELECT agency, attempt, body FROM oit.site WHERE survey = $1 AND agency = ANY($2) AND state = 'done'",
        )
        .bind(survey)
        .bind(agencies)
        .fetch_all(&self.pool)
        .await?;
        let read = |row: &sqlx::postgres::PgRow| -> Result<(i64, i64, SiteResult), Error> {
            let body: Vec<u8> = row.get(2);
            let json = crate::survey::store::inflate(&body).map_err(crate::survey::store::Error::Io)?;
            Ok((row.get(0), row.get(1), serde_json::from_slice(&json)?))
        };
        rows.iter().map(read).collect()
    }
}
