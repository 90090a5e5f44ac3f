//! Surveys in memory, and what is counted from each once.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use minijinja::{Value, context};

use super::Missing;
use crate::survey::insight::{Cluster, Group, ItemCount};
use crate::survey::snapshot::Snapshot;
use crate::survey::store::{Error, SiteRow, Store};
use crate::thai::order;
use crate::thai::text::fold;

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
            values.into_iter().map(|value| Value::from(value.to_owned())).collect()
        };
        let names = self.snapshot.names.iter();
        let made = || {
            let items: Vec<Value> =
                names.map(|name| context! { id => name.id.clone(), title => name.title.clone() }).collect();
            let (provinces, kinds) = (all(|s| &s.province), all(|s| &s.kind));
            context! { provinces, kinds, bands => all(|s| &s.band), items }
        };
        self.choices.get_or_init(made).clone()
    }
}

fn searched(site: &SiteRow) -> String {
    fold(&format!("{} {} {} {}", site.name, site.url, site.code, site.province))
}

/// Surveys kept: some over some years, a few megabytes each.
const KEPT: usize = 8;
/// A survey that takes longer to load is shown for a moment as it was, while it is loaded anew: of
/// one under way something changes every second.
const QUICK: Duration = Duration::from_millis(30);
const MOMENT: Duration = Duration::from_secs(15);

/// The surveys that were looked at last.
#[derive(Default)]
pub(super) struct Kept {
    slots: Mutex<HashMap<i64, Arc<Slot>>>,
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
        if held.took < QUICK || held.began.elapsed() > MOMENT {
            return slot.load(store, survey, changes);
        }
        if !slot.behind.swap(true, Ordering::AcqRel) {
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
