//! The lines drawn around the cells of a table, and the cells between them.
//!
//! The program reads a table's letters well and its order not at all: it takes what stands side by
//! side for one sentence. The drawn lines say which letters belong together.

use serde::{Deserialize, Serialize};

use super::gray::Gray;
use super::hocr::{Letter, Word};
use super::median::median;

/// Shorter strokes are letters, or the underline of a word. In inches.
const SHORTEST: f32 = 0.3;
/// A stroke of the largest letters on a cover; what is longer is a line, whatever it meets. In inches.
const TALLEST: f32 = 1.2;
/// How far from a line across a line down may end that is a wall of its cells. In inches.
const GAP: f32 = 0.12;
/// A line that walls stand on is longer than a stroke of a letter. In inches.
const FLOOR: f32 = 0.5;
/// Thicker ones are bars and pictures. In inches.
const THICKEST: f32 = 0.06;
/// A page has some hundred; more is a photograph.
const MOST: usize = 2_000;

/// A drawn line. Pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Rule {
    /// Its middle, across its length.
    pub(super) at: f32,
    pub(super) from: f32,
    pub(super) to: f32,
    /// Across its length, with what it drifts.
    pub(super) thick: f32,
}

/// The drawn lines of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Grid {
    pub(super) across: Vec<Rule>,
    pub(super) down: Vec<Rule>,
}

/// Where the lines around a cell run. Pixels.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) struct Cell {
    pub(super) top: f32,
    pub(super) left: f32,
    pub(super) bottom: f32,
    pub(super) right: f32,
}

impl Grid {
    pub(super) fn of(gray: &Gray, dark: u8, dpi: f32) -> Grid {
        // Thin lines come out grey, and where they lean a little they fade from one row to the next.
        let faint = dark + (255 - dark) / 2;
        let pixel = |x: usize, y: usize| gray.row(y)[x] < faint;
        let (right, last) = (gray.width - 1, gray.height - 1);
        let across = rules(gray.height, gray.width, dpi, |y, x| pixel(x, y) || pixel(x, (y + 1).min(last)));
        let mut down =
            rules(gray.width, gray.height, dpi, |x, y| pixel(x, y) || pixel((x + 1).min(right), y));
        down.retain(|rule| rule.to - rule.from >= TALLEST * dpi || meets(rule, &across, dpi));
        Grid { across, down }
    }

    /// Whether a line goes down between two places on a row.
    pub(super) fn parts(&self, x0: f32, x1: f32, y: f32) -> bool {
        self.down.iter().any(|r| x0 - 2.0 <= r.at && r.at <= x1 + 2.0 && r.from <= y && y <= r.to)
    }

    /// The cell around a place; `near`: by how much a line may end too early.
    pub(super) fn cell(&self, x: f32, y: f32, near: f32) -> Option<Cell> {
        let beside = self.down.iter().filter(|r| r.from - near <= y && y <= r.to + near).map(|r| r.at);
        let left = beside.clone().filter(|at| *at <= x).max_by(f32::total_cmp)?;
        let right = beside.filter(|at| *at > x).min_by(f32::total_cmp)?;
        // A scanned line has gaps: half the width of the cell is enough to close it.
        let closes = |r: &&Rule| r.to.min(right) - r.from.max(left) > (right - left) * 0.5;
        let level = self.across.iter().filter(closes).map(|r| r.at);
        let top = level.clone().filter(|at| *at <= y).max_by(f32::total_cmp)?;
        let bottom = level.filter(|at| *at > y).min_by(f32::total_cmp)?;
        Some(Cell { top, left, bottom, right })
    }
}

/// Whether a line down begins, ends or crosses at one of those across.
fn meets(rule: &Rule, across: &[Rule], dpi: f32) -> bool {
    let gap = GAP * dpi;
    across.iter().filter(|a| a.to - a.from >= FLOOR * dpi).any(|a| {
        a.from - gap <= rule.at && rule.at <= a.to + gap && rule.from - gap <= a.at && a.at <= rule.to + gap
    })
}

/// `dark(at, along)`: a pixel, by its place across and along the direction looked in.
fn rules(size: usize, length: usize, dpi: f32, dark: impl Fn(usize, usize) -> bool) -> Vec<Rule> {
    let shortest = (SHORTEST * dpi) as usize;
    // A scanned line has holes, and where it leans it goes on one pixel beside. The feet of
    // letters in a row have more holes than ink.
    let (hole, full) = (2, 0.96);
    struct Open {
        from: usize,
        to: usize,
        first: usize,
        last: usize,
    }
    let mut open: Vec<Open> = Vec::new();
    let mut done: Vec<Open> = Vec::new();
    for at in 0..size {
        let mut along = 0;
        while along < length {
            if !dark(at, along) {
                along += 1;
                continue;
            }
            let from = along;
            let (mut to, mut inked) = (along, 0);
            while along < length && along <= to + hole {
                if dark(at, along) {
                    to = along;
                    inked += 1;
                }
                along += 1;
            }
            if to - from < shortest || (inked as f32) < (to - from) as f32 * full {
                continue;
            }
            let crowded = open.len() + done.len() >= MOST;
            let touching = open
                .iter_mut()
                .find(|o| at - o.last <= 2 && from <= o.to + shortest / 2 && o.from <= to + shortest / 2);
            match touching {
                Some(rule) => {
                    rule.from = rule.from.min(from);
                    rule.to = rule.to.max(to);
                    rule.last = at;
                }
                None if !crowded => {
                    open.push(Open { from, to, first: at, last: at });
                }
                None => return Vec::new(),
            }
        }
        let (still, over): (Vec<Open>, Vec<Open>) = open.into_iter().partition(|o| at - o.last <= 2);
        open = still;
        done.extend(over);
    }
    done.extend(open);
    // A line that leans by a tenth of a degree is as thick as it drifts.
    let thin = |o: &Open| ((o.last - o.first) as f32) < THICKEST * dpi + (o.to - o.from) as f32 * 0.006;
    done.iter()
        .filter(|o| thin(o))
        .map(|o| Rule {
            at: (o.first + o.last) as f32 / 2.0,
            from: o.from as f32,
            to: o.to as f32,
            thick: (o.last - o.first) as f32 + 1.0,
        })
        .collect()
}

/// How far over the lower line of its cell the last line of a text may end that goes on overleaf: one line
/// may have gone with those that follow. In heights of a letter.
const ROOM: f32 = 4.0;

/// A table as it stands on the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    pub(super) top: f32,
    /// Where its outermost lines down stand.
    pub(super) sides: (f32, f32),
    /// Left edge of each column.
    pub(super) lefts: Vec<f32>,
    /// Columns whose text in the last row fills the cell.
    pub(super) full: Vec<usize>,
    /// Words of every cell, row by row; as many cells in each row.
    pub(super) rows: Vec<Vec<Vec<Word>>>,
}

/// The tables of the page, from the top, and the words that stand in none.
pub(super) fn tables(grid: &Grid, words: Vec<Word>) -> (Vec<Table>, Vec<Word>) {
    let size =
        median(words.iter().flat_map(|w| &w.letters).map(Letter::height).collect()).unwrap_or_default();
    if grid.across.len() < 2 || grid.down.len() < 2 {
        return (Vec::new(), words);
    }
    let mut cells: Vec<(Cell, Vec<Word>)> = Vec::new();
    let mut outside: Vec<Word> = Vec::new();
    for word in words {
        for (cell, part) in parts(grid, word, size * 0.5) {
            match cell {
                None => outside.push(part),
                Some(cell) => match cells.iter_mut().find(|(c, _)| *c == cell) {
                    Some((_, inside)) => inside.push(part),
                    None => cells.push((cell, vec![part])),
                },
            }
        }
    }
    let mut tables = Vec::new();
    for group in groups(cells, size) {
        match table(grid, group, size) {
            Ok(table) => tables.push(table),
            // A frame around the page, or a box around a notice.
            Err(words) => outside.extend(words),
        }
    }
    tables.sort_by(|a, b| a.top.total_cmp(&b.top));
    // The words of a frame go back to their lines.
    outside.sort_by_key(|w| w.line);
    (tables, outside)
}

/// A word, cut where a line of the table goes through it.
fn parts(grid: &Grid, word: Word, near: f32) -> Vec<(Option<Cell>, Word)> {
    let mut out: Vec<(Option<Cell>, Word)> = Vec::new();
    for letter in word.letters {
        let cell = grid.cell(letter.middle(), (letter.y0 + letter.y1) / 2.0, near);
        match out.last_mut().filter(|(c, _)| *c == cell) {
            Some((_, part)) => part.letters.push(letter),
            None => {
                out.push((cell, Word { confidence: word.confidence, letters: vec![letter], line: word.line }))
            }
        }
    }
    // A drawn line that was taken for a letter.
    let stroke = |l: &Letter| {
        "|!lI[]ไเ".contains(l.letter)
            && grid.down.iter().any(|r| (r.at - l.middle()).abs() < near && r.from <= l.y0 && l.y1 <= r.to)
    };
    for (_, part) in &mut out {
        part.letters.retain(|l| !stroke(l));
    }
    out.retain(|(_, part)| !part.letters.is_empty());
    out
}

type Filled = (Cell, Vec<Word>);

/// Cells that share an edge.
fn groups(mut cells: Vec<Filled>, near: f32) -> Vec<Vec<Filled>> {
    let mut out: Vec<Vec<Filled>> = Vec::new();
    cells.sort_by(|a, b| a.0.top.total_cmp(&b.0.top));
    for cell in cells {
        let touches = |other: &Cell| {
            let c = &cell.0;
            c.left <= other.right + near
                && other.left <= c.right + near
                && c.top <= other.bottom + near * 4.0
                && other.top <= c.bottom + near
        };
        let (mut joined, apart): (Vec<_>, Vec<_>) =
            out.into_iter().partition(|group: &Vec<Filled>| group.iter().any(|(c, _)| touches(c)));
        out = apart;
        let mut group: Vec<Filled> = joined.drain(..).flatten().collect();
        group.push(cell);
        out.push(group);
    }
    out
}

/// Rows and columns of the cells; the words again where they make none.
fn table(grid: &Grid, cells: Vec<Filled>, near: f32) -> Result<Table, Vec<Word>> {
    let tops = steps(cells.iter().map(|(c, _)| c.top).collect(), near);
    let lefts = steps(cells.iter().map(|(c, _)| c.left).collect(), near);
    if cells.len() < 3 || lefts.len() < 2 {
        return Err(cells.into_iter().flat_map(|(_, words)| words).collect());
    }
    let at = |steps: &[f32], value: f32| steps.iter().rposition(|s| *s <= value + near * 0.5).unwrap_or(0);
    let sides = sides(grid, &cells, near);
    let mut rows = vec![vec![Vec::new(); lefts.len()]; tops.len()];
    let mut full = Vec::new();
    for (cell, words) in cells {
        let (row, column) = (at(&tops, cell.top), at(&lefts, cell.left));
        let foot = words.iter().map(Word::y1).fold(cell.top, f32::max);
        if row + 1 == tops.len() && cell.bottom - foot < near * ROOM {
            full.push(column);
        }
        rows[row][column].extend(words);
    }
    Ok(Table { top: tops[0], sides, lefts, full, rows })
}

/// Where the table's lines across begin and end; cells at its sides may be empty.
fn sides(grid: &Grid, cells: &[Filled], near: f32) -> (f32, f32) {
    let of = |edge: fn(&Cell) -> f32| cells.iter().map(move |(cell, _)| edge(cell));
    let (left, right) = (of(|c| c.left).fold(f32::MAX, f32::min), of(|c| c.right).fold(0.0, f32::max));
    let is_own = |r: &&Rule| {
        let bounds = |c: &Cell| (c.top - r.at).abs() < near * 0.5 && r.from < c.right && c.left < r.to;
        cells.iter().any(|(cell, _)| bounds(cell))
    };
    let own = || grid.across.iter().filter(is_own);
    (own().map(|r| r.from).fold(left, f32::min), own().map(|r| r.to).fold(right, f32::max))
}

/// Places that differ, from the first.
fn steps(mut values: Vec<f32>, near: f32) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    values.dedup_by(|b, a| *b - *a < near * 0.5);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three columns and three rows, drawn by hand, with a hole in a line.
    fn drawn() -> Gray {
        let line = |x: usize, y: usize| {
            let across = [100, 160, 220, 280].contains(&y) && (50..=650).contains(&x) && x != 300;
            let down = [50, 250, 450, 650].contains(&x) && (100..=280).contains(&y);
            across || down
        };
        let pixels = (0..800 * 400).map(|i| if line(i % 800, i / 800) { 0 } else { 255 }).collect();
        Gray::new(800, 400, pixels).unwrap()
    }

    fn word(text: &str, x: f32, y: f32) -> Word {
        let letter = |(i, letter)| {
            let x0 = x + 16.0 * i as f32;
            Letter { letter, x0, y0: y, x1: x0 + 14.0, y1: y + 20.0 }
        };
        Word {
            confidence: 90.0,
            letters: text.chars().enumerate().map(letter).collect(),
            line: (y / 20.0) as u32,
        }
    }

    #[test]
    fn words_fall_into_their_cells() {
        let grid = Grid::of(&drawn(), 128, 200.0);
        assert_eq!((grid.across.len(), grid.down.len()), (4, 4));
        let words = vec![
            word("หัวเรื่อง", 60.0, 40.0),
            word("ที่", 60.0, 120.0),
            word("ชื่อ", 300.0, 120.0),
            word("๑", 60.0, 180.0),
            // Over the line between two cells.
            word("ถนนซอย", 400.0, 180.0),
            word("๒", 60.0, 240.0),
            word("ราง", 300.0, 240.0),
        ];
        let (tables, outside) = tables(&grid, words);
        assert_eq!(outside.len(), 1);
        let text = |cell: &Vec<Word>| cell.iter().map(Word::text).collect::<String>();
        let rows: Vec<Vec<String>> = tables[0].rows.iter().map(|r| r.iter().map(text).collect()).collect();
        assert_eq!(rows, [["ที่", "ชื่อ", ""], ["๑", "ถนน", "ซอย"], ["๒", "ราง", ""]]);
    }

    #[test]
    fn strokes_of_large_letters_are_no_walls() {
        let line = |x: usize, y: usize| {
            let frame = ([20, 380].contains(&y) && (20..=780).contains(&x))
                || ([20, 780].contains(&x) && (20..=380).contains(&y));
            frame || ([200, 260, 400].contains(&x) && (100..=170).contains(&y))
        };
        let pixels = (0..800 * 400).map(|i| if line(i % 800, i / 800) { 0 } else { 255 }).collect();
        let grid = Grid::of(&Gray::new(800, 400, pixels).unwrap(), 128, 200.0);
        assert_eq!(grid.down.iter().map(|r| r.at).collect::<Vec<_>>(), [19.5, 779.5]);
    }

    #[test]
    fn a_frame_is_no_table() {
        let line = |x: usize, y: usize| {
            ([20, 380].contains(&y) && (20..=780).contains(&x))
                || ([20, 780].contains(&x) && (20..=380).contains(&y))
        };
        let pixels = (0..800 * 400).map(|i| if line(i % 800, i / 800) { 0 } else { 255 }).collect();
        let grid = Grid::of(&Gray::new(800, 400, pixels).unwrap(), 128, 200.0);
        let (tables, outside) = tables(&grid, vec![word("ประกาศ", 60.0, 120.0), word("เรื่อง", 60.0, 180.0)]);
        assert_eq!((tables.len(), outside.len()), (0, 2));
    }
}
