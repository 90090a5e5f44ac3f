//! Periods in months: "ตุลาคม 2563 – มีนาคม 2564", quarters, half-years.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;

use super::{How, Month, after, before, buddhist, months, number, regex, short_year, years};

/// A period, both months included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub from: Month,
    pub to: Month,
    pub start: usize,
    pub end: usize,
}

/// Every period of the text, in order. Where no year is in reach, `fiscal_hint` is the fiscal year.
pub fn ranges(s: &str, fiscal_hint: Option<i32>) -> Vec<Range> {
    let mut out = between_months(s, fiscal_hint);
    for found in quarters(s, fiscal_hint).into_iter().chain(halves(s, fiscal_hint)) {
        out.push(found);
    }
    out.sort_by_key(|r| (r.start, r.end));
    out
}

/// "ตุลาคม 2563 – มีนาคม 2564", "1 ต.ค. 63 - 31 มี.ค. 64", "ตุลาคม ถึง ธันวาคม 2563"
fn between_months(s: &str, fiscal_hint: Option<i32>) -> Vec<Range> {
    let mentions = months(s);
    let mut out = Vec::new();
    for pair in mentions.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if a.end > b.start || !joins(&s[a.end..b.start]) {
            continue;
        }
        let fiscal = |m: u8| fiscal_hint.map(|y| if m >= 10 { y - 1 } else { y });
        let to_year = b.year.or_else(|| fiscal(b.month));
        let from_year = a.year.or_else(|| {
            if b.year.is_none() {
                fiscal(a.month)
            } else {
                to_year.map(|y| if a.month <= b.month { y } else { y - 1 })
            }
        });
        let (Some(from_year), Some(to_year)) = (from_year, to_year) else { continue };
        let from = Month { year: from_year, month: a.month };
        let to = Month { year: to_year, month: b.month };
        if from <= to && (to.year - from.year) <= 6 {
            out.push(Range { from, to, start: a.start, end: b.end });
        }
    }
    out
}

/// Whether the words between two months make them the ends of one period.
fn joins(between: &str) -> bool {
    let mut rest = between.trim();
    for word in ["สิ้นเดือน", "เดือน", "วันที่", "ณ", "สิ้น"]
    {
        rest = rest.trim_end_matches(word).trim();
    }
    let rest = rest.trim_start_matches("พ.ศ.").trim();
    matches!(rest, "-" | "–" | "—" | "−" | "ถึง" | "จนถึง" | "~" | "ถึงวันที่")
}

/// "ไตรมาสที่ 1 ปีงบประมาณ 2564", "ไตรมาส 1/2564", "ไตรมาส 1-2"
fn quarters(s: &str, fiscal_hint: Option<i32>) -> Vec<Range> {
    static QUARTER: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"ไตรมาส\s*(?:ที่)?\s*(\d)(?:\s*(?:-|–|ถึง|และ|,)\s*(?:ไตรมาส)?\s*(?:ที่)?\s*([1-4๑-๔]))?(?:\s*/\s*(\d{4}|\d{2}))?",
        )
    });
    let mut out = Vec::new();
    for found in QUARTER.captures_iter(s) {
        let Some(whole) = found.get(0) else { continue };
        let digit = |i: usize| found.get(i).and_then(|m| number(m.as_str()));
        let Some(first) = digit(1).filter(|q| (1..=4).contains(q)) else { continue };
        let last = digit(2).filter(|q| (first..=4).contains(q)).unwrap_or(first);
        let written = digit(3).and_then(|n| if n < 100 { short_year(n) } else { buddhist(n) });
        let Some(year) = written.or_else(|| near_year(s, whole.start(), whole.end())).or(fiscal_hint) else {
            continue;
        };
        let months = Month::fiscal(year);
        let from = months[(first as usize - 1) * 3];
        let to = months[last as usize * 3 - 1];
        out.push(Range { from, to, start: whole.start(), end: whole.end() });
    }
    out
}

/// "รอบ 6 เดือน", "6 เดือนแรก", "ครึ่งปีหลัง", "รอบ 12 เดือน"
fn halves(s: &str, fiscal_hint: Option<i32>) -> Vec<Range> {
    static HALF: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?:รอบ\s*)?(?:ระยะ\s*)?(6|๖|หก|12|๑๒|สิบสอง)\s*เดือน\s*(แรก|หลัง)?|ครึ่งปี\s*(แรก|หลัง)?(?:งบประมาณ)?",
        )
    });
    static MONTHS: LazyLock<Finder> = LazyLock::new(|| Finder::new("เดือน"));
    static HALF_YEAR: LazyLock<Finder> = LazyLock::new(|| Finder::new("ครึ่งปี"));
    let mut out = Vec::new();
    if MONTHS.find(s.as_bytes()).is_none() && HALF_YEAR.find(s.as_bytes()).is_none() {
        return out;
    }
    for found in HALF.captures_iter(s) {
        let Some(whole) = found.get(0) else { continue };
        let count = found.get(1).map_or("6", |m| m.as_str());
        let part = found.get(2).or(found.get(3)).map_or("", |m| m.as_str());
        if found.get(1).is_some()
            && part.is_empty()
            && !whole.as_str().starts_with("รอบ")
            && !before(s, whole.start(), 8).contains("รอบ")
        {
            continue;
        }
        let Some(year) = near_year(s, whole.start(), whole.end()).or(fiscal_hint) else { continue };
        let months = Month::fiscal(year);
        let (from, to) = match (count, part) {
            ("12" | "๑๒" | "สิบสอง", _) => (months[0], months[11]),
            (_, "หลัง") => (months[6], months[11]),
            _ => (months[0], months[5]),
        };
        out.push(Range { from, to, start: whole.start(), end: whole.end() });
    }
    out
}

/// The year that the words around a place speak of.
fn near_year(s: &str, start: usize, end: usize) -> Option<i32> {
    let subject = |y: &super::Year| matches!(y.how, How::Fiscal | How::Year | How::Short);
    let dated = |text: &str, y: &super::Year| months(text).iter().any(|m| m.start < y.end && y.start < m.end);
    let tail = after(s, end, 60);
    let head = before(s, start, 60);
    let pick = |text: &str, last: bool| {
        let all = years(text);
        let mut fit = all.iter().filter(|y| subject(y) && !dated(text, y)).map(|y| y.be);
        if last { fit.next_back() } else { fit.next() }
    };
    pick(tail, false).or_else(|| pick(head, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(s: &str, hint: Option<i32>) -> Vec<String> {
        ranges(s, hint).iter().map(|r| format!("{}–{}", r.from.short(), r.to.short())).collect()
    }

    #[test]
    fn periods_in_every_spelling() {
        for (text, hint, want) in [
            ("ตุลาคม 2563 – มีนาคม 2564", None, vec!["ต.ค. 63–มี.ค. 64"]),
            ("1 ต.ค. 63 - 31 มี.ค. 64", None, vec!["ต.ค. 63–มี.ค. 64"]),
            ("(1 ตุลาคม 2563 – 31 มีนาคม 2564)", None, vec!["ต.ค. 63–มี.ค. 64"]),
            ("เดือนตุลาคม ถึง เดือนธันวาคม 2563", None, vec!["ต.ค. 63–ธ.ค. 63"]),
            ("ตุลาคม – มีนาคม 2564", None, vec!["ต.ค. 63–มี.ค. 64"]),
            ("ต.ค. - มี.ค.", Some(2564), vec!["ต.ค. 63–มี.ค. 64"]),
            ("ไตรมาสที่ 1 ปีงบประมาณ พ.ศ. 2564", None, vec!["ต.ค. 63–ธ.ค. 63"]),
            ("ไตรมาส 2/2564", None, vec!["ม.ค. 64–มี.ค. 64"]),
            ("ไตรมาส 1-2", Some(2564), vec!["ต.ค. 63–มี.ค. 64"]),
            ("รอบ 6 เดือน ประจำปีงบประมาณ พ.ศ. 2564", None, vec!["ต.ค. 63–มี.ค. 64"]),
            ("6 เดือนหลัง ปี 2563", None, vec!["เม.ย. 63–ก.ย. 63"]),
            ("อายุ 6 เดือน", Some(2564), vec![]),
        ] {
            assert_eq!(read(text, hint), want, "{text}");
        }
    }
}
