//! Tabs: what a click shows stands in the page all along, under a name that stands elsewhere.

use std::collections::HashMap;

use super::blocks::text_of;
use super::tree::{Node, What};

/// A label longer than this is no name of a tab.
const LABEL: usize = 60;
/// More tabs than any page has.
const MOST: usize = 400;

/// Names of panes by their `id`, from the tabs that show them.
pub(super) fn labels<'a>(nodes: &[Node<'a>]) -> HashMap<&'a str, String> {
    let mut out = HashMap::new();
    for (at, node) in nodes.iter().enumerate() {
        if out.len() == MOST || !matches!(node.what, What::Element(_)) || !is_tab(node) {
            continue;
        }
        let pane = ["data-bs-target", "data-target", "href", "aria-controls"]
            .iter()
            .find_map(|name| node.attr(name).map(|v| v.trim()).filter(|v| !v.is_empty()));
        let id = pane.map(|p| p.trim_start_matches('#')).filter(|id| !id.is_empty());
        let text = text_of(nodes, at, LABEL + 1);
        if let Some(id) = id.filter(|_| !text.is_empty() && text.chars().count() <= LABEL) {
            out.entry(id).or_insert(text);
        }
    }
    out
}

fn is_tab(node: &Node) -> bool {
    let toggles = |name: &str| node.attr(name).is_some_and(|v| matches!(v, "tab" | "pill"));
    toggles("data-toggle")
        || toggles("data-bs-toggle")
        || node.attr("role") == Some("tab")
        || (node.attr("href").is_some_and(|h| h.starts_with('#') && h.len() > 1)
            && node.attr("class").is_some_and(|c| {
                c.split_ascii_whitespace()
                    .any(|c| matches!(c, "tab" | "tab-link" | "tablinks" | "ui-tabs-anchor" | "vc_tta-tab"))
            }))
}
