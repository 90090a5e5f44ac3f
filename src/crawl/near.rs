//! Texts that are nearly the same: SimHash over runs of four letters, and a look at longer runs.
//!
//! Runs of letters, since Thai has no blanks between words to cut at. Digits and blanks do not
//! count: a page that differs in its date, its counter or its layout is the same page. SimHash alone
//! takes long texts about the same affairs for alike, since they are made of the same syllables; so
//! a sample of longer runs has to agree as well.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use serde::{Deserialize, Serialize};

use crate::thai::text::is_number;

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
/// Of longer texts one run in four counts, chosen by the run itself.
const LONG: usize = 2000;

impl Fingerprint {
    /// `None` of a text that is too short.
    pub(super) fn of(text: &str) -> Option<Fingerprint> {
        let letters: Vec<u32> =
            text.chars().filter(|c| !is_number(*c) && !c.is_whitespace()).map(u32::from).collect();
        let count = letters.len();
        if count < SHORTEST {
            return None;
        }
        let one_in = if count > LONG { 4 } else { 1 };
        let mut sums = [0i32; 64];
        let mut sample: Vec<u64> = Vec::with_capacity(SAMPLED + 1);
        runs::<LONG_RUN>(&letters).for_each(|hash| smallest(&mut sample, hash));
        for hash in runs::<RUN>(&letters).filter(|hash| hash.is_multiple_of(one_in)) {
            // Hashed once more, since the sampled ones have bits in common.
            let bits = BuildHasherDefault::<DefaultHasher>::default().hash_one(hash);
            for (bit, sum) in sums.iter_mut().enumerate() {
                *sum += if bits >> bit & 1 == 1 { 1 } else { -1 };
            }
        }
        let ones = sums.iter().enumerate().filter(|(_, s)| **s > 0);
        Some(Fingerprint { simhash: ones.fold(0, |all, (bit, _)| all | 1 << bit), sample })
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

/// Hashes of all runs of so many letters; how many they are is known when this is built.
fn runs<const LENGTH: usize>(letters: &[u32]) -> impl Iterator<Item = u64> {
    letters.windows(LENGTH).filter_map(|run| run.first_chunk::<LENGTH>()).map(mix)
}

fn mix<const LENGTH: usize>(run: &[u32; LENGTH]) -> u64 {
    let folded =
        run.iter().fold(0u64, |all, c| (all.rotate_left(17) ^ u64::from(*c)).wrapping_mul(0x0100_0000_01b3));
    (folded ^ folded >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7
}

#[cfg(test)]
mod tests {
    use super::*;

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

    fn near(one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(|t| Fingerprint::of(t).expect("long enough"));
        one.is_near(&other)
    }

    #[test]
    fn the_sample_is_of_the_smallest_runs() {
        for words in [60, 300, 2000] {
            let text = text(words, words);
            let letters: Vec<u32> = text.chars().map(u32::from).collect();
            let mut runs: Vec<u64> = super::runs::<LONG_RUN>(&letters).collect();
            runs.sort_unstable();
            runs.dedup();
            runs.truncate(SAMPLED);
            assert_eq!(Fingerprint::of(&text).expect("long enough").sample, runs);
        }
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
            let print = |seed| Fingerprint::of(&text(seed, words)).expect("long enough");
            let all: Vec<Fingerprint> = (0..40).map(print).collect();
            let pairs = || (0..all.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
            let wrong = pairs().filter(|(a, b)| all[*a].is_near(&all[*b])).count();
            assert_eq!(wrong, 0, "of {} at {words} words", pairs().count());
        }
        assert!(Fingerprint::of("สั้น").is_none());
    }
}
