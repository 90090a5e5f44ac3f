//! What people said of items, beside what the machine judged.

use std::collections::BTreeMap;

use url::Url;

use super::{Counted, Item, Report, Waived, WaiverTold, Waivers};
use crate::mark::waiver::{State, Waiver, Why};
use crate::mark::{self, Outcome};
use crate::rule::Edition;

impl Report {
    /// Sets a list of waivers beside the verdicts. Without a list the report stays as it is.
    pub fn waived(mut self, list: &[Waiver], edition: &Edition) -> Report {
        let host = Url::parse(&self.site.url).ok().and_then(|u| u.host_str().map(str::to_owned));
        let list: Vec<&Waiver> =
            list.iter().filter(|waiver| waiver.is_at(host.as_deref().unwrap_or_default())).collect();
        if list.is_empty() {
            return self;
        }
        let mut told = Vec::new();
        for waiver in list {
            let item = self.items.iter_mut().find(|item| waiver.is_for(&item.id, &item.key));
            let state = waiver.state(item.as_ref().map(|item| item.verdict), &self.as_of);
            if state != State::InForce {
                told.push(WaiverTold {
                    item: waiver.item.clone(),
                    state,
                    until: waiver.until.clone(),
                    place: waiver.place.clone(),
                });
            }
            if let Some(item) = item {
                let expired = state == State::Expired;
                item.waiver = Some(Waived {
                    why: waiver.why,
                    counted: if expired { item.verdict } else { waiver.counted(item.verdict) },
                    note: waiver.note.clone(),
                    by: waiver.by.clone(),
                    until: waiver.until.clone(),
                    expired,
                });
            }
        }
        let outcomes: BTreeMap<String, Outcome> =
            self.items.iter().map(|item| (item.id.clone(), item.counted())).collect();
        let marks = mark::total(edition, &outcomes, self.score.iit, self.score.eit);
        self.waivers = Some(Waivers { score: Counted::of(marks), told });
        self
    }
}

impl Item {
    /// The verdict as people count it; the machine's own where nobody said anything.
    pub fn counted(&self) -> Outcome {
        self.waiver.as_ref().map_or(self.verdict, |waived| waived.counted)
    }

    /// Whether somebody answers for the item as it is, so that it holds up no script.
    pub fn excused(&self) -> bool {
        self.waiver.as_ref().is_some_and(|waived| {
            !waived.expired && matches!(waived.why, Why::Accepted | Why::Planned | Why::NotApplicable)
        })
    }
}
