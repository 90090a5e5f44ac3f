//! `oit survey` as people run it: real sites on loopback, a real database, real kills.

mod nation;
mod needs;

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use nation::{Drawn, Fault, Nation, fault};
use oit::survey::site::Cause;
use oit::survey::store::{Listed, Named, NewSurvey, SiteResult, Store};

const SITE: [&str; 7] = [
    "--year=2564",
    "--as-of=2021-07-12",
    "--ocr=never",
    "--rate=200",
    "--max-time=6s",
    "--sites=6",
    "--name=ทดลอง",
];

fn oit(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oit"));
    command.current_dir(folder).args(args).env_remove("OIT_YEAR").env("LC_ALL", "C.UTF-8");
    command.env("OIT_DATA_DIR", folder.join("data"));
    command
}

fn said(done: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
}

fn ended(folder: &Path) -> usize {
    let store = Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
    store.survey_named("ทดลอง").unwrap().map_or(0, |s| s.done + s.failed)
}

/// Waits until so many sites have their row, and kills the process without warning.
fn kill_at(mut child: Child, folder: &Path, rows: usize) {
    let until = Instant::now() + Duration::from_secs(120);
    while ended(folder) < rows {
        assert!(Instant::now() < until, "the survey does not come on");
        assert!(child.try_wait().unwrap().is_none(), "the survey ended too early");
        std::thread::sleep(Duration::from_millis(30));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_sites_killed_three_times_have_one_row_each() {
    let drawn = Drawn { sites: 60, pages: 8, median: Duration::from_millis(15), faulty: true };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_owned();
    std::fs::write(folder.join("a.csv"), nation.list()).unwrap();
    let work = {
        let folder = folder.clone();
        move || {
            let line = || [&["survey", "a.csv"], &SITE[..]].concat();
            for rows in [8, 22, 40] {
                let child =
                    oit(&folder, &line()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
                kill_at(child, &folder, rows);
            }
            let before = ended(&folder);
            let status = said(&oit(&folder, &["survey", "status"]).output().unwrap());
            assert!(status.contains("ค้างกลางคัน") && !status.contains("กำลังตรวจ "), "{status}");
            let last = oit(&folder, &line()).output().unwrap();
            (before, last)
        }
    };
    let (before, last) = tokio::task::spawn_blocking(work).await.unwrap();
    assert_eq!(last.status.code(), Some(0), "{}", said(&last));
    assert!(said(&last).contains("ทำต่อการสำรวจ “ทดลอง” 60 แห่ง"), "{}", said(&last));
    let done_anew = String::from_utf8_lossy(&last.stderr).lines().filter(|l| l.starts_with('[')).count();
    assert_eq!(done_anew, 60 - before, "a finished site was done again: {}", said(&last));

    let store = Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
    let survey = store.survey_named("ทดลอง").unwrap().unwrap();
    let sites = store.sites(survey.id).unwrap();
    assert_eq!(sites.len(), 60);
    for (nr, site) in sites.iter().enumerate() {
        assert_eq!(site.cause, fault(drawn, nr).cause(), "{nr}: {}", site.message);
        let items = store.items_of(survey.id, site.agency, 64).unwrap();
        let report = store.report(survey.id, site.agency).unwrap();
        if fault(drawn, nr) == Fault::None {
            assert_eq!((site.state.as_str(), items.len(), site.pages), ("done", 43, 8), "{nr}");
            assert_eq!(report.unwrap().items.len(), 43);
        } else {
            assert_eq!((site.state.as_str(), site.score, site.band.as_str()), ("failed", None, ""), "{nr}");
            assert!(site.verdicts.is_empty() && items.is_empty(), "{nr}: nothing is judged: {site:?}");
            assert!(!site.advice.is_empty() && !site.message.is_empty(), "{nr}: {site:?}");
        }
    }
    // The maker's marks were seen.
    assert!(store.marks(survey.id).unwrap().iter().any(|(mark, _)| mark == "ระบบ Muni 3"));

    let again = tokio::task::spawn_blocking({
        let folder = folder.clone();
        move || oit(&folder, &[&["survey", "a.csv"], &SITE[..]].concat()).output().unwrap()
    });
    let again = again.await.unwrap();
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert!(!said(&again).contains("วินาที)"), "nothing is left to do: {}", said(&again));

    let status = oit(&folder, &["survey", "status"]).output().unwrap();
    let text = said(&status);
    for part in ["เสร็จ 60 จาก 60 แห่ง (100.0%)", "ตรวจไม่ได้เพราะ", "ไม่พบชื่อโดเมน 1 แห่ง", "ทางแก้: ตรวจชื่อโดเมน"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    exported(&folder);
    let retry = oit(&folder, &["survey", "retry", "--failed"]).output().unwrap();
    assert!(said(&retry).contains("ให้ 6 แห่งที่ตรวจไม่ได้รอตรวจใหม่"), "{}", said(&retry));
    assert_eq!(ended(&folder), 54);
    // What waits has nothing of the result that it had.
    let done = oit(&folder, &["survey", "export", "--to=again.csv"]).output().unwrap();
    assert!(said(&done).contains("54 จาก 60 แห่ง"), "{}", said(&done));
    let text = std::fs::read_to_string(folder.join("again.csv")).unwrap();
    let mut sheet = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let head = sheet.headers().unwrap().clone();
    let rows: Vec<_> = sheet.records().map(Result::unwrap).filter(|row| &row[6] == "waiting").collect();
    assert_eq!(rows.len(), 6);
    for row in rows {
        for (name, value) in head.iter().zip(&row).skip(7).take_while(|(name, _)| *name != "year") {
            assert!(matches!(value, "" | "0" | "0.00"), "{name}: {value}");
        }
    }
    let again = oit(&folder, &["survey", "retry", "ทดลอง", "--failed"]).output().unwrap();
    assert!(said(&again).contains("ไม่มีแห่งใดที่ตรวจไม่ได้"), "{}", said(&again));
}

fn exported(folder: &Path) {
    let files = ["--to=x.csv", "--to=x.xlsx", "--to=x.json", "--to=x.parquet"];
    let done = oit(folder, &[&["survey", "export"], &files[..]].concat()).output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let rows = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes()).records().count()
    };
    assert_eq!((rows("x.csv"), rows("x-items.csv")), (60, 54 * 43));
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("x.json")).unwrap()).unwrap();
    assert_eq!(json["agencies"].as_array().unwrap().len(), 60);
    assert_eq!(json["agencies"][0]["items"].as_array().unwrap().len(), 43);
    assert_eq!(
        (&json["agencies"][0]["state"], &json["agencies"][3]["cause"]),
        (&"done".into(), &"connect-failed".into())
    );
    for (name, count) in [("x.parquet", 60), ("x-items.parquet", 54 * 43)] {
        use parquet::file::reader::{FileReader, SerializedFileReader};
        let file = std::fs::File::open(folder.join(name)).unwrap();
        let read = SerializedFileReader::new(file).unwrap();
        let rows: Vec<_> = read.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), count, "{name}");
        assert!(rows[0].to_string().contains("หน่วยงาน 0"), "{}", rows[0]);
    }
    // Each row says of which survey it is, and an item names all its evidence.
    let text = std::fs::read_to_string(folder.join("x-items.csv")).unwrap();
    let mut sheet = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let head = sheet.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|one| one == name).unwrap();
    assert_eq!((at("nr"), at("evidence_url")), (0, 10), "columns keep their places");
    let rows: Vec<_> = sheet.records().map(Result::unwrap).collect();
    for row in &rows {
        assert_eq!(
            (&row[at("year")], &row[at("as_of")], &row[at("survey")]),
            ("2564", "2021-07-12", "ทดลอง")
        );
        assert!(!row[at("kind")].is_empty() && !row[at("key")].is_empty());
        let all: Vec<&str> = row[at("evidence_urls")].split(' ').filter(|url| !url.is_empty()).collect();
        assert_eq!(all.first().copied().unwrap_or_default(), &row[at("evidence_url")]);
    }
    let item = &json["agencies"][0]["items"][0];
    assert_eq!(item["evidence_urls"][0], item["evidence_url"], "{item}");
    // What is to be seen stands in the exports too.
    let insight = &json["insight"];
    assert_eq!((&insight["complete"], insight["causes"].as_array().unwrap().len()), (&100.0.into(), 6));
    assert_eq!(insight["items"].as_array().unwrap().len(), 43);
    let tens = insight["scores_by_tens"].as_array().unwrap();
    assert_eq!(tens.iter().filter_map(serde_json::Value::as_u64).sum::<u64>(), 54);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(folder.join("x.xlsx")).unwrap()).unwrap();
    assert!(zip.by_name("xl/worksheets/sheet8.xml").is_ok());
    let mut book = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("xl/workbook.xml").unwrap(), &mut book).unwrap();
    for sheet in ["ภาพรวม", "หน่วยงาน", "สรุปรายข้อ", "จังหวัด", "ประเภท", "ตรวจไม่ได้เพราะ", "กลุ่มผู้พัฒนา", "รายข้อ"]
    {
        assert!(book.contains(&format!("name=\"{sheet}\"")), "{sheet}\n{book}");
    }
}

/// All rounds and years in one file, and evidence that an earlier version kept in the report alone.
#[tokio::test(flavor = "multi_thread")]
async fn all_surveys_are_exported_together() {
    let drawn = Drawn { sites: 2, pages: 4, median: Duration::from_millis(5), faulty: false };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_owned();
    std::fs::write(folder.join("a.csv"), nation.list()).unwrap();
    let work = move || {
        for (year, more) in [
            ("--year=2564", &["--quiet"][..]),
            ("--year=2564", &["--new", "--quiet"]),
            ("--year=2565", &["--quiet"]),
        ] {
            let line = ["survey", "a.csv", year, "--ocr=never", "--rate=200", "--name=ทั่วประเทศ"];
            let done = oit(&folder, &[&line[..], more].concat()).output().unwrap();
            assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        }
        let status = said(&oit(&folder, &["survey", "status", "2"]).output().unwrap());
        assert!(status.contains("การสำรวจ “ทั่วประเทศ” รอบที่ 2 (เลข 2)"), "{status}");
        let old = rusqlite::Connection::open(folder.join("data").join(oit::survey::store::FILE)).unwrap();
        let cells = |name: &str| -> Vec<Vec<String>> {
            let text = std::fs::read_to_string(folder.join(name)).unwrap();
            let mut sheet = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            sheet.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
        };
        let files =
            ["survey", "export", "--all", "--to=x.csv", "--to=x.json", "--to=x.xlsx", "--to=x.parquet"];
        let done = oit(&folder, &files).output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let (agencies, items) = (cells("x.csv"), cells("x-items.csv"));
        let of: Vec<(&str, &str)> = agencies.iter().map(|row| (row[24].as_str(), row[27].as_str())).collect();
        assert_eq!(
            of,
            [("2564", "1"), ("2564", "1"), ("2564", "2"), ("2564", "2"), ("2565", "3"), ("2565", "3")]
        );
        assert!(items.iter().any(|row| row[12] == "2565") && items.iter().any(|row| row[12] == "2564"));
        let json: serde_json::Value =
            serde_json::from_slice(&std::fs::read(folder.join("x.json")).unwrap()).unwrap();
        let rounds: Vec<_> =
            json["surveys"].as_array().unwrap().iter().map(|one| one["round"].clone()).collect();
        assert_eq!(rounds, [1, 2, 3]);
        let mut book = zip::ZipArchive::new(std::fs::File::open(folder.join("x.xlsx")).unwrap()).unwrap();
        // The agencies, and the items of each survey.
        assert!(
            book.by_name("xl/worksheets/sheet4.xml").is_ok()
                && book.by_name("xl/worksheets/sheet5.xml").is_err()
        );
        assert!(folder.join("x-items.parquet").is_file());
        // As a file of an earlier version has them.
        old.execute("UPDATE item SET addresses = NULL", []).unwrap();
        let done = oit(&folder, &["survey", "export", "--all", "--to=old.csv"]).output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        assert_eq!(cells("old-items.csv"), items);
        assert!(items.iter().any(|row| !row[18].is_empty()));
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}

/// Old sites answer by HTTP alone, and lists seldom say so.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_without_a_scheme_is_tried_both_ways() {
    let drawn = Drawn { sites: 4, pages: 4, median: Duration::from_millis(5), faulty: true };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_owned();
    std::fs::write(folder.join("a.csv"), nation.list().replace("http://", "")).unwrap();
    let bare = nation.urls[0].trim_start_matches("http://").to_owned();
    let work = move || {
        let line = [&["survey", "a.csv"], &SITE[..]].concat();
        let done = oit(&folder, &line).output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let store = Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
        let survey = store.survey_named("ทดลอง").unwrap().unwrap();
        let sites = store.sites(survey.id).unwrap();
        for site in &sites[..3] {
            assert_eq!((site.state.as_str(), &site.url[..7]), ("done", "http://"), "{site:?}");
            let report = store.report(survey.id, site.agency).unwrap().unwrap();
            let notes = report.coverage.notes.join("\n");
            assert!(notes.contains("https:// เข้าไม่ได้") && notes.contains("อ่านด้วย http://"), "{notes}");
        }
        // Nobody listens there at all.
        assert_eq!((sites[3].cause.as_str(), &sites[3].url[..8]), ("connect-failed", "https://"));
        assert!(sites[3].message.contains("ลองทั้ง https:// และ http://"), "{}", sites[3].message);
        // The same list is no other list for that.
        let again = oit(&folder, &line).output().unwrap();
        assert!(!said(&again).contains("วินาที)"), "{}", said(&again));
        let line =
            ["audit", &bare, "--year=2564", "--ocr=never", "--rate=200", "--fail-on=never", "--to=r.json"];
        let done = oit(&folder, &line).output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let told = said(&done);
        assert!(told.contains(&format!("ลอง http://{bare}")), "{told}");
        let report = std::fs::read_to_string(folder.join("r.json")).unwrap();
        assert!(report.contains(&format!("\"url\": \"http://{bare}")), "{report}");
        // Whoever says https:// means it.
        let done =
            oit(&folder, &["audit", &format!("https://{bare}"), "--year=2564", "--quiet"]).output().unwrap();
        assert_eq!(done.status.code(), Some(3), "{}", said(&done));
        // The same day, the same walk: the same words.
        let again = oit(&folder, &line[..6]).output().unwrap();
        assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}

#[test]
fn a_list_with_faults_is_told_whole_and_nothing_is_visited() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "name,url\nก,\nข,ไม่มีเว็บ\nค,c.go.th\n").unwrap();
    let done = oit(folder.path(), &["survey", "a.csv", "--year=2564"]).output().unwrap();
    assert_eq!(done.status.code(), Some(2), "{}", said(&done));
    for part in ["แถว 2", "แถว 3", "รายชื่อมีข้อผิดพลาด 2 แห่ง"]
    {
        assert!(said(&done).contains(part), "{part}: {}", said(&done));
    }
    let done = oit(folder.path(), &["survey", "export", "--to=x.doc"]).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(said(&done).contains(".parquet"), "{}", said(&done));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_gives_back_what_runs_and_a_second_process_is_refused() {
    let drawn = Drawn { sites: 6, pages: 30, median: Duration::from_millis(300), faulty: false };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_owned();
    std::fs::write(folder.join("a.csv"), nation.list()).unwrap();
    let work = move || {
        let line = ["survey", "a.csv", "--year=2564", "--ocr=never", "--rate=5", "--sites=3", "--name=ทดลอง"];
        let first = oit(&folder, &line).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let store = Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
        let running = || store.survey_named("ทดลอง").unwrap().map_or(0, |s| s.running);
        let until = Instant::now() + Duration::from_secs(60);
        while running() < 3 {
            assert!(Instant::now() < until);
            std::thread::sleep(Duration::from_millis(30));
        }
        let second = oit(&folder, &line).output().unwrap();
        assert_eq!(second.status.code(), Some(3), "{}", said(&second));
        assert!(said(&second).contains("กำลังทำอยู่ในอีก"), "{}", said(&second));
        #[cfg(unix)]
        {
            let pid = first.id().to_string();
            assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
            let done = first.wait_with_output().unwrap();
            assert_eq!(done.status.code(), Some(3), "{}", said(&done));
            assert!(said(&done).contains("สั่งคำสั่งเดิมเพื่อทำต่อ"), "{}", said(&done));
            let survey = store.survey_named("ทดลอง").unwrap().unwrap();
            assert_eq!((survey.running, survey.waiting), (0, 6));
        }
        #[cfg(not(unix))]
        drop(first);
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_is_kept_in_the_history_and_never_held_up_by_it() {
    let (demo, _server) = oit::demo::serve().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let work = move || {
        let folder = folder.path();
        let url = format!("http://{demo}/");
        let audit = |more: &[&str]| {
            let line = ["audit", &url, "--year=2564", "--rate=200", "--ocr=never"];
            let done = oit(folder, &[&line[..], more].concat()).output().unwrap();
            assert_eq!(done.status.code(), Some(1), "{}", said(&done));
            said(&done)
        };
        audit(&["-q", "--no-history", "--as-of=2021-07-12"]);
        let store = Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
        assert!(store.surveys("audit", 5).unwrap().is_empty());
        audit(&["-q", "--as-of=2021-07-12"]);
        audit(&["-q", "--as-of=2021-06-01"]);
        let audits = store.surveys("audit", 5).unwrap();
        assert_eq!(audits.len(), 2);
        let site = store.sites(audits[0].id).unwrap().remove(0);
        assert_eq!((site.state.as_str(), site.verdicts.len()), ("done", 43));
        let history = store.history(site.agency).unwrap();
        let days: Vec<&str> = history.iter().map(|past| past.as_of.as_str()).collect();
        assert_eq!(days, ["2021-06-01", "2021-07-12"], "the same agency, the oldest first");
        // Somebody writes and does not end: the audit does, and says what it could not do.
        let other = rusqlite::Connection::open(folder.join("data/oit.sqlite")).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let told = audit(&["--as-of=2021-07-12"]);
        assert!(told.contains("เก็บผลนี้ไว้ในประวัติไม่ได้") && told.contains("61.45"), "{told}");
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(store.surveys("audit", 5).unwrap().len(), 2);
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn sites_on_one_address_take_turns() {
    let mut list = String::from("name,url\n");
    let mut servers = Vec::new();
    for nr in 0..4 {
        let (demo, server) = oit::demo::serve().await.unwrap();
        list += &format!("หน่วยงาน {nr},http://{demo}/\n");
        servers.push(server);
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), list).unwrap();
    let work = move || {
        let folder = folder.path();
        let line =
            ["survey", "a.csv", "--year=2564", "--ocr=never", "--rate=50", "--max-pages=12", "--name=ทดลอง"];
        let line = [&line[..], &["--sites=4", "--per-address=1", "--keep-crawls"]].concat();
        let mut child = oit(folder, &line).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let store = Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
        let mut most = 0;
        while child.try_wait().unwrap().is_none() {
            most = most.max(store.survey_named("ทดลอง").unwrap().map_or(0, |s| s.running));
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(child.wait().unwrap().success());
        assert_eq!((most, ended(folder)), (1, 4));
        // The walks were asked to stay, and can be judged again.
        let survey = store.survey_named("ทดลอง").unwrap().unwrap();
        let kept = folder.join(format!("data/crawls/survey-{}", survey.id));
        let walks: Vec<_> =
            std::fs::read_dir(kept).unwrap().map(|site| site.unwrap().path().join("walk.warc.gz")).collect();
        assert_eq!(walks.len(), 4);
        let again = oit(folder, &["audit", "--year=2564", "-q", "--ocr=never", "--crawl"])
            .arg(&walks[0])
            .output()
            .unwrap();
        assert!(matches!(again.status.code(), Some(1 | 3)), "{}", said(&again));
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_oit_toml_says_of_audits_holds_for_surveys() {
    let drawn = Drawn { sites: 4, pages: 3, median: Duration::from_millis(5), faulty: true };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), nation.list()).unwrap();
    let work = move || {
        let folder = folder.path();
        let file = "[audit]\nyear = 2564\ndata-dir = \"kept\"\nrate = 50\nmax-pages = 2\nocr = \"never\"\nto = \"x.html\"\n";
        std::fs::write(folder.join("oit.toml"), file).unwrap();
        let oit = |args: &[&str]| {
            let mut command = oit(folder, args);
            let done = command.env_remove("OIT_DATA_DIR").output().unwrap();
            assert_eq!(done.status.code(), Some(0), "{}", said(&done));
            said(&done)
        };
        let told = oit(&["survey", "a.csv", "--max-pages=3", "--log-format=json", "--log-file=log.jsonl"]);
        assert!(told.contains("เสร็จ 4 จาก 4 แห่ง"), "{told}");
        let store = Store::open(&folder.join("kept"), Duration::from_secs(5)).unwrap();
        let survey = store.survey_named("a").unwrap().unwrap();
        assert_eq!((survey.year, survey.done, survey.failed), (2564, 3, 1));
        assert_eq!(survey.flags, ["--ocr=never", "--rate=50", "--max-pages=3"], "the command line wins");
        assert!(store.sites(survey.id).unwrap().iter().all(|site| site.state == "failed" || site.pages == 3));
        // The other commands look into the same folder.
        assert!(oit(&["survey", "status", "--lang=en"]).contains("4 of 4 sites ended"));

        let log = std::fs::read_to_string(folder.join("log.jsonl")).unwrap();
        let lines: Vec<serde_json::Value> =
            log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let of = |event: &str| lines.iter().filter(|line| line["event"] == event).collect::<Vec<_>>();
        assert_eq!((of("site-done").len(), of("site-failed").len()), (3, 1));
        assert_eq!(of("site-failed")[0]["cause"], "connect-failed");
        assert!(of("site-done").iter().all(|line| line["oit"].is_number() && line["site"].is_string()));

        std::fs::write(folder.join("oit.toml"), "[audit]\nrate = \"quick\"\n").unwrap();
        let done = crate::oit(folder, &["survey", "a.csv"]).output().unwrap();
        assert_eq!(done.status.code(), Some(2));
        assert!(said(&done).contains("oit.toml บรรทัด 2"), "{}", said(&done));
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}

#[test]
fn a_list_with_a_mended_address_is_no_other_agency() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(5)).unwrap();
    let row = |name: &str, url: &str| Listed { name: name.into(), url: url.into(), ..Listed::default() };
    let new = NewSurvey { kind: "survey", name: "ก".into(), year: 2564, ..NewSurvey::default() };
    let survey = store.begin(&new).unwrap();
    let list = [
        row("หนึ่ง", "https://typo.invalid/"),
        row("สอง", "https://two.go.th/"),
        row("สอง", "https://2.go.th/"),
    ];
    store.add(survey, &list).unwrap();
    for (agency, _) in store.waiting(survey).unwrap() {
        let taken = store.take(survey, agency).unwrap().unwrap();
        // Whoever audited it spoke another language than whoever looks.
        let cause = Cause::named("dns-failed").unwrap();
        let failed = SiteResult::failed("dns-failed", &format!("{} (x)", cause.en.0), cause.en.1);
        store.finish(survey, agency, taken.attempt, &failed).unwrap();
        let site = store.site(survey, agency).unwrap().unwrap();
        assert_eq!((site.message, site.advice.as_str()), (format!("{} (x)", cause.th.0), cause.th.1));
    }
    let mended = [row("หนึ่ง", "https://right.go.th/"), list[1].clone(), row("สอง", "https://two-new.go.th/")];
    // Of two with one name nobody can tell which moved.
    assert_eq!(store.add(survey, &mended).unwrap().new, 1);
    let sites = store.sites(survey).unwrap();
    let told: Vec<(&str, &str)> = sites.iter().map(|s| (s.url.as_str(), s.state.as_str())).collect();
    assert_eq!(
        told,
        [
            ("https://right.go.th/", "waiting"),
            ("https://two.go.th/", "failed"),
            ("https://2.go.th/", "failed"),
            ("https://two-new.go.th/", "waiting")
        ]
    );
}

/// A result belongs to the address where it was found: under another one it is found anew, and that is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_mended_address_of_a_site_that_is_done_is_audited_again_and_told() {
    let drawn = Drawn { sites: 4, pages: 3, median: Duration::from_millis(5), faulty: false };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_owned();
    let list = nation.list();
    let urls: Vec<String> =
        list.lines().skip(1).map(|row| row.split(',').nth(1).unwrap().to_owned()).collect();
    let work = move || {
        let rows: Vec<&str> = list.lines().collect();
        let survey = |path: &str, list: &str| {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, list).unwrap();
            let name = ["survey", path.to_str().unwrap()];
            let done = oit(&folder, &[&name, SITE.as_slice()].concat()).output().unwrap();
            assert_eq!(done.status.code(), Some(0), "{}", said(&done));
            let store = Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
            let row = store.survey_named("ทดลอง").unwrap().unwrap();
            assert_eq!((row.id, row.done), (1, 2), "{}", said(&done));
            let sites = store.sites(1).unwrap();
            let sites: Vec<(String, i64)> = sites.into_iter().map(|site| (site.url, site.attempt)).collect();
            let visited: Vec<i64> = sites.iter().map(|(_, attempt)| *attempt).collect();
            for site in store.sites(1).unwrap() {
                let report = store.report(1, site.agency).unwrap().unwrap();
                let report = serde_json::to_string(&report).unwrap();
                assert!(report.contains(&site.url), "the report is of {}", site.url);
            }
            (said(&done), sites.into_iter().map(|(url, _)| url).collect::<Vec<_>>(), visited)
        };
        let first = [rows[0], rows[1], rows[2]].join("\n");
        assert_eq!(survey("m.csv", &first).2, [1, 1]);
        // The same site in other words is the same site.
        let slashed = first.replace(&urls[0], urls[0].trim_end_matches('/'));
        let (told, _, visited) = survey("m.csv", &slashed);
        assert!(told.contains("เสร็จครบ 2 แห่งแล้ว") && !told.contains("ที่อยู่เปลี่ยน"), "{told}");
        assert_eq!(visited, [1, 1]);
        let (told, at, visited) = survey("m.csv", &first.replace(&urls[0], &urls[2]));
        assert!(told.contains("ที่อยู่เปลี่ยน 1 แห่ง จึงตรวจใหม่: หน่วยงาน 0 ("), "{told}");
        assert!(told.contains(&format!("{} → {}", urls[0], urls[2])), "{told}");
        assert_eq!((at, visited), (vec![urls[2].clone(), urls[1].clone()], vec![2, 1]));
        // So does a list of that name from another folder, and codes are not needed.
        let other =
            [rows[0].to_owned(), rows[1].replace(&urls[0], &urls[2]), rows[2].replace(&urls[1], &urls[3])];
        let bare = other.join("\n").replace(",A00000", ",").replace(",A00001", ",");
        let (told, at, visited) = survey("other/m.csv", &bare);
        assert!(told.contains("ที่อยู่เปลี่ยน 1 แห่ง จึงตรวจใหม่: หน่วยงาน 1 ("), "{told}");
        assert_eq!((at, visited), (vec![urls[2].clone(), urls[3].clone()], vec![2, 2]));
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}

/// Two lists that both count from 1 speak of different agencies, and one audit of an address names nobody anew.
#[test]
fn a_code_alone_makes_no_agency_and_an_audit_gives_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(5)).unwrap();
    let row = |code: &str, name: &str, province: &str, url: &str| Listed {
        code: code.into(),
        name: name.into(),
        province: province.into(),
        url: url.into(),
        ..Listed::default()
    };
    let begin = |kind, name: &str| {
        store.begin(&NewSurvey { kind, name: name.into(), year: 2564, ..NewSurvey::default() }).unwrap()
    };
    let north = [row("1", "หนึ่ง", "เชียงใหม่", "https://a.go.th/"), row("2", "สอง", "", "https://b.go.th/")];
    store.add(begin("survey", "เหนือ"), &north).unwrap();
    let south = [row("1", "หนึ่ง", "ตรัง", "https://c.go.th/"), row("2", "สาม", "", "https://d.go.th/")];
    store.add(begin("survey", "ใต้"), &south).unwrap();
    // One moved, of one the code was mended, and the third changed its name.
    let later = [
        row("2", "สอง", "", "https://b-new.go.th/"),
        row("9", "หนึ่ง", "เชียงใหม่", "https://www.a.go.th"),
        row("2", "สามใหม่", "", "https://d.go.th/"),
    ];
    store.add(begin("survey", "ปีต่อมา"), &later).unwrap();
    let agencies = || -> Vec<(String, String)> {
        let all = store.agencies().unwrap().into_iter();
        all.map(|(_, [name, address, ..])| (name, address)).collect()
    };
    let wanted = [("หนึ่ง", "a.go.th"), ("สอง", "b-new.go.th"), ("หนึ่ง", "c.go.th"), ("สามใหม่", "d.go.th")];
    let wanted: Vec<(String, String)> = wanted.map(|(name, url)| (name.into(), url.into())).into();
    assert_eq!(agencies(), wanted);

    let new =
        NewSurvey { kind: "audit", name: "หน้าแรก".into(), year: 2564, ..NewSurvey::default() };
    let said = |name: &str, url: &str, named| Listed { named, ..row("", name, "", url) };
    let failed = SiteResult::failed("empty-site", "", "");
    let (audit, _) = store.keep(&new, &said("หน้าแรก", "https://a.go.th/", Named::Site), &failed).unwrap();
    assert_eq!(store.sites(audit).unwrap()[0].name, "หนึ่ง");
    let page = begin("audit", "https://a.go.th/");
    store.add(page, &[said("https://a.go.th/", "https://a.go.th/", Named::Site)]).unwrap();
    store.add(begin("audit", "ก"), &[said("ก", "https://d.go.th/", Named::Person)]).unwrap();
    assert_eq!((agencies(), store.sites(page).unwrap()[0].name.as_str()), (wanted, "หนึ่ง"));
    // One that is in no list bears the best name that somebody gave it.
    for (name, named, now) in [
        ("https://e.go.th/", Named::Site, "https://e.go.th/"),
        ("หน้าแรก", Named::Site, "หน้าแรก"),
        ("ห้า", Named::Person, "ห้า"),
        ("หน้าแรก", Named::Site, "ห้า"),
    ] {
        store.keep(&new, &said(name, "https://e.go.th/", named), &failed).unwrap();
        assert_eq!(agencies().last().unwrap().0, now);
    }
}

/// The same command goes on with the round that it left, whatever was begun or finished since.
#[tokio::test(flavor = "multi_thread")]
async fn a_round_that_was_left_is_gone_on_with() {
    let drawn = Drawn { sites: 2, pages: 2, median: Duration::from_millis(5), faulty: false };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_owned();
    std::fs::write(folder.join("a.csv"), nation.list()).unwrap();
    let work = move || {
        let survey = |more: &[&str]| {
            let line = ["survey", "a.csv", "--rate=200", "--ocr=never", "--max-time=20s"];
            oit(&folder, &[&line[..], more].concat()).output().unwrap()
        };
        let good = |more: &[&str], wanted: &str| {
            let done = survey(more);
            assert!(done.status.success() && said(&done).contains(wanted), "{wanted}\n{}", said(&done));
        };
        let store = Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
        let rounds = || -> Vec<(i32, bool)> {
            store.rounds("a").unwrap().iter().rev().map(|r| (r.year, r.is_finished())).collect()
        };
        let left = |year| {
            // As a process that was killed at once leaves it.
            let new = NewSurvey {
                kind: "survey",
                name: "a".into(),
                year,
                as_of: "2024-05-01".into(),
                flags: vec!["--rate=100".into()],
                ..NewSurvey::default()
            };
            let survey = store.begin(&new).unwrap();
            let one = Listed { name: "x".into(), url: "http://127.0.0.1:9/".into(), ..Listed::default() };
            store.add(survey, &[one]).unwrap();
            survey
        };
        let first = left(2567);
        good(&["--year=2568"], "เริ่มการสำรวจ “a” รอบที่ 2");
        assert_eq!(rounds(), [(2567, false), (2568, true)]);
        // Without a year that of the newest round is meant, and that one is done.
        good(&[], "การสำรวจ “a” รอบที่ 2 เสร็จครบ 2 แห่งแล้ว");
        good(&["--year=2567"], "เริ่มการสำรวจ “a” รอบที่ 1 3 แห่ง");
        assert_eq!(rounds(), [(2567, true), (2568, true)]);
        // What was said stays, but for what is said anew, and that is kept.
        let row = store.survey(first).unwrap().unwrap();
        assert_eq!(row.flags, ["--max-time=20s", "--rate=200", "--ocr=never"]);
        assert!(row.again.iter().all(|word| !word.starts_with("--queue")));
        // A round that --new began and that was killed is gone on with by the same command; then comes the next.
        left(2568);
        good(&["--new", "--year=2568"], "เริ่มการสำรวจ “a” รอบที่ 3");
        good(&["--new", "--year=2568"], "เริ่มการสำรวจ “a” รอบที่ 4");
        assert_eq!(rounds().len(), 4);
        // What workers are at is not done here as well.
        let shared = left(2568);
        let again = ["survey", "a.csv", "--queue=postgres://db/oit"].map(str::to_owned);
        store.remember(shared, &again, &["--max-time=45m".to_owned()]).unwrap();
        let done = survey(&[]);
        assert_eq!(done.status.code(), Some(2), "{}", said(&done));
        for part in ["ทำต่อโดยไม่มี --queue ไม่ได้", "oit survey a.csv --queue=postgres://db/oit --year=2568"]
        {
            assert!(said(&done).contains(part), "{part}\n{}", said(&done));
        }
        // Whoever read too little is advised more time, and the command gives it.
        let (agency, _) = store.waiting(shared).unwrap()[0];
        let taken = store.take(shared, agency).unwrap().unwrap();
        let failed = SiteResult::failed("low-coverage", "", "");
        store.finish(shared, agency, taken.attempt, &failed).unwrap();
        let done = oit(&folder, &["survey", "retry", "--failed"]).output().unwrap();
        assert!(said(&done).contains("--year=2568 --max-time=90m"), "{}", said(&done));
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}

/// What a command says of the surveys that are not there, and that it left nothing behind.
#[test]
fn commands_that_read_make_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let data = folder.join("no such/data");
    let place = "--data-dir=no such/data";
    let reading: [&[&str]; 4] =
        [&["status"], &["status", "ชื่อหนึ่ง"], &["retry", "--failed"], &["export", "--to=out/x.csv"]];
    for words in reading {
        let ask =
            |more: &[&str]| oit(folder, &[&["survey"], words, &[place], more].concat()).output().unwrap();
        let done = ask(&[]);
        assert_eq!(done.status.code(), Some(2), "{}", said(&done));
        for part in
            ["ไม่มีการสำรวจในโฟลเดอร์ no such/data", "ทางแก้", "oit survey รายชื่อ.csv '--data-dir=no such/data'"]
        {
            assert!(said(&done).contains(part), "{part}: {}", said(&done));
        }
        let done = ask(&["--lang=en"]);
        for part in
            ["there is no survey in the folder no such/data", "oit survey LIST.csv '--data-dir=no such/data'"]
        {
            assert!(said(&done).contains(part), "{part}: {}", said(&done));
        }
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0, "{words:?} made something");
    }
    // Nor does a list that will not do, or one that is not there.
    std::fs::write(folder.join("a.csv"), "name,url\nก,\n").unwrap();
    for list in ["a.csv", "b.csv"] {
        let done = oit(folder, &["survey", list, "--year=2564", place]).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "{}", said(&done));
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);
    }
    // A folder with single audits alone has no survey either; and to look at one leaves no file.
    let store = Store::open(&data, Duration::from_secs(5)).unwrap();
    let audit = NewSurvey { kind: "audit", name: "ก".into(), year: 2564, ..NewSurvey::default() };
    store.begin(&audit).unwrap();
    let done = oit(folder, &["survey", "status", place]).output().unwrap();
    assert!(said(&done).contains("ไม่มีการสำรวจในโฟลเดอร์ no such/data"), "{}", said(&done));
    let survey = store.begin(&NewSurvey { kind: "survey", ..audit }).unwrap();
    store
        .add(survey, &[Listed { name: "ก".into(), url: "https://a.go.th/".into(), ..Listed::default() }])
        .unwrap();
    let done = oit(folder, &["survey", "status", place]).output().unwrap();
    assert!(done.status.success() && said(&done).contains("ขณะนี้ไม่มีโพรเซสใดทำอยู่"), "{}", said(&done));
    assert!(!data.join(format!("survey-{survey}.lock")).exists());
    let done = oit(folder, &["survey", "export", "ข", "--to=out/x.csv", place]).output().unwrap();
    assert!(said(&done).contains("บอกชื่อหรือเลขของการสำรวจที่มี: “ก” (2)"), "{}", said(&done));
    assert!(!folder.join("out").exists());
}

/// Every command that is named to the user does what it is named for, as it stands.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_to_be_typed_next_works_as_it_stands() {
    let drawn = Drawn { sites: 5, pages: 3, median: Duration::from_millis(5), faulty: true };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("งานของฉัน 1");
    std::fs::create_dir_all(here.join("lists")).unwrap();
    std::fs::write(here.join("lists/a b.csv"), nation.list()).unwrap();
    let work = move || {
        let shell = |line: &str| {
            let program = Path::new(env!("CARGO_BIN_EXE_oit"));
            let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
            let mut command = Command::new("sh");
            command.current_dir(&here).args(["-c", line]).env("PATH", path).env("LC_ALL", "C.UTF-8");
            for name in ["OIT_DATA_DIR", "OIT_YEAR", "OIT_QUEUE"] {
                command.env_remove(name);
            }
            let done = command.output().unwrap();
            assert_eq!(done.status.code(), Some(0), "{line}\n{}", said(&done));
            said(&done)
        };
        let after = |text: &str, head: &str| {
            let (_, rest) = text.split_once(head).unwrap_or_else(|| panic!("no {head}\n{text}"));
            rest.lines().next().unwrap().trim().to_owned()
        };
        let first = shell(
            "oit survey 'lists/a b.csv' --name 'รอบ แรก' --data-dir 'my data' --year 2564 --rate 200 --ocr never --sites 3",
        );
        let export = after(&first, "เขียนเป็นไฟล์: ");
        assert_eq!(export, "oit survey export 1 --to ผล.xlsx '--data-dir=my data'");
        shell(&export);
        assert!(here.join("ผล.xlsx").is_file());
        assert_eq!(after(&first, "ดูในหน้าเว็บ: "), "oit serve '--data-dir=my data'");
        let retry = after(&first, "ตรวจแห่งที่ตรวจไม่ได้อีกครั้ง: ");
        let again = after(&first, "แล้วสั่ง: ");
        assert_eq!(again, "oit survey 'lists/a b.csv' '--name=รอบ แรก' --sites=3 '--data-dir=my data'");
        assert_eq!(after(&shell(&retry), "เริ่มด้วย "), again);
        let status = shell("oit survey status --data-dir 'my data'");
        assert_eq!(after(&status, "ทำต่อด้วย "), again);
        assert!(shell(&again).contains("ทำต่อการสำรวจ “รอบ แรก” 5 แห่ง เสร็จแล้ว 4 แห่ง"));
        let store = Store::open(&here.join("my data"), Duration::from_secs(5)).unwrap();
        let survey = store.survey_named("รอบ แรก").unwrap().unwrap();
        assert_eq!((survey.id, survey.done, survey.failed), (1, 4, 1));
        let attempts: Vec<i64> = store.sites(1).unwrap().iter().map(|site| site.attempt).collect();
        assert_eq!(attempts, [1, 1, 1, 2, 1]);
        assert!(!here.join("lists/a b").exists(), "nothing was made elsewhere");
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seconds_of_a_site_are_those_of_all_its_legs() {
    let drawn = Drawn { sites: 1, pages: 30, median: Duration::from_millis(5), faulty: false };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), nation.list()).unwrap();
    let work = move || {
        let folder = folder.path();
        let line = ["survey", "a.csv", "--year=2564", "--ocr=never", "--rate=3", "--name=ทดลอง"];
        let mut child = oit(folder, &line).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let store = Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
        let site = || store.survey_named("ทดลอง").unwrap().and_then(|s| store.sites(s.id).unwrap().pop());
        let until = Instant::now() + Duration::from_secs(60);
        let before = loop {
            assert!(Instant::now() < until, "it is never written how long a site has taken");
            assert!(child.try_wait().unwrap().is_none(), "the survey ended too early");
            if let Some(seconds) = site().map(|site| site.seconds).filter(|seconds| *seconds > 0.0) {
                break seconds;
            }
            std::thread::sleep(Duration::from_millis(50));
        };
        child.kill().unwrap();
        child.wait().unwrap();
        // It may have written once more before it was killed.
        let before = site().map_or(before, |site| site.seconds.max(before));
        assert!(before >= 4.0, "{before}");
        let began = Instant::now();
        let done = oit(folder, &line).output().unwrap();
        let last = began.elapsed().as_secs_f64();
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let site = site().unwrap();
        assert_eq!((site.state.as_str(), site.attempt, site.pages), ("done", 2, 30));
        assert!(
            site.seconds > before + 1.0 && site.seconds < before + last,
            "{before} {last} {}",
            site.seconds
        );
        assert!(said(&done).contains(&format!("({:.0} วินาที)", site.seconds)), "{}", said(&done));
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}

#[test]
fn files_go_into_folders_that_are_not_there_and_what_hinders_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let store = Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
    let new = NewSurvey { kind: "survey", name: "ก".into(), year: 2564, ..NewSurvey::default() };
    let survey = store.begin(&new).unwrap();
    store
        .add(survey, &[Listed { name: "ก".into(), url: "https://a.go.th/".into(), ..Listed::default() }])
        .unwrap();
    let export =
        |to: &str, more: &[&str]| oit(folder, &[&["survey", "export", to], more].concat()).output().unwrap();
    for extension in ["csv", "xlsx", "json", "parquet"] {
        let done = export(&format!("--to=out/{extension}/x.{extension}"), &[]);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        assert!(folder.join(format!("out/{extension}/x.{extension}")).is_file());
    }
    assert_eq!(std::fs::read_dir(folder.join("out/csv")).unwrap().count(), 2, "x.csv and x-items.csv");
    std::fs::write(folder.join("file"), "x").unwrap();
    std::fs::create_dir(folder.join("taken.csv")).unwrap();
    // What cannot be is told in both languages, with the folder and the way out, by whoever writes.
    std::fs::write(folder.join("note.html"), "<h1>ประกาศ</h1><p>ข้อความ").unwrap();
    let read = |to: &str, more: &[&str]| {
        oit(folder, &[&["read", "note.html", to, "--ocr=never"], more].concat()).output().unwrap()
    };
    type Asks<'a> = &'a dyn Fn(&str, &[&str]) -> Output;
    let both: [(Asks<'_>, &str); 2] = [(&export, "x.csv"), (&read, "x.json")];
    for (ask, name) in both {
        let done = ask(&format!("--to=file/{name}"), &[]);
        assert!(matches!(done.status.code(), Some(2 | 3)), "{}", said(&done));
        for part in ["สร้างโฟลเดอร์ file ไม่ได้", "ไม่ใช่โฟลเดอร์", "ทางแก้: เลือกโฟลเดอร์อื่นด้วย --to"]
        {
            assert!(said(&done).contains(part), "{part}: {}", said(&done));
        }
        let done = ask(&format!("--to=file/{name}"), &["--lang=en"]);
        for part in [
            "cannot make the folder file: a part of the path is no folder",
            "help: choose another folder with --to",
        ] {
            assert!(said(&done).contains(part), "{part}: {}", said(&done));
        }
    }
    let done = export("--to=taken.csv", &[]);
    for part in ["เขียน taken.csv ไม่ได้: เป็นโฟลเดอร์ ไม่ใช่ไฟล์", "ทางแก้: ตรวจสิทธิ์และที่ว่างของโฟลเดอร์"]
    {
        assert!(said(&done).contains(part), "{part}: {}", said(&done));
    }
    // Each place is tried, in whatever order they are asked for.
    for order in [["file/x.csv", "taken.csv", "good.csv"], ["good.csv", "taken.csv", "file/x.csv"]] {
        let [first, rest @ ..] = order.map(|to| format!("--to={to}"));
        let done = export(&first, &rest.each_ref().map(String::as_str));
        assert_eq!(done.status.code(), Some(3), "{}", said(&done));
        for part in ["เขียน taken.csv ไม่ได้", "สร้างโฟลเดอร์ file ไม่ได้"]
        {
            assert!(said(&done).contains(part), "{part}: {}", said(&done));
        }
        std::fs::remove_file(folder.join("good.csv")).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_sites_together_keep_the_pace_that_is_asked_for() {
    let drawn = Drawn { sites: 6, pages: 6, median: Duration::from_millis(1), faulty: false };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), nation.list()).unwrap();
    let work = move || {
        let line =
            ["survey", "a.csv", "--year=2564", "--ocr=never", "--rate=200", "--sites=6", "--total-rate=8"];
        let done = oit(folder.path(), &line).output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        said(&done)
    };
    let told = tokio::task::spawn_blocking(work).await.unwrap();
    // A line a site as it ends, numbered.
    for nr in 1..=6 {
        assert_eq!(
            told.lines().filter(|line| line.starts_with(&format!("[{nr}/6] หน่วยงาน "))).count(),
            1,
            "{told}"
        );
    }
    let mut asked: Vec<Instant> = (0..6).flat_map(|nr| nation.asked_at(nr)).collect();
    asked.sort();
    assert!(asked.len() >= 36, "{}", asked.len());
    let took = asked[asked.len() - 1] - asked[0];
    let pace = (asked.len() - 1) as f64 / took.as_secs_f64();
    // The server hears of requests when it has a core, so single gaps say little.
    assert!((4.0..8.5).contains(&pace), "{pace} a second over {took:?}");
    for three in asked.windows(3 * 8 + 4) {
        let time = three[three.len() - 1] - three[0];
        assert!(time > Duration::from_secs(3), "{} requests in {time:?}", three.len());
    }
}

/// On a terminal: a line for all, and one for each site that runs.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_shows_how_far_it_is_and_a_line_a_running_site() {
    if !needs::program("script", "no script here (apt install bsdutils)") {
        return;
    }
    let drawn = Drawn { sites: 5, pages: 20, median: Duration::from_millis(20), faulty: true };
    let nation = Nation::found(drawn).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), nation.list()).unwrap();
    let work = move || {
        let line = format!(
            "stty cols 120 rows 40; {} survey a.csv --year=2564 --ocr=never --rate=8 --sites=3",
            env!("CARGO_BIN_EXE_oit")
        );
        let done = Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .current_dir(folder.path())
            .env("OIT_DATA_DIR", folder.path().join("data"))
            .env("TERM", "xterm")
            .env("LC_ALL", "C.UTF-8")
            .env_remove("OIT_YEAR")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        said(&done)
    };
    let screen = tokio::task::spawn_blocking(work).await.unwrap();
    for part in [
        "0/5 แห่ง · กำลังตรวจ 3 · ตรวจไม่ได้ 0",
        "แห่ง/ชั่วโมง · เหลือ",
        "หน่วยงาน 0 · อ่านแล้ว",
        "หน่วยงาน 4 · อ่านแล้ว",
        "/5] หน่วยงาน 3 ตรวจไม่ได้: เชื่อมต่อไม่ได้",
        "เสร็จ 5 จาก 5 แห่ง (100.0%)",
    ] {
        assert!(screen.contains(part), "{part}\n{screen}");
    }
}
