//! Candidates of a submission: what stands at the addresses that the agency names, and what these
//! lead to by one click. Nothing else on the site counts.

use std::collections::HashSet;

use super::card::Cards;
use super::gather::{self, Gather};
use super::library::Library;
use super::names::Names;
use super::rows::from_row;
use super::{Candidates, Dead, Form, Lead, Route, Search};
use crate::crawl::Status;
use crate::rule::Rule;

/// One entry a rule, in their order; `urls` likewise.
pub fn submitted(rules: &[Rule], form: &Form, library: &mut Library, urls: &[Vec<&str>]) -> Vec<Candidates> {
    let names = Names::new(rules, &form.alike, &form.called_off);
    let mut cards = Cards::of(library, &names, form, false);
    let hubs = std::mem::take(&mut cards.hubs);
    library.note_other_hubs(&hubs);
    let hub_pages: HashSet<usize> = hubs.iter().map(|h| h.page).collect();
    let search = Search { rules, hubs: &hub_pages, home: library.home_at, clicks: 1, cards: &cards };
    let mut out: Vec<Gather> = rules.iter().map(|_| Gather::default()).collect();
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
            let lead = Lead { strength: 1.0, route: Route::Hub, from: 0, item };
            if page.is_none() && library.record_at(url).is_none() {
                // In no record of the walk: not asked for, so nothing can be said of it.
                to.dead.push(Dead {
                    url: (*url).to_owned(),
                    label: label.clone(),
                    status: Status::NotReached,
                    http: None,
                    found_on: None,
                    route: Route::Hub,
                    file: false,
                });
            } else {
                search.follow_link(url, &label, &label, lead, library, to);
                led_from(url, library, to);
                dead_on(url, library, to);
            }
        }
    }
    gather::written(out, library)
}

/// A dead address has no page that leads there but those that have a link to it.
fn dead_on(url: &str, library: &Library, to: &mut Gather) {
    for dead in to.dead.iter_mut().filter(|dead| dead.url == url) {
        let on = library.record_at(url).and_then(|record| record.found_on.as_deref());
        dead.found_on = on.and_then(|on| library.page_at(on));
    }
}

/// Another site's address counts as the agency's own channel only where a page of the agency leads to it.
fn led_from(url: &str, library: &Library, to: &mut Gather) {
    let Some(out) = to.outside.iter_mut().find(|out| out.url == url) else { return };
    let own = |p: &usize| library.pages.is_html(*p) && !library.pages.record(*p).outside;
    let leads = |p: &usize| library.pages.glance(*p).document.links.iter().any(|l| l.url == url);
    match (0..library.pages.len()).filter(own).find(leads) {
        Some(page) => out.found_on = page,
        None => out.unled = true,
    }
}
