//! A walk on disk: WARC 1.1, one gzip member a record, and an index beside it.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    Crawl, canon,
    fetch::{Exchange, hex},
    now,
};

pub(super) const OURS: &str = "oit-crawl/1";
/// What a page is as the browser showed it, whatever the server sent.
pub(super) const SHOWN: &str = "text/html; charset=utf-8";

/// The last record of a file: everything of the walk but the bodies.
#[derive(Serialize, Deserialize)]
pub(super) struct Account<T> {
    pub(super) format: String,
    pub(super) crawl: T,
}

/// Writes one walk, record by record, so that a killed walk leaves all that was whole.
pub struct Writer {
    out: BufWriter<File>,
    path: PathBuf,
    at: u64,
    serial: u64,
    /// Address, time and id of the first record with a content.
    first: HashMap<String, (String, String, String)>,
    index: Vec<String>,
}

impl Writer {
    /// Starts a file; by custom its name ends in `.warc.gz`.
    ///
    /// # Errors
    /// If the file cannot be made.
    pub fn create(path: &Path) -> io::Result<Self> {
        let out = BufWriter::new(File::create(path)?);
        let mut writer =
            Self { out, path: path.to_owned(), at: 0, serial: 0, first: HashMap::new(), index: Vec::new() };
        let software = concat!("software: oit/", env!("CARGO_PKG_VERSION"), "\r\n");
        let body = format!(
            "{software}format: WARC File Format 1.1\r\nconformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
        );
        let name = file_name(path);
        let head = [("WARC-Filename", name.as_str()), ("Content-Type", "application/warc-fields")];
        writer.record("warcinfo", &now(), &head, body.as_bytes())?;
        Ok(writer)
    }

    /// Adds a request and its answer; a content that is in the file already is only pointed to.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn exchange(&mut self, exchange: &Exchange) -> io::Result<()> {
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
        let (kind, id) = if let Some((at_url, at_date, _)) = &earlier {
            fields.push(("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"));
            fields.push(("WARC-Refers-To-Target-URI", at_url));
            fields.push(("WARC-Refers-To-Date", at_date));
            ("revisit", self.record("revisit", &exchange.at, &fields, &head)?)
        } else {
            head.extend_from_slice(&exchange.body);
            let id = self.record("response", &exchange.at, &fields, &head)?;
            let first = (url.to_owned(), exchange.at.clone(), id.clone());
            self.first.insert(exchange.sha256.clone(), first);
            ("response", id)
        };
        self.index(exchange, kind, &digest, start);
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
        self.record("request", &exchange.at, &fields, sent.as_bytes())?;
        // A kill loses at most the record being written.
        self.out.flush()
    }

    /// Adds a page as the browser showed it, made of an answer that is in the file. It has no line in
    /// the index: a program that replays the web runs the page's scripts by itself.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn shown(&mut self, of: &Exchange, html: &[u8], sha256: &str) -> io::Result<()> {
        let digest = format!("sha256:{sha256}");
        let from = self.first.get(&of.sha256).map(|(_, _, id)| id.clone()).unwrap_or_default();
        let mut fields = vec![
            ("WARC-Target-URI", of.url.as_str()),
            ("WARC-Payload-Digest", digest.as_str()),
            ("Content-Type", SHOWN),
        ];
        if !from.is_empty() {
            fields.push(("WARC-Refers-To", &from));
        }
        self.record("conversion", &now(), &fields, html)?;
        self.out.flush()
    }

    /// Closes the file with the walk's account, and writes the index beside it (`….cdxj`).
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn finish(mut self, krawl: &Crawl) -> io::Result<()> {
        let account = Account { format: OURS.to_owned(), crawl: krawl };
        let body = serde_json::to_vec(&account)?;
        let head = [("WARC-Target-URI", krawl.root.as_str()), ("Content-Type", "application/json")];
        self.record("metadata", &krawl.finished_at, &head, &body)?;
        self.out.flush()?;
        self.index.sort();
        let mut index = BufWriter::new(File::create(index_path(&self.path))?);
        for line in &self.index {
            writeln!(index, "{line}")?;
        }
        index.flush()
    }

    fn index(&mut self, exchange: &Exchange, kind: &str, digest: &str, start: u64) {
        let stamp: String = exchange.at.chars().filter(char::is_ascii_digit).take(14).collect();
        let mime = exchange.header("content-type").unwrap_or_default();
        let mime = if kind == "revisit" {
            "warc/revisit"
        } else {
            mime.split(';').next().unwrap_or_default().trim()
        };
        let entry = json!({
            "url": exchange.url.as_str(), "mime": mime, "status": exchange.status.to_string(), "digest": digest,
            "length": (self.at - start).to_string(), "offset": start.to_string(), "filename": file_name(&self.path),
        });
        self.index.push(format!("{} {stamp} {entry}", canon::surt(&exchange.url)));
    }

    /// Returns the record's id.
    fn record(&mut self, kind: &str, at: &str, fields: &[(&str, &str)], block: &[u8]) -> io::Result<String> {
        self.serial += 1;
        let id = self.id(at, kind);
        let block_digest = hex(&Sha256::digest(block));
        let mut member = GzEncoder::new(Vec::new(), Compression::default());
        write!(member, "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {id}\r\nWARC-Date: {at}\r\n")?;
        for (name, value) in fields {
            write!(member, "{name}: {value}\r\n")?;
        }
        write!(
            member,
            "WARC-Block-Digest: sha256:{block_digest}\r\nContent-Length: {}\r\n\r\n",
            block.len()
        )?;
        member.write_all(block)?;
        member.write_all(b"\r\n\r\n")?;
        let member = member.finish()?;
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

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Where the index of a file lies: its whole name and `.cdxj`.
pub fn index_path(path: &Path) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(".cdxj");
    name.into()
}
