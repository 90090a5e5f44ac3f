//! What a file is, by its first bytes: names and headers lie.

use super::Hints;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Pdf,
    Html,
    Unknown,
}

pub fn format(bytes: &[u8], _hints: &Hints<'_>) -> Format {
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|w| w == b"%PDF-") { Format::Pdf } else { Format::Unknown }
}
