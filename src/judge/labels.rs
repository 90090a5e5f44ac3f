//! What stands behind labels: "ผู้รับผิดชอบ: สำนักปลัด" in a line of its own, or in the row of a card, which is a table
//! with its labels in the first column.

use std::collections::HashSet;

use crate::extract::{Block, Role};
use crate::find::library::Page;
use crate::rule::speech::Speech;

/// What stands before the colon of a line, and behind it: "- ผู้รับผิดชอบ: สำนักปลัด". A colon within brackets
/// parts nothing.
pub(super) fn labelled(line: &str) -> Option<(&str, &str)> {
    let bare: &[char] = &['-', '*', '•', ' '];
    let (label, rest) = line.trim_start_matches(bare).split_once(':')?;
    (label.chars().count() < LABEL && !label.contains('[')).then(|| (label.trim_matches(bare), rest))
}

/// Letters of a label in front of what it asks for.
const LABEL: usize = 40;

/// Tables that tell of results label by label. One that has columns for them is none.
pub(super) fn cards(page: &Page, speech: &Speech) -> HashSet<u32> {
    let (mut cards, mut columned) = (HashSet::new(), HashSet::new());
    let mut last = None;
    for block in page.own_blocks() {
        let Role::Row { table, .. } = block.role else { continue };
        let first = last != Some(table);
        last = Some(table);
        let heads = block.cells.iter().map(|cell| speech.is_result_head(cell)).collect::<Vec<_>>();
        match heads.as_slice() {
            [true, false] if !first => cards.insert(table),
            [_, beside @ ..] if first && beside.contains(&true) || beside.len() > 1 => columned.insert(table),
            _ => false,
        };
    }
    cards.retain(|table| !columned.contains(table));
    cards
}

/// The label of a row of a card or of a line, and what stands behind it.
pub(super) fn of<'a>(block: &'a Block, cards: &HashSet<u32>) -> Option<(&'a str, &'a str)> {
    match block.role {
        Role::Row { table, .. } => match block.cells.as_slice() {
            [label, said @ ..] if said.len() < 2 && cards.contains(&table) && !label.trim().is_empty() => {
                let said = said.first().map_or("", String::as_str);
                (label.chars().count() < LABEL).then_some((label.trim(), said))
            }
            _ => None,
        },
        _ => labelled(&block.text),
    }
}

/// The table of a row that stands under the heads of columns, and whether it is a head itself where it says so.
pub(super) fn column_row(block: &Block, cards: &HashSet<u32>) -> Option<(u32, bool)> {
    match block.role {
        Role::Row { table, header } if !cards.contains(&table) => Some((table, header)),
        _ => None,
    }
}
