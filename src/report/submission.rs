//! The sheet to paste into ITAS: for each item the best address and how to click there.

use super::words::Words;
use super::{Evidence, Item, Lang, Report};

/// Which of the cells is the address.
pub(super) const URL: usize = 1;

/// The heads that `--submission` reads back come first.
pub(super) fn heads(words: &Words) -> [&'static str; 6] {
    [words.item, words.url, words.note, words.issue, words.verdict, words.fix]
}

pub(super) fn rows(report: &Report, lang: Lang) -> Vec<[String; 6]> {
    report.items.iter().map(|item| row(item, lang.words())).collect()
}

pub(super) fn row(item: &Item, words: &Words) -> [String; 6] {
    let best = item.evidence.first().filter(|_| item.submit().is_some());
    [
        item.id.clone(),
        item.submit().unwrap_or_default().to_owned(),
        best.map(|found| path(found, words)).unwrap_or_default(),
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
