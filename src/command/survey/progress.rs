//! How a survey goes, on stderr: a line a running site on a terminal, plain lines elsewhere.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::both;
use crate::command::progress::Unechoed;
use crate::command::say::{self, Level};
use crate::crawl::{Event, Progress, Status};
use crate::lang::several;
use crate::report::{Lang, clean_text};
use crate::survey::run::Hears;
use crate::survey::store::{Outcome, SiteResult, Taken};
use crate::thai::width::truncate;

/// Tells a person how the survey goes.
pub struct Told {
    quiet: bool,
    total: usize,
    started: Instant,
    state: Mutex<State>,
    screen: Option<(MultiProgress, ProgressBar)>,
    unechoed: Mutex<Option<Unechoed>>,
    /// Lines for running sites.
    room: usize,
}

struct State {
    done: usize,
    failed: usize,
    pace: Pace,
    running: BTreeMap<i64, Run>,
    last: Instant,
}

/// A site under way.
struct Run {
    line: Option<ProgressBar>,
    began: Instant,
    /// Seconds of earlier processes.
    before: f64,
}

/// A summary this often where nobody watches.
const PLAIN: Duration = Duration::from_secs(30);

impl Told {
    pub fn new(quiet: bool, total: usize, done: usize, failed: usize) -> Told {
        let term = console::Term::stderr();
        let screen = (!quiet && term.is_term() && say::is_plain()).then(|| {
            // Dozens of lines drawn as often as they change would fill a slow connection.
            let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(4));
            let head = all.add(ProgressBar::new(total as u64).with_position((done + failed) as u64));
            let style = ProgressStyle::with_template("{bar:30} {wide_msg}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            head.set_style(style);
            head.enable_steady_tick(Duration::from_secs(1));
            let lines = all.clone();
            say::drawn(Some(Arc::new(move |print| lines.suspend(print))));
            (all, head)
        });
        let state =
            State { done, failed, pace: Pace::default(), running: BTreeMap::new(), last: Instant::now() };
        let told = Told {
            quiet,
            total,
            started: Instant::now(),
            state: Mutex::new(state),
            unechoed: Mutex::new(screen.is_some().then(Unechoed::begin)),
            screen,
            room: usize::from(term.size().0).saturating_sub(4).clamp(2, 40),
        };
        told.head(&told.state.lock().expect("no panic under this lock"));
        told
    }

    /// Takes the lines away.
    pub fn end(&self) {
        let mut state = self.state.lock().expect("no panic under this lock");
        for line in std::mem::take(&mut state.running).into_values().filter_map(|run| run.line) {
            line.finish_and_clear();
        }
        if let Some((all, head)) = &self.screen {
            head.disable_steady_tick();
            head.finish_and_clear();
            let _ = all.clear();
            // A site that is still being given up must not draw its line again.
            all.set_draw_target(ProgressDrawTarget::hidden());
            say::drawn(None);
            self.unechoed.lock().expect("no panic under this lock").take();
        }
    }

    fn summary(&self, state: &State) -> String {
        let ended = state.done + state.failed;
        let waiting = self.total.saturating_sub(ended + state.running.len());
        let running: Vec<f64> =
            state.running.values().map(|run| run.before + run.began.elapsed().as_secs_f64()).collect();
        summary(ended, self.total, running.len(), state.failed)
            + &state.pace.told(&running, waiting, self.started.elapsed())
    }

    fn head(&self, state: &State) {
        if let Some((_, head)) = &self.screen {
            head.set_position((state.done + state.failed) as u64);
            head.set_message(self.summary(state));
        }
    }
}

/// How far a survey is, in one line.
pub fn summary(ended: usize, total: usize, running: usize, failed: usize) -> String {
    let sites = several(total, "site", "sites");
    both!(
        "{ended}/{total} แห่ง · กำลังตรวจ {running} · ตรวจไม่ได้ {failed}",
        "{ended}/{sites} · {running} running · {failed} failed"
    )
}

/// How fast sites end in this process, and how long the others will take.
#[derive(Debug, Default)]
pub struct Pace {
    /// Sites of which something was read, and how long they took together.
    ran: (usize, f64),
    /// Sites that gave nothing: most of them end at once, and say nothing of how long an audit takes.
    gave_nothing: (usize, f64),
}

impl Pace {
    pub fn ended(&mut self, result: &SiteResult) {
        let ran = result.outcome == Outcome::Done || result.pages + result.files > 0;
        let sums = if ran { &mut self.ran } else { &mut self.gave_nothing };
        *sums = (sums.0 + 1, sums.1 + result.seconds);
    }

    /// In words; `running`: how long each site under way has taken so far. Empty where nothing ended yet.
    pub fn told(&self, running: &[f64], waiting: usize, since: Duration) -> String {
        let hours = since.as_secs_f64() / 3600.0;
        if self.ran.0 == 0 || hours <= 0.0 {
            return match self.gave_nothing.0 {
                0 => String::new(),
                _ => both!(" · ยังบอกเวลาที่เหลือไม่ได้", " · no telling yet how long"),
            };
        }
        let rate = format!("{:.0}", self.ran.0 as f64 / hours);
        let left = duration(self.left(running, waiting));
        both!(" · {} แห่ง/ชั่วโมง · เหลือ{}", " · {} an hour ·{} left", rate, left)
    }

    /// Seconds until all have ended, once one of which something was read has.
    fn left(&self, running: &[f64], waiting: usize) -> f64 {
        let mean = |(sites, seconds): (usize, f64)| if sites == 0 { 0.0 } else { seconds / sites as f64 };
        // What runs has taken its time too: the quick ones end first, and alone they would promise too much.
        let full = mean((self.ran.0, self.ran.1 + running.iter().sum::<f64>()));
        // Of those that were begun, not of those that ended, for the same reason.
        let begun = self.ran.0 + self.gave_nothing.0 + running.len();
        let nothing = self.gave_nothing.0 as f64 / begun as f64;
        let one = (1.0 - nothing) * full + nothing * mean(self.gave_nothing);
        (waiting as f64 * one + running.len() as f64 * full) / running.len().max(1) as f64
    }
}

/// A time as people say it: ` 2 ชั่วโมง 5 นาที`.
fn duration(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round() as u64;
    match (minutes / 60, minutes % 60) {
        (0, 0) => both!("ไม่ถึงนาที", " less than a minute"),
        (0, m) => both!(" {} นาที", " {} min", m),
        (h, m) if h < 48 => both!(" {} ชั่วโมง {} นาที", " {} h {} min", h, m),
        (h, _) => both!(" {} วัน {} ชั่วโมง", " {} days {} h", h / 24, h % 24),
    }
}

/// What came of a site, in a few words: its score, or why it has none.
pub fn outcome(result: &SiteResult) -> String {
    match (result.outcome, result.score) {
        (Outcome::Done, Some(score)) => format!("{score:.2}"),
        (Outcome::Done, None) => both!("ตรวจแล้ว", "done"),
        (Outcome::Failed, _) => {
            let status = Status::ALL.into_iter().find(|status| status.name() == result.cause);
            let why = match status {
                Some(status) if crate::lang::now() == Lang::En => Lang::En.words().status(status).to_owned(),
                _ => clean_text(&result.message),
            };
            both!("ตรวจไม่ได้: {}", "failed: {}", why)
        }
    }
}

/// Tells of a finished site: a line for people, its values for programs.
pub fn tell(nth: &str, name: &str, url: &str, result: &SiteResult, by: &str) {
    let seconds = format!("{:.0}", result.seconds);
    let by = if by.is_empty() { String::new() } else { format!(", {}", clean_text(by)) };
    // The list left it open, and the first way in did not do.
    let by = if result.url.is_empty() {
        by
    } else {
        both!("{by}, อ่านด้วย http://", "{by}, read by http://")
    };
    let line =
        both!("{}{} {} ({} วินาที{})", "{}{} {} ({} s{})", nth, clean_text(name), outcome(result), seconds, by);
    let (level, event) = match result.outcome {
        Outcome::Done => (Level::Info, "site-done"),
        Outcome::Failed => (Level::Warning, "site-failed"),
    };
    let more = [
        ("site", url.into()),
        ("name", name.into()),
        ("cause", result.cause.as_str().into()),
        ("oit", result.score.into()),
        ("seconds", result.seconds.into()),
    ];
    say::tell(level, event, &line, more);
}

impl Hears for Told {
    fn began(&self, site: &Taken) -> Arc<dyn Progress> {
        let mut state = self.state.lock().expect("no panic under this lock");
        let shown = state.running.values().filter(|run| run.line.is_some()).count();
        let line = self.screen.as_ref().filter(|_| shown < self.room).map(|(all, _)| {
            let line = all.add(ProgressBar::new_spinner());
            let style = ProgressStyle::with_template("  {spinner} {wide_msg}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner());
            line.set_style(style);
            line.set_message(clean_text(&site.name));
            line.enable_steady_tick(Duration::from_secs(1));
            line
        });
        let run = Run { line: line.clone(), began: Instant::now(), before: site.seconds };
        state.running.insert(site.agency, run);
        self.head(&state);
        Arc::new(Line {
            name: truncate(&clean_text(&site.name), 40).to_string(),
            line,
            events: AtomicUsize::new(0),
        })
    }

    fn ended(&self, site: &Taken, result: Option<&SiteResult>) {
        let mut state = self.state.lock().expect("no panic under this lock");
        let line = state.running.remove(&site.agency).and_then(|run| run.line);
        if let Some((line, (all, _))) = line.zip(self.screen.as_ref()) {
            line.finish_and_clear();
            all.remove(&line);
        }
        let Some(result) = result else { return };
        state.pace.ended(result);
        match result.outcome {
            Outcome::Done => state.done += 1,
            Outcome::Failed => state.failed += 1,
        }
        self.head(&state);
        if self.quiet {
            return;
        }
        let ended = state.done + state.failed;
        let nth = format!("[{ended}/{}] ", self.total);
        match &self.screen {
            // Above the lines that change, only what went wrong: the rest is in the database.
            Some((all, _)) if result.outcome == Outcome::Failed => {
                let _ = all.println(format!("{nth}{} {}", clean_text(&site.name), outcome(result)));
            }
            Some(_) => {}
            None => {
                tell(&nth, &site.name, &site.url, result, "");
                if state.last.elapsed() >= PLAIN {
                    state.last = Instant::now();
                    say::info("progress", &self.summary(&state));
                }
            }
        }
    }
}

/// The line of one running site.
struct Line {
    name: String,
    line: Option<ProgressBar>,
    events: AtomicUsize,
}

impl Progress for Line {
    fn event(&self, event: &Event<'_>) {
        let Some(line) = &self.line else { return };
        // Every request of dozens of sites would be more drawing than auditing.
        if self.events.fetch_add(1, Ordering::Relaxed).is_multiple_of(4) {
            line.set_message(both!(
                "{} · อ่านแล้ว {} · รอ {} · อ่านไม่ได้ {}",
                "{} · {} read · {} waiting · {} failed",
                self.name,
                event.read,
                event.waiting,
                event.failed
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_how_fast_and_how_long() {
        assert_eq!(summary(3, 8300, 64, 1), "3/8300 แห่ง · กำลังตรวจ 64 · ตรวจไม่ได้ 1");
        let result = |pages: u64, seconds: f64| SiteResult {
            pages,
            seconds,
            ..SiteResult::failed("low-coverage", "", "")
        };
        let ended = |sites: usize, seconds: f64| {
            let mut pace = Pace::default();
            (0..sites).for_each(|_| pace.ended(&result(5, seconds)));
            pace
        };
        let hour = Duration::from_secs(3600);
        // Sixty sites of ten minutes each, ten at a time, in an hour.
        let pace = ended(60, 600.0);
        assert_eq!(pace.told(&[0.0; 10], 2990, hour), " · 60 แห่ง/ชั่วโมง · เหลือ 2 วัน 2 ชั่วโมง");
        assert_eq!(pace.told(&[0.0; 10], 120, hour), " · 60 แห่ง/ชั่วโมง · เหลือ 2 ชั่วโมง 10 นาที");
        assert_eq!(pace.told(&[], 0, hour), " · 60 แห่ง/ชั่วโมง · เหลือไม่ถึงนาที");
        // Nothing ended here yet, or nothing that says how long an audit takes: nobody knows.
        let mut pace = Pace::default();
        assert_eq!(pace.told(&[5.0], 100, hour), "");
        (0..50).for_each(|_| pace.ended(&result(0, 1.0)));
        assert_eq!(pace.told(&[5.0], 100, hour), " · ยังบอกเวลาที่เหลือไม่ได้");
    }

    #[test]
    fn sites_that_fail_at_once_promise_nothing() {
        // A nation of 1,000, a tenth of it down, 10 at a time; half an hour in, three sites of 10 minutes are through.
        let mut pace = Pace::default();
        (0..3).for_each(|_| {
            pace.ended(&SiteResult { pages: 40, seconds: 600.0, ..SiteResult::failed("", "", "") })
        });
        (0..30).for_each(|_| {
            pace.ended(&SiteResult { seconds: 1.0, ..SiteResult::failed("dns-failed", "", "") })
        });
        let running = [1500.0; 10];
        let left = pace.left(&running, 957);
        // By what ended in all it would be 967 / 66 an hour: 15 hours. What really ran says about two days.
        assert!(left > 40.0 * 3600.0, "{}", left / 3600.0);
    }

    #[test]
    fn what_ended_before_is_no_pace_of_this_process() {
        let told = Told::new(true, 100, 40, 10);
        told.state.lock().unwrap().done += 5;
        let line = told.summary(&told.state.lock().unwrap());
        assert!(line.starts_with("55/100 แห่ง · กำลังตรวจ 0 · ตรวจไม่ได้ 10"), "{line}");
        assert!(!line.contains("ชั่วโมง"), "{line}");
    }
}
