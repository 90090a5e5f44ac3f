//! Documents as agencies' programs make them, and few other programs do: web pages and XML under the
//! names of Office files, numbers that Word sets by itself, forms, pages on their side, files in a PDF.

use std::io::{Cursor, Write};

use oit::extract::{self, Document, Hints, Kind, Role, Why};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn read(bytes: &[u8]) -> Document {
    extract::read(bytes, &Hints::default())
}

fn named(bytes: &[u8], file_name: &str) -> Document {
    extract::read(bytes, &Hints { file_name, ..Hints::default() })
}

fn texts(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|b| b.text.as_str()).collect()
}

fn cp874(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_874.encode(text).0.into_owned()
}

const PAGE: &str =
    "<html><body><p>สรุปผลการจัดซื้อจัดจ้าง</p><table><tr><td>ลำดับ<td>งาน<tr><td>๑<td>ซื้อวัสดุ</table></body></html>";
const PAGE_TEXTS: [&str; 3] = ["สรุปผลการจัดซื้อจัดจ้าง", "ลำดับ | งาน", "๑ | ซื้อวัสดุ"];

/// A message of one page and a picture; `coded` is the page's body.
fn mhtml(head: &str, charset: &str, coding: &str, coded: &str) -> Vec<u8> {
    format!(
        "{head}MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"----=_Part\"; type=\"text/html\"\r\n\r\nA page in one file.\r\n\r\n\
         ------=_Part\r\nContent-Location: file:///C:/plan.htm\r\nContent-Transfer-Encoding: {coding}\r\n\
         Content-Type: text/html; charset=\"{charset}\"\r\n\r\n{coded}\r\n\r\n\
         ------=_Part\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n\r\n------=_Part--\r\n"
    )
    .into_bytes()
}

fn quoted_printable(bytes: &[u8]) -> String {
    let coded: Vec<String> = bytes.iter().map(|b| format!("={b:02X}")).collect();
    coded.chunks(20).map(<[String]>::concat).collect::<Vec<_>>().join("=\r\n")
}

#[test]
fn a_page_in_one_file_is_read_whatever_its_name() {
    use base64::Engine;
    let base64 = |bytes: &[u8]| {
        let coded = base64::engine::general_purpose::STANDARD.encode(bytes);
        coded.as_bytes().chunks(76).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\r\n")
    };
    let thai = cp874(PAGE);
    for (file, name) in [
        (mhtml("", "utf-8", "quoted-printable", &quoted_printable(PAGE.as_bytes())), "page.mht"),
        (mhtml("", "windows-874", "quoted-printable", &quoted_printable(&thai)), "plan.doc"),
        (mhtml("", "windows-874", "base64", &base64(&thai)), "plan.xls"),
        (
            mhtml("From: <Saved by Blink>\r\nSubject: plan\r\n", "utf-8", "base64", &base64(PAGE.as_bytes())),
            "page.mhtml",
        ),
    ] {
        let document = named(&file, name);
        assert_eq!((document.kind, texts(&document)), (Kind::Html, PAGE_TEXTS.to_vec()), "{name}");
    }
    let none = read(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n");
    assert_eq!(none.unread[0].why, Why::Broken);
}

#[test]
fn the_sheets_of_a_workbook_in_one_file_are_one_table_each() {
    let part = |body: &str| format!("--x\nContent-Type: text/html; charset=utf-8\n\n<html>{body}</html>\n");
    let file = format!(
        "MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary=\"x\"\n\n{}{}{}--x--",
        part("<frameset><frame src=1><frame src=2></frameset>"),
        part("<table><tr><td>ที่<td>รายการ<tr><td>๑<td>ซื้อ</table>"),
        part("<table><tr><td>ที่<td>โครงการ<tr><td>๑<td>จ้าง</table>"),
    );
    let document = named(file.as_bytes(), "plan.xls");
    assert_eq!(texts(&document), ["ที่ | รายการ", "๑ | ซื้อ", "ที่ | โครงการ", "๑ | จ้าง"]);
    assert!(matches!(document.blocks[2].role, Role::Row { table: 1, .. }), "{:?}", document.blocks[2]);
}

#[test]
fn the_xml_of_word_2003_is_a_document() {
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>
        <w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><o:DocumentProperties><o:Title>คำสั่งเทศบาล</o:Title></o:DocumentProperties>
        <w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>คำสั่ง &amp; ประกาศ</w:t></w:r></w:p>
        <w:p><w:pPr><w:listPr><wx:t wx:val="๑."/></w:listPr></w:pPr><w:r><w:t>แต่งตั้ง</w:t></w:r><w:r><w:t>คณะกรรมการ</w:t></w:r>
        <aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>ลบ</w:delText></w:r></aml:content></aml:annotation></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>ชื่อ</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>ตำแหน่ง</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:wordDocument>"#;
    for name in ["order.doc", "order.xml"] {
        let document = named(xml.as_bytes(), name);
        assert_eq!((document.kind, document.title.as_str()), (Kind::Text, "คำสั่งเทศบาล"));
        let roles: Vec<(Role, &str)> = document.blocks.iter().map(|b| (b.role, b.text.as_str())).collect();
        let row = Role::Row { table: 0, header: true };
        assert_eq!(
            roles,
            [(Role::Heading(1), "คำสั่ง & ประกาศ"), (Role::Item, "๑. แต่งตั้งคณะกรรมการ"), (row, "ชื่อ | ตำแหน่ง")]
        );
    }
}

#[test]
fn the_xml_of_excel_2003_is_a_workbook() {
    let sheet = |name: &str, rows: &str, hidden: &str| {
        format!(
            "<Worksheet ss:Name=\"{name}\"><Table>{rows}</Table><WorksheetOptions>{hidden}</WorksheetOptions></Worksheet>"
        )
    };
    let cell = |attributes: &str, kind: &str, text: &str| {
        format!("<Cell {attributes}><Data ss:Type=\"{kind}\">{text}</Data></Cell>")
    };
    let rows = [
        format!(
            "<Row>{}{}</Row>",
            cell("ss:MergeAcross=\"1\"", "String", "แผน"),
            cell("", "String", "วงเงิน")
        ),
        format!("<Row ss:Hidden=\"1\">{}</Row>", cell("", "String", "ซ่อน")),
        format!(
            "<Row ss:Index=\"5\">{}{}</Row>",
            cell("ss:Index=\"2\"", "DateTime", "2025-03-14T00:00:00.000"),
            cell("", "Number", "45000")
        ),
    ];
    let book = |prefix: &str| {
        format!(
            "<?xml version=\"1.0\"?><Workbook xmlns{prefix}=\"urn:schemas-microsoft-com:office:spreadsheet\">{}{}</Workbook>",
            sheet("แผน", &rows.concat(), ""),
            sheet(
                "ลับ",
                &format!("<Row>{}</Row>", cell("", "String", "ลับ")),
                "<Visible>SheetHidden</Visible>"
            ),
        )
    };
    for prefix in ["", ":ss"] {
        let document = named(book(prefix).as_bytes(), "plan.xls");
        let cells: Vec<&[String]> = document.blocks.iter().map(|b| b.cells.as_slice()).collect();
        assert_eq!(cells, [["แผน", "", "วงเงิน"], ["", "2025-03-14", "45000"]]);
        let place = &document.blocks[1].place;
        assert_eq!((document.kind, place.sheet.as_deref(), place.row), (Kind::Sheet, Some("แผน"), Some(5)));
    }
}

#[test]
fn a_sheet_in_utf16_is_a_sheet_though_half_a_letter_looks_like_a_tab() {
    let text = "ลำดับ\tชื่อ\tวงเงิน\r\n1\tฉัตรชัย\t45,000\r\n2\tชนิดา\t120,000\r\n";
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let document = named(&wide, "report.xls");
    assert_eq!(document.kind, Kind::Sheet);
    assert_eq!(document.blocks[1].cells, ["1", "ฉัตรชัย", "45,000"]);
}

/// A DOCX of these paragraphs, with its lists.
fn docx(body: &str, numbering: &str, styles: &str) -> Vec<u8> {
    let w = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let types = ["numbering", "styles"].map(|part| {
        format!("<Override PartName=\"/word/{part}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.{part}+xml\"/>")
    });
    let relations = ["numbering", "styles"].map(|part| {
        format!("<Relationship Id=\"{part}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{part}\" Target=\"{part}.xml\"/>")
    });
    let list = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>{}</Types>",
                types.concat()
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "{list}<Relationship Id=\"d\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
            ),
        ),
        ("word/_rels/document.xml.rels", format!("{list}{}</Relationships>", relations.concat())),
        ("word/document.xml", format!("<w:document {w}><w:body>{body}</w:body></w:document>")),
        ("word/numbering.xml", format!("<w:numbering {w}>{numbering}</w:numbering>")),
        ("word/styles.xml", format!("<w:styles {w}>{styles}</w:styles>")),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn paragraph(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn in_list(list: u32, level: u32, text: &str) -> String {
    paragraph(&format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>"), text)
}

fn level(level: u32, start: u32, format: &str, text: &str) -> String {
    format!(
        "<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"{start}\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
    )
}

#[test]
fn numbers_that_word_sets_by_itself_are_there() {
    let kinds = [
        level(0, 1, "thaiNumbers", "%1.")
            + &level(1, 1, "thaiNumbers", "%1.%2")
            + &level(2, 1, "thaiLetters", "(%3)"),
        level(0, 5, "decimal", "ข้อ %1"),
        level(0, 1, "bullet", "•"),
        level(0, 1, "upperRoman", "%1 &amp;"),
    ];
    let mut numbering = String::new();
    for (i, levels) in kinds.iter().enumerate() {
        numbering += &format!("<w:abstractNum w:abstractNumId=\"{i}\">{levels}</w:abstractNum>");
    }
    for i in 0..kinds.len() {
        numbering += &format!("<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"{i}\"/></w:num>", i + 1);
    }
    // The first kind once more, from the beginning.
    numbering += "<w:num w:numId=\"9\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>";
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"Base\"><w:pPr><w:numPr><w:numId w:val=\"4\"/></w:numPr></w:pPr></w:style>\
                  <w:style w:type=\"paragraph\" w:styleId=\"Part\"><w:basedOn w:val=\"Base\"/></w:style>";
    let body = [
        in_list(1, 0, "วัตถุประสงค์"),
        in_list(1, 1, "ป้องกัน"),
        in_list(1, 1, "โปร่งใส"),
        in_list(1, 2, "ย่อย"),
        in_list(1, 0, "เป้าหมาย"),
        in_list(1, 1, "ร้อยละ"),
        in_list(2, 0, "ระเบียบ"),
        paragraph("", "คั่น"),
        in_list(2, 0, "บรรดา"),
        in_list(3, 0, "จุด"),
        paragraph("<w:pStyle w:val=\"Part\"/>", "หมวด"),
        paragraph("<w:pStyle w:val=\"Part\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr>", "ไม่มีเลข"),
        in_list(9, 0, "เริ่มใหม่"),
        format!(
            "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
            in_list(9, 0, "ในตาราง"),
            paragraph("", "ก")
        ),
    ];
    let document = named(&docx(&body.concat(), &numbering, styles), "plan.docx");
    assert_eq!(
        texts(&document),
        [
            "๑. วัตถุประสงค์",
            "๑.๑ ป้องกัน",
            "๑.๒ โปร่งใส",
            "(ก) ย่อย",
            "๒. เป้าหมาย",
            "๒.๑ ร้อยละ",
            "ข้อ 5 ระเบียบ",
            "คั่น",
            "ข้อ 6 บรรดา",
            "จุด",
            "I & หมวด",
            "ไม่มีเลข",
            "๑. เริ่มใหม่",
            "๒. ในตาราง | ก",
        ]
    );
}

#[test]
fn numbers_that_opendocument_sets_by_itself_are_there() {
    let level =
        |level: u32, said: &str| format!(r#"<text:list-level-style-number text:level="{level}" {said}/>"#);
    let styles = format!(
        r#"<text:list-style style:name="L1">{}{}</text:list-style><text:list-style style:name="L2">{}</text:list-style>
           <text:list-style style:name="L3"><text:list-level-style-bullet text:level="1" text:bullet-char="-"/></text:list-style>"#,
        level(1, r#"style:num-prefix="ข้อ " style:num-format="๑, ๒, ๓, ...""#),
        level(2, r#"style:num-suffix=")" style:num-format="1" text:display-levels="2""#),
        level(1, r#"loext:num-list-format="(%1%)" style:num-format="ก, ข, ค, ..." text:start-value="2""#),
    );
    let list = |style: &str, items: &str| format!(r#"<text:list {style}>{items}</text:list>"#);
    let item = |text: &str| format!("<text:list-item>{text}</text:list-item>");
    let p = |text: &str| format!("<text:p>{text}</text:p>");
    let inner = list("", &(item(&p("แผน")) + &item(&p("ผล"))));
    let body = [
        list(
            r#"text:style-name="L1""#,
            &(item(&p("ชื่อ")) + &item(&(p("ให้มี") + &inner + &p("ต่อ"))) + &item(&p(""))),
        ),
        p("คั่น"),
        list(r#"text:style-name="L1" text:continue-numbering="true""#, &(item(&p("ยกเลิก")) + &item(&inner))),
        list(r#"text:style-name="L2""#, &item(&p("ประกาศ"))),
        list(r#"text:style-name="L3""#, &item(&p("จุด"))),
    ]
    .concat();
    let content = format!(
        r#"<office:document-content xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:loext="l"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"#
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content)] {
        zip.start_file(name, plain).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let document = read(&zip.finish().unwrap().into_inner());
    let wanted = [
        "ข้อ ๑ ชื่อ",
        "ข้อ ๒ ให้มี",
        "๒.1) แผน",
        "๒.2) ผล",
        "ต่อ",
        "คั่น",
        "ข้อ ๔ ยกเลิก",
        "๔.1) แผน",
        "๔.2) ผล",
        "(ข) ประกาศ",
        "จุด",
    ];
    assert_eq!(texts(&document), wanted);
}

#[test]
fn a_frame_around_a_page_is_no_table() {
    let inner = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
        paragraph("", "โครงการ"),
        paragraph("", "วงเงิน")
    );
    let body = format!(
        "<w:tbl><w:tr><w:tc>{}{inner}{}</w:tc></w:tr></w:tbl>",
        paragraph("", "ประกาศ"),
        paragraph("", "โทร. 02\u{2011}123\u{2011}4567")
    );
    let document = named(&docx(&body, "", ""), "plan.docx");
    assert_eq!(texts(&document), ["ประกาศ", "โครงการ | วงเงิน", "โทร. 02-123-4567"]);
}

/// A PDF of one page that draws `content`; `page` and `objects` are added, the latter from number 6 on.
fn pdf(content: &str, page: &str, catalog: &str, objects: &str) -> Document {
    read(format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R{catalog}>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>{page}>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n{objects}\ntrailer<</Root 1 0 R>>\n",
        content.len()
    ).as_bytes())
}

/// A sentence and a ruled table of two rows.
const TABLE: &str = "BT /F1 12 Tf 40 500 Td (A sentence above the table) Tj ET \
    40 480 m 340 480 l S 40 460 m 340 460 l S 40 440 m 340 440 l S 40 440 m 40 480 l S 190 440 m 190 480 l S 340 440 m 340 480 l S \
    BT /F1 12 Tf 45 465 Td (number) Tj 150 0 Td (name) Tj -150 -20 Td (one) Tj 150 0 Td (road) Tj ET";

#[test]
fn a_page_on_its_side_has_its_rows() {
    let upright = pdf(TABLE, "", "", "");
    assert_eq!(texts(&upright), ["A sentence above the table", "number | name", "one | road"]);
    for (how, turn) in
        [("left", "0 1 -1 0 600 0"), ("right", "0 -1 1 0 0 800"), ("over", "-1 0 0 -1 600 800")]
    {
        let document = pdf(&format!("q {turn} cm {TABLE} Q"), "", "", "");
        assert_eq!(texts(&document), texts(&upright), "{how}");
        assert_eq!(document.blocks[1].cells, ["number", "name"], "{how}");
    }
}

#[test]
fn a_sheet_drawn_column_by_column_has_its_rows() {
    // As Calc does: what fits its cell first, then what is cut at the edge, with what touches it.
    let at = |x: i32, y: i32, text: &str| format!("BT /F1 10 Tf {x} {y} Td ({text}) Tj ET\n");
    let rows =
        [("Road to the school", "1,200"), ("Water pipes", "875"), ("Lamps", "2,300"), ("A drain", "64")];
    let mut content = at(40, 700, "No") + &at(80, 700, "Project");
    for n in 0..rows.len() as i32 {
        content += &at(40, 680 - n * 12, &format!("{}", n + 1));
    }
    content += &(at(40, 730, "Plan") + &at(200, 700, "Baht"));
    for (n, (name, sum)) in rows.iter().enumerate() {
        let y = 680 - n as i32 * 12;
        content += &(at(80, y, name) + &at(200, y, sum));
    }
    let mut read = vec!["Plan".to_owned(), "No | Project | Baht".to_owned()];
    read.extend(rows.iter().enumerate().map(|(n, (name, sum))| format!("{} | {name} | {sum}", n + 1)));
    assert_eq!(texts(&pdf(&content, "", "", "")), read);
}

#[test]
fn what_is_written_across_a_page_is_one_word_and_in_no_cell() {
    // The large letters stand on small ones of the same name.
    let across = "BT 0.7 0.7 -0.7 0.7 60 400 Tm /F1 80 Tf 0.8 g (COPY) Tj ET";
    for content in [format!("{TABLE} {across}"), format!("{across} 0 g {TABLE}")] {
        let document = pdf(&content, "", "", "");
        assert_eq!(texts(&document), ["A sentence above the table", "number | name", "one | road", "COPY"]);
    }
    let crowd = "BT /F1 12 Tf 100 402 Td (C) Tj ET BT 0.7 0.7 -0.7 0.7 100 400 Tm /F1 80 Tf (COPY) Tj ET";
    assert!(pdf(crowd, "", "", "").whole_text().contains("COPY"));
}

#[test]
fn a_filled_form_says_what_was_filled_in() {
    let label = |y: u32, text: &str| format!("BT /F1 12 Tf 40 {y} Td ({text}) Tj ET ");
    let content = label(700, "Name ............................")
        + &label(650, "Unit")
        + &label(600, "Year")
        + &label(550, "Code");
    let thai = |text: &str| {
        let units: String = text.encode_utf16().map(|u| format!("{u:04X}")).collect();
        format!("<FEFF{units}>")
    };
    let objects = [
        format!("6 0 obj<</Subtype/Widget/Rect[100 695 400 715]/F 4/FT/Tx/V{}>>endobj", thai("สมหญิง รักชาติ")),
        "7 0 obj<</FT/Ch/V(b)/Opt[[(a)(Works)][(b)(Finance)]]/Kids[8 0 R]>>endobj".to_owned(),
        "8 0 obj<</Subtype/Widget/Rect[100 645 400 665]/F 4/Parent 7 0 R>>endobj".to_owned(),
        "9 0 obj<</Subtype/FreeText/Rect[100 595 400 615]/F 4/Contents(2568 and later)>>endobj".to_owned(),
        "10 0 obj<</Subtype/Widget/Rect[100 545 400 565]/F 4/FT/Tx/Ff 8192/V(secret)>>endobj".to_owned(),
        "11 0 obj<</Subtype/FreeText/Rect[100 495 400 515]/F 2/Contents(hidden)>>endobj".to_owned(),
    ];
    let annotations = "/Annots[6 0 R 8 0 R 9 0 R 10 0 R 11 0 R]";
    let document = pdf(&content, annotations, "", &objects.join("\n"));
    let text = document.whole_text();
    assert!(text.contains("สมหญิง รักชาติ"), "{text}");
    assert!(text.contains("Finance") && !text.contains("Works"), "{text}");
    assert!(text.contains("2568 and later"), "{text}");
    assert!(!text.contains("secret") && !text.contains("hidden"), "{text}");
    // Where the page shows it, it is not said twice.
    let shown = pdf(
        &label(700, "Shown"),
        "/Annots[6 0 R]",
        "",
        "6 0 obj<</Subtype/Widget/Rect[30 695 400 715]/F 4/FT/Tx/V(Shown)>>endobj",
    );
    assert_eq!(texts(&shown), ["Shown"]);
}

#[test]
fn the_files_in_a_pdf_are_read() {
    let file = |number: u32, name: &str, content: &str| {
        format!(
            "{number} 0 obj<</Type/Filespec/F({name})/EF<</F {} 0 R>>>>endobj\n{} 0 obj<</Type/EmbeddedFile/Length {}>>stream\n{content}\nendstream endobj\n",
            number + 1,
            number + 1,
            content.len()
        )
    };
    let objects = file(6, "note.txt", "An appendix of two lines\nand its end")
        + &file(8, "clip.txt", "Clipped to the page");
    let document = pdf(
        "BT /F1 12 Tf 40 700 Td (This file carries others) Tj ET",
        "/Annots[<</Subtype/FileAttachment/Rect[0 0 9 9]/FS 8 0 R>>]",
        "/Names<</EmbeddedFiles<</Kids[<</Names[(a) 6 0 R]>>]>>>>",
        &objects,
    );
    let files: Vec<Option<&str>> = document.blocks.iter().map(|b| b.place.file.as_deref()).collect();
    assert_eq!(files, [None, Some("note.txt"), Some("note.txt"), Some("clip.txt")]);
    assert_eq!((document.kind, document.blocks[3].text.as_str()), (Kind::Pdf, "Clipped to the page"));
}

/// A page whose font says that its bytes are of this encoding.
fn in_font(text: &[u8], encoding: &str) -> Document {
    let coded: String = text.iter().map(|b| format!("{b:02x}")).collect();
    let font =
        format!("5 0 obj<</Type/Font/Subtype/TrueType/BaseFont/AngsanaUPC/Encoding/{encoding}>>endobj");
    pdf(&format!("BT /F1 14 Tf 40 700 Td <{coded}> Tj ET"), "", "", &font)
}

#[test]
fn thai_under_the_names_of_european_letters_is_thai() {
    let thai = "ประกาศเทศบาล เรื่อง พระราชบัญญัติ พ.ศ. 2568 ที่ ๑๒";
    assert_eq!(texts(&in_font(&cp874(thai), "WinAnsiEncoding")), [thai]);
    let marked = [cp874("ป"), b"\x8b".to_vec(), cp874("า กาศเทศบาลเรื่องที่นี่และที่นั่น")].concat();
    assert_eq!(texts(&in_font(&marked, "WinAnsiEncoding")), ["ป่า กาศเทศบาลเรื่องที่นี่และที่นั่น"]);
    // Another code page's names are not undone, but nobody is told that they are the text.
    let apple = in_font(&cp874(thai), "MacRomanEncoding");
    assert_eq!((apple.unread[0].why, apple.blocks.len()), (Why::DamagedText, 0));
    let french = "l'\u{e9}t\u{e9} \u{e0} la for\u{ea}t : pr\u{e9}f\u{e9}r\u{e9}e, \u{e9}lev\u{e9}e, d\u{e9}j\u{e0}, o\u{f9}, g\u{e2}t\u{e9}e, f\u{ea}t\u{e9}e, cr\u{e9}\u{e9}e, h\u{e9}l\u{e9}e";
    let bytes: Vec<u8> = french.chars().map(|c| c as u8).collect();
    assert_eq!(texts(&in_font(&bytes, "WinAnsiEncoding")), [french]);
}

#[test]
fn letters_that_bear_the_names_of_others_are_no_text() {
    let named = |text: &str, by: &dyn Fn(u8) -> u8| {
        let bytes: Vec<u8> = cp874(text).into_iter().map(by).collect();
        in_font(&bytes, "WinAnsiEncoding")
    };
    let damaged = |document: &Document| (document.unread.first().map(|u| u.why), document.blocks.len());
    let notice = "ประกาศเทศบาลตำบลหนองน้ำใส แผนการจัดซื้อจัดจ้าง พ.ศ. 2567";
    assert_eq!(texts(&named(notice, &|b| b)), [notice]);
    // Consonants that are each called the next but four, so that every mark has a letter below it.
    let next = |b| if (0xa1..=0xce).contains(&b) { (b - 0xa1 + 5) % 46 + 0xa1 } else { b };
    assert_eq!(damaged(&named(notice, &next)), (Some(Why::DamagedText), 0));
    // Signs of ASCII, among which some letters kept their names.
    let signs = |b: u8| {
        if b > 0xa0 && b.is_multiple_of(3) { b"!#$&*+<=>?@[]^_{|}~ABCDEFGH"[usize::from(b % 27)] } else { b }
    };
    assert_eq!(damaged(&named(notice, &signs)), (Some(Why::DamagedText), 0));
    // What is short, a list, a foreign word or an abbreviation stays.
    for text in [
        "Annual Report 2024: McDonald & Co., e-GP, iPhone, PowerPoint, GitHub",
        "นาย ก. ข. ค. 1,234.00 5,678.00 อบต. สขร.1 e-bidding กข 4512",
        "เว็บไซต์ www.example.go.th อีเมล a@example.go.th Line: @example",
        "AB-1234 CD-5678 PVC-40 DN100 HDPE-PN10 MCCB-3P LED-T8 CAT6-UTP",
    ] {
        assert_eq!(damaged(&named(text, &|b| b)).0, None, "{text}");
    }
}

#[test]
fn forms_in_forms_are_drawn_as_long_as_they_are_few() {
    let nested = |times: usize, deep: usize| {
        let form = |n: usize| {
            let commands = format!("/F{} Do ", n + 1).repeat(if n < deep { times } else { 0 });
            let commands =
                if n == deep { "BT /F1 12 Tf 40 500 Td (A word) Tj ET".to_owned() } else { commands };
            format!(
                "{} 0 obj<</Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</F{} {} 0 R>>/Font<</F1 5 0 R>>>>/Length {}>>stream\n{commands}\nendstream endobj\n",
                n + 10,
                n + 1,
                n + 11,
                commands.len()
            )
        };
        let forms: String = (1..=deep).map(form).collect();
        let commands = "/F1 Do ".repeat(times);
        read(format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</F1 11 0 R>>>>>>endobj\n\
             4 0 obj<</Length {}>>stream\n{commands}\nendstream endobj\n\
             5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n{forms}trailer<</Root 1 0 R>>\n",
            commands.len()
        ).as_bytes())
    };
    assert_eq!(texts(&nested(1, 8)), ["A word"]);
    let begun = std::time::Instant::now();
    let bomb = nested(10, 12);
    assert_eq!((bomb.unread[0].why, bomb.unread[0].page), (Why::TooLarge, Some(1)));
    assert!(begun.elapsed().as_secs() < 3, "{:?}", begun.elapsed());
}

#[test]
fn opendocument_in_one_xml_is_that_document() {
    let flat = |mimetype: &str, body: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
             xmlns:table=\"urn:t\" xmlns:text=\"urn:x\" office:version=\"1.3\" office:mimetype=\"application/vnd.oasis.opendocument.{mimetype}\">\
             <office:meta><dc:title>แผนการจัดซื้อจัดจ้าง</dc:title></office:meta><office:settings>ก 1 2 3</office:settings>\
             <office:styles><number:text>( ) / -</number:text></office:styles><office:body>{body}</office:body></office:document>"
        )
    };
    let sheet = flat(
        "spreadsheet",
        "<office:spreadsheet><table:table table:name=\"แผ่น\"><table:table-row><table:table-cell><text:p>ลำดับ</text:p></table:table-cell>\
         <table:table-cell><text:p>งาน</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>\
         <table:table-cell><text:p>ซื้อวัสดุ</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>",
    );
    let sheet = read(sheet.as_bytes());
    assert_eq!((sheet.kind, sheet.title.as_str()), (Kind::Sheet, "แผนการจัดซื้อจัดจ้าง"));
    assert_eq!(texts(&sheet), ["ลำดับ | งาน", "1 | ซื้อวัสดุ"]);
    let text = flat(
        "text",
        "<office:text><text:p>ประกาศ<draw:frame><draw:image><office:binary-data>aGVsbG8gd29ybGQ=</office:binary-data></draw:image></draw:frame> ฉบับที่ 1</text:p></office:text>",
    );
    let text = read(text.as_bytes());
    assert_eq!((text.kind, texts(&text)), (Kind::Text, vec!["ประกาศ ฉบับที่ 1"]));
    // Cut off in the middle, it says so.
    let cut = flat("text", "<office:text><text:p>ประกาศ</text:p><text:p>เรื่อ");
    assert_eq!(texts(&read(&cut.as_bytes()[..cut.len() - 40]))[0], "ประกาศ");
}
