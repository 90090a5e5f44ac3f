//! What an audit shows and writes, what it is compared with, and how it ends.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::Audited;
use crate::both;
use crate::cli::{FailOn, Language, Output, When};
use crate::command::{End, Trouble, advice, kept, say, to, waivers};
use crate::crawl;
use crate::extract::ocr::Ocr;
use crate::mark::Outcome;
use crate::report::{self, Lang, Report};
use crate::thai::{fuzzy::similarity, text::fold};

/// Prints the table and writes the files.
pub fn show(audited: &Audited, output: &Output) -> Result<(), Trouble> {
    if !output.quiet {
        let terminal = std::io::stdout().is_terminal();
        let colour =
            terminal && !output.no_color && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let table = report::table::render(&audited.report, lang(output.lang), width(), colour);
        // Through anstream, which puts the colours where an older Windows console takes them.
        // A closed pipe is no fault of ours: `oit audit … | head` ends quietly.
        let _ = anstream::stdout().write_all(table.as_bytes());
    }
    write_all(audited, output, !output.quiet)?;
    if !output.quiet {
        let setting = advice::Setting {
            ocr: Ocr::find().is_some(),
            ocr_off: output.ocr == When::Never,
            rate: audited.rate,
            unfit: audited.unfit.is_some(),
        };
        let advice = advice::advice(&audited.report, setting);
        if !advice.is_empty() {
            let head = both!("\nคำแนะนำสำหรับการตรวจครั้งต่อไป", "\nFor the next audit");
            say::info("advice", &format!("{head}\n  - {}\n", advice.join("\n  - ")));
        }
    }
    if let Some(kept) = audited.kept.as_ref().filter(|kept| !output.quiet && kept.exists()) {
        let kept = kept.display();
        say::info(
            "walk-kept",
            &both!(
                "เว็บที่เดินเก็บไว้ที่: {} (ตัดสินใหม่ได้ด้วย oit audit --crawl)",
                "the walk is kept at {} (judge it again with oit audit --crawl)",
                kept
            ),
        );
    }
    Ok(())
}

/// Writes every file that is asked for, after the result is in the history.
pub fn write_all(audited: &Audited, output: &Output, told: bool) -> Result<(), Trouble> {
    if let Some(history) = &audited.history {
        history.keep();
    }
    let write = |path: &PathBuf| {
        write(&audited.report, lang(output.lang), path, audited.kept.as_deref())?;
        if told {
            say::info("written", &both!("เขียนแล้ว: {}", "written: {}", path.display()));
        }
        Ok(())
    };
    to::each(&output.to, write)
}

fn write(report: &Report, lang: Lang, path: &Path, kept: Option<&Path>) -> Result<(), Trouble> {
    let fail = |error: std::io::Error| {
        to::unwritable(path, &error).help(both!("เลือกที่อื่นด้วย --to แล้วตัดสินใหม่จากเว็บที่เก็บไว้ด้วย --crawl ไม่ต้องเดินเว็บซ้ำ", "choose another place with --to and judge the kept walk again with --crawl; the site need not be walked twice"))
    };
    if is_warc(path) {
        let from = kept.ok_or_else(|| {
            Trouble::wrong(both!(
                "ไม่มีการเดินเว็บครั้งนี้ให้เก็บเป็น WARC",
                "there is no walk of this run to be kept as WARC"
            ))
        })?;
        return crawl::keep::copy(from, path).map_err(fail);
    }
    let format = report::for_path(path).map_err(|u| Trouble::wrong(u.message(crate::lang::now())))?;
    let mut bytes = Vec::new();
    format.write(report, lang, &mut bytes).map_err(fail)?;
    kept::replace(path, &bytes).map_err(fail)
}

fn is_warc(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("").to_lowercase();
    name.ends_with(".warc.gz")
}

/// What is wrong with files, in or out, is said before the walk, not after an hour.
pub fn check_targets(output: &Output) -> Result<(), Trouble> {
    for file in [&output.since, &output.appeal].into_iter().flatten() {
        earlier(file)?;
    }
    waivers::load(output.waivers.as_deref())?;
    for path in output.to.iter().filter(|p| !is_warc(p)) {
        report::for_path(path).map_err(|unknown| {
            let known = unknown.message(crate::lang::now());
            let trouble = Trouble::wrong(format!("{}: {known} .warc.gz", path.display()));
            match to::by_printing(path, ".html") {
                Some(way) => trouble.help(way),
                None => trouble,
            }
        })?;
    }
    to::ready(&output.to)
}

/// The language of a report.
pub fn lang(said: Language) -> Lang {
    match said {
        Language::Th => Lang::Th,
        Language::En => Lang::En,
    }
}

/// Columns of the terminal; 100 where there is none.
pub fn width() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let seen = console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
    said.or(seen).unwrap_or(100).clamp(40, 160)
}

/// What makes a comparison doubtful is said, not forbidden: a site may have moved. `given` is what
/// the reader typed for the earlier report.
pub fn compared(report: &Report, old: &Report, given: &str) {
    if old.as_of > report.as_of {
        let (old, now) = (&old.as_of, &report.as_of);
        say::warning(
            "since-is-newer",
            &both!(
                "คำเตือน: {given} ({old}) ใหม่กว่ารายงานที่นำมาเทียบ ({now})",
                "warning: {given} ({old}) is newer than what it is compared with ({now})"
            ),
        );
    }
    let host = |url: &str| {
        let host = url::Url::parse(url).ok()?.host_str()?.to_owned();
        Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
    };
    // A home page that was put in other words keeps its agency's name.
    let (was, is) = (fold(&old.site.name), fold(&report.site.name));
    let renamed = !was.is_empty() && !is.is_empty() && similarity(&was, &is) < 0.6;
    if renamed || host(&old.site.url) != host(&report.site.url) {
        let (url, name) = (report::clean_text(&old.site.url), report::clean_text(&old.site.name));
        let message = both!(
            "คำเตือน: {given} เป็นของเว็บไซต์อื่น ({name} {url})",
            "warning: {given} is of another site ({name} {url})"
        );
        say::warning("since-is-another-site", &message);
    }
}

/// There is no appeal between years: what was asked for cannot be had, and what comes instead is said.
pub(super) fn another_form(report: &Report, old: &Report) {
    let (was, is) = (old.edition.year, report.edition.year);
    if was != is {
        say::warning(
            "appeal-of-another-year",
            &both!(
                "คำเตือน: รายงานที่ให้ไว้กับ --appeal เป็นแบบตรวจปี {was} ไม่ใช่ปี {is} จึงเทียบให้เท่านั้น ไม่มีรอบชี้แจงข้ามปี",
                "warning: the report given to --appeal is of the form of {was} and not of {is}: it is compared with, and there is no second round between years"
            ),
        );
    }
}

pub fn earlier(path: &Path) -> Result<Report, Trouble> {
    let help = || {
        both!("ใช้ไฟล์ .json ที่เขียนด้วย --to ในการตรวจครั้งก่อน", "use a .json written by --to in an earlier audit")
    };
    let text = std::fs::read_to_string(path).map_err(|error| {
        Trouble::wrong(both!(
            "เปิดรายงานเดิม {} ไม่ได้: {}",
            "cannot open the earlier report {}: {}",
            path.display(),
            to::unread(&error)
        ))
        .help(help())
    })?;
    serde_json::from_str(&text).map_err(|error| {
        Trouble::wrong(both!(
            "{} ไม่ใช่รายงาน JSON ของโปรแกรมนี้: {}",
            "{} is no JSON report of this program: {}",
            path.display(),
            to::json_fault(&error)
        ))
        .help(help())
    })
}

pub fn end(report: &Report, old: Option<&Report>, fail_on: FailOn) -> End {
    // What somebody answers for holds up no script; a hand verdict counts as a verdict.
    let failed = |r: &Report| -> Vec<String> {
        let gaps = r.items.iter().filter(|i| i.counted() == Outcome::Fail && !i.excused());
        gaps.map(|i| i.key.clone()).collect()
    };
    let open = report
        .items
        .iter()
        .any(|i| matches!(i.counted(), Outcome::Review | Outcome::NotDetermined) && !i.excused());
    let gaps = match fail_on {
        FailOn::Never => false,
        FailOn::Fail => !failed(report).is_empty(),
        FailOn::Review => !failed(report).is_empty() || open,
        FailOn::New => {
            let before = old.map(failed).unwrap_or_default();
            failed(report).iter().any(|key| !before.contains(key))
        }
    };
    if gaps { End::Gaps } else { End::Clean }
}
