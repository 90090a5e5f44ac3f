//! CSV and its kin.

use super::{Block, Document, Hints, Kind, Place, Role, Unread, Why};

const MAX_ROWS: usize = 100_000;

pub(super) fn read(bytes: &[u8], hints: &Hints<'_>) -> Document {
    let text = super::text::decoded(bytes, hints.media_type);
    let mut document = Document { kind: Kind::Sheet, ..Document::default() };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text.as_bytes()).unwrap_or(b','))
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
    let count = |line: &[u8], sign: u8| {
        let mut quoted = false;
        line.iter()
            .filter(|b| {
                quoted ^= **b == b'"';
                !quoted && **b == sign
            })
            .count()
    };
    [b'\t', b';', b','].into_iter().find(|sign| {
        let first = count(lines[0], *sign);
        first > 0 && lines.iter().all(|l| count(l, *sign) == first)
    })
}
