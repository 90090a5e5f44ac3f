//! The assessor's own sentences of the second round. They are the form's language, Thai in every
//! report: a verdict, why, advice, what it rests on, the day, a line of hyphens, the first comment.

use super::{Item, Round, Ruling};

/// Between the second round and the first.
const HYPHENS: &str = "-----";

/// The days that a sentence may name, `YYYY-MM-DD`.
pub(super) struct Days<'a> {
    pub first: &'a str,
    pub closed: &'a str,
}

/// The whole comment of an item in its second round; `item` still has its plain comment.
pub(super) fn comment(item: &Item, round: &Round, days: &Days) -> String {
    let said = match round.result {
        Ruling::Granted => "ได้รับการปรับคะแนน เนื่องจากมีข้อมูลที่ถูกต้องครบถ้วน ตามองค์ประกอบแล้ว".to_owned(),
        Ruling::Refused if item.comment == round.earlier => {
            advised("ไม่ได้รับการปรับคะแนน โดยอ้างอิงตามเหตุผลเดิม".to_owned(), &item.fix)
        }
        Ruling::Refused => advised(format!("ไม่ได้รับการปรับคะแนน {}", item.comment), &item.fix),
        Ruling::AddedLater => added(round, days),
        Ruling::Open => {
            let why = item.question.as_deref().unwrap_or(&item.comment);
            format!("ยังไม่ปรับคะแนน ต้องให้ผู้ตรวจดู {why}")
        }
    };
    format!("{} {}\n{HYPHENS}\n{}", one_line(&said).trim(), short(&round.date), one_line(&round.earlier))
}

/// What was published too late for this round, and what it is good for.
fn added(round: &Round, days: &Days) -> String {
    let closed = if days.closed.is_empty() {
        String::new()
    } else {
        format!("ก่อนปิดรับคำตอบ {}", short(days.closed))
    };
    let proof = round.added.first().map_or_else(String::new, |url| format!(" ข้อมูลประกอบ {url}"));
    format!(
        "ไม่ได้รับการปรับคะแนน เนื่องจากเป็นข้อมูลใหม่ที่เพิ่มหลังการตรวจรอบแรก {} ไม่นับในรอบนี้ \
         คำแนะนำ ข้อมูลที่แก้ไขแล้วจะนำไปพิจารณาในการประเมินครั้งถัดไป เว้นแต่แสดงได้ว่ามีอยู่ที่ URL ที่ส่งไว้เดิม{closed}{proof}",
        short(days.first)
    )
}

fn advised(said: String, fix: &str) -> String {
    if fix.is_empty() { said } else { format!("{said} คำแนะนำ {fix}") }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `12/7/64`, as the assessor dates.
fn short(day: &str) -> String {
    let read = || {
        let mut parts = day.get(..10)?.splitn(3, '-').map(str::parse::<i32>);
        let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        Some(format!("{day}/{month}/{:02}", (year + 543).rem_euclid(100)))
    };
    read().unwrap_or_else(|| day.to_owned())
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn days_as_the_assessor_writes_them() {
        assert_eq!(short("2021-07-12"), "12/7/64");
        assert_eq!(short("2057-01-02T00:00:00Z"), "2/1/00");
        assert_eq!(short("เมื่อวาน"), "เมื่อวาน");
    }
}
