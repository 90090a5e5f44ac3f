//! How long a document has been worked on: the sum over its pages, on however many cores.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

#[derive(Debug)]
pub(super) struct Clock {
    limit: Duration,
    /// In milliseconds.
    worked: AtomicU64,
}

impl Clock {
    pub(super) fn new(limit: Duration) -> Clock {
        Clock { limit, worked: AtomicU64::new(0) }
    }

    pub(super) fn left(&self) -> Duration {
        self.limit.saturating_sub(Duration::from_millis(self.worked.load(Ordering::Relaxed)))
    }

    /// Counts until it is dropped.
    pub(super) fn run(&self) -> Work<'_> {
        Work { clock: self, begun: Instant::now() }
    }
}

pub(super) struct Work<'a> {
    clock: &'a Clock,
    begun: Instant,
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        let worked = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.clock.worked.fetch_add(worked.max(1), Ordering::Relaxed);
    }
}
