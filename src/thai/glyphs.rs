//! Letters one by one: their classes, and the private-use glyphs of old Thai fonts.

/// A Thai consonant, ก to ฮ.
pub(super) fn is_consonant(c: char) -> bool {
    ('\u{0E01}'..='\u{0E2E}').contains(&c) && c != 'ฤ' && c != 'ฦ'
}

/// A vowel written before its consonant: เ แ โ ใ ไ.
pub(super) fn is_leading(c: char) -> bool {
    ('\u{0E40}'..='\u{0E44}').contains(&c)
}

/// A tone mark or the mark that silences a letter: ่ ้ ๊ ๋ ์ ๎.
pub(super) fn is_tone(c: char) -> bool {
    ('\u{0E48}'..='\u{0E4C}').contains(&c) || c == '\u{0E4E}'
}

/// A vowel above or below its consonant, with ็ and the dot below.
pub(super) fn is_vowel_mark(c: char) -> bool {
    c == '\u{0E31}' || ('\u{0E34}'..='\u{0E3A}').contains(&c) || c == '\u{0E47}'
}

/// Any sign that stands above or below a letter (ำ is not one, though it cannot stand alone).
pub(super) fn is_mark(c: char) -> bool {
    is_tone(c) || is_vowel_mark(c) || c == NIKHAHIT
}

/// The ring ํ, the upper half of ำ.
pub(super) const NIKHAHIT: char = '\u{0E4D}';

/// Where a mark stands within its cluster: dot below, vowel, tone, ring.
pub(super) fn rank(mark: char) -> u8 {
    match mark {
        '\u{0E3A}' => 0,
        NIKHAHIT => 3,
        c if is_tone(c) => 2,
        _ => 1,
    }
}

/// The value of an Arabic or Thai digit.
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '๐'..='๙' => Some(c as u32 - '๐' as u32),
        _ => None,
    }
}

/// The number written by Arabic or Thai digits; other characters are passed over.
pub(super) fn number(s: &str) -> u32 {
    s.chars().filter_map(digit).fold(0, |n: u32, d| n.saturating_mul(10).saturating_add(d))
}

/// The letter behind a private-use glyph: the sets that Microsoft's (U+F700–F71A) and Apple's
/// (U+F884–F89E) Thai fonts used for shifted marks and for letters without their tail. A hyphen at which no
/// line may break, as Word sets in telephone numbers, is a hyphen.
pub(super) fn from_private_use(c: char) -> char {
    match c as u32 {
        0xF700 | 0xF89E => 'ฐ',
        0xF70F | 0xF89A => 'ญ',
        0xF701 | 0xF885 => '\u{0E34}',
        0xF702 | 0xF886 => '\u{0E35}',
        0xF703 | 0xF887 => '\u{0E36}',
        0xF704 | 0xF888 => '\u{0E37}',
        0xF705 | 0xF70A | 0xF713 | 0xF88A..=0xF88C => '\u{0E48}',
        0xF706 | 0xF70B | 0xF714 | 0xF88D..=0xF88F => '\u{0E49}',
        0xF707 | 0xF70C | 0xF715 | 0xF890..=0xF892 => '\u{0E4A}',
        0xF708 | 0xF70D | 0xF716 | 0xF893..=0xF895 => '\u{0E4B}',
        0xF709 | 0xF70E | 0xF717 | 0xF896..=0xF898 => '\u{0E4C}',
        0xF710 | 0xF884 => '\u{0E31}',
        0xF711 | 0xF899 => NIKHAHIT,
        0xF712 | 0xF889 => '\u{0E47}',
        0xF718 | 0xF89B => '\u{0E38}',
        0xF719 | 0xF89C => '\u{0E39}',
        0xF71A | 0xF89D => '\u{0E3A}',
        0x2010 | 0x2011 => '-',
        _ => c,
    }
}

/// Characters that show nothing: joiners, direction marks, the soft hyphen, controls.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
        || (c.is_control() && !c.is_whitespace())
}
