//! How much of the site was seen: whether "it is not there" may be said at all.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{Crawl, Paper, Record, Status, canon};
use crate::extract::{Kind, Region, Unread, ocr};

/// Share of the site's links that must have been seen before something may be called missing.
const FLOOR: f64 = 0.95;

/// What a walk saw and what it did not.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Web pages read, each content once.
    pub pages_read: usize,
    /// Files read, each content once.
    pub files_read: usize,
    /// Of everything read, decompressed.
    pub bytes: u64,
    /// Nothing stopped the walk, nothing inside the site was left unseen, and every scan was read to its end.
    pub complete: bool,
    /// Addresses of the site, and documents linked from it, that were not read.
    pub not_read: Vec<NotRead>,
    pub home_read: bool,
    /// Distinct addresses of the site in the home page's menus.
    pub menus_total: usize,
    pub menus_read: usize,
    /// Share, 0 to 1, of the site's addresses whose content could not be seen though it may be
    /// there. A page that answers 404 was seen.
    pub share_unreached: f64,
    /// Scanned pages that a limit of pages or time left unread.
    pub cut: Option<Cut>,
    /// Scanned pages after the first ones of a document, which no item asked for.
    pub aside: Option<Cut>,
}

/// Where the reading of scans ended before the end of documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Pages that were not read.
    pub pages: u64,
    /// Scanned pages of the same files in all.
    pub of: u64,
    pub files: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NotRead {
    /// As linked.
    pub url: String,
    pub status: Status,
    /// Thai.
    pub advice: String,
}

impl Coverage {
    /// Whether enough was seen to call something missing.
    pub fn enough(&self) -> bool {
        self.home_read && 1.0 - self.share_unreached >= FLOOR
    }
}

/// Sums a walk up.
pub fn coverage(krawl: &Crawl) -> Coverage {
    let mut out = Coverage::default();
    let (mut seen, mut unseen) = (0usize, 0usize);
    let (mut cut, mut aside) = (Cut::default(), Cut::default());
    for record in &krawl.records {
        if let Some(paper) = record.document.as_ref().filter(|_| record.same_as.is_none()) {
            cut.count(paper, ocr::is_cut);
            aside.count(paper, |part| ocr::is_late(part) || ocr::is_not_fetched(part));
        }
        match record.status {
            Status::Read => {
                out.bytes += record.bytes;
                let is_page = record.document.as_ref().is_some_and(|d| d.kind() == Kind::Html);
                let first = usize::from(record.same_as.is_none());
                if is_page { out.pages_read += first } else { out.files_read += first }
            }
            Status::OutOfScope => continue,
            status => out.not_read.push(NotRead {
                url: record.original.clone(),
                status,
                advice: advice(status, record).to_owned(),
            }),
        }
        if !record.outside && !matches!(record.status, Status::Trap | Status::BadAddress) {
            if record.status.is_unreached() { unseen += 1 } else { seen += 1 }
        }
    }
    let home = krawl.records.first().filter(|r| r.found_on.is_none());
    out.home_read = home.is_some_and(|h| h.status == Status::Read);
    if let Some(home) = home {
        (out.menus_total, out.menus_read) = menus(krawl, home);
    }
    out.share_unreached = if seen + unseen == 0 { 1.0 } else { unseen as f64 / (seen + unseen) as f64 };
    out.cut = (cut.pages > 0).then_some(cut);
    out.aside = (aside.pages > 0).then_some(aside);
    let scans = out.cut.is_none() && out.aside.is_none();
    out.complete = krawl.stopped_by.is_empty() && unseen == 0 && seen > 0 && scans;
    out
}

impl Cut {
    fn count(&mut self, paper: &Paper, is_left: impl Fn(&Unread) -> bool) {
        // What was left is held: it would not be read the same once more.
        if paper.is_shelved() {
            return;
        }
        let document = paper.load();
        let left = document.unread.iter().filter(|u| is_left(u)).count() as u64;
        if left > 0 {
            self.pages += left;
            self.of += u64::from(document.unread_scans()) + document.ocr.len() as u64;
            self.files += 1;
        }
    }
}

fn advice(status: Status, record: &Record) -> &'static str {
    let document = record.document.as_ref().filter(|_| status == Status::ScanNotRead).map(Paper::load);
    let Some(document) = document else { return status.advice() };
    if ocr::is_wanting(&document) {
        return super::status::NO_OCR;
    }
    if document.unread.iter().any(ocr::is_slow) {
        return super::status::NOT_IN_TIME;
    }
    if document.unread.iter().any(ocr::is_cut) {
        return super::status::OVER_BUDGET;
    }
    status.advice()
}

fn menus(krawl: &Crawl, home: &Record) -> (usize, usize) {
    let by_url: HashMap<&str, &Record> = krawl.records.iter().map(|r| (r.url.as_str(), r)).collect();
    let document = home.document.as_ref().map(Paper::load);
    let links = document.iter().flat_map(|d| &d.links).filter(|l| l.region == Region::Menu);
    let targets: HashSet<String> = links.filter_map(|l| canon::canon(&l.url)).collect();
    let records = targets
        .iter()
        .filter_map(|t| by_url.get(t.as_str()))
        .filter(|r| !matches!(r.status, Status::OutOfScope | Status::InViewer));
    records.fold((0, 0), |(all, read), r| (all + 1, read + usize::from(r.status == Status::Read)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(unseen: usize, missing: usize, read: usize) -> Coverage {
        let one = |status: Status, n: usize| Record {
            url: format!("http://a.th/{}/{n}", status.name()),
            status,
            found_on: (status != Status::Read || n > 0).then(|| "http://a.th/".to_owned()),
            ..Record::default()
        };
        let mut records: Vec<_> = (0..read).map(|n| one(Status::Read, n)).collect();
        records.extend((0..missing).map(|n| one(Status::NotFound, n)));
        records.extend((0..unseen).map(|n| one(Status::RobotsDenied, n)));
        records.extend((0..50).map(|n| one(Status::OutOfScope, n)));
        coverage(&walk(records))
    }

    fn walk(records: Vec<Record>) -> Crawl {
        let empty = String::new;
        Crawl {
            root: empty(),
            started_at: empty(),
            finished_at: empty(),
            records,
            stopped_by: vec![],
            notes: vec![],
            certificates: vec![],
        }
    }

    #[test]
    fn missing_pages_were_seen_and_denied_ones_were_not() {
        let good = site(5, 35, 60);
        assert!(good.enough() && !good.complete);
        assert_eq!(good.not_read.len(), 40);
        assert!(!site(6, 34, 60).enough());
        assert!(site(0, 5, 1).complete);
        assert!(!site(0, 5, 0).enough(), "the home page was not read");
        assert!(!site(0, 0, 0).enough());
    }

    /// Neither is one that left pages of long scans aside; these are counted by themselves.
    #[test]
    fn a_walk_whose_scans_were_cut_is_not_complete() {
        use crate::extract::{Document, OcrPage, Unread, Why};
        let site = |why: &str| {
            let unread =
                vec![Unread::new(Some(2), Why::NeedsOcr, why), Unread::new(Some(3), Why::NeedsOcr, why)];
            let read = vec![OcrPage { page: 1, confidence: 0.9, file: None }];
            let scan = Document { kind: Kind::Pdf, pages: 3, unread, ocr: read, ..Document::default() };
            let home = Record { status: Status::Read, ..Record::default() };
            let file = Record { document: Some(scan.into()), found_on: Some(String::new()), ..home.clone() };
            coverage(&walk(vec![home, file]))
        };
        let cut = site(ocr::OVER_BUDGET);
        assert_eq!((cut.complete, cut.cut), (false, Some(Cut { pages: 2, of: 3, files: 1 })));
        assert!(cut.enough(), "of a site that was seen something may still be said to be missing");
        assert!(!site(ocr::OVER_TIME).complete && site(ocr::NOTHING_READ).complete);
        assert_eq!(site(ocr::PAGE_LATE).cut, cut.cut, "nor is one whose machine was too busy for a page");
        let aside = site(ocr::PAST_FIRST);
        assert_eq!((aside.complete, aside.cut), (false, None));
        assert_eq!(aside.aside, Some(Cut { pages: 2, of: 3, files: 1 }));
    }

    /// OCR is named to those who had none.
    #[test]
    fn a_scan_that_was_tried_is_not_sent_to_ocr() {
        use crate::extract::{Document, Unread, Why};
        let advice = |detail: &str| {
            let unread = vec![Unread::new(Some(1), Why::NeedsOcr, detail)];
            let scan = Document { kind: Kind::Pdf, pages: 1, unread, ..Document::default() };
            let record = Record { status: scan.status(), document: Some(scan.into()), ..Record::default() };
            let is_tried = record.status == Status::Unreadable;
            assert_eq!(is_tried, detail == ocr::NOTHING_READ, "{detail}: {:?}", record.status);
            advice(record.status, &record)
        };
        assert!(advice("scan.pdf").contains("OCR"));
        assert_eq!(advice(ocr::NOTHING_READ), Status::Unreadable.advice());
        assert!(advice(ocr::OVER_BUDGET).contains("--ocr-pages"));
        assert!(advice(ocr::OVER_TIME).contains("--ocr-time"));
        assert!(["ไม่ทันเวลา", "ตรวจใหม่", "--ocr-time"].iter().all(|w| advice(ocr::PAGE_LATE).contains(w)));
        for tried in [ocr::NOTHING_READ, ocr::PAGE_LATE, ocr::OVER_BUDGET, ocr::OVER_TIME, ocr::PAST_FIRST] {
            assert!(!advice(tried).contains("OCR"));
        }
    }
}
