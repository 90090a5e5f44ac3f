//! What a command tells while it runs: words for people on stderr, or JSON lines for machines.
//!
//! A line of JSON has `time` (UTC), `level` (`info`, `warning`, `error`), `event` (a fixed name),
//! `message` (the words that a person would have seen), `site` where one is being audited, and what
//! belongs to the event. With a file the lines go there; errors are told on stderr as well.

use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::{Map, Value};

use super::Trouble;
use crate::both;
use crate::cli::LogFormat;
use crate::thai::width::{width, wrap_whole};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Info,
    Warning,
    Error,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

struct Log {
    format: LogFormat,
    file: Option<Mutex<File>>,
    /// The site that is being audited.
    site: Mutex<Option<String>>,
}

static LOG: OnceLock<Log> = OnceLock::new();

/// Lines on the terminal that change: they step aside while something is told, or they would stay
/// above it for good.
pub type Lines = Arc<dyn Fn(&mut dyn FnMut()) + Send + Sync>;

static LINES: Mutex<Option<Lines>> = Mutex::new(None);

/// Names the lines that are drawn from now on; `None` when they are gone.
pub fn drawn(lines: Option<Lines>) {
    *LINES.lock().unwrap_or_else(PoisonError::into_inner) = lines;
}

fn print(text: &str) {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let text = match columns().filter(|_| !is_json()) {
        Some(columns) => laid(text, columns),
        None => text.to_owned(),
    };
    let mut print = || anstream::eprintln!("{text}");
    match lines {
        Some(lines) => lines(&mut print),
        None => print(),
    }
}

/// Columns of the terminal that people read this on; `None` where it goes elsewhere.
fn columns() -> Option<usize> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || console::Term::stderr().size_checked().map(|(_, columns)| usize::from(columns));
    said.or_else(seen).map(|columns| columns.max(NARROWEST))
}

/// On less no line of a sentence is readable.
const NARROWEST: usize = 40;

/// Lines that are too long for the terminal, broken between words and hung under their own beginning.
fn laid(text: &str, columns: usize) -> String {
    let lines = text.split('\n').map(|line| {
        if width(line) <= columns {
            return line.to_owned();
        }
        let said = line.trim_start_matches([' ', '-']);
        let start = &line[..line.len() - said.len()];
        let further = if start.trim().is_empty() { 2 } else { 0 };
        let indent = width(start) + further;
        let broken = wrap_whole(said, columns.saturating_sub(indent));
        format!("{start}{}", broken.join(&format!("\n{}", " ".repeat(indent))))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Says once, at the start, how and where things are told.
pub fn set(format: LogFormat, file: Option<&Path>) -> Result<(), Trouble> {
    let open = |path: &Path| {
        File::options().create(true).append(true).open(path).map_err(|error| {
            Trouble::wrong(both!(
                "เปิดไฟล์บันทึก {} ไม่ได้: {}",
                "cannot open the log {}: {}",
                path.display(),
                super::to::why(&error)
            ))
            .help(both!("เลือกไฟล์อื่นด้วย --log-file", "choose another file with --log-file"))
        })
    };
    let file = file.map(open).transpose()?.map(Mutex::new);
    // Set twice only where a test runs two commands in one process.
    let _ = LOG.set(Log { format, file, site: Mutex::default() });
    Ok(())
}

/// Names the site in what is told from now on.
pub fn site(url: Option<&str>) {
    if let Some(Ok(mut site)) = LOG.get().map(|log| log.site.lock()) {
        *site = url.map(str::to_owned);
    }
}

/// Whether lines are written for machines: no bar is drawn among them.
pub fn is_plain() -> bool {
    LOG.get().is_none_or(|log| log.format == LogFormat::Text && log.file.is_none())
}

/// Whether the lines are JSON.
fn is_json() -> bool {
    LOG.get().is_some_and(|log| log.format == LogFormat::Json)
}

/// Whether somebody wants to hear of the course of things, though the screen is to be quiet.
pub fn is_kept() -> bool {
    LOG.get().is_some_and(|log| log.file.is_some())
}

pub fn info(event: &str, message: &str) {
    tell(Level::Info, event, message, []);
}

pub fn warning(event: &str, message: &str) {
    tell(Level::Warning, event, message, []);
}

/// Tells one thing, with what belongs to it.
pub fn tell<const N: usize>(level: Level, event: &str, message: &str, more: [(&str, Value); N]) {
    let Some(log) = LOG.get() else {
        print(message);
        return;
    };
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let line = match log.format {
        LogFormat::Json => {
            let site = log.site.lock().ok().and_then(|site| site.clone());
            json(&now, level, event, message, site, more)
        }
        LogFormat::Text => message.to_owned(),
    };
    match log.file.as_ref().map(Mutex::lock) {
        Some(Ok(mut file)) => {
            let line = if log.format == LogFormat::Text { format!("{now} {line}") } else { line };
            // A full disk must not stop an audit.
            let _ = writeln!(file, "{line}");
            if level == Level::Error {
                print(message);
            }
        }
        _ => print(&line),
    }
}

fn json<const N: usize>(
    now: &str,
    level: Level,
    event: &str,
    message: &str,
    site: Option<String>,
    more: [(&str, Value); N],
) -> String {
    let mut line = Map::new();
    line.insert("time".to_owned(), now.into());
    line.insert("level".to_owned(), level.name().into());
    line.insert("event".to_owned(), event.into());
    line.insert("message".to_owned(), message.trim().into());
    if let Some(site) = site {
        line.insert("site".to_owned(), site.into());
    }
    line.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
    Value::Object(line).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_step_aside_while_something_is_told() {
        let aside = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let count = Arc::clone(&aside);
        let step = move |print: &mut dyn FnMut()| {
            count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            print();
        };
        drawn(Some(Arc::new(step)));
        print("told");
        drawn(None);
        print("told");
        assert_eq!(aside.load(std::sync::atomic::Ordering::Relaxed), 1);
    }

    #[test]
    fn long_lines_are_broken_between_words_under_their_beginning() {
        let said = "คำแนะนำ\n  - อ่านเอกสารสแกนไม่ได้เพราะไม่มีโปรแกรมอ่าน ดู https://example.go.th/a-long/address/of/a/file.pdf\n  สั้น";
        let told = laid(said, 40);
        assert!(told.starts_with("คำแนะนำ\n  - อ่าน") && told.ends_with("\n  สั้น"), "{told}");
        assert!(told.contains("\n    https://example.go.th/a-long/address/of/a/file.pdf\n"), "{told}");
        assert!(told.lines().all(|line| width(line) <= 40 || line.contains("://")), "{told}");
        assert_eq!(told.split_whitespace().collect::<String>(), said.split_whitespace().collect::<String>());
        assert_eq!(laid(said, 400), said);
        assert!(laid("ผิดพลาด: อ่านเอกสารสแกนไม่ได้เพราะไม่มีโปรแกรมอ่าน", 40).contains("\n  "));
    }

    #[test]
    fn a_line_is_one_object_whatever_is_said() {
        let said =
            json("2026-01-01T00:00:00Z", Level::Warning, "x", "ก\n“ข”\u{1b}[1m", None, [("n", 3.into())]);
        assert!(!said.contains('\n') && !said.contains('\u{1b}'), "{said}");
        let read: Value = serde_json::from_str(&said).unwrap();
        assert_eq!((&read["level"], &read["n"]), (&"warning".into(), &3.into()));
    }
}
