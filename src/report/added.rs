//! What later versions add to `report.json`: all of it optional, and absent in older files.

use serde::{Deserialize, Serialize};

use crate::find::library::Library;
use crate::mark::waiver::{State, Why};
use crate::mark::{Marks, Outcome, round2};
use crate::submission::Entry;
use crate::submission::path::{self, Walked};

/// What became of an item that failed in the first round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ruling {
    Granted,
    Refused,
    /// It passes now, by what was not there in the first round.
    AddedLater,
    /// Not settled.
    Open,
}

/// The second round over one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Round {
    pub result: Ruling,
    /// Of this round.
    pub date: String,
    /// In this round: what was added later does not count.
    pub score: Option<f64>,
    /// The first round's comment.
    pub earlier: String,
    /// Evidence that the first report did not have, or not as it is now.
    pub added: Vec<String>,
}

/// What is otherwise than in an earlier report: numbers of items.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Since {
    /// The earlier report's day.
    pub as_of: String,
    /// The first round's day, where the earlier report was itself a second one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    pub gained: Vec<String>,
    pub lost: Vec<String>,
    pub changed: Vec<String>,
    /// Of all of these, what rests on scans of which more was read this time: nobody changed anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more_read: Vec<String>,
    /// The same where less was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub less_read: Vec<String>,
    /// Pass now, and do not count in this round.
    pub later: Vec<String>,
    /// The round's marks; absent where there is no second round: a plain comparison, or another year's form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<Counted>,
}

/// Marks counted in another way than the machine's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    pub oit: f64,
    pub oit_high: f64,
    pub band: String,
    pub band_high: String,
    pub ita: Option<f64>,
    pub ita_high: Option<f64>,
}

impl Counted {
    pub(super) fn of(marks: Marks) -> Counted {
        Counted {
            oit: round2(marks.oit.low),
            oit_high: round2(marks.oit.high),
            band: marks.band,
            band_high: marks.band_high,
            ita: marks.ita.map(|ita| round2(ita.low)),
            ita_high: marks.ita.map(|ita| round2(ita.high)),
        }
    }
}

/// What a person said of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waived {
    pub why: Why,
    /// What the item counts as in [`Waivers::score`].
    pub counted: Outcome,
    pub note: String,
    pub by: String,
    pub until: Option<String>,
    pub expired: bool,
}

/// What all of it makes of the marks, and what must be known of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waivers {
    pub score: Counted,
    pub told: Vec<WaiverTold>,
}

/// A line of the list that has ended, ends soon, or meets nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverTold {
    /// As the list has it.
    pub item: String,
    pub state: State,
    pub until: Option<String>,
    /// File and line.
    pub place: String,
}

/// One address that the agency means to submit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    pub url: String,
    pub note: String,
    pub click_path: ClickPath,
    /// The word of the path that was not found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub word: String,
    /// The page on which it should have been.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on: String,
}

/// A picture of a page, in a folder beside the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screenshot {
    /// Relative to the report, with `/` between its parts.
    pub file: String,
    /// RFC 3339, UTC: the page is fetched once more for it.
    pub taken_at: String,
    /// Hex, of the file.
    pub sha256: String,
}

/// How the click path in the note came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClickPath {
    NotGiven,
    Right,
    NoSuchWord,
    Elsewhere,
}

impl Submitted {
    /// An entry with its path walked.
    pub(crate) fn walked(entry: &Entry, library: &Library) -> Submitted {
        let (click_path, word, on) = match path::walk(&entry.note, &entry.url, library) {
            Walked::None => (ClickPath::NotGiven, String::new(), String::new()),
            Walked::There => (ClickPath::Right, String::new(), String::new()),
            Walked::NoSuchWord { word, on } => (ClickPath::NoSuchWord, word, on),
            Walked::Elsewhere => (ClickPath::Elsewhere, String::new(), String::new()),
        };
        Submitted { url: entry.url.clone(), note: entry.note.clone(), click_path, word, on }
    }
}
