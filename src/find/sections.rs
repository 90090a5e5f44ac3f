//! Pages that are about several things: a department's page, one under whose headings the years stand.
//! What its title says is the department; what is there is said by the headings within.

use std::ops::Range;
use std::sync::Arc;

use super::library::Page;
use super::names::{Claim, Names};
use crate::extract::{Block, Role};

/// A heading that names an item by itself.
const SURE: f32 = 0.5;
/// One page has no more of them that are looked at.
const MOST: usize = 24;
/// Letters of a text, or rows of a table, that say something.
const LETTERS: usize = 120;
const ROWS: usize = 3;

/// A heading's claims, and the own blocks of the page from it to the next of its level.
pub(super) type Section = (Arc<[Claim]>, Range<usize>);

/// The sections of a page that hold text or a table and whose headings name an item.
pub(super) fn of(page: &Page, names: &Names) -> Vec<Section> {
    let blocks: Vec<&Block> = page.own_blocks().collect();
    let level = |b: &Block| match b.role {
        Role::Heading(level) => Some(level),
        _ => None,
    };
    // The first heading is the page's, which is looked at whole.
    let headings = (0..blocks.len()).filter_map(|at| Some((at, level(blocks[at])?))).skip(1).take(MOST);
    let title = page.title();
    let sections = headings.filter_map(|(at, of)| {
        let below = blocks[at + 1..].iter().position(|b| level(b).is_some_and(|l| l <= of));
        let end = below.map_or(blocks.len(), |n| at + 1 + n);
        let claims = claims(&title, &blocks[at].text, names);
        (!claims.is_empty() && says(&blocks[at + 1..end])).then_some((claims, at..end))
    });
    sections.collect()
}

/// What a heading names by itself, or with the title above it: "จำนวนเรื่องที่รับ", "เจ้าหน้าที่ทุจริต".
fn claims(title: &str, heading: &str, names: &Names) -> Arc<[Claim]> {
    let own = names.claimed(heading);
    // Loose words of a heading may be those of another item.
    let sure = own.first().is_some_and(|claim| claim.strength > SURE);
    if sure { own } else { names.claimed(&format!("{title} {heading}")) }
}

fn says(blocks: &[&Block]) -> bool {
    let rows = blocks.iter().filter(|b| matches!(b.role, Role::Row { .. })).count();
    let text = blocks.iter().filter(|b| b.role == Role::Paragraph);
    rows >= ROWS || text.map(|b| b.text.chars().count()).sum::<usize>() >= LETTERS
}
