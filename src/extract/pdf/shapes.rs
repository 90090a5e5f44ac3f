//! Letters for glyphs that have none, told by their shape.
//!
//! A Thai font draws each mark at several heights and sides. Programs that rewrite a PDF keep the
//! letter of one of them and lose it for the others; but the drawing is the same.

use std::collections::HashSet;

use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::kurbo::{BezPath, PathEl, Point, Rect, Shape};

/// Named shapes kept; a font has some twenty.
const MAX_NAMED: usize = 500;
/// How far two points may miss each other, as a part of the mark's size.
const SLACK: f64 = 0.05;

/// The points of an outline, from 0 to 1 within its bounds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outline {
    points: Vec<Point>,
    bounds: Rect,
}

/// What the marks of a document look like.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    named: Vec<(char, Outline)>,
    seen: HashSet<u128>,
}

impl Shapes {
    /// Remembers how a mark is drawn.
    pub(super) fn learn(&mut self, glyph: &OutlineGlyph, mark: char) {
        if self.named.len() < MAX_NAMED
            && self.seen.insert(glyph.identifier().cache_key())
            && let Some(outline) = outline(&glyph.outline())
        {
            self.named.push((mark, outline));
        }
    }

    /// The one mark that is drawn like this; two that are leave it open.
    pub(super) fn name(&self, outline: &Outline) -> Option<char> {
        let mut like = self.named.iter().filter(|(_, named)| named.is_like(outline)).map(|(c, _)| *c);
        let first = like.next()?;
        like.all(|c| c == first).then_some(first)
    }
}

impl Outline {
    fn is_like(&self, other: &Outline) -> bool {
        let near = |a: f64, b: f64| a / b < 1.15 && b / a < 1.15;
        self.points.len() == other.points.len()
            && near(self.bounds.width(), other.bounds.width())
            && near(self.bounds.height(), other.bounds.height())
            && self.points.iter().zip(&other.points).all(|(a, b)| a.distance(*b) < SLACK)
    }
}

/// `None` for what draws nothing.
pub(super) fn outline(path: &BezPath) -> Option<Outline> {
    let bounds = path.bounding_box();
    if !(bounds.width() > 1.0 && bounds.height() > 1.0) {
        return None;
    }
    let mut points = Vec::new();
    let mut push = |p: Point| {
        points.push(Point::new((p.x - bounds.x0) / bounds.width(), (p.y - bounds.y0) / bounds.height()));
    };
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(p) | PathEl::LineTo(p) => push(p),
            PathEl::QuadTo(a, b) => [a, b].into_iter().for_each(&mut push),
            PathEl::CurveTo(a, b, c) => [a, b, c].into_iter().for_each(&mut push),
            PathEl::ClosePath => {}
        }
    }
    Some(Outline { points, bounds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_known_at_any_height_but_not_turned() {
        let path = |svg: &str| outline(&BezPath::from_svg(svg).unwrap()).unwrap();
        let low = path("M0 0 L40 0 L40 90 L10 100 Z");
        let high = path("M500 700 L540 700 L540 790 L510 800 Z");
        let other = path("M0 0 L40 0 L10 90 L40 100 Z");
        let shapes = Shapes { named: vec![('่', low), ('้', other.clone())], seen: HashSet::new() };
        assert_eq!(shapes.name(&high), Some('่'));
        assert_eq!(shapes.name(&other), Some('้'));
        assert_eq!(shapes.name(&path("M0 0 L400 0 L400 90 L100 100 Z")), None);
    }
}
