//! From a root URL to documents, and an account of what was not reached.

use serde::{Deserialize, Serialize};

/// Everything one walk over one site brought back. Later steps need nothing else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Crawl {
    /// The address asked for.
    pub root: String,
    /// RFC 3339, UTC, whole seconds.
    pub started_at: String,
    pub finished_at: String,
    /// One for each address, in the order in which they were taken up.
    pub records: Vec<Record>,
    /// Which budget or signal ended the walk early; empty: everything found was taken up.
    pub stopped_by: Vec<Stop>,
    /// What the reader should know, in Thai: a capped crawl-delay, a robots.txt that stalled …
    pub notes: Vec<String>,
    /// Of the site's own hosts over HTTPS, in the order of their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<tls::Certificate>,
}

/// One address and what became of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Record {
    /// Canonical form: what equal addresses have in common.
    pub url: String,
    /// As first seen, resolved but not otherwise changed: what people click.
    pub original: String,
    /// Where redirects led; equal to `url` without any.
    pub final_url: String,
    pub status: Status,
    /// HTTP status of the last answer.
    pub http: Option<u16>,
    /// As the server said.
    pub media_type: String,
    pub bytes: u64,
    /// Hex, of the body.
    pub sha256: String,
    /// RFC 3339, UTC, whole seconds.
    pub fetched_at: String,
    /// Canonical address of the page where the first link to it stood; `None` for the root.
    pub found_on: Option<String>,
    pub link_text: String,
    /// Clicks from the root, by the shortest way known.
    pub clicks: u32,
    /// A document on another host, read because a page of the agency links it.
    pub outside: bool,
    /// Read from the page as a browser showed it, or from its flip book: `sha256` and `bytes` are those of that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rendered: bool,
    /// The host's certificate did not pass: whoever answered need not be the agency.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unverified: bool,
    /// Canonical address of the record with the same content; `document` is then the same.
    pub same_as: Option<String>,
    #[serde(skip)]
    pub document: Option<Paper>,
}

pub mod canon;
pub mod coverage;
pub mod options;
pub mod status;

mod book;
mod fetch;
mod frontier;
mod gist;
mod guard;
pub mod keep;
mod leads;
mod mirror;
mod near;
mod order;
mod paper;
mod past;
mod polite;
pub mod render;
mod robots;
pub mod scheme;
mod scope;
pub mod seal;
#[doc(hidden)]
pub mod sitemap;
mod texts;
pub mod tls;
mod trap;
mod visit;
mod walk;
mod wall;
mod warc;
mod ways;

pub mod load;
pub mod store;

pub use coverage::{Coverage, Cut, NotRead, coverage};
pub(crate) use fetch::hex;
pub use guard::{is_public, is_within};
pub use load::{Fault, load};
pub use options::{Event, Hints, Names, Narrow, Options, Progress, Reader, Silent, StopHandle};
pub use paper::Paper;
pub use render::Render;
pub(crate) use scope::is_social;
pub use status::Status;
pub use walk::{Unable, walk};

/// Whether an address opens a document in a program on another host that gives no file away.
pub fn is_viewer(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| scope::is_viewer(&url))
}

/// [`Record::clicks`] of a page that only the sitemap names.
pub const UNLINKED: u32 = 999;

/// Now, as times stand in records: RFC 3339, UTC, whole seconds.
pub(crate) fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

/// What ended the walk before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    Pages,
    Bytes,
    Time,
    Depth,
    Interrupted,
}
