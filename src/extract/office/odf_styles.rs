//! Styles of OpenDocument that hide what they are put on.

use std::collections::HashSet;

use super::package::{attribute, each_tag};

/// Styles under which text, sheets and slides are not shown, as `family/name`.
pub(super) fn hiding(content: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut style = String::new();
    each_tag(content, |tag| {
        let says = |name: &str, value: &str| attribute(tag, name).is_some_and(|v| v == value);
        match tag.local_name().as_ref() {
            "style" => {
                let said = |name| attribute(tag, name).unwrap_or_default();
                style = format!("{}/{}", said("family"), said("name"));
            }
            "text-properties" if says("display", "none") => drop(found.insert(style.clone())),
            "table-properties" if says("display", "false") => drop(found.insert(style.clone())),
            "drawing-page-properties" if says("visibility", "hidden") => drop(found.insert(style.clone())),
            "body" => return false,
            _ => {}
        }
        true
    });
    found
}

/// The part with the headers and footers of pages.
pub(super) fn masters(styles: &str) -> &str {
    styles.find("<office:master-styles").map_or("", |at| &styles[at..])
}
