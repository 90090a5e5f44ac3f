//! Where in a line the net has to look.

use super::measure::Shape;
use super::{AROUND, HALF, is_digit};
use crate::extract::ocr::hocr::Letter;
use crate::thai::text::is_thai;

/// Latin letters in a row; more are a word.
const LATIN: usize = 8;
/// Pieces of ink in a row of which nothing was said; fewer are dirt.
const UNSEEN: usize = 3;
/// Stands for them.
const NOTHING: char = '\u{fffd}';

/// Letters that are digits, or what the program makes of Thai digits: a few Latin letters or signs
/// in a line of Thai ("weds" for ๒๕๖๗, "@" for ๔).
pub(super) fn suspects(letters: &[Letter], shapes: &[Shape]) -> Vec<Letter> {
    let thai = letters.iter().filter(|l| is_thai(l.letter) && !is_digit(l.letter)).count();
    let mut out: Vec<Letter> = letters.iter().filter(|l| is_digit(l.letter)).copied().collect();
    for run in letters.chunk_by(|a, b| is_latin(a) && is_latin(b)) {
        if run.len() <= LATIN && is_latin(&run[0]) && thai >= 2 {
            out.extend(run);
        }
    }
    // A consonant at a number's side may be one of its digits: "ฒ,๕๙๐" for ๗,๕๙๐.
    let in_number = |l: &Letter| is_digit(l.letter) || l.letter == ',';
    for near in letters.windows(2) {
        for (letter, beside) in [(&near[0], &near[1]), (&near[1], &near[0])] {
            if in_number(beside) && ('ก'..='ฮ').contains(&letter.letter) {
                out.push(*letter);
            }
        }
    }
    out.extend(unseen(letters, shapes));
    out.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    out
}

/// Stretches of ink of which the program says nothing at all: now and then it passes over a whole year.
fn unseen(letters: &[Letter], shapes: &[Shape]) -> Vec<Letter> {
    let mut places: Vec<&Shape> = shapes.iter().collect();
    places.sort_by(|a, b| a.x.total_cmp(&b.x));
    let said = |s: &Shape| {
        let near = s.height * 0.4;
        letters.iter().any(|l| l.x0 - near < s.x && s.x < l.x1 + near)
    };
    let of = |s: &Shape| {
        let half = s.height * HALF;
        Letter { letter: NOTHING, x0: s.x - half, x1: s.x + half, y0: s.foot - s.height, y1: s.foot }
    };
    let runs = places.chunk_by(|a, b| said(a) == said(b));
    runs.filter(|run| run.len() >= UNSEEN && !said(run[0])).flatten().map(|s| of(s)).collect()
}

pub(super) fn is_latin(letter: &Letter) -> bool {
    let plain = is_thai(letter.letter) || letter.letter.is_ascii_digit();
    !plain && !".,/-–()[]:;\"'“”‘’…|_".contains(letter.letter)
}

/// Stretches of the line to look at.
pub(super) fn spots(suspects: &[Letter], usual: f32) -> Vec<(f32, f32)> {
    let mut out: Vec<(f32, f32)> = Vec::new();
    for letter in suspects {
        match out.last_mut() {
            // One look at both, where they would overlap; but no look without end.
            Some(last) if letter.x0 - last.1 < usual * AROUND * 2.0 && letter.x1 - last.0 < usual * 40.0 => {
                last.1 = last.1.max(letter.x1);
            }
            _ => out.push((letter.x0, letter.x1)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_without_a_letter_is_looked_at() {
        let shapes: Vec<Shape> =
            (0..9).map(|i| Shape { x: i as f32 * 20.0, foot: 30.0, height: 20.0 }).collect();
        let letter = |x: f32| Letter { letter: 'ก', x0: x - 8.0, x1: x + 8.0, y0: 10.0, y1: 30.0 };
        // Between the third and the last nothing was said.
        let letters: Vec<Letter> = [0.0, 20.0, 40.0, 160.0].map(letter).to_vec();
        let looked: Vec<f32> = suspects(&letters, &shapes).iter().map(Letter::middle).collect();
        assert_eq!(looked, [60.0, 80.0, 100.0, 120.0, 140.0]);
        // Two pieces are dirt.
        let letters: Vec<Letter> = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0, 160.0].map(letter).to_vec();
        assert!(suspects(&letters, &shapes).is_empty());
    }
}
