//! `report.json`: the frozen type, as it is.

use std::io::{self, Write};

use super::{Format, Lang, Report};

pub(super) struct Json;

impl Format for Json {
    fn write(&self, report: &Report, _: Lang, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, report)?;
        writeln!(out)
    }
}
