//! Tables by the heads of their columns: which there are, which there must not be, which are filled.

use super::answer::{One, Reply};
use super::case::{Case, label};
use super::labels;
use super::results::is_pictured;
use super::says::{in_text, one_page};
use crate::extract::Role;
use crate::find::library::Page;
use crate::rule::test::AtLeast;
use crate::thai::text::fold;

/// Names of columns, looked for in the heads of tables; in plain text where the layout gave none.
pub fn has(test: &AtLeast, case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        let heads = table_heads(page);
        if heads.is_empty() {
            let mut one = one_page(test, page, case.unfinished());
            one.sure = one.sure.min(0.8);
            return one;
        }
        let missing: Vec<String> = test.of.iter().filter(|p| !in_text(&heads, p)).map(|p| label(p)).collect();
        let met = test.of.len() - missing.len();
        if met >= test.at_least {
            One::yes("ตารางมีหัวข้อครบ", 0.94)
        } else {
            One::no(format!("ตารางไม่มี {}", missing.join(", ")), 0.88).missing(missing)
        }
    })
}

/// Columns that tell of another kind of document: "เบิกจ่ายแล้ว" and "คงเหลือ" of a report, under the title of a plan.
pub fn lacks(test: &AtLeast, case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        let heads = table_heads(page);
        let there: Vec<String> = test.of.iter().filter(|p| in_text(&heads, p)).map(|p| label(p)).collect();
        if there.len() < test.at_least {
            return One::yes("ตารางไม่ขัดกับข้อนี้", 0.94);
        }
        One::no(format!("ตารางมี {}", there.join(", ")), 0.84).found(there)
    })
}

/// Columns that somebody still has to fill in: heads of money spent over cells without any.
pub fn filled(words: &[String], case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| match empty(words, page) {
        None => One::yes("ช่องในตารางมีข้อมูล", 0.9),
        // Of a scan a column may be lost whole.
        Some(_) if page.is_ocr() => One::yes("ตารางอ่านจากภาพสแกน", 0.6),
        Some(heads) => One::no(format!("ช่อง “{}” ว่างทุกแถว", heads.join("” “")), 0.86).found(heads),
    })
}

/// Places that the agency's own form asks to be filled in, under one head or behind one label: of most something is said.
pub(super) fn mostly_filled(words: &[String], case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        let cards = labels::cards(page, case.speech());
        let asks = |text: &str| words.iter().any(|w| in_text(&fold(text), w));
        let (mut all, mut empty, mut head) = (0, 0, "");
        let mut columns: (Option<u32>, Vec<usize>) = (None, Vec::new());
        let mut place = |at: usize, said: &str| {
            all += 1;
            empty += usize::from(!said.chars().any(char::is_alphanumeric) && !is_pictured(page, at));
        };
        for (at, block) in page.placed_blocks() {
            if let Some((table, header)) = labels::column_row(block, &cards) {
                if columns.0 != Some(table) || header {
                    let own = (0..block.cells.len()).filter(|&c| asks(&block.cells[c])).collect::<Vec<_>>();
                    head = own.first().map_or(head, |&c| block.cells[c].trim());
                    columns = (Some(table), own);
                    continue;
                }
                columns.1.iter().for_each(|&c| place(at, block.cells.get(c).map_or("", String::as_str)));
            } else if let Some((label, said)) = labels::of(block, &cards)
                && asks(label)
            {
                head = label;
                place(at, said);
            }
        }
        if empty * 2 <= all {
            return One::yes("ช่องที่แบบให้กรอกมีข้อมูล", 0.9);
        }
        One::no(format!("ช่อง “{head}” ว่าง {empty} จาก {all} แห่ง"), 0.86).found(vec![head.to_owned()])
    })
}

/// Rows of a table that may be its head.
const HEAD_ROWS: usize = 3;
/// Fewer rows show no habit.
const LEAST_ROWS: usize = 3;

/// The heads that say one of the words, where every cell under each of them is empty.
fn empty(words: &[String], page: &Page) -> Option<Vec<String>> {
    let mut table = None;
    // Columns of this table, and what stood over those that had nothing in any table before.
    let (mut columns, mut rows, mut at) = (Vec::new(), 0, 0);
    let mut heads: Vec<String> = Vec::new();
    for block in page.own_blocks() {
        let Role::Row { table: t, header } = block.role else { continue };
        if table != Some(t) {
            table = Some(t);
            columns.clear();
            at = 0;
        }
        at += 1;
        let says = |cell: &String| words.iter().any(|w| in_text(&fold(cell), w));
        if columns.is_empty() {
            if at > HEAD_ROWS && !header {
                continue;
            }
            columns.extend(
                (0..block.cells.len()).filter(|&c| is_head(&block.cells[c]) && says(&block.cells[c])),
            );
            heads.extend(columns.iter().map(|&c: &usize| block.cells[c].trim().to_owned()));
            continue;
        }
        // A second row of heads, under those that it divides.
        if header {
            continue;
        }
        let is_filled = |c: &usize| block.cells.get(*c).is_some_and(|cell| cell.chars().any(is_entry));
        if columns.iter().any(is_filled) {
            return None;
        }
        // Where several columns wait, what stands beside them may be one: the name of the measure.
        let least = if columns.len() > 1 { 1 } else { 2 };
        rows += usize::from(block.cells.iter().filter(|cell| cell.chars().any(is_entry)).count() >= least);
    }
    heads.dedup();
    (rows >= LEAST_ROWS && !heads.is_empty()).then_some(heads)
}

/// Letters of the head of a column; more are a sentence.
fn is_head(cell: &str) -> bool {
    const LONG: usize = 40;
    cell.chars().count() < LONG && !cell.trim().starts_with(|c: char| c.is_numeric())
}

/// "-" says that there was none.
fn is_entry(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '–' | '—')
}

/// The first rows of each table, cell under cell, so that a head broken over lines is whole.
pub(super) fn table_heads(page: &Page) -> String {
    let mut out = String::new();
    let mut table = None;
    let mut columns: Vec<String> = Vec::new();
    let mut rows = 0;
    for block in page.own_blocks() {
        let Role::Row { table: t, header } = block.role else { continue };
        if table != Some(t) {
            flush(&mut columns, &mut out);
            table = Some(t);
            rows = 0;
        }
        if rows < 4 || header {
            columns.resize(columns.len().max(block.cells.len()), String::new());
            for (column, cell) in columns.iter_mut().zip(&block.cells) {
                column.push_str(cell);
            }
        }
        rows += 1;
    }
    flush(&mut columns, &mut out);
    out
}

fn flush(columns: &mut Vec<String>, out: &mut String) {
    for column in columns.drain(..) {
        out.push_str(&fold(&column));
        out.push('\n');
    }
}
