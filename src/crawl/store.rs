//! A walk on disk: WARC 1.1, one gzip member a record, and an index beside it.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs::File,
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use url::Url;

use super::{
    Crawl, canon,
    fetch::{Exchange, Origin, hex},
    now, past,
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

/// What the index tells of a record.
struct Head<'a> {
    url: &'a Url,
    at: &'a str,
    http: u16,
    mime: &'a str,
    digest: &'a str,
}

/// By what the server knows a version again.
struct Validators<'a> {
    etag: &'a str,
    last_modified: &'a str,
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
    /// Address, time and id of the first record with a content.
    first: HashMap<String, (String, String, String)>,
    index: Vec<String>,
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
            let mime = entry.header("content-type").unwrap_or_default();
            let validators = Validators {
                etag: entry.header("etag").unwrap_or_default(),
                last_modified: entry.header("last-modified").unwrap_or_default(),
            };
            let place = (entry.offset, entry.end - entry.offset);
            let head = Head { url: &url, at: &entry.at, http: entry.http, mime, digest: &entry.digest };
            writer.index(&head, &entry.kind, place, &validators);
            if let Some(sha256) = entry.digest.strip_prefix("sha256:").filter(|_| entry.kind == "response") {
                let first = (entry.url.clone(), entry.at.clone(), String::new());
                writer.first.entry(sha256.to_owned()).or_insert(first);
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
            gzip: Gzip(Compress::new(Compression::new(LEVEL), false)),
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
            Origin::Unchanged { before, at, told } => self.unchanged(exchange, before, at, told)?,
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
            ("WARC-Concurrent-To", id.as_str()),
            ("Content-Type", "application/http;msgtype=request"),
        ];
        self.record("request", &exchange.at, &fields, [sent.as_bytes(), b""])?;
        // A kill loses at most the record being written.
        self.out.flush()
    }

    fn answer(&mut self, exchange: &Exchange) -> io::Result<String> {
        let url = exchange.url.as_str();
        let digest = format!("sha256:{}", exchange.sha256);
        let mut head = format!("HTTP/1.1 {} {}\r\n", exchange.status, exchange.reason).into_bytes();
        for (name, value) in &exchange.headers {
            write!(head, "{name}: {value}\r\n")?;
        }
        write!(head, "Content-Length: {}\r\n\r\n", exchange.body.len())?;
        let start = self.at;
        let earlier = self.first.get(&exchange.sha256).cloned().filter(|_| !exchange.body.is_empty());
        let mut fields = vec![
            ("WARC-Target-URI", url),
            ("WARC-Payload-Digest", digest.as_str()),
            ("Content-Type", "application/http;msgtype=response"),
        ];
        if let Some(fault) = exchange.unverified {
            fields.push((UNVERIFIED, fault.name()));
        }
        let (kind, id) = if let Some((at_url, at_date, _)) = &earlier {
            fields.push(("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"));
            fields.push(("WARC-Refers-To-Target-URI", at_url));
            fields.push(("WARC-Refers-To-Date", at_date));
            ("revisit", self.record("revisit", &exchange.at, &fields, [&head, b""])?)
        } else {
            let id = self.record("response", &exchange.at, &fields, [&head, &exchange.body])?;
            let first = (url.to_owned(), exchange.at.clone(), id.clone());
            self.first.insert(exchange.sha256.clone(), first);
            ("response", id)
        };
        let validators = Validators {
            etag: exchange.header("etag").unwrap_or_default(),
            last_modified: exchange.header("last-modified").unwrap_or_default(),
        };
        let head = Head {
            url: &exchange.url,
            at: &exchange.at,
            http: exchange.status,
            mime: exchange.header("content-type").unwrap_or_default(),
            digest: &digest,
        };
        self.index(&head, kind, (start, self.at - start), &validators);
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
    ) -> io::Result<String> {
        let url = exchange.url.as_str();
        let mut copies = vec![before.head];
        if before.body != before.head && !self.first.contains_key(&before.sha256) {
            copies.push(before.body);
        }
        let raw: Vec<Vec<u8>> =
            copies.iter().map(|place| past::raw(&before.file, *place)).collect::<io::Result<_>>()?;
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
        let none = Validators { etag: "", last_modified: "" };
        let said = Head { url: &exchange.url, at: &exchange.at, http: 304, mime: "", digest: &digest };
        self.index(&said, "revisit", (start, self.at - start), &none);
        for ((nth, raw), place) in raw.iter().enumerate().zip(&copies) {
            let start = self.at;
            self.out.write_all(raw)?;
            self.at += raw.len() as u64;
            let validators = Validators { etag: &before.etag, last_modified: &before.last_modified };
            // The second one is another address's, whose own visit tells of it.
            if nth == 0 {
                let kind = if before.body == *place { "response" } else { "revisit" };
                let copied = Head {
                    url: &exchange.url,
                    at,
                    http: exchange.status,
                    mime: &before.media,
                    digest: &digest,
                };
                self.index(&copied, kind, (start, self.at - start), &validators);
            }
        }
        let first = || (url.to_owned(), at.to_owned(), String::new());
        self.first.entry(before.sha256.clone()).or_insert_with(first);
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
        let from = self.first.get(&of.sha256).map(|(_, _, id)| id.clone()).unwrap_or_default();
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
        let account = Account { format: OURS.to_owned(), crawl: krawl };
        let body = serde_json::to_vec(&account)?;
        let head = [("WARC-Target-URI", krawl.root.as_str()), ("Content-Type", "application/json")];
        self.record("metadata", &krawl.finished_at, &head, [&body, b""])?;
        self.out.flush()?;
        if self.path != self.goal {
            // Whatever bears the final name is whole, even if the power fails.
            self.out.get_ref().sync_all()?;
        }
        self.index.sort();
        let mut index = BufWriter::new(File::create(index_path(&self.goal))?);
        for line in &self.index {
            writeln!(index, "{line}")?;
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

    /// Takes back a walk that came to nothing.
    pub(super) fn discard(self) {
        drop(self.out);
        let _ = std::fs::remove_file(texts::path(&self.path));
        let _ = std::fs::remove_file(&self.path);
    }

    fn index(&mut self, head: &Head<'_>, kind: &str, (offset, length): (u64, u64), known: &Validators<'_>) {
        let stamp: String = head.at.chars().filter(char::is_ascii_digit).take(14).collect();
        let mime = if kind == "revisit" {
            "warc/revisit"
        } else {
            head.mime.split(';').next().unwrap_or_default().trim()
        };
        let mut entry = json!({
            "url": head.url.as_str(), "mime": mime, "status": head.http.to_string(), "digest": head.digest,
            "length": length.to_string(), "offset": offset.to_string(), "filename": file_name(&self.goal),
        });
        if head.http == 200 {
            // What the next walk asks by.
            for (name, value) in [("etag", known.etag), ("last-modified", known.last_modified)] {
                if !value.is_empty() {
                    entry[name] = value.into();
                }
            }
        }
        self.index.push(format!("{} {stamp} {entry}", canon::surt(head.url)));
    }

    /// Returns the record's id.
    fn record(
        &mut self,
        kind: &str,
        at: &str,
        fields: &[(&str, &str)],
        block: [&[u8]; 2],
    ) -> io::Result<String> {
        self.serial += 1;
        let id = self.id(at, kind);
        let [first, rest] = block;
        let block_digest = hex(&Sha256::new().chain_update(first).chain_update(rest).finalize());
        let length = first.len() + rest.len();
        let mut head = Vec::with_capacity(1 << 10);
        write!(head, "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {id}\r\nWARC-Date: {at}\r\n")?;
        for (name, value) in fields {
            write!(head, "{name}: {value}\r\n")?;
        }
        write!(head, "WARC-Block-Digest: sha256:{block_digest}\r\nContent-Length: {length}\r\n\r\n")?;
        let member = self.gzip.member([&head, first, rest, b"\r\n\r\n"])?;
        self.out.write_all(&member)?;
        self.at += member.len() as u64;
        Ok(id)
    }

    /// An id that no other record has: the hash of its place, in the dress of a UUID (version 8).
    fn id(&self, at: &str, kind: &str) -> String {
        let seed = format!("{} {at} {kind} {} {}", self.path.display(), self.serial, std::process::id());
        let mut id: [u8; 16] = Sha256::digest(seed.as_bytes())[..16].try_into().expect("a hash has 32 bytes");
        id[6] = id[6] & 0x0f | 0x80;
        id[8] = id[8] & 0x3f | 0x80;
        let h = hex(&id);
        format!("<urn:uuid:{}-{}-{}-{}-{}>", &h[..8], &h[8..12], &h[12..16], &h[16..20], &h[20..])
    }
}

/// Packs members of gzip, one after the other by the same tables: making them takes as long as packing a page.
struct Gzip(Compress);

/// Deflated, no time, no name, of no system.
const GZIP: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

impl Gzip {
    /// One member. A few lines are laid down as they are: making ready to pack takes longer than all else that is
    /// done for them, and saves little.
    fn member(&mut self, parts: [&[u8]; 4]) -> io::Result<Vec<u8>> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let mut out = Vec::with_capacity(length / 4 + 512);
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
        Ok(out)
    }

    fn deflate(&mut self, parts: [&[u8]; 4], out: &mut Vec<u8>) -> io::Result<()> {
        self.0.reset();
        for part in parts {
            let mut rest = part;
            while !rest.is_empty() {
                out.reserve(ROOM);
                let before = self.0.total_in();
                self.0.compress_vec(rest, out, FlushCompress::None)?;
                rest = rest.get((self.0.total_in() - before) as usize..).unwrap_or_default();
            }
        }
        loop {
            out.reserve(ROOM);
            if self.0.compress_vec(b"", out, FlushCompress::Finish)? == Status::StreamEnd {
                return Ok(());
            }
        }
    }
}

/// Bytes of a packed member that there is room for at each step.
const ROOM: usize = 16 << 10;

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
        let mut gzip = Gzip(Compress::new(Compression::new(LEVEL), false));
        let bodies: [&[u8]; 5] = [b"", b"short", &noise, text.as_bytes(), &noise[..1536]];
        for body in bodies.iter().chain(&bodies) {
            let member = gzip.member([b"head", body, b"", b"\r\n"]).expect("memory");
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(&member[..]).read_to_end(&mut plain).expect("a member");
            assert_eq!(plain, [b"head", *body, b"\r\n"].concat());
        }
    }
}
