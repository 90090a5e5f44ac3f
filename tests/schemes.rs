//! Hubs of other schemes are said, not misjudged: small sites that exist in memory only.

use std::fmt::Write as _;

use oit::audit::{self, Question};
use oit::crawl::{Crawl, Record, Status};
use oit::extract::{self, Hints};
use oit::mark::Outcome;
use oit::report::Report;
use oit::rule::load::{self, Book};

const ROOT: &str = "https://www.agency.example/";

fn record(path: &str, title: &str, body: &str, link_text: &str) -> Record {
    let url = format!("{ROOT}{path}");
    let page = format!(
        "<!DOCTYPE html><html lang=th><head><meta charset=utf-8><title>{title}</title></head>\
         <body><main>{body}</main></body></html>"
    );
    let document = extract::read(page.as_bytes(), &Hints { url: &url, ..Hints::default() });
    Record {
        original: url.clone(),
        final_url: url.clone(),
        url,
        status: Status::Read,
        http: Some(200),
        clicks: u32::from(!path.is_empty()),
        found_on: (!path.is_empty()).then(|| ROOT.to_owned()),
        link_text: link_text.to_owned(),
        document: Some(document.into()),
        ..Record::default()
    }
}

/// A site of a home page, one hub behind the link "ITA 2564" whose rows are `code` and title, and one
/// page behind every row.
fn audit(year: i32, agency: &str, hub: &str, rows: &[(&str, &str)]) -> Report {
    audit_by(&load::load(year, None).unwrap_or_else(|e| panic!("{e}")), agency, hub, rows)
}

fn audit_by(book: &Book, agency: &str, hub: &str, rows: &[(&str, &str)]) -> Report {
    let year = book.edition.year;
    let home = format!("<h1>{agency}</h1><ul><li><a href=\"ita.html\">ITA {year}</a></li></ul>");
    let mut list = format!("<h1>{hub}</h1><ul>");
    let mut records = Vec::new();
    for (i, (code, title)) in rows.iter().enumerate() {
        let _ = write!(list, "<li><a href=\"p{i}.html\">{code} {title}</a></li>");
        let body =
            format!("<h1>เรื่องที่ {i}</h1><p>กองช่าง กองคลัง สำนักปลัด รายละเอียดของปี {year} อยู่ในหน้านี้ทั้งหมด</p>");
        records.push(record(&format!("p{i}.html"), agency, &body, title));
    }
    list.push_str("</ul>");
    records.insert(0, record("ita.html", hub, &list, &format!("ITA {year}")));
    records.insert(0, record("", agency, &home, ""));
    let krawl = Crawl {
        root: ROOT.to_owned(),
        started_at: String::new(),
        finished_at: String::new(),
        records,
        stopped_by: Vec::new(),
        notes: Vec::new(),
        certificates: Vec::new(),
    };
    audit::report(&krawl, book, &Question { as_of: format!("{}-07-12", year - 543), ..Question::default() })
}

/// Notes about other schemes.
fn notes(report: &Report) -> Vec<&String> {
    report.coverage.notes.iter().filter(|note| note.contains("หน้ารวมของ")).collect()
}

/// Rows of the hub taken for an item.
fn taken(report: &Report) -> Vec<&str> {
    let behind = |i: &&oit::report::Item| {
        i.evidence.iter().any(|e| e.found_on.as_deref() == Some(&*format!("{ROOT}ita.html")))
    };
    report.items.iter().filter(behind).map(|i| i.id.as_str()).collect()
}

/// Titles of which several are nearly those of items here.
const HOSPITAL: [&str; 6] = [
    "หน่วยงานมีการวางระบบโดยการกำหนดมาตรการการเผยแพร่ข้อมูลต่อสาธารณะผ่านเว็บไซต์ของหน่วยงาน",
    "หน่วยงานมีการเปิดเผยข้อมูลข่าวสารที่เป็นปัจจุบัน โครงสร้าง ข้อมูลผู้บริหาร อำนาจหน้าที่",
    "รายงานการวิเคราะห์ผลการจัดซื้อจัดจ้างและการจัดหาพัสดุ",
    "การวางระบบการจัดซื้อจัดจ้าง แผนการจัดซื้อจัดจ้าง",
    "สรุปผลการจัดซื้อจัดจ้างรายเดือน",
    "ประกาศนโยบายการบริหารทรัพยากรบุคคล",
];

#[test]
fn a_hospitals_moit_page_is_said_and_not_read() {
    for (code, years) in [("MOIT ", [2565, 2568]), ("EB", [2564, 2566])] {
        for year in years {
            let codes: Vec<String> = (1..=6).map(|n| format!("{code}{n}")).collect();
            let rows: Vec<(&str, &str)> = codes.iter().map(String::as_str).zip(HOSPITAL).collect();
            let report = audit(year, "โรงพยาบาลบ้านสมมุติ", &format!("ITA {year}"), &rows);
            let said = notes(&report);
            assert_eq!(said.len(), 1, "{:?}", report.coverage.notes);
            assert!(said[0].contains("MOIT") && said[0].contains("ita.html"), "{}", said[0]);
            assert_eq!(taken(&report), [""; 0], "{code}{year}");
            // Unknown, the same page would be read as this form's.
            let mut book = load::load(year, None).unwrap_or_else(|e| panic!("{e}"));
            book.edition.schemes.clear();
            let report = audit_by(&book, "โรงพยาบาลบ้านสมมุติ", &format!("ITA {year}"), &rows);
            assert!(!taken(&report).is_empty(), "{code}{year}");
        }
    }
}

/// Rows with the numbers of this form and a school's wording.
const SCHOOL: [(&str, &str); 10] = [
    ("O1", "โครงสร้างการบริหารโรงเรียน แผนภูมิ 4 ฝ่าย"),
    ("O2", "ข้อมูลผู้บริหารสถานศึกษา"),
    ("O3", "อำนาจหน้าที่"),
    ("O4", "แผนพัฒนาคุณภาพการศึกษา"),
    ("O5", "ข้อมูลการติดต่อโรงเรียน"),
    ("O6", "กฎหมายที่เกี่ยวข้อง"),
    ("O7", "ข่าวประชาสัมพันธ์"),
    ("O8", "Q&amp;A"),
    ("O9", "Social Network"),
    ("O10", "แผนปฏิบัติการประจำปี คู่มือนักเรียน"),
];

#[test]
fn a_schools_own_form_is_said_and_not_read() {
    let report = audit(2564, "โรงเรียนบ้านสมมุติวิทยา", "การประเมิน ITA Online 2564", &SCHOOL);
    let said = notes(&report);
    assert_eq!(said.len(), 1, "{:?}", report.coverage.notes);
    assert!(said[0].contains("ของโรงเรียน"), "{}", said[0]);
    assert_eq!(taken(&report), [""; 0]);
    // What the school's own form does not ask is not missing.
    let failed: Vec<&str> =
        report.items.iter().filter(|i| i.verdict == Outcome::Fail).map(|i| i.id.as_str()).collect();
    assert_eq!(failed, [""; 0]);
    assert!(report.items[0].comment.contains("ของโรงเรียน"), "{}", report.items[0].comment);

    let college = "วิทยาลัยเทคนิคบ้านสมมุติ";
    let mut rows = SCHOOL;
    rows[9].1 = "คู่มือนักเรียน นักศึกษา";
    let report = audit(2568, college, "ITA 2568", &rows);
    let said = notes(&report);
    assert!(said.len() == 1 && said[0].contains("สอศ."), "{said:?}");
}

#[test]
fn an_agencys_hub_that_mentions_schools_is_its_hub() {
    let mut rows = SCHOOL.map(|(code, title)| (code, title.split([' ', 'โ']).next().unwrap_or(title)));
    rows[0].1 = "โครงสร้างองค์กร";
    rows[1].1 = "ข้อมูลผู้บริหาร";
    rows[4].1 = "ข้อมูลการติดต่อ";
    rows[9].1 = "แผนดำเนินงานประจำปี และสถานศึกษาในสังกัด โรงเรียนเทศบาล 1";
    for agency in ["เทศบาลตำบลบ้านสมมุติ", "สำนักงานเขตพื้นที่การศึกษาสมมุติ เขต 1"]
    {
        let report = audit(2564, agency, "การประเมินคุณธรรมและความโปร่งใส ITA 2564", &rows);
        assert_eq!(notes(&report), Vec::<&String>::new(), "{agency}");
        assert!(taken(&report).len() >= 5, "{:?}", taken(&report));
        // One remark on the other scheme makes no hub of it.
        let mut with = rows.to_vec();
        with.push(("", "รายงานของโรงพยาบาลส่งเสริมสุขภาพตำบล EB 1 และ EB 2"));
        let report = audit(2564, agency, "การประเมินคุณธรรมและความโปร่งใส ITA 2564", &with);
        assert_eq!(notes(&report), Vec::<&String>::new(), "{agency}");
    }
}

#[test]
fn years_that_extend_another_know_the_schemes_too() {
    let of = |year: i32| load::load(year, None).unwrap_or_else(|e| panic!("{e}")).edition.schemes;
    assert!(of(2564).len() >= 3);
    assert_eq!(of(2569), of(2564));
    // A page of the form itself is still read there.
    let rows = [("O1", "โครงสร้าง"), ("O2", "ข้อมูลผู้บริหาร"), ("O3", "ข้อมูลการติดต่อ"), ("O4", "ข่าวประชาสัมพันธ์")];
    let report = audit(2568, "เทศบาลตำบลบ้านสมมุติ", "OIT 2568", &rows);
    assert!(report.items.iter().any(|i| i.verdict != Outcome::Fail || !i.evidence.is_empty()));
}
