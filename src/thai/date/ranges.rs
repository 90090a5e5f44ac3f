//! Periods in months: "ตุลาคม 2563 – มีนาคม 2564", quarters, half-years.

use super::Month;

/// A period, both months included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub from: Month,
    pub to: Month,
    pub start: usize,
    pub end: usize,
}

/// Every period of the text, in order. Where no year is in reach, `fiscal_hint` is the fiscal year.
pub fn ranges(_s: &str, _fiscal_hint: Option<i32>) -> Vec<Range> {
    Vec::new()
}
