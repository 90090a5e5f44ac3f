//! What the caller settles before a walk, and hears during it.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

pub use super::guard::Names;
pub use super::polite::Traffic;
use super::polite::interval;
use super::{Render, Status};
use crate::extract::Document;
pub use crate::extract::Hints;
use crate::thai::text::fold;

/// Turns a body into a document.
pub type Reader = Arc<dyn Fn(&[u8], &Hints<'_>) -> Document + Send + Sync>;

/// Requests a second on one host, where nobody says otherwise.
pub const RATE: f64 = 2.0;

#[derive(Debug, Clone)]
pub struct Options {
    /// Addresses fetched at most; robots.txt and sitemaps are not counted.
    pub max_pages: usize,
    /// Bytes of bodies, decompressed.
    pub max_bytes: u64,
    pub max_time: Duration,
    /// Clicks from the root.
    pub max_depth: u32,
    /// Requests a second and host, as the operator asked; `None`: two.
    pub rate: Option<f64>,
    /// Requests under way at the same time on one host; `None`: four, more if the rate asked is high.
    pub at_once: Option<usize>,
    pub allow_private: bool,
    /// A host whose certificate does not pass is not read at all.
    pub strict_tls: bool,
    /// Whom the site's owner may write to; stands in the user agent.
    pub contact: String,
    /// Longest Crawl-delay that is kept. `None`: 5 s, or 0.25 s where `rate` was asked for,
    /// since whoever sets a rate answers for it towards the site.
    pub crawl_delay_cap: Option<Duration>,
    /// Words, in lower case, that mark the links to take first.
    pub first: Vec<String>,
    /// Instead of the whole site, a few addresses and the way to them.
    pub narrow: Option<Narrow>,
    /// `http://proxy:8080`; the environment is not consulted, since a proxy escapes the address guard.
    pub proxy: Option<String>,
    /// What other walks at the same time share with this one.
    pub traffic: Arc<Traffic>,
    /// Who resolves names; `None`: the system. What they resolve to is checked all the same.
    pub names: Option<Names>,
    pub connect_timeout: Duration,
    /// Longest silence while an answer arrives.
    pub idle_timeout: Duration,
    pub request_timeout: Duration,
    /// Largest web page.
    pub page_cap: u64,
    /// Largest file of any other kind.
    pub file_cap: u64,
    /// First pause before a request is tried again; doubles each time.
    pub retry_pause: Duration,
    /// Pages that scripts build.
    pub render: Render,
    /// What the account of the walk says before all else.
    pub notes: Vec<String>,
}

/// A walk that looks at given addresses, at what these lead to by one click, and from the home page
/// on only at links with given words.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    pub seeds: Vec<String>,
    /// In matching form.
    pub words: Vec<String>,
}

impl Narrow {
    /// Whether a page that is no seed leads on by a link with this text.
    pub(crate) fn leads_by(&self, text: &str) -> bool {
        let text = fold(text);
        let long = |text: &str| text.chars().count() >= 4;
        self.words.iter().any(|word| {
            text == *word || (long(word) && text.contains(word)) || (long(&text) && word.contains(&text))
        })
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_pages: 3000,
            max_bytes: 2 << 30,
            max_time: Duration::from_secs(3600),
            max_depth: 12,
            rate: None,
            at_once: None,
            allow_private: false,
            strict_tls: false,
            contact: String::new(),
            crawl_delay_cap: None,
            first: Vec::new(),
            narrow: None,
            proxy: None,
            traffic: Arc::default(),
            names: None,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(20),
            request_timeout: Duration::from_secs(120),
            page_cap: 8 << 20,
            file_cap: 50 << 20,
            retry_pause: Duration::from_millis(500),
            render: Render::default(),
            notes: Vec::new(),
        }
    }
}

impl Options {
    pub(crate) fn user_agent(&self) -> String {
        let who = concat!("oit/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"));
        // A header takes visible ASCII only.
        let contact: String = self.contact.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
        if contact.is_empty() { format!("{who})") } else { format!("{who}; contact {contact})") }
    }

    /// Time between two requests to one host.
    pub(crate) fn interval(&self) -> Duration {
        let rate = self.rate.filter(|r| r.is_finite() && *r > 0.0).unwrap_or(RATE);
        interval(rate)
    }

    pub(crate) fn at_once(&self) -> usize {
        let by_rate = (self.rate.unwrap_or(RATE) / 10.0).clamp(4.0, 16.0) as usize;
        self.at_once.unwrap_or(by_rate).max(1)
    }

    pub(crate) fn delay_cap(&self) -> Duration {
        let usual = if self.rate.is_some() { Duration::from_millis(250) } else { Duration::from_secs(5) };
        self.crawl_delay_cap.unwrap_or(usual)
    }
}

/// One thing that happened during the walk.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The address just begun or ended.
    pub url: &'a str,
    /// How it ended; `None`: it has just begun.
    pub status: Option<Status>,
    /// Addresses read so far.
    pub read: usize,
    /// Addresses that ended in any other way.
    pub failed: usize,
    /// Addresses known and not yet begun.
    pub waiting: usize,
    pub bytes: u64,
}

/// Hears what happens. Called at every request, so it had better be quick.
pub trait Progress: Send + Sync {
    fn event(&self, event: &Event<'_>);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn event(&self, _: &Event<'_>) {}
}

/// Ends a walk from outside; clones end the same walk.
#[derive(Debug, Clone)]
pub struct StopHandle(Arc<watch::Sender<bool>>);

impl Default for StopHandle {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl StopHandle {
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    pub fn is_stopped(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns once [`StopHandle::stop`] was called.
    pub async fn stopped(&self) {
        // The sender lives in self, so waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|s| *s).await;
    }
}
