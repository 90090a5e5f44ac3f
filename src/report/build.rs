//! Puts a report together from what the steps before it found.

use std::collections::BTreeMap;

use crate::mark::{Marks, Outcome, Range, round2, round3};
use crate::rule::Edition;

use super::model::*;

/// What was found about one item, before it is marked.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub id: String,
    pub key: String,
    pub title: String,
    pub group: String,
    pub subindicator: String,
    pub outcome: Outcome,
    pub confidence: f64,
    pub comment: String,
    pub fix: String,
    pub question: Option<String>,
    pub evidence: Vec<Evidence>,
    pub judges: Vec<Judged>,
    pub near: Vec<Near>,
}

/// When the walk began and ended, RFC 3339.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    pub started_at: String,
    pub finished_at: String,
}

impl Report {
    /// The report of one audit; items come in the order of the form, whatever order they are in.
    pub fn new(
        site: Site,
        edition: &Edition,
        as_of: &str,
        times: Times,
        coverage: CoverageSummary,
        findings: Vec<Finding>,
        marks: Marks,
    ) -> Report {
        let order: BTreeMap<&str, usize> = edition.items().zip(0..).collect();
        let mut items: Vec<Item> =
            findings.into_iter().map(|finding| Item::new(finding, &marks, as_of)).collect();
        items.iter_mut().for_each(|item| item.draft = edition.is_draft(&item.id));
        items.sort_by_key(|item| order.get(item.id.as_str()).copied().unwrap_or(usize::MAX));
        let report = Report {
            schema: SCHEMA.to_owned(),
            tool: Tool { name: "oit".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            site,
            edition: EditionId {
                year: edition.year,
                id: edition.id.clone(),
                digest: edition.digest.clone(),
                draft: Some(edition.draft.note.clone()).filter(|note| !note.is_empty()),
                scale: Some(Scale::of(edition)),
                english: spoken(edition, &items),
            },
            as_of: as_of.to_owned(),
            started_at: times.started_at,
            finished_at: times.finished_at,
            coverage,
            score: Score::new(marks),
            items,
            since: None,
            waivers: None,
            due: Vec::new(),
        };
        let due = super::due::due(&report, edition);
        Report { due, ..report }
    }

    /// Takes over the history of an earlier report on the same site. Items are known by their
    /// key, since numbers move from year to year.
    pub fn since(mut self, old: &Report) -> Report {
        for item in &mut self.items {
            let Some(before) = old.items.iter().find(|before| before.key == item.key) else {
                continue;
            };
            let known: Vec<String> = item.history.iter().map(|past| past.date.clone()).collect();
            let mut past: Vec<Past> = before.history.clone();
            past.retain(|past| !known.contains(&past.date));
            item.history.splice(0..0, past);
            // Its own run stays the last, whatever day an earlier report stands on.
            if let Some((_, past)) = item.history.split_last_mut() {
                past.sort_by(|a, b| a.date.cmp(&b.date));
            }
        }
        self
    }

    /// Of a stretch of runs that said the same, only the first and the newest are kept: a year of
    /// nights must not become a report of megabytes.
    pub fn thin(&mut self) {
        for item in &mut self.items {
            let past = std::mem::take(&mut item.history);
            let count = past.len();
            for (nth, one) in past.into_iter().enumerate() {
                let same = item
                    .history
                    .last()
                    .is_some_and(|before| before.score == one.score && before.comment == one.comment);
                if !same || nth + 1 == count {
                    item.history.push(one);
                }
            }
        }
    }
}

/// The English of what this report says, without that of what it does not.
fn spoken(edition: &Edition, items: &[Item]) -> BTreeMap<String, String> {
    let of_form = edition.indicators.iter().flat_map(|indicator| {
        let subs = indicator.subindicators.iter().map(|sub| sub.title.as_str());
        subs.chain([indicator.title.as_str()])
    });
    let of_items = items.iter().flat_map(|item| {
        let asks = item.judges.iter().map(|judge| judge.asks.as_str());
        asks.chain([item.title.as_str(), item.group.as_str()])
    });
    let english = |said: &str| Some((said.to_owned(), edition.english.get(said)?.clone()));
    of_form.chain(of_items).filter_map(english).collect()
}

impl Item {
    fn new(finding: Finding, marks: &Marks, as_of: &str) -> Item {
        let range = finding.outcome.range();
        let worth = marks.worth.get(&finding.id).copied().unwrap_or_default();
        Item {
            verdict: finding.outcome,
            score: low(range),
            score_high: high(range),
            worth: Points { oit: round3(worth.oit), ita: round3(worth.ita) },
            confidence: round2(finding.confidence.clamp(0.0, 1.0)),
            history: vec![Past {
                date: as_of.to_owned(),
                score: low(range),
                comment: finding.comment.clone(),
            }],
            id: finding.id,
            key: finding.key,
            title: finding.title,
            group: finding.group,
            subindicator: finding.subindicator,
            comment: finding.comment,
            fix: finding.fix,
            evidence: finding.evidence,
            judges: finding.judges,
            near: finding.near,
            question: finding.question,
            draft: false,
            round: None,
            waiver: None,
            submitted: Vec::new(),
        }
    }
}

impl Score {
    fn new(marks: Marks) -> Score {
        Score {
            oit: round2(marks.oit.low),
            oit_high: round2(marks.oit.high),
            band: marks.band,
            ita: low(marks.ita),
            ita_high: high(marks.ita),
            band_high: marks.band_high,
            iit: marks.iit,
            eit: marks.eit,
            perceptions: Vec::new(),
            indicators: marks
                .indicators
                .into_iter()
                .map(|indicator| IndicatorScore {
                    id: indicator.id,
                    title: indicator.title,
                    score: low(indicator.mark),
                    score_high: high(indicator.mark),
                    subindicators: indicator
                        .subindicators
                        .into_iter()
                        .map(|sub| SubindicatorScore {
                            id: sub.id,
                            title: sub.title,
                            score: low(sub.mark),
                            score_high: high(sub.mark),
                            items: sub.items,
                        })
                        .collect(),
                })
                .collect(),
        }
    }
}

fn low(range: Option<Range>) -> Option<f64> {
    range.map(|range| round2(range.low))
}

fn high(range: Option<Range>) -> Option<f64> {
    range.map(|range| round2(range.high))
}
