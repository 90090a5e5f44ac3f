//! How a survey goes, on stderr: a line a running site on a terminal, plain lines elsewhere.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::crawl::{Event, Progress};
use crate::report::clean_text;
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
        let screen = (!quiet && term.is_term()).then(|| {
            let all = MultiProgress::new();
            let head = all.add(ProgressBar::new(total as u64).with_position((done + failed) as u64));
            let style = ProgressStyle::with_template("{bar:30} {wide_msg}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            head.set_style(style);
            head.enable_steady_tick(Duration::from_secs(1));
            (all, head)
        });
        let state = State { done, failed, running: BTreeMap::new(), last: Instant::now() };
        let told = Told {
            quiet,
            total,
            before: done + failed,
            started: Instant::now(),
            state: Mutex::new(state),
            screen,
            room: usize::from(term.size().0).saturating_sub(4).clamp(2, 40),
        };
        told.head(&told.state.lock().expect("no panic under this lock"));
        told
    }

    /// Takes the lines away.
    pub fn end(&self) {
        let mut state = self.state.lock().expect("no panic under this lock");
        state.running.clear();
        if let Some((all, head)) = &self.screen {
            head.finish_and_clear();
            let _ = all.clear();
        }
    }

    fn summary(&self, state: &State) -> String {
        let ended = state.done + state.failed;
        let here = ended - self.before.min(ended);
        let hours = self.started.elapsed().as_secs_f64() / 3600.0;
        let left = self.total.saturating_sub(ended);
        let pace = if here > 0 && hours > 0.0 {
            let rate = here as f64 / hours;
            format!(" · {rate:.0} แห่ง/ชั่วโมง · เหลือ{}", duration(left as f64 / rate * 3600.0))
        } else {
            String::new()
        };
        format!(
            "{ended}/{} แห่ง · กำลังตรวจ {} · ตรวจไม่ได้ {}{pace}",
            self.total,
            state.running.len(),
            state.failed
        )
    }

    fn head(&self, state: &State) {
        if let Some((_, head)) = &self.screen {
            head.set_position((state.done + state.failed) as u64);
            head.set_message(self.summary(state));
        }
    }
}

/// A time as people say it: `2 ชั่วโมง 5 นาที`.
pub fn duration(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round() as u64;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "ไม่ถึงนาที".to_owned(),
        (0, m) => format!(" {m} นาที"),
        (h, m) if h < 48 => format!(" {h} ชั่วโมง {m} นาที"),
        (h, _) => format!(" {} วัน {} ชั่วโมง", h / 24, h % 24),
    }
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
            line.enable_steady_tick(Duration::from_millis(250));
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
        let said = match (result.outcome, result.score) {
            (Outcome::Done, Some(score)) => format!("{score:.2}"),
            (Outcome::Done, None) => "ตรวจแล้ว".to_owned(),
            (Outcome::Failed, _) => format!("ตรวจไม่ได้: {}", clean_text(&result.message)),
        };
        let ended = state.done + state.failed;
        let line = format!(
            "[{ended}/{}] {} {said} ({:.0} วินาที)",
            self.total,
            clean_text(&site.name),
            result.seconds
        );
        match &self.screen {
            // Above the lines that change, only what went wrong: the rest is in the database.
            Some((all, _)) if result.outcome == Outcome::Failed => drop(all.println(line)),
            Some(_) => {}
            None => {
                anstream::eprintln!("{line}");
                if state.last.elapsed() >= PLAIN {
                    state.last = Instant::now();
                    anstream::eprintln!("{}", self.summary(&state));
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
            line.set_message(format!(
                "{} · อ่านแล้ว {} · รอ {} · อ่านไม่ได้ {}",
                self.name, event.read, event.waiting, event.failed
            ));
        }
    }
}
