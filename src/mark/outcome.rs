//! The five words in which an item can end.

use serde::{Deserialize, Serialize};

/// What became of one item of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Pass,
    Fail,
    /// A person must look.
    Review,
    /// Too little of the site could be read to say that something is missing.
    NotDetermined,
    /// The form excuses this agency from the item: it leaves the mean.
    NotApplicable,
}

impl Outcome {
    /// As `report.json` writes it.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::Review => "review",
            Outcome::NotDetermined => "not-determined",
            Outcome::NotApplicable => "not-applicable",
        }
    }

    /// Lowest and highest mark it can turn out to be; `None` where there is no mark at all.
    pub fn range(self) -> Option<Range> {
        let (low, high) = match self {
            Outcome::Pass => (100.0, 100.0),
            Outcome::Fail => (0.0, 0.0),
            // Not knowing never raises the lower figure.
            Outcome::Review | Outcome::NotDetermined => (0.0, 100.0),
            Outcome::NotApplicable => return None,
        };
        Some(Range { low, high })
    }
}

/// A mark, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

impl Range {
    /// The mean of those that have a mark; `None` if none has.
    pub(crate) fn mean(parts: impl Iterator<Item = Option<Range>>) -> Option<Range> {
        let parts: Vec<Range> = parts.flatten().collect();
        if parts.is_empty() {
            return None;
        }
        let n = parts.len() as f64;
        Some(Range {
            low: parts.iter().map(|part| part.low).sum::<f64>() / n,
            high: parts.iter().map(|part| part.high).sum::<f64>() / n,
        })
    }
}
