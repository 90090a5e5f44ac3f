//! The assessor's table of 2564 (seed 004) as a report, with the addresses an agency would have.

use std::collections::BTreeMap;

use oit::crawl::{Status, Stop};
use oit::extract::Kind;
use oit::mark::{self, Outcome};
use oit::report::*;
use oit::rule::Edition;

pub const SITE: &str = "https://www.wangprachan.go.th";

pub fn edition() -> Edition {
    let mut edition: Edition = toml::from_str(include_str!("../../rules/2564/edition.toml")).unwrap();
    edition.digest = "sha256:4f1c0d2a".to_owned();
    edition
}

/// Item, comment, repair.
const GAPS: [(&str, &str, &str); 9] = [
    (
        "O15",
        "ไม่พบข้อมูลเดือนมกราคม 64 และข้อมูลบางชุดเป็นของปี 2562",
        "เพิ่มสถิติเดือนมกราคม 2564 และเปลี่ยนข้อมูลชุดที่เป็นของปี 2562 ให้เป็นปี 2564",
    ),
    ("O17", "ไม่มี URL", "ทำช่องทางขอรับบริการออนไลน์ แล้ววางลิงก์ไว้ที่หน้าแรก"),
    ("O18", "รายละเอียดของแผนไม่ครอบคลุมระยะเวลาทั้งปีงบประมาณ", "เผยแพร่แผนที่ครบ 4 ไตรมาส ตุลาคม 2563 ถึงกันยายน 2564"),
    (
        "O27",
        "หลักเกณฑ์ไม่ครบ 5 หลักเกณฑ์ ยังขาดการสรรหาและคัดเลือก การบรรจุและแต่งตั้ง การพัฒนา การประเมินผล การให้คุณให้โทษและสร้างขวัญกำลังใจ",
        "เผยแพร่ให้ครบทั้ง 5 หลักเกณฑ์",
    ),
    ("O30", "ไม่เป็นช่องทางรักษาความลับ", "แยกช่องทางร้องเรียนการทุจริตออกจากกระดานสาธารณะ และระบุว่าปกปิดชื่อผู้ร้อง"),
    (
        "O31",
        "ไฟล์เดือน ม.ค. 64 แต่เนื้อหาเป็นของเดือน ก.พ. 64 จึงมีข้อมูลไม่ครบขั้นต่ำ 6 เดือน",
        "เปลี่ยนไฟล์เดือนมกราคมให้ตรงกับชื่อ เดือนที่ไม่มีเรื่องร้องเรียนให้เขียนว่าไม่มี",
    ),
    ("O41", "ไม่พบรายงานผลการดำเนินการป้องกันการทุจริตประจำปี 2563", "เผยแพร่รายงานผลของปี 2563"),
    (
        "O42",
        "มีการวิเคราะห์ผลการประเมิน ITA ปี 63 แต่ไม่มีการระบุมาตรการที่จะนำมาใช้ในปี 64",
        "เพิ่มมาตรการ ผู้รับผิดชอบ การกำกับติดตาม และวิธีรายงานผลของปี 2564",
    ),
    ("O43", "เนื่องจากไม่มีข้อมูลที่สอดคล้องใน O42", "ทำ O42 ให้ครบก่อน แล้วเผยแพร่ผลการดำเนินการตามมาตรการ"),
];

const TITLES: &str = "โครงสร้าง;ข้อมูลผู้บริหาร;อำนาจหน้าที่;แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน;ข้อมูลการติดต่อ;กฎหมายที่เกี่ยวข้อง;ข่าวประชาสัมพันธ์;Q&A;Social Network;แผนดำเนินงานประจำปี;รายงานการกำกับติดตามการดำเนินงานประจำปี รอบ 6 เดือน;รายงานผลการดำเนินงานประจำปี;คู่มือหรือมาตรฐานการปฏิบัติงาน;คู่มือหรือมาตรฐานการให้บริการ;ข้อมูลเชิงสถิติการให้บริการ;รายงานผลการสำรวจความพึงพอใจการให้บริการ;E-Service;แผนการใช้จ่ายงบประมาณประจำปี;รายงานการกำกับติดตามการใช้จ่ายงบประมาณ ประจำปี รอบ 6 เดือน;รายงานผลการใช้จ่ายงบประมาณประจำปี;แผนการจัดซื้อจัดจ้างหรือแผนการจัดหาพัสดุ;ประกาศต่าง ๆ เกี่ยวกับการจัดซื้อจัดจ้างหรือการจัดหาพัสดุ;สรุปผลการจัดซื้อจัดจ้างหรือการจัดหาพัสดุรายเดือน;รายงานผลการจัดซื้อจัดจ้างหรือการจัดหาพัสดุประจำปี;นโยบายการบริหารทรัพยากรบุคคล;การดำเนินการตามนโยบายการบริหารทรัพยากรบุคคล;หลักเกณฑ์การบริหารและพัฒนาทรัพยากรบุคคล;รายงานผลการบริหารและพัฒนาทรัพยากรบุคคลประจำปี;แนวปฏิบัติการจัดการเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ;ช่องทางแจ้งเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ;ข้อมูลเชิงสถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ;ช่องทางการรับฟังความคิดเห็น;การเปิดโอกาสให้เกิดการมีส่วนร่วม;เจตจำนงสุจริตของผู้บริหาร;การมีส่วนร่วมของผู้บริหาร;การประเมินความเสี่ยงการทุจริตประจำปี;การดำเนินการเพื่อจัดการความเสี่ยงการทุจริต;การเสริมสร้างวัฒนธรรมองค์กร;แผนปฏิบัติการป้องกันการทุจริต;รายงานการกำกับติดตามการดำเนินการป้องกันการทุจริตประจำปี รอบ 6 เดือน;รายงานผลการดำเนินการป้องกันการทุจริตประจำปี;มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน;การดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน";

pub fn findings() -> Vec<Finding> {
    let edition = edition();
    edition.items().zip(TITLES.split(';')).map(|(id, title)| finding(&edition, id, title)).collect()
}

fn finding(edition: &Edition, id: &str, title: &str) -> Finding {
    let (sub, group) = edition.place(id).unwrap();
    let gap = GAPS.iter().find(|(gap, ..)| *gap == id);
    Finding {
        id: id.to_owned(),
        key: format!("item-{}", &id[1..]),
        title: title.to_owned(),
        group: group.title.clone(),
        subindicator: sub.id.clone(),
        outcome: if gap.is_some() { Outcome::Fail } else { Outcome::Pass },
        confidence: if gap.is_some() { 0.93 } else { 0.98 },
        comment: gap.map_or("", |gap| gap.1).to_owned(),
        fix: gap.map_or("", |gap| gap.2).to_owned(),
        question: None,
        evidence: evidence(id, title),
        judges: judges(id, gap.map(|gap| gap.1)),
        near: near(id),
    }
}

fn evidence(id: &str, title: &str) -> Vec<Evidence> {
    // Nothing at all was found for these two.
    if matches!(id, "O17" | "O41") {
        return Vec::new();
    }
    let number: u32 = id[1..].parse().unwrap();
    let pdf = number.is_multiple_of(3);
    let url = if pdf { format!("{SITE}/files/2564/{id}.pdf") } else { format!("{SITE}/ita/{id}.html") };
    let page = Evidence {
        url,
        found_on: Some(format!("{SITE}/ita-2564.html")),
        link_text: title.to_owned(),
        clicks: 2,
        kind: if pdf { Kind::Pdf } else { Kind::Html },
        title: format!("{title} ประจำปีงบประมาณ พ.ศ. 2564"),
        quote: format!("{title} องค์การบริหารส่วนตำบลวังประจัน"),
        page: pdf.then_some(3),
        sha256: format!("{number:064x}"),
        fetched_at: "2021-07-12T02:10:00Z".to_owned(),
        path: Vec::new(),
        screenshot: None,
        unread: 0,
    };
    let mut second = page.clone();
    second.url = format!("{SITE}/list/{}", number * 7);
    second.kind = Kind::Html;
    second.page = None;
    second.quote = format!("{} | ดาวน์โหลด | 12 ก.พ. 64", page.title);
    if number % 4 == 2 { vec![page, second] } else { vec![page] }
}

fn judges(id: &str, failed: Option<&str>) -> Vec<Judged> {
    let url = format!("{SITE}/ita/{id}.html");
    let shown = Judged {
        id: "shown".to_owned(),
        asks: "มีข้อมูลอยู่บนเว็บไซต์หลักของหน่วยงาน".to_owned(),
        answer: if matches!(id, "O17" | "O41") { Answer::No } else { Answer::Yes },
        reason: "พบหัวข้อตรงกับชื่อในแบบตรวจ".to_owned(),
        quote: String::new(),
        url: url.clone(),
        page: None,
    };
    let complete = Judged {
        id: "complete".to_owned(),
        asks: "ข้อมูลครบตามองค์ประกอบของปีที่ประเมิน".to_owned(),
        answer: if failed.is_some() { Answer::No } else { Answer::Yes },
        reason: failed.unwrap_or("ครบทุกองค์ประกอบ").to_owned(),
        quote: "ตุลาคม 2563 พฤศจิกายน 2563 ธันวาคม 2563 กุมภาพันธ์ 2564 มีนาคม 2564".to_owned(),
        url,
        page: None,
    };
    vec![shown, complete]
}

fn near(id: &str) -> Vec<Near> {
    if id != "O41" {
        return Vec::new();
    }
    vec![Near {
        url: format!("{SITE}/files/plan-anticorruption-2562.pdf"),
        note: "รายงานผลของปี 2562 ไม่ใช่ปี 2563".to_owned(),
    }]
}

pub fn coverage() -> CoverageSummary {
    let missed = |path: &str, status, advice: &str| NotRead {
        url: format!("{SITE}{path}"),
        status,
        advice: advice.to_owned(),
    };
    let lost = "แก้ลิงก์ให้ชี้ไปยังหน้าที่มีอยู่ หรือนำหน้าเดิมกลับมา";
    CoverageSummary {
        pages_read: 1120,
        files_read: 84,
        bytes: 73_400_320,
        complete: true,
        not_read: vec![
            missed("/old/news-12.html", Status::NotFound, lost),
            missed(
                "/files/scan-order-2563.pdf",
                Status::Unreadable,
                "เผยแพร่เป็นไฟล์ที่คัดลอกข้อความได้ หรือติดตั้งตัวช่วย OCR แล้วตรวจใหม่",
            ),
            missed("/old/news-13.html", Status::NotFound, lost),
            missed(
                "/backoffice/",
                Status::RobotsDenied,
                "แก้ robots.txt ให้เข้าถึงหน้านี้ได้ เพราะผู้ตรวจและประชาชนค้นหาไม่พบ",
            ),
        ],
        notes: vec!["robots.txt ขอให้เว้น 10 วินาทีต่อคำขอ ปรับเหลือ 2 วินาที".to_owned()],
        stopped_by: Vec::new(),
        cut: None,
        aside: None,
    }
}

/// A report out of findings, marked as the program does it.
pub fn report(findings: Vec<Finding>, coverage: CoverageSummary, surveys: Option<(f64, f64)>) -> Report {
    let edition = edition();
    let outcomes: BTreeMap<String, Outcome> =
        findings.iter().map(|finding| (finding.id.clone(), finding.outcome)).collect();
    let marks = mark::total(&edition, &outcomes, surveys.map(|it| it.0), surveys.map(|it| it.1));
    let times = Times {
        started_at: "2021-07-12T02:00:00Z".to_owned(),
        finished_at: "2021-07-12T02:14:31Z".to_owned(),
    };
    let site = Site {
        url: format!("{SITE}/"), name: "องค์การบริหารส่วนตำบลวังประจัน".to_owned()
    };
    Report::new(site, &edition, "2021-07-12", times, coverage, findings, marks)
}

/// What the assessor printed.
pub fn seed() -> Report {
    report(findings(), coverage(), None)
}

/// The same site, stopped early: some items are open.
pub fn open() -> Report {
    let mut findings = findings();
    for finding in &mut findings {
        match finding.id.as_str() {
            "O8" => {
                finding.outcome = Outcome::Review;
                finding.question = Some("กล่องข้อความนี้หน่วยงานตอบกลับได้จริงหรือไม่ โปรแกรมเห็นแต่ลิงก์ m.me".to_owned());
            }
            "O42" => {
                finding.outcome = Outcome::Review;
                finding.comment = "เอกสารเป็นภาพสแกนไม่สามารถอ่านข้อความได้".to_owned();
                finding.question =
                    Some("เปิดไฟล์แล้วดูว่ามีมาตรการ ผู้รับผิดชอบ และวิธีกำกับติดตามของปี 2564 หรือไม่".to_owned());
            }
            "O41" => {
                finding.outcome = Outcome::NotDetermined;
                finding.comment.clear();
            }
            "O38" => finding.outcome = Outcome::NotApplicable,
            _ => {}
        }
    }
    let mut coverage = coverage();
    coverage.complete = false;
    coverage.stopped_by = vec![Stop::Time];
    report(findings, coverage, Some((96.09, 94.83)))
}

/// The seed with the rules' own keys and a plan that says when it ends: days are told by them.
pub fn due() -> Report {
    report(keyed(), coverage(), None)
}

/// The findings under the rules' own keys: measures and days are told by them.
pub fn keyed() -> Vec<Finding> {
    let mut findings = findings();
    for rule in oit::rule::load::load(2564, None).unwrap().rules {
        let finding = findings.iter_mut().find(|finding| finding.id == *rule.item.get_ref()).unwrap();
        finding.key = rule.id.get_ref().clone();
        if finding.key == "strategic-plan" {
            finding.evidence[0].title = "แผนพัฒนาท้องถิ่น (พ.ศ. ๒๕๖๑ – ๒๕๖๕)".to_owned();
        }
    }
    findings
}
