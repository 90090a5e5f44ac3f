//! Files that kill whoever reads them: they cost themselves, and nothing else.
#![cfg(unix)]

use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use oit::audit::{self, Question};
use oit::crawl::{self, Crawl, Options, Reader, Silent, StopHandle};
use oit::extract::ocr::Ocr;
use oit::extract::worker::{Limits, Pool};
use oit::extract::{self, Document, Hints, Kind, Why};
use oit::rule::load;

const PLAN: &[u8] = include_bytes!("data/documents/plan.pdf");
const PAGE: &[u8] = include_bytes!("data/html/forms.html");

fn pool(limits: Limits) -> Pool {
    Pool::start(Path::new(env!("CARGO_BIN_EXE_oit")), limits).expect("the program reads")
}

fn read(pool: &Pool, bytes: &[u8]) -> Document {
    pool.read(bytes, &Hints::default())
}

fn why(document: &Document) -> Vec<Why> {
    document.unread.iter().map(|u| u.why).collect()
}

/// A PDF of these objects, numbered from 1; the first is the catalogue.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    for (i, object) in objects.iter().enumerate() {
        writeln!(out, "{} 0 obj", i + 1).unwrap();
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    out.extend_from_slice(b"trailer<</Root 1 0 R>>\n");
    out
}

fn stream(head: &str, content: &[u8]) -> Vec<u8> {
    let mut out = format!("<<{head}/Length {}>>stream\n", content.len()).into_bytes();
    out.extend_from_slice(content);
    out.extend_from_slice(b"\nendstream");
    out
}

const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

/// Pages that all draw `content`, with a font F1 and one more thing X1, which is object 5.
fn pages(count: usize, content: Vec<u8>, x1: Vec<u8>) -> Vec<u8> {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>/XObject<</X1 5 0 R>>>>>>";
    let kids: String = (0..count).map(|i| format!("{} 0 R ", i + 6)).collect();
    let list = format!("<</Type/Pages/Kids[{kids}]/Count {count}>>");
    let head = [b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), list.into(), content, FONT.into(), x1];
    pdf(&[&head[..], &vec![page.as_bytes().to_vec(); count]].concat())
}

/// `line` so many times, packed.
fn packed(line: &[u8], times: usize) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
    let many = line.repeat(4096);
    for _ in 0..times / 4096 {
        out.write_all(&many).unwrap();
    }
    out.finish().unwrap()
}

/// Commands of 700 MB.
static COMMANDS: LazyLock<Vec<u8>> = LazyLock::new(|| packed(b"0 0 m 100 100 l S\n", 700_000_000 / 18));

/// A page that draws a form of 700 MB; the page's own weight says nothing.
fn memory_bomb() -> Vec<u8> {
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Filter/FlateDecode";
    pages(1, stream("", b"BT /F1 12 Tf 50 700 Td (Hello) Tj ET /X1 Do"), stream(form, &COMMANDS))
}

fn content_bomb() -> Vec<u8> {
    pages(1, stream("/Filter/FlateDecode", &COMMANDS), b"0".to_vec())
}

/// Five million letters on sixty pages: some seconds.
fn slow() -> Vec<u8> {
    let letters = packed(b"BT /F1 9 Tf (AAAAAAAAAAAAAAAAAAAA) Tj ET\n", 1 << 14);
    pages(60, stream("/Filter/FlateDecode", &letters), b"0".to_vec())
}

fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let nested = [vec![b'['; 200_000], vec![b']'; 200_000]].concat();
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X1 5 0 R>>>>";
    vec![
        ("content that unpacks to 700 MB", content_bomb()),
        ("a form that unpacks to 700 MB", memory_bomb()),
        ("arrays in arrays", pages(1, stream("", &nested), nested.clone())),
        ("a form that draws itself", pages(1, stream("", b"/X1 Do"), stream(form, b"/X1 Do /X1 Do"))),
        ("millions of letters", slow()),
        ("quotes in quotes", [b"<html><p>".to_vec(), b"<b><blockquote>".repeat(300_000)].concat()),
        ("braces in braces", [b"{\\rtf1 ".to_vec(), vec![b'{'; 2_000_000]].concat()),
        ("a tag without end", [b"<html><a ".to_vec(), b"x=y ".repeat(2_000_000)].concat()),
    ]
}

#[test]
fn hostile_files_get_a_status_in_time() {
    let pool = pool(Limits::default());
    let peak = Peak::watch();
    for (name, bytes) in hostile() {
        let begun = Instant::now();
        let document = read(&pool, &bytes);
        let took = begun.elapsed();
        println!("{name}: {took:?} {:?} {:?}", document.kind, document.unread.first());
        assert!(took < Duration::from_secs(10), "{name}: {took:?}");
        // The next file is read as if nothing had been.
        assert_eq!(read(&pool, PLAN), extract::read(PLAN, &Hints::default()), "after {name}");
    }
    let most = peak.end();
    println!("largest reader: {} MB in memory", most >> 20);
    assert!(most < 512_000_000, "{most}");
    #[cfg(target_os = "linux")]
    assert!(most > 10_000_000, "nobody was watched");
}

/// The most memory that any child of this process was seen to hold, looked at all the time.
struct Peak {
    over: Arc<std::sync::atomic::AtomicBool>,
    watcher: std::thread::JoinHandle<u64>,
}

impl Peak {
    fn watch() -> Peak {
        let over = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let seen = Arc::clone(&over);
        let watcher = std::thread::spawn(move || {
            let mut most = 0;
            while !seen.load(std::sync::atomic::Ordering::Relaxed) {
                most = most.max(largest_child());
                std::thread::sleep(Duration::from_millis(10));
            }
            most
        });
        Peak { over, watcher }
    }

    fn end(self) -> u64 {
        self.over.store(true, std::sync::atomic::Ordering::Relaxed);
        self.watcher.join().unwrap()
    }
}

/// Bytes, the high-water mark of the largest child; 0 where the system does not tell.
fn largest_child() -> u64 {
    let me = std::process::id().to_string();
    let field = |status: &str, name: &str| -> Option<String> {
        let line = status.lines().find_map(|l| l.strip_prefix(name))?;
        line.split_whitespace().next().map(str::to_owned)
    };
    let Ok(processes) = std::fs::read_dir("/proc") else { return 0 };
    let statuses = processes.flatten().filter_map(|p| std::fs::read_to_string(p.path().join("status")).ok());
    statuses
        .filter(|s| field(s, "PPid:").as_ref() == Some(&me))
        .filter_map(|s| field(&s, "VmHWM:")?.parse::<u64>().ok())
        .max()
        .map_or(0, |kb| kb * 1024)
}

#[test]
fn memory_has_an_end_and_its_kind_is_known() {
    let pool = pool(Limits::default());
    let document = read(&pool, &memory_bomb());
    assert_eq!((document.kind, why(&document)), (Kind::Pdf, vec![Why::TooLarge]));
    assert!(pool.idle().is_empty(), "the bomb took its process along");
    assert_eq!(read(&pool, PLAN).pages, 2);
    // What can be seen before it is unpacked needs no memory.
    let document = read(&pool, &content_bomb());
    assert_eq!((document.pages, why(&document)), (1, vec![Why::TooLarge]));
    assert_eq!(document.unread[0].page, Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn no_reader_can_hold_512_mb() {
    let pool = pool(Limits::default());
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", pool.idle()[0])).unwrap();
    let line = limits.lines().find(|l| l.starts_with("Max address space")).unwrap();
    let most: u64 = line.split_whitespace().nth(3).unwrap().parse().unwrap();
    assert!(most < 512_000_000, "{line}");
}

#[test]
fn time_has_an_end() {
    let pool = pool(Limits { time: Duration::from_millis(400), ..Limits::default() });
    let begun = Instant::now();
    let document = read(&pool, &slow());
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert_eq!((document.kind, why(&document)), (Kind::Pdf, vec![Why::TimedOut]));
    assert!(pool.idle().is_empty());
}

#[test]
fn an_answer_has_an_end() {
    let pool = pool(Limits { answer: 1000, ..Limits::default() });
    let long = "ข้อความ ".repeat(1000);
    assert_eq!(why(&read(&pool, long.as_bytes())), [Why::TooLarge]);
    assert!(read(&pool, "สั้น".as_bytes()).unread.is_empty());
}

#[test]
fn a_process_is_used_again_until_it_dies() {
    let pool = pool(Limits::default());
    let first = pool.idle();
    assert_eq!(first.len(), 1);
    assert_eq!(read(&pool, PLAN), extract::read(PLAN, &Hints::default()));
    assert_eq!(read(&pool, PAGE), extract::read(PAGE, &Hints::default()));
    assert_eq!(pool.idle(), first);
    // Killed while it waits: no file is to blame.
    kill(first[0]);
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(read(&pool, PLAN), extract::read(PLAN, &Hints::default()));
    let second = pool.idle();
    assert_ne!(second, first);
    drop(pool);
    assert!(!is_there(second[0]), "no process is left");
}

#[test]
fn a_reader_killed_at_work_is_a_crash_of_that_file() {
    let pool = Arc::new(pool(Limits::default()));
    let pid = pool.idle()[0];
    let reading = std::thread::spawn({
        let pool = Arc::clone(&pool);
        move || read(&pool, &slow())
    });
    while !pool.idle().is_empty() {
        std::thread::sleep(Duration::from_millis(1));
    }
    // The file goes over first.
    std::thread::sleep(Duration::from_millis(150));
    kill(pid);
    assert_eq!(why(&reading.join().unwrap()), [Why::Crashed]);
    assert_eq!(read(&pool, PLAN), extract::read(PLAN, &Hints::default()));
}

#[test]
fn what_is_no_reader_is_not_used() {
    for program in ["/bin/cat", "/bin/false", "/nowhere"] {
        assert!(Pool::start(Path::new(program), Limits::default()).is_err(), "{program}");
    }
}

/// The auditor is killed in the middle of a file: its reader hears it.
#[cfg(target_os = "linux")]
#[test]
fn readers_die_with_the_auditor() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("slow.pdf");
    std::fs::write(&file, slow()).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_oit"));
    let mut auditor = command
        .args(["read", "--ocr", "never"])
        .arg(&file)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(5);
    let reader = loop {
        let children =
            std::fs::read_dir(format!("/proc/{}/task", auditor.id())).into_iter().flatten().flatten();
        let children = children.filter_map(|t| std::fs::read_to_string(t.path().join("children")).ok());
        if let Some(pid) = children.collect::<String>().split_whitespace().find_map(|p| p.parse().ok()) {
            break pid;
        }
        if Instant::now() > until {
            break 0;
        }
    };
    auditor.kill().unwrap();
    auditor.wait().unwrap();
    assert!(reader > 0, "no reader was started");
    let until = Instant::now() + Duration::from_secs(5);
    while is_there(reader) {
        assert!(Instant::now() < until, "the reader outlived the auditor");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The demo's agency, with bombs among its documents.
#[tokio::test(flavor = "multi_thread")]
async fn an_audit_goes_on_over_bombs() {
    let book = load::load(2564, None).unwrap_or_else(|e| panic!("{e}"));
    let (address, _server) = oit::demo::serve().await.unwrap();
    let root = format!("http://{address}/");
    let pool = Arc::new(pool(Limits::default()));
    let read = audit::isolated(Arc::clone(&pool), None);
    let plain = walk(&root, Arc::clone(&read)).await;
    // The one document that the audit needs least is a bomb on the way in.
    let victim = plain.records.iter().find(|r| r.url.ends_with(".pdf")).expect("a PDF").url.clone();
    let poisoned: Reader =
        Arc::new(
            move |bytes, hints| {
                if hints.url == victim { read(&memory_bomb(), hints) } else { read(bytes, hints) }
            },
        );
    let bombed = walk(&root, poisoned).await;
    assert_eq!(bombed.records.len(), plain.records.len());
    let differ: Vec<_> =
        plain.records.iter().zip(&bombed.records).filter(|(a, b)| a.status != b.status).collect();
    assert_eq!(differ.len(), 1, "{differ:#?}");
    assert_eq!(differ[0].1.status, crawl::Status::OverLimit);
    let question = Question { as_of: "2021-07-12".to_owned(), ..Question::default() };
    let table = |krawl: &Crawl| audit::report(krawl, &book, &question);
    let (plain, bombed) = (table(&plain), table(&bombed));
    let changed: Vec<_> = plain
        .items
        .iter()
        .zip(&bombed.items)
        .filter(|(a, b)| a.verdict != b.verdict)
        .map(|(a, _)| &a.id)
        .collect();
    assert!(changed.len() <= 1, "{changed:?}");
}

async fn walk(root: &str, read: Reader) -> Crawl {
    let options = Options { rate: Some(1000.0), ..Options::default() };
    crawl::walk(root, &options, read, None, &Silent, StopHandle::default()).await.unwrap()
}

#[test]
fn archives_and_old_offices_go_the_same_way() {
    let pool = pool(Limits::default());
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("แผน.pdf", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(PLAN).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    for bytes in
        [&zip[..], include_bytes!("data/documents/order.docx"), include_bytes!("data/documents/plan.xlsx")]
    {
        assert_eq!(read(&pool, bytes), extract::read(bytes, &Hints::default()));
    }
}

/// The OCR program is given the same picture, whoever draws it.
#[test]
fn scans_are_drawn_the_same_way() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let (program, seen) = (home.path().join("tesseract"), home.path().join("seen"));
    let script = format!(
        "#!/bin/sh\ncase $1 in --list-langs) echo tha;; --version) echo t;; *) cat >{}; exit 1;; esac\n",
        seen.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let scan = include_bytes!("data/ocr/leaning.pdf");
    let ocr = || Ocr::at(&program).expect("it says it reads Thai");
    let picture = |read: Reader| {
        read(scan, &Hints::default());
        std::fs::read(&seen).unwrap()
    };
    let here = picture(audit::reader(Some(ocr())));
    std::fs::remove_file(&seen).unwrap();
    let pool = Arc::new(pool(Limits::default()));
    assert!(here == picture(audit::isolated(Arc::clone(&pool), Some(ocr()))) && here.len() > 100_000);
    assert_eq!(pool.idle().len(), 1);
}

fn kill(pid: u32) {
    assert!(std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
}

fn is_there(pid: u32) -> bool {
    std::process::Command::new("kill")
        .args(["-0", &pid.to_string()])
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}
