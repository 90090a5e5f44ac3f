//! The connected pieces of ink on a page: letters, marks, strokes, dirt.

use super::gray::Gray;
use super::grid::{Grid, Rule};

/// More pieces than this are a photograph, or noise.
const MOST: usize = 60_000;

/// A stretch of ink in one row; `to` is the first pixel after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) y: u32,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// A connected piece of ink. Pixels; the right and lower edge are the first ones after it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Blob {
    pub(super) x0: f32,
    pub(super) y0: f32,
    pub(super) x1: f32,
    pub(super) y1: f32,
    pub(super) area: f32,
    pub(super) runs: Vec<Run>,
}

impl Blob {
    pub(super) fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    pub(super) fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    pub(super) fn middle(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }
}

/// Pieces of what is darker than `dark`, without the drawn lines; `None`: too many to be writing.
pub(super) fn find(gray: &Gray, dark: u8, grid: &Grid) -> Option<Vec<Blob>> {
    let mut ink: Vec<bool> = Vec::with_capacity(gray.width * gray.height);
    for y in 0..gray.height {
        ink.extend(gray.row(y).iter().map(|light| *light < dark));
    }
    erase(&mut ink, gray, grid);
    let mut runs: Vec<Run> = Vec::new();
    let mut parents: Vec<u32> = Vec::new();
    let mut above = 0..0;
    for y in 0..gray.height {
        let row = &ink[y * gray.width..(y + 1) * gray.width];
        let first = runs.len();
        let mut x = 0;
        while x < row.len() {
            let Some(start) = row[x..].iter().position(|d| *d) else { break };
            let from = x + start;
            let to = row[from..].iter().position(|d| !*d).map_or(row.len(), |n| from + n);
            runs.push(Run { y: y as u32, from: from as u32, to: to as u32 });
            parents.push(parents.len() as u32);
            x = to;
        }
        // Both rows from left to right, side by side; corners touch too.
        let mut up = above.start;
        for i in first..runs.len() {
            while up < above.end && runs[up].to < runs[i].from {
                up += 1;
            }
            let mut next = up;
            while next < above.end && runs[next].from <= runs[i].to {
                join(&mut parents, next as u32, i as u32);
                next += 1;
            }
        }
        above = first..runs.len();
    }
    collect(&runs, &mut parents)
}

fn collect(runs: &[Run], parents: &mut [u32]) -> Option<Vec<Blob>> {
    let mut number: Vec<Option<usize>> = vec![None; runs.len()];
    let mut blobs: Vec<Blob> = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        let root = root(parents, i as u32) as usize;
        let at = *number[root].get_or_insert_with(|| {
            blobs.push(Blob {
                x0: f32::MAX,
                y0: run.y as f32,
                x1: 0.0,
                y1: 0.0,
                area: 0.0,
                runs: Vec::new(),
            });
            blobs.len() - 1
        });
        if blobs.len() > MOST {
            return None;
        }
        let blob = &mut blobs[at];
        blob.x0 = blob.x0.min(run.from as f32);
        blob.x1 = blob.x1.max(run.to as f32);
        blob.y1 = run.y as f32 + 1.0;
        blob.area += (run.to - run.from) as f32;
        blob.runs.push(*run);
    }
    Some(blobs)
}

fn root(parents: &mut [u32], mut at: u32) -> u32 {
    while parents[at as usize] != at {
        // Halving the way keeps it short.
        parents[at as usize] = parents[parents[at as usize] as usize];
        at = parents[at as usize];
    }
    at
}

fn join(parents: &mut [u32], a: u32, b: u32) {
    let (a, b) = (root(parents, a), root(parents, b));
    let (first, second) = (a.min(b), a.max(b));
    parents[second as usize] = first;
}

/// Takes the drawn lines out, but not the letter strokes that cross them.
fn erase(ink: &mut [bool], gray: &Gray, grid: &Grid) {
    let (width, height) = (gray.width, gray.height);
    // `along` runs with the line, `across` over it.
    let mut clear = |rule: &Rule, length: usize, size: usize, pixel: &dyn Fn(usize, usize) -> usize| {
        let reach = rule.thick / 2.0 + 1.0;
        let first = (rule.at - reach).max(0.0) as usize;
        let last = ((rule.at + reach) as usize).min(size - 1);
        for along in rule.from as usize..(rule.to as usize + 1).min(length) {
            let dark = |across: usize| ink[pixel(across, along)];
            let mut stretches: Vec<(usize, usize)> = Vec::new();
            let mut at = first;
            while at <= last {
                if dark(at) {
                    let from = (0..at).rev().take_while(|a| dark(*a)).last().unwrap_or(at);
                    let to = (at..size).take_while(|a| dark(*a)).last().unwrap_or(at);
                    stretches.push((from, to));
                    at = to;
                }
                at += 1;
            }
            for (from, to) in stretches {
                // A stroke that goes on beyond is a letter that stands on the line.
                if ((to - from) as f32) < rule.thick + 2.0 {
                    (from..=to).for_each(|a| ink[pixel(a, along)] = false);
                }
            }
        }
    };
    for rule in &grid.across {
        clear(rule, width, height, &|y, x| y * width + x);
    }
    for rule in &grid.down {
        clear(rule, height, width, &|x, y| y * width + x);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gray(rows: &[&str]) -> Gray {
        let pixels = rows.iter().flat_map(|r| r.bytes().map(|b| if b == b'#' { 0 } else { 255 })).collect();
        Gray::new(rows[0].len(), rows.len(), pixels).unwrap()
    }

    #[test]
    fn pieces_that_touch_are_one() {
        let page = gray(&["#..##.", "#.#..#", ".#...#", "....#."]);
        let blobs = find(&page, 128, &Grid::default()).unwrap();
        assert_eq!(blobs.len(), 1);
        assert_eq!(
            (blobs[0].x0, blobs[0].y0, blobs[0].x1, blobs[0].y1, blobs[0].area),
            (0.0, 0.0, 6.0, 4.0, 9.0)
        );
        assert_eq!(find(&gray(&["#.#", "...", "##."]), 128, &Grid::default()).unwrap().len(), 3);
    }

    #[test]
    fn a_drawn_line_goes_and_the_letter_on_it_stays() {
        let page =
            gray(&["...#....", "...#....", "...#....", "...#....", "...#....", "########", "........"]);
        let grid = Grid { across: vec![Rule { at: 5.0, from: 0.0, to: 7.0, thick: 1.0 }], down: Vec::new() };
        let blobs = find(&page, 128, &grid).unwrap();
        assert_eq!((blobs.len(), blobs[0].width(), blobs[0].height()), (1, 1.0, 6.0));
    }
}
