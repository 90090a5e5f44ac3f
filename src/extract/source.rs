//! How the text of a page was got: what a quote from it is worth depends on that.

use serde::Serialize;

use super::document::{Document, Kind};
use crate::both;

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Written in the file as text.
    File,
    /// A PDF's text layer.
    TextLayer,
    /// A picture, read here.
    Ocr,
    /// A picture, read by the scanner: the invisible layer under it.
    ScannerOcr,
    /// A page on which nothing is written.
    Blank,
    /// A page that could not be read.
    Unread,
}

/// Where the text of this page is from; `None` is a document without pages.
pub fn of(document: &Document, page: Option<u32>) -> Source {
    of_file(document, None, page)
}

/// As [`of`], for a page of a file that the document carries.
pub fn of_file(document: &Document, file: Option<&str>, page: Option<u32>) -> Source {
    if super::ocr::is_ocr_in(document, file, page) {
        return if super::ocr::is_by_scanner(document, file, page) {
            Source::ScannerOcr
        } else {
            Source::Ocr
        };
    }
    let on_page = |of: Option<u32>| of == page || (of.is_none() && page.is_some());
    if !document.blocks.iter().any(|b| b.place.page == page && b.place.file.as_deref() == file) {
        let unread = document.unread.iter().any(|u| on_page(u.page) && u.file.as_deref() == file);
        return if unread { Source::Unread } else { Source::Blank };
    }
    if document.kind == Kind::Pdf && file.is_none() { Source::TextLayer } else { Source::File }
}

/// What the reading program thought of its own work on this page, 0 to 1.
pub fn confidence(document: &Document, page: Option<u32>) -> Option<f32> {
    confidence_in(document, None, page)
}

/// As [`confidence`], for a page of a file that the document carries.
pub fn confidence_in(document: &Document, file: Option<&str>, page: Option<u32>) -> Option<f32> {
    let mut of_file = document.ocr.iter().filter(|p| p.file.as_deref() == file);
    of_file.find(|p| page.is_none_or(|page| p.page == page)).map(|p| p.confidence)
}

impl Source {
    /// In words; the confidence of OCR goes with it.
    pub fn words(self, confidence: Option<f32>) -> String {
        match self {
            Source::File => both!("ข้อความในไฟล์", "text of the file"),
            Source::TextLayer => both!("อ่านจากชั้นข้อความ", "from the text layer"),
            Source::Ocr => match confidence.map(|sure| sure * 100.0) {
                Some(sure) => {
                    both!("อ่านจากภาพ (OCR มั่นใจ {sure:.0}%)", "from the picture (OCR, {sure:.0}% sure)")
                }
                None => both!("อ่านจากภาพ (OCR)", "from the picture (OCR)"),
            },
            Source::ScannerOcr => both!("อ่านจากชั้น OCR ที่เครื่องสแกนฝังไว้", "from the scanner's own OCR"),
            Source::Blank => both!("ไม่มีข้อความ", "no text"),
            Source::Unread => both!("ไม่ได้อ่าน", "not read"),
        }
    }
}
