//! What each command does; `main` only picks one.

use std::path::PathBuf;
use std::sync::Arc;

use crate::both;
use crate::crawl::Status;
use crate::extract::worker::{Limits, Pool};
use crate::lang::several;
use crate::rule::load::{self, Book, Unloadable};

pub mod advice;
pub mod audit;
pub mod demo;
pub mod diff;
pub mod doctor;
pub mod hint;
pub mod history;
pub mod init;
pub mod kept;
pub mod lock;
pub mod nightly;
pub mod notify;
pub mod plan;
pub mod progress;
pub mod read;
pub mod rule;
pub mod say;
pub mod screenshots;
pub mod serve;
pub mod sheet;
pub mod stop;
pub mod submission;
pub mod survey;
pub mod to;
pub mod waivers;
pub mod worker;

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
    /// Of one document nothing could be read: by the reason.
    Unread(Status),
}

impl End {
    pub fn code(self) -> u8 {
        match self {
            End::Clean => 0,
            End::Gaps => 1,
            End::Wrong => 2,
            End::NotDone => 3,
            End::Unread(status) => match status {
                Status::Locked => 4,
                Status::Broken => 5,
                Status::OverLimit => 6,
                Status::ReaderCrashed => 7,
                Status::ReaderTimedOut => 8,
                _ => 1,
            },
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
        let lines: Vec<String> = self.message.lines().map(crate::report::clean_text).collect();
        let message = lines.join("\n");
        let mut told = both!("ผิดพลาด: {}", "error: {}", message);
        if let Some(help) = &self.help {
            told.push_str(&both!("\n  ทางแก้: {}", "\n  help: {}", help));
        }
        say::tell(say::Level::Error, "error", &told, [("status", self.end.code().into())]);
        self.end
    }
}

/// The edition asked for; without one that of the fiscal year of `day`, or the newest at hand, and
/// why.
pub fn book(
    year: Option<i32>,
    rules: Option<&PathBuf>,
    day: jiff::civil::Date,
    aloud: Aloud,
) -> Result<Book, Trouble> {
    let folder = rules.map(PathBuf::as_path);
    let wanted = year.unwrap_or_else(|| {
        let (year, own, why) = edition_for(day, &load::years(folder));
        if aloud == Aloud::Always || aloud == Aloud::Odd && !own {
            say::info("edition", &why);
        }
        year
    });
    load::load(wanted, folder).map_err(|error| match error {
        Unloadable::Faults(faults) => {
            for fault in &faults {
                anstream::eprintln!("{}\n", fault.draw(false));
            }
            let (number, english) = (faults.len(), several(faults.len(), "fault", "faults"));
            Trouble::wrong(both!(
                "เกณฑ์ปี {wanted} มีข้อผิดพลาด {number} แห่ง",
                "the criteria of {wanted} have {english}"
            ))
            .help(both!(
                "แก้ตามจุดที่ชี้ แล้วตรวจด้วย oit rule check",
                "mend them where they are shown, then run oit rule check"
            ))
        }
        Unloadable::Folder { .. } => Trouble::wrong(error.to_string()).help(both!(
            "บอกโฟลเดอร์ที่มีโฟลเดอร์ของปี เช่น rules ด้วย --rules หรือไม่ใส่ เพื่อใช้เกณฑ์ที่มากับโปรแกรม",
            "name the folder that holds those of the years, as rules, with --rules; without it the program's own criteria are used"
        )),
        other => Trouble::wrong(other.to_string()).help(both!(
            "ดูปีที่มีด้วย oit rule list --year ปี",
            "see what a year has with oit rule list --year YEAR"
        )),
    })
}

/// When it is said why it is that edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aloud {
    Always,
    /// Only where it is not the year's own.
    Odd,
    Never,
}

/// The fiscal year that a day is in.
pub fn fiscal(day: jiff::civil::Date) -> i32 {
    i32::from(day.year()) + 543 + i32::from(day.month() >= 10)
}

/// The edition for a day among those at hand, whether it is the day's own, and why it is that one.
fn edition_for(day: jiff::civil::Date, known: &[i32]) -> (i32, bool, String) {
    let fiscal = fiscal(day);
    let date = crate::lang::now().words().date(&day.to_string());
    let own = known.contains(&fiscal);
    let year = if own { fiscal } else { known.last().copied().unwrap_or(fiscal) };
    let why = if own {
        both!(
            "ใช้เกณฑ์ปี {} เพราะวันที่ {} อยู่ในปีงบประมาณ {}",
            "the form of {} is used, since {} is in fiscal year {}",
            year,
            date,
            fiscal
        )
    } else {
        both!(
            "ใช้เกณฑ์ปี {} ซึ่งใหม่ที่สุดที่มี เพราะวันที่ {} อยู่ในปีงบประมาณ {} ซึ่งยังไม่มีเกณฑ์",
            "the form of {} is used, the newest at hand: {} is in fiscal year {}, which has none yet",
            year,
            date,
            fiscal
        )
    };
    (year, own, both!("{} (เลือกเองด้วย --year)", "{} (--year chooses another)", why))
}

/// The processes that read foreign files: this program, started again.
pub fn pool() -> std::io::Result<Arc<Pool>> {
    Pool::start(&std::env::current_exe()?, Limits::default()).map(Arc::new)
}

/// Today by the clock of this machine: the one place that reads it.
pub fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}

#[cfg(test)]
mod tests {
    use super::edition_for;

    #[test]
    fn the_day_chooses_the_edition_and_says_why() {
        let on = |day: &str, known: &[i32]| edition_for(day.parse().unwrap(), known);
        let known = [2564, 2565, 2566];
        assert_eq!(on("2021-09-30", &known).0, 2564);
        assert_eq!(on("2021-10-01", &known).0, 2565);
        let (year, own, why) = on("2023-02-01", &known);
        assert_eq!((year, own), (2566, true));
        assert_eq!(why, "ใช้เกณฑ์ปี 2566 เพราะวันที่ 1 กุมภาพันธ์ 2566 อยู่ในปีงบประมาณ 2566 (เลือกเองด้วย --year)");
        let (year, own, why) = on("2030-01-31", &known);
        assert_eq!((year, own), (2566, false));
        assert!(why.contains("ใหม่ที่สุด") && why.contains("ปีงบประมาณ 2573 ซึ่งยังไม่มีเกณฑ์"), "{why}");
    }
}
