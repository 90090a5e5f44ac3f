//! From running text to blocks, and the words around each link.

use std::ops::Range;

use super::tree::{Node, What, is_block, letters};
use super::walk::Walk;
use super::{clean, shorten};
use crate::extract::{Block, Place, Role};

/// Characters of context a link keeps.
pub(super) const CONTEXT: usize = 400;
/// A line of a `<br>` list that is a paragraph of its own.
const LONG_LINE: usize = 60;

/// Text gathered since the last block boundary; `\n` stands for `<br>`.
#[derive(Default)]
pub(super) struct Line {
    pub text: String,
    /// Links that began in it, in order.
    pub links: Vec<Begun>,
    pub number: usize,
}

/// Where in the running text a link began.
pub(super) struct Begun {
    pub link: usize,
    /// Number of the `<br>` line.
    pub line: usize,
    /// Byte in the text so far.
    pub at: usize,
}

/// Adds text with its blanks folded, as a browser lays it out.
pub(super) fn append(buffer: &mut String, text: &str) {
    let is_blank = |b: &u8| b.is_ascii_whitespace();
    let mut rest = text;
    while !rest.is_empty() {
        let blanks = rest.bytes().take_while(is_blank).count();
        if blanks > 0 {
            space(buffer);
            rest = &rest[blanks..];
        }
        let (word, more) = rest.split_at(rest.as_bytes().iter().position(is_blank).unwrap_or(rest.len()));
        buffer.push_str(word);
        rest = more;
    }
}

pub(super) fn space(buffer: &mut String) {
    if !buffer.is_empty() && !buffer.ends_with([' ', '\n']) {
        buffer.push(' ');
    }
}

impl Line {
    fn links_in(&self, lines: Range<usize>) -> &[Begun] {
        let from = self.links.partition_point(|b| b.line < lines.start);
        let to = self.links.partition_point(|b| b.line < lines.end);
        &self.links[from..to]
    }
}

/// The words around a byte of a long text.
pub(super) fn window(text: &str, at: usize) -> String {
    let mut from = at.saturating_sub(240).min(text.len());
    while !text.is_char_boundary(from) {
        from += 1;
    }
    clean(shorten(&text[from..], CONTEXT))
}

impl Walk<'_> {
    /// Ends the running text: one block, or several where `<br>` made paragraphs of it.
    pub(super) fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.text.trim().is_empty() {
            // A link around whole blocks goes on into the next text; a finished picture link does not.
            let open = self.open_links.iter().flat_map(|o| o.links.clone());
            self.line.links = open
                .filter(|l| self.doc.links[*l].block.is_none())
                .map(|link| Begun { link, line: 0, at: 0 })
                .collect();
            return;
        }
        let lines: Vec<String> = line.text.split('\n').map(clean).collect();
        if let Some((level, until)) = self.heading {
            let text = clean(&line.text);
            // A heading does not stand under the one before it that it ends.
            match until {
                Some(until) => self.heads.truncate_to_label(until),
                None => self.heads.end(level),
            }
            let block = self.emit(Role::Heading(level), text.clone(), Vec::new());
            self.place_links(&line, 0..lines.len(), block, &lines);
            match until {
                Some(until) => self.heads.push_label(level, &text, until),
                None => self.heads.push(level, &text),
            }
            return;
        }
        let role = if self.items > 0 { Role::Item } else { Role::Paragraph };
        let mut from = 0;
        while from < lines.len() {
            let to = (from..lines.len()).find(|n| lines[*n].is_empty()).unwrap_or(lines.len());
            if to > from {
                self.emit_lines(role, &lines, from..to, &line);
            }
            from = to + 1;
        }
    }

    fn emit_lines(&mut self, role: Role, lines: &[String], range: Range<usize>, line: &Line) {
        let is_long = |n: &usize| lines[*n].chars().nth(LONG_LINE).is_some();
        let long = range.clone().filter(is_long).count();
        let linked = range.clone().filter(|n| !line.links_in(*n..n + 1).is_empty()).count();
        if range.len() > 1 && (long >= 2 || linked >= 2) {
            for n in range {
                let block = self.emit(role, lines[n].clone(), Vec::new());
                self.place_links(line, n..n + 1, block, lines);
            }
        } else {
            let block = self.emit(role, lines[range.clone()].join(" "), Vec::new());
            self.place_links(line, range, block, lines);
        }
    }

    fn place_links(&mut self, line: &Line, range: Range<usize>, block: usize, lines: &[String]) {
        let alone = range.len() == 1;
        let above = range
            .start
            .checked_sub(1)
            .filter(|n| alone && line.links_in(*n..n + 1).is_empty())
            .map_or("", |n| lines[n].as_str());
        for begun in line.links_in(range) {
            let text = &self.doc.blocks[block].text;
            let whole = text.chars().nth(CONTEXT).is_none();
            let context = if !whole {
                window(&line.text, begun.at)
            } else if !above.is_empty() && letters(text) <= letters(&self.link_text(begun.link)) {
                // `รายงาน …<br><a>ดาวน์โหลด</a>`: the line above says what the link is.
                format!("{} {text}", shorten(above, CONTEXT / 2))
            } else {
                text.clone()
            };
            let link = &mut self.doc.links[begun.link];
            link.block = Some(block);
            link.context = shorten(&context, CONTEXT).to_owned();
        }
    }

    /// The text of a link so far, for a link may still be open when its block ends.
    fn link_text(&self, link: usize) -> String {
        self.open_links
            .iter()
            .find(|o| o.links.contains(&link))
            .map_or_else(|| self.doc.links[link].text.clone(), |o| clean(&o.text))
    }

    pub(super) fn emit(&mut self, role: Role, text: String, cells: Vec<String>) -> usize {
        let place = Place { heading: self.heads.path(), ..Place::default() };
        self.doc.blocks.push(Block { role, text, cells, region: self.region, place });
        self.doc.blocks.len() - 1
    }

    /// Gives links whose own words are all they have the words of the box they stand in.
    pub(super) fn widen_contexts(&mut self) {
        for (n, &node) in self.link_nodes.iter().enumerate() {
            let link = &mut self.doc.links[n];
            if letters(&link.context) > letters(&link.text) && !link.context.is_empty() {
                continue;
            }
            if let Some(text) = box_text(self.nodes, node) {
                link.context = text;
            } else if link.context.is_empty() {
                link.context.clone_from(&link.text);
            }
        }
    }
}

/// Text of the nearest surrounding box that says more than the link and leads nowhere else.
fn box_text(nodes: &[Node], link: usize) -> Option<String> {
    let own = nodes[link].sum.letters;
    let mut at = link;
    // Bounded, as a hostile page may nest hundreds of boxes around thousands of links.
    for _ in 0..12 {
        let up = nodes[at].parent;
        let node = &nodes[up];
        let stop = matches!(
            node.name(),
            "ul" | "ol" | "dl" | "table" | "tbody" | "body" | "html" | "main" | "nav" | "form"
        );
        if up == at || stop || node.sum.target == super::tree::Target::Many || node.sum.letters > 300 {
            return None;
        }
        if node.sum.letters > own {
            return Some(text_of(nodes, up, CONTEXT));
        }
        at = up;
    }
    None
}

/// All text of a subtree, cut at `most` characters.
pub(super) fn text_of(nodes: &[Node], root: usize, most: usize) -> String {
    let mut text = String::new();
    // Bounded, as a box may hold thousands of empty elements.
    for at in root..nodes[root].end.min(root + 2000) {
        match nodes[at].what {
            What::Text(piece)
                if !matches!(
                    nodes[nodes[at].parent].name(),
                    "script" | "option" | "textarea" | "noscript"
                ) =>
            {
                append(&mut text, piece)
            }
            What::Text(_) => {}
            What::Element(e) => {
                if e.name() == "br" || is_block(e.name()) {
                    space(&mut text);
                }
            }
        }
        if text.len() > most * 4 {
            break;
        }
    }
    shorten(&clean(&text), most).to_owned()
}
