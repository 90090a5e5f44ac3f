//! A year, or a rule, that says only in what it differs from another.
//!
//! One way of merging for both, simple enough to be told in a line of `rules/README.md`: lists of
//! words in `[find]` are added to those taken over, a `[[judge]]` with a known `id` takes that
//! judge's place and one with a new `id` comes behind, and anything else that is written replaces
//! what was there. `drop` and `drop-judges` take away.

use crate::both;
use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::edition::{Band, Calendar, Draft, DueRule, Edition, Finding, Indicator, Scheme, Weights};
use super::fault::Fault;
use super::{Example, Find, Holds, Instead, Judge, Missing, Rule};

/// `edition.toml` with `extends`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct EditionChange {
    pub year: i32,
    /// The edition that this one starts from.
    pub extends: Spanned<String>,
    id: Option<String>,
    title: Option<String>,
    draft: Option<Draft>,
    pass_line: Option<f64>,
    weights: Option<Weights>,
    #[serde(rename = "band")]
    bands: Option<Vec<Band>>,
    calendar: Option<Calendar>,
    find: Option<FindingChange>,
    /// More of them, beside those taken over.
    #[serde(default, rename = "scheme")]
    schemes: Vec<Scheme>,
    /// Replace those taken over, where there are any.
    #[serde(default, rename = "due")]
    dues: Vec<DueRule>,
    #[serde(rename = "indicator")]
    indicators: Option<Vec<Indicator>>,
    /// Rules taken over as they are: this year's number, the rule's id. Without this table every
    /// rule is taken over and keeps its number.
    pub carry: Option<BTreeMap<String, Spanned<String>>>,
    /// More of them, or others.
    #[serde(default)]
    english: BTreeMap<String, String>,
    /// What this year calls rules that are taken over: number and title.
    #[serde(default)]
    pub titles: BTreeMap<String, Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct FindingChange {
    hub_names: Vec<String>,
    first: Vec<String>,
    hollow: Vec<String>,
    absent: Vec<String>,
    criteria: Vec<String>,
    login: Vec<String>,
    broken: Vec<String>,
    sample: Vec<String>,
    contents: Vec<String>,
    attached: Vec<String>,
    questions: Vec<String>,
    alike: Vec<Vec<String>>,
    #[serde(rename = "called-off")]
    called_off: Vec<String>,
    agencies: Vec<String>,
    offices: Vec<String>,
    speech: super::speech::Speech,
}

impl EditionChange {
    pub fn over(&self, base: &Edition) -> Edition {
        // Days and doubts belong to a year; only a variant of the same year shares them.
        let same_year = self.year == base.year;
        let year = self.year.to_string();
        Edition {
            year: self.year,
            id: self.id.clone().unwrap_or(year.clone()),
            title: self.title.clone().unwrap_or_else(|| base.title.replace(&base.year.to_string(), &year)),
            draft: self.draft.clone().or_else(|| same_year.then(|| base.draft.clone())).unwrap_or_default(),
            pass_line: self.pass_line.unwrap_or(base.pass_line),
            weights: self.weights.unwrap_or(base.weights),
            bands: self.bands.clone().unwrap_or_else(|| base.bands.clone()),
            calendar: self.calendar.clone().or_else(|| base.calendar.clone().filter(|_| same_year)),
            find: self.find.as_ref().map_or_else(|| base.find.clone(), |more| more.over(&base.find)),
            schemes: [base.schemes.as_slice(), &self.schemes].concat(),
            dues: if self.dues.is_empty() { base.dues.clone() } else { self.dues.clone() },
            indicators: self.indicators.clone().unwrap_or_else(|| base.indicators.clone()),
            english: base.english.iter().chain(&self.english).map(|(a, b)| (a.clone(), b.clone())).collect(),
            digest: String::new(),
        }
    }
}

impl FindingChange {
    fn over(&self, base: &Finding) -> Finding {
        let both = |old: &[String], new: &[String]| [old, new].concat();
        Finding {
            hub_names: both(&base.hub_names, &self.hub_names),
            first: both(&base.first, &self.first),
            hollow: both(&base.hollow, &self.hollow),
            absent: both(&base.absent, &self.absent),
            criteria: both(&base.criteria, &self.criteria),
            login: both(&base.login, &self.login),
            broken: both(&base.broken, &self.broken),
            sample: both(&base.sample, &self.sample),
            contents: both(&base.contents, &self.contents),
            attached: both(&base.attached, &self.attached),
            questions: both(&base.questions, &self.questions),
            alike: [base.alike.as_slice(), &self.alike].concat(),
            called_off: both(&base.called_off, &self.called_off),
            agencies: both(&base.agencies, &self.agencies),
            offices: both(&base.offices, &self.offices),
            speech: base.speech.and(&self.speech),
        }
    }
}

/// A rule file with `extends`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RuleChange {
    /// `id` of a rule of the edition that is extended.
    pub extends: Spanned<String>,
    id: Option<Spanned<String>>,
    item: Option<Spanned<String>>,
    title: Option<String>,
    /// What the change rests on: never taken over.
    source: String,
    draft: Option<bool>,
    #[serde(default)]
    find: FindChange,
    missing: Option<Missing>,
    #[serde(default, rename = "judge")]
    judges: Vec<Judge>,
    #[serde(default)]
    drop_judges: Vec<Spanned<String>>,
    instead: Option<Instead>,
    #[serde(default, rename = "example")]
    examples: Vec<Example>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct FindChange {
    names: Vec<Spanned<String>>,
    synonyms: Vec<Spanned<String>>,
    words: Vec<Vec<String>>,
    within: Vec<String>,
    rejects: Vec<Spanned<String>>,
    holds: Option<Holds>,
    spread: Option<bool>,
    offices: Option<bool>,
    drop: Vec<Spanned<String>>,
}

impl RuleChange {
    /// The whole rule; what is to be dropped and is not there is a fault in `file`.
    pub fn over(self, base: &Rule, file: &(String, String)) -> Result<Rule, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut not_there =
            |what: &Spanned<String>| {
                let message = both!(
                    "เกณฑ์เดิม ({}) ไม่มี “{}” ให้ตัดออก",
                    "the rule that is extended ({}) has no “{}” to take out",
                    base.id.get_ref(),
                    what.get_ref()
                );
                faults.push(Fault::error(&file.0, &file.1, what.span(), message).help(both!(
                    "เขียนให้ตรงกับในไฟล์เดิมทุกตัวอักษร",
                    "write it letter by letter as it stands there"
                )));
            };
        let mut find = self.find.over(&base.find, &mut not_there);
        if let Some(title) = &self.title {
            keep_title(&mut find, base, title);
        }
        let mut judges = base.judges.clone();
        for id in &self.drop_judges {
            let before = judges.len();
            judges.retain(|judge| judge.id.get_ref() != id.get_ref());
            if judges.len() == before {
                not_there(id);
            }
        }
        let known = judges.len();
        for judge in self.judges {
            let same = judges[..known].iter().position(|old| old.id.get_ref() == judge.id.get_ref());
            match same {
                Some(at) => judges[at] = judge,
                None => judges.push(judge),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Rule {
            id: self.id.unwrap_or_else(|| base.id.clone()),
            item: self.item.unwrap_or_else(|| base.item.clone()),
            title: self.title.unwrap_or_else(|| base.title.clone()),
            source: format!("{} · {}", self.source, base.source),
            draft: self.draft.unwrap_or(base.draft),
            find,
            missing: self.missing.unwrap_or_else(|| base.missing.clone()),
            judges,
            instead: self.instead.or_else(|| base.instead.clone()),
            // Those of the base speak of the base's year.
            examples: self.examples,
        })
    }
}

/// Agencies go on using last year's title.
fn keep_title(find: &mut Find, base: &Rule, title: &str) {
    if title != base.title {
        find.names.push(Spanned::new(0..0, base.title.clone()));
    }
}

/// A rule as it is, under this year's number and title.
pub(super) fn renamed(base: &Rule, item: Spanned<String>, title: Option<&Spanned<String>>) -> Rule {
    let mut rule = Rule { item, ..base.clone() };
    if let Some(title) = title {
        keep_title(&mut rule.find, base, title.get_ref());
        rule.title.clone_from(title.get_ref());
    }
    rule
}

impl FindChange {
    fn over(self, base: &Find, not_there: &mut impl FnMut(&Spanned<String>)) -> Find {
        let mut find = base.clone();
        for phrase in &self.drop {
            let keep = |other: &str| other != phrase.get_ref();
            let before = find.names.len() + find.synonyms.len() + find.within.len() + find.rejects.len();
            find.names.retain(|p| keep(p.get_ref()));
            find.synonyms.retain(|p| keep(p.get_ref()));
            find.within.retain(|p| keep(p));
            find.rejects.retain(|p| keep(p.get_ref()));
            if find.names.len() + find.synonyms.len() + find.within.len() + find.rejects.len() == before {
                not_there(phrase);
            }
        }
        find.names.extend(self.names);
        find.synonyms.extend(self.synonyms);
        find.within.extend(self.within);
        find.rejects.extend(self.rejects);
        // Groups of words are one condition, not a list: more of them would ask for more.
        if !self.words.is_empty() {
            find.words = self.words;
        }
        find.holds = self.holds.unwrap_or(find.holds);
        find.spread = self.spread.unwrap_or(find.spread);
        find.offices = self.offices.unwrap_or(find.offices);
        find
    }
}
