//! Periods in years: "พ.ศ. 2561–2565".

use std::sync::LazyLock;

use regex::Regex;

use super::{after, before, buddhist, number, regex, short_year};
use crate::thai::text::is_number;

/// A period of several years, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: i32,
    pub to: i32,
    pub start: usize,
    pub end: usize,
}

/// Every period of several years in the text, in order.
pub fn spans(s: &str) -> Vec<Span> {
    static SPAN: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"(\d{4}|\d{2})\s*(?:-|–|—|−|ถึง)\s*(?:ปีงบประมาณ|ปี)?\s*(?:พ\.\s?ศ\.)?\s*(\d{4}|\d{2})")
    });
    let mut out = Vec::new();
    // Most lines hold no figure.
    if !s.contains(is_number) {
        return out;
    }
    for found in SPAN.captures_iter(s) {
        let (Some(whole), Some(a), Some(b)) = (found.get(0), found.get(1), found.get(2)) else { continue };
        let digit = |c: char| c.is_numeric() || matches!(c, '-' | '/');
        if before(s, whole.start(), 1).chars().any(digit)
            || after(s, whole.end(), 1).chars().any(|c| c.is_numeric() || c == '-')
        {
            continue;
        }
        let (Some(from), Some(to)) = (number(a.as_str()), number(b.as_str())) else { continue };
        let full = |n: u32| if n < 100 { short_year(n) } else { buddhist(n) };
        let (Some(from_year), Some(to_year)) = (full(from), full(to)) else { continue };
        // Two short numbers are years only where the words say so: not "16-26 พ.ย.".
        if from < 100 {
            let said = before(s, whole.start(), 12);
            let said = said.trim_end().trim_end_matches('(').trim_end();
            let named = said.ends_with("ปี") || said.ends_with("พ.ศ.");
            let plain = from >= 55
                && (55..100).contains(&to)
                && !after(s, whole.end(), 6).trim_start().starts_with(|c: char| "มกพตธสษ".contains(c));
            if !named && !plain {
                continue;
            }
        }
        if (1..=25).contains(&(to_year - from_year)) {
            out.push(Span { from: from_year, to: to_year, start: whole.start(), end: whole.end() });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_in_every_spelling() {
        let read = |s: &str| spans(s).iter().map(|p| (p.from, p.to)).collect::<Vec<_>>();
        for (text, want) in [
            ("พ.ศ. 2561–2565", vec![(2561, 2565)]),
            ("(2561 - 2564)", vec![(2561, 2564)]),
            ("ปี 2561 ถึง 2565", vec![(2561, 2565)]),
            ("(พ.ศ.๒๕๖๑ - ๒๕๖๕)", vec![(2561, 2565)]),
            ("แผนป้องกันทุจริต 61-64", vec![(2561, 2564)]),
            ("2561-65", vec![(2561, 2565)]),
            ("พ.ศ. 2561 ถึง พ.ศ. 2565", vec![(2561, 2565)]),
            ("พ.ศ. ๒๕๖๒ถึงปีงบประมาณ พ.ศ. ๒๕๖๕", vec![(2562, 2565)]),
            ("16-26 พ.ย. 63", vec![]),
            ("2564 - 2561", vec![]),
            ("0-7479-2561", vec![]),
            ("1 ต.ค. 2563 - 30 ก.ย. 2564", vec![]),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }
}
