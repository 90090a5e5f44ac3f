//! Whether a page's text is text: scans and damaged layers must not pass for content.

use super::device::{Content, Glyph};
use super::page::Piece;
use super::segment::is_thai_mark;
use crate::extract::document::Why;
use crate::thai::pairs;

/// Letters below which a page with much picture counts as a picture.
const FEW_LETTERS: usize = 30;
/// The same of a page that is all picture: a stamp, a page number, a line of the scanner's.
const STAMP_LETTERS: usize = 120;
/// Letters drawn as shapes, from which on they are what the page says.
const DRAWN_LETTERS: usize = 12;

/// Share of a page that an emblem takes, at most: a Garuda of four centimetres.
const EMBLEM: f32 = 0.08;
/// Strokes of frames and lines under a title, at most; a chart has more.
const FRAME: usize = 40;

/// Places where Thai meets what it does not meet within words, at least.
const STREWN: usize = 12;

/// Letters that tell a page of codes from a page of figures.
const CODE_LETTERS: usize = 100;

/// Signs of a token with digits up to which it may be a number.
const SERIAL: usize = 12;

/// [`char::is_alphabetic`], without its search through all of Unicode for a Thai letter.
pub(super) fn is_letter(c: char) -> bool {
    match c {
        '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e46}' | '\u{e4d}' => true,
        '\u{e47}'..='\u{e5b}' => false,
        _ => c.is_alphabetic(),
    }
}

/// [`char::is_numeric`], without the same.
pub(super) fn is_number(c: char) -> bool {
    match c {
        '\u{e50}'..='\u{e59}' => true,
        '\u{e00}'..='\u{e7f}' => false,
        _ => c.is_numeric(),
    }
}

/// Why the page cannot be read; `true`: what text there is must be dropped.
pub(super) fn judge(content: &Content) -> Option<(Why, bool)> {
    let text = text(content, |_| true);
    let written = content.glyphs.iter().filter(|g| !content.text(g).trim().is_empty()).count();
    let letters = text.chars().filter(|c| is_letter(*c) || is_number(*c)).count();
    let nameless = text.matches('\u{fffd}').count();
    if written > 10 && nameless * 10 > written * 3 {
        return Some((Why::DamagedText, true));
    }
    // Drawn in whatever order and without blanks, letters may say nothing until they are arranged.
    let is_wrong = |text: &str| is_misnamed(text) || (letters >= CODE_LETTERS && is_cipher(text));
    if is_wrong(&text) && is_wrong(&arranged(content)) {
        return Some((Why::DamagedText, true));
    }
    let over_picture = content.picture >= 0.6;
    if over_picture && letters >= FEW_LETTERS && !is_language(&text) {
        return Some((Why::DamagedText, true));
    }
    // A font without names for its letters gives a code for each: signs and digits amid capitals.
    if letters >= CODE_LETTERS && is_code(&text) {
        return Some((Why::DamagedText, true));
    }
    let picture = (letters < FEW_LETTERS && content.picture >= 0.5)
        || (letters < STAMP_LETTERS && content.picture >= 0.85);
    let drawn = || content.outlines.letters() >= DRAWN_LETTERS.max(letters + 1);
    if picture || drawn() || (letters == 0 && content.paths > 300) {
        return Some((Why::NeedsOcr, false));
    }
    None
}

/// Whether the page shows what its letters do not say.
pub(super) fn is_pictured(content: &Content) -> bool {
    content.picture > EMBLEM || content.paths > FRAME
}

pub(super) fn has_drawn_letters(content: &Content) -> bool {
    content.outlines.letters() >= DRAWN_LETTERS
}

/// Whether the page is a picture, and what cannot be seen on it is what a scanner read there.
pub(super) fn is_scanners_reading(content: &Content) -> bool {
    let hidden = content.glyphs.iter().filter(|g| g.hidden).count();
    if content.picture < 0.5 || hidden * 2 <= content.glyphs.len() {
        return false;
    }
    let read = text(content, |glyph| glyph.hidden);
    let letters = read.chars().filter(|c| is_letter(*c)).count();
    letters >= FEW_LETTERS
        && read.matches('\u{fffd}').count() * 10 <= letters
        && is_language(&read)
        && says_something(&read)
}

/// A scanner that knows no Thai may take a page of it for long words with vowels, but hardly for the small words
/// that every English text has.
fn says_something(read: &str) -> bool {
    const MANY: usize = 12;
    const SMALL: [&str; 13] =
        ["the", "of", "and", "to", "in", "for", "on", "by", "or", "is", "at", "from", "with"];
    let thai = |c: char| matches!(c, '\u{e01}'..='\u{e4e}' | '\u{f700}'..='\u{f71a}');
    let words: Vec<&str> = read
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|w| w.chars().filter(|c| is_letter(*c)).count() > 1)
        .collect();
    let small = words.iter().filter(|w| SMALL.iter().any(|s| w.eq_ignore_ascii_case(s))).count();
    words.len() < MANY || words.iter().any(|w| w.chars().any(thai)) || small * 12 > words.len()
}

fn text(content: &Content, wanted: impl Fn(&Glyph) -> bool) -> String {
    content.glyphs.iter().filter(|g| wanted(g)).map(|g| content.text(g)).collect()
}

/// Whether the page looks like Thai whose letters were never named: hardly any Thai, hardly a word,
/// and signs inside the words.
fn is_code(text: &str) -> bool {
    let (mut letters, mut thai, mut signs) = (0_usize, 0_usize, 0_usize);
    for c in text.split_whitespace().filter(|token| !is_address(token)).flat_map(str::chars) {
        letters += usize::from(is_letter(c));
        thai += usize::from(matches!(c, '\u{e01}'..='\u{e4e}'));
        signs += usize::from(c.is_ascii_punctuation() && !".,-/()".contains(c));
    }
    thai * 10 < letters && signs * 5 > letters && !wordlike(text)
}

fn arranged(content: &Content) -> String {
    let page = super::page::read(content);
    let texts = page.pieces.iter().flat_map(|piece| match piece {
        Piece::Line(line) => vec![line.text.as_str()],
        Piece::Table(table) => table.rows.iter().flatten().map(String::as_str).collect(),
    });
    texts.flat_map(|text| [text, " "]).collect()
}

/// Whether letters have names that are not theirs, as far as Thai shows it: they stand beside each other as in no
/// Thai text, or there are signs and foreign letters within Thai words.
fn is_misnamed(text: &str) -> bool {
    is_strewn(text) || pairs::are_nonsense(text)
}

fn is_strewn(text: &str) -> bool {
    let is_thai = |c: char| matches!(c, '\u{e01}'..='\u{e4e}' | '\u{f700}'..='\u{f71a}');
    let is_strange = |c: char| {
        matches!(c, '\u{e3b}'..='\u{e3e}')
            || (c.is_ascii_punctuation() && !".,-/():;\"'%".contains(c))
            || (is_letter(c) && !is_thai(c))
    };
    let (mut thai, mut met, mut before) = (0, 0, ' ');
    for c in text.chars() {
        thai += usize::from(is_thai(c));
        met += usize::from((is_thai(before) && is_strange(c)) || (is_strange(before) && is_thai(c)));
        before = c;
    }
    met >= STREWN && met * 5 > thai
}

/// Whether the text reads as Thai or as a European language.
pub(in crate::extract) fn is_language(text: &str) -> bool {
    let letters = text.chars().filter(|c| is_letter(*c)).count();
    let thai = text
        .chars()
        .filter(|c| matches!(c, '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{f700}'..='\u{f71a}'))
        .count();
    if thai * 10 < letters {
        return wordlike(text);
    }
    if is_misnamed(text) {
        return false;
    }
    // A mark needs a letter below it; what a machine misread has many that have none.
    let mut before = ' ';
    let (mut marks, mut stray) = (0_usize, 0_usize);
    for c in text.chars() {
        if is_thai_mark(c) {
            marks += 1;
            stray += usize::from(!matches!(before, '\u{e01}'..='\u{e4e}' | '\u{f700}'..='\u{f71a}'));
        }
        before = c;
    }
    stray * 5 <= marks
}

/// Whether the page looks like Thai whose letters bear the names of Latin ones: without blanks between words, so
/// in long tokens, with capitals and brackets anywhere within.
fn is_cipher(text: &str) -> bool {
    let (mut letters, mut thai, mut odd) = (0_usize, 0_usize, 0_usize);
    for token in text.split_whitespace().filter(|token| !is_address(token)) {
        let own = token.chars().filter(|c| is_letter(*c)).count();
        letters += own;
        thai += token.chars().filter(|c| matches!(c, '\u{e01}'..='\u{e4e}')).count();
        let (mut turns, mut signs, mut before) = (0, 0, ' ');
        for (c, after) in token.chars().zip(token.chars().skip(1)) {
            turns += usize::from(c.is_ascii_lowercase() && after.is_ascii_uppercase());
            let is_sign = c.is_ascii_punctuation() && !".,-/()'\"%@_".contains(c);
            signs += usize::from(is_sign && before.is_ascii_alphabetic() && after.is_ascii_alphabetic());
            before = c;
        }
        // A number of a device or of a file, at random; Thai without blanks is longer.
        let is_number = token.len() <= SERIAL && token.contains(|c: char| c.is_ascii_digit());
        odd += if (turns > 1 && !is_number) || signs > 0 { own } else { 0 };
    }
    let (words, all) = words(text);
    letters >= CODE_LETTERS && thai * 10 < letters && odd * 3 > letters && words * 4 < all
}

/// Whether a token is the address of a page, a file or a person, or what follows one on the next line: signs and
/// capitals stand anywhere in it.
fn is_address(token: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_-.%+~[]".contains(c);
    let is_mailbox = || {
        token.trim_matches(|c: char| "()<>[],;:".contains(c)).split_once('@').is_some_and(|(who, at)| {
            !who.is_empty()
                && at.trim_end_matches('.').contains('.')
                && who.chars().chain(at.chars()).all(is_name)
        })
    };
    let (path, query) = token.split_once(['?', '#']).unwrap_or(("", token));
    let is_pair = |pair: &str| pair.split_once('=').is_some_and(|(name, _)| name.chars().all(is_name));
    let is_query = || {
        query.contains('=')
            && path.chars().all(|c| is_name(c) || c == '/')
            && query.split('&').filter(|pair| !pair.is_empty()).all(is_pair)
    };
    let is_path = || token.matches('/').count() > 1 && token.chars().all(|c| is_name(c) || c == '/');
    token.contains("://") || token.contains("www.") || is_mailbox() || is_query() || is_path()
}

/// Whether most tokens could be words of a European language: a scanner that reads Thai as Latin
/// makes tokens without vowels, or with signs and capitals inside.
fn wordlike(text: &str) -> bool {
    let (words, all) = words(text);
    words * 2 > all
}

/// Tokens that could be words of a European language, and all that are no numbers.
fn words(text: &str) -> (usize, usize) {
    let (mut words, mut all) = (0usize, 0usize);
    for token in text.split_whitespace().filter(|token| !is_address(token)) {
        let token = token.trim_matches(|c: char| !c.is_alphanumeric());
        if token.is_empty() || token.chars().all(|c| c.is_ascii_digit() || ",./-:".contains(c)) {
            continue;
        }
        all += 1;
        let inner_lower =
            token.chars().skip(1).all(|c| c.is_lowercase()) || token.chars().all(char::is_uppercase);
        let vowel = token.chars().any(|c| "aeiouyAEIOUY".contains(c));
        words += usize::from(
            token.chars().count() >= 2 && token.chars().all(char::is_alphabetic) && inner_lower && vowel,
        );
    }
    (words, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_looks_see_what_unicode_says() {
        for c in ('\u{0}'..='\u{e00}').chain('\u{e3b}'..='\u{2fff}') {
            assert_eq!((is_letter(c), is_number(c)), (c.is_alphabetic(), c.is_numeric()), "{c:?}");
        }
    }
    #[test]
    fn thai_under_latin_names_is_told_from_what_is_latin() {
        let notice = "ประกาศเทศบาลตำบลหนองน้ำใส เรื่อง แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ ด้วยเทศบาลตำบลหนองน้ำใส \
            ได้จัดทำแผนการจัดซื้อจัดจ้างและการจัดหาพัสดุตามระเบียบกระทรวงการคลัง เพื่อให้เป็นไปตามมาตรา";
        let latin = |c: char| match c {
            'ก'..='\u{e4e}' => char::from_u32(0x41 + (c as u32 - 0xe00) % 50).unwrap_or(c),
            _ => c,
        };
        assert!(is_cipher(&notice.chars().map(latin).collect::<String>()));
        for text in [
            notice,
            "McDonald eBay iPhone PowerPoint GitHub LaTeX YouTube WordPress JavaScript TypeScript LibreOffice",
            "https://www.example.go.th/fileUpload/NewsDetail/aBcDeF?id=12&lang=th the address of the whole report",
            &"O12 http://www.abt.go.th/index.php?option=com_content&view=article&id=84&Itemid=36 ".repeat(9),
            &"O7 http://www.abt.go.th/site/index.php?mod=NewsDetail&FileUpload=DocAttach7&MenuId=21 ".repeat(9),
            &"index.php?option=com_content &view=article&id=84&Itemid=36 mod=NewsDetail&FileUpload=DocAttach7 ".repeat(9),
            &"https://youtu.be/aKbTqXeRfGh?si=BnMxKqWzTyUiOpAs 1. /spreadsheets/d/1aBcDeFgHiJkLmNoPqRsT/edit#gid=0 ".repeat(9),
            &"NkpSbd_11@moph.go.th https://moph.go.th/NKPSBD11?Q=11&T=xYz11 (obt.WpcNan_3@hotmail.com) ".repeat(9),
            &"aB3kDe9x Kj7mNpQ2rT xY4bCdE8 hGfT6pWq SdFgHj5k ".repeat(9),
            "AB-1234 CD-5678 PVC-40 DN100 HDPE-PN10 MCCB-3P LED-T8 CAT6-UTP",
            "asn1_array2tree asn1_check_version asn1_copy_node asn1_create_element asn1_decode_simple_ber asn1_der_coding",
            "N_PARENTS OFFSET[4] parent_list x+y a=b fn(x) -> y, as the manual of the program has it in its tables",
        ] {
            assert!(!is_cipher(text), "{text}");
        }
    }
}
