//! One look at a page, for all that finding will ask of it.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use super::card::Card;
use super::groups::Groups;
use super::hub::{self, Hub};
use super::led::{
    ANCHOR, ARCHIVE, DIVISION, LEADING, LOST, Led, Lost, NOWHERE, Named, PICTURE, SAME_PAGE, SHORT, SOLE,
    SOLE_SHOWN, WHEN, small,
};
use super::library::{self, FEW_WORDS, Library, is_leading};
use super::names::{Claim, Names};
use super::sections::{self, Section};
use super::{Form, MOST_LINKS, SURE_TITLE};
use crate::extract::{Link, Region, Role, Way};
use crate::thai::date::{days, months, years};
use crate::thai::narrow;
use crate::thai::text::{fold, fold_narrow, is_letter};

/// A link by a mark of its address and words, for the first of the same ones stands for all, and what it
/// claims, if anything.
pub(super) type Marked = (u64, Option<(Arc<[Claim]>, Named)>);

/// What one look at a page brings, before its claims have numbers.
pub(super) struct Looked<'a> {
    pub(super) card: Card<'a>,
    pub(super) hub: Option<Hub>,
    pub(super) title: Arc<[Claim]>,
    pub(super) first: Arc<[Claim]>,
    pub(super) post: Arc<[Claim]>,
    pub(super) asks: Arc<[Claim]>,
    pub(super) opening: Arc<[Claim]>,
    pub(super) leads: Vec<(Led, Arc<[Claim]>)>,
    pub(super) named: Vec<Marked>,
    pub(super) sections: Vec<Section>,
}

/// How first pages of folders are called.
const FIRST: [&str; 4] = ["index", "default", "home", "main"];

pub(super) struct Look<'l, 'a> {
    pub(super) library: &'l Library<'a>,
    pub(super) names: &'l Names,
    pub(super) form: &'l Form,
    pub(super) posts: bool,
}

impl<'a> Look<'_, 'a> {
    /// A file's first lines; of an announcement its subject alone, where both mean the same item: the
    /// agency's name above says nothing of it.
    fn title_of_file(&self, page: &library::Page) -> String {
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

    pub(super) fn at(&self, at: usize) -> Looked<'a> {
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
        // A headline may name another item than the post answers: "ไม่มีใครถูกร้องเรียน" over counts by month.
        let opening = if html && hub.is_none() { self.opening(page) } else { Arc::default() };
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
            .filter(|&l| is_leading(&links[l]) || links[l].way == Way::Picture)
            .filter(|&l| !is_back(&links[l].text));
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
            // A post names the lists that it stands in beside itself.
            let archive = is_archive(&link.url);
            if claims.is_empty() && title != link.context && !archive {
                claims = self.names.claimed(&link.context);
            }
            if self.is_illustration(link) || is_volume(title) {
                claims = Arc::default();
            }
            let is = |yes: bool, flag: u16| if yes { flag } else { 0 };
            let flags = is(is_leading(link), LEADING)
                | is(link.way == Way::Picture, PICTURE)
                | is(link.way == Way::Anchor, ANCHOR)
                | is(sole.is_some_and(|url| url == link.url), SOLE)
                | is(sole_shown.is_some_and(|url| url == link.url), SOLE_SHOWN)
                | is(is_short(title), SHORT)
                | is(archive, ARCHIVE)
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
        let wanted =
            links.filter(|(_, l)| is_leading(l) && !row(l) && !l.text.is_empty() && !is_back(&l.text));
        // "อ่านต่อ" beside a link with the post's title says no more than that.
        let long = |l: &&Link| l.text.chars().count() >= A_TITLE;
        let titled: HashSet<&str> = page.document.links.iter().filter(long).map(|l| l.url.as_str()).collect();
        let groups = Groups::of(page);
        let named = wanted.map(|(place, link)| {
            let mark = BuildHasherDefault::<DefaultHasher>::default().hash_one((&link.url, &link.text));
            let mut claims = self.names.claimed(&link.text);
            if claims.is_empty()
                && link.region == Region::Main
                && !is_archive(&link.url)
                && says_only_when(&link.text)
            {
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

    /// What a text begins with, where that is more than a greeting: "ตามนโยบาย… ได้ดำเนินการแล้ว ดังนี้".
    fn opening(&self, page: &library::Page) -> Arc<[Claim]> {
        if page.part || page.record.outside || page.is_index() {
            return Arc::default();
        }
        let lines = page.own_blocks().filter(|b| b.role == Role::Paragraph).take(OPENING_LINES);
        let long = lines.map(|b| b.text.as_str()).filter(|t| OPENING.contains(&t.chars().count()));
        // "เมื่อวันที่ …" tells what happened on a day; a short line with the day only when it was posted.
        let dated = |text: &&str| ["วันที่", "เมื่อวัน", "เมื่อเวลา"].iter().any(|w| text.starts_with(w));
        // So does a line that begins with the day: "21 ธันวาคม 2563 | ข่าวประชาสัมพันธ์ | โดย admin".
        let day_first = |text: &str| days(text).first().is_some_and(|day| day.start == 0);
        let is_posted = |text: &&str| text.chars().count() < POSTED && (dated(text) || day_first(text));
        let long = long.filter(|text| !is_posted(text));
        let said = long.take_while(|text| !dated(text)).map(|text| self.names.claimed(text));
        // The headline may be one of the lines: the surest says what the post is.
        let sure = |claims: &Arc<[Claim]>| claims.first().map_or(0.0, |claim| claim.strength);
        said.max_by(|a, b| sure(a).total_cmp(&sure(b))).unwrap_or_default()
    }

    /// What the words around a form, and those on its fields, claim: each item once, by the surest words.
    fn asks(&self, page: &library::Page) -> Arc<[Claim]> {
        let mut forms = page.document.forms.iter().filter(|f| f.region == Region::Main && f.is_usable());
        let Some(form) = forms.next() else { return Arc::default() };
        let mut told: Vec<Claim> = Vec::new();
        // What a line leads to is told there: the threads of a board are not what its form asks for.
        let leading: HashSet<usize> =
            page.own_links().filter(|l| is_leading(l)).filter_map(|l| l.block).collect();
        let own = page.placed_blocks().filter(|(at, _)| !leading.contains(at));
        for text in own.map(|(_, b)| b.text.as_str()).chain([form.text.as_str()]) {
            add_surest(&mut told, &self.names.claimed(text));
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

    /// What a post claims, as a whole and by each of its sentences under the headline: what one of them says besides
    /// ("ภายใต้มาตรการป้องกันโรค") is not what the others are about.
    fn said(&self, page: &library::Page) -> Arc<[Claim]> {
        let lines: Vec<&str> = page.own_blocks().take(POST_LINES).map(|b| b.text.as_str()).collect();
        let whole = lines.join(" ");
        if self.form.called_off.iter().any(|w| page.flat().contains(&fold(w))) {
            return Arc::default();
        }
        let mut told = self.names.claims(&whole);
        let headline = page.title();
        for line in lines.iter().filter(|line| line.chars().count() >= POSTED) {
            add_surest(&mut told, &self.names.claims(&format!("{headline} {line}")));
        }
        told.into()
    }
}

/// Adds claims to those that are known: each item once, by the surest words.
fn add_surest(told: &mut Vec<Claim>, claims: &[Claim]) {
    for claim in claims {
        match told.iter_mut().find(|c| c.item == claim.item) {
            Some(known) => known.strength = known.strength.max(claim.strength),
            None => told.push(*claim),
        }
    }
}

/// Lines of a post that say what it is about.
const POST_LINES: usize = 20;

/// Lines in which a text begins, and letters of the one that says of what.
const OPENING_LINES: usize = 6;
/// Letters of a line that says when, and by whom, something was posted.
const POSTED: usize = 60;
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
    Some(text.char_indices().filter(|(at, c)| is_letter(*c) && !is_when(*at)).count())
}

/// "เล่ม 2 งบการเงิน ปัญหา ข้อเสนอแนะ": what is in one volume of several, and not what they are.
fn is_volume(text: &str) -> bool {
    let number = ["เล่มที่", "เล่ม"].iter().find_map(|word| text.trim_start().strip_prefix(word));
    number.is_some_and(|rest| rest.trim_start().starts_with(char::is_numeric))
}

/// "« ย้อนกลับ": to where one came from, which is about more than the page.
fn is_back(text: &str) -> bool {
    const LONGEST: usize = 20;
    let bare = || text.trim_start_matches(|c| !is_letter(c));
    text.chars().nth(LONGEST - 1).is_none()
        && ["กลับ", "ย้อนกลับ", "Back", "back"].iter().any(|word| bare().starts_with(word))
}

/// Whether a text is longer than names are.
fn is_sentence(text: &str) -> bool {
    text.chars().count() > 70
}

pub(super) fn is_short(label: &str) -> bool {
    label.chars().count() < 8
}

/// "/category/…", "/tag/…", "/author/…", "/2021/05/": as blogs name the lists that a post stands in.
pub(super) fn is_archive(url: &str) -> bool {
    let number = |part: &str, digits: usize| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = url.trim_end_matches('/').rsplit('/');
    let month = parts.next().is_some_and(|m| number(m, 2)) && parts.next().is_some_and(|y| number(y, 4));
    month || ["/category/", "/tag/", "/author/"].iter().any(|part| url.contains(part))
}
