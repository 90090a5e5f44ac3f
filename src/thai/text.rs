//! Thai text: the form to show, the form to match, and what a letter is.
//!
//! [`normalise`] is for everything that a person will read; [`fold`] is for comparing, and loses
//! blanks, punctuation and the spelling mistakes that half the agencies make.

use unicode_normalization::char::is_combining_mark;

use super::clusters::{needs_composing, rebuild};
use super::glyphs::{from_private_use, is_invisible, is_leading, is_mark};
use super::{narrow, plain, spelling};

pub use super::folded::Folded;
pub use super::repair::{repair, repair_lines};

/// The text as it should be shown: one spelling for each cluster, single blanks, nothing invisible.
///
/// NFC, but ำ stays one character (and ํ with า becomes it); vowel before tone before ำ; doubled
/// marks, zero-width and control characters dropped; เเ is แ; glyphs of old fonts (U+F700…) become
/// letters. Digits stay as written. Idempotent.
pub fn normalise(s: &str) -> String {
    // Outer blanks are dropped whatever else the text is.
    let s = s.trim_matches(' ');
    if plain::is_tidy(s) { s.to_owned() } else { normalise_slowly(s) }
}

/// [`normalise`] of any text whatever.
pub(super) fn normalise_slowly(s: &str) -> String {
    let visible = s.chars().map(from_private_use).filter(|c| !is_invisible(*c));
    rebuild(visible, s)
}

/// The text as it is compared: [`normalise`]d, Thai digits as Arabic ones, lower case, letters,
/// marks and digits only, frequent misspellings unified. Idempotent; lossy, so fold both sides.
pub fn fold(s: &str) -> String {
    if s.is_ascii() {
        let kept = s.bytes().filter(u8::is_ascii_alphanumeric);
        return kept.map(|b| b.to_ascii_lowercase() as char).collect();
    }
    narrow::widen(&fold_narrow(s))
}

/// [`fold`], a byte a letter (see [`narrow`]).
pub fn fold_narrow(s: &str) -> Vec<u8> {
    unified(plain::letters(s).unwrap_or_else(|| narrow::narrow(&rebuilt(s))))
}

/// Text layers lose ำ for า and write it for า; to a comparison the two are one letter.
fn unified(letters: Vec<u8>) -> Vec<u8> {
    const LONG_A: u8 = narrow::THAI + 0x32;
    const AM: u8 = narrow::THAI + 0x33;
    let mut letters = spelling::unify(letters);
    letters.iter_mut().filter(|b| **b == AM).for_each(|b| *b = LONG_A);
    letters
}

/// The letters of any text whatever, misspellings and all.
fn rebuilt(s: &str) -> String {
    // What composes must do so before anything is left out.
    let composed = needs_composing(s).then(|| normalise(s));
    let s = composed.as_deref().unwrap_or(s);
    let kept = s
        .chars()
        .map(from_private_use)
        .filter(|c| !is_invisible(*c))
        .map(arabic_digit)
        .flat_map(lower)
        .filter(|c| is_thai(*c) || c.is_alphanumeric() || is_combining_mark(*c))
        .filter(|c| !matches!(c, '฿' | '๏' | '๚' | '๛'));
    rebuild(kept, s)
}

/// [`fold`] by the long way.
#[cfg(test)]
pub(super) fn fold_slowly(s: &str) -> String {
    narrow::widen(&unified(narrow::narrow(&rebuilt(s))))
}

/// Where a phrase begins in a text, in bytes.
pub fn find(text: &str, phrase: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes(), phrase.as_bytes())
}

/// The same text with Thai digits as Arabic ones, nothing else changed.
pub fn arabic(s: &str) -> String {
    s.chars().map(arabic_digit).collect()
}

/// The share of Thai letters among all letters (and Thai marks), 0 where there is none.
pub fn thai_share(s: &str) -> f32 {
    let (mut thai, mut all) = (0_usize, 0_usize);
    for c in s.chars() {
        if is_thai(c) && !('๐'..='๙').contains(&c) {
            thai += 1;
            all += 1;
        } else if c.is_alphabetic() {
            all += 1;
        }
    }
    if all == 0 { 0.0 } else { thai as f32 / all as f32 }
}

/// Thai has no capitals, and asking for them takes time.
fn lower(c: char) -> impl Iterator<Item = char> {
    let (same, other) = if is_thai(c) { (Some(c), None) } else { (None, Some(c.to_lowercase())) };
    same.into_iter().chain(other.into_iter().flatten())
}

/// [`char::is_alphabetic`], quickly for Thai.
#[inline]
pub fn is_letter(c: char) -> bool {
    match c {
        '\u{0E01}'..='\u{0E3A}' | '\u{0E40}'..='\u{0E46}' | '\u{0E4D}' => true,
        '\u{0E3B}'..='\u{0E7F}' => false,
        _ => c.is_alphabetic(),
    }
}

/// [`char::is_numeric`], quickly for Thai.
#[inline]
pub fn is_number(c: char) -> bool {
    match c {
        '\u{0E50}'..='\u{0E59}' => true,
        '\u{0E00}'..='\u{0E7F}' => false,
        _ => c.is_numeric(),
    }
}

/// [`char::is_alphanumeric`], quickly for Thai.
#[inline]
pub fn is_letter_or_number(c: char) -> bool {
    is_letter(c) || is_number(c)
}

/// Whether the character belongs to the Thai script (digits and signs included).
#[inline]
pub fn is_thai(c: char) -> bool {
    ('\u{0E01}'..='\u{0E3A}').contains(&c) || ('\u{0E3F}'..='\u{0E5B}').contains(&c)
}

fn arabic_digit(c: char) -> char {
    match c {
        '๐'..='๙' => char::from(b'0' + (c as u32 - '๐' as u32) as u8),
        _ => c,
    }
}

/// Whether a line may be cut between the two characters without tearing a cluster.
pub(super) fn may_part(before: char, after: char) -> bool {
    !(is_mark(after)
        || is_combining_mark(after)
        || is_invisible(after)
        || matches!(after, 'ำ' | 'า' | 'ะ' | 'ๆ' | 'ฯ' | 'ๅ')
        || is_leading(before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_are_those_of_unicode() {
        assert!(('\u{0E00}'..='\u{0E7F}').all(|c| is_letter(c) == c.is_alphabetic()));
        assert!(('\u{0E00}'..='\u{0E7F}').all(|c| is_number(c) == c.is_numeric()));
        assert!(('\u{0E00}'..='\u{0E7F}').all(|c| is_letter_or_number(c) == c.is_alphanumeric()));
        assert!(('\u{0E00}'..='\u{0E7F}').all(|c| lower(c).eq(c.to_lowercase())));
    }

    #[test]
    fn one_spelling_for_each_cluster() {
        for (written, shown) in [
            ("", ""),
            ("ITA 2564", "ITA 2564"),
            ("  a\t\nb  ", "a b"),
            ("กํา", "กำ"),
            ("นํ้า", "น้ำ"),
            ("น้ํา", "น้ำ"),
            ("นำ้", "น้ำ"),
            ("น้ำ", "น้ำ"),
            ("ท\u{0E48}\u{0E35}", "ท\u{0E35}\u{0E48}"),
            ("ที่่", "ที่"),
            ("รััฐ", "รัฐ"),
            ("เเผน", "แผน"),
            ("แผน\u{200B}งาน\u{FEFF}", "แผนงาน"),
            ("\u{00AD}ก\u{200D}า\u{2060}ร", "การ"),
            ("แผน\u{00A0}งาน\u{3000}ปี\u{2009}2564", "แผน งาน ปี 2564"),
            ("ท\u{F702}\u{F70A}", "ที่"),
            ("ป\u{F710}ญหา\u{F70F}\u{F700}", "ปัญหาญฐ"),
            ("ก\u{F711}า", "กำ"),
            ("ปี ๒๕๖๔", "ปี ๒๕๖๔"),
            ("cafe\u{0301}", "café"),
            ("ก\u{0007}ข", "กข"),
            ("ำ", "ำ"),
        ] {
            assert_eq!(normalise(written), shown, "{written:?}");
        }
    }

    #[test]
    fn one_form_to_compare() {
        for (written, folded) in [
            ("O1 – โครงสร้าง (หน่วยงาน)", "o1โครงสร้างหน่วยงาน"),
            ("ปี พ.ศ. ๒๕๖๔", "ปีพศ2564"),
            ("กฏหมายที่เกี่ยวข้อง", "กฎหมายที่เกี่ยวข้อง"),
            ("เว็ปไซด์", "เว็บไซต์"),
            ("เว็บ ไซด์", "เว็บไซต์"),
            ("แผนปฎิบัติการ", "แผนปฏิบัติการ"),
            ("บุคคลากร", "บุคลากร"),
            ("E–Service", "eservice"),
            ("\"Q&A\"", "qa"),
            ("๑๐๐ ฿", "100"),
            ("ก-\u{0E48}-\u{0E48}", "ก\u{0E48}"),
        ] {
            assert_eq!(fold(written), folded, "{written:?}");
        }
        assert_eq!(fold("ประกวดราคาอิเล็คทรอนิกส์"), fold("ประกวดราคาอิเล็กทรอนิกส์"));
        assert_eq!(fold("ดําเนินงานประจําปี"), fold("ดำเนินงานประจำปี"));
    }

    #[test]
    fn letters_and_digits() {
        assert_eq!(arabic("๑๒ ม.ค. ๒๕๖4"), "12 ม.ค. 2564");
        assert_eq!(thai_share("12 / 34"), 0.0);
        assert_eq!(thai_share("กข ab"), 0.5);
        assert!(is_thai('๙') && is_thai('ๆ') && !is_thai('a') && !is_thai('ກ'));
    }

    proptest! {
        #[test]
        fn both_forms_are_stable(s in any::<String>(), t in "[กนทเแาำะ\u{0E31}\u{0E34}\u{0E38}\u{0E3A}\u{0E47}-\u{0E4E}๑a\u{0301} .\u{200B}\u{F70A}\u{F711}ฏฎลิ้งค์]{0,30}") {
            for text in [s, t] {
                let (shown, folded) = (normalise(&text), fold(&text));
                prop_assert_eq!(&normalise(&shown), &shown);
                prop_assert_eq!(&fold(&folded), &folded);
                prop_assert_eq!(arabic(&arabic(&text)), arabic(&text));
                prop_assert!((0.0..=1.0).contains(&thai_share(&text)));
            }
        }

        #[test]
        fn what_is_shown_folds_as_what_was_written(s in "([กนท][\u{0E34}\u{0E38}]?[\u{0E48}\u{0E49}]?[าำ]?[ .๑-]?){0,10}") {
            prop_assert_eq!(fold(&normalise(&s)), fold(&s));
        }
    }
}
