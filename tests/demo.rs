//! The bundled agency answers as its website would.

use oit::demo;
use reqwest::{Client, Response, header, redirect};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn ask(path: &str) -> Response {
    let (address, _server) = demo::serve().await.expect("a port on loopback");
    let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().expect("a client");
    client.get(format!("http://{address}{path}")).send().await.expect("an answer")
}

/// What comes back for bytes that no client would send.
async fn ask_raw(request: &str) -> String {
    let (address, _server) = demo::serve().await.expect("a port on loopback");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("a request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

fn header(answer: &Response, name: header::HeaderName) -> &str {
    answer.headers().get(name).map_or("", |value| value.to_str().expect("visible letters"))
}

#[tokio::test]
async fn pages_come_with_their_letters_named() {
    let answer = ask("/").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, header::CONTENT_TYPE), "text/html; charset=utf-8");
    assert!(answer.text().await.unwrap().contains("วังประจัน"));
}

#[tokio::test]
async fn a_route_with_a_query_wins_over_files() {
    let answer = ask("/news/detail.php?id=131").await;
    assert_eq!(answer.status(), 200);
    assert!(answer.text().await.unwrap().contains("</html>"));
    assert_eq!(ask("/news/detail.php?id=999999").await.status(), 404);
}

#[tokio::test]
async fn redirects_say_where_to() {
    let answer = ask("/download.php?id=24").await;
    assert_eq!(answer.status(), 302);
    assert_eq!(header(&answer, header::LOCATION), "/files/procure/report_procure_2563.pdf");
}

#[tokio::test]
async fn a_folder_is_sent_to_its_slash_and_shows_its_index() {
    let answer = ask("/webboard").await;
    assert_eq!(answer.status(), 301);
    assert_eq!(header(&answer, header::LOCATION), "/webboard/");
    assert_eq!(ask("/webboard/").await.status(), 200);
    assert_eq!(header(&ask("//webboard").await, header::LOCATION), "/webboard/");
}

#[tokio::test]
async fn thai_file_names_are_found() {
    let path = "/files/procure/แผนการจัดหาพัสดุ2564.pdf";
    let answer = ask(path).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, header::CONTENT_TYPE), "application/pdf");
    assert!(answer.bytes().await.unwrap().starts_with(b"%PDF-"));
}

#[tokio::test]
async fn what_is_not_there_is_404_with_a_page() {
    let answer = ask("/nowhere.html").await;
    assert_eq!(answer.status(), 404);
    assert!(!answer.text().await.unwrap().is_empty());
}

#[tokio::test]
async fn no_path_leads_outside() {
    for path in [
        "/../routes.json",
        "/..%2froutes.json",
        "/files/../../labels.json",
        "/%2e%2e/labels.json",
        "//etc/passwd",
    ] {
        let answer = ask_raw(&format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
    }
}

#[tokio::test]
async fn head_has_no_body_and_post_is_refused() {
    let head = ask_raw("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"), "{head}");
    let post = ask_raw("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=b").await;
    assert!(post.starts_with("HTTP/1.1 405 "), "{post}");
}

#[tokio::test]
async fn a_connection_takes_several_requests() {
    let one = "GET /404.html HTTP/1.1\r\nHost: x\r\n\r\n";
    let last = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let answers = ask_raw(&format!("{one}{one}{last}")).await;
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 3);
}

#[tokio::test]
async fn every_page_that_the_assessor_names_is_there() {
    let labels: serde_json::Value = serde_json::from_str(demo::LABELS).expect("JSON");
    let items = labels["items"].as_object().expect("items");
    assert_eq!(items.len(), 43);
    let (address, _server) = demo::serve().await.expect("a port on loopback");
    let client = Client::builder().no_proxy().build().expect("a client");
    for url in items.values().flat_map(|item| item["urls"].as_array().into_iter().flatten()) {
        let path = url.as_str().expect("an address");
        if path.starts_with('/') {
            let answer = client.get(format!("http://{address}{path}")).send().await.expect("an answer");
            assert_eq!(answer.status(), 200, "{path}");
        }
    }
}

#[test]
fn the_table_of_the_readme_is_the_real_one() {
    let folder = tempfile::tempdir().unwrap();
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_oit"))
        .args(["demo", "--lang", "th", "--data-dir"])
        .arg(folder.path())
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let port = regex::Regex::new(r"127\.0\.0\.1:\d+").unwrap();
    let told = String::from_utf8(done.stdout).unwrap();
    let told = port.replace_all(&told, "127.0.0.1:…");
    let readme = include_str!("../README.md").split_once("<!-- demo-table -->\n```text\n").unwrap().1;
    for part in readme.split_once("\n```").unwrap().0.split("\n\n…\n\n") {
        for piece in part.split("\n\n") {
            assert!(told.contains(piece), "the program says it otherwise: {piece}");
        }
    }
}

/// `oit read` of a viewer's address reads what the viewer shows.
#[tokio::test(flavor = "multi_thread")]
async fn the_document_behind_a_viewer_is_read() {
    let (address, _server) = demo::serve().await.expect("a port on loopback");
    let folder = tempfile::tempdir().unwrap();
    let read = |what: &str| {
        let mut oit = std::process::Command::new(env!("CARGO_BIN_EXE_oit"));
        oit.args(["read", "--plain", "--ocr", "never", "--data-dir"]).arg(folder.path()).arg(what);
        let done = oit.output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap())
    };
    let file = "/files/procure/ann_631118.pdf";
    let (code, itself) = read(&format!("http://{address}{file}"));
    assert!(code == Some(0) && itself.len() > 100, "{itself}");
    assert_eq!(read(&format!("http://{address}/pdfjs/web/viewer.html?file={file}")), (Some(0), itself));
    // What cannot be opened ends as the help says.
    assert_eq!(read("no-such-file.pdf").0, Some(3));
}
