//! What is wrong with rules that load: the faults a person would find only after the audit.

use std::path::Path;

use super::Rule;
use super::fault::Fault;
use super::load::Book;

mod examples;

pub use examples::{Told, alone, run_examples};

/// Everything that looks wrong, in the order of the form.
pub fn check(book: &Book, fixtures: Option<&Path>) -> Vec<Fault> {
    let mut out = Vec::new();
    if let Some(folder) = fixtures {
        out.extend(run_examples(book, folder).into_iter().filter_map(|told| told.fault));
    }
    out
}
