//! `oit audit` as people run it: an earlier report, waivers, `oit.toml`, a submission, over the
//! demo's own walk.

use std::path::Path;
use std::process::{Command, Output};

const ZEROS: [&str; 9] = ["O15", "O17", "O18", "O27", "O30", "O31", "O41", "O42", "O43"];

fn oit(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oit"))
        .current_dir(folder)
        .args(args)
        .env("COLUMNS", "100")
        .env_remove("OIT_YEAR")
        .output()
        .unwrap()
}

fn said(done: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
}

const AUDIT: [&str; 8] =
    ["audit", "--crawl", "demo.warc.gz", "--year", "2564", "--as-of", "2021-07-12", "--ocr=never"];

fn audit(folder: &Path, more: &[&str]) -> Output {
    oit(folder, &[&AUDIT[..], more].concat())
}

#[test]
fn the_demo_with_an_earlier_report_waivers_and_a_submission() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let demo = oit(
        folder,
        &[
            "demo",
            "-q",
            "--data-dir",
            "d",
            "--to",
            "demo.warc.gz",
            "--to",
            "old.json",
            "--to",
            "submission.xlsx",
        ],
    );
    assert_eq!(demo.status.code(), Some(0), "{}", said(&demo));

    let plain = audit(folder, &["-q"]);
    assert_eq!(plain.status.code(), Some(1), "{}", said(&plain));

    // The second round over the same walk: every dispute is refused for the same reason.
    let second = audit(folder, &["--appeal", "old.json", "--to", "new.json", "--to", "new.md"]);
    assert!(said(&second).contains("-----"), "{}", said(&second));
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("new.json")).unwrap()).unwrap();
    for item in json["items"].as_array().unwrap() {
        let id = item["id"].as_str().unwrap();
        let refused = item["comment"].as_str().unwrap().starts_with("ไม่ได้รับการปรับคะแนน โดยอ้างอิงตามเหตุผลเดิม");
        assert_eq!(refused, ZEROS.contains(&id), "{id}: {}", item["comment"]);
    }
    assert_eq!(json["score"]["oit"], 61.45);

    // What changed since is told without a second round.
    let since = audit(folder, &["--since", "old.json"]);
    assert!(said(&since).contains("ไม่มีข้อใดเปลี่ยน") && !said(&since).contains("-----"), "{}", said(&since));
    let both = audit(folder, &["--since", "old.json", "--appeal", "old.json"]);
    assert_eq!(both.status.code(), Some(2), "{}", said(&both));

    // Only what fails anew fails the run; every format is written in the one run.
    let names = ["a.json", "a.html", "a.xlsx", "a.docx", "a.csv", "a.xml", "a.md", "a.ics"];
    let mut more = vec!["-q", "--since", "old.json", "--fail-on", "new"];
    more.extend(names.iter().flat_map(|name| ["--to", *name]));
    more.extend(["--iit", "97.53,95.23,97.57,95.26,94.88", "--eit", "95.28,95.12,94.10"]);
    let same = audit(folder, &more);
    assert_eq!(same.status.code(), Some(0), "{}", said(&same));
    for name in names {
        assert!(std::fs::metadata(folder.join(name)).unwrap().len() > 500, "{name}");
    }
    let whole: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("a.json")).unwrap()).unwrap();
    assert_eq!(whole["score"]["ita"], 81.86, "from the means of the indicators, as they are printed");
    assert_eq!(whole["score"]["perceptions"].as_array().unwrap().len(), 8);
    // The analysis of the real walk stands beside seed 004 (tests/docx.rs has its sections).
    let docx = std::fs::read(folder.join("a.docx")).unwrap();
    let hints = oit::extract::Hints { file_name: "a.docx", ..Default::default() };
    let text = oit::extract::read(&docx, &hints).whole_text();
    for said in [
        "โดยภาพรวมได้คะแนน ๘๑.๘๖ คะแนน อยู่ในระดับ B ซึ่งต่ำกว่าเกณฑ์เป้าหมาย (๘๕ คะแนนขึ้นไป)",
        "อยู่ในระดับ AA (๙๖.๐๙ คะแนน)",
        "อยู่ในระดับ A (๙๔.๘๓ คะแนน)",
        "อยู่ในระดับ D (๖๑.๔๕ คะแนน)",
        "๙ ข้อ ได้แก่ O15 O17 O18 O27 O30 O31 O41 O42 O43",
        "ตัวชี้วัดที่ ๙ และ ๑๐ ได้คะแนนร้อยละ ๗๙.๑๔ และ ๔๓.๗๕",
    ] {
        assert!(text.contains(said), "{said}");
    }
    let mut better: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("old.json")).unwrap()).unwrap();
    better["items"][14]["verdict"] = "pass".into();
    std::fs::write(folder.join("better.json"), better.to_string()).unwrap();
    let lost = audit(folder, &["-q", "--since", "better.json", "--fail-on", "new"]);
    assert_eq!(lost.status.code(), Some(1), "O15 fails anew");

    // What people answer for holds up no script, and both scores are told.
    let lines: Vec<String> = ZEROS
        .iter()
        .map(|id| format!("[[waiver]]\nitem = \"{id}\"\nwhy = \"planned\"\nuntil = 2021-12-31\n"))
        .collect();
    std::fs::write(folder.join("oit.toml"), format!("[audit]\nlang = \"en\"\n\n{}", lines.concat())).unwrap();
    std::fs::write(folder.join("hand.csv"), "ข้อ,เหตุผล,ผล,โดย\nO30,ตรวจผิด,ผ่าน,ปลัด\nO98,ยอมรับ,,ปลัด\n").unwrap();
    let waived = audit(folder, &["--waivers", "hand.csv"]);
    assert_eq!(waived.status.code(), Some(0), "{}", said(&waived));
    for part in [
        "OIT score as people count it 63.45",
        "OIT score as the program judged 61.45",
        "O98: this year's form has no such item",
    ] {
        assert!(said(&waived).contains(part), "{part}: {}", said(&waived));
    }
    std::fs::write(folder.join("other.csv"), "ข้อ,เหตุผล,เว็บไซต์\nO30,ทราบแล้ว,www.another.example\n").unwrap();
    std::fs::rename(folder.join("oit.toml"), folder.join("kept.toml")).unwrap();
    let other = audit(folder, &["--waivers", "other.csv"]);
    assert!(said(&other).contains("www.another.example"), "{}", said(&other));
    std::fs::rename(folder.join("kept.toml"), folder.join("oit.toml")).unwrap();
    let inner = folder.join("deeper/still");
    std::fs::create_dir_all(&inner).unwrap();
    let dump = oit(&inner, &["audit", "--dump-config", "--max-pages", "9"]);
    assert!(said(&dump).contains("lang = \"en\"  # ") && said(&dump).contains("oit.toml"), "{}", said(&dump));
    assert!(said(&dump).contains("max-pages = 9  # ตัวเลือก --max-pages"), "{}", said(&dump));
    std::fs::remove_file(folder.join("oit.toml")).unwrap();

    let sheet = audit(folder, &["--submission", "submission.xlsx"]);
    assert_eq!(sheet.status.code(), Some(1), "{}", said(&sheet));
    assert!(said(&sheet).contains("ตัดสินเฉพาะ 43 URL"), "{}", said(&sheet));
}

#[test]
fn figures_of_a_survey_are_one_or_all() {
    let folder = tempfile::tempdir().unwrap();
    let given = |iit: &str, eit: &str| {
        oit(folder.path(), &["audit", "--crawl", "none.warc.gz", "--iit", iit, "--eit", eit])
    };
    for (iit, eit, what) in
        [("97,95", "95", "IIT มี 5 ตัวชี้วัด แต่ให้มา 2 ค่า"), ("97", "95,94,93,92", "EIT มี 3 ตัวชี้วัด แต่ให้มา 4 ค่า")]
    {
        let done = given(iit, eit);
        assert_eq!(done.status.code(), Some(2));
        assert!(said(&done).contains(what) && said(&done).contains("คั่นด้วยจุลภาค"), "{}", said(&done));
    }
    assert!(said(&given("97", "95,94,93")).contains("none.warc.gz"), "these are taken");
}

#[test]
fn the_demo_fails_on_what_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let demo = |more: &[&str]| oit(folder.path(), &[&["demo", "-q", "--data-dir", "d"], more].concat());
    assert_eq!(demo(&["--fail-on", "fail"]).status.code(), Some(1));
    assert_eq!(demo(&["--fail-on", "never"]).status.code(), Some(0));
}

#[test]
fn a_variable_that_holds_nothing_is_told_before_the_audit() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let text = "[[site]]\nurl = \"http://127.0.0.1:9/\"\n\n[[notify]]\nname = \"line\"\n\
                webhook = \"https://a.go.th/x\"\nheaders = { A = \"${OIT_TEST_UNSET} ${OIT_TEST_UNSET_TOO}\" }\n";
    std::fs::write(folder.join("oit.toml"), text).unwrap();
    let done = oit(folder, &["audit", "--data-dir", "d"]);
    assert_eq!(done.status.code(), Some(2));
    let told = said(&done);
    assert!(
        told.contains("oit.toml บรรทัด 7: ตัวแปร OIT_TEST_UNSET, OIT_TEST_UNSET_TOO ไม่มีค่า")
            && told.contains("OIT_TEST_UNSET=… OIT_TEST_UNSET_TOO=…"),
        "{told}"
    );
    assert!(!folder.join("d").exists(), "nothing was begun");
    // What is in force can still be looked at, and says it; so does the doctor.
    for args in [&["audit", "--dump-config"][..], &["doctor"]] {
        let done = oit(folder, args);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        assert!(said(&done).contains("ตัวแปร OIT_TEST_UNSET"), "{}", said(&done));
    }
    // A site named by hand is not one of the clock's.
    let by_hand = oit(folder, &["audit", "http://127.0.0.1:9/", "--data-dir", "d"]);
    assert!(!said(&by_hand).contains("OIT_TEST_UNSET"), "{}", said(&by_hand));
}

#[test]
fn the_doctor_names_the_folder_that_is_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("ของเรา");
    let mut doctor = Command::new(env!("CARGO_BIN_EXE_oit"));
    let done = doctor.arg("doctor").current_dir(folder.path()).env("OIT_DATA_DIR", &place).output().unwrap();
    assert!(said(&done).contains(&format!("เก็บข้อมูลที่: {}", place.display())), "{}", said(&done));
    // What `oit.toml` says, seen from its folder; the variable wins, and what is typed wins over both.
    std::fs::write(folder.path().join("oit.toml"), "[audit]\ndata-dir = \"filed\"\n").unwrap();
    let ask = |args: &[&str], variable: Option<&Path>| {
        let mut doctor = Command::new(env!("CARGO_BIN_EXE_oit"));
        doctor.arg("doctor").args(args).current_dir(folder.path()).env_remove("OIT_DATA_DIR");
        doctor.envs(variable.map(|place| ("OIT_DATA_DIR", place)));
        said(&doctor.output().unwrap())
    };
    let filed = ask(&[], None);
    assert!(filed.lines().any(|l| l.starts_with("เก็บข้อมูลที่: ") && l.ends_with("filed")), "{filed}");
    assert!(ask(&[], Some(&place)).contains(&format!("เก็บข้อมูลที่: {}", place.display())));
    assert!(ask(&["--data-dir", "typed"], Some(&place)).contains("เก็บข้อมูลที่: typed\n"));
}

/// `oit completions bash | head` ends quietly: a closed pipe is no fault of ours.
#[cfg(unix)]
#[test]
fn a_reader_that_has_enough_is_no_trouble() {
    for what in ["completions bash", "man", "--help"] {
        let line = format!("\"$0\" {what} | head -c 9");
        let done = Command::new("sh").args(["-c", &line, env!("CARGO_BIN_EXE_oit")]).output().unwrap();
        assert!(!done.stdout.is_empty() && done.stderr.is_empty(), "{what}: {}", said(&done));
    }
}

#[test]
fn the_doctor_says_that_the_folder_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("taken"), "").unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("data/crawls"), "").unwrap();
    let doctor = |place: &str, lang: &str| {
        let mut doctor = Command::new(env!("CARGO_BIN_EXE_oit"));
        let doctor = doctor.args(["doctor", "--lang", lang]).current_dir(folder.path());
        doctor.env("OIT_DATA_DIR", place).output().unwrap()
    };
    for (place, why) in [
        ("taken", "เขียนที่ taken ไม่ได้: ส่วนหนึ่งของที่อยู่ไม่ใช่โฟลเดอร์"),
        ("taken/within", "เขียนที่ taken/within ไม่ได้: ส่วนหนึ่งของที่อยู่ไม่ใช่โฟลเดอร์"),
        ("data", "เขียนที่ data/crawls ไม่ได้: ส่วนหนึ่งของที่อยู่ไม่ใช่โฟลเดอร์"),
        #[cfg(target_os = "linux")]
        ("/proc/oit", "เขียนที่ /proc/oit ไม่ได้"),
    ] {
        let done = doctor(place, "th");
        assert_eq!(done.status.code(), Some(3), "{}", said(&done));
        assert!(said(&done).contains(why) && said(&done).contains("--data-dir"), "{place}: {}", said(&done));
    }
    let done = doctor("taken", "en");
    assert!(
        said(&done).contains("cannot write at taken: a part of the path is no folder"),
        "{}",
        said(&done)
    );
    let done = doctor("new/one", "th");
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert!(!folder.path().join("new").exists(), "to ask makes nothing");
}
