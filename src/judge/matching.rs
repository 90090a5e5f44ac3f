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
        pages.iter().flat_map(|&p| lines(&case.library.pages[p], &test.column)).collect();
    case.each(among, |_, page| {
        let same = |p: &&usize| case.library.pages[**p].record.sha256 == page.record.sha256;
        let says_more = test.unless.iter().any(|w| fold(&page.title_lines()).contains(&fold(w)));
        if !page.record.sha256.is_empty() && !says_more && pages.iter().any(|p| same(&p)) {
            return One::no(format!("เป็นเอกสารเดียวกับ {}", test.item), 0.82).found(vec![test.item.clone()]);
        }
        if listed.len() < FEW {
            return One::yes(format!("ไม่มีรายการใน {} ให้เทียบ", test.item), 0.86);
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

/// What stands in the named columns of a page's tables.
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
                let cells = at.iter().filter_map(|at| block.cells.get(*at)).map(|c| fold(c));
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
