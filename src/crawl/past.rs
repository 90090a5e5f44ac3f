//! What earlier walks brought: answers that need not be asked for again.
//!
//! Of this very walk, cut off by a kill, every answer on disk stands for its request. Of the last
//! finished walk over the same site, an answer stands once more if the server says that it has not
//! changed.

use std::{
    collections::{HashMap, VecDeque},
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

use super::{
    fetch::{Exchange, Origin, hex},
    store, warc,
    warc::Entry,
};

/// Answers by address.
#[derive(Debug, Default)]
pub(super) struct Past {
    /// The file that is being written.
    part: PathBuf,
    /// Of this walk, in the order in which they came.
    here: Mutex<HashMap<String, VecDeque<Here>>>,
    /// Of this walk: pages as the browser showed them.
    shown: HashMap<String, (u64, usize)>,
    before: HashMap<String, Arc<Before>>,
}

#[derive(Debug)]
struct Here {
    /// Where its head lies, where its body, and when it was asked for.
    head: u64,
    body: u64,
    at: String,
}

/// An answer of the walk before, and what the server calls it.
#[derive(Debug)]
pub(super) struct Before {
    pub(super) walk: Arc<Stored>,
    /// Place and length of the record with its head.
    pub(super) head: (u64, u64),
    /// The same of the record with its body; mostly it is that with the head.
    pub(super) body: (u64, u64),
    pub(super) sha256: String,
    pub(super) etag: String,
    pub(super) last_modified: String,
    pub(super) media: String,
}

/// The file of the walk before, open once for all that is taken from it.
#[derive(Debug)]
pub(super) struct Stored(Mutex<File>);

/// Longest record that is held from the question whether it has changed to its being copied.
const HELD: u64 = 64 << 10;

/// One line of our index, as far as it is needed here.
#[derive(Debug, Deserialize)]
struct Line {
    url: String,
    mime: String,
    status: String,
    digest: String,
    length: String,
    offset: String,
    #[serde(default)]
    etag: String,
    #[serde(default, rename = "last-modified")]
    last_modified: String,
}

impl Past {
    /// Goes on from what stands in an unfinished file.
    pub(super) fn of_part(part: &Path, entries: &[Entry]) -> Past {
        let bodies: HashMap<&str, u64> = entries
            .iter()
            .filter(|e| e.kind == "response" && !e.digest.is_empty())
            .map(|e| (e.digest.as_str(), e.offset))
            .collect();
        let mut here: HashMap<String, VecDeque<Here>> = HashMap::new();
        let mut again: Option<&Entry> = None;
        for entry in entries.iter().filter(|e| matches!(e.kind.as_str(), "response" | "revisit")) {
            if entry.is_unchanged() {
                again = Some(entry);
                continue;
            }
            let mut at = &entry.at;
            if entry.copied {
                match again.take_if(|a| a.url == entry.url) {
                    Some(asked) => at = &asked.at,
                    None => continue,
                }
            }
            // A server in trouble may be well by now.
            if entry.http < 200 || entry.http == 429 || entry.http >= 500 {
                continue;
            }
            let body = if entry.kind == "revisit" { bodies.get(entry.digest.as_str()) } else { None };
            let one =
                Here { head: entry.offset, body: body.copied().unwrap_or(entry.offset), at: at.clone() };
            here.entry(entry.url.clone()).or_default().push_back(one);
        }
        let shown = entries.iter().filter(|e| e.kind == "conversion" && store::is_shown(&e.media));
        let shown = shown.map(|e| (e.url.clone(), (e.offset, e.missed))).collect();
        Past { part: part.to_owned(), here: Mutex::new(here), shown, before: HashMap::new() }
    }

    /// Adds what the last finished walk knows; without its index there is nothing to add.
    pub(super) fn and_before(mut self, warc: &Path) -> Past {
        let (Ok(index), Ok(walk)) = (File::open(store::index_path(warc)), File::open(warc)) else {
            return self;
        };
        let walk = Arc::new(Stored(Mutex::new(walk)));
        let lines = BufReader::new(index).lines().map_while(Result::ok);
        let lines: Vec<Line> = lines.filter_map(|l| serde_json::from_str(&l[l.find('{')?..]).ok()).collect();
        let place = |line: &Line| Some((line.offset.parse().ok()?, line.length.parse().ok()?));
        let good = || lines.iter().filter(|l| l.status == "200");
        let bodies: HashMap<&str, (u64, u64)> = good()
            .filter(|l| l.mime != "warc/revisit")
            .filter_map(|l| Some((l.digest.as_str(), place(l)?)))
            .collect();
        for line in good().filter(|l| !(l.etag.is_empty() && l.last_modified.is_empty())) {
            let (Some(head), Some(&body)) = (place(line), bodies.get(line.digest.as_str())) else { continue };
            let Some(sha256) = line.digest.strip_prefix("sha256:") else { continue };
            let before = Before {
                walk: Arc::clone(&walk),
                head,
                body: if line.mime == "warc/revisit" { body } else { head },
                sha256: sha256.to_owned(),
                etag: line.etag.clone(),
                last_modified: line.last_modified.clone(),
                media: line.mime.clone(),
            };
            self.before.insert(line.url.clone(), Arc::new(before));
        }
        self
    }

    /// Answers that are there already, and such as can be asked for with a condition.
    pub(super) fn counts(&self) -> (usize, usize) {
        let here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        (here.values().map(VecDeque::len).sum(), self.before.len())
    }

    /// The answer that this walk got before it was cut off; each only once.
    pub(super) fn kept(&self, url: &Url) -> Option<Exchange> {
        let one =
            self.here.lock().unwrap_or_else(PoisonError::into_inner).get_mut(url.as_str())?.pop_front()?;
        let entry = warc::answer_at(&self.part, one.head).ok()?;
        let body = warc::body_at(&self.part, one.body).ok()?;
        Some(exchange(url, entry, one.at, body, Origin::Kept))
    }

    /// The page as the browser showed it before the walk was cut off, and how much it lacked.
    pub(super) fn shown(&self, url: &Url) -> Option<(Vec<u8>, usize)> {
        let &(offset, missed) = self.shown.get(url.as_str())?;
        Some((warc::body_at(&self.part, offset).ok()?, missed))
    }

    /// What the walk before got from there.
    pub(super) fn before(&self, url: &Url) -> Option<Arc<Before>> {
        self.before.get(url.as_str()).cloned()
    }
}

impl Before {
    /// The answer again, without its body.
    ///
    /// # Errors
    /// If the file of the walk before cannot be read any more.
    pub(super) fn exchange(self: &Arc<Self>, url: &Url, at: String) -> io::Result<Exchange> {
        let (offset, length) = self.head;
        let raw = self.walk.raw((offset, length.min(HELD)))?;
        let entry = warc::answer_in(&raw[..])?;
        let raw = Some(raw).filter(|_| length <= HELD);
        let (before, told) = (Arc::clone(self), Vec::new());
        let origin = Origin::Unchanged { before, at: entry.at.clone(), told, raw };
        let mut exchange = exchange(url, entry, at, Vec::new(), origin);
        exchange.sha256.clone_from(&self.sha256);
        Ok(exchange)
    }

    /// # Errors
    /// If the file of the walk before cannot be read any more, or holds something else.
    pub(super) fn load(&self) -> io::Result<Vec<u8>> {
        let body = warc::body_in(&self.walk.raw(self.body)?[..])?;
        if hex(&Sha256::digest(&body)) == self.sha256 {
            Ok(body)
        } else {
            Err(io::ErrorKind::InvalidData.into())
        }
    }
}

fn exchange(url: &Url, entry: Entry, at: String, body: Vec<u8>, origin: Origin) -> Exchange {
    let reason = reqwest::StatusCode::from_u16(entry.http).ok().and_then(|s| s.canonical_reason());
    let said = entry.digest.strip_prefix("sha256:").map(str::to_owned);
    let coding = ["content-encoding", "transfer-encoding", "content-length"];
    let skipped = entry.header("content-type").is_some_and(super::fetch::is_skipped) && body.is_empty();
    Exchange {
        url: url.clone(),
        at,
        sent: Vec::new(),
        status: entry.http,
        reason: reason.unwrap_or_default().to_owned(),
        sha256: said.unwrap_or_else(|| hex(&Sha256::digest(&body))),
        headers: entry
            .headers
            .into_iter()
            .filter(|(n, _)| !coding.iter().any(|c| n.eq_ignore_ascii_case(c)))
            .collect(),
        body,
        skipped,
        unverified: entry.unverified,
        origin,
    }
}

impl Stored {
    /// Raw bytes of one record.
    pub(super) fn raw(&self, (offset, length): (u64, u64)) -> io::Result<Vec<u8>> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        // What the index says may be a lie.
        let mut out = Vec::with_capacity(length.min(HELD) as usize);
        (&mut *file).take(length).read_to_end(&mut out)?;
        if out.len() as u64 == length { Ok(out) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}
