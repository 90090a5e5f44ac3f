//! The example agency: a whole website inside the program, served on loopback, so that an audit
//! can be tried without a network.
//!
//! Nothing is read from disk while serving: a path is looked up among the bundled files, so no
//! path leads outside of them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use include_dir::{Dir, include_dir};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// What an assessor says of the example agency, item by item, as JSON.
pub const LABELS: &str = include_str!("../fixtures/sites/demo/labels.json");

/// Serves the example agency on a free port of 127.0.0.1. Aborting the task, or leaving its
/// runtime, ends the server with all its connections.
///
/// # Errors
/// If loopback offers no port.
pub async fn serve() -> io::Result<(SocketAddr, JoinHandle<()>)> {
    serve_changed(|_, body| body).await
}

/// As [`serve`], but every body passes `change` first, which is given its media type: the same
/// agency under another name, for tests.
///
/// # Errors
/// If loopback offers no port.
pub async fn serve_changed(
    change: impl Fn(&str, Vec<u8>) -> Vec<u8> + Send + Sync + 'static,
) -> io::Result<(SocketAddr, JoinHandle<()>)> {
    let change: Change = Arc::new(change);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    Ok((address, tokio::spawn(accept(listener, address, change))))
}

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/sites/demo/www");

/// Addresses that are no plain file: scripts with a query, redirects, fixed answers.
static ROUTES: LazyLock<HashMap<String, Route>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../fixtures/sites/demo/routes.json"))
        .expect("the bundled routes are sound")
});

/// Longest request head, and longest silence before a kept connection is given up.
const HEAD_CAP: u64 = 16 << 10;
const IDLE: Duration = Duration::from_secs(30);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Route {
    file: Option<String>,
    #[serde(rename = "type")]
    media_type: Option<String>,
    status: Option<u16>,
    /// `{host}` in a value becomes host:port, here and in `redirect`.
    #[serde(default)]
    headers: HashMap<String, String>,
    redirect: Option<String>,
    /// Seconds.
    delay: Option<f64>,
    body: Option<String>,
}

struct Answer {
    status: u16,
    media_type: Cow<'static, str>,
    headers: Vec<(String, String)>,
    body: Cow<'static, [u8]>,
}

struct Request {
    method: String,
    target: String,
    keep_alive: bool,
}

type Change = Arc<dyn Fn(&str, Vec<u8>) -> Vec<u8> + Send + Sync>;

async fn accept(listener: TcpListener, address: SocketAddr, change: Change) {
    let host: Arc<str> = address.to_string().into();
    let mut open = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                open.spawn(converse(stream, Arc::clone(&host), Arc::clone(&change)));
            }
            // Out of file handles, mostly: some come back when connections end.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        while open.try_join_next().is_some() {}
    }
}

/// Answers one connection's requests until either side has enough of it.
async fn converse(stream: TcpStream, host: Arc<str>, change: Change) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Ok(request) = tokio::time::timeout(IDLE, hear(&mut stream)).await {
        let Some(request) = request? else { break };
        let answer = match request.method.as_str() {
            "GET" | "HEAD" => {
                let answer = reply(&request.target, &host).await;
                let body = change(&answer.media_type, answer.body.into_owned());
                Answer { body: body.into(), ..answer }
            }
            _ => Answer { headers: vec![("Allow".into(), "GET, HEAD".into())], ..plain(405) },
        };
        let with_body = request.method != "HEAD";
        stream.get_mut().write_all(&encode(&answer, with_body, request.keep_alive)).await?;
        if !request.keep_alive {
            break;
        }
    }
    stream.get_mut().shutdown().await
}

/// The next request; `None` where the other side has gone or does not speak HTTP.
async fn hear(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
    let mut head = stream.take(HEAD_CAP);
    let mut line = String::new();
    head.read_line(&mut line).await?;
    let mut words = line.split_ascii_whitespace();
    let (Some(method), Some(target), Some(version)) = (words.next(), words.next(), words.next()) else {
        return Ok(None);
    };
    let mut request =
        Request { method: method.to_owned(), target: target.to_owned(), keep_alive: version == "HTTP/1.1" };
    loop {
        line.clear();
        if head.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.trim_end().split_once(':') else {
            return Ok(line.trim_end().is_empty().then_some(request));
        };
        let value = value.trim();
        let closes = match name.to_ascii_lowercase().as_str() {
            "connection" => value.eq_ignore_ascii_case("close"),
            // A body is not wanted here, and is not read: the next request could not be found.
            "content-length" => value != "0",
            "transfer-encoding" => true,
            _ => false,
        };
        request.keep_alive &= !closes;
    }
}

async fn reply(target: &str, host: &str) -> Answer {
    let decoded = percent_decode_str(target).decode_utf8_lossy();
    let Some(route) = ROUTES.get(target).or_else(|| ROUTES.get(decoded.as_ref())) else {
        return file_or_folder(target);
    };
    if let Some(delay) = route.delay {
        tokio::time::sleep(Duration::from_secs_f64(delay)).await;
    }
    let mut headers: Vec<_> =
        route.headers.iter().map(|(name, value)| (name.clone(), at(value, host))).collect();
    if let Some(to) = &route.redirect {
        headers.push(("Location".to_owned(), at(to, host)));
        return Answer { headers, ..plain(route.status.unwrap_or(302)) };
    }
    let file = route.file.as_deref();
    let body = match (&route.body, file) {
        (Some(body), _) => Cow::Borrowed(body.as_bytes()),
        (None, Some(file)) => Cow::Borrowed(FILES.get_file(file).map_or(&[][..], |found| found.contents())),
        (None, None) => Cow::Borrowed(&[][..]),
    };
    let media_type = match &route.media_type {
        Some(given) => Cow::Borrowed(given.as_str()),
        None => Cow::Borrowed(media_type(file.unwrap_or("x.html"))),
    };
    Answer { status: route.status.unwrap_or(200), media_type, headers, body }
}

/// A bundled file, or a folder's `index.html`; a folder asked for without its slash is sent to it.
fn file_or_folder(target: &str) -> Answer {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decode_str(path).decode_utf8_lossy();
    let names: Vec<&str> = path.split('/').filter(|name| !matches!(*name, "" | ".")).collect();
    let plain_path = names.join("/");
    let is_folder = names.is_empty() || FILES.get_dir(&plain_path).is_some();
    if is_folder && !path.ends_with('/') {
        // Built from its names: "//host" must not become an address elsewhere.
        let to = format!("/{}/", utf8_percent_encode(&plain_path, UNSAFE_IN_PATH));
        return Answer { headers: vec![("Location".to_owned(), to)], ..plain(301) };
    }
    let file = match (is_folder, names.is_empty()) {
        (false, _) => plain_path,
        (true, true) => "index.html".to_owned(),
        (true, false) => format!("{plain_path}/index.html"),
    };
    match FILES.get_file(&file) {
        Some(found) => {
            Answer { media_type: media_type(&file).into(), body: found.contents().into(), ..plain(200) }
        }
        None => {
            let page =
                FILES.get_file("404.html").map_or(&b"<h1>404 Not Found</h1>"[..], |page| page.contents());
            Answer { body: page.into(), ..plain(404) }
        }
    }
}

const UNSAFE_IN_PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn plain(status: u16) -> Answer {
    Answer {
        status,
        media_type: "text/html; charset=utf-8".into(),
        headers: Vec::new(),
        body: Cow::Borrowed(&[]),
    }
}

fn at(value: &str, host: &str) -> String {
    value.replace("{host}", host)
}

fn encode(answer: &Answer, with_body: bool, keep_alive: bool) -> Vec<u8> {
    let mut out = format!(
        "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: {}\r\n",
        answer.status,
        phrase(answer.status),
        answer.media_type,
        answer.body.len(),
        if keep_alive { "keep-alive" } else { "close" },
    );
    for (name, value) in &answer.headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    out.push_str("\r\n");
    let mut out = out.into_bytes();
    if with_body {
        out.extend_from_slice(&answer.body);
    }
    out
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Other",
    }
}

fn media_type(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "text/xml; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "ico" => "image/vnd.microsoft.icon",
        "pdf" => "application/pdf",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
