//! What is known and not yet visited, the most telling first.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

use url::Url;

/// How much an address promises; the order of the variants is the order of the visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Promise {
    /// A sitemap, or a link that a hint word marks.
    Marked,
    /// In the content of a marked page, or in the menus of the home page.
    Near,
    Plain,
    /// A string in a script, a form's action.
    Guess,
    /// Only the sitemap names it.
    Unlinked,
    /// One of so many alike that the others come first.
    Last,
}

/// One address to visit.
#[derive(Debug, Clone)]
pub(super) struct Job {
    /// Canonical.
    pub(super) url: Url,
    pub(super) promise: Promise,
    /// Clicks from the root by the shortest way seen so far.
    pub(super) depth: u32,
    pub(super) is_sitemap: bool,
    /// On another host: its links are not followed.
    pub(super) outside: bool,
    /// A hint word marked it, so its content is near.
    pub(super) marked: bool,
    /// See [`super::trap::grown`].
    pub(super) grown: u32,
}

#[derive(Debug, Default)]
pub(super) struct Frontier {
    waiting: HashMap<String, Job>,
    heap: BinaryHeap<Reverse<(Promise, u32, u64, String)>>,
    pushed: u64,
}

impl Frontier {
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether an address waits to which another way may be better: one from a page so deep.
    pub(super) fn may_be_better(&self, url: &str, depth: u32) -> bool {
        let better = |job: &Job| job.promise > Promise::Marked || job.depth > depth;
        self.waiting.get(url).is_some_and(|job| job.promise != Promise::Last && better(job))
    }

    pub(super) fn push(&mut self, job: Job) {
        self.pushed += 1;
        let url = job.url.to_string();
        self.heap.push(Reverse((job.promise, job.depth, self.pushed, url.clone())));
        self.waiting.insert(url, job);
    }

    /// A better way to an address that still waits.
    pub(super) fn better(&mut self, url: &str, promise: Promise, depth: u32, marked: bool) {
        let Some(job) = self.waiting.get_mut(url).filter(|j| j.promise != Promise::Last) else { return };
        if promise < job.promise || depth < job.depth {
            job.promise = job.promise.min(promise);
            job.depth = job.depth.min(depth);
            job.marked |= marked;
            self.pushed += 1;
            // The older entry stays in the heap and is passed over when it comes up.
            self.heap.push(Reverse((job.promise, job.depth, self.pushed, url.to_owned())));
        }
    }

    pub(super) fn pop(&mut self) -> Option<Job> {
        while let Some(Reverse((.., url))) = self.heap.pop() {
            if let Some(job) = self.waiting.remove(&url) {
                return Some(job);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(path: &str, promise: Promise, depth: u32) -> Job {
        let url = Url::parse("http://a.th").and_then(|u| u.join(path)).expect("an address");
        Job { url, promise, depth, is_sitemap: false, outside: false, marked: false, grown: 0 }
    }

    #[test]
    fn marked_then_near_then_far_and_each_once() {
        let mut frontier = Frontier::default();
        for (path, promise, depth) in [
            ("/far", Promise::Plain, 3),
            ("/orphan", Promise::Unlinked, 1),
            ("/close", Promise::Plain, 1),
            ("/hub", Promise::Marked, 2),
            ("/menu", Promise::Near, 1),
            ("/late", Promise::Plain, 5),
        ] {
            frontier.push(job(path, promise, depth));
        }
        frontier.better("http://a.th/late", Promise::Near, 2, true);
        let order: Vec<_> = std::iter::from_fn(|| frontier.pop()).map(|j| j.url.path().to_owned()).collect();
        assert_eq!(order, ["/hub", "/menu", "/late", "/close", "/far", "/orphan"]);
        assert_eq!(frontier.len(), 0);
    }
}
