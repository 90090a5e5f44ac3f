//! Two reports on one site: what was gained, lost, moved, changed, item by item and judge by judge.

use std::collections::BTreeMap;

use serde::Serialize;

use super::round::address;
use super::{Answer, Evidence, Item, Lang, NotRead, Report};
use crate::crawl::Status;
use crate::mark::Outcome;

/// Names the format of `diff.json` and its version.
pub const SCHEMA: &str = "oit-diff/1";

/// Everything that is otherwise; items in the order of the newer form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    pub schema: &'static str,
    pub old: Side,
    pub new: Side,
    /// Newer less older: of the low figure, and of the high one.
    pub oit_delta: f64,
    pub oit_high_delta: f64,
    pub ita_delta: Option<f64>,
    pub ita_high_delta: Option<f64>,
    pub items: Vec<Changed>,
    /// What English readers are told instead of a title or a question.
    #[serde(skip)]
    pub english: BTreeMap<String, String>,
}

/// One of the two reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    pub as_of: String,
    pub url: String,
    pub name: String,
    pub year: i32,
    pub oit: f64,
    pub oit_high: f64,
    pub ita: Option<f64>,
    /// That of the low figure in reports that know no other.
    pub ita_high: Option<f64>,
    pub band: String,
    /// Level of the high figure, where it is another one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub band_high: String,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Gained,
    Lost,
    /// Another verdict, comment or answer, and neither gained nor lost.
    Changed,
    /// Only the address to submit is another, whatever document lies there.
    Moved,
    /// Only in the newer form.
    Added,
    /// Only in the older form.
    Removed,
}

/// What the other address to submit means, told by the contents of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// One document, now at the other address.
    Moved,
    /// Another document stands first now; the one that did is evidence still.
    Reordered,
    /// Other content stands in place of what was evidence, which is evidence no more.
    Replaced,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// Stays the same from year to year.
    pub key: String,
    /// In the newer form; of a removed item in the older.
    pub id: String,
    pub title: String,
    pub way: Way,
    /// Failed now and not before.
    pub newly_failing: bool,
    /// Whether the address to submit is another, whatever else changed.
    pub moved: bool,
    /// What lies at the other address, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Place>,
    /// A document is the same, and more of its scanned pages was read than for the older report.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub more_read: bool,
    /// A document is the same, and less of its scanned pages was read than for the older report.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub less_read: bool,
    /// The same in one, and what else is said of it.
    #[serde(skip)]
    pub reading: Reading,
    /// Documents that it rested on and that the site holds no more: their addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<String>,
    pub old: Option<State>,
    pub new: Option<State>,
    pub judges: Vec<JudgeChanged>,
}

/// An item in one report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct State {
    pub id: String,
    pub verdict: Outcome,
    pub score: Option<f64>,
    pub comment: String,
    pub url: Option<String>,
}

/// One question that is answered otherwise; `None` where it was not asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JudgeChanged {
    pub id: String,
    pub asks: String,
    pub old: Option<Answer>,
    pub new: Option<Answer>,
    /// Of the newer answer.
    pub reason: String,
}

impl Diff {
    pub fn between(old: &Report, new: &Report) -> Diff {
        let mut items: Vec<Changed> = new
            .items
            .iter()
            .filter_map(|item| {
                let before = old.items.iter().find(|before| before.key == item.key);
                changed(before, item, old, new)
            })
            .collect();
        let gone = old.items.iter().filter(|item| !new.items.iter().any(|now| now.key == item.key));
        items.extend(gone.map(|item| Changed {
            key: item.key.clone(),
            id: item.id.clone(),
            title: item.title.clone(),
            way: Way::Removed,
            newly_failing: false,
            moved: false,
            document: None,
            more_read: false,
            less_read: false,
            reading: Reading::default(),
            gone: Vec::new(),
            old: Some(State::of(item)),
            new: None,
            judges: Vec::new(),
        }));
        let ita = |of: fn(&Report) -> Option<f64>| of(old).zip(of(new)).map(|(old, new)| less(new, old));
        // A level of the whole ITA says nothing beside one of the OIT.
        let uneven = old.score.ita.is_some() != new.score.ita.is_some();
        let side = |report: &Report| {
            let side = Side::of(report);
            if uneven { side.by_oit(report) } else { side }
        };
        Diff {
            schema: SCHEMA,
            oit_delta: less(new.score.oit, old.score.oit),
            oit_high_delta: less(new.score.oit_high, old.score.oit_high),
            ita_delta: ita(|report| report.score.ita),
            ita_high_delta: ita(ita_high),
            old: side(old),
            new: side(new),
            items,
            english: old
                .edition
                .english
                .iter()
                .chain(&new.edition.english)
                .map(|(a, b)| (a.clone(), b.clone()))
                .collect(),
        }
    }

    /// Items that ended in one way.
    pub fn with(&self, way: Way) -> Vec<&Changed> {
        self.items.iter().filter(|item| item.way == way).collect()
    }

    /// Whether anything fails that did not fail before.
    pub fn has_new_gaps(&self) -> bool {
        self.items.iter().any(|item| item.newly_failing)
    }

    /// As JSON, the format that scripts read.
    pub fn json(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// For a file or a mail.
    pub fn text(&self, lang: Lang) -> String {
        self.text_in(lang, super::table::COLUMNS)
    }

    /// For a terminal so many columns wide.
    pub fn text_in(&self, lang: Lang, columns: usize) -> String {
        super::diff_text::text(&self.told(lang), lang, columns)
    }

    /// For an issue, a wiki or a chat.
    pub fn markdown(&self, lang: Lang) -> String {
        super::diff_text::markdown(&self.told(lang), lang)
    }

    /// One page for a browser.
    pub fn html(&self, lang: Lang) -> std::io::Result<String> {
        super::diff_html::page(&self.told(lang), lang)
    }

    /// The same under the titles and questions that its readers know.
    fn told(&self, lang: Lang) -> Diff {
        let mut diff = self.clone();
        for item in diff.items.iter_mut().filter(|_| lang == Lang::En) {
            for said in item.judges.iter_mut().map(|judge| &mut judge.asks).chain([&mut item.title]) {
                if let Some(english) = self.english.get(said) {
                    said.clone_from(english);
                }
            }
        }
        diff
    }
}

fn changed(before: Option<&Item>, item: &Item, old: &Report, new: &Report) -> Option<Changed> {
    let (old_home, home) = (old.site.url.as_str(), &new.site.url);
    let judges = before.map_or_else(Vec::new, |before| judges(before, item));
    let place = |item: &Item, home: &str| item.submit().map(|url| address(url, home));
    let moved = before.is_some_and(|before| place(before, old_home) != place(item, home));
    let gone = before.map_or_else(Vec::new, |before| gone(before, item, old_home, new));
    let way = match before {
        None => Way::Added,
        Some(before) => match (before.verdict, item.verdict) {
            (then, Outcome::Pass) if then != Outcome::Pass => Way::Gained,
            (Outcome::Pass, now) if now != Outcome::Pass => Way::Lost,
            (then, now) if then != now || plain(before) != plain(item) || !judges.is_empty() => Way::Changed,
            _ if moved => Way::Moved,
            _ if !gone.is_empty() => Way::Changed,
            _ => return None,
        },
    };
    let reading = before.map_or_else(Reading::default, |before| Reading::of((before, old), (item, new)));
    Some(Changed {
        key: item.key.clone(),
        id: item.id.clone(),
        title: item.title.clone(),
        way,
        newly_failing: item.verdict == Outcome::Fail
            && before.is_none_or(|before| before.verdict != Outcome::Fail),
        moved,
        document: before.filter(|_| moved).and_then(|before| place_of(before, item)),
        more_read: reading.more,
        less_read: reading.less,
        reading,
        gone,
        old: before.map(State::of),
        new: Some(State::of(item)),
        judges,
    })
}

/// What the other address to submit means; `None` where one of the two has no document, or none whose content
/// is known.
fn place_of(before: &Item, item: &Item) -> Option<Place> {
    let first = |item: &Item| Some(item.evidence.first()?.sha256.clone()).filter(|hash| !hash.is_empty());
    let (then, now) = (first(before)?, first(item)?);
    Some(if then == now {
        Place::Moved
    } else if item.evidence.iter().any(|found| found.sha256 == then) {
        Place::Reordered
    } else {
        Place::Replaced
    })
}

/// How much of the same scans was read, beside an earlier report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reading {
    pub more: bool,
    pub less: bool,
    /// A limit ended the reading of scans in the newer audit; else there was no OCR.
    pub cut: bool,
    /// Both rest first on one document, known by its hash.
    pub one: bool,
}

impl Reading {
    pub(crate) fn of((before, old): (&Item, &Report), (item, new): (&Item, &Report)) -> Reading {
        Reading {
            more: more_read((before, old), (item, new)),
            less: more_read((item, new), (before, old)),
            cut: new.coverage.cut.is_some() || new.coverage.aside.is_some(),
            one: place_of(before, item) == Some(Place::Moved),
        }
    }
}

/// Whether a document that both rest on is the same and has fewer unread pages now, or one that it rests on now
/// could not be read then.
fn more_read((before, old): (&Item, &Report), (item, new): (&Item, &Report)) -> bool {
    let same = |then: &Evidence| item.evidence.iter().find(|now| now.sha256 == then.sha256);
    let known = before.evidence.iter().filter(|then| !then.sha256.is_empty());
    if known.into_iter().any(|then| same(then).is_some_and(|now| now.unread < then.unread)) {
        return true;
    }
    let is_new =
        |now: &&Evidence| now.unread == 0 && before.evidence.iter().all(|then| then.sha256 != now.sha256);
    item.evidence.iter().filter(is_new).any(|now| {
        let wanted = address(&now.url, &new.site.url);
        let unread = |one: &NotRead| matches!(one.status, Status::ScanNotRead | Status::Unreadable);
        let left = old.coverage.not_read.iter().filter(|one| unread(one));
        left.into_iter().any(|one| address(&one.url, &old.site.url) == wanted)
    })
}

/// Addresses of documents that an item rested on and that the site answers no more, whatever took their place. The
/// same document at another address has moved.
pub(crate) fn gone(before: &Item, item: &Item, old_home: &str, new: &Report) -> Vec<String> {
    let missing = |url: &str| {
        let wanted = address(url, old_home);
        let dead = new
            .coverage
            .not_read
            .iter()
            .filter(|one| matches!(one.status, Status::NotFound | Status::SoftNotFound));
        dead.into_iter().any(|one| address(&one.url, &new.site.url) == wanted)
    };
    let kept = |then: &Evidence| {
        !then.sha256.is_empty() && item.evidence.iter().any(|now| now.sha256 == then.sha256)
    };
    let mut gone: Vec<String> = Vec::new();
    for then in before.evidence.iter().filter(|then| !kept(then)) {
        if !gone.contains(&then.url) && missing(&then.url) {
            gone.push(then.url.clone());
        }
    }
    gone
}

/// The comment of the audit itself, without what a second round writes around it.
fn plain(item: &Item) -> &str {
    item.history.last().map_or(&item.comment, |now| &now.comment)
}

fn judges(before: &Item, item: &Item) -> Vec<JudgeChanged> {
    let answer = |item: &Item, id: &str| item.judges.iter().find(|one| one.id == id).map(|one| one.answer);
    let mut changed: Vec<JudgeChanged> = item
        .judges
        .iter()
        .filter(|now| answer(before, &now.id) != Some(now.answer))
        .map(|now| JudgeChanged {
            id: now.id.clone(),
            asks: now.asks.clone(),
            old: answer(before, &now.id),
            new: Some(now.answer),
            reason: now.reason.clone(),
        })
        .collect();
    changed.extend(before.judges.iter().filter(|one| answer(item, &one.id).is_none()).map(|one| {
        JudgeChanged {
            id: one.id.clone(),
            asks: one.asks.clone(),
            old: Some(one.answer),
            new: None,
            reason: String::new(),
        }
    }));
    changed
}

/// What lies between two printed figures, as it is printed; zero has no sign.
fn less(new: f64, old: f64) -> f64 {
    let hundredths = (new * 100.0).round() - (old * 100.0).round();
    hundredths / 100.0 + 0.0
}

impl State {
    fn of(item: &Item) -> State {
        State {
            id: item.id.clone(),
            verdict: item.verdict,
            score: item.score,
            comment: plain(item).to_owned(),
            url: item.submit().map(str::to_owned),
        }
    }
}

impl Side {
    fn of(report: &Report) -> Side {
        Side {
            as_of: report.as_of.clone(),
            url: report.site.url.clone(),
            name: report.site.name.clone(),
            year: report.edition.year,
            oit: report.score.oit,
            oit_high: report.score.oit_high,
            ita: report.score.ita,
            ita_high: ita_high(report),
            band: report.score.band.clone(),
            band_high: other(&report.score.band, &report.score.band_high),
        }
    }

    /// The level of the OIT alone, to stand beside a report that knows no more.
    fn by_oit(mut self, report: &Report) -> Side {
        if let Some(band) = report.band_of(self.oit) {
            band.clone_into(&mut self.band);
            self.band_high = other(band, report.band_of(self.oit_high).unwrap_or_default());
        }
        self
    }
}

/// The upper figure of the ITA; older files have one figure alone.
fn ita_high(report: &Report) -> Option<f64> {
    report.score.ita.map(|low| report.score.ita_high.unwrap_or(low))
}

/// The upper level, where it is not the lower one.
fn other(low: &str, high: &str) -> String {
    if low == high { String::new() } else { high.to_owned() }
}
