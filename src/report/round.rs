//! An earlier report beside this one: what changed since, and the second round as the assessor writes it.
//!
//! Only what failed is looked at again, and only what the first round could already have seen
//! counts: an agency that publishes after the answers closed mends next year's mark.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::diff::Reading;
use super::words_round::{self, Days};
use super::{Counted, Evidence, Item, Report, Round, Ruling, Since};
use crate::crawl::canon::canon;
use crate::mark::{self, Outcome};
use crate::rule::Edition;

impl Report {
    /// Takes over an earlier report's history and says what is otherwise than in it.
    #[must_use]
    pub fn compared(self, old: &Report) -> Report {
        let mut report = self.since(old);
        report.since = Some(told(&report, old));
        report
    }

    /// Takes over an earlier report's history and writes the second round over what failed in it.
    /// A report of another year's form is a comparison only: there is no appeal between years.
    pub fn second_round(self, old: &Report, edition: &Edition) -> Report {
        let mut report = self.compared(old);
        let shown = Shown::of(old);
        // Where the days are not known, nothing can be said to be late.
        let closes = edition.calendar.as_ref().map_or("9999", |calendar| calendar.submit_to.as_str());
        let one_form = old.edition.year == report.edition.year;
        let again = old.since.as_ref().filter(|since| since.round.is_some());
        let first = again.map(|since| since.first.clone().unwrap_or_else(|| since.as_of.clone()));
        let day = first.as_ref().unwrap_or(&old.as_of).clone();
        let mut later = Vec::new();
        for item in report.items.iter_mut().filter(|_| one_form) {
            let Some(before) = old.items.iter().find(|before| before.key == item.key) else { continue };
            let closed = report.as_of.as_str() > closes;
            let home = report.site.url.as_str();
            let Some(round) = round(before, item, &report.as_of, closed, || shown.lacks(item, home)) else {
                continue;
            };
            if round.result == Ruling::AddedLater {
                later.push(item.id.clone());
            }
            item.comment = words_round::comment(item, &round, &Days { first: &day, closed: closes });
            item.round = Some(round);
        }
        let round = one_form.then(|| marks(&report, edition));
        report.since = report.since.take().map(|told| Since { first, later, round, ..told });
        report
    }
}

/// What the round makes of one item; `None` where there was nothing to dispute.
fn round(
    before: &Item,
    item: &Item,
    today: &str,
    closed: bool,
    lacks: impl Fn() -> Vec<String>,
) -> Option<Round> {
    let again = before.round.as_ref();
    if before.verdict != Outcome::Fail && again.is_none() {
        return None;
    }
    let mut added = Vec::new();
    let result = match item.verdict {
        Outcome::Pass => {
            // What an earlier run has already found to be late does not become timely by itself.
            added = match again {
                Some(again) if again.result == Ruling::Granted => Vec::new(),
                Some(again) if again.result == Ruling::AddedLater => again.added.clone(),
                _ => lacks(),
            };
            if closed && !added.is_empty() { Ruling::AddedLater } else { Ruling::Granted }
        }
        Outcome::Fail => Ruling::Refused,
        Outcome::Review | Outcome::NotDetermined => Ruling::Open,
        Outcome::NotApplicable => return None,
    };
    let earlier = again.map_or(&before.comment, |again| &again.earlier);
    Some(Round {
        result,
        date: today.to_owned(),
        score: if result == Ruling::Granted { item.score } else { Some(0.0) },
        earlier: earlier.clone(),
        added,
    })
}

/// What is otherwise, by the words that each run had for itself.
fn told(report: &Report, old: &Report) -> Since {
    let plain = |item: &Item| item.history.last().map(|past| past.comment.clone()).unwrap_or_default();
    let mut told = Since { as_of: old.as_of.clone(), ..Since::default() };
    for item in &report.items {
        let Some(before) = old.items.iter().find(|before| before.key == item.key) else { continue };
        let list = match (before.verdict, item.verdict) {
            (then, Outcome::Pass) if then != Outcome::Pass => &mut told.gained,
            (Outcome::Pass, now) if now != Outcome::Pass => &mut told.lost,
            (then, now) if then != now || plain(before) != plain(item) => &mut told.changed,
            _ => continue,
        };
        list.push(item.id.clone());
        let reading = Reading::of((before, old), (item, report));
        for (list, is_it) in [(&mut told.more_read, reading.more), (&mut told.less_read, reading.less)] {
            if is_it {
                list.push(item.id.clone());
            }
        }
    }
    told
}

/// The round's marks: what came later counts as it did then.
fn marks(report: &Report, edition: &Edition) -> Counted {
    let counts = |item: &Item| match &item.round {
        Some(round) if round.result == Ruling::AddedLater => Outcome::Fail,
        _ => item.verdict,
    };
    let outcomes: BTreeMap<String, Outcome> =
        report.items.iter().map(|item| (item.id.clone(), counts(item))).collect();
    Counted::of(mark::total(edition, &outcomes, report.score.iit, report.score.eit))
}

/// The documents that an earlier report names, by address, with their hashes.
struct Shown(BTreeMap<String, BTreeSet<String>>);

impl Shown {
    fn of(old: &Report) -> Shown {
        let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let home = old.site.url.as_str();
        for item in &old.items {
            for found in &item.evidence {
                known.entry(address(&found.url, home)).or_default().insert(found.sha256.clone());
            }
            // Looked at, and not kept as evidence: of these only the address is known.
            let weighed = item.near.iter().map(|near| &near.url);
            for url in weighed.chain(item.judges.iter().map(|judge| &judge.url)) {
                known.entry(address(url, home)).or_default();
            }
        }
        Shown(known)
    }

    /// Addresses of the item's evidence that were not there, or not as they are now.
    fn lacks(&self, item: &Item, home: &str) -> Vec<String> {
        let is_new = |found: &&Evidence| match self.0.get(&address(&found.url, home)) {
            None => true,
            Some(hashes) => !hashes.is_empty() && !hashes.contains(&found.sha256),
        };
        item.evidence.iter().filter(is_new).map(|found| found.url.clone()).collect()
    }
}

/// An address within its site: the same after a move to https, to `www.` or to another host.
pub(super) fn address(url: &str, home: &str) -> String {
    let host = |url: &str| {
        let parsed = Url::parse(url).ok()?;
        let name = parsed.host_str()?.to_owned();
        Some((name.strip_prefix("www.").unwrap_or(&name).to_owned(), parsed.port()))
    };
    let key = canon(url).unwrap_or_else(|| url.to_owned());
    let rest = key.split_once("://").map_or(key.as_str(), |(_, rest)| rest);
    match (host(url), host(home)) {
        (Some(own), Some(of_home)) if own == of_home => {
            rest.find('/').map_or_else(String::new, |at| rest[at..].to_owned())
        }
        _ => key,
    }
}
