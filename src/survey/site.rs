//! One site of a survey: from its address to a result, or to a cause with a name.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use super::store::{Entry, SiteResult};
use super::vendor::Marks;
use crate::audit::{self, Further, Question, Sitting};
use crate::both;
use crate::crawl::{self, Crawl, Progress, Status, StopHandle, Unable, scheme};
use crate::extract::ocr::{self, Ocr};
use crate::extract::worker::Pool;
use crate::report::Lang;
use crate::rule::load::Book;
use crate::submission::{self, Submission};

/// What all sites of a survey have in common.
pub struct Kit {
    pub book: Book,
    pub question: Question,
    pub options: crawl::Options,
    /// `None`: scans are not read.
    pub ocr: Option<ocr::Options>,
    /// Every scan is read to its end.
    pub whole: bool,
    /// Reading processes, shared: as many as cores, however many sites there are.
    pub pool: Option<Arc<Pool>>,
    /// Where walks are written, a folder a site: one that was cut off goes on there, also in the
    /// next process.
    pub keep: PathBuf,
    /// Whether a walk stays once its site has its result.
    pub keep_after: bool,
    /// Who reads documents, as [`crawl::keep::Walk`] wants it.
    pub reads: String,
    /// Judging takes a core, and holds a whole site in memory.
    pub judging: Semaphore,
    /// Who works; stands in every row.
    pub worker: String,
}

/// As a site's walk is called in its folder.
const WALK: &str = "walk.warc.gz";
/// How long judging may take after the walk before the site is given up.
const GRACE: Duration = Duration::from_secs(900);

/// How a site ended.
pub enum Ended {
    Result(Box<SiteResult>),
    /// Somebody stopped it; it is as if it had not begun.
    Stopped,
}

/// Audits one site; `bare`: nobody said whether it is read by HTTPS or by HTTP. Never fails: what goes wrong is a
/// result with its cause.
pub async fn audit(
    kit: Arc<Kit>,
    (url, bare): (String, bool),
    submission: Vec<Entry>,
    progress: Arc<dyn Progress>,
    stop: StopHandle,
) -> Ended {
    let started = Instant::now();
    let limit = kit.options.max_time.saturating_add(GRACE);
    let worker = kit.worker.clone();
    let walked = (!kit.keep_after).then(|| folder(&kit, &url));
    let inner = tokio::spawn(whole(kit, (url, bare), submission, progress));
    let end = inner.abort_handle();
    let result = tokio::select! {
        () = stop.stopped() => {
            end.abort();
            return Ended::Stopped;
        }
        done = tokio::time::timeout(limit, inner) => match done {
            Ok(Ok(result)) => result,
            Ok(Err(error)) => failed(&Cause::CRASHED, &error.to_string()),
            Err(_) => {
                end.abort();
                failed(&Cause::STUCK, "")
            }
        }
    };
    if let Some(folder) = walked {
        let _ = tokio::fs::remove_dir_all(folder).await;
    }
    let seconds = started.elapsed().as_secs_f64();
    Ended::Result(Box::new(SiteResult { seconds: (seconds * 10.0).round() / 10.0, worker, ..result }))
}

async fn whole(
    kit: Arc<Kit>,
    (url, bare): (String, bool),
    entries: Vec<Entry>,
    progress: Arc<dyn Progress>,
) -> SiteResult {
    let began = Instant::now();
    let started_at = crawl::now();
    let submission = (!entries.is_empty()).then(|| Submission {
        entries: entries.into_iter().map(|(item, url, note)| submission::Entry { item, url, note }).collect(),
    });
    let narrow = submission
        .as_ref()
        .map(|s| crawl::Narrow { seeds: s.urls().map(str::to_owned).collect(), words: s.words() });
    let options = crawl::Options { narrow, ..kit.options.clone() };
    let marks = Marks::default();
    let (reader, scans) = reader(&kit);
    let reader = marks.reader(reader);
    let kind = if submission.is_some() { "submission" } else { "" };
    let walk = async |url: &str, options: &crawl::Options| {
        let opened = (Arc::clone(&kit), url.to_owned());
        let sink = tokio::task::spawn_blocking(move || sink(&opened.0, &opened.1, kind)).await.ok().flatten();
        // A stop ends the whole task: a site that was left in the middle has no result.
        let stop = StopHandle::default();
        crawl::walk(url, options, Arc::clone(&reader), sink, progress.as_ref(), stop).await
    };
    let mut walked = walk(&url, &options).await;
    let (mut taken, mut tried) = (String::new(), false);
    if let Some(plain) = walked.as_ref().err().filter(|_| bare).and_then(|error| scheme::plain(&url, error)) {
        let max_time = options.max_time.saturating_sub(began.elapsed());
        let options = crawl::Options { max_time, notes: vec![plain.note], ..options.clone() };
        (walked, tried) = match (walked, walk(&plain.url, &options).await) {
            (Err(https), Err(http)) => (Err(scheme::telling(https, http)), true),
            (_, second) => {
                taken = plain.url;
                (second, false)
            }
        };
    }
    let mut krawl = match walked {
        Ok(krawl) => krawl,
        Err(error) => {
            let status = error.status();
            let http = match &error {
                Unable::Unreachable { http: Some(code), .. } => format!("HTTP {code}"),
                Unable::Robots { .. } => both!("ตั้งแต่ถาม robots.txt", "robots.txt already"),
                _ => String::new(),
            };
            let both = tried.then(scheme::both_tried).unwrap_or_default();
            let said: Vec<&str> =
                [http.as_str(), both.as_str()].into_iter().filter(|s| !s.is_empty()).collect();
            let cause = Cause::of(status);
            // Why robots.txt keeps us out is a whole sentence.
            if let Unable::Robots { why, .. } = &error
                && !why.is_empty()
                && matches!(status, Status::RobotsDenied | Status::RobotsUnavailable)
            {
                let result = SiteResult::failed(cause.name, why, cause.advice());
                return SiteResult { started_at, ..result };
            }
            return SiteResult { started_at, ..failed(&cause, &said.join(", ")) };
        }
    };
    let Ok(_turn) = kit.judging.acquire().await else { return failed(&Cause::CRASHED, "") };
    let judging = Arc::clone(&kit);
    let walked = folder(&kit, if taken.is_empty() { &url } else { &taken }).join(WALK);
    // Whoever is stopped here reads no scans on.
    let _halt = scans.clone().map(Halt);
    let judged = tokio::task::spawn_blocking(move || {
        let further = scans.map(|scans| Further { scans, walk: walked, whole: judging.whole, tell: |_| () });
        judge(&judging, &mut krawl, submission.as_ref(), further)
    });
    match judged.await {
        Ok(result) => SiteResult { marks: marks.end(), url: taken, ..result },
        Err(error) => SiteResult { started_at, ..failed(&Cause::CRASHED, &error.to_string()) },
    }
}

/// Ends the reading of scans when it goes.
struct Halt(Arc<Ocr>);

impl Drop for Halt {
    fn drop(&mut self) {
        self.0.halt();
    }
}

fn reader(kit: &Kit) -> (crawl::Reader, Option<Arc<Ocr>>) {
    let until = ocr::until(kit.options.max_time);
    // Each site counts its own pages; the program's turns are shared by all of them.
    let ocr = kit.ocr.clone().and_then(|o| Some(Ocr::find()?.with(ocr::Options { until, ..o })));
    audit::reading(kit.pool.clone(), ocr)
}

/// The folder of one site's walk.
fn folder(kit: &Kit, url: &str) -> PathBuf {
    let name = super::store::address_key(url);
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '.' || c == '-' { c } else { '_' })
        .take(120)
        .collect();
    // Never a step upwards, whatever the address.
    kit.keep.join(format!("site-{plain}"))
}

/// Where the walk is written; a disk that does not take it costs the copy, not the audit.
fn sink(kit: &Kit, url: &str, kind: &str) -> Option<crawl::store::Writer> {
    let walk = crawl::keep::Walk { root: url, kind, reader: &kit.reads, fresh: false };
    let goal = folder(kit, url).join(WALK);
    crawl::keep::open(&goal, &walk).ok().map(|(writer, _)| writer)
}

fn judge(
    kit: &Kit,
    krawl: &mut Crawl,
    submission: Option<&Submission>,
    further: Option<Further>,
) -> SiteResult {
    let sitting = |krawl: &Crawl| match submission {
        Some(submission) => Sitting::on(krawl, &kit.book, submission),
        None => Sitting::over(krawl, &kit.book),
    };
    let judged = further.and_then(|further| further.over(krawl, sitting));
    let report = match (submission, judged) {
        (Some(submission), _) => audit::report_on(krawl, &kit.book, &kit.question, submission),
        (None, Some(sitting)) => sitting.report(&kit.book, &kit.question),
        (None, None) => audit::report(krawl, &kit.book, &kit.question),
    };
    match (SiteResult::of(&report), cause(krawl, submission)) {
        (Ok(result), None) => result,
        (Ok(result), Some(cause)) => result.because(cause),
        (Err(error), _) => failed(&Cause::CRASHED, &error.to_string()),
    }
}

/// Why a walk that came to its end is no full audit all the same.
pub fn cause(krawl: &Crawl, submission: Option<&Submission>) -> Option<Cause> {
    if let Some(submission) = submission {
        let read = |url: &str| {
            let url = crawl::canon::canon(url);
            krawl.records.iter().any(|r| Some(&r.url) == url.as_ref() && r.document.is_some())
        };
        return (!submission.urls().any(read)).then_some(Cause::SUBMISSION_UNREAD);
    }
    let coverage = crawl::coverage(krawl);
    // Of a site that asks to slow down nothing is known; more time or pages would not help.
    let slower = coverage.not_read.iter().filter(|one| one.status == Status::Throttled).count();
    if !coverage.enough() && slower * 2 > coverage.not_read.len() {
        return Some(Cause::of(Status::Throttled));
    }
    if coverage.pages_read + coverage.files_read == 0 || audit::is_empty(krawl) {
        return Some(Cause::EMPTY);
    }
    (!coverage.enough()).then_some(Cause::LOW_COVERAGE)
}

fn failed(cause: &Cause, detail: &str) -> SiteResult {
    let message =
        if detail.is_empty() { cause.title().to_owned() } else { format!("{} ({detail})", cause.title()) };
    SiteResult::failed(cause.name, &message, cause.advice())
}

/// Why a site has no full result: a name for scripts, words for people, and the way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    pub name: &'static str,
    /// Title and advice, in either language.
    pub th: (&'static str, &'static str),
    pub en: (&'static str, &'static str),
}

impl Cause {
    const EMPTY: Cause = Cause {
        name: "empty-site",
        th: (
            "เว็บไซต์ไม่มีเนื้อหาให้ตรวจ",
            "อ่านได้เพียงหน้าแรกและไม่มีลิงก์ไปที่ใด ตรวจว่าที่อยู่ถูกต้อง หรือหน้าเว็บสร้างด้วย JavaScript ทั้งหมด",
        ),
        en: (
            "there is nothing to audit on the site",
            "Only its first page could be read, and it leads nowhere: see whether the address is right, or whether JavaScript builds the whole site",
        ),
    };
    const LOW_COVERAGE: Cause = Cause {
        name: "low-coverage",
        th: ("อ่านเว็บไซต์ได้ไม่ครบพอที่จะสรุป", "ดูรายการที่อ่านไม่ได้ในรายงานของหน่วยงาน เพิ่มเวลาหรือจำนวนหน้า แล้วตรวจใหม่"),
        en: (
            "too little of the site could be read",
            "See in the agency's report what could not be read, allow more time or pages, and audit again",
        ),
    };
    const SUBMISSION_UNREAD: Cause = Cause {
        name: "submission-unread",
        th: ("อ่าน URL ที่จะส่งไม่ได้เลย", "ตรวจว่า URL ในตารางเปิดได้จากเครื่องที่ตรวจ"),
        en: (
            "none of the URLs to be submitted could be read",
            "See whether they open on the machine that audits",
        ),
    };
    const CRASHED: Cause = Cause {
        name: "crashed",
        th: ("โปรแกรมหยุดกลางคัน", "ตรวจใหม่ ถ้ายังเป็นอีกให้แจ้งผู้พัฒนาโปรแกรมพร้อมที่อยู่เว็บไซต์"),
        en: (
            "the program stopped in the middle",
            "Audit again; if it happens again tell the program's makers the address",
        ),
    };
    const STUCK: Cause = Cause {
        name: "stuck",
        th: ("ตัดสินไม่เสร็จในเวลาที่กำหนด", "ลดจำนวนหน้าที่อ่าน (--max-pages) แล้วตรวจใหม่"),
        en: ("judging took longer than it may", "Read fewer pages (--max-pages) and audit again"),
    };
    pub(crate) const LOST: Cause = Cause {
        name: "lost",
        th: ("เครื่องที่ตรวจหยุดกลางคันหลายครั้ง", "ตรวจใหม่บนเครื่องที่มีหน่วยความจำมากขึ้น หรือลดจำนวนเว็บไซต์ที่ตรวจพร้อมกัน"),
        en: (
            "the machine that audited it stopped several times",
            "Audit again on a machine with more memory, or fewer sites at once",
        ),
    };

    /// How the first page of a site ended.
    pub fn of(status: Status) -> Cause {
        let of = |lang: Lang| (lang.words().status(status), lang.words().advice(status));
        let [th, en] = super::home::told(status).unwrap_or_else(|| [of(Lang::Th), of(Lang::En)]);
        Cause { name: status.name(), th, en }
    }

    /// Its titles in either language, and those that earlier versions wrote.
    pub fn titles(&self) -> Vec<&'static str> {
        let earlier = Status::ALL.into_iter().find(|status| status.name() == self.name);
        let earlier =
            earlier.into_iter().flat_map(|s| [Lang::Th, Lang::En].map(|lang| lang.words().status(s)));
        [self.th.0, self.en.0].into_iter().chain(earlier).collect()
    }

    fn told(&self) -> (&'static str, &'static str) {
        match crate::lang::now() {
            Lang::Th => self.th,
            Lang::En => self.en,
        }
    }

    /// In the language of the program.
    pub fn title(&self) -> &'static str {
        self.told().0
    }

    pub fn advice(&self) -> &'static str {
        self.told().1
    }

    /// The cause of this name.
    pub fn named(name: &str) -> Option<Cause> {
        let own = [
            Cause::EMPTY,
            Cause::LOW_COVERAGE,
            Cause::SUBMISSION_UNREAD,
            Cause::CRASHED,
            Cause::STUCK,
            Cause::LOST,
        ];
        own.into_iter().chain(Status::ALL.into_iter().map(Cause::of)).find(|cause| cause.name == name)
    }
}
