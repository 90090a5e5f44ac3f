//! What is otherwise than at the last run, item by item.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::mark::Outcome;
use crate::report::diff::{Reading, gone};
use crate::report::{Item, Report};

/// How an item changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// It passed, and does no more.
    Lost,
    Gained,
    /// Another verdict or another comment, without pass on either side.
    Changed,
}

/// One item that changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    pub id: String,
    pub title: String,
    pub change: Way,
    pub before: Outcome,
    pub now: Outcome,
    pub comment: String,
    pub fix: String,
    /// The documents are the same: more of their scanned pages was read than at the last run.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub more_read: bool,
    /// The documents are the same: less of their scanned pages was read.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub less_read: bool,
    /// The same in one, and what else is said of it.
    #[serde(skip)]
    pub reading: Reading,
    /// Documents that it rested on and that the site holds no more: their addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<String>,
}

/// The ends of the scores and the level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mark {
    pub oit: f64,
    pub oit_high: f64,
    /// Where the surveys are known.
    pub ita: Option<f64>,
    pub ita_high: Option<f64>,
    /// Level of `ita` if there is one, else of `oit`.
    pub band: String,
    /// Level of the upper figure.
    pub band_high: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The earlier run's day.
    pub before: String,
    pub score_before: Mark,
    pub score_now: Mark,
    /// Year of the earlier form, where it was another one.
    pub form_before: Option<i32>,
    /// What was lost first.
    pub items: Vec<Line>,
}

impl Change {
    /// From one report to the next on the same site. Items are known by their key. Addresses of
    /// evidence do not count, unless the document is gone: the newest news item is another one every day. Nor does what is to be looked at
    /// in an open item, where all that is new is that more of the same scans was read: the budget of OCR goes
    /// on where it ended the night before, and nobody did anything.
    pub fn between(old: &Report, new: &Report) -> Change {
        let mut items: Vec<Line> = new
            .items
            .iter()
            .filter_map(|item| {
                let before = old.items.iter().find(|before| before.key == item.key)?;
                line(
                    before,
                    item,
                    Reading::of((before, old), (item, new)),
                    gone(before, item, &old.site.url, new),
                )
            })
            .collect();
        items.sort_by_key(|line| match line.change {
            Way::Lost => 0,
            Way::Gained => 1,
            Way::Changed => 2,
        });
        Change {
            before: old.as_of.clone(),
            score_before: mark(old),
            score_now: mark(new),
            form_before: (old.edition.year != new.edition.year).then_some(old.edition.year),
            items,
        }
    }

    pub fn is_nothing(&self) -> bool {
        self.items.is_empty() && self.form_before.is_none() && self.score_before == self.score_now
    }

    /// Whether something that passed does no more.
    pub fn is_worse(&self) -> bool {
        self.of(Way::Lost).next().is_some() || self.score_now.oit < self.score_before.oit
    }

    pub fn of(&self, way: Way) -> impl Iterator<Item = &Line> {
        self.items.iter().filter(move |line| line.change == way)
    }
}

fn mark(report: &Report) -> Mark {
    let score = report.waivers.as_ref().map(|waivers| &waivers.score);
    match score {
        Some(score) => Mark {
            oit: score.oit,
            oit_high: score.oit_high,
            ita: score.ita,
            ita_high: score.ita_high.or(score.ita),
            band: score.band.clone(),
            band_high: score.band_high.clone(),
        },
        None => Mark {
            oit: report.score.oit,
            oit_high: report.score.oit_high,
            ita: report.score.ita,
            ita_high: report.score.ita_high.or(report.score.ita),
            band: report.score.band.clone(),
            band_high: report.score.band_high.clone(),
        },
    }
}

fn line(before: &Item, item: &Item, reading: Reading, gone: Vec<String>) -> Option<Line> {
    let change = match (before.counted(), item.counted()) {
        (Outcome::Pass, now) if now != Outcome::Pass => Way::Lost,
        (then, Outcome::Pass) if then != Outcome::Pass => Way::Gained,
        (then, now)
            if then == now
                && now != Outcome::Fail
                && reading.more
                && documents(before) == documents(item) =>
        {
            return None;
        }
        (then, now) if then != now || said(before) != said(item) || !gone.is_empty() => Way::Changed,
        _ => return None,
    };
    Some(Line {
        id: item.id.clone(),
        title: item.title.clone(),
        change,
        before: before.counted(),
        now: item.counted(),
        comment: said(item).to_owned(),
        fix: item.fix.clone(),
        more_read: reading.more,
        less_read: reading.less,
        reading,
        gone,
    })
}

/// What an item rests on, whatever the order.
fn documents(item: &Item) -> BTreeSet<&str> {
    item.evidence.iter().map(|found| found.sha256.as_str()).collect()
}

/// What is said of an item where it is not a plain pass.
fn said(item: &Item) -> &str {
    match &item.question {
        Some(question) if item.comment.is_empty() => question,
        _ => &item.comment,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Evidence;

    /// A report with so many items, all passing.
    fn report(items: usize) -> Report {
        let item = |nth: usize| {
            serde_json::json!({
                "id": format!("O{nth}"), "key": format!("k{nth}"), "title": "t", "group": "", "subindicator": "9.1",
                "verdict": "pass", "score": 100.0, "score_high": 100.0, "worth": {"oit": 0.0, "ita": 0.0},
                "confidence": 1.0, "comment": "", "fix": "", "evidence": [], "judges": [], "history": []
            })
        };
        serde_json::from_value(serde_json::json!({
            "schema": "oit-report/1", "tool": {"name": "oit", "version": "0"},
            "site": {"url": "https://a.go.th/", "name": "ก"},
            "edition": {"year": 2564, "id": "2564", "digest": ""}, "as_of": "2021-07-12",
            "started_at": "", "finished_at": "",
            "coverage": {"pages_read": 1, "files_read": 0, "bytes": 0, "complete": true, "not_read": []},
            "score": {"oit": 100.0, "oit_high": 100.0, "band": "AA", "ita": null, "indicators": []},
            "items": (1..=items).map(item).collect::<Vec<_>>()
        }))
        .unwrap()
    }

    #[test]
    fn the_same_is_nothing_and_what_is_lost_comes_first() {
        let old = report(4);
        let mut new = old.clone();
        new.as_of = "2021-07-13".to_owned();
        new.items[1].evidence.clear();
        assert!(Change::between(&old, &new).is_nothing());

        let mut then = old.clone();
        then.items[0].verdict = Outcome::Fail;
        then.items[1].verdict = Outcome::Fail;
        then.items[1].comment = "ขาดเดือนมกราคม".to_owned();
        new.items[1].verdict = Outcome::Fail;
        new.items[1].comment = "ขาดเดือนกุมภาพันธ์".to_owned();
        new.items[3].verdict = Outcome::Review;
        new.items[3].question = Some("เปิดดู".to_owned());
        let change = Change::between(&then, &new);
        let told: Vec<(&str, Way)> = change.items.iter().map(|l| (l.id.as_str(), l.change)).collect();
        assert_eq!(told, [("O4", Way::Lost), ("O1", Way::Gained), ("O2", Way::Changed)]);
        assert!(change.is_worse());
        assert_eq!(change.items[0].comment, "เปิดดู");
    }

    #[test]
    fn more_of_the_same_scan_is_no_change_unless_it_says_something_else() {
        let scan =
            |unread, sha256: &str| Evidence { sha256: sha256.to_owned(), unread, ..Evidence::default() };
        let mut then = report(3);
        let mut now = then.clone();
        for (nth, (old, new)) in [
            (Outcome::Review, Outcome::Review),
            (Outcome::Review, Outcome::Pass),
            (Outcome::Fail, Outcome::Fail),
        ]
        .into_iter()
        .enumerate()
        {
            (then.items[nth].verdict, now.items[nth].verdict) = (old, new);
            (then.items[nth].comment, now.items[nth].comment) = ("ขาด 3".to_owned(), "ขาด 2".to_owned());
            then.items[nth].evidence = vec![scan(5, "a")];
            now.items[nth].evidence = vec![scan(2, "a")];
        }
        let told = |then: &Report, now: &Report| -> Vec<(String, Way, bool)> {
            let change = Change::between(then, now);
            change.items.into_iter().map(|line| (line.id, line.change, line.more_read)).collect()
        };
        let wanted = [("O2".to_owned(), Way::Gained, true), ("O3".to_owned(), Way::Changed, true)];
        assert_eq!(told(&then, &now), wanted);
        let back = Change::between(&now, &then);
        let less: Vec<_> = back.items.iter().map(|line| (line.id.as_str(), line.less_read)).collect();
        assert_eq!(less, [("O2", true), ("O1", true), ("O3", true)], "the other way nothing is hushed up");
        // Another document is another matter, and so is one of which no more was read.
        now.items[0].evidence = vec![scan(2, "b")];
        assert_eq!(told(&then, &now)[1], ("O1".to_owned(), Way::Changed, false));
        now.items[0].evidence = vec![scan(5, "a")];
        assert_eq!(told(&then, &now)[1], ("O1".to_owned(), Way::Changed, false));
    }

    #[test]
    fn a_document_that_was_deleted_is_told_whatever_took_its_place() {
        let of = |path: &str, sha256: &str| Evidence {
            url: format!("https://a.go.th/{path}"),
            sha256: sha256.to_owned(),
            ..Evidence::default()
        };
        let (mut then, mut now) = (report(3), report(3));
        for nth in 0..3 {
            then.items[nth].evidence = vec![of("plan.pdf", "a")];
            now.items[nth].evidence = vec![of("other.pdf", "b")];
        }
        assert!(Change::between(&then, &now).is_nothing(), "it may still lie there");
        now.coverage.not_read.push(crate::report::NotRead {
            url: "https://www.a.go.th/plan.pdf".to_owned(),
            status: crate::crawl::Status::NotFound,
            advice: String::new(),
        });
        // The same content elsewhere has moved.
        now.items[1].evidence = vec![of("new/plan.pdf", "a")];
        now.items[2].verdict = Outcome::Fail;
        let told: Vec<(String, Way, usize)> = Change::between(&then, &now)
            .items
            .into_iter()
            .map(|line| (line.id, line.change, line.gone.len()))
            .collect();
        assert_eq!(told, [("O3".to_owned(), Way::Lost, 1), ("O1".to_owned(), Way::Changed, 1)]);
        assert!(Change::between(&now, &now).is_nothing(), "told once");
    }

    #[test]
    fn another_years_form_is_a_change() {
        let old = report(1);
        let mut new = old.clone();
        new.edition.year = 2565;
        let change = Change::between(&old, &new);
        assert!(!change.is_nothing() && !change.is_worse());
        assert_eq!(change.form_before, Some(2564));
    }
}
