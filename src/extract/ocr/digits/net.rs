//! A small net of convolutions: where in a strip a digit's middle is, and which digit.
//!
//! Its weights stand in `weights.bin`; `tools/thai_digits.py` made them and says what each number
//! means. Shapes are rows × columns × channels.

use std::sync::LazyLock;

/// Rows of a strip.
pub(super) const ROWS: usize = 32;
/// ๐–๙, 0–9, and neither.
pub(super) const CLASSES: usize = 21;
/// Columns of a strip for one answer.
pub(super) const STEP: usize = 2;

const WEIGHTS: &[u8] = include_bytes!("weights.bin");

static NET: LazyLock<Vec<Layer>> = LazyLock::new(load);

struct Shape {
    rows: usize,
    columns: usize,
    from: usize,
    to: usize,
    /// Blank rows and columns put around the input.
    around: (usize, usize),
    /// Rows and columns of which the largest value is kept.
    keep: (usize, usize),
}

const fn shape(
    rows: usize,
    columns: usize,
    from: usize,
    to: usize,
    around: (usize, usize),
    keep: (usize, usize),
) -> Shape {
    Shape { rows, columns, from, to, around, keep }
}

const SHAPES: [Shape; 6] = [
    shape(3, 3, 1, 16, (1, 1), (2, STEP)),
    shape(3, 3, 16, 24, (1, 1), (2, 1)),
    shape(3, 3, 24, 48, (1, 1), (2, 1)),
    shape(4, 3, 48, 96, (0, 1), (1, 1)),
    shape(1, 7, 96, 96, (0, 3), (1, 1)),
    shape(1, 1, 96, CLASSES, (0, 0), (1, 1)),
];

struct Layer {
    shape: &'static Shape,
    /// Row, column, from, to.
    weights: Vec<f32>,
    bias: Vec<f32>,
}

struct Plane {
    rows: usize,
    columns: usize,
    channels: usize,
    values: Vec<f32>,
}

/// The file is part of the program: its length is checked by a test, not at run time.
fn load() -> Vec<Layer> {
    let mut rest: &[u8] = WEIGHTS;
    let mut take = |n: usize| -> &[u8] {
        let (taken, left) = rest.split_at(n.min(rest.len()));
        rest = left;
        taken
    };
    let floats = |bytes: &[u8]| -> Vec<f32> {
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    };
    SHAPES
        .iter()
        .map(|shape| {
            let scale = floats(take(shape.to * 4));
            let weights = take(shape.rows * shape.columns * shape.from * shape.to)
                .iter()
                .enumerate()
                .map(|(i, w)| f32::from(w.cast_signed()) * scale[i % shape.to])
                .collect();
            Layer { shape, weights, bias: floats(take(shape.to * 4)) }
        })
        .collect()
}

/// Names the weights: others read otherwise.
pub(super) fn version() -> u64 {
    WEIGHTS
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// `ink`: [`ROWS`] rows of equal length, 0 paper, 1 ink. A row of chances for every [`STEP`] columns.
pub(super) fn run(ink: &[f32]) -> Vec<[f32; CLASSES]> {
    let columns = ink.len() / ROWS;
    let mut plane = Plane { rows: ROWS, columns, channels: 1, values: ink.to_vec() };
    for (i, layer) in NET.iter().enumerate() {
        plane = layer.run(&plane, i + 1 < NET.len());
    }
    plane.values.chunks_exact(CLASSES).map(chances).collect()
}

fn chances(scores: &[f32]) -> [f32; CLASSES] {
    let mut out = [0.0; CLASSES];
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    for (o, s) in out.iter_mut().zip(scores) {
        *o = (s - top).exp();
    }
    let sum: f32 = out.iter().sum();
    out.map(|o| o / sum)
}

impl Layer {
    fn run(&self, input: &Plane, cut: bool) -> Plane {
        let shape = self.shape;
        let rows = (input.rows + 2 * shape.around.0 + 1).saturating_sub(shape.rows);
        let columns = (input.columns + 2 * shape.around.1 + 1).saturating_sub(shape.columns);
        let mut values = Vec::with_capacity(rows * columns * shape.to);
        for row in 0..rows {
            for column in 0..columns {
                let start = values.len();
                values.extend_from_slice(&self.bias);
                self.add(input, row, column, &mut values[start..]);
            }
        }
        if cut {
            for value in &mut values {
                *value = value.max(0.0);
            }
        }
        pool(Plane { rows, columns, channels: shape.to, values }, shape.keep)
    }

    fn add(&self, input: &Plane, row: usize, column: usize, sums: &mut [f32]) {
        let shape = self.shape;
        for y in 0..shape.rows {
            let Some(from_row) = (row + y).checked_sub(shape.around.0).filter(|r| *r < input.rows) else {
                continue;
            };
            for x in 0..shape.columns {
                let Some(from) = (column + x).checked_sub(shape.around.1).filter(|c| *c < input.columns)
                else {
                    continue;
                };
                let at = (from_row * input.columns + from) * input.channels;
                let weights = &self.weights[(y * shape.columns + x) * shape.from * shape.to..];
                for (value, weights) in
                    input.values[at..at + input.channels].iter().zip(weights.chunks_exact(shape.to))
                {
                    // Paper is 0, and so is half of what the layers say of it.
                    if *value != 0.0 {
                        for (sum, weight) in sums.iter_mut().zip(weights) {
                            *sum += value * weight;
                        }
                    }
                }
            }
        }
    }
}

fn pool(input: Plane, keep: (usize, usize)) -> Plane {
    if keep == (1, 1) {
        return input;
    }
    let (rows, columns, channels) = (input.rows / keep.0, input.columns / keep.1, input.channels);
    let mut values = Vec::with_capacity(rows * columns * channels);
    for row in 0..rows {
        for column in 0..columns {
            for channel in 0..channels {
                let of = |y: usize, x: usize| {
                    input.values
                        [((row * keep.0 + y) * input.columns + column * keep.1 + x) * channels + channel]
                };
                let most = (0..keep.0).flat_map(|y| (0..keep.1).map(move |x| (y, x)));
                values.push(most.map(|(y, x)| of(y, x)).fold(f32::MIN, f32::max));
            }
        }
    }
    Plane { rows, columns, channels, values }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_are_whole() {
        let sizes = SHAPES.iter().map(|s| s.rows * s.columns * s.from * s.to + 8 * s.to);
        assert_eq!(WEIGHTS.len(), sizes.sum::<usize>());
    }

    #[test]
    fn there_is_an_answer_for_every_second_column() {
        let answers = run(&[0.0; ROWS * 50]);
        assert_eq!(answers.len(), 25);
        assert!(answers.iter().all(|a| (a.iter().sum::<f32>() - 1.0).abs() < 1e-3 && a[CLASSES - 1] > 0.9));
    }
}
