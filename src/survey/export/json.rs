//! One JSON document: the survey, its agencies and, within each, its items. Written as it comes,
//! so that a nation does not have to fit into memory.

use std::io::Write;

use serde_json::{Value, json};

use super::{Cell, Found, Part, Table, each, verdict};
use crate::survey::insight::percent;
use crate::survey::snapshot::Snapshot;
use crate::survey::store::{Fallible, Store};

/// All surveys, each as [`write`] writes it.
pub(super) fn write_all(store: &Store, surveys: &[i64], mut out: impl Write) -> Fallible<()> {
    out.write_all(b"{\n\"schema\": \"oit-surveys/1\",\n\"surveys\": [\n")?;
    let mut first = true;
    for survey in surveys {
        let Some(snapshot) = Snapshot::load(store, *survey)? else { continue };
        if !std::mem::take(&mut first) {
            out.write_all(b",\n")?;
        }
        write(store, &snapshot, &mut out)?;
    }
    out.write_all(b"]\n}\n")?;
    Ok(out.flush()?)
}

pub(super) fn write(store: &Store, snapshot: &Snapshot, mut out: impl Write) -> Fallible<()> {
    let survey = &snapshot.survey;
    let head = json!({
        "schema": "oit-survey/1",
        "survey_nr": survey.id, "name": survey.name, "round": survey.round, "year": survey.year, "as_of": survey.as_of, "created_at": survey.created_at,
        "sites": survey.total(), "done": survey.done, "failed": survey.failed,
        "waiting": survey.waiting + survey.running,
        "rules": snapshot.digests, "versions": snapshot.versions,
        "insight": insight(snapshot),
    });
    let head = serde_json::to_string_pretty(&head)?;
    out.write_all(head.trim_end().trim_end_matches('}').trim_end().as_bytes())?;
    out.write_all(b",\n  \"agencies\": [")?;
    let mut at = 0;
    let mut fault = None;
    each(store, snapshot, Table::Agencies, &Part::whole(snapshot), &mut |cells| {
        let mut row = serde_json::Map::new();
        for ((name, _), cell) in Table::Agencies.columns().iter().zip(cells) {
            row.insert((*name).to_owned(), value(cell));
        }
        let site = &snapshot.sites[at];
        let items = (!site.verdicts.is_empty()).then(|| items(store, survey.id, site.agency, &site.digest));
        match items.transpose() {
            Ok(items) => row.insert("items".to_owned(), Value::Array(items.unwrap_or_default())),
            Err(error) => {
                fault = Some(error);
                None
            }
        };
        out.write_all(if at == 0 { b"\n    " } else { b",\n    " })?;
        at += 1;
        serde_json::to_writer(&mut out, &row)?;
        Ok(())
    })?;
    out.write_all(b"\n  ]\n}\n")?;
    out.flush()?;
    fault.map_or(Ok(()), Err)
}

/// What is counted from all sites; sites are named by their number in the list.
fn insight(snapshot: &Snapshot) -> Value {
    let all: Vec<usize> = (0..snapshot.sites.len()).collect();
    let whole = snapshot.sums(&all);
    let ended = whole.done + whole.failed;
    let nrs = |sites: &[usize]| -> Vec<i64> { sites.iter().map(|at| snapshot.sites[*at].nr).collect() };
    let causes: Vec<Value> = snapshot
        .causes()
        .iter()
        .map(|(name, cause, sites)| {
            let (title, advice) = cause.map_or((name.as_str(), ""), |cause| cause.th);
            json!({ "name": name, "title": title, "advice": advice, "count": sites.len(), "sites": nrs(sites) })
        })
        .collect();
    let clusters: Vec<Value> = snapshot
        .clusters()
        .iter()
        .map(|cluster| json!({ "marks": cluster.marks, "size": cluster.size, "gaps": cluster.gaps, "sites": nrs(&cluster.sites) }))
        .collect();
    let uncompared: Vec<Value> = snapshot
        .uncompared()
        .iter()
        .map(|cluster| json!({ "marks": cluster.marks, "size": cluster.size, "sites": nrs(&cluster.sites) }))
        .collect();
    json!({
        "complete": percent(ended, whole.sites), "mean": whole.mean, "mean_high": whole.mean_high,
        "scores_by_tens": snapshot.histogram(), "bands": snapshot.bands(),
        "items": snapshot.items_over(snapshot.done()),
        "provinces": snapshot.groups(|site| &site.province), "kinds": snapshot.groups(|site| &site.kind),
        "causes": causes, "clusters": clusters, "clusters_uncompared": uncompared,
    })
}

fn items(store: &Store, survey: i64, agency: i64, digest: &str) -> Fallible<Vec<Value>> {
    let names = store.edition_kept(digest)?;
    let mut found = Found::default();
    let items = store.items_of(survey, agency, names.len())?.into_iter().map(|item| {
        let name = &names[item.nr];
        let letter = item.verdict.bytes().next().unwrap_or_default();
        let addresses = found.of(store, (survey, agency), name, &item)?;
        Ok(json!({ "id": name.id, "key": name.key, "verdict": verdict(letter), "score": item.score,
                "comment": item.comment, "evidence_url": item.evidence, "evidence_urls": addresses }))
    });
    items.collect()
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Text(text) => text.into(),
        Cell::Number(number) => number.into(),
        Cell::Whole(number) => number.into(),
        Cell::Count(number) => number.into(),
    }
}
