//! From bytes to text with places.

pub mod document;
pub mod html;
mod pdf;
mod repair;
pub mod show;
pub mod sniff;

pub use document::{Block, Document, Field, Form, Image, Kind, Link, Place, Region, Role, Unread, Way, Why};

/// What the server and the address say about a file; the bytes have the last word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    pub url: &'a str,
    pub media_type: &'a str,
    pub file_name: &'a str,
}

/// Reads any document. Never fails: what could not be read stands in [`Document::unread`].
pub fn read(bytes: &[u8], hints: &Hints<'_>) -> Document {
    match sniff::format(bytes, hints) {
        sniff::Format::Pdf => pdf::read(bytes),
        sniff::Format::Html => html::read(bytes, hints.url, hints.media_type),
        _ => Document::default(),
    }
}
