//! What changed since an earlier round, and how items go from round to round.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::held::is_of;
use super::overview::head;
use super::show::given;
use super::{App, Held, Id, Missing, Shared, made, number};
use crate::survey::store::{SiteRow, SurveyRow};

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    province: String,
    kind: String,
    /// Number of the round that is compared with; empty: the one that compares best.
    with: String,
}

/// Rounds that can be chosen.
const MOST: usize = 40;
/// Rounds shown beside each other.
const SHOWN: usize = 5;

/// What a round is compared with.
struct Other {
    held: Arc<Held>,
    /// Both were judged by the form of one year; points of two forms are no difference.
    same_form: bool,
}

/// Rounds before this one, the latest first, and the one that is asked for.
fn other(app: &App, held: &Held, asked: &str) -> Result<(Vec<SurveyRow>, Option<Other>), Missing> {
    let this = &held.snapshot.survey;
    let earlier = app.store.earlier(this.id, MOST)?;
    let chosen = match asked {
        "" => best(this, &earlier),
        asked => {
            let id = number(asked)?;
            Some(earlier.iter().find(|one| one.id == id).ok_or(Missing::NotFound)?)
        }
    };
    let other = chosen.map(|chosen| {
        Ok::<_, Missing>(Other { held: app.snapshot(chosen.id)?, same_form: chosen.year == this.year })
    });
    let other = other.transpose()?;
    Ok((earlier, other))
}

/// The last finished round by the same form, of the same list before any other; else the nearest to that.
fn best<'a>(this: &SurveyRow, earlier: &'a [SurveyRow]) -> Option<&'a SurveyRow> {
    // Of equals the first: the latest.
    earlier.iter().min_by_key(|one| {
        let same_form = one.year == this.year;
        (!(same_form && one.is_finished()), !same_form, one.name != this.name, !one.is_finished())
    })
}

/// The rounds to choose from, and what is to be known of the one that was chosen, beside a page's head.
fn compared(earlier: &[SurveyRow], other: Option<&Other>, head: Value) -> Value {
    let shown = |row: &SurveyRow| {
        context! { row => given(row), unfinished => !row.is_finished(), ended => row.done + row.failed, total => row.total() }
    };
    context! {
        rounds => earlier.iter().map(shown).collect::<Vec<_>>(),
        old => other.map(|other| shown(&other.held.snapshot.survey)),
        same_form => other.is_none_or(|other| other.same_form), ..head
    }
}

pub(super) async fn page(State(app): State<Shared>, id: Id, Query(asked): Query<Asked>) -> Response {
    made(app, move |app| {
        let held = app.snapshot(number(&id)?)?;
        let (earlier, other) = other(app, &held, &asked.with)?;
        let page = compared(&earlier, other.as_ref(), head(app, &held, "changes"));
        let Some(Other { held: old, same_form }) = other else {
            let values = context! { first => true, ..page };
            return Ok(app.page("changes.html", values)?.into_response());
        };
        let (mut items, agencies) = held.snapshot.changes(&old.snapshot);
        items.retain(|item| item.gained + item.lost > 0);
        items.sort_by_key(|item| std::cmp::Reverse(item.gained + item.lost));
        let both = agencies.len();
        let agencies = if same_form { agencies } else { Vec::new() };
        let row = |(at, difference): &(usize, f64)| {
            context! { site => given(&held.snapshot.sites[*at]), difference }
        };
        let fell: Vec<Value> = agencies.iter().filter(|(_, d)| *d < -0.005).take(20).map(row).collect();
        let rose: Vec<Value> = agencies.iter().rev().filter(|(_, d)| *d > 0.005).take(20).map(row).collect();
        let mean = agencies.iter().map(|(_, d)| d).sum::<f64>() / agencies.len().max(1) as f64;
        let values = context! {
            items => given(items), fell, rose, mean, both, ..page
        };
        Ok(app.page("changes.html", values)?.into_response())
    })
    .await
}

pub(super) async fn trends(State(app): State<Shared>, id: Id, Query(asked): Query<Asked>) -> Response {
    made(app, move |app| {
        let held = app.snapshot(number(&id)?)?;
        let (earlier, other) = other(app, &held, &asked.with)?;
        let page = compared(&earlier, other.as_ref(), head(app, &held, "trends"));
        let before = other.as_ref().map(|other| &other.held.snapshot);
        let is_asked = |site: &SiteRow| is_of(&asked.province, &site.province) && is_of(&asked.kind, &site.kind);
        // What changed is told of the agencies that both rounds have done: a longer list is no progress.
        let (mut now, mut then): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        if let Some(before) = before {
            for at in held.snapshot.done().filter(|at| is_asked(&held.snapshot.sites[*at])) {
                let was = before.place(held.snapshot.sites[at].agency);
                if let Some(was) = was.filter(|was| before.sites[*was].state == "done") {
                    now.push(at);
                    then.push(was);
                }
            }
        }
        let same = now.len();
        let comparable = other.as_ref().filter(|other| other.same_form).map(|other| &other.held.snapshot);
        let mean = comparable
            .and_then(|before| Some(held.snapshot.sums(&now).mean? - before.sums(&then).mean?));
        let now = held.snapshot.items_over(now.into_iter());
        let then = comparable.map_or_else(Vec::new, |old| old.items_over(then.into_iter()));
        // The newest first, where it is seen without going aside.
        let mut surveys = earlier;
        let compared_with = before.map(|before| before.survey.id);
        if let Some(at) = surveys.iter().position(|one| Some(one.id) == compared_with)
            && at >= SHOWN - 1
        {
            surveys.swap(at, SHOWN - 2);
        }
        surveys.truncate(SHOWN - 1);
        surveys.insert(0, held.snapshot.survey.clone());
        let mut columns = Vec::new();
        let mut counts = Vec::new();
        for survey in surveys {
            let one = app.snapshot(survey.id)?;
            let keys: Vec<String> = one.snapshot.names.iter().map(|n| n.key.clone()).collect();
            let (group, items) = if asked.province.is_empty() && asked.kind.is_empty() {
                (one.whole().clone(), one.items().to_vec())
            } else {
                let sites: Vec<usize> =
                    one.snapshot.done().filter(|at| is_asked(&one.snapshot.sites[*at])).collect();
                (one.snapshot.sums(&sites), one.snapshot.items_over(sites.into_iter()))
            };
            columns.push(context! {
                survey => given(&survey), group => given(group), unfinished => !survey.is_finished(),
                compared => Some(survey.id) == compared_with,
            });
            counts.push((keys, items));
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
                let was = comparable.and_then(|old| old.item(&name.key)).map(|at| &then[at]);
                let change = was
                    .filter(|was| was.judged() > 0 && now[nr].judged() > 0)
                    .map(|was| now[nr].pass_rate() - was.pass_rate());
                context! { name => given(name), rates, change }
            })
            .collect();
        let values = context! {
            rows, columns, same, mean, province => asked.province, kind => asked.kind, choices => held.choices(),
            ..page
        };
        Ok(app.page("trends.html", values)?.into_response())
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::survey::store::{NewSurvey, Store};

    #[test]
    fn a_round_is_compared_with_the_last_finished_one_by_the_same_form() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Duration::from_secs(5)).unwrap();
        let row = |name: &str, year: i32, waiting: usize| {
            let new = NewSurvey { kind: "survey", name: name.into(), year, ..NewSurvey::default() };
            let row = store.survey(store.begin(&new).unwrap()).unwrap().unwrap();
            SurveyRow { waiting, done: 1, ..row }
        };
        let this = row("ก", 2564, 0);
        // The latest first.
        let mut earlier = vec![
            row("ก", 2569, 0),
            row("ก", 2564, 1),
            row("ข", 2564, 0),
            row("ก", 2564, 0),
            row("ก", 2564, 0),
        ];
        let mut chosen = Vec::new();
        while let Some(one) = best(&this, &earlier).map(|one| one.id) {
            let at = earlier.iter().position(|row| row.id == one).unwrap();
            chosen.push(one - this.id);
            earlier.remove(at);
        }
        assert_eq!(chosen, [4, 5, 3, 2, 1]);
    }
}
