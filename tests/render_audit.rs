//! The bundled agency, its own page for the assessment made by a script: judged with a browser,
//! without one, and from the stored walk.

mod needs;

use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use oit::audit::{self, Question};
use oit::crawl::{self, Crawl, Options, Render, Silent, Status, StopHandle, render::When};
use oit::mark::Outcome;
use oit::report::Report;
use oit::rule::load::{self, Book};

/// Stands on the hub alone.
const HUB: &str = "<title>การประเมินคุณธรรมและความโปร่งใส (ITA) ปี 2564";

fn book() -> Book {
    load::load(2564, None).unwrap_or_else(|error| panic!("{error}"))
}

fn question() -> Question {
    Question { as_of: "2021-07-12".to_owned(), ..Question::default() }
}

/// The bodies of pages with such a title moved into a script, as the frameworks do it.
fn by_script(media: &str, body: Vec<u8>, title: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(&body).into_owned();
    let hub = media.contains("html") && text.contains(title);
    let parts =
        text.split_once("<body>").and_then(|(head, rest)| Some((head, rest.split_once("</body>")?.0)));
    let Some((head, inner)) = parts.filter(|_| hub) else { return body };
    let inner = STANDARD.encode(inner);
    format!(
        "{head}<body><div id=\"app\"></div><script src=\"/app.js\"></script><script>document.getElementById('app')\
         .innerHTML = new TextDecoder().decode(Uint8Array.from(atob('{inner}'), c => c.charCodeAt(0)))</script></body>"
    )
    .into_bytes()
}

async fn walk(url: &str, book: &Book, program: Option<PathBuf>, keep: Option<&Path>) -> Crawl {
    let sink = keep.map(|path| crawl::store::Writer::create(path).unwrap());
    let options = Options {
        rate: Some(1000.0),
        first: book.edition.find.first.clone(),
        render: Render { when: When::Auto, program, ..Render::default() },
        ..Options::default()
    };
    crawl::walk(url, &options, audit::reader(None), sink, &Silent, StopHandle::default()).await.unwrap()
}

fn verdicts(report: &Report) -> Vec<(&str, Outcome)> {
    report.items.iter().map(|item| (item.id.as_str(), item.verdict)).collect()
}

/// The same site as it is: a browser at hand is not even started.
async fn plain(book: &Book) -> Report {
    let (address, _server) = oit::demo::serve().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (program, mark) = (folder.path().join("browser"), folder.path().join("started"));
    std::fs::write(&program, format!("#!/bin/sh\ntouch '{}'\n", mark.display())).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let krawl = walk(&format!("http://{address}/"), book, Some(program), None).await;
    assert!(!mark.exists(), "nothing on this site needs a browser");
    audit::report(&krawl, book, &question())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_made_by_a_script_is_judged_like_any_other() {
    let Some(program) = needs::chromium() else { return };
    let book = book();
    let wanted = plain(&book).await;
    let (address, server) =
        oit::demo::serve_changed(|media, body| by_script(media, body, HUB)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("walk.warc.gz");
    let krawl = walk(&format!("http://{address}/"), &book, Some(program), Some(&file)).await;
    server.abort();
    let rendered: Vec<&str> = krawl.records.iter().filter(|r| r.rendered).map(|r| r.url.as_str()).collect();
    assert_eq!(rendered.len(), 1, "{rendered:?}");
    let report = audit::report(&krawl, &book, &question());
    assert_eq!(verdicts(&report), verdicts(&wanted));

    // No browser, no network, and the same to the letter, twice.
    for _ in 0..2 {
        let again = crawl::load(&file, &audit::reader(None)).unwrap();
        let again = audit::report(&again, &book, &question());
        assert_eq!(serde_json::to_string(&again).unwrap(), serde_json::to_string(&report).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_browser_nothing_is_called_missing_that_may_stand_on_that_page() {
    let book = book();
    let wanted = plain(&book).await;
    let (address, _server) =
        oit::demo::serve_changed(|media, body| by_script(media, body, HUB)).await.unwrap();
    for program in [None, Some(PathBuf::from("/bin/false"))] {
        let krawl = walk(&format!("http://{address}/"), &book, program, None).await;
        let report = audit::report(&krawl, &book, &question());
        assert!(report.coverage.not_read.iter().any(|n| n.status == Status::NeedsScript));
        assert!(report.coverage.notes.iter().any(|n| n.contains("เบราว์เซอร์")));
        let mut open = 0;
        for (item, before) in report.items.iter().zip(&wanted.items) {
            let hangs = matches!(item.verdict, Outcome::NotDetermined | Outcome::Review);
            open += usize::from(hangs && item.verdict != before.verdict);
            let kept = item.verdict == before.verdict || hangs;
            assert!(kept, "{}: {:?}, not {:?}: {}", item.id, item.verdict, before.verdict, item.comment);
        }
        assert!(open > 0, "the page is what some items hang on");
        assert!(report.score.oit_high > report.score.oit);
    }
}

/// One page at a time: most of the site was read, so "missing" would be said lightly.
#[tokio::test(flavor = "multi_thread")]
async fn a_single_page_that_was_not_seen_is_not_missing() {
    let book = book();
    let wanted = plain(&book).await;
    let mut open = 0;
    for title in ["<title>โครงสร้าง", "<title>ติดต่อ", "<title>คู่มือ"]
    {
        let (address, _server) =
            oit::demo::serve_changed(move |media, body| by_script(media, body, title)).await.unwrap();
        let krawl = walk(&format!("http://{address}/"), &book, None, None).await;
        assert!(krawl.records.iter().any(|r| r.status == Status::NeedsScript), "{title}");
        let report = audit::report(&krawl, &book, &question());
        for (item, before) in report.items.iter().zip(&wanted.items) {
            let hangs = matches!(item.verdict, Outcome::NotDetermined | Outcome::Review);
            open += usize::from(hangs && item.verdict != before.verdict);
            let kept = item.verdict == before.verdict || hangs;
            assert!(kept, "{title}: {}: {:?}: {}", item.id, item.verdict, item.comment);
        }
    }
    assert!(open > 0, "some item hangs on them");
}
