//! The number of an item at the start of a label: "O12", "012", "ข้อ ๑๒", "12.".

use std::sync::LazyLock;

use regex::Regex;

use super::glyphs::number;

/// An item number and how it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemCode {
    /// 1 to 99; which of them exist is for the form of the year to say.
    pub number: u8,
    /// Written with the letter O, with OIT or with ข้อ; a bare number may count anything.
    pub sure: bool,
    /// Where the label goes on behind the code, in bytes.
    pub end: usize,
}

/// The item number at the start of a label.
///
/// A range ("O1 - O6"), a sub-number ("9.2"), a date, a telephone number or an amount is none.
pub fn item_code(s: &str) -> Option<u8> {
    item_code_kind(s).map(|code| code.number)
}

/// As [`item_code`], with how it was written and where it ends.
pub fn item_code_kind(s: &str) -> Option<ItemCode> {
    let found = CODE.captures(s)?;
    let digits = found.name("digits")?;
    let sure = found.name("sign").is_some();
    let after = &s[digits.end()..];
    let longest = if sure || digits.as_str().starts_with(['0', '๐']) { 3 } else { 2 };
    if digits.as_str().chars().count() > longest {
        return None;
    }
    if NOT_A_CODE.is_match(after) || (!sure && COUNTS_SOMETHING.is_match(after)) {
        return None;
    }
    let number = u8::try_from(number(digits.as_str())).ok()?;
    let end = digits.end() + CLOSING.find(after).map_or(0, |closing| closing.end());
    (1..=99).contains(&number).then_some(ItemCode { number, sure, end })
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is written here")
}

static CODE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^[\s(\[{#•*“\x22]*(?P<sign>(?:ITA\s*)?(?:OIT|O|Ο|О)(?:\s*ข้อ)?\s*(?:ที่)?\s*[-.:_–]?\s*|ข้อ\s*(?:ที่)?\s*\.?\s*(?:O(?:IT)?\s*)?)?(?P<digits>\d+)",
    )
});

/// A range, a list, a sub-number, a clock time, a fraction, or a longer word right behind it.
static NOT_A_CODE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^(?:\s*(?:-|–|—|ถึง|,|และ|&)\s*(?:ข้อ\s*(?:ที่)?\s*)?(?:OIT|O)?\s*\d{1,3}(?:[^\d]|$)|[.:/,]\d|[.]\s\d|/|%|[a-z])",
    )
});

/// What a bare number in front of it counts, dates included.
static COUNTS_SOMETHING: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^(?:\s*(?:บาท|คน\b|ปี|เดือน|วัน|ชั่วโมง|นาที|ครั้ง|ราย(?:[\s)]|$)|โครงการ(?:[\s)]|$)|ไร่|หมู่|ตำบล|ล้าน|แสน|พัน|หมื่น|ร้อย|น\.|ม\.?ค\.|ก\.?พ\.|มี\.?ค\.|เม\.?ย\.|พ\.?ค\.|มิ\.?ย\.|ก\.?ค\.|ส\.?ค\.|ก\.?ย\.|ต\.?ค\.|พ\.?ย\.|ธ\.?ค\.|มกราคม|กุมภาพันธ|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม)|[\s-]\d{3,}[\s-]?\d|-\d)",
    )
});

static CLOSING: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:\s*[.):\]}\x22”-]+|\s*[–—])?\s*"));

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_as_agencies_write_them() {
        for (label, number, sure) in [
            ("O1", 1, true),
            ("o1", 1, true),
            ("O01 โครงสร้าง", 1, true),
            ("OIT1", 1, true),
            ("OIT 43", 43, true),
            ("O 12 รายงาน", 12, true),
            ("O๑", 1, true),
            ("O-21.pdf", 21, true),
            ("(O10) แผนดำเนินงาน", 10, true),
            ("O14 - แผนการใช้จ่าย 2564", 14, true),
            ("O39 – แผนปฏิบัติการ", 39, true),
            ("O1. โครงสร้าง", 1, true),
            ("ข้อ 1 โครงสร้าง", 1, true),
            ("ข้อที่ ๑๒", 12, true),
            ("ข้อ O12", 12, true),
            ("o35-โครงการ", 35, true),
            ("01", 1, false),
            ("010 - แผน", 10, false),
            ("043", 43, false),
            ("๐๑", 1, false),
            ("017-งบหน้า68.pdf", 17, false),
            ("1.", 1, false),
            ("1. โครงสร้าง", 1, false),
            ("๑) โครงสร้าง", 1, false),
            ("(12) รายงาน", 12, false),
            ("12", 12, false),
            ("5 ข้อมูลการติดต่อ", 5, false),
            ("25 นโยบาย", 25, false),
        ] {
            let code = item_code_kind(label).unwrap_or_else(|| panic!("{label}"));
            assert_eq!((code.number, code.sure), (number, sure), "{label}");
        }
    }

    #[test]
    fn what_is_no_code() {
        for label in [
            "",
            "โครงสร้าง",
            "2564",
            "1.1 อำนาจหน้าที่",
            "9.2 การบริหารงาน",
            "๙.๒",
            "O1-O6",
            "O1 - O6",
            "O1–6",
            "1-6",
            "O0",
            "00",
            "12 มกราคม 2564",
            "1 ต.ค. 63",
            "12/2564",
            "5 ปี",
            "6 เดือนแรก",
            "08.30 น.",
            "02-123-4567",
            "074-795112",
            "02 123 4567",
            "100",
            "0123",
            "1,000 บาท",
            "20 บาท",
            "1st",
            "O1.1",
            "50%",
            "EB1",
            "MOIT2",
            "Open data",
            "Office 365",
        ] {
            assert_eq!(item_code(label), None, "{label}");
        }
    }

    #[test]
    fn tells_where_the_title_begins() {
        for (label, title) in
            [("O14 - แผน", "แผน"), ("(O10) แผน", "แผน"), ("1. แผน", "แผน"), ("O1 แผน", "แผน")]
        {
            assert_eq!(&label[item_code_kind(label).unwrap().end..], title);
        }
    }

    proptest! {
        #[test]
        fn any_label_is_taken(s in "\\PC{0,12}", n in "[oO0๐ข้อ1-9. ()-]{0,8}") {
            let label = format!("{n}{s}");
            if let Some(code) = item_code_kind(&label) {
                prop_assert!(label.is_char_boundary(code.end));
                prop_assert!((1..=99).contains(&code.number));
            }
        }
    }
}
