//! One visit: robots.txt, pace, address guard, tries, redirects by hand.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    error::Error,
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::{Client, header, redirect::Policy};
use sha2::{Digest, Sha256};
use url::Url;

use super::{
    Options, Status, canon,
    guard::{Blocked, Guard, Resolver, Unresolved},
    now,
    polite::{self, Host},
    robots::Robots,
    scope::{self, Place, Scope},
    store::Writer,
};
use crate::extract::viewer;

/// Tries of one request before its failure stands.
const TRIES: u32 = 3;
const MOST_HOPS: usize = 10;
/// Longest `Retry-After` that is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// One request and its answer, the body decoded.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub url: Url,
    /// RFC 3339, UTC, whole seconds.
    pub at: String,
    /// Header lines sent, without the first line.
    pub sent: Vec<(String, String)>,
    pub status: u16,
    pub reason: String,
    /// As received, without those of the coding and the length.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Hex, of `body`.
    pub sha256: String,
    /// The body was left on the server: sound or film.
    pub skipped: bool,
}

impl Exchange {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}

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
    guard: Arc<Guard>,
    options: Options,
    agent: String,
    deadline: Instant,
    pub(super) scope: RwLock<Scope>,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    /// Canonical addresses that have or will have a visit of their own.
    pub(super) known: Mutex<HashSet<String>>,
    pub(super) notes: Mutex<BTreeSet<String>>,
    pub(super) bytes: AtomicU64,
    sink: Option<Mutex<Option<Writer>>>,
}

impl Fetcher {
    pub(super) fn new(
        root: &Url,
        guard: Guard,
        options: &Options,
        sink: Option<Writer>,
    ) -> reqwest::Result<Self> {
        let guard = Arc::new(guard);
        let agent = options.user_agent();
        let mut client = Client::builder()
            .user_agent(&agent)
            .redirect(Policy::none())
            .cookie_store(true)
            .dns_resolver(Arc::new(Resolver(Arc::clone(&guard))))
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.idle_timeout)
            .timeout(options.request_timeout)
            .no_proxy();
        if let Some(proxy) = &options.proxy {
            client = client.proxy(reqwest::Proxy::all(proxy)?);
        }
        Ok(Self {
            client: client.build()?,
            guard,
            agent,
            deadline: Instant::now() + options.max_time,
            options: options.clone(),
            scope: RwLock::new(Scope::new(root)),
            hosts: Mutex::default(),
            known: Mutex::default(),
            notes: Mutex::default(),
            bytes: AtomicU64::new(0),
            sink: sink.map(|w| Mutex::new(Some(w))),
        })
    }

    pub(super) fn deadline(&self) -> Instant {
        self.deadline
    }

    pub(super) fn note(&self, text: String) {
        self.notes.lock().expect("no panic under this lock").insert(text);
    }

    pub(super) fn place(&self, url: &Url) -> Place {
        self.scope.read().expect("no panic under this lock").place(url)
    }

    /// Keeps an exchange on disk; a full disk ends the keeping, not the walk.
    pub(super) fn keep(&self, exchange: &Exchange) {
        let Some(sink) = &self.sink else { return };
        let mut sink = sink.lock().expect("no panic under this lock");
        if let Some(Err(error)) = sink.as_mut().map(|w| w.exchange(exchange)) {
            *sink = None;
            self.note(format!("เก็บสำเนาการเยี่ยมชมต่อไม่ได้: {error}"));
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
            let exchange = match self.get(&url).await {
                Ok(exchange) => exchange,
                Err(status) => return fail(status, None, &url),
            };
            let location = exchange.header("location").filter(|_| (300..400).contains(&exchange.status));
            let Some(location) = location else {
                let end = match status_of(exchange.status) {
                    Status::Read => End::Answer(Box::new(exchange)),
                    status => {
                        self.keep(&exchange);
                        End::Failed(status, Some(exchange.status))
                    }
                };
                return Visit { end, final_url: url };
            };
            let next = url.join(location).ok().filter(|n| matches!(n.scheme(), "http" | "https"));
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
            let exchange = match self.get(&at).await {
                Ok(exchange) => exchange,
                // A host that cannot be reached is that, and not a matter of robots.txt.
                Err(
                    status @ (Status::DnsFailed
                    | Status::ConnectFailed
                    | Status::TlsFailed
                    | Status::AddressBlocked),
                ) => {
                    return Robots::Unavailable(status, String::new());
                }
                Err(status) => return self.no_robots(&name, status.title()),
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
                429 | 500..=599 => return self.no_robots(&name, &format!("ตอบรหัส {}", exchange.status)),
                _ => return Robots::Open,
            }
        }
        Robots::Open
    }

    fn no_robots(&self, host: &str, why: &str) -> Robots {
        let text = format!("ดึง robots.txt ของ {host} ไม่ได้ ({why}) จึงยังไม่เข้าเว็บนี้");
        self.note(text.clone());
        Robots::Unavailable(Status::RobotsUnavailable, text)
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

    /// Gets one address, no redirect followed, tried again where that may help.
    async fn get(&self, url: &Url) -> Result<Exchange, Status> {
        let host = self.host(url);
        let mut pause = self.options.retry_pause;
        for n in 1.. {
            let turn = host.turn().await;
            let result = self.once(url).await;
            drop(turn);
            let (asked, again) = match &result {
                Ok(e) => (
                    e.header("retry-after").and_then(polite::retry_after),
                    matches!(e.status, 429 | 502 | 503 | 504),
                ),
                Err(s) => (None, matches!(s, Status::ConnectFailed | Status::DnsFailed | Status::Truncated)),
            };
            let wait = asked.unwrap_or(pause).max(Duration::from_millis(10));
            let left = self.deadline.saturating_duration_since(Instant::now());
            if !again || n >= TRIES || wait > left.min(LONGEST_WAIT) {
                return result;
            }
            if let Ok(Exchange { status: 429 | 503, .. }) = result {
                // The server is asking for rest: that holds for every address on it.
                host.hold_for(wait);
            } else {
                tokio::time::sleep(wait).await;
            }
            pause *= 2;
        }
        unreachable!("the loop returns at the last try")
    }

    async fn once(&self, url: &Url) -> Result<Exchange, Status> {
        let sent = [
            ("Accept", "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8"),
            ("Accept-Language", "th,en;q=0.5"),
        ];
        let mut request = self.client.get(url.clone());
        for (name, value) in sent {
            request = request.header(name, value);
        }
        let at = now();
        let mut response = request.send().await.map_err(|e| fault(&e, Status::ConnectFailed))?;
        let peer_ok = response
            .remote_addr()
            .is_none_or(|a| self.guard.permits_peer(url.host_str().unwrap_or_default(), a.ip()));
        // Literals were checked by `permits`, which knows the port as well.
        if !peer_ok && matches!(url.host(), Some(url::Host::Domain(_))) {
            return Err(Status::AddressBlocked);
        }
        let status = response.status();
        let media = response
            .headers()
            .get(header::CONTENT_TYPE)
            .map(|v| String::from_utf8_lossy(v.as_bytes()).to_lowercase());
        let media = media.unwrap_or_default();
        let skipped = status.is_success() && (media.starts_with("video/") || media.starts_with("audio/"));
        let cap = match media.contains("html") {
            _ if !status.is_success() => 1 << 20,
            true => self.options.page_cap,
            false => self.options.file_cap,
        };
        let mut body = Vec::new();
        if !skipped && !status.is_redirection() {
            match self.body(&mut response, cap).await {
                Ok(whole) => body = whole,
                Err(fault) if status.is_success() => return Err(fault),
                Err(_) => {}
            }
        }
        self.bytes.fetch_add(body.len() as u64, Ordering::Relaxed);
        let headers = response.headers().iter().filter(|(n, _)| {
            !matches!(**n, header::CONTENT_ENCODING | header::TRANSFER_ENCODING | header::CONTENT_LENGTH)
        });
        let headers = headers
            .map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
            .collect();
        let mut sent: Vec<_> = sent.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        sent.insert(0, ("User-Agent".to_owned(), self.agent.clone()));
        Ok(Exchange {
            url: url.clone(),
            at,
            sent,
            status: status.as_u16(),
            reason: status.canonical_reason().unwrap_or_default().to_owned(),
            headers,
            sha256: hex(&Sha256::digest(&body)),
            body,
            skipped,
        })
    }

    async fn body(&self, response: &mut reqwest::Response, cap: u64) -> Result<Vec<u8>, Status> {
        if response.content_length().is_some_and(|n| n > cap) {
            return Err(Status::TooLarge);
        }
        let mut body = Vec::new();
        // Chunks are counted after decompression, so a bomb stops here too.
        while let Some(chunk) = response.chunk().await.map_err(|e| fault(&e, Status::Truncated))? {
            if body.len() as u64 + chunk.len() as u64 > cap {
                return Err(Status::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
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

/// Names what went wrong; `otherwise` where nothing better is known.
fn fault(error: &reqwest::Error, otherwise: Status) -> Status {
    let mut source: Option<&(dyn Error + 'static)> = Some(error);
    let mut words = String::new();
    while let Some(e) = source {
        if e.is::<Blocked>() {
            return Status::AddressBlocked;
        }
        if e.is::<Unresolved>() {
            return Status::DnsFailed;
        }
        words.push_str(&e.to_string().to_lowercase());
        source = e.source();
    }
    if error.is_timeout() {
        Status::TimedOut
    } else if error.is_connect()
        && ["certificate", "tls", "handshake", "fatal alert", "corrupt message", "peer is"]
            .iter()
            .any(|w| words.contains(w))
    {
        Status::TlsFailed
    } else if error.is_connect() {
        Status::ConnectFailed
    } else {
        otherwise
    }
}
