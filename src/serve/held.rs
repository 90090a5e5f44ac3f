//! Surveys in memory, and what is counted from each once.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use minijinja::{Value, context};

use super::{Missing, search};
use crate::survey::insight::{Cluster, Group, ItemCount};
use crate::survey::snapshot::Snapshot;
use crate::survey::store::{Error, SiteRow, Store};
use crate::thai::order;

/// A snapshot, and what is counted from it once.
pub(crate) struct Held {
    changes: i64,
    began: Instant,
    /// How long loading took.
    took: Duration,
    pub(crate) snapshot: Snapshot,
    items: OnceLock<Vec<ItemCount>>,
    clusters: OnceLock<Vec<Cluster>>,
    whole: OnceLock<Group>,
    words: OnceLock<Vec<String>>,
    choices: OnceLock<Value>,
    orders: [OnceLock<Vec<usize>>; 4],
    ranks: OnceLock<Vec<Option<usize>>>,
}

/// What is chosen where the list says nothing of a site's province or kind.
pub(super) const NOT_SAID: &str = "ไม่ระบุ";

/// Whether a site's province or kind is the one that is asked for; nothing asked: any.
pub(super) fn is_of(asked: &str, own: &str) -> bool {
    asked.is_empty() || asked == own || (own.is_empty() && asked == NOT_SAID)
}

/// In which order sites are shown.
#[derive(Clone, Copy)]
pub(super) enum Order {
    Best,
    Worst,
    Name,
    List,
}

impl Held {
    fn load(store: &Store, survey: i64, changes: i64, old: Option<&Held>) -> Result<Held, Missing> {
        let began = Instant::now();
        let snapshot = Snapshot::load(store, survey)?.ok_or(Missing::NotFound)?;
        let held = Held {
            changes,
            began,
            took: began.elapsed(),
            snapshot,
            items: OnceLock::new(),
            clusters: OnceLock::new(),
            whole: OnceLock::new(),
            words: OnceLock::new(),
            choices: OnceLock::new(),
            orders: Default::default(),
            ranks: OnceLock::new(),
        };
        if let Some(old) = old {
            held.words.get_or_init(|| held.words_after(old));
        }
        Ok(held)
    }

    /// Counts what pages will ask for.
    fn warm(&self) {
        self.whole();
        self.items();
        self.clusters();
        self.words();
        self.choices();
        self.ranks();
        for order in [Order::Best, Order::Worst, Order::Name, Order::List] {
            self.order(order);
        }
    }

    pub(super) fn items(&self) -> &[ItemCount] {
        self.items.get_or_init(|| self.snapshot.items_over(self.snapshot.done()))
    }

    /// All sites together.
    pub(super) fn whole(&self) -> &Group {
        let all = || (0..self.snapshot.sites.len()).collect::<Vec<usize>>();
        self.whole.get_or_init(|| self.snapshot.sums(&all()))
    }

    /// By site: its place by score among all of the survey, as the exports have it.
    pub(super) fn ranks(&self) -> &[Option<usize>] {
        self.ranks.get_or_init(|| self.snapshot.ranks())
    }

    pub(super) fn clusters(&self) -> &[Cluster] {
        self.clusters.get_or_init(|| self.snapshot.clusters())
    }

    /// What the search looks at, by site, in matching form.
    pub(super) fn words(&self) -> &[String] {
        self.words.get_or_init(|| self.snapshot.sites.iter().map(searched).collect())
    }

    /// The same, taken from an older look at the survey: its names seldom change, and folding them
    /// takes longer than all else.
    fn words_after(&self, old: &Held) -> Vec<String> {
        let known = old.words();
        let one = |site: &SiteRow| {
            let said =
                |site: &SiteRow| [&site.name, &site.url, &site.code, &site.province].map(String::clone);
            let at =
                old.snapshot.place(site.agency).filter(|at| said(&old.snapshot.sites[*at]) == said(site));
            at.map_or_else(|| searched(site), |at| known[at].clone())
        };
        self.snapshot.sites.iter().map(one).collect()
    }

    /// Places of all sites in this order.
    pub(super) fn order(&self, order: Order) -> &[usize] {
        self.orders[order as usize].get_or_init(|| {
            let sites = &self.snapshot.sites;
            let score = |at: usize| sites[at].score.filter(|_| sites[at].state == "done");
            let mut all: Vec<usize> = (0..sites.len()).collect();
            match order {
                Order::Best => {
                    all.sort_by(|a, b| score(*b).unwrap_or(-1.0).total_cmp(&score(*a).unwrap_or(-1.0)))
                }
                Order::Worst => {
                    all.sort_by(|a, b| {
                        score(*a).unwrap_or(f64::MAX).total_cmp(&score(*b).unwrap_or(f64::MAX))
                    });
                }
                Order::Name => all.sort_by_cached_key(|at| order::key(&sites[*at].name)),
                Order::List => {}
            }
            all
        })
    }

    /// What can be chosen in the filters.
    pub(super) fn choices(&self) -> Value {
        let all = |of: fn(&SiteRow) -> &str| -> Value {
            let values: BTreeSet<&str> =
                self.snapshot.sites.iter().map(of).filter(|value| !value.is_empty()).collect();
            let mut values: Vec<&str> = values.into_iter().collect();
            values.sort_by_cached_key(|value| order::key(value));
            if !values.is_empty() && self.snapshot.sites.iter().any(|site| of(site).is_empty()) {
                values.push(NOT_SAID);
            }
            values.into_iter().map(|value| Value::from(value.to_owned())).collect()
        };
        let names = self.snapshot.names.iter();
        let made = || {
            let items: Vec<Value> =
                names.map(|name| context! { id => name.id.clone(), title => name.title.clone() }).collect();
            let (provinces, kinds) = (all(|s| &s.province), all(|s| &s.kind));
            // A level that is not there says that there is no result.
            let bands = self.snapshot.bands();
            let bands: Value = bands.into_iter().map(|(band, _)| Value::from(band.to_owned())).collect();
            context! { provinces, kinds, bands, items }
        };
        self.choices.get_or_init(made).clone()
    }
}

fn searched(site: &SiteRow) -> String {
    search::form(&format!("{} {} {} {}", site.name, site.url, site.code, site.province))
}

/// Surveys kept: some over some years, a few megabytes each.
const KEPT: usize = 8;
/// A survey that takes longer to load is shown for a moment as it was, while it is loaded anew: of
/// one under way something changes every second.
const QUICK: Duration = Duration::from_millis(30);
const MOMENT: Duration = Duration::from_secs(15);

/// The surveys that were looked at last.
pub(super) struct Kept {
    slots: Mutex<HashMap<i64, Arc<Slot>>>,
    quick: Duration,
    moment: Duration,
}

impl Default for Kept {
    fn default() -> Self {
        Kept { slots: Mutex::default(), quick: QUICK, moment: MOMENT }
    }
}

#[derive(Default)]
struct Slot {
    held: Mutex<Option<Arc<Held>>>,
    /// Two that load the same survey would only take twice as long.
    loading: Mutex<()>,
    behind: AtomicBool,
    used: Mutex<Option<Instant>>,
}

impl Kept {
    /// A survey as it is now, or was a moment ago.
    pub(super) fn get(&self, store: &Arc<Store>, survey: i64) -> Result<Arc<Held>, Missing> {
        let changes = store.changes(survey)?.ok_or(Missing::NotFound)?;
        let slot = self.slot(survey);
        let Some(held) = slot.held() else { return slot.load(store, survey, changes) };
        if held.changes == changes {
            return Ok(held);
        }
        if held.took < self.quick || held.began.elapsed() > self.moment {
            return slot.load(store, survey, changes);
        }
        // A tenth of one core at the most goes into keeping it new.
        if held.began.elapsed() > held.took * 10 && !slot.behind.swap(true, Ordering::AcqRel) {
            let store = Arc::clone(store);
            tokio::task::spawn_blocking(move || {
                // What is wrong with the database is said to whoever asks next.
                if let Ok(held) = slot.load(&store, survey, changes) {
                    held.warm();
                }
                slot.behind.store(false, Ordering::Release);
            });
        }
        Ok(held)
    }

    /// Loads the newest surveys before anybody asks for them.
    pub(super) fn warm(&self, store: &Arc<Store>) -> Result<(), Error> {
        for survey in store.surveys("survey", KEPT / 2)? {
            if let Ok(held) = self.get(store, survey.id) {
                held.warm();
            }
        }
        Ok(())
    }

    fn slot(&self, survey: i64) -> Arc<Slot> {
        let mut slots = self.slots.lock().expect("no panic under this lock");
        if slots.len() >= KEPT && !slots.contains_key(&survey) {
            // Single audits are read quickly; what is large and was looked at last stays.
            let least = slots.iter().min_by_key(|(_, slot)| (slot.is_large(), slot.used()));
            let least = least.map(|(survey, _)| *survey);
            least.map(|survey| slots.remove(&survey));
        }
        let slot = slots.entry(survey).or_default();
        *slot.used.lock().expect("no panic under this lock") = Some(Instant::now());
        Arc::clone(slot)
    }
}

impl Slot {
    fn held(&self) -> Option<Arc<Held>> {
        self.held.lock().expect("no panic under this lock").clone()
    }

    fn is_large(&self) -> bool {
        self.held().is_none_or(|held| held.snapshot.sites.len() > 1)
    }

    fn used(&self) -> Option<Instant> {
        *self.used.lock().expect("no panic under this lock")
    }

    fn load(&self, store: &Store, survey: i64, changes: i64) -> Result<Arc<Held>, Missing> {
        let _turn = self.loading.lock();
        let old = self.held();
        if let Some(held) = old.as_ref().filter(|held| held.changes >= changes) {
            return Ok(Arc::clone(held));
        }
        let held = Arc::new(Held::load(store, survey, changes, old.as_deref())?);
        *self.held.lock().expect("no panic under this lock") = Some(Arc::clone(&held));
        Ok(held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::store::{Listed, NewSurvey, SiteResult};

    fn listed(nr: usize) -> Listed {
        Listed {
            name: format!("เทศบาล {nr}"), url: format!("https://a{nr}.go.th/"), ..Listed::default()
        }
    }

    #[tokio::test]
    async fn a_large_survey_under_way_is_shown_as_it_was_and_loaded_behind() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(folder.path(), Duration::from_secs(5)).unwrap());
        let new = NewSurvey { kind: "survey", name: "ก".into(), ..NewSurvey::default() };
        let survey = store.begin(&new).unwrap();
        store.add(survey, &[listed(1), listed(2)]).unwrap();
        let failed = |held: &Held| held.whole().failed;
        let large = Kept { quick: Duration::ZERO, ..Kept::default() };
        let small = Kept { quick: MOMENT, ..Kept::default() };
        let get = |kept: &Kept| kept.get(&store, survey).unwrap_or_else(|_| panic!("it is there"));
        assert_eq!((failed(&get(&large)), get(&large).words().len()), (0, 2));
        assert_eq!(failed(&get(&small)), 0);
        let (agency, _) = store.waiting(survey).unwrap()[0];
        let taken = store.take(survey, agency).unwrap().unwrap();
        store.finish(survey, agency, taken.attempt, &SiteResult::failed("dns-failed", "", "")).unwrap();
        store.add(survey, &[listed(1), Listed { name: "อบต. ใหม่".into(), ..listed(2) }, listed(3)]).unwrap();
        assert_eq!(failed(&get(&small)), 1);
        assert_eq!(failed(&get(&large)), 0);
        let until = Instant::now() + Duration::from_secs(10);
        while failed(&get(&large)) == 0 {
            assert!(Instant::now() < until, "it is never loaded anew");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // What is searched goes with it, whoever folded it.
        assert_eq!(get(&large).words(), get(&small).words());
        assert!(get(&large).words()[1].contains(&search::form("อบต. ใหม่")));
        let late = Kept { moment: Duration::ZERO, ..large };
        store.retry(survey).unwrap();
        assert_eq!(failed(&get(&late)), 0);
    }

    #[test]
    fn what_the_list_does_not_say_can_be_chosen() {
        assert!(is_of("", "เลย") && is_of("เลย", "เลย") && is_of(NOT_SAID, "") && is_of("", ""));
        assert!(!is_of("เลย", "") && !is_of(NOT_SAID, "เลย"));
    }

    #[tokio::test]
    async fn a_large_survey_stays_while_single_audits_come_and_go() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(folder.path(), Duration::from_secs(5)).unwrap());
        let kept = Kept::default();
        let mut first = None;
        for nr in 0..KEPT * 2 {
            let new = NewSurvey { kind: if nr == 0 { "survey" } else { "audit" }, ..NewSurvey::default() };
            let survey = store.begin(&new).unwrap();
            let list: Vec<Listed> = (0..if nr == 0 { 3 } else { 1 }).map(listed).collect();
            store.add(survey, &list).unwrap();
            first = first.or(Some(survey));
            assert!(kept.get(&store, survey).is_ok());
        }
        let slots = kept.slots.lock().unwrap();
        assert_eq!(slots.len(), KEPT);
        assert!(slots.contains_key(&first.unwrap()));
    }
}
