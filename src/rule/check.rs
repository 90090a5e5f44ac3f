//! What is wrong with rules that load: the faults a person would find only after the audit.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;

use super::fault::Fault;
use super::load::{Book, Source};
use super::{Judge, Rule, Test, Want};
use crate::both;
use crate::thai::text::fold;

mod claims;
mod examples;
mod names;

pub use examples::{Told, alone, run_examples};

/// Everything that looks wrong, rule by rule in the order of the form; the examples, which need
/// their files, only where `fixtures` says where these are. What is taken over from another
/// edition is that edition's to answer for.
pub fn check(book: &Book, fixtures: Option<&Path>) -> Vec<Fault> {
    let mut out = whole(book);
    let ids: Vec<&str> = book.written.iter().map(|rule| rule.id.get_ref().as_str()).collect();
    for (rule, source) in book.written.iter().zip(&book.sources).filter(|(_, source)| !source.carried) {
        let (file, text) = &source.files[0];
        let at = At { rule, source, file, text, ids: &ids };
        at.source(&mut out);
        at.judges(&mut out);
        at.templates(&mut out);
        at.examples(&mut out);
        names::alone(&at, &mut out);
    }
    names::between(book, &mut out);
    if let Some(folder) = fixtures {
        out.extend(claims::claims(book, folder));
        out.extend(run_examples(book, folder).into_iter().filter_map(|told| told.fault));
    }
    out
}

/// Items of the form that no file answers for.
fn whole(book: &Book) -> Vec<Fault> {
    let has = |item: &str| book.written.iter().any(|r| r.item.get_ref() == item);
    let (file, text) = &book.form;
    let missing = book.edition.items().filter(|item| !has(item));
    missing
        .map(|item| {
            let span = quoted(text, 0, item).unwrap_or(0..0);
            Fault::error(file, text, span, both!("ไม่มีไฟล์เกณฑ์ของข้อ {item}", "{item} has no rule file")).help(
                both!(
                    "เพิ่มไฟล์เกณฑ์ของข้อนี้ หรือรับต่อจากปีก่อนใน [carry] หรือตัดข้อนี้ออกจาก edition.toml",
                    "add one, carry the item from the year before in [carry], or take it out of edition.toml"
                ),
            )
        })
        .collect()
}

/// One rule with the text it was read from; of a rule that extends another, only what its own
/// file says is looked at.
struct At<'a> {
    rule: &'a Rule,
    source: &'a Source,
    file: &'a str,
    text: &'a str,
    ids: &'a [&'a str],
}

impl At<'_> {
    fn error(&self, span: Range<usize>, message: impl Into<String>) -> Fault {
        Fault::error(self.file, self.text, span, message)
    }

    fn warning(&self, span: Range<usize>, message: impl Into<String>) -> Fault {
        Fault::warning(self.file, self.text, span, message)
    }

    /// Where a phrase stands after a place; the item's number where it is not to be found, as
    /// when the file writes it with escapes.
    fn place(&self, from: usize, phrase: &str) -> Range<usize> {
        quoted(self.text, from, phrase).unwrap_or_else(|| self.top())
    }

    /// Where faults of the whole file are drawn: under the item's number.
    fn top(&self) -> Range<usize> {
        if self.source.is_own(&self.rule.item) { self.rule.item.span() } else { 0..0 }
    }

    fn own_judges(&self) -> impl Iterator<Item = &Judge> {
        self.rule.judges.iter().filter(|judge| self.source.is_own(&judge.id))
    }

    fn source(&self, out: &mut Vec<Fault>) {
        if self.rule.source.trim().is_empty() {
            let span = self.place(0, &self.rule.source);
            out.push(self.error(span, both!("เกณฑ์ไม่ระบุแหล่งที่มา", "the rule names no source")).help(both!(
                "เขียนใน source ว่าเกณฑ์นี้อ้างเอกสารใด ข้อใด",
                "say in source on which document it rests"
            )));
        }
    }

    fn judges(&self, out: &mut Vec<Fault>) {
        if self.rule.judges.is_empty() {
            out.push(
                self.warning(
                    self.top(),
                    both!(
                        "เกณฑ์ไม่มีคำถาม หน้าใดที่ชื่อตรงก็จะผ่าน",
                        "the rule asks nothing: any page of that name would pass"
                    ),
                )
                .help(both!("เพิ่ม [[judge]]", "add [[judge]]")),
            );
        }
        let mut seen = HashSet::new();
        for judge in self.own_judges() {
            if TAKEN.contains(&judge.id.get_ref().as_str()) || !seen.insert(judge.id.get_ref()) {
                let message =
                    both!("รหัสคำถาม {} ซ้ำในเกณฑ์นี้", "the id {} is in this rule twice", judge.id.get_ref());
                out.push(self.error(judge.id.span(), message).help(both!(
                    "ตั้งรหัสอื่นที่ไม่ซ้ำ และไม่ใช่ found หรือ has-content",
                    "take another, neither found nor has-content"
                )));
            }
            match judge.test.get_ref() {
                Test::SaysSome(t) | Test::HasColumns(t) | Test::LacksColumns(t)
                    if t.at_least > t.of.len() =>
                {
                    let message = both!(
                        "at-least = {} มากกว่าจำนวนคำที่ให้ไว้ ({})",
                        "at-least = {} is more than there are words ({})",
                        t.at_least,
                        t.of.len()
                    );
                    out.push(self.error(judge.test.span(), message).help(both!(
                        "ไม่มีเอกสารใดผ่านได้ ลด at-least หรือเพิ่มคำ",
                        "no document could pass: lower at-least or add words"
                    )));
                }
                _ => {}
            }
        }
    }

    fn templates(&self, out: &mut Vec<Fault>) {
        let missing = &self.rule.missing;
        let from = self.text.find("[missing]").unwrap_or(0);
        let own = self.source.files.len() == 1 || self.text.contains("[missing]");
        for template in [&missing.fail, &missing.fix].into_iter().filter(|_| own) {
            self.template(template, from, &MISSING, out);
        }
        for judge in self.own_judges() {
            for template in [&judge.fail, &judge.fix] {
                self.template(template, judge.id.span().end, &JUDGE, out);
            }
        }
    }

    fn template(&self, template: &str, from: usize, allowed: &[&str], out: &mut Vec<Fault>) {
        let place = self.place(from, template);
        // Where the file holds the words as they are, the caret stands under the very name.
        let within = |at: usize, length: usize| {
            let as_is = self.text.get(place.clone()).is_some_and(|t| t.trim_matches(['"', '\'']) == template);
            if as_is { place.start + 1 + at..place.start + 1 + at + length } else { place.clone() }
        };
        for (at, name) in placeholders(template) {
            if !allowed.contains(&name) && !self.ids.contains(&name) {
                let known: Vec<String> = allowed.iter().map(|n| format!("{{{n}}}")).collect();
                out.push(
                    self.error(within(at, name.len() + 2), both!("ไม่รู้จัก {{{name}}}", "unknown {{{name}}}"))
                        .help(both!("ที่นี่ใช้ได้เฉพาะ {}", "here may stand {}", known.join(" "))),
                );
            }
        }
        if let Some(number) = item_number(template) {
            let place = within(number.start, number.len());
            let message = both!(
                "ข้อความเขียนเลขข้อ {} ตรง ๆ เลขนี้เปลี่ยนตามปี",
                "the text writes {}, a number that changes from year to year",
                &template[number]
            );
            out.push(
                self.warning(place, message)
                    .help(both!("เขียน id ของข้อนั้นใน {{ }} แทนเลขข้อ", "write the item's id in {{ }} instead")),
            );
        }
        if let Some(at) = unbalanced(template) {
            out.push(
                self.error(within(at, 1), both!("วงเล็บไม่ครบคู่", "a bracket has no partner"))
                    .help(both!("[ ] ครอบส่วนที่ตัดออกได้ {{ }} ครอบชื่อค่า ทั้งสองซ้อนกันเองไม่ได้", "[ ] is around what may be left out, {{ }} around the name of a value; neither stands within itself")),
            );
        }
    }

    fn examples(&self, out: &mut Vec<Fault>) {
        let rule = self.rule;
        let has = |want: Want| rule.examples.iter().any(|e| e.want == want);
        for (want, name) in [(Want::Pass, "ผ่าน"), (Want::Fail, "ไม่ผ่าน")] {
            if !has(want) {
                let message = both!("เกณฑ์ไม่มีตัวอย่างที่{name}", "the rule has no example that ends with: {name}");
                out.push(
                    self.warning(self.top(), message)
                        .help(both!("เพิ่ม [[example]] ท้ายไฟล์", "add [[example]] at its end")),
                );
            }
        }
        for example in &rule.examples {
            let Some(by) = &example.by else { continue };
            if !TAKEN.contains(&by.as_str()) && !rule.judges.iter().any(|j| j.id.get_ref() == by) {
                let span = self.place(example.file.span().end, by);
                out.push(
                    self.error(
                        span,
                        both!("ไม่มีคำถาม {by} ในเกณฑ์นี้", "there is no question {by} in this rule"),
                    )
                    .help(both!("by คือ id ของ [[judge]] หรือ found", "by is the id of a [[judge]], or found")),
                );
            }
        }
    }
}

/// What reports call the questions that are asked of every item: whether anything is there at all, and whether it holds
/// something.
const TAKEN: [&str; 2] = ["found", "has-content"];

/// Filled in where a judge says no.
const JUDGE: [&str; 5] = ["missing", "found", "year", "wanted", "previous"];
/// Filled in where nothing was found: there is nothing yet to be missing in.
const MISSING: [&str; 2] = ["year", "previous"];

/// Where a string stands in quotes after a place, quotes included.
fn quoted(text: &str, from: usize, phrase: &str) -> Option<Range<usize>> {
    ['"', '\''].iter().find_map(|q| {
        let whole = format!("{q}{phrase}{q}");
        let at = from + text.get(from..)?.find(&whole)?;
        Some(at..at + whole.len())
    })
}

/// Names in curly brackets, each with where its bracket opens.
fn placeholders(template: &str) -> Vec<(usize, &str)> {
    let opens = template.match_indices('{').map(|(at, _)| at);
    opens.filter_map(|at| Some((at, &template[at + 1..at + template[at..].find('}')?]))).collect()
}

/// The first number of an item, such as O42.
fn item_number(template: &str) -> Option<Range<usize>> {
    let digits = |at: usize| template[at..].bytes().take_while(u8::is_ascii_digit).count();
    let starts = template.match_indices('O').map(|(at, _)| at);
    let apart = |at: usize| !template[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    starts.filter(|&at| apart(at)).map(|at| at..at + 1 + digits(at + 1)).find(|number| number.len() > 1)
}

/// The first bracket without its partner, or inside one of its own kind.
fn unbalanced(template: &str) -> Option<usize> {
    let (mut square, mut curly) = (None, None);
    for (at, c) in template.char_indices() {
        let (open, opens) = match c {
            '[' | ']' => (&mut square, c == '['),
            '{' | '}' => (&mut curly, c == '{'),
            _ => continue,
        };
        if opens == open.is_some() {
            return Some(at);
        }
        *open = opens.then_some(at);
    }
    square.or(curly)
}

/// Letters that a phrase still has when it is compared.
fn letters(phrase: &str) -> usize {
    fold(phrase).chars().count()
}
