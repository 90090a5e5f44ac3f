//! Which documents could be which item, and why.
//!
//! Three routes, the surest first: the row of the agency's own hub, a link or menu entry that
//! names the item, a document that calls itself so. No I/O, no clock, no failure.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::crawl::{Record, Status};
use crate::extract::{Kind, Link, Region, Way};
use crate::rule::edition::Scheme;
use crate::rule::{Holds, Rule};
use crate::thai::date::days;
use crate::thai::text::fold;

pub mod hub;
pub mod library;
pub mod names;
pub mod scheme;
mod stranger;
pub mod submitted;
pub mod trail;

use hub::Hub;
use library::{FEW_WORDS, Library, is_leading};
use names::{Claim, Names};

/// What an edition says of itself that finding needs.
pub struct Form {
    /// Fiscal year, B.E.
    pub year: i32,
    /// Number of each rule's item, by rule.
    pub numbers: Vec<u8>,
    pub sections: Vec<Section>,
    /// What agencies call the page where everything hangs.
    pub hub_names: Vec<String>,
    /// Other forms that a page may answer instead.
    pub schemes: Vec<Scheme>,
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
        let text = fold(heading);
        let id = heading
            .split(|c: char| !(c.is_ascii_digit() || c == '.'))
            .any(|w| w.trim_matches('.') == self.id);
        id || (text.contains(&self.title) && text.chars().count() < self.title.chars().count() + 24)
    }
}

/// Everything on the site that may speak for one item.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    pub exhibits: Vec<Exhibit>,
    /// Links under the item's name that lead nowhere.
    pub dead: Vec<Dead>,
    /// Links under the item's name that lead to other sites.
    pub outside: Vec<Outside>,
    /// The hub names the item, but its row has no address.
    pub row_without_link: Option<(usize, String)>,
    /// Where in `exhibits` a page stands, while they are being gathered.
    places: HashMap<usize, usize>,
    /// Pages whose links were followed: by which route and how far, and how surely at the best.
    expanded: HashMap<(usize, Route, u8), f32>,
}

/// One document that may be the item.
#[derive(Debug, Clone)]
pub struct Exhibit {
    /// Index into [`Library::pages`].
    pub page: usize,
    pub route: Route,
    /// How surely the title or link means this item, 0 to 1.
    pub strength: f32,
    /// The words that led here.
    pub label: String,
    /// Page where the link stands.
    pub found_on: Option<usize>,
    /// The row or list item around the link.
    pub context: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// A row of the hub.
    Hub,
    /// A link or menu entry with the item's name.
    Named,
    /// The document's own title.
    Titled,
    /// A dated post whose text speaks of it.
    Told,
}

#[derive(Debug, Clone)]
pub struct Dead {
    pub url: String,
    pub label: String,
    pub status: Status,
    pub http: Option<u16>,
    pub found_on: usize,
    pub route: Route,
    /// The one file that a page about this item is there for.
    pub file: bool,
}

#[derive(Debug, Clone)]
pub struct Outside {
    pub url: String,
    pub label: String,
    pub found_on: usize,
    pub route: Route,
    /// A document in a viewer that does not give it away, rather than another site's page.
    pub in_viewer: bool,
    /// The agency names it to be submitted, and no page that was read leads there: whether it stands on the
    /// agency's website nobody has seen.
    pub unled: bool,
}

/// Documents to consider for one item at the most: the best come first.
const MOST: usize = 60;
/// Letters of a footer, of a greeting.
const NO_WORDS: usize = 60;
/// A title that names an item by its name or nearly.
const SURE_TITLE: f32 = 0.65;
/// One that has words of it.
const LOOSE_TITLE: f32 = 0.5;
/// Words that are an item's name and no more.
const PLAIN_NAME: f32 = 0.97;
/// Links taken from one list page.
const MOST_LINKS: usize = 80;

/// Looks for every item at once; the answer has one entry a rule.
pub fn candidates(rules: &[Rule], form: &Form, library: &mut Library) -> (Vec<Candidates>, Vec<Hub>) {
    let names = Names::new(rules);
    let pages = 0..library.pages.len();
    let hubs: Vec<Hub> = pages.into_par_iter().filter_map(|p| hub::read(p, library, &names, form)).collect();
    let mut out = vec![Candidates::default(); rules.len()];
    let hub_pages: HashSet<usize> = hubs.iter().map(|h| h.page).collect();

    let search = Search { rules, names: &names, hubs: &hub_pages, clicks: CLICKS, leads: Mutex::default() };
    library.note_other_hubs(&hubs);
    for hub in hubs.iter().filter(|h| h.is_ours()) {
        for row in hub.rows.iter().filter(|r| r.other_year.is_none()) {
            from_row(hub, row, &search, library, &mut out[row.item]);
        }
    }
    let others: HashSet<usize> = hubs.iter().filter(|h| !h.is_ours()).map(|h| h.page).collect();
    from_links(&search, &others, library, &mut out);
    from_titles(&search, SURE_TITLE, library, &mut out);
    from_posts(&search, library, &mut out);
    // Loose words of a title are asked for what nothing else leads to.
    let mut loose = vec![Candidates::default(); rules.len()];
    from_titles(&search, LOOSE_TITLE, library, &mut loose);
    from_forms(&search, library, &mut loose);
    for (one, loose) in out.iter_mut().zip(loose) {
        let led = !one.exhibits.is_empty() || !one.dead.is_empty() || !one.outside.is_empty();
        if !led && one.row_without_link.is_none() {
            *one = loose;
        }
    }
    for (item, one) in out.iter_mut().enumerate() {
        for exhibit in one.exhibits.iter_mut().filter(|e| names_another(item, e, &names, library)) {
            // Nothing leads there by this item's name: only its own words could, and they name another.
            exhibit.strength -= if exhibit.route == Route::Titled { 0.7 } else { 0.4 };
        }
        one.exhibits.sort_by(|a, b| a.route.cmp(&b.route).then(b.strength.total_cmp(&a.strength)));
        one.exhibits.truncate(MOST);
    }
    (out, hubs)
}

fn from_row(hub: &Hub, row: &hub::Row, search: &Search, library: &mut Library, to: &mut Candidates) {
    let links: Vec<(String, String)> = {
        let document = &library.pages[hub.page].document;
        row.links.iter().map(|&l| &document.links[l]).map(|l| (l.url.clone(), l.text.clone())).collect()
    };
    let mut led = false;
    let mut take = |url: &str, label: &str| {
        let lead = Lead {
            label,
            context: &row.text,
            strength: row.strength,
            route: Route::Hub,
            from: hub.page,
            item: row.item,
        };
        led |= search.follow(url, lead, library, to);
    };
    for (url, text) in &links {
        take(url, if text.chars().count() > 3 { text } else { &row.text });
    }
    if links.is_empty() {
        for (url, text) in directions(&row.text, hub.page, library) {
            take(&url, &text);
        }
    }
    if !led && to.dead.is_empty() && to.outside.is_empty() {
        to.row_without_link.get_or_insert((hub.page, row.text.clone()));
        let document = &library.pages[hub.page].document;
        let blocks: Vec<_> = row.blocks.iter().map(|&b| document.blocks[b].clone()).collect();
        let letters: usize = blocks.iter().map(|b| b.text.chars().count()).sum();
        // Only a row that says more than the item's title can be an answer in itself.
        if letters > search.rules[row.item].title.chars().count() + 12 {
            let page = library.add_part(hub.page, blocks);
            push(
                to,
                Exhibit {
                    page,
                    route: Route::Hub,
                    strength: row.strength,
                    label: row.text.clone(),
                    found_on: Some(hub.page),
                    context: row.text.clone(),
                },
            );
        }
    }
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
    let page = &library.pages[from];
    let mut out: Vec<(String, String)> = Vec::new();
    if quoted.is_empty() {
        return unquoted(row, library);
    }
    let all =
        page.document.links.iter().chain(library.pages.first().into_iter().flat_map(|p| &p.document.links));
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
    let links = library.pages.iter().filter(|p| p.is_html()).flat_map(|p| &p.document.links);
    let mut found: Vec<(String, String)> = Vec::new();
    for link in links.filter(|l| is_leading(l)) {
        let text = fold(&link.text);
        if text.chars().count() >= 8 && told.contains(&text) && !found.iter().any(|(u, _)| *u == link.url) {
            found.push((link.url.clone(), link.text.clone()));
        }
    }
    found.sort_by_key(|(_, text)| std::cmp::Reverse(text.chars().count()));
    found.truncate(2);
    found
}

/// What every route looks with.
struct Search<'a> {
    rules: &'a [Rule],
    names: &'a Names,
    /// Pages that are hubs: places to start from, never evidence.
    hubs: &'a HashSet<usize>,
    /// How far a page's own links are followed.
    clicks: u8,
    /// What a page's own links are, by page: it is asked for one item after the other.
    leads: Mutex<HashMap<usize, Arc<[Led]>>>,
}

/// One link of a page's own content, whatever item it may be asked for.
struct Led {
    /// Its place among the document's links.
    link: usize,
    claims: Vec<Claim>,
    target: Option<usize>,
}

/// On the whole site: behind a list stands a page, behind that the file.
const CLICKS: u8 = 2;

/// One link that may lead to an item.
#[derive(Clone, Copy)]
struct Lead<'a> {
    label: &'a str,
    context: &'a str,
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

impl Search<'_> {
    /// Takes what stands at an address, and what it leads to, as candidates. Says whether the
    /// address led anywhere at all.
    fn follow(&self, url: &str, lead: Lead, library: &Library, to: &mut Candidates) -> bool {
        let Lead { label, context, strength, route, from, item } = lead;
        let same_page =
            url.split('#').next() == Some(library.pages[from].record.url.as_str()) && url.contains('#');
        let Some(page) = library.page_at(url) else {
            match library.record_at(url) {
                Some(r) if leads_outside(r) => {
                    to.outside.push(Outside {
                        url: url.to_owned(),
                        label: label.to_owned(),
                        found_on: from,
                        route,
                        in_viewer: r.status == Status::InViewer,
                        unled: false,
                    });
                    return true;
                }
                Some(r) => {
                    let (status, http) = (r.status, r.http);
                    to.dead.push(Dead {
                        url: url.to_owned(),
                        label: label.to_owned(),
                        status,
                        http,
                        found_on: from,
                        route,
                        file: false,
                    });
                    return true;
                }
                None => return false,
            }
        };
        // A button that was never given its file leads home.
        if page == 0 && route == Route::Hub && self.is_paper(item) {
            return false;
        }
        // A link to the page itself, or back to a hub, is no evidence.
        if same_page || self.hubs.contains(&page) {
            return self.hubs.contains(&page) && page != from;
        }
        push(
            to,
            Exhibit {
                page,
                route,
                strength,
                label: label.to_owned(),
                found_on: Some(from),
                context: context.to_owned(),
            },
        );
        self.expand(page, Reach { item, strength, route, steps: self.clicks }, library, to);
        true
    }

    /// An item that is shown by a document, which a home page never is.
    fn is_paper(&self, item: usize) -> bool {
        self.rules[item].find.holds.is_paper()
    }

    /// Documents behind a list page: those whose link names this item, or, where the page is
    /// about nothing else, all that no other item claims.
    fn expand(&self, page: usize, reach: Reach, library: &Library, to: &mut Candidates) {
        let Reach { item, strength, route, steps } = reach;
        let this = &library.pages[page];
        if !this.is_html() || steps == 0 {
            return;
        }
        if matches!(self.rules[item].find.holds, Holds::Links) {
            return;
        }
        // What was followed as surely once brings nothing new.
        let before = to.expanded.entry((page, route, steps)).or_insert(f32::MIN);
        if *before >= strength {
            return;
        }
        *before = strength;
        let index = this.is_index();
        // A picture in a post may be the document; one on a page of words, or of what was done, is none.
        let shows = match self.rules[item].find.holds {
            Holds::Document | Holds::Set => this.own_letters() < FEW_WORDS,
            // A page that says nothing is its picture.
            Holds::Page => this.own_letters() < NO_WORDS,
            _ => false,
        };
        let links = &this.document.links;
        let follow = |l: &&Led| is_leading(&links[l.link]) || (links[l.link].way == Way::Picture && shows);
        let is_file = |l: &&Led| l.target.is_some_and(|p| !library.pages[p].is_html());
        let leads = self.leads(page, library);
        let mut files = leads.iter().filter(follow).filter(is_file).map(|l| links[l.link].url.as_str());
        let sole =
            files.next().filter(|first| this.own_letters() < FEW_WORDS && files.all(|url| url == *first));
        // On a page that bears the item's name, a word or two of another's is no reason to look past.
        let elsewhere = if self.names.strength(&this.title(), item) >= 0.6 { 0.75 } else { 0.6 };
        for led in leads.iter().filter(follow).take(MOST_LINKS) {
            let Led { claims, target, .. } = led;
            let link = &links[led.link];
            let title = called(link, this);
            let own = claims.iter().find(|c| c.item == item).map_or(0.0, |c| c.strength);
            let other = claims.iter().filter(|c| c.item != item).map(|c| c.strength).fold(0.0, f32::max);
            // What a page is there for is its file, whatever the file is called.
            let sole = sole.is_some_and(|url| url == link.url);
            if !sole && (own == 0.0 && other >= elsewhere || own + 0.15 < other) {
                continue;
            }
            let Some(target) = *target else {
                if let Some(r) = library.record_at(&link.url) {
                    let (url, label) = (link.url.clone(), title.to_owned());
                    if leads_outside(r) {
                        if index
                            || own > 0.0
                            || link.way != Way::Anchor
                            || self.rules[item].find.holds == Holds::Channel
                        {
                            let in_viewer = r.status == Status::InViewer;
                            to.outside.push(Outside {
                                url,
                                label,
                                found_on: page,
                                route,
                                in_viewer,
                                unled: false,
                            });
                        }
                    } else if own > 0.0 || this.own_letters() < FEW_WORDS {
                        let (status, http) = (r.status, r.http);
                        let file = own == 0.0 || (this.own_letters() < FEW_WORDS && is_document(&link.url));
                        to.dead.push(Dead { url, label, status, http, found_on: page, route, file });
                    }
                }
                continue;
            };
            if self.hubs.contains(&target) || target == page || (target == 0 && self.is_paper(item)) {
                continue;
            }
            let file = !library.pages[target].is_html();
            let follows = own > 0.0 || file || (index && (steps > 1 || self.clicks == 1));
            if !follows || (self.rules[item].find.holds == Holds::Channel && own == 0.0) {
                continue;
            }
            let known = to.places.get(&target).is_some_and(|at| to.exhibits[*at].route <= route);
            push(
                to,
                Exhibit {
                    page: target,
                    route,
                    strength: if own > 0.0 { own.max(strength * 0.9) } else { strength * 0.85 },
                    label: title.to_owned(),
                    found_on: Some(page),
                    context: link.context.clone(),
                },
            );
            if !known {
                let further = Reach { strength: strength * 0.9, steps: steps - 1, ..reach };
                self.expand(target, further, library, to);
            }
        }
    }
}

impl Search<'_> {
    /// What the links of a page's own content are.
    fn leads(&self, page: usize, library: &Library) -> Arc<[Led]> {
        let known = || self.leads.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(leads) = known().get(&page) {
            return Arc::clone(leads);
        }
        let this = &library.pages[page];
        let links = &this.document.links;
        let is_file = |l: &Link| library.page_at(&l.url).is_some_and(|p| !library.pages[p].is_html());
        // A viewer has nothing but its bar: the file hangs there.
        let own: Vec<usize> = match this.own_link_places() {
            [] => (0..links.len()).filter(|&l| links[l].way != Way::Picture && is_file(&links[l])).collect(),
            own => own.to_vec(),
        };
        let wanted = own.into_iter().filter(|&l| is_leading(&links[l]) || links[l].way == Way::Picture);
        let leads: Arc<[Led]> = wanted.map(|l| self.led(l, this, library)).collect();
        known().insert(page, Arc::clone(&leads));
        leads
    }

    fn led(&self, at: usize, page: &library::Page, library: &Library) -> Led {
        let link = &page.document.links[at];
        let title = called(link, page);
        let mut claims = self.names.claims(title);
        let target = library.page_at(&link.url);
        if claims.is_empty() && title != link.context {
            claims = self.names.claims(&link.context);
        }
        if target.is_some_and(|target| is_illustration(link, &library.pages[target])) {
            claims.clear();
        }
        Led { link: at, claims, target }
    }
}

/// A picture amid a text: what stands around it tells what happened, not what it is.
fn is_illustration(link: &Link, target: &library::Page) -> bool {
    target.document.kind == Kind::Image && link.context.chars().count() > A_SENTENCE
}

/// Fewer letters are those of a button.
const A_TITLE: usize = 16;
/// Letters that a name does not have.
const A_SENTENCE: usize = 70;

/// What a link on a page is called.
fn called<'a>(link: &'a Link, page: &'a library::Page) -> &'a str {
    match link.way {
        // A picture is called what its page is called.
        Way::Picture if page.record.link_text.chars().count() > 3 => &page.record.link_text,
        _ if link.text.chars().count() > 8 => &link.text,
        _ => &link.context,
    }
}

/// Links anywhere on the site whose text names an item.
fn from_links(search: &Search, others: &HashSet<usize>, library: &Library, out: &mut [Candidates]) {
    let Search { names, hubs, .. } = search;
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    let mut links: Vec<(usize, &Link)> = Vec::new();
    for (p, page) in library.pages.iter().enumerate() {
        if !page.is_html() || others.contains(&p) {
            continue;
        }
        let named = page.document.links.iter().filter(|l| {
            let row = hubs.contains(&p) && l.region == Region::Main;
            is_leading(l) && !row && !l.text.is_empty() && seen.insert((l.url.as_str(), l.text.as_str()))
        });
        links.extend(named.map(|link| (p, link)));
    }
    // "อ่านต่อ" beside a link with the post's title says no more than that.
    let titled: HashSet<(usize, &str)> = links
        .iter()
        .filter(|(_, link)| link.text.chars().count() >= A_TITLE)
        .map(|(from, link)| (*from, link.url.as_str()))
        .collect();
    let leads = links.par_iter().flat_map_iter(|&(from, link)| {
        let mut claims = names.claims(&link.text);
        let bare = link.text.chars().count() < A_TITLE && !titled.contains(&(from, link.url.as_str()));
        if claims.is_empty() && link.region == Region::Main && bare {
            claims = names.claims(&link.context);
            // A sentence that speaks of an item is not its name.
            let least = if link.context.chars().count() > A_SENTENCE { SURE_TITLE } else { 0.0 };
            claims.retain(|c| c.strength >= least);
        }
        let target = || library.page_at(&link.url).map(|page| &library.pages[page]);
        if !claims.is_empty() && target().is_some_and(|target| is_illustration(link, target)) {
            claims.clear();
        }
        let top = claims.first().map_or(0.0, |c| c.strength);
        // Loose words are enough where they can mean one item only.
        let least = if claims.len() == 1 { 0.5 } else { 0.6 };
        claims.retain(|c| c.strength >= least && c.strength + 0.1 >= top);
        claims.into_iter().map(move |claim| {
            let lead = Lead {
                label: &link.text,
                context: &link.context,
                strength: claim.strength,
                route: Route::Named,
                from,
                item: claim.item,
            };
            (claim.item, (link.url.as_str(), lead))
        })
    });
    each_item(leads.collect(), out, |(url, lead), to| {
        search.follow(url, lead, library, to);
    });
}

/// Gives each item what is its own, in order; what one item gets is nothing to another, so all are
/// served at once.
fn each_item<T: Send + Sync + Copy>(
    all: Vec<(usize, T)>,
    out: &mut [Candidates],
    give: impl Fn(T, &mut Candidates) + Sync,
) {
    let mut own: Vec<Vec<T>> = (0..out.len()).map(|_| Vec::new()).collect();
    all.into_iter().for_each(|(item, one)| own[item].push(one));
    out.par_iter_mut().zip(own).for_each(|(to, own)| own.into_iter().for_each(|one| give(one, to)));
}

/// Documents whose own heading names an item.
fn from_titles(search: &Search, least: f32, library: &Library, out: &mut [Candidates]) {
    let Search { names, hubs, .. } = search;
    let titled = library.pages.par_iter().enumerate().flat_map_iter(|(p, page)| {
        let mut claims = Vec::new();
        if !hubs.contains(&p) && !page.record.outside {
            claims = names.claims(&if page.is_html() { page.title() } else { page.title_lines() });
        }
        let top = claims.first().map_or(0.0, |c| c.strength);
        claims.retain(|c| top >= least && c.strength + 0.08 >= top);
        claims.into_iter().map(move |claim| (claim.item, (p, claim)))
    });
    each_item(titled.collect(), out, |(p, claim), to| {
        let page = &library.pages[p];
        push(
            to,
            Exhibit {
                page: p,
                route: Route::Titled,
                strength: claim.strength,
                label: page.title(),
                found_on: page.record.found_on.as_deref().and_then(|u| library.page_at(u)),
                context: page.record.link_text.clone(),
            },
        );
        if page.is_html() {
            let reach =
                Reach { item: claim.item, strength: claim.strength * 0.9, route: Route::Titled, steps: 2 };
            search.expand(p, reach, library, to);
        }
    });
}

/// Posts about something that was done: their titles are headlines, only the text says what it was.
fn from_posts(search: &Search, library: &Library, out: &mut [Candidates]) {
    let Search { rules, names, hubs, .. } = search;
    for (p, page) in library.pages.iter().enumerate() {
        let letters = page.text.text.chars().filter(|c| *c != '\n').count();
        let post = page.is_html()
            && !page.part
            && !hubs.contains(&p)
            && (80..3000).contains(&letters)
            && !page.is_index();
        if !post || page.own_blocks().all(|b| days(&b.text).is_empty()) {
            continue;
        }
        let text: String = page.own_blocks().take(20).map(|b| b.text.as_str()).collect::<Vec<_>>().join(" ");
        for claim in names.claims(&text) {
            let to = &mut out[claim.item];
            // Where the hub names the item, what it names is the answer.
            let named = to.exhibits.iter().any(|e| e.route == Route::Hub) || !to.dead.is_empty();
            if rules[claim.item].find.holds == Holds::Activity && !named && !page.record.outside {
                push(
                    to,
                    Exhibit {
                        page: p,
                        route: Route::Told,
                        strength: claim.strength * 0.8,
                        label: page.title(),
                        found_on: page.record.found_on.as_deref().and_then(|u| library.page_at(u)),
                        context: page.record.link_text.clone(),
                    },
                );
            }
        }
    }
}

/// Pages where people write, by what they ask for: their titles are slogans as often as names.
fn from_forms(search: &Search, library: &Library, out: &mut [Candidates]) {
    let Search { rules, names, hubs, .. } = search;
    for (p, page) in library.pages.iter().enumerate() {
        let mut forms = page.document.forms.iter().filter(|f| f.region == Region::Main && f.is_usable());
        let Some(form) = forms.next().filter(|_| !hubs.contains(&p) && !page.record.outside) else {
            continue;
        };
        let said: Vec<&str> =
            page.own_blocks().map(|b| b.text.as_str()).chain([form.text.as_str()]).collect();
        let mut told = vec![0.0_f32; rules.len()];
        for claim in said.iter().flat_map(|text| names.claims(text)) {
            told[claim.item] = told[claim.item].max(claim.strength);
        }
        for (item, strength) in told.into_iter().enumerate().filter(|(_, strength)| *strength >= LOOSE_TITLE)
        {
            if rules[item].find.holds == Holds::Channel {
                let found_on = page.record.found_on.as_deref().and_then(|u| library.page_at(u));
                let (label, context) = (page.title(), page.record.link_text.clone());
                let strength = strength * 0.8;
                push(
                    &mut out[item],
                    Exhibit { page: p, route: Route::Told, strength, label, found_on, context },
                );
            }
        }
    }
}

/// Another site's address. One inside the agency's own network is nobody's: the public cannot open it.
fn leads_outside(record: &Record) -> bool {
    record.status != Status::AddressBlocked && (record.status == Status::OutOfScope || record.outside)
}

/// An address that ends as documents' do.
fn is_document(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let end = path.rsplit('.').next().unwrap_or_default().to_lowercase();
    matches!(end.as_str(), "pdf" | "doc" | "docx" | "xls" | "xlsx" | "zip" | "rar")
}

/// Whether a file calls itself plainly what another item asks for, and this one's name stands nowhere in
/// its title: the wrong link of a row of several, or of a hurried officer.
fn names_another(item: usize, exhibit: &Exhibit, names: &Names, library: &Library) -> bool {
    let page = &library.pages[exhibit.page];
    if page.is_html() || page.part {
        return false;
    }
    let title = page.title_lines();
    // "รายงานประจำปี" under a link of just these words is that, whatever the lines below tell of its parts.
    let first = title.lines().next().unwrap_or_default();
    if [first, &exhibit.label].iter().all(|words| names.strength(words, item) >= PLAIN_NAME) {
        return false;
    }
    let claims = names.claims(if exhibit.route == Route::Titled { first } else { &title });
    // Loose words that a report shares with another are no name.
    let own = claims.iter().any(|c| c.item == item && c.strength > 0.5);
    !own && claims.first().is_some_and(|c| c.strength >= 0.8)
}

/// Keeps a document once, by its surest route; every label that led to it is worth knowing.
fn push(to: &mut Candidates, new: Exhibit) {
    if let Some(old) = to.places.get(&new.page).and_then(|at| to.exhibits.get_mut(*at)) {
        if (new.route, -new.strength) < (old.route, -old.strength) {
            let label = std::mem::take(&mut old.label);
            *old = new;
            if old.label.chars().count() < 8 {
                old.label = label;
            }
        }
        return;
    }
    to.places.insert(new.page, to.exhibits.len());
    to.exhibits.push(new);
}
