//! `oit survey --queue`: the sites are audited by workers, here and elsewhere.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::progress::{self, Pace};
use crate::both;
use crate::command::{Trouble, hint, say, worker};
use crate::crawl::StopHandle;
use crate::report::clean_text;
use crate::survey::queue::send::{Hears, send};
use crate::survey::queue::{Error, Patience};
use crate::survey::store::{Elsewhere, Outcome, SiteResult, SiteRow, Store, SurveyRow};

/// Sends a survey to the shared database and takes its results over.
pub async fn run(
    url: &str,
    store: &Arc<Store>,
    survey: SurveyRow,
    quiet: bool,
    stop: StopHandle,
) -> Result<(), Trouble> {
    let (engine, tables) = worker::open(url, Patience::default()).await?;
    let ended = survey.done + survey.failed;
    let told = Told {
        quiet,
        worker: hint::line(["oit", "worker"].map(str::to_owned).into_iter().chain(hint::queue(url))),
        total: survey.total(),
        started: Instant::now(),
        state: Mutex::new(State {
            ended,
            failed: survey.failed,
            pace: Pace::default(),
            before: ended,
            last: None,
        }),
    };
    send(Arc::clone(store), survey, &tables, &engine, &told, stop).await.map_err(|error| match error {
        Error::Store(error) => super::broken(error),
        other => {
            let why = worker::fault(&other);
            Trouble::not_done(both!("ฐานข้อมูลกลางขัดข้อง: {why}", "the shared database failed: {why}")).help(
                both!(
                    "สั่งคำสั่งเดิมอีกครั้งเมื่อฐานข้อมูลกลับมา งานที่เสร็จแล้วไม่หาย",
                    "give the same command again when the database is back; what is done is not lost"
                ),
            )
        }
    })
}

struct Told {
    quiet: bool,
    /// The command that takes sites.
    worker: String,
    total: usize,
    started: Instant,
    state: Mutex<State>,
}

struct State {
    ended: usize,
    failed: usize,
    pace: Pace,
    /// When the last line was printed.
    before: usize,
    last: Option<Instant>,
}

const EVERY: Duration = Duration::from_secs(30);

impl Hears for Told {
    fn state(&self, running: &[Elsewhere], workers: usize) {
        let mut state = self.state.lock().expect("no panic under this lock");
        if self.quiet || state.last.is_some_and(|last| last.elapsed() < EVERY) {
            return;
        }
        state.last = Some(Instant::now());
        let now = jiff::Timestamp::now();
        let seconds = |one: &Elsewhere| {
            let since: jiff::Timestamp = one.since.parse().unwrap_or(now);
            now.duration_since(since).as_secs_f64().max(0.0)
        };
        let seconds: Vec<f64> = running.iter().map(seconds).collect();
        let waiting = self.total.saturating_sub(state.ended + running.len());
        let line = progress::summary(state.ended, self.total, running.len(), state.failed)
            + &state.pace.told(&seconds, waiting, self.started.elapsed());
        say::info("progress", &line);
        let came = state.ended > state.before;
        state.before = state.ended;
        // A worker that lives takes one as soon as it looks.
        if running.is_empty() && waiting > 0 && !came && workers == 0 {
            say::warning(
                "no-worker",
                &both!(
                    "ขณะนี้ไม่มีเครื่องใดรับงาน เริ่มในเครื่องที่จะตรวจด้วย {}",
                    "no machine takes sites now; where they are to be audited, start {}",
                    self.worker
                ),
            );
        }
    }

    fn ended(&self, site: &SiteRow, result: &SiteResult) {
        let mut state = self.state.lock().expect("no panic under this lock");
        state.ended += 1;
        state.pace.ended(result);
        state.failed += usize::from(result.outcome == Outcome::Failed);
        if self.quiet {
            return;
        }
        let nth = format!("[{}/{}] ", state.ended, self.total);
        progress::tell(&nth, &site.name, &site.url, result, &result.worker);
    }

    fn waits(&self, why: &Error) {
        if !self.quiet {
            worker::away(&clean_text(&worker::fault(why)));
        }
    }
}
