//! What the agency means to submit: the sheet an audit writes, and the audit of such a sheet.

use std::path::Path;

use oit::audit::{self, Question};
use oit::command::submission;
use oit::crawl::{self, Crawl, Narrow, Options, Silent, StopHandle};
use oit::mark::Outcome;
use oit::report::{ClickPath, Lang, Report, for_path};
use oit::rule::load::{self, Book};

fn book() -> Book {
    load::load(2564, None).unwrap_or_else(|error| panic!("{error}"))
}

fn question() -> Question {
    Question { as_of: "2021-07-12".to_owned(), ..Question::default() }
}

async fn walk(url: &str, book: &Book, narrow: Option<Narrow>) -> Crawl {
    let first = book.edition.find.first.clone();
    let options = Options { rate: Some(1000.0), first, narrow, ..Options::default() };
    crawl::walk(url, &options, audit::reader(None), None, &Silent, StopHandle::default()).await.unwrap()
}

/// Audits a sheet alone, by the walk that the program makes for it.
async fn judged(sheet: &Path, book: &Book) -> (Report, usize) {
    let read = submission::load(sheet, None, book).unwrap_or_else(|trouble| panic!("{}", trouble.message));
    let seeds = read.submission.urls().map(str::to_owned).collect();
    let narrow = Narrow { seeds, words: read.submission.words() };
    let krawl = walk(&read.root, book, Some(narrow)).await;
    (audit::report_on(&krawl, book, &question(), &read.submission), krawl.records.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_that_is_written_can_be_submitted() {
    let book = book();
    let (address, _server) = oit::demo::serve().await.unwrap();
    let krawl = walk(&format!("http://{address}/"), &book, None).await;
    let report = audit::report(&krawl, &book, &question());
    let folder = tempfile::tempdir().unwrap();
    for name in ["submission.xlsx", "my-submission-2564.csv"] {
        let path = folder.path().join(name);
        let mut bytes = Vec::new();
        for_path(&path).unwrap().write(&report, Lang::Th, &mut bytes).unwrap();
        std::fs::write(&path, bytes).unwrap();
        let (again, read) = judged(&path, &book).await;
        for (before, after) in report.items.iter().zip(&again.items) {
            if before.evidence.is_empty() {
                assert!(after.submitted.is_empty(), "{}", after.id);
                continue;
            }
            let paths: Vec<ClickPath> = after.submitted.iter().map(|one| one.click_path).collect();
            assert_eq!(paths, [ClickPath::Right], "{}: {:?}", after.id, after.submitted);
            assert_eq!(before.verdict, after.verdict, "{}: {} {:?}", after.id, after.comment, after.judges);
        }
        assert!(read < krawl.records.len(), "a submission needs less than the whole site");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_named_may_speak_and_paths_are_checked() {
    let book = book();
    let (address, _server) = oit::demo::serve().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let sheet = format!(
        "ข้อ,ลิงก์,หมายเหตุ\n\
         O1,http://{address}/about/structure.html,หน้าหลัก > ข้อมูลที่ไม่มีอยู่ > โครงสร้าง\n\
         O2,http://{address}/about/structure.html,\n\
         O3,http://{address}/no-such-page.html,\n"
    );
    std::fs::write(&path, sheet).unwrap();
    let (report, _) = judged(&path, &book).await;
    let item = |id: &str| report.item(id).unwrap();
    assert_eq!(item("O1").verdict, Outcome::Pass, "{}", item("O1").comment);
    let said = &item("O1").submitted[0];
    assert_eq!((said.click_path, said.word.as_str()), (ClickPath::NoSuchWord, "ข้อมูลที่ไม่มีอยู่"));
    assert_eq!(item("O2").verdict, Outcome::Fail, "another item's page is no answer");
    assert_eq!(item("O3").verdict, Outcome::Fail);
    assert!(item("O3").comment.contains("404"), "{}", item("O3").comment);
    assert_eq!((item("O4").verdict, item("O4").comment.as_str()), (Outcome::Fail, "ไม่มี URL"));
    let screen = oit::report::table::render(&report, Lang::Th, 100, false);
    assert!(screen.contains("ไม่พบคำว่า “ข้อมูลที่ไม่มีอยู่”"), "{screen}");
    assert!(
        report.coverage.notes.iter().any(|note| note.contains("ตัดสินเฉพาะ 3 URL")),
        "{:?}",
        report.coverage.notes
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outside_form_to_which_no_page_leads_is_left_to_a_person() {
    let book = book();
    let (address, _server) = oit::demo::serve().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let form = "https://docs.google.com/forms/d/e/1FAIpQLSnobodyLeadsHere/viewform";
    let sheet = format!(
        "ข้อ,ลิงก์,หมายเหตุ\nO1,http://{address}/about/structure.html,\nO2,http://{address}/,\nO3,http://{address}/,\nO17,{form},\nO8,{form},\n"
    );
    std::fs::write(&path, sheet).unwrap();
    let (report, _) = judged(&path, &book).await;
    for id in ["O17", "O8"] {
        let item = report.item(id).unwrap();
        assert_eq!(item.verdict, Outcome::Review, "{id}: {:?}", item.judges);
        assert!(item.comment.contains(form), "{id}: {}", item.comment);
        assert!(
            item.evidence.iter().all(|e| !e.url.ends_with(&format!("{address}/"))),
            "{:?}",
            item.evidence
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_of_a_submission_keeps_every_address_that_was_given() {
    let book = book();
    let (address, _server) = oit::demo::serve().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let (right, wrong) =
        (format!("http://{address}/about/structure.html"), format!("http://{address}/no-such.html"));
    let sheet =
        format!("ข้อ,ลิงก์,หมายเหตุ\nO1,{right},หน้าหลัก > ที่ไม่มีอยู่\nO1,{wrong},หน้าหลัก > เอกสาร\nO3,{wrong},\n");
    std::fs::write(&path, sheet).unwrap();
    let (report, _) = judged(&path, &book).await;
    assert_eq!(
        report.item("O3").unwrap().submit(),
        None,
        "an address that is dead, and no other page in its stead"
    );
    let out = folder.path().join("submission.csv");
    let mut bytes = Vec::new();
    for_path(&out).unwrap().write(&report, Lang::Th, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let rows = |id: &str| -> Vec<String> {
        text.lines().filter(|l| l.starts_with(&format!("{id},"))).map(str::to_owned).collect()
    };
    let first = rows("O1");
    assert_eq!(first.len(), 2, "{text}");
    assert!(
        first[0].contains(&right) && !first[0].contains("ที่ไม่มีอยู่"),
        "a path that was wrong is put right: {}",
        first[0]
    );
    assert!(first[1].contains(&wrong) && first[1].contains("หน้าหลัก > เอกสาร"), "{}", first[1]);
    assert!(rows("O3").iter().all(|row| row.contains(&wrong)), "{:?}", rows("O3"));
    assert_eq!(rows("O4").len(), 1);
}
