//! The headings above a piece of text, shared by all pieces under them.

use std::sync::Arc;

#[derive(Clone)]
struct Heading {
    level: u8,
    text: String,
    /// Where the part it labels ends, of an accordion or table section.
    until: Option<usize>,
}

/// The stack of headings in force at one point of the walk.
#[derive(Clone, Default)]
pub(super) struct Headings {
    stack: Vec<Heading>,
    shared: Option<Arc<[String]>>,
}

impl Headings {
    /// Ends what a heading proper of this level ends: its equals and inferiors, within the accordion it stands in.
    pub fn end(&mut self, level: u8) {
        while self.stack.last().is_some_and(|h| h.until.is_none() && h.level >= level) {
            self.stack.pop();
            self.shared = None;
        }
    }

    /// A heading proper.
    pub fn push(&mut self, level: u8, text: &str) {
        self.end(level);
        self.add(Heading { level, text: text.to_owned(), until: None });
    }

    /// A label of the part that ends at `until`.
    pub fn push_label(&mut self, level: u8, text: &str, until: usize) {
        self.add(Heading { level, text: text.to_owned(), until: Some(until) });
    }

    /// Makes room for a label whose part ends at `until`: its predecessor over the same part goes.
    pub fn truncate_to_label(&mut self, until: usize) {
        if let Some(first) = self.stack.iter().position(|h| h.until.is_some_and(|u| u <= until)) {
            self.truncate(first);
        }
    }

    fn add(&mut self, heading: Heading) {
        // Deeper than any outline a person made; keeps hostile pages cheap.
        if self.stack.len() < 24 {
            self.stack.push(heading);
        }
        self.shared = None;
    }

    /// Forgets labels whose part has ended, with what stood under them.
    pub fn pass(&mut self, at: usize) {
        if let Some(first) = self.stack.iter().position(|h| h.until.is_some_and(|u| u <= at)) {
            self.truncate(first);
        }
    }

    pub fn depth(&self) -> usize {
        self.stack.len()
    }

    pub fn truncate(&mut self, depth: usize) {
        if depth < self.stack.len() {
            self.stack.truncate(depth);
            self.shared = None;
        }
    }

    pub fn path(&mut self) -> Arc<[String]> {
        self.shared.get_or_insert_with(|| self.stack.iter().map(|h| h.text.clone()).collect()).clone()
    }
}
