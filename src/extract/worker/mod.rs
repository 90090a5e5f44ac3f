//! Foreign files are read in processes of their own: the program itself, started again.
//!
//! A file that crashes its reader, never ends, or fills the memory costs that one process and that
//! one file, which gets a status; the next file gets a fresh process. Processes that did well are
//! used again, so that a web page costs a message to and fro and no start.
//!
//! - [`Pool`] is what the auditor holds: [`Pool::read`] stands for [`crate::extract::read`]; scans are drawn
//!   for OCR by the same processes.
//! - `process`: one of its processes, and how it ended. `serve`: the same from inside.
//! - `message`: what they say to each other.

mod message;
mod process;
mod serve;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::extract::{Document, Hints, Kind, Unread, Why};
pub(super) use message::Picture;
use message::{Answer, Task};
pub use process::asked;
use process::{End, Outcome, Process};
pub use serve::serve;

/// A busy machine may take seconds to start a program.
const START: Duration = Duration::from_secs(20);

/// What reading one file may cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// After this the process is killed. Readers that watch the clock themselves stop earlier and
    /// give what they have; see `extract::pdf`.
    pub time: Duration,
    /// Bytes of addresses a process may use, stacks and program included; more is in no case in
    /// memory. Held on Linux and most other Unix systems.
    pub memory: u64,
    /// Bytes of an answer. A document of 5,000,000 Thai letters takes 15 MB.
    pub answer: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { time: Duration::from_secs(9), memory: 480 << 20, answer: 64 << 20 }
    }
}

/// Reading processes, one a core at most, started when they are needed; share it in an [`Arc`].
///
/// They end with it, and with the auditor's own process however that ends.
#[derive(Debug)]
pub struct Pool {
    program: PathBuf,
    limits: Limits,
    most: usize,
    crew: Mutex<Crew>,
    free: Condvar,
}

#[derive(Debug, Default)]
struct Crew {
    idle: Vec<Process>,
    busy: usize,
}

impl Pool {
    /// Starts the first process of `program`, which is `oit` itself, and hears that it answers.
    ///
    /// # Errors
    /// If it does not start, or is not `oit`.
    pub fn start(program: &Path, limits: Limits) -> io::Result<Pool> {
        let process = Process::start(program, &limits)?;
        let hello = Task::Read { url: "", media_type: "", file_name: "" };
        let outcome = process.ask(&hello, b"", &Limits { time: START, ..limits.clone() });
        let (Ok(Answer::Document(_)), Some(process)) = (outcome.answer, outcome.process) else {
            return Err(io::Error::other("the program does not answer as a reader of files"));
        };
        Ok(Pool {
            program: program.to_owned(),
            limits,
            most: std::thread::available_parallelism().map_or(1, usize::from),
            crew: Mutex::new(Crew { idle: vec![process], busy: 0 }),
            free: Condvar::new(),
        })
    }

    /// Reads any document as [`crate::extract::read`] does; waits while all processes are busy.
    ///
    /// Never fails: a file over its process's strength has [`Why::TooLarge`], [`Why::TimedOut`] or
    /// [`Why::Crashed`] in [`Document::unread`], and is not tried again.
    pub fn read(&self, bytes: &[u8], hints: &Hints<'_>) -> Document {
        let &Hints { url, media_type, file_name } = hints;
        let task = Task::Read { url, media_type, file_name };
        let outcome = self.ask(&task, bytes, |answer| {
            // A reader that gave up on time may have left a thread behind that did not notice.
            matches!(answer, Answer::Document(d) if d.document().unread.iter().all(|u| !matches!(u.why, Why::TooLarge | Why::TimedOut)))
        });
        let (kind, answer) = match outcome {
            Ok(outcome) => (outcome.kind.unwrap_or_default(), outcome.answer),
            Err(_) => return lost(Kind::Unknown, Why::Crashed, "เริ่มโปรแกรมอ่านไฟล์ไม่ได้"),
        };
        match answer {
            Ok(Answer::Document(thin)) => thin.whole(),
            Ok(Answer::TooLong) => lost(kind, Why::TooLarge, "ข้อความยาวเกินกำหนด"),
            Ok(_) | Err(End::Crash) => lost(kind, Why::Crashed, "โปรแกรมอ่านหยุดกลางคัน"),
            Err(End::Time) => {
                let detail = format!("อ่านไม่เสร็จใน {} วินาที", self.limits.time.as_secs_f32());
                lost(kind, Why::TimedOut, &detail)
            }
            Err(End::Memory) => {
                let detail = format!("ใช้หน่วยความจำเกิน {} MB", self.limits.memory >> 20);
                lost(kind, Why::TooLarge, &detail)
            }
        }
    }

    /// Draws page `number`, from 1, of a PDF; `None` where nothing comes of it.
    pub(super) fn draw(&self, pdf: &[u8], page: u32) -> Option<Picture> {
        let drawn = |answer: &Answer| matches!(answer, Answer::Picture(Some(_)));
        match self.ask(&Task::Draw { page }, pdf, drawn).ok()?.answer {
            Ok(Answer::Picture(picture)) => picture,
            _ => None,
        }
    }

    /// One file of an archive; `None` where it is not to be had.
    pub(super) fn unpack(&self, archive: &[u8], path: &str) -> Option<Vec<u8>> {
        let found = |answer: &Answer| matches!(answer, Answer::File(Some(_)));
        match self.ask(&Task::Unpack { path }, archive, found).ok()?.answer {
            Ok(Answer::File(file)) => file,
            _ => None,
        }
    }

    /// Numbers of the processes that wait for work, as the system counts them.
    pub fn idle(&self) -> Vec<u32> {
        self.crew().idle.iter().map(Process::id).collect()
    }

    /// `fit` says whether an answer lets its process go on.
    fn ask(&self, task: &Task<'_>, bytes: &[u8], fit: impl Fn(&Answer) -> bool) -> io::Result<Outcome> {
        let turn = self.turn();
        let process = match self.waiting() {
            Some(process) => process,
            None => Process::start(&self.program, &self.limits)?,
        };
        let mut outcome = process.ask(task, bytes, &self.limits);
        let process = outcome.process.take().filter(|_| outcome.answer.as_ref().is_ok_and(fit));
        self.crew().idle.extend(process);
        drop(turn);
        Ok(outcome)
    }

    /// A process that has nothing to do, the last one first: its memory is warm.
    fn waiting(&self) -> Option<Process> {
        loop {
            let mut process = self.crew().idle.pop()?;
            if process.lives() {
                return Some(process);
            }
        }
    }

    fn turn(&self) -> Turn<'_> {
        let mut crew = self
            .free
            .wait_while(self.crew(), |crew| crew.busy >= self.most)
            .unwrap_or_else(PoisonError::into_inner);
        crew.busy += 1;
        Turn(self)
    }

    fn crew(&self) -> MutexGuard<'_, Crew> {
        self.crew.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to keep one process busy.
struct Turn<'a>(&'a Pool);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.crew().busy -= 1;
        self.0.free.notify_one();
    }
}

fn lost(kind: Kind, why: Why, detail: &str) -> Document {
    let unread = vec![Unread::new(None, why, detail)];
    Document { kind, unread, ..Document::default() }
}
