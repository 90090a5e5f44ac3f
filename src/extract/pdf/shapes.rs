//! Letters for glyphs that have none, told by their shape.
//!
//! A Thai font draws each mark at several heights and sides. Programs that rewrite a PDF keep the
//! letter of one of them and lose it for the others; but the drawing is the same.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::rc::Rc;

use hayro_interpret::font::{GlyphIdentifier, OutlineGlyph};
use hayro_interpret::kurbo::{self, BezPath, PathEl, Point, Shape};

use super::mix::Mix;

/// Named shapes kept; a font has some twenty.
const MAX_NAMED: usize = 500;
/// Fields on each side of the raster that two drawings are compared on.
const SIDE: usize = 16;
/// Curves are followed to this part of the height.
const FINE: f64 = 200.0;
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
    /// By glyph: its mark, and where that stands in `named`.
    seen: HashMap<GlyphIdentifier, (char, usize), BuildHasherDefault<Mix>>,
    /// Glyphs without a letter: a look at each costs more than a line of text.
    drawn: HashMap<GlyphIdentifier, Option<Rc<Outline>>, BuildHasherDefault<Mix>>,
}

impl Shapes {
    /// Remembers how a mark is drawn.
    pub(super) fn learn(&mut self, glyph: &OutlineGlyph, mark: char) {
        match self.seen.get(&glyph.identifier()) {
            // One glyph for every letter, as in the invisible text of Tesseract and scanners: its shape names none.
            Some((known, at)) if *known != mark => self.named[*at].outline = OnceCell::from(None),
            Some(_) => {}
            None if self.named.len() < MAX_NAMED => {
                self.seen.insert(glyph.identifier(), (mark, self.named.len()));
                self.named.push(Named::new(mark, glyph.outline()));
            }
            None => {}
        }
    }

    /// What a glyph draws; `None` where that is nothing.
    pub(super) fn look(&mut self, glyph: &OutlineGlyph) -> Option<Rc<Outline>> {
        // What is a mark elsewhere is no mark without a letter.
        if self.seen.contains_key(&glyph.identifier()) {
            return None;
        }
        self.drawn.entry(glyph.identifier()).or_insert_with(|| outline(&glyph.outline()).map(Rc::new)).clone()
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
    let edges = edges(path, height / FINE);
    let mut rows = [0; SIDE];
    let mut crossed: Vec<(f64, i32)> = Vec::new();
    for (number, row) in rows.iter_mut().enumerate() {
        let y = bounds.y0 + middle(number, height);
        crossed.clear();
        crossed.extend(edges.iter().filter_map(|(from, to)| {
            let down = from.y <= y && y < to.y;
            let up = to.y <= y && y < from.y;
            let x = || from.x + (to.x - from.x) * (y - from.y) / (to.y - from.y);
            (down || up).then(|| (x(), if down { 1 } else { -1 }))
        }));
        for column in 0..SIDE {
            let x = bounds.x0 + middle(column, width);
            let winding: i32 = crossed.iter().filter(|(at, _)| *at < x).map(|(_, turn)| turn).sum();
            *row |= u16::from(winding != 0) << column;
        }
    }
    Some(Outline { rows, width, height })
}

/// The middle of a field.
fn middle(field: usize, size: f64) -> f64 {
    (field as f64 + 0.5) * size / SIDE as f64
}

/// The path in straight pieces, each part of it closed.
fn edges(path: &BezPath, tolerance: f64) -> Vec<(Point, Point)> {
    let mut edges = Vec::new();
    let (mut start, mut last) = (Point::ZERO, Point::ZERO);
    kurbo::flatten(path, tolerance, |element| match element {
        PathEl::MoveTo(to) => {
            edges.push((last, start));
            (start, last) = (to, to);
        }
        PathEl::LineTo(to) => {
            edges.push((last, to));
            last = to;
        }
        PathEl::ClosePath => {
            edges.push((last, start));
            last = start;
        }
        PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
    });
    edges.push((last, start));
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_those_that_lie_inside() {
        for svg in [
            "M0 0 L40 0 L40 90 L10 100 Z",
            "M0 50 C0 -20 100 -20 100 50 C100 120 0 120 0 50 Z M30 50 C30 80 70 80 70 50 C70 20 30 20 30 50 Z",
            "M0 0 Q80 10 60 70 L10 90 Z M20 20 L30 60 L50 30 Z",
        ] {
            let path = BezPath::from_svg(svg).unwrap();
            let (drawn, bounds) = (outline(&path).unwrap(), path.bounding_box());
            let other = (0..SIDE * SIDE).filter(|at| {
                let (row, column) = (at / SIDE, at % SIDE);
                let x = bounds.x0 + middle(column, bounds.width());
                let y = bounds.y0 + middle(row, bounds.height());
                path.contains(Point::new(x, y)) != (drawn.rows[row] >> column & 1 == 1)
            });
            assert!(other.count() <= 2, "{svg}");
        }
    }

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
