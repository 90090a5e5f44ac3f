//! Charts as bars beside their words: the words are read aloud, printed and searched; the bars are
//! only drawn. No style attribute stands in them, so that the page needs to allow none.

use minijinja::context;
use minijinja::value::Value;

use super::trend::trend;
use super::words::{Words, fill, points, range};
use super::words_page;
use super::{Lang, Report};
use crate::mark::round2;
use jiff::civil::Date;

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
    let points = over_days(&days).map(|(x, score)| (x, round2(100.0 - score)));
    let (line, dots): (Vec<String>, Vec<String>) =
        points.map(|(x, y)| (format!("{x},{y}"), format!("M{x} {y}h0"))).unzip();
    let rows =
        days.iter().map(|(day, score)| context! { day => words.date(day), score => format!("{score:.2}") });
    let ends = (days.len() > 2).then(|| [words.date(&days[0].0), words.date(&days[days.len() - 1].0)]);
    context! { line => line.join(" "), dots => dots.concat(), ends => ends, rows => rows.collect::<Value>() }
}

/// Each score with the place of its day between the first and the last, 0 to 100; side by side where a day is none.
fn over_days(days: &[(String, f64)]) -> impl Iterator<Item = (f64, f64)> {
    let dates: Option<Vec<Date>> = days.iter().map(|(day, _)| day.get(..10)?.parse().ok()).collect();
    let since = |dates: &[Date]| -> Option<Vec<f64>> {
        let first = *dates.first()?;
        dates.iter().map(|day| Some(f64::from(first.until(*day).ok()?.get_days()))).collect()
    };
    let at = dates.as_deref().and_then(since).filter(|at| at.last().is_some_and(|last| *last > 0.0));
    let at = at.unwrap_or_else(|| (0_u32..).take(days.len()).map(f64::from).collect());
    let last = at.last().copied().unwrap_or(1.0);
    let places: Vec<f64> = at.into_iter().map(|at| round2(at / last * 100.0)).collect();
    places.into_iter().zip(days.iter().map(|(_, score)| *score))
}

#[cfg(test)]
mod tests {
    use super::over_days;

    #[test]
    fn a_day_stands_where_it_lies_between_the_first_and_the_last() {
        let places = |days: &[&str]| -> Vec<f64> {
            let days: Vec<_> = days.iter().map(|day| ((*day).to_owned(), 0.0)).collect();
            over_days(&days).map(|(x, _)| x).collect()
        };
        assert_eq!(places(&["2021-01-01", "2021-01-11", "2021-04-11"]), [0.0, 10.0, 100.0]);
        assert_eq!(places(&["ก", "ข", "ค"]), [0.0, 50.0, 100.0]);
    }
}
