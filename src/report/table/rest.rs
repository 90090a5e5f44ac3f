//! What stands under the table.

use crate::mark::Outcome;
use crate::report::words::{self, Words};
use crate::report::{self, Item, Lang, Report, fit};

use super::paint::{Canvas, Tone};
use super::rows;

/// How many reasons for unread addresses are told; the rest is counted.
const REASONS: usize = 5;

pub(super) fn score(canvas: &mut Canvas, report: &Report, lang: Lang) {
    let words = lang.words();
    let score = &report.score;
    canvas.heading(words.result, "");
    for indicator in &score.indicators {
        let title = words::fill(words.indicator, &[&indicator.id]);
        let range = words::range(indicator.score, indicator.score_high);
        canvas.ends(2, (Tone::Plain, &format!("{title} {}", indicator.title)), (Tone::Plain, &range));
    }
    let level = report::level(report, lang);
    let oit = words::range(Some(score.oit), Some(score.oit_high));
    let oit_level = if score.ita.is_none() { format!(" · {level}") } else { String::new() };
    canvas.ends(2, (Tone::Strong, &format!("{}{oit_level}", words.oit)), (Tone::Strong, &oit));
    if score.ita.is_some() {
        let ita = words::range(score.ita, score.ita_high);
        canvas.ends(2, (Tone::Strong, &format!("{} · {level}", words.ita)), (Tone::Strong, &ita));
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
        let points = format!("+{:.2} OIT  +{:.2} ITA", item.worth.oit, item.worth.ita);
        let title = format!("{:>2}  {} {}", nth + 1, fit::pad(&item.id, 4), item.title);
        canvas.ends(0, (Tone::Strong, &title), (Tone::Strong, &points));
        let fix = if item.fix.is_empty() { &item.comment } else { &item.fix };
        labelled(canvas, words.fix, fix);
        submit(canvas, item, words);
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
        canvas.text(0, tone, &format!("{mark}   {} {}", fit::pad(&item.id, 4), item.title));
        let question = item.question.as_deref().unwrap_or(&item.comment);
        canvas.text(LABELLED, Tone::Plain, question);
        submit(canvas, item, words);
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
        canvas.text(6, Tone::Plain, &example.advice);
        canvas.text(6, Tone::Quiet, &example.url);
    }
    let told: usize = reasons.iter().take(REASONS).map(|(_, n, _)| n).sum();
    if told < coverage.not_read.len() {
        let rest = words::count((coverage.not_read.len() - told) as u64);
        canvas.blank();
        canvas.text(2, Tone::Quiet, &words::fill(words.and_more, &[&rest]));
    }
    for note in &coverage.notes {
        canvas.text(2, Tone::Quiet, note);
    }
}

/// Where the text under a numbered item begins: under its title.
const LABELLED: usize = 9;

fn labelled(canvas: &mut Canvas, label: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let indent = LABELLED + fit::width(label) + 2;
    for (nth, line) in fit::wrap(text, canvas.width.saturating_sub(indent)).into_iter().enumerate() {
        let start = if nth == 0 { format!("{label}  ") } else { " ".repeat(indent - LABELLED) };
        canvas.line(&[(Tone::Plain, " ".repeat(LABELLED)), (Tone::Quiet, start), (Tone::Plain, line)]);
    }
}

fn submit(canvas: &mut Canvas, item: &Item, words: &Words) {
    match item.submit() {
        Some(url) => canvas.address(LABELLED, words.submit, url),
        None => canvas.text(LABELLED, Tone::Quiet, words.no_place),
    }
}
