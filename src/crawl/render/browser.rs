//! One Chromium: its process, its folder, and the pipe over which it is told what to do.
//!
//! A pipe and not a port on loopback: a port is open to every program of the machine, and to the
//! pages shown. It takes the process's third and fourth file, where only a shell puts things
//! without unsafe code.

use std::{
    collections::VecDeque,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc::{Sender, channel},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::sync::mpsc::{Receiver, channel as queue};

use super::Fault;

/// Longest message of the browser: a page's text, escaped.
const MOST: u64 = 96 << 20;

const FLAGS: [&str; 25] = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-client-side-phishing-detection",
    "--disable-domain-reliability",
    "--disable-breakpad",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--mute-audio",
    "--no-pings",
    "--block-new-web-contents",
    "--password-store=basic",
    "--use-mock-keychain",
    "--js-flags=--max-old-space-size=384",
    // It has no network: what we do not hand to it, it does not get, by no protocol.
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "about:blank",
];

/// For a page's text; and for a picture of it, whose frames must not have processes of their own,
/// since what those ask for would not come to the gate.
const TEXT: [&str; 1] = ["--blink-settings=imagesEnabled=false"];
const PICTURE: [&str; 3] = [
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process",
    "--hide-scrollbars",
];

/// So much of what a browser complains of is looked at, in bytes.
const LONGEST_COMPLAINT: u64 = 1 << 18;

/// Why a browser that is there does not start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoStart {
    /// The system lets it make no sandbox: a container, a service manager, AppArmor.
    Sandbox,
    Otherwise,
}

impl NoStart {
    /// By its last words: of the kernel's refusal there are two forms (`zygote_host_impl_linux.cc`, `credentials.cc`).
    fn of(words: &str) -> NoStart {
        let shut = ["No usable sandbox", "Failed to move to new namespace"];
        if shut.iter().any(|form| words.contains(form)) { NoStart::Sandbox } else { NoStart::Otherwise }
    }
}

pub(super) struct Browser {
    child: Child,
    out: Option<Sender<Vec<u8>>>,
    messages: Receiver<Value>,
    /// Events that came while an answer was waited for.
    waiting: VecDeque<Value>,
    serial: u64,
    profile: PathBuf,
}

impl Browser {
    pub(super) fn start(program: &Path, for_picture: bool) -> io::Result<Self> {
        Self::start_heard(program, for_picture, Stdio::null())
    }

    /// As [`Browser::start`]; what it complains of goes to `heard`.
    fn start_heard(program: &Path, for_picture: bool, heard: Stdio) -> io::Result<Self> {
        let profile = profile()?;
        let mut command = Command::new("sh");
        command
            .args(["-c", "exec 3<&0 4>&1 </dev/null >/dev/null; exec \"$@\"", "oit"])
            .arg(program)
            .arg(format!("--user-data-dir={}", profile.display()))
            .args(if for_picture { &PICTURE[..] } else { &TEXT[..] })
            .args(FLAGS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(heard)
            // Nothing of the person who runs us: no flags, no settings, no session.
            .env_clear()
            .env("HOME", &profile)
            .env("TMPDIR", &profile);
        for name in ["PATH", "LANG"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            // Its own group, so that its helpers end with it, and Ctrl-C is ours alone.
            command.process_group(0);
            // Chromium refuses to start as root with its sandbox. Only there it goes without:
            // containers know no other user, and its pages still have no network.
            if rustix::process::geteuid().is_root() {
                command.arg("--no-sandbox");
            }
        }
        let mut child = command.spawn().inspect_err(|_| remove(&profile))?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (out, orders) = channel::<Vec<u8>>();
        std::thread::spawn(move || {
            while let Ok(order) = orders.recv() {
                if stdin.write_all(&order).and_then(|()| stdin.flush()).is_err() {
                    return;
                }
            }
        });
        let (inbox, messages) = queue(256);
        std::thread::spawn(move || {
            let mut stdout = BufReader::with_capacity(1 << 16, stdout);
            loop {
                let mut bytes = Vec::new();
                match (&mut stdout).take(MOST).read_until(0, &mut bytes) {
                    Ok(_) if bytes.pop() == Some(0) => {}
                    _ => return,
                }
                let Ok(message) = serde_json::from_slice(&bytes) else { return };
                if inbox.blocking_send(message).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, out: Some(out), messages, waiting: VecDeque::new(), serial: 0, profile })
    }

    /// Name and version, or why it does not start.
    pub(super) async fn version(program: &Path) -> Result<String, NoStart> {
        let unheard = |_| NoStart::Otherwise;
        let mut said = tempfile::tempfile().map_err(unheard)?;
        let heard = said.try_clone().map_err(unheard)?;
        let mut browser = Self::start_heard(program, false, heard.into()).map_err(unheard)?;
        let asked = browser.ask("", "Browser.getVersion", json!({}), Duration::from_secs(15)).await;
        drop(browser);
        if let Some(product) = asked.ok().and_then(|answer| answer["product"].as_str().map(str::to_owned)) {
            return Ok(product);
        }
        let mut words = Vec::new();
        said.seek(SeekFrom::Start(0)).map_err(unheard)?;
        said.take(LONGEST_COMPLAINT).read_to_end(&mut words).map_err(unheard)?;
        Err(NoStart::of(&String::from_utf8_lossy(&words)))
    }

    /// Gives an order without waiting for its answer; returns its number.
    pub(super) fn tell(&mut self, session: &str, method: &str, params: Value) -> u64 {
        self.serial += 1;
        let mut order = json!({ "id": self.serial, "method": method, "params": params });
        if !session.is_empty() {
            order["sessionId"] = json!(session);
        }
        let mut bytes = order.to_string().into_bytes();
        bytes.push(0);
        // A browser that is gone is noticed where its messages end.
        if let Some(out) = &self.out {
            let _ = out.send(bytes);
        }
        self.serial
    }

    /// Gives an order and waits for its result.
    pub(super) async fn ask(
        &mut self,
        session: &str,
        method: &str,
        params: Value,
        within: Duration,
    ) -> Result<Value, Fault> {
        let id = self.tell(session, method, params);
        let until = Instant::now() + within;
        loop {
            let message = tokio::time::timeout_at(until.into(), self.messages.recv());
            let mut message = message.await.map_err(|_| Fault::Hung)?.ok_or(Fault::Crashed)?;
            if message["id"] == id {
                let failed = message.get("error").is_some();
                return if failed { Err(Fault::Crashed) } else { Ok(message["result"].take()) };
            }
            if message.get("method").is_some() {
                self.waiting.push_back(message);
            }
        }
    }

    /// The next event; loses none if dropped before it is done.
    pub(super) async fn event(&mut self) -> Result<Value, Fault> {
        if let Some(event) = self.waiting.pop_front() {
            return Ok(event);
        }
        loop {
            let message = self.messages.recv().await.ok_or(Fault::Crashed)?;
            if message.get("method").is_some() {
                return Ok(message);
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.out = None;
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        remove(&self.profile);
    }
}

const PROFILE: &str = "oit-browser-";
/// No audit lasts so long.
const STALE: Duration = Duration::from_secs(3 * 24 * 3600);

/// Takes away the folders that killed runs of the program left behind.
fn sweep(folder: &Path) {
    let ours = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with(PROFILE);
    let stale = |entry: &std::fs::DirEntry| {
        let about = entry.metadata().ok().filter(std::fs::Metadata::is_dir);
        let age = about.and_then(|a| a.modified().ok()).and_then(|m| m.elapsed().ok());
        age.is_some_and(|age| age > STALE)
    };
    let all = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in all.filter(|entry| ours(entry) && stale(entry)) {
        let _ = std::fs::remove_dir_all(entry.path());
    }
}

/// A folder that only we may enter.
fn profile() -> io::Result<PathBuf> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let stamp = jiff::Timestamp::now().as_nanosecond();
    sweep(&std::env::temp_dir());
    let name = format!("{PROFILE}{}-{}-{stamp}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut folder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(&path)?;
    Ok(path)
}

fn remove(profile: &Path) {
    // Helpers that are just ending may still write there.
    for _ in 0..20 {
        match std::fs::remove_dir_all(profile) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                std::thread::sleep(Duration::from_millis(25));
            }
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_folders_of_ours_go_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let old = std::time::SystemTime::now() - 2 * STALE;
        for name in ["oit-browser-1-0-1", "oit-browser-2-0-2", "another"] {
            let path = folder.path().join(name);
            std::fs::create_dir(&path).expect("a folder");
            std::fs::write(path.join("x"), "x").expect("a file");
            if name != "oit-browser-2-0-2" {
                std::fs::File::open(&path).and_then(|f| f.set_modified(old)).expect("a time");
            }
        }
        sweep(folder.path());
        let left = |name: &str| folder.path().join(name).exists();
        assert!(!left("oit-browser-1-0-1") && left("oit-browser-2-0-2") && left("another"));
    }
}
