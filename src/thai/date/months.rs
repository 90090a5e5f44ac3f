//! Months, with the day and the year where they are written beside.

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
pub fn months(_s: &str) -> Vec<MonthMention> {
    Vec::new()
}
