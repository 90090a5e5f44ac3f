//! `oit serve` in a real browser without scripts, and by hand where a browser would not do it.

mod browser;
mod filled;
mod needs;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use browser::Browser;
use filled::percent;
use oit::survey::store::{Listed, NewSurvey, SiteResult, Store};

/// The page, and its process.
struct Page {
    address: SocketAddr,
    child: Child,
}

impl Page {
    fn open(folder: &Path, more: &[&str]) -> Page {
        let mut child = Command::new(env!("CARGO_BIN_EXE_oit"))
            .args(["serve", "--port=0", "--data-dir"])
            .arg(folder)
            .args(more)
            .env_remove("OIT_YEAR")
            .env("LC_ALL", "C.UTF-8")
            .env_remove("OIT_SERVE_TOKEN")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("{line}")).parse().unwrap();
        // Somebody must read what else it says, or it waits.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Page { address, child }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// One request as it is written; the head and the body of the answer.
    fn ask(&self, head: &str, body: &str) -> (String, String) {
        let (head, body) = self.answer(head, body);
        (head, String::from_utf8_lossy(&body).into_owned())
    }

    fn answer(&self, head: &str, body: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let length =
            if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        write!(stream, "{head}\r\n{length}Connection: close\r\n\r\n{body}").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let body = answer.split_off(end + 4);
        (String::from_utf8_lossy(&answer).trim_end().to_lowercase(), body)
    }

    fn get(&self, path: &str) -> (String, String) {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}", self.address), "")
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How long a thread has worked, and how long it stood ready while others had the cores, as Linux
/// counts it; elsewhere nothing is known of that.
fn busy(thread: &Path) -> [Duration; 2] {
    let stat = std::fs::read_to_string(thread.join("schedstat")).unwrap_or_default();
    let mut numbers = stat.split(' ').map(|number| number.parse().unwrap_or_default());
    [numbers.next(), numbers.next()].map(|number| Duration::from_nanos(number.unwrap_or_default()))
}

/// The same of all threads of a process.
fn all_busy(process: u32) -> [Duration; 2] {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    threads
        .map(|thread| busy(&thread.path()))
        .fold([Duration::ZERO; 2], |[worked, waited], [more, longer]| [worked + more, waited + longer])
}

/// How long something takes that `server` answers, were the cores free: less what both sides stood
/// in the queue for a core, but never less than what the server worked.
fn unhindered(server: u32, ask: impl FnOnce()) -> Duration {
    let me = Path::new("/proc/thread-self");
    let ([worked, waited], [_, own]) = (all_busy(server), busy(me));
    let began = Instant::now();
    ask();
    let took = began.elapsed();
    let ([now_worked, now_waited], [_, now_own]) = (all_busy(server), busy(me));
    let queued = now_waited.saturating_sub(waited) + now_own.saturating_sub(own);
    took.saturating_sub(queued).max(now_worked.saturating_sub(worked).min(took))
}

/// Fills a folder and asks for every page `times` times; the slowest pages first.
fn asked(folder: &Path, agencies: usize, times: usize) -> Vec<(Duration, String)> {
    let store = Store::open(folder, Duration::from_secs(30)).unwrap();
    let surveys = filled::fill(&store, &filled::pattern(folder), agencies, &[2564, 2565, 2566]);
    let page = Page::open(folder, &[]);
    let mut slow = Vec::new();
    for path in filled::PAGES {
        let path = filled::address(path, surveys[2]);
        let mut took: Vec<Duration> = (0..times)
            .map(|_| {
                unhindered(page.child.id(), || {
                    let (head, body) = page.get(&path);
                    assert!(head.starts_with("http/1.1 200"), "{path}: {head} {body}");
                    // A report to take away has scripts of its own; the page has none.
                    assert!(path.contains("report.") || !body.contains("<script"), "{path}");
                })
            })
            .collect();
        took.sort();
        slow.push((took[(times * 95 / 100).min(times - 1)], path));
    }
    slow.sort_by_key(|(took, _)| std::cmp::Reverse(*took));
    slow
}

#[test]
fn every_page_answers_within_its_time_over_three_years() {
    let folder = tempfile::tempdir().unwrap();
    let slow = asked(folder.path(), 120, 8);
    // This build is not optimised; `benches/pages.rs` measures the nation. By the clock
    // alone, the slowest of 160 answers would say how busy the machine was with something else.
    assert!(slow[0].0 < Duration::from_millis(400), "{slow:?}");
}

/// Names of the agencies on all pages of a list, and the addresses of its downloads.
fn listed(page: &Page, path: &str) -> (Vec<String>, Vec<String>) {
    let mut names = Vec::new();
    for nr in 1.. {
        let (head, body) = page.get(&percent(&format!("{path}&page={nr}")));
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let rows = body.split("<th scope=\"row\"><a href=").skip(1);
        names.extend(rows.map(|row| between(row, ">", "<").to_owned()));
        let links = body.split("href=\"").skip(1).map(|link| link.split('"').next().unwrap());
        let links = links.map(|link| link.replace("&amp;", "&").replace("&#x2f;", "/"));
        let downloads = links.filter(|link| link.contains("/export/"));
        if !body.contains("rel=\"next\"") {
            return (names, downloads.collect());
        }
    }
    unreachable!()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).unwrap().0
}

/// The body of a download, and its name.
fn downloaded(page: &Page, path: &str) -> (Vec<u8>, String) {
    let (head, body) = page.answer(&format!("GET {path} HTTP/1.1\r\nHost: {}", page.address), "");
    assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
    (body, between(&head, "filename=\"", "\"").to_owned())
}

fn records(body: &[u8]) -> Vec<csv::StringRecord> {
    let text = std::str::from_utf8(body).unwrap().trim_start_matches('\u{feff}');
    csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

#[test]
fn a_download_holds_what_the_filters_show() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let surveys = filled::fill(&store, &filled::pattern(folder.path()), 240, &[2565, 2566]);
    let page = Page::open(folder.path(), &[]);
    let survey = format!("/s/{}", surveys[1]);
    let mut counts = Vec::new();
    // Column 2 of both tables is the name.
    for (list, file) in [
        ("agencies?q=", "agencies"),
        ("agencies?q=บ้านสวน+1&sort=low", "agencies"),
        ("agencies?province=ขอนแก่น&kind=เทศบาลตำบล&sort=name", "agencies"),
        ("agencies?item=O30&verdict=fail&state=done", "agencies"),
        ("agencies?mark=ผู้พัฒนา+maker3.example&sort=nr", "agencies"),
        ("agencies?state=failed&cause=dns-failed", "agencies"),
        ("item/O30?q=", "items"),
        ("item/O30?verdict=all&province=ขอนแก่น", "items"),
        ("item/O1?verdict=pass&q=สวน+2", "items"),
    ] {
        let (names, links) = listed(&page, &format!("{survey}/{list}"));
        assert_eq!(links.len(), 2, "{list}: {links:?}");
        let (body, name) = downloaded(&page, &links[0]);
        let rows = records(&body);
        assert_eq!(rows.iter().map(|row| &row[2]).collect::<Vec<_>>(), names, "{list}");
        let narrowed = if list == "agencies?q=" { "" } else { "-filtered" };
        assert_eq!(name, format!("survey-{}-{file}{narrowed}.csv", surveys[1]));
        if file == "items" {
            let (asked, verdict) = (between(list, "/", "?"), list.split("verdict=").nth(1).unwrap_or("fail"));
            let verdict = verdict.split('&').next().unwrap();
            assert!(rows.iter().all(|row| &row[5] == asked && (verdict == "all" || &row[7] == verdict)));
        }
        let (body, _) = downloaded(&page, &links[1]);
        let mut book = zip::ZipArchive::new(std::io::Cursor::new(body)).unwrap();
        let mut sheet = String::new();
        book.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
        assert_eq!(sheet.matches("<row ").count(), rows.len() + 1, "{list}");
        assert!(names.iter().all(|name| sheet.contains(name)), "{list}");
        assert!(book.by_name("xl/worksheets/sheet2.xml").is_err(), "{list}");
        counts.push(rows.len());
    }
    assert!(counts[0] == 240 && counts[1..].iter().all(|n| (1..240).contains(n)), "{counts:?}");
    // The whole is as it was: in the list's order, every item of every site.
    let (body, name) = downloaded(&page, &format!("{survey}/export/agencies.csv"));
    assert!(records(&body).iter().enumerate().all(|(at, row)| row[0] == (at + 1).to_string()), "{name}");
    let (body, _) = downloaded(&page, &format!("{survey}/export/items.csv"));
    let judged = store.sites(surveys[1]).unwrap().iter().filter(|s| !s.verdicts.is_empty()).count();
    assert_eq!(records(&body).len(), judged * 43);
    assert!(
        records(&body).iter().any(|row| row[18].contains(' ')),
        "some item has evidence in several places"
    );
    let (head, _) = page.get(&format!("{survey}/export/items.csv?item=O99"));
    assert!(head.starts_with("http/1.1 404"), "{head}");
}

#[test]
fn the_door_refuses_what_it_must() {
    let folder = tempfile::tempdir().unwrap();
    let page = Page::open(folder.path(), &[]);
    let (head, _) = page.get("/");
    for header in [
        "content-security-policy: default-src 'none'",
        "x-content-type-options: nosniff",
        "x-frame-options: deny",
        "referrer-policy: same-origin",
    ] {
        assert!(head.contains(header), "{header}: {head}");
    }
    // A name that was made to resolve to this machine.
    let (head, _) = page.ask("GET / HTTP/1.1\r\nHost: evil.example", "");
    assert!(head.starts_with("http/1.1 421"), "{head}");
    // A form of another site, with and without its origin; and one that is too old.
    let form = "Content-Type: application/x-www-form-urlencoded";
    let post = format!("POST /audits HTTP/1.1\r\nHost: {}\r\n{form}", page.address);
    let (head, _) =
        page.ask(&format!("{post}\r\nOrigin: http://evil.example"), "url=http://a.go.th&form_secret=x");
    assert!(head.starts_with("http/1.1 403"), "{head}");
    let (head, _) = page.ask(&post, "url=http://a.go.th&form_secret=x");
    assert!(head.starts_with("http/1.1 403"), "{head}");
    // No path leads to a file.
    for path in [
        "/../oit.sqlite",
        "/oit.sqlite",
        "/s/1/export/..%2f..%2foit.sqlite",
        "/s/1/a/1/..%2foit.sqlite",
        "/s/x",
    ] {
        let (head, _) = page.get(path);
        assert!(head.starts_with("http/1.1 404"), "{path}: {head}");
    }
    // Where nobody said so, the page does not go into the private network.
    let (_, body) = page.get("/");
    let secret = body.split("name=\"form_secret\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let (head, _) = page.ask(&post, &format!("url=http%3A%2F%2F127.0.0.1%3A9%2F&form_secret={secret}"));
    assert!(head.contains("location: /?why=private#start"), "{head}");
    // Another year than was asked for is no answer, nor is the same site a second time.
    {
        // It takes calls and answers none.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let page = Page::open(folder.path(), &["--allow-private"]);
        let post = format!("POST /audits HTTP/1.1\r\nHost: {}\r\n{form}", page.address);
        let (_, body) = page.get("/");
        let secret = between(&body, "name=\"form_secret\" value=\"", "\"").to_owned();
        let url = percent(&format!("http://{}/", silent.local_addr().unwrap()));
        let begin = |year: &str| page.ask(&post, &format!("url={url}&year={year}&form_secret={secret}")).0;
        let head = begin("1999");
        assert!(head.contains("location: /?why=year#start"), "{head}");
        let (_, body) = page.get("/?why=year");
        assert!(body.contains("ปีที่มี (พ.ศ.): 2564 ") && body.contains("2569"), "{body}");
        let head = begin("2564");
        assert!(head.contains("location: /s/1/a/1"), "{head}");
        let head = begin("2564");
        assert!(head.contains("location: /?why=running#start"), "{head}");
        assert!(page.get("/?why=running").1.contains("กำลังตรวจหรือรอตรวจอยู่แล้ว"));
    }

    // Elsewhere than on loopback a token is asked for.
    let refused = Command::new(env!("CARGO_BIN_EXE_oit"))
        .args(["serve", "--address=0.0.0.0", "--port=0", "--data-dir"])
        .arg(folder.path())
        .env_remove("OIT_SERVE_TOKEN")
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2), "{}", String::from_utf8_lossy(&refused.stderr));
    let page = Page::open(folder.path(), &["--token=เปิดประตูเถิดพี่"]);
    let (head, _) = page.get("/");
    assert!(head.contains("location: /login"), "{head}");
    let login = format!("POST /login HTTP/1.1\r\nHost: {}\r\n{form}", page.address);
    let (head, _) = page.ask(&login, "token=wrong");
    assert!(head.starts_with("http/1.1 401"), "{head}");
    let (head, _) = page.ask(&login, &percent("token=เปิดประตูเถิดพี่"));
    let cookie = head.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap().to_owned();
    assert!(head.contains("httponly") && head.contains("samesite=strict"), "{head}");
    let (head, _) = page.ask(&format!("GET / HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}", page.address), "");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    // Scripts send the token itself, in whatever letters it is.
    let with = |token: &str| {
        let head = format!("GET / HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}", page.address);
        page.ask(&head, "").0
    };
    assert!(with("เปิดประตูเถิดพี่").starts_with("http/1.1 200"), "{}", with("เปิดประตูเถิดพี่"));
    assert!(with("เปิดประตูเถิดน้อง").starts_with("http/1.1 401"));
}

/// A refusal as people can read it: a page in Thai with a way back.
fn in_words(head: &str, body: &str, status: u16) {
    assert!(head.starts_with(&format!("http/1.1 {status} ")), "{head}\n{body}");
    assert!(
        head.contains("content-type: text/html; charset=utf-8") && head.contains("content-security-policy")
    );
    assert!(body.contains("<html lang=\"th\">") && body.contains("<a href=\"/\">กลับหน้าแรก</a>"), "{body}");
    let said = between(body, "<h1>", "<a href=\"/\">กลับ");
    let (what, way_out) = said.split_once("</h1><p>").unwrap_or_else(|| panic!("no way out: {said}"));
    assert!(what.chars().chain(way_out.chars()).filter(|c| ('ก'..='๛').contains(c)).count() > 20, "{said}");
    assert!(!body.contains("Failed to"), "{body}");
}

#[test]
fn what_is_no_form_of_ours_is_refused_in_words() {
    const FORM: &str = "Content-Type: application/x-www-form-urlencoded";
    let folder = tempfile::tempdir().unwrap();
    let page = Page::open(folder.path(), &["--token=open-sesame-2564"]);
    let posted = |path: &str, kind: &str, body: &str| {
        let kind = if kind.is_empty() { String::new() } else { format!("\r\n{kind}") };
        let bearer = "Authorization: Bearer open-sesame-2564";
        let bearer = if path == "/login" { String::new() } else { format!("\r\n{bearer}") };
        page.ask(&format!("POST {path} HTTP/1.1\r\nHost: {}{bearer}{kind}", page.address), body)
    };
    let large = format!("url=http://a.go.th&token=x&name={}", "x".repeat(100 << 10));
    let huge = format!("url=http://a.go.th&token=x&name={}", "x".repeat(3 << 20));
    for path in ["/audits", "/login"] {
        for (kind, body, status) in [
            ("Content-Type: application/json", "{\"url\":\"http://a.go.th\"}", 415),
            ("Content-Type: multipart/form-data; boundary=x", "--x--", 415),
            ("Content-Type: text/plain", "url=http://a.go.th&token=x", 415),
            ("", "url=http://a.go.th&token=x", 415),
            (FORM, "url=a&url=b&form_secret=x&token=x", 400),
            (FORM, "token=a&token=b&form_secret=x", 400),
            (FORM, "url=%E0%B8&form_secret=x&token=%FF", 400),
            (FORM, &large, 413),
            (FORM, &huge, 413),
        ] {
            let (head, body) = posted(path, kind, body);
            in_words(&head, &body, status);
        }
    }
    // No secret is as a wrong one, whatever else is there or is not.
    for body in
        ["", "url=http%3A%2F%2Fa.go.th", "url=http%3A%2F%2Fa.go.th&form_secret=x", "form_secret=", "&&=&"]
    {
        let (head, answer) = posted("/audits", &format!("{FORM}; charset=UTF-8"), body);
        in_words(&head, &answer, 403);
        assert!(answer.contains("แบบฟอร์มนี้เก่าแล้ว"), "{body}: {answer}");
        let (head, answer) = posted("/login", FORM, body);
        assert!(
            head.starts_with("http/1.1 401") && answer.contains("รหัสผ่านไม่ถูกต้อง"),
            "{body}: {head} {answer}"
        );
    }
    // Whom the door does not know.
    let (head, body) =
        page.ask(&format!("POST /audits HTTP/1.1\r\nHost: {}\r\n{FORM}", page.address), "form_secret=x");
    in_words(&head, &body, 401);
    let (head, body) = page.ask(
        &format!("POST /login HTTP/1.1\r\nHost: {}\r\nOrigin: http://evil.example\r\n{FORM}", page.address),
        "",
    );
    in_words(&head, &body, 403);

    // Every other page takes no form, and the routes of forms show nothing.
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let survey = filled::fill(&store, &filled::pattern(folder.path()), 3, &[2564])[0];
    for path in filled::PAGES {
        let path = filled::address(path, survey);
        let (head, body) = posted(path.split('?').next().unwrap(), FORM, "form_secret=x");
        in_words(&head, &body, 405);
        assert!(head.contains("allow: get"), "{path}: {head}");
    }
    let get = |path: &str| {
        let bearer = "Authorization: Bearer open-sesame-2564";
        page.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{bearer}", page.address), "")
    };
    let (head, body) = get("/audits");
    in_words(&head, &body, 405);
    let filled_in = format!("/s/{survey}/agencies?q=a&q=b");
    for path in [filled_in.as_str(), "/search?q=a&q=b", "/s/%FF", "/?why=a&why=b"] {
        let (head, body) = get(path);
        in_words(&head, &body, 400);
    }
    let (head, body) = get("/nothing");
    in_words(&head, &body, 404);
}

#[test]
fn a_page_without_a_token_says_why_it_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("my data");
    let page = Page::open(&data, &[]);
    let (head, body) = page.ask("GET / HTTP/1.1\r\nHost: evil.example", "");
    in_words(&head, &body, 421);
    // What is to be typed next is whole.
    let (_, body) = page.get("/");
    let hint = between(&body, "เริ่มด้วยคำสั่ง <code>", "</code>");
    let hint = hint.replace("&#x27;", "'").replace("&#x2f;", "/");
    assert_eq!(hint, format!("oit survey รายชื่อ.csv '--data-dir={}'", data.display()));
}

#[test]
fn a_survey_that_nobody_is_at_is_not_shown_as_running() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let survey = store
        .begin(&NewSurvey { kind: "survey", name: "ก".into(), year: 2564, ..NewSurvey::default() })
        .unwrap();
    store
        .add(
            survey,
            &[Listed {
                name: "อบต. หนึ่ง".into(), url: "https://a.go.th/".into(), ..Listed::default()
            }],
        )
        .unwrap();
    let again = ["survey", "/lists/a b.csv", "--name=ก"].map(str::to_owned);
    store.remember(survey, &again, &[]).unwrap();
    let agency = store.waiting(survey).unwrap()[0].0;
    store.take(survey, agency).unwrap().unwrap();
    let page = Page::open(folder.path(), &[]);
    // As a killed process leaves it.
    let (_, body) = page.get(&format!("/s/{survey}"));
    let hint = between(&body, "ขณะนี้ไม่มีโพรเซสใดทำอยู่ ทำต่อด้วย <code>", "</code>");
    let hint = hint.replace("&#x27;", "'").replace("&#x2f;", "/");
    let data = folder.path().display();
    assert_eq!(hint, format!("oit survey '/lists/a b.csv' --name=ก --data-dir={data}"));
    assert!(!body.contains("<h2>กำลังตรวจ</h2>"), "{body}");
    let (_, one) = page.get(&format!("/s/{survey}/a/{agency}"));
    assert!(one.contains("หยุดกลางคัน") && one.contains("ไม่มีโพรเซสใดทำอยู่"), "{one}");
    assert!(!one.contains("กำลังตรวจ"), "{one}");
    let (_, all) = page.get(&format!("/s/{survey}/agencies"));
    assert!(all.contains("ค้างกลางคัน") && !all.contains("กำลังตรวจ"), "{all}");
    let lock = std::fs::File::create(folder.path().join(format!("survey-{survey}.lock"))).unwrap();
    lock.lock().unwrap();
    let (_, body) = page.get(&format!("/s/{survey}"));
    assert!(body.contains("<h2>กำลังตรวจ</h2>") && !body.contains("ไม่มีโพรเซสใดทำอยู่"), "{body}");
    assert!(body.contains("กำลังตรวจ 1 · รอ 0") && body.contains("ติดต่อล่าสุด"), "{body}");
    let (_, one) = page.get(&format!("/s/{survey}/a/{agency}"));
    assert!(one.contains("<h2>กำลังตรวจ</h2>") && !one.contains("หยุดกลางคัน"), "{one}");
    // A second round of the same list is told from the first.
    assert!(!body.contains("รอบที่"), "{body}");
    let next = store
        .begin(&NewSurvey { kind: "survey", name: "ก".into(), year: 2564, ..NewSurvey::default() })
        .unwrap();
    let (_, home) = page.get("/");
    assert!(home.contains("ก รอบที่ 1") && home.contains("ก รอบที่ 2"), "{home}");
    assert!(page.get(&format!("/s/{next}/failed")).1.contains("ก รอบที่ 2"));
    let (head, csv) = page.get("/export/agencies.csv");
    assert!(head.contains("all-agencies.csv") && csv.contains("อบต. หนึ่ง"), "{head}\n{csv}");
}

/// Rounds are compared over the agencies that both have done, and a round that was abandoned is none.
/// A survey of so many agencies of which none was audited yet.
fn begun(store: &Store, agencies: usize) -> i64 {
    let new = NewSurvey { kind: "survey", name: "ก".into(), year: 2564, ..NewSurvey::default() };
    let survey = store.begin(&new).unwrap();
    let row =
        |nr| Listed {
            name: format!("อบต. {nr}"), url: format!("https://a{nr}.go.th/"), ..Listed::default()
        };
    store.add(survey, &(0..agencies).map(row).collect::<Vec<_>>()).unwrap();
    survey
}

#[test]
fn rounds_are_compared_over_the_same_agencies() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let base = SiteResult::of(&filled::pattern(folder.path())).unwrap();
    let round = |listed: usize, done: usize| {
        let survey = begun(&store, listed);
        for (agency, _) in store.waiting(survey).unwrap().into_iter().take(done) {
            let taken = store.take(survey, agency).unwrap().unwrap();
            let mut result = base.clone();
            if taken.nr > 2 {
                // Who is in the longer list alone passes all.
                result.score = Some(100.0);
                result.items.iter_mut().for_each(|item| item.verdict = 'P');
            }
            store.finish(survey, agency, taken.attempt, &result).unwrap();
        }
        survey
    };
    let first = round(2, 2);
    round(4, 0);
    let last = round(4, 4);
    let earlier = store.earlier(last, 9).unwrap();
    assert_eq!(earlier.iter().map(|one| one.id).collect::<Vec<_>>(), [first]);
    let page = Page::open(folder.path(), &[]);
    let (_, body) = page.get(&format!("/s/{last}/trends"));
    assert!(body.contains("เฉพาะ 2 แห่งที่ได้ผลทั้งสองครั้ง"), "{body}");
    assert!(!body.contains("รอบที่ 2</a>"), "{body}");
    assert!(
        !body.contains("<span class=\"pass\">+") && !body.contains("<b>+"),
        "nobody gained anything: {body}"
    );
    let (_, body) = page.get(&format!("/s/{last}/changes"));
    assert!(body.contains("ก รอบที่ 1</a>") && body.contains("ใน 2 แห่ง"), "{body}");
}

/// Rounds stand in the order of their days, points of two forms are no difference, and the reader may
/// choose another round.
#[test]
fn a_round_is_compared_with_the_last_one_by_the_same_form() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let base = SiteResult::of(&filled::pattern(folder.path())).unwrap();
    let round = |year: i32, as_of: &str, score: f64, done: usize| {
        let new =
            NewSurvey {
                kind: "survey", name: "ก".into(), year, as_of: as_of.into(), ..NewSurvey::default()
            };
        let survey = store.begin(&new).unwrap();
        let row = |nr| Listed {
            name: format!("อบต. {nr}"),
            url: format!("https://a{nr}.go.th/"),
            ..Listed::default()
        };
        store.add(survey, &(0..3).map(row).collect::<Vec<_>>()).unwrap();
        for (agency, _) in store.waiting(survey).unwrap().into_iter().take(done) {
            let taken = store.take(survey, agency).unwrap().unwrap();
            let result = SiteResult { score: Some(score), score_high: Some(score), ..base.clone() };
            store.finish(survey, agency, taken.attempt, &result).unwrap();
        }
        survey
    };
    let first = round(2564, "2021-07-12", 40.0, 3);
    let other_form = round(2569, "2026-11-23", 90.0, 3);
    let half = round(2564, "2021-07-15", 44.0, 2);
    let last = round(2564, "2021-07-20", 45.0, 3);
    let page = Page::open(folder.path(), &[]);
    let get = |path: &str| {
        let (head, body) = page.get(path);
        assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
        body
    };
    // Neither the one that is not finished nor the one of a later day.
    let body = get(&format!("/s/{last}/changes"));
    assert!(body.contains(&format!("เทียบกับ <a href=\"/s/{first}\">")) && body.contains("+5.00"), "{body}");
    assert!(body.contains(" · ยังไม่เสร็จ</option>") && !body.contains("class=\"alert\""), "{body}");
    assert!(!body.contains("เกณฑ์ปี 2569"), "{body}");
    let body = get(&format!("/s/{last}/trends"));
    assert!(body.contains("<b>+5.00</b>") && !body.contains("เกณฑ์ปี 2569"), "{body}");
    let columns: Vec<usize> =
        [last, half, first].iter().map(|id| body.find(&format!("<a href=\"/s/{id}\">ก ")).unwrap()).collect();
    assert!(columns.is_sorted(), "{columns:?}");
    // Who asks for another round is told what is wrong with it.
    let body = get(&format!("/s/{last}/changes?with={half}"));
    assert!(body.contains("+1.00") && body.contains("ครั้งที่เทียบยังไม่เสร็จ: 2 จาก 3 แห่ง"), "{body}");
    let body = get(&format!("/s/{last}/trends?with={half}"));
    assert!(body.contains("<b>+1.00</b>") && body.contains("ครั้งที่เทียบยังไม่เสร็จ: 2 จาก 3 แห่ง"), "{body}");
    // Of two forms no points.
    for tab in ["changes", "trends"] {
        let body = get(&format!("/s/{other_form}/{tab}"));
        assert!(body.contains("ครั้งนี้ใช้แบบปี 2569 ครั้งที่เทียบใช้แบบปี 2564"), "{body}");
        assert!(
            !body.contains("+45.00") && !body.contains("+0.00") && !body.contains("num pass\">+"),
            "{body}"
        );
        for wrong in [last.to_string(), "99".into(), "x".into()] {
            assert!(page.get(&format!("/s/{last}/{tab}?with={wrong}")).0.starts_with("http/1.1 404"));
        }
    }
    // An agency's history has the same order.
    let agency = store.sites(first).unwrap()[0].agency;
    let body = get(&format!("/a/{agency}"));
    let columns: Vec<usize> = [first, half, last, other_form]
        .iter()
        .map(|id| body.find(&format!("<a href=\"/s/{id}/a/")).unwrap())
        .collect();
    assert!(columns.is_sorted(), "{columns:?}");
}

/// A mean says of how many sites it is, equal scores have one rank here and in the exports, and one of
/// several items that are failed as often does not stand alone.
#[test]
fn means_ranks_and_worst_items_say_what_stands_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let base = SiteResult::of(&filled::pattern(folder.path())).unwrap();
    let new = NewSurvey { kind: "survey", name: "ก".into(), year: 2564, ..NewSurvey::default() };
    let survey = store.begin(&new).unwrap();
    let list: Vec<Listed> = (0..32)
        .map(|nr| Listed {
            name: format!("อบต. {nr}"),
            url: format!("https://a{nr}.go.th/"),
            province: "เลย".into(),
            ..Listed::default()
        })
        .collect();
    store.add(survey, &list).unwrap();
    for (nr, (agency, _)) in store.waiting(survey).unwrap().into_iter().enumerate() {
        let taken = store.take(survey, agency).unwrap().unwrap();
        let mut result = base.clone();
        let score = if nr < 8 { 60.0 } else { 20.0 };
        (result.score, result.score_high) = (Some(score), Some(score));
        for (at, item) in result.items.iter_mut().enumerate() {
            item.verdict = if at < 40 { 'F' } else { 'P' };
        }
        if nr >= 10 {
            result = SiteResult::failed("dns-failed", "ไม่พบชื่อโดเมน", "");
        }
        assert!(store.finish(survey, agency, taken.attempt, &result).unwrap());
    }
    let page = Page::open(folder.path(), &[]);
    let (_, body) = page.get(&format!("/s/{survey}/groups"));
    assert!(body.contains("10/32 (31%)") && !body.contains("100%"), "{body}");
    assert!(body.contains("10 แห่ง <span class=\"soft\">และอีก 39 ข้อเท่ากัน"), "{body}");
    let (_, body) = page.get(&format!("/s/{survey}"));
    assert!(body.contains("จาก 32 แห่ง (31%)") && body.contains("เฉพาะ 10 แห่งที่ได้ผล"), "{body}");
    assert!(body.contains("และอีก 32 ข้อที่ไม่ผ่านเท่ากับข้อสุดท้ายนี้"), "{body}");
    for sort in ["", "low", "name", "nr"] {
        let (_, body) = page.get(&format!("/s/{survey}/agencies?sort={sort}"));
        let shown: Vec<&str> = body
            .split("class=\"right num soft\">")
            .skip(1)
            .map(|cell| cell.split('<').next().unwrap())
            .collect();
        let (csv, _) = downloaded(
            &page,
            &format!("/s/{survey}/export/agencies.csv?sort={}", if sort.is_empty() { "score" } else { sort }),
        );
        let exported = records(&csv);
        let exported: Vec<&str> =
            exported.iter().map(|row| if row[23].is_empty() { "–" } else { &row[23] }).collect();
        assert_eq!(shown, exported, "{sort}");
        let count = |rank: &str| shown.iter().filter(|one| **one == rank).count();
        assert_eq!((count("1"), count("9"), count("–")), (8, 2, 22), "{shown:?}");
    }
}

/// A maker answers for what its sites lack far more often than others; what others lack as often is none of
/// its template's, and with few others nobody can say.
#[test]
fn makers_are_named_only_for_what_others_do_not_lack() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let base = SiteResult::of(&filled::pattern(folder.path())).unwrap();
    let round = |sites: usize| {
        let survey = begun(&store, sites);
        for (nr, (agency, _)) in store.waiting(survey).unwrap().into_iter().enumerate() {
            let taken = store.take(survey, agency).unwrap().unwrap();
            let mut result = base.clone();
            let theirs = nr < 5;
            for (at, item) in result.items.iter_mut().enumerate() {
                let fails = match at {
                    // Four of five elsewhere; half; nobody.
                    0 => theirs || nr % 5 > 0,
                    1 => theirs || nr % 2 > 0,
                    2 => theirs,
                    _ => false,
                };
                item.verdict = if fails { 'F' } else { 'P' };
            }
            result.marks = if theirs { vec!["EZ-CMS".to_owned()] } else { Vec::new() };
            assert!(store.finish(survey, agency, taken.attempt, &result).unwrap());
        }
        survey
    };
    let (many, few) = (round(25), round(14));
    let page = Page::open(folder.path(), &[]);
    let (_, body) = page.get(&format!("/s/{many}/clusters"));
    let gaps: Vec<&str> =
        body.split("item=").skip(1).map(|link| link.split(['&', '"']).next().unwrap()).collect();
    assert_eq!(gaps, ["O2", "O3"], "{body}");
    assert!(!body.contains("ยังบอกไม่ได้"), "{body}");
    let (_, body) = page.get(&format!("/s/{few}/clusters"));
    assert!(body.contains("ยังบอกไม่ได้ว่าขาดเพราะแม่แบบ") && body.contains("EZ-CMS"), "{body}");
    assert!(!body.contains("item="), "{body}");
    let (_, body) = page.get(&format!("/s/{few}"));
    assert!(!body.contains("EZ-CMS"), "{body}");
    let (json, _) = downloaded(&page, &format!("/s/{few}/export/survey.json"));
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["insight"]["clusters"], serde_json::json!([]));
    assert_eq!(json["insight"]["clusters_uncompared"][0]["size"], 5);
}

/// A first page that is empty, missing or too large is told as that, also where an earlier version kept the words
/// for a file or a link.
#[test]
fn why_a_first_page_failed_is_told_in_words_for_a_site() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let new = NewSurvey { kind: "survey", name: "ก".into(), year: 2564, ..NewSurvey::default() };
    let survey = store.begin(&new).unwrap();
    let kept = [
        ("broken", "ไฟล์เสียหาย", "ไฟล์เสียหายหรืออัปโหลดไม่ครบ"),
        ("not-found", "ไม่พบหน้า (404) (HTTP 404)", "แก้ลิงก์ให้ชี้ไปยังหน้าที่มีอยู่"),
        ("too-large", "ไฟล์ใหญ่เกินกำหนด", "แบ่งหรือย่อไฟล์ให้เล็กลง"),
    ];
    let row =
        |nr| Listed {
            name: format!("อบต. {nr}"), url: format!("https://a{nr}.go.th/"), ..Listed::default()
        };
    store.add(survey, &(0..kept.len()).map(row).collect::<Vec<_>>()).unwrap();
    for ((agency, _), (cause, message, advice)) in store.waiting(survey).unwrap().into_iter().zip(kept) {
        let taken = store.take(survey, agency).unwrap().unwrap();
        assert!(
            store.finish(survey, agency, taken.attempt, &SiteResult::failed(cause, message, advice)).unwrap()
        );
    }
    let page = Page::open(folder.path(), &[]);
    let (_, failed) = page.get(&format!("/s/{survey}/failed"));
    let (csv, _) = downloaded(&page, &format!("/s/{survey}/export/agencies.csv"));
    for said in [failed, String::from_utf8(csv).unwrap()] {
        for title in ["หน้าแรกว่างเปล่าหรือเสียหาย", "ไม่พบหน้าแรกของเว็บไซต์ (404) (HTTP 404)", "หน้าแรกใหญ่เกินกำหนด"]
        {
            assert!(said.contains(title), "{title}: {said}");
        }
        assert!(said.contains("ถูกระงับ"), "{said}");
        for wrong in ["แก้ลิงก์", "ไฟล์เสียหาย", "ย่อไฟล์", "อัปโหลด"]
        {
            assert!(!said.contains(wrong), "{wrong}: {said}");
        }
    }
}

#[test]
fn results_of_several_rules_and_programs_are_seen_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let base = SiteResult::of(&filled::pattern(folder.path())).unwrap();
    let new = NewSurvey {
        kind: "survey",
        name: "ปน".into(),
        year: 2564,
        as_of: "2021-07-12".into(),
        ..NewSurvey::default()
    };
    let survey = store.begin(&new).unwrap();
    let list: Vec<Listed> = (0..6)
        .map(|nr| Listed {
            name: format!("อบต. {nr}"),
            url: format!("https://a{nr}.go.th/"),
            ..Listed::default()
        })
        .collect();
    store.add(survey, &list).unwrap();
    for (nr, (agency, _)) in store.waiting(survey).unwrap().into_iter().enumerate() {
        let taken = store.take(survey, agency).unwrap().unwrap();
        let mut result =
            SiteResult { version: if nr < 2 { "0.0.9" } else { "0.1.0" }.into(), ..base.clone() };
        if nr == 5 {
            result.digest = "0f".repeat(32);
        }
        assert!(store.finish(survey, agency, taken.attempt, &result).unwrap());
    }
    let oit = |args: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_oit"))
            .args(["survey"])
            .args(args)
            .arg("--data-dir")
            .arg(folder.path())
            .env("LC_ALL", "C.UTF-8")
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let status = oit(&["status"]);
    assert!(status.contains("ผลมาจากเกณฑ์ 2 ชุดปนกัน") && status.contains("0.1.0 (4), 0.0.9 (2)"), "{status}");
    oit(&["export", "--to=x.csv", "--to=x.json", "--to=x.xlsx", "--to=x.parquet"]);
    let rows = records(&std::fs::read(folder.path().join("x.csv")).unwrap());
    let told: Vec<(&str, &str)> = rows.iter().map(|row| (&row[21], &row[22])).collect();
    let (one, other) = (base.digest.as_str(), "0f".repeat(32));
    assert_eq!(told[0], (one, "0.0.9"));
    assert_eq!(told[2], (one, "0.1.0"));
    assert_eq!(told[5], (other.as_str(), "0.1.0"));
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("x.json")).unwrap()).unwrap();
    assert_eq!(json["rules"], serde_json::json!([[one, 5], [other, 1]]));
    assert_eq!(json["versions"], serde_json::json!([["0.1.0", 4], ["0.0.9", 2]]));
    assert_eq!(
        (&json["agencies"][5]["rules"], &json["agencies"][1]["version"]),
        (&other.as_str().into(), &"0.0.9".into())
    );
    let file = std::fs::File::open(folder.path().join("x.parquet")).unwrap();
    let read = parquet::file::reader::SerializedFileReader::new(file).unwrap();
    let last = parquet::file::reader::FileReader::get_row_iter(&read, None).unwrap().last().unwrap().unwrap();
    assert!(last.to_string().contains(&other) && last.to_string().contains("0.1.0"), "{last}");
    let mut book = zip::ZipArchive::new(std::fs::File::open(folder.path().join("x.xlsx")).unwrap()).unwrap();
    let mut sheets = String::new();
    for nr in 0..book.len() {
        let mut file = book.by_index(nr).unwrap();
        if file.name().unwrap().starts_with("xl/worksheets/sheet") {
            file.read_to_string(&mut sheets).unwrap();
        }
    }
    assert!(sheets.contains(&other) && sheets.contains("0.0.9"));
    let page = Page::open(folder.path(), &[]);
    let (_, body) = page.get(&format!("/s/{survey}"));
    assert!(body.contains("ผลมาจากเกณฑ์มากกว่าหนึ่งชุดปนกัน"), "{body}");
    assert!(body.contains("0.1.0 (4 แห่ง), 0.0.9 (2 แห่ง)"), "{body}");
}

#[test]
fn open_filter_open_an_agency_and_its_history_in_a_browser() {
    let Some(program) = needs::chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let surveys = filled::fill(&store, &filled::pattern(folder.path()), 150, &[2564, 2565, 2566]);
    let page = Page::open(folder.path(), &[]);
    let mut browser = Browser::start(&program, 1280, 900, false);
    browser.open(&page.url("/"));
    assert!(browser.text().contains("ทั่วประเทศ 2566"));
    browser.picture("home");
    browser.click(".card a");
    assert!(browser.text().contains("เสร็จแล้ว\n100%"), "{}", browser.text());
    browser.picture("overview");
    browser.click(".tabs a[href$='/agencies']");
    browser.picture("agencies");
    browser.choose("select[name=province]", "ขอนแก่น");
    browser.choose("select[name=item]", "O30");
    browser.choose("select[name=verdict]", "fail");
    browser.click(".filter button");
    let provinces = "[...document.querySelectorAll('tbody tr')].map(r => r.cells[3].innerText)";
    let shown = browser.eval(provinces);
    let shown = shown.as_array().unwrap();
    assert!(!shown.is_empty() && shown.iter().all(|p| p == "ขอนแก่น"), "{shown:?}");
    // What was chosen stays chosen, so that the next choice narrows it.
    for (name, value) in [("province", "ขอนแก่น"), ("item", "O30"), ("verdict", "fail")] {
        assert_eq!(browser.eval(&format!("document.querySelector('select[name={name}]').value")), value);
    }
    browser.click("tbody a");
    assert!(
        browser.text().contains("คะแนน OIT") && browser.text().contains("ประวัติทั้งหมด (3)"),
        "{}",
        browser.text()
    );
    assert!(browser.eval("document.querySelectorAll('.verdicts tbody tr').length") == 43);
    browser.picture("agency");
    browser.click(".chips a[href^='/a/']");
    assert!(browser.eval("document.querySelectorAll('.history tbody tr').length") == 43);
    assert!(browser.eval("document.querySelectorAll('.chart circle').length").as_f64() >= Some(2.0));
    browser.picture("history");
    for (path, name) in [
        ("items", "items"),
        ("item/O30", "item"),
        ("groups", "groups"),
        ("failed", "failed"),
        ("clusters", "clusters"),
        ("changes", "changes"),
        ("trends?province=%E0%B8%82%E0%B8%AD%E0%B8%99%E0%B9%81%E0%B8%81%E0%B9%88%E0%B8%99", "trends"),
    ] {
        browser.open(&page.url(&format!("/s/{}/{path}", surveys[2])));
        assert!(browser.eval("document.querySelectorAll('h1').length") == 1);
        // Nothing sticks out at the side.
        assert!(browser.eval("document.documentElement.scrollWidth <= innerWidth") == true, "{name}");
        browser.picture(name);
    }
    assert!(browser.text().contains("แนวโน้ม จังหวัดขอนแก่น"));
    browser.open(&page.url(&format!("/s/{}/item/O30?{}", surveys[2], percent("q=บ้านสวน&kind=เทศบาลเมือง"))));
    assert_eq!(browser.eval("document.querySelector('input[name=q]:not(#find)').value"), "บ้านสวน");
    assert_eq!(browser.eval("document.querySelector('select[name=kind]').value"), "เทศบาลเมือง");
    browser.open(&page.url(&format!("/s/{}/clusters", surveys[2])));
    assert!(browser.text().contains("ผู้พัฒนา maker"), "{}", browser.text());
    let mut phone = Browser::start(&program, 390, 800, true);
    for (path, name) in [
        ("", "overview-phone"),
        ("/a/7", "agency-phone"),
        ("/agencies", "agencies-phone"),
        ("/trends", "trends-phone"),
        ("/items", "items-phone"),
        ("/item/O30", "item-phone"),
        ("/groups", "groups-phone"),
        ("/failed", "failed-phone"),
        ("/clusters", "clusters-phone"),
        ("/changes", "changes-phone"),
    ] {
        phone.open(&page.url(&format!("/s/{}{path}", surveys[2])));
        assert!(phone.eval("document.documentElement.scrollWidth <= innerWidth") == true, "{name}");
        // What a row is about is seen without going aside, and no name is a word a line.
        let seen = "[...document.querySelectorAll('tbody tr, thead tr')].every(r => \
            [...r.cells].every(c => c.getBoundingClientRect().right <= innerWidth))";
        assert!(name == "overview-phone" || phone.eval(seen) == true, "{name}");
        let narrow = "Math.min(...[...document.querySelectorAll('tbody th')].map(c => c.clientWidth))";
        assert!(
            name == "failed-phone" || phone.eval(narrow).as_f64() >= Some(120.0),
            "{name}: {}",
            phone.eval(narrow)
        );
        phone.picture(name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_begun_from_the_page_is_seen_to_its_end() {
    let Some(program) = needs::chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (demo, _server) = oit::demo::serve().await.unwrap();
    let work = move || {
        let page = Page::open(folder.path(), &["--allow-private", "--rate=60", "--ocr=never"]);
        let mut browser = Browser::start(&program, 1280, 900, false);
        browser.open(&page.url("/"));
        browser.picture("empty");
        browser.fill("input[name=url]", &format!("http://{demo}/"));
        browser.fill("input[name=name]", "อบต. วังประจัน");
        browser.choose("select[name=year]", "2564");
        browser.click("button.main");
        let watched = browser.text();
        assert!(watched.contains("กำลังตรวจ") || watched.contains("รอตรวจ"), "{watched}");
        browser.picture("watch");
        // The page looks again by itself.
        browser.wait("document.readyState === 'complete' && document.body.innerText.includes('คะแนน OIT')");
        assert!(browser.eval("document.querySelectorAll('.verdicts tbody tr').length") == 43);
        browser.picture("done");
        browser.open(&page.url("/"));
        assert!(browser.text().contains("อบต. วังประจัน"));
        let store = Store::open(folder.path(), Duration::from_secs(5)).unwrap();
        let audit = &store.surveys("audit", 5).unwrap()[0];
        assert_eq!((audit.done, audit.year), (1, 2564));
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}

#[test]
fn nothing_hinders_anybody() {
    let (Some(program), Some(axe)) = (needs::chromium(), needs::axe()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Duration::from_secs(30)).unwrap();
    let surveys = filled::fill(&store, &filled::pattern(folder.path()), 40, &[2564, 2565]);
    let page = Page::open(folder.path(), &[]);
    for (width, dark) in [(1280, false), (1280, true), (390, false)] {
        let mut browser = Browser::start(&program, width, 900, dark);
        for path in [
            "",
            "/agencies",
            "/a/7",
            "/items",
            "/item/O30",
            "/groups",
            "/failed",
            "/clusters",
            "/changes",
            "/trends",
        ] {
            browser.open(&page.url(&format!("/s/{}{path}", surveys[1])));
            let found = browser.hindrances(&axe);
            assert!(found.is_empty(), "{path} at {width}, dark {dark}: {found:#?}");
        }
        for path in ["/", "/search?q=บ้านสวน", "/nothing"] {
            browser.open(&page.url(&percent(path)));
            assert_eq!(browser.hindrances(&axe), Vec::<String>::new(), "{path}");
        }
    }
}
