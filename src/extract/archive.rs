//! Archives: every file inside, within bounds.

mod rar;
mod seven;
mod tar;
mod zip;

use std::io::{self, Read};

use super::sniff::{self, Format};
use super::{Document, Hints, Kind, OcrPage, Role, ScannerPage, Unread, Why};

const MAX_DEPTH: u8 = 3;
const MAX_FILES: usize = 500;
const MAX_BYTES: u64 = 200 << 20;
/// Text packs some twenty times; what packs this much better is made to fill memory.
const MAX_RATIO: u64 = 200;
/// Small files may pack as well as they like.
const FREE: u64 = 4 << 20;

/// Archives that can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    Zip,
    SevenZip,
    Rar,
    Tar,
    /// One file, often a tar.
    Gzip,
}

/// What may still be unpacked, over all nested archives.
pub(super) struct Budget {
    bytes: u64,
    files: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { bytes: MAX_BYTES, files: MAX_FILES }
    }

    /// Reads one file out. The sizes that an archive states may lie: what is unpacked is counted.
    ///
    /// `packed`: its size in the archive, where it has one of its own.
    fn unpack(&mut self, file: impl Read, packed: u64, name: &str) -> Result<Vec<u8>, Unread> {
        let most = self.most(packed);
        let mut content = Vec::new();
        let outcome = file.take(most + 1).read_to_end(&mut content);
        self.spend(content.len() as u64);
        if content.len() as u64 > most {
            return Err(unread(Why::TooLarge, name));
        }
        outcome.map(|_| content).map_err(|error| unread(fault(&error), name))
    }

    /// Bytes that a file of `packed` bytes may unpack to.
    fn most(&self, packed: u64) -> u64 {
        self.bytes.min(FREE.max(packed.saturating_mul(MAX_RATIO)))
    }

    fn spend(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

pub(super) fn read(
    bytes: &[u8],
    shell: Shell,
    hints: &Hints<'_>,
    budget: &mut Budget,
    depth: u8,
) -> Document {
    let to = To::Document {
        document: Box::new(Document { kind: Kind::Archive, ..Document::default() }),
        tables: 0,
    };
    let mut out = Out { to, hints, budget, depth };
    if depth >= MAX_DEPTH {
        out.note(unread(Why::TooLarge, "ไฟล์บีบอัดซ้อนกันหลายชั้นเกินไป"));
    } else {
        walk(bytes, shell, &mut out);
    }
    match out.to {
        To::Document { document, .. } => *document,
        To::Bytes { .. } => Document::default(),
    }
}

/// Reads the files that a document carries, behind its own text.
pub(super) fn attached(
    mut document: Document,
    files: Vec<super::pdf::File>,
    hints: &Hints<'_>,
    budget: &mut Budget,
    depth: u8,
) -> Document {
    if files.is_empty() {
        return document;
    }
    if depth >= MAX_DEPTH {
        document.unread.push(unread(Why::TooLarge, "ไฟล์แนบซ้อนกันหลายชั้นเกินไป"));
        return document;
    }
    let tables = super::ocr::next_table(&document);
    let to = To::Document { document: Box::new(document), tables };
    let mut out = Out { to, hints, budget, depth };
    carried(files, &mut out);
    match out.to {
        To::Document { document, .. } => *document,
        To::Bytes { .. } => Document::default(),
    }
}

fn carried(files: Vec<super::pdf::File>, out: &mut Out<'_, '_>) {
    for (name, content) in files {
        if !out.takes_another() {
            break;
        }
        match content.filter(|content| content.len() as u64 <= out.budget.bytes) {
            Some(content) => {
                out.budget.spend(content.len() as u64);
                out.file(&name, &content);
            }
            None => out.note(named(unread(Why::TooLarge, "ไฟล์แนบใหญ่เกินกำหนดหรือเปิดไม่ได้"), &name)),
        }
    }
}

/// One file of an archive, or one that a document carries, by its name, as [`Place::file`](super::Place::file) has it; the same bounds hold.
pub(super) fn unpack(bytes: &[u8], path: &str) -> Option<Vec<u8>> {
    one_file(bytes, &Hints::default(), path, &mut Budget::new(), 0)
}

fn one_file(bytes: &[u8], hints: &Hints<'_>, path: &str, budget: &mut Budget, depth: u8) -> Option<Vec<u8>> {
    if depth >= MAX_DEPTH {
        return None;
    }
    let mut out = Out { to: To::Bytes { path, found: None }, hints, budget, depth };
    match sniff::format(bytes, hints) {
        Format::Archive(shell) => walk(bytes, shell, &mut out),
        Format::Mail => carried(super::mail::read(bytes, hints).1, &mut out),
        Format::Pdf => carried(super::pdf::files(bytes), &mut out),
        Format::Html => carried(super::html::written::files(bytes), &mut out),
        _ => return None,
    }
    match out.to {
        To::Bytes { found, .. } => found,
        To::Document { .. } => None,
    }
}

fn walk(bytes: &[u8], shell: Shell, out: &mut Out<'_, '_>) {
    match shell {
        Shell::Zip => zip::read(bytes, out),
        Shell::SevenZip => seven::read(bytes, out),
        Shell::Rar => rar::read(bytes, out),
        Shell::Tar => tar::read(bytes, out),
        Shell::Gzip => tar::read_gzip(bytes, out),
    }
}

/// Where the files of an archive go.
struct Out<'a, 'h> {
    to: To<'a>,
    hints: &'a Hints<'h>,
    budget: &'a mut Budget,
    depth: u8,
}

enum To<'a> {
    /// All of them, as text.
    Document { document: Box<Document>, tables: u32 },
    /// The bytes of one of them.
    Bytes { path: &'a str, found: Option<Vec<u8>> },
}

impl Out<'_, '_> {
    fn note(&mut self, unread: Unread) {
        if let To::Document { document, .. } = &mut self.to {
            document.unread.push(unread);
        }
    }

    /// Whether another file may be taken; notes the first that may not.
    fn takes_another(&mut self) -> bool {
        if matches!(self.to, To::Bytes { found: Some(_), .. }) {
            return false;
        }
        if self.budget.files == 0 {
            self.note(unread(Why::TooLarge, &format!("มีไฟล์มากกว่า {MAX_FILES} ไฟล์")));
            return false;
        }
        self.budget.files -= 1;
        true
    }

    fn file(&mut self, name: &str, content: &[u8]) {
        let inner = Hints { url: self.hints.url, media_type: "", file_name: name };
        match &mut self.to {
            To::Document { document, tables } => {
                let read = super::read_inside(content, &inner, self.budget, self.depth + 1);
                merge(document, read, name, tables);
            }
            To::Bytes { path, found } if found.is_none() => {
                *found = match path.strip_prefix(name) {
                    Some("") => Some(content.to_owned()),
                    Some(rest) => rest
                        .strip_prefix('/')
                        .and_then(|rest| one_file(content, &inner, rest, self.budget, self.depth + 1)),
                    None => None,
                };
            }
            To::Bytes { .. } => {}
        }
    }
}

/// The name as people see it. Windows in Thai writes names in its code page, others in UTF-8, and
/// few say which.
fn name_of(raw: &[u8]) -> String {
    super::charset::file_name(raw).replace('\\', "/")
}

/// Folders, and what systems leave behind.
fn is_rubbish(name: &str) -> bool {
    let bare = name.rsplit('/').next().unwrap_or_default();
    name.ends_with('/')
        || name.starts_with("__MACOSX/")
        || bare.starts_with("._")
        || matches!(bare, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// What keeps a file packed: where the memory of this process is used up before any limit, the file may be whole.
pub(super) fn fault(error: &io::Error) -> Why {
    if error.kind() == io::ErrorKind::OutOfMemory { Why::TooLarge } else { Why::Broken }
}

fn unread(why: Why, detail: &str) -> Unread {
    Unread::new(None, why, detail)
}

/// Puts what a file says behind a document that it belongs to.
pub(super) fn merge(out: &mut Document, inner: Document, name: &str, tables: &mut u32) {
    let offset = out.blocks.len();
    let first_table = *tables;
    for mut block in inner.blocks {
        if let Role::Row { table, .. } = &mut block.role {
            *table += first_table;
            *tables = (*tables).max(*table + 1);
        }
        block.place.file = Some(within(name, block.place.file));
        out.blocks.push(block);
    }
    out.ocr.extend(inner.ocr.into_iter().map(|p| OcrPage { file: Some(within(name, p.file)), ..p }));
    let by_scanner = inner.scanner_read.into_iter();
    out.scanner_read.extend(by_scanner.map(|p| ScannerPage { file: Some(within(name, p.file)), ..p }));
    out.links.extend(inner.links.into_iter().map(|mut link| {
        link.block = link.block.map(|b| b + offset);
        link
    }));
    out.images.extend(inner.images.into_iter().map(|mut image| {
        image.block = image.block.map(|b| b + offset);
        image
    }));
    out.forms.extend(inner.forms);
    out.unread.extend(inner.unread.into_iter().map(|u| named(u, name)));
}

/// What could not be read, told with the file of the archive it is in.
pub(super) fn named(mut unread: Unread, name: &str) -> Unread {
    unread.detail =
        if unread.detail.is_empty() { name.to_owned() } else { format!("{name}: {}", unread.detail) };
    unread.file = Some(within(name, unread.file));
    unread
}

/// A file within a file.
fn within(name: &str, deeper: Option<String>) -> String {
    deeper.map_or_else(|| name.to_owned(), |deeper| format!("{name}/{deeper}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_ends_is_a_limit_and_no_damage() {
        struct Fails(io::ErrorKind);
        impl Read for Fails {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(self.0.into())
            }
        }
        let why = |kind| Budget::new().unpack(Fails(kind), 9, "a").map_err(|unread| unread.why);
        assert_eq!(why(io::ErrorKind::OutOfMemory), Err(Why::TooLarge));
        assert_eq!(why(io::ErrorKind::InvalidData), Err(Why::Broken));
    }
}
