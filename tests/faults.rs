//! Every way in which a site misbehaves ends in its named status, in its time, and the audit around
//! it is complete.

#[path = "faults/server.rs"]
mod server;
#[path = "faults/table.rs"]
mod table;

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use oit::crawl::{Crawl, Options, Reader, Silent, Status, StopHandle, Unable, coverage, walk};
use server::{Server, Step, html, reply};
use table::Fault;

const HEALTHY: usize = 5;

fn quick() -> Options {
    Options {
        rate: Some(500.0),
        retry_pause: Duration::from_millis(20),
        connect_timeout: Duration::from_secs(1),
        idle_timeout: Duration::from_millis(600),
        request_timeout: Duration::from_millis(2500),
        max_time: Duration::from_secs(20),
        page_cap: 2 << 20,
        file_cap: 4 << 20,
        ..Options::default()
    }
}

fn home(links: &[String]) -> Vec<u8> {
    let healthy: String = (0..HEALTHY).map(|n| format!("<a href='/page/{n}'>หน้า {n}</a> ")).collect();
    let links: String = links.iter().map(|l| format!("<a href='{l}'>ลิงก์ {l}</a> ")).collect();
    html(&format!("<title>หน่วยงาน</title><h1>หน้าแรก</h1>{healthy}{links}"))
}

fn link(fault: &Fault) -> String {
    if fault.link.contains("://") { fault.link.to_owned() } else { format!("/fault/{}", fault.link) }
}

/// The site around faults.
fn site(faults: Vec<Fault>) -> impl Fn(&str, usize) -> Vec<Step> {
    move |path, nth| {
        let links: Vec<String> = faults.iter().map(link).collect();
        let part = |p: &str| p.split(['/', '?', ';']).next().unwrap_or_default().to_owned();
        let found =
            path.strip_prefix("/fault/").and_then(|p| faults.iter().find(|f| part(f.link) == part(p)));
        match (path, found) {
            (_, Some(fault)) => (fault.says)(path, nth),
            ("/", _) => vec![Step::Send(home(&links))],
            (p, _) if p.starts_with("/page/") => {
                vec![Step::Send(html(&format!(
                    "<title>หน้า {p}</title><h1>เรื่อง {p}</h1><p>เนื้อหาของหน้า {p}</p>"
                )))]
            }
            _ => vec![Step::Send(reply("404 X", "Content-Type: text/html\r\n", b"no"))],
        }
    }
}

async fn run(server: &Server, options: &Options) -> Result<Crawl, Unable> {
    let read: Reader = Arc::new(oit::extract::read);
    walk(&server.url(), options, read, None, &Silent, StopHandle::default()).await
}

fn healthy(krawl: &Crawl) -> usize {
    krawl.records.iter().filter(|r| r.url.contains("/page/") && r.status == Status::Read).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_ends_in_its_status_and_harms_nothing_else() {
    let count = table::all().len();
    assert!(count >= 30, "{count}");
    let mut running = tokio::task::JoinSet::new();
    for at in 0..count {
        running.spawn(async move {
            let fault = table::all().remove(at);
            let (name, link) = (fault.name, link(&fault));
            let (ends, within, requests) = (fault.ends, fault.within, fault.requests);
            let server = Server::start(site(vec![fault])).await;
            let begun = Instant::now();
            let krawl = run(&server, &quick()).await.unwrap_or_else(|e| panic!("{name}: {e}"));
            let took = begun.elapsed().as_secs_f64();
            let url = oit::crawl::canon::canon(&link);
            let url = url.unwrap_or_else(|| {
                oit::crawl::canon::canon(&format!("{}{}", server.url(), &link[1..])).unwrap()
            });
            let record =
                krawl.records.iter().find(|r| r.url == url).unwrap_or_else(|| panic!("{name}: no record"));
            let mut wrong = Vec::new();
            if record.status != ends {
                wrong.push(format!("{name}: ended as {:?}, not {ends:?}", record.status));
            }
            if took > within {
                wrong.push(format!("{name}: took {took:.1} s of {within} s"));
            }
            if server.requests() > requests {
                wrong.push(format!("{name}: {} requests, not {requests} at most", server.requests()));
            }
            if healthy(&krawl) != HEALTHY || !krawl.stopped_by.is_empty() {
                wrong.push(format!("{name}: {} healthy pages, {:?}", healthy(&krawl), krawl.stopped_by));
            }
            let cover = coverage(&krawl);
            let unseen = cover.not_read.iter().any(|n| n.status == ends);
            if ends != Status::Read && !unseen {
                wrong.push(format!("{name}: coverage does not tell of it"));
            }
            wrong
        });
    }
    let mut wrong = Vec::new();
    while let Some(done) = running.join_next().await {
        wrong.extend(done.unwrap());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Faults of the site itself: its robots.txt, its sitemaps.
#[tokio::test(flavor = "multi_thread")]
async fn a_robots_file_of_gigabytes_is_read_as_far_as_it_may_count() {
    let robots = |path: &str, _: usize| match path {
        "/robots.txt" => {
            let head =
                b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nUser-agent: *\nDisallow: /page/3\n".to_vec();
            vec![
                Step::Send(head),
                Step::Again(b"# and on it goes without an end\n".repeat(2000), 100_000, Duration::ZERO),
            ]
        }
        _ => site(Vec::new())(path, 0),
    };
    let server = Server::start(robots).await;
    let begun = Instant::now();
    let krawl = run(&server, &quick()).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    assert_eq!(healthy(&krawl), HEALTHY - 1);
    assert_eq!(server.asked("/page/3"), 0, "what it forbids at its beginning is forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn robots_that_stall_or_fail_keep_us_out_and_say_so() {
    let cases = [
        (vec![Step::Stall], Status::TimedOut),
        (vec![Step::Send(reply("503 X", "", b""))], Status::ServerError),
    ];
    for (says, status) in cases {
        let server = Server::start(move |path, _| match path {
            "/robots.txt" => says.clone(),
            _ => site(Vec::new())(path, 0),
        })
        .await;
        let begun = Instant::now();
        let unable = run(&server, &quick()).await.expect_err("no rules, no walk");
        assert_eq!(unable.status(), status);
        assert!(begun.elapsed() < Duration::from_secs(6));
        assert_eq!(server.asked("/"), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sitemaps_of_sitemaps_end_and_say_so() {
    let server = Server::start(|path, nth| {
        let index = |names: &[String]| {
            let all: String = names.iter().map(|n| format!("<sitemap><loc>{n}</loc></sitemap>")).collect();
            vec![Step::Send(reply(
                "200 OK",
                "Content-Type: application/xml\r\n",
                format!("<sitemapindex>{all}</sitemapindex>").as_bytes(),
            ))]
        };
        let number = path.trim_matches(|c: char| !c.is_ascii_digit()).parse::<usize>().unwrap_or(0);
        match path {
            "/robots.txt" => {
                vec![Step::Send(reply("200 OK", "", b"Sitemap: /sitemap-0.xml\nSitemap: /self.xml\n"))]
            }
            // It names itself, and the one that named it.
            "/self.xml" => index(&["/self.xml".to_owned(), "/sitemap-0.xml".to_owned()]),
            p if p.starts_with("/sitemap-") => index(&[
                format!("/sitemap-{}.xml", number * 2 + 1),
                format!("/sitemap-{}.xml", number * 2 + 2),
            ]),
            _ => site(Vec::new())(path, nth),
        }
    })
    .await;
    let krawl = run(&server, &quick()).await.unwrap();
    assert_eq!(healthy(&krawl), HEALTHY);
    assert!(server.requests() < 80, "{}", server.requests());
    assert!(krawl.notes.iter().any(|n| n.contains("แผนผังเว็บไซต์")), "{:?}", krawl.notes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_keeps_us_out_is_blocked_and_lacks_nothing() {
    let server = Server::start(|path, nth| match path {
        p if p.starts_with("/page/") => {
            vec![Step::Send(reply("403 X", "Content-Type: text/html\r\n", b"<h1>Forbidden</h1>"))]
        }
        "/" => {
            let more: Vec<String> = (0..20).map(|n| format!("/page/x{n}")).collect();
            vec![Step::Send(home(&more))]
        }
        _ => site(Vec::new())(path, nth),
    })
    .await;
    let krawl = run(&server, &quick()).await.unwrap();
    assert_eq!(krawl.records.iter().filter(|r| r.status == Status::Blocked).count(), HEALTHY + 20);
    assert!(krawl.notes.iter().any(|n| n.contains("กันโปรแกรมตรวจ")), "{:?}", krawl.notes);
    assert!(!coverage(&krawl).enough(), "nothing may be called missing");
}

/// All faults on one site, by the program itself: it ends, its report is whole, and nothing that a
/// page says reaches the terminal.
#[tokio::test(flavor = "multi_thread")]
async fn the_audit_of_a_site_with_every_fault_is_complete() {
    let server = Server::start(site(table::all())).await;
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("r.json");
    let (url, to, data) = (server.url(), report.clone(), folder.path().join("data"));
    let done = tokio::task::spawn_blocking(move || {
        Command::new(env!("CARGO_BIN_EXE_oit"))
            .args([
                "audit",
                &url,
                "--rate",
                "300",
                "--max-time",
                "25s",
                "--ocr=never",
                "--render=never",
                "--year",
                "2564",
                "-v",
            ])
            .arg("--to")
            .arg(&to)
            .arg("--data-dir")
            .arg(&data)
            .output()
            .unwrap()
    })
    .await
    .unwrap();
    let said = [done.stdout, done.stderr].concat();
    let text = String::from_utf8_lossy(&said);
    assert_eq!(done.status.code(), Some(3), "much of it could not be seen: {text}");
    assert!(!said.contains(&0x1b) && !said.contains(&7), "an escape reached the screen");
    assert!(!text.contains("panicked"), "{text}");
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    assert_eq!(report["items"].as_array().unwrap().len(), 43);
    assert!(
        report["items"].as_array().unwrap().iter().all(|i| i["verdict"] != "fail"),
        "nothing may be called missing"
    );
    let not_read = report["coverage"]["not_read"].as_array().unwrap();
    for fault in table::all().iter().filter(|f| !matches!(f.ends, Status::Read)) {
        let tells = |n: &serde_json::Value| n["url"].as_str().unwrap().contains(fault.link);
        let found = not_read.iter().find(|n| tells(n)).unwrap_or_else(|| panic!("{}: not told", fault.name));
        assert_ne!(found["advice"], "", "{}", fault.name);
    }
    assert!(server.asked("/page/4") == 1 && server.asked("/page/0") == 1);
}
