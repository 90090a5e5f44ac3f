//! Puts what was read into the document, in the order of its pages.

use crate::extract::document::{Block, Document, Role};

/// A number no table of the document has.
pub(in crate::extract) fn next_table(document: &Document) -> u32 {
    let tables = document.blocks.iter().filter_map(|b| match b.role {
        Role::Row { table, .. } => Some(table + 1),
        _ => None,
    });
    tables.max().unwrap_or_default()
}

pub(super) fn insert(document: &mut Document, page: u32, blocks: Vec<Block>) {
    let at = document
        .blocks
        .iter()
        .position(|b| b.place.page.is_some_and(|p| p > page))
        .unwrap_or(document.blocks.len());
    splice(document, at, blocks);
    document.pages = document.pages.max(page);
}

/// Puts blocks before block `at`; what points at blocks goes on pointing at the same ones.
pub(super) fn splice(document: &mut Document, at: usize, blocks: Vec<Block>) {
    let moved = blocks.len();
    let follows = document
        .links
        .iter_mut()
        .map(|l| &mut l.block)
        .chain(document.images.iter_mut().map(|i| &mut i.block));
    for block in follows.flatten().filter(|b| **b >= at) {
        *block += moved;
    }
    document.blocks.splice(at..at, blocks);
}
