//! The matching form of text that is written as it should be: letters already in their order, nothing that
//! composes. Nearly all text is, and all text of a site is brought into that form; what is not takes the long
//! way (see [`super::text::fold`]).

use super::glyphs::{NIKHAHIT, is_mark, rank};

/// The letters of a text in matching form, misspellings and all; `None`: it takes the long way.
pub(super) fn letters(s: &str) -> Option<String> {
    let mut out = String::with_capacity(s.len());
    // The last letter that was kept: what stands between two that are is left out.
    let mut last = '\0';
    for c in s.chars() {
        let c = match c {
            'a'..='z' | '0'..='9' => c,
            'A'..='Z' => c.to_ascii_lowercase(),
            '\0'..='\x7f' => continue,
            '฿' | '๏' | '๚' | '๛' => continue,
            '๐'..='๙' => char::from(b'0' + (c as u32 - '๐' as u32) as u8),
            _ if is_mark(c) => {
                // Marks in another order, twice, or behind the letter that they stand before.
                let in_order = !is_mark(last) || rank(last) < rank(c);
                if c == NIKHAHIT || matches!(last, 'า' | 'ำ') || !in_order {
                    return None;
                }
                c
            }
            'ำ' if matches!(last, 'า' | 'ำ') => return None,
            'เ' if last == 'เ' => return None,
            '\u{0E01}'..='\u{0E3A}' | '\u{0E40}'..='\u{0E5B}' => c,
            // Dashes, quotation marks, blanks of any width, and what shows nothing.
            '\u{2002}'..='\u{2069}' => continue,
            _ => return None,
        };
        out.push(c);
        last = c;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::{fold, fold_slowly};
    use super::*;

    #[test]
    fn what_is_well_written_takes_the_short_way() {
        for plain in ["น้ำดื่มที่ตำบล (ปี ๒๕๖๔) – “แผน”", "O31 เปิดเผย\u{200B}ข้อมูล", "เรื่องร้องเรียน ๆ ฯ", "ำ้"]
        {
            assert_eq!(letters(plain).is_some(), plain != "ำ้", "{plain}");
            assert_eq!(fold(plain), fold_slowly(plain));
        }
    }

    proptest! {
        #[test]
        fn both_ways_lead_to_the_same(
            s in any::<String>(),
            t in "[กนทเแโาำะๆฯ฿๏๚๛\u{0E31}\u{0E34}\u{0E38}\u{0E3A}\u{0E47}-\u{0E4E}๑๙aZ1\u{0301}\u{00A0}\u{00B2}é .()–“\u{200B}\u{2069}\u{206A}\u{F70A}\u{F711}ฏฎลิ้งค์]{0,40}",
            u in "([เแ]?[กนทฏฎ][\u{0E34}\u{0E38}]?[\u{0E48}\u{0E49}]?[าำ]?[ .๑–-]?){0,12}",
        ) {
            for text in [s, t, u] {
                prop_assert_eq!(fold(&text), fold_slowly(&text), "{:?}", text);
            }
        }
    }
}
