//! Addresses without end: calendars, facets, paths that repeat.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
};

use url::Url;

use super::{
    canon,
    near::{self, Fingerprint},
    scope,
};
use crate::thai::text::is_number;

/// Addresses of one pattern that are visited without a question.
const FREE: u32 = 60;
/// Pages in a row that brought nothing new, before and after that: then the pattern is cut.
const STALE_EARLY: u32 = 16;
const STALE_LATE: u32 = 4;
/// The same for addresses that pages of another kind list: posts on the pages of a list, which end. Many of an
/// agency's posts are a line and a file, one as the other.
const STALE_LISTED: u32 = 60;
/// Addresses of one pattern before the rest of them waits until all others are read, however much
/// they bring: the text of some traps is made anew for each page.
const MANY: u32 = 1000;
/// Addresses of one pattern that counts days or months.
const CALENDAR: u32 = 24;

/// Pages of one pattern before their texts are compared for likeness.
const FEW: u32 = 3;
/// Pages of one pattern with which a further one is compared.
const LATEST: usize = 40;

/// Parameters added to one path, page after page: an old portal adds one or two on the way to a
/// file, a facet menu never ends.
const GROWTH: u32 = 3;

/// Whether the address itself shows that it has no end.
///
/// `grown`: how often in a row pages on the way to it added parameters (see [`grown`]).
pub(super) fn is_endless(url: &Url, grown: u32) -> bool {
    let mut times: HashMap<&str, u32> = HashMap::new();
    for segment in url.path().split('/').filter(|s| !s.is_empty()) {
        *times.entry(segment).or_default() += 1;
    }
    if grown >= GROWTH || times.values().any(|n| *n > 2) || url.as_str().len() > 2000 {
        return true;
    }
    let mut names = HashSet::new();
    url.query_pairs().any(|(name, _)| !name.ends_with(']') && !names.insert(name.into_owned()))
        || url.query_pairs().count() > 12
}

/// Counts on from the page that links `url`: one more if parameters were added to the page's own.
pub(super) fn grown(url: &Url, page: &Url, page_grown: u32) -> u32 {
    let kept = |u: &Url| u.query_pairs().map(|(n, v)| format!("{n}={v}")).collect::<HashSet<_>>();
    let (here, there) = (kept(url), kept(page));
    if url.path() != page.path() || here.len() < there.len() {
        0
    } else {
        page_grown + u32::from(there.len() < here.len() && there.is_subset(&here))
    }
}

/// When an address may be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Take {
    Now,
    /// Once nothing else is left.
    Last,
    Never,
}

/// Counts what each pattern of addresses brought.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    known: HashMap<String, Pattern>,
    /// Texts seen anywhere, digits left out.
    texts: HashSet<u64>,
    pictures: HashSet<u64>,
}

/// What a page of a pattern brought.
#[derive(Debug, Default)]
pub(super) struct Brought {
    /// See [`said`].
    pub(super) text: u64,
    /// Of its own content, without menus.
    pub(super) print: Option<Fingerprint>,
    /// Addresses of the pictures in it, hashed.
    pub(super) pictures: Vec<u64>,
    /// It links something unknown outside of its own pattern.
    pub(super) new_links: bool,
}

#[derive(Debug, Default)]
struct Pattern {
    taken: u32,
    stale: u32,
    /// Of its latest pages.
    latest: VecDeque<Fingerprint>,
}

impl Patterns {
    /// Whether one more address of this pattern may be fetched; counts it if so. `last`: nothing
    /// else is left. `found_on`: the page that links it.
    pub(super) fn take(&mut self, url: &Url, last: bool, found_on: Option<&Url>) -> Take {
        // A file is a leaf: it leads nowhere, so it cannot be without end.
        if scope::looks_like_document(url) {
            return Take::Now;
        }
        let name = key(url);
        let is_listed = found_on.is_some_and(|page| key(page) != name);
        let pattern = self.known.entry(name).or_default();
        let patience = match pattern.taken {
            _ if is_listed => STALE_LISTED,
            ..FREE => STALE_EARLY,
            _ => STALE_LATE,
        };
        if pattern.stale >= patience || (pattern.taken >= CALENDAR && is_calendar(url)) {
            return Take::Never;
        }
        if pattern.taken >= MANY && !last {
            return Take::Last;
        }
        pattern.taken += 1;
        Take::Now
    }

    /// Tells what a page of the pattern brought; `None`: it was its own parent once more.
    pub(super) fn brought(&mut self, url: &Url, what: Option<Brought>) {
        let pattern = self.known.entry(key(url)).or_default();
        let Some(what) = what else {
            pattern.stale += 1;
            return;
        };
        let new_text = self.texts.insert(what.text);
        let mut new_pictures = false;
        for picture in &what.pictures {
            new_pictures |= self.pictures.insert(*picture);
        }
        // A pattern of a few pages is no trap.
        let print = what.print.filter(|_| pattern.taken > FEW && new_text);
        let near = print.as_ref().is_some_and(|p| pattern.latest.iter().any(|l| p.is_near(l)));
        if let Some(print) = print {
            pattern.latest.push_front(print);
            pattern.latest.truncate(LATEST);
        }
        let news = (new_text && !near) || new_pictures || what.new_links;
        pattern.stale = if news { 0 } else { pattern.stale + 1 };
    }
}

/// What a page says, without its digits, since a calendar's pages differ in nothing else: a hash of it, and its
/// fingerprint. One look at each letter tells both.
pub(super) fn said(title: &str, text: &str) -> (u64, Option<Fingerprint>) {
    let step = |all: u64, four: u64| (all.rotate_left(23) ^ four).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (mut key, mut four, mut count) = (0, 0, 0usize);
    // Four letters make one step, since each has to wait for the one before.
    let mut hash = |letter: u16| {
        four = four << 16 | u64::from(letter);
        count += 1;
        if count.is_multiple_of(4) {
            key = step(key, four);
        }
    };
    title.chars().filter(|c| !is_number(*c)).for_each(|c| hash(near::letter(c)));
    hash(0);
    let mut letters: Vec<u16> = Vec::with_capacity(text.len() / 2);
    for c in text.chars().filter(|c| !is_number(*c)) {
        let letter = near::letter(c);
        hash(letter);
        if !c.is_whitespace() {
            letters.push(letter);
        }
    }
    key = step(step(key, four), count as u64);
    (key ^ key >> 32, Fingerprint::of(&letters))
}

pub(super) fn hash(text: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(text)
}

/// The page of which this address is the version for the printer.
pub(super) fn printed(url: &Url) -> Option<Url> {
    const NAMES: [&str; 4] = ["print", "printable", "printview", "printpage"];
    let is_print = |name: &str, value: &str| {
        let (name, value) = (name.to_lowercase(), value.to_lowercase());
        (NAMES.contains(&name.as_str()) && !matches!(value.as_str(), "0" | "no" | "false"))
            || (matches!(name.as_str(), "view" | "format" | "output" | "mode" | "do") && value == "print")
    };
    let mut page = url.clone();
    if url.query_pairs().any(|(n, v)| is_print(&n, &v)) {
        // What Joomla sets beside it only takes the menus away.
        let beside =
            |n: &str, v: &str| (n == "tmpl" && v == "component") || (n == "layout" && v == "default");
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(n, v)| !is_print(n, v) && !beside(n, v))
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect();
        page.set_query(None);
        if !kept.is_empty() {
            page.query_pairs_mut().extend_pairs(kept);
        }
    } else {
        let path = url.path().strip_suffix("/print").or_else(|| url.path().strip_suffix("/print/"))?;
        page.set_path(if path.is_empty() { "/" } else { path });
    }
    Some(canon::canon_url(page))
}

/// Host, path with digits as `N`, names of the parameters in order of the alphabet, and those
/// values that are plain words: `?mod=news` and `?mod=plan` are two patterns, `?id=1` and `?id=2` one.
pub(super) fn key(url: &Url) -> String {
    let mut params: Vec<String> = url
        .query_pairs()
        .map(|(name, value)| {
            let word = !value.is_empty()
                && value.len() <= 24
                && value.chars().all(|c| c.is_alphabetic() || "_-".contains(c));
            format!("{}={}", no_digits(&name), if word { &*value } else { "N" })
        })
        .collect();
    params.sort();
    format!(
        "{}{}?{}",
        url.host_str().unwrap_or_default(),
        no_digits(&canon::readable(url.path())),
        params.join("&")
    )
}

fn no_digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !is_number(c) {
            out.push(c);
        } else if !out.ends_with('N') {
            out.push('N');
        }
    }
    out
}

/// An address that counts time: `/2026/01/`, `?y=2026&m=1`, `?date=2026-01-05`.
fn is_calendar(url: &Url) -> bool {
    const NAMES: [&str; 12] = ["y", "m", "d", "year", "month", "day", "yy", "mm", "dd", "week", "yr", "mon"];
    let path = url.path().trim_end_matches('/');
    let mut tail = path.rsplit('/');
    let last = tail.next().unwrap_or_default();
    let before: Vec<&str> = tail.take(2).collect();
    let number = |s: &str| (1..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    let in_path = number(last)
        && (before.first().is_some_and(|y| is_year(y))
            || (before.first().is_some_and(|m| number(m)) && before.get(1).is_some_and(|y| is_year(y))));
    let named = url
        .query_pairs()
        .filter(|(n, v)| NAMES.contains(&n.to_lowercase().as_str()) && !v.is_empty())
        .count();
    let dated = url.query_pairs().any(|(_, v)| {
        let mut parts = v.split(['-', '/']);
        parts.next().is_some_and(is_year) && parts.next().is_some_and(number)
    });
    in_path || named >= 2 || dated
}

fn is_year(text: &str) -> bool {
    text.len() == 4
        && text.parse::<u32>().is_ok_and(|y| (1900..2200).contains(&y) || (2400..2700).contains(&y))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(path: &str) -> Url {
        Url::parse("http://a.th").and_then(|u| u.join(path)).expect("an address")
    }

    #[test]
    fn endless_by_their_looks() {
        assert!(is_endless(&url("/a/b/a/c/a/"), 0));
        assert!(!is_endless(&url("/a/b/a/"), 0));
        assert!(is_endless(&url("/f?c=1&x=1&x=2"), 0));
        assert!(!is_endless(&url("/f?c[]=1&c[]=2"), 0));
    }

    #[test]
    fn facets_grow_and_portals_do_not() {
        let walk = |steps: &[&str]| {
            steps.windows(2).fold(0, |count, step| grown(&url(step[1]), &url(step[0]), count))
        };
        assert_eq!(walk(&["/f?c=1", "/f?c=1&x=1", "/f?c=1&x=1&y=1", "/f?c=1&x=1&y=1&z=1"]), GROWTH);
        assert_eq!(
            walk(&[
                "/",
                "/index.php?o=a&v=b",
                "/index.php?o=a&v=b&id=3&Itemid=1",
                "/index.php?o=a&v=b&id=3&Itemid=1&download=31"
            ]),
            2
        );
        assert_eq!(walk(&["/f?p=1", "/f?p=2", "/f?p=3", "/f?p=4"]), 0);
        assert_eq!(walk(&["/f?c=1", "/f?c=1&x=1", "/f"]), 0);
    }

    #[test]
    fn patterns_tell_kinds_apart() {
        assert_eq!(key(&url("/news/12/view?id=3&b=x1")), key(&url("/news/7/view?b=9&id=44")));
        assert_ne!(key(&url("/?mod=news&id=1")), key(&url("/?mod=plan&id=1")));
        assert_eq!(key(&url("/%E0%B8%81/1")), key(&url("/ก/22")));
    }

    #[test]
    fn a_calendar_is_cut_and_a_file_store_is_not() {
        let mut patterns = Patterns::default();
        let taken = |patterns: &mut Patterns, make: &dyn Fn(u32) -> String| {
            (0..2000).filter(|n| patterns.take(&url(&make(*n)), false, None) == Take::Now).count()
        };
        assert_eq!(taken(&mut patterns, &|n| format!("/cal/{}/{}/", 1900 + n / 12 % 200, n % 12 + 1)), 24);
        assert_eq!(taken(&mut patterns, &|n| format!("/cal?y={}&m={}", 1900 + n / 12, n % 12 + 1)), 24);
        assert_eq!(taken(&mut patterns, &|n| format!("/up/2021/03/{n}.pdf")), 2000);
        assert_eq!(taken(&mut patterns, &|n| format!("/news?id={n}")), MANY as usize);
        assert_eq!(patterns.take(&url("/news?id=2001"), false, None), Take::Last);
        assert_eq!(patterns.take(&url("/news?id=2001"), true, None), Take::Now);
    }

    #[test]
    fn a_pattern_goes_on_while_it_brings_news() {
        let mut patterns = Patterns::default();
        // Letters for digits, which do not count.
        let word = |n: u32| n.to_string().bytes().map(|b| char::from(b - b'0' + b'a')).collect::<String>();
        let mut walk = |name: &str, text: &dyn Fn(u32) -> String| {
            let one = |n: u32| url(&format!("/{name}?id={n}"));
            let brought = |patterns: &mut Patterns, n: u32| {
                let text = text(n);
                let (text, print) = said("", &text);
                patterns.brought(&one(n), Some(Brought { text, print, ..Brought::default() }));
            };
            (0..500)
                .take_while(|n| {
                    let now = patterns.take(&one(*n), false, None) == Take::Now;
                    now.then(|| brought(&mut patterns, *n)).is_some()
                })
                .count()
        };
        assert_eq!(walk("news", &|n| word(n)), 500);
        assert_eq!(walk("same", &|_| "x".to_owned()), 17, "the first was new");
        assert_eq!(walk("first", &|n| format!("y{}", word(n.min(70)))), 75);
        // Nearly the same, over and over: a page with the day's name and a counter.
        let page = "ปฏิทินกิจกรรมขององค์การบริหารส่วนตำบล ไม่มีกิจกรรมในวันนี้ กรุณาเลือกวันอื่นจากรายการด้านข้าง ".repeat(6);
        assert!(walk("near", &|n| format!("{page} {}", ["จันทร์", "อังคาร", "พุธ"][n as usize % 3])) < 30);
        assert!(walk("near-too", &|n| format!("{page} {}", word(n))) < 60);
    }

    #[test]
    fn posts_on_a_list_are_read_though_one_is_as_the_other() {
        let mut patterns = Patterns::default();
        let taken = |patterns: &mut Patterns, from: &str| {
            let post = |n: &u32| url(&format!("/detail?id={n}"));
            let take = |n: &u32| {
                let now = patterns.take(&post(n), false, Some(&url(from))) == Take::Now;
                patterns.brought(&post(n), Some(Brought { text: 1, ..Brought::default() }));
                now
            };
            (0..200).take_while(take).count()
        };
        assert_eq!(taken(&mut patterns, "/detail?id=7"), 17);
        assert_eq!(taken(&mut Patterns::default(), "/list?cat=3&page=2"), 61);
    }

    #[test]
    fn a_page_for_the_printer_is_the_page() {
        for (print, page) in [
            ("/news?id=3&print=1", "/news?id=3"),
            (
                "/index.php?view=article&id=3&tmpl=component&print=1&layout=default",
                "/index.php?view=article&id=3",
            ),
            ("/node/4/print", "/node/4"),
            ("/a?format=print", "/a"),
        ] {
            assert_eq!(printed(&url(print)), Some(url(page)), "{print}");
        }
        for page in ["/printing", "/a?id=3", "/a?print=0", "/fingerprint/x"] {
            assert_eq!(printed(&url(page)), None, "{page}");
        }
    }
}
