//! What was judged before, kept beside a walk: the same walk, rules and program give the same verdicts.
//!
//! A small file of few sittings, each under two keys: the hash of the stored walk's bytes, by which it is
//! judged again without being read, and the walk's seal, by which the next night's walk over a site that did
//! not change finds it. Both are taken together with the digest of the rules and with who reads and judges.
//! It is a cache: whatever is wrong with it costs time and nothing else.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use super::Sitting;
use crate::crawl::{
    Crawl, keep,
    seal::{self, Seal},
};
use crate::rule::load::Book;

const FORMAT: &[u8] = b"oit-judged/1\n";
/// Sittings that are kept: of the years and rules that a walk was judged by, the latest.
const SITTINGS: usize = 4;
/// Largest packed sitting, and largest unpacked one.
const MOST: usize = 16 << 20;
const MOST_PLAIN: usize = 128 << 20;
/// How long what is known of a walk that lies elsewhere is kept after it was last asked for, and how much in all:
/// nobody says when such a walk is gone.
const DAYS: u64 = 90;
const ALL: u64 = 512 << 20;
/// What a killed program left half written is of no use to anybody.
const DAYS_HALF: u64 = 1;
/// Packing may cost less than judging: the fastest level that packs.
const LEVEL: i32 = 1;

/// The sittings beside one walk, by one book and one program.
#[derive(Debug)]
pub struct Memo {
    file: PathBuf,
    setting: Seal,
}

/// One sitting as it lies there.
struct Entry {
    by_file: Seal,
    by_walk: Seal,
    packed: Vec<u8>,
}

impl Memo {
    /// `program`: who reads and judges; another one's sittings are not taken.
    pub fn beside(walk: &Path, book: &Book, program: &str) -> Memo {
        let mut hash = Sha256::new();
        for part in [&book.edition.digest, &book.edition.id, program] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.update(book.edition.year.to_le_bytes());
        Memo { file: keep::judged_path(walk), setting: hash.finalize().into() }
    }

    /// The same over a walk that lies in `data`; what is known of somebody's own file lies there too, never
    /// beside the file.
    pub fn within(data: &Path, walk: &Path, book: &Book, program: &str) -> Memo {
        Memo { file: keep::judged_path_within(data, walk), ..Memo::beside(walk, book, program) }
    }

    /// The sitting over a stored walk, by the hash of its bytes.
    pub fn of_file(&self, file: Seal) -> Option<Sitting> {
        let key = self.key("file", file);
        self.entries().into_iter().find(|e| e.by_file == key)?.sitting()
    }

    /// The sitting over a walk that brought the same.
    fn of_walk(&self, walk: Seal) -> Option<Sitting> {
        let key = self.key("walk", walk);
        self.entries().into_iter().find(|e| e.by_walk == key)?.sitting()
    }

    /// The sitting over a walk that is there, taken up or held now; `file`: the hash of its file, where there is
    /// one under which it may be kept.
    pub fn over(&self, krawl: &Crawl, book: &Book, file: Option<Seal>) -> Sitting {
        let walk = seal::seal(krawl);
        let known = walk.and_then(|walk| self.of_walk(walk)?.again(krawl));
        let sitting = known.unwrap_or_else(|| Sitting::over(krawl, book));
        if let (Some(walk), Some(file)) = (walk.filter(|_| seal::is_sound(krawl)), file) {
            self.keep(file, walk, &sitting);
        }
        sitting
    }

    /// Keeps a sitting, before older ones. A disk that does not take it costs time the next time.
    fn keep(&self, file: Seal, walk: Seal, sitting: &Sitting) {
        let Some(packed) = pack(sitting) else { return };
        let (by_file, by_walk) = (self.key("file", file), self.key("walk", walk));
        let mut entries = self.entries();
        entries.retain(|e| e.by_file != by_file);
        entries.insert(0, Entry { by_file, by_walk, packed });
        entries.truncate(SITTINGS);
        let _ = self.write(&entries);
    }

    /// Marks what is known of a walk that lies elsewhere as asked for, and lets go of `data` what nobody asks for any
    /// more: the longest unused first.
    pub fn used(&self, data: &Path, now: SystemTime) {
        let folder = keep::judged_folder(data);
        let _ = File::options().write(true).open(&self.file).and_then(|file| file.set_modified(now));
        let age = |time: SystemTime| now.duration_since(time).unwrap_or_default();
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten().filter_map(|entry| {
            let about = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some((age(about.modified().ok()?), about.len(), entry.path()))
        });
        let named = |path: &Path, end: &str| path.extension().is_some_and(|name| name == end);
        let days = |count: u64| Duration::from_secs(count * 24 * 60 * 60);
        let (mut files, half): (Vec<_>, Vec<_>) = files.partition(|(_, _, path)| named(path, "judged"));
        files.sort();
        let mut all = 0;
        for (age, length, path) in files {
            all += length;
            if age > days(DAYS) || all > ALL {
                let _ = std::fs::remove_file(path);
            }
        }
        for (_, _, path) in half.iter().filter(|(age, _, path)| named(path, "new") && *age > days(DAYS_HALF))
        {
            let _ = std::fs::remove_file(path);
        }
    }

    fn key(&self, kind: &str, of: Seal) -> Seal {
        Sha256::new().chain_update(self.setting).chain_update(kind).chain_update(of).finalize().into()
    }

    /// What can be read; of a damaged file that before the damage.
    fn entries(&self) -> Vec<Entry> {
        let mut out = Vec::new();
        let Ok(file) = File::open(&self.file) else { return out };
        let mut source = io::BufReader::new(file);
        let mut format = [0; FORMAT.len()];
        if source.read_exact(&mut format).is_err() || format != FORMAT {
            return out;
        }
        while out.len() < SITTINGS
            && let Some(entry) = Entry::read(&mut source)
        {
            out.push(entry);
        }
        out
    }

    /// Whole or not at all: two programs may judge the same walk.
    fn write(&self, entries: &[Entry]) -> io::Result<()> {
        let mut whole = FORMAT.to_vec();
        entries.iter().try_for_each(|entry| entry.write(&mut whole))?;
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut aside = self.file.clone().into_os_string();
        aside.push(format!(".{}.new", std::process::id()));
        let written = std::fs::write(&aside, &whole).and_then(|()| std::fs::rename(&aside, &self.file));
        if written.is_err() {
            let _ = std::fs::remove_file(&aside);
        }
        written
    }
}

impl Entry {
    fn read(source: &mut impl Read) -> Option<Entry> {
        let mut array = || {
            let mut out = [0; 32];
            source.read_exact(&mut out).ok().map(|()| out)
        };
        let (by_file, by_walk, check) = (array()?, array()?, array()?);
        let mut length = [0; 4];
        source.read_exact(&mut length).ok()?;
        let length = usize::try_from(u32::from_le_bytes(length)).ok().filter(|l| *l <= MOST)?;
        let mut packed = Vec::new();
        // No more is set aside than is there.
        source.take(length as u64).read_to_end(&mut packed).ok()?;
        let entry = Entry { by_file, by_walk, packed };
        (entry.packed.len() == length && entry.check() == check).then_some(entry)
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let length = u32::try_from(self.packed.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        [&self.by_file[..], &self.by_walk, &self.check(), &length.to_le_bytes(), &self.packed]
            .into_iter()
            .try_for_each(|part| out.write_all(part))
    }

    /// Over the keys as well: a sitting is that of its walk or none.
    fn check(&self) -> Seal {
        Sha256::new()
            .chain_update(self.by_file)
            .chain_update(self.by_walk)
            .chain_update(&self.packed)
            .finalize()
            .into()
    }

    fn sitting(&self) -> Option<Sitting> {
        let (length, packed) = self.packed.split_first_chunk()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok().filter(|l| *l <= MOST_PLAIN)?;
        serde_json::from_slice(&zstd::bulk::decompress(packed, length).ok()?).ok()
    }
}

/// As JSON, since what of it stands in reports leaves out what is empty; the length goes before.
fn pack(sitting: &Sitting) -> Option<Vec<u8>> {
    let plain = serde_json::to_vec(sitting).ok().filter(|plain| plain.len() <= MOST_PLAIN)?;
    let mut out = u32::try_from(plain.len()).ok()?.to_le_bytes().to_vec();
    out.append(&mut zstd::bulk::compress(&plain, LEVEL).ok()?);
    (out.len() <= MOST).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asks_for_any_more_is_let_go() {
        let data = tempfile::tempdir().unwrap();
        let folder = keep::judged_folder(data.path());
        std::fs::create_dir(&folder).unwrap();
        let now = SystemTime::now();
        let put = |name: &str, days: u64, length: u64| {
            let file = File::create(folder.join(name)).unwrap();
            // A file with a hole: so much is said of it and not written.
            file.set_len(length).unwrap();
            file.set_modified(now - Duration::from_secs(days * 24 * 60 * 60)).unwrap();
        };
        put("asked.judged", 400, 1);
        put("young.judged", 80, ALL / 2);
        put("older.judged", 85, ALL / 2 - 1);
        put("too-much.judged", 88, 1);
        put("too-old.judged", 91, 1);
        put("half.judged.1.new", 2, 1);
        put("being-written.judged.2.new", 0, 1);
        put("not-ours.txt", 400, 1);
        let memo = Memo { file: folder.join("asked.judged"), setting: Seal::default() };
        memo.used(data.path(), now);
        let mut left: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(
            left,
            ["asked.judged", "being-written.judged.2.new", "not-ours.txt", "older.judged", "young.judged"]
        );
        // Where there is no such folder, nothing is to be done.
        Memo { file: data.path().join("x"), setting: Seal::default() }.used(&data.path().join("none"), now);
    }
}
