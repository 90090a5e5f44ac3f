//! Letters in one byte each: a third of their length, so that what is looked for among them is found in a third of
//! the steps.
//!
//! ASCII stands for itself, Thai as in TIS-620. What is neither, hardly a letter of a site, is a mark and five
//! bytes that nothing else has, so that nothing is found across letters.

/// Before a letter that is neither ASCII nor Thai.
const OTHER: u8 = 0x02;
/// The first of the 32 bytes of which such a letter is made.
const PARTS: u8 = 0x80;
/// Thai begins here, with U+0E00.
pub(super) const THAI: u8 = 0xA0;

/// Text in a byte a letter.
pub(super) fn narrow(s: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.len() / 2);
    for c in s.chars() {
        match u32::from(c) {
            n @ (0..=1 | 3..=0x7f) => out.push(n as u8),
            n @ 0x0E00..=0x0E5F => out.push(THAI + (n - 0x0E00) as u8),
            n => {
                out.push(OTHER);
                out.extend((0..5).map(|part| PARTS + (n >> (5 * part) & 31) as u8));
            }
        }
    }
    out
}

/// The text again.
pub(super) fn widen(letters: &[u8]) -> String {
    let mut out = String::with_capacity(letters.len() * 3);
    let mut rest = letters;
    while let [first, more @ ..] = rest {
        rest = more;
        if *first >= THAI {
            out.push(char::from_u32(0x0E00 + u32::from(first - THAI)).unwrap_or(char::REPLACEMENT_CHARACTER));
        } else if let (OTHER, Some((parts, more))) = (*first, more.split_first_chunk::<5>()) {
            let n = parts.iter().rev().fold(0, |n, part| n << 5 | u32::from(part & 31));
            out.push(char::from_u32(n).unwrap_or(char::REPLACEMENT_CHARACTER));
            rest = more;
        } else {
            out.push(char::from(*first));
        }
    }
    out
}

/// How many letters there are.
pub fn count(letters: &[u8]) -> usize {
    letters.iter().filter(|b| !(PARTS..THAI).contains(*b)).count()
}

/// The same without tone marks, ็ and ์.
pub fn without_tones(letters: &[u8]) -> Vec<u8> {
    letters.iter().copied().filter(|b| !(THAI + 0x47..=THAI + 0x4C).contains(b)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_letter_comes_back(s in any::<String>(), t in "[กฮ฿๛เำa\u{2}\u{0E5F}\u{0E60}é😀]{0,20}") {
            for text in [s, t] {
                prop_assert_eq!(widen(&narrow(&text)), text.as_str());
                prop_assert_eq!(count(&narrow(&text)), text.chars().count());
            }
        }
    }
}
