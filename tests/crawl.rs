//! Walks over a server on loopback that behaves as badly as the test asks.

mod needs;

use std::{
    collections::HashMap,
    io::Write as _,
    net::Ipv4Addr,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use oit::{
    crawl::{
        Crawl, Event, Names, Options, Paper, Progress, Reader, Record, Silent, Status, Stop, StopHandle,
        Unable, coverage, load, store, walk,
    },
    extract::{Block, Document, Kind, Link},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Makes the whole answer, head included, from the path and how often it was asked before.
type Site = dyn Fn(&str, usize) -> Vec<u8> + Send + Sync;

struct Server {
    url: String,
    log: Arc<Mutex<Vec<(Instant, String)>>>,
}

impl Server {
    async fn start(site: impl Fn(&str, usize) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let log: Arc<Mutex<Vec<(Instant, String)>>> = Arc::default();
        let (site, kept): (Arc<Site>, _) = (Arc::new(site), Arc::clone(&log));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&site), Arc::clone(&kept)));
            }
        });
        Self { url, log }
    }

    fn asked(&self, path: &str) -> usize {
        self.log.lock().unwrap().iter().filter(|(_, p)| p == path).count()
    }

    fn requests(&self) -> usize {
        self.log.lock().unwrap().len()
    }
}

async fn answer(mut stream: TcpStream, site: Arc<Site>, log: Arc<Mutex<Vec<(Instant, String)>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    let nth = {
        let mut log = log.lock().unwrap();
        let nth = log.iter().filter(|(_, p)| *p == path).count();
        log.push((Instant::now(), path.clone()));
        nth
    };
    let bytes = site(&path, nth);
    if bytes.is_empty() {
        // A stall: the connection stays open and silent.
        tokio::time::sleep(Duration::from_secs(30)).await;
    }
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
}

fn reply(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut out =
        format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n", body.len())
            .into_bytes();
    out.extend_from_slice(body);
    out
}

fn html(body: &str) -> Vec<u8> {
    reply("200 OK", "Content-Type: text/html; charset=utf-8\r\n", body.as_bytes())
}

fn to(path: &str) -> Vec<u8> {
    reply("302 Found", &format!("Location: {path}\r\n"), b"")
}

fn missing() -> Vec<u8> {
    reply("404 Not Found", "Content-Type: text/html\r\n", b"no")
}

fn links(paths: &[&str]) -> Vec<u8> {
    html(&paths.iter().map(|p| format!("<a href=\"{p}\">to {p}</a> ")).collect::<String>())
}

/// Links and text of a page, and no more: what the real reader does is tested with it.
fn reader() -> Reader {
    Arc::new(|body, hints| {
        let text = String::from_utf8_lossy(body).into_owned();
        if !hints.media_type.contains("html") {
            return Document {
                kind: Kind::Plain,
                blocks: vec![Block { text, ..Block::default() }],
                ..Document::default()
            };
        }
        let base = url::Url::parse(hints.url).expect("an address");
        let page = scraper::Html::parse_document(&text);
        let anchors = scraper::Selector::parse("a[href]").expect("a selector");
        let links = page.select(&anchors).map(|a| {
            let href = a.value().attr("href").unwrap_or_default().to_owned();
            let url = base.join(&href).map(String::from).unwrap_or_default();
            Link { url, href, text: a.text().collect(), ..Link::default() }
        });
        let words = page.root_element().text().collect::<String>();
        Document {
            kind: Kind::Html,
            links: links.collect(),
            blocks: vec![Block { text: words, ..Block::default() }],
            ..Document::default()
        }
    })
}

fn quick() -> Options {
    Options {
        rate: Some(500.0),
        crawl_delay_cap: Some(Duration::from_millis(20)),
        retry_pause: Duration::from_millis(20),
        idle_timeout: Duration::from_millis(400),
        request_timeout: Duration::from_secs(3),
        max_time: Duration::from_secs(30),
        ..Options::default()
    }
}

async fn run(server: &Server, options: &Options) -> Crawl {
    try_run(server, options).await.expect("a walk")
}

async fn try_run(server: &Server, options: &Options) -> Result<Crawl, Unable> {
    walk(&server.url, options, reader(), None, &Silent, StopHandle::default()).await
}

fn find<'a>(krawl: &'a Crawl, path: &str) -> &'a Record {
    let path_of = |r: &Record| r.url.splitn(4, '/').nth(3).map(|p| format!("/{p}"));
    krawl
        .records
        .iter()
        .find(|r| path_of(r).as_deref() == Some(path))
        .unwrap_or_else(|| panic!("no record of {path}"))
}

#[tokio::test]
async fn every_address_ends_in_one_named_status() {
    let server = Server::start(|path, _| match path {
        "/robots.txt" => reply("200 OK", "", b"User-agent: *\nDisallow: /private"),
        "/" => links(&[
            "/ok",
            "/private/x",
            "/gone",
            "/locked",
            "/broken",
            "/teapot",
            "/stall",
            "/short",
            "/huge.bin",
            "/loop",
            "/ping",
            "/inward",
            "/out",
            "http://127.0.0.1:1/x.pdf",
            "ftp://a.th/x",
            "mailto:a@b.th",
            "https://www.facebook.com/a",
            "https://online.anyflip.com/abcd/efgh/",
            "/a/a/a/",
            "/film",
            "http://no-such-host.invalid/x.pdf",
            "/moved",
        ]),
        "/ok" => html("fine"),
        "/locked" => reply("403 Forbidden", "", b""),
        "/broken" => reply("500 Oh", "", b""),
        "/teapot" => reply("418 Teapot", "", b""),
        "/stall" => vec![],
        "/short" => {
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999\r\n\r\n<p>cut".to_vec()
        }
        "/huge.bin" => reply("200 OK", "Content-Type: application/pdf\r\n", &vec![b'x'; 5000]),
        "/loop" => to("/loop"),
        "/ping" => to("/pong"),
        "/pong" => to("/ping"),
        "/inward" => to("http://10.0.0.1/x.pdf"),
        "/out" => to("https://example.com/"),
        "/film" => reply("200 OK", "Content-Type: video/mp4\r\n", b"film"),
        "/moved" => to("/ok"),
        _ => missing(),
    })
    .await;
    let krawl = run(&server, &Options { file_cap: 4000, ..quick() }).await;
    let wanted = [
        ("/", Status::Read),
        ("/ok", Status::Read),
        ("/private/x", Status::RobotsDenied),
        ("/gone", Status::NotFound),
        ("/locked", Status::Forbidden),
        ("/broken", Status::ServerError),
        ("/teapot", Status::ClientError),
        ("/stall", Status::TimedOut),
        ("/short", Status::Truncated),
        ("/huge.bin", Status::TooLarge),
        ("/loop", Status::RedirectLoop),
        ("/ping", Status::RedirectLoop),
        ("/inward", Status::AddressBlocked),
        ("/out", Status::RedirectBlocked),
        ("/x.pdf", Status::AddressBlocked),
        ("/a/a/a/", Status::Trap),
        ("/film", Status::Unreadable),
        ("/moved", Status::Read),
    ];
    for (path, status) in wanted {
        assert_eq!(find(&krawl, path).status, status, "{path}");
    }
    let by_url = |url: &str| krawl.records.iter().find(|r| r.url == url).map(|r| r.status);
    assert_eq!(by_url("ftp://a.th/x"), Some(Status::BadAddress));
    assert_eq!(by_url("https://www.facebook.com/a"), Some(Status::OutOfScope));
    assert_eq!(by_url("https://online.anyflip.com/abcd/efgh/"), Some(Status::InViewer));
    assert_eq!(by_url("http://no-such-host.invalid/x.pdf"), Some(Status::DnsFailed));
    assert_eq!(by_url("mailto:a@b.th"), None);
    assert_eq!(server.asked("/private/x") + server.asked("/a/a/a/"), 0);
    assert_eq!(server.asked("/loop"), 1);
    assert_eq!(server.asked("/ok"), 1, "the redirect's target is fetched once");
    let moved = find(&krawl, "/moved");
    assert_eq!(moved.same_as.as_deref(), Some(&*format!("{}/ok", server.url)));
    assert!(krawl.stopped_by.is_empty());
    let seen = coverage(&krawl);
    assert_eq!((seen.pages_read, seen.files_read, seen.complete), (2, 0, false));
    assert!(seen.home_read && !seen.enough());
    assert!(seen.not_read.iter().all(|n| !n.url.contains("facebook")));
}

#[tokio::test]
async fn a_root_that_cannot_be_audited_says_why() {
    let cases: [(&str, Vec<u8>, Vec<u8>, Status); 7] = [
        ("robots 429", reply("429 No", "", b""), html("x"), Status::Throttled),
        ("robots 503", reply("503 No", "", b""), html("x"), Status::ServerError),
        ("robots stall", vec![], html("x"), Status::TimedOut),
        ("robots deny", reply("200 OK", "", b"User-agent: *\nDisallow: /"), html("x"), Status::RobotsDenied),
        ("root 404", missing(), missing(), Status::NotFound),
        (
            "root is a file",
            missing(),
            reply("200 OK", "Content-Type: text/plain\r\n", b"x"),
            Status::Unreadable,
        ),
        ("root loops", missing(), to("/"), Status::RedirectLoop),
    ];
    for (name, robots, root, status) in cases {
        let server =
            Server::start(move |path, _| if path == "/robots.txt" { robots.clone() } else { root.clone() })
                .await;
        let unable = try_run(&server, &quick()).await.expect_err(name);
        assert_eq!(unable.status(), status, "{name}");
    }
    for (root, status) in [
        ("mailto:x", Status::BadAddress),
        ("http://127.0.0.1:1/", Status::ConnectFailed),
        ("http://no-such-host.invalid", Status::DnsFailed),
    ] {
        let unable =
            walk(root, &quick(), reader(), None, &Silent, StopHandle::default()).await.expect_err(root);
        assert_eq!(unable.status(), status, "{root}");
    }
}

#[tokio::test]
async fn robots_that_is_forbidden_allows_and_its_delay_is_capped_aloud() {
    let server = Server::start(|path, _| match path {
        "/robots.txt" => reply("200 OK", "", b"User-agent: *\nCrawl-delay: 9\n"),
        "/" => links(&["/1", "/2", "/3", "/4"]),
        _ => html(path),
    })
    .await;
    let start = Instant::now();
    let krawl = run(&server, &Options { crawl_delay_cap: Some(Duration::from_millis(100)), ..quick() }).await;
    assert!(
        start.elapsed() >= Duration::from_millis(500),
        "six requests, 0.1 s apart: {:?}",
        start.elapsed()
    );
    assert!(krawl.notes.iter().any(|n| n.contains("9 วินาที") && n.contains("0.1 วินาที")), "{:?}", krawl.notes);

    let server =
        Server::start(|path, _| if path == "/" { html("home") } else { reply("403 No", "", b"") }).await;
    assert_eq!(run(&server, &quick()).await.records[0].status, Status::Read);
}

#[tokio::test]
async fn retry_after_is_kept_and_tries_end() {
    let server = Server::start(|path, nth| match (path, nth) {
        ("/", _) => links(&["/busy", "/later", "/always", "/forever"]),
        ("/busy", 0) => reply("429 Slow", "Retry-After: 1\r\n", b""),
        ("/later", 0 | 1) => reply("503 Later", "", b""),
        ("/always", _) => reply("429 Slow", "", b""),
        ("/forever", _) => reply("503 Later", "Retry-After: 86400\r\n", b""),
        ("/robots.txt" | "/sitemap.xml", _) => missing(),
        _ => html(path),
    })
    .await;
    let krawl = run(&server, &quick()).await;
    assert_eq!(find(&krawl, "/busy").status, Status::Read);
    assert_eq!(find(&krawl, "/later").status, Status::Read);
    assert_eq!(find(&krawl, "/always").status, Status::Throttled);
    assert_eq!(find(&krawl, "/forever").status, Status::ServerError);
    assert_eq!((server.asked("/always"), server.asked("/later"), server.asked("/forever")), (3, 3, 1));
    let log = server.log.lock().unwrap();
    let busy: Vec<_> = log.iter().filter(|(_, p)| p == "/busy").map(|(t, _)| *t).collect();
    assert!(busy[1] - busy[0] >= Duration::from_millis(950));
}

#[tokio::test]
async fn a_site_that_asks_for_rest_until_the_time_is_up_is_not_short_of_time() {
    let server = Server::start(|path, _| match path {
        "/" => links(&["/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9"]),
        "/robots.txt" | "/sitemap.xml" => missing(),
        _ => reply("429 Slow", "", b""),
    })
    .await;
    let krawl = run(&server, &Options { max_time: Duration::from_secs(3), ..quick() }).await;
    assert_eq!(krawl.stopped_by, [Stop::Time]);
    for path in ["/1", "/5", "/9"] {
        assert_eq!(find(&krawl, path).status, Status::Throttled, "{path}");
    }
    assert!(!krawl.notes.iter().any(|note| note.contains("กันโปรแกรมตรวจ")), "{:?}", krawl.notes);
}

#[tokio::test]
async fn sitemaps_are_found_packed_and_nested() {
    let server = Server::start(|path, _| {
        let set = |tag: &str, inner: &str, urls: &[&str]| {
            let urls: String = urls.iter().map(|u| format!("<{inner}><loc>{u}</loc></{inner}>")).collect();
            format!("<?xml version=\"1.0\"?><{tag}>{urls}</{tag}>")
        };
        match path {
            "/robots.txt" => reply("200 OK", "", b"Sitemap: /index.xml\n"),
            "/" => links(&["/linked"]),
            "/index.xml" => reply("200 OK", "", set("sitemapindex", "sitemap", &["/a.xml.gz"]).as_bytes()),
            "/a.xml.gz" => {
                let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                packed
                    .write_all(
                        set("urlset", "url", &["/orphan", "/linked", "https://other.go.th/x"]).as_bytes(),
                    )
                    .unwrap();
                reply("200 OK", "Content-Type: application/gzip\r\n", &packed.finish().unwrap())
            }
            _ => html(path),
        }
    })
    .await;
    let krawl = run(&server, &quick()).await;
    let paths: Vec<_> = krawl.records.iter().map(|r| r.url.replace(&server.url, "")).collect();
    assert_eq!(paths, ["/", "/linked", "/orphan"]);
    assert_eq!(find(&krawl, "/orphan").status, Status::Read);
    assert_eq!(find(&krawl, "/orphan").clicks, oit::crawl::UNLINKED);
    assert_eq!(find(&krawl, "/linked").link_text, "to /linked");
}

#[tokio::test]
async fn budgets_bite_and_are_told() {
    let site = |path: &str, _: usize| match path {
        "/robots.txt" | "/sitemap.xml" => missing(),
        _ => {
            // No digits: pages of one pattern count as one list, which has no depth.
            html(&format!("<a href={path}a>next</a> <a href={path}x>leaf</a> {path}"))
        }
    };
    let server = Server::start(site).await;
    for (options, stop) in [
        (Options { max_pages: 7, ..quick() }, Stop::Pages),
        (Options { max_bytes: 300, ..quick() }, Stop::Bytes),
        (Options { max_depth: 2, ..quick() }, Stop::Depth),
        (Options { max_time: Duration::from_millis(300), rate: Some(20.0), ..quick() }, Stop::Time),
    ] {
        let krawl = run(&server, &options).await;
        assert_eq!(krawl.stopped_by, [stop]);
        let left = krawl.records.iter().filter(|r| r.status == Status::NotReached).count();
        assert!(left > 0, "{stop:?}");
        assert!(krawl.records.len() - left <= 20, "{stop:?}");
        assert!(!coverage(&krawl).complete);
    }
}

#[tokio::test]
async fn an_interrupted_walk_keeps_what_it_read() {
    struct StopAfter(StopHandle, usize);
    impl Progress for StopAfter {
        fn event(&self, event: &Event<'_>) {
            if event.read >= self.1 {
                self.0.stop();
            }
        }
    }
    let server = Server::start(|path, _| match path {
        "/robots.txt" | "/sitemap.xml" => missing(),
        "/" => links(
            &(0..200)
                .map(|n| format!("/p{n}/x"))
                .collect::<Vec<_>>()
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>(),
        ),
        _ => html(&"ข".repeat(path.len())),
    })
    .await;
    let stop = StopHandle::default();
    let progress = StopAfter(stop.clone(), 10);
    let options = Options { rate: Some(100.0), ..quick() };
    let krawl = walk(&server.url, &options, reader(), None, &progress, stop).await.expect("a walk");
    assert_eq!(krawl.stopped_by, [Stop::Interrupted]);
    assert_eq!(krawl.records.len(), 201, "what is known stays known");
    let read = krawl.records.iter().filter(|r| r.status == Status::Read).count();
    assert!((10..60).contains(&read), "{read}");
}

#[tokio::test]
async fn traps_end_by_themselves() {
    let server = Server::start(|path, nth| {
        let number = |name: &str| {
            path.split(name).nth(1).and_then(|v| v.split('&').next()?.parse::<u32>().ok()).unwrap_or(0)
        };
        match path.split(['?', ';']).next().unwrap_or_default() {
            "/" => links(&["/cal?y=2026&m=1", "/s;jsessionid=0", "/facet?c=1", "/deep/", "/list?page=1"]),
            "/robots.txt" | "/sitemap.xml" => missing(),
            "/cal" => {
                let n = number("y=") * 12 + number("m=");
                let day = |k: u32| format!("<a href='/cal?y={}&amp;m={}'>{k}</a>", k / 12, k % 12 + 1);
                html(&format!("calendar {}{}", day(n - 2), day(n)))
            }
            "/s" => html(&format!("<a href='/s;jsessionid={nth}abc'>same</a>")),
            "/facet" => {
                html(&(0..4).map(|k| format!("<a href='{path}&amp;f{k}=1'>f</a>")).collect::<String>())
            }
            "/list" => html(&format!("<a href='/list?page={}'>more</a> nothing", number("page=") + 1)),
            p if p.starts_with("/deep/") => html("<a href='a/'>deeper</a>"),
            _ => missing(),
        }
    })
    .await;
    let krawl = run(&server, &quick()).await;
    assert!(krawl.stopped_by.is_empty());
    assert!(server.requests() < 140, "{}", server.requests());
    assert_eq!(server.asked("/s"), 1);
    assert!(server.asked("/deep/a/a/") == 0, "a page that is its parent again leads nowhere");
    assert!(krawl.records.iter().filter(|r| r.status == Status::Trap).count() >= 3);
}

#[tokio::test]
async fn a_site_under_two_names_is_read_once_and_so_are_pages_for_the_printer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let texts: Vec<String> =
        (0..30).map(|n| char::from_u32(0xe01 + n).expect("a letter").to_string().repeat(300)).collect();
    let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the same port");
    let log: Arc<Mutex<Vec<(Instant, String)>>> = Arc::default();
    let names = [format!("http://www.agency.test:{port}"), format!("http://agency.test:{port}")];
    let (kept, sites) = (Arc::clone(&log), names.clone());
    let site: Arc<Site> = Arc::new(move |path: &str, _| match path {
        "/" => html(&(0..30).map(|n| format!("<a href='{}/p{n}/x'>p</a>", sites[n % 2])).collect::<String>()),
        "/robots.txt" | "/sitemap.xml" => missing(),
        _ => {
            let n = path.trim_matches(|c: char| !c.is_ascii_digit()).parse::<usize>().unwrap_or(0) % 30;
            let links = sites
                .iter()
                .map(|s| format!("<a href='{s}/p{n}/x'>a</a><a href='{s}/p{}/x'>b</a>", (n + 1) % 30));
            html(&format!("{}{}<a href='/p{n}/x?print=1'>พิมพ์</a>", texts[n], links.collect::<String>()))
        }
    });
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, Arc::clone(&site), Arc::clone(&kept)));
        }
    });
    let here = Names(Arc::new(|_| vec![Ipv4Addr::LOCALHOST.into()]));
    let options = Options { at_once: Some(1), names: Some(here), ..quick() };
    let root = format!("{}/", names[1]);
    let krawl = walk(&root, &options, reader(), None, &Silent, StopHandle::default()).await.expect("a walk");
    let asked = log.lock().unwrap().len();
    // Sixty pages, if each was read under both names; the home page alone links half of them so.
    assert!(asked < 55, "{asked} requests for 30 pages");
    assert!(krawl.notes.iter().any(|n| n.contains("เว็บเดียวกัน")), "{:?}", krawl.notes);
    assert!(log.lock().unwrap().iter().all(|(_, p)| !p.contains("print")), "the page itself is known");
    for n in 0..30 {
        let url = format!("{}/p{n}/x", names[1]);
        let record = krawl.records.iter().find(|r| r.url == url).unwrap_or_else(|| panic!("{url}"));
        assert_eq!(record.status, Status::Read, "{url}");
    }
    assert!(coverage(&krawl).complete);
}

/// A name that was public when it was looked up first, and leads inward when it is connected to.
#[tokio::test]
async fn a_name_that_changes_its_address_reaches_nothing_inward() {
    let secret = Server::start(|_, _| html("a router's own page")).await;
    let port = secret.url.rsplit(':').next().expect("a port").to_owned();
    let inward = format!("http://rebind.test:{port}/x.pdf");
    let (link, hop) = (inward.clone(), format!("http://rebind.test:{port}/y.pdf"));
    let server = Server::start(move |path, _| match path {
        "/" => links(&[&link, "/hop"]),
        "/hop" => to(&hop),
        "/robots.txt" | "/sitemap.xml" => missing(),
        _ => html(path),
    })
    .await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let names = Names(Arc::new(move |name| match name {
        "agency.test" => vec![Ipv4Addr::LOCALHOST.into()],
        // Public at first, and private from then on.
        _ if counted.fetch_add(1, Ordering::SeqCst) == 0 => vec![Ipv4Addr::new(8, 8, 8, 8).into()],
        _ => vec![Ipv4Addr::LOCALHOST.into(), Ipv4Addr::new(169, 254, 169, 254).into()],
    }));
    let options = Options { names: Some(names), connect_timeout: Duration::from_millis(300), ..quick() };
    let root = server.url.replace("127.0.0.1", "agency.test");
    let krawl = walk(&root, &options, reader(), None, &Silent, StopHandle::default()).await.expect("a walk");
    assert_eq!(krawl.records[0].status, Status::Read);
    let status = |path: &str| krawl.records.iter().find(|r| r.url.ends_with(path)).map(|r| r.status);
    assert_eq!(status("/hop"), Some(Status::AddressBlocked));
    assert!(matches!(
        status("/x.pdf"),
        Some(Status::AddressBlocked | Status::ConnectFailed | Status::TimedOut)
    ));
    assert!(asked.load(Ordering::SeqCst) >= 2, "the address is looked up for each connection");
    assert_eq!(secret.requests(), 0, "nothing was asked of what lies inward");
}

#[tokio::test]
async fn the_order_does_not_depend_on_who_answers_first() {
    let mut told = Vec::new();
    for slow in [false, true] {
        let server = Server::start(move |path, _| {
            if slow && path.len() % 2 == 0 {
                std::thread::sleep(Duration::from_millis(30));
            }
            match path {
                "/" => links(&["/bb", "/a", "/same1", "/m"]),
                "/a" | "/bb" => links(&["/same2", "/deep", "/"]),
                "/same1" | "/same2" => html("the same"),
                "/m" => to("/deep"),
                "/deep" => links(&["/end"]),
                "/robots.txt" | "/sitemap.xml" => missing(),
                _ => html(path),
            }
        })
        .await;
        let krawl = run(&server, &quick()).await;
        let rows = krawl.records.iter().map(|r| {
            let row = format!(
                "{} {:?} {} {:?} {:?} {}",
                r.url, r.found_on, r.clicks, r.status, r.same_as, r.final_url
            );
            row.replace(&server.url, "")
        });
        told.push(rows.collect::<Vec<_>>());
    }
    assert_eq!(told[0], told[1]);
    assert!(
        told[0].iter().any(|r| r.starts_with("/same2") && r.contains("Some(\"/same1\")")),
        "{:?}",
        told[0]
    );
}

async fn stored(path: &Path) -> (Crawl, Server) {
    let server = Server::start(|path, _| match path {
        "/robots.txt" => reply("200 OK", "", b"User-agent: *\nCrawl-delay: 5\n"),
        "/" => {
            links(&["/a", "/twin", "/old", "/gone", "/f.pdf", "/copy.pdf", "/ไทย", "https://example.com/"])
        }
        "/a" | "/twin" => html("<a href='b'>twins</a>"),
        "/old" => to("/new"),
        "/hdr" => reply("200 OK", "Content-Type: text/html\r\nRefresh: 0; url=/by-header\r\n", b"<p>x"),
        "/b" => links(&["/hdr"]),
        "/f.pdf" | "/copy.pdf" => reply(
            "200 OK",
            "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"x.pdf\"\r\n",
            b"%PDF-",
        ),
        "/gone" | "/sitemap.xml" => missing(),
        _ => html(path),
    })
    .await;
    let writer = store::Writer::create(path).expect("a file");
    let krawl = walk(&server.url, &quick(), reader(), Some(writer), &Silent, StopHandle::default())
        .await
        .expect("a walk");
    (krawl, server)
}

fn documents(krawl: &Crawl) -> Vec<Option<Arc<Document>>> {
    krawl.records.iter().map(|r| r.document.as_ref().map(Paper::load)).collect()
}

#[tokio::test]
async fn a_stored_walk_comes_back_to_the_letter() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("site.warc.gz");
    let (krawl, server) = stored(&path).await;
    drop(server);
    assert_eq!(find(&krawl, "/by-header").status, Status::Read);
    let again = load(&path, &reader()).expect("a walk");
    assert_eq!(serde_json::to_string(&krawl).unwrap(), serde_json::to_string(&again).unwrap());
    assert_eq!(documents(&krawl), documents(&again));
    assert_eq!(coverage(&krawl), coverage(&again));
    let at = |p: &str| find(&again, p).document.as_ref().expect("a document");
    assert!(at("/f.pdf").is(at("/copy.pdf")), "equal files share one document");

    let index = std::fs::read_to_string(store::index_path(&path)).expect("an index");
    let lines: Vec<_> = index.lines().collect();
    assert!(lines.is_sorted() && lines.iter().any(|l| l.contains("warc/revisit")));
    let bytes = std::fs::read(&path).unwrap();
    for line in lines {
        let entry: HashMap<String, String> =
            serde_json::from_str(&line[line.find('{').unwrap()..]).expect("JSON");
        let (offset, length): (usize, usize) =
            (entry["offset"].parse().unwrap(), entry["length"].parse().unwrap());
        let mut text = Vec::new();
        std::io::Read::read_to_end(
            &mut flate2::read::GzDecoder::new(&bytes[offset..offset + length]),
            &mut text,
        )
        .expect("one member");
        assert!(String::from_utf8_lossy(&text).contains(&format!("WARC-Target-URI: {}", entry["url"])));
    }
    keep_for_others(&path);
}

/// Leaves the file where `OIT_TEST_WARC` says, for `warcio check`.
fn keep_for_others(path: &Path) {
    if let Some(to) = std::env::var_os("OIT_TEST_WARC") {
        std::fs::copy(path, to).expect("a copy");
    }
}

#[tokio::test]
async fn a_killed_walk_gives_what_is_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("site.warc.gz");
    let (krawl, server) = stored(&path).await;
    let whole = std::fs::read(&path).unwrap();
    let mut most = 0;
    for share in [99, 70, 50, 30] {
        std::fs::write(&path, &whole[..whole.len() * share / 100]).unwrap();
        let part = load(&path, &reader()).expect("a part");
        let read = |c: &Crawl| c.records.iter().filter(|r| r.status == Status::Read).count();
        assert!(read(&part) >= 1 && read(&part) <= read(&krawl), "{share}");
        assert_eq!(part.root, format!("{}/", server.url));
        most = most.max(read(&part));
    }
    assert!(most >= 7, "{most}");
    std::fs::write(&path, b"no archive").unwrap();
    assert!(load(&path, &reader()).is_err());
}

#[tokio::test]
async fn a_foreign_archive_is_walked_anew() {
    let record = |url: &str, http: &str| {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <{url}>\r\nWARC-Date: 2021-07-12T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        );
        format!("{head}Content-Length: {}\r\n\r\n{http}\r\n\r\n", http.len())
    };
    let ok = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
    let home = "<a href=/a>first</a><a href=/b>second</a><a href=/old>old</a>";
    let text = [
        record("http://a.go.th/robots.txt", &format!("{ok}\r\nUser-agent: *")),
        record(
            "http://a.go.th/",
            &format!("{ok}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{home}\r\n0\r\n\r\n", home.len()),
        ),
        record("http://a.go.th/old", "HTTP/1.1 301 Moved\r\nLocation: /a\r\n\r\n"),
        record("http://a.go.th/a", &format!("{ok}\r\n<p>page a")),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("other.warc");
    std::fs::write(&path, text.concat()).unwrap();
    let krawl = load(&path, &reader()).expect("a walk");
    let rows: Vec<_> =
        krawl.records.iter().map(|r| (r.url.as_str(), r.status, r.link_text.as_str(), r.clicks)).collect();
    let wanted = [
        ("http://a.go.th/", Status::Read, "", 0),
        ("http://a.go.th/a", Status::Read, "first", 1),
        ("http://a.go.th/b", Status::NotReached, "second", 1),
        ("http://a.go.th/old", Status::Read, "old", 1),
    ];
    assert_eq!(rows, wanted);
    assert_eq!(krawl.stopped_by, [Stop::Interrupted]);
}

#[tokio::test]
async fn hubs_come_first_and_another_hosts_files_are_one_step_out() {
    let server = Server::start(|path, _| match path {
        "/robots.txt" | "/sitemap.xml" => missing(),
        "/" => links(&["/x1/n", "/x2/n", "/x3/n", "/x4/n", "/x5/n", "/hub"]),
        _ => html(path),
    })
    .await;
    let options = Options { first: vec!["hub".to_owned()], at_once: Some(1), ..quick() };
    let krawl = run(&server, &options).await;
    assert_eq!(krawl.records.len(), 7);
    let log: Vec<_> =
        server.log.lock().unwrap().iter().map(|(_, p)| p.clone()).filter(|p| !p.ends_with("xml")).collect();
    assert_eq!(log[2], "/hub", "{log:?}");
}

#[tokio::test]
async fn viewers_and_frames_lead_to_the_document_itself() {
    let server = Server::start(|path, _| match path {
        "/" => html(
            "<a href='/pdfjs/web/viewer.html?file=..%2F..%2Ffiles%2Fplan.pdf'>แผน</a>\
             <iframe data-src='/files/notice.pdf?v=2'></iframe><a href='/short'>สั้น</a>",
        ),
        "/short" => to("/pdfjs/web/viewer.html?file=/files/order.pdf"),
        "/files/plan.pdf" | "/files/notice.pdf?v=2" | "/files/order.pdf" => {
            let mut pdf = include_bytes!("data/documents/plan.pdf").to_vec();
            // Not three times the same content, which would be one document.
            pdf.extend_from_slice(path.as_bytes());
            reply("200 OK", "Content-Type: application/pdf\r\n", &pdf)
        }
        _ => missing(),
    })
    .await;
    let read: Reader = Arc::new(oit::extract::read);
    let krawl =
        walk(&server.url, &quick(), read, None, &Silent, StopHandle::default()).await.expect("a walk");
    for path in ["/files/plan.pdf", "/files/notice.pdf?v=2", "/short"] {
        let record = find(&krawl, path);
        assert_eq!(record.status, Status::Read, "{path}");
        assert!(
            record.document.as_ref().is_some_and(|d| d.kind() == Kind::Pdf && d.load().pages == 2),
            "{path}"
        );
    }
    assert_eq!(find(&krawl, "/files/plan.pdf").link_text, "แผน");
    assert!(!server.log.lock().unwrap().iter().any(|(_, p)| p.contains("viewer.html")));
}

/// Time ends while a scan is being read: the file was fetched and opened, and is told as that.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_scan_that_time_cuts_short_comes_back_unread() {
    use oit::extract::ocr::{self, Ocr};
    use std::os::unix::fs::PermissionsExt;

    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("tesseract");
    let script = "#!/bin/sh\ncase \"$1\" in\n--list-langs) echo tha; exit;;\n--version) echo false 1.0; exit;;\nesac\nexec sleep 60\n";
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    let server = Server::start(|path, _| match path {
        "/" => html("<h1>หน้าแรกของหน่วยงาน</h1><p><a href=\"/files/notice.png\">ประกาศ</a></p>"),
        "/files/notice.png" => {
            reply("200 OK", "Content-Type: image/png\r\n", include_bytes!("data/ocr/scan.png"))
        }
        _ => missing(),
    })
    .await;
    let max_time = Duration::from_secs(15);
    let budget = ocr::Options { until: ocr::until(max_time), ..ocr::Options::default() };
    let read = oit::audit::reader(Some(Ocr::at(&path).unwrap().with(budget)));
    let options = Options { max_time, ..quick() };
    let crawl = walk(&server.url, &options, read, None, &Silent, StopHandle::default()).await.unwrap();
    assert_eq!(find(&crawl, "/files/notice.png").status, Status::ScanNotRead);
}

/// A notice that is one picture: the walk goes on to the picture, and its text is read.
#[tokio::test(flavor = "multi_thread")]
async fn the_text_of_a_page_that_is_a_picture_is_read() {
    let Some(ocr) = needs::ocr() else { return };
    let server = Server::start(|path, _| match path {
        "/" => html("<h1>หน้าแรกของหน่วยงาน</h1><p><a href=\"/notice.html\">ประกาศ</a></p>"),
        "/notice.html" => html("<html><body><img src=\"/files/notice.png\" width=900></body></html>"),
        "/files/notice.png" => {
            reply("200 OK", "Content-Type: image/png\r\n", include_bytes!("data/ocr/scan.png"))
        }
        _ => missing(),
    })
    .await;
    let read = oit::audit::reader(Some(ocr));
    let crawl = walk(&server.url, &quick(), read, None, &Silent, StopHandle::default()).await.unwrap();
    let picture = crawl.records.iter().find(|r| r.url.ends_with("/files/notice.png")).expect("led to");
    assert_eq!(picture.found_on.as_deref(), Some(format!("{}/notice.html", server.url).as_str()));
    let text: String = picture.document.as_ref().unwrap().load().whole_text().split_whitespace().collect();
    assert!(text.contains("องค์การบริหารส่วนตำบลวังประจัน"), "{text}");
}

/// Flip books on the agency's own server are read as the documents that they are, here and from the stored walk.
#[tokio::test(flavor = "multi_thread")]
async fn flip_books_are_read() {
    const BOOK: &str = "<html><head><title>plan</title><script src=\"mobile/javascript/config.js\"></script></head>\
        <body><script src=\"mobile/javascript/search_config.js\"></script><script src=\"mobile/javascript/LoadingJS.js\"></script></body></html>";
    let script = |text: &str| reply("200 OK", "Content-Type: application/javascript\r\n", text.as_bytes());
    let scan = include_bytes!("data/ocr/scan.png");
    let server = Server::start(move |path, _| match path {
        "/" => html(
            "<h1>หน้าแรกของหน่วยงาน</h1><p><a href=\"/plan/\">แผน</a> <a href=\"/order/index.html\">คำสั่ง</a> \
             <a href=\"/empty/\">ว่าง</a> <a href=\"/cipher/\">คู่มือ</a></p>",
        ),
        "/plan/" | "/order/index.html" | "/empty/" | "/cipher/" => html(BOOK),
        "/cipher/mobile/javascript/config.js" => script(
            "var htmlConfig = {\"bookConfig\":\"9f3a6b1c77de04a2\",\"fliphtml5_pages\":\"b04c19e2d7\"};",
        ),
        "/plan/mobile/javascript/config.js" => script(
            "var bookConfig = {totalPageCount : 0, largePath : \"files/large/\"};\
             bookConfig.totalPageCount=2;bookConfig.bookTitle=\"แผนปฏิบัติการ\";\
             bookConfig.searchTextJS=\"mobile/javascript/search_config.js\";",
        ),
        "/plan/mobile/javascript/search_config.js" => script(
            "var textForPages =[\"แผนปฏิบัติการป้องกันการทุจริต\",\"\\u0E1B\\u0E35 2568 งบประมาณ 20,000 บาท\"];",
        ),
        "/order/mobile/javascript/config.js" => script(
            "var htmlConfig = {\"meta\":{\"pageCount\":1},\"fliphtml5_pages\":[{\"n\":[\"5b.png\"]}]};",
        ),
        "/order/files/mobile/5b.png" => reply("200 OK", "Content-Type: image/png\r\n", scan),
        _ => missing(),
    })
    .await;
    let ocr = needs::ocr();
    let can_read = ocr.is_some();
    let read = oit::audit::reader(ocr);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("walk.warc.gz");
    let sink = Some(store::Writer::create(&path).expect("a file"));
    let walked =
        walk(&server.url, &quick(), Arc::clone(&read), sink, &Silent, StopHandle::default()).await.unwrap();
    for krawl in [&walked, &load(&path, &read).unwrap()] {
        let plan = find(krawl, "/plan/");
        let document = plan.document.as_ref().unwrap().load();
        assert_eq!((plan.status, document.kind, document.pages), (Status::Read, Kind::Pdf, 2));
        assert_eq!(document.title, "แผนปฏิบัติการ");
        assert_eq!(document.blocks[1].text, "ปี 2568 งบประมาณ 20,000 บาท");
        assert_eq!(document.blocks[1].place.page, Some(2));
        // Of the other the pages are pictures.
        let order = find(krawl, "/order/index.html");
        let document = order.document.as_ref().unwrap().load();
        let text: String = document.whole_text().split_whitespace().collect();
        assert_eq!(text.contains("องค์การบริหารส่วนตำบลวังประจัน"), can_read, "{document:?}");
        assert_eq!(order.status, if can_read { Status::Read } else { Status::Unreadable });
        // A book without its parts is named.
        assert_eq!(find(krawl, "/empty/").status, Status::NeedsScript);
        // One that is ciphered stays so in a browser: nobody is told to install one.
        assert_eq!(find(krawl, "/cipher/").status, Status::InViewer);
    }
}
