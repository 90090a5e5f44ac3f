//! Whether a plan or a table covers the twelve months of a year, by months or by quarters.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::answer::{Answer, One, Reply};
use super::case::Case;
use super::halfyear::{taken_on, told_under_title};
use super::months_held::{all_months, month_columns, months_in, run};
use crate::extract::Role;
use crate::find::Exhibit;
use crate::find::library::Page;
use crate::rule::test::Which;
use crate::thai::date::{Month, months, ranges};
use crate::thai::text::fold;

/// A plan that runs through all four quarters.
pub fn covers_year(which: Which, case: &Case, among: &[usize]) -> Reply {
    let year = which.of(case.year);
    let promises = Promises::new(case.promised());
    let reply = case.each(among, |exhibit, page| {
        // A title that names its quarters counts before what the pages say of others.
        let title = if which == Which::PreviousYear { page.title_lines() } else { page.head() };
        let told: Vec<&str> = title.lines().map(|line| promises.without(line)).collect();
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
        let whole = which == Which::PreviousYear
            && told.iter().any(|line| case.speech().whole_year.iter().any(|w| line.contains(w.as_str())));
        if !whole && !quarters.is_empty() && quarters.len() < 4 && !has_headed_quarters(year, page) {
            return match is_said_twice(year, &quarters, exhibit, page) {
                false => One::cannot_tell("อ่านช่วงเวลาจากภาพสแกนไม่ได้แน่ชัด"),
                true => partial(&head, &quarters),
            };
        }
        if which == Which::PreviousYear
            && let Some(to) = taken_on(case.speech(), page).filter(|_| !page.is_ocr())
        {
            let end = Month::fiscal(year)[11];
            if to.fiscal_year() < year {
                return One::no(format!("ข้อมูลถึงเดือน{}", to.long()), 0.86).found(vec![to.long()]);
            }
            if to.fiscal_year() == year && to < end {
                return One::no(format!("ข้อมูลถึงเดือน{} ไม่ครบทั้งปี", to.long()), 0.86).found(vec![to.long()]);
            }
        }
        // Months are read as words, also in a scan.
        if which == Which::PreviousYear
            && let Some((from, to)) = told_under_title(year, page, case.speech())
        {
            let (first, last) = (Month::fiscal(year)[0], Month::fiscal(year)[11]);
            if from == first && to < last {
                return One::no(format!("ข้อมูลถึงเดือน{} ไม่ครบทั้งปี", to.long()), 0.84).found(vec![to.long()]);
            }
        }
        if which == Which::PreviousYear {
            // The body of a report names the months of its projects, not its own.
            return One::yes("ชื่อเรื่องไม่ระบุว่าเป็นเพียงบางช่วงของปี", 0.85);
        }
        let held = months_in(page, year, |text| promises.without(text));
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
pub(super) fn only_month(title: &str) -> Option<Month> {
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

/// Phrases that say what is still to come, all looked for at once: every line of a page is asked for them.
struct Promises(AhoCorasick);

impl Promises {
    fn new(unfinished: [&[String]; 3]) -> Promises {
        let mut phrases = AhoCorasick::builder();
        // Nearly every Thai letter begins like one of them.
        phrases.match_kind(MatchKind::LeftmostFirst).kind(Some(AhoCorasickKind::DFA)).prefilter(false);
        Promises(phrases.build(unfinished.into_iter().flatten()).expect("a few dozen short phrases"))
    }

    /// A line as far as the clause that says so: "ทั้งนี้ แผนของไตรมาสที่ 3 – 4 จะจัดทำภายหลัง".
    fn without<'t>(&self, text: &'t str) -> &'t str {
        const BEGINS: [&str; 6] = ["ทั้งนี้", "สำหรับ", "ส่วน", "แต่", "โดย", "และ"];
        let Some(promise) = self.0.find(text).map(|found| found.start()) else { return text };
        let clause = BEGINS.iter().filter_map(|w| text[..promise].rfind(w)).max();
        &text[..clause.unwrap_or(promise)]
    }
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
