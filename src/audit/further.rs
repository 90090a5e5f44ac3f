//! The second reading of scans: of long ones the walk read the first pages, and here the rest of those is read that
//! an item which did not pass may still use.
//!
//! It goes in rounds, of so many pages a document and then twice as many, and between them all is judged again: what
//! stands on page 8 is found before anybody reads page 90, and a long plan does not take the pages of the others.

use std::path::PathBuf;
use std::sync::Arc;

use super::Sitting;
use crate::crawl::{Crawl, Paper, Stop, load::Bodies};
use crate::extract::ocr::Ocr;

/// Pages of each document in the first round.
const FIRST: usize = 6;

/// Who reads on, and out of what.
#[derive(Debug, Clone)]
pub struct Further {
    pub scans: Arc<Ocr>,
    /// Where the walk was kept.
    pub walk: PathBuf,
    /// Every scan to its end, whether an item may use it or not.
    pub whole: bool,
    /// Hears before a round how many documents are read on.
    pub tell: fn(usize),
}

impl Further {
    /// Reads on and judges by `judge`; `None`: nothing was left for later, and nothing was judged.
    pub fn over(&self, krawl: &mut Crawl, judge: impl Fn(&Crawl) -> Sitting) -> Option<Sitting> {
        if !krawl.records.iter().any(waits) {
            return None;
        }
        let bodies = Bodies::of(&self.walk).ok()?;
        if krawl.stopped_by.contains(&Stop::Interrupted) {
            self.scans.halt();
        }
        let mut sitting = judge(krawl);
        let mut most = FIRST;
        while !sitting.rest.is_empty() && self.round(&bodies, krawl, &sitting.rest, most) {
            sitting = judge(krawl);
            most *= 2;
        }
        if self.whole {
            let left: Vec<usize> = (0..krawl.records.len()).filter(|at| waits(&krawl.records[*at])).collect();
            if self.round(&bodies, krawl, &left, usize::MAX) {
                sitting = judge(krawl);
            }
        }
        Some(sitting)
    }

    fn round(&self, bodies: &Bodies, krawl: &mut Crawl, records: &[usize], most: usize) -> bool {
        (self.tell)(records.len());
        bodies.read_on(krawl, records, |body, document| self.scans.read_on(body, document, most))
    }
}

fn waits(record: &crate::crawl::Record) -> bool {
    record.document.as_ref().is_some_and(Paper::waits)
}
