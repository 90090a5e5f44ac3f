//! What an audit, a worker and a survey change in the file.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::list::{Listed, agency, called};
use super::{Entry, Fallible, Outcome, SiteResult, Store};
use crate::crawl::now;

/// What a survey is begun with.
#[derive(Debug, Clone, Default)]
pub struct NewSurvey {
    /// `survey` or `audit`.
    pub kind: &'static str,
    pub name: String,
    pub year: i32,
    pub digest: String,
    pub as_of: String,
    pub flags: Vec<String>,
    pub queue: String,
}

/// A site that is to be audited, with the number of this attempt.
#[derive(Debug, Clone)]
pub struct Taken {
    pub agency: i64,
    pub attempt: i64,
    pub nr: i64,
    pub name: String,
    pub url: String,
    /// The list names neither `https://` nor `http://`.
    pub bare: bool,
    pub submission: Vec<Entry>,
    /// So long it was audited before by processes that were stopped or killed.
    pub seconds: f64,
}

/// A site that a worker of a shared queue audits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    pub agency: i64,
    pub worker: String,
    /// RFC 3339, UTC.
    pub since: String,
    pub seen: String,
}

pub(super) fn changed(db: &Connection, survey: i64) -> Fallible<()> {
    db.prepare_cached("UPDATE survey SET changes = changes + 1 WHERE id = ?1")?.execute([survey])?;
    Ok(())
}

impl Store {
    /// Begins a survey without rows.
    pub fn begin(&self, new: &NewSurvey) -> Fallible<i64> {
        self.with(|db| begin(db, new))
    }

    /// Keeps by which command a survey is gone on with, and what is said of its audits.
    pub fn remember(&self, survey: i64, again: &[String], flags: &[String]) -> Fallible<()> {
        let (again, flags) = (serde_json::to_string(again)?, serde_json::to_string(flags)?);
        self.with(|db| {
            db.execute(
                "UPDATE survey SET again = ?2, flags = ?3 WHERE id = ?1 AND (again <> ?2 OR flags <> ?3)",
                params![survey, again, flags],
            )?;
            Ok(())
        })
    }

    /// Sites that a killed process left in the middle wait again. Returns how many there were.
    pub fn release(&self, survey: i64) -> Fallible<usize> {
        self.with(|db| {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let sql = "UPDATE site SET state = 'waiting', worker = '', seen_at = '' WHERE survey = ?1 AND state = 'running'";
            let sites = change.execute(sql, [survey])?;
            if sites > 0 {
                changed(&change, survey)?;
            }
            change.commit()?;
            Ok(sites)
        })
    }

    /// Failed sites wait again, as they did before they were audited: what was found of them would
    /// be taken for the result that is to come. Returns how many there were.
    pub fn retry(&self, survey: i64) -> Fallible<usize> {
        self.with(|db| {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let sql =
                "UPDATE site SET state = 'waiting' WHERE survey = ?1 AND state = 'failed' RETURNING agency";
            let failed: Vec<i64> = change
                .prepare_cached(sql)?
                .query_map([survey], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for agency in &failed {
                forget(&change, survey, *agency)?;
            }
            // Marks lie in their own order, not in that of agencies: all sites' in one pass.
            change.execute(
                "DELETE FROM mark WHERE survey = ?1 AND agency IN (SELECT value FROM json_each(?2))",
                params![survey, serde_json::to_string(&failed)?],
            )?;
            changed(&change, survey)?;
            change.commit()?;
            Ok(failed.len())
        })
    }

    /// What runs elsewhere, as the shared database says: such sites run here too, and no others do.
    pub fn mirror(&self, survey: i64, running: &[Elsewhere]) -> Fallible<()> {
        self.with(|db| {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut had: HashMap<i64, (String, String)> = change
                .prepare_cached(
                    "SELECT agency, worker, started_at FROM site WHERE survey = ?1 AND state = 'running'",
                )?
                .query_map([survey], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?
                .collect::<Result<_, _>>()?;
            let mut news = 0;
            for one in running {
                let known = had.remove(&one.agency);
                let same = known.is_some_and(|(worker, since)| {
                    (worker, since) == (one.worker.clone(), one.since.clone())
                });
                let written = change
                    .prepare_cached(
                        "UPDATE site SET state = 'running', worker = ?3, started_at = ?4, seen_at = ?5
                         WHERE survey = ?1 AND agency = ?2 AND state IN ('waiting', 'running')",
                    )?
                    .execute(params![survey, one.agency, one.worker, one.since, one.seen])?;
                news += usize::from(!same) * written;
            }
            for agency in had.keys() {
                news += change
                    .prepare_cached(
                        "UPDATE site SET state = 'waiting', worker = '', started_at = '', seen_at = ''
                         WHERE survey = ?1 AND agency = ?2 AND state = 'running'",
                    )?
                    .execute(params![survey, agency])?;
            }
            if news > 0 {
                changed(&change, survey)?;
            }
            Ok(change.commit()?)
        })
    }

    /// How long running sites have been audited: agency, attempt, seconds. A killed process leaves
    /// that to the one that goes on.
    pub fn spent(&self, survey: i64, running: &[(i64, i64, f64)]) -> Fallible<()> {
        self.with(|db| {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut sql = change.prepare_cached(
                "UPDATE site SET seconds = ?4, seen_at = ?5 WHERE survey = ?1 AND agency = ?2 AND attempt = ?3 AND state = 'running'",
            )?;
            let now = now();
            for (agency, attempt, seconds) in running {
                sql.execute(params![survey, agency, attempt, seconds, now])?;
            }
            drop(sql);
            Ok(change.commit()?)
        })
    }

    /// Takes a waiting site; `None` where it waits no longer.
    pub fn take(&self, survey: i64, agency: i64) -> Fallible<Option<Taken>> {
        self.with(|db| {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let taken = change
                .prepare_cached(
                    "UPDATE site SET state = 'running', attempt = attempt + 1, started_at = ?3, seen_at = ?3
                     WHERE survey = ?1 AND agency = ?2 AND state = 'waiting'
                     RETURNING agency, attempt, nr, name, url, submission, seconds, bare",
                )?
                .query_row(params![survey, agency, now()], |row| {
                    let submission: String = row.get(5)?;
                    Ok(Taken {
                        agency: row.get(0)?,
                        attempt: row.get(1)?,
                        nr: row.get(2)?,
                        name: row.get(3)?,
                        url: row.get(4)?,
                        submission: serde_json::from_str(&submission).unwrap_or_default(),
                        seconds: row.get(6)?,
                        bare: row.get(7)?,
                    })
                })
                .optional()?;
            changed(&change, survey)?;
            change.commit()?;
            Ok(taken)
        })
    }

    /// Gives a taken site back unfinished, after so many seconds in all.
    pub fn put_back(&self, survey: i64, agency: i64, attempt: i64, seconds: f64) -> Fallible<()> {
        self.with(|db| {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            change.execute(
                "UPDATE site SET state = 'waiting', seconds = ?4 WHERE survey = ?1 AND agency = ?2 AND attempt = ?3 AND state = 'running'",
                params![survey, agency, attempt, seconds],
            )?;
            changed(&change, survey)?;
            Ok(change.commit()?)
        })
    }

    /// Writes a site's result, all of it in one transaction. `false`: another attempt has the site
    /// by now, and nothing was written.
    pub fn finish(&self, survey: i64, agency: i64, attempt: i64, result: &SiteResult) -> Fallible<bool> {
        self.with(|db| {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let ours = "state = 'running' AND attempt = ?3";
            let written = record(&change, survey, agency, attempt, result, ours)?;
            if written {
                changed(&change, survey)?;
                change.commit()?;
            }
            Ok(written)
        })
    }

    /// Takes over a result that a worker wrote into the shared database. `false`: it is here already.
    pub fn take_over(&self, survey: i64, agency: i64, attempt: i64, result: &SiteResult) -> Fallible<bool> {
        self.with(|db| {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let newer = "(attempt < ?3 OR state NOT IN ('done', 'failed'))";
            let written = record(&change, survey, agency, attempt, result, newer)?;
            if written {
                changed(&change, survey)?;
                change.commit()?;
            }
            Ok(written)
        })
    }

    /// Keeps one audit in the history, as a survey of its own, in one transaction. Returns the
    /// survey and the agency.
    pub fn keep(&self, new: &NewSurvey, listed: &Listed, result: &SiteResult) -> Fallible<(i64, i64)> {
        self.with(|db| {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let survey = begin(&change, new)?;
            let agency = agency(&change, listed, || None)?;
            let name = called(&change, agency, listed)?;
            change.execute(
                "INSERT INTO site (survey, agency, nr, url, name, state, attempt) VALUES (?1, ?2, 1, ?3, ?4, 'running', 1)",
                params![survey, agency, listed.url, name],
            )?;
            record(&change, survey, agency, 1, result, "state = 'running'")?;
            change.commit()?;
            Ok((survey, agency))
        })
    }
}

fn begin(db: &Connection, new: &NewSurvey) -> Fallible<i64> {
    db.execute(
        "INSERT INTO survey (kind, name, year, digest, as_of, flags, queue, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            new.kind,
            new.name,
            new.year,
            new.digest,
            new.as_of,
            serde_json::to_string(&new.flags)?,
            new.queue,
            now()
        ],
    )?;
    Ok(db.last_insert_rowid())
}

fn record(
    db: &Connection,
    survey: i64,
    agency: i64,
    attempt: i64,
    result: &SiteResult,
    if_: &str,
) -> Fallible<bool> {
    let state = match result.outcome {
        Outcome::Done => "done",
        Outcome::Failed => "failed",
    };
    let sql = format!(
        "UPDATE site SET state = ?4, attempt = ?3, finished_at = ?5, seconds = ?6, cause = ?7, message = ?8,
         advice = ?9, score = ?10, score_high = ?11, band = ?12, verdicts = ?13, pages = ?14, files = ?15,
         bytes = ?16, digest = ?17, version = ?18, worker = ?19,
         started_at = iif(?20 = '', started_at, ?20), url = iif(?21 = '', url, ?21)
         WHERE survey = ?1 AND agency = ?2 AND {if_}"
    );
    let written = db.prepare_cached(&sql)?.execute(params![
        survey,
        agency,
        attempt,
        state,
        result.finished_at,
        result.seconds,
        result.cause,
        result.message,
        result.advice,
        result.score,
        result.score_high,
        result.band,
        result.verdicts(),
        result.pages as i64,
        result.files as i64,
        result.bytes as i64,
        result.digest,
        result.version,
        result.worker,
        result.started_at,
        result.url,
    ])?;
    if written != 1 {
        return Ok(false);
    }
    // What an earlier attempt left goes.
    emptied(db, survey, agency)?;
    // One site of several attempts is rare, and its marks mostly stay the same.
    if attempt > 1 {
        marks_gone(db, survey, agency)?;
    }
    if !result.names.is_empty() {
        db.prepare_cached("INSERT OR IGNORE INTO edition (digest, year, items) VALUES (?1, ?2, ?3)")?
            .execute(params![result.digest, result.year, serde_json::to_string(&result.names)?])?;
    }
    let mut row = db.prepare_cached(
        "INSERT INTO item (survey, nr, agency, verdict, score, comment, evidence, addresses) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (nr, item) in result.items.iter().enumerate() {
        let verdict = item.verdict.to_string();
        // A worker of an earlier version sends none: then the report has them.
        let addresses =
            (item.evidence.is_empty() || !item.addresses.is_empty()).then(|| item.addresses.join("\n"));
        let place = (survey, nr as i64, agency);
        row.execute(params![
            place.0,
            place.1,
            place.2,
            verdict,
            item.score,
            item.comment,
            item.evidence,
            addresses
        ])?;
    }
    if !result.report.is_empty() {
        db.prepare_cached("INSERT INTO report (survey, agency, body) VALUES (?1, ?2, ?3)")?
            .execute(params![survey, agency, result.report])?;
    }
    let mut row =
        db.prepare_cached("INSERT OR IGNORE INTO mark (survey, mark, agency) VALUES (?1, ?2, ?3)")?;
    for mark in &result.marks {
        row.execute(params![survey, mark, agency])?;
    }
    Ok(true)
}

/// A row is as it was before its site was audited, but for its marks; the number of its attempts stays.
pub(super) fn forget(db: &Connection, survey: i64, agency: i64) -> Fallible<()> {
    db.prepare_cached(
        "UPDATE site SET started_at = '', finished_at = '', seconds = 0, cause = '', message = '', advice = '',
         score = NULL, score_high = NULL, band = '', verdicts = '', pages = 0, files = 0, bytes = 0,
         digest = '', version = '', worker = '' WHERE survey = ?1 AND agency = ?2",
    )?
    .execute([survey, agency])?;
    emptied(db, survey, agency)
}

/// Takes away a site's items and its report.
fn emptied(db: &Connection, survey: i64, agency: i64) -> Fallible<()> {
    let nrs = "WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < 127) SELECT x FROM n";
    db.prepare_cached(&format!("DELETE FROM item WHERE survey = ?1 AND nr IN ({nrs}) AND agency = ?2"))?
        .execute([survey, agency])?;
    db.prepare_cached("DELETE FROM report WHERE survey = ?1 AND agency = ?2")?.execute([survey, agency])?;
    Ok(())
}

pub(super) fn marks_gone(db: &Connection, survey: i64, agency: i64) -> Fallible<()> {
    db.prepare_cached("DELETE FROM mark WHERE survey = ?1 AND agency = ?2")?.execute([survey, agency])?;
    Ok(())
}
