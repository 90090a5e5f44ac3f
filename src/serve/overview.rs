//! A survey at a glance; and its failed sites, its clusters.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};

use super::held::Order;
use super::show::given;
use super::{App, Held, Id, Missing, Shared, made, number};
use crate::command::survey;
use crate::survey::insight::percent;

/// Rows of each short list.
const SHORT: usize = 8;
const MOST_SITES: usize = 60;

/// What the head of every page of a survey needs.
pub(super) fn head(app: &App, held: &Held, tab: &str) -> Value {
    let survey = &held.snapshot.survey;
    // What a killed process left in the middle does not run.
    let idle =
        survey.kind == "survey" && !survey.is_finished() && !survey::is_under_way(&app.folder, survey.id);
    let ended = survey.done + survey.failed;
    let left = survey.total() - ended;
    context! {
        survey => given(survey), tab, idle, total => survey.total(), ended, left,
        complete => percent(ended, survey.total()), judged => percent(survey.done, survey.total()),
        mixed_rules => held.snapshot.digests.len() > 1,
        versions => given(&held.snapshot.versions),
        mixed_versions => held.snapshot.versions.len() > 1,
    }
}

pub(super) async fn page(State(app): State<Shared>, id: Id) -> Response {
    made(app, move |app| {
        let id = number(&id)?;
        let held = app.snapshot(id)?;
        let snapshot = &held.snapshot;
        if snapshot.survey.kind == "audit" {
            let site = snapshot.sites.first().ok_or(Missing::NotFound)?;
            return Ok(Redirect::to(&format!("/s/{id}/a/{}", site.agency)).into_response());
        }
        let whole = held.whole();
        let mut worst = held.items().to_vec();
        worst.sort_by(|a, b| b.fail.cmp(&a.fail).then(a.nr.cmp(&b.nr)));
        worst.retain(|item| item.fail > 0);
        let tied = match worst.get(SHORT - 1) {
            Some(last) => worst[SHORT..].iter().take_while(|item| item.fail == last.fail).count(),
            None => 0,
        };
        worst.truncate(SHORT);
        let bins = snapshot.histogram();
        let highest = bins.iter().copied().max().unwrap_or(0).max(1);
        let bins: Vec<Value> = bins
            .iter()
            .enumerate()
            .map(|(at, count)| {
                let height = *count as f64 * 100.0 / highest as f64;
                context! { from => at * 10, to => at * 10 + 10, count, x => at * 60, height, y => 110.0 - height }
            })
            .collect();
        let rows = |order: Order| -> Vec<Value> {
            let done = held.order(order).iter().map(|at| &snapshot.sites[*at]).filter(|s| s.state == "done");
            done.take(SHORT).map(given).collect()
        };
        let (best, last) = (rows(Order::Best), rows(Order::Worst));
        let causes: Vec<Value> = causes(&held).into_iter().take(SHORT).collect();
        let clusters: Vec<Value> = held.clusters().iter().take(3).map(given).collect();
        let idle = !snapshot.survey.is_finished() && !survey::is_under_way(&app.folder, id);
        let running = if idle { Vec::new() } else { app.store.running(id)? };
        let elsewhere = running.iter().any(|site| !site.worker.is_empty());
        let more_running = running.len().saturating_sub(MOST_SITES);
        let running: Vec<Value> = running.iter().take(MOST_SITES).map(given).collect();
        let bands: Vec<Value> =
            snapshot.bands().into_iter().map(|(band, count)| context! { band, count }).collect();
        let values = context! {
            whole => given(whole), worst => worst.iter().map(item).collect::<Vec<_>>(), tied, bins, best, last, causes, clusters, running, elsewhere, more_running,
            bands, idle, again => survey::again(&snapshot.survey, app.place.clone()), refresh => if snapshot.survey.is_finished() { 0 } else { 10 },
            ..head(app, &held, "overview")
        };
        Ok(app.page("overview.html", values)?.into_response())
    })
    .await
}

/// An item's counts with its rates.
pub(super) fn item(item: &crate::survey::insight::ItemCount) -> Value {
    let judged = item.judged().max(1) as f64;
    let width = |part: usize| part as f64 * 200.0 / judged;
    context! {
        id => item.id.clone(), title => item.title.clone(), pass => item.pass, fail => item.fail, open => item.open,
        judged => item.judged(), pass_rate => item.pass_rate(), fail_rate => item.fail_rate(),
        pass_width => width(item.pass), fail_width => width(item.fail), open_width => width(item.open),
        fail_at => width(item.pass + item.open), open_at => width(item.pass),
    }
}

fn causes(held: &Held) -> Vec<Value> {
    held.snapshot
        .causes()
        .into_iter()
        .map(|(name, cause, sites)| {
            let shown: Vec<Value> = sites
                .iter()
                .take(MOST_SITES)
                .map(|at| given(&held.snapshot.sites[*at]))
                .collect();
            context! {
                title => cause.map_or(name.as_str(), |c| c.th.0), name => name,
                advice => cause.map_or("", |c| c.th.1), count => sites.len(), more => sites.len() - shown.len(),
                sites => shown,
            }
        })
        .collect()
}

pub(super) async fn failed(State(app): State<Shared>, id: Id) -> Response {
    made(app, move |app| {
        let id = number(&id)?;
        let held = app.snapshot(id)?;
        let retry = survey::command(["survey", "retry", &id.to_string(), "--failed"], app.place.clone());
        let again = survey::again(&held.snapshot.survey, app.place.clone());
        let values = context! { causes => causes(&held), retry, again, ..head(app, &held, "failed") };
        Ok(app.page("failed.html", values)?.into_response())
    })
    .await
}

pub(super) async fn clusters(State(app): State<Shared>, id: Id) -> Response {
    made(app, move |app| {
        let held = app.snapshot(number(&id)?)?;
        let rows: Vec<Value> = held
            .clusters()
            .iter()
            .take(40)
            .map(|cluster| {
                let sites: Vec<Value> =
                    cluster.sites.iter().take(12).map(|at| given(&held.snapshot.sites[*at])).collect();
                context! { cluster => given(cluster), sites, more => cluster.size.saturating_sub(12) }
            })
            .collect();
        let uncompared: Vec<Value> = held.snapshot.uncompared().iter().take(40).map(given).collect();
        let values = context! { rows, uncompared, ..head(app, &held, "clusters") };
        Ok(app.page("clusters.html", values)?.into_response())
    })
    .await
}
