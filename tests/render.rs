//! Pages that scripts build, walked over with a real browser where this machine has one.

mod needs;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use oit::crawl::{
    Crawl, Options, Record, Render, Silent, Status, StopHandle, coverage, load,
    render::{self, When},
    store, walk,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Media type and body from the path.
type Site = fn(&str) -> Option<(&'static str, String)>;

struct Server {
    url: String,
    /// Method and path.
    log: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start(site: Site) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let log: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&log);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, site, Arc::clone(&kept)));
            }
        });
        Self { url, log }
    }

    fn asked(&self, what: &str) -> usize {
        self.log.lock().unwrap().iter().filter(|l| *l == what).count()
    }
}

async fn answer(mut stream: TcpStream, site: Site, log: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let line: Vec<&str> = head.split(' ').collect();
    log.lock().unwrap().push(format!("{} {}", line[0], line[1]));
    let (status, media, body) = match site(line[1]) {
        Some((media, body)) => ("200 OK", media, body),
        None => ("404 Not Found", "text/plain", "no".to_owned()),
    };
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: {media}\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

const HTML: &str = "text/html; charset=utf-8";

fn page(body: &str) -> Option<(&'static str, String)> {
    Some((HTML, format!("<!doctype html><meta charset=utf-8><title>หน้า</title>{body}")))
}

fn options(program: Option<PathBuf>) -> Options {
    let time = Duration::from_secs(8);
    Options {
        rate: Some(500.0),
        max_time: Duration::from_secs(120),
        render: Render { when: When::Auto, program, time, ..Render::default() },
        ..Options::default()
    }
}

async fn run(server: &Server, options: &Options, keep: Option<&std::path::Path>) -> Crawl {
    let sink = keep.map(|path| store::Writer::create(path).expect("a file"));
    walk(&server.url, options, oit::audit::reader(None), sink, &Silent, StopHandle::default())
        .await
        .expect("a walk")
}

fn find<'a>(krawl: &'a Crawl, path: &str) -> &'a Record {
    let ends = |r: &&Record| url::Url::parse(&r.url).is_ok_and(|u| u.path() == path);
    krawl.records.iter().find(ends).unwrap_or_else(|| panic!("no record of {path}: {:?}", krawl.notes))
}

fn text(record: &Record) -> String {
    record.document.as_ref().map(|d| d.load().whole_text()).unwrap_or_default()
}

fn lists(path: &str) -> Option<(&'static str, String)> {
    match path {
        "/" => page("<h1>หน้าแรก</h1><a href=/list>ข้อมูลสาธารณะ</a> <a href=/plain>ติดต่อ</a>"),
        "/plain" => page("<h1>ติดต่อเรา</h1><p>โทร 0 2123 4567</p><img src=/pixel.png><script src=/plain.js></script>"),
        "/list" => page(
            "<h1>รายการ</h1><ul id=\"list\"></ul><script src=/list.js></script>
            <script>new Image().src = '/list.png'; fetch('/api/items.json').then(r => r.json()).then(d => fill('list', d))</script>",
        ),
        "/list.js" => Some((
            "text/javascript",
            "function fill(id, d) { document.getElementById(id).innerHTML = d.items.map(i => \
             '<li><a href=\"/item/' + i.id + '\">' + i.title + '</a></li>').join('') }"
                .to_owned(),
        )),
        "/api/items.json" => Some((
            "application/json",
            r#"{"items":[{"id":1,"title":"แผนปฏิบัติการประจำปี"},{"id":2,"title":"รายงานผล <b>"}],"file":"\/files\/hidden.pdf"}"#
                .to_owned(),
        )),
        "/item/1" | "/item/2" => page("<h1>เอกสาร</h1><p>เนื้อหา</p>"),
        _ => None,
    }
}

#[tokio::test]
async fn a_list_that_a_script_brings_is_read_and_followed_and_read_again_from_the_file() {
    let Some(program) = needs::chromium() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("walk.warc.gz");
    let server = Server::start(lists).await;
    let krawl = run(&server, &options(Some(program)), Some(&file)).await;
    let list = find(&krawl, "/list");
    assert_eq!((list.status, list.rendered), (Status::Read, true), "{:?}", krawl.notes);
    assert!(text(list).contains("แผนปฏิบัติการประจำปี"), "{}", text(list));
    assert_eq!(find(&krawl, "/item/2").status, Status::Read);
    assert_eq!(find(&krawl, "/files/hidden.pdf").status, Status::NotFound, "only the data names it");
    assert_eq!(server.asked("GET /list"), 1, "the page is not fetched a second time");
    assert_eq!(server.asked("GET /api/items.json"), 1);
    assert_eq!(server.asked("GET /list.png"), 0);
    let plain = find(&krawl, "/plain");
    assert!(!plain.rendered && server.asked("GET /plain.js") == 0, "nothing says that scripts build it");
    assert!(coverage(&krawl).complete);

    match std::process::Command::new("warcio").arg("check").arg(&file).output() {
        Ok(done) => assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout)),
        Err(_) => eprintln!("the file is not checked from outside: no warcio on this machine"),
    }

    let again = load(&file, &oit::audit::reader(None)).expect("a walk");
    for (a, b) in krawl.records.iter().zip(&again.records) {
        assert_eq!((&a.url, a.status, a.rendered), (&b.url, b.status, b.rendered));
        let of = |r: &Record| r.document.as_ref().map(oit::crawl::Paper::load);
        assert_eq!(of(a), of(b), "{}", a.url);
    }
    assert_eq!(krawl.records.len(), again.records.len());
}

#[tokio::test]
async fn without_a_browser_the_page_is_named_and_counts_as_not_seen() {
    let server = Server::start(lists).await;
    let krawl = run(&server, &options(None), None).await;
    assert_eq!(find(&krawl, "/list").status, Status::NeedsScript);
    let coverage = coverage(&krawl);
    assert!(!coverage.complete && !coverage.enough());
    assert!(
        coverage.not_read.iter().any(|n| n.status == Status::NeedsScript && n.advice.contains("Chromium"))
    );
    assert!(krawl.notes.iter().any(|n| n.contains("JavaScript")), "{:?}", krawl.notes);
}

#[tokio::test]
async fn a_browser_that_is_none_or_never_answers_costs_its_pages_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let mute = folder.path().join("mute");
    std::fs::write(&mute, "#!/bin/sh\nsleep 600\n").expect("a file");
    #[cfg(unix)]
    std::fs::set_permissions(&mute, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("a program");
    for program in ["/bin/false".into(), folder.path().join("gone"), mute] {
        let server = Server::start(lists).await;
        let began = Instant::now();
        let krawl = run(&server, &options(Some(program)), None).await;
        assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
        assert_eq!(find(&krawl, "/list").status, Status::NeedsScript);
        assert_eq!(find(&krawl, "/plain").status, Status::Read);
        assert!(krawl.notes.iter().any(|n| n.contains("เบราว์เซอร์")), "{:?}", krawl.notes);
    }
}

fn tricks(path: &str) -> Option<(&'static str, String)> {
    let trick = |code: &str| {
        page(&format!(
            "<h1>ก</h1><ul id=\"list\"></ul><script>{code}; fetch('/x.json').then(() => 'list')</script>"
        ))
    };
    let end = "document.getElementById('list').innerHTML = '<li>ถึงท้าย</li>'";
    match path {
        "/" => page(
            "<h1>หน้าแรก</h1><a href=/away>1</a> <a href=/open>2</a> <a href=/timers>3</a> <a href=/spin>4</a>
            <a href=/send>5</a> <a href=/last>6</a>",
        ),
        "/open" => trick(&format!(
            "window.open('/opened'); alert('x'); confirm('y'); prompt('z'); \
             const a = document.createElement('a'); a.href = '/file.zip'; a.download = 'f'; a.click(); {end}"
        )),
        "/timers" => trick(&format!(
            "{end}; setInterval(() => {{ fetch('/tick?' + Math.random()); \
             document.getElementById('list').append('.') }}, 20)"
        )),
        "/spin" => trick("setTimeout(() => { for (;;) {} }, 50)"),
        "/send" => trick(&format!(
            "fetch('/post', {{method: 'POST', body: 'x'}}); navigator.sendBeacon('/beacon', 'x'); \
             new Image().src = '/image.gif'; const f = document.createElement('form'); f.method = 'post'; \
             f.action = '/formed'; document.documentElement.append(f); {end}; f.submit()"
        )),
        "/last" => trick(end),
        "/x.json" => Some(("application/json", "[]".to_owned())),
        _ if path.starts_with("/tick") => Some(("application/json", "[1]".to_owned())),
        _ => None,
    }
}

#[tokio::test]
async fn tricks_of_a_page_are_harmless_and_end() {
    let Some(program) = needs::chromium() else { return };
    let server = Server::start(tricks).await;
    let began = Instant::now();
    let krawl = run(&server, &options(Some(program)), None).await;
    let took = began.elapsed();
    for path in ["/open", "/timers", "/send", "/last"] {
        let record = find(&krawl, path);
        assert!(record.rendered, "{path}: {:?}", krawl.notes);
        assert!(text(record).contains("ถึงท้าย"), "{path}: {}", text(record));
    }
    assert_eq!(find(&krawl, "/spin").status, Status::NeedsScript, "a page that never rests costs itself");
    assert!(took < Duration::from_secs(80), "{took:?}");
    let log = server.log.lock().unwrap();
    // Addresses in a script the crawler may look at; it sends nothing there.
    assert!(log.iter().all(|l| l.starts_with("GET ") && !l.contains("/image.gif")), "{log:?}");
    let ticks = log.iter().filter(|l| l.contains("/tick")).count();
    assert!(ticks <= 60, "{ticks} requests of one page");
}

/// What a page next door, on loopback, must never be asked.
#[tokio::test]
async fn a_page_reaches_no_private_neighbour() {
    let Some(program) = needs::chromium() else { return };
    static NEIGHBOUR: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let neighbour = Server::start(|_| page("<h1>ความลับ</h1>")).await;
    NEIGHBOUR.set(neighbour.url.clone()).expect("set once");
    let server = Server::start(|path| {
        let other = NEIGHBOUR.get().cloned().unwrap_or_default();
        match path {
            "/" => page("<h1>หน้าแรก</h1><a href=/away>1</a>"),
            "/away" => page(&format!(
                "<h1>ก</h1><ul id=\"list\"></ul><script src={other}/a.js></script><script>
                 fetch('{other}/b').then(() => 'list'); new WebSocket('ws' + '{other}'.slice(4) + '/c');</script>
                 <script>new Worker(URL.createObjectURL(new Blob([\"fetch('{other}/d')\"])));
                 const f = document.createElement('iframe'); f.src = '{other}/e'; document.body.append(f);
                 location.href = '{other}/f'; setTimeout(() => location.href = '/inside', 300)</script>"
            )),
            "/inside" => page("<h1>ในเว็บไซต์</h1>"),
            _ => None,
        }
    })
    .await;
    let krawl = run(&server, &options(Some(program)), None).await;
    let away = find(&krawl, "/away");
    assert!(away.rendered, "{:?}", krawl.notes);
    assert!(neighbour.log.lock().unwrap().is_empty(), "{:?}", neighbour.log);
    assert_eq!(find(&krawl, "/inside").status, Status::Read, "where it goes inside the site is followed");
}

#[tokio::test]
async fn a_picture_asks_no_private_neighbour_either() {
    let Some(program) = needs::chromium() else { return };
    static NEIGHBOUR: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let neighbour = Server::start(|_| page("<h1>ความลับ</h1>")).await;
    NEIGHBOUR.set(neighbour.url.clone()).expect("set once");
    let server = Server::start(|path| {
        let other = NEIGHBOUR.get().cloned().unwrap_or_default();
        match path {
            "/" => page(&format!(
                "<h1>หน้าแรก</h1><img src={other}/a.png><iframe src={other}/b></iframe><iframe src=/frame></iframe>
                 <link rel=stylesheet href={other}/c.css><link rel=stylesheet href=/own.css>
                 <style>@font-face {{ font-family: x; src: url({other}/d.woff) }} h1 {{ font-family: x }}
                 body {{ background: url({other}/e.png) }}</style>
                 <script>setTimeout(() => location.href = '{other}/f', 50)</script>"
            )),
            "/frame" => page(&format!("<p>กรอบ</p><img src={other}/g.png><script>fetch('{other}/h')</script>")),
            "/own.css" => Some(("text/css", "h1 { color: green }".to_owned())),
            _ => None,
        }
    })
    .await;
    let options = options(Some(program));
    let krawl = run(&server, &options, None).await;
    let mut camera = render::picture::Camera::new(&krawl, &options).await.expect("a browser");
    let picture = camera.take(&server.url).await.expect("a picture");
    assert!(picture.png.len() > 2000 && picture.sha256.len() == 64 && !picture.taken_at.is_empty());
    assert!(server.asked("GET /own.css") == 1 && server.asked("GET /frame") >= 1);
    assert!(neighbour.log.lock().unwrap().is_empty(), "{:?}", neighbour.log);
    assert!(
        camera.take("http://127.0.0.1:9/").await.is_none() && camera.take("javascript:1").await.is_none()
    );
}

/// One shell for every address, as an application with its own routes is served.
fn application(path: &str) -> Option<(&'static str, String)> {
    match path {
        "/robots.txt" | "/sitemap.xml" => None,
        "/app.js" => Some((
            "text/javascript",
            "fetch('/api' + location.pathname).then(r => r.json()).then(d => { document.title = d.title; \
             document.getElementById('root').innerHTML = '<h1>' + d.title + '</h1><p>' + d.text + '</p>' + \
             d.links.map(l => `<a href=\"${l}\">${l}</a>`).join(' ') })"
                .to_owned(),
        )),
        "/api/" => json("หน้าแรก", r#""/plan", "/news""#),
        "/api/plan" => json("แผนปฏิบัติการ", r#""/files/plan.pdf""#),
        "/api/news" => json("ข่าวประชาสัมพันธ์", ""),
        _ if path.starts_with("/api") || path.starts_with("/files") => None,
        _ => Some((
            HTML,
            "<!doctype html><meta charset=utf-8><title>เว็บไซต์</title><div id=\"root\"></div><script src=\"/app.js\"></script>"
                .to_owned(),
        )),
    }
}

fn json(title: &str, links: &str) -> Option<(&'static str, String)> {
    let text = format!("เนื้อหาของ{title}ซึ่งมาจากฐานข้อมูล");
    Some(("application/json", format!(r#"{{"title": "{title}", "text": "{text}", "links": [{links}]}}"#)))
}

#[tokio::test]
async fn a_whole_site_that_is_one_application_is_walked() {
    let Some(program) = needs::chromium() else { return };
    let server = Server::start(application).await;
    let krawl = run(&server, &options(Some(program)), None).await;
    for (path, title) in [("/", "หน้าแรก"), ("/plan", "แผนปฏิบัติการ"), ("/news", "ข่าวประชาสัมพันธ์")]
    {
        let record = find(&krawl, path);
        assert!(record.rendered && record.same_as.is_none(), "{path}: {:?}", krawl.notes);
        let document = record.document.as_ref().expect("a document").load();
        assert_eq!(document.title, title);
        assert!(text(record).contains(&format!("เนื้อหาของ{title}")), "{}", text(record));
    }
    assert_eq!(find(&krawl, "/files/plan.pdf").status, Status::NotFound);
    assert!(coverage(&krawl).enough());

    let krawl = run(&server, &options(None), None).await;
    assert_eq!(find(&krawl, "/").status, Status::NeedsScript);
    assert!(!coverage(&krawl).enough(), "an empty shell is no home page");
}
