//! The plan of measures (O42), and the form on which their results are told (O43).

use std::io;

use super::analysis::agency;
use super::book::{Block, Book, Cell, Para, Section, Style, Table, blank, bold, para, run};
use super::{items, xml};
use crate::report::plan::{Plan, Planned, Why};
use crate::report::words_plan::{day, digits, follow_up, mark, period};
use crate::report::{Report, clean, words_measures as words};

/// The draft of the measures as a DOCX file.
pub fn measures(report: &Report, plan: &Plan) -> io::Result<Vec<u8>> {
    xml::write(&draft(&clean::report(report), plan))
}

/// What stands in it.
pub fn measures_text(report: &Report, plan: &Plan) -> String {
    draft(&clean::report(report), plan).text()
}

/// The form on which is told what was done, as a DOCX file.
pub fn carried_out(report: &Report, plan: &Plan) -> io::Result<Vec<u8>> {
    xml::write(&form(&clean::report(report), plan))
}

/// What stands on it.
pub fn carried_out_text(report: &Report, plan: &Plan) -> String {
    form(&clean::report(report), plan).text()
}

fn book(report: &Report, title: String, wide: bool, blocks: Vec<Block>, before: Vec<Block>) -> Book {
    let section = |wide, blocks| Section { wide, cover: false, blocks };
    let sections = [section(false, before), section(wide, blocks)];
    Book {
        title,
        author: agency(report),
        day: report.as_of.clone(),
        sections: sections.into_iter().filter(|section| !section.blocks.is_empty()).collect(),
    }
    .in_thai_figures()
}

fn draft(report: &Report, plan: &Plan) -> Book {
    let agency = agency(report);
    let title = words::title(plan.year);
    let mut before = head(&title, &agency);
    before.push(para(Style::Heading1, words::analysis(plan.of)).into());
    let (oit, ita) = (mark(Some(report.score.oit), Some(report.score.oit_high)), report.score.ita);
    let ita = ita.map(|low| mark(Some(low), report.score.ita_high.or(Some(low))));
    before.push(
        para(Style::Body, words::result(&agency, plan.of, &oit, ita.as_deref(), &report.score.band)).into(),
    );
    for (head, lines) in plan.analysis() {
        before.push(para(Style::Heading2, head).into());
        before.extend(lines.into_iter().map(|line| para(Style::List, line).into()));
    }

    let mut after: Vec<Block> = vec![para(Style::Heading1, words::measures(plan.year)).into()];
    let row = |(nth, one): (usize, &Planned)| {
        let mut issue = Cell::text(format!("{} {}", digits(&format!("{}.", nth + 1)), one.issue));
        issue.paras.extend(Cell::text(ids(one)).paras);
        vec![
            issue,
            Cell::text(&one.title),
            items::steps(one),
            Cell::text(period(plan.year).replace("– ", "–\n")),
            Cell::text(&one.unit),
            Cell::text(words::FOLLOWED.join("\n")),
        ]
    };
    after.push(
        Table {
            widths: vec![13, 15, 43, 9, 11, 9],
            head: vec![words::MEASURE_HEAD.map(Cell::head).into()],
            rows: plan.measures.iter().enumerate().map(row).collect(),
        }
        .into(),
    );
    after.push(para(Style::Heading2, words::FOLLOW).into());
    after.extend(follow_up(plan.year).into_iter().map(|line| para(Style::List, line).into()));
    after.push(para(Style::BodyKept, words::reporting(plan.year)).into());
    after.extend(sign());
    after.push(para(Style::Note, words::draft(&day(&report.as_of))).into());
    book(report, format!("{title} {agency}"), true, after, before)
}

/// The items or indicators that a measure answers.
fn ids(one: &Planned) -> String {
    let ids = one.why.iter().map(|why| match why {
        Why::Gap { id, .. } | Why::Open { id, .. } => id.clone(),
        Why::Low { id, .. } | Why::Lowest { id, .. } => words::indicator(id),
    });
    let ids = ids.collect::<Vec<_>>().join(" ");
    if ids.is_empty() { ids } else { format!("({ids})") }
}

fn form(report: &Report, plan: &Plan) -> Book {
    let agency = agency(report);
    let title = words::carried_out(plan.year);
    let mut blocks = head(&title, &agency);
    blocks.push(para(Style::Body, words::carried_out_lead(&agency, plan.of, plan.year)).into());
    // Each measure takes a page or most of one: which there are stands on the first.
    let listed =
        plan.measures.iter().map(|one| para(Style::List, format!("{} ({})", one.title, one.unit)).into());
    blocks.extend(listed);
    let [measure, steps, _, _, result, outcome, evidence] = words::FORM_HEAD;
    let row = |(nth, one): (usize, &Planned)| {
        let open = |text: &str| Cell::of(vec![Para { style: Style::Cell, runs: vec![blank(text)] }]);
        // Who and when stand under what: what is written by hand needs the room.
        let [_, _, unit, when, ..] = words::FORM_HEAD;
        let mut what = Cell::text(format!("{} {}", digits(&format!("{}.", nth + 1)), one.title));
        for (label, said) in [(unit, one.unit.clone()), (when, period(plan.year))] {
            what.paras.push(Para { style: Style::Cell, runs: vec![bold(format!("{label}: ")), run(said)] });
        }
        vec![
            what,
            items::steps(one),
            open(words::FILL_RESULT),
            open(words::FILL_OUTCOME),
            open(&words::fill_evidence(&one.evidence)),
        ]
    };
    blocks.push(
        Table {
            widths: vec![17, 33, 22, 14, 14],
            head: vec![[measure, steps, result, outcome, evidence].map(Cell::head).into()],
            rows: plan.measures.iter().enumerate().map(row).collect(),
        }
        .into(),
    );
    blocks.push(para(Style::Heading2, words::PROBLEMS).into());
    blocks.push(Para { style: Style::BodyKept, runs: vec![blank(words::FILL_PROBLEMS)] }.into());
    blocks.extend(sign());
    blocks.push(para(Style::Note, words::FORM_NOTE).into());
    book(report, format!("{title} {agency}"), true, blocks, Vec::new())
}

/// The title, its year in a line of its own, and whose it is.
fn head(title: &str, agency: &str) -> Vec<Block> {
    let at = title.rfind(" ประจำปี").or_else(|| title.rfind(" ปีงบประมาณ")).unwrap_or(title.len());
    let (what, when) = title.split_at(at);
    let lines = [what, when.trim_start(), agency].into_iter().filter(|line| !line.is_empty());
    lines.map(|line| para(Style::Subtitle, line).into()).collect()
}

fn sign() -> Vec<Block> {
    let line = |text: &str| {
        let run = if text == words::HEAD_OF_AGENCY { bold(text) } else { blank(text) };
        Para { style: Style::Sign, runs: vec![run] }.into()
    };
    [para(Style::Sign, "").into()].into_iter().chain(words::SIGN.map(line)).collect()
}
