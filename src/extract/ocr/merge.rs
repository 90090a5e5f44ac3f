//! Puts what was read into the document, in the order of its pages.

use crate::extract::document::{Block, Document, Role};
use crate::thai::fuzzy;
use crate::thai::text::fold;

/// Letters of a block that OCR may read otherwise than the text layer has them: one in so many.
const MISREAD: usize = 5;

/// A number no table of the document has.
pub(in crate::extract) fn next_table(document: &Document) -> u32 {
    let tables = document.blocks.iter().filter_map(|b| match b.role {
        Role::Row { table, .. } => Some(table + 1),
        _ => None,
    });
    tables.max().unwrap_or_default()
}

/// Whether the page says something itself.
pub(super) fn has_text(document: &Document, page: u32) -> bool {
    document.blocks.iter().any(|b| b.place.page == Some(page) && b.place.file.is_none())
}

/// What the text layer of the page does not say already: OCR reads the whole page, of which only a part may be a scan.
pub(super) fn news(document: &Document, page: u32, blocks: Vec<Block>) -> Vec<Block> {
    let bare = |text: &str| fold(text).split_whitespace().collect::<String>();
    let own = document.blocks.iter().filter(|b| b.place.page == Some(page) && b.place.file.is_none());
    let own: String = own.map(|b| bare(&b.text)).collect();
    if own.is_empty() {
        return blocks;
    }
    let is_said = |block: &Block| {
        let read = bare(&block.text);
        fuzzy::find(&read, &own, read.chars().count() / MISREAD).is_some()
    };
    blocks.into_iter().filter(|block| !is_said(block)).collect()
}

pub(super) fn insert(document: &mut Document, page: u32, blocks: Vec<Block>) {
    let at = document
        .blocks
        .iter()
        .position(|b| b.place.file.is_some() || b.place.page.is_some_and(|p| p > page))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::document::Place;

    #[test]
    fn what_the_page_says_itself_is_not_said_twice() {
        let block = |text: &str| {
            let place = Place { page: Some(2), ..Place::default() };
            Block { text: text.to_owned(), place, ..Block::default() }
        };
        let document = Document {
            blocks: vec![block("แผนปฏิบัติการ ประจำปีงบประมาณ พ.ศ. ๒๕๖๗"), block("เทศบาลตำบลบ้านใหม่")],
            ..Document::default()
        };
        let read = vec![block("แผนปฏิบัดิการ ประจำปึงบประมาณ พ.ศ. ๒๕?๗"), block("รายละเอียดตามโครงการ")];
        let left: Vec<String> = news(&document, 2, read.clone()).into_iter().map(|b| b.text).collect();
        assert_eq!(left, ["รายละเอียดตามโครงการ"]);
        assert_eq!(news(&document, 3, read).len(), 2);
    }
}
