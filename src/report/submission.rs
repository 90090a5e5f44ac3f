//! The sheet to paste into ITAS: for each item the best address and how to click there.

use super::words::Words;
use super::{ClickPath, Evidence, Item, Lang, Report};

/// Which of the cells is the address.
pub(super) const URL: usize = 1;

/// The heads that `--submission` reads back come first.
pub(super) fn heads(words: &Words) -> [&'static str; 6] {
    [words.item, words.url, words.note, words.issue, words.verdict, words.fix]
}

pub(super) fn rows(report: &Report, lang: Lang) -> Vec<[String; 6]> {
    report.items.iter().flat_map(|item| of(item, lang.words())).collect()
}

/// One row an item; where the agency said what it means to submit, one for each of its addresses.
pub(super) fn of(item: &Item, words: &Words) -> Vec<[String; 6]> {
    let leads =
        |url: &str| item.evidence.iter().find(|found| found.url == url).map(|found| path(found, words));
    if item.submitted.is_empty() {
        let url = item.submit().unwrap_or_default();
        return vec![row(item, url, leads(url).unwrap_or_default(), words)];
    }
    let told = item.submitted.iter().map(|one| {
        // A path that leads there stays in the agency's words.
        let right = leads(&one.url).filter(|path| !path.is_empty() && one.click_path != ClickPath::Right);
        row(item, &one.url, right.unwrap_or_else(|| one.note.clone()), words)
    });
    told.collect()
}

fn row(item: &Item, url: &str, path: String, words: &Words) -> [String; 6] {
    [
        item.id.clone(),
        url.to_owned(),
        path,
        item.title.clone(),
        words.verdict(item.verdict).to_owned(),
        // What does not pass yet is not to be pasted as it is.
        item.question.clone().filter(|_| item.fix.is_empty()).unwrap_or_else(|| item.fix.clone()),
    ]
}

/// The clicks to a document, in menu words; empty where no link leads there.
pub(super) fn path(found: &Evidence, words: &Words) -> String {
    if found.path.is_empty() && found.clicks > 0 {
        return String::new();
    }
    // The sign between two steps must not stand within one.
    let plain = |step: &String| {
        let parts = step.split(['>', '→', '»', '›']).map(str::trim).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" ").replace(" / ", "/")
    };
    let steps = found.path.iter().map(plain);
    std::iter::once(words.home.to_owned()).chain(steps).collect::<Vec<_>>().join(" > ")
}
