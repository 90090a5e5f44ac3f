//! Sentences of the analysis, in the order of the document.

use super::words::fill;
use super::words_plan::{digits, mark};

pub(super) const TITLE: [&str; 3] =
    ["รายงานการวิเคราะห์ผลการประเมิน", "คุณธรรมและความโปร่งใส", "ในการดำเนินงานของหน่วยงานภาครัฐ"];
pub(super) const FOREWORD: &str = "คำนำ";
pub(super) const REASONS: &str = "๑. หลักการและเหตุผล";
pub(super) const TABLE_HEAD: [&str; 4] = ["ข้อ", "ประเด็นการตรวจ", "ความคิดเห็น", "คะแนน"];
pub(super) const DEVELOP_HEAD: [&str; 3] = ["ประเด็นการประเมิน", "ตัวชี้วัด", "ประเด็นที่ควรพัฒนา"];
pub(super) const INDICATOR_HEAD: [&str; 4] = ["ตัวชี้วัด", "แบบ", "คะแนน", "ผล"];
pub(super) const GAP_HEAD: [&str; 4] = ["ข้อ", "ข้อบกพร่อง", "วิธีแก้ไข", "คะแนนที่จะได้คืน"];
pub(super) const OPEN_HEAD: [&str; 3] = ["ข้อ", "ประเด็นการตรวจ", "สิ่งที่คนต้องดู"];
pub(super) const MEASURE_HEAD: [&str; 4] = ["มาตรการ", "ขั้นตอนหรือวิธีการ", "ผู้รับผิดชอบ", "การกำกับติดตาม"];
pub(super) const FOLLOW: [&str; 2] = ["รายงานความก้าวหน้ารอบ ๖ เดือน", "รายงานสรุปผล ณ สิ้นปีงบประมาณ"];
pub(super) const NOT_GIVEN: &str = "ไม่ได้ระบุ";
pub(super) const DATA: &str = "๓. การวิเคราะห์ข้อมูล";
pub(super) const RECOMMEND: &str = "๔. ข้อเสนอแนะจากการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงาน";
pub(super) const GAPS: &str = "ข้อเสนอแนะรายข้อ";
pub(super) const OPEN: &str = "ข้อที่ต้องให้คนตรวจดูก่อนสรุปผล";
pub(super) const COURSES: &str = "แนวทางการดำเนินงานเพื่อยกระดับการประเมินคุณธรรมและความโปร่งใส";
pub(super) const COURSES_LEAD: &str = "ผลการประเมินข้างต้นชี้ให้เห็นว่า หน่วยงานควรจัดประชุมเตรียมความพร้อมเพื่อกำหนดแนวทางการปรับปรุงและพัฒนา และพัฒนาบุคลากรผู้ดูแลเว็บไซต์ของหน่วยงานให้เปิดเผยข้อมูลได้ครบถ้วน รวดเร็ว และมีประสิทธิภาพ โดยควรดำเนินการดังนี้";
pub(super) const DISCLOSE_FAILED: &str = "แก้ไขก่อน ข้อที่ยังไม่เป็นไปตามแบบตรวจ ได้แก่";
pub(super) const DISCLOSE_OPEN: &str = "ตรวจดูก่อน ข้อที่ต้องให้คนดู ได้แก่";
pub(super) const MEASURES: &str =
    "๖. ข้อเสนอแนะในการจัดทำมาตรการเพื่อขับเคลื่อนการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงานให้ดีขึ้น";
pub(super) const DUE: &str = "กำหนดที่จะถึงต่อไป";
pub(super) const DUE_HEAD: [&str; 4] = ["วันที่", "สิ่งที่ต้องทำ", "ข้อ", "ที่มาของกำหนด"];
pub(super) const BASIS: &str = "ที่มาและข้อจำกัด";
pub(super) const PASSED: &str = "ผ่านเกณฑ์เป้าหมาย";
pub(super) const MISSED: &str = "ต่ำกว่าเกณฑ์เป้าหมาย";
pub(super) const UNCLEAR: &str = "ยังไม่แน่ชัด";
pub(super) const NONE: &str = "ไม่มีตัวชี้วัดในกลุ่มนี้";
pub(super) const NO_GAPS: &str = "ทุกข้อที่ตัดสินได้ผ่านตามแบบตรวจ";

pub(super) fn year(year: i32) -> String {
    digits(&format!("ประจำปีงบประมาณ พ.ศ. {year}"))
}

pub(super) fn result(agency: &str) -> String {
    format!("๒. ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของ{agency}")
}

pub(super) fn whole(agency: &str, ita: &str, band: &str, line: &str, verdict: &str) -> String {
    fill(
        "ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของ{} โดยภาพรวมได้คะแนน {} คะแนน อยู่ในระดับ {} ซึ่ง{} ({} คะแนนขึ้นไป)",
        &[agency, ita, band, verdict, line],
    )
}

pub(super) fn whole_without(agency: &str, oit: &str) -> String {
    fill(
        "ผลการประเมินของ{} ในรายงานนี้มีเฉพาะแบบตรวจการเปิดเผยข้อมูลสาธารณะ (OIT) ซึ่งได้ {} คะแนน ไม่ได้ระบุคะแนน IIT และ EIT จึงยังคำนวณคะแนนรวม ITA ไม่ได้",
        &[agency, oit],
    )
}

/// One figure among others in a sentence.
pub(super) fn scored(title: &str, score: &str) -> String {
    format!("ตัวชี้วัด{title} ได้คะแนนร้อยละ {score}")
}

pub(super) fn in_order(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => format!("เมื่อพิจารณาตามตัวชี้วัดพบว่า {one}"),
        [first, middle @ .., last] => {
            let middle: String = middle.iter().map(|one| format!(" {one}")).collect();
            let next = if middle.is_empty() { "" } else { " รองลงมา" };
            format!("เมื่อพิจารณาตามตัวชี้วัดพบว่า {first}{next}{middle} และที่ได้คะแนนน้อยที่สุด {last}")
        }
    }
}

pub(super) fn summed(best: &str, best_score: &str, worst: &str, worst_score: &str) -> String {
    fill(
        "สรุปได้ว่า จุดแข็งที่หน่วยงานได้คะแนนสูงสุดเท่ากับร้อยละ {} คือ {} ส่วนจุดที่จะต้องพัฒนาเนื่องจากได้คะแนนต่ำสุด คือ {} ได้คะแนนร้อยละ {}",
        &[best_score, best, worst, worst_score],
    )
}

/// Where even the last is a strength; the order of the parts is that of [`summed`].
pub(super) fn summed_high(best: &str, best_score: &str, worst: &str, worst_score: &str) -> String {
    fill(
        "สรุปได้ว่า ตัวชี้วัดที่มีคะแนนเป็นจุดแข็งทั้งหมด สูงสุดร้อยละ {} คือ {} และต่ำสุด คือ {} ได้คะแนนร้อยละ {} ซึ่งยังเป็นไปตามเกณฑ์เป้าหมายและควรยกระดับต่อไป",
        &[best_score, best, worst, worst_score],
    )
}

/// Where even the best is under the target; the order of the parts is that of [`summed`].
pub(super) fn summed_low(best: &str, best_score: &str, worst: &str, worst_score: &str) -> String {
    fill(
        "สรุปได้ว่า {} ได้คะแนนสูงสุดเท่ากับร้อยละ {} ซึ่งยังไม่ถึงเกณฑ์เป้าหมาย และจุดที่จะต้องพัฒนาก่อนเนื่องจากได้คะแนนต่ำสุด คือ {} ได้คะแนนร้อยละ {}",
        &[best, best_score, worst, worst_score],
    )
}

/// The same where of some instruments only the total was given.
pub(super) fn among_known(summed: &str) -> String {
    summed.replacen("สรุปได้ว่า ", "ในบรรดาตัวชี้วัดที่ทราบคะแนน สรุปได้ว่า ", 1)
}

pub(super) fn many(indicators: usize, totals: usize) -> String {
    match (indicators, totals) {
        (n, 0) => format!("{n} ตัวชี้วัด"),
        (0, n) => format!("{n} แบบวัด"),
        (n, totals) => format!("{n} ตัวชี้วัด และ {totals} แบบวัด"),
    }
}

pub(super) fn only_totals(names: &str) -> String {
    format!("ระบุเฉพาะคะแนนรวมของ {names} ไม่ได้ระบุคะแนนรายตัวชี้วัดของแบบวัดนั้น")
}

pub(super) fn data(agency: &str, year: i32) -> String {
    digits(&format!(
        "จากผลการประเมินคุณธรรมและความโปร่งใสของ{agency} ประจำปีงบประมาณ พ.ศ. {year} มีผลการวิเคราะห์ข้อมูลในแต่ละตัวชี้วัดที่แสดงให้เห็นถึงจุดแข็งและจุดที่ต้องพัฒนา ดังต่อไปนี้"
    ))
}

pub(super) fn strengths(line: f64, n: &str) -> String {
    digits(&format!("3.1 จุดแข็ง (ตัวชี้วัดที่ได้คะแนนตั้งแต่ร้อยละ {line} ขึ้นไป) จำนวน {n}"))
}

pub(super) fn to_develop(line: f64, n: &str) -> String {
    digits(&format!("3.2 จุดที่ต้องปรับปรุงพัฒนา (ตัวชี้วัดที่ได้คะแนนต่ำกว่าร้อยละ {line}) จำนวน {n}"))
}

pub(super) fn maybe(n: &str) -> String {
    digits(&format!("3.3 ตัวชี้วัดที่ยังไม่แน่ชัด เพราะมีข้อที่ต้องให้คนตรวจดู จำนวน {n}"))
}

pub(super) fn numbered(nth: usize, name: &str, score: &str) -> String {
    digits(&format!("({nth}) {name} โดยรวมได้คะแนนร้อยละ {score}"))
}

pub(super) fn looks_at(what: &str) -> String {
    digits(&format!(" เป็นคะแนนจาก{what}"))
}

pub(super) fn develops(what: &str) -> String {
    digits(&format!(" ประเด็นที่ควรพัฒนาเพื่อให้ได้คะแนนดียิ่งขึ้น คือ {what}"))
}

pub(super) fn instrument(nth: usize, title: &str) -> String {
    digits(&format!("4.{nth} ผลการประเมินตาม{title}"))
}

pub(super) fn level(low: f64, high: f64, bands: Option<(&str, &str)>, line: f64) -> String {
    let figure = mark(Some(low), Some(high));
    let verdict = reached(low, high, line);
    let level = match bands {
        Some((one, other)) if one == other => format!("อยู่ในระดับ {one} ({figure} คะแนน) "),
        Some((one, other)) => format!("อยู่ในระดับ {one} ถึง {other} ({figure} คะแนน) "),
        None => format!("ได้ {figure} คะแนน "),
    };
    format!("{level}ซึ่ง{verdict} ({} คะแนนขึ้นไป)", digits(&line.to_string()))
}

pub(super) fn reached(low: f64, high: f64, line: f64) -> &'static str {
    match (low >= line, high >= line) {
        (true, _) => PASSED,
        (_, false) => MISSED,
        _ => UNCLEAR,
    }
}

pub(super) fn because(n: usize, ids: &str) -> String {
    digits(&format!("เนื่องจากการเผยแพร่ข้อมูลบนเว็บไซต์หลักของหน่วยงานยังไม่เป็นไปตามแบบตรวจ {n} ข้อ ได้แก่ {ids}"))
}

pub(super) fn still_open(n: usize, ids: &str) -> String {
    digits(&format!(
        "มีข้อที่โปรแกรมตัดสินแทนไม่ได้และต้องให้คนดู {n} ข้อ ได้แก่ {ids} คะแนนค่าต่ำนับข้อเหล่านี้เป็น 0 ค่าสูงนับเป็น 100"
    ))
}

pub(super) fn not_given(which: &str) -> String {
    format!("ไม่ได้ระบุคะแนน {which} ในการวิเคราะห์ครั้งนี้ เมื่อได้รับผลแล้วให้วิเคราะห์ใหม่พร้อมคะแนน {which}")
}

pub(super) fn lowest(ids: &str, scores: &str) -> String {
    digits(&format!("5. ประเด็นที่จะต้องพัฒนาเนื่องจากได้คะแนนต่ำสุด: ตัวชี้วัดที่ {ids} ได้คะแนนร้อยละ {scores}"))
}

pub(super) fn each_item() -> &'static str {
    "๕. ผลการตรวจการเปิดเผยข้อมูลสาธารณะบนเว็บไซต์หลักของหน่วยงานรายข้อ"
}

pub(super) fn disclose(ids: &str) -> String {
    format!("หน่วยงานต้องเปิดเผยข้อมูลรายละเอียดตามข้อคำถาม {ids} บนเว็บไซต์ของหน่วยงานให้เป็นปัจจุบัน")
}

pub(super) fn subindicator(id: &str, title: &str, score: &str) -> String {
    format!("ตัวชี้วัดย่อยที่ {id} {title} ({score})")
}

pub(super) fn worth(oit: &str, ita: Option<String>) -> String {
    ita.map_or_else(|| format!("OIT {oit}"), |ita| format!("OIT {oit}\nITA {ita}"))
}

pub(super) const OPEN_PAGE: &str = "เปิดหลักฐาน";

pub(super) fn basis(url: &str, day: &str, tool: &str) -> String {
    fill(
        "คะแนน OIT และความคิดเห็นรายข้อมาจากการตรวจเว็บไซต์ {} ด้วยโปรแกรม {} โดยถือวันที่ {} เป็นวันตรวจ เป็นการตรวจล่วงหน้าเพื่อเตรียมความพร้อม ไม่ใช่ผลการประเมินทางการ",
        &[url, tool, day],
    )
}
