//! A database filled with made-up results, as a nation would leave it. Shared by the tests and by
//! `benches/pages.rs`.

#![allow(dead_code, reason = "each test uses its part")]

use oit::report::Report;
use oit::survey::store::{Listed, NewSurvey, Outcome, SiteResult, Store};

pub const PROVINCES: [&str; 12] = [
    "เชียงใหม่",
    "เชียงราย",
    "ขอนแก่น",
    "อุดรธานี",
    "นครราชสีมา",
    "สงขลา",
    "สุราษฎร์ธานี",
    "ภูเก็ต",
    "ชลบุรี",
    "ระยอง",
    "กาญจนบุรี",
    "สุพรรณบุรี",
];
const KINDS: [&str; 4] = ["เทศบาลตำบล", "องค์การบริหารส่วนตำบล", "เทศบาลเมือง", "องค์การบริหารส่วนจังหวัด"];

fn drawn(seed: u64) -> f64 {
    let mut x = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x1234_5678_9ABC_DEF1);
    x ^= x >> 31;
    x = x.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^= x >> 29;
    (x >> 11) as f64 / (1u64 << 53) as f64
}

/// Surveys of `years`, each of the same `agencies`, after the pattern of one real report. One in
/// fifteen sites failed; sites of a maker share a gap.
pub fn fill(store: &Store, pattern: &Report, agencies: usize, years: &[i32]) -> Vec<i64> {
    let list: Vec<Listed> = (0..agencies)
        .map(|nr| {
            let province = PROVINCES[nr * 7 % PROVINCES.len()];
            let kind = KINDS[(nr / 3) % KINDS.len()];
            Listed {
                name: format!("{kind}บ้านสวน {nr} {province}"),
                url: format!("https://www.bansuan{nr}.go.th/"),
                kind: kind.to_owned(),
                province: province.to_owned(),
                code: format!("{nr:06}"),
                ..Listed::default()
            }
        })
        .collect();
    let base = SiteResult::of(pattern).unwrap();
    years
        .iter()
        .enumerate()
        .map(|(turn, year)| {
            let survey = store
                .begin(&NewSurvey {
                    kind: "survey",
                    name: format!("ทั่วประเทศ {year}"),
                    year: *year,
                    digest: base.digest.clone(),
                    as_of: format!("{}-07-12", year - 543),
                    ..NewSurvey::default()
                })
                .unwrap();
            store.add(survey, &list).unwrap();
            for (agency, _) in store.waiting(survey).unwrap() {
                finish(store, survey, agency, &base, turn as u64);
            }
            survey
        })
        .collect()
}

fn finish(store: &Store, survey: i64, agency: i64, base: &SiteResult, turn: u64) {
    let taken = store.take(survey, agency).unwrap().unwrap();
    let result = one(base, taken.nr as u64, turn);
    assert!(store.finish(survey, agency, taken.attempt, &result).unwrap());
}

/// The failed sites of a survey wait again; each call of what comes back ends one of them, for ever.
pub fn under_way<'a>(store: &'a Store, pattern: &Report, survey: i64) -> impl FnMut() + 'a {
    store.retry(survey).unwrap();
    let base = SiteResult::of(pattern).unwrap();
    let mut waiting = store.waiting(survey).unwrap().into_iter();
    move || {
        // Some fail again, so that there is always one more.
        let next = waiting.next().or_else(|| {
            store.retry(survey).unwrap();
            waiting = store.waiting(survey).unwrap().into_iter();
            waiting.next()
        });
        finish(store, survey, next.unwrap().0, &base, 7);
    }
}

fn one(base: &SiteResult, nr: u64, turn: u64) -> SiteResult {
    if drawn(nr * 31 + turn) < 1.0 / 15.0 {
        let causes = [
            ("dns-failed", "ไม่พบชื่อโดเมน", "ตรวจชื่อโดเมนในลิงก์และการตั้งค่า DNS"),
            ("timed-out", "ตอบช้าเกินกำหนด", "ตรวจใหม่เมื่อเว็บไซต์ตอบเร็วขึ้น หรือแก้หน้าที่ช้า"),
            ("connect-failed", "เชื่อมต่อไม่ได้", "ตรวจว่าเครื่องแม่ข่ายเปิดอยู่และไม่ถูกไฟร์วอลล์กั้น แล้วตรวจใหม่"),
        ];
        let (cause, message, advice) = causes[(nr % 3) as usize];
        return SiteResult::failed(cause, message, advice);
    }
    let maker = nr % 40;
    let good = 0.35 + 0.5 * drawn(nr) + 0.06 * turn as f64;
    let mut result = base.clone();
    for (at, item) in result.items.iter_mut().enumerate() {
        let hard = drawn(at as u64 + 900) * 0.5;
        let luck = drawn(nr * 977 + at as u64 * 13 + turn / 2);
        let shared = maker < 12 && at as u64 % 11 == maker % 11;
        let verdict = if shared && luck < 0.9 {
            'F'
        } else if luck < good - hard + 0.2 {
            'P'
        } else if luck > 0.94 {
            'R'
        } else {
            'F'
        };
        item.verdict = verdict;
        item.score = Some(if verdict == 'P' { 100.0 } else { 0.0 });
        if verdict == 'P' {
            item.comment.clear();
        } else {
            item.comment = "ไม่พบข้อมูลของปีที่ประเมิน พบเพียงข้อมูลของปีก่อนหน้า".to_owned();
        }
    }
    let n = result.items.len() as f64;
    let count = |letters: &str| result.items.iter().filter(|i| letters.contains(i.verdict)).count() as f64;
    let (low, high) = (count("P") * 100.0 / n, count("PR") * 100.0 / n);
    result.outcome = Outcome::Done;
    (result.score, result.score_high) = (Some(low), Some(high));
    result.band = ["E", "D", "C", "B", "A", "AA"][((low - 40.0).max(0.0) / 10.0) as usize % 6].to_owned();
    result.seconds = 40.0 + 300.0 * drawn(nr * 3);
    result.marks = vec![format!("ระบบ Muni {}", maker % 7), format!("ผู้พัฒนา maker{maker}.example")];
    result
}

/// The demo's report, made by the program itself.
pub fn pattern(folder: &std::path::Path) -> Report {
    let to = folder.join("pattern.json");
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_oit"))
        .args(["demo", "-q", "--data-dir"])
        .arg(folder.join("demo"))
        .arg("--to")
        .arg(&to)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&std::fs::read(to).unwrap()).unwrap()
}

/// Every page there is, `{}` for the survey.
pub const PAGES: [&str; 20] = [
    "/",
    "/search?q=bansuan1",
    "/s/{}",
    "/s/{}/agencies",
    "/s/{}/agencies?q=บ้านสวน&sort=low&page=2",
    "/s/{}/agencies?province=ขอนแก่น&item=O30&verdict=fail",
    "/s/{}/items",
    "/s/{}/item/O30",
    "/s/{}/item/O1?verdict=all&page=3",
    "/s/{}/groups",
    "/s/{}/groups?by=kind",
    "/s/{}/trends",
    "/s/{}/trends?province=ขอนแก่น",
    "/s/{}/failed",
    "/s/{}/clusters",
    "/s/{}/changes",
    "/s/{}/a/1",
    "/s/{}/a/1/report.html",
    "/a/2",
    "/style.css",
];

/// Questions that nobody asked before: `{n}` is another number each time, `{p}` a province, `{w}` a word,
/// `{d}` an agency with a report.
pub const NEW: [&str; 14] = [
    "/search?q=bansuan{n}",
    "/search?q={w}",
    "/s/{}/agencies?q={w}+{n}",
    "/s/{}/agencies?q=บ้าน+สวน+{w}&sort=name&page={n}",
    "/s/{}/agencies?q={n}&sort=low",
    "/s/{}/agencies?province={p}&item=O{n}&verdict=pass&sort=name",
    "/s/{}/agencies?mark=ผู้พัฒนา+maker{n}.example",
    "/s/{}/item/O{n}?q={w}",
    "/s/{}/item/O{n}?province={p}&verdict=all",
    "/s/{}/trends?province={p}",
    "/s/{}/trends?province={p}&kind=เทศบาลตำบล",
    "/s/{}/a/{n}",
    "/s/{}/a/{d}/report.html",
    "/a/{n}",
];

/// The `nth` address of one of [`NEW`] or [`PAGES`].
pub fn nth(page: &str, survey: i64, nth: usize) -> String {
    let words = ["สวน", "เทศ", "องค์การ", "เมือง", "นคร", "ตำบล", "บ้านสวน", "บริหาร", "จังหวัด", "ขอน"];
    let page = page.replace("{}", &survey.to_string()).replace("{n}", &(nth + 1).to_string());
    percent(&page.replace("{p}", PROVINCES[nth % PROVINCES.len()]).replace("{w}", words[nth % words.len()]))
}

/// The address of one of [`PAGES`].
pub fn address(page: &str, survey: i64) -> String {
    nth(page, survey, 0)
}

pub fn percent(path: &str) -> String {
    path.bytes().map(|b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
