//! Rules from the program itself or from a folder.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::Rule;
use super::edition::Edition;
use super::fault::Fault;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// A year's form with all its rules, in the order of the form.
pub struct Book {
    pub edition: Edition,
    pub rules: Vec<Rule>,
    /// File name and text of each rule, beside `rules`.
    pub files: Vec<(String, String)>,
}

/// Why no rules could be loaded.
#[derive(Debug, thiserror::Error)]
pub enum Unloadable {
    #[error("ไม่มีเกณฑ์ของปี {year} ปีที่มี: {}", known.join(", "))]
    NoEdition { year: i32, known: Vec<String> },
    #[error("อ่านโฟลเดอร์เกณฑ์ {path} ไม่ได้: {source}")]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("เกณฑ์มีข้อผิดพลาด {} แห่ง", .0.len())]
    Faults(Vec<Fault>),
}

/// Fiscal years that have an edition, oldest first.
pub fn years(folder: Option<&Path>) -> Vec<i32> {
    let mut years: Vec<i32> = match folder {
        None => BUILT_IN.dirs().filter_map(|d| d.path().file_name()?.to_str()?.parse().ok()).collect(),
        Some(path) => std::fs::read_dir(path)
            .into_iter()
            .flatten()
            .filter_map(|e| e.ok()?.file_name().to_str()?.parse().ok())
            .collect(),
    };
    years.sort_unstable();
    years
}

/// Loads the edition of a year, built in or from `folder` (which holds one folder a year, or is
/// such a folder itself).
pub fn load(year: i32, folder: Option<&Path>) -> Result<Book, Unloadable> {
    let files = match folder {
        None => built_in(year)?,
        Some(path) => from_folder(year, path)?,
    };
    parse(files)
}

fn built_in(year: i32) -> Result<Vec<(String, String)>, Unloadable> {
    let dir = BUILT_IN.get_dir(year.to_string()).ok_or_else(|| no_edition(year, None))?;
    let text = |f: &include_dir::File| {
        let name = format!("rules/{}", f.path().display());
        Some((name, f.contents_utf8()?.to_owned()))
    };
    Ok(dir.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml")).filter_map(text).collect())
}

fn from_folder(year: i32, path: &Path) -> Result<Vec<(String, String)>, Unloadable> {
    let inner = path.join(year.to_string());
    let dir = if inner.is_dir() { inner } else { path.to_owned() };
    let fail = |source| Unloadable::Folder { path: dir.clone(), source };
    if !dir.join("edition.toml").is_file() && dir.is_dir() {
        return Err(no_edition(year, Some(path)));
    }
    let mut out = Vec::new();
    for entry in std::fs::read_dir(&dir).map_err(fail)? {
        let file = entry.map_err(fail)?.path();
        if file.extension().is_some_and(|e| e == "toml") {
            let bytes = std::fs::read(&file).map_err(fail)?;
            // Notepad begins a file with a byte order mark.
            let text = String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned();
            out.push((file.display().to_string(), text));
        }
    }
    Ok(out)
}

fn no_edition(year: i32, folder: Option<&Path>) -> Unloadable {
    Unloadable::NoEdition { year, known: years(folder).iter().map(i32::to_string).collect() }
}

fn parse(mut files: Vec<(String, String)>) -> Result<Book, Unloadable> {
    files.sort();
    let mut faults = Vec::new();
    let mut edition = None;
    let mut rules: Vec<(Rule, (String, String))> = Vec::new();
    let mut digest = Sha256::new();
    for (name, text) in files {
        digest.update(name.rsplit(['/', '\\']).next().unwrap_or(&name).as_bytes());
        digest.update(text.as_bytes());
        if name.ends_with("edition.toml") {
            match toml::from_str::<Edition>(&text) {
                Ok(e) => edition = Some(e),
                Err(e) => faults.push(Fault::from_toml(&name, &text, &e)),
            }
            continue;
        }
        match toml::from_str::<Rule>(&text) {
            Ok(rule) => rules.push((rule, (name, text))),
            Err(e) => faults.push(Fault::from_toml(&name, &text, &e)),
        }
    }
    let Some(mut edition) = edition.filter(|_| faults.is_empty()) else {
        return Err(Unloadable::Faults(faults));
    };
    edition.digest = format!("sha256:{}", hex(&digest.finalize()));
    let order: Vec<String> = edition.items().map(str::to_owned).collect();
    for (rule, (name, text)) in &rules {
        if !order.contains(rule.item.get_ref()) {
            let message = format!("ข้อ {} ไม่มีในโครงสร้างของปี {}", rule.item.get_ref(), edition.year);
            faults.push(
                Fault::error(name, text, rule.item.span(), message).help("แก้เลขข้อ หรือเพิ่มข้อนี้ใน edition.toml"),
            );
        }
    }
    for (i, (rule, (name, text))) in rules.iter().enumerate() {
        let twin = rules[..i]
            .iter()
            .find(|(r, _)| r.item.get_ref() == rule.item.get_ref() || r.id.get_ref() == rule.id.get_ref());
        if let Some((_, (other, _))) = twin {
            let message = format!("ข้อหรือรหัสนี้ซ้ำกับ {other}");
            faults.push(Fault::error(name, text, rule.item.span(), message));
        }
    }
    if !faults.is_empty() {
        return Err(Unloadable::Faults(faults));
    }
    rules.sort_by_key(|(r, _)| order.iter().position(|i| i == r.item.get_ref()));
    let (rules, files) = rules.into_iter().unzip();
    Ok(Book { edition, rules, files })
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}
