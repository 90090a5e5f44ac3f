//! What was judged is taken up where the same was read, by the same rules and program, and nowhere else.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use oit::audit::{self, Question, Sitting, memo::Memo};
use oit::crawl::{self, Crawl, keep, seal};
use oit::rule::load::{self, Book};

const PROGRAM: &str = "program 1";

fn demo() -> PathBuf {
    static STORED: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = STORED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.warc.gz");
        let done = Command::new(env!("CARGO_BIN_EXE_oit"))
            .args(["demo", "-q", "--data-dir"])
            .arg(folder.path().join("data"))
            .arg("--to")
            .arg(&path)
            .output()
            .unwrap();
        assert!(path.is_file(), "{}", String::from_utf8_lossy(&done.stderr));
        (folder, path)
    });
    path.clone()
}

/// The demo's walk in a folder of its own.
fn copied() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let walk = folder.path().join("walk.warc.gz");
    std::fs::copy(demo(), &walk).unwrap();
    (folder, walk)
}

fn book(year: i32) -> Book {
    load::load(year, None).unwrap()
}

fn loaded(walk: &Path) -> Crawl {
    let read: crawl::Reader = Arc::new(oit::extract::read);
    crawl::load(walk, &read).unwrap()
}

fn told(sitting: &Sitting, book: &Book, day: &str) -> String {
    let question = Question { as_of: day.to_owned(), ..Question::default() };
    serde_json::to_string_pretty(&sitting.report(book, &question)).unwrap()
}

#[test]
fn what_is_taken_up_says_the_same_to_the_byte() {
    let (_folder, walk) = copied();
    let krawl = loaded(&walk);
    let file = seal::of_file(&walk).unwrap();
    for year in [2564, 2566] {
        let book = book(year);
        let memo = Memo::beside(&walk, &book, PROGRAM);
        assert!(memo.of_file(file).is_none());
        let first = told(&memo.over(&krawl, &book, Some(file)), &book, "2021-07-12");
        let plain =
            audit::report(&krawl, &book, &Question { as_of: "2021-07-12".into(), ..Question::default() });
        assert_eq!(first, serde_json::to_string_pretty(&plain).unwrap());
        let known = memo.of_file(file).expect("it was kept");
        assert_eq!(told(&known, &book, "2021-07-12"), first);
        // The day is the reader's own.
        let later = Question { as_of: "2024-07-12".into(), ..Question::default() };
        let plain = audit::report(&krawl, &book, &later);
        assert_eq!(told(&known, &book, "2024-07-12"), serde_json::to_string_pretty(&plain).unwrap());
    }
    let first = Memo::beside(&walk, &book(2564), PROGRAM);
    assert!(first.of_file(file).is_some(), "one year does not drive out the other");
}

/// A scan for which there was no time when the site was walked may be read now, and coverage must not say that it was not.
#[test]
fn files_of_a_stored_walk_have_the_status_of_what_is_read_now() {
    let (_folder, walk) = copied();
    let statuses = |read: crawl::Reader| {
        let krawl = crawl::load(&walk, &read).unwrap();
        let files = krawl.records.into_iter().filter(|r| r.media_type.contains("pdf") && r.same_as.is_none());
        files.map(|r| r.status).collect::<Vec<_>>()
    };
    let now = statuses(Arc::new(oit::extract::read));
    assert!(now.iter().filter(|s| **s == crawl::Status::Read).count() > 10, "{now:?}");
    let none: crawl::Reader = Arc::new(|bytes, hints| {
        let mut document = oit::extract::read(bytes, hints);
        document.blocks.clear();
        document
    });
    assert!(statuses(none).iter().all(|s| *s != crawl::Status::Read));
}

#[test]
fn another_night_has_its_own_times_and_another_page_its_own_verdicts() {
    let (_folder, walk) = copied();
    let (book, mut krawl) = (book(2564), loaded(&walk));
    let memo = Memo::beside(&walk, &book, PROGRAM);
    memo.over(&krawl, &book, Some(seal::of_file(&walk).unwrap()));
    "2031-01-01T00:00:00Z".clone_into(&mut krawl.started_at);
    krawl.records.iter_mut().for_each(|r| "2031-01-01T00:00:01Z".clone_into(&mut r.fetched_at));
    let sealed = seal::seal(&krawl).expect("all of it was read");
    let known = told(&memo.over(&krawl, &book, None), &book, "2031-07-12");
    assert_eq!(known, told(&Sitting::over(&krawl, &book), &book, "2031-07-12"));
    assert!(known.contains("2031-01-01T00:00:01Z"));

    let mut other = krawl.clone();
    let read = other.records.iter().rposition(|r| r.document.is_some() && r.same_as.is_none()).unwrap();
    other.records[read].document = Some(oit::extract::Document::default().into());
    assert_eq!(seal::seal(&other), None, "what lies nowhere cannot be told again");
    for change in [
        |c: &mut Crawl| c.records[1].link_text.push('x'),
        |c: &mut Crawl| c.records[1].clicks += 1,
        |c: &mut Crawl| drop(c.records.pop()),
        |c: &mut Crawl| c.records.swap(1, 2),
        |c: &mut Crawl| c.records[2].document = c.records[1].document.clone(),
        |c: &mut Crawl| c.stopped_by.push(crawl::Stop::Pages),
        |c: &mut Crawl| c.root.push('x'),
    ] {
        let mut other = krawl.clone();
        change(&mut other);
        assert_ne!(seal::seal(&other), Some(sealed));
    }
}

#[test]
fn a_damaged_memo_and_one_of_other_rules_or_another_program_are_as_none() {
    let (folder, walk) = copied();
    let (book, krawl) = (book(2564), loaded(&walk));
    let file = seal::of_file(&walk).unwrap();
    let memo = Memo::beside(&walk, &book, PROGRAM);
    memo.over(&krawl, &book, Some(file));
    assert!(memo.of_file(file).is_some());
    assert!(Memo::beside(&walk, &book, "program 2").of_file(file).is_none());
    let mut others = book.clone();
    others.edition.digest.push('0');
    assert!(Memo::beside(&walk, &others, PROGRAM).of_file(file).is_none());
    assert!(memo.of_file([0; 32]).is_none(), "another file");

    let path = keep::judged_path(&walk);
    let whole = std::fs::read(&path).unwrap();
    let damaged = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        memo.of_file(file).is_none()
    };
    for at in (0..whole.len()).step_by(whole.len() / 97 + 1).chain([whole.len() - 1]) {
        let mut one = whole.clone();
        one[at] ^= 0x20;
        assert!(damaged(&one), "a byte turned at {at} of {}", whole.len());
        assert!(damaged(&whole[..at]), "cut at {at}");
    }
    // A length of four gigabytes is no reason to set so much aside.
    let mut long = whole.clone();
    long[13 + 96..13 + 100].fill(0xff);
    assert!(damaged(&long));
    assert!(damaged(b"oit-judged/0\n") && damaged(b""));
    // It is written anew, and says the same.
    let anew = told(&memo.over(&krawl, &book, Some(file)), &book, "2021-07-12");
    assert_eq!(std::fs::read(&path).unwrap(), whole);
    assert_eq!(told(&memo.of_file(file).unwrap(), &book, "2021-07-12"), anew);
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 2, "nothing else is left lying there");
}

#[test]
fn the_program_judges_once_and_then_takes_it_up() {
    let (folder, walk) = copied();
    let judge = |to: &str, more: &[&str]| {
        let to = folder.path().join(to);
        let done = Command::new(env!("CARGO_BIN_EXE_oit"))
            .args([
                "audit",
                "--year",
                "2564",
                "--as-of",
                "2021-07-12",
                "--ocr=never",
                "-q",
                "--fail-on=never",
            ])
            .arg("--crawl")
            .arg(&walk)
            .arg("--data-dir")
            .arg(folder.path().join("data"))
            .arg("--to")
            .arg(&to)
            .args(more)
            .output()
            .unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        std::fs::read(to).unwrap()
    };
    let memo = keep::judged_path_within(&folder.path().join("data"), &walk);
    let cold = judge("cold.json", &[]);
    assert!(!keep::judged_path(&walk).exists(), "nothing is left beside somebody's own file");
    let kept = std::fs::read(&memo).unwrap();
    assert_eq!(judge("warm.json", &[]), cold);
    assert_eq!(std::fs::read(&memo).unwrap(), kept, "nothing was judged, so nothing was written");
    std::fs::write(&memo, &kept[..kept.len() / 2]).unwrap();
    assert_eq!(judge("half.json", &[]), cold);
    assert_eq!(judge("html-cold.html", &["--lang=en"]), judge("html-warm.html", &["--lang=en"]));
    // By other rules it is judged in earnest.
    let rules = folder.path().join("rules/2564");
    std::fs::create_dir_all(&rules).unwrap();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/2564");
    for file in std::fs::read_dir(own).unwrap().map(|f| f.unwrap().path()) {
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(rules.join(file.file_name().unwrap()), text + "\n# another\n").unwrap();
    }
    let rules = folder.path().join("rules");
    judge("other.json", &["--rules", rules.to_str().unwrap()]);
    assert_ne!(std::fs::read(&memo).unwrap().len(), kept.len());
}
