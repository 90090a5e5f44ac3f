//! Whether each measure of a report has its result: a place that somebody emptied stands among others that tell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::answer::{One, Reply};
use super::case::{Case, clip};
use crate::extract::{Block, Role};
use crate::find::library::Page;
use crate::rule::speech::Speech;
use crate::thai::text::fold;

/// "๒. จัดอบรม", "2", "(2)": a measure begins. "2.1" is a part of one.
static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*\(?[0-9๐-๙]{1,2}\s*(?:[.)]\s*(?:[^0-9๐-๙\s]|$)|$)").expect("written here")
});

/// Measures that are named of those that lack a result.
const NAMES: usize = 3;

/// Letters that say what a measure is.
const NAMED: usize = 8;

/// `of`: how the column is headed that says what should have a result.
pub fn ask(of: &[String], case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        let mut lacking = emptied_rows(of, page, case.speech());
        lacking.extend(emptied_lines(page, case.speech()));
        let Some(first) = lacking.first() else {
            return One::yes("ไม่พบผลที่เว้นว่างไว้ข้างผลที่กรอกแล้ว", 0.85);
        };
        let quote = Some((clip(&first.name), first.page));
        // What stands there may be a picture, of which no text tells.
        if first.pictured {
            return One::cannot_tell("ช่องผลการดำเนินการไม่มีข้อความ อาจเป็นรูปภาพ").quote(quote);
        }
        let names = lacking.iter().take(NAMES).map(|one| clip(&one.name)).collect();
        One::no(format!("ช่องผลการดำเนินการว่าง {} แห่ง", lacking.len()), 0.86).found(names).quote(quote)
    })
}

struct Lacking {
    name: String,
    page: Option<u32>,
    pictured: bool,
}

/// A measure of a table: its first row, and which columns of results tell something in any of its rows.
struct Measure {
    name: String,
    page: Option<u32>,
    told: BTreeSet<usize>,
    /// A row that only heads others names one thing.
    heads: bool,
    pictured: bool,
}

/// Measures of tables whose place for a result is empty: all the places of one, or a place that every other fills.
fn emptied_rows(of: &[String], page: &Page, speech: &Speech) -> Vec<Lacking> {
    let of: Vec<String> = of.iter().flat_map(|w| w.split('|')).map(fold).collect();
    let mut results: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    let mut measures: BTreeMap<u32, Vec<Measure>> = BTreeMap::new();
    let mut last = None;
    for (at, block) in page.placed_blocks() {
        let Role::Row { table, header } = block.role else { continue };
        let first = last != Some(table);
        last = Some(table);
        if first || header {
            let names = block.cells.iter().any(|cell| of.iter().any(|w| fold(cell).contains(w.as_str())));
            let heads = block.cells.iter().enumerate().filter(|(_, cell)| speech.is_result_head(cell));
            if names {
                results.entry(table).or_default().extend(heads.map(|(at, _)| at));
            }
            continue;
        }
        let Some(columns) = results.get(&table).filter(|columns| !columns.is_empty()) else { continue };
        let tells = |cell: &String| tells(cell) && !is_undone(cell, speech);
        let told = columns.iter().copied().filter(|at| block.cells.get(*at).is_some_and(tells));
        let mut beside = block.cells.iter().enumerate().filter(|(at, _)| !columns.contains(at));
        let begins =
            beside.clone().find(|(_, c)| !c.trim().is_empty()).is_some_and(|(_, c)| BEGINS.is_match(c));
        let name = beside.find(|(_, cell)| letters(cell) >= NAMED).map(|(_, cell)| cell);
        let measures = measures.entry(table).or_default();
        match (name, measures.last_mut()) {
            (Some(name), _) if begins => {
                let said: BTreeSet<&str> = block
                    .cells
                    .iter()
                    .map(|c| c.trim())
                    .filter(|c| c.chars().any(char::is_alphabetic))
                    .collect();
                measures.push(Measure {
                    name: bare_name(name).to_owned(),
                    page: block.place.page,
                    told: told.collect(),
                    heads: said.len() < 2,
                    pictured: is_pictured(page, at),
                });
            }
            (_, Some(measure)) => {
                measure.told.extend(told);
                measure.heads = false;
                measure.pictured |= is_pictured(page, at);
            }
            _ => {}
        }
    }
    let mut lacking = Vec::new();
    for (table, measures) in measures {
        let columns = &results[&table];
        // Where nothing tells, another question says so.
        if measures.iter().all(|one| one.told.is_empty()) {
            continue;
        }
        let others_fill = |column: &usize| {
            let fill = measures.iter().filter(|one| one.told.contains(column)).count();
            fill >= OTHERS && fill + 1 == measures.iter().filter(|one| !one.heads).count()
        };
        for one in measures.iter().filter(|one| !one.heads) {
            let empty = || columns.iter().filter(|column| !one.told.contains(column));
            if one.told.is_empty() || empty().any(others_fill) {
                let (name, page, pictured) = (one.name.clone(), one.page, one.pictured);
                lacking.push(Lacking { name, page, pictured });
            }
        }
    }
    lacking
}

/// Measures that fill a column which one leaves empty.
const OTHERS: usize = 2;

/// "- ผลการดำเนินการ:", and nothing behind it nor in the line below, where the same label tells elsewhere.
fn emptied_lines(page: &Page, speech: &Speech) -> Vec<Lacking> {
    let blocks: Vec<(usize, &Block)> = page.placed_blocks().collect();
    let labels: Vec<(usize, &str, &str)> = blocks
        .iter()
        .enumerate()
        .filter(|(_, (_, block))| matches!(block.role, Role::Paragraph | Role::Item))
        .filter_map(|(at, (_, block))| {
            super::slots::labelled(&block.text).map(|(label, rest)| (at, label, rest))
        })
        .filter(|(_, label, _)| speech.is_result_head(label))
        .collect();
    let told = |of: &str| labels.iter().filter(|(_, label, rest)| *label == of && tells(rest)).count();
    let below_is_another = |at: usize| {
        blocks.get(at + 1).is_none_or(|(_, next)| {
            matches!(next.role, Role::Heading(_)) || super::slots::labelled(&next.text).is_some()
        })
    };
    let empty = labels.iter().filter(|(at, label, rest)| {
        told(label) >= OTHERS && !rest.contains(char::is_alphanumeric) && below_is_another(*at)
    });
    let mut under = BTreeSet::new();
    empty
        .filter_map(|(at, label, _)| {
            let head = blocks[..*at].iter().rposition(|(_, block)| matches!(block.role, Role::Heading(_)));
            // Two empty places of one measure are one measure without a result.
            (head.is_none() || under.insert(head)).then(|| Lacking {
                name: head.map_or(*label, |head| &blocks[head].1.text).to_owned(),
                page: blocks[*at].1.place.page,
                pictured: is_pictured(page, blocks[*at].0),
            })
        })
        .collect()
}

/// Whether a place says something. That it waits is told elsewhere.
fn tells(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() >= 2
}

/// "จะดำเนินการในไตรมาสที่ 4": what stands in the place of a result says that there is none.
fn is_undone(text: &str, speech: &Speech) -> bool {
    let folded = fold(text);
    speech.not_done.iter().any(|w| folded.starts_with(&fold(w)))
}

/// What a measure is called, without what its cell adds: "ผู้รับผิดชอบ: สำนักปลัด ระยะเวลา: …".
fn bare_name(cell: &str) -> &str {
    let ends = |label: &&str| cell.find(label).filter(|at| letters(&cell[..*at]) >= NAMED);
    ADDED.iter().filter_map(ends).min().map_or(cell, |at| cell[..at].trim_end())
}

/// What cells of measures add to the name.
const ADDED: [&str; 4] = ["ผู้รับผิดชอบ:", "หน่วยงานที่รับผิดชอบ:", "หน่วยงานรับผิดชอบ:", "ระยะเวลา:"];

fn letters(text: &str) -> usize {
    text.chars().filter(|c| crate::thai::text::is_letter(*c)).count()
}

/// Whether a picture may stand in a block: one that is said to, or one of which nobody says where it stands.
fn is_pictured(page: &Page, block: usize) -> bool {
    let file = !page.is_html();
    file && !page.document.pictured.is_empty()
        || page.document.images.iter().any(|image| image.block.map_or(file, |at| at == block))
}
