//! Tables that people hand in: a header in Thai or English, a row a line, XLSX or CSV.

use std::path::Path;

use super::Trouble;
use crate::both;
use crate::extract::{self, Hints, Kind, Role};
use crate::report::clean_text;
use crate::thai::text::fold;
use crate::thai::width::truncate;

/// One column: how errors call it, and what people write above it.
pub struct Column {
    pub name: &'static str,
    pub called: &'static [&'static str],
    pub needed: bool,
}

/// A table whose header was found.
pub struct Sheet {
    file: String,
    rows: Vec<Row>,
    heads: Vec<String>,
    /// By column asked for: where it stands.
    at: Vec<Option<usize>>,
}

/// One row below the header.
pub struct Row {
    /// As the spreadsheet counts.
    pub number: u32,
    cells: Vec<String>,
    /// Addresses that cells of the row lead to.
    pub links: Vec<String>,
}

/// Rows above the header at the most: a title, the agency's name.
const ABOVE: usize = 15;

/// Reads the first sheet that has the columns wanted.
pub fn read(path: &Path, columns: &[Column]) -> Result<Sheet, Trouble> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        let why = super::to::unread(&error);
        Trouble::wrong(both!("เปิดไฟล์ {file} ไม่ได้: {why}", "cannot open {file}: {why}")).help(both!(
            "ตรวจชื่อไฟล์ และบันทึกเป็น .xlsx หรือ .csv",
            "see to its name, and save it as .xlsx or .csv"
        ))
    })?;
    let document = extract::read(&bytes, &Hints { file_name: &file, ..Hints::default() });
    if document.kind != Kind::Sheet {
        return Err(Trouble::wrong(both!("{file} ไม่ใช่ตาราง", "{file} is no table"))
            .help(both!("บันทึกเป็น .xlsx หรือ .csv", "save it as .xlsx or .csv")));
    }
    let mut rows = document.blocks.iter().enumerate().filter(|(_, b)| matches!(b.role, Role::Row { .. }));
    let head = rows.by_ref().take(ABOVE).find_map(|(_, block)| {
        let at = places(&block.cells, columns);
        let whole = columns.iter().zip(&at).all(|(column, at)| at.is_some() || !column.needed);
        whole.then(|| (block.place.sheet.clone(), at, block.cells.clone()))
    });
    let Some((sheet, at, heads)) = head else {
        return Err(headless(&file, &document, columns).help(both!(
            "เขียนหัวตารางในแถวแรก ใช้ได้: {}",
            "write the heads in the first row; one may be: {}",
            known(columns)
        )));
    };
    let rows = rows
        .filter(|(_, block)| block.place.sheet == sheet)
        .map(|(nth, block)| Row {
            number: block.place.row.unwrap_or_default(),
            cells: block.cells.clone(),
            links: document.links.iter().filter(|l| l.block == Some(nth)).map(|l| l.url.clone()).collect(),
        })
        .collect();
    Ok(Sheet { file, rows, heads, at })
}

/// No row has all the columns that are needed: of the one that has most, what it has and what it lacks.
fn headless(file: &str, document: &extract::Document, columns: &[Column]) -> Trouble {
    let needed = |at: &[Option<usize>], there: bool| -> Vec<&str> {
        let all = columns.iter().zip(at).filter(|(column, at)| column.needed && at.is_some() == there);
        all.map(|(column, _)| column.name).collect()
    };
    let rows = document.blocks.iter().filter(|b| matches!(b.role, Role::Row { .. })).take(ABOVE);
    // Of equals the first.
    let best = rows.map(|block| (places(&block.cells, columns), block)).reduce(|best, one| {
        if needed(&one.0, true).len() > needed(&best.0, true).len() { one } else { best }
    });
    let Some((at, block)) = best else {
        return Trouble::wrong(both!("{file} ไม่มีแถวใดเลย", "{file} has no rows"));
    };
    let said: Vec<&str> = block.cells.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
    Trouble::wrong(both!(
        "{file} ไม่มีแถวหัวตารางที่มีคอลัมน์ {} (แถว {} มี: {})",
        "{file} has no row of heads with {} (row {} has: {})",
        needed(&at, false).join(", "),
        block.place.row.unwrap_or_default(),
        truncate(&clean_text(&said.join(" | ")), 100)
    ))
}

impl Sheet {
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// A row's cell in the nth of the columns asked for; empty where there is none.
    pub fn cell<'a>(&self, row: &'a Row, column: usize) -> &'a str {
        self.at[column].and_then(|at| row.cells.get(at)).map_or("", |cell| cell.trim())
    }

    /// Heads of columns that nobody asked for.
    pub fn unused(&self) -> Vec<String> {
        let heads = self.heads.iter().enumerate().filter(|(at, _)| !self.at.contains(&Some(*at)));
        heads.map(|(_, head)| clean_text(head.trim())).filter(|head| !head.is_empty()).collect()
    }

    /// Whether the nth of the columns asked for is there.
    pub fn has(&self, column: usize) -> bool {
        self.at[column].is_some()
    }

    /// File and row, for whoever must mend it.
    pub fn place(&self, row: &Row) -> String {
        both!("{} แถว {}", "{} row {}", self.file, row.number)
    }
}

fn places(cells: &[String], columns: &[Column]) -> Vec<Option<usize>> {
    let heads: Vec<String> = cells.iter().map(|cell| fold(cell)).collect();
    let find = |column: &Column| {
        column.called.iter().find_map(|called| heads.iter().position(|head| *head == fold(called)))
    };
    columns.iter().map(find).collect()
}

/// The columns and one Thai name of each.
fn known(columns: &[Column]) -> String {
    let names: Vec<String> = columns
        .iter()
        .map(|column| match column.called.iter().find(|called| !called.is_ascii()) {
            Some(thai) => format!("{} ({thai})", column.name),
            None => column.name.to_owned(),
        })
        .collect();
    names.join(", ")
}
