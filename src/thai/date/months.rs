//! Months, with the day and the year where they are written beside.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{Anchored, automaton::Automaton, dfa::DFA};
use regex::Regex;

use super::{after, before, buddhist, month_names, number, regex, short_year};
use crate::thai::narrow::{THAI, narrow};
use crate::thai::text::{is_number, is_thai};

/// A month as the text names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthMention {
    /// 1 to 12.
    pub month: u8,
    /// The Buddhist year, where one is written with it.
    pub year: Option<i32>,
    /// The day, where one is written with it.
    pub day: Option<u8>,
    pub start: usize,
    pub end: usize,
}

/// Every month of the text, in order.
pub fn months(s: &str) -> Vec<MonthMention> {
    // Most lines name no month.
    let mut out: Vec<MonthMention> = if may_name(s) { written(s) } else { Vec::new() };
    // Most lines hold no figure with anything between its parts.
    let parted = memchr::memchr3(b'/', b'.', b'-', s.as_bytes()).is_some();
    let figures = if parted && s.contains(is_number) { numeric(s) } else { Vec::new() };
    for found in figures {
        if !out.iter().any(|m| m.start < found.end && found.start < m.end) {
            out.push(found);
        }
    }
    out.sort_by_key(|m| m.start);
    out
}

/// Whether a month may be written in a text: its name stands there without regard to marks, or a short form or
/// English may. It takes a tenth of the time that the pattern takes.
fn may_name(s: &str) -> bool {
    static STEPS: LazyLock<Vec<[u16; 128]>> = LazyLock::new(bare_names);
    let steps = &**STEPS;
    let (mut state, mut thai) = (0, false);
    let mut rest = s.as_bytes();
    while let [first, more @ ..] = rest {
        rest = more;
        if let (0xE0, [second @ (0xB8 | 0xB9), third, more @ ..]) = (*first, more) {
            rest = more;
            thai = true;
            state = steps[usize::from(state)][usize::from((second & 1) << 6 | third & 0x3F)];
            if state == NAMED {
                return true;
            }
        } else if first.is_ascii_alphabetic() || *first == b'.' && thai {
            return true;
        } else {
            (state, thai) = (0, false);
        }
    }
    false
}

/// What follows when a whole name was seen.
const NAMED: u16 = u16::MAX;

/// By how much of a name was seen, and by the next letter's place in the Thai block: how much is seen then. Marks
/// change nothing.
fn bare_names() -> Vec<[u16; 128]> {
    let forms =
        |name: &'static super::MonthName| [name.long].into_iter().chain(name.variants.iter().copied());
    let names = month_names().iter().flat_map(forms).map(|form| narrow(&bare(form)));
    let names = DFA::builder().build(names).expect("a few dozen short names");
    let start = names.start_state(Anchored::No).expect("built for it");
    let mut seen = vec![start];
    let mut steps: Vec<[u16; 128]> = Vec::new();
    while let Some(state) = seen.get(steps.len()).copied() {
        let mut row = [steps.len() as u16; 128];
        for at in (0..128u8).filter(|at| !matches!(at, 0x31 | 0x34..=0x3A | 0x47..=0x4E)) {
            let next = names.next_state(Anchored::No, state, THAI.wrapping_add(at));
            row[usize::from(at)] = if names.is_match(next) {
                NAMED
            } else {
                let known = seen.iter().position(|state| *state == next);
                known.unwrap_or_else(|| {
                    seen.push(next);
                    seen.len() - 1
                }) as u16
            };
        }
        steps.push(row);
    }
    steps
}

/// "12 มกราคม 2564", "ม.ค. 64", "เดือน มกราคม พ.ศ. 2564", "24–25 ก.พ. 2564"
fn written(s: &str) -> Vec<MonthMention> {
    static NAMED: LazyLock<(Regex, Forms)> = LazyLock::new(pattern);
    let (pattern, names) = &*NAMED;
    let mut out = Vec::new();
    for found in pattern.captures_iter(s) {
        let (Some(whole), Some(name)) = (found.get(0), found.name("name")) else { continue };
        let key: String = name
            .as_str()
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '.')
            .collect::<String>()
            .to_lowercase();
        let Some(&(month, sure)) = names.get(&key).or_else(|| names.get(&bare(&key))) else { continue };
        let next = s[name.end()..].chars().next();
        if name.as_str().is_ascii()
            && (next.is_some_and(|c| c.is_ascii_alphabetic())
                || before(s, name.start(), 1).chars().any(|c| c.is_ascii_alphabetic()))
        {
            continue;
        }
        if is_other_abbreviation(s, name.start(), name.end()) {
            continue;
        }
        // "แบบ สขร.1 เดือนตุลาคม" and a number at the end of the line above are no days.
        let is_day = |d: &regex::Match| {
            let between = &s[d.end()..name.start()];
            let before = before(s, d.start(), 4);
            !between.contains('\n')
                && !before.ends_with('.')
                && (!between.contains("เดือน") || before.trim_end().ends_with("ที่"))
        };
        let day = found
            .name("day")
            .filter(is_day)
            .and_then(|d| number(d.as_str()))
            .filter(|d| (1..=31).contains(d));
        // A digit right after, or an amount, is no year.
        let year = found.name("year").filter(|y| {
            let rest = after(s, y.end(), 2);
            let mut rest = rest.chars();
            let (a, b) = (rest.next(), rest.next());
            let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
            !(digit(a) || matches!(a, Some('.' | ',' | ':')) && digit(b))
        });
        let year = year.and_then(|y| {
            let n = number(y.as_str())?;
            if n < 100 { short_year(n).map(|b| (b, y.end())) } else { buddhist(n).map(|b| (b, y.end())) }
        });
        let called = before(s, name.start(), 6).contains("เดือน");
        // "กันยา" and "เมษา" are names of people too.
        if !sure && year.is_none() && day.is_none() && !called {
            continue;
        }
        let start = if day.is_some() { whole.start() } else { name.start() };
        out.push(MonthMention {
            month,
            year: year.map(|(y, _)| y),
            day: day.map(|d| d as u8),
            start,
            end: year.map_or(name.end(), |(_, end)| end),
        });
    }
    out
}

/// "หจก.พรชัย", "ก.พ.ร.", "สำนักงาน ก.พ." hold no February.
fn is_other_abbreviation(s: &str, start: usize, end: usize) -> bool {
    const COMMISSIONS: [&str; 5] = ["สำนักงาน", "คณะกรรมการ", "เลขาธิการ", "หลักสูตร", "กฎ"];
    if !s[start..end].contains('.') {
        return false;
    }
    let mut rest = s[end..].chars();
    let (next, second) = (rest.next(), rest.next());
    let runs_on = !s[start..end].ends_with('.') && next.is_some_and(is_thai);
    let goes_on = next.is_some_and(is_thai) && second == Some('.');
    let led = before(s, start, 14);
    let named = s[start..].starts_with("ก.พ") && COMMISSIONS.iter().any(|w| led.trim_end().ends_with(w));
    runs_on || goes_on || led.ends_with("หจ") || named
}

/// Month by every form of its name, and whether the form can mean nothing else.
type Forms = HashMap<String, (u8, bool)>;

/// Vowels above and below, tones, the mute sign, as a class of a pattern.
const MARKS: &str = "\u{e31}\u{e34}-\u{e3a}\u{e47}-\u{e4e}";

/// A name without its marks.
fn bare(name: &str) -> String {
    let is_mark = |c: char| matches!(c, '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}');
    name.chars().filter(|c| !is_mark(*c)).collect()
}

fn pattern() -> (Regex, Forms) {
    let mut forms: Vec<String> = Vec::new();
    let mut names = HashMap::new();
    for name in month_names() {
        names.insert(name.long.to_owned(), (name.month, true));
        forms.push(regex::escape(name.long));
        // Marks above and below are what scans lose, double or take for another: "กมภาพันธ์", "มี่นาคม".
        let bare = bare(name.long);
        forms.push(bare.chars().map(|c| format!("{c}[{MARKS}]*")).collect());
        names.insert(bare, (name.month, true));
        for variant in name.variants {
            names.insert((*variant).to_owned(), (name.month, false));
            forms.push(regex::escape(variant));
        }
        // "ม.ค.", "ม.ค", "ม. ค.", never "มค" alone.
        let letters: Vec<&str> = name.short.split('.').filter(|p| !p.is_empty()).collect();
        forms.push(format!(r"{}\.\s?{}\.?", letters[0], letters[1]));
        forms.push(format!(r"{}{}\.", letters[0], letters[1]));
        names.insert(letters.concat(), (name.month, true));
        let english = name.english.to_lowercase();
        names.insert(english[..3].to_owned(), (name.month, false));
        forms.push(regex::escape(&english));
        forms.push(format!(r"{}\.?", &english[..3]));
        names.insert(english, (name.month, true));
    }
    // The longest first: "มกราคม" before "มกรา".
    forms.sort_by_key(|f| std::cmp::Reverse(f.chars().count()));
    let names_of = forms.join("|");
    let text = format!(
        r"(?i)(?:(?P<day>\d{{1,2}})(?:\s*[-–]\s*\d{{1,2}})?\s*(?:เดือน)?\s*)?(?P<name>{names_of})(?:\s*(?:,|พ\.\s?ศ\.|พศ\.?|ปี|ค\.\s?ศ\.|'|’)?\s*(?:พ\.\s?ศ\.)?\s*(?P<year>\d{{4}}|\d{{2}}))?"
    );
    (regex(&text), names)
}

/// "12/01/2564", "12-1-64", "2021-01-12"
fn numeric(s: &str) -> Vec<MonthMention> {
    static DAY_FIRST: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}|\d{2})"));
    static YEAR_FIRST: LazyLock<Regex> = LazyLock::new(|| regex(r"(\d{4})-(\d{1,2})-(\d{1,2})"));
    let mut out = Vec::new();
    let alone = |start: usize, end: usize| {
        let joint = |c: char| c.is_numeric() || matches!(c, '/' | '-');
        !before(s, start, 1).chars().any(joint) && !after(s, end, 1).chars().any(joint)
    };
    for (pattern, order) in [(&*YEAR_FIRST, [3, 2, 1]), (&*DAY_FIRST, [1, 3, 4])] {
        for found in pattern.captures_iter(s) {
            let Some(whole) = found.get(0) else { continue };
            let part = |i: usize| found.get(i).and_then(|m| number(m.as_str()));
            let (Some(day), Some(month), Some(year)) = (part(order[0]), part(order[1]), part(order[2]))
            else {
                continue;
            };
            let year = if year < 100 { short_year(year) } else { buddhist(year) };
            let Some(year) = year.filter(|_| (1..=31).contains(&day) && (1..=12).contains(&month)) else {
                continue;
            };
            if alone(whole.start(), whole.end())
                && !out.iter().any(|m: &MonthMention| m.start < whole.end() && whole.start() < m.end)
            {
                out.push(MonthMention {
                    month: month as u8,
                    year: Some(year),
                    day: Some(day as u8),
                    start: whole.start(),
                    end: whole.end(),
                });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_may_name_no_month_names_none(
            s in any::<String>(),
            t in "((มกรา|ม[ีิ]นา|ก[ุ]?ม[ุ]?ภ[่]?าพันธ์?|กันยาย|ต[ุ]ล[์]?า|ธันวา|พฤศจิกา|sep|ſep|au)(คม|ยน|ค็ม|ด|น)?|ม\\.ค|มี\\. ?ค|พย|[ .,กคม๑2\u{e31}\u{e33}-\u{e3a}\u{e47}-\u{e4e}]){0,6}",
        ) {
            for text in [s, t] {
                prop_assert!(may_name(&text) || written(&text).is_empty(), "{:?}", text);
            }
        }
    }

    fn read(s: &str) -> Vec<(u8, Option<i32>, Option<u8>)> {
        months(s).iter().map(|m| (m.month, m.year, m.day)).collect()
    }

    #[test]
    fn months_in_every_spelling() {
        for (text, want) in [
            ("มกราคม 2564", vec![(1, Some(2564), None)]),
            ("ม.ค. 64", vec![(1, Some(2564), None)]),
            ("ม.ค.๖๔", vec![(1, Some(2564), None)]),
            ("ประจำเดือนมกราคม พ.ศ. 2564", vec![(1, Some(2564), None)]),
            ("เดือน มกราคม", vec![(1, None, None)]),
            ("12 มกราคม 2564", vec![(1, Some(2564), Some(12))]),
            ("๔ มกราคม พ.ศ. ๒๕๖๔", vec![(1, Some(2564), Some(4))]),
            ("12/01/2564", vec![(1, Some(2564), Some(12))]),
            ("12/7/64", vec![(7, Some(2564), Some(12))]),
            ("2021-01-12", vec![(1, Some(2564), Some(12))]),
            ("Jan 2021", vec![(1, Some(2564), None)]),
            ("หจก.พรชัยการช่าง หจก.พันธุ์ไม้ทอง", vec![]),
            ("สำนักงาน ก.พ.ร. และสำนักงาน ก.พ.", vec![]),
            (
                "1 ก.พ.–31 มี.ค.64 และก.พ. 63",
                vec![(2, None, Some(1)), (3, Some(2564), Some(31)), (2, Some(2563), None)],
            ),
            ("24–25 ก.พ. 2564", vec![(2, Some(2564), Some(24))]),
            (
                "ต.ค. 63 พ.ย. 63 ธ.ค. 63",
                vec![(10, Some(2563), None), (11, Some(2563), None), (12, Some(2563), None)],
            ),
            ("แบบ สขร.1 เดือนตุลาคม 2563", vec![(10, Some(2563), None)]),
            ("รวม 12\nพฤศจิกายน 2563", vec![(11, Some(2563), None)]),
            ("วันที่ 9 เดือน ธันวาคม พ.ศ. 2563", vec![(12, Some(2563), Some(9))]),
            ("นางกันยา ใจดี", vec![]),
            ("คำสั่งที่ 12/2564", vec![]),
            ("market 20 summary", vec![]),
            ("ม.ค. 1,250.00", vec![(1, None, None)]),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }
}
