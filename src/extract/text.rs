//! Plain text, and letters from bytes.

use super::{Block, Document, Hints, Kind, Place, Role, Unread, Why};

/// Lines of a text file beyond which nobody reads it.
const MAX_LINES: usize = 200_000;

pub(super) fn read(bytes: &[u8], hints: &Hints<'_>) -> Document {
    let text = decoded(bytes, hints.media_type);
    let mut document = Document { kind: Kind::Plain, ..Document::default() };
    for (i, line) in text.lines().enumerate() {
        if i == MAX_LINES {
            document.unread.push(Unread::new(None, Why::TooLarge, format!("อ่านเพียง {MAX_LINES} บรรทัดแรก")));
            break;
        }
        let text = super::text_repair::text(line);
        if !text.is_empty() {
            document.blocks.push(Block {
                role: Role::Paragraph,
                text,
                place: Place::default(),
                ..Block::default()
            });
        }
    }
    document
}

/// The text of a file without markup.
pub(super) fn decoded(bytes: &[u8], media_type: &str) -> String {
    super::charset::decode(bytes, media_type).0
}
