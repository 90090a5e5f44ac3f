//! Office formats.

mod convert;
pub(super) mod odf;
pub(super) mod rtf;

use std::collections::HashMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use office_oxide::limits::Limits;
use office_oxide::options::ParseOptions;
use office_oxide::xlsx::{CellValue, Worksheet};
use office_oxide::{Document as Office, DocumentFormat};

use super::{Document, Kind, Unread, Why};

/// Letters below which a text with pictures is a pasted scan.
const FEW_LETTERS: usize = 30;

pub(super) fn read(bytes: &[u8], format: DocumentFormat) -> Document {
    let kind = kind(format);
    let mut options = ParseOptions::default();
    options.limits = Limits::strict();
    let data = bytes.to_vec();
    // Opening is guarded by the library, turning into its model is not.
    let model = catch_unwind(AssertUnwindSafe(|| {
        Office::from_reader_with(Cursor::new(data), format, &options).map(|d| (d.to_ir(), row_numbers(&d)))
    }));
    match model {
        Ok(Ok((model, rows))) => convert::document(model, kind, rows),
        Ok(Err(error)) => {
            let said = error.to_string();
            super::without_text(kind, why(&said), &said)
        }
        Err(_) => super::without_text(kind, Why::Broken, "อ่านไฟล์ Office ไม่ได้"),
    }
}

pub(super) fn kind(format: DocumentFormat) -> Kind {
    match format {
        DocumentFormat::Docx | DocumentFormat::Doc => Kind::Text,
        DocumentFormat::Xlsx | DocumentFormat::Xls => Kind::Sheet,
        DocumentFormat::Pptx | DocumentFormat::Ppt => Kind::Slides,
    }
}

/// Numbers of the rows that an XLSX writes down, by sheet: the model leaves out those it skips.
fn row_numbers(office: &Office) -> HashMap<String, Vec<convert::RowNumber>> {
    let Some(book) = office.as_xlsx() else { return HashMap::new() };
    let numbers = |sheet: &Worksheet| {
        sheet
            .rows
            .iter()
            .map(|r| convert::RowNumber {
                number: r.index,
                empty: r.cells.iter().all(|c| matches!(c.value, CellValue::Empty)),
            })
            .collect()
    };
    book.worksheets.iter().map(|sheet| (sheet.name.clone(), numbers(sheet))).collect()
}

fn why(said: &str) -> Why {
    let said = said.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|w| said.contains(w));
    if says(&["encrypt", "password"]) {
        Why::Locked
    } else if says(&["limit", "exceed", "too large", "too many", "bomb", "ratio"]) {
        Why::TooLarge
    } else {
        Why::Broken
    }
}

/// A scan pasted into a document is a scan.
fn flag_pictures(document: &mut Document, pictures: usize) {
    let letters: usize =
        document.blocks.iter().map(|b| b.text.chars().filter(|c| c.is_alphanumeric()).count()).sum();
    if pictures > 0 && letters < FEW_LETTERS {
        document.unread.push(Unread {
            page: None,
            why: Why::NeedsOcr,
            detail: format!("เอกสารมีแต่ภาพ {pictures} ภาพ"),
        });
    }
}
