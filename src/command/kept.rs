//! Where walks are kept in the data folder, and what a person is told of earlier ones.

use std::io;
use std::path::{Path, PathBuf};

use super::audit::with_scheme;
use super::{Trouble, say};
use crate::both;
use crate::cli::{Output, When};
use crate::crawl::{self, keep};
use crate::extract::ocr;
use crate::lang::several;

/// A new place in the data folder for one walk.
pub fn keep(output: &Output, url: &str) -> Result<PathBuf, Trouble> {
    let base = data_dir(output.data_dir.as_deref())?.join("crawls");
    let url = with_scheme(url);
    // Another port is another site.
    let host = url::Url::parse(&url).ok();
    let host = host.map(|u| u[url::Position::BeforeHost..url::Position::AfterPort].to_owned());
    let host: String = host
        .unwrap_or_default()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '.' || c == '-' { c } else { '_' })
        .collect();
    let folder = base.join(if host.is_empty() { "site".to_owned() } else { host });
    std::fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
    let stamp = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    let free = (0..).map(|n| {
        let tail = if n == 0 { String::new() } else { format!("-{n}") };
        folder.join(format!("{stamp}{tail}.warc.gz"))
    });
    Ok(free.into_iter().find(|p| !p.exists()).unwrap_or_else(|| folder.join("crawl.warc.gz")))
}

/// Where crawls and caches live.
pub fn data_dir(said: Option<&Path>) -> Result<PathBuf, Trouble> {
    if let Some(dir) = said {
        return Ok(dir.to_owned());
    }
    directories::ProjectDirs::from("", "", "oit").map(|dirs| dirs.data_dir().to_owned()).ok_or_else(|| {
        Trouble::wrong(both!("ไม่รู้ว่าจะเก็บข้อมูลที่ใด", "there is no known place for data"))
            .help(both!("บอกด้วย --data-dir", "name one with --data-dir"))
    })
}

/// Makes the file of a walk ready, and says what earlier walks save it.
pub fn open(
    goal: &Path,
    url: &str,
    options: &crawl::Options,
    output: &Output,
) -> Result<crawl::store::Writer, Trouble> {
    let reader = reads(output.ocr);
    let kind = if options.narrow.is_some() { "submission" } else { "" };
    let walk = keep::Walk { root: url, kind, reader: &reader, fresh: output.fresh };
    let (writer, found) = keep::open(goal, &walk).map_err(|fault| match fault {
        keep::Fault::Busy => Trouble::not_done(both!(
            "มีโปรแกรมอื่นกำลังตรวจ {} และเก็บไว้ในโฟลเดอร์เดียวกันอยู่แล้ว",
            "another program is auditing {} and keeps it in the same folder",
            url
        ))
        .help(both!(
            "รอให้การตรวจนั้นเสร็จ หรือเลือกโฟลเดอร์อื่นด้วย --data-dir",
            "wait for it to end, or choose another folder with --data-dir"
        )),
        keep::Fault::Io(path, error) => unwritable(&path, &error),
    })?;
    let (resumed, known) = (found.resumed, found.known);
    if !output.is_hushed() && resumed > 0 {
        let there = several(resumed, "address is", "addresses are");
        say::info(
            "resumed",
            &both!(
                "เดินต่อจากครั้งก่อนที่หยุดกลางคัน: ได้มาแล้ว {resumed} รายการ (เริ่มใหม่ด้วย --fresh)",
                "going on where the last walk stopped: {there} there already (--fresh begins anew)"
            ),
        );
    } else if !output.is_hushed() && known > 0 {
        let asked = several(known, "address whether it", "addresses whether they");
        say::info(
            "known",
            &both!(
                "เคยตรวจเว็บนี้แล้ว: {known} รายการจะถามเครื่องแม่ข่ายก่อนว่าเปลี่ยนหรือไม่ (อ่านใหม่ทั้งหมดด้วย --fresh)",
                "audited before: the server is asked of {asked} changed (--fresh reads all anew)"
            ),
        );
    }
    Ok(writer)
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> Trouble {
    Trouble::not_done(both!(
        "เขียนที่ {} ไม่ได้: {}",
        "cannot write at {}: {}",
        path.display(),
        super::to::why(error)
    ))
    .help(match foreign(path).filter(|_| error.kind() == io::ErrorKind::PermissionDenied) {
        Some(owned) => both!(
            "{owned} หรือเลือกโฟลเดอร์อื่นด้วย --data-dir",
            "{owned}, or choose another folder with --data-dir"
        ),
        None => both!("เลือกโฟลเดอร์อื่นด้วย --data-dir", "choose another folder with --data-dir"),
    })
}

/// Whose folder it is where it is not ours: in a container nobody has a name, and the number decides.
#[cfg(unix)]
fn foreign(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let there = path.ancestors().find(|path| path.is_dir())?;
    let there = if there.as_os_str().is_empty() { Path::new(".") } else { there };
    let (about, us) = (std::fs::metadata(there).ok()?, rustix::process::geteuid().as_raw());
    let (folder, user, group) = (there.display(), about.uid(), about.gid());
    if user == us {
        return None;
    }
    // Nobody is told to be root.
    let owner = if user == 0 {
        String::new()
    } else {
        both!(
            " หรือให้เจ้าของสั่งเอง (ใน Docker: --user {user}:{group})",
            ", or have the owner run it (in Docker: --user {user}:{group})"
        )
    };
    Some(both!(
        "โฟลเดอร์ {folder} เป็นของผู้ใช้เลข {user} แต่โปรแกรมทำงานเป็นผู้ใช้เลข {us}: ให้สิทธิ์เขียน{owner}",
        "the folder {folder} is user {user}'s, and the program runs as user {us}: let it write there{owner}"
    ))
}

#[cfg(not(unix))]
fn foreign(_: &Path) -> Option<String> {
    None
}

/// Who reads documents: what another program, or another reader of scans, made of them is not taken over.
pub fn reads(ocr: When) -> String {
    let program = std::env::current_exe().and_then(std::fs::metadata).map(|about| {
        let time = about.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
        format!("{} {}", about.len(), time.unwrap_or_default().as_nanos())
    });
    let scans = if ocr == When::Never { String::new() } else { ocr::state() };
    format!("{} {} {scans}", env!("CARGO_PKG_VERSION"), program.unwrap_or_default())
}

/// Writes a file as a whole or not at all: a full disk leaves the old one as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let is_other = std::fs::metadata(path).is_ok_and(|m| !m.is_file());
    if is_other {
        // A pipe or a device takes what it is given.
        return std::fs::write(path, bytes);
    }
    let mut aside = path.as_os_str().to_owned();
    aside.push(format!(".{}.new", std::process::id()));
    let written = std::fs::write(&aside, bytes).and_then(|()| std::fs::rename(&aside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&aside);
    }
    written
}
