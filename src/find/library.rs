//! Every document of a crawl, ready to be searched.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::entrance;
use super::hub::Hub;
pub use super::page::{FEW_WORDS, Page, is_leading};
use super::pages::Pages;
use crate::crawl::canon::canon as canonical;
use crate::crawl::{Crawl, Record, Status};
use crate::extract::{Block, Document};
use crate::rule::edition::Scheme;
use crate::thai::text::fold;

/// The documents of a crawl and how to get from an address to one.
pub struct Library<'a> {
    pub crawl: &'a Crawl,
    pub pages: Pages<'a>,
    /// The first page that has what stands on most pages: a menu that nothing marks as one is read there.
    pub frame_on: Option<usize>,
    /// Hubs of other schemes that finding came upon: the page, and the scheme's place in the form.
    pub other_schemes: Vec<(usize, usize)>,
    /// Whether a hub answers this form, of this year or another.
    own_hub: bool,
    /// Hubs of this form for other years, where there is none for the year asked for: the page, and the year.
    pub other_years: Vec<(usize, i32)>,
    /// The page that people take for the site's first: the first, or what a page of greetings before it leads to.
    pub(super) home_at: usize,
    known: HashMap<&'a str, Known<'a>>,
    /// Title and text of the home page in matching form.
    home: OnceLock<String>,
    /// By address: the words of the click that leads there, see [`super::trail`].
    clicks: Mutex<HashMap<&'a str, String>>,
}

/// What is known of an address.
#[derive(Default)]
struct Known<'a> {
    page: Option<usize>,
    /// Of the address as records are kept.
    record: Option<&'a Record>,
}

impl<'a> Library<'a> {
    pub fn new(crawl: &'a Crawl) -> Self {
        let read: Vec<&Record> = crawl
            .records
            .iter()
            .filter(|r| r.document.is_some() && r.same_as.is_none() && was_seen(r))
            .collect();
        let pages = Pages::new(&read);
        let mut known: HashMap<&str, Known> = HashMap::with_capacity(crawl.records.len());
        for record in &crawl.records {
            known.entry(record.url.as_str()).or_default().record = Some(record);
        }
        for (i, record) in read.iter().enumerate() {
            known.entry(record.url.as_str()).or_default().page = Some(i);
        }
        for record in &crawl.records {
            let same = record.same_as.as_deref().and_then(|u| known.get(u)?.page);
            if let Some(i) = same {
                known.entry(record.url.as_str()).or_default().page.get_or_insert(i);
            }
        }
        for (i, record) in read.iter().enumerate() {
            known.entry(record.final_url.as_str()).or_default().page.get_or_insert(i);
        }
        let frame_on = pages.frame_on();
        let home = OnceLock::new();
        let mut library = Self {
            crawl,
            pages,
            frame_on,
            other_schemes: Vec::new(),
            own_hub: false,
            other_years: Vec::new(),
            home_at: 0,
            known,
            home,
            clicks: Mutex::default(),
        };
        library.home_at = entrance::home(&library.pages, |url| library.page_at(url));
        library
    }

    /// The words of the click that leads to an address, looked at once.
    pub(super) fn click(&self, at: &'a Record, look: impl FnOnce(&'a Record) -> String) -> String {
        let known = || self.clicks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = known().get(at.url.as_str()) {
            return words.clone();
        }
        let words = look(at);
        known().insert(&at.url, words.clone());
        words
    }

    /// What a document calls itself; a page that is there for its one file, what the file calls itself.
    pub fn called(&self, page: usize) -> String {
        let this = self.pages.glance(page);
        if !this.is_html() {
            return this.title_lines();
        }
        let files = this.own_links().filter_map(|l| self.page_at(&l.url)).filter(|p| !self.pages.is_html(*p));
        let mut files: Vec<usize> = files.collect();
        files.dedup();
        match files[..] {
            [file] if this.own_letters() < FEW_WORDS => self.pages.glance(file).title_lines(),
            _ => this.title(),
        }
    }

    /// The document at an address as written in a link.
    pub fn page_at(&self, url: &str) -> Option<usize> {
        // Most links are written as records are kept, and parsing takes time.
        match self.known.get(url) {
            Some(Known { page, record: Some(_) }) => *page,
            _ => self.known.get(canonical(url)?.as_str())?.page,
        }
    }

    /// What became of an address as written in a link.
    pub fn record_at(&self, url: &str) -> Option<&'a Record> {
        let record = |url: &str| self.known.get(url)?.record;
        record(url).or_else(|| record(&canonical(url)?))
    }

    /// The home page; `None` where nothing was read.
    pub fn home_page(&self) -> Option<&Page<'a>> {
        self.pages.first().map(|_| &self.pages[self.home_at])
    }

    /// Whether a page is the home page, or one of greetings before it.
    pub fn is_home(&self, page: usize) -> bool {
        page == 0 || page == self.home_at
    }

    /// Pages at which people come in: the home page, and one of greetings before it.
    pub(super) fn entrances(&self) -> impl Iterator<Item = &Page<'a>> {
        let greeting = self.pages.first().filter(|_| self.home_at != 0);
        self.home_page().into_iter().chain(greeting)
    }

    /// Title and text of the home page, and of one of greetings before it, in matching form; empty without one.
    pub fn home_text(&self) -> &str {
        self.home.get_or_init(|| {
            let told =
                self.entrances().map(|page| format!("{}{}", page.document.title, page.document.whole_text()));
            fold(&told.collect::<String>())
        })
    }

    /// Keeps which hubs answer another form or another year, for the report to say.
    pub fn note_other_hubs(&mut self, hubs: &[Hub]) {
        self.other_schemes = hubs.iter().filter_map(|h| Some((h.page, h.other_scheme?))).collect();
        self.own_hub = hubs.iter().any(|h| h.other_scheme.is_none());
        if !hubs.iter().any(Hub::is_ours) {
            self.other_years = hubs.iter().filter_map(|h| Some((h.page, h.other_year?))).collect();
        }
    }

    /// The form that the agency answers in place of this one, if its hubs and its name say so.
    pub fn answers<'s>(&self, schemes: &'s [Scheme], kinds: &[String]) -> Option<&'s Scheme> {
        let name = self.site_name(kinds);
        let is_theirs = |s: &&Scheme| s.agency.iter().any(|kind| name.starts_with(kind.as_str()));
        let theirs = |(_, scheme): &(usize, usize)| schemes.get(*scheme).filter(is_theirs);
        self.other_schemes.iter().filter(|_| !self.own_hub).find_map(theirs)
    }

    /// Adds a part of a page as a page of its own, such as one row of a hub that is itself the answer.
    pub fn add_part(&mut self, of: usize, blocks: Vec<Block>) -> usize {
        let kind = self.pages[of].document.kind;
        let part = Document { kind, title: String::new(), blocks, ..Document::default() };
        let page = Page::part_of(self.pages.record(of), Arc::new(part));
        self.pages.push(page);
        self.pages.len() - 1
    }
}

/// A page whose content its scripts never brought says nothing: a link to it is one to what was not
/// reached.
fn was_seen(record: &Record) -> bool {
    !matches!(record.status, Status::NeedsScript | Status::SoftNotFound)
}
