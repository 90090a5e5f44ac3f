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
/// Light fields in a row that are still letters on the band, in inches.
const GAP: f32 = 0.35;

/// The page with its dark bands turned to light; `dpi`: dots an inch.
pub(super) fn lit(gray: &Gray, dpi: f32) -> Option<Gray> {
    let (columns, rows) = (gray.width / FIELD, gray.height / FIELD);
    let mut fields = dark_fields(gray, columns, rows);
    let inch = dpi / FIELD as f32;
    let mut bands = Vec::new();
    for at in 0..fields.len() {
        if fields[at] == Field::Dark {
            let band = flood(&mut fields, at, columns);
            if band.is_solid(WIDE * inch, HIGH * inch) {
                bands.push(band);
            }
        }
    }
    if bands.is_empty() {
        return None;
    }
    let mut out = gray.clone();
    for band in bands {
        for at in band.filled((GAP * inch) as usize) {
            let (x, y) = (at.0 * FIELD, at.1 * FIELD);
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

/// Dark fields that touch: column and row of each, row by row from the left.
struct Band(Vec<(usize, usize)>);

impl Band {
    /// Whether it is wide over some height, not only where a stroke or an edge runs.
    fn is_solid(&self, wide: f32, high: f32) -> bool {
        let mut rows = 0;
        let mut above = None;
        self.0.chunk_by(|a, b| a.1 == b.1).any(|row| {
            let y = row[0].1;
            let runs = row.chunk_by(|a, b| b.0 - a.0 <= 2);
            if runs.map(|run| run[run.len() - 1].0 + 1 - run[0].0).any(|run| run as f32 >= wide) {
                rows = if above.is_some_and(|above| above + 1 == y) { rows + 1 } else { 1 };
                above = Some(y);
            }
            rows as f32 >= high
        })
    }

    /// The fields, and the light ones between them in a row: letters that fill theirs.
    fn filled(&self, gap: usize) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for row in self.0.chunk_by(|a, b| a.1 == b.1) {
            let y = row[0].1;
            for two in row.windows(2) {
                let between = if two[1].0 - two[0].0 <= gap { two[1].0 } else { two[0].0 + 1 };
                out.extend((two[0].0..between).map(|x| (x, y)));
            }
            out.extend(row.last());
        }
        out
    }
}

fn flood(fields: &mut [Field], from: usize, columns: usize) -> Band {
    let mut members = Vec::new();
    let mut next = vec![from];
    fields[from] = Field::Taken;
    while let Some(at) = next.pop() {
        let x = at % columns;
        members.push(at);
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
    members.sort_unstable();
    Band(members.into_iter().map(|at| (at % columns, at / columns)).collect())
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
