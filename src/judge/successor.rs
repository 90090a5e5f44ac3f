//! Whether somebody else has come to lead the agency since its executives' page was written.

use std::collections::{BTreeMap, HashSet};

use super::acts::bare;
use super::answer::{One, Reply};
use super::case::Case;
use crate::find::library::Library;
use crate::rule::edition::Finding;
use crate::thai::date::{Day, DayMention, days};
use crate::thai::fuzzy::similarity;
use crate::thai::people::names;
use crate::thai::text::fold;

/// Names that are less alike are two persons'; scans misread a letter or two.
const SAME: f32 = 0.72;
/// Documents that must name the same new head: one may be a slip, or an acting head's.
const WITNESSES: usize = 2;
/// The same where no document tells when the head of the executives' page led the agency.
const MANY: usize = 3;
/// Letters behind a name in which the post and the agency stand.
const CARD: usize = 90;
/// Bytes between a signature and its day, Thai letters having three.
const BESIDE: usize = 600;

/// The name that later documents give with the head's post and the agency's name, where it is not `head`.
///
/// `posts`: what the head may be called. `words`: how agencies' names begin, who stands in for a head or was one.
/// `pages`: the executives' pages themselves, which are not asked. `year`: the form's.
pub fn successor(
    head: &str,
    posts: &[String],
    words: &Finding,
    pages: &[usize],
    library: &Library,
    year: i32,
) -> Option<String> {
    let agency = library.telling_name(&words.agencies)?;
    let posts: Vec<String> = posts.iter().map(|p| fold(p)).collect();
    let folded = |words: &[String]| words.iter().map(|w| fold(w)).collect::<Vec<String>>();
    let (acting, former) = (folded(&words.speech.acting), folded(&words.speech.former));
    let mut last_of_head: Option<Day> = None;
    let mut others: BTreeMap<String, Vec<Day>> = BTreeMap::new();
    let mut read: HashSet<String> = HashSet::new();
    for page in (0..library.pages.len()).filter(|p| !pages.contains(p)) {
        // One document under two addresses is one witness.
        let hash = &library.pages.record(page).sha256;
        if !hash.is_empty() && !read.insert(hash.clone()) {
            continue;
        }
        let page = library.pages.glance(page);
        let text = page.own_blocks().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n");
        let all = days(&text);
        let (Some(first), Some(latest)) = (all.iter().map(|d| d.day).min(), all.iter().map(|d| d.day).max())
        else {
            continue;
        };
        let mut here: Vec<(String, Day)> = Vec::new();
        for name in names(&text) {
            let signed = signed_on(&all, name.start, name.end);
            let card = fold(&text[name.end..].chars().take(CARD).collect::<String>());
            if similarity(&bare(&name.text), &bare(head)) >= SAME {
                // The clerk who stands in for a head that is gone signs as the clerk.
                let gone = former.iter().any(|w| card.contains(w));
                // Who is the head on the executives' page is no other agency's.
                let here = posts.iter().any(|post| {
                    card.starts_with(post.as_str()) || card.contains(&agency) && card.contains(post.as_str())
                });
                if !gone && here {
                    last_of_head = last_of_head.max(Some(signed.unwrap_or(latest)));
                }
                continue;
            }
            let in_post = posts.iter().any(|post| card.starts_with(post.as_str())) && card.contains(&agency);
            if !in_post || acting.iter().chain(&former).any(|w| card.contains(w)) {
                continue;
            }
            // A declaration names who declares above, and again below, where a title or a line may run into it.
            if here.iter().all(|(known, _)| similarity(&bare(known), &bare(&name.text)) < SAME) {
                // Without a day beside the name it may be of any day that the document names: a plan names its end.
                here.push((name.text, signed.unwrap_or(first)));
            }
        }
        for (name, day) in here {
            let known = others.keys().find(|k| similarity(&bare(k), &bare(&name)) >= SAME).cloned();
            others.entry(known.unwrap_or(name)).or_default().push(day);
        }
    }
    let (name, days) = others.into_iter().max_by_key(|(_, days)| days.iter().max().copied())?;
    let Some(last) = last_of_head.max(shown_on(head, pages, library, year)) else {
        // Nothing says since when the executives' page is true: what others signed may be of before.
        let now = days.iter().any(|day| day.fiscal_year() >= year);
        return (now && days.len() >= MANY).then_some(name);
    };
    (days.iter().filter(|day| **day > last).count() >= WITNESSES).then_some(name)
}

/// The last day that the executives' pages themselves bear, as "ข้อมูล ณ วันที่" or as the day on which a term began.
fn shown_on(head: &str, pages: &[usize], library: &Library, year: i32) -> Option<Day> {
    let all = pages.iter().filter_map(|page| {
        let page = library.pages.glance(*page);
        let text = page.own_blocks().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n");
        let shows = names(&text).iter().any(|name| similarity(&bare(&name.text), &bare(head)) >= SAME);
        days(&text).iter().map(|d| d.day).filter(|day| shows && day.fiscal_year() <= year).max()
    });
    all.max()
}

/// The day beside a signature: of those in a text others may be the end of a plan, long after it was signed.
fn signed_on(days: &[DayMention], start: usize, end: usize) -> Option<Day> {
    let before = days.iter().rev().find(|d| d.end <= start && start - d.end <= BESIDE);
    let behind = || days.iter().find(|d| d.start >= end && d.start - end <= BESIDE);
    before.or_else(behind).map(|d| d.day)
}

/// Whether the executives' page shows who leads the agency now.
pub fn still_head(case: &Case, among: &[usize]) -> Reply {
    let one = match (&case.facts.former, &case.facts.head) {
        (Some(former), Some(head)) => One::no(format!("หน้านี้แสดง {former} แต่เอกสารภายหลังระบุ {head}"), 0.85)
            .found(vec![head.clone()])
            .missing(vec![format!("ผู้บริหารสูงสุดคนปัจจุบัน ({head})")]),
        _ => One::yes("ไม่พบเอกสารภายหลังที่ระบุผู้บริหารสูงสุดคนอื่น", 0.93),
    };
    Reply { one, exhibit: among.first().copied(), kept: among.to_vec() }
}
