//! Plain text, and letters from bytes.

use super::{Block, Document, Hints, Kind, Place, Role, Unread, Why};

/// Lines of a text file beyond which nobody reads it.
const MAX_LINES: usize = 200_000;

pub(super) fn read(bytes: &[u8], hints: &Hints<'_>) -> Document {
    let text = decoded(bytes, hints.media_type);
    let mut document = Document { kind: Kind::Plain, ..Document::default() };
    for (i, line) in text.lines().enumerate() {
        if i == MAX_LINES {
            document.unread.push(Unread { page: None, why: Why::TooLarge, detail: format!("อ่านเพียง {MAX_LINES} บรรทัดแรก") });
            break;
        }
        let text = super::text_repair::text(line);
        if !text.is_empty() {
            document.blocks.push(Block { role: Role::Paragraph, text, place: Place::default(), ..Block::default() });
        }
    }
    document
}

/// The text of a file without markup.
// NOTE: `charset::decode(bytes, media_type).0` goes here.
pub(super) fn decoded(bytes: &[u8], _media_type: &str) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // One broken byte does not make a UTF-8 text windows-874.
        Err(_) if thai_in_utf8(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => encoding_rs::WINDOWS_874.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// Whether most bytes above ASCII belong to Thai letters in UTF-8 (`E0 B8 xx`, `E0 B9 xx`).
fn thai_in_utf8(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|b| **b >= 0x80).count();
    let thai = bytes.windows(3).filter(|w| w[0] == 0xe0 && matches!(w[1], 0xb8 | 0xb9) && (0x80..0xc0).contains(&w[2])).count();
    thai * 3 * 2 > high
}
