//! The assessor's own table: sub-indicators, groups, and a row an item.

use crate::mark::Outcome;
use crate::report::words::{self, Words};
use crate::report::{Item, Lang, Report, Ruling};
use crate::thai::width;

use super::paint::{Canvas, Tone};

/// Below this the comment goes under its item rather than beside it.
const SIDE_BY_SIDE: usize = 72;
const GUTTER: usize = 2;
const GAP: usize = 2;
const ITEM: usize = 4;

pub(super) fn table(canvas: &mut Canvas, report: &Report, lang: Lang) {
    let words = lang.words();
    let columns = Columns::new(canvas.width, report, words);
    for sub in report.score.indicators.iter().flat_map(|indicator| &indicator.subindicators) {
        let title = words::fill(words.sub_indicator, &[&sub.id]);
        let score = words::range(sub.score, sub.score_high);
        canvas.heading(&format!("{title} {}", sub.title), &score);
        columns.heads(canvas, words);
        let mut group = "";
        for item in sub.items.iter().filter_map(|id| report.item(id)) {
            if item.group != group {
                canvas.text(GUTTER, Tone::Strong, &item.group);
                group = &item.group;
            }
            columns.row(canvas, item, words);
        }
    }
}

struct Columns {
    side_by_side: bool,
    title: usize,
    comment: usize,
    score: usize,
}

impl Columns {
    fn new(width: usize, report: &Report, words: &Words) -> Columns {
        let late = if report.items.iter().any(is_late) { words.not_this_round } else { "" };
        let longest = [words.score, words.review, words.not_determined, words.not_applicable, late];
        let score = longest.into_iter().map(width::width).max().unwrap_or(0).max("100.00".len());
        let fixed = GUTTER + ITEM + GAP + GAP + score;
        if width < SIDE_BY_SIDE {
            let title = width.saturating_sub(fixed);
            return Columns { side_by_side: false, title, comment: title + score, score };
        }
        let room = width.saturating_sub(fixed + GAP);
        let title = room * 2 / 5;
        Columns { side_by_side: true, title, comment: room - title, score }
    }

    fn heads(&self, canvas: &mut Canvas, words: &Words) {
        let comment = if self.side_by_side { words.comment } else { "" };
        self.line(canvas, ["", words.item, words.issue, comment, words.score], [Tone::Quiet; 4]);
    }

    /// One line of the table: mark in the gutter, item, title, comment, score.
    fn line(&self, canvas: &mut Canvas, cells: [&str; 5], tones: [Tone; 4]) {
        let [mark, item, title, comment, score] = cells;
        let gap = || (Tone::Plain, " ".repeat(GAP));
        let wide = self.side_by_side && comment.is_empty();
        let title = width::pad(title, if wide { self.title + GAP + self.comment } else { self.title });
        let mut pieces = vec![
            (tones[3], width::pad(mark, GUTTER)),
            (tones[0], width::pad(item, ITEM)),
            gap(),
            (tones[1], title),
            gap(),
        ];
        if self.side_by_side && !wide {
            pieces.push((tones[2], width::pad(comment, self.comment)));
            pieces.push(gap());
        }
        let blank = self.score.saturating_sub(width::width(score));
        pieces.push((tones[3], format!("{}{score}", " ".repeat(blank))));
        canvas.line(&pieces);
    }

    fn row(&self, canvas: &mut Canvas, item: &Item, words: &Words) {
        let (mark, tone) = face(item.verdict);
        let id = crate::report::number(item);
        let remark = remark(item, words);
        let comments = width::wrap(&remark, self.comment);
        // Where nothing is remarked, as on most rows, the title may run on.
        let spare = if self.side_by_side && comments.is_empty() { GAP + self.comment } else { 0 };
        let titles = width::wrap(&item.title, self.title + spare);
        let mut scores = vec![words::range(item.score, item.score_high)];
        // A number says pass and fail by itself; the other ends need their word.
        if !matches!(item.verdict, Outcome::Pass | Outcome::Fail) {
            scores.push(words.verdict(item.verdict).to_owned());
        }
        if is_late(item) {
            scores.push(words.not_this_round.to_owned());
        }
        let beside = if self.side_by_side { comments.len() } else { 0 };
        for nth in 0..titles.len().max(beside).max(scores.len()) {
            let at = |lines: &[String]| lines.get(nth).cloned().unwrap_or_default();
            let first = |text| if nth == 0 { text } else { "" };
            let comment = if self.side_by_side { at(&comments) } else { String::new() };
            self.line(
                canvas,
                [first(mark), first(&id), &at(&titles), &comment, &at(&scores)],
                [tone, Tone::Plain, Tone::Plain, tone],
            );
        }
        if !self.side_by_side {
            canvas.text(GUTTER + ITEM + GAP, Tone::Plain, &remark);
        }
    }
}

/// The comment; of an open item the question, if there is no comment; what a person said.
fn remark(item: &Item, words: &Words) -> String {
    let said = match &item.question {
        Some(question) if item.comment.is_empty() => question,
        _ => &item.comment,
    };
    let waived = item.waiver.as_ref().map(|waived| words.waiver(waived));
    let paths = item.submitted.iter().filter_map(|one| words.submitted(one));
    let lines: Vec<String> = said.lines().map(str::to_owned).chain(waived).chain(paths).collect();
    lines.join("\n")
}

/// Passes by what came too late for the round.
fn is_late(item: &Item) -> bool {
    item.round.as_ref().is_some_and(|round| round.result == Ruling::AddedLater)
}

/// A mark in the gutter for what is no plain pass, so that the eye finds it without colour.
pub(super) fn face(verdict: Outcome) -> (&'static str, Tone) {
    match verdict {
        Outcome::Pass => ("", Tone::Plain),
        Outcome::Fail => ("✗", Tone::Bad),
        Outcome::Review => ("?", Tone::Open),
        Outcome::NotDetermined => ("…", Tone::Open),
        Outcome::NotApplicable => ("", Tone::Quiet),
    }
}
