//! Begins a survey, or goes on with one that was stopped.

use std::path::Path;
use std::sync::Arc;

use super::args::{self, Place, Survey};
use super::lock::lock;
use super::progress::Told;
use super::{again, broken, command, list, round, setup, shared, signals, status};
use crate::both;
use crate::command::{End, Trouble, audit, hint, say, worker};
use crate::crawl::StopHandle;
use crate::lang::several;
use crate::report::clean_text;
use crate::survey::run::{self, Hears, Plan};
use crate::survey::store::{FILE, Moved, NewSurvey, Store, SurveyRow};

/// Begins a survey, or goes on with it.
pub async fn begin(asked: &Survey, path: &Path) -> Result<End, Trouble> {
    asked.queue.as_deref().map_or(Ok(()), worker::check)?;
    let folder = audit::data_dir(asked.place.data_dir.as_deref())?;
    let name = match &asked.name {
        Some(name) => name.clone(),
        None => path.file_stem().and_then(|s| s.to_str()).unwrap_or("survey").to_owned(),
    };
    let known = folder.join(FILE).is_file();
    let open = if known { continued(&super::open(&asked.place)?, asked, &name)? } else { None };
    if let Some(survey) = open.as_ref().filter(|survey| !survey.is_finished() && asked.queue.is_none()) {
        not_alone(survey, &asked.place)?;
    }
    let mut setup = setup::Setup::of(&asked.site, open.as_ref(), asked.quiet)?;
    let list = list::load(path, &setup.book)?;
    // Only now, when nothing is wrong with what was said, is anything made.
    let store = Arc::new(super::open(&asked.place)?);
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
    // First what a killed process had in hand: then its sites too wait at the address that the list says now.
    store.release(survey).map_err(broken)?;
    let added = store.add(survey, &list).map_err(broken)?;
    if !added.moved.is_empty() {
        say::warning("moved", &clean_text(&moved(&added.moved)));
    }
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

/// Sites that are audited once more, so many of them with their addresses.
fn moved(sites: &[Moved]) -> String {
    const SHOWN: usize = 8;
    let shown = sites.iter().take(SHOWN).map(|site| format!("{} ({} → {})", site.name, site.from, site.to));
    let shown = shown.collect::<Vec<_>>().join(", ");
    let more = match sites.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => both!(" และอีก {more} แห่ง", " and {more} more"),
    };
    let (number, english) = (sites.len(), several(sites.len(), "address has", "addresses have"));
    both!(
        "ที่อยู่เปลี่ยน {number} แห่ง จึงตรวจใหม่: {shown}{more}",
        "{english} changed, so audited again: {shown}{more}"
    )
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
