//! Tables without lines: neighbouring lines whose pieces stand in the same columns.

use super::page::{Table, join};
use super::segment::Segment;

/// Lines side by side from which on they may be two columns of prose.
const PROSE: usize = 6;
/// Letters of such a line, on average, and its width in ems: less is a cell, a name or a post in a list.
const LONG: usize = 28;
const WIDE: f32 = 12.0;

/// Two columns of prose at the beginning of `lines`, drawn line by line across both: how many lines they take, and
/// where the second begins.
///
/// All lines of both reach the edge of their column but the last ones of paragraphs, and stand equally far apart. The
/// cells of a table do not, and where one has fewer lines than the other a blank stays.
pub(super) fn prose(lines: &[Vec<Segment>]) -> Option<(usize, f32)> {
    let first = lines.first().filter(|line| line.len() >= 2)?;
    let size = first[0].size;
    let step = lines.get(1)?[0].y - first[0].y;
    let goes_on = |pair: &[Vec<Segment>]| {
        let (last, next) = (&pair[0][0], &pair[1][0]);
        last.turn == next.turn
            && (next.size - size).abs() < size * 0.1
            && (next.y - last.y - step).abs() < size * 0.2
    };
    let used = 1 + lines.windows(2).take_while(|pair| goes_on(pair)).count();
    let full = lines[..used].iter().take_while(|line| line.len() >= 2).count();
    if full < PROSE || step <= 0.0 || step > size * 2.5 {
        return None;
    }
    let columns = columns(&lines[..full])?;
    let &[left, right] = columns.as_slice() else { return None };
    let middle = (left.1 + right.0) / 2.0;
    let is_prose = |(from, to): (f32, f32)| {
        let (mut reach, mut numbered, mut letters) = (0, 0, 0);
        for line in &lines[..full] {
            let own = || line.iter().filter(|s| s.x0 >= from && s.x1 <= to);
            reach += usize::from(own().any(|s| s.x1 > to - (to - from) * 0.15));
            numbered += usize::from(own().next().is_some_and(|s| !s.text.starts_with(char::is_alphabetic)));
            letters += own().map(|s| s.text.chars().count()).sum::<usize>();
        }
        reach * 4 >= full * 3 && numbered * 4 <= full && letters >= full * LONG && to - from >= size * WIDE
    };
    let alike = (left.1 - left.0) / (right.1 - right.0);
    if !(0.7..1.43).contains(&alike) || !is_prose(left) || !is_prose(right) {
        return None;
    }
    // One of them may be longer.
    let within = |line: &&Vec<Segment>| line.iter().all(|s| s.x1 < middle || s.x0 > middle);
    Some((full + lines[full..used].iter().take_while(within).count(), middle))
}

/// A table at the beginning of `lines`, and how many lines it takes.
pub(super) fn table(lines: &[Vec<Segment>]) -> Option<(Table, usize)> {
    let first = lines.first()?;
    if first.len() < 2 {
        return None;
    }
    let mut used = 1;
    let mut full = 1;
    for next in &lines[1..] {
        let last = &lines[used - 1];
        let size = last[0].size.max(next[0].size);
        let step = next[0].y - last[0].y;
        if last[0].turn != next[0].turn || step <= 0.0 || step > size * 2.5 {
            break;
        }
        if next.len() >= 2 && aligned(&lines[..used], next) {
            full += 1;
        } else if !(continued(first, next, size) && step < size * 1.7) {
            break;
        }
        used += 1;
    }
    // Lines that only continue the last row may be the paragraph that follows.
    while used > 1
        && lines[used - 1].len() < 2
        && lines[used - 1][0].x1 - lines[used - 1][0].x0 > widest(&lines[..used - 1])
    {
        used -= 1;
    }
    if full < 2 {
        return None;
    }
    let columns = columns(&lines[..used])?;
    let top = first[0].y - first[0].size;
    let mut rows: Vec<Vec<Vec<String>>> = Vec::new();
    for line in &lines[..used] {
        let mut row: Vec<Vec<String>> = vec![Vec::new(); columns.len()];
        for s in line {
            let cell = &mut row[nearest(&columns, s)];
            match cell.last_mut() {
                // Beside it on the line, and not the next line of a cell.
                Some(before) => before.extend([" ", &s.text]),
                None => cell.push(s.text.clone()),
            }
        }
        match rows.last_mut() {
            // Nothing in the first column and fewer cells than above: the row goes on.
            Some(above) if row[0].is_empty() && filled(&row) < filled(above).max(2) => {
                for (cell, more) in above.iter_mut().zip(row) {
                    cell.extend(more);
                }
            }
            _ => rows.push(row),
        }
    }
    let rows: Vec<Vec<String>> = rows.into_iter().map(|r| r.iter().map(|c| join(c)).collect()).collect();
    (rows.len() >= 2).then_some((Table { rows, spans: columns, ruled: false, top, ends: Vec::new() }, used))
}

fn filled(row: &[Vec<String>]) -> usize {
    row.iter().filter(|c| !c.is_empty()).count()
}

/// At least two pieces begin, end or centre where pieces above do.
fn aligned(above: &[Vec<Segment>], next: &[Segment]) -> bool {
    let agrees = |a: &Segment, b: &Segment| {
        let near = a.size * 0.8;
        (a.x0 - b.x0).abs() < near
            || (a.x1 - b.x1).abs() < near
            || (a.x0 + a.x1 - b.x0 - b.x1).abs() < near * 2.0
    };
    let recent = &above[above.len().saturating_sub(3)..];
    next.iter().filter(|s| recent.iter().flatten().any(|a| agrees(a, s))).count() >= 2
}

/// A lone piece under a column other than the first.
fn continued(first: &[Segment], next: &[Segment], size: f32) -> bool {
    next.len() == 1 && first.iter().skip(1).any(|s| (s.x0 - next[0].x0).abs() < size)
}

fn widest(lines: &[Vec<Segment>]) -> f32 {
    lines.iter().filter(|l| l.len() > 1).flatten().map(|s| s.x1 - s.x0).fold(0.0, f32::max)
}

/// Ranges of x that no piece crosses; `None` where all run together.
fn columns(lines: &[Vec<Segment>]) -> Option<Vec<(f32, f32)>> {
    apart(lines.iter().filter(|l| l.len() > 1).flatten().map(|s| (s.x0, s.x1)).collect())
}

/// Ranges of x with those that overlap made one; `None` where all run together.
pub(super) fn apart(mut ranges: Vec<(f32, f32)>) -> Option<Vec<(f32, f32)>> {
    ranges.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<(f32, f32)> = Vec::new();
    for (from, to) in ranges {
        match out.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    (out.len() >= 2).then_some(out)
}

fn nearest(columns: &[(f32, f32)], s: &Segment) -> usize {
    let away = |c: &(f32, f32)| (c.0 - s.x1).max(s.x0 - c.1).max(0.0) + ((c.0 - s.x0).abs() * 0.001);
    columns.iter().enumerate().min_by(|a, b| away(a.1).total_cmp(&away(b.1))).map_or(0, |(i, _)| i)
}
