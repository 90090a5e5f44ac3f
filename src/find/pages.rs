//! The pages of a library: made when they are asked for, let go of when they take too much room.
//!
//! A site of twenty thousand pages does not fit in memory, and need not: each is looked at once when
//! candidates are gathered, and the candidates of an item once more when it is judged.

use std::collections::HashSet;
use std::ops::{Deref, Index};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::AhoCorasick;

use super::frame::Frame;
use super::library::{Page, is_leading};
use crate::crawl::Record;
use crate::extract::{Document, Kind, Region};

/// Bytes of pages, as far as they are counted, that are held before some are let go of. In tests so few
/// that the smallest site does not fit.
const ROOM: usize = if cfg!(debug_assertions) { 16 << 10 } else { 4 << 20 };

/// Every document of a library, and the parts that are looked at for themselves.
pub struct Pages<'a> {
    slots: Vec<Slot<'a>>,
    frame: Frame,
    held: AtomicUsize,
    /// See [`Pages::watch`].
    watched: Option<Words>,
}

/// Parts of addresses, in lower case.
struct Words {
    words: Vec<String>,
    any: AhoCorasick,
}

struct Slot<'a> {
    record: &'a Record,
    kind: Kind,
    /// Part of another page, which nothing but memory has.
    part: bool,
    /// Few are held of many.
    page: OnceLock<Box<Page<'a>>>,
    /// See [`Pages::has_form`].
    form: OnceLock<bool>,
    /// See [`Pages::leads_off`].
    leads_off: OnceLock<bool>,
    /// See [`Pages::leads_to`].
    leads_to: OnceLock<bool>,
}

/// A page that is looked at in passing: held by the library, or gone after that look.
pub enum Glance<'p, 'a> {
    Held(&'p Page<'a>),
    Passing(Box<Page<'a>>),
}

impl<'a> Deref for Glance<'_, 'a> {
    type Target = Page<'a>;

    fn deref(&self) -> &Page<'a> {
        match self {
            Self::Held(page) => page,
            Self::Passing(page) => page,
        }
    }
}

impl<'a> Pages<'a> {
    /// `records`: each with a document.
    pub(super) fn new(records: &[&'a Record]) -> Self {
        let slots = records.iter().map(|record| Slot {
            record,
            kind: kind(record),
            part: false,
            page: OnceLock::new(),
            form: OnceLock::new(),
            leads_off: OnceLock::new(),
            leads_to: OnceLock::new(),
        });
        let (slots, frame, held) = (slots.collect(), Frame::of(records), AtomicUsize::new(0));
        Self { slots, frame, held, watched: None }
    }

    /// Says that it will be asked which pages have links with one of these parts, before any is looked at.
    pub(super) fn watch(&mut self, words: &[String]) {
        let searcher = AhoCorasick::builder().ascii_case_insensitive(true).build(words);
        let plain = words.iter().all(|word| !word.bytes().any(|b| b.is_ascii_uppercase()));
        self.watched = searcher.ok().filter(|_| plain).map(|any| Words { words: words.to_vec(), any });
    }

    pub fn len(&self) -> usize {
        self.slots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The home page.
    pub fn first(&self) -> Option<&Page<'a>> {
        self.get(0)
    }

    pub fn get(&self, page: usize) -> Option<&Page<'a>> {
        (page < self.len()).then(|| &self[page])
    }

    /// What became of a page's address, without the page.
    pub fn record(&self, page: usize) -> &'a Record {
        self.slots[page].record
    }

    /// Whether it is a web page; known without loading it.
    pub fn is_html(&self, page: usize) -> bool {
        self.slots[page].kind == Kind::Html
    }

    /// Whether it is a picture; known without loading it.
    pub fn is_picture(&self, page: usize) -> bool {
        self.slots[page].kind == Kind::Image
    }

    /// Whether something can be written and sent on a page; known since it was looked at first.
    pub fn has_form(&self, page: usize) -> bool {
        // Looking at a page tells it as well.
        let known = self.slots[page].form.get().copied();
        known.unwrap_or_else(|| has_form(&self.glance(page).document))
    }

    /// Whether a page leads to other hosts than its own; known since it was looked at first.
    pub fn leads_off(&self, page: usize) -> bool {
        let known = self.slots[page].leads_off.get().copied();
        known.unwrap_or_else(|| leads_off(self.record(page), &self.glance(page).document))
    }

    /// Whether some link of a page has one of these parts of addresses, in lower case; known since it was looked at
    /// first, if it was said before what is asked for.
    pub fn leads_to(&self, page: usize, words: &[String]) -> bool {
        let watched = self.watched.as_ref().filter(|watched| watched.words == words);
        let known = watched.and_then(|_| self.slots[page].leads_to.get().copied());
        let has = |url: &str| words.iter().any(|word| url.to_ascii_lowercase().contains(word.as_str()));
        known.unwrap_or_else(|| self.glance(page).document.links.iter().any(|link| has(&link.url)))
    }

    /// A page that is not asked for again soon.
    pub fn glance(&self, page: usize) -> Glance<'_, 'a> {
        let slot = &self.slots[page];
        match slot.page.get() {
            Some(page) => Glance::Held(page),
            None => Glance::Passing(Box::new(self.make(slot))),
        }
    }

    /// Each web page of the site's own hosts, in order.
    pub fn own_html(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|p| self.is_html(*p) && !self.record(*p).outside)
    }

    pub(super) fn push(&mut self, part: Page<'a>) {
        let (record, kind) = (part.record, part.document.kind);
        let (form, leads_off, leads_to) = Default::default();
        self.slots.push(Slot {
            record,
            kind,
            part: true,
            page: Box::new(part).into(),
            form,
            leads_off,
            leads_to,
        });
    }

    /// Lets go of what can be had again, if it has become much.
    pub fn shed(&mut self) {
        self.shed_but(&HashSet::new());
    }

    /// The same but for the pages that are asked for next.
    pub fn shed_but(&mut self, next: &HashSet<usize>) {
        if *self.held.get_mut() <= ROOM {
            return;
        }
        let mut held = 0;
        let shelved = |s: &Slot| !s.part && s.record.document.as_ref().is_some_and(|d| d.is_shelved());
        for (at, slot) in self.slots.iter_mut().enumerate().filter(|(_, slot)| shelved(slot)) {
            if next.contains(&at) {
                held += slot.page.get().map_or(0, |page| weight(&page.document));
            } else {
                slot.page.take();
            }
        }
        *self.held.get_mut() = held;
    }

    /// Whether much of some page stands on most pages of the site.
    pub(super) fn frame_on(&self) -> Option<usize> {
        if self.frame.is_bare() {
            return None;
        }
        (0..self.len()).filter(|p| self.is_html(*p)).find(|p| self.glance(*p).has_frame())
    }

    fn make(&self, slot: &Slot<'a>) -> Page<'a> {
        let document = slot.record.document.as_ref().expect("only records with one are here").load();
        slot.form.get_or_init(|| has_form(&document));
        slot.leads_off.get_or_init(|| leads_off(slot.record, &document));
        if let Some(watched) = &self.watched {
            slot.leads_to.get_or_init(|| document.links.iter().any(|link| watched.any.is_match(&link.url)));
        }
        Page::framed(slot.record, document, &self.frame)
    }
}

impl<'a> Index<usize> for Pages<'a> {
    type Output = Page<'a>;

    fn index(&self, page: usize) -> &Page<'a> {
        let slot = &self.slots[page];
        slot.page.get_or_init(|| {
            let page = Box::new(self.make(slot));
            self.held.fetch_add(weight(&page.document), Ordering::Relaxed);
            page
        })
    }
}

fn has_form(document: &Document) -> bool {
    document.forms.iter().any(|f| f.region == Region::Main && f.is_usable())
}

fn leads_off(record: &Record, document: &Document) -> bool {
    let url = record.final_url.as_str();
    let host = url.find("//").and_then(|at| Some(at + 2 + url[at + 2..].find('/')? + 1));
    let own = host.map_or(url, |end| &url[..end]);
    document.links.iter().any(|l| is_leading(l) && !l.url.starts_with(own))
}

fn kind(record: &Record) -> Kind {
    record.document.as_ref().map(|d| d.kind()).unwrap_or_default()
}

/// About what a document takes in memory, its text in matching form included.
fn weight(document: &Document) -> usize {
    let blocks: usize = document
        .blocks
        .iter()
        .map(|b| 200 + 2 * b.text.len() + b.cells.iter().map(|c| 24 + c.len()).sum::<usize>())
        .sum();
    let links: usize = document
        .links
        .iter()
        .map(|l| 200 + l.url.len() + l.href.len() + l.text.len() + l.context.len())
        .sum();
    blocks + links + document.images.iter().map(|i| 150 + i.src.len() + i.alt.len()).sum::<usize>()
}
