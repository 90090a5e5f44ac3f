//! Rules from the program itself or from a folder: where the files are.

use crate::both;
use crate::lang::several;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::book::{FORM, assemble};
use super::fault::Fault;

pub use super::book::{Book, File, Source};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// Why no rules could be loaded.
#[derive(Debug)]
pub enum Unloadable {
    NoEdition { year: i32, known: Vec<String> },
    Folder { path: PathBuf, source: std::io::Error },
    Faults(Vec<Fault>),
}

impl std::fmt::Display for Unloadable {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&match self {
            Unloadable::NoEdition { year, known } => both!(
                "ไม่มีเกณฑ์ของปี {year} ปีที่มี: {}",
                "there are no criteria of {year}; years at hand: {}",
                known.join(", ")
            ),
            Unloadable::Folder { path, source } => both!(
                "อ่านโฟลเดอร์เกณฑ์ {} ไม่ได้: {}",
                "cannot read the folder of criteria {}: {}",
                path.display(),
                crate::command::to::unread(source)
            ),
            Unloadable::Faults(faults) => {
                let (number, english) = (faults.len(), several(faults.len(), "fault", "faults"));
                both!("เกณฑ์มีข้อผิดพลาด {number} แห่ง", "the criteria have {english}")
            }
        })
    }
}

impl std::error::Error for Unloadable {}

/// Fiscal years that have an edition, oldest first: the program's, and beside them those of a folder of years.
/// A folder that is one edition has that one.
pub fn years(folder: Option<&Path>) -> Vec<i32> {
    let mut years = folder.map_or_else(Vec::new, own_years);
    if folder.is_none_or(|path| !path.join(FORM).is_file()) {
        years.extend(built_in_years());
    }
    years.sort_unstable();
    years.dedup();
    years
}

fn built_in_years() -> impl Iterator<Item = i32> {
    BUILT_IN.dirs().filter_map(|d| d.path().file_name()?.to_str()?.parse().ok())
}

/// Fiscal years of which a folder has an edition of its own, oldest first.
pub fn own_years(folder: &Path) -> Vec<i32> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut years: Vec<i32> = entries.filter_map(|e| e.ok()?.file_name().to_str()?.parse().ok()).collect();
    if years.is_empty() {
        let form = std::fs::read_to_string(folder.join(FORM)).unwrap_or_default();
        let form: toml::Table = form.trim_start_matches('\u{feff}').parse().unwrap_or_default();
        years.extend(form.get("year").and_then(|y| i32::try_from(y.as_integer()?).ok()));
    }
    years.sort_unstable();
    years
}

/// Loads the edition of a year from `folder` (which holds one folder a year, or is such a folder itself), or
/// built in where that has none of the year. What it extends is looked for beside it first, then in the program.
pub fn load(year: i32, folder: Option<&Path>) -> Result<Book, Unloadable> {
    let Some(path) = folder else { return built_in(year, &[]) };
    let inner = path.join(year.to_string());
    let others = || !path.join(FORM).is_file() && !own_years(path).is_empty();
    if !inner.is_dir() && others() && built_in_years().any(|known| known == year) {
        return built_in(year, &[]);
    }
    let (dir, beside) =
        if inner.is_dir() { (inner, path.to_owned()) } else { (path.to_owned(), path.join("..")) };
    let mut book = from_folder(year, &dir, &beside, &[])?;
    if book.edition.year == year {
        book.from = Some(path.to_owned());
        return Ok(book);
    }
    let (name, text) = &book.form;
    let at = text.find("year").unwrap_or(0);
    let message = both!(
        "เกณฑ์ในโฟลเดอร์นี้เป็นของปี {} ไม่ใช่ {year}",
        "the rules in this folder are of {}, not of {year}",
        book.edition.year
    );
    Err(Unloadable::Faults(vec![Fault::error(name, text, at..at + 4, message)]))
}

fn built_in(year: i32, above: &[i32]) -> Result<Book, Unloadable> {
    // An edition cannot stand on itself.
    let dir = BUILT_IN.get_dir(year.to_string()).filter(|_| !above.contains(&year));
    let dir = dir.ok_or_else(|| no_edition(year, None))?;
    let text = |f: &include_dir::File| {
        let name = format!("rules/{}", f.path().display());
        Some((name, f.contents_utf8()?.to_owned()))
    };
    let files = dir.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml"));
    let above = [above, &[year]].concat();
    assemble(files.filter_map(text).collect(), |base| built_in(base, &above))
}

fn from_folder(year: i32, dir: &Path, beside: &Path, above: &[PathBuf]) -> Result<Book, Unloadable> {
    let fail = |source| Unloadable::Folder { path: dir.to_owned(), source };
    if !dir.join(FORM).is_file() && dir.is_dir() {
        return Err(no_edition(year, Some(beside)));
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(fail)? {
        let file = entry.map_err(fail)?.path();
        if file.extension().is_some_and(|e| e == "toml") {
            let bytes = std::fs::read(&file).map_err(fail)?;
            // Notepad begins a file with a byte order mark.
            let text = String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned();
            files.push((file.display().to_string(), text));
        }
    }
    let real = |dir: &Path| dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let above = [above, &[real(dir)]].concat();
    assemble(files, |base| {
        let next = beside.join(base.to_string());
        // A variant of a year extends the year that the program has.
        if next.join(FORM).is_file() && !above.contains(&real(&next)) {
            from_folder(base, &next, beside, &above)
        } else {
            built_in(base, &[])
        }
    })
}

fn no_edition(year: i32, folder: Option<&Path>) -> Unloadable {
    Unloadable::NoEdition { year, known: years(folder).iter().map(i32::to_string).collect() }
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}
