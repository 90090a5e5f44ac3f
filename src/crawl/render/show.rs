//! One page in the browser, from its bytes to the text that its scripts made.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use url::Url;

use super::{
    Fault, Render, Shown,
    browser::Browser,
    gate::{self, Answer, Asked},
};
use crate::crawl::{
    fetch::{Exchange, Fetcher},
    scope::Place,
};

/// Longest wait for an order that asks nothing of the page's scripts.
const ORDER: Duration = Duration::from_secs(15);
/// Rest of a page that never says it is loaded: one that tried to leave on the way may not.
const UNLOADED: Duration = Duration::from_secs(6);
/// Longest wait for the page's text: a script that never rests gives none.
const TEXT: Duration = Duration::from_secs(4);
/// Data kept beside the text, in bytes: one answer, and all.
const DATA: (usize, usize) = (150_000, 1_000_000);
/// Channels that do not come by the gate. They lead nowhere, but a page may wait for them.
const SHUT: &str = "for (const name of ['WebSocket', 'RTCPeerConnection', 'EventSource', 'SharedWorker']) \
    { try { delete window[name]; } catch (_) {} } \
    try { delete Navigator.prototype.serviceWorker; } catch (_) {} \
    window.open = () => null; window.print = () => {}; \
    navigator.sendBeacon = () => false;";
/// Headers of a page that would change what the browser does with it beyond showing it.
const DROPPED: [&str; 6] = [
    "content-disposition",
    "strict-transport-security",
    "alt-svc",
    "refresh",
    "report-to",
    "content-security-policy-report-only",
];

/// What became of one request: its number in the browser, and the answer if there is one.
type Fetched = (String, Answer, Option<Arc<Exchange>>);

pub(super) struct Visit<'a> {
    browser: &'a mut Browser,
    fetcher: &'a Arc<Fetcher>,
    page: &'a Exchange,
    options: &'a Render,
    for_picture: bool,
    context: String,
    session: String,
    frame: String,
    loaded: bool,
    active: Instant,
    fetches: JoinSet<Fetched>,
    requests: usize,
    bytes: u64,
    missed: usize,
    /// Where the page wanted to go, and what it loaded.
    leaves: Vec<Url>,
    data: Vec<Arc<Exchange>>,
}

/// Shows `page`, and takes its text.
pub(super) async fn show(
    browser: &mut Browser,
    fetcher: &Arc<Fetcher>,
    page: &Exchange,
    options: &Render,
) -> Result<Shown, Fault> {
    let mut visit = Visit::open(browser, fetcher, page, options, false).await?;
    visit.navigate();
    visit.rest().await?;
    let html = visit.html().await?;
    let missed = visit.missed;
    visit.close();
    Ok(Shown { html, missed })
}

impl<'a> Visit<'a> {
    /// A window of its own, which shares nothing with the one before.
    pub(super) async fn open(
        browser: &'a mut Browser,
        fetcher: &'a Arc<Fetcher>,
        page: &'a Exchange,
        options: &'a Render,
        for_picture: bool,
    ) -> Result<Self, Fault> {
        let context = browser.ask("", "Target.createBrowserContext", json!({}), ORDER).await?;
        let context = text(&context, "browserContextId");
        let denied = json!({ "behavior": "deny", "browserContextId": context });
        browser.ask("", "Browser.setDownloadBehavior", denied, ORDER).await?;
        let target = json!({ "url": "about:blank", "browserContextId": context });
        let target = text(&browser.ask("", "Target.createTarget", target, ORDER).await?, "targetId");
        let session = json!({ "targetId": target, "flatten": true });
        let session = text(&browser.ask("", "Target.attachToTarget", session, ORDER).await?, "sessionId");
        for (method, params) in [
            ("Page.enable", json!({})),
            ("Inspector.enable", json!({})),
            ("Fetch.enable", json!({ "patterns": [{ "urlPattern": "*" }] })),
            ("Page.addScriptToEvaluateOnNewDocument", json!({ "source": SHUT })),
        ] {
            browser.ask(&session, method, params, ORDER).await?;
        }
        Ok(Visit {
            browser,
            fetcher,
            page,
            options,
            for_picture,
            context,
            session,
            // A page's frame has the number of its target.
            frame: target,
            loaded: false,
            active: Instant::now(),
            fetches: JoinSet::new(),
            requests: 0,
            bytes: 0,
            missed: 0,
            leaves: Vec::new(),
            data: Vec::new(),
        })
    }

    /// An order to the page.
    pub(super) async fn ask(&mut self, method: &str, params: Value) -> Result<Value, Fault> {
        self.browser.ask(&self.session, method, params, ORDER).await
    }

    pub(super) fn close(self) {
        let context = json!({ "browserContextId": self.context });
        self.browser.tell("", "Target.disposeBrowserContext", context);
    }

    pub(super) fn navigate(&mut self) {
        let mut url = self.page.url.clone();
        url.set_fragment(None);
        self.browser.tell(&self.session, "Page.navigate", json!({ "url": url.as_str() }));
    }

    /// Answers the page until it rests, or its time is up.
    pub(super) async fn rest(&mut self) -> Result<(), Fault> {
        let deadline = Instant::now() + self.options.time;
        loop {
            let quiet = if self.loaded { self.options.quiet } else { self.options.quiet.max(UNLOADED) };
            let rests = self.fetches.is_empty();
            let wake = if rests { (self.active + quiet).min(deadline) } else { deadline };
            tokio::select! {
                biased;
                () = tokio::time::sleep_until(wake.into()) => return Ok(()),
                Some(done) = self.fetches.join_next() => if let Ok(done) = done { self.fetched(done) },
                event = self.browser.event() => self.event(&event?)?,
            }
        }
    }

    fn event(&mut self, event: &Value) -> Result<(), Fault> {
        if event["sessionId"] != self.session.as_str() {
            return Ok(());
        }
        match event["method"].as_str().unwrap_or_default() {
            "Fetch.requestPaused" => self.asked(&event["params"]),
            "Page.loadEventFired" => {
                self.loaded = true;
                self.active = Instant::now();
            }
            // A page that asks people something would wait for ever.
            "Page.javascriptDialogOpening" => {
                let no = json!({ "accept": false });
                self.browser.tell(&self.session, "Page.handleJavaScriptDialog", no);
            }
            "Inspector.targetCrashed" => return Err(Fault::Crashed),
            _ => {}
        }
        Ok(())
    }

    /// One request of the page: answered here, fetched by the crawler, or refused.
    fn asked(&mut self, params: &Value) {
        let id = text(params, "requestId");
        let request = &params["request"];
        let Ok(mut url) = Url::parse(&text(request, "url")) else { return self.refuse(&id) };
        url.set_fragment(None);
        let inside = self.fetcher.place(&url) == Place::Inside;
        let (method, kind) = (text(request, "method"), text(params, "resourceType"));
        let main_frame = params["frameId"] == self.frame.as_str();
        let asked =
            Asked { url: &url, method: &method, kind: &kind, main_frame, for_picture: self.for_picture };
        match gate::answer(&asked, &self.page.url, inside) {
            Answer::Page if self.requests < self.options.requests => {
                self.requests += 1;
                self.fulfil(&id, self.page.status, headers(self.page), &self.page.body);
            }
            Answer::Leave => {
                if self.leaves.len() < 20 && !self.leaves.contains(&url) {
                    self.leaves.push(url);
                }
                self.stay(&id);
            }
            Answer::Stay => self.stay(&id),
            Answer::Empty => self.fulfil(&id, 200, vec![header("Content-Type", "text/css")], b""),
            Answer::Missed => {
                self.missed += 1;
                self.refuse(&id);
            }
            answer @ (Answer::Script | Answer::Data) => self.fetch(id, answer, url),
            // It loads itself anew, again and again.
            Answer::Page => self.stay(&id),
            Answer::Refused => self.refuse(&id),
        }
    }

    fn fetch(&mut self, id: String, answer: Answer, url: Url) {
        if let Some(kept) = self.fetcher.renderer.kept(&url) {
            return self.fetched((id, answer, Some(kept)));
        }
        if self.requests >= self.options.requests || self.bytes >= self.options.bytes {
            self.missed += usize::from(answer == Answer::Data);
            return self.refuse(&id);
        }
        self.requests += 1;
        let (fetcher, cap) = (Arc::clone(self.fetcher), self.options.bytes - self.bytes);
        self.fetches.spawn(async move {
            let got = fetcher.part(url.clone(), answer == Answer::Data, cap).await.map(Arc::new);
            if let Some(exchange) = &got {
                fetcher.renderer.keep(url, exchange);
            }
            (id, answer, got)
        });
    }

    fn fetched(&mut self, (id, answer, exchange): Fetched) {
        self.active = Instant::now();
        let Some(exchange) = exchange else {
            self.missed += usize::from(answer == Answer::Data);
            return self.refuse(&id);
        };
        self.bytes += exchange.body.len() as u64;
        let mut lines = headers(&exchange);
        // Our own scope is one site, whatever the browser thinks of its two names.
        lines.retain(|l| l["name"] != "access-control-allow-origin");
        lines.push(header("Access-Control-Allow-Origin", "*"));
        self.fulfil(&id, exchange.status, lines, &exchange.body);
        if answer == Answer::Data && !self.data.iter().any(|d| d.sha256 == exchange.sha256) {
            self.data.push(exchange);
        }
    }

    fn fulfil(&mut self, id: &str, status: u16, headers: Vec<Value>, body: &[u8]) {
        self.active = Instant::now();
        let answer = json!({
            "requestId": id, "responseCode": status, "responseHeaders": headers, "body": STANDARD.encode(body),
        });
        self.browser.tell(&self.session, "Fetch.fulfillRequest", answer);
    }

    /// The page goes nowhere; refused, it would give way to the browser's own page about that.
    fn stay(&mut self, id: &str) {
        let nothing = json!({ "requestId": id, "responseCode": 204 });
        self.browser.tell(&self.session, "Fetch.fulfillRequest", nothing);
    }

    /// A refusal is no sign of life, or a page that asks in a circle would never rest.
    fn refuse(&mut self, id: &str) {
        let why = json!({ "requestId": id, "errorReason": "BlockedByClient" });
        self.browser.tell(&self.session, "Fetch.failRequest", why);
    }

    /// The page as it stands, with what it loaded behind its end.
    async fn html(&mut self) -> Result<Vec<u8>, Fault> {
        let root = self.browser.ask(&self.session, "DOM.getDocument", json!({ "depth": 0 }), TEXT).await?;
        let root = json!({ "nodeId": root["root"]["nodeId"] });
        let html = self.browser.ask(&self.session, "DOM.getOuterHTML", root, TEXT).await?;
        let mut html = text(&html, "outerHTML");
        if html.len() as u64 > self.fetcher.page_cap() {
            return Err(Fault::TooLarge);
        }
        for url in &self.leaves {
            html += &format!("\n<meta http-equiv=\"refresh\" content=\"0;url={}\">", quoted(url.as_str()));
        }
        // As data in a script, its addresses are found like those of any script, from the stored
        // walk as well. In the order of their addresses, not of their arrival.
        self.data.sort_by(|a, b| a.url.cmp(&b.url));
        let mut left = DATA.1;
        for answer in &self.data {
            let Ok(body) = std::str::from_utf8(&answer.body) else { continue };
            if body.len() > DATA.0.min(left) || !body.trim_start().starts_with(['{', '[']) {
                continue;
            }
            left -= body.len();
            let (from, body) = (quoted(answer.url.as_str()), body.replace('<', "\\u003c"));
            html += &format!("\n<script type=\"application/json\" data-from=\"{from}\">{body}</script>");
        }
        Ok(html.into_bytes())
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn quoted(address: &str) -> String {
    address.replace('&', "&amp;").replace('"', "%22").replace('<', "%3C")
}

fn header(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value })
}

fn headers(exchange: &Exchange) -> Vec<Value> {
    let kept =
        exchange.headers.iter().filter(|(name, _)| !DROPPED.contains(&name.to_ascii_lowercase().as_str()));
    kept.map(|(name, value)| header(name, &value.replace(['\r', '\n', '\0'], " "))).collect()
}
