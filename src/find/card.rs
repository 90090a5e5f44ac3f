//! What finding asks of a page again and again, kept when the page itself is let go of.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::groups::Groups;
use super::hub::{self, Hub};
use super::library::FEW_WORDS;
use super::library::{self, Library, is_leading};
use super::names::{Claim, Names};
use super::sections::{self, Section};
use super::{Form, MOST_LINKS, SURE_TITLE};
use crate::crawl::Record;
use crate::extract::{Link, Region, Role, Way};
use crate::thai::date::{days, months, years};
use crate::thai::narrow;
use crate::thai::text::fold_narrow;

/// Sections of a site that are looked at.
const MOST_SECTIONS: usize = 400;

/// One page, in short.
#[derive(Default)]
pub(super) struct Card<'a> {
    pub(super) html: bool,
    pub(super) part: bool,
    pub(super) index: bool,
    /// See [`library::Page::own_letters`].
    pub(super) letters: usize,
    /// What a web page's title claims, or a file's first lines.
    pub(super) title: Set,
    /// What a file's first line claims.
    pub(super) first: Set,
    /// Whether the title is hardly a word.
    pub(super) short: bool,
    /// What the text claims of a post about something that was done.
    pub(super) post: Set,
    /// What a page where people write asks for, in its own words.
    pub(super) asks: Set,
    /// What the first sentence claims of a page whose title claims nothing.
    pub(super) opening: Set,
    /// Links of the page's own content, whatever item they may be asked for.
    pub(super) leads: Box<[Led]>,
    pub(super) lost: Box<[Lost<'a>]>,
    /// Whether it is a section of a page, that is asked for where no hub says what the item is.
    pub(super) section: bool,
}

/// A set of claims by its number in [`Sets`]: most links of a site claim nothing, or what a thousand
/// others do.
pub(super) type Set = u32;

/// Every set of claims once; the first is the empty one. They lie in one piece, since a site of many pages has
/// tens of thousands.
#[derive(Default)]
pub(super) struct Sets {
    all: Vec<Claim>,
    /// By set but the first: where it ends.
    ends: Vec<usize>,
    /// By a hash of its claims, the last set that has it.
    known: HashMap<u64, Set>,
}

impl Sets {
    pub(super) fn get(&self, set: Set) -> &[Claim] {
        let end = |set: usize| set.checked_sub(1).map_or(0, |at| self.ends[at]);
        let set = set as usize;
        &self.all[end(set.saturating_sub(1))..end(set)]
    }

    fn put(&mut self, claims: &[Claim]) -> Set {
        if claims.is_empty() {
            return 0;
        }
        let mut hasher = DefaultHasher::new();
        claims.iter().for_each(|c| (c.item, c.strength.to_bits()).hash(&mut hasher));
        let hash = hasher.finish();
        if let Some(set) = self.known.get(&hash).filter(|set| self.get(**set) == claims) {
            return *set;
        }
        self.all.extend_from_slice(claims);
        self.ends.push(self.all.len());
        let set = u32::try_from(self.ends.len()).expect("fewer sets than letters");
        self.known.insert(hash, set);
        set
    }
}

/// One link of a page's own content.
pub(super) struct Led {
    /// Its place among the document's links.
    pub(super) link: u32,
    target: u32,
    pub(super) claims: Set,
    flags: u16,
}

/// Where a link leads: to a page, to what was not read, or to nothing known.
pub(super) enum Target<'p, 'a> {
    Page(usize),
    Lost(&'p Lost<'a>),
    Nowhere,
}

/// A link to an address that was not read.
pub(super) struct Lost<'a> {
    pub(super) url: Box<str>,
    pub(super) label: Box<str>,
    pub(super) record: &'a Record,
}

const LEADING: u16 = 1;
const PICTURE: u16 = 2;
const ANCHOR: u16 = 4;
/// What the page is there for, pictures aside; pictures taken for documents too.
const SOLE: u16 = 8;
const SOLE_SHOWN: u16 = 16;
/// To a place on the page itself.
const SAME_PAGE: u16 = 32;
const SHORT: u16 = 64;
/// To what else stands in a category, or under a tag.
const ARCHIVE: u16 = 128;
/// Called by a month or a year, and nothing else.
const WHEN: u16 = 256;
/// Of the menu of a division's own pages, on the first of them.
const DIVISION: u16 = 512;
/// How first pages of folders are called.
const FIRST: [&str; 4] = ["index", "default", "home", "main"];
const NOWHERE: u32 = u32::MAX;
const LOST: u32 = 1 << 31;

impl Led {
    pub(super) fn is_leading(&self) -> bool {
        self.flags & LEADING != 0
    }

    pub(super) fn is_picture(&self) -> bool {
        self.flags & PICTURE != 0
    }

    pub(super) fn is_anchor(&self) -> bool {
        self.flags & ANCHOR != 0
    }

    pub(super) fn is_sole(&self, pictures: bool) -> bool {
        self.flags & if pictures { SOLE_SHOWN } else { SOLE } != 0
    }

    pub(super) fn is_short(&self) -> bool {
        self.flags & SHORT != 0
    }

    pub(super) fn says_when_alone(&self) -> bool {
        self.flags & WHEN != 0
    }

    pub(super) fn is_to_archive(&self) -> bool {
        self.flags & ARCHIVE != 0
    }

    pub(super) fn is_division(&self) -> bool {
        self.flags & DIVISION != 0
    }

    pub(super) fn target<'p, 'a>(&self, card: &'p Card<'a>) -> Target<'p, 'a> {
        target(self.target, &card.lost)
    }
}

/// "/category/…", "/tag/…", "/author/…": as blogs name the lists that a post stands in.
fn is_archive(url: &str) -> bool {
    ["/category/", "/tag/", "/author/"].iter().any(|part| url.contains(part))
}

fn target<'p, 'a>(target: u32, lost: &'p [Lost<'a>]) -> Target<'p, 'a> {
    match target {
        NOWHERE => Target::Nowhere,
        lost_at if lost_at & LOST != 0 => Target::Lost(&lost[(lost_at & !LOST) as usize]),
        page => Target::Page(page as usize),
    }
}

/// A link anywhere on the site whose words name an item.
pub(super) struct Named {
    pub(super) from: u32,
    pub(super) link: u32,
    target: u32,
    pub(super) claims: Set,
    flags: u16,
}

impl Named {
    pub(super) fn target<'p, 'a>(&self, card: &'p Card<'a>) -> Target<'p, 'a> {
        target(self.target, &card.lost)
    }

    pub(super) fn is_same_page(&self) -> bool {
        self.flags & SAME_PAGE != 0
    }

    pub(super) fn is_short(&self) -> bool {
        self.flags & SHORT != 0
    }
}

/// Every page of a site in short.
#[derive(Default)]
pub(super) struct Cards<'a> {
    pub(super) all: Vec<Card<'a>>,
    pub(super) hubs: Vec<Hub>,
    pub(super) named: Vec<Named>,
    pub(super) sets: Sets,
    /// Sections of pages that claim an item, until they are pages of their own.
    sections: Vec<(usize, Section)>,
}

impl<'a> Cards<'a> {
    /// Looks at every page once, and holds few of them at a time. `posts`: whether any item asks for such.
    pub(super) fn of(library: &mut Library<'a>, names: &Names, form: &Form, posts: bool) -> Self {
        use rayon::prelude::*;
        let mut cards = Cards::default();
        let mut seen = HashSet::new();
        let pages: Vec<usize> = (0..library.pages.len()).collect();
        for batch in pages.chunks(super::frame::BATCH) {
            let look = Look { library, names, form, posts };
            let looked: Vec<Looked> = batch.par_iter().map(|&page| look.at(page)).collect();
            looked.into_iter().for_each(|one| cards.add(one, &mut seen));
            library.pages.shed();
        }
        cards
    }

    /// Makes sections that claim an item pages of their own.
    pub(super) fn add_sections(&mut self, library: &mut Library<'a>) {
        for (page, (claims, range)) in std::mem::take(&mut self.sections) {
            let blocks = library.pages.glance(page).own_blocks().cloned().collect::<Vec<_>>();
            library.add_part(page, blocks[range].to_vec());
            let title = self.sets.put(&claims);
            self.all.push(Card { html: true, part: true, section: true, title, ..Card::default() });
        }
    }

    /// The parts of pages that were added to the library since.
    pub(super) fn add_parts(&mut self, library: &Library<'a>, names: &Names, form: &Form) {
        for page in self.all.len()..library.pages.len() {
            let look = Look { library, names, form, posts: false };
            let one = Looked { hub: None, ..look.at(page) };
            self.add(one, &mut HashSet::new());
        }
    }

    fn add(&mut self, one: Looked<'a>, seen: &mut HashSet<u64>) {
        let sets = &mut self.sets;
        for (mark, named) in one.named {
            if !seen.insert(mark) {
                continue;
            }
            let Some((claims, named)) = named else { continue };
            self.named.push(Named { claims: sets.put(&claims), ..named });
        }
        let leads = one.leads.into_iter().map(|(led, claims)| Led { claims: sets.put(&claims), ..led });
        let page = self.all.len();
        self.sections.extend(one.sections.into_iter().take(MOST_SECTIONS).map(|section| (page, section)));
        self.sections.truncate(MOST_SECTIONS);
        let card = Card {
            leads: leads.collect(),
            title: sets.put(&one.title),
            first: sets.put(&one.first),
            post: sets.put(&one.post),
            asks: sets.put(&one.asks),
            opening: sets.put(&one.opening),
            ..one.card
        };
        self.all.push(card);
        self.hubs.extend(one.hub);
    }
}

/// A link by a mark of its address and words, for the first of the same ones stands for all, and what it
/// claims, if anything.
type Marked = (u64, Option<(Arc<[Claim]>, Named)>);

/// What one look at a page brings, before its claims have numbers.
struct Looked<'a> {
    card: Card<'a>,
    hub: Option<Hub>,
    title: Arc<[Claim]>,
    first: Arc<[Claim]>,
    post: Arc<[Claim]>,
    asks: Arc<[Claim]>,
    opening: Arc<[Claim]>,
    leads: Vec<(Led, Arc<[Claim]>)>,
    named: Vec<Marked>,
    sections: Vec<Section>,
}

struct Look<'l, 'a> {
    library: &'l Library<'a>,
    names: &'l Names,
    form: &'l Form,
    posts: bool,
}

impl<'a> Look<'_, 'a> {
    /// A file's first lines; of an announcement its subject alone, where both mean the same item: the
    /// agency's name above says nothing of it.
    fn title_of_file(&self, page: &super::library::Page) -> String {
        let (lines, subject) = (page.title_lines(), page.title());
        if page.subject().is_none() {
            return lines;
        }
        let means = |text: &str| self.names.claimed(text).first().map(|claim| claim.item);
        match means(&lines) {
            Some(item) if means(&subject) == Some(item) => subject,
            _ => lines,
        }
    }

    fn at(&self, at: usize) -> Looked<'a> {
        let page = &self.library.pages[at];
        let hub = hub::read(at, self.library, self.names, self.form);
        let html = page.is_html();
        let title = if html { page.title() } else { self.title_of_file(page) };
        let first =
            if html { Arc::default() } else { self.names.claimed(title.lines().next().unwrap_or_default()) };
        let label = if html { title.clone() } else { page.title() };
        let mut lost = Vec::new();
        let leads = if html { self.leads(page, &mut lost) } else { Vec::new() };
        // The rows of a hub are told of by themselves, and those of another form or year are not asked.
        let foreign = hub.as_ref().is_some_and(|h| !h.is_ours());
        let named =
            if html && !foreign { self.named(at, page, hub.is_some(), &mut lost) } else { Vec::new() };
        let post = if hub.is_none() && self.is_post(page) { self.said(page) } else { Arc::default() };
        let card = Card {
            html,
            part: page.part,
            index: html && page.is_index(),
            letters: page.own_letters(),
            title: 0,
            first: 0,
            short: is_short(&label),
            post: 0,
            asks: 0,
            opening: 0,
            leads: Box::default(),
            lost: lost.into(),
            section: false,
        };
        let several = html && hub.is_none() && !page.part && !page.record.outside;
        let sections = if several { sections::of(page, self.names) } else { Vec::new() };
        let asks = if html { self.asks(page) } else { Arc::default() };
        let title = self.names.claimed(&title);
        // The headline of a post is as good as none where it names an item by a word or two.
        let loose = title.first().is_none_or(|claim| html && claim.strength < SURE_TITLE);
        let opening = if loose && hub.is_none() { self.opening(page) } else { Arc::default() };
        Looked { card, hub, title, first, post, asks, opening, leads, named, sections }
    }

    /// What the links of a page's own content are.
    fn leads(&self, page: &library::Page, lost: &mut Vec<Lost<'a>>) -> Vec<(Led, Arc<[Claim]>)> {
        let links = &page.document.links;
        let is_file = |l: &Link| self.library.page_at(&l.url).is_some_and(|p| !self.library.pages.is_html(p));
        // A viewer has nothing but its bar: the file hangs there.
        let own: Vec<usize> = match page.own_link_places() {
            [] => (0..links.len()).filter(|&l| links[l].way != Way::Picture && is_file(&links[l])).collect(),
            own => own.to_vec(),
        };
        let menu = self.division_menu(page);
        let wanted = own
            .into_iter()
            .chain(menu.iter().copied())
            .filter(|&l| is_leading(&links[l]) || links[l].way == Way::Picture);
        let wanted: Vec<(usize, u32)> = wanted.map(|l| (l, self.place(&links[l], page, lost))).collect();
        let sole = |pictures: bool| {
            let file = |(l, to): &&(usize, u32)| {
                (pictures || is_leading(&links[*l]))
                    && to & LOST == 0
                    && !self.library.pages.is_html(*to as usize)
            };
            let mut files = wanted.iter().filter(file).map(|(l, _)| links[*l].url.as_str());
            files.next().filter(|first| page.own_letters() < FEW_WORDS && files.all(|url| url == *first))
        };
        let (sole, sole_shown) = (sole(false), sole(true));
        let (mut leading, mut all) = (0, 0);
        let mut out = Vec::new();
        for (at, target) in wanted {
            let link = &links[at];
            // So many are looked at, with pictures or without.
            all += 1;
            leading += usize::from(is_leading(link));
            if leading > MOST_LINKS {
                break;
            }
            if all > MOST_LINKS && !is_leading(link) {
                continue;
            }
            let title = called(link, page);
            let mut claims = self.names.claimed(title);
            if claims.is_empty() && title != link.context {
                claims = self.names.claimed(&link.context);
            }
            if self.is_illustration(link) {
                claims = Arc::default();
            }
            let is = |yes: bool, flag: u16| if yes { flag } else { 0 };
            let flags = is(is_leading(link), LEADING)
                | is(link.way == Way::Picture, PICTURE)
                | is(link.way == Way::Anchor, ANCHOR)
                | is(sole.is_some_and(|url| url == link.url), SOLE)
                | is(sole_shown.is_some_and(|url| url == link.url), SOLE_SHOWN)
                | is(is_short(title), SHORT)
                | is(is_archive(&link.url), ARCHIVE)
                | is(menu.contains(&at), DIVISION)
                // What names an item is asked for that.
                | is(claims.is_empty() && says_when_alone(title), WHEN);
            out.push((Led { link: small(at), target, claims: 0, flags }, claims));
        }
        out
    }

    /// On the first page of a division, "/hr/" or "/hr/index.html": the menu of that folder, which stands on all
    /// of its pages and on no others.
    fn division_menu(&self, page: &library::Page) -> Vec<usize> {
        const LEAST: usize = 3;
        let folder = page.record.url.split(['?', '#']).next().unwrap_or_default();
        let Some((folder, file)) = folder.rsplit_once('/') else { return Vec::new() };
        let is_first = file.is_empty() || file.split('.').next().is_some_and(|name| FIRST.contains(&name));
        // "http://host" has as many strokes.
        if !is_first || folder.matches('/').count() < 3 {
            return Vec::new();
        }
        let within = |l: &Link| {
            let rest = l.url.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
            rest.is_some_and(|rest| !rest.is_empty() && rest != file)
        };
        let links = page.document.links.iter().enumerate();
        let menu =
            links.filter(|(_, l)| l.region != Region::Main && is_leading(l) && within(l)).map(|(at, _)| at);
        let menu: Vec<usize> = menu.collect();
        if menu.len() < LEAST { Vec::new() } else { menu }
    }

    /// A picture amid a text: what stands around it tells what happened, not what it is.
    fn is_illustration(&self, link: &Link) -> bool {
        let picture = |page| self.library.pages.is_picture(page);
        is_sentence(&link.context) && self.library.page_at(&link.url).is_some_and(picture)
    }

    /// Links anywhere on a page whose words name an item.
    fn named(&self, at: usize, page: &library::Page, hub: bool, lost: &mut Vec<Lost<'a>>) -> Vec<Marked> {
        let links = page.document.links.iter().enumerate();
        let row = |l: &Link| hub && l.region == Region::Main;
        let wanted = links.filter(|(_, l)| is_leading(l) && !row(l) && !l.text.is_empty());
        // "อ่านต่อ" beside a link with the post's title says no more than that.
        let long = |l: &&Link| l.text.chars().count() >= A_TITLE;
        let titled: HashSet<&str> = page.document.links.iter().filter(long).map(|l| l.url.as_str()).collect();
        let groups = Groups::of(page);
        let named = wanted.map(|(place, link)| {
            let mark = BuildHasherDefault::<DefaultHasher>::default().hash_one((&link.url, &link.text));
            let mut claims = self.names.claimed(&link.text);
            if claims.is_empty() && link.region == Region::Main && says_only_when(&link.text) {
                claims = self.names.claimed(&format!("{} {}", page.title(), link.text));
                if let Some(over) = link.heading.last().filter(|_| claims.is_empty()) {
                    claims = self.names.claimed(&format!("{over} {}", link.text));
                }
            }
            let bare = link.text.chars().count() < A_TITLE && !titled.contains(link.url.as_str());
            if claims.is_empty() && link.region == Region::Main && bare {
                claims = self.names.claimed(&link.context);
                // A sentence that speaks of an item is not its name.
                if is_sentence(&link.context) && claims.iter().any(|c| c.strength < SURE_TITLE) {
                    claims = claims.iter().copied().filter(|c| c.strength >= SURE_TITLE).collect();
                }
            }
            if !claims.is_empty() && self.is_illustration(link) {
                claims = Arc::default();
            }
            let by_group = if claims.is_empty() { groups.claims(link, self.names) } else { Arc::default() };
            let top = claims.first().map_or(0.0, |c| c.strength);
            // Loose words are enough where they can mean one item only.
            let least = if claims.len() == 1 { 0.5 } else { 0.6 };
            let is_sure = |c: &Claim| c.strength >= least && c.strength + 0.1 >= top;
            if !claims.iter().all(is_sure) {
                claims = claims.iter().copied().filter(is_sure).collect();
            }
            if claims.is_empty() {
                claims = by_group;
            }
            let target = if claims.is_empty() { NOWHERE } else { self.place_called(link, &link.text, lost) };
            if target == NOWHERE {
                return (mark, None);
            }
            let bare = link.url.split('#').next();
            let same = bare == Some(page.record.url.as_str()) && link.url.contains('#');
            let flags = if same { SAME_PAGE } else { 0 } | if is_short(&link.text) { SHORT } else { 0 };
            let named = Named { from: small(at), link: small(place), target, claims: 0, flags };
            (mark, Some((claims, named)))
        });
        named.collect()
    }

    /// What a text begins with, where it is more than a greeting: "ตามนโยบาย… ได้ดำเนินการแล้ว ดังนี้".
    fn opening(&self, page: &library::Page) -> Arc<[Claim]> {
        if page.part || page.record.outside || page.is_index() {
            return Arc::default();
        }
        let lines = page.own_blocks().filter(|b| b.role == Role::Paragraph).take(OPENING_LINES);
        let long = lines.map(|b| b.text.as_str()).filter(|t| OPENING.contains(&t.chars().count()));
        // "เมื่อวันที่ …" tells what happened on a day.
        let tells = |text: &&str| ["วันที่", "เมื่อวัน", "เมื่อเวลา"].iter().any(|w| text.starts_with(w));
        let mut said = long.take_while(|text| !tells(text)).map(|text| self.names.claimed(text));
        said.find(|claims| !claims.is_empty()).unwrap_or_default()
    }

    /// What the words around a form, and those on its fields, claim: each item once, by the surest words.
    fn asks(&self, page: &library::Page) -> Arc<[Claim]> {
        let mut forms = page.document.forms.iter().filter(|f| f.region == Region::Main && f.is_usable());
        let Some(form) = forms.next() else { return Arc::default() };
        let mut told: Vec<Claim> = Vec::new();
        for text in page.own_blocks().map(|b| b.text.as_str()).chain([form.text.as_str()]) {
            for claim in self.names.claimed(text).iter() {
                match told.iter_mut().find(|c| c.item == claim.item) {
                    Some(known) => known.strength = known.strength.max(claim.strength),
                    None => told.push(*claim),
                }
            }
        }
        told.into()
    }

    fn place(&self, link: &Link, page: &library::Page, lost: &mut Vec<Lost<'a>>) -> u32 {
        self.place_called(link, called(link, page), lost)
    }

    fn place_called(&self, link: &Link, label: &str, lost: &mut Vec<Lost<'a>>) -> u32 {
        if let Some(page) = self.library.page_at(&link.url) {
            return small(page);
        }
        let Some(record) = self.library.record_at(&link.url) else { return NOWHERE };
        lost.push(Lost { url: link.url.as_str().into(), label: label.into(), record });
        LOST | small(lost.len() - 1)
    }

    /// A post about something that was done: its title is a headline, only the text says what it was.
    fn is_post(&self, page: &library::Page) -> bool {
        self.posts
            && page.is_html()
            && !page.part
            && !page.record.outside
            && !page.is_index()
            && is_as_long_as_a_post(page)
            && page.own_blocks().any(|b| !days(&b.text).is_empty())
    }

    fn said(&self, page: &library::Page) -> Arc<[Claim]> {
        let text: String = page.own_blocks().take(20).map(|b| b.text.as_str()).collect::<Vec<_>>().join(" ");
        self.names.claimed(&text)
    }
}

/// Lines in which a text begins, and letters of the one that says of what.
const OPENING_LINES: usize = 6;
const OPENING: std::ops::RangeInclusive<usize> = 30..=260;

/// Counted in matching form, and no further than need be.
fn is_as_long_as_a_post(page: &library::Page) -> bool {
    let mut letters = 0;
    for block in page.own_blocks() {
        letters += narrow::count(&fold_narrow(&block.text));
        if letters >= 3000 {
            return false;
        }
    }
    letters >= 80
}

/// What a link on a page is called.
pub(super) fn called<'a>(link: &'a Link, page: &'a library::Page) -> &'a str {
    match link.way {
        // A picture is called what its page is called.
        Way::Picture if page.record.link_text.chars().count() > 3 => &page.record.link_text,
        _ if link.text.chars().count() > 8 => &link.text,
        _ => &link.context,
    }
}

/// Fewer letters are those of a button.
const A_TITLE: usize = 16;

/// "ตุลาคม 2563 ถึง มีนาคม 2564": of what, the page says on which it stands.
fn says_only_when(text: &str) -> bool {
    const AROUND: usize = 12;
    beside_when(text).is_some_and(|letters| letters <= AROUND)
}

/// The same without another word: "เดือน ก.พ. 64 (ดาวน์โหลด)".
fn says_when_alone(text: &str) -> bool {
    const BESIDE: [&str; 8] = ["ประจำเดือน", "ประจำ", "เดือน", "ดาวน์โหลด", "เปิดไฟล์", "ไฟล์", "ถึง", "พ.ศ."];
    let bare = || BESIDE.iter().fold(text.to_owned(), |rest, word| rest.replace(word, " "));
    !is_sentence(text) && beside_when(&bare()).is_some_and(|letters| letters <= 3)
}

/// Letters of a text beside the months and years that it names; `None` where it names none.
fn beside_when(text: &str) -> Option<usize> {
    let (months, years) = (months(text), years(text));
    if months.is_empty() && years.is_empty() {
        return None;
    }
    let is_when = |at: usize| {
        months.iter().any(|m| (m.start..m.end).contains(&at))
            || years.iter().any(|y| (y.start..y.end).contains(&at))
    };
    Some(text.char_indices().filter(|(at, c)| c.is_alphabetic() && !is_when(*at)).count())
}

/// Whether a text is longer than names are.
fn is_sentence(text: &str) -> bool {
    text.chars().count() > 70
}

pub(super) fn is_short(label: &str) -> bool {
    label.chars().count() < 8
}

fn small(n: usize) -> u32 {
    u32::try_from(n).ok().filter(|n| n & LOST == 0).expect("a document has fewer links, a site fewer pages")
}
