//! A stored walk, read again without network: ours to the letter, others as well as they allow.

use std::{
    collections::{HashMap, HashSet},
    io,
    path::Path,
    sync::Arc,
};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use thiserror::Error;
use url::Url;

use super::{
    Crawl, Paper, Reader, Record, Status, Stop, UNLINKED, canon,
    fetch::{self, hex},
    gist::Gist,
    order::{self, Noted},
    render::need,
    scope::{self, Place, Scope},
    store::{self, Account, OURS},
    texts::{Source, Texts},
    warc::{Archive, Entry},
    ways,
};
use crate::extract::{Document, Kind, Link};

/// Why a stored walk cannot be used.
#[derive(Debug, Error)]
pub enum Fault {
    #[error("cannot read the file: {0}")]
    Io(#[from] io::Error),
    #[error("not a WARC file")]
    NotWarc,
    #[error("no web page stands in the file")]
    Empty,
}

/// Reads a stored walk; documents are read anew, on all processors.
///
/// A file that ends in the middle of a record gives what is whole before it.
///
/// # Errors
/// If the file cannot be opened, is no WARC, or holds no answer at all.
pub fn load(path: &Path, read: &Reader) -> Result<Crawl, Fault> {
    load_with(path, read, Texts::passing().ok())
}

pub(super) fn load_with(path: &Path, read: &Reader, texts: Option<Texts>) -> Result<Crawl, Fault> {
    let texts = texts.map(Arc::new);
    let archive = Archive::open(path)?;
    let account = archive.entries.iter().rev().find_map(|e| e.account.as_ref());
    let ours =
        account.and_then(|a| serde_json::from_slice::<Account<Crawl>>(a).ok()).filter(|a| a.format == OURS);
    match ours {
        Some(account) => Ok(restore(&archive, account.crawl, read, texts.as_ref())),
        None => rebuild(&archive, read, texts.as_ref()),
    }
}

/// The bodies of a walk that lies in a file.
pub struct Bodies {
    archive: Archive,
    /// Where each content lies.
    places: HashMap<String, u64>,
}

impl Bodies {
    /// # Errors
    /// As [`load`].
    pub fn of(path: &Path) -> Result<Bodies, Fault> {
        let archive = Archive::open(path)?;
        let places = bodies(&archive.entries).into_iter().map(|(key, at)| (key.to_owned(), at)).collect();
        Ok(Bodies { archive, places })
    }

    /// Has documents of the walk read on by `more`: `records` are their places in it. Says whether anything is
    /// otherwise than before.
    pub fn read_on(
        &self,
        krawl: &mut Crawl,
        records: &[usize],
        mut more: impl FnMut(&[u8], &mut Document),
    ) -> bool {
        let mut been = HashSet::new();
        let mut changed = false;
        for &at in records {
            let Some(record) = krawl.records.get(at).filter(|r| been.insert(r.sha256.clone())) else {
                continue;
            };
            let Some((paper, body)) = record.document.clone().zip(self.body(record)) else { continue };
            let old = paper.load();
            let mut document = Document::clone(&old);
            more(&body, &mut document);
            if document == *old {
                continue;
            }
            changed = true;
            let new = Paper::from(document);
            for record in krawl.records.iter_mut() {
                if record.document.as_ref().is_some_and(|document| document.is(&paper)) {
                    if record.status == Status::Read || record.status.is_unread() {
                        let moved = canon::canon(&record.final_url).as_deref() != Some(record.url.as_str());
                        record.status = ways::status_of(&new.load(), moved);
                    }
                    record.document = Some(new.clone());
                }
            }
        }
        changed
    }

    /// What a record was read from.
    fn body(&self, record: &Record) -> Option<Vec<u8>> {
        let named = self.places.get(&format!("sha256:{}", record.sha256));
        let at = named.or_else(|| self.places.get(&record.final_url))?;
        self.archive.body(*at).ok().filter(|body| hex(&Sha256::digest(body)) == record.sha256)
    }
}

fn restore(archive: &Archive, mut krawl: Crawl, read: &Reader, texts: Option<&Arc<Texts>>) -> Crawl {
    let entries = &archive.entries;
    let bodies = bodies(entries);
    let answers: HashMap<&str, &Entry> =
        entries.iter().filter(|e| (200..300).contains(&e.http)).map(|e| (e.url.as_str(), e)).collect();
    let kept =
        |r: &&mut Record| !r.fetched_at.is_empty() && r.same_as.is_none() && r.status != Status::InViewer;
    krawl.records.par_iter_mut().filter(kept).for_each(|record| {
        let digest = format!("sha256:{}", record.sha256);
        let Some(&offset) = bodies.get(digest.as_str()) else { return };
        let headers =
            answers.get(record.final_url.as_str()).map(|e| e.headers.as_slice()).unwrap_or_default();
        let file_name = ways::file_name(&record.final_url, headers);
        let source = Source {
            sha256: &record.sha256,
            media_type: &record.media_type,
            url: &record.final_url,
            file_name: &file_name,
        };
        let more = ways::header_links(&record.final_url, headers);
        if let Some((texts, (at, gist))) = texts.and_then(|t| Some((t, t.get(source)?))) {
            let status = gist.status(false);
            record.document = Some(Paper::shelved(texts, at, gist.kind, more, &[]));
            reread(record, gist.kind, status);
        } else if let Ok(body) = archive.body(offset) {
            let document = read(&body, &source.hints());
            let (kind, status) = (document.kind, ways::status_of(&document, false));
            record.document = Some(laid(texts, source, document, &body, more));
            reread(record, kind, status);
        }
    });
    let first: HashMap<String, Option<Paper>> = krawl
        .records
        .iter()
        .filter(|r| r.same_as.is_none())
        .map(|r| (r.url.clone(), r.document.clone()))
        .collect();
    for record in &mut krawl.records {
        if let Some(document) = record.same_as.as_ref().and_then(|url| first.get(url)) {
            record.document.clone_from(document);
        }
    }
    krawl
}

/// A file that came may be read now and was not when it came, as a scan for which there was no time, or the other way.
fn reread(record: &mut Record, kind: Kind, status: Status) {
    if kind != Kind::Html && record.status.is_of_reading() {
        record.status = status;
    }
}

/// Lays down what was read, so that it need not be held. `more`: links that are not of the content.
fn laid(
    texts: Option<&Arc<Texts>>,
    source: Source<'_>,
    document: Document,
    body: &[u8],
    more: Vec<Link>,
) -> Paper {
    let is_page = document.kind == Kind::Html;
    let gist = Gist::of(&document, body);
    let put = match texts {
        Some(texts) => texts.put(source, is_page, &gist, document).map(|at| (texts, at)),
        None => Err(Box::new(document)),
    };
    match put {
        Ok((texts, at)) => {
            let gist = gist.and(&more);
            Paper::shelved(texts, at, gist.kind, more, &gist.leads)
        }
        Err(mut document) => {
            document.links.extend(more);
            (*document).into()
        }
    }
}

/// Makes a walk of the answers alone: who found what is told by walking the links again.
fn rebuild(archive: &Archive, read: &Reader, texts: Option<&Arc<Texts>>) -> Result<Crawl, Fault> {
    let entries = &archive.entries;
    let is_page = |e: &&Entry| {
        let path = Url::parse(&e.url).map(|u| u.path().to_owned()).unwrap_or_default();
        e.http > 0
            && !e.copied
            && path != "/robots.txt"
            && !path.ends_with(".xml")
            && !path.ends_with(".xml.gz")
    };
    let pages: Vec<&Entry> = entries.iter().filter(is_page).collect();
    let (root, stands_in) = home(&pages).ok_or(Fault::Empty)?;
    let bodies = bodies(entries);
    let shown: HashMap<&str, &Entry> = entries
        .iter()
        .filter(|e| e.kind == "conversion" && !e.digest.is_empty() && store::is_shown(&e.media))
        .map(|e| (e.url.as_str(), e))
        .collect();
    let made: Vec<(String, Noted)> =
        pages.par_iter().filter_map(|e| noted(archive, e, &bodies, &shown, read, texts)).collect();
    let mut noted: HashMap<String, Noted> = HashMap::new();
    let mut scope = canon::parse(&root).map(|u| Scope::new(&u)).ok_or(Fault::Empty)?;
    let mut at = root.clone();
    for (url, one) in made {
        // Of several visits the first good one counts.
        let better = noted.get(&url).is_none_or(|n| n.record.status != Status::Read && one.moved.is_none());
        if better {
            noted.insert(url, one);
        }
    }
    for _ in 0..10 {
        let Some(next) = noted.get(&at).and_then(|n| n.moved.clone()) else { break };
        if let Some(url) = canon::parse(&next) {
            scope.add(&url);
        }
        at = next;
    }
    for one in noted.values_mut() {
        one.record.outside = canon::parse(&one.record.final_url).is_some_and(|u| !scope.contains(&u));
    }
    let cut = name_unvisited(&mut noted, &scope);
    // The end of a redirect that no link names is told by the redirect's own record.
    let ends: HashSet<String> = noted.values().filter_map(|n| n.moved.clone()).collect();
    let mut records = order::settle(&root, noted);
    records.retain(|r| r.clicks != UNLINKED || !ends.contains(&r.url));
    let times = || entries.iter().filter(|e| !e.at.is_empty()).map(|e| e.at.clone());
    let mut notes = vec!["สร้างลำดับการเยี่ยมชมขึ้นใหม่จากไฟล์ WARC ที่ไม่มีบันทึกของ oit".to_owned()];
    if stands_in {
        notes.push(format!("ไฟล์ WARC ไม่มีหน้าแรกของเว็บไซต์ จึงเริ่มจาก {root}"));
    }
    Ok(Crawl {
        started_at: times().min().unwrap_or_default(),
        finished_at: times().max().unwrap_or_default(),
        records,
        root,
        stopped_by: if cut { vec![Stop::Interrupted] } else { vec![] },
        notes,
        certificates: Vec::new(),
    })
}

/// The page that the walk began with: the home page of the host with the most pages, else that
/// host's first page in the file, which then stands in for it.
fn home(pages: &[&Entry]) -> Option<(String, bool)> {
    let is_html = |e: &Entry| e.http == 200 && e.header("content-type").is_some_and(|t| t.contains("html"));
    let host = |url: &str| {
        canon::parse(url).map(|u| u[url::Position::BeforeHost..url::Position::AfterPort].to_owned())
    };
    let mut count: HashMap<String, usize> = HashMap::new();
    pages
        .iter()
        .filter(|e| is_html(e))
        .filter_map(|e| host(&e.url))
        .for_each(|h| *count.entry(h).or_default() += 1);
    let first = |e: &&&Entry| canon::canon(&e.url).is_some();
    // Of two hosts with as many pages the one that comes first in the file.
    let most = count.values().max().copied();
    let main =
        pages.iter().filter_map(|e| host(&e.url)).find(|h| most.is_some() && count.get(h).copied() == most);
    let Some(main) = main else {
        return pages.iter().find(first).and_then(|e| canon::canon(&e.url)).map(|url| (url, false));
    };
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    let on_main = |e: &&&Entry| host(&e.url).is_some_and(|h| bare(&h) == bare(&main));
    let is_home = |e: &&&Entry| canon::parse(&e.url).is_some_and(|u| u.path() == "/" && u.query().is_none());
    // A home page that only sends on is one as well.
    match pages.iter().filter(on_main).find(is_home) {
        Some(entry) => canon::canon(&entry.url).map(|url| (url, false)),
        None => pages
            .iter()
            .filter(on_main)
            .find(|e| is_html(e))
            .and_then(|e| canon::canon(&e.url))
            .map(|url| (url, true)),
    }
}

fn noted(
    archive: &Archive,
    entry: &Entry,
    bodies: &HashMap<&str, u64>,
    shown: &HashMap<&str, &Entry>,
    read: &Reader,
    texts: Option<&Arc<Texts>>,
) -> Option<(String, Noted)> {
    let url = canon::canon(&entry.url)?;
    let header =
        |name: &str| entry.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.clone());
    let mut record = Record {
        url: url.clone(),
        original: canon::public(&entry.url),
        final_url: canon::public(&entry.url),
        status: if entry.is_unchanged() { Status::Read } else { fetch::status_of(entry.http) },
        http: Some(if entry.is_unchanged() { 200 } else { entry.http }),
        media_type: header("content-type").unwrap_or_default(),
        fetched_at: entry.at.clone(),
        ..Record::default()
    };
    let mut moved = None;
    if (300..400).contains(&entry.http) && !entry.is_unchanged() {
        moved = header("location")
            .and_then(|l| Url::parse(&entry.url).ok()?.join(&l).ok())
            .and_then(|u| canon::canon(u.as_str()));
    }
    if record.status == Status::Read {
        let by_digest = bodies.get(entry.digest.as_str()).or_else(|| bodies.get(entry.refers_to.as_str()));
        let same = by_digest.or_else(|| bodies.get(entry.url.as_str()));
        let as_shown = shown.get(entry.url.as_str());
        if let Some(shown) = as_shown {
            shown.media.clone_into(&mut record.media_type);
            record.rendered = true;
        }
        let offset = match as_shown {
            Some(shown) => shown.offset,
            None if entry.kind != "revisit" => entry.offset,
            None => match same {
                Some(offset) => *offset,
                // The body is in another file, which we have not.
                None => {
                    record.status = Status::NotReached;
                    return Some((url, Noted { record, moved }));
                }
            },
        };
        let body = archive.body(offset).ok()?;
        record.bytes = body.len() as u64;
        record.sha256 = hex(&Sha256::digest(&body));
        let file_name = ways::file_name(&entry.url, &entry.headers);
        let source = Source {
            sha256: &record.sha256,
            media_type: &record.media_type,
            url: &entry.url,
            file_name: &file_name,
        };
        let mut document = read(&body, &source.hints());
        document.links.extend(ways::header_links(&entry.url, &entry.headers));
        let kind = document.kind;
        record.status = ways::status_of(&document, false);
        let needs_scripts = !record.rendered && need::needs_scripts(&document, &body);
        let paper = laid(texts, source, document, &body, Vec::new());
        if canon::parse(&entry.url).is_some_and(|u| scope::withholds(&u, kind)) {
            record.status = Status::InViewer;
        } else {
            if record.status == Status::Read && needs_scripts {
                record.status = Status::NeedsScript;
            }
            record.document = Some(paper);
        }
    }
    Some((url, Noted { record, moved }))
}

/// Adds what is linked and not in the file; returns whether the site has such addresses.
fn name_unvisited(noted: &mut HashMap<String, Noted>, scope: &Scope) -> bool {
    let mut found = Vec::new();
    for one in noted.values().filter(|n| !n.record.outside) {
        found.extend(one.record.document.iter().flat_map(|d| ways::leads(&d.load())));
    }
    let mut cut = false;
    for lead in found {
        if noted.contains_key(&lead.url) {
            continue;
        }
        let url = canon::parse(&lead.url);
        let place = url.as_ref().map(|u| scope.place(u));
        let in_viewer = place == Some(Place::Outside) && url.as_ref().is_some_and(scope::is_viewer);
        let status = match place {
            None => Status::BadAddress,
            Some(Place::Outside) if in_viewer => Status::InViewer,
            Some(Place::Outside) => Status::OutOfScope,
            Some(_) => Status::NotReached,
        };
        cut |= place == Some(Place::Inside);
        let record = Record {
            url: lead.url.clone(),
            original: lead.original,
            final_url: lead.url.clone(),
            status,
            outside: place == Some(Place::Document) || in_viewer,
            ..Record::default()
        };
        noted.insert(lead.url, Noted { record, moved: None });
    }
    cut
}

/// Where each content lies: by digest, and by address for files that have no digests.
fn bodies(entries: &[Entry]) -> HashMap<&str, u64> {
    let mut out = HashMap::new();
    for entry in entries.iter().filter(|e| e.kind == "response") {
        for key in [entry.digest.as_str(), entry.url.as_str()] {
            out.entry(key).or_insert(entry.offset);
        }
    }
    for entry in entries.iter().filter(|e| e.kind == "conversion") {
        out.entry(entry.digest.as_str()).or_insert(entry.offset);
    }
    out.remove("");
    out
}
