//! Five real documents of agencies, as OCR read them (`tests/data/seeds`), judged as evidence: each is
//! linked from its agency's home page by the item's title. Of 004 the tables of marks are cut at `[…]`.

use oit::audit;
use oit::crawl::{Crawl, Record, Status};
use oit::extract::{self, Document, Hints};
use oit::judge::{Answer, Verdict};
use oit::mark::Outcome;
use oit::rule::load::{self, Book};
use oit::rule::{Rule, Test};

const HOME: &str = "https://www.agency.example/";

fn record(url: &str, document: Document, found_on: Option<&str>) -> Record {
    Record {
        url: url.to_owned(),
        original: url.to_owned(),
        final_url: url.to_owned(),
        status: Status::Read,
        http: Some(200),
        found_on: found_on.map(str::to_owned),
        clicks: u32::from(found_on.is_some()),
        document: Some(document.into()),
        ..Record::default()
    }
}

/// The agency's home page with one link, named as the form names the item, to the document. The page
/// bears the agency's name, for a document headed by another's is no evidence.
fn site(agency: &str, rule: &Rule, seed: &str) -> Crawl {
    let path = format!("tests/data/seeds/{seed}.txt");
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let url = format!("{HOME}{seed}.txt");
    let home = format!(
        "<!DOCTYPE html><html lang=th><head><meta charset=utf-8><title>{agency}</title></head><body><main>\
         <h1>{agency}</h1><ul><li><a href=\"{url}\">{}</a></li></ul></main></body></html>",
        rule.title
    );
    let read = |bytes: &[u8], url: &str| extract::read(bytes, &Hints { url, ..Hints::default() });
    Crawl {
        root: HOME.to_owned(),
        started_at: String::new(),
        finished_at: String::new(),
        records: vec![
            record(HOME, read(home.as_bytes(), HOME), None),
            record(&url, read(&bytes, &url), Some(HOME)),
        ],
        stopped_by: Vec::new(),
        notes: Vec::new(),
        certificates: Vec::new(),
    }
}

fn load(year: i32) -> Book {
    load::load(year, None).unwrap_or_else(|e| panic!("{e}"))
}

/// Number and verdict of the item called `id`. Items that it leans on count as
/// passed, as they do for a rule's examples: one document cannot speak for two items.
fn judged(book: &Book, seed: &str, agency: &str, id: &str) -> (String, Verdict) {
    let mut book = book.clone();
    for rule in &mut book.rules {
        rule.judges.retain(|judge| !matches!(judge.test.get_ref(), Test::DependsOn(_)));
    }
    let at = book.rules.iter().position(|rule| rule.id.get_ref() == id).expect("an item of the form");
    let krawl = site(agency, &book.rules[at], seed);
    let (_, mut verdicts) = audit::judged(&krawl, &book);
    (book.rules[at].item.get_ref().clone(), verdicts.swap_remove(at))
}

fn said(verdict: &Verdict) -> String {
    let lines = verdict.judged.iter().map(|j| format!("{:?} {}: {}", j.one.answer, j.id, j.one.reason));
    format!("{:?} {}\n{}", verdict.outcome, verdict.comment, lines.collect::<Vec<_>>().join("\n"))
}

const MEASURES: &str = "integrity-measures";
const CARRIED_OUT: &str = "measures-carried-out";

const KHOK_TUM: &str = "องค์การบริหารส่วนตำบลโคกตูม";
const WANG_PHAI: &str = "เทศบาลตำบลวังไผ่";
const NA_DUN: &str = "เทศบาลตำบลนาดูน";
const WANG_PRACHAN: &str = "องค์การบริหารส่วนตำบลวังประจัน";

/// The seed passes as the item `id` of the year's form, which has that number there.
#[track_caller]
fn passes(seed: &str, agency: &str, year: i32, id: &str, number: &str) {
    let (item, verdict) = judged(&load(year), seed, agency, id);
    assert_eq!(item, number, "{seed}");
    assert_eq!(verdict.outcome, Outcome::Pass, "{seed}: {}", said(&verdict));
    assert!(verdict.confidence > 0.8, "{seed}: {}", said(&verdict));
}

#[test]
fn reports_of_measures_carried_out_pass_in_their_year() {
    passes("001", KHOK_TUM, 2568, CARRIED_OUT, "O28");
    passes("002", WANG_PHAI, 2566, CARRIED_OUT, "O43");
    // Its name of the agency is misread on the cover, with letters of another script.
    passes("003", NA_DUN, 2566, CARRIED_OUT, "O43");
}

/// Each begins with what the year before had shown; that does not make it that year's report.
#[test]
fn reports_of_measures_carried_out_are_of_no_other_year() {
    for (seed, agency, year) in [("001", KHOK_TUM, 2567), ("002", WANG_PHAI, 2565)] {
        let (_, verdict) = judged(&load(year), seed, agency, CARRIED_OUT);
        assert_eq!(verdict.outcome, Outcome::Fail, "{seed}: {}", said(&verdict));
        let own = format!("เป็นของปี {}", year + 1);
        assert!(verdict.comment.contains(&own), "{seed}: {}", said(&verdict));
    }
}

#[test]
fn another_agencys_report_is_no_evidence() {
    let (_, verdict) = judged(&load(2566), "002", NA_DUN, CARRIED_OUT);
    assert_eq!(verdict.outcome, Outcome::Fail, "{}", said(&verdict));
    assert!(verdict.comment.contains(WANG_PHAI), "{}", said(&verdict));
}

#[test]
fn an_analysis_with_measures_owners_and_follow_up_passes_in_the_year_after() {
    passes("004", WANG_PRACHAN, 2565, MEASURES, "O42");
    // What it looks at are the results of 2564, whatever year its title shares with the form.
    let (_, verdict) = judged(&load(2564), "004", WANG_PRACHAN, MEASURES);
    assert_eq!(verdict.outcome, Outcome::Fail, "{}", said(&verdict));
    assert!(verdict.comment.contains("ไม่ใช่ของปี 2564"), "{}", said(&verdict));
}

/// Measures with steps, period and owner, and the word "analysis" over a column: of results and of
/// follow-up it says nothing.
#[test]
fn measures_alone_are_not_enough_and_the_comment_says_what_is_missing() {
    // Its title says 2567, its periods are those of fiscal 2568: the rules of 2564 are put to it as of
    // that year, and so is the form of 2568, which took them over under another number.
    let mut moved = load(2564);
    moved.edition.year = 2568;
    for (book, number) in [(moved, "O42"), (load(2568), "O27")] {
        let (item, verdict) = judged(&book, "000", WANG_PHAI, MEASURES);
        assert_eq!(item, number);
        assert_eq!(verdict.outcome, Outcome::Fail, "{}", said(&verdict));
        for missing in ["ไม่พบการวิเคราะห์ผลการประเมิน ITA ปี 2567", "ไม่พบการกำกับติดตาม"]
        {
            assert!(verdict.comment.contains(missing), "{}", said(&verdict));
        }
        let no: Vec<&str> =
            verdict.judged.iter().filter(|j| j.one.answer == Answer::No).map(|j| j.id.as_str()).collect();
        assert_eq!(no, ["analysis", "follow-up"], "{}", said(&verdict));
    }
    // For an earlier year it is another year's besides.
    for year in [2564, 2567] {
        let (_, verdict) = judged(&load(year), "000", WANG_PHAI, MEASURES);
        assert_eq!(verdict.outcome, Outcome::Fail, "{}", said(&verdict));
        assert!(verdict.comment.contains("ไม่พบการวิเคราะห์ผลการประเมิน ITA"), "{}", said(&verdict));
    }
}
