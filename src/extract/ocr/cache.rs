//! What was read once: a file a page, under the hash of what it was read from.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use sha2::{Digest, Sha256};

use super::hocr::Sheet;

/// To be raised whenever other text comes from the same bytes.
const SETTINGS: u32 = 13;
/// The settings before, which read the same but for upright tables that they laid on their side: rubbish. What came
/// of them with more than this confidence holds.
const BEFORE: u32 = 12;
const HOLDS: f32 = 0.85;

pub(super) struct Key<'a> {
    pub(super) folder: Option<&'a Path>,
    /// Of the document, or of a page's picture.
    pub(super) digest: &'a str,
    pub(super) page: u32,
    /// Version of program and model.
    pub(super) by: &'a str,
}

pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Of a page as it was drawn.
pub(super) fn digest_of(pixels: &[u8], sizes: [usize; 3]) -> String {
    let sizes = sizes.map(|size| (size as u64).to_be_bytes());
    let hash = sizes.iter().fold(Sha256::new(), |hash, size| hash.chain_update(size)).chain_update(pixels);
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

impl Key<'_> {
    fn path(&self, settings: u32) -> Option<PathBuf> {
        let by = digest(format!("{settings} {:x} {}", super::digits::version(), self.by).as_bytes());
        Some(self.folder?.join(self.digest.get(..2)?).join(format!(
            "{}-{}-{}.json",
            self.digest,
            self.page,
            by.get(..8)?
        )))
    }

    pub(super) fn get(&self) -> Option<Sheet> {
        let kept = |settings| -> Option<Sheet> {
            serde_json::from_slice(&std::fs::read(self.path(settings)?).ok()?).ok()
        };
        kept(SETTINGS)
            .or_else(|| kept(BEFORE).filter(|sheet| sheet.words.is_empty() || sheet.confidence() > HOLDS))
    }

    /// A folder that cannot be written to costs time, not the result: nothing is said.
    pub(super) fn put(&self, sheet: &Sheet) {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Some(path) = self.path(SETTINGS) else { return };
        let Some((folder, json)) = path.parent().zip(serde_json::to_vec(sheet).ok()) else { return };
        // Written aside and moved, so that no other run reads half a file.
        let aside =
            path.with_extension(format!("{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)));
        let written = std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&aside, json))
            .and_then(|()| std::fs::rename(&aside, &path));
        if written.is_err() {
            let _ = std::fs::remove_file(&aside);
        }
    }
}
