//! Many workers over one Postgres: real processes, a real server, real kills.

mod nation;
mod needs;
mod postgres;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nation::{Drawn, Nation};
use oit::survey::queue::Job;
use oit::survey::queue::table::{Claim, Tables, one_start_of, shown};
use oit::survey::store::{SiteResult, Store};
use postgres::Cluster;
use sqlx::Row;

/// A process that ends with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn oit(folder: &Path, cluster: &Cluster, log: &str, args: &[&str]) -> Process {
    started(Command::new(env!("CARGO_BIN_EXE_oit")), folder, cluster, log, args)
}

fn started(mut command: Command, folder: &Path, cluster: &Cluster, log: &str, args: &[&str]) -> Process {
    let log = std::fs::File::create(folder.join(log)).unwrap();
    let child = command
        .current_dir(folder)
        .args(args)
        .env("OIT_QUEUE", cluster.url())
        .env("OIT_DEAD_AFTER", "5")
        .env_remove("OIT_YEAR")
        .env("LC_ALL", "C.UTF-8")
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    Process(child)
}

const LIST: [&str; 9] = [
    "survey",
    "a.csv",
    "--year=2564",
    "--as-of=2021-07-12",
    "--ocr=never",
    "--rate=200",
    "--max-time=20s",
    "--name=ร่วม",
    "--data-dir=data",
];

fn worker(folder: &Path, cluster: &Cluster, name: &str) -> Process {
    let data = format!("--data-dir=worker-{name}");
    let name_flag = format!("--name={name}");
    oit(folder, cluster, &format!("{name}.log"), &["worker", "--sites=4", &name_flag, &data])
}

/// The survey, done or not; and the rows that there are.
fn rows(folder: &Path) -> (usize, usize) {
    let store = Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
    store.survey_named("ร่วม").unwrap().map_or((0, 0), |s| (s.done + s.failed, s.total()))
}

fn wait_for(folder: &Path, wanted: usize, limit: u64) {
    let until = Instant::now() + Duration::from_secs(limit);
    while rows(folder).0 < wanted {
        let logs = ["survey.log", "a.log", "b.log"]
            .map(|log| std::fs::read_to_string(folder.join(log)).unwrap_or_default());
        assert!(Instant::now() < until, "{} of {wanted} rows\n{}", rows(folder).0, logs.join("\n---\n"));
        std::thread::sleep(Duration::from_millis(100));
    }
}

async fn begun(sites: usize, median: u64) -> Option<(Cluster, Nation, tempfile::TempDir, PathBuf)> {
    let cluster = tokio::task::spawn_blocking(Cluster::start).await.unwrap()?;
    let drawn = Drawn { sites, pages: 8, median: Duration::from_millis(median), faulty: false };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), nation.list()).unwrap();
    let path = folder.path().to_owned();
    Some((cluster, nation, folder, path))
}

/// Every site has one result, whole.
async fn whole(folder: &Path, cluster: &Cluster, sites: usize) -> Vec<(String, i64)> {
    let store = Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
    let survey = store.survey_named("ร่วม").unwrap().unwrap();
    assert_eq!((survey.done, survey.total()), (sites, sites));
    for site in store.sites(survey.id).unwrap() {
        assert_eq!(store.items_of(survey.id, site.agency, 64).unwrap().len(), 43);
        assert!(store.report(survey.id, site.agency).unwrap().is_some());
        assert!(site.worker.starts_with('a') || site.worker.starts_with('b'), "{}", site.worker);
    }
    let pool = sqlx::PgPool::connect(&cluster.url()).await.unwrap();
    let rows = sqlx::query("SELECT worker, attempt, state FROM oit.site").fetch_all(&pool).await.unwrap();
    assert_eq!(rows.len(), sites);
    assert!(rows.iter().all(|row| row.get::<String, _>("state") == "done"));
    rows.iter().map(|row| (row.get("worker"), row.get("attempt"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_workers_sites_are_taken_up_and_no_row_is_doubled() {
    let Some((cluster, _nation, _folder, folder)) = begun(48, 500).await else { return };
    let work = move || {
        let mut survey = oit(&folder, &cluster, "survey.log", &LIST);
        let first = worker(&folder, &cluster, "a");
        let _second = worker(&folder, &cluster, "b");
        wait_for(&folder, 4, 120);
        drop(first);
        let killed = Instant::now();
        wait_for(&folder, 48, 240);
        println!("all rows {:.1} s after the kill", killed.elapsed().as_secs_f64());
        assert!(
            survey.0.wait().unwrap().success(),
            "{}",
            std::fs::read_to_string(folder.join("survey.log")).unwrap()
        );
        (folder, cluster)
    };
    let (folder, cluster) = tokio::task::spawn_blocking(work).await.unwrap();
    let sites = whole(&folder, &cluster, 48).await;
    // The dead worker had sites in hand; they were begun again by the other one.
    let again: Vec<_> = sites.iter().filter(|(_, attempt)| *attempt > 1).collect();
    assert!(!again.is_empty() && again.iter().all(|(worker, _)| worker.starts_with('b')), "{sites:?}");
    // Nor did they go behind those that nobody had begun: a dead worker's silence, and its sites are the next.
    let pool = sqlx::PgPool::connect(&cluster.url()).await.unwrap();
    let later = "SELECT count(*) FROM oit.site WHERE attempt = 1
                 AND began_at > (SELECT max(began_at) FROM oit.site WHERE attempt > 1)";
    let later: i64 = sqlx::query_scalar(later).fetch_one(&pool).await.unwrap();
    println!("{} sites begun again, {later} begun for the first time after them", again.len());
    assert!(later >= 8, "{later} sites waited while those of the dead worker were begun again");
    drop(pool);
    tokio::task::spawn_blocking(move || drop(cluster)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_wait_while_postgres_is_away_and_go_on() {
    let Some((cluster, _nation, _folder, folder)) = begun(40, 500).await else { return };
    let work = move || {
        let mut survey = oit(&folder, &cluster, "survey.log", &LIST);
        let _workers = ["a", "b"].map(|name| worker(&folder, &cluster, name));
        wait_for(&folder, 2, 120);
        cluster.control("stop");
        std::thread::sleep(Duration::from_secs(4));
        cluster.control("start");
        let restarted = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
        wait_for(&folder, 40, 240);
        assert!(
            survey.0.wait().unwrap().success(),
            "{}",
            std::fs::read_to_string(folder.join("survey.log")).unwrap()
        );
        (folder, cluster, restarted)
    };
    let (folder, cluster, restarted) = tokio::task::spawn_blocking(work).await.unwrap();
    let sites = whole(&folder, &cluster, 40).await;
    assert_eq!(sites.len(), 40);
    // Both were in the middle of it, and both went on.
    let pool = sqlx::PgPool::connect(&cluster.url()).await.unwrap();
    let after = "SELECT worker FROM oit.site WHERE finished_at > to_timestamp($1)";
    let after: Vec<String> = sqlx::query_scalar(after).bind(restarted).fetch_all(&pool).await.unwrap();
    assert!(after.len() <= 38, "two were done before");
    for name in ["a", "b"] {
        assert!(after.iter().any(|worker| worker.starts_with(name)), "{name} did not go on: {after:?}");
    }
    drop(pool);
    tokio::task::spawn_blocking(move || drop(cluster)).await.unwrap();
}

/// Whether this machine gives a process numbers of its own, as a container does.
fn as_in_a_container() -> bool {
    let mut tried = Command::new("unshare");
    tried.args(["--pid", "--fork", "--kill-child", "true"]).stderr(Stdio::null());
    tried.status().is_ok_and(|status| status.success())
}

/// As [`worker`]; in a container it is process 1, whichever start it is.
fn restarted(folder: &Path, cluster: &Cluster, log: &str, contained: bool) -> Process {
    let args = ["worker", "--sites=4", "--name=a", "--data-dir=worker-a"];
    if !contained {
        return oit(folder, cluster, log, &args);
    }
    let mut command = Command::new("unshare");
    command.args(["--pid", "--fork", "--kill-child", env!("CARGO_BIN_EXE_oit")]);
    started(command, folder, cluster, log, &args)
}

/// A container that is started again has the host name and the process number of the one that died.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_started_again_does_not_keep_its_dead_namesakes_sites() {
    let Some((cluster, _nation, _folder, folder)) = begun(8, 1500).await else { return };
    let contained = as_in_a_container();
    println!("process 1 both times: {contained}");
    let work = move || {
        let mut survey = oit(&folder, &cluster, "survey.log", &LIST);
        let first = restarted(&folder, &cluster, "a.log", contained);
        wait_for(&folder, 1, 120);
        drop(first);
        let killed = Instant::now();
        let _second = restarted(&folder, &cluster, "b.log", contained);
        wait_for(&folder, 8, 240);
        println!("all rows {:.1} s after the kill", killed.elapsed().as_secs_f64());
        assert!(
            survey.0.wait().unwrap().success(),
            "{}",
            std::fs::read_to_string(folder.join("survey.log")).unwrap()
        );
        (folder, cluster)
    };
    let (folder, cluster) = tokio::task::spawn_blocking(work).await.unwrap();
    let sites = whole(&folder, &cluster, 8).await;
    let again: Vec<_> = sites.iter().filter(|(_, attempt)| *attempt > 1).collect();
    assert!(!again.is_empty(), "the dead one had sites in hand: {sites:?}");
    // Two starts are two to the queue, and one name to people.
    let names: std::collections::HashSet<&str> = sites.iter().map(|(worker, _)| worker.as_str()).collect();
    assert_eq!(names.len(), 2, "{sites:?}");
    for name in names {
        assert!(shown(name).starts_with("a ") && !shown(name).contains('#'), "{name}");
        assert!(!contained || shown(name) == "a 1", "{name}");
    }
    tokio::task::spawn_blocking(move || drop(cluster)).await.unwrap();
}

/// The same without processes: in one process both starts have its number.
#[test]
fn two_starts_of_one_name_are_two_workers() {
    let starts = [0, 1].map(|_| one_start_of("เครื่อง #1 7").unwrap());
    assert_ne!(starts[0], starts[1]);
    assert!(starts.iter().all(|start| shown(start) == "เครื่อง #1 7"), "{starts:?}");
    // A worker of an earlier version has its name alone.
    assert_eq!(shown("เครื่อง #1 7"), "เครื่อง #1 7");
}

fn job(agency: i64) -> Job {
    Job {
        survey: "s".to_owned(),
        agency,
        name: String::new(),
        url: "http://127.0.0.1/".to_owned(),
        bare: false,
        submission: Vec::new(),
        year: 2564,
        as_of: "2021-07-12".to_owned(),
        flags: Vec::new(),
    }
}

/// Jobs that were sent before a list was mended do not bring the old address's result.
#[tokio::test(flavor = "multi_thread")]
async fn a_mended_address_holds_for_jobs_that_were_sent_before() {
    let Some(cluster) = tokio::task::spawn_blocking(Cluster::start).await.unwrap() else { return };
    let pool = sqlx::PgPool::connect(&cluster.url()).await.unwrap();
    let tables = Tables::open(pool.clone(), Duration::from_secs(60)).await.unwrap();
    let put =
        async || tables.put(("s", "ทดลอง", 2564, "2021-07-12"), &[(1, 0), (2, 0), (3, 0)]).await.unwrap();
    assert_eq!(put().await.len(), 3);
    let old = [(1, "http://old/1", false), (2, "http://old/2", false), (3, "http://old/3", false)];
    assert!(tables.address("s", &old).await.unwrap().is_empty());
    tables.queued("s", &[1, 2, 3]).await.unwrap();
    let Claim::Taken(first, _) = tables.claim(&job(1), "a").await.unwrap() else { panic!("it was free") };
    let Claim::Taken(stays, _) = tables.claim(&job(3), "a").await.unwrap() else { panic!("it was free") };
    assert_eq!(tables.newest(&job(1)).await.unwrap().url, "http://old/1");
    // The same command with a mended list: who waits needs no second job, who is visited does.
    assert!(put().await.is_empty());
    let new = [(1, "https://new/1", true), (2, "https://new/2", true), old[2]];
    assert_eq!(tables.address("s", &new).await.unwrap(), [1]);
    let result = SiteResult::failed("timed-out", "", "");
    assert!(!tables.finish(&job(1), first, &result).await.unwrap(), "it is of the old address");
    assert!(tables.finish(&job(3), stays, &result).await.unwrap());
    for agency in [1, 2] {
        let Claim::Taken(attempt, _) = tables.claim(&job(agency), "b").await.unwrap() else { panic!("free") };
        let newest = tables.newest(&job(agency)).await.unwrap();
        assert_eq!((newest.url, newest.bare), (format!("https://new/{agency}"), true));
        assert!(tables.finish(&job(agency), attempt, &result).await.unwrap());
    }
    // Nor is a result of the old address taken over that nobody has fetched yet.
    assert_eq!(tables.address("s", &[(3, "https://new/3", true)]).await.unwrap(), [3]);
    assert!(tables.results("s", &[3]).await.unwrap().is_empty());
    drop(pool);
    tokio::task::spawn_blocking(move || drop(cluster)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_newest_attempt_may_write() {
    let Some(cluster) = tokio::task::spawn_blocking(Cluster::start).await.unwrap() else { return };
    let pool = sqlx::PgPool::connect(&cluster.url()).await.unwrap();
    let tables = Tables::open(pool.clone(), Duration::from_secs(1)).await.unwrap();
    assert_eq!(tables.put(("s", "ทดลอง", 2564, "2021-07-12"), &[(1, 0), (2, 0)]).await.unwrap().len(), 2);
    let Claim::Taken(first, _) = tables.claim(&job(1), "a").await.unwrap() else { panic!("it was free") };
    assert!(matches!(tables.claim(&job(1), "b").await.unwrap(), Claim::Busy), "somebody is at it");
    // One network address, one site at a time, whoever asks.
    assert!(tables.enter(&job(1), first, "127.0.0.1", 1).await.unwrap());
    let Claim::Taken(other, _) = tables.claim(&job(2), "b").await.unwrap() else { panic!("it was free") };
    assert!(!tables.enter(&job(2), other, "127.0.0.1", 1).await.unwrap());
    assert!(tables.enter(&job(2), other, "127.0.0.1", 2).await.unwrap());
    // Silent for too long: another takes it, and the first one's result is refused.
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let Claim::Taken(second, _) = tables.claim(&job(1), "b").await.unwrap() else { panic!("it was let go") };
    assert!(second > first);
    let result = |message: &str| SiteResult::failed("timed-out", message, "");
    assert!(!tables.finish(&job(1), first, &result("a")).await.unwrap());
    assert!(tables.finish(&job(1), second, &result("b")).await.unwrap());
    assert!(!tables.finish(&job(1), second, &result("c")).await.unwrap(), "a second result of one attempt");
    assert!(matches!(tables.claim(&job(1), "c").await.unwrap(), Claim::Done));
    // Whoever only waited for its turn has killed nobody; who was visited when its worker died has; a retry begins anew.
    let taken = async |worker: &str| {
        tokio::time::sleep(Duration::from_millis(1200)).await;
        let Claim::Taken(attempt, killed) = tables.claim(&job(2), worker).await.unwrap() else {
            panic!("let go")
        };
        (attempt, killed)
    };
    assert_eq!(taken("c").await.1, 0);
    let (attempt, killed) = taken("d").await;
    assert_eq!(killed, 0);
    tables.begin(&job(2), attempt).await.unwrap();
    let (attempt, killed) = taken("e").await;
    assert_eq!(killed, 1);
    assert!(tables.finish(&job(2), attempt, &result("e")).await.unwrap());
    tables.put(("s", "ทดลอง", 2564, "2021-07-12"), &[(2, attempt)]).await.unwrap();
    assert_eq!(taken("f").await.1, 0);
    let results = tables.results("s", &[1]).await.unwrap();
    assert_eq!((results.len(), results[0].2.message.as_str()), (1, "b"));
    tokio::task::spawn_blocking(move || drop(cluster)).await.unwrap();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_worker_gives_its_sites_back() {
    let Some((cluster, _nation, _folder, folder)) = begun(6, 1500).await else { return };
    let pool = sqlx::PgPool::connect(&cluster.url()).await.unwrap();
    let survey = oit(&folder, &cluster, "survey.log", &LIST);
    let mut first = worker(&folder, &cluster, "a");
    let count = "SELECT count(*) FROM oit.site WHERE state = 'running'";
    let until = Instant::now() + Duration::from_secs(60);
    // The table may not be there yet.
    while sqlx::query_scalar::<_, i64>(count).fetch_one(&pool).await.unwrap_or(0) < 3 {
        assert!(Instant::now() < until);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(Command::new("kill").args(["-TERM", &first.0.id().to_string()]).status().unwrap().success());
    let status = tokio::task::spawn_blocking(move || first.0.wait().unwrap()).await.unwrap();
    assert!(status.success());
    assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(&pool).await.unwrap(), 0);
    let held: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM apalis.jobs WHERE status IN ('Pending', 'Queued') OR (status = 'Failed' AND attempts < max_attempts)",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(held, 6, "no job is lost");
    tokio::task::spawn_blocking(move || drop((survey, cluster))).await.unwrap();
}

/// On a short list nobody hoards what another could audit, and the survey says who is at what.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_takes_no_more_than_it_runs_and_the_survey_shows_who_is_at_what() {
    let Some((cluster, _nation, _folder, folder)) = begun(12, 1500).await else { return };
    let pool = sqlx::PgPool::connect(&cluster.url()).await.unwrap();
    let survey = oit(&folder, &cluster, "survey.log", &LIST);
    let held = "SELECT count(*) FROM apalis.jobs WHERE lock_by LIKE $1 AND status IN ('Queued', 'Running')";
    let held = async |name: &str| {
        let asked = sqlx::query_scalar::<_, i64>(held).bind(format!("{name}%")).fetch_one(&pool).await;
        asked.unwrap_or(0)
    };
    let first = worker(&folder, &cluster, "a");
    let until = Instant::now() + Duration::from_secs(60);
    while held("a").await < 4 {
        assert!(Instant::now() < until);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(held("a").await, 4, "four run at once, and no fifth is kept from others");
    let second = worker(&folder, &cluster, "b");
    while held("b").await < 1 {
        assert!(Instant::now() < until, "the second worker has nothing to do");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let status = || {
        let data = ["survey", "status", "--data-dir=data"];
        let done = Command::new(env!("CARGO_BIN_EXE_oit"))
            .current_dir(&folder)
            .args(data)
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    let mut text = status();
    while !(text.contains("· a ") && text.contains("· b ")) {
        assert!(Instant::now() < until, "{text}");
        tokio::time::sleep(Duration::from_millis(200)).await;
        text = status();
    }
    for part in ["กำลังตรวจ ", "· รอ ", "ตรวจมา ", "ติดต่อล่าสุด "]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("ขาดการติดต่อ"), "{text}");
    tokio::task::spawn_blocking(move || {
        wait_for(&folder, 12, 120);
        drop((survey, first, second, cluster));
    })
    .await
    .unwrap();
}

/// What hinders is told in the language of the program, not in the database's.
#[test]
fn a_database_that_does_not_serve_is_told_in_thai() {
    let told = |url: &str| {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_oit"));
        command.current_dir(folder.path()).args(["worker", "--data-dir=data"]).env("OIT_QUEUE", url);
        let done = command.env("LC_ALL", "C.UTF-8").output().unwrap();
        assert_eq!(done.status.code(), Some(3));
        String::from_utf8(done.stderr).unwrap()
    };
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let silent = told(&format!("postgres://oit:secret@{free}/oit"));
    assert!(silent.contains("ไม่ได้: ไม่มีฐานข้อมูลตอบที่เครื่องและพอร์ตนั้น\n"), "{silent}");
    let Some(cluster) = Cluster::start() else { return };
    let url = cluster.url();
    let (server, _) = url.rsplit_once('/').unwrap();
    let nameless = told(&format!("{server}/nowhere"));
    assert!(nameless.contains("ไม่ได้: ไม่มีฐานข้อมูลชื่อนั้น\n"), "{nameless}");
}

/// Nor in the engine's, when it goes away under a worker.
#[test]
fn a_worker_whose_database_goes_away_says_so_in_thai() {
    let Some(cluster) = Cluster::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let _worker = worker(folder.path(), &cluster, "a");
    let until = Instant::now() + Duration::from_secs(90);
    let told = |part: &str| loop {
        let told = std::fs::read_to_string(folder.path().join("a.log")).unwrap();
        if told.contains(part) {
            return told;
        }
        assert!(Instant::now() < until, "{part}\n{told}");
        std::thread::sleep(Duration::from_millis(100));
    };
    told("รอเว็บไซต์");
    std::thread::sleep(Duration::from_secs(2));
    cluster.control("stop");
    let told = told("ฐานข้อมูลกลางไม่ตอบ (");
    assert!(!told.contains("poll") && !told.contains("rror"), "{told}");
}

/// `deploy/`'s units, as systemd reads them.
#[test]
fn units_are_sound() {
    let folder = tempfile::tempdir().unwrap();
    let mut units = Vec::new();
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/deploy")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "service" || e == "timer") {
            // The program is not installed where they say.
            let text = std::fs::read_to_string(&path).unwrap();
            let unit = folder.path().join(path.file_name().unwrap());
            std::fs::write(&unit, text.replace("/usr/local/bin/oit", env!("CARGO_BIN_EXE_oit"))).unwrap();
            units.push(unit);
        }
    }
    assert_eq!(units.len(), 4);
    let done = std::process::Command::new("systemd-analyze").arg("verify").args(&units).output().ok();
    let Some(done) = needs::found(done, "no systemd-analyze here (apt install systemd)") else { return };
    let said = String::from_utf8_lossy(&done.stderr);
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("oit")).collect();
    assert_eq!(ours, Vec::<&str>::new());
}

#[test]
fn what_is_missing_is_told_and_a_fault_in_ci() {
    assert_eq!(needs::told("no Postgres", None), Ok("skipped: no Postgres".to_owned()));
    assert_eq!(needs::told("no Postgres", Some("")), Ok("skipped: no Postgres".to_owned()));
    assert!(needs::told("no Postgres", Some("true")).is_err());
    // Everywhere else it is asked of the one place.
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let own = concat!("\"skip", "ped: {");
        assert!(!text.contains(own), "{}", path.display());
    }
}
