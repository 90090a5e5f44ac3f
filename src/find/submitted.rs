//! Candidates of a submission: what stands at the addresses that the agency names, and what these
//! lead to by one click. Nothing else on the site counts.

use std::collections::HashSet;
use std::sync::Mutex;

use super::hub::{self, Hub};
use super::library::{Library, Page};
use super::names::Names;
use super::{Candidates, Dead, Form, Lead, Route, Search, from_row};
use crate::crawl::Status;
use crate::rule::Rule;

/// One entry a rule, in their order; `urls` likewise.
pub fn submitted(rules: &[Rule], form: &Form, library: &mut Library, urls: &[Vec<&str>]) -> Vec<Candidates> {
    let names = Names::new(rules);
    let hubs: Vec<Hub> =
        (0..library.pages.len()).filter_map(|p| hub::read(p, library, &names, form)).collect();
    library.note_other_hubs(&hubs);
    let hub_pages: HashSet<usize> = hubs.iter().map(|h| h.page).collect();
    let search = Search { rules, names: &names, hubs: &hub_pages, clicks: 1, leads: Mutex::default() };
    let mut out = vec![Candidates::default(); rules.len()];
    for (item, urls) in urls.iter().enumerate() {
        for url in urls {
            let to = &mut out[item];
            let page = library.page_at(url);
            // A hub stands for its row of the item: an assessor looks there.
            if let Some(hub) = hubs.iter().find(|hub| Some(hub.page) == page) {
                for row in hub.rows.iter().filter(|row| row.item == item) {
                    from_row(hub, row, &search, library, to);
                }
                continue;
            }
            let label = page.map_or_else(|| (*url).to_owned(), |page| library.pages[page].title());
            let lead =
                Lead { label: &label, context: &label, strength: 1.0, route: Route::Hub, from: 0, item };
            if page.is_none() && library.record_at(url).is_none() {
                // In no record of the walk: not asked for, so nothing can be said of it.
                to.dead.push(Dead {
                    url: (*url).to_owned(),
                    label: label.clone(),
                    status: Status::NotReached,
                    http: None,
                    found_on: 0,
                    route: Route::Hub,
                    file: false,
                });
            } else {
                search.follow(url, lead, library, to);
                led_from(url, library, to);
            }
        }
    }
    for one in &mut out {
        one.exhibits.truncate(super::MOST);
    }
    out
}

/// Another site's address counts as the agency's own channel only where a page of the agency leads to it.
fn led_from(url: &str, library: &Library, to: &mut Candidates) {
    let Some(out) = to.outside.iter_mut().find(|out| out.url == url) else { return };
    let leads = |page: &Page| !page.record.outside && page.document.links.iter().any(|l| l.url == url);
    match library.pages.iter().position(leads) {
        Some(page) => out.found_on = page,
        None => out.unled = true,
    }
}
