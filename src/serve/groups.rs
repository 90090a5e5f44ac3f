//! By province, by kind; and how items go from survey to survey.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::held::{NOT_SAID, is_of};
use super::overview::head;
use super::show::given;
use super::{Id, Shared, made, number};
use crate::survey::insight::percent;
use crate::survey::store::SiteRow;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    by: String,
    province: String,
    kind: String,
}

pub(super) async fn page(State(app): State<Shared>, id: Id, Query(asked): Query<Asked>) -> Response {
    made(app, move |app| {
        let held = app.snapshot(number(&id)?)?;
        let by_kind = asked.by == "kind";
        let groups = if by_kind {
            held.snapshot.groups(|site| &site.kind)
        } else {
            held.snapshot.groups(|site| &site.province)
        };
        let rows: Vec<Value> = groups
            .iter()
            .map(|group| {
                let name = if group.name.is_empty() { NOT_SAID } else { &group.name };
                context! {
                    name, group => given(group), width => group.mean.unwrap_or_default() * 2.0,
                    complete => percent(group.done + group.failed, group.sites),
                }
            })
            .collect();
        let tab = if by_kind { "kinds" } else { "provinces" };
        let values = context! { rows, by_kind, field => if by_kind { "kind" } else { "province" }, ..head(app, &held, tab) };
        Ok(app.page("groups.html", values)?.into_response())
    })
    .await
}

/// Surveys shown beside each other.
const MOST: usize = 5;

pub(super) async fn trends(State(app): State<Shared>, id: Id, Query(asked): Query<Asked>) -> Response {
    made(app, move |app| {
        let held = app.snapshot(number(&id)?)?;
        // Up to this survey, the oldest first.
        let mut surveys: Vec<_> = app.store.surveys("survey", 40)?;
        let this = held.snapshot.survey.id;
        surveys.retain(|s| s.id == this || (s.id < this && s.done > 0));
        surveys.truncate(MOST);
        surveys.reverse();
        let before = surveys.len().checked_sub(2).map(|at| app.snapshot(surveys[at].id)).transpose()?;
        let is_asked = |site: &SiteRow| is_of(&asked.province, &site.province) && is_of(&asked.kind, &site.kind);
        // What changed is told of the agencies that both rounds have done: a longer list is no progress.
        let (mut now, mut then): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        if let Some(before) = &before {
            for at in held.snapshot.done().filter(|at| is_asked(&held.snapshot.sites[*at])) {
                let was = before.snapshot.place(held.snapshot.sites[at].agency);
                if let Some(was) = was.filter(|was| before.snapshot.sites[*was].state == "done") {
                    now.push(at);
                    then.push(was);
                }
            }
        }
        let same = now.len();
        let mean = before.as_ref().and_then(|before| {
            Some(held.snapshot.sums(&now).mean? - before.snapshot.sums(&then).mean?)
        });
        let now = held.snapshot.items_over(now.into_iter());
        let then = before.as_ref().map_or_else(Vec::new, |old| old.snapshot.items_over(then.into_iter()));
        let mut columns = Vec::new();
        let mut counts = Vec::new();
        for survey in surveys {
            let one = app.snapshot(survey.id)?;
            let keys: Vec<String> = one.snapshot.names.iter().map(|n| n.key.clone()).collect();
            if asked.province.is_empty() && asked.kind.is_empty() {
                columns.push(context! { survey => given(survey), group => given(one.whole()) });
                counts.push((keys, one.items().to_vec()));
                continue;
            }
            let sites: Vec<usize> =
                one.snapshot.done().filter(|at| is_asked(&one.snapshot.sites[*at])).collect();
            let group = one.snapshot.sums(&sites);
            columns.push(context! { survey => given(survey), group => given(group) });
            counts.push((keys, one.snapshot.items_over(sites.into_iter())));
        }
        let rows: Vec<Value> = held
            .snapshot
            .names
            .iter()
            .enumerate()
            .map(|(nr, name)| {
                let rates: Vec<Option<f64>> = counts
                    .iter()
                    .map(|(keys, items)| {
                        let at = keys.iter().position(|key| *key == name.key)?;
                        (items[at].judged() > 0).then(|| items[at].pass_rate())
                    })
                    .collect();
                let was = before.as_ref().and_then(|old| old.snapshot.item(&name.key)).map(|at| &then[at]);
                let change = was
                    .filter(|was| was.judged() > 0 && now[nr].judged() > 0)
                    .map(|was| now[nr].pass_rate() - was.pass_rate());
                context! { name => given(name), rates, change }
            })
            .collect();
        let values = context! {
            rows, columns, same, mean, province => asked.province, kind => asked.kind, choices => held.choices(),
            ..head(app, &held, "trends")
        };
        Ok(app.page("trends.html", values)?.into_response())
    })
    .await
}
