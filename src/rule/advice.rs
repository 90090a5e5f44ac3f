//! Texts beside the rules: what an indicator looks at, how it is developed, and the measures that
//! answer a gap. They are data (`rules/advice.toml`), so that an agency can put in its own words.

use std::path::Path;

use serde::Deserialize;

use super::fault::Fault;

const BUILT_IN: &str = include_str!("../../rules/advice.toml");
/// Beside the folders of the years.
pub const FILE: &str = "advice.toml";

/// Everything of `advice.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Advice {
    /// Paragraphs; `{agency}` and `{year}` stand for what is filled in.
    pub foreword: Vec<String>,
    pub reasons: Vec<String>,
    #[serde(rename = "course")]
    pub courses: Vec<Course>,
    #[serde(rename = "instrument")]
    pub instruments: Vec<Instrument>,
    #[serde(rename = "indicator")]
    pub indicators: Vec<Indicator>,
    #[serde(rename = "measure")]
    pub measures: Vec<Measure>,
}

/// What an agency should do whatever its result.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    pub title: String,
    pub steps: Vec<String>,
}

/// One of the three ways of assessing: `iit`, `eit`, `oit`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    pub id: String,
    pub title: String,
    pub about: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Indicator {
    /// The number by which every year calls it.
    pub id: String,
    pub instrument: String,
    pub title: String,
    pub looks_at: String,
    pub develop: String,
    /// `id` of the measure that answers a low result; of OIT the items decide.
    #[serde(default)]
    pub measure: String,
}

/// What is done about gaps of one subject.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub id: String,
    /// `id`s of rules.
    #[serde(rename = "for")]
    pub keys: Vec<String>,
    pub issue: String,
    pub title: String,
    pub steps: Vec<String>,
    /// Who is responsible in an agency of the usual structure.
    pub unit: String,
    /// What proves that it was done.
    pub evidence: String,
}

impl Advice {
    /// The texts in the program.
    pub fn built_in() -> Advice {
        // A test holds the file to its form.
        toml::from_str(BUILT_IN).unwrap_or_else(|_| Advice::nothing())
    }

    /// Those of a folder of rules, where it has some; else those in the program.
    pub fn load(folder: Option<&Path>) -> Result<Advice, Box<Fault>> {
        let Some(path) = folder.map(|folder| folder.join(FILE)).filter(|path| path.is_file()) else {
            return Ok(Advice::built_in());
        };
        let name = path.display().to_string();
        let bytes = std::fs::read(&path).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned();
        toml::from_str(&text).map_err(|error| Box::new(Fault::from_toml(&name, &text, &error)))
    }

    fn nothing() -> Advice {
        Advice {
            foreword: Vec::new(),
            reasons: Vec::new(),
            courses: Vec::new(),
            instruments: Vec::new(),
            indicators: Vec::new(),
            measures: Vec::new(),
        }
    }

    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    pub fn instrument(&self, id: &str) -> Option<&Instrument> {
        self.instruments.iter().find(|instrument| instrument.id == id)
    }

    /// Indicators of one instrument, in their order.
    pub fn of<'a>(&'a self, instrument: &'a str) -> impl Iterator<Item = &'a Indicator> {
        self.indicators.iter().filter(move |indicator| indicator.instrument == instrument)
    }

    /// The measure against gaps of a rule.
    pub fn against(&self, key: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.keys.iter().any(|known| known == key))
    }

    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::load;

    #[test]
    fn every_rule_of_every_year_has_its_measure() {
        let advice: Advice = toml::from_str(BUILT_IN).unwrap();
        for year in load::years(None) {
            for rule in &load::load(year, None).unwrap().rules {
                let key = rule.id.get_ref();
                assert!(advice.against(key).is_some(), "{year}: {key} has no measure");
            }
        }
        for measure in &advice.measures {
            assert!(!measure.steps.is_empty() && !measure.unit.is_empty(), "{}", measure.id);
        }
    }

    #[test]
    fn indicators_name_their_instrument_and_measure() {
        let advice = Advice::built_in();
        assert_eq!(advice.of("iit").count(), 5);
        assert_eq!(advice.of("eit").count(), 3);
        for indicator in &advice.indicators {
            assert!(advice.instrument(&indicator.instrument).is_some(), "{}", indicator.id);
            assert!(indicator.instrument == "oit" || advice.measure(&indicator.measure).is_some());
        }
    }
}
