//! Sentences about days to be kept.

pub(super) const SUBMIT: &str = "วันสุดท้ายที่ตอบแบบ OIT ในระบบ ITAS";
pub(super) const APPEAL_OPENS: &str = "เปิดให้ชี้แจงคะแนน OIT ในระบบ ITAS";
pub(super) const APPEAL: &str = "วันสุดท้ายที่ชี้แจงคะแนน OIT ในระบบ ITAS";

pub(super) const CERTIFICATE: &str = "วันหมดอายุในใบรับรองที่เว็บไซต์ส่งมา";

pub(super) fn certificate(host: &str) -> String {
    format!("ต่ออายุใบรับรอง HTTPS ของ {host} (หลังวันนี้เบราว์เซอร์จะเตือนว่าไม่ปลอดภัย)")
}

pub(super) fn calendar(year: i32) -> String {
    format!("ปฏิทินการประเมินปี {year}")
}

/// Items behind a day: `O11 O19 O40`, those that fail already named.
pub(super) fn items(due: &super::Due) -> String {
    let ids = due.items.join(" ");
    if due.failing.is_empty() {
        ids
    } else {
        format!("{ids} (ขณะนี้ไม่ผ่าน {})", due.failing.join(" "))
    }
}
