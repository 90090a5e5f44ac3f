//! Pages that lay askew on the glass: two degrees cost a fifth of the text, because lines run
//! into each other.

use super::blobs::{self, Blob};
use super::gray::Gray;
use super::grid::Grid;

const STEP: f32 = 0.25;
/// To each side; more than three degrees nobody leaves like that on the glass.
const STEPS: i32 = 12;
/// Who holds a camera does: to so many degrees, looked at in larger steps, and taken only where the lines
/// plainly say it.
const FAR: f32 = 8.0;
const FAR_STEP: f32 = 0.5;
const PLAINLY: f32 = 1.5;
/// How much sharper lines are that run along the page's side than those across it, on a page that lies on its side.
const ON_ITS_SIDE: f32 = 2.0;
/// Turning blurs, so what is nearly upright stays.
const UPRIGHT: f32 = 0.3;
/// Wide enough for lines of text to stay apart.
const SMALL: usize = 800;
/// A page has less ink than that; more is a table under the paper, or its shadow.
const MOST_INK: f32 = 0.2;
/// Cells of the small grid to each side that are compared with one in a shadow.
const NEAR: usize = 12;
/// A longer run of ink in the small grid is a rule and no letter.
const RULE: usize = 24;
/// Pixels of a letter's longer side, of whatever dpi.
const LEAST: f32 = 6.0;
const MOST: f32 = 200.0;
/// Letters of a page that are asked where the next one stands.
const VOTERS: usize = 1000;
/// Fewer cells of ink say nothing.
const FEW: usize = 500;

/// The page with its lines across: on its feet, or on its head.
pub(super) fn straighten(gray: Gray) -> Gray {
    let gray = if lies_on_its_side(&gray) { gray.quarters(1) } else { gray };
    let lean = estimate(&gray);
    if lean.abs() > UPRIGHT { gray.turned(-lean) } else { gray }
}

/// Whether the lines of text run along the page: a wide table, scanned as the paper went in.
fn lies_on_its_side(gray: &Gray) -> bool {
    let mut small = Small::of(gray);
    small.without_rules();
    let ink = small.places();
    if ink.len() < FEW {
        return false;
    }
    let turned: Vec<(f32, f32)> = ink.iter().map(|(x, y)| (*y, *x)).collect();
    let far = (FAR / FAR_STEP) as i32;
    let sharpest = |ink: &[(f32, f32)]| {
        (-far..=far).map(|step| sharpness(ink, gray, step as f32 * FAR_STEP)).fold(0.0, f32::max)
    };
    sharpest(&turned) > sharpest(&ink) * ON_ITS_SIDE && !has_lines_across(gray)
}

/// Whether letters stand closer to those beside them than to those above and below. Cells that say the same row
/// after row make lines down the page that are sharper than those across it.
fn has_lines_across(gray: &Gray) -> bool {
    let Some(blobs) = blobs::find(gray, dark(gray), &Grid::default()) else { return false };
    let side = |blob: &Blob| blob.width().max(blob.height());
    // Dirt is smaller, and rules and what touches them are longer.
    let is_piece = |blob: &&Blob| (LEAST..MOST).contains(&side(blob));
    let mut sides: Vec<f32> = blobs.iter().filter(is_piece).map(side).collect();
    sides.sort_by(f32::total_cmp);
    let Some(&usual) = sides.get(sides.len() * 3 / 4) else { return false };
    // Without marks above and below, which stand nearer than the next letter does.
    let is_letter = |blob: &&Blob| side(blob) < usual * 2.0 && blob.width().min(blob.height()) > usual * 0.5;
    let letters: Vec<&Blob> = blobs.iter().filter(is_piece).filter(is_letter).collect();
    let (mut across, mut down) = (0_usize, 0_usize);
    for letter in letters.iter().step_by(letters.len().div_ceil(VOTERS).max(1)) {
        let (mut beside, mut below) = (usual * 2.0, usual * 2.0);
        for other in letters.iter().filter(|other| !std::ptr::eq(**other, *letter)) {
            let gap_x = other.x0.max(letter.x0) - other.x1.min(letter.x1);
            let gap_y = other.y0.max(letter.y0) - other.y1.min(letter.y1);
            if -gap_y > usual * 0.4 {
                beside = beside.min(gap_x);
            }
            if -gap_x > usual * 0.4 {
                below = below.min(gap_y);
            }
        }
        across += usize::from(beside < below);
        down += usize::from(below < beside);
    }
    across > down
}

/// What is darker than this is ink.
pub(super) fn dark(gray: &Gray) -> u8 {
    let mut histogram = [0u64; 256];
    for y in (0..gray.height).step_by(3) {
        for light in gray.row(y).iter().step_by(3) {
            histogram[usize::from(*light)] += 1;
        }
    }
    threshold(&histogram)
}

/// Degrees the lines fall to the right: at that angle ink gathers in the fewest rows.
fn estimate(gray: &Gray) -> f32 {
    let ink = Small::of(gray).places();
    let mut best = (0.0, sharpness(&ink, gray, 0.0));
    for step in (-STEPS..=STEPS).filter(|s| *s != 0) {
        let angle = step as f32 * STEP;
        let found = sharpness(&ink, gray, angle);
        // A picture without lines has no angle: only a clear gain counts.
        if found > best.1 * 1.02 {
            best = (angle, found);
        }
    }
    let near = best;
    for step in (STEPS as f32 * STEP / FAR_STEP) as i32..=(FAR / FAR_STEP) as i32 {
        for angle in [step as f32 * FAR_STEP, -step as f32 * FAR_STEP] {
            let found = sharpness(&ink, gray, angle);
            if found > best.1.max(near.1 * PLAINLY) {
                best = (angle, found);
            }
        }
    }
    if best.0 != near.0 {
        for angle in [best.0 - STEP, best.0 + STEP] {
            let found = sharpness(&ink, gray, angle);
            if found > best.1 {
                best = (angle, found);
            }
        }
    }
    best.0
}

/// The page on a smaller grid: which of its cells are ink.
struct Small {
    width: usize,
    height: usize,
    ink: Vec<bool>,
}

impl Small {
    fn of(gray: &Gray) -> Small {
        let every = gray.width.max(gray.height).div_ceil(SMALL).max(1);
        let (width, height) = (gray.width / every, gray.height / every);
        let mut histogram = [0u64; 256];
        let mut light: Vec<u8> = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let sum: u32 = (0..every)
                    .flat_map(|dy| &gray.row(y * every + dy)[x * every..(x + 1) * every])
                    .map(|p| u32::from(*p))
                    .sum();
                light.push((sum / (every * every) as u32) as u8);
                histogram[usize::from(light[light.len() - 1])] += 1;
            }
        }
        let dark = threshold(&histogram);
        let mut ink: Vec<bool> = light.iter().map(|l| *l < dark).collect();
        if ink.iter().filter(|i| **i).count() as f32 > ink.len() as f32 * MOST_INK {
            ink = darker_than_around(&light, width, height);
        }
        Small { width, height, ink }
    }

    /// Rules would outdo all lines of text, and a table has as many down as across.
    fn without_rules(&mut self) {
        let seen = self.ink.clone();
        let mut clear = |length: usize, at: &dyn Fn(usize) -> usize| {
            let mut from = 0;
            while from < length {
                let run = (from..length).take_while(|i| seen[at(*i)]).count();
                if run >= RULE {
                    (from..from + run).for_each(|i| self.ink[at(i)] = false);
                }
                from += run.max(1);
            }
        };
        let (width, height) = (self.width, self.height);
        (0..height).for_each(|y| clear(width, &|x| y * width + x));
        (0..width).for_each(|x| clear(height, &|y| y * width + x));
    }

    /// Places of ink, from the middle.
    fn places(&self) -> Vec<(f32, f32)> {
        let (cx, cy) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        // The edges hold the shadow of the lid, which is straight whatever the page does.
        let inside = |(x, y): &(f32, f32)| x.abs() < cx * 0.94 && y.abs() < cy * 0.94;
        let places = self.ink.iter().enumerate().filter(|(_, ink)| **ink);
        places
            .map(|(i, _)| ((i % self.width) as f32 - cx, (i / self.width) as f32 - cy))
            .filter(inside)
            .collect()
    }
}

/// Cells that are darker than what is around them, whatever the light there.
fn darker_than_around(light: &[u8], width: usize, height: usize) -> Vec<bool> {
    // Sums over all above and to the left.
    let mut sums = vec![0u32; (width + 1) * (height + 1)];
    for y in 0..height {
        let mut row = 0;
        for x in 0..width {
            row += u32::from(light[y * width + x]);
            sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
        }
    }
    let ink = |i: usize| {
        let (x, y) = (i % width, i / width);
        let (left, right) = (x.saturating_sub(NEAR), (x + NEAR + 1).min(width));
        let (top, foot) = (y.saturating_sub(NEAR), (y + NEAR + 1).min(height));
        let at = |x: usize, y: usize| sums[y * (width + 1) + x];
        let sum = at(right, foot) + at(left, top) - at(left, foot) - at(right, top);
        let usual = sum as f32 / ((right - left) * (foot - top)) as f32;
        f32::from(light[i]) < usual * 0.85 - 4.0
    };
    (0..light.len()).map(ink).collect()
}

/// Otsu's threshold: the light that parts ink from paper best.
fn threshold(histogram: &[u64; 256]) -> u8 {
    let all: f64 = histogram.iter().map(|n| *n as f64).sum();
    let sum: f64 = histogram.iter().enumerate().map(|(i, n)| i as f64 * *n as f64).sum();
    let (mut below, mut sum_below, mut best) = (0.0, 0.0, (0.0, 128u8));
    for (i, n) in histogram.iter().enumerate() {
        below += *n as f64;
        sum_below += i as f64 * *n as f64;
        let above = all - below;
        if below > 0.0 && above > 0.0 {
            let apart = sum_below / below - (sum - sum_below) / above;
            let found = below * above * apart * apart;
            if found > best.0 {
                best = (found, i as u8);
            }
        }
    }
    best.1.saturating_add(1)
}

/// Sum over rows of the squared change of ink from one row to the next.
fn sharpness(ink: &[(f32, f32)], gray: &Gray, degrees: f32) -> f32 {
    let slope = degrees.to_radians().tan();
    let size = gray.width.max(gray.height).min(SMALL) * 2;
    let mut rows = vec![0.0f32; size];
    for (x, y) in ink {
        let row = y - x * slope + size as f32 / 2.0;
        if let Some(cell) = rows.get_mut(row.max(0.0) as usize) {
            *cell += 1.0;
        }
    }
    rows.windows(2).map(|w| (w[1] - w[0]) * (w[1] - w[0])).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaning_page_is_found_and_turned_back() {
        let (width, height) = (600, 800);
        let line = |x: usize, y: usize| {
            y % 40 < 8 && !(x / 9).is_multiple_of(3) && (60..540).contains(&x) && (60..740).contains(&y)
        };
        let pixels = (0..width * height).map(|i| if line(i % width, i / width) { 0 } else { 255 }).collect();
        let page = Gray::new(width, height, pixels).unwrap();
        assert_eq!(estimate(&page), 0.0);
        for angle in [-2.0, -0.75, 1.5, 2.5, -6.5, 5.0] {
            let leaning = page.turned(angle);
            assert!((estimate(&leaning) - angle).abs() <= 0.25, "{angle}: {}", estimate(&leaning));
            assert!(estimate(&straighten(leaning)).abs() <= 0.25);
        }
    }

    #[test]
    fn a_page_on_its_side_is_turned_whatever_rules_it_has() {
        let (width, height) = (600, 800);
        let page = |ruled: bool| {
            let ink = |x: usize, y: usize| {
                let inside = (60..540).contains(&x) && (60..740).contains(&y);
                let rule = ruled && (x - 60).is_multiple_of(60);
                inside && (rule || (y % 40 < 8 && x % 9 < 7 && (x / 9 * 7 + y / 40 * 5) % 11 < 7))
            };
            let light = |i: usize| if ink((i % width).max(60), i / width) { 0 } else { 255 };
            Gray::new(width, height, (0..width * height).map(light).collect()).unwrap()
        };
        for (page, leans) in [(page(false), [0.0, -2.0, 6.0]), (page(true), [0.0, -1.0, 1.5])] {
            for lean in leans {
                let leaning = page.turned(lean);
                assert!(!lies_on_its_side(&leaning), "{lean}");
                assert!(lies_on_its_side(&leaning.quarters(1)), "{lean}");
                assert_eq!(straighten(leaning.quarters(3)).width, width, "{lean}");
            }
        }
    }

    #[test]
    fn the_same_row_after_row_does_not_turn_the_page() {
        let (width, height) = (640, 800);
        // Letters of seven pixels one apart, every row the same, and the rows far from each other.
        let ink = |x: usize, y: usize| {
            let is_stroke = (x.is_multiple_of(8) || x % 8 == 6 || y % 40 == 20) && x % 8 < 7;
            let inside = (64..576).contains(&x) && (60..740).contains(&y) && (x / 64).is_multiple_of(2);
            inside && (20..28).contains(&(y % 40)) && is_stroke
        };
        let light = |i: usize| if ink(i % width, i / width) { 0 } else { 255 };
        let page = Gray::new(width, height, (0..width * height).map(light).collect()).unwrap();
        assert!(has_lines_across(&page) && !has_lines_across(&page.quarters(1)));
        for lean in [0.0, 1.0] {
            assert_eq!(straighten(page.turned(lean)).width, width, "{lean}");
        }
    }

    #[test]
    fn a_blank_page_stays() {
        let page = Gray::new(90, 90, vec![255; 8100]).unwrap();
        assert_eq!(straighten(page.clone()), page);
    }
}
