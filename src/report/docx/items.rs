//! The analysis, chapters 5 and 6: the assessor's table, item by item, and the measures.

use super::book::{Block, Cell, Para, Style, Table, Wash, bold, link, para, run};
use crate::mark::Outcome;
use crate::report::plan::{Plan, Planned};
use crate::report::words_docx as words;
use crate::report::words_plan::{day, digits};
use crate::report::{Due, Item, Lang, Report, SubindicatorScore, number, words as figures, words_due};
use crate::rule::advice::Advice;

/// Why the OIT figure is what it is: the items that failed, those that are open.
pub(super) fn why(report: &Report) -> Vec<String> {
    let ids = |items: &[&Item]| items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>().join(" ");
    let failed = report.with(Outcome::Fail);
    let open: Vec<&Item> = report
        .items
        .iter()
        .filter(|item| matches!(item.verdict, Outcome::Review | Outcome::NotDetermined))
        .collect();
    let failed = (!failed.is_empty()).then(|| words::because(failed.len(), &ids(&failed)));
    let open = (!open.is_empty()).then(|| words::still_open(open.len(), &ids(&open)));
    failed.into_iter().chain(open).collect()
}

pub(super) fn chapter(body: &mut Vec<Block>, report: &Report, advice: &Advice) {
    let line = report.pass_line();
    let low: Vec<_> =
        report.score.indicators.iter().filter(|one| one.score.is_some_and(|score| score < line)).collect();
    let head = if low.is_empty() {
        words::each_item().to_owned()
    } else {
        let ids: Vec<&str> = low.iter().map(|one| one.id.as_str()).collect();
        let scores: Vec<String> = low.iter().map(|one| figures::range(one.score, one.score_high)).collect();
        words::lowest(&ids.join(" และ "), &scores.join(" และ "))
    };
    body.push(para(Style::Heading1, head).into());
    for sub in report.score.indicators.iter().flat_map(|one| &one.subindicators) {
        let score = figures::range(sub.score, sub.score_high);
        body.push(para(Style::Heading3, words::subindicator(&sub.id, &sub.title, &score)).into());
        body.push(table(report, sub).into());
    }
    gaps(body, report);
    open(body, report);
    body.push(para(Style::Heading2, words::COURSES).into());
    body.push(para(Style::Body, words::COURSES_LEAD).into());
    for (nth, course) in advice.courses.iter().enumerate() {
        let title = digits(&format!("{}. {}", nth + 1, course.title));
        body.push(Para { style: Style::Body, runs: vec![bold(title)] }.into());
        body.extend(course.steps.iter().map(|step| para(Style::List, digits(step)).into()));
    }
    disclose(body, report, advice.courses.len() + 1);
}

/// The last of the courses: to keep open what the lowest indicator asks for, above all what is not there yet.
fn disclose(body: &mut Vec<Block>, report: &Report, nth: usize) {
    let scored = report.score.indicators.iter().filter_map(|one| Some((one, one.score?)));
    // Of equals the last: what is done against corruption.
    let Some((lowest, _)) = scored.rev().min_by(|(_, a), (_, b)| a.total_cmp(b)) else { return };
    let of_it = |item: &&Item| lowest.subindicators.iter().any(|sub| sub.items.contains(&item.id));
    let items: Vec<&Item> = report.items.iter().filter(of_it).collect();
    let Some((first, last)) = items.first().zip(items.last()) else { return };
    let from = report.items.iter().position(|item| item.id == first.id);
    let to = report.items.iter().position(|item| item.id == last.id);
    let joined = |items: &[&Item]| items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>().join(" ");
    // A stretch only where nothing of another indicator stands within it.
    let ids = match from.zip(to) {
        Some((from, to)) if to - from + 1 == items.len() && items.len() > 2 => {
            format!("{}–{}", first.id, last.id)
        }
        _ => joined(&items),
    };
    let title = digits(&format!("{nth}. {}", words::disclose(&ids)));
    body.push(Para { style: Style::Body, runs: vec![bold(title)] }.into());
    let missing = |outcomes: &[Outcome]| -> String {
        joined(&items.iter().copied().filter(|item| outcomes.contains(&item.verdict)).collect::<Vec<_>>())
    };
    let failed = missing(&[Outcome::Fail]);
    let open = missing(&[Outcome::Review, Outcome::NotDetermined]);
    let steps = [(failed, words::DISCLOSE_FAILED), (open, words::DISCLOSE_OPEN)];
    for (ids, step) in steps.into_iter().filter(|(ids, _)| !ids.is_empty()) {
        body.push(para(Style::List, digits(&format!("{step} {ids}"))).into());
    }
}

/// Items of one sub-indicator under the headings of their groups.
fn table(report: &Report, sub: &SubindicatorScore) -> Table {
    let mut rows = Vec::new();
    let mut group = "";
    for item in sub.items.iter().filter_map(|id| report.item(id)) {
        if item.group != group {
            rows.push(vec![Cell::group(&item.group, 4)]);
            group = &item.group;
        }
        let wash = wash(item);
        let score = figures::range(item.score, item.score_high);
        let cells = [
            Cell::centre(number(item)),
            Cell::text(&item.title),
            Cell::text(comment(item)),
            Cell::centre(score),
        ];
        rows.push(cells.map(|cell| cell.wash(wash)).into());
    }
    Table { widths: vec![9, 34, 43, 14], head: vec![words::TABLE_HEAD.map(Cell::head).into()], rows }
}

fn wash(item: &Item) -> Wash {
    match item.verdict {
        Outcome::Fail => Wash::Bad,
        Outcome::Review | Outcome::NotDetermined => Wash::Open,
        Outcome::Pass | Outcome::NotApplicable => Wash::None,
    }
}

/// The comment, and what people said.
fn comment(item: &Item) -> String {
    let said = item.waiver.as_ref().map(|waived| Lang::Th.words().waiver(waived));
    let open = matches!(item.verdict, Outcome::Review | Outcome::NotDetermined);
    let open = open.then(|| Lang::Th.words().verdict(item.verdict).to_owned());
    let lines = [Some(item.comment.clone()), said, open];
    lines.into_iter().flatten().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn gaps(body: &mut Vec<Block>, report: &Report) {
    body.push(para(Style::Heading2, words::GAPS).into());
    let gaps = report.gaps();
    if gaps.is_empty() {
        body.push(para(Style::Body, words::NO_GAPS).into());
        return;
    }
    let row = |item: &&Item| {
        let mut way = Cell::text(if item.fix.is_empty() { &item.comment } else { &item.fix });
        if let Some(url) = item.opens() {
            way.paras.push(Para { style: Style::Cell, runs: vec![link(&url, words::OPEN_PAGE)] });
        }
        let ita = report.score.ita.map(|_| figures::points(item.worth.ita));
        let worth = words::worth(&figures::points(item.worth.oit), ita);
        let worth: Vec<Para> = worth.lines().map(|line| para(Style::CellCentre, line)).collect();
        let mut what = Cell::bold(&item.title);
        what.paras.extend(Cell::text(&item.comment).paras);
        vec![Cell::centre(number(item)), what, way, Cell::of(worth)]
    };
    let head = vec![words::GAP_HEAD.map(Cell::head).into()];
    body.push(Table { widths: vec![8, 37, 40, 15], head, rows: gaps.iter().map(row).collect() }.into());
}

fn open(body: &mut Vec<Block>, report: &Report) {
    let items = report.with(Outcome::Review);
    if items.is_empty() {
        return;
    }
    body.push(para(Style::Heading2, words::OPEN).into());
    let row = |item: &&Item| {
        let mut what = Cell::text(item.question.as_deref().unwrap_or(&item.comment));
        if let Some(url) = item.opens() {
            what.paras.push(Para { style: Style::Cell, runs: vec![link(&url, words::OPEN_PAGE)] });
        }
        vec![Cell::centre(number(item)), Cell::text(&item.title), what]
    };
    let head = vec![words::OPEN_HEAD.map(Cell::head).into()];
    body.push(Table { widths: vec![9, 38, 53], head, rows: items.iter().map(row).collect() }.into());
}

pub(super) fn measures(body: &mut Vec<Block>, plan: &Plan) {
    body.push(para(Style::Heading1, words::MEASURES).into());
    let row = |(nth, one): (usize, &Planned)| {
        vec![
            Cell::text(format!("{} {}", digits(&format!("{}.", nth + 1)), one.title)),
            steps(one),
            Cell::text(&one.unit),
            Cell::text(words::FOLLOW.map(|line| format!("* {line}")).join("\n")),
        ]
    };
    let rows = plan.measures.iter().enumerate().map(row).collect();
    let head = vec![words::MEASURE_HEAD.map(Cell::head).into()];
    body.push(Table { widths: vec![17, 60, 10, 13], head, rows }.into());
}

/// The steps of a measure, numbered.
pub(super) fn steps(one: &Planned) -> Cell {
    let steps = one.all_steps();
    let line = |(nth, step): (usize, &String)| Para {
        style: Style::Cell,
        runs: vec![run(digits(&format!("({}) ", nth + 1))), run(step)],
    };
    Cell::of(steps.iter().enumerate().map(line).collect())
}

/// What falls due next, so that the measures meet the calendar.
pub(super) fn due(body: &mut Vec<Block>, report: &Report) {
    if report.due.is_empty() {
        return;
    }
    body.push(para(Style::Heading2, words::DUE).into());
    let row = |due: &Due| {
        vec![
            Cell::text(day(&due.date)),
            Cell::text(&due.what),
            Cell::text(words_due::items(due, Lang::Th)),
            Cell::text(&due.source),
        ]
    };
    let head = vec![words::DUE_HEAD.map(Cell::head).into()];
    body.push(
        Table { widths: vec![13, 29, 24, 34], head, rows: report.due.iter().map(row).collect() }.into(),
    );
}
