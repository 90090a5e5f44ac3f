//! One process a survey.

use std::path::{Path, PathBuf};

use super::args::Place;
use super::command;
use crate::both;
use crate::command::{Trouble, to};

/// Two processes must not do the same survey: each would do the other's sites again.
pub fn lock(folder: &Path, survey: i64, place: &Place) -> Result<std::fs::File, Trouble> {
    let path = lock_path(folder, survey);
    let file = std::fs::File::create(&path).map_err(|error| {
        let why = to::why(&error);
        Trouble::not_done(both!("สร้าง {} ไม่ได้: {why}", "cannot make {}: {why}", path.display()))
    })?;
    // Where a file system knows no locks, the fenced writes still keep one row a site.
    if let Err(std::fs::TryLockError::WouldBlock) = file.try_lock() {
        return Err(Trouble::not_done(both!(
            "การสำรวจนี้กำลังทำอยู่ในอีกหน้าต่างหนึ่งหรืออีกโพรเซสหนึ่ง",
            "this survey is under way in another window or process"
        ))
        .help({
            let status = command(["survey", "status", &survey.to_string()], place.flag());
            both!("ดูความคืบหน้าด้วย {status}", "{status} shows how far it is")
        }));
    }
    Ok(file)
}

fn lock_path(folder: &Path, survey: i64) -> PathBuf {
    folder.join(format!("survey-{survey}.lock"))
}

/// Whether a process is at a survey; to ask makes nothing.
pub fn is_under_way(folder: &Path, survey: i64) -> bool {
    let file = std::fs::File::open(lock_path(folder, survey));
    file.is_ok_and(|file| matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock)))
}
