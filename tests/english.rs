//! `--lang en`: what the program says of itself is English, and Thai stays with the agency's own words.

#[path = "report/sample.rs"]
#[allow(dead_code)]
mod sample;

use std::path::Path;
use std::process::{Command, Output};

use oit::report::{Due, Lang, for_path};

fn oit(folder: &Path, args: &[&str]) -> Output {
    let mut oit = Command::new(env!("CARGO_BIN_EXE_oit"));
    oit.current_dir(folder).args(args).env("COLUMNS", "100").env_remove("OIT_YEAR").env_remove("OIT_LANG");
    oit.env("OIT_DATA_DIR", folder.join("data")).output().unwrap()
}

fn said(done: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
}

fn is_thai(letter: char) -> bool {
    ('\u{0E01}'..='\u{0E5B}').contains(&letter)
}

const CONFIGURATIONS: [&str; 12] = [
    "[audit]\nyaer = 2564\n",
    "[audit]\nyear = \"x\"\n",
    "[audit]\nrate = { a = 1 }\n",
    "[[site]]\nname = \"x\"\n",
    "[[site]]\nurl = 3\n",
    "[[site]]\nurl = \"https://a.go.th\"\n[[site]]\nurl = \"https://a.go.th\"\n",
    "[[notify]]\n",
    "[[notify]]\nwebhook = \"x\"\n",
    "[[notify]]\nemail = \"nobody\"\nsmtp = \"x\"\n",
    "[[notify]]\nemail = \"a@b.go.th\"\nfrom = \"a@b.go.th\"\nsmtp = \"x:y\"\n",
    "[[waiver]]\nitem = \"O17\"\nwhy = \"because\"\n",
    "[audit\n",
];

#[test]
fn faults_and_ways_out_are_english() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::create_dir_all(folder.join("bad/2564")).unwrap();
    std::fs::write(folder.join("bad/2564/edition.toml"), "year = 2564\nyaer = 1\n").unwrap();
    std::fs::write(folder.join("report.json"), serde_json::to_string(&sample::seed()).unwrap()).unwrap();
    let tried = |args: &[&str]| {
        let done = oit(folder, &[args, &["--lang", "en"]].concat());
        let said = said(&done);
        assert!(!said.is_empty() && !said.contains(is_thai), "{args:?}: {said}");
        done
    };
    for args in [
        &["audit"][..],
        &["audit", "not an address"],
        &["audit", "http://127.0.0.1:9/", "--allow-private", "--no-history"],
        &["audit", "--crawl", "none.warc.gz", "--year", "2564"],
        &["audit", "a.go.th", "--year", "1999"],
        &["audit", "a.go.th", "--year", "2564", "--rules", "bad"],
        &["audit", "a.go.th", "--to", "report.pdf"],
        &["audit", "a.go.th", "--since", "none.json"],
        &["audit", "a.go.th", "--submission", "none.xlsx"],
        &["notify"],
        &["plan", "none.json"],
        &["plan", "report.json", "--to", "a.pdf"],
        &["plan", "report.json", "--year", "2500"],
        &["diff", "report.json", "report.json", "--to", "a.pdf"],
        &["rule", "show", "O99"],
        &["rule", "check", "nowhere"],
        &["rule", "check", "bad"],
        &["survey", "none.csv"],
        &["survey", "status"],
        &["serve", "--address", "0.0.0.0"],
        &["read", "none.pdf"],
    ] {
        assert!(tried(args).status.code() > Some(1), "{args:?}");
    }
    for text in CONFIGURATIONS {
        std::fs::write(folder.join("oit.toml"), text).unwrap();
        assert_eq!(tried(&["audit"]).status.code(), Some(2), "{text}");
    }
}

#[test]
fn the_labels_of_a_rule_are_english_and_its_words_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let said = said(&oit(folder.path(), &["rule", "show", "O17", "--year", "2564", "--lang", "en"]));
    assert!(said.contains("what is looked for") && said.contains("question 1: "), "{said}");
    assert!(said.contains("O17 E-Service") && said.contains("ไม่มี URL"), "{said}");
    for label in ["สิ่งที่ค้นหา", "คำถามที่", "ข้อทักท้วง", "วิธีแก้", "ที่มา"]
    {
        assert!(!said.lines().any(|line| line.trim_start().starts_with(label)), "{label}: {said}");
    }
}

#[test]
fn a_configuration_to_begin_with_is_english() {
    let folder = tempfile::tempdir().unwrap();
    let done = oit(folder.path(), &["init", "--lang", "en"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let text = std::fs::read_to_string(folder.path().join("oit.toml")).unwrap();
    assert!(!text.contains(is_thai) && text.contains("[audit]"), "{text}");
}

#[test]
fn a_calendar_is_english() {
    let mut report = sample::due();
    let due = |what: &str, source: &str| Due {
        date: "2021-10-01".to_owned(),
        what: what.to_owned(),
        items: vec!["O11".to_owned()],
        failing: vec!["O11".to_owned()],
        source: source.to_owned(),
        ..Due::default()
    };
    report.site.name.clear();
    report.due.retain(|due| !due.items.is_empty());
    assert!(report.due.len() > 3, "what the criteria say has its English too");
    report.due.push(due("วันสุดท้ายที่ตอบแบบ OIT ในระบบ ITAS", "ปฏิทินการประเมินปี 2564"));
    let mut out = Vec::new();
    for_path(Path::new("a.ics")).unwrap().write(&report, Lang::En, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(!text.contains(is_thai), "{text}");
    assert!(text.contains("failing now: O11") && text.contains("//EN"), "{text}");
}

#[test]
fn thai_says_no_english_sentence_where_a_file_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::create_dir_all(folder.join("bad/2564")).unwrap();
    for (text, what) in [
        ("year = 2564\nyaer = 1\n", "ไม่รู้จักช่อง “yaer”"),
        ("year = \"x\"\n", "แต่ต้องเป็นตัวเลข"),
        ("year = 2564\n", "ขาดช่อง"),
        ("year = \n", "ไม่มีค่าหลังเครื่องหมาย ="),
    ] {
        std::fs::write(folder.join("bad/2564/edition.toml"), text).unwrap();
        let said = said(&oit(folder, &["rule", "check", "bad", "--lang", "th"]));
        assert!(said.contains(what) && said.contains("edition.toml:"), "{said}");
        for english in ["expected", "unknown", "missing", "error", "help"] {
            assert!(!said.contains(english), "{english}: {said}");
        }
    }
}

/// Every edition says in English what it calls its indicators, groups and items and what it asks of them, and
/// English reports say it.
#[test]
fn every_title_has_its_english() {
    let mut lacking = Vec::new();
    for year in 2564..=2569 {
        let book = oit::rule::load::load(year, None).unwrap();
        let form = &book.edition;
        let subs = form.indicators.iter().flat_map(|one| &one.subindicators);
        let heads = form.indicators.iter().map(|one| &one.title).chain(subs.clone().map(|sub| &sub.title));
        let groups = subs.flat_map(|sub| &sub.groups).map(|group| &group.title);
        let asks = book.rules.iter().flat_map(|rule| &rule.judges).map(|judge| &judge.asks);
        let titles = heads.chain(groups).chain(book.rules.iter().map(|rule| &rule.title)).chain(asks);
        let known = |title: &&String| form.english.get(*title).is_some_and(|it| !it.contains(is_thai));
        lacking.extend(titles.filter(|title| !known(title)).map(|title| format!("{year} {title}")));
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

#[test]
fn english_reports_call_items_in_english() {
    let mut report = sample::seed();
    report.edition.english = oit::rule::load::load(2564, None).unwrap().edition.english;
    // The comment stays the assessor's; under it stands what was asked.
    let judge = &mut report.items[29].judges[0];
    judge.asks = "เป็นช่องทางรักษาความลับของผู้แจ้ง".to_owned();
    judge.answer = oit::report::Answer::No;
    let mut table = oit::report::table::render(&report, Lang::En, 100, false);
    table.retain(|c| c != '\n');
    assert!(
        table.contains("ไม่เป็นช่องทางรักษาความลับ") && table.contains("Not met: the channel keeps secret"),
        "{table}"
    );
    for name in ["r.md", "r.html", "r.csv", "r.xml"] {
        let written = |lang| {
            let mut out = Vec::new();
            for_path(Path::new(name)).unwrap().write(&report, lang, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let english = "Channel for complaints of corruption";
        let (th, en) = (written(Lang::Th), written(Lang::En));
        assert!(en.contains(english) && !th.contains(english), "{name}");
        assert!(!th.contains("Not met"), "{name}");
    }
}
