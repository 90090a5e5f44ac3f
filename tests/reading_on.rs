//! Long scans, read on where an item needs it: the program itself, against a small site, with the real reader of
//! scans where it is installed, and with a false one everywhere.

mod needs;

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use serde_json::Value;

/// Five months of purchases, a page that says nothing of any, and the sixth month.
const FIRST: &[u8] = include_bytes!("data/reading-on/first.jpg");
const BETWEEN: &[u8] = include_bytes!("data/reading-on/between.jpg");
const SIXTH: &[u8] = include_bytes!("data/reading-on/sixth.jpg");
/// For false readers, which look at nothing.
const SMALL: &[u8] = include_bytes!("data/reading-on/small.jpg");
/// Each with its width and height.
const SHEETS: [(&[u8], u32, u32); 4] =
    [(FIRST, 1240, 1365), (BETWEEN, 1240, 386), (SIXTH, 1240, 549), (SMALL, 320, 80)];
/// The sixth month stands on page 8.
const PAGES: [usize; 9] = [0, 1, 1, 1, 1, 1, 1, 2, 1];

const MONTHLY: &str = "สรุปผลการจัดซื้อจัดจ้างรายเดือน (สขร.1)";

/// A PDF of scans of 150 dots an inch, numbers of [`SHEETS`].
fn scan(sheets: &[usize]) -> Vec<u8> {
    /// Number of the object that the first page is.
    const FIRST_PAGE: usize = 11;
    let kids: String = (0..sheets.len()).map(|n| format!("{} 0 R ", FIRST_PAGE + n)).collect();
    let mut out = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Count {}/Kids[{kids}]>>endobj\n",
        sheets.len()
    )
    .into_bytes();
    for (n, sheet) in sheets.iter().enumerate() {
        let (_, width, height) = SHEETS[*sheet];
        let page = format!(
            "{} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 {} {}]/Contents {} 0 R\
             /Resources<</XObject<</I {} 0 R>>>>>>endobj\n",
            FIRST_PAGE + n,
            width * 72 / 150,
            height * 72 / 150,
            7 + sheet,
            3 + sheet
        );
        out.extend_from_slice(page.as_bytes());
    }
    for (n, (picture, width, height)) in SHEETS.into_iter().enumerate() {
        let draws = format!("q {} 0 0 {} 0 0 cm /I Do Q", width * 72 / 150, height * 72 / 150);
        let head = format!(
            "{} 0 obj<</Length {}>>stream\n{draws}\nendstream endobj\n\
             {} 0 obj<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray\
             /BitsPerComponent 8/Filter/DCTDecode/Length {}>>stream\n",
            7 + n,
            draws.len(),
            3 + n,
            picture.len()
        );
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(picture);
        out.extend_from_slice(b"\nendstream endobj\n");
    }
    out.extend_from_slice(b"trailer<</Root 1 0 R>>\n");
    out
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

type Files = HashMap<String, (&'static str, Vec<u8>)>;

/// A home page with these links, and files: path, media type, content.
fn files(links: &[(&str, &str)], more: Vec<(&str, &'static str, Vec<u8>)>) -> Files {
    let links: String =
        links.iter().map(|(path, text)| format!("<li><a href=\"{path}\">{text}</a></li>")).collect();
    let home = format!(
        "<!DOCTYPE html><html lang=th><head><meta charset=utf-8><title>เทศบาลตำบลบ้านใหม่</title></head>\
         <body><main><h1>เทศบาลตำบลบ้านใหม่</h1><ul>{links}</ul></main></body></html>"
    );
    let mut out: Files =
        more.into_iter().map(|(path, kind, content)| (path.to_owned(), (kind, content))).collect();
    out.insert("/".to_owned(), ("text/html; charset=utf-8", home.into_bytes()));
    out
}

fn serve(files: Files) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let files = Arc::new(files);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let files = Arc::clone(&files);
            std::thread::spawn(move || answer(stream, &files));
        }
    });
    url
}

fn answer(mut stream: TcpStream, files: &Files) -> Option<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.extend_from_slice(&byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let (status, kind, body) = match files.get(head.split(' ').nth(1)?) {
        Some((kind, body)) => ("200 OK", *kind, body.as_slice()),
        None => ("404 Not Found", "text/plain", &b"none"[..]),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .ok()?;
    stream.write_all(body).ok()
}

/// The report of one audit; `reader`: a program that stands for Tesseract.
fn audit(url: &str, home: &Path, reader: Option<&Path>, flags: &[&str]) -> Value {
    let to = home.join("report.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_oit"));
    command.args(["audit", url, "--rate", "100", "--ocr=always", "--render=never", "--as-of", "2021-07-12"]);
    command
        .args(["--year", "2564", "--fail-on", "never", "-q", "--fresh", "--data-dir"])
        .arg(home.join("data"));
    command.args(flags).arg("--to").arg(&to).env_remove("OIT_OCR_PAGES");
    if let Some(reader) = reader {
        command.env("OIT_TESSERACT", reader);
    }
    let done = command.output().unwrap();
    assert!(to.is_file(), "{}", String::from_utf8_lossy(&done.stderr));
    let report = serde_json::from_slice(&std::fs::read(&to).unwrap()).unwrap();
    std::fs::remove_file(&to).unwrap();
    report
}

fn monthly(report: &Value) -> &Value {
    report["items"].as_array().unwrap().iter().find(|item| item["id"] == "O23").unwrap()
}

fn left(report: &Value, name: &str) -> Option<[u64; 3]> {
    let left = report["coverage"].get(name)?;
    Some(["pages", "of", "files"].map(|part| left[part].as_u64().unwrap()))
}

#[test]
fn what_stands_on_page_eight_is_found() {
    if needs::ocr().is_none() {
        return;
    }
    let url = serve(files(&[("skr.pdf", MONTHLY)], vec![("/skr.pdf", "application/pdf", scan(&PAGES))]));
    let home = tempfile::tempdir().unwrap();
    // What a limit left unread may say what is missing.
    let cut = audit(&url, home.path(), None, &["--ocr-pages", "6"]);
    assert_eq!(monthly(&cut)["verdict"], "review", "{}", monthly(&cut));
    assert_eq!((left(&cut, "cut"), left(&cut, "aside")), (Some([3, 9, 1]), None));
    assert_eq!(cut["coverage"]["complete"], false);
    let whole = audit(&url, home.path(), None, &[]);
    assert_eq!(monthly(&whole)["verdict"], "pass", "{}", monthly(&whole));
    assert_eq!((left(&whole, "cut"), left(&whole, "aside")), (None, None));
    assert_eq!(whole["coverage"]["complete"], true);
}

#[test]
fn a_flip_book_is_read_to_the_page_that_is_needed() {
    if needs::ocr().is_none() {
        return;
    }
    let page = "<html><head><title>book</title><script src=\"mobile/javascript/config.js\"></script>\
        <script src=\"mobile/javascript/LoadingJS.js\"></script></head><body></body></html>";
    let config =
        "bookConfig.totalPageCount=9;bookConfig.bookTitle=\"สขร.1\";bookConfig.largePath=\"./files/large/\";";
    let mut more = vec![
        ("/book/", "text/html", page.as_bytes().to_vec()),
        ("/book/mobile/javascript/config.js", "text/javascript", config.as_bytes().to_vec()),
    ];
    let paths: Vec<String> = (1..=9).map(|n| format!("/book/files/large/{n}.jpg")).collect();
    let sheets = [FIRST, BETWEEN, SIXTH];
    more.extend(paths.iter().zip(PAGES).map(|(path, at)| (path.as_str(), "image/jpeg", sheets[at].to_vec())));
    let url = serve(files(&[("book/", MONTHLY)], more));
    let home = tempfile::tempdir().unwrap();
    let report = audit(&url, home.path(), None, &[]);
    assert_eq!(monthly(&report)["verdict"], "pass", "{}", monthly(&report));
    assert_eq!((left(&report, "cut"), left(&report, "aside")), (None, None));
}

#[cfg(unix)]
mod false_programs {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// Reads "แผนงาน" on every page.
    fn reader(folder: &Path) -> std::path::PathBuf {
        let path = folder.join("tesseract");
        let script = "#!/bin/sh\ncase \"$1\" in\n--list-langs) echo tha; exit;;\n--version) echo false 1.0; exit;;\nesac\n\
            cat > /dev/null\ncat <<'END'
<div class='ocr_page' title='bbox 0 0 900 900'><span class='ocr_line' title='bbox 100 100 262 120'>
<span class='ocrx_word' title='x_wconf 91.5'><span class='ocrx_cinfo' title='x_bboxes 100 100 180 120'>แผน</span></span>
<span class='ocrx_word' title='x_wconf 90'><span class='ocrx_cinfo' title='x_bboxes 182 100 262 120'>งาน</span></span>
</span></div>
END\n";
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    fn site() -> String {
        let small = |pages: usize| scan(&vec![3; pages]);
        // Another content: what was read of the same is not read again.
        let one = [small(9), b"% one\n".to_vec()].concat();
        let archive = zipped(&[("one.pdf", &one), ("two.pdf", &small(2))]);
        serve(files(
            &[("skr.pdf", MONTHLY), ("day.pdf", "ภาพถ่ายวันเด็กแห่งชาติ"), ("day.zip", "ภาพถ่ายวันแม่แห่งชาติ")],
            vec![
                ("/skr.pdf", "application/pdf", small(9)),
                ("/day.pdf", "application/pdf", small(10)),
                ("/day.zip", "application/zip", archive),
            ],
        ))
    }

    #[test]
    fn only_what_an_item_may_use_is_read_on_and_the_rest_is_counted() {
        let (url, home) = (site(), tempfile::tempdir().unwrap());
        let reader = reader(home.path());
        let report = audit(&url, home.path(), Some(&reader), &[]);
        // Four pages after six of one file, three of a file in the archive.
        assert_eq!((left(&report, "cut"), left(&report, "aside")), (None, Some([7, 21, 2])));
        assert_eq!(report["coverage"]["complete"], false);
        let whole = audit(&url, home.path(), Some(&reader), &["--ocr-whole"]);
        assert_eq!((left(&whole, "cut"), left(&whole, "aside")), (None, None));
        assert_eq!(whole["coverage"]["complete"], true);
    }

    /// Nothing is kept from one audit to the other, so that each has the same pages to spend.
    #[test]
    fn a_limit_cuts_at_the_same_page_each_time() {
        let url = site();
        let once = || {
            let home = tempfile::tempdir().unwrap();
            let report = audit(&url, home.path(), Some(&reader(home.path())), &["--ocr-pages", "22"]);
            // Six, six, six and two: two are left for the three that are wanted.
            assert_eq!((left(&report, "cut"), left(&report, "aside")), (Some([1, 9, 1]), Some([7, 21, 2])));
            let said = report.to_string();
            let stamp = regex::Regex::new(r#""(fetched_at|started_at|finished_at)":"[^"]*""#).unwrap();
            stamp.replace_all(&said, "").into_owned()
        };
        assert_eq!(once(), once());
    }

    /// Pages that were read lie in the data folder, a file each; what is kept by its picture bears the number 0.
    fn pages_kept(folder: &Path) -> usize {
        let all = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
        let is_page = |file: &std::path::PathBuf| !file.to_string_lossy().contains("-0-");
        all(folder).map(|part| all(&part).filter(is_page).count()).sum()
    }

    #[test]
    fn a_survey_reads_on_too() {
        let (url, home) = (site(), tempfile::tempdir().unwrap());
        std::fs::write(home.path().join("a.csv"), format!("name,url\nเทศบาล,{url}\n")).unwrap();
        let done = Command::new(env!("CARGO_BIN_EXE_oit"))
            .current_dir(home.path())
            .args(["survey", "a.csv", "--year=2564", "--rate=100", "--ocr=always"])
            .env("OIT_DATA_DIR", home.path().join("data"))
            .env("OIT_TESSERACT", reader(home.path()))
            .output()
            .unwrap();
        // All nine of the one that is wanted, six of each of two others, and two.
        let kept = pages_kept(&home.path().join("data/ocr"));
        assert_eq!(kept, 23, "{}", String::from_utf8_lossy(&done.stderr));
    }

    #[test]
    fn a_stored_walk_is_read_on_as_well() {
        let (url, home) = (site(), tempfile::tempdir().unwrap());
        let reader = reader(home.path());
        let walk = home.path().join("walk.warc.gz");
        let first = audit(&url, home.path(), Some(&reader), &["--to", walk.to_str().unwrap()]);
        let to = home.path().join("again.json");
        let done = Command::new(env!("CARGO_BIN_EXE_oit"))
            .args([
                "audit",
                "--ocr=always",
                "--as-of",
                "2021-07-12",
                "--year",
                "2564",
                "--fail-on",
                "never",
                "-q",
            ])
            .arg("--crawl")
            .arg(&walk)
            .arg("--to")
            .arg(&to)
            .arg("--data-dir")
            .arg(home.path().join("other"))
            .env("OIT_TESSERACT", &reader)
            .output()
            .unwrap();
        assert!(to.is_file(), "{}", String::from_utf8_lossy(&done.stderr));
        let again: Value = serde_json::from_slice(&std::fs::read(&to).unwrap()).unwrap();
        assert_eq!(again["coverage"], first["coverage"]);
        assert_eq!(again["items"], first["items"]);
    }
}
