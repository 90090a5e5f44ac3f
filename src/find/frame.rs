//! What stands on most pages of a site and is no page's content.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use crate::crawl::{Paper, Record};
use crate::extract::marks::{self, Marks};
use crate::extract::{Block, Kind};

/// What stands on page after page of a site: its frame, whatever the layout calls it. Many sites
/// mark their menus in no way at all.
#[derive(Default)]
pub(super) struct Frame {
    blocks: HashSet<u64>,
    links: HashSet<u64>,
}

impl Frame {
    /// Fewer pages than this show no habit.
    const FEW_PAGES: usize = 8;
    /// A picture on more pages than this belongs to the layout, whatever it is called on each.
    const FEW_PICTURES: usize = 4;

    pub(super) fn of(read: &[&Record]) -> Self {
        let html: Vec<&Paper> =
            read.iter().filter_map(|r| r.document.as_ref()).filter(|d| d.kind() == Kind::Html).collect();
        let all = html.len();
        if all < Self::FEW_PAGES {
            return Self::default();
        }
        let half = all / 2;
        let (mut blocks, mut links) = (Often::new(half), Often::new(half));
        let mut pictures: HashMap<u64, u8> = HashMap::new();
        each(&html, |marks| {
            blocks.weigh(&marks.blocks);
            links.weigh(&marks.links);
            for picture in marks.pictures {
                let count = pictures.entry(picture).or_default();
                *count = count.saturating_add(1);
            }
        });
        if blocks.is_any() || links.is_any() {
            each(&html, |marks| {
                blocks.count(&marks.blocks);
                links.count(&marks.links);
            });
        }
        let mut links = links.found();
        let often = |n: u8| usize::from(n) > Self::FEW_PICTURES;
        links.extend(pictures.into_iter().filter(|(_, n)| often(*n)).map(|(k, _)| k));
        Self { blocks: blocks.found(), links }
    }

    /// Whether no text belongs to it.
    pub(super) fn is_bare(&self) -> bool {
        self.blocks.is_empty()
    }

    pub(super) fn has_block(&self, block: &Block) -> bool {
        !self.blocks.is_empty() && self.blocks.contains(&marks::of_block(block))
    }

    pub(super) fn has_link(&self, url: &str) -> bool {
        !self.links.is_empty() && self.links.contains(&marks::of_text(url))
    }
}

/// Pages that are loaded at once.
pub(super) const BATCH: usize = 32;

/// Takes up the marks of every page, in order.
fn each(pages: &[&Paper], mut take: impl FnMut(Marks)) {
    for batch in pages.chunks(BATCH) {
        let marked: Vec<Marks> = batch.par_iter().map(|page| page.marks()).collect();
        marked.into_iter().for_each(&mut take);
    }
}

/// Finds the marks that stand on more than so many pages, without holding those that stand on few: first marks are
/// weighed together, a scale for all that fall on it; then those of the heavy scales are counted one by one.
struct Often {
    than: usize,
    scales: Vec<u32>,
    counts: HashMap<u64, u32>,
}

impl Often {
    /// A page has a few hundred marks, so that what is rare weighs hardly anything.
    const SCALES: usize = 1 << 14;

    fn new(than: usize) -> Self {
        Self { than, scales: vec![0; Self::SCALES], counts: HashMap::new() }
    }

    /// `page`: each mark once.
    fn weigh(&mut self, page: &[u64]) {
        page.iter().for_each(|mark| self.scales[scale(*mark)] += 1);
    }

    fn is_any(&self) -> bool {
        self.scales.iter().any(|weight| *weight as usize > self.than)
    }

    fn count(&mut self, page: &[u64]) {
        for mark in page.iter().filter(|mark| self.scales[scale(**mark)] as usize > self.than) {
            *self.counts.entry(*mark).or_default() += 1;
        }
    }

    fn found(self) -> HashSet<u64> {
        self.counts.into_iter().filter(|(_, n)| *n as usize > self.than).map(|(mark, _)| mark).collect()
    }
}

fn scale(mark: u64) -> usize {
    mark as usize % Often::SCALES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_one_scale_are_told_apart() {
        let same_scale = |n: u64| 7 + n * Often::SCALES as u64;
        // The first on each page, the second on half of them, each of the others on one.
        let page = |n: u64| match n % 2 {
            0 => vec![same_scale(0), same_scale(1), same_scale(2 + n)],
            _ => vec![same_scale(0), same_scale(2 + n)],
        };
        let mut often = Often::new(10);
        (0..20).for_each(|n| often.weigh(&page(n)));
        assert!(often.is_any());
        (0..20).for_each(|n| often.count(&page(n)));
        assert_eq!(often.found(), HashSet::from([same_scale(0)]));
        assert!(!Often::new(10).is_any());
    }
}
