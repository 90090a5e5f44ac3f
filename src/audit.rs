//! One site: the six steps in a row.

use std::path::Path;
use std::sync::Arc;

use crate::crawl::{self, Crawl, Progress, Reader, StopHandle, Unable};
use crate::extract;
use crate::find::library::Library;
use crate::find::{self, Form, Section};
use crate::judge::{self, Setting, Verdict};
use crate::rule::load::Book;
use crate::thai::text::fold;

/// Reads any body that the crawler brings.
pub fn reader() -> Reader {
    Arc::new(|bytes, hints| extract::read(bytes, hints))
}

/// Walks a site, keeping all that is fetched at `keep`.
///
/// # Errors
/// [`Unable`] if the root itself could not be read.
pub async fn walk(
    url: &str,
    options: &crawl::Options,
    keep: Option<&Path>,
    progress: &dyn Progress,
    stop: StopHandle,
) -> Result<Crawl, Unable> {
    let sink = keep.and_then(|path| crawl::store::Writer::create(path).ok());
    crawl::walk(url, options, reader(), sink, progress, stop).await
}

/// Everything after the walk, up to the verdicts: no I/O, no clock.
pub fn judge<'a>(krawl: &'a Crawl, book: &Book) -> (Library<'a>, Vec<Verdict>) {
    let coverage = crawl::coverage(krawl);
    let form = form(book);
    let mut library = Library::new(krawl);
    let (candidates, _) = find::candidates(&book.rules, &form, &mut library);
    let setting = Setting { form: &form, hollow: &book.edition.find.hollow, enough: coverage.enough() };
    let verdicts = judge::all(&book.rules, &setting, &library, &candidates);
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
    }
}
