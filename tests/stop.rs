//! Who stops the program is heard, by Ctrl-C or by SIGTERM (`docker stop`, a service manager): real processes against
//! a slow server on loopback.
#![cfg(unix)]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const PAGES: usize = 400;
/// Busy machines take their time; the walk itself would take longer.
const LIMIT: Duration = Duration::from_secs(60);

/// A site whose every answer takes `delay`.
struct Slow {
    address: String,
    asked: Arc<Mutex<usize>>,
}

impl Slow {
    fn start(delay: Duration) -> Slow {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked: Arc<Mutex<usize>> = Arc::default();
        let count = Arc::clone(&asked);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let count = Arc::clone(&count);
                std::thread::spawn(move || {
                    let (mut head, mut byte) = (Vec::new(), [0]);
                    while !head.ends_with(b"\r\n\r\n") {
                        match stream.read(&mut byte) {
                            Ok(1) => head.push(byte[0]),
                            _ => return,
                        }
                    }
                    let head = String::from_utf8_lossy(&head).into_owned();
                    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
                    *count.lock().unwrap() += 1;
                    let (status, body) = page(&path);
                    if status == 200 {
                        std::thread::sleep(delay);
                    }
                    let head = format!(
                        "HTTP/1.1 {status} X\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                        body.len()
                    );
                    let _ = stream.write_all(&[head.as_bytes(), body.as_bytes()].concat());
                });
            }
        });
        Slow { address, asked }
    }

    fn asked(&self) -> usize {
        *self.asked.lock().unwrap()
    }

    fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

fn page(path: &str) -> (u16, String) {
    let body = match path {
        "/" => (0..PAGES).map(|n| format!("<a href='/page-{n}'>ประกาศที่ {n}</a> ")).collect(),
        path if path.starts_with("/page-") => {
            format!("<h1>ประกาศ {path}</h1><p>{}</p>", words(path))
        }
        _ => return (404, "ไม่มี".to_owned()),
    };
    (200, format!("<html lang=th><title>เทศบาลตัวอย่าง {path}</title><body>{body}</body></html>"))
}

/// A text that no other page has: pages that differ in nothing but numbers would be a trap.
fn words(path: &str) -> String {
    const PARTS: [&str; 8] = ["การ", "ประชุม", "งบประมาณ", "แผน", "ตำบล", "ถนน", "น้ำ", "ตลาด"];
    let n: usize = path.rsplit('-').next().and_then(|n| n.parse().ok()).unwrap_or(0);
    (0..60).map(|k| PARTS[((n * 7 + 3) * (k + 1) * (k + n) / 5) % 8]).collect::<Vec<_>>().join(" ")
}

const HOW: [&str; 7] = [
    "--year=2564",
    "--as-of=2021-07-12",
    "--ocr=never",
    "--render=never",
    "--rate=300",
    "--max-time=600s",
    "--data-dir=data",
];

fn oit(folder: &Path, args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oit"));
    command.current_dir(folder).args(args).env("LC_ALL", "C.UTF-8").env_remove("OIT_YEAR");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let until = Instant::now() + LIMIT;
    while !is_so() {
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Sends a signal; what became of the process, which must have ended by itself and soon.
fn stopped(mut child: Child, signal: &str) -> Output {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let began = Instant::now();
    let until = began + LIMIT;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > until {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let done = child.wait_with_output().unwrap();
    println!("{signal}: {:.1} s", began.elapsed().as_secs_f64());
    assert!(done.status.code().is_some(), "{signal}: {}\n{}", done.status, said(&done));
    done
}

fn said(done: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
}

#[test]
fn an_audit_that_is_stopped_sums_up_what_it_read() {
    for signal in ["-INT", "-TERM"] {
        let site = Slow::start(Duration::from_millis(200));
        let folder = tempfile::tempdir().unwrap();
        let url = site.url();
        let args = [&["audit", &url, "--to=r.json"], HOW.as_slice()].concat();
        let audit = oit(folder.path(), &args);
        wait_for("the walk has begun", || site.asked() > 12);
        let done = stopped(audit, signal);
        assert!(said(&done).contains("หยุดตามคำสั่ง กำลังสรุปจากที่อ่านแล้ว"), "{}", said(&done));
        assert!(site.asked() < PAGES, "{signal}: the whole site was walked");
        let report = std::fs::read(folder.path().join("r.json")).unwrap();
        let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
        let coverage = &report["coverage"];
        assert_eq!(coverage["stopped_by"], serde_json::json!(["interrupted"]), "{coverage}");
        assert_eq!(report["items"].as_array().unwrap().len(), 43);
    }
}

/// Of several sites none is begun any more, and nobody is told that one is down.
#[test]
fn an_audit_of_several_sites_that_is_stopped_tells_nobody_that_one_is_down() {
    // In the midst of the walk, and before there is a first page.
    for (delay, requests) in [(200, 12), (100_000, 2)] {
        for signal in ["-INT", "-TERM"] {
            let sites = [0, 1].map(|_| Slow::start(Duration::from_millis(delay)));
            let hook = Slow::start(Duration::ZERO);
            let folder = tempfile::tempdir().unwrap();
            let list = sites
                .each_ref()
                .map(|site| format!("[[site]]\nname = \"{}\"\nurl = \"{}\"\n", site.address, site.url()));
            let notify =
                format!("[[notify]]\nname = \"hook\"\non = \"always\"\nwebhook = \"{}\"\n", hook.url());
            std::fs::write(folder.path().join("oit.toml"), list.concat() + &notify).unwrap();
            let args = [&["audit", "--only-changes"], HOW.as_slice()].concat();
            let audit = oit(folder.path(), &args);
            let begun = || sites[0].asked() >= requests;
            wait_for("the first site is asked", begun);
            let done = stopped(audit, signal);
            assert_eq!(done.status.code(), Some(3), "{}", said(&done));
            assert!(said(&done).contains("หยุดตามคำสั่ง"), "{}", said(&done));
            assert_eq!(sites[1].asked(), 0, "{signal}: the second site was begun\n{}", said(&done));
            assert_eq!(hook.asked(), 0, "{signal}: somebody was told\n{}", said(&done));
        }
    }
}

#[test]
fn a_survey_and_the_page_end_when_they_are_told_to() {
    let site = Slow::start(Duration::from_millis(200));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), format!("name,url\nก,{}\n", site.url())).unwrap();
    let how = ["survey", "a.csv", "--year=2564", "--ocr=never", "--rate=300", "--data-dir=data"];
    let survey = oit(folder.path(), &how);
    wait_for("the walk has begun", || site.asked() > 12);
    stopped(survey, "-TERM");

    let page = oit(folder.path(), &["serve", "--port=0", "--data-dir=data"]);
    // It says where it is once it listens; whoever reads that holds the pipe, so the clock must do.
    std::thread::sleep(Duration::from_secs(5));
    assert_eq!(stopped(page, "-TERM").status.code(), Some(0));
}
