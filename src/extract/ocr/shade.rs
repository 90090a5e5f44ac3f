//! A sheet photographed on a table: the shadow on it is evened out, and the table goes.

use super::gray::Gray;

/// Pieces along the longer side; each has one light of its own.
const PIECES: usize = 100;
/// Of a piece's light from dark to light, where the paper is: letters leave most of it.
const PAPER: f32 = 0.8;
/// Less than this share of the lightest paper's light no shadow leaves.
const TABLE: f32 = 0.42;
/// Share of a side of the picture that the table takes, and on how many sides.
const SIDE: f32 = 0.6;
const SIDES: usize = 2;
/// Pieces of a table differ by so much, but where the sheet begins; a dark page with light words differs more.
const PLAIN: u8 = 70;
const ODD: f32 = 0.25;
/// Light of paper in what comes out.
const WHITE: f32 = 240.0;

struct Piece {
    paper: u8,
    spread: u8,
}

/// The sheet in even light; `None` for everything but a sheet on a table.
pub(super) fn even(gray: &Gray) -> Option<Gray> {
    let size = gray.width.max(gray.height).div_ceil(PIECES).max(4);
    let (width, height) = (gray.width.div_ceil(size), gray.height.div_ceil(size));
    if width < 10 || height < 10 {
        return None;
    }
    let pieces: Vec<Piece> =
        (0..width * height).map(|i| piece(gray, i % width * size, i / width * size, size)).collect();
    let mut lights: Vec<u8> = pieces.iter().map(|p| p.paper).collect();
    lights.sort_unstable();
    let dark = f32::from(lights[lights.len() * 9 / 10]) * TABLE;
    let is_table = |i: usize| f32::from(pieces[i].paper) < dark;
    let share = |side: &[usize]| side.iter().filter(|i| is_table(**i)).count() as f32 / side.len() as f32;
    let row = |y: usize| (0..width).map(|x| y * width + x).collect::<Vec<_>>();
    let column = |x: usize| (0..height).map(|y| y * width + x).collect::<Vec<_>>();
    let sides = [row(0), row(height - 1), column(0), column(width - 1)];
    let table: Vec<usize> = (0..pieces.len()).filter(|i| is_table(*i)).collect();
    let odd = table.iter().filter(|i| pieces[**i].spread > PLAIN).count();
    if sides.iter().filter(|side| share(side) > SIDE).count() < SIDES
        || table.len() * 3 > pieces.len() * 2
        || odd as f32 > table.len() as f32 * ODD
    {
        return None;
    }
    let around = |i: usize, far: usize| {
        let (x, y) = (i % width, i / width);
        let (right, foot) = ((x + far).min(width - 1), (y + far).min(height - 1));
        (y.saturating_sub(far)..=foot)
            .flat_map(move |y| (x.saturating_sub(far)..=right).map(move |x| y * width + x))
    };
    // The lightest beside a piece, where letters or an edge darken it; then without steps.
    let paper: Vec<f32> = (0..pieces.len())
        .map(|i| around(i, 1).map(|j| f32::from(pieces[j].paper)).fold(dark, f32::max))
        .collect();
    let paper: Vec<f32> = (0..pieces.len())
        .map(|i| {
            let (sum, count) = around(i, 1).fold((0.0, 0.0), |(sum, n), j| (sum + paper[j], n + 1.0));
            sum / count
        })
        .collect();
    let light = |x: usize, y: usize| {
        if is_table(y / size * width + x / size) {
            return 255;
        }
        // Between the middles of the four nearest pieces.
        let place = |at: usize, most: usize| {
            let at = ((at as f32 + 0.5) / size as f32 - 0.5).clamp(0.0, (most - 1) as f32);
            (at as usize, (at as usize + 1).min(most - 1), at.fract())
        };
        let ((left, right, fx), (top, foot, fy)) = (place(x, width), place(y, height));
        let between = |y: usize| paper[y * width + left] * (1.0 - fx) + paper[y * width + right] * fx;
        let here = between(top) * (1.0 - fy) + between(foot) * fy;
        (f32::from(gray.row(y)[x]) * WHITE / here.max(1.0)).min(255.0) as u8
    };
    let pixels = (0..gray.height).flat_map(|y| (0..gray.width).map(move |x| (x, y)));
    Gray::new(gray.width, gray.height, pixels.map(|(x, y)| light(x, y)).collect())
}

fn piece(gray: &Gray, x: usize, y: usize, size: usize) -> Piece {
    let right = (x + size).min(gray.width);
    let mut lights: Vec<u8> =
        (y..(y + size).min(gray.height)).flat_map(|y| &gray.row(y)[x..right]).copied().collect();
    lights.sort_unstable();
    let at = |share: f32| lights[((lights.len() - 1) as f32 * share) as usize];
    Piece { paper: at(PAPER), spread: at(0.95) - at(0.05) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sheet with words that lies on a table; a shadow falls over its right half.
    fn photograph(table: impl Fn(usize, usize) -> u8) -> Gray {
        let (width, height) = (600, 800);
        let light = |i: usize| {
            let (x, y) = (i % width, i / width);
            if !(80..540).contains(&x) || !(70..740).contains(&y) {
                return table(x, y);
            }
            let shadow = 1.0 - 0.45 * (x as f32 / width as f32);
            let word = y % 40 < 3 && x % 9 < 3 && (120..500).contains(&x);
            ((if word { 90.0 } else { 230.0 }) * shadow) as u8
        };
        Gray::new(width, height, (0..width * height).map(light).collect()).unwrap()
    }

    #[test]
    fn a_sheet_on_a_table_comes_out_in_even_light() {
        let even = even(&photograph(|_, _| 60)).unwrap();
        let at = |x: usize, y: usize| even.row(y)[x];
        assert_eq!(at(20, 400), 255, "the table");
        for x in [130, 300, 490] {
            assert!(at(x / 9 * 9 + 1, 401) < 120, "a word at {x}: {}", at(x / 9 * 9 + 1, 401));
            assert!(at(x / 9 * 9 + 5, 401) > 200, "paper at {x}");
        }
    }

    #[test]
    fn nothing_else_is_touched() {
        assert_eq!(even(&Gray::new(600, 800, vec![250; 480_000]).unwrap()), None);
        // A dark frame with light words, which are to be read.
        assert_eq!(even(&photograph(|x, y| if (x / 3 + y / 3).is_multiple_of(3) { 240 } else { 40 })), None);
    }
}
