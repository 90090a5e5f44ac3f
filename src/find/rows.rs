//! The first route: rows of the agency's own hub.

use super::gather::{Found, Gather, Words};
use super::hub::{self, Hub};
use super::library::{Library, is_leading};
use super::look::{is_archive, is_short};
use super::{Back, Lead, Route, Search};
use crate::thai::text::fold;

/// What a row of a hub leads to; where it leads nowhere, what its words say.
pub(super) fn from_row(hub: &Hub, row: &hub::Row, search: &Search, library: &mut Library, to: &mut Gather) {
    let mut links: Vec<(String, String)> = {
        let document = &library.pages[hub.page].document;
        row.links.iter().map(|&l| &document.links[l]).map(|l| (l.url.clone(), l.text.clone())).collect()
    };
    // A row that is a post on a list names the lists that it stands in, and its day.
    if !links.iter().all(|(url, _)| is_archive(url)) {
        links.retain(|(url, _)| !is_archive(url));
    }
    let mut led = false;
    let mut take = |url: &str, label: &str| {
        let lead = Lead { strength: row.strength, route: Route::Hub, from: hub.page, item: row.item };
        led |= search.follow_link(url, label, &row.text, lead, library, to);
    };
    for (url, text) in &links {
        take(url, if text.chars().count() > 3 { text } else { &row.text });
    }
    if links.is_empty() {
        let said = said(row, hub.page, library);
        for (url, text) in directions(&said, hub.page, library) {
            take(&url, &text);
        }
    }
    if !led && to.dead.is_empty() && to.outside.is_empty() {
        to.row_without_link.get_or_insert((hub.page, row.text.clone()));
        if let Some(back) = links.iter().find_map(|(url, text)| leads_back(url, text, hub, search, library)) {
            to.leads_back.get_or_insert(back);
        }
        let blocks: Vec<_> = {
            let document = &library.pages[hub.page].document;
            row.blocks.iter().map(|&b| document.blocks[b].clone()).collect()
        };
        let letters: usize = blocks.iter().map(|b| b.text.chars().count()).sum();
        // Only a row that says more than the item's title can be an answer in itself.
        if letters > search.rules[row.item].title.chars().count() + 12 {
            let page = library.add_part(hub.page, blocks);
            to.push(Found {
                page,
                route: Route::Hub,
                strength: row.strength,
                label: Words::said(&row.text),
                short: is_short(&row.text),
                found_on: Some(hub.page),
                context: Words::said(&row.text),
            });
        }
    }
}

/// A link to the page it stands on, to another hub or to the home page: one that was never given its document.
fn leads_back(url: &str, label: &str, hub: &Hub, search: &Search, library: &Library) -> Option<Back> {
    let to = library.page_at(url)?;
    let home = library.is_home(to) && !library.is_home(hub.page);
    (home || to == hub.page || search.hubs.contains(&to))
        .then(|| Back { label: label.trim().to_owned(), home })
}

/// A row with what stands under it.
fn said(row: &hub::Row, page: usize, library: &Library) -> String {
    let page = &library.pages[page];
    let below = row.blocks.iter().map(|&b| page.document.blocks[b].text.as_str());
    let below = below.filter(|text| !row.text.contains(text));
    std::iter::once(row.text.as_str()).chain(below).collect::<Vec<_>>().join(" ")
}

/// "อยู่ที่เมนู “…” หัวข้อ “…”": the menu entries that a row names in words; where nothing is quoted, the
/// links of the site whose words stand in the row, the longest first.
fn directions(row: &str, from: usize, library: &Library) -> Vec<(String, String)> {
    let quoted: Vec<String> = row
        .split(['"', '“', '”', '„', '\''])
        .skip(1)
        .step_by(2)
        .map(fold)
        .filter(|q| q.chars().count() >= 4)
        .collect();
    let mut out: Vec<(String, String)> = Vec::new();
    if quoted.is_empty() {
        return unquoted(row, library);
    }
    let pages = [Some(&library.pages[from]), library.home_page()];
    let all = pages.into_iter().flatten().flat_map(|p| &p.document.links);
    for link in all.filter(|l| is_leading(l)) {
        let text = fold(&link.text);
        if quoted.contains(&text) && !out.iter().any(|(u, _)| *u == link.url) {
            out.push((link.url.clone(), link.text.clone()));
        }
    }
    out
}

/// See [`directions`]. Only a row that says where to look is taken at its words.
fn unquoted(row: &str, library: &Library) -> Vec<(String, String)> {
    const WHERE: [&str; 8] = ["ดูที่", "ดูได้ที่", "อยู่ที่", "อยู่ใน", "ดูใน", "ที่เมนู", "หัวข้อ", "เมนู"];
    let Some(at) = WHERE.iter().filter_map(|w| row.find(w)).min() else { return Vec::new() };
    let told = fold(&row[at..]);
    let mut found: Vec<(String, String)> = Vec::new();
    for page in (0..library.pages.len()).filter(|p| library.pages.is_html(*p)) {
        let page = library.pages.glance(page);
        for link in page.document.links.iter().filter(|l| is_leading(l)) {
            let text = fold(&link.text);
            let known = |found: &[(String, String)]| found.iter().any(|(u, _)| *u == link.url);
            if text.chars().count() >= 8 && told.contains(&text) && !known(&found) {
                found.push((link.url.clone(), link.text.clone()));
            }
        }
    }
    found.sort_by_key(|(_, text)| std::cmp::Reverse(text.chars().count()));
    found.truncate(2);
    found
}
