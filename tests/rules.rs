//! The rules' own tests: what they say of their examples, and how a faulty rule is drawn.

use std::path::Path;

use oit::rule::check;
use oit::rule::load;

fn fixtures() -> &'static Path {
    Path::new("fixtures/examples")
}

#[test]
fn every_example_comes_out_as_its_rule_says() {
    let book = load::load(2564, None).unwrap();
    let told = check::run_examples(&book, fixtures());
    assert!(told.len() >= 2 * book.rules.len() - 4, "{} examples", told.len());
    let faults: Vec<String> = told.iter().filter_map(|t| t.fault.as_ref()).map(|f| f.draw(false)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
