//! `oit audit`: walk, judge, print, write.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::history::History;
use super::progress::Told;
use super::{Aloud, End, Trouble, advice, kept, lock, say, stop, to};
use crate::audit::{self, Further, Question, Sitting, Walked, memo::Memo};
use crate::both;
use crate::cli::{Asked, Audit, FailOn, Language, Output, When};
use crate::crawl::{self, Crawl, StopHandle, Unable, scheme, seal};
use crate::extract::ocr::{self, Ocr};
use crate::extract::{Unread, Why, worker::Pool};
use crate::mark::Outcome;
use crate::mark::survey::Survey;
use crate::report::{self, Lang, Perception, Report};
use crate::rule::advice::Advice;
use crate::rule::load::Book;
use crate::survey::site::Cause;
use crate::survey::vendor::Marks;
use crate::thai::{fuzzy::similarity, text::fold};

/// An audit that came to an end, before anything is shown or written.
pub struct Audited {
    pub report: Report,
    /// The report given with `--since` or `--appeal`.
    pub old: Option<Report>,
    /// Where the walk is kept.
    pub kept: Option<PathBuf>,
    /// Why nothing may be concluded from it.
    pub unfit: Option<Unfit>,
    /// Requests a second, where somebody said so.
    pub rate: Option<f64>,
    /// What is kept beside the surveys; none of a walk judged again, which is there already.
    pub history: Option<History>,
}

/// Why an audit does not count as one, though there is a report.
#[derive(Debug)]
pub enum Unfit {
    NothingRead(Trouble),
    /// The share of the site's addresses that was not reached, 0 to 1.
    TooLittle(f64),
}

impl Unfit {
    /// What to say, and the way out.
    pub fn told(&self) -> (String, Option<String>) {
        match self {
            Unfit::NothingRead(trouble) => (trouble.message.clone(), trouble.help.clone()),
            Unfit::TooLittle(share) => (super::nightly::words::too_little(*share, crate::lang::now()), None),
        }
    }

    fn tell(&self) -> End {
        match self {
            Unfit::NothingRead(trouble) => trouble.tell(),
            Unfit::TooLittle(_) => {
                say::warning(
                    "too-little-read",
                    &both!("{} ดูรายการท้ายตาราง", "{}; see the end of the table", self.told().0),
                );
                End::NotDone
            }
        }
    }
}

pub async fn run(asked: &Audit) -> Result<End, Trouble> {
    check_targets(&asked.output)?;
    let url = asked.url.as_deref().filter(|_| asked.crawl.is_none()).map(address).transpose()?;
    let data = data_dir(asked.output.data_dir.as_deref());
    let _lock = match (&url, data) {
        (Some(url), Ok(data)) => Some(lock::take(&data, url)?),
        _ => None,
    };
    let mut audited = audited(asked).await?;
    if let Some(history) =
        audited.history.as_ref().filter(|_| asked.submission.is_none() && asked.output.appeal.is_none())
    {
        audited.report = history.remembered(audited.report);
    }
    ended(&audited, &asked.output)
}

/// Shows and writes an audit, and says how it ended.
fn ended(audited: &Audited, output: &Output) -> Result<End, Trouble> {
    show(audited, output)?;
    Ok(match &audited.unfit {
        Some(unfit) => unfit.tell(),
        None => end(&audited.report, audited.old.as_ref(), output.fail_on),
    })
}

/// Walks or loads what is asked for, and judges it.
pub async fn audited(asked: &Audit) -> Result<Audited, Trouble> {
    if asked.screenshots || asked.render == When::Always {
        super::screenshots::check()?;
    }
    let day = asked.question.as_of.as_deref().and_then(|day| day.parse().ok());
    let day = day.unwrap_or_else(super::today);
    let aloud = match asked.output.is_hushed() {
        false => Aloud::Always,
        // Said once in a fiscal year to those who hear of changes only.
        true if super::nightly::is_told(asked, day) => Aloud::Never,
        true => Aloud::Odd,
    };
    let book = super::book(asked.question.year, asked.question.rules.as_ref(), day, aloud)?;
    let question = question(&asked.question);
    if let (Some(file), None) = (&asked.crawl, &asked.submission) {
        return stored(file, &book, &question, asked);
    }
    let marks = Marks::default();
    let (reader, scans) = timed_reader(asked)?;
    let reader = marks.reader(reader);
    let began = std::time::Instant::now();
    let said = asked.url.as_deref().map(with_scheme);
    let load_sheet = |path: &PathBuf| super::submission::load(path, said.as_deref(), &book);
    let sheet = asked.submission.as_ref().map(load_sheet).transpose()?;
    let url = said.as_ref().or(sheet.as_ref().map(|sheet| &sheet.root));
    let submission = sheet.as_ref().map(|sheet| &sheet.submission);
    let (mut krawl, live) = match (&asked.crawl, url) {
        (Some(file), _) => (load(file, &reader, &asked.output)?, None),
        (None, Some(url)) => {
            let narrow = submission
                .map(|s| crawl::Narrow { seeds: s.urls().map(str::to_owned).collect(), words: s.words() });
            let options = crawl::Options { narrow, ..options(asked, &book) };
            let keep = keep(&asked.output, url)?;
            let bare = asked.url.as_deref().is_some_and(scheme::is_bare);
            (walk((url, bare), &options, reader, &keep, &asked.output).await?, Some((options, keep)))
        }
        (None, None) => return Err(Trouble::wrong(both!("ไม่ได้บอกว่าจะตรวจเว็บไซต์ใด", "no site was named"))),
    };
    let kept = live.as_ref().map(|(_, keep)| keep.clone());
    let further = scans.zip(kept.as_ref().or(asked.crawl.as_ref()));
    let further = further.map(|(scans, walk)| reading_further(scans, walk, &asked.output));
    let listener = further.as_ref().map(|further| tokio::spawn(halted(Arc::clone(&further.scans))));
    let (mut report, walked) = match submission {
        Some(submission) => {
            if let Some(further) = &further {
                further.over(&mut krawl, |krawl| Sitting::on(krawl, &book, submission));
            }
            (audit::report_on(&krawl, &book, &question, submission), None)
        }
        None => {
            let judged = further.as_ref().and_then(|f| f.over(&mut krawl, |k| Sitting::over(k, &book)));
            let sitting = match (judged, &kept) {
                (Some(sitting), _) => sitting,
                (None, Some(walk)) => {
                    let memo = Memo::beside(walk, &book, &kept::reads(asked.output.ocr));
                    memo.over(&krawl, &book, seal::of_file(walk).ok())
                }
                (None, None) => Sitting::over(&krawl, &book),
            };
            (sitting.report(&book, &question), Some(sitting.walk))
        }
    };
    listener.inspect(tokio::task::JoinHandle::abort);
    if let Some((options, _)) = live.as_ref().filter(|_| asked.screenshots) {
        super::screenshots::take(&mut report, &book, &krawl, options, &asked.output, kept.as_deref()).await?;
    }
    // As the machine judged it: what people say of it and earlier audits stand in their own reports.
    let history = live
        .and_then(|_| History::of(asked, &report, &krawl, submission, &marks, began.elapsed().as_secs_f64()));
    let Some(submission) = submission else {
        let walked = walked.unwrap_or_else(|| Walked::of(&krawl));
        let audited = fitness(report, &walked, &book, &asked.output, kept)?;
        return Ok(Audited { rate: asked.rate, history, ..audited });
    };
    let (report, old) = beside(report, &book, &asked.output)?;
    // Of a submission nothing but its own addresses need have been read.
    let read = |url: &str| {
        let url = crawl::canon::canon(url);
        krawl.records.iter().any(|r| Some(&r.url) == url.as_ref() && r.document.is_some())
    };
    let unread = || {
        Trouble::not_done(both!("อ่าน URL ที่จะส่งไม่ได้เลย", "none of the URLs to be submitted could be read"))
            .help(both!(
                "ตรวจว่า URL ในตารางเปิดได้จากเครื่องนี้",
                "see whether the URLs of the table open on this machine"
            ))
    };
    let unfit = (!submission.urls().any(read)).then(|| Unfit::NothingRead(unread()));
    Ok(Audited { report, old, kept, unfit, rate: None, history })
}

/// Judges a stored walk. What the same program and rules made of the same file before is taken up.
fn stored(file: &Path, book: &Book, question: &Question, asked: &Audit) -> Result<Audited, Trouble> {
    let over = |memo: Option<(&Memo, Option<seal::Seal>)>| -> Result<Sitting, Trouble> {
        let (reader, scans) = timed_reader(asked)?;
        let mut krawl = load(file, &reader, &asked.output)?;
        let further = scans.map(|scans| reading_further(scans, file, &asked.output));
        let listener = further.as_ref().map(|further| tokio::spawn(halted(Arc::clone(&further.scans))));
        let judged = further.and_then(|f| f.over(&mut krawl, |k| Sitting::over(k, book)));
        listener.inspect(tokio::task::JoinHandle::abort);
        Ok(judged.unwrap_or_else(|| match memo {
            Some((memo, seal)) => memo.over(&krawl, book, seal),
            None => Sitting::over(&krawl, book),
        }))
    };
    let sitting = match data_dir(asked.output.data_dir.as_deref()) {
        Ok(data) => {
            let memo = Memo::within(&data, file, book, &kept::reads(asked.output.ocr));
            let seal = seal::of_file(file).ok();
            let sitting = match seal.and_then(|seal| memo.of_file(seal)) {
                Some(sitting) => sitting,
                None => over(Some((&memo, seal)))?,
            };
            memo.used(&data, std::time::SystemTime::now());
            sitting
        }
        Err(_) => over(None)?,
    };
    fitness(sitting.report(book, question), &sitting.walk, book, &asked.output, None)
        .map(|audited| Audited { rate: asked.rate, ..audited })
}

/// The reader of documents for one audit: scans are read while its time lasts.
fn timed_reader(asked: &Audit) -> Result<(crawl::Reader, Option<Arc<Ocr>>), Trouble> {
    let until = ocr::until(Duration::from_secs(asked.max_time));
    reading(asked.output.ocr, ocr::Options { until, ..scans(&asked.output) })
}

/// Who reads on the scans of a walk that lies there.
fn reading_further(scans: Arc<Ocr>, walk: &Path, output: &Output) -> Further {
    let quiet = output.quiet || output.still;
    let tell: fn(usize) = if quiet { |_| () } else { reading_on };
    Further { scans, walk: walk.to_owned(), whole: output.ocr_whole, tell }
}

fn reading_on(documents: usize) {
    say::info(
        "reading-on",
        &both!(
            "กำลังอ่านหน้าต่อไปของเอกสารสแกน {documents} ฉบับ (Ctrl-C เพื่อข้าม)",
            "reading on in {documents} scanned documents (Ctrl-C skips this)"
        ),
    );
}

/// Ctrl-C ends the reading of scans, and what was read of them is judged.
async fn halted(scans: Arc<Ocr>) {
    stop::asked().await;
    scans.halt();
}

/// Prints a walk's table, writes the reports.
pub fn finish(
    report: Report,
    krawl: &Crawl,
    book: &Book,
    output: &Output,
    kept: Option<&Path>,
) -> Result<End, Trouble> {
    ended(&fitness(report, &Walked::of(krawl), book, output, kept.map(Path::to_owned))?, output)
}

/// Whether an audit may count as one.
fn fitness(
    report: Report,
    walked: &Walked,
    book: &Book,
    output: &Output,
    kept: Option<PathBuf>,
) -> Result<Audited, Trouble> {
    let (report, old) = beside(report, book, output)?;
    let unfit = if !walked.is_read() || walked.empty {
        Some(Unfit::NothingRead(nothing_read(&report)))
    } else if !walked.enough {
        Some(Unfit::TooLittle(walked.share_unreached))
    } else {
        None
    };
    Ok(Audited { report, old, kept, unfit, rate: None, history: None })
}

/// Why there is nothing to judge: the site has no more, or said that it was asked too often.
fn nothing_read(report: &Report) -> Trouble {
    let slower = report.coverage.not_read.iter().filter(|n| n.status == crawl::Status::Throttled).count();
    if slower * 2 > report.coverage.not_read.len() {
        return Trouble::not_done(both!(
            "อ่านเว็บไซต์นี้แทบไม่ได้: เว็บไซต์ขอให้ชะลอ (429)",
            "next to nothing of this site could be read: it asked to slow down (429)"
        ))
        .help(crate::lang::now().words().advice(crawl::Status::Throttled));
    }
    Trouble::not_done(both!(
        "เว็บไซต์นี้ไม่มีเนื้อหาให้ตรวจ: อ่านได้เพียงหน้าแรกและไม่มีลิงก์ไปที่ใด",
        "there is nothing to audit on this site: only its first page could be read, and it leads nowhere"
    ))
    .help(both!(
        "ตรวจว่าที่อยู่ถูกต้อง ถ้าหน้าเว็บสร้างด้วย JavaScript ทั้งหมด ต้องมี Chromium (oit doctor)",
        "see whether the address is right; a site built wholly by JavaScript needs Chromium (oit doctor)"
    ))
}

/// Sets beside a report what people and an earlier audit say.
fn beside(mut report: Report, book: &Book, output: &Output) -> Result<(Report, Option<Report>), Trouble> {
    let list = super::waivers::load(output.waivers.as_deref())?;
    report = report.waived(&list, &book.edition);
    without_ocr(&mut report, output.ocr);
    let others: Vec<&str> = list
        .iter()
        .map(|w| w.site.trim())
        .filter(|site| !site.is_empty())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    // In `oit.toml` there may be lines for each of many sites; a file is given for the one.
    if output.waivers.is_some() && report.waivers.is_none() && !others.is_empty() {
        say::warning(
            "waivers-of-others",
            &both!(
                "รายการยกเว้นทุกแถวเป็นของเว็บไซต์อื่น ({}) จึงไม่ได้ใช้กับเว็บไซต์นี้ ถ้าหมายถึงเว็บไซต์นี้ให้แก้ช่อง site หรือเว้นว่างไว้",
                "every waiver is for another site ({}) and none was used; mend the column site, or leave it empty",
                others.join(", ")
            ),
        );
    }
    let (flag, file) = match &output.appeal {
        Some(first) => ("--appeal", Some(first)),
        None => ("--since", output.since.as_ref()),
    };
    let old = file.map(|file| earlier(file)).transpose()?;
    if let Some(old) = &old {
        compared(&report, old, &both!("รายงานที่ให้ไว้กับ {flag}", "the report given to {flag}"));
        report = if output.appeal.is_some() {
            another_form(&report, old);
            report.second_round(old, &book.edition)
        } else {
            report.compared(old)
        };
    }
    Ok((report, old))
}

/// Nobody is sent to install what is there: this audit only did without.
pub fn without_ocr(report: &mut Report, ocr: When) {
    let left = report.coverage.not_read.iter_mut().filter(|n| n.advice == crawl::status::NO_OCR);
    let mut left = left.peekable();
    if ocr == When::Never && left.peek().is_some() && Ocr::find().is_some() {
        left.for_each(|n| n.advice = crawl::status::OCR_OFF.to_owned());
    }
}

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

/// The language of a report.
pub fn lang(said: Language) -> Lang {
    match said {
        Language::Th => Lang::Th,
        Language::En => Lang::En,
    }
}

/// What makes a comparison doubtful is said, not forbidden: a site may have moved. `given` is what
/// the reader typed for the earlier report.
pub(super) fn compared(report: &Report, old: &Report, given: &str) {
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
fn another_form(report: &Report, old: &Report) {
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

pub fn question(asked: &Asked) -> Question {
    Question {
        as_of: asked.as_of.clone().unwrap_or_else(|| super::today().to_string()),
        iit: asked.iit.as_ref().map(Survey::result),
        eit: asked.eit.as_ref().map(Survey::result),
        perceptions: all_perceptions(asked.iit.as_ref(), asked.eit.as_ref()),
    }
}

/// The indicators of both surveys, as far as they were given one by one.
pub(super) fn all_perceptions(iit: Option<&Survey>, eit: Option<&Survey>) -> Vec<Perception> {
    let both = [("iit", iit), ("eit", eit)].into_iter();
    both.flat_map(|(instrument, given)| perceptions(instrument, given)).collect()
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
    let usual = ocr::Options::within(Duration::from_secs(output.ocr_time));
    ocr::Options { pages: output.ocr_pages, folder, ..usual }
}

/// The reader of documents, with OCR where it is wanted and there.
pub fn reader(ocr: When, options: ocr::Options) -> Result<crawl::Reader, Trouble> {
    Ok(reading(ocr, options)?.0)
}

/// As [`reader`], and who reads scans on.
fn reading(ocr: When, options: ocr::Options) -> Result<(crawl::Reader, Option<Arc<Ocr>>), Trouble> {
    let found = match ocr {
        When::Never => None,
        When::Auto => Ocr::find(),
        When::Always => {
            let missing = || {
                Trouble::wrong(both!(
                    "ไม่พบโปรแกรมอ่านภาพสแกน (tesseract) ที่มีภาษาไทย",
                    "there is no program to read scans (tesseract) that knows Thai"
                ))
                .help(both!("ดูวิธีติดตั้งด้วย oit doctor", "oit doctor says how to install it"))
            };
            Some(Ocr::find().ok_or_else(missing)?)
        }
    };
    let found = found.map(|o| o.with(options));
    if found.is_some() {
        return Ok(audit::reading(pool_or_say(), found));
    }
    // Of a site that has not changed there is nothing to be read.
    let first: OnceLock<crawl::Reader> = OnceLock::new();
    let begin = || audit::reading(pool_or_say(), None).0;
    Ok((Arc::new(move |bytes, hints| first.get_or_init(begin)(bytes, hints)), None))
}

/// The processes that read foreign files; where there are none, it is said.
fn pool_or_say() -> Option<Arc<Pool>> {
    let unable = |why: &std::io::Error| {
        let message = both!(
            "อ่านไฟล์โดยไม่แยกโพรเซส เพราะเริ่มโปรแกรมอ่านไฟล์ไม่ได้: {why}",
            "files are read in this very process, since the reader could not be started: {why}"
        );
        say::warning("not-isolated", &message);
    };
    super::pool().inspect_err(unable).ok()
}

/// As [`reader`], for one document: the program that reads scans is looked for when there is one to read.
pub fn reader_of_one(ocr: When, options: ocr::Options) -> Result<crawl::Reader, Trouble> {
    // Not asked for before it is known to be of use: it starts a process.
    let pool = if ocr == When::Auto { super::pool().ok() } else { None };
    let Some(pool) = pool else { return reader(ocr, options) };
    let found: OnceLock<Option<Ocr>> = OnceLock::new();
    Ok(Arc::new(move |bytes, hints| {
        let mut document = pool.read(bytes, hints);
        let scan = |u: &Unread| matches!(u.why, Why::NeedsOcr | Why::DamagedText);
        if document.unread.iter().any(scan) {
            let find = || Ocr::find().map(|ocr| ocr.with(options.clone()).through(Arc::clone(&pool)));
            if let Some(ocr) = found.get_or_init(find) {
                ocr.read(bytes, &mut document);
            }
        }
        document
    }))
}

/// Walks the site, keeping what is fetched at `keep`; Ctrl-C ends the walk and keeps what was read.
///
/// A walk that was killed goes on; of the last walk that ended, only what changed is fetched.
pub async fn walk(
    (url, bare): (&str, bool),
    options: &crawl::Options,
    reader: crawl::Reader,
    keep: &Path,
    output: &Output,
) -> Result<Crawl, Trouble> {
    let url = with_scheme(url);
    let handle = StopHandle::default();
    let https = match walked(&url, options, &reader, keep, output, &handle).await? {
        Ok(krawl) => return Ok(krawl),
        Err(_) if handle.is_stopped() => return Err(stopped_at_once(&url)),
        Err(error) => error,
    };
    let Some(plain) = scheme::plain(&url, &https).filter(|_| bare) else {
        return Err(unable(&url, &https));
    };
    let why = crate::lang::now().words().status(https.status());
    // The report says it too.
    if !(output.still && output.is_hushed()) {
        say::info(
            "plain-http",
            &both!("เข้า {url} ไม่ได้ ({why}) ลอง {}", "{url} cannot be read ({why}); trying {}", plain.url),
        );
    }
    let options = crawl::Options { notes: vec![plain.note], ..options.clone() };
    match walked(&plain.url, &options, &reader, keep, output, &handle).await? {
        Ok(krawl) => Ok(krawl),
        Err(_) if handle.is_stopped() => Err(stopped_at_once(&url)),
        Err(http) => {
            let trouble = unable(&url, &scheme::telling(https, http));
            Err(Trouble { message: format!("{} ({})", trouble.message, scheme::both_tried()), ..trouble })
        }
    }
}

/// Stopped before its first page was there.
fn stopped_at_once(url: &str) -> Trouble {
    Trouble::not_done(both!(
        "หยุดตามคำสั่งก่อนอ่านหน้าแรกของ {url} จึงไม่มีผลให้สรุป",
        "stopped as asked before the first page of {url} was read: there is nothing to sum up"
    ))
    .help(both!("สั่งคำสั่งเดิมอีกครั้งเพื่อตรวจใหม่", "give the same command again to audit it"))
}

/// One walk, by one of the ways in.
async fn walked(
    url: &str,
    options: &crawl::Options,
    reader: &crawl::Reader,
    keep: &Path,
    output: &Output,
    handle: &StopHandle,
) -> Result<Result<Crawl, Unable>, Trouble> {
    let sink = kept::open(keep, url, options, output)?;
    let listener = tokio::spawn({
        let handle = handle.clone();
        async move {
            stop::asked().await;
            say::warning(
                "interrupted",
                &both!("\nหยุดตามคำสั่ง กำลังสรุปจากที่อ่านแล้ว …", "\nstopped as asked; summing up what was read …"),
            );
            // Nor are scans read on or pictures taken: who stops an audit wants its report.
            stop::all();
            handle.stop();
        }
    });
    let watched = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let told = Told::new(output.quiet || output.still && !watched, output.verbose);
    let walked = crawl::walk(url, options, Arc::clone(reader), Some(sink), &told, handle.clone()).await;
    told.end();
    listener.abort();
    Ok(walked)
}

/// An address as it was typed, made whole. A word alone is no name on the internet; whoever means a machine of the
/// house writes `http://` before it.
pub fn address(typed: &str) -> Result<String, Trouble> {
    let whole = with_scheme(typed.trim());
    let named = crawl::canon::parse(&whole).is_some_and(|url| {
        let host = url.host_str().unwrap_or_default();
        typed.contains("://")
            || host.trim_end_matches('.').contains('.')
            || host == "localhost"
            || host.contains(':')
    });
    if named { Ok(whole) } else { Err(no_address(typed)) }
}

fn no_address(typed: &str) -> Trouble {
    Trouble::wrong(both!("“{}” ไม่ใช่ที่อยู่เว็บ", "“{}” is no web address", typed))
        .help(both!("ใช้รูปแบบ https://www.example.go.th", "write it as https://www.example.go.th"))
}

/// People type the name alone.
pub fn with_scheme(url: &str) -> String {
    let url = if scheme::is_bare(url) { format!("https://{url}") } else { url.to_owned() };
    crawl::canon::public(&url)
}

fn unable(url: &str, error: &Unable) -> Trouble {
    let (status, words) = (error.status(), crate::lang::now().words());
    let message = match error {
        Unable::BadAddress(address) => return no_address(address),
        Unable::Tls(fault) => {
            let (title, advice) = report::certificate(*fault, crate::lang::now());
            return Trouble::not_done(both!(
                "เข้า {} ไม่ได้: ใบรับรอง HTTPS มีปัญหา: {}",
                "{} cannot be read: its HTTPS certificate is at fault: {}",
                url,
                title
            ))
            .help(both!(
                "{} หรืออ่านต่อทั้งอย่างนั้นโดยไม่ใช้ --strict-tls",
                "{}, or read it all the same without --strict-tls",
                advice
            ));
        }
        Unable::NotAPage { .. } => both!("{} ไม่ใช่หน้าเว็บ", "{} is no web page", url),
        Unable::Robots { status: crawl::Status::ServerError | crawl::Status::TimedOut, .. } => {
            let why = words.status(status);
            both!(
                "เข้า {url} ไม่ได้: {why} (ตั้งแต่ถาม robots.txt)",
                "{url} cannot be read: {why} (robots.txt already)"
            )
        }
        Unable::Robots { .. } => {
            both!(
                "robots.txt ของ {url} ไม่ให้เข้า ({})",
                "robots.txt of {url} lets nobody in ({})",
                words.status(status)
            )
        }
        Unable::Unreachable { http: Some(code), .. } => {
            let why = words.status(status);
            both!("เข้า {url} ไม่ได้: {why} (HTTP {code})", "{url} cannot be read: {why} (HTTP {code})")
        }
        _ => both!("เข้า {url} ไม่ได้: {}", "{url} cannot be read: {}", words.status(status)),
    };
    Trouble::not_done(message).help(Cause::of(status).advice())
}

fn load(file: &Path, reader: &crawl::Reader, output: &Output) -> Result<Crawl, Trouble> {
    crawl::keep::load_known(file, reader, &kept::reads(output.ocr)).map_err(|error| {
        let why = match &error {
            crawl::load::Fault::Io(error) => to::unread(error),
            crawl::load::Fault::NotWarc => both!("ไม่ใช่ไฟล์ WARC", "it is no WARC file"),
            crawl::load::Fault::Empty => both!("ไม่มีหน้าเว็บอยู่ในไฟล์", "no web page stands in it"),
        };
        Trouble::wrong(both!("เปิดไฟล์ {} ไม่ได้: {why}", "cannot open {}: {why}", file.display())).help(both!(
            "ใช้ไฟล์ .warc หรือ .warc.gz ที่เก็บจากการเดินเว็บ",
            "use a .warc or .warc.gz kept from a walk"
        ))
    })
}

pub use kept::{data_dir, keep};

/// What is wrong with files, in or out, is said before the walk, not after an hour.
pub fn check_targets(output: &Output) -> Result<(), Trouble> {
    for file in [&output.since, &output.appeal].into_iter().flatten() {
        earlier(file)?;
    }
    super::waivers::load(output.waivers.as_deref())?;
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

fn is_warc(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("").to_lowercase();
    name.ends_with(".warc.gz")
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

pub(super) fn earlier(path: &Path) -> Result<Report, Trouble> {
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

/// Columns of the terminal; 100 where there is none.
fn width() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let seen = console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
    said.or(seen).unwrap_or(100).clamp(40, 160)
}
