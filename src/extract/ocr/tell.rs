//! How far the reading of a long scan is, for who waits for it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

type Hears = dyn Fn(u32, u32) + Send + Sync;

/// Hears of every page read from a picture: how many are read, and how many there are to read in this
/// document. Called from several threads.
#[derive(Clone, Default)]
pub struct Tell(Option<Arc<Hears>>);

impl Tell {
    pub fn to(hears: impl Fn(u32, u32) + Send + Sync + 'static) -> Tell {
        Tell(Some(Arc::new(hears)))
    }

    /// A document of so many pages is begun.
    pub(super) fn about(&self, pages: u32) -> About<'_> {
        let about = About { tell: self, pages, read: AtomicU32::new(0) };
        about.say(0);
        about
    }
}

impl fmt::Debug for Tell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Tell(..)" } else { "Tell" })
    }
}

pub(super) struct About<'t> {
    tell: &'t Tell,
    pages: u32,
    read: AtomicU32,
}

impl About<'_> {
    pub(super) fn one_more(&self) {
        self.say(self.read.fetch_add(1, Ordering::Relaxed) + 1);
    }

    fn say(&self, read: u32) {
        if let Some(hears) = &self.tell.0 {
            hears(read, self.pages);
        }
    }
}
