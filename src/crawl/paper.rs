//! A document that was read: in memory, or beside the walk on disk until somebody asks for it.

use std::{
    fmt,
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
    sync::Arc,
};

use super::{
    texts::{At, Texts},
    ways::{self, Lead},
};
use crate::extract::{Document, Kind, Link, Region, Unread, Why, marks::Marks, ocr};

/// A short mark of an address; two may have the same.
pub(super) fn mark(url: &str) -> u32 {
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(url);
    (hash >> 32) as u32
}

/// A document by its place. Of most pages of a site nothing is asked twice, so that a walk need not
/// hold what it read.
#[derive(Clone)]
pub struct Paper {
    kind: Kind,
    lies: Lies,
}

#[derive(Clone)]
enum Lies {
    Here(Arc<Document>),
    Shelved(Arc<Shelved>),
}

struct Shelved {
    texts: Arc<Texts>,
    at: At,
    /// Marks of the addresses it leads to, see [`mark`].
    leads: Box<[u32]>,
    /// Links that stood in the answer's header: they are no part of the content.
    more: Box<[Link]>,
}

impl Paper {
    /// `more`: links that are not of the content; `leads`: where all of them lead.
    pub(super) fn shelved(texts: &Arc<Texts>, at: At, kind: Kind, more: Vec<Link>, leads: &[Lead]) -> Paper {
        let more = more.into();
        let leads = leads.iter().map(|lead| mark(&lead.url)).collect();
        let shelved = Shelved { texts: Arc::clone(texts), at, leads, more };
        Paper { kind, lies: Lies::Shelved(Arc::new(shelved)) }
    }

    /// Whether it may lead to one of these addresses; known without loading it.
    pub(super) fn may_lead(&self, is_one: impl Fn(u32) -> bool) -> bool {
        match &self.lies {
            Lies::Here(_) => true,
            Lies::Shelved(shelved) => shelved.leads.iter().any(|mark| is_one(*mark)),
        }
    }

    /// Where it leads, which stands before the document.
    pub(super) fn leads(&self) -> Vec<Lead> {
        let gist = match &self.lies {
            Lies::Here(_) => None,
            Lies::Shelved(shelved) => shelved.texts.gist(shelved.at).map(|gist| gist.and(&shelved.more)),
        };
        gist.map_or_else(|| ways::leads(&self.load()), |gist| gist.leads)
    }

    /// What the document is; known without loading it.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The document itself. Where the disk no longer gives it back, one that could not be read.
    pub fn load(&self) -> Arc<Document> {
        match &self.lies {
            Lies::Here(document) => Arc::clone(document),
            Lies::Shelved(shelved) => {
                let Some(mut document) = shelved.texts.take_up(shelved.at) else {
                    let lost = vec![Unread::new(None, Why::Crashed, "")];
                    return Arc::new(Document { kind: self.kind, unread: lost, ..Document::default() });
                };
                document.links.extend_from_slice(&shelved.more);
                Arc::new(document)
            }
        }
    }

    /// Marks of what may stand on every page of the site, which stand before the document.
    pub(crate) fn marks(&self) -> Marks {
        let kept = match &self.lies {
            Lies::Here(_) => None,
            Lies::Shelved(shelved) => shelved.texts.marks(shelved.at).map(|marks| {
                let own = shelved.more.iter().filter(|link| link.region == Region::Main);
                marks.and(own.map(|link| &link.url))
            }),
        };
        kept.unwrap_or_else(|| Marks::of(&self.load()))
    }

    /// A hash of the document; `None` where it is not known to be read the same once more.
    pub(super) fn seal(&self) -> Option<Vec<u8>> {
        let Lies::Shelved(shelved) = &self.lies else { return None };
        let more = postcard::to_stdvec(&shelved.more).ok()?;
        Some([&shelved.at.key[..], &shelved.at.check, &more].concat())
    }

    /// Whether the disk failed to give back a document when it was asked for.
    pub(super) fn was_lost(&self) -> bool {
        matches!(&self.lies, Lies::Shelved(shelved) if shelved.texts.was_lost())
    }

    /// Whether it can be let go of and had again.
    pub fn is_shelved(&self) -> bool {
        matches!(self.lies, Lies::Shelved(_))
    }

    /// Whether some of it was left for later; such a document is held.
    pub(crate) fn waits(&self) -> bool {
        matches!(&self.lies, Lies::Here(document) if document.unread.iter().any(ocr::is_late))
    }

    /// Whether both are one document at one place.
    pub fn is(&self, other: &Paper) -> bool {
        match (&self.lies, &other.lies) {
            (Lies::Here(one), Lies::Here(two)) => Arc::ptr_eq(one, two),
            (Lies::Shelved(one), Lies::Shelved(two)) => one.at.key == two.at.key,
            _ => false,
        }
    }
}

impl From<Document> for Paper {
    fn from(document: Document) -> Paper {
        Arc::new(document).into()
    }
}

impl From<Arc<Document>> for Paper {
    fn from(document: Arc<Document>) -> Paper {
        Paper { kind: document.kind, lies: Lies::Here(document) }
    }
}

impl fmt::Debug for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.is_shelved() { "on disk" } else { "in memory" };
        write!(f, "Paper({:?}, {place})", self.kind)
    }
}
