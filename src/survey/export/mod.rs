//! A survey as tables: a row an agency, and a row an agency and item.

mod csv;
mod json;
mod parquet;
mod xlsx;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::snapshot::Snapshot;
use super::store::{Error, Fallible, ItemName, ItemRow, Store};
use crate::report::Report;

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

// New columns stand at the end: whoever counts columns goes on counting right.
const AGENCIES: [(&str, Kind); 29] = [
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
    ("pass", Count),
    ("fail", Count),
    ("review", Count),
    ("not_determined", Count),
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
    ("year", Whole),
    ("as_of", Text),
    ("survey", Text),
    ("survey_nr", Whole),
    ("agency", Whole),
];
const ITEMS: [(&str, Kind); 19] = [
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
    ("kind", Text),
    ("year", Whole),
    ("as_of", Text),
    ("survey", Text),
    ("survey_nr", Whole),
    ("agency", Whole),
    ("key", Text),
    ("evidence_urls", Text),
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
            let items = beside(to, format);
            for (which, path) in [(Table::Agencies, to), (Table::Items, items.as_path())] {
                table(store, snapshot, which, &Part::whole(snapshot), format, create(path)?)?;
            }
            Ok(vec![to.to_owned(), items])
        }
    }
}

/// Writes all surveys as [`write`] writes one, the oldest first: a column of each row says of which it is.
///
/// # Errors
/// As [`write`].
pub fn write_all(store: &Store, surveys: &[i64], to: &Path) -> Fallible<Vec<PathBuf>> {
    let create = |path: &Path| std::fs::File::create(path).map(io::BufWriter::new);
    match extension(to).as_str() {
        "json" => {
            json::write_all(store, surveys, create(to)?)?;
            Ok(vec![to.to_owned()])
        }
        "xlsx" => {
            xlsx::write_all(store, surveys, create(to)?)?;
            Ok(vec![to.to_owned()])
        }
        format => {
            let items = beside(to, format);
            for (which, path) in [(Table::Agencies, to), (Table::Items, items.as_path())] {
                table_of_all(store, surveys, which, format, create(path)?)?;
            }
            Ok(vec![to.to_owned(), items])
        }
    }
}

/// One table of all surveys, one after the other: together they would not fit into memory.
///
/// # Errors
/// As [`table`].
pub fn table_of_all(
    store: &Store,
    surveys: &[i64],
    table: Table,
    format: &str,
    out: impl Write + Send + 'static,
) -> Fallible<()> {
    let mut rows = begun(table, format, out)?;
    for survey in surveys {
        let Some(snapshot) = Snapshot::load(store, *survey)? else { continue };
        each(store, &snapshot, table, &Part::whole(&snapshot), &mut |cells| rows.row(cells))?;
    }
    Ok(rows.end()?)
}

/// Where the second table goes.
fn beside(to: &Path, format: &str) -> PathBuf {
    let stem = to.file_stem().and_then(|s| s.to_str()).unwrap_or("survey");
    to.with_file_name(format!("{stem}-items.{format}"))
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
    if format == "xlsx" {
        return xlsx::one(store, snapshot, table, part, out);
    }
    let mut rows = begun(table, format, out)?;
    each(store, snapshot, table, part, &mut |cells| rows.row(cells))?;
    Ok(rows.end()?)
}

/// A file of one table, its head written.
fn begun(table: Table, format: &str, out: impl Write + Send + 'static) -> Fallible<Box<dyn Rows>> {
    match format {
        "csv" => Ok(Box::new(csv::Csv::begin(table.columns(), out)?)),
        "parquet" => Ok(Box::new(parquet::Parquet::begin(table.columns(), out)?)),
        _ => Err(Error::Io(io::ErrorKind::Unsupported.into())),
    }
}

/// Where the evidence of one site's items lies. Rows of earlier versions do not say it: then its report does.
#[derive(Default)]
struct Found(Option<Option<Box<Report>>>);

impl Found {
    /// All addresses, the best one first.
    fn of(
        &mut self,
        store: &Store,
        (survey, agency): (i64, i64),
        name: &ItemName,
        item: &ItemRow,
    ) -> Fallible<Vec<String>> {
        if let Some(addresses) = &item.addresses {
            return Ok(addresses.lines().map(str::to_owned).collect());
        }
        if item.evidence.is_empty() {
            return Ok(Vec::new());
        }
        if self.0.is_none() {
            self.0 = Some(store.report(survey, agency)?.map(Box::new));
        }
        let report = self.0.as_ref().and_then(Option::as_ref);
        let told = report.and_then(|report| report.items.iter().find(|told| told.key == name.key));
        Ok(match told {
            Some(told) => told.addresses().map(str::to_owned).collect(),
            None => vec![item.evidence.clone()],
        })
    }
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
    let survey = &snapshot.survey;
    for at in part.sites.iter().copied() {
        let site = &snapshot.sites[at];
        match table {
            Table::Agencies => {
                // Of what was not judged nothing is counted, not even none.
                let count = |letter| {
                    let judged = !site.verdicts.is_empty();
                    Cell::Count(judged.then(|| site.verdicts.chars().filter(|v| *v == letter).count()))
                };
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
                    count('P'),
                    count('F'),
                    count('R'),
                    count('U'),
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
                    Cell::Whole(i64::from(survey.year)),
                    text(&survey.as_of),
                    text(&survey.name),
                    Cell::Whole(survey.id),
                    Cell::Whole(site.agency),
                ])?;
            }
            Table::Items if !site.verdicts.is_empty() => {
                let mut found = Found::default();
                let mut row = |name: &ItemName, item: Option<ItemRow>| -> Fallible<()> {
                    let item = item.unwrap_or_default();
                    let addresses = found.of(store, (survey.id, site.agency), name, &item)?;
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
                        text(&site.kind),
                        Cell::Whole(i64::from(survey.year)),
                        text(&survey.as_of),
                        text(&survey.name),
                        Cell::Whole(survey.id),
                        Cell::Whole(site.agency),
                        text(&name.key),
                        // No address has a blank in it.
                        text(&addresses.join(" ")),
                    ])?;
                    Ok(())
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
