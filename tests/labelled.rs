//! Labelled sites, from their stored crawls: verdicts, evidence and comments held to floors, and a
//! table of how often each kind of judge was right.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use oit::audit::{self, Question};
use oit::crawl;
use oit::extract::ocr::{Ocr, Options};
use oit::judge::Answer;
use oit::mark::Outcome;
use oit::report::{Item, Report};
use oit::rule::load::{self, Book};
use serde::Deserialize;

#[derive(Deserialize)]
struct Labels {
    /// Of the form.
    #[serde(default = "usual_year")]
    year: i32,
    #[serde(default = "usual_day")]
    as_of: String,
    items: BTreeMap<String, Label>,
}

#[derive(Deserialize)]
struct Label {
    verdict: String,
    #[serde(default)]
    urls: Vec<String>,
    #[serde(default)]
    comment_any: Vec<Vec<String>>,
}

/// Nearly all documents of the first are scans; some of the others' stand under no name, or beside older ones.
const SCANNED: [&str; 4] = ["nongkhae", "bangkhla", "phiman", "rajapruek"];
/// Sites with few or no scans: the others are read in the release build only, where OCR takes seconds.
const QUICK: [&str; 8] =
    ["bangkhla", "dontabaek", "khaokwang", "phukao", "rajapruek", "rajbhat", "suanmai", "thanburi"];

#[derive(Default)]
struct Score {
    items: usize,
    right: usize,
    review: usize,
    said_fail: usize,
    is_fail: usize,
    both_fail: usize,
    passes: usize,
    first: usize,
    commented: usize,
    comments: usize,
    sure: usize,
    sure_right: usize,
    judges: BTreeMap<String, Kind>,
}

/// What judges of one kind answered: on items that pass every one must say yes.
#[derive(Default)]
struct Kind {
    yes: usize,
    no: usize,
    open: usize,
    /// Items that fail, and this kind said no.
    found: usize,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/labelled")
}

fn usual_year() -> i32 {
    2564
}

fn usual_day() -> String {
    "2021-07-12".to_owned()
}

fn book(year: i32) -> Book {
    load::load(year, None).unwrap_or_else(|e| panic!("{e}"))
}

fn report(site: &Path, book: &Book, day: &str, ocr: Option<Ocr>) -> Report {
    let krawl = crawl::load(&site.join("crawl.warc.gz"), &audit::reader(ocr)).expect("a stored crawl");
    audit::report(&krawl, book, &Question { as_of: day.to_owned(), ..Question::default() })
}

fn labels(site: &Path) -> Labels {
    serde_json::from_str(&std::fs::read_to_string(site.join("labels.json")).unwrap()).unwrap()
}

/// Path and query, decoded, for addresses come in both spellings.
fn bare(url: &str) -> String {
    let path = url.split("://").nth(1).map_or(url, |rest| rest.find('/').map_or("/", |at| &rest[at..]));
    let path = path.split('#').next().unwrap_or(path);
    let text = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
    if text.len() > 1 { text.trim_end_matches('/').to_owned() } else { text }
}

impl Score {
    fn add(&mut self, site: &str, report: &Report, labels: &Labels, book: &Book) {
        for (id, label) in &labels.items {
            let Some(wanted) = [("pass", Outcome::Pass), ("fail", Outcome::Fail)]
                .into_iter()
                .find_map(|(name, outcome)| (label.verdict == name).then_some(outcome))
            else {
                continue;
            };
            let item = report.item(id).expect("43 items");
            let right = item.verdict == wanted;
            self.items += 1;
            self.right += usize::from(right);
            self.review += usize::from(!matches!(item.verdict, Outcome::Pass | Outcome::Fail));
            self.said_fail += usize::from(item.verdict == Outcome::Fail);
            self.is_fail += usize::from(wanted == Outcome::Fail);
            self.both_fail += usize::from(right && wanted == Outcome::Fail);
            if item.confidence >= 0.9 && matches!(item.verdict, Outcome::Pass | Outcome::Fail) {
                self.sure += 1;
                self.sure_right += usize::from(right);
            }
            if !right {
                println!(
                    "{site} {id}: {} instead of {}: {}",
                    item.verdict.name(),
                    label.verdict,
                    item.comment
                );
            }
            if wanted == Outcome::Pass && !label.urls.is_empty() {
                let accepted: BTreeSet<String> = label.urls.iter().map(|u| bare(u)).collect();
                self.passes += 1;
                self.first +=
                    usize::from(item.evidence.first().is_some_and(|e| accepted.contains(&bare(&e.url))));
            }
            if wanted == Outcome::Fail && !label.comment_any.is_empty() {
                let said = oit::thai::text::arabic(&item.comment);
                let hit = |words: &Vec<String>| words.iter().any(|w| said.contains(w.as_str()));
                let all = label.comment_any.iter().all(hit);
                self.comments += 1;
                self.commented += usize::from(all);
                if !all && right {
                    println!("{site} {id}: comment without {:?}: {}", label.comment_any, item.comment);
                }
            }
            self.judged(item, wanted, book);
        }
    }

    fn judged(&mut self, item: &Item, wanted: Outcome, book: &Book) {
        let rule = book.rules.iter().find(|r| *r.item.get_ref() == item.id).expect("a rule an item");
        let mut said_no = BTreeSet::new();
        for judged in &item.judges {
            let judge = rule.judges.iter().find(|j| *j.id.get_ref() == judged.id);
            let kind = judge.map_or("Found".to_owned(), |j| {
                let debug = format!("{:?}", j.test.get_ref());
                debug.split(['(', ' ']).next().unwrap_or_default().to_owned()
            });
            let count = self.judges.entry(kind.clone()).or_default();
            match (wanted, judged.answer) {
                (Outcome::Pass, Answer::Yes) => count.yes += 1,
                (Outcome::Pass, Answer::No) => count.no += 1,
                (Outcome::Pass, Answer::CannotTell) => count.open += 1,
                (_, Answer::No) if said_no.insert(kind) => count.found += 1,
                _ => {}
            }
        }
    }

    fn print(&self) {
        let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
        println!("\n{:<24} {:>5} {:>5} {:>5} {:>7}", "judges", "yes", "no", "open", "fails");
        for (kind, n) in &self.judges {
            println!("{kind:<24} {:>5} {:>5} {:>5} {:>7}", n.yes, n.no, n.open, n.found);
        }
        println!(
            "\n{} items: accuracy {:.3}, fail-recall {:.3}, fail-precision {:.3}, evidence first {:.3}, comments {:.3}, \
             review {:.3}, sure and right {:.3} of {}",
            self.items,
            share(self.right, self.items),
            share(self.both_fail, self.is_fail),
            share(self.both_fail, self.said_fail),
            share(self.first, self.passes),
            share(self.commented, self.comments),
            share(self.review, self.items),
            share(self.sure_right, self.sure),
            self.sure
        );
    }

    fn hold(&self) {
        let at_least = |what: &str, a: usize, b: usize, floor: f64| {
            assert!(a as f64 >= floor * b as f64, "{what}: {a} of {b} is under {floor}");
        };
        at_least("accuracy", self.right, self.items, 0.95);
        at_least("fail-recall", self.both_fail, self.is_fail, 0.95);
        at_least("fail-precision", self.both_fail, self.said_fail, 0.93);
        at_least("evidence first", self.first, self.passes, 0.95);
        at_least("comments", self.commented, self.comments, 0.95);
        at_least("sure verdicts", self.sure_right, self.sure, 0.98);
        at_least("no review", self.items - self.review, self.items, 0.92);
    }
}

#[test]
fn labelled_sites_are_judged_as_an_assessor_would() {
    let mut score = Score::default();
    let mut sites: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    sites.sort();
    for site in &sites {
        let name = site.file_name().unwrap().to_str().unwrap();
        let ocr = Ocr::find();
        if !QUICK.contains(&name) && (cfg!(debug_assertions) || ocr.is_none()) {
            println!("{name}: left out, its scans are read in the release build with OCR");
            continue;
        }
        let begun = std::time::Instant::now();
        let labels = labels(site);
        let book = book(labels.year);
        let report = report(site, &book, &labels.as_of, ocr);
        println!("{name}: read and judged in {:.1} s", begun.elapsed().as_secs_f32());
        score.add(name, &report, &labels, &book);
    }
    score.print();
    score.hold();
}

#[test]
fn scans_that_nobody_reads_are_left_to_a_person() {
    let without_budget = || Ocr::find().map(|ocr| ocr.with(Options { pages: 0, ..Options::default() }));
    for name in SCANNED {
        let site = folder().join(name);
        let labels = labels(&site);
        let book = book(labels.year);
        for ocr in [None, without_budget()] {
            let report = report(&site, &book, &labels.as_of, ocr);
            let left = labels.items.iter().filter(|(id, label)| is_open(&report, name, id, label)).count();
            assert!(left >= if name == SCANNED[0] { 15 } else { 2 }, "{name}: {left}");
        }
    }
}

/// Whether an item is left to a person; what is not must be right.
fn is_open(report: &Report, site: &str, id: &str, label: &Label) -> bool {
    let item = report.item(id).expect("43 items");
    let open = !matches!(item.verdict, Outcome::Pass | Outcome::Fail);
    let (is, wanted) = (item.verdict.name(), &label.verdict);
    assert!(open || is == wanted, "{site} {id}: {is} instead of {wanted}: {}", item.comment);
    open
}
