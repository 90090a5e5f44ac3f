//! A simulated nation: `cargo bench --bench nation [-- SITES [AT_ONCE]] [--unbroken]` (1,000 sites,
//! 64 at once).
//!
//! Sites of 40 pages at 127.x.y.z, one in ten faulty, latencies as `tests/nation` states them
//! (median 120 ms). One survey in one process, killed with SIGKILL three times on its way; then
//! every site must have exactly one row. With `--unbroken` nobody is killed, so that the memory of one
//! process is seen from the first site to the last. Prints throughput, memory over time, processor
//! time, and what that makes for 8,300 agencies. All traffic stays on loopback.

#[path = "../tests/nation/mod.rs"]
mod nation;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nation::{Drawn, Fault, Nation, fault};
use oit::survey::store::Store;

const PAGES: usize = 40;
const KILLS: [f64; 3] = [0.2, 0.45, 0.7];
/// Longest run.
const LIMIT: Duration = Duration::from_secs(3600);

fn survey(folder: &Path, at_once: usize) -> Child {
    let log = std::fs::File::options().create(true).append(true).open(folder.join("log")).unwrap();
    Command::new(env!("CARGO_BIN_EXE_oit"))
        .current_dir(folder)
        .args(["survey", "a.csv", "--name=nation", "--data-dir=data", "--year=2564", "--as-of=2021-07-12"])
        .args(["--ocr=never", "--rate=4", "--max-time=60s", "--sites", &at_once.to_string()])
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap()
}

/// Resident memory of a process in MB, its children's too, and its processor seconds. Linux only.
fn used(pid: u32) -> (f64, f64) {
    let read = |pid: u32| -> Option<(u32, f64, f64)> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let rest: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks: f64 = rest[11].parse::<f64>().ok()? + rest[12].parse::<f64>().ok()?;
        let waited: f64 = rest[13].parse::<f64>().ok()? + rest[14].parse::<f64>().ok()?;
        Some((rest[1].parse().ok()?, rest[21].parse::<f64>().ok()? * 4096.0 / 1e6, (ticks + waited) / 100.0))
    };
    let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let mut sum = (0.0, 0.0);
    for one in pids {
        if let Some((parent, memory, seconds)) = read(one)
            && (one == pid || parent == pid)
        {
            sum = (sum.0 + memory, sum.1 + seconds);
        }
    }
    sum
}

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|a| a.parse().ok());
    let (sites, at_once) = (numbers.next().unwrap_or(1000), numbers.next().unwrap_or(64));
    let wanted: &[f64] = if std::env::args().any(|a| a == "--unbroken") { &[] } else { &KILLS };
    let drawn = Drawn { sites, pages: PAGES, median: Duration::from_millis(120), faulty: true };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let nation = runtime.block_on(Nation::found(drawn)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("a.csv"), nation.list()).unwrap();
    let store = Store::open(&folder.join("data"), Duration::from_secs(30)).unwrap();
    let ended = || store.survey_named("nation").unwrap().map_or(0, |s| s.done + s.failed);
    let began = Instant::now();
    let mut child = survey(folder, at_once);
    let (mut kills, mut seconds, mut last) = (0, 0.0, (0.0, 0.0));
    let mut memory: Vec<(usize, f64)> = Vec::new();
    let status = loop {
        assert!(began.elapsed() < LIMIT, "not done within an hour: {} of {sites}", ended());
        std::thread::sleep(Duration::from_millis(500));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        let rows = ended();
        last = used(child.id());
        memory.push((rows, last.0));
        if wanted.get(kills).is_some_and(|share| rows as f64 >= share * sites as f64) {
            kills += 1;
            seconds += last.1;
            child.kill().unwrap();
            child.wait().unwrap();
            println!("killed at {rows} rows after {:.0} s", began.elapsed().as_secs_f64());
            child = survey(folder, at_once);
        }
    };
    seconds += last.1;
    let took = began.elapsed().as_secs_f64();
    let log = std::fs::read_to_string(folder.join("log")).unwrap();
    assert!(status.success(), "{log}");
    let row = store.survey_named("nation").unwrap().unwrap();
    let rows = store.sites(row.id).unwrap();
    assert_eq!(rows.len(), sites);
    let mut wrong = 0;
    for (nr, site) in rows.iter().enumerate() {
        let good = match fault(drawn, nr) {
            Fault::None => site.state == "done" && site.pages as usize == PAGES && site.verdicts.len() == 43,
            _ => site.state == "failed" && !site.cause.is_empty(),
        };
        if !good {
            wrong += 1;
        }
        if !good && wrong <= 20 {
            println!("{nr} {:?}: {} {} pages {}", fault(drawn, nr), site.state, site.cause, site.pages);
        }
    }
    // Every finished site was told once: no process did another's again.
    let told = log.lines().filter(|line| line.starts_with('[')).count();
    let tenth = |n: usize| {
        let part: Vec<f64> =
            memory.iter().filter(|(rows, _)| *rows * 10 / sites.max(1) == n).map(|(_, mb)| *mb).collect();
        part.iter().sum::<f64>() / part.len().max(1) as f64
    };
    let tenths: Vec<String> = (0..10).map(|n| format!("{:.0}", tenth(n))).collect();
    let most = memory.iter().map(|(_, mb)| *mb).fold(0.0, f64::max);
    let asked = nation.asked.load(std::sync::atomic::Ordering::Relaxed);
    println!("{sites} sites, {wrong} wrong; {} done, {} failed; told {told}", row.done, row.failed);
    println!("{took:.0} s, {:.2} sites/s, {:.0} requests/s", sites as f64 / took, asked as f64 / took);
    println!(
        "processor {seconds:.0} s = {:.2} cores; {:.2} s a site",
        seconds / took,
        seconds / sites as f64
    );
    println!("memory MB by tenths of the survey: {}; most {most:.0}", tenths.join(" "));
    // At one request a second a site of 40 pages (and its robots.txt, its sitemap) takes 42 s; with
    // enough sites at once the processor is the limit.
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
    let network = 8300.0 * (PAGES + 2) as f64 / 3600.0;
    let work = 8300.0 * seconds / sites as f64 / cores / 3600.0;
    println!(
        "8,300 agencies of {PAGES} pages at 1 request/s and host: {network:.0} site-hours of waiting, {:.1} h with {at_once} at once; processor {work:.1} h on {cores:.0} cores",
        network / at_once as f64
    );
    assert_eq!(wrong, 0);
    // Flat: what one process holds does not grow with the sites that it has done.
    let mean = |from: usize| (from..from + 3).map(tenth).sum::<f64>() / 3.0;
    if wanted.is_empty() && sites >= 500 {
        assert!(mean(6) < mean(2) * 1.25, "memory grows: {:.0} MB, then {:.0}", mean(2), mean(6));
    }
}
