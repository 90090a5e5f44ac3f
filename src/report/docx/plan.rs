//! The plan of measures (O42), and the form on which their results are told (O43).

use std::io;

use super::analysis::agency;
use super::book::{Block, Book, Cell, Para, Section, Style, Table, Wash, blank, bold, para, run};
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

fn book(report: &Report, title: String, blocks: Vec<Block>) -> Book {
    Book {
        title,
        author: agency(report),
        day: report.as_of.clone(),
        sections: vec![Section { wide: false, cover: false, blocks }],
    }
    .in_thai_figures()
}

fn draft(report: &Report, plan: &Plan) -> Book {
    let agency = agency(report);
    let title = words::title(plan.year);
    let mut blocks = head(&title, &agency);
    blocks.push(para(Style::Heading1, words::analysis(plan.of)).into());
    let (oit, ita) = (mark(Some(report.score.oit), Some(report.score.oit_high)), report.score.ita);
    let ita = ita.map(|low| mark(Some(low), report.score.ita_high.or(Some(low))));
    blocks.push(
        para(Style::Body, words::result(&agency, plan.of, &oit, ita.as_deref(), &report.score.band)).into(),
    );
    for (head, lines) in plan.analysis() {
        blocks.push(para(Style::Heading2, head).into());
        blocks.extend(lines.into_iter().map(|line| para(Style::List, line).into()));
    }

    blocks.push(para(Style::Heading1, words::measures(plan.year)).into());
    let [issue, _, steps, when, unit, follow] = words::MEASURE_HEAD;
    // The steps are the longest by far. All that is short stands together beside them, so that no column is white.
    let row = |(nth, one): (usize, &Planned)| {
        let mut what = Cell::bold(format!("{} {}", digits(&format!("{}.", nth + 1)), one.title));
        what.paras.extend([
            labelled(issue, &format!("{} {}", one.issue, ids(one))),
            labelled(unit, &one.unit),
            labelled(when, &period(plan.year)),
            labelled(follow, &words::FOLLOWED.join(" และ ")),
        ]);
        vec![what, items::steps(one)]
    };
    blocks.push(
        Table {
            widths: vec![42, 58],
            head: vec![[words::MEASURE_AND_WHO, steps].map(Cell::head).into()],
            rows: plan.measures.iter().enumerate().map(row).collect(),
        }
        .into(),
    );
    blocks.push(para(Style::Heading2, words::FOLLOW).into());
    blocks.extend(follow_up(plan.year).into_iter().map(|line| para(Style::List, line).into()));
    blocks.push(para(Style::BodyKept, words::reporting(plan.year)).into());
    blocks.extend(sign());
    blocks.push(para(Style::Note, words::draft(&day(&report.as_of))).into());
    book(report, format!("{title} {agency}"), blocks)
}

/// "ผู้รับผิดชอบ: กองคลัง", the label bold.
fn labelled(label: &str, said: &str) -> Para {
    Para { style: Style::Cell, runs: vec![bold(format!("{label}: ")), run(said.trim_end())] }
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
    blocks.extend(plan.measures.iter().enumerate().map(|(nth, one)| card(nth + 1, one, plan.year).into()));
    blocks.push(para(Style::Heading2, words::PROBLEMS).into());
    blocks.push(Para { style: Style::BodyKept, runs: vec![blank(words::FILL_PROBLEMS)] }.into());
    blocks.extend(sign());
    blocks.push(para(Style::Note, words::FORM_NOTE).into());
    book(report, format!("{title} {agency}"), blocks)
}

/// One measure: its name over it, on the next page too, then what was planned, then label by label what is written by
/// hand, with the width of the page to write on.
fn card(nth: usize, one: &Planned, year: i32) -> Table {
    let [_, how, unit, when, result, outcome, evidence] = words::FORM_HEAD;
    let mut title = Cell::bold(format!("{} {}", digits(&format!("{nth}.")), one.title));
    title.paras[0].style = Style::CellKept;
    let mut steps = items::steps(one);
    if let Some(first) = steps.paras.first_mut() {
        first.runs.insert(0, bold(format!("{how}: ")));
    }
    let mut who = labelled(unit, &one.unit);
    who.runs.push(run("   "));
    who.runs.extend(labelled(when, &period(year)).runs);
    let open = |label: &str, text: &str| {
        let text = Para { style: Style::Cell, runs: vec![blank(text)] };
        vec![Cell::bold(label).wash(Wash::Group), Cell::of(vec![text])]
    };
    let mut rows = vec![
        vec![steps.span(2)],
        vec![Cell::of(vec![who]).span(2)],
        open(result, words::FILL_RESULT),
        open(outcome, words::FILL_OUTCOME),
    ];
    // Each holds the next one: a card stands on one page, and no place to write on by itself.
    for para in rows.iter_mut().flatten().flat_map(|cell| &mut cell.paras) {
        para.style = Style::CellKept;
    }
    rows.push(open(evidence, &words::fill_evidence(&one.evidence)));
    Table { widths: vec![27, 73], head: vec![vec![title.span(2).wash(Wash::Head)]], rows }
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
