//! Declarations and activities: who, and when.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::answer::{One, Reply};
use super::case::{Case, clip, find_phrase};
use crate::rule::speech::Speech;
use crate::rule::test::{Head, Signed, Which};
use crate::thai::date::{days, months};
use crate::thai::people::{glued_names, names};
use crate::thai::text::fold;

/// Named and dated, by a post that may, and by who holds the post now.
pub fn signed(test: &Signed, case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        let text = page.document.main_text();
        let mut people = names(&text);
        if page.is_ocr() {
            people.extend(glued_names(&text));
            people.sort_by_key(|n| n.start);
        }
        // A municipality's is its mayor's to sign, and not the district officer's.
        let local = case.library.is_local() && !page.is_ocr();
        let may = |post: &&String| !local || post.starts_with(MAYOR);
        let by: Vec<String> = test.by.iter().filter(may).map(|p| fold(p)).collect();
        if let Some((word, quote)) = test.not_yet.iter().find_map(|w| find_phrase(page, w).map(|q| (w, q))) {
            return One::no(format!("พบข้อความ “{}”", super::case::label(word)), 0.9)
                .missing(vec!["การลงนามของผู้บริหารสูงสุด".to_owned()])
                .quote(Some(quote));
        }
        if let Some(line) = blank_date(&text) {
            return One::no("ช่องวันที่ยังว่าง จึงยังไม่ได้ลงนาม", 0.85)
                .missing(vec!["การลงนามและวันที่".to_owned()])
                .quote(Some((clip(line), None)));
        }
        // The post stands after the name, or a line below it.
        let signer = people.iter().rev().find(|n| {
            let after: String = text[n.end..].chars().take(90).collect();
            let before: String =
                text[..n.start].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
            let near = fold(&format!("{before}{after}"));
            by.iter().any(|p| near.contains(p.as_str())) && signs(&text, n.start, n.end)
        });
        let Some(signer) = signer else {
            let below = people.iter().rev().find_map(|n| {
                let after = fold(&text[n.end..].chars().take(40).collect::<String>());
                let post = test.below.iter().find(|p| after.starts_with(&fold(p)))?;
                signs(&text, n.start, n.end).then_some((n, post))
            });
            if let Some((n, post)) = below {
                return One::no(format!("ผู้ลงนามคือ {} ตำแหน่ง{post}", n.text), 0.85)
                    .found(vec![n.text.clone()])
                    .missing(vec!["การลงนามของผู้บริหารสูงสุด".to_owned()])
                    .quote(Some((clip(text[n.start..].lines().next().unwrap_or("")), None)));
            }
            let dotted = ["....", "……", "____"].iter().any(|d| text.contains(d));
            if page.is_ocr() && !dotted {
                return One::cannot_tell("อ่านชื่อผู้ลงนามจากภาพสแกนไม่ได้");
            }
            return One::no("ไม่ปรากฏชื่อและลายมือชื่อของผู้บริหาร", 0.9)
                .missing(vec!["การลงนามของผู้บริหารสูงสุด".to_owned()]);
        };
        if let Some(head) = &case.facts.head {
            let (now, then) = (bare(head), bare(&signer.text));
            if crate::thai::fuzzy::similarity(&now, &then) < 0.7
                && !people.iter().any(|n| bare(&n.text) == now)
            {
                return One::no(format!("ผู้ลงนามคือ {} แต่ผู้บริหารปัจจุบันคือ {head}", signer.text), 0.82)
                    .found(vec![signer.text.clone()])
                    .missing(vec![format!("การลงนามของ{head} ผู้บริหารคนปัจจุบัน")]);
            }
        }
        let quote = Some((clip(text[signer.start..].lines().next().unwrap_or("")), None));
        if !page.is_ocr() && days(&text).is_empty() && months(&text).iter().all(|m| m.year.is_none()) {
            return One::no("ไม่ระบุวันที่ประกาศ", 0.75).missing(vec!["วันที่ประกาศ".to_owned()]).quote(quote);
        }
        One::yes(format!("ลงนามโดย {}", signer.text), 0.92).quote(quote)
    })
}

/// How the post of a local government's head begins, "นายอำเภอ" apart.
const MAYOR: &str = "นายก";

/// Whether a name stands where one signs, or declares: in brackets, after "ลงชื่อ" or "ข้าพเจ้า", or in a line of
/// its own. In a sentence of the news it does neither.
fn signs(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].trim_end();
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let line = text[line_start..line_end].chars().count();
    before.ends_with('(')
        || text[end..].trim_start().starts_with(')')
        || before.ends_with("ข้าพเจ้า")
        || text[line_start..start].contains("ลงชื่อ")
        || text[line_start..start].contains("ลงนาม")
        || text[line_start..start].contains("ข้าพเจ้า")
        || line < text[start..end].chars().count() + 60
}

/// "ประกาศ ณ วันที่ ........ เดือน ................ พ.ศ. ........": a line where the day was left to be filled in.
fn blank_date(text: &str) -> Option<&str> {
    static BLANK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"วันที่?\s*[.…_\s]{3,}\s*(?:เดือน|พ\s*\.\s*ศ)|เดือน\s*[.…_][.…_\s]{2,}\s*พ\s*\.\s*ศ")
            .expect("written here")
    });
    text.lines().find(|line| BLANK.is_match(line) && line.chars().any(|c| matches!(c, '.' | '…' | '_')))
}

/// A name without its title, for comparison.
pub fn bare(name: &str) -> String {
    let mut text = fold(name);
    for title in ["ว่าที่ร้อยตรี", "นางสาว", "นาง", "นาย", "นส", "ดร"]
    {
        if let Some(rest) = text.strip_prefix(title) {
            text = rest.to_owned();
        }
    }
    text
}

/// Something that took place in the year.
pub fn held(which: Which, case: &Case, among: &[usize]) -> Reply {
    let wanted = which.of(case.year);
    case.each(among, |exhibit, page| {
        let mut other = BTreeSet::new();
        // The day on which the page was written to last is none of what it tells.
        let written = |text: &str| {
            text.chars().count() < WRITTEN && case.speech().updated.iter().any(|w| text.contains(w.as_str()))
        };
        for block in page.said_blocks().filter(|b| !written(&b.text)) {
            for date in days(&block.text) {
                if date.day.fiscal_year() == wanted {
                    return One::yes(format!("ดำเนินการในปีงบประมาณ {wanted}"), 0.92)
                        .quote(Some((clip(&block.text), block.place.page)));
                }
                other.insert(date.day.fiscal_year());
            }
        }
        // What leads here speaks only for a page without a day of its own: around a link stand others.
        let leading = [&exhibit.label, &exhibit.context].into_iter().filter(|_| other.is_empty());
        let apart = !other.is_empty();
        let said = page.said_blocks().filter(|b| !apart || !written(&b.text)).map(|b| &b.text);
        let texts: Vec<&String> = said.chain(leading).collect();
        for text in texts {
            for m in months(text) {
                let Some(year) = m.year else { continue };
                let fiscal = if m.month >= 10 { year + 1 } else { year };
                if fiscal == wanted {
                    return One::yes(format!("ดำเนินการในปีงบประมาณ {wanted}"), 0.82)
                        .quote(Some((clip(text), None)));
                }
                other.insert(fiscal);
            }
        }
        let label = if apart { "" } else { exhibit.label.as_str() };
        let subject = super::year::subject_years(&format!("{}\n{label}", page.head()));
        // A list under this year's title, each of whose lines is of a day before.
        let dated = page.said_blocks().filter(|b| !days(&b.text).is_empty()).count();
        // A definition or a way to search somewhere else names the year and shows nothing.
        let shows = dated > 0
            || !page.document.images.is_empty()
            || !page.document.pictured.is_empty()
            || page.is_ocr()
            || page.own_links().any(|l| !l.url.is_empty() && case.library.page_at(&l.url).is_some())
            || page.own_blocks().any(|b| !months(&b.text).is_empty());
        if subject.contains(&wanted) && dated < LISTED && shows {
            return One::yes(format!("ระบุปี {wanted}"), 0.75);
        }
        other.extend(subject);
        if other.is_empty() {
            return One::no("ไม่ปรากฏวันที่ดำเนินการ", 0.66);
        }
        if page.is_ocr() && super::year::may_hide(wanted, page) {
            return One::cannot_tell("อ่านวันที่จากภาพสแกนไม่ได้แน่ชัด");
        }
        let years: Vec<i32> = other.into_iter().collect();
        let found = super::year::names(&years);
        One::no(format!("เป็นกิจกรรมของปี {}", found.join(", ")), 0.9).found(found)
    })
}

/// What names the days of what was done, and only days of other years, is of those years, whatever leads there
/// calls it. What names no day says nothing against it.
pub fn days_in(which: Which, case: &Case, among: &[usize]) -> Reply {
    let wanted = which.of(case.year);
    case.each(among, |_, page| {
        let said = || page.said_blocks().map(|b| b.text.as_str());
        let all: Vec<i32> = said().flat_map(days).map(|date| date.day.fiscal_year()).collect();
        let own: BTreeSet<i32> = all.iter().copied().filter(|year| *year <= wanted).collect();
        let months = said()
            .flat_map(months)
            .any(|m| m.year.is_some_and(|year| year + i32::from(m.month >= 10) == wanted));
        // The title says which year; day after day of another one says that it is not so.
        let headed = all.len() < LISTED && super::year::subject_years(&page.head()).contains(&wanted);
        if own.is_empty() || own.contains(&wanted) || months || headed || page.is_ocr() {
            return One::yes("วันที่ไม่ขัดกับปีที่ประเมิน", 0.94);
        }
        let years: Vec<i32> = own.into_iter().collect();
        let found = super::year::names(&years);
        One::no(format!("ดำเนินการในปี {}", found.join(", ")), 0.84).found(found)
    })
}

/// Letters of a line that says when somebody last wrote to a page.
const WRITTEN: usize = 80;
/// Lines with a day each that make a list.
const LISTED: usize = 3;

/// The head of the agency, by post or by name, and not somebody sent in place of the head.
pub fn names_head(test: &Head, case: &Case, among: &[usize]) -> Reply {
    let name = case.facts.head.as_deref().map(bare).filter(|n| n.chars().count() > 5);
    let posts: Vec<String> = test.posts.iter().flat_map(|p| p.split('|')).map(fold).collect();
    let instead: Vec<String> = test.instead.iter().map(|w| fold(w)).collect();
    case.each(among, |_, page| {
        let mut sent = None;
        for block in page.said_blocks() {
            let text = fold(&block.text);
            let named = name.as_deref().is_some_and(|n| text.contains(n));
            if !named && !posts.iter().any(|p| holds_post(&text, p, case.speech())) {
                continue;
            }
            let quote = Some((clip(&block.text), block.place.page));
            if instead.iter().any(|w| text.contains(w.as_str())) {
                sent.get_or_insert(quote);
                continue;
            }
            // A heading says who came as well as a sentence does, unless the sentence says otherwise.
            if sent.is_none() {
                let elsewhere = page.said_blocks().map(|b| fold(&b.text)).find(|t| {
                    instead.iter().any(|w| t.contains(w.as_str()))
                        && (posts.iter().any(|p| holds_post(t, p, case.speech()) || in_place_of(t, p))
                            || name.as_deref().is_some_and(|n| t.contains(n)))
                });
                // Under the own name somebody came; a post may be named for what its holder sent others to do.
                if named || elsewhere.is_none() {
                    return One::yes("ปรากฏผู้บริหารสูงสุด", 0.9).quote(quote);
                }
            }
        }
        match sent {
            Some(quote) => One::no("ผู้บริหารสูงสุดมอบหมายให้ผู้อื่นเข้าร่วมแทน", 0.86)
                .found(vec!["เป็นผู้แทนที่ได้รับมอบหมาย".to_owned()])
                .quote(quote),
            None => One::no("ไม่ปรากฏผู้บริหารสูงสุด", 0.82),
        }
    })
}

/// "ปฏิบัติหน้าที่ประธานแทนนายกเทศมนตรี", in matching form.
fn in_place_of(text: &str, post: &str) -> bool {
    static INSTEAD: LazyLock<String> = LazyLock::new(|| fold("แทน"));
    text.match_indices(post).any(|(at, _)| text[..at].ends_with(INSTEAD.as_str()))
}

/// Whether a folded text names a post itself, not who stands below it or held it once.
pub fn holds_post(text: &str, post: &str, speech: &Speech) -> bool {
    text.match_indices(post).any(|(at, _)| {
        let (before, behind) = (&text[..at], &text[at + post.len()..]);
        let within = speech.part_post.iter().any(|w| behind.starts_with(&fold(w)));
        !within && !speech.below_post.iter().any(|b| before.ends_with(&fold(b)))
    })
}
