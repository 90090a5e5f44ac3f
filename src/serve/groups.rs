//! By province, by kind.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::held::NOT_SAID;
use super::overview::head;
use super::show::given;
use super::{Id, Shared, made, number};
use crate::survey::insight::percent;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    by: String,
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
                    judged => percent(group.done, group.sites),
                }
            })
            .collect();
        let tab = if by_kind { "kinds" } else { "provinces" };
        let values = context! { rows, by_kind, field => if by_kind { "kind" } else { "province" }, ..head(app, &held, tab) };
        Ok(app.page("groups.html", values)?.into_response())
    })
    .await
}
