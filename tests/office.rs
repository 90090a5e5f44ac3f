//! Office documents with all that Word, Excel and PowerPoint put into them, in every format: what a
//! reader sees is there, what is hidden from the reader is not. `data/office/make.py` makes them.

use oit::extract::{self, Document, Hints, Kind, Region, Role, Why};

fn read(name: &str) -> Document {
    let path = format!("{}/tests/data/office/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    extract::read(&bytes, &Hints { file_name: name, ..Hints::default() })
}

struct Sample {
    files: &'static [&'static str],
    there: &'static [&'static str],
    not_there: &'static [&'static str],
    links: &'static [(&'static str, &'static str)],
}

const SAMPLES: [Sample; 5] = [
    Sample {
        files: &["report.docx", "report.odt", "report.doc", "report.rtf"],
        there: &[
            "หัวกระดาษหน้าแรก",
            "ท้ายกระดาษหน้าแรก",
            "รายงานผลการดำเนินงาน",
            "ผลการดำเนินงานไตรมาสแรก และไตรมาสสอง",
            "เชิงอรรถอธิบายวิธีคำนวณ",
            "อ้างอิงท้ายเรื่อง",
            "ข้อความก่อนกล่องวาด\nกล่องข้อความแบบวาด\n",
            "ข้อความก่อนกล่องเก่า\n",
            "งบประมาณ คำที่เพิ่มเข้ามา บาท",
            "ก่อนซ่อน หลังซ่อน",
            "ย่อหน้าที่มีความเห็น\n",
            "ดูที่ รายงานฉบับเต็ม\n",
            "ลิงก์แบบฟิลด์\n",
            "ช่องกรอกข้อมูล",
            "ข้อแรกของรายการ",
            "หัวตารางที่ผสานกัน\n",
            "ผสานแนวตั้ง | โครงการหนึ่ง | ๑๐๐\n",
            "โครงการสอง | ๒๐๐\n",
            "ตารางในเซลล์ซ้าย",
            "ตารางในเซลล์ขวา",
            "กล่องในตาราง",
            "ย่อหน้าสุดท้าย",
        ],
        not_there: &[
            "คำที่ถูกลบทิ้ง",
            "ข้อความที่ซ่อนไว้",
            "ความเห็นของผู้ตรวจ",
            "PAGE",
            "HYPERLINK",
            "shapeType",
            "ไตรมาสแรก1",
        ],
        links: &[
            ("รายงานฉบับเต็ม", "https://example.go.th/report?y=2568"),
            ("ลิงก์แบบฟิลด์", "https://example.go.th/field"),
        ],
    },
    Sample {
        // LibreOffice, which made the RTF, leaves this out.
        files: &["report.docx", "report.odt", "report.doc"],
        there: &["ข้อความก่อนกล่องเก่า\nกล่องข้อความแบบเก่า\n"],
        not_there: &[],
        links: &[],
    },
    Sample {
        files: &["budget.xlsx", "budget.ods", "budget.xls"],
        there: &[
            "หัวกระดาษของตาราง",
            "แผนการใช้จ่ายงบประมาณ\n",
            "1 | ซื้อวัสดุสำนักงาน | ๑๔ มี.ค. ๒๕๖๘ | 14 มีนาคม 2568 | 1,234,567.50 | 25.60% | 2,469,135 | ลิงก์ประกาศ\n",
            "| 14 มีนาคม 2025 | 45,000.00 | 100.00% | 90,000\n",
            "แบบวันที่อื่น | 14 มี.ค. 68 | ",
            "๑๔/๐๓/๒๕๖๘ ๑๓:๐๕",
            "เลขไทย | ",
            "| 50%\n",
            "แถวสุดท้าย | หลังคอลัมน์ที่ซ่อน\n",
            "ก่อสร้างถนน | กองช่าง",
        ],
        not_there: &["แถวที่ซ่อนไว้", "คอลัมน์ที่ซ่อนไว้", "ข้อความในแผ่นที่ซ่อน", "ความเห็นในเซลล์", "=E3"],
        links: &[("ลิงก์ประกาศ", "https://example.go.th/tender")],
    },
    Sample {
        files: &["budget.csv"],
        there: &["1 | ซื้อวัสดุสำนักงาน | ๑๔ มี.ค. ๒๕๖๘ | 14 มีนาคม 2568 | 1,234,567.50 | 25.60% | 2,469,135"],
        not_there: &[],
        links: &[],
    },
    Sample {
        files: &["talk.pptx", "talk.odp", "talk-ppt.zip"],
        there: &[
            "แผนปฏิบัติการประจำปี\n",
            "เป้าหมายข้อแรก\nเป้าหมายข้อสอง\n",
            "กล่องบนสไลด์ลิงก์บนสไลด์\n",
            "บันทึกของผู้พูด",
            "หัวตารางบนสไลด์\n",
            "รายการ",
            "๓ ครั้ง",
            "ข้อความในกลุ่ม",
        ],
        not_there: &[],
        links: &[("ลิงก์บนสไลด์", "https://example.go.th/slide")],
    },
];

#[test]
fn every_format_shows_what_its_reader_sees() {
    for sample in &SAMPLES {
        for file in sample.files {
            let document = read(file);
            let text = document.whole_text();
            assert!(document.unread.is_empty(), "{file}: {:?}", document.unread);
            for phrase in sample.there {
                assert!(text.contains(phrase), "{file} lacks {phrase:?}:\n{text}");
            }
            for phrase in sample.not_there {
                assert!(!text.contains(phrase), "{file} shows {phrase:?}:\n{text}");
            }
            for (words, url) in sample.links {
                let found = document.links.iter().find(|l| l.url == *url);
                let link = found.unwrap_or_else(|| panic!("{file} lacks {url}: {:?}", document.links));
                let block = link.block.map_or("", |b| &document.blocks[b].text);
                assert!(link.text == *words && block.contains(words), "{file}: {link:?}");
            }
        }
    }
}

#[test]
fn what_stands_apart_is_not_the_document_s_own_text() {
    for file in ["report.docx", "report.odt", "report.doc", "report.rtf"] {
        let document = read(file);
        let region = |words: &str| document.blocks.iter().find(|b| b.text.contains(words)).map(|b| b.region);
        assert_eq!(region("หัวกระดาษหน้าแรก"), Some(Region::Header), "{file}");
        assert_eq!(region("ท้ายกระดาษหน้าแรก"), Some(Region::Footer), "{file}");
        assert_eq!(region("เชิงอรรถ"), Some(Region::Aside), "{file}");
        let heading = document.blocks.iter().find(|b| b.region == Region::Main).unwrap();
        assert_eq!(
            (heading.role, heading.text.as_str()),
            (Role::Heading(1), "รายงานผลการดำเนินงาน"),
            "{file}"
        );
        assert_eq!(document.title, "รายงานผลการดำเนินงาน", "{file}");
    }
    for file in ["talk.pptx", "talk.odp", "talk-ppt.zip"] {
        let document = read(file);
        let region = |words: &str| document.blocks.iter().find(|b| b.text.contains(words)).map(|b| b.region);
        assert_eq!(region("บันทึกของผู้พูด"), Some(Region::Aside), "{file}");
        assert_eq!(region("สไลด์ที่ซ่อนไว้"), Some(Region::Aside), "{file}");
    }
}

#[test]
fn numbers_that_word_sets_by_itself_stand_in_an_old_text_too() {
    let document = read("lists.doc");
    let texts: Vec<&str> = document.blocks.iter().map(|b| b.text.as_str()).collect();
    // LibreOffice, which made it, writes Thai numbers as others.
    assert_eq!(
        texts,
        [
            "บทที่ I ความเป็นมา",
            "ข้อ 1 ระเบียบนี้เรียกว่าระเบียบตัวอย่าง",
            "ข้อ 2 ให้ใช้ระเบียบนี้",
            "2.1 ตั้งแต่วันประกาศ",
            "2.2 ในเขตเทศบาล",
            "(i) ทุกหมู่บ้าน",
            "ให้ใช้ระเบียบนี้",
            "1. นายหนึ่ง | ประธาน",
            "2. นายสอง | กรรมการ",
            "ข้อ 3 ให้ยกเลิกระเบียบเดิม",
            "บทที่ II การดำเนินการ",
            "จุดหนึ่ง",
            "ข้อ 1 นับใหม่",
        ]
    );
}

#[test]
fn cells_keep_their_rows_and_columns() {
    for file in ["budget.xlsx", "budget.ods", "budget.xls"] {
        let document = read(file);
        let last = document.blocks.iter().find(|b| b.text.starts_with("แถวสุดท้าย")).unwrap();
        assert_eq!((last.place.row, last.place.sheet.as_deref()), (Some(8), Some("แผนงบประมาณ")), "{file}");
        assert_eq!((last.cells.len(), last.cells[10].as_str()), (11, "หลังคอลัมน์ที่ซ่อน"), "{file}");
    }
    // Formats that LibreOffice, which made the others, does not have.
    let text = read("budget.xlsx").whole_text();
    assert!(text.contains("จ้างเหมาบริการ | 14 Mar 2568 | ") && text.contains("เลขไทย | ๒๕๖๘ | 50%"), "{text}");
}

#[test]
fn pasted_scans_are_pages_to_be_read() {
    // A small picture before them is none.
    for (file, kind, pages) in [
        ("scanned.docx", Kind::Text, [1, 2]),
        ("scanned.odt", Kind::Text, [1, 2]),
        ("scanned.xlsx", Kind::Sheet, [1, 2]),
        ("scanned.pptx", Kind::Slides, [2, 3]),
        ("scanned.odp", Kind::Slides, [2, 3]),
    ] {
        let document = read(file);
        assert_eq!(document.kind, kind, "{file}");
        let unread: Vec<_> = document.unread.iter().map(|u| (u.page, u.why)).collect();
        assert_eq!(unread, pages.map(|page| (Some(page), Why::NeedsOcr)), "{file}");
    }
}

#[test]
fn damaged_files_never_panic() {
    for file in
        ["report.doc", "lists.doc", "report.rtf", "budget.xls", "budget.xlsx", "scanned.docx", "talk.odp"]
    {
        let path = format!("{}/tests/data/office/{file}", env!("CARGO_MANIFEST_DIR"));
        let whole = std::fs::read(path).unwrap();
        for step in 1..40 {
            let mut damaged = whole.clone();
            for at in (step * 7..damaged.len()).step_by(damaged.len() / (step * 3)) {
                damaged[at] ^= 0x5a;
            }
            extract::read(&damaged, &Hints::default());
            extract::read(&whole[..whole.len() * step / 40], &Hints::default());
        }
    }
}
