//! Whether a report is of the six months that are asked for: what it states of its period, and what it holds.

use std::collections::BTreeSet;

use super::answer::{Answer, One, Reply};
use super::body;
use super::case::Case;
use super::months_held::{all_months, month_columns, named, run, tables};
use super::year::{label_years, mentions, subject_years, years_said_by};
use crate::extract::{Block, Role};
use crate::find::Exhibit;
use crate::find::library::Page;
use crate::rule::speech::Speech;
use crate::rule::test::Which;
use crate::thai::date::{Month, Range, days, months, ranges};
use crate::thai::text::fold;

/// A report of the first half of the fiscal year: it must come to the end of March.
pub fn covers_half(which: Which, case: &Case, among: &[usize]) -> Reply {
    let year = which.of(case.year);
    let half_year = Month::fiscal(year);
    let reply = case.each(among, |exhibit, page| {
        let answer = half(year, &half_year, exhibit, page, case.speech());
        if answer.answer == Answer::Yes
            && !page.is_ocr()
            && let Some(other) = body::contradicts(year, page)
        {
            return One::no(format!("ชื่อเรื่องเป็นรอบ 6 เดือนของปี {year} แต่เนื้อหาเป็นของปี {other}"), 0.85)
                .found(vec![format!("ข้อมูลของปี {other}")])
                .missing(half_year[..6].iter().map(|m| m.long()).collect());
        }
        if answer.answer == Answer::Yes
            && let Some((filled, open)) = open_columns(&half_year, page)
        {
            let open: Vec<String> = open.iter().map(|m| m.long()).collect();
            return One::no(format!("ตารางไม่มีข้อมูลในช่องของ {} มีเพียง {filled}", open.join(", ")), 0.86)
                .found(vec![filled])
                .missing(open);
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
    if reply.one.answer == Answer::Yes {
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

/// Months of the half whose columns nobody filled in, beside others that are: what is filled, and the open months.
fn open_columns(half: &[Month; 12], page: &Page) -> Option<(String, BTreeSet<Month>)> {
    /// Rows that were to be filled in.
    const ROWS: usize = 2;
    if page.is_ocr() {
        return None;
    }
    tables(page).values().find_map(|rows| {
        // A column a quarter or several, "ผล ไตรมาส 2 (ม.ค. – มี.ค.)": a cell names one period and not all of them.
        let period = |cell: &String| {
            let found = ranges(cell, Some(half[11].year));
            let run = found.first().filter(|_| found.len() == 1).map(|r| run(r.from, r.to))?;
            (run.len() < 6 && run.iter().all(|m| half[..6].contains(m))).then_some(run)
        };
        let at = rows.iter().position(|row| row.cells.iter().filter_map(period).count() >= 2)?;
        let below = &rows[at + 1..];
        let heads = rows[at].cells.iter().enumerate().filter_map(|(c, cell)| Some((c, period(cell)?)));
        let told = |c: usize| {
            let tells = |cell: &String| cell.chars().any(|c| c.is_alphanumeric() || c == '-');
            below.iter().any(|row| row.cells.get(c).is_some_and(tells))
        };
        let (filled, open): (Vec<_>, Vec<_>) = heads.partition(|(c, _)| told(*c));
        let (from, to) =
            (filled.iter().flat_map(|(_, run)| run).min()?, filled.iter().flat_map(|(_, run)| run).max()?);
        let told: BTreeSet<Month> = filled.iter().flat_map(|(_, run)| run).copied().collect();
        let open: BTreeSet<Month> =
            open.into_iter().flat_map(|(_, run)| run).filter(|m| !told.contains(m)).collect();
        (below.len() >= ROWS && !open.is_empty()).then(|| (format!("{} – {}", from.long(), to.long()), open))
    })
}

/// Rows of a sheet in which its title stands.
const SHEET_HEAD: usize = 4;

/// Months of the first half that a document's title says it is of.
fn part_of_half(half: &[Month; 12], page: &Page) -> BTreeSet<Month> {
    let year = half[11].year;
    let mut head = page.head();
    // A sheet has its title in its first rows.
    let titles = page.own_blocks().take(SHEET_HEAD).filter(|b| matches!(b.role, Role::Row { .. }));
    for row in titles.filter(|b| b.cells.iter().filter(|c| !c.trim().is_empty()).count() == 1) {
        head = format!("{head}\n{}", row.text);
    }
    let said = ranges(&head, Some(year));
    // One that says it is of all six months is no part, whatever is in it.
    let whole = said.iter().any(|r| run(r.from, r.to).len() >= 6);
    // The months over the table count before the quarter on the cover.
    let exact = said.iter().any(|r| is_exact(&head, r));
    let told = said.iter().filter(|r| !whole && (!exact || is_exact(&head, r)));
    told.flat_map(|r| run(r.from, r.to)).filter(|m| half[..6].contains(m)).collect()
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
    // A period, and whether a table stands under its heading.
    let mut parts: Vec<(Range, bool)> = Vec::new();
    for block in page.own_blocks() {
        match block.role {
            Role::Heading(_) => {
                parts.extend(ranges(&block.text, Some(year)).into_iter().take(1).map(|r| (r, false)))
            }
            Role::Row { .. } => parts.iter_mut().last().into_iter().for_each(|part| part.1 = true),
            _ => {}
        }
    }
    // "ไตรมาส 2" on a cover over the table of the first is no section.
    let tables = parts.iter().any(|(_, table)| *table);
    let told = parts.into_iter().filter(|(_, table)| *table || !tables).map(|(range, _)| range);
    let parts: Vec<Range> = told.filter(|r| r.to.fiscal_year() == year).collect();
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
pub(super) fn told_under_title(year: i32, page: &Page, speech: &Speech) -> Option<(Month, Month)> {
    const LINES: usize = 6;
    let mut lines = page.own_blocks().filter(|b| !matches!(b.role, Role::Row { .. })).take(LINES);
    lines.find_map(|b| {
        let named = speech.periods.iter().any(|w| b.text.contains(w)) && b.text.chars().count() < 200;
        let range = ranges(&b.text, Some(year)).into_iter().find(|r| is_exact(&b.text, r))?;
        named.then_some((range.from, range.to))
    })
}

/// The month in which figures were taken: "ข้อมูล ณ วันที่ 28 กุมภาพันธ์ 2564" among the first lines.
pub(super) fn taken_on(speech: &Speech, page: &Page) -> Option<Month> {
    let alone = |b: &&Block| {
        let row = matches!(b.role, Role::Row { .. });
        !row || b.cells.iter().filter(|c| !c.trim().is_empty()).count() == 1
    };
    let mut lines = page.own_blocks().filter(alone).take(8);
    lines.find_map(|b| taken_in(speech, &b.text))
}

/// The month in which a line says that figures were taken.
pub(super) fn taken_in(speech: &Speech, text: &str) -> Option<Month> {
    let found = days(text);
    let day = found.iter().find(|d| {
        let before: String =
            text[..d.start].chars().rev().take(26).collect::<Vec<_>>().into_iter().rev().collect();
        let before = fold(&before);
        speech.taken_on.iter().any(|w| before.ends_with(&fold(w)))
    })?;
    Some(day.day.month())
}

fn half(year: i32, half: &[Month; 12], exhibit: &Exhibit, page: &Page, speech: &Speech) -> One {
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
    if let Some(to) = taken_on(speech, page).filter(|to| first <= *to && *to < last) {
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
    if let Some((from, to)) =
        told_under_title(year, page, speech).filter(|(from, to)| *from <= first && *to < last)
    {
        return judge(from, to, 0.88);
    }
    // A report that calls itself another year's is that, whatever the row promises that leads to it. Months without
    // a year are of the year in its title.
    let called = years_said_by(page);
    let called =
        if called.is_empty() && subject_years(&head).is_empty() { label_years(exhibit) } else { called };
    if let Some(other) = called.last().copied().filter(|_| !called.contains(&year)) {
        let told: BTreeSet<Month> = page.own_blocks().flat_map(|b| named(&b.text, None)).collect();
        let told: Vec<&Month> = told.iter().filter(|m| m.fiscal_year() == year).collect();
        if told.len() < 2 || !told.contains(&&last) {
            let one = of_year(other);
            // A year that a scan says once may be that of a law.
            let once = page.is_ocr() && mentions(page).get(&other).is_none_or(|n| *n < 2);
            return if once { One { sure: 0.8, ..one } } else { one };
        }
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
