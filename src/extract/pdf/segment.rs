//! Glyphs to pieces of line: runs on one baseline without a gap that could separate cells.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::device::{Content, Glyph, SLANTED};
use super::mix::Mix;
use super::rules::Rule;

/// A gap of this many ems separates cells.
const CELL_GAP: f32 = 1.8;

/// A piece of a line. Along its own direction it runs from `x0` to `x1` on baseline `y`; for
/// turned text these are turned coordinates, and `centre` is the place on the page.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    /// Quarter turns, 0 for upright text, or [`SLANTED`].
    pub(super) turn: u8,
    pub(super) centre: (f32, f32),
    /// Its letters, so that what is drawn by itself later finds its place among them.
    stops: Vec<Stop>,
}

/// A letter with its marks: where it stands on the line, and where in the text it ends.
#[derive(Debug, Clone, Copy)]
struct Stop {
    x0: f32,
    x1: f32,
    end: usize,
    /// Further from the one before than words stand apart, without a blank drawn between.
    leaps: bool,
}

/// A part of a segment.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    of: &'a Segment,
    /// Letters of the segment.
    from: usize,
    to: usize,
    pub(super) x0: f32,
    pub(super) x1: f32,
}

impl<'a> Part<'a> {
    fn new(of: &'a Segment, from: usize, to: usize) -> Self {
        let stops = &of.stops[from..to];
        let x0 = if from == 0 { of.x0 } else { stops.iter().map(|s| s.x0).fold(f32::MAX, f32::min) };
        let x1 =
            if to == of.stops.len() { of.x1 } else { stops.iter().map(|s| s.x1).fold(f32::MIN, f32::max) };
        Self { of, from, to, x0, x1 }
    }

    pub(super) fn text(&self) -> &'a str {
        let begin = if self.from == 0 { 0 } else { self.of.stops[self.from - 1].end };
        let end =
            if self.to == self.of.stops.len() { self.of.text.len() } else { self.of.stops[self.to - 1].end };
        self.of.text.get(begin..end).unwrap_or("").trim()
    }

    /// Cut where it leaves one of `columns` for the next with a gap.
    pub(super) fn split(&self, columns: &[(f32, f32)], size: f32) -> Vec<Part<'a>> {
        let mut cuts = vec![self.from];
        for two in columns.windows(2) {
            let (left, right) = (two[0].1, two[1].0);
            if self.x0 > left || self.x1 < right {
                continue;
            }
            let near = size * 0.3;
            let gap = |i: usize| {
                let (a, b) = (&self.of.stops[i - 1], &self.of.stops[i]);
                let apart = b.x0 - a.x1;
                (apart > size * 0.1 && a.x1 < right + near && b.x0 > left - near).then_some((i, apart))
            };
            let widest = (self.from + 1..self.to).filter_map(gap).max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((at, _)) = widest
                && cuts.last().is_some_and(|last| *last < at)
            {
                cuts.push(at);
            }
        }
        cuts.push(self.to);
        cuts.windows(2).map(|two| Part::new(self.of, two[0], two[1])).collect()
    }
}

impl Segment {
    /// Itself, cut where it leaps: cells of a table may stand that near.
    pub(super) fn parts(&self) -> Vec<Part<'_>> {
        let leaps = (1..self.stops.len()).filter(|i| self.stops[*i].leaps);
        let cuts: Vec<usize> = std::iter::once(0).chain(leaps).chain([self.stops.len()]).collect();
        cuts.windows(2).map(|two| Part::new(self, two[0], two[1])).collect()
    }

    pub(super) fn is_marks(&self) -> bool {
        self.text.chars().all(|c| is_thai_mark(c) || c == ' ')
    }

    /// Puts marks behind the letter they stand over: their origin is at its end.
    pub(super) fn insert_marks(&mut self, marks: &Self) -> bool {
        let over = self.turn == marks.turn
            && (self.y - marks.y).abs() < self.size * 0.9
            && self.x0 < marks.x0
            && marks.x0 <= self.x1 + self.size * 0.3;
        let Some(nth) = self.stops.iter().rposition(|s| s.x0 < marks.x0 - self.size * 0.05).filter(|_| over)
        else {
            return false;
        };
        let (at, text) = (self.stops[nth].end, marks.text.trim());
        if !self.text.is_char_boundary(at) {
            return false;
        }
        self.text.insert_str(at, text);
        for stop in &mut self.stops[nth..] {
            stop.end += text.len();
        }
        true
    }

    /// Puts a piece into the gap that was left for it: what one font lacks is drawn after the line.
    pub(super) fn insert_piece(&mut self, piece: &Self) -> bool {
        let near = self.size.max(piece.size) * 0.15;
        let inside = self.turn == piece.turn
            && (self.y - piece.y).abs() <= near * 2.0
            && self.x0 < piece.x0
            && piece.x1 < self.x1;
        let Some(nth) = self.stops.iter().rposition(|s| s.x0 < piece.x0).filter(|_| inside) else {
            return false;
        };
        let Some(next) = self.stops.get(nth + 1).copied() else { return false };
        let before = self.stops[nth];
        if before.x1 > piece.x0 + near || piece.x1 > next.x0 + near || !self.text.is_char_boundary(before.end)
        {
            return false;
        }
        let mut text = String::new();
        if piece.x0 - before.x1 > near {
            text.push(' ');
        }
        text.push_str(&piece.text);
        let blank = self.text[before.end..].starts_with(' ');
        if blank && next.x0 - piece.x1 <= near {
            self.text.remove(before.end);
        }
        self.text.insert_str(before.end, &text);
        let gone = usize::from(blank && next.x0 - piece.x1 <= near);
        for stop in &mut self.stops[nth + 1..] {
            stop.end = stop.end + text.len() - gone;
        }
        let end = before.end + text.len();
        self.stops.insert(nth + 1, Stop { x0: piece.x0, x1: piece.x1, end, leaps: false });
        true
    }
}

/// A glyph along its own direction.
#[derive(Clone, Copy)]
struct Laid<'a> {
    text: &'a str,
    u0: f32,
    u1: f32,
    v: f32,
    turn: u8,
    glyph: &'a Glyph,
}

pub(super) fn is_thai_mark(c: char) -> bool {
    matches!(c, '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{f701}'..='\u{f70e}' | '\u{f710}'..='\u{f71a}')
}

fn lay<'a>(content: &'a Content, glyph: &'a Glyph) -> Laid<'a> {
    let (turn, u0, u1, v) = match glyph.turn {
        0 => (0, glyph.x, glyph.end_x, glyph.y),
        1 => (1, glyph.y, glyph.end_y, -glyph.x),
        2 => (2, -glyph.x, -glyph.end_x, -glyph.y),
        SLANTED => {
            let (sin, cos) = glyph.angle.sin_cos();
            let along = |x: f32, y: f32| x * cos + y * sin;
            (SLANTED, along(glyph.x, glyph.y), along(glyph.end_x, glyph.end_y), glyph.y * cos - glyph.x * sin)
        }
        _ => (3, -glyph.y, -glyph.end_y, glyph.x),
    };
    Laid { text: content.text(glyph), u0, u1, v, turn, glyph }
}

/// Whether the same text already stands here: bold is often faked by drawing twice.
struct Drawn<'a> {
    seen: Vec<Seen<'a>>,
    /// By text and place, the last one seen there.
    last: HashMap<(u64, i32, i32), u32, BuildHasherDefault<Mix>>,
}

/// What, where, and how large: a "copy" across the page is no letter of a line below it.
struct Seen<'a> {
    text: &'a str,
    x: f32,
    y: f32,
    size: f32,
    /// Seen before it in the same place.
    before: Option<u32>,
}

impl<'a> Drawn<'a> {
    /// Wider than two letters may stand apart, so that most need one look.
    const FIELD: f32 = 8.0;
    /// In fields, to each side.
    const FAR: f32 = 1e6;

    fn of(glyphs: usize) -> Drawn<'a> {
        let last = HashMap::with_capacity_and_hasher(glyphs, BuildHasherDefault::default());
        Drawn { seen: Vec::with_capacity(glyphs), last }
    }

    fn again(&mut self, laid: &Laid<'a>) -> bool {
        let glyph = laid.glyph;
        let near = (glyph.size * 0.12).clamp(0.3, Self::FIELD);
        let key = laid.text.bytes().fold(0, |key: u64, byte| key.rotate_left(8) ^ u64::from(byte));
        // So far outside of any page all places are one.
        let field = |v: f32| ((v / Self::FIELD).clamp(-Self::FAR, Self::FAR) + Self::FAR) as i32;
        let same = |seen: &Seen<'_>| {
            seen.text == laid.text
                && (seen.x - glyph.x).abs() < near
                && (seen.y - glyph.y).abs() < near
                && seen.size.max(glyph.size) < seen.size.min(glyph.size) * 2.0
        };
        for x in field(glyph.x - near)..=field(glyph.x + near) {
            for y in field(glyph.y - near)..=field(glyph.y + near) {
                let mut at = self.last.get(&(key, x, y)).copied();
                while let Some(seen) = at.and_then(|at| self.seen.get(at as usize)) {
                    if same(seen) {
                        return true;
                    }
                    at = seen.before;
                }
            }
        }
        let place = (key, field(glyph.x), field(glyph.y));
        let before = self.last.insert(place, self.seen.len() as u32);
        self.seen.push(Seen { text: laid.text, x: glyph.x, y: glyph.y, size: glyph.size, before });
        false
    }
}

/// The pieces in the order they were drawn. `walls` are the vertical lines of tables.
pub(super) fn segments(content: &Content, walls: &[Rule]) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    let mut drawn = Drawn::of(content.glyphs.len());
    let mut run: Vec<(Laid<'_>, bool)> = Vec::new();
    let (mut space, mut told_again) = (false, false);
    for glyph in &content.glyphs {
        let mut laid = lay(content, glyph);
        if laid.text.is_empty() {
            // The rest of a cluster: only its width counts.
            if let Some((last, _)) = run.last_mut()
                && last.turn == laid.turn
                && (last.v - laid.v).abs() < last.glyph.size * 0.3
                && laid.u1 - last.u1 < last.glyph.size * 2.0
            {
                last.u1 = last.u1.max(laid.u1);
            }
            continue;
        }
        if laid.text.trim().is_empty() {
            space = true;
            continue;
        }
        if drawn.again(&laid) {
            continue;
        }
        told_again = run.last().is_some_and(|(last, _)| is_told_again(last, &laid, told_again));
        if told_again {
            if let Some((last, _)) = run.last_mut() {
                last.u1 = last.u1.max(laid.u1);
            }
            continue;
        }
        if !run.last().is_some_and(|(last, _)| continues(last, &laid, walls)) {
            finish(&mut run, &mut out);
        }
        // A mark moved back over its letter does not end before it.
        if let Some((last, _)) = run.last().filter(|_| laid.text.chars().all(is_thai_mark)) {
            laid.u1 = laid.u1.max(last.u1);
        }
        run.push((laid, space && !run.is_empty()));
        space = laid.text.ends_with(' ');
    }
    finish(&mut run, &mut out);
    out
}

/// Some programs give the text of a whole cluster to each of its glyphs. A cluster has a width; a
/// glyph without one that says the same again is its mark, and after that the า of ำ.
fn is_told_again(last: &Laid<'_>, next: &Laid<'_>, told_again: bool) -> bool {
    let mut letters = next.text.chars();
    let cluster =
        letters.next().is_some_and(|c| !is_thai_mark(c) && !c.is_ascii()) && letters.next().is_some();
    let no_width = next.u1 - next.u0 < next.glyph.size * 0.05;
    let tail = told_again && next.text.ends_with(['ำ', 'า']);
    cluster && last.text == next.text && last.turn == next.turn && (no_width || tail)
}

fn continues(last: &Laid<'_>, next: &Laid<'_>, walls: &[Rule]) -> bool {
    let size = last.glyph.size.max(next.glyph.size);
    let mark = next.text.chars().all(is_thai_mark);
    let rise = (last.v - next.v).abs();
    if last.turn != next.turn || rise > size * if mark { 0.8 } else { 0.35 } {
        return false;
    }
    // Writing never goes back behind a letter: that is a new piece, drawn later.
    if !mark && next.u0 < last.u0 - size * 0.1 {
        return false;
    }
    let gap = next.u0 - last.u1;
    if gap < -size * 0.9 - if mark { size } else { 0.0 } || gap > size * CELL_GAP {
        return false;
    }
    next.turn != 0
        || gap < 0.5
        || !walls.iter().any(|w| {
            w.at > last.u1 - 0.5 && w.at < next.u0 + 0.5 && w.from <= next.v && next.v - size * 0.3 <= w.to
        })
}

/// Letters may be spread over the line (Thai distributed): what is a gap between words depends on
/// the gaps between letters.
fn word_gap(run: &[(Laid<'_>, bool)]) -> f32 {
    let mut gaps: Vec<f32> = run.windows(2).filter(|w| !w[1].1).map(|w| w[1].0.u0 - w[0].0.u1).collect();
    let size = run.first().map_or(1.0, |(l, _)| l.glyph.size);
    if gaps.len() < 4 {
        return size * 0.2;
    }
    let middle = gaps.len() / 2;
    let median = *gaps.select_nth_unstable_by(middle, f32::total_cmp).1;
    (size * 0.18).max(median.max(0.0) * 2.0 + size * 0.1)
}

fn finish(run: &mut Vec<(Laid<'_>, bool)>, out: &mut Vec<Segment>) {
    let Some((first, _)) = run.first().copied() else { return };
    let wide = word_gap(run);
    let size = run.iter().map(|(l, _)| l.glyph.size).fold(0.0, f32::max);
    let mut text = String::new();
    let (mut x0, mut x1, mut bold) = (f32::MAX, f32::MIN, 0);
    let mut before = f32::MAX;
    let mut stops: Vec<Stop> = Vec::new();
    for (laid, space) in run.iter() {
        if (*space || laid.u0 - before > wide) && !text.ends_with(' ') && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(laid.text.trim_start());
        match stops.last_mut() {
            Some(last) if laid.text.chars().all(is_thai_mark) => last.end = text.len(),
            _ => {
                let gap = laid.u0 - before;
                let leaps = gap > if *space { size * 1.2 } else { wide.max(size * 0.5) };
                stops.push(Stop { x0: laid.u0, x1: laid.u1, end: text.trim_end().len(), leaps });
            }
        }
        (x0, x1) = (x0.min(laid.u0), x1.max(laid.u1));
        before = laid.u1;
        bold += usize::from(laid.glyph.bold);
    }
    let last = run[run.len() - 1].0;
    out.push(Segment {
        text: text.trim_end().to_owned(),
        x0,
        x1,
        y: first.v,
        size,
        bold: bold * 2 > run.len(),
        turn: first.turn,
        centre: ((first.glyph.x + last.glyph.end_x) / 2.0, (first.glyph.y + last.glyph.end_y) / 2.0),
        stops,
    });
    run.clear();
}
