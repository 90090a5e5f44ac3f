//! The ranking: every agency of a survey, searched, filtered, sorted, a page at a time.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::held::{Order, is_of};
use super::overview::head;
use super::search::Words;
use super::show::{Pages, given, query};
use super::{Held, Id, Shared, made, number};
use crate::survey::site::Cause;

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
    /// The name of why sites failed.
    pub(super) cause: String,
    /// `score`, `low`, `name`, `nr`.
    pub(super) sort: String,
    pub(super) page: String,
}

impl Asked {
    fn pairs(&self) -> [(&'static str, &str); 10] {
        [
            ("q", &self.q),
            ("province", &self.province),
            ("kind", &self.kind),
            ("state", &self.state),
            ("band", &self.band),
            ("item", &self.item),
            ("verdict", &self.verdict),
            ("mark", &self.mark),
            ("cause", &self.cause),
            ("sort", &self.sort),
        ]
    }

    fn link(&self, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let pairs: Vec<(&str, &str)> = self.pairs().into_iter().chain([("page", page.as_str())]).collect();
        let link = query(&pairs);
        if link.is_empty() { "?".to_owned() } else { link }
    }

    /// The query of a download of all that is asked for, as it is shown. Without an order a download
    /// is in the list's.
    pub(super) fn download(&self) -> String {
        let sort = if self.sort.is_empty() { "score" } else { self.sort.as_str() };
        let pairs = self.pairs().map(|(name, value)| (name, if name == "sort" { sort } else { value }));
        query(&pairs)
    }

    /// Something narrows the list.
    pub(super) fn is_filtered(&self) -> bool {
        self.pairs().iter().any(|(name, value)| *name != "sort" && !value.is_empty())
    }

    /// Places of the sites that are asked for, in the order that is asked for.
    pub(super) fn sites(&self, held: &Held) -> Vec<usize> {
        let snapshot = &held.snapshot;
        let words = Words::of(&self.q);
        let item = snapshot.item(&self.item);
        let letter = match self.verdict.as_str() {
            "pass" => b"P".as_slice(),
            "fail" => b"F",
            "open" => b"RU",
            _ => b"",
        };
        let marked = (!self.mark.is_empty())
            .then(|| snapshot.marks.get(&self.mark).map(Vec::as_slice).unwrap_or_default());
        let order = match self.sort.as_str() {
            "nr" => Order::List,
            "name" => Order::Name,
            "low" => Order::Worst,
            _ => Order::Best,
        };
        let is_asked = |&at: &usize| {
            let site = &snapshot.sites[at];
            let is = |asked: &str, own: &str| asked.is_empty() || asked == own;
            is_of(&self.province, &site.province)
                && is_of(&self.kind, &site.kind)
                && is(&self.state, &site.state)
                && is(&self.band, &site.band)
                && is(&self.cause, &site.cause)
                && (letter.is_empty() || item.is_none_or(|item| letter.contains(&snapshot.verdict(at, item))))
                && marked.is_none_or(|sites| sites.binary_search(&at).is_ok())
                && (words.is_empty() || words.are_in(&held.words()[at]))
        };
        held.order(order).iter().copied().filter(is_asked).collect()
    }
}

pub(super) async fn page(State(app): State<Shared>, id: Id, Query(asked): Query<Asked>) -> Response {
    made(app, move |app| {
        let held = app.snapshot(number(&id)?)?;
        let sites = asked.sites(&held);
        let pages = Pages::of(sites.len(), asked.page.parse().ok());
        let rows: Vec<Value> = sites[pages.from..pages.to]
            .iter()
            .map(|at| {
                let site = &held.snapshot.sites[*at];
                let count = |letters: &str| site.verdicts.chars().filter(|v| letters.contains(*v)).count();
                context! {
                    rank => held.ranks()[*at], site => given(site), pass => count("P"), fail => count("F"), open => count("RU"),
                }
            })
            .collect();
        let group = held.snapshot.sums(&sites);
        let asked_for: BTreeMap<&str, &str> = asked.pairs().into_iter().collect();
        let cause = Cause::named(&asked.cause).map_or(asked.cause.as_str(), |cause| cause.title());
        let values = context! {
            cause, rows, group => given(group), asked => given(asked_for), filtered => asked.is_filtered(),
            pages => pages.shown(|page| asked.link(page)), choices => held.choices(), download => asked.download(), ..head(app, &held, "agencies")
        };
        Ok(app.page("agencies.html", values)?.into_response())
    })
    .await
}
