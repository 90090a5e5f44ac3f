//! What goes stale or falls due next, from the edition's calendar and the days of an audit.

use serde::{Deserialize, Serialize};

use super::{Item, Report, words_due};
use crate::crawl::tls::Certificate;
use crate::mark::Outcome;
use crate::rule::edition::{DueRule, Edition};

/// One day to be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last day, `YYYY-MM-DD`.
    pub date: String,
    /// What must be there by then, in Thai.
    pub what: String,
    /// Numbers of the items that it concerns, in this report's form; empty for days of the form itself.
    pub items: Vec<String>,
    /// Those of them that fail already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failing: Vec<String>,
    /// What the day rests on.
    pub source: String,
    /// Both in English where the criteria have it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what_en: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source_en: String,
}

/// Plans that end later than this are not told yet.
const YEARS_AHEAD: i32 = 2;

/// Every day from the audit's own on, the nearest first. Nothing where the edition names none.
pub(super) fn due(report: &Report, edition: &Edition) -> Vec<Due> {
    let mut all: Vec<Due> = edition
        .dues
        .iter()
        .filter_map(|rule| of_rule(rule, report))
        .chain(of_form(report, edition))
        .collect();
    sort(&mut all);
    all
}

fn sort(all: &mut [Due]) {
    all.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.what.cmp(&b.what)));
}

impl Report {
    /// Puts the last days of the site's certificates among the days to be kept. One that has run
    /// out is no day to come; the notes on coverage name it.
    pub fn add_certificates(&mut self, certificates: &[Certificate]) {
        let ahead = certificates.iter().filter(|one| one.until >= self.as_of);
        self.due.extend(ahead.map(|one| Due {
            date: one.until.clone(),
            what: words_due::certificate(&one.host),
            source: words_due::CERTIFICATE.to_owned(),
            ..Due::default()
        }));
        sort(&mut self.due);
    }
}

fn of_rule(rule: &DueRule, report: &Report) -> Option<Due> {
    let items: Vec<&Item> = report.items.iter().filter(|item| rule.keys.contains(&item.key)).collect();
    if items.is_empty() {
        return None;
    }
    let today: i32 = report.as_of.get(..4)?.parse().ok()?;
    let date = if rule.when_it_ends {
        let last =
            items.iter().filter(|item| item.verdict == Outcome::Pass).find_map(|item| last_year(item))?;
        let date = format!("{:04}-{}", last - 543, rule.day);
        (date >= report.as_of && last - 543 <= today + YEARS_AHEAD).then_some(date)?
    } else {
        let this = format!("{today:04}-{}", rule.day);
        if this >= report.as_of { this } else { format!("{:04}-{}", today + 1, rule.day) }
    };
    let year = fiscal(&date)?;
    let of_year =
        |text: &str| text.replace("{year}", &year.to_string()).replace("{previous}", &(year - 1).to_string());
    let failing = items.iter().filter(|item| item.verdict == Outcome::Fail);
    Some(Due {
        date,
        what: of_year(&rule.what),
        what_en: of_year(&rule.what_en),
        failing: failing.map(|item| item.id.clone()).collect(),
        items: items.iter().map(|item| item.id.clone()).collect(),
        source: rule.source.clone(),
        source_en: rule.source_en.clone(),
    })
}

/// Days of the form itself that are still to come.
fn of_form(report: &Report, edition: &Edition) -> Vec<Due> {
    let Some(calendar) = &edition.calendar else { return Vec::new() };
    let days = [
        (&calendar.submit_to, words_due::SUBMIT),
        (&calendar.appeal_from, words_due::APPEAL_OPENS),
        (&calendar.appeal_to, words_due::APPEAL),
    ];
    let ahead = days.into_iter().filter(|(day, _)| **day >= report.as_of);
    ahead
        .map(|(day, what)| Due {
            date: day.clone(),
            what: what.to_owned(),
            source: words_due::calendar(edition.year),
            ..Due::default()
        })
        .collect()
}

/// Fiscal year, B.E., of a day.
fn fiscal(date: &str) -> Option<i32> {
    let (year, month): (i32, u32) = (date.get(..4)?.parse().ok()?, date.get(5..7)?.parse().ok()?);
    Some(year + 543 + i32::from(month >= 10))
}

/// The last year of a plan that names its first and last: `พ.ศ. 2561 – 2565`.
fn last_year(item: &Item) -> Option<i32> {
    let found = item.evidence.first()?;
    [&found.title, &found.link_text, &found.quote].into_iter().find_map(|text| span(text))
}

fn span(text: &str) -> Option<i32> {
    let arabic = |c: char| match c {
        '๐'..='๙' => char::from_digit(c as u32 - '๐' as u32, 10).unwrap_or(c),
        _ => c,
    };
    let text: String = text.chars().map(arabic).collect();
    let years: Vec<(usize, usize, i32)> = text
        .match_indices("25")
        .filter_map(|(at, _)| {
            let year = text.get(at..at + 4)?.parse().ok()?;
            let alone = |edge: Option<char>| edge.is_none_or(|c| !c.is_ascii_digit());
            let whole = alone(text[..at].chars().next_back()) && alone(text[at + 4..].chars().next());
            whole.then_some((at, at + 4, year))
        })
        .collect();
    years.windows(2).find_map(|pair| {
        let between = text[pair[0].1..pair[1].0].trim();
        let to = ["-", "–", "—", "ถึง", "- พ.ศ.", "– พ.ศ.", "ถึง พ.ศ."].contains(&between);
        (to && pair[1].2 > pair[0].2).then_some(pair[1].2)
    })
}

#[cfg(test)]
mod tests {
    use super::{fiscal, span};

    #[test]
    fn a_plan_says_when_it_ends() {
        for (text, wanted) in [
            ("แผนพัฒนาท้องถิ่น (พ.ศ. 2561 – 2565)", Some(2565)),
            ("แผนพัฒนาท้องถิ่น พ.ศ. ๒๕๖๖-๒๕๗๐", Some(2570)),
            ("แผน พ.ศ. 2561 ถึง พ.ศ. 2565 แก้ไข 2564", Some(2565)),
            ("แผน 2564", None),
            ("แผน 2561, 2565", None),
            ("โทร 02561-25651", None),
        ] {
            assert_eq!(span(text), wanted, "{text}");
        }
    }

    #[test]
    fn october_begins_a_fiscal_year() {
        assert_eq!(fiscal("2021-09-30"), Some(2564));
        assert_eq!(fiscal("2021-10-01"), Some(2565));
        assert_eq!(fiscal("x"), None);
    }
}
