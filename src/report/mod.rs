//! What people see: one report, and one file a format.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

pub use build::{Finding, Times};
pub use clean::clean as clean_text;
pub(crate) use csv::inert;
pub(crate) use link::{readable, web};
pub use model::*;
pub use words::Lang;

mod added;
mod breaks;
mod build;
mod charts;
mod clean;
mod csv;
pub mod diff;
mod diff_html;
mod diff_text;
pub mod docx;
mod due;
mod html;
mod ics;
mod json;
mod junit;
mod known;
mod link;
mod md;
mod model;
pub mod plan;
pub mod plan_md;
mod round;
mod scale;
mod shell;
mod submission;
pub mod table;
mod trend;
mod waive;
mod words;
pub mod words_diff;
mod words_docx;
mod words_due;
mod words_en;
mod words_measures;
mod words_notes;
mod words_page;
pub mod words_plan;
mod words_round;
pub mod words_submission;
mod words_th;
mod xlsx;

/// A way to write a report.
pub trait Format {
    fn write(&self, report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()>;
}

/// Formats by file extension.
const FORMATS: [(&str, &dyn Format); 8] = [
    ("json", &json::Json),
    ("html", &html::Html),
    ("xlsx", &xlsx::Xlsx),
    ("docx", &docx::Docx),
    ("csv", &csv::Csv),
    ("xml", &junit::Junit),
    ("md", &md::Markdown),
    ("ics", &ics::Ics),
];

/// Formats of files named "submission": the sheet for ITAS, not the report.
const SUBMISSIONS: [(&str, &dyn Format); 2] =
    [("xlsx", &xlsx::SubmissionXlsx), ("csv", &xlsx::SubmissionCsv)];

/// The format that a file's name asks for.
pub fn for_path(path: &Path) -> Result<&'static dyn Format, UnknownFormat> {
    let extension = path.extension().and_then(|it| it.to_str()).unwrap_or("").to_lowercase();
    let stem = path.file_stem().and_then(|it| it.to_str()).unwrap_or("").to_lowercase();
    let named = SUBMISSIONS.iter().filter(|_| stem.contains("submission"));
    let found = named.chain(&FORMATS).find(|(known, _)| *known == extension);
    found.map(|(_, format)| *format).ok_or(UnknownFormat { extension })
}

/// A file name whose extension is no format of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFormat {
    pub extension: String,
}

impl UnknownFormat {
    /// What was asked for and what there is.
    pub fn message(&self, lang: Lang) -> String {
        let words = lang.words();
        let known: Vec<String> = FORMATS.iter().map(|(name, _)| format!(".{name}")).collect();
        let asked = if self.extension.is_empty() {
            words.no_extension.to_owned()
        } else {
            words::fill(words.unknown_extension, &[&clean::clean(&self.extension)])
        };
        format!("{asked} {}", words::fill(words.known_extensions, &[&known.join(" ")]))
    }
}

impl fmt::Display for UnknownFormat {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message(Lang::Th))
    }
}

impl std::error::Error for UnknownFormat {}

/// How many items ended in each way, with the words for it. All four usual ends are told even
/// where none ended so: a zero is news too.
fn counts(report: &Report, lang: Lang) -> Vec<(crate::mark::Outcome, &'static str, usize)> {
    use crate::mark::Outcome::{Fail, NotApplicable, NotDetermined, Pass, Review};
    [Pass, Fail, Review, NotDetermined, NotApplicable]
        .into_iter()
        .map(|outcome| (outcome, lang.words().verdict(outcome), report.with(outcome).len()))
        .filter(|(outcome, _, n)| *n > 0 || *outcome != NotApplicable)
        .collect()
}

/// Why addresses were not read: the most frequent reason first, with an example's advice.
fn reasons(coverage: &CoverageSummary) -> Vec<(crate::crawl::Status, usize, &NotRead)> {
    let mut reasons: Vec<(crate::crawl::Status, usize, &NotRead)> = Vec::new();
    for missed in &coverage.not_read {
        match reasons.iter_mut().find(|(.., example)| alike(example, missed)) {
            Some((_, n, _)) => *n += 1,
            None => reasons.push((missed.status, 1, missed)),
        }
    }
    reasons.sort_by_key(|(_, n, _)| std::cmp::Reverse(*n));
    reasons
}

/// Whether two were not read for the same reason: a locked file is not mended like a broken one.
fn alike(one: &NotRead, other: &NotRead) -> bool {
    one.status == other.status && one.advice == other.advice
}

/// What is wrong with a certificate, and the way out.
pub fn certificate(fault: crate::crawl::tls::Fault, lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::Th => (fault.title(), fault.advice()),
        Lang::En => words_en::certificate(fault),
    }
}

/// What can be done about an address that was not read. A report of another day keeps its own words.
fn advice(missed: &NotRead, lang: Lang) -> &str {
    match lang {
        Lang::Th => &missed.advice,
        Lang::En if missed.advice == crate::crawl::status::NO_OCR => words_en::NO_OCR,
        Lang::En if missed.advice == crate::crawl::status::OCR_OFF => words_en::OCR_OFF,
        Lang::En if missed.advice == crate::crawl::status::OVER_BUDGET => words_en::OVER_BUDGET,
        Lang::En if missed.advice == crate::crawl::status::NOT_IN_TIME => words_en::NOT_IN_TIME,
        Lang::En => {
            words_en::unread_advice(&missed.advice).unwrap_or_else(|| lang.words().advice(missed.status))
        }
    }
}

/// The level of the total: that of ITA where it is known, else that of OIT.
fn level(report: &Report, lang: Lang) -> String {
    levels(&report.score.band, &report.score.band_high, lang)
}

/// The level of the OIT part by itself, where the report says how levels are told.
fn oit_level(report: &Report, lang: Lang) -> Option<String> {
    if report.score.ita.is_none() {
        return Some(level(report, lang));
    }
    let [low, high] = [report.score.oit, report.score.oit_high].map(|mark| report.band_of(mark));
    Some(levels(low?, high?, lang))
}

/// A level, or both where the two ends of a range reach different ones.
fn levels(low: &str, high: &str, lang: Lang) -> String {
    let is_one = high.is_empty() || low == high;
    let levels = if is_one { low.to_owned() } else { format!("{low}–{high}") };
    words::fill(lang.words().band, &[&levels])
}

/// An item's number in the table, with a star where its criteria are a draft.
fn number(item: &Item) -> String {
    format!("{}{}", item.id, if item.draft { "*" } else { "" })
}

/// What of the criteria nothing published confirms yet, a sentence a line.
fn drafts(report: &Report, lang: Lang) -> Vec<String> {
    let words = lang.words();
    let items = report.items.iter().any(|item| item.draft).then(|| words.draft_items.to_owned());
    let form = report.edition.draft.as_ref().map(|note| words::fill(words.draft_form, &[note]));
    items.into_iter().chain(form).collect()
}

/// What changed since an earlier report, a sentence a line; nothing without one.
fn changes(report: &Report, lang: Lang) -> Vec<String> {
    let words = lang.words();
    let Some(since) = &report.since else { return Vec::new() };
    let mut lines = vec![words::fill(words.since, &[&words.date(&since.as_of)])];
    let cut = report.coverage.cut.is_some() || report.coverage.aside.is_some();
    let again = words_diff::read_again(lang, cut);
    for (sentence, ids) in [
        (words.gained, &since.gained),
        (words.lost, &since.lost),
        (words.changed, &since.changed),
        (words.more_read, &since.more_read),
        (words.less_read, &since.less_read),
        (words.later, &since.later),
    ] {
        if !ids.is_empty() {
            lines.push(words::fill(sentence, &[&ids.len().to_string(), &ids.join(" "), again]));
        }
    }
    if lines.len() == 1 {
        lines.push(words.nothing_changed.to_owned());
    }
    if let Some(score) = since.round.as_ref().filter(|_| !since.later.is_empty()) {
        lines.push(counted(words.round_score, score, words));
    }
    lines
}

/// What people said of items: the score as they count it, and what is to be known of their list.
fn by_hand(report: &Report, lang: Lang) -> Vec<String> {
    let words = lang.words();
    let Some(waivers) = &report.waivers else { return Vec::new() };
    let own = words::range(Some(report.score.oit), Some(report.score.oit_high));
    let mut lines =
        vec![counted(words.with_waivers, &waivers.score, words), words::fill(words.without_waivers, &[&own])];
    lines.extend(waivers.told.iter().map(|told| words.told(told)));
    lines
}

/// A score that is not the machine's own, with its level.
fn counted(sentence: &str, score: &Counted, words: &words::Words) -> String {
    let oit = words::range(Some(score.oit), Some(score.oit_high));
    let band = if score.band == score.band_high {
        score.band.clone()
    } else {
        format!("{}–{}", score.band, score.band_high)
    };
    let ita = score.ita.map(|_| format!(" · {} {}", words.ita, words::range(score.ita, score.ita_high)));
    let level = words::fill(words.band, &[&band]);
    format!("{} · {level}", words::fill(sentence, &[&oit]) + &ita.unwrap_or_default())
}

/// How much was read, and what ended the walk, a sentence a line.
fn summary(coverage: &CoverageSummary, lang: Lang) -> Vec<String> {
    let words = lang.words();
    let read = [words::count(coverage.pages_read), words::count(coverage.files_read)];
    let mut read = words::fill(words.read, &[&read[0], &read[1]]);
    if !coverage.not_read.is_empty() {
        let missed = words::count(coverage.not_read.len() as u64);
        read = format!("{read} · {}", words::fill(words.not_read, &[&missed]));
    }
    let whole = if coverage.complete { words.all_read } else { words.incomplete };
    let mut lines = vec![read];
    if !coverage.complete || coverage.not_read.is_empty() {
        lines.push(whole.to_owned());
    }
    if !coverage.stopped_by.is_empty() {
        let stops: Vec<&str> = coverage.stopped_by.iter().map(|stop| words.stop(*stop)).collect();
        lines.push(words::fill(words.stopped_by, &[&stops.join(", ")]));
    }
    if let Some(cut) = coverage.cut {
        let [pages, of, files] = [cut.pages, cut.of, cut.files].map(words::count);
        lines.push(words::fill(words.scans_cut, &[&pages, &of, &files]));
    }
    if let Some(aside) = coverage.aside {
        let [pages, of, files] = [aside.pages, aside.of, aside.files].map(words::count);
        lines.push(words::fill(words.scans_aside, &[&pages, &of, &files]));
    }
    lines
}
