//! Pieces of line to lines and table rows.

use super::device::{Content, SLANTED};
use super::drawn_cells;
use super::rules::{self, Grid};
use super::segment::{self, Segment};

/// Pieces above the rest of a row that a page break cut.
const TOP: usize = 4;

/// Pieces of a line among which one drawn later is tried.
const NEAR: usize = 8;

/// A line of running text.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) turned: bool,
}

/// A table: rows of cells, each row with all columns.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) rows: Vec<Vec<String>>,
    /// Left and right edge of each column.
    pub(super) spans: Vec<(f32, f32)>,
    /// Drawn with lines; else the edges are those of the text, and differ from page to page.
    pub(super) ruled: bool,
    pub(super) top: f32,
    /// For each column where the last row's text ends; empty where that is not known.
    pub(super) ends: Vec<End>,
}

/// Where a cell's text ends, as far as it tells whether it goes on over the page.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) enum End {
    /// Above the end of the row.
    Above,
    /// A line above the row's last: a page break leaves no line by itself.
    Near,
    /// On the row's last line.
    Low,
    /// On the row's last line, which it fills.
    Full,
}

#[derive(Debug, Clone)]
pub(super) enum Piece {
    Line(Line),
    Table(Table),
}

impl Piece {
    pub(super) fn top(&self) -> f32 {
        match self {
            Piece::Line(line) => line.y - line.size,
            Piece::Table(table) => table.top,
        }
    }

    fn is_upright(&self) -> bool {
        !matches!(self, Piece::Line(line) if line.turned)
    }
}

/// What a page says, in reading order.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) width: f32,
    pub(super) pieces: Vec<Piece>,
    /// Rows at its head that may be the rest of one on the page before. Their lines are pieces too.
    pub(super) rests: Vec<Rest>,
}

/// A row by itself, whose lines only the table on the page before can tell from prose.
#[derive(Debug)]
pub(super) struct Rest {
    pub(super) table: Table,
    pub(super) bottom: f32,
}

impl Rest {
    /// Whether a piece is a line of the row.
    pub(super) fn has(&self, piece: &Piece) -> bool {
        let (Some(first), Some(last)) = (self.table.spans.first(), self.table.spans.last()) else {
            return false;
        };
        let Piece::Line(line) = piece else { return false };
        first.0 - 1.0 < line.x0
            && line.x1 < last.1 + 1.0
            && self.table.top < line.y
            && line.y < self.bottom + 1.0
    }
}

pub(super) fn read(content: &Content) -> Page {
    let drawn = rules::joined(content.rules.clone());
    let grids = rules::grids(&drawn);
    let walls: Vec<_> = drawn.iter().filter(|r| r.vertical).copied().collect();
    // What is written across the page belongs to none of its lines and cells.
    let (slanted, segments): (Vec<Segment>, Vec<Segment>) =
        segment::segments(content, &walls).into_iter().partition(|s| s.turn == SLANTED);

    // Each piece goes to the smallest table around it; a table stands where its first piece does.
    let cells = cells(&grids, &segments);
    let mut inside: Vec<Vec<(usize, usize, Segment)>> = grids.iter().map(|_| Vec::new()).collect();
    let mut order: Vec<Result<Segment, usize>> = Vec::new();
    for (segment, cell) in segments.into_iter().zip(cells) {
        match cell {
            Some((i, row, column)) => {
                if inside[i].is_empty() {
                    order.push(Err(i));
                }
                inside[i].push((row, column, segment));
            }
            None => order.push(Ok(segment)),
        }
    }

    let mut page = Page { width: content.width, ..Page::default() };
    let mut loose: Vec<Segment> = Vec::new();
    for item in order {
        match item {
            Ok(segment) => loose.push(segment),
            Err(i) => {
                flush(&mut loose, &mut page.pieces, &mut page.rests);
                ruled(&grids[i], std::mem::take(&mut inside[i]), &mut page.pieces);
            }
        }
    }
    flush(&mut loose, &mut page.pieces, &mut page.rests);
    head_first(&mut page.pieces);
    lines(slanted, &mut page.pieces);
    page
}

/// Letterheads are often drawn last; what stands above all the rest is read before it.
fn head_first(pieces: &mut [Piece]) {
    if !pieces.iter().all(Piece::is_upright) {
        return;
    }
    // The highest of the pieces up to each.
    let mut highest: Vec<f32> = pieces.iter().map(Piece::top).collect();
    for i in 1..highest.len() {
        highest[i] = highest[i].min(highest[i - 1]);
    }
    let mut lowest_behind = f32::MIN;
    let mut head = pieces.len();
    for at in (1..pieces.len()).rev() {
        let Piece::Line(line) = &pieces[at] else { break };
        lowest_behind = lowest_behind.max(line.y);
        if lowest_behind < highest[at - 1] {
            head = at;
        }
    }
    pieces.rotate_left(head % pieces.len().max(1));
}

/// Table, row and column of each piece that stands in one.
fn cells(grids: &[Grid], segments: &[Segment]) -> Vec<Option<(usize, usize, usize)>> {
    let mut is_table = vec![true; grids.len()];
    loop {
        let cells: Vec<Option<(usize, usize, usize)>> = segments
            .iter()
            .map(|s| {
                let (x, y) = (s.centre.0, s.centre.1 - s.size * 0.25);
                grids
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| is_table[*i])
                    .find_map(|(i, g)| g.cell(x, y).map(|(r, c)| (i, r, c)))
            })
            .collect();
        let frames: Vec<usize> =
            (0..grids.len()).filter(|i| is_table[*i] && is_frame(*i, &cells, segments)).collect();
        if frames.is_empty() {
            return cells;
        }
        // What stood in a frame may stand in a table around it.
        for i in frames {
            is_table[i] = false;
        }
    }
}

/// Borders around a page, boxes of a diagram and columns of a leaflet are no tables: all text
/// stands in one column, or in one row with more than a cell would hold.
fn is_frame(grid: usize, cells: &[Option<(usize, usize, usize)>], segments: &[Segment]) -> bool {
    const MOST: usize = 600;
    let mut letters: std::collections::BTreeMap<(usize, usize), usize> = std::collections::BTreeMap::new();
    for (cell, segment) in cells.iter().zip(segments) {
        if let Some((_, row, column)) = cell.filter(|c| c.0 == grid) {
            *letters.entry((row, column)).or_default() += segment.text.chars().count();
        }
    }
    let Some((first_row, first_column)) = letters.keys().next().copied() else { return false };
    letters.keys().all(|(_, c)| *c == first_column)
        || (letters.keys().all(|(r, _)| *r == first_row) && letters.values().any(|n| *n > MOST))
}

fn ruled(grid: &Grid, segments: Vec<(usize, usize, Segment)>, out: &mut Vec<Piece>) {
    let mut cells: std::collections::BTreeMap<(usize, usize), Vec<Segment>> =
        std::collections::BTreeMap::new();
    for (row, column, segment) in segments {
        cells.entry((row, column)).or_default().push(segment);
    }
    let mut rows: Vec<Vec<String>> = vec![vec![String::new(); grid.columns()]; grid.rows()];
    for ((row, column), segments) in cells {
        rows[row][column] = join(&in_lines(segments).into_iter().map(|l| text_of(&l)).collect::<Vec<_>>());
    }
    // Lines too near each other for text make rows and columns that hold nothing.
    rows.retain(|r| r.iter().any(|c| !c.is_empty()));
    let keep: Vec<bool> = (0..grid.columns()).map(|c| rows.iter().any(|r| !r[c].is_empty())).collect();
    for row in &mut rows {
        let mut at = 0;
        row.retain(|_| {
            at += 1;
            keep[at - 1]
        });
    }
    let edges = grid.xs.windows(2).map(|two| (two[0], two[1]));
    let spans: Vec<(f32, f32)> = edges.zip(&keep).filter(|(_, keep)| **keep).map(|(span, _)| span).collect();
    out.push(Piece::Table(Table { rows, spans, ruled: true, top: grid.ys[0], ends: Vec::new() }));
}

/// Consecutive pieces on one baseline, each line from left to right.
fn in_lines(segments: Vec<Segment>) -> Vec<Vec<Segment>> {
    let mut lines: Vec<Vec<Segment>> = Vec::new();
    let (marks, segments): (Vec<Segment>, Vec<Segment>) = segments.into_iter().partition(Segment::is_marks);
    for segment in segments {
        if lines.last_mut().is_some_and(|line| line.iter_mut().any(|s| s.insert_piece(&segment))) {
            continue;
        }
        match lines.last_mut() {
            Some(line) if same_line(line, &segment) => {
                let at = line.iter().position(|s| s.x0 > segment.x0).unwrap_or(line.len());
                line.insert(at, segment);
            }
            _ => lines.push(vec![segment]),
        }
    }
    // Marks drawn by themselves, before or after their line.
    for mark in marks {
        if !lines.iter_mut().flatten().any(|s| s.insert_marks(&mark)) {
            lines.push(vec![mark]);
        }
    }
    lines
}

fn same_line(line: &[Segment], next: &Segment) -> bool {
    line.iter().any(|s| s.turn == next.turn && (s.y - next.y).abs() <= s.size.max(next.size) * 0.3)
        && !line.iter().any(|s| s.x0.max(next.x0) + s.size.min(next.size) * 0.5 < s.x1.min(next.x1))
}

fn text_of(line: &[Segment]) -> String {
    line.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn is_thai(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{f700}'..='\u{f71a}')
}

/// Wrapped lines put together: Thai wraps without a space.
pub(super) fn join<S: AsRef<str>>(lines: &[S]) -> String {
    let mut out = String::new();
    for line in lines {
        let line = line.as_ref().trim();
        if line.is_empty() {
            continue;
        }
        let bare = out.chars().next_back().is_some_and(is_thai) && line.chars().next().is_some_and(is_thai);
        let torn = line.starts_with([',', '.']) && out.ends_with(char::is_numeric);
        if !out.is_empty() && !bare && !torn {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

fn flush(loose: &mut Vec<Segment>, out: &mut Vec<Piece>, rests: &mut Vec<Rest>) {
    let (marks, mut segments): (Vec<Segment>, Vec<Segment>) =
        std::mem::take(loose).into_iter().partition(Segment::is_marks);
    // Marks drawn by themselves, before or after their line.
    let lone = marks.into_iter().filter(|m| !segments.iter_mut().any(|s| s.insert_marks(m)));
    let lone: Vec<Segment> = lone.collect();
    let segments = drawn_cells::in_rows(pieced(segments));
    let is_first = out.len() <= TOP && out.iter().all(|p| matches!(p, Piece::Line(_)));
    let found = drawn_cells::tables(&segments, if is_first { TOP } else { 0 });
    rests.extend(found.rests);
    let mut at = 0;
    let mut rest = segments.into_iter();
    for (range, table) in found.tables {
        lines(rest.by_ref().take(range.start - at).collect(), out);
        at = range.end;
        rest.by_ref().take(range.len()).for_each(drop);
        out.push(Piece::Table(table));
    }
    lines(rest.chain(lone).collect(), out);
}

/// Pieces drawn after their line are put into the gap left for them.
fn pieced(segments: Vec<Segment>) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::with_capacity(segments.len());
    for segment in segments {
        let is_on_line = |s: &&mut Segment| (s.y - segment.y).abs() <= s.size * 0.3;
        let line = out.iter_mut().rev().take(NEAR).take_while(is_on_line);
        if !line.into_iter().any(|s| s.insert_piece(&segment)) {
            out.push(segment);
        }
    }
    out
}

/// Lines of prose, and tables whose rows are drawn line by line.
fn lines(segments: Vec<Segment>, out: &mut Vec<Piece>) {
    let lines = in_lines(segments);
    let mut at = 0;
    while at < lines.len() {
        if let Some((used, middle)) = super::columns::prose(&lines[at..]) {
            let across = &lines[at..at + used];
            let column = |wanted: fn(&f32, &f32) -> bool| {
                let own = move |s: &&Segment| wanted(&s.x0, &middle);
                across.iter().map(move |l| l.iter().filter(own).cloned().collect::<Vec<_>>())
            };
            let both = column(f32::lt).chain(column(f32::ge)).filter(|l| !l.is_empty());
            out.extend(both.map(|l| Piece::Line(line(&l))));
            at += used;
            continue;
        }
        if let Some((table, used)) = super::columns::table(&lines[at..]) {
            out.push(Piece::Table(table));
            at += used;
            continue;
        }
        out.push(Piece::Line(line(&lines[at])));
        at += 1;
    }
}

fn line(pieces: &[Segment]) -> Line {
    let weight = |s: &Segment| s.text.chars().count();
    let bold: usize = pieces.iter().filter(|s| s.bold).map(weight).sum();
    let all: usize = pieces.iter().map(weight).sum();
    Line {
        text: text_of(pieces),
        x0: pieces.iter().map(|s| s.x0).fold(f32::MAX, f32::min),
        x1: pieces.iter().map(|s| s.x1).fold(f32::MIN, f32::max),
        y: pieces[0].y,
        size: pieces.iter().map(|s| s.size).fold(0.0, f32::max),
        bold: bold * 2 > all,
        turned: pieces[0].turn != 0,
    }
}
