//! A walk on disk: WARC 1.1, one gzip member a record, and an index beside it.

use std::{
    borrow::Cow,
    collections::HashMap,
    ffi::OsString,
    fs::File,
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use flate2::{Compress, Compression, Crc, FlushCompress, GzBuilder, Status};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use url::Url;

use super::{
    Crawl, canon,
    fetch::{Exchange, Origin, hex},
    now,
    past::{Before, Past},
    texts,
    texts::Texts,
    warc::{COPIED, Entry, MISSED, UNVERIFIED},
};

pub(super) const OURS: &str = "oit-crawl/1";
/// Packing is most of what keeping costs: from 2 on, a level more saves little and takes long.
const LEVEL: u32 = 2;
/// Longest record that is not packed: a request, an answer without a body.
const FEW: u16 = 1536;
/// What a page is as the browser showed it, whatever the server sent.
pub(super) const SHOWN: &str = "text/html; charset=utf-8";

/// Whether a record made of others is what a page shows: by the browser, or as a book.
pub(super) fn is_shown(media: &str) -> bool {
    media == SHOWN || media == super::book::BOUND
}

/// The last record of a file: everything of the walk but the bodies.
#[derive(Serialize, Deserialize)]
pub(super) struct Account<T> {
    pub(super) format: String,
    pub(super) crawl: T,
}

/// What the index tells of a record. A site of many pages has as many of them, held until the walk's end, so that
/// nothing stands here as long as in the file.
struct Indexed {
    url: Box<str>,
    at: Box<str>,
    http: u16,
    is_revisit: bool,
    mime: Box<str>,
    digest: Option<Digest256>,
    offset: u64,
    length: u64,
    /// By what the server knows a version again.
    etag: Box<str>,
    last_modified: Box<str>,
}

/// The same as it is written, in the order of the names.
#[derive(Serialize)]
struct Line<'a> {
    digest: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    etag: &'a str,
    filename: &'a str,
    #[serde(rename = "last-modified", skip_serializing_if = "str::is_empty")]
    last_modified: &'a str,
    length: String,
    mime: &'a str,
    offset: String,
    status: String,
    url: &'a str,
}

type Digest256 = [u8; 32];
type Id = [u8; 16];

impl Indexed {
    /// Where it stands in the index: by address, then by time.
    fn place(&self) -> (String, String, u64) {
        let surt = Url::parse(&self.url).map_or_else(|_| self.url.to_string(), |url| canon::surt(&url));
        (surt, self.at.chars().filter(char::is_ascii_digit).take(14).collect(), self.offset)
    }

    fn line<'a>(&'a self, filename: &'a str) -> Line<'a> {
        // What the next walk asks by.
        let known = |said: &'a str| if self.http == 200 { said } else { "" };
        Line {
            digest: self.digest.map_or_else(String::new, |digest| format!("sha256:{}", hex(&digest))),
            etag: known(&self.etag),
            filename,
            last_modified: known(&self.last_modified),
            length: self.length.to_string(),
            mime: if self.is_revisit { "warc/revisit" } else { &self.mime },
            offset: self.offset.to_string(),
            status: self.http.to_string(),
            url: &self.url,
        }
    }
}

/// The kind of a body, without what stands behind it.
fn mime(said: &str) -> Box<str> {
    said.split(';').next().unwrap_or_default().trim().into()
}

/// Writes one walk, record by record, so that a killed walk leaves all that was whole.
pub struct Writer {
    out: BufWriter<File>,
    /// Where it is written.
    path: PathBuf,
    /// Where it lies in the end.
    goal: PathBuf,
    at: u64,
    serial: u64,
    /// The first record with a content: its place in the index, and its id where it is known.
    first: HashMap<Digest256, (usize, Option<Id>)>,
    index: Vec<Indexed>,
    gzip: Gzip,
    pub(super) past: Past,
    pub(super) texts: Option<Texts>,
    /// What is left to do once the file lies at its goal.
    pub(super) settle: Option<Box<dyn FnOnce() + Send>>,
}

impl Writer {
    /// Starts a file; by custom its name ends in `.warc.gz`.
    ///
    /// # Errors
    /// If the file cannot be made.
    pub fn create(path: &Path) -> io::Result<Self> {
        Self::begin(File::create(path)?, path, path)
    }

    /// Starts in an empty file that will lie at `goal`.
    pub(super) fn begin(file: File, path: &Path, goal: &Path) -> io::Result<Self> {
        let mut writer = Self::at(file, path, goal);
        let software = concat!("software: oit/", env!("CARGO_PKG_VERSION"), "\r\n");
        let body = format!(
            "{software}format: WARC File Format 1.1\r\nconformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
        );
        let name = file_name(goal);
        let head = [("WARC-Filename", name.as_str()), ("Content-Type", "application/warc-fields")];
        writer.record("warcinfo", &now(), &head, [body.as_bytes(), b""])?;
        writer.out.flush()?;
        Ok(writer)
    }

    /// Goes on with a file that a kill cut off, whose whole records are `entries`.
    pub(super) fn resume(mut file: File, path: &Path, goal: &Path, entries: &[Entry]) -> io::Result<Self> {
        let end = entries.last().map_or(0, |e| e.end);
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        let mut writer = Self { at: end, serial: entries.len() as u64, ..Self::at(file, path, goal) };
        for entry in entries.iter().filter(|e| e.http > 0) {
            let Ok(url) = Url::parse(&entry.url) else { continue };
            let header = |name: &str| entry.header(name).unwrap_or_default();
            let digest = entry.digest.strip_prefix("sha256:").and_then(unhex);
            let line = writer.index(Indexed {
                url: url.as_str().into(),
                at: entry.at.as_str().into(),
                http: entry.http,
                is_revisit: entry.kind == "revisit",
                mime: mime(header("content-type")),
                digest,
                offset: entry.offset,
                length: entry.end - entry.offset,
                etag: header("etag").into(),
                last_modified: header("last-modified").into(),
            });
            if let Some(digest) = digest.filter(|_| entry.kind == "response") {
                writer.first.entry(digest).or_insert((line, None));
            }
        }
        Ok(writer)
    }

    fn at(file: File, path: &Path, goal: &Path) -> Self {
        Self {
            out: BufWriter::new(file),
            path: path.to_owned(),
            goal: goal.to_owned(),
            at: 0,
            serial: 0,
            first: HashMap::new(),
            index: Vec::new(),
            gzip: Gzip::new(),
            past: Past::default(),
            texts: None,
            settle: None,
        }
    }

    /// Adds a request and its answer; a content that is in the file already is only pointed to.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn exchange(&mut self, exchange: &Exchange) -> io::Result<()> {
        let id = match &exchange.origin {
            Origin::Kept => return Ok(()),
            Origin::Net => self.answer(exchange)?,
            Origin::Unchanged { before, at, told, raw } => {
                self.unchanged(exchange, before, at, told, raw.as_deref())?
            }
        };
        let url = exchange.url.as_str();
        let mut sent = format!(
            "GET {} HTTP/1.1\r\n",
            &exchange.url[url::Position::BeforePath..url::Position::AfterQuery]
        );
        sent += &format!("Host: {}\r\n", &exchange.url[url::Position::BeforeHost..url::Position::AfterPort]);
        for (name, value) in &exchange.sent {
            sent += &format!("{name}: {value}\r\n");
        }
        sent += "\r\n";
        let fields = [
            ("WARC-Target-URI", url),
            ("WARC-Concurrent-To", &urn(&id)),
            ("Content-Type", "application/http;msgtype=request"),
        ];
        self.record("request", &exchange.at, &fields, [sent.as_bytes(), b""])?;
        // A kill loses at most the record being written.
        self.out.flush()
    }

    fn answer(&mut self, exchange: &Exchange) -> io::Result<Id> {
        let url = exchange.url.as_str();
        let digest = format!("sha256:{}", exchange.sha256);
        let mut head = format!("HTTP/1.1 {} {}\r\n", exchange.status, exchange.reason).into_bytes();
        for (name, value) in &exchange.headers {
            write!(head, "{name}: {value}\r\n")?;
        }
        write!(head, "Content-Length: {}\r\n\r\n", exchange.body.len())?;
        let start = self.at;
        let content = unhex(&exchange.sha256);
        let earlier =
            content.and_then(|content| self.first.get(&content)).map(|(line, _)| &self.index[*line]);
        let earlier = earlier.filter(|_| !exchange.body.is_empty());
        let earlier = earlier.map(|line| (line.url.clone(), line.at.clone()));
        let mut fields = vec![
            ("WARC-Target-URI", url),
            ("WARC-Payload-Digest", digest.as_str()),
            ("Content-Type", "application/http;msgtype=response"),
        ];
        if let Some(fault) = exchange.unverified {
            fields.push((UNVERIFIED, fault.name()));
        }
        let id = if let Some((at_url, at_date)) = &earlier {
            fields.push(("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"));
            fields.push(("WARC-Refers-To-Target-URI", at_url));
            fields.push(("WARC-Refers-To-Date", at_date));
            self.record("revisit", &exchange.at, &fields, [&head, b""])?
        } else {
            self.record("response", &exchange.at, &fields, [&head, &exchange.body])?
        };
        let header = |name: &str| exchange.header(name).unwrap_or_default();
        let line = self.index(Indexed {
            url: url.into(),
            at: exchange.at.as_str().into(),
            http: exchange.status,
            is_revisit: earlier.is_some(),
            mime: mime(header("content-type")),
            digest: content,
            offset: start,
            length: self.at - start,
            etag: header("etag").into(),
            last_modified: header("last-modified").into(),
        });
        if let Some(content) = content.filter(|_| earlier.is_none()) {
            self.first.insert(content, (line, Some(id)));
        }
        Ok(id)
    }

    /// Adds what the server said of an answer that has not changed, and the answer itself as it
    /// stands in the file of the walk before, so that this file needs no other.
    fn unchanged(
        &mut self,
        exchange: &Exchange,
        before: &Before,
        at: &str,
        told: &[(String, String)],
        raw: Option<&[u8]>,
    ) -> io::Result<Id> {
        let url = exchange.url.as_str();
        let own = match raw {
            Some(raw) => Cow::Borrowed(raw),
            None => before.walk.raw(before.head)?.into(),
        };
        let mut copies = vec![own];
        let content = unhex(&before.sha256);
        let is_there = content.is_some_and(|content| self.first.contains_key(&content));
        if before.body != before.head && !is_there {
            copies.push(before.walk.raw(before.body)?.into());
        }
        let mut head = "HTTP/1.1 304 Not Modified\r\n".to_owned().into_bytes();
        for (name, value) in told {
            write!(head, "{name}: {value}\r\n")?;
        }
        head.extend_from_slice(b"\r\n");
        let digest = format!("sha256:{}", before.sha256);
        let count = copies.len().to_string();
        let fields = [
            ("WARC-Target-URI", url),
            ("WARC-Payload-Digest", digest.as_str()),
            ("Content-Type", "application/http;msgtype=response"),
            ("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/server-not-modified"),
            ("WARC-Refers-To-Target-URI", url),
            ("WARC-Refers-To-Date", at),
            (COPIED, &count),
        ];
        let start = self.at;
        let id = self.record("revisit", &exchange.at, &fields, [&head, b""])?;
        self.index(Indexed {
            url: url.into(),
            at: exchange.at.as_str().into(),
            http: 304,
            is_revisit: true,
            mime: Box::default(),
            digest: content,
            offset: start,
            length: self.at - start,
            etag: Box::default(),
            last_modified: Box::default(),
        });
        for (nth, raw) in copies.iter().enumerate() {
            let start = self.at;
            self.out.write_all(raw)?;
            self.at += raw.len() as u64;
            // The second one is another address's, whose own visit tells of it.
            if nth == 0 {
                let line = self.index(Indexed {
                    url: url.into(),
                    at: at.into(),
                    http: exchange.status,
                    is_revisit: before.body != before.head,
                    mime: mime(&before.media),
                    digest: content,
                    offset: start,
                    length: self.at - start,
                    etag: before.etag.as_str().into(),
                    last_modified: before.last_modified.as_str().into(),
                });
                if let Some(content) = content {
                    self.first.entry(content).or_insert((line, None));
                }
            }
        }
        Ok(id)
    }

    /// Adds a page as the browser showed it, or the flip book that it shows, made of answers that are in the file. It
    /// has no line in the index: a program that replays the web runs the page's scripts by itself. `missed`: how much
    /// it lacked of what it asked for.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn shown(
        &mut self,
        of: &Exchange,
        (media, bytes): (&str, &[u8]),
        sha256: &str,
        missed: usize,
    ) -> io::Result<()> {
        let digest = format!("sha256:{sha256}");
        let first = unhex(&of.sha256).and_then(|content| self.first.get(&content));
        let from = first.and_then(|(_, id)| id.as_ref()).map(urn).unwrap_or_default();
        let missed = missed.to_string();
        let mut fields = vec![
            ("WARC-Target-URI", of.url.as_str()),
            ("WARC-Payload-Digest", digest.as_str()),
            ("Content-Type", media),
            (MISSED, &missed),
        ];
        if !from.is_empty() {
            fields.push(("WARC-Refers-To", &from));
        }
        self.record("conversion", &now(), &fields, [bytes, b""])?;
        self.out.flush()
    }

    /// Closes the file with the walk's account, writes the index beside it (`….cdxj`), and puts both
    /// where they belong.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn finish(mut self, krawl: &Crawl) -> io::Result<()> {
        self.account(krawl)?;
        self.out.flush()?;
        if self.path != self.goal {
            // Whatever bears the final name is whole, even if the power fails.
            self.out.get_ref().sync_all()?;
        }
        let mut lines: Vec<_> = self.index.into_iter().map(|one| (one.place(), one)).collect();
        lines.sort_by(|(one, _), (two, _)| one.cmp(two));
        let mut index = BufWriter::new(File::create(index_path(&self.goal))?);
        let name = file_name(&self.goal);
        for ((surt, stamp, _), one) in &lines {
            writeln!(index, "{surt} {stamp} {}", serde_json::to_string(&one.line(&name))?)?;
        }
        index.flush()?;
        if self.path != self.goal {
            std::fs::rename(&self.path, &self.goal)?;
        }
        drop(self.texts.take());
        if let Some(settle) = self.settle.take() {
            settle();
        }
        Ok(())
    }

    /// Adds everything of the walk but the bodies. Of a large site that is much, so it is never held as a whole: it
    /// is written twice, the first time to be measured.
    fn account(&mut self, krawl: &Crawl) -> io::Result<()> {
        let account = Account { format: OURS.to_owned(), crawl: krawl };
        let mut measure = BufWriter::new(Measure::default());
        serde_json::to_writer(&mut measure, &account)?;
        let Measure { length, hash } = measure.into_inner().map_err(io::IntoInnerError::into_error)?;
        let fields = [("WARC-Target-URI", krawl.root.as_str()), ("Content-Type", "application/json")];
        let block = (length, hash.finalize().into());
        let (_, head) = self.head("metadata", &krawl.finished_at, &fields, block)?;
        let gzip = GzBuilder::new().operating_system(GZIP[9]).write(&mut self.out, Compression::new(LEVEL));
        let mut gzip = BufWriter::new(gzip);
        gzip.write_all(&head)?;
        serde_json::to_writer(&mut gzip, &account)?;
        gzip.write_all(b"\r\n\r\n")?;
        gzip.into_inner().map_err(io::IntoInnerError::into_error)?.finish().map(drop)
    }

    /// Takes back a walk that came to nothing.
    pub(super) fn discard(self) {
        drop(self.out);
        let _ = std::fs::remove_file(texts::path(&self.path));
        let _ = std::fs::remove_file(&self.path);
    }

    /// Returns the place among the others.
    fn index(&mut self, one: Indexed) -> usize {
        self.index.push(one);
        self.index.len() - 1
    }

    /// Returns the record's id.
    fn record(&mut self, kind: &str, at: &str, fields: &[(&str, &str)], block: [&[u8]; 2]) -> io::Result<Id> {
        let [first, rest] = block;
        let hash = Sha256::new().chain_update(first).chain_update(rest).finalize().into();
        let (id, head) = self.head(kind, at, fields, (first.len() + rest.len(), hash))?;
        let member = self.gzip.member([&head, first, rest, b"\r\n\r\n"])?;
        self.out.write_all(member)?;
        self.at += member.len() as u64;
        Ok(id)
    }

    /// A record's id, and the head that stands before its block, of which length and hash are known.
    fn head(
        &mut self,
        kind: &str,
        at: &str,
        fields: &[(&str, &str)],
        (length, hash): (usize, Digest256),
    ) -> io::Result<(Id, Vec<u8>)> {
        self.serial += 1;
        let id = self.id(at, kind);
        let mut head = Vec::with_capacity(1 << 10);
        write!(head, "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {}\r\nWARC-Date: {at}\r\n", urn(&id))?;
        for (name, value) in fields {
            write!(head, "{name}: {value}\r\n")?;
        }
        let digest = hex(&hash);
        write!(head, "WARC-Block-Digest: sha256:{digest}\r\nContent-Length: {length}\r\n\r\n")?;
        Ok((id, head))
    }

    /// An id that no other record has: the hash of its place, in the dress of a UUID (version 8).
    fn id(&self, at: &str, kind: &str) -> Id {
        let seed = format!("{} {at} {kind} {} {}", self.path.display(), self.serial, std::process::id());
        let mut id: Id = Sha256::digest(seed.as_bytes())[..16].try_into().expect("a hash has 32 bytes");
        id[6] = id[6] & 0x0f | 0x80;
        id[8] = id[8] & 0x3f | 0x80;
        id
    }
}

/// Measures what is written to it, and keeps nothing.
#[derive(Default)]
struct Measure {
    length: usize,
    hash: Sha256,
}

impl Write for Measure {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.length += bytes.len();
        self.hash.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn urn(id: &Id) -> String {
    let h = hex(id);
    format!("<urn:uuid:{}-{}-{}-{}-{}>", &h[..8], &h[8..12], &h[12..16], &h[16..20], &h[20..])
}

/// A hash out of its hex digits.
fn unhex(digits: &str) -> Option<Digest256> {
    let digit = |b: u8| char::from(b).to_digit(16).map(|n| n as u8);
    let mut out = Digest256::default();
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if pairs.len() != out.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in out.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(out)
}

/// Packs members of gzip, one after the other by the same tables and into the same room: making them takes as long as
/// packing a page.
struct Gzip {
    deflate: Compress,
    member: Vec<u8>,
}

/// Deflated, no time, no name, of no system.
const GZIP: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

impl Gzip {
    fn new() -> Gzip {
        Gzip { deflate: Compress::new(Compression::new(LEVEL), false), member: Vec::new() }
    }

    /// One member. A few lines are laid down as they are: making ready to pack takes longer than all else that is
    /// done for them, and saves little.
    fn member(&mut self, parts: [&[u8]; 4]) -> io::Result<&[u8]> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let mut out = std::mem::take(&mut self.member);
        out.clear();
        out.shrink_to(KEPT);
        out.extend_from_slice(&GZIP);
        match u16::try_from(length).ok().filter(|length| *length <= FEW) {
            Some(short) => {
                // The last block, stored, its length and that turned over.
                out.push(1);
                out.extend_from_slice(&short.to_le_bytes());
                out.extend_from_slice(&(!short).to_le_bytes());
                parts.iter().for_each(|part| out.extend_from_slice(part));
            }
            None => self.deflate(parts, &mut out)?,
        }
        let mut sum = Crc::new();
        parts.iter().for_each(|part| sum.update(part));
        out.extend_from_slice(&sum.sum().to_le_bytes());
        out.extend_from_slice(&sum.amount().to_le_bytes());
        self.member = out;
        Ok(&self.member)
    }

    fn deflate(&mut self, parts: [&[u8]; 4], out: &mut Vec<u8>) -> io::Result<()> {
        self.deflate.reset();
        for part in parts {
            let mut rest = part;
            while !rest.is_empty() {
                out.reserve(ROOM);
                let before = self.deflate.total_in();
                self.deflate.compress_vec(rest, out, FlushCompress::None)?;
                rest = rest.get((self.deflate.total_in() - before) as usize..).unwrap_or_default();
            }
        }
        loop {
            out.reserve(ROOM);
            if self.deflate.compress_vec(b"", out, FlushCompress::Finish)? == Status::StreamEnd {
                return Ok(());
            }
        }
    }
}

/// Bytes of a packed member that there is room for at each step.
const ROOM: usize = 16 << 10;
/// Bytes of room that are kept from one member to the next.
const KEPT: usize = 256 << 10;

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Where the index of a file lies: its whole name and `.cdxj`.
pub fn index_path(path: &Path) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(".cdxj");
    name.into()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn each_member_is_whole_whatever_came_before() {
        let noise: Vec<u8> = (0..90_000u32).map(|n| (n.wrapping_mul(0x9e37_79b9) >> 13) as u8).collect();
        let text = "ประกาศ เรื่อง แผนการจัดซื้อจัดจ้าง ".repeat(900);
        let mut gzip = Gzip::new();
        let bodies: [&[u8]; 5] = [b"", b"short", &noise, text.as_bytes(), &noise[..1536]];
        for body in bodies.iter().chain(&bodies) {
            let member = gzip.member([b"head", body, b"", b"\r\n"]).expect("memory");
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(member).read_to_end(&mut plain).expect("a member");
            assert_eq!(plain, [b"head", *body, b"\r\n"].concat());
        }
    }
}
