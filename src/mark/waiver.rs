//! What a person says of an item, and what it does to the marks.
//!
//! The machine's verdict always stays; what people say is counted beside it. Two of the four
//! reasons change no mark: an assessor gives nothing for what is accepted or planned.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Outcome;

/// Why an item is excepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The form does not ask it of this agency: it leaves the mean.
    NotApplicable,
    /// The gap is known and stays.
    Accepted,
    /// The machine is wrong: a person has looked.
    DetectedWrongly,
    /// Will be mended by a day.
    Planned,
}

/// One line of the list of waivers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Number or key.
    pub item: String,
    pub why: Why,
    /// What a person decided; else the opposite of what was detected wrongly.
    pub verdict: Option<Outcome>,
    pub note: String,
    pub by: String,
    /// Last day, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Host of the one site it is meant for; empty: any.
    pub site: String,
    /// File and line, for whoever must mend it.
    pub place: String,
}

/// What is to be said of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    InForce,
    /// Within a month.
    EndsSoon,
    Expired,
    /// The machine judges so already.
    NotNeeded,
    NoSuchItem,
}

/// Days before the end from which it is said.
const SOON: i32 = 30;

impl Waiver {
    /// Whether the line is about an item with this number and key.
    pub fn is_for(&self, id: &str, key: &str) -> bool {
        let number = |text: &str| {
            let text = crate::thai::text::arabic(text);
            let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
            digits.parse::<u32>().ok()
        };
        let said = self.item.trim();
        said == key
            || said.eq_ignore_ascii_case(id)
            || (said.chars().count() < 9 && number(said).is_some() && number(said) == number(id))
    }

    /// Whether it is meant for a site.
    pub fn is_at(&self, host: &str) -> bool {
        let bare = |host: &str| host.trim().trim_start_matches("www.").to_lowercase();
        self.site.trim().is_empty() || bare(&self.site) == bare(host)
    }

    /// What there is to say on a day, beside a machine's verdict.
    pub fn state(&self, machine: Option<Outcome>, day: &str) -> State {
        let Some(machine) = machine else { return State::NoSuchItem };
        let left = self.until.as_ref().and_then(|until| {
            let (until, day): (Date, Date) = (until.parse().ok()?, day.parse().ok()?);
            Some((until - day).get_days())
        });
        match left {
            Some(left) if left < 0 => State::Expired,
            _ if self.counted(machine) == machine && machine == Outcome::Pass => State::NotNeeded,
            Some(left) if left <= SOON => State::EndsSoon,
            _ => State::InForce,
        }
    }

    /// What the item counts as while the line is in force.
    pub fn counted(&self, machine: Outcome) -> Outcome {
        match (self.why, self.verdict) {
            (Why::NotApplicable, _) => Outcome::NotApplicable,
            (Why::DetectedWrongly, Some(said)) => said,
            (Why::DetectedWrongly, None) if machine == Outcome::Pass => Outcome::Fail,
            (Why::DetectedWrongly, None) => Outcome::Pass,
            (Why::Accepted | Why::Planned, _) => machine,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiver(item: &str, why: Why, until: Option<&str>) -> Waiver {
        Waiver {
            item: item.to_owned(),
            why,
            verdict: None,
            note: String::new(),
            by: String::new(),
            until: until.map(str::to_owned),
            site: String::new(),
            place: String::new(),
        }
    }

    #[test]
    fn the_last_day_still_counts() {
        let state = |day| waiver("O30", Why::Accepted, Some("2021-09-30")).state(Some(Outcome::Fail), day);
        assert_eq!(state("2021-07-12"), State::InForce);
        assert_eq!(state("2021-08-31"), State::EndsSoon);
        assert_eq!(state("2021-09-30"), State::EndsSoon);
        assert_eq!(state("2021-10-01"), State::Expired);
    }

    #[test]
    fn what_is_accepted_or_planned_earns_nothing() {
        let counted = |why, machine| waiver("O30", why, None).counted(machine);
        assert_eq!(counted(Why::Accepted, Outcome::Fail), Outcome::Fail);
        assert_eq!(counted(Why::Planned, Outcome::Review), Outcome::Review);
        assert_eq!(counted(Why::NotApplicable, Outcome::Fail), Outcome::NotApplicable);
        assert_eq!(counted(Why::DetectedWrongly, Outcome::Review), Outcome::Pass);
        assert_eq!(counted(Why::DetectedWrongly, Outcome::Pass), Outcome::Fail);
    }

    #[test]
    fn items_are_known_by_number_or_key() {
        for said in ["O30", "o30", "30", "ข้อ 30", "O๓๐", "complaint-channel"] {
            assert!(waiver(said, Why::Accepted, None).is_for("O30", "complaint-channel"), "{said}");
        }
        for said in ["O3", "31", "", "complaint"] {
            assert!(!waiver(said, Why::Accepted, None).is_for("O30", "complaint-channel"), "{said}");
        }
        let mut one = waiver("O1", Why::Accepted, None);
        one.site = "www.A.go.th".to_owned();
        assert!(one.is_at("a.go.th") && !one.is_at("b.go.th"));
    }

    #[test]
    fn what_meets_nothing_is_told() {
        assert_eq!(waiver("O99", Why::Accepted, None).state(None, "2021-07-12"), State::NoSuchItem);
        let pass = Some(Outcome::Pass);
        assert_eq!(waiver("O1", Why::Accepted, None).state(pass, "2021-07-12"), State::NotNeeded);
        assert_eq!(waiver("O1", Why::NotApplicable, None).state(pass, "2021-07-12"), State::InForce);
    }
}
