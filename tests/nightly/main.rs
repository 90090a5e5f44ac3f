//! Audits by the clock, night after night, against a site that changes, with people told by web
//! hook and by e-mail over servers on loopback.

use std::path::Path;
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;

#[path = "../needs/mod.rs"]
mod needs;
mod servers;

use servers::{Hook, MailServer};

const SECRETS: [(&str, &str); 3] =
    [("OIT_TEST_HOOK", "seven-hills"), ("OIT_TEST_TOKEN", "rosebud"), ("OIT_TEST_PASSWORD", "open sesame")];

async fn oit(folder: &Path, args: &[&str]) -> Output {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_oit"));
    command
        .current_dir(folder)
        .args(args)
        .envs(SECRETS)
        .env("COLUMNS", "100")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("OIT_YEAR");
    command.output().await.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The example agency as it is on one night.
fn tonight(night: usize, media_type: &str, body: Vec<u8>) -> Vec<u8> {
    match night {
        // The agency's account is linked no more.
        2 | 3 if media_type.starts_with("text/html") => {
            text(&body).replace("facebook.com", "example.com").into_bytes()
        }
        // The site answers, and says nothing.
        4 | 5 => Vec::new(),
        _ => body,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nights_of_a_site_that_changes() {
    let night = Arc::new(AtomicUsize::new(0));
    let (address, _site) = oit::demo::serve_changed({
        let night = Arc::clone(&night);
        move |media_type, body| tonight(night.load(Ordering::SeqCst), media_type, body)
    })
    .await
    .unwrap();
    let (hook, mail) = (Hook::start().await, MailServer::start(true).await);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("mail.pem"), &mail.authority).unwrap();
    std::fs::write(
        folder.join("oit.toml"),
        format!(
            r#"[audit]
year = 2564
ocr = "never"
rate = 500
data-dir = "data"
only-changes = true
keep-crawls = 2
to = ["out/{{name}}.html", "out/{{name}}.json"]

[[site]]
name = "วังประจัน"
url = "http://{address}/"

[[notify]]
name = "line"
webhook = "http://{hook}/push/${{OIT_TEST_HOOK}}"
headers = {{ Authorization = "Bearer ${{OIT_TEST_TOKEN}}" }}
body = '{{"to": "U1", "messages": [{{"type": "text", "text": {{{{ (title ~ "\n" ~ text)|tojson }}}}}}]}}'
retry-wait = "0.05s"

[[notify]]
name = "plain"
webhook = "http://{hook}/plain"
retry-wait = "0.05s"

[[notify]]
name = "mail"
on = "worse"
email = ["palad@example.go.th", "ศูนย์ไอที <it@example.go.th>"]
from = "oit <oit@example.go.th>"
smtp = "{mail}"
user = "oit"
password = "${{OIT_TEST_PASSWORD}}"
ca = "mail.pem"
retry-wait = "0.05s"
"#,
            hook = hook.address,
            mail = mail.address,
        ),
    )
    .unwrap();
    let run = async |n: usize| {
        night.store(n, Ordering::SeqCst);
        let day = format!("2021-07-{:02}", 12 + n);
        let args = ["audit", "--as-of", &day, "--log-file", "log.jsonl", "--log-format", "json"];
        let done = oit(folder, &args).await;
        (done.status.code().unwrap(), text(&done.stdout), text(&done.stderr))
    };

    // Night 0: there is nothing to compare with. It says so in the log; the gaps are in the status.
    assert_eq!(run(0).await, (1, String::new(), String::new()));
    assert!(folder.join("out/วังประจัน.html").exists());
    assert_eq!(json(&folder.join("out/วังประจัน.json"))["as_of"], "2021-07-12");
    assert!(hook.posts().is_empty() && mail.heard().is_empty());

    // Night 1: the same. Not a word, and the gaps are no news; the report is fresh all the same.
    assert_eq!(run(1).await, (0, String::new(), String::new()));
    assert_eq!(json(&folder.join("out/วังประจัน.json"))["as_of"], "2021-07-13");
    assert!(hook.posts().is_empty() && mail.heard().is_empty());

    // Both are in the history that the page shows.
    let kept = oit::survey::store::Store::open(&folder.join("data"), Duration::from_secs(5)).unwrap();
    let days: Vec<String> = kept.surveys("audit", 5).unwrap().into_iter().map(|audit| audit.as_of).collect();
    assert_eq!(days, ["2021-07-13", "2021-07-12"]);

    // Night 2: the account is gone. The first hook stumbles once, and is tried again.
    hook.answers.lock().unwrap().push(503);
    let (status, said, errors) = run(2).await;
    assert_eq!((status, errors.as_str()), (1, ""));
    assert!(
        said.starts_with("วังประจัน: เสียไป ") && said.contains("✗ O9 Social Network (ผ่าน → ไม่ผ่าน)"),
        "{said}"
    );
    let posts = hook.posts();
    assert_eq!(
        posts.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(),
        ["/push/seven-hills", "/push/seven-hills", "/plain"]
    );
    assert!(
        posts[1].head.to_ascii_lowercase().contains("authorization: bearer rosebud"),
        "{}",
        posts[1].head
    );
    let line = posts[1].body["messages"][0]["text"].as_str().unwrap();
    assert!(line.starts_with("วังประจัน: เสียไป ") && line.contains("\n✗ O9 "), "{line}");
    let plain = &posts[2].body;
    assert_eq!((&plain["schema"], &plain["kind"]), (&"oit-notice/1".into(), &"change".into()));
    assert_eq!((&plain["items"][0]["id"], &plain["items"][0]["change"]), (&"O9".into(), &"lost".into()));
    assert!(plain["reports"][0].as_str().unwrap().ends_with("out/วังประจัน.html"), "{plain}");
    let heard = mail.heard();
    assert_eq!(heard.iter().filter(|line| line.starts_with("letter ")).count(), 1, "{heard:?}");
    assert!(heard.contains(&"tls RCPT TO:<it@example.go.th>".to_owned()), "{heard:?}");
    // Nothing but the greeting went over the line as it is.
    assert!(
        heard
            .iter()
            .filter(|l| l.starts_with("plain "))
            .all(|l| l.contains("EHLO") || l.contains("STARTTLS"))
    );

    // Night 3: still gone, which is known.
    assert_eq!(run(3).await, (0, String::new(), String::new()));
    assert_eq!((hook.posts().len(), mail.heard().len()), (posts.len(), heard.len()));

    // Nights 4 and 5: nothing can be read. It is told once; the status says it every night, and
    // the last good report stays as it is.
    let (status, said, errors) = run(4).await;
    assert_eq!((status, said.as_str()), (3, ""));
    assert!(errors.contains("วังประจัน: ตรวจไม่ได้"), "{errors}");
    assert_eq!(run(5).await, (3, String::new(), String::new()));
    assert_eq!(json(&folder.join("out/วังประจัน.json"))["as_of"], "2021-07-15");
    let down: Vec<_> = hook.posts().into_iter().filter(|post| post.body["kind"] == "down").collect();
    assert_eq!(down.len(), 1);

    // Night 6: back, with the account. The hooks are out of order: nothing is lost by it.
    hook.answers.lock().unwrap().extend([500; 8]);
    let (status, said, errors) = run(6).await;
    assert_eq!(status, 2, "{errors}");
    assert!(said.contains("✓ O9 "), "{said}");
    assert!(errors.contains("แจ้งเตือนทาง line ไม่ได้: ปลายทางตอบ HTTP 500: said (ลอง 4 ครั้ง)"), "{errors}");
    assert_eq!(json(&folder.join("out/วังประจัน.json"))["as_of"], "2021-07-18");

    // Night 7: the same again, and what waited is delivered.
    let before = hook.posts().len();
    assert_eq!(run(7).await, (0, String::new(), String::new()));
    let late: Vec<_> = hook.posts().split_off(before);
    assert_eq!(late.len(), 2, "{late:?}");
    assert_eq!((&late[1].body["kind"], &late[1].body["as_of"]), (&"change".into(), &"2021-07-18".into()));

    // What is kept is bounded, and the log can be read by a machine.
    let walks =
        std::fs::read_dir(folder.join("data/crawls").join(address.to_string().replace(':', "_"))).unwrap();
    let walks = walks.flatten().filter(|f| f.path().to_string_lossy().ends_with(".warc.gz")).count();
    assert!(walks <= 4, "{walks}");
    let log = std::fs::read_to_string(folder.join("log.jsonl")).unwrap();
    let log: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events: Vec<&str> = log.iter().filter_map(|line| line["event"].as_str()).collect();
    for event in ["audited", "notified", "notify-failed", "error"] {
        assert!(events.contains(&event), "{event}: {events:?}");
    }
    let changed: Vec<&Value> =
        log.iter().filter(|l| l["event"] == "audited").map(|l| &l["changed"]).collect();
    assert_eq!(changed, [false, false, true, false, true, false]);
    assert!(log.iter().any(|line| line["site"] == format!("http://{address}/")));
    // No secret is anywhere in what was written or said.
    let log = format!("{log:?}{said}{errors}");
    assert!(SECRETS.iter().all(|(_, secret)| !log.contains(secret)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_to_try_the_channels_and_what_may_be_wrong_with_them() {
    let (hook, mail, open) =
        (Hook::start().await, MailServer::start(true).await, MailServer::start(false).await);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("mail.pem"), &mail.authority).unwrap();
    let tried = async |channel: String| {
        let channel = format!("[[notify]]\nretry-wait = \"0.01s\"\n{channel}\n");
        std::fs::write(folder.join("oit.toml"), channel).unwrap();
        let done = oit(folder, &["notify"]).await;
        let said = text(&done.stdout) + &text(&done.stderr);
        assert!(SECRETS.iter().all(|(_, secret)| !said.contains(secret)), "{said}");
        (done.status.code().unwrap(), said)
    };
    let letter = |server: &MailServer| server.heard().into_iter().find(|line| line.starts_with("letter "));
    let from = "from = \"oit@example.go.th\"\nemail = \"palad@example.go.th\"\nuser = \"oit\"";

    let done = tried(format!("webhook = \"http://{}/x\"", hook.address)).await;
    assert_eq!(done, (0, format!("ส่งข้อความทดสอบแล้วทาง http://{}\n", hook.address)));
    assert_eq!(hook.posts()[0].body["kind"], "test");

    // A relay on this machine needs no TLS.
    let (status, said) = tried(format!("{from}\nsmtp = \"{}\"\nsecurity = \"none\"", open.address)).await;
    assert_eq!(status, 0, "{said}");
    let sent = letter(&open).unwrap();
    assert!(sent.contains("MIME-Version: 1.0\r\n"), "{sent}");
    assert!(sent.contains("Subject: oit: =?utf-8?b?") && sent.contains("To: palad@example.go.th"), "{sent}");
    assert!(sent.contains("\nDate: ") && sent.contains("Message-ID: <"), "{sent}");
    let number = sent.lines().find(|line| line.starts_with("Message-ID: ")).unwrap();
    assert!(number.trim_end().ends_with("@example.go.th>"), "{number}");

    for (channel, why) in [
        // A refusal is not repeated, a missing variable not sent.
        (
            format!("webhook = \"http://{}/x\"\nheaders = {{ A = \"${{OIT_TEST_UNSET}}\" }}", hook.address),
            "ตัวแปร OIT_TEST_UNSET ไม่มีค่า",
        ),
        (
            "webhook = \"http://127.0.0.1:9/${OIT_TEST_HOOK}\"\nretries = 1".to_owned(),
            "ต่อปลายทางไม่ได้ (ลอง 2 ครั้ง)",
        ),
        (
            format!("{from}\nsmtp = \"{}\"\npassword = \"${{OIT_TEST_PASSWORD}}\"", mail.address),
            "แบบเข้ารหัสไม่ได้",
        ),
        (
            format!(
                "{from}\nsmtp = \"{}\"\nca = \"mail.pem\"\npassword = \"${{OIT_TEST_TOKEN}}\"",
                mail.address
            ),
            "ไม่รับชื่อผู้ใช้หรือรหัสผ่าน",
        ),
        (format!("{from}\nsmtp = \"{}\"\nca = \"mail.pem\"", open.address), "STARTTLS"),
        (format!("{from}\nsmtp = \"127.0.0.1:9\"\nretries = 0"), "ต่อเซิร์ฟเวอร์อีเมล 127.0.0.1:9 ไม่ได้"),
        (
            format!(
                "{from}\nsmtp = \"{}\"\nsecurity = \"none\"\npassword = \"${{OIT_TEST_PASSWORD}}\"",
                open.address
            ),
            "ไม่เปิดให้เข้าสู่ระบบด้วยชื่อผู้ใช้และรหัสผ่าน (ไม่มี AUTH PLAIN หรือ LOGIN)\n  ทางแก้: ตั้ง security = \"starttls\"",
        ),
    ] {
        let (status, said) = tried(channel.clone()).await;
        assert_eq!(status, 2, "{channel}: {said}");
        assert!(said.contains(why), "{channel}: {said}");
    }
    let done = oit(folder, &["notify", "--lang=en"]).await;
    assert!(text(&done.stderr).contains("lets nobody log in"), "{}", text(&done.stderr));
    hook.answers.lock().unwrap().push(404);
    let before = hook.posts().len();
    let (status, said) = tried(format!("webhook = \"http://{}/x\"", hook.address)).await;
    assert!(status == 2 && said.contains("ปลายทางตอบ HTTP 404: said\n  ทางแก้: "), "{said}");
    assert_eq!(hook.posts().len(), before + 1);
    assert!(letter(&mail).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_of_a_site_never_overlap() {
    // A site that keeps the first run waiting.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let args = ["audit", &url, "--year", "2564", "-q", "--data-dir", "d", "--max-time", "20s"];
    let mut first = tokio::process::Command::new(env!("CARGO_BIN_EXE_oit"));
    let mut first = first.current_dir(folder.path()).args(args).kill_on_drop(true).spawn().unwrap();
    let (_held, _) = listener.accept().await.unwrap();

    let second = oit(folder.path(), &args).await;
    assert_eq!(second.status.code(), Some(3));
    let said = text(&second.stderr);
    assert!(said.contains(&format!("มีการตรวจ {url} อยู่แล้ว (เริ่มเมื่อ ")), "{said}");
    assert!(
        said.contains(&first.id().unwrap().to_string()) && said.contains("ทางแก้: รอให้ครั้งก่อนจบ"),
        "{said}"
    );

    // A run that was killed holds nothing.
    first.kill().await.unwrap();
    drop(listener);
    let third = oit(folder.path(), &args).await;
    assert!(!text(&third.stderr).contains("อยู่แล้ว"), "{}", text(&third.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_night_has_nothing_new() {
    let (address, _site) = oit::demo::serve().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://{address}/");
    let how = "--year 2564 --ocr never --rate 500 --data-dir data --only-changes --fail-on new";
    let mut args = vec!["audit", url.as_str(), "--as-of", "2021-07-12"];
    args.extend(how.split(' '));
    let first = oit(folder.path(), &args).await;
    let said = text(&first.stderr);
    assert_eq!(first.status.code(), Some(0), "{said}");
    assert!(said.contains("ยังไม่มีผลให้เทียบ --fail-on new จึงเริ่มนับครั้งหน้า"), "{said}");
    args[3] = "2021-07-13";
    let second = oit(folder.path(), &args).await;
    assert_eq!((second.status.code(), text(&second.stderr)), (Some(0), String::new()), "it is said once");
}

/// Cron mails whatever is written: an audit that lasts says nothing on the way either.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_quiet_night_writes_nothing_at_all() {
    let (address, _site) = oit::demo::serve().await.unwrap();
    quiet_nights(&address.to_string(), "--year 2564 --rate 12").await;
}

/// Nor of what is known of the site from the night before, nor which form the day chose.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_quiet_night_of_a_site_that_dates_its_files() {
    let (address, _site) = oit::demo::serve().await.unwrap();
    let dated = servers::dated(address).await;
    quiet_nights(&dated, "--rate 12").await;
}

async fn quiet_nights(address: &str, how: &str) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://{address}/");
    let how = format!("{how} --ocr never --data-dir data --only-changes --fail-on never");
    let begun = std::time::Instant::now();
    for day in ["2021-07-12", "2021-07-13"] {
        let args: Vec<&str> =
            ["audit", &url, "--as-of", day].into_iter().chain(how.split_whitespace()).collect();
        let done = oit(folder.path(), &args).await;
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        if day == "2021-07-13" {
            assert_eq!((text(&done.stdout), text(&done.stderr)), (String::new(), String::new()));
        }
    }
    assert!(begun.elapsed() > Duration::from_secs(6), "long enough for a line on the way");
}

/// Whoever audits a site by hand every now and then sees how it came along, too.
#[tokio::test(flavor = "multi_thread")]
async fn an_audit_remembers_those_before_it() {
    let (address, _site) = oit::demo::serve().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://{address}/");
    let days = async |day: &str, year: &str| {
        let how =
            "--ocr never --rate 500 --data-dir data -q --fail-on never --to now.json --to now.html --as-of";
        let mut args = vec!["audit", url.as_str(), "--year", year];
        args.extend(how.split(' ').chain([day]));
        let done = oit(folder.path(), &args).await;
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        let page = std::fs::read_to_string(folder.path().join("now.html")).unwrap();
        let report = json(&folder.path().join("now.json"));
        let past = report["items"][0]["history"].as_array().unwrap().clone();
        let days: Vec<String> = past.iter().map(|past| past["date"].as_str().unwrap().to_owned()).collect();
        assert_eq!(page.contains("<svg class=\"trend\""), days.len() > 1, "{days:?}");
        days
    };
    assert_eq!(days("2021-07-12", "2564").await, ["2021-07-12"]);
    assert_eq!(days("2021-07-13", "2564").await, ["2021-07-12", "2021-07-13"]);
    assert_eq!(days("2021-07-13", "2564").await, ["2021-07-12", "2021-07-13"], "a day is one");
    assert_eq!(days("2021-07-14", "2565").await, ["2021-07-14"], "another form is another measure");
    assert_eq!(days("2021-07-01", "2564").await, ["2021-07-01"], "what came later is not yet known");
}

/// OCR goes on where its budget ended: what it reads of the same scan the night after is nobody's doing. Needs
/// the reading program.
#[tokio::test(flavor = "multi_thread")]
async fn more_of_the_same_scan_is_no_news_or_says_so() {
    if needs::ocr().is_none() {
        return;
    }
    let plan = std::fs::read("fixtures/sites/demo/www/files/plan/action_plan_2564.pdf").unwrap();
    let scan = std::fs::read("tests/data/ocr/fax.tif").unwrap();
    let (address, _site) =
        oit::demo::serve_changed(move |_, body| if body == plan { scan.clone() } else { body })
            .await
            .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://{address}/");
    let night = async |day: &str, pages: &str| {
        let how = "--year 2564 --rate 500 --data-dir data --only-changes --fail-on never --to last.json";
        let mut args = vec!["audit", url.as_str(), "--as-of", day, "--ocr-pages", pages];
        args.extend(how.split(' '));
        let done = oit(folder.path(), &args).await;
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        text(&done.stdout)
    };
    let unread = || {
        let report = json(&folder.path().join("last.json"));
        let items = report["items"].as_array().unwrap().iter();
        let evidence =
            items.filter(|item| item["id"] == "O10").flat_map(|item| item["evidence"].as_array().unwrap());
        evidence.map(|found| found["unread"].as_u64().unwrap_or(0)).sum::<u64>()
    };
    night("2021-07-12", "0").await;
    assert_eq!(unread(), 2, "both pages wait");
    let told = night("2021-07-13", "400").await;
    println!("{told}");
    assert_eq!(unread(), 0);
    let plan = told.split("\n✓ ").chain(told.split("\n~ ")).find(|part| part.starts_with("O10 "));
    let said =
        plan.is_none_or(|part| part.lines().nth(1).is_some_and(|line| line.contains("เอกสารเป็นฉบับเดิม")));
    assert!(said, "{told}");
    assert_eq!(night("2021-07-14", "400").await, "", "and the night after is quiet");
}
