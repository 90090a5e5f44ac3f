//! A walk that is killed goes on, one that ended is asked about the next day: the program itself,
//! against a server on loopback that counts what it is asked for.

mod needs;

use std::collections::{HashMap, HashSet};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const PLAN: &[u8] = include_bytes!("data/documents/plan.pdf");
const PAGES: usize = 60;

/// A site of sixty pages, some files and some oddities.
struct Site {
    url: String,
    /// Path, and the status that was sent.
    log: Arc<Mutex<Vec<(String, u16)>>>,
    sent: Arc<AtomicUsize>,
    changed: Arc<AtomicUsize>,
}

impl Site {
    fn start() -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let log: Arc<Mutex<Vec<(String, u16)>>> = Arc::default();
        let (sent, changed): (Arc<AtomicUsize>, Arc<AtomicUsize>) = Default::default();
        let shared = (Arc::clone(&log), Arc::clone(&sent), Arc::clone(&changed));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (log, sent, changed) = shared.clone();
                std::thread::spawn(move || talk(stream, &log, &sent, &changed));
            }
        });
        Site { url, log, sent, changed }
    }

    fn asked(&self) -> usize {
        self.log.lock().unwrap().len()
    }
}

fn talk(mut stream: TcpStream, log: &Mutex<Vec<(String, u16)>>, sent: &AtomicUsize, changed: &AtomicUsize) {
    let mut head = Vec::new();
    let mut byte = [0];
    loop {
        head.clear();
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read(&mut byte) {
                Ok(1) => head.push(byte[0]),
                _ => return,
            }
        }
        let head = String::from_utf8_lossy(&head).to_lowercase();
        let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
        let (status, more, body) = answer(&path, changed.load(Ordering::SeqCst));
        let etag = more.lines().find_map(|l| l.strip_prefix("ETag: "));
        let known = etag.is_some_and(|e| head.contains(&format!("if-none-match: {e}")));
        let (status, body) = if known { (304, Vec::new()) } else { (status, body) };
        log.lock().unwrap().push((path, status));
        // A little time, so that a kill finds requests under way.
        std::thread::sleep(Duration::from_millis(3));
        let mut out = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n{more}\r\n", body.len());
        if status == 304 {
            out = format!("HTTP/1.1 304 Not Modified\r\n{more}\r\n");
        }
        sent.fetch_add(body.len(), Ordering::SeqCst);
        if stream.write_all(&[out.as_bytes(), &body].concat()).is_err() {
            return;
        }
    }
}

fn answer(path: &str, changed: usize) -> (u16, String, Vec<u8>) {
    let html = |etag: &str, body: String| {
        let body = format!("<html lang=th><title>หน้า {path}</title><body>{body}</body></html>");
        let etag = if etag.is_empty() { String::new() } else { format!("ETag: \"{etag}\"\r\n") };
        (200, format!("Content-Type: text/html; charset=utf-8\r\n{etag}"), body.into_bytes())
    };
    let number = |path: &str| path.rsplit('-').next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
    match path {
        "/" => {
            let links = (0..PAGES).map(|n| format!("<a href='/page-{n}'>หน้าที่ {n}</a> ")).collect::<String>();
            let more = "<a href='/old'>เดิม</a> <a href='/gone'>ไม่มี</a> <a href='/twin'>แฝด</a>";
            html("home", format!("<h1>องค์การบริหารส่วนตำบลตัวอย่าง</h1>{links}{more}"))
        }
        "/old" => (302, "Location: /page-3\r\n".to_owned(), Vec::new()),
        // The same content under two addresses, one without an ETag.
        "/twin" => answer("/page-5", changed),
        p if p.starts_with("/page-") && number(p) < PAGES => {
            let n = number(p);
            let news = if n == 7 {
                format!(" ปรับปรุงครั้งที่ {changed}")
            } else {
                String::new()
            };
            let file = if n % 10 == 0 {
                format!("<a href='/file-{n}.pdf'>แผนปีที่ {n}</a>")
            } else {
                String::new()
            };
            // Every fourth page comes from a script that knows no ETag.
            let etag = if n % 4 == 0 { String::new() } else { format!("{p}{news}").replace(' ', "") };
            html(
                if etag.is_ascii() { &etag } else { "" },
                format!("<h1>ประกาศที่ {n}</h1><p>{}{news}</p>{file}", words(n)),
            )
        }
        p if p.ends_with(".pdf") => {
            let mut pdf = PLAN.to_vec();
            pdf.extend_from_slice(p.as_bytes());
            (200, format!("Content-Type: application/pdf\r\nETag: \"{p}\"\r\n"), pdf)
        }
        _ => (404, "Content-Type: text/html\r\n".to_owned(), b"no".to_vec()),
    }
}

/// A text that no other page has: pages that differ in nothing but numbers would be a trap.
fn words(n: usize) -> String {
    const PARTS: [&str; 8] = ["การ", "ประชุม", "งบประมาณ", "แผน", "ตำบล", "ถนน", "น้ำ", "ตลาด"];
    (0..60).map(|k| PARTS[((n >> (k % 6)) % 8) ^ (k % 5)]).collect::<Vec<_>>().join(" ")
}

fn audit(site: &Site, data: &Path, to: &Path) -> Command {
    audit_at("300", site, data, to)
}

fn audit_at(rate: &str, site: &Site, data: &Path, to: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oit"));
    command
        .args(["audit", &site.url, "--rate", rate, "--ocr=never", "--render=never", "--as-of", "2021-07-12"])
        .args(["--year", "2564", "--fail-on", "never", "-q", "--data-dir"])
        .arg(data)
        .arg("--to")
        .arg(to)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

fn run(mut command: Command) -> (i32, String) {
    let done = command.output().unwrap();
    (done.status.code().unwrap_or(-1), String::from_utf8_lossy(&done.stderr).into_owned())
}

/// What the report says, but for when.
fn said(path: &Path) -> Vec<String> {
    fn timeless(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                map.retain(|key, _| !matches!(key.as_str(), "started_at" | "finished_at" | "fetched_at"));
                map.values_mut().for_each(timeless);
            }
            serde_json::Value::Array(all) => all.iter_mut().for_each(timeless),
            _ => {}
        }
    }
    let mut report = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    timeless(&mut report);
    serde_json::to_string_pretty(&report).unwrap().lines().map(str::to_owned).collect()
}

fn same(one: &Path, other: &Path) {
    let (one, other) = (said(one), said(other));
    let first = one.iter().zip(&other).position(|(a, b)| a != b).unwrap_or(one.len().min(other.len()));
    let around = |lines: &[String]| lines[first.saturating_sub(4)..lines.len().min(first + 4)].join("\n");
    assert!(one == other, "{}\n---- but ----\n{}", around(&one), around(&other));
}

fn folder(data: &Path) -> PathBuf {
    // One site, so one folder; there is none before the first walk.
    let all = std::fs::read_dir(data.join("crawls")).ok();
    all.and_then(|mut all| all.next()).map_or_else(|| data.join("none"), |e| e.unwrap().path())
}

fn ending(data: &Path, end: &str) -> Vec<PathBuf> {
    let Ok(all) = std::fs::read_dir(folder(data)) else { return Vec::new() };
    let mut all: Vec<PathBuf> =
        all.map(|e| e.unwrap().path()).filter(|p| p.to_string_lossy().ends_with(end)).collect();
    all.sort();
    all
}

/// Paths whose answer stands whole in an unfinished file.
fn stored(part: &Path, site: &Site) -> HashSet<String> {
    let mut text = Vec::new();
    // Torn at the end: what could be unpacked is there.
    let _ = flate2::read::MultiGzDecoder::new(std::fs::File::open(part).unwrap()).read_to_end(&mut text);
    let text = String::from_utf8_lossy(&text);
    let records: Vec<&str> = text.split("WARC/1.1\r\n").collect();
    // The last one may be torn.
    let whole = &records[..records.len().saturating_sub(1)];
    let answers =
        whole.iter().filter(|r| r.starts_with("WARC-Type: response") || r.starts_with("WARC-Type: revisit"));
    answers
        .filter_map(|r| r.lines().find_map(|l| l.strip_prefix("WARC-Target-URI: ")))
        .map(|url| url.replacen(&site.url, "/", 1))
        .collect()
}

/// Takes away what was judged, so that it is judged in earnest.
fn forget(data: &Path) {
    let judged = ending(data, ".judged");
    assert_eq!(judged.len(), 1, "of the latest walk: {judged:?}");
    judged.iter().for_each(|p| std::fs::remove_file(p).unwrap());
}

fn kill_after(child: &mut Child, site: &Site, requests: usize, ready: impl Fn() -> bool) -> bool {
    let until = Instant::now() + Duration::from_secs(60);
    while site.asked() < requests || !ready() {
        if child.try_wait().unwrap().is_some() || Instant::now() > until {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

#[test]
fn a_walk_killed_many_times_brings_what_an_undisturbed_one_brings() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let (calm, killed) = (folder.path().join("calm"), folder.path().join("killed"));
    let (calm_report, report) = (folder.path().join("calm.json"), folder.path().join("killed.json"));
    let (status, errors) = run(audit(&site, &calm, &calm_report));
    assert_eq!(status, 0, "{errors}");
    let undisturbed: HashMap<String, usize> = count(&site);
    assert!(undisturbed.values().all(|n| *n == 1), "{undisturbed:?}");

    site.log.lock().unwrap().clear();
    let mut seen: HashSet<String> = HashSet::new();
    let mut kills = 0;
    for (n, requests) in [1, 2, 5, 9, 14, 20, 27, 35, 44, 53, 60, 66].into_iter().enumerate() {
        let before = site.asked();
        // What is on disk costs no request, so each start has to get this much further.
        let mut child = audit(&site, &killed, &report).spawn().unwrap();
        // Every other time it comes to writing something down first, however busy the machine is.
        let (had, late) = (seen.len(), Instant::now() + Duration::from_secs(5));
        let grown = || {
            let parts = ending(&killed, ".part");
            n % 2 == 0
                || Instant::now() > late
                || parts.first().is_some_and(|p| stored(p, &site).len() > had + 4)
        };
        kills += usize::from(kill_after(&mut child, &site, requests.max(before + 4), grown));
        for (path, _) in &site.log.lock().unwrap()[before..] {
            assert!(!seen.contains(path), "{path} was on disk, and was asked for again");
        }
        if let [part] = ending(&killed, ".part").as_slice() {
            seen.extend(stored(part, &site));
        }
    }
    assert!(kills >= 8, "{kills} kills");
    assert!(seen.len() > 20, "{} answers were on disk", seen.len());
    let before = site.asked();
    let (status, errors) = run(audit(&site, &killed, &report));
    assert_eq!(status, 0, "{errors}");
    for (path, _) in &site.log.lock().unwrap()[before..] {
        assert!(!seen.contains(path), "{path} was on disk, and was asked for again");
    }
    let again: usize = count(&site).values().map(|n| n - 1).sum();
    // `--rate 300` has sixteen requests under way at most.
    assert!(again <= kills * 16, "{again} asked for again after {kills} kills");
    same(&calm_report, &report);

    // The file that grew in pieces is whole: judged again, it says the same.
    let files = ending(&killed, ".warc.gz");
    assert_eq!((files.len(), ending(&killed, ".part").len()), (1, 0), "{files:?}");
    forget(&killed);
    let judged = folder.path().join("judged.json");
    let mut again = Command::new(env!("CARGO_BIN_EXE_oit"));
    again.args(["audit", "--crawl"]).arg(&files[0]).arg("--data-dir").arg(&killed).args([
        "--ocr=never",
        "--as-of",
        "2021-07-12",
    ]);
    again.args(["--year", "2564", "--fail-on", "never", "-q", "--to"]).arg(&judged);
    assert_eq!(run(again).0, 0);
    same(&judged, &report);
    check_with_others(&files[0]);
}

fn count(site: &Site) -> HashMap<String, usize> {
    let mut out = HashMap::new();
    for (path, _) in site.log.lock().unwrap().iter() {
        *out.entry(path.clone()).or_default() += 1;
    }
    out
}

#[test]
fn the_next_night_only_what_changed_is_sent() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let report = |n: usize| folder.path().join(format!("{n}.json"));
    assert_eq!(run(audit(&site, &data, &report(0))).0, 0);
    let first = site.sent.swap(0, Ordering::SeqCst);
    site.log.lock().unwrap().clear();

    assert_eq!(run(audit(&site, &data, &report(1))).0, 0);
    let second = site.sent.swap(0, Ordering::SeqCst);
    let unchanged = site.log.lock().unwrap().iter().filter(|(_, s)| *s == 304).count();
    assert!(unchanged >= 45, "{unchanged} answers of 304");
    assert!(second * 4 < first, "{second} of {first} bytes: only pages without ETag are sent again");
    same(&report(0), &report(1));

    // A page that changed is read anew, on the third night, from a file that needs none before it.
    site.changed.store(1, Ordering::SeqCst);
    let last = std::fs::read_to_string(&ending(&data, ".last")[0]).unwrap();
    let mut files = ending(&data, ".warc.gz");
    files.sort_by_key(|f| f.ends_with(&last));
    assert_eq!(files.len(), 2);
    // What is gone is not looked for: a walk of the same second may be given its name.
    std::fs::remove_file(files.remove(0)).unwrap();
    assert_eq!(run(audit(&site, &data, &report(2))).0, 0);
    let warc = ending(&data, ".warc.gz").into_iter().find(|f| !files.contains(f)).unwrap();
    std::fs::remove_file(&files[0]).unwrap();
    let judged = folder.path().join("judged.json");
    for texts in [true, false] {
        if !texts {
            ending(&data, ".texts").iter().for_each(|p| std::fs::remove_file(p).unwrap());
        }
        forget(&data);
        let mut again = Command::new(env!("CARGO_BIN_EXE_oit"));
        again.args(["audit", "--crawl"]).arg(&warc).arg("--data-dir").arg(&data).args([
            "--ocr=never",
            "--as-of",
            "2021-07-12",
        ]);
        again.args(["--year", "2564", "--fail-on", "never", "-q", "--to"]).arg(&judged);
        assert_eq!(run(again).0, 0);
        same(&judged, &report(2));
    }
    check_with_others(&warc);
    let read: oit::crawl::Reader = Arc::new(oit::extract::read);
    let krawl = oit::crawl::load(&warc, &read).unwrap();
    let seven = krawl.records.iter().find(|r| r.url.ends_with("/page-7")).unwrap();
    assert!(seven.document.as_ref().unwrap().load().whole_text().contains("ปรับปรุงครั้งที่ 1"));

    // Nothing of before, if that is wished.
    site.log.lock().unwrap().clear();
    let mut fresh = audit(&site, &data, &report(3));
    fresh.arg("--fresh");
    assert_eq!(run(fresh).0, 0);
    assert!(site.log.lock().unwrap().iter().all(|(_, s)| *s != 304));
}

/// `warcio check`, where it is installed.
fn check_with_others(warc: &Path) {
    const MAIN: &str =
        "import sys\ntry: from warcio.cli import main\nexcept ImportError: sys.exit(77)\nmain()";
    let done = Command::new("python3").args(["-c", MAIN, "check", "-v"]).arg(warc).output();
    let done = done.ok().filter(|d| d.status.code() != Some(77));
    let Some(done) = needs::found(done, "no warcio here (pip install warcio)") else { return };
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn two_at_once_in_one_folder_are_one_too_many() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut first = audit_at("20", &site, &data, &folder.path().join("1.json")).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while site.asked() == 0 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(5));
    }
    let (status, errors) = run(audit(&site, &data, &folder.path().join("2.json")));
    assert_eq!(status, 3, "{errors}");
    assert!(errors.contains("อยู่แล้ว") && errors.contains("ทางแก้"), "{errors}");
    assert!(!folder.path().join("2.json").exists());
    assert!(first.wait().unwrap().success());
    assert_eq!(run(audit(&site, &data, &folder.path().join("2.json"))).0, 0, "the lock ends with its holder");
    same(&folder.path().join("1.json"), &folder.path().join("2.json"));
}

#[cfg(unix)]
#[test]
fn a_full_disk_ends_the_keeping_and_not_the_audit() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let (data, report) = (folder.path().join("data"), folder.path().join("r.csv"));
    // No file may grow over 24 KiB: to the program that is a disk that takes no more.
    let whole = audit(&site, &data, &report);
    let line: Vec<String> = std::iter::once(whole.get_program())
        .chain(whole.get_args())
        .map(|a| format!("'{}'", a.to_string_lossy()))
        .collect();
    let mut limited = Command::new("bash");
    limited.arg("-c").arg(format!("trap '' XFSZ; ulimit -f 24; exec {}", line.join(" ")));
    limited.stdout(Stdio::null()).stderr(Stdio::piped());
    let (status, errors) = run(limited);
    assert!([0, 3].contains(&status), "{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    // What is on disk is whole as far as it goes, and the next walk goes on with it.
    let kept = ending(&data, ".part");
    assert_eq!(kept.len(), 1);
    let stored = stored(&kept[0], &site);
    assert!(stored.len() >= 3, "{stored:?}");
    site.log.lock().unwrap().clear();
    let json = folder.path().join("r.json");
    let (status, errors) = run(audit(&site, &data, &json));
    assert_eq!(status, 0, "{errors}");
    assert!(count(&site).keys().all(|path| !stored.contains(path)));
    let other = folder.path().join("calm.json");
    assert_eq!(run(audit(&site, &folder.path().join("calm"), &other)).0, 0);
    same(&json, &other);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let (status, errors) = run(audit(&site, &file.join("data"), &folder.path().join("r.json")));
    assert_eq!(status, 3, "{errors}");
    assert!(
        errors.contains("เขียนที่") && errors.contains("ไม่ใช่โฟลเดอร์") && errors.contains("--data-dir"),
        "{errors}"
    );
    assert_eq!(site.asked(), 0, "it is said before the site is troubled");
}
