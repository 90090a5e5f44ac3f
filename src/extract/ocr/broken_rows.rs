//! Drawn tables that go on over the page, and the rows that a page break cuts.
//!
//! As [`crate::extract::pdf`] does it, but that sheets lie on the glass now here, now there, and a head that
//! is repeated is not read the same twice.

use super::grid::Table;
use super::layout::Laid;
use crate::extract::document::{Block, Document, Role};
use crate::extract::pdf::{append, goes_on};
use crate::thai::fuzzy;
use crate::thai::text::fold;

/// How far a line may stand elsewhere on the next page, in widths of a page.
const SLACK: f32 = 0.012;
/// Rows that may name the columns.
const HEAD: usize = 3;
/// Letters of a head that may be read otherwise the second time: one in so many.
const MISREAD: usize = 5;

/// A table with which a page begins or ends. Lengths are in widths of the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edge {
    /// Its number in the document.
    table: u32,
    width: f32,
    /// Left edge of each column, from the table's own.
    columns: Vec<f32>,
    /// See [`Table::full`].
    full: Vec<usize>,
}

impl Edge {
    pub(super) fn new(table: &Table, number: u32, page_width: f32) -> Edge {
        let (left, right) = table.sides;
        Edge {
            table: number,
            width: (right - left) / page_width,
            columns: table.lefts.iter().map(|x| (x - left) / page_width).collect(),
            full: table.full.clone(),
        }
    }

    /// As the end of the table that has this number in the document, and so many columns there.
    pub(super) fn of_table(self, table: u32, columns: usize) -> Option<Edge> {
        (self.columns.len() == columns).then_some(Edge { table, ..self })
    }

    /// Which columns of this table those of `next` are; `None`: another table.
    fn columns(&self, next: &Edge) -> Option<Vec<usize>> {
        let column = |x: &f32| self.columns.iter().position(|own| (own - x).abs() < SLACK);
        let columns: Vec<usize> = next.columns.iter().map(column).collect::<Option<_>>()?;
        let in_order = columns.windows(2).all(|two| two[0] < two[1]);
        (in_order && (self.width - next.width).abs() < SLACK * 2.0).then_some(columns)
    }
}

/// Makes the table with which a page begins the rest of `open`, with which the page before it ended, where it
/// is; a head that is repeated goes.
pub(super) fn join(document: &mut Document, open: &Edge, laid: &mut Laid) {
    let Some(first) = laid.first.as_ref() else { return };
    let Some(columns) = open.columns(first) else { return };
    let own = first.table;
    let is_own = |block: &Block| matches!(block.role, Role::Row { table, .. } if table == own);
    for block in laid.blocks.iter_mut().filter(|b| is_own(b)) {
        let mut cells = vec![String::new(); open.columns.len()];
        for (cell, at) in std::mem::take(&mut block.cells).into_iter().zip(&columns) {
            cells[*at] = cell;
        }
        block.cells = cells;
        block.role = Role::Row { table: open.table, header: false };
    }
    let is_open = |block: &&mut Block| {
        matches!(block.role, Role::Row { table, .. } if table == open.table) && block.place.file.is_none()
    };
    let mut above: Vec<&mut Block> = document.blocks.iter_mut().filter(is_open).collect();
    let is_rest = |block: &Block| matches!(block.role, Role::Row { table, .. } if table == open.table);
    let Some(begin) = laid.blocks.iter().position(is_rest) else { return };
    let rows = laid.blocks[begin..].iter().take_while(|b| is_rest(b)).count();
    let heads = above.len().min(HEAD);
    let both = above.iter().take(heads).zip(&laid.blocks[begin..begin + rows]);
    let repeated = both.take_while(|(head, row)| alike(&head.cells, &row.cells)).count();
    if repeated > 0 && repeated < heads {
        laid.blocks.drain(begin..begin + repeated);
    }
    if let (Some(last), Some(next)) = (above.last_mut(), laid.blocks.get(begin).filter(|b| is_rest(b))) {
        let mut filled = (0..next.cells.len()).filter(|at| !next.cells[*at].is_empty());
        if filled.all(|at| open.full.contains(&at)) && goes_on(&last.cells, &next.cells) {
            append(&mut last.cells, &next.cells);
            laid.blocks.remove(begin);
        }
    }
    if let Some(end) = laid.last.as_mut().filter(|end| end.table == own) {
        end.full = end.full.iter().filter_map(|at| columns.get(*at).copied()).collect();
        end.columns.clone_from(&open.columns);
        end.table = open.table;
    }
}

/// Whether two rows say the same, read well or badly.
fn alike(head: &[String], row: &[String]) -> bool {
    let bare = |cells: &[String]| fold(&cells.join(" ")).split_whitespace().collect::<String>();
    let (head, row) = (bare(head), bare(row));
    let (long, short) = (head.chars().count(), row.chars().count());
    let most = long / MISREAD;
    long.abs_diff(short) <= most && fuzzy::find(&head, &row, most).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::document::Place;

    fn row(table: u32, page: u32, cells: &[&str]) -> Block {
        let cells = cells.iter().map(|c| (*c).to_owned()).collect();
        let place = Place { page: Some(page), ..Place::default() };
        Block { role: Role::Row { table, header: false }, cells, place, ..Block::default() }
    }

    fn edge(table: u32, columns: &[f32], full: &[usize]) -> Edge {
        Edge { table, width: 0.7, columns: columns.to_vec(), full: full.to_vec() }
    }

    /// What stands in the document and on the page after both met.
    fn joined(above: &[&[&str]], full: &[usize], columns: &[f32], below: &[&[&str]]) -> Vec<Vec<String>> {
        let rows = |table, page, of: &[&[&str]]| of.iter().map(|c| row(table, page, c)).collect::<Vec<_>>();
        let mut document = Document { blocks: rows(0, 1, above), ..Document::default() };
        let first = Some(edge(1, columns, &[]));
        let mut laid = Laid { blocks: rows(1, 2, below), last: first.clone(), first };
        join(&mut document, &edge(0, &[0.0, 0.1, 0.5], full), &mut laid);
        document.blocks.into_iter().chain(laid.blocks).map(|b| b.cells).collect()
    }

    const THREE: [f32; 3] = [0.002, 0.104, 0.497];

    #[test]
    fn a_row_cut_by_the_page_is_one() {
        let head: &[&str] = &["ที่", "มาตรการ", "ผู้รับผิดชอบ"];
        let begun: &[&str] = &["๑", "จัดทำคู่มือ", "สำนักปลัด"];
        // The second page has words in one column only; it knows no other.
        let all = joined(&[head, begun], &[1], &[0.104], &[&["การให้บริการ"]]);
        assert_eq!(all, [head, &["๑", "จัดทำคู่มือการให้บริการ", "สำนักปลัด"]]);
        // Over it the head is repeated, and read a little otherwise.
        let again: &[&str] = &["ที", "มาตรการ", "ผู้รับผิคชอบ"];
        let all = joined(&[head, begun], &[1], &THREE, &[again, &["", "การให้บริการ", ""], &["๒", "ก", "ข"]]);
        assert_eq!(all, [head, &["๑", "จัดทำคู่มือการให้บริการ", "สำนักปลัด"], &["๒", "ก", "ข"]]);
    }

    #[test]
    fn what_is_no_rest_stays_a_row() {
        let begun: &[&str] = &["๑", "จัดทำคู่มือ", "สำนักปลัด"];
        let next: &[&str] = &["", "การให้บริการ", ""];
        // There was room left in the cell.
        assert_eq!(joined(&[begun], &[2], &THREE, &[next]), [begun, next]);
        // It has a number of its own.
        let numbered: &[&str] = &["๒", "การให้บริการ", ""];
        assert_eq!(joined(&[begun], &[0, 1, 2], &THREE, &[numbered]), [begun, numbered]);
        // Its lines stand elsewhere.
        assert_eq!(joined(&[begun], &[1], &[0.0, 0.2, 0.5], &[next]), [begun, next]);
    }
}
