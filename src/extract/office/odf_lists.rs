//! Numbers that OpenDocument sets before the items of lists by itself: they stand in styles, and in no text.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::numbering::number;
use super::package::{attribute, each_tag};

const LEVELS: usize = 10;
/// Styles and lists of one document; more are nobody's.
const MOST: usize = 5_000;

/// How the items of one level are numbered.
#[derive(Debug, Clone, Default)]
struct Level {
    /// As the numbers of Word are called; empty where there is none.
    format: &'static str,
    prefix: String,
    suffix: String,
    /// `%1%.%2%)`, of programs that say it so.
    pattern: Option<String>,
    /// Numbers of so many levels stand there.
    shown: usize,
    start: i64,
}

type Counts = [Option<i64>; LEVELS];

/// The lists of a document, while it is walked.
#[derive(Debug, Default)]
pub(super) struct Lists {
    styles: HashMap<String, [Level; LEVELS]>,
    /// Styles of the lists that are open, the outermost first.
    open: Vec<String>,
    counts: Counts,
    /// Where the lists that were closed ended, by their names and by their styles.
    ended: HashMap<String, Counts>,
    /// Name of the outermost list.
    id: Option<String>,
    /// An item has begun, and no paragraph in it; with the number it asks for.
    begun: Option<Option<i64>>,
}

impl Lists {
    /// Takes the styles of a part up.
    pub(super) fn learn(&mut self, xml: &str) {
        let mut style = String::new();
        each_tag(xml, |tag| {
            let said = |name: &str| attribute(tag, name).unwrap_or_default();
            let whole = |name: &str| attribute(tag, name).and_then(|v| v.parse::<i64>().ok()).unwrap_or(1);
            match tag.local_name().as_ref() {
                "list-style" => style = said("name"),
                "list-level-style-number" if self.styles.len() < MOST => {
                    let levels = self.styles.entry(style.clone()).or_default();
                    if let Some(level) =
                        usize::try_from(whole("level") - 1).ok().and_then(|l| levels.get_mut(l))
                    {
                        *level = Level {
                            format: format(&said("num-format")),
                            prefix: said("num-prefix"),
                            suffix: said("num-suffix"),
                            pattern: attribute(tag, "num-list-format"),
                            shown: usize::try_from(whole("display-levels")).unwrap_or(1).clamp(1, LEVELS),
                            start: whole("start-value"),
                        };
                    }
                }
                "body" => return false,
                _ => {}
            }
            true
        });
    }

    pub(super) fn open(&mut self, tag: &BytesStart<'_>) {
        let outer = self.open.last();
        let style = attribute(tag, "style-name").or_else(|| outer.cloned()).unwrap_or_default();
        let goes_on = attribute(tag, "continue-numbering").is_some_and(|v| v == "true");
        if outer.is_none() {
            let after = attribute(tag, "continue-list").or_else(|| goes_on.then(|| style.clone()));
            self.counts = after.and_then(|name| self.ended.get(&name)).copied().unwrap_or_default();
            self.id = attribute(tag, "id");
        } else {
            // The item around it has no text of its own, and shows no number.
            let at = self.level();
            if self.begun.take().is_some() {
                self.counts[at].get_or_insert(1);
            }
            if !goes_on {
                self.counts[(at + 1).min(LEVELS - 1)..].fill(None);
            }
        }
        self.open.push(style);
    }

    pub(super) fn close(&mut self) {
        let Some(style) = self.open.pop() else { return };
        self.begun = None;
        if self.open.is_empty() && self.ended.len() < MOST {
            self.ended.extend(self.id.take().map(|id| (id, self.counts)));
            self.ended.insert(style, self.counts);
        }
    }

    pub(super) fn item(&mut self, tag: &BytesStart<'_>) {
        self.begun = Some(attribute(tag, "start-value").and_then(|v| v.parse().ok()));
    }

    fn level(&self) -> usize {
        self.open.len().saturating_sub(1).min(LEVELS - 1)
    }

    /// What stands before the paragraph that begins here.
    pub(super) fn label(&mut self) -> Option<String> {
        let asked = self.begun.take()?;
        let (at, levels) = (self.level(), self.styles.get(self.open.last()?)?);
        let own = &levels[at];
        let next = |last: Option<i64>| last.map_or(own.start, |last| last.saturating_add(1));
        self.counts[at] = Some(asked.unwrap_or_else(|| next(self.counts[at])));
        self.counts[at + 1..].fill(None);
        if own.format.is_empty() {
            return None;
        }
        let one = |level: usize| {
            let of = &levels[level];
            let shown = !of.format.is_empty();
            shown.then(|| number(self.counts[level].unwrap_or(of.start), of.format))
        };
        if let Some(pattern) = &own.pattern {
            let mut label = pattern.clone();
            for level in 0..=at {
                label = label.replace(&format!("%{}%", level + 1), &one(level).unwrap_or_default());
            }
            return Some(label);
        }
        let numbers: Vec<String> = ((at + 1).saturating_sub(own.shown)..=at).filter_map(one).collect();
        Some(format!("{}{}{}", own.prefix, numbers.join("."), own.suffix))
    }
}

fn format(said: &str) -> &'static str {
    match said.trim_start().chars().next() {
        None => "",
        Some('a') => "lowerLetter",
        Some('A') => "upperLetter",
        Some('i') => "lowerRoman",
        Some('I') => "upperRoman",
        Some('๑') => "thaiNumbers",
        Some('ก') => "thaiLetters",
        Some(_) => "decimal",
    }
}
