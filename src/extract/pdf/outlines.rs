//! Letters drawn as shapes: on covers and posters made in drawing programs the text is outlines,
//! and says nothing to who reads the page's text.

use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect};

/// Shapes of one page beyond which no more are looked at.
const MOST: usize = 8_000;
/// Height of a letter, in points.
const HEIGHT: std::ops::Range<f64> = 3.5..250.0;
/// Letters below which shapes on a line are an ornament.
const WORD: usize = 5;
/// Sizes below which they are one shape again and again: a row of dots.
const SIZES: usize = 3;

/// Shapes that may be letters, by the boxes around them.
#[derive(Debug, Default)]
pub(super) struct Outlines(Vec<Rect>);

impl Outlines {
    /// Takes the filled shapes of a path; one path may hold a whole page of letters.
    pub(super) fn add(&mut self, path: &BezPath, transform: Affine) {
        let mut shape: Option<Rect> = None;
        let mut curved = false;
        for element in path.elements() {
            let points: &[Point] = match element {
                PathEl::MoveTo(p) => {
                    self.shape(shape.take(), curved);
                    curved = false;
                    &[*p]
                }
                PathEl::LineTo(p) => &[*p],
                PathEl::QuadTo(a, p) => {
                    curved = true;
                    &[*a, *p]
                }
                PathEl::CurveTo(a, b, p) => {
                    curved = true;
                    &[*a, *b, *p]
                }
                PathEl::ClosePath => &[],
            };
            for point in points {
                let p = transform * *point;
                shape = Some(shape.map_or(Rect::new(p.x, p.y, p.x, p.y), |r| r.union_pt(p)));
            }
        }
        self.shape(shape, curved);
    }

    /// Hardly a letter of Thai is drawn without a curve.
    fn shape(&mut self, shape: Option<Rect>, curved: bool) {
        let Some(shape) = shape.filter(|_| curved && self.0.len() < MOST) else { return };
        if HEIGHT.contains(&shape.height()) && shape.width() < shape.height() * 3.0 {
            self.0.push(shape);
        }
    }

    /// How many of the shapes stand on a line with others of their height.
    pub(super) fn letters(&self) -> usize {
        let mut lines: Vec<Vec<&Rect>> = Vec::new();
        for shape in &self.0 {
            // Letters of a line are drawn one soon after the other.
            match lines.iter_mut().rev().take(40).find(|line| stands_on(line[0], shape)) {
                Some(line) => line.push(shape),
                None => lines.push(vec![shape]),
            }
        }
        lines.iter().filter(|line| line.len() >= WORD && has_sizes(line)).map(Vec::len).sum()
    }
}

fn stands_on(first: &Rect, shape: &Rect) -> bool {
    let height = first.height();
    (shape.y1 - first.y1).abs() < height * 0.15 && (0.7..1.45).contains(&(shape.height() / height))
}

fn has_sizes(line: &[&Rect]) -> bool {
    let size = |r: &&Rect| ((r.width() * 4.0) as i64, (r.height() * 4.0) as i64);
    let mut sizes: Vec<(i64, i64)> = line.iter().map(size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes.len() >= SIZES
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A round shape of this size with its foot at `x`, `y`.
    fn round(path: &mut BezPath, x: f64, y: f64, width: f64, height: f64) {
        path.move_to((x, y));
        path.quad_to((x + width, y), (x + width, y - height));
        path.quad_to((x, y - height), (x, y));
        path.close_path();
    }

    #[test]
    fn letters_stand_on_a_line_and_differ() {
        let (mut words, mut dots) = (BezPath::new(), BezPath::new());
        for n in 0..12 {
            let x = f64::from(n) * 20.0;
            round(&mut words, x, 100.0, 9.0 + f64::from(n % 4), 16.0);
            round(&mut dots, x, 300.0, 6.0, 6.0);
        }
        let mut outlines = Outlines::default();
        outlines.add(&words, Affine::IDENTITY);
        assert_eq!(outlines.letters(), 12);
        // The same on end, and far too small to be read.
        outlines.add(&dots, Affine::IDENTITY);
        outlines.add(&words, Affine::scale(0.1));
        assert_eq!(outlines.letters(), 12);
    }
}
