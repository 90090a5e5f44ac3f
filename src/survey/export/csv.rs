//! CSV that Excel opens as it is meant.

use std::io::{self, Write};

use super::{Cell, Kind, Rows};

pub(super) struct Csv<W: Write>(::csv::Writer<W>);

impl<W: Write> Csv<W> {
    pub(super) fn begin(columns: &[(&str, Kind)], mut out: W) -> io::Result<Self> {
        // Without the mark Excel takes UTF-8 for the old Thai code page.
        out.write_all("\u{feff}".as_bytes())?;
        let mut sheet = ::csv::Writer::from_writer(out);
        sheet.write_record(columns.iter().map(|(name, _)| name))?;
        Ok(Self(sheet))
    }
}

impl<W: Write> Rows for Csv<W> {
    fn row(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        let cells = cells.into_iter().map(|cell| match cell {
            Cell::Text(text) => crate::report::inert(text),
            Cell::Number(number) => number.map(|n| format!("{n:.2}")).unwrap_or_default(),
            Cell::Whole(number) => number.to_string(),
            Cell::Count(number) => number.map(|n| n.to_string()).unwrap_or_default(),
        });
        Ok(self.0.write_record(cells)?)
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}
