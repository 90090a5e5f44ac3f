//! Letters for glyphs that have none, told by their shape.
//!
//! A Thai font draws each mark at several heights and sides. Programs that rewrite a PDF keep the
//! letter of one of them and lose it for the others; but the drawing is the same.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::rc::Rc;

use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::kurbo::{BezPath, Point, Shape};

use super::mix::Mix;

/// Named shapes kept; a font has some twenty.
const MAX_NAMED: usize = 500;
/// Fields on each side of the raster that two drawings are compared on.
const SIDE: usize = 16;
/// Fields in which drawings of one mark may differ.
const SLACK: u32 = 24;
/// How much wider or higher a mark may be drawn over another letter.
const STRETCH: f64 = 1.3;

/// What of its bounds a drawing fills: outlines of one mark need not have the same points.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outline {
    rows: [u16; SIDE],
    width: f64,
    height: f64,
}

/// How a mark is drawn. Most documents have no glyph to compare it with, so it is looked at when one comes.
#[derive(Debug)]
struct Named {
    mark: char,
    path: BezPath,
    outline: OnceCell<Option<Outline>>,
}

/// What the marks of a document look like.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    named: Vec<Named>,
    seen: HashSet<u128, BuildHasherDefault<Mix>>,
    /// Glyphs without a letter: a look at each costs more than a line of text.
    drawn: HashMap<u128, Option<Rc<Outline>>, BuildHasherDefault<Mix>>,
}

impl Shapes {
    /// Remembers how a mark is drawn.
    pub(super) fn learn(&mut self, glyph: &OutlineGlyph, mark: char) {
        if self.named.len() < MAX_NAMED && self.seen.insert(glyph.identifier().cache_key()) {
            self.named.push(Named::new(mark, glyph.outline()));
        }
    }

    /// What a glyph draws; `None` where that is nothing.
    pub(super) fn look(&mut self, glyph: &OutlineGlyph) -> Option<Rc<Outline>> {
        let key = glyph.identifier().cache_key();
        self.drawn.entry(key).or_insert_with(|| outline(&glyph.outline()).map(Rc::new)).clone()
    }

    /// The mark that is drawn most like this.
    pub(super) fn name(&self, outline: &Outline) -> Option<char> {
        let like = self.named.iter().filter_map(|n| Some((n.mark, n.outline()?.difference(outline)?)));
        like.min_by_key(|(_, differ)| *differ).map(|(mark, _)| mark)
    }
}

impl Named {
    fn new(mark: char, path: BezPath) -> Named {
        Named { mark, path, outline: OnceCell::new() }
    }

    fn outline(&self) -> Option<&Outline> {
        self.outline.get_or_init(|| outline(&self.path)).as_ref()
    }
}

impl Outline {
    /// In how many fields the two differ; `None` where they are two drawings.
    fn difference(&self, other: &Outline) -> Option<u32> {
        let near = |a: f64, b: f64| a / b < STRETCH && b / a < STRETCH;
        let differ = self.rows.iter().zip(&other.rows).map(|(a, b)| (a ^ b).count_ones()).sum();
        (near(self.width, other.width) && near(self.height, other.height) && differ <= SLACK)
            .then_some(differ)
    }
}

/// `None` for what draws nothing.
fn outline(path: &BezPath) -> Option<Outline> {
    let bounds = path.bounding_box();
    let (width, height) = (bounds.width(), bounds.height());
    if !(width > 1.0 && height > 1.0) {
        return None;
    }
    let middle = |field: usize, size: f64| (field as f64 + 0.5) * size / SIDE as f64;
    let mut rows = [0; SIDE];
    for (y, row) in rows.iter_mut().enumerate() {
        for x in 0..SIDE {
            let at = Point::new(bounds.x0 + middle(x, width), bounds.y0 + middle(y, height));
            *row |= u16::from(path.contains(at)) << x;
        }
    }
    Some(Outline { rows, width, height })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_known_at_any_height_but_not_turned() {
        let drawn = |svg: &str| BezPath::from_svg(svg).unwrap();
        let path = |svg: &str| outline(&drawn(svg)).unwrap();
        let low = drawn("M0 0 L40 0 L40 90 L10 100 Z");
        let high = path("M500 700 L540 700 L540 790 L510 800 Z");
        let other = "M0 0 L40 0 L10 40 L40 100 Z";
        let named = vec![Named::new('่', low), Named::new('้', drawn(other))];
        let shapes = Shapes { named, ..Shapes::default() };
        assert_eq!(shapes.name(&high), Some('่'));
        assert_eq!(shapes.name(&path(other)), Some('้'));
        assert_eq!(shapes.name(&path("M0 0 L400 0 L400 90 L100 100 Z")), None);
    }
}
