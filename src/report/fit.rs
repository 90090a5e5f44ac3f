//! Thai text in columns of a terminal.
//!
//! Stands in for `crate::thai::width`, which has the same four functions.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text takes on screen.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text filled up with spaces on its right; longer text is left as it is.
pub fn pad(text: &str, columns: usize) -> String {
    let mut padded = text.to_owned();
    padded.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(text))));
    padded
}

/// The text cut to so many columns, with an ellipsis if anything is lost.
#[cfg_attr(not(test), expect(dead_code, reason = "one of the four that `thai::width` has"))]
pub fn truncate(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    for unit in units(text) {
        let space = usize::from(unit.before == Break::Space);
        if width(&cut) + space + width(&unit.text) + 1 > columns {
            break;
        }
        cut.extend(std::iter::repeat_n(' ', space));
        cut.push_str(&unit.text);
    }
    cut.push('…');
    cut
}

/// Lines of at most so many columns. No line begins with a mark or vowel that belongs to the
/// letter before it, or ends with a vowel written before its letter.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let units: Vec<Unit> = units(text).into_iter().flat_map(|unit| unit.fitting(columns)).collect();
    let mut lines = Vec::new();
    let mut start = 0;
    while start < units.len() {
        let mut end = start;
        let mut used = 0;
        while end < units.len() {
            let space = usize::from(end > start && units[end].before == Break::Space);
            let unit = space + width(&units[end].text);
            if used + unit > columns && end > start {
                break;
            }
            used += unit;
            end += 1;
        }
        if end < units.len() {
            end = better_end(&units, start, end, columns);
        }
        lines.push(join(&units[start..end]));
        start = end;
    }
    lines
}

/// Goes back to a space or a sure syllable boundary, if that leaves the line reasonably full.
fn better_end(units: &[Unit], start: usize, end: usize, columns: usize) -> usize {
    for wanted in [Break::Space, Break::Syllable] {
        let found = (start + 1..=end).rev().find(|at| units[*at].before >= wanted);
        if let Some(at) = found
            && width(&join(&units[start..at])) * 3 >= columns * 2
        {
            return at;
        }
    }
    end
}

fn join(units: &[Unit]) -> String {
    let mut line = String::new();
    for (nth, unit) in units.iter().enumerate() {
        if nth > 0 && unit.before == Break::Space {
            line.push(' ');
        }
        line.push_str(&unit.text);
    }
    line
}

/// How good a place to end a line stands before a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    /// Between two letters: right on screen, though perhaps inside a word.
    Letter,
    /// Where a syllable certainly begins or ends.
    Syllable,
    Space,
}

/// What must stay on one line.
#[derive(Debug)]
struct Unit {
    text: String,
    before: Break,
}

impl Unit {
    /// Cuts what is wider than a line, such as an address.
    fn fitting(self, columns: usize) -> Vec<Unit> {
        let mut parts = vec![Unit { text: String::new(), before: self.before }];
        let mut used = 0;
        for letter in self.text.chars() {
            let wide = letter.width().unwrap_or(0);
            if used + wide > columns {
                parts.push(Unit { text: String::new(), before: Break::Letter });
                used = 0;
            }
            used += wide;
            if let Some(part) = parts.last_mut() {
                part.text.push(letter);
            }
        }
        parts
    }
}

fn units(text: &str) -> Vec<Unit> {
    let letters: Vec<char> = text.chars().collect();
    let mut units: Vec<Unit> = Vec::new();
    let mut previous: Option<char> = None;
    let mut spaced = false;
    for (at, &letter) in letters.iter().enumerate() {
        if letter.is_whitespace() {
            spaced = previous.is_some();
            continue;
        }
        let before = previous.unwrap_or(' ');
        let silenced = is_consonant(letter) && ends_silenced(&letters[at + 1..]);
        match units.last_mut() {
            // The repeat sign stands after a space, and belongs to the word before it.
            Some(unit) if spaced && letter == 'ๆ' => unit.text.push_str(" ๆ"),
            Some(unit) if !spaced && (silenced || belongs(before, letter)) => unit.text.push(letter),
            _ => units.push(Unit {
                text: letter.to_string(),
                before: if spaced {
                    Break::Space
                } else if is_syllable_edge(before, letter) {
                    Break::Syllable
                } else {
                    Break::Letter
                },
            }),
        }
        previous = Some(letter);
        spaced = false;
    }
    units
}

/// Whether a letter must stay with the one before it.
fn belongs(before: char, letter: char) -> bool {
    let both_foreign = !is_thai(before) && !is_thai(letter);
    letter.width() == Some(0)
        || matches!(
            letter,
            'ะ' | 'า'
                | 'ำ'
                | 'ๅ'
                | 'ๆ'
                | 'ฯ'
                | ')'
                | ']'
                | '”'
                | '"'
                | ','
                | '.'
                | ':'
                | ';'
                | '!'
                | '?'
                | '%'
                | '/'
        )
        || matches!(before, '(' | '[' | '“')
        || is_leading_vowel(before)
        || both_foreign
}

fn is_syllable_edge(before: char, letter: char) -> bool {
    is_leading_vowel(letter)
        || matches!(before, 'ะ' | 'ำ' | 'ๆ' | 'ฯ' | '\u{0E4C}')
        || is_thai(before) != is_thai(letter)
}

/// A consonant under the silencing mark closes its syllable: it never begins a line.
fn ends_silenced(rest: &[char]) -> bool {
    rest.iter().take_while(|letter| letter.width() == Some(0)).any(|letter| *letter == '\u{0E4C}')
}

fn is_thai(letter: char) -> bool {
    ('\u{0E00}'..='\u{0E7F}').contains(&letter)
}

fn is_consonant(letter: char) -> bool {
    ('ก'..='ฮ').contains(&letter)
}

fn is_leading_vowel(letter: char) -> bool {
    ('เ'..='ไ').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_take_no_column_and_sara_am_one() {
        assert_eq!(width("น้ำ"), 2);
        assert_eq!(width("ที่"), 1);
        assert_eq!(width("ร้องเรียน"), 7);
        assert_eq!(pad("น้ำ", 4), "น้ำ  ");
    }

    #[test]
    fn a_cut_text_says_so_and_keeps_its_letters_whole() {
        assert_eq!(truncate("น้ำใจ", 9), "น้ำใจ");
        assert_eq!(truncate("น้ำใจที่ดี", 4), "น้ำ…");
        assert_eq!(truncate("น้ำใจที่ดี", 5), "น้ำใจ…");
    }

    #[test]
    fn lines_break_at_spaces_first_then_at_syllables() {
        assert_eq!(wrap("ไม่พบข้อมูลเดือนมกราคม 64", 20), ["ไม่พบข้อมูลเดือนมกราคม", "64"]);
        assert_eq!(wrap("ไม่พบข้อมูลเดือนเมษายน", 16), ["ไม่พบข้อมูลเดือน", "เมษายน"]);
        assert_eq!(wrap("ไม่พบรายงานผล ประจำปี 2563", 14), ["ไม่พบรายงานผล", "ประจำปี 2563"]);
        assert_eq!(wrap("ประกาศต่าง ๆ เกี่ยวกับ", 11), ["ประกาศต่าง ๆ", "เกี่ยวกับ"]);
        assert!(wrap("", 10).is_empty());
    }

    #[test]
    fn an_address_longer_than_a_line_is_cut_anywhere() {
        assert_eq!(wrap("https://a.go.th/x", 8), ["https://", "a.go.th/", "x"]);
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(text in "[ก-ฮะ-ูเ-์a-z0-9 ()/]{0,80}", columns in 2usize..40) {
            let lines = wrap(&text, columns);
            let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            proptest::prop_assert_eq!(squeeze(&lines.concat()), squeeze(&text));
            for line in &lines {
                proptest::prop_assert!(width(line) <= columns.max(2), "{:?}", line);
            }
        }
    }
}
