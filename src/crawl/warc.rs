//! WARC files as bytes: where each record lies, what its head says, its body with the codings undone.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use flate2::bufread::{GzDecoder, MultiGzDecoder};

use super::{load::Fault, tls};

/// Largest record that is read into memory.
const MOST: u64 = 256 << 20;
/// Largest archive that is unpacked aside.
const MOST_ASIDE: u64 = 16 << 30;

/// A `revisit` record of ours says by this how many records after it were taken over from the walk
/// before, as they stood there.
pub(super) const COPIED: &str = "OIT-Copied";
/// A page shown in the browser lacked so many answers that it asked for.
pub(super) const MISSED: &str = "OIT-Missed";
/// The certificate of the host that answered did not pass, and why.
pub(super) const UNVERIFIED: &str = "OIT-Unverified";

/// One record's head, and where it lies.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub(super) kind: String,
    pub(super) url: String,
    pub(super) at: String,
    pub(super) digest: String,
    pub(super) refers_to: String,
    /// What its block is.
    pub(super) media: String,
    /// Why it is a revisit.
    pub(super) profile: String,
    pub(super) offset: u64,
    /// Just after it.
    pub(super) end: u64,
    pub(super) http: u16,
    pub(super) headers: Vec<(String, String)>,
    /// See [`COPIED`].
    pub(super) copies: usize,
    /// Taken over from an earlier walk.
    pub(super) copied: bool,
    /// See [`MISSED`].
    pub(super) missed: usize,
    /// See [`UNVERIFIED`].
    pub(super) unverified: Option<tls::Fault>,
    /// Only of the last record, ours.
    pub(super) account: Option<Vec<u8>>,
}

impl Entry {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// Asked for again and not changed: the body is an earlier record's.
    pub(super) fn is_unchanged(&self) -> bool {
        self.kind == "revisit" && (self.profile.contains("server-not-modified") || self.http == 304)
    }
}

/// An archive whose records can be gone to.
pub(super) struct Archive {
    path: PathBuf,
    pub(super) entries: Vec<Entry>,
    _aside: Option<Aside>,
}

/// An archive packed as a whole has no places to go to, so it is unpacked beside; gone when dropped.
struct Aside(PathBuf);

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Archive {
    pub(super) fn open(path: &Path) -> Result<Archive, Fault> {
        match scan(path)? {
            Scan::Records(entries) => Ok(Archive { path: path.to_owned(), entries, _aside: None }),
            Scan::PackedAsAWhole => {
                let aside = unpack(path)?;
                let Scan::Records(entries) = scan(&aside.0)? else { return Err(Fault::NotWarc) };
                Ok(Archive { path: aside.0.clone(), entries, _aside: Some(aside) })
            }
        }
    }

    /// The body of the answer that lies at `offset`, its codings undone.
    pub(super) fn body(&self, offset: u64) -> io::Result<Vec<u8>> {
        body_at(&self.path, offset)
    }
}

fn unpack(path: &Path) -> io::Result<Aside> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("oit-{}-{}.warc", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let aside = Aside(std::env::temp_dir().join(name));
    let mut out = io::BufWriter::new(File::create_new(&aside.0)?);
    let mut source = MultiGzDecoder::new(BufReader::new(File::open(path)?)).take(MOST_ASIDE);
    // A torn end gives what is whole before it.
    let _ = io::copy(&mut source, &mut out);
    out.flush()?;
    Ok(aside)
}

enum Scan {
    Records(Vec<Entry>),
    PackedAsAWhole,
}

/// The heads of all whole records.
fn scan(path: &Path) -> Result<Scan, Fault> {
    let mut source = BufReader::with_capacity(1 << 18, File::open(path)?);
    let packed = source.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let mut entries: Vec<Entry> = Vec::new();
    let mut copied = 0;
    loop {
        let offset = source.stream_position()?;
        if source.fill_buf()?.is_empty() {
            break;
        }
        let mut more = false;
        let whole = if packed {
            let mut member = BufReader::new(GzDecoder::new(&mut source));
            let entry = entry(&mut member);
            // To the end of the member, where its checksum stands: that tells whether it is whole.
            entry.and_then(|e| rest(&mut member, &mut more).map(|()| e))
        } else {
            entry(&mut source)
        };
        if more {
            return Ok(Scan::PackedAsAWhole);
        }
        match whole {
            Ok(mut entry) => {
                entry.offset = offset;
                entry.end = source.stream_position()?;
                entry.copied = copied > 0;
                copied = if entry.copies > 0 { entry.copies } else { usize::saturating_sub(copied, 1) };
                entries.push(entry);
            }
            Err(_) if entries.is_empty() => return Err(Fault::NotWarc),
            Err(_) => break,
        }
    }
    if copied > 0 {
        // What the last revisit took over is not there as a whole, so that revisit tells nothing.
        let from = entries.iter().rposition(|e| e.copies > 0).unwrap_or(entries.len());
        entries.truncate(from);
    }
    Ok(Scan::Records(entries))
}

/// Reads to the end of a member; `more`: there is another record in it.
fn rest(member: &mut impl BufRead, more: &mut bool) -> io::Result<()> {
    loop {
        let found = member.fill_buf()?;
        let blank = found.iter().take_while(|b| b.is_ascii_whitespace()).count();
        if found.is_empty() {
            return Ok(());
        }
        if blank < found.len() {
            *more = found[blank..].starts_with(b"WARC/");
            break;
        }
        member.consume(blank);
    }
    if !*more {
        io::copy(member, &mut io::sink())?;
    }
    Ok(())
}

/// Reads one record's head and passes over its block.
fn entry(source: &mut impl BufRead) -> io::Result<Entry> {
    let (entry, mut block) = head(source)?;
    io::copy(&mut block, &mut io::sink())?;
    if block.limit() > 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(entry)
}

/// Reads one record's head; what is left of its block comes along.
fn head<R: BufRead>(source: &mut R) -> io::Result<(Entry, io::Take<&mut R>)> {
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
    let entry = Entry {
        kind,
        // Some writers set the address in angle brackets.
        url: field("WARC-Target-URI").trim_matches(['<', '>']).to_owned(),
        at: field("WARC-Date"),
        digest: field("WARC-Payload-Digest"),
        refers_to: field("WARC-Refers-To-Target-URI").trim_matches(['<', '>']).to_owned(),
        media: field("Content-Type"),
        profile: field("WARC-Profile"),
        copies: field(COPIED).parse().unwrap_or(0),
        missed: field(MISSED).parse().unwrap_or(0),
        unverified: tls::Fault::named(&field(UNVERIFIED)),
        http,
        headers,
        account,
        ..Entry::default()
    };
    Ok((entry, block))
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

/// The head of the answer that lies at `offset`, for which nothing need be scanned.
pub(super) fn answer_at(path: &Path, offset: u64) -> io::Result<Entry> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(offset))?;
    answer_in(file)
}

/// The head of the answer with which a packed record begins.
pub(super) fn answer_in(record: impl BufRead) -> io::Result<Entry> {
    // Hardly any head is longer, and what is not unpacked takes no time.
    const ROOM: usize = 1 << 10;
    Ok(head(&mut BufReader::with_capacity(ROOM, GzDecoder::new(record)))?.0)
}

/// The body of the answer that lies at `offset`, its codings undone.
pub(super) fn body_at(path: &Path, offset: u64) -> io::Result<Vec<u8>> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(offset))?;
    body_in(file)
}

/// The body of the answer with which a record begins, packed or not.
pub(super) fn body_in<'a>(mut record: impl BufRead + 'a) -> io::Result<Vec<u8>> {
    let mut source: Box<dyn BufRead + 'a> = if record.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::new(GzDecoder::new(record)))
    } else {
        Box::new(record)
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
    // Some writers undo the coding as well and keep its header: then the bytes are what they are.
    let undone = |source: &mut dyn Read| {
        let mut out = Vec::new();
        source.take(MOST).read_to_end(&mut out).ok().map(|_| out).filter(|o| !o.is_empty())
    };
    let raw = body.as_slice();
    let out = if raw.starts_with(&[0x1f, 0x8b]) && said("content-encoding", "gzip") {
        undone(&mut MultiGzDecoder::new(raw))
    } else if said("content-encoding", "deflate") {
        undone(&mut flate2::bufread::ZlibDecoder::new(raw))
            .or_else(|| undone(&mut flate2::bufread::DeflateDecoder::new(raw)))
    } else if said("content-encoding", "br") {
        undone(&mut brotli::Decompressor::new(raw, 1 << 14))
    } else {
        None
    };
    Ok(out.unwrap_or(body))
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
