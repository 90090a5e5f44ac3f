//! The first page: surveys, single audits, and the form that starts one; and the search.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use minijinja::context;
use serde::Deserialize;

use super::search::Words;
use super::show::given;
use super::{Shared, made};
use crate::command::survey::command;

/// Rows of each list.
const MOST: usize = 30;
const MOST_FOUND: usize = 200;

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    why: String,
}

pub(super) async fn surveys(State(app): State<Shared>, Query(asked): Query<Asked>) -> Response {
    made(app, move |app| {
        let surveys = app.store.surveys("survey", MOST)?;
        let mut audits = Vec::new();
        for audit in app.store.surveys("audit", MOST)? {
            let site = app.store.sites(audit.id)?.into_iter().next();
            audits.push(context! { survey => given(&audit), site => given(site) });
        }
        let years = crate::rule::load::years(app.rules.as_deref());
        // One of ours only: what the query says is never shown as it is.
        let why = super::start::said(&asked.why, &years);
        let begin = command(["survey", "รายชื่อ.csv"], app.place.clone());
        let values = context! { surveys => given(surveys), audits, years, why, begin };
        Ok(app.page("home.html", values)?.into_response())
    })
    .await
}

pub(super) async fn search(State(app): State<Shared>, Query(asked): Query<Asked>) -> Response {
    made(app, move |app| {
        let asked: String = asked.q.trim().chars().take(100).collect();
        let words = Words::of(&asked);
        let found =
            if words.is_empty() { Vec::new() } else { app.names.search(&app.store, &words, MOST_FOUND)? };
        let values = context! { q => asked, found => given(found), search => true, most => MOST_FOUND };
        Ok(app.page("home.html", values)?.into_response())
    })
    .await
}
