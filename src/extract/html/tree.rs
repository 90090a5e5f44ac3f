//! The parsed page as one flat list in document order, with sums over every subtree.
//!
//! A list with `end` marks can be walked, skipped and searched without recursion, whatever the
//! depth, and the sums answer "how much of this is links?" without a second visit.

use scraper::node::Element;
use scraper::{Html, Node as Dom};

pub(super) struct Node<'a> {
    pub what: What<'a>,
    pub parent: usize,
    /// Index of the first node after this subtree.
    pub end: usize,
    pub sum: Sum,
}

pub(super) enum What<'a> {
    Element(&'a Element),
    Text(&'a str),
}

/// What stands in a subtree.
#[derive(Clone, Copy, Default)]
pub(super) struct Sum {
    pub letters: u32,
    /// Letters inside `a`.
    pub linked: u32,
    pub links: u32,
    pub target: Target,
    /// Letters inside `h1`–`h6`.
    pub headed: u32,
    /// Input fields that a person fills in.
    pub fields: u32,
    /// Line-breaking elements: `p`, `div`, `li`, `br`.
    pub breaks: u32,
    /// Holds a table with text, or a sectioning element.
    pub layout: bool,
}

/// Whether a subtree leads to one place only.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Target {
    #[default]
    Nowhere,
    One(u64),
    Many,
}

impl Target {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Target::Nowhere, x) | (x, Target::Nowhere) => x,
            (a, b) if a == b => a,
            _ => Target::Many,
        }
    }
}

impl<'a> Node<'a> {
    pub fn element(&self) -> Option<&'a Element> {
        match self.what {
            What::Element(element) => Some(element),
            What::Text(_) => None,
        }
    }

    pub fn name(&self) -> &'a str {
        self.element().map_or("", Element::name)
    }

    pub fn attr(&self, name: &str) -> Option<&'a str> {
        self.element().and_then(|e| attr(e, name))
    }
}

/// The element's own look-up interns the name each time; elements have few attributes.
pub(super) fn attr<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.attrs().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The parser keeps the content of `noscript` and `noframes` as text, as a browser with scripts does.
pub(super) fn open_noscripts(html: &mut Html) {
    let found: Vec<_> = html
        .tree
        .nodes()
        .filter(|n| n.value().as_element().is_some_and(|e| matches!(e.name(), "noscript" | "noframes")))
        .filter_map(|n| {
            let text = n.first_child()?;
            Some((n.id(), text.id(), text.value().as_text()?.to_string()))
        })
        .take(200)
        .collect();
    for (noscript, text, content) in found {
        let fragment = Html::parse_fragment(&content);
        let root = html.tree.extend_tree(fragment.tree).id();
        if let Some(mut node) = html.tree.get_mut(text) {
            node.detach();
        }
        if let Some(mut node) = html.tree.get_mut(noscript) {
            node.append_id(root);
        }
    }
}

/// Comments, templates, styles and drawings are left out; scripts keep their one text child.
pub(super) fn flatten(html: &Html) -> Vec<Node<'_>> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut here = html.tree.root();
    let mut parents: Vec<usize> = Vec::new();
    loop {
        let parent = parents.last().copied().unwrap_or(0);
        let what = match here.value() {
            Dom::Element(e)
                if !matches!(e.name(), "template" | "style" | "svg" | "audio" | "video" | "canvas") =>
            {
                Some(What::Element(e))
            }
            Dom::Text(text) => Some(What::Text(text)),
            _ => None,
        };
        let is_element = matches!(what, Some(What::Element(_)));
        let through = is_element || here.value().is_document() || here.value().is_fragment();
        let index = nodes.len();
        if let Some(what) = what {
            nodes.push(Node { what, parent, end: index + 1, sum: Sum::default() });
        }
        if through && let Some(child) = here.first_child() {
            parents.push(if is_element { index } else { parent });
            here = child;
            continue;
        }
        loop {
            if let Some(next) = here.next_sibling() {
                here = next;
                break;
            }
            match here.parent() {
                Some(up) => here = up,
                None => {
                    add_up(&mut nodes);
                    return nodes;
                }
            }
            parents.pop();
        }
    }
}

fn add_up(nodes: &mut [Node]) {
    for i in (0..nodes.len()).rev() {
        let mut sum = nodes[i].sum;
        let name = nodes[i].name();
        match nodes[i].what {
            What::Text(text) => {
                if !matches!(nodes[nodes[i].parent].name(), "script" | "option" | "textarea" | "title") {
                    sum.letters = letters(text);
                }
            }
            What::Element(element) => match name {
                "a" => {
                    sum.linked = sum.letters;
                    if let Some(href) = attr(element, "href") {
                        sum.links += 1;
                        sum.target = sum.target.and(Target::One(hash(href.trim())));
                    }
                }
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => sum.headed = sum.letters,
                "table" => sum.layout |= sum.letters > 0,
                "main" | "article" | "section" | "nav" | "header" | "footer" | "aside" => sum.layout = true,
                "p" | "div" | "li" | "br" => sum.breaks += 1,
                "input" => {
                    let kind = attr(element, "type").unwrap_or("text");
                    sum.fields += u32::from(
                        !["hidden", "submit", "button", "image", "reset"]
                            .iter()
                            .any(|k| kind.eq_ignore_ascii_case(k)),
                    );
                }
                "textarea" | "select" => sum.fields += 1,
                _ => {}
            },
        }
        nodes[i].sum = sum;
        let (end, parent) = (nodes[i].end, nodes[i].parent);
        if i > 0 {
            let up = &mut nodes[parent];
            up.end = up.end.max(end);
            up.sum.letters += sum.letters;
            up.sum.linked += sum.linked;
            up.sum.links += sum.links;
            up.sum.target = up.sum.target.and(sum.target);
            up.sum.headed += sum.headed;
            up.sum.fields += sum.fields;
            up.sum.breaks += sum.breaks;
            up.sum.layout |= sum.layout;
        }
    }
}

/// Letters and digits, counted by bytes: in UTF-8 a byte from 0xC2 up begins a character.
pub(super) fn letters(text: &str) -> u32 {
    // So few at a time that a byte counts them, and many are counted at once.
    let few =
        |bytes: &[u8]| bytes.iter().map(|b| u8::from(b.is_ascii_alphanumeric() || *b >= 0xC3)).sum::<u8>();
    text.as_bytes().chunks(255).fold(0, |count: u32, bytes| count.saturating_add(few(bytes).into()))
}

pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}
