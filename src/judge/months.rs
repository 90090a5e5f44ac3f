//! Which months a document holds, and whether a period is whole.
//!
//! What counts is the content. A label that says January over a table of February is February.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{One, Reply};
use super::case::{Case, clip};
use super::months_held::{Awaited, Counting, held, is_said_below, named, row_months, tables};
use super::year::{label_years, subject_years};
use crate::extract::{Block, Role};
use crate::find::Exhibit;
use crate::find::library::Page;
use crate::rule::test::Months;
use crate::thai::date::{Month, MonthMention, months};
use crate::thai::text::fold;

/// Every one of the first months of the year, in one document or in several.
pub fn covers_first(test: &Months, case: &Case, among: &[usize]) -> Reply {
    let awaited = Awaited { always: &case.speech().awaited, here: &test.awaited, none_of: &test.none_of };
    let wanted: Vec<Month> = Month::fiscal(case.year)[..test.months.min(12)].to_vec();
    let mut have = BTreeSet::new();
    let mut maybe = BTreeSet::new();
    let mut unnamed = 0;
    // By year: which documents are of another.
    let mut stale: BTreeMap<i32, Vec<String>> = BTreeMap::new();
    let mut wrong_label = Vec::new();
    let mut kept = Vec::new();
    let mut quote = None;
    let speaking = case.speaking(among);
    for &e in &speaking {
        let (exhibit, page) = (&case.exhibits[e], case.page(e));
        let mut label = label_months(exhibit, case.year);
        if label.is_empty() && (page.is_ocr() || page.unread()) {
            label = carriers_month(exhibit, case).into_iter().collect();
        }
        if page.unread() {
            kept.push(e);
            if label.is_empty() && label_years(exhibit).iter().all(|y| *y == case.year || *y == case.year - 1)
            {
                // It may hold one month or all of them.
                maybe.extend(wanted.iter().copied());
            }
            maybe.extend(label);
            continue;
        }
        if !page.is_ocr() && !is_about(&test.about, page) {
            continue;
        }
        let led = led(page, case, &speaking);
        let (year, by_range, speech) = (case.year, test.by_range, case.speech());
        let counting = Counting { year, by_range, awaited, speech, led };
        let mut held = held(page, exhibit, &counting);
        if page.is_ocr() {
            held.extend(between(page, case.year));
            // The month's name can be read in a scan, the year in Thai digits cannot.
            let seen: BTreeSet<u8> = page
                .own_blocks()
                .flat_map(|b| months(&b.text))
                .filter(|m| m.day.is_none())
                .map(|m| m.month)
                .collect();
            let read = held.iter().find(|m| !wanted.contains(m)).copied();
            held.retain(|m| wanted.contains(m));
            // A digit in doubt is hidden: a month of last year that was read with its year is of last year.
            let said =
                |m: &Month| label.is_empty() || label.iter().all(|l| l.month == m.month && l.year != m.year);
            if let Some(other) = read.filter(|m| held.is_empty() && said(m))
                && !super::year::may_hide(case.year, page)
            {
                note_stale(&mut stale, other.fiscal_year(), page, case.year);
                continue;
            }
            if held.is_empty() {
                let mut named: BTreeSet<Month> =
                    label.iter().copied().filter(|m| seen.contains(&m.month)).collect();
                if named.is_empty() && seen.is_empty() && label.iter().any(|m| is_dated(page, *m)) {
                    // Its name in the title was misread; a day of the month the words speak of stands there.
                    named.clone_from(&label);
                }
                if named.is_empty() {
                    maybe.extend(wanted.iter().copied().filter(|m| seen.contains(&m.month)));
                    kept.push(e);
                    continue;
                }
                held = named;
            }
        }
        if let Some((said, is)) = misdated(page).filter(|(said, _)| held.contains(said)) {
            wrong_label.push(format!("ชื่อเรื่องระบุเดือน{} เนื้อหาเป็นของเดือน{}", said.long(), is.long()));
            held.remove(&said);
            if held.iter().all(|m| !wanted.contains(m)) {
                note_stale(&mut stale, is.fiscal_year(), page, case.year);
                continue;
            }
        }
        // A row a month tells more than the title over them, which says what they should be.
        let rows = row_months(page, case.year);
        if !page.is_ocr() && rows.len() >= FEW_ROWS && rows.iter().all(|m| wanted.contains(m)) {
            held.retain(|m| !wanted.contains(m) || rows.contains(m) || is_said_below(page, *m));
        }
        let here: BTreeSet<Month> = held.iter().copied().filter(|m| wanted.contains(m)).collect();
        if here.is_empty() {
            let said = subject_years(&page.head());
            let years = if said.is_empty() { held.iter().map(|m| m.fiscal_year()).collect() } else { said };
            years.into_iter().for_each(|y| note_stale(&mut stale, y, page, case.year));
            continue;
        }
        if label.len() == 1 && here.len() == 1 && label.first() != here.first() {
            let (said, is) = (label.first(), here.first());
            if let (Some(said), Some(is)) = (said, is) {
                wrong_label.push(format!("ไฟล์ที่ระบุว่าเป็นเดือน{} เนื้อหาเป็นของเดือน{}", said.long(), is.long()));
            }
        }
        if here.difference(&have).next().is_some() || have.is_empty() {
            kept.push(e);
        }
        quote.get_or_insert_with(|| (page.title(), None));
        have.extend(here);
        if page.partly_unread() {
            unnamed += 1;
        }
    }
    let missing: Vec<Month> = wanted.iter().copied().filter(|m| !have.contains(m)).collect();
    let hidden = missing.iter().filter(|m| !maybe.contains(m)).count();
    let first = kept.first().copied().or_else(|| among.first().copied());
    let names: Vec<String> = missing.iter().map(|m| m.long()).collect();
    let one = if missing.is_empty() {
        One::yes(format!("มีครบ {} เดือน", wanted.len()), 0.95).quote(quote)
    } else if !maybe.is_empty() && hidden == 0 || unnamed > 0 && hidden <= unnamed {
        One::cannot_tell(format!("เดือน{} อาจอยู่ใน{}", names.join(" "), case.scans(among))).missing(names)
    } else if let Some(said) = have.is_empty().then(|| none_on_hub(case, among)).flatten() {
        One::cannot_tell(format!("หน้ารวมตอบเพียงว่า “{said}” โดยไม่ระบุเดือน"))
    } else {
        let mut found = wrong_label;
        if !stale.is_empty() {
            let years: Vec<i32> = stale.keys().copied().collect();
            found.push(format!("ข้อมูลบางชุดเป็นของปี {}", super::year::names(&years).join(", ")));
        }
        let mut reason = format!("ไม่พบข้อมูลเดือน{}", names.join(", "));
        for (year, titles) in &stale {
            reason += &format!(" · เป็นของปี {year}: {}", titles.join(", "));
        }
        One::no(reason, 0.95).missing(names).found(found).quote(quote)
    };
    if kept.is_empty() {
        kept = among.to_vec();
    }
    Reply { one, exhibit: first, kept }
}

/// Blocks of a page with a link to one of these files, which was read: its month is that of its own words.
fn led(page: &Page, case: &Case, files: &[usize]) -> BTreeSet<usize> {
    if !page.is_html() {
        return BTreeSet::new();
    }
    let is_read = |to: usize| {
        let file = files.iter().find(|&&e| case.exhibits[e].page == to).map(|&e| case.page(e));
        file.is_some_and(|file| !file.is_html() && !file.is_ocr() && !file.partly_unread())
    };
    page.own_links()
        .filter(|l| case.library.page_at(&l.url).is_some_and(is_read))
        .filter_map(|l| l.block)
        .collect()
}

/// Keeps that a document is of an earlier year; few of each year tell enough.
fn note_stale(stale: &mut BTreeMap<i32, Vec<String>>, year: i32, page: &Page, asked: i32) {
    const TOLD: usize = 3;
    if year >= asked {
        return;
    }
    let titles = stale.entry(year).or_default();
    // Links of such lists are often all called "ดาวน์โหลด"; the file's own name tells them apart.
    let file = page.record.original.rsplit('/').next().filter(|_| !page.is_html()).unwrap_or_default();
    let called = if file.is_empty() { clip(&page.title()) } else { clip(file) };
    let called = format!("“{called}”");
    if titles.len() < TOLD && !titles.contains(&called) {
        titles.push(called);
    }
}

/// Whether a document speaks of what its months are to be of: another's of the same month is no month of these.
fn is_about(words: &[String], page: &Page) -> bool {
    words.is_empty() || words.iter().any(|w| page.text.text.contains(&fold(w)))
}

/// Months whose names a scan's reader got wrong: the one cell between those of the month before and of the month
/// after, along a row or down a column.
fn between(page: &Page, year: i32) -> BTreeSet<Month> {
    let month = |cell: &str| match named(cell, Some(year)).into_iter().collect::<Vec<_>>()[..] {
        [one] => Some(one),
        _ => None,
    };
    let misread = |line: &[&str], out: &mut BTreeSet<Month>| {
        for three in line.windows(3) {
            let is_word = three[1].chars().any(char::is_alphabetic) && months(three[1]).is_empty();
            if let (Some(before), true, Some(after)) = (month(three[0]), is_word, month(three[2]))
                && before.next().next() == after
            {
                out.insert(before.next());
            }
        }
    };
    let mut out = BTreeSet::new();
    for rows in tables(page).values() {
        rows.iter().for_each(|row| {
            misread(&row.cells.iter().map(String::as_str).collect::<Vec<_>>(), &mut out);
        });
        // The months stand in the first cell or, behind a number, in the second.
        for at in 0..2 {
            let column: Vec<&str> =
                rows.iter().map(|row| row.cells.get(at).map_or("", String::as_str)).collect();
            misread(&column, &mut out);
        }
    }
    out
}

/// Whether a day of this month is named anywhere.
fn is_dated(page: &Page, month: Month) -> bool {
    let is = |m: &MonthMention| m.month == month.month && m.year.is_none_or(|year| year == month.year);
    page.own_blocks().any(|b| months(&b.text).iter().any(is))
}

/// The one month in the title of the page that carries a picture: "IMG_0231.jpg" says none.
fn carriers_month(exhibit: &Exhibit, case: &Case) -> Option<Month> {
    let carrier = exhibit.found_on.map(|page| case.library.pages.glance(page))?;
    if !carrier.is_html() {
        return None;
    }
    let named = named(&carrier.title(), Some(case.year));
    named.first().copied().filter(|_| named.len() == 1)
}

/// The month that headings name, and the one of another year that the form under them says it is of, where nothing
/// else on the page is of the first.
fn misdated(page: &Page) -> Option<(Month, Month)> {
    let is_heading = |b: &&Block| matches!(b.role, Role::Heading(_));
    let said: BTreeSet<Month> =
        page.own_blocks().filter(is_heading).flat_map(|b| named(&b.text, None)).collect();
    let said = said.first().copied().filter(|_| said.len() == 1 && !page.is_ocr())?;
    let below = || page.own_blocks().filter(|b| !is_heading(b));
    let above_rows = below().take_while(|b| !matches!(b.role, Role::Row { .. }));
    let is = above_rows.filter_map(|b| super::fullyear::only_month(&b.text)).next()?;
    let alike = is.month == said.month && is.year != said.year;
    (alike && !below().any(|b| named(&b.text, None).contains(&said))).then_some((said, is))
}

/// Months that the words leading to a document name.
fn label_months(exhibit: &Exhibit, year: i32) -> BTreeSet<Month> {
    let own = named(&exhibit.label, Some(year));
    if own.is_empty() { named(&exhibit.context, None) } else { own }
}

/// Rows with a month each from which on they are the months that a table has.
const FEW_ROWS: usize = 4;

/// A row of the hub that answers by itself that there was nothing, and of no month: "ไม่มีเรื่องร้องเรียน".
fn none_on_hub(case: &Case, among: &[usize]) -> Option<String> {
    let said = |page: &Page| {
        let mut blocks = page.own_blocks().flat_map(|b| b.cells.iter().chain([&b.text]));
        let none = blocks.find(|text| text.contains("ไม่มี"))?;
        months(&page.document.main_text()).is_empty().then(|| clip(none))
    };
    among.iter().map(|&e| case.page(e)).filter(|page| page.part).find_map(said)
}
