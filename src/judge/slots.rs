//! Places of a form that wait for somebody's words: "[ระบุผลที่เกิดขึ้น]".

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::labels::{self, labelled};
use crate::extract::Block;
use crate::find::library::Page;
use crate::rule::speech::Speech;

/// One instruction in square brackets. What follows the opening word says that it is one, so that "[1]" and
/// "[เอกสารแนบ]" are none.
static SLOT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\[\s*(?:โปรด|กรุณา)?\s*(?:ระบุ|กรอก|เติม|ใส่|วาง|แนบ|เปลี่ยนเป็น|เขียน|พิมพ์|ยังไม่ได้ดำเนินการ|ยังไม่ดำเนินการ)[^\[\]]*\]",
    )
    .expect("written here")
});

/// The same in other brackets, where it is all that stands in its place: "(ระบุ URL)".
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*[(<{]\s*(?:โปรด|กรุณา)?\s*(?:ระบุ|กรอก|เติม|ใส่|วาง|แนบ)[^()<>{}]*[)>}]\s*$")
        .expect("written here")
});

/// A text without the places of it that wait to be filled.
pub(super) fn without(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('[') { SLOT.replace_all(text, "") } else { text.into() }
}

/// Whether a text waits to be filled and says nothing else.
pub(super) fn is_open(text: &str) -> bool {
    text.contains('[')
        && SLOT.is_match(text)
        && without(text).chars().filter(|c| crate::thai::text::is_letter(*c)).count() < FEW
}

/// Beside places that wait, an empty one waits too: somebody took the instruction out and wrote nothing.
fn waits(text: &str) -> bool {
    is_open(text) || !text.contains(char::is_alphanumeric)
}

/// Letters beside a slot that are no answer: a number, a dash, "ครั้ง".
const FEW: usize = 8;

/// One column of a table, or one label in front of lines.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    Column(u32, usize),
    Label(String),
}

#[derive(Default)]
struct Told {
    open: usize,
    /// Of those that are open, where an instruction stands that leads nowhere.
    slots: usize,
    /// Where one stands in round brackets, alone.
    round: usize,
    all: usize,
    result: bool,
    head: String,
}

/// How many places wait in a document that is a form of which most was left as it was printed. Where columns or
/// labels ask for results, those decide: an address that is still missing makes no form of a report.
pub(super) fn mostly_open(page: &Page, speech: &Speech) -> Option<usize> {
    if !page.own_blocks().any(asks) {
        return None;
    }
    let all = asked(page, speech);
    // Round brackets may be a form for others, in a manual: they wait where results are to be told.
    let results = all.values().any(|told| told.result);
    let waiting = |told: &Told| told.open + if results { told.round } else { 0 };
    let asked: Vec<&Told> = all.values().filter(|told| waiting(told) > 0 || told.result).collect();
    let open: usize = asked.iter().map(|told| waiting(told)).sum();
    if open < 2 {
        return None;
    }
    let mostly = |told: &&Told| waiting(told) * 2 > told.all;
    let mostly = if results {
        asked.iter().filter(|told| told.result).all(mostly)
    } else {
        open * 2 > asked.iter().map(|told| told.all).sum()
    };
    mostly.then_some(open)
}

/// Whether an instruction waits somewhere in a block.
fn asks(block: &Block) -> bool {
    block.text.contains('[') && SLOT.is_match(&block.text)
        || block.cells.iter().any(|cell| in_round(cell))
        || labelled(&block.text).is_some_and(|(_, rest)| in_round(rest))
}

/// Whether a text is an instruction in round brackets and nothing else.
fn in_round(text: &str) -> bool {
    text.contains(['(', '<', '{']) && WHOLE.is_match(text)
}

/// How many measures lack a result in a form that was filled in only in part: where a result belongs, the form's own
/// words still stand, or were taken out in a row that waits elsewhere.
pub(super) fn lacking(page: &Page, speech: &Speech) -> Option<usize> {
    if !page.own_blocks().any(|b| b.text.contains('[') && SLOT.is_match(&b.text)) {
        return None;
    }
    let mut heads: Vec<(u32, usize)> = Vec::new();
    let mut last = None;
    let mut rows = 0;
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    let cards = labels::cards(page, speech);
    for block in page.own_blocks() {
        if let Some((table, header)) = labels::column_row(block, &cards) {
            let first = last != Some(table);
            last = Some(table);
            if first || header {
                let results = block.cells.iter().enumerate().filter(|(_, cell)| speech.is_result_head(cell));
                heads.extend(results.map(|(at, _)| (table, at)));
                continue;
            }
            let results = || {
                let columns = heads.iter().filter(|(of, _)| *of == table);
                columns.filter_map(|(_, at)| block.cells.get(*at)).map(String::as_str)
            };
            let emptied = block.text.contains('[') && SLOT.is_match(&block.text);
            rows += usize::from(results().any(is_open) || emptied && results().any(waits));
        } else if let Some((label, rest)) = labels::of(block, &cards)
            && speech.is_result_head(label)
            && is_open(rest)
        {
            *lines.entry(label).or_default() += 1;
        }
    }
    // A measure has several places for what came of it, each under its own label.
    let open = rows + lines.into_values().max().unwrap_or(0);
    (open > 0).then_some(open)
}

/// What a form that was filled in still asks for: the heads of columns and the labels of lines in most of which the
/// form's own words stand, and how often they do in all.
pub(super) fn left(page: &Page, speech: &Speech) -> Option<(Vec<String>, usize)> {
    if !page.own_blocks().any(asks) {
        return None;
    }
    let all = asked(page, speech);
    // Where no results are told, it may be a manual: of the form in it, which is for others, no more is asked than that
    // nothing waits twice.
    let results = all.values().any(|told| told.result);
    let slots = |told: &Told| told.slots + if results { told.round } else { 0 };
    let is_left = |told: &&Told| {
        !told.head.is_empty() && slots(told) > usize::from(!results) && slots(told) * 2 > told.all
    };
    let left: Vec<&Told> = all.values().filter(is_left).collect();
    let mut heads: Vec<String> = Vec::new();
    for told in &left {
        if !heads.contains(&told.head) {
            heads.push(told.head.clone());
        }
    }
    (!left.is_empty()).then(|| (heads, left.into_iter().map(slots).sum()))
}

/// What each column and each label asked for, and how often nobody answered.
fn asked(page: &Page, speech: &Speech) -> BTreeMap<Asked, Told> {
    let mut all: BTreeMap<Asked, Told> = BTreeMap::new();
    // "[แนบไฟล์]" that can be clicked is no slot.
    let linked: HashSet<&str> = page.own_links().map(|l| l.text.trim()).collect();
    let slot = |text: &str| is_open(text) && !linked.contains(text.trim());
    let round = |text: &str| in_round(text) && !linked.contains(text.trim());
    let mut last = None;
    let cards = labels::cards(page, speech);
    for block in page.own_blocks() {
        if let Some((table, header)) = labels::column_row(block, &cards) {
            let first = last != Some(table);
            last = Some(table);
            for (at, cell) in block.cells.iter().enumerate() {
                let told = all.entry(Asked::Column(table, at)).or_default();
                if first || header {
                    told.result |= speech.is_result_head(cell);
                    told.head = cell.trim().to_owned();
                } else {
                    told.all += 1;
                    told.open += usize::from(waits(cell));
                    told.slots += usize::from(slot(cell));
                    told.round += usize::from(round(cell));
                }
            }
            continue;
        }
        if let Some((label, rest)) = labels::of(block, &cards) {
            let told = all.entry(Asked::Label(label.to_owned())).or_default();
            told.all += 1;
            told.open += usize::from(waits(rest));
            told.slots += usize::from(slot(rest));
            told.round += usize::from(round(rest));
            told.result = speech.is_result_head(label);
            told.head = label.trim().to_owned();
        } else if is_open(&block.text) {
            let told = all.entry(Asked::Label(String::new())).or_default();
            (told.open, told.all) = (told.open + 1, told.all + 1);
        }
    }
    all
}
