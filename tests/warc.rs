//! Archives that other crawlers made, as they make them: judged like our own.

mod needs;

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use oit::crawl::{Crawl, Reader, Record, Status, coverage, load};

const SITE: &str = "http://www.tambon.go.th";

fn record(kind: &str, url: &str, more: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-07-12T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{:032x}>\r\n{more}Content-Length: {}\r\n\r\n",
        block.len(),
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(url: &str, status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let http = [format!("HTTP/1.1 {status}\r\n{headers}\r\n").as_bytes(), body].concat();
    record("response", url, "Content-Type: application/http; msgtype=response\r\n", &http)
}

fn page(url: &str, coding: &str, body: &[u8]) -> Vec<u8> {
    answer(url, "200 OK", &format!("Content-Type: text/html; charset=utf-8\r\n{coding}"), body)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn chunked(bytes: &[u8]) -> Vec<u8> {
    let chunks =
        bytes.chunks(50).flat_map(|c| [format!("{:x}\r\n", c.len()).as_bytes(), c, b"\r\n"].concat());
    chunks.chain(*b"0\r\n\r\n").collect()
}

fn text(name: &str) -> String {
    format!(
        "<html><title>{name}</title><body><h1>{name}</h1><p>{}</p></body></html>",
        format!("เนื้อหาของหน้า {name} ").repeat(12)
    )
}

fn read(path: &Path) -> Crawl {
    let reader: Reader = Arc::new(oit::extract::read);
    load(path, &reader).unwrap()
}

fn at<'a>(krawl: &'a Crawl, path: &str) -> &'a Record {
    let url = format!("{SITE}{path}");
    krawl.records.iter().find(|r| r.url == url).unwrap_or_else(|| panic!("no record of {path}"))
}

fn says(krawl: &Crawl, path: &str) -> String {
    at(krawl, path).document.as_ref().map(|d| d.load().whole_text()).unwrap_or_default()
}

/// As Heritrix and browsertrix write: names resolved, pages as text, payloads as they came over the
/// line, what was met before only pointed to.
fn records() -> Vec<Vec<u8>> {
    let url = |path: &str| format!("{SITE}{path}");
    let names = ["gz", "both", "br", "zlib", "raw", "plain"];
    let links: String = names.iter().map(|n| format!("<a href='/{n}'>หน้า {n}</a>")).collect();
    let more = "<a href='/twin'>แฝด</a><a href='/same'>เดิม</a><a href='/lost'>หาย</a><a href='/unseen'>ยังไม่ได้เก็บ</a>";
    let home = format!("<html><title>อบต.</title><h1>องค์การบริหารส่วนตำบล</h1>{links}{more}</html>");
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zlib.write_all(text("zlib").as_bytes()).unwrap();
    let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    raw.write_all(text("raw").as_bytes()).unwrap();
    let mut br = Vec::new();
    brotli::CompressorWriter::new(&mut br, 4096, 5, 20).write_all(text("br").as_bytes()).unwrap();
    let revisit = |path: &str, profile: &str, status: &str, refers: &str| {
        let more = format!(
            "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/{profile}\r\nWARC-Refers-To-Target-URI: {SITE}{refers}\r\nWARC-Refers-To-Date: 2021-07-11T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        );
        let http = format!("HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n");
        record("revisit", &url(path), &more, http.as_bytes())
    };
    vec![
        record("warcinfo", "", "Content-Type: application/warc-fields\r\n", b"software: Heritrix/3.4.0\r\n"),
        record(
            "response",
            "dns:www.tambon.go.th",
            "Content-Type: text/dns\r\n",
            b"20210712000000\nwww.tambon.go.th.\t60\tIN\tA\t203.0.113.7\n",
        ),
        answer(&url("/robots.txt"), "404 Not Found", "", b""),
        // The parts of a page may come before the page.
        answer(&url("/logo.png"), "200 OK", "Content-Type: image/png\r\n", b"\x89PNG"),
        record(
            "resource",
            "urn:text:http://www.tambon.go.th/",
            "Content-Type: text/plain\r\n",
            "ข้อความ".as_bytes(),
        ),
        // Seen before it is known from where.
        revisit("/twin", "identical-payload-digest", "200 OK", "/plain"),
        page(&url("/gz"), "Content-Encoding: gzip\r\n", &gzip(text("gz").as_bytes())),
        page(
            &url("/both"),
            "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
            &chunked(&gzip(text("both").as_bytes())),
        ),
        page(&url("/br"), "Content-Encoding: br\r\n", &br),
        page(&url("/zlib"), "Content-Encoding: deflate\r\n", &zlib.finish().unwrap()),
        page(&url("/raw"), "Content-Encoding: deflate\r\n", &raw.finish().unwrap()),
        // The writer undid chunks and packing, and kept the headers.
        page(
            &url("/plain"),
            "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
            text("plain").as_bytes(),
        ),
        page(&url("/same"), "", text("same").as_bytes()),
        revisit("/same", "server-not-modified", "304 Not Modified", "/same"),
        revisit("/lost", "server-not-modified", "304 Not Modified", "/lost"),
        page(&url("/"), "", home.as_bytes()),
        record("metadata", &url("/"), "Content-Type: application/warc-fields\r\n", b"fetchTimeMs: 5\r\n"),
    ]
}

fn check(krawl: &Crawl) {
    assert_eq!(krawl.root, format!("{SITE}/"));
    for name in ["gz", "both", "br", "zlib", "raw", "plain", "same"] {
        assert!(says(krawl, &format!("/{name}")).contains(&format!("เนื้อหาของหน้า {name}")), "{name}");
        assert_eq!(at(krawl, &format!("/{name}")).status, Status::Read, "{name}");
    }
    assert!(says(krawl, "/twin").contains("เนื้อหาของหน้า plain"));
    assert_eq!(at(krawl, "/lost").status, Status::NotReached, "its body is in another file");
    assert_eq!(at(krawl, "/unseen").status, Status::NotReached);
    assert!(!coverage(krawl).complete);
}

#[test]
fn each_record_packed_by_itself_or_all_at_once_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.warc.gz");
    let packed: Vec<u8> = records().iter().flat_map(|r| gzip(r)).collect();
    std::fs::write(&path, &packed).unwrap();
    check(&read(&path));
    // Packed as a whole, no record can be gone to.
    std::fs::write(&path, gzip(&records().concat())).unwrap();
    check(&read(&path));
    std::fs::write(folder.path().join("x.warc"), records().concat()).unwrap();
    check(&read(&folder.path().join("x.warc")));
    // Torn, as a whole and by records: what is whole is read.
    let whole = gzip(&records().concat());
    std::fs::write(&path, &whole[..whole.len() * 4 / 5]).unwrap();
    assert!(says(&read(&path), "/gz").contains("หน้า gz"));
    std::fs::write(&path, &packed[..packed.len() * 4 / 5]).unwrap();
    assert!(says(&read(&path), "/gz").contains("หน้า gz"));
}

#[test]
fn a_file_without_the_home_page_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.warc");
    let url = |path: &str| format!("{SITE}{path}");
    let first =
        "<html><title>หน้าย่อย</title><h1>ข้อมูลหน่วยงาน</h1><a href='/'>หน้าแรก</a><a href='/b'>ต่อไป</a></html>";
    let all = [
        page("http://other.go.th/x", "", text("other").as_bytes()),
        page(&url("/a"), "", first.as_bytes()),
        page(&url("/b"), "", text("b").as_bytes()),
    ];
    std::fs::write(&path, all.concat()).unwrap();
    let krawl = read(&path);
    assert_eq!(krawl.root, url("/a"));
    assert!(krawl.notes.iter().any(|n| n.contains("ไม่มีหน้าแรก")), "{:?}", krawl.notes);
    assert_eq!(at(&krawl, "/").status, Status::NotReached);
    assert_eq!(at(&krawl, "/b").status, Status::Read);
    assert!(!coverage(&krawl).enough());
}

/// The real thing: wget walks the example agency, and its archive is judged.
#[tokio::test(flavor = "multi_thread")]
async fn an_archive_made_by_wget_is_judged() {
    if !needs::program("wget", "no wget here (apt install wget)") {
        return;
    }
    let (address, server) = oit::demo::serve().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, more) in [("packed", None), ("plain", Some("--no-warc-compression"))] {
        let (here, root) = (folder.path().to_owned(), format!("http://{address}/"));
        let walked = tokio::task::spawn_blocking(move || {
            let mut wget = Command::new("wget");
            wget.current_dir(&here).args(["-q", "-r", "-l", "4", "--delete-after", "--warc-file", name]);
            wget.args(more).arg(&root).output().unwrap()
        });
        // Some links of the example are dead, and wget ends with a status that says so.
        walked.await.unwrap();
        let file = if more.is_some() { "plain.warc" } else { "packed.warc.gz" };
        let report = folder.path().join("r.json");
        let done = Command::new(env!("CARGO_BIN_EXE_oit"))
            .current_dir(folder.path())
            .args([
                "audit",
                "--crawl",
                file,
                "--year",
                "2564",
                "--as-of",
                "2021-07-12",
                "--ocr=never",
                "-q",
                "--to",
                "r.json",
            ])
            .output()
            .unwrap();
        assert!(
            [Some(1), Some(3)].contains(&done.status.code()),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        let report: serde_json::Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
        let passed = report["items"].as_array().unwrap().iter().filter(|i| i["verdict"] == "pass").count();
        // wget follows fewer ways than we do, so it brings less; most of the agency is there.
        assert!(passed >= 15, "{name}: {passed} items pass");
        assert!(
            report["coverage"]["pages_read"].as_u64().unwrap() >= 20,
            "{name}: {}",
            report["coverage"]["pages_read"]
        );
    }
    server.abort();
}
