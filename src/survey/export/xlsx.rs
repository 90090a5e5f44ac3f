//! One workbook with both tables; rows leave memory as they are written.

use std::io::{self, Write};

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{Cell, Kind, Table, each};
use crate::survey::snapshot::Snapshot;
use crate::survey::store::{Error, Fallible, Store};

/// Excel's own limits.
const MOST_ROWS: u32 = 1_048_575;
const MOST_LETTERS: usize = 32_000;

pub(super) fn write(store: &Store, snapshot: &Snapshot, mut out: impl Write) -> Fallible<()> {
    let mut book = Workbook::new();
    for table in [Table::Agencies, Table::Items] {
        let sheet = book.add_worksheet_with_constant_memory().map_err(other)?;
        fill(store, snapshot, table, sheet)?;
    }
    let bytes = book.save_to_buffer().map_err(other)?;
    Ok(out.write_all(&bytes).and_then(|()| out.flush())?)
}

fn fill(store: &Store, snapshot: &Snapshot, table: Table, sheet: &mut Worksheet) -> Fallible<()> {
    let head = Format::new().set_bold().set_font_name("TH Sarabun New").set_font_size(16);
    let body = Format::new().set_font_name("TH Sarabun New").set_font_size(16);
    let mark = body.clone().set_num_format("0.00");
    sheet.set_name(table.title()).map_err(other)?;
    for ((name, kind), nth) in table.columns().iter().zip(0u16..) {
        let width = match (*name, kind) {
            ("name" | "title" | "advice" | "comment" | "message", _) => 42,
            ("url" | "evidence_url", _) => 36,
            (_, Kind::Text) => 16,
            _ => 10,
        };
        sheet.set_column_width(nth, width).map_err(other)?;
        sheet.write_string_with_format(0, nth, *name, &head).map_err(other)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(other)?;
    let last = u16::try_from(table.columns().len() - 1).unwrap_or_default();
    let mut row = 0;
    each(store, snapshot, table, &mut |cells| {
        if row >= MOST_ROWS {
            return Ok(());
        }
        row += 1;
        for (cell, nth) in cells.into_iter().zip(0u16..) {
            let done = match cell {
                Cell::Text(text) if text.is_empty() => continue,
                // A text is written as a text: it never becomes a formula or a link.
                Cell::Text(text) => {
                    let text: String = text.chars().take(MOST_LETTERS).collect();
                    sheet.write_string_with_format(row, nth, text, &body)
                }
                Cell::Number(Some(number)) => sheet.write_number_with_format(row, nth, number, &mark),
                Cell::Number(None) => continue,
                Cell::Whole(number) => sheet.write_number_with_format(row, nth, number as f64, &body),
            };
            done.map_err(io::Error::other)?;
        }
        Ok(())
    })?;
    sheet.autofilter(0, 0, row, last).map_err(other)?;
    Ok(())
}

fn other(error: XlsxError) -> Error {
    Error::Io(io::Error::other(error))
}
