//! Nearly the same: titles that differ by a typing or a reading mistake.
//!
//! Myers' bit-parallel edit distance, over characters, in blocks of 64 (Hyyrö's block form).

use std::collections::HashMap;

use super::text::fold;

/// How alike two texts are, 0 to 1: one less the edit distance over the longer length, folded.
pub fn similarity(a: &str, b: &str) -> f32 {
    if a == b {
        return 1.0;
    }
    let (a, b) = (fold(a), fold(b));
    if a == b {
        return 1.0;
    }
    let (m, n) = (a.chars().count(), b.chars().count());
    if m == 0 || n == 0 {
        return 0.0;
    }
    let mut pattern = Pattern::new(&a);
    pattern.reset();
    let mut distance = m as i64;
    for c in b.chars() {
        distance += pattern.step(c, 1);
    }
    1.0 - distance as f32 / m.max(n) as f32
}

/// A place where the needle nearly stands: a byte range of the haystack and the mistakes in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Its first byte.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
    /// Letters missing, added or exchanged.
    pub errors: usize,
}

/// The best place of `needle` in `haystack` with at most `max_errors` insertions, deletions or
/// substitutions; the first of equals. Both must be folded already (see [`super::text::Folded`]);
/// a place never reaches over `\n`.
pub fn find(needle: &str, haystack: &str, max_errors: usize) -> Option<Found> {
    if needle.is_empty() {
        return None;
    }
    if let Some(start) = haystack.find(needle) {
        let end = start + needle.len();
        return Some(Found { start, end, errors: 0 });
    }
    let length = needle.chars().count();
    // A needle that may be wrong in every letter is found everywhere.
    let max_errors = max_errors.min(length - 1);
    if max_errors == 0 {
        return None;
    }
    let (end, errors) = best_end(needle, haystack, length, max_errors)?;
    let start = start_of(needle, haystack, end, length, errors);
    Some(Found { start, end, errors })
}

fn best_end(needle: &str, haystack: &str, length: usize, max_errors: usize) -> Option<(usize, usize)> {
    let mut pattern = Pattern::new(needle);
    pattern.reset();
    let mut score = length as i64;
    let mut best: Option<(usize, usize)> = None;
    for (at, c) in haystack.char_indices() {
        if c == '\n' {
            pattern.reset();
            score = length as i64;
            continue;
        }
        score += pattern.step(c, 0);
        let limit = best.map_or(max_errors as i64, |(_, errors)| errors as i64 - 1);
        if score <= limit {
            best = Some((at + c.len_utf8(), score as usize));
        }
    }
    best
}

/// Walks back from the end: the shortest stretch whose distance to the needle is `errors`.
fn start_of(needle: &str, haystack: &str, end: usize, length: usize, errors: usize) -> usize {
    let reversed: Vec<char> = needle.chars().rev().collect();
    let mut row: Vec<usize> = (0..=length).collect();
    let before = haystack[..end].char_indices().rev();
    for (step, (at, c)) in before.take(length + errors).enumerate() {
        let mut diagonal = row[0];
        row[0] = step + 1;
        for (i, letter) in reversed.iter().enumerate() {
            let substituted = diagonal + usize::from(*letter != c);
            diagonal = row[i + 1];
            row[i + 1] = substituted.min(diagonal + 1).min(row[i] + 1);
        }
        if row[length] <= errors {
            return at;
        }
    }
    // Fewer letters than errors: the needle ends where it begins.
    end
}

/// The needle as bit vectors, and the column of the distance table that is being filled.
struct Pattern {
    blocks: usize,
    last_bit: u64,
    symbols: HashMap<char, usize>,
    /// Symbol numbers of ASCII and of the Thai block, for speed; 0 is "not in the needle".
    quick: [u16; 256],
    masks: Vec<u64>,
    up: Vec<u64>,
    down: Vec<u64>,
}

impl Pattern {
    fn new(needle: &str) -> Pattern {
        let length = needle.chars().count().max(1);
        let blocks = length.div_ceil(64);
        let mut pattern = Pattern {
            blocks,
            last_bit: 1 << ((length - 1) % 64),
            symbols: HashMap::new(),
            quick: [0; 256],
            masks: vec![0; blocks],
            up: vec![u64::MAX; blocks],
            down: vec![0; blocks],
        };
        for (i, c) in needle.chars().enumerate() {
            let next = pattern.masks.len() / blocks;
            let symbol = *pattern.symbols.entry(c).or_insert(next);
            if symbol == next {
                pattern.masks.resize((next + 1) * blocks, 0);
                if let (Some(slot), Ok(symbol)) = (slot(c), u16::try_from(symbol)) {
                    pattern.quick[slot] = symbol;
                }
            }
            pattern.masks[symbol * blocks + i / 64] |= 1 << (i % 64);
        }
        pattern
    }

    fn reset(&mut self) {
        self.up.fill(u64::MAX);
        self.down.fill(0);
    }

    /// Reads one character; returns by how much the distance at the needle's end changes.
    /// `top` is the change along the upper edge: 0 to search, 1 to compare whole texts.
    fn step(&mut self, c: char, top: i64) -> i64 {
        let symbol = match slot(c) {
            Some(slot) => usize::from(self.quick[slot]),
            None => self.symbols.get(&c).copied().unwrap_or(0),
        };
        let mut carry = top;
        for block in 0..self.blocks {
            let last = block + 1 == self.blocks;
            let high = if last { self.last_bit } else { 1 << 63 };
            let (up, down) = (self.up[block], self.down[block]);
            let equal = self.masks[symbol * self.blocks + block];
            let vertical = equal | down;
            let equal = equal | u64::from(carry < 0);
            let horizontal = ((equal & up).wrapping_add(up) ^ up) | equal;
            let mut rise = down | !(horizontal | up);
            let mut fall = up & horizontal;
            let out = i64::from(rise & high != 0) - i64::from(fall & high != 0);
            rise = (rise << 1) | u64::from(carry > 0);
            fall = (fall << 1) | u64::from(carry < 0);
            self.up[block] = fall | !(vertical | rise);
            self.down[block] = rise & vertical;
            carry = out;
        }
        carry
    }
}

fn slot(c: char) -> Option<usize> {
    match c as u32 {
        code @ 0..=0x7F => Some(code as usize),
        code @ 0x0E00..=0x0E7F => Some((code - 0x0E00) as usize + 128),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain_distance(a: &[char], b: &[char]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let next = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
                diagonal = std::mem::replace(&mut row[j + 1], next);
            }
        }
        row[b.len()]
    }

    #[test]
    fn titles_alike() {
        assert_eq!(similarity("โครงสร้าง", "โครง สร้าง"), 1.0);
        assert_eq!(similarity("", ""), 1.0);
        assert_eq!(similarity("ก", ""), 0.0);
        assert!(similarity("แผนการใช้จ่ายงบประมาณ", "แผนการใช้จ่ายงบประมาน ประจำปี") > 0.7);
        assert!(similarity("โครงสร้าง", "ข่าวประชาสัมพันธ์") < 0.4);
    }

    #[test]
    fn finds_with_mistakes() {
        let text = "รายงานผล\nแผนดำเนนิงานประจำปี2564";
        let found = find("แผนดำเนินงาน", text, 2).unwrap();
        assert_eq!(&text[found.start..found.end], "แผนดำเนนิงาน");
        assert_eq!(found.errors, 2);
        assert_eq!(find("แผนดำเนินงาน", text, 1), None);
        assert_eq!(find("", text, 1), None);
        assert_eq!(find("ผลแผน", "ผล\nแผน", 1), None);
        assert_eq!(find("ปี2564", text, 0).unwrap().errors, 0);
    }

    proptest! {
        #[test]
        fn agrees_with_the_plain_table(a in "[กขคab]{0,150}", b in "[กขคab]{0,150}") {
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let longer = x.len().max(y.len()).max(1);
            let expected = 1.0 - plain_distance(&x, &y) as f32 / longer as f32;
            let expected = if x.is_empty() && y.is_empty() { 1.0 } else { expected };
            prop_assert!((similarity(&a, &b) - expected).abs() < 1e-5);
        }

        #[test]
        fn a_place_has_the_errors_it_claims(
            needle in "[กขค]{1,80}", text in "[กขคa\n]{0,200}", k in 0_usize..6,
        ) {
            if let Some(found) = find(&needle, &text, k) {
                let place: Vec<char> = text[found.start..found.end].chars().collect();
                let needle: Vec<char> = needle.chars().collect();
                prop_assert!(found.errors <= k);
                prop_assert!(!place.contains(&'\n'));
                prop_assert_eq!(plain_distance(&needle, &place), found.errors);
            }
        }
    }
}
