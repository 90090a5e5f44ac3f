//! A piece of a line of text, at the size the net knows.

use super::net::ROWS;
use crate::extract::ocr::gray::Gray;

/// Rows of a plain consonant, and the row it stands on.
const LETTER: f32 = 14.0;
const FOOT: f32 = 24.0;
/// Longer pieces are cut by the caller; this only bounds what a wrong measure could cost.
const LONGEST: usize = 4_000;

pub(super) struct Strip {
    /// [`ROWS`] rows, 0 paper, 1 ink.
    pub(super) ink: Vec<f32>,
    left: f32,
    scale: f32,
}

impl Strip {
    /// Place on the page of a column of the strip.
    pub(super) fn x(&self, column: f32) -> f32 {
        self.left + column / self.scale
    }

    /// Column of a place on the page.
    pub(super) fn column(&self, x: f32) -> f32 {
        (x - self.left) * self.scale
    }
}

/// From `x0` to `x1` of a line whose letters stand on `foot` and are `height` pixels high.
pub(super) fn cut(gray: &Gray, x0: f32, x1: f32, foot: f32, height: f32) -> Option<Strip> {
    if !(height > 3.0 && x1 > x0) {
        return None;
    }
    let scale = LETTER / height;
    let columns = (((x1 - x0) * scale) as usize).min(LONGEST);
    let top = foot - FOOT / scale;
    // First across, then down: two short sums instead of a long one a pixel.
    let across = samples(columns, x0, scale, gray.width);
    let down = samples(ROWS, top, scale, gray.height);
    if across.is_empty() || down.is_empty() {
        return None;
    }
    let first = down.iter().map(|s| s.from).min().unwrap_or_default();
    let last = down.iter().map(|s| s.from + s.weights.len()).max().unwrap_or_default();
    // A row of the page after the other, each as wide as the strip.
    let narrow: Vec<Vec<f32>> = (first..last)
        .map(|y| {
            let row = gray.row(y);
            across.iter().map(|s| s.of(|x| f32::from(row[x]))).collect()
        })
        .collect();
    let light = down.iter().flat_map(|s| (0..columns).map(|x| s.of(|y| narrow[y - first][x]))).collect();
    Some(Strip { ink: ink(light), left: x0, scale })
}

/// Pixels that make one pixel of the strip, and their shares; outside the page there is none.
struct Sample {
    from: usize,
    weights: Vec<f32>,
}

impl Sample {
    fn of(&self, pixel: impl Fn(usize) -> f32) -> f32 {
        // Off the page is paper.
        let inside: f32 = self.weights.iter().sum();
        let sum: f32 = self.weights.iter().enumerate().map(|(i, w)| w * pixel(self.from + i)).sum();
        sum + (1.0 - inside) * 255.0
    }
}

/// A triangle over the pixels: between two when it enlarges, over all it covers when it shrinks.
fn samples(count: usize, start: f32, scale: f32, size: usize) -> Vec<Sample> {
    let reach = (1.0 / scale).max(1.0);
    (0..count)
        .map(|i| {
            let middle = start + (i as f32 + 0.5) / scale - 0.5;
            let (low, high) = ((middle - reach).ceil() as i64, (middle + reach).floor() as i64);
            let share = |x: i64| (1.0 - (x as f32 - middle).abs() / reach).max(0.0);
            let all: f32 = (low..=high).map(share).sum();
            let (first, last) = (low.max(0), high.min(size as i64 - 1));
            let weights = (first..=last).map(|x| share(x) / all.max(f32::MIN_POSITIVE)).collect();
            Sample { from: first.clamp(0, size as i64 - 1) as usize, weights }
        })
        .collect()
}

/// The darkest to 1 and the paper to 0, as when the net was made.
fn ink(light: Vec<f32>) -> Vec<f32> {
    let mut sorted = light.clone();
    sorted.sort_by(f32::total_cmp);
    let at = |share: f32| sorted[((sorted.len() - 1) as f32 * share) as usize];
    let (dark, paper) = (at(0.02), at(0.90));
    let depth = (paper - dark).max(40.0);
    light.into_iter().map(|l| ((paper - l) / depth).clamp(0.0, 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_brought_to_size() {
        // A black block 20 wide and 28 high that stands on row 99.
        let inside = |x: usize, y: usize| (60..80).contains(&x) && (72..100).contains(&y);
        let pixels = (0..200 * 150).map(|i| if inside(i % 200, i / 200) { 0 } else { 255 }).collect();
        let gray = Gray::new(200, 150, pixels).unwrap();
        let strip = cut(&gray, 40.0, 120.0, 100.0, 28.0).unwrap();
        assert_eq!(strip.ink.len(), ROWS * 40);
        let dark: Vec<usize> = (0..strip.ink.len()).filter(|i| strip.ink[*i] > 0.5).collect();
        let columns = dark.iter().map(|i| i % 40);
        let rows = dark.iter().map(|i| i / 40);
        assert_eq!((columns.clone().min(), columns.max()), (Some(10), Some(19)));
        assert_eq!((rows.clone().min(), rows.max()), (Some(10), Some(23)));
        assert!((strip.x(15.0) - 70.0).abs() < 0.1);
        assert!(cut(&gray, 190.0, 260.0, 149.0, 28.0).is_some(), "over the edge is paper");
        assert!(cut(&gray, 0.0, 10.0, 10.0, 0.0).is_none());
    }
}
