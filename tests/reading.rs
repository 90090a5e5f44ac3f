//! `oit read`: what is on a page, all of it and nothing else, however it came there.

use oit::extract::data::Data;
use oit::extract::source::{self, Source};
use oit::extract::{self, Document, Hints, Role, Why, show};

const PLAN: &[u8] = include_bytes!("data/documents/plan.pdf");
const TRUTH: &str = include_str!("data/documents/producers/agency.txt");
/// The same announcement by four programs, its table over a page break in each.
const PRODUCERS: [(&str, &[u8]); 4] = [
    ("Chromium", include_bytes!("data/documents/producers/chromium.pdf")),
    ("LibreOffice", include_bytes!("data/documents/producers/libreoffice.pdf")),
    ("reportlab", include_bytes!("data/documents/producers/reportlab.pdf")),
    ("typst", include_bytes!("data/documents/producers/typst.pdf")),
];
/// The same without lines around the cells, and the table's head repeated by the first two.
const UNRULED: [(&str, &[u8]); 3] = [
    ("Chromium", include_bytes!("data/documents/producers/chromium-unruled.pdf")),
    ("LibreOffice", include_bytes!("data/documents/producers/libreoffice-unruled.pdf")),
    ("typst", include_bytes!("data/documents/producers/typst-unruled.pdf")),
];

fn read(bytes: &[u8]) -> Document {
    extract::read(bytes, &Hints::default())
}

/// A PDF of one page, 600 by 800, that draws `content`; `objects` follow its font, from number 6 on.
fn page(content: &str, resources: &str, objects: &str) -> Document {
    read(&page_bytes(content, resources, objects))
}

fn page_bytes(content: &str, resources: &str, objects: &str) -> Vec<u8> {
    let length = content.len();
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>{resources}>>>>endobj\n\
         4 0 obj<</Length {length}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n{objects}\ntrailer<</Root 1 0 R>>\n"
    ).into_bytes()
}

fn drawn(content: &str) -> String {
    page(content, "", "").whole_text()
}

/// Without blanks, which each program sets where it likes.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn every_producer_gives_the_whole_text_in_order() {
    for (name, bytes) in PRODUCERS {
        assert_eq!(letters(&show::plain(&read(bytes))), letters(TRUTH), "{name}");
    }
}

#[test]
fn rows_over_a_page_break_are_one_row() {
    let wanted: Vec<String> = TRUTH.lines().filter(|l| l.contains('\t')).map(letters).collect();
    for (name, bytes) in PRODUCERS.into_iter().chain(UNRULED) {
        let document = read(bytes);
        let rows = document.blocks.iter().filter(|b| matches!(b.role, Role::Row { table: 0, .. }));
        let rows: Vec<String> = rows.map(|b| letters(&b.cells.concat())).collect();
        assert_eq!(rows, wanted, "{name}");
    }
}

#[test]
fn a_table_without_lines_has_its_cells() {
    let wanted: Vec<Vec<String>> =
        TRUTH.lines().filter(|l| l.contains('\t')).map(|l| l.split('\t').map(letters).collect()).collect();
    for (name, bytes) in UNRULED {
        let document = read(bytes);
        let rows = document.blocks.iter().filter(|b| matches!(b.role, Role::Row { table: 0, .. }));
        let rows: Vec<Vec<String>> = rows.map(|b| b.cells.iter().map(|c| letters(c)).collect()).collect();
        assert_eq!(rows, wanted, "{name}");
    }
}

/// A cell's lines at `x` from `y` downwards.
fn cell(x: u32, y: u32, lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|l| format!("({l}) Tj 0 -14 Td ")).collect();
    format!("BT /F1 12 Tf {x} {y} Td {}ET ", lines.concat())
}

#[test]
fn what_a_sheet_draws_out_of_order_is_put_into_rows() {
    let (mut short, mut wrapped) = (String::new(), String::new());
    for row in 0..4 {
        let y = 700 - row * 60;
        short += &cell(40, y, &[&format!("{row}.")]);
        short += &cell(400, y, &[&format!("{row},000")]);
        wrapped += &cell(100, y, &["road works in", "the village", "of the north"]);
    }
    let document = page(&(short + &wrapped), "", "");
    let rows: Vec<String> = document.blocks.iter().map(|b| b.cells.join("|")).collect();
    let wanted: Vec<String> =
        (0..4).map(|r| format!("{r}.|road works in the village of the north|{r},000")).collect();
    assert_eq!(rows, wanted);
}

#[test]
fn two_columns_of_prose_are_no_table() {
    let line = "words of a column that goes on and on";
    let content = cell(40, 700, &[line; 20]) + &cell(320, 700, &[line; 20]);
    let document = page(&content, "", "");
    assert!(document.blocks.iter().all(|b| b.cells.is_empty()), "{:?}", document.blocks);
}

#[test]
fn two_columns_drawn_line_by_line_are_read_one_after_the_other() {
    let mut content = cell(40, 740, &["a title over both of the columns"]);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for line in 0..12 {
        // Paragraphs end now and then.
        let short = |every: usize| if line % every == every - 1 { "ends." } else { "goes on to the edge" };
        left.push(format!("left column line {line:02} {}", short(5)));
        right.push(format!("right column line {line:02} {}", short(7)));
        let y = 700 - line as u32 * 14;
        content += &cell(40, y, &[&left[line]]);
        content += &cell(320, y, &[&right[line]]);
    }
    let document = page(&content, "", "");
    assert!(document.blocks.iter().all(|b| b.cells.is_empty()), "{:?}", document.blocks);
    let wanted = ["a title over both of the columns".to_owned(), left.concat(), right.concat()].concat();
    assert_eq!(letters(&document.whole_text()), letters(&wanted));
}

#[test]
fn a_scan_under_a_line_of_text_is_told_and_a_photograph_is_not() {
    let half = |ink: fn(usize, usize) -> u8| {
        let (width, height) = (940, 600);
        let pixels: String =
            (0..width * height).map(|at| format!("{:02x}", ink(at % width, at / width))).collect();
        let picture = format!(
            "6 0 obj<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8\
             /Filter/ASCIIHexDecode/Length {}>>stream\n{pixels}>\nendstream endobj",
            pixels.len() + 1
        );
        let text = ["a memorandum of the office to the governor"; 5];
        let content = cell(40, 740, &text) + "q 560 0 0 360 20 40 cm /P Do Q";
        page(&content, "/XObject<</P 6 0 R>>", &picture)
    };
    let scan = half(|x, y| if y % 40 < 16 && (x * 7 + y * 13).is_multiple_of(5) { 20 } else { 245 });
    assert_eq!(scan.unread.iter().map(|u| (u.page, u.why)).collect::<Vec<_>>(), [(Some(1), Why::NeedsOcr)]);
    assert!(scan.whole_text().contains("a memorandum of the office"), "its own text stays");
    let photograph = half(|x, y| ((x + y) % 250) as u8);
    assert!(photograph.unread.is_empty());
}

#[test]
fn a_table_is_pasted_with_tabs() {
    let plain = show::plain(&read(PRODUCERS[0].1));
    assert!(plain.contains("ที่\tโครงการ\tวิธีดำเนินการ\tหน่วยงาน\n"), "{plain}");
}

#[test]
fn what_cannot_be_seen_is_not_given() {
    for (how, content) in [
        ("invisible", "BT /F1 12 Tf 20 200 Td (seen) Tj 3 Tr ( hidden) Tj ET"),
        ("white on paper", "BT /F1 12 Tf 20 200 Td (seen) Tj 1 g ( hidden) Tj ET"),
        (
            "white on a white box",
            "1 g 0 0 600 800 re f BT 0 g /F1 12 Tf 20 200 Td (seen) Tj 1 g ( hidden) Tj ET",
        ),
        ("below a box", "BT /F1 12 Tf 20 200 Td (seen) Tj 0 -50 Td (hidden) Tj ET 0.5 g 10 140 200 30 re f"),
        ("outside the page", "BT /F1 12 Tf 20 200 Td (seen) Tj 900 0 Td (hidden) Tj ET"),
        (
            "clipped away",
            "BT /F1 12 Tf 20 200 Td (seen) Tj ET 300 300 50 50 re W n BT /F1 12 Tf 20 100 Td (hidden) Tj ET",
        ),
        ("tiny", "BT /F1 12 Tf 20 200 Td (seen) Tj /F1 0.5 Tf 0 -50 Td (hidden) Tj ET"),
    ] {
        assert_eq!(drawn(content), "seen\n", "{how}");
    }
    let seen = "0 0 0.5 rg 0 180 600 60 re f BT 1 g /F1 12 Tf 20 200 Td (white on blue) Tj ET";
    assert_eq!(drawn(seen), "white on blue\n");
    let layers = page(
        "BT /F1 12 Tf 20 200 Td (seen) Tj ET /OC /L BDC BT /F1 12 Tf 20 100 Td (hidden) Tj ET EMC",
        "/Properties<</L 6 0 R>>",
        "6 0 obj<</Type/OCG/Name(Draft)>>endobj\n1 0 obj<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>>>endobj",
    );
    assert_eq!(layers.whole_text(), "seen\n", "a layer switched off");
}

/// A page that is one grey picture, with this text below it.
fn scan(text: &str) -> Document {
    read(&scan_bytes(text))
}

fn scan_bytes(text: &str) -> Vec<u8> {
    let content = format!("BT 3 Tr /F1 12 Tf 20 700 Td ({text}) Tj ET q 600 0 0 800 0 0 cm /P Do Q");
    let picture = "6 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n\
        x\nendstream endobj";
    page_bytes(&content, "/XObject<</P 6 0 R>>", picture)
}

#[test]
fn a_scanners_own_reading_is_used_and_told() {
    let sane = scan("the scanner has read this page before and its words are quite good enough to be found");
    assert_eq!((source::of(&sane, Some(1)), sane.unread.len()), (Source::ScannerOcr, 0));
    assert!(extract::ocr::is_ocr(&sane, Some(1)), "no verdict rests on its digits");
    assert!(show::pretty(&sane).contains("── หน้า 1 · อ่านจากชั้น OCR ที่เครื่องสแกนฝังไว้\n"));

    // In an archive as well.
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("scan.pdf", zip::write::SimpleFileOptions::default()).unwrap();
    let sane =
        scan_bytes("the scanner has read this page before and its words are quite good enough to be found");
    std::io::Write::write_all(&mut zip, &sane).unwrap();
    let zipped = read(&zip.finish().unwrap().into_inner());
    assert_eq!(source::of_file(&zipped, Some("scan.pdf"), Some(1)), Source::ScannerOcr);
    assert!(extract::ocr::is_ocr_in(&zipped, Some("scan.pdf"), Some(1)));
    assert!(show::pretty(&zipped).contains("scan.pdf · หน้า 1 · อ่านจากชั้น OCR ที่เครื่องสแกนฝังไว้\n"));

    for rubbish in [
        "uhlJruri rrlnr::rJ:vo'r l:Jnrfl n15fi0Fr uilnrd r:vlirJ: vrlurrJ r.r1u15~ flrlJlJflrJ1J",
        // Thai taken for words.
        "usrnmfiosnmsdou duatuat dnnou srsou uwuu fjuinas lssaml aunsoin susou tsunu waun lsadn ulau uasuud",
    ] {
        let rubbish = scan(rubbish);
        assert_eq!(source::of(&rubbish, Some(1)), Source::Unread);
        assert_eq!(rubbish.unread[0].why, Why::NeedsOcr);
        assert!(rubbish.blocks.is_empty());
    }
}

#[test]
fn each_page_tells_how_it_was_read() {
    insta::assert_snapshot!(show::pretty(&read(PLAN)), @r"
    ชื่อเรื่อง: แผนการจัดซื้อจัดจ้าง
    ผู้จัดทำ anonymous · สร้าง 2000-01-01 · แก้ไข 2000-01-01 · โปรแกรม anonymous

    ── หน้า 1 · อ่านจากชั้นข้อความ
    # แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. ๒๕๖๘
    เทศบาลตำบลตัวอย่างประกาศเผยแพร่แผนการจัดซื้อจัดจ้างประจำปีงบประมาณนี้ให้ประชาชนทราบโดยทั่วกัน
    ตารางที่ ๑
    [ตาราง 1 หัวตาราง] ที่ | รายการ | วงเงิน
    [ตาราง 1] ๑ | จ้างเหมาบริการรักษาความปลอดภัยอาคาร | 120,000.00
    [ตาราง 1] ๒ | ซื้อวัสดุสำนักงาน | 45,000.00
    ดูรายละเอียด
    ตัวหนาเทียม
    [ตาราง 2 หัวตาราง] ชื่อ | ตำแหน่ง
    [ตาราง 2] นายหนึ่ง | ปลัดเทศบาล
    [ตาราง 2] นางสอง | ผู้อำนวยการ
    ๑

    ── หน้า 2 · เป็นภาพสแกน ต้องใช้ OCR

    ลิงก์ 1 รายการ
      ดูรายละเอียด → https://example.go.th/plan

    ส่วนที่ไม่ได้อ่าน 1 รายการ
      หน้า 2: เป็นภาพสแกน ต้องใช้ OCR (หน้านี้เป็นภาพ)
    ");
}

#[test]
fn a_file_says_who_made_it_and_when() {
    let about = read(PRODUCERS[3].1).about;
    assert_eq!((about.title.as_str(), about.author.as_str()), ("แผนการดำเนินงาน", "งานแผน"));
    assert!(about.created.starts_with("20") && about.created.as_bytes()[10] == b'T', "{}", about.created);
    let order = read(include_bytes!("data/documents/order.docx")).about;
    assert_eq!(order.title, "คำสั่งเทศบาล");
}

#[test]
fn the_published_schema_holds() {
    let schema = serde_json::from_str(include_str!("../schema/document-1.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let sheet: &[u8] = include_bytes!("data/documents/plan.xlsx");
    let page = b"<!DOCTYPE html><title>t</title><h1>h</h1><p>p <a href=/x>l</a><form><input name=q></form><img src=a.png>";
    for bytes in [PLAN, sheet, page, b"", b"Rar!\x1a\x07\x01\x00rest"] {
        let document = read(bytes);
        let json = serde_json::to_value(Data::of(&document)).unwrap();
        let faults: Vec<String> =
            schema.iter_errors(&json).map(|it| format!("{it} at {}", it.instance_path)).collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
}
