//! Many grey pictures as one file: an uncompressed TIFF, a picture a page.

use super::gray::Gray;

const ENTRIES: u16 = 11;
/// Count of entries, twelve bytes an entry, where the next page is; then the two sharpnesses.
const HEAD: u32 = 2 + 12 * ENTRIES as u32 + 4 + 16;

/// `dpi`: dots an inch, the same for all.
pub(super) fn tiff<'a>(pictures: impl Iterator<Item = &'a Gray>, dpi: u32) -> Vec<u8> {
    let mut out = b"II*\0\x08\0\0\0".to_vec();
    let mut pictures = pictures.peekable();
    while let Some(picture) = pictures.next() {
        let start = out.len() as u32;
        let size = (picture.width * picture.height) as u32;
        let (pixels, sharpness) = (start + HEAD, start + HEAD - 16);
        let next = if pictures.peek().is_some() { pixels + size + size % 2 } else { 0 };
        out.extend(ENTRIES.to_le_bytes());
        let mut entry = |tag: u16, kind: u16, value: u32| {
            out.extend(tag.to_le_bytes());
            out.extend(kind.to_le_bytes());
            out.extend(1u32.to_le_bytes());
            out.extend(value.to_le_bytes());
        };
        let (short, long, share) = (3, 4, 5);
        entry(256, long, picture.width as u32);
        entry(257, long, picture.height as u32);
        entry(258, short, 8);
        entry(259, short, 1);
        entry(262, short, 1);
        entry(273, long, pixels);
        entry(277, short, 1);
        entry(278, long, picture.height as u32);
        entry(279, long, size);
        entry(282, share, sharpness);
        entry(283, share, sharpness + 8);
        out.extend(next.to_le_bytes());
        for _ in 0..2 {
            out.extend(dpi.to_le_bytes());
            out.extend(1u32.to_le_bytes());
        }
        for y in 0..picture.height {
            out.extend_from_slice(picture.row(y));
        }
        // Pages begin on even places.
        out.extend(std::iter::repeat_n(0, (size % 2) as usize));
    }
    out
}
