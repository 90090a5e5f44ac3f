//! Scans, with the real program where it is installed, and with false ones everywhere.

mod needs;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use oit::extract::ocr::{self, Ocr, Options};
use oit::extract::{self, Document, Hints, Why};

const SCAN: &[u8] = include_bytes!("data/ocr/scan.png");
const FAX: &[u8] = include_bytes!("data/ocr/fax.tif");
const LEANING: &[u8] = include_bytes!("data/ocr/leaning.pdf");
/// A cover of Chromium's whose letters Ghostscript made shapes (`-dNoOutputFonts`), white on blue.
const OUTLINED: &[u8] = include_bytes!("data/ocr/outlined.pdf");

/// The text without blanks: where these stand is not what these tests are about.
fn text(document: &Document) -> String {
    document.whole_text().split_whitespace().collect()
}

fn read(ocr: Ocr, bytes: &[u8]) -> Document {
    ocr::reader(Some(Arc::new(ocr)))(bytes, &Hints::default())
}

#[test]
fn a_picture_is_read() {
    let Some(ocr) = needs::ocr() else { return };
    let document = read(ocr, SCAN);
    assert!(document.unread.is_empty(), "{:?}", document.unread);
    assert!(text(&document).contains("องค์การบริหารส่วนตำบลวังประจัน"), "{}", document.whole_text());
    assert!(document.blocks.iter().all(|b| b.place.page == Some(1)));
    assert!(document.ocr[0].confidence > 0.8);
    assert!(ocr::is_ocr(&document, Some(1)) && !ocr::is_ocr(&document, Some(2)));
}

/// `oit read` of a page whose content is a picture that lies beside it.
#[test]
fn the_picture_that_a_page_is_is_read() {
    if needs::ocr().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("ภาพ")).unwrap();
    fs::write(folder.path().join("ภาพ/notice.png"), SCAN).unwrap();
    let page = folder.path().join("notice.html");
    fs::write(&page, "<title>ประกาศ</title><main><img src=\"ภาพ/notice.png\"></main>").unwrap();
    let read = |ocr: &str| {
        let mut oit = std::process::Command::new(env!("CARGO_BIN_EXE_oit"));
        let done =
            oit.args(["read", "--ocr", ocr, "--data-dir"]).arg(folder.path()).arg(&page).output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    let said = read("auto");
    assert!(said.contains("── notice.png · หน้า 1 · อ่านจากภาพ (OCR มั่นใจ "), "{said}");
    let letters: String = said.split_whitespace().collect();
    assert!(letters.contains("องค์การบริหารส่วนตำบลวังประจัน") && !said.contains("ส่วนที่ไม่ได้อ่าน"), "{said}");
    assert!(read("never").contains("ส่วนที่ไม่ได้อ่าน 1 รายการ"));
}

#[test]
fn each_page_of_a_tiff_is_read() {
    let document = extract::read(FAX, &Hints::default());
    assert_eq!((document.pages, document.unread.len()), (2, 2));
    let Some(ocr) = needs::ocr() else { return };
    let document = read(ocr, FAX);
    assert!(document.unread.is_empty(), "{:?}", document.unread);
    let of_page = |n| -> String {
        document.blocks.iter().filter(|b| b.place.page == Some(n)).map(|b| b.text.as_str()).collect()
    };
    assert!(of_page(1).contains("แผนปฏิบัติการ") && !of_page(1).contains("หน้าที่สอง"), "{}", of_page(1));
    assert!(of_page(2).contains("หน้าที่สอง"), "{}", of_page(2));
}

#[test]
fn a_leaning_page_of_a_pdf_is_read() {
    let Some(ocr) = needs::ocr() else { return };
    let document = read(ocr, LEANING);
    assert!(document.unread.is_empty(), "{:?}", document.unread);
    assert!(text(&document).contains("การประเมินคุณธรรมและความโปร่งใส"), "{}", document.whole_text());
}

/// Six lines in each of three fonts on which the reader of digits was never trained.
#[test]
fn a_cover_in_outlined_letters_is_read() {
    let document = extract::read(OUTLINED, &Hints::default());
    assert_eq!(
        document.unread.iter().map(|u| (u.page, u.why)).collect::<Vec<_>>(),
        [(Some(1), Why::NeedsOcr)]
    );
    let Some(ocr) = needs::ocr() else { return };
    let document = read(ocr, OUTLINED);
    assert!(document.unread.is_empty(), "{:?}", document.unread);
    let text = text(&document);
    assert!(text.contains("คู่มือการปฏิบัติงาน") && text.contains("ประจำปี2568"), "{text}");
}

#[test]
fn thai_years_are_right_or_said_to_be_unreadable() {
    const LINES: [&[&str]; 6] = [
        &["๒๕๖๑", "๒๕๖๔"],
        &["๒๕๖๓", "๒๕๖๗"],
        &["๒๕๖๒", "๒๕๖๓"],
        &["๒๕๖๓", "๒๕๖๔"],
        &["๒๕๖๐", "๒๕๖๐"],
        &["๒๕๕๘", "๒๕๕๙", "๒๕๖๕", "๒๕๖๖", "๒๕๖๘", "๒๕๖๙"],
    ];
    let Some(ocr) = needs::ocr() else { return };
    let document = read(ocr, include_bytes!("data/ocr/years.png"));
    let text = document.whole_text();
    let is_digit = |c: char| ('๐'..='๙').contains(&c) || c == '?';
    let read: Vec<&str> = text
        .split(|c| !is_digit(c))
        .filter(|n| n.chars().count() == 4 && (n.starts_with("๒๕") || n.contains('?')))
        .collect();
    let wanted: Vec<&str> = [LINES; 3].concat().concat();
    assert!(read.len() + 2 >= wanted.len(), "{} of {}: {text}", read.len(), wanted.len());
    let sure: Vec<&str> = read.iter().copied().filter(|n| !n.contains('?')).collect();
    assert!(sure.len() * 100 >= wanted.len() * 90, "{text}");
    // In the order of the page; what is sure is right.
    let mut left = wanted.iter();
    for year in &sure {
        assert!(left.any(|w| w == year), "{year} is wrong: {text}");
    }
}

#[test]
fn cells_of_a_scanned_table_stay_cells() {
    let Some(ocr) = needs::ocr() else { return };
    let document = read(ocr, include_bytes!("data/ocr/table.pdf"));
    let rows: Vec<Vec<String>> = document
        .blocks
        .iter()
        .filter(|b| matches!(b.role, extract::Role::Row { .. }))
        .map(|b| b.cells.iter().map(|c| c.split_whitespace().collect()).collect())
        .collect();
    assert_eq!((rows.len(), rows[0].len()), (5, 5), "{rows:?}");
    assert_eq!(rows[0][1..3], ["มาตรการ", "การดำเนินการ"]);
    assert!(rows[1][0].contains("วิธีเฉพาะเจาะจง"), "{rows:?}");
}

#[test]
fn figures_alone_in_their_cells_are_read() {
    let Some(ocr) = needs::ocr() else { return };
    let document = read(ocr, include_bytes!("data/ocr/zeros.png"));
    let rows = document.blocks.iter().filter(|b| matches!(b.role, extract::Role::Row { .. }));
    let figures: Vec<String> = rows.skip(1).map(|b| b.cells[1..].join(" ")).collect();
    assert_eq!(figures, ["๐ ๐", "๑ ๑", "๐ ๐", "๒ ๐", "๐ ๐", "๑๒ ๗"]);
}

/// A table that goes on where the first pages end is one table, whether its rest is read at once or later.
#[test]
fn a_table_goes_on_over_what_was_left_for_later() {
    if needs::ocr().is_none() {
        return;
    }
    let sheet = image::load_from_memory(include_bytes!("data/ocr/zeros.png")).unwrap().to_luma8();
    // The second page begins with the table.
    let rest = image::imageops::crop_imm(&sheet, 0, 82, sheet.width(), sheet.height() - 82).to_image();
    let mut pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>endobj\n"
        .to_vec();
    for (at, sheet) in [(3, &sheet), (6, &rest)] {
        let (width, height) = sheet.dimensions();
        let draws = format!("q {} 0 0 {} 0 0 cm /I Do Q", width * 72 / 200, height * 72 / 200);
        let page = format!(
            "{at} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 {} {}]/Contents {} 0 R/Resources<</XObject<</I {} 0 R>>>>>>endobj\n\
             {} 0 obj<</Length {}>>stream\n{draws}\nendstream endobj\n\
             {} 0 obj<</Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8/Length {}>>stream\n",
            width * 72 / 200,
            height * 72 / 200,
            at + 1,
            at + 2,
            at + 1,
            draws.len(),
            at + 2,
            width * height
        );
        pdf.extend_from_slice(page.as_bytes());
        pdf.extend_from_slice(sheet.as_raw());
        pdf.extend_from_slice(b"\nendstream endobj\n");
    }
    pdf.extend_from_slice(b"trailer<</Root 1 0 R>>\n");
    let folder = tempfile::tempdir().unwrap();
    let read = |pages_per_document| {
        let folder = Some(folder.path().to_owned());
        let ocr = needs::ocr().unwrap().with(Options { pages_per_document, folder, ..Options::default() });
        let mut document = extract::read(&pdf, &Hints::default());
        ocr.read(&pdf, &mut document);
        ocr.read_on(&pdf, &mut document, 6);
        document
    };
    let (at_once, later) = (read(2), read(1));
    let tables: Vec<u32> = later
        .blocks
        .iter()
        .filter_map(|b| if let extract::Role::Row { table, .. } = b.role { Some(table) } else { None })
        .collect();
    assert!(
        tables.len() > 10 && later.unread.is_empty() && tables.iter().all(|table| *table == tables[0]),
        "{tables:?}"
    );
    assert_eq!(later.blocks, at_once.blocks);
}

#[test]
fn without_a_program_a_scan_stays_unread() {
    let document = ocr::reader(None)(SCAN, &Hints::default());
    assert_eq!(document, extract::read(SCAN, &Hints::default()));
    assert!(Ocr::at(Path::new("/nowhere/tesseract")).is_none());
}

#[cfg(unix)]
mod false_programs {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A script that counts its pages in `calls` and then does `page`.
    fn program(folder: &Path, page: &str) -> PathBuf {
        let path = folder.join("tesseract");
        let calls = folder.join("calls");
        let script = format!(
            "#!/bin/sh\ncase \"$1\" in\n--list-langs) echo tha; exit;;\n--version) echo false 1.0; exit;;\nesac\n\
             cat > /dev/null\necho page >> '{}'\n{page}\n",
            calls.display()
        );
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    fn calls(folder: &Path) -> usize {
        fs::read_to_string(folder.join("calls")).unwrap_or_default().lines().count()
    }

    const TWO_WORDS: &str = "cat <<'END'
<div class='ocr_page' title='bbox 0 0 900 900'><span class='ocr_line' title='bbox 100 100 262 120'>
<span class='ocrx_word' title='x_wconf 91.5'><span class='ocrx_cinfo' title='x_bboxes 100 100 180 120'>แผน</span></span>
<span class='ocrx_word' title='x_wconf 90'><span class='ocrx_cinfo' title='x_bboxes 182 100 262 120'>งาน</span></span>
<span class='ocrx_word' title='x_wconf 12'><span class='ocrx_cinfo' title='x_bboxes 300 100 380 120'>dirt</span></span>
</span></div>
END";

    #[test]
    fn what_was_read_once_is_not_read_again() {
        let home = tempfile::tempdir().unwrap();
        let path = program(home.path(), TWO_WORDS);
        let with = || {
            Ocr::at(&path).unwrap().with(Options {
                folder: Some(home.path().join("kept")),
                pages: 1,
                ..Options::default()
            })
        };
        let first = read(with(), SCAN);
        // A page that does not read well is looked at more than once.
        let once = calls(home.path());
        assert_eq!((first.whole_text().as_str(), once > 0), ("แผนงาน\n", true));
        let ocr = Arc::new(with());
        let reader = ocr::reader(Some(ocr));
        assert_eq!(reader(SCAN, &Hints::default()), first);
        assert_eq!(calls(home.path()), once);
        // The same picture in other bytes is that page too.
        let longer = [SCAN, b"saved once more"].concat();
        assert_eq!(read(with(), &longer).whole_text(), first.whole_text());
        assert_eq!(calls(home.path()), once);
        // What was kept cost nothing of the budget, so the other document is read too.
        assert!(reader(LEANING, &Hints::default()).unread.is_empty());
        assert!(calls(home.path()) > once);
    }

    #[test]
    fn a_page_without_words_is_not_looked_at_again() {
        let home = tempfile::tempdir().unwrap();
        let path = program(home.path(), "echo \"<div class='ocr_page' title='bbox 0 0 900 900'></div>\"");
        let options = || Options { folder: Some(home.path().join("kept")), pages: 1, ..Options::default() };
        let first = read(Ocr::at(&path).unwrap().with(options()), SCAN);
        assert!(first.unread[0].detail.contains("ไม่พบข้อความ"), "{:?}", first.unread);
        let once = calls(home.path());
        assert!(once > 0);
        assert_eq!(read(Ocr::at(&path).unwrap().with(options()), SCAN), first);
        assert_eq!(calls(home.path()), once);
        // A program that failed may do better tomorrow.
        program(home.path(), "exit 1");
        for _ in 0..2 {
            let before = calls(home.path());
            read(Ocr::at(&path).unwrap().with(options()), LEANING);
            assert!(calls(home.path()) > before);
        }
    }

    #[test]
    fn scans_pasted_into_office_files_are_read_as_pages() {
        let home = tempfile::tempdir().unwrap();
        let path = program(home.path(), TWO_WORDS);
        for (bytes, pages) in [
            (include_bytes!("data/office/scanned.docx").as_slice(), [1, 2]),
            (include_bytes!("data/office/scanned.odt"), [1, 2]),
            (include_bytes!("data/office/scanned.pptx"), [2, 3]),
            (include_bytes!("data/office/scanned.odp"), [2, 3]),
        ] {
            let document = read(Ocr::at(&path).unwrap(), bytes);
            assert!(document.unread.is_empty(), "{:?}", document.unread);
            assert_eq!(document.ocr.iter().map(|p| p.page).collect::<Vec<_>>(), pages);
            let read_by_it: Vec<_> =
                document.blocks.iter().filter(|b| b.text == "แผนงาน").map(|b| b.place.page).collect();
            assert_eq!(read_by_it, pages.map(Some));
        }
        assert!(calls(home.path()) >= 8);
    }

    #[test]
    fn scans_in_archives_are_read_where_they_lie() {
        let home = tempfile::tempdir().unwrap();
        let path = program(home.path(), TWO_WORDS);
        let inner = zipped(&[("มีนาคม.pdf", LEANING)]);
        let outer = zipped(&[("อ่าน.txt", "ตุลาคม 2563".as_bytes()), ("มกราคม.png", SCAN), ("ใน.zip", &inner)]);
        let plain = extract::read(&outer, &Hints::default());
        let named: Vec<_> = plain.unread.iter().filter_map(|u| u.file.as_deref()).collect();
        assert_eq!(named, ["มกราคม.png", "ใน.zip/มีนาคม.pdf"]);
        let document = read(Ocr::at(&path).unwrap(), &outer);
        assert!(document.unread.is_empty(), "{:?}", document.unread);
        let told: Vec<_> =
            document.blocks.iter().map(|b| (b.place.file.as_deref().unwrap(), b.text.as_str())).collect();
        assert_eq!(
            told,
            [("อ่าน.txt", "ตุลาคม 2563"), ("มกราคม.png", "แผนงาน"), ("ใน.zip/มีนาคม.pdf", "แผนงาน")]
        );
    }

    #[test]
    fn pages_of_different_files_stand_apart_each_with_how_it_was_read() {
        let home = tempfile::tempdir().unwrap();
        let path = program(home.path(), TWO_WORDS);
        let outer = zipped(&[("ใบ.txt", "ตุลาคม 2563".as_bytes()), ("แฟกซ์.tif", FAX), ("มีนาคม.pdf", LEANING)]);
        let document = read(Ocr::at(&path).unwrap(), &outer);
        let data = serde_json::to_value(extract::data::Data::of(&document)).unwrap();
        let pages = data["pages"].as_array().unwrap().iter();
        let told: Vec<_> = pages.map(|p| (p["file"].as_str().unwrap(), p["number"].as_u64())).collect();
        let expected =
            [("ใบ.txt", None), ("แฟกซ์.tif", Some(1)), ("แฟกซ์.tif", Some(2)), ("มีนาคม.pdf", Some(1))];
        assert_eq!(told, expected);
        assert_eq!((data["page_count"].as_u64(), &data["pages"][0]["source"]), (Some(3), &"file".into()));
        for page in &data["pages"].as_array().unwrap()[1..] {
            assert!(page["source"] == "ocr" && page["confidence"].as_f64().unwrap() > 0.5, "{page}");
        }
        let shown = extract::show::pretty(&document);
        for place in ["แฟกซ์.tif · หน้า 2 · อ่านจากภาพ (OCR มั่นใจ", "มีนาคม.pdf · หน้า 1 · อ่านจากภาพ (OCR มั่นใจ"]
        {
            assert!(shown.contains(place), "{shown}");
        }
    }

    #[test]
    fn scans_that_a_message_or_a_pdf_carries_are_read() {
        let home = tempfile::tempdir().unwrap();
        let path = program(home.path(), TWO_WORDS);
        let scan: String = LEANING.iter().map(|byte| format!("={byte:02X}")).collect();
        let part = format!(
            "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: quoted-printable\n\
             Content-Disposition: attachment; filename=\"scan.pdf\"\n\n{scan}\n"
        );
        let message = format!(
            "From: a@b\nSubject: c\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
             --b\nContent-Type: text/plain\n\nSee below\n{part}{part}--b--\n"
        );
        let pdf = [
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 5 0 R]>>>>>>endobj\n\
              2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
              3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 7 0 R>>>>>>endobj\n\
              7 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n\
              4 0 obj<</Length 39>>stream\nBT /F1 12 Tf 40 700 Td (See below) Tj ET\nendstream endobj\n\
              5 0 obj<</Type/Filespec/F(scan.png)/EF<</F 6 0 R>>>>endobj\n"
                .to_vec(),
            format!("6 0 obj<</Type/EmbeddedFile/Length {}>>stream\n", SCAN.len()).into_bytes(),
            SCAN.to_vec(),
            b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n".to_vec(),
        ]
        .concat();
        let cases: [(Vec<u8>, &[&str]); 2] =
            [(message.into_bytes(), &["scan.pdf", "scan (2).pdf"]), (pdf, &["scan.png"])];
        for (bytes, files) in cases {
            let document = read(Ocr::at(&path).unwrap(), &bytes);
            assert!(document.unread.is_empty(), "{:?}", document.unread);
            let read: Vec<_> = document.ocr.iter().filter_map(|p| p.file.as_deref()).collect();
            assert_eq!(read, files);
            let own = &document.blocks[document.blocks.iter().position(|b| b.text == "See below").unwrap()];
            assert!(own.place.file.is_none() && !ocr::is_ocr(&document, own.place.page));
            let last = document.blocks.last().unwrap();
            assert_eq!((last.place.file.as_deref(), last.text.as_str()), (files.last().copied(), "แผนงาน"));
        }
    }

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn pages_over_the_budget_say_so() {
        let home = tempfile::tempdir().unwrap();
        let path = program(home.path(), TWO_WORDS);
        let over = "เกินจำนวนหน้าหรือเวลาที่ให้อ่าน";
        for (options, why) in [
            (Options { pages: 0, ..Options::default() }, over),
            (Options { until: Some(Instant::now()), ..Options::default() }, over),
            (Options { pages_per_document: 0, ..Options::default() }, "อ่านเฉพาะหน้าแรก ๆ ของเอกสารแต่ละฉบับ"),
            (Options { document_time: Duration::ZERO, ..Options::default() }, "เกินเวลาที่ให้อ่านเอกสารหนึ่งฉบับ"),
        ] {
            let document = read(Ocr::at(&path).unwrap().with(options), LEANING);
            assert_eq!(document.unread[0].detail, why);
            assert_eq!((document.unread[0].why, document.ocr.len()), (Why::NeedsOcr, 0));
        }
        assert_eq!(calls(home.path()), 0);
    }

    #[test]
    fn what_was_read_before_the_documents_time_ended_stays() {
        let home = tempfile::tempdir().unwrap();
        let path = program(home.path(), TWO_WORDS);
        let kept = home.path().join("kept");
        let with = |document_time| {
            let options = Options { document_time, folder: Some(kept.clone()), ..Options::default() };
            read(Ocr::at(&path).unwrap().with(options), FAX)
        };
        let whole = with(Duration::from_secs(600));
        assert!(whole.unread.is_empty(), "{:?}", whole.unread);
        let files = fs::read_dir(&kept).unwrap().flat_map(|f| fs::read_dir(f.unwrap().path()).unwrap());
        let second = files.map(|f| f.unwrap().path()).find(|f| f.to_string_lossy().contains("-2-")).unwrap();
        fs::remove_file(&second).unwrap();
        let cut = with(Duration::ZERO);
        let unread: Vec<_> = cut.unread.iter().map(|u| (u.page, u.detail.as_str())).collect();
        assert_eq!(unread, [(Some(2), "เกินเวลาที่ให้อ่านเอกสารหนึ่งฉบับ")]);
        assert_eq!((cut.ocr.len(), cut.whole_text().contains("แผนงาน")), (1, true));
        // A cut page is not kept as a read one: the next reading goes on where this one ended.
        assert!(!second.exists());
        assert_eq!(with(Duration::from_secs(600)), whole);
    }

    #[test]
    fn a_program_that_hangs_is_killed() {
        let home = tempfile::tempdir().unwrap();
        let path = program(home.path(), "exec sleep 3000");
        let started = Instant::now();
        let ocr =
            Ocr::at(&path).unwrap().with(Options { page_time: Duration::from_secs(5), ..Options::default() });
        let document = read(ocr, SCAN);
        assert!(document.blocks.is_empty() && document.ocr.is_empty());
        assert_eq!(document.unread[0].detail, "อ่านภาพหน้านี้ไม่ทันเวลา", "{:?}", document.unread);
        // Other tests may keep every core busy meanwhile.
        assert!(started.elapsed() < Duration::from_secs(300));
        assert_eq!(calls(home.path()), 1);
    }

    #[test]
    fn a_program_that_fails_leaves_the_document_as_it_was_and_says_so() {
        let home = tempfile::tempdir().unwrap();
        for page in ["kill -SEGV $$", "exit 1", "echo no table at all"] {
            let ocr = Ocr::at(&program(home.path(), page)).unwrap();
            let document = read(ocr, SCAN);
            assert!(document.unread[0].detail.contains("ไม่พบข้อความ"), "{:?}", document.unread);
            let mut expected = extract::read(SCAN, &Hints::default());
            expected.unread[0].detail.clone_from(&document.unread[0].detail);
            assert_eq!(document, expected, "{page}");
        }
    }

    #[test]
    fn a_program_without_thai_is_no_program() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("tesseract");
        fs::write(&path, "#!/bin/sh\necho eng\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(Ocr::at(&path).is_none());
    }
}
