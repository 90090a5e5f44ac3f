//! A page of a PDF, or a picture, in grey, at the sharpness it was scanned with.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::InterpreterSettings;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Name, Stream};
use hayro_syntax::page::Page;
use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::gray::Gray;
use crate::extract::worker::{Picture, Pool};
use crate::extract::{Why, book, office, pdf};

const TIME: Duration = Duration::from_secs(60);
const STACK: usize = 64 << 20;
/// Sharper pictures take longer and are read no better.
const LONGEST: f32 = 2_600.0;
const FINE: f32 = 300.0;
/// Coarser scans are enlarged to the sharpness of a good one, softly: letters of ten pixels are
/// too few for the program.
const COARSE: f32 = 170.0;
const GOOD: f32 = 200.0;
/// The long side of a sheet of A4, in inches: what a picture without a size is taken for.
const SHEET: f32 = 11.7;
/// A sheet of A3 at 600 dots an inch, in pixels, and some.
const MOST_PIXELS: u64 = 80_000_000;
/// Strips that a page is cut into, at most.
const MOST_STRIPS: usize = 1_000;
/// Memory that decoding a picture may take, in bytes.
const MOST_MEMORY: u64 = 256 << 20;

pub(super) struct Drawn {
    pub(super) gray: Gray,
    pub(super) dpi: u32,
}

/// Page `number`, from 1, by a process of the pool, or here where there is none.
pub(super) fn page(pool: Option<&Pool>, bytes: &[u8], number: u32) -> Option<Drawn> {
    let Some(pool) = pool else { return here(bytes, number) };
    let Picture { width, height, dpi, pixels } = pool.draw(bytes, number)?;
    Some(Drawn { gray: Gray::new(width, height, pixels)?, dpi })
}

/// What such a process does for [`page`].
pub(in crate::extract) fn picture(bytes: &[u8], number: u32) -> Option<Picture> {
    let Drawn { gray, dpi } = here(bytes, number)?;
    Some(Picture { width: gray.width, height: gray.height, dpi, pixels: gray.pixels })
}

/// On a thread of its own: a hostile page may need much stack, or end never.
fn here(bytes: &[u8], number: u32) -> Option<Drawn> {
    let bytes = bytes.to_vec();
    let (tell, drawn) = mpsc::channel();
    std::thread::Builder::new()
        .name("scan".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let drawn = catch_unwind(AssertUnwindSafe(|| draw(bytes, number))).ok().flatten();
            // Nobody listens any more when it took too long.
            let _ = tell.send(drawn);
        })
        .ok()?;
    drawn.recv_timeout(TIME).ok().flatten()
}

fn draw(bytes: Vec<u8>, number: u32) -> Option<Drawn> {
    let (gray, dpi) = if book::is(&bytes) {
        decode(book::picture(&bytes, number)?, 1)?
    } else if super::program::is_picture(&bytes) {
        decode(&bytes, number)?
    } else if bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        // A scan pasted into a text or onto a slide is a picture like any other.
        decode(&office::picture(&bytes, number)?, 1)?
    } else {
        draw_page(bytes, number)?
    };
    if dpi >= COARSE {
        return Some(Drawn { gray, dpi: dpi as u32 });
    }
    let factor = (GOOD / dpi).min(LONGEST / gray.width.max(gray.height) as f32).max(1.0);
    Some(Drawn { gray: gray.enlarged(factor)?, dpi: (dpi * factor) as u32 })
}

/// Whether a picture unpacks to more than any sheet of paper holds.
pub(super) fn is_bomb(bytes: &[u8]) -> bool {
    fault(bytes) == Some(Why::TooLarge)
}

/// Why no text can come of a picture, as far as its outside tells.
pub(in crate::extract) fn fault(bytes: &[u8]) -> Option<Why> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let format = reader.format();
    match reader.into_dimensions() {
        Ok((width, height)) if u64::from(width) * u64::from(height) > MOST_PIXELS => Some(Why::TooLarge),
        Ok(_) => (format == Some(ImageFormat::Png) && is_cut(bytes)).then_some(Why::Broken),
        // A TIFF may be of a kind that only the program knows.
        Err(ImageError::Decoding(_) | ImageError::IoError(_)) if format != Some(ImageFormat::Tiff) => {
            Some(Why::Broken)
        }
        Err(_) => None,
    }
}

/// Whether a PNG ends before its last piece.
fn is_cut(png: &[u8]) -> bool {
    let mut at = 8;
    while let Some(head) = png.get(at..at + 8) {
        let (length, name) = head.split_at(4);
        if name == b"IEND" {
            return false;
        }
        let length = length.iter().fold(0_usize, |all, byte| (all << 8) | usize::from(*byte));
        at = at.saturating_add(length).saturating_add(12);
        if at > png.len() {
            return true;
        }
    }
    true
}

/// A picture file, turned as the camera noted it; of a TIFF its page `number`.
fn decode(bytes: &[u8], number: u32) -> Option<(Gray, f32)> {
    let one = super::tiff::page(bytes, number);
    let mut reader =
        ImageReader::new(Cursor::new(one.as_deref().unwrap_or(bytes))).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let upright = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(upright);
    // What shines through is paper.
    let mut grey = if picture.color().has_alpha() {
        let mut grey = picture.to_luma_alpha8();
        grey.pixels_mut().for_each(|p| {
            let [light, alpha] = p.0.map(u32::from);
            p.0[0] = ((light * alpha + 255 * (255 - alpha)) / 255) as u8;
        });
        DynamicImage::ImageLumaA8(grey).to_luma8()
    } else {
        picture.to_luma8()
    };
    let longest = grey.width().max(grey.height()) as f32;
    if longest > LONGEST {
        let fit = |side: u32| ((side as f32 * LONGEST / longest) as u32).max(1);
        grey = imageops::resize(&grey, fit(grey.width()), fit(grey.height()), FilterType::Triangle);
    }
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let dpi = (width.max(height) as f32 / SHEET).clamp(60.0, FINE);
    Some((Gray::new(width, height, grey.into_raw())?, dpi))
}

fn draw_page(bytes: Vec<u8>, number: u32) -> Option<(Gray, f32)> {
    let pdf = Pdf::new(bytes).ok()?;
    let page = pdf.pages().get(number.checked_sub(1)? as usize)?;
    let (width, height) = page.render_dimensions();
    if !(width >= 1.0 && height >= 1.0) {
        return None;
    }
    let mut dpi = scanned_dpi(page, width * height);
    if dpi < GOOD && pdf::has_drawn_letters(&pdf, page) {
        // Shapes are as sharp as one likes, whatever picture lies below them.
        dpi = GOOD;
    }
    let scale = (dpi / 72.0).min(LONGEST / width.max(height));
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let drawn = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let light = drawn
        .data()
        .iter()
        .map(|p| ((u32::from(p.r) * 77 + u32::from(p.g) * 151 + u32::from(p.b) * 28) >> 8) as u8);
    let gray = Gray::new(usize::from(drawn.width()), usize::from(drawn.height()), light.collect())?;
    Some((gray, scale * 72.0))
}

/// As if the page's largest picture filled it, which it does on a scan, or the strips that it was cut into;
/// enlarging a scan does harm, drawing it smaller loses marks.
fn scanned_dpi(page: &Page<'_>, area: f32) -> f32 {
    let pictures = &page.resources().x_objects;
    let pixels = largest(pictures, 2).max(strips(pictures, page.page_stream().unwrap_or_default()));
    if pixels == 0.0 { GOOD } else { ((pixels / area).sqrt() * 72.0).clamp(72.0, FINE) }
}

/// Pixels of the wide, low pictures of one width that the page draws: some scanners cut a page into a hundred.
fn strips(objects: &Dict<'_>, drawn: &[u8]) -> f32 {
    let mut sums: Vec<(f32, f32)> = Vec::new();
    for key in objects.keys().take(MOST_STRIPS) {
        let Some(object) = objects.get::<Stream<'_>>(&key) else { continue };
        let dict = object.dict();
        let is_picture = dict.get::<Name<'_>>("Subtype").is_some_and(|n| n.as_ref() == b"Image");
        let (Some(width), Some(height)) = (dict.get::<f32>("Width"), dict.get::<f32>("Height")) else {
            continue;
        };
        // A list of pictures may be that of all pages.
        if !is_picture || height * 2.0 > width || memchr::memmem::find(drawn, &key).is_none() {
            continue;
        }
        match sums.iter_mut().find(|(of, _)| *of == width) {
            Some((_, sum)) => *sum += width * height,
            None => sums.push((width, width * height)),
        }
    }
    sums.into_iter().map(|(_, sum)| sum).fold(0.0, f32::max)
}

fn largest(objects: &Dict<'_>, depth: u8) -> f32 {
    let sizes = objects.keys().take(50).filter_map(|key| {
        let object = objects.get::<Stream<'_>>(key)?;
        let dict = object.dict();
        match dict.get::<Name<'_>>("Subtype")?.as_ref() {
            b"Image" => Some(dict.get::<f32>("Width")? * dict.get::<f32>("Height")?),
            b"Form" if depth > 0 => {
                Some(largest(&dict.get::<Dict<'_>>("Resources")?.get::<Dict<'_>>("XObject")?, depth - 1))
            }
            _ => None,
        }
    });
    sizes.fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_strips_is_drawn_as_sharp_as_they_are() {
        // 20 strips of 600 by 40 pixels on a page of 300 by 400 points.
        let strip = "\0".repeat(600 / 8 * 40);
        let (mut names, mut objects, mut content) = (String::new(), String::new(), String::new());
        for i in 0..20 {
            names += &format!("/S{i} {} 0 R", i + 10);
            objects += &format!(
                "{} 0 obj<</Subtype/Image/Width 600/Height 40/ColorSpace/DeviceGray/BitsPerComponent 1/Length {}>>stream\n{strip}\nendstream endobj\n",
                i + 10,
                strip.len()
            );
            content += &format!("q 300 0 0 20 0 {} cm /S{i} Do Q\n", i * 20);
        }
        let pdf = |content: &str| {
            format!(
                "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
                 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R/Resources<</XObject<<{names}>>>>>>endobj\n\
                 4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n{objects}trailer<</Root 1 0 R>>\n",
                content.len()
            )
            .into_bytes()
        };
        let dpi = |content: &str| draw_page(pdf(content), 1).map(|(_, dpi)| dpi.round());
        assert_eq!(dpi(&content), Some(144.0));
        // A picture that another page shows counts for nothing.
        assert_eq!(dpi("q 300 0 0 20 0 0 cm /S0 Do Q"), Some(72.0));
    }
}
