//! Sentences of a comparison.

use super::diff::{Place, Reading, Way};
use super::words::Lang;

pub(super) struct Words {
    pub compared: &'static str,
    pub nothing: &'static str,
    pub was: &'static str,
    pub now: &'static str,
    pub not_asked: &'static str,
    pub no_url: &'static str,
    more_read: &'static str,
    less_read: &'static str,
    /// The same where another document stands first now.
    more_read_of: &'static str,
    less_read_of: &'static str,
    /// What the other address to submit means: by [`Place`].
    places: [&'static str; 3],
    /// What can be done where a limit left scans unread, and where there was no OCR.
    read_again: [&'static str; 2],
    gone: &'static str,
    /// Between two differences.
    pub from_to: &'static str,
    pub other_years: &'static str,
    ways: [&'static str; 6],
}

static TH: Words = Words {
    compared: "เปรียบเทียบผลตรวจ {} กับ {}",
    nothing: "ไม่มีข้อใดเปลี่ยน",
    was: "เดิม",
    now: "ใหม่",
    not_asked: "ไม่ได้ถาม",
    no_url: "ไม่มี URL",
    more_read: "เอกสารเป็นฉบับเดิม ครั้งนี้อ่านหน้าที่เป็นภาพสแกนได้มากกว่าครั้งก่อน",
    less_read: "เอกสารเป็นฉบับเดิม ครั้งนี้อ่านหน้าที่เป็นภาพสแกนได้น้อยกว่าครั้งก่อน {}",
    more_read_of: "ในบรรดาเอกสารของข้อนี้ ครั้งนี้อ่านหน้าที่เป็นภาพสแกนได้มากกว่าครั้งก่อน",
    less_read_of: "ในบรรดาเอกสารของข้อนี้ ครั้งนี้อ่านหน้าที่เป็นภาพสแกนได้น้อยกว่าครั้งก่อน {}",
    places: [
        "เอกสารเป็นฉบับเดิม แต่ย้ายที่",
        "URL ที่ควรส่งเป็นของเอกสารอีกฉบับ ฉบับเดิมยังเป็นหลักฐานอยู่",
        "เนื้อหาที่ URL ใหม่ไม่ตรงกับฉบับเดิม",
    ],
    read_again: ["ให้ตรวจใหม่ (เพิ่ม --ocr-time หรือ --ocr-pages)", "ให้ตรวจใหม่โดยใช้ OCR"],
    gone: "เอกสารที่เคยเป็นหลักฐานไม่มีบนเว็บไซต์แล้ว: {}",
    from_to: "{} ถึง {}",
    other_years: "แบบตรวจคนละปี ({} กับ {}) เทียบข้อด้วยชื่อประจำข้อ ไม่ใช่เลขข้อ",
    ways: [
        "ผ่านเพิ่ม {} ข้อ",
        "เคยผ่าน แต่ขณะนี้ไม่ผ่านหรือไม่แน่ชัด {} ข้อ",
        "ผลหรือเหตุผลเปลี่ยน {} ข้อ",
        "URL ที่ควรส่งเปลี่ยน {} ข้อ",
        "มีเฉพาะในแบบตรวจใหม่ {} ข้อ",
        "มีเฉพาะในแบบตรวจเดิม {} ข้อ",
    ],
};

static EN: Words = Words {
    compared: "The audit of {} compared with that of {}",
    nothing: "No item changed.",
    was: "was",
    now: "now",
    not_asked: "not asked",
    no_url: "no URL",
    more_read: "the document is the same; more of its scanned pages was read this time",
    less_read: "the document is the same; fewer of its scanned pages were read this time: {}",
    more_read_of: "of the item's documents, more scanned pages were read this time",
    less_read_of: "of the item's documents, fewer scanned pages were read this time: {}",
    places: [
        "the document is the same, and is elsewhere now",
        "another document stands first now; the former one is evidence still",
        "what lies there now is not the same document",
    ],
    read_again: ["audit again (--ocr-time or --ocr-pages allow more)", "audit again with OCR"],
    gone: "a document that was its evidence is gone from the site: {}",
    from_to: "{} to {}",
    other_years: "Forms of different years ({} and {}): items are matched by their keys, not their numbers.",
    ways: [
        "{} more [item passes|items pass]",
        "{} [item passed then and does|items passed then and do] not now",
        "{} [item ends|items end] otherwise, or for another reason",
        "{} [item has|items have] another address to submit",
        "{} [item|items] only in the newer form",
        "{} [item|items] only in the older form",
    ],
};

pub(super) fn of(lang: Lang) -> &'static Words {
    match lang {
        Lang::Th => &TH,
        Lang::En => &EN,
    }
}

/// Said of an item of whose document, or documents where another stands first now, more or less was read.
pub fn reading(lang: Lang, reading: Reading) -> Vec<String> {
    let words = of(lang);
    let (more, less) = if reading.one {
        (words.more_read, words.less_read)
    } else {
        (words.more_read_of, words.less_read_of)
    };
    let less = || super::words::fill(less, &[read_again(lang, reading.cut)]);
    reading.more.then(|| more.to_owned()).into_iter().chain(reading.less.then(less)).collect()
}

/// What can be done where scans were not read.
pub(super) fn read_again(lang: Lang, cut: bool) -> &'static str {
    let [more, with_ocr] = of(lang).read_again;
    if cut { more } else { with_ocr }
}

/// Said of an item that rested on a document which the site holds no more.
pub fn gone(lang: Lang, url: &str) -> String {
    super::words::fill(of(lang).gone, &[url])
}

impl Words {
    pub(super) fn place(&self, place: Place) -> &'static str {
        self.places[place as usize]
    }

    pub(super) fn way(&self, way: Way) -> &'static str {
        self.ways[way as usize]
    }
}
