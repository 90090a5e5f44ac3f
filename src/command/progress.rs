//! What is going on, on stderr: a line that changes on a terminal, a line now and then elsewhere.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::say::{self, Level};
use crate::both;
use crate::crawl::{Event, Progress};
use crate::extract::ocr::Tell;
use crate::report::{clean_text, readable};
use crate::thai::width::truncate;

/// Keeps the terminal from writing `^C` among the lines that change, which would then be taken away
/// one line too low. It does so again when this is dropped.
pub struct Unechoed {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

impl Unechoed {
    #[cfg(unix)]
    pub fn begin() -> Unechoed {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = is_ours().then(|| tcgetattr(std::io::stderr()).ok()).flatten();
        if let Some(before) = &before {
            let mut now = before.clone();
            now.local_modes.remove(LocalModes::ECHOCTL);
            let _ = tcsetattr(std::io::stderr(), OptionalActions::Now, &now);
        }
        Unechoed { before }
    }

    #[cfg(not(unix))]
    pub fn begin() -> Unechoed {
        Unechoed {}
    }
}

/// A program in the background that sets the terminal is stopped by the system.
#[cfg(unix)]
fn is_ours() -> bool {
    rustix::termios::tcgetpgrp(std::io::stderr()).is_ok_and(|group| group == rustix::process::getpgrp())
}

#[cfg(unix)]
impl Drop for Unechoed {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        if let Some(before) = self.before.take().filter(|_| is_ours()) {
            let _ = tcsetattr(std::io::stderr(), OptionalActions::Now, &before);
        }
    }
}

/// Tells a person how the walk goes.
pub struct Told {
    bar: Option<ProgressBar>,
    _unechoed: Option<Unechoed>,
    plain: bool,
    verbose: bool,
    last: Mutex<Instant>,
}

impl Told {
    pub fn new(quiet: bool, verbose: bool) -> Self {
        let terminal = console::Term::stderr().is_term() && say::is_plain();
        let bar = (!quiet && terminal && !verbose).then(|| {
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("{spinner} {wide_msg}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner());
            bar.set_style(style);
            bar.enable_steady_tick(Duration::from_millis(120));
            let line = bar.clone();
            say::drawn(Some(Arc::new(move |print| line.suspend(print))));
            bar
        });
        let unechoed = bar.is_some().then(Unechoed::begin);
        Self {
            plain: !quiet && bar.is_none(),
            bar,
            _unechoed: unechoed,
            verbose,
            last: Mutex::new(Instant::now()),
        }
    }

    /// Takes the line away.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
            say::drawn(None);
        }
    }
}

/// A line with the time that something has taken, while somebody waits at a terminal.
pub struct Waiting {
    bar: Option<ProgressBar>,
    what: String,
}

impl Waiting {
    pub fn on(what: &str) -> Waiting {
        let what = truncate(&clean_text(what), 60);
        if !(console::Term::stderr().is_term() && say::is_plain()) {
            return Waiting { bar: None, what };
        }
        let bar = ProgressBar::new_spinner();
        let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        bar.set_style(style);
        bar.set_message(what.clone());
        // What is over at once shows no line.
        bar.enable_steady_tick(Duration::from_millis(500));
        Waiting { bar: Some(bar), what }
    }

    /// Pages of scans as they are read, beside what is being read.
    pub fn pages(&self) -> Tell {
        let Some(bar) = self.bar.clone() else { return Tell::default() };
        let (what, begun) = (self.what.clone(), Instant::now());
        Tell::to(move |read, of| bar.set_message(pages(&what, read, of, begun.elapsed())))
    }
}

/// `elapsed`: since the first page was begun.
fn pages(what: &str, read: u32, of: u32, elapsed: Duration) -> String {
    let counts = both!("อ่านภาพสแกนแล้ว {} จาก {} หน้า", "{} of {} scanned pages read", read, of);
    // The first pages say little of the others.
    let left = elapsed.as_secs() * u64::from(of.saturating_sub(read)) / u64::from(read.max(1));
    match left {
        60.. if read >= 2 => {
            let left = left.div_ceil(60);
            both!("{} · {} · เหลือราว {} นาที", "{} · {} · some {} min left", what, counts, left)
        }
        _ => format!("{what} · {counts}"),
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Told {
    fn event(&self, event: &Event<'_>) {
        let counts = || {
            both!(
                "อ่านแล้ว {} · รอ {} · อ่านไม่ได้ {}",
                "{} read · {} waiting · {} unread",
                event.read,
                event.waiting,
                event.failed
            )
        };
        if self.verbose {
            if let Some(status) = event.status {
                let (name, url) = (status.name(), clean_text(event.url));
                let more = [("status", name.into()), ("url", url.as_str().into())];
                say::tell(Level::Info, "visited", &format!("{name} {url}"), more);
            }
            return;
        }
        if let Some(bar) = &self.bar {
            bar.set_message(both!(
                "เดินเว็บ: {} · {}",
                "walking: {} · {}",
                counts(),
                truncate(&readable(&clean_text(event.url)), 60)
            ));
        } else if self.plain {
            // Nobody watches a log: a line every few seconds says enough.
            let Ok(mut last) = self.last.lock() else { return };
            if last.elapsed() >= Duration::from_secs(5) {
                *last = Instant::now();
                let more = [
                    ("read", event.read.into()),
                    ("waiting", event.waiting.into()),
                    ("failed", event.failed.into()),
                ];
                say::tell(Level::Info, "walking", &both!("เดินเว็บ: {}", "walking: {}", counts()), more);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_scan_says_how_long_it_takes() {
        let after = |read, of, seconds| pages("แผน.pdf", read, of, Duration::from_secs(seconds));
        assert_eq!(after(0, 40, 0), "แผน.pdf · อ่านภาพสแกนแล้ว 0 จาก 40 หน้า");
        assert_eq!(after(10, 40, 50), "แผน.pdf · อ่านภาพสแกนแล้ว 10 จาก 40 หน้า · เหลือราว 3 นาที");
        assert_eq!(after(39, 40, 200), "แผน.pdf · อ่านภาพสแกนแล้ว 39 จาก 40 หน้า");
    }
}
