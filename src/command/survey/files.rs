//! `oit survey export`: what a survey found, as files.

use std::path::{Path, PathBuf};

use super::{broken, round};
use crate::both;
use crate::command::{End, Trouble, say, to};
use crate::lang::several;
use crate::report::clean_text;
use crate::survey::export;
use crate::survey::snapshot::Snapshot;
use crate::survey::store::{Error, Store, SurveyRow};

pub fn check(to: &[PathBuf]) -> Result<(), Trouble> {
    for path in to {
        if !export::FORMATS.contains(&export::extension(path).as_str()) {
            return Err(Trouble::wrong(both!("ไม่รู้จักชนิดไฟล์ {}", "unknown kind of file: {}", path.display()))
                .help(both!("ใช้ .csv .xlsx .json หรือ .parquet", "use .csv .xlsx .json or .parquet")));
        }
    }
    Ok(())
}

pub fn written(store: &Store, survey: &SurveyRow, files: &[PathBuf]) -> Result<End, Trouble> {
    let snapshot = Snapshot::load(store, survey.id).map_err(broken)?;
    let snapshot =
        snapshot.ok_or_else(|| Trouble::wrong(both!("ไม่มีการสำรวจนี้", "there is no such survey")))?;
    each_file(files, |path| export::write(store, &snapshot, path))?;
    if !survey.is_finished() {
        let (ended, total) = (survey.done + survey.failed, survey.total());
        let sites = several(total, "site", "sites");
        let line =
            both!("การสำรวจยังไม่เสร็จ: {ended} จาก {total} แห่ง", "the survey is not done: {ended} of {sites}");
        say::warning("not-done", &line);
    }
    Ok(End::Clean)
}

/// Every survey there is, the oldest first.
pub fn all_written(store: &Store, files: &[PathBuf]) -> Result<End, Trouble> {
    let mut surveys = store.surveys("survey", usize::MAX >> 1).map_err(broken)?;
    surveys.reverse();
    let numbers: Vec<i64> = surveys.iter().map(|survey| survey.id).collect();
    each_file(files, |path| export::write_all(store, &numbers, path))?;
    for survey in surveys.iter().filter(|survey| !survey.is_finished()) {
        let (ended, total) = (survey.done + survey.failed, survey.total());
        let (name, sites) = (clean_text(&survey.name), several(total, "site", "sites"));
        let (round, id) = (round(survey), survey.id);
        let line = both!(
            "การสำรวจ “{name}”{round} (เลข {id}) ยังไม่เสร็จ: {ended} จาก {total} แห่ง",
            "the survey “{name}”{round} (number {id}) is not done: {ended} of {sites}"
        );
        say::warning("not-done", &line);
    }
    Ok(End::Clean)
}

fn each_file(files: &[PathBuf], write: impl Fn(&Path) -> Result<Vec<PathBuf>, Error>) -> Result<(), Trouble> {
    to::each(files, |path| {
        let fault = |error: Error| match error {
            Error::Io(error) => to::unwritable(path, &error),
            other => broken(other),
        };
        for file in to::aside(path, &write, fault)? {
            say::info("written", &both!("เขียนแล้ว: {}", "written: {}", file.display()));
        }
        Ok(())
    })
}
