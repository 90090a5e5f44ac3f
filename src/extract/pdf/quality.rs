//! Whether a page's text is text: scans and damaged layers must not pass for content.

use super::device::Content;
use crate::extract::document::Why;

/// Letters below which a page full of picture counts as a picture.
const FEW_LETTERS: usize = 30;

/// Why the page cannot be read; `true`: what text there is must be dropped.
pub(super) fn judge(content: &Content) -> Option<(Why, bool)> {
    let text = content.pool.as_str();
    let written = content.glyphs.iter().filter(|g| !content.text(g).trim().is_empty()).count();
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    if written > 10 && content.nameless * 10 > written * 3 {
        return Some((Why::DamagedText, true));
    }
    if letters < FEW_LETTERS && (content.picture >= 0.5 || (letters == 0 && content.paths > 300)) {
        return Some((Why::NeedsOcr, false));
    }
    let thai = text
        .chars()
        .filter(|c| matches!(c, '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{f700}'..='\u{f71a}'))
        .count();
    let over_picture = content.picture >= 0.6 || content.hidden * 2 > content.glyphs.len();
    if over_picture && letters >= FEW_LETTERS && thai * 10 < letters && !wordlike(text) {
        return Some((Why::DamagedText, true));
    }
    None
}

/// Whether most tokens could be words of a European language: a scanner that reads Thai as Latin
/// makes tokens without vowels, or with signs and capitals inside.
fn wordlike(text: &str) -> bool {
    let (mut words, mut all) = (0usize, 0usize);
    for token in text.split_whitespace() {
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
    words * 2 > all
}
