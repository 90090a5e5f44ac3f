//! ZIP.

use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Budget, Out, is_rubbish, name_of, unread};
use crate::extract::{Unread, Why};

pub(super) fn read(bytes: &[u8], out: &mut Out<'_, '_>) {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        out.note(unread(Why::Broken, "เปิดไฟล์ ZIP ไม่ได้"));
        return;
    };
    for i in 0..archive.len() {
        let (name, locked) = match archive.by_index_raw(i) {
            // Of the extra field with the name in Unicode the library has made this name.
            Ok(file) => (name_of(file.name_raw()), file.encrypted()),
            Err(_) => (format!("ไฟล์ที่ {}", i + 1), false),
        };
        if is_rubbish(&name) {
            continue;
        }
        if !out.takes_another() {
            return;
        }
        let content =
            if locked { Err(unread(Why::Locked, &name)) } else { unpack(&mut archive, i, &name, out.budget) };
        match content {
            Ok(content) => out.file(&name, &content),
            Err(unread) => out.note(unread),
        }
    }
}

fn unpack(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    i: usize,
    name: &str,
    budget: &mut Budget,
) -> Result<Vec<u8>, Unread> {
    let file = match archive.by_index(i) {
        Ok(file) => file,
        Err(ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_)) => {
            return Err(unread(Why::Unsupported, name));
        }
        Err(_) => return Err(unread(Why::Broken, name)),
    };
    let packed = file.compressed_size();
    budget.unpack(file, packed, name)
}
