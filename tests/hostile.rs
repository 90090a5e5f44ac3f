//! What a site says is data: nothing of it runs in a report or on a terminal, and no password that
//! stands in an address is shown to anybody.

#[path = "faults/server.rs"]
mod server;

use std::path::Path;
use std::process::{Command, Output};

use server::{Server, Step, html, reply};

fn hostile(path: &str, _: usize) -> Vec<Step> {
    let page = |body: &str| vec![Step::Send(html(body))];
    match path {
        "/" => page(
            "<title>=HYPERLINK(\"http://bad.example\",\"เทศบาล\")</title><h1>\u{1b}[31mเทศบาลตำบลตัวอย่าง\u{7}</h1>\
             <script>alert('page')</script><img src=x onerror=\"alert('page')\">\
             <a href='http://somchai:topsecret@127.0.0.1:9/a.pdf'>=cmd|' /C calc'!A0 แผนผังโครงสร้าง</a>\
             <a href='/structure'>โครงสร้างหน่วยงาน <b>&lt;script&gt;alert('page')&lt;/script&gt;</b></a>\
             <a href='/moved'>ข้อมูลผู้บริหาร</a><a href='ftp://nok:topsecret@127.0.0.1/b'>ftp</a>\
             <a href=\"javascript:alert('page')\">x</a>",
        ),
        "/structure" => page(
            "<title>\u{202e}โครงสร้าง\u{1b}]0;owned\u{7}</title><h1>แผนผังโครงสร้างหน่วยงาน</h1>\
             <p>=1+1 สำนักปลัด กองคลัง กองช่าง นายกเทศมนตรี ปลัดเทศบาล &lt;script&gt;alert('page')&lt;/script&gt;</p>",
        ),
        "/moved" => {
            vec![Step::Send(reply("302 Found", "Location: http://nok:topsecret@127.0.0.1:9/c.pdf\r\n", b""))]
        }
        _ => vec![Step::Send(reply("404 X", "", b""))],
    }
}

fn audit(url: &str, folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oit"));
    command.current_dir(folder).args([
        "audit",
        url,
        "--rate",
        "300",
        "--ocr=never",
        "--render=never",
        "--year",
        "2564",
        "-v",
    ]);
    for end in ["json", "html", "csv", "md", "xlsx"] {
        command.args(["--to", &format!("r.{end}")]);
    }
    command.args(["--data-dir", "data"]).output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_page_runs_and_no_password_is_shown() {
    let server = Server::start(hostile).await;
    let url = server.url().replace("//", "//somchai:topsecret@");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let done = tokio::task::spawn_blocking(move || audit(&url, &path)).await.unwrap();
    let screen = [done.stdout, done.stderr].concat();
    let read = |end: &str| {
        String::from_utf8(std::fs::read(folder.path().join(format!("r.{end}"))).unwrap()).unwrap()
    };
    let screen = String::from_utf8(screen).unwrap();
    for (name, text) in [
        ("screen", screen.clone()),
        ("json", read("json")),
        ("html", read("html")),
        ("csv", read("csv")),
        ("md", read("md")),
    ] {
        assert!(!text.contains("topsecret") && !text.contains("somchai"), "{name} shows a password");
        assert!(!text.contains('\u{1b}') && !text.contains('\u{7}'), "{name} has control characters");
        assert!(!text.contains('\u{202e}'), "{name} turns text around");
    }
    let html = read("html").replace("&#x27;", "'");
    assert!(html.contains("Content-Security-Policy") && html.contains("default-src 'none'"));
    assert!(
        !html.contains("<script>alert") && !html.contains("onerror="),
        "a page's script stands in the report"
    );
    assert!(!html.to_lowercase().contains("href=\"javascript:"));
    let mut csv = csv::Reader::from_path(folder.path().join("r.csv")).unwrap();
    for cell in csv.records().flat_map(|r| r.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
        assert!(!cell.starts_with(['=', '+', '@', '\t']), "{cell} would be a formula");
    }
    let mut book = zip::ZipArchive::new(std::fs::File::open(folder.path().join("r.xlsx")).unwrap()).unwrap();
    for at in 0..book.len() {
        let mut file = book.by_index(at).unwrap();
        let mut text = String::new();
        if std::io::Read::read_to_string(&mut file, &mut text).is_ok() {
            assert!(!text.contains("topsecret"), "{:?}", file.name());
            assert!(!text.contains("<f>") && !text.contains("<f "), "{:?} has a formula", file.name());
        }
    }
    assert!(screen.contains("โครงสร้าง"), "the site was read: {screen}");
}
