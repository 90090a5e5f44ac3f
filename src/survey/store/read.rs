//! What is asked of the file.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::result::{ItemName, inflate};
use super::{Fallible, Store};
use crate::report::Report;
use crate::survey::site::Cause;

/// A survey and how far it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SurveyRow {
    pub id: i64,
    pub kind: String,
    pub name: String,
    /// Which of the surveys of this name it is, from 1, and how many there are.
    pub round: usize,
    pub rounds: usize,
    pub year: i32,
    pub digest: String,
    pub as_of: String,
    pub flags: Vec<String>,
    pub queue: String,
    /// The command that goes on with it, in words, without what says where its data lies.
    pub again: Vec<String>,
    pub created_at: String,
    /// Grows with every write.
    pub changes: i64,
    pub waiting: usize,
    pub running: usize,
    pub done: usize,
    pub failed: usize,
}

impl SurveyRow {
    pub fn total(&self) -> usize {
        self.waiting + self.running + self.done + self.failed
    }

    /// Every site has its row.
    pub fn is_finished(&self) -> bool {
        self.waiting + self.running == 0
    }
}

/// A site without its items and its report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SiteRow {
    pub agency: i64,
    pub nr: i64,
    pub url: String,
    pub name: String,
    pub kind: String,
    pub province: String,
    pub code: String,
    pub state: String,
    pub attempt: i64,
    pub started_at: String,
    pub finished_at: String,
    pub seconds: f64,
    pub cause: String,
    pub message: String,
    pub advice: String,
    pub score: Option<f64>,
    pub score_high: Option<f64>,
    pub band: String,
    /// A letter an item, see [`super::letter`].
    pub verdicts: String,
    pub pages: i64,
    pub files: i64,
    pub bytes: i64,
    pub digest: String,
    pub version: String,
    pub worker: String,
}

/// One item of one site.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ItemRow {
    pub agency: i64,
    pub nr: usize,
    pub verdict: String,
    pub score: Option<f64>,
    pub comment: String,
    pub evidence: String,
    /// Addresses of all evidence, a line each; `None`: only the report has them.
    pub addresses: Option<String>,
}

/// A site that is being audited.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunningRow {
    pub agency: i64,
    pub name: String,
    pub url: String,
    /// Empty: this machine.
    pub worker: String,
    pub started_at: String,
    /// When its worker was last heard of; empty: not yet.
    pub seen_at: String,
}

const SURVEY: &str = "SELECT id, kind, name, year, digest, as_of, flags, queue, created_at, changes,
    (SELECT count(*) FROM site WHERE survey = s.id AND state = 'waiting'),
    (SELECT count(*) FROM site WHERE survey = s.id AND state = 'running'),
    (SELECT count(*) FROM site WHERE survey = s.id AND state = 'done'),
    (SELECT count(*) FROM site WHERE survey = s.id AND state = 'failed'), again,
    (SELECT count(*) FROM survey o WHERE o.kind = s.kind AND o.name = s.name AND o.id <= s.id),
    (SELECT count(*) FROM survey o WHERE o.kind = s.kind AND o.name = s.name) FROM survey s";

fn survey(row: &Row) -> rusqlite::Result<SurveyRow> {
    let (flags, again): (String, String) = (row.get(6)?, row.get(14)?);
    let count = |at| row.get::<_, i64>(at).map(|n| n as usize);
    Ok(SurveyRow {
        id: row.get(0)?,
        kind: row.get(1)?,
        name: row.get(2)?,
        round: count(15)?,
        rounds: count(16)?,
        year: row.get(3)?,
        digest: row.get(4)?,
        as_of: row.get(5)?,
        flags: serde_json::from_str(&flags).unwrap_or_default(),
        queue: row.get(7)?,
        again: serde_json::from_str(&again).unwrap_or_default(),
        created_at: row.get(8)?,
        changes: row.get(9)?,
        waiting: count(10)?,
        running: count(11)?,
        done: count(12)?,
        failed: count(13)?,
    })
}

pub(super) const SITE: &str = "agency, nr, url, name, kind, province, code, state, attempt, started_at,
    finished_at, seconds, cause, message, advice, score, score_high, band, verdicts, pages, files, bytes,
    digest, version, worker";

pub(super) fn site(row: &Row) -> rusqlite::Result<SiteRow> {
    let row = SiteRow {
        agency: row.get(0)?,
        nr: row.get(1)?,
        url: row.get(2)?,
        name: row.get(3)?,
        kind: row.get(4)?,
        province: row.get(5)?,
        code: row.get(6)?,
        state: row.get(7)?,
        attempt: row.get(8)?,
        started_at: row.get(9)?,
        finished_at: row.get(10)?,
        seconds: row.get(11)?,
        cause: row.get(12)?,
        message: row.get(13)?,
        advice: row.get(14)?,
        score: row.get(15)?,
        score_high: row.get(16)?,
        band: row.get(17)?,
        verdicts: row.get(18)?,
        pages: row.get(19)?,
        files: row.get(20)?,
        bytes: row.get(21)?,
        digest: row.get(22)?,
        version: row.get(23)?,
        worker: row.get(24)?,
    };
    // Earlier versions, and their workers, kept what was judged for want of pages.
    Ok(match row.state.as_str() {
        "failed" => SiteRow {
            message: worded(&row.cause, &row.message),
            advice: Cause::named(&row.cause).map_or_else(|| row.advice.clone(), |c| c.advice().to_owned()),
            score: None,
            score_high: None,
            band: String::new(),
            verdicts: String::new(),
            ..row
        },
        _ => row,
    })
}

/// Why a site failed in the language of whoever looks; what stands behind the cause's title stays.
fn worded(cause: &str, message: &str) -> String {
    let Some(cause) = Cause::named(cause) else { return message.to_owned() };
    let more = cause.titles().into_iter().find_map(|title| message.strip_prefix(title));
    more.map_or_else(|| message.to_owned(), |more| format!("{}{more}", cause.title()))
}

impl Store {
    /// Surveys of a kind, the newest first.
    pub fn surveys(&self, kind: &str, most: usize) -> Fallible<Vec<SurveyRow>> {
        self.with(|db| {
            let sql = format!("{SURVEY} WHERE kind = ?1 ORDER BY id DESC LIMIT ?2");
            let mut sql = db.prepare_cached(&sql)?;
            Ok(sql.query_map(params![kind, most as i64], survey)?.collect::<Result<_, _>>()?)
        })
    }

    pub fn survey(&self, id: i64) -> Fallible<Option<SurveyRow>> {
        self.with(|db| {
            let sql = format!("{SURVEY} WHERE id = ?1");
            Ok(db.prepare_cached(&sql)?.query_row([id], survey).optional()?)
        })
    }

    /// How many writes a survey has seen; `None`: there is no such survey.
    pub fn changes(&self, id: i64) -> Fallible<Option<i64>> {
        self.with(|db| {
            let mut sql = db.prepare_cached("SELECT changes FROM survey WHERE id = ?1")?;
            Ok(sql.query_row([id], |row| row.get(0)).optional()?)
        })
    }

    /// The newest survey of this name.
    pub fn survey_named(&self, name: &str) -> Fallible<Option<SurveyRow>> {
        self.with(|db| {
            let sql = format!("{SURVEY} WHERE kind = 'survey' AND name = ?1 ORDER BY id DESC LIMIT 1");
            Ok(db.prepare_cached(&sql)?.query_row([name], survey).optional()?)
        })
    }

    /// All surveys of this name, the newest first.
    pub fn rounds(&self, name: &str) -> Fallible<Vec<SurveyRow>> {
        self.with(|db| {
            let sql = format!("{SURVEY} WHERE kind = 'survey' AND name = ?1 ORDER BY id DESC");
            let mut sql = db.prepare_cached(&sql)?;
            Ok(sql.query_map([name], survey)?.collect::<Result<_, _>>()?)
        })
    }

    /// All rows of a survey in the list's order.
    pub fn sites(&self, survey: i64) -> Fallible<Vec<SiteRow>> {
        self.with(|db| {
            let sql = format!("SELECT {SITE} FROM site WHERE survey = ?1 ORDER BY nr, agency");
            let mut sql = db.prepare_cached(&sql)?;
            Ok(sql.query_map([survey], site)?.collect::<Result<_, _>>()?)
        })
    }

    pub fn site(&self, survey: i64, agency: i64) -> Fallible<Option<SiteRow>> {
        self.with(|db| {
            let sql = format!("SELECT {SITE} FROM site WHERE survey = ?1 AND agency = ?2");
            Ok(db.prepare_cached(&sql)?.query_row([survey, agency], site).optional()?)
        })
    }

    /// Agencies whose site waits, with its address, in the list's order.
    pub fn waiting(&self, survey: i64) -> Fallible<Vec<(i64, String)>> {
        self.with(|db| {
            let mut sql = db.prepare_cached(
                "SELECT agency, url FROM site WHERE survey = ?1 AND state = 'waiting' ORDER BY nr, agency",
            )?;
            let rows = sql.query_map([survey], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Sites that are being audited at this moment, as far as is known here; the longest first.
    pub fn running(&self, survey: i64) -> Fallible<Vec<RunningRow>> {
        self.with(|db| {
            let mut sql = db.prepare_cached(
                "SELECT agency, name, url, worker, started_at, seen_at FROM site
                 WHERE survey = ?1 AND state = 'running' ORDER BY started_at, nr",
            )?;
            let rows = sql.query_map([survey], |row| {
                Ok(RunningRow {
                    agency: row.get(0)?,
                    name: row.get(1)?,
                    url: row.get(2)?,
                    worker: row.get(3)?,
                    started_at: row.get(4)?,
                    seen_at: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Whether the list names a site without `https://` or `http://`.
    pub fn is_bare(&self, survey: i64, agency: i64) -> Fallible<bool> {
        self.with(|db| {
            let mut sql = db.prepare_cached("SELECT bare FROM site WHERE survey = ?1 AND agency = ?2")?;
            Ok(sql.query_row([survey, agency], |row| row.get(0))?)
        })
    }

    /// What a site's agency means to submit.
    pub fn submission(&self, survey: i64, agency: i64) -> Fallible<Vec<super::Entry>> {
        self.with(|db| {
            let mut sql =
                db.prepare_cached("SELECT submission FROM site WHERE survey = ?1 AND agency = ?2")?;
            let text: String = sql.query_row([survey, agency], |row| row.get(0))?;
            Ok(serde_json::from_str(&text).unwrap_or_default())
        })
    }

    /// One item of some sites.
    pub fn items(&self, survey: i64, nr: usize, agencies: &[i64]) -> Fallible<HashMap<i64, ItemRow>> {
        self.with(|db| {
            let mut sql = db.prepare_cached(
                "SELECT agency, nr, verdict, score, comment, evidence, addresses FROM item WHERE survey = ?1 AND nr = ?2 AND agency = ?3",
            )?;
            let mut out = HashMap::new();
            for agency in agencies {
                let found = sql.query_row(params![survey, nr as i64, agency], item).optional()?;
                out.extend(found.map(|item| (*agency, item)));
            }
            Ok(out)
        })
    }

    /// The items of one site in the order of its edition, which has `most` of them.
    pub fn items_of(&self, survey: i64, agency: i64, most: usize) -> Fallible<Vec<ItemRow>> {
        self.with(|db| {
            let mut sql = db.prepare_cached(
                "SELECT agency, nr, verdict, score, comment, evidence, addresses FROM item WHERE survey = ?1 AND nr = ?2 AND agency = ?3",
            )?;
            let mut out = Vec::with_capacity(most);
            for nr in 0..most {
                out.extend(sql.query_row(params![survey, nr as i64, agency], item).optional()?);
            }
            Ok(out)
        })
    }

    pub fn report(&self, survey: i64, agency: i64) -> Fallible<Option<Report>> {
        let body: Option<Vec<u8>> = self.with(|db| {
            let mut sql = db.prepare_cached("SELECT body FROM report WHERE survey = ?1 AND agency = ?2")?;
            Ok(sql.query_row([survey, agency], |row| row.get(0)).optional()?)
        })?;
        let Some(body) = body else { return Ok(None) };
        Ok(Some(serde_json::from_slice(&inflate(&body)?)?))
    }

    /// Who shares which mark: mark and agency, ordered by mark.
    pub fn marks(&self, survey: i64) -> Fallible<Vec<(String, i64)>> {
        self.with(|db| {
            let mut sql =
                db.prepare_cached("SELECT mark, agency FROM mark WHERE survey = ?1 ORDER BY mark")?;
            let rows = sql.query_map([survey], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// As [`Self::edition`], remembered: editions never change.
    pub fn edition_kept(&self, digest: &str) -> Fallible<Arc<Vec<ItemName>>> {
        if let Some(known) = self.editions.lock().expect("no panic under this lock").get(digest) {
            return Ok(Arc::clone(known));
        }
        let names = Arc::new(self.edition(digest)?);
        if !names.is_empty() {
            let mut editions = self.editions.lock().expect("no panic under this lock");
            editions.insert(digest.to_owned(), Arc::clone(&names));
        }
        Ok(names)
    }

    /// The items that verdict strings of these rules speak of.
    pub fn edition(&self, digest: &str) -> Fallible<Vec<ItemName>> {
        self.with(|db| {
            let mut sql = db.prepare_cached("SELECT items FROM edition WHERE digest = ?1")?;
            let items: Option<String> = sql.query_row([digest], |row| row.get(0)).optional()?;
            Ok(items.map(|items| serde_json::from_str(&items)).transpose()?.unwrap_or_default())
        })
    }
}

fn item(row: &Row) -> rusqlite::Result<ItemRow> {
    Ok(ItemRow {
        agency: row.get(0)?,
        nr: row.get::<_, i64>(1)? as usize,
        verdict: row.get(2)?,
        score: row.get(3)?,
        comment: row.get(4)?,
        evidence: row.get(5)?,
        addresses: row.get(6)?,
    })
}
