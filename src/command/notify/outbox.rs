//! Notices that could not be delivered wait in the data folder for the next run.

use std::path::{Path, PathBuf};

use super::Notice;

/// An older notice is no news.
const DAYS: i64 = 14;
/// Of one channel; beyond it the oldest goes.
const MOST: usize = 50;

/// The waiting notices of one channel.
pub struct Outbox {
    folder: PathBuf,
}

impl Outbox {
    pub fn of(data: &Path, channel: &str) -> Outbox {
        use sha2::Digest;
        let hash = sha2::Sha256::digest(channel.as_bytes());
        let name: String = hash[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        Outbox { folder: data.join("outbox").join(name) }
    }

    /// The oldest first; those that are no news any more are taken away.
    pub fn waiting(&self) -> Vec<(PathBuf, Notice)> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|e| e == "json"));
        paths.sort();
        let over = paths.len().saturating_sub(MOST);
        let mut waiting = Vec::new();
        for (nth, path) in paths.into_iter().enumerate() {
            let notice: Option<Notice> =
                std::fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
            match notice.filter(|_| nth >= over && !is_old(&path)) {
                Some(notice) => waiting.push((path, notice)),
                None => {
                    let _ = std::fs::remove_file(&path);
                }
            }
        }
        waiting
    }

    pub fn put(&self, notice: &Notice) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let stamp = jiff::Timestamp::now().as_microsecond();
        let bytes = serde_json::to_vec(notice).map_err(std::io::Error::other)?;
        std::fs::write(self.folder.join(format!("{stamp:020}.json")), bytes)
    }

    pub fn sent(&self, path: &Path) {
        let _ = std::fs::remove_file(path);
    }
}

fn is_old(path: &Path) -> bool {
    let age = || path.metadata().ok()?.modified().ok()?.elapsed().ok();
    age().is_some_and(|age| age > std::time::Duration::from_secs(DAYS as u64 * 86_400))
}
