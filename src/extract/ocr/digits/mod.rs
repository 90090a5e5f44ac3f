//! Numbers of a scan, read a second time.
//!
//! The program's Thai model knows ๐, ๑, ๓ and ๕ and takes every other Thai digit for one of them,
//! without a doubt in its voice: ๒๕๖๗ comes out as ๒๕๒๐. Years decide verdicts, so wherever it saw
//! a digit a small net of our own looks again. What the net is not sure of becomes [`UNREADABLE`]:
//! a number with a hole is no year, so nothing can rest on it.

pub(super) mod measure;
mod net;
mod strip;

use super::gray::Gray;
use super::hocr::{Letter, Sheet, Word};
use crate::thai::text::is_thai;
use measure::{Measure, Shape};

/// Stands for a digit that is there and could not be read.
pub(super) const UNREADABLE: char = '?';

/// How sure the net must be to see a digit at all, and to be believed which; also to put one where
/// the program saw a letter.
const SEEN: f32 = 0.5;
const SURE: f32 = 0.85;

/// Sizes at which it looks, of the size the net was made for.
const SIZES: [f32; 3] = [1.0, 0.9, 1.12];

/// All lengths are in heights of a plain consonant.
const AROUND: f32 = 2.5;
/// Between the middles of two digits of one number.
const NEXT: f32 = 1.5;
/// The same over a comma, a point or a stroke.
const NEXT_BUT_ONE: f32 = 2.3;
/// Between the ink of two numbers, at least; and where it can be nothing else.
const BLANK: f32 = 0.36;
const WIDE: f32 = 0.65;
/// From a digit's middle to its edge.
const HALF: f32 = 0.42;
/// Latin letters in a row; more are a word.
const LATIN: usize = 8;

/// A digit that the net found.
#[derive(Debug, Clone, Copy)]
struct Found {
    /// Its middle.
    x: f32,
    digit: char,
    sure: f32,
    measure: Measure,
    /// A blank stands before it: another number begins.
    apart: bool,
}

impl Found {
    fn letter(&self) -> Letter {
        let Measure { foot, height } = self.measure;
        Letter {
            letter: if self.sure < SURE { UNREADABLE } else { self.digit },
            x0: self.x - height * HALF,
            x1: self.x + height * HALF,
            y0: foot - height * 1.2,
            y1: foot,
        }
    }

    /// Whether the letter is what the program made of this digit.
    fn covers(&self, letter: &Letter) -> bool {
        let own = self.letter();
        if !letter.letter.is_alphanumeric() {
            // A point or a stroke between two digits stays.
            return (letter.middle() - self.x).abs() < self.measure.height * HALF * 0.5;
        }
        // Of one digit the program makes two now and then, each half as wide.
        let shared = letter.x1.min(own.x1) - letter.x0.max(own.x0);
        let width = letter.x1 - letter.x0;
        let least = if is_digit(letter.letter) { width.min(own.x1 - own.x0) * 0.4 } else { width * 0.6 };
        shared > least
    }
}

/// Reads every number of the picture again and puts it right. `shapes`: its letters; `usual`: height
/// of a plain letter on the page.
pub(super) fn correct(sheet: &mut Sheet, gray: &Gray, shapes: &[Shape], usual: f32) {
    let mut words = std::mem::take(&mut sheet.words).into_iter().peekable();
    while let Some(first) = words.next() {
        let mut line = vec![first];
        while let Some(next) = words.next_if(|w| w.line == line[0].line) {
            line.push(next);
        }
        sheet.words.extend(correct_line(line, gray, shapes, usual));
    }
}

fn correct_line(words: Vec<Word>, gray: &Gray, shapes: &[Shape], usual: f32) -> Vec<Word> {
    let letters: Vec<Letter> = words.iter().flat_map(|w| w.letters.iter().copied()).collect();
    let suspects = suspects(&letters);
    let mut found: Vec<Found> = Vec::new();
    for (x0, x1) in spots(&suspects, usual) {
        let Some(measure) = measure::at(shapes, (x0 + x1) / 2.0, usual) else { continue };
        let around = measure.height * AROUND;
        let seen = look(gray, x0 - around, x1 + around, measure);
        found.extend(accepted(&seen, &suspects, &letters));
    }
    // Of Arabic digits the program is the better reader.
    let known = |f: &Found| letters.iter().any(|l| l.letter.is_ascii_digit() && l.x0 <= f.x && f.x <= l.x1);
    found.retain(|f| !(f.digit.is_ascii_digit() && known(f)));
    found.sort_by(|a, b| a.x.total_cmp(&b.x));
    found.dedup_by(|a, b| (a.x - b.x).abs() < a.measure.height * 0.3);
    tell_apart(&mut found, gray);
    replaced(words, &found)
}

/// Marks where a new number begins: the blank before it is wider than those within numbers.
fn tell_apart(found: &mut [Found], gray: &Gray) {
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

/// Letters that are digits, or what the program makes of Thai digits: a few Latin letters or signs
/// in a line of Thai ("weds" for ๒๕๖๗, "@" for ๔).
fn suspects(letters: &[Letter]) -> Vec<Letter> {
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
    out.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    out
}

fn is_latin(letter: &Letter) -> bool {
    let plain = is_thai(letter.letter) || letter.letter.is_ascii_digit();
    !plain && !".,/-–()[]:;\"'“”‘’…|_".contains(letter.letter)
}

/// Stretches of the line to look at.
fn spots(suspects: &[Letter], usual: f32) -> Vec<(f32, f32)> {
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

/// Digits between two places of a line, by the net. The measure may be wrong and a single look be
/// chance, so it looks three times, at three sizes, and says what they say together.
fn look(gray: &Gray, x0: f32, x1: f32, measure: Measure) -> Vec<Found> {
    let mut looks = SIZES.iter().filter_map(|size| {
        let height = measure.height * size;
        let strip = strip::cut(gray, x0, x1, measure.foot, height)?;
        let answers = net::run(&strip.ink);
        Some((strip, answers))
    });
    let Some((strip, answers)) = looks.next() else { return Vec::new() };
    let others: Vec<_> = looks.collect();
    let columns = answers.len();
    let together: Vec<[f32; net::CLASSES]> = (0..columns)
        .map(|column| {
            let x = strip.x((column as f32 + 0.5) * net::STEP as f32);
            let mut sum = answers[column];
            let mut count = 1.0;
            for (strip, answers) in &others {
                let at = (strip.column(x) / net::STEP as f32 - 0.5).round();
                if let Some(answer) = answers.get(at.max(0.0) as usize) {
                    sum.iter_mut().zip(answer).for_each(|(sum, a)| *sum += a);
                    count += 1.0;
                }
            }
            sum.map(|s| s / count)
        })
        .collect();
    peaks(&together).into_iter().map(|f| Found { x: strip.x(f.x), measure, ..f }).collect()
}

/// Where the net sees a digit's middle, by columns of the strip.
fn peaks(answers: &[[f32; net::CLASSES]]) -> Vec<Found> {
    const NONE: usize = net::CLASSES - 1;
    let mut out: Vec<Found> = Vec::new();
    let mut last = None;
    for i in 0..answers.len() {
        let some = 1.0 - answers[i][NONE];
        let near = &answers[i.saturating_sub(2)..(i + 3).min(answers.len())];
        if some < SEEN
            || near.iter().any(|a| 1.0 - a[NONE] > some)
            || last.is_some_and(|last: usize| i - last <= 2)
        {
            continue;
        }
        let mut sums = [0.0f32; NONE];
        for answer in &answers[i.saturating_sub(1)..(i + 2).min(answers.len())] {
            for (sum, chance) in sums.iter_mut().zip(answer) {
                *sum += chance;
            }
        }
        let all: f32 = sums.iter().sum();
        let Some((class, best)) = sums.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1)) else {
            continue;
        };
        let sure = best / all * some;
        out.push(Found {
            x: (i as f32 + 0.5) * net::STEP as f32,
            digit: digit_of(class),
            sure,
            measure: Measure::default(),
            apart: false,
        });
        last = Some(i);
    }
    out
}

/// The digits that stand where the program saw one, and those that continue a number.
fn accepted(seen: &[Found], suspects: &[Letter], letters: &[Letter]) -> Vec<Found> {
    let on_suspect = |f: &Found| {
        let near = f.measure.height * 0.2;
        // Real Latin words are there too: of them only what is plainly a digit goes.
        let enough = |l: &Letter| is_digit(l.letter) || f.sure >= SURE;
        suspects.iter().any(|l| enough(l) && l.x0 - near <= f.x && f.x <= l.x1 + near)
    };
    let mut taken: Vec<bool> = seen.iter().map(on_suspect).collect();
    loop {
        let before = taken.iter().filter(|t| **t).count();
        for i in 0..seen.len() {
            let touches = |j: Option<usize>| {
                j.filter(|j| *j < seen.len()).is_some_and(|j| {
                    let (from, to) = (seen[i].x.min(seen[j].x), seen[i].x.max(seen[j].x));
                    let stroke = |l: &Letter| ",./-".contains(l.letter) && (from..to).contains(&l.middle());
                    let far = if letters.iter().any(stroke) { NEXT_BUT_ONE } else { NEXT };
                    taken[j] && to - from < seen[i].measure.height * far
                })
            };
            let continues = touches(i.checked_sub(1)) || touches(Some(i + 1));
            taken[i] = taken[i] || (continues && seen[i].sure >= SURE);
        }
        if taken.iter().filter(|t| **t).count() == before {
            break;
        }
    }
    seen.iter().zip(taken).filter(|(_, taken)| *taken).map(|(found, _)| *found).collect()
}

/// What was found, in the place of what the program saw there.
fn replaced(words: Vec<Word>, found: &[Found]) -> Vec<Word> {
    let Some(line) = words.first().map(|w| w.line) else { return words };
    // Between two digits of one number there is room for a point, and for no letter.
    let squeezed = |l: &Letter| {
        let between = |a: &Found, b: &Found| a.x < l.middle() && l.middle() < b.x;
        l.letter.is_alphanumeric()
            && found.windows(2).any(|w| between(&w[0], &w[1]) && w[1].x - w[0].x < w[0].measure.height * NEXT)
    };
    let covered = |l: &Letter| squeezed(l) || found.iter().any(|f| f.covers(l));
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
        !b.apart && b.x - a.x < a.measure.height * NEXT && !kept.iter().any(|x| a.x < *x && *x < b.x)
    };
    for run in found.chunk_by(together) {
        let sure = run.iter().map(|f| f.sure).sum::<f32>() / run.len() as f32;
        out.push(Word { confidence: sure * 100.0, letters: run.iter().map(Found::letter).collect(), line });
    }
    out
}

/// Thai digits that only the program saw are as likely wrong as right.
fn hide_unread(words: &mut [Word]) {
    for letter in words.iter_mut().flat_map(|w| &mut w.letters) {
        if is_thai(letter.letter) && is_digit(letter.letter) {
            letter.letter = UNREADABLE;
        }
    }
}

/// Part of the name under which results are kept.
pub(super) fn version() -> u64 {
    net::version()
}

/// Where the net cannot look, no Thai digit is believed.
pub(super) fn hide(sheet: &mut Sheet) {
    hide_unread(&mut sheet.words);
}

fn digit_of(class: usize) -> char {
    let (first, digit) = if class < 10 { ('๐', class) } else { ('0', class - 10) };
    char::from_u32(first as u32 + digit as u32).unwrap_or(UNREADABLE)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('๐'..='๙').contains(&c)
}
