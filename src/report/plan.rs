//! What is to be done about the gaps: the draft of the measures that O42 asks for.

use super::known::{Known, Sorted, sorted};
use super::{Report, words_measures as words};
use crate::judge::words::fill;
use crate::mark::Outcome;
use crate::rule::advice::{Advice, Measure};
use crate::rule::load::{self, Book};

/// Measures for one fiscal year, drawn from the result of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Fiscal year of the result, B.E.
    pub of: i32,
    /// Fiscal year in which the measures are carried out.
    pub year: i32,
    /// Strengths, and what is to be developed.
    pub indicators: Sorted,
    /// What wins most first.
    pub measures: Vec<Planned>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub issue: String,
    pub title: String,
    /// What of the result calls for it.
    pub why: Vec<Why>,
    pub steps: Vec<String>,
    pub unit: String,
    pub evidence: String,
}

/// One weak point.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// An item that failed.
    Gap { id: String, title: String, comment: String, fix: String },
    /// An item that a person must look at first.
    Open { id: String, title: String, question: String },
    /// An indicator of a survey that is under the target.
    Low { id: String, title: String, score: f64, develop: String },
    /// A strength, and yet the lowest of its survey.
    Lowest { id: String, title: String, instrument: String, score: f64, develop: String },
}

impl Plan {
    /// Measures for `year` from a report: every gap, every open item, and of the surveys what is
    /// under the target and what is lowest.
    pub fn of(report: &Report, advice: &Advice, year: i32) -> Plan {
        let mut plan =
            Plan { of: report.edition.year, year, indicators: sorted(report, advice), measures: Vec::new() };
        // What was missing this year is no measure for the next, which asks for the whole anew.
        let book = (year != plan.of).then(|| load::load(plan.of, None).ok()).flatten();
        for item in report.gaps() {
            let why = Why::Gap {
                id: item.id.clone(),
                title: item.title.clone(),
                comment: one_line(&item.history.last().map_or(&item.comment, |now| &now.comment).clone()),
                fix: asked(book.as_ref(), &item.key, year)
                    .unwrap_or_else(|| forward(&item.fix, plan.of, year)),
            };
            plan.add(&item.key, why, advice.against(&item.key));
        }
        for item in report.items.iter().filter(|item| item.verdict == Outcome::Review) {
            let question = item.question.as_ref().unwrap_or(&item.comment);
            let why =
                Why::Open { id: item.id.clone(), title: item.title.clone(), question: one_line(question) };
            plan.add(&item.key, why, advice.against(&item.key));
        }
        for low in low(report) {
            let Some(indicator) = advice.indicator(&low.id) else { continue };
            let (id, title, develop) = (low.id.clone(), low.title.clone(), indicator.develop.clone());
            let why = if low.score < report.pass_line() {
                Why::Low { id, title, score: low.score, develop }
            } else {
                let instrument = low.instrument.to_uppercase();
                Why::Lowest { id, title, instrument, score: low.score, develop }
            };
            plan.add(&indicator.id, why, advice.measure(&indicator.measure));
        }
        if plan.measures.is_empty() {
            // Nothing is wrong; what O42 asks for is asked for all the same.
            plan.measures.extend(advice.measures.first().map(planned));
        }
        plan
    }

    /// The analysis: headings, and the lines under each.
    pub(super) fn analysis(&self) -> Vec<(&'static str, Vec<String>)> {
        let of = |group: &[Known]| -> Vec<String> {
            let lines = group
                .iter()
                .map(|one| words::scored(&super::words_plan::digits(&one.id), &one.title, &one.score()));
            lines.collect()
        };
        let why = || self.measures.iter().flat_map(|one| &one.why);
        let (lowest, points): (Vec<&Why>, Vec<&Why>) =
            why().partition(|why| matches!(why, Why::Lowest { .. }));
        let lines = |all: Vec<&Why>| all.into_iter().map(Why::line).collect::<Vec<_>>();
        let or =
            |lines: Vec<String>, none: &str| if lines.is_empty() { vec![none.to_owned()] } else { lines };
        let groups = &self.indicators;
        let mut all = vec![
            (words::STRONG, or(of(&groups.strong), words::NONE)),
            (words::WEAK, or(of(&groups.weak), words::NONE)),
            (words::MAYBE, of(&groups.maybe)),
            (words::POINTS, or(lines(points), words::NO_POINTS)),
            (words::LOWEST, lines(lowest)),
        ];
        all.retain(|(_, lines)| !lines.is_empty());
        all
    }

    fn add(&mut self, key: &str, why: Why, measure: Option<&Measure>) {
        let new = measure.map_or_else(|| unknown(key, &why), planned);
        match self.measures.iter_mut().find(|known| known.title == new.title) {
            Some(known) => known.why.push(why),
            None => self.measures.push(Planned { why: vec![why], ..new }),
        }
    }
}

/// What of the surveys is under the target, and the lowest of each.
fn low(report: &Report) -> Vec<&super::Perception> {
    let all = &report.score.perceptions;
    let lowest = |instrument: &str| {
        let own = all.iter().filter(|one| one.instrument == instrument);
        own.min_by(|a, b| a.score.total_cmp(&b.score)).map(|one| one.id.clone())
    };
    let lowest = [lowest("iit"), lowest("eit")];
    let line = report.pass_line();
    let mut low: Vec<_> =
        all.iter().filter(|one| one.score < line || lowest.contains(&Some(one.id.clone()))).collect();
    low.sort_by(|a, b| a.score.total_cmp(&b.score));
    low
}

fn planned(measure: &Measure) -> Planned {
    Planned {
        issue: measure.issue.clone(),
        title: measure.title.clone(),
        why: Vec::new(),
        steps: measure.steps.clone(),
        unit: measure.unit.clone(),
        evidence: measure.evidence.clone(),
    }
}

/// An item of somebody's own rules, of which the advice knows nothing.
fn unknown(key: &str, why: &Why) -> Planned {
    let title = match why {
        Why::Gap { title, .. }
        | Why::Open { title, .. }
        | Why::Low { title, .. }
        | Why::Lowest { title, .. } => title,
    };
    Planned {
        issue: if title.is_empty() { key.to_owned() } else { title.clone() },
        title: super::words_plan::mend(title),
        why: Vec::new(),
        steps: super::words_plan::MEND_STEPS.map(str::to_owned).to_vec(),
        unit: super::words_plan::ANY_UNIT.to_owned(),
        evidence: super::words_plan::mended(title),
    }
}

impl Why {
    /// The weak point in one line.
    pub fn line(&self) -> String {
        super::words_plan::why(self)
    }

    /// What is to be done about just this; nothing where the measure says it.
    pub fn step(&self) -> Option<String> {
        match self {
            Why::Gap { id, fix, .. } => Some(format!("{id}: {fix}")).filter(|_| !fix.is_empty()),
            Why::Open { id, question, .. } => Some(super::words_plan::look(id, question)),
            Why::Low { develop, .. } | Why::Lowest { develop, .. } => Some(develop.clone()),
        }
    }
}

impl Planned {
    /// Steps of the weak points first, then those of the measure.
    pub fn all_steps(&self) -> Vec<String> {
        self.why.iter().filter_map(Why::step).chain(self.steps.iter().cloned()).collect()
    }
}

/// What the form asks for of an item in a year, whatever was wrong with it before.
fn asked(book: Option<&Book>, key: &str, year: i32) -> Option<String> {
    let rule = book?.rules.iter().find(|rule| rule.id.get_ref() == key)?;
    let values = [("year", year.to_string()), ("previous", (year - 1).to_string())];
    Some(fill(&rule.missing.fix, &values))
}

/// What a repair of one year's form asks for in another year: "ตุลาคม 2563 – กันยายน 2564" becomes
/// "ตุลาคม 2564 – กันยายน 2565". Years of laws, long past, stay.
fn forward(text: &str, of: i32, year: i32) -> String {
    let value = |c: char| c.to_digit(10).or_else(|| ('๐'..='๙').contains(&c).then(|| c as u32 - '๐' as u32));
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for run in letters.chunk_by(|a, b| value(*a).is_some() == value(*b).is_some()) {
        let number = run.iter().try_fold(0i32, |sum, c| Some(sum * 10 + i32::try_from(value(*c)?).ok()?));
        match number.filter(|n| run.len() == 4 && (of - 2..=of + 1).contains(n)) {
            Some(old) => {
                let zero = if run[0].is_ascii_digit() { '0' } else { '๐' } as u32;
                let new = (old + year - of).to_string();
                out.extend(new.bytes().filter_map(|b| char::from_u32(zero + u32::from(b - b'0'))));
            }
            None => out.extend(run),
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::forward;

    #[test]
    fn repairs_are_those_of_the_years_of_the_plan() {
        for (text, wanted) in [
            (
                "เผยแพร่แผน (ตุลาคม 2563 – กันยายน 2564) เพิ่มไตรมาสที่ 3, 4",
                "เผยแพร่แผน (ตุลาคม 2564 – กันยายน 2565) เพิ่มไตรมาสที่ 3, 4",
            ),
            ("ประจำปี ๒๕๖๔", "ประจำปี ๒๕๖๕"),
            ("ตาม พ.ร.บ. ข้อมูลข่าวสาร พ.ศ. 2540 มาตรา 9", "ตาม พ.ร.บ. ข้อมูลข่าวสาร พ.ศ. 2540 มาตรา 9"),
            ("โทร 025642564", "โทร 025642564"),
        ] {
            assert_eq!(forward(text, 2564, 2565), wanted);
        }
        assert_eq!(forward("ปี 2564", 2564, 2564), "ปี 2564");
    }
}
