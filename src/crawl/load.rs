//! A stored walk, read again without network: ours to the letter, others as well as they allow.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::Path,
    sync::Arc,
};

use flate2::bufread::GzDecoder;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use thiserror::Error;
use url::Url;

use super::{
    Crawl, Hints, Reader, Record, Status, Stop, UNLINKED, canon,
    fetch::{self, hex},
    order::{self, Noted},
    render::need,
    scope::{self, Place, Scope},
    store::{Account, OURS, SHOWN},
    ways,
};
use crate::extract::Document;

/// Largest record that is read into memory.
const MOST: u64 = 256 << 20;

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

/// One record's head, and where it lies.
#[derive(Debug, Clone)]
struct Entry {
    kind: String,
    url: String,
    at: String,
    digest: String,
    refers_to: String,
    /// What its block is.
    media: String,
    offset: u64,
    http: u16,
    headers: Vec<(String, String)>,
    /// Only of the last record, ours.
    account: Option<Vec<u8>>,
}

/// Reads a stored walk; documents are read anew, on all processors.
///
/// A file that ends in the middle of a record gives what is whole before it.
///
/// # Errors
/// If the file cannot be opened, is no WARC, or holds no answer at all.
pub fn load(path: &Path, read: &Reader) -> Result<Crawl, Fault> {
    let entries = scan(path)?;
    let account = entries.iter().rev().find_map(|e| e.account.as_ref());
    let ours =
        account.and_then(|a| serde_json::from_slice::<Account<Crawl>>(a).ok()).filter(|a| a.format == OURS);
    match ours {
        Some(account) => Ok(restore(path, account.crawl, &entries, read)),
        None => rebuild(path, &entries, read),
    }
}

fn restore(path: &Path, mut krawl: Crawl, entries: &[Entry], read: &Reader) -> Crawl {
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
        if let Ok(body) = body_at(path, offset) {
            record.document =
                Some(Arc::new(document(&body, &record.final_url, &record.media_type, headers, read)));
        }
    });
    let first: HashMap<String, Option<Arc<Document>>> = krawl
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

/// Reads a body the way the walk does.
pub(super) fn document(
    body: &[u8],
    url: &str,
    media_type: &str,
    headers: &[(String, String)],
    read: &Reader,
) -> Document {
    let file_name = ways::file_name(url, headers);
    let mut document = read(body, &Hints { url, media_type, file_name: &file_name });
    ways::add_header_links(&mut document, url, headers);
    document
}

/// Makes a walk of the answers alone: who found what is told by walking the links again.
fn rebuild(path: &Path, entries: &[Entry], read: &Reader) -> Result<Crawl, Fault> {
    let is_page = |e: &&Entry| {
        let path = Url::parse(&e.url).map(|u| u.path().to_owned()).unwrap_or_default();
        e.http > 0 && path != "/robots.txt" && !path.ends_with(".xml") && !path.ends_with(".xml.gz")
    };
    let pages: Vec<&Entry> = entries.iter().filter(is_page).collect();
    let root = pages.iter().find_map(|e| canon::canon(&e.url)).ok_or(Fault::Empty)?;
    let bodies = bodies(entries);
    let shown: HashMap<&str, u64> = entries
        .iter()
        .filter(|e| e.kind == "conversion" && !e.digest.is_empty() && e.media == SHOWN)
        .map(|e| (e.url.as_str(), e.offset))
        .collect();
    let made: Vec<(String, Noted)> =
        pages.par_iter().filter_map(|e| noted(path, e, &bodies, &shown, read)).collect();
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
    Ok(Crawl {
        started_at: times().min().unwrap_or_default(),
        finished_at: times().max().unwrap_or_default(),
        records,
        root,
        stopped_by: if cut { vec![Stop::Interrupted] } else { vec![] },
        notes: vec!["สร้างลำดับการเยี่ยมชมขึ้นใหม่จากไฟล์ WARC ที่ไม่มีบันทึกของ oit".to_owned()],
    })
}

fn noted(
    path: &Path,
    entry: &Entry,
    bodies: &HashMap<&str, u64>,
    shown: &HashMap<&str, u64>,
    read: &Reader,
) -> Option<(String, Noted)> {
    let url = canon::canon(&entry.url)?;
    let header =
        |name: &str| entry.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.clone());
    let mut record = Record {
        url: url.clone(),
        original: entry.url.clone(),
        final_url: entry.url.clone(),
        status: fetch::status_of(entry.http),
        http: Some(entry.http),
        media_type: header("content-type").unwrap_or_default(),
        fetched_at: entry.at.clone(),
        ..Record::default()
    };
    let mut moved = None;
    if (300..400).contains(&entry.http) {
        moved = header("location")
            .and_then(|l| Url::parse(&entry.url).ok()?.join(&l).ok())
            .and_then(|u| canon::canon(u.as_str()));
    }
    if record.status == Status::Read {
        let same = bodies.get(entry.digest.as_str()).or_else(|| bodies.get(entry.refers_to.as_str()));
        let by_browser = shown.get(entry.url.as_str());
        if by_browser.is_some() {
            SHOWN.clone_into(&mut record.media_type);
            record.rendered = true;
        }
        let offset = match by_browser {
            Some(offset) => *offset,
            None if entry.kind == "revisit" => *same?,
            None => entry.offset,
        };
        let body = body_at(path, offset).ok()?;
        let document = document(&body, &entry.url, &record.media_type, &entry.headers, read);
        record.bytes = body.len() as u64;
        record.sha256 = hex(&Sha256::digest(&body));
        if canon::parse(&entry.url).is_some_and(|u| scope::withholds(&u, document.kind)) {
            record.status = Status::InViewer;
        } else {
            record.status = ways::status_of(&document, false);
            if record.status == Status::Read && !record.rendered && need::needs_scripts(&document, &body) {
                record.status = Status::NeedsScript;
            }
            record.document = Some(Arc::new(document));
        }
    }
    Some((url, Noted { record, moved }))
}

/// Adds what is linked and not in the file; returns whether the site has such addresses.
fn name_unvisited(noted: &mut HashMap<String, Noted>, scope: &Scope) -> bool {
    let mut found = Vec::new();
    for one in noted.values().filter(|n| !n.record.outside) {
        found.extend(one.record.document.iter().flat_map(|d| ways::leads(d)));
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

/// The heads of all whole records.
fn scan(path: &Path) -> Result<Vec<Entry>, Fault> {
    let mut source = BufReader::with_capacity(1 << 18, File::open(path)?);
    let packed = source.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let mut entries = Vec::new();
    loop {
        let offset = source.stream_position()?;
        if source.fill_buf()?.is_empty() {
            break;
        }
        let whole = if packed {
            let mut member = BufReader::new(GzDecoder::new(&mut source));
            let entry = entry(&mut member, offset);
            // To the end of the member, where its checksum stands: that tells whether it is whole.
            entry.and_then(|e| io::copy(&mut member, &mut io::sink()).map(|_| e))
        } else {
            entry(&mut source, offset)
        };
        match whole {
            Ok(entry) => entries.push(entry),
            Err(_) if entries.is_empty() => return Err(Fault::NotWarc),
            Err(_) => break,
        }
    }
    Ok(entries)
}

/// Reads one record's head and passes over its block.
fn entry(source: &mut impl BufRead, offset: u64) -> io::Result<Entry> {
    let head = warc_head(source)?;
    let field = |name: &str| {
        head.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.clone()).unwrap_or_default()
    };
    let length: u64 = field("Content-Length").parse().map_err(|_| io::ErrorKind::InvalidData)?;
    let mut block = source.take(length);
    let kind = field("WARC-Type");
    let (mut http, mut headers, mut account) = (0, Vec::new(), None);
    match kind.as_str() {
        "response" | "revisit" if field("Content-Type").starts_with("application/http") => {
            (http, headers) = http_head(&mut block)?;
        }
        "metadata" if field("Content-Type") == "application/json" => {
            let mut body = Vec::new();
            (&mut block).take(MOST).read_to_end(&mut body)?;
            account = Some(body);
        }
        _ => {}
    }
    io::copy(&mut block, &mut io::sink())?;
    if block.limit() > 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Entry {
        kind,
        // Some writers set the address in angle brackets.
        url: field("WARC-Target-URI").trim_matches(['<', '>']).to_owned(),
        at: field("WARC-Date"),
        digest: field("WARC-Payload-Digest"),
        refers_to: field("WARC-Refers-To-Target-URI").trim_matches(['<', '>']).to_owned(),
        media: field("Content-Type"),
        offset,
        http,
        headers,
        account,
    })
}

type Fields = Vec<(String, String)>;

fn warc_head(source: &mut impl BufRead) -> io::Result<Fields> {
    // Blank lines close the record before.
    let first = loop {
        let line = line(source)?;
        if !line.is_empty() {
            break line;
        }
    };
    if !first.starts_with("WARC/") {
        return Err(io::ErrorKind::InvalidData.into());
    }
    fields(source)
}

fn http_head(source: &mut impl BufRead) -> io::Result<(u16, Fields)> {
    let first = line(source)?;
    let status = first.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_default();
    Ok((status, fields(source)?))
}

fn fields(source: &mut impl BufRead) -> io::Result<Fields> {
    let mut out: Fields = Vec::new();
    loop {
        let line = line(source)?;
        if line.is_empty() {
            return Ok(out);
        }
        match (line.split_once(':'), out.last_mut()) {
            (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                *value = format!("{value} {}", line.trim())
            }
            (Some((name, value)), _) => out.push((name.trim().to_owned(), value.trim().to_owned())),
            _ => {}
        }
        if out.len() > 1000 {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
}

/// One line without its end; an error at the end of the file.
fn line(source: &mut impl BufRead) -> io::Result<String> {
    let mut bytes = Vec::new();
    source.take(1 << 20).read_until(b'\n', &mut bytes)?;
    if bytes.pop() != Some(b'\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The body of the answer that lies at `offset`, its codings undone.
fn body_at(path: &Path, offset: u64) -> io::Result<Vec<u8>> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(offset))?;
    let mut source: Box<dyn BufRead> = if file.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::new(GzDecoder::new(file)))
    } else {
        Box::new(file)
    };
    let head = warc_head(&mut source)?;
    let length =
        head.iter().find(|(n, _)| n.eq_ignore_ascii_case("content-length")).and_then(|(_, v)| v.parse().ok());
    let mut block = source.take(length.unwrap_or(0u64).min(MOST));
    let mut body = Vec::new();
    // A page as a browser showed it stands there bare.
    if head.iter().any(|(n, v)| n.eq_ignore_ascii_case("warc-type") && v == "conversion") {
        block.read_to_end(&mut body)?;
        return Ok(body);
    }
    let (_, headers) = http_head(&mut block)?;
    block.read_to_end(&mut body)?;
    decode(body, &headers)
}

/// Undoes chunks and compression as other crawlers keep them.
fn decode(mut body: Vec<u8>, headers: &[(String, String)]) -> io::Result<Vec<u8>> {
    let said = |name: &str, value: &str| {
        headers.iter().any(|(n, v)| n.eq_ignore_ascii_case(name) && v.to_ascii_lowercase().contains(value))
    };
    if said("transfer-encoding", "chunked") {
        // Some writers undo the chunks and keep the header.
        body = chunks(&body).unwrap_or(body);
    }
    let mut out = Vec::new();
    if body.starts_with(&[0x1f, 0x8b]) && said("content-encoding", "gzip") {
        flate2::read::MultiGzDecoder::new(body.as_slice()).take(MOST).read_to_end(&mut out)?;
        return Ok(out);
    }
    if said("content-encoding", "deflate")
        && flate2::read::ZlibDecoder::new(body.as_slice()).take(MOST).read_to_end(&mut out).is_ok()
    {
        return Ok(out);
    }
    Ok(body)
}

fn chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = body.windows(2).position(|w| w == b"\r\n")?;
        let size = std::str::from_utf8(&body[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        body = &body[end + 2..];
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(body.get(..size)?);
        body = body.get(size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codings_of_other_crawlers() {
        let chunked = vec![("Transfer-Encoding".to_owned(), "chunked".to_owned())];
        assert_eq!(
            decode(b"4\r\nabcd\r\n2;x=1\r\nef\r\n0\r\n\r\n".to_vec(), &chunked).expect("memory"),
            b"abcdef"
        );
        assert_eq!(decode(b"not chunked".to_vec(), &chunked).expect("memory"), b"not chunked");
    }
}
