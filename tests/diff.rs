//! `oit diff`: gained, lost, moved, changed, item by item and judge by judge.

#[path = "report/sample.rs"]
#[allow(dead_code)]
mod sample;

use std::path::Path;
use std::process::{Command, Output};

use oit::crawl::{Cut, Status};
use oit::mark::Outcome;
use oit::report::diff::{Diff, Place, Way};
use oit::report::{Answer, Evidence, Finding, Lang, Report};

fn report(day: &str, change: impl Fn(&mut Finding)) -> Report {
    let mut findings = sample::findings();
    findings.iter_mut().for_each(change);
    let mut report = sample::report(findings, sample::coverage(), Some((96.09, 94.83)));
    report.as_of = day.to_owned();
    report
}

fn old() -> Report {
    report("2021-07-12", |_| {})
}

/// A page without the marks of where its lines may end.
fn bare(page: &str) -> String {
    let edges = ["<wbr>", "<span class=\"w\">", "<span class=\"w l\">", "</span>"];
    edges.iter().fold(page.to_owned(), |page, edge| page.replace(edge, ""))
}

/// What is said, whatever lines it stands in.
fn said(diff: &Diff, lang: Lang) -> String {
    let text = diff.text_in(lang, 132);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    // Thai is broken without a blank; English at one.
    lines.join(if lang == Lang::Th { "" } else { " " })
}

/// One item of every way.
fn new() -> Report {
    report("2021-09-01", |finding| match finding.id.as_str() {
        "O17" => {
            finding.outcome = Outcome::Pass;
            finding.comment.clear();
            finding.judges.iter_mut().for_each(|judge| judge.answer = Answer::Yes);
        }
        "O1" => {
            finding.outcome = Outcome::Fail;
            finding.comment = "ไม่พบโครงสร้าง".to_owned();
            finding.judges[0].answer = Answer::No;
            finding.judges[0].reason = "ลิงก์เสีย".to_owned();
        }
        "O15" => finding.comment = "ไม่พบข้อมูลเดือนกุมภาพันธ์ 64".to_owned(),
        "O30" => finding.judges.retain(|judge| judge.id != "shown"),
        "O5" => finding.evidence[0].url = format!("{}/new/contact.html", sample::SITE),
        _ => {}
    })
}

#[test]
fn every_way_is_told_apart() {
    let diff = Diff::between(&old(), &new());
    let ids = |way| diff.with(way).iter().map(|item| item.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(Way::Gained), ["O17"]);
    assert_eq!(ids(Way::Lost), ["O1"]);
    assert_eq!(ids(Way::Changed), ["O15", "O30"]);
    assert_eq!(ids(Way::Moved), ["O5"]);
    assert_eq!(diff.items.len(), 5, "what is as it was is not told");
    let lost = diff.with(Way::Lost)[0];
    assert_eq!(lost.judges.len(), 1);
    assert_eq!((lost.judges[0].old, lost.judges[0].new), (Some(Answer::Yes), Some(Answer::No)));
    assert_eq!(diff.with(Way::Changed)[1].judges[0].new, None, "a question that is asked no more");
    let (old, new) = (old(), new());
    let delta = ((new.score.oit - old.score.oit) * 100.0).round() / 100.0;
    assert_eq!(diff.oit_delta, delta);
    assert!(delta != 0.0);
}

#[test]
fn more_of_the_same_scan_is_said_where_it_made_the_difference() {
    let scanned = |mut report: Report, unread| {
        for item in report.items.iter_mut().filter(|item| ["O15", "O17"].contains(&item.id.as_str())) {
            item.evidence = vec![Evidence { sha256: "a".to_owned(), unread, ..Evidence::default() }];
        }
        report
    };
    let (then, now) = (scanned(old(), 5), scanned(new(), 2));
    let diff = Diff::between(&then, &now);
    let ids: Vec<&str> = diff.items.iter().filter(|it| it.more_read).map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["O15", "O17"]);
    assert!(said(&diff, Lang::Th).contains("อ่านหน้าที่เป็นภาพสแกนได้มากกว่าครั้งก่อน"));
    assert!(said(&diff, Lang::En).contains("more of its scanned pages was read"));
    assert!(diff.json().unwrap().contains("more_read"));
    let back = Diff::between(&now, &then);
    let ids: Vec<&str> = back.items.iter().filter(|it| it.less_read).map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["O15", "O17"]);
    assert!(back.items.iter().all(|it| !it.more_read));
    let (th, en) = (said(&back, Lang::Th), said(&back, Lang::En));
    assert!(
        th.contains("อ่านหน้าที่เป็นภาพสแกนได้น้อยกว่าครั้งก่อน") && en.contains("fewer of its scanned pages were read")
    );
    // Nobody is told to allow more time for what was not begun.
    assert!(th.contains("ให้ตรวจใหม่โดยใช้ OCR") && en.contains("with OCR") && !(th + &en).contains("--ocr-"));
    let mut cut = then.clone();
    cut.coverage.cut = Some(Cut { pages: 5, of: 9, files: 1 });
    assert!(said(&Diff::between(&now, &cut), Lang::Th).contains("--ocr-time"));
    assert!(back.json().unwrap().contains("less_read"));
    // What is told beside a report, in all its formats, says so too.
    let since = then.clone().compared(&now).since.unwrap();
    assert_eq!((since.less_read, since.more_read), (vec!["O15".to_owned(), "O17".to_owned()], vec![]));
    let mut out = Vec::new();
    let format = oit::report::for_path(Path::new("a.md")).unwrap();
    format.write(&then.clone().compared(&now), Lang::Th, &mut out).unwrap();
    let said = String::from_utf8(out).unwrap();
    assert!(said.contains("ได้น้อยลง 2 ข้อ: O15 O17 ให้ตรวจใหม่โดยใช้ OCR"), "{said}");
    // As much as before, or another document: nothing was read "more".
    assert!(Diff::between(&now, &scanned(old(), 2)).items.iter().all(|it| !it.more_read));
}

#[test]
fn a_range_is_compared_at_both_its_ends() {
    let (then, mut now) = (old(), old());
    now.score.oit -= 8.49;
    (now.score.band, now.score.band_high) = ("E".to_owned(), then.score.band.clone());
    let diff = Diff::between(&then, &now);
    let (th, en) = (said(&diff, Lang::Th), said(&diff, Lang::En));
    assert!(th.contains("(-8.49 ถึง ±0.00)") && th.contains(&format!("→ ระดับ E–{}", then.score.band)), "{th}");
    assert!(en.contains("(-8.49 to ±0.00)"), "{en}");
}

#[test]
fn the_range_of_the_whole_ita_is_compared_as_that_of_the_oit() {
    let (then, mut now) = (old(), old());
    let ita = then.score.ita.unwrap();
    (now.score.ita, now.score.ita_high) = (Some(ita - 3.4), Some(ita));
    let diff = Diff::between(&then, &now);
    let told = format!("คะแนน ITA รวม {ita:.2} → {:.2}–{ita:.2} (-3.40 ถึง ±0.00)", ita - 3.4);
    assert!(said(&diff, Lang::Th).contains(&told), "{}", said(&diff, Lang::Th));
    assert!(said(&diff, Lang::En).contains("(-3.40 to ±0.00)"));
    for page in [diff.markdown(Lang::Th), bare(&diff.html(Lang::Th).unwrap())] {
        assert!(page.contains(&told), "{page}");
    }
    let json: serde_json::Value = serde_json::from_str(&diff.json().unwrap()).unwrap();
    assert_eq!((&json["new"]["ita_high"], &json["ita_high_delta"]), (&ita.into(), &0.0.into()));
    // Files from before there was a range, and reports without the surveys.
    now.score.ita_high = None;
    let diff = Diff::between(&then, &now);
    assert_eq!((diff.new.ita_high, diff.ita_high_delta), (now.score.ita, Some(-3.4)));
    (now.score.ita, now.score.ita_high) = (None, None);
    assert_eq!(Diff::between(&then, &now).ita_high_delta, None);
}

#[test]
fn lines_are_as_wide_as_the_window_and_addresses_stay_whole() {
    let mut now = new();
    let item = now.items.iter_mut().find(|item| item.id == "O5").unwrap();
    let url = format!("{}/{}.html", sample::SITE, "long-address/".repeat(12));
    item.evidence[0].url.clone_from(&url);
    let diff = Diff::between(&old(), &now);
    for columns in [40, 80, 120] {
        let text = diff.text_in(Lang::Th, columns);
        let wide = text.lines().find(|line| !line.contains("://") && oit::thai::width::width(line) > columns);
        assert_eq!(wide, None);
        assert!(text.contains(&url));
        assert!(!text.lines().any(|line| line.trim_start().starts_with(['า', 'ะ', 'ำ'])), "{text}");
    }
    assert_eq!(diff.text(Lang::Th), diff.text_in(Lang::Th, 100), "files are as wide as those of the table");
}

#[test]
fn english_readers_get_the_questions_of_the_form_in_english() {
    let mut now = new();
    let asks = old().items[0].judges[0].asks.clone();
    now.edition.english.insert(asks.clone(), "it is on the agency's own site".to_owned());
    let diff = Diff::between(&old(), &now);
    for told in [said(&diff, Lang::En), diff.markdown(Lang::En), bare(&diff.html(Lang::En).unwrap())] {
        assert!(told.replace("&#x27;", "'").contains("it is on the agency's own site: "), "{told}");
        assert!(!told.contains(&asks), "{told}");
    }
    assert!(diff.json().unwrap().contains(&asks) && said(&diff, Lang::Th).contains(&asks));
}

#[test]
fn only_one_document_moves() {
    let place = |change: &dyn Fn(&mut Vec<Evidence>)| {
        let mut then = old();
        let evidence = |report: &mut Report, change: &dyn Fn(&mut Vec<Evidence>)| {
            change(&mut report.items.iter_mut().find(|item| item.id == "O5").unwrap().evidence);
        };
        evidence(&mut then, &|all| {
            let mut second = all[0].clone();
            (second.url, second.sha256, second.unread) =
                (format!("{}/second.pdf", sample::SITE), "second".to_owned(), 0);
            all.truncate(1);
            all.push(second);
        });
        let mut now = then.clone();
        evidence(&mut now, change);
        let diff = Diff::between(&then, &now);
        assert_eq!(diff.items.len(), 1);
        assert!(diff.items[0].moved && diff.items[0].way == Way::Moved);
        (diff.items[0].document, said(&diff, Lang::Th))
    };
    let (document, told) = place(&|all| all[0].url = format!("{}/new.html", sample::SITE));
    assert_eq!(document, Some(Place::Moved));
    assert!(told.contains("เอกสารเป็นฉบับเดิม แต่ย้ายที่"), "{told}");
    let (document, told) = place(&|all| {
        all.reverse();
        all[1].unread = 4;
    });
    assert_eq!(document, Some(Place::Reordered));
    assert!(told.contains("ฉบับเดิมยังเป็นหลักฐานอยู่") && told.contains("น้อยกว่าครั้งก่อน"), "{told}");
    assert!(!told.contains("เอกสารเป็นฉบับเดิม") && !told.contains("ย้าย"), "{told}");
    let (document, told) = place(&|all| {
        all.remove(0);
    });
    assert_eq!(document, Some(Place::Replaced));
    assert!(told.contains("ไม่ตรงกับฉบับเดิม") && !told.contains("ย้าย"), "{told}");
    let (document, told) = place(&|all| {
        all[0].url = format!("{}/new.html", sample::SITE);
        all[0].sha256.clear();
    });
    assert_eq!(document, None);
    assert!(told.contains("/new.html") && !told.contains("ย้าย"), "{told}");
}

#[test]
fn another_document_in_place_of_a_scan_that_was_not_read_is_told_as_such() {
    let then = old();
    let mut now = old();
    let item = now.items.iter_mut().find(|item| item.id == "O5").unwrap();
    let url = item.evidence[0].url.clone();
    (item.evidence[0].url, item.evidence[0].sha256) =
        (format!("{}/other.html", sample::SITE), "other".to_owned());
    let diff = Diff::between(&then, &now);
    assert!(diff.items.iter().all(|it| !it.less_read), "it moved, and nothing more is known");
    let left = oit::report::NotRead { url, status: Status::ScanNotRead, advice: String::new() };
    now.coverage.not_read.push(left);
    let diff = Diff::between(&then, &now);
    let moved = diff.items.iter().find(|it| it.id == "O5").unwrap();
    assert!(moved.way == Way::Moved && moved.less_read, "{moved:?}");
    assert!(said(&diff, Lang::Th).contains("อ่านหน้าที่เป็นภาพสแกนได้น้อยกว่าครั้งก่อน"));
    let back = Diff::between(&now, &then);
    assert!(back.items.iter().any(|it| it.id == "O5" && it.more_read && !it.less_read));
}

#[test]
fn a_document_that_was_deleted_is_told_where_another_took_its_place() {
    let mut now = old();
    let item = now.items.iter_mut().find(|item| item.id == "O5").unwrap();
    let url = item.evidence[0].url.clone();
    item.evidence[0].url = format!("{}/other.html", sample::SITE);
    item.evidence[0].sha256 = "other".to_owned();
    let dead = oit::report::NotRead {
        url: url.clone(),
        status: oit::crawl::Status::NotFound,
        advice: String::new(),
    };
    now.coverage.not_read.push(dead);
    let diff = Diff::between(&old(), &now);
    assert_eq!(diff.items.len(), 1);
    assert_eq!((diff.items[0].id.as_str(), &diff.items[0].gone), ("O5", &vec![url]));
    assert!(said(&diff, Lang::Th).contains("ไม่มีบนเว็บไซต์แล้ว"), "{}", diff.text(Lang::Th));
    assert!(said(&diff, Lang::En).contains("is gone from the site"));
    assert!(bare(&diff.html(Lang::Th).unwrap()).contains("ไม่มีบนเว็บไซต์แล้ว"));
}

#[test]
fn a_site_that_moved_to_https_or_www_has_not_moved_its_evidence() {
    let mut moved = old();
    moved.site.url = moved.site.url.replace("https://www.", "http://");
    for item in &mut moved.items {
        item.evidence.iter_mut().for_each(|found| found.url = found.url.replace("https://www.", "http://"));
    }
    assert!(Diff::between(&old(), &moved).items.is_empty());
}

#[test]
fn items_are_known_by_their_keys_from_year_to_year() {
    let mut next = old();
    next.edition.year = 2565;
    next.items[0].id = "O2".to_owned();
    next.items[1].id = "O1".to_owned();
    let removed = next.items.remove(42);
    next.items[41].key = "quite-new".to_owned();
    let diff = Diff::between(&old(), &next);
    assert_eq!(diff.with(Way::Added).len(), 1);
    let removed_keys: Vec<&str> = diff.with(Way::Removed).iter().map(|item| item.key.as_str()).collect();
    assert!(removed_keys.contains(&removed.key.as_str()) && removed_keys.len() == 2);
    assert!(said(&diff, Lang::Th).contains("แบบตรวจคนละปี (2564 กับ 2565)"));
}

#[test]
fn texts() {
    let diff = Diff::between(&old(), &new());
    insta::with_settings!({snapshot_path => "report/snapshots", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("diff.txt", diff.text(Lang::Th));
        insta::assert_snapshot!("diff-english.txt", diff.text(Lang::En));
        insta::assert_snapshot!("diff.md", diff.markdown(Lang::Th));
        insta::assert_snapshot!("diff.json", diff.json().unwrap());
    });
    let page = bare(&diff.html(Lang::Th).unwrap());
    assert!(page.contains("ไม่พบโครงสร้าง") && page.contains("ลิงก์เสีย"));
    assert!(!page.contains("<script"));
    let mut bad = new();
    bad.items[0].comment = "<img src=x>\u{1b}[31m".to_owned();
    bad.items[0].history[0].comment = bad.items[0].comment.clone();
    let bad = Diff::between(&old(), &bad);
    assert!(!bad.html(Lang::Th).unwrap().contains("<img"));
    assert!(!said(&bad, Lang::Th).contains('\u{1b}'));
    assert!(!bad.markdown(Lang::Th).contains("<img"));
}

#[test]
fn the_published_schema_holds() {
    let schema = serde_json::from_str(include_str!("../schema/diff-1.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let mut less = new();
    less.items.pop();
    for diff in [Diff::between(&old(), &new()), Diff::between(&old(), &old()), Diff::between(&new(), &less)] {
        let mut json: serde_json::Value = serde_json::from_str(&diff.json().unwrap()).unwrap();
        let faults: Vec<String> =
            schema.iter_errors(&json).map(|it| format!("{it} at {}", it.instance_path)).collect();
        assert!(faults.is_empty(), "{faults:?}");
        json["schema"] = "oit-diff/2".into();
        assert!(!schema.is_valid(&json));
    }
}

fn oit(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oit")).current_dir(folder).args(args).output().unwrap()
}

#[test]
fn on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let put = |name: &str, report: &Report| {
        std::fs::write(folder.join(name), serde_json::to_string(report).unwrap()).unwrap();
    };
    put("old.json", &old());
    put("new.json", &new());
    let code = |args: &[&str]| oit(folder, args).status.code();
    assert_eq!(code(&["diff", "old.json", "old.json"]), Some(0), "nine gaps, none of them new");
    assert_eq!(code(&["diff", "old.json", "new.json"]), Some(1), "O1 fails anew");
    assert_eq!(code(&["diff", "old.json", "new.json", "--fail-on", "never"]), Some(0));
    assert_eq!(code(&["diff", "old.json", "old.json", "--fail-on", "fail"]), Some(1));
    let done = oit(
        folder,
        &[
            "diff", "old.json", "new.json", "-q", "--to", "d.json", "--to", "d.md", "--to", "d.html", "--to",
            "d.txt",
        ],
    );
    assert!(done.stdout.is_empty());
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("d.json")).unwrap()).unwrap();
    assert_eq!(json["schema"], "oit-diff/1");
    assert_eq!(json["items"].as_array().unwrap().len(), 5);
    for name in ["d.md", "d.html", "d.txt"] {
        let told = bare(&std::fs::read_to_string(folder.join(name)).unwrap());
        assert!(told.contains("ไม่พบโครงสร้าง"), "{name}");
    }
    let wrong = oit(folder, &["diff", "old.json", "new.json", "--to", "d.pdf"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains(".html"));
    let missing = oit(folder, &["diff", "old.json", "none.json"]);
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn what_is_doubtful_is_said_of_what_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut other = old();
    other.site.url = "https://www.example.go.th/".to_owned();
    std::fs::write(folder.join("later.json"), serde_json::to_string(&new()).unwrap()).unwrap();
    std::fs::write(folder.join("other.json"), serde_json::to_string(&other).unwrap()).unwrap();
    let mut oit = Command::new(env!("CARGO_BIN_EXE_oit"));
    let done = oit.current_dir(folder).args(["diff", "later.json", "other.json"]).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(said.contains("รายงานครั้งก่อน later.json (2021-09-01) ใหม่กว่า"), "{said}");
    assert!(said.contains("later.json เป็นของเว็บไซต์อื่น") && !said.contains("--since"), "{said}");
}
