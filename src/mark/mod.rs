//! What it is worth: outcomes to marks, a low and a high figure.
//!
//! A sub-indicator is the plain mean of its items, an indicator that of its sub-indicators, OIT
//! that of the indicators. Nothing is rounded on the way ([`round2`] is for showing), since the
//! rounded parts of a real result can stand exactly on a tie. The ITA total alone starts from the
//! printed OIT: see [`total`].

use std::collections::BTreeMap;

use crate::rule::edition::{Edition, Indicator, Subindicator};

pub use outcome::{Outcome, Range};
pub use round::round2;
pub(crate) use round::round3;

mod outcome;
mod round;
pub mod survey;
pub mod waiver;

/// All marks of one audit, unrounded.
#[derive(Debug, Clone, PartialEq)]
pub struct Marks {
    pub oit: Range,
    /// Only where both surveys' results were given.
    pub ita: Option<Range>,
    pub iit: Option<f64>,
    pub eit: Option<f64>,
    /// Level of the lower figure: of the ITA total if there is one, else of OIT.
    pub band: String,
    /// Level of the upper figure.
    pub band_high: String,
    pub indicators: Vec<IndicatorMark>,
    /// By item. Items without a mark are absent.
    pub items: BTreeMap<String, Range>,
    /// By item: what it would add to the lower figures if it alone turned to full marks.
    pub worth: BTreeMap<String, Worth>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorMark {
    pub id: String,
    pub title: String,
    /// `None` where every item is excused.
    pub mark: Option<Range>,
    pub subindicators: Vec<SubindicatorMark>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SubindicatorMark {
    pub id: String,
    pub title: String,
    pub mark: Option<Range>,
    pub items: Vec<String>,
}

/// Points to be won.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Worth {
    pub oit: f64,
    pub ita: f64,
}

/// Marks one audit. An item without an outcome counts as not determined: silence is not a pass.
///
/// The surveys' results are known to people only as printed, with two decimals. The ITA total
/// takes OIT as printed too: 96.09, 94.83 and 61.45 give the printed 81.86, while 61.446… beside
/// the same two would give 81.85.
pub fn total(
    edition: &Edition,
    outcomes: &BTreeMap<String, Outcome>,
    iit: Option<f64>,
    eit: Option<f64>,
) -> Marks {
    let items: BTreeMap<String, Range> = edition
        .items()
        .filter_map(|id| {
            let outcome = outcomes.get(id).copied().unwrap_or(Outcome::NotDetermined);
            Some((id.to_owned(), outcome.range()?))
        })
        .collect();
    let indicators: Vec<IndicatorMark> =
        edition.indicators.iter().map(|indicator| mark_indicator(indicator, &items)).collect();
    let oit = Range::mean(indicators.iter().map(|indicator| indicator.mark))
        .unwrap_or(Range { low: 0.0, high: 0.0 });
    let weights = edition.weights;
    let ita = iit.zip(eit).map(|(iit, eit)| {
        let surveys = weights.iit * iit + weights.eit * eit;
        let with = |oit: f64| surveys + weights.oit * round2(oit);
        Range { low: with(oit.low), high: with(oit.high) }
    });
    let judged = ita.unwrap_or(oit);
    let level = |total: f64, oit: f64| {
        let instruments: Vec<f64> = [iit, eit, Some(oit)].into_iter().flatten().map(round2).collect();
        edition.band(round2(total), &instruments).to_owned()
    };
    Marks {
        oit,
        ita,
        iit,
        eit,
        band: level(judged.low, oit.low),
        band_high: level(judged.high, oit.high),
        worth: worth(edition, &indicators, &items),
        indicators,
        items,
    }
}

fn mark_indicator(indicator: &Indicator, items: &BTreeMap<String, Range>) -> IndicatorMark {
    let subindicators: Vec<SubindicatorMark> =
        indicator.subindicators.iter().map(|sub| mark_subindicator(sub, items)).collect();
    IndicatorMark {
        id: indicator.id.clone(),
        title: indicator.title.clone(),
        mark: Range::mean(subindicators.iter().map(|sub| sub.mark)),
        subindicators,
    }
}

fn mark_subindicator(sub: &Subindicator, items: &BTreeMap<String, Range>) -> SubindicatorMark {
    SubindicatorMark {
        id: sub.id.clone(),
        title: sub.title.clone(),
        mark: Range::mean(sub.items().map(|id| items.get(id).copied())),
        items: sub.items().map(str::to_owned).collect(),
    }
}

/// Means are linear, so what an item adds is what it lacks, divided by everything beside it.
fn worth(
    edition: &Edition,
    indicators: &[IndicatorMark],
    items: &BTreeMap<String, Range>,
) -> BTreeMap<String, Worth> {
    let marked = |mark: &Option<Range>| mark.is_some();
    let n_indicators = indicators.iter().filter(|indicator| marked(&indicator.mark)).count();
    let mut worth = BTreeMap::new();
    for indicator in indicators {
        let n_subs = indicator.subindicators.iter().filter(|sub| marked(&sub.mark)).count();
        for sub in &indicator.subindicators {
            let n_items = sub.items.iter().filter(|id| items.contains_key(*id)).count();
            let beside = (n_indicators * n_subs * n_items) as f64;
            for id in &sub.items {
                let oit = items.get(id).map_or(0.0, |range| (100.0 - range.low) / beside);
                worth.insert(id.clone(), Worth { oit, ita: oit * edition.weights.oit });
            }
        }
    }
    worth
}

#[cfg(test)]
mod tests;
