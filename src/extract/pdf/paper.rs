//! A scan pasted under a line or two of text: paper with ink on it, where the text layer says nothing.

use std::time::Instant;

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{BezPath, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, LumaData, SoftMask,
};

use super::device::{Content, Stop};
use super::quality::is_letter;

/// Letters from which on a page speaks for itself, whatever picture is on it.
const MUCH: usize = 1_200;
/// Share of the page, and of its width, from which on a picture may be a scan: photographs and charts stand
/// within the margins.
const LARGE: f64 = 0.2;
const WIDE: f64 = 0.7;
/// Dots an inch: a picture of a screen has fewer.
const SHARP: f64 = 110.0;
/// Pixels looked at in one document, which takes a second: eight sheets of A4 at 300 dots an inch. Reports of
/// photographs have hundreds.
pub(super) const MAX_PIXELS: u64 = 72_000_000;
/// Places looked at, across and down.
const LOOKS: (usize, usize) = (131, 197);
/// Paper is lighter, ink darker, and hardly anything between the two; a coloured one is neither.
const LIGHT: u8 = 185;
const DARK: u8 = 110;
const COLOUR: u8 = 50;

/// Whether it is worth a look: a large picture with nothing written on it, and not much beside it.
pub(super) fn may_be(content: &Content) -> bool {
    let page = f64::from(content.width) * f64::from(content.height);
    let large = |area: &&Rect| area.area() >= page * LARGE && area.width() >= f64::from(content.width) * WIDE;
    let mut scans =
        content.pictures.iter().filter(large).filter(|area| !content.has_letters(**area)).peekable();
    if scans.peek().is_none() {
        return false;
    }
    let letters = content.glyphs.iter().flat_map(|g| content.text(g).chars()).filter(|c| is_letter(*c));
    letters.count() < MUCH
}

/// Looks into the large pictures of a page.
pub(super) struct Looker {
    page: Rect,
    until: Instant,
    /// Pixels that may still be looked at.
    pub(super) left: u64,
    pub(super) found: bool,
    calls: usize,
}

impl Looker {
    pub(super) fn new(width: f32, height: f32, until: Instant, left: u64) -> Looker {
        let page = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        Looker { page, until, left, found: false, calls: 0 }
    }

    fn check(&mut self) {
        self.calls += 1;
        let late = self.calls.is_multiple_of(64) && Instant::now() > self.until;
        if self.found || self.left == 0 || late {
            // Not `panic!`: the hook must not print for what is no fault.
            std::panic::resume_unwind(Box::new(Stop));
        }
    }
}

impl<'a> Device<'a> for Looker {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.check();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.check();
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.check();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.check();
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        self.check();
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.check();
        let (width, height) = (image.width(), image.height());
        let drawn = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let area = props.transform.transform_rect_bbox(drawn).intersect(self.page);
        let sharp = f64::from(width.min(height)) * 72.0 >= area.width().min(area.height()) * SHARP;
        let large = area.area() >= self.page.area() * LARGE && area.width() >= self.page.width() * WIDE;
        if !(large && sharp) {
            return;
        }
        let Some(left) = self.left.checked_sub(u64::from(width) * u64::from(height)) else {
            self.left = 0;
            return;
        };
        self.left = left;
        let mut inked = Inked::default();
        match &image {
            Image::Raster(picture) => picture.with_rgba(|colours, _| inked.look(&colours), None),
            Image::Stencil(stencil) => stencil.with_stencil(|mask, _| inked.look_through(&mask), None),
        }
        self.found = inked.is_paper();
    }

    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// What the places looked at show.
#[derive(Debug, Default)]
struct Inked {
    all: usize,
    light: usize,
    dark: usize,
    coloured: usize,
    /// Rows with ink.
    rows: usize,
}

impl Inked {
    fn look(&mut self, picture: &ImageData) {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        self.each(width, height, |at| match picture {
            ImageData::Rgb(rgb) => rgb.data.get(at * 3..at * 3 + 3).and_then(|c| <[u8; 3]>::try_from(c).ok()),
            ImageData::Luma(luma) => luma.data.get(at).map(|l| [*l; 3]),
        });
    }

    /// What a mask lets through is ink.
    fn look_through(&mut self, mask: &LumaData) {
        let (width, height) = (mask.width as usize, mask.height as usize);
        self.each(width, height, |at| mask.data.get(at).map(|l| [255 - *l; 3]));
    }

    fn each(&mut self, width: usize, height: usize, colour: impl Fn(usize) -> Option<[u8; 3]>) {
        for row in 0..LOOKS.1 {
            let before = self.dark;
            for column in 0..LOOKS.0 {
                let (x, y) =
                    ((column * 2 + 1) * width / (LOOKS.0 * 2), (row * 2 + 1) * height / (LOOKS.1 * 2));
                let Some([r, g, b]) = colour(y * width + x) else { continue };
                let (least, most) = (r.min(g).min(b), r.max(g).max(b));
                self.all += 1;
                self.light += usize::from(least >= LIGHT);
                self.dark += usize::from(most <= DARK);
                self.coloured += usize::from(most - least > COLOUR);
            }
            self.rows += usize::from(self.dark > before);
        }
    }

    fn is_paper(&self) -> bool {
        let share = |part: usize| part as f32 / self.all.max(1) as f32;
        share(self.light) >= 0.7
            && (0.01..=0.25).contains(&share(self.dark))
            && share(self.light + self.dark) >= 0.85
            && share(self.coloured) <= 0.05
            && self.rows * 5 >= LOOKS.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inked(colour: impl Fn(usize, usize) -> [u8; 3]) -> Inked {
        let mut inked = Inked::default();
        inked.each(600, 800, |at| Some(colour(at % 600, at / 600)));
        inked
    }

    #[test]
    fn paper_with_lines_is_told_from_photographs_charts_and_blanks() {
        let written = |x: usize, y: usize| y % 40 < 18 && (x * 7 + y * 13).is_multiple_of(5);
        assert!(inked(|x, y| if written(x, y) { [20; 3] } else { [240, 236, 225] }).is_paper());
        assert!(!inked(|_, _| [250; 3]).is_paper());
        assert!(!inked(|x, y| [((x + y) % 256) as u8; 3]).is_paper());
        let bar = |x: usize, y: usize| y > 300 && x % 100 < 30;
        assert!(!inked(|x, y| if bar(x, y) { [30, 90, 200] } else { [255; 3] }).is_paper());
        let one_line = |x: usize, y: usize| (400..440).contains(&y) && x.is_multiple_of(3);
        assert!(!inked(|x, y| if one_line(x, y) { [0; 3] } else { [255; 3] }).is_paper());
    }
}
