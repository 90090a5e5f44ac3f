//! What a file is, by its bytes: names and headers lie.

use std::io::{Cursor, Read};

use office_oxide::DocumentFormat;
use zip::ZipArchive;

use super::archive::Shell;
use super::{Hints, Kind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Pdf,
    /// A flip book, bound by us.
    Book,
    Html,
    /// A web page in one file.
    Mhtml,
    /// A message with its body and files.
    Mail,
    /// The XML of Word 2003.
    WordXml,
    /// The XML of Excel 2003.
    ExcelXml,
    Office(DocumentFormat),
    /// ODT, ODS, ODP.
    OpenDocument(Kind),
    /// The same in one XML: FODT, FODS, FODP.
    FlatOpenDocument(Kind),
    Rtf,
    Csv,
    Text,
    Archive(Shell),
    /// An office file behind a password.
    Locked,
    Image(&'static str),
    /// An archive that cannot be opened.
    Closed(&'static str),
    Unknown(&'static str),
    Empty,
}

const MAGIC: [(&[u8], Format); 20] = [
    (b"\x89PNG\r\n", Format::Image("PNG")),
    (b"\xff\xd8\xff", Format::Image("JPEG")),
    (b"GIF8", Format::Image("GIF")),
    (b"II*\0", Format::Image("TIFF")),
    (b"MM\0*", Format::Image("TIFF")),
    (b"Rar!\x1a\x07", Format::Archive(Shell::Rar)),
    (b"7z\xbc\xaf\x27\x1c", Format::Archive(Shell::SevenZip)),
    (b"\x1f\x8b", Format::Archive(Shell::Gzip)),
    (b"BZh", Format::Closed("bzip2")),
    (b"\xfd7zXZ\0", Format::Closed("xz")),
    (b"{\\rtf", Format::Rtf),
    (b"%!PS", Format::Unknown("PostScript")),
    (b"OggS", Format::Unknown("เสียงหรือวิดีโอ")),
    (b"ID3", Format::Unknown("เสียง MP3")),
    (b"MZ", Format::Unknown("โปรแกรม Windows")),
    (b"\x7fELF", Format::Unknown("โปรแกรม")),
    (b"\0\0\x01\0", Format::Image("ICO")),
    (b"\xc5\xd0\xd3\xc6", Format::Unknown("EPS")),
    (b"8BPS", Format::Unknown("Photoshop")),
    (b"\x1aE\xdf\xa3", Format::Unknown("วิดีโอ")),
];

pub fn format(bytes: &[u8], hints: &Hints<'_>) -> Format {
    if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
        return Format::Empty;
    }
    if super::book::is(bytes) {
        return Format::Book;
    }
    // Before PDF, whose head may stand behind junk, such as a tar's own.
    if bytes.get(257..262) == Some(b"ustar") {
        return Format::Archive(Shell::Tar);
    }
    // A file in an archive may stand there as it is.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_format(bytes);
    }
    if let Some((_, format)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return *format;
    }
    if is_pdf(bytes) {
        return Format::Pdf;
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound_format(bytes, hints);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Format::Image("WEBP");
    }
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Format::Image("BMP");
    }
    match bytes.get(4..12) {
        Some(b"ftypheic" | b"ftypheix" | b"ftypmif1" | b"ftypavif") => return Format::Image("HEIC/AVIF"),
        Some(brand) if brand.starts_with(b"ftyp") => return Format::Unknown("วิดีโอ MP4"),
        _ => {}
    }
    text_format(bytes, hints)
}

/// The header may stand behind junk, such as a warning a script printed first.
fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    let Some(at) = head.windows(5).position(|w| w == b"%PDF-") else { return false };
    at == 0
        || (head.get(at + 5).is_some_and(u8::is_ascii_digit)
            && bytes[at..].windows(4).take(1 << 16).any(|w| w == b" obj"))
}

fn zip_format(bytes: &[u8]) -> Format {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        // The list of files is at the end: a truncated file has none, its first name may tell.
        let head = &bytes[..bytes.len().min(4096)];
        let names = |name: &[u8]| head.windows(name.len()).any(|w| w == name);
        return if names(b"word/") {
            Format::Office(DocumentFormat::Docx)
        } else if names(b"xl/") {
            Format::Office(DocumentFormat::Xlsx)
        } else if names(b"ppt/") {
            Format::Office(DocumentFormat::Pptx)
        } else {
            Format::Archive(Shell::Zip)
        };
    };
    let has = |name: &str| archive.index_for_name(name).is_some();
    let starts = |prefix: &[u8]| archive.file_names_raw().take(2_000).any(|n| n.starts_with(prefix));
    if has("[Content_Types].xml") || has("_rels/.rels") {
        if starts(b"word/") {
            return Format::Office(DocumentFormat::Docx);
        }
        if starts(b"xl/") {
            return Format::Office(DocumentFormat::Xlsx);
        }
        if starts(b"ppt/") {
            return Format::Office(DocumentFormat::Pptx);
        }
    }
    if has("content.xml") && (has("mimetype") || has("META-INF/manifest.xml")) {
        let mut says = String::new();
        if let Ok(file) = archive.by_name("mimetype") {
            // Unreadable or missing: text is the commonest.
            let _ = file.take(256).read_to_string(&mut says);
        }
        return Format::OpenDocument(kind_of_open_document(&says));
    }
    Format::Archive(Shell::Zip)
}

fn kind_of_open_document(says: &str) -> Kind {
    if says.contains("opendocument.spreadsheet") {
        Kind::Sheet
    } else if says.contains("opendocument.presentation") {
        Kind::Slides
    } else {
        Kind::Text
    }
}

fn compound_format(bytes: &[u8], hints: &Hints<'_>) -> Format {
    let file = office_oxide::cfb::CfbReader::new(Cursor::new(bytes)).ok();
    let has = |name: &str| file.as_ref().is_some_and(|f| f.has_stream(name));
    if has("WordDocument") {
        Format::Office(DocumentFormat::Doc)
    } else if has("Workbook") || has("Book") {
        Format::Office(DocumentFormat::Xls)
    } else if has("PowerPoint Document") || has("PP97_DUALSTORAGE") {
        Format::Office(DocumentFormat::Ppt)
    } else if has("EncryptedPackage") {
        Format::Locked
    } else {
        // The list of parts is often at the end: of a truncated file only the name is left, and
        // the reader will say that it is broken.
        match DocumentFormat::from_extension(extension(hints)) {
            Some(format) => Format::Office(format),
            None => Format::Unknown("ไฟล์ OLE2 ชนิดอื่น"),
        }
    }
}

fn extension<'a>(hints: &Hints<'a>) -> &'a str {
    let path = if hints.file_name.is_empty() {
        hints.url.split(['?', '#']).next().unwrap_or_default()
    } else {
        hints.file_name
    };
    path.rsplit_once('.').map_or("", |(_, end)| end)
}

fn text_format(bytes: &[u8], hints: &Hints<'_>) -> Format {
    let head = &bytes[..bytes.len().min(8192)];
    let wide =
        head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || super::charset::is_wide(head);
    // So few at a time that a byte counts them, and many are counted at once.
    let few =
        |some: &[u8]| some.iter().map(|b| u8::from(*b < 9 || (*b > 13 && *b < 32 && *b != 27))).sum::<u8>();
    let odd: usize = head.chunks(255).map(|some| usize::from(few(some))).sum();
    if !wide && odd * 50 > head.len() {
        return Format::Unknown("ไม่รู้จัก");
    }
    let says_html = hints.media_type.to_ascii_lowercase().contains("html");
    // Nearly every page begins with a tag, and is said to be one.
    let first = head.iter().position(|b| b.is_ascii() && !char::from(*b).is_whitespace());
    let tag = first.is_some_and(|at| head[at] == b'<' && head.get(at + 1) != Some(&b'?'));
    if says_html && tag && !head.contains(&0) {
        return Format::Html;
    }
    let lower: String = head.iter().filter(|b| **b != 0).map(|b| b.to_ascii_lowercase() as char).collect();
    let start = lower.trim_start_matches(|c: char| c.is_whitespace() || !c.is_ascii());
    let is_message = extension(hints).eq_ignore_ascii_case("eml")
        || hints.media_type.to_ascii_lowercase().starts_with("message/rfc822");
    if super::mail::is(start, is_message) {
        return Format::Mail;
    }
    if start.starts_with("mime-version:") || start.starts_with("from: <saved by") {
        return Format::Mhtml;
    }
    if start.starts_with('<') && start.contains("<w:worddocument") && !start.contains("<html") {
        return Format::WordXml;
    }
    if start.starts_with('<')
        && start.contains("<office:document")
        && start.contains("urn:oasis:names:tc:opendocument")
        && !start.contains("<html")
    {
        return Format::FlatOpenDocument(kind_of_open_document(start));
    }
    // Its elements may have a prefix or none.
    if start.starts_with('<')
        && start.contains("urn:schemas-microsoft-com:office:spreadsheet")
        && !start.contains("<html")
    {
        return Format::ExcelXml;
    }
    const TAGS: [&str; 14] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<title",
        "<table",
        "<div",
        "<meta",
        "<script",
        "<frameset",
        "<iframe",
        "<center",
        "<style",
        "<link",
    ];
    if TAGS.iter().any(|t| start.contains(t)) && (start.starts_with('<') || says_html)
        || (says_html && start.starts_with('<'))
    {
        return Format::Html;
    }
    let named = |end: &str| extension(hints).eq_ignore_ascii_case(end);
    if named("csv")
        || hints.media_type.to_ascii_lowercase().starts_with("text/csv")
        || has_columns(bytes, wide)
    {
        return Format::Csv;
    }
    // A page without any tag is still what the server says it is.
    if says_html && !named("txt") { Format::Html } else { Format::Text }
}

fn has_columns(bytes: &[u8], wide: bool) -> bool {
    if !wide {
        return super::sheet::delimiter(bytes).is_some();
    }
    // In UTF-16 half a Thai letter looks like a tab.
    let head = super::charset::decode(&bytes[..bytes.len().min(1 << 15)], "").0;
    super::sheet::delimiter(head.as_bytes()).is_some()
}
