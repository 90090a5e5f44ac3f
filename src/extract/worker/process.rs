//! One reading process, seen from the auditor.

use std::ffi::OsString;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Limits;
use super::message::{Answer, Task, receive, send_all};
use crate::extract::Kind;

/// So many bytes are read by one process; a fresh one has no holes in its memory.
const ENOUGH: usize = 32 << 20;

#[derive(Debug)]
pub(super) struct Process {
    id: u32,
    watch: Arc<Watch>,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    read: usize,
}

/// What ends a process that takes too long: what blocks in a pipe can be woken by that alone. A thread a process
/// sleeps over it, and is hardly ever woken: a later hour than the one it sleeps to needs no word.
#[derive(Debug)]
struct Watch {
    child: Mutex<Child>,
    hour: Mutex<Hour>,
    bell: Condvar,
}

#[derive(Debug, Default)]
struct Hour {
    /// When what is being read has to be read.
    until: Option<Instant>,
    /// It was not.
    late: bool,
    /// When the watch wakes by itself.
    wakes: Option<Instant>,
    over: bool,
}

impl Watch {
    fn begin(&self, time: Duration) {
        let mut hour = lock(&self.hour);
        let until = Instant::now() + time;
        hour.until = Some(until);
        if hour.wakes.is_none_or(|wakes| wakes > until) {
            self.bell.notify_one();
        }
    }

    /// Whether it was too late.
    fn end(&self) -> bool {
        let mut hour = lock(&self.hour);
        hour.until = None;
        hour.late
    }

    fn keep(&self) {
        let mut hour = lock(&self.hour);
        while !hour.over {
            let left = hour.until.map(|until| until.saturating_duration_since(Instant::now()));
            hour.wakes = hour.until;
            hour = match left {
                None => self.bell.wait(hour).unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => {
                    (hour.late, hour.until) = (true, None);
                    // It may have ended by itself meanwhile.
                    let _ = lock(&self.child).kill();
                    hour
                }
                Some(left) => self.bell.wait_timeout(hour, left).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How a process was lost over a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Time,
    Memory,
    Crash,
}

/// What came of one request.
pub(super) struct Outcome {
    /// Where the process got as far as telling it.
    pub(super) kind: Option<Kind>,
    pub(super) answer: Result<Answer, End>,
    /// The process, where it may go on.
    pub(super) process: Option<Process>,
}

/// The command line of a reading process.
fn asking(limits: &Limits) -> [String; 5] {
    let words = |word: &str| word.to_owned();
    let (memory, answer) = (limits.memory.to_string(), limits.answer.to_string());
    [words("read-worker"), words("--memory"), memory, words("--answer"), answer]
}

/// Bytes of memory and of an answer that a command line asks of a reading process, where it is as
/// [`Process::start`] writes it.
pub fn asked(line: impl Iterator<Item = OsString>) -> Option<(u64, usize)> {
    let line: Vec<OsString> = line.take(6).collect();
    let [command, memory, memory_is, answer, answer_is] = line.as_slice() else { return None };
    let fits = command == "read-worker" && memory == "--memory" && answer == "--answer";
    let number = |said: &OsString| said.to_str().and_then(|s| s.parse::<u64>().ok());
    let answer = usize::try_from(number(answer_is)?).ok()?;
    fits.then_some((number(memory_is)?, answer))
}

impl Process {
    /// # Errors
    /// If the system does not start the program.
    pub(super) fn start(program: &Path, limits: &Limits) -> io::Result<Process> {
        let mut command = Command::new(program);
        command.args(asking(limits));
        // Each thread would claim 64 MiB of the addresses it may use, for speed it has no need of.
        command.env("MALLOC_ARENA_MAX", "1");
        command.env("_RJEM_MALLOC_CONF", "narenas:1,retain:false,dirty_decay_ms:1000");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        apart(&mut command);
        let mut child = command.spawn()?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let id = child.id();
        let watch = Watch { child: child.into(), hour: Mutex::default(), bell: Condvar::new() };
        let watch = Arc::new(watch);
        let process = Process { id, watch: Arc::clone(&watch), to, from: BufReader::new(from), read: 0 };
        std::thread::Builder::new().name("watch".to_owned()).spawn(move || watch.keep())?;
        Ok(process)
    }

    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// Whether it still runs; one that was killed while it had nothing to do is no file's fault.
    pub(super) fn lives(&mut self) -> bool {
        matches!(lock(&self.watch.child).try_wait(), Ok(None))
    }

    /// Sends a request and waits for the answer, `limits.time` at most.
    pub(super) fn ask(mut self, task: &Task<'_>, bytes: &[u8], limits: &Limits) -> Outcome {
        let mut kind = None;
        self.watch.begin(limits.time);
        let answer = talk(&mut self.to, &mut self.from, task, bytes, limits.answer, &mut kind);
        let late = self.watch.end();
        self.read += bytes.len();
        match answer {
            Ok(answer) => {
                let process = (!late && self.read < ENOUGH).then_some(self);
                Outcome { kind, answer: Ok(answer), process }
            }
            Err(_) if late => Outcome { kind, answer: Err(End::Time), process: None },
            Err(_) => {
                let end = if self.died_of_memory() { End::Memory } else { End::Crash };
                Outcome { kind, answer: Err(end), process: None }
            }
        }
    }

    /// The language's own last words say whether it was memory; they are the same signal as for a
    /// stack that overflowed. Panics are silent there, so that nothing else fills this pipe.
    fn died_of_memory(&mut self) -> bool {
        let mut child = lock(&self.watch.child);
        let _ = child.kill();
        let _ = child.wait();
        let mut words = Vec::new();
        if let Some(stderr) = child.stderr.take() {
            // Half of the words will do.
            let _ = stderr.take(1 << 16).read_to_end(&mut words);
        }
        String::from_utf8_lossy(&words).contains("memory allocation of")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It holds nothing that it could lose; the wait leaves no dead entry with the system.
        lock(&self.watch.hour).over = true;
        self.watch.bell.notify_one();
        let mut child = lock(&self.watch.child);
        let _ = child.kill();
        let _ = child.wait();
    }
}

fn talk(
    to: &mut ChildStdin,
    from: &mut impl Read,
    task: &Task<'_>,
    bytes: &[u8],
    most: usize,
    kind: &mut Option<Kind>,
) -> io::Result<Answer> {
    let bad = |_| io::Error::from(io::ErrorKind::InvalidData);
    send_all(to, &[&postcard::to_stdvec(task).map_err(bad)?, bytes])?;
    loop {
        match postcard::from_bytes(&receive(from, most)?).map_err(bad)? {
            Answer::Kind(told) => *kind = Some(told),
            answer => return Ok(answer),
        }
    }
}

/// Ctrl-C at the terminal is for the auditor, who still wants to hear what is being read.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn apart(_: &mut Command) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_process_knows_its_own_command_line() {
        let limits = Limits::default();
        let line = |words: &[String]| words.iter().map(OsString::from).collect::<Vec<_>>();
        let own = asking(&limits);
        assert_eq!(asked(line(&own).into_iter()), Some((limits.memory, limits.answer)));
        assert_eq!(asked(line(&own[..3]).into_iter()), None);
        assert_eq!(asked(line(&["read".to_owned(), "a.pdf".to_owned()]).into_iter()), None);
    }
}
