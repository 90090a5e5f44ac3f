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
    /// Before this process began.
    before: usize,
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
    running: BTreeMap<i64, Option<ProgressBar>>,
    last: Instant,
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
        let state = State { done, failed, running: BTreeMap::new(), last: Instant::now() };
        let told = Told {
            quiet,
            total,
            before: done + failed,
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
        for line in std::mem::take(&mut state.running).into_values().flatten() {
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
        let here = ended - self.before.min(ended);
        let left = self.total.saturating_sub(ended);
        summary(ended, self.total, state.running.len(), state.failed)
            + &pace(here, left, self.started.elapsed())
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

/// How fast it goes and how long it will take; empty where nothing says so yet.
pub fn pace(here: usize, left: usize, since: Duration) -> String {
    let hours = since.as_secs_f64() / 3600.0;
    if here == 0 || hours <= 0.0 {
        return String::new();
    }
    let rate = here as f64 / hours;
    let left = duration(left as f64 / rate * 3600.0);
    let rate = format!("{rate:.0}");
    both!(" · {} แห่ง/ชั่วโมง · เหลือ{}", " · {} an hour ·{} left", rate, left)
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
        let shown = state.running.values().flatten().count();
        let line = self.screen.as_ref().filter(|_| shown < self.room).map(|(all, _)| {
            let line = all.add(ProgressBar::new_spinner());
            let style = ProgressStyle::with_template("  {spinner} {wide_msg}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner());
            line.set_style(style);
            line.set_message(clean_text(&site.name));
            line.enable_steady_tick(Duration::from_secs(1));
            line
        });
        state.running.insert(site.agency, line.clone());
        self.head(&state);
        Arc::new(Line {
            name: truncate(&clean_text(&site.name), 40).to_string(),
            line,
            events: AtomicUsize::new(0),
        })
    }

    fn ended(&self, site: &Taken, result: Option<&SiteResult>) {
        let mut state = self.state.lock().expect("no panic under this lock");
        if let Some((line, (all, _))) = state.running.remove(&site.agency).flatten().zip(self.screen.as_ref())
        {
            line.finish_and_clear();
            all.remove(&line);
        }
        let Some(result) = result else { return };
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
        let minutes = |n: u64| Duration::from_secs(n * 60);
        // Twenty in ten minutes are 120 an hour: 8,280 take 69 hours.
        assert_eq!(pace(20, 8280, minutes(10)), " · 120 แห่ง/ชั่วโมง · เหลือ 2 วัน 21 ชั่วโมง");
        assert_eq!(pace(20, 250, minutes(10)), " · 120 แห่ง/ชั่วโมง · เหลือ 2 ชั่วโมง 5 นาที");
        assert_eq!(pace(20, 10, minutes(10)), " · 120 แห่ง/ชั่วโมง · เหลือ 5 นาที");
        assert_eq!(pace(20, 0, minutes(10)), " · 120 แห่ง/ชั่วโมง · เหลือไม่ถึงนาที");
        // Nothing ended here yet: nobody knows.
        assert_eq!(pace(0, 100, minutes(10)), "");
    }

    #[test]
    fn what_ended_before_is_no_pace_of_this_process() {
        let told = Told::new(true, 100, 40, 10);
        told.state.lock().unwrap().done += 5;
        let line = told.summary(&told.state.lock().unwrap());
        assert!(line.starts_with("55/100 แห่ง · กำลังตรวจ 0 · ตรวจไม่ได้ 10"), "{line}");
        assert_eq!(told.before, 50);
    }
}
