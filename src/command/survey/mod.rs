//! `oit survey`: many sites, one after the other or at once, and what became of them.

pub mod args;
mod doubt;
pub mod list;
pub mod progress;
pub mod setup;
pub mod shared;
pub mod status;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{End, Trouble, hint, say, to};
use crate::both;
use crate::crawl::StopHandle;
use crate::lang::several;
use crate::report::clean_text;
use crate::survey::export;
use crate::survey::run::{self, Hears, Plan};
use crate::survey::snapshot::Snapshot;
use crate::survey::store::{Error, FILE, NewSurvey, Store, SurveyRow};
use args::{Place, Survey, Then};
use progress::Told;

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
            check(to)?;
            let store = opened(place)?;
            // The newest is looked for all the same: where there is none, that is said.
            let newest = find(&store, survey.as_deref(), place)?;
            if *all {
                return all_written(&store, to);
            }
            written(&store, &newest, to)
        }
        (None, Some(path)) => begin(asked, path).await,
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

/// The same, as it is kept: the list and what else must be said again, from whatever folder.
fn kept(asked: &Survey, path: &Path, name: &str) -> Vec<String> {
    let anywhere = |path: &Path| hint::anywhere(path).display().to_string();
    let mut words = vec!["survey".to_owned(), anywhere(path)];
    let usual = path.file_stem().and_then(|stem| stem.to_str());
    words.extend((usual != Some(name)).then(|| format!("--name={name}")));
    words.extend(asked.site.rules.as_deref().map(|rules| format!("--rules={}", anywhere(rules))));
    words.extend(asked.sites.map(|sites| format!("--sites={sites}")));
    words.extend(
        (asked.per_address != args::PER_ADDRESS).then(|| format!("--per-address={}", asked.per_address)),
    );
    words.extend(asked.total_rate.map(|rate| format!("--total-rate={rate}")));
    words.extend(asked.queue.as_deref().and_then(hint::queue));
    words.extend(asked.keep_crawls.then(|| "--keep-crawls".to_owned()));
    words
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

fn check(to: &[std::path::PathBuf]) -> Result<(), Trouble> {
    for path in to {
        if !export::FORMATS.contains(&export::extension(path).as_str()) {
            return Err(Trouble::wrong(both!("ไม่รู้จักชนิดไฟล์ {}", "unknown kind of file: {}", path.display()))
                .help(both!("ใช้ .csv .xlsx .json หรือ .parquet", "use .csv .xlsx .json or .parquet")));
        }
    }
    Ok(())
}

fn written(store: &Store, survey: &SurveyRow, files: &[std::path::PathBuf]) -> Result<End, Trouble> {
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
fn all_written(store: &Store, files: &[std::path::PathBuf]) -> Result<End, Trouble> {
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

fn each_file(
    files: &[std::path::PathBuf],
    write: impl Fn(&Path) -> Result<Vec<std::path::PathBuf>, Error>,
) -> Result<(), Trouble> {
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

/// Begins a survey, or goes on with it.
async fn begin(asked: &Survey, path: &Path) -> Result<End, Trouble> {
    let folder = super::audit::data_dir(asked.place.data_dir.as_deref())?;
    let name = match &asked.name {
        Some(name) => name.clone(),
        None => path.file_stem().and_then(|s| s.to_str()).unwrap_or("survey").to_owned(),
    };
    let known = folder.join(FILE).is_file();
    let open = if known { continued(&open(&asked.place)?, asked, &name)? } else { None };
    if let Some(survey) = open.as_ref().filter(|survey| !survey.is_finished() && asked.queue.is_none()) {
        not_alone(survey, &asked.place)?;
    }
    let mut setup = setup::Setup::of(&asked.site, open.as_ref(), asked.quiet)?;
    let list = list::load(path, &setup.book)?;
    // Only now, when nothing is wrong with what was said, is anything made.
    let store = Arc::new(self::open(&asked.place)?);
    let survey = match &open {
        Some(survey) => survey.id,
        None => store
            .begin(&NewSurvey {
                kind: "survey",
                name: name.clone(),
                year: setup.book.edition.year,
                digest: setup.book.edition.digest.clone(),
                as_of: setup.as_of.clone(),
                flags: setup.flags.clone(),
                queue: queue_name(&name),
            })
            .map_err(broken)?,
    };
    let _lock = lock(&folder, survey, &asked.place)?;
    store.remember(survey, &kept(asked, path, &name), &setup.flags).map_err(broken)?;
    store.add(survey, &list).map_err(broken)?;
    store.release(survey).map_err(broken)?;
    let row = store
        .survey(survey)
        .map_err(broken)?
        .ok_or_else(|| Trouble::not_done(both!("การสำรวจหายไป", "the survey is gone")))?;
    let finished = row.done + row.failed;
    let unlisted = row.total().saturating_sub(list.len());
    if unlisted > 0 {
        let line = both!(
            "ในการสำรวจมีอีก {} แห่งที่ไม่อยู่ในรายชื่อนี้ ยังนับรวมอยู่ (เริ่มรอบใหม่เฉพาะรายชื่อนี้ด้วย --new)",
            "{} more sites of the survey are not in this list and still count (--new begins a round with this list alone)",
            unlisted
        );
        say::warning("not-listed", &line);
    }
    if !asked.quiet {
        let total = row.total();
        let sites = several(total, "site", "sites");
        let which = round(&row);
        let line = match finished {
            _ if row.is_finished() => both!(
                "การสำรวจ “{name}”{which} เสร็จครบ {total} แห่งแล้ว เริ่มรอบใหม่ด้วย --new",
                "the survey “{name}”{which} is done, all of {sites}; --new begins the next round"
            ),
            0 => both!(
                "เริ่มการสำรวจ “{name}”{which} {total} แห่ง",
                "beginning the survey “{name}”{which}, {sites}"
            ),
            _ => both!(
                "ทำต่อการสำรวจ “{name}”{which} {total} แห่ง เสร็จแล้ว {finished} แห่ง",
                "going on with the survey “{name}”{which}, {sites}, {finished} done"
            ),
        };
        say::info("survey", &line);
    }
    let stop = StopHandle::default();
    let listener = tokio::spawn(signals(stop.clone()));
    if let Some(url) = asked.queue.as_deref().filter(|_| row.waiting > 0) {
        shared::run(url, &store, row, asked.quiet, stop.clone()).await?;
    } else if row.waiting > 0 {
        setup::more_files();
        let traffic = setup::traffic(asked.total_rate);
        setup = setup.working_in(&format!("survey-{survey}")).sharing(&traffic);
        if asked.keep_crawls {
            setup.keep = Some(folder.join("crawls").join(format!("survey-{survey}")));
        }
        let plan = Plan {
            survey,
            at_once: asked.sites.map_or_else(setup::at_once, usize::from),
            per_address: usize::from(asked.per_address),
        };
        let kit = Arc::new(setup.kit(format!("pid {}", std::process::id()), &folder, setup::pool())?);
        let told = Arc::new(Told::new(asked.quiet, row.total(), row.done, row.failed));
        let hears: Arc<dyn Hears> = Arc::clone(&told) as Arc<dyn Hears>;
        let ran = run::run(Arc::clone(&store), kit, &plan, hears, stop.clone()).await;
        told.end();
        ran.map_err(broken)?;
        if !stop.is_stopped() {
            let _ = std::fs::remove_dir_all(folder.join("work").join(format!("survey-{survey}")));
        }
    }
    listener.abort();
    let row = store
        .survey(survey)
        .map_err(broken)?
        .ok_or_else(|| Trouble::not_done(both!("การสำรวจหายไป", "the survey is gone")))?;
    if !row.is_finished() {
        let (ended, total) = (row.done + row.failed, row.total());
        let sites = several(total, "site", "sites");
        return Err(Trouble::not_done(both!(
            "หยุดไว้ที่ {ended} จาก {total} แห่ง",
            "stopped at {ended} of {sites}"
        ))
        .help(if asked.new {
            // The same command would begin one more round.
            let again = again(&row, asked.place.flag());
            both!("ทำต่อด้วย {again} ที่เสร็จแล้วไม่ทำซ้ำ", "go on with {again}; what is done is not done again")
        } else {
            both!(
                "สั่งคำสั่งเดิมเพื่อทำต่อ ที่เสร็จแล้วไม่ทำซ้ำ",
                "run the same command to go on; what is done is not done again"
            )
        }));
    }
    if !asked.quiet {
        status::tell(&store, &row, &asked.place, true)?;
        let (id, file) = (survey.to_string(), both!("ผล.xlsx", "result.xlsx"));
        let serve = command(["serve"], asked.place.flag());
        let export = command(["survey", "export", &id, "--to", &file], asked.place.flag());
        let next = both!(
            "ดูในหน้าเว็บ: {serve}\nเขียนเป็นไฟล์: {export}",
            "to see it in the browser: {serve}\nto write it to a file: {export}"
        );
        anstream::println!("{next}");
    }
    Ok(End::Clean)
}

/// A name that no other survey in a shared database has, of whatever machine.
fn queue_name(name: &str) -> String {
    let stamp = jiff::Timestamp::now().as_nanosecond();
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).take(40).collect();
    format!("{plain}-{stamp:x}-{:x}", std::process::id())
}

/// The survey that the same command goes on with: of the year that is said, else of the newest round's, the newest
/// round that is not done; where all are done, the newest.
fn continued(store: &Store, asked: &Survey, name: &str) -> Result<Option<SurveyRow>, Trouble> {
    let mut rounds = store.rounds(name).map_err(broken)?;
    let Some(year) = asked.site.year.or(rounds.first().map(|newest| newest.year)) else { return Ok(None) };
    rounds.retain(|round| round.year == year);
    let is_day = |round: &SurveyRow| asked.site.as_of.as_ref().is_none_or(|day| *day == round.as_of);
    if asked.new {
        // The round that it began before it was stopped; the first one nobody began with --new.
        let newest = rounds.into_iter().next();
        return Ok(newest.filter(|round| round.round > 1 && !round.is_finished() && is_day(round)));
    }
    let open = rounds.iter().position(|round| !round.is_finished() && is_day(round));
    let Some(survey) = rounds.into_iter().nth(open.unwrap_or(0)) else { return Ok(None) };
    if let Some(day) = asked.site.as_of.as_ref().filter(|day| **day != survey.as_of) {
        return Err(Trouble::wrong(both!(
            "การสำรวจ “{name}” ถือว่าตรวจวันที่ {} ไม่ใช่ {day}",
            "the survey “{name}” is as of {}, not {day}",
            survey.as_of
        ))
        .help(both!(
            "เริ่มรอบใหม่ด้วย --new หรือเปลี่ยนชื่อด้วย --name",
            "begin a round with --new, or take another --name"
        )));
    }
    Ok(Some(survey))
}

/// What workers elsewhere have of a survey is not done here once more.
fn not_alone(survey: &SurveyRow, place: &Place) -> Result<(), Trouble> {
    if !survey.again.iter().any(|word| word.starts_with("--queue")) {
        return Ok(());
    }
    let (name, again) = (clean_text(&survey.name), again(survey, place.flag()));
    Err(Trouble::wrong(both!(
        "การสำรวจ “{name}” ใช้ฐานข้อมูลกลาง (--queue) เครื่องอื่นอาจกำลังตรวจอยู่ ทำต่อโดยไม่มี --queue ไม่ได้",
        "the survey “{name}” has a shared database (--queue), and other machines may be at its sites: it does not go on without --queue"
    ))
    .help(both!("ทำต่อด้วย {again}", "go on with {again}")))
}

/// Two processes must not do the same survey: each would do the other's sites again.
fn lock(folder: &Path, survey: i64, place: &Place) -> Result<std::fs::File, Trouble> {
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

fn lock_path(folder: &Path, survey: i64) -> std::path::PathBuf {
    folder.join(format!("survey-{survey}.lock"))
}

/// Whether a process is at a survey; to ask makes nothing.
pub fn is_under_way(folder: &Path, survey: i64) -> bool {
    let file = std::fs::File::open(lock_path(folder, survey));
    file.is_ok_and(|file| matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock)))
}

/// Ctrl-C and a service manager's stop end the survey after giving back what runs.
pub async fn signals(stop: StopHandle) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = term.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            stop.stop();
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_ok() {
        stop.stop();
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command};

    fn asked(words: &[&str]) -> Box<Survey> {
        let line = ["oit", "survey"].iter().chain(words);
        let Command::Survey(asked) = Cli::try_parse_from(line).unwrap().command else {
            panic!("it is a survey")
        };
        asked
    }

    #[test]
    fn what_goes_on_with_a_survey_says_again_what_was_said() {
        let first = asked(&[
            "lists/a.csv",
            "--name=ทั่วประเทศ",
            "--rules=own",
            "--sites=5",
            "--per-address=3",
            "--total-rate=9.5",
            "--keep-crawls",
            "--queue=postgres://oit:s3cret@db/oit",
        ]);
        let words = kept(&first, Path::new("lists/a.csv"), "ทั่วประเทศ");
        assert_eq!(words[0], "survey");
        let line: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let again = asked(&line);
        assert!(again.list.unwrap().is_absolute() && again.site.rules.unwrap().is_absolute());
        assert_eq!((again.name, again.sites, again.per_address), (first.name.clone(), first.sites, 3));
        assert_eq!((again.total_rate, again.keep_crawls), (Some(9.5), true));
        assert_eq!(again.queue.as_deref(), Some("postgres://oit:PASSWORD@db/oit"));
        // What goes without saying is not said.
        assert_eq!(kept(&asked(&["a.csv"]), Path::new("a.csv"), "a").len(), 2);
    }
}
