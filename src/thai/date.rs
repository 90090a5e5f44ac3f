//! Thai dates: Buddhist years, months, fiscal years, and the ways agencies write them.
//!
//! Years are Buddhist (B.E.) throughout. The fiscal year 2564 runs from October 2563 to
//! September 2564. All offsets are bytes of the text that was given; Thai and Arabic digits
//! are read alike.

mod days;
mod months;
mod names;
mod ranges;
mod spans;
mod years;

pub use days::{DayMention, days};
pub use months::{MonthMention, months};
pub use names::{MonthName, month_names};
pub use ranges::{Range, ranges};
pub use spans::{Span, spans};
pub use years::{How, Year, years};

use std::fmt;

/// A month of a Buddhist year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The Buddhist year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
}

impl Month {
    /// The fiscal year it belongs to: October 2563 is in 2564.
    pub fn fiscal_year(self) -> i32 {
        self.year + i32::from(self.month >= 10)
    }

    /// The month after it.
    pub fn next(self) -> Month {
        match self.month {
            12 => Month { year: self.year + 1, month: 1 },
            month => Month { year: self.year, month: month + 1 },
        }
    }

    /// "มกราคม 2564"
    pub fn long(self) -> String {
        format!("{} {}", name_of(self.month).long, self.year)
    }

    /// "ม.ค. 64"
    pub fn short(self) -> String {
        format!("{} {:02}", name_of(self.month).short, self.year.rem_euclid(100))
    }

    /// The twelve months of a fiscal year, October first.
    pub fn fiscal(year: i32) -> [Month; 12] {
        std::array::from_fn(|i| match i as u8 {
            i @ 0..=2 => Month { year: year - 1, month: i + 10 },
            i => Month { year, month: i - 2 },
        })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.long())
    }
}

/// A day of a Buddhist year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The Buddhist year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Day {
    /// The fiscal year it belongs to.
    pub fn fiscal_year(self) -> i32 {
        self.month().fiscal_year()
    }

    /// The month it belongs to.
    pub fn month(self) -> Month {
        Month { year: self.year, month: self.month }
    }
}

/// The names of a month; a number that is none gets January's.
fn name_of(month: u8) -> &'static MonthName {
    let names = month_names();
    names.get(usize::from(month).wrapping_sub(1)).unwrap_or(&names[0])
}

/// Whole years are written in Buddhist or Christian reckoning; other numbers are no years.
fn buddhist(n: u32) -> Option<i32> {
    match n {
        2400..=2599 => Some(n as i32),
        1990..=2050 => Some(n as i32 + 543),
        _ => None,
    }
}

/// Two digits mean a Buddhist year of our century.
fn short_year(n: u32) -> Option<i32> {
    (40..=85).contains(&n).then_some(n as i32 + 2500)
}

fn regex(pattern: &str) -> regex::Regex {
    regex::Regex::new(pattern).expect("the pattern is written here")
}

/// The value of a run of Thai or Arabic digits.
fn number(digits: &str) -> Option<u32> {
    crate::thai::text::arabic(digits).parse().ok()
}

/// At most `n` characters before this byte.
fn before(s: &str, at: usize, n: usize) -> &str {
    let head = &s[..at];
    let start = head.char_indices().rev().take(n).last().map_or(at, |(start, _)| start);
    &head[start..]
}

/// At most `n` characters from this byte on.
fn after(s: &str, at: usize, n: usize) -> &str {
    let tail = &s[at..];
    let end = tail.char_indices().nth(n).map_or(tail.len(), |(end, _)| end);
    &tail[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fiscal_year_begins_in_october() {
        let year = Month::fiscal(2564);
        assert_eq!(year[0], Month { year: 2563, month: 10 });
        assert_eq!(year[2], Month { year: 2563, month: 12 });
        assert_eq!(year[3], Month { year: 2564, month: 1 });
        assert_eq!(year[11], Month { year: 2564, month: 9 });
        assert!(year.iter().all(|month| month.fiscal_year() == 2564));
        assert!(year.windows(2).all(|pair| pair[0].next() == pair[1] && pair[0] < pair[1]));
        assert_eq!(Day { year: 2564, month: 10, day: 1 }.fiscal_year(), 2565);
    }
}
