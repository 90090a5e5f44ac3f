//! All items of a survey, and one item across the agencies.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};

use super::agencies::Asked;
use super::overview::{head, item};
use super::show::{Pages, given, query};
use super::{Id, Ids, Missing, Shared, made, number};

pub(super) async fn all(State(app): State<Shared>, id: Id) -> Response {
    made(app, move |app| {
        let held = app.snapshot(number(&id)?)?;
        let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
        for (name, count) in held.snapshot.names.iter().zip(held.items()) {
            if groups.last().is_none_or(|(group, _)| *group != name.group) {
                groups.push((name.group.clone(), Vec::new()));
            }
            if let Some((_, items)) = groups.last_mut() {
                items.push(item(count));
            }
        }
        let groups: Vec<Value> = groups.into_iter().map(|(group, items)| context! { group, items }).collect();
        Ok(app.page("items.html", context! { groups, ..head(app, &held, "items") })?.into_response())
    })
    .await
}

pub(super) async fn one(State(app): State<Shared>, ids: Ids, Query(asked): Query<Asked>) -> Response {
    made(app, move |app| {
        let (survey, id) = &*ids;
        let survey = number(survey)?;
        let held = app.snapshot(survey)?;
        let snapshot = &held.snapshot;
        let nr = snapshot.item(id).ok_or(Missing::NotFound)?;
        let name = &snapshot.names[nr];
        let verdict = if asked.verdict.is_empty() { "fail".to_owned() } else { asked.verdict.clone() };
        let asked = Asked { item: name.id.clone(), verdict, ..asked };
        let sites: Vec<usize> =
            asked.sites(&held).into_iter().filter(|at| snapshot.is_judged(*at)).collect();
        let pages = Pages::of(sites.len(), asked.page.parse().ok());
        let mut rows = Vec::new();
        for at in &sites[pages.from..pages.to] {
            let site = &snapshot.sites[*at];
            let row = snapshot.item_of(&app.store, *at, nr)?;
            rows.push(context! { site => given(site), item => given(row) });
        }
        let link = |verdict: &str, page: usize| {
            let page = if page > 1 { page.to_string() } else { String::new() };
            let pairs = [
                ("verdict", verdict),
                ("q", asked.q.as_str()),
                ("province", asked.province.as_str()),
                ("kind", asked.kind.as_str()),
                ("page", page.as_str()),
            ];
            query(&pairs)
        };
        let tabs: Vec<Value> = [("fail", "ไม่ผ่าน"), ("open", "ยังสรุปไม่ได้"), ("pass", "ผ่าน"), ("all", "ทั้งหมด")]
            .into_iter()
            .map(|(verdict, word)| {
                context! { word, link => link(verdict, 1), now => asked.verdict == verdict }
            })
            .collect();
        let asked_for = context! {
            q => asked.q.clone(), province => asked.province.clone(), kind => asked.kind.clone(),
            verdict => asked.verdict.clone(),
        };
        let before = nr.checked_sub(1).map(|nr| snapshot.names[nr].id.clone());
        let after = snapshot.names.get(nr + 1).map(|name| name.id.clone());
        let values = context! {
            name => given(name), count => item(&held.items()[nr]), rows, tabs, before, after, asked => asked_for,
            pages => pages.shown(|page| link(&asked.verdict, page)), choices => held.choices(),
            download => asked.download(),
            ..head(app, &held, "items")
        };
        Ok(app.page("item.html", values)?.into_response())
    })
    .await
}
