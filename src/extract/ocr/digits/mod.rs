//! Numbers of a scan, read a second time.
//!
//! The program's Thai model knows ๐, ๑, ๓ and ๕ and takes every other Thai digit for one of them,
//! without a doubt in its voice: ๒๕๖๗ comes out as ๒๕๒๐. Years decide verdicts, so wherever it saw
//! a digit a small net of our own looks again. What the net is not sure of becomes [`UNREADABLE`]:
//! a number with a hole is no year, so nothing can rest on it.

pub(super) mod measure;
mod mend;
mod net;
mod strip;
mod suspects;

use super::gray::Gray;
use super::hocr::{Letter, Sheet, Word};
use crate::thai::text::is_thai;
use measure::{Ink, Measure};

/// Stands for a digit that is there and could not be read.
pub(super) const UNREADABLE: char = '?';

/// How sure the net must be to see a digit at all, and to be believed which; also to put one where
/// the program saw a letter.
const SEEN: f32 = 0.5;
const SURE: f32 = 0.85;
/// The same against the program's word that it is one plain letter.
const CERTAIN: f32 = 0.93;
/// In some faces a ๓ is a ๑ with a dent, which a coarse scan fills: a ๑ is one only where there is less chance of a
/// ๓ than this. (A plain ๑ has a tenth of it.)
const DENT: f32 = 0.02;

/// Sizes at which it looks, of the size the net was made for; digits are smaller than their letters more
/// often than larger.
const SIZES: [f32; 4] = [1.0, 0.8, 0.9, 1.12];

/// Digits of a number that stands alone.
const FEW_ALONE: usize = 4;

/// All lengths are in heights of a plain consonant.
const AROUND: f32 = 2.5;
/// Between the middles of two digits of one number, in the widest fonts.
const NEXT: f32 = 1.75;
/// The same over a comma, a point or a stroke.
const NEXT_BUT_ONE: f32 = 2.3;
/// From a digit's middle to its edge.
const HALF: f32 = 0.42;

/// A digit that the net found.
#[derive(Debug, Clone, Copy)]
struct Found {
    /// Its middle.
    x: f32,
    digit: char,
    sure: f32,
    /// How sure it is a zero, ๐ or 0.
    zero: f32,
    /// It may as well be another that looks like it.
    doubtful: bool,
    measure: Measure,
    /// A blank stands before it: another number begins.
    apart: bool,
}

impl Found {
    fn letter(&self) -> Letter {
        let Measure { foot, height } = self.measure;
        Letter {
            letter: if self.sure < SURE || self.doubtful { UNREADABLE } else { self.digit },
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

/// Reads every number of the picture again and puts it right.
pub(super) fn correct(sheet: &mut Sheet, gray: &Gray, ink: &Ink) {
    let mut words = std::mem::take(&mut sheet.words).into_iter().peekable();
    while let Some(first) = words.next() {
        let mut line = vec![first];
        while let Some(next) = words.next_if(|w| w.line == line[0].line) {
            line.push(next);
        }
        sheet.words.extend(correct_line(line, gray, ink));
    }
}

fn correct_line(words: Vec<Word>, gray: &Gray, ink: &Ink) -> Vec<Word> {
    let letters: Vec<Letter> = words.iter().flat_map(|w| w.letters.iter().copied()).collect();
    let suspects = suspects::suspects(&letters, ink.letters);
    let mut found: Vec<Found> = Vec::new();
    for (x0, x1) in suspects::spots(&suspects, ink.usual) {
        let Some(measure) = measure::at(ink.letters, (x0 + x1) / 2.0, ink.usual) else { continue };
        let around = measure.height * AROUND;
        let seen = look(gray, x0 - around, x1 + around, measure);
        found.extend(accepted(&seen, &suspects, &letters));
    }
    // Of Arabic digits the program is the better reader.
    let known = |f: &Found| letters.iter().any(|l| l.letter.is_ascii_digit() && l.x0 <= f.x && f.x <= l.x1);
    found.retain(|f| !(f.digit.is_ascii_digit() && known(f)));
    found.sort_by(|a, b| a.x.total_cmp(&b.x));
    found.dedup_by(|a, b| (a.x - b.x).abs() < a.measure.height * 0.3);
    mend::tell_apart(&mut found, gray);
    mend::replaced(words, &found, ink)
}

/// Reads a number that stands alone in its cell, where the program saw nothing or a sign or two: it
/// passes over a lone ๐ as over dirt, or takes it for ว. What is more of Thai than that stays.
pub(super) fn alone(sheet: &mut Sheet, gray: &Gray, ink: &Ink) {
    let letters = || sheet.words.iter().flat_map(|w| &w.letters).map(|l| l.letter);
    let thai = letters().filter(|l| is_thai(*l)).count();
    let one = thai == 1 && ink.letters.len() == 1;
    let read = letters().any(is_digit) || (thai > 0 && !one);
    if read || ink.letters.is_empty() || ink.letters.len() > FEW_ALONE {
        return;
    }
    let edge = |least: fn(f32, f32) -> f32, start: f32| ink.letters.iter().map(|s| s.x).fold(start, least);
    let (x0, x1) = (edge(f32::min, f32::MAX), edge(f32::max, 0.0));
    let Some(measure) = measure::at(ink.letters, (x0 + x1) / 2.0, ink.usual) else { return };
    let around = measure.height * AROUND;
    let on_ink = |f: &Found| ink.letters.iter().any(|s| (s.x - f.x).abs() < measure.height * HALF);
    let found: Vec<Found> =
        look(gray, x0 - around, x1 + around, measure).into_iter().filter(on_ink).collect();
    // Each piece a digit, and one of them for sure: else it is a tick, a seal, dirt.
    let least = if one { CERTAIN } else { SURE };
    if found.len() != ink.letters.len() || !found.iter().any(|f| f.sure >= least) {
        return;
    }
    let sure = found.iter().map(|f| f.sure).sum::<f32>() / found.len() as f32;
    let letters = found.iter().map(Found::letter).collect();
    sheet.words = vec![Word { confidence: sure * 100.0, letters, line: 0 }];
}

/// Digits between two places of a line, by the net. The measure may be wrong and a single look be
/// chance, so it looks at several sizes, and says what they say together.
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
    let mut found: Vec<Found> =
        peaks(&together).into_iter().map(|f| Found { x: strip.x(f.x), measure, ..f }).collect();
    zeros(&mut found);
    found
}

/// ๐ and 0 look alike; no number holds both, so its other digits tell.
fn zeros(found: &mut [Found]) {
    for i in 0..found.len() {
        let Found { x, digit, zero, measure, .. } = found[i];
        if !"๐0".contains(digit) {
            continue;
        }
        let beside = [i.checked_sub(1), Some(i + 1)].into_iter().flatten().filter_map(|j| found.get(j));
        let near = |f: &&Found| (f.x - x).abs() < measure.height * NEXT && f.sure >= SURE;
        let of_thai: Vec<bool> = beside.filter(near).map(|f| is_thai(f.digit)).collect();
        if let Some(&thai) = of_thai.first().filter(|first| of_thai.iter().all(|t| t == *first)) {
            found[i].digit = if thai { '๐' } else { '0' };
            found[i].sure = zero;
        }
    }
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
            zero: (sums[0] + sums[10]) / all * some,
            doubtful: digit_of(class) == '๑' && sums[3] / all > DENT,
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

/// Part of the name under which results are kept.
pub(super) fn version() -> u64 {
    net::version()
}

/// Where the net cannot look, no Thai digit is believed.
pub(super) fn hide(sheet: &mut Sheet) {
    mend::hide_unread(&mut sheet.words);
}

fn digit_of(class: usize) -> char {
    let (first, digit) = if class < 10 { ('๐', class) } else { ('0', class - 10) };
    char::from_u32(first as u32 + digit as u32).unwrap_or(UNREADABLE)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('๐'..='๙').contains(&c)
}
