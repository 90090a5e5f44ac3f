//! Texts that are nearly the same: SimHash over runs of four letters, and a look at longer runs.
//!
//! Runs of letters, since Thai has no blanks between words to cut at. Digits and blanks do not
//! count: a page that differs in its date, its counter or its layout is the same page. SimHash alone
//! takes long texts about the same affairs for alike, since they are made of the same syllables; so
//! a sample of longer runs has to agree as well.

use serde::{Deserialize, Serialize};

/// A fingerprint: little differs between those of texts that differ in little.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fingerprint {
    simhash: u64,
    /// The smallest hashes of longer runs, in order.
    sample: Vec<u64>,
}

/// Bits in which two of nearly the same text may differ.
const NEAR: u32 = 6;
/// Share of the samples that they must have in common.
const SHARED: f64 = 0.75;
const SAMPLED: usize = 64;
const RUN: usize = 4;
const LONG_RUN: usize = 12;
/// Shorter texts have too few runs for a fingerprint to mean anything.
const SHORTEST: usize = 120;
/// Of longer texts one run in so many counts, chosen by the run itself.
const LONG: usize = 2000;
const ONE_IN: u64 = 4;

impl Fingerprint {
    /// Of the letters of a text (see [`letter`]), without its digits and blanks; `None` of too few.
    pub(super) fn of(letters: &[u16]) -> Option<Fingerprint> {
        if letters.len() < SHORTEST {
            return None;
        }
        // Whether a run counts is told by its last bits.
        let passed_over = if letters.len() > LONG { ONE_IN - 1 } else { 0 };
        let mut sample: Vec<u64> = Vec::with_capacity(SAMPLED + 1);
        let mut bits = Bits::default();
        // Each long run is made of three short ones, of which two came before.
        let mut before = [0; LONG_RUN - RUN];
        for (at, run) in letters.windows(RUN).enumerate() {
            let hash = short_run(run);
            let (first, second) = (at % before.len(), (at + RUN) % before.len());
            if at >= before.len() {
                smallest(&mut sample, long_run([before[first], before[second], hash]));
            }
            before[first] = hash;
            if hash & passed_over == 0 {
                // Mixed once more, since the sampled ones have bits in common.
                bits.add(mix(!hash));
            }
        }
        Some(Fingerprint { simhash: bits.majority(), sample })
    }

    pub(super) fn is_near(&self, other: &Fingerprint) -> bool {
        (self.simhash ^ other.simhash).count_ones() <= NEAR && self.shared(other) >= SHARED
    }

    /// Jaccard's measure of the runs of both texts, as the smallest of them tell it.
    fn shared(&self, other: &Fingerprint) -> f64 {
        let (mut one, mut two) = (&self.sample[..], &other.sample[..]);
        let (mut all, mut common) = (0_usize, 0_usize);
        // Both are in order, and hold nothing twice.
        while all < SAMPLED && !(one.is_empty() && two.is_empty()) {
            let least = [one.first(), two.first()].into_iter().flatten().min().copied();
            let (in_one, in_two) = (one.first() == least.as_ref(), two.first() == least.as_ref());
            one = &one[usize::from(in_one)..];
            two = &two[usize::from(in_two)..];
            all += 1;
            common += usize::from(in_one && in_two);
        }
        common as f64 / all.max(1) as f64
    }
}

/// Keeps the smallest different ones, in order.
fn smallest(kept: &mut Vec<u64>, hash: u64) {
    if kept.len() == SAMPLED && kept.last().is_some_and(|most| *most <= hash) {
        return;
    }
    if let Err(at) = kept.binary_search(&hash) {
        kept.insert(at, hash);
        kept.truncate(SAMPLED);
    }
}

/// A letter in two bytes, so that a run of four is one number; the few that need more share a number with another.
#[inline]
pub(super) fn letter(c: char) -> u16 {
    let c = u32::from(c);
    (c ^ c >> 16) as u16
}

/// Hash of a run of four letters.
#[inline]
fn short_run(run: &[u16]) -> u64 {
    mix(run.iter().fold(0, |all, letter| all << 16 | u64::from(*letter)))
}

/// Hash of three runs, one after the other, of which each is mixed already.
#[inline]
fn long_run([one, two, three]: [u64; LONG_RUN / RUN]) -> u64 {
    (one.rotate_left(21) ^ two.rotate_left(42) ^ three).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// A number of which each bit hangs on every bit.
#[inline]
fn mix(number: u64) -> u64 {
    let all = number.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let all = (all ^ all >> 31).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    all ^ all >> 32
}

/// How often each bit is set in many numbers.
#[derive(Default)]
struct Bits {
    /// By byte of a number: a count a byte, for as many numbers as fit.
    counts: [u64; 8],
    sums: [[u32; 8]; 8],
    all: u32,
}

/// The bits of a byte, a byte each.
static SPREAD: [u64; 256] = {
    let mut spread = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            spread[byte] |= (byte as u64 >> bit & 1) << (8 * bit);
            bit += 1;
        }
        byte += 1;
    }
    spread
};

impl Bits {
    fn add(&mut self, number: u64) {
        for (count, byte) in self.counts.iter_mut().zip(number.to_le_bytes()) {
            *count += SPREAD[usize::from(byte)];
        }
        self.all += 1;
        if self.all.is_multiple_of(255) {
            self.sum();
        }
    }

    fn sum(&mut self) {
        for (sums, count) in self.sums.iter_mut().zip(&mut self.counts) {
            sums.iter_mut().zip(count.to_le_bytes()).for_each(|(sum, count)| *sum += u32::from(count));
            *count = 0;
        }
    }

    /// The bits that are set in more than half of the numbers.
    fn majority(mut self) -> u64 {
        self.sum();
        let sums = self.sums.iter().flatten().enumerate();
        sums.filter(|(_, sum)| **sum * 2 > self.all).fold(0, |all, (bit, _)| all | 1 << bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::thai::text::is_number;

    fn text(seed: usize, words: usize) -> String {
        const WORDS: [&str; 16] = [
            "องค์การ",
            "บริหาร",
            "ส่วน",
            "ตำบล",
            "แผน",
            "พัฒนา",
            "ท้องถิ่น",
            "งบประมาณ",
            "รายจ่าย",
            "ประจำปี",
            "ประกาศ",
            "จัดซื้อ",
            "จัดจ้าง",
            "ประชาชน",
            "โครงการ",
            "ถนน",
        ];
        let mut state = seed as u64 + 1;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            WORDS[(state >> 33) as usize % WORDS.len()]
        };
        (0..words).map(|_| next()).collect()
    }

    fn print(text: &str) -> Option<Fingerprint> {
        let letters = text.chars().filter(|c| !is_number(*c) && !c.is_whitespace());
        Fingerprint::of(&letters.map(letter).collect::<Vec<_>>())
    }

    fn near(one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(|t| print(t).expect("long enough"));
        one.is_near(&other)
    }

    #[test]
    fn the_sample_is_of_the_smallest_runs() {
        for words in [60, 300, 2000] {
            let text = text(words, words);
            let letters: Vec<u16> = text.chars().map(letter).collect();
            let long = |run: &[u16]| long_run([&run[..4], &run[4..8], &run[8..]].map(short_run));
            let mut runs: Vec<u64> = letters.windows(LONG_RUN).map(long).collect();
            runs.sort_unstable();
            runs.dedup();
            runs.truncate(SAMPLED);
            let found = print(&text).expect("long enough");
            assert_eq!(found.sample, runs);
            let short = letters.windows(RUN).map(short_run);
            let counted = short.filter(|hash| letters.len() <= LONG || hash.is_multiple_of(ONE_IN));
            let mut bits = Bits::default();
            counted.for_each(|hash| bits.add(mix(!hash)));
            assert_eq!(found.simhash, bits.majority());
        }
    }

    #[test]
    fn bits_are_counted_one_by_one() {
        let numbers: Vec<u64> = (0..1000u64).map(mix).chain([u64::MAX; 40]).collect();
        let mut bits = Bits::default();
        numbers.iter().for_each(|n| bits.add(*n));
        let often = |bit: &u32| numbers.iter().filter(|n| *n >> bit & 1 == 1).count() * 2 > numbers.len();
        assert_eq!(bits.majority(), (0..64).filter(often).fold(0, |all, bit| all | 1 << bit));
    }

    #[test]
    fn a_date_a_counter_and_a_word_make_no_new_page() {
        for words in [200, 800, 3000] {
            let page = text(1, words);
            assert!(near(&page, &format!("{page} ผู้เข้าชม 12,345 ครั้ง")), "{words}");
            assert!(near(&format!("21 พ.ย. 2569 {page}"), &format!("22 ธ.ค. 2570 {page}")), "{words}");
        }
    }

    #[test]
    fn other_texts_of_the_same_words_are_other_pages() {
        for words in [60, 200, 800, 3000] {
            let one = |seed| print(&text(seed, words)).expect("long enough");
            let all: Vec<Fingerprint> = (0..40).map(one).collect();
            let pairs = || (0..all.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
            let wrong = pairs().filter(|(a, b)| all[*a].is_near(&all[*b])).count();
            assert_eq!(wrong, 0, "of {} at {words} words", pairs().count());
        }
        assert!(print("สั้น").is_none());
    }
}
