//! Which year a document is of.

use std::collections::BTreeMap;

use super::answer::{One, Reply};
use super::body;
use super::case::{Case, clip};
use crate::find::Exhibit;
use crate::find::library::Page;
use crate::rule::test::{Span, Which};
use crate::thai::date::{How, months, spans, years};
use crate::thai::text::fold;

impl Which {
    pub fn of(self, year: i32) -> i32 {
        match self {
            Which::ThisYear => year,
            Which::PreviousYear => year - 1,
        }
    }
}

pub fn dated(which: Which, case: &Case, among: &[usize]) -> Reply {
    let wanted = which.of(case.year);
    let mut reply = case.each(among, |exhibit, page| {
        let answer = one(wanted, exhibit, page);
        if !page.is_ocr() || answer.answer != super::Answer::No {
            return answer;
        }
        // This year's cover over what says another year again and again.
        if let Some(year) = covered_by(wanted, page) {
            return One::no(format!("ปกระบุปี {wanted} แต่เนื้อหาเป็นของปี {year}"), 0.82).found(names(&[year]));
        }
        // What the title says in digits that were read for certain needs no second saying.
        let titled = answer.sure > 0.9 && !may_hide(wanted, page);
        if titled && !label_years(exhibit).contains(&wanted) {
            return One { sure: 0.82, ..answer };
        }
        in_scan(wanted, exhibit, page)
    });
    // A scan whose link names another year is not the document wanted.
    if reply.one.answer == super::Answer::CannotTell {
        let other = |e: &usize| {
            let label = label_years(&case.exhibits[*e]);
            !label.is_empty() && !label.contains(&wanted)
        };
        let (off, left): (Vec<usize>, Vec<usize>) = reply.kept.iter().partition(|e| other(e));
        if left.is_empty() {
            let found: Vec<i32> = off.iter().flat_map(|&e| label_years(&case.exhibits[e])).collect();
            reply.one = One::no(said(&found), 0.85).found(names(&found));
            reply.exhibit = off.first().copied();
        } else {
            reply.exhibit = left.first().copied();
            reply.kept = left;
        }
    }
    if reply.one.answer == super::Answer::CannotTell
        && let Some(meant) = meant_but_stale(wanted, &reply.kept, case, among)
    {
        return meant;
    }
    reply
}

/// The document that its link names as the one of the year wanted and that is of another, where those that are left
/// open say no year and are led to by words that hardly mean this item.
fn meant_but_stale(wanted: i32, open: &[usize], case: &Case, among: &[usize]) -> Option<Reply> {
    let readable =
        |e: &&usize| !case.page(**e).unread() && !case.page(**e).partly_unread() && !case.page(**e).is_ocr();
    let strength = |e: usize| case.exhibits[e].strength;
    let best = open.iter().map(|&e| strength(e)).fold(0.0, f32::max);
    if !open.iter().all(|e| readable(&e)) {
        return None;
    }
    let meant = |&e: &usize| {
        let named = label_years(&case.exhibits[e]).contains(&wanted) && strength(e) >= best + HARDLY;
        let one = (named && !case.page(e).unread()).then(|| one(wanted, &case.exhibits[e], case.page(e)))?;
        (one.answer == super::Answer::No).then(|| Reply { one, exhibit: Some(e), kept: among.to_vec() })
    };
    case.speaking(among).iter().find_map(meant)
}

/// So much less surely than to what is meant leads what lies beside it.
const HARDLY: f32 = 0.1;

/// A scan that names another year. A digit in doubt is hidden, so a year that is there is there; but
/// a single one may be that of a law, and one with a hole may be the year wanted. Said twice or more,
/// with nothing of the year wanted, it counts; else the words that lead to the scan decide, or a person.
fn in_scan(wanted: i32, exhibit: &Exhibit, page: &Page) -> One {
    let label = label_years(exhibit);
    let said_often = mentions(page);
    // Its title and a period or a day below say the same.
    let titled = |year: i32| subject_years(&page.title_lines()) == [year] && said_often[&year] > 1;
    let other = said_often.iter().filter(|(year, n)| **year != wanted && **n >= 2).max_by_key(|(_, n)| **n);
    let clear = !said_often.contains_key(&wanted) && !may_hide(wanted, page);
    match other.filter(|_| clear).map(|(year, _)| *year) {
        // The words of a link are soon copied from last year's; what the document says on and on is so.
        Some(year) if label.contains(&wanted) && (titled(year) || said_often[&year] >= OVER_AND_OVER) => {
            One::no(format!("ชื่อลิงก์ระบุปี {wanted} แต่เอกสารเป็นของปี {year}"), 0.78).found(names(&[year]))
        }
        Some(year) if label.contains(&wanted) => {
            One::cannot_tell(format!("ชื่อลิงก์ระบุปี {wanted} แต่ภาพสแกนระบุปี {year}"))
        }
        Some(year) if label.is_empty() => One::no(said(&[year]), 0.75).found(names(&[year])),
        _ => by_label(wanted, exhibit),
    }
}

/// The year that a scan says again and again, where it says the year wanted once, on its cover.
pub(super) fn covered_by(wanted: i32, page: &Page) -> Option<i32> {
    const AGAIN: usize = 3;
    let said = mentions(page);
    let titled = || subject_years(&year_head(page)).contains(&wanted);
    if may_hide(wanted, page) || said.get(&wanted) != Some(&1) || !titled() {
        return None;
    }
    let (year, often) = said.into_iter().filter(|(year, _)| *year != wanted).max_by_key(|(_, n)| *n)?;
    (often >= AGAIN && year < wanted).then_some(year)
}

/// So often a scan says its year, however badly it is read.
const OVER_AND_OVER: usize = 4;

/// How often each year is said, as a calendar year and as the fiscal year of a month.
pub(super) fn mentions(page: &Page) -> BTreeMap<i32, usize> {
    let mut count = BTreeMap::new();
    for block in page.own_blocks() {
        for year in years(&block.text).iter().filter(|y| y.how != How::Law) {
            *count.entry(year.be).or_default() += 1;
        }
        // The day of a signature is of no period.
        for month in months(&block.text).iter().filter(|m| m.month >= 10 && m.day.is_none()) {
            if let Some(year) = month.year {
                *count.entry(year + 1).or_default() += 1;
            }
        }
    }
    count
}

/// Whether a number in a scan, some of whose digits could not be read, may be this year or the one
/// before, in whose last months a fiscal year begins.
pub fn may_hide(wanted: i32, page: &Page) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || ('๐'..='๙').contains(&c);
    let years: Vec<Vec<char>> =
        [wanted, wanted - 1].iter().map(|y| y.to_string().chars().collect()).collect();
    // Amounts stand in tables; a document says its year above them.
    page.own_blocks().filter(|b| !matches!(b.role, crate::extract::Role::Row { .. })).any(|block| {
        let text = crate::thai::text::arabic(&block.text);
        let numbers = text.split(|c: char| !(is_digit(c) || c == '?'));
        numbers.filter(|n| n.contains('?') && n.chars().any(is_digit) && n.chars().count() == 4).any(|n| {
            years.iter().any(|year| n.chars().zip(year).all(|(read, is)| read == '?' || read == *is))
        })
    })
}

/// What the words that lead to a scan say of its year.
fn by_label(wanted: i32, exhibit: &Exhibit) -> One {
    let label = label_years(exhibit);
    if label.contains(&wanted) {
        One::yes(format!("ชื่อลิงก์ระบุปี {wanted}"), 0.7)
    } else if label.is_empty() {
        One::cannot_tell("อ่านปีจากภาพสแกนไม่ได้แน่ชัด")
    } else {
        One::no(said(&label), 0.75).found(names(&label))
    }
}

/// A plan made by looking back on the year before may name that year alone.
pub fn looks_back(words: &[String], case: &Case, among: &[usize]) -> Reply {
    let wanted = case.year;
    case.each(among, |exhibit, page| {
        let now = one(wanted, exhibit, page);
        let title = page.title_lines();
        let folded = fold(&title);
        let looks = words.iter().any(|w| folded.contains(&fold(w)));
        if now.answer != super::Answer::No {
            // It may name the year that it looks at: then what is wanted comes a year later.
            let at = looks_at(words, page);
            let said = |year: i32| at.iter().filter(|y| **y == year).count();
            // Measures of this year come of last year's results, and of none before.
            if let Some(old) = at.first().filter(|_| !page.is_ocr() && at.iter().all(|y| *y < wanted - 1)) {
                return One::no(format!("วิเคราะห์ผลของปี {old} มิใช่ปี {}", wanted - 1), 0.8)
                    .found(names(&[old + 1]))
                    .quote(quote_year(page, *old));
            }
            // Above the analysis of this year's results the next year stands alone: the measures are of that one.
            let looks = looks || is_of_next(words, wanted, page);
            return match looks && at.first() == Some(&wanted) && said(wanted) >= said(wanted - 1) {
                true => One::no(format!("วิเคราะห์ผลของปี {wanted} มิใช่ปี {}", wanted - 1), 0.8)
                    .found(names(&[wanted + 1]))
                    .quote(quote_year(page, wanted)),
                false => now,
            };
        }
        let years = subject_years(&year_head(page));
        if looks && !years.is_empty() && years.iter().all(|y| *y == wanted - 1) {
            return One::yes(format!("วิเคราะห์ผลของปี {}", wanted - 1), 0.9).quote(Some((clip(&title), None)));
        }
        now
    })
}

/// Whether the lines above the first that looks back name the year after `wanted` and no other.
fn is_of_next(words: &[String], wanted: i32, page: &Page) -> bool {
    let looks = |line: &&str| words.iter().any(|w| fold(line).contains(&fold(w)));
    let head = page.head();
    let above: Vec<&str> = head.lines().take_while(|line| !looks(line)).collect();
    let years = subject_years(&above.join("\n"));
    !years.is_empty() && years.iter().all(|y| *y == wanted + 1)
}

/// Letters between "ผลการประเมิน" and the year of the results.
const NEAR: usize = 110;

/// Years of which sentences below the title say that their results are looked at.
fn looks_at(words: &[String], page: &Page) -> Vec<i32> {
    let head = page.title_lines();
    let mut out = Vec::new();
    for block in page.own_blocks().filter(|b| b.cells.is_empty() && !head.contains(b.text.as_str())) {
        let text = &block.text;
        let years = years(text);
        for (at, _) in words.iter().flat_map(|w| text.match_indices(w.as_str())) {
            let next = years.iter().find(|y| y.start > at && y.how != How::Law);
            out.extend(next.filter(|y| text[at..y.start].chars().count() < NEAR).map(|y| y.be));
        }
    }
    out
}

/// Letters of a line above which it is a sentence and no title.
const LONG_LINE: usize = 200;

/// The head without the sentences under it, where the lines above them name a year: a report begins
/// with what was found in the year before.
fn year_head(page: &Page) -> String {
    let above = page.head_above_rows();
    let head = if subject_years(&above).is_empty() { page.head() } else { above };
    let titles: Vec<&str> = head.lines().take_while(|l| l.chars().count() <= LONG_LINE).collect();
    let titles = titles.join("\n");
    if subject_years(&titles).is_empty() { head } else { titles }
}

fn one(wanted: i32, exhibit: &Exhibit, page: &Page) -> One {
    let head = year_head(page);
    let subject = subject_years(&head);
    if !subject.is_empty() {
        let own = years_apart(&head);
        let covered = own.is_empty() && spans(&head).iter().any(|s| s.from <= wanted && wanted <= s.to);
        if !(covered || if own.is_empty() { subject.contains(&wanted) } else { own.contains(&wanted) }) {
            let years = if own.is_empty() { subject } else { own };
            return One::no(said(&years), 0.95).found(names(&years)).quote(quote_year(page, years[0]));
        }
        return match body::contradicts(wanted, page) {
            Some(year) => One::no(format!("หัวเรื่องระบุปี {wanted} แต่เนื้อหาเป็นของปี {year}"), 0.85)
                .found(names(&[year]))
                .quote(quote_year(page, year)),
            None => One::yes(format!("หัวเรื่องระบุปี {wanted}"), 0.96).quote(quote_year(page, wanted)),
        };
    }
    let ranges = crate::thai::date::ranges(&head, None);
    if let Some(range) = ranges.first() {
        let year = range.to.fiscal_year();
        return if year == wanted {
            One::yes(format!("หัวเรื่องระบุช่วงเวลาในปี {wanted}"), 0.93).quote(Some((clip(&head), None)))
        } else {
            One::no(said(&[year]), 0.92).found(names(&[year]))
        };
    }
    let label = label_years(exhibit);
    if label.contains(&wanted) {
        return match body::contradicts(wanted, page) {
            Some(year) => {
                One::no(format!("ชื่อลิงก์ระบุปี {wanted} แต่เนื้อหาเป็นของปี {year}"), 0.82).found(names(&[year]))
            }
            None => One::yes(format!("ชื่อลิงก์ระบุปี {wanted}"), 0.82),
        };
    }
    if !label.is_empty() {
        return One::no(said(&label), 0.85).found(names(&label));
    }
    let body = body_years(page);
    match body.iter().max_by_key(|(_, n)| **n) {
        Some((&year, _)) if year == wanted => {
            One::yes(format!("เนื้อหาเป็นของปี {wanted}"), 0.8).quote(quote_year(page, wanted))
        }
        // One mention of this year in a text of years ago is a remark.
        Some((&year, &said)) if year < wanted && body.get(&wanted).is_some_and(|n| *n * REMARK <= said) => {
            One::no(self::said(&[year]), 0.72).found(names(&[year]))
        }
        Some(_) if body.contains_key(&wanted) => One::yes(format!("เนื้อหามีของปี {wanted}"), 0.65),
        Some((&year, _)) => One::no(said(&[year]), 0.8).found(names(&[year])),
        None => One::cannot_tell("เอกสารไม่ระบุปี"),
    }
}

/// So much oftener another year is spoken of than one that is a remark.
const REMARK: usize = 4;

/// Years that a title speaks of: not those of laws, nor those of the day it was signed. A month
/// speaks of its fiscal year: "ตุลาคม 2563" is of 2564.
pub fn subject_years(text: &str) -> Vec<i32> {
    let dates = months(text);
    let mut out = Vec::new();
    for year in years(text).iter().filter(|y| y.how != How::Law) {
        match dates.iter().find(|d| d.start < year.end && year.start < d.end) {
            Some(date) if date.day.is_some() => {}
            Some(date) => out.push(if date.month >= 10 { year.be + 1 } else { year.be }),
            None => out.push(year.be),
        }
    }
    // A period of days is what the document is of: "1 ตุลาคม 2563 – 31 มีนาคม 2564".
    if out.is_empty() {
        out.extend(crate::thai::date::ranges(text, None).iter().map(|r| r.to.fiscal_year()));
    }
    out.dedup();
    out
}

/// Years of a title that stand by themselves: of "ปี 2562 ตามแผน 4 ปี (2561–2564)" the first.
fn years_apart(text: &str) -> Vec<i32> {
    let mut rest = text.to_owned();
    for span in spans(text).iter().rev() {
        rest.replace_range(span.start..span.end, " ");
    }
    subject_years(&rest)
}

/// Years that the lines which name a document say it is of; a plan's span of years is the plan's.
pub(super) fn years_said_by(page: &Page) -> Vec<i32> {
    years_apart(&year_head(page))
}

/// Years in the words that lead to the document.
pub fn label_years(exhibit: &Exhibit) -> Vec<i32> {
    let own = subject_years(&exhibit.label);
    if own.is_empty() { subject_years(&exhibit.context) } else { own }
}

/// How often the text speaks of each fiscal year.
fn body_years(page: &Page) -> BTreeMap<i32, usize> {
    let mut count = BTreeMap::new();
    for block in page.own_blocks() {
        for year in years(&block.text).iter().filter(|y| matches!(y.how, How::Fiscal)) {
            *count.entry(year.be).or_default() += 3;
        }
        for month in months(&block.text) {
            if let Some(year) = month.year {
                let fiscal = if month.month >= 10 { year + 1 } else { year };
                *count.entry(fiscal).or_default() += 1;
            }
        }
    }
    if count.is_empty() {
        for block in page.own_blocks() {
            for year in years(&block.text).iter().filter(|y| y.how != How::Law) {
                *count.entry(year.be).or_default() += 1;
            }
        }
    }
    count
}

/// A plan or policy that holds in the edition's year.
pub fn in_force(test: &Span, case: &Case, among: &[usize]) -> Reply {
    let wanted = case.year;
    let longer = i32::from(test.longer_than);
    let covers = |from: i32, to: i32| from <= wanted && wanted <= to && to - from + 1 > longer;
    case.each(among, |exhibit, page| {
        let answer = holds(longer, wanted, covers, exhibit, page);
        if page.is_ocr() && answer.answer == super::Answer::No {
            let by_span = spans(&exhibit.label).iter().any(|s| covers(s.from, s.to));
            return if by_span {
                One::yes("ชื่อลิงก์ระบุช่วงปีที่ครอบคลุม", 0.7)
            } else {
                by_label(wanted, exhibit)
            };
        }
        answer
    })
}

fn holds(longer: i32, wanted: i32, covers: impl Fn(i32, i32) -> bool, exhibit: &Exhibit, page: &Page) -> One {
    let head = page.head();
    let texts = [head.clone(), exhibit.label.clone(), exhibit.context.clone()];
    for (i, text) in texts.iter().enumerate() {
        let found = spans(text);
        if found.iter().any(|s| covers(s.from, s.to)) {
            return One::yes(format!("แผนครอบคลุมปี {wanted}"), if i == 0 { 0.96 } else { 0.85 })
                .quote(Some((clip(text), None)));
        }
        if !found.is_empty() {
            let said: Vec<String> = found.iter().map(|s| format!("{}–{}", s.from, s.to)).collect();
            return One::no(format!("แผนเป็นของปี {}", said.join(", ")), 0.95).found(said);
        }
        let single = subject_years(text);
        if !single.is_empty() && longer == 0 {
            return if single.contains(&wanted) {
                One::yes(format!("ระบุปี {wanted}"), 0.93).quote(quote_year(page, wanted))
            } else {
                One::no(said(&single), 0.9).found(names(&single))
            };
        }
        if !single.is_empty() && i == 0 {
            let long = crate::thai::text::arabic(text);
            let years_long = plan_length(&long);
            if let (Some(n), Some(&from)) = (years_long, single.first()) {
                return if covers(from, from + n - 1) {
                    One::yes(format!("แผน {n} ปี เริ่มปี {from}"), 0.88)
                } else {
                    One::no(format!("แผน {n} ปี เริ่มปี {from}"), 0.88)
                        .found(vec![format!("{from}–{}", from + n - 1)])
                };
            }
        }
    }
    let inside: Vec<_> = page.own_blocks().flat_map(|b| spans(&b.text)).collect();
    if inside.iter().any(|s| covers(s.from, s.to)) {
        return One::yes(format!("เนื้อหาระบุช่วงปีที่ครอบคลุมปี {wanted}"), 0.8);
    }
    if longer > 0 {
        let single = subject_years(&head);
        return match single.as_slice() {
            [] if inside.is_empty() => One::cannot_tell("ไม่พบช่วงปีของแผน"),
            [] => One::no("ช่วงปีในเอกสารไม่ครอบคลุม", 0.75)
                .found(inside.iter().take(2).map(|s| format!("{}–{}", s.from, s.to)).collect()),
            years => One::no(format!("เป็นแผนของปี {} ปีเดียว", years[0]), 0.85).found(names(years)),
        };
    }
    let body = body_years(page);
    // A line above its table that says which years a plan is for; the days of its projects name others.
    let above = page.own_blocks().take_while(|b| !matches!(b.role, crate::extract::Role::Row { .. }));
    let lines = above.filter(|b| b.text.chars().count() <= SHORT_LINE).take(FIRST_LINES);
    let mut named = lines.flat_map(|b| spans(&b.text));
    if let Some(other) = named.next().filter(|_| !body.contains_key(&wanted)) {
        let years = format!("{}–{}", other.from, other.to);
        return One::no(format!("แผนเป็นของปี {years}"), 0.85)
            .found(vec![years])
            .quote(quote_year(page, other.from));
    }
    if let Some(&first) = body.keys().next().filter(|first| **first > wanted) {
        return One::cannot_tell(format!("เนื้อหาระบุเพียงปี {first}"));
    }
    // A policy without a year holds until it is replaced: the day it was announced must not be later.
    match body.keys().next_back() {
        Some(&last) if last >= wanted => One::yes(format!("เนื้อหามีของปี {wanted}"), 0.75),
        Some(&last) if last >= wanted - 3 => One::yes(format!("ประกาศปี {last} และไม่ระบุวันสิ้นสุด"), 0.62),
        Some(&last) => One::no(said(&[last]), 0.7).found(names(&[last])),
        None => One::cannot_tell("เอกสารไม่ระบุปี"),
    }
}

/// Letters of a line that names a plan, and lines among which it stands.
const SHORT_LINE: usize = 100;
const FIRST_LINES: usize = 6;

/// "แผนพัฒนาสามปี", "แผน 4 ปี", "ระยะ 20 ปี"
fn plan_length(text: &str) -> Option<i32> {
    const WORDS: [(&str, i32); 5] = [("สามปี", 3), ("สี่ปี", 4), ("ห้าปี", 5), ("สิบปี", 10), ("ยี่สิบปี", 20)];
    if let Some((_, n)) = WORDS.iter().find(|(w, _)| text.contains(w)) {
        return Some(*n);
    }
    let at = text.find(" ปี")?;
    let digits: String = text[..at].chars().rev().take_while(char::is_ascii_digit).collect();
    let n: i32 = digits.chars().rev().collect::<String>().parse().ok()?;
    (2..=20).contains(&n).then_some(n)
}

pub fn names(years: &[i32]) -> Vec<String> {
    let mut out: Vec<i32> = years.to_vec();
    out.sort_unstable();
    out.dedup();
    out.iter().map(i32::to_string).collect()
}

fn said(years: &[i32]) -> String {
    format!("เป็นข้อมูลของปี {}", names(years).join(", "))
}

fn quote_year(page: &Page, year: i32) -> Option<(String, Option<u32>)> {
    page.own_blocks()
        .find(|b| years(&b.text).iter().any(|y| y.be == year))
        .map(|b| (clip(&b.text), b.place.page))
}
