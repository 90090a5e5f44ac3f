//! Undoes what PDF text layers do to Thai.
//!
//! Nearly all of it is about ำ. Word writes it as two glyphs and names only the second, so that
//! a text layer says "ประจ าปี" or "ประจาปี"; some of its fonts name every า as ำ, and then the
//! real one stands after a gap ("เจตจ ำนงของผู้บริหำร"); Acrobat puts U+FFFD in its place. What the
//! letters around decide is undone here, what only a list of words decides in
//! [`super::sara_am`].

use super::glyphs::{is_consonant, is_leading, is_mark, is_tone, is_vowel_mark};
use super::sara_am;
use super::text::normalise;

/// One line without the damage of a text layer; [`normalise`]d. Prefer [`repair_lines`] where the
/// whole document is at hand: some damage shows only there.
pub fn repair(s: &str) -> String {
    repair_line(s, Damage { gaps: has_gap(s, 'ำ'), ..Damage::default() })
}

/// All lines of a document: as [`repair`], after deciding over all of them whether every า was
/// written as ำ, and whether ำ was lost.
pub fn repair_lines(lines: &mut [String]) {
    let mut damage = Damage::default();
    let (mut am, mut aa, mut marked, mut lost) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut nameless = 0;
    for line in lines.iter() {
        am += line.matches('ำ').count();
        aa += line.matches('า').count();
        marked += usize::from(sara_am::has_swapped(line));
        lost += usize::from(sara_am::has_lost(line));
        nameless += sara_am::nameless(line);
        damage.gaps |= has_gap(line, 'ำ');
    }
    damage.swapped = am > aa && marked > 0;
    damage.lost = lost >= 3 && am < lost;
    damage.nameless = nameless >= 3 && am == 0;
    for line in lines {
        *line = repair_line(line, damage);
    }
}

/// What is known of the whole document.
#[derive(Clone, Copy, Default)]
struct Damage {
    /// Every า is written as ำ.
    swapped: bool,
    /// The real ำ stands after a gap.
    gaps: bool,
    /// ำ is written as า.
    lost: bool,
    /// ำ is written as U+FFFD, and nothing else tells of it.
    nameless: bool,
}

fn repair_line(s: &str, damage: Damage) -> String {
    if s.is_ascii() {
        return normalise(s);
    }
    // One font of Word 2013 names the full stop ศ.
    let mut line = normalise(&join_spaced_letters(s));
    if line.contains("พศศศ") {
        line = line.replace("พศศศ", "พ.ศ.");
    }
    let swapped =
        sara_am::has_swapped(&line) || has_gap(&line, 'ำ') || (damage.swapped && !line.contains('า'));
    let line = sara_am::restore_nameless(line);
    let line = if damage.nameless { name_all(&line) } else { line };
    let line = rebuild(&line, swapped);
    let line = sara_am::restore(line, damage.lost || (swapped && !damage.gaps));
    // What was joined may be a cluster in the wrong order.
    normalise(&line)
}

/// Every U+FFFD behind a consonant or its tone is ำ, unless an า follows and says so itself.
fn name_all(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        let on_letter = out.chars().next_back().is_some_and(|last| is_consonant(last) || is_tone(last));
        let said = matches!(letters.peek(), Some('า' | 'ำ'));
        out.push(if c == '\u{FFFD}' && on_letter && !said { 'ำ' } else { c });
    }
    out
}

/// A consonant, a blank and then this letter: torn where a glyph went missing.
fn has_gap(s: &str, letter: char) -> bool {
    s.match_indices(letter).any(|(at, _)| {
        let mut before = s[..at].chars().rev();
        before.next() == Some(' ') && before.next().is_some_and(is_consonant)
    })
}

/// "ก า ร" is "การ": at least four single letters in a row, each after one blank.
fn join_spaced_letters(s: &str) -> String {
    let tokens: Vec<&str> = s.split(' ').collect();
    let mut out = String::with_capacity(s.len());
    let mut at = 0;
    while at < tokens.len() {
        let run = tokens[at..].iter().take_while(|token| is_one_letter(token)).count();
        let run_of_text = &tokens[at..at + run];
        let spelt = run >= 4 && run_of_text.iter().any(|token| !token.chars().all(is_consonant));
        if at > 0 {
            out.push(' ');
        }
        if spelt {
            out.extend(run_of_text.iter().copied());
            at += run;
        } else {
            out.push_str(tokens[at]);
            at += 1;
        }
    }
    out
}

/// A Thai letter with its marks, or a vowel sign alone.
fn is_one_letter(token: &str) -> bool {
    let mut letters = token.chars().filter(|c| !is_mark(*c));
    let first = letters.next();
    letters.next().is_none()
        && !token.is_empty()
        && first.is_none_or(|c| is_consonant(c) || is_leading(c) || matches!(c, 'ะ' | 'า' | 'ำ' | 'ฤ'))
}

/// One pass over the letters: joins what was torn, and puts marks back where they belong.
fn rebuild(line: &str, swapped: bool) -> String {
    let chars: Vec<char> = line.chars().collect();
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let rest = &chars[at + 1..];
        at += 1;
        match c {
            ' ' => at += blank(&mut out, rest),
            '\u{FFFD}' => at += lost_glyph(&mut out, rest),
            'ำ' if swapped => out.push('า'),
            'า' if out.last() == Some(&'ำ') => {}
            c if is_mark(c) => mark(&mut out, c),
            c => out.push(c),
        }
    }
    out.into_iter().collect()
}

/// Keeps the blank, or drops it inside a word; returns how many letters behind it are done too.
fn blank(out: &mut Vec<char>, rest: &[char]) -> usize {
    let (Some(&last), Some(&next)) = (out.last(), rest.first()) else {
        out.push(' ');
        return 0;
    };
    let on_letter = is_consonant(last) || is_tone(last);
    match next {
        'า' if last == 'ำ' => 1,
        'า' if on_letter => {
            out.push(if sara_am::after_gap(out, &rest[1..]) { 'ำ' } else { 'า' });
            1
        }
        'ำ' if on_letter => {
            out.push('ำ');
            1
        }
        'ะ' if on_letter || is_mark(last) => 0,
        next if is_mark(next) && (is_consonant(last) || is_mark(last)) => 0,
        next if is_leading(last) && is_consonant(next) => 0,
        _ => {
            out.push(' ');
            0
        }
    }
}

/// U+FFFD stands for ำ before า, for nothing after a complete cluster, for a tone after a vowel
/// mark; elsewhere it stays.
fn lost_glyph(out: &mut Vec<char>, rest: &[char]) -> usize {
    let last = out.last().copied().unwrap_or(' ');
    let blanks = usize::from(rest.first() == Some(&' '));
    if rest.get(blanks) == Some(&'า') && (is_consonant(last) || is_tone(last)) {
        out.push('ำ');
        return blanks + 1;
    }
    if rest.get(blanks) == Some(&'ำ') || last == 'ำ' || is_tone(last) {
        return 0;
    }
    if is_vowel_mark(last) {
        out.push(sara_am::lost_tone(out, rest));
        return 0;
    }
    out.push('\u{FFFD}');
    0
}

/// Word's older fonts put marks one letter too far: "หนา้", "ผูเ้", "ตัง้".
fn mark(out: &mut Vec<char>, mark: char) {
    let at = out.len();
    let last = |back: usize| at.checked_sub(back).and_then(|i| out.get(i)).copied().unwrap_or(' ');
    let stands_before = |c: char| is_consonant(c) || is_vowel_mark(c);
    let tone = is_tone(mark) && mark != '์';
    let too_far = (is_leading(last(1)) && stands_before(last(2)))
        || (tone && last(1) == 'า' && is_consonant(last(2)))
        || (tone && is_consonant(last(1)) && matches!(last(2), 'ั' | 'ื'));
    let place = if too_far { at - 1 } else { at };
    out.insert(place, mark);
}

#[cfg(test)]
mod tests;
