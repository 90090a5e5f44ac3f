//! What people say of items stands beside the machine's verdict, and never hides it.

#[path = "report/sample.rs"]
#[allow(dead_code)]
mod sample;

use oit::mark::Outcome;
use oit::mark::waiver::{State, Waiver, Why};
use oit::report::{Lang, Report, for_path, table};
use std::path::Path;

fn waiver(item: &str, why: Why, until: Option<&str>) -> Waiver {
    Waiver {
        item: item.to_owned(),
        why,
        verdict: None,
        note: "ดูบันทึกข้อความ".to_owned(),
        by: "นายก".to_owned(),
        until: until.map(str::to_owned),
        site: String::new(),
        place: format!("oit.toml บรรทัด {item}"),
    }
}

fn waived(list: &[Waiver]) -> Report {
    sample::seed().waived(list, &sample::edition())
}

fn written(report: &Report, name: &str) -> String {
    let mut out = Vec::new();
    for_path(Path::new(name)).unwrap().write(report, Lang::Th, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn both_verdicts_and_both_scores_are_shown() {
    let report = waived(&[
        waiver("O17", Why::NotApplicable, None),
        waiver("O30", Why::DetectedWrongly, Some("2021-12-31")),
        waiver("O42", Why::Accepted, None),
    ]);
    let item = report.item("O30").unwrap();
    assert_eq!((item.verdict, item.score), (Outcome::Fail, Some(0.0)));
    assert_eq!(item.counted(), Outcome::Pass);
    assert_eq!(report.score.oit, 61.45);
    // 9.2: 6 of 7; 9.5: 4 of 5.
    let score = &report.waivers.as_ref().unwrap().score;
    assert_eq!(score.oit, 64.52);
    let screen = table::render(&report, Lang::Th, 100, false);
    for said in [
        "คะแนน OIT เมื่อคิดตามที่คนระบุ 64.52",
        "คะแนน OIT ที่โปรแกรมตัดสิน 61.45",
        "คนระบุ: โปรแกรมตรวจผิด",
        "ไม่เป็นช่องทางรักษาความลับ",
    ] {
        assert!(screen.contains(said), "{said}: {screen}");
    }
    for name in ["a.html", "a.md", "a.csv"] {
        // Where its lines may end says nothing.
        let edges = ["<wbr>", "<span class=\"w\">", "</span>"];
        let told = edges.iter().fold(written(&report, name), |text, edge| text.replace(edge, ""));
        assert!(told.contains("คนระบุ: โปรแกรมตรวจผิด · คิดเป็นผ่าน · โดย นายก"), "{name}");
    }
}

#[test]
fn what_ended_or_meets_nothing_is_told_and_counts_nothing() {
    let report = waived(&[
        waiver("O30", Why::DetectedWrongly, Some("2021-07-11")),
        waiver("O31", Why::Planned, Some("2021-08-01")),
        waiver("O99", Why::Accepted, None),
        waiver("O1", Why::Accepted, None),
    ]);
    let waivers = report.waivers.as_ref().unwrap();
    assert_eq!(waivers.score.oit, 61.45);
    let states: Vec<(&str, State)> = waivers.told.iter().map(|t| (t.item.as_str(), t.state)).collect();
    assert_eq!(
        states,
        [
            ("O30", State::Expired),
            ("O31", State::EndsSoon),
            ("O99", State::NoSuchItem),
            ("O1", State::NotNeeded)
        ]
    );
    assert!(!report.item("O30").unwrap().excused() && report.item("O31").unwrap().excused());
    let screen = table::render(&report, Lang::Th, 100, false);
    assert!(screen.contains("O30: หมดอายุเมื่อ 11 กรกฎาคม 2564 จึงไม่นำมาคิด (oit.toml บรรทัด O30)"), "{screen}");
    assert!(screen.contains("O99: ไม่มีข้อนี้ในแบบตรวจ"), "{screen}");
}

#[test]
fn a_list_for_another_site_changes_nothing() {
    let mut other = waiver("O30", Why::DetectedWrongly, None);
    other.site = "other.go.th".to_owned();
    assert_eq!(waived(&[other]), sample::seed());
}

#[test]
fn the_schema_knows_waivers() {
    let schema = serde_json::from_str(include_str!("../schema/report-1.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let report = waived(&[waiver("O17", Why::NotApplicable, None), waiver("O99", Why::Planned, None)]);
    let json: serde_json::Value = serde_json::from_str(&written(&report, "a.json")).unwrap();
    let faults: Vec<String> =
        schema.iter_errors(&json).map(|it| format!("{it} at {}", it.instance_path)).collect();
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(serde_json::from_value::<Report>(json).unwrap(), report);
}
