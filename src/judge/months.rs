//! Which months a document holds, and whether a period is whole.
//!
//! What counts is the content. A label that says January over a table of February is February.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Answer, One, Reply};
use super::body;
use super::case::Case;
use super::year::{label_years, subject_years};
use crate::extract::{Block, Kind, Role};
use crate::find::Exhibit;
use crate::find::library::Page;
use crate::rule::test::{Months, Which};
use crate::thai::date::{Month, MonthMention, Range, days, months, ranges};
use crate::thai::text::fold;

/// Every one of the first months of the year, in one document or in several.
pub fn covers_first(test: &Months, case: &Case, among: &[usize]) -> Reply {
    let wanted: Vec<Month> = Month::fiscal(case.year)[..test.months.min(12)].to_vec();
    let mut have = BTreeSet::new();
    let mut maybe = BTreeSet::new();
    let mut unnamed = 0;
    let mut stale = BTreeSet::new();
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
        let mut held = held(page, exhibit, case.year, test);
        if page.is_ocr() {
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
                stale.extend(Some(other.fiscal_year()).filter(|y| *y < case.year));
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
        // A row a month tells more than the title over them, which says what they should be.
        let rows = row_months(page, case.year);
        if !page.is_ocr() && rows.len() >= FEW_ROWS && rows.iter().all(|m| wanted.contains(m)) {
            held.retain(|m| !wanted.contains(m) || rows.contains(m) || is_said_below(page, *m));
        }
        let here: BTreeSet<Month> = held.iter().copied().filter(|m| wanted.contains(m)).collect();
        if here.is_empty() {
            let said = subject_years(&page.head());
            let years = if said.is_empty() { held.iter().map(|m| m.fiscal_year()).collect() } else { said };
            stale.extend(years.into_iter().filter(|y| *y < case.year));
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
    } else {
        let mut found = wrong_label;
        if !stale.is_empty() {
            let years: Vec<i32> = stale.into_iter().collect();
            found.push(format!("ข้อมูลบางชุดเป็นของปี {}", super::year::names(&years).join(", ")));
        }
        One::no(format!("ไม่พบข้อมูลเดือน{}", names.join(", ")), 0.95).missing(names).found(found).quote(quote)
    };
    if kept.is_empty() {
        kept = among.to_vec();
    }
    Reply { one, exhibit: first, kept }
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

/// Months that the words leading to a document name.
fn label_months(exhibit: &Exhibit, year: i32) -> BTreeSet<Month> {
    let own = named(&exhibit.label, Some(year));
    if own.is_empty() { named(&exhibit.context, None) } else { own }
}

/// Months named in a text as such, not as part of a date. A month without a year takes the one
/// of the fiscal year given.
fn named(text: &str, fiscal_year: Option<i32>) -> BTreeSet<Month> {
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
fn is_empty_row(block: &Block) -> bool {
    let told = |c: &&String| c.chars().any(char::is_alphanumeric) || c.contains('-');
    matches!(block.role, Role::Row { header: false, .. })
        && block.cells.len() > 1
        && block.cells.iter().filter(told).count() == 1
}

/// Heads of tables with a column a month, and the columns of these under which nobody wrote anything.
fn empty_columns<'p>(page: &'p Page) -> Vec<(&'p Block, Vec<usize>)> {
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
    let told =
        |cell: &String| cell.chars().any(|c| c.is_alphanumeric() || matches!(c, '-' | '–' | '✓' | '/'));
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
    let awaited = |b: &Block| test.awaited.iter().any(|w| b.text.contains(w.as_str()));
    let blank_tells = blank_tells(page);
    let empty = empty_columns(page);
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
            None => body.extend(named(&block.text, year)),
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
        let inside = || -> BTreeSet<Month> {
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

fn run(from: Month, to: Month) -> Vec<Month> {
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

/// A plan that runs through all four quarters.
pub fn covers_year(which: Which, case: &Case, among: &[usize]) -> Reply {
    let year = which.of(case.year);
    let reply = case.each(among, |exhibit, page| {
        // A title that names its quarters counts before what the pages say of others.
        let title = if which == Which::PreviousYear { page.title_lines() } else { page.head() };
        let told: Vec<&str> = title.lines().map(|line| without_promise(line, case.unfinished)).collect();
        let head: BTreeSet<Month> = ranges(&told.join("\n"), Some(year))
            .iter()
            .flat_map(|r| run(r.from, r.to))
            .filter(|m| m.fiscal_year() == year)
            .collect();
        let quarters: BTreeSet<u8> = head.iter().map(quarter).collect();
        if let Some(month) = only_month(&title).filter(|_| head.is_empty() && !page.is_ocr()) {
            return One::no(format!("เป็นของเดือน{}เพียงเดือนเดียว", month.long()), 0.88)
                .found(vec![month.long()])
                .missing(vec!["เดือนอื่นของปี".to_owned()]);
        }
        if !quarters.is_empty() && quarters.len() < 4 && !has_headed_quarters(year, page) {
            return match is_said_twice(year, &quarters, exhibit, page) {
                false => One::cannot_tell("อ่านช่วงเวลาจากภาพสแกนไม่ได้แน่ชัด"),
                true => partial(&head, &quarters),
            };
        }
        if which == Which::PreviousYear
            && let Some(to) = taken_on(page).filter(|_| !page.is_ocr())
        {
            let end = Month::fiscal(year)[11];
            if to.fiscal_year() < year {
                return One::no(format!("ข้อมูลถึงเดือน{}", to.long()), 0.86).found(vec![to.long()]);
            }
            if to.fiscal_year() == year && to < end {
                return One::no(format!("ข้อมูลถึงเดือน{} ไม่ครบทั้งปี", to.long()), 0.86).found(vec![to.long()]);
            }
        }
        if which == Which::PreviousYear {
            // The body of a report names the months of its projects, not its own.
            return One::yes("ชื่อเรื่องไม่ระบุว่าเป็นเพียงบางช่วงของปี", 0.85);
        }
        let held = months_in(page, year, |text| without_promise(text, case.unfinished));
        let held: BTreeSet<Month> = held.into_iter().filter(|m| m.fiscal_year() == year).collect();
        let quarters: BTreeSet<u8> = held.iter().map(quarter).collect();
        if held.len() < 2 {
            return One::yes("แผนไม่ได้แบ่งเป็นช่วง จึงถือว่าเป็นแผนทั้งปี", 0.8);
        }
        if quarters.len() == 4 {
            return One::yes("แผนมีครบทั้ง 4 ไตรมาส", 0.95);
        }
        partial(&held, &quarters)
    });
    if reply.one.answer != Answer::No {
        return reply;
    }
    // A plan a quarter, each in a file of its own.
    let mut have = BTreeSet::new();
    let mut parts = Vec::new();
    for e in case.speaking(among) {
        let quarters = quarters_of(year, case.page(e));
        if !quarters.is_empty() && quarters.len() < 4 {
            have.extend(quarters);
            parts.push(e);
        }
    }
    if have.len() < 4 {
        return reply;
    }
    let one = One::yes(format!("{} ฉบับรวมกันครบทั้ง 4 ไตรมาส", parts.len()), 0.86)
        .quote(Some((case.page(parts[0]).title(), None)));
    Reply { one, exhibit: parts.first().copied(), kept: parts }
}

/// A heading for each quarter, the first of which may stand right under the title.
fn has_headed_quarters(year: i32, page: &Page) -> bool {
    let heads = page.own_blocks().filter(|b| matches!(b.role, Role::Heading(_)));
    let each = heads.map(|b| -> BTreeSet<u8> {
        let told = ranges(&b.text, Some(year));
        let months = told.iter().flat_map(|r| run(r.from, r.to));
        months.filter(|m| m.fiscal_year() == year).map(|m| quarter(&m)).collect()
    });
    let single: BTreeSet<u8> = each.filter(|q| q.len() == 1).flatten().collect();
    single.len() == 4
}

/// Whether the quarters in a title are sure: in a scan the words that lead to it, or the columns of its table,
/// must be of no others.
fn is_said_twice(year: i32, quarters: &BTreeSet<u8>, exhibit: &Exhibit, page: &Page) -> bool {
    let same = |months: BTreeSet<Month>| {
        !months.is_empty()
            && months.iter().filter(|m| m.fiscal_year() == year).all(|m| quarters.contains(&quarter(m)))
    };
    let named = |text: &str| ranges(text, Some(year)).iter().flat_map(|r| run(r.from, r.to)).collect();
    !page.is_ocr()
        || same(named(&exhibit.label))
        || same(named(&exhibit.context))
        || month_columns(year, page).is_some_and(same)
}

/// Quarters of a year that a document is of, by its title or by the months of its table.
fn quarters_of(year: i32, page: &Page) -> BTreeSet<u8> {
    let said = ranges(&page.head(), Some(year));
    let head: BTreeSet<Month> = said.iter().flat_map(|r| run(r.from, r.to)).collect();
    let held = if head.is_empty() { all_months(page, year) } else { head };
    held.iter().filter(|m| m.fiscal_year() == year).map(quarter).collect()
}

/// "ในรอบเดือนกันยายน 2563": the one month that a title is about.
fn only_month(title: &str) -> Option<Month> {
    let named = months(title);
    let [one] = named.as_slice() else { return None };
    let before = fold(&title[..one.start]);
    let about = ["รอบเดือน", "ประจำเดือน"].iter().any(|w| before.ends_with(&fold(w)));
    one.year.filter(|_| about && one.day.is_none()).map(|year| Month { month: one.month, year })
}

/// A plan that stops short.
fn partial(held: &BTreeSet<Month>, quarters: &BTreeSet<u8>) -> One {
    let missing: Vec<String> =
        (1..=4u8).filter(|q| !quarters.contains(q)).map(|q| format!("ไตรมาสที่ {q}")).collect();
    let last = held.iter().next_back().map_or_else(String::new, |m| m.long());
    One::no(format!("มีถึงเดือน{last} เท่านั้น"), 0.9).missing(missing).found(vec![last])
}

fn quarter(m: &Month) -> u8 {
    ((m.month + 2) % 12) / 3 + 1
}

/// Months named anywhere in a document, quarters and ranges included.
fn all_months(page: &Page, year: i32) -> BTreeSet<Month> {
    months_in(page, year, |text| text)
}

/// Months that a page names in what `of` leaves of each line.
fn months_in(page: &Page, year: i32, of: impl Fn(&str) -> &str) -> BTreeSet<Month> {
    let mut out = BTreeSet::new();
    for block in page.own_blocks() {
        let text = of(&block.text);
        out.extend(named(text, Some(year)));
        out.extend(ranges(text, Some(year)).iter().flat_map(|r| run(r.from, r.to)));
    }
    out
}

/// A line as far as the clause that says what is still to come: "ทั้งนี้ แผนของไตรมาสที่ 3 – 4 จะจัดทำภายหลัง".
fn without_promise<'t>(text: &'t str, unfinished: [&[String]; 2]) -> &'t str {
    const BEGINS: [&str; 6] = ["ทั้งนี้", "สำหรับ", "ส่วน", "แต่", "โดย", "และ"];
    let promise = unfinished.into_iter().flatten().filter_map(|w| text.find(w.as_str())).min();
    let Some(promise) = promise else { return text };
    let clause = BEGINS.iter().filter_map(|w| text[..promise].rfind(w)).max();
    &text[..clause.unwrap_or(promise)]
}

/// A report of the first half of the fiscal year: it must come to the end of March.
pub fn covers_half(which: Which, case: &Case, among: &[usize]) -> Reply {
    let year = which.of(case.year);
    let half_year = Month::fiscal(year);
    let reply = case.each(among, |exhibit, page| {
        let answer = half(year, &half_year, exhibit, page);
        if answer.answer == Answer::Yes
            && !page.is_ocr()
            && let Some(other) = body::contradicts(year, page)
        {
            return One::no(format!("ชื่อเรื่องเป็นรอบ 6 เดือนของปี {year} แต่เนื้อหาเป็นของปี {other}"), 0.85)
                .found(vec![format!("ข้อมูลของปี {other}")])
                .missing(half_year[..6].iter().map(|m| m.long()).collect());
        }
        // Months are read as words, and a digit in doubt is hidden: a period that is spelt out is read.
        let spelt = answer.sure >= 0.93 && !super::year::may_hide(year, page);
        if page.is_ocr() && answer.answer == Answer::No && spelt {
            return One { sure: 0.82, ..answer };
        }
        if page.is_ocr() && answer.answer == Answer::No {
            let names: BTreeSet<u8> =
                page.own_blocks().flat_map(|b| months(&b.text)).map(|m| m.month).collect();
            return if names.contains(&half_year[0].month) && names.contains(&half_year[5].month) {
                One::yes("ภาพสแกนระบุตุลาคมถึงมีนาคม", 0.66)
            } else {
                One::cannot_tell("อ่านช่วงเวลาจากภาพสแกนไม่ได้แน่ชัด")
            };
        }
        answer
    });
    if reply.one.answer != Answer::No {
        return reply;
    }
    // A report a quarter, each in a file of its own.
    let mut have = BTreeSet::new();
    let mut parts = Vec::new();
    for e in case.speaking(among) {
        let months = part_of_half(&half_year, case.page(e));
        if !months.is_empty() {
            have.extend(months);
            parts.push(e);
        }
    }
    if parts.len() < 2 || !half_year[..6].iter().all(|m| have.contains(m)) {
        return reply;
    }
    let one = One::yes(format!("{} ฉบับรวมกันครบตุลาคมถึงมีนาคม", parts.len()), 0.86)
        .quote(Some((case.page(parts[0]).title(), None)));
    Reply { one, exhibit: parts.first().copied(), kept: parts }
}

/// Months of the first half that a document's title says it is of.
fn part_of_half(half: &[Month; 12], page: &Page) -> BTreeSet<Month> {
    let year = half[11].year;
    let head = page.head();
    let said = ranges(&head, Some(year));
    // One that says it is of all six months is no part, whatever is in it.
    let whole = said.iter().any(|r| run(r.from, r.to).len() >= 6);
    let months = said.iter().filter(|_| !whole).flat_map(|r| run(r.from, r.to));
    months.filter(|m| half[..6].contains(m)).collect()
}

/// Whether a period is written with its months, not as "รอบ 6 เดือน".
fn is_exact(text: &str, range: &Range) -> bool {
    months(&text[range.start..range.end]).len() >= 2
}

/// Sections of a page, a quarter each: together they are the period.
fn sections(year: i32, page: &Page) -> Option<(Month, Month)> {
    // "6 เดือนหลัง" in a report of another year is that year's.
    let said = subject_years(&page.head());
    if !said.is_empty() && !said.contains(&year) {
        return None;
    }
    let headings = page.own_blocks().filter(|b| matches!(b.role, Role::Heading(_)));
    let parts: Vec<Range> = headings
        .flat_map(|b| ranges(&b.text, Some(year)).into_iter().take(1))
        .filter(|r| r.to.fiscal_year() == year)
        .collect();
    let distinct: BTreeSet<(Month, Month)> = parts.iter().map(|r| (r.from, r.to)).collect();
    (distinct.len() >= 2).then(|| {
        let from = parts.iter().map(|r| r.from).min().unwrap_or(parts[0].from);
        let to = parts.iter().map(|r| r.to).max().unwrap_or(parts[0].to);
        (from, to)
    })
}

/// The period that the first lines state with its months, or that the columns of the table have.
fn stated(year: i32, page: &Page) -> Option<(Month, Month)> {
    let mut lines = page.own_blocks().filter(|b| !matches!(b.role, Role::Row { .. })).take(12);
    let line = lines.find_map(|b| ranges(&b.text, Some(year)).into_iter().find(|r| is_exact(&b.text, r)));
    if let Some(range) = line {
        return Some((range.from, range.to));
    }
    let columns = month_columns(year, page)?;
    let first = columns.iter().next().copied()?;
    let last = columns.iter().next_back().copied()?;
    (columns.len() >= 3).then_some((first, last))
}

/// "ห้วงเวลาที่รายงาน ไตรมาสที่ 1 (1 ตุลาคม – 31 ธันวาคม 2563)" among the first lines.
fn told_under_title(year: i32, page: &Page) -> Option<(Month, Month)> {
    const LINES: usize = 6;
    let mut lines = page.own_blocks().filter(|b| !matches!(b.role, Role::Row { .. })).take(LINES);
    lines.find_map(|b| {
        let named = PERIOD_NAMES.iter().any(|w| b.text.contains(w)) && b.text.chars().count() < 200;
        let range = ranges(&b.text, Some(year)).into_iter().find(|r| is_exact(&b.text, r))?;
        named.then_some((range.from, range.to))
    })
}

/// How lines begin that say of which period a report is.
const PERIOD_NAMES: [&str; 5] = ["ไตรมาส", "ห้วงเวลา", "ช่วงเวลา", "รอบ", "ประจำ"];

/// The month in which figures were taken: "ข้อมูล ณ วันที่ 28 กุมภาพันธ์ 2564" among the first lines.
fn taken_on(page: &Page) -> Option<Month> {
    let alone = |b: &&Block| {
        let row = matches!(b.role, Role::Row { .. });
        !row || b.cells.iter().filter(|c| !c.trim().is_empty()).count() == 1
    };
    let mut lines = page.own_blocks().filter(alone).take(8);
    lines.find_map(|b| {
        let found = days(&b.text);
        let day = found.iter().find(|d| {
            let before: String =
                b.text[..d.start].chars().rev().take(26).collect::<Vec<_>>().into_iter().rev().collect();
            let before = fold(&before);
            TAKEN.iter().any(|w| before.ends_with(&fold(w)))
        })?;
        Some(day.day.month())
    })
}

/// What stands before the day on which figures were taken.
const TAKEN: [&str; 7] =
    ["ข้อมูล ณ", "ข้อมูล ณ วันที่", "ข้อมูลถึงวันที่", "ต้นปีงบประมาณจนถึง", "สะสมถึง", "สะสมถึงวันที่", "ต้นปีงบประมาณถึง"];

/// Months that stand over the columns of the first table that has such.
fn month_columns(year: i32, page: &Page) -> Option<BTreeSet<Month>> {
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

/// A plan whose columns are months: all of the year must be there, or at least its four quarters.
pub fn month_columns_of_year(which: Which, case: &Case, among: &[usize]) -> Reply {
    let year = which.of(case.year);
    case.each(among, |_, page| match month_columns(year, page) {
        Some(months) => {
            let quarters: BTreeSet<u8> = months.iter().map(quarter).collect();
            // Half a year is a choice; a quarter in which nothing is planned is none.
            if quarters.len() <= 2 && months.len() >= 4 {
                partial(&months, &quarters)
            } else {
                One::yes("ตารางมีเดือนของทั้งปี", 0.93)
            }
        }
        None => One::yes("ตารางไม่ได้แบ่งเป็นรายเดือน", 0.9),
    })
}

fn half(year: i32, half: &[Month; 12], exhibit: &Exhibit, page: &Page) -> One {
    let (first, last) = (half[0], half[5]);
    let head = page.head();
    let said = ranges(&head, Some(year));
    // The exact dates of a title count before its general words.
    let exact: Vec<_> = said.iter().filter(|r| is_exact(&head, r)).collect();
    let quarters: Vec<_> = said.iter().filter(|r| head[r.start..r.end].contains("ไตรมาส")).collect();
    // Nothing of the half is there, which is less than any part of it.
    let of_year = |year: i32| {
        One::no(format!("รายงานเป็นของปี {year}"), 0.93)
            .found(vec![format!("ข้อมูลของปี {year}")])
            .missing(half[..6].iter().map(|m| m.long()).collect())
    };
    let judge = |from: Month, to: Month, sure: f32| {
        if to < first || from > half[11] {
            return of_year(to.fiscal_year());
        }
        if from <= first && to >= last {
            return One::yes(format!("รายงาน {} – {}", from.long(), to.long()), sure)
                .quote(Some((page.title(), None)));
        }
        let found = vec![format!("{} – {}", from.long(), to.long())];
        let missing = half[..6].iter().filter(|m| **m < from || **m > to).map(|m| m.long()).collect();
        One::no(format!("รายงานมีเพียง {}", found[0]), 0.94).found(found).missing(missing)
    };
    let hull = |list: &[&Range]| {
        let from = list.iter().map(|r| r.from).min()?;
        let to = list.iter().map(|r| r.to).max()?;
        Some((from, to))
    };
    // Whatever the title promises, the figures end where they say they were taken.
    if let Some(to) = taken_on(page).filter(|to| first <= *to && *to < last) {
        return judge(first, to, 0.9);
    }
    if let Some((from, to)) = sections(year, page).or_else(|| hull(&exact)).or_else(|| hull(&quarters)) {
        return judge(from, to, 0.96);
    }
    // "รอบ 6 เดือน" is what the report is called; how far it goes, its first lines and columns say.
    if let Some((from, to)) = stated(year, page).filter(|(from, to)| *from <= first && *to < last)
        && !said.is_empty()
    {
        return judge(from, to, 0.9);
    }
    if let Some((from, to)) = hull(&said.iter().collect::<Vec<_>>()) {
        let wrong = subject_years(&head).into_iter().find(|y| *y != year);
        return match wrong {
            Some(y) if !subject_years(&head).contains(&year) => of_year(y),
            _ => judge(from, to, 0.93),
        };
    }
    // Without a word of it in the title, the line under the title says which period is reported.
    if let Some((from, to)) = told_under_title(year, page).filter(|(from, to)| *from <= first && *to < last) {
        return judge(from, to, 0.88);
    }
    let inside: BTreeSet<Month> =
        all_months(page, year).into_iter().filter(|m| m.fiscal_year() == year).collect();
    if inside.contains(&last) && inside.len() >= 2 {
        return One::yes(format!("เนื้อหามีถึงเดือน{}", last.long()), 0.82);
    }
    let end = page.own_blocks().flat_map(|b| days(&b.text));
    if end.map(|d| d.day).any(|d| d.year == last.year && d.month == last.month && d.day >= 30) {
        return One::yes(format!("ข้อมูล ณ สิ้นเดือน{}", last.long()), 0.82);
    }
    if !ranges(&exhibit.label, Some(year)).is_empty() || !ranges(&exhibit.context, Some(year)).is_empty() {
        return if inside.len() >= 2 {
            let to = inside.iter().next_back().map_or_else(String::new, |m| m.long());
            One::no(format!("เนื้อหามีถึงเดือน{to} เท่านั้น"), 0.75).found(vec![to]).missing(vec![last.long()])
        } else {
            One::yes("ชื่อลิงก์ระบุรอบ 6 เดือน", 0.66)
        };
    }
    One::cannot_tell("เอกสารไม่ระบุว่าเป็นรอบ 6 เดือน")
}
