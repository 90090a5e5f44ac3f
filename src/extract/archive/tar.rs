//! tar and gzip.

use super::{Out, is_rubbish, name_of, unread};
use crate::extract::Why;

const BLOCK: usize = 512;

pub(super) fn read(bytes: &[u8], out: &mut Out<'_, '_>) {
    let mut at = 0;
    let mut long_name = None;
    while let Some(head) = bytes.get(at..at + BLOCK) {
        if head.iter().all(|b| *b == 0) {
            return;
        }
        let Some(size) = number(&head[124..136]) else { break };
        let Some(content) = bytes.get(at + BLOCK..).and_then(|rest| rest.get(..size)) else { break };
        at += BLOCK + size.div_ceil(BLOCK) * BLOCK;
        match head[156] {
            // A name too long for its field goes before as a file of its own: GNU's way, then POSIX's.
            b'L' => long_name = Some(name_of(text(content))),
            b'x' => long_name = posix_name(content).or(long_name),
            0 | b'0' | b'7' => {
                let name = long_name.take().unwrap_or_else(|| short_name(head));
                if is_rubbish(&name) {
                    continue;
                }
                if !out.takes_another() {
                    return;
                }
                match out.budget.unpack(content, size as u64, &name) {
                    Ok(content) => out.file(&name, &content),
                    Err(unread) => out.note(unread),
                }
            }
            _ => long_name = None,
        }
    }
    if at < bytes.len() {
        out.note(unread(Why::Broken, "ไฟล์ tar ไม่ครบ"));
    }
}

pub(super) fn read_gzip(bytes: &[u8], out: &mut Out<'_, '_>) {
    let said = out.hints.file_name;
    let said = if said.is_empty() { out.hints.url.rsplit('/').next().unwrap_or_default() } else { said };
    let lower = said.to_ascii_lowercase();
    let name = match [".tgz", ".gz"].iter().find(|end| lower.ends_with(**end)) {
        Some(&".tgz") => format!("{}.tar", &said[..said.len() - 4]),
        Some(end) => said[..said.len() - end.len()].to_owned(),
        None => said.to_owned(),
    };
    let packed = bytes.len() as u64;
    match out.budget.unpack(flate2::read::MultiGzDecoder::new(bytes), packed, &name) {
        Ok(content) => out.file(&name, &content),
        Err(unread) => out.note(unread),
    }
}

/// Octal digits; sizes beyond 8 GB are written otherwise, and are too large anyhow.
fn number(field: &[u8]) -> Option<usize> {
    let digits = std::str::from_utf8(text(field)).ok()?.trim();
    usize::from_str_radix(digits, 8).ok()
}

fn text(field: &[u8]) -> &[u8] {
    &field[..field.iter().position(|b| *b == 0).unwrap_or(field.len())]
}

fn short_name(head: &[u8]) -> String {
    let name = name_of(text(&head[..100]));
    // Only the POSIX form has a field for the folders.
    match &head[257..263] {
        b"ustar\0" if head[345] != 0 => format!("{}/{name}", name_of(text(&head[345..500]))),
        _ => name,
    }
}

/// `27 path=folder/name.pdf\n`
fn posix_name(content: &[u8]) -> Option<String> {
    content.split(|b| *b == b'\n').find_map(|line| {
        let at = line.iter().position(|b| *b == b' ')?;
        line[at + 1..].strip_prefix(b"path=").map(name_of)
    })
}
