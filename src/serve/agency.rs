//! One agency: its table with evidence in one survey, and its history over all.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};

use super::overview::head;
use super::show::given;
use super::{Id, Ids, Missing, Shared, made, number};
use crate::survey::store::Past;

/// Audits shown beside each other.
const MOST: usize = 8;

pub(super) async fn page(State(app): State<Shared>, ids: Ids) -> Response {
    made(app, move |app| {
        let (survey, agency) = (number(&ids.0.0)?, number(&ids.0.1)?);
        let held = app.snapshot(survey)?;
        let at = held.snapshot.place(agency).ok_or(Missing::NotFound)?;
        // As it is this very moment, since somebody may be watching.
        let site = app.store.site(survey, agency)?.ok_or(Missing::NotFound)?;
        let report = app.store.report(survey, agency)?;
        let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
        // Of a site that could not be audited the report says what was read, and nothing is judged.
        let judged = report.iter().filter(|_| site.state != "failed");
        for item in judged.clone().flat_map(|report| &report.items) {
            if groups.last().is_none_or(|(group, _)| *group != item.group) {
                groups.push((item.group.clone(), Vec::new()));
            }
            if let Some((_, items)) = groups.last_mut() {
                items.push(given(item));
            }
        }
        let gaps: Vec<Value> = judged
            .flat_map(|report| report.gaps())
            .map(|item| context! { id => item.id.clone(), title => item.title.clone() })
            .collect();
        let groups: Vec<Value> =
            groups.into_iter().map(|(group, items)| context! { group, items }).collect();
        let history = app.store.history(agency)?;
        let past = past(&history);
        let cause = crate::survey::site::Cause::named(&site.cause);
        let marks: Vec<String> = (held.snapshot.marks.iter())
            .filter(|(_, sites)| sites.binary_search(&at).is_ok())
            .map(|(mark, _)| mark.clone())
            .collect();
        let running = matches!(site.state.as_str(), "running" | "waiting");
        // An audit begun here is under way; of a survey nobody here knows whether it is.
        let again = if held.snapshot.survey.kind == "audit" { 2 } else { 10 };
        let progress = app.audits.progress(survey);
        // What a killed process left in the middle does not run.
        let idle = running
            && match held.snapshot.survey.kind.as_str() {
                "audit" => progress.is_none(),
                _ => !crate::command::survey::is_under_way(&app.folder, survey),
            };
        let values = context! {
            site => given(&site), idle, again => crate::command::survey::again(&held.snapshot.survey, app.place.clone()), groups, gaps, report => report.map(|r| context! { coverage => given(r.coverage), as_of => r.as_of, score => given(r.score) }),
            past, audits => history.len(), marks, cause_title => cause.map_or("", |c| c.th.0),
            progress, live => running,
            refresh => if running { again } else { 0 }, ..head(app, &held, "agencies")
        };
        Ok(app.page("agency.html", values)?.into_response())
    })
    .await
}

/// Columns of audits, rows of items; the last audits, the oldest first.
fn past(history: &[Past]) -> Value {
    let last = &history[history.len().saturating_sub(MOST)..];
    let columns: Vec<Value> = last
        .iter()
        .map(|past| {
            context! {
                survey => past.survey, name => past.survey_name.clone(), round => past.round, rounds => past.rounds, kind => past.kind.clone(), year => past.year,
                as_of => past.as_of.clone(), score => past.site.score, state => past.site.state.clone(),
                finished_at => past.site.finished_at.clone(), agency => past.site.agency, cause => past.site.message.clone(),
            }
        })
        .collect();
    context! { columns }
}

pub(super) async fn history(State(app): State<Shared>, id: Id) -> Response {
    made(app, move |app| {
        let agency = number(&id)?;
        let who = app.store.agency(agency)?.ok_or(Missing::NotFound)?;
        let history = app.store.history(agency)?;
        let last = &history[history.len().saturating_sub(MOST)..];
        // Rows by key, since numbers move; in the order of the newest edition that has them.
        let mut letters: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut names = Vec::new();
        for (column, past) in last.iter().enumerate() {
            let edition = app.store.edition_kept(&past.site.digest)?;
            for (name, letter) in edition.iter().zip(past.site.verdicts.chars()) {
                let row = letters.entry(name.key.clone()).or_insert_with(|| vec!["-".to_owned(); last.len()]);
                row[column] = letter.to_string();
            }
            if !past.site.verdicts.is_empty() {
                names = edition.to_vec();
            }
        }
        let rows: Vec<Value> = names
            .iter()
            .map(|name| {
                let row = letters.get(&name.key).cloned().unwrap_or_default();
                let known: Vec<&String> = row.iter().filter(|l| *l != "-").collect();
                let change = match known.as_slice() {
                    [.., before, now] if **before == "P" && **now == "F" => "lost",
                    [.., before, now] if **before != "P" && **now == "P" => "gained",
                    _ => "",
                };
                context! { name => given(name), row, change }
            })
            .collect();
        let scores: Vec<(usize, f64)> =
            last.iter().enumerate().filter_map(|(at, p)| Some((at, p.site.score?))).collect();
        let step = 560.0 / (last.len().max(2) - 1) as f64;
        let points: Vec<Value> = scores
            .iter()
            .map(|(at, score)| context! { x => 20.0 + *at as f64 * step, y => 110.0 - score, score })
            .collect();
        let line: Vec<String> = scores
            .iter()
            .map(|(at, score)| format!("{:.1},{:.1}", 20.0 + *at as f64 * step, 110.0 - score))
            .collect();
        let [name, address, kind, province] = who;
        let values = context! {
            agency, name, address, kind, province, rows, points, line => line.join(" "), audits => history.len(),
            ..past(&history)
        };
        Ok(app.page("history.html", values)?.into_response())
    })
    .await
}
