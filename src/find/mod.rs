//! Which documents could be which item, and why.
//!
//! Three routes, the surest first: the row of the agency's own hub, a link or menu entry that
//! names the item, a document that calls itself so. No I/O, no clock, no failure.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::crawl::{Record, Status, canon, is_within};
use crate::rule::edition::Scheme;
use crate::rule::{Holds, Rule, Test};
use crate::thai::text::fold;

mod branch;
mod candidates;
mod card;
mod entrance;
mod frame;
mod gather;
mod groups;
pub mod hub;
mod led;
pub mod library;
mod look;
pub mod names;
mod page;
pub mod pages;
mod rows;
pub mod scheme;
mod sections;
mod stranger;
pub mod submitted;
pub mod trail;

pub use candidates::{Back, Candidates, Dead, Exhibit, Outside, Route};
use card::{Card, Cards};
use gather::{Found, Gather, Words};
use led::{Led, Target};
use library::{FEW_WORDS, Library};
use look::is_short;
use names::Names;

/// What an edition says of itself that finding needs.
pub struct Form {
    /// Fiscal year, B.E.
    pub year: i32,
    /// Number of each rule's item, by rule.
    pub numbers: Vec<u8>,
    pub sections: Vec<Section>,
    /// What agencies call the page where everything hangs.
    pub hub_names: Vec<HubName>,
    /// Other forms that a page may answer instead.
    pub schemes: Vec<Scheme>,
    /// Words that mean the same in a title, the form's own first.
    pub alike: Vec<Vec<String>>,
    /// What a notice says of something that will not be held.
    pub called_off: Vec<String>,
}

/// What a page for the assessment is called, ready to be looked for.
pub enum HubName {
    /// In lower case: no part of a longer word.
    Latin(String),
    /// In matching form.
    Thai(String),
}

impl HubName {
    pub fn new(name: &str) -> HubName {
        if name.is_ascii() { Self::Latin(name.to_lowercase()) } else { Self::Thai(fold(name)) }
    }
}

/// A sub-indicator: a heading on hubs and the items under it.
pub struct Section {
    /// `9.1`
    pub id: String,
    /// Title in matching form.
    pub title: String,
    pub items: Vec<usize>,
}

impl Section {
    /// Whether a heading is this section's.
    pub fn is(&self, heading: &str) -> bool {
        self.is_folded(heading, &fold(heading))
    }

    /// The same where the heading is in matching form as well.
    fn is_folded(&self, heading: &str, text: &str) -> bool {
        let id = heading
            .split(|c: char| !(c.is_ascii_digit() || c == '.'))
            .any(|w| w.trim_matches('.') == self.id);
        id || (text.contains(&self.title) && text.chars().count() < self.title.chars().count() + 24)
    }
}

impl Form {
    /// The first section whose heading this is.
    fn section(&self, heading: &str) -> Option<usize> {
        let text = fold(heading);
        self.sections.iter().position(|s| s.is_folded(heading, &text))
    }
}

/// Documents to consider for one item at the most: the best come first.
const MOST: usize = 60;
/// Letters of a footer, of a greeting.
const NO_WORDS: usize = 60;
/// A title that names an item by its name or nearly.
const SURE_TITLE: f32 = 0.65;
/// A post that says beside a hub what an item is called, by a name or a synonym.
const POST_SAYS: f32 = 0.6;
/// One that has words of it.
const LOOSE_TITLE: f32 = 0.5;
/// Words that are an item's name and no more.
const PLAIN_NAME: f32 = 0.97;
/// Links of one kind that tell what a list is of.
const OF_A_KIND: usize = 3;
/// Links taken from one list page.
const MOST_LINKS: usize = 80;

/// Looks for every item at once; the answer has one entry a rule.
pub fn candidates(rules: &[Rule], form: &Form, library: &mut Library) -> Vec<Candidates> {
    let names = Names::new(rules, &form.alike, &form.called_off);
    let social = rules.iter().flat_map(|rule| &rule.judges).find_map(|judge| match judge.test.get_ref() {
        Test::SocialLink(social) => Some(&social.hosts),
        _ => None,
    });
    library.pages.watch(social.map_or(&[], Vec::as_slice));
    let posts = rules.iter().any(|rule| matches!(rule.find.holds, Holds::Activity));
    let mut cards = Cards::of(library, &names, form, posts);
    let hubs = std::mem::take(&mut cards.hubs);
    let hub_pages: HashSet<usize> = hubs.iter().map(|h| h.page).collect();
    library.note_other_hubs(&hubs);

    let mut out: Vec<Gather> = rules.iter().map(|_| Gather::default()).collect();
    let home = library.home_at;
    let search = Search { rules, hubs: &hub_pages, home, clicks: CLICKS, cards: &cards };
    for hub in hubs.iter().filter(|h| h.is_ours()) {
        for row in hub.rows.iter().filter(|r| r.other_year.is_none()) {
            rows::from_row(hub, row, &search, library, &mut out[row.item]);
        }
    }
    drop(hubs);
    library.pages.shed();
    cards.add_parts(library, &names, form);
    cards.add_sections(library);
    library.pages.shed();
    let home = library.home_at;
    let search = Search { rules, hubs: &hub_pages, home, clicks: CLICKS, cards: &cards };
    // What one item gets is nothing to another.
    out.par_iter_mut().enumerate().for_each(|(item, to)| {
        from_links(item, &search, library, to);
        from_titles(item, &search, SURE_TITLE, library, to);
        from_posts(item, &search, library, to);
        if !to.is_led() {
            // Loose words of a title are asked for what nothing else leads to.
            from_titles(item, &search, LOOSE_TITLE, library, to);
        }
        from_forms(item, &search, library, to);
        from_openings(item, &search, library, to);
        from_sections(item, &search, library, to);
        to.sort(|found| names_another(item, found, &search, &names, library));
    });
    gather::written(out, library)
}

/// What every route looks with.
struct Search<'s, 'a> {
    rules: &'s [Rule],
    /// Pages that are hubs: places to start from, never evidence.
    hubs: &'s HashSet<usize>,
    /// The home page.
    home: usize,
    /// How far a page's own links are followed.
    clicks: u8,
    cards: &'s Cards<'a>,
}

/// On the whole site: behind a list stands a page, behind that the file.
const CLICKS: u8 = 2;

/// How a link leads to an item.
#[derive(Clone, Copy)]
struct Lead {
    strength: f32,
    route: Route,
    /// Page where the link stands.
    from: usize,
    item: usize,
}

/// How far and how surely a page's own links are followed for an item.
#[derive(Clone, Copy)]
struct Reach {
    item: usize,
    strength: f32,
    route: Route,
    steps: u8,
}

impl Search<'_, '_> {
    /// Takes what stands at an address, and what it leads to, as candidates. Says whether the
    /// address led anywhere at all.
    fn follow_link(
        &self,
        url: &str,
        label: &str,
        context: &str,
        lead: Lead,
        library: &Library,
        to: &mut Gather,
    ) -> bool {
        let here = library.pages.record(lead.from).url.as_str();
        let same_page = url.split('#').next() == Some(here) && url.contains('#');
        if let Some(page) = library.page_at(url) {
            let (short, label, context) = (is_short(label), Words::said(label), Words::said(context));
            return self.follow(page, same_page, (label, short), context, lead, to);
        }
        let Some(record) = library.record_at(url) else { return false };
        to.lose(url, label, record, lead);
        true
    }

    /// The same where the address is a page's.
    fn follow(
        &self,
        page: usize,
        same_page: bool,
        (label, short): (Words, bool),
        context: Words,
        lead: Lead,
        to: &mut Gather,
    ) -> bool {
        let Lead { strength, route, from, item } = lead;
        // A button that was never given its file leads home.
        if (page == 0 || page == self.home) && route == Route::Hub && self.is_paper(item) {
            return false;
        }
        // A link to the page itself, or back to a hub, is no evidence.
        if same_page || self.hubs.contains(&page) {
            return self.hubs.contains(&page) && page != from;
        }
        to.push(Found { page, route, strength, label, short, found_on: Some(from), context });
        self.expand(page, Reach { item, strength, route, steps: self.clicks }, to);
        true
    }

    /// An item that is shown by a document, which a home page never is.
    fn is_paper(&self, item: usize) -> bool {
        self.rules[item].find.holds.is_paper()
    }

    /// Documents behind a list page: those whose link names this item, or, where the page is
    /// about nothing else, all that no other item claims.
    fn expand(&self, page: usize, reach: Reach, to: &mut Gather) {
        let Reach { item, strength, route, steps } = reach;
        let this = &self.cards.all[page];
        if !this.html || steps == 0 {
            return;
        }
        let holds = self.rules[item].find.holds;
        if matches!(holds, Holds::Links) {
            return;
        }
        // What was followed as surely once brings nothing new.
        if !to.is_news((page, route, steps), strength) {
            return;
        }
        // A picture in a post may be the document; one on a page of words, or of what was done, is none.
        let shows = match holds {
            Holds::Document | Holds::Set => this.letters < FEW_WORDS,
            // A page that says nothing is its picture.
            Holds::Page => this.letters < NO_WORDS,
            _ => false,
        };
        // Where a hub sends to a division's pages, its menu tells where there.
        let menu = route == Route::Hub && steps == self.clicks;
        let follow = |l: &&Led| (l.is_leading() && (menu || !l.is_division())) || (l.is_picture() && shows);
        // On a page that bears the item's name, a word or two of another's is no reason to look past.
        let named = names::strength(self.cards.sets.get(this.title), item) >= 0.6;
        let elsewhere = if named { 0.75 } else { 0.6 };
        // On a list of several of the kind, what is called otherwise is another thing.
        let elsewhere_to = |led: &Led| matches!(led.target(this), Target::Page(to) if to != page);
        let of_kind = |led: &&Led| {
            let named = names::strength(self.cards.sets.get(led.claims), item) > 0.0;
            named && !led.is_to_archive() && elsewhere_to(led)
        };
        let crowd =
            holds == Holds::Set && this.index && this.leads.iter().filter(of_kind).count() >= OF_A_KIND;
        for led in this.leads.iter().filter(follow).take(MOST_LINKS) {
            let claims = self.cards.sets.get(led.claims);
            let own = names::strength(claims, item);
            let other = claims.iter().filter(|c| c.item != item).map(|c| c.strength).fold(0.0, f32::max);
            // What a page is there for is its file, whatever the file is called.
            if !led.is_sole(shows)
                && (own == 0.0 && other >= elsewhere || (own > 0.0 || !named) && own + 0.15 < other)
            {
                continue;
            }
            let target = match led.target(this) {
                Target::Page(target) => target,
                Target::Nowhere => continue,
                Target::Lost(lost) => {
                    let (url, label) = (String::from(&*lost.url), String::from(&*lost.label));
                    let r = lost.record;
                    if leads_outside(r) {
                        if this.index || own > 0.0 || !led.is_anchor() || holds == Holds::Channel {
                            let in_viewer = is_in_viewer(r);
                            let unled = false;
                            to.outside.push(Outside { url, label, found_on: page, route, in_viewer, unled });
                        }
                    } else if own > 0.0 || this.letters < FEW_WORDS {
                        let (status, http) = (ending(r), r.http);
                        let file = own == 0.0 || (this.letters < FEW_WORDS && is_document(&url));
                        let found_on = Some(page);
                        to.dead.push(Dead { url, label, status, http, found_on, route, file });
                    }
                    continue;
                }
            };
            if self.hubs.contains(&target) || target == page || (target == 0 && self.is_paper(item)) {
                continue;
            }
            let file = !self.cards.all[target].html;
            if crowd && own == 0.0 && !file && !led.says_when_alone() {
                continue;
            }
            // A post names the lists that it stands in: they are about more than the post.
            if (own == 0.0 || named && !this.index) && led.is_to_archive() {
                continue;
            }
            let listed = this.index || led.is_division();
            let follows = own > 0.0 || file || (listed && (steps > 1 || self.clicks == 1));
            if !follows || (holds == Holds::Channel && own == 0.0) {
                continue;
            }
            let known = to.has(target, route);
            to.push(Found {
                page: target,
                route,
                strength: if own > 0.0 { own.max(strength * 0.9) } else { strength * 0.85 },
                label: Words::called(page, led.link),
                short: led.is_short(),
                found_on: Some(page),
                context: Words::context(page, led.link),
            });
            if !known {
                let further = Reach { strength: strength * 0.9, steps: steps - 1, ..reach };
                self.expand(target, further, to);
            }
        }
    }
}

/// Links anywhere on the site whose text names an item.
fn from_links(item: usize, search: &Search, _library: &Library, to: &mut Gather) {
    let cards = search.cards;
    for named in &cards.named {
        let strength = names::strength(cards.sets.get(named.claims), item);
        if strength == 0.0 {
            continue;
        }
        let from = named.from as usize;
        let lead = Lead { strength, route: Route::Named, from, item };
        match named.target(&cards.all[from]) {
            Target::Page(page) => {
                let label = (Words::text(from, named.link), named.is_short());
                let context = Words::context(from, named.link);
                search.follow(page, named.is_same_page(), label, context, lead, to);
            }
            Target::Lost(lost) => to.lose(&lost.url, &lost.label, lost.record, lead),
            Target::Nowhere => {}
        }
    }
}

/// Documents whose own heading names an item.
fn from_titles(item: usize, search: &Search, least: f32, library: &Library, to: &mut Gather) {
    for (p, card) in search.cards.all.iter().enumerate() {
        let claims = search.cards.sets.get(card.title);
        let strength = names::strength(claims, item);
        let top = claims.first().map_or(0.0, |c| c.strength);
        let outside = || search.hubs.contains(&p) || library.pages.record(p).outside;
        if card.section || strength == 0.0 || top < least || strength + 0.08 < top || outside() {
            continue;
        }
        to.push(titled(p, Route::Titled, strength, card, library));
        if card.html {
            search.expand(p, Reach { item, strength: strength * 0.9, route: Route::Titled, steps: 2 }, to);
        }
    }
}

/// Sections of pages about several things, where no hub names the item.
fn from_sections(item: usize, search: &Search, library: &Library, to: &mut Gather) {
    if to.is_named() || matches!(search.rules[item].find.holds, Holds::Channel | Holds::Links) {
        return;
    }
    for (p, card) in search.cards.all.iter().enumerate().filter(|(_, card)| card.section) {
        let claims = search.cards.sets.get(card.title);
        let strength = names::strength(claims, item);
        let top = claims.first().map_or(0.0, |c| c.strength);
        if strength >= LOOSE_TITLE && strength + 0.08 >= top {
            to.push(titled(p, Route::Told, strength * 0.8, card, library));
        }
    }
}

/// Posts about something that was done: their titles are headlines, only the text says what it was.
fn from_posts(item: usize, search: &Search, library: &Library, to: &mut Gather) {
    if search.rules[item].find.holds != Holds::Activity {
        return;
    }
    for (p, card) in search.cards.all.iter().enumerate() {
        let strength = names::strength(search.cards.sets.get(card.post), item);
        // Where the hub names the item, what it names is the answer; if it is none, only a post that names it
        // as plainly can be.
        if strength == 0.0 || to.is_named() && strength < POST_SAYS {
            continue;
        }
        to.push(titled(p, Route::Told, strength * 0.8, card, library));
    }
}

/// Pages whose titles say nothing, by the sentence that they begin with.
fn from_openings(item: usize, search: &Search, library: &Library, to: &mut Gather) {
    if !matches!(search.rules[item].find.holds, Holds::Document | Holds::Set | Holds::Page) {
        return;
    }
    for (p, card) in search.cards.all.iter().enumerate() {
        let claims = search.cards.sets.get(card.opening);
        let strength = names::strength(claims, item);
        let top = claims.first().map_or(0.0, |c| c.strength);
        // A page that is called something else speaks of laws, or of a plan, before it comes to its own.
        let titled_other =
            search.cards.sets.get(card.title).first().is_some_and(|c| c.strength >= SURE_TITLE);
        if titled_other && search.rules[item].find.holds == Holds::Page {
            continue;
        }
        if strength >= SURE_TITLE
            && strength + 0.08 >= top
            && !search.hubs.contains(&p)
            && !library.pages.record(p).outside
        {
            to.push(titled(p, Route::Told, strength * 0.6, card, library));
        }
    }
}

/// Pages where people write, by what they ask for: their titles are slogans as often as names.
fn from_forms(item: usize, search: &Search, library: &Library, to: &mut Gather) {
    let rule = &search.rules[item];
    let two_way = || rule.judges.iter().any(|judge| matches!(judge.test.get_ref(), Test::TwoWay(_)));
    if rule.find.holds != Holds::Channel && !two_way() {
        return;
    }
    for (p, card) in search.cards.all.iter().enumerate() {
        let strength = names::strength(search.cards.sets.get(card.asks), item);
        if strength >= LOOSE_TITLE && !search.hubs.contains(&p) && !library.pages.record(p).outside {
            to.push(titled(p, Route::Told, strength * 0.8, card, library));
        }
    }
}

/// A page that speaks for itself.
fn titled(page: usize, route: Route, strength: f32, card: &Card, library: &Library) -> Found {
    Found {
        page,
        route,
        strength,
        label: Words::title(page),
        short: card.short,
        found_on: library.pages.record(page).found_on.as_deref().and_then(|u| library.page_at(u)),
        context: Words::led(page),
    }
}

/// Another site's address. One inside the agency's own network is nobody's: the public cannot open it.
fn leads_outside(record: &Record) -> bool {
    let status = ending(record);
    status != Status::AddressBlocked && (status == Status::OutOfScope || record.outside)
}

/// How a link ended: another site's address is not asked for, and of one inside a network that is known all the same.
fn ending(record: &Record) -> Status {
    let root = record.found_on.as_deref().and_then(canon::parse);
    let within = || canon::parse(&record.url).is_some_and(|url| is_within(&url, root.as_ref()));
    if record.status == Status::OutOfScope && within() { Status::AddressBlocked } else { record.status }
}

/// Whether a document stands in a program on another host, which gives no file away or did not answer.
fn is_in_viewer(record: &Record) -> bool {
    record.status == Status::InViewer || record.outside && crate::crawl::is_viewer(&record.url)
}

/// An address that ends as documents' do.
pub fn is_document(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let end = path.rsplit('.').next().unwrap_or_default().to_lowercase();
    matches!(end.as_str(), "pdf" | "doc" | "docx" | "xls" | "xlsx" | "zip" | "rar")
}

/// Whether a file calls itself plainly what another item asks for, and this one's name stands nowhere in
/// its title: the wrong link of a row of several, or of a hurried officer.
fn names_another(item: usize, found: &Found, search: &Search, names: &Names, library: &Library) -> bool {
    let card = &search.cards.all[found.page];
    if card.html || card.part {
        return false;
    }
    let first = search.cards.sets.get(card.first);
    // "รายงานประจำปี" under a link of just these words is that, whatever the lines below tell of its parts.
    if names::strength(first, item) >= PLAIN_NAME
        && names.strength(&found.label.written(library), item) >= PLAIN_NAME
    {
        return false;
    }
    let claims = if found.route == Route::Titled { first } else { search.cards.sets.get(card.title) };
    // Loose words that a report shares with another are no name.
    let own = claims.iter().any(|c| c.item == item && c.strength > 0.5);
    !own && claims.first().is_some_and(|c| c.strength >= 0.8)
}
