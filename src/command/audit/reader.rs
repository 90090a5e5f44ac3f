//! What a walk is done with: its bounds, the browser, the reader of documents.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::data_dir;
use crate::audit;
use crate::both;
use crate::cli::{Audit, Output, When};
use crate::command::{self, Trouble, say};
use crate::crawl;
use crate::extract::ocr::{self, Ocr};
use crate::extract::{Unread, Why, worker::Pool};
use crate::rule::load::Book;

pub(crate) fn options(asked: &Audit, book: &Book) -> crawl::Options {
    crawl::Options {
        render: rendering(asked.render),
        max_pages: asked.max_pages,
        max_bytes: asked.max_bytes,
        max_time: Duration::from_secs(asked.max_time),
        max_depth: asked.max_depth,
        rate: asked.rate,
        allow_private: asked.allow_private,
        strict_tls: asked.strict_tls,
        contact: asked.contact.clone(),
        first: book.edition.find.first.clone(),
        ..crawl::Options::default()
    }
}

/// The browser for pages that scripts build, where it is there.
pub fn rendering(when: When) -> crawl::Render {
    let program = crawl::render::find();
    let when = match when {
        When::Auto => crawl::render::When::Auto,
        When::Never => crawl::render::When::Never,
        When::Always => crawl::render::When::Always,
    };
    crawl::Render { when, program, ..crawl::Render::default() }
}

/// What the reading of scans may cost.
pub fn scans(output: &Output) -> ocr::Options {
    let folder = data_dir(output.data_dir.as_deref()).ok().map(|f| f.join("ocr"));
    let usual = ocr::Options::within(Duration::from_secs(output.ocr_time));
    ocr::Options { pages: output.ocr_pages, folder, ..usual }
}

/// The reader of documents, with OCR where it is wanted and there.
pub fn reader(ocr: When, options: ocr::Options) -> Result<crawl::Reader, Trouble> {
    Ok(reading(ocr, options)?.0)
}

/// The reader of documents for one audit: scans are read while its time lasts.
pub fn timed_reader(asked: &Audit) -> Result<(crawl::Reader, Option<Arc<Ocr>>), Trouble> {
    let until = ocr::until(Duration::from_secs(asked.max_time));
    reading(asked.output.ocr, ocr::Options { until, ..scans(&asked.output) })
}

/// As [`reader`], and who reads scans on.
fn reading(ocr: When, options: ocr::Options) -> Result<(crawl::Reader, Option<Arc<Ocr>>), Trouble> {
    let found = match ocr {
        When::Never => None,
        When::Auto => Ocr::find(),
        When::Always => {
            let missing = || {
                Trouble::wrong(both!(
                    "ไม่พบโปรแกรมอ่านภาพสแกน (tesseract) ที่มีภาษาไทย",
                    "there is no program to read scans (tesseract) that knows Thai"
                ))
                .help(both!("ดูวิธีติดตั้งด้วย oit doctor", "oit doctor says how to install it"))
            };
            Some(Ocr::find().ok_or_else(missing)?)
        }
    };
    let found = found.map(|o| o.with(options));
    if found.is_some() {
        return Ok(audit::reading(pool_or_say(), found));
    }
    // Of a site that has not changed there is nothing to be read.
    let first: OnceLock<crawl::Reader> = OnceLock::new();
    let begin = || audit::reading(pool_or_say(), None).0;
    Ok((Arc::new(move |bytes, hints| first.get_or_init(begin)(bytes, hints)), None))
}

/// The processes that read foreign files; where there are none, it is said.
fn pool_or_say() -> Option<Arc<Pool>> {
    let unable = |why: &std::io::Error| {
        let message = both!(
            "อ่านไฟล์โดยไม่แยกโพรเซส เพราะเริ่มโปรแกรมอ่านไฟล์ไม่ได้: {why}",
            "files are read in this very process, since the reader could not be started: {why}"
        );
        say::warning("not-isolated", &message);
    };
    command::pool().inspect_err(unable).ok()
}

/// As [`reader`], for one document: the program that reads scans is looked for when there is one to read.
pub fn reader_of_one(ocr: When, options: ocr::Options) -> Result<crawl::Reader, Trouble> {
    // Not asked for before it is known to be of use: it starts a process.
    let pool = if ocr == When::Auto { command::pool().ok() } else { None };
    let Some(pool) = pool else { return reader(ocr, options) };
    let found: OnceLock<Option<Ocr>> = OnceLock::new();
    Ok(Arc::new(move |bytes, hints| {
        let mut document = pool.read(bytes, hints);
        let scan = |u: &Unread| matches!(u.why, Why::NeedsOcr | Why::DamagedText);
        if document.unread.iter().any(scan) {
            let find = || Ocr::find().map(|ocr| ocr.with(options.clone()).through(Arc::clone(&pool)));
            if let Some(ocr) = found.get_or_init(find) {
                ocr.read(bytes, &mut document);
            }
        }
        document
    }))
}
