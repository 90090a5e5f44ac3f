//! Tables without lines whose cells wrap, known by the way they are drawn: cell after cell, each
//! from top to bottom, so that the pen goes back up where a cell ends. Prose does so at most once a
//! column.

use std::collections::BTreeMap;
use std::ops::Range;

use super::page::{End, Rest, Table, join};
use super::segment::{Part, Segment};
use crate::thai::text::arabic;

/// Cells beyond which a page is a drawing.
const MAX_CELLS: usize = 4_000;
/// Parts before a row that its cells may not stand above.
const BACK: usize = 400;
/// Rows above one that its cells may not stand beside.
const RECENT: usize = 8;
/// Lines numbered one after the other that are the rows of a sheet.
const COUNTED: usize = 3;
/// Segments drawn out of order beyond which a page is taken to be a sheet.
const ENOUGH: usize = 4;
/// Cells, and lines of a cell, of a row that is the rest of one.
const MAX_LONE: usize = 20;
const MAX_LONE_BITS: usize = 60;
/// A row of one cell longer than this is a column of text, not a table.
const MOST: usize = 600;

/// Part of a segment, which may hold a row's cells where they stand near each other.
struct Bit<'a> {
    part: Part<'a>,
    segment: usize,
    y: f32,
    size: f32,
    upright: bool,
}

/// Segments in the order of rows, where they were drawn in another: spreadsheets draw what is on one
/// line before all that wraps.
pub(super) fn in_rows(segments: Vec<Segment>) -> Vec<Segment> {
    let is_plain = segments.len() <= MAX_CELLS && segments.iter().all(|s| s.turn == 0);
    if !is_plain || !segments.windows(2).any(|two| two[1].y < two[0].y - two[0].size * 0.3) {
        return segments;
    }
    let segments = match counted(&segments) {
        Some(lines) => return in_lines(segments, &lines),
        None => segments,
    };
    let back = drawn_back(&segments);
    if back == 0 {
        return segments;
    }
    // What goes straight down in the order drawn is a cell; cells side by side are a row.
    let mut cells: Vec<(f32, f32, Range<usize>)> = Vec::new();
    for (i, s) in segments.iter().enumerate() {
        let above = i.checked_sub(1).map(|i| &segments[i]);
        let goes_on = above.is_some_and(|a| {
            let step = s.y - a.y;
            a.turn == s.turn && a.x0 < s.x1 && s.x0 < a.x1 && step > s.size * 0.3 && step < s.size * 2.2
        });
        match cells.last_mut().filter(|_| goes_on) {
            Some(cell) => {
                cell.1 = s.y;
                cell.2.end = i + 1;
            }
            None => cells.push((s.y - s.size * 0.6, s.y, i..i + 1)),
        }
    }
    cells.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut rows: Vec<(f32, Vec<Range<usize>>)> = Vec::new();
    for (top, bottom, range) in &cells {
        match rows.last_mut() {
            Some(row) if *top < row.0 => {
                row.0 = row.0.max(*bottom);
                row.1.push(range.clone());
            }
            _ => rows.push((*bottom, vec![range.clone()])),
        }
    }
    let most = rows.iter().map(|r| r.1.len()).max().unwrap_or_default();
    let of = |least: usize| rows.iter().filter(|r| r.1.len() >= least).count();
    let is_table = of(2) >= 3 && most * 5 <= cells.len() * 2;
    // Little that is out of order may be a letterhead or a stamp.
    if !is_table || (back < ENOUGH && of(3) * 3 < rows.len() * 2) {
        return segments;
    }
    let mut left: Vec<Option<Segment>> = segments.into_iter().map(Some).collect();
    let mut out = Vec::with_capacity(left.len());
    for (_, mut row) in rows {
        let x0 = |r: &Range<usize>| left[r.start].as_ref().map_or(0.0, |s| s.x0);
        row.sort_by(|a, b| x0(a).total_cmp(&x0(b)));
        out.extend(row.into_iter().flatten().filter_map(|i| left[i].take()));
    }
    out
}

/// Where lines begin and end each of which has the next number at its left: none of their cells wraps, so that what
/// goes straight down is a column.
fn counted(segments: &[Segment]) -> Option<Vec<(f32, f32)>> {
    let mut all: Vec<&Segment> = segments.iter().collect();
    all.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines: Vec<Vec<&Segment>> = Vec::new();
    for s in all {
        match lines.last_mut() {
            Some(line) if s.y - line[0].y < s.size * 0.3 => line.push(s),
            _ => lines.push(vec![s]),
        }
    }
    let count = |line: &Vec<&Segment>| {
        let first = line.iter().min_by(|a, b| a.x0.total_cmp(&b.x0))?;
        let number = arabic(&first.text).trim_end_matches('.').parse::<u32>().ok()?;
        (line.len() > 1).then_some((number, first.x0, first.x1))
    };
    let counts: Vec<Option<(u32, f32, f32)>> = lines.iter().map(count).collect();
    let goes_on = |at: &usize| match (counts[at - 1], counts[*at]) {
        (Some(last), Some(next)) => last.0 + 1 == next.0 && last.1 < next.2 && next.1 < last.2,
        _ => false,
    };
    let mut longest = 0..0;
    let mut from = 0;
    while from < lines.len() {
        let to = (from + 1..lines.len()).find(|at| !goes_on(at)).unwrap_or(lines.len());
        if to - from > longest.len() {
            longest = from..to;
        }
        from = to;
    }
    if longest.len() < COUNTED {
        return None;
    }
    // Their heads, where they have no more than a line.
    let first = &lines[longest.start][0];
    let is_head = |line: &Vec<&Segment>| line.len() > 1 && first.y - line[0].y < first.size * 2.5;
    let heads = usize::from(longest.start.checked_sub(1).is_some_and(|above| is_head(&lines[above])));
    let ends = |line: &Vec<&Segment>| (line[0].y - line[0].size * 0.1, line[0].y + line[0].size * 0.3);
    Some(lines[longest.start - heads..longest.end].iter().map(ends).collect())
}

/// What stands on `lines` in their order, each from left to right, and before and after them the rest as it was drawn.
fn in_lines(segments: Vec<Segment>, lines: &[(f32, f32)]) -> Vec<Segment> {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return segments };
    let (above, rest): (Vec<Segment>, Vec<Segment>) = segments.into_iter().partition(|s| s.y < first.0);
    let (mut on, below): (Vec<Segment>, Vec<Segment>) = rest.into_iter().partition(|s| s.y < last.1);
    let line = |s: &Segment| lines.iter().rposition(|(top, _)| *top <= s.y);
    on.sort_by(|a, b| line(a).cmp(&line(b)).then(a.x0.total_cmp(&b.x0)));
    above.into_iter().chain(on).chain(below).collect()
}

/// How much was drawn left of what stood there before.
fn drawn_back(segments: &[Segment]) -> usize {
    const FIELD: f32 = 6.0;
    let mut right_most: BTreeMap<i32, f32> = BTreeMap::new();
    let mut back = 0;
    for s in segments {
        let field = (s.y / FIELD) as i32;
        let beside = right_most.range(field - 1..=field + 1).any(|(_, x0)| *x0 >= s.x1);
        back += usize::from(beside);
        let most = right_most.entry(field).or_insert(f32::MIN);
        *most = most.max(s.x0);
    }
    back
}

struct Cell {
    bits: Range<usize>,
    x0: f32,
    x1: f32,
    top: f32,
    bottom: f32,
    /// The widest step from line to line.
    pitch: f32,
}

impl Cell {
    fn new(at: usize, bit: &Bit<'_>) -> Self {
        let (x0, x1) = (bit.part.x0, bit.part.x1);
        Self { bits: at..at + 1, x0, x1, top: bit.y, bottom: bit.y, pitch: 0.0 }
    }

    fn push(&mut self, bit: &Bit<'_>) {
        self.bits.end += 1;
        (self.x0, self.x1) = (self.x0.min(bit.part.x0), self.x1.max(bit.part.x1));
        self.pitch = self.pitch.max(bit.y - self.bottom);
        self.bottom = bit.y;
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1
    }
}

type Row = Vec<Cell>;

/// The tables among `segments`, in the order drawn, and the single rows among the `top` first.
pub(super) fn tables(segments: &[Segment], top: usize) -> Tables {
    let goes_up = |two: &[Segment]| two[1].y < two[0].y - two[0].size * 0.3 && two[1].x0 > two[0].x0;
    if top == 0 && !segments.windows(2).any(goes_up) {
        return Tables::default();
    }
    let mut bits: Vec<Bit<'_>> = Vec::new();
    for (i, s) in segments.iter().enumerate() {
        let bit = |part| Bit { part, segment: i, y: s.y, size: s.size, upright: s.turn == 0 };
        bits.extend(s.parts().into_iter().map(bit));
    }
    let rows = rows(&bits);
    let mut out: Vec<(Range<usize>, Table)> = Vec::new();
    let mut rests = Vec::new();
    let mut from = 0;
    while from < rows.len() {
        let above = from.checked_sub(1).map(|i| &rows[i]);
        let found = (rows[from].len() > 1).then(|| table(&bits, above, &rows[from..])).flatten();
        let Some(Found { mut table, used, mut first }) = found else {
            rests.extend((from < top).then(|| lone_row(&bits, &rows[from])).flatten());
            from += 1;
            continue;
        };
        let last = bits_of(&rows[from + used - 1]).end - 1;
        // What a row left over for this page may be a single cell.
        if let Some(above) = above
            && let Some(rest) = rest_above(&bits, above, &rows[from], &table)
        {
            let range = bits_of(above);
            if out.last().is_none_or(|(taken, _)| taken.end <= bits[range.start].segment) {
                table.rows.insert(0, rest);
                first = range.start;
            }
        }
        out.push((bits[first].segment..bits[last].segment + 1, table));
        from += used;
    }
    // Bits of one segment may have come into two rows.
    let mut taken = 0;
    out.retain(|(range, _)| {
        let free = range.start >= taken;
        taken = if free { range.end } else { taken };
        free
    });
    Tables { tables: out, rests }
}

/// What [`tables`] finds.
#[derive(Default)]
pub(super) struct Tables {
    /// Each with the segments it takes.
    pub(super) tables: Vec<(Range<usize>, Table)>,
    pub(super) rests: Vec<Rest>,
}

fn bits_of(row: &Row) -> Range<usize> {
    row.first().map_or(0, |c| c.bits.start)..row.last().map_or(0, |c| c.bits.end)
}

/// A row by itself, which may be the rest of one on the page before.
fn lone_row(bits: &[Bit<'_>], row: &Row) -> Option<Rest> {
    let spans: Vec<(f32, f32)> = row.iter().map(|c| (c.x0, c.x1)).collect();
    let size = bits[row[0].bits.start].size;
    if row.len() > MAX_LONE || row.iter().any(|c| c.bits.len() > MAX_LONE_BITS) {
        return None;
    }
    let cells: Vec<Range<usize>> = row.iter().map(|c| c.bits.clone()).collect();
    let filled = fill(bits, &cells, &spans);
    let ends = filled.iter().map(|c| c.end).collect();
    let rows = vec![filled.into_iter().map(|c| c.text).collect()];
    let top = row.iter().map(|c| c.top).fold(f32::MAX, f32::min) - size;
    let bottom = row.iter().map(|c| c.bottom).fold(f32::MIN, f32::max);
    Some(Rest { table: Table { rows, spans, ruled: false, top, ends }, bottom })
}

struct Found {
    table: Table,
    /// Rows it takes, and the bit it begins with.
    used: usize,
    first: usize,
}

/// All bits in rows; a line of prose is a row of one cell, as are lines below one another.
fn rows(bits: &[Bit<'_>]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut at = 0;
    // Where the text that now goes downwards began.
    let mut since = 0;
    while at < bits.len() {
        if at > 0 && bits[at].y < bits[at - 1].y && rows.last().is_none_or(|r| bits[at].y < r[0].top) {
            since = at;
        }
        let row = row(bits, at, since);
        at = row.last().map_or(at + 1, |c| c.bits.end);
        rows.push(row);
    }
    rows
}

fn row(bits: &[Bit<'_>], at: usize, since: usize) -> Row {
    let mut cells = vec![Cell::new(at, &bits[at])];
    // The right edge of the cells before the last.
    let mut wall = f32::MIN;
    let mut i = at + 1;
    while let Some(bit) = bits.get(i) {
        let last = cells.len() - 1;
        let cell = &mut cells[last];
        let size = bit.size.max(bits[i - 1].size);
        let near = size * 0.3;
        if !bit.upright || !bits[at].upright {
            break;
        }
        if bit.y > cell.bottom + near {
            let step = bit.y - cell.bottom;
            let below = bit.part.x0 < cell.x1 && cell.x0 < bit.part.x1 && bit.part.x0 > wall - near;
            if !below || step > size * 2.2 || (cell.pitch > 0.0 && step > cell.pitch * 1.6) {
                break;
            }
            cell.push(bit);
        } else if bit.part.x0 > cell.x1 - near && !stands_above(bits, since..at, bit) {
            wall = cell.x1;
            cells.push(Cell::new(i, bit));
        } else if (bit.y - cell.bottom).abs() <= near
            && bit.part.x0 > bits[i - 1].part.x1 - near
            && (last > 0 || bit.segment == bits[i - 1].segment)
        {
            cell.push(bit);
        } else {
            if cells.len() == 1 {
                // Lines of prose above the first cell are in its way.
                let fits = |b: &Bit<'_>| b.part.x1 < bit.part.x0 + near;
                let fitting = bits[at..i].iter().rev().take_while(|b| fits(b)).count();
                if fitting > 0 && fitting < i - at {
                    cells[0] = Cell::new(at, &bits[at]);
                    for bit in &bits[at + 1..i - fitting] {
                        cells[0].push(bit);
                    }
                }
            }
            break;
        }
        i += 1;
    }
    // Cells stand side by side.
    let tallest = cells.iter().map(|c| (c.top, c.bottom)).max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    let (top, bottom) = tallest.unwrap_or_default();
    let slack = bits[at].size;
    if cells.iter().any(|c| c.bottom < top - slack || c.top > bottom + slack) {
        cells.truncate(1);
    }
    cells
}

/// Whether something drawn before, in the same column, stands lower.
fn stands_above(bits: &[Bit<'_>], before: Range<usize>, bit: &Bit<'_>) -> bool {
    let from = before.start.max(before.end.saturating_sub(BACK));
    bits[from..before.end.max(from)]
        .iter()
        .any(|b| b.y > bit.y - bit.size * 0.3 && b.part.x0 < bit.part.x1 && bit.part.x0 < b.part.x1)
}

/// A table at the beginning of `rows`, and how many it takes.
fn table(bits: &[Bit<'_>], above: Option<&Row>, rows: &[Row]) -> Option<Found> {
    let mut used = 1;
    while let Some(next) = rows.get(used) {
        let (above, size) = (&rows[used - 1], bits[next[0].bits.start].size);
        let bottom = above.iter().map(|c| c.bottom).fold(f32::MIN, f32::max);
        let top = next.iter().map(|c| c.top).fold(f32::MAX, f32::min);
        // Cells that go over several rows may end below the next one's top, but not in its columns.
        let recent = &rows[used.saturating_sub(RECENT)..used];
        let is_below = |c: &Cell| recent.iter().flatten().filter(|o| o.overlaps(c)).all(|o| o.bottom < c.top);
        // Rows of sheets may be high, and their cells stand in the middle.
        let most = if above.len().min(next.len()) > 2 { 14.0 } else { 5.0 };
        if top - bottom > size * most || !next.iter().all(is_below) {
            break;
        }
        let following = rows[used + 1..].iter().find(|r| r.len() > 1);
        let fits = next.len() > 1 || is_lone(bits, &next[0], &rows[..used], following);
        if !fits {
            break;
        }
        used += 1;
    }
    while rows[used - 1].len() < 2 {
        used -= 1;
    }
    let rows = &rows[..used];
    if rows.iter().filter(|r| r.len() > 1).count() < 2 || rows.iter().map(Vec::len).sum::<usize>() > MAX_CELLS
    {
        return None;
    }
    let goes_up =
        |r: &Row| r.windows(2).any(|two| two[1].top < two[0].bottom - bits[two[0].bits.start].size * 0.3);
    if !rows.iter().any(goes_up) {
        return None;
    }
    let spans = columns(rows)?;
    if !is_aligned(bits, &rows[0], &columns(&rows[1..]).unwrap_or_default()) {
        return None;
    }
    let first = &rows[0];
    let mut from = first[0].bits.start;
    let top = first.iter().map(|c| c.top).fold(f32::MAX, f32::min) - bits[first[0].bits.start].size;
    let mut texts: Vec<Vec<String>> = Vec::new();
    let mut ends = Vec::new();
    let top_aligned = top_aligned(bits, rows);
    for (r, row) in rows.iter().enumerate() {
        let (mut over, row) = match top_aligned {
            true => above_top(bits, row),
            false => (None, row.iter().map(|c| c.bits.clone()).collect()),
        };
        // Above the first row it is the last line of the text there.
        if r == 0 && over.is_some() && above.is_some_and(|a| is_right_above(bits, a, first)) {
            over = None;
            from = row[0].start;
        }
        for part in over.into_iter().map(|o| vec![o]).chain([row]) {
            let filled = fill(bits, &part, &spans);
            ends = filled.iter().map(|c| c.end).collect();
            texts.push(filled.into_iter().map(|c| c.text).collect());
        }
    }
    let filled = |r: &&Vec<String>| r.iter().filter(|c| !c.is_empty()).count() > 1;
    let side_by_side = texts.iter().filter(filled).count();
    let long = texts.iter().flatten().any(|c| c.chars().count() > MOST);
    if side_by_side < 2 || (side_by_side == 2 && spans.len() == 2 && long) || is_list(&texts) {
        return None;
    }
    let table = Table { rows: texts, spans, ruled: false, top, ends };
    Some(Found { table, used, first: from })
}

fn is_right_above(bits: &[Bit<'_>], above: &Row, row: &Row) -> bool {
    let size = bits[row[0].bits.start].size;
    let (above, cell) = (&above[above.len() - 1], &row[0]);
    above.overlaps(cell) && (0.0..size * 2.2).contains(&(cell.top - above.bottom))
}

/// Whether most cells of the first row begin, end or centre where the columns below do: a line of
/// prose with wide blanks may stand right above.
fn is_aligned(bits: &[Bit<'_>], row: &Row, spans: &[(f32, f32)]) -> bool {
    let near = bits[row[0].bits.start].size * 0.8;
    let agrees = |c: &&Cell| {
        let inside = spans.iter().filter(|s| s.0 < c.x1 && c.x0 < s.1).count() == 1;
        spans.iter().any(|s| {
            (s.0 - c.x0).abs() < near
                || (s.1 - c.x1).abs() < near
                || (s.0 + s.1 - c.x0 - c.x1).abs() < near * 2.0
                || (inside && s.0 - near < c.x0 && c.x1 < s.1 + near)
        })
    };
    spans.is_empty() || row.iter().filter(agrees).count() * 2 > row.len()
}

/// Whether a row's only cell keeps to one column, as the rows above and below have them.
fn is_lone(bits: &[Bit<'_>], cell: &Cell, above: &[Row], below: Option<&Row>) -> bool {
    let over = |row: &Row| row.iter().filter(|c| c.overlaps(cell)).count();
    let like = above.iter().rev().find(|r| r.len() > 1);
    let size = bits[cell.bits.start].size;
    let same_size = above[0].iter().any(|c| (bits[c.bits.start].size - size).abs() < size * 0.12);
    let right = above.iter().chain(below).flatten().map(|c| c.x1).fold(f32::MIN, f32::max);
    let left = above.iter().chain(below).flatten().map(|c| c.x0).fold(f32::MAX, f32::min);
    same_size
        && like.into_iter().chain(below).all(|r| over(r) < 2)
        && left - size < cell.x0
        && cell.x1 < right + size
}

/// Numbers or bullets with their texts.
fn is_list(rows: &[Vec<String>]) -> bool {
    let is_mark = |text: &str| text.chars().count() <= 2 && !text.chars().any(char::is_alphanumeric);
    rows.iter().all(|r| r.len() == 2 && is_mark(&r[0]))
}

/// Whether the cells of a row begin on one line.
fn top_aligned(bits: &[Bit<'_>], rows: &[Row]) -> bool {
    let even = |r: &&Row| {
        let near = bits[r[0].bits.start].size * 0.3;
        r[1..].iter().all(|c| (c.top - r[1].top).abs() < near)
    };
    let uneven = |r: &&Row| r.len() > 2 && r[1..].iter().any(|c| c.bits.len() != r[1].bits.len());
    let (all, even) = (rows.iter().filter(uneven).count(), rows.iter().filter(uneven).filter(even).count());
    all > 0 && even * 4 >= all * 3
}

/// The first cell's lines above the others belong to a row of their own.
fn above_top(bits: &[Bit<'_>], row: &Row) -> (Option<Range<usize>>, Vec<Range<usize>>) {
    let mut cells: Vec<Range<usize>> = row.iter().map(|c| c.bits.clone()).collect();
    let Some(top) = row.get(1).map(|c| c.top) else { return (None, cells) };
    let near = bits[row[0].bits.start].size * 0.3;
    if let Some(at) = row[0].bits.clone().find(|i| (bits[*i].y - top).abs() < near)
        && at > row[0].bits.start
        && bits[at - 1].y < top - near
    {
        cells[0].start = at;
        return (Some(row[0].bits.start..at), cells);
    }
    (None, cells)
}

/// Ranges of x that the cells of most rows keep to.
fn columns(rows: &[Row]) -> Option<Vec<(f32, f32)>> {
    // A cell over several columns speaks for none; where it is rather the others that stand in
    // one cell with a gap, they are in the minority.
    let spans_more = |cell: &Cell| {
        let over = |r: &Row| r.iter().filter(|c| c.overlaps(cell)).count();
        let (mut one, mut more) = (0, 0);
        for n in rows.iter().map(over) {
            one += usize::from(n == 1);
            more += usize::from(n > 1);
        }
        more >= one
    };
    let ranges =
        rows.iter().filter(|r| r.len() > 1).flatten().filter(|c| !spans_more(c)).map(|c| (c.x0, c.x1));
    super::columns::apart(ranges.collect())
}

struct Filled {
    text: String,
    end: End,
}

/// One row's texts by columns.
fn fill(bits: &[Bit<'_>], cells: &[Range<usize>], spans: &[(f32, f32)]) -> Vec<Filled> {
    let mut lines: Vec<Vec<(f32, f32, String)>> = vec![Vec::new(); spans.len()];
    let mut lowest = f32::MIN;
    for bit in cells.iter().flat_map(|c| &bits[c.clone()]) {
        lowest = lowest.max(bit.y);
        for part in bit.part.split(spans, bit.size) {
            let lines = &mut lines[column(spans, part.x0, part.x1)];
            match lines.last_mut() {
                Some((y, x1, text)) if (*y - bit.y).abs() < bit.size * 0.3 => {
                    *x1 = part.x1;
                    text.push(' ');
                    text.push_str(part.text());
                }
                _ => lines.push((bit.y, part.x1, part.text().to_owned())),
            }
        }
    }
    let size = cells.first().map_or(1.0, |c| bits[c.start].size);
    lines
        .into_iter()
        .zip(spans)
        .map(|(lines, span)| {
            let full = |x1: f32| x1 > span.0 + (span.1 - span.0) * 0.55;
            let end = match lines.last() {
                Some((y, x1, _)) if lowest - y < size * 0.3 && full(*x1) => End::Full,
                Some((y, ..)) if lowest - y < size * 0.3 => End::Low,
                Some((y, ..)) if lowest - y < size * 2.0 => End::Near,
                _ => End::Above,
            };
            let texts: Vec<String> = lines.into_iter().map(|l| l.2).collect();
            Filled { text: join(&texts), end }
        })
        .collect()
}

/// The column most of a text stands in; the first of those it goes over.
fn column(spans: &[(f32, f32)], x0: f32, x1: f32) -> usize {
    let overlap = |s: &(f32, f32)| s.1.min(x1) - s.0.max(x0);
    let first = spans.iter().position(|s| overlap(s) > (s.1 - s.0).min(x1 - x0) * 0.5);
    let nearest =
        || spans.iter().enumerate().max_by(|a, b| overlap(a.1).total_cmp(&overlap(b.1))).map(|(i, _)| i);
    first.or_else(nearest).unwrap_or_default()
}

/// A lone cell above the table that stands in one of its columns but the first.
fn rest_above(bits: &[Bit<'_>], above: &Row, first: &Row, table: &Table) -> Option<Vec<String>> {
    let [cell] = above.as_slice() else { return None };
    let size = bits[cell.bits.start].size;
    let at = column(&table.spans, cell.x0, cell.x1);
    let span = table.spans[at];
    let inside = at > 0 && span.0 - size * 0.5 < cell.x0 && cell.x1 < span.1 + size;
    let gap = first.iter().map(|c| c.top).fold(f32::MAX, f32::min) - cell.bottom;
    let aligned = (cell.x0 - span.0).abs() < size * 0.5;
    if !(inside && aligned && (0.0..size * 3.0).contains(&gap)) {
        return None;
    }
    Some(fill(bits, std::slice::from_ref(&cell.bits), &table.spans).into_iter().map(|c| c.text).collect())
}
