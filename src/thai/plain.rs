//! Text that is written as it should be: letters already in their order, nothing that composes. Nearly all text
//! is, and all text of a site is made uniform and brought into matching form; what is not takes the long
//! way (see [`super::text::normalise`] and [`super::text::fold`]).

use super::narrow::THAI;

/// How a letter of the Thai block stands in the matching form.
#[derive(Clone, Copy)]
enum Stands {
    Plain,
    /// Above or below a letter; see [`super::glyphs::rank`].
    Mark(u8),
    LongA,
    Am,
    LeadingE,
    Digit(u8),
    /// Left out.
    Not,
    /// The long way: the ring, and what is no letter.
    Unknown,
}

/// By the place in the Thai block.
const TABLE: [Stands; 128] = {
    let mut table = [Stands::Unknown; 128];
    let mut at = 1;
    while at <= 0x5B {
        table[at] = match at {
            0x32 => Stands::LongA,
            0x33 => Stands::Am,
            0x40 => Stands::LeadingE,
            0x3A => Stands::Mark(1),
            0x31 | 0x34..=0x39 | 0x47 => Stands::Mark(2),
            0x48..=0x4C | 0x4E => Stands::Mark(3),
            0x3F | 0x4F | 0x5A | 0x5B => Stands::Not,
            0x3B..=0x3E | 0x4D => Stands::Unknown,
            0x50..=0x59 => Stands::Digit(b'0' + (at - 0x50) as u8),
            _ => Stands::Plain,
        };
        at += 1;
    }
    table
};

/// What came before a mark, beside the marks themselves by their rank.
const LETTER: u8 = 0;
const E: u8 = 4;
const A: u8 = 5;

/// Left out, and nothing changes.
const SKIP: u8 = 6;
/// Takes the long way.
const LONG_WAY: u8 = 7;

/// By what came before, and by the place in the Thai block: what a letter is to the next one.
static STEPS: [[u8; 128]; 6] = {
    let mut steps = [[LONG_WAY; 128]; 6];
    let mut last = LETTER;
    while last <= A {
        let mut at = 0;
        while at < 128 {
            steps[last as usize][at] = match TABLE[at] {
                Stands::Plain | Stands::Digit(_) => LETTER,
                // Marks in another order, twice, or behind the letter that they stand before.
                Stands::Mark(rank) if last == LETTER || last == E || last < rank => rank,
                Stands::LongA => A,
                Stands::Am if last != A => A,
                Stands::LeadingE if last != E => E,
                Stands::Not => SKIP,
                _ => LONG_WAY,
            };
            at += 1;
        }
        last += 1;
    }
    steps
};

/// By the place in the Thai block: the letter in matching form.
static FORMS: [u8; 128] = {
    let mut forms = [0; 128];
    let mut at = 0;
    while at < 128 {
        forms[at] = match TABLE[at] {
            Stands::Digit(digit) => digit,
            _ => THAI.wrapping_add(at as u8),
        };
        at += 1;
    }
    forms
};

/// The letters of a text in matching form, a byte each (see [`super::narrow`]), misspellings and all; `None`: it
/// takes the long way.
pub(super) fn letters(s: &str) -> Option<Vec<u8>> {
    let mut out = vec![0; s.len()];
    let mut kept = 0;
    // The last letter that was kept: what stands between two that are is left out.
    let mut last = LETTER;
    let mut rest = s.as_bytes();
    while let [first, more @ ..] = rest {
        match (*first, more) {
            (0xE0, [second @ (0xB8 | 0xB9), third, more @ ..]) => {
                rest = more;
                let at = usize::from((second & 1) << 6 | third & 0x3F);
                match STEPS[usize::from(last)][at] {
                    SKIP => {}
                    LONG_WAY => return None,
                    now => {
                        out[kept] = FORMS[at];
                        kept += 1;
                        last = now;
                    }
                }
            }
            (0..0x80, _) => {
                rest = more;
                if first.is_ascii_alphanumeric() {
                    out[kept] = first.to_ascii_lowercase();
                    kept += 1;
                    last = LETTER;
                }
            }
            // Dashes, quotation marks, blanks of any width, and what shows nothing: U+2002 to U+2069.
            (0xE2, [0x80, 0x82..=0xBF, more @ ..] | [0x81, 0x80..=0xA9, more @ ..]) => rest = more,
            // A blank that does not break, « and » and the middle dot.
            (0xC2, [0xA0 | 0xAB | 0xB7 | 0xBB, more @ ..]) => rest = more,
            _ => return None,
        }
    }
    out.truncate(kept);
    Some(out)
}

/// What comes before a word.
const BLANK: u8 = 6;

/// As [`STEPS`], of a text as it is shown: in it signs stand and blanks part.
static TIDY: [[u8; 128]; 7] = {
    let mut steps = [[LONG_WAY; 128]; 7];
    let mut last = LETTER;
    while last <= BLANK {
        let mut at = 0;
        while at < 128 {
            steps[last as usize][at] = match TABLE[at] {
                Stands::Plain | Stands::Digit(_) | Stands::Not => LETTER,
                Stands::Mark(rank) if matches!(last, LETTER | E | BLANK) || last < rank => rank,
                Stands::LongA => A,
                Stands::Am if last != A => A,
                Stands::LeadingE if last != E => E,
                _ => LONG_WAY,
            };
            at += 1;
        }
        last += 1;
    }
    steps
};

/// Whether a text is as it should be shown: clusters in their order, single blanks within, nothing invisible.
pub(super) fn is_tidy(s: &str) -> bool {
    let mut last = BLANK;
    let mut rest = s.as_bytes();
    while let [first, more @ ..] = rest {
        last = match (*first, more) {
            (0xE0, [second @ (0xB8 | 0xB9), third, more @ ..]) => {
                rest = more;
                match TIDY[usize::from(last)][usize::from((second & 1) << 6 | third & 0x3F)] {
                    LONG_WAY => return false,
                    now => now,
                }
            }
            (b' ', _) if last != BLANK => {
                rest = more;
                BLANK
            }
            (b'!'..=b'~', _) => {
                rest = more;
                LETTER
            }
            // Dashes (but the hyphens of their own), quotation marks and dots: U+2012 to U+2027, U+2030 to U+205E.
            (0xE2, [0x80, 0x92..=0xA7 | 0xB0..=0xBF, more @ ..] | [0x81, 0x80..=0x9E, more @ ..])
            // Signs of Latin, but for the blank that does not break and the hyphen that does not show.
            | (0xC2, [0xA1..=0xAC | 0xAE..=0xBF, more @ ..]) => {
                rest = more;
                LETTER
            }
            _ => return false,
        };
    }
    last != BLANK || s.is_empty()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::{fold, fold_slowly, normalise, normalise_slowly};
    use super::*;

    #[test]
    fn what_is_tidy_stays() {
        for (text, tidy) in [
            ("น้ำดื่มที่ตำบล (ปี ๒๕๖๔) – “แผน”… ฯลฯ", true),
            ("ที่  นี่", false),
            (" ที่นี่", false),
            ("ที่นี่ ", false),
            ("เเผน", false),
            ("นำ้", false),
            ("", true),
        ] {
            assert_eq!(is_tidy(text), tidy, "{text}");
        }
    }

    #[test]
    fn what_is_well_written_takes_the_short_way() {
        for plain in
            ["น้ำดื่มที่ตำบล (ปี ๒๕๖๔) – “แผน”", "O31 เปิดเผย\u{200B}ข้อมูล", "เรื่องร้องเรียน ๆ ฯ", "«ก»\u{a0}·", "ำ้"]
        {
            assert_eq!(letters(plain).is_some(), plain != "ำ้", "{plain}");
            assert_eq!(fold(plain), fold_slowly(plain));
        }
    }

    proptest! {
        #[test]
        fn both_ways_lead_to_the_same(
            s in any::<String>(),
            t in "[กนทเแโาำะๆฯ฿๏๚๛\u{0E31}\u{0E34}\u{0E38}\u{0E3A}\u{0E47}-\u{0E4E}๑๙aZ1\u{0301}\u{00A0}\u{00AB}\u{00B2}\u{00B7}\u{00BB}é .()–“\u{200B}\u{2001}\u{2002}\u{2069}\u{206A}\u{F70A}\u{F711}ฏฎลิ้งค์]{0,40}",
            u in "([เแ]?[กนทฏฎ][\u{0E34}\u{0E38}]?[\u{0E48}\u{0E49}]?[าำ]?[ .๑–-]?){0,12}",
        ) {
            for text in [s, t, u] {
                prop_assert_eq!(fold(&text), fold_slowly(&text), "{:?}", text);
                prop_assert_eq!(normalise(&text), normalise_slowly(&text), "{:?}", text);
            }
        }
    }
}
