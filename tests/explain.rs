//! `oit rule show … --on …`: each judge's reasoning on one page or file.

use std::path::Path;
use std::process::Command;

fn show(item: &str, on: &str) -> (String, String, Option<i32>) {
    let done = Command::new(env!("CARGO_BIN_EXE_oit"))
        .args(["rule", "show", item, "--year", "2564", "--on", on])
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(done.stdout), text(done.stderr), done.status.code())
}

fn example(name: &str) -> String {
    Path::new("fixtures/examples").join(name).display().to_string()
}

#[test]
fn a_page_on_disk_under_any_name_of_the_item() {
    for item in ["O31", "o31", "31", "๓๑", "Corruption-Complaint-Statistics"] {
        let (said, told, code) = show(item, &example("O31/five-months.html"));
        assert_eq!(code, Some(0), "{told}");
        for part in ["ผล: ไม่ผ่าน (fail)", "✗ six-months:", "ความคิดเห็น: ", "วิธีแก้: ", "หลักฐาน: "]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    let (said, ..) = show("O31", &example("O31/six-months-none.html"));
    assert!(said.contains("ผล: ผ่าน (pass)") && said.contains("✓ six-months:"), "{said}");
}

#[test]
fn a_scan_is_read_or_left_to_a_person() {
    let (said, told, code) = show("O31", "tests/data/ocr/scans/corrupt_stat_6401.pdf");
    assert_eq!(code, Some(0), "{told}");
    assert!(said.contains("PDF · ") && said.contains("หน้า"), "{said}");
    assert!(said.contains("อ่านจากภาพ") || said.contains("ผล: ให้คนดู (review)"), "{said}");
}

#[test]
fn what_another_item_decides_is_said() {
    let (said, told, code) = show("O43", &example("O31/five-months.html"));
    assert_eq!(code, Some(0), "{told}");
    assert!(said.contains("ไม่ได้ถาม เพราะดูจากหลักฐานของข้อ O42"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_a_page_or_a_file() {
    let (address, _server) = oit::demo::serve().await.unwrap();
    let ask = |item: &'static str, path: &str| {
        let url = format!("http://{address}{path}");
        tokio::task::spawn_blocking(move || show(item, &url))
    };
    let (said, told, code) = ask("O30", "/webboard/index.php?cat=9").await.unwrap();
    assert_eq!(code, Some(0), "{told}");
    assert!(said.contains("ผล: ไม่ผ่าน (fail)") && said.contains("confidential"), "{said}");
    let (said, told, code) = ask("O12", "/files/plan/report_year_2563.pdf").await.unwrap();
    assert_eq!(code, Some(0), "{told}");
    assert!(said.contains("ผล: ผ่าน (pass)") && said.contains("PDF"), "{said}");
    let (said, told, code) = ask("O5", "/contact/").await.unwrap();
    assert_eq!((code, told.as_str()), (Some(0), ""));
    assert!(said.contains("ผล: ผ่าน (pass)"), "{said}");
    let (_, told, code) = ask("O12", "/no-such-file.pdf").await.unwrap();
    assert_eq!(code, Some(3));
    assert!(told.contains("404") && told.contains("ทางแก้"), "{told}");
}

#[test]
fn what_is_not_there_is_told() {
    let (_, told, code) = show("O31", "no-such-file.pdf");
    assert_eq!(code, Some(2));
    assert!(told.contains("ไม่มีไฟล์ no-such-file.pdf") && told.contains("ทางแก้"), "{told}");
}

#[test]
fn the_words_of_the_link_and_the_title_say_which_item_they_mean() {
    let page = example("O31/six-months-none.html");
    let done = Command::new(env!("CARGO_BIN_EXE_oit"))
        .args(["rule", "show", "corruption-complaint-statistics", "--year", "2564", "--on", &page])
        .args(["--link", "รายงานประจำปี"])
        .output()
        .unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(said.starts_with("O31 "), "the answer comes first, the rule where it is asked for: {said}");
    assert!(said.contains("ลิงก์ “รายงานประจำปี”: ไม่ใช่ชื่อของข้อนี้ · ข้อ O12"), "{said}");
    assert!(said.contains("ชื่อเรื่อง “") && said.contains("ข้อนี้ 0."), "{said}");
    assert!(said.contains("เกณฑ์ทั้งข้อ: oit rule show O31 --year 2564"), "{said}");
}
