//! Where the letters leave open whether ำ or า was meant: lists of words.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};

use super::glyphs::is_consonant;
use super::sara_am_words::{HIGH_TONE, PROBABLE, SOUND, SURE, SWAPPED, TORN, UNLESS};

fn automaton(words: impl Iterator<Item = String>) -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .start_kind(StartKind::Both)
        .build(words)
        .expect("a list this small always builds")
}

/// Words with ำ, and the automaton that finds them written with า.
struct Words {
    right: Vec<&'static str>,
    wrong: AhoCorasick,
}

impl Words {
    fn new(lists: &[&'static str], written: &str) -> Words {
        let right: Vec<&str> = lists.iter().flat_map(|list| list.split_whitespace()).collect();
        let wrong = automaton(right.iter().map(|word| word.replace('ำ', written)));
        Words { right, wrong }
    }

    fn word(&self, found: aho_corasick::Match) -> &'static str {
        self.right[found.pattern().as_usize()]
    }

    fn is_meant(&self, line: &str, found: aho_corasick::Match) -> bool {
        let (head, tail) = (&line[..found.start()], &line[found.end()..]);
        let word = self.word(found);
        !UNLESS.iter().any(|(of, before, behind)| {
            *of == word
                && ((!before.is_empty() && head.ends_with(before))
                    || (!behind.is_empty() && tail.starts_with(behind)))
        })
    }
}

static SURE_WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(&[SURE], "า"));

static ALL_WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(&[SURE, PROBABLE], "า"));

static NAMELESS_WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(&[SURE, PROBABLE], "\u{FFFD}"));

static SWAPPED_WORDS: LazyLock<AhoCorasick> =
    LazyLock::new(|| automaton(SWAPPED.split_whitespace().chain(SOUND.iter().copied()).map(str::to_owned)));

/// Whether the line holds a spelling that only a swapped font makes.
pub(super) fn has_swapped(line: &str) -> bool {
    line.contains('ำ') && SWAPPED_WORDS.find_iter(line).any(|found| !SOUND.contains(&&line[found.range()]))
}

/// Whether the line holds a word whose ำ was lost.
pub(super) fn has_lost(line: &str) -> bool {
    line.contains('า') && SURE_WORDS.wrong.find_iter(line).any(|found| SURE_WORDS.is_meant(line, found))
}

/// How many words stand in the line with U+FFFD for their ำ.
pub(super) fn nameless(line: &str) -> usize {
    if line.contains('\u{FFFD}') { NAMELESS_WORDS.wrong.find_iter(line).count() } else { 0 }
}

/// Gives the listed words their ำ back where a glyph without a letter stands for it.
pub(super) fn restore_nameless(line: String) -> String {
    if line.contains('\u{FFFD}') { replace(line, &NAMELESS_WORDS) } else { line }
}

/// Gives the listed words their ำ back.
pub(super) fn restore(line: String, probable_too: bool) -> String {
    let words = if probable_too { &*ALL_WORDS } else { &*SURE_WORDS };
    if line.contains('า') { replace(line, words) } else { line }
}

fn replace(line: String, words: &Words) -> String {
    if !words.wrong.is_match(&line) {
        return line;
    }
    let mut out = String::with_capacity(line.len());
    let mut done = 0;
    let mut from = 0;
    while let Some(found) = words.wrong.find(Input::new(&line).range(from..)) {
        if words.is_meant(&line, found) {
            out.push_str(&line[done..found.start()]);
            out.push_str(words.word(found));
            done = found.end();
            from = found.end();
        } else {
            let step = line[found.start()..].chars().next().map_or(1, char::len_utf8);
            from = found.start() + step;
        }
    }
    out.push_str(&line[done..]);
    out
}

/// Consonants that take ำ only in damage: "คว าม" is ความ.
const NEVER_BEFORE_AM: &str = "ฆฌญฎฏฐฑฒณฝผภวศษฬฮ";

/// Whether the gap between these letters and an า is a lost ring. `before` ends in the consonant,
/// or in its tone; `after` is what stands behind the า.
pub(super) fn after_gap(before: &[char], after: &[char]) -> bool {
    let Some((&last, head)) = before.split_last() else {
        return false;
    };
    let next = after.first().copied().unwrap_or(' ');
    if is_consonant(last) {
        let mut word: String = [last, 'า'].iter().collect();
        word.extend(after.iter().take(8));
        let known = ALL_WORDS.wrong.find(Input::new(&word).anchored(Anchored::Yes));
        let torn = || TORN.iter().any(|torn| word.starts_with(torn));
        return !NEVER_BEFORE_AM.contains(last) && (known.is_some() || !torn());
    }
    let consonant = head.last().copied().unwrap_or(' ');
    let second = head.len().checked_sub(2).map_or(' ', |i| head[i]);
    match (consonant, last) {
        ('น', '้') => next != 'ว' && second != 'ห',
        ('ต', '่') => next != 'ง',
        ('ซ', '้') => next != 'ย',
        ('ย', '้') => next != 'ย' && second != 'ห',
        ('ค', '้') => matches!(next, 'ป' | 'ย' | 'จ'),
        ('ล', '้') => matches!(next, 'เ' | 'ห' | 'ล') && second != 'ก',
        ('ร', '่') => matches!(next, 'ร' | 'ไ' | 'เ' | 'ล' | 'ส') && second != 'ว',
        ('ม', '่') => second == 'ส',
        ('ด', '่') | ('ฉ', '่') => next != 'า' && next != 'ง' && next != 'น',
        _ => false,
    }
}

/// The tone that U+FFFD stands for; `before` ends in the vowel mark.
pub(super) fn lost_tone(before: &[char], after: &[char]) -> char {
    let start = before.len().saturating_sub(4);
    let mut word: String = before[start..].iter().collect();
    word.extend(after.iter().take(1));
    // เนื่อง and ต่อเนื่อง, where เนื้อ alone has ้.
    let low = after.starts_with(&['อ', 'ง']);
    let high = HIGH_TONE.iter().any(|high| word.contains(high));
    if high && !low { '้' } else { '่' }
}
