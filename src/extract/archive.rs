//! ZIP: every file inside, within bounds.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Document, Hints, Kind, Role, Unread, Why};

const MAX_DEPTH: u8 = 2;
const MAX_FILES: usize = 500;
const MAX_BYTES: u64 = 200 << 20;
/// Text packs some twenty times; what packs this much better is made to fill memory.
const MAX_RATIO: u64 = 200;
/// Small files may pack as well as they like.
const FREE: u64 = 4 << 20;

/// What may still be unpacked, over all nested archives.
pub(super) struct Budget {
    bytes: u64,
    files: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { bytes: MAX_BYTES, files: MAX_FILES }
    }
}

pub(super) fn read(bytes: &[u8], hints: &Hints<'_>, budget: &mut Budget, depth: u8) -> Document {
    let mut out = Document { kind: Kind::Archive, ..Document::default() };
    let mut note = |why, detail: String| out.unread.push(Unread { page: None, why, detail });
    if depth >= MAX_DEPTH {
        note(Why::TooLarge, "ไฟล์บีบอัดซ้อนกันหลายชั้นเกินไป".to_owned());
        return out;
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        note(Why::Broken, "เปิดไฟล์ ZIP ไม่ได้".to_owned());
        return out;
    };
    let mut tables = 0;
    for i in 0..archive.len() {
        if budget.files == 0 {
            let detail = format!("มีไฟล์มากกว่า {MAX_FILES} ไฟล์");
            out.unread.push(Unread { page: None, why: Why::TooLarge, detail });
            break;
        }
        match unpack(&mut archive, i, budget) {
            Ok(Some((name, content))) => {
                let inner = Hints { url: hints.url, media_type: "", file_name: &name };
                let document = super::read_inside(&content, &inner, budget, depth + 1);
                merge(&mut out, document, &name, &mut tables);
            }
            Ok(None) => {}
            Err(unread) => out.unread.push(unread),
        }
    }
    out
}

/// Name and content of a file; `None` for folders and what systems leave behind.
fn unpack(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    i: usize,
    budget: &mut Budget,
) -> Result<Option<(String, Vec<u8>)>, Unread> {
    let (raw, locked) = match archive.by_index_raw(i) {
        Ok(file) => (file.name_raw().to_vec(), file.encrypted()),
        Err(_) => return Err(unread(Why::Broken, &format!("ไฟล์ที่ {}", i + 1))),
    };
    // Windows in Thai writes names in its code page, others in UTF-8, and few set the flag.
    let name = super::text::decoded(&raw, "").replace('\\', "/");
    let bare = name.rsplit('/').next().unwrap_or_default();
    if name.ends_with('/')
        || name.starts_with("__MACOSX/")
        || matches!(bare, ".DS_Store" | "Thumbs.db" | "desktop.ini")
    {
        return Ok(None);
    }
    budget.files -= 1;
    if locked {
        return Err(unread(Why::Locked, &name));
    }
    let mut file = match archive.by_index(i) {
        Ok(file) => file,
        Err(ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_)) => {
            return Err(unread(Why::Unsupported, &name));
        }
        Err(_) => return Err(unread(Why::Broken, &name)),
    };
    // The sizes in the list may lie: what is unpacked is counted.
    let most = budget.bytes.min(FREE.max(file.compressed_size().saturating_mul(MAX_RATIO)));
    let mut content = Vec::new();
    let broken = file.by_ref().take(most + 1).read_to_end(&mut content).is_err();
    budget.bytes = budget.bytes.saturating_sub(content.len() as u64);
    if content.len() as u64 > most {
        return Err(unread(Why::TooLarge, &name));
    }
    if broken {
        return Err(unread(Why::Broken, &name));
    }
    Ok(Some((name, content)))
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
