//! A page of a PDF as a grey picture, at the sharpness it was scanned with.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::InterpreterSettings;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Name, Stream};
use hayro_syntax::page::Page;

use super::gray::Gray;
use crate::extract::worker::{Picture, Pool};

const TIME: Duration = Duration::from_secs(20);
const STACK: usize = 64 << 20;
/// Sharper pictures take longer and are read no better.
const LONGEST: f32 = 2_600.0;
const COARSE: f32 = 200.0;
const FINE: f32 = 300.0;

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
    let pdf = Pdf::new(bytes).ok()?;
    let page = pdf.pages().get(number.checked_sub(1)? as usize)?;
    let (width, height) = page.render_dimensions();
    if !(width >= 1.0 && height >= 1.0) {
        return None;
    }
    let scale = (scanned_dpi(page, width * height) / 72.0).min(LONGEST / width.max(height));
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
    Some(Drawn { gray, dpi: (scale * 72.0) as u32 })
}

/// As if the page's largest picture filled it, which it does on a scan; enlarging a scan does
/// harm, drawing it smaller loses marks.
fn scanned_dpi(page: &Page<'_>, area: f32) -> f32 {
    let pixels = largest(&page.resources().x_objects, 2);
    if pixels == 0.0 { COARSE } else { ((pixels / area).sqrt() * 72.0).clamp(COARSE, FINE) }
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
