//! `oit survey`: many sites, one after the other or at once, and what became of them.

pub mod args;
mod begin;
mod doubt;
mod files;
pub mod list;
mod lock;
pub mod progress;
pub mod setup;
pub mod shared;
pub mod status;

use std::path::Path;
use std::time::Duration;

use super::{End, Trouble, hint, to};
use crate::both;
use crate::crawl::StopHandle;
use crate::lang::several;
use crate::report::clean_text;
use crate::survey::store::{Error, FILE, Store, SurveyRow};
use args::{Place, Survey, Then};
pub use lock::is_under_way;

/// A survey may wait this long for another process's writes.
const PATIENCE: Duration = Duration::from_secs(60);

pub async fn run(asked: &Survey) -> Result<End, Trouble> {
    match (&asked.what, &asked.list) {
        (Some(Then::Status { survey, place }), _) => {
            let store = opened(place)?;
            let row = find(&store, survey.as_deref(), place)?;
            let folder = super::audit::data_dir(place.data_dir.as_deref())?;
            let under_way = is_under_way(&folder, row.id);
            let end = status::tell(&store, &row, place, under_way)?;
            if !row.is_finished() && !under_way {
                let again = again(&row, place.flag());
                let shared = row.running > 0
                    && store.running(row.id).map_err(broken)?.iter().any(|site| !site.worker.is_empty());
                let idle = if shared {
                    both!(
                        "ไม่มีโพรเซสใดรับผลจากฐานข้อมูลกลาง เครื่องอื่นอาจยังตรวจอยู่ รับผลและทำต่อด้วย {again}",
                        "nobody takes results over from the shared database; other machines may still be at it; to go on: {again}"
                    )
                } else {
                    both!("ขณะนี้ไม่มีโพรเซสใดทำอยู่ ทำต่อด้วย {again}", "nobody is at it now; to go on: {again}")
                };
                anstream::println!("{idle}");
            }
            Ok(end)
        }
        (Some(Then::Retry { survey, place, .. }), _) => {
            let store = opened(place)?;
            retry(&store, &find(&store, survey.as_deref(), place)?, place)
        }
        (Some(Then::Export { survey, all, to, place }), _) => {
            files::check(to)?;
            let store = opened(place)?;
            // The newest is looked for all the same: where there is none, that is said.
            let newest = find(&store, survey.as_deref(), place)?;
            if *all {
                return files::all_written(&store, to);
            }
            files::written(&store, &newest, to)
        }
        (None, Some(path)) => begin::begin(asked, path).await,
        (None, None) => Err(Trouble::wrong(both!("ไม่ได้บอกไฟล์รายชื่อหน่วยงาน", "no list of agencies was named"))),
    }
}

/// The database of a data folder where there is one; commands that only read make none.
fn opened(place: &Place) -> Result<Store, Trouble> {
    let folder = super::audit::data_dir(place.data_dir.as_deref())?;
    if folder.join(FILE).is_file() { open(place) } else { Err(none(place, &folder)) }
}

/// There is no survey in a folder.
fn none(place: &Place, folder: &Path) -> Trouble {
    let folder = folder.display();
    let list = both!("รายชื่อ.csv", "LIST.csv");
    let begin = command(["survey", &list], place.flag());
    Trouble::wrong(both!("ไม่มีการสำรวจในโฟลเดอร์ {folder}", "there is no survey in the folder {folder}")).help(
        both!(
            "เริ่มด้วย {begin} หรือบอกโฟลเดอร์ที่มีการสำรวจด้วย --data-dir",
            "begin one with {begin}, or name the folder that has one with --data-dir"
        ),
    )
}

/// The database of the data folder, made where there is none.
pub fn open(place: &Place) -> Result<Store, Trouble> {
    let folder = super::audit::data_dir(place.data_dir.as_deref())?;
    Store::open(&folder, PATIENCE).map_err(|error| {
        let help = match &error {
            Error::Newer => both!("ติดตั้งโปรแกรมรุ่นล่าสุด", "install the newest version"),
            _ => both!(
                "ตรวจสิทธิ์และที่ว่างของโฟลเดอร์ หรือเลือกโฟลเดอร์อื่นด้วย --data-dir",
                "see to the folder's permissions and room, or choose another with --data-dir"
            ),
        };
        let why = match &error {
            Error::Io(error) => to::why(error),
            other => other.to_string(),
        };
        Trouble::not_done(both!(
            "เปิดฐานข้อมูลใน {} ไม่ได้: {why}",
            "cannot open the database in {}: {why}",
            folder.display()
        ))
        .help(help)
    })
}

pub fn broken(error: Error) -> Trouble {
    Trouble::not_done(both!("ฐานข้อมูลการสำรวจขัดข้อง: {error}", "the database of surveys failed: {error}")).help(
        both!(
            "ตรวจที่ว่างของดิสก์ แล้วสั่งคำสั่งเดิมอีกครั้ง งานที่เสร็จแล้วไม่หาย",
            "see to the disk's room and give the same command again; what is done is not lost"
        ),
    )
}

/// The survey of a name or number; without one the newest.
fn find(store: &Store, asked: Option<&str>, place: &Place) -> Result<SurveyRow, Trouble> {
    let found = match asked {
        None => store.surveys("survey", 1).map(|all| all.into_iter().next()),
        Some(asked) => match (store.survey_named(asked), asked.parse()) {
            (Ok(None), Ok(id)) => store.survey(id),
            (named, _) => named,
        },
    };
    if let Some(found) = found.map_err(broken)? {
        return Ok(found);
    }
    let folder = super::audit::data_dir(place.data_dir.as_deref())?;
    let there = store.surveys("survey", 8).map_err(broken)?;
    Err(match asked {
        Some(asked) if !there.is_empty() => {
            let names: Vec<String> = there
                .iter()
                .map(|one| format!("“{}”{} ({})", clean_text(&one.name), round(one), one.id))
                .collect();
            let (folder, names) = (folder.display(), names.join(" "));
            let message = both!(
                "ไม่มีการสำรวจชื่อ “{asked}” ในโฟลเดอร์ {folder}",
                "there is no survey “{asked}” in the folder {folder}"
            );
            Trouble::wrong(message).help(both!(
                "บอกชื่อหรือเลขของการสำรวจที่มี: {names} หรือบอกโฟลเดอร์อื่นด้วย --data-dir",
                "name one that there is, or its number: {names}; or another folder with --data-dir"
            ))
        }
        _ => none(place, &folder),
    })
}

/// A command that somebody is told to give, with the folder where it is not known by itself.
pub fn command<'a>(words: impl IntoIterator<Item = &'a str>, folder: Option<String>) -> String {
    hint::line(["oit"].into_iter().chain(words).map(str::to_owned).chain(folder))
}

/// The command that goes on with a survey.
pub fn again(survey: &SurveyRow, folder: Option<String>) -> String {
    if let [first, list, more @ ..] = survey.again.as_slice() {
        let words = [first.as_str(), hint::here(list)].into_iter().chain(more.iter().map(String::as_str));
        // Without it the newest round's year would be meant.
        let year = (survey.rounds > 1).then(|| format!("--year={}", survey.year));
        return command(words.chain(year.as_deref()), folder);
    }
    // One of an earlier version does not say by which list it was begun.
    let list = both!("รายชื่อเดิม.csv", "THE-SAME-LIST.csv");
    command(["survey", &list, &format!("--name={}", clean_text(&survey.name))], folder)
}

/// Which round a survey is, where there are several of its name: ` รอบที่ 2`.
pub fn round(survey: &SurveyRow) -> String {
    if survey.rounds < 2 {
        return String::new();
    }
    both!(" รอบที่ {}", ", round {}", survey.round)
}

/// The cause that more time may mend.
const SHORT_OF_TIME: &str = "low-coverage";

fn retry(store: &Store, survey: &SurveyRow, place: &Place) -> Result<End, Trouble> {
    let failed = store.sites(survey.id).map_err(broken)?.into_iter().filter(|site| site.state == "failed");
    let late = failed.filter(|site| site.cause == SHORT_OF_TIME).count();
    let sites = store.retry(survey.id).map_err(broken)?;
    if sites == 0 {
        let line = both!("“{}”: ไม่มีแห่งใดที่ตรวจไม่ได้", "“{}”: no site has failed", survey.name);
        anstream::println!("{line}");
        return Ok(End::Clean);
    }
    let wait = several(sites, "site that failed waits", "sites that failed wait");
    let begin = again(survey, place.flag());
    let line = both!(
        "“{}”: ให้ {sites} แห่งที่ตรวจไม่ได้รอตรวจใหม่ เริ่มด้วย {begin}",
        "“{}”: {wait} to be audited again; begin with {begin}",
        survey.name
    );
    anstream::println!("{line}");
    if late > 0 {
        let of_them = several(late, "site was", "sites were");
        let longer = format!("{begin} --max-time={}", setup::longer(&survey.flags));
        let line = both!(
            "ในจำนวนนี้ {late} แห่งอ่านไม่ครบ ให้เวลาเพิ่มด้วย {longer}",
            "of them {of_them} read in part only; to allow more time: {longer}"
        );
        anstream::println!("{line}");
    }
    Ok(End::Clean)
}

/// Ctrl-C and a service manager's stop end the survey after giving back what runs.
pub async fn signals(stop: StopHandle) {
    super::stop::asked().await;
    stop.stop();
}
