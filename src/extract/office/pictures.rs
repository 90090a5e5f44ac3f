//! Scans pasted into a text, onto slides or over the cells of a sheet: which pictures are pages, and their bytes.
//!
//! Of slides they are counted by the slide, else in the order in which they stand.

use std::io::Cursor;
use std::panic::catch_unwind;

use office_oxide::cfb::CfbReader;

use super::package::{Package, Relation, attribute, each_tag};
use crate::extract::{Document, Kind, Unread, Why};

/// Letters below which a text with large pictures is likely a scan; as where OCR is weighed.
const FEW_LETTERS: usize = 500;
/// Letters below which even small pictures are all there is.
const HARDLY_ANY: usize = 30;
/// Letters of a slide that is a picture with a title at most.
const BARE_SLIDE: usize = 10;
/// A page at 60 dots an inch, below which nothing can be read; logos and seals are smaller.
const SHORT_SIDE: u32 = 480;
const MAX_PICTURE: u64 = 32 << 20;
const MAX_PICTURES: usize = 100;
/// Where a picture's size stands, behind its preview and its colours.
const HEAD: u64 = 256 << 10;

/// Marks the parts of a document that only OCR can read.
pub(super) fn flag(document: &mut Document, bytes: &[u8], pictures: usize) {
    if pictures == 0 || !matches!(document.kind, Kind::Text | Kind::Sheet | Kind::Slides) {
        return;
    }
    let letters = |page: Option<u32>| -> usize {
        let of_page = document.blocks.iter().filter(|b| page.is_none() || b.place.page == page);
        of_page.map(|b| b.text.chars().filter(|c| c.is_alphanumeric()).count()).sum()
    };
    let all = letters(None);
    let slides = document.kind == Kind::Slides;
    let mut pages: Vec<u32> = if all < FEW_LETTERS || slides { numbers(bytes) } else { Vec::new() };
    if slides && all >= FEW_LETTERS {
        pages.retain(|page| letters(Some(*page)) < BARE_SLIDE);
    }
    if pages.is_empty() && all < HARDLY_ANY && !slides {
        let detail = format!("เอกสารมีแต่ภาพ {pictures} ภาพ");
        document.unread.push(Unread::new(None, Why::NeedsOcr, detail));
        return;
    }
    for page in pages {
        if document.unread.iter().all(|u| u.page != Some(page)) {
            let detail = if slides {
                "สไลด์นี้เป็นภาพ".to_owned()
            } else {
                format!("ภาพที่ {page} ในเอกสาร")
            };
            document.unread.push(Unread::new(Some(page), Why::NeedsOcr, detail));
        }
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    match Package::open(bytes) {
        Some(mut package) => large(&mut package).into_iter().map(|(page, _)| page).collect(),
        None => (1..=in_old_text(bytes).len() as u32).collect(),
    }
}

/// The picture that is page `number`, from 1. Called outside the reading processes, so that nothing
/// may break it.
pub(in crate::extract) fn picture(bytes: &[u8], number: u32) -> Option<Vec<u8>> {
    catch_unwind(|| find(bytes, number)).ok().flatten()
}

fn find(bytes: &[u8], number: u32) -> Option<Vec<u8>> {
    let Some(mut package) = Package::open(bytes) else {
        return in_old_text(bytes).into_iter().nth(number.checked_sub(1)? as usize);
    };
    let (_, name) = large(&mut package).into_iter().find(|(page, _)| *page == number)?;
    package.bytes(&name, MAX_PICTURE).ok()
}

/// Numbers and names of the large pictures; of a slide the largest.
fn large(package: &mut Package<'_>) -> Vec<(u32, String)> {
    let (slides, names) = in_order(package);
    let mut found: Vec<(u32, String, u64)> = Vec::new();
    for (page, name) in names.into_iter().take(MAX_PICTURES) {
        if !slides && found.iter().any(|(_, known, _)| *known == name) {
            continue;
        }
        let Some(area) = package.head(&name, HEAD).and_then(|head| area(&head)) else { continue };
        match found.last_mut() {
            Some(last) if slides && last.0 == page => {
                if area > last.2 {
                    *last = (page, name, area);
                }
            }
            _ => found.push((if slides { page } else { found.len() as u32 + 1 }, name, area)),
        }
    }
    found.into_iter().map(|(page, name, _)| (page, name)).collect()
}

/// Whether they are slides, and all pictures as they stand, with the slide they stand on.
fn in_order(package: &mut Package<'_>) -> (bool, Vec<(u32, String)>) {
    let mut found = Vec::new();
    if let Ok(content) = package.text("content.xml") {
        let mut page = 0;
        each_tag(&content, |tag| {
            match tag.local_name().as_ref() {
                "page" => page += 1,
                "image" => found.extend(attribute(tag, "href").map(|name| (page, name))),
                _ => {}
            }
            found.len() < MAX_PICTURES
        });
        return (page > 0, found);
    }
    let main = package.relations("").into_values().find(|r| r.kind == "officeDocument").map(|r| r.target);
    let Some(main) = main else { return (false, found) };
    let sheets = listed(package, &main, "sheet");
    if !sheets.is_empty() {
        for sheet in sheets {
            let drawings: Vec<Relation> =
                package.relations(&sheet).into_values().filter(|r| r.kind == "drawing").collect();
            drawings.iter().for_each(|d| of_part(package, &d.target, 0, &mut found));
        }
        return (false, found);
    }
    let slides = listed(package, &main, "sldId");
    if slides.is_empty() {
        of_part(package, &main, 0, &mut found);
    }
    for (page, slide) in (1..).zip(&slides) {
        if found.len() < MAX_PICTURES {
            of_part(package, slide, page, &mut found);
        }
    }
    (!slides.is_empty(), found)
}

/// The slides of a presentation or the sheets of a book in their order.
fn listed(package: &mut Package<'_>, main: &str, called: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let Ok(xml) = package.text(main) else { return Vec::new() };
    each_tag(&xml, |tag| {
        if tag.local_name().as_ref() == called {
            // Its own number is an `id` too.
            let of_part = tag.attributes().filter_map(Result::ok).find(|a| a.key.as_ref().ends_with(":id"));
            ids.extend(of_part.map(|a| a.value.into_owned()));
        }
        ids.len() < 1_000
    });
    let relations = package.relations(main);
    ids.iter().filter_map(|id| relations.get(id).map(|r| r.target.clone())).collect()
}

fn of_part(package: &mut Package<'_>, part: &str, page: u32, found: &mut Vec<(u32, String)>) {
    let Ok(xml) = package.text(part) else { return };
    let relations = package.relations(part);
    each_tag(&xml, |tag| {
        let id = match tag.local_name().as_ref() {
            "blip" => attribute(tag, "embed"),
            "imagedata" => attribute(tag, "id"),
            _ => None,
        };
        let relation = id.and_then(|id| relations.get(&id)).filter(|r| r.kind == "image");
        found.extend(relation.map(|r| (page, r.target.clone())));
        found.len() < MAX_PICTURES
    });
}

/// Pictures of a DOC stand in a stream of their own, each behind a head of known length.
fn in_old_text(bytes: &[u8]) -> Vec<Vec<u8>> {
    let Ok(mut file) = CfbReader::new(Cursor::new(bytes)) else { return Vec::new() };
    let Ok(data) = file.open_stream("Data") else { return Vec::new() };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(head) = data.get(at..at + 8) {
        let kind = u16::from_le_bytes([head[2], head[3]]);
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let picture = data.get(at + 8..at.saturating_add(8).saturating_add(length)).filter(|_| {
            // JPEG, PNG, TIFF, and JPEG in CMYK.
            matches!(kind, 0xf01d | 0xf01e | 0xf029 | 0xf02a)
        });
        // One or two checksums and a byte stand before the picture itself.
        let picture =
            picture.and_then(|p| [17, 33].into_iter().filter_map(|n| p.get(n..)).find(|p| area(p).is_some()));
        match picture {
            Some(picture) => {
                found.push(picture.to_vec());
                at += 8 + length;
            }
            None => at += 1,
        }
        if found.len() >= MAX_PICTURES {
            break;
        }
    }
    found
}

/// How many dots a picture has; `None` where it is too small to be a page, or none that OCR reads.
fn area(bytes: &[u8]) -> Option<u64> {
    let (width, height) = if bytes.starts_with(b"\x89PNG") {
        (big(bytes, 16, 4)?, big(bytes, 20, 4)?)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        jpeg(bytes)?
    } else if bytes.starts_with(b"BM") {
        let side =
            |at: usize| Some(i32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?).unsigned_abs());
        (side(18)?, side(22)?)
    } else if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        // Its size may stand anywhere; nobody pastes a logo as TIFF.
        return Some(u64::from(SHORT_SIDE) * u64::from(SHORT_SIDE));
    } else {
        return None;
    };
    (width.min(height) >= SHORT_SIDE).then_some(u64::from(width) * u64::from(height))
}

fn big(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    Some(bytes.get(at..at + length)?.iter().fold(0, |sum, b| sum << 8 | u32::from(*b)))
}

/// The size stands in the head of the frame, behind any number of other parts.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let marker = big(bytes, at, 2)?;
        match marker {
            0xffff => at += 1,
            0xffc4 | 0xffc8 | 0xffcc => at += 2 + big(bytes, at + 2, 2)? as usize,
            0xffc0..=0xffcf => return Some((big(bytes, at + 7, 2)?, big(bytes, at + 5, 2)?)),
            0xffe0..=0xfffe | 0xffdb | 0xffdd => at += 2 + big(bytes, at + 2, 2)? as usize,
            _ => return None,
        }
    }
}
