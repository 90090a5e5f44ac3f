//! What was read of each content, kept beside a walk: what did not change is not read again.
//!
//! A file of packed documents, each behind its gist and under a hash of the content and of what else its reading hangs
//! on. It is a cache: whatever is wrong with it costs time and nothing else. The first line names
//! who read (program, OCR); what another one read is not taken.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::gist::Gist;
use crate::extract::{
    Document, Hints, Why,
    marks::{self, Marks},
    ocr,
    thin::Thin,
};

const FORMAT: &str = "oit-texts/8";
/// Largest packed document; a larger one is read again.
const MOST: u32 = 64 << 20;
/// Fewer bytes are laid down as they are: making ready to pack takes longer than all else that is done for them.
const FEW: usize = 2048;
/// Packers that are kept for the next one who packs.
const PACKERS: usize = 2;

/// Bytes that a packer keeps from one document to the next.
const ROOM: usize = 1 << 20;

pub(super) type Key = [u8; 16];
/// Tells damage to what is packed, and one reading from another.
pub(super) type Check = [u8; 8];

/// Where a text lies, and what lies there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    pub(super) key: Key,
    pub(super) check: Check,
}

/// Key, length and check.
const HEAD: usize = 16 + 4 + 8;

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
    /// A text that was laid down could not be had any more.
    lost: AtomicBool,
}

/// Packs and unpacks, by Snappy: what is taken up several times should cost less to pack than to read.
struct Packer {
    pack: snap::raw::Encoder,
    unpack: snap::raw::Decoder,
    /// What was packed or unpacked last, for its room.
    plain: Vec<u8>,
}

impl Packer {
    fn new() -> Packer {
        Packer { pack: snap::raw::Encoder::new(), unpack: snap::raw::Decoder::new(), plain: Vec::new() }
    }

    /// Adds a value, behind the lengths of what is packed and of what it unpacks to.
    fn pack(&mut self, value: &impl Serialize, out: &mut Vec<u8>) -> Option<()> {
        self.plain.clear();
        self.plain.shrink_to(ROOM);
        self.plain = postcard::to_extend(value, std::mem::take(&mut self.plain)).ok()?;
        let length = u32::try_from(self.plain.len()).ok().filter(|l| *l <= MOST * 4)?;
        let start = out.len() + 8;
        if self.plain.len() > FEW {
            out.resize(start + snap::raw::max_compress_len(self.plain.len()), 0);
            let packed = self.pack.compress(&self.plain, &mut out[start..]).ok()?;
            out.truncate(start + packed);
        }
        if out.len() < start || out.len() - start >= self.plain.len() {
            out.resize(start, 0);
            out.extend_from_slice(&self.plain);
        }
        let packed = u32::try_from(out.len() - start).ok()?;
        out[start - 8..start - 4].copy_from_slice(&packed.to_le_bytes());
        out[start - 4..start].copy_from_slice(&length.to_le_bytes());
        Some(())
    }

    /// What lies at a place, one after the other: gist, marks and document.
    fn all(&mut self, gist: &Gist, marks: &Marks, document: &Thin) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        self.pack(gist, &mut out)?;
        self.pack(marks, &mut out)?;
        self.pack(document, &mut out)?;
        Some(out)
    }

    fn gist(&mut self, packed: &[u8]) -> Option<Gist> {
        self.unpack(split(packed)?.0)
    }

    fn marks(&mut self, packed: &[u8]) -> Option<Marks> {
        self.unpack(split(split(packed)?.1)?.0)
    }

    fn document(&mut self, packed: &[u8]) -> Option<Document> {
        let rest = split(split(packed)?.1)?.1;
        let document: Thin = self.unpack(split(rest)?.0)?;
        Some(document.whole())
    }

    fn unpack<T: DeserializeOwned>(&mut self, packed: &[u8]) -> Option<T> {
        let (length, packed) = packed.split_first_chunk()?;
        let length = u32::from_le_bytes(*length) as usize;
        // What packing did not make smaller was laid down as it was.
        if packed.len() == length {
            return postcard::from_bytes(packed).ok();
        }
        let said = snap::raw::decompress_len(packed).ok()?;
        if said != length || length > MOST as usize * 4 {
            return None;
        }
        self.plain.resize(length, 0);
        self.unpack.decompress(packed, &mut self.plain).ok()?;
        let value = postcard::from_bytes(&self.plain).ok();
        self.plain.truncate(ROOM);
        self.plain.shrink_to(ROOM);
        value
    }
}

/// The first of several packed values, and the others.
fn split(packed: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, packed) = packed.split_first_chunk()?;
    packed.split_at_checked(u32::from_le_bytes(*length) as usize + 4)
}

#[derive(Debug)]
struct Pack {
    file: File,
    known: HashMap<Key, Lies>,
    end: u64,
}

/// Where one entry lies.
#[derive(Debug, Clone, Copy)]
struct Lies {
    at: u64,
    /// Of what is packed.
    length: u32,
    check: Check,
    /// What lies there was found to be what was laid down.
    sound: bool,
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
        Ok(Texts {
            out,
            before: None,
            passing: true,
            packers: Mutex::default(),
            lost: AtomicBool::new(false),
        })
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
        let (packers, lost) = (Mutex::default(), AtomicBool::new(false));
        Ok(Texts { out: Mutex::new(out), before, passing: false, packers, lost })
    }

    /// Whether the content was read before.
    pub(super) fn holds(&self, source: Source<'_>) -> bool {
        let keys = [source.page(), source.file()];
        self.packs().any(|pack| keys.iter().any(|k| lock(pack).known.contains_key(k)))
    }

    /// What was read of a content, in short, and where it lies.
    pub(super) fn get(&self, source: Source<'_>) -> Option<(At, Gist)> {
        for key in [source.page(), source.file()] {
            let packed = lock(&self.out).get(key);
            if let Some((packed, check)) = packed {
                return self.with_packer(|p| p.gist(&packed)).map(|gist| (At { key, check }, gist));
            }
            let Some((packed, check)) = self.before.as_ref().and_then(|p| lock(p).get(key)) else { continue };
            let gist = self.with_packer(|p| p.gist(&packed))?;
            if !self.passing {
                self.add(key, &packed, check);
            }
            return Some((At { key, check }, gist));
        }
        None
    }

    /// The document at a place that [`Texts::get`] or [`Texts::put`] named.
    pub(super) fn take_up(&self, at: At) -> Option<Document> {
        let document = self.packed(at).and_then(|packed| self.with_packer(|p| p.document(&packed)));
        if document.is_none() {
            self.lost.store(true, Ordering::Relaxed);
        }
        document
    }

    /// The same in short.
    pub(super) fn gist(&self, at: At) -> Option<Gist> {
        self.packed(at).and_then(|packed| self.with_packer(|p| p.gist(&packed)))
    }

    /// Marks of what may stand on every page of the site.
    pub(super) fn marks(&self, at: At) -> Option<Marks> {
        self.packed(at).and_then(|packed| self.with_packer(|p| p.marks(&packed)))
    }

    fn packed(&self, at: At) -> Option<Vec<u8>> {
        let packed = lock(&self.out).get(at.key);
        let packed = packed.or_else(|| self.before.as_ref().and_then(|p| lock(p).get(at.key)));
        packed.filter(|(_, check)| *check == at.check).map(|(packed, _)| packed)
    }

    /// Whether [`Texts::take_up`] ever failed.
    pub(super) fn was_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// Keeps what was read, if it would be read the same once more, and says where; else it is handed back. A
    /// disk that does not take it costs time tomorrow.
    pub(super) fn put(
        &self,
        source: Source<'_>,
        is_page: bool,
        gist: &Gist,
        document: Document,
    ) -> Result<At, Box<Document>> {
        let passing = |why| matches!(why, Why::Crashed | Why::TooLarge | Why::TimedOut);
        if document.unread.iter().any(|u| passing(u.why) || ocr::is_passing(u)) {
            return Err(Box::new(document));
        }
        let marks = Marks::of(&document);
        let thin = Thin::of(document);
        let packed = self.with_packer(|packer| packer.all(gist, &marks, &thin));
        let key = if is_page { source.page() } else { source.file() };
        let check = packed.and_then(|packed| self.add(key, &packed, check_of(&packed)));
        check.map(|check| At { key, check }).ok_or_else(|| Box::new(thin.whole()))
    }

    /// What lies there now; `None`: the disk did not take it.
    fn add(&self, key: Key, packed: &[u8], check: Check) -> Option<Check> {
        let mut out = lock(&self.out);
        if !out.known.contains_key(&key) && out.add(key, packed, check).is_err() {
            // Half an entry would hide those after it.
            let end = out.end;
            let _ = out.file.set_len(end);
        }
        out.known.get(&key).map(|lies| lies.check)
    }

    fn with_packer<T>(&self, work: impl FnOnce(&mut Packer) -> Option<T>) -> Option<T> {
        let idle = lock(&self.packers).pop();
        let mut packer = idle.unwrap_or_else(Packer::new);
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
            let check = at[20..].try_into().expect("eight bytes");
            known.insert(key, Lies { at: end, length, check, sound: false });
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

    fn get(&mut self, key: Key) -> Option<(Vec<u8>, Check)> {
        let lies = self.known.get_mut(&key)?;
        let mut packed = vec![0; lies.length as usize];
        self.file.seek(SeekFrom::Start(lies.at + HEAD as u64)).ok()?;
        self.file.read_exact(&mut packed).ok()?;
        // A document is taken up several times.
        lies.sound = lies.sound || check_of(&packed) == lies.check;
        lies.sound.then_some((packed, lies.check))
    }

    fn add(&mut self, key: Key, packed: &[u8], check: Check) -> io::Result<()> {
        let length = u32::try_from(packed.len()).ok().filter(|l| *l <= MOST);
        let Some(length) = length else { return Ok(()) };
        let mut whole = Vec::with_capacity(HEAD + packed.len());
        whole.extend_from_slice(&key);
        whole.extend_from_slice(&length.to_le_bytes());
        whole.extend_from_slice(&check);
        whole.extend_from_slice(packed);
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(&whole)?;
        self.known.insert(key, Lies { at: self.end, length, check, sound: false });
        self.end += whole.len() as u64;
        Ok(())
    }
}

fn check_of(packed: &[u8]) -> Check {
    marks::of_bytes(packed).to_le_bytes()
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

    fn text(title: &str) -> Document {
        Document { title: title.to_owned(), ..Document::default() }
    }

    fn put(texts: &Texts, source: Source<'_>, is_page: bool, document: &Document) {
        let gist = Gist::of(document, b"1234567");
        let _ = texts.put(source, is_page, &gist, document.clone());
    }

    #[test]
    fn what_was_read_is_known_the_next_day_and_to_no_other_reader() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (folder.path().join("1.warc.gz"), folder.path().join("2.warc.gz"));
        let texts = Texts::write(&path(&one), "me", None).expect("a file");
        put(&texts, source("aa", "http://a.th/1"), true, &text("page"));
        put(&texts, source("bb", "http://a.th/2"), false, &text("file"));
        let mut crashed = text("lost");
        crashed.unread.push(Unread::new(None, Why::Crashed, ""));
        put(&texts, source("cc", "http://a.th/3"), false, &crashed);
        assert!(!texts.holds(source("cc", "http://a.th/3")), "it may go well tomorrow");
        assert!(!texts.holds(source("aa", "http://a.th/other")), "a page's links depend on its address");
        drop(texts);
        // A kill in the middle of the last entry costs that entry.
        let whole = std::fs::read(path(&one)).expect("the file");
        std::fs::write(path(&one), [&whole[..], &whole[whole.len() - 60..]].concat()).expect("a disk");

        let next = Texts::write(&path(&two), "me", Some(&one)).expect("a file");
        let (at, found) = next.get(source("aa", "http://a.th/1")).expect("known");
        assert_eq!(next.take_up(at).expect("it lies there").title, "page");
        assert_eq!((found.title.as_str(), found.needs_scripts, found.bytes), ("page", false, 7));
        let other = At { check: [0; 8], ..at };
        assert!(!next.was_lost() && next.take_up(other).is_none() && next.was_lost());
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
