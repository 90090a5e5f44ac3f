//! Pages that lay askew on the glass: two degrees cost a fifth of the text, because lines run
//! into each other.

use super::gray::Gray;

const STEP: f32 = 0.25;
/// To each side; more than three degrees nobody leaves like that.
const STEPS: i32 = 12;
/// Turning blurs, so what is nearly upright stays.
const UPRIGHT: f32 = 0.3;
/// Wide enough for lines of text to stay apart.
const SMALL: usize = 800;

pub(super) fn straighten(gray: Gray) -> Gray {
    let lean = estimate(&gray);
    if lean.abs() > UPRIGHT { gray.turned(-lean) } else { gray }
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
    let ink = ink(gray);
    let mut best = (0.0, sharpness(&ink, gray, 0.0));
    for step in (-STEPS..=STEPS).filter(|s| *s != 0) {
        let angle = step as f32 * STEP;
        let found = sharpness(&ink, gray, angle);
        // A picture without lines has no angle: only a clear gain counts.
        if found > best.1 * 1.02 {
            best = (angle, found);
        }
    }
    best.0
}

/// Places of dark pixels, from the middle, on a smaller grid.
fn ink(gray: &Gray) -> Vec<(f32, f32)> {
    let every = gray.width.max(gray.height).div_ceil(SMALL).max(1);
    let mut histogram = [0u64; 256];
    let mut cells: Vec<(f32, f32, u8)> = Vec::new();
    for y in 0..gray.height / every {
        for x in 0..gray.width / every {
            let sum: u32 = (0..every)
                .flat_map(|dy| &gray.row(y * every + dy)[x * every..(x + 1) * every])
                .map(|p| u32::from(*p))
                .sum();
            let light = (sum / (every * every) as u32) as u8;
            histogram[usize::from(light)] += 1;
            cells.push((x as f32, y as f32, light));
        }
    }
    let dark = threshold(&histogram);
    let (cx, cy) = ((gray.width / every) as f32 / 2.0, (gray.height / every) as f32 / 2.0);
    // The edges hold the shadow of the lid, which is straight whatever the page does.
    let inside =
        |c: &&(f32, f32, u8)| c.2 < dark && (c.0 - cx).abs() < cx * 0.94 && (c.1 - cy).abs() < cy * 0.94;
    cells.iter().filter(inside).map(|c| (c.0 - cx, c.1 - cy)).collect()
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
        for angle in [-2.0, -0.75, 1.5, 2.5] {
            let leaning = page.turned(angle);
            assert!((estimate(&leaning) - angle).abs() <= 0.25, "{angle}: {}", estimate(&leaning));
            assert!(estimate(&straighten(leaning)).abs() <= 0.25);
        }
    }

    #[test]
    fn a_blank_page_stays() {
        let page = Gray::new(90, 90, vec![255; 8100]).unwrap();
        assert_eq!(straighten(page.clone()), page);
    }
}
