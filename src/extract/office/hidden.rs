//! Rows and columns of a sheet that a reader does not see: the library tells only of hidden sheets.

use std::collections::{HashMap, HashSet};

use super::package::{Package, attribute, each_tag};

/// Ranges of columns; no person hides so many.
pub(super) const MOST: usize = 1_000;

/// From 1 both.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    pub(super) rows: HashSet<u32>,
    /// First and last.
    pub(super) columns: Vec<(u32, u32)>,
}

impl Hidden {
    pub(super) fn has_column(&self, column: u32) -> bool {
        self.columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }
}

/// Of an XLSX, by the id under which the workbook names its sheets.
pub(super) fn of_xlsx(bytes: &[u8]) -> HashMap<String, Hidden> {
    let Some(mut package) = Package::open(bytes) else { return HashMap::new() };
    let sheets = package.relations("xl/workbook.xml");
    let sheets = sheets.into_iter().filter(|(_, r)| r.kind == "worksheet");
    sheets.filter_map(|(id, r)| Some((id, lines(&package.text(&r.target).ok()?)?))).collect()
}

fn lines(xml: &str) -> Option<Hidden> {
    // Most sheets hide nothing, and are large.
    if !xml.contains("hidden=") {
        return None;
    }
    let mut hidden = Hidden::default();
    let mut row = 0;
    each_tag(xml, |tag| {
        let number = |name| attribute(tag, name).and_then(|v| v.parse::<u32>().ok());
        let is_hidden = || attribute(tag, "hidden").is_some_and(|v| matches!(&*v, "1" | "true"));
        match tag.local_name().as_ref() {
            "col" if hidden.columns.len() < MOST && is_hidden() => {
                if let (Some(first), Some(last)) = (number("min"), number("max")) {
                    hidden.columns.push((first, last));
                }
            }
            "row" => {
                row = number("r").unwrap_or(row + 1);
                if is_hidden() {
                    hidden.rows.insert(row);
                }
            }
            _ => {}
        }
        true
    });
    Some(hidden)
}
