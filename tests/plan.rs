//! `oit plan`: the draft of the measures and the form for their results, and whether the tool's own
//! judges take them.

#[path = "report/sample.rs"]
#[allow(dead_code)]
mod sample;

use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::{Command, Output};

use oit::report::plan::Plan;
use oit::report::{Perception, Report, docx, plan_md};
use oit::rule::advice::Advice;

/// The seed's result with the rules' own keys and the surveys one by one.
fn seed() -> Report {
    let mut report = sample::report(sample::findings(), sample::coverage(), Some((96.09, 94.83)));
    for rule in oit::rule::load::load(2564, None).unwrap().rules {
        let item = report.items.iter_mut().find(|item| item.id == *rule.item.get_ref()).unwrap();
        item.key = rule.id.get_ref().clone();
    }
    let perception = |id: &str, instrument: &str, title: &str, score| Perception {
        id: id.to_owned(),
        instrument: instrument.to_owned(),
        title: title.to_owned(),
        score,
    };
    report.score.perceptions = vec![
        perception("4", "iit", "การใช้ทรัพย์สินของราชการ", 82.0),
        perception("5", "iit", "การแก้ไขปัญหาการทุจริต", 94.88),
        perception("8", "eit", "การปรับปรุงระบบการทำงาน", 94.10),
    ];
    report
}

fn oit(folder: &Path, args: &[&str]) -> Output {
    let mut oit = Command::new(env!("CARGO_BIN_EXE_oit"));
    oit.current_dir(folder).args(args).env("COLUMNS", "100").env_remove("OIT_YEAR").output().unwrap()
}

fn said(done: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
}

macro_rules! snapshot {
    ($name:literal, $text:expr) => {
        insta::with_settings!({snapshot_path => "report/snapshots", prepend_module_to_snapshot => false}, {
            insta::assert_snapshot!($name, $text);
        });
    };
}

#[test]
fn what_stands_in_them() {
    let (report, advice) = (seed(), Advice::built_in());
    let plan = Plan::of(&report, &advice, 2565);
    snapshot!("plan.md", plan_md::measures(&report, &plan));
    snapshot!("plan-docx", docx::measures_text(&report, &plan));
    snapshot!("plan-report.md", plan_md::carried_out(&report, &plan));
    snapshot!("plan-report-docx", docx::carried_out_text(&report, &plan));
}

#[test]
fn what_wins_most_comes_first_and_every_weak_point_has_its_measure() {
    let plan = Plan::of(&seed(), &Advice::built_in(), 2565);
    assert!(plan.measures[0].title.contains("ITA"), "{}", plan.measures[0].title);
    let why: Vec<String> = plan.measures.iter().flat_map(|one| &one.why).map(|why| why.line()).collect();
    for id in ["O15", "O17", "O18", "O27", "O30", "O31", "O41", "O42", "O43", "ตัวชี้วัดที่ ๔", "ตัวชี้วัดที่ ๘"]
    {
        assert_eq!(why.iter().filter(|line| line.starts_with(&format!("{id} "))).count(), 1, "{id}");
    }
    assert!(!why.iter().any(|line| line.starts_with("ตัวชี้วัดที่ ๕")), "neither low nor lowest");
    for one in &plan.measures {
        assert!(!one.all_steps().is_empty() && !one.unit.is_empty());
    }
}

#[test]
fn surveys_that_came_after_the_audit() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.json");
    let alone = sample::report(sample::keyed(), sample::coverage(), None);
    std::fs::write(&file, serde_json::to_vec(&alone).unwrap()).unwrap();
    let without = said(&oit(folder.path(), &["plan", "r.json"]));
    assert!(without.contains("ไม่ได้ระบุคะแนน IIT และ EIT"), "{without}");
    let (iit, eit) = ("97.53,82,97.57,95.26,94.88", "94.83");
    let told = oit(folder.path(), &["plan", "r.json", "--iit", iit, "--eit", eit, "--to", "p.md"]);
    assert!(told.status.success(), "{}", said(&told));
    let text = std::fs::read_to_string(folder.path().join("p.md")).unwrap();
    // 0.3 × 93.45 + 0.3 × 94.83 + 0.4 × 61.45.
    assert!(text.contains("ได้คะแนนรวม ๘๑.๐๖ คะแนน ระดับ B"), "{text}");
    assert!(under(&text, "จุดที่ต้องพัฒนา").contains("ตัวชี้วัดที่ ๒ "), "{text}");
    for (wrong, why) in [(vec!["--iit", "90"], "--eit"), (vec!["--iit", "90,91", "--eit", "90"], "5")] {
        let mut args = vec!["plan", "r.json"];
        args.extend(wrong);
        let done = oit(folder.path(), &args);
        assert!(!done.status.success() && said(&done).contains(why), "{}", said(&done));
    }
}

/// The part of a text under one heading, up to the next of its kind.
fn under<'a>(text: &'a str, head: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("### {head}\n")).unwrap_or_else(|| panic!("no {head}"));
    rest.split("\n#").next().unwrap()
}

#[test]
fn what_reaches_the_target_is_a_strength_and_nothing_else() {
    let (report, advice) = (seed(), Advice::built_in());
    let plan = Plan::of(&report, &advice, 2565);
    let text = plan_md::measures(&report, &plan);
    // 94.10 is the lowest of its survey and above 85 all the same.
    let eight = "ตัวชี้วัดที่ ๘ ";
    assert!(under(&text, "จุดแข็ง").contains(eight));
    for head in ["จุดที่ต้องพัฒนา", "จุดอ่อนหรือข้อบกพร่องที่ต้องแก้ไข"]
    {
        assert!(!under(&text, head).contains(eight), "{head}");
        assert!(under(&text, head).contains("ตัวชี้วัดที่ ๔ "), "{head}");
    }
    let lowest = under(&text, "จุดแข็งที่ควรยกระดับก่อน เพราะได้คะแนนต่ำสุดของแบบวัด");
    assert!(lowest.contains(eight) && !lowest.contains("ตัวชี้วัดที่ ๔ "), "{lowest}");
}

#[test]
fn word_and_markdown_have_the_same_sections() {
    let (report, advice) = (seed(), Advice::built_in());
    let plan = Plan::of(&report, &advice, 2565);
    // In Word the year of the title has its own line.
    let word = docx::measures_text(&report, &plan).replacen('\n', " ", 1);
    let text = plan_md::measures(&report, &plan);
    let heads: Vec<&str> = text
        .lines()
        .filter(|line| !line.strip_prefix("### ").is_some_and(|head| head.starts_with(char::is_numeric)))
        .filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')))
        .collect();
    assert_eq!(heads.len(), 8, "{heads:?}");
    let mut at = 0;
    for head in heads {
        let found = word[at..].lines().position(|line| line == head);
        assert!(found.is_some(), "{head} is missing or out of order");
        at += word[at..].find(head).unwrap();
    }
    for last in ["หัวหน้าหน่วยงาน", "ร่างนี้สร้างด้วยโปรแกรม oit"]
    {
        assert!(word.contains(last) && text.contains(last), "{last}");
    }
}

/// What a person writes into the form.
const WORDS: &str = "ได้ดำเนินการแล้วเมื่อวันที่ 15 มกราคม 2565 มีผู้เข้าร่วม 42 คน";

/// As a person fills in the form: brackets get what is written for their words; `None` leaves them.
fn words_for(text: &str, mut written: impl FnMut(&str) -> Option<&'static str>) -> String {
    let mut parts = text.split('[');
    let mut full = parts.next().unwrap().to_owned();
    for part in parts {
        let filled = part.split_once(']').and_then(|(slot, rest)| Some((written(slot)?, rest)));
        match filled {
            Some((words, rest)) => full.extend([words, rest]),
            None => full.extend(["[", part]),
        }
    }
    full
}

/// The same of either kind of file.
fn form_with(form: &[u8], kind: &str, mut written: impl FnMut(&str) -> Option<&'static str>) -> Vec<u8> {
    rewritten(form, kind, |text| words_for(text, &mut written))
}

/// A written document with its text changed.
fn rewritten(form: &[u8], kind: &str, mut change: impl FnMut(&str) -> String) -> Vec<u8> {
    if kind == "md" {
        return change(std::str::from_utf8(form).unwrap()).into_bytes();
    }
    let mut from = zip::ZipArchive::new(Cursor::new(form)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for nth in 0..from.len() {
        let mut file = from.by_index(nth).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        if name.starts_with("word/document.xml") {
            text = change(&text);
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(text.as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

const ALL: usize = usize::MAX;

#[test]
fn both_pass_the_own_judges_once_filled() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("report.json"), serde_json::to_string(&seed()).unwrap()).unwrap();
    let done =
        oit(folder, &["plan", "report.json", "--to", "measures-2565.docx", "--to", "measures-2565.md"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let done =
        oit(folder, &["plan", "report.json", "--report", "--to", "form-2565.docx", "--to", "form-2565.md"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let judged = |item: &str, file: &str| {
        let done = oit(folder, &["rule", "show", item, "--year", "2565", "--on", file]);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        said(&done)
    };
    let passes = |told: &str| told.contains("ผล: ผ่าน (pass)");
    for kind in ["docx", "md"] {
        let measures = format!("measures-2565.{kind}");
        let done = oit(folder, &["rule", "show", "O42", "--year", "2564", "--on", &measures]);
        assert!(said(&done).contains("(เป็นของปี 2565)"), "{kind}: of next year: {}", said(&done));
        let told = judged("O42", &measures);
        assert!(!passes(&told) && told.contains("ยังเป็นร่าง"), "{kind}: as it was written: {told}");
        // Read, signed, and the line that says what it is taken out.
        let bytes = std::fs::read(folder.join(&measures)).unwrap();
        let adopted = rewritten(&bytes, kind, |text| text.replace("ร่างนี้สร้างด้วยโปรแกรม", "ใช้แล้ว"));
        let measures = format!("adopted-2565.{kind}");
        std::fs::write(folder.join(&measures), adopted).unwrap();
        let told = judged("O42", &measures);
        assert!(passes(&told), "{kind}: {told}");
        let told = judged("O43", &measures);
        assert!(!passes(&told), "{kind}: measures are no report of them: {told}");
        let form = std::fs::read(folder.join(format!("form-2565.{kind}"))).unwrap();
        let written = |places| {
            let mut nth = 0;
            let first = |_: &str| {
                nth += 1;
                (nth <= places).then_some(WORDS)
            };
            let bytes = form_with(&form, kind, first);
            let file = format!("{places}-2565.{kind}");
            std::fs::write(folder.join(&file), bytes).unwrap();
            judged("O43", &file)
        };
        // Three places a measure: none, one of eight and three of eight.
        for places in [0, 3, 9] {
            let told = written(places);
            let open = format!("เหลือช่องที่ต้องเติม {} ช่อง", 25 - places);
            assert!(!passes(&told) && told.contains(&open), "{kind}, {places} filled: {told}");
        }
        // Five measures of eight, and seven with the first place of the eighth: the others lack their results.
        for (places, lack) in [(15, 3), (22, 1)] {
            let told = written(places);
            let lack = format!("ไม่ปรากฏผลการดำเนินการของ {lack} มาตรการ");
            assert!(!passes(&told) && told.contains(&lack), "{kind}, {places} filled: {told}");
        }
        // All results, and not one address.
        let file = format!("addresses-2565.{kind}");
        std::fs::write(
            folder.join(&file),
            form_with(&form, kind, |slot| (!slot.starts_with("วาง")).then_some(WORDS)),
        )
        .unwrap();
        let told = judged("O43", &file);
        assert!(!passes(&told) && told.contains("ในช่อง “หลักฐาน (URL)” 8 แห่ง"), "{kind}: {told}");
        // Everywhere something, but for one result, and but for one outcome.
        for emptied in ["ยังไม่ได้ดำเนินการ", "ระบุผลที่เกิดขึ้น"]
        {
            let mut nth = 0;
            let all_but_one = |slot: &str| {
                nth += usize::from(slot.starts_with(emptied));
                Some(if nth == 3 && slot.starts_with(emptied) { "" } else { WORDS })
            };
            let file = format!("emptied-2565.{kind}");
            std::fs::write(folder.join(&file), form_with(&form, kind, all_but_one)).unwrap();
            let told = judged("O43", &file);
            let said = "ไม่ปรากฏผลการดำเนินการของทุกมาตรการ (ไม่ปรากฏผลของ “";
            assert!(!passes(&told) && told.contains(said), "{kind}, without {emptied}: {told}");
        }
        // Everywhere something, and nothing was done.
        for nothing in [
            "อยู่ระหว่างดำเนินการ",
            "กำลังดำเนินการ",
            "ยังไม่ได้ดำเนินการ",
            "จะเร่งจัดทำในไตรมาสที่ 4",
            "เตรียมจัดประชุมชี้แจง",
            "มีแผนที่จะเผยแพร่บนเว็บไซต์",
            "ให้สำนักปลัดดำเนินการต่อไป",
            "",
        ] {
            let filled = |slot: &str| {
                Some(match slot {
                    _ if slot.starts_with("ยังไม่ได้ดำเนินการ") => {
                        nothing
                    }
                    _ if slot.starts_with("วาง") => "https://www.example.go.th/ita/1",
                    _ => "เจ้าหน้าที่เข้าใจแนวปฏิบัติ",
                })
            };
            let file = format!("undone-2565.{kind}");
            std::fs::write(folder.join(&file), form_with(&form, kind, filled)).unwrap();
            let told = judged("O43", &file);
            assert!(!passes(&told) && told.contains("ไม่ปรากฏผลการดำเนินการ"), "{kind}, {nothing}: {told}");
            // One measure that is still going on, and the others done.
            let mut nth = 0;
            let one = |slot: &str| {
                nth += usize::from(slot.starts_with("ยังไม่ได้ดำเนินการ"));
                Some(
                    if nth == 2 && slot.starts_with("ยังไม่ได้ดำเนินการ")
                    {
                        nothing
                    } else {
                        WORDS
                    },
                )
            };
            std::fs::write(folder.join(&file), form_with(&form, kind, one)).unwrap();
            let told = judged("O43", &file);
            let going_on = nothing.ends_with("ดำเนินการ") && !nothing.starts_with("ยัง");
            assert!(passes(&told) || !going_on, "{kind}, one is {nothing}: {told}");
        }
        // The words of the form taken out where the evidence belongs.
        let file = format!("bare-2565.{kind}");
        let without = |slot: &str| Some(if slot.starts_with("วาง") { "" } else { WORDS });
        std::fs::write(folder.join(&file), form_with(&form, kind, without)).unwrap();
        let told = judged("O43", &file);
        assert!(!passes(&told) && told.contains("(ช่อง “หลักฐาน (URL)” เว้นว่าง)"), "{kind}: {told}");
        // All but the last address, and all of them.
        for places in [23, ALL] {
            let told = written(places);
            assert!(passes(&told) && told.contains("15 มกราคม 2565"), "{kind}, {places} filled: {told}");
        }
    }
}

#[test]
fn words_of_an_agencys_own_and_what_is_wrong_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("report.json"), serde_json::to_string(&seed()).unwrap()).unwrap();
    let own = include_str!("../rules/advice.toml").replace("กองคลัง", "สำนักการคลัง");
    std::fs::create_dir(folder.join("rules")).unwrap();
    std::fs::write(folder.join("rules/advice.toml"), format!("\u{feff}{own}")).unwrap();
    let done = oit(folder, &["plan", "report.json", "--rules", "rules", "--year", "2564"]);
    let text = said(&done);
    assert!(done.status.success() && text.contains("สำนักการคลัง") && text.contains("๒๕๖๔"), "{text}");
    std::fs::write(folder.join("rules/advice.toml"), own.replace("unit     =", "unitt    =")).unwrap();
    let done = oit(folder, &["plan", "report.json", "--rules", "rules"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(said(&done).contains("unitt") && said(&done).contains("advice.toml"), "{}", said(&done));
}

#[test]
fn wrong_use_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("report.json"), serde_json::to_string(&seed()).unwrap()).unwrap();
    for args in [
        &["plan", "none.json"][..],
        &["plan", "report.json", "--to", "a.pdf"],
        &["plan", "report.json", "--year", "2560"],
    ] {
        let done = oit(folder, args);
        assert_eq!(done.status.code(), Some(2), "{args:?}");
        assert!(said(&done).contains("ทางแก้:"), "{}", said(&done));
    }
}

/// What cannot be written keeps nothing else from being written, in whatever order it is asked for.
#[test]
fn every_file_is_tried() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("report.json"), serde_json::to_string(&seed()).unwrap()).unwrap();
    std::fs::write(folder.join("file"), "").unwrap();
    std::fs::create_dir(folder.join("taken.md")).unwrap();
    let good = folder.join("good.md");
    for command in [&["plan", "report.json"][..], &["diff", "report.json", "report.json", "-q"]] {
        for order in [["taken.md", "file/x.md", "good.md"], ["good.md", "file/x.md", "taken.md"]] {
            let args: Vec<&str> = order.iter().flat_map(|to| ["--to", *to]).collect();
            let done = oit(folder, &[command, &args].concat());
            assert_eq!(done.status.code(), Some(3), "{command:?} {order:?}: {}", said(&done));
            assert!(good.is_file(), "{command:?} {order:?}: {}", said(&done));
            for told in ["เขียน taken.md ไม่ได้", "สร้างโฟลเดอร์ file ไม่ได้"]
            {
                assert!(said(&done).contains(told), "{command:?} {order:?}: {}", said(&done));
            }
            std::fs::remove_file(&good).unwrap();
        }
    }
    // Before a walk, all that is wrong is told, and nothing is walked.
    for order in [["taken.md", "file/x.md"], ["file/x.md", "taken.md"]] {
        let done = oit(folder, &["demo", "--to", order[0], "--to", order[1], "--data-dir", "d"]);
        assert_eq!(done.status.code(), Some(3), "{}", said(&done));
        for told in ["เขียน taken.md ไม่ได้", "สร้างโฟลเดอร์ file ไม่ได้"]
        {
            assert!(said(&done).contains(told), "{order:?}: {}", said(&done));
        }
        assert!(!folder.join("d").exists(), "nothing was walked");
    }
}

/// What one year lacked is not what the next has to do.
#[test]
fn measures_ask_for_the_whole_and_not_for_last_years_gap() {
    let plan = Plan::of(&seed(), &Advice::load(None).unwrap(), 2565);
    let steps: Vec<String> = plan.measures.iter().flat_map(|one| one.all_steps()).collect();
    assert!(steps.iter().any(|step| step.starts_with("O") && step.contains("2565")), "{steps:#?}");
    for gap in ["ยังขาด", "(ขาด", "แก้ไข O42 ให้ครบก่อน"] {
        assert!(steps.iter().all(|step| !step.contains(gap)), "{gap}: {steps:#?}");
    }
}
