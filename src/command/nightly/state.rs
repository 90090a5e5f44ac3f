//! What is kept of a site between two runs, in its own folder of the data folder:
//! `last.json` the last report that an audit came to, `state.json` how the last run ended.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::both;
use crate::command::Trouble;
use crate::report::Report;

/// How the last run ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct State {
    /// Why the site could not be audited; absent where it could.
    pub down: Option<String>,
    /// Since which day.
    pub down_since: Option<String>,
    /// Walks that scheduled runs have kept, the oldest first.
    pub crawls: Vec<PathBuf>,
}

/// The folder of one site.
pub struct Kept {
    folder: PathBuf,
}

impl Kept {
    pub fn of(data: &Path, url: &str) -> Kept {
        Kept { folder: crate::command::lock::folder(data, url) }
    }

    /// The last report, if there was one that can still be read: after an update of the program
    /// an unreadable one is as good as none.
    pub fn last(&self) -> Option<Report> {
        serde_json::from_slice(&std::fs::read(self.folder.join("last.json")).ok()?).ok()
    }

    pub fn state(&self) -> State {
        let read = || serde_json::from_slice(&std::fs::read(self.folder.join("state.json")).ok()?).ok();
        read().unwrap_or_default()
    }

    pub fn keep_report(&self, report: &Report) -> Result<(), Trouble> {
        self.write("last.json", serde_json::to_vec(report).unwrap_or_default())
    }

    pub fn keep_state(&self, state: &State) -> Result<(), Trouble> {
        self.write("state.json", serde_json::to_vec_pretty(state).unwrap_or_default())
    }

    /// Whole or not at all: a run that is cut off here must not take the earlier one with it.
    fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), Trouble> {
        let (path, part) = (self.folder.join(name), self.folder.join(format!("{name}.part")));
        let done = std::fs::create_dir_all(&self.folder)
            .and_then(|()| std::fs::write(&part, bytes))
            .and_then(|()| std::fs::rename(&part, &path));
        done.map_err(|error| {
            Trouble::not_done(both!(
                "เก็บผลไว้เทียบครั้งหน้าที่ {} ไม่ได้: {error}",
                "cannot keep the result for the next comparison in {}: {error}",
                path.display()
            ))
            .help(both!(
                "ตรวจสิทธิ์และที่ว่างของโฟลเดอร์ หรือเลือกโฟลเดอร์อื่นด้วย --data-dir",
                "see to the folder's permissions and room, or choose another with --data-dir"
            ))
        })
    }
}

impl State {
    /// Notes a new walk and takes the oldest away beyond `keep`.
    pub fn walked(&mut self, crawl: &Path, keep: usize) {
        self.crawls.push(crawl.to_owned());
        while self.crawls.len() > keep.max(1) {
            let old = self.crawls.remove(0);
            let _ = std::fs::remove_file(crate::crawl::store::index_path(&old));
            let _ = std::fs::remove_file(old);
        }
    }
}
