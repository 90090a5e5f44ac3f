//! The walk's account, made independent of which answer came first.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::{Record, Status, UNLINKED, paper};

/// What the walk noted of one address.
#[derive(Debug, Clone, Default)]
pub(super) struct Noted {
    pub(super) record: Record,
    /// Canonical address of the visit that this one was redirected to.
    pub(super) moved: Option<String>,
}

/// Puts the records in the order in which a reader would meet them: by clicks from the root, and
/// on each page in the order of its links. Those that no link names come last, by address.
pub(super) fn settle(root: &str, mut noted: HashMap<String, Noted>) -> Vec<Record> {
    follow_moves(&mut noted);
    let mut left: BTreeMap<String, Record> = noted.into_iter().map(|(url, n)| (url, n.record)).collect();
    let mut records: Vec<Record> = Vec::with_capacity(left.len());
    let mut hash_of: HashMap<String, String> = HashMap::new();
    let mut queue: VecDeque<Record> = VecDeque::new();
    if let Some(first) = left.remove(root) {
        queue.push_back(Record { found_on: None, link_text: String::new(), clicks: 0, ..first });
    }
    // What is still to be found: only pages that may lead there are looked at.
    let mut wanted: HashMap<u32, usize> = HashMap::new();
    left.keys().for_each(|url| *wanted.entry(paper::mark(url)).or_default() += 1);
    loop {
        let Some(record) = queue.pop_front() else {
            // What only a sitemap names may lead on by links of its own.
            let Some((url, next)) = left.pop_first() else { break };
            found_one(&mut wanted, &url);
            queue.push_back(Record { clicks: UNLINKED, ..next });
            continue;
        };
        hash_of.insert(record.url.clone(), record.sha256.clone());
        if let Some(document) = &record.document
            && leads_on(&record, record.found_on.as_ref().and_then(|f| hash_of.get(f)))
            && document.may_lead(|mark| wanted.contains_key(&mark))
        {
            for lead in document.leads() {
                if let Some(found) = left.remove(&lead.url) {
                    found_one(&mut wanted, &lead.url);
                    queue.push_back(Record {
                        original: lead.original,
                        link_text: lead.text,
                        found_on: Some(record.url.clone()),
                        clicks: if record.clicks == UNLINKED { UNLINKED } else { record.clicks + 1 },
                        ..found
                    });
                }
            }
        }
        records.push(record);
    }
    share(&mut records);
    records
}

fn found_one(wanted: &mut HashMap<u32, usize>, url: &str) {
    let mark = paper::mark(url);
    if let Some(count) = wanted.get_mut(&mark) {
        *count -= 1;
        if *count == 0 {
            wanted.remove(&mark);
        }
    }
}

/// Whether the links of a page count: not those of another host, nor those of a page that is its
/// own parent once more, which is how endless paths look.
pub(super) fn leads_on(record: &Record, parent_hash: Option<&String>) -> bool {
    !record.outside && (record.sha256.is_empty() || parent_hash != Some(&record.sha256))
}

/// Gives each redirected address what its target turned out to be.
fn follow_moves(noted: &mut HashMap<String, Noted>) {
    let moved: Vec<String> =
        noted.iter().filter(|(_, n)| n.moved.is_some()).map(|(url, _)| url.clone()).collect();
    let mut settled = Vec::with_capacity(moved.len());
    for url in moved {
        let mut been = HashSet::from([url.clone()]);
        let mut at = url.clone();
        let mut end = Some(Status::RedirectLoop);
        while let Some(next) = noted.get(&at).and_then(|n| n.moved.clone()) {
            if !been.insert(next.clone()) {
                break;
            }
            at = next;
            end = noted.get(&at).is_some_and(|n| n.moved.is_none()).then_some(Status::Read);
        }
        let own = noted[&url].record.clone();
        let record = match (end, noted.get(&at)) {
            (Some(Status::Read), Some(target)) => Record {
                url: own.url,
                original: own.original,
                found_on: own.found_on,
                link_text: own.link_text,
                clicks: own.clicks,
                ..target.record.clone()
            },
            _ => Record { status: Status::RedirectLoop, ..own },
        };
        settled.push((url, record));
    }
    for (url, record) in settled {
        noted.insert(url, Noted { record, moved: None });
    }
}

/// Equal content is one document: the first record has it, the others point there.
pub(super) fn share(records: &mut [Record]) {
    let mut first: HashMap<String, usize> = HashMap::new();
    for at in 0..records.len() {
        let record = &records[at];
        if record.bytes == 0 || !(record.status == Status::Read || record.status.is_unread()) {
            continue;
        }
        match first.get(&record.sha256) {
            None => {
                first.insert(record.sha256.clone(), at);
            }
            Some(&original) => {
                let (url, document) = (records[original].url.clone(), records[original].document.clone());
                records[at].same_as = Some(url);
                records[at].document = document;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Document, Link};

    fn page(url: &str, links: &[&str]) -> (String, Noted) {
        let links =
            links.iter().map(|l| Link { url: (*l).to_owned(), text: format!("to {l}"), ..Link::default() });
        let document = Some(Document { links: links.collect(), ..Document::default() }.into());
        let record = Record {
            url: url.to_owned(),
            status: Status::Read,
            sha256: url.to_owned(),
            bytes: 1,
            document,
            ..Record::default()
        };
        (url.to_owned(), Noted { record, moved: None })
    }

    #[test]
    fn clicks_and_finders_follow_the_pages_not_the_clock() {
        let noted = HashMap::from([
            page("http://a.th/", &["http://a.th/b", "http://a.th/a"]),
            page("http://a.th/a", &["http://a.th/c"]),
            page("http://a.th/b", &["http://a.th/c"]),
            page("http://a.th/c", &["http://a.th/"]),
            page("http://a.th/z", &[]),
        ]);
        let records = settle("http://a.th/", noted);
        let order: Vec<_> = records
            .iter()
            .map(|r| (&r.url[11..], r.clicks, r.found_on.as_deref().map(|f| &f[11..])))
            .collect();
        let wanted = [
            ("/", 0, None),
            ("/b", 1, Some("/")),
            ("/a", 1, Some("/")),
            ("/c", 2, Some("/b")),
            ("/z", UNLINKED, None),
        ];
        assert_eq!(order, wanted);
        assert_eq!(records[3].link_text, "to http://a.th/c");
    }

    #[test]
    fn moves_end_at_their_target_or_in_a_loop() {
        let mut noted = HashMap::from([page("http://a.th/", &[]), page("http://a.th/new", &[])]);
        for (from, to) in [("old", "mid"), ("mid", "new"), ("x", "y"), ("y", "x")] {
            let url = format!("http://a.th/{from}");
            let record = Record { url: url.clone(), ..Record::default() };
            noted.insert(url, Noted { record, moved: Some(format!("http://a.th/{to}")) });
        }
        let records = settle("http://a.th/", noted);
        let find = |path: &str| records.iter().find(|r| r.url.ends_with(path)).expect("a record");
        assert_eq!(find("/old").status, Status::Read);
        assert_eq!(find("/x").status, Status::RedirectLoop);
        let shared = records.iter().filter(|r| r.same_as.as_deref() == Some("http://a.th/mid")).count();
        assert_eq!(shared, 2, "the first by address holds the document");
    }
}
