//! The reading process: `oit read-worker`, started by the auditor and by nobody else.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{ExitCode, exit};
use std::sync::mpsc::{self, Receiver};

use super::message::{Answer, MOST_ASKED, Task, receive, send};
use crate::extract::{self, Hints, thin::Thin};

/// Pages of a PDF are read on a thread with a bigger one; no other reader goes deep.
const STACK: usize = 16 << 20;
/// What a Rust program that panics ends with.
const PANICKED: i32 = 101;

/// The task and the file of one request.
type Request = (Vec<u8>, Vec<u8>);

/// Reads files until the auditor hangs up. `memory` and `answer` are bytes.
pub fn serve(memory: u64, answer: usize) -> ExitCode {
    limit(memory);
    // Whoever hears of it, it is not the person at the terminal; see `process::died_of_memory`
    // for the two things that may still be said on stderr.
    std::panic::set_hook(Box::new(|_| {}));
    let (give, requests) = mpsc::channel();
    let worker = std::thread::Builder::new().name("read".to_owned()).stack_size(STACK);
    if worker.spawn(move || work(&requests, answer)).is_err() {
        return ExitCode::FAILURE;
    }
    // This thread only listens, so that it hears the auditor die while a file is being read.
    let mut from = io::stdin().lock();
    while let Ok(request) = hear(&mut from) {
        if give.send(request).is_err() {
            break;
        }
    }
    // Not `return`: what is being read now is of no use to anybody.
    exit(0)
}

fn hear(from: &mut impl io::Read) -> io::Result<Request> {
    Ok((receive(from, 1 << 20)?, receive(from, MOST_ASKED)?))
}

fn work(requests: &Receiver<Request>, most: usize) {
    let done = catch_unwind(AssertUnwindSafe(|| {
        let mut to = pipe()?;
        requests.iter().try_for_each(|(task, bytes)| handle(&task, &bytes, most, &mut to))
    }));
    exit(match done {
        Ok(Ok(())) => 0,
        Ok(Err(_)) => 1,
        Err(_) => PANICKED,
    });
}

fn handle(task: &[u8], bytes: &[u8], most: usize, to: &mut impl Write) -> io::Result<()> {
    let answer = match postcard::from_bytes(task).map_err(|_| io::ErrorKind::InvalidData)? {
        Task::Read { url, media_type, file_name } => {
            let hints = Hints { url, media_type, file_name };
            tell(&Answer::Kind(extract::kind(bytes, &hints)), most, to)?;
            Answer::Document(Box::new(Thin::of(extract::read(bytes, &hints))))
        }
        Task::Draw { page } => Answer::Picture(extract::ocr::draw(bytes, page)),
        Task::Unpack { path } => Answer::File(extract::archive::unpack(bytes, path)),
    };
    tell(&answer, most, to)
}

fn tell(answer: &Answer, most: usize, to: &mut impl Write) -> io::Result<()> {
    let frame = match postcard::to_io(answer, Capped { bytes: Vec::new(), most }) {
        Ok(capped) => capped.bytes,
        Err(_) => postcard::to_stdvec(&Answer::TooLong).map_err(|_| io::ErrorKind::InvalidData)?,
    };
    send(to, &frame)?;
    to.flush()
}

/// The pipe itself: standard output as the language has it is cut where a byte looks like the end of a line.
#[cfg(unix)]
fn pipe() -> io::Result<impl Write> {
    use std::os::fd::AsFd;
    io::stdout().as_fd().try_clone_to_owned().map(std::fs::File::from)
}

#[cfg(not(unix))]
fn pipe() -> io::Result<impl Write> {
    Ok(io::stdout())
}

/// Memory that takes no more than it may.
struct Capped {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Capped {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if more.len() > self.most - self.bytes.len() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The system ends this process where it takes more; it writes no file and leaves no core dump.
#[cfg(unix)]
fn limit(memory: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (resource, most) in [(Resource::As, memory), (Resource::Fsize, 0), (Resource::Core, 0)] {
        // Where a system knows no such limit, or has set a lower one, the clock is left.
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    }
}

/// Elsewhere the clock of the auditor is all there is.
#[cfg(not(unix))]
fn limit(_: u64) {}
