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
        let (mut blocks, mut links) = (Often::new(all), Often::new(all));
        let mut pictures: HashMap<u64, u8> = HashMap::new();
        for batch in html.chunks(BATCH) {
            let marked: Vec<Marks> = batch.par_iter().map(|document| document.marks()).collect();
            for marks in marked {
                marks.pictures.into_iter().for_each(|k| {
                    let count = pictures.entry(k).or_default();
                    *count = count.saturating_add(1);
                });
                blocks.add(marks.blocks);
                links.add(marks.links);
            }
        }
        let mut links = links.more_than(half);
        let often = |n: u8| usize::from(n) > Self::FEW_PICTURES;
        links.extend(pictures.into_iter().filter(|(_, n)| often(*n)).map(|(k, _)| k));
        Self { blocks: blocks.more_than(half), links }
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

/// Counts what may stand on more than half of so many pages: what comes up for the first time after half
/// of them, or too seldom so far, cannot.
struct Often {
    pages: usize,
    seen: usize,
    counts: HashMap<u64, u32>,
}

impl Often {
    fn new(pages: usize) -> Self {
        Self { pages, seen: 0, counts: HashMap::new() }
    }

    fn add(&mut self, page: Vec<u64>) {
        let half = self.pages / 2;
        let may_be_new = self.pages - self.seen > half;
        for key in page {
            if may_be_new {
                *self.counts.entry(key).or_default() += 1;
            } else if let Some(count) = self.counts.get_mut(&key) {
                *count += 1;
            }
        }
        self.seen += 1;
        let left = self.pages - self.seen;
        if self.seen.is_power_of_two() || self.seen.is_multiple_of(512) {
            self.counts.retain(|_, count| *count as usize + left > half);
        }
    }

    fn more_than(self, often: usize) -> HashSet<u64> {
        self.counts.into_iter().filter(|(_, n)| *n as usize > often).map(|(k, _)| k).collect()
    }
}
