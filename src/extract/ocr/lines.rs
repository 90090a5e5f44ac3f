//! Lines of text, each cut out with all its marks and nothing else.
//!
//! Left to find the lines itself, the program cuts tone marks off headings and runs neighbouring
//! cells together. So each line goes to it alone: letters that stand on one foot, and the marks
//! over and under them. Lengths without a unit are in heights of the line's letters.

use super::blobs::Blob;
use super::digits::measure::Shape;
use super::gray::Gray;
use super::grid::Grid;
use super::median::median;

/// A wider gap ends the line: another column, another cell.
const GAP: f32 = 1.8;
/// More lines than this are a photograph.
const MOST: usize = 400;
/// The lowest digit, ๐, in heights of a plain letter.
const LONE: f32 = 0.55;
/// A stroke between two numbers rises over the letters, at least so far.
const STROKE: f32 = 1.05;
/// Paper left around a line, pixels beside what [`Line::strip`] leaves anyway.
const EDGE: usize = 8;

#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Numbers of its pieces.
    blobs: Vec<usize>,
    x0: f32,
    x1: f32,
    /// Where plain letters begin and end.
    top: f32,
    foot: f32,
    height: f32,
}

/// A picture of one line, and where on the page its corner lies.
pub(super) struct Strip {
    pub(super) gray: Gray,
    pub(super) x: f32,
    pub(super) y: f32,
    /// Its letters, without marks; places within the picture.
    pub(super) letters: Vec<Shape>,
    /// What is tall and narrow, from its left edge to its right one: strokes, among others.
    pub(super) strokes: Vec<(f32, f32)>,
}

/// The lines of a page; empty where it holds no writing.
pub(super) fn find(blobs: &[Blob], grid: &Grid, dpi: f32) -> Vec<Line> {
    let Some(usual) = usual(blobs, dpi) else { return Vec::new() };
    let lines = marks_joined(chained(blobs, grid, usual), blobs);
    let mut lines = with_marks(lines, blobs, usual);
    lines.retain(|l| is_writing(l, blobs, usual, grid));
    if lines.len() > MOST {
        return Vec::new();
    }
    lines.sort_by(|a, b| a.foot.total_cmp(&b.foot));
    lines
}

/// Height of most letters, in pixels.
fn usual(blobs: &[Blob], dpi: f32) -> Option<f32> {
    let like_letters =
        |b: &&Blob| (0.05..0.5).contains(&(b.height() / dpi)) && (0.02..0.6).contains(&(b.width() / dpi));
    median(blobs.iter().filter(like_letters).map(Blob::height).collect())
}

/// Letters from left to right, each put to the line it continues.
fn chained(blobs: &[Blob], grid: &Grid, usual: f32) -> Vec<Line> {
    let is_letter = |b: &Blob| {
        let least = if b.height() < 0.65 * usual && in_cell(b, grid) { LONE } else { 0.65 };
        (least..3.2).contains(&(b.height() / usual))
            && (0.12..6.0).contains(&(b.width() / usual))
            && b.area > 0.08 * usual * usual
    };
    let mut letters: Vec<usize> = (0..blobs.len()).filter(|i| is_letter(&blobs[*i])).collect();
    letters.sort_by(|a, b| blobs[*a].x0.total_cmp(&blobs[*b].x0));
    let mut lines: Vec<Line> = Vec::new();
    for at in letters {
        let letter = &blobs[at];
        let fit = |line: &Line| -> Option<f32> {
            let gap = letter.x0 - line.x1;
            let shared = letter.y1.min(line.foot) - letter.y0.max(line.foot - line.height);
            let fits = (-3.0..GAP).contains(&(gap / line.height))
                && shared >= 0.5 * letter.height().min(line.height)
                && (0.5..2.1).contains(&(letter.height() / line.height))
                && !grid.parts(line.x1, letter.x0, letter.y1 - letter.height() / 2.0);
            fits.then(|| (letter.y1 - line.foot).abs() + gap.max(0.0) * 0.2)
        };
        let best = lines
            .iter_mut()
            .filter_map(|line| fit(line).map(|far| (far, line)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((_, line)) => {
                line.blobs.push(at);
                line.x1 = line.x1.max(letter.x1);
                // A line that leans is followed by its last letters.
                let last = &line.blobs[line.blobs.len().saturating_sub(9)..];
                line.foot = median(last.iter().map(|i| blobs[*i].y1).collect()).unwrap_or(line.foot);
                line.height =
                    median(last.iter().map(|i| blobs[*i].height()).collect()).unwrap_or(line.height);
            }
            None => lines.push(Line {
                blobs: vec![at],
                x0: letter.x0,
                x1: letter.x1,
                top: letter.y0,
                foot: letter.y1,
                height: letter.height(),
            }),
        }
    }
    for line in &mut lines {
        let of = |edge: fn(&Blob) -> f32| median(line.blobs.iter().map(|i| edge(&blobs[*i])).collect());
        line.top = of(|b| b.y0).unwrap_or(line.top);
        line.foot = of(|b| b.y1).unwrap_or(line.foot);
        line.height = of(Blob::height).unwrap_or(line.height);
    }
    lines
}

/// Marks of bold or large letters are as tall as letters and make small lines of their own: these
/// go to the line they stand over or hang under.
fn marks_joined(mut lines: Vec<Line>, blobs: &[Blob]) -> Vec<Line> {
    lines.sort_by_key(|l| std::cmp::Reverse(l.blobs.len()));
    let mut kept: Vec<Line> = Vec::new();
    for line in lines {
        let edge = |least: fn(f32, f32) -> f32, of: fn(&Blob) -> f32, start: f32| {
            line.blobs.iter().map(|i| of(&blobs[*i])).fold(start, least)
        };
        let (y0, y1) = (edge(f32::min, |b| b.y0, f32::MAX), edge(f32::max, |b| b.y1, 0.0));
        let hosts = |host: &&mut Line| {
            let h = host.height;
            let over = y1 <= host.top + 0.45 * h && y0 >= host.top - 1.3 * h;
            let under = y0 >= host.foot - 0.3 * h && y1 <= host.foot + 0.75 * h;
            host.blobs.len() > line.blobs.len()
                && line.x0 >= host.x0 - h
                && line.x1 <= host.x1 + h
                && y1 - y0 <= 1.25 * h
                && (over || under)
        };
        match kept.iter_mut().find(hosts).filter(|_| line.blobs.len() <= 12) {
            Some(host) => host.blobs.extend(line.blobs),
            None => kept.push(line),
        }
    }
    kept
}

/// Every small piece to the line it belongs to: tone marks, vowels, dots, dashes.
fn with_marks(mut lines: Vec<Line>, blobs: &[Blob], usual: f32) -> Vec<Line> {
    let mut taken = vec![false; blobs.len()];
    for at in lines.iter().flat_map(|l| &l.blobs) {
        taken[*at] = true;
    }
    for (at, blob) in blobs.iter().enumerate() {
        if taken[at] || blob.height() > 1.5 * usual || blob.width() > 2.5 * usual || blob.area < 3.0 {
            continue;
        }
        let far = |line: &Line| -> Option<f32> {
            let h = line.height;
            let beside = blob.y0 > line.top - 0.2 * h && blob.y1 < line.foot + 0.4 * h;
            let reach = if beside { GAP } else { 0.6 } * h;
            if blob.middle() < line.x0 - reach || blob.middle() > line.x1 + reach {
                return None;
            }
            let (far, limit) = if blob.y1 <= line.top + 0.35 * h {
                (line.top - blob.y1, 0.9 * h)
            } else if blob.y0 >= line.foot - 0.3 * h {
                // Rather over the next line than under this one: Thai has more above.
                ((blob.y0 - line.foot) * 1.6, 0.55 * 1.6 * h)
            } else {
                (0.0, 1.0)
            };
            (far < limit).then_some(far)
        };
        let best = lines
            .iter_mut()
            .filter_map(|line| far(line).map(|far| (far, line)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, line)) = best {
            line.blobs.push(at);
        }
    }
    lines
}

/// A signature, a seal or dirt is a piece or two of a size of its own; so is a ๐ alone in its cell.
fn is_writing(line: &Line, blobs: &[Blob], usual: f32, grid: &Grid) -> bool {
    let letters = line.blobs.iter().filter(|i| blobs[**i].height() > line.height * 0.6).count();
    let low = || {
        (LONE..0.75).contains(&(line.height / usual)) && line.blobs.iter().all(|i| in_cell(&blobs[*i], grid))
    };
    letters >= 3 || (0.75..1.8).contains(&(line.height / usual)) || low()
}

/// Whether lines are drawn all around a piece.
fn in_cell(blob: &Blob, grid: &Grid) -> bool {
    grid.cell(blob.middle(), (blob.y0 + blob.y1) / 2.0, 0.0).is_some()
}

impl Line {
    /// Marks stand higher, and what hangs below is no letter of this line.
    fn is_letter(&self, blob: &Blob) -> bool {
        (0.6..1.8).contains(&(blob.height() / self.height)) && (blob.y1 - self.foot).abs() < self.height * 0.4
    }

    /// The line alone on white paper.
    pub(super) fn strip(&self, page: &Gray, blobs: &[Blob]) -> Option<Strip> {
        let around = (self.height * 0.35).max(4.0);
        let of = |edge: fn(&Blob) -> f32| self.blobs.iter().map(move |i| edge(&blobs[*i]));
        let left = (of(|b| b.x0).fold(f32::MAX, f32::min) - around).max(0.0) as usize;
        let top = (of(|b| b.y0).fold(f32::MAX, f32::min) - around).max(0.0) as usize;
        let right = ((of(|b| b.x1).fold(0.0, f32::max) + around) as usize).min(page.width);
        let bottom = ((of(|b| b.y1).fold(0.0, f32::max) + around) as usize).min(page.height);
        let (width, height) = (right.checked_sub(left)? + 2 * EDGE, bottom.checked_sub(top)? + 2 * EDGE);
        let mut pixels = vec![255u8; width * height];
        for run in self.blobs.iter().flat_map(|i| &blobs[*i].runs) {
            // A pixel more on every side: the grey edge belongs to the letter.
            let (from, to) = ((run.from as usize).max(left + 1) - 1, (run.to as usize + 1).min(right));
            for y in (run.y as usize).max(top + 1) - 1..(run.y as usize + 2).min(bottom) {
                let at = (y - top + EDGE) * width + EDGE;
                pixels[at + from - left..at + to - left].copy_from_slice(&page.row(y)[from..to]);
            }
        }
        let gray = Gray::new(width, height, pixels)?;
        let (x, y) = (left as f32 - EDGE as f32, top as f32 - EDGE as f32);
        let letters = self.blobs.iter().map(|i| &blobs[*i]).filter(|b| self.is_letter(b));
        let letters = letters.map(|b| Shape { x: b.middle() - x, foot: b.y1 - y, height: b.height() });
        let letters = letters.collect();
        let tall = |b: &&Blob| b.height() > self.height * STROKE && b.width() < self.height;
        let strokes = self.blobs.iter().map(|i| &blobs[*i]).filter(tall);
        let strokes = strokes.map(|b| (b.x0 - x, b.x1 - x)).collect();
        Some(Strip { gray, x, y, letters, strokes })
    }
}
