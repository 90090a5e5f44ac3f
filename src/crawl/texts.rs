//! What was read of each content, kept beside a walk: what did not change is not read again.
//!
//! A file of packed documents, each under a hash of the content and of what else its reading hangs
//! on. It is a cache: whatever is wrong with it costs time and nothing else. The first line names
//! who read (program, OCR); what another one read is not taken.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::extract::{Document, Hints, Why, ocr, worker};

const FORMAT: &str = "oit-texts/2";
/// Largest packed document; a larger one is read again.
const MOST: u32 = 64 << 20;
/// Packing may cost less than reading: the fastest level that packs.
const LEVEL: i32 = 1;
/// Packers that are kept for the next one who packs; each has some hundred kilobytes of tables.
const PACKERS: usize = 2;

pub(super) type Key = [u8; 16];
/// Key, length, and the first bytes of the hash of what follows.
const HEAD: usize = 16 + 4 + 8;

/// One content as it was read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Text {
    pub(super) document: Document,
    /// See [`super::render::need`].
    pub(super) needs_scripts: bool,
    /// Of the content.
    pub(super) bytes: u64,
}

/// What a reading hangs on beside the reader.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    /// Hex, of the content.
    pub(super) sha256: &'a str,
    /// As the server said.
    pub(super) media_type: &'a str,
    pub(super) url: &'a str,
    pub(super) file_name: &'a str,
}

impl Source<'_> {
    pub(super) fn hints(&self) -> Hints<'_> {
        Hints { url: self.url, media_type: self.media_type, file_name: self.file_name }
    }

    /// A page's links depend on its address.
    fn page(&self) -> Key {
        key(&["page", self.sha256, self.media_type, self.url])
    }

    /// A file is the same wherever it lies.
    fn file(&self) -> Key {
        let end = self.file_name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
        key(&["file", self.sha256, self.media_type, &end])
    }
}

fn key(parts: &[&str]) -> Key {
    let hash = Sha256::digest(parts.join("\n").as_bytes());
    hash[..16].try_into().expect("a hash has 32 bytes")
}

/// The texts of one walk, and those of the walk before, from which they are taken over.
pub(super) struct Texts {
    out: Mutex<Pack>,
    before: Option<Mutex<Pack>>,
    /// `out` is gone when the program ends: a stored walk is judged again.
    passing: bool,
    packers: Mutex<Vec<Packer>>,
}

/// Packs and unpacks; what packs leads with the length of what it unpacks to.
struct Packer {
    pack: zstd::bulk::Compressor<'static>,
    unpack: zstd::bulk::Decompressor<'static>,
}

impl Packer {
    fn new() -> io::Result<Packer> {
        let (pack, unpack) = (zstd::bulk::Compressor::new(LEVEL)?, zstd::bulk::Decompressor::new()?);
        Ok(Packer { pack, unpack })
    }

    fn pack(&mut self, text: &Text) -> Option<Vec<u8>> {
        let plain = postcard::to_stdvec(text).ok()?;
        let length = u32::try_from(plain.len()).ok().filter(|l| *l <= MOST * 4)?;
        let mut packed = length.to_le_bytes().to_vec();
        packed.append(&mut self.pack.compress(&plain).ok()?);
        Some(packed)
    }

    fn unpack(&mut self, packed: &[u8]) -> Option<Text> {
        let (length, packed) = packed.split_first_chunk()?;
        let length = u32::from_le_bytes(*length);
        let plain = self.unpack.decompress(packed, length.min(MOST * 4) as usize).ok()?;
        let mut text: Text = postcard::from_bytes(&plain).ok()?;
        worker::share_headings(&mut text.document);
        Some(text)
    }
}

#[derive(Debug)]
struct Pack {
    file: File,
    /// Place and length of what is packed.
    known: HashMap<Key, (u64, u32)>,
    end: u64,
}

/// Where the texts of a walk lie: its whole name and `.texts`.
pub(super) fn path(warc: &Path) -> PathBuf {
    let mut name: OsString = warc.as_os_str().to_owned();
    name.push(".texts");
    name.into()
}

impl Texts {
    /// The texts beside a stored walk, if `reader` read them; what they lack is laid down for as long
    /// as the program runs.
    pub(super) fn beside(warc: &Path, reader: &str) -> io::Result<Texts> {
        let before = File::open(path(warc)).ok().and_then(|file| Pack::open(file, reader));
        Ok(Texts { before: before.map(Mutex::new), ..Texts::passing()? })
    }

    /// Texts of no walk, laid down for as long as the program runs.
    pub(super) fn passing() -> io::Result<Texts> {
        let out = Mutex::new(Pack::begin(tempfile::tempfile()?, "")?);
        Ok(Texts { out, before: None, passing: true, packers: Mutex::default() })
    }

    /// Texts that are written at `at`, where they go on if they are there already; `before`: the
    /// walk before.
    pub(super) fn write(at: &Path, reader: &str, before: Option<&Path>) -> io::Result<Texts> {
        let file = File::options().read(true).write(true).create(true).truncate(false).open(at)?;
        let out = match Pack::open(file.try_clone()?, reader) {
            Some(pack) => {
                // What a kill tore is written over.
                file.set_len(pack.end)?;
                pack
            }
            None => Pack::begin(file, reader)?,
        };
        let before = before.and_then(|warc| Pack::open(File::open(path(warc)).ok()?, reader));
        let before = before.map(Mutex::new);
        Ok(Texts { out: Mutex::new(out), before, passing: false, packers: Mutex::default() })
    }

    /// Whether the content was read before.
    pub(super) fn holds(&self, source: Source<'_>) -> bool {
        let keys = [source.page(), source.file()];
        self.packs().any(|pack| keys.iter().any(|k| lock(pack).known.contains_key(k)))
    }

    /// What was read of a content, and where it lies.
    pub(super) fn get(&self, source: Source<'_>) -> Option<(Key, Text)> {
        for key in [source.page(), source.file()] {
            let packed = lock(&self.out).get(key);
            if let Some(packed) = packed {
                return self.unpack(&packed).map(|text| (key, text));
            }
            let Some(packed) = self.before.as_ref().and_then(|p| lock(p).get(key)) else { continue };
            let text = self.unpack(&packed)?;
            if !self.passing {
                self.add(key, &packed);
            }
            return Some((key, text));
        }
        None
    }

    /// The text at a place that [`Texts::get`] or [`Texts::put`] named.
    pub(super) fn take_up(&self, key: Key) -> Option<Text> {
        let packed = lock(&self.out).get(key);
        self.unpack(&packed.or_else(|| self.before.as_ref().and_then(|p| lock(p).get(key)))?)
    }

    /// Keeps what was read, if it would be read the same once more, and says where. A disk that does
    /// not take it costs time tomorrow.
    pub(super) fn put(&self, source: Source<'_>, is_page: bool, text: &Text) -> Option<Key> {
        let passing = |why| matches!(why, Why::Crashed | Why::TooLarge);
        let over = |detail: &str| detail == ocr::OVER_BUDGET || detail == ocr::NOTHING_READ;
        if text.document.unread.iter().any(|u| passing(u.why) || over(&u.detail)) {
            return None;
        }
        let packed = self.with_packer(|packer| packer.pack(text))?;
        let key = if is_page { source.page() } else { source.file() };
        self.add(key, &packed).then_some(key)
    }

    /// Whether it lies there now.
    fn add(&self, key: Key, packed: &[u8]) -> bool {
        let mut out = lock(&self.out);
        if out.known.contains_key(&key) {
            return true;
        }
        if out.add(key, packed).is_err() {
            // Half an entry would hide those after it.
            let end = out.end;
            let _ = out.file.set_len(end);
        }
        out.known.contains_key(&key)
    }

    fn unpack(&self, packed: &[u8]) -> Option<Text> {
        self.with_packer(|packer| packer.unpack(packed))
    }

    fn with_packer<T>(&self, work: impl FnOnce(&mut Packer) -> Option<T>) -> Option<T> {
        let idle = lock(&self.packers).pop();
        let mut packer = idle.or_else(|| Packer::new().ok())?;
        let done = work(&mut packer);
        let mut idle = lock(&self.packers);
        if idle.len() < PACKERS {
            idle.push(packer);
        }
        done
    }

    fn packs(&self) -> impl Iterator<Item = &Mutex<Pack>> {
        std::iter::once(&self.out).chain(&self.before)
    }
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pack {
    /// `None`: not ours, or read by another reader.
    fn open(mut file: File, reader: &str) -> Option<Pack> {
        let mut source = BufReader::new(&mut file);
        let mut first = String::new();
        source.by_ref().take(1 << 12).read_line(&mut first).ok()?;
        if first != head(reader) {
            return None;
        }
        let mut end = first.len() as u64;
        let whole = source.get_ref().metadata().ok()?.len();
        let mut known = HashMap::new();
        let mut at = [0; HEAD];
        while source.read_exact(&mut at).is_ok() {
            let key: Key = at[..16].try_into().expect("sixteen bytes");
            let length = u32::from_le_bytes(at[16..20].try_into().expect("four bytes"));
            let next = end + HEAD as u64 + u64::from(length);
            if length > MOST || next > whole || source.seek_relative(i64::from(length)).is_err() {
                break;
            }
            known.insert(key, (end, length));
            end = next;
        }
        Some(Pack { file, known, end })
    }

    fn begin(mut file: File, reader: &str) -> io::Result<Pack> {
        file.set_len(0)?;
        file.seek(SeekFrom::Start(0))?;
        let head = head(reader);
        file.write_all(head.as_bytes())?;
        Ok(Pack { file, known: HashMap::new(), end: head.len() as u64 })
    }

    fn get(&mut self, key: Key) -> Option<Vec<u8>> {
        let &(at, length) = self.known.get(&key)?;
        let mut whole = vec![0; HEAD + length as usize];
        self.file.seek(SeekFrom::Start(at)).ok()?;
        self.file.read_exact(&mut whole).ok()?;
        let packed = whole.split_off(HEAD);
        (whole[20..] == Sha256::digest(&packed)[..8]).then_some(packed)
    }

    fn add(&mut self, key: Key, packed: &[u8]) -> io::Result<()> {
        let length = u32::try_from(packed.len()).ok().filter(|l| *l <= MOST);
        let Some(length) = length else { return Ok(()) };
        let mut whole = Vec::with_capacity(HEAD + packed.len());
        whole.extend_from_slice(&key);
        whole.extend_from_slice(&length.to_le_bytes());
        whole.extend_from_slice(&Sha256::digest(packed)[..8]);
        whole.extend_from_slice(packed);
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(&whole)?;
        self.known.insert(key, (self.end, length));
        self.end += whole.len() as u64;
        Ok(())
    }
}

fn head(reader: &str) -> String {
    let hash: String = Sha256::digest(reader).iter().map(|b| format!("{b:02x}")).collect();
    format!("{FORMAT} {hash}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Unread;

    fn source<'a>(sha256: &'a str, url: &'a str) -> Source<'a> {
        Source { sha256, media_type: "text/html", url, file_name: "x.pdf" }
    }

    fn text(title: &str) -> Text {
        let document = Document { title: title.to_owned(), ..Document::default() };
        Text { document, needs_scripts: true, bytes: 7 }
    }

    #[test]
    fn what_was_read_is_known_the_next_day_and_to_no_other_reader() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (folder.path().join("1.warc.gz"), folder.path().join("2.warc.gz"));
        let texts = Texts::write(&path(&one), "me", None).expect("a file");
        texts.put(source("aa", "http://a.th/1"), true, &text("page"));
        texts.put(source("bb", "http://a.th/2"), false, &text("file"));
        let mut crashed = text("lost");
        crashed.document.unread.push(Unread::new(None, Why::Crashed, ""));
        texts.put(source("cc", "http://a.th/3"), false, &crashed);
        assert!(!texts.holds(source("cc", "http://a.th/3")), "it may go well tomorrow");
        assert!(!texts.holds(source("aa", "http://a.th/other")), "a page's links depend on its address");
        drop(texts);
        // A kill in the middle of the last entry costs that entry.
        let whole = std::fs::read(path(&one)).expect("the file");
        std::fs::write(path(&one), [&whole[..], &whole[whole.len() - 60..]].concat()).expect("a disk");

        let next = Texts::write(&path(&two), "me", Some(&one)).expect("a file");
        let (key, found) = next.get(source("aa", "http://a.th/1")).expect("known");
        assert_eq!(next.take_up(key).expect("it lies there").document.title, "page");
        assert_eq!((found.document.title.as_str(), found.needs_scripts, found.bytes), ("page", true, 7));
        assert!(next.get(source("bb", "http://a.th/elsewhere")).is_some());
        drop(next);
        let third = Texts::beside(&two, "me").expect("taken over");
        assert!(third.get(source("aa", "http://a.th/1")).is_some());
        let other = Texts::beside(&two, "another").expect("a file");
        assert!(other.get(source("aa", "http://a.th/1")).is_none());
        let mut damaged = std::fs::read(path(&two)).expect("the file");
        let last = damaged.len() - 1;
        damaged[last] ^= 1;
        std::fs::write(path(&two), damaged).expect("a disk");
        let third = Texts::beside(&two, "me").expect("the head is sound");
        assert!(third.get(source("bb", "http://a.th/2")).is_none(), "damage is no text");
    }
}
