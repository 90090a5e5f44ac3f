//! Light letters on dark: heads of tables and banners of posters are turned into dark on light, since
//! what is darker than the paper is taken for ink.

use super::gray::Gray;

/// Side of the fields that the page is looked at in, in pixels.
const FIELD: usize = 8;
/// Mean light of a field that is dark, letters and all.
const DARK: u32 = 120;
/// Least width and height of a band, in inches: larger than a stroke of any letter.
const WIDE: f32 = 1.0;
const HIGH: f32 = 0.18;
/// Share of its box that a band fills; an emblem or a large letter fills less.
const FULL: f32 = 0.6;

/// The page with its dark bands turned to light; `dpi`: dots an inch.
pub(super) fn lit(gray: &Gray, dpi: f32) -> Option<Gray> {
    let (columns, rows) = (gray.width / FIELD, gray.height / FIELD);
    let mut fields = dark_fields(gray, columns, rows);
    let mut bands = Vec::new();
    for at in 0..fields.len() {
        if fields[at] == Field::Dark {
            let band = flood(&mut fields, at, columns);
            let size = (band.x1 + 1 - band.x0, band.y1 + 1 - band.y0);
            let inch = dpi / FIELD as f32;
            let large = size.0 as f32 >= WIDE * inch && size.1 as f32 >= HIGH * inch;
            if large && band.members.len() as f32 >= (size.0 * size.1) as f32 * FULL {
                bands.push(band);
            }
        }
    }
    if bands.is_empty() {
        return None;
    }
    let mut out = gray.clone();
    for band in bands {
        for at in band.filled(columns) {
            let (x, y) = (at % columns * FIELD, at / columns * FIELD);
            for row in y..y + FIELD {
                out.pixels[row * gray.width + x..][..FIELD].iter_mut().for_each(|p| *p = 255 - *p);
            }
        }
    }
    Some(out)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Light,
    Dark,
    Taken,
}

fn dark_fields(gray: &Gray, columns: usize, rows: usize) -> Vec<Field> {
    let mut fields = Vec::with_capacity(columns * rows);
    for y in 0..rows {
        let mut sums = vec![0u32; columns];
        for row in y * FIELD..(y + 1) * FIELD {
            for (sum, field) in sums.iter_mut().zip(gray.row(row).chunks_exact(FIELD)) {
                *sum += field.iter().map(|p| u32::from(*p)).sum::<u32>();
            }
        }
        let field = |sum| if sum < DARK * (FIELD * FIELD) as u32 { Field::Dark } else { Field::Light };
        fields.extend(sums.into_iter().map(field));
    }
    fields
}

/// Dark fields that touch, and the box around them, in fields.
struct Band {
    members: Vec<usize>,
    x0: usize,
    x1: usize,
    y0: usize,
    y1: usize,
}

impl Band {
    /// The members, and the light fields among them: letters that fill theirs.
    fn filled(&self, columns: usize) -> Vec<usize> {
        let (width, height) = (self.x1 + 1 - self.x0, self.y1 + 1 - self.y0);
        let (mut left, mut right) = (vec![usize::MAX; height], vec![0; height]);
        let (mut top, mut bottom) = (vec![usize::MAX; width], vec![0; width]);
        for at in &self.members {
            let (x, y) = (at % columns - self.x0, at / columns - self.y0);
            (left[y], right[y]) = (left[y].min(x), right[y].max(x));
            (top[x], bottom[x]) = (top[x].min(y), bottom[x].max(y));
        }
        let inside = |x: usize, y: usize| left[y] <= x && x <= right[y] && top[x] <= y && y <= bottom[x];
        let mut out = Vec::new();
        for y in 0..height {
            let row = (0..width).filter(|x| inside(*x, y));
            out.extend(row.map(|x| (self.y0 + y) * columns + self.x0 + x));
        }
        out
    }
}

fn flood(fields: &mut [Field], from: usize, columns: usize) -> Band {
    let mut band = Band { members: Vec::new(), x0: usize::MAX, x1: 0, y0: usize::MAX, y1: 0 };
    let mut next = vec![from];
    fields[from] = Field::Taken;
    while let Some(at) = next.pop() {
        let (x, y) = (at % columns, at / columns);
        (band.x0, band.x1) = (band.x0.min(x), band.x1.max(x));
        (band.y0, band.y1) = (band.y0.min(y), band.y1.max(y));
        band.members.push(at);
        let sides = [
            (x > 0).then(|| at - 1),
            (x + 1 < columns).then(|| at + 1),
            at.checked_sub(columns),
            Some(at + columns).filter(|down| *down < fields.len()),
        ];
        for side in sides.into_iter().flatten() {
            if fields[side] == Field::Dark {
                fields[side] = Field::Taken;
                next.push(side);
            }
        }
    }
    band
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(dark: impl Fn(usize, usize) -> bool) -> Gray {
        let pixels = (0..800 * 800).map(|i| if dark(i % 800, i / 800) { 20 } else { 240 }).collect();
        Gray::new(800, 800, pixels).unwrap()
    }

    #[test]
    fn a_band_is_lit_with_its_letters() {
        // Strokes of ten pixels in a banner: of them some fields hold nothing else.
        let letter = |x: usize, y: usize| (40..70).contains(&y) && x % 40 < 10;
        let banner = page(|x, y| y < 104 && !letter(x, y));
        let lit = lit(&banner, 200.0).unwrap();
        let at = |x: usize, y: usize| lit.pixels[y * 800 + x];
        assert_eq!((at(30, 20), at(45, 50), at(55, 50), at(300, 400)), (235, 15, 235, 240));
    }

    #[test]
    fn letters_lines_and_emblems_stay() {
        for stays in [
            page(|x, y| (100..130).contains(&x) && (100..400).contains(&y)),
            page(|_, y| (100..112).contains(&y)),
            page(|x, y| (100..500).contains(&x) && (100..500).contains(&y) && (x + y) % 400 < 40),
            page(|_, _| false),
        ] {
            assert_eq!(lit(&stays, 200.0), None);
        }
    }
}
