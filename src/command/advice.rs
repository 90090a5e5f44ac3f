//! What the result suggests doing at the next run: each piece of advice from what was counted.

use crate::both;
use crate::crawl::{Status, Stop};
use crate::lang::several;
use crate::report::{CoverageSummary, Report};

/// What is known of the machine and the command beside the report.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting {
    /// Whether scans can be read here.
    pub ocr: bool,
    /// Whether the reading of scans was turned off by hand.
    pub ocr_off: bool,
    /// Requests a second, where somebody said so.
    pub rate: Option<f64>,
    /// Too little was read for any conclusion.
    pub unfit: bool,
}

/// So many of one status are no accident.
const MANY: usize = 5;
/// Scanned pages left unread that are worth another night, however many were read.
const MANY_PAGES: u64 = 20;

/// A sentence each, the most useful first.
pub fn advice(report: &Report, setting: Setting) -> Vec<String> {
    let missed = |status: Status| report.coverage.not_read.iter().filter(|n| n.status == status).count();
    [
        throttled(missed(Status::Throttled), &report.coverage, setting),
        robots(missed(Status::RobotsDenied) + missed(Status::RobotsUnavailable), setting),
        timeouts(missed(Status::TimedOut) + missed(Status::ServerError), setting),
        stopped(&report.coverage, missed(Status::Throttled)),
        scans(missed(Status::ScanNotRead), setting),
        cut(&report.coverage, setting),
        logins(missed(Status::Forbidden)),
        floor(setting),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn throttled(count: usize, coverage: &CoverageSummary, setting: Setting) -> Option<String> {
    let slower = setting.rate.map_or(0.5, |rate| (rate / 2.0).clamp(0.1, 0.5));
    // Slower takes longer: who was cut short by the clock needs both.
    let longer = if coverage.stopped_by.contains(&Stop::Time) {
        both!(" และเพิ่มเวลาด้วย --max-time", " and allow more time with --max-time")
    } else {
        String::new()
    };
    let addresses = several(count, "address", "addresses");
    (count >= MANY || count > 0 && setting.unfit).then(|| {
        both!(
            "เว็บไซต์ขอให้ชะลอ (429) {count} ที่อยู่ ตรวจใหม่ให้ช้าลงด้วย --rate {slower}{longer}",
            "the site asked to slow down (429) at {addresses}: go slower with --rate {slower}{longer}"
        )
    })
}

fn robots(count: usize, setting: Setting) -> Option<String> {
    let addresses = several(count, "address", "addresses");
    (count >= MANY || count > 0 && setting.unfit).then(|| {
        both!(
            "robots.txt ไม่ให้เข้า {count} ที่อยู่ ผู้ตรวจก็อาจหาไม่พบ ให้ผู้ดูแลเว็บไซต์แก้ robots.txt",
            "robots.txt keeps {addresses} closed; have it mended by whoever runs the site"
        )
    })
}

fn timeouts(count: usize, setting: Setting) -> Option<String> {
    let slower = setting.rate.map_or(1.0, |rate| (rate / 2.0).max(0.1));
    (count >= MANY).then(|| {
        both!(
            "เครื่องแม่ข่ายไม่ตอบหรือขัดข้อง {} ครั้ง ลองใหม่นอกเวลาราชการ หรือช้าลงด้วย --rate {}",
            "the server did not answer or failed {} times: try at another hour, or slower with --rate {}",
            count,
            slower
        )
    })
}

/// `throttled`: addresses at which the site asked for rest, of which the time is told with the pace.
fn stopped(coverage: &CoverageSummary, throttled: usize) -> Option<String> {
    let flag = coverage.stopped_by.iter().find_map(|stop| match stop {
        Stop::Time if throttled >= MANY => None,
        Stop::Pages => Some("--max-pages"),
        Stop::Bytes => Some("--max-bytes"),
        Stop::Time => Some("--max-time"),
        Stop::Depth => Some("--max-depth"),
        Stop::Interrupted => None,
    })?;
    Some(both!(
        "การเดินเว็บหยุดที่เพดาน ยังมีหน้าที่ไม่ได้อ่าน เพิ่มเพดานด้วย {}",
        "the walk stopped at its limit with pages left: raise it with {}",
        flag
    ))
}

fn scans(count: usize, setting: Setting) -> Option<String> {
    if count == 0 || setting.ocr && !setting.ocr_off {
        return None;
    }
    Some(if setting.ocr {
        both!(
            "ครั้งนี้ไม่ได้ใช้ OCR จึงมีไฟล์ภาพหรือภาพสแกนที่ไม่ได้อ่าน {} ไฟล์ (oit audit อ่านให้เอง เว้นแต่ใส่ --ocr never)",
            "{} pictures or scans were not read, since OCR was not used this time (oit audit reads them unless told --ocr never)",
            count
        )
    } else {
        both!(
            "มีไฟล์ภาพหรือภาพสแกนที่ไม่ได้อ่าน {} ไฟล์ เพราะเครื่องนี้ยังไม่มี OCR ติดตั้งตามที่ oit doctor บอก",
            "{} pictures or scans were not read since there is no OCR here: install it as oit doctor says",
            count
        )
    })
}

/// Most scans were left for want of time or pages.
fn cut(coverage: &CoverageSummary, setting: Setting) -> Option<String> {
    let cut = coverage.cut.filter(|cut| cut.pages * 2 >= cut.of || cut.pages >= MANY_PAGES)?;
    (setting.ocr && !setting.ocr_off).then(|| {
        both!(
            "ภาพสแกน {} จาก {} หน้ายังไม่ได้อ่าน เพราะครบเวลาหรือจำนวนหน้าก่อน ตรวจใหม่เมื่อเครื่องว่าง (หน้าที่อ่านแล้วไม่อ่านซ้ำ) หรือเพิ่ม --ocr-time, --ocr-pages หรือ --max-time",
            "{} of {} scanned pages were left, the time or the pages for them having ended: audit again when the machine is less busy (what was read is kept), or allow more with --ocr-time, --ocr-pages or --max-time",
            cut.pages,
            cut.of
        )
    })
}

fn logins(count: usize) -> Option<String> {
    (count >= MANY).then(|| {
        both!(
            "{} ที่อยู่ต้องเข้าสู่ระบบหรือไม่มีสิทธิ์เปิด ประชาชนก็เปิดไม่ได้ ให้เปิดสิทธิ์เป็นสาธารณะ",
            "{} addresses want a login: what the public cannot open does not count, so share them publicly",
            count
        )
    })
}

fn floor(setting: Setting) -> Option<String> {
    setting.unfit.then(|| {
        both!(
            "อ่านเว็บไซต์ได้น้อยเกินกว่าจะสรุป แก้เหตุข้างต้นแล้วตรวจใหม่ หรือตรวจเฉพาะ URL ที่จะส่งด้วย --submission",
            "too little was read to conclude: mend the causes above and audit again, or judge only what is to be submitted with --submission"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crawl::Cut;
    use crate::report::NotRead;

    fn of(statuses: &[(Status, usize)], stop: &[Stop], setting: Setting) -> Vec<String> {
        let mut report = empty();
        for (status, count) in statuses {
            let one = NotRead { url: String::new(), status: *status, advice: String::new() };
            report.coverage.not_read.extend(std::iter::repeat_n(one, *count));
        }
        report.coverage.stopped_by = stop.to_vec();
        advice(&report, setting)
    }

    fn empty() -> Report {
        serde_json::from_value(serde_json::json!({
            "schema": "oit-report/1", "tool": {"name": "oit", "version": "0"}, "site": {"url": "", "name": ""},
            "edition": {"year": 2564, "id": "2564", "digest": ""}, "as_of": "2021-07-12", "started_at": "", "finished_at": "",
            "coverage": {"pages_read": 1, "files_read": 0, "bytes": 0, "complete": true, "not_read": []},
            "score": {"oit": 0.0, "oit_high": 0.0, "band": "F", "ita": null, "indicators": []}, "items": []
        }))
        .unwrap()
    }

    #[test]
    fn scans_that_were_cut_short_are_read_on_another_day() {
        let told = |pages, of, setting| {
            let mut report = empty();
            report.coverage.cut = Some(Cut { pages, of, files: 1 });
            advice(&report, setting)
        };
        let with_ocr = Setting { ocr: true, ..Setting::default() };
        let said = told(19, 24, with_ocr);
        assert!(
            said.len() == 1 && said[0].contains("19 จาก 24 หน้า") && said[0].contains("--ocr-time"),
            "{said:?}"
        );
        assert!(told(1, 24, with_ocr).is_empty(), "the account of what was read names it");
        assert!(!told(20, 400, with_ocr).is_empty());
        assert!(told(19, 24, Setting { ocr_off: true, ..with_ocr }).is_empty());
    }

    #[test]
    fn advice_follows_from_what_was_counted() {
        let with_ocr = Setting { ocr: true, ..Setting::default() };
        assert!(
            of(&[(Status::NotFound, 99), (Status::TimedOut, 4), (Status::ScanNotRead, 9)], &[], with_ocr)
                .is_empty()
        );
        let slow = Setting { rate: Some(0.4), ..with_ocr };
        assert!(of(&[(Status::Throttled, 7)], &[], slow)[0].ends_with("--rate 0.2"));
        let late = of(&[(Status::Throttled, 7)], &[Stop::Time], slow);
        assert!(
            late.len() == 1 && late[0].contains("--rate 0.2") && late[0].ends_with("--max-time"),
            "{late:?}"
        );
        assert!(of(&[(Status::TimedOut, 3), (Status::ServerError, 3)], &[], with_ocr)[0].contains("6 ครั้ง"));
        assert!(of(&[], &[Stop::Time], with_ocr)[0].ends_with("--max-time"));
        assert!(of(&[(Status::ScanNotRead, 3)], &[], Setting::default())[0].contains("oit doctor"));
        assert!(of(&[(Status::Unreadable, 3)], &[], Setting::default()).is_empty(), "these were tried");
        let off = Setting { ocr_off: true, ..with_ocr };
        assert!(of(&[(Status::ScanNotRead, 3)], &[], off)[0].contains("--ocr never"));
        let unfit = Setting { unfit: true, ..with_ocr };
        let told = of(&[(Status::RobotsDenied, 1)], &[], unfit);
        assert!(told[0].starts_with("robots.txt") && told[1].contains("--submission"), "{told:?}");
    }
}
