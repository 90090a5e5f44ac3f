//! One request: tried again where that may help, asked whether an answer still holds, its body bounded.

use std::{
    error::Error,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use reqwest::{Client, ClientBuilder, header, redirect::Policy};
use sha2::{Digest, Sha256};
use url::Url;

use super::{Exchange, Fetcher, Origin, hex, is_skipped};
use crate::crawl::{
    Options, Status,
    guard::{Blocked, Guard, Resolver, Unresolved},
    now,
    past::Before,
    polite::{self, Host},
    scope::Place,
    texts::Source,
    tls, ways,
};

/// Tries of one request before its failure stands.
const TRIES: u32 = 3;

/// Longest `Retry-After` that is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

impl Fetcher {
    /// Gets one address, no redirect followed, tried again where that may help.
    pub(super) async fn get(&self, url: &Url, cap: Cap) -> Result<Exchange, Status> {
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
    pub(super) fn speaks_old(&self, url: &Url) -> bool {
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
pub(super) fn client(options: &Options, agent: &str, guard: &Arc<Guard>) -> reqwest::Result<ClientBuilder> {
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
pub(super) enum Cap {
    /// What its kind may have; what is larger is left.
    OfKind,
    /// The same, and no more than this.
    Less(u64),
    /// The first so many bytes, whatever follows.
    Cut(u64),
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
