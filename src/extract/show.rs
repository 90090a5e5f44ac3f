//! A document as text for the screen.

use super::document::Document;

/// The text alone, a line a block.
pub fn plain(document: &Document) -> String {
    document.whole_text()
}
