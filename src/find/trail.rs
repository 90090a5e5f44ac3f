//! The clicks from the home page to a document, in the words of the links.

use super::library::Library;
use crate::crawl::canon::canon;
use crate::crawl::{Record, UNLINKED};

/// More clicks than this nobody follows.
const LONGEST: usize = 30;

/// Menu words from the home page on, by the shortest way; empty for the home page itself and for
/// what no link leads to.
pub fn trail(page: usize, library: &Library) -> Vec<String> {
    let mut words = Vec::new();
    let mut at = library.pages.record(page);
    while let Some(parent) = at.found_on.as_deref() {
        let before = library.record_at(parent);
        let (Some(before), true) = (before, at.clicks != UNLINKED && words.len() < LONGEST) else {
            return Vec::new();
        };
        words.push(library.click(at, |at| click(at, before, library)));
        at = before;
    }
    words.reverse();
    words
}

/// The words of the link to an address.
fn click(at: &Record, before: &Record, library: &Library) -> String {
    // A picture says nothing; what it leads to is called by its title.
    let said = at.link_text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = || library.page_at(&at.url).map(|p| library.pages.glance(p).title()).unwrap_or_default();
    if said.is_empty() { title() } else { apart(said, at, before, library) }
}

/// A link's words, with those of its row where the page has the same words for other addresses:
/// "ดาวน์โหลด" alone says nothing.
fn apart(said: String, at: &Record, before: &Record, library: &Library) -> String {
    let Some(page) = library.page_at(&before.url) else { return said };
    let page = library.pages.glance(page);
    let links = || page.document.links.iter().filter(|link| link.text == at.link_text);
    let own = |url: &str| canon(url).as_deref() == Some(at.url.as_str());
    if links().all(|link| own(&link.url)) {
        return said;
    }
    let row = links().find(|link| own(&link.url)).map(|link| link.context.replace(&at.link_text, " "));
    let row = row.unwrap_or_default();
    let row = row.split(['|', ' ']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let row: String = row.chars().take(ROW).collect();
    if row.trim().is_empty() { said } else { format!("{said} ({})", row.trim()) }
}

/// Letters of a row that are enough to tell it from the others.
const ROW: usize = 80;
