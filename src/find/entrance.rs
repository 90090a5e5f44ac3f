//! The page of greetings that many agencies put before their home page: a picture, wishes of the day, "เข้าสู่เว็บไซต์".

use super::library::is_leading;
use super::pages::Pages;

/// Pages of the site that greetings lead to at the most: the home page, a book of wishes.
const MOST_WAYS: usize = 3;
/// Letters of greetings.
const GREETINGS: usize = 600;
/// Ways that a home page has at the least.
const FEWEST: usize = 6;
/// What a way in says of itself.
const ENTER: [&str; 9] = ["เข้าสู่", "เข้าชม", "เข้าเว็บ", "เว็บไซต์", "หน้าหลัก", "หน้าแรก", "enter", "home", "skip"];
/// How the files of home pages are called.
const FILES: [&str; 5] = ["home", "index", "main", "default", "web"];
/// Pages of greetings one behind another.
const STEPS: usize = 2;

/// The home page's place: 0, or where the greetings at 0 lead to. `at` tells what was read at an address.
pub(super) fn home(pages: &Pages, at: impl Fn(&str) -> Option<usize>) -> usize {
    let mut home = 0;
    for _ in 0..STEPS {
        let Some(next) = behind(pages, home, &at) else { break };
        home = next;
    }
    home
}

fn behind(pages: &Pages, page: usize, at: &impl Fn(&str) -> Option<usize>) -> Option<usize> {
    if page >= pages.len() || !pages.is_html(page) {
        return None;
    }
    let ways = |page: usize| {
        let this = pages.glance(page);
        let mut ways: Vec<usize> =
            this.document.links.iter().filter(|l| is_leading(l)).filter_map(|l| at(&l.url)).collect();
        ways.retain(|to| *to != page && pages.is_html(*to));
        ways.sort_unstable();
        ways.dedup();
        ways
    };
    let this = pages.glance(page);
    if this.document.whole_text().chars().count() > GREETINGS {
        return None;
    }
    let led = ways(page);
    if led.is_empty() || led.len() > MOST_WAYS {
        return None;
    }
    // A page with nothing but a link to a hub is no greeting.
    let enters = |to: &usize| {
        this.document.links.iter().filter(|l| at(&l.url) == Some(*to)).any(|link| {
            let said = link.text.trim().to_lowercase();
            let path = link.url.split(['?', '#']).next().unwrap_or_default();
            let file = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default().to_lowercase();
            said.is_empty()
                || ENTER.iter().any(|word| said.contains(word))
                || FILES.iter().any(|word| file.starts_with(word))
        })
    };
    let (count, to) = led
        .into_iter()
        .filter(enters)
        .map(|to| (ways(to).len(), to))
        .max_by_key(|(n, to)| (*n, usize::MAX - to))?;
    (count >= FEWEST).then_some(to)
}
