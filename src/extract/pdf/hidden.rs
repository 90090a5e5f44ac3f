//! What is drawn but cannot be seen: a text layer may hold what is not on the page.
//!
//! Judged only where it is sure. Text counts as hidden when it is drawn invisibly, outside the page
//! or its clip, too small for any eye, in the colour of what lies below it, or below something opaque.

use super::device::{Content, Glyph};

/// Boxes of one page beyond which it is a drawing, and no letter's ground is looked for.
pub(super) const MAX_COVERS: usize = 2_000;
/// Points below which no letter can be read.
const TINY: f32 = 0.9;
/// How far two colours may differ and still not be told apart, of 255.
const ALIKE: u8 = 10;

/// Something painted over an area.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cover {
    /// x0, y0, x1, y1.
    pub(super) area: [f32; 4],
    /// Glyphs drawn before it.
    pub(super) after: usize,
    /// `None` where it is not one colour.
    pub(super) colour: Option<[u8; 3]>,
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
    for (i, glyph) in content.glyphs.iter_mut().enumerate() {
        let at = middle(glyph);
        let outside = at.0 < -1.0 || at.1 < -1.0 || at.0 > width + 1.0 || at.1 > height + 1.0;
        glyph.hidden = glyph.hidden
            || outside
            || glyph.size < TINY
            || under(&content.covers, i, at)
            || glyph.colour.is_some_and(|c| ground(&content.covers, i, at).is_some_and(|g| alike(c, g)));
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
        _ => (along.0 - up, along.1),
    }
}

fn under(covers: &[Cover], glyph: usize, at: (f32, f32)) -> bool {
    covers.iter().rev().take_while(|c| c.after > glyph).any(|c| c.opaque && c.holds(at))
}

/// The colour below; paper is white, and `None` is a ground of many colours.
fn ground(covers: &[Cover], glyph: usize, at: (f32, f32)) -> Option<[u8; 3]> {
    if covers.len() >= MAX_COVERS {
        return None;
    }
    let below = covers.iter().rev().find(|c| c.after <= glyph && c.holds(at));
    below.map_or(Some([255; 3]), |c| c.colour)
}

fn alike(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= ALIKE)
}
