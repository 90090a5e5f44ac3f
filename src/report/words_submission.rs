//! Sentences about a submission. Like every comment they are Thai in all reports.

use crate::judge::{Judged, One, Verdict, words};
use crate::mark::Outcome;

/// The verdict on an item for which nothing is to be submitted.
pub fn no_url() -> Verdict {
    let comment = "ไม่มี URL".to_owned();
    let one = One::no(comment.clone(), 0.98);
    let asks = words::asks_found().to_owned();
    Verdict {
        outcome: Outcome::Fail,
        confidence: 0.98,
        comment,
        fix: "ระบุ URL ของข้อนี้ในรายการที่จะส่ง".to_owned(),
        question: None,
        evidence: Vec::new(),
        judged: vec![Judged { id: "found".to_owned(), asks, one, page: None }],
        near: Vec::new(),
        rest: Vec::new(),
        beside_hub: false,
    }
}

/// What was looked at.
pub fn judged_only(urls: usize, without: usize) -> String {
    format!("ตัดสินเฉพาะ {urls} URL ที่จะส่ง และสิ่งที่ URL เหล่านั้นพาไปหนึ่งคลิก ข้อที่ไม่มี URL {without} ข้อ")
}
