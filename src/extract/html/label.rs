//! Headings in disguise: the labels of accordions and panels.

use super::tree::Node;
use super::walk::Walk;
use crate::extract::Region;

/// A heading longer than this is a wrapper that was never closed.
const HEADING: u32 = 400;
const LABEL: u32 = 200;

impl Walk<'_> {
    /// Level of the heading that an element is, and where its part ends if it is a label.
    pub(super) fn opens_heading(&self, at: usize) -> Option<(u8, Option<usize>)> {
        let node = &self.nodes[at];
        if self.heading.is_some() || self.in_cell() || node.sum.letters == 0 || node.sum.letters > HEADING {
            return None;
        }
        let level = match node.name() {
            "h1" => Some(1),
            "h2" => Some(2),
            "h3" => Some(3),
            "h4" => Some(4),
            "h5" => Some(5),
            "h6" => Some(6),
            _ if node.attr("role") == Some("heading") => {
                Some(node.attr("aria-level").and_then(|l| l.trim().parse().ok()).unwrap_or(2u8).clamp(1, 6))
            }
            _ => None,
        };
        if node.sum.letters <= LABEL && self.region != Region::Menu && is_label(node) && !node.sum.layout {
            return Some((level.unwrap_or(5), self.end_of_part(at)));
        }
        level.filter(|_| !node.sum.layout).map(|l| (l, None))
    }

    /// A label rules what follows it among its siblings, up to the next label.
    fn end_of_part(&self, label: usize) -> Option<usize> {
        let nodes = self.nodes;
        if nodes[label].name() == "summary" {
            return Some(nodes[nodes[label].parent].end);
        }
        let mut at = label;
        // The label's own wrappers (`.card-header > h5 > button`) say nothing else.
        for _ in 0..6 {
            let up = nodes[at].parent;
            if up == at || nodes[up].sum.letters != nodes[at].sum.letters {
                break;
            }
            at = up;
        }
        let stop = nodes[nodes[at].parent].end;
        let mut next = nodes[at].end;
        // Bounded: a thousand labels side by side must not be a million steps.
        for _ in 0..60 {
            if next >= stop {
                return (nodes[at].end < stop).then_some(stop);
            }
            if next > nodes[at].end && begins_with_label(nodes, next) {
                return Some(next);
            }
            next = nodes[next].end;
        }
        Some(next)
    }
}

fn begins_with_label(nodes: &[Node], at: usize) -> bool {
    let last = nodes[at].end.min(at + 4);
    (at..last).any(|n| is_label(&nodes[n]) || matches!(nodes[n].name(), "h1" | "h2" | "h3" | "h4"))
}

/// Whether a click on the element opens what follows.
fn is_label(node: &Node) -> bool {
    if node.name() == "summary" {
        return true;
    }
    if ["data-toggle", "data-bs-toggle"].iter().any(|n| node.attr(n).is_some_and(|v| v == "collapse")) {
        return true;
    }
    node.attr("class").unwrap_or_default().split_ascii_whitespace().any(|class| {
        const LABELS: [&str; 15] = [
            "accordion-toggle",
            "accordion-heading",
            "accordion-header",
            "accordion-title",
            "accordion-button",
            "card-header",
            "panel-heading",
            "panel-title",
            "collapsible",
            "toggle-title",
            "elementor-tab-title",
            "vc_tta-panel-title",
            "ui-accordion-header",
            "su-spoiler-title",
            "collapse-header",
        ];
        LABELS.contains(&class) || (class == "accordion" && node.name() == "button")
    })
}
