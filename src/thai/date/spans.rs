//! Periods in years: "พ.ศ. 2561–2565".

/// A period of several years, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: i32,
    pub to: i32,
    pub start: usize,
    pub end: usize,
}

/// Every period of several years in the text, in order.
pub fn spans(_s: &str) -> Vec<Span> {
    Vec::new()
}
