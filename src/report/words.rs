//! Every fixed sentence of a report, in Thai and in English.
//!
//! What an assessor would write (comments, repairs, questions) comes from the rules and stays in
//! Thai whatever the language.

use super::{ClickPath, Submitted, Waived, WaiverTold};
use crate::crawl::{Status, Stop};
use crate::extract::Kind;
use crate::mark::waiver::{State, Why};
use crate::mark::{Outcome, round2};

/// The language of the fixed sentences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    Th,
    En,
}

impl Lang {
    /// As HTML wants it.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Th => "th",
            Lang::En => "en",
        }
    }

    pub fn words(self) -> &'static Words {
        match self {
            Lang::Th => &super::words_th::WORDS,
            Lang::En => &super::words_en::WORDS,
        }
    }
}

/// One language's sentences. `{}` stands for what is filled in by [`Words::fill`].
pub struct Words {
    pub form: &'static str,
    pub as_of: &'static str,
    pub sub_indicator: &'static str,
    pub indicator: &'static str,
    pub item: &'static str,
    pub issue: &'static str,
    pub comment: &'static str,
    pub score: &'static str,
    pub pass: &'static str,
    pub fail: &'static str,
    pub review: &'static str,
    pub not_determined: &'static str,
    pub not_applicable: &'static str,
    /// Mark of an item whose criteria are not confirmed.
    pub draft: &'static str,
    pub draft_items: &'static str,
    pub draft_form: &'static str,
    pub result: &'static str,
    pub band: &'static str,
    pub oit: &'static str,
    pub ita: &'static str,
    pub from_surveys: &'static str,
    pub range_note: &'static str,
    pub gaps: &'static str,
    pub gaps_note: &'static str,
    pub no_gaps: &'static str,
    pub points: &'static str,
    pub fix: &'static str,
    pub submit: &'static str,
    /// Where the evidence of an item stands that does not pass yet.
    pub found_at: &'static str,
    /// Before an address that shows why an item is open.
    pub open: &'static str,
    pub no_place: &'static str,
    pub look: &'static str,
    pub look_note: &'static str,
    pub undetermined: &'static str,
    pub undetermined_note: &'static str,
    pub coverage: &'static str,
    pub read: &'static str,
    pub not_read: &'static str,
    pub all_read: &'static str,
    pub incomplete: &'static str,
    pub stopped_by: &'static str,
    /// Pages left, of so many, in so many files.
    pub scans_cut: &'static str,
    pub scans_aside: &'static str,
    pub and_more: &'static str,
    pub evidence: &'static str,
    pub page: &'static str,
    pub found_on: &'static str,
    pub clicks: &'static str,
    pub judges: &'static str,
    pub near: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub cannot_tell: &'static str,
    pub confidence: &'static str,
    pub history: &'static str,
    pub contents: &'static str,
    pub table: &'static str,
    pub fetched: &'static str,
    pub screenshot: &'static str,
    pub made_by: &'static str,
    /// First step of every click path.
    pub home: &'static str,
    pub url: &'static str,
    pub note: &'static str,
    pub verdict: &'static str,
    pub path_right: &'static str,
    pub path_no_such_word: &'static str,
    pub path_elsewhere: &'static str,
    pub unlinked: &'static str,
    pub sheet_table: &'static str,
    pub sheet_gaps: &'static str,
    pub sheet_evidence: &'static str,
    pub sheet_submission: &'static str,
    pub sheet_coverage: &'static str,
    pub sub_indicator_head: &'static str,
    pub group: &'static str,
    pub worth_oit: &'static str,
    pub worth_ita: &'static str,
    pub document: &'static str,
    pub kind_head: &'static str,
    pub page_head: &'static str,
    pub quote: &'static str,
    pub click_path: &'static str,
    pub read_on: &'static str,
    pub not_read_why: &'static str,
    /// Names the earlier report's day.
    pub since: &'static str,
    pub gained: &'static str,
    pub lost: &'static str,
    pub changed: &'static str,
    pub more_read: &'static str,
    /// With what can be done about it.
    pub less_read: &'static str,
    pub later: &'static str,
    pub nothing_changed: &'static str,
    pub round_score: &'static str,
    /// Under a score that the round does not count.
    pub not_this_round: &'static str,
    pub with_waivers: &'static str,
    pub without_waivers: &'static str,
    /// Before what a person said of an item.
    pub waived: &'static str,
    pub counted_as: &'static str,
    pub waived_by: &'static str,
    pub waived_until: &'static str,
    pub waiver_ended: &'static str,
    pub waiver_ends_soon: &'static str,
    pub no_such_item: &'static str,
    pub waiver_not_needed: &'static str,
    pub no_extension: &'static str,
    pub unknown_extension: &'static str,
    pub known_extensions: &'static str,
    pub months: [&'static str; 12],
    /// Added to the year of the calendar: Thai officers count in B.E.
    pub era: i32,
    pub(super) kind: fn(Kind) -> &'static str,
    pub(super) status: fn(Status) -> &'static str,
    pub(super) advice: fn(Status) -> &'static str,
    pub(super) stop: fn(Stop) -> &'static str,
    pub(super) why: fn(Why) -> &'static str,
}

impl Words {
    pub fn verdict(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Pass => self.pass,
            Outcome::Fail => self.fail,
            Outcome::Review => self.review,
            Outcome::NotDetermined => self.not_determined,
            Outcome::NotApplicable => self.not_applicable,
        }
    }

    /// Why an address was not read.
    pub fn status(&self, status: Status) -> &'static str {
        (self.status)(status)
    }

    /// What can be done about it; empty where there is nothing to do.
    pub fn advice(&self, status: Status) -> &'static str {
        (self.advice)(status)
    }

    /// What a document is.
    pub fn kind(&self, kind: Kind) -> &'static str {
        (self.kind)(kind)
    }

    /// What ended the walk early.
    pub fn stop(&self, stop: Stop) -> &'static str {
        (self.stop)(stop)
    }

    /// What a person said of an item, in one line.
    pub fn waiver(&self, waived: &Waived) -> String {
        let mut parts = vec![format!("{} {}", self.waived, (self.why)(waived.why))];
        let mut add = |sentence: &str, part: &str| {
            if !part.is_empty() {
                parts.push(fill(sentence, &[part]));
            }
        };
        match &waived.until {
            Some(day) if waived.expired => add(self.waiver_ended, &self.date(day)),
            _ => add(self.counted_as, self.verdict(waived.counted)),
        }
        add(self.waived_by, &waived.by);
        if let Some(day) = waived.until.as_ref().filter(|_| !waived.expired) {
            add(self.waived_until, &self.date(day));
        }
        add("{}", &waived.note);
        parts.join(" · ")
    }

    /// What is wrong with a click path; nothing where it is right or not given.
    pub fn submitted(&self, one: &Submitted) -> Option<String> {
        match one.click_path {
            ClickPath::NotGiven | ClickPath::Right => None,
            ClickPath::NoSuchWord => Some(fill(self.path_no_such_word, &[&one.word, &one.on])),
            ClickPath::Elsewhere => Some(fill(self.path_elsewhere, &[&one.url])),
        }
    }

    /// What must be known of the list of waivers.
    pub fn told(&self, told: &WaiverTold) -> String {
        let until = told.until.as_deref().map(|day| self.date(day)).unwrap_or_default();
        let said = match told.state {
            State::Expired => fill(self.waiver_ended, &[&until]),
            State::EndsSoon => fill(self.waiver_ends_soon, &[&until]),
            State::NoSuchItem => self.no_such_item.to_owned(),
            State::NotNeeded => self.waiver_not_needed.to_owned(),
            State::InForce => String::new(),
        };
        format!("{}: {said} ({})", told.item, told.place)
    }

    /// `2021-07-12` as people write it; anything else stays as it is.
    pub fn date(&self, day: &str) -> String {
        let read = || {
            let mut parts = day.get(..10)?.splitn(3, '-').map(str::parse::<i32>);
            let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
            let month = self.months.get(usize::try_from(month - 1).ok()?)?;
            Some(format!("{day} {month} {}", year + self.era))
        };
        read().unwrap_or_else(|| day.to_owned())
    }
}

/// Puts the parts where the sentence has `{}`, in order.
pub fn fill(sentence: &str, parts: &[&str]) -> String {
    let mut pieces = sentence.split("{}");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for (nth, piece) in pieces.enumerate() {
        let part = parts.get(nth).copied().unwrap_or_default();
        filled.push_str(part);
        push_agreed(&mut filled, piece, part == "1");
    }
    filled
}

/// Of `[item|items]` the word that goes with the number before.
fn push_agreed(filled: &mut String, piece: &str, single: bool) {
    let mut rest = piece;
    while let Some((before, one, several, after)) = rest.split_once('[').and_then(|(before, tail)| {
        let (choice, after) = tail.split_once(']')?;
        let (one, several) = choice.split_once('|')?;
        Some((before, one, several, after))
    }) {
        filled.push_str(before);
        filled.push_str(if single { one } else { several });
        rest = after;
    }
    filled.push_str(rest);
}

/// A mark as it is printed: one figure, or the two ends.
pub fn range(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) if low == high => format!("{low:.2}"),
        // An item is all or nothing: the decimals would only be noise.
        (Some(0.0), Some(100.0)) => "0–100".to_owned(),
        (Some(low), Some(high)) => format!("{low:.2}–{high:.2}"),
        _ => "–".to_owned(),
    }
}

/// Points to be won, as they are printed.
pub fn points(points: f64) -> String {
    format!("+{:.2}", round2(points))
}

/// A number with its thousands apart.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut spaced = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            spaced.push(',');
        }
        spaced.push(digit);
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_people_write_them() {
        assert_eq!(Lang::Th.words().date("2021-07-12"), "12 กรกฎาคม 2564");
        assert_eq!(Lang::En.words().date("2021-07-12T08:00:00Z"), "12 July 2021");
        for odd in ["", "2021-13-01", "2021-00-01", "ก.ค. 2564 ไม่ชัด", "2021-7"] {
            assert_eq!(Lang::Th.words().date(odd), odd);
        }
    }

    #[test]
    fn a_mark_is_one_figure_or_two_ends() {
        assert_eq!(range(Some(100.0), Some(100.0)), "100.00");
        assert_eq!(range(Some(0.0), Some(100.0)), "0–100");
        assert_eq!(range(Some(61.45), Some(73.95)), "61.45–73.95");
        assert_eq!(range(None, None), "–");
    }

    #[test]
    fn sentences_and_numbers_are_filled_in() {
        assert_eq!(fill("อ่าน {} หน้า {} ไฟล์", &["12", "3"]), "อ่าน 12 หน้า 3 ไฟล์");
        assert_eq!(fill("{}{}", &["x"]), "x");
        assert_eq!(["7", "999", "1,000", "1,234,567"], [7, 999, 1000, 1_234_567].map(count));
    }
}
