//! Sentences of the page for a browser: what one does with it, and its charts.

use super::words::Lang;

pub(super) struct Words {
    pub skip: &'static str,
    pub tools: &'static str,
    pub search: &'static str,
    pub all: &'static str,
    /// How many of how many items are shown; a script fills it in.
    pub shown: &'static str,
    pub expand: &'static str,
    pub collapse: &'static str,
    pub copy: &'static str,
    /// The browser would not copy: the address stands there to be copied by hand.
    pub uncopied: &'static str,
    pub copied: &'static str,
    pub charts: &'static str,
    pub by_sub: &'static str,
    pub by_sub_note: &'static str,
    pub gains: &'static str,
    pub gains_note: &'static str,
    pub gains_start: &'static str,
    pub trend: &'static str,
    pub between: &'static str,
    pub due: &'static str,
    pub due_note: &'static str,
    pub print: &'static str,
    pub sheet_due: &'static str,
    pub day: &'static str,
    pub due_day: &'static str,
    pub due_what: &'static str,
    pub due_source: &'static str,
}

static TH: Words = Words {
    skip: "ข้ามไปที่ตารางผล",
    tools: "ค้นและกรอง",
    search: "ค้นในตาราง เช่น O15 หรือ สถิติ",
    all: "ทุกข้อ",
    shown: "แสดง {} จาก {} ข้อ",
    expand: "เปิดเหตุผลทุกข้อ",
    collapse: "ปิดเหตุผลทุกข้อ",
    copy: "คัดลอก URL",
    uncopied: "คัดลอกให้ไม่ได้ กด Ctrl+C หรือแตะค้างเพื่อคัดลอกข้อความที่เลือกไว้",
    copied: "คัดลอกแล้ว",
    charts: "ภาพรวมคะแนน",
    by_sub: "คะแนนตามตัวชี้วัดย่อย เทียบกับคะแนนเต็ม 100",
    by_sub_note: "แถบเข้มคือคะแนนที่ได้แน่นอน แถบสีอ่อนคือส่วนที่ยังต้องให้คนดู",
    gains: "แก้ทีละข้อ คะแนนขึ้นถึงไหน",
    gains_note: "เรียงจากข้อที่ได้คืนมากที่สุด ระดับเป็นของคะแนนหลังแก้ข้อนั้นและข้อก่อนหน้าทั้งหมด",
    gains_start: "ขณะนี้",
    trend: "แนวโน้มคะแนน OIT (แกนตั้ง 0–100)",
    between: "ข้อที่อยู่ระหว่างค่าต่ำกับค่าสูง",
    due: "กำหนดที่จะถึงต่อไป",
    due_note: "เรียงตามวัน ข้อที่ไม่ผ่านอยู่แล้วควรทำก่อน",
    print: "พิมพ์",
    sheet_due: "กำหนดเวลา",
    day: "วันที่ (ค.ศ.)",
    due_day: "วันที่",
    due_what: "สิ่งที่ต้องทำ",
    due_source: "ที่มาของกำหนด",
};

static EN: Words = Words {
    skip: "Skip to the table",
    tools: "Search and filter",
    search: "Search the table, such as O15",
    all: "All items",
    shown: "{} of {} items shown",
    expand: "Open all reasons",
    collapse: "Close all reasons",
    copy: "Copy URL",
    uncopied: "Could not be copied: press Ctrl+C, or hold, to copy what is selected",
    copied: "Copied",
    charts: "Scores at a glance",
    by_sub: "Score by sub-indicator against the full 100",
    by_sub_note: "The dark part is certain; the paler one is what a person must still look at.",
    gains: "How far each repair lifts the score",
    gains_note: "The most points first. The level is that of the score after this repair and all before it.",
    gains_start: "Now",
    trend: "OIT score over time (0–100 upwards)",
    between: "Items between the low and the high figure",
    due: "What falls due next",
    due_note: "By day. Items that fail already come first.",
    print: "Print",
    sheet_due: "Due",
    day: "Day",
    due_day: "By",
    due_what: "What is due",
    due_source: "Rests on",
};

pub(super) fn of(lang: Lang) -> &'static Words {
    match lang {
        Lang::Th => &TH,
        Lang::En => &EN,
    }
}
