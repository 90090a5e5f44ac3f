//! What the net found, put into the line.

use super::measure::{Ink, Measure};
use super::suspects::is_latin;
use super::{Found, NEXT, UNREADABLE, is_digit};
use crate::extract::ocr::gray::Gray;
use crate::extract::ocr::hocr::{Letter, Word};
use crate::extract::ocr::median::median;
use crate::thai::text::is_thai;

/// All lengths are in heights of a plain consonant. Between the middles of two digits with nothing but
/// a point between them.
const CLOSE: f32 = 1.5;
/// Between the ink of two numbers, at least; and where it can be nothing else.
const BLANK: f32 = 0.36;
const WIDE: f32 = 0.65;
/// The same over a stroke, in usual ones.
const ROOM: f32 = 1.25;
/// A stroke may reach so far into the digit beside it; measured from the digit's middle.
const LEAN: f32 = 0.12;

/// Marks where a new number begins: the blank before it is wider than those within numbers.
pub(super) fn tell_apart(found: &mut [Found], gray: &Gray) {
    // In heights of a letter.
    let blanks: Vec<f32> =
        found.windows(2).map(|w| blank(gray, &w[0], &w[1]) / w[1].measure.height).collect();
    let mut sorted = blanks.clone();
    sorted.sort_by(f32::total_cmp);
    let usual = sorted.get(sorted.len() / 3).copied().unwrap_or_default();
    for (digit, blank) in found.iter_mut().skip(1).zip(blanks) {
        digit.apart = blank > WIDE || (blank > BLANK && blank > usual * 1.7);
    }
}

/// The widest stretch without ink between two digits.
fn blank(gray: &Gray, a: &Found, b: &Found) -> f32 {
    const INK: u8 = 170;
    let Measure { foot, height } = b.measure;
    let top = (foot - height * 1.3).max(0.0) as usize;
    let rows = top..(foot as usize).min(gray.height);
    let (mut widest, mut run) = (0, 0);
    for x in a.x.max(0.0) as usize..(b.x.max(0.0) as usize).min(gray.width) {
        let inked = rows.clone().any(|y| gray.row(y)[x] < INK);
        run = if inked { 0 } else { run + 1 };
        widest = widest.max(run);
    }
    widest as f32
}

/// What was found, in the place of what the program saw there.
pub(super) fn replaced(words: Vec<Word>, found: &[Found], ink: &Ink) -> Vec<Word> {
    let Some(line) = words.first().map(|w| w.line) else { return words };
    let covered = |l: &Letter| squeezed(l, found, ink) || found.iter().any(|f| f.covers(l));
    let mut out: Vec<Word> = Vec::new();
    for word in words {
        // A word with a number inside falls into what stands before and after it.
        let mut parts: Vec<Word> = Vec::new();
        let (before, latin) = (word.letters.len(), word.letters.iter().all(is_latin));
        for letter in word.letters.into_iter().filter(|l| !covered(l)) {
            let apart = |last: &Letter| found.iter().any(|f| last.middle() < f.x && f.x < letter.middle());
            match parts.last_mut() {
                Some(part) if !part.letters.last().is_some_and(apart) => part.letters.push(letter),
                _ => parts.push(Word { confidence: word.confidence, letters: vec![letter], line }),
            }
        }
        // What is left of letters that were digits means nothing.
        let lost = before - parts.iter().map(|p| p.letters.len()).sum::<usize>();
        if latin && lost * 2 >= before {
            parts.clear();
        }
        out.extend(parts);
    }
    hide_unread(&mut out);
    let kept: Vec<f32> = out.iter().flat_map(|w| &w.letters).map(Letter::middle).collect();
    let together = |a: &Found, b: &Found| {
        let parted = kept.iter().any(|x| a.x < *x && *x < b.x) || stroke(a, b, ink);
        !b.apart && !parted && b.x - a.x < a.measure.height * NEXT
    };
    for run in found.chunk_by(together) {
        let sure = run.iter().map(|f| f.sure).sum::<f32>() / run.len() as f32;
        out.push(Word { confidence: sure * 100.0, letters: run.iter().map(Found::letter).collect(), line });
    }
    out
}

/// Whether the program put the letter between two digits of one number, where there is room for a
/// point, and for no letter.
fn squeezed(letter: &Letter, found: &[Found], ink: &Ink) -> bool {
    let between = |w: &&[Found]| w[0].x < letter.middle() && letter.middle() < w[1].x;
    let Some([a, b]) = found.windows(2).find(between) else { return false };
    let close = b.x - a.x < a.measure.height * CLOSE;
    match letter.letter {
        '.' | ',' | '-' | '–' => false,
        // The tail of ๗ or ๖ is taken for one.
        '\'' | '"' | '‘' | '’' | '“' | '”' | '«' | '»' | '`' => {
            !b.apart && b.x - a.x < a.measure.height * NEXT
        }
        c if c.is_alphanumeric() => close,
        // Of itself or as the room for it: it may touch a digit.
        _ => close && !stroke(a, b, ink) && b.x - a.x < pitch(found) * ROOM,
    }
}

/// Between the middles of two digits, mostly.
fn pitch(found: &[Found]) -> f32 {
    let far = |w: &[Found]| w[1].x - w[0].x;
    let near = found.windows(2).filter(|w| far(w) < w[0].measure.height * NEXT).map(far);
    median(near.collect()).unwrap_or_default()
}

/// Whether something tall that is neither stands between two digits: ๑๒/๒๕๖๗.
fn stroke(a: &Found, b: &Found, ink: &Ink) -> bool {
    let lean = a.measure.height * LEAN;
    ink.strokes.iter().any(|(x0, x1)| a.x + lean < *x0 && *x1 < b.x - lean)
}

/// Thai digits that only the program saw are as likely wrong as right.
pub(super) fn hide_unread(words: &mut [Word]) {
    for letter in words.iter_mut().flat_map(|w| &mut w.letters) {
        if is_thai(letter.letter) && is_digit(letter.letter) {
            letter.letter = UNREADABLE;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Digits with their middles, of letters 20 pixels high.
    fn found(digits: &[(char, f32)]) -> Vec<Found> {
        let measure = Measure { foot: 30.0, height: 20.0 };
        digits
            .iter()
            .map(|(digit, x)| Found {
                x: *x,
                digit: *digit,
                sure: 1.0,
                zero: 0.0,
                doubtful: false,
                measure,
                apart: false,
            })
            .collect()
    }

    fn word(letters: &[(char, f32)]) -> Word {
        let letter = |(letter, x): &(char, f32)| Letter {
            letter: *letter,
            x0: x - 3.0,
            x1: x + 3.0,
            y0: 10.0,
            y1: 30.0,
        };
        Word { confidence: 90.0, letters: letters.iter().map(letter).collect(), line: 0 }
    }

    fn text(words: Vec<Word>) -> String {
        let mut words = words;
        words.sort_by(|a, b| a.x0().total_cmp(&b.x0()));
        words.iter().map(Word::text).collect::<Vec<_>>().join(" ")
    }

    fn ink(strokes: &[(f32, f32)]) -> Ink<'_> {
        Ink { letters: &[], strokes, usual: 20.0 }
    }

    #[test]
    fn what_is_no_stroke_does_not_cut_a_year() {
        let year = found(&[('๒', 10.0), ('๕', 34.0), ('๖', 58.0), ('๗', 86.0)]);
        for between in ['\'', '“', '(', '/', 'a'] {
            let words = vec![word(&[('๒', 10.0), ('๕', 34.0), (between, 46.0), ('๑', 58.0), ('๐', 86.0)])];
            assert_eq!(text(replaced(words, &year, &ink(&[]))), "๒๕๖๗", "{between}");
        }
    }

    #[test]
    fn a_stroke_parts_two_numbers() {
        let both = found(&[('๑', 10.0), ('๒', 34.0), ('๒', 63.0), ('๕', 87.0), ('๖', 111.0), ('๗', 135.0)]);
        let drawn = [(44.0, 53.0)];
        let seen = || vec![word(&[('๑', 10.0), ('๑', 34.0), ('/', 48.0), ('๒', 63.0)])];
        assert_eq!(text(replaced(seen(), &both, &ink(&drawn))), "๑๒ / ๒๕๖๗");
        // Passed over by the program.
        let passed_over = || vec![word(&[('๑', 10.0), ('๑', 34.0), ('๒', 63.0)])];
        assert_eq!(text(replaced(passed_over(), &both, &ink(&drawn))), "๑๒ ๒๕๖๗");
        // A piece of a broken digit is none.
        let broken = [(48.0, 62.0)];
        assert_eq!(text(replaced(passed_over(), &both, &ink(&broken))), "๑๒๒๕๖๗");
    }
}
