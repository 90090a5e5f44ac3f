//! Letters put together into clusters: one order of marks, one blank, เเ as แ, ํ with า as ำ.

use unicode_normalization::UnicodeNormalization;

use super::glyphs::{NIKHAHIT, is_mark, is_tone, rank};
use super::text::is_thai;

/// Puts the letters together cluster by cluster. `whole` is the text that they are from.
pub(super) fn rebuild(letters: impl Iterator<Item = char>, whole: &str) -> String {
    let mut clusters = Clusters::with_capacity(whole.len());
    if !needs_composing(whole) {
        letters.for_each(|c| clusters.push(c));
        return clusters.finish();
    }
    letters.nfc().for_each(|c| clusters.push(c));
    let mut text = clusters.finish();
    // Thai order and the order of foreign marks may disagree where they are mixed: until it rests.
    for _ in 0..8 {
        let mut clusters = Clusters::with_capacity(text.len());
        text.nfc().for_each(|c| clusters.push(c));
        let again = clusters.finish();
        if again == text {
            break;
        }
        text = again;
    }
    text
}

/// Only scripts other than Thai compose; for the usual page the costly NFC pass is left out.
pub(super) fn needs_composing(s: &str) -> bool {
    !s.chars().all(|c| {
        c < '\u{0300}'
            || is_thai(c)
            || ('\u{2002}'..='\u{2069}').contains(&c)
            || ('\u{E000}'..='\u{F8FF}').contains(&c)
            || c == '\u{FEFF}'
            || c == '\u{FFFD}'
    })
}

/// Rebuilds the text cluster by cluster: the marks of a letter are held back until it is complete.
struct Clusters {
    out: String,
    marks: [char; 6],
    held: usize,
    /// า or ำ, held back because a ring or a tone may follow in the wrong order.
    tail: Option<char>,
    blank: bool,
}

impl Clusters {
    fn with_capacity(bytes: usize) -> Self {
        Clusters { out: String::with_capacity(bytes), marks: ['\0'; 6], held: 0, tail: None, blank: false }
    }

    fn push(&mut self, c: char) {
        if is_mark(c) {
            self.push_mark(c);
        } else if c == 'า' && self.tail.is_none() {
            self.tail = Some(if self.take_ring() { 'ำ' } else { c });
        } else if c == 'ำ' && self.tail.is_none_or(|tail| tail == 'ำ') {
            self.take_ring();
            self.tail = Some(c);
        } else if c.is_whitespace() {
            self.flush();
            self.blank = true;
        } else {
            self.flush();
            if c == 'า' || c == 'ำ' {
                self.tail = Some(c);
            } else if c == 'เ' && !self.blank && self.out.ends_with('เ') {
                self.out.pop();
                self.out.push('แ');
            } else {
                self.open();
                self.out.push(c);
            }
        }
    }

    fn push_mark(&mut self, c: char) {
        let belongs = match self.tail {
            None => true,
            Some('ำ') => is_tone(c) || c == NIKHAHIT,
            Some(_) => c == NIKHAHIT,
        };
        if !belongs {
            self.flush();
        }
        if c == NIKHAHIT && self.tail.is_some() {
            self.tail = Some('ำ');
        } else if self.marks[..self.held].contains(&c) {
            // The same mark twice is one mark.
        } else {
            if self.held == self.marks.len() {
                self.flush();
            }
            self.marks[self.held] = c;
            self.held += 1;
        }
    }

    /// Takes a ring out of the held marks; it goes into ำ.
    fn take_ring(&mut self) -> bool {
        let Some(at) = self.marks[..self.held].iter().position(|c| *c == NIKHAHIT) else {
            return false;
        };
        self.marks.copy_within(at + 1..self.held, at);
        self.held -= 1;
        true
    }

    fn open(&mut self) {
        if std::mem::take(&mut self.blank) && !self.out.is_empty() {
            self.out.push(' ');
        }
    }

    fn flush(&mut self) {
        if self.held == 0 && self.tail.is_none() {
            return;
        }
        let again = self.held == 0 && !self.blank && self.tail == Some('ำ');
        if again && self.out.ends_with('ำ') {
            self.tail = None;
            return;
        }
        self.open();
        self.marks[..self.held].sort_by_key(|c| rank(*c));
        self.out.extend(&self.marks[..self.held]);
        self.held = 0;
        self.out.extend(self.tail.take());
    }

    fn finish(mut self) -> String {
        self.flush();
        self.out
    }
}
