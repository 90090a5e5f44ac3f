//! What was asked and what was answered.

use std::sync::Arc;

use url::Url;

use crate::crawl::{past::Before, tls};

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
    pub(in crate::crawl) unverified: Option<tls::Fault>,
    pub(in crate::crawl) origin: Origin,
}

/// Where an answer came from.
#[derive(Debug, Clone)]
pub(in crate::crawl) enum Origin {
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
    pub(in crate::crawl) fn load(&mut self) -> std::io::Result<()> {
        match &self.origin {
            Origin::Unchanged { before, .. } if self.body.is_empty() => before.load().map(|b| self.body = b),
            _ => Ok(()),
        }
    }

    /// Whether it was read before, so that hardly anything is to be done for it.
    pub(in crate::crawl) fn is_known(&self) -> bool {
        matches!(self.origin, Origin::Unchanged { .. }) && self.body.is_empty()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}
