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

/// A stretch of words in a line that may be Thai.
struct Doubt {
    line: usize,
    words: std::ops::Range<usize>,
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
    for (doubt, again) in doubts.iter().zip(read).rev() {
        if !is_better(&again) {
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
        if (2..=LONGEST).contains(&letters) {
            out.extend(cut(line, words, at..end, gray));
        }
        at = end.max(at + 1);
    }
    out
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
    Some(Doubt { line, words: range, x: left.floor() - Gray::MARGIN as f32, gray: piece })
}

/// Thai and nothing else, and no doubt about it.
fn is_better(again: &Sheet) -> bool {
    let letters: Vec<&Letter> = again.words.iter().flat_map(|w| &w.letters).collect();
    let thai = letters.iter().filter(|l| is_thai(l.letter) && !l.letter.is_numeric()).count();
    thai >= 2
        && letters.iter().all(|l| is_thai(l.letter) && !l.letter.is_numeric() || ".,()/-".contains(l.letter))
        && again.confidence() * 100.0 >= SURE
}
