//! Ruling lines, and the tables they draw.

use hayro_interpret::kurbo::Point;

/// An upright line; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub(super) vertical: bool,
    /// Its x when vertical, else its y.
    pub(super) at: f32,
    pub(super) from: f32,
    pub(super) to: f32,
}

/// How far two lines may miss each other and still meet.
const SLACK: f32 = 3.0;
/// More lines than this in a page are a drawing.
const MAX_JOINED: usize = 3_000;

impl Rule {
    pub(super) fn between(a: Point, b: Point) -> Option<Self> {
        let (dx, dy) = ((a.x - b.x).abs(), (a.y - b.y).abs());
        if !(dx + dy).is_finite() || dx + dy < 0.01 {
            return None;
        }
        if dx < 0.5 {
            Some(Self { vertical: true, at: a.x as f32, from: a.y.min(b.y) as f32, to: a.y.max(b.y) as f32 })
        } else if dy < 0.5 {
            Some(Self { vertical: false, at: a.y as f32, from: a.x.min(b.x) as f32, to: a.x.max(b.x) as f32 })
        } else {
            None
        }
    }

    fn covers(&self, at: f32) -> bool {
        self.from - 1.0 <= at && at <= self.to + 1.0
    }

    fn meets(&self, other: &Self) -> bool {
        self.from - SLACK <= other.at
            && other.at <= self.to + SLACK
            && other.from - SLACK <= self.at
            && self.at <= other.to + SLACK
    }
}

/// Pieces of one line put together: borders are drawn cell by cell, dotted ones dot by dot.
pub(super) fn joined(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort_by(|a, b| a.vertical.cmp(&b.vertical).then(a.at.total_cmp(&b.at)));
    let mut out: Vec<Rule> = Vec::new();
    // Nearby lines count as one: a thick border has two edges, its corners a place of their own.
    for near in rules.chunk_by_mut(|a, b| a.vertical == b.vertical && b.at - a.at <= 1.0) {
        near.sort_by(|a, b| a.from.total_cmp(&b.from));
        let first = out.len();
        for rule in near {
            match out[first..].last_mut() {
                Some(last) if rule.from <= last.to + SLACK => last.to = last.to.max(rule.to),
                _ => out.push(*rule),
            }
        }
    }
    out.retain(|r| r.to - r.from >= 6.0);
    out
}

/// A table drawn with lines.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) xs: Vec<f32>,
    pub(super) ys: Vec<f32>,
    /// For each field (row by row) the field its merged cell begins in.
    owner: Vec<usize>,
}

impl Grid {
    pub(super) fn columns(&self) -> usize {
        self.xs.len() - 1
    }

    pub(super) fn rows(&self) -> usize {
        self.ys.len() - 1
    }

    /// Row and column of the cell a point stands in.
    pub(super) fn cell(&self, x: f32, y: f32) -> Option<(usize, usize)> {
        let column = interval(&self.xs, x)?;
        let row = interval(&self.ys, y)?;
        let owner = self.owner.get(row * self.columns() + column).copied()?;
        Some((owner / self.columns(), owner % self.columns()))
    }
}

fn interval(edges: &[f32], at: f32) -> Option<usize> {
    let after = edges.partition_point(|e| *e <= at);
    (after > 0 && after < edges.len()).then(|| after - 1)
}

fn clustered(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    let mut out: Vec<f32> = Vec::new();
    for v in values {
        if out.last().is_none_or(|last| v - last > SLACK) {
            out.push(v);
        }
    }
    out
}

/// The tables of a page, from its joined lines.
pub(super) fn grids(rules: &[Rule]) -> Vec<Grid> {
    if rules.len() > MAX_JOINED {
        return Vec::new();
    }
    let mut group: Vec<usize> = (0..rules.len()).collect();
    for i in 0..rules.len() {
        for j in i + 1..rules.len() {
            if rules[i].vertical != rules[j].vertical && rules[i].meets(&rules[j]) {
                let (a, b) = (root(&mut group, i), root(&mut group, j));
                group[a] = b;
            }
        }
    }
    let mut members: std::collections::BTreeMap<usize, Vec<Rule>> = std::collections::BTreeMap::new();
    for (i, rule) in rules.iter().enumerate() {
        members.entry(root(&mut group, i)).or_default().push(*rule);
    }
    let mut grids: Vec<Grid> = members.into_values().filter_map(|m| grid(&m)).collect();
    // A table inside a cell of another is found first.
    grids.sort_by(|a, b| extent(a).total_cmp(&extent(b)));
    grids
}

fn extent(g: &Grid) -> f32 {
    (g.xs[g.columns()] - g.xs[0]) * (g.ys[g.rows()] - g.ys[0])
}

fn root(group: &mut [usize], mut i: usize) -> usize {
    while group[i] != i {
        group[i] = group[group[i]];
        i = group[i];
    }
    i
}

fn grid(rules: &[Rule]) -> Option<Grid> {
    let (up, across): (Vec<Rule>, Vec<Rule>) = rules.iter().partition(|r| r.vertical);
    if up.is_empty() || across.len() < 2 {
        return None;
    }
    // The ends of the other lines are edges too: many tables are open at the sides.
    let ends = |rules: &[Rule]| {
        rules.iter().fold((f32::MAX, f32::MIN), |(lo, hi), r| (lo.min(r.from), hi.max(r.to)))
    };
    let edges = |own: &[Rule], other: &[Rule]| {
        let mut values: Vec<f32> = own.iter().map(|r| r.at).collect();
        let (lo, hi) = ends(other);
        let (own_lo, own_hi) = values.iter().fold((f32::MAX, f32::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
        if own_lo - lo > 8.0 {
            values.push(lo);
        }
        if hi - own_hi > 8.0 {
            values.push(hi);
        }
        clustered(values)
    };
    let (xs, ys) = (edges(&up, &across), edges(&across, &up));
    let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    if columns < 2 || rows == 0 || columns * rows > 20_000 {
        return None;
    }
    let mut owner: Vec<usize> = (0..columns * rows).collect();
    let line = |rules: &[Rule], at: f32, cross: f32| {
        rules.iter().any(|r| (r.at - at).abs() <= SLACK + 1.0 && r.covers(cross))
    };
    for row in 0..rows {
        for column in 0..columns {
            let here = row * columns + column;
            let (x, y) = ((xs[column] + xs[column + 1]) / 2.0, (ys[row] + ys[row + 1]) / 2.0);
            if column + 1 < columns && !line(&up, xs[column + 1], y) {
                unite(&mut owner, here, here + 1);
            }
            if row + 1 < rows && !line(&across, ys[row + 1], x) {
                unite(&mut owner, here, here + columns);
            }
        }
    }
    for i in 0..owner.len() {
        owner[i] = root(&mut owner, i);
    }
    // One cell for all: a frame with ticks, not a table.
    owner.iter().any(|o| *o != owner[0]).then_some(Grid { xs, ys, owner })
}

/// The smaller index stays the root, so that a merged cell belongs to its first row and column.
fn unite(owner: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(owner, a), root(owner, b));
    let (low, high) = (a.min(b), a.max(b));
    owner[high] = low;
}
