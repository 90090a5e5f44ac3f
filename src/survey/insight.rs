//! What is to be seen in a survey: arithmetic over a [`Snapshot`], no I/O.

use std::collections::BTreeMap;

use serde::Serialize;

use super::site::Cause;
use super::snapshot::{NONE, Snapshot};

/// How an item ended over some sites.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ItemCount {
    pub nr: usize,
    pub id: String,
    pub title: String,
    pub pass: usize,
    pub fail: usize,
    /// A person must look, or too little was read.
    pub open: usize,
}

impl ItemCount {
    pub fn judged(&self) -> usize {
        self.pass + self.fail + self.open
    }

    /// Share of the sites that pass, 0 to 100.
    pub fn pass_rate(&self) -> f64 {
        percent(self.pass, self.judged())
    }

    pub fn fail_rate(&self) -> f64 {
        percent(self.fail, self.judged())
    }
}

pub fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

/// Some sites together: a province, a kind, the whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Group {
    pub name: String,
    pub sites: usize,
    pub done: usize,
    pub failed: usize,
    /// Means over the sites that are done; `None` without any.
    pub mean: Option<f64>,
    pub mean_high: Option<f64>,
    /// The item that most of them fail, with the number that do.
    pub worst: Option<(String, usize)>,
    /// How many other items just as many fail.
    pub worst_tied: usize,
}

/// Sites of one maker that have the same gap.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cluster {
    /// What they share; several marks where they stand on the same sites.
    pub marks: Vec<String>,
    /// Places in [`Snapshot::sites`], judged sites only.
    #[serde(skip)]
    pub sites: Vec<usize>,
    pub size: usize,
    /// Items that most of them fail: the number of the item, its title, how many fail it, and the
    /// share that fails it among all other sites.
    pub gaps: Vec<Gap>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gap {
    pub nr: usize,
    pub id: String,
    pub title: String,
    pub fail: usize,
    /// 0 to 100.
    pub rate: f64,
    pub elsewhere: f64,
}

#[derive(Default)]
struct Mean {
    sum: f64,
    of: usize,
}

impl Mean {
    fn add(&mut self, value: Option<f64>) {
        self.sum += value.unwrap_or_default();
        self.of += usize::from(value.is_some());
    }

    fn end(self) -> Option<f64> {
        (self.of > 0).then(|| self.sum / self.of as f64)
    }
}

/// Fewest sites that make a cluster, and the share of them that fails.
const FEWEST: usize = 3;
const MOST_FAIL: f64 = 60.0;
/// By how much that share is above the one among all others, in points: less is content that is missing
/// anywhere, and no maker's doing.
const ABOVE: f64 = 25.0;
/// Fewest other sites that say what is usual.
const FEWEST_OTHERS: usize = 10;

impl Snapshot {
    /// Places of the sites that have a full result.
    pub fn done(&self) -> impl Iterator<Item = usize> {
        (0..self.sites.len()).filter(|at| self.sites[*at].state == "done")
    }

    /// All items over some sites, in the order of the form.
    pub fn items_over(&self, sites: impl Iterator<Item = usize>) -> Vec<ItemCount> {
        // By letter, and the few that count are picked out at the end: one addition a verdict.
        let mut counts: Vec<[u32; 128]> = vec![[0; 128]; self.names.len()];
        for site in sites {
            for (count, letter) in counts.iter_mut().zip(self.letters(site)) {
                count[usize::from(*letter & 127)] += 1;
            }
        }
        let counts = counts.iter().map(|count| {
            let of = |letter: u8| count[usize::from(letter)] as usize;
            [of(b'P'), of(b'F'), of(b'R') + of(b'U')]
        });
        let named = self.names.iter().zip(counts).enumerate();
        named
            .map(|(nr, (name, [pass, fail, open]))| ItemCount {
                nr,
                id: name.id.clone(),
                title: name.title.clone(),
                pass,
                fail,
                open,
            })
            .collect()
    }

    /// Some sites together.
    pub fn group(&self, name: &str, sites: &[usize]) -> Group {
        let done = sites.iter().copied().filter(|at| self.sites[*at].state == "done");
        let mut items = self.items_over(done);
        items.retain(|item| item.fail > 0);
        // Of equals the first of the form.
        let worst = items.iter().max_by_key(|i| (i.fail, std::cmp::Reverse(i.nr)));
        let tied = worst.map_or(0, |worst| items.iter().filter(|i| i.fail == worst.fail).count() - 1);
        Group {
            name: name.to_owned(),
            worst: worst.map(|i| (i.id.clone(), i.fail)),
            worst_tied: tied,
            ..self.sums(sites)
        }
    }

    /// [`Self::group`] without its worst item, for which every verdict must be looked at.
    pub fn sums(&self, sites: &[usize]) -> Group {
        let mut group = Group { sites: sites.len(), ..Group::default() };
        let (mut low, mut high) = (Mean::default(), Mean::default());
        for site in sites.iter().map(|at| &self.sites[*at]) {
            match site.state.as_str() {
                "done" => {
                    group.done += 1;
                    low.add(site.score);
                    high.add(site.score_high);
                }
                "failed" => group.failed += 1,
                _ => {}
            }
        }
        Group { mean: low.end(), mean_high: high.end(), ..group }
    }

    /// Sites by what `of` says of them, the lowest mean first.
    pub fn groups(&self, of: impl Fn(&super::store::SiteRow) -> &str) -> Vec<Group> {
        let mut by: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, site) in self.sites.iter().enumerate() {
            by.entry(of(site)).or_default().push(at);
        }
        let mut groups: Vec<Group> = by.iter().map(|(name, sites)| self.group(name, sites)).collect();
        groups.sort_by(|a, b| {
            let key = |g: &Group| g.mean.unwrap_or(f64::MAX);
            key(a).total_cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
        });
        groups
    }

    /// The place of each site by its score, 1 for the highest; equal scores have the same place.
    pub fn ranks(&self) -> Vec<Option<usize>> {
        let score = |at: usize| self.sites[at].score.unwrap_or(-1.0);
        let mut all: Vec<usize> = self.done().collect();
        all.sort_by(|a, b| score(*b).total_cmp(&score(*a)));
        let mut ranks = vec![None; self.sites.len()];
        for (nth, at) in all.iter().enumerate() {
            let same = nth.checked_sub(1).map(|before| all[before]).filter(|b| score(*b) == score(*at));
            ranks[*at] = same.map_or(Some(nth + 1), |before| ranks[before]);
        }
        ranks
    }

    /// How many sites have each level, the best level first.
    pub fn bands(&self) -> Vec<(&str, usize)> {
        let mut counts: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
        for site in self.done().map(|at| &self.sites[at]) {
            let (count, lowest) = counts.entry(&site.band).or_insert((0, f64::MAX));
            *count += 1;
            *lowest = lowest.min(site.score.unwrap_or(-1.0));
        }
        let mut bands: Vec<(&str, (usize, f64))> = counts.into_iter().collect();
        // A level is known by where it begins.
        bands.sort_by(|a, b| b.1.1.total_cmp(&a.1.1));
        bands.into_iter().map(|(band, (count, _))| (band, count)).collect()
    }

    /// How many sites have a score in each ten points: 0–10, …, 90–100.
    pub fn histogram(&self) -> [usize; 10] {
        let mut bins = [0; 10];
        for score in self.done().filter_map(|at| self.sites[at].score) {
            bins[((score / 10.0) as usize).min(9)] += 1;
        }
        bins
    }

    /// Failed sites by cause, the most frequent first.
    pub fn causes(&self) -> Vec<(String, Option<Cause>, Vec<usize>)> {
        let mut by: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, site) in self.sites.iter().enumerate().filter(|(_, s)| s.state == "failed") {
            by.entry(&site.cause).or_default().push(at);
        }
        let mut causes: Vec<_> =
            by.into_iter().map(|(name, sites)| (name.to_owned(), Cause::named(name), sites)).collect();
        causes.sort_by_key(|(_, _, sites)| std::cmp::Reverse(sites.len()));
        causes
    }

    /// Sites that are done by what they share, three at the least; several marks where they stand on the same sites.
    fn makers(&self) -> BTreeMap<Vec<usize>, Vec<String>> {
        let mut by_sites: BTreeMap<Vec<usize>, Vec<String>> = BTreeMap::new();
        for (mark, sites) in &self.marks {
            let done: Vec<usize> =
                sites.iter().copied().filter(|at| self.sites[*at].state == "done").collect();
            if done.len() >= FEWEST {
                by_sites.entry(done).or_default().push(mark.clone());
            }
        }
        by_sites
    }

    /// Sites of one maker that are nearly all there are, so that nothing tells what is the maker's doing: no gaps
    /// are named; the largest first.
    pub fn uncompared(&self) -> Vec<Cluster> {
        let done = self.done().count();
        let too_many = self.makers().into_iter().filter(|(sites, _)| done - sites.len() < FEWEST_OTHERS);
        let mut clusters: Vec<Cluster> = too_many
            .map(|(sites, marks)| Cluster { marks, size: sites.len(), sites, gaps: Vec::new() })
            .collect();
        clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.size));
        clusters
    }

    /// Sites of one maker with the same gap, which others do not have as often; first where one call mends most.
    pub fn clusters(&self) -> Vec<Cluster> {
        let whole = self.items_over(self.done());
        let mut clusters: Vec<(f64, Cluster)> = Vec::new();
        for (sites, marks) in self.makers() {
            let mut gaps = Vec::new();
            let mut excess = 0.0;
            for (here, all) in self.items_over(sites.iter().copied()).into_iter().zip(&whole) {
                let others = all.judged().saturating_sub(here.judged());
                let elsewhere = percent(all.fail.saturating_sub(here.fail), others);
                let rate = here.fail_rate();
                // A gap that the whole nation has says nothing of the maker.
                let usual = others < FEWEST_OTHERS || rate < elsewhere + ABOVE;
                if here.fail < FEWEST || rate < MOST_FAIL || usual {
                    continue;
                }
                excess += here.fail as f64 - here.judged() as f64 * elsewhere / 100.0;
                let (nr, id, title, fail) = (here.nr, here.id, here.title, here.fail);
                gaps.push(Gap { nr, id, title, fail, rate, elsewhere });
            }
            if gaps.is_empty() {
                continue;
            }
            gaps.sort_by(|a, b| b.fail.cmp(&a.fail).then(a.nr.cmp(&b.nr)));
            clusters.push((excess, Cluster { marks, size: sites.len(), sites, gaps }));
        }
        clusters.sort_by(|a, b| b.0.total_cmp(&a.0));
        clusters.into_iter().map(|(_, cluster)| cluster).collect()
    }

    /// What became of each item since an earlier survey, over the agencies that both have done:
    /// by item of this survey, how many gained and how many lost it; then the agencies with the
    /// difference of their scores, the greatest loss first.
    pub fn changes(&self, old: &Snapshot) -> (Vec<Change>, Vec<(usize, f64)>) {
        let before: Vec<Option<usize>> =
            self.names.iter().map(|name| old.names.iter().position(|o| o.key == name.key)).collect();
        let mut items: Vec<Change> = self
            .names
            .iter()
            .enumerate()
            .map(|(nr, name)| Change {
                nr,
                id: name.id.clone(),
                title: name.title.clone(),
                ..Change::default()
            })
            .collect();
        let mut agencies = Vec::new();
        for at in self.done() {
            let Some(was) = old.place(self.sites[at].agency).filter(|was| old.sites[*was].state == "done")
            else {
                continue;
            };
            for (item, change) in items.iter_mut().enumerate() {
                let now = self.verdict(at, item);
                let then = before[item].map_or(NONE, |nr| old.verdict(was, nr));
                change.gained += usize::from(now == b'P' && matches!(then, b'F' | b'R' | b'U'));
                change.lost += usize::from(then == b'P' && now == b'F');
            }
            if let (Some(now), Some(then)) = (self.sites[at].score, old.sites[was].score) {
                agencies.push((at, now - then));
            }
        }
        agencies.sort_by(|a, b| a.1.total_cmp(&b.1));
        (items, agencies)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Change {
    pub nr: usize,
    pub id: String,
    pub title: String,
    pub gained: usize,
    pub lost: usize,
}
