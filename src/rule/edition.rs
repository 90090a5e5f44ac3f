//! The form of one year: which items stand in which sub-indicator, and what they weigh.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::speech::Speech;

/// One year's form, read from `edition.toml`. Groups only order the table: marks ignore them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Edition {
    /// Fiscal year, B.E.
    pub year: i32,
    pub id: String,
    pub title: String,
    /// What of this form nothing published confirms yet.
    #[serde(default)]
    pub draft: Draft,
    /// ITA total from which an agency meets the target.
    pub pass_line: f64,
    pub weights: Weights,
    /// From the best downwards.
    #[serde(rename = "band")]
    pub bands: Vec<Band>,
    /// `None` where the days of the year are not known.
    #[serde(default)]
    pub calendar: Option<Calendar>,
    /// What finding needs to know of the year's form.
    pub find: Finding,
    /// Other forms that agencies' pages may answer.
    #[serde(default, rename = "scheme")]
    pub schemes: Vec<Scheme>,
    /// What goes stale or falls due in the course of a year.
    #[serde(default, rename = "due")]
    pub dues: Vec<DueRule>,
    #[serde(rename = "indicator")]
    pub indicators: Vec<Indicator>,
    /// What English reports call a title: of an indicator, a group or an item.
    #[serde(default)]
    pub english: BTreeMap<String, String>,
    /// `sha256:…` over all rule files of the edition; the loader fills it in.
    #[serde(skip)]
    pub digest: String,
}

/// What rests on general knowledge instead of a source. Reports say it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Draft {
    /// What of the form itself is not confirmed, for the reader of a report; empty if all is.
    pub note: String,
    /// Items whose number, title or elements are not; the loader adds rules marked `draft`.
    pub items: Vec<String>,
}

/// Words that hold for the whole form, not for one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Finding {
    /// What agencies call the page that lists all items.
    pub hub_names: Vec<String>,
    /// Words of links that are followed first.
    pub first: Vec<String>,
    /// What a page says that holds nothing yet.
    pub hollow: Vec<String>,
    /// What a page says that holds nothing at all. In a file it may be the answer.
    #[serde(default)]
    pub absent: Vec<String>,
    /// Words of the form's own criteria: two of them on a short page are a paste, not content.
    pub criteria: Vec<String>,
    /// What a page says that asks for a name and a password.
    #[serde(default)]
    pub login: Vec<String>,
    /// What a template shows until somebody writes; twice on a page, nobody did.
    #[serde(default)]
    pub sample: Vec<String>,
    /// What the program of a site says when it stops instead of showing a page.
    #[serde(default)]
    pub broken: Vec<String>,
    /// What stands over a list of chapters.
    #[serde(default)]
    pub contents: Vec<String>,
    /// What a page says that is there for a file: with nothing attached it holds nothing.
    #[serde(default)]
    pub attached: Vec<String>,
    /// What a questionnaire says to whom it asks.
    #[serde(default)]
    pub questions: Vec<String>,
    /// Words that mean the same in a title: the form's own, then what officers write for it.
    #[serde(default)]
    pub alike: Vec<Vec<String>>,
    /// What a notice says of something that will not be held, or later: it is no post about what was done.
    #[serde(default, rename = "called-off")]
    pub called_off: Vec<String>,
    /// How agencies' names begin: a document headed by a name the site does not bear is another's.
    pub agencies: Vec<String>,
    /// How the offices of one agency are called, each with its number behind: `สำนักงาน…เขต`.
    #[serde(default)]
    pub offices: Vec<String>,
    /// What judges of any item listen for.
    #[serde(default)]
    pub speech: Speech,
}

/// Another form than this one, and how a page shows that it answers that: by its own codes, or by its
/// head and its rows together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// As the report calls it.
    pub name: String,
    /// What stands before its numbers: `MOIT`.
    #[serde(default)]
    pub codes: Vec<String>,
    /// What the page or the site calls the agency.
    #[serde(default)]
    pub head: Vec<String>,
    /// What only such agencies' rows speak of.
    #[serde(default)]
    pub rows: Vec<String>,
    /// How the names of agencies begin that answer it and not this form.
    #[serde(default)]
    pub agency: Vec<String>,
    /// What the report says of it.
    pub says: String,
}

/// Shares of the three instruments in the ITA total.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    pub iit: f64,
    pub eit: f64,
    pub oit: f64,
}

/// A level and the total at which it begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Band {
    pub name: String,
    pub from: f64,
    /// What each instrument that is known must reach too, in years that ask for it.
    #[serde(default)]
    pub each_from: f64,
}

/// Days on which the form can be answered and disputed, `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Calendar {
    pub submit_from: String,
    pub submit_to: String,
    pub appeal_from: String,
    pub appeal_to: String,
}

/// A day that comes every year, or with the end of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DueRule {
    /// `id`s of rules.
    #[serde(rename = "for")]
    pub keys: Vec<String>,
    /// Month and day, `04-30`.
    pub day: String,
    /// What must be there by then; `{year}` is the fiscal year of the day, `{previous}` the one before.
    pub what: String,
    /// What the day rests on.
    pub source: String,
    /// Both in English, for `--lang en`; where they are empty, the Thai stands.
    #[serde(default)]
    pub what_en: String,
    #[serde(default)]
    pub source_en: String,
    /// In the last year that the evidence itself names, not every year.
    #[serde(default)]
    pub when_it_ends: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub id: String,
    pub title: String,
    #[serde(rename = "subindicator")]
    pub subindicators: Vec<Subindicator>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subindicator {
    pub id: String,
    pub title: String,
    #[serde(rename = "group")]
    pub groups: Vec<Group>,
}

/// Items under one heading of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub title: String,
    pub items: Vec<String>,
}

impl Subindicator {
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().flat_map(|group| group.items.iter().map(String::as_str))
    }
}

impl Edition {
    /// Every item number, in the order of the form.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.subindicators().flat_map(Subindicator::items)
    }

    pub fn subindicators(&self) -> impl Iterator<Item = &Subindicator> {
        self.indicators.iter().flat_map(|indicator| &indicator.subindicators)
    }

    /// Where an item stands in the table; `None` if this year's form has no such item.
    pub fn place(&self, item: &str) -> Option<(&Subindicator, &Group)> {
        self.subindicators().find_map(|sub| {
            let group = sub.groups.iter().find(|group| group.items.iter().any(|id| id == item))?;
            Some((sub, group))
        })
    }

    /// Whether the item, as this form asks it, rests on general knowledge.
    pub fn is_draft(&self, item: &str) -> bool {
        self.draft.items.iter().any(|draft| draft == item)
    }

    /// The level of a total, given the instruments it came from; all already rounded. The lowest
    /// one for anything below all.
    pub fn band(&self, rounded: f64, instruments: &[f64]) -> &str {
        let all = |least: f64| instruments.iter().all(|mark| *mark >= least);
        let reached = self.bands.iter().find(|band| rounded >= band.from && all(band.each_from));
        reached.or(self.bands.last()).map_or("", |band| &band.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition() -> Edition {
        toml::from_str(include_str!("../../rules/2564/edition.toml")).unwrap()
    }

    #[test]
    fn the_form_of_2564_has_43_items_in_order() {
        let items: Vec<String> = edition().items().map(str::to_owned).collect();
        let wanted: Vec<String> = (1..=43).map(|n| format!("O{n}")).collect();
        assert_eq!(items, wanted);
        let sizes: Vec<(String, usize)> =
            edition().subindicators().map(|sub| (sub.id.clone(), sub.items().count())).collect();
        insta::assert_compact_debug_snapshot!(sizes, @r#"[("9.1", 9), ("9.2", 8), ("9.3", 7), ("9.4", 4), ("9.5", 5), ("10.1", 8), ("10.2", 2)]"#);
    }

    #[test]
    fn an_item_knows_its_group() {
        let edition = edition();
        let (sub, group) = edition.place("O38").unwrap();
        assert_eq!((sub.id.as_str(), group.title.as_str()), ("10.1", "การเสริมสร้างวัฒนธรรมองค์กร"));
        assert!(edition.place("O44").is_none());
    }

    #[test]
    fn bands_begin_exactly_at_their_line() {
        let edition = edition();
        for (total, band) in [
            (100.0, "AA"),
            (95.0, "AA"),
            (94.99, "A"),
            (85.0, "A"),
            (84.99, "B"),
            (75.0, "B"),
            (74.99, "C"),
            (61.45, "D"),
            (54.99, "E"),
            (49.99, "F"),
            (0.0, "F"),
        ] {
            assert_eq!(edition.band(total, &[]), band, "{total}");
        }
    }

    #[test]
    fn a_level_can_ask_something_of_each_instrument() {
        let mut edition = edition();
        edition.bands[0].each_from = 85.0;
        assert_eq!(edition.band(96.0, &[99.0, 98.0, 85.0]), "AA");
        assert_eq!(edition.band(96.0, &[99.0, 98.0, 84.99]), "A");
    }

    #[test]
    fn a_misspelt_key_is_an_error() {
        let text = include_str!("../../rules/2564/edition.toml").replace("pass-line", "passline");
        let error = toml::from_str::<Edition>(&text).unwrap_err();
        assert!(error.message().contains("passline"), "{}", error.message());
    }
}
