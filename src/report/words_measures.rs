//! Sentences of the plan of measures and of the form for their results.

use super::words::fill;
use super::words_plan::digits;

pub(super) const STRONG: &str = "จุดแข็ง";
pub(super) const WEAK: &str = "จุดที่ต้องพัฒนา";
pub(super) const NONE: &str = "ไม่มีตัวชี้วัดในกลุ่มนี้";
pub(super) const POINTS: &str = "จุดอ่อนหรือข้อบกพร่องที่ต้องแก้ไข";
pub(super) const MAYBE: &str = "ยังไม่แน่ชัด เพราะมีข้อที่ต้องให้คนตรวจดู";
/// They are strengths: the plan keeps them so.
pub(super) const LOWEST: &str = "จุดแข็งที่ควรยกระดับก่อน เพราะได้คะแนนต่ำสุดของแบบวัด";
pub(super) const NO_POINTS: &str = "ไม่พบข้อบกพร่องตามแบบตรวจ ให้รักษามาตรฐานและเตรียมข้อมูลของปีถัดไป";
pub(super) const MEASURE_HEAD: [&str; 6] =
    ["ประเด็น", "มาตรการ", "ขั้นตอน/วิธีการปฏิบัติ", "ระยะเวลา", "ผู้รับผิดชอบ", "การกำกับติดตาม"];
/// Over a measure and what it says of who, when and how it is followed up.
pub(super) const MEASURE_AND_WHO: &str = "มาตรการ ผู้รับผิดชอบ และการกำกับติดตาม";
/// The days stand once, under the table.
pub(super) const FOLLOWED: [&str; 2] = ["๖ เดือน", "๑๒ เดือน"];
pub(super) const FORM_HEAD: [&str; 7] = [
    "มาตรการ",
    "ขั้นตอนหรือวิธีการปฏิบัติ",
    "ผู้รับผิดชอบ",
    "ระยะเวลา",
    "ผลการดำเนินการ",
    "ผลลัพธ์หรือผลสัมฤทธิ์",
    "หลักฐาน (URL)",
];
pub(super) const FOLLOW: &str = "การกำกับติดตามและการรายงานผล";
pub(super) const PROBLEMS: &str = "ปัญหา อุปสรรค และข้อเสนอแนะ";
/// Says of itself that it is empty: a form that nobody filled in must not pass for a report.
pub(super) const FILL_RESULT: &str = "[ยังไม่ได้ดำเนินการ: เปลี่ยนเป็นสิ่งที่ทำแล้ว วันที่ และจำนวนผู้เข้าร่วม]";
pub(super) const FILL_OUTCOME: &str = "[ระบุผลที่เกิดขึ้น]";
pub(super) const FILL_PROBLEMS: &str = "[ระบุปัญหา อุปสรรค และข้อเสนอแนะ]";
const SIGNATURE: &str = "(ลงชื่อ) ..............................................";
const SIGNER: &str = "(..............................................)";
pub(super) const HEAD_OF_AGENCY: &str = "หัวหน้าหน่วยงาน";
const SIGNED_ON: &str = "วันที่ ........ เดือน ................... พ.ศ. ..........";
pub(super) const FORM_NOTE: &str =
    "แบบนี้สร้างด้วยโปรแกรม oit จากมาตรการที่กำหนดไว้ เติมข้อความในวงเล็บเหลี่ยมทุกช่องให้ครบก่อนเผยแพร่";

pub(super) fn title(year: i32) -> String {
    digits(&format!("มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ปีงบประมาณ พ.ศ. {year}"))
}

pub(super) fn analysis(year: i32) -> String {
    digits(&format!("1. การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใส (ITA) ปีงบประมาณ พ.ศ. {year}"))
}

pub(super) fn measures(year: i32) -> String {
    digits(&format!("2. มาตรการที่จะดำเนินการในปีงบประมาณ พ.ศ. {year}"))
}

pub(super) fn result(agency: &str, year: i32, oit: &str, ita: Option<&str>, band: &str) -> String {
    let year = digits(&year.to_string());
    match ita {
        Some(ita) => fill(
            "{} ได้วิเคราะห์ผลการประเมิน ITA ปีงบประมาณ พ.ศ. {} ได้คะแนนรวม {} คะแนน ระดับ {} โดยแบบตรวจการเปิดเผยข้อมูลสาธารณะ (OIT) ได้ {} คะแนน มีจุดแข็ง จุดที่ต้องพัฒนา และข้อบกพร่อง ดังนี้",
            &[agency, &year, ita, band, oit],
        ),
        None => fill(
            "{} ได้วิเคราะห์ผลการประเมิน ITA ปีงบประมาณ พ.ศ. {} เฉพาะแบบตรวจการเปิดเผยข้อมูลสาธารณะ (OIT) ซึ่งได้ {} คะแนน (ไม่ได้ระบุคะแนน IIT และ EIT) มีจุดแข็ง จุดที่ต้องพัฒนา และข้อบกพร่อง ดังนี้",
            &[agency, &year, oit],
        ),
    }
}

pub(super) fn scored(id: &str, title: &str, score: &str) -> String {
    if id.is_empty() {
        format!("{title} ได้คะแนนร้อยละ {score}")
    } else {
        format!("ตัวชี้วัดที่ {id} {title} ได้คะแนนร้อยละ {score}")
    }
}

pub(super) fn indicator(id: &str) -> String {
    digits(&format!("ตัวชี้วัดที่ {id}"))
}

pub(super) fn reporting(year: i32) -> String {
    digits(&format!(
        "ให้หน่วยงานผู้รับผิดชอบรายงานผลต่อผู้บริหารตามกำหนด และเผยแพร่รายงานผลการดำเนินการตามมาตรการของปีงบประมาณ พ.ศ. {year} บนเว็บไซต์หลักของหน่วยงาน"
    ))
}

/// Who signs, line by line; what is written by hand begins with dots or brackets.
pub(super) const SIGN: [&str; 4] = [SIGNATURE, SIGNER, HEAD_OF_AGENCY, SIGNED_ON];

pub(super) fn draft(day: &str) -> String {
    format!(
        "ร่างนี้สร้างด้วยโปรแกรม oit จากผลตรวจเว็บไซต์ ณ วันที่ {day} ปรับมาตรการ ผู้รับผิดชอบ และระยะเวลาให้ตรงกับหน่วยงาน แล้วลบบรรทัดนี้ก่อนลงนามและเผยแพร่"
    )
}

pub(super) fn carried_out(year: i32) -> String {
    digits(&format!(
        "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ประจำปีงบประมาณ พ.ศ. {year}"
    ))
}

pub(super) fn carried_out_lead(agency: &str, of: i32, year: i32) -> String {
    digits(&format!(
        "ตามที่ {agency} ได้วิเคราะห์ผลการประเมิน ITA ปีงบประมาณ พ.ศ. {of} และได้กำหนดมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ปีงบประมาณ พ.ศ. {year} นั้น ได้มีการขับเคลื่อนมาตรการดังต่อไปนี้"
    ))
}

pub(super) fn fill_evidence(what: &str) -> String {
    format!("[วาง URL ของ{what}]")
}
