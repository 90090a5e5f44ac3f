//! One visit: robots.txt, pace, address guard, tries, redirects by hand.

mod exchange;
mod request;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, RwLock, atomic::AtomicU64},
    time::Instant,
};

use reqwest::{Client, cookie::Jar};
use tokio::sync::{OnceCell, Semaphore};
use url::Url;

pub use exchange::Exchange;
pub(super) use exchange::Origin;
use request::{Cap, client};

use super::{
    Options, Status, canon,
    gist::Gist,
    guard::Guard,
    keep,
    past::Past,
    polite::Host,
    render::Renderer,
    robots::{self, Robots},
    scope::{self, Place, Scope},
    store::Writer,
    texts::{At, Source, Texts},
    tls, wall,
};
use crate::extract::{Document, viewer};

const MOST_HOPS: usize = 10;

/// How one visit ended.
pub(super) enum End {
    Answer(Box<Exchange>),
    /// Redirected to an address (canonical) that is visited on its own account.
    Moved(String),
    Failed(Status, Option<u16>),
}

pub(super) struct Visit {
    pub(super) end: End,
    /// Where the last request went.
    pub(super) final_url: Url,
}

/// Shared by all visits of a walk.
pub(super) struct Fetcher {
    client: Client,
    /// Believes any certificate, and has no cookies to lose. Made for the first host that needs it.
    believing: OnceCell<Client>,
    guard: Arc<Guard>,
    options: Options,
    agent: String,
    deadline: Instant,
    pub(super) scope: RwLock<Scope>,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    /// Canonical addresses that have or will have a visit of their own.
    pub(super) known: Mutex<HashSet<String>>,
    pub(super) notes: Mutex<BTreeSet<String>>,
    /// By host, the last day of the certificate that it showed first.
    certificates: Mutex<BTreeMap<String, Option<String>>>,
    pub(super) bytes: AtomicU64,
    pub(super) renderer: Renderer,
    sink: Option<Mutex<Option<Writer>>>,
    past: Past,
    pub(super) texts: Option<Arc<Texts>>,
    cookies: Arc<Jar>,
    /// So many answers are read and kept at once: who waits need not hold a thread.
    pub(super) hands: Semaphore,
}

/// What a walk at a polite pace has under way: more only takes memory.
const HANDS: usize = 8;

impl Fetcher {
    pub(super) fn new(
        root: &Url,
        guard: Guard,
        options: &Options,
        mut sink: Option<Writer>,
    ) -> reqwest::Result<Self> {
        let past = sink.as_mut().map(|w| std::mem::take(&mut w.past)).unwrap_or_default();
        let texts = sink.as_mut().and_then(|w| w.texts.take()).map(Arc::new);
        let cookies = Arc::new(Jar::default());
        let guard = Arc::new(guard);
        let agent = options.user_agent();
        Ok(Self {
            client: client(options, &agent, &guard)?.cookie_provider(Arc::clone(&cookies)).build()?,
            believing: OnceCell::new(),
            guard,
            agent,
            deadline: Instant::now() + options.max_time,
            options: options.clone(),
            scope: RwLock::new(Scope::new(root)),
            hosts: Mutex::default(),
            known: Mutex::default(),
            notes: Mutex::default(),
            certificates: Mutex::default(),
            bytes: AtomicU64::new(0),
            renderer: Renderer::new(&options.render),
            sink: sink.map(|w| Mutex::new(Some(w))),
            past,
            texts,
            cookies,
            hands: Semaphore::new(HANDS.max(2 + std::thread::available_parallelism().map_or(1, usize::from))),
        })
    }

    fn believing_client(&self) -> reqwest::Result<Client> {
        client(&self.options, &self.agent, &self.guard)?.tls_danger_accept_invalid_certs(true).build()
    }

    pub(super) fn deadline(&self) -> Instant {
        self.deadline
    }

    pub(super) fn note(&self, text: String) {
        self.notes.lock().expect("no panic under this lock").insert(text);
    }

    /// Of the site's hosts, those whose last day could be read.
    pub(super) fn certificates(&self) -> Vec<tls::Certificate> {
        let seen = self.certificates.lock().expect("no panic under this lock");
        let known = seen
            .iter()
            .filter_map(|(host, until)| Some(tls::Certificate { host: host.clone(), until: until.clone()? }));
        known.collect()
    }

    pub(super) fn place(&self, url: &Url) -> Place {
        self.scope.read().expect("no panic under this lock").place(url)
    }

    /// Keeps an exchange on disk; a full disk ends the keeping, not the walk.
    pub(super) fn keep(&self, exchange: &Exchange) {
        self.write(|sink| sink.exchange(exchange));
    }

    fn write(&self, work: impl FnOnce(&mut Writer) -> std::io::Result<()>) {
        let Some(sink) = &self.sink else { return };
        let mut sink = sink.lock().expect("no panic under this lock");
        if let Some(Err(error)) = sink.as_mut().map(work) {
            *sink = None;
            self.note(format!("เก็บสำเนาการเยี่ยมชมต่อไม่ได้: {}", keep::said(&error)));
        }
    }

    /// Keeps what was read for the next time; says where, or hands it back.
    pub(super) fn keep_text(
        &self,
        source: Source<'_>,
        is_page: bool,
        gist: &Gist,
        document: Document,
    ) -> Result<At, Box<Document>> {
        match &self.texts {
            Some(texts) => texts.put(source, is_page, gist, document),
            None => Err(Box::new(document)),
        }
    }

    /// The writer, handed back once; what is kept afterwards is dropped.
    pub(super) fn take_sink(&self) -> Option<Writer> {
        self.sink.as_ref()?.lock().expect("no panic under this lock").take()
    }

    pub(super) fn host(&self, url: &Url) -> Arc<Host> {
        let name = url[url::Position::BeforeHost..url::Position::AfterPort].to_owned();
        let mut hosts = self.hosts.lock().expect("no panic under this lock");
        let host = hosts
            .entry(name)
            .or_insert_with(|| Arc::new(Host::new(self.options.interval(), self.options.at_once())));
        Arc::clone(host)
    }

    /// Visits `start`, following redirects. `root`: wherever it leads is the site.
    pub(super) async fn visit(&self, start: Url, root: bool) -> Visit {
        let mut url = start;
        let one_step_out = self.place(&url) == Place::Document;
        let mut been: HashMap<Url, u32> = HashMap::new();
        let fail = |status, http, url: &Url| Visit { end: End::Failed(status, http), final_url: url.clone() };
        for _ in 0..=MOST_HOPS {
            if let Err(status) = self.may(&url).await {
                return fail(status, None, &url);
            }
            *been.entry(url.clone()).or_default() += 1;
            let exchange = match self.renderer.kept(&url).filter(|e| e.url == url) {
                Some(loaded) => Exchange::clone(&loaded),
                None => match self.get(&url, Cap::OfKind).await {
                    Ok(exchange) => exchange,
                    // What the server speaks is too old for us; without encryption it may be had.
                    Err(Status::TlsFailed) if self.speaks_old(&url) => {
                        let mut plain = url.clone();
                        if plain.set_scheme("http").is_err() || been.contains_key(&plain) {
                            return fail(Status::TlsFailed, None, &url);
                        }
                        url = plain;
                        continue;
                    }
                    Err(status) => return fail(status, None, &url),
                },
            };
            let location = exchange.header("location").filter(|_| (300..400).contains(&exchange.status));
            let Some(location) = location else {
                let end = match status_of(exchange.status) {
                    Status::Read => End::Answer(Box::new(exchange)),
                    status => {
                        self.keep(&exchange);
                        let status = if wall::is_wall(&exchange.body) { Status::Blocked } else { status };
                        End::Failed(status, Some(exchange.status))
                    }
                };
                return Visit { end, final_url: url };
            };
            let next = url.join(&canon::public(location)).ok();
            let next = next.filter(|n| matches!(n.scheme(), "http" | "https"));
            let gives_cookie = exchange.header("set-cookie").is_some();
            let http = Some(exchange.status);
            self.keep(&exchange);
            let Some(mut next) = next else { return fail(Status::RedirectBlocked, http, &url) };
            // A short address may lead into a viewer: the document behind it is what was meant.
            next = viewer::behind(&next).unwrap_or(next);
            if !root && self.place(&next) == Place::Document {
                next = scope::download(&next).unwrap_or(next);
            }
            next.set_fragment(None);
            let times = been.get(&next).copied().unwrap_or_default();
            // A second look is worth it only if this answer gave a cookie that the page may have waited for.
            if times > 1 || (times == 1 && !gives_cookie) {
                return fail(Status::RedirectLoop, http, &url);
            }
            if root {
                if self.guard.permits(&next)
                    && self.scope.write().expect("no panic under this lock").add(&next)
                {
                    self.note(format!("เว็บไซต์ส่งต่อจาก {url} ไปยัง {next} จึงตรวจที่นั่น"));
                }
            } else {
                let ours = canon::canon_url(next.clone());
                let place = self.place(&next);
                if place == Place::Outside && (!one_step_out || scope::is_social(&next)) {
                    return fail(Status::RedirectBlocked, http, &url);
                }
                let known = self.known.lock().expect("no panic under this lock").contains(ours.as_str());
                if known && !gives_cookie && times == 0 && ours != canon::canon_url(url.clone()) {
                    return Visit { end: End::Moved(ours.into()), final_url: next };
                }
            }
            url = next;
        }
        fail(Status::RedirectLoop, None, &url)
    }

    /// Whether the guard and the host's robots.txt allow the address.
    async fn may(&self, url: &Url) -> Result<(), Status> {
        if !self.guard.permits(url) {
            return Err(Status::AddressBlocked);
        }
        let host = self.host(url);
        match host.robots.get_or_init(|| self.robots(url, &host)).await {
            Robots::Unavailable(status, _) => Err(*status),
            rules if rules.allows(url) => Ok(()),
            _ => Err(Status::RobotsDenied),
        }
    }

    async fn robots(&self, url: &Url, host: &Host) -> Robots {
        let name = url.host_str().unwrap_or_default().to_owned();
        let Ok(mut at) = url.join("/robots.txt") else { return Robots::Open };
        at.set_query(None);
        for _ in 0..5 {
            let exchange = match self.get(&at, Cap::Cut(robots::LONGEST as u64)).await {
                Ok(exchange) => exchange,
                // Without encryption it is the same file.
                Err(Status::TlsFailed) if at.scheme() == "https" && self.speaks_old(&at) => {
                    if at.set_scheme("http").is_err() {
                        return Robots::Unavailable(Status::TlsFailed, String::new());
                    }
                    continue;
                }
                // A host that cannot be reached is that, and not a matter of robots.txt.
                Err(
                    status @ (Status::DnsFailed
                    | Status::ConnectFailed
                    | Status::TlsFailed
                    | Status::AddressBlocked),
                ) => {
                    return Robots::Unavailable(status, String::new());
                }
                // A server that never answers, or errs whatever it is asked, is told as that.
                Err(status @ (Status::TimedOut | Status::ServerError)) => {
                    return self.no_robots(&name, status, status.title());
                }
                Err(status) => return self.no_robots(&name, Status::RobotsUnavailable, status.title()),
            };
            self.keep(&exchange);
            match exchange.status {
                200..=299 => {
                    let robots = Robots::parse(&exchange.body);
                    self.pace(&name, host, &robots);
                    return robots;
                }
                300..=399 => {
                    let next = exchange.header("location").and_then(|l| at.join(l).ok());
                    match next.filter(|n| matches!(n.scheme(), "http" | "https") && self.guard.permits(n)) {
                        Some(next) => at = next,
                        None => return Robots::Open,
                    }
                }
                // Whoever is asked too often says so of the rules as of anything else.
                429 => {
                    self.no_robots(&name, Status::Throttled, "ตอบรหัส 429");
                    return Robots::Unavailable(Status::Throttled, String::new());
                }
                500..=599 => {
                    let why = format!("ตอบรหัส {}", exchange.status);
                    return self.no_robots(&name, Status::ServerError, &why);
                }
                _ => return Robots::Open,
            }
        }
        Robots::Open
    }

    fn no_robots(&self, host: &str, status: Status, why: &str) -> Robots {
        let text = format!("ดึง robots.txt ของ {host} ไม่ได้ ({why}) จึงยังไม่เข้าเว็บนี้");
        self.note(text.clone());
        Robots::Unavailable(status, text)
    }

    /// Keeps the Crawl-delay as far as the cap goes, and tells where it does not.
    fn pace(&self, name: &str, host: &Host, robots: &Robots) {
        let Some(asked) = robots.delay() else { return };
        let kept = asked.min(self.options.delay_cap()).max(self.options.interval());
        host.slow_to(kept);
        if kept < asked {
            let (asked, kept) = (asked.as_secs_f64(), kept.as_secs_f64());
            self.note(format!("robots.txt ของ {name} ขอเว้น {asked} วินาทีต่อครั้ง เว้นจริง {kept} วินาที"));
        }
    }

    /// What a page in the browser asked for: the crawler's care holds for it too. `data` is of the
    /// site itself, and kept with the walk; `None`: it could not be had, or not be allowed.
    pub(super) async fn part(&self, mut url: Url, data: bool, most: u64) -> Option<Exchange> {
        for _ in 0..=MOST_HOPS {
            if (data && self.place(&url) != Place::Inside) || self.may(&url).await.is_err() {
                return None;
            }
            let exchange = self.get(&url, Cap::Less(most)).await.ok()?;
            if data {
                self.keep(&exchange);
            }
            let location = exchange.header("location").filter(|_| (300..400).contains(&exchange.status));
            let Some(location) = location else { return Some(exchange) };
            url = url.join(location).ok().filter(|n| matches!(n.scheme(), "http" | "https"))?;
        }
        None
    }

    pub(super) fn page_cap(&self) -> u64 {
        self.options.page_cap
    }

    /// Keeps a page on disk as the browser showed it.
    pub(super) fn keep_shown(&self, exchange: &Exchange, shown: (&str, &[u8]), sha256: &str, missed: usize) {
        if self.past.shown(&exchange.url).is_none() {
            self.write(|sink| sink.shown(exchange, shown, sha256, missed));
        }
    }

    /// The page as the browser showed it before this walk was cut off.
    pub(super) fn past_shown(&self, url: &Url) -> Option<(Vec<u8>, usize)> {
        self.past.shown(url)
    }
}

/// Whether a body of this kind is left on the server.
pub(super) fn is_skipped(media: &str) -> bool {
    media.starts_with("video/") || media.starts_with("audio/")
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(b"0123456789abcdef"[usize::from(n & 15)]);
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        out.push(digit(byte >> 4));
        out.push(digit(*byte));
    }
    out
}

/// What an HTTP status says by itself.
pub(super) fn status_of(http: u16) -> Status {
    match http {
        200..=299 => Status::Read,
        401 | 403 | 407 => Status::Forbidden,
        404 | 410 => Status::NotFound,
        429 => Status::Throttled,
        500..=599 => Status::ServerError,
        // A redirect without a target is as good as a refusal.
        _ => Status::ClientError,
    }
}
