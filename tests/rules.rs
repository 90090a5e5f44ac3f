//! The rules' own tests: what they say of their examples, and how a faulty rule is drawn.

use std::path::Path;

use oit::rule::check;
use oit::rule::load;

fn fixtures() -> &'static Path {
    Path::new("fixtures/examples")
}

#[test]
fn every_example_comes_out_as_its_rule_says() {
    let book = load::load(2564, None).unwrap();
    let told = check::run_examples(&book, fixtures());
    assert!(told.len() >= 2 * book.rules.len() - 4, "{} examples", told.len());
    let faults: Vec<String> = told.iter().filter_map(|t| t.fault.as_ref()).map(|f| f.draw(false)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn the_built_in_rules_have_no_error() {
    let book = load::load(2564, None).unwrap();
    let errors: Vec<String> =
        check::check(&book, None).iter().filter(|f| !f.warning).map(|f| f.draw(false)).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n\n"));
}

/// A form of one item, beside the rule under test.
fn edition() -> String {
    let whole = include_str!("../rules/2564/edition.toml");
    let head = &whole[..whole.find("[[indicator]]").unwrap()];
    format!(
        "{head}[[indicator]]\nid = \"9\"\ntitle = \"ก\"\n[[indicator.subindicator]]\nid = \"9.1\"\ntitle = \"ข\"\n\
         [[indicator.subindicator.group]]\ntitle = \"ค\"\nitems = [\"O1\"]\n"
    )
}

const RULE: &str = r#"id = "structure"
item = "O1"
title = "โครงสร้าง"
source = "เกณฑ์ 2564"
[find]
names = ["โครงสร้างองค์กร"]
rejects = ["โครงสร้างพื้นฐาน"]
[missing]
fail = "ไม่พบ"
fix = "เผยแพร่"
[[judge]]
id = "divisions"
asks = "มีส่วนงาน"
test.says-any = ["กอง"]
fail = "ขาด{missing}"
fix = "เพิ่ม{missing}"
[[example]]
file = "a.html"
want = "pass"
[[example]]
file = "b.html"
want = "fail"
"#;

/// What is drawn for a rule, whether it does not load or does not hold.
fn drawn(rule: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("edition.toml"), edition()).unwrap();
    std::fs::write(dir.path().join("O1.toml"), rule).unwrap();
    let faults = match load::load(2564, Some(dir.path())) {
        Ok(book) => check::check(&book, None),
        Err(load::Unloadable::Faults(faults)) => faults,
        Err(other) => panic!("{other}"),
    };
    let all: Vec<String> = faults.iter().map(|f| f.draw(false)).collect();
    all.join("\n\n").replace(&format!("{}/", dir.path().display()), "")
}

#[test]
fn a_sound_rule_is_taken_with_byte_order_mark_and_crlf() {
    assert_eq!(drawn(RULE), "");
    assert_eq!(drawn(&format!("\u{feff}{}", RULE.replace('\n', "\r\n"))), "");
}

#[test]
fn faults_are_drawn_under_the_word() {
    let table = [
        ("source = ", "sauce = ", "sauce", "README"),
        ("says-any", "say-any", "say-any", "README"),
        ("fix = \"เผยแพร่\"\n", "", "ขาดช่อง “fix”", "เพิ่มบรรทัด fix"),
        ("เพิ่ม{missing}", "เพิ่ม{mising}", "ไม่รู้จัก {mising}", "{missing}"),
        ("ไม่พบ\"", "ไม่พบ{found}\"", "ไม่รู้จัก {found}", "{year} {previous}"),
        ("ขาด{missing}", "ขาด[{missing}", "วงเล็บไม่ครบคู่", "ซ้อน"),
        ("โครงสร้างพื้นฐาน", "โครงสร้าง องค์กร", "คำที่ไม่รับเป็นชื่อ", "rejects"),
        ("[\"โครงสร้างองค์กร\"]", "[\"โครงสร้างองค์กร\", \"ผัง\", \"กก\"]", "สั้นเกินไป", "3 ตัวอักษร"),
        ("เกณฑ์ 2564", " ", "แหล่งที่มา", "source"),
        ("test.says-any = [\"กอง\"]", "test.depends-on = \"O9\"", "ไม่มีข้อ O9", ""),
        ("\"divisions\"", "\"found\"", "ซ้ำ", "found"),
        ("item = \"O1\"", "item = \"O2\"", "ข้อ O2 ไม่มี", "edition.toml"),
        ("want = \"pass\"", "want = \"fail\"", "ไม่มีตัวอย่างที่ผ่าน", "[[example]]"),
        ("want = \"fail\"", "want = \"fail\"\nby = \"none\"", "ไม่มีคำถาม none", "[[judge]]"),
        ("[missing]", "[instead]\nitem = \"O7\"\ncomment = \"\"\n[missing]", "ไม่มีข้อ O7", ""),
    ];
    for (from, to, message, help) in table {
        let rule = RULE.replacen(from, to, 1);
        assert_ne!(rule, RULE, "{from}");
        let drawn = drawn(&rule);
        assert!(drawn.contains(message) && drawn.contains(help), "{to}\n{drawn}");
        assert!(drawn.contains("--> O1.toml:"), "{drawn}");
    }
}

#[test]
fn the_caret_stands_right_under_thai() {
    insta::assert_snapshot!(drawn(&RULE.replacen("เพิ่ม{missing}", "เพิ่ม{mising} ที่นี้", 1)), @r#"
    ผิดพลาด: ไม่รู้จัก {mising}
      --> O1.toml:16:13
       |
    16 | fix = "เพิ่ม{mising} ที่นี้"
       |           ^^^^^^^^
       |
       = ทางแก้: ที่นี่ใช้ได้เฉพาะ {missing} {found} {year} {wanted} {previous}
    "#);
    // The last line lists every test there is.
    let unknown = drawn(&RULE.replacen("says-any", "say-any", 1));
    insta::assert_snapshot!(unknown.rsplit_once('\n').unwrap().0, @r#"
    ผิดพลาด: ไม่รู้จักค่า “say-any”
      --> O1.toml:14:6
       |
    14 | test.say-any = ["กอง"]
       |      ^^^^^^^
       |
    "#);
}

#[test]
fn rules_are_told_in_words() {
    let book = load::load(2564, None).unwrap();
    let list = oit::rule::show::list(&book);
    assert_eq!(list.lines().filter(|l| l.starts_with('O')).count(), 43);
    let place = |name: &str| book.rules.iter().position(|rule| oit::rule::show::is(rule, name));
    let shown = oit::rule::show::show(&book, place("o31").unwrap());
    for word in ["O31 ", "six-months", "ที่มา", "วิธีแก้", "O31/five-months.html"] {
        assert!(shown.contains(word), "{word}\n{shown}");
    }
    assert!(place("O44").is_none());
}
