//! Scans in an archive, a message or a portfolio: each is taken out, read as if it lay on the site by itself, and its text put back.

use super::clock::Clock;
use super::{NOTHING_READ, OVER_TIME, Ocr, PAST_FIRST, is_late, is_scan};
use crate::extract::archive;
use crate::extract::document::{Document, OcrPage, Role, Unread};
use crate::extract::{self, Hints};

/// Files of one archive, the first ones first: a year of months, and as many again.
const MOST: usize = 24;

pub(super) fn read(ocr: &Ocr, bytes: &[u8], document: &mut Document, clock: &Clock) {
    let mut files: Vec<String> =
        document.unread.iter().filter(|u| is_scan(u)).filter_map(|u| u.file.clone()).collect();
    files.dedup();
    for (at, file) in files.iter().enumerate() {
        let over = if at >= MOST { Some(PAST_FIRST) } else { clock.left().is_zero().then_some(OVER_TIME) };
        if let Some(why) = over {
            let left = document.unread.iter_mut().filter(|u| is_scan(u) && u.file.as_ref() == Some(file));
            left.for_each(|part| part.detail = format!("{file}: {why}"));
            continue;
        }
        let Some((content, mut inner)) = taken_out(ocr, bytes, file) else { continue };
        ocr.read_by(&content, &mut inner, clock);
        // Why nothing was read of it is told too.
        put_back(document, inner, file);
    }
}

/// Reads on what was left for later, up to `most` pages of each file.
pub(super) fn read_on(ocr: &Ocr, bytes: &[u8], document: &mut Document, most: usize, clock: &Clock) {
    let late = document.unread.iter().filter(|u| is_late(u));
    let mut files: Vec<String> = late.filter_map(|u| u.file.clone()).collect();
    files.dedup();
    for file in files {
        let Some((content, mut inner)) = taken_out(ocr, bytes, &file) else {
            // What cannot be had a second time is left for nobody.
            let left = document.unread.iter_mut().filter(|u| is_late(u) && u.file.as_ref() == Some(&file));
            left.for_each(|part| part.detail = format!("{file}: {NOTHING_READ}"));
            continue;
        };
        let of_file = document.unread.iter().filter(|u| u.file.as_ref() == Some(&file));
        let (late, other): (Vec<Unread>, Vec<Unread>) = of_file.cloned().partition(is_late);
        let is_begun = !other.is_empty() || document.ocr.iter().any(|p| p.file.as_ref() == Some(&file));
        if is_begun {
            let is_late = |page: Option<u32>| late.iter().any(|u| u.page == page);
            inner.unread = late.iter().map(|u| Unread::new(u.page, u.why, PAST_FIRST)).collect();
            inner.blocks.retain(|block| is_late(block.place.page));
            ocr.read_late(&content, &mut inner, most, clock);
            put_back(document, inner, &file);
            document.unread.extend(other);
        } else {
            ocr.read_by(&content, &mut inner, clock);
            put_back(document, inner, &file);
        }
    }
}

/// A file of an archive, and what it says itself.
fn taken_out(ocr: &Ocr, bytes: &[u8], file: &str) -> Option<(Vec<u8>, Document)> {
    let pool = ocr.pool.as_deref();
    let content = pool.map_or_else(|| archive::unpack(bytes, file), |pool| pool.unpack(bytes, file))?;
    let hints = Hints { file_name: file, ..Hints::default() };
    let inner = pool.map_or_else(|| extract::read(&content, &hints), |pool| pool.read(&content, &hints));
    Some((content, inner))
}

fn put_back(document: &mut Document, inner: Document, file: &str) {
    let is_of = |name: Option<&String>| name.is_some_and(|n| n == file);
    let tables = super::merge::next_table(document);
    let pages: Vec<u32> = inner.ocr.iter().map(|p| p.page).collect();
    let blocks: Vec<_> = inner
        .blocks
        .into_iter()
        // What it carries itself comes by itself.
        .filter(|b| b.place.file.is_none() && pages.contains(&b.place.page.unwrap_or(1)))
        .map(|mut block| {
            if let Role::Row { table, .. } = &mut block.role {
                *table += tables;
            }
            block.place.file = Some(file.to_owned());
            block
        })
        .collect();
    let last = document.blocks.iter().rposition(|b| is_of(b.place.file.as_ref()));
    super::merge::splice(document, last.map_or(document.blocks.len(), |at| at + 1), blocks);
    document.unread.retain(|u| !is_of(u.file.as_ref()));
    let unread = inner.unread.into_iter().filter(|u| u.file.is_none());
    document.unread.extend(unread.map(|u| archive::named(u, file)));
    document.ocr.extend(inner.ocr.into_iter().map(|page| OcrPage { file: Some(file.to_owned()), ..page }));
}
