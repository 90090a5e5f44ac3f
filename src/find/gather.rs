//! The candidates of one item while they are being gathered: by the hundred, and so in short.

use std::collections::HashMap;

use rayon::prelude::*;

use super::groups;
use super::library::{self, Library};
use super::look::called;
use super::{Back, Candidates, Dead, Exhibit, Lead, MOST, Outside, Route, ending, leads_outside};
use crate::crawl::Record;

/// What [`Candidates`] are made of.
#[derive(Default)]
pub(super) struct Gather {
    found: Vec<Found>,
    pub(super) dead: Vec<Dead>,
    pub(super) outside: Vec<Outside>,
    pub(super) row_without_link: Option<(usize, String)>,
    pub(super) leads_back: Option<Back>,
    /// Where in `found` a page stands.
    places: HashMap<usize, usize>,
    /// Pages whose links were followed: by which route and how far, and how surely at the best.
    expanded: HashMap<(usize, Route, u8), f32>,
}

/// See [`Exhibit`].
pub(super) struct Found {
    pub(super) page: usize,
    pub(super) route: Route,
    pub(super) strength: f32,
    pub(super) label: Words,
    /// Whether the label is hardly a word.
    pub(super) short: bool,
    pub(super) found_on: Option<usize>,
    pub(super) context: Words,
}

/// Words that led to a document: as said, or where they stand. Most candidates are dropped before
/// anybody reads theirs.
#[derive(Default)]
pub(super) enum Words {
    #[default]
    None,
    Said(Box<str>),
    /// Of a link on a page: its text, what it is called, what stands around it.
    Text(u32, u32),
    Called(u32, u32),
    Context(u32, u32),
    Title(u32),
    /// Of the first link to a page.
    Led(u32),
}

impl Words {
    pub(super) fn said(text: &str) -> Words {
        Words::Said(text.into())
    }

    pub(super) fn text(page: usize, link: u32) -> Words {
        Words::Text(page as u32, link)
    }

    pub(super) fn called(page: usize, link: u32) -> Words {
        Words::Called(page as u32, link)
    }

    pub(super) fn context(page: usize, link: u32) -> Words {
        Words::Context(page as u32, link)
    }

    pub(super) fn title(page: usize) -> Words {
        Words::Title(page as u32)
    }

    pub(super) fn led(page: usize) -> Words {
        Words::Led(page as u32)
    }

    /// The page that has to be there for the words to be read.
    fn page(&self) -> Option<usize> {
        match self {
            Words::None | Words::Said(_) | Words::Led(_) => None,
            Words::Text(p, _) | Words::Called(p, _) | Words::Context(p, _) | Words::Title(p) => {
                Some(*p as usize)
            }
        }
    }

    pub(super) fn written(&self, library: &Library) -> String {
        let Some(page) = self.page() else {
            return match self {
                Words::Said(text) => String::from(&**text),
                Words::Led(page) => library.pages.record(*page as usize).link_text.clone(),
                _ => String::new(),
            };
        };
        self.read(&library.pages.glance(page))
    }

    fn read(&self, page: &library::Page) -> String {
        let link = |at: u32| &page.document.links[at as usize];
        match self {
            Words::Text(_, at) => link(*at).text.clone(),
            Words::Called(_, at) => called(link(*at), page).to_owned(),
            Words::Context(_, at) => link(*at).context.clone(),
            Words::Title(_) => page.title(),
            Words::None | Words::Said(_) | Words::Led(_) => String::new(),
        }
    }
}

impl Gather {
    /// Keeps a document once, by its surest route; every label that led to it is worth knowing.
    pub(super) fn push(&mut self, new: Found) {
        if let Some(old) = self.places.get(&new.page).and_then(|at| self.found.get_mut(*at)) {
            if (new.route, -new.strength) < (old.route, -old.strength) {
                let (label, short) = (std::mem::take(&mut old.label), old.short);
                *old = new;
                if old.short {
                    (old.label, old.short) = (label, short);
                }
            }
            return;
        }
        self.places.insert(new.page, self.found.len());
        self.found.push(new);
    }

    /// Keeps that a link leads to what was not read.
    pub(super) fn lose(&mut self, url: &str, label: &str, record: &Record, lead: Lead) {
        let Lead { route, from, .. } = lead;
        let (url, label) = (url.to_owned(), label.to_owned());
        if leads_outside(record) {
            let in_viewer = super::is_in_viewer(record);
            let unled = false;
            self.outside.push(Outside { url, label, found_on: from, route, in_viewer, unled });
        } else {
            let (status, http) = (ending(record), record.http);
            self.dead.push(Dead { url, label, status, http, found_on: Some(from), route, file: false });
        }
    }

    /// Whether following a page's links so far and so surely may bring something new.
    pub(super) fn is_news(&mut self, asked: (usize, Route, u8), strength: f32) -> bool {
        let before = self.expanded.entry(asked).or_insert(f32::MIN);
        let news = *before < strength;
        if news {
            *before = strength;
        }
        news
    }

    /// Whether a page is there by a route as sure.
    pub(super) fn has(&self, page: usize, route: Route) -> bool {
        self.places.get(&page).is_some_and(|at| self.found[*at].route <= route)
    }

    /// Whether the hub names the item.
    pub(super) fn is_named(&self) -> bool {
        self.found.iter().any(|f| f.route == Route::Hub) || !self.dead.is_empty()
    }

    /// Whether anything leads to the item by words of its own, or is said to.
    pub(super) fn is_led(&self) -> bool {
        let plain = |f: &Found| f.route == Route::Hub || f.strength > groups::LOOSE;
        let led = self.found.iter().any(plain) || !self.dead.is_empty() || !self.outside.is_empty();
        led || self.row_without_link.is_some()
    }

    /// The surest first, and no more than are judged. `names_another`: its own words name another item.
    pub(super) fn sort(&mut self, names_another: impl Fn(&Found) -> bool) {
        for i in 0..self.found.len() {
            if names_another(&self.found[i]) {
                let found = &mut self.found[i];
                // Nothing leads there by this item's name: only its own words could, and they name another.
                found.strength -= if found.route == Route::Titled { 0.7 } else { 0.4 };
            }
        }
        self.found.sort_by(|a, b| a.route.cmp(&b.route).then(b.strength.total_cmp(&a.strength)));
        self.found.truncate(MOST);
        self.found.shrink_to_fit();
        (self.places, self.expanded) = Default::default();
    }
}

/// Candidates with their words, for which each page is looked at once.
pub(super) fn written(gathered: Vec<Gather>, library: &mut Library) -> Vec<Candidates> {
    let all = &gathered;
    let mut wanted: Vec<(usize, usize, usize, bool)> = Vec::new();
    for (item, one) in all.iter().enumerate() {
        for (at, found) in one.found.iter().take(MOST).enumerate() {
            wanted.extend(found.label.page().map(|page| (page, item, at, true)));
            wanted.extend(found.context.page().map(|page| (page, item, at, false)));
        }
    }
    wanted.sort_unstable();
    let mut read: HashMap<(usize, usize, bool), String> = HashMap::new();
    for some in wanted.chunk_by(|a, b| a.0 == b.0).collect::<Vec<_>>().chunks(super::frame::BATCH) {
        let texts = some.par_iter().flat_map_iter(|same| {
            let page = &library.pages[same[0].0];
            same.iter().map(move |&(_, item, at, label)| {
                let found = &all[item].found[at];
                ((item, at, label), if label { &found.label } else { &found.context }.read(page))
            })
        });
        read.extend(texts.collect::<Vec<_>>());
        library.pages.shed();
    }
    let candidates = gathered.into_iter().enumerate().map(|(item, one)| Candidates {
        exhibits: (one.found.into_iter().take(MOST).enumerate())
            .map(|(at, found)| {
                let mut text = |words: Words, label: bool| {
                    read.remove(&(item, at, label)).unwrap_or_else(|| words.written(library))
                };
                let (label, context) = (text(found.label, true), text(found.context, false));
                let Found { page, route, strength, found_on, .. } = found;
                Exhibit { page, route, strength, label, found_on, context }
            })
            .collect(),
        dead: one.dead,
        outside: one.outside,
        row_without_link: one.row_without_link,
        leads_back: one.leads_back,
    });
    candidates.collect()
}
