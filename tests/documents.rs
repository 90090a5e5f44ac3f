//! Documents as they lie on the web: whole, damaged, hostile, under wrong names.

use std::io::{Cursor, Write};

use oit::extract::{self, Document, Hints, Kind, Role, Why};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const PLAN: &[u8] = include_bytes!("data/documents/plan.pdf");
const SHEET: &[u8] = include_bytes!("data/documents/plan.xlsx");
const ORDER: &[u8] = include_bytes!("data/documents/order.docx");
const SCAN: &[u8] = include_bytes!("data/documents/scan.docx");
const PICTURE: &[u8] = include_bytes!("data/documents/scan.png");

fn read(bytes: &[u8]) -> Document {
    extract::read(bytes, &Hints::default())
}

fn named(bytes: &[u8], file_name: &str) -> Document {
    extract::read(bytes, &Hints { file_name, ..Hints::default() })
}

fn rows(document: &Document, number: u32) -> Vec<Vec<&str>> {
    document
        .blocks
        .iter()
        .filter(|b| matches!(b.role, Role::Row { table, .. } if table == number))
        .map(|b| b.cells.iter().map(String::as_str).collect())
        .collect()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A PDF of one page that draws `content`; the parser rebuilds the missing list of objects.
fn pdf(content: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\ntrailer<</Root 1 0 R>>\n",
        content.len()
    )
    .into_bytes()
}

#[test]
fn a_pdf_keeps_title_headings_paragraphs_and_tables() {
    let document = read(PLAN);
    assert_eq!((document.kind, document.pages, document.title.as_str()), (Kind::Pdf, 2, "แผนการจัดซื้อจัดจ้าง"));
    let heading = &document.blocks[0];
    assert_eq!(heading.role, Role::Heading(1));
    assert_eq!(heading.text, "แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. ๒๕๖๘");
    let paragraph = &document.blocks[1];
    assert!(paragraph.text.ends_with("ให้ประชาชนทราบโดยทั่วกัน"), "{}", paragraph.text);
    assert_eq!((paragraph.place.page, &*paragraph.place.heading), (Some(1), &[heading.text.clone()][..]));
    assert_eq!(
        rows(&document, 0),
        [
            vec!["ที่", "รายการ", "วงเงิน"],
            vec!["๑", "จ้างเหมาบริการรักษาความปลอดภัยอาคาร", "120,000.00"],
            vec!["๒", "ซื้อวัสดุสำนักงาน", "45,000.00"],
        ]
    );
    assert_eq!(
        rows(&document, 1),
        [vec!["ชื่อ", "ตำแหน่ง"], vec!["นายหนึ่ง", "ปลัดเทศบาล"], vec!["นางสอง", "ผู้อำนวยการ"]]
    );
    assert_eq!(document.whole_text().matches("ตัวหนาเทียม").count(), 1);
    assert_eq!(
        (document.links[0].url.as_str(), document.links[0].text.as_str()),
        ("https://example.go.th/plan", "ดูรายละเอียด")
    );
}

#[test]
fn a_scanned_page_is_told() {
    let unread = read(PLAN).unread;
    assert_eq!(unread.iter().map(|u| (u.page, u.why)).collect::<Vec<_>>(), [(Some(2), Why::NeedsOcr)]);
    assert_eq!(read(SCAN).unread[0].why, Why::NeedsOcr);
    let picture = named(PICTURE, "ประกาศ.pdf");
    assert_eq!((picture.kind, picture.unread[0].why), (Kind::Image, Why::NeedsOcr));
}

/// The same, with `list` as what says which letters the codes are.
fn pdf_named(list: &[u8], filter: &str, content: &str) -> Vec<u8> {
    let from = b"/Encoding/WinAnsiEncoding>>endobj\n";
    let file = pdf(content);
    let at = file.windows(from.len()).position(|w| w == from).unwrap();
    let stream = format!("/ToUnicode 6 0 R>>endobj\n6 0 obj<<{filter}/Length {}>>stream\n", list.len());
    let parts = [&file[..at], stream.as_bytes(), list, b"\nendstream endobj\n", &file[at + from.len()..]];
    parts.concat()
}

#[test]
fn a_line_without_sense_leaves_the_other_letters_their_names() {
    let shown = "BT /F1 12 Tf 20 200 Td (ABCABCABCABC) Tj ET";
    for line in
        ["<0020> <>", "<20> /A", "endbfchar 1 beginbfrange <20> <25> [<0020>] endbfrange 0 beginbfchar"]
    {
        let list = format!(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Adobe-Identity-UCS def\n\
             1 begincodespacerange <00> <ff> endcodespacerange\n4 beginbfchar\n{line}\n<41> <0e01>\n<42> <0e34>\n\
             <43> <0e19>\nendbfchar\nendcmap CMapName currentdict /CMap defineresource pop end end"
        );
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(list.as_bytes()).unwrap();
        let plain = pdf_named(list.as_bytes(), "", shown);
        for file in [plain, pdf_named(&packed.finish().unwrap(), "/Filter/FlateDecode", shown)] {
            let document = read(&file);
            assert!(document.unread.is_empty(), "{line}: {:?}", document.unread);
            assert_eq!(document.blocks[0].text, "กินกินกินกิน", "{line}");
        }
    }
    let unknown = b"/Nobody-Knows usecmap 3 beginbfchar <41> <0e01> <42> <0e34> <43> <0e19> endbfchar";
    assert_eq!(read(&pdf_named(unknown, "", shown)).blocks[0].text, "กินกินกินกิน");
}

#[test]
fn a_page_of_web_addresses_is_text() {
    let line = |i: u32| {
        format!(
            "BT /F1 9 Tf 20 {} Td (O{i} http://www.abt.go.th/index.php?option=com_content&view=article&id={i}&Itemid=3) Tj ET ",
            780 - i * 12
        )
    };
    let document = read(&pdf(&(1..30).map(line).collect::<String>()));
    assert!(document.unread.is_empty(), "{:?}", document.unread);
    assert!(document.blocks.iter().any(|b| b.text.contains("view=article&id=29&Itemid=3")));
}

#[test]
fn actual_text_speaks_for_its_glyphs() {
    let document = read(&pdf(
        "BT /F1 12 Tf 20 200 Td (a) Tj /Span <</ActualText (water)>> BDC (xyz) Tj EMC ( end) Tj ET",
    ));
    assert_eq!(document.blocks[0].text, "awater end");
}

#[test]
fn a_sheet_keeps_names_rows_and_dates() {
    let document = named(SHEET, "plan.csv");
    assert_eq!(document.kind, Kind::Sheet);
    assert_eq!(
        rows(&document, 0),
        [vec!["ที่", "รายการ", "วันที่", "วงเงิน"], vec!["1", "ซื้อวัสดุ", "2025-03-14", "45,000.50"]]
    );
    let last = &document.blocks[1].place;
    assert_eq!((last.sheet.as_deref(), last.row), (Some("แผน"), Some(3)));
}

#[test]
fn a_text_document_keeps_its_parts() {
    let document = named(ORDER, "order.pdf");
    assert_eq!((document.kind, document.title.as_str()), (Kind::Text, "คำสั่งเทศบาล"));
    let roles: Vec<Role> = document.blocks.iter().map(|b| b.role).collect();
    let row = |header| Role::Row { table: 0, header };
    assert_eq!(roles, [Role::Heading(1), Role::Paragraph, Role::Item, row(true), row(false)]);
    assert_eq!(&*document.blocks[4].place.heading, ["คำสั่งเทศบาลตำบลตัวอย่าง"]);
}

#[test]
fn names_and_headers_lie() {
    assert_eq!(named(PLAN, "31.html").kind, Kind::Pdf);
    let mut junk = b"<br />\n<b>Warning</b>: headers already sent\n".to_vec();
    junk.extend_from_slice(PLAN);
    assert_eq!(read(&junk).blocks.len(), read(PLAN).blocks.len());
    assert_eq!(named(b"<!DOCTYPE html><html><body>404</body></html>", "plan.pdf").kind, Kind::Html);
    assert_eq!(named(b"<html><table><tr><td>1</td></tr></table></html>", "export.xls").kind, Kind::Html);
    assert_eq!(named(b"Rar!\x1a\x07\x01\x00rest", "plan.zip").unread[0].why, Why::Broken);
    assert_eq!(named(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut", "old.doc").unread[0].why, Why::Broken);
    assert_eq!(named(b"", "empty.pdf").unread[0].why, Why::Broken);
}

#[test]
fn plain_text_and_csv_in_both_charsets() {
    let text = encoding_rs::WINDOWS_874.encode("วัดเขาทุเรียน\r\nอำเภอเมือง").0.into_owned();
    assert_eq!(read(&text).whole_text(), "วัดเขาทุเรียน\nอำเภอเมือง\n");
    let csv = "ที่;รายการ;วงเงิน\n1;\"ซื้อ; จ้าง\";5\n2;อื่น;6\n";
    for bytes in [csv.as_bytes().to_vec(), encoding_rs::WINDOWS_874.encode(csv).0.into_owned()] {
        let document = read(&bytes);
        assert_eq!((document.kind, &rows(&document, 0)[1][..]), (Kind::Sheet, &["1", "ซื้อ; จ้าง", "5"][..]));
    }
}

#[test]
fn rtf_in_code_page_and_unicode() {
    let rtf = b"{\\rtf1\\ansi\\ansicpg874{\\fonttbl{\\f0\\fcharset222 Angsana;}}\\f0 \\'c7\\'d1\\'b4 \\uc1\\u3585?\\par \
        \\trowd\\cellx100\\cellx200\\intbl a\\cell b\\cell\\row\\pard{\\*\\generator x}end\\par}";
    let document = named(rtf, "a.doc");
    assert_eq!(document.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(), ["วัด ก", "a | b", "end"]);
}

#[test]
fn opendocument_text_and_sheet() {
    let xml = |body: &str| {
        format!("<?xml version=\"1.0\"?><office:document-content>{body}</office:document-content>")
    };
    let text = xml(
        "<text:h text:outline-level=\"2\">หมวด &amp; ๑</text:h><text:list><text:list-item><text:p>ข้อ</text:p></text:list-item></text:list>",
    );
    let odt =
        zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", text.as_bytes())]);
    let document = named(&odt, "a.zip");
    assert_eq!(
        document.blocks.iter().map(|b| (b.role, b.text.as_str())).collect::<Vec<_>>(),
        [(Role::Heading(2), "หมวด & ๑"), (Role::Item, "ข้อ")]
    );

    let cells = "<table:table table:name=\"แผน\"><table:table-row table:number-rows-repeated=\"4\"><table:table-cell table:number-columns-repeated=\"16384\"/>\
        </table:table-row><table:table-row><table:table-cell/><table:table-cell><text:p>ก</text:p></table:table-cell></table:table-row></table:table>";
    let ods = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", xml(cells).as_bytes()),
    ]);
    let document = read(&ods);
    assert_eq!(
        (document.kind, document.blocks[0].cells.len(), document.blocks[0].place.row),
        (Kind::Sheet, 2, Some(5))
    );
}

#[test]
fn an_archive_shows_what_is_in_it() {
    let inner = zip(&[("ประกาศ.txt", "สวัสดี".as_bytes()), ("x.7z", b"7z\xbc\xaf\x27\x1c..")]);
    let document = read(&zip(&[("แผน.xlsx", SHEET), ("__MACOSX/._x", b"junk"), ("ใน.zip", &inner)]));
    assert_eq!(document.kind, Kind::Archive);
    assert_eq!(document.blocks[0].place.file.as_deref(), Some("แผน.xlsx"));
    let last = document.blocks.last().unwrap();
    assert_eq!((last.text.as_str(), last.place.file.as_deref()), ("สวัสดี", Some("ใน.zip/ประกาศ.txt")));
    assert_eq!(
        (document.unread[0].why, document.unread[0].detail.as_str()),
        (Why::Broken, "ใน.zip: x.7z: เปิดไฟล์ 7z ไม่ได้")
    );
}

#[test]
fn damaged_pictures_and_bombs_have_a_status() {
    let scan: &[u8] = include_bytes!("data/ocr/scan.png");
    let why = |bytes: &[u8]| read(bytes).unread[0].why;
    assert_eq!(why(scan), Why::NeedsOcr);
    assert_eq!(why(&scan[..scan.len() / 2]), Why::Broken);
    assert_eq!(why(&scan[..20]), Why::Broken);
    // The width and the height stand first.
    let mut bomb = scan.to_vec();
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let mut sum = flate2::Crc::new();
    sum.update(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    assert_eq!(why(&bomb), Why::TooLarge);
}

#[test]
fn bombs_are_refused() {
    let bomb = zip(&[("a.txt", &vec![b'0'; 64 << 20])]);
    assert_eq!(read(&bomb).unread[0].why, Why::TooLarge);
    let rar = read(include_bytes!("data/rar/bomb.rar"));
    assert_eq!((rar.unread.len(), rar.unread[0].why), (1, Why::TooLarge), "{:?}", rar.unread);
    assert_eq!(files(&rar), ["แผน.csv"]);
    let mut nested = zip(&[("a.txt", b"deep")]);
    for _ in 0..5 {
        nested = zip(&[("a.zip", &nested)]);
    }
    let document = read(&nested);
    assert!(document.blocks.is_empty());
    assert_eq!(document.unread[0].why, Why::TooLarge);
    let many: Vec<(String, &[u8])> = (0..600).map(|i| (format!("{i}.txt"), &b"a"[..])).collect();
    let many = read(&zip(&many.iter().map(|(n, c)| (n.as_str(), *c)).collect::<Vec<_>>()));
    assert_eq!((many.blocks.len(), many.unread[0].why), (500, Why::TooLarge));
}

#[test]
fn letters_far_outside_the_page_break_nothing() {
    let far = "BT /F1 12 Tf 1 0 0 1 99999999999 99999999999 Tm (far) Tj 1 0 0 1 50 700 Tm (near) Tj ET";
    let document = read(&pdf(far));
    assert!(document.unread.iter().all(|u| u.why != Why::Broken), "{:?}", document.unread);
    assert!(document.whole_text().contains("near"));
}

#[test]
fn deep_nesting_is_survived() {
    let groups = [b"{\\rtf1 ".to_vec(), b"{".repeat(100_000), b"x".to_vec()].concat();
    assert_eq!(read(&groups).unread[0].why, Why::TooLarge);
    let tables = "<table:table><table:table-row><table:table-cell>".repeat(20_000);
    let content = format!("<office:document-content>{tables}<text:p>x</text:p>");
    read(&zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
    ]));
    read(&pdf(&"[".repeat(50_000)));
    read(&pdf(&"q ".repeat(50_000)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to a file on its way, reading it ends and says something.
    #[test]
    fn damaged_files_never_panic(which in 0..3usize, cut in 0..100usize, hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40)) {
        let mut bytes = [PLAN, ORDER, SHEET][which].to_vec();
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        // Most stay whole, so that the damage inside is reached.
        if cut < 30 {
            bytes.truncate(bytes.len() * cut / 30);
        }
        let document = read(&bytes);
        prop_assert!(document.kind != Kind::Unknown || !document.unread.is_empty());
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..2000), head in 0..5usize) {
        let head: &[u8] = [&b""[..], b"%PDF-1.4\n", b"{\\rtf1 ", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"][head];
        read(&[head, &bytes].concat());
    }
}

/// A tar of one kind of file, as the programs of the time wrote it.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, content) in files {
        let mut head = [0u8; 512];
        head[..name.len()].copy_from_slice(name.as_bytes());
        head[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        head[156] = b'0';
        head[257..263].copy_from_slice(b"ustar\0");
        out.extend_from_slice(&head);
        out.extend_from_slice(content);
        out.resize(out.len().div_ceil(512) * 512, 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

fn files(document: &Document) -> Vec<&str> {
    let mut names: Vec<&str> = document.blocks.iter().filter_map(|b| b.place.file.as_deref()).collect();
    names.dedup();
    names
}

#[test]
fn archives_of_every_make_give_their_files() {
    let packed = tar(&[("เอกสาร/plan.pdf", PLAN), ("order.docx", ORDER)]);
    let read_tar = read(&packed);
    assert_eq!(files(&read_tar), ["เอกสาร/plan.pdf", "order.docx"]);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&packed).unwrap();
    let read_gzip = named(&gzip.finish().unwrap(), "all.tgz");
    assert_eq!(files(&read_gzip), ["all.tar/เอกสาร/plan.pdf", "all.tar/order.docx"]);
    for (seven, name) in [
        (include_bytes!("data/documents/solid.7z").as_slice(), "LZMA2, solid"),
        (include_bytes!("data/documents/lzma.7z"), "LZMA"),
        (include_bytes!("data/documents/copy.7z"), "stored"),
    ] {
        let document = read(seven);
        assert!(document.unread.is_empty(), "{name}: {:?}", document.unread);
        assert_eq!(files(&document), ["ประกาศ/order.docx", "แผน.csv"], "{name}");
        assert!(document.whole_text().contains("จัดซื้อ"), "{name}");
    }
    let locked = read(include_bytes!("data/documents/locked.7z"));
    assert_eq!(locked.unread[0].why, Why::Locked);
    let xz = read(b"\xfd7zXZ\0...");
    assert_eq!((xz.kind, xz.unread[0].why), (Kind::Archive, Why::Unsupported));
    assert!(xz.unread[0].detail.contains("xz") && xz.unread[0].detail.contains("PDF"));
}

#[test]
fn rar_of_both_makes_gives_its_files() {
    for (rar, name) in [
        (include_bytes!("data/rar/solid.rar").as_slice(), "RAR 5, solid"),
        (include_bytes!("data/rar/rar29.rar"), "RAR 4"),
        (include_bytes!("data/rar/cp874.rar"), "RAR 4, names in windows-874"),
    ] {
        let document = named(rar, "เอกสาร.rar");
        assert!(document.unread.is_empty(), "{name}: {:?}", document.unread);
        assert_eq!(files(&document), ["ประกาศ/order.docx", "แผน.csv"], "{name}");
        assert!(document.whole_text().contains("แต่งตั้งคณะกรรมการ"), "{name}");
        assert!(document.whole_text().contains("จัดซื้อครุภัณฑ์คอมพิวเตอร์"), "{name}");
    }
    let inside = read(&zip(&[("ใน.rar", include_bytes!("data/rar/solid.rar"))]));
    assert_eq!(files(&inside), ["ใน.rar/ประกาศ/order.docx", "ใน.rar/แผน.csv"]);
}

/// Written by WinRAR and by rar for Linux.
#[test]
fn rar_of_its_own_program_is_read() {
    let sub =
        ["sub/dir1/file1.txt", "sub/dir2/file2.txt", "sub/with space/long fn.txt", "sub/üȵĩöḋè/file.txt"];
    for rar in
        [include_bytes!("data/rar/rar3-subdirs.rar").as_slice(), include_bytes!("data/rar/rar5-subdirs.rar")]
    {
        let document = read(rar);
        let mut files = files(&document);
        files.sort_unstable();
        assert_eq!(files, sub);
        assert!(document.unread.is_empty());
    }
    for rar in
        [include_bytes!("data/rar/rar3-solid.rar").as_slice(), include_bytes!("data/rar/rar5-solid.rar")]
    {
        assert_eq!(files(&read(rar)), ["stest1.txt", "stest2.txt"]);
    }
    assert_eq!(read(include_bytes!("data/rar/unicode.rar")).blocks.len(), 2);
    for locked in [
        include_bytes!("data/rar/rar3-comment-hpsw.rar").as_slice(),
        include_bytes!("data/rar/rar5-hpsw.rar"),
        include_bytes!("data/rar/rar5-psw.rar"),
    ] {
        let document = read(locked);
        assert!(document.blocks.is_empty());
        assert!(document.unread.iter().all(|u| u.why == Why::Locked), "{:?}", document.unread);
        assert!(!document.unread.is_empty());
    }
}

#[test]
fn a_damaged_rar_says_so() {
    for whole in
        [include_bytes!("data/rar/solid.rar").as_slice(), include_bytes!("data/rar/rar29.rar").as_slice()]
    {
        for cut in [9, 40, 200, whole.len() / 2, whole.len() - 3000] {
            let document = read(&whole[..cut]);
            assert_eq!(document.kind, Kind::Archive, "{cut}");
            assert!(document.unread.iter().all(|u| u.why == Why::Broken), "{cut}: {:?}", document.unread);
            assert!(!document.unread.is_empty(), "{cut}");
        }
        for at in (8..120).chain(whole.len() - 200..whole.len()).step_by(7) {
            let mut damaged = whole.to_vec();
            damaged[at] ^= 0xff;
            read(&damaged);
        }
    }
}

#[test]
fn a_damaged_7z_never_panics_nor_fills_the_memory() {
    let whole = include_bytes!("data/documents/lzma.7z");
    // The list of files stands at the end, and where it stands in the first bytes.
    for at in (0..32).chain(whole.len() - 160..whole.len()).step_by(3) {
        let mut damaged = whole.to_vec();
        damaged[at] ^= 0xff;
        read(&damaged);
    }
    read(&whole[..whole.len() - 20]);
}
