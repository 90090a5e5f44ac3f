//! Whether one document takes up what another lists: an action the risks, a report the plan.

use std::collections::HashSet;

use super::answer::{One, Reply};
use super::case::{Case, clip};
use crate::extract::Role;
use crate::find::library::Page;
use crate::rule::test::Matching;
use crate::thai::text::fold;

/// Share of a line's letter triples that must come back: word order and endings may differ.
const ALIKE: f32 = 0.5;
/// A list this short says little about what it is not.
const FEW: usize = 2;

pub fn ask(test: &Matching, case: &Case, among: &[usize]) -> Reply {
    let pages = case.facts.evidence.get(&test.item).map_or(&[][..], Vec::as_slice);
    let listed: Vec<String> =
        pages.iter().flat_map(|&p| lines(&case.library.pages[p], &test.column)).map(|c| fold(&c)).collect();
    if !test.lists.is_empty() {
        return by_lists(test, &listed, case, among);
    }
    case.each(among, |_, page| {
        let same = |p: &&usize| case.library.pages[**p].record.sha256 == page.record.sha256;
        let says_more = test.unless.iter().any(|w| fold(&page.title_lines()).contains(&fold(w)));
        if !page.record.sha256.is_empty() && !says_more && pages.iter().any(|p| same(&p)) {
            return One::no(format!("เป็นเอกสารเดียวกับ {}", test.item), 0.82).found(vec![test.item.clone()]);
        }
        if listed.len() < FEW {
            return not_compared(test);
        }
        let here = triples(page.flat());
        let found = listed.iter().find(|line| {
            let own = triples(line);
            let back = own.iter().filter(|t| here.contains(*t)).count();
            !own.is_empty() && back as f32 >= own.len() as f32 * ALIKE
        });
        if let Some(line) = found {
            return One::yes(format!("กล่าวถึงรายการของ {}", test.item), 0.9).quote(Some((clip(line), None)));
        }
        let body = page.own_blocks().filter(|b| !matches!(b.role, Role::Heading(_)));
        let title = fold(&page.title_lines());
        let mut text = body.map(|b| fold(&b.text)).filter(|t| !title.contains(t.as_str()));
        if text.any(|t| test.or_says.iter().any(|w| t.contains(&fold(w)))) {
            return One::yes("กล่าวถึงเรื่องเดียวกัน", 0.8);
        }
        if page.is_ocr() {
            return One::cannot_tell(format!("เทียบกับรายการของ {} จากภาพสแกนไม่ได้", test.item));
        }
        One::no(format!("ไม่ตรงกับรายการใน {}", test.item), 0.78).found(vec![test.item.clone()])
    })
}

/// Nothing speaks against it, and nothing for it.
fn not_compared(test: &Matching) -> One {
    One::yes(format!("ไม่ได้เทียบ ({} ไม่มีตารางที่ขึ้นรายการไว้)", test.item), 0.86)
}

/// Shares of a name's letter triples: under the first it is another's, from the second on it is the same.
const OTHER: f32 = 0.34;
const SAME: f32 = 0.6;
/// Letters of a text in which nearly every triple comes back by chance.
const LONG: usize = 12_000;

/// A report that names projects, and a plan that does: one of those at least is one of these. What the plan lists
/// counts where it was read whole and is what was asked for; a no means that not one name comes near another.
fn by_lists(test: &Matching, listed: &[String], case: &Case, among: &[usize]) -> Reply {
    let facts = case.facts;
    let pages = facts.evidence.get(&test.item).map_or(&[][..], Vec::as_slice);
    let stands = ![&facts.failed, &facts.open].iter().any(|items| items.contains(&test.item));
    let read = |&p: &usize| {
        let page = &case.library.pages[p];
        !page.is_ocr() && !page.unread() && !page.partly_unread() && page.flat().chars().nth(LONG).is_none()
    };
    let open = !stands || listed.len() < FEW || !pages.iter().all(read);
    let plan: String = pages.iter().map(|&p| format!("{}\n", case.library.pages[p].flat())).collect();
    let (plan, planned) = (triples(&plan), listed.iter().map(|l| triples(l)).collect::<Vec<_>>());
    case.each(among, |_, page| {
        let told = lines(page, &test.lists);
        if open || told.len() < FEW || page.is_ocr() || page.flat().chars().nth(LONG).is_some() {
            return not_compared(test);
        }
        let here = triples(page.flat());
        let near = told.iter().map(|line| (share(&triples(&fold(line)), &plan), line));
        let back = planned.iter().zip(listed).map(|(line, text)| (share(line, &here), text));
        let best = near.chain(back).max_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((alike, line)) if alike >= SAME => {
                One::yes(format!("กล่าวถึงรายการของ {}", test.item), 0.9).quote(Some((clip(line), None)))
            }
            Some((alike, _)) if alike >= OTHER => not_compared(test),
            _ if told.iter().any(|line| test.or_says.iter().any(|w| fold(line).contains(&fold(w)))) => {
                not_compared(test)
            }
            _ => {
                let names: Vec<String> = told.iter().take(FEW).map(|line| clip(line.trim())).collect();
                One::no(format!("รายการในรายงาน ({}) ไม่อยู่ใน {}", names.join(", "), test.item), 0.82)
                    .found(vec![names.join(", ")])
            }
        }
    })
}

/// How much of a name comes back.
fn share(name: &HashSet<[char; 3]>, there: &HashSet<[char; 3]>) -> f32 {
    // A name of a word or two is in no plan by chance, and misses none for certain.
    if name.len() < 3 {
        return OTHER;
    }
    name.iter().filter(|t| there.contains(*t)).count() as f32 / name.len() as f32
}

/// What stands in the named columns of a page's tables, as it is written.
fn lines(page: &Page, heads: &[String]) -> Vec<String> {
    let heads: Vec<String> = heads.iter().map(|h| fold(h)).collect();
    let mut out = Vec::new();
    let mut columns: Option<(u32, Vec<usize>)> = None;
    for block in page.own_blocks() {
        let Role::Row { table, .. } = block.role else { continue };
        let is_head = |c: &String| {
            let text = fold(c);
            text.chars().count() < 40 && heads.iter().any(|h| text.contains(h.as_str()))
        };
        let named: Vec<usize> = (0..block.cells.len()).filter(|at| is_head(&block.cells[*at])).collect();
        match &columns {
            Some((t, at)) if *t == table => {
                let cells = at.iter().filter_map(|at| block.cells.get(*at)).cloned();
                let says = |c: &String| c.chars().filter(|c| crate::thai::text::is_letter(*c)).count() >= 6;
                out.extend(cells.filter(says));
            }
            _ if !named.is_empty() => columns = Some((table, named)),
            _ => {}
        }
    }
    out
}

fn triples(text: &str) -> HashSet<[char; 3]> {
    let letters: Vec<char> = text.chars().filter(|c| crate::thai::text::is_letter(*c)).collect();
    letters.windows(3).map(|w| [w[0], w[1], w[2]]).collect()
}
