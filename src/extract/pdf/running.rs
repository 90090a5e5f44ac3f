//! Heads and feet that pages repeat, so that they part neither a table nor one of its rows.

use super::page::{Line, Page, Piece};
use super::quality::is_number;
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
    pub(super) fn region(self) -> Option<Region> {
        match self {
            Edge::First => None,
            Edge::Head => Some(Region::Header),
            Edge::Foot => Some(Region::Footer),
        }
    }
}

/// A line at a page's edge.
pub(super) struct AtEdge {
    edge: Edge,
    y: f32,
    /// But for the numbers.
    text: String,
}

/// The lines above and below all else, page by page.
pub(super) fn edges(pages: &[Page]) -> Vec<Vec<AtEdge>> {
    pages.iter().map(of_page).collect()
}

/// For each piece of page `i` whether the page before or after has it in the same place.
pub(super) fn repeated(page: &Page, edges: &[Vec<AtEdge>], i: usize) -> Vec<Option<Edge>> {
    let on = |other: Option<usize>, line: &AtEdge, size: f32| {
        let other = other.and_then(|p| edges.get(p));
        other.is_some_and(|o| o.iter().any(|l| (l.y - line.y).abs() < size * 0.5 && l.text == line.text))
    };
    let edge = |piece: &Piece| {
        let Piece::Line(line) = piece else { return None };
        let text = masked(line);
        let own = edges.get(i)?.iter().find(|l| (l.y - line.y).abs() < 0.1 && l.text == text)?;
        if on(i.checked_sub(1), own, line.size) {
            Some(own.edge)
        } else {
            on(Some(i + 1), own, line.size).then_some(Edge::First)
        }
    };
    page.pieces.iter().map(edge).collect()
}

fn of_page(page: &Page) -> Vec<AtEdge> {
    let mut order: Vec<&Piece> = page.pieces.iter().collect();
    order.sort_by(|a, b| a.top().total_cmp(&b.top()));
    let line = |piece: &&Piece| match piece {
        Piece::Line(line) if !line.turned => Some((line.y, masked(line))),
        _ => None,
    };
    let head = order.iter().map_while(line).take(EDGE).map(|(y, text)| AtEdge { edge: Edge::Head, y, text });
    let foot =
        order.iter().rev().map_while(line).take(EDGE).map(|(y, text)| AtEdge { edge: Edge::Foot, y, text });
    head.chain(foot).collect()
}

fn masked(line: &Line) -> String {
    let mut out = String::new();
    for c in line.text.chars() {
        match c {
            c if !is_number(c) => out.push(c),
            _ if out.ends_with('0') => {}
            _ => out.push('0'),
        }
    }
    out
}
