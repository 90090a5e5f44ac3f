//! What `oit read` was asked for: a file or an address, and what is wrong with it in plain words.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::super::Trouble;
use crate::both;

/// Where a document lies.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Source {
    File(PathBuf),
    /// With its scheme.
    Address(String),
}

/// What a person means who writes this.
pub(super) fn source(what: &str) -> Source {
    let path = what.strip_prefix("file://").unwrap_or(what);
    if path.len() == what.len() && what.contains("://") {
        return Source::Address(what.to_owned());
    }
    if !Path::new(path).exists() && is_host(path) {
        return Source::Address(super::super::audit::with_scheme(path));
    }
    Source::File(path.into())
}

/// Whether it begins with the name of a host, as people write it without `https://`.
fn is_host(what: &str) -> bool {
    const ENDS: [&str; 6] = [".th", ".com", ".org", ".net", ".info", ".ไทย"];
    let host = what.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.split_once(':').map_or(host, |(host, _)| host).to_lowercase();
    !host.contains([' ', '\\']) && (host.starts_with("www.") || ENDS.iter().any(|end| host.ends_with(end)))
}

pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Trouble> {
    let name = path.display();
    if name.to_string().trim().is_empty() {
        return Err(Trouble::wrong(both!("ยังไม่ได้บอกว่าให้อ่านไฟล์ใด", "no file was named")).help(how()));
    }
    if path.is_dir() {
        let told = both!("{} เป็นโฟลเดอร์ oit read อ่านทีละไฟล์", "{} is a folder; oit read takes one file", name);
        let first = files(path);
        let help = match first.first() {
            Some(first) => both!("เช่น oit read \"{}\"", "such as: oit read \"{}\"", first.display()),
            None => both!("โฟลเดอร์นี้ไม่มีไฟล์", "there is no file in it"),
        };
        return Err(Trouble::wrong(told).help(help));
    }
    std::fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Trouble::wrong(both!("ไม่มีไฟล์ {}", "there is no file {}", name))
            .help(near(path).unwrap_or_else(how)),
        ErrorKind::PermissionDenied => {
            Trouble::wrong(both!("ไม่มีสิทธิ์เปิดไฟล์ {}", "no permission to open {}", name)).help(both!(
                "ขอสิทธิ์อ่านไฟล์นี้ หรือคัดลอกไปไว้ในโฟลเดอร์ของคุณ",
                "ask for it, or copy the file to a folder of yours"
            ))
        }
        _ => Trouble::wrong(both!("เปิดไฟล์ {} ไม่ได้: {}", "{} cannot be opened: {}", name, error)).help(how()),
    })
}

fn how() -> String {
    both!(
        "บอกไฟล์ที่มีอยู่ หรือที่อยู่เว็บที่ขึ้นต้นด้วย https://",
        "name a file that exists, or an address that begins with https://"
    )
}

/// Files beside it with the same beginning: a name typed in haste lacks its end.
fn near(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stem = path.file_stem()?.to_string_lossy().to_lowercase();
    let is_near = |other: &PathBuf| {
        other.file_stem().is_some_and(|other| other.to_string_lossy().to_lowercase().starts_with(&stem))
    };
    let other = files(folder).into_iter().find(is_near)?;
    let other = other.strip_prefix(".").map(Path::to_owned).unwrap_or(other);
    Some(both!("หมายถึง {} หรือไม่", "did you mean {}?", other.display()))
}

/// The first files of a folder by name, of those that are not hidden.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let is_hidden = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with('.');
    let mut files: Vec<PathBuf> =
        entries.filter(|e| !is_hidden(e) && e.path().is_file()).map(|e| e.path()).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_may_lack_their_scheme() {
        for (what, address) in [
            ("https://a.go.th/x.pdf", "https://a.go.th/x.pdf"),
            ("www.a.go.th", "https://www.a.go.th"),
            ("a.go.th/news?id=1", "https://a.go.th/news?id=1"),
            ("a.go.th:8080/", "https://a.go.th:8080/"),
        ] {
            let Source::Address(found) = source(what) else { panic!("{what}") };
            assert_eq!(found.trim_end_matches('/'), address.trim_end_matches('/'));
        }
        for (what, file) in [
            ("แผน.pdf", "แผน.pdf"),
            ("a/www.pdf", "a/www.pdf"),
            ("file:///tmp/ก.pdf", "/tmp/ก.pdf"),
            ("", ""),
        ] {
            assert_eq!(source(what), Source::File(file.into()));
        }
    }

    #[test]
    fn what_is_no_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("แผน.pdf");
        std::fs::write(&path, b"x").unwrap();
        assert_eq!(bytes(&path).unwrap(), b"x");
        let missing = bytes(&folder.path().join("แผน")).unwrap_err();
        assert!(missing.message.starts_with("ไม่มีไฟล์") && missing.help.unwrap().contains("แผน.pdf"));
        let is_folder = bytes(folder.path()).unwrap_err();
        assert!(is_folder.message.contains("เป็นโฟลเดอร์") && is_folder.help.unwrap().contains("แผน.pdf"));
    }
}
