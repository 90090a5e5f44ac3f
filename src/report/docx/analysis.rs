//! The analysis, chapters 1 to 4: what came out, what is strong and what is weak.

use super::book::{Block, Book, Cell, Down, Para, Section, Style, Table, Wash, bold, para, run};
use super::items;
use crate::report::known::{Known, known, sorted};
use crate::report::words_docx as words;
use crate::report::words_plan::{day, digits, mark, month};
use crate::report::{Lang, plan::Plan};
use crate::report::{Report, drafts, summary};
use crate::rule::advice::Advice;

pub(super) fn book(report: &Report, advice: &Advice) -> Book {
    let agency = agency(report);
    let year = words::year(report.edition.year);
    let cover = words::TITLE
        .iter()
        .map(|line| para(Style::Title, *line).into())
        .chain([para(Style::Title, "").into(), para(Style::Subtitle, &agency).into()])
        .chain([para(Style::Subtitle, &year).into()])
        .collect();
    let mut body = foreword(report, advice, &agency);
    body.push(Block::PageBreak);
    body.push(para(Style::Heading1, words::REASONS).into());
    body.extend(filled(&advice.reasons, report, &agency));
    result(&mut body, report, advice, &agency);
    // Under the table, as a source is told: at the end it would have a page of its own, with two lines on it.
    basis(&mut body, report);
    data(&mut body, report, advice, &agency);
    recommend(&mut body, report, advice);
    items::chapter(&mut body, report, advice);
    items::due(&mut body, report);
    let mut after = Vec::new();
    items::measures(&mut after, &Plan::of(report, advice, report.edition.year + 1));
    let section = |cover, wide, blocks| Section { wide, cover, blocks };
    Book {
        title: format!("{} {year}", words::TITLE.concat()),
        author: agency,
        day: report.as_of.clone(),
        sections: vec![section(true, false, cover), section(false, false, body), section(false, true, after)],
    }
    .in_thai_figures()
}

pub(super) fn agency(report: &Report) -> String {
    let site = &report.site;
    if site.name.is_empty() { site.url.clone() } else { site.name.clone() }
}

fn filled(texts: &[String], report: &Report, agency: &str) -> Vec<Block> {
    let year = report.edition.year.to_string();
    let texts = texts.iter().map(|text| digits(&text.replace("{year}", &year)).replace("{agency}", agency));
    texts.map(|text| para(Style::Body, text).into()).collect()
}

fn foreword(report: &Report, advice: &Advice, agency: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![para(Style::Heading1, words::FOREWORD).into()];
    blocks.extend(filled(&advice.foreword, report, agency));
    blocks.push(para(Style::Sign, "").into());
    blocks.push(para(Style::Sign, agency).into());
    blocks.push(para(Style::Sign, month(&report.as_of)).into());
    blocks
}

fn result(body: &mut Vec<Block>, report: &Report, advice: &Advice, agency: &str) {
    let score = &report.score;
    let line = report.pass_line();
    body.push(para(Style::Heading1, words::result(agency)).into());
    let whole = match (score.ita, score.ita_high) {
        (Some(low), high) => {
            let high = high.unwrap_or(low);
            let band = match score.band_high.as_str() {
                other if other.is_empty() || other == score.band => score.band.clone(),
                other => format!("{} ถึง {other}", score.band),
            };
            let reached = words::reached(low, high, line);
            words::whole(agency, &mark(Some(low), Some(high)), &band, &digits(&line.to_string()), reached)
        }
        _ => words::whole_without(agency, &mark(Some(score.oit), Some(score.oit_high))),
    };
    body.push(para(Style::Body, whole).into());
    let known = known(report, advice);
    let mut order: Vec<&Known> = known.iter().filter(|one| !one.id.is_empty()).collect();
    order.sort_by(|a, b| b.low.total_cmp(&a.low));
    let sentences: Vec<String> = order.iter().map(|one| words::scored(&one.title, &one.score())).collect();
    body.push(para(Style::Body, words::in_order(&sentences)).into());
    let totals: Vec<String> =
        known.iter().filter(|one| one.id.is_empty()).map(|one| one.instrument.to_uppercase()).collect();
    if !totals.is_empty() {
        body.push(para(Style::Body, words::only_totals(&totals.join(" และ "))).into());
    }
    if let (Some(best), Some(worst)) = (order.first(), order.last().filter(|_| order.len() > 1)) {
        // The best of what is under the target is no strength yet, and the last of what is above it
        // no weak point.
        let summed = match (best.low >= line, worst.low >= line) {
            (_, true) => words::summed_high,
            (true, _) => words::summed,
            _ => words::summed_low,
        };
        let said = summed(&digits(&best.name()), &best.score(), &digits(&worst.name()), &worst.score());
        // Totals alone say nothing of which indicator is the best.
        let said = if totals.is_empty() { said } else { words::among_known(&said) };
        body.push(para(Style::Body, said).into());
    }
    body.push(table(report, advice, &known).into());
}

/// All ten indicators; what was not given is said to be so.
fn table(report: &Report, advice: &Advice, known: &[Known]) -> Table {
    let line = report.pass_line();
    let mut rows = Vec::new();
    for instrument in &advice.instruments {
        let of_survey = advice.of(&instrument.id).filter(|_| instrument.id != "oit");
        let names: Vec<(String, String)> = if instrument.id == "oit" {
            report.score.indicators.iter().map(|one| (one.id.clone(), one.title.clone())).collect()
        } else {
            of_survey.map(|one| (one.id.clone(), one.title.clone())).collect()
        };
        for (id, title) in names {
            let one = known.iter().find(|one| one.id == id);
            let score = one.map_or_else(
                || words::NOT_GIVEN.to_owned(),
                |one| crate::report::words::range(Some(one.low), Some(one.high)),
            );
            let verdict = one.map_or("", |one| words::reached(one.low, one.high, line));
            let wash = if verdict == words::MISSED { Wash::Bad } else { Wash::None };
            let cells = [
                Cell::text(format!("{id}. {title}")),
                Cell::centre(instrument.id.to_uppercase()),
                Cell::centre(score),
                Cell::centre(verdict),
            ];
            rows.push(cells.map(|cell| cell.wash(wash)).into());
        }
        let total = match instrument.id.as_str() {
            "iit" => report.score.iit.map(|one| (one, one)),
            "eit" => report.score.eit.map(|one| (one, one)),
            _ => Some((report.score.oit, report.score.oit_high)),
        };
        rows.push(sum(format!("รวม {}", instrument.id.to_uppercase()), total, report));
    }
    let ita = report.score.ita.map(|low| (low, report.score.ita_high.unwrap_or(low)));
    rows.push(sum("คะแนนรวม ITA".to_owned(), ita, report));
    Table { widths: vec![38, 9, 23, 30], head: vec![words::INDICATOR_HEAD.map(Cell::head).into()], rows }
}

fn sum(title: String, total: Option<(f64, f64)>, report: &Report) -> Vec<Cell> {
    let score = total.map_or_else(
        || words::NOT_GIVEN.to_owned(),
        |(low, high)| crate::report::words::range(Some(low), Some(high)),
    );
    let level =
        total.map_or_else(String::new, |(low, high)| match (report.band_of(low), report.band_of(high)) {
            (Some(one), Some(other)) if one == other => format!("ระดับ {one}"),
            (Some(one), Some(other)) => format!("ระดับ {one} ถึง {other}"),
            _ => String::new(),
        });
    let centre = |text: String| Cell::of(vec![Para { style: Style::CellCentre, runs: vec![bold(text)] }]);
    let cells = [Cell::bold(title).span(2), centre(score), centre(level)];
    cells.map(|cell| cell.wash(Wash::Group)).into()
}

fn data(body: &mut Vec<Block>, report: &Report, advice: &Advice, agency: &str) {
    let line = report.pass_line();
    body.push(para(Style::Heading1, words::DATA).into());
    body.push(para(Style::Body, words::data(agency, report.edition.year)).into());
    let sorted = sorted(report, advice);
    let (strong, weak, maybe) = (sorted.strong, sorted.weak, sorted.maybe);
    for (head, group) in
        [(words::strengths(line, &many(&strong)), strong), (words::to_develop(line, &many(&weak)), weak)]
    {
        body.push(para(Style::Heading2, head).into());
        if group.is_empty() {
            body.push(para(Style::Body, words::NONE).into());
        }
        body.extend(group.iter().enumerate().map(|(nth, one)| told(nth, one, advice)));
    }
    if !maybe.is_empty() {
        body.push(para(Style::Heading2, words::maybe(&many(&maybe))).into());
        body.extend(maybe.iter().enumerate().map(|(nth, one)| told(nth, one, advice)));
    }
}

/// How many there are; an instrument of which only the total is known is no indicator.
fn many(group: &[Known]) -> String {
    let totals = group.iter().filter(|one| one.id.is_empty()).count();
    words::many(group.len() - totals, totals)
}

fn told(nth: usize, one: &Known, advice: &Advice) -> Block {
    let mut runs = vec![bold(words::numbered(nth + 1, &one.name(), &one.score()))];
    if let Some(indicator) = advice.indicator(&one.id) {
        runs.push(run(words::looks_at(&indicator.looks_at) + &words::develops(&indicator.develop)));
    }
    Para { style: Style::Body, runs }.into()
}

fn recommend(body: &mut Vec<Block>, report: &Report, advice: &Advice) {
    let score = &report.score;
    let line = report.pass_line();
    body.push(para(Style::Heading1, words::RECOMMEND).into());
    for (nth, instrument) in advice.instruments.iter().enumerate() {
        body.push(para(Style::Heading2, words::instrument(nth + 1, &instrument.title)).into());
        let figure = match instrument.id.as_str() {
            "iit" => score.iit.map(|one| (one, one)),
            "eit" => score.eit.map(|one| (one, one)),
            _ => Some((score.oit, score.oit_high)),
        };
        let Some((low, high)) = figure else {
            body.push(para(Style::Body, words::not_given(&instrument.id.to_uppercase())).into());
            continue;
        };
        let bands = report.band_of(low).zip(report.band_of(high));
        let mut said = words::level(low, high, bands, line);
        if instrument.id == "oit" {
            for sentence in items::why(report) {
                said = format!("{said} {sentence}");
            }
        }
        body.push(para(Style::BodyKept, said).into());
        let rows = advice.of(&instrument.id).enumerate().map(|(at, indicator)| {
            let about = if at == 0 {
                let first =
                    [Cell::bold(&instrument.title).paras, Cell::text(digits(&instrument.about)).paras];
                Cell::of(first.concat())
            } else {
                Cell::of(Vec::new())
            };
            vec![
                about.down(if at == 0 { Down::First } else { Down::Same }),
                Cell::text(digits(&format!("{}) {}", indicator.id, indicator.title))),
                Cell::text(format!("- {}", digits(&indicator.develop))),
            ]
        });
        let head = vec![words::DEVELOP_HEAD.map(Cell::head).into()];
        body.push(Table { widths: vec![32, 22, 46], head, rows: rows.collect() }.into());
    }
}

/// What the figures rest on, and what was not seen.
fn basis(body: &mut Vec<Block>, report: &Report) {
    let tool = format!("{} {}", report.tool.name, report.tool.version);
    let said = words::basis(&report.site.url, &day(&report.as_of), &tool);
    body.push(para(Style::Note, format!("{}: {said}", words::BASIS)).into());
    let mut lines = summary(&report.coverage, Lang::Th);
    lines.extend(report.coverage.notes.iter().cloned());
    lines.extend(drafts(report, Lang::Th));
    body.extend(lines.into_iter().map(|line| para(Style::Note, line).into()));
}
