//! The faults, each with its name, its script and the status that it must end in.

use std::io::Write as _;
use std::time::Duration;

use super::server::{Step, Step::Again, Step::Reset, Step::Send, Step::Stall, html, reply};
use oit::crawl::Status;

/// One way in which an address misbehaves.
pub struct Fault {
    pub name: &'static str,
    /// What the page links; the part after `/fault/`. An address with a scheme stands for itself.
    pub link: &'static str,
    /// What is said to any path that begins with `/fault/` and the link's first part.
    pub says: fn(&str, usize) -> Vec<Step>,
    /// How the linked address ends.
    pub ends: Status,
    /// By then the whole walk is over, in seconds.
    pub within: f64,
    /// No more requests than this, robots.txt, sitemap and healthy pages included.
    pub requests: usize,
}

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";

fn send(bytes: Vec<u8>) -> Vec<Step> {
    vec![Send(bytes)]
}

fn raw(text: &str) -> Vec<Step> {
    send(text.as_bytes().to_vec())
}

fn to(target: &str) -> Vec<Step> {
    send(reply("302 Found", &format!("Location: {target}\r\n"), b""))
}

fn head(more: &str) -> Step {
    Send(format!("HTTP/1.1 200 OK\r\n{HTML}Connection: close\r\n{more}\r\n").into_bytes())
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

/// Sixty-four megabytes of nothing, in sixty-four kilobytes.
fn bomb() -> Vec<u8> {
    static BOMB: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(make_bomb);
    BOMB.clone()
}

fn make_bomb() -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    (0..64).for_each(|_| packed.write_all(&vec![b' '; 1 << 20]).unwrap());
    packed.finish().unwrap()
}

fn number(path: &str) -> usize {
    path.rsplit(|c: char| !c.is_ascii_digit())
        .find(|n| !n.is_empty())
        .and_then(|n| n.parse().ok())
        .unwrap_or(0)
}

fn none(_: &str, _: usize) -> Vec<Step> {
    Vec::new()
}

const QUICK: Duration = Duration::ZERO;

pub fn all() -> Vec<Fault> {
    // Made before a clock runs.
    bomb();
    let fault = |name, link, says, ends| Fault { name, link, says, ends, within: 4.0, requests: 30 };
    let slow = |name, link, says, ends, within| Fault { name, link, says, ends, within, requests: 30 };
    let trap =
        |name, link, says, requests| Fault { name, link, says, ends: Status::Read, within: 8.0, requests };
    vec![
        slow("stall before the head", "stall", |_, _| vec![Stall], Status::TimedOut, 4.0),
        slow(
            "stall in the body",
            "half",
            |_, _| vec![head("Content-Length: 99\r\n"), Send(b"<p>so".to_vec()), Stall],
            Status::TimedOut,
            4.0,
        ),
        slow(
            "slow drip in the head",
            "drip-head",
            |_, _| {
                vec![
                    Send(b"HTTP/1.1 200 OK\r\n".to_vec()),
                    Again(b"X: y\r\n".to_vec(), 600, Duration::from_millis(100)),
                ]
            },
            Status::TimedOut,
            6.0,
        ),
        slow(
            "slow drip in the body",
            "drip",
            |_, _| {
                vec![head("Content-Length: 99999\r\n"), Again(b"x".to_vec(), 600, Duration::from_millis(100))]
            },
            Status::TimedOut,
            6.0,
        ),
        fault(
            "cut off",
            "cut",
            |_, _| vec![head("Content-Length: 99\r\n"), Send(b"<p>cut".to_vec())],
            Status::Truncated,
        ),
        fault(
            "reset in the middle",
            "reset",
            |_, _| vec![head("Content-Length: 99\r\n"), Send(b"<p>cut".to_vec()), Reset],
            Status::Truncated,
        ),
        fault("reset before the head", "hang-up", |_, _| vec![Reset], Status::ConnectFailed),
        fault("empty reply", "empty", none, Status::ConnectFailed),
        fault(
            "length too small",
            "short",
            |_, _| vec![head("Content-Length: 20\r\n"), Send(b"<p>more than was told of, by far".to_vec())],
            Status::Read,
        ),
        fault(
            "length of gigabytes",
            "long",
            |_, _| vec![head("Content-Length: 9999999999\r\n"), Send(b"<p>x".to_vec())],
            Status::TooLarge,
        ),
        fault(
            "length that is none",
            "nan",
            |_, _| vec![head("Content-Length: many\r\n"), Send(b"<p>x".to_vec())],
            Status::Garbled,
        ),
        fault(
            "wrong type",
            "page.pdf",
            |_, _| {
                send(reply(
                    "200 OK",
                    "Content-Type: application/pdf\r\n",
                    "<html><body><p>หน้าเว็บ</p></body></html>".as_bytes(),
                ))
            },
            Status::Read,
        ),
        fault(
            "picture said to be a page",
            "picture",
            |_, _| send(reply("200 OK", HTML, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0")),
            Status::Broken,
        ),
        fault(
            "redirect in a circle",
            "circle",
            |path, _| to(if path.ends_with("/a") { "/fault/circle" } else { "/fault/circle/a" }),
            Status::RedirectLoop,
        ),
        fault(
            "redirect without end",
            "on",
            |path, _| to(&format!("/fault/on/{}", number(path) + 1)),
            Status::RedirectLoop,
        ),
        fault(
            "redirect to a private address",
            "inward",
            |_, _| to("http://10.0.0.1/secret.pdf"),
            Status::AddressBlocked,
        ),
        fault(
            "redirect to the cloud's own data",
            "metadata",
            |_, _| to("http://169.254.169.254/latest/meta-data/x.pdf"),
            Status::AddressBlocked,
        ),
        fault("redirect to a file", "file", |_, _| to("file:///etc/passwd"), Status::RedirectBlocked),
        fault(
            "redirect to another port here",
            "port",
            |_, _| to("http://127.0.0.1:1/x.pdf"),
            Status::AddressBlocked,
        ),
        fault(
            "gzip bomb",
            "bomb",
            |_, _| send(reply("200 OK", &format!("{HTML}Content-Encoding: gzip\r\n"), &bomb())),
            Status::TooLarge,
        ),
        fault(
            "brotli that is none",
            "br",
            |_, _| send(reply("200 OK", &format!("{HTML}Content-Encoding: br\r\n"), &[0xff; 64])),
            Status::Garbled,
        ),
        fault(
            "deflate that is none",
            "deflate",
            |_, _| send(reply("200 OK", &format!("{HTML}Content-Encoding: deflate\r\n"), &[0xff; 64])),
            Status::Garbled,
        ),
        slow(
            "chunks without end",
            "endless",
            |_, _| {
                vec![head("Transfer-Encoding: chunked\r\n"), Again(chunk(&[b'x'; 65_536]), 100_000, QUICK)]
            },
            Status::TooLarge,
            6.0,
        ),
        fault(
            "chunks of no length",
            "chunks",
            |_, _| vec![head("Transfer-Encoding: chunked\r\n"), Send(b"zz\r\nxx\r\n".to_vec())],
            Status::Garbled,
        ),
        fault(
            "header bomb",
            "headers",
            |_, _| {
                vec![
                    Send(b"HTTP/1.1 200 OK\r\n".to_vec()),
                    Again(format!("X-A: {}\r\n", "a".repeat(8000)).into_bytes(), 2000, QUICK),
                    Send(b"\r\n".to_vec()),
                ]
            },
            Status::Garbled,
        ),
        fault(
            "cookie bomb",
            "cookies",
            |_, _| {
                let cookies: String =
                    (0..90).map(|n| format!("Set-Cookie: c{n}={}\r\n", "x".repeat(3000))).collect();
                send(reply("200 OK", &format!("{HTML}{cookies}"), b"<p>crumbs</p>"))
            },
            Status::Read,
        ),
        fault(
            "status line of garbage",
            "garbage",
            |_, _| raw("\0\u{1}\u{2}@@@ nothing\r\n\r\n"),
            Status::Garbled,
        ),
        fault("HTTP 0.9", "old", |_, _| raw("<html><body>no head at all</body></html>"), Status::Garbled),
        fault(
            "429 and a little patience",
            "busy",
            |_, nth| {
                if nth == 0 {
                    send(reply("429 X", "Retry-After: 1\r\n", b""))
                } else {
                    send(html("<p>ดี"))
                }
            },
            Status::Read,
        ),
        fault(
            "429 and a year",
            "closed",
            |_, _| send(reply("429 X", "Retry-After: 31536000\r\n", b"")),
            Status::Throttled,
        ),
        fault(
            "503, then well",
            "later",
            |_, nth| if nth < 2 { send(reply("503 X", "", b"")) } else { send(html("<p>ดี")) },
            Status::Read,
        ),
        fault(
            "soft 404",
            "nothing",
            |_, _| send(html("<title>404 Not Found</title><h1>ไม่พบหน้าที่ต้องการ</h1>")),
            Status::SoftNotFound,
        ),
        fault(
            "a firewall's page",
            "wall",
            |_, _| send(html("<title>Just a moment...</title><p>Checking your browser before accessing")),
            Status::Blocked,
        ),
        fault("no such host", "http://no-such-host.invalid/x.pdf", none, Status::DnsFailed),
        fault("nobody listens", "http://127.0.0.1:9/x.pdf", none, Status::AddressBlocked),
        fault(
            "terminal escapes in a title",
            "escapes",
            |_, _| send(html("<title>\u{1b}]0;owned\u{7}\u{1b}[31mแดง\u{202e}</title><h1>\u{1b}[2Jหน้า</h1>")),
            Status::Read,
        ),
        trap(
            "calendar without end",
            "cal/2026/1/",
            |path, _| {
                let n = number(path);
                let next = format!("/fault/cal/{}/{}/", 2026 + n / 12, n % 12 + 1);
                send(html(&format!(
                    "<p>ปฏิทิน</p><a href='{next}'>ถัดไป</a> <a href='/fault/cal/{}/1/'>ปีหน้า</a>",
                    2027 + n
                )))
            },
            80,
        ),
        trap(
            "session ids",
            "shop?sid=0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
            |_, nth| {
                send(html(&format!(
                    "<a href='/fault/shop?sid={nth:032x}'>same</a><a href='/fault/shop;jsessionid={nth:032X}'>same</a>"
                )))
            },
            60,
        ),
        trap(
            "repeated segments",
            "deep/",
            |path, _| send(html(&format!("<p>{path}</p><a href='deep/'>deeper</a><a href='more/'>more</a>"))),
            60,
        ),
        trap(
            "facets",
            "facet?a=1",
            |path, _| {
                let more: String = ["b", "c", "d", "e", "f", "g"]
                    .iter()
                    .map(|f| format!("<a href='{path}&amp;{f}=1'>{f}</a>"))
                    .collect();
                send(html(&format!("<p>ตัวกรอง</p>{more}")))
            },
            120,
        ),
        trap(
            "pages without end",
            "list?page=1",
            |path, _| {
                send(html(&format!(
                    "<p>ไม่มีรายการ</p><a href='/fault/list?page={}'>หน้าถัดไป</a>",
                    number(path) + 1
                )))
            },
            60,
        ),
    ]
}
