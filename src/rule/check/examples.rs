//! A rule's own examples: one page or file each, and what the rule must say of it.
//!
//! The whole of finding and judging runs over a site of two pages that exists in memory only: a
//! home page that names the item, and the example. So an example shows what an agency's page
//! would get, not what a single test says.

use std::path::Path;

use crate::audit;
use crate::both;
use crate::crawl::canon::canon;
use crate::crawl::{Crawl, Record, Status};
use crate::extract::{self, Document, Hints};
use crate::judge::{Answer, Verdict};
use crate::mark::Outcome;
use crate::rule::fault::Fault;
use crate::rule::load::Book;
use crate::rule::{Example, Test, Want};

/// What became of one example.
#[derive(Debug)]
pub struct Told {
    pub item: String,
    /// As the rule names it.
    pub file: String,
    pub want: Want,
    /// `None` where the file could not be read.
    pub got: Option<Outcome>,
    /// Judges that did not say yes, in their order.
    pub not_yes: Vec<String>,
    /// What is wrong, drawn at the example in the rule file; `None` if all came out as wanted.
    pub fault: Option<Fault>,
}

/// Runs every example of every rule, in the order of the form. Those of a rule taken over from
/// another year are of that year, and run with it.
pub fn run_examples(book: &Book, fixtures: &Path) -> Vec<Told> {
    let mut out = Vec::new();
    for (i, rule) in book.rules.iter().enumerate() {
        for example in rule.examples.iter().filter(|_| !book.sources[i].carried) {
            out.push(told(book, i, example, fixtures));
        }
    }
    out
}

fn told(book: &Book, rule: usize, example: &Example, fixtures: &Path) -> Told {
    let file = example.file.get_ref();
    let mut told = Told {
        item: book.rules[rule].item.get_ref().clone(),
        file: file.clone(),
        want: example.want,
        got: None,
        not_yes: Vec::new(),
        fault: None,
    };
    let (name, text) = &book.sources[rule].files[0];
    let fault = |message: String| Fault::error(name, text, example.file.span(), message);
    let bytes = match std::fs::read(fixtures.join(file)) {
        Ok(bytes) => bytes,
        Err(error) => {
            let help = both!("ไฟล์ต้องอยู่ที่ {}", "it must be at {}", fixtures.join(file).display());
            told.fault = Some(
                fault(both!("เปิดไฟล์ตัวอย่างไม่ได้: {error}", "cannot open the example: {error}")).help(help),
            );
            return told;
        }
    };
    let link = example.link.as_ref().unwrap_or(&book.rules[rule].title);
    let krawl = site(link, file, &bytes);
    let apart = apart(book, rule, example);
    let (_, verdicts) = audit::judged(&krawl, &apart);
    let verdict = &verdicts[rule];
    told.got = Some(verdict.outcome);
    told.not_yes = not_yes(verdict);
    told.fault = otherwise(example, verdict, &told.not_yes).map(|message| {
        let said: Vec<String> = verdict
            .judged
            .iter()
            .map(|j| format!("{} {}: {}", mark(j.one.answer), j.id, j.one.reason))
            .collect();
        fault(message).help(said.join("\n"))
    });
    told
}

/// What came out otherwise than the example wants, in one line.
fn otherwise(example: &Example, verdict: &Verdict, not_yes: &[String]) -> Option<String> {
    let (want, got) = (outcome(example.want), verdict.outcome);
    if want != got {
        let why = if verdict.comment.is_empty() { String::new() } else { format!(": {}", verdict.comment) };
        return Some(both!(
            "ตัวอย่างต้องได้ {} แต่ได้ {}{why}",
            "the example should come out as {} and came out as {}{why}",
            want.name(),
            got.name()
        ));
    }
    let by = example.by.as_ref()?;
    if not_yes.contains(by) {
        return None;
    }
    let others = if not_yes.is_empty() { both!("ไม่มี", "none") } else { not_yes.join(", ") };
    Some(both!(
        "ตัวอย่างต้องไม่ผ่านที่ {by} แต่ไม่ผ่านที่ {others}",
        "the example should fail at {by} and fails at {others}"
    ))
}

fn outcome(want: Want) -> Outcome {
    match want {
        Want::Pass => Outcome::Pass,
        Want::Fail => Outcome::Fail,
        Want::Review => Outcome::Review,
    }
}

fn mark(answer: Answer) -> char {
    match answer {
        Answer::Yes => '✓',
        Answer::No => '✗',
        Answer::CannotTell => '?',
    }
}

/// Judges that said no decide a fail; those that could not tell, a review.
fn not_yes(verdict: &Verdict) -> Vec<String> {
    let decides = if verdict.outcome == Outcome::Fail { Answer::No } else { Answer::CannotTell };
    verdict.judged.iter().filter(|j| j.one.answer == decides).map(|j| j.id.clone()).collect()
}

/// The book for one example: items that the rule leans on count as passed, for an example holds
/// only one page; `without` names the one that does not.
fn apart(book: &Book, rule: usize, example: &Example) -> Book {
    let mut apart = book.clone();
    apart.rules[rule].judges.retain(|judge| match judge.test.get_ref() {
        Test::DependsOn(other) => example.without.as_ref() == Some(other),
        _ => true,
    });
    apart
}

/// A made-up agency: nothing of it stands in a rule.
const HOME: &str = "https://www.agency.example/";

/// A home page with one link to the example.
fn site(link: &str, file: &str, bytes: &[u8]) -> Crawl {
    let address = canon(&format!("{HOME}{file}")).unwrap_or_else(|| format!("{HOME}page.html"));
    let file_name = address.rsplit('/').next().unwrap_or_default();
    let document = extract::read(bytes, &Hints { url: &address, media_type: "", file_name });
    alone(link, file, document)
}

/// A site of a home page and one document, and the words of the link between them.
pub fn alone(link: &str, file: &str, document: Document) -> Crawl {
    let address = canon(&format!("{HOME}{file}")).unwrap_or_else(|| format!("{HOME}page.html"));
    let title = link.replace('&', "&amp;").replace('<', "&lt;");
    let home = format!(
        "<!DOCTYPE html><html lang=th><head><meta charset=utf-8><title>หน้าแรก</title></head><body>\
         <main><ul><li><a href=\"{address}\">{title}</a></li></ul></main></body></html>"
    );
    let links: Vec<(String, String)> =
        document.links.iter().filter_map(|l| Some((canon(&l.url)?, l.text.clone()))).collect();
    let mut records = vec![
        record(HOME, extract::read(home.as_bytes(), &Hints { url: HOME, ..Hints::default() }), None, ""),
        record(&address, document, Some(HOME), link),
    ];
    // What the walk does with another host's address: it is noted, not read.
    let outside: Vec<Record> = links
        .into_iter()
        .filter(|(url, _)| !url.starts_with(HOME))
        .map(|(url, text)| Record {
            original: url.clone(),
            final_url: url.clone(),
            url,
            status: Status::OutOfScope,
            found_on: Some(address.clone()),
            link_text: text,
            clicks: 2,
            ..Record::default()
        })
        .collect();
    records.extend(outside);
    Crawl {
        root: HOME.to_owned(),
        started_at: String::new(),
        finished_at: String::new(),
        records,
        stopped_by: Vec::new(),
        certificates: Vec::new(),
        notes: Vec::new(),
    }
}

fn record(url: &str, document: Document, found_on: Option<&str>, link_text: &str) -> Record {
    Record {
        url: url.to_owned(),
        original: url.to_owned(),
        final_url: url.to_owned(),
        status: Status::Read,
        http: Some(200),
        found_on: found_on.map(str::to_owned),
        link_text: link_text.to_owned(),
        clicks: u32::from(found_on.is_some()),
        document: Some(document.into()),
        ..Record::default()
    }
}
