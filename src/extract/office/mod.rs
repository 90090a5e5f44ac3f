//! Office formats.

mod biff;
mod book;
mod convert;
mod doc_lists;
mod hidden;
mod numbering;
pub(super) mod odf;
mod odf_lists;
mod odf_styles;
mod package;
mod pictures;
pub(super) mod rtf;
mod thai_format;
pub(super) mod xml2003;

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use office_oxide::limits::Limits;
use office_oxide::options::ParseOptions;
use office_oxide::{Document as Office, DocumentFormat};

pub(super) use pictures::picture;

use super::{Document, Kind, Unread, Why};

pub(super) fn read(bytes: &[u8], format: DocumentFormat) -> Document {
    let kind = kind(format);
    let mut options = ParseOptions::default();
    options.limits = Limits::strict();
    let numbered = (format == DocumentFormat::Docx).then(|| numbering::written(bytes)).flatten();
    let data = numbered.unwrap_or_else(|| bytes.to_vec());
    // Opening is guarded by the library, what follows is not.
    let read = catch_unwind(AssertUnwindSafe(|| {
        Office::from_reader_with(Cursor::new(data), format, &options).map(|d| document(&d, kind, bytes))
    }));
    match read {
        Ok(Ok(mut document)) => {
            if document.blocks.is_empty() && format == DocumentFormat::Docx && is_deep(bytes) {
                document.unread.push(Unread::new(None, Why::TooLarge, "ตารางซ้อนกันหลายชั้นเกินไป"));
            }
            document
        }
        Ok(Err(error)) => {
            let said = error.to_string();
            let why = why(&said);
            let said = match why {
                Why::TooLarge => "เมื่อคลายแล้วใหญ่เกินกำหนด",
                Why::Locked => "ไฟล์ตั้งรหัสผ่าน",
                _ => "ไฟล์ไม่สมบูรณ์ เปิดไม่ได้ อาจอัปโหลดไม่ครบ",
            };
            super::without_text(kind, why, said)
        }
        Err(_) => super::without_text(kind, Why::Broken, "อ่านไฟล์ Office ไม่ได้"),
    }
}

/// Sheets are read cell by cell, the others through the library's model of a document.
fn document(office: &Office, kind: Kind, bytes: &[u8]) -> Document {
    let (mut document, metadata) = if let Some(book) = office.as_xlsx() {
        (book::xlsx(book, bytes), book.sheets_ir().metadata())
    } else if let Some(book) = office.as_xls() {
        (book::xls(book, bytes), convert::metadata(book))
    } else {
        let mut model = office.to_ir();
        let metadata = std::mem::take(&mut model.metadata);
        let numbers = office.as_doc().and_then(|_| doc_lists::Numbers::of(bytes));
        (convert::document(model, kind, bytes, numbers), metadata)
    };
    convert::describe(&mut document, &metadata);
    document
}

pub(super) fn kind(format: DocumentFormat) -> Kind {
    match format {
        DocumentFormat::Docx | DocumentFormat::Doc => Kind::Text,
        DocumentFormat::Xlsx | DocumentFormat::Xls => Kind::Sheet,
        DocumentFormat::Pptx | DocumentFormat::Ppt => Kind::Slides,
    }
}

/// Whether a text's tables stand in each other deeper than the library goes.
fn is_deep(docx: &[u8]) -> bool {
    const MOST: usize = 64;
    let Some(xml) = package::Package::open(docx).and_then(|mut p| p.text("word/document.xml").ok()) else {
        return false;
    };
    let (mut depth, mut deepest) = (0_usize, 0);
    for at in memchr::memmem::find_iter(xml.as_bytes(), "w:tbl>") {
        depth = if xml[..at].ends_with('<') { depth + 1 } else { depth.saturating_sub(1) };
        deepest = deepest.max(depth);
    }
    deepest > MOST
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
