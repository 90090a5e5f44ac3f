//! Every indicator with its figure, of whatever instrument, and on which side of the target it stands.

use super::Report;
use super::words_plan::mark;
use crate::rule::advice::Advice;

/// One indicator with its result.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Number, or nothing for an instrument of which only the total is known.
    pub id: String,
    pub instrument: String,
    pub title: String,
    pub low: f64,
    pub high: f64,
}

impl Known {
    pub(super) fn name(&self) -> String {
        if self.id.is_empty() {
            self.title.clone()
        } else {
            format!("ตัวชี้วัดที่ {} {}", self.id, self.title)
        }
    }

    pub(super) fn score(&self) -> String {
        mark(Some(self.low), Some(self.high))
    }
}

/// Each indicator in one group, the best of a group first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sorted {
    /// From the target on.
    pub strong: Vec<Known>,
    /// Under it, whatever comes of the open items.
    pub weak: Vec<Known>,
    /// Open items decide.
    pub maybe: Vec<Known>,
}

/// Everything that has a figure, in the order of the form.
pub(super) fn known(report: &Report, advice: &Advice) -> Vec<Known> {
    let score = &report.score;
    let mut all = Vec::new();
    for (instrument, total) in [("iit", score.iit), ("eit", score.eit)] {
        let own: Vec<_> = score.perceptions.iter().filter(|one| one.instrument == instrument).collect();
        all.extend(own.iter().map(|one| Known {
            id: one.id.clone(),
            instrument: instrument.to_owned(),
            title: one.title.clone(),
            low: one.score,
            high: one.score,
        }));
        if let Some(total) = total.filter(|_| own.is_empty()) {
            let title = advice.instrument(instrument).map_or(instrument, |it| &it.title).to_owned();
            let instrument = instrument.to_owned();
            all.push(Known { id: String::new(), instrument, title, low: total, high: total });
        }
    }
    all.extend(score.indicators.iter().filter_map(|one| {
        Some(Known {
            id: one.id.clone(),
            instrument: "oit".to_owned(),
            title: one.title.clone(),
            low: one.score?,
            high: one.score_high?,
        })
    }));
    all
}

pub(super) fn sorted(report: &Report, advice: &Advice) -> Sorted {
    let line = report.pass_line();
    let mut all = known(report, advice);
    all.sort_by(|a, b| b.low.total_cmp(&a.low));
    let (strong, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.low >= line);
    let (maybe, weak) = rest.into_iter().partition(|one| one.high >= line);
    Sorted { strong, weak, maybe }
}
