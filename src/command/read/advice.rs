//! What the person at the terminal can do about what could not be read.

use crate::both;
use crate::cli::When;
use crate::extract::{Document, Why};

/// A sentence for each way out; `can_ocr`: whether scans can be read on this machine.
pub(super) fn advice(document: &Document, ocr: When, can_ocr: impl FnOnce() -> bool) -> Vec<String> {
    let has = |why: Why| document.unread.iter().any(|u| u.why == why);
    let scans = has(Why::NeedsOcr) || has(Why::DamagedText);
    let mut out = Vec::new();
    if scans && ocr == When::Never {
        out.push(both!("หน้าที่เป็นภาพอ่านได้ด้วย --ocr auto", "--ocr auto reads the pages that are pictures"));
    } else if scans && !can_ocr() {
        out.push(both!(
            "หน้าที่เป็นภาพอ่านได้เมื่อติดตั้งโปรแกรม tesseract และภาษาไทย ดูวิธีด้วย oit doctor",
            "pages that are pictures can be read once tesseract and its Thai are installed: see oit doctor"
        ));
    }
    if has(Why::Locked) {
        out.push(both!(
            "ไฟล์ที่ตั้งรหัสผ่าน ประชาชนก็เปิดไม่ได้: ขอไฟล์ที่ไม่ตั้งรหัส แล้วเผยแพร่ไฟล์นั้นแทน",
            "nobody else can open a file behind a password: ask for one without, and publish that"
        ));
    }
    if has(Why::Broken) {
        out.push(both!(
            "ไฟล์ที่เสียหาย: ลองดาวน์โหลดใหม่ หรือเปิดในโปรแกรมที่สร้างไฟล์แล้วบันทึกใหม่",
            "a broken file: fetch it again, or save it anew in the program that made it"
        ));
    }
    if has(Why::TooLarge) || has(Why::TimedOut) || has(Why::Crashed) {
        out.push(both!(
            "โปรแกรมอ่านไฟล์นี้ได้ไม่ครบ: แบ่งไฟล์หรือบันทึกใหม่ให้เล็กลง แล้วลองอีกครั้ง",
            "the file could not be read whole: split it or save it smaller, and try again"
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Unread;

    #[test]
    fn each_reason_has_its_way_out() {
        let of = |why, ocr, can| {
            let document = Document { unread: vec![Unread::new(None, why, "")], ..Document::default() };
            advice(&document, ocr, || can).join("\n")
        };
        assert!(of(Why::NeedsOcr, When::Never, true).contains("--ocr auto"));
        assert!(of(Why::NeedsOcr, When::Auto, false).contains("oit doctor"));
        assert_eq!(of(Why::NeedsOcr, When::Auto, true), "");
        assert!(of(Why::Locked, When::Auto, true).contains("ไม่ตั้งรหัส"));
        assert!(of(Why::Broken, When::Auto, true).contains("ดาวน์โหลดใหม่"));
        assert!(of(Why::TooLarge, When::Auto, true).contains("แบ่งไฟล์"));
        assert_eq!(advice(&Document::default(), When::Auto, || false).len(), 0);
    }
}
