//! What goes stale or falls due next, in the report and as a calendar.

mod needs;
#[path = "report/sample.rs"]
#[allow(dead_code)]
mod sample;

use std::path::Path;

use oit::report::{Due, Lang, Report, Times, for_path};
use oit::rule::load;

fn written(report: &Report, name: &str) -> String {
    let mut out = Vec::new();
    for_path(Path::new(name)).unwrap().write(report, Lang::Th, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The same result on another day, of the form of a year.
fn on(day: &str, year: i32) -> Vec<Due> {
    let book = load::load(year, None).unwrap();
    let findings: Vec<_> = sample::due()
        .items
        .into_iter()
        .map(|item| oit::report::Finding {
            id: item.id,
            key: item.key,
            title: item.title,
            group: item.group,
            subindicator: item.subindicator,
            outcome: item.verdict,
            confidence: 1.0,
            comment: item.comment,
            fix: item.fix,
            question: None,
            evidence: item.evidence,
            judges: item.judges,
            near: Vec::new(),
        })
        .collect();
    let marks = oit::mark::total(&book.edition, &Default::default(), None, None);
    let site = sample::seed().site;
    Report::new(site, &book.edition, day, Times::default(), sample::coverage(), findings, marks).due
}

fn days(due: &[Due]) -> Vec<(&str, &str)> {
    due.iter().map(|one| (one.date.as_str(), one.what.split(' ').next().unwrap())).collect()
}

#[test]
fn the_next_day_of_each_kind_the_nearest_first() {
    let due = on("2021-07-12", 2564);
    assert_eq!(
        days(&due),
        [
            ("2021-10-01", "ขึ้นปีงบประมาณ"),
            ("2021-10-31", "เผยแพร่รายงานประจำปี"),
            ("2022-04-30", "เผยแพร่รายงานรอบ"),
            ("2022-04-30", "เผยแพร่สถิติและสรุปรายเดือนให้ครบ"),
            ("2022-09-30", "แผนพัฒนาหน่วยงานที่เผยแพร่อยู่หมดอายุ"),
        ]
    );
    assert_eq!(
        due[0].what,
        "ขึ้นปีงบประมาณ 2565: แผน มาตรการ และประกาศของปี 2564 จะเป็นของปีเก่า ให้เผยแพร่ของปี 2565"
    );
    assert_eq!(due[1].what, "เผยแพร่รายงานประจำปี 2564");
    assert_eq!(due[2].what, "เผยแพร่รายงานรอบ 6 เดือน (ตุลาคม 2564 – มีนาคม 2565)");
    assert_eq!(due[2].items, ["O11", "O19", "O40"]);
    assert_eq!(due[3].failing, ["O15", "O31"]);
    assert!(due.iter().all(|one| !one.source.is_empty()));
}

#[test]
fn the_day_itself_still_counts_and_the_next_does_not() {
    let spring = |day| on(day, 2564).into_iter().find(|one| one.what.contains("รอบ 6 เดือน")).unwrap().date;
    assert_eq!(spring("2021-04-30"), "2021-04-30");
    assert_eq!(spring("2021-05-01"), "2022-04-30");
}

#[test]
fn the_forms_own_days_while_they_are_to_come() {
    let due = on("2021-03-15", 2564);
    let form: Vec<&str> =
        due.iter().filter(|one| one.items.is_empty()).map(|one| one.date.as_str()).collect();
    assert_eq!(form, ["2021-04-30", "2021-06-20", "2021-07-04"]);
    assert!(on("2021-07-12", 2564).iter().all(|one| !one.items.is_empty()));
}

#[test]
fn a_plan_that_has_ended_or_ends_much_later_is_not_told() {
    let told = |day| on(day, 2564).iter().any(|one| one.what.contains("หมดอายุ"));
    assert!(told("2022-09-30"));
    assert!(!told("2022-10-01"));
    assert!(!told("2019-01-01"));
}

#[test]
fn later_years_take_the_days_over() {
    for year in load::years(None) {
        let dues = load::load(year, None).unwrap().edition.dues;
        assert_eq!(dues.len(), 5, "{year}");
    }
    let due = on("2025-11-21", 2569);
    assert!(due.iter().any(|one| one.date == "2026-04-30" && one.what.contains("มีนาคม 2569")), "{due:?}");
}

#[test]
fn a_calendar_that_others_can_read() {
    let report = sample::due();
    let text = written(&report, "due.ics");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "{} octets: {line}", line.len());
    }
    let whole = text.replace("\r\n ", "");
    let events = whole.matches("BEGIN:VEVENT").count();
    assert_eq!(events, report.due.len());
    assert_eq!(
        whole.matches("DTSTAMP:20210712T000000Z").count(),
        events,
        "of the audit's day, not the clock"
    );
    assert!(whole.contains("DTSTART;VALUE=DATE:20211001"));
    let mut uids: Vec<&str> = whole.lines().filter(|line| line.starts_with("UID:")).collect();
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), events);
    assert_eq!(text, written(&report, "due.ics"));
    let mut bad = report.clone();
    bad.site.name = "ชื่อ\r\nEND:VCALENDAR\r\nX,;\\".to_owned();
    let bad = written(&bad, "due.ics").replace("\r\n ", "");
    assert_eq!(bad.matches("\r\nEND:VCALENDAR").count(), 1, "nobody ends it early");
    // Another reader, where there is one.
    let check = "import sys, icalendar; print(len(list(icalendar.Calendar.from_ical(sys.stdin.buffer.read()).walk('VEVENT'))))";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("due.ics"), &text).unwrap();
    let file = std::fs::File::open(folder.path().join("due.ics")).unwrap();
    let done = std::process::Command::new("python3").args(["-c", check]).stdin(file).output();
    let knows = std::process::Command::new("python3").args(["-c", "import icalendar"]).output();
    let knows = knows.ok().filter(|done| done.status.success());
    if needs::found(knows, "no icalendar here (pip install icalendar)").is_some() {
        assert_eq!(String::from_utf8_lossy(&done.unwrap().stdout).trim(), events.to_string());
    }
}

#[test]
fn the_screen_the_page_and_the_markdown_tell_it() {
    let report = sample::due();
    for width in [80, 120] {
        let screen = oit::report::table::render(&report, Lang::Th, width, false);
        let told = screen.split("กำหนดที่จะถึงต่อไป").nth(1).expect("its own section");
        assert!(told.contains("30 เมษายน 2565") && told.contains("O15 O31"), "{told}");
    }
    for name in ["a.html", "a.md"] {
        let text = written(&report, name);
        assert!(text.contains("กำหนดที่จะถึงต่อไป") && text.contains("30 เมษายน 2565"), "{name}");
        assert!(text.contains("ขณะนี้ไม่ผ่าน O15 O31"), "{name}");
    }
}

#[test]
fn what_goes_on_in_the_next_line_stands_under_its_words() {
    let report = sample::due();
    for columns in [60, 80, 100] {
        let screen = oit::report::table::render(&report, Lang::Th, columns, false);
        let (_, due) = screen.split_once("กำหนดที่จะถึงต่อไป").unwrap();
        let lines: Vec<&str> = due.lines().skip(2).take_while(|line| !line.is_empty()).collect();
        // Day, two blanks, words: combining marks take no column.
        let column = |line: &str| {
            let bare = line.trim_start();
            let begins = if bare.starts_with(|c: char| c.is_ascii_digit()) {
                line.rfind("  ").map_or(0, |at| at + 2)
            } else {
                line.len() - bare.len()
            };
            oit::thai::width::width(&line[..begins])
        };
        let columns: Vec<usize> = lines.iter().map(|line| column(line)).filter(|at| *at > 2).collect();
        assert!(columns.len() > 2 && columns.windows(2).all(|pair| pair[0] == pair[1]), "{columns:?}\n{due}");
    }
}
