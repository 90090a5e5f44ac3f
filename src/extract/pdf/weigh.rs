//! How much a page has to draw, told before it is unpacked into memory.

use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use hayro_syntax::object::{Array, Stream};
use hayro_syntax::page::Page;

/// Drawing commands of one page; a dense map has some 20 MB.
const MOST: u64 = 32 << 20;
/// Deflate packs no better than this.
const BEST: u64 = 1032;

/// Whether the page's commands are more than anybody drew.
pub(super) fn is_bomb(page: &Page<'_>) -> bool {
    let one = page.raw().get::<Stream<'_>>("Contents");
    let several = || page.raw().get::<Array<'_>>("Contents");
    let parts: Vec<Stream<'_>> = match one {
        Some(stream) => vec![stream],
        None => several().map(|parts| parts.iter().collect()).unwrap_or_default(),
    };
    let raw: Vec<_> = parts.iter().map(Stream::raw_data).collect();
    // Of little, the worst is assumed: hardly a page needs to be unpacked twice.
    if raw.iter().map(|raw| raw.len() as u64 * BEST).sum::<u64>() <= MOST {
        return false;
    }
    let mut left = MOST;
    !raw.iter().all(|raw| {
        let size = unpacked(raw, left);
        let fits = size <= left;
        left = left.saturating_sub(size);
        fits
    })
}

/// Bytes that come out, counted to a little over `most`.
fn unpacked(raw: &[u8], most: u64) -> u64 {
    let mut source = ZlibDecoder::new(raw).take(most + 1);
    match io::copy(&mut source, &mut io::sink()) {
        Ok(size) => size,
        // Not packed this way, or broken: what came before counts.
        Err(_) => (most + 1 - source.limit()).max(raw.len() as u64),
    }
}
