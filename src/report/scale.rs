//! What a later reader of a report needs of the year's form: levels, target, weights.

use serde::{Deserialize, Serialize};

use super::Report;
use crate::mark::round2;
use crate::rule::Edition;

/// By what a mark becomes a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Total at which an agency meets the national target.
    pub pass_line: f64,
    pub weights: Weights,
    /// From the best downwards.
    pub bands: Vec<Band>,
}

/// Shares of the three instruments in the ITA total.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    pub iit: f64,
    pub eit: f64,
    pub oit: f64,
}

/// A level and the total at which it begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Band {
    pub name: String,
    pub from: f64,
    /// What every known instrument must reach too.
    pub each_from: f64,
}

/// One indicator of a survey, as it was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Perception {
    pub id: String,
    /// `iit` or `eit`.
    pub instrument: String,
    pub title: String,
    pub score: f64,
}

impl Scale {
    pub fn of(edition: &Edition) -> Scale {
        let bands = edition.bands.iter();
        Scale {
            pass_line: edition.pass_line,
            weights: Weights { iit: edition.weights.iit, eit: edition.weights.eit, oit: edition.weights.oit },
            bands: bands
                .map(|band| Band { name: band.name.clone(), from: band.from, each_from: band.each_from })
                .collect(),
        }
    }

    /// The level of one figure by itself.
    pub fn band(&self, mark: f64) -> &str {
        self.level(mark, &[mark])
    }

    /// The level of a total, given the instruments it came from.
    fn level(&self, total: f64, instruments: &[f64]) -> &str {
        let all = |least: f64| instruments.iter().all(|mark| *mark >= least);
        let reached = self.bands.iter().find(|band| total >= band.from && all(band.each_from));
        reached.or(self.bands.last()).map_or("", |band| &band.name)
    }
}

/// The results of the two surveys.
#[derive(Debug, Clone, PartialEq)]
pub struct Surveys {
    pub iit: f64,
    pub eit: f64,
    /// One by one, where they are known.
    pub perceptions: Vec<Perception>,
}

impl Report {
    /// The target of the year; what all known years have where an older file does not say.
    pub fn pass_line(&self) -> f64 {
        self.edition.scale.as_ref().map_or(85.0, |scale| scale.pass_line)
    }

    /// The report of an audit that did not know the surveys' results, with them: as [`crate::mark::total`]
    /// makes the total of the printed figures.
    #[must_use]
    pub fn surveyed(mut self, surveys: Surveys, scale: &Scale) -> Report {
        let Surveys { iit, eit, perceptions } = surveys;
        let score = &mut self.score;
        let total =
            |oit: f64| round2(scale.weights.iit * iit + scale.weights.eit * eit + scale.weights.oit * oit);
        let level = |oit: f64| scale.level(total(oit), &[iit, eit, oit]).to_owned();
        (score.ita, score.ita_high) = (Some(total(score.oit)), Some(total(score.oit_high)));
        (score.band, score.band_high) = (level(score.oit), level(score.oit_high));
        (score.iit, score.eit, score.perceptions) = (Some(iit), Some(eit), perceptions);
        self
    }

    /// The level of one figure, where the report says how levels are told.
    pub fn band_of(&self, mark: f64) -> Option<&str> {
        self.edition.scale.as_ref().map(|scale| scale.band(mark))
    }
}
