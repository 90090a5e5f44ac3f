//! `oit audit`: walk, judge, print, write.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::history::History;
use super::progress::Told;
use super::{End, Trouble, kept};
use crate::audit::{self, Question};
use crate::cli::{Asked, Audit, FailOn, Language, Output, When};
use crate::crawl::{self, Crawl, StopHandle, Unable};
use crate::extract::ocr::{self, Ocr};
use crate::mark::Outcome;
use crate::mark::survey::Survey;
use crate::report::{self, Lang, Perception, Report};
use crate::rule::advice::Advice;
use crate::rule::load::Book;
use crate::survey::vendor::Marks;

pub async fn run(asked: &Audit) -> Result<End, Trouble> {
    check_targets(&asked.output)?;
    if asked.screenshots || asked.render == When::Always {
        super::screenshots::check()?;
    }
    let day = asked.question.as_of.as_deref().and_then(|day| day.parse().ok());
    let day = day.unwrap_or_else(super::today);
    let book = super::book(asked.question.year, asked.question.rules.as_ref(), day, asked.output.quiet)?;
    let question = question(&asked.question);
    let until = std::time::Instant::now().checked_add(Duration::from_secs(asked.max_time));
    let marks = Marks::default();
    let reader = marks.reader(reader(asked.output.ocr, ocr::Options { until, ..scans(&asked.output) })?);
    let began = std::time::Instant::now();
    let said = asked.url.as_deref().map(with_scheme);
    let load_sheet = |path: &PathBuf| super::submission::load(path, said.as_deref(), &book);
    let sheet = asked.submission.as_ref().map(load_sheet).transpose()?;
    let url = said.as_ref().or(sheet.as_ref().map(|sheet| &sheet.root));
    let submission = sheet.as_ref().map(|sheet| &sheet.submission);
    let (krawl, live) = match (&asked.crawl, url) {
        (Some(file), _) => (load(file, &reader, &asked.output)?, None),
        (None, Some(url)) => {
            let narrow = submission
                .map(|s| crawl::Narrow { seeds: s.urls().map(str::to_owned).collect(), words: s.words() });
            let options = crawl::Options { narrow, ..options(asked, &book) };
            let keep = keep(&asked.output, url)?;
            (walk(url, &options, reader, &keep, &asked.output).await?, Some((options, keep)))
        }
        (None, None) => return Err(Trouble::wrong("ไม่ได้บอกว่าจะตรวจเว็บไซต์ใด")),
    };
    let kept = live.as_ref().map(|(_, keep)| keep.as_path());
    let mut report = match submission {
        None => audit::report(&krawl, &book, &question),
        Some(submission) => audit::report_on(&krawl, &book, &question, submission),
    };
    if let Some((options, _)) = live.as_ref().filter(|_| asked.screenshots) {
        super::screenshots::take(&mut report, &book, &krawl, options, &asked.output, kept).await?;
    }
    // What was judged again from a stored walk is in the history already.
    let history =
        kept.and_then(|_| History::of(asked, &krawl, submission, marks, began.elapsed().as_secs_f64()));
    let Some(submission) = submission else {
        return finish(report, &krawl, &book, &asked.output, kept, history.as_ref());
    };
    let (report, old) = told(report, &book, &asked.output, kept, history.as_ref())?;
    // Of a submission nothing but its own addresses need have been read.
    let read = |url: &str| {
        let url = crawl::canon::canon(url);
        krawl.records.iter().any(|r| Some(&r.url) == url.as_ref() && r.document.is_some())
    };
    if !submission.urls().any(read) {
        return Err(Trouble::not_done("อ่าน URL ที่จะส่งไม่ได้เลย").help("ตรวจว่า URL ในตารางเปิดได้จากเครื่องนี้"));
    }
    Ok(end(&report, old.as_ref(), asked.output.fail_on))
}

/// Prints a walk's table, writes the reports.
pub fn finish(
    report: Report,
    krawl: &Crawl,
    book: &Book,
    output: &Output,
    kept: Option<&Path>,
    history: Option<&History>,
) -> Result<End, Trouble> {
    let (report, old) = told(report, book, output, kept, history)?;
    let coverage = crawl::coverage(krawl);
    if coverage.pages_read + coverage.files_read == 0 || audit::is_empty(krawl) {
        return Err(Trouble::not_done("เว็บไซต์นี้ไม่มีเนื้อหาให้ตรวจ: อ่านได้เพียงหน้าแรกและไม่มีลิงก์ไปที่ใด")
            .help("ตรวจว่าที่อยู่ถูกต้อง ถ้าหน้าเว็บสร้างด้วย JavaScript ทั้งหมด ต้องมี Chromium (oit doctor)"));
    }
    if !coverage.enough() {
        anstream::eprintln!(
            "อ่านเว็บไซต์ได้ไม่ครบพอที่จะสรุป ({:.0}% ยังเข้าไม่ถึง) ดูรายการท้ายตาราง",
            coverage.share_unreached * 100.0
        );
        return Ok(End::NotDone);
    }
    Ok(end(&report, old.as_ref(), output.fail_on))
}

/// Sets beside a report what people and an earlier audit say, shows it and writes it.
fn told(
    mut report: Report,
    book: &Book,
    output: &Output,
    kept: Option<&Path>,
    history: Option<&History>,
) -> Result<(Report, Option<Report>), Trouble> {
    if let Some(history) = history {
        history.keep(&report, output.quiet);
    }
    report = report.waived(&super::waivers::load(output.waivers.as_deref())?, &book.edition);
    let old = output.since.as_deref().map(earlier).transpose()?;
    if let Some(old) = &old {
        compared(&report, old);
        report = report.second_round(old, &book.edition);
    }
    let lang = match output.lang {
        Language::Th => Lang::Th,
        Language::En => Lang::En,
    };
    if !output.quiet {
        let terminal = std::io::stdout().is_terminal();
        let colour =
            terminal && !output.no_color && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let table = report::table::render(&report, lang, width(), colour);
        // A closed pipe is no fault of ours: `oit audit … | head` ends quietly.
        let _ = std::io::stdout().write_all(table.as_bytes());
    }
    for path in &output.to {
        write(&report, lang, path, kept)?;
        if !output.quiet {
            anstream::eprintln!("เขียนแล้ว: {}", path.display());
        }
    }
    if let Some(kept) = kept.filter(|kept| !output.quiet && kept.exists()) {
        anstream::eprintln!("เว็บที่เดินเก็บไว้ที่: {} (ตัดสินใหม่ได้ด้วย oit audit --crawl)", kept.display());
    }
    Ok((report, old))
}

/// What makes a comparison doubtful is said, not forbidden: a site may have moved.
pub(super) fn compared(report: &Report, old: &Report) {
    if old.as_of > report.as_of {
        anstream::eprintln!(
            "คำเตือน: รายงานที่ให้ไว้กับ --since ({}) ใหม่กว่าการตรวจครั้งนี้ ({})",
            old.as_of,
            report.as_of
        );
    }
    let host = |url: &str| {
        let host = url::Url::parse(url).ok()?.host_str()?.to_owned();
        Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
    };
    if host(&old.site.url) != host(&report.site.url) {
        let url = report::clean_text(&old.site.url);
        anstream::eprintln!("คำเตือน: รายงานที่ให้ไว้กับ --since เป็นของเว็บไซต์อื่น ({url})");
    }
}

fn end(report: &Report, old: Option<&Report>, fail_on: FailOn) -> End {
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

pub fn question(asked: &Asked) -> Question {
    Question {
        as_of: asked.as_of.clone().unwrap_or_else(|| super::today().to_string()),
        iit: asked.iit.as_ref().map(Survey::result),
        eit: asked.eit.as_ref().map(Survey::result),
        perceptions: [("iit", &asked.iit), ("eit", &asked.eit)]
            .into_iter()
            .flat_map(|(instrument, given)| perceptions(instrument, given.as_ref()))
            .collect(),
    }
}

/// A survey's indicators with their names; figures beyond those that are known have none.
fn perceptions(instrument: &str, given: Option<&Survey>) -> Vec<Perception> {
    let advice = Advice::built_in();
    let figures = given.map(Survey::indicators).unwrap_or_default();
    let named = advice.of(instrument).zip(figures).map(|(indicator, score)| Perception {
        id: indicator.id.clone(),
        instrument: instrument.to_owned(),
        title: indicator.title.clone(),
        score: *score,
    });
    named.collect()
}

pub(crate) fn options(asked: &Audit, book: &Book) -> crawl::Options {
    crawl::Options {
        render: rendering(asked.render),
        max_pages: asked.max_pages,
        max_bytes: asked.max_bytes,
        max_time: Duration::from_secs(asked.max_time),
        max_depth: asked.max_depth,
        rate: asked.rate,
        allow_private: asked.allow_private,
        strict_tls: asked.strict_tls,
        contact: asked.contact.clone(),
        first: book.edition.find.first.clone(),
        ..crawl::Options::default()
    }
}

/// The browser for pages that scripts build, where it is there.
pub fn rendering(when: When) -> crawl::Render {
    let program = crawl::render::find();
    let when = match when {
        When::Auto => crawl::render::When::Auto,
        When::Never => crawl::render::When::Never,
        When::Always => crawl::render::When::Always,
    };
    crawl::Render { when, program, ..crawl::Render::default() }
}

/// What the reading of scans may cost.
pub fn scans(output: &Output) -> ocr::Options {
    let folder = data_dir(output.data_dir.as_deref()).ok().map(|f| f.join("ocr"));
    ocr::Options { pages: output.ocr_pages, folder, ..ocr::Options::default() }
}

/// The reader of documents, with OCR where it is wanted and there.
pub fn reader(ocr: When, options: ocr::Options) -> Result<crawl::Reader, Trouble> {
    let found = match ocr {
        When::Never => None,
        When::Auto => Ocr::find(),
        When::Always => {
            let missing = || {
                Trouble::wrong("ไม่พบโปรแกรมอ่านภาพสแกน (tesseract) ที่มีภาษาไทย").help("ดูวิธีติดตั้งด้วย oit doctor")
            };
            Some(Ocr::find().ok_or_else(missing)?)
        }
    };
    let found = found.map(|o| o.with(options));
    Ok(match super::pool() {
        Ok(pool) => audit::isolated(pool, found),
        Err(why) => {
            anstream::eprintln!("อ่านไฟล์โดยไม่แยกโพรเซส เพราะเริ่มโปรแกรมอ่านไฟล์ไม่ได้: {why}");
            audit::reader(found)
        }
    })
}

/// Walks the site, keeping what is fetched at `keep`; Ctrl-C ends the walk and keeps what was read.
///
/// A walk that was killed goes on; of the last walk that ended, only what changed is fetched.
pub async fn walk(
    url: &str,
    options: &crawl::Options,
    reader: crawl::Reader,
    keep: &Path,
    output: &Output,
) -> Result<Crawl, Trouble> {
    let url = with_scheme(url);
    let sink = kept::open(keep, &url, options, output)?;
    let stop = StopHandle::default();
    let listener = tokio::spawn({
        let stop = stop.clone();
        async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                anstream::eprintln!("\nหยุดตามคำสั่ง กำลังสรุปจากที่อ่านแล้ว …");
                stop.stop();
            }
        }
    });
    let told = Told::new(output.quiet, output.verbose);
    let walked = crawl::walk(&url, options, reader, Some(sink), &told, stop).await;
    told.end();
    listener.abort();
    walked.map_err(|error| unable(&url, &error))
}

/// People type the name alone.
pub fn with_scheme(url: &str) -> String {
    if url.contains("://") { url.to_owned() } else { format!("https://{url}") }
}

fn unable(url: &str, error: &Unable) -> Trouble {
    let status = error.status();
    let message = match error {
        Unable::BadAddress(address) => {
            return Trouble::wrong(format!("“{address}” ไม่ใช่ที่อยู่เว็บ"))
                .help("ใช้รูปแบบ https://www.example.go.th");
        }
        Unable::NotAPage { .. } => format!("{url} ไม่ใช่หน้าเว็บ"),
        Unable::Robots { .. } => format!("robots.txt ของ {url} ไม่ให้เข้า ({})", status.title()),
        Unable::Unreachable { http: Some(code), .. } => {
            format!("เข้า {url} ไม่ได้: {} (HTTP {code})", status.title())
        }
        _ => format!("เข้า {url} ไม่ได้: {}", status.title()),
    };
    Trouble::not_done(message).help(status.advice())
}

fn load(file: &Path, reader: &crawl::Reader, output: &Output) -> Result<Crawl, Trouble> {
    crawl::keep::load_known(file, reader, &kept::reads(output.ocr)).map_err(|error| {
        Trouble::wrong(format!("เปิดไฟล์ {} ไม่ได้: {error}", file.display()))
            .help("ใช้ไฟล์ .warc หรือ .warc.gz ที่เก็บจากการเดินเว็บ")
    })
}

pub use kept::{data_dir, keep};

/// What is wrong with files, in or out, is said before the walk, not after an hour.
pub fn check_targets(output: &Output) -> Result<(), Trouble> {
    output.since.as_deref().map(earlier).transpose()?;
    super::waivers::load(output.waivers.as_deref())?;
    for path in output.to.iter().filter(|p| !is_warc(p)) {
        report::for_path(path).map_err(|unknown| {
            Trouble::wrong(format!("{}: {} .warc.gz", path.display(), unknown.message(Lang::Th)))
        })?;
    }
    Ok(())
}

fn is_warc(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("").to_lowercase();
    name.ends_with(".warc.gz")
}

fn write(report: &Report, lang: Lang, path: &Path, kept: Option<&Path>) -> Result<(), Trouble> {
    let fail = |error: std::io::Error| {
        Trouble::not_done(format!("เขียน {} ไม่ได้: {}", path.display(), crawl::keep::said(&error)))
            .help("เลือกที่อื่นด้วย --to แล้วตัดสินใหม่จากเว็บที่เก็บไว้ด้วย --crawl ไม่ต้องเดินเว็บซ้ำ")
    };
    if is_warc(path) {
        let from = kept.ok_or_else(|| Trouble::wrong("ไม่มีการเดินเว็บครั้งนี้ให้เก็บเป็น WARC"))?;
        return crawl::keep::copy(from, path).map_err(fail);
    }
    let format = report::for_path(path).map_err(|u| Trouble::wrong(u.message(Lang::Th)))?;
    let mut bytes = Vec::new();
    format.write(report, lang, &mut bytes).map_err(fail)?;
    kept::replace(path, &bytes).map_err(fail)
}

pub(super) fn earlier(path: &Path) -> Result<Report, Trouble> {
    let help = "ใช้ไฟล์ .json ที่เขียนด้วย --to ในการตรวจครั้งก่อน";
    let text = std::fs::read_to_string(path).map_err(|error| {
        Trouble::wrong(format!("เปิดรายงานเดิม {} ไม่ได้: {error}", path.display())).help(help)
    })?;
    serde_json::from_str(&text).map_err(|error| {
        Trouble::wrong(format!("{} ไม่ใช่รายงาน JSON ของโปรแกรมนี้: {error}", path.display())).help(help)
    })
}

/// Columns of the terminal; 100 where there is none.
fn width() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let seen = console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
    said.or(seen).unwrap_or(100).clamp(40, 160)
}
