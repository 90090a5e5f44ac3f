//! The analysis for the office, read back as any program would, beside the real one (seed 004).

mod needs;
#[path = "report/sample.rs"]
#[allow(dead_code)]
mod sample;

use std::io::Read;
use std::path::Path;
use std::process::Command;

use oit::extract::{self, Document, Hints, Kind};
use oit::report::plan::Plan;
use oit::report::{Lang, Perception, Report, docx, for_path};
use oit::rule::advice::Advice;
use oit::thai::text::arabic;

fn written(report: &Report) -> Vec<u8> {
    let mut out = Vec::new();
    for_path(Path::new("a.docx")).unwrap().write(report, Lang::Th, &mut out).unwrap();
    out
}

fn read(bytes: &[u8]) -> Document {
    extract::read(bytes, &Hints { file_name: "a.docx", ..Hints::default() })
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The figures that seed 004 prints for its eight indicators of the surveys.
fn seed() -> Report {
    let mut report = sample::report(sample::keyed(), sample::coverage(), Some((96.09, 94.83)));
    let advice = Advice::built_in();
    let scores = [97.53, 95.23, 97.57, 95.26, 94.88, 95.28, 95.12, 94.10];
    let named = advice.indicators.iter().zip(scores).map(|(one, score)| Perception {
        id: one.id.clone(),
        instrument: one.instrument.clone(),
        title: one.title.clone(),
        score,
    });
    report.score.perceptions = named.collect();
    report
}

#[test]
fn the_text_of_the_analysis() {
    let text = docx::analysis_text(&seed(), &Advice::built_in());
    insta::with_settings!({snapshot_path => "report/snapshots", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("analysis", text);
    });
}

#[test]
fn same_sections_and_numbers_as_the_real_one_and_its_slips_right() {
    let text = read(&written(&seed())).whole_text();
    // Its sections, in its order.
    let sections = [
        "คำนำ",
        "๑. หลักการและเหตุผล",
        "๒. ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของ",
        "๓. การวิเคราะห์ข้อมูล",
        "๓.๑ จุดแข็ง (ตัวชี้วัดที่ได้คะแนนตั้งแต่ร้อยละ ๘๕ ขึ้นไป) จำนวน ๘ ตัวชี้วัด",
        "๓.๒ จุดที่ต้องปรับปรุงพัฒนา (ตัวชี้วัดที่ได้คะแนนต่ำกว่าร้อยละ ๘๕) จำนวน ๒ ตัวชี้วัด",
        "๔. ข้อเสนอแนะจากการประเมิน",
        "๔.๑ ผลการประเมินตามแบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)",
        "๔.๒ ผลการประเมินตามแบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (EIT)",
        "๔.๓ ผลการประเมินตามแบบตรวจการเปิดเผยข้อมูลสาธารณะ (OIT)",
        "๕. ประเด็นที่จะต้องพัฒนาเนื่องจากได้คะแนนต่ำสุด: ตัวชี้วัดที่ ๙ และ ๑๐",
        "ตัวชี้วัดย่อยที่ ๙.๑ ข้อมูลพื้นฐาน",
        "ตัวชี้วัดย่อยที่ ๑๐.๒ มาตรการภายในเพื่อป้องกันการทุจริต",
        "แนวทางการดำเนินงานเพื่อยกระดับการประเมิน",
        "๔. หน่วยงานต้องเปิดเผยข้อมูลรายละเอียดตามข้อคำถาม O34–O43 บนเว็บไซต์ของหน่วยงานให้เป็นปัจจุบัน",
        "แก้ไขก่อน ข้อที่ยังไม่เป็นไปตามแบบตรวจ ได้แก่ O41 O42 O43",
        "๖. ข้อเสนอแนะในการจัดทำมาตรการเพื่อขับเคลื่อน",
    ];
    let mut at = 0;
    for section in sections {
        let found = text[at..].find(section);
        at += found.unwrap_or_else(|| panic!("“{section}” is missing or out of order"));
    }
    // Its figures.
    for figure in [
        "๘๑.๘๖",
        "๙๗.๕๗",
        "๙๗.๕๓",
        "๙๕.๒๘",
        "๙๕.๒๖",
        "๙๕.๒๓",
        "๙๕.๑๒",
        "๙๔.๘๘",
        "๙๔.๑๐",
        "๗๙.๑๔",
        "๔๓.๗๕",
        "๙๖.๐๙",
        "๙๔.๘๓",
        "๖๑.๔๕",
    ] {
        assert!(text.contains(figure), "{figure}");
    }
    assert!(text.contains("คะแนนสูงสุดเท่ากับร้อยละ ๙๗.๕๗ คือ ตัวชี้วัดที่ ๓ การใช้อำนาจ"));
    assert!(text.contains("ต่ำสุด คือ ตัวชี้วัดที่ ๑๐ การป้องกันการทุจริต ได้คะแนนร้อยละ ๔๓.๗๕"));
    // Its slips: A for 96.09, F for 61.45, one item for nine.
    assert!(text.contains("อยู่ในระดับ AA (๙๖.๐๙ คะแนน)"), "96.09 is AA");
    assert!(text.contains("อยู่ในระดับ A (๙๔.๘๓ คะแนน)"));
    assert!(text.contains("อยู่ในระดับ D (๖๑.๔๕ คะแนน)"), "61.45 is D");
    assert!(text.contains("ยังไม่เป็นไปตามแบบตรวจ ๙ ข้อ ได้แก่ O15 O17 O18 O27 O30 O31 O41 O42 O43"), "nine items");
    assert!(text.contains("๘๑.๘๖ คะแนน อยู่ในระดับ B"));
}

#[test]
fn the_whole_table_with_its_comments() {
    let document = read(&written(&seed()));
    // Figures are Thai throughout; what they say is the same.
    let cells = |cells: &Vec<String>| cells.iter().map(|cell| arabic(cell)).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> = document.blocks.iter().map(|block| cells(&block.cells)).collect();
    for item in seed().items {
        let row =
            rows.iter().find(|row| row.len() == 4 && row[0] == item.id && row[1] == arabic(&item.title));
        let row = row.unwrap_or_else(|| panic!("{} has no row", item.id));
        assert_eq!(row[2..], [arabic(&item.comment), format!("{:.2}", item.score.unwrap())], "{}", item.id);
    }
}

#[test]
fn evidence_opens_at_its_page() {
    let mut report = seed();
    let item = report.items.iter_mut().find(|item| item.id == "O15").unwrap();
    let found = &mut item.evidence[0];
    (found.kind, found.page, found.url) = (Kind::Pdf, Some(3), format!("{}/a.pdf", sample::SITE));
    let links = part(&written(&report), "word/_rels/document.xml.rels");
    assert!(links.contains("/a.pdf#page=3\""), "{links}");
}

/// One kind of figures in a document; only names, addresses and what is quoted keep theirs.
#[test]
fn figures_are_thai_throughout() {
    let (report, advice) = (seed(), Advice::built_in());
    let plan = Plan::of(&report, &advice, 2565);
    for text in [
        docx::analysis_text(&report, &advice),
        docx::measures_text(&report, &plan),
        docx::carried_out_text(&report, &plan),
        oit::report::plan_md::measures(&report, &plan),
        oit::report::plan_md::carried_out(&report, &plan),
    ] {
        let unquoted = text.split('“').enumerate().map(|(nth, part)| match part.split_once('”') {
            Some((_, after)) if nth > 0 => after,
            _ => part,
        });
        for word in unquoted.flat_map(str::split_whitespace) {
            let typed = word.contains("://") || word.contains(|c: char| c.is_ascii_alphabetic());
            let version = word.matches('.').count() > 1;
            assert!(typed || version || !word.contains(|c: char| c.is_ascii_digit()), "{word}");
        }
    }
}

#[test]
fn real_headings_heads_that_repeat_and_thai_throughout() {
    let bytes = written(&seed());
    let body = part(&bytes, "word/document.xml");
    for style in ["Heading1", "Heading2", "Heading3"] {
        assert!(body.contains(&format!("<w:pStyle w:val=\"{style}\"/>")), "{style}");
    }
    assert_eq!(body.matches("<w:tblHeader/>").count(), body.matches("<w:tbl>").count());
    assert!(body.contains("w:w=\"11906\" w:h=\"16838\"") && body.contains("w:fmt=\"thaiNumbers\""));
    let styles = part(&bytes, "word/styles.xml");
    assert!(styles.contains("w:cs=\"TH Sarabun New\"") && styles.contains("w:bidi=\"th-TH\""));
    assert!(part(&bytes, "word/header1.xml").contains(" PAGE "));
    assert_eq!(bytes, written(&seed()), "no clock in it");
}

#[test]
fn surveys_that_were_not_given_are_said_not_to_be() {
    let report = sample::report(sample::findings(), sample::coverage(), None);
    let text = docx::analysis_text(&report, &Advice::built_in());
    assert!(text.contains("ไม่ได้ระบุคะแนน IIT และ EIT จึงยังคำนวณคะแนนรวม ITA ไม่ได้"));
    assert!(text.contains("ไม่ได้ระบุคะแนน EIT ในการวิเคราะห์ครั้งนี้"));
    assert!(text.contains("๑. การปฏิบัติหน้าที่\tIIT\tไม่ได้ระบุ"));
    let totals = sample::report(sample::findings(), sample::coverage(), Some((96.09, 94.83)));
    let text = docx::analysis_text(&totals, &Advice::built_in());
    assert!(text.contains("ระบุเฉพาะคะแนนรวมของ IIT และ EIT"));
    // A total is no indicator, and the best of what is under the target no strength.
    assert!(text.contains("ตั้งแต่ร้อยละ ๘๕ ขึ้นไป) จำนวน ๒ แบบวัด"));
    assert!(!text.contains("จุดแข็งที่หน่วยงานได้คะแนนสูงสุด") && text.contains("ซึ่งยังไม่ถึงเกณฑ์เป้าหมาย"));
}

#[test]
fn where_all_are_strengths_the_lowest_is_no_weak_point() {
    let mut report = seed();
    for one in &mut report.score.indicators {
        (one.score, one.score_high) = (Some(90.0), Some(90.0));
    }
    let text = docx::analysis_text(&report, &Advice::built_in());
    assert!(!text.contains("จุดที่จะต้องพัฒนา"), "{text}");
    assert!(text.contains("เป็นจุดแข็งทั้งหมด") && text.contains("จำนวน ๐ ตัวชี้วัด"));
}

#[test]
fn open_items_stand_between_and_are_asked_about() {
    let text = docx::analysis_text(&sample::open(), &Advice::built_in());
    assert!(text.contains("ข้อที่ต้องให้คนตรวจดูก่อนสรุปผล"));
    assert!(text.contains("คะแนนค่าต่ำนับข้อเหล่านี้เป็น ๐ ค่าสูงนับเป็น ๑๐๐"));
}

#[test]
fn what_a_site_wrote_stays_letters() {
    let mut report = seed();
    for item in &mut report.items {
        item.comment = "</w:t><w:br/>&amp;\u{1b}[31m\u{0}".to_owned();
        for found in &mut item.evidence {
            found.url = "javascript:alert(1)".to_owned();
        }
    }
    let bytes = written(&report);
    let body = part(&bytes, "word/document.xml");
    assert!(!body.contains("</w:t><w:br/>&amp;\u{1b}") && body.contains("&lt;/w:t&gt;"));
    assert!(!part(&bytes, "word/_rels/document.xml.rels").contains("javascript"));
    assert!(read(&bytes).whole_text().contains("</w:t><w:br/>"));
}

/// LibreOffice opens it and makes pages of it. Set `OIT_SAMPLE_DIR` to look at them.
#[test]
fn an_office_program_opens_it() {
    if !needs::program("soffice", "no soffice here (apt install libreoffice-writer)") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("analysis.docx");
    std::fs::write(&file, written(&seed())).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let made = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .arg(&file)
        .output()
        .unwrap();
    let pdf = std::fs::read(folder.path().join("analysis.pdf"));
    let pdf = pdf.unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&made.stderr)));
    let document = extract::read(&pdf, &Hints { file_name: "a.pdf", ..Hints::default() });
    let text = document.whole_text();
    for words in ["หลักการและเหตุผล", "ตัวชี้วัดย่อยที่", "O43", "ผู้รับผิดชอบ"]
    {
        assert!(text.contains(words), "{words}");
    }
    // A heading stands on the page of its table.
    let page_of = |from: usize, words: &str| {
        let mut blocks = document.blocks.iter().enumerate().skip(from);
        let (at, block) =
            blocks.find(|(_, block)| block.text.contains(words)).unwrap_or_else(|| panic!("{words}"));
        (at, block.place.page)
    };
    for heading in ["๔.๑ ผลการ", "๔.๒ ผลการ", "๔.๓ ผลการ"] {
        let (at, page) = page_of(0, heading);
        assert_eq!(page_of(at, "ประเด็นที่ควรพัฒนา").1, page, "{heading}");
    }
    let pages = document.blocks.iter().filter_map(|block| block.place.page).max().unwrap_or(0);
    assert!((15..45).contains(&pages), "{pages} pages");
    if let Ok(to) = std::env::var("OIT_SAMPLE_DIR") {
        std::fs::write(Path::new(&to).join("analysis.pdf"), pdf).unwrap();
    }
}
