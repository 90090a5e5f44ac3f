//! Which months a document holds, and whether a period is whole.
//!
//! What counts is the content. A label that says January over a table of February is February.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{One, Reply};
use super::case::{Case, clip};
use super::results::is_pictured;
use super::year::{label_years, subject_years};
use crate::extract::{Block, Kind, Role};
use crate::find::Exhibit;
use crate::find::library::Page;
use crate::rule::test::Months;
use crate::thai::date::{Month, MonthMention, months, ranges};
use crate::thai::text::fold;

/// Every one of the first months of the year, in one document or in several.
pub fn covers_first(test: &Months, case: &Case, among: &[usize]) -> Reply {
    let wanted: Vec<Month> = Month::fiscal(case.year)[..test.months.min(12)].to_vec();
    let mut have = BTreeSet::new();
    let mut maybe = BTreeSet::new();
    let mut unnamed = 0;
    // By year: which documents are of another.
    let mut stale: BTreeMap<i32, Vec<String>> = BTreeMap::new();
    let mut wrong_label = Vec::new();
    let mut kept = Vec::new();
    let mut quote = None;
    for e in case.speaking(among) {
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
        let mut held = held(page, exhibit, case.year, test);
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
        One::cannot_tell(format!("เดือน{} อาจอยู่ในภาพสแกนที่อ่านไม่ได้", names.join(" "))).missing(names)
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
    let mut tables: BTreeMap<u32, Vec<&Block>> = BTreeMap::new();
    for block in page.own_blocks() {
        if let Role::Row { table, .. } = block.role {
            misread(&block.cells.iter().map(String::as_str).collect::<Vec<_>>(), &mut out);
            tables.entry(table).or_default().push(block);
        }
    }
    for rows in tables.values() {
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

/// Months named in a text as such, not as part of a date. A month without a year takes the one
/// of the fiscal year given.
pub(super) fn named(text: &str, fiscal_year: Option<i32>) -> BTreeSet<Month> {
    months(text)
        .iter()
        .filter(|m| m.day.is_none())
        .filter_map(|m| {
            let year = m.year.or_else(|| fiscal_year.map(|y| if m.month >= 10 { y - 1 } else { y }))?;
            Some(Month { year, month: m.month })
        })
        .collect()
}

/// A row that names its month and says nothing of it.
pub(super) fn is_empty_row(block: &Block) -> bool {
    let told = |c: &&String| c.chars().any(char::is_alphanumeric) || c.contains('-');
    matches!(block.role, Role::Row { header: false, .. })
        && block.cells.len() > 1
        && block.cells.iter().filter(told).count() == 1
}

/// Heads of tables with a column a month, and the columns of these under which nobody wrote anything.
fn empty_columns<'p>(page: &'p Page, awaited: &[String]) -> Vec<(&'p Block, Vec<usize>)> {
    if page.is_ocr() {
        return Vec::new();
    }
    let mut tables: BTreeMap<u32, Vec<&Block>> = BTreeMap::new();
    for block in page.own_blocks() {
        if let Role::Row { table, .. } = block.role {
            tables.entry(table).or_default().push(block);
        }
    }
    let names_month = |cell: &String| months(cell).iter().filter(|m| m.day.is_none()).count() == 1;
    // "อยู่ระหว่างรวบรวม" stands where the figure will.
    let told = |cell: &String| {
        let said = cell.chars().any(|c| c.is_alphanumeric() || matches!(c, '-' | '–' | '✓' | '/'));
        said && !awaited.iter().any(|w| cell.contains(w.as_str()))
    };
    let of = |rows: &Vec<&'p Block>| {
        let at = rows.iter().position(|row| row.cells.iter().filter(|c| names_month(c)).count() >= 3)?;
        let (head, below) = (rows[at], &rows[at + 1..]);
        // Merged cells shift what stands below: then nothing can be said of columns.
        // A sheet leaves out the empty cells at the end of its rows.
        let sheet = page.document.kind == Kind::Sheet;
        let (whole, wide) = (head.cells.len(), |row: &&&Block| row.cells.len());
        let straight = below.iter().all(|row| wide(&row) == whole || sheet && wide(&row) < whole);
        let empty = |c: &usize| {
            names_month(&head.cells[*c]) && below.iter().all(|row| !row.cells.get(*c).is_some_and(told))
        };
        (straight && !below.is_empty())
            .then(|| (head, (0..head.cells.len()).filter(empty).collect::<Vec<_>>()))
    };
    tables.values().filter_map(of).filter(|(_, columns)| !columns.is_empty()).collect()
}

/// Lines that name one month over a form of which nothing but the head is there, where the forms under the others are
/// filled in: nobody wrote that there was none.
fn bare_forms<'p>(page: &'p Page) -> Vec<&'p Block> {
    const NONE: [&str; 3] = ["ไม่มี", "ไม่ได้", "ไม่ปรากฏ"];
    if page.is_ocr() {
        return Vec::new();
    }
    let over = |b: &Block| {
        !matches!(b.role, Role::Row { .. })
            && b.text.chars().count() < LONG_TITLE
            && months(&b.text).iter().filter(|m| m.day.is_none()).count() == 1
    };
    // A line, the rows under it, and whether something else stands there that may say the same.
    let mut forms: Vec<(&'p Block, Vec<&'p Block>, bool)> = Vec::new();
    for (at, block) in page.placed_blocks() {
        if over(block) {
            let none = NONE.iter().any(|w| block.text.contains(w));
            forms.push((block, Vec::new(), none));
        } else if let Some((_, rows, told)) = forms.last_mut() {
            *told |= is_pictured(page, at) || NONE.iter().any(|w| block.text.contains(w));
            if matches!(block.role, Role::Row { .. }) && block.cells.iter().any(|c| !c.trim().is_empty()) {
                rows.push(block);
            }
        }
    }
    let same = |a: &[&Block], b: &[&Block]| a.iter().zip(b).all(|(a, b)| a.cells == b.cells);
    let figures = |row: &&Block| {
        row.cells.iter().any(|c| c.chars().filter(|c| c.is_numeric()).count() > 2) || row.cells.len() < 3
    };
    let bare = |(_, rows, told): &&(&'p Block, Vec<&'p Block>, bool)| {
        let head = || forms.iter().any(|(_, more, _)| more.len() > rows.len() && same(rows, more));
        !told && !rows.is_empty() && !rows.iter().any(figures) && head()
    };
    forms.iter().filter(bare).map(|(line, ..)| *line).collect()
}

/// Whether a row without figures is one that nobody filled in. In a scan it may be one whose lone
/// figures were not read: it tells only beside rows that were.
fn blank_tells(page: &Page) -> bool {
    let rows = || page.own_blocks().filter(|b| b.cells.len() > 1 && !months(&b.text).is_empty());
    !page.is_ocr() || rows().filter(|b| is_empty_row(b)).count() * 2 <= rows().count()
}

/// Months whose data a document holds.
fn held(page: &Page, exhibit: &Exhibit, year: i32, test: &Months) -> BTreeSet<Month> {
    let parts = page.parts();
    if parts.len() > 1 {
        // A sheet a month, or a file a month in one archive.
        return parts.iter().flat_map(|part| held(part, exhibit, year, test)).collect();
    }
    let head = page.head();
    let head_year = subject_years(&head);
    let infer = head_year.iter().copied().find(|y| *y == year).or(head_year.first().copied()).unwrap_or(year);
    let whole: BTreeSet<Month> = ranges(&head, Some(infer)).iter().flat_map(|r| run(r.from, r.to)).collect();
    let above = named(&page.head_above_rows(), None);
    let single = if above.len() == 1 { above } else { named(&head, None) };
    if whole.is_empty() && single.len() == 1 && !page.is_html() {
        return single.into_iter().chain(titled_alike(page)).collect();
    }
    let mut body = BTreeSet::new();
    // Of a line that tells of several months only those are to come that it says so of.
    let several = |b: &Block| !matches!(b.role, Role::Row { .. }) && named(&b.text, Some(infer)).len() > 1;
    let awaited = |b: &Block| !several(b) && test.awaited.iter().any(|w| b.text.contains(w.as_str()));
    let blank_tells = blank_tells(page);
    let empty = empty_columns(page, &test.awaited);
    let bare = bare_forms(page);
    // Months without a year in a table are of the year over it.
    let mut over = infer;
    for block in page.own_blocks().filter(|b| !(awaited(b) || blank_tells && is_empty_row(b))) {
        let is_row = matches!(block.role, Role::Row { .. });
        if !is_row && block.text.chars().count() < LONG_TITLE {
            over = subject_years(&block.text).first().copied().unwrap_or(over);
        }
        let year = Some(if is_row { over } else { infer });
        match empty.iter().find(|(head, _)| std::ptr::eq(*head, block)) {
            Some((head, columns)) => {
                let filled = head.cells.iter().enumerate().filter(|(at, _)| !columns.contains(at));
                body.extend(filled.flat_map(|(_, cell)| named(cell, year)));
            }
            None if bare.iter().any(|b| std::ptr::eq(*b, block)) => {}
            None if is_row => body.extend(named(&block.text, year)),
            None => body.extend(named(&without_awaited(&block.text, &test.awaited), year)),
        }
    }
    // A title that runs to March does not fill its column.
    for (head, columns) in &empty {
        let left =
            columns.iter().filter_map(|at| head.cells.get(*at)).flat_map(|cell| named(cell, Some(infer)));
        for month in left.filter(|m| !is_said_below(page, *m)) {
            body.remove(&month);
        }
    }
    // Each month apart, where the document tells them apart; one total for all of them else.
    if body.len() >= 3 {
        return body;
    }
    if test.by_range {
        // The rows of a list are the names of what it leads to.
        let inside = || -> BTreeSet<Month> {
            if page.is_listing() {
                return BTreeSet::new();
            }
            let found = page.own_blocks().flat_map(|b| ranges(&b.text, Some(infer)));
            found.flat_map(|r| run(r.from, r.to)).collect()
        };
        let total = if whole.is_empty() { inside() } else { whole.clone() };
        if !total.is_empty() {
            return total;
        }
    }
    if body.len() >= 2 && whole.is_empty() {
        return body;
    }
    if body.is_empty() && single.is_empty() && !page.is_html() {
        // The file says no month at all: the link's word is all there is.
        return named(&exhibit.label, None);
    }
    body.extend(single);
    body
}

/// A line without the months of which it says that they are still to come: "กุมภาพันธ์ 30 ราย มีนาคม ยังไม่ได้รวบรวม".
fn without_awaited(text: &str, awaited: &[String]) -> String {
    let found = months(text);
    let said: Vec<usize> =
        awaited.iter().flat_map(|w| text.match_indices(w.as_str()).map(|(at, _)| at)).collect();
    let mut out = text.to_owned();
    if said.is_empty() {
        return out;
    }
    let figure = |part: &str| part.chars().any(char::is_numeric);
    let mut to_come = false;
    for (i, month) in found.iter().enumerate().rev() {
        let next = found.get(i + 1).map_or(text.len(), |m| m.start);
        let own = &text[month.end..next];
        let behind = said.iter().any(|&at| (month.end..next).contains(&at) && !figure(&text[month.end..at]));
        // "… 30 ราย ยังไม่มีข้อมูลเดือนมีนาคม": behind a figure it is said of the month after it.
        let last = if i > 0 { found[i - 1].end } else { 0 };
        let told = |at: usize| i == 0 || figure(&text[last..at]);
        let before = !figure(own) && said.iter().any(|&at| (last..month.start).contains(&at) && told(at));
        let joined = own.trim().chars().count() <= JOINING && !own.contains('(') && !figure(own);
        to_come = behind || before || to_come && joined;
        if to_come {
            out.replace_range(month.start..month.end, " ");
        }
    }
    out
}

/// Letters between two months of which one thing is said: "และ", " – ".
const JOINING: usize = 4;

/// Letters of what may stand over a table.
const LONG_TITLE: usize = 120;

/// Months of the lines further on that say what the title says: a form a month, all in one file.
fn titled_alike(page: &Page) -> BTreeSet<Month> {
    let before = |text: &str| Some(fold(&text[..months(text).iter().find(|m| m.day.is_none())?.start]));
    let lines = || page.own_blocks().filter(|b| !matches!(b.role, Role::Row { .. }));
    let Some(title) = lines().find_map(|b| before(&b.text)).filter(|t| t.chars().count() >= 12) else {
        return BTreeSet::new();
    };
    let alike = lines().filter(|b| before(&b.text).is_some_and(|t| t.ends_with(&title)));
    alike.flat_map(|b| named(&b.text, None)).collect()
}

pub(super) fn run(from: Month, to: Month) -> Vec<Month> {
    let mut out = vec![from];
    while let Some(last) = out.last().copied().filter(|m| *m < to && out.len() < 36) {
        out.push(last.next());
    }
    out
}

/// Rows with a month each from which on they are the months that a table has.
const FEW_ROWS: usize = 4;

/// Months that rows begin with, one a row.
fn row_months(page: &Page, year: i32) -> BTreeSet<Month> {
    let rows = page.own_blocks().filter(|b| matches!(b.role, Role::Row { .. }));
    let first = rows.filter_map(|b| {
        let named =
            |c: &String| matches!(months(c).as_slice(), [m] if m.day.is_none()) && c.chars().count() < 30;
        let cell = b.cells.iter().take(2).find(|c| named(c))?;
        let month = months(cell).first().copied()?;
        let of = month.year.unwrap_or(if month.month >= 10 { year - 1 } else { year });
        Some(Month { year: of, month: month.month })
    });
    first.collect()
}

/// Whether a line that is no row and no heading names the month by itself: "เดือนมีนาคม 2564 ไม่มีเรื่องร้องเรียน".
fn is_said_below(page: &Page, month: Month) -> bool {
    let lines = page.own_blocks().filter(|b| !matches!(b.role, Role::Row { .. } | Role::Heading(_))).skip(1);
    lines.filter(|b| ranges(&b.text, None).is_empty()).any(|b| {
        months(&b.text)
            .iter()
            .any(|m| m.day.is_none() && m.month == month.month && m.year.is_none_or(|y| y == month.year))
    })
}

/// Months named anywhere in a document, quarters and ranges included.
pub(super) fn all_months(page: &Page, year: i32) -> BTreeSet<Month> {
    months_in(page, year, |text| text)
}

/// Months that a page names in what `of` leaves of each line.
pub(super) fn months_in(page: &Page, year: i32, of: impl Fn(&str) -> &str) -> BTreeSet<Month> {
    let mut out = BTreeSet::new();
    for block in page.own_blocks() {
        let text = of(&block.text);
        out.extend(named(text, Some(year)));
        out.extend(ranges(text, Some(year)).iter().flat_map(|r| run(r.from, r.to)));
    }
    out
}

/// Months that stand over the columns of the first table that has such.
pub(super) fn month_columns(year: i32, page: &Page) -> Option<BTreeSet<Month>> {
    let rows = page.own_blocks().filter(|b| matches!(b.role, Role::Row { .. }));
    rows.take(12).find_map(|row| {
        let cells = row.cells.iter().filter(|c| c.chars().count() <= 16);
        let found: BTreeSet<Month> = cells
            .filter(|c| months(c).len() == 1)
            .flat_map(|c| named(c, Some(year)))
            .filter(|m| m.fiscal_year() == year)
            .collect();
        (found.len() >= 3).then_some(found)
    })
}
/// A row of the hub that answers by itself that there was nothing, and of no month: "ไม่มีเรื่องร้องเรียน".
fn none_on_hub(case: &Case, among: &[usize]) -> Option<String> {
    let said = |page: &Page| {
        let mut blocks = page.own_blocks().flat_map(|b| b.cells.iter().chain([&b.text]));
        let none = blocks.find(|text| text.contains("ไม่มี"))?;
        months(&page.document.main_text()).is_empty().then(|| clip(none))
    };
    among.iter().map(|&e| case.page(e)).filter(|page| page.part).find_map(said)
}

#[cfg(test)]
mod tests {
    use super::{named, without_awaited};

    #[test]
    fn of_a_line_only_the_months_are_to_come_that_it_says_so_of() {
        let awaited = ["ยังไม่ได้รวบรวม".to_owned()];
        for (text, want) in [
            ("มกราคม จำนวน 44 ราย กุมภาพันธ์ 30 ราย มีนาคม ยังไม่ได้รวบรวม", vec![1, 2]),
            ("มกราคม จำนวน 44 ราย กุมภาพันธ์และมีนาคม ยังไม่ได้รวบรวม", vec![1]),
            ("มกราคม จำนวน 44 ราย กุมภาพันธ์ 30 ราย ยังไม่ได้รวบรวมเดือนมีนาคม", vec![1, 2]),
            ("มกราคม จำนวน 44 ราย กุมภาพันธ์ 30 ราย มีนาคม 12 ราย", vec![1, 2, 3]),
        ] {
            let told = named(&without_awaited(text, &awaited), Some(2564));
            assert_eq!(told.iter().map(|m| m.month).collect::<Vec<_>>(), want, "{text}");
        }
    }
}
