//! What `oit rule check` says of rules that load and yet go wrong.

use std::path::Path;

use oit::rule::check::check;
use oit::rule::fault::Fault;
use oit::rule::load;

/// The built-in rules with one file changed.
fn changed(file: &str, from: &str, to: &str, fixtures: Option<&Path>) -> Vec<Fault> {
    let folder = tempfile::tempdir().unwrap();
    let year = folder.path().join("2564");
    std::fs::create_dir(&year).unwrap();
    for entry in std::fs::read_dir("rules/2564").unwrap() {
        let path = entry.unwrap().path();
        let mut text = std::fs::read_to_string(&path).unwrap();
        if path.ends_with(file) {
            assert!(text.contains(from), "{file} has no {from}");
            text = text.replacen(from, to, 1);
        }
        std::fs::write(year.join(path.file_name().unwrap()), text).unwrap();
    }
    let book = load::load(2564, Some(folder.path())).unwrap_or_else(|error| panic!("{error}"));
    check(&book, fixtures).into_iter().filter(|fault| fault.file.ends_with(file)).collect()
}

#[test]
fn a_reject_that_is_nearly_a_name() {
    let file = "O31-corruption-complaint-statistics.toml";
    let faults =
        changed(file, "rejects  = [", "rejects  = [\"สถิติเรื่องร้องเรียนฯ.\", \"สถิติเรื่องร้องเรียนๆ\", ", None);
    assert!(faults.iter().any(|f| f.message.contains("ของข้อนี้เอง")), "{:?}", messages(&faults));
}

#[test]
fn an_example_titled_like_another_item() {
    let file = "O31-corruption-complaint-statistics.toml";
    let faults = changed(
        file,
        "file = \"O31/six-months-none.html\"",
        "file = \"O16/survey.html\"",
        Some(Path::new("tests/data/lint")),
    );
    assert!(
        faults.iter().any(|f| f.warning && f.message.contains("ตรงกับชื่อของข้อ O16")),
        "{:?}",
        messages(&faults)
    );
}

#[test]
fn a_synonym_that_would_mean_every_report() {
    let file = "O31-corruption-complaint-statistics.toml";
    let faults = changed(file, "synonyms = [", "synonyms = [\"รายงาน\", ", None);
    assert!(faults.iter().any(|f| f.warning && f.message.contains("กว้างเกินไป")), "{:?}", messages(&faults));
}

/// A name is tried by the words of a link: one that no rule knows leads nowhere.
#[test]
fn the_words_of_a_link_try_a_synonym() {
    let file = "O31-corruption-complaint-statistics.toml";
    let from = "file = \"O31/six-months-none.html\"";
    let linked = |words: &str| {
        let to = format!("{from}\nlink = \"{words}\"");
        changed(file, from, &to, Some(Path::new("fixtures/examples")))
    };
    assert_eq!(messages(&linked("สถิติเรื่องร้องเรียนการทุจริต")), [""; 0]);
}

fn messages(faults: &[Fault]) -> Vec<&str> {
    faults.iter().map(|fault| fault.message.as_str()).collect()
}
