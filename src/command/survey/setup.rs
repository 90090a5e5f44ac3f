//! From flags to what all sites of a survey have in common.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use tokio::sync::Semaphore;

use super::args::Site;
use crate::audit::Question;
use crate::both;
use crate::cli::{Audit, Cli, Command, When};
use crate::command::{self, Aloud, Trouble};
use crate::crawl::options::Traffic;
use crate::extract::ocr::{self, Ocr};
use crate::extract::worker::Pool;
use crate::rule::load::Book;
use crate::survey::site::Kit;
use crate::survey::store::SurveyRow;

pub struct Setup {
    pub book: Book,
    pub as_of: String,
    pub flags: Vec<String>,
    /// Where walks are kept for good; `None`: only until their site has its result.
    pub keep: Option<PathBuf>,
    /// The folder of unfinished walks: of each survey its own, so that nobody clears another's away.
    work: String,
    traffic: Arc<Traffic>,
    audit: Box<Audit>,
}

impl Setup {
    /// From what was asked for, and what the survey began with where it goes on.
    pub fn of(asked: &Site, open: Option<&SurveyRow>, quiet: bool) -> Result<Setup, Trouble> {
        let given = asked.flags();
        let flags = match open {
            Some(survey) => over(&survey.flags, &asked.said()),
            None => given,
        };
        let as_of = open.map(|survey| survey.as_of.clone()).or(asked.as_of.clone());
        let as_of = as_of.unwrap_or_else(|| command::today().to_string());
        let audit = audit(&flags, &as_of)?;
        // The parser has made the day one of the common era.
        let as_of = audit.question.as_of.clone().unwrap_or(as_of);
        let day = as_of.parse().unwrap_or_else(|_| command::today());
        let year = open.map(|survey| survey.year).or(asked.year);
        let aloud = if quiet || open.is_some() { Aloud::Odd } else { Aloud::Always };
        let book = command::book(year, asked.rules.as_ref(), day, aloud)?;
        if let Some(survey) = open.filter(|survey| survey.digest != book.edition.digest) {
            command::say::warning(
                "mixed-rules",
                &both!(
                    "คำเตือน: เกณฑ์เปลี่ยนไปจากเมื่อเริ่มการสำรวจ “{}” ผลจะปนกันสองชุด",
                    "warning: the criteria are not those that the survey “{}” began with; its results will be mixed",
                    survey.name
                ),
            );
        }
        Ok(Setup { book, as_of, flags, keep: None, work: "page".to_owned(), traffic: Arc::default(), audit })
    }

    /// As of a worker: everything is said by whoever asks for the audit.
    pub fn told(
        flags: Vec<String>,
        as_of: &str,
        year: i32,
        rules: Option<&PathBuf>,
    ) -> Result<Setup, Trouble> {
        let audit = audit(&flags, as_of)?;
        let day = as_of.parse().unwrap_or_else(|_| command::today());
        let book = command::book(Some(year), rules, day, Aloud::Odd)?;
        Ok(Setup {
            book,
            as_of: as_of.to_owned(),
            flags,
            keep: None,
            work: "page".to_owned(),
            traffic: Arc::default(),
            audit,
        })
    }

    /// The same, with its unfinished walks in a folder of this name.
    #[must_use]
    pub fn working_in(mut self, work: &str) -> Setup {
        work.clone_into(&mut self.work);
        self
    }

    /// The same, its requests counted together with those of others.
    #[must_use]
    pub fn sharing(mut self, traffic: &Arc<Traffic>) -> Setup {
        self.traffic = Arc::clone(traffic);
        self
    }

    /// What all sites share: rules, options, reading processes.
    pub fn kit(self, worker: String, folder: &Path, pool: Option<Arc<Pool>>) -> Result<Kit, Trouble> {
        let mut options = command::audit::options(&self.audit, &self.book);
        let wanted = self.audit.output.ocr;
        let found = wanted != When::Never && Ocr::find().is_some();
        if wanted == When::Always && !found {
            return Err(Trouble::wrong(both!(
                "ไม่พบโปรแกรมอ่านภาพสแกน (tesseract) ที่มีภาษาไทย",
                "there is no program to read scans (tesseract) that knows Thai"
            ))
            .help(both!("ดูวิธีติดตั้งด้วย oit doctor", "oit doctor says how to install it")));
        }
        let scans = ocr::Options {
            pages: self.audit.output.ocr_pages,
            document_time: Duration::from_secs(self.audit.output.ocr_time),
            folder: Some(folder.join("ocr")),
            ..ocr::Options::default()
        };
        // Browsers are large, and sites are many.
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        options.traffic = self.traffic;
        options.render.turns = Some(Arc::new(Semaphore::new(cores * 2)));
        Ok(Kit {
            question: Question { as_of: self.as_of, ..Question::default() },
            book: self.book,
            options,
            ocr: found.then_some(scans),
            whole: self.audit.output.ocr_whole,
            pool,
            keep_after: self.keep.is_some(),
            keep: self.keep.unwrap_or_else(|| folder.join("work").join(&self.work)),
            reads: command::kept::reads(wanted),
            judging: Semaphore::new(cores),
            worker,
        })
    }
}

/// What a survey began with, with what is said now in its place.
fn over(had: &[String], said: &[String]) -> Vec<String> {
    let key = |flag: &String| flag.split('=').next().unwrap_or_default().to_owned();
    let named: Vec<String> = said.iter().map(key).collect();
    had.iter().filter(|flag| !named.contains(&key(flag))).chain(said).cloned().collect()
}

/// Twice the time that a site may take now, as `--max-time` takes it.
pub fn longer(flags: &[String]) -> String {
    let day = command::today().to_string();
    let now = audit(flags, &day).map_or(3600_u64, |audit| audit.max_time);
    let minutes = (now * 2).div_ceil(60).max(1);
    format!("{minutes}m")
}

/// The processes that read files; where they do not start, that is said, and files are read without.
pub fn pool() -> Option<Arc<Pool>> {
    let unable = |why: &std::io::Error| {
        let message = both!(
            "อ่านไฟล์โดยไม่แยกโพรเซส เพราะเริ่มโปรแกรมอ่านไฟล์ไม่ได้: {why}",
            "files are read in this very process, since the reader could not be started: {why}"
        );
        command::say::warning("not-isolated", &message);
    };
    command::pool().inspect_err(unable).ok()
}

/// Requests a second in all, where somebody bounds them.
pub fn traffic(rate: Option<f64>) -> Arc<Traffic> {
    Arc::new(rate.map_or_else(Traffic::default, Traffic::at_most))
}

/// Whether flags are good for `oit audit`.
pub fn check(flags: &[String]) -> Result<(), Trouble> {
    audit(flags, &command::today().to_string()).map(drop)
}

/// The flags as `oit audit` takes them, so that both mean the same.
fn audit(flags: &[String], as_of: &str) -> Result<Box<Audit>, Trouble> {
    let head = ["oit", "audit", "https://www.example.go.th/"].map(str::to_owned);
    let day = format!("--as-of={as_of}");
    let line = head.into_iter().chain(flags.iter().cloned()).chain([day]);
    let parsed = Cli::try_parse_from(line).map_err(|error| {
        let why = crate::help::error::trouble(&error);
        Trouble::wrong(both!(
            "ตัวเลือกของการตรวจใช้ไม่ได้: {}",
            "the options of the audits will not do: {}",
            why.message
        ))
        .help(both!("ดูตัวเลือกด้วย oit audit --help", "see oit audit --help"))
    })?;
    let Command::Audit(audit) = parsed.command else {
        return Err(Trouble::wrong(both!("ตัวเลือกของการตรวจใช้ไม่ได้", "options of the audits cannot be used")));
    };
    let out = &audit.output;
    if audit.crawl.is_some()
        || audit.submission.is_some()
        || !out.to.is_empty()
        || out.since.is_some()
        || out.appeal.is_some()
        || out.waivers.is_some()
    {
        return Err(Trouble::wrong(both!(
            "ตัวเลือก --crawl --submission --to --since --appeal --waivers ใช้กับการสำรวจไม่ได้",
            "--crawl, --submission, --to, --since, --appeal and --waivers are not for surveys"
        ))
        .help(both!("เขียนผลด้วย oit survey export", "write results with oit survey export")));
    }
    Ok(audit)
}

/// Sites at once where nobody says: mostly they wait for the network; each holds some memory.
pub fn at_once() -> usize {
    (std::thread::available_parallelism().map_or(1, usize::from) * 8).clamp(8, 64)
}

/// Many sites hold many connections: as many files as the system lets us have.
pub fn more_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        // Where it is refused the usual number must do.
        let _ = setrlimit(Resource::Nofile, limit);
    }
}
