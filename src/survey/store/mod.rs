//! Surveys and their history: one SQLite file, `oit.sqlite`, in the data folder.
//!
//! Written in one transaction a site: the agency's row, its items' rows and the report appear
//! together or not at all, and a write by an attempt that was given up is refused. Read by any
//! number of readers at the same time (WAL).

mod history;
mod list;
mod read;
mod result;
mod schema;
mod write;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::Connection;

pub use history::Past;
pub use list::{Added, Listed, Moved, Named, address_key};
pub use read::{ItemRow, RunningRow, SiteRow, SurveyRow};
pub use result::{Entry, ItemName, ItemResult, Outcome, Result as SiteResult, letter};
pub(crate) use result::{deflate, inflate};
pub use write::{Elsewhere, NewSurvey, Taken};

pub const FILE: &str = "oit.sqlite";

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("ฐานข้อมูลสร้างโดยโปรแกรมรุ่นใหม่กว่า")]
    Newer,
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

pub type Fallible<T> = std::result::Result<T, Error>;

/// The file, with connections that wait to be used again. Calls block: from async code they
/// belong on a blocking thread where they may take long.
pub struct Store {
    path: PathBuf,
    patience: Duration,
    idle: Mutex<Vec<Connection>>,
    editions: Mutex<HashMap<String, Arc<Vec<ItemName>>>>,
}

impl Store {
    /// Opens the file of a data folder, made if it is not there; `patience` is how long a call
    /// waits while another process writes.
    ///
    /// # Errors
    /// If the folder cannot be written, or the file is not ours.
    pub fn open(folder: &Path, patience: Duration) -> Fallible<Store> {
        std::fs::create_dir_all(folder)?;
        let store =
            Store { path: folder.join(FILE), patience, idle: Mutex::default(), editions: Mutex::default() };
        let mut db = store.connect()?;
        schema::migrate(&mut db)?;
        store.give(db);
        Ok(store)
    }

    fn connect(&self) -> Fallible<Connection> {
        let db = Connection::open(&self.path)?;
        db.busy_timeout(self.patience)?;
        db.set_prepared_statement_cache_capacity(64);
        // FULL: a finished site stays finished even where the power goes.
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA mmap_size = 1073741824;",
        )?;
        Ok(db)
    }

    fn give(&self, db: Connection) {
        let mut idle = self.idle.lock().expect("no panic under this lock");
        if idle.len() < 16 {
            idle.push(db);
        }
    }

    /// Lends a connection.
    fn with<T>(&self, work: impl FnOnce(&mut Connection) -> Fallible<T>) -> Fallible<T> {
        let idle = self.idle.lock().expect("no panic under this lock").pop();
        let mut db = idle.map_or_else(|| self.connect(), Ok)?;
        let done = work(&mut db);
        self.give(db);
        done
    }
}
