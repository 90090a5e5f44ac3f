//! Menus say half of a name over a group of entries and half in the entry: "งานบุคคล" over "นโยบายและผลงาน".

use std::sync::Arc;

use super::library::{Page, is_leading};
use super::names::{Claim, Names};
use crate::extract::Link;

/// Entries of a group, at most.
const ENTRIES: usize = 20;
/// Letters of an entry, and of the line over a group.
const LETTERS: usize = 40;
/// What both together claim, and no more: it is less than loose words of a title.
pub(super) const LOOSE: f32 = 0.45;

/// Which blocks of a page are entries, and so no line over a group.
pub(super) struct Groups<'p> {
    page: &'p Page<'p>,
    linked: Vec<bool>,
}

impl<'p> Groups<'p> {
    pub(super) fn of(page: &'p Page<'p>) -> Self {
        let mut linked = vec![false; page.document.blocks.len()];
        for block in page.document.links.iter().filter(|l| is_leading(l)).filter_map(|l| l.block) {
            if let Some(one) = linked.get_mut(block) {
                *one = true;
            }
        }
        Self { page, linked }
    }

    /// What an entry that claims nothing by itself claims with the line over its group: nothing that the
    /// line claims alone, for that is said of every entry.
    pub(super) fn claims(&self, link: &Link, names: &Names) -> Arc<[Claim]> {
        let Some(over) = self.over(link) else { return Arc::default() };
        let group = names.claimed(over);
        let both = names.claimed(&format!("{over} {}", link.text));
        let own = |c: &&Claim| c.strength >= 0.5 && group.iter().all(|g| g.item != c.item);
        let own: Vec<Claim> =
            both.iter().filter(own).map(|c| Claim { strength: c.strength.min(LOOSE), ..*c }).collect();
        // What may be so much is nothing in particular.
        if own.len() > 2 { Arc::default() } else { own.into() }
    }

    fn over(&self, link: &Link) -> Option<&'p str> {
        let blocks = &self.page.document.blocks;
        let at = link.block.filter(|at| *at < blocks.len() && is_short(&link.text))?;
        let over = (at.saturating_sub(ENTRIES)..at).rev().find(|b| !self.linked[*b])?;
        let line = blocks.get(over).filter(|b| b.region == blocks[at].region && b.cells.is_empty())?;
        is_short(&line.text).then_some(line.text.as_str())
    }
}

fn is_short(text: &str) -> bool {
    (3..=LETTERS).contains(&text.chars().count())
}
