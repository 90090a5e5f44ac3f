//! Thai whose letters are called by the names of Western Europe: old programs and report writers put
//! windows-874 into fonts that say they hold Latin, and "ประกาศ" reads "»ÃÐ¡ÒÈ".

use encoding_rs::WINDOWS_1252;

use super::device::Content;
use super::quality::is_letter;
use super::segment::is_thai_mark;

/// Foreign letters below which nothing is sure.
const FEW: usize = 20;
/// What windows-874 leaves open holds shifted marks in Thai fonts; from 0x80 on.
const SHIFTED: [u32; 32] = [
    0xf700, 0xf701, 0xf702, 0xf703, 0xf704, 0x2026, 0xf705, 0xf706, 0xf707, 0xf708, 0xf709, 0xf70a, 0xf70b,
    0xf70c, 0xf70d, 0xf70e, 0xf70f, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0xf710, 0xf711,
    0xf712, 0xf713, 0xf714, 0xf715, 0xf716, 0xf717,
];

/// Names the letters anew where they are Thai. `false`: they are nothing that can be read.
pub(super) fn mend(content: &mut Content) -> bool {
    let hyphens = content.pool.contains('\u{ad}');
    let found = looks(content);
    match found {
        Looks::Right if !hyphens => return true,
        Looks::Wrong => return false,
        // A hyphen that shows only where a line ends.
        Looks::Right => rename(content, |c| (c != '\u{ad}').then_some(c)),
        Looks::Thai => rename(content, |c| Some(thai(c).unwrap_or(c))),
    }
    true
}

enum Looks {
    Right,
    Thai,
    Wrong,
}

fn looks(content: &Content) -> Looks {
    // Most pages have none of them.
    if content.pool.chars().filter(|c| is_foreign(*c)).take(FEW).count() < FEW {
        return Looks::Right;
    }
    let (mut foreign, mut other) = (0_usize, 0_usize);
    let mut named = String::new();
    let text: String = content.glyphs.iter().map(|g| content.text(g)).collect();
    for word in text.split(' ').filter(|word| word.contains(is_foreign)) {
        foreign += word.chars().filter(|c| is_foreign(*c)).count();
        other += word.chars().filter(|c| is_letter(*c) && !is_foreign(*c)).count();
        named.extend(word.chars().map(|c| thai(c).unwrap_or(c)));
        named.push(' ');
    }
    // European words have such letters among others.
    if foreign < FEW || foreign < other * 4 {
        return Looks::Right;
    }
    let (mut letters, mut marks, mut stray, mut before) = (0_usize, 0_usize, 0_usize, ' ');
    for c in named.chars() {
        letters += usize::from(matches!(c, '\u{e01}'..='\u{e5b}' | '\u{f700}'..='\u{f71a}'));
        if is_thai_mark(c) {
            marks += 1;
            stray += usize::from(!matches!(before, '\u{e01}'..='\u{e4e}' | '\u{f700}'..='\u{f71a}'));
        }
        before = c;
    }
    // Thai has a mark to some five letters, each on a letter.
    let is_thai = letters * 10 > foreign * 9 && marks * 25 > letters && stray * 10 < marks;
    if is_thai { Looks::Thai } else { Looks::Wrong }
}

/// Letters and signs that code pages of Europe have above ASCII; not those that stand in any text.
fn is_foreign(c: char) -> bool {
    matches!(c, '\u{a1}'..='\u{2af}' | '\u{2c6}'..='\u{2dd}' | '\u{201a}' | '\u{201e}' | '\u{2020}' | '\u{2021}' | '\u{2030}'
        | '\u{2039}' | '\u{203a}' | '\u{20ac}' | '\u{2122}' | '\u{2200}'..='\u{22ff}' | '\u{25ca}' | '\u{fb01}' | '\u{fb02}')
}

fn thai(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    let mut letter = [0; 4];
    let (bytes, _, unknown) = WINDOWS_1252.encode(c.encode_utf8(&mut letter));
    let byte = bytes.first().copied().filter(|_| !unknown)?;
    let code = match byte {
        0xa1..=0xda => 0xe01 + u32::from(byte - 0xa1),
        0xdf..=0xfb => 0xe3f + u32::from(byte - 0xdf),
        0xfc..=0xfe => 0xf718 + u32::from(byte - 0xfc),
        0x80..=0x9f => *SHIFTED.get(usize::from(byte - 0x80))?,
        _ => return None,
    };
    char::from_u32(code)
}

fn rename(content: &mut Content, name: impl Fn(char) -> Option<char>) {
    let mut pool = String::with_capacity(content.pool.len() * 3 / 2);
    for glyph in &mut content.glyphs {
        let (from, to) = glyph.text;
        let begin = pool.len() as u32;
        let text = content.pool.get(from as usize..to as usize).unwrap_or_default();
        pool.extend(text.chars().filter_map(&name));
        glyph.text = (begin, pool.len() as u32);
    }
    content.pool = pool;
}
