//! One address: fetched, read, shown where that is needed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use sha2::{Digest, Sha256};

use super::{
    Paper, Reader, Status,
    book::{self, Book},
    canon,
    fetch::{End, Exchange, Fetcher, hex},
    frontier::Job,
    gist::Gist,
    order::Noted,
    render::{self, When, need},
    scope::{self, Place},
    sitemap::{self, Sitemap},
    store::SHOWN,
    texts::{At, Source},
    wall, ways,
};
use crate::extract::{Document, Kind};

/// Files that were read, by content, media type and ending: once, by whatever address.
pub(super) type Files = Arc<Mutex<HashMap<(String, String, String), Paper>>>;

/// A flip book's own page leads to its first page, its maker, perhaps back home.
const FEW_LEADS: usize = 20;

/// What one finished visit brought.
pub(super) struct Done {
    pub(super) job: Job,
    pub(super) noted: Noted,
    /// Of what was read: its record may only know where it lies.
    pub(super) fresh: Option<Gist>,
    pub(super) sitemap: Option<Sitemap>,
}

pub(super) async fn visit(fetcher: Arc<Fetcher>, job: Job, read: Reader, files: Files) -> Done {
    let is_root = job.depth == 0 && !job.is_sitemap;
    let start = scope::download(&job.url).filter(|_| job.outside).unwrap_or_else(|| job.url.clone());
    let visit = fetcher.visit(start, is_root).await;
    let mut noted = Noted::default();
    noted.record.url = job.url.to_string();
    noted.record.original = job.url.to_string();
    noted.record.final_url = visit.final_url.to_string();
    noted.record.outside = fetcher.place(&visit.final_url) != Place::Inside;
    match visit.end {
        End::Failed(status, http) => {
            noted.record.status = status;
            noted.record.http = http;
        }
        End::Moved(to) => noted.moved = Some(to),
        End::Answer(exchange) => {
            if exchange.is_known() {
                let mut exchange = exchange;
                let done = answer(&fetcher, job, noted, &mut exchange, &read, &files);
                return shown(&fetcher, done, *exchange, read).await;
            }
            // Reading takes processor time, and must not hold up the other answers.
            let hand = fetcher.hands.acquire().await;
            let work = {
                let (fetcher, read, mut exchange) = (Arc::clone(&fetcher), Arc::clone(&read), exchange);
                tokio::task::spawn_blocking(move || {
                    let done = answer(&fetcher, job, noted, &mut exchange, &read, &files);
                    (done, exchange)
                })
            };
            let (done, exchange) = work.await.unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic()));
            drop(hand);
            return shown(&fetcher, done, *exchange, read).await;
        }
    }
    Done { job, noted, fresh: None, sitemap: None }
}

/// Keeps the answer, reads it, and drops the body.
fn answer(
    fetcher: &Fetcher,
    job: Job,
    mut noted: Noted,
    exchange: &mut Exchange,
    read: &Reader,
    files: &Files,
) -> Done {
    fetcher.keep(exchange);
    if job.is_sitemap {
        let _ = exchange.load();
        let sitemap = Some(sitemap::parse(&exchange.body));
        return Done { job, noted, fresh: None, sitemap };
    }
    let record = &mut noted.record;
    record.http = Some(exchange.status);
    record.media_type = exchange.header("content-type").unwrap_or_default().to_owned();
    record.bytes = exchange.body.len() as u64;
    record.sha256.clone_from(&exchange.sha256);
    record.fetched_at.clone_from(&exchange.at);
    record.unverified = exchange.unverified.is_some();
    if exchange.skipped {
        record.status = Status::Unreadable;
        return Done { job, noted, fresh: None, sitemap: None };
    }
    let name = ways::file_name_at(Some(&exchange.url), &exchange.headers);
    let source = Source {
        sha256: &record.sha256,
        media_type: &record.media_type,
        url: &record.final_url,
        file_name: &name,
    };
    let known = fetcher.texts.as_ref().and_then(|t| t.get(source));
    if known.is_none() && exchange.load().is_err() {
        // The file of the walk before was taken away under our eyes.
        record.status = Status::Truncated;
        return Done { job, noted, fresh: None, sitemap: None };
    }
    let head = exchange.body.iter().find(|b| !b.is_ascii_whitespace());
    let (gist, paper, needs_scripts) = if let Some((at, gist)) = known {
        record.bytes = gist.bytes;
        let needs_scripts = gist.needs_scripts;
        let (gist, paper) = laid(fetcher, Laid::At(at), gist, &record.final_url, exchange);
        (gist, paper, needs_scripts)
    } else if record.media_type.contains("html") || head == Some(&b'<') {
        // A page's links depend on its address; a file is the same wherever it lies.
        let (gist, at) = read_anew(fetcher, &exchange.body, source, true, read);
        let needs_scripts = gist.needs_scripts;
        let (gist, paper) = laid(fetcher, at, gist, &record.final_url, exchange);
        (gist, paper, needs_scripts)
    } else {
        let end = name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
        let same = (exchange.sha256.clone(), record.media_type.clone(), end);
        let known = files.lock().expect("no panic under this lock").get(&same).cloned();
        let (gist, paper) = known.map_or_else(
            || {
                let (gist, at) = read_anew(fetcher, &exchange.body, source, false, read);
                let found = laid(fetcher, at, gist, &record.final_url, exchange);
                files.lock().expect("no panic under this lock").insert(same, found.1.clone());
                found
            },
            |paper| (Gist::of(&paper.load(), &exchange.body), paper),
        );
        let needs_scripts = paper.kind() == Kind::Html && need::needs_scripts(&paper.load(), &exchange.body);
        (gist, paper, needs_scripts)
    };
    let redirected = record.final_url != record.url
        && canon::canon(&record.final_url).as_deref() != Some(record.url.as_str());
    if job.outside && scope::withholds(&job.url, gist.kind) {
        record.status = Status::InViewer;
    } else {
        record.status = gist.status(redirected);
        if gist.kind == Kind::Html && wall::is_wall(&exchange.body) {
            record.status = Status::Blocked;
        } else if record.status == Status::Read && needs_scripts {
            record.status = Status::NeedsScript;
        }
        record.document = Some(paper);
        return Done { job, noted, fresh: Some(gist), sitemap: None };
    }
    Done { job, noted, fresh: None, sitemap: None }
}

/// Where a document is: on disk, or here.
enum Laid {
    At(At),
    Here(Box<Document>),
}

/// Reads a body, and keeps what was read for the next time.
fn read_anew(
    fetcher: &Fetcher,
    body: &[u8],
    source: Source<'_>,
    is_page: bool,
    read: &Reader,
) -> (Gist, Laid) {
    let document = read(body, &source.hints());
    let gist = Gist::of(&document, body);
    let at = fetcher.keep_text(source, is_page, &gist, document);
    (gist, at.map_or_else(Laid::Here, Laid::At))
}

/// A document with the links of its answer's header.
fn laid(fetcher: &Fetcher, laid: Laid, gist: Gist, url: &str, exchange: &Exchange) -> (Gist, Paper) {
    let more = ways::header_links(url, &exchange.headers);
    let gist = gist.and(&more);
    let paper = match (laid, &fetcher.texts) {
        (Laid::At(at), Some(texts)) => Paper::shelved(texts, at, gist.kind, more, &gist.leads),
        (Laid::At(_), None) => unreachable!("nothing is laid down where there is no file for it"),
        (Laid::Here(mut document), _) => {
            document.links.extend(more);
            (*document).into()
        }
    };
    (gist, paper)
}

/// Has a page shown in the browser where that is wanted, or its flip book bound, and reads it as it stands then.
async fn shown(fetcher: &Arc<Fetcher>, mut done: Done, mut exchange: Exchange, read: Reader) -> Done {
    let record = &mut done.noted.record;
    let page = record.document.as_ref().is_some_and(|d| d.kind() == Kind::Html) && !record.outside;
    // A page of the site with its menus around the book stays what it is.
    let is_book =
        page && done.fresh.as_ref().is_some_and(|gist| gist.is_book && gist.leads.len() <= FEW_LEADS);
    let needed = record.status == Status::NeedsScript;
    let asked = fetcher.renderer.when() == When::Always && record.status == Status::Read;
    if !page || !(needed || asked || is_book) {
        return done;
    }
    if exchange.load().is_err() {
        return done;
    }
    let exchange = Arc::new(exchange);
    let kept = fetcher.past_shown(&exchange.url);
    if is_book {
        let kept =
            kept.as_ref().map(|(bytes, _)| bytes.clone()).filter(|bytes| crate::extract::book::is(bytes));
        let bound = match kept {
            Some(bound) => Book::Bound(bound),
            None => book::bound(fetcher, &exchange).await,
        };
        match bound {
            Book::Bound(bound) => {
                return instead(fetcher, done, exchange, (book::BOUND, bound, 0), read).await;
            }
            Book::Ciphered => {
                record.status = Status::InViewer;
                record.document = None;
                return done;
            }
            // Its pages are pictures that its scripts alone find.
            Book::Lost => record.status = Status::NeedsScript,
        }
    }
    let kept = kept.map(|(html, missed)| render::Shown { html, missed });
    let shown = match kept {
        Some(kept) => Ok(kept),
        None => fetcher.renderer.show(fetcher, &exchange).await,
    };
    let shown = match shown {
        Ok(shown) => shown,
        // The page is left as it came: what it lacks, its status tells.
        Err(fault) => {
            fetcher.note(render::note(&record.original, fault));
            return done;
        }
    };
    instead(fetcher, done, exchange, (SHOWN, shown.html, shown.missed), read).await
}

/// Reads what a page shows in place of the page. `shown`: its media type, its bytes, and how much it lacks.
async fn instead(
    fetcher: &Arc<Fetcher>,
    mut done: Done,
    exchange: Arc<Exchange>,
    (media, bytes, missed): (&'static str, Vec<u8>, usize),
    read: Reader,
) -> Done {
    let fetcher = Arc::clone(fetcher);
    let work = tokio::task::spawn_blocking(move || {
        let record = &mut done.noted.record;
        let sha256 = hex(&Sha256::digest(&bytes));
        fetcher.keep_shown(&exchange, (media, &bytes), &sha256, missed);
        media.clone_into(&mut record.media_type);
        record.rendered = true;
        record.bytes = bytes.len() as u64;
        record.sha256 = sha256;
        let name = ways::file_name_at(Some(&exchange.url), &exchange.headers);
        let source =
            Source { sha256: &record.sha256, media_type: media, url: &record.final_url, file_name: &name };
        let known = fetcher.texts.as_ref().and_then(|t| t.get(source));
        let (gist, at) = known.map_or_else(
            || read_anew(&fetcher, &bytes, source, true, &read),
            |(at, gist)| (gist, Laid::At(at)),
        );
        let (gist, paper) = laid(&fetcher, at, gist, &record.final_url, &exchange);
        let redirected = canon::canon(&record.final_url).as_deref() != Some(record.url.as_str());
        record.status = gist.status(redirected);
        // Its data lies where we do not ask for it: people may see more than this.
        if missed > 0 && record.status == Status::Read && need::needs_scripts(&paper.load(), &bytes) {
            record.status = Status::NeedsScript;
        }
        record.document = Some(paper);
        done.fresh = Some(gist);
        done
    });
    work.await.unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic()))
}
