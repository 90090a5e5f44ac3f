//! A simulated nation: `cargo bench --bench nation [-- SITES [AT_ONCE]] [--rate=N] [--unbroken]`
//! (1,000 sites, 64 at once, 1 request a second and host).
//!
//! Sites of 40 pages at 127.x.y.z, one in ten faulty, latencies as `tests/nation` states them
//! (median 120 ms). One survey, killed with SIGKILL three times on its way; with `--unbroken` nobody is
//! killed, so that the memory of one process is seen from the first site to the last. Prints
//! throughput, memory over time, processor time, and what that makes for 8,300 agencies. All traffic
//! stays on loopback.
//!
//! It fails unless the processes were really killed, each site has exactly one row and each good one its
//! 43 items and one report, what was told of each site (once) is what was wrong with it, no host was asked
//! faster than the pace, and memory is flat: from the third tenth to the ninth of one process, or from
//! one process to the next.

#[path = "../tests/nation/mod.rs"]
mod nation;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nation::{Drawn, Fault, Nation, fault};
use oit::survey::store::{FILE, SiteRow, Store};

const PAGES: usize = 40;
const KILLS: [f64; 3] = [0.2, 0.45, 0.7];
/// Longest run.
const LIMIT: Duration = Duration::from_secs(3600);
/// Memory is flat that grows by no more than this.
const FLAT: f64 = 1.25;
/// Agencies of the whole nation.
const AGENCIES: f64 = 8300.0;

fn survey(folder: &Path, at_once: usize, rate: f64) -> Child {
    // Twice what a site takes at this pace, so that only those that stall run out of it.
    let time = (2.0 * (PAGES + 2) as f64 / rate + 20.0) as u64;
    let log = std::fs::File::options().create(true).append(true).open(folder.join("log")).unwrap();
    Command::new(env!("CARGO_BIN_EXE_oit"))
        .current_dir(folder)
        .args(["survey", "a.csv", "--name=nation", "--data-dir=data", "--year=2564", "--as-of=2021-07-12"])
        .args(["--ocr=never", "--log-format=json", "--sites", &at_once.to_string()])
        .args([format!("--rate={rate}"), format!("--max-time={time}s")])
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

/// What one process needed from its start to its end.
#[derive(Default)]
struct Leg {
    /// Rows that there were, and megabytes.
    memory: Vec<(usize, f64)>,
    seconds: f64,
}

impl Leg {
    fn most(&self) -> f64 {
        self.memory.iter().map(|(_, mb)| *mb).fold(0.0, f64::max)
    }
}

fn killed(child: &mut Child) {
    child.kill().unwrap();
    let status = child.wait().unwrap();
    #[cfg(unix)]
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9), "it had ended by itself");
    #[cfg(not(unix))]
    assert!(!status.success());
}

/// Every site has exactly one row, whole, that says what was wrong with it.
fn each_once(drawn: Drawn, nation: &Nation, rows: &[SiteRow], database: &Path) {
    let urls: HashSet<&str> = rows.iter().map(|row| row.url.as_str()).collect();
    assert_eq!((rows.len(), urls), (drawn.sites, nation.urls.iter().map(String::as_str).collect()));
    let mut wrong = Vec::new();
    for (nr, site) in rows.iter().enumerate() {
        let cause = fault(drawn, nr).cause();
        let whole = site.pages as usize == PAGES && site.verdicts.len() == 43;
        let state = if cause.is_empty() { "done" } else { "failed" };
        if site.cause != cause || site.state != state || cause.is_empty() && !whole {
            wrong.push(format!("{nr} {cause}: {} {} {} pages", site.state, site.cause, site.pages));
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
    let db = rusqlite::Connection::open(database).unwrap();
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let judged = rows.iter().filter(|row| !row.verdicts.is_empty()).count() as i64;
    assert_eq!(count("SELECT count(*) FROM site"), drawn.sites as i64);
    assert_eq!(count("SELECT count(DISTINCT agency) FROM site"), drawn.sites as i64);
    assert_eq!(count("SELECT count(*) FROM item"), 43 * judged);
    assert_eq!(count("SELECT count(*) FROM (SELECT DISTINCT agency, nr FROM item)"), 43 * judged);
    assert_eq!(count("SELECT count(*) FROM report"), judged);
}

/// What the processes told of sites together: of each once, and what was so. Returns of how many.
fn told(drawn: Drawn, nation: &Nation, log: &str, kills: usize) -> usize {
    let places: HashMap<&str, usize> =
        nation.urls.iter().enumerate().map(|(nr, url)| (url.as_str(), nr)).collect();
    let mut of: HashMap<usize, String> = HashMap::new();
    let mut broken = 0;
    for line in log.lines() {
        // A kill may cut a line off.
        let Ok(line) = serde_json::from_str::<serde_json::Value>(line) else {
            broken += 1;
            continue;
        };
        let event = line["event"].as_str().unwrap_or_default();
        let Some(nr) = line["site"].as_str().and_then(|site| places.get(site)).copied() else { continue };
        if !matches!(event, "site-done" | "site-failed") {
            continue;
        }
        let cause = line["cause"].as_str().unwrap_or_default().to_owned();
        assert_eq!(event == "site-done", fault(drawn, nr) == Fault::None, "{line}");
        assert_eq!(cause, fault(drawn, nr).cause(), "{line}");
        assert_eq!(of.insert(nr, cause), None, "a finished site was done again: {line}");
    }
    assert!(broken <= kills, "{broken} lines are none: {log}");
    of.len()
}

/// No host was asked faster than it should be, but for the first request of each process.
fn paced(nation: &Nation, sites: usize, rate: f64, kills: usize) -> f64 {
    let mut fastest: f64 = 0.0;
    for nr in 0..sites {
        let asked = nation.asked_at(nr);
        let (Some(first), Some(last)) = (asked.first(), asked.last()) else { continue };
        let time = (*last - *first).as_secs_f64();
        let more = (asked.len() - 1) as f64 - kills as f64 - 1.0;
        assert!(more <= time * rate * 1.02, "site {nr}: {} requests in {time:.1} s", asked.len());
        if asked.len() > PAGES / 2 {
            fastest = fastest.max((asked.len() - 1) as f64 / time);
        }
    }
    fastest
}

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let (sites, at_once) = (*numbers.first().unwrap_or(&1000), *numbers.get(1).unwrap_or(&64));
    let rate = std::env::args().find_map(|a| a.strip_prefix("--rate=")?.parse().ok()).unwrap_or(1.0);
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
    let mut child = survey(folder, at_once, rate);
    let mut legs = vec![Leg::default()];
    let status = loop {
        assert!(began.elapsed() < LIMIT, "not done within an hour: {} of {sites}", ended());
        std::thread::sleep(Duration::from_millis(500));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        let (rows, (memory, seconds)) = (ended(), used(child.id()));
        let kills = legs.len() - 1;
        let leg = legs.last_mut().unwrap();
        leg.memory.push((rows, memory));
        leg.seconds = seconds;
        if wanted.get(kills).is_some_and(|share| rows as f64 >= share * sites as f64) {
            killed(&mut child);
            let rows = ended();
            assert!(rows < sites, "nothing was left to do");
            println!("killed at {rows} rows after {:.0} s", began.elapsed().as_secs_f64());
            legs.push(Leg::default());
            child = survey(folder, at_once, rate);
        }
    };
    let took = began.elapsed().as_secs_f64();
    let kills = legs.len() - 1;
    let log = std::fs::read_to_string(folder.join("log")).unwrap();
    assert!(status.success(), "{log}");
    assert_eq!(kills, wanted.len(), "it ended before it could be killed so often");
    let row = store.survey_named("nation").unwrap().unwrap();
    let rows = store.sites(row.id).unwrap();
    each_once(drawn, &nation, &rows, &folder.join("data").join(FILE));
    let told = told(drawn, &nation, &log, kills);
    // Those that ended in the very moment of a kill had nobody left to tell of them.
    assert!(told + kills * at_once >= sites && told <= sites, "{told} told");
    let begun_again = rows.iter().filter(|row| row.attempt > 1).count();
    assert!(begun_again <= kills * at_once, "{begun_again} begun again");
    let fastest = paced(&nation, sites, rate, kills);

    let asked = nation.asked();
    println!(
        "{sites} sites: {} done, {} failed, none wrong; told {told}; {begun_again} begun again",
        row.done, row.failed
    );
    println!("{took:.0} s, {:.2} sites/s, {:.0} requests/s", sites as f64 / took, asked as f64 / took);
    println!("pace {rate} a second and host: the fastest had {fastest:.2}");
    let seconds: f64 = legs.iter().map(|leg| leg.seconds).sum();
    println!(
        "processor {seconds:.0} s = {:.2} cores; {:.2} s a site",
        seconds / took,
        seconds / sites as f64
    );
    let tenth = |n: usize| {
        let all = legs.iter().flat_map(|leg| &leg.memory);
        let part: Vec<f64> =
            all.filter(|(rows, _)| *rows * 10 / sites.max(1) == n).map(|(_, mb)| *mb).collect();
        part.iter().sum::<f64>() / part.len().max(1) as f64
    };
    let whole = |numbers: Vec<f64>| numbers.iter().map(|n| format!("{n:.0}")).collect::<Vec<_>>().join(" ");
    let most: Vec<f64> = legs.iter().map(Leg::most).collect();
    println!("memory MB by tenths of the survey: {}", whole((0..10).map(tenth).collect()));
    println!("memory MB at the most, process by process: {}", whole(most.clone()));
    // At one request a second a site of 40 pages (and its robots.txt, its sitemap) takes 42 s; with
    // enough sites at once the processor is the limit.
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
    let network = AGENCIES * (PAGES + 2) as f64 / rate / 3600.0;
    let work = AGENCIES * seconds / sites as f64 / cores / 3600.0;
    println!(
        "8,300 agencies of {PAGES} pages at {rate} requests/s and host: {network:.0} site-hours of waiting, {:.1} h with {at_once} at once; as fast as this run {:.1} h; processor {work:.1} h on {cores:.0} cores",
        network / at_once as f64,
        took * AGENCIES / sites as f64 / 3600.0
    );
    // Flat: what a process holds does not grow with the sites that it has done, nor with those that
    // are in the database when it begins.
    if let [earlier @ .., last] = most.as_slice()
        && !earlier.is_empty()
    {
        let before = earlier.iter().copied().fold(0.0, f64::max);
        assert!(*last < before * FLAT, "memory grows from process to process: {}", whole(most.clone()));
    } else if sites >= 500 {
        let mean = |from: usize| (from..from + 3).map(tenth).sum::<f64>() / 3.0;
        assert!(mean(6) < mean(2) * FLAT, "memory grows: {:.0} MB, then {:.0}", mean(2), mean(6));
    }
}
