//! Tables by the heads of their columns: which there are, which there must not be, which are filled.

use std::collections::BTreeSet;

use super::answer::{One, Reply};
use super::case::{Case, label};
use super::labels;
use super::results::is_pictured;
use super::says::{in_text, one_page};
use crate::extract::{Block, Role};
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

/// Columns that somebody still has to fill in: heads of money spent over cells without any. Heads that say one phrase
/// ask for one thing, and what stands under any of them tells it. `told`: a dash tells nothing.
pub fn filled(phrases: &[String], told: bool, case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| match empty(phrases, told, page) {
        _ if let Some(head) = scarce(phrases, page) => {
            One::no(format!("ช่อง “{head}” ว่างทุกแถว"), 0.8).found(vec![head])
        }
        None => One::yes("ช่องในตารางมีข้อมูล", 0.9),
        // Of a scan a column may be lost whole.
        Some(_) if page.is_ocr() => One::yes("ตารางอ่านจากภาพสแกน", 0.6),
        Some(heads) => One::no(format!("ช่อง “{}” ว่างทุกแถว", heads.join("” “")), 0.86).found(heads),
    })
}

/// In a scan, where heads may be lost and columns shifted: the head of money spent, where beside two more heads of money
/// every row has one amount.
fn scarce(phrases: &[String], page: &Page) -> Option<String> {
    const ROWS: usize = 4;
    const MONEY: [&str; 5] = ["งบ", "จ่าย", "คงเหลือ", "ร้อยละ", "บาท"];
    if !page.is_ocr() {
        return None;
    }
    let rows: Vec<&Block> = page.own_blocks().filter(|b| matches!(b.role, Role::Row { .. })).collect();
    let asks = |cell: &&String| is_head(cell) && phrases.iter().any(|p| in_text(&fold(cell), p));
    let at = rows.iter().position(|row| row.cells.iter().any(|c| asks(&c)))?;
    let head = rows[at].cells.iter().find(asks)?;
    let heads = rows[at].cells.iter().filter(|c| MONEY.iter().any(|w| c.contains(w))).count();
    // A figure of three places and more, or one with a hole: no number of a row, nor a year.
    let amounts = |row: &&Block| {
        let counts = |c: &&String| c.chars().filter(|c| c.is_numeric() || *c == '?').count() >= 3;
        row.cells.iter().filter(|c| !c.chars().any(crate::thai::text::is_letter)).filter(counts).count()
    };
    let below = &rows[at + 1..];
    (heads > 2 && below.len() >= ROWS && below.iter().all(|row| amounts(row) == 1))
        .then(|| head.trim().to_owned())
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
const LEAST_ROWS: usize = 2;

/// What the tables of a document say under the heads of one phrase.
#[derive(Default)]
struct Asked {
    heads: Vec<String>,
    /// Rows that say something elsewhere.
    rows: usize,
    filled: bool,
}

/// The heads that say one of the phrases, where every cell under each that says the same phrase is empty.
fn empty(phrases: &[String], told: bool, page: &Page) -> Option<Vec<String>> {
    let mut asked: Vec<Asked> = phrases.iter().map(|_| Asked::default()).collect();
    let (mut table, mut row) = (None, 0);
    // The head of this table; for each phrase, its columns, and how wide the row is that names them.
    let mut columns: Option<Vec<(usize, Vec<usize>)>> = None;
    for (at, block) in page.placed_blocks() {
        let Role::Row { table: t, header } = block.role else { continue };
        if table != Some(t) {
            table = Some(t);
            columns = None;
            row = 0;
        }
        row += 1;
        if columns.is_none() || header {
            let of = |phrase: &String| -> Vec<usize> {
                let says = |c: &usize| is_head(&block.cells[*c]) && in_text(&fold(&block.cells[*c]), phrase);
                (0..block.cells.len()).filter(says).collect()
            };
            let named: Vec<Vec<usize>> = phrases.iter().map(of).collect();
            if (row <= HEAD_ROWS || header) && named.iter().any(|own| !own.is_empty()) {
                for (asked, own) in asked.iter_mut().zip(&named) {
                    asked.heads.extend(own.iter().map(|&c| block.cells[c].trim().to_owned()));
                }
                // A second row of heads stands under those that it divides.
                let head = columns.get_or_insert_with(|| vec![Default::default(); phrases.len()]);
                for (head, own) in head.iter_mut().zip(named).filter(|(_, own)| !own.is_empty()) {
                    *head = (block.cells.len(), own);
                }
            }
            continue;
        }
        let Some(columns) = &columns else { continue };
        let entered = |cell: &String| cell.chars().any(is_entry);
        let pictured = is_pictured(page, at);
        // Where several columns wait, what stands beside them may be one: the name of the measure.
        let waiting = columns.iter().flat_map(|(_, own)| own).collect::<BTreeSet<_>>().len();
        let entries = block.cells.iter().filter(|cell| entered(cell)).count();
        let is_row = entries >= if waiting > 1 { 1 } else { 2 };
        for (asked, (wide, own)) in asked.iter_mut().zip(columns).filter(|(_, (_, own))| !own.is_empty()) {
            let says = |cell: &String| if told { cell.chars().any(is_told) } else { entered(cell) };
            // A head over several columns shifts what stands below it: then nothing can be said of columns.
            let shifted = block.cells.len() > *wide && entries > 1;
            asked.filled |= pictured || shifted || own.iter().filter_map(|&c| block.cells.get(c)).any(says);
            asked.rows += usize::from(is_row);
        }
    }
    let open = asked.into_iter().filter(|asked| !asked.filled && asked.rows >= LEAST_ROWS);
    let mut heads: Vec<String> = Vec::new();
    for head in open.flat_map(|asked| asked.heads) {
        if !heads.contains(&head) {
            heads.push(head);
        }
    }
    (!heads.is_empty()).then_some(heads)
}

/// Letters of the head of a column; more are a sentence.
fn is_head(cell: &str) -> bool {
    const LONG: usize = 40;
    cell.chars().count() < LONG && !cell.trim().starts_with(|c: char| c.is_numeric())
}

/// A letter, a figure, or a mark that ticks what the column says.
fn is_told(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '/' | '✓' | '✔' | '√' | '☑' | '●' | '■' | '★')
}

/// "-" says that there was none.
fn is_entry(c: char) -> bool {
    is_told(c) || matches!(c, '-' | '–' | '—')
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
