//! Tables that a page break cuts: whether a table goes on, and whether its first row does.

use super::page::{End, Table, join};

/// How far columns of one table may stand apart on two pages.
const SLACK: f32 = 4.0;
/// How much wider the last column may be than what was seen of it.
const WIDER: f32 = 40.0;
/// Rows that may name the columns.
const HEAD: usize = 3;

/// The table that the last page ended with.
#[derive(Debug)]
pub(super) struct Open {
    /// Left and right edge of each column.
    spans: Vec<(f32, f32)>,
    ruled: bool,
    /// See [`Table::ends`].
    ends: Vec<End>,
    head: Vec<Vec<String>>,
    /// Its last row, among the document's blocks.
    pub(super) last: usize,
}

impl Open {
    pub(super) fn new(table: &Table, last: usize) -> Open {
        let head = table.rows.iter().take(HEAD).cloned().collect();
        Open { spans: table.spans.clone(), ruled: table.ruled, ends: table.ends.clone(), head, last }
    }

    /// The rows of `table` in the columns of this one, without the head that is repeated on every
    /// page; `None` where it is another table.
    pub(super) fn rows(&self, table: &Table) -> Option<Vec<Vec<String>>> {
        if self.ruled != table.ruled {
            return None;
        }
        let columns: Vec<usize> = table.spans.iter().map(|s| self.column(s)).collect::<Option<_>>()?;
        if columns.is_empty() || columns.windows(2).any(|two| two[0] >= two[1]) {
            return None;
        }
        let (right, own) = (table.spans.last()?.1, self.spans.get(*columns.last()?)?.1);
        if self.ruled && columns.len() == self.spans.len() && (right - own).abs() > SLACK * 2.0 {
            return None;
        }
        let widened = table.rows.iter().map(|row| {
            let mut wide = vec![String::new(); self.spans.len()];
            for (cell, at) in row.iter().zip(&columns) {
                wide[*at].clone_from(cell);
            }
            wide
        });
        let rows: Vec<Vec<String>> = widened.collect();
        let repeated = rows.iter().zip(&self.head).take_while(|(row, head)| row == head).count();
        Some(rows.into_iter().skip(if repeated < self.head.len().min(HEAD) { repeated } else { 0 }).collect())
    }
}

impl Open {
    /// Whether `next`, the first row on a page, is the rest of `last`. Text alone, without lines,
    /// gives too little to tell by, but for where on the page it ended.
    pub(super) fn row_goes_on(&self, last: &[String], next: &[String]) -> bool {
        if self.ruled {
            return goes_on(last, next);
        }
        let filled = |row: &[String], at: usize| row.get(at).is_some_and(|c| !c.trim().is_empty());
        let numbered = |row: &[String]| row.first().is_some_and(|c| starts_with_digit(c));
        // One that begins with a comma is the rest of an amount.
        let amount =
            |row: &[String], at: usize| row.get(at).is_some_and(|c| is_amount(c) && !c.starts_with(','));
        let rest: Vec<usize> = (0..next.len()).filter(|at| filled(next, *at)).collect();
        let ends = |at: usize| self.ends.get(at).copied().unwrap_or(End::Above);
        // Where nothing stands in the first column but did above, or a text where a number did, less
        // is asked.
        let (least, most) = match filled(last, 0) && (!filled(next, 0) || numbered(last)) {
            true => {
                let uneven = (0..last.len()).any(|at| filled(last, at) && ends(at) == End::Above);
                let most = rest.iter().map(|at| ends(*at)).fold(End::Above, |a, b| if b > a { b } else { a });
                (End::Near, most == End::Full || (uneven && most == End::Low))
            }
            false => (End::Full, true),
        };
        !rest.is_empty()
            && most
            && !numbered(next)
            && rest.iter().all(|at| ends(*at) >= least && !(amount(last, *at) && amount(next, *at)))
    }

    /// Whether the single row of `table` is the rest of `last`, or the next row.
    pub(super) fn has_row(&self, table: &Table, last: &[String]) -> bool {
        // Edges are those of the text so far, but none goes into the next column.
        let inside = |span: &(f32, f32)| {
            let Some(at) = self.column(span) else { return false };
            let right = self.spans.get(at + 1).map_or(self.spans[at].1 + WIDER, |next| next.0);
            self.spans[at].0 - SLACK < span.0 && span.1 < right + SLACK
        };
        let Some(rows) = self.rows(table).filter(|_| !self.ruled && table.spans.iter().all(inside)) else {
            return false;
        };
        let begins = |(own, span): (&(f32, f32), &(f32, f32))| (own.0 - span.0).abs() < SLACK;
        let is_next =
            table.spans.len() == self.spans.len() && self.spans.iter().zip(&table.spans).all(begins);
        let is_rest =
            |row: &[String]| row.iter().skip(1).any(|c| !c.is_empty()) && self.row_goes_on(last, row);
        rows.len() == 1 && ((is_next && self.spans.len() > 2) || is_rest(&rows[0]))
    }

    /// Takes note that `table` goes on with this one, up to the block `last`.
    pub(super) fn extend(&mut self, table: &Table, last: usize) {
        self.last = last;
        self.ends.clear();
        for (span, end) in table.spans.iter().zip(&table.ends) {
            let Some(at) = self.column(span) else { continue };
            self.ends.resize(self.spans.len(), End::Above);
            self.ends[at] = *end;
        }
    }

    /// The column of this table that one on the next page stands in.
    fn column(&self, span: &(f32, f32)) -> Option<usize> {
        if self.ruled {
            return self.spans.iter().position(|own| (own.0 - span.0).abs() < SLACK);
        }
        let overlap = |own: &(f32, f32)| own.1.min(span.1) - own.0.max(span.0);
        let most = self.spans.iter().enumerate().max_by(|a, b| overlap(a.1).total_cmp(&overlap(b.1)));
        most.filter(|(_, own)| overlap(own) > 0.0).map(|(at, _)| at)
    }
}

/// Whether `next`, the first row of a page, is the rest of `last`.
///
/// Nothing on the page says so. A row that has its number is a new one; one without goes on where
/// the number stood, and only in cells that were begun.
pub(in crate::extract) fn goes_on(last: &[String], next: &[String]) -> bool {
    let cell = |row: &[String], at: usize| row.get(at).map_or(String::new(), |c| c.trim().to_owned());
    let filled: Vec<usize> = (0..next.len()).filter(|at| !cell(next, *at).is_empty()).collect();
    let begun = filled.iter().all(|at| !cell(last, *at).is_empty());
    let (first, above) = (cell(next, 0), cell(last, 0));
    if filled.is_empty() || above.is_empty() || !begun {
        return false;
    }
    // An amount below an amount is one of its own.
    if filled.iter().any(|at| is_amount(&cell(next, *at)) && is_amount(&cell(last, *at))) {
        return false;
    }
    if first.is_empty() {
        true
    } else {
        starts_with_digit(&above) && !starts_with_digit(&first) && !is_amount(&above)
    }
}

pub(in crate::extract) fn append(last: &mut Vec<String>, next: &[String]) {
    last.resize(last.len().max(next.len()), String::new());
    for (cell, more) in last.iter_mut().zip(next) {
        *cell = join(&[cell.as_str(), more.as_str()]);
    }
}

fn starts_with_digit(text: &str) -> bool {
    text.trim_start_matches('(').starts_with(char::is_numeric)
}

fn is_amount(text: &str) -> bool {
    text.chars().any(char::is_numeric) && text.chars().all(|c| c.is_numeric() || " ,.-–%()".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|c| (*c).to_owned()).collect()
    }

    #[test]
    fn a_row_goes_on_where_its_number_stood() {
        for (last, next, expected) in [
            (["๑.", "จัดทำคู่มือ", "ปลัด"], ["", "การปฏิบัติงาน", ""], true),
            (["๒. การให้บริการและ", "จัดทำ", "ปลัด"], ["ระบบ E-Service", "คู่มือ", "เทศบาล"], true),
            (["๑.", "จัดทำคู่มือ", "ปลัด"], ["๒.", "การปฏิบัติงาน", ""], false),
            (["๑.", "จัดทำคู่มือ", ""], ["", "การปฏิบัติงาน", "คลัง"], false),
            (["๑.", "จัดซื้อ", "1,000"], ["", "จัดจ้าง", "2,000"], false),
            (["นายก", "จัดทำ", "ปลัด"], ["รองนายก", "คู่มือ", "คลัง"], false),
            (["รวม", "", ""], ["", "", ""], false),
        ] {
            assert_eq!(goes_on(&row(&last), &row(&next)), expected, "{last:?} {next:?}");
        }
    }

    #[test]
    fn a_repeated_head_is_read_once() {
        let head = row(&["ที่", "รายการ"]);
        let spans = vec![(50.0, 100.0), (100.0, 300.0)];
        let table = |rows: Vec<Vec<String>>, spans: Vec<(f32, f32)>| Table {
            rows,
            spans,
            ruled: true,
            top: 0.0,
            ends: Vec::new(),
        };
        let open = Open::new(&table(vec![head.clone(), row(&["๑", "ก"])], spans.clone()), 0);
        let next = table(vec![head, row(&["๒", "ข"])], spans);
        assert_eq!(open.rows(&next), Some(vec![row(&["๒", "ข"])]));
        let narrow = table(vec![row(&["ค"])], vec![(101.0, 300.0)]);
        assert_eq!(open.rows(&narrow), Some(vec![row(&["", "ค"])]));
        assert_eq!(open.rows(&table(vec![row(&["ค"])], vec![(120.0, 300.0)])), None);
    }
}
