//! Frequent misspellings, unified before comparing.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::narrow::narrow;

/// What is written, and what it is taken for. Both sides of a comparison are folded, so an entry
/// need not be right Thai, only consistent.
const SPELLINGS: &[(&str, &str)] = &[
    ("กฏหมาย", "กฎหมาย"),
    ("กฏกระทรวง", "กฎกระทรวง"),
    ("กฏระเบียบ", "กฎระเบียบ"),
    ("กฏเกณฑ์", "กฎเกณฑ์"),
    ("กฏบัตร", "กฎบัตร"),
    ("ปรากฎ", "ปรากฏ"),
    ("ปฎิบัติ", "ปฏิบัติ"),
    ("ปฏิบัตื", "ปฏิบัติ"),
    ("ปฎิทิน", "ปฏิทิน"),
    ("ปฎิรูป", "ปฏิรูป"),
    ("ปฎิเสธ", "ปฏิเสธ"),
    ("ปฎิญาณ", "ปฏิญาณ"),
    ("เว็ปไซต์", "เว็บไซต์"),
    ("เว็ปไซด์", "เว็บไซต์"),
    ("เว็ปไซท์", "เว็บไซต์"),
    ("เว็ปไซค์", "เว็บไซต์"),
    ("เวปไซต์", "เว็บไซต์"),
    ("เวปไซด์", "เว็บไซต์"),
    ("เวบไซต์", "เว็บไซต์"),
    ("เวบไซด์", "เว็บไซต์"),
    ("เว็บไซด์", "เว็บไซต์"),
    ("เว็บไซท์", "เว็บไซต์"),
    ("เว็บไซค์", "เว็บไซต์"),
    ("เว็บไชต์", "เว็บไซต์"),
    ("เว็บไชด์", "เว็บไซต์"),
    ("อิเล็คทรอนิกส์", "อิเล็กทรอนิกส์"),
    ("อิเล็กทรอนิคส์", "อิเล็กทรอนิกส์"),
    ("อิเล็คทรอนิคส์", "อิเล็กทรอนิกส์"),
    ("อีเล็กทรอนิกส์", "อิเล็กทรอนิกส์"),
    ("อิเลคทรอนิกส์", "อิเล็กทรอนิกส์"),
    ("อิเลกทรอนิกส์", "อิเล็กทรอนิกส์"),
    ("บุคคลากร", "บุคลากร"),
    ("ลิ้งค์", "ลิงก์"),
    ("ลิงค์", "ลิงก์"),
    ("ลิ้งก์", "ลิงก์"),
    ("ลิ๊งค์", "ลิงก์"),
    ("เกณท์", "เกณฑ์"),
    ("ดำรงค์", "ดำรง"),
    ("เจตจำนงค์", "เจตจำนง"),
    ("เจตจำนงสุจริจ", "เจตจำนงสุจริต"),
    ("วิสัยทัศ์", "วิสัยทัศน์"),
    ("วิสัยทรรศน์", "วิสัยทัศน์"),
    ("สังเกตุ", "สังเกต"),
    ("อนุญาติ", "อนุญาต"),
    ("งบประมาน", "งบประมาณ"),
    ("งปประมาณ", "งบประมาณ"),
    ("ประชาสัมพันธุ์", "ประชาสัมพันธ์"),
    ("ประขาสัมพันธ์", "ประชาสัมพันธ์"),
    ("ผลสัมฤทธ์", "ผลสัมฤทธิ์"),
    ("สัมนา", "สัมมนา"),
    ("พัศดุ", "พัสดุ"),
    ("จัดซื่อจัดจ้าง", "จัดซื้อจัดจ้าง"),
    ("จัดชื้อจัดจ้าง", "จัดซื้อจัดจ้าง"),
    ("จัดซื้อจัดจัาง", "จัดซื้อจัดจ้าง"),
    ("หลักเกนฑ์", "หลักเกณฑ์"),
    ("ดิจิตอล", "ดิจิทัล"),
    ("เฟสบุ๊ค", "เฟซบุ๊ก"),
    ("เฟสบุค", "เฟซบุ๊ก"),
    ("เฟซบุ๊ค", "เฟซบุ๊ก"),
    ("เฟสบุ๊ก", "เฟซบุ๊ก"),
    ("อินเตอร์เน็ต", "อินเทอร์เน็ต"),
    ("อินเตอร์เนต", "อินเทอร์เน็ต"),
    ("แผนปฎิบัติ", "แผนปฏิบัติ"),
    ("จรรยาบรรณณ์", "จรรยาบรรณ"),
    ("จริยธรรรม", "จริยธรรม"),
    ("ผลประโยชณ์", "ผลประโยชน์"),
    ("ทุจริจ", "ทุจริต"),
    ("ทุจจริต", "ทุจริต"),
    ("คู่มิอ", "คู่มือ"),
    ("คุ่มือ", "คู่มือ"),
    ("หน่ายงาน", "หน่วยงาน"),
    ("แปนงาน", "แผนงาน"),
];

/// Letters are a byte each, see [`super::narrow`].
static TABLE: LazyLock<(AhoCorasick, Vec<Vec<u8>>)> = LazyLock::new(|| {
    let table = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        // All that is read goes through it.
        .kind(Some(AhoCorasickKind::DFA))
        .build(SPELLINGS.iter().map(|(wrong, _)| narrow(wrong)))
        .expect("a table this small always builds");
    (table, SPELLINGS.iter().map(|(_, right)| narrow(right)).collect())
});

/// Replaces every known misspelling; again while a replacement brings forth another.
pub(super) fn unify(mut folded: Vec<u8>) -> Vec<u8> {
    let (table, right) = &*TABLE;
    for _ in 0..4 {
        if !table.is_match(&folded) {
            break;
        }
        folded = table.replace_all_bytes(&folded, right);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::super::text::fold;
    use super::*;

    #[test]
    fn no_replacement_is_itself_a_misspelling() {
        for (wrong, right) in SPELLINGS {
            assert_eq!(unify(narrow(right)), narrow(right), "{wrong}");
            assert_eq!(fold(wrong), fold(right), "{wrong}");
        }
    }
}
