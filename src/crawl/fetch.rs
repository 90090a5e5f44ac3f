//! One visit: robots.txt, pace, address guard, tries, redirects by hand.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    error::Error,
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::{Client, ClientBuilder, cookie::Jar, header, redirect::Policy};
use sha2::{Digest, Sha256};
use tokio::sync::{OnceCell, Semaphore};
use url::Url;

use super::{
    Options, Status, canon,
    gist::Gist,
    guard::{Blocked, Guard, Resolver, Unresolved},
    keep, now,
    past::{Before, Past},
    polite::{self, Host},
    render::Renderer,
    robots::{self, Robots},
    scope::{self, Place, Scope},
    store::Writer,
    texts::{At, Source, Texts},
    tls, wall, ways,
};
use crate::extract::{Document, viewer};

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
    /// The host's certificate did not pass, and the answer may be anybody's.
    pub(super) unverified: Option<tls::Fault>,
    pub(super) origin: Origin,
}

/// Where an answer came from.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    Net,
    /// It stands on disk already: this walk was cut off after it.
    Kept,
    /// The server said that the answer of the walk before, which was got `at`, has not changed.
    /// `told`: its headers in that; `raw`: its record, if that is short. `body` is empty until it is needed; see
    /// [`Exchange::load`].
    Unchanged {
        before: Arc<Before>,
        at: String,
        told: Vec<(String, String)>,
        raw: Option<Vec<u8>>,
    },
}

impl Exchange {
    /// Has the body at hand.
    ///
    /// # Errors
    /// If it is in the file of the walk before, and cannot be read there.
    pub(super) fn load(&mut self) -> std::io::Result<()> {
        match &self.origin {
            Origin::Unchanged { before, .. } if self.body.is_empty() => before.load().map(|b| self.body = b),
            _ => Ok(()),
        }
    }

    /// Whether it was read before, so that hardly anything is to be done for it.
    pub(super) fn is_known(&self) -> bool {
        matches!(self.origin, Origin::Unchanged { .. }) && self.body.is_empty()
    }

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

    /// Gets one address, no redirect followed, tried again where that may help.
    async fn get(&self, url: &Url, cap: Cap) -> Result<Exchange, Status> {
        if let Some(kept) = self.past.kept(url) {
            self.bytes.fetch_add(kept.body.len() as u64, Ordering::Relaxed);
            // What the server gave us to wear, it expects to see again.
            let given = kept.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case("set-cookie"));
            given.for_each(|(_, cookie)| self.cookies.add_cookie_str(cookie, url));
            return Ok(kept);
        }
        let host = self.host(url);
        let mut pause = self.options.retry_pause;
        for n in 1.. {
            let turn = host.turn().await;
            self.options.traffic.turn().await;
            let result = self.once(url, &host, cap).await;
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
                if matches!(result, Ok(Exchange { status: 429, .. })) {
                    host.enough();
                }
                return result;
            }
            if let Ok(Exchange { status: 429 | 503, .. }) = result {
                host.enough();
                // The server is asking for rest: that holds for every address on it.
                host.hold_for(wait);
            } else {
                tokio::time::sleep(wait).await;
            }
            pause *= 2;
        }
        unreachable!("the loop returns at the last try")
    }

    async fn once(&self, url: &Url, host: &Host, cap: Cap) -> Result<Exchange, Status> {
        if let Some(before) = self.past.before(url)
            && let Some(unchanged) = self.unchanged(url, host, &before, cap).await?
        {
            return Ok(unchanged);
        }
        self.ask(url, host, cap, None).await
    }

    /// Asks whether an answer still holds. `None`: it does, and is not to be had any more; any other
    /// answer is as good as without the question.
    async fn unchanged(
        &self,
        url: &Url,
        host: &Host,
        before: &Arc<Before>,
        cap: Cap,
    ) -> Result<Option<Exchange>, Status> {
        let answer = self.ask(url, host, cap, Some(before)).await?;
        if answer.status != 304 {
            return Ok(Some(answer));
        }
        let Ok(mut exchange) = before.exchange(url, answer.at) else { return Ok(None) };
        exchange.sent = answer.sent;
        if let Origin::Unchanged { told, .. } = &mut exchange.origin {
            *told = answer.headers;
        }
        let file_name = ways::file_name_at(Some(url), &exchange.headers);
        let source = Source {
            sha256: &exchange.sha256,
            media_type: exchange.header("content-type").unwrap_or_default(),
            url: url.as_str(),
            file_name: &file_name,
        };
        if !self.texts.as_ref().is_some_and(|t| t.holds(source)) && exchange.load().is_err() {
            return Ok(None);
        }
        Ok(Some(exchange))
    }

    async fn ask(
        &self,
        url: &Url,
        host: &Host,
        cap: Cap,
        if_changed: Option<&Arc<Before>>,
    ) -> Result<Exchange, Status> {
        let mut sent = vec![
            ("Accept", "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8"),
            ("Accept-Language", "th,en;q=0.5"),
        ];
        if let Some(before) = if_changed {
            let validators =
                [("If-None-Match", before.etag.as_str()), ("If-Modified-Since", &before.last_modified)];
            sent.extend(validators.into_iter().filter(|(_, v)| !v.is_empty()));
        }
        let at = now();
        let begun = Instant::now();
        let (mut response, unverified) = self.send(url, host, &sent).await?;
        self.heard(host, &response, begun.elapsed());
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
        let skipped = status.is_success() && is_skipped(&media);
        let most = match media.contains("html") {
            _ if !status.is_success() => 1 << 20,
            true => self.options.page_cap,
            false => self.options.file_cap,
        };
        let most = match cap {
            Cap::OfKind => most,
            Cap::Less(less) | Cap::Cut(less) => most.min(less),
        };
        let mut body = Vec::new();
        if !skipped && !status.is_redirection() {
            match self.body(&mut response, most, matches!(cap, Cap::Cut(_))).await {
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
            unverified,
            origin: Origin::Net,
        })
    }

    /// Sends one request; to a host whose certificate does not pass, as one who believes anything.
    async fn send(
        &self,
        url: &Url,
        host: &Host,
        sent: &[(&str, &str)],
    ) -> Result<(reqwest::Response, Option<tls::Fault>), Status> {
        let request = |client: &Client| {
            sent.iter().fold(client.get(url.clone()), |request, (name, value)| request.header(*name, *value))
        };
        let known = host.tls.get().copied().filter(|_| url.scheme() == "https");
        if known.is_none() {
            let error = match request(&self.client).send().await {
                Ok(response) => {
                    self.saw_certificate(url, &response);
                    return Ok((response, None));
                }
                Err(error) => error,
            };
            let (status, fault) = fault(&error, Status::ConnectFailed);
            let Some(found) = fault.filter(|_| url.scheme() == "https") else { return Err(status) };
            host.tls.get_or_init(|| found);
            let read = !self.options.strict_tls;
            self.note(found.note(url.host_str().unwrap_or_default(), read));
        }
        let known = host.tls.get().copied().unwrap_or(tls::Fault::Other);
        if self.options.strict_tls || known == tls::Fault::OldProtocol {
            return Err(Status::TlsFailed);
        }
        let said = |error: reqwest::Error| fault(&error, Status::ConnectFailed).0;
        let believing = || async { self.believing_client() };
        let client = self.believing.get_or_try_init(believing).await.map_err(said)?;
        let response = request(client).send().await.map_err(said)?;
        self.saw_certificate(url, &response);
        Ok((response, Some(known)))
    }

    /// Remembers how long the certificate of one of the site's hosts holds.
    fn saw_certificate(&self, url: &Url, response: &reqwest::Response) {
        let Some(shown) = response.extensions().get::<reqwest::tls::TlsInfo>() else { return };
        let (Some(host), Some(der)) = (url.host_str(), shown.peer_certificate()) else { return };
        if self.place(url) == Place::Inside {
            let mut seen = self.certificates.lock().expect("no panic under this lock");
            if !seen.contains_key(host) {
                seen.insert(host.to_owned(), tls::last_day(der));
            }
        }
    }

    /// Whether the host was found to speak nothing but TLS that we do not.
    fn speaks_old(&self, url: &Url) -> bool {
        !self.options.strict_tls && self.host(url).tls.get() == Some(&tls::Fault::OldProtocol)
    }

    /// Sets the pace by what an answer tells.
    fn heard(&self, host: &Host, response: &reqwest::Response, took: Duration) {
        let status = response.status();
        // Whoever sets a rate answers for it towards the site; by itself the crawler keeps two
        // requests under way on a slow one.
        let share = if self.options.rate.is_some() { self.options.at_once() } else { 2 };
        host.took(took / share as u32, !status.is_client_error() && !status.is_server_error());
        if let Some(peer) = response.remote_addr().filter(|_| self.options.proxy.is_none()) {
            host.lives_at(|| self.options.traffic.home(peer.ip(), self.options.interval()));
        }
    }

    async fn body(&self, response: &mut reqwest::Response, most: u64, cut: bool) -> Result<Vec<u8>, Status> {
        if !cut && response.content_length().is_some_and(|n| n > most) {
            return Err(Status::TooLarge);
        }
        // What is announced may be a lie.
        let announced = response.content_length().unwrap_or_default().min(most).min(1 << 20);
        let mut body = Vec::with_capacity(announced as usize);
        // Chunks are counted after decompression, so a bomb stops here too.
        while let Some(chunk) = response.chunk().await.map_err(|e| fault(&e, Status::Truncated).0)? {
            let room = most.saturating_sub(body.len() as u64);
            if chunk.len() as u64 > room {
                if !cut {
                    return Err(Status::TooLarge);
                }
                body.extend_from_slice(&chunk[..room as usize]);
                return Ok(body);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// What every request of a walk goes by, whichever certificates are believed.
fn client(options: &Options, agent: &str, guard: &Arc<Guard>) -> reqwest::Result<ClientBuilder> {
    let client = Client::builder()
        .user_agent(agent)
        .redirect(Policy::none())
        .dns_resolver(Arc::new(Resolver(Arc::clone(guard))))
        .connect_timeout(options.connect_timeout)
        .read_timeout(options.idle_timeout)
        .timeout(options.request_timeout)
        .tls_info(true)
        .tls_certs_merge(tls::roots())
        .no_proxy();
    Ok(match &options.proxy {
        Some(proxy) => client.proxy(reqwest::Proxy::all(proxy)?),
        None => client,
    })
}

/// How much of an answer is taken.
#[derive(Debug, Clone, Copy)]
enum Cap {
    /// What its kind may have; what is larger is left.
    OfKind,
    /// The same, and no more than this.
    Less(u64),
    /// The first so many bytes, whatever follows.
    Cut(u64),
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

/// Names what went wrong; `otherwise` where nothing better is known. With it the fault of TLS, if it
/// is one.
fn fault(error: &reqwest::Error, otherwise: Status) -> (Status, Option<tls::Fault>) {
    let mut source: Option<&(dyn Error + 'static)> = Some(error);
    let mut words = String::new();
    while let Some(e) = source {
        if e.is::<Blocked>() {
            return (Status::AddressBlocked, None);
        }
        if e.is::<Unresolved>() {
            return (Status::DnsFailed, None);
        }
        words.push_str(&e.to_string().to_lowercase());
        words.push('\n');
        source = e.source();
    }
    let says = |all: &[&str]| all.iter().any(|w| words.contains(w));
    // A connection that ended, and a server that speaks no HTTP, or too much of it.
    let ended = [
        "connection reset",
        "broken pipe",
        "connection closed",
        "end of file",
        "unexpected eof",
        "incomplete",
    ];
    let garbled =
        [" parsed", "message head is too large", "invalid header", "http2 error", "unexpected message"];
    let status = if error.is_timeout() {
        Status::TimedOut
    } else if error.is_connect() {
        match tls::Fault::of(&words) {
            Some(fault) => return (Status::TlsFailed, Some(fault)),
            None => Status::ConnectFailed,
        }
    } else if says(&ended) {
        otherwise
    } else if error.is_decode() || says(&garbled) {
        Status::Garbled
    } else {
        otherwise
    };
    (status, None)
}
