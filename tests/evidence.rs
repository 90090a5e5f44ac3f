//! Evidence as officers write it, a page or a document an item: what judging makes of it, held to floors.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use oit::audit::{self, Question};
use oit::crawl;
use oit::mark::Outcome;
use oit::rule::load;
use rayon::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Labels {
    items: BTreeMap<String, Label>,
}

#[derive(Deserialize)]
struct Label {
    verdict: String,
    #[serde(default)]
    comment_any: Vec<Vec<String>>,
    #[serde(default)]
    why: String,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Score {
    items: usize,
    right: usize,
    said_fail: usize,
    is_fail: usize,
    both_fail: usize,
    open: usize,
    comments: usize,
    commented: usize,
}

impl Score {
    fn and(self, other: Score) -> Score {
        Score {
            items: self.items + other.items,
            right: self.right + other.right,
            said_fail: self.said_fail + other.said_fail,
            is_fail: self.is_fail + other.is_fail,
            both_fail: self.both_fail + other.both_fail,
            open: self.open + other.open,
            comments: self.comments + other.comments,
            commented: self.commented + other.commented,
        }
    }
}

fn score(walk: &Path) -> Score {
    let labels = std::fs::read_to_string(walk.with_extension("").with_extension("json"))
        .expect("labels beside the walk");
    let labels: Labels = serde_json::from_str(&labels).expect("labels");
    let book = load::load(2564, None).unwrap_or_else(|error| panic!("{error}"));
    let krawl = crawl::load(walk, &audit::reader(None)).expect("a stored walk");
    let question = Question { as_of: "2021-07-12".to_owned(), ..Question::default() };
    let report = audit::report(&krawl, &book, &question);
    let mut score = Score::default();
    for (id, label) in &labels.items {
        let item = report.item(id).expect("43 items");
        let (passes, fails) = (item.verdict == Outcome::Pass, item.verdict == Outcome::Fail);
        let wanted = label.verdict == "fail";
        let right = if wanted { fails } else { passes };
        score.items += 1;
        score.right += usize::from(right);
        score.said_fail += usize::from(fails);
        score.is_fail += usize::from(wanted);
        score.both_fail += usize::from(wanted && fails);
        score.open += usize::from(!passes && !fails);
        if wanted && !label.comment_any.is_empty() {
            let said = oit::thai::text::arabic(&item.comment);
            let names =
                |words: &Vec<String>| words.iter().any(|w| said.contains(&oit::thai::text::arabic(w)));
            score.comments += 1;
            score.commented += usize::from(label.comment_any.iter().all(names));
        }
        if !right {
            let name = walk.file_name().unwrap_or_default().to_string_lossy();
            println!(
                "{name} {id}: {} instead of {} ({}): {}",
                item.verdict.name(),
                label.verdict,
                label.why,
                item.comment
            );
        }
    }
    score
}

#[test]
fn what_officers_write_is_judged_as_an_assessor_would() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/evidence");
    let files = std::fs::read_dir(folder).expect("the fixtures").flatten().map(|entry| entry.path());
    let mut walks: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|e| e == "gz")).collect();
    walks.sort();
    assert_eq!(walks.len(), 112);
    let all = walks.par_iter().map(|walk| score(walk)).reduce(Score::default, Score::and);
    println!("{all:?}");
    let at_least = |what: &str, part: usize, whole: usize, floor: f64| {
        assert!(part as f64 >= floor * whole as f64, "{what}: {part} of {whole} is under {floor}");
    };
    assert_eq!(all.items, 689);
    at_least("accuracy", all.right, all.items, 0.91);
    at_least("fail-precision", all.both_fail, all.said_fail, 0.93);
    at_least("fail-recall", all.both_fail, all.is_fail, 0.86);
    at_least("comments", all.commented, all.comments, 0.71);
    at_least("no review", all.items - all.open, all.items, 0.98);
}
