//! JUnit: an item is a test case, for pipelines that show such results.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::docx::escape;
use super::{Format, Item, Lang, Report, clean};
use crate::mark::Outcome;

pub(super) struct Junit;

impl Format for Junit {
    fn write(&self, report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(xml(&clean::told(report, lang), lang).as_bytes())
    }
}

/// Every sub-indicator is a suite. What failed is a failure; what a person must look at is skipped
/// with its question, and what is excused without one: neither is a pass.
fn xml(report: &Report, lang: Lang) -> String {
    let words = lang.words();
    let site = &report.site;
    let name = if site.name.is_empty() { &site.url } else { &site.name };
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let all: Vec<&Item> = report.items.iter().collect();
    let _ = writeln!(out, "<testsuites name=\"{}\" {}>", escape(name), tally(&all));
    for sub in report.score.indicators.iter().flat_map(|one| &one.subindicators) {
        let items: Vec<&Item> = sub.items.iter().filter_map(|id| report.item(id)).collect();
        let title = escape(&format!("{} {}", sub.id, sub.title));
        let host = escape(&site.url);
        let day = escape(&report.as_of);
        let _ = writeln!(
            out,
            "  <testsuite name=\"{title}\" {} timestamp=\"{day}T00:00:00\" hostname=\"{host}\">",
            tally(&items)
        );
        for item in items {
            let name = escape(&format!("{} {}", item.id, item.title));
            let _ = write!(
                out,
                "    <testcase classname=\"oit.{}\" name=\"{name}\" time=\"0\"",
                report.edition.year
            );
            let Some((kind, message)) = told(item) else {
                out.push_str("/>\n");
                continue;
            };
            let message = escape(&message);
            if kind == "skipped" {
                let word = escape(words.verdict(item.verdict));
                let _ = writeln!(out, ">\n      <skipped message=\"{word}: {message}\"/>\n    </testcase>");
            } else {
                let more =
                    [(words.fix, item.fix.as_str()), (words.found_at, item.submit().unwrap_or_default())];
                let more = more.iter().filter(|(_, text)| !text.is_empty());
                let more: Vec<String> =
                    more.map(|(label, text)| escape(&format!("{label}: {text}"))).collect();
                let _ = writeln!(
                    out,
                    ">\n      <failure type=\"{}\" message=\"{message}\">{}</failure>\n    </testcase>",
                    escape(&item.key),
                    more.join("\n")
                );
            }
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn tally(items: &[&Item]) -> String {
    let kinds: Vec<&str> = items.iter().filter_map(|item| told(item)).map(|(kind, _)| kind).collect();
    let count = |kind: &str| kinds.iter().filter(|it| **it == kind).count();
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"",
        items.len(),
        count("failure"),
        count("skipped")
    )
}

/// How an item that did not pass is told, and what is said of it. What people answer for is
/// counted as they say.
fn told(item: &Item) -> Option<(&'static str, String)> {
    let comment = item.comment.replace('\n', " ");
    let open = || item.question.clone().unwrap_or_else(|| comment.clone());
    match item.counted() {
        Outcome::Pass => None,
        Outcome::Fail if item.excused() => Some(("skipped", comment)),
        Outcome::Fail => Some(("failure", comment)),
        Outcome::Review | Outcome::NotDetermined | Outcome::NotApplicable => Some(("skipped", open())),
    }
}
