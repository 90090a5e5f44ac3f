//! The order of a Thai dictionary.

use super::glyphs::is_leading;

/// What names are sorted by: a vowel that is written before its consonant counts after it (`เชียงใหม่`
/// stands under ช), and tone marks only tell words apart that are else the same.
pub fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut tones = String::new();
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            // ็ and the tone marks, ์.
            '\u{0E47}'..='\u{0E4C}' => tones.push(c),
            _ if is_leading(c) => {
                out.extend(letters.next_if(|next| ('ก'..='ฮ').contains(next)));
                out.push(c);
            }
            _ => out.extend(c.to_lowercase()),
        }
    }
    out.push('\0');
    out + &tones
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn as_a_dictionary_has_them() {
        let sorted = [
            "กระบี่",
            "กรุงเทพมหานคร",
            "ขอนแก่น",
            "จันทบุรี",
            "เชียงราย",
            "เชียงใหม่",
            "ตรัง",
            "นครนายก",
            "พะเยา",
            "เพชรบุรี",
            "แพร่",
            "ภูเก็ต",
            "แม่ฮ่องสอน",
            "ยะลา",
            "เลย",
            "สงขลา",
        ];
        let mut names = sorted;
        names.sort_unstable();
        assert_ne!(names, sorted);
        names.sort_by_cached_key(|name| key(name));
        assert_eq!(names, sorted);
        assert!(key("ปา") < key("ป่า") && key("ป่า") < key("ป้า") && key("ป้า") < key("ปาก"));
    }
}
