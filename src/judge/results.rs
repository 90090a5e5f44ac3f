//! Whether each measure of a report has its result: a place that somebody emptied stands among others that tell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::answer::{One, Reply};
use super::case::{Case, clip};
use super::labels;
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
    /// It is under way: what comes of it cannot be told yet.
    going_on: bool,
    pictured: bool,
}

/// Measures of tables whose place for a result is empty: all the places of one, or a place that every other fills.
fn emptied_rows(of: &[String], page: &Page, speech: &Speech) -> Vec<Lacking> {
    let of: Vec<String> = of.iter().flat_map(|w| w.split('|')).map(fold).collect();
    let mut results: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    let mut measures: BTreeMap<u32, Vec<Measure>> = BTreeMap::new();
    let mut last = None;
    let cards = labels::cards(page, speech);
    for (at, block) in page.placed_blocks() {
        let Some((table, header)) = labels::column_row(block, &cards) else { continue };
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
        let told_in = columns.iter().copied().filter(|at| block.cells.get(*at).is_some_and(tells));
        let cells = || columns.iter().filter_map(|at| block.cells.get(*at));
        let going_on = cells().any(|cell| matches!(told(cell, speech), Told::GoingOn | Told::Begun));
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
                    told: told_in.collect(),
                    heads: said.len() < 2,
                    going_on,
                    pictured: is_pictured(page, at),
                });
            }
            (_, Some(measure)) => {
                measure.told.extend(told_in);
                measure.going_on |= going_on;
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
            if one.told.is_empty() || !one.going_on && empty().any(others_fill) {
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
    let cards = labels::cards(page, speech);
    let labelled: Vec<(usize, &str, &str)> = blocks
        .iter()
        .enumerate()
        .filter(|(_, (_, block))| !matches!(block.role, Role::Heading(_)))
        .filter_map(|(at, (_, block))| labels::of(block, &cards).map(|(label, rest)| (at, label, rest)))
        .filter(|(_, label, _)| speech.is_result_head(label))
        .collect();
    let told = |of: &str| labelled.iter().filter(|(_, label, rest)| *label == of && tells(rest)).count();
    let below_is_another = |at: usize| {
        matches!(blocks[at].1.role, Role::Row { .. })
            || blocks.get(at + 1).is_none_or(|(_, next)| {
                matches!(next.role, Role::Heading(_)) || labels::labelled(&next.text).is_some()
            })
    };
    let empty = labelled.iter().filter(|(at, label, rest)| {
        told(label) >= OTHERS && !rest.contains(char::is_alphanumeric) && below_is_another(*at)
    });
    let mut under = BTreeSet::new();
    empty
        .filter_map(|(at, label, _)| {
            let head = name_over(&blocks, *at);
            // Two empty places of one measure are one measure without a result.
            (head.is_none() || under.insert(head)).then(|| Lacking {
                name: head.map_or(*label, |head| title(blocks[head].1)).to_owned(),
                page: blocks[*at].1.place.page,
                pictured: is_pictured(page, blocks[*at].0),
            })
        })
        .collect()
}

/// Where the name of the measure stands that a place belongs to: the first row of its card, or the heading above.
fn name_over(blocks: &[(usize, &Block)], at: usize) -> Option<usize> {
    let heading = blocks[..at].iter().rposition(|(_, block)| matches!(block.role, Role::Heading(_)));
    let Role::Row { table, .. } = blocks[at].1.role else { return heading };
    let first = blocks.iter().position(|(_, b)| matches!(b.role, Role::Row { table: t, .. } if t == table));
    first.filter(|first| letters(title(blocks[*first].1)) >= NAMED).or(heading)
}

fn title(block: &Block) -> &str {
    bare_name(block.cells.first().map_or(&block.text, |cell| cell))
}

/// Whether anything was done at all: not every place for a result says that it is under way or meant.
pub fn any_done(of: &[String], case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        let speech = case.speech();
        let states: Vec<(Told, Place)> =
            places(of, page, speech).into_iter().map(|place| (told(place.said, speech), place)).collect();
        let done = states.iter().any(|(told, _)| *told == Told::Done);
        // What they say comes before that they say nothing.
        let says = states.iter().find(|(told, _)| *told != Told::Nothing).or(states.first());
        let Some((_, first)) = says.filter(|_| !done) else {
            return One::yes("ไม่ใช่ทุกมาตรการที่ยังไม่ได้ทำ", 0.85);
        };
        let quote = Some((clip(&first.block.text), first.block.place.page));
        if states.iter().any(|(_, place)| is_pictured(page, place.at)) {
            return One::cannot_tell("ไม่มีข้อความว่าทำแล้ว แต่อาจมีรูปภาพเป็นหลักฐาน").quote(quote);
        }
        // What was begun and is told at length one assessor takes for a result and another does not.
        if let Some((_, place)) = states.iter().find(|(told, _)| *told == Told::Begun) {
            return One::cannot_tell("ทุกมาตรการยังอยู่ระหว่างดำเนินการ ให้ดูว่าสิ่งที่ทำไปแล้วพอเป็นผลหรือไม่")
                .quote(Some((clip(&place.block.text), place.block.place.page)));
        }
        let said = Some(clip(first.said.trim())).filter(|said| !said.is_empty());
        One::no("ทุกมาตรการยังอยู่ระหว่างดำเนินการ เป็นเพียงสิ่งที่จะทำ หรือไม่บอกผล", 0.86)
            .found(said.into_iter().collect())
            .quote(quote)
    })
}

/// Where what came of one measure is told.
struct Place<'a> {
    said: &'a str,
    block: &'a Block,
    at: usize,
}

/// Of each measure the first place for a result, in columns the first in which something stands: an outcome beside "อยู่ระหว่างดำเนินการ" is
/// one that is hoped for.
fn places<'a>(of: &[String], page: &'a Page, speech: &Speech) -> Vec<Place<'a>> {
    let of: Vec<String> = of.iter().flat_map(|w| w.split('|')).map(fold).collect();
    let cards = labels::cards(page, speech);
    let mut out = Vec::new();
    let (mut last, mut wide) = (None, 0);
    let mut columns: Vec<usize> = Vec::new();
    let mut lines: Vec<(&str, Place)> = Vec::new();
    let mut blocks = page.placed_blocks().peekable();
    while let Some((at, block)) = blocks.next() {
        if let Some((table, header)) = labels::column_row(block, &cards) {
            let first = last != Some(table);
            last = Some(table);
            if first || header {
                let is_head = |(at, cell): (usize, &String)| speech.is_result_head(cell).then_some(at);
                let heads: Vec<usize> = block.cells.iter().enumerate().filter_map(is_head).collect();
                let names = block.cells.iter().any(|cell| of.iter().any(|w| fold(cell).contains(w.as_str())));
                if !heads.is_empty() {
                    columns = if names { heads } else { Vec::new() };
                    wide = block.cells.len();
                    continue;
                }
                // On the next page a table may go on without its head.
                if block.cells.len() != wide {
                    columns.clear();
                }
                if header && !first {
                    continue;
                }
            }
            let mut said = columns.iter().filter_map(|at| block.cells.get(*at)).map(String::as_str);
            out.extend(said.find(|said| tells(said)).map(|said| Place { said, block, at }));
        } else if let Some((label, said)) = labels::of(block, &cards)
            && speech.is_result_head(label)
            // What a label asks for may stand below it.
            && (tells(said) || blocks.peek().is_none_or(|(_, next)| labels::of(next, &cards).is_some()))
        {
            lines.push((label, Place { said, block, at }));
        }
    }
    // One line with a colon may say anything; the rows of a card are what they are called.
    let label = lines.first().map(|(label, _)| *label);
    lines.retain(|(of, _)| Some(*of) == label);
    let is_row = |place: &Place| matches!(place.block.role, Role::Row { .. });
    if lines.len() > 1 || lines.iter().any(|(_, place)| is_row(place)) {
        out.extend(lines.into_iter().map(|(_, place)| place));
    }
    out
}

/// What a place for a result says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Something, or nothing that tells otherwise.
    Done,
    /// "อยู่ระหว่างดำเนินการ", and no more.
    GoingOn,
    /// The same, with what was begun.
    Begun,
    /// What will be done.
    Meant,
    /// It is empty, or waits to be filled.
    Nothing,
}

/// Letters of a place that says nothing but that it is under way.
const UNDER_WAY: usize = 40;
/// Letters before a word of an intention: a word or two, or a longer beginning of those that are known.
const BEFORE: usize = 12;
const OPENING: usize = 60;

fn told(text: &str, speech: &Speech) -> Told {
    if !tells(text) || super::hollow::is_placeholder(text) || super::slots::is_open(text) {
        return Told::Nothing;
    }
    let text = fold(text);
    let first = |words: &[String]| words.iter().filter_map(|w| text.find(&fold(w))).min();
    let meant =
        [&speech.meant, &speech.not_done, &speech.put_off].into_iter().filter_map(|words| first(words));
    let (meant, going) = (meant.min(), first(&speech.under_way));
    let at = match (meant, going) {
        (None, None) => return Told::Done,
        (meant, going) => meant.into_iter().chain(going).min().unwrap_or_default(),
    };
    // "จะแล้วเสร็จ", "ให้แล้วเสร็จ": not yet.
    let hedged = |at: usize| speech.hedges.iter().any(|w| text[..at].ends_with(&fold(w)));
    let done = speech.did.iter().map(|w| fold(w));
    let done = done.into_iter().any(|w| text.match_indices(w.as_str()).any(|(at, _)| !hedged(at)));
    let before = text[..at].chars().count();
    let opens = speech.openings.iter().any(|w| text.starts_with(&fold(w)));
    if done || before > if opens { OPENING } else { BEFORE } {
        return Told::Done;
    }
    match going {
        Some(going) if going == at => {
            let more = text.chars().count() > UNDER_WAY || text.contains(|c: char| c.is_ascii_digit());
            if more && meant.is_none() { Told::Begun } else { Told::GoingOn }
        }
        _ => Told::Meant,
    }
}

/// Whether a place says something. That it waits is told elsewhere.
fn tells(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() >= 2
}

/// "จะดำเนินการในไตรมาสที่ 4": what stands in the place of a result says that there is none.
fn is_undone(text: &str, speech: &Speech) -> bool {
    let folded = fold(text);
    speech.not_done.iter().any(|w| folded.starts_with(&fold(w))) || told(text, speech) == Told::Meant
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
pub(super) fn is_pictured(page: &Page, block: usize) -> bool {
    let file = !page.is_html();
    file && !page.document.pictured.is_empty()
        || page.document.images.iter().any(|image| image.block.map_or(file, |at| at == block))
}

#[cfg(test)]
mod tests {
    use super::{Told, told};

    #[test]
    fn what_was_done_is_going_on_or_is_meant() {
        let speech = crate::rule::load::load(2564, None).unwrap().edition.find.speech;
        for (text, wanted) in [
            ("ดำเนินการแล้วเสร็จ", Told::Done),
            ("ดำเนินการอย่างต่อเนื่อง", Told::Done),
            ("จัดอบรมเมื่อวันที่ 5 มกราคม 2564 มีผู้เข้าร่วม 42 คน และจะจัดอีกครั้งในปีหน้า", Told::Done),
            ("อยู่ระหว่างดำเนินการ โดยได้จัดประชุมแล้ว 1 ครั้ง", Told::Done),
            ("จัดประชุมชี้แจงบุคลากรที่จะยืมทรัพย์สินของราชการ", Told::Done),
            ("เตรียมความพร้อมบุคลากรโดยอบรม 30 คน", Told::Done),
            ("ให้ความรู้แก่บุคลากร 30 คน", Told::Done),
            ("อยู่ระหว่างดำเนินการ", Told::GoingOn),
            ("กำลังดำเนินการ คาดว่าจะแล้วเสร็จเดือนกันยายน 2564", Told::GoingOn),
            ("อยู่ระหว่างดำเนินการ ร้อยละ 60", Told::Begun),
            ("อยู่ระหว่างรวบรวมความเห็นของประชาชนในทุกหมู่บ้านเพื่อนำมาปรับปรุงคู่มือ", Told::Begun),
            ("ยังไม่ได้ดำเนินการ", Told::Meant),
            ("จะจัดอบรมบุคลากร 42 คน ให้แล้วเสร็จภายในเดือนกันยายน", Told::Meant),
            ("สำนักปลัดเทศบาลตำบลบ้านสวนจะจัดประชุมในไตรมาสที่ 4", Told::Meant),
            ("เตรียมจัดประชุมชี้แจง", Told::Meant),
            ("มีแผนที่จะเผยแพร่บนเว็บไซต์", Told::Meant),
            ("ให้กองคลังดำเนินการต่อไป", Told::Meant),
            ("มอบหมายให้ทุกส่วนราชการถือปฏิบัติและดำเนินการต่อไป", Told::Meant),
            ("[ระบุผลที่เกิดขึ้น]", Told::Nothing),
            ("-", Told::Nothing),
        ] {
            assert_eq!(told(text, &speech), wanted, "{text}");
        }
    }
}
