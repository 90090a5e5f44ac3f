//! How large the letters of a line are, and where they stand.

use crate::extract::ocr::hocr::Letter;
use crate::extract::ocr::median::{median, quantile};

/// Neighbours that tell the size at a place; a line that leans is measured where it is looked at.
const NEAR: usize = 14;
/// Fewer tell nothing: a year alone in its cell.
const FEW: usize = 4;
/// Thai consonants are equally high, and few letters are lower; digits and some consonants rise.
const PLAIN: f32 = 0.3;

/// A letter's ink, whatever letter it is. Pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::extract::ocr) struct Shape {
    /// Its middle.
    pub(in crate::extract::ocr) x: f32,
    /// Row it stands on.
    pub(in crate::extract::ocr) foot: f32,
    pub(in crate::extract::ocr) height: f32,
}

/// A line's ink.
pub(in crate::extract::ocr) struct Ink<'a> {
    pub(in crate::extract::ocr) letters: &'a [Shape],
    /// Left and right edges of what is tall and narrow.
    pub(in crate::extract::ocr) strokes: &'a [(f32, f32)],
    /// Height of a plain letter on the page.
    pub(in crate::extract::ocr) usual: f32,
}

/// Letters near one place.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Measure {
    pub(super) foot: f32,
    /// Height of a plain consonant.
    pub(super) height: f32,
}

/// Of letters that only the program measured, which takes the height of the line for that of a letter now and then.
pub(in crate::extract::ocr) fn of_letters<'a>(letters: impl Iterator<Item = &'a Letter>) -> Vec<Shape> {
    let mut shapes: Vec<Shape> = letters
        .filter(|l| l.letter.is_alphanumeric())
        .map(|l| Shape { x: l.middle(), foot: l.y1, height: l.height() })
        .collect();
    let usual = median(shapes.iter().map(|s| s.height).collect()).unwrap_or_default();
    shapes.retain(|s| (0.6..1.6).contains(&(s.height / usual)));
    shapes
}

/// Where only the program knows of strokes.
pub(in crate::extract::ocr) fn strokes<'a>(
    letters: impl Iterator<Item = &'a Letter>,
) -> impl Iterator<Item = (f32, f32)> {
    letters.filter(|l| "/|()[]".contains(l.letter)).map(|l| (l.x0, l.x1))
}

/// Height of a plain letter in most of the lines; 0 where there is none.
pub(in crate::extract::ocr) fn usual<'a>(shapes: impl Iterator<Item = &'a Shape>) -> f32 {
    median(shapes.map(|s| s.height).collect()).unwrap_or_default()
}

/// At `x`; `usual` where the line itself is too short to tell.
pub(super) fn at(shapes: &[Shape], x: f32, usual: f32) -> Option<Measure> {
    let mut near: Vec<&Shape> = shapes.iter().collect();
    near.sort_by(|a, b| (a.x - x).abs().total_cmp(&(b.x - x).abs()));
    near.truncate(NEAR);
    let plain = quantile(near.iter().map(|s| s.height).collect(), PLAIN)?;
    let share = plain / usual;
    // ๐ and ๑ are lower than a consonant, so a short line of digits seems smaller than it is.
    let alone = near.len() < FEW && (0.55..1.7).contains(&share);
    let low = near.len() < NEAR && (0.7..1.0).contains(&share);
    let height = if alone || low { usual } else { plain };
    let foot = median(near.iter().map(|s| s.foot).collect())?;
    (height > 0.0).then_some(Measure { foot, height })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_letters_give_the_size() {
        let shape = |x: f32, height: f32| Shape { x, foot: 100.0 + x / 100.0, height };
        let mut line: Vec<Shape> = (0..30).map(|i| shape(i as f32 * 20.0, 20.0)).collect();
        line.extend((30..34).map(|i| shape(i as f32 * 20.0, 27.0)));
        let end = at(&line, 640.0, 18.0).unwrap();
        assert_eq!(end.height, 20.0);
        assert!((end.foot - 105.3).abs() < 0.5, "{}", end.foot);
        assert_eq!(at(&line[30..33], 640.0, 20.0).unwrap().height, 20.0);
        assert_eq!(at(&line[30..33], 640.0, 9.0).unwrap().height, 27.0);
        assert!(at(&[], 0.0, 9.0).is_none());
    }
}
