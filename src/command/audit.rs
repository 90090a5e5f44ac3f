//! `oit audit`: walk, judge, print, write.

mod reader;
mod told;
mod walk;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use reader::options;
use reader::timed_reader;
pub use reader::{reader, reader_of_one, rendering, scans};
use told::another_form;
pub use told::{check_targets, compared, earlier, end, lang, show, width, write_all};
use walk::load;
pub use walk::{address, walk, with_scheme};

use super::history::History;
pub use super::kept::{data_dir, keep};
use super::{Aloud, End, Trouble, kept, lock, say, stop};
use crate::audit::{self, Further, Question, Sitting, Walked, memo::Memo};
use crate::both;
use crate::cli::{Asked, Audit, Output, When};
use crate::crawl::{self, Crawl, scheme, seal};
use crate::extract::ocr::Ocr;
use crate::mark::survey::Survey;
use crate::report::{Perception, Report};
use crate::rule::advice::Advice;
use crate::rule::load::Book;
use crate::survey::vendor::Marks;

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
