//! Thai in terminal columns: marks above and below take none, and no cluster is torn.

use unicode_width::UnicodeWidthStr;

use super::text::{is_thai, may_part};
use super::words;

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

/// The text in lines of at most `columns` columns, broken at blanks and between Thai words. A word
/// is torn only where it is longer than a line; only a single cluster wider than `columns`
/// overhangs.
pub fn wrap(s: &str, columns: usize) -> Vec<String> {
    lay(s, columns, |_| false)
}

/// The same for what is copied from a screen: addresses and paths stay whole, and overhang where they must.
pub fn wrap_whole(s: &str, columns: usize) -> Vec<String> {
    lay(s, columns, |word| word.contains("://") || word.contains(['/', '\\']) && !word.contains(is_thai))
}

/// `whole`: words that are not parted.
fn lay(s: &str, columns: usize, whole: impl Fn(&str) -> bool) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in s.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            // A line that is nearly full ends at the blank rather than within a phrase.
            let (used, long) = (width(&line), width(word));
            if used * 3 >= columns * 2 && long <= columns && used + 1 + long > columns {
                lines.push(std::mem::take(&mut line));
            }
            if whole(word) {
                if !line.is_empty() {
                    if width(&line) + 1 + long > columns {
                        lines.push(std::mem::take(&mut line));
                    } else {
                        line.push(' ');
                    }
                }
                line.push_str(word);
                continue;
            }
            let tight = |piece| words::crumbs(piece, columns);
            for (nth, piece) in words::pieces(word).into_iter().flat_map(tight).enumerate() {
                let gap = usize::from(nth == 0 && !line.is_empty());
                if !line.is_empty() && width(&line) + gap + width(piece) > columns {
                    lines.push(std::mem::take(&mut line));
                } else if gap == 1 {
                    line.push(' ');
                }
                add(piece, columns, &mut line, &mut lines);
            }
        }
        lines.push(line);
    }
    lines
}

/// Puts a piece on the line, in as many lines as it needs.
fn add(piece: &str, columns: usize, line: &mut String, lines: &mut Vec<String>) {
    let mut rest = piece;
    while width(line) + width(rest) > columns {
        let fits = tidy(rest, head(rest, columns - width(line)).len());
        let cut = if fits == 0 { first_cluster(rest) } else { fits };
        line.push_str(&rest[..cut]);
        rest = &rest[cut..];
        if rest.is_empty() {
            return;
        }
        lines.push(std::mem::take(line));
    }
    line.push_str(rest);
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

/// Where to cut an address that fits up to here: behind its last stroke or point, if that is near.
fn tidy(s: &str, fits: usize) -> usize {
    match s[..fits].rfind(['/', '-', '.', '?', '&', '_', '=']) {
        Some(at) if (at + 1) * 2 > fits && s.is_ascii() => at + 1,
        _ => fits,
    }
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
        assert_eq!(
            wrap("ไฟล์ที่ระบุว่าเป็นเดือนมกราคม 2564 เนื้อหาเป็นของเดือนกุมภาพันธ์ 2564 ไม่พบข้อมูล", 44),
            ["ไฟล์ที่ระบุว่าเป็นเดือนมกราคม 2564 เนื้อหาเป็นของเดือน", "กุมภาพันธ์ 2564 ไม่พบข้อมูล"]
        );
        assert_eq!(wrap("ดู https://a.go.th/x-y/z?q=1", 24), ["ดู", "https://a.go.th/x-y/z?q=", "1"]);
        assert_eq!(wrap("", 10), Vec::<String>::new());
        let whole = "ดู https://a.go.th/x-y/z?q=1 หรือ /var/lib/oit/walks/x และ และ/หรือ";
        assert_eq!(
            wrap_whole(whole, 16),
            ["ดู", "https://a.go.th/x-y/z?q=1", "หรือ", "/var/lib/oit/walks/x", "และ และ/หรือ"]
        );
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
