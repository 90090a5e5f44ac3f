//! What the walk asks of a document: where it leads, and whether it says anything new.
//!
//! It lies before the document beside the walk, so that a page that has not changed since the last walk is
//! passed without being unpacked.

use serde::{Deserialize, Serialize};

use super::{
    Status, book,
    near::Fingerprint,
    render::need,
    trap,
    ways::{self, Lead},
};
use crate::extract::{Document, Kind, Link, Region, Role};

/// Longest text around a link that may tell what the link is.
const LONGEST_CONTEXT: usize = 200;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Gist {
    pub(super) kind: Kind,
    pub(super) title: String,
    /// The first one.
    pub(super) heading: String,
    /// What a page that came with 200 turned out to be: asked for itself, and as the end of a redirect.
    statuses: [Status; 2],
    /// See [`need`].
    pub(super) needs_scripts: bool,
    /// See [`book`].
    pub(super) is_book: bool,
    /// Of the content.
    pub(super) bytes: u64,
    pub(super) leads: Vec<Lead>,
    /// So many of them are links; those after them are forms.
    linked: usize,
    /// Pictures of a web page's own content.
    pub(super) pictures: Vec<u64>,
    /// A web page's own text, see [`trap::said`].
    pub(super) text: u64,
    pub(super) print: Option<Fingerprint>,
}

impl Gist {
    /// `body`: what the document was read from.
    pub(super) fn of(document: &Document, body: &[u8]) -> Gist {
        let main = document.main_text();
        let heading = document.blocks.iter().find(|b| matches!(b.role, Role::Heading(_)));
        let links = ways::links(document);
        let linked = links.len();
        let leads = links.into_iter().chain(ways::forms(document));
        let page = document.kind == Kind::Html;
        let pictures = document.images.iter().filter(|i| page && i.region == Region::Main);
        let (text, print) = if page { trap::said(&document.title, &main) } else { (0, None) };
        Gist {
            kind: document.kind,
            title: document.title.clone(),
            heading: heading.map_or_else(String::new, |b| b.text.clone()),
            statuses: ways::statuses(document, &main),
            needs_scripts: need::needs_scripts(document, body),
            is_book: page && book::is_book(body),
            bytes: body.len() as u64,
            leads: leads.map(short).collect(),
            linked,
            pictures: pictures.map(|i| trap::hash(&i.src)).collect(),
            text,
            print,
        }
    }

    /// The same with links that stood in the answer's header: they come after those of the content.
    pub(super) fn and(mut self, more: &[Link]) -> Gist {
        let more: Vec<Lead> = more.iter().filter_map(ways::lead).collect();
        let at = self.linked.min(self.leads.len());
        self.linked = at + more.len();
        self.leads.splice(at..at, more);
        self
    }

    /// `redirected`: the page is not the address that was asked for.
    pub(super) fn status(&self, redirected: bool) -> Status {
        self.statuses[usize::from(redirected)]
    }
}

/// A long paragraph around a link says little about the link, and takes room.
fn short(lead: Lead) -> Lead {
    let long = lead.context.chars().nth(LONGEST_CONTEXT).is_some();
    Lead { context: if long { String::new() } else { lead.context }, ..lead }
}
