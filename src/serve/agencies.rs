//! The ranking: every agency of a survey, searched, filtered, sorted, a page at a time.

use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::overview::head;
use super::show::{Pages, given, query};
use super::{Held, Id, Shared, made, number};
use crate::survey::store::SiteRow;
use crate::thai::text::fold;

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) q: String,
    pub(super) province: String,
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) band: String,
    /// Number of an item, with the verdict that is looked for.
    pub(super) item: String,
    pub(super) verdict: String,
    /// What sites of one maker share.
    pub(super) mark: String,
    /// `score`, `low`, `name`, `nr`.
    pub(super) sort: String,
    pub(super) page: String,
}

impl Asked {
    fn pairs(&self) -> [(&'static str, &str); 9] {
        [
            ("q", &self.q),
            ("province", &self.province),
            ("kind", &self.kind),
            ("state", &self.state),
            ("band", &self.band),
            ("item", &self.item),
            ("verdict", &self.verdict),
            ("mark", &self.mark),
            ("sort", &self.sort),
        ]
    }

    fn link(&self, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let pairs: Vec<(&str, &str)> = self.pairs().into_iter().chain([("page", page.as_str())]).collect();
        let link = query(&pairs);
        if link.is_empty() { "?".to_owned() } else { link }
    }

    /// Places of the sites that are asked for, in the order that is asked for.
    pub(super) fn sites(&self, held: &Held) -> Vec<usize> {
        let snapshot = &held.snapshot;
        let words: Vec<String> = self.q.split_whitespace().map(fold).collect();
        let item = snapshot.item(&self.item);
        let letter = match self.verdict.as_str() {
            "pass" => b"P".as_slice(),
            "fail" => b"F",
            "open" => b"RU",
            _ => b"",
        };
        let marked = (!self.mark.is_empty())
            .then(|| snapshot.marks.get(&self.mark).map(Vec::as_slice).unwrap_or_default());
        let mut sites: Vec<usize> = (0..snapshot.sites.len())
            .filter(|&at| {
                let site = &snapshot.sites[at];
                let is = |asked: &str, own: &str| asked.is_empty() || asked == own;
                is(&self.province, &site.province)
                    && is(&self.kind, &site.kind)
                    && is(&self.state, &site.state)
                    && is(&self.band, &site.band)
                    && (letter.is_empty()
                        || item.is_none_or(|item| letter.contains(&snapshot.verdict(at, item))))
                    && marked.is_none_or(|sites| sites.binary_search(&at).is_ok() || sites.contains(&at))
                    && words.iter().all(|word| held.words()[at].contains(word.as_str()))
            })
            .collect();
        let score = |at: &usize| snapshot.sites[*at].score.filter(|_| snapshot.sites[*at].state == "done");
        match self.sort.as_str() {
            "nr" => {}
            "name" => sites.sort_by(|a, b| snapshot.sites[*a].name.cmp(&snapshot.sites[*b].name)),
            "low" => {
                sites.sort_by(|a, b| score(a).unwrap_or(f64::MAX).total_cmp(&score(b).unwrap_or(f64::MAX)))
            }
            _ => sites.sort_by(|a, b| score(b).unwrap_or(-1.0).total_cmp(&score(a).unwrap_or(-1.0))),
        }
        sites
    }
}

/// What can be chosen in the filters.
pub(super) fn choices(held: &Held) -> Value {
    let all = |of: fn(&SiteRow) -> &str| -> Value {
        let values: BTreeSet<&str> = held.snapshot.sites.iter().map(of).filter(|v| !v.is_empty()).collect();
        values.into_iter().map(|value| Value::from(value.to_owned())).collect()
    };
    let (provinces, kinds) = (all(|s| &s.province), all(|s| &s.kind));
    let items: Vec<Value> = held
        .snapshot
        .names
        .iter()
        .map(|name| context! { id => name.id.clone(), title => name.title.clone() })
        .collect();
    context! { provinces, kinds, bands => all(|s| &s.band), items }
}

pub(super) async fn page(State(app): State<Shared>, id: Id, Query(asked): Query<Asked>) -> Response {
    made(app, move |app| {
        let held = app.snapshot(number(&id)?)?;
        let sites = asked.sites(&held);
        let pages = Pages::of(sites.len(), asked.page.parse().ok());
        let rows: Vec<Value> = sites[pages.from..pages.to]
            .iter()
            .enumerate()
            .map(|(nth, at)| {
                let site = &held.snapshot.sites[*at];
                let count = |letters: &str| site.verdicts.chars().filter(|v| letters.contains(*v)).count();
                context! {
                    rank => pages.from + nth + 1, site => given(site), pass => count("P"), fail => count("F"), open => count("RU"),
                }
            })
            .collect();
        let group = held.snapshot.group("", &sites);
        let pairs = asked.pairs();
        let filtered = pairs.iter().any(|(name, value)| *name != "sort" && !value.is_empty());
        let asked_for: Value = pairs.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        let values = context! {
            rows, group => given(group), asked => asked_for, filtered, pages => pages.shown(|page| asked.link(page)),
            choices => choices(&held), ..head(&held, "agencies")
        };
        Ok(app.page("agencies.html", values)?.into_response())
    })
    .await
}
