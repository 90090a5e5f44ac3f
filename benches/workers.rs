//! Workers over one Postgres: `cargo bench --bench workers [-- SITES]` (192 without a number).
//!
//! The nation of `tests/nation`, sites of 12 pages, none faulty, asked once a second, taken by one, two and
//! four worker processes of eight sites each; then two with the usual patience, of which one is killed
//! in the middle. Prints how long each took, what the processor did meanwhile, and how long the killed
//! worker's sites waited. All traffic stays on loopback.
//!
//! It fails where there is no Postgres (`initdb` and `pg_ctl`), where more workers are not nearly so much
//! faster ([`FLOORS`]; at this pace a site is nearly all waiting, so two cores are not full with four), where a
//! killed worker's site waits for more than two minutes, and where a site has not exactly one row.

#[path = "../tests/nation/mod.rs"]
mod nation;
#[path = "../tests/needs/mod.rs"]
mod needs;
#[path = "../tests/postgres/mod.rs"]
mod postgres;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nation::{Drawn, Nation};
use oit::survey::store::{FILE, Store};
use postgres::Cluster;
use sqlx::{PgPool, Row};

const PAGES: usize = 12;
/// How many times as fast as one worker so many must be at the least.
const FLOORS: [(usize, f64); 2] = [(2, 1.7), (4, 3.0)];
/// Within this a dead worker's site must be somebody else's.
const TAKEN_UP: f64 = 120.0;
const LIMIT: Duration = Duration::from_secs(1800);

/// A process that ends with the bench.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn oit(folder: &Path, cluster: &Cluster, args: &[&str]) -> Process {
    let log = std::fs::File::options().create(true).append(true).open(folder.join("log")).unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_oit"))
        .current_dir(folder)
        .args(args)
        .env("OIT_QUEUE", cluster.url())
        .env_remove("OIT_DEAD_AFTER")
        .env_remove("OIT_YEAR")
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    Process(child)
}

fn worker(folder: &Path, cluster: &Cluster, nr: usize) -> Process {
    let (data, name) = (format!("--data-dir=worker-{nr}"), format!("--name=w{nr}"));
    oit(folder, cluster, &["worker", "--sites=8", &name, &data])
}

fn survey(folder: &Path, cluster: &Cluster) -> Process {
    let site = ["--year=2564", "--as-of=2021-07-12", "--ocr=never", "--rate=1", "--max-time=120s"];
    oit(folder, cluster, &[&["survey", "a.csv", "--name=nation", "--data-dir=data"][..], &site].concat())
}

fn ended(store: &Store) -> usize {
    store.survey_named("nation").unwrap().map_or(0, |s| s.done + s.failed)
}

/// Busy and all ticks of the machine's processors. Linux only.
fn ticks() -> (f64, f64) {
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let all: Vec<f64> = stat
        .lines()
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(1)
        .filter_map(|n| n.parse().ok())
        .collect();
    let idle: f64 = all.iter().skip(3).take(2).sum();
    let sum: f64 = all.iter().take(8).sum();
    (sum - idle, sum)
}

/// Sites whose worker was killed: seconds until somebody else began each of them.
async fn taken_up(pool: &PgPool, dead: &str, killed: Instant) -> Vec<f64> {
    let of = format!("{dead} %");
    let held: Vec<i64> =
        sqlx::query_scalar("SELECT agency FROM oit.site WHERE state = 'running' AND worker LIKE $1")
            .bind(&of)
            .fetch_all(pool)
            .await
            .unwrap();
    let mut began: HashMap<i64, f64> = HashMap::new();
    while began.len() < held.len() {
        assert!(killed.elapsed() < LIMIT);
        tokio::time::sleep(Duration::from_millis(250)).await;
        let rows = sqlx::query("SELECT agency FROM oit.site WHERE agency = ANY($1) AND worker NOT LIKE $2")
            .bind(&held)
            .bind(&of)
            .fetch_all(pool)
            .await
            .unwrap();
        for row in rows {
            began.entry(row.get("agency")).or_insert_with(|| killed.elapsed().as_secs_f64());
        }
    }
    let mut waited: Vec<f64> = began.into_values().collect();
    waited.sort_by(f64::total_cmp);
    waited
}

/// One survey; with `kill` the first worker dies when a third is done.
async fn run(sites: usize, workers: usize, kill: bool) -> f64 {
    let cluster = Cluster::start().expect("it was there a moment ago");
    let drawn = Drawn { sites, pages: PAGES, median: Duration::from_millis(120), faulty: false };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("a.csv"), nation.list()).unwrap();
    let store = Store::open(&folder.join("data"), Duration::from_secs(30)).unwrap();
    let mut sender = survey(folder, &cluster);
    let pool = PgPool::connect(&cluster.url()).await.unwrap();
    // Everything is in the queue before anybody begins.
    let queued = "SELECT count(*) FROM oit.site WHERE queued";
    while sqlx::query_scalar::<_, i64>(queued).fetch_one(&pool).await.unwrap_or(0) < sites as i64 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (began, before) = (Instant::now(), ticks());
    let mut all: Vec<Process> = (1..=workers).map(|nr| worker(folder, &cluster, nr)).collect();
    let done = "SELECT count(*) FROM oit.site WHERE state = 'done'";
    let mut waited = Vec::new();
    loop {
        let rows: i64 = sqlx::query_scalar(done).fetch_one(&pool).await.unwrap();
        if rows >= sites as i64 {
            break;
        }
        if kill && all.len() == workers && rows >= sites as i64 / 3 {
            drop(all.remove(0));
            waited = taken_up(&pool, "w1", Instant::now()).await;
        }
        assert!(began.elapsed() < LIMIT, "{}", std::fs::read_to_string(folder.join("log")).unwrap());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (took, after) = (began.elapsed().as_secs_f64(), ticks());
    assert!(sender.0.wait().unwrap().success(), "{}", std::fs::read_to_string(folder.join("log")).unwrap());
    assert_eq!(ended(&store), sites);
    each_once(&store, &nation, &folder.join("data").join(FILE), &pool).await;
    let busy = (after.0 - before.0) / (after.1 - before.1).max(1.0) * 100.0;
    println!(
        "{workers} workers: {took:.1} s, {:.2} sites/s, {:.0} requests/s; the machine's processors {busy:.0} % busy",
        sites as f64 / took,
        nation.asked() as f64 / took
    );
    if kill {
        let again: i64 = sqlx::query_scalar("SELECT count(*) FROM oit.site WHERE attempt > 1")
            .fetch_one(&pool)
            .await
            .unwrap();
        let told: Vec<String> = waited.iter().map(|s| format!("{s:.0}")).collect();
        println!("one killed: {again} sites begun again, after {} s; {sites} rows", told.join(" "));
        assert!(!waited.is_empty() && again >= waited.len() as i64, "the dead worker had no site");
        assert!(waited.iter().all(|seconds| *seconds <= TAKEN_UP), "two minutes are over");
    }
    took
}

/// Every site has one row, whole, in the surveyor's database and in the shared one.
async fn each_once(store: &Store, nation: &Nation, database: &Path, pool: &PgPool) {
    let sites = nation.urls.len();
    let survey = store.survey_named("nation").unwrap().unwrap();
    let rows = store.sites(survey.id).unwrap();
    let urls: HashSet<&str> = rows.iter().map(|row| row.url.as_str()).collect();
    assert_eq!((rows.len(), urls), (sites, nation.urls.iter().map(String::as_str).collect()));
    assert!(rows.iter().all(|site| site.state == "done" && site.pages as usize == PAGES));
    let db = rusqlite::Connection::open(database).unwrap();
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let items = 43 * sites as i64;
    assert_eq!(count("SELECT count(*) FROM item"), items);
    assert_eq!(count("SELECT count(*) FROM (SELECT DISTINCT agency, nr FROM item)"), items);
    assert_eq!(count("SELECT count(*) FROM report"), sites as i64);
    let shared = "SELECT count(*), count(DISTINCT agency), count(body) FROM oit.site WHERE state = 'done'";
    let shared = sqlx::query(shared).fetch_one(pool).await.unwrap();
    let shared: [i64; 3] = [0, 1, 2].map(|at| shared.get(at));
    assert_eq!(shared, [sites as i64; 3]);
}

#[tokio::main(worker_threads = 1)]
async fn main() {
    if Cluster::start().is_none() {
        eprintln!("nothing was measured: the bench needs a Postgres server");
        std::process::exit(1);
    }
    let sites = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(192);
    let one = run(sites, 1, false).await;
    for (workers, floor) in FLOORS {
        let times = one / run(sites, workers, false).await;
        println!("{workers} workers are {times:.2} times as fast as one (at least {floor})");
        assert!(times >= floor, "{workers} workers are only {times:.2} times as fast as one");
    }
    run(sites, 2, true).await;
}
