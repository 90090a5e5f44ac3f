//! What people type into a search, and what it is looked for in.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use memchr::memmem::Finder;

use crate::survey::store::{Fallible, Store};
use crate::thai::kinds::SHORT;
use crate::thai::order;
use crate::thai::text::fold;

/// The form in which words are looked for and found.
pub(super) fn form(text: &str) -> String {
    let mut long = text.to_owned();
    for (short, spelled) in SHORT {
        if long.contains(short) {
            long = long.replace(short, spelled);
        }
    }
    fold(&long)
}

/// Words of a question; all of them must be there.
pub(super) struct Words(Vec<Finder<'static>>);

impl Words {
    pub(super) fn of(asked: &str) -> Words {
        // Of an address that was pasted, the part that lists agree on.
        let bare = |word: &str| {
            let word = word.trim_start_matches("https://").trim_start_matches("http://");
            form(word.trim_start_matches("www."))
        };
        let words = asked.split_whitespace().map(bare).filter(|word| !word.is_empty());
        Words(words.map(|word| Finder::new(&word).into_owned()).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether they are all in a text in matching form.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.0.iter().all(|word| word.find(text.as_bytes()).is_some())
    }
}

/// Every agency by name, over all surveys.
#[derive(Default)]
pub(super) struct Names(Mutex<Known>);

#[derive(Default, Clone)]
struct Known {
    /// As the database counts them; `None`: nothing was read.
    changes: Option<i64>,
    names: Arc<Vec<Name>>,
}

struct Name {
    agency: i64,
    /// Name, address, kind, province and code.
    row: [String; 5],
    words: String,
    key: String,
}

impl Names {
    /// Agencies with all of the words, in the dictionary's order, at most `most`: id, name, address,
    /// kind, province.
    pub(super) fn search(&self, store: &Store, words: &Words, most: usize) -> Fallible<Vec<[String; 5]>> {
        let names = self.now(store)?;
        let found = names.iter().filter(|name| words.are_in(&name.words)).take(most);
        let shown = found.map(|name| {
            let [title, address, kind, province, _] = name.row.clone();
            [name.agency.to_string(), title, address, kind, province]
        });
        Ok(shown.collect())
    }

    /// What is in the database now; only what is new there is folded.
    fn now(&self, store: &Store) -> Fallible<Arc<Vec<Name>>> {
        let known = self.0.lock().expect("no panic under this lock").clone();
        // Asked first: what changes while they are read is read the next time.
        let changes = Some(store.agencies_changes()?);
        if known.changes == changes {
            return Ok(known.names);
        }
        let rows = store.agencies()?;
        let old: HashMap<i64, &Name> = known.names.iter().map(|name| (name.agency, name)).collect();
        let mut names: Vec<Name> = rows
            .into_iter()
            .map(|(agency, row)| match old.get(&agency).filter(|name| name.row == row) {
                Some(name) => Name { agency, row, words: name.words.clone(), key: name.key.clone() },
                None => {
                    let [name, address, _, province, code] = &row;
                    let words = form(&format!("{name} {address} {code} {province}"));
                    Name { agency, words, key: order::key(name), row }
                }
            })
            .collect();
        names.sort_by(|a, b| a.key.cmp(&b.key).then(a.agency.cmp(&b.agency)));
        let names = Arc::new(names);
        *self.0.lock().expect("no panic under this lock") = Known { changes, names: Arc::clone(&names) };
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::survey::store::{Listed, NewSurvey};

    #[test]
    fn an_agency_is_found_however_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Duration::from_secs(5)).unwrap();
        let survey = store.begin(&NewSurvey { kind: "survey", ..NewSurvey::default() }).unwrap();
        let listed = |name: &str, url: &str, province: &str| Listed {
            name: name.into(),
            url: url.into(),
            province: province.into(),
            ..Listed::default()
        };
        store
            .add(
                survey,
                &[
                    listed("องค์การบริหารส่วนตำบลแม่จัน", "https://www.maechan.go.th/", "เชียงราย"),
                    listed("เทศบาลตำบลแม่จัน", "https://www.tmaechan.go.th/", "เชียงราย"),
                ],
            )
            .unwrap();
        let names = Names::default();
        let found = |asked: &str| -> Vec<String> {
            let all = names.search(&store, &Words::of(asked), 10).unwrap();
            all.into_iter().map(|[_, name, ..]| name).collect()
        };
        for asked in ["อบต.แม่จัน", "อบต. แม่จัน", "องค์การบริหารส่วนตําบล แม่จัน", "แม่จัน อบต เชียงราย"]
        {
            assert_eq!(found(asked), ["องค์การบริหารส่วนตำบลแม่จัน"], "{asked}");
        }
        assert_eq!(found("https://www.tmaechan.go.th/"), ["เทศบาลตำบลแม่จัน"]);
        assert_eq!(found("maechan.go.th").len(), 2);
        assert_eq!(found("ทต.แม่จัน"), ["เทศบาลตำบลแม่จัน"]);
        assert_eq!(found("แม่จัน"), ["เทศบาลตำบลแม่จัน", "องค์การบริหารส่วนตำบลแม่จัน"]);
        store.add(survey, &[listed("เทศบาลตำบลแม่จันทร์", "https://www.tmaechan.go.th/", "")]).unwrap();
        assert_eq!(found("แม่จันทร์"), ["เทศบาลตำบลแม่จันทร์"]);
        // The same list again says nothing new, and nothing is read again.
        let before = store.agencies_changes().unwrap();
        store.add(survey, &[listed("เทศบาลตำบลแม่จันทร์", "https://www.tmaechan.go.th/", "")]).unwrap();
        assert_eq!(store.agencies_changes().unwrap(), before);
        store.add(survey, &[listed("เทศบาลตำบลแม่จันทร์", "https://www.tmaechan.go.th/", "พะเยา")]).unwrap();
        assert_eq!(found("แม่จันทร์ พะเยา"), ["เทศบาลตำบลแม่จันทร์"]);
    }
}
