//! A survey as tables: a row an agency, and a row an agency and item.

mod csv;
mod json;
mod parquet;
mod xlsx;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::snapshot::Snapshot;
use super::store::{Error, Fallible, ItemName, ItemRow, Store};

/// One cell of either table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    Number(Option<f64>),
    Whole(i64),
    /// A whole number that not every row has.
    Count(Option<usize>),
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Whole,
    Count,
}

/// Takes the rows of one table, one after the other.
pub trait Rows {
    fn row(&mut self, cells: Vec<Cell>) -> io::Result<()>;
    fn end(self: Box<Self>) -> io::Result<()>;
}

/// Names of formats, as file extensions.
pub const FORMATS: [&str; 4] = ["csv", "xlsx", "json", "parquet"];

/// Which of the two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Agencies,
    Items,
}

use Kind::{Count, Number, Text, Whole};

const AGENCIES: [(&str, Kind); 24] = [
    ("nr", Whole),
    ("code", Text),
    ("name", Text),
    ("kind", Text),
    ("province", Text),
    ("url", Text),
    ("state", Text),
    ("score", Number),
    ("score_high", Number),
    ("band", Text),
    ("pass", Whole),
    ("fail", Whole),
    ("review", Whole),
    ("not_determined", Whole),
    ("cause", Text),
    ("message", Text),
    ("advice", Text),
    ("pages", Whole),
    ("files", Whole),
    ("seconds", Number),
    ("finished_at", Text),
    ("rules", Text),
    ("version", Text),
    ("rank", Count),
];
const ITEMS: [(&str, Kind); 11] = [
    ("nr", Whole),
    ("code", Text),
    ("name", Text),
    ("province", Text),
    ("url", Text),
    ("item", Text),
    ("title", Text),
    ("verdict", Text),
    ("score", Number),
    ("comment", Text),
    ("evidence_url", Text),
];

impl Table {
    pub fn columns(self) -> &'static [(&'static str, Kind)] {
        match self {
            Table::Agencies => &AGENCIES,
            Table::Items => &ITEMS,
        }
    }

    /// Of a sheet.
    fn title(self) -> &'static str {
        match self {
            Table::Agencies => "หน่วยงาน",
            Table::Items => "รายข้อ",
        }
    }
}

/// Writes a survey to a file; the extension decides. CSV and Parquet hold one table a file, so
/// the second one goes beside it, `x-items.csv`. Returns what was written.
///
/// # Errors
/// If the database does not answer or the disk does not take it.
pub fn write(store: &Store, snapshot: &Snapshot, to: &Path) -> Fallible<Vec<PathBuf>> {
    let create = |path: &Path| std::fs::File::create(path).map(io::BufWriter::new);
    match extension(to).as_str() {
        "json" => {
            json::write(store, snapshot, create(to)?)?;
            Ok(vec![to.to_owned()])
        }
        "xlsx" => {
            xlsx::write(store, snapshot, create(to)?)?;
            Ok(vec![to.to_owned()])
        }
        format => {
            let stem = to.file_stem().and_then(|s| s.to_str()).unwrap_or("survey");
            let items = to.with_file_name(format!("{stem}-items.{format}"));
            for (which, path) in [(Table::Agencies, to), (Table::Items, items.as_path())] {
                table(store, snapshot, which, &Part::whole(snapshot), format, create(path)?)?;
            }
            Ok(vec![to.to_owned(), items])
        }
    }
}

/// Lower case, without the dot.
pub fn extension(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase()
}

/// Which rows of a table are wanted.
pub struct Part {
    /// Places in [`Snapshot::sites`], in the order in which they are written.
    pub sites: Vec<usize>,
    /// The one item that is asked for, by its place in [`Snapshot::names`].
    pub item: Option<usize>,
}

impl Part {
    /// All of them, in the list's order.
    pub fn whole(snapshot: &Snapshot) -> Part {
        Part { sites: (0..snapshot.sites.len()).collect(), item: None }
    }
}

/// Writes one table, or a part of it; JSON has no tables.
///
/// # Errors
/// As [`write`]; for any other format `Unsupported`.
pub fn table(
    store: &Store,
    snapshot: &Snapshot,
    table: Table,
    part: &Part,
    format: &str,
    out: impl Write + Send + 'static,
) -> Fallible<()> {
    let mut rows: Box<dyn Rows> = match format {
        "csv" => Box::new(csv::Csv::begin(table.columns(), out)?),
        "parquet" => Box::new(parquet::Parquet::begin(table.columns(), out)?),
        "xlsx" => return xlsx::one(store, snapshot, table, part, out),
        _ => return Err(Error::Io(io::ErrorKind::Unsupported.into())),
    };
    each(store, snapshot, table, part, &mut |cells| rows.row(cells))?;
    Ok(rows.end()?)
}

/// Every row of a part of a table.
fn each(
    store: &Store,
    snapshot: &Snapshot,
    table: Table,
    part: &Part,
    take: &mut dyn FnMut(Vec<Cell>) -> io::Result<()>,
) -> Fallible<()> {
    let text = |text: &str| Cell::Text(crate::report::clean_text(text));
    let ranks = snapshot.ranks();
    for at in part.sites.iter().copied() {
        let site = &snapshot.sites[at];
        match table {
            Table::Agencies => {
                let count = |letter| site.verdicts.chars().filter(|v| *v == letter).count() as i64;
                take(vec![
                    Cell::Whole(site.nr),
                    text(&site.code),
                    text(&site.name),
                    text(&site.kind),
                    text(&site.province),
                    text(&site.url),
                    text(&site.state),
                    Cell::Number(site.score),
                    Cell::Number(site.score_high),
                    text(&site.band),
                    Cell::Whole(count('P')),
                    Cell::Whole(count('F')),
                    Cell::Whole(count('R')),
                    Cell::Whole(count('U')),
                    text(&site.cause),
                    text(&site.message),
                    text(&site.advice),
                    Cell::Whole(site.pages),
                    Cell::Whole(site.files),
                    Cell::Number(Some(site.seconds)),
                    text(&site.finished_at),
                    text(&site.digest),
                    text(&site.version),
                    Cell::Count(ranks[at]),
                ])?;
            }
            Table::Items if !site.verdicts.is_empty() => {
                let mut row = |name: &ItemName, item: Option<ItemRow>| {
                    let item = item.unwrap_or_default();
                    take(vec![
                        Cell::Whole(site.nr),
                        text(&site.code),
                        text(&site.name),
                        text(&site.province),
                        text(&site.url),
                        text(&name.id),
                        text(&name.title),
                        text(verdict(item.verdict.bytes().next().unwrap_or_default())),
                        Cell::Number(item.score),
                        text(&item.comment.replace('\n', " ")),
                        text(&item.evidence),
                    ])
                };
                if let Some(one) = part.item {
                    // Rules that do not know the item leave its row empty.
                    row(&snapshot.names[one], snapshot.item_of(store, at, one)?)?;
                    continue;
                }
                let names = store.edition_kept(&site.digest)?;
                for item in store.items_of(snapshot.survey.id, site.agency, names.len())? {
                    row(&names[item.nr], Some(item))?;
                }
            }
            Table::Items => {}
        }
    }
    Ok(())
}

/// The verdict of a letter, as `report.json` writes it.
pub fn verdict(letter: u8) -> &'static str {
    match letter {
        b'P' => "pass",
        b'F' => "fail",
        b'R' => "review",
        b'U' => "not-determined",
        b'N' => "not-applicable",
        _ => "",
    }
}
