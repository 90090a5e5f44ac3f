//! Sentences about days to be kept.

use super::{Due, Lang};

pub(super) const SUBMIT: &str = "วันสุดท้ายที่ตอบแบบ OIT ในระบบ ITAS";
pub(super) const APPEAL_OPENS: &str = "เปิดให้ชี้แจงคะแนน OIT ในระบบ ITAS";
pub(super) const APPEAL: &str = "วันสุดท้ายที่ชี้แจงคะแนน OIT ในระบบ ITAS";

pub(super) const CERTIFICATE: &str = "วันหมดอายุในใบรับรองที่เว็บไซต์ส่งมา";

pub(super) fn certificate(host: &str) -> String {
    format!("{CERTIFICATE_OF}{host} (หลังวันนี้เบราว์เซอร์จะเตือนว่าไม่ปลอดภัย)")
}

pub(super) fn calendar(year: i32) -> String {
    format!("{CALENDAR_OF}{year}")
}

const CERTIFICATE_OF: &str = "ต่ออายุใบรับรอง HTTPS ของ ";
const CALENDAR_OF: &str = "ปฏิทินการประเมินปี ";

/// Items behind a day: `O11 O19 O40`, those that fail already named.
pub(super) fn items(due: &Due, lang: Lang) -> String {
    let (ids, failing) = (due.items.join(" "), due.failing.join(" "));
    match lang {
        _ if due.failing.is_empty() => ids,
        Lang::Th => format!("{ids} (ขณะนี้ไม่ผ่าน {failing})"),
        Lang::En => format!("{ids} (failing now: {failing})"),
    }
}

/// What is to be there by then. What criteria say in Thai alone stays so.
pub(super) fn what(due: &Due, lang: Lang) -> String {
    if lang == Lang::Th {
        return due.what.clone();
    }
    if !due.what_en.is_empty() {
        return due.what_en.clone();
    }
    let host = due.what.strip_prefix(CERTIFICATE_OF).and_then(|rest| rest.split(" (").next());
    match (due.what.as_str(), host) {
        (SUBMIT, _) => "Last day to answer the OIT form in ITAS".to_owned(),
        (APPEAL_OPENS, _) => "ITAS opens for explanations of the OIT score".to_owned(),
        (APPEAL, _) => "Last day to explain the OIT score in ITAS".to_owned(),
        (_, Some(host)) => {
            format!("Renew the HTTPS certificate of {host} (browsers will warn after this day)")
        }
        (what, None) => what.to_owned(),
    }
}

/// What the day rests on.
pub(super) fn source(due: &Due, lang: Lang) -> String {
    if lang == Lang::En && !due.source_en.is_empty() {
        return due.source_en.clone();
    }
    let year = due.source.strip_prefix(CALENDAR_OF).filter(|_| lang == Lang::En);
    match (due.source.as_str(), year) {
        (CERTIFICATE, _) if lang == Lang::En => "the certificate that the site sent".to_owned(),
        (_, Some(year)) => format!("calendar of the assessment of {year}"),
        (source, None) => source.to_owned(),
    }
}
