//! The one walk over the page: opens and closes elements and hands text to whoever collects it.

use url::Url;

use super::blocks::{Line, append, space};
use super::clean;
use super::forms::Forms;
use super::headings::Headings;
use super::links;
use super::region::{Hint, Trust, is_menu_by_density};
use super::table::Table;
use super::tree::{Node, What, is_block};
use crate::extract::{Document, Region, Role};

pub(super) struct Walk<'a> {
    pub nodes: &'a [Node<'a>],
    pub doc: Document,
    pub region: Region,
    pub heads: Headings,
    pub line: Line,
    /// Level of the open heading, and where its part ends if it is a label.
    pub heading: Option<(u8, Option<usize>)>,
    /// List items open.
    pub items: u32,
    pub tables: Vec<Table>,
    pub table_count: u32,
    pub open_links: Vec<OpenLink>,
    /// The element of each link.
    pub link_nodes: Vec<usize>,
    /// What to do when the walk passes a node.
    pub frames: Vec<(usize, Close)>,
    hints: &'a [Option<Hint>],
    trust: Trust,
    signless: bool,
    in_main: bool,
    pub base: Url,
    pub forms: Forms,
    /// Inside `noscript` and the like, where links count and text does not.
    pub muted: u32,
    pub script_links: usize,
    /// Names of the panes of tabs that are still to come, by `id`.
    tabs: std::collections::HashMap<&'a str, String>,
}

pub(super) enum Close {
    Block,
    Heading,
    Item,
    Region(Region, bool, Headings),
    Link,
    Mute,
    Table,
    Head,
    Row,
    Cell,
    Label,
    Button,
}

/// An element with an address, whose text is being read.
pub(super) struct OpenLink {
    pub links: std::ops::Range<usize>,
    pub text: String,
    /// Words of the picture in it, and of its own attributes.
    pub spare: String,
    pub contact: Option<String>,
}

pub(super) fn walk<'a>(
    nodes: &'a [Node<'a>],
    hints: &'a [Option<Hint>],
    trust: Trust,
    page: &Url,
) -> Document {
    let base = nodes
        .iter()
        .find(|n| n.name() == "base")
        .and_then(|n| n.attr("href"))
        .and_then(|href| page.join(links::trim(href)).ok());
    let base = base.filter(|b| matches!(b.scheme(), "http" | "https")).unwrap_or_else(|| page.clone());
    let mut walk = Walk {
        nodes,
        hints,
        trust,
        base,
        doc: Document::default(),
        region: Region::Main,
        in_main: false,
        signless: trust != Trust::Words || hints.iter().all(Option::is_none),
        heads: Headings::default(),
        line: Line::default(),
        heading: None,
        items: 0,
        tables: Vec::new(),
        table_count: 0,
        open_links: Vec::new(),
        link_nodes: Vec::new(),
        frames: Vec::new(),
        forms: Forms::default(),
        muted: 0,
        script_links: 0,
        tabs: super::tabs::labels(nodes),
    };
    for (at, node) in nodes.iter().enumerate() {
        walk.close_until(at);
        match node.what {
            What::Element(_) => walk.open(at),
            What::Text(text) => walk.text(at, text),
        }
    }
    walk.close_until(usize::MAX);
    walk.flush();
    walk.widen_contexts();
    let last = walk.doc.blocks.len().checked_sub(1);
    for image in &mut walk.doc.images {
        image.block = image.block.min(last);
    }
    walk.doc
}

impl Walk<'_> {
    fn close_until(&mut self, at: usize) {
        while self.frames.last().is_some_and(|(end, _)| *end <= at) {
            let Some((_, close)) = self.frames.pop() else {
                return;
            };
            self.close(close);
        }
        self.forms.close(at, &mut self.doc);
    }

    fn close(&mut self, close: Close) {
        match close {
            Close::Block => self.boundary(),
            Close::Heading => {
                self.flush();
                self.heading = None;
            }
            Close::Item => {
                self.boundary();
                self.items -= 1;
            }
            Close::Region(region, in_main, heads) => {
                self.flush();
                (self.region, self.in_main, self.heads) = (region, in_main, heads);
            }
            Close::Link => self.close_link(),
            Close::Mute => self.muted -= 1,
            Close::Table => self.close_table(),
            Close::Head => self.set_head(false),
            Close::Row => self.close_row(),
            Close::Cell => self.close_cell(),
            Close::Label => self.forms.close_label(),
            Close::Button => self.forms.close_button(),
        }
    }

    fn open(&mut self, at: usize) {
        let nodes = self.nodes;
        let node = &nodes[at];
        let (name, end) = (node.name(), node.end);
        self.heads.pass(at);
        if is_block(name) {
            self.boundary();
            self.enter_region(at);
            self.frames.push((end, Close::Block));
        }
        if let Some(label) = node.attr("id").and_then(|id| self.tabs.remove(id)) {
            // A pane of tabs is a part with a name like any other.
            if node.sum.letters > super::tree::letters(&label) + 10 {
                self.flush();
                self.emit(Role::Heading(4), label.clone(), Vec::new());
                self.heads.push_label(4, &label, end);
            }
        }
        if let Some(opened) = self.opens_heading(at) {
            self.flush();
            self.heading = Some(opened);
            self.frames.push((end, Close::Heading));
        }
        match name {
            "br" => self.line_break(),
            // A drawn fax machine is all that tells its number from the telephone's.
            "i" | "span"
                if node.attr("class").is_some_and(|c| c.split_whitespace().any(|c| c.ends_with("-fax"))) =>
            {
                self.words("โทรสาร ");
            }
            "li" | "dt" | "dd" => {
                self.items += 1;
                self.frames.push((end, Close::Item));
            }
            "table" => self.open_table(at),
            "thead" => {
                self.set_head(true);
                self.frames.push((end, Close::Head));
            }
            "tr" => self.open_row(at),
            "td" | "th" => self.open_cell(at),
            "img" => {
                self.beside();
                self.image(at);
            }
            "noscript" | "noframes" | "object" => {
                self.muted += 1;
                self.frames.push((end, Close::Mute));
            }
            "script" => self.script(at),
            "form" => self.form(at),
            "label" => {
                self.forms.open_label(node);
                self.frames.push((end, Close::Label));
            }
            "button" => {
                self.forms.open_button();
                self.frames.push((end, Close::Button));
            }
            "input" | "textarea" | "select" => {
                self.beside();
                self.forms.ensure(nodes, &self.base, self.region);
                self.forms.field(node);
            }
            _ => {}
        }
        self.addresses(at);
    }

    fn text(&mut self, at: usize, text: &str) {
        match self.nodes[self.nodes[at].parent].name() {
            "title" => {
                if self.doc.title.is_empty() {
                    self.doc.title = clean(text);
                }
            }
            "option" => self.forms.option(text),
            "script" | "textarea" | "iframe" | "head" | "html" | "frameset" | "optgroup" | "select" => {}
            "pre" => {
                for (n, line) in text.split('\n').enumerate() {
                    if n > 0 {
                        self.line_break();
                    }
                    self.words(line);
                }
            }
            _ => self.words(text),
        }
    }

    pub(super) fn words(&mut self, text: &str) {
        for link in &mut self.open_links {
            if link.text.len() < 2000 {
                append(&mut link.text, text);
            }
        }
        self.forms.text(text);
        if self.muted > 0 {
            return;
        }
        match self.cell() {
            Some(cell) => append(cell, text),
            None => append(&mut self.line.text, text),
        }
    }

    fn line_break(&mut self) {
        self.gap();
        if self.muted > 0 {
            return;
        }
        if let Some(cell) = self.cell() {
            space(cell);
        } else if !self.line.text.is_empty() || !self.line.links.is_empty() {
            self.line.text.push('\n');
            self.line.number += 1;
        }
    }

    /// A box in the line keeps the words on its two sides apart.
    fn beside(&mut self) {
        match self.cell() {
            Some(cell) => space(cell),
            None => space(&mut self.line.text),
        }
    }

    /// Between two blocks; inside a cell or a heading only a blank.
    fn boundary(&mut self) {
        self.gap();
        if let Some(cell) = self.cell() {
            space(cell);
        } else if self.heading.is_some() {
            space(&mut self.line.text);
        } else {
            self.flush();
        }
    }

    fn gap(&mut self) {
        for link in &mut self.open_links {
            space(&mut link.text);
        }
        self.forms.boundary();
    }

    fn enter_region(&mut self, at: usize) {
        let hint = self.hints[at].filter(|h| match self.trust {
            Trust::Words => true,
            Trust::Elements => !h.by_word,
            Trust::Nothing => false,
        });
        let region = match hint {
            Some(hint) if self.in_main && !hint.inside_main => return,
            Some(hint) if hint.region == Region::Main && hint.by_word && self.region != Region::Main => {
                return;
            }
            Some(hint) => hint.region,
            None if self.signless
                && !self.in_main
                && matches!(self.nodes[at].name(), "td" | "div" | "ul" | "table") =>
            {
                if !is_menu_by_density(&self.nodes[at], &self.nodes[0].sum) {
                    return;
                }
                Region::Menu
            }
            None => return,
        };
        let in_main = self.in_main || (region == Region::Main && hint.is_some());
        if region == self.region {
            if in_main != self.in_main {
                let heads = self.heads.clone();
                self.frames.push((self.nodes[at].end, Close::Region(self.region, self.in_main, heads)));
                self.in_main = in_main;
            }
            return;
        }
        let heads = std::mem::take(&mut self.heads);
        self.frames.push((self.nodes[at].end, Close::Region(self.region, self.in_main, heads)));
        (self.region, self.in_main) = (region, in_main && region == Region::Main);
    }
}
