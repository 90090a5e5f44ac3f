//! The program `tesseract`: finding it, and running it so that it can do no harm.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// A page of text is some 500 kB of boxes; more is a program gone wrong.
const MOST_OUTPUT: u64 = 16 << 20;
/// Asking for the languages loads nothing.
const ASK: Duration = Duration::from_secs(10);

/// What a picture holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// One line of text.
    Line,
    /// Text here and there, in no order.
    Sparse,
}

/// What the letters may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Languages {
    Thai,
    ThaiAndEnglish,
}

#[derive(Debug, Clone)]
pub(super) struct Program {
    pub(super) path: PathBuf,
    /// As the program and its model say it; part of the name under which results are kept.
    pub(super) version: String,
}

impl Program {
    /// # Errors
    /// Why scans cannot be read here, for a person.
    pub(super) fn find() -> Result<Program, String> {
        match std::env::var_os("OIT_TESSERACT").filter(|p| !p.is_empty()) {
            Some(path) => Program::at(Path::new(&path)),
            None => Program::at(Path::new("tesseract")),
        }
    }

    pub(super) fn at(path: &Path) -> Result<Program, String> {
        let missing = || {
            crate::both!(
                "ไม่พบโปรแกรม {} (Debian/Ubuntu: apt install tesseract-ocr tesseract-ocr-tha)",
                "there is no program {} (Debian/Ubuntu: apt install tesseract-ocr tesseract-ocr-tha)",
                path.display()
            )
        };
        let mut ask = Command::new(path);
        ask.arg("--list-langs");
        let listed = run(&mut ask, None, ASK).ok_or_else(missing)?;
        let listed = String::from_utf8_lossy(&listed);
        if !listed.lines().any(|l| l.trim() == "tha") {
            return Err(crate::both!(
                "โปรแกรม tesseract ไม่มีภาษาไทย (Debian/Ubuntu: apt install tesseract-ocr-tha)",
                "tesseract has no Thai (Debian/Ubuntu: apt install tesseract-ocr-tha)"
            ));
        }
        let mut ask = Command::new(path);
        ask.arg("--version");
        let told = run(&mut ask, None, ASK).ok_or_else(missing)?;
        let name = String::from_utf8_lossy(&told).lines().next().unwrap_or_default().trim().to_owned();
        // The model decides more than the program; its size tells the fast one from the best one.
        let model = listed.split('"').nth(1).map(|folder| Path::new(folder).join("tha.traineddata"));
        let size = model.and_then(|m| std::fs::metadata(m).ok()).map_or(0, |m| m.len());
        Ok(Program { path: path.to_owned(), version: format!("{name}, tha {} kB", size / 1024) })
    }

    /// The letters of a picture, as the program's page of boxes; `None` when it fails or takes too long.
    pub(super) fn run(
        &self,
        picture: Arc<[u8]>,
        layout: Layout,
        languages: Languages,
        dpi: Option<u32>,
        time: Duration,
    ) -> Option<Vec<u8>> {
        let mut command = self.command();
        let mode = match layout {
            Layout::Line => "7",
            Layout::Sparse => "11",
        };
        let languages = match languages {
            Languages::Thai => "tha",
            Languages::ThaiAndEnglish => "tha+eng",
        };
        command.args(["stdin", "stdout", "-l", languages, "--psm", mode]);
        if let Some(dpi) = dpi {
            command.args(["--dpi", &dpi.to_string()]);
        }
        // More threads spin on each other and take longer (tesseract issues 1600 and 3109).
        command.args(["-c", "hocr_char_boxes=1", "hocr"]).env("OMP_THREAD_LIMIT", "1");
        run(&mut command, Some(picture), time)
    }

    /// A picture that unpacks to gigabytes must cost the program its life, not the computer.
    #[cfg(unix)]
    fn command(&self) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "ulimit -v 3000000 2>/dev/null; exec \"$0\" \"$@\""]).arg(&self.path);
        command
    }

    #[cfg(not(unix))]
    fn command(&self) -> Command {
        Command::new(&self.path)
    }
}

/// Whether these are bytes the program takes for a picture. Anything else it would take for a
/// list of files and addresses to open.
pub(super) fn is_picture(bytes: &[u8]) -> bool {
    const STARTS: [&[u8]; 7] =
        [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"BM"];
    STARTS.iter().any(|s| bytes.starts_with(s))
        || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
}

fn run(command: &mut Command, input: Option<Arc<[u8]>>, time: Duration) -> Option<Vec<u8>> {
    let until = Instant::now() + time;
    let stdin = if input.is_some() { Stdio::piped() } else { Stdio::null() };
    let mut child = command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let out = talk(&mut child, input);
    let done = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status.success(),
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(10)),
            Ok(None) | Err(_) => break false,
        }
    };
    if !done {
        // It may have ended by itself meanwhile.
        let _ = child.kill();
        let _ = child.wait();
        return None;
    }
    out.recv_timeout(Duration::from_secs(5)).ok()
}

/// Writes and reads on threads of their own: a full pipe one way must not stop the other, and a
/// grandchild that keeps a pipe open must not stop us.
fn talk(child: &mut Child, input: Option<Arc<[u8]>>) -> mpsc::Receiver<Vec<u8>> {
    if let (Some(mut pipe), Some(input)) = (child.stdin.take(), input) {
        // A program that ends early closes the pipe; its exit status says what there is to say.
        std::thread::spawn(move || pipe.write_all(&input));
    }
    let (tell, out) = mpsc::channel();
    if let Some(pipe) = child.stdout.take() {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            if pipe.take(MOST_OUTPUT).read_to_end(&mut bytes).is_ok() {
                let _ = tell.send(bytes);
            }
        });
    }
    out
}

/// The right to keep a core busy.
pub(super) struct Turn;

static BUSY: Mutex<usize> = Mutex::new(0);
static FREE: Condvar = Condvar::new();

/// Waits until a core is free: documents are read on many threads, most of which only wait.
pub(super) fn turn() -> Turn {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let busy = BUSY.lock().unwrap_or_else(PoisonError::into_inner);
    let mut busy = FREE.wait_while(busy, |busy| *busy >= cores).unwrap_or_else(PoisonError::into_inner);
    *busy += 1;
    Turn
}

impl Drop for Turn {
    fn drop(&mut self) {
        *BUSY.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        FREE.notify_one();
    }
}
