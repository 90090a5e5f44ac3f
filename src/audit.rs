//! One site, from a walk to a report: extract came with the walk; find, judge, mark and report
//! stand here in a row. The file to read first.

use std::sync::Arc;

use crate::crawl::{self, Crawl, Reader, Status};
use crate::extract::{self, ocr::Ocr, worker::Pool};
use crate::find::library::Library;
use crate::find::{self, Form, HubName, Section};
use crate::judge::{self, Setting, Verdict};
use crate::report::{Perception, Report, Submitted, words_submission};
use crate::rule::load::Book;
use crate::submission::Submission;
use crate::thai::text::fold;

mod further;
pub mod memo;
mod sitting;

pub use further::Further;
pub use sitting::{Sitting, Walked};

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

/// Who reads the bodies that the crawler brings, and who reads scans on; `pool`: each body in a process of its own.
pub fn reading(pool: Option<Arc<Pool>>, ocr: Option<Ocr>) -> (Reader, Option<Arc<Ocr>>) {
    let through = |ocr: Ocr| pool.iter().fold(ocr, |ocr, pool| ocr.through(Arc::clone(pool)));
    let ocr = ocr.map(|ocr| Arc::new(through(ocr)));
    let reader: Reader = match pool {
        Some(pool) => {
            let read = move |bytes: &[u8], hints: &extract::Hints<'_>| pool.read(bytes, hints);
            Arc::new(extract::ocr::reader_by(ocr.clone(), read))
        }
        None => Arc::new(extract::ocr::reader(ocr.clone())),
    };
    (reader, ocr)
}

/// Reads any body that the crawler brings; scans too, where there is a reader of scans.
pub fn reader(ocr: Option<Ocr>) -> Reader {
    reading(None, ocr).0
}

/// As [`reader`], each body in a process of its own.
pub fn isolated(pool: Arc<Pool>, ocr: Option<Ocr>) -> Reader {
    reading(Some(pool), ocr).0
}

/// Audits a walk that is over. The same walk, rules and day give the same report.
pub fn report(krawl: &Crawl, book: &Book, question: &Question) -> Report {
    Sitting::over(krawl, book).report(book, question)
}

/// Audits what the agency means to submit, and nothing else of the site.
pub fn report_on(krawl: &Crawl, book: &Book, question: &Question, submission: &Submission) -> Report {
    let judged = judged_on(krawl, book, submission);
    let paths: Vec<Vec<Submitted>> = book
        .rules
        .iter()
        .map(|rule| submission.of(rule.item.get_ref()).map(|e| Submitted::walked(e, &judged.0)).collect())
        .collect();
    let mut report = Sitting::of(krawl, book, judged).report(book, question);
    for (rule, submitted) in book.rules.iter().zip(paths) {
        if let Some(item) = report.items.iter_mut().find(|item| item.id == *rule.item.get_ref()) {
            item.submitted = submitted;
        }
    }
    let without = report.items.iter().filter(|item| item.submitted.is_empty()).count();
    report.coverage.notes.push(words_submission::judged_only(submission.urls().count(), without));
    report
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
    let other_form = library.answers(&form.schemes, &words.agencies).map(|scheme| scheme.name.as_str());
    let setting = Setting { form: &form, words, enough, other_form };
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
    let setting = Setting { form: &form, words, enough: true, other_form: None };
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
        hub_names: book.edition.find.hub_names.iter().map(|name| HubName::new(name)).collect(),
        schemes: book.edition.schemes.clone(),
        alike: book.edition.find.alike.clone(),
        called_off: book.edition.find.called_off.clone(),
    }
}
