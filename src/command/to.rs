//! Files that somebody asks for with `--to`, of whatever command: written whole or not at all, and
//! where that cannot be, the folder and the way out are named.

use std::io;
use std::path::{Path, PathBuf};

use super::{Trouble, kept};
use crate::both;
use crate::crawl::keep;
use crate::report::Lang;

/// Makes the folders of files that are to come; before the work, not after an hour of it. Every
/// fault is told at once: who mends one need not run into the next.
pub fn ready(to: &[PathBuf]) -> Result<(), Trouble> {
    each(to, |path| ready_for(path))
}

fn ready_for(path: &Path) -> Result<(), Trouble> {
    if path.is_dir() {
        return Err(unwritable(path, &io::ErrorKind::IsADirectory.into()));
    }
    let folder = folder(path);
    std::fs::create_dir_all(folder).map_err(|error| {
        let error = match error.kind() {
            // What stands there under the folder's name is a file.
            io::ErrorKind::AlreadyExists => io::ErrorKind::NotADirectory.into(),
            _ => error,
        };
        let why = why(&error);
        Trouble::wrong(both!(
            "สร้างโฟลเดอร์ {} ไม่ได้: {why}",
            "cannot make the folder {}: {why}",
            folder.display()
        ))
        .help(both!("เลือกโฟลเดอร์อื่นด้วย --to", "choose another folder with --to"))
    })
}

/// Writes one, its folder made where there is none.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    ready_for(path)?;
    kept::replace(path, bytes).map_err(|error| unwritable(path, &error))
}

/// Writes all that can be written; what could not be is told, the last of it by who asked. The
/// status is that of the worst, in whatever order they were asked for.
pub fn each(to: &[PathBuf], write: impl Fn(&PathBuf) -> Result<(), Trouble>) -> Result<(), Trouble> {
    let mut failed: Vec<Trouble> = to.iter().filter_map(|path| write(path).err()).collect();
    let worst = failed.iter().map(|trouble| trouble.end).max_by_key(|end| end.code());
    let (Some(last), Some(end)) = (failed.pop(), worst) else { return Ok(()) };
    for trouble in failed {
        trouble.tell();
    }
    Err(Trouble { end, ..last })
}

/// Has files written beside the one that is asked for, and puts them in place once they are whole.
/// `write` gets the path to write to and says what it wrote.
pub fn aside<E>(
    path: &Path,
    write: impl FnOnce(&Path) -> Result<Vec<PathBuf>, E>,
    fault: impl Fn(E) -> Trouble,
) -> Result<Vec<PathBuf>, Trouble> {
    ready_for(path)?;
    // A pipe or a device takes what it is given.
    if std::fs::metadata(path).is_ok_and(|about| !about.is_file()) {
        return write(path).map_err(fault);
    }
    let unable = |error: io::Error| unwritable(path, &error);
    let part = tempfile::Builder::new().prefix(".oit-").tempdir_in(folder(path)).map_err(unable)?;
    let name = path.file_name().unwrap_or_default();
    let mut put = Vec::new();
    for file in write(&part.path().join(name)).map_err(fault)? {
        let goal = path.with_file_name(file.file_name().unwrap_or_default());
        std::fs::rename(&file, &goal).map_err(|error| unwritable(&goal, &error))?;
        put.push(goal);
    }
    Ok(put)
}

/// Why a file is not there, and what to do.
pub fn unwritable(path: &Path, error: &io::Error) -> Trouble {
    let (folder, why) = (folder(path).display(), why(error));
    Trouble::not_done(both!("เขียน {} ไม่ได้: {why}", "cannot write {}: {why}", path.display())).help(both!(
        "ตรวจสิทธิ์และที่ว่างของโฟลเดอร์ {folder} หรือเลือกที่อื่นด้วย --to",
        "see to the permissions and the room of the folder {folder}, or choose another place with --to"
    ))
}

/// Where a file lies: `.` where its path names none.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What a disk says, in the language of the program.
pub fn why(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    if crate::lang::now() == Lang::Th {
        return keep::said(error);
    }
    let words = match error.kind() {
        Kind::PermissionDenied => "nobody may write there",
        Kind::ReadOnlyFilesystem => "that disk can only be read",
        Kind::StorageFull => "the disk is full",
        Kind::QuotaExceeded => "the quota is used up",
        Kind::FileTooLarge => "the file is larger than the system lets it be",
        Kind::NotADirectory => "a part of the path is no folder",
        Kind::IsADirectory => "it is a folder, not a file",
        Kind::NotFound => "there is no such folder or file",
        Kind::AddrInUse => "another program has it",
        Kind::AddrNotAvailable => "it is no address of this machine",
        _ => return error.to_string(),
    };
    words.to_owned()
}

/// The way to a PDF, which nothing here writes: browsers and word processors set one better.
pub fn by_printing(path: &Path, format: &str) -> Option<String> {
    let asked = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("pdf"));
    asked.then(|| match format {
        ".html" => both!(
            "เขียนเป็น .html แล้วเปิดในเบราว์เซอร์ สั่งพิมพ์ (Ctrl+P) เป็น PDF รายงานจัดหน้า A4 ไว้แล้ว",
            "write .html, open it in a browser and print it (Ctrl+P) to PDF: it is laid out for A4"
        ),
        _ => both!(
            "เขียนเป็น {format} แล้วบันทึกเป็น PDF จาก Word หรือ LibreOffice",
            "write {format} and save it as PDF from Word or LibreOffice"
        ),
    })
}

/// Why something cannot be read.
pub fn unread(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => both!("ไม่มีสิทธิ์อ่าน", "nobody may read it"),
        io::ErrorKind::InvalidData => both!("ไม่ใช่ไฟล์ข้อความ", "it is no text"),
        _ => why(error),
    }
}

/// What is wrong with a JSON file, in the language of the program.
pub fn json_fault(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    if crate::lang::now() == Lang::En {
        return error.to_string();
    }
    let line = error.line();
    match error.classify() {
        Category::Io => "อ่านไฟล์ไม่ได้".to_owned(),
        Category::Syntax => format!("บรรทัด {line} ไม่เป็นรูปแบบ JSON"),
        Category::Eof => format!("ข้อความขาดตอนที่บรรทัด {line}"),
        Category::Data => {
            match error.to_string().strip_prefix("missing field `").and_then(|s| s.split_once('`')) {
                Some((field, _)) => format!("ไม่มีช่อง “{field}”"),
                None => format!("ค่าที่บรรทัด {line} ไม่ตรงรูปแบบของรายงาน"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_made_and_what_stands_in_the_way_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("ผล/ปี 2566/x.csv");
        write(&inside, b"1").unwrap();
        assert_eq!(std::fs::read(&inside).unwrap(), b"1");
        let told = |path: &Path| {
            let trouble = write(path, b"2").unwrap_err();
            (trouble.message, trouble.help.unwrap())
        };
        let (message, help) = told(&inside.join("y.csv"));
        assert!(message.contains("สร้างโฟลเดอร์") && message.contains("x.csv"), "{message}");
        assert!(message.ends_with("ส่วนหนึ่งของที่อยู่ไม่ใช่โฟลเดอร์") && help.contains("--to"), "{message} {help}");
        let (message, help) = told(inside.parent().unwrap());
        assert!(message.contains("เป็นโฟลเดอร์ ไม่ใช่ไฟล์") && help.contains("--to"), "{message} {help}");
        assert_eq!(std::fs::read(&inside).unwrap(), b"1");
    }

    #[test]
    fn what_cannot_be_written_keeps_nothing_else_from_being_written() {
        let folder = tempfile::tempdir().unwrap();
        let files = ["a.csv", "b.csv", "c.csv", "d.csv"].map(|name| folder.path().join(name));
        std::fs::create_dir(&files[1]).unwrap();
        std::fs::create_dir(&files[2]).unwrap();
        let trouble = each(&files, |path| write(path, b"1")).unwrap_err();
        assert!(trouble.message.contains("c.csv") && trouble.end == super::super::End::NotDone);
        assert!(files[0].is_file() && files[3].is_file());
    }

    #[test]
    fn what_is_half_written_does_not_take_the_place_of_what_was_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, "old").unwrap();
        let fails = |to: &Path| {
            std::fs::write(to, "ha")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        };
        let trouble = aside(&path, fails, |error| unwritable(&path, &error)).unwrap_err();
        assert!(trouble.message.ends_with("เนื้อที่ดิสก์เต็ม"), "{}", trouble.message);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        let two = |to: &Path| -> io::Result<Vec<PathBuf>> {
            let other = to.with_file_name("x-items.csv");
            std::fs::write(to, "new")?;
            std::fs::write(&other, "more")?;
            Ok(vec![to.to_owned(), other])
        };
        let put = aside(&path, two, |error| unwritable(&path, &error)).unwrap();
        assert_eq!(put, [path.clone(), folder.path().join("x-items.csv")]);
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside them");
    }
}
