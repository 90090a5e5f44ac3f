//! What the library does not tell of an XLS: the formats of its cells, the texts of its shapes, and the rows
//! and columns that a reader does not see. A walk over the records of the workbook, nothing more.

use std::collections::HashMap;
use std::io::Cursor;

use office_oxide::cfb::CfbReader;

use super::hidden::{Hidden, MOST};

const BOF: [u16; 4] = [0x0009, 0x0209, 0x0409, 0x0809];
const EOF: u16 = 0x000a;
const COLINFO: u16 = 0x007d;
const BOUNDSHEET: u16 = 0x0085;
const XF: u16 = 0x00e0;
const ROW: u16 = 0x0208;
const FORMAT: u16 = 0x041e;
const HEADER: u16 = 0x0014;
const FOOTER: u16 = 0x0015;
const DATEMODE: u16 = 0x0022;
const OBJECT: u16 = 0x005d;
const TEXT: u16 = 0x01b6;
const CONTINUE: u16 = 0x003c;
/// The kind of object that is a comment on a cell.
const COMMENT: u16 = 0x0019;
/// Letters in the shapes of one sheet.
const MAX_LETTERS: usize = 1_000_000;

#[derive(Debug, Default)]
pub(super) struct Book {
    codes: HashMap<u16, String>,
    /// Number of the format each style has.
    styles: Vec<u16>,
    pub(super) date1904: bool,
    /// In the order of the sheets.
    pub(super) sheets: Vec<Sheet>,
}

#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) hidden: Hidden,
    /// As written, with codes for fonts and fields.
    pub(super) header: String,
    pub(super) footer: String,
    /// Texts of boxes and other shapes; comments are not among them.
    pub(super) shapes: Vec<String>,
}

impl Book {
    /// Number and code of a style's format.
    pub(super) fn format(&self, style: u16) -> Option<(u32, Option<&str>)> {
        let id = *self.styles.get(usize::from(style))?;
        Some((u32::from(id), self.codes.get(&id).map(String::as_str)))
    }
}

pub(super) fn read(bytes: &[u8]) -> Book {
    let mut book = Book::default();
    let Ok(mut file) = CfbReader::new(Cursor::new(bytes)) else { return book };
    let Ok(stream) = file.open_stream("Workbook").or_else(|_| file.open_stream("Book")) else { return book };
    let mut starts = Vec::new();
    let mut wide = true;
    records(&stream, 0, |kind, data| match kind {
        _ if BOF.contains(&kind) => wide = short(data, 0) == Some(0x0600),
        BOUNDSHEET => starts.extend(
            short(data, 0).zip(short(data, 2)).map(|(low, high)| usize::from(high) << 16 | usize::from(low)),
        ),
        XF => book.styles.extend(short(data, 2)),
        DATEMODE => book.date1904 = short(data, 0) == Some(1),
        FORMAT => {
            // Its letters are counted in one byte before Excel 97, in two since.
            book.codes.extend(short(data, 0).zip(data.get(2..).and_then(|d| words(d, wide))));
        }
        _ => {}
    });
    // Each sheet is walked once, whatever the list of sheets says.
    starts.truncate(256);
    book.sheets = starts.iter().map(|start| sheet(&stream, *start, wide)).collect();
    book
}

fn sheet(stream: &[u8], start: usize, wide: bool) -> Sheet {
    let mut sheet = Sheet::default();
    let hidden = &mut sheet.hidden;
    // The kind of the last object; letters that its text still has.
    let (mut object, mut left, mut room) = (0, 0, MAX_LETTERS);
    records(stream, start, |kind, data| match kind {
        ROW if short(data, 12).is_some_and(|flags| flags & 0x20 != 0) => {
            hidden.rows.extend(short(data, 0).map(|row| u32::from(row) + 1));
        }
        COLINFO if hidden.columns.len() < MOST && short(data, 8).is_some_and(|flags| flags & 1 != 0) => {
            let columns = short(data, 0).zip(short(data, 2));
            hidden.columns.extend(columns.map(|(first, last)| (u32::from(first) + 1, u32::from(last) + 1)));
        }
        OBJECT => object = short(data, 4).unwrap_or_default(),
        TEXT => {
            left =
                if object == COMMENT || !wide { 0 } else { usize::from(short(data, 10).unwrap_or_default()) };
            left = left.min(room);
            room -= left;
            if left > 0 {
                sheet.shapes.push(String::new());
            }
        }
        CONTINUE if left > 0 => {
            let letters = letters(data, left);
            left -= letters.chars().count().clamp(1, left);
            if let Some(text) = sheet.shapes.last_mut() {
                text.push_str(&letters);
            }
        }
        HEADER => sheet.header = words(data, wide).unwrap_or_default(),
        FOOTER => sheet.footer = words(data, wide).unwrap_or_default(),
        _ => {}
    });
    sheet
}

/// Up to so many letters, in one byte each or in two, as the first byte says.
fn letters(data: &[u8], most: usize) -> String {
    let Some((two_bytes, data)) = data.split_first() else { return String::new() };
    if two_bytes & 1 == 0 {
        return data.iter().take(most).map(|b| char::from(*b)).collect();
    }
    let units = data.chunks_exact(2).take(most).map(|u| u16::from_le_bytes([u[0], u[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

/// The records of one part, up to its end; a part may hold others, such as charts.
fn records<'s>(stream: &'s [u8], mut at: usize, mut see: impl FnMut(u16, &'s [u8])) {
    let mut depth = 0usize;
    while let (Some(kind), Some(length)) = (short(stream, at), short(stream, at.saturating_add(2))) {
        let from = at + 4;
        at = from + usize::from(length);
        let Some(data) = stream.get(from..at) else { return };
        if BOF.contains(&kind) {
            depth += 1;
        } else if kind == EOF {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return;
            }
        }
        if depth == 1 {
            see(kind, data);
        }
    }
}

pub(super) fn short(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Letters behind their number; before Excel 97 in the code page, which for Thai is windows-874.
fn words(data: &[u8], wide: bool) -> Option<String> {
    if !wide {
        let bytes = data.get(1..1 + usize::from(*data.first()?))?;
        return Some(encoding_rs::WINDOWS_874.decode_without_bom_handling(bytes).0.into_owned());
    }
    let letters = usize::from(short(data, 0)?);
    let two_bytes = data.get(2)? & 1 != 0;
    if two_bytes {
        let units = data.get(3..3 + letters * 2)?.chunks_exact(2).map(|u| u16::from_le_bytes([u[0], u[1]]));
        return Some(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect());
    }
    Some(data.get(3..3 + letters)?.iter().map(|b| char::from(*b)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = data.len() as u16;
        [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
    }

    #[test]
    fn the_texts_of_shapes_are_there_and_comments_are_not() {
        let object = |kind: u16| record(OBJECT, &[&[0x15, 0, 0x12, 0], &kind.to_le_bytes()[..]].concat());
        let text = |letters: u16| record(TEXT, &[&[0; 10], &letters.to_le_bytes()[..], &[0; 6]].concat());
        let wide: Vec<u8> = "ปลัด".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let stream = [
            record(BOF[3], &[0, 6]),
            object(6),
            text(7),
            // Its letters go on in another record, in another form; then come their fonts.
            record(CONTINUE, &[&[1], &wide[..]].concat()),
            record(CONTINUE, b"\x00 12"),
            record(CONTINUE, &[0, 0, 5, 0]),
            object(COMMENT),
            text(2),
            record(CONTINUE, b"\x00no"),
            record(EOF, &[]),
        ]
        .concat();
        assert_eq!(sheet(&stream, 0, true).shapes, ["ปลัด 12"]);
    }
}
