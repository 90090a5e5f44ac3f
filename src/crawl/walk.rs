//! The walk itself: take the best address, visit, read, push what it leads to.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, atomic::Ordering},
};

use aho_corasick::AhoCorasick;
use thiserror::Error;
use tokio::task::JoinSet;
use url::Url;

use super::{
    Crawl, Event, Options, Progress, Reader, Record, Status, Stop, StopHandle, canon,
    fetch::Fetcher,
    frontier::{Frontier, Job, Promise},
    guard::Guard,
    keep,
    mirror::Mirrors,
    now,
    order::{self, Noted},
    robots::Robots,
    scope::Place,
    store::Writer,
    tls,
    trap::{self, Patterns, Take},
    visit::{Done, Files, visit},
    wall, ways,
};
use crate::extract::{Document, Kind, Link};

/// More addresses than this are not remembered: no agency's site has them, a trap has.
pub(super) const MOST_KNOWN: usize = 200_000;
/// Patterns that were cut and are told by name.
const MOST_CUTS: usize = 5;
const MOST_SITEMAPS: usize = 50;

/// Why a site cannot be audited at all.
#[derive(Debug, Error)]
pub enum Unable {
    #[error("not a web address: {0}")]
    BadAddress(String),
    #[error("the site cannot be reached ({}{})", .status.name(), .http.map(|h| format!(", HTTP {h}")).unwrap_or_default())]
    Unreachable { status: Status, http: Option<u16> },
    /// HTTPS of the root is at fault, and it may not be read all the same.
    #[error("HTTPS of the site is at fault ({})", .0.name())]
    Tls(tls::Fault),
    /// The root forbids all robots, or its robots.txt cannot be had, be it that the server errs or never answers.
    #[error("robots.txt does not let us in ({})", .status.name())]
    Robots { status: Status, why: String },
    /// The root is a file, a picture, or nothing that can be read.
    #[error("the root is no web page")]
    NotAPage { status: Status },
    #[error("the HTTP client cannot be set up: {0}")]
    Client(#[from] reqwest::Error),
}

impl Unable {
    /// The status that names the cause in reports.
    pub fn status(&self) -> Status {
        match self {
            Self::BadAddress(_) => Status::BadAddress,
            Self::Unreachable { status, .. } | Self::Robots { status, .. } | Self::NotAPage { status } => {
                *status
            }
            Self::Tls(_) => Status::TlsFailed,
            Self::Client(_) => Status::ConnectFailed,
        }
    }
}

/// Walks the site at `root` until nothing is left, a budget is used up, or `stop` is called.
///
/// Documents are read by `read` on blocking threads; with `sink`, all that is fetched is kept on
/// disk as it comes. The order of the records does not depend on the order of the answers.
///
/// # Errors
/// [`Unable`] if the root itself cannot be read; of any other address its record tells.
pub async fn walk(
    root: &str,
    options: &Options,
    read: Reader,
    sink: Option<Writer>,
    progress: &dyn Progress,
    stop: StopHandle,
) -> Result<Crawl, Unable> {
    let started_at = now();
    let original = canon::public(root.trim());
    let root =
        canon::parse(&original).map(canon::canon_url).ok_or_else(|| Unable::BadAddress(original.clone()))?;
    let unreachable = |status| Unable::Unreachable { status, http: None };
    let guard = Guard::for_root(&root, options.allow_private, options.proxy.is_some(), options.names.clone())
        .await
        .map_err(|_| unreachable(Status::DnsFailed))?;
    let fetcher = Arc::new(Fetcher::new(&root, guard, options, sink)?);
    options.notes.iter().for_each(|note| fetcher.note(note.clone()));
    let deadline = fetcher.deadline().into();
    let mut walk = Walk::new(&root, options, fetcher, read, progress);
    let first = tokio::select! {
        first = walk.first(&root, original) => first,
        () = stop.stopped() => Err(unreachable(Status::NotReached)),
        () = tokio::time::sleep_until(deadline) => Err(unreachable(Status::TimedOut)),
    };
    if let Err(unable) = first {
        // Nobody asks about a walk that came to nothing, and the next one begins anew.
        if let Some(writer) = walk.fetcher.take_sink() {
            writer.discard();
        }
        return Err(unable);
    }
    walk.run(&stop).await;
    Ok(walk.end(root.into(), started_at))
}

pub(super) struct Walk<'a> {
    pub(super) options: &'a Options,
    pub(super) fetcher: Arc<Fetcher>,
    pub(super) read: Reader,
    pub(super) progress: &'a dyn Progress,
    pub(super) frontier: Frontier,
    pub(super) patterns: Patterns,
    pub(super) mirrors: Mirrors,
    pub(super) noted: HashMap<String, Noted>,
    /// Where redirects ended, and the address that was asked for: such a page is not fetched again.
    pub(super) landed: HashMap<String, String>,
    /// Words that mark the links to take first.
    pub(super) first: AhoCorasick,
    /// Files are read once, by whatever address.
    pub(super) files: Files,
    pub(super) root: String,
    /// Canonical addresses of a narrow walk's seeds.
    pub(super) seeds: HashSet<String>,
    pub(super) sitemaps: usize,
    pub(super) taken: usize,
    pub(super) counts: (usize, usize),
    pub(super) stopped_by: Vec<Stop>,
}

impl<'a> Walk<'a> {
    fn new(
        root: &Url,
        options: &'a Options,
        fetcher: Arc<Fetcher>,
        read: Reader,
        progress: &'a dyn Progress,
    ) -> Self {
        Self {
            options,
            fetcher,
            read,
            progress,
            frontier: Frontier::default(),
            patterns: Patterns::default(),
            mirrors: Mirrors::new(root),
            noted: HashMap::new(),
            landed: HashMap::new(),
            first: AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .build(&options.first)
                .expect("a few short words"),
            files: Arc::default(),
            root: root.to_string(),
            seeds: HashSet::new(),
            sitemaps: 0,
            taken: 0,
            counts: (0, 0),
            stopped_by: Vec::new(),
        }
    }

    /// Visits the root, without which there is no audit.
    async fn first(&mut self, root: &Url, original: String) -> Result<(), Unable> {
        self.remember(root.as_str());
        self.taken += 1;
        let job = Job {
            url: root.clone(),
            promise: Promise::Marked,
            depth: 0,
            is_sitemap: false,
            outside: false,
            marked: false,
            grown: 0,
        };
        let done =
            visit(Arc::clone(&self.fetcher), job, Arc::clone(&self.read), Arc::clone(&self.files)).await;
        let record = Record { original, ..done.noted.record.clone() };
        match record.status {
            Status::Read | Status::NeedsScript
                if record.document.as_ref().is_some_and(|d| d.kind() == Kind::Html) => {}
            Status::Read => return Err(Unable::NotAPage { status: Status::Unreadable }),
            status if status.is_unread() => return Err(Unable::NotAPage { status }),
            status @ (Status::RobotsDenied
            | Status::RobotsUnavailable
            | Status::ServerError
            | Status::TimedOut) => {
                let host = self.fetcher.host(root);
                return Err(match host.robots.get() {
                    Some(Robots::Unavailable(_, why)) => Unable::Robots { status, why: why.clone() },
                    _ if status == Status::RobotsDenied => {
                        Unable::Robots { status, why: status.title().to_owned() }
                    }
                    _ => Unable::Unreachable { status, http: record.http },
                });
            }
            Status::TlsFailed => {
                let fault = self.fetcher.host(root).tls.get().copied().unwrap_or(tls::Fault::Other);
                return Err(Unable::Tls(fault));
            }
            status => return Err(Unable::Unreachable { status, http: record.http }),
        }
        let at = canon::parse(&record.final_url).unwrap_or_else(|| root.clone());
        self.finish(Done { noted: Noted { record, moved: None }, ..done });
        match &self.options.narrow {
            Some(narrow) => self.push_seeds(&narrow.seeds, &at),
            None => self.push_sitemaps(&at),
        }
        Ok(())
    }

    /// Addresses that were given: no page leads there until one is found to.
    fn push_seeds(&mut self, seeds: &[String], at: &Url) {
        let root = Job {
            url: at.clone(),
            promise: Promise::Marked,
            depth: 0,
            is_sitemap: false,
            outside: false,
            marked: true,
            grown: 0,
        };
        for seed in seeds {
            let link = Link { url: seed.clone(), href: seed.clone(), ..Link::default() };
            let page = Document { links: vec![link], ..Document::default() };
            for lead in ways::leads(&page) {
                self.seeds.insert(lead.url.clone());
                let known = self.noted.contains_key(&lead.url);
                self.push_lead(&lead, &root, at, Promise::Marked, 1);
                if let Some(noted) = self.noted.get_mut(&lead.url).filter(|_| !known) {
                    noted.record.found_on = None;
                    noted.record.clicks = super::UNLINKED;
                }
            }
        }
    }

    fn push_sitemaps(&mut self, at: &Url) {
        let host = self.fetcher.host(at);
        let named = host.robots.get().map(Robots::sitemaps).unwrap_or_default().to_vec();
        let usual = at.join("/sitemap.xml").map(String::from).ok();
        let all = if named.is_empty() { usual.into_iter().collect() } else { named };
        all.iter().for_each(|s| self.push_sitemap(s, at));
    }

    fn push_sitemap(&mut self, address: &str, base: &Url) {
        let Some(url) = base.join(address.trim()).ok().map(canon::canon_url) else { return };
        if self.fetcher.place(&url) != Place::Inside || !self.remember(url.as_str()) {
            return;
        }
        if self.sitemaps >= MOST_SITEMAPS {
            self.fetcher.note(format!("แผนผังเว็บไซต์ (sitemap) มีเกิน {MOST_SITEMAPS} ไฟล์ อ่านเพียงเท่านั้น"));
            return;
        }
        self.sitemaps += 1;
        self.frontier.push(Job {
            url,
            promise: Promise::Marked,
            depth: 0,
            is_sitemap: true,
            outside: false,
            marked: false,
            grown: 0,
        });
    }

    async fn run(&mut self, stop: &StopHandle) {
        let mut visits: JoinSet<Done> = JoinSet::new();
        let most = self.options.at_once() * 2;
        loop {
            while visits.len() < most && self.stopped_by.iter().all(|s| *s == Stop::Depth) {
                let Some(job) = self.next() else { break };
                self.tell(job.url.as_str(), None);
                visits.spawn(visit(
                    Arc::clone(&self.fetcher),
                    job,
                    Arc::clone(&self.read),
                    Arc::clone(&self.files),
                ));
            }
            if visits.is_empty() {
                return;
            }
            tokio::select! {
                biased;
                () = stop.stopped() => self.stopped_by.push(Stop::Interrupted),
                () = tokio::time::sleep_until(self.fetcher.deadline().into()) => self.stopped_by.push(Stop::Time),
                Some(done) = visits.join_next() => {
                    match done {
                        Ok(done) => self.finish(done),
                        // The reader panicked on a document; its address stays "not reached".
                        Err(error) => self.fetcher.note(format!("การอ่านเอกสารหนึ่งล้มเหลว: {error}")),
                    }
                    continue;
                }
            }
            visits.abort_all();
            return;
        }
    }

    /// The next address that may be visited, budgets and traps considered.
    fn next(&mut self) -> Option<Job> {
        loop {
            let job = self.frontier.pop()?;
            if job.is_sitemap {
                return Some(job);
            }
            let Some(job) = self.under_main_name(job) else { continue };
            let full = if self.taken >= self.options.max_pages {
                Some(Stop::Pages)
            } else if self.fetcher.bytes.load(Ordering::Relaxed) >= self.options.max_bytes {
                Some(Stop::Bytes)
            } else {
                None
            };
            if let Some(full) = full {
                self.stopped_by.push(full);
                return None;
            }
            if job.depth > self.options.max_depth {
                if !self.stopped_by.contains(&Stop::Depth) {
                    self.stopped_by.push(Stop::Depth);
                }
                continue;
            }
            let found_on = self.noted.get(job.url.as_str()).and_then(|n| n.record.found_on.as_deref());
            let found_on = found_on.and_then(canon::parse);
            match self.patterns.take(&job.url, job.promise == Promise::Last, found_on.as_ref()) {
                Take::Now => {}
                Take::Last => {
                    self.frontier.push(Job { promise: Promise::Last, ..job });
                    continue;
                }
                Take::Never => {
                    self.set_status(job.url.as_str(), Status::Trap);
                    continue;
                }
            }
            self.taken += 1;
            return Some(job);
        }
    }

    /// An address under another name of the site, under the main one; `None`: it is known there.
    fn under_main_name(&mut self, job: Job) -> Option<Job> {
        let Some(main) = self.mirrors.main(&job.url) else { return Some(job) };
        let earlier = self.noted.get(job.url.as_str()).map(|n| n.record.clone()).unwrap_or_default();
        self.noted.entry(job.url.to_string()).or_default().moved = Some(main.to_string());
        if !self.remember(main.as_str()) {
            return None;
        }
        let record = Record { url: main.to_string(), final_url: main.to_string(), ..earlier };
        self.noted.entry(main.to_string()).or_insert(Noted { record, moved: None });
        Some(Job { url: main, ..job })
    }

    fn finish(&mut self, done: Done) {
        let Done { job, noted, fresh, sitemap } = done;
        if let Some(sitemap) = sitemap {
            if sitemap.cut {
                self.fetcher.note(format!("{} ยาวเกินกำหนด อ่านเพียงส่วนต้น", job.url));
            }
            sitemap.sitemaps.iter().for_each(|s| self.push_sitemap(s, &job.url));
            sitemap.pages.iter().for_each(|p| self.push_unlinked(p, &job.url));
        }
        if job.is_sitemap {
            return;
        }
        let key = job.url.to_string();
        let earlier = self.noted.get(&key).map(|n| n.record.clone()).unwrap_or_default();
        let mut record = noted.record;
        if !earlier.original.is_empty() {
            record.original = earlier.original;
            record.found_on = earlier.found_on;
            record.link_text = earlier.link_text;
            record.clicks = earlier.clicks;
        }
        let status = record.status;
        let good = matches!(status, Status::Read | Status::SoftNotFound) || status.is_unread();
        if good {
            self.counts.0 += 1
        } else if noted.moved.is_none() {
            self.counts.1 += 1
        }
        let landed = canon::canon(&record.final_url).filter(|l| *l != key && good && noted.moved.is_none());
        if let Some(landed) = landed
            && self.remember(&landed)
        {
            self.landed.insert(landed, key.clone());
        }
        if let Some(gist) = fresh {
            let parent =
                record.found_on.as_ref().and_then(|f| self.noted.get(f)).map(|p| p.record.sha256.clone());
            if order::leads_on(&record, parent.as_ref()) {
                self.push_leads(&job, &record, gist);
            } else if !record.outside {
                self.patterns.brought(&job.url, None);
            }
        }
        // The target may be known only as the end of another redirect: then that visit stands for it.
        let moved = noted.moved.map(|to| {
            if self.noted.contains_key(&to) { to } else { self.landed.get(&to).cloned().unwrap_or(to) }
        });
        self.noted.insert(key.clone(), Noted { record, moved });
        self.tell(&key, Some(status));
    }

    pub(super) fn set_status(&mut self, url: &str, status: Status) {
        self.noted.entry(url.to_owned()).or_default().record.status = status;
    }

    fn tell(&self, url: &str, status: Option<Status>) {
        let bytes = self.fetcher.bytes.load(Ordering::Relaxed);
        let (read, failed) = self.counts;
        self.progress.event(&Event { url, status, read, failed, waiting: self.frontier.len(), bytes });
    }

    /// Says which patterns of addresses were cut, the longest first.
    fn tell_of_cuts(&self) {
        let mut cuts: HashMap<String, (usize, &str)> = HashMap::new();
        for (url, noted) in self.noted.iter().filter(|(_, n)| n.record.status == Status::Trap) {
            let Some(parsed) = canon::parse(url) else { continue };
            let cut = cuts.entry(trap::key(&parsed)).or_insert((0, &noted.record.original));
            *cut = (cut.0 + 1, cut.1.min(&noted.record.original));
        }
        let mut cuts: Vec<(usize, &str)> = cuts.into_values().collect();
        cuts.sort_by_key(|(count, url)| (std::cmp::Reverse(*count), *url));
        for (count, url) in cuts.iter().take(MOST_CUTS) {
            self.fetcher.note(format!("ตัดลิงก์ที่วนไม่รู้จบหรือมีเนื้อหาซ้ำ {count} ที่อยู่ในรูปแบบเดียวกับ {url}"));
        }
        if cuts.len() > MOST_CUTS {
            self.fetcher.note(format!("ตัดลิงก์ที่วนไม่รู้จบอีก {} รูปแบบ", cuts.len() - MOST_CUTS));
        }
    }

    fn end(mut self, root: String, started_at: String) -> Crawl {
        if self.stopped_by.contains(&Stop::Time) {
            let fetcher = &self.fetcher;
            wall::settle_slow(&mut self.noted, |url| {
                canon::parse(url).is_some_and(|url| fetcher.host(&url).is_tired())
            });
        }
        if let Some(refused) = wall::settle(&mut self.noted) {
            self.fetcher.note(format!(
                "เว็บไซต์กันโปรแกรมตรวจ: {refused} หน้าตอบว่าไม่ให้เข้า สิ่งที่อยู่ในหน้าเหล่านั้นจึงยังไม่ได้เห็น ไม่ใช่ไม่มี"
            ));
        }
        self.tell_of_cuts();
        // Nothing of this is asked for any more, and what follows takes room too.
        drop((self.frontier, self.patterns, self.landed));
        drop(std::mem::take(&mut *self.fetcher.known.lock().expect("no panic under this lock")));
        let records = order::settle(&self.root, self.noted);
        let sink = self.fetcher.take_sink();
        let notes = self.fetcher.notes.lock().expect("no panic under this lock").iter().cloned().collect();
        let mut stopped_by = self.stopped_by;
        // In the order of the variants, so that two walks cut alike read alike.
        stopped_by.sort_by_key(|s| *s as u8);
        let certificates = self.fetcher.certificates();
        let mut krawl =
            Crawl { root, started_at, finished_at: now(), records, stopped_by, notes, certificates };
        if let Some(Err(error)) = sink.map(|w| w.finish(&krawl)) {
            krawl.notes.push(format!("เก็บสำเนาการเยี่ยมชมไม่ครบ: {}", keep::said(&error)));
        }
        krawl
    }
}
