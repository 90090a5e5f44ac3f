//! What the agency means to answer in ITAS: for each item the addresses, and how to click there.

pub mod path;

/// The whole answer.
#[derive(Debug, Clone, Default)]
pub struct Submission {
    /// In the order of the sheet.
    pub entries: Vec<Entry>,
}

/// One address for one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Number in this year's form.
    pub item: String,
    /// Absolute; empty where the sheet has a row without an address.
    pub url: String,
    pub note: String,
}

impl Submission {
    /// The answers for one item that have an address.
    pub fn of<'a>(&'a self, item: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.item == item && !entry.url.is_empty())
    }

    pub fn urls(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.url.as_str()).filter(|url| !url.is_empty())
    }

    /// Words of all click paths in matching form: the links that are worth walking along.
    pub fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = self
            .entries
            .iter()
            .flat_map(|entry| path::words(&entry.note))
            .flat_map(|step| [step.said, step.bare])
            .map(|word| crate::thai::text::fold(&word))
            .filter(|word| !word.is_empty())
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}
