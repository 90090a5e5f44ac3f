//! The grid of a table: which cells a row has, and which rows and cells are not data.

use super::blocks::{CONTEXT, append, space, window};
use super::tree::{Node, hash};
use super::{clean, shorten};

/// A browser allows 1,000 columns and 65,534 rows; no table of evidence comes near.
pub(super) const MOST_ROWS: u32 = 500;
pub(super) const MOST_COLUMNS: u32 = 200;

/// Cells that may reach down at once.
const MOST_CARRIED: usize = 200;

/// A cell with `rowspan` that reaches into later rows.
pub(super) struct Carried {
    pub column: u32,
    pub left: u32,
    pub text: String,
}

pub(super) struct Cell {
    pub text: String,
    pub head: bool,
    pub across: u32,
    pub down: u32,
}

/// Puts the cells of a row and those that reach into it from above in order; also where each own cell went.
pub(super) fn fill(carried: &mut Vec<Carried>, own: &[Cell]) -> (Vec<String>, Vec<usize>) {
    let (mut texts, mut places, mut column) = (Vec::new(), Vec::new(), 0);
    let mut later: Vec<Carried> = Vec::new();
    let mut cells = own.iter();
    loop {
        if let Some(from_above) = carried.iter().find(|c| c.column == column) {
            texts.push(from_above.text.clone());
            column += 1;
            continue;
        }
        let Some(cell) = cells.next() else { break };
        let text = clean(&cell.text);
        if cell.down != 1 && later.len() < MOST_CARRIED {
            let left = if cell.down == 0 { MOST_ROWS } else { cell.down - 1 };
            later.push(Carried { column, left, text: text.clone() });
        }
        places.push(texts.len());
        texts.push(text);
        column = (column + cell.across).min(MOST_COLUMNS * 10);
    }
    // Cells from above to the right of the last own cell.
    let mut right: Vec<&Carried> = carried.iter().filter(|c| c.column > column).collect();
    right.sort_by_key(|c| c.column);
    texts.extend(right.iter().map(|c| c.text.clone()));
    for c in carried.iter_mut() {
        c.left -= 1;
    }
    carried.retain(|c| c.left > 0);
    carried.extend(later);
    carried.truncate(MOST_CARRIED);
    (texts, places)
}

pub(super) fn row_context(row: &str, cells: &[String], own: usize, raw: &str, at: usize) -> String {
    if row.chars().nth(CONTEXT).is_none() {
        return row.trim_end_matches([' ', '|']).to_owned();
    }
    // Bounded on all sides: one row may hold thousands of cells and links.
    let before = cells.iter().take(own.min(4)).map(|c| shorten(c, 100)).collect::<Vec<_>>().join(" | ");
    let around = window(raw, at);
    let context = if before.is_empty() { around } else { format!("{} | {}", shorten(&before, 200), around) };
    shorten(&context, CONTEXT).to_owned()
}

/// Section rows that look alike are of one level.
pub(super) fn look(nodes: &[Node], row: usize) -> u64 {
    let mut signs = String::new();
    for at in [Some(row), children(nodes, row).next()].into_iter().flatten() {
        append(&mut signs, nodes[at].name());
        for name in ["class", "bgcolor", "style", "align"] {
            append(&mut signs, nodes[at].attr(name).unwrap_or_default());
            space(&mut signs);
            signs.push('|');
        }
    }
    hash(&signs)
}

/// The row after `row`, in the same part of the table or the next.
pub(super) fn next_row(nodes: &[Node], row: usize, end: usize) -> Option<usize> {
    let mut at = nodes[row].end;
    while at < end {
        match nodes[at].name() {
            "tr" => return Some(at),
            "" | "tbody" | "tfoot" => at += 1,
            _ => at = nodes[at].end,
        }
    }
    None
}

/// Whether a row is one cell over several columns.
pub(super) fn spans(nodes: &[Node], row: usize) -> bool {
    let mut cells = children(nodes, row);
    let wide = cells.next().and_then(|c| nodes[c].attr("colspan")).is_some_and(|n| n.trim() != "1");
    wide && cells.next().is_none()
}

/// A cell that holds a piece of the page rather than a value.
pub(super) fn is_layout(cell: &Node, grid: bool) -> bool {
    let sum = &cell.sum;
    let heading = sum.headed > 0 && sum.letters > sum.headed + 30;
    let listing = sum.links >= 5 && sum.breaks >= 4;
    let prose = sum.breaks >= 3 && sum.letters > 300;
    sum.layout || heading || (!grid && (listing || prose)) || (sum.breaks >= 6 && sum.letters > 2500)
}

pub(super) fn children<'a>(nodes: &'a [Node], parent: usize) -> impl Iterator<Item = usize> + 'a {
    let end = nodes[parent].end;
    let first = (parent + 1 < end).then_some(parent + 1);
    std::iter::successors(first, move |at| Some(nodes[*at].end).filter(|next| *next < end))
        .filter(|at| nodes[*at].element().is_some())
}

pub(super) fn rows_of<'a>(nodes: &'a [Node], table: usize) -> impl Iterator<Item = usize> + 'a {
    children(nodes, table).flat_map(move |part| -> Box<dyn Iterator<Item = usize> + 'a> {
        match nodes[part].name() {
            "tr" => Box::new(std::iter::once(part)),
            "thead" | "tbody" | "tfoot" => {
                Box::new(children(nodes, part).filter(|r| nodes[*r].name() == "tr"))
            }
            _ => Box::new(std::iter::empty()),
        }
    })
}
