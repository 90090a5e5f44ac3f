//! One survey in memory: every site's row and its verdicts, a letter an item. Of 8,300 agencies
//! this is a few megabytes, and all that the pages count is counted from it.

use std::collections::{BTreeMap, HashMap};

use super::store::{Fallible, ItemName, ItemRow, SiteRow, Store, SurveyRow};

pub struct Snapshot {
    pub survey: SurveyRow,
    /// In the list's order.
    pub sites: Vec<SiteRow>,
    /// Items of the edition that most sites were judged by.
    pub names: Vec<ItemName>,
    /// Every site's letters, one for each of `names`, one site after the other; see [`Self::letters`].
    verdicts: Vec<u8>,
    /// By mark: the sites that bear it, by their place in `sites`, rising.
    pub marks: BTreeMap<String, Vec<usize>>,
    /// Rules that sites were judged by, the most frequent first, with the number of sites.
    pub digests: Vec<(String, usize)>,
    /// Programs that judged, likewise.
    pub versions: Vec<(String, usize)>,
    place: HashMap<i64, usize>,
}

/// Stands where the edition of a site has no such item.
pub const NONE: u8 = b'-';

impl Snapshot {
    /// `None`: there is no such survey.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn load(store: &Store, survey: i64) -> Fallible<Option<Snapshot>> {
        let Some(row) = store.survey(survey)? else { return Ok(None) };
        let sites = store.sites(survey)?;
        let judged = || sites.iter().filter(|s| !s.verdicts.is_empty());
        let digests = counted(judged().map(|s| s.digest.as_str()));
        let versions = counted(judged().map(|s| s.version.as_str()));
        let main = digests.first().map_or("", |(digest, _)| digest.as_str());
        let names = store.edition(main)?;
        // Numbers move from edition to edition; keys stay.
        let mut places: HashMap<&str, Vec<Option<usize>>> = HashMap::new();
        for (digest, _) in &digests {
            let own = store.edition(digest)?;
            let at = names.iter().map(|name| own.iter().position(|o| o.key == name.key)).collect();
            places.insert(digest, at);
        }
        let mut verdicts = Vec::with_capacity(sites.len() * names.len());
        for site in &sites {
            let letters = site.verdicts.as_bytes();
            let letter = |at: Option<usize>| at.and_then(|at| letters.get(at).copied()).unwrap_or(NONE);
            match places.get(site.digest.as_str()).filter(|_| !letters.is_empty()) {
                Some(at) => verdicts.extend(at.iter().map(|at| letter(*at))),
                None => verdicts.extend(names.iter().map(|_| NONE)),
            }
        }
        let place: HashMap<i64, usize> = sites.iter().enumerate().map(|(at, s)| (s.agency, at)).collect();
        let mut marks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (mark, agency) in store.marks(survey)? {
            if let Some(at) = place.get(&agency) {
                marks.entry(mark).or_default().push(*at);
            }
        }
        marks.values_mut().for_each(|sites| sites.sort_unstable());
        Ok(Some(Snapshot { survey: row, sites, names, verdicts, marks, digests, versions, place }))
    }

    /// Where an agency stands in [`Self::sites`].
    pub fn place(&self, agency: i64) -> Option<usize> {
        self.place.get(&agency).copied()
    }

    /// Place of an item in [`Self::names`], by its number (`O30`) or its key.
    pub fn item(&self, id: &str) -> Option<usize> {
        self.names.iter().position(|name| name.id.eq_ignore_ascii_case(id) || name.key == id)
    }

    /// The letter of one site and item.
    pub fn verdict(&self, site: usize, item: usize) -> u8 {
        self.letters(site).get(item).copied().unwrap_or(NONE)
    }

    /// A letter for each of [`Self::names`]; all [`NONE`] where nothing was judged.
    pub fn letters(&self, site: usize) -> &[u8] {
        let items = self.names.len();
        &self.verdicts[site * items..][..items]
    }

    pub fn is_judged(&self, site: usize) -> bool {
        !self.sites[site].verdicts.is_empty()
    }

    /// The row of one site and item; `None` where the site's rules have no such item.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn item_of(&self, store: &Store, site: usize, item: usize) -> Fallible<Option<ItemRow>> {
        let Some(own) = self.own_nr(store, site, item)? else { return Ok(None) };
        let agency = self.sites[site].agency;
        Ok(store.items(self.survey.id, own, &[agency])?.remove(&agency))
    }

    /// Place of an item in the site's own edition, as its rows in the database count it.
    fn own_nr(&self, store: &Store, site: usize, item: usize) -> Fallible<Option<usize>> {
        let digest = &self.sites[site].digest;
        if self.digests.first().is_some_and(|(main, _)| main == digest) {
            return Ok(Some(item));
        }
        let key = &self.names[item].key;
        Ok(store.edition_kept(digest)?.iter().position(|name| name.key == *key))
    }
}

fn counted<'a>(all: impl Iterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    let mut counts: Vec<(String, usize)> = counts.into_iter().map(|(k, n)| (k.to_owned(), n)).collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts
}
