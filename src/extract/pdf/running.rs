//! Heads and feet that pages repeat, so that they part neither a table nor one of its rows.

use super::page::{Line, Page, Piece};
use crate::extract::document::Region;

/// Lines at a page's edge among which they are looked for.
const EDGE: usize = 3;

/// Where a repeated line stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Edge {
    /// On the first page that has it: it may be the title, and is text.
    First,
    Head,
    Foot,
}

impl Edge {
    pub(super) fn region(self) -> Region {
        match self {
            Edge::First => Region::Main,
            Edge::Head => Region::Header,
            Edge::Foot => Region::Footer,
        }
    }
}

/// For each piece of each page whether the page before or after has it in the same place.
pub(super) fn repeated(pages: &[Page]) -> Vec<Vec<Option<Edge>>> {
    let edges: Vec<Vec<(usize, Edge, String)>> = pages.iter().map(edges).collect();
    let has = |page: Option<usize>, own: &Page, at: usize, text: &str| {
        let Some(page) = page.filter(|p| *p < pages.len()) else { return false };
        let Some(line) = line_of(own, at) else { return false };
        edges[page].iter().any(|(other, _, same)| {
            let other = line_of(&pages[page], *other);
            same == text && other.is_some_and(|l| (l.y - line.y).abs() < line.size * 0.5)
        })
    };
    let of_page = |(i, page): (usize, &Page)| {
        let mut out = vec![None; page.pieces.len()];
        for (at, edge, text) in &edges[i] {
            if has(i.checked_sub(1), page, *at, text) {
                out[*at] = Some(*edge);
            } else if has(Some(i + 1), page, *at, text) {
                out[*at] = Some(Edge::First);
            }
        }
        out
    };
    pages.iter().enumerate().map(of_page).collect()
}

/// The lines above and below all else, with their texts but for the numbers.
fn edges(page: &Page) -> Vec<(usize, Edge, String)> {
    let mut order: Vec<usize> = (0..page.pieces.len()).collect();
    order.sort_by(|a, b| page.pieces[*a].top().total_cmp(&page.pieces[*b].top()));
    let text = |at: &usize| line_of(page, *at).filter(|l| !l.turned).map(|l| (*at, masked(l)));
    let head = order.iter().map_while(text).take(EDGE).map(|(at, text)| (at, Edge::Head, text));
    let foot = order.iter().rev().map_while(text).take(EDGE).map(|(at, text)| (at, Edge::Foot, text));
    head.chain(foot).collect()
}

fn line_of(page: &Page, at: usize) -> Option<&Line> {
    match page.pieces.get(at)? {
        Piece::Line(line) => Some(line),
        Piece::Table(table) => table.or_else.first().filter(|_| table.or_else.len() == 1),
    }
}

fn masked(line: &Line) -> String {
    let mut out = String::new();
    for c in line.text.chars() {
        match c {
            c if !c.is_numeric() => out.push(c),
            _ if out.ends_with('0') => {}
            _ => out.push('0'),
        }
    }
    out
}
