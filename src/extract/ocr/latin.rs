//! Thai words that the program took for Latin ones: "WA" for พ.ศ., "as" for เรื่อง.
//!
//! It reads with both languages, and where a mark is faint the wrong one wins. So a few Latin
//! letters in a line of Thai are read again with Thai alone, all of a page in one go.

use std::sync::Arc;
use std::time::Duration;

use super::gray::Gray;
use super::hocr::{self, Letter, Sheet, Word};
use super::lines::Strip;
use super::pages;
use super::program::{Languages, Layout, Program};
use crate::thai::text::is_thai;

/// Longer words are Latin indeed.
const LONGEST: usize = 12;
/// A page with more of them is in English.
const MOST: usize = 30;
/// Of 100: how sure the program must be of the Thai word.
const SURE: f32 = 75.0;
/// The same where the Latin one is [`Doubt::crumb`].
const LIKELY: f32 = 50.0;
/// Letters of such a one.
const CRUMB: usize = 2;
/// Letters of an abbreviation: ITA, MOIT.
const ABBREVIATION: usize = 3;

/// A stretch of words in a line that may be Thai.
struct Doubt {
    line: usize,
    words: std::ops::Range<usize>,
    /// Two small letters and nothing else: in Thai hardly a word, but after a number a unit.
    crumb: bool,
    /// Left edge of the picture.
    x: f32,
    gray: Gray,
}

/// Puts the Thai words in; a program that fails leaves the lines as they are.
pub(super) fn correct(program: &Program, sheets: &mut [Sheet], strips: &[Strip], dpi: u32, time: Duration) {
    let doubts: Vec<Doubt> = sheets
        .iter()
        .zip(strips)
        .enumerate()
        .flat_map(|(line, (sheet, strip))| doubts(line, &sheet.words, &strip.gray))
        .collect();
    if doubts.is_empty() || doubts.len() > MOST {
        return;
    }
    let picture = pages::tiff(doubts.iter().map(|d| &d.gray), dpi);
    let read = program.run(Arc::from(picture), Layout::Line, Languages::Thai, None, time);
    let Some(read) = read.and_then(|r| hocr::parse(&r)) else { return };
    // From the end, so that the places before stay.
    for (doubt, mut again) in doubts.iter().zip(read).rev() {
        // The edge of a neighbour.
        again.words.retain(|w| w.text() != "|");
        if !is_better(&again, if doubt.crumb { LIKELY } else { SURE }) {
            continue;
        }
        let words = &mut sheets[doubt.line].words;
        let line = words[doubt.words.start].line;
        let new = again.words.into_iter().map(|word| Word {
            line,
            letters: word.letters.into_iter().map(|l| l.moved(doubt.x, 0.0)).collect(),
            ..word
        });
        words.splice(doubt.words.clone(), new.collect::<Vec<_>>());
    }
}

fn doubts(line: usize, words: &[Word], gray: &Gray) -> Vec<Doubt> {
    let count = |of: fn(char) -> bool| words.iter().flat_map(|w| &w.letters).filter(|l| of(l.letter)).count();
    if count(is_thai) < count(|c| c.is_ascii_alphabetic()).max(3) {
        return Vec::new();
    }
    let is_latin = |w: &Word| {
        w.letters.iter().all(|l| l.letter.is_ascii())
            && w.letters.iter().any(|l| l.letter.is_ascii_alphabetic())
    };
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let run = words[at..].iter().take_while(|w| is_latin(w)).count();
        let end = at + run;
        let letters: usize = words[at..end].iter().map(|w| w.letters.len()).sum();
        if (2..=LONGEST).contains(&letters) && !words[at..end].iter().all(is_abbreviation) {
            out.extend(cut(line, words, at..end, gray));
        }
        at = end.max(at + 1);
    }
    out
}

/// Capitals that the program is as sure of as it must be of Thai.
fn is_abbreviation(word: &Word) -> bool {
    let text = word.text();
    let capitals = text.trim_matches(|c: char| !c.is_alphanumeric());
    word.confidence >= SURE
        && capitals.len() >= ABBREVIATION
        && capitals.chars().all(|c| c.is_ascii_uppercase())
}

/// The picture between the words before and after.
fn cut(line: usize, words: &[Word], range: std::ops::Range<usize>, gray: &Gray) -> Option<Doubt> {
    let before = range.start.checked_sub(1).map_or(0.0, |i| words[i].x1());
    let after = words.get(range.end).map_or(gray.width as f32, Word::x0);
    let own = &words[range.clone()];
    let (x0, x1) = (own.first()?.x0(), own.last()?.x1());
    // The program's boxes are narrow: half of the gap belongs to the word.
    let left = ((x0 + before.min(x0)) / 2.0).max(0.0);
    let right = ((x1 + after.max(x1)) / 2.0).min(gray.width as f32);
    let piece = gray.columns(left as usize, right as usize)?;
    let numbered = range.start > 0 && words[range.start - 1].text().ends_with(char::is_numeric);
    let small = own.iter().flat_map(|w| &w.letters).all(|l| l.letter.is_ascii_lowercase());
    let crumb = !numbered && small && own.iter().map(|w| w.letters.len()).sum::<usize>() == CRUMB;
    Some(Doubt { line, words: range, crumb, x: left.floor() - Gray::MARGIN as f32, gray: piece })
}

/// Thai and nothing else, and no doubt about it.
fn is_better(again: &Sheet, least: f32) -> bool {
    let letters: Vec<&Letter> = again.words.iter().flat_map(|w| &w.letters).collect();
    let thai = letters.iter().filter(|l| is_thai(l.letter) && !l.letter.is_numeric()).count();
    thai >= 2
        && letters.iter().all(|l| is_thai(l.letter) && !l.letter.is_numeric() || ".,()/-".contains(l.letter))
        && again.confidence() * 100.0 >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words side by side in a line of Thai, and which of them may be Thai; the second: of two small letters.
    fn doubted(words: &[(&str, f32)]) -> Vec<(String, bool)> {
        let mut x = 0.0;
        let mut word = |(text, confidence): &(&str, f32)| {
            let letters = text.chars().map(|letter| {
                x += 12.0;
                Letter { letter, x0: x - 12.0, y0: 10.0, x1: x, y1: 30.0 }
            });
            let word = Word { confidence: *confidence, letters: letters.collect(), line: 0 };
            x += 12.0;
            word
        };
        let words: Vec<Word> = words.iter().map(&mut word).collect();
        let gray = Gray::new(800, 40, vec![255; 800 * 40]).unwrap();
        let text = |d: &Doubt| words[d.words.clone()].iter().map(Word::text).collect::<String>();
        doubts(0, &words, &gray).iter().map(|d| (text(d), d.crumb)).collect()
    }

    #[test]
    fn an_abbreviation_is_no_thai_word() {
        assert_eq!(doubted(&[("คะแนน", 90.0), ("ITA)", 76.0), ("สูง", 90.0)]), []);
        assert_eq!(doubted(&[("จำนวนเงิน", 90.0), ("UMN", 61.0)]), [("UMN".to_owned(), false)]);
        assert_eq!(doubted(&[("ประจำปี", 90.0), ("W.A.", 77.0)]), [("W.A.".to_owned(), false)]);
    }

    #[test]
    fn two_small_letters_are_a_unit_after_a_number_only() {
        assert_eq!(doubted(&[("ตาม", 90.0), ("ng", 89.0), ("กระทรวง", 90.0)]), [("ng".to_owned(), true)]);
        assert_eq!(doubted(&[("ขยะหนัก", 90.0), ("12", 90.0), ("kg", 89.0)]), [("kg".to_owned(), false)]);
    }
}
