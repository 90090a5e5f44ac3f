//! How much a page has to draw, told before it is unpacked into memory.

use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use hayro_syntax::object::{Array, Dict, Name, Stream};
use hayro_syntax::page::Page;

/// Drawing commands of one page; a dense map has some 20 MB.
const MOST: u64 = 32 << 20;
/// Deflate packs no better than this.
const BEST: u64 = 1032;

/// Forms that a page draws, each as often as it is drawn.
const MOST_FORMS: u64 = 50_000;
/// Forms in one another up to which nothing is counted: most documents have no more.
const NESTED: u32 = 3;
const DEEPEST: u32 = 24;
/// Forms of one list, and of a page, that are looked at.
const MOST_NAMES: usize = 200;
const MOST_LOOKS: u32 = 3_000;

/// Whether the page's commands are more than anybody drew.
pub(super) fn is_bomb(page: &Page<'_>) -> bool {
    is_long(page) || draws_forms_without_end(page)
}

/// Whether forms draw forms that draw forms, ten of each: a few lines are a million pictures.
fn draws_forms_without_end(page: &Page<'_>) -> bool {
    let forms = &page.resources().x_objects;
    let mut looks = MOST_LOOKS;
    if !is_nested(forms, NESTED, &mut looks) {
        return false;
    }
    let mut looks = MOST_LOOKS;
    drawn(forms, page.page_stream().unwrap_or_default(), DEEPEST, &mut looks) > MOST_FORMS
}

/// Whether forms stand in one another so deep.
fn is_nested(objects: &Dict<'_>, depth: u32, looks: &mut u32) -> bool {
    objects.keys().take(MOST_NAMES).any(|key| {
        let inner = form(objects, &key, looks).and_then(|form| inner(&form));
        inner.is_some_and(|inner| depth == 0 || is_nested(&inner, depth - 1, looks))
    })
}

/// How many forms `commands` draw, those within counted each time; much where that cannot be told soon.
fn drawn(objects: &Dict<'_>, commands: &[u8], depth: u32, looks: &mut u32) -> u64 {
    let mut all: u64 = 0;
    for key in objects.keys().take(MOST_NAMES) {
        let name = [b"/", key.as_ref()].concat();
        let ends = |at: &usize| commands.get(at + name.len()).is_none_or(u8::is_ascii_whitespace);
        let times = memchr::memmem::find_iter(commands, &name).filter(ends).count() as u64;
        let Some(form) = (times > 0).then(|| form(objects, &key, looks)).flatten() else { continue };
        if depth == 0 || *looks == 0 {
            return MOST_FORMS + 1;
        }
        let is_small = form.raw_data().len() as u64 * BEST <= MOST;
        let within = inner(&form).filter(|_| is_small).map_or(0, |inner| {
            let commands = form.decoded().map(|bytes| bytes.to_vec()).unwrap_or_default();
            drawn(&inner, &commands, depth - 1, looks)
        });
        all = all.saturating_add(times.saturating_mul(within.saturating_add(1)));
        if all > MOST_FORMS {
            break;
        }
    }
    all
}

fn form<'a>(objects: &Dict<'a>, key: &Name<'_>, looks: &mut u32) -> Option<Stream<'a>> {
    *looks = looks.checked_sub(1)?;
    let object = objects.get::<Stream<'_>>(key)?;
    (object.dict().get::<Name<'_>>("Subtype")?.as_ref() == b"Form").then_some(object)
}

fn inner<'a>(form: &Stream<'a>) -> Option<Dict<'a>> {
    form.dict().get::<Dict<'_>>("Resources")?.get::<Dict<'_>>("XObject")
}

fn is_long(page: &Page<'_>) -> bool {
    let one = page.raw().get::<Stream<'_>>("Contents");
    let several = || page.raw().get::<Array<'_>>("Contents");
    let parts: Vec<Stream<'_>> = match one {
        Some(stream) => vec![stream],
        None => several().map(|parts| parts.iter().collect()).unwrap_or_default(),
    };
    let raw: Vec<_> = parts.iter().map(Stream::raw_data).collect();
    // Of little, the worst is assumed: hardly a page needs to be unpacked twice.
    if raw.iter().map(|raw| raw.len() as u64 * BEST).sum::<u64>() <= MOST {
        return false;
    }
    let mut left = MOST;
    !raw.iter().all(|raw| {
        let size = unpacked(raw, left);
        let fits = size <= left;
        left = left.saturating_sub(size);
        fits
    })
}

/// Bytes that come out, counted to a little over `most`.
fn unpacked(raw: &[u8], most: u64) -> u64 {
    let mut source = ZlibDecoder::new(raw).take(most + 1);
    match io::copy(&mut source, &mut io::sink()) {
        Ok(size) => size,
        // Not packed this way, or broken: what came before counts.
        Err(_) => (most + 1 - source.limit()).max(raw.len() as u64),
    }
}
