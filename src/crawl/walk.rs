//! The walk itself: take the best address, visit, read, push what it leads to.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, atomic::Ordering},
};

use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::task::JoinSet;
use url::Url;

use super::{
    Crawl, Event, Narrow, Options, Progress, Reader, Record, Status, Stop, StopHandle, canon,
    fetch::{End, Exchange, Fetcher, hex},
    frontier::{Frontier, Job, Promise},
    guard::Guard,
    load, now,
    order::{self, Noted},
    render::{self, When, need},
    robots::Robots,
    scope::{self, Place},
    sitemap::{self, Sitemap},
    store::{SHOWN, Writer},
    trap::{self, Patterns},
    ways::{self, Lead},
};
use crate::extract::{Document, Kind, Link, Region, Way};

/// More addresses than this are not remembered: no agency's site has them, a trap has.
const MOST_KNOWN: usize = 200_000;
const MOST_SITEMAPS: usize = 50;

/// Why a site cannot be audited at all.
#[derive(Debug, Error)]
pub enum Unable {
    #[error("not a web address: {0}")]
    BadAddress(String),
    #[error("the site cannot be reached ({}{})", .status.name(), .http.map(|h| format!(", HTTP {h}")).unwrap_or_default())]
    Unreachable { status: Status, http: Option<u16> },
    /// The root forbids all robots, or its robots.txt cannot be had.
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
    let original = root.trim().to_owned();
    let root =
        canon::parse(&original).map(canon::canon_url).ok_or_else(|| Unable::BadAddress(original.clone()))?;
    let unreachable = |status| Unable::Unreachable { status, http: None };
    let guard = Guard::for_root(&root, options.allow_private, options.proxy.is_some())
        .await
        .map_err(|_| unreachable(Status::DnsFailed))?;
    let fetcher = Arc::new(Fetcher::new(&root, guard, options, sink)?);
    let deadline = fetcher.deadline().into();
    let mut walk = Walk::new(&root, options, fetcher, read, progress);
    tokio::select! {
        first = walk.first(&root, original) => first?,
        () = stop.stopped() => return Err(unreachable(Status::NotReached)),
        () = tokio::time::sleep_until(deadline) => return Err(unreachable(Status::TimedOut)),
    }
    walk.run(&stop).await;
    Ok(walk.end(root.into(), started_at))
}

struct Walk<'a> {
    options: &'a Options,
    fetcher: Arc<Fetcher>,
    read: Reader,
    progress: &'a dyn Progress,
    frontier: Frontier,
    patterns: Patterns,
    noted: HashMap<String, Noted>,
    /// Where redirects ended, and the address that was asked for: such a page is not fetched again.
    landed: HashMap<String, String>,
    /// Files are read once, by whatever address.
    files: Arc<Mutex<HashMap<FileKey, Arc<Document>>>>,
    root: String,
    /// Canonical addresses of a narrow walk's seeds.
    seeds: HashSet<String>,
    sitemaps: usize,
    taken: usize,
    counts: (usize, usize),
    stopped_by: Vec<Stop>,
}

type FileKey = (String, String, String);

/// What one finished visit brought.
struct Done {
    job: Job,
    noted: Noted,
    sitemap: Option<Sitemap>,
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
            noted: HashMap::new(),
            landed: HashMap::new(),
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
                if record.document.as_ref().is_some_and(|d| d.kind == Kind::Html) => {}
            Status::Read | Status::Unreadable => return Err(Unable::NotAPage { status: Status::Unreadable }),
            status @ (Status::RobotsDenied | Status::RobotsUnavailable) => {
                let host = self.fetcher.host(root);
                let why = match host.robots.get() {
                    Some(Robots::Unavailable(_, why)) => why.clone(),
                    _ => status.title().to_owned(),
                };
                return Err(Unable::Robots { status, why });
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
        if self.sitemaps >= MOST_SITEMAPS
            || self.fetcher.place(&url) != Place::Inside
            || !self.remember(url.as_str())
        {
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
            if !self.patterns.take(&job.url) {
                self.set_status(job.url.as_str(), Status::Trap);
                continue;
            }
            self.taken += 1;
            return Some(job);
        }
    }

    fn finish(&mut self, done: Done) {
        let Done { job, noted, sitemap } = done;
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
        let good = matches!(status, Status::Read | Status::SoftNotFound | Status::Unreadable);
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
        if let Some(document) = record.document.clone() {
            let parent =
                record.found_on.as_ref().and_then(|f| self.noted.get(f)).map(|p| p.record.sha256.clone());
            if order::leads_on(&record, parent.as_ref()) {
                self.push_leads(&job, &record, &document);
            } else if !record.outside {
                self.patterns.brought(&job.url, 0, false);
            }
        }
        // The target may be known only as the end of another redirect: then that visit stands for it.
        let moved = noted.moved.map(|to| {
            if self.noted.contains_key(&to) { to } else { self.landed.get(&to).cloned().unwrap_or(to) }
        });
        self.noted.insert(key.clone(), Noted { record, moved });
        self.tell(&key, Some(status));
    }

    fn push_leads(&mut self, job: &Job, record: &Record, document: &Document) {
        let here = canon::parse(&record.final_url).unwrap_or_else(|| job.url.clone());
        let pattern = trap::key(&job.url);
        let mut news = false;
        let seed = self.seeds.contains(job.url.as_str());
        let telling = job.marked || self.is_telling(record, document);
        for lead in ways::leads(document) {
            // Pictures are asked for where the page's name says that they may be a document.
            if lead.way == Way::Picture && !telling {
                continue;
            }
            // A seed's own content leads on by one click; anything else only by the words asked for.
            let own = seed && lead.region == Region::Main;
            let off = |narrow: &Narrow| !(own || narrow.leads_by(&lead.text));
            if self.options.narrow.as_ref().is_some_and(off) {
                continue;
            }
            let promise = self.promise(job, &lead);
            let same = canon::parse(&lead.url).is_some_and(|u| trap::key(&u) == pattern);
            // The next page of a list is no deeper than the list; its pattern's budget bounds it.
            let depth = job.depth + u32::from(!same);
            news |= self.push_lead(&lead, job, &here, promise, depth) && !same;
        }
        if document.kind == Kind::Html {
            let pictures =
                document.images.iter().filter(|i| i.region == Region::Main).map(|i| i.src.as_str());
            let main = document.main_text();
            let parts: Vec<&str> =
                [document.title.as_str(), main.as_str()].into_iter().chain(pictures).collect();
            self.patterns.brought(&job.url, trap::text_key(&parts), news);
        }
    }

    /// Whether a page is named by words that were asked for.
    fn is_telling(&self, record: &Record, document: &Document) -> bool {
        let heading = document.blocks.iter().find(|b| matches!(b.role, crate::extract::Role::Heading(_)));
        let names = [record.link_text.as_str(), &document.title, heading.map_or("", |b| &b.text)];
        names.iter().any(|name| {
            let name = name.to_lowercase();
            self.options.first.iter().any(|w| name.contains(w.as_str()))
        })
    }

    fn promise(&self, job: &Job, lead: &Lead) -> Promise {
        if matches!(lead.way, Way::Script | Way::Data | Way::Form) {
            return Promise::Guess;
        }
        let marks = |text: &str| {
            let text = text.to_lowercase();
            self.options.first.iter().any(|w| text.contains(w.as_str()))
        };
        // A long paragraph around a link says little about the link.
        let context = if lead.context.chars().count() <= 200 { lead.context.as_str() } else { "" };
        if marks(&lead.text) || marks(context) || marks(&canon::readable(&lead.url)) {
            Promise::Marked
        } else if (job.marked && lead.region == Region::Main)
            || (job.depth == 0 && lead.region == Region::Menu)
        {
            Promise::Near
        } else {
            Promise::Plain
        }
    }

    /// Takes a link up; returns whether it is a new one to visit.
    fn push_lead(&mut self, lead: &Lead, job: &Job, here: &Url, promise: Promise, depth: u32) -> bool {
        if self.noted.contains_key(&lead.url) {
            self.frontier.better(&lead.url, promise, depth, promise == Promise::Marked);
            return false;
        }
        let url = canon::parse(&lead.url).filter(|_| lead.good);
        let place = url.as_ref().map(|u| self.fetcher.place(u));
        let in_viewer = place == Some(Place::Outside) && url.as_ref().is_some_and(scope::is_viewer);
        // A string in a script that leads away counts only where it is a document beyond doubt.
        let sure = match lead.way {
            Way::Script | Way::Data => place != Some(Place::Outside) || in_viewer,
            Way::Form => place == Some(Place::Inside),
            _ => true,
        };
        if !sure || (place.is_none() && matches!(lead.way, Way::Script | Way::Data | Way::Form)) {
            return false;
        }
        if self.noted.len() >= MOST_KNOWN {
            self.fetcher.note(format!("พบลิงก์เกิน {MOST_KNOWN} ที่อยู่ ส่วนที่เกินไม่ได้บันทึก"));
            return false;
        }
        let record = Record {
            url: lead.url.clone(),
            original: lead.original.clone(),
            final_url: lead.url.clone(),
            found_on: Some(job.url.to_string()),
            link_text: lead.text.clone(),
            clicks: depth,
            outside: place == Some(Place::Document) || in_viewer,
            ..Record::default()
        };
        self.noted.insert(lead.url.clone(), Noted { record, moved: None });
        let (Some(url), Some(place)) = (url, place) else {
            self.set_status(&lead.url, Status::BadAddress);
            return false;
        };
        if place == Place::Outside {
            self.set_status(&lead.url, if in_viewer { Status::InViewer } else { Status::OutOfScope });
            return false;
        }
        let grown = trap::grown(&url, here, job.grown);
        if trap::is_endless(&url, grown) {
            self.set_status(&lead.url, Status::Trap);
            return false;
        }
        if let Some(visited) = self.landed.get(&lead.url).cloned() {
            self.noted.entry(lead.url.clone()).or_default().moved = Some(visited);
            return false;
        }
        if !self.remember(&lead.url) {
            return false;
        }
        let marked = promise == Promise::Marked;
        let outside = place == Place::Document;
        self.frontier.push(Job { url, promise, depth, is_sitemap: false, outside, marked, grown });
        true
    }

    fn push_unlinked(&mut self, address: &str, sitemap: &Url) {
        let Some(url) = sitemap.join(address).ok().map(canon::canon_url) else { return };
        if self.fetcher.place(&url) != Place::Inside
            || self.noted.contains_key(url.as_str())
            || self.noted.len() >= MOST_KNOWN
        {
            return;
        }
        let record = Record {
            url: url.to_string(),
            original: address.to_owned(),
            final_url: url.to_string(),
            found_on: Some(sitemap.to_string()),
            clicks: super::UNLINKED,
            ..Record::default()
        };
        let moved = self.landed.get(url.as_str()).cloned();
        self.noted.insert(url.to_string(), Noted { record, moved });
        if self.remember(url.as_str()) {
            self.frontier.push(Job {
                url,
                promise: Promise::Unlinked,
                depth: 1,
                is_sitemap: false,
                outside: false,
                marked: false,
                grown: 0,
            });
        }
    }

    /// Returns whether the address is new.
    fn remember(&self, url: &str) -> bool {
        self.fetcher.known.lock().expect("no panic under this lock").insert(url.to_owned())
    }

    fn set_status(&mut self, url: &str, status: Status) {
        self.noted.entry(url.to_owned()).or_default().record.status = status;
    }

    fn tell(&self, url: &str, status: Option<Status>) {
        let bytes = self.fetcher.bytes.load(Ordering::Relaxed);
        let (read, failed) = self.counts;
        self.progress.event(&Event { url, status, read, failed, waiting: self.frontier.len(), bytes });
    }

    fn end(self, root: String, started_at: String) -> Crawl {
        let records = order::settle(&self.root, self.noted);
        let sink = self.fetcher.take_sink();
        let notes = self.fetcher.notes.lock().expect("no panic under this lock").iter().cloned().collect();
        let mut stopped_by = self.stopped_by;
        // In the order of the variants, so that two walks cut alike read alike.
        stopped_by.sort_by_key(|s| *s as u8);
        let mut krawl = Crawl { root, started_at, finished_at: now(), records, stopped_by, notes };
        if let Some(Err(error)) = sink.map(|w| w.finish(&krawl)) {
            krawl.notes.push(format!("เก็บสำเนาการเยี่ยมชมไม่ครบ: {error}"));
        }
        krawl
    }
}

async fn visit(
    fetcher: Arc<Fetcher>,
    job: Job,
    read: Reader,
    files: Arc<Mutex<HashMap<FileKey, Arc<Document>>>>,
) -> Done {
    let is_root = job.depth == 0 && !job.is_sitemap;
    let start = scope::download(&job.url).filter(|_| job.outside).unwrap_or_else(|| job.url.clone());
    let visit = fetcher.visit(start, is_root).await;
    let mut noted = Noted::default();
    noted.record.url = job.url.to_string();
    noted.record.original = job.url.to_string();
    noted.record.final_url = visit.final_url.to_string();
    noted.record.outside = fetcher.place(&visit.final_url) != Place::Inside;
    match visit.end {
        End::Failed(status, http) => {
            noted.record.status = status;
            noted.record.http = http;
        }
        End::Moved(to) => noted.moved = Some(to),
        End::Answer(exchange) => {
            // Reading takes processor time, and must not hold up the other answers.
            let exchange = Arc::new(*exchange);
            let work = {
                let (fetcher, exchange) = (Arc::clone(&fetcher), Arc::clone(&exchange));
                let read = Arc::clone(&read);
                tokio::task::spawn_blocking(move || answer(&fetcher, job, noted, &exchange, &read, &files))
            };
            let done = work.await.unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic()));
            return shown(&fetcher, done, &exchange, read).await;
        }
    }
    Done { job, noted, sitemap: None }
}

/// Keeps the answer, reads it, and drops the body.
fn answer(
    fetcher: &Fetcher,
    job: Job,
    mut noted: Noted,
    exchange: &Exchange,
    read: &Reader,
    files: &Mutex<HashMap<FileKey, Arc<Document>>>,
) -> Done {
    fetcher.keep(exchange);
    if job.is_sitemap {
        let sitemap = Some(sitemap::parse(&exchange.body));
        return Done { job, noted, sitemap };
    }
    let record = &mut noted.record;
    record.http = Some(exchange.status);
    record.media_type = exchange.header("content-type").unwrap_or_default().to_owned();
    record.bytes = exchange.body.len() as u64;
    record.sha256.clone_from(&exchange.sha256);
    record.fetched_at.clone_from(&exchange.at);
    if exchange.skipped {
        record.status = Status::Unreadable;
        return Done { job, noted, sitemap: None };
    }
    let make = || {
        Arc::new(load::document(
            &exchange.body,
            &record.final_url,
            &record.media_type,
            &exchange.headers,
            read,
        ))
    };
    let head = exchange.body.iter().find(|b| !b.is_ascii_whitespace());
    // A page's links depend on its address; a file is the same wherever it lies.
    let document = if record.media_type.contains("html") || head == Some(&b'<') {
        make()
    } else {
        let name = ways::file_name(&record.final_url, &exchange.headers);
        let end = name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
        let key = (exchange.sha256.clone(), record.media_type.clone(), end);
        let known = files.lock().expect("no panic under this lock").get(&key).cloned();
        known.unwrap_or_else(|| {
            let made = make();
            files.lock().expect("no panic under this lock").insert(key, Arc::clone(&made));
            made
        })
    };
    let redirected = canon::canon(&record.final_url).as_deref() != Some(record.url.as_str());
    if job.outside && scope::withholds(&job.url, document.kind) {
        record.status = Status::InViewer;
    } else {
        record.status = ways::status_of(&document, redirected);
        if record.status == Status::Read && need::needs_scripts(&document, &exchange.body) {
            record.status = Status::NeedsScript;
        }
        record.document = Some(document);
    }
    Done { job, noted, sitemap: None }
}

/// Has a page shown in the browser where that is wanted, and reads it as it stands then.
async fn shown(fetcher: &Arc<Fetcher>, mut done: Done, exchange: &Arc<Exchange>, read: Reader) -> Done {
    let record = &mut done.noted.record;
    let page = record.document.as_ref().is_some_and(|d| d.kind == Kind::Html) && !record.outside;
    let needed = record.status == Status::NeedsScript;
    let asked = fetcher.renderer.when() == When::Always && record.status == Status::Read;
    if !page || !(needed || asked) {
        return done;
    }
    let shown = match fetcher.renderer.show(fetcher, exchange).await {
        Ok(shown) => shown,
        // The page is left as it came: what it lacks, its status tells.
        Err(fault) => {
            fetcher.note(render::note(&record.original, fault));
            return done;
        }
    };
    let (fetcher, exchange) = (Arc::clone(fetcher), Arc::clone(exchange));
    let work = tokio::task::spawn_blocking(move || {
        let record = &mut done.noted.record;
        let sha256 = hex(&Sha256::digest(&shown.html));
        fetcher.keep_shown(&exchange, &shown.html, &sha256);
        SHOWN.clone_into(&mut record.media_type);
        record.rendered = true;
        record.bytes = shown.html.len() as u64;
        record.sha256 = sha256;
        let document = load::document(&shown.html, &record.final_url, SHOWN, &exchange.headers, &read);
        let redirected = canon::canon(&record.final_url).as_deref() != Some(record.url.as_str());
        record.status = ways::status_of(&document, redirected);
        // Its data lies where we do not ask for it: people may see more than this.
        if shown.missed > 0 && record.status == Status::Read && need::needs_scripts(&document, &shown.html) {
            record.status = Status::NeedsScript;
        }
        record.document = Some(Arc::new(document));
        done
    });
    work.await.unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic()))
}
