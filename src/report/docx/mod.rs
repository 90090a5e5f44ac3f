//! DOCX: the analysis of the result as agencies publish it, and the plan that follows from it.

use std::io::{self, Write};

use super::{Format, Lang, Report, clean};
use crate::rule::advice::Advice;
use book::Book;

mod analysis;
mod book;
mod items;
mod parts;
mod plan;
mod xml;

pub(super) struct Docx;

impl Format for Docx {
    fn write(&self, report: &Report, _: Lang, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&xml::write(&analysis(report, &Advice::built_in()))?)
    }
}

/// The analysis as text: what stands in the document, without its looks.
pub fn analysis_text(report: &Report, advice: &Advice) -> String {
    analysis(report, advice).text()
}

fn analysis(report: &Report, advice: &Advice) -> Book {
    analysis::book(&clean::report(report), advice)
}

pub(super) use xml::escape;

pub use plan::{carried_out, carried_out_text, measures, measures_text};
