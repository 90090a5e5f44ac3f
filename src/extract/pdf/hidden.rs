//! What is drawn but cannot be seen: a text layer may hold what is not on the page.
//!
//! Judged only where it is sure. Text counts as hidden when it is drawn invisibly, outside the page
//! or its clip, too small for any eye, in the colour of what lies below it, or below something opaque.

use super::device::{Content, Glyph};
use super::ground::Ground;

/// Boxes of one page beyond which it is a drawing, and no letter's ground is looked for.
pub(super) const MAX_COVERS: usize = 2_000;
/// Points below which no letter can be read.
const TINY: f32 = 1.2;
/// How far two colours may differ and still not be told apart, of 255.
const ALIKE: u8 = 10;

/// Something painted over an area.
#[derive(Debug)]
pub(super) struct Cover {
    /// x0, y0, x1, y1.
    pub(super) area: [f32; 4],
    /// Glyphs drawn before it.
    pub(super) after: usize,
    /// `None` where it is not one colour.
    pub(super) colour: Option<[u8; 3]>,
    /// A picture looked at.
    pub(super) ground: Option<Ground>,
    /// Fills its whole area and lets nothing through.
    pub(super) opaque: bool,
}

impl Cover {
    fn holds(&self, (x, y): (f32, f32)) -> bool {
        let [x0, y0, x1, y1] = self.area;
        x0 <= x && x <= x1 && y0 <= y && y <= y1
    }
}

/// Finds the hidden glyphs; [`Glyph::hidden`] is set on those that were drawn so.
pub(super) fn find(content: &mut Content) {
    let (width, height) = (content.width, content.height);
    let bands = Bands::new(&content.covers, height);
    let many = content.covers.len() >= MAX_COVERS;
    for (i, glyph) in content.glyphs.iter_mut().enumerate() {
        let at = middle(glyph);
        let outside = at.0 < -1.0 || at.1 < -1.0 || at.0 > width + 1.0 || at.1 > height + 1.0;
        glyph.hidden = glyph.hidden || outside || glyph.size < TINY || {
            let near = bands.near(at.1);
            under(near, i, at) || (!many && glyph.colour.is_some_and(|c| is_lost(near, i, at, c)))
        };
    }
}

/// Covers by where they lie on the page, so that a letter is compared with those around it only.
struct Bands<'a> {
    height: f32,
    covers: Vec<Vec<&'a Cover>>,
}

impl<'a> Bands<'a> {
    const NUMBER: usize = 64;

    fn new(covers: &'a [Cover], page: f32) -> Bands<'a> {
        let mut bands =
            Bands { height: (page / Self::NUMBER as f32).max(1.0), covers: vec![Vec::new(); Self::NUMBER] };
        for cover in covers {
            let (from, to) = (bands.at(cover.area[1]), bands.at(cover.area[3]));
            for band in &mut bands.covers[from..=to.max(from)] {
                band.push(cover);
            }
        }
        bands
    }

    fn at(&self, y: f32) -> usize {
        // A cast of what is below 0, or no number, gives 0.
        ((y / self.height) as usize).min(Self::NUMBER - 1)
    }

    fn near(&self, y: f32) -> &[&'a Cover] {
        &self.covers[self.at(y)]
    }
}

/// A point within the letter, not on its edge: a box often ends where its text does.
fn middle(glyph: &Glyph) -> (f32, f32) {
    let along = ((glyph.x + glyph.end_x) / 2.0, (glyph.y + glyph.end_y) / 2.0);
    let up = glyph.size * 0.25;
    match glyph.turn {
        0 => (along.0, along.1 - up),
        1 => (along.0 + up, along.1),
        2 => (along.0, along.1 + up),
        3 => (along.0 - up, along.1),
        _ => along,
    }
}

fn under(covers: &[&Cover], glyph: usize, at: (f32, f32)) -> bool {
    covers.iter().rev().take_while(|c| c.after > glyph).any(|c| c.opaque && c.holds(at))
}

/// Whether a letter has the colour of what lies below it; paper is white, and a ground of many
/// colours loses none.
fn is_lost(covers: &[&Cover], glyph: usize, at: (f32, f32), colour: [u8; 3]) -> bool {
    for cover in covers.iter().rev().filter(|c| c.after <= glyph && c.holds(at)) {
        match &cover.ground {
            None => return cover.colour.is_some_and(|ground| alike(colour, ground)),
            Some(ground) => {
                if let Some(ground) = ground.colour(at) {
                    return alike(colour, ground);
                }
            }
        }
    }
    alike(colour, [u8::MAX; 3])
}

fn alike(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= ALIKE)
}
