//! The editions side by side: what stays the same over the years, what moves, and an own edition
//! laid over them.

use std::collections::BTreeMap;
use std::path::Path;

use oit::audit::{self, Question};
use oit::crawl::{Crawl, Record, Status};
use oit::extract::{self, Hints};
use oit::mark::Outcome;
use oit::report::{Lang, Report, for_path, table};
use oit::rule::check;
use oit::rule::load::{self, Book, Unloadable};

fn book(year: i32) -> Book {
    load::load(year, None).unwrap_or_else(|error| panic!("{year}: {}", drawn(&error)))
}

fn drawn(error: &Unloadable) -> String {
    match error {
        Unloadable::Faults(faults) => faults.iter().map(|f| f.draw(false)).collect::<Vec<_>>().join("\n\n"),
        other => other.to_string(),
    }
}

#[test]
fn every_year_has_its_items() {
    assert_eq!(load::years(None), [2564, 2565, 2566, 2567, 2568, 2569]);
    for (year, count) in [(2564, 43), (2565, 43), (2566, 43), (2567, 35), (2568, 28), (2569, 26)] {
        let book = book(year);
        let wanted: Vec<String> = (1..=count).map(|n| format!("O{n}")).collect();
        assert_eq!(book.edition.items().collect::<Vec<_>>(), wanted, "{year}");
        let numbers: Vec<&str> = book.rules.iter().map(|r| r.item.get_ref().as_str()).collect();
        assert_eq!(numbers, wanted, "{year}");
        assert_eq!((book.edition.year, book.edition.id.as_str()), (year, &*year.to_string()));
        assert!(book.edition.title.contains(&year.to_string()), "{}", book.edition.title);
    }
}

#[test]
fn no_edition_has_a_fault_and_every_example_comes_out() {
    // 2564 shares a weak name between two items; the years on top of it bring no doubt of their own.
    let faults = load::years(None).into_iter().flat_map(|year| {
        let faults = check::check(&book(year), Some(Path::new("fixtures/examples")));
        faults.into_iter().filter(move |fault| !fault.warning || year > 2564)
    });
    let faults: Vec<String> = faults.map(|fault| fault.draw(false)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// Every rule that a year says anew shows with a page what passes and with another what fails.
#[test]
fn what_a_year_changes_has_examples() {
    for year in load::years(None) {
        let book = book(year);
        for (rule, _) in book.written.iter().zip(&book.sources).filter(|(_, source)| !source.carried) {
            let wants = rule.examples.iter().map(|e| e.want).collect::<Vec<_>>();
            let has = |want| wants.contains(&want);
            assert!(
                has(oit::rule::Want::Pass) && has(oit::rule::Want::Fail),
                "{year} {}",
                rule.item.get_ref()
            );
        }
    }
}

/// The number of an item from 2564 to 2569, 0 where the year has no such item.
const ACROSS: [(&str, [u8; 6]); 30] = [
    ("organisation-chart", [1, 1, 1, 1, 1, 1]),
    ("executives", [2, 2, 2, 2, 2, 2]),
    ("powers-and-duties", [3, 3, 3, 3, 0, 0]),
    ("strategic-plan", [4, 4, 4, 7, 5, 5]),
    ("contact", [5, 5, 5, 4, 3, 3]),
    ("laws", [6, 6, 6, 0, 0, 0]),
    ("news", [7, 7, 7, 5, 4, 4]),
    ("questions-and-answers", [8, 8, 8, 6, 0, 0]),
    ("social-network", [9, 9, 9, 0, 0, 0]),
    ("annual-plan", [10, 10, 11, 8, 6, 6]),
    ("plan-progress", [11, 11, 12, 0, 0, 0]),
    ("annual-report", [12, 12, 13, 9, 7, 7]),
    ("work-manual", [13, 13, 14, 10, 8, 8]),
    ("service-manual", [14, 14, 15, 11, 9, 9]),
    ("service-statistics", [15, 15, 16, 12, 11, 0]),
    ("satisfaction-survey", [16, 16, 17, 0, 0, 0]),
    ("e-service", [17, 17, 18, 13, 10, 10]),
    ("budget-plan", [18, 18, 0, 0, 0, 0]),
    ("procurement-announcements", [22, 22, 20, 15, 0, 0]),
    ("procurement-report", [24, 24, 22, 17, 13, 12]),
    ("hr-criteria", [27, 27, 25, 0, 0, 0]),
    ("hr-report", [28, 28, 26, 19, 15, 14]),
    ("corruption-complaint-statistics", [31, 31, 29, 24, 19, 18]),
    ("opinion-channel", [32, 32, 0, 0, 0, 0]),
    ("participation", [33, 33, 30, 25, 20, 19]),
    ("no-gift-policy", [0, 34, 31, 26, 21, 20]),
    ("corruption-risk", [36, 36, 34, 30, 23, 21]),
    ("anti-corruption-report", [41, 41, 38, 33, 26, 24]),
    ("integrity-measures", [42, 42, 42, 34, 27, 25]),
    ("measures-carried-out", [43, 43, 43, 35, 28, 26]),
];

#[test]
fn an_item_keeps_its_id_under_every_number() {
    let books: Vec<Book> = load::years(None).into_iter().map(book).collect();
    for (id, numbers) in ACROSS {
        for (book, number) in books.iter().zip(numbers) {
            let found = book.rules.iter().find(|r| r.id.get_ref() == id);
            let wanted = (number > 0).then(|| format!("O{number}"));
            assert_eq!(found.map(|r| r.item.get_ref().clone()), wanted, "{id} {}", book.edition.year);
        }
    }
}

#[test]
fn other_items_are_named_by_the_number_of_the_year() {
    for (year, measures) in [(2564, "O42"), (2567, "O34"), (2568, "O27"), (2569, "O25")] {
        let book = book(year);
        let rule = book.rules.iter().find(|r| r.id.get_ref() == "measures-carried-out").unwrap();
        assert_eq!(*rule.judges[0].test.get_ref(), oit::rule::Test::DependsOn(measures.to_owned()));
        assert!(rule.judges[0].fail.ends_with(measures), "{}", rule.judges[0].fail);
        assert!(rule.missing.fix.contains(measures), "{}", rule.missing.fix);
        for judge in book.rules.iter().flat_map(|r| &r.judges) {
            assert!(![&judge.asks, &judge.fail, &judge.fix].iter().any(|t| t.contains("-")
                && t.contains("{")
                && book.rules.iter().any(|r| t.contains(r.id.get_ref().as_str()))));
        }
    }
    let culture = book(2565).rules.into_iter().find(|r| r.id.get_ref() == "culture").unwrap();
    assert_eq!(culture.instead.map(|i| i.item).as_deref(), Some("O35"));
}

#[test]
fn the_levels_are_those_of_the_year() {
    let of = |year, total, parts: &[f64]| book(year).edition.band(total, parts).to_owned();
    assert_eq!(of(2565, 84.99, &[]), "B");
    assert_eq!(of(2566, 91.15, &[97.0, 95.0, 84.99]), "ผ่าน");
    assert_eq!(of(2566, 91.15, &[97.0, 95.0, 85.0]), "ผ่านดี");
    assert_eq!(of(2569, 95.0, &[95.0]), "ผ่านดีเยี่ยม");
    assert_eq!(of(2567, 69.99, &[]), "ต้องปรับปรุงโดยด่วน");
    assert!(book(2565).edition.calendar.is_none(), "days of another year are not taken over");
}

/// What is not confirmed is said; what a source says is not called into doubt.
#[test]
fn drafts_are_marked() {
    let drafts = |year| book(year).edition.draft.items;
    assert_eq!(drafts(2564), Vec::<String>::new());
    assert_eq!(drafts(2565), ["O34"]);
    assert_eq!(drafts(2566), Vec::<String>::new());
    for (year, draft, sure) in [(2567, "O8", "O25"), (2568, "O27", "O19"), (2569, "O1", "O18")] {
        let edition = book(year).edition;
        assert!(edition.is_draft(draft) && !edition.is_draft(sure), "{year} {:?}", edition.draft.items);
        assert!(!edition.draft.note.is_empty(), "{year}");
    }
}

/// A site of a home page and so many pages, a title and a body each.
fn site(pages: &[(&str, &str, &str)]) -> Crawl {
    const ROOT: &str = "https://www.agency.example/";
    let rows: String =
        pages.iter().map(|(file, title, _)| format!("<li><a href=\"/{file}\">{title}</a></li>")).collect();
    let html = |title: &str, body: &str| {
        format!(
            "<!DOCTYPE html><html lang=th><head><meta charset=utf-8><title>{title}</title></head>\
             <body><main><h1>{title}</h1>{body}</main></body></html>"
        )
    };
    let record = |url: &str, label: &str, text: &str| Record {
        url: url.to_owned(),
        original: url.to_owned(),
        final_url: url.to_owned(),
        status: Status::Read,
        http: Some(200),
        found_on: (url != ROOT).then(|| ROOT.to_owned()),
        link_text: label.to_owned(),
        clicks: u32::from(url != ROOT),
        document: Some(extract::read(text.as_bytes(), &Hints { url, ..Hints::default() }).into()),
        ..Record::default()
    };
    let home = html("การประเมินคุณธรรมและความโปร่งใส (ITA)", &format!("<ul>{rows}</ul>"));
    let mut records = vec![record(ROOT, "", &home)];
    for (file, title, body) in pages {
        records.push(record(&format!("{ROOT}{file}"), title, &html(title, body)));
    }
    Crawl {
        root: ROOT.to_owned(),
        started_at: String::new(),
        finished_at: String::new(),
        records,
        stopped_by: Vec::new(),
        notes: Vec::new(),
        certificates: Vec::new(),
    }
}

fn of_2566() -> Crawl {
    let example = |file: &str| std::fs::read_to_string(Path::new("fixtures/examples").join(file)).unwrap();
    let main = |file: &str| {
        let text = example(file);
        let from = text.find("</h1>").or(text.find("</h2>")).map_or(0, |at| at + 5);
        text[from..].to_owned()
    };
    site(&[
        ("a", "O10 นโยบายคุ้มครองข้อมูลส่วนบุคคล", &main("privacy-policy/policy.html")),
        ("b", "O11 แผนดำเนินงานและการใช้งบประมาณประจำปี 2566", &main("annual-plan/plan-and-budget-2566.html")),
        ("c", "O29 ข้อมูลเชิงสถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ", &statistics()),
        ("d", "O32 การสร้างวัฒนธรรม No Gift Policy", &main("no-gift-culture/meeting-2566.html")),
        ("e", "O39 ประมวลจริยธรรมสำหรับเจ้าหน้าที่ของรัฐ", &main("ethics-code/code.html")),
        (
            "f",
            "O43 การดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส ปี 2566",
            "<p>ได้ดำเนินการจัดทำทะเบียนยืมทรัพย์สิน เมื่อวันที่ 1 กุมภาพันธ์ 2566 ผลการดำเนินการ ยืม 41 ครั้ง ไม่มีทรัพย์สินสูญหาย</p>",
        ),
    ])
}

fn statistics() -> String {
    let months = ["ตุลาคม 2565", "พฤศจิกายน 2565", "ธันวาคม 2565", "มกราคม 2566", "กุมภาพันธ์ 2566", "มีนาคม 2566"];
    let rows: String = months.map(|m| format!("<tr><td>{m}</td><td>0</td></tr>")).concat();
    format!(
        "<p>สถิติเรื่องร้องเรียนการทุจริต</p><table><tr><th>เดือน</th><th>จำนวนเรื่อง</th></tr>{rows}</table>\
         <p>ไม่มีเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ</p>"
    )
}

fn report(krawl: &Crawl, book: &Book) -> Report {
    audit::report(krawl, book, &Question { as_of: "2023-07-12".to_owned(), ..Question::default() })
}

/// By key: number and verdict.
fn verdicts(report: &Report) -> BTreeMap<&str, (&str, Outcome)> {
    report.items.iter().map(|i| (i.key.as_str(), (i.id.as_str(), i.verdict))).collect()
}

#[test]
fn the_numbers_of_a_hub_are_those_of_the_edition() {
    let report = report(&of_2566(), &book(2566));
    let found = verdicts(&report);
    for (key, item) in [
        ("privacy-policy", "O10"),
        ("annual-plan", "O11"),
        ("corruption-complaint-statistics", "O29"),
        ("no-gift-culture", "O32"),
        ("ethics-code", "O39"),
    ] {
        assert_eq!(found[key], (item, Outcome::Pass), "{:?}", report.item(item));
    }
    // There are no measures on this site, so nothing can have been carried out under them.
    let last = report.item("O43").unwrap();
    assert_eq!((last.verdict, last.comment.contains("O42")), (Outcome::Fail, true), "{}", last.comment);
    assert_eq!(found["plan-progress"], ("O12", Outcome::Fail));
}

/// A title says what it is; a number of another year's form does not.
#[test]
fn a_hub_of_another_year_is_read_by_its_titles() {
    let report = report(&of_2566(), &book(2564));
    let found = verdicts(&report);
    assert_eq!(found["hr-report"].0, "O28");
    let statistics = report.item("O31").unwrap();
    assert!(statistics.evidence.first().is_some_and(|e| e.url.ends_with("/c")), "{statistics:?}");
    for item in ["O10", "O32", "O39"] {
        assert_ne!(report.item(item).unwrap().verdict, Outcome::Pass, "{item}");
    }
}

#[test]
fn every_format_says_what_is_a_draft() {
    let report = report(&of_2566(), &book(2568));
    assert!(report.item("O27").unwrap().draft && !report.item("O19").unwrap().draft);
    let written = |name: &str| {
        let mut out = Vec::new();
        for_path(Path::new(name)).unwrap().write(&report, Lang::Th, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let screen = table::render(&report, Lang::Th, 100, false);
    assert!(screen.contains("O27*") && !screen.contains("O19*"), "{screen}");
    assert!(screen.contains("* เกณฑ์ร่าง:") && screen.contains("สิ่งที่ยังไม่ยืนยันในแบบตรวจของปีนี้"), "{screen}");
    assert!(written("a.md").contains("| O27\\* |"));
    // Where its lines may end says nothing.
    let edges = ["<wbr>", "<span class=\"w\">", "</span>"];
    let page = edges.iter().fold(written("a.html"), |page, edge| page.replace(edge, ""));
    assert!(page.contains("title=\"เกณฑ์ร่าง\"") && page.contains("* เกณฑ์ร่าง:"));
    let json: serde_json::Value = serde_json::from_str(&written("a.json")).unwrap();
    assert_eq!(json["items"][26]["draft"], true);
    assert!(json["items"][18].get("draft").is_none());
    assert!(json["edition"]["draft"].as_str().is_some_and(|note| !note.is_empty()));
    let schema = serde_json::from_str(include_str!("../schema/report-1.json")).unwrap();
    assert!(jsonschema::is_valid(&schema, &json));
    // A year without doubts says nothing of them.
    let sure = self::report(&of_2566(), &book(2564));
    assert!(!table::render(&sure, Lang::Th, 100, false).contains("เกณฑ์ร่าง"));
}

/// A folder of rules: file and text.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

const NEWS: &str = "extends = \"news\"\nsource = \"ประกาศของหน่วยงาน\"\n[find]\nsynonyms = [\"เล่าสู่กันฟัง\"]\n";

/// The smallest own edition: one more name for one item of a year that the program has.
#[test]
fn an_own_edition_adds_a_name() {
    let dir = folder(&[
        ("2566/edition.toml", "year = 2566\nextends = \"2566\"\nid = \"ของเรา\"\n"),
        ("2566/O07-news.toml", NEWS),
    ]);
    let own = load::load(2566, Some(dir.path())).unwrap_or_else(|error| panic!("{}", drawn(&error)));
    let built_in = book(2566);
    assert_eq!(own.rules.len(), 43);
    assert_eq!((own.edition.id.as_str(), &own.edition.bands), ("ของเรา", &built_in.edition.bands));
    assert_eq!(own.edition.draft, built_in.edition.draft);
    assert_ne!(own.edition.digest, built_in.edition.digest);
    let news = &own.rules[6];
    assert_eq!((news.id.get_ref().as_str(), news.item.get_ref().as_str()), ("news", "O7"));
    assert!(news.find.synonyms.iter().any(|s| s.get_ref() == "เล่าสู่กันฟัง"));
    assert_eq!(news.find.names.len(), built_in.rules[6].find.names.len());
    assert_eq!(news.judges.len(), built_in.rules[6].judges.len());
    assert!(news.source.starts_with("ประกาศของหน่วยงาน · "));
    // The folder itself may be given, too.
    assert_eq!(load::years(Some(&dir.path().join("2566"))), [2566]);
    let same = load::load(2566, Some(&dir.path().join("2566"))).unwrap_or_else(|e| panic!("{}", drawn(&e)));
    assert_eq!(same.edition.digest, own.edition.digest);
}

/// A year of its own on a year of its own on one of the program's.
#[test]
fn an_own_year_stands_on_an_own_year_first() {
    let dir = folder(&[
        ("2566/edition.toml", "year = 2566\nextends = \"2566\"\n"),
        ("2566/O07-news.toml", NEWS),
        ("2570/edition.toml", "year = 2570\nextends = \"2566\"\n[titles]\nO7 = \"ข่าวสาร\"\n"),
        (
            "2570/O08.toml",
            "extends = \"questions-and-answers\"\ntitle = \"ถามตอบ\"\nsource = \"ก\"\ndrop-judges = [\"two-way\"]\n\
             [[judge]]\nid = \"any\"\nasks = \"มีหน้า\"\ntest.says-any = [\"ถาม\"]\nfail = \"ดู {news}\"\nfix = \"ดู {news}\"\n",
        ),
    ]);
    let own = load::load(2570, Some(dir.path())).unwrap_or_else(|error| panic!("{}", drawn(&error)));
    assert_eq!(load::own_years(dir.path()), [2566, 2570]);
    assert_eq!(
        load::years(Some(dir.path())),
        [2564, 2565, 2566, 2567, 2568, 2569, 2570],
        "beside the program's"
    );
    assert_eq!(load::load(2565, Some(dir.path())).unwrap().edition.digest, book(2565).edition.digest);
    assert!(load::load(2571, Some(dir.path())).is_err());
    let news = &own.rules[6];
    assert_eq!(news.title, "ข่าวสาร");
    assert!(news.find.names.iter().any(|n| n.get_ref() == "ข่าวประชาสัมพันธ์"), "the old title stays a name");
    assert!(news.find.synonyms.iter().any(|s| s.get_ref() == "เล่าสู่กันฟัง"));
    assert!(own.sources[6].carried);
    let ask = &own.rules[7];
    assert_eq!(ask.judges.iter().map(|j| j.id.get_ref().as_str()).collect::<Vec<_>>(), ["any"]);
    assert_eq!(ask.judges[0].fail, "ดู O7");
    assert_eq!(own.edition.title, book(2566).edition.title.replace("2566", "2570"));
    assert!(own.edition.draft.note.is_empty(), "doubts of another year are not taken over");
    let first = own.edition.digest.clone();
    std::fs::write(dir.path().join("2566/O07-news.toml"), NEWS.replace("เล่าสู่", "บอก")).unwrap();
    let changed = load::load(2570, Some(dir.path())).unwrap_or_else(|error| panic!("{}", drawn(&error)));
    assert_ne!(changed.edition.digest, first, "the digest covers what is extended");
}

#[test]
fn faults_point_at_the_file_that_has_them() {
    let edition = "year = 2570\nextends = \"2566\"\n";
    let rule = |more: &str| format!("extends = \"news\"\nsource = \"ก\"\n{more}");
    let table: [(&str, String, &str, &str); 13] = [
        ("year = 2570\nextends = \"2499\"\n", rule(""), "ไม่มีเกณฑ์ปี “2499”", "edition.toml:2:11"),
        ("year = 2570\nextends = \"ปีก่อน\"\n", rule(""), "ไม่มีเกณฑ์ปี", "edition.toml:2:11"),
        ("year = 2570\nextends = \"2566\"\ntitel = 1\n", rule(""), "ไม่รู้จักช่อง “titel”", "edition.toml:3:1"),
        ("year = 2571\nextends = \"2566\"\n", rule(""), "เป็นของปี 2571 ไม่ใช่ 2570", "edition.toml:1:1"),
        (edition, rule("").replace("news", "newz"), "ไม่มีเกณฑ์ newz", "O07.toml:1:11"),
        (edition, rule("[find]\ndrop = [\"ไม่มีคำนี้\"]\n"), "ให้ตัดออก", "O07.toml:4:9"),
        (edition, rule("drop-judges = [\"in-yaer\"]\n"), "“in-yaer” ให้ตัดออก", "O07.toml:3:16"),
        (edition, rule("item = \"O99\"\n"), "ข้อ O99 ไม่มี", "O07.toml:3:8"),
        (edition, rule("[find]\nnames = [\"กก\"]\n"), "สั้นเกินไป", "O07.toml:4:10"),
        (edition, rule("[find]\nnames = [\"เว็บบอร์ด\"]\n"), "เป็นชื่อของข้อ O8 ด้วย", "O07.toml:4:10"),
        (edition, rule("[missing]\nfail = \"ดู O12\"\nfix = \"\"\n"), "เขียนเลขข้อ O12 ตรง ๆ", "O07.toml:4:"),
        (
            "year = 2570\nextends = \"2566\"\n[carry]\nO1 = \"organization-chart\"\n",
            rule("item = \"O7\"\n"),
            "ไม่มีเกณฑ์ organization-chart",
            "edition.toml:4:6",
        ),
        (
            "year = 2570\nextends = \"2566\"\n[carry]\nO7 = \"news\"\nO43 = \"measures-carried-out\"\n",
            rule("item = \"O1\"\n"),
            "ไม่มีข้อ integrity-measures",
            "edition.toml:5:7",
        ),
    ];
    for (form, rule, message, place) in table {
        let dir = folder(&[("2570/edition.toml", form), ("2570/O07.toml", &rule)]);
        let faults = match load::load(2570, Some(dir.path())) {
            Ok(book) => check::check(&book, None),
            Err(Unloadable::Faults(faults)) => faults,
            Err(other) => panic!("{message}: {other}"),
        };
        let all: Vec<String> = faults.iter().map(|f| f.draw(false)).collect();
        let told = all.iter().find(|f| f.contains(message));
        assert!(told.is_some_and(|f| f.contains(place)), "{message} at {place}\n{}", all.join("\n\n"));
    }
}

/// A circle of folders ends at the program's own editions instead of going round.
#[test]
fn a_circle_ends() {
    let dir = folder(&[
        ("2565/edition.toml", "year = 2565\nextends = \"2566\"\n"),
        ("2566/edition.toml", "year = 2566\nextends = \"2565\"\n"),
    ]);
    let own = load::load(2566, Some(dir.path())).unwrap_or_else(|error| panic!("{}", drawn(&error)));
    assert_eq!(own.rules.len(), 43);
}
