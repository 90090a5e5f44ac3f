//! HTTPS with every common fault, spoken by a real server: named in the report, and read all the same.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A root that the program is told to trust, one in between, and one that nobody knows.
struct Issuers {
    root: CertifiedIssuer<'static, KeyPair>,
    between: CertifiedIssuer<'static, KeyPair>,
    unknown: CertifiedIssuer<'static, KeyPair>,
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

fn issuers() -> Issuers {
    let key = || KeyPair::generate().unwrap();
    let root = CertifiedIssuer::self_signed(authority("root"), key()).unwrap();
    let between = CertifiedIssuer::signed_by(authority("between"), key(), &root).unwrap();
    let unknown = CertifiedIssuer::self_signed(authority("unknown"), key()).unwrap();
    Issuers { root, between, unknown }
}

/// A certificate and its key, with what is sent along.
fn config(
    name: &str,
    days: [(i32, u8, u8); 2],
    by: &CertifiedIssuer<'_, KeyPair>,
    with: &[&CertifiedIssuer<'_, KeyPair>],
) -> ServerConfig {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let [from, to] = days.map(|(y, m, d)| date_time_ymd(y, m, d));
    (params.not_before, params.not_after) = (from, to);
    let key = KeyPair::generate().unwrap();
    let own = params.signed_by(&key, by).unwrap();
    let chain: Vec<CertificateDer<'static>> =
        std::iter::once(own.der().clone()).chain(with.iter().map(|c| c.der().clone())).collect();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap()
}

struct Server {
    url: String,
    /// Heads of requests, in lower case.
    heads: Arc<Mutex<Vec<String>>>,
}

/// `None`: a server whose TLS is too old for anybody, and which speaks plain HTTP beside it.
fn start(config: Option<ServerConfig>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    let heads: Arc<Mutex<Vec<String>>> = Arc::default();
    let (config, kept) = (config.map(Arc::new), Arc::clone(&heads));
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (config, heads) = (config.clone(), Arc::clone(&kept));
            std::thread::spawn(move || talk(stream, config, &heads));
        }
    });
    Server { url, heads }
}

fn talk(mut stream: TcpStream, config: Option<Arc<ServerConfig>>, heads: &Mutex<Vec<String>>) -> Option<()> {
    let mut first = [0];
    stream.peek(&mut first).ok()?;
    match config {
        Some(config) => {
            let tls = ServerConnection::new(config).ok()?;
            answer(StreamOwned::new(tls, stream), heads)
        }
        // Alert, fatal: protocol version.
        None if first[0] == 0x16 => stream.write_all(&[0x15, 3, 1, 0, 2, 2, 70]).ok(),
        None => answer(stream, heads),
    }
}

fn answer(mut stream: impl std::io::Read + std::io::Write, heads: &Mutex<Vec<String>>) -> Option<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    heads.lock().unwrap().push(head);
    let (status, body) = match path.as_str() {
        "/" => (200, "<title>เทศบาล</title><h1>เทศบาลตำบล</h1><a href='/about'>ประวัติและความเป็นมาของหน่วยงาน</a> <a href='/news'>ข่าว</a>".to_owned()),
        "/about" | "/news" => (200, format!("<h1>{path}</h1><p>{}", "เนื้อหาของหน้านี้ ".repeat(40))),
        _ => (404, String::new()),
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: text/html; charset=utf-8\r\nSet-Cookie: s=secret; Path=/\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).ok()?;
    stream.flush().ok()
}

struct Audited {
    status: Option<i32>,
    said: String,
    notes: Vec<String>,
    /// Days to be kept that are the certificate's.
    due: Vec<serde_json::Value>,
    warc: Option<PathBuf>,
    _folder: tempfile::TempDir,
}

fn audit(server: &Server, root: &Path, more: &[&str]) -> Audited {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("r.json");
    let done = Command::new(env!("CARGO_BIN_EXE_oit"))
        .env("SSL_CERT_FILE", root)
        .env_remove("SSL_CERT_DIR")
        .args([
            "audit",
            &server.url,
            "--rate",
            "200",
            "--ocr=never",
            "--render=never",
            "--year",
            "2564",
            "--fail-on",
            "never",
            "-q",
        ])
        .args(more)
        .arg("--to")
        .arg(&report)
        .arg("--data-dir")
        .arg(folder.path().join("data"))
        .output()
        .unwrap();
    let report: Option<serde_json::Value> =
        std::fs::read(report).ok().map(|b| serde_json::from_slice(&b).unwrap());
    let report = report.unwrap_or_default();
    let notes = serde_json::from_value(report["coverage"]["notes"].clone()).unwrap_or_default();
    let due = report["due"].as_array().cloned().unwrap_or_default();
    let due = due.into_iter().filter(|d| d["what"].as_str().unwrap().contains("ใบรับรอง")).collect();
    let kept = std::fs::read_dir(folder.path().join("data/crawls")).ok().and_then(|mut all| all.next());
    let kept = kept.and_then(|site| std::fs::read_dir(site.unwrap().path()).ok());
    let warc = kept
        .and_then(|all| all.map(|e| e.unwrap().path()).find(|p| p.extension().is_some_and(|e| e == "gz")));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    Audited { status: done.status.code(), said, notes, due, warc, _folder: folder }
}

#[test]
fn faults_of_certificates_are_named_and_the_site_is_read() {
    let all = issuers();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    std::fs::write(&root, all.root.pem()).unwrap();
    let good = [(2020, 1, 1), (2090, 1, 1)];
    let cases: [(&str, Option<ServerConfig>, &str); 6] = [
        ("expired", Some(config("localhost", [(2020, 1, 1), (2021, 1, 1)], &all.root, &[])), "หมดอายุ"),
        (
            "not yet valid",
            Some(config("localhost", [(2080, 1, 1), (2090, 1, 1)], &all.root, &[])),
            "ยังไม่ถึงวันเริ่มใช้",
        ),
        ("wrong name", Some(config("other.go.th", good, &all.root, &[])), "ของชื่อเว็บอื่น"),
        ("unknown issuer", Some(config("localhost", good, &all.unknown, &[&all.unknown])), "ไม่รู้จักผู้ออก"),
        ("missing chain", Some(config("localhost", good, &all.between, &[])), "ไม่ครบสาย"),
        ("old protocol", None, "TLS รุ่นเก่า"),
    ];
    for (name, config, words) in cases {
        let server = start(config);
        let done = audit(&server, &root, &[]);
        assert_eq!(done.status, Some(0), "{name}: {}", done.said);
        let told: Vec<_> = done.notes.iter().filter(|n| n.contains("HTTPS ของ localhost")).collect();
        assert_eq!(told.len(), 1, "{name}: {:?}", done.notes);
        let days: Vec<_> = done.due.iter().map(|d| d["date"].as_str().unwrap()).collect();
        let wanted: &[&str] = match name {
            "expired" | "old protocol" => &[],
            _ => &["2089-12-31"],
        };
        assert_eq!(days, wanted, "{name}: days to be kept");
        assert!(told[0].contains(words) && told[0].contains("ทางแก้"), "{name}: {}", told[0]);
        let heads = server.heads.lock().unwrap().clone();
        assert!(heads.iter().any(|h| h.starts_with("get /about ")), "{name}: it was read all the same");
        if name != "old protocol" {
            assert!(
                heads.iter().all(|h| !h.contains("cookie:")),
                "{name}: nothing private is sent to anybody"
            );
        }
        // The flag stands with each record, in the stored walk too.
        let read: oit::crawl::Reader = Arc::new(oit::extract::read);
        let krawl = oit::crawl::load(&done.warc.unwrap(), &read).unwrap();
        let pages = krawl.records.iter().filter(|r| r.status == oit::crawl::Status::Read);
        let flags: Vec<bool> = pages.map(|r| r.unverified).collect();
        assert_eq!(flags, [name != "old protocol"; 3], "{name}");

        let strict = audit(&server, &root, &["--strict-tls"]);
        assert_eq!(strict.status, Some(3), "{name}");
        assert!(strict.said.contains("ใบรับรอง") && strict.said.contains(words), "{name}: {}", strict.said);
    }
}

#[test]
fn a_computer_without_certificates_reads_all_the_same() {
    let all = issuers();
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none.pem");
    let server = start(Some(config("localhost", [(2020, 1, 1), (2090, 1, 1)], &all.root, &[])));
    let done = audit(&server, &none, &[]);
    assert_eq!(done.status, Some(0), "{}", done.said);
    assert!(done.notes.iter().any(|n| n.contains("ไม่รู้จักผู้ออก")), "{:?}", done.notes);
}

#[test]
fn a_sound_certificate_is_no_matter_for_words() {
    let all = issuers();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    std::fs::write(&root, all.root.pem()).unwrap();
    let server =
        start(Some(config("localhost", [(2020, 1, 1), (2090, 1, 1)], &all.between, &[&all.between])));
    let done = audit(&server, &root, &["--strict-tls"]);
    assert_eq!(done.status, Some(0), "{}", done.said);
    assert!(done.notes.iter().all(|n| !n.contains("HTTPS")), "{:?}", done.notes);
    let [due] = &done.due[..] else { panic!("{:?}", done.due) };
    assert_eq!(due["date"], "2089-12-31", "the last whole day");
    assert!(due["what"].as_str().unwrap().contains("localhost"));
    let heads = server.heads.lock().unwrap();
    assert!(heads.iter().any(|h| h.contains("cookie: s=secret")), "a cookie goes back to whom it came from");
}
