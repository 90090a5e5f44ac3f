//! Where the walks over one site lie, and what the next one takes from them.
//!
//! In the site's folder a walk under way is `….part`, locked while its program lives. If it was
//! killed, the same walk goes on from there. A walk that ended bears its time as its name, and
//! `….last` names it as the one that the next walk asks about.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use sha2::{Digest, Sha256};

use super::{
    canon,
    fetch::hex,
    load,
    past::Past,
    store::{self, Writer},
    texts::{self, Texts},
    warc::Archive,
};

/// An unfinished walk older than this is begun anew: half of it would be of another day.
const TOO_OLD: Duration = Duration::from_secs(24 * 3600);

/// Where in the data folder lies what was judged of walks that lie elsewhere.
const JUDGED: &str = "judged";

/// What is walked, and how its documents are read.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'a> {
    pub root: &'a str,
    /// Tells walks over the same site apart that look at different things; mostly empty.
    pub kind: &'a str,
    /// Who reads the documents: what another one read is not taken over.
    pub reader: &'a str,
    /// Nothing of earlier walks is used.
    pub fresh: bool,
}

/// Why nothing can be kept there.
#[derive(Debug)]
pub enum Fault {
    /// Another program walks the same site in the same folder.
    Busy,
    Io(PathBuf, io::Error),
}

/// What earlier walks left to this one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// Answers of this very walk, which was cut off.
    pub resumed: usize,
    /// Answers of the last finished walk that can be asked for with a condition.
    pub known: usize,
}

/// Where what was judged of a walk lies, if it was kept: its whole name and `.judged`.
pub fn judged_path(walk: &Path) -> PathBuf {
    let mut name = walk.as_os_str().to_owned();
    name.push(".judged");
    name.into()
}

/// The same for a walk that somebody names: beside it where it lies in our own folder `data`, else in that folder,
/// under a name that its path gives. Nothing is left beside other people's files.
pub fn judged_path_within(data: &Path, walk: &Path) -> PathBuf {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (data, walk) = (whole(data), whole(walk));
    if walk.starts_with(&data) {
        return judged_path(&walk);
    }
    let name = hex(&Sha256::digest(walk.as_os_str().as_encoded_bytes()));
    judged_path(&judged_folder(&data).join(&name[..16]))
}

/// Where in our own folder lies what was judged of walks that lie elsewhere.
pub fn judged_folder(data: &Path) -> PathBuf {
    data.join(JUDGED)
}

/// Makes ready the file that in the end will lie at `goal`, and takes up what earlier walks left in
/// its folder.
///
/// # Errors
/// [`Fault`]; nothing was changed then.
pub fn open(goal: &Path, walk: &Walk<'_>) -> Result<(Writer, Found), Fault> {
    let folder = goal.parent().unwrap_or(Path::new("."));
    let fault = |path: &Path| {
        let path = path.to_owned();
        move |error| Fault::Io(path, error)
    };
    std::fs::create_dir_all(folder).map_err(fault(folder))?;
    let root = canon::canon(walk.root).unwrap_or_else(|| walk.root.to_owned());
    let name = &hex(&Sha256::digest(format!("{}\n{root}", walk.kind)))[..12];
    let part = folder.join(format!("{name}.warc.gz.part"));
    let file = locked(&part)?;
    let last = folder.join(format!("{name}.last"));
    let before = std::fs::read_to_string(&last).ok().map(|name| folder.join(name.trim()));
    let before = before.filter(|b| !walk.fresh && b.parent() == Some(folder) && b.is_file());

    let left = left(&file, &part).filter(|_| !walk.fresh);
    let resumed = left.is_some();
    let begun = match &left {
        Some(archive) => Writer::resume(file, &part, goal, &archive.entries),
        None => file.set_len(0).and_then(|()| Writer::begin(file, &part, goal)),
    };
    let mut writer = begun.map_err(fault(&part))?;
    let past = left.map(|archive| Past::of_part(&part, &archive.entries)).unwrap_or_default();
    writer.past = match &before {
        Some(before) => past.and_before(before),
        None => past,
    };
    if !resumed {
        let _ = std::fs::remove_file(texts::path(&part));
    }
    // Without it the walk only takes longer.
    writer.texts = Texts::write(&texts::path(&part), walk.reader, before.as_deref()).ok();
    let (resumed, known) = writer.past.counts();
    let goal = goal.to_owned();
    writer.settle = Some(Box::new(move || settle(&part, &goal, &last, before.as_deref())));
    Ok((writer, Found { resumed, known }))
}

/// The file, open and ours alone.
fn locked(part: &Path) -> Result<File, Fault> {
    let fault = |error| Fault::Io(part.to_owned(), error);
    for _ in 0..5 {
        let open = File::options().read(true).write(true).create(true).truncate(false).open(part);
        let file = open.map_err(fault)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(Fault::Busy),
            // Some network disks know no locks; there it must go without.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        // Who had it before may have given it its final name just now.
        if is_same(&file, part) {
            return Ok(file);
        }
    }
    Err(Fault::Busy)
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let key = |m: &std::fs::Metadata| (m.dev(), m.ino());
    matches!((file.metadata(), std::fs::metadata(path)), (Ok(a), Ok(b)) if key(&a) == key(&b))
}

#[cfg(not(unix))]
fn is_same(_: &File, path: &Path) -> bool {
    path.exists()
}

/// What a killed walk left, if there is something worth going on with.
fn left(file: &File, part: &Path) -> Option<Archive> {
    let about = file.metadata().ok()?;
    let age = about.modified().ok()?.elapsed().unwrap_or_default();
    if about.len() == 0 || age > TOO_OLD {
        return None;
    }
    Archive::open(part).ok().filter(|archive| archive.entries.iter().any(|e| e.http > 0))
}

/// The walk has its final name: its texts follow, what was judged of the last one goes over to it, and it is the one that the next walk asks about.
fn settle(part: &Path, goal: &Path, last: &Path, before: Option<&Path>) {
    // All of this only saves time tomorrow.
    let _ = std::fs::rename(texts::path(part), texts::path(goal));
    let Some(name) = goal.file_name().and_then(|n| n.to_str()) else { return };
    let aside = last.with_extension("last-new");
    if std::fs::write(&aside, name).and_then(|()| std::fs::rename(&aside, last)).is_ok()
        && let Some(before) = before
    {
        let _ = std::fs::remove_file(texts::path(before));
        let _ = std::fs::rename(judged_path(before), judged_path(goal));
    }
}

/// Copies a stored walk and its index to where somebody wants them.
///
/// # Errors
/// If either cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::copy(from, to)?;
    let (index, copy) = (store::index_path(from), store::index_path(to));
    std::fs::copy(index, copy).map(drop)
}

/// In Thai, why a disk did not do what it was asked to.
pub fn said(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    let words = match error.kind() {
        Kind::PermissionDenied => "ไม่มีสิทธิ์เขียนที่นั่น",
        Kind::ReadOnlyFilesystem => "ดิสก์นี้อ่านได้อย่างเดียว",
        Kind::StorageFull => "เนื้อที่ดิสก์เต็ม",
        Kind::QuotaExceeded => "ใช้เนื้อที่เกินโควตา",
        Kind::FileTooLarge => "ไฟล์ใหญ่เกินที่ระบบยอม",
        Kind::NotADirectory => "ส่วนหนึ่งของที่อยู่ไม่ใช่โฟลเดอร์",
        Kind::IsADirectory => "เป็นโฟลเดอร์ ไม่ใช่ไฟล์",
        Kind::NotFound => "ไม่พบโฟลเดอร์หรือไฟล์",
        Kind::AddrInUse => "มีโปรแกรมอื่นใช้อยู่",
        Kind::AddrNotAvailable => "ไม่ใช่ที่อยู่ของเครื่องนี้",
        _ => return error.to_string(),
    };
    words.to_owned()
}

/// Reads a stored walk again; what `reader` read of it before is not read once more.
///
/// # Errors
/// As [`load::load`].
pub fn load_known(path: &Path, read: &super::Reader, reader: &str) -> Result<super::Crawl, load::Fault> {
    load::load_with(path, read, Texts::beside(path, reader).ok())
}
