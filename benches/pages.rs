//! Every page of `oit serve` at 8,300 agencies × 43 items × 3 years: `cargo bench --bench pages [-- AGENCIES]`.
//!
//! Fills a database through the program's own writes, starts the server, asks for each page forty
//! times over real connections, and prints the median, the 95th percentile and the first answer.

#[path = "../tests/filled/mod.rs"]
mod filled;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use oit::survey::store::Store;

const TIMES: usize = 40;

fn main() {
    let agencies = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(8300);
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let began = Instant::now();
    let surveys = filled::fill(&store, &filled::pattern(folder.path()), agencies, &[2564, 2565, 2566]);
    let size = std::fs::metadata(folder.path().join("oit.sqlite")).unwrap().len() as f64 / 1e6;
    println!("filled in {:.0} s, {size:.0} MB", began.elapsed().as_secs_f64());
    let mut server = Command::new(env!("CARGO_BIN_EXE_oit"))
        .args(["serve", "--port=0", "--data-dir"])
        .arg(folder.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
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
    println!("{:52} {:>8} {:>8} {:>8} {:>8}", "page", "first", "median", "p95", "kB");
    let mut slowest: f64 = 0.0;
    for path in filled::PAGES {
        let path = filled::address(path, surveys[2]);
        let (first, size) = ask(&path);
        let mut took: Vec<f64> = (0..TIMES).map(|_| ask(&path).0).collect();
        took.sort_by(f64::total_cmp);
        let p95 = took[TIMES * 95 / 100];
        slowest = slowest.max(p95);
        println!("{path:52.52} {first:8.1} {:8.1} {p95:8.1} {:8}", took[TIMES / 2], size / 1024);
    }
    server.kill().unwrap();
    server.wait().unwrap();
    println!("slowest p95 {slowest:.1} ms");
    assert!(slowest < 100.0);
}
