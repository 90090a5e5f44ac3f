//! The page for a browser: what it may do, that its tools work, and that everybody can read it.
//! Chromium and axe-core are run where they are found (`tests/needs`).

mod needs;
#[path = "report/sample.rs"]
#[allow(dead_code)]
mod sample;

use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use oit::crawl::Status;
use oit::extract::Document;
use oit::report::diff::Diff;
use oit::report::{Lang, NotRead, Report, for_path};
use sha2::{Digest, Sha256};

fn written(report: &Report, lang: Lang) -> String {
    let mut out = Vec::new();
    for_path(Path::new("a.html")).unwrap().write(report, lang, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    rest.split_once(to).unwrap().0
}

#[test]
fn only_its_own_script_and_style_by_their_hashes() {
    let page = written(&sample::open(), Lang::Th);
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")
        .replace("&#x27;", "'")
        .replace("&#x2f;", "/");
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(Sha256::digest(text)));
    let (script, style) = (between(&page, "<script>", "</script>"), between(&page, "<style>", "</style>"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src {}; style-src {}; font-src data:; base-uri 'none'; form-action 'none'",
            hash(script),
            hash(style)
        )
    );
    assert_eq!(page.matches("<script").count(), 1);
    for not in [" style=\"", " onclick=", " onload=", "unsafe-inline", "<iframe", "<img", "@import"] {
        assert!(!page.replace(script, "").contains(not), "{not}");
    }
    // Fonts alone are inside; nothing is fetched.
    for (at, _) in page.match_indices("url(") {
        assert!(page[at..].starts_with("url(data:font/woff2;base64,"));
    }
    assert!(page.len() < 400_000, "{} bytes", page.len());
}

#[test]
fn the_name_stands_once_and_so_does_an_address_without_one() {
    let mut report = sample::seed();
    let page = written(&report, Lang::Th);
    assert_eq!(page.matches("<h1 lang=\"th\">").count(), 1);
    let heading = between(&page, "<h1 lang=\"th\">", "</h1>");
    assert!(heading.ends_with("<wbr><span class=\"w\">วังประจัน</span>"), "the name is not torn: {heading}");
    report.site.name.clear();
    let page = written(&report, Lang::Th).replace("&#x2f;", "/");
    let header = between(&page, "<header>", "</header>");
    assert_eq!(header.matches(sample::SITE).count(), 1, "{header}");
}

#[test]
fn charts_add_up() {
    let page =
        written(&sample::report(sample::findings(), sample::coverage(), Some((96.09, 94.83))), Lang::Th);
    let gains = between(&page, "<ol class=\"bars gained\">", "</ol>");
    let scores: Vec<f64> = gains
        .split("</svg><b>")
        .skip(1)
        .map(|row| row.split([' ', '<']).next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(scores.len(), 10, "now, and nine repairs");
    assert_eq!((scores[0], scores[9]), (81.86, 97.28), "96.09 × .3 + 94.83 × .3 + 100 × .4");
    assert!(scores.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!(gains.matches("class=\"up\"").count(), 2, "from B to A, from A to AA");
}

#[test]
fn a_trend_needs_two_audits() {
    let now = sample::seed();
    assert!(!written(&now, Lang::Th).contains("<polyline"));
    let mut old = sample::seed();
    for item in &mut old.items {
        item.history[0].date = "2020-07-01".to_owned();
        item.history[0].score = Some(0.0);
    }
    let page = written(&now.since(&old), Lang::Th);
    assert!(page.contains("points=\"0,100 100,38.55\""), "from nothing to 61.45");
    assert!(page.contains("1 กรกฎาคม 2563") && page.contains("<b>0.00</b>"));
}

/// The page as it stands after its scripts have run.
fn shown(chromium: &Path, page: &str, width: u32, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, page).unwrap();
    let done = Command::new(chromium)
        .args(["--headless", "--disable-gpu", "--no-sandbox", "--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--window-size={width},900"))
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .args(more)
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    String::from_utf8_lossy(&done.stdout).into_owned()
}

/// The page with a script of the test's own, which its policy would not let run.
fn with(page: &str, script: &str) -> String {
    let (before, rest) = page.split_once("<meta http-equiv=\"Content-Security-Policy\"").unwrap();
    let (_, after) = rest.split_once('>').unwrap();
    let page = format!("{before}{after}");
    page.replacen("</body>", &format!("<script>{script}</script></body>"), 1)
}

#[test]
fn its_tools_work_under_its_own_policy() {
    let Some(chromium) = needs::chromium() else { return };
    let page = written(&sample::open(), Lang::Th);
    let dom = shown(&chromium, &page, 1280, &[]);
    assert!(dom.contains("<html lang=\"th\" class=\"js\">"), "the script ran under the policy");
    assert!(dom.contains("แสดง 43 จาก 43 ข้อ"), "the row of tools is there");
    let tried = r##"
        var say = function (what) { document.title += "|" + what; };
        var shown = function () { return document.querySelectorAll("#table tr[data-tone]:not([hidden])").length; };
        document.title = "";
        document.querySelector("[data-filter=fail]").click(); say(shown());
        var box = document.getElementById("search");
        box.value = "o15"; box.dispatchEvent(new Event("input")); say(shown());
        box.value = ""; document.querySelector("[data-filter='']").click(); say(shown());
        document.getElementById("open").click(); say(document.querySelectorAll("#table details:not([open])").length);
        document.execCommand = function (what) { say(what + " " + document.querySelector("textarea.away").value); return true; };
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.querySelector("[data-copy]").click();
        say(document.querySelector("[data-copy]").textContent);
        say(document.querySelector("[data-copy]").getAttribute("aria-label").replace(/ O\d+$/, ""));
        // A browser that copies nothing leaves the address selected, and says so.
        document.execCommand = function () { return false; };
        var other = document.querySelectorAll("[data-copy]")[1];
        other.click(); other.click();
        var hand = other.parentNode.querySelectorAll(".byhand");
        say(hand.length + " " + (document.activeElement === hand[0].querySelector("input")) + " " + hand[0].textContent.slice(0, 11));
        location.hash = "O30";
        document.getElementById("open").click();
        var seek = function (what) { box.value = what; box.dispatchEvent(new Event("input")); say(shown()); };
        document.querySelectorAll("details").forEach(function (one) { one.open = false; });
        // Only the reasoning of every item says this, and it is folded away.
        seek("พบหัวข้อตรงกับชื่อ");
        document.querySelector("#O1 details").open = true;
        seek("พบหัวข้อตรงกับชื่อ");
        say(document.querySelectorAll("#table > h3:not([hidden])").length);
        say(document.documentElement.classList.contains("part"));
        seek("");
        say(document.documentElement.classList.contains("part"));
        document.querySelectorAll("details").forEach(function (one) { one.open = false; });
        seek("o15"); seek("O 15"); seek("O๑๕");
        say(document.querySelectorAll("#gaps [data-copy], tr.fail [data-copy]").length);
    "##;
    let dom = shown(&chromium, &with(&page, tried), 1280, &[]);
    let title = between(&dom, "<title>", "</title>").to_owned();
    let url = format!("{}/ita/O1.html", sample::SITE);
    assert_eq!(
        title,
        format!("|7|1|43|0|copy {url}|คัดลอกแล้ว|คัดลอกแล้ว|1 true คัดลอกให้ไม|0|1|1|true|43|false|1|1|1|0")
    );
}

/// What stands on the paper, and on how many sheets.
fn printed(chromium: &Path, page: &str) -> (String, u32) {
    let document = paper(chromium, page);
    let sheets = document.blocks.iter().filter_map(|block| block.place.page).max().unwrap_or(0);
    (document.whole_text(), sheets)
}

fn paper(chromium: &Path, page: &str) -> Document {
    let folder = tempfile::tempdir().unwrap();
    let paper = folder.path().join("page.pdf");
    shown(chromium, page, 1280, &["--no-pdf-header-footer", &format!("--print-to-pdf={}", paper.display())]);
    let hints = oit::extract::Hints { file_name: "page.pdf", ..Default::default() };
    oit::extract::read(&std::fs::read(paper).unwrap(), &hints)
}

#[test]
fn paper_has_what_is_shown() {
    let Some(chromium) = needs::chromium() else { return };
    let page = written(&sample::open(), Lang::Th);
    let (text, sheets) = printed(&chromium, &page);
    let stands = |text: &str, id: &str| text.split_whitespace().any(|word| word == id);
    assert!(stands(&text, "O1") && stands(&text, "O43"), "{text}");
    assert!(!text.contains("พบหัวข้อตรงกับชื่อ"), "reasoning that is folded away: {text}");
    assert!((3..12).contains(&sheets), "{sheets} sheets");
    let missed = &sample::open().coverage.not_read[0].url;
    assert!(text.replace(char::is_whitespace, "").contains(missed.as_str()), "{missed} was not read: {text}");
    let filter = r#"
        document.querySelector("[data-filter=fail]").click();
        document.querySelector("tr[data-tone=fail]:not([hidden]) details").open = true;
    "#;
    assert!(text.contains(&format!("1 / {sheets}")), "sheets are numbered");
    let (text, fewer) = printed(&chromium, &with(&page, filter));
    assert!(stands(&text, "O41") && !stands(&text, "O1") && fewer < sheets, "{fewer} sheets: {text}");
    assert!(
        text.contains("พบหัวข้อตรงกับชื่อ") && text.contains("43 ข้อ"),
        "what was opened, and how many: {text}"
    );
    assert!(!text.contains("กำหนดที่จะถึง"), "the other sections know nothing of a filter: {text}");
}

#[test]
fn why_something_was_not_read_stands_on_the_sheet_of_the_first_of_it() {
    let Some(chromium) = needs::chromium() else { return };
    let mut report = sample::open();
    let mut sheets = std::collections::BTreeSet::new();
    // Some lines more each time, and the reasons wander over the end of a sheet.
    for more in (0..28).step_by(4) {
        report.coverage.notes.clear();
        report.coverage.not_read = (0..more)
            .map(|nth| NotRead {
                url: format!("https://a.go.th/{nth}"),
                status: Status::NotFound,
                advice: format!("other-{nth}"),
            })
            .collect();
        let others = ["timed-out", "forbidden", "unreadable", "server-error", "throttled", "tls-failed"];
        // Two addresses come before one, so that these stand last.
        report.coverage.not_read.extend(report.coverage.not_read.clone());
        for status in others {
            report.coverage.not_read.push(NotRead {
                url: format!("https://a.go.th/{status}"),
                status: serde_json::from_value(status.into()).unwrap(),
                advice: format!("advice-{status}"),
            });
        }
        let document = paper(&chromium, &written(&report, Lang::Th));
        let at = |words: &str| {
            document.blocks.iter().find(|block| block.text.contains(words)).and_then(|block| block.place.page)
        };
        for status in others {
            let sheet = at(&format!("advice-{status}"));
            assert!(sheet.is_some(), "{status}: {}", document.whole_text());
            assert_eq!(sheet, at(&format!("go.th/{status}")), "{more}, {status}");
            sheets.insert(sheet);
        }
    }
    assert!(sheets.len() > 1, "none came near the end of a sheet");
}

#[test]
fn nothing_hinders_anybody() {
    let (Some(chromium), Some(axe)) = (needs::chromium(), needs::axe()) else { return };
    let run = r#"
        Array.prototype.forEach.call(document.querySelectorAll("details"), function (one) { one.open = true; });
        axe.run(document).then(function (found) {
            var said = found.violations.map(function (v) {
                return v.impact + " " + v.id + " " + v.nodes.slice(0, 3).map(function (n) { return n.target.join(" ") + " " + n.failureSummary; }).join(" ; ");
            });
            document.title = "AXE " + found.passes.length + "\n" + said.join("\n") + "\nEND";
        });
    "#;
    for (what, width, more) in [
        ("desktop", 1280, &[][..]),
        ("phone", 390, &[]),
        ("dark", 1280, &["--blink-settings=preferredColorScheme=0"]),
    ] {
        let diff = Diff::between(&sample::seed(), &sample::open());
        for page in [
            written(&sample::due(), Lang::Th),
            written(&sample::open(), Lang::En),
            diff.html(Lang::Th).unwrap(),
        ] {
            let page = with(&page, &format!("{axe}\n{run}"));
            let dom = shown(&chromium, &page, width, more);
            let found = between(&dom, "<title>", "</title>");
            assert!(found.starts_with("AXE ") && !found.starts_with("AXE 0"), "axe ran: {found}");
            let bad: Vec<&str> =
                found.lines().filter(|it| it.starts_with("serious") || it.starts_with("critical")).collect();
            assert!(bad.is_empty(), "{what}: {bad:#?}");
        }
    }
}
