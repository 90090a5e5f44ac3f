//! The second round: an earlier report beside this one, as the assessor writes it.

#[path = "report/sample.rs"]
#[allow(dead_code)]
mod sample;

use oit::mark::Outcome;
use oit::report::{Finding, Lang, Report, Ruling, for_path, table};
use std::path::Path;

const FIRST: &str = "2021-06-20";

/// The first round, standing on the day on which the results came out.
fn first() -> Report {
    let mut old = sample::seed();
    old.as_of = FIRST.to_owned();
    for item in &mut old.items {
        item.history[0].date = FIRST.to_owned();
    }
    old
}

/// A later report in which items were changed.
fn now(change: impl Fn(&mut Finding)) -> Report {
    let mut findings = sample::findings();
    findings.iter_mut().for_each(change);
    sample::report(findings, sample::coverage(), None)
}

fn mended(finding: &mut Finding) {
    finding.outcome = Outcome::Pass;
    finding.comment.clear();
    finding.fix.clear();
}

fn second(change: impl Fn(&mut Finding)) -> Report {
    now(change).second_round(&first(), &sample::edition())
}

fn written(report: &Report, name: &str) -> String {
    let mut out = Vec::new();
    for_path(Path::new(name)).unwrap().write(report, Lang::Th, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What people ask for most of the time: what is otherwise, and every mark as it is today.
#[test]
fn a_plain_comparison_counts_nothing_out() {
    let report = now(|f| {
        if f.id == "O15" {
            mended(f);
            f.evidence[0].sha256 = "ff".repeat(32);
        }
    })
    .compared(&first());
    let item = report.item("O15").unwrap();
    assert_eq!((item.comment.as_str(), item.score, &item.round), ("", Some(100.0), &None));
    assert_eq!(report.item("O30").unwrap().comment, "ไม่เป็นช่องทางรักษาความลับ", "no second comment");
    let since = report.since.as_ref().unwrap();
    assert_eq!((&since.gained[..], &since.later[..]), (&["O15".to_owned()][..], &[][..]));
    assert!(since.round.is_none() && since.first.is_none());
    let screen = table::render(&report, Lang::Th, 100, false);
    assert!(screen.contains("ผ่านเพิ่ม 1 ข้อ: O15") && !screen.contains("รอบนี้"), "{screen}");
    assert!(!written(&report, "a.html").contains("ไม่นับรอบนี้"));
}

#[test]
fn verdict_date_hyphens_and_the_first_comment() {
    let report = second(|_| {});
    let item = report.item("O30").unwrap();
    let lines: Vec<&str> = item.comment.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].starts_with("ไม่ได้รับการปรับคะแนน โดยอ้างอิงตามเหตุผลเดิม คำแนะนำ แยกช่องทาง"), "{}", lines[0]);
    assert!(lines[0].ends_with(" 12/7/64"), "{}", lines[0]);
    assert_eq!(lines[1..], ["-----", "ไม่เป็นช่องทางรักษาความลับ"]);
    let dates: Vec<&str> = item.history.iter().map(|past| past.date.as_str()).collect();
    assert_eq!(dates, [FIRST, "2021-07-12"]);
    assert_eq!(item.history[1].comment, "ไม่เป็นช่องทางรักษาความลับ", "history keeps each round's own words");
    assert_eq!(report.item("O1").unwrap().comment, "", "what passed was not disputed");
    let since = report.since.unwrap();
    assert!(since.gained.is_empty() && since.lost.is_empty() && since.changed.is_empty());
}

#[test]
fn what_was_there_and_overlooked_wins() {
    let report = second(|f| {
        if f.id == "O42" {
            mended(f)
        }
    });
    let item = report.item("O42").unwrap();
    assert!(item.comment.starts_with("ได้รับการปรับคะแนน เนื่องจากมีข้อมูลที่ถูกต้องครบถ้วน"), "{}", item.comment);
    assert!(
        item.comment.ends_with("-----\nมีการวิเคราะห์ผลการประเมิน ITA ปี 63 แต่ไม่มีการระบุมาตรการที่จะนำมาใช้ในปี 64")
    );
    let round = item.round.as_ref().unwrap();
    assert_eq!((round.result, round.score), (Ruling::Granted, Some(100.0)));
    let since = report.since.as_ref().unwrap();
    assert_eq!(since.gained, ["O42"]);
    assert_eq!(since.round.as_ref().unwrap().oit, report.score.oit);
}

#[test]
fn what_was_added_after_the_first_round_does_not_count_for_it() {
    let report = second(|f| {
        if f.id == "O15" {
            mended(f);
            f.evidence[0].sha256 = "ff".repeat(32);
        }
        if f.id == "O41" {
            mended(f);
            f.evidence = vec![oit::report::Evidence {
                url: format!("{}/files/report-2563.pdf", sample::SITE),
                ..Default::default()
            }];
        }
    });
    for id in ["O15", "O41"] {
        let item = report.item(id).unwrap();
        assert_eq!(item.verdict, Outcome::Pass, "what the site shows today stays said");
        assert!(item.comment.starts_with("ไม่ได้รับการปรับคะแนน เนื่องจากเป็นข้อมูลใหม่ที่เพิ่มหลังการตรวจรอบแรก 20/6/64"));
        assert!(item.comment.contains("ไม่นับในรอบนี้") && item.comment.contains("ก่อนปิดรับคำตอบ 30/4/64"));
        let round = item.round.as_ref().unwrap();
        assert_eq!((round.result, round.score), (Ruling::AddedLater, Some(0.0)));
    }
    let since = report.since.as_ref().unwrap();
    assert_eq!(since.later, ["O15", "O41"]);
    let round = since.round.as_ref().unwrap();
    assert_eq!(round.oit, first().score.oit, "the round's score is the first round's");
    assert!(report.score.oit > round.oit);
    let screen = table::render(&report, Lang::Th, 100, false);
    for said in ["ไม่นับรอบนี้", "คะแนน OIT ของรอบนี้ 61.45", "ผ่านเพิ่ม 2 ข้อ: O15 O41", "-----"]
    {
        assert!(screen.contains(said), "{said}: {screen}");
    }
}

#[test]
fn before_the_answers_close_everything_counts() {
    let late = |f: &mut Finding| {
        if f.id == "O15" {
            mended(f);
            f.evidence[0].sha256 = "ff".repeat(32);
        }
    };
    let mut report = now(late);
    report.as_of = "2021-04-30".to_owned();
    let report = report.second_round(&first(), &sample::edition());
    assert_eq!(report.item("O15").unwrap().round.as_ref().unwrap().result, Ruling::Granted);
}

#[test]
fn a_site_that_moved_host_shows_the_same_documents() {
    let mut report = now(|f| {
        if f.id == "O42" {
            mended(f)
        }
    });
    let json =
        serde_json::to_string(&report).unwrap().replace("https://www.wangprachan", "http://wangprachan");
    report = serde_json::from_str(&json).unwrap();
    let report = report.second_round(&first(), &sample::edition());
    assert_eq!(report.item("O42").unwrap().round.as_ref().unwrap().result, Ruling::Granted);
}

#[test]
fn a_third_run_keeps_the_first_comment_and_the_late_verdict() {
    let late = |f: &mut Finding| {
        if f.id == "O15" {
            mended(f);
            f.evidence[0].sha256 = "ff".repeat(32);
        }
    };
    let second = second(late);
    let third = now(late).second_round(&second, &sample::edition());
    for id in ["O15", "O30"] {
        let (a, b) = (second.item(id).unwrap(), third.item(id).unwrap());
        assert_eq!(a.round.as_ref().unwrap().earlier, b.round.as_ref().unwrap().earlier);
        assert_eq!(b.comment.matches("-----").count(), 1, "{}", b.comment);
    }
    assert_eq!(third.item("O15").unwrap().round.as_ref().unwrap().result, Ruling::AddedLater);
    // The first round's day stays the first round's, whichever report stands beside.
    assert_eq!(third.since.as_ref().unwrap().first.as_deref(), Some(FIRST));
    assert!(
        third.item("O15").unwrap().comment.contains("รอบแรก 20/6/64"),
        "{:?}",
        third.item("O15").unwrap().comment
    );
}

#[test]
fn another_year_is_a_comparison_only() {
    let mut old = first();
    old.edition.year = 2563;
    let report = now(|f| {
        if f.id == "O42" {
            mended(f)
        }
    })
    .second_round(&old, &sample::edition());
    assert!(report.items.iter().all(|item| item.round.is_none()));
    let since = report.since.as_ref().unwrap();
    assert_eq!(since.gained, ["O42"]);
    assert!(since.round.is_none());
}

#[test]
fn lost_and_changed_items_are_told() {
    let report = second(|f| match f.id.as_str() {
        "O1" => {
            f.outcome = Outcome::Fail;
            f.comment = "ไม่พบแผนผังโครงสร้าง".to_owned();
        }
        "O18" => f.comment = "ไม่พบแผน".to_owned(),
        _ => {}
    });
    let since = report.since.as_ref().unwrap();
    assert_eq!((&since.lost[..], &since.changed[..]), (&["O1".to_owned()][..], &["O18".to_owned()][..]));
    assert!(report.item("O18").unwrap().comment.starts_with("ไม่ได้รับการปรับคะแนน ไม่พบแผน คำแนะนำ"));
}

#[test]
fn every_format_shows_both_rounds() {
    let report = second(|f| {
        if f.id == "O15" {
            mended(f);
            f.evidence[0].sha256 = "ff".repeat(32);
        }
    });
    for name in ["a.html", "a.md", "a.csv", "a.json"] {
        let mut text = written(&report, name).replace("&#x2f;", "/");
        // Where its lines may end says nothing.
        for edge in ["<wbr>", "<span class=\"w\">", "</span>"] {
            text = text.replace(edge, "");
        }
        for said in ["ไม่ได้รับการปรับคะแนน โดยอ้างอิงตามเหตุผลเดิม", "12/7/64", "-----", "ไม่เป็นช่องทางรักษาความลับ"]
        {
            assert!(text.contains(said), "{name}: {said}");
        }
    }
    assert_eq!(written(&report, "a.csv").lines().count(), 44, "a row an item");
    let schema = serde_json::from_str(include_str!("../schema/report-1.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let json: serde_json::Value = serde_json::from_str(&written(&report, "a.json")).unwrap();
    let faults: Vec<String> =
        schema.iter_errors(&json).map(|it| format!("{it} at {}", it.instance_path)).collect();
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(serde_json::from_value::<Report>(json).unwrap(), report);
}
