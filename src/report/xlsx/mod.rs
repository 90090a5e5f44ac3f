//! A workbook for the office: the assessor's table, gaps by worth, evidence, what to submit, and
//! what was read. Every text is written as text: nothing from a site becomes a formula.

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::{Format, Lang, Report, clean, submission};
use paint::{Formats, Table};

mod paint;
mod sheets;

/// All sheets.
pub(super) struct Xlsx;

/// The sheet to submit, alone: what `oit audit --submission` takes back.
pub(super) struct SubmissionXlsx;

impl Format for Xlsx {
    fn write(&self, report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let report = clean::told(report, lang);
        let mut tables = vec![
            sheets::items(&report, lang),
            sheets::gaps(&report, lang),
            sheets::evidence(&report, lang),
            sheets::submission(&report, lang, sheets::head(&report, lang)),
            sheets::coverage(&report, lang),
        ];
        if !report.due.is_empty() {
            tables.push(sheets::due(&report, lang));
        }
        save(&report, &tables, out)
    }
}

impl Format for SubmissionXlsx {
    fn write(&self, report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let report = clean::report(report);
        save(&report, &[sheets::submission(&report, lang, Vec::new())], out)
    }
}

/// The same rows as CSV.
pub(super) struct SubmissionCsv;

impl Format for SubmissionCsv {
    fn write(&self, report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let report = clean::report(report);
        super::csv::rows(&submission::heads(lang.words()), submission::rows(&report, lang), out)
    }
}

fn save(report: &Report, tables: &[Table], out: &mut dyn Write) -> io::Result<()> {
    let mut book = Workbook::new();
    let name = if report.site.name.is_empty() { &report.site.url } else { &report.site.name };
    let mut about = DocProperties::new()
        .set_title(name)
        .set_author(format!("{} {}", report.tool.name, report.tool.version));
    // The audit's own day: the same report gives the same file.
    if let Ok(day) = ExcelDateTime::parse_from_str(&report.as_of) {
        about = about.set_creation_datetime(&day);
    }
    book.set_properties(&about);
    let formats = Formats::new();
    for table in tables {
        table.write(book.add_worksheet(), &formats).map_err(io::Error::other)?;
    }
    let bytes = book.save_to_buffer().map_err(io::Error::other)?;
    out.write_all(&bytes)
}
