//! CSV and its kin.

use super::{Block, Document, Hints, Kind, Place, Role, Unread, Why};

const MAX_ROWS: usize = 100_000;

pub(super) fn read(bytes: &[u8], hints: &Hints<'_>) -> Document {
    let text = super::text::decoded(bytes, hints.media_type);
    let mut document = Document { kind: Kind::Sheet, ..Document::default() };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text.as_bytes()).unwrap_or_else(|| of_first_line(text.as_bytes())))
        .from_reader(text.as_bytes());
    for (i, record) in reader.records().enumerate() {
        if i == MAX_ROWS {
            document.unread.push(Unread::new(None, Why::TooLarge, format!("อ่านเพียง {MAX_ROWS} แถวแรก")));
            break;
        }
        // The text is UTF-8 and rows may differ in length: nothing is left to go wrong.
        let Ok(record) = record else { continue };
        let cells: Vec<String> = record.iter().map(super::text_repair::text).collect();
        let place = Place { row: Some(i as u32 + 1), ..Place::default() };
        document.blocks.extend(row(cells, 0, i == 0, place));
    }
    document
}

/// A row without the empty cells at its end; `None` where nothing is left.
pub(super) fn row(mut cells: Vec<String>, table: u32, header: bool, place: Place) -> Option<Block> {
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    let text = super::text_repair::row_text(&cells);
    (!cells.is_empty()).then(|| Block {
        role: Role::Row { table, header },
        text,
        cells,
        place,
        ..Block::default()
    })
}

/// The sign that splits all of the first lines into the same number of cells.
pub(super) fn delimiter(bytes: &[u8]) -> Option<u8> {
    let head = &bytes[..bytes.len().min(16_384)];
    let mut lines: Vec<&[u8]> =
        head.split(|b| *b == b'\n').filter(|l| !l.iter().all(u8::is_ascii_whitespace)).take(10).collect();
    if head.len() < bytes.len() && lines.len() < 10 {
        // The last line is cut.
        lines.pop();
    }
    if lines.len() < 3 {
        return None;
    }
    [b'\t', b';', b','].into_iter().find(|sign| {
        let first = count(lines[0], *sign);
        first > 0 && lines.iter().all(|l| count(l, *sign) == first)
    })
}

/// Of a file that is a table whatever its lines look like: the sign that its first line has most of.
fn of_first_line(bytes: &[u8]) -> u8 {
    let line = bytes.split(|b| *b == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    // Of equals the last one: a comma.
    [b'\t', b';', b','].into_iter().max_by_key(|sign| count(line, *sign)).unwrap_or(b',')
}

/// Signs that stand outside of quotes.
fn count(line: &[u8], sign: u8) -> usize {
    let mut quoted = false;
    line.iter()
        .filter(|b| {
            quoted ^= **b == b'"';
            !quoted && **b == sign
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_list_of_any_sign_is_a_table() {
        for sign in [",", ";", "\t"] {
            let text = format!("ชื่อ{sign}เว็บไซต์\n\"อบต.ก, ข\"{sign}www.k.go.th\n");
            let read = read(text.as_bytes(), &Hints { file_name: "a.csv", ..Hints::default() });
            let cells: Vec<&[String]> = read.blocks.iter().map(|b| b.cells.as_slice()).collect();
            assert_eq!(cells, [["ชื่อ", "เว็บไซต์"], ["อบต.ก, ข", "www.k.go.th"]], "{sign}");
        }
    }
}
