//! Years, and how the text says that the number is one.

use std::cell::OnceCell;

use super::{MonthMention, after, before, buddhist, months, number, short_year};
use crate::thai::text::is_number;

/// How a year is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// After ปีงบประมาณ, ปีงบฯ, งปม. or FY.
    Fiscal,
    /// After พ.ศ., ปี or a month.
    Year,
    /// Part of the name of a law: "พระราชบัญญัติ… พ.ศ. 2540".
    Law,
    /// A number between 2500 and 2599 alone.
    Bare,
    /// A year of the Christian era.
    Christian,
    /// Two digits: "ปี 64", "ม.ค. 64", "12/64".
    Short,
}

/// A year in the text; the offsets are those of its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Year {
    /// The Buddhist year.
    pub be: i32,
    pub start: usize,
    pub end: usize,
    pub how: How,
}

/// Every year of the text, in order. Amounts, telephone numbers and longer numbers are none.
pub fn years(s: &str) -> Vec<Year> {
    let mut out = Vec::new();
    let mentions = OnceCell::new();
    let mut at = 0;
    while let Some(offset) = s[at..].find(is_number) {
        let start = at + offset;
        let run = s[start..].find(|c: char| !is_number(c)).unwrap_or(s.len() - start);
        let end = start + run;
        at = end;
        let digits = &s[start..end];
        let count = digits.chars().count();
        if count != 4 && count != 2 {
            continue;
        }
        let Some(n) = number(digits) else { continue };
        if is_amount(s, start, end) {
            continue;
        }
        let dated = || {
            let all: &Vec<MonthMention> = mentions.get_or_init(|| months(s));
            all.iter().any(|m| m.year.is_some() && m.start < end && start < m.end && m.end == end)
        };
        let how = context(s, start);
        let year = if count == 2 {
            let said =
                how.is_some() || before(s, start, 8).trim_end().to_uppercase().ends_with("ITA") || dated();
            short_year(n)
                .filter(|b| (2540..=2580).contains(b) && said)
                .map(|b| (b, how.filter(|h| *h == How::Fiscal).unwrap_or(How::Short)))
        } else if n < 2400 {
            buddhist(n).filter(|_| how.is_some() || dated()).map(|b| (b, How::Christian))
        } else {
            buddhist(n)
                .filter(|b| (2470..=2600).contains(b))
                .map(|b| (b, how.unwrap_or(if dated() { How::Year } else { How::Bare })))
        };
        if let Some((be, how)) = year {
            out.push(Year { be, start, end, how });
        }
    }
    out
}

/// Part of an amount, a telephone number, a decimal.
fn is_amount(s: &str, start: usize, end: usize) -> bool {
    let mut back = before(s, start, 2).chars().rev();
    let (near, far) = (back.next(), back.next());
    let digit = |c: Option<char>| c.is_some_and(is_number);
    let mut front = after(s, end, 2).chars();
    let (next, second) = (front.next(), front.next());
    if matches!(near, Some(',' | '.')) && digit(far) || matches!(next, Some(',' | '.')) && digit(second) {
        return true;
    }
    let rest = after(s, end, 8).trim_start();
    ["บาท", "คน", "ราย", "แห่ง", "ครัวเรือน", "ไร่", "เมตร", "ตาราง", "รายการ", "%"].iter().any(|w| rest.starts_with(w))
        // 0-7479-2563
        || (near == Some('-') && digit(far) && before(s, start, 8).trim_start_matches(|c: char| !is_number(c)).starts_with('0'))
        || is_phone(s, start, end)
}

/// "0 2579 7435": groups of a telephone number.
fn is_phone(s: &str, start: usize, end: usize) -> bool {
    let Some(begun) = before(s, start, 2).strip_suffix([' ', '-']) else { return false };
    let zero = begun.ends_with(['0', '๐']);
    let rest = after(s, end, 6);
    let group = rest.strip_prefix([' ', '-']).unwrap_or_default();
    zero && group.chars().take_while(|c| is_number(*c)).count() >= 4
}

/// What the words before a number say of it.
fn context(s: &str, start: usize) -> Option<How> {
    let near = before(s, start, 28)
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '(' | '“' | '"'));
    let bare = near
        .strip_suffix("พ.ศ.")
        .or_else(|| near.strip_suffix("พ.ศ"))
        .or_else(|| near.strip_suffix("พ. ศ."))
        .or_else(|| near.strip_suffix("พศ."));
    let inner = bare.unwrap_or(near).trim_end();
    let fiscal = ["ปีงบประมาณ", "ปี งบประมาณ", "ปีงบฯ", "ปีงบ", "งปม.", "งปม", "งบประมาณปี"];
    if fiscal.iter().any(|w| inner.ends_with(w)) || inner.to_uppercase().ends_with("FY") {
        return Some(How::Fiscal);
    }
    if inner.ends_with("ปี") || inner.ends_with("ประจำปี") || inner.ends_with("ปีการศึกษา")
    {
        return Some(How::Year);
    }
    if bare.is_some() {
        let long = before(s, start, 110);
        let laws = [
            "พระราชบัญญัติ",
            "พ.ร.บ.",
            "พรบ",
            "ระเบียบ",
            "กฎกระทรวง",
            "พระราชกฤษฎีกา",
            "รัฐธรรมนูญ",
            "ข้อบัญญัติ",
            "เทศบัญญัติ",
            "ข้อบังคับ",
            "ประกาศกระทรวง",
            "พระราชกำหนด",
            "กฎหมาย",
        ];
        let law = laws.iter().filter_map(|w| long.rfind(w)).max();
        // Another year, or a date, between the law and this one: the year is not the law's.
        let clear = |at: usize| !long[at..].chars().filter(|c| is_number(*c)).count().gt(&3);
        return Some(if law.is_some_and(clear) && !inner.ends_with("ณ วันที่") {
            How::Law
        } else {
            How::Year
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(s: &str) -> Vec<(i32, How)> {
        years(s).iter().map(|y| (y.be, y.how)).collect()
    }

    #[test]
    fn years_in_every_spelling() {
        use How::*;
        for (text, want) in [
            ("ประจำปีงบประมาณ พ.ศ. ๒๕๖๔", vec![(2564, Fiscal)]),
            ("ปีงบฯ 2564", vec![(2564, Fiscal)]),
            ("ปีงบประมาณ 64", vec![(2564, Fiscal)]),
            ("ประจำปี 2563", vec![(2563, Year)]),
            ("แผนงาน ปี 64", vec![(2564, Short)]),
            ("ITA 63", vec![(2563, Short)]),
            ("แผน 2564", vec![(2564, Bare)]),
            ("ม.ค. 64", vec![(2564, Short)]),
            ("พระราชบัญญัติเทศบาล พ.ศ. 2496", vec![(2496, Law)]),
            ("พ.ร.บ. สภาตำบลฯ (ฉบับที่ 7) พ.ศ. 2562", vec![(2562, Law)]),
            ("ข้อบัญญัติงบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. 2564", vec![(2564, Fiscal)]),
            ("2,564.00 บาท", vec![]),
            ("2564 บาท", vec![]),
            ("โทร 0-7479-2564", vec![]),
            ("โทร 0 2579 7435 ต่อ 201", vec![]),
            ("พ.ศ. 2561–2565", vec![(2561, Year), (2565, Bare)]),
            ("หมู่ 64", vec![]),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }
}
