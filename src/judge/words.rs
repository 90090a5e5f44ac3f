//! What the judges say in their own words; everything that depends on an item stands in its rule.

use super::hollow::Hollow;
use crate::extract::ocr::Left;
use crate::find::{Back, Exhibit, Route};

/// Fills `{name}` in a template. A part in square brackets is left out when something in it is empty:
/// `ไม่พบเดือน{missing}[ และ{found}]`.
pub fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('[') {
        let Some(close) = rest[open..].find(']').map(|c| open + c) else { break };
        out.push_str(&put(&rest[..open], values));
        let part = &rest[open + 1..close];
        let empty = values.iter().any(|(name, v)| v.is_empty() && part.contains(&format!("{{{name}}}")));
        if !empty {
            out.push_str(&put(part, values));
        }
        rest = &rest[close + 1..];
    }
    out.push_str(&put(rest, values));
    out
}

fn put(text: &str, values: &[(&str, String)]) -> String {
    let mut out = text.to_owned();
    for (name, value) in values {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    out
}

/// Several remarks in one comment, as the assessor joins them: "ไม่พบข้อมูลเดือนมกราคม 64
/// และข้อมูลบางชุดเป็นของปี 2562". What is said twice is said once.
pub fn and(parts: &[String]) -> String {
    let mut said: Vec<&str> = Vec::new();
    for part in parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
        if !said.contains(&part) {
            said.push(part);
        }
    }
    match said.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} และ{last}", rest.join(", ")),
    }
}

pub fn asks_found() -> &'static str {
    "มีข้อมูลของข้อนี้บนเว็บไซต์หลักของหน่วยงาน"
}

pub fn asks_content() -> &'static str {
    "เอกสารที่พบมีเนื้อหาของข้อนี้"
}

pub fn found_by(exhibit: Option<&Exhibit>) -> String {
    match exhibit.map(|e| (e.route, e.label.trim())) {
        Some((Route::Hub, label)) => format!("พบจากหน้ารวมการประเมินของหน่วยงาน: {label}"),
        Some((Route::Named, label)) => format!("พบจากลิงก์หรือเมนู “{label}”"),
        Some((Route::Titled, label)) => format!("พบจากชื่อเรื่องของเอกสาร “{label}”"),
        Some((Route::Told, label)) => format!("พบจากเนื้อหาข่าว “{label}”"),
        None => "พบ".to_owned(),
    }
}

pub fn outside(url: &str) -> String {
    format!("หลักฐานอยู่บนเว็บไซต์ภายนอกที่โปรแกรมไม่ได้เปิด ({url})")
}

/// Said where the rules are not the program's own.
pub fn own_rules(folder: &std::path::Path) -> String {
    let name = folder.file_name().map_or_else(|| ".".to_owned(), |name| name.to_string_lossy().into_owned());
    format!("ตัดสินด้วยเกณฑ์ในโฟลเดอร์ “{name}” ของผู้ตรวจ ไม่ใช่เกณฑ์ที่มากับโปรแกรม")
}

/// Said where a document that may be the item could not be read.
pub fn closed(label: &str, left: Left) -> String {
    let what = match left {
        Left::Unreadable => "ภาพสแกนหรือไฟล์ที่อ่านข้อความไม่ได้",
        Left::Cut | Left::Untried => scan(left),
    };
    format!("เอกสารที่อาจเป็นคำตอบ (“{label}”) เป็น{what}")
}

/// What a scan is that may hold what was not found.
pub fn scan(left: Left) -> &'static str {
    match left {
        Left::Cut => "ภาพสแกนที่อ่านไม่ทันเวลาหรือครบจำนวนหน้าก่อน ให้ตรวจใหม่",
        Left::Untried => "ภาพสแกนที่ครั้งนี้ไม่ได้อ่านด้วย OCR",
        Left::Unreadable => "ภาพสแกนที่อ่านไม่ได้",
    }
}

/// Said where nothing is the item by name, and a document without a name could not be read.
pub fn nameless(url: &str, left: Left) -> String {
    let why = match left {
        Left::Cut => "อ่านไม่ทันเวลาหรือครบจำนวนหน้าก่อน (ให้ตรวจใหม่)",
        Left::Untried => "ครั้งนี้ไม่ได้อ่านด้วย OCR",
        Left::Unreadable => "อ่านข้อความไม่ได้",
    };
    format!("ไม่พบชื่อข้อนี้บนเว็บไซต์ แต่มีเอกสารที่{why}และไม่มีชื่อบอกเรื่อง เช่น {url}")
}

pub fn unled(url: &str) -> String {
    format!(
        "ที่อยู่ที่จะส่งเป็นเว็บไซต์ภายนอกที่โปรแกรมไม่ได้เปิด ({url}) และไม่พบหน้าใดของเว็บไซต์หน่วยงานที่เชื่อมโยงไป \
         ควรส่งที่อยู่ของหน้าบนเว็บไซต์หลักที่มีลิงก์นี้"
    )
}

pub fn in_viewer(url: &str) -> String {
    format!("เอกสารอยู่ในโปรแกรมแสดงผลที่ไม่ให้อ่าน ({url})")
}

pub fn hollow(title: &str, why: &Hollow) -> String {
    match why {
        Hollow::Foreign(name) => format!("เอกสารที่แสดงเป็นของหน่วยงานอื่น ({name}) ไม่ใช่ของหน่วยงาน"),
        Hollow::Office(name) => format!("“{title}” ที่แสดงเป็นข้อมูลเฉพาะ{name} ไม่ใช่ของทั้งหน่วยงาน"),
        Hollow::Blank => format!("“{title}” เป็นแบบฟอร์มหรือตารางว่าง ไม่มีข้อมูล ไม่ปรากฏรายละเอียดหรือตัวเลข"),
        Hollow::Unfilled(open) => {
            format!("“{title}” เป็นแบบฟอร์มที่ยังเติมไม่ครบ เหลือช่องที่ต้องเติม {open} ช่อง ไม่ปรากฏข้อมูล")
        }
        Hollow::Lacking(open) => {
            format!("“{title}” ยังเติมไม่ครบ ไม่ปรากฏผลการดำเนินการของ {open} มาตรการ")
        }
        Hollow::Left(heads, open) => {
            format!("“{title}” ยังเติมไม่ครบ ไม่ปรากฏข้อมูลในช่อง {} {open} แห่ง", quoted(heads))
        }
        Hollow::Criteria => {
            format!("“{title}” แสดงเพียงข้อความของเกณฑ์ ไม่ปรากฏเนื้อหาและรายละเอียดของหน่วยงาน")
        }
        Hollow::Questionnaire => {
            format!("“{title}” เป็นแบบสอบถามหรือแบบฟอร์มสำรวจที่ยังไม่มีคำตอบ ไม่ปรากฏผลเป็นตัวเลข ไม่มีข้อมูล")
        }
        Hollow::Pending => {
            format!("“{title}” รายการในตารางยังอยู่ระหว่างดำเนินการหรือจะดำเนินการภายหลัง ไม่ปรากฏผล ไม่มีข้อมูล")
        }
        Hollow::Unfinished => format!("หน้า “{title}” ไม่มีข้อมูล อยู่ระหว่างปรับปรุง"),
        Hollow::Contents => format!("“{title}” มีเพียงสารบัญ ไม่ปรากฏเนื้อหา"),
        Hollow::Login => {
            format!("“{title}” ต้องเข้าสู่ระบบก่อน ประชาชนเปิดดูไม่ได้ ไม่ปรากฏข้อมูลต่อสาธารณะ")
        }
        Hollow::Sample => {
            format!("“{title}” เป็นข้อความตัวอย่างของแม่แบบเว็บไซต์ (Lorem ipsum) ไม่มีเนื้อหาของหน่วยงาน")
        }
        Hollow::Broken => {
            format!("หน้า “{title}” แสดงข้อผิดพลาดของระบบเว็บไซต์ เปิดดูข้อมูลไม่ได้ ไม่มีข้อมูล")
        }
        Hollow::Damaged => format!("ไฟล์ “{title}” เสียหาย เปิดไม่ได้ ไม่ปรากฏข้อมูล"),
        Hollow::Empty => format!("หน้า “{title}” มีเพียงหัวข้อ ไม่มีข้อมูล"),
    }
}

fn quoted(heads: &[String]) -> String {
    and(&heads.iter().map(|head| format!("“{head}”")).collect::<Vec<_>>())
}

/// What to do about a document that only has to be finished or made anew; `None`: another is wanted.
pub fn fill_in(why: &Hollow) -> Option<String> {
    let rest = match why {
        Hollow::Unfilled(_) => "เติมแบบฟอร์มให้ครบทุกช่อง".to_owned(),
        Hollow::Lacking(_) => "เติมผลการดำเนินการให้ครบทุกมาตรการ".to_owned(),
        Hollow::Left(heads, _) => format!("เติมช่อง {} ให้ครบทุกแห่ง", quoted(heads)),
        Hollow::Damaged => "สร้างไฟล์ใหม่จากต้นฉบับ ลองเปิดดู".to_owned(),
        _ => return None,
    };
    Some(format!("{rest} แล้วเผยแพร่แทนฉบับเดิม"))
}

pub fn dead_link(label: &str, http: Option<u16>) -> String {
    // A page that says there is nothing comes with 200, which tells nobody anything.
    let code = http.filter(|c| *c >= 300).map_or_else(String::new, |c| format!(" (HTTP {c})"));
    format!("ไม่สามารถเข้าถึงลิงก์ “{}” ได้{code}", label.trim())
}

/// A link into a network that visitors are not in.
pub fn within(label: &str, url: &str) -> String {
    let rest = url.split("://").nth(1).unwrap_or(url);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or(rest);
    format!("ลิงก์ “{}” ชี้ไปยังที่อยู่ภายในเครือข่าย ({host}) บุคคลภายนอกเปิดไม่ได้", label.trim())
}

/// The way out of a dead link: what it led to may be there still.
pub fn mend_link(fix: &str) -> String {
    format!("แก้ลิงก์หรือวางไฟล์กลับที่เดิม {fix}").trim_end().to_owned()
}

pub fn dead(label: &str, http: Option<u16>, missing: &str) -> String {
    format!("{} {missing}", dead_link(label, http))
}

/// A link of the hub's own row that leads nowhere new.
pub fn leads_back(back: &Back, missing: &str) -> String {
    let to = if back.home {
        "ไปยังหน้าแรกของเว็บไซต์"
    } else {
        "กลับมาที่หน้าเดิม"
    };
    let label = if back.label.is_empty() { String::new() } else { format!(" “{}”", back.label) };
    format!("ลิงก์{label} ในแถวของข้อนี้เชื่อม{to} ไม่ได้เชื่อมไปยังเอกสาร {missing}").trim_end().to_owned()
}

/// A row of the hub that leads nowhere at all: `#` is taken for no address.
pub fn no_link(missing: &str) -> String {
    format!("แถวของข้อนี้ไม่มีลิงก์ที่เปิดเอกสารได้ หรือลิงก์ชี้กลับหน้าเดิม (#) {missing}")
}

pub fn lead_on(fix: &str) -> String {
    format!("แก้ลิงก์ให้ไปยังเอกสารของข้อนี้ {fix}").trim_end().to_owned()
}

/// A row of the hub that shows something else than what the verdict rests on.
pub fn passed_over(found: &str, row: &str) -> String {
    let found = if found.is_empty() { String::new() } else { format!("ของปี {found} ") };
    format!("พบ{found}ในแถว “{}” ของหน้ารวม ควรแก้ลิงก์ของแถวให้ไปยังเอกสารที่ถูกต้อง", row.trim())
}

pub fn unreached(label: &str) -> String {
    format!("อ่านลิงก์ “{}” ไม่ได้ในขณะตรวจ จึงยังบอกไม่ได้", label.trim())
}

/// A hub that was found and not read, since it answers another form.
pub fn other_scheme(name: &str, url: &str, more: usize, says: &str) -> String {
    let more = if more > 0 { format!(" และอีก {more} หน้า") } else { String::new() };
    format!("พบหน้ารวมของ {name} ({url}{more}) ไม่ได้อ่านเป็นหน้ารวมของแบบตรวจนี้ {says}")
}

/// `has_rules`: whether the newest of them can be audited.
pub fn other_years(
    asked: i32,
    years: &std::collections::BTreeSet<i32>,
    newest: i32,
    has_rules: bool,
    url: &str,
) -> String {
    let years: Vec<String> = years.iter().map(ToString::to_string).collect();
    let years = years.join(", ");
    let found = format!("ไม่พบหน้ารวมการประเมินของปี {asked} พบของปี {years} ({url})");
    if has_rules {
        format!("{found} ถ้าต้องการตรวจปีนั้นให้ใช้ --year {newest}")
    } else {
        format!("{found} โปรแกรมไม่มีเกณฑ์ของปีนั้น")
    }
}

/// Why nothing is called missing on the site of an agency that answers another form.
pub fn other_form(name: &str) -> String {
    format!("หน่วยงานใช้แบบ {name} แทนแบบตรวจนี้ จึงไม่ตัดสินว่าขาด")
}

pub fn too_little() -> &'static str {
    "อ่านเว็บไซต์ได้ไม่มากพอที่จะบอกว่าไม่มีข้อมูลข้อนี้"
}

pub fn question(title: &str, why: &str) -> String {
    format!("{why} โปรดเปิดดูว่าตรงกับ “{title}” หรือไม่")
}

/// What a person has to see to, and why: one question for all that the same document leaves open.
#[derive(Debug, Default)]
pub struct Questions(Vec<(String, String, Vec<String>)>);

impl Questions {
    pub fn add(&mut self, label: &str, reason: &str, asks: &str) {
        let label = label.trim();
        match self.0.iter_mut().find(|(l, r, _)| l == label && r == reason) {
            Some((_, _, all)) => all.push(asks.to_owned()),
            None => self.0.push((label.to_owned(), reason.to_owned(), vec![asks.to_owned()])),
        }
    }

    pub fn text(&self) -> Option<String> {
        let one = |(label, reason, asks): &(String, String, Vec<String>)| {
            let at = if label.is_empty() { String::new() } else { format!(" (“{label}”)") };
            format!("{reason}{at} โปรดตรวจว่า{}", and(asks))
        };
        let all: Vec<String> = self.0.iter().map(one).collect();
        match all.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            several => {
                let counted = several.iter().enumerate().map(|(n, text)| format!("{}) {text}", n + 1));
                Some(counted.collect::<Vec<_>>().join(" "))
            }
        }
    }
}
