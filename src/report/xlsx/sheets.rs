//! What stands on each sheet.

use super::paint::{Cell, Row, Table, Tone};
use crate::mark::Outcome;
use crate::report::words::{self, Words};
use crate::report::{
    Due, Item, Lang, Report, advice, alike, by_hand, changes, counts, level, link, oit_level, readable,
    reasons, submission as submit, summary, words_due, words_notes, words_page,
};

/// Who, which form, which day, what came out.
pub fn head(report: &Report, lang: Lang) -> Vec<String> {
    let words = lang.words();
    let score = &report.score;
    let name = if report.site.name.is_empty() { &report.site.url } else { &report.site.name };
    let form = words::fill(words.form, &[&report.edition.year.to_string()]);
    let day = words::fill(words.as_of, &[&words.date(&report.as_of)]);
    let oit = words::range(Some(score.oit), Some(score.oit_high));
    let oit_level = oit_level(report, lang).map(|level| format!(" · {level}"));
    let ita = score.ita.map(|_| {
        format!(" · {} {} · {}", words.ita, words::range(score.ita, score.ita_high), level(report, lang))
    });
    let counts: Vec<String> = counts(report, lang).iter().map(|(_, word, n)| format!("{word} {n}")).collect();
    let mut lines = vec![
        name.clone(),
        format!("{} · {form} · {day}", readable(&report.site.url)),
        format!(
            "{} {oit}{}{} · {}",
            words.oit,
            oit_level.unwrap_or_default(),
            ita.unwrap_or_default(),
            counts.join(" · ")
        ),
    ];
    lines.extend(by_hand(report, lang));
    lines.extend(changes(report, lang));
    lines
}

pub fn items(report: &Report, lang: Lang) -> Table {
    let (words, own) = (lang.words(), words_page::of(lang));
    // What did not pass is not to be submitted as it is.
    let found = |item: &Item| {
        let url = item.submit().unwrap_or_default();
        match item.counted() {
            Outcome::Fail => Cell::address_under(words.found_at, url),
            Outcome::Review | Outcome::NotDetermined => Cell::address_under(words.open, url),
            Outcome::Pass | Outcome::NotApplicable => Cell::address(url),
        }
    };
    let open = |item: &Item| Cell::open(own.open_link, item.submit().unwrap_or_default());
    let row = |item: &Item| Row {
        tone: tone(item),
        cells: vec![
            Cell::text(&item.id),
            Cell::text(&item.title),
            Cell::text(remark(item, words)),
            Cell::mark(item.score, item.score_high),
            Cell::text(words.verdict(item.verdict)),
            found(item),
            open(item),
            Cell::text(report.place(item)),
            Cell::text(&item.group),
        ],
    };
    Table {
        name: words.sheet_table,
        above: head(report, lang),
        columns: vec![
            (words.item, 8.0),
            (words.issue, 40.0),
            (words.comment, 54.0),
            (words.score, 15.0),
            (words.verdict, 14.0),
            (words.submit, 52.0),
            (own.link, 9.0),
            (words.sub_indicator_head, 30.0),
            (words.group, 30.0),
        ],
        rows: report.items.iter().map(row).collect(),
    }
}

pub fn gaps(report: &Report, lang: Lang) -> Table {
    let (words, own) = (lang.words(), words_page::of(lang));
    let row = |item: &&Item| Row {
        tone: tone(item),
        cells: vec![
            Cell::text(&item.id),
            Cell::text(&item.title),
            Cell::Number(item.worth.oit),
            Cell::Number(item.worth.ita),
            Cell::text(remark(item, words)),
            Cell::text(&item.fix),
            Cell::address(item.submit().unwrap_or_default()),
            Cell::open(own.open_link, item.submit().unwrap_or_default()),
        ],
    };
    Table {
        name: words.sheet_gaps,
        above: vec![words.gaps.to_owned(), words.gaps_note.to_owned()],
        columns: vec![
            (words.item, 8.0),
            (words.issue, 38.0),
            (words.worth_oit, 14.0),
            (words.worth_ita, 14.0),
            (words.comment, 48.0),
            (words.fix, 48.0),
            (words.found_at, 46.0),
            (own.link, 9.0),
        ],
        rows: report.gaps().iter().map(row).collect(),
    }
}

pub fn evidence(report: &Report, lang: Lang) -> Table {
    let (words, own) = (lang.words(), words_page::of(lang));
    let rows = report.items.iter().flat_map(|item| {
        item.evidence.iter().map(|found| Row {
            tone: Tone::Plain,
            cells: vec![
                Cell::text(&item.id),
                Cell::text(words.verdict(item.verdict)),
                Cell::text(&found.title),
                Cell::text(words.kind(found.kind)),
                Cell::text(found.page.map(|page| page.to_string()).unwrap_or_default()),
                Cell::text(&found.quote),
                Cell::address(&found.url),
                Cell::open(own.open_link, &link::opens(found).unwrap_or_default()),
                Cell::text(submit::path(found, words)),
                Cell::day(&found.fetched_at),
                Cell::text(found.sha256.get(..12).unwrap_or(&found.sha256)),
            ],
        })
    });
    Table {
        name: words.sheet_evidence,
        above: vec![words.evidence.to_owned()],
        columns: vec![
            (words.item, 8.0),
            (words.verdict, 14.0),
            (words.document, 36.0),
            (words.kind_head, 14.0),
            (words.page_head, 10.0),
            (words.quote, 50.0),
            (words.url, 40.0),
            (own.link, 9.0),
            (words.click_path, 42.0),
            (words.read_on, 15.0),
            ("SHA-256", 20.0),
        ],
        rows: rows.collect(),
    }
}

/// `above` is nothing where the sheet is a file of its own, to be sent and to be read back.
pub fn submission(report: &Report, lang: Lang, above: Vec<String>) -> Table {
    let (words, own) = (lang.words(), words_page::of(lang));
    let alone = above.is_empty();
    let each =
        report.items.iter().flat_map(|item| submit::of(item, words).into_iter().map(move |row| (item, row)));
    let rows = each.map(|(item, row)| {
        let open = Cell::open(own.open_link, &row[submit::URL]);
        let cells = row.into_iter().enumerate().map(|(nth, text)| match nth {
            // Letter by letter where it is sent and read back.
            submit::URL if !alone => Cell::address(&text),
            _ => Cell::Text(text),
        });
        Row { tone: tone(item), cells: cells.chain([open]).collect() }
    });
    let widths = [7.0, 60.0, 60.0, 42.0, 12.0, 60.0];
    Table {
        name: words.sheet_submission,
        above: above.into_iter().take(2).collect(),
        columns: submit::heads(words).into_iter().zip(widths).chain([(own.link, 9.0)]).collect(),
        rows: rows.collect(),
    }
}

pub fn coverage(report: &Report, lang: Lang) -> Table {
    let (words, own) = (lang.words(), words_page::of(lang));
    let mut above = vec![words.coverage.to_owned()];
    above.extend(summary(&report.coverage, lang));
    above.extend(report.coverage.notes.iter().map(|it| words_notes::note(it, lang).into_owned()));
    let mut rows = Vec::new();
    for (status, _, example) in reasons(&report.coverage) {
        for missed in report.coverage.not_read.iter().filter(|missed| alike(example, missed)) {
            rows.push(Row {
                tone: Tone::Plain,
                cells: vec![
                    Cell::text(words.status(status)),
                    Cell::address(&missed.url),
                    Cell::open(own.open_link, &missed.url),
                    Cell::text(advice(missed, lang)),
                ],
            });
        }
    }
    Table {
        name: words.sheet_coverage,
        above,
        columns: vec![(words.not_read_why, 36.0), (words.url, 80.0), (own.link, 9.0), (words.fix, 70.0)],
        rows,
    }
}

/// Days to be kept, as dates that a spreadsheet can sort.
pub fn due(report: &Report, lang: Lang) -> Table {
    let (words, own) = (lang.words(), words_page::of(lang));
    // What is there already is where the next one goes.
    let place =
        |due: &Due| due.items.iter().find_map(|id| report.item(id).filter(|it| it.submit().is_some()));
    let url = |item: &Item| item.submit().unwrap_or_default().to_owned();
    let row = |due: &Due| Row {
        tone: if due.failing.is_empty() { Tone::Plain } else { Tone::Bad },
        cells: vec![
            Cell::day(&due.date),
            Cell::text(words.date(&due.date)),
            Cell::text(words_due::what(due, lang)),
            Cell::text(due.items.join(" ")),
            Cell::text(due.failing.join(" ")),
            Cell::text(words_due::source(due, lang)),
            place(due).map_or_else(|| Cell::text(""), |item| Cell::address_under(&item.id, &url(item))),
            place(due).map_or_else(|| Cell::text(""), |item| Cell::open(own.open_link, &url(item))),
        ],
    };
    Table {
        name: own.sheet_due,
        above: vec![own.due.to_owned()],
        columns: vec![
            (own.day, 15.0),
            (own.due_day, 22.0),
            (own.due_what, 60.0),
            (words.item, 30.0),
            (words.fail, 20.0),
            (own.due_source, 44.0),
            (own.due_place, 50.0),
            (own.link, 9.0),
        ],
        rows: report.due.iter().map(row).collect(),
    }
}

fn tone(item: &Item) -> Tone {
    match item.verdict {
        Outcome::Fail => Tone::Bad,
        Outcome::Review | Outcome::NotDetermined => Tone::Open,
        Outcome::Pass | Outcome::NotApplicable => Tone::Plain,
    }
}

/// The comment, the question of an open item, and what people said, a line each.
fn remark(item: &Item, words: &Words) -> String {
    let question = item.question.as_deref().filter(|question| !item.comment.contains(*question));
    let said = item.waiver.as_ref().map(|waived| words.waiver(waived));
    let paths = item.submitted.iter().filter_map(|one| words.submitted(one));
    let lines = [Some(item.comment.as_str()), question, said.as_deref()].into_iter().flatten();
    let lines = lines.map(str::to_owned).chain(paths).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}
