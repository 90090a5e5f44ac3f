//! Links as finding keeps them: where they lead, and what kind of link they are.

use super::card::{Card, Set};
use crate::crawl::Record;

/// One link of a page's own content.
pub(super) struct Led {
    /// Its place among the document's links.
    pub(super) link: u32,
    pub(super) target: u32,
    pub(super) claims: Set,
    pub(super) flags: u16,
}

/// Where a link leads: to a page, to what was not read, or to nothing known.
pub(super) enum Target<'p, 'a> {
    Page(usize),
    Lost(&'p Lost<'a>),
    Nowhere,
}

/// A link to an address that was not read.
pub(super) struct Lost<'a> {
    pub(super) url: Box<str>,
    pub(super) label: Box<str>,
    pub(super) record: &'a Record,
}

pub(super) const LEADING: u16 = 1;
pub(super) const PICTURE: u16 = 2;
pub(super) const ANCHOR: u16 = 4;
/// What the page is there for, pictures aside; pictures taken for documents too.
pub(super) const SOLE: u16 = 8;
pub(super) const SOLE_SHOWN: u16 = 16;
/// To a place on the page itself.
pub(super) const SAME_PAGE: u16 = 32;
pub(super) const SHORT: u16 = 64;
/// To what else stands in a category, or under a tag.
pub(super) const ARCHIVE: u16 = 128;
/// Called by a month or a year, and nothing else.
pub(super) const WHEN: u16 = 256;
/// Of the menu of a division's own pages, on the first of them.
pub(super) const DIVISION: u16 = 512;
pub(super) const NOWHERE: u32 = u32::MAX;
pub(super) const LOST: u32 = 1 << 31;

impl Led {
    pub(super) fn is_leading(&self) -> bool {
        self.flags & LEADING != 0
    }

    pub(super) fn is_picture(&self) -> bool {
        self.flags & PICTURE != 0
    }

    pub(super) fn is_anchor(&self) -> bool {
        self.flags & ANCHOR != 0
    }

    pub(super) fn is_sole(&self, pictures: bool) -> bool {
        self.flags & if pictures { SOLE_SHOWN } else { SOLE } != 0
    }

    pub(super) fn is_short(&self) -> bool {
        self.flags & SHORT != 0
    }

    pub(super) fn says_when_alone(&self) -> bool {
        self.flags & WHEN != 0
    }

    pub(super) fn is_to_archive(&self) -> bool {
        self.flags & ARCHIVE != 0
    }

    pub(super) fn is_division(&self) -> bool {
        self.flags & DIVISION != 0
    }

    pub(super) fn target<'p, 'a>(&self, card: &'p Card<'a>) -> Target<'p, 'a> {
        target(self.target, &card.lost)
    }
}

fn target<'p, 'a>(target: u32, lost: &'p [Lost<'a>]) -> Target<'p, 'a> {
    match target {
        NOWHERE => Target::Nowhere,
        lost_at if lost_at & LOST != 0 => Target::Lost(&lost[(lost_at & !LOST) as usize]),
        page => Target::Page(page as usize),
    }
}

/// A link anywhere on the site whose words name an item.
pub(super) struct Named {
    pub(super) from: u32,
    pub(super) link: u32,
    pub(super) target: u32,
    pub(super) claims: Set,
    pub(super) flags: u16,
}

impl Named {
    pub(super) fn target<'p, 'a>(&self, card: &'p Card<'a>) -> Target<'p, 'a> {
        target(self.target, &card.lost)
    }

    pub(super) fn is_same_page(&self) -> bool {
        self.flags & SAME_PAGE != 0
    }

    pub(super) fn is_short(&self) -> bool {
        self.flags & SHORT != 0
    }
}

pub(super) fn small(n: usize) -> u32 {
    u32::try_from(n).ok().filter(|n| n & LOST == 0).expect("a document has fewer links, a site fewer pages")
}
