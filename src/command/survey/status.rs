//! `oit survey status`: how far, how good, and what could not be audited.

use crate::command::{End, Trouble};
use crate::report::{Lang, clean_text};
use crate::survey::insight::percent;
use crate::survey::snapshot::Snapshot;
use crate::survey::store::{Store, SurveyRow};
use crate::thai::width::{truncate, width};

/// Lines of causes, items and clusters at the most.
const SHOWN: usize = 5;

/// Prints it on stdout.
pub fn tell(store: &Store, survey: &SurveyRow) -> Result<End, Trouble> {
    let snapshot = Snapshot::load(store, survey.id).map_err(super::broken)?;
    let snapshot = snapshot.ok_or_else(|| Trouble::wrong("ไม่มีการสำรวจนี้"))?;
    for line in lines(&snapshot) {
        anstream::println!("{}", clean_text(&line));
    }
    Ok(End::Clean)
}

fn lines(snapshot: &Snapshot) -> Vec<String> {
    let survey = &snapshot.survey;
    let ended = survey.done + survey.failed;
    let total = survey.total();
    let day = Lang::Th.words().date(&survey.as_of);
    let mut out = vec![
        format!("การสำรวจ “{}” (เลข {}) เกณฑ์ปี {} ตรวจ ณ {day}", survey.name, survey.id, survey.year),
        format!(
            "เสร็จ {ended} จาก {total} แห่ง ({:.1}%) · ได้ผล {} · ตรวจไม่ได้ {} · กำลังตรวจ {} · รอ {}",
            percent(ended, total),
            survey.done,
            survey.failed,
            survey.running,
            survey.waiting
        ),
    ];
    let all: Vec<usize> = (0..snapshot.sites.len()).collect();
    let whole = snapshot.group("", &all);
    if let (Some(low), Some(high)) = (whole.mean, whole.mean_high) {
        let range = if high - low < 0.005 { format!("{low:.2}") } else { format!("{low:.2}–{high:.2}") };
        out.push(format!("คะแนน OIT เฉลี่ยของ {} แห่งที่ได้ผล: {range}", whole.done));
    }
    let mut items = snapshot.items_over(snapshot.done());
    items.sort_by_key(|item| std::cmp::Reverse(item.fail));
    if items.first().is_some_and(|item| item.fail > 0) {
        out.push("ข้อที่ไม่ผ่านมากที่สุด".to_owned());
    }
    for item in items.iter().filter(|item| item.fail > 0).take(SHOWN) {
        let title = truncate(&item.title, 60);
        let room = " ".repeat(62usize.saturating_sub(width(&title)));
        out.push(format!("  {:4} {title}{room}{} แห่ง ({:.0}%)", item.id, item.fail, item.fail_rate()));
    }
    let causes = snapshot.causes();
    if !causes.is_empty() {
        out.push("ตรวจไม่ได้เพราะ".to_owned());
    }
    for (name, cause, sites) in causes.iter().take(SHOWN) {
        let title = cause.map_or(name.as_str(), |cause| cause.title);
        out.push(format!("  {title} {} แห่ง เช่น {}", sites.len(), snapshot.sites[sites[0]].name));
        if let Some(cause) = cause.filter(|cause| !cause.advice.is_empty()) {
            out.push(format!("    ทางแก้: {}", cause.advice));
        }
    }
    for cluster in snapshot.clusters().iter().take(SHOWN) {
        let gap = &cluster.gaps[0];
        out.push(format!(
            "เว็บไซต์ที่ใช้{} ร่วมกัน {} แห่ง ไม่ผ่าน {} เหมือนกัน {} แห่ง: แก้ที่ผู้พัฒนารายเดียว",
            cluster.marks[0], cluster.size, gap.id, gap.fail
        ));
    }
    if snapshot.digests.len() > 1 {
        out.push(format!(
            "คำเตือน: ผลมาจากเกณฑ์ {} ชุดปนกัน ตรวจใหม่ด้วย --new หากต้องการให้เหมือนกันทั้งหมด",
            snapshot.digests.len()
        ));
    }
    if snapshot.versions.len() > 1 {
        let versions: Vec<String> = snapshot.versions.iter().map(|(v, n)| format!("{v} ({n} แห่ง)")).collect();
        out.push(format!("คำเตือน: ผลมาจากโปรแกรมหลายรุ่น: {}", versions.join(", ")));
    }
    if survey.failed > 0 && survey.is_finished() {
        out.push("ตรวจแห่งที่ตรวจไม่ได้อีกครั้ง: oit survey retry --failed แล้วสั่ง oit survey ด้วยรายชื่อเดิม".to_owned());
    }
    out
}
