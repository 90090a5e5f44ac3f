//! Amounts of money: a report or a plan that has none only refers to where they stand.

use std::sync::LazyLock;

use regex::Regex;

use super::answer::{One, Reply};
use super::case::{Case, clip};
use crate::extract::{Block, Role};
use crate::find::library::Page;
use crate::thai::text::arabic;

/// Amounts that a table of money has at least.
const TABLE: usize = 3;

pub fn ask(least: u8, case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        let unit = page.own_blocks().any(|b| is_unit(&b.text));
        let tell = if unit { in_unit } else { count };
        let found: usize = page.own_blocks().map(|b| tell(&b.text)).sum();
        if found >= usize::from(least) {
            return One::yes("มีจำนวนเงิน", 0.93);
        }
        if page.is_ocr() && page.own_blocks().map(rough).sum::<usize>() >= usize::from(least) {
            return One::yes("มีตัวเลขจำนวนเงินในภาพสแกน", 0.8);
        }
        let annex = |w: &str| page.own_blocks().any(|b| b.text.contains(w));
        let refers = annex(ANNEX) || case.words.attached.iter().any(|w| annex(w));
        let found = if refers {
            vec!["บัญชีหรือรายละเอียดแนบท้าย".to_owned()]
        } else {
            Vec::new()
        };
        One::no("ไม่ปรากฏจำนวนเงิน", 0.86).missing(vec!["จำนวนเงิน".to_owned()]).found(found)
    })
}

/// What a document says of a list that it was sent with.
const ANNEX: &str = "แนบท้าย";

/// Units of amounts that are written short.
const UNITS: [&str; 4] = ["ล้านบาท", "พันบาท", "หมื่นบาท", "แสนบาท"];

/// Whether a text says that its amounts are written short; "ลบ.", but not of water: "ลบ.ม.".
fn is_unit(text: &str) -> bool {
    let short = |(at, unit): (usize, &str)| !text[at + unit.len()..].trim_start().starts_with('ม');
    UNITS.iter().any(|u| text.contains(u)) || text.match_indices("ลบ.").any(short)
}

/// "142.60" under "หน่วย: ล้านบาท": every number with a fraction is money there, but a share of a hundred.
fn in_unit(text: &str) -> usize {
    let fractions = arabic(text)
        .split(|c: char| c.is_whitespace() || c == '|')
        .filter(|n| {
            let parts: Vec<&str> = n.split('.').collect();
            let digits = |p: &&str| !p.is_empty() && p.chars().all(|c| c.is_ascii_digit() || c == ',');
            parts.len() == 2 && parts.iter().all(digits) && parts[1].len() <= 4
        })
        .count();
    if text.contains("ร้อยละ") { count(text) } else { count(text).max(fractions) }
}

/// What was counted or measured: "ร้อยละ 93.6", "4.68", "120 คน", "12,000", numbers in the cells of a table.
pub fn figures(page: &Page) -> Option<(String, Option<u32>)> {
    let block = page.own_blocks().find(|b| has_figure(b) || page.is_ocr() && rough(b) > 0)?;
    Some((clip(&block.text), block.place.page))
}

fn has_figure(block: &Block) -> bool {
    static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:ร้อยละ|เฉลี่ย|คะแนน|จำนวน|ระดับ)\s*(?:เท่ากับ\s*)?\d|\d{1,3},\d{3}|\d\s*(?:%|เปอร์เซ็นต์|คน|ราย|ชุด|ฉบับ|บาท)|(?:^|[\s|(=])\d{1,3}\.\d{1,2}(?:$|[\s|)])")
            .expect("a plain pattern")
    });
    // The first cell counts the rows.
    let counted = |cell: &String| {
        let cell = arabic(cell.trim());
        !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit() || ",.%".contains(c))
    };
    FIGURE.is_match(&arabic(&block.text)) || block.cells.iter().skip(1).any(counted)
}

/// A row of a table with amounts, where the tables have some.
pub fn in_table(page: &Page) -> Option<(String, Option<u32>)> {
    let rows: Vec<_> = page.own_blocks().filter(|b| matches!(b.role, Role::Row { .. })).collect();
    let all: usize = rows.iter().map(|b| count(&b.text)).sum();
    let first = rows.iter().find(|b| count(&b.text) > 0)?;
    (all >= TABLE).then(|| (clip(&first.text), first.place.page))
}

/// "12,000", "12000.50": numbers that are neither years nor telephone numbers.
fn count(text: &str) -> usize {
    let text = arabic(text);
    // "074-123456" is one word, and no number.
    let numbers = text.split(|c: char| c.is_whitespace() || c == '|' || c == '/');
    numbers
        .map(|n| n.trim_matches(|c: char| !c.is_ascii_digit()))
        .filter(|n| n.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.'))
        .filter(|n| {
            let whole = n.split('.').next().unwrap_or(n);
            let cents = n.split('.').nth(1).is_some_and(|c| c.len() == 2) && n.matches('.').count() == 1;
            let mut groups = whole.split(',');
            let first = groups.next().is_some_and(|g| (1..=3).contains(&g.len()));
            let grouped = whole.contains(',') && first && groups.all(|g| g.len() == 3);
            let long =
                whole.len() >= 5 && whole.len() <= 9 && !whole.starts_with('0') && !whole.contains(',');
            grouped || (cents && whole.len() >= 3) || long
        })
        .count()
}

/// Numbers of a scan, whose commas come out as anything and some of whose digits as `?`; but no years, and no
/// numbers of letters ("52102/418").
fn rough(block: &Block) -> usize {
    const LONG: usize = 4;
    let text = arabic(&block.text);
    let is_year = |w: &str| w.len() == LONG && w.starts_with("25") && w.bytes().all(|b| b.is_ascii_digit());
    let counts = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit() && c != '?');
        let read = word.chars().filter(char::is_ascii_digit).count();
        let all = read + word.matches('?').count();
        all >= LONG && read * 2 >= LONG && !is_year(word) && !word.contains('/')
    };
    match block.role {
        // A cell holds one number, however the scan has torn it.
        Role::Row { .. } => text.split('|').filter(|cell| counts(&cell.replace(' ', ""))).count(),
        _ => text.split_whitespace().filter(|word| !word.contains('?') && counts(word)).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_told_from_other_numbers() {
        for (text, n) in [
            ("งบประมาณ 1,250,000 บาท", 1),
            ("๑๒,๐๐๐.๐๐ | ๓,๕๐๐", 2),
            ("ปี 2564 ข้อ 40 โทร. 074-123456", 0),
            ("28400.00 2563", 1),
            ("ร้อยละ 38.30", 0),
            ("250000", 1),
        ] {
            assert_eq!(count(text), n, "{text}");
        }
    }

    #[test]
    fn of_a_scan_neither_years_nor_numbers_of_letters_are_money() {
        let row = Role::Row { table: 0, header: false };
        for (role, text, n) in [
            (Role::Paragraph, "ที่ อน52102/418 ลงวันที่ 20 ตุลาคม 2563", 0),
            (Role::Paragraph, "ประจำปีงบประมาณ พ.ศ. ๒๕๖๓) ถึงวันที่ ๓๐ กันยายน ๒๕๖?", 0),
            (Role::Paragraph, "ค่าตอบแทน 1.250.000 และ 982:340", 2),
            (Role::Paragraph, "2,563 25630", 2),
            (row, "งบกลาง | ?๒, ๖?๐ | ๒๑, ?๗๔, ๒ ๒๐ | ๙๗. ?", 2),
            (row, "เดือน | 2563 | 2564", 0),
        ] {
            let block = Block { role, text: text.to_owned(), ..Block::default() };
            assert_eq!(rough(&block), n, "{text}");
        }
    }

    #[test]
    fn millions_are_written_short_and_cubic_metres_are_none() {
        for (text, unit) in
            [("หน่วย : ล้านบาท", true), ("งบทั้งปี (ลบ.)", true), ("น้ำ 40 ลบ.ม.", false), ("น้ำ 40 ลบ. ม.", false)]
        {
            assert_eq!(is_unit(text), unit, "{text}");
        }
    }

    #[test]
    fn in_millions_small_numbers_are_money() {
        for (text, n) in
            [("งบบุคลากร | 8.4 | 142.60", 2), ("ร้อยละ 38.30", 0), ("ข้อ 4 ปี 2564", 0), ("1,250,000", 1)]
        {
            assert_eq!(in_unit(text), n, "{text}");
        }
    }
}
