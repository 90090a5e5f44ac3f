//! The workbook for the office, read back as any program would.

#[path = "report/sample.rs"]
#[allow(dead_code)]
mod sample;

use std::io::Read;
use std::path::Path;

use oit::extract::{self, Document, Hints, Kind};
use oit::report::{Lang, Report, for_path};

fn written(report: &Report, name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for_path(Path::new(name)).unwrap().write(report, Lang::Th, &mut out).unwrap();
    out
}

fn read(bytes: &[u8]) -> Document {
    extract::read(bytes, &Hints { file_name: "a.xlsx", ..Hints::default() })
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn sheets(document: &Document) -> Vec<String> {
    let mut names: Vec<String> = document.blocks.iter().filter_map(|b| b.place.sheet.clone()).collect();
    names.dedup();
    names
}

#[test]
fn five_sheets_with_the_table_first() {
    let bytes = written(&sample::open(), "ผล.xlsx");
    let document = read(&bytes);
    assert_eq!(sheets(&document), ["ตารางผล", "สิ่งที่ควรแก้", "หลักฐาน", "สำหรับส่ง ITAS", "เว็บไซต์ที่อ่านได้"]);
    let rows = |sheet: &str| {
        let of = |b: &&extract::Block| b.place.sheet.as_deref() == Some(sheet) && b.text.starts_with('O');
        document.blocks.iter().filter(of).map(|b| b.cells[0].clone()).collect::<Vec<_>>()
    };
    assert_eq!(rows("ตารางผล").len(), 43);
    assert_eq!(rows("สิ่งที่ควรแก้")[..2], ["O43", "O27"], "the most points first");
    assert_eq!(rows("สำหรับส่ง ITAS").len(), 43);
    assert!(document.links.iter().any(|l| l.url == format!("{}/ita/O1.html", sample::SITE)));
    // What fails is to be mended before its address is submitted.
    let found = |id: &str| {
        let row = |b: &&extract::Block| b.place.sheet.as_deref() == Some("ตารางผล") && b.cells[0] == id;
        document.blocks.iter().find(row).unwrap().cells[5].clone()
    };
    assert!(found("O1").starts_with("http"), "{}", found("O1"));
    assert!(found("O27").starts_with("พบที่ (แก้ก่อนส่ง): http"), "{}", found("O27"));
    // What is not settled is a number that shows both its ends.
    assert!(part(&bytes, "xl/styles.xml").contains("0.00&quot;–100.00&quot;"));
    let due = part(&written(&sample::due(), "a.xlsx"), "xl/worksheets/sheet6.xml");
    assert!(due.contains("<hyperlink "), "a day leads to where its item stands");
}

#[test]
fn links_lead_where_they_say_and_evidence_to_its_page() {
    let mut report = sample::seed();
    let found = &mut report.items[0].evidence[0];
    (found.kind, found.page) = (Kind::Pdf, Some(7));
    found.url = format!("{}/%E0%B9%81%E0%B8%9C%E0%B8%99.pdf", sample::SITE);
    report.items[1].evidence[0].url = format!("{}/%E0%B9%81%E0%B8%9C%E0%B8%99%202564.pdf", sample::SITE);
    report.items[2].evidence[0].url = format!("{}/%C3%A9.pdf", sample::SITE);
    let bytes = written(&report, "a.xlsx");
    let (sheet, links) =
        (part(&bytes, "xl/worksheets/sheet3.xml"), part(&bytes, "xl/worksheets/_rels/sheet3.xml.rels"));
    assert_eq!(sheet.matches("location=\"page=7\"").count(), 1);
    assert!(
        links.contains("/แผน.pdf\"") && links.contains("/%E0%B9%81%E0%B8%9C%E0%B8%99%202564.pdf\""),
        "{links}"
    );
    assert!(!links.contains("%25") && !links.contains("%C3"), "rather no link than one that leads elsewhere");
    assert!(read(&bytes).whole_text().contains("%C3%A9.pdf"));
}

#[test]
fn days_to_be_kept_have_a_sheet_where_there_are_any() {
    let report = sample::due();
    let document = read(&written(&report, "a.xlsx"));
    assert_eq!(sheets(&document).last().map(String::as_str), Some("กำหนดเวลา"));
    let rows = document.blocks.iter().filter(|b| b.place.sheet.as_deref() == Some("กำหนดเวลา"));
    let days: Vec<&str> =
        rows.filter_map(|b| Some(b.cells.first()?.as_str())).filter(|cell| cell.starts_with("20")).collect();
    assert_eq!(days, report.due.iter().map(|due| due.date.as_str()).collect::<Vec<_>>());
    let sheet = part(&written(&report, "a.xlsx"), "xl/worksheets/sheet6.xml");
    assert!(!sheet.contains(">2021-"), "a day is a number that the workbook shows as a day");
    // A hash is for telling two files apart, not for reading aloud.
    assert!(!document.whole_text().contains(&format!("{:064x}", 1)));
}

#[test]
fn a_file_named_submission_is_the_sheet_to_submit() {
    for name in ["submission.xlsx", "Submission-2564.XLSX", "my-submission.xlsx"] {
        let document = read(&written(&sample::seed(), name));
        assert_eq!(sheets(&document), ["สำหรับส่ง ITAS"], "{name}");
        assert_eq!(document.blocks[0].cells[..3], ["ข้อ", "URL", "คำอธิบายเพิ่มเติม"]);
    }
    let csv = String::from_utf8(written(&sample::seed(), "submission.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}ข้อ,URL,คำอธิบายเพิ่มเติม,"));
}

#[test]
fn what_a_site_wrote_is_never_a_formula() {
    let mut report = sample::seed();
    for item in &mut report.items {
        item.comment = "=HYPERLINK(\"https://bad.example\",\"x\")".to_owned();
        for found in &mut item.evidence {
            found.quote = "+cmd|' /C calc'!A0".to_owned();
            found.url = "javascript:alert(1)".to_owned();
            found.title = "@SUM(A1)\u{1b}[31m".to_owned();
        }
    }
    let bytes = written(&report, "a.xlsx");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    for nth in 0..zip.len() {
        let mut file = zip.by_index(nth).unwrap();
        let name = file.name().unwrap_or_default().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert!(!text.contains("<f>") && !text.contains("<f "), "{name} has a formula");
        assert!(!text.contains('\u{1b}'), "{name}");
        if name.ends_with(".rels") {
            assert!(!text.contains("javascript:"), "{name} leads to a script");
        }
    }
}

#[test]
fn the_same_report_gives_the_same_file() {
    assert_eq!(written(&sample::open(), "a.xlsx"), written(&sample::open(), "a.xlsx"));
}
