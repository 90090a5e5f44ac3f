//! The assessor's table on a terminal: the table itself, then the score, what to mend, what a
//! person must look at, and what was read.

use std::io::{self, Write};

use super::clean;
use super::{Format, Lang, Report};

use paint::{Canvas, Tone};

mod paint;
mod rest;
mod rows;

/// Columns of plain text that stands in a file.
pub(super) const COLUMNS: usize = 100;

/// The table as plain text of 100 columns.
pub struct Table;

impl Format for Table {
    fn write(&self, report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(render(report, lang, COLUMNS, false).as_bytes())
    }
}

/// Lines longer than this are hard to follow, however wide the window.
const WIDEST: usize = 132;
const NARROWEST: usize = 40;

/// The columns that are used of a window so wide.
pub(super) fn columns(window: usize) -> usize {
    window.clamp(NARROWEST, WIDEST)
}

/// The whole report for a terminal so many columns wide. Everything can be read without colour.
pub fn render(report: &Report, lang: Lang, width: usize, colour: bool) -> String {
    let report = clean::told(report, lang);
    let mut canvas = Canvas::new(columns(width), colour);
    head(&mut canvas, &report, lang);
    rows::table(&mut canvas, &report, lang);
    rest::drafts(&mut canvas, &report, lang);
    rest::score(&mut canvas, &report, lang);
    rest::gaps(&mut canvas, &report, lang);
    rest::look(&mut canvas, &report, lang);
    rest::undetermined(&mut canvas, &report, lang);
    rest::due(&mut canvas, &report, lang);
    rest::coverage(&mut canvas, &report, lang);
    canvas.finish()
}

fn head(canvas: &mut Canvas, report: &Report, lang: Lang) {
    let words = lang.words();
    if !report.site.name.is_empty() {
        canvas.text(0, Tone::Strong, &report.site.name);
    }
    canvas.text(0, Tone::Plain, &report.site.url);
    let form = super::words::fill(words.form, &[&report.edition.year.to_string()]);
    let day = super::words::fill(words.as_of, &[&words.date(&report.as_of)]);
    canvas.text(0, Tone::Quiet, &format!("{form} · {day}"));
}
