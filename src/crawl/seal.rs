//! A walk in one hash: of two walks with the same seal finding and judging make the same.
//!
//! Times are left out, since no verdict hangs on them: a site that is the same the next night has the
//! same seal.

use std::{fs::File, io, path::Path};

use sha2::{Digest, Sha256};

use super::{Crawl, Record, Status, fetch};

pub type Seal = [u8; 32];

/// The seal of a walk. `None` where something in it would not be read the same once more, as a file whose
/// reader crashed: of such a walk nothing may be concluded for the next one.
pub fn seal(krawl: &Crawl) -> Option<Seal> {
    let mut hash = Sha256::new();
    let mut line = Vec::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    let cut = !krawl.stopped_by.is_empty();
    add(&postcard::to_stdvec(&(&krawl.root, cut, krawl.records.len())).ok()?);
    for record in &krawl.records {
        // Whoever adds a field says here whether judging may hang on it.
        let Record {
            url,
            original,
            final_url,
            status,
            http,
            media_type,
            bytes,
            sha256,
            fetched_at: _,
            found_on,
            link_text,
            clicks,
            outside,
            rendered,
            unverified,
            same_as,
            document,
        } = record;
        if document.is_none() && must_have_document(record) {
            return None;
        }
        let names = (url, original, final_url, media_type, sha256, found_on, link_text, same_as);
        line = postcard::to_extend(&(names, status, http, bytes, clicks), take(line)).ok()?;
        line = postcard::to_extend(&(outside, rendered, unverified), line).ok()?;
        add(&line);
        match document {
            Some(paper) => add(&paper.seal()?),
            None => add(&[]),
        }
    }
    Some(hash.finalize().into())
}

/// Whether every document was still there whenever it was asked for.
pub fn is_sound(krawl: &Crawl) -> bool {
    !krawl.records.iter().filter_map(|r| r.document.as_ref()).any(super::Paper::was_lost)
}

/// The hash of a stored walk's bytes.
///
/// # Errors
/// If it cannot be read.
pub fn of_file(path: &Path) -> io::Result<Seal> {
    let mut hash = Sha256::new();
    io::copy(&mut io::BufReader::with_capacity(1 << 18, File::open(path)?), &mut hash)?;
    Ok(hash.finalize().into())
}

/// A disk that failed for a moment leaves a page without its text; only bodies that were never fetched have
/// none by right.
fn must_have_document(record: &Record) -> bool {
    match record.status {
        Status::Read | Status::SoftNotFound | Status::NeedsScript => true,
        status if status.is_unread() => !fetch::is_skipped(&record.media_type),
        _ => false,
    }
}

fn take(mut line: Vec<u8>) -> Vec<u8> {
    line.clear();
    line
}
