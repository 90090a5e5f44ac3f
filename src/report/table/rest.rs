//! What stands under the table.

use crate::mark::Outcome;
use crate::report::words::{self, Words};
use crate::report::{self, Item, Lang, Report, words_due, words_notes, words_page};
use crate::thai::width;

use super::paint::{Canvas, Tone};
use super::rows;

/// How many reasons for unread addresses are told; the rest is counted.
const REASONS: usize = 5;
/// How many days to be kept are told; the other formats have all of them.
const DAYS: usize = 4;
/// Columns of a day: `30 กันยายน 2565`.
const DAY: usize = 16;

/// What of the criteria nothing published confirms yet.
pub(super) fn drafts(canvas: &mut Canvas, report: &Report, lang: Lang) {
    let notes = report::drafts(report, lang);
    if !notes.is_empty() {
        canvas.blank();
    }
    for note in notes {
        canvas.text(2, Tone::Open, &note);
    }
}

pub(super) fn score(canvas: &mut Canvas, report: &Report, lang: Lang) {
    let words = lang.words();
    let score = &report.score;
    canvas.heading(words.result, "");
    for indicator in &score.indicators {
        let title = words::fill(words.indicator, &[&indicator.id]);
        let range = words::range(indicator.score, indicator.score_high);
        canvas.ends("  ", (Tone::Plain, &format!("{title} {}", indicator.title)), (Tone::Plain, &range));
    }
    let level = report::level(report, lang);
    let oit = words::range(Some(score.oit), Some(score.oit_high));
    let oit_level = report::oit_level(report, lang).map(|level| format!(" · {level}")).unwrap_or_default();
    canvas.ends("  ", (Tone::Strong, &format!("{}{oit_level}", words.oit)), (Tone::Strong, &oit));
    if score.ita.is_some() {
        let ita = words::range(score.ita, score.ita_high);
        canvas.ends("  ", (Tone::Strong, &format!("{} · {level}", words.ita)), (Tone::Strong, &ita));
    }
    if let (Some(iit), Some(eit)) = (score.iit, score.eit) {
        let figures = [format!("{iit:.2}"), format!("{eit:.2}")];
        let note = words::fill(words.from_surveys, &[&figures[0], &figures[1]]);
        canvas.text(2, Tone::Quiet, &note);
    }
    if score.oit != score.oit_high {
        canvas.text(2, Tone::Quiet, words.range_note);
    }
    canvas.blank();
    let counts = report::counts(report, lang);
    let counts: Vec<String> = counts.iter().map(|(_, word, n)| format!("{word} {n}")).collect();
    canvas.text(2, Tone::Plain, &counts.join(" · "));
    for lines in [report::by_hand(report, lang), report::changes(report, lang)] {
        if !lines.is_empty() {
            canvas.blank();
        }
        lines.iter().for_each(|line| canvas.text(2, Tone::Plain, line));
    }
}

pub(super) fn gaps(canvas: &mut Canvas, report: &Report, lang: Lang) {
    let words = lang.words();
    let gaps = report.gaps();
    canvas.heading(words.gaps, "");
    if gaps.is_empty() {
        canvas.text(2, Tone::Plain, words.no_gaps);
        return;
    }
    for (nth, item) in gaps.into_iter().enumerate() {
        let (oit, ita) = (words::points(item.worth.oit), words::points(item.worth.ita));
        let label = format!("{:>2}  {} ", nth + 1, width::pad(&item.id, 4));
        let points = format!("{oit} OIT  {ita} ITA");
        canvas.ends(&label, (Tone::Strong, &item.title), (Tone::Strong, &points));
        let fix = if item.fix.is_empty() { &item.comment } else { &item.fix };
        canvas.labelled(UNDER, (Tone::Quiet, &format!("{}  ", words.fix)), fix);
        if let Some(waived) = &item.waiver {
            canvas.text(UNDER, Tone::Quiet, &words.waiver(waived));
        }
        place(canvas, item, words.found_at, words);
    }
    canvas.blank();
    canvas.text(2, Tone::Quiet, words.gaps_note);
}

pub(super) fn look(canvas: &mut Canvas, report: &Report, lang: Lang) {
    let words = lang.words();
    let items = report.with(Outcome::Review);
    if items.is_empty() {
        return;
    }
    canvas.heading(words.look, "");
    for item in items {
        let (mark, tone) = rows::face(item.verdict);
        let label = format!("{mark}   {} ", width::pad(&item.id, 4));
        canvas.labelled(0, (tone, &label), &item.title);
        canvas.text(UNDER, Tone::Plain, item.question.as_deref().unwrap_or(&item.comment));
        place(canvas, item, words.open, words);
    }
    canvas.blank();
    canvas.text(2, Tone::Quiet, words.look_note);
}

pub(super) fn undetermined(canvas: &mut Canvas, report: &Report, lang: Lang) {
    let words = lang.words();
    let items = report.with(Outcome::NotDetermined);
    if items.is_empty() {
        return;
    }
    canvas.heading(words.undetermined, "");
    let ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
    canvas.text(2, Tone::Open, &ids.join(" "));
    canvas.text(2, Tone::Quiet, words.undetermined_note);
}

/// The nearest days to be kept.
pub(super) fn due(canvas: &mut Canvas, report: &Report, lang: Lang) {
    if report.due.is_empty() {
        return;
    }
    canvas.heading(words_page::of(lang).due, "");
    for one in report.due.iter().take(DAYS) {
        let day = format!("  {}  ", width::pad(&lang.words().date(&one.date), DAY));
        let items = words_due::items(one, lang);
        let items = if items.is_empty() { items } else { format!(" · {items}") };
        canvas.labelled(0, (Tone::Strong, &day), &format!("{}{items}", words_due::what(one, lang)));
    }
    if report.due.len() > DAYS {
        let rest = words::count((report.due.len() - DAYS) as u64);
        canvas.text(2, Tone::Quiet, &words::fill(lang.words().and_more, &[&rest]));
    }
}

pub(super) fn coverage(canvas: &mut Canvas, report: &Report, lang: Lang) {
    let words = lang.words();
    let coverage = &report.coverage;
    canvas.heading(words.coverage, "");
    for line in report::summary(coverage, lang) {
        canvas.text(2, Tone::Plain, &line);
    }
    let reasons = report::reasons(coverage);
    for (status, n, example) in reasons.iter().take(REASONS) {
        canvas.blank();
        canvas.text(2, Tone::Open, &format!("{n} × {}", words.status(*status)));
        canvas.text(6, Tone::Plain, report::advice(example, lang));
        canvas.text(6, Tone::Quiet, &report::readable(&example.url));
    }
    let told: usize = reasons.iter().take(REASONS).map(|(_, n, _)| n).sum();
    if told < coverage.not_read.len() {
        let rest = words::count((coverage.not_read.len() - told) as u64);
        canvas.blank();
        canvas.text(2, Tone::Quiet, &words::fill(words.and_more, &[&rest]));
    }
    if !coverage.notes.is_empty() {
        canvas.blank();
    }
    for note in &coverage.notes {
        canvas.text(2, Tone::Quiet, &words_notes::note(note, lang));
    }
}

/// Where the text under a numbered item begins: under its title.
const UNDER: usize = 9;

/// The address of the best evidence; of what only looked like it, if there is none.
fn place(canvas: &mut Canvas, item: &Item, label: &str, words: &Words) {
    match (item.submit(), item.near.first()) {
        (Some(url), _) => canvas.address(UNDER, label, url),
        (None, Some(near)) => {
            canvas.labelled(UNDER, (Tone::Quiet, &format!("{}  ", words.near)), &near.note);
            canvas.address(UNDER, "", &near.url);
        }
        (None, None) => canvas.text(UNDER, Tone::Quiet, words.no_place),
    }
}
