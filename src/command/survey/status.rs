//! `oit survey status`: how far, how good, and what could not be audited.

use super::args::Place;
use crate::both;
use crate::command::{End, Trouble};
use crate::lang::several;
use crate::report::clean_text;
use crate::survey::insight::percent;
use crate::survey::snapshot::Snapshot;
use crate::survey::store::{RunningRow, Store, SurveyRow};
use crate::thai::width::{truncate, width};

/// Lines of causes, items and clusters at the most.
const SHOWN: usize = 5;
/// Running sites at the most: as many as one machine runs at once.
const RUNNING: usize = 64;
/// A worker not heard of for so long is late.
const SILENT: jiff::SignedDuration = jiff::SignedDuration::from_secs(45);

/// Prints it on stdout; `under_way`: some process is at it.
pub fn tell(store: &Store, survey: &SurveyRow, place: &Place, under_way: bool) -> Result<End, Trouble> {
    let snapshot = Snapshot::load(store, survey.id).map_err(super::broken)?;
    let snapshot =
        snapshot.ok_or_else(|| Trouble::wrong(both!("ไม่มีการสำรวจนี้", "there is no such survey")))?;
    let running = store.running(survey.id).map_err(super::broken)?;
    for line in lines(&snapshot, place, under_way, &running) {
        anstream::println!("{}", clean_text(&line));
    }
    Ok(End::Clean)
}

fn lines(snapshot: &Snapshot, place: &Place, under_way: bool, now: &[RunningRow]) -> Vec<String> {
    let survey = &snapshot.survey;
    let ended = survey.done + survey.failed;
    let total = survey.total();
    let lang = crate::lang::now();
    let day = lang.words().date(&survey.as_of);
    let sites = several(total, "site", "sites");
    let elsewhere = now.iter().any(|site| !site.worker.is_empty());
    let running = match survey.running {
        // Workers go on while nobody takes their results over.
        left if left > 0 && !under_way && elsewhere => {
            both!("เครื่องอื่นตรวจอยู่เมื่อทราบครั้งสุดท้าย {left}", "{left} running elsewhere when last heard of")
        }
        // A killed process took none of them with it.
        left if left > 0 && !under_way => both!("ค้างกลางคัน {left}", "{left} left in the middle"),
        running => both!("กำลังตรวจ {running}", "{running} running"),
    };
    let mut out = vec![
        both!(
            "การสำรวจ “{}”{} (เลข {}) เกณฑ์ปี {} ตรวจ ณ {}",
            "survey “{}”{} (number {}), criteria of {}, as of {}",
            survey.name,
            super::round(survey),
            survey.id,
            survey.year,
            day
        ),
        both!(
            "เสร็จ {ended} จาก {total} แห่ง ({:.1}%) · ได้ผล {} · ตรวจไม่ได้ {} · {} · รอ {}",
            "{ended} of {sites} ended ({:.1}%) · {} done · {} failed · {} · {} waiting",
            percent(ended, total),
            survey.done,
            survey.failed,
            running,
            survey.waiting
        ),
    ];
    out.extend(under_way.then(|| at_work(now)).into_iter().flatten());
    let all: Vec<usize> = (0..snapshot.sites.len()).collect();
    let whole = snapshot.group("", &all);
    if let (Some(low), Some(high)) = (whole.mean, whole.mean_high) {
        let range = if high - low < 0.005 { format!("{low:.2}") } else { format!("{low:.2}–{high:.2}") };
        out.push(both!(
            "คะแนน OIT เฉลี่ยของ {} แห่งที่ได้ผล: {}",
            "mean OIT score of the {} that are done: {}",
            whole.done,
            range
        ));
    }
    let mut items = snapshot.items_over(snapshot.done());
    items.sort_by_key(|item| std::cmp::Reverse(item.fail));
    if items.first().is_some_and(|item| item.fail > 0) {
        out.push(both!("ข้อที่ไม่ผ่านมากที่สุด", "what fails most"));
    }
    for item in items.iter().filter(|item| item.fail > 0).take(SHOWN) {
        let title = truncate(&item.title, 60);
        let room = " ".repeat(62usize.saturating_sub(width(&title)));
        let (fail, rate) = (item.fail, item.fail_rate());
        let sites = several(fail, "site", "sites");
        let count = both!("{fail} แห่ง ({rate:.0}%)", "{sites} ({rate:.0}%)");
        out.push(format!("  {:4} {title}{room}{count}", item.id));
    }
    let causes = snapshot.causes();
    if !causes.is_empty() {
        out.push(both!("ตรวจไม่ได้เพราะ", "failed because of"));
    }
    for (name, cause, sites) in causes.iter().take(SHOWN) {
        let title = cause.map_or(name.as_str(), |cause| cause.title());
        let example = &snapshot.sites[sites[0]].name;
        let (number, sites) = (sites.len(), several(sites.len(), "site", "sites"));
        out.push(both!("  {title} {number} แห่ง เช่น {example}", "  {title}: {sites}, as {example}"));
        if let Some(cause) = cause.filter(|cause| !cause.advice().is_empty()) {
            out.push(both!("    ทางแก้: {}", "    way out: {}", cause.advice()));
        }
    }
    if causes.len() > SHOWN {
        let sites: usize = causes[SHOWN..].iter().map(|(_, _, sites)| sites.len()).sum();
        out.push(both!(
            "  และอีก {} สาเหตุ {} แห่ง",
            "  and {} more causes, {} sites",
            causes.len() - SHOWN,
            sites
        ));
    }
    for cluster in snapshot.clusters().iter().take(SHOWN) {
        let gap = &cluster.gaps[0];
        out.push(both!(
            "เว็บไซต์ที่ใช้{} ร่วมกัน {} แห่ง ไม่ผ่าน {} เหมือนกัน {} แห่ง: แก้ที่ผู้พัฒนารายเดียว",
            "sites that share {}: {}; {} fails in {} of them: one maker could mend it",
            cluster.marks[0],
            cluster.size,
            gap.id,
            gap.fail
        ));
    }
    if snapshot.digests.len() > 1 {
        out.push(both!(
            "คำเตือน: ผลมาจากเกณฑ์ {} ชุดปนกัน ตรวจใหม่ด้วย --new หากต้องการให้เหมือนกันทั้งหมด",
            "warning: results come from {} different sets of criteria; --new begins a round with one",
            snapshot.digests.len()
        ));
    }
    if snapshot.versions.len() > 1 {
        let versions: Vec<String> = snapshot.versions.iter().map(|(v, n)| format!("{v} ({n})")).collect();
        out.push(both!(
            "คำเตือน: ผลมาจากโปรแกรมหลายรุ่น: {}",
            "warning: results come from several versions of the program: {}",
            versions.join(", ")
        ));
    }
    if survey.failed > 0 && survey.is_finished() {
        let retry = super::command(["survey", "retry", &survey.id.to_string(), "--failed"], place.flag());
        let again = super::again(survey, place.flag());
        out.push(both!("ตรวจแห่งที่ตรวจไม่ได้อีกครั้ง: {retry}", "to try those that failed again: {retry}"));
        out.push(both!("  แล้วสั่ง: {again}", "  then: {again}"));
    }
    out
}

/// Sites that are being audited: who is at them, since when, and when that was last heard.
fn at_work(running: &[RunningRow]) -> Vec<String> {
    let mut out: Vec<String> = running.iter().take(RUNNING).map(one_at_work).collect();
    if running.len() > RUNNING {
        out.push(both!("  และอีก {} แห่ง", "  and {} more", running.len() - RUNNING));
    }
    out
}

fn one_at_work(site: &RunningRow) -> String {
    let here = both!("เครื่องนี้", "this machine");
    let worker = if site.worker.is_empty() { here.as_str() } else { site.worker.as_str() };
    let (name, took, silent) = (truncate(&site.name, 44), since(&site.started_at), since(&site.seen_at));
    // A worker that lives says so every few seconds.
    let late = site.seen_at.parse().is_ok_and(|seen| jiff::Timestamp::now().duration_since(seen) > SILENT);
    let late = if late {
        both!(" ขาดการติดต่อ", ", not heard of since")
    } else {
        String::new()
    };
    both!(
        "  {name} · {worker} · ตรวจมา {took} · ติดต่อล่าสุด {silent}ก่อน{late}",
        "  {name} · {worker} · for {took} · last heard of {silent} ago{late}"
    )
}

/// How long ago, in the largest unit that fits.
fn since(stamp: &str) -> String {
    let Ok(then) = stamp.parse::<jiff::Timestamp>() else { return "–".to_owned() };
    let seconds = jiff::Timestamp::now().duration_since(then).as_secs().max(0);
    match (seconds / 3600, seconds / 60 % 60) {
        (0, 0) => both!("{seconds} วินาที", "{seconds} s"),
        (0, minutes) => both!("{minutes} นาที", "{minutes} min"),
        (hours, minutes) => both!("{hours} ชั่วโมง {minutes} นาที", "{hours} h {minutes} min"),
    }
}
