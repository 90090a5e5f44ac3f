//! One site, from a walk to a report: extract came with the walk; find, judge, mark and report
//! stand here in a row. The file to read first.

use std::sync::Arc;

use crate::crawl::{self, Crawl, Reader, Status};
use crate::extract::{self, ocr::Ocr, worker::Pool};
use crate::find::library::Library;
use crate::find::{self, Form, Section};
use crate::judge::{self, Proof, Setting, Verdict};
use crate::mark;
use crate::report::{
    CoverageSummary, Evidence, Finding, Judged, Near, NotRead, Perception, Report, Site, Submitted, Times,
    words_submission,
};
use crate::rule::Rule;
use crate::rule::load::Book;
use crate::submission::Submission;
use crate::thai::text::fold;

/// What one audit is asked for, beside the site.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The day on which the audit stands, `YYYY-MM-DD`.
    pub as_of: String,
    /// Results of the two surveys, 0 to 100, where they are known.
    pub iit: Option<f64>,
    pub eit: Option<f64>,
    /// The surveys' indicators, where they were given one by one.
    pub perceptions: Vec<Perception>,
}

/// Reads any body that the crawler brings; scans too, where there is a reader of scans.
pub fn reader(ocr: Option<Ocr>) -> Reader {
    Arc::new(extract::ocr::reader(ocr.map(Arc::new)))
}

/// As [`reader`], each body in a process of its own.
pub fn isolated(pool: Arc<Pool>, ocr: Option<Ocr>) -> Reader {
    let ocr = ocr.map(|ocr| Arc::new(ocr.through(Arc::clone(&pool))));
    Arc::new(extract::ocr::reader_by(ocr, move |bytes, hints| pool.read(bytes, hints)))
}

/// Audits a walk that is over. The same walk, rules and day give the same report.
pub fn report(krawl: &Crawl, book: &Book, question: &Question) -> Report {
    let judged = judged(krawl, book);
    reported(krawl, book, question, judged)
}

/// Audits what the agency means to submit, and nothing else of the site.
pub fn report_on(krawl: &Crawl, book: &Book, question: &Question, submission: &Submission) -> Report {
    let judged = judged_on(krawl, book, submission);
    let paths: Vec<Vec<Submitted>> = book
        .rules
        .iter()
        .map(|rule| submission.of(rule.item.get_ref()).map(|e| Submitted::walked(e, &judged.0)).collect())
        .collect();
    let mut report = reported(krawl, book, question, judged);
    for (rule, submitted) in book.rules.iter().zip(paths) {
        if let Some(item) = report.items.iter_mut().find(|item| item.id == *rule.item.get_ref()) {
            item.submitted = submitted;
        }
    }
    let without = report.items.iter().filter(|item| item.submitted.is_empty()).count();
    report.coverage.notes.push(words_submission::judged_only(submission.urls().count(), without));
    report
}

fn reported(
    krawl: &Crawl,
    book: &Book,
    question: &Question,
    (library, verdicts): (Library, Vec<Verdict>),
) -> Report {
    let coverage = crawl::coverage(krawl);
    let others = other_schemes(book, &library);
    let outcomes =
        book.rules.iter().zip(&verdicts).map(|(r, v)| (r.item.get_ref().clone(), v.outcome)).collect();
    let marks = mark::total(&book.edition, &outcomes, question.iit, question.eit);
    let findings = book
        .rules
        .iter()
        .zip(verdicts)
        .map(|(rule, verdict)| finding(rule, verdict, book, &library))
        .collect();
    let site = Site { url: krawl.root.clone(), name: library.site_name(&book.edition.find.agencies) };
    let times = Times { started_at: krawl.started_at.clone(), finished_at: krawl.finished_at.clone() };
    let mut report =
        Report::new(site, &book.edition, &question.as_of, times, summary(krawl, coverage), findings, marks);
    report.coverage.notes.extend(others);
    report.coverage.notes.extend(book.from.as_deref().map(judge::words::own_rules));
    report.add_certificates(&krawl.certificates);
    report.score.perceptions.clone_from(&question.perceptions);
    report
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
    Some(judge::words::other_years(asked, &years, newest, &library.pages.record(page).original))
}

/// A home page that leads nowhere and says nothing.
pub fn is_empty(krawl: &Crawl) -> bool {
    let read: Vec<_> = krawl.records.iter().filter_map(|r| r.document.as_ref()).take(2).collect();
    let letters = |d: &crawl::Paper| d.load().whole_text().chars().filter(|c| c.is_alphabetic()).count();
    read.len() <= 1 && read.into_iter().map(letters).sum::<usize>() < 200
}

/// Find and judge: the documents of a walk and one verdict a rule, in the order of the rules.
pub fn judged<'a>(krawl: &'a Crawl, book: &Book) -> (Library<'a>, Vec<Verdict>) {
    let form = form(book);
    let words = &book.edition.find;
    let mut library = Library::new(krawl);
    let candidates = find::candidates(&book.rules, &form, &mut library);
    let enough = crawl::coverage(krawl).enough() && !hub_unseen(krawl, &words.hub_names);
    let setting = Setting {
        form: &form,
        hollow: &words.hollow,
        absent: &words.absent,
        criteria: &words.criteria,
        login: &words.login,
        contents: &words.contents,
        attached: &words.attached,
        agencies: &words.agencies,
        enough,
    };
    let verdicts = judge::all(&book.rules, &setting, &mut library, &candidates);
    (library, verdicts)
}

/// Whether a page that is called the agency's own for the assessment was never seen, since scripts
/// make it: what seems missing may stand there.
fn hub_unseen(krawl: &Crawl, names: &[String]) -> bool {
    let unseen = krawl.records.iter().filter(|r| r.status == Status::NeedsScript && !r.outside);
    unseen.into_iter().any(|record| {
        let title = record.document.as_ref().map(|d| d.load().title.clone()).unwrap_or_default();
        let called = fold(&format!("{} {title}", record.link_text));
        names.iter().any(|name| called.contains(&fold(name)))
    })
}

/// The same for a submission: only what it names may speak. What it does not name is missing,
/// however much of the site was read.
pub fn judged_on<'a>(krawl: &'a Crawl, book: &Book, submission: &Submission) -> (Library<'a>, Vec<Verdict>) {
    let form = form(book);
    let words = &book.edition.find;
    let mut library = Library::new(krawl);
    let urls: Vec<Vec<&str>> = book
        .rules
        .iter()
        .map(|rule| submission.of(rule.item.get_ref()).map(|entry| entry.url.as_str()).collect())
        .collect();
    let candidates = find::submitted::submitted(&book.rules, &form, &mut library, &urls);
    let setting = Setting {
        form: &form,
        hollow: &words.hollow,
        absent: &words.absent,
        criteria: &words.criteria,
        login: &words.login,
        contents: &words.contents,
        attached: &words.attached,
        agencies: &words.agencies,
        enough: true,
    };
    let mut verdicts = judge::all(&book.rules, &setting, &mut library, &candidates);
    for (verdict, urls) in verdicts.iter_mut().zip(&urls) {
        if urls.is_empty() {
            *verdict = words_submission::no_url();
        }
    }
    (library, verdicts)
}

/// The edition as finding sees it.
fn form(book: &Book) -> Form {
    let position = |item: &str| book.rules.iter().position(|r| r.item.get_ref() == item);
    let sections = book
        .edition
        .subindicators()
        .map(|sub| Section {
            id: sub.id.clone(),
            title: fold(&sub.title),
            items: sub.items().filter_map(position).collect(),
        })
        .collect();
    let number = |item: &str| item.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
    Form {
        year: book.edition.year,
        numbers: book.rules.iter().map(|r| number(r.item.get_ref())).collect(),
        sections,
        hub_names: book.edition.find.hub_names.clone(),
        schemes: book.edition.schemes.clone(),
        alike: book.edition.find.alike.clone(),
    }
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
    }
}

fn finding(rule: &Rule, verdict: Verdict, book: &Book, library: &Library) -> Finding {
    let item = rule.item.get_ref().clone();
    let (subindicator, group) = book
        .edition
        .place(&item)
        .map_or_else(Default::default, |(sub, group)| (sub.id.clone(), group.title.clone()));
    let address = |page: usize| library.pages.record(page).original.clone();
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
                quote: judged.one.quote.unwrap_or_default(),
                url: judged.page.map(address).unwrap_or_default(),
                page: judged.one.page,
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
    Evidence {
        url: record.original.clone(),
        found_on: found_on.or_else(|| record.found_on.clone()),
        link_text: if proof.label.is_empty() { record.link_text.clone() } else { proof.label },
        clicks: record.clicks,
        kind: page.document.kind,
        title: page.title(),
        path: find::trail::trail(proof.page, library),
        quote: proof.quote.unwrap_or_default(),
        page: proof.at_page,
        sha256: record.sha256.clone(),
        fetched_at: record.fetched_at.clone(),
        screenshot: None,
    }
}
