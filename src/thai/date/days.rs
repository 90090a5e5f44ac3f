//! Full dates.

use super::{Day, months};

/// A date with day, month and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayMention {
    pub day: Day,
    pub start: usize,
    pub end: usize,
}

/// Every full date of the text, in order.
pub fn days(s: &str) -> Vec<DayMention> {
    let full = |mention: super::MonthMention| {
        let day = Day {
            year: mention.year?,
            month: mention.month,
            day: mention.day?,
        };
        Some(DayMention {
            day,
            start: mention.start,
            end: mention.end,
        })
    };
    months(s).into_iter().filter_map(full).collect()
}
