//! The agency's own page for the assessment: which row is which item, and where it leads.
//!
//! Hubs are tables, accordions, lists, headings with links under them, one page or one for each
//! sub-indicator, with codes, with wrong codes, or in the officers' own words. All are read the
//! same way: as entries in reading order, each with a text and links; an entry is an item by its
//! title first, by its code second, by its place in a section third.

use std::sync::LazyLock;

use regex::Regex;

use super::library::{Library, Page, is_leading};
use super::names::Names;
use super::{Form, HubName, scheme};
use std::collections::HashMap;

use crate::extract::{Block, Role};
use crate::thai::code::item_code_kind;
use crate::thai::date::years;
use crate::thai::text::fold;

pub struct Hub {
    pub page: usize,
    pub rows: Vec<Row>,
    /// The year the hub is for, where it says one that is not the edition's.
    pub other_year: Option<i32>,
    /// The scheme it answers instead of this form, by its place in [`Form::schemes`]; no rows then.
    pub other_scheme: Option<usize>,
}

impl Hub {
    /// Whether its rows are this form's.
    pub fn is_ours(&self) -> bool {
        self.other_year.is_none() && self.other_scheme.is_none()
    }
}

/// What the hub says of one item.
#[derive(Debug, Clone)]
pub struct Row {
    pub item: usize,
    pub strength: f32,
    /// The whole text of the entry.
    pub text: String,
    /// Indices into the page's links.
    pub links: Vec<usize>,
    /// Indices into the page's blocks.
    pub blocks: Vec<usize>,
    /// A heading above the entry names another year than the edition's.
    pub other_year: Option<i32>,
}

struct Entry {
    text: String,
    links: Vec<usize>,
    blocks: Vec<usize>,
    heading: bool,
    section: Option<usize>,
    code: Option<(u8, bool)>,
    other_year: Option<i32>,
    item: Option<(usize, f32)>,
}

/// Reads a page as a hub, if it is one.
pub fn read(page: usize, library: &Library, names: &Names, form: &Form) -> Option<Hub> {
    let this = &library.pages[page];
    if !this.is_html() {
        return None;
    }
    let other = |scheme| Hub { page, rows: Vec::new(), other_year: None, other_scheme: Some(scheme) };
    // A home page lists much besides; what is behind it tells.
    let home = library.is_home(page);
    if let Some(scheme) = scheme::by_codes(this, form).filter(|_| !home) {
        return Some(other(scheme));
    }
    let framed = library.frame_on == Some(page);
    let named = is_named(page, library, form);
    if !named && most_coded(this, framed) < MANY_CODES {
        return None;
    }
    let mut entries = entries(this, framed, names, form);
    assign(&mut entries, names, form);
    let mut items: Vec<usize> = entries.iter().filter_map(|e| e.item.map(|(i, _)| i)).collect();
    items.sort_unstable();
    items.dedup();
    let coded = entries.iter().filter(|e| e.item.is_some() && e.code.is_some_and(|(_, sure)| sure)).count();
    // Words of the form in a table of results name items as well; a hub leads to them.
    let leading: std::collections::HashSet<usize> =
        entries.iter().filter(|e| !e.links.is_empty()).filter_map(|e| e.item.map(|(i, _)| i)).collect();
    // A page of the form's words with one link among its own text is an answer, which leads to the rest of it.
    let leads = leading.len() > 1 || !leading.is_empty() && this.is_index();
    // A page of one sub-indicator holds no more than that.
    let section = form.section(&this.head());
    let few = section.map_or(FEW_ITEMS, |s| form.sections[s].items.len().min(FEW_ITEMS));
    let is_hub = coded >= MANY_CODES || (named && items.len() >= few && leads);
    if !is_hub {
        return None;
    }
    if let Some(scheme) = scheme::by_words(page, library, form).filter(|_| !home) {
        return Some(other(scheme));
    }
    // A page with a heading for this year among those of others holds this year's form too.
    let ours = |text: &String| years(text).iter().any(|y| y.be == form.year);
    let headed =
        |b: &Block| b.place.heading.iter().any(ours) || matches!(b.role, Role::Heading(_)) && ours(&b.text);
    let other_year =
        other_year(&year_text(page, library), form.year).filter(|_| !this.own_blocks().any(headed));
    let runs = counts_through(&entries, names, form);
    let mut rows = rows(entries, if runs { &form.numbers } else { &[] });
    by_target(&mut rows, page, library, names);
    Some(Hub { page, rows, other_year, other_scheme: None })
}

/// So many items make a hub of a page that is called one.
const FEW_ITEMS: usize = 3;
/// What an item's number alone is worth.
const BY_CODE: f32 = 0.6;
/// So many entries with a code make a hub of a page that is not called one.
const MANY_CODES: usize = 8;

/// Entries with a code that a page can have at the most: of a block one, or one for each of its links.
fn most_coded(page: &Page, framed: bool) -> usize {
    let document = &page.document;
    let mut most = vec![0; document.blocks.len()];
    for (b, block) in document.blocks.iter().enumerate() {
        let ours = block.region == crate::extract::Region::Main && (framed || page.owns(b));
        most[b] = usize::from(ours && code_of(block).is_some_and(|(_, sure)| sure));
    }
    let led = document.links.iter().filter_map(|l| l.block).filter(|b| most.get(*b).is_some_and(|n| *n > 0));
    most.iter().sum::<usize>() + led.count()
}

/// Whether the page's title, address or the links to it say that it is for the assessment.
fn is_named(page: usize, library: &Library, form: &Form) -> bool {
    let this = &library.pages[page];
    let says = |text: &str| {
        let (folded, lower) = (fold(text), text.to_lowercase());
        form.hub_names.iter().any(|name| has_name(&lower, &folded, name))
    };
    let head = this.head();
    says(&head) || says(&this.record.url) || says(&this.record.link_text) || {
        let up = this.record.found_on.as_deref().and_then(|u| library.page_at(u));
        // A page of one sub-indicator is named by the hub that leads to it.
        let section = form.section(&head).or_else(|| form.section(&this.record.link_text));
        section.is_some()
            && up.is_some_and(|u| says(&library.pages[u].head()) || says(&library.pages[u].record.url))
    }
}

/// The text in lower case and in matching form.
fn has_name(lower: &str, folded: &str, name: &HubName) -> bool {
    match name {
        HubName::Latin(name) => lower.match_indices(name).any(|(at, _)| {
            let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
            !letter(lower[..at].chars().next_back()) && !letter(lower[at + name.len()..].chars().next())
        }),
        HubName::Thai(name) => folded.contains(name),
    }
}

fn year_text(page: usize, library: &Library) -> String {
    let this = &library.pages[page];
    let head = this.head();
    if years(&head).is_empty() {
        let short = short_year(&this.record.url).map_or(String::new(), |y| format!("ปี {y}"));
        format!("{head}\n{}\n{short}", this.record.link_text)
    } else {
        head
    }
}

/// `ita64`, `oit-2564`, `ita2021` in an address.
fn short_year(url: &str) -> Option<i32> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:ita|oit)[-_/]?(25\d\d|20\d\d|[67]\d)(?:\D|$)").expect("a plain pattern")
    });
    let n: i32 = YEAR.captures(url)?.get(1)?.as_str().parse().ok()?;
    Some(match n {
        60..=99 => n + 2500,
        2000..=2099 => n + 543,
        _ => n,
    })
}

/// A year in the text that is not the wanted one, unless the wanted one stands there too.
pub fn other_year(text: &str, wanted: i32) -> Option<i32> {
    use crate::thai::date::How;
    let found: Vec<i32> = years(text).iter().filter(|y| y.how != How::Law).map(|y| y.be).collect();
    // "2563 - 2565" has the years between as well.
    let (first, last) = (found.iter().min()?, found.iter().max()?);
    (!(*first..=*last).contains(&wanted)).then_some(*last)
}

/// `framed`: what stands on most pages counts as well, as it does on one page of the site.
fn entries(page: &Page, framed: bool, names: &Names, form: &Form) -> Vec<Entry> {
    let document = &page.document;
    let mut by_block: Vec<Vec<usize>> = vec![Vec::new(); document.blocks.len()];
    for (i, link) in document.links.iter().enumerate() {
        if let Some(b) = link.block.filter(|&b| b < by_block.len() && is_leading(link)) {
            by_block[b].push(i);
        }
    }
    let mut out = Vec::new();
    let mut section = None;
    for (b, block) in document.blocks.iter().enumerate() {
        if block.region != crate::extract::Region::Main || !(framed || page.owns(b)) {
            continue;
        }
        if let Role::Row { header: true, .. } = block.role {
            continue;
        }
        let heading = matches!(block.role, Role::Heading(_));
        if let Some(s) = form.sections.iter().position(|s| block.place.heading.iter().rev().any(|h| s.is(h)))
        {
            section = Some(s);
        }
        if heading && let Some(s) = form.section(&block.text) {
            section = Some(s);
        }
        let mut above = [&block.text].into_iter().filter(|_| heading).chain(block.place.heading.iter().rev());
        // The year in an item's own title, "O12 … ปี 63", is what the document is of, not the hub.
        let year_above =
            above.find(|h| !years(h).is_empty() && !is_item(h, names)).and_then(|h| other_year(h, form.year));
        let links = std::mem::take(&mut by_block[b]);
        let turns = |&l: &usize| to_section(&document.links[l].text, form);
        if !links.is_empty() && (is_pager(&block.text) || links.iter().all(turns)) {
            continue;
        }
        let code = code_of(block);
        if links.is_empty() && !heading && code.is_none() && names.claims(&block.text).is_empty() {
            // Text under an entry belongs to it: an answer can stand on the hub itself.
            if let Some(last) = out.last_mut().filter(|e: &&mut Entry| e.blocks.len() < 12) {
                last.blocks.push(b);
            }
            continue;
        }
        let entry = |text: String, links: Vec<usize>| Entry {
            text,
            links,
            blocks: vec![b],
            heading,
            section,
            code,
            other_year: year_above,
            item: None,
        };
        let row = matches!(block.role, Role::Row { .. });
        let apart = !row && links.len() > 1 && {
            let mut tops: Vec<usize> = links
                .iter()
                .filter_map(|&l| names.claims(&document.links[l].text).first().map(|c| c.item))
                .collect();
            tops.dedup();
            tops.len() > 1
        };
        if apart {
            out.extend(links.into_iter().map(|l| entry(document.links[l].text.clone(), vec![l])));
        } else {
            let mut text = block.text.clone();
            for &l in &links {
                let label = &document.links[l].text;
                if !text.contains(label.as_str()) {
                    text.push(' ');
                    text.push_str(label);
                }
            }
            out.push(entry(text, links));
        }
    }
    out
}

/// Whether a heading is the title of one item.
fn is_item(heading: &str, names: &Names) -> bool {
    item_code_kind(heading).is_some_and(|code| code.sure)
        || names.claims(heading).first().is_some_and(|claim| claim.strength >= CLEAR)
}

/// Nothing but links from one page of a hub to the others: "9.5 | 10.1", "หน้า 1 2 ถัดไป".
fn is_pager(text: &str) -> bool {
    const ON: [&str; 12] = [
        "หน้า",
        "ถัดไป",
        "หน้าถัดไป",
        "ก่อนหน้า",
        "หน้าก่อน",
        "ย้อนกลับ",
        "กลับ",
        "กลับหน้าหลัก",
        "หน้าแรก",
        "หน้าหลัก",
        "next",
        "previous",
    ];
    let sign = |c: char| c.is_ascii_digit() || ".«»‹›<>→←".contains(c);
    let parts = || text.split(|c: char| c == '|' || c == '/' || c.is_whitespace()).filter(|p| !p.is_empty());
    let on = |part: &str| ON.contains(&part.to_lowercase().as_str()) || part.chars().all(sign);
    parts().next().is_some() && parts().all(on)
}

/// A link to the page of a sub-indicator: "9.5 ความโปร่งใส".
fn to_section(text: &str, form: &Form) -> bool {
    form.sections.iter().any(|s| {
        let rest = text.trim_start().strip_prefix(s.id.as_str());
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.')) && s.is(text)
    })
}

fn code_of(block: &crate::extract::Block) -> Option<(u8, bool)> {
    let own = item_code_kind(&block.text).map(|c| (c.number, c.sure));
    let cell = || block.cells.iter().take(2).find_map(|c| item_code_kind(c)).map(|c| (c.number, c.sure));
    own.or_else(cell).filter(|(n, _)| (1..=99).contains(n))
}

fn assign(entries: &mut [Entry], names: &Names, form: &Form) {
    let sure = entries.iter().filter(|e| e.code.is_some_and(|(_, s)| s)).count();
    let any = entries.iter().filter(|e| e.code.is_some()).count();
    // Bare numbers are codes only where they run through the whole page.
    let runs = counts_through(entries, names, form);
    let codes_count = (sure >= 3 || any >= 10 || runs) && !of_another_form(entries, names, form);
    let runs = codes_count && (runs || codes_agree(entries, names, form));
    // The item of the heading that an entry stands under; and the one that its words name, where its number
    // was taken before them.
    let mut under = None;
    let mut overruled = None;
    // Bare numbers that begin anew in each part of a page count its rows, whatever they run through besides.
    let mut times: HashMap<u8, usize> = HashMap::new();
    let bare = entries.iter().filter_map(|e| e.code).filter(|(_, sure)| !sure);
    bare.for_each(|(n, _)| *times.entry(n).or_default() += 1);
    for entry in entries.iter_mut() {
        let anew = entry.code.is_some_and(|(n, sure)| !sure && times.get(&n).is_some_and(|t| *t > 1));
        let claims = names.claims(&entry.text);
        let in_section = |item: usize| entry.section.is_none_or(|s| form.sections[s].items.contains(&item));
        let coded = entry.code.filter(|_| codes_count).and_then(|(n, sure)| {
            let item = form.numbers.iter().position(|&x| x == n)?;
            Some((item, sure || runs))
        });
        let title = claims
            .iter()
            .map(|c| {
                let section = if in_section(c.item) { 0.0 } else { -0.25 };
                let code = if coded.is_some_and(|(i, _)| i == c.item) { 0.25 } else { 0.0 };
                let above = if under == Some(c.item) && !entry.heading { 0.2 } else { 0.0 };
                (c.item, c.strength + section + code + above)
            })
            .max_by(|a, b| a.1.total_cmp(&b.1));
        entry.item = match (title, coded) {
            (Some((item, s)), Some((code, _)))
                if runs && item != code && s < 0.8 && !(anew && s >= PLAIN) =>
            {
                Some((code, BY_CODE))
            }
            (Some((item, s)), _) if s >= 0.6 => Some((item, s.min(1.0))),
            (Some((item, _)), Some((code, _))) if item == code => Some((item, 0.7)),
            (_, Some((code, true))) => Some((code, BY_CODE)),
            (Some((item, s)), _) if entry.section.is_some() && s >= 0.45 => Some((item, s)),
            // Loose words are enough where they can mean one item only.
            (Some((item, s)), None) if claims.len() == 1 && s >= 0.5 => Some((item, s)),
            (_, Some((code, false))) if in_section(code) && entry.section.is_some() => Some((code, 0.5)),
            _ => None,
        };
        if entry.heading {
            under = entry.item.map(|(item, _)| item);
            overruled = title.map(|(item, _)| item).filter(|item| under.is_some_and(|code| code != *item));
        } else if entry.code.is_none() && entry.item.map(|(item, _)| item) == overruled {
            // The heading's own words again.
            entry.item = None;
        }
        if entry.item.is_none() && !entry.heading && under.is_none() {
            entry.item = entry.section.and_then(|s| {
                let mut near = form.sections[s].items.iter().filter(|&&i| names.says_within(&entry.text, i));
                let first = near.next()?;
                Some((*first, 0.5))
            });
        }
    }
    by_position(entries, form);
    between(entries);
}

/// An entry nothing is known of, between those of the item before and the item after, is the item between:
/// hubs follow the form.
fn between(entries: &mut [Entry]) {
    let rows: Vec<usize> =
        (0..entries.len()).filter(|&e| !entries[e].heading && !entries[e].links.is_empty()).collect();
    let mut items: Vec<Option<usize>> = rows.iter().map(|&e| entries[e].item.map(|(i, _)| i)).collect();
    // The number of the row before, written again: it says nothing.
    for at in 1..items.len() {
        let by_code = entries[rows[at]].item.is_some_and(|(_, strength)| strength <= BY_CODE);
        if by_code && items[at] == items[at - 1] {
            items[at] = None;
        }
    }
    let known: Vec<usize> = items.iter().flatten().copied().collect();
    let steps = known.windows(2).filter(|w| w[1] == w[0] + 1).count();
    if known.len() < 10 || steps * 2 < known.len() {
        return;
    }
    for (at, window) in items.windows(3).enumerate() {
        if let [Some(before), None, Some(after)] = window
            && *after == before + 2
            && !known.contains(&(before + 1))
        {
            entries[rows[at + 1]].item = Some((before + 1, 0.5));
        }
    }
}

/// Whether bare numbers count through the whole form, 1, 2, 3 … 43, or through a part of it, and clear
/// titles agree with them: then they say more than loose words do.
fn counts_through(entries: &[Entry], names: &Names, form: &Form) -> bool {
    let numbers: Vec<u8> = entries.iter().filter_map(|e| e.code).map(|(n, _)| n).collect();
    let (Some(least), Some(most)) = (numbers.iter().min(), numbers.iter().max()) else { return false };
    let span = form.numbers.iter().filter(|n| (least..=most).contains(n)).count();
    let ascending = numbers.windows(2).filter(|w| w[0] < w[1]).count();
    let mut distinct = numbers.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let (right, wrong) =
        codes_against_titles(entries.iter().filter_map(|e| Some((e, e.code?.0))), names, form);
    span >= LEAST_RUN
        && distinct.len() * 10 >= span * 9
        && ascending * 10 >= numbers.len().saturating_sub(1) * 9
        && right >= (span / 4).clamp(3, 8)
        && right >= wrong * 4
}

/// Fewer numbers in a row may be those of any list.
const LEAST_RUN: usize = 6;

/// Whether codes written as such, "O35", agree with clear titles again and again: then they say more than
/// loose words do.
fn codes_agree(entries: &[Entry], names: &Names, form: &Form) -> bool {
    let (right, wrong) = codes_against_titles(sure_codes(entries), names, form);
    right >= 5 && right >= wrong * 5
}

/// Entries whose code is written as such.
fn sure_codes(entries: &[Entry]) -> impl Iterator<Item = (&Entry, u8)> {
    entries.iter().filter_map(|e| e.code.filter(|(_, sure)| *sure).map(|(number, _)| (e, number)))
}

/// How many codes are those of their clear titles, and how many are not.
fn codes_against_titles<'a>(
    coded: impl Iterator<Item = (&'a Entry, u8)>,
    names: &Names,
    form: &Form,
) -> (usize, usize) {
    let mut right = 0;
    let mut wrong = 0;
    for (entry, number) in coded {
        let Some(title) = names.claims(&entry.text).first().copied().filter(|c| c.strength >= CLEAR) else {
            continue;
        };
        if form.numbers.get(title.item) == Some(&number) { right += 1 } else { wrong += 1 }
    }
    (right, wrong)
}

/// Whether the numbers of a page are those of another year's form: its clear titles have them wrong again
/// and again. A slip or two is the officer's.
fn of_another_form(entries: &[Entry], names: &Names, form: &Form) -> bool {
    let (right, wrong) = codes_against_titles(sure_codes(entries), names, form);
    wrong >= 2 && wrong >= right
}

/// In a section with as many entries as items, an entry nothing is known of is the item at its place.
fn by_position(entries: &mut [Entry], form: &Form) {
    for (s, section) in form.sections.iter().enumerate() {
        let inside: Vec<usize> = (0..entries.len())
            .filter(|&e| entries[e].section == Some(s) && !entries[e].heading && !entries[e].links.is_empty())
            .collect();
        if inside.len() != section.items.len() {
            continue;
        }
        for (place, &e) in inside.iter().enumerate() {
            let item = section.items[place];
            let taken = inside.iter().any(|&o| entries[o].item.is_some_and(|(i, _)| i == item));
            if entries[e].item.is_none() && !taken {
                entries[e].item = Some((item, 0.45));
            }
        }
    }
}

/// Entries become rows; links under a claimed entry without any of its own go to it, unless they bear the
/// number of the item after it, by `numbers` that run through the page.
fn rows(entries: Vec<Entry>, numbers: &[u8]) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    let mut open: Option<usize> = None;
    // The row of a heading with code and title, which all that stands under it answers in what words it may:
    // "O3 อำนาจหน้าที่", and under it "พ.ร.บ. … มาตรา 7–11".
    let mut over: Option<usize> = None;
    for entry in entries {
        if entry.heading {
            let titled = entry.item.is_some_and(|(_, strength)| strength >= CLEAR);
            let coded = entry.code.is_some_and(|(_, sure)| sure);
            over = (titled && coded && entry.links.is_empty()).then_some(out.len());
        } else if let (Some(at), Some((item, _))) = (over, entry.item) {
            if item == out[at].item || entry.code.is_some() {
                over = None;
            } else {
                out[at].links.extend(&entry.links);
            }
        }
        match entry.item {
            Some((item, strength)) => {
                out.push(Row {
                    item,
                    strength,
                    text: entry.text,
                    links: entry.links,
                    blocks: entry.blocks,
                    other_year: entry.other_year,
                });
                open = Some(out.len() - 1);
            }
            None if entry.heading && entry.links.is_empty() => open = None,
            None => {
                let next =
                    |row: &&mut Row| entry.code.is_none_or(|(n, _)| numbers.get(row.item + 1) != Some(&n));
                let last = open.map(|o| &mut out[o]).filter(|r| r.links.len() < 24).filter(next);
                if last.is_none() {
                    open = None;
                }
                if let Some(row) = last {
                    row.links.extend(entry.links);
                    row.blocks.extend(entry.blocks);
                }
            }
        }
    }
    out
}

/// A row that only its number makes an item, and whose one document plainly calls itself another: numbers on
/// hubs are wrong more often than titles of documents.
fn by_target(rows: &mut [Row], page: usize, library: &Library, names: &Names) {
    let links = &library.pages[page].document.links;
    for at in 0..rows.len() {
        let [link] = rows[at].links[..] else { continue };
        if rows[at].strength > BY_CODE || names.strength(&rows[at].text, rows[at].item) > 0.0 {
            continue;
        }
        let Some(target) = library.page_at(&links[link].url) else { continue };
        let claims = names.claims(&library.called(target));
        let own = claims.iter().find(|c| c.item == rows[at].item).map_or(0.0, |c| c.strength);
        let Some(best) = claims.first().filter(|c| c.strength >= PLAIN && own < LOOSE) else { continue };
        if rows.iter().all(|row| row.item != best.item) {
            rows[at].item = best.item;
        }
    }
}

/// A title that is an item's beyond doubt.
const CLEAR: f32 = 0.75;
/// A title that plainly is an item's.
const PLAIN: f32 = 0.6;
/// Loose words of a title.
const LOOSE: f32 = 0.3;

#[cfg(test)]
mod tests {
    use super::is_pager;

    #[test]
    fn links_to_the_next_page_and_rows_of_numbered_files() {
        for text in ["9.5 | 10.1 | 10.2", "หน้า 1 2 3 ถัดไป", "« ก่อนหน้า", "10.2", "กลับหน้าหลัก"]
        {
            assert!(is_pager(text), "{text}");
        }
        for text in ["O23 | สขร.1 | 1 2 3", "o35", "รายงาน", "", "หน้าที่และอำนาจ"]
        {
            assert!(!is_pager(text), "{text}");
        }
    }
}
