//! Charts as bars beside their words: the words are read aloud, printed and searched; the bars are
//! only drawn. No style attribute stands in them, so that the page needs to allow none.

use minijinja::context;
use minijinja::value::Value;

use super::trend::trend;
use super::words::{Words, fill, points, range};
use super::words_page;
use super::{Lang, Report};
use crate::mark::round2;

/// What the template draws.
pub(super) fn view(report: &Report, lang: Lang) -> Value {
    let words = lang.words();
    context! {
        subs => subs(report),
        gains => gains(report, words, words_page::of(lang)),
        trend => over_time(report, words),
    }
}

fn subs(report: &Report) -> Value {
    let subs = report.score.indicators.iter().flat_map(|indicator| &indicator.subindicators);
    subs.filter_map(|sub| {
        let (low, high) = (sub.score?, sub.score_high?);
        Some(context! {
            name => format!("{} {}", sub.id, sub.title),
            score => range(Some(low), Some(high)),
            low => low,
            spread => round2(high - low),
        })
    })
    .collect()
}

/// Repairs one after the other: marks are means, so what they win adds up.
fn gains(report: &Report, words: &Words, own: &words_page::Words) -> Value {
    let whole = report.score.ita.is_some();
    let start = report.score.ita.unwrap_or(report.score.oit);
    let level = |score: f64| report.band_of(score).unwrap_or_default().to_owned();
    let said = |score: f64| fill(words.band, &[&level(score)]);
    let mut score = start;
    let mut before = level(start);
    let mut rows = vec![context! {
        id => (),
        points => (),
        name => own.gains_start,
        from => 0.0,
        gain => 0.0,
        start => start,
        score => format!("{start:.2}"),
        level => (!before.is_empty()).then(|| said(start)),
        up => false,
    }];
    for item in report.gaps() {
        let gain = if whole { item.worth.ita } else { item.worth.oit };
        let from = score;
        score = (score + gain).min(100.0);
        let now = level(score);
        rows.push(context! {
            id => &item.id,
            name => &item.title,
            from => round2(from),
            gain => round2(score) - round2(from),
            start => start,
            points => points(gain),
            score => format!("{:.2}", round2(score)),
            level => (!now.is_empty()).then(|| said(score)),
            up => now != before,
        });
        before = now;
    }
    if rows.len() > 1 { rows.into() } else { Value::from(Vec::<Value>::new()) }
}

fn over_time(report: &Report, words: &Words) -> Value {
    let days = trend(report);
    if days.len() < 2 {
        return Value::from(());
    }
    let last = (days.len() - 1) as f64;
    let x = |nth: usize| round2(nth as f64 / last * 100.0);
    let line: Vec<String> = days
        .iter()
        .enumerate()
        .map(|(nth, (_, score))| format!("{},{}", x(nth), round2(100.0 - score)))
        .collect();
    let rows =
        days.iter().map(|(day, score)| context! { day => words.date(day), score => format!("{score:.2}") });
    context! { line => line.join(" "), rows => rows.collect::<Value>() }
}
