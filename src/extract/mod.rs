//! From bytes to text with places. [`read`] reads here and now; [`worker::Pool::read`] reads in another
//! process, as the program does with all that comes from a site.

pub mod about;
mod archive;
pub(crate) mod book;
pub mod charset;
pub mod data;
pub mod document;
pub mod html;
mod mail;
pub(crate) mod marks;
mod mhtml;
pub mod ocr;
mod office;
mod pdf;
mod sheet;
pub mod show;
pub mod sniff;
pub mod source;
mod text;
mod text_repair;
pub(crate) mod thin;
pub mod viewer;
pub mod worker;

pub use document::{
    About, Block, Document, Field, Form, Image, Kind, Link, OcrPage, Place, Region, Role, ScannerPage,
    Unread, Way, Why,
};
use sniff::Format;

/// What the server and the address say about a file; the bytes have the last word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    pub url: &'a str,
    pub media_type: &'a str,
    pub file_name: &'a str,
}

/// Reads any document. Never fails: what could not be read stands in [`Document::unread`].
pub fn read(bytes: &[u8], hints: &Hints<'_>) -> Document {
    read_inside(bytes, hints, &mut archive::Budget::new(), 0)
}

/// Puts what a file says that belongs to a document behind it, under the file's name.
pub(crate) fn carry(document: &mut Document, file: Document, name: &str) {
    let mut tables = ocr::next_table(document);
    archive::merge(document, file, name, &mut tables);
}

/// What [`read`] will make of a file, as far as its first look tells.
pub fn kind(bytes: &[u8], hints: &Hints<'_>) -> Kind {
    match sniff::format(bytes, hints) {
        // A flip book is a PDF cut up.
        Format::Pdf | Format::Book => Kind::Pdf,
        Format::Html | Format::Mhtml => Kind::Html,
        Format::WordXml => Kind::Text,
        Format::ExcelXml => Kind::Sheet,
        Format::Office(format) => office::kind(format),
        Format::OpenDocument(kind) | Format::FlatOpenDocument(kind) => kind,
        Format::Rtf | Format::Locked => Kind::Text,
        Format::Csv => Kind::Sheet,
        Format::Text | Format::Mail => Kind::Plain,
        Format::Archive(_) | Format::Closed(_) => Kind::Archive,
        Format::Image(_) => Kind::Image,
        Format::Unknown(_) | Format::Empty => Kind::Unknown,
    }
}

/// `depth` counts the archives around the file, `budget` what they may still unpack.
fn read_inside(bytes: &[u8], hints: &Hints<'_>, budget: &mut archive::Budget, depth: u8) -> Document {
    let mut document = read_format(bytes, hints, budget, depth);
    viewer::open_links(&mut document);
    let of_text = matches!(document.kind, Kind::Pdf | Kind::Text | Kind::Sheet | Kind::Slides);
    if of_text && document.blocks.is_empty() && document.unread.is_empty() {
        // Blank, or damaged without a sign: in both cases not to be taken for a document that was read.
        document.unread.push(Unread::new(None, Why::DamagedText, "ไม่พบข้อความในเอกสาร"));
    }
    document
}

fn read_format(bytes: &[u8], hints: &Hints<'_>, budget: &mut archive::Budget, depth: u8) -> Document {
    match sniff::format(bytes, hints) {
        Format::Pdf => {
            let (document, files) = pdf::read(bytes);
            archive::attached(document, files, hints, budget, depth)
        }
        Format::Book => book::read(bytes, hints),
        Format::Html => {
            let mut document = html::read(bytes, hints.url, hints.media_type);
            let pictures = html::written::taken(bytes, &mut document);
            archive::attached(document, pictures, hints, budget, depth)
        }
        Format::Mhtml => mhtml::read(bytes, hints),
        Format::Mail => {
            let (document, files) = mail::read(bytes, hints);
            archive::attached(document, files, hints, budget, depth)
        }
        Format::WordXml => office::xml2003::word(bytes),
        Format::ExcelXml => office::xml2003::excel(bytes),
        Format::Office(format) => office::read(bytes, format),
        Format::OpenDocument(kind) => office::odf::read(bytes, kind),
        Format::FlatOpenDocument(kind) => office::odf::flat(bytes, kind),
        Format::Rtf => office::rtf::read(bytes),
        Format::Csv => sheet::read(bytes, hints),
        Format::Text => text::read(bytes, hints),
        Format::Archive(shell) => archive::read(bytes, shell, hints, budget, depth),
        Format::Locked => without_text(Kind::Text, Why::Locked, "ไฟล์ Office ที่ตั้งรหัสผ่าน"),
        Format::Image(name) => picture(bytes, name),
        Format::Closed(name) => {
            let detail = format!("ไฟล์บีบอัด {name} โปรแกรมเปิดไม่ได้ โปรดเผยแพร่เป็น PDF หรือ ZIP");
            without_text(Kind::Archive, Why::Unsupported, &detail)
        }
        Format::Unknown(name) => without_text(Kind::Unknown, Why::Unsupported, name),
        Format::Empty => without_text(Kind::Unknown, Why::Broken, "ไฟล์ว่าง"),
    }
}

/// A picture is one page, unless it is a TIFF of several.
fn picture(bytes: &[u8], name: &str) -> Document {
    match ocr::fault(bytes) {
        Some(Why::TooLarge) => return without_text(Kind::Image, Why::TooLarge, "ภาพใหญ่กว่ากระดาษแผ่นใด ๆ"),
        Some(why) => return without_text(Kind::Image, why, "ไฟล์ภาพไม่ครบหรือเสียหาย"),
        None => {}
    }
    let pages = ocr::tiff::pages(bytes);
    if pages == 1 {
        return without_text(Kind::Image, Why::NeedsOcr, name);
    }
    let page = |n| Unread::new(Some(n), Why::NeedsOcr, name);
    Document { kind: Kind::Image, pages, unread: (1..=pages).map(page).collect(), ..Document::default() }
}

/// A document of which only the kind is known.
fn without_text(kind: Kind, why: Why, detail: &str) -> Document {
    let unread = vec![Unread::new(None, why, detail)];
    Document { kind, unread, ..Document::default() }
}
