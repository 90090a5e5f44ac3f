//! Results: whether what was meant to be done was done.

use super::answer::{One, Reply};
use super::case::{Case, clip, find_phrase, label};
use super::labels;
use crate::extract::Role;
use crate::find::library::Page;
use crate::rule::speech::Speech;
use crate::rule::test::Done;
use crate::thai::date::{days, months};
use crate::thai::text::fold;

/// Results, not only intentions: a column of results that is filled in, words of a result, or the
/// days on which things were done.
pub fn done(test: &Done, case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        let said = test.intentions.iter().find_map(|w| find_phrase(page, w).map(|quote| (label(w), quote)));
        let (words, intention) = said.unzip();
        let nothing = |sure: f32| {
            One::no("ไม่ปรากฏผลการดำเนินการ", sure)
                .missing(vec!["ผลการดำเนินการ".to_owned()])
                .found(words.iter().cloned().collect())
                .quote(intention.clone())
        };
        match result_column(test, page, case.speech()) {
            Some(Some(quote)) => return One::yes("ตารางแสดงผลการดำเนินการ", 0.9).quote(Some(quote)),
            Some(None) => return nothing(0.88),
            None => {}
        }
        if let Some(quote) =
            result_line(test, page, case.speech()).or_else(|| result_words(test, page, case.speech()))
        {
            return One::yes("แสดงผลการดำเนินการ", 0.88).quote(Some(quote));
        }
        if let Some(quote) = deed(test, page, case) {
            return One::yes("ระบุวันที่และสิ่งที่ดำเนินการแล้ว", 0.8).quote(Some(quote));
        }
        let rows = page.own_blocks().filter(|b| matches!(b.role, Role::Row { .. }));
        let past = |text: &str| {
            months(text).iter().any(|m| m.year.is_some_and(|y| y + i32::from(m.month >= 10) <= case.year))
        };
        // A plan names when and by whom; what it says of the months gone by was to be done then.
        let heads = super::columns::table_heads(page);
        let to_come = case.speech().to_come.iter().any(|w| heads.contains(&fold(w)));
        let scheduled = to_come
            || case.speech().plan_columns.iter().all(|w| w.split('|').any(|w| heads.contains(&fold(w))));
        let dated = if scheduled { 0 } else { rows.filter(|b| past(&b.text)).count() };
        // The dates of a list are those of its posts; in the evidence of the item that this one carries out
        // they are those by which it is to be done.
        let same = |p: &usize| case.library.pages.record(*p).sha256 == page.record.sha256;
        let planned = !page.record.sha256.is_empty() && case.facts.evidence.values().flatten().any(same);
        if dated >= 2 && intention.is_none() && !page.is_index() && !planned {
            return One::yes("ระบุวันที่ที่ดำเนินการแล้ว", 0.76);
        }
        // What calls itself a report and tells day after day reports.
        let title = fold(&page.title_lines());
        let reports = case.speech().reports.iter().any(|w| title.contains(&fold(w)));
        if reports && intention.is_none() && !planned {
            let is_told = |b: &&crate::extract::Block| {
                past(&b.text) && !(scheduled && matches!(b.role, Role::Row { .. }))
            };
            let told = page.own_blocks().filter(is_told).count();
            if told >= TOLD {
                return One::yes("รายงานระบุวันที่ที่ดำเนินการแล้ว", 0.78);
            }
        }
        if test.unless_intended && intention.is_none() {
            return One::yes("ไม่มีข้อความว่ายังไม่ได้ดำเนินการ", 0.9);
        }
        nothing(if intention.is_some() { 0.9 } else { 0.8 })
    })
}

/// A deed of the year with its day: "ติดประกาศ … เมื่อวันที่ 5 มกราคม 2564". What is to be done by then says "ภายใน".
fn deed(test: &Done, page: &Page, case: &Case) -> Option<(String, Option<u32>)> {
    /// Letters before a day in which stands that it is the last.
    const BEFORE: usize = 16;
    let speech = case.speech();
    if test.deeds.is_empty() || is_plan(page, speech) {
        return None;
    }
    let says = |text: &str, words: &[String]| words.iter().any(|w| super::says::in_text(text, w));
    let title = fold(&page.title_lines());
    let block = page.own_blocks().find(|b| {
        let text = fold(&b.text);
        let heading =
            matches!(b.role, Role::Heading(_) | Role::Row { header: true, .. }) || title.contains(&text);
        let day = days(&b.text).into_iter().find(|d| {
            let before: Vec<char> = b.text[..d.start].chars().rev().take(BEFORE).collect();
            let before: String = before.into_iter().rev().collect();
            d.day.fiscal_year() == case.year && !says(&fold(&before), &speech.deadline)
        });
        !heading
            && day.is_some()
            && says(&text, &test.deeds)
            && says(&text, &speech.past)
            && !says(&text, &test.intentions)
            && !says(&text, &speech.put_off)
            && !says(&text, &speech.aims)
            && !says(&text, &speech.deadline)
    })?;
    Some((clip(&block.text), block.place.page))
}

/// The words of a result in matching form, which leaves nothing of a sign.
fn results_of(test: &Done) -> Vec<String> {
    test.results.iter().flat_map(|w| w.split('|')).map(fold).filter(|w| !w.is_empty()).collect()
}

/// A column for results: `Some(None)` where every cell under it is empty.
fn result_column(test: &Done, page: &Page, speech: &Speech) -> Option<Option<(String, Option<u32>)>> {
    let words: Vec<String> = results_of(test);
    let intentions: Vec<String> = test.intentions.iter().map(|w| fold(w)).collect();
    let mut columns: Vec<(u32, usize)> = Vec::new();
    let mut filled = None;
    let mut body = 0;
    let cards = labels::cards(page, speech);
    for block in page.own_blocks() {
        let Some((table, _)) = labels::column_row(block, &cards) else { continue };
        // "เบิกจ่ายแล้ว (บาท)": the unit is no part of the name.
        let name = |cell: &str| fold(cell.split("(บาท").next().unwrap_or(cell));
        let head = block.cells.iter().position(|c| {
            speech.is_result_head(c)
                || c.chars().count() < 40 && !speech.is_hoped(c) && words.contains(&name(c))
        });
        if let Some(column) = head.filter(|_| !columns.iter().any(|(t, _)| *t == table)) {
            columns.push((table, column));
            continue;
        }
        let Some((_, column)) = columns.iter().find(|(t, _)| *t == table) else { continue };
        body += 1;
        let cell = block.cells.get(*column).map_or("", String::as_str);
        if filled.is_none() && tells(cell, &intentions, speech) {
            // A long row is cut before it comes to what it is quoted for.
            let whole = clip(&block.text) == block.text;
            filled = Some((clip(if whole { &block.text } else { cell }), block.place.page));
        }
    }
    // Merged cells may shift a column; a table without a body says nothing.
    // One measure with its result is a whole table all the same.
    (!columns.is_empty() && (body >= 2 || filled.is_some())).then_some(filled)
}

/// Whether what stands where a result belongs is one. "ยังไม่ได้ดำเนินการ" fills the cell and says that it is empty.
fn tells(cell: &str, intentions: &[String], speech: &Speech) -> bool {
    let put_off = intentions.iter().any(|w| fold(cell).contains(w.as_str()))
        || speech.put_off.iter().any(|w| fold(cell).contains(&fold(w)));
    !put_off
        && !super::hollow::is_placeholder(cell)
        && !super::slots::is_open(cell)
        && cell.chars().filter(|c| c.is_alphanumeric()).count() >= 2
}

/// A result behind its own label, where a document has labels for what other documents have columns for.
fn result_line(test: &Done, page: &Page, speech: &Speech) -> Option<(String, Option<u32>)> {
    let intentions: Vec<String> = test.intentions.iter().map(|w| fold(w)).collect();
    let cards = labels::cards(page, speech);
    let lines = || {
        let lines = page.own_blocks().filter(|b| !matches!(b.role, Role::Heading(_)));
        lines.filter_map(|b| labels::of(b, &cards).map(|(label, rest)| (b, label, rest)))
    };
    // One line with a colon may say anything.
    (lines().filter(|(_, label, _)| speech.is_result_head(label)).count() >= 2).then_some(())?;
    let (block, ..) =
        lines().find(|(_, label, rest)| speech.is_result_head(label) && tells(rest, &intentions, speech))?;
    Some((clip(&block.text), block.place.page))
}

/// Lines of a report that name a day or a month gone by.
const TOLD: usize = 3;

/// Whether a document says when and by whom, in columns or line by line, and has no place for what came of it.
fn is_plan(page: &Page, speech: &Speech) -> bool {
    let title = fold(&page.title_lines());
    if speech.reports.iter().any(|w| title.contains(&fold(w))) {
        return false;
    }
    let labels = || {
        let lines = page.own_blocks().filter(|b| !matches!(b.role, Role::Row { .. }));
        lines.filter_map(|b| labels::labelled(&b.text)).map(|(label, _)| label)
    };
    let cells = page.own_blocks().filter(|b| matches!(b.role, Role::Row { .. })).flat_map(|b| &b.cells);
    if labels().any(|label| speech.is_result_head(label))
        || cells.into_iter().any(|cell| speech.is_result_head(cell))
    {
        return false;
    }
    let heads = super::columns::table_heads(page);
    let labels: Vec<String> = labels().map(fold).collect();
    let told = |w: &str| heads.contains(&fold(w)) || labels.iter().any(|label| label.contains(&fold(w)));
    speech.plan_columns.iter().all(|w| w.split('|').any(told))
}

/// Words of a result in the body, in a sentence that speaks of no intention. In a plan the nouns ("ผลการดำเนินการ")
/// name what is to be told one day, and only verbs tell.
fn result_words(test: &Done, page: &Page, speech: &Speech) -> Option<(String, Option<u32>)> {
    let plan = is_plan(page, speech);
    let mut results: Vec<String> = results_of(test);
    results.retain(|w| !plan || !w.starts_with("ผล"));
    let intentions: Vec<String> = test.intentions.iter().map(|w| fold(w)).collect();
    let title = fold(&page.title_lines());
    let block = page.own_blocks().skip(1).find(|b| {
        let text = fold(&super::slots::without(&b.text));
        let heading =
            matches!(b.role, Role::Heading(_) | Role::Row { header: true, .. }) || title.contains(&text);
        !heading
            && results.iter().any(|w| {
                // A word alone in its line is what was left of another.
                let told = text.chars().count() > w.chars().count() + 1;
                told && text
                    .match_indices(w.as_str())
                    .any(|(at, _)| !["จะ", "ให้"].iter().any(|w| text[..at].ends_with(&fold(w))))
            })
            && !speech.aims.iter().any(|w| text.contains(&fold(w)))
            && !intentions.iter().any(|w| text.contains(w.as_str()))
    })?;
    Some((clip(&block.text), block.place.page))
}
