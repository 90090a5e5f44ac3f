//! What finding and judging made of one walk, and what a report says of the walk itself: all of a report that
//! hangs neither on the day nor on what people told.
//!
//! It can be written down and taken up again (see [`super::memo`]): the report is the same to the byte.

use serde::{Deserialize, Serialize};

use super::{Question, is_empty, judged, judged_on};
use crate::crawl::{self, Crawl, tls::Certificate};
use crate::find::{self, library::Library};
use crate::judge::{self, Proof, Verdict};
use crate::mark::{self, Outcome};
use crate::report::{CoverageSummary, Evidence, Finding, Judged, Near, NotRead, Report, Site, Times};
use crate::rule::load::Book;
use crate::rule::{self, Rule};
use crate::submission::Submission;

/// See above.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sitting {
    pub walk: Walked,
    /// What the site calls itself.
    name: String,
    /// What is said of hubs of other forms and years.
    others: Vec<String>,
    findings: Vec<Kept>,
    /// By finding: the walk's records that are its evidence.
    records: Vec<Vec<usize>>,
    /// Records of scans to be read on, those of the first item first. Such a walk is judged each time.
    #[serde(skip)]
    pub rest: Vec<usize>,
}

/// A finding as it is written down.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept(#[serde(with = "Written")] Finding);

/// The fields of a finding; the compiler sees to it that none is forgotten.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Finding")]
struct Written {
    id: String,
    key: String,
    title: String,
    group: String,
    subindicator: String,
    outcome: Outcome,
    #[serde(with = "bits")]
    confidence: f64,
    comment: String,
    fix: String,
    question: Option<String>,
    evidence: Vec<Evidence>,
    judges: Vec<Judged>,
    near: Vec<Near>,
}

/// What a report says of a walk, and whether it may count as one.
#[derive(Debug, Serialize, Deserialize)]
pub struct Walked {
    pub root: String,
    started_at: String,
    finished_at: String,
    summary: CoverageSummary,
    certificates: Vec<Certificate>,
    /// See [`crawl::Coverage::enough`].
    pub enough: bool,
    #[serde(with = "bits")]
    pub share_unreached: f64,
    /// See [`is_empty`].
    pub empty: bool,
}

impl Walked {
    pub fn of(krawl: &Crawl) -> Walked {
        let coverage = crawl::coverage(krawl);
        Walked {
            root: krawl.root.clone(),
            started_at: krawl.started_at.clone(),
            finished_at: krawl.finished_at.clone(),
            certificates: krawl.certificates.clone(),
            enough: coverage.enough(),
            share_unreached: coverage.share_unreached,
            empty: is_empty(krawl),
            summary: summary(krawl, coverage),
        }
    }

    /// Whether anything was read.
    pub fn is_read(&self) -> bool {
        self.summary.pages_read + self.summary.files_read > 0
    }
}

impl Sitting {
    /// Finds and judges.
    pub fn over(krawl: &Crawl, book: &Book) -> Sitting {
        Sitting::of(krawl, book, judged(krawl, book))
    }

    /// The same of what the agency means to submit.
    pub fn on(krawl: &Crawl, book: &Book, submission: &Submission) -> Sitting {
        Sitting::of(krawl, book, judged_on(krawl, book, submission))
    }

    pub(super) fn of(krawl: &Crawl, book: &Book, (library, verdicts): (Library, Vec<Verdict>)) -> Sitting {
        let place = |page: usize| {
            let record = library.pages.record(page);
            krawl.records.iter().position(|r| std::ptr::eq(r, record)).expect("a library is of its walk")
        };
        let mut rest: Vec<usize> = Vec::new();
        for record in verdicts.iter().flat_map(|v| &v.rest).map(|page| place(*page)) {
            if !rest.contains(&record) {
                rest.push(record);
            }
        }
        let records = verdicts.iter().map(|v| v.evidence.iter().map(|proof| place(proof.page)).collect());
        Sitting {
            records: records.collect(),
            rest,
            walk: Walked::of(krawl),
            name: library.site_name(&book.edition.find.agencies),
            others: other_schemes(book, &library),
            findings: (book.rules.iter().zip(verdicts))
                .map(|(rule, verdict)| Kept(finding(rule, verdict, book, &library)))
                .collect(),
        }
    }

    /// The same over a walk that brought the same at another time. `None`: it is another walk after all.
    pub fn again(mut self, krawl: &Crawl) -> Option<Sitting> {
        for (Kept(finding), records) in self.findings.iter_mut().zip(&self.records) {
            for (evidence, record) in finding.evidence.iter_mut().zip(records) {
                let record = krawl.records.get(*record).filter(|r| r.sha256 == evidence.sha256)?;
                evidence.fetched_at.clone_from(&record.fetched_at);
            }
        }
        Some(Sitting { walk: Walked::of(krawl), ..self })
    }

    pub fn report(&self, book: &Book, question: &Question) -> Report {
        let outcomes = self.findings.iter().map(|Kept(f)| (f.id.clone(), f.outcome)).collect();
        let marks = mark::total(&book.edition, &outcomes, question.iit, question.eit);
        let walk = &self.walk;
        let site = Site { url: walk.root.clone(), name: self.name.clone() };
        let times = Times { started_at: walk.started_at.clone(), finished_at: walk.finished_at.clone() };
        let (summary, findings) =
            (walk.summary.clone(), self.findings.iter().map(|Kept(f)| f.clone()).collect());
        let mut report = Report::new(site, &book.edition, &question.as_of, times, summary, findings, marks);
        report.coverage.notes.extend(self.others.iter().cloned());
        report.coverage.notes.extend(book.from.as_deref().map(judge::words::own_rules));
        report.add_certificates(&walk.certificates);
        report.score.perceptions.clone_from(&question.perceptions);
        report
    }
}

/// What is said of hubs that answer another form: one sentence a scheme, with the first such page.
fn other_schemes(book: &Book, library: &Library) -> Vec<String> {
    let schemes = book.edition.schemes.iter().enumerate();
    let said = schemes.filter_map(|(at, scheme)| {
        let mut pages = library.other_schemes.iter().filter(|(_, s)| *s == at).map(|(page, _)| *page);
        let first = &library.pages.record(pages.next()?).original;
        Some(judge::words::other_scheme(&scheme.name, first, pages.count(), &scheme.says))
    });
    said.chain(other_years(book.edition.year, library)).collect()
}

/// What is said where every hub is for another year: the years, and the newest of these hubs.
fn other_years(asked: i32, library: &Library) -> Option<String> {
    let (page, newest) =
        library.other_years.iter().copied().max_by_key(|(page, year)| (*year, usize::MAX - page))?;
    let years: std::collections::BTreeSet<i32> = library.other_years.iter().map(|(_, year)| *year).collect();
    let has_rules = rule::load::years(None).contains(&newest);
    Some(judge::words::other_years(asked, &years, newest, has_rules, &library.pages.record(page).original))
}

fn summary(krawl: &Crawl, coverage: crawl::Coverage) -> CoverageSummary {
    CoverageSummary {
        pages_read: coverage.pages_read as u64,
        files_read: coverage.files_read as u64,
        bytes: coverage.bytes,
        complete: coverage.complete,
        not_read: coverage
            .not_read
            .into_iter()
            .map(|n| NotRead { url: n.url, status: n.status, advice: n.advice })
            .collect(),
        notes: krawl.notes.clone(),
        stopped_by: krawl.stopped_by.clone(),
        cut: coverage.cut,
        aside: coverage.aside,
    }
}

fn finding(rule: &Rule, verdict: Verdict, book: &Book, library: &Library) -> Finding {
    let item = rule.item.get_ref().clone();
    let (subindicator, group) = book
        .edition
        .place(&item)
        .map_or_else(Default::default, |(sub, group)| (sub.id.clone(), group.title.clone()));
    let address = |page: usize| library.pages.record(page).original.clone();
    // A judge that quotes a title or a line does not say on which page it stands.
    let place = |page: Option<usize>, quote: Option<&String>| {
        let page = page.filter(|page| !library.pages.is_html(*page))?;
        library.pages.glance(page).page_of(quote?)
    };
    Finding {
        key: rule.id.get_ref().clone(),
        title: rule.title.clone(),
        group,
        subindicator,
        outcome: verdict.outcome,
        confidence: verdict.confidence,
        comment: verdict.comment,
        fix: verdict.fix,
        question: verdict.question,
        evidence: verdict.evidence.into_iter().map(|proof| evidence(proof, library)).collect(),
        judges: verdict
            .judged
            .into_iter()
            .map(|judged| Judged {
                id: judged.id,
                asks: judged.asks,
                answer: judged.one.answer,
                reason: judged.one.reason,
                page: judged.one.page.or_else(|| place(judged.page, judged.one.quote.as_ref())),
                quote: judged.one.quote.unwrap_or_default(),
                url: judged.page.map(address).unwrap_or_default(),
            })
            .collect(),
        near: verdict.near.into_iter().map(|(page, note)| Near { url: address(page), note }).collect(),
        id: item,
    }
}

fn evidence(proof: Proof, library: &Library) -> Evidence {
    let page = library.pages.glance(proof.page);
    let record = page.record;
    let found_on = proof.found_on.map(|p| library.pages.record(p).original.clone());
    let quote = proof.quote.unwrap_or_default();
    let at = proof.at_page.or_else(|| page.page_of(&quote)).or_else(|| page.page_of(&page.title()));
    Evidence {
        url: record.original.clone(),
        found_on: found_on.or_else(|| record.found_on.clone()),
        link_text: if proof.label.is_empty() { record.link_text.clone() } else { proof.label },
        clicks: record.clicks,
        kind: page.document.kind,
        title: page.whole_title(),
        path: find::trail::trail(proof.page, library),
        quote,
        page: at,
        sha256: record.sha256.clone(),
        fetched_at: record.fetched_at.clone(),
        screenshot: None,
        unread: page.document.unread_scans(),
    }
}

/// A number to its last bit, which decimal digits need not keep.
mod bits {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(number: &f64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(number.to_bits())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        u64::deserialize(from).map(f64::from_bits)
    }
}
