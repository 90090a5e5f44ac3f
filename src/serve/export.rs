//! Files to take away: a survey as tables, one agency's report in every format.

use std::io::{Read, Seek};

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::agencies::Asked;
use super::{Held, Ids, Missing, Shared, Shown, made, number};
use crate::report::Lang;
use crate::survey::export::{self, Part, Table};
use crate::survey::store::{Error, Fallible};

fn media_type(extension: &str) -> &'static str {
    match extension {
        "csv" => "text/csv; charset=utf-8",
        "json" => "application/json",
        "html" => "text/html; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

fn named(name: &str, extension: &str, body: Body) -> Response {
    // The name is ours: letters, digits, dots.
    let disposition = format!("attachment; filename=\"{name}.{extension}\"");
    let head = [
        (header::CONTENT_TYPE, media_type(extension).to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (head, body).into_response()
}

/// `agencies.csv`, `items.parquet`, `survey.xlsx`, `survey.json`; tables with what the ranking or an
/// item's page is asked for, on all its pages.
pub(super) async fn survey(State(app): State<Shared>, ids: Ids, Query(asked): Query<Asked>) -> Response {
    made(app, move |app| {
        let (survey, file) = (number(&ids.0.0)?, ids.0.1.as_str());
        let held = app.snapshot(survey)?;
        let (stem, extension) = file.split_once('.').ok_or(Missing::NotFound)?;
        let table = match (stem, extension) {
            ("agencies", "csv" | "parquet" | "xlsx") => Some(Table::Agencies),
            ("items", "csv" | "parquet" | "xlsx") => Some(Table::Items),
            ("survey", "xlsx" | "json") => None,
            _ => return Err(Missing::NotFound),
        };
        let part = table.map(|table| part(&held, table, &asked)).transpose()?;
        let filtered = if table.is_some() && asked.is_filtered() { "-filtered" } else { "" };
        written(app, extension, &format!("survey-{survey}-{stem}{filtered}"), |path| match part {
            Some((table, part)) => {
                let out = std::io::BufWriter::new(std::fs::File::create(path)?);
                export::table(&app.store, &held.snapshot, table, &part, extension, out)
            }
            None => export::write(&app.store, &held.snapshot, path).map(drop),
        })
    })
    .await
}

/// `agencies.csv`, `items.parquet`: all surveys of all years in one table.
pub(super) async fn all(State(app): State<Shared>, Path(file): Path<String>) -> Response {
    made(app, move |app| {
        let (stem, extension) = file.split_once('.').ok_or(Missing::NotFound)?;
        let table = match (stem, extension) {
            ("agencies", "csv" | "parquet") => Table::Agencies,
            ("items", "csv" | "parquet") => Table::Items,
            _ => return Err(Missing::NotFound),
        };
        let mut surveys = app.store.surveys("survey", usize::MAX >> 1)?;
        surveys.reverse();
        let numbers: Vec<i64> = surveys.iter().map(|survey| survey.id).collect();
        written(app, extension, &format!("all-{stem}"), |path| {
            let out = std::io::BufWriter::new(std::fs::File::create(path)?);
            export::table_of_all(&app.store, &numbers, table, extension, out)
        })
    })
    .await
}

/// The rows that a page shows when it is asked the same.
fn part(held: &Held, table: Table, asked: &Asked) -> Result<(Table, Part), Missing> {
    let sort = if asked.sort.is_empty() { "nr" } else { &asked.sort };
    let sites = Asked { sort: sort.to_owned(), ..asked.clone() }.sites(held);
    let item = match table {
        Table::Items if !asked.item.is_empty() => {
            Some(held.snapshot.item(&asked.item).ok_or(Missing::NotFound)?)
        }
        _ => None,
    };
    Ok((table, Part { sites, item }))
}

/// A nation's rows do not fit into memory: they go through a file without a name.
fn written(
    app: &Shared,
    extension: &str,
    name: &str,
    write: impl FnOnce(&std::path::Path) -> Fallible<()>,
) -> Shown {
    let folder = tempfile::Builder::new().prefix("export-").tempdir_in(&app.folder).map_err(Error::Io)?;
    let path = folder.path().join(format!("x.{extension}"));
    write(&path)?;
    let mut file = std::fs::File::open(&path).map_err(Error::Io)?;
    let length = file.seek(std::io::SeekFrom::End(0)).map_err(Error::Io)?;
    file.rewind().map_err(Error::Io)?;
    let (send, receive) = tokio::sync::mpsc::channel::<std::io::Result<Vec<u8>>>(4);
    std::thread::spawn(move || {
        // Kept until the last byte is sent.
        let _folder = folder;
        loop {
            let mut piece = vec![0; 256 << 10];
            let piece = match file.read(&mut piece) {
                Ok(0) => return,
                Ok(read) => {
                    piece.truncate(read);
                    Ok(piece)
                }
                Err(error) => Err(error),
            };
            if send.blocking_send(piece).is_err() {
                return;
            }
        }
    });
    let pieces =
        futures::stream::unfold(receive, |mut from| async { from.recv().await.map(|piece| (piece, from)) });
    let mut response = named(name, extension, Body::from_stream(pieces));
    response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    Ok(response)
}

/// `report.html`, `report.xlsx` …: one agency's report as `oit audit --to` writes it.
pub(super) async fn report(State(app): State<Shared>, ids: Path<(String, String, String)>) -> Response {
    made(app, move |app| {
        let (survey, agency, file) = (number(&ids.0.0)?, number(&ids.0.1)?, ids.0.2.as_str());
        let extension = ["html", "json", "xlsx", "csv", "md"]
            .into_iter()
            .find(|known| file.strip_prefix("report.").is_some_and(|asked| asked == *known))
            .ok_or(Missing::NotFound)?;
        let report = app.store.report(survey, agency)?.ok_or(Missing::NotFound)?;
        let format = crate::report::for_path(std::path::Path::new(&format!("report.{extension}")))
            .map_err(|_| Missing::NotFound)?;
        let mut bytes = Vec::new();
        format.write(&report, Lang::Th, &mut bytes).map_err(Error::Io)?;
        Ok(named(&format!("oit-{survey}-{agency}"), extension, Body::from(bytes)))
    })
    .await
}
