//! `report.json`, version 1: a frozen type, apart from what the program works with, because
//! people's scripts hang on its names. Fields stand in the published order; what was added later
//! stands at the end of its object and may be absent in older files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::crawl::{Cut, Status, Stop};
use crate::extract::Kind;
use crate::mark::Outcome;

/// Names the format and its version.
pub const SCHEMA: &str = "oit-report/1";

/// One audit of one site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub schema: String,
    pub tool: Tool,
    pub site: Site,
    pub edition: EditionId,
    /// The day on which the audit stands, `YYYY-MM-DD`.
    pub as_of: String,
    pub started_at: String,
    pub finished_at: String,
    pub coverage: CoverageSummary,
    pub score: Score,
    pub items: Vec<Item>,
    /// What is otherwise than in an earlier report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
    /// The marks as people would count them, beside the machine's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waivers: Option<Waivers>,
    /// What goes stale or falls due next, the nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<Due>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    pub name: String,
    pub version: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    pub url: String,
    /// The agency's name, as far as known.
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditionId {
    pub year: i32,
    pub id: String,
    pub digest: String,
    /// What of the form itself rests on general knowledge, in Thai.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
    /// By what a mark becomes a level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scale>,
    /// What English reports call the titles of this report.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub english: BTreeMap<String, String>,
}

/// What was read, and what was not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageSummary {
    pub pages_read: u64,
    pub files_read: u64,
    pub bytes: u64,
    /// Everything found was taken up.
    pub complete: bool,
    pub not_read: Vec<NotRead>,
    /// What the reader should know about the walk, in Thai.
    #[serde(default)]
    pub notes: Vec<String>,
    #[serde(default)]
    pub stopped_by: Vec<Stop>,
    /// Scanned pages that a limit of pages or time left unread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
    /// Scanned pages after the first ones of a document, which no item asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<Cut>,
}

/// One address that was not read, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotRead {
    pub url: String,
    pub status: Status,
    pub advice: String,
}

/// Marks, rounded to two decimals as the assessor prints them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub oit: f64,
    pub oit_high: f64,
    /// Level of `ita` if there is one, else of `oit`.
    pub band: String,
    pub ita: Option<f64>,
    pub indicators: Vec<IndicatorScore>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ita_high: Option<f64>,
    /// Level of the upper figure.
    #[serde(default)]
    pub band_high: String,
    /// The surveys' results as they were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iit: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eit: Option<f64>,
    /// Indicators of the two surveys, where they were given one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub perceptions: Vec<Perception>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatorScore {
    pub id: String,
    pub title: String,
    /// `null` where every item is excused.
    pub score: Option<f64>,
    pub score_high: Option<f64>,
    pub subindicators: Vec<SubindicatorScore>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubindicatorScore {
    pub id: String,
    pub title: String,
    pub score: Option<f64>,
    pub score_high: Option<f64>,
    pub items: Vec<String>,
}

/// One row of the assessor's table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub id: String,
    /// Stays the same from year to year, while `id` may not.
    pub key: String,
    pub title: String,
    pub group: String,
    pub subindicator: String,
    pub verdict: Outcome,
    /// `null` where the agency is excused from the item.
    pub score: Option<f64>,
    pub score_high: Option<f64>,
    pub worth: Points,
    pub confidence: f64,
    pub comment: String,
    pub fix: String,
    /// The best first: its address is the one to submit.
    pub evidence: Vec<Evidence>,
    pub judges: Vec<Judged>,
    pub history: Vec<Past>,
    /// Looked like the item, but is not it.
    #[serde(default)]
    pub near: Vec<Near>,
    /// What a person must look at, where the program could not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The criteria of this item rest on general knowledge: nothing published confirms them yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// The second round over a first one that failed; `comment` then has both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<Round>,
    /// What a person said of the item; `verdict` stays the machine's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Waived>,
    /// What the agency means to submit, where the audit was asked for that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub submitted: Vec<Submitted>,
}

/// What an item would add if it alone turned to full marks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Points {
    pub oit: f64,
    pub ita: f64,
}

/// A document that speaks for or against an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub url: String,
    pub found_on: Option<String>,
    pub link_text: String,
    pub clicks: u32,
    pub kind: Kind,
    pub title: String,
    pub quote: String,
    pub page: Option<u32>,
    pub sha256: String,
    pub fetched_at: String,
    /// The clicks from the home page, in the words of the links.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
    /// The page as visitors see it, where pictures were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screenshot: Option<Screenshot>,
    /// Its pages that are pictures and were not read: there was no OCR, no time left for it, or no use.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unread: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// One question asked of the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    pub id: String,
    pub asks: String,
    pub answer: Answer,
    pub reason: String,
    pub quote: String,
    pub url: String,
    pub page: Option<u32>,
}

pub use super::added::*;
pub use super::due::Due;
pub use super::scale::*;
pub use crate::judge::Answer;

/// The item in an earlier audit, or in this one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Past {
    pub date: String,
    pub score: Option<f64>,
    pub comment: String,
}

/// A place that was weighed and turned down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    pub url: String,
    pub note: String,
}

impl Item {
    /// What to submit once it is mended: the address of the best evidence.
    pub fn submit(&self) -> Option<&str> {
        self.evidence.first().map(|found| found.url.as_str()).filter(|url| !url.is_empty())
    }

    /// Addresses of all evidence, each once, the best one first.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        let mut seen = std::collections::HashSet::new();
        let all = self.evidence.iter().map(|found| found.url.as_str());
        all.filter(move |url| !url.is_empty() && seen.insert(*url))
    }
}

impl Report {
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Number and title of the sub-indicator that an item counts for.
    pub(super) fn place(&self, item: &Item) -> String {
        let mut subs = self.score.indicators.iter().flat_map(|it| &it.subindicators);
        let sub = subs.find(|sub| sub.id == item.subindicator);
        sub.map_or_else(|| item.subindicator.clone(), |sub| format!("{} {}", sub.id, sub.title))
    }

    /// Items with one verdict, in the order of the form.
    pub fn with(&self, verdict: Outcome) -> Vec<&Item> {
        self.items.iter().filter(|item| item.verdict == verdict).collect()
    }

    /// What failed, the most points first.
    pub fn gaps(&self) -> Vec<&Item> {
        let mut gaps = self.with(Outcome::Fail);
        gaps.sort_by(|a, b| b.worth.oit.total_cmp(&a.worth.oit));
        gaps
    }
}
