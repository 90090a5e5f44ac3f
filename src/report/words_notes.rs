//! Notes on a walk in English. A report keeps them in Thai, as they were written when the walk ended.

use std::borrow::Cow;

use super::words::{Lang, fill};
use crate::crawl::tls::Fault;

/// A Thai sentence and its English. `{}` are their parts, in one order; what the English does not take is
/// left out at the end.
const NOTES: [(&str, &str); 29] = [
    (
        "เก็บสำเนาการเยี่ยมชมต่อไม่ได้: {}",
        "From some point on the walk could not be stored (disk full, or no permission).",
    ),
    ("เก็บสำเนาการเยี่ยมชมไม่ครบ: {}", "The stored walk is not whole (disk full, or no permission)."),
    ("เว็บไซต์ส่งต่อจาก {} ไปยัง {} จึงตรวจที่นั่น", "The site forwards from {} to {}, where it was audited."),
    (
        "ดึง robots.txt ของ {} ไม่ได้ ({}) จึงยังไม่เข้าเว็บนี้",
        "robots.txt of {} could not be read, so that site was not entered.",
    ),
    (
        "robots.txt ของ {} ขอเว้น {} วินาทีต่อครั้ง เว้นจริง {} วินาที",
        "robots.txt of {} asks for {} seconds between requests; they were {} seconds apart.",
    ),
    (
        "{} เป็นเว็บเดียวกันกับเว็บที่ตรวจในอีกชื่อหนึ่ง อ่านเพียงชื่อเดียว",
        "{} is the audited site under another name; it was read under one name only.",
    ),
    ("พบลิงก์เกิน {} ที่อยู่ ส่วนที่เกินไม่ได้บันทึก", "More than {} addresses were found; those beyond were not noted."),
    (
        "แผนผังเว็บไซต์ (sitemap) มีเกิน {} ไฟล์ อ่านเพียงเท่านั้น",
        "There are more than {} sitemap files; no more than these were read.",
    ),
    ("การอ่านเอกสารหนึ่งล้มเหลว: {}", "The reader failed on a document: {}"),
    ("{} ยาวเกินกำหนด อ่านเพียงส่วนต้น", "{} is longer than the limit; only its beginning was read."),
    (
        "ตัดลิงก์ที่วนไม่รู้จบหรือมีเนื้อหาซ้ำ {} ที่อยู่ในรูปแบบเดียวกับ {}",
        "{} [address|addresses] without end or with the same content were left out, such as {}",
    ),
    ("ตัดลิงก์ที่วนไม่รู้จบอีก {} รูปแบบ", "Addresses without end of {} more [kind|kinds] were left out."),
    (
        "เว็บไซต์กันโปรแกรมตรวจ: {} หน้าตอบว่าไม่ให้เข้า สิ่งที่อยู่ในหน้าเหล่านั้นจึงยังไม่ได้เห็น ไม่ใช่ไม่มี",
        "The site keeps programs out: {} [page|pages] refused. What stands there was not seen, which does not mean that it is missing.",
    ),
    (
        "มีหน้าที่สร้างด้วย JavaScript ซึ่งไม่ได้เปิดในเบราว์เซอร์ (ไม่มี Chromium หรือสั่ง --render never) ข้อที่ขึ้นกับหน้าเหล่านั้นยังตัดสินไม่ได้",
        "There are pages built by JavaScript that no browser opened (no Chromium, or --render never); items that hang on them cannot be determined.",
    ),
    (
        "หน้าที่ต้องเปิดในเบราว์เซอร์มีมากเกินกำหนด ส่วนที่เกินไม่ได้เปิด",
        "More pages need a browser than may be opened in one; the rest was not.",
    ),
    (
        "เปิด Chromium ไม่สำเร็จ หน้าที่สร้างด้วย JavaScript จึงอ่านไม่ได้",
        "Chromium did not start, so pages built by JavaScript could not be read.",
    ),
    (
        "เปิด Chromium ไม่สำเร็จ หน้าที่สร้างด้วย JavaScript จึงอ่านไม่ได้ (oit doctor บอกสาเหตุ)",
        "Chromium did not start, so pages built by JavaScript could not be read (oit doctor says why).",
    ),
    ("เปิด {} ในเบราว์เซอร์ไม่สำเร็จ: {}", "{} could not be shown in the browser."),
    (
        "สร้างลำดับการเยี่ยมชมขึ้นใหม่จากไฟล์ WARC ที่ไม่มีบันทึกของ oit",
        "The order of the walk was made anew from a WARC file without oit's own records.",
    ),
    ("ไฟล์ WARC ไม่มีหน้าแรกของเว็บไซต์ จึงเริ่มจาก {}", "The WARC file has no home page, so the walk begins at {}"),
    ("ถ่ายภาพหน้าจอไม่ได้: เข้าเว็บไซต์อีกครั้งไม่ได้", "No screenshots: the site could not be entered again."),
    ("หยุดตามคำสั่งก่อนถ่ายภาพหน้าจอครบ", "Stopped as asked before all screenshots were taken."),
    ("ถ่ายภาพหน้าจอไม่ได้: {}", "No screenshot could be taken of {}"),
    (
        "ตัดสินเฉพาะ {} URL ที่จะส่ง และสิ่งที่ URL เหล่านั้นพาไปหนึ่งคลิก ข้อที่ไม่มี URL {} ข้อ",
        "Only the {} [URL|URLs] to be submitted and what they lead to by one click were judged; {} [item has|items have] no URL.",
    ),
    (
        "ตัดสินด้วยเกณฑ์ในโฟลเดอร์ “{}” ของผู้ตรวจ ไม่ใช่เกณฑ์ที่มากับโปรแกรม",
        "Judged by the rules in the auditor's folder “{}”, not by those of the program.",
    ),
    (
        "พบหน้ารวมของ {} ({} และอีก {} หน้า) ไม่ได้อ่านเป็นหน้ารวมของแบบตรวจนี้ {}",
        "Pages of {} were found ({} and {} more); they were not read as this form's own.",
    ),
    (
        "พบหน้ารวมของ {} ({}) ไม่ได้อ่านเป็นหน้ารวมของแบบตรวจนี้ {}",
        "A page of {} was found ({}); it was not read as this form's own.",
    ),
    (
        "ไม่พบหน้ารวมการประเมินของปี {} พบของปี {} ({}) ถ้าต้องการตรวจปีนั้นให้ใช้ --year {}",
        "There is no page for the assessment of {}; there is one of {} ({}). To audit that year, use --year {}",
    ),
    (
        "ไม่พบหน้ารวมการประเมินของปี {} พบของปี {} ({}) โปรแกรมไม่มีเกณฑ์ของปีนั้น",
        "There is no page for the assessment of {}; there is one of {} ({}). There are no criteria of that year.",
    ),
];

/// A note in the language of the report; one that is not known stays Thai.
pub(super) fn note(said: &str, lang: Lang) -> Cow<'_, str> {
    let english = || {
        let known = NOTES.iter().find_map(|(thai, english)| Some(fill(english, &parts(said, thai)?)));
        known.or_else(|| https(said))
    };
    match lang {
        Lang::Th => Cow::Borrowed(said),
        Lang::En => english().map_or(Cow::Borrowed(said), Cow::Owned),
    }
}

/// What stands for the `{}` of a sentence, if the text is that sentence.
fn parts<'a>(said: &'a str, sentence: &str) -> Option<Vec<&'a str>> {
    let mut pieces = sentence.split("{}");
    let mut rest = said.strip_prefix(pieces.next()?)?;
    let mut parts = Vec::new();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let at = if pieces.peek().is_none() {
            rest.ends_with(piece).then(|| rest.len() - piece.len())?
        } else {
            rest.find(piece)?
        };
        parts.push(&rest[..at]);
        rest = &rest[at + piece.len()..];
    }
    rest.is_empty().then_some(parts)
}

/// What is wrong with a host's HTTPS.
fn https(said: &str) -> Option<String> {
    let [host, rest] = parts(said, "HTTPS ของ {}: {}")?.try_into().ok()?;
    let fault = Fault::ALL.into_iter().find(|fault| rest.starts_with(fault.title()))?;
    let (what, help) = super::words_en::certificate(fault);
    let end = if rest.contains("--strict-tls") {
        "so it was not read (--strict-tls)"
    } else if rest.contains("http แทน") {
        "so it was read by plain http instead"
    } else {
        "and it was read all the same, without being sure that it is the agency's own server"
    };
    Some(format!("HTTPS of {host}: {what}, {end} · the way out: {help}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::thai::text::is_thai;

    #[test]
    fn every_note_has_its_english() {
        for (thai, english) in NOTES {
            let said = fill(thai, &["1", "2", "3", "4"]);
            let told = note(&said, Lang::En);
            assert!(!told.contains(is_thai) && !told.contains(['{', '[']), "{told}");
            let wanted = english.matches("{}").count();
            assert!((1..=wanted).all(|nth| told.contains(&nth.to_string())), "{said}: {told}");
            assert_eq!(note(&said, Lang::Th), said);
        }
        let https =
            "HTTPS ของ a.go.th: ใบรับรองหมดอายุแล้ว อ่านต่อโดยยืนยันไม่ได้ว่าเป็นเครื่องแม่ข่ายของหน่วยงานจริง · ทางแก้: x";
        assert!(note(https, Lang::En).starts_with("HTTPS of a.go.th: it has expired, and"));
        assert_eq!(note("อื่น ๆ", Lang::En), "อื่น ๆ");
    }

    /// Notes are written elsewhere: each of those sentences must be known here.
    #[test]
    fn the_sentences_are_those_of_the_program() {
        use crate::judge::words;
        let years = [2563, 2564].into_iter().collect();
        for said in [
            crate::report::words_submission::judged_only(3, 2),
            words::own_rules(std::path::Path::new("/x/rules")),
            words::other_scheme("LPA", "https://a.go.th/x", 0, "ใช้แบบอื่น"),
            words::other_scheme("LPA", "https://a.go.th/x", 2, "ใช้แบบอื่น"),
            words::other_years(2565, &years, 2564, true, "https://a.go.th/x"),
        ] {
            assert!(!note(&said, Lang::En).contains(is_thai), "{said}");
        }
    }

    #[test]
    fn one_is_one() {
        let said =
            note("เว็บไซต์กันโปรแกรมตรวจ: 1 หน้าตอบว่าไม่ให้เข้า สิ่งที่อยู่ในหน้าเหล่านั้นจึงยังไม่ได้เห็น ไม่ใช่ไม่มี", Lang::En);
        assert!(said.contains("1 page refused"), "{said}");
    }
}
