//! Every page of `oit serve` at 8,300 agencies × 43 items × 3 years: `cargo bench --bench pages [-- AGENCIES]`.
//!
//! Fills a database through the program's own writes, starts the server, asks for each page forty
//! times over real connections, and prints the first answer, the median and the 95th percentile; then
//! forty questions of each kind that nobody asked before; then every page while the survey is under
//! way, a site ending before each answer.

#[path = "../tests/filled/mod.rs"]
mod filled;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use oit::survey::store::Store;

const TIMES: usize = 40;

/// The server, which ends with the bench.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn main() {
    let agencies = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(8300);
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let began = Instant::now();
    let pattern = filled::pattern(folder.path());
    let surveys = filled::fill(&store, &pattern, agencies, &[2564, 2565, 2566]);
    let size = std::fs::metadata(folder.path().join("oit.sqlite")).unwrap().len() as f64 / 1e6;
    println!("filled in {:.0} s, {size:.0} MB", began.elapsed().as_secs_f64());
    let mut server = Server(
        Command::new(env!("CARGO_BIN_EXE_oit"))
            .args(["serve", "--port=0", "--data-dir"])
            .arg(folder.path())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut line = String::new();
    BufReader::new(server.0.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let ask = |path: &str| {
        let began = Instant::now();
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut body = Vec::new();
        stream.read_to_end(&mut body).unwrap();
        assert!(body.starts_with(b"HTTP/1.1 200"), "{path}: {}", String::from_utf8_lossy(&body));
        (began.elapsed().as_secs_f64() * 1000.0, body.len())
    };
    let survey = surveys[2];
    let mut slowest: f64 = 0.0;
    let done: Vec<i64> =
        store.sites(survey).unwrap().iter().filter(|s| s.state == "done").map(|s| s.agency).collect();
    let mut table = |title: &str, pages: &[&str], before: &mut dyn FnMut()| {
        println!("{title:60} {:>8} {:>8} {:>8} {:>8}", "first", "median", "p95", "kB");
        for page in pages {
            let mut answer = |nth: usize| {
                before();
                ask(&filled::nth(&page.replace("{d}", &done[nth].to_string()), survey, nth))
            };
            let (first, size) = answer(0);
            let mut took: Vec<f64> = (1..=TIMES).map(|nth| answer(nth).0).collect();
            took.sort_by(f64::total_cmp);
            let p95 = took[TIMES * 95 / 100];
            slowest = slowest.max(p95);
            println!("{page:60} {first:8.1} {:8.1} {p95:8.1} {:8}", took[TIMES / 2], size / 1024);
        }
    };
    table("every page", &filled::PAGES, &mut || {});
    table("never asked before", &filled::NEW, &mut || {});
    let mut one_more = filled::under_way(&store, &pattern, survey);
    table("under way", &filled::PAGES, &mut one_more);
    table("under way, never asked before", &filled::NEW, &mut one_more);
    let used = std::fs::read_to_string(format!("/proc/{}/status", server.0.id())).unwrap_or_default();
    let of = |what: &str| used.lines().find_map(|line| line.strip_prefix(what)).unwrap_or_default().trim();
    // The rest is the database's file, mapped.
    println!("memory of its own {}", of("RssAnon:"));
    println!("slowest p95 {slowest:.1} ms");
    assert!(slowest < 100.0);
}
