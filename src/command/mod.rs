//! What each command does; `main` only picks one.

use std::path::PathBuf;
use std::sync::Arc;

use crate::extract::worker::{Limits, Pool};
use crate::rule::load::{self, Book, Unloadable};

pub mod audit;
pub mod demo;
pub mod doctor;
pub mod progress;
pub mod read;
pub mod rule;
pub mod sheet;
pub mod submission;
pub mod waivers;

/// How a command ends: the exit status that scripts rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// No gap at the chosen level.
    Clean,
    Gaps,
    /// Wrong use, configuration or rule.
    Wrong,
    /// The audit could not be done.
    NotDone,
}

impl End {
    pub fn code(self) -> u8 {
        match self {
            End::Clean => 0,
            End::Gaps => 1,
            End::Wrong => 2,
            End::NotDone => 3,
        }
    }
}

/// Something a person must be told on stderr, with the way out.
#[derive(Debug)]
pub struct Trouble {
    pub end: End,
    pub message: String,
    pub help: Option<String>,
}

impl Trouble {
    pub fn wrong(message: impl Into<String>) -> Self {
        Self { end: End::Wrong, message: message.into(), help: None }
    }

    pub fn not_done(message: impl Into<String>) -> Self {
        Self { end: End::NotDone, message: message.into(), help: None }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Tells it on stderr.
    pub fn tell(&self) -> End {
        anstream::eprintln!("ผิดพลาด: {}", crate::report::clean_text(&self.message));
        if let Some(help) = &self.help {
            anstream::eprintln!("  ทางแก้: {help}");
        }
        self.end
    }
}

/// The edition asked for, or the newest one at hand, said aloud.
pub fn book(year: Option<i32>, rules: Option<&PathBuf>, today: jiff::civil::Date) -> Result<Book, Trouble> {
    let folder = rules.map(PathBuf::as_path);
    let known = load::years(folder);
    let this_year = i32::from(today.year()) + 543 + i32::from(today.month() >= 10);
    let wanted = match year {
        Some(year) => year,
        None if known.contains(&this_year) => this_year,
        None => {
            let newest = known.last().copied().unwrap_or(this_year);
            anstream::eprintln!("ยังไม่มีเกณฑ์ของปี {this_year} จึงใช้เกณฑ์ปี {newest} (เลือกเองด้วย --year)");
            newest
        }
    };
    load::load(wanted, folder).map_err(|error| match error {
        Unloadable::Faults(faults) => {
            for fault in &faults {
                anstream::eprintln!("{}\n", fault.draw(false));
            }
            Trouble::wrong(format!("เกณฑ์ปี {wanted} มีข้อผิดพลาด {} แห่ง", faults.len()))
                .help("แก้ตามจุดที่ชี้ แล้วตรวจด้วย oit rule check")
        }
        other => Trouble::wrong(other.to_string()).help("ดูปีที่มีด้วย oit rule list --year ปี"),
    })
}

/// The processes that read foreign files: this program, started again.
pub fn pool() -> std::io::Result<Arc<Pool>> {
    Pool::start(&std::env::current_exe()?, Limits::default()).map(Arc::new)
}

/// Today by the clock of this machine: the one place that reads it.
pub fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}
