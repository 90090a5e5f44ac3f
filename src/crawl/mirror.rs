//! One site under two names: `www.` and without, http and https.
//!
//! Whether two names are one site only the pages can tell. Once a few pages were the same under
//! both, the rest is read under the name that the walk began with.

use std::collections::HashMap;

use url::{Position, Url};

/// Pages that were the same under both names, with none that differed, before they count as one.
const SURE: u32 = 3;

#[derive(Debug, Default)]
pub(super) struct Mirrors {
    main: String,
    /// By path and query: which name had it, and what it said.
    seen: HashMap<String, Vec<(String, u64)>>,
    /// By name: pages that were the same under the main one, and pages that were not.
    same: HashMap<String, (u32, u32)>,
}

fn name(url: &Url) -> String {
    url[..Position::BeforePath].to_owned()
}

impl Mirrors {
    pub(super) fn new(root: &Url) -> Mirrors {
        Mirrors { main: name(root), ..Mirrors::default() }
    }

    /// Tells what a page said. Returns a name that has just turned out to be another one of the site.
    pub(super) fn read(&mut self, url: &Url, text: u64) -> Option<String> {
        let own = name(url);
        let seen = self.seen.entry(url[Position::BeforePath..].to_owned()).or_default();
        let mut found = None;
        for (other, said) in seen.iter() {
            let mirror = match (own == self.main, *other == self.main) {
                (true, false) => other,
                (false, true) => &own,
                _ => continue,
            };
            let counts = self.same.entry(mirror.clone()).or_default();
            if *said == text {
                counts.0 += 1
            } else {
                counts.1 += 1
            }
            if *counts == (SURE, 0) {
                found = Some(mirror.clone());
            }
        }
        if seen.len() < 4 {
            seen.push((own, text));
        }
        found
    }

    /// The same page under the main name, if the address is under another one of the site.
    pub(super) fn main(&self, url: &Url) -> Option<Url> {
        let own = name(url);
        let (same, other) = self.same.get(&own).copied().unwrap_or_default();
        if own == self.main || same < SURE || other > 0 {
            return None;
        }
        Url::parse(&format!("{}{}", self.main, &url[Position::BeforePath..])).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_is_known_by_three_pages_and_unmasked_by_one() {
        let url = |a: &str| Url::parse(a).expect("an address");
        let mut mirrors = Mirrors::new(&url("https://www.a.go.th/"));
        for page in 0..3 {
            assert_eq!(mirrors.read(&url(&format!("https://www.a.go.th/{page}")), page), None);
            assert_eq!(mirrors.main(&url("https://a.go.th/x")), None);
            let found = mirrors.read(&url(&format!("https://a.go.th/{page}")), page);
            assert_eq!(found.is_some(), page == 2);
        }
        assert_eq!(mirrors.main(&url("https://a.go.th/x?y=1")), Some(url("https://www.a.go.th/x?y=1")));
        assert_eq!(mirrors.main(&url("https://www.a.go.th/x")), None);
        assert_eq!(mirrors.main(&url("https://b.go.th/x")), None);
        mirrors.read(&url("https://www.a.go.th/news"), 7);
        mirrors.read(&url("https://a.go.th/news"), 8);
        assert_eq!(mirrors.main(&url("https://a.go.th/x")), None, "a site of its own after all");
    }
}
