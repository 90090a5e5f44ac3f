//! The OIT score over the audits that a report remembers.

use super::Report;
use crate::mark::round2;

/// A day and its low figure, the oldest first. Days on which not every item of today's form was
/// judged are left out: their figure would be of another form.
pub fn trend(report: &Report) -> Vec<(String, f64)> {
    let mut days: Vec<&str> =
        report.items.iter().flat_map(|item| &item.history).map(|past| past.date.as_str()).collect();
    days.sort_unstable();
    days.dedup();
    days.into_iter().filter_map(|day| Some((day.to_owned(), on(report, day)?))).collect()
}

/// The figure of one day, by the means of today's form.
fn on(report: &Report, day: &str) -> Option<f64> {
    let mut indicators = Vec::new();
    for indicator in &report.score.indicators {
        let mut subs = Vec::new();
        for sub in &indicator.subindicators {
            let mut marks = Vec::new();
            for id in &sub.items {
                // Between two runs that said the same only the first and the newest are kept.
                let known = report.item(id)?.history.iter().filter(|past| past.date.as_str() <= day);
                let past = known.max_by(|a, b| a.date.cmp(&b.date))?;
                marks.extend(past.score);
            }
            subs.extend(mean(&marks));
        }
        indicators.extend(mean(&subs));
    }
    mean(&indicators).map(round2)
}

fn mean(marks: &[f64]) -> Option<f64> {
    (!marks.is_empty()).then(|| marks.iter().sum::<f64>() / marks.len() as f64)
}
