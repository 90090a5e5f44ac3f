//! Sentences of the analysis and of the plan. They are the form's language: Thai in every report.

use super::plan::Why;
use super::words::{Lang, range};

pub(super) const ANY_UNIT: &str = "สำนักปลัด";
pub(super) const MEND_STEPS: [&str; 3] =
    ["มอบหมายผู้รับผิดชอบและกำหนดวันแล้วเสร็จ", "แก้ไขข้อมูลให้ครบตามแบบตรวจ", "เผยแพร่บนเว็บไซต์หลัก และตรวจซ้ำ"];

pub(super) fn mend(title: &str) -> String {
    format!("แก้ไขข้อมูล{title}ให้ครบตามแบบตรวจ")
}

pub(super) fn mended(title: &str) -> String {
    format!("หน้า{title}บนเว็บไซต์หลัก")
}

pub(super) fn look(id: &str, question: &str) -> String {
    format!("{id}: ให้ผู้รับผิดชอบเปิดดูและตัดสิน {question}")
}

pub(super) fn why(why: &Why) -> String {
    match why {
        Why::Gap { id, title, comment, .. } => format!("{id} {title}: {comment}"),
        Why::Open { id, title, question } => format!("{id} {title}: ต้องให้คนดู {question}"),
        Why::Low { id, title, score, .. } => digits(&format!("ตัวชี้วัดที่ {id} {title} ได้คะแนนร้อยละ {score:.2}")),
        Why::Lowest { id, title, instrument, score, .. } => {
            digits(&format!("ตัวชี้วัดที่ {id} {title} ได้คะแนนร้อยละ {score:.2} ต่ำสุดของแบบวัด {instrument}"))
        }
    }
}

/// Thai figures, as offices write them. A number behind a letter is a name (`O15`), an address and a version
/// stay as they are typed, and what stands “in quotes” is the site's own.
pub(super) fn digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    for word in text.split_inclusive(char::is_whitespace) {
        let typed = is_typed(word);
        let mut before = ' ';
        let mut name = false;
        for letter in word.chars() {
            quoted = letter == '“' || quoted && letter != '”';
            name = letter.is_ascii_digit() && (name || before.is_ascii_alphabetic());
            before = letter;
            let figure = letter.to_digit(10).filter(|_| !(name || typed || quoted));
            out.push(figure.and_then(|digit| char::from_u32('๐' as u32 + digit)).unwrap_or(letter));
        }
    }
    out
}

/// Whether a word is one for a keyboard: an address, a version, a number of a standard.
fn is_typed(word: &str) -> bool {
    let bare = word.trim().trim_matches(|c: char| c.is_ascii_punctuation());
    let letters = bare.chars().any(|c| c.is_ascii_alphabetic());
    word.contains("://")
        || letters && bare.is_ascii()
        || bare.split('.').filter(|part| part.parse::<u32>().is_ok()).count() > 2
}

/// A mark in running text.
pub(super) fn mark(low: Option<f64>, high: Option<f64>) -> String {
    digits(&range(low, high))
}

pub(super) fn day(day: &str) -> String {
    digits(&Lang::Th.words().date(day))
}

/// `ตุลาคม ๒๕๖๔`.
pub(super) fn month(day: &str) -> String {
    let whole = self::day(day);
    whole.split_once(' ').map_or(whole.clone(), |(_, rest)| rest.to_owned())
}

/// The fiscal year from end to end, as the seeds write it.
pub fn period(year: i32) -> String {
    digits(&format!("1 ต.ค. {} – 30 ก.ย. {year}", year - 1))
}

/// The two follow-ups.
pub fn follow_up(year: i32) -> [String; 2] {
    [
        digits(&format!("รายงานความก้าวหน้ารอบ 6 เดือน (ภายในเดือนเมษายน {year})")),
        digits(&format!("รายงานสรุปผลรอบ 12 เดือน ณ สิ้นปีงบประมาณ (ภายในเดือนตุลาคม {year})")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_become_thai_and_names_stay() {
        assert_eq!(digits("O15 ได้ 0.00 ใน พ.ศ. 2564 (ข้อ 9.1)"), "O15 ได้ ๐.๐๐ ใน พ.ศ. ๒๕๖๔ (ข้อ ๙.๑)");
        for typed in
            ["https://a1.go.th/x?id=12 ก", "(www.a.go.th/2564)", "oit 0.1.0", "O1–O43", "“ปี 2564”", "TLS 1.2"]
        {
            let wanted = typed.replace("1.2", "๑.๒");
            assert_eq!(digits(typed), wanted);
        }
        assert_eq!(digits("(1) ไม่พบ “รายงานปี 2563” ของปี 2564, 64"), "(๑) ไม่พบ “รายงานปี 2563” ของปี ๒๕๖๔, ๖๔");
        assert_eq!(mark(Some(61.45), Some(73.95)), "๖๑.๔๕–๗๓.๙๕");
        assert_eq!(month("2021-07-12"), "กรกฎาคม ๒๕๖๔");
        assert_eq!(period(2568), "๑ ต.ค. ๒๕๖๗ – ๓๐ ก.ย. ๒๕๖๘");
    }
}
