//! What a page that was read leads to: taken up, or told why not.

use url::Url;

use super::{
    Narrow, Record, Status, UNLINKED, canon,
    frontier::{Job, Promise},
    gist::Gist,
    order::Noted,
    scope::{self, Place},
    trap::{self, Brought},
    walk::{MOST_KNOWN, Walk},
    ways::Lead,
};
use crate::extract::{Kind, Region, Way};

impl Walk<'_> {
    pub(super) fn push_leads(&mut self, job: &Job, record: &Record, gist: Gist) {
        let here = if record.final_url == job.url.as_str() { None } else { canon::parse(&record.final_url) };
        let here = here.unwrap_or_else(|| job.url.clone());
        let pattern = trap::key(&job.url);
        let mut news = false;
        let seed = self.seeds.contains(job.url.as_str());
        let telling = job.marked || self.is_telling(record, &gist);
        for lead in &gist.leads {
            // Most links lead where a visit has been already, or will be by as good a way.
            if self.noted.contains_key(&lead.url) && !self.frontier.may_be_better(&lead.url, job.depth) {
                continue;
            }
            // Pictures are asked for where the page's name says that they may be a document.
            if lead.way == Way::Picture && !telling {
                continue;
            }
            // A seed's own content leads on by one click; anything else only by the words asked for.
            let own = seed && lead.region == Region::Main;
            let off = |narrow: &Narrow| !(own || narrow.leads_by(&lead.text));
            if self.options.narrow.as_ref().is_some_and(off) {
                continue;
            }
            let promise = self.promise(job, lead);
            let same = canon::parse(&lead.url).is_some_and(|u| trap::key(&u) == pattern);
            // The next page of a list is no deeper than the list; its pattern's budget bounds it.
            let depth = job.depth + u32::from(!same);
            news |= self.push_lead(lead, job, &here, promise, depth) && !same;
        }
        if gist.kind == Kind::Html {
            if let Some(name) = self.mirrors.read(&job.url, gist.text) {
                self.fetcher.note(format!("{name} เป็นเว็บเดียวกันกับเว็บที่ตรวจในอีกชื่อหนึ่ง อ่านเพียงชื่อเดียว"));
            }
            let Gist { text, print, pictures, .. } = gist;
            let brought = Brought { text, print, pictures, new_links: news };
            self.patterns.brought(&job.url, Some(brought));
        }
    }

    /// Whether a page is named by words that were asked for.
    fn is_telling(&self, record: &Record, gist: &Gist) -> bool {
        let names = [&record.link_text, &gist.title, &gist.heading];
        names.iter().any(|name| self.first.is_match(*name))
    }

    fn promise(&self, job: &Job, lead: &Lead) -> Promise {
        if matches!(lead.way, Way::Script | Way::Data | Way::Form) {
            return Promise::Guess;
        }
        let marks = |text: &str| self.first.is_match(text);
        if marks(&lead.text) || marks(&lead.context) || marks(&canon::readable(&lead.url)) {
            Promise::Marked
        } else if (job.marked && lead.region == Region::Main)
            || (job.depth == 0 && lead.region == Region::Menu)
        {
            Promise::Near
        } else {
            Promise::Plain
        }
    }

    /// Takes a link up; returns whether it is a new one to visit.
    pub(super) fn push_lead(
        &mut self,
        lead: &Lead,
        job: &Job,
        here: &Url,
        promise: Promise,
        depth: u32,
    ) -> bool {
        if self.noted.contains_key(&lead.url) {
            self.frontier.better(&lead.url, promise, depth, promise == Promise::Marked);
            return false;
        }
        let url = canon::parse(&lead.url).filter(|_| lead.good);
        let place = url.as_ref().map(|u| self.fetcher.place(u));
        let in_viewer = place == Some(Place::Outside) && url.as_ref().is_some_and(scope::is_viewer);
        // A string in a script that leads away counts only where it is a document beyond doubt.
        let sure = match lead.way {
            Way::Script | Way::Data => place != Some(Place::Outside) || in_viewer,
            Way::Form => place == Some(Place::Inside),
            _ => true,
        };
        if !sure || (place.is_none() && matches!(lead.way, Way::Script | Way::Data | Way::Form)) {
            return false;
        }
        if self.noted.len() >= MOST_KNOWN {
            self.fetcher.note(format!("พบลิงก์เกิน {MOST_KNOWN} ที่อยู่ ส่วนที่เกินไม่ได้บันทึก"));
            return false;
        }
        let record = Record {
            url: lead.url.clone(),
            original: lead.original.clone(),
            final_url: lead.url.clone(),
            found_on: Some(job.url.to_string()),
            link_text: lead.text.clone(),
            clicks: depth,
            outside: place == Some(Place::Document) || in_viewer,
            ..Record::default()
        };
        self.noted.insert(lead.url.clone(), Noted { record, moved: None });
        let (Some(url), Some(place)) = (url, place) else {
            self.set_status(&lead.url, Status::BadAddress);
            return false;
        };
        if place == Place::Outside {
            self.set_status(&lead.url, if in_viewer { Status::InViewer } else { Status::OutOfScope });
            return false;
        }
        let grown = trap::grown(&url, here, job.grown);
        if trap::is_endless(&url, grown) {
            self.set_status(&lead.url, Status::Trap);
            return false;
        }
        // The page itself is known: its version for the printer says nothing more.
        let page = trap::printed(&url).map(String::from).filter(|p| self.noted.contains_key(p));
        if let Some(visited) = page.or_else(|| self.landed.get(&lead.url).cloned()) {
            self.noted.entry(lead.url.clone()).or_default().moved = Some(visited);
            return false;
        }
        if !self.remember(&lead.url) {
            return false;
        }
        let marked = promise == Promise::Marked;
        let outside = place == Place::Document;
        self.frontier.push(Job { url, promise, depth, is_sitemap: false, outside, marked, grown });
        true
    }

    pub(super) fn push_unlinked(&mut self, address: &str, sitemap: &Url) {
        let Some(url) = sitemap.join(address).ok().map(canon::canon_url) else { return };
        if self.fetcher.place(&url) != Place::Inside
            || self.noted.contains_key(url.as_str())
            || self.noted.len() >= MOST_KNOWN
        {
            return;
        }
        let record = Record {
            url: url.to_string(),
            original: canon::public(address),
            final_url: url.to_string(),
            found_on: Some(sitemap.to_string()),
            clicks: UNLINKED,
            ..Record::default()
        };
        let moved = self.landed.get(url.as_str()).cloned();
        self.noted.insert(url.to_string(), Noted { record, moved });
        if self.remember(url.as_str()) {
            self.frontier.push(Job {
                url,
                promise: Promise::Unlinked,
                depth: 1,
                is_sitemap: false,
                outside: false,
                marked: false,
                grown: 0,
            });
        }
    }

    /// Returns whether the address is new.
    pub(super) fn remember(&self, url: &str) -> bool {
        self.fetcher.known.lock().expect("no panic under this lock").insert(url.to_owned())
    }
}
