//! Thai in terminal columns: marks above and below take none, and no cluster is torn.

use unicode_width::UnicodeWidthStr;

use super::glyphs::is_leading;
use super::text::may_part;

/// How many terminal columns the text takes.
pub fn width(s: &str) -> usize {
    s.width()
}

/// The text in at most `columns` columns; what is cut off ends in `…`.
pub fn truncate(s: &str, columns: usize) -> String {
    if width(s) <= columns {
        return s.to_owned();
    }
    if columns == 0 {
        return String::new();
    }
    let mut out = head(s, columns - 1).trim_end().to_owned();
    out.push('…');
    out
}

/// The text with blanks behind it up to `columns` columns; longer text stays as it is.
pub fn pad(s: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(s));
    let mut out = String::with_capacity(s.len() + blanks);
    out.push_str(s);
    out.extend(std::iter::repeat_n(' ', blanks));
    out
}

/// The text in lines of at most `columns` columns: broken at blanks where there are any, else
/// where a Thai word may end. Only a single cluster wider than `columns` overhangs.
pub fn wrap(s: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in s.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            add_word(word, columns, &mut line, &mut lines);
        }
        lines.push(line);
    }
    lines
}

/// Puts a word on the line, or on the next; cuts it up where it is longer than a line, or where
/// moving it would leave more than a third of the line empty.
fn add_word(word: &str, columns: usize, line: &mut String, lines: &mut Vec<String>) {
    let mut rest = word;
    loop {
        let used = width(line) + usize::from(!line.is_empty());
        let room = columns.saturating_sub(used);
        if width(rest) <= room {
            join(line, rest);
            return;
        }
        let fits_alone = width(rest) <= columns;
        let cut = if fits_alone && room * 3 < columns { 0 } else { break_at(rest, room) };
        let cut = match cut {
            0 if line.is_empty() => first_cluster(rest),
            cut => cut,
        };
        if cut > 0 {
            join(line, &rest[..cut]);
            rest = &rest[cut..];
        }
        if rest.is_empty() {
            return;
        }
        lines.push(std::mem::take(line));
    }
}

fn join(line: &mut String, word: &str) {
    if !line.is_empty() {
        line.push(' ');
    }
    line.push_str(word);
}

/// The longest beginning that fits and tears no cluster.
fn head(s: &str, columns: usize) -> &str {
    let mut end = 0;
    for (at, after) in s.char_indices().skip(1) {
        if s[..at].chars().next_back().is_some_and(|before| may_part(before, after)) {
            if width(&s[..at]) > columns {
                break;
            }
            end = at;
        }
    }
    if width(s) <= columns { s } else { &s[..end] }
}

fn first_cluster(s: &str) -> usize {
    let mut before = None;
    for (at, after) in s.char_indices() {
        if before.is_some_and(|before| may_part(before, after)) {
            return at;
        }
        before = Some(after);
    }
    s.len()
}

/// Where to break a word that does not fit: the best place in the last third of what fits.
fn break_at(word: &str, room: usize) -> usize {
    let limit = head(word, room).len();
    let mut best = (0, 0);
    let mut before = None;
    for (at, after) in word.char_indices() {
        if at > limit {
            break;
        }
        if let Some(before) = before
            && at > 0
            && may_part(before, after)
            && width(&word[..at]) * 3 >= room * 2
        {
            let grade = grade(&word[..at], before, &word[at..]);
            if grade >= best.0 {
                best = (grade, at);
            }
        }
        before = Some(after);
    }
    best.1
}

/// Words that begin a new word nearly wherever they stand.
const OPENERS: &[&str] = &[
    "การ",
    "ความ",
    "และ",
    "หรือ",
    "ของ",
    "ที่",
    "ใน",
    "จาก",
    "เพื่อ",
    "ผู้",
    "ประจำ",
    "ประกาศ",
    "รายงาน",
    "หน่วยงาน",
    "ข้อมูล",
    "แผน",
    "ผล",
    "โดย",
    "ตาม",
    "ไม่",
    "ให้",
    "ซึ่ง",
    "งบประมาณ",
    "เทศบาล",
    "องค์การ",
    "สำนัก",
    "มาตรการ",
    "ดำเนิน",
    "จัดซื้อ",
    "จัดจ้าง",
    "ป้องกัน",
    "ทุจริต",
    "คู่มือ",
    "มาตรฐาน",
    "บริหาร",
    "พัฒนา",
    "ปี",
    "เดือน",
    "พ.ศ.",
    "เจ้าหน้าที่",
    "บุคคล",
    "บุคลากร",
    "กับ",
    "เป็น",
    "ต้อง",
    "ได้",
    "มี",
];

/// How good a break is: 3 before a well-known word, 2 before a leading vowel or after a
/// sign that only ends syllables, 1 anywhere a cluster ends, 0 inside a number or a Latin word.
fn grade(head: &str, before: char, tail: &str) -> u8 {
    let after = tail.chars().next().unwrap_or(' ');
    if before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric() {
        return 0;
    }
    if ["การ", "ความ", "ผู้", "ที่"].iter().any(|prefix| head.ends_with(prefix)) {
        return 1;
    }
    if OPENERS.iter().any(|word| tail.starts_with(word)) {
        return 3;
    }
    if is_leading(after) || matches!(before, 'ะ' | 'ๆ' | 'ฯ' | 'ำ' | '์' | '-' | '/' | ')' | ',') {
        return 2;
    }
    1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_take_no_column() {
        for (s, columns) in
            [("", 0), ("ก", 1), ("ที่", 1), ("กำ", 2), ("น้ำ", 2), ("โครงสร้าง", 8), ("ITA 64", 6)]
        {
            assert_eq!(width(s), columns, "{s}");
        }
    }

    #[test]
    fn cuts_between_clusters() {
        assert_eq!(truncate("โครงสร้าง", 8), "โครงสร้าง");
        assert_eq!(truncate("โครงสร้าง", 6), "โครงส…");
        assert_eq!(truncate("น้ำใจ", 2), "…");
        assert_eq!(truncate("น้ำใจ", 3), "น้ำ…");
        assert_eq!(truncate("น้ำ", 0), "");
        assert_eq!(pad("ที่", 3), "ที่  ");
        assert_eq!(pad("ที่นี่", 1), "ที่นี่");
    }

    #[test]
    fn wraps_at_blanks_then_at_words() {
        assert_eq!(wrap("แผนดำเนินงาน ประจำปี 2564", 14), ["แผนดำเนินงาน", "ประจำปี 2564"]);
        assert_eq!(
            wrap("รายงานการกำกับติดตามการดำเนินการป้องกันการทุจริต", 20),
            ["รายงานการกำกับติดตาม", "การดำเนินการป้องกัน", "การทุจริต"]
        );
        assert_eq!(wrap("", 10), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn never_too_wide_and_nothing_lost(s in "[กาำะเแที่น้ อวab1]{0,60}", columns in 4_usize..40) {
            prop_assert!(width(&truncate(&s, columns)) <= columns);
            let lines = wrap(&s, columns);
            let joined: String = lines.concat().split_whitespace().collect();
            prop_assert_eq!(joined, s.split_whitespace().collect::<String>());
            prop_assert!(pad(&s, columns).starts_with(&s));
        }

        #[test]
        fn any_text_is_taken(s in any::<String>(), columns in 0_usize..20) {
            truncate(&s, columns);
            wrap(&s, columns);
        }
    }
}
