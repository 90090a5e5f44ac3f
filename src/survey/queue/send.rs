//! What `oit survey --queue` does: puts the sites down in the shared database, and takes over each
//! result as it comes, so that the local database holds the survey as if it had been made here.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::table::Tables;
use super::{Error, Job, Queue};
use crate::crawl::StopHandle;
use crate::survey::run::blocking;
use crate::survey::store::{Elsewhere, SiteResult, SiteRow, Store, SurveyRow};

const EVERY: Duration = Duration::from_secs(2);
/// Every so many turns it is asked whether the engine still has jobs.
const LOOK: u32 = 15;
/// Results taken over at a time: a report is up to some megabytes.
const PIECE: usize = 20;

/// Hears how it goes.
pub trait Hears: Send + Sync {
    /// Which sites are being visited, and how many workers live.
    fn state(&self, running: &[Elsewhere], workers: usize);
    fn ended(&self, site: &SiteRow, result: &SiteResult);
    /// The database is away.
    fn waits(&self, why: &Error);
}

/// Sends what waits, and takes results over until every site has its row or `stop` is called.
///
/// # Errors
/// If the local database breaks, or the shared one refuses.
pub async fn send(
    store: Arc<Store>,
    survey: SurveyRow,
    tables: &Tables,
    queue: &impl Queue,
    hears: &dyn Hears,
    stop: StopHandle,
) -> Result<(), Error> {
    let rows = {
        let store = Arc::clone(&store);
        let id = survey.id;
        blocking(move || store.sites(id)).await?
    };
    let open: Vec<&SiteRow> =
        rows.iter().filter(|r| !matches!(r.state.as_str(), "done" | "failed")).collect();
    let known: Vec<(i64, i64)> = open.iter().map(|row| (row.agency, row.attempt)).collect();
    let head = (survey.queue.as_str(), survey.name.as_str(), survey.year, survey.as_of.as_str());
    let mut push: HashSet<i64> = tables.put(head, &known).await?.into_iter().collect();
    let mut at = Vec::new();
    for row in &open {
        at.push((row.agency, row.url.as_str(), store.is_bare(survey.id, row.agency)?));
    }
    push.extend(tables.address(&survey.queue, &at).await?);
    pushed(&store, &survey, tables, queue, &open, &push).await?;
    let mut turn: u32 = 0;
    let mut waiting: HashSet<i64> = known.iter().map(|(agency, _)| *agency).collect();
    while !waiting.is_empty() && !stop.is_stopped() {
        match taken_over(&store, &survey, tables, hears, &rows, &mut waiting).await {
            Err(error @ Error::Sql(_)) => hears.waits(&error),
            other => other?,
        }
        turn += 1;
        // An engine that holds no job while sites wait has lost them: they are sent once more.
        if turn.is_multiple_of(LOOK)
            && !waiting.is_empty()
            && let (Ok(0), Ok(lost)) = (queue.held().await, tables.unqueued(&survey.queue).await)
        {
            pushed(&store, &survey, tables, queue, &open, &lost.into_iter().collect()).await?;
        }
        if waiting.is_empty() {
            break;
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.stopped() => {}
        }
    }
    Ok(())
}

async fn pushed(
    store: &Store,
    survey: &SurveyRow,
    tables: &Tables,
    queue: &impl Queue,
    open: &[&SiteRow],
    push: &HashSet<i64>,
) -> Result<(), Error> {
    let mut jobs = jobs(store, survey, open, push)?;
    // Neighbours in a list often share a machine; the queue is stirred so that they do not stand in a row.
    jobs.sort_by_key(|job| job.agency.wrapping_mul(2_654_435_761) % 1_000_003);
    for piece in jobs.chunks(200) {
        queue.push(piece.to_vec()).await?;
        let agencies: Vec<i64> = piece.iter().map(|job| job.agency).collect();
        tables.queued(&survey.queue, &agencies).await?;
    }
    Ok(())
}

fn jobs(
    store: &Store,
    survey: &SurveyRow,
    open: &[&SiteRow],
    push: &HashSet<i64>,
) -> Result<Vec<Job>, Error> {
    let mut jobs = Vec::new();
    for row in open.iter().filter(|row| push.contains(&row.agency)) {
        jobs.push(Job {
            survey: survey.queue.clone(),
            agency: row.agency,
            name: row.name.clone(),
            url: row.url.clone(),
            bare: store.is_bare(survey.id, row.agency)?,
            submission: store.submission(survey.id, row.agency)?,
            year: survey.year,
            as_of: survey.as_of.clone(),
            flags: survey.flags.clone(),
        });
    }
    Ok(jobs)
}

async fn taken_over(
    store: &Arc<Store>,
    survey: &SurveyRow,
    tables: &Tables,
    hears: &dyn Hears,
    rows: &[SiteRow],
    waiting: &mut HashSet<i64>,
) -> Result<(), Error> {
    let (done, running) = tables.state(&survey.queue).await?;
    let fresh: Vec<i64> = done.iter().map(|(agency, _)| *agency).filter(|a| waiting.contains(a)).collect();
    hears.state(&running, tables.workers().await?);
    let (here, id) = (Arc::clone(store), survey.id);
    blocking(move || here.mirror(id, &running)).await?;
    for piece in fresh.chunks(PIECE) {
        for (agency, attempt, result) in tables.results(&survey.queue, piece).await? {
            let (store, id) = (Arc::clone(store), survey.id);
            let result = Arc::new(result);
            let kept = Arc::clone(&result);
            blocking(move || store.take_over(id, agency, attempt, &kept)).await?;
            waiting.remove(&agency);
            if let Some(row) = rows.iter().find(|row| row.agency == agency) {
                hears.ended(row, &result);
            }
        }
    }
    Ok(())
}
