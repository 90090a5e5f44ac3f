//! The colours of a small picture, to know what letters stand on: text boxes of Word are often
//! pictures of plain white.

use hayro_interpret::kurbo::{Affine, Point};
use hayro_interpret::{ImageData, RasterImage};

/// Fields on each side that a picture is looked at in.
const SIDE: usize = 16;
/// Pixels of a picture worth decoding for this.
const MAX_PIXELS: u64 = 600_000;
/// Pixels for each of its packed bytes, at least: what takes more is no ground for letters, but a photograph or an
/// emblem.
const PLAIN: u64 = 12;
/// Alpha below which what lies below shows.
const THROUGH: u8 = 25;

/// A picture in a few fields; `None` where it lets through what lies below.
#[derive(Debug)]
pub(super) struct Ground {
    fields: Vec<Option<[u8; 3]>>,
    /// From the page to the unit square.
    place: Affine,
}

impl Ground {
    /// `place` brings the picture's pixels to the page.
    pub(super) fn of(picture: &RasterImage<'_>, place: Affine) -> Option<Ground> {
        let (w, h) = (picture.width(), picture.height());
        let pixels = u64::from(w) * u64::from(h);
        let packed = picture.stream().raw_data().len() as u64;
        if pixels > MAX_PIXELS || packed * PLAIN > pixels || place.determinant().abs() < 1e-9 {
            return None;
        }
        let mut fields = Vec::new();
        picture.with_rgba(
            |colours, alpha| {
                let at = |x: usize, y: usize, width: u32, height: u32| {
                    let middle = |field: usize, size: u32| (field * 2 + 1) * size as usize / (SIDE * 2);
                    middle(y, height) * width as usize + middle(x, width)
                };
                for (y, x) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (y, x))) {
                    let seen = alpha.as_ref().and_then(|a| a.data.get(at(x, y, a.width, a.height)));
                    let colour = match &colours {
                        ImageData::Rgb(rgb) => {
                            let from = at(x, y, rgb.width, rgb.height) * 3;
                            rgb.data.get(from..from + 3).and_then(|c| <[u8; 3]>::try_from(c).ok())
                        }
                        ImageData::Luma(l) => l.data.get(at(x, y, l.width, l.height)).map(|l| [*l; 3]),
                    };
                    fields.push(colour.filter(|_| seen.is_none_or(|alpha| *alpha >= THROUGH)));
                }
            },
            None,
        );
        let unit = Affine::scale_non_uniform(1.0 / f64::from(w), 1.0 / f64::from(h));
        (fields.len() == SIDE * SIDE).then(|| Ground { fields, place: unit * place.inverse() })
    }

    pub(super) fn colour(&self, (x, y): (f32, f32)) -> Option<[u8; 3]> {
        let at = self.place * Point::new(f64::from(x), f64::from(y));
        let field = |v: f64| ((v * SIDE as f64) as usize).min(SIDE - 1);
        self.fields[field(at.y) * SIDE + field(at.x)]
    }
}
