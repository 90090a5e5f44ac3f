//! Addresses without end: calendars, facets, paths that repeat.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::{canon, scope};

/// Addresses of one pattern that are visited without a question.
const FREE: u32 = 60;
/// Pages in a row that brought nothing new, before and after that: then the pattern is cut.
const STALE_EARLY: u32 = 16;
const STALE_LATE: u32 = 4;
/// Addresses of one pattern however much they bring.
const MOST: u32 = 1000;
/// Addresses of one pattern that counts days or months.
const CALENDAR: u32 = 24;

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

/// Counts what each pattern of addresses brought.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    known: HashMap<String, Pattern>,
    /// Texts seen anywhere, digits left out.
    texts: HashSet<u64>,
}

#[derive(Debug, Default)]
struct Pattern {
    taken: u32,
    stale: u32,
}

impl Patterns {
    /// Whether one more address of this pattern may be fetched; counts it if so.
    pub(super) fn take(&mut self, url: &Url) -> bool {
        // A file is a leaf: it leads nowhere, so it cannot be without end.
        if scope::looks_like_document(url) {
            return true;
        }
        let most = if is_calendar(url) { CALENDAR } else { MOST };
        let pattern = self.known.entry(key(url)).or_default();
        let patience = if pattern.taken < FREE { STALE_EARLY } else { STALE_LATE };
        let go_on = pattern.taken < most && pattern.stale < patience;
        pattern.taken += u32::from(go_on);
        go_on
    }

    /// Tells what a page of the pattern brought: a text (its hash, see [`text_key`]) and whether
    /// it links anything unknown outside of its own pattern.
    pub(super) fn brought(&mut self, url: &Url, text: u64, new_links: bool) {
        let new_text = self.texts.insert(text);
        let pattern = self.known.entry(key(url)).or_default();
        pattern.stale = if new_text || new_links { 0 } else { pattern.stale + 1 };
    }
}

/// Hash of a text without its digits: a calendar's pages differ in nothing else.
pub(super) fn text_key(parts: &[&str]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for part in parts {
        part.chars().filter(|c| !c.is_numeric()).for_each(|c| c.hash(&mut hasher));
        0u8.hash(&mut hasher);
    }
    hasher.finish()
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
        if !c.is_numeric() {
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
            (0..2000).filter(|n| patterns.take(&url(&make(*n)))).count()
        };
        assert_eq!(taken(&mut patterns, &|n| format!("/cal/{}/{}/", 1900 + n / 12 % 200, n % 12 + 1)), 24);
        assert_eq!(taken(&mut patterns, &|n| format!("/cal?y={}&m={}", 1900 + n / 12, n % 12 + 1)), 24);
        assert_eq!(taken(&mut patterns, &|n| format!("/up/2021/03/{n}.pdf")), 2000);
        assert_eq!(taken(&mut patterns, &|n| format!("/news?id={n}")), MOST as usize);
    }

    #[test]
    fn a_pattern_goes_on_while_it_brings_news() {
        let mut patterns = Patterns::default();
        let mut walk = |name: &str, text: &dyn Fn(u32) -> u64| {
            let one = |n: u32| url(&format!("/{name}?id={n}"));
            (0..500)
                .take_while(|n| {
                    patterns.take(&one(*n)).then(|| patterns.brought(&one(*n), text(*n), false)).is_some()
                })
                .count()
        };
        assert_eq!(walk("news", &|n| u64::from(n)), 500);
        assert_eq!(walk("same", &|_| 7), 16);
        assert_eq!(walk("first", &|n| 1000 + u64::from(n.min(70))), 75);
    }
}
