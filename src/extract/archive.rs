//! Archives: every file inside, within bounds.

mod seven;
mod tar;
mod zip;

use std::io::Read;

use super::{Document, Hints, Kind, Role, Unread, Why};

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
        let most = self.bytes.min(FREE.max(packed.saturating_mul(MAX_RATIO)));
        let mut content = Vec::new();
        let broken = file.take(most + 1).read_to_end(&mut content).is_err();
        self.bytes = self.bytes.saturating_sub(content.len() as u64);
        if content.len() as u64 > most {
            return Err(unread(Why::TooLarge, name));
        }
        if broken { Err(unread(Why::Broken, name)) } else { Ok(content) }
    }
}

pub(super) fn read(
    bytes: &[u8],
    shell: Shell,
    hints: &Hints<'_>,
    budget: &mut Budget,
    depth: u8,
) -> Document {
    let mut out = Out {
        document: Document { kind: Kind::Archive, ..Document::default() },
        hints,
        budget,
        depth,
        tables: 0,
    };
    if depth >= MAX_DEPTH {
        out.note(unread(Why::TooLarge, "ไฟล์บีบอัดซ้อนกันหลายชั้นเกินไป"));
        return out.document;
    }
    match shell {
        Shell::Zip => zip::read(bytes, &mut out),
        Shell::SevenZip => seven::read(bytes, &mut out),
        Shell::Tar => tar::read(bytes, &mut out),
        Shell::Gzip => tar::read_gzip(bytes, &mut out),
    }
    out.document
}

/// Where the files of an archive go.
struct Out<'a, 'h> {
    document: Document,
    hints: &'a Hints<'h>,
    budget: &'a mut Budget,
    depth: u8,
    tables: u32,
}

impl Out<'_, '_> {
    fn note(&mut self, unread: Unread) {
        self.document.unread.push(unread);
    }

    /// Whether another file may be taken; notes the first that may not.
    fn takes_another(&mut self) -> bool {
        if self.budget.files == 0 {
            self.note(unread(Why::TooLarge, &format!("มีไฟล์มากกว่า {MAX_FILES} ไฟล์")));
            return false;
        }
        self.budget.files -= 1;
        true
    }

    fn file(&mut self, name: &str, content: &[u8]) {
        let inner = Hints { url: self.hints.url, media_type: "", file_name: name };
        let document = super::read_inside(content, &inner, self.budget, self.depth + 1);
        merge(&mut self.document, document, name, &mut self.tables);
    }
}

/// The name as people see it. Windows in Thai writes names in its code page, others in UTF-8, and
/// few say which.
fn name_of(raw: &[u8]) -> String {
    super::text::decoded(raw, "").replace('\\', "/")
}

/// Folders, and what systems leave behind.
fn is_rubbish(name: &str) -> bool {
    let bare = name.rsplit('/').next().unwrap_or_default();
    name.ends_with('/')
        || name.starts_with("__MACOSX/")
        || bare.starts_with("._")
        || matches!(bare, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

fn unread(why: Why, detail: &str) -> Unread {
    Unread { page: None, why, detail: detail.to_owned() }
}

fn merge(out: &mut Document, inner: Document, name: &str, tables: &mut u32) {
    let offset = out.blocks.len();
    let first_table = *tables;
    for mut block in inner.blocks {
        if let Role::Row { table, .. } = &mut block.role {
            *table += first_table;
            *tables = (*tables).max(*table + 1);
        }
        block.place.file = Some(match block.place.file {
            Some(deeper) => format!("{name}/{deeper}"),
            None => name.to_owned(),
        });
        out.blocks.push(block);
    }
    out.links.extend(inner.links.into_iter().map(|mut link| {
        link.block = link.block.map(|b| b + offset);
        link
    }));
    out.images.extend(inner.images.into_iter().map(|mut image| {
        image.block = image.block.map(|b| b + offset);
        image
    }));
    out.forms.extend(inner.forms);
    out.unread.extend(inner.unread.into_iter().map(|mut u| {
        u.detail = if u.detail.is_empty() { name.to_owned() } else { format!("{name}: {}", u.detail) };
        u
    }));
}
