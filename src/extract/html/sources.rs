//! What one element leads to or shows: addresses of every kind, forms, pictures, scripts.

use super::blocks::{Begun, append, space};
use super::clean;
use super::links::{self, Hidden};
use super::tree::{Node, What};
use super::walk::{Close, OpenLink, Walk};
use crate::extract::{Image, Link, Way};

/// No page of a person has more; a generated one must not fill the memory.
const LINKS: usize = 20_000;

impl Walk<'_> {
    pub(super) fn image(&mut self, at: usize) {
        let node = &self.nodes[at];
        let source = node.attr("src").map(links::trim).unwrap_or_default();
        let lazy =
            ["data-src", "data-lazy-src", "data-original", "data-lazy"].iter().find_map(|n| node.attr(n));
        let src = match lazy {
            Some(lazy)
                if source.is_empty()
                    || source.starts_with("data:")
                    || source.ends_with(".gif")
                    || source.ends_with(".svg") =>
            {
                lazy
            }
            _ => source,
        };
        let src = links::resolve_image(&self.base, src);
        let alt = node.attr("alt").map(clean).unwrap_or_default();
        if let Some(link) = self.open_links.last_mut() {
            let words = [alt.clone(), node.attr("title").map(clean).unwrap_or_default(), file_stem(&src)];
            if let Some(words) = words.iter().find(|w| !w.is_empty()) {
                append(&mut link.spare, words);
                space(&mut link.spare);
            }
        }
        if src.is_empty() && alt.is_empty() {
            return;
        }
        let size =
            |name: &str| node.attr(name).and_then(|v| v.trim().trim_end_matches("px").trim().parse().ok());
        let button = self.open_links.last().is_some_and(|open| {
            let mut leads = self.doc.links[open.links.clone()].iter();
            leads.any(|l| !links::is_picture(&l.url))
        });
        let image = Image {
            src,
            button,
            alt,
            width: size("width"),
            height: size("height"),
            region: self.region,
            block: Some(self.doc.blocks.len()),
            heading: self.heads.path(),
        };
        self.doc.images.push(image);
    }

    pub(super) fn script(&mut self, at: usize) {
        let node = &self.nodes[at];
        if node.attr("src").is_some() {
            return;
        }
        let Some(What::Text(code)) = self.nodes.get(at + 1).filter(|n| n.parent == at).map(|n| &n.what)
        else {
            return;
        };
        let mut found = Vec::new();
        links::in_script(code, 500usize.saturating_sub(self.script_links), &mut |s| found.push(s.to_owned()));
        self.script_links += found.len();
        for href in found {
            self.add_link(at, &href, Way::Script);
        }
        let class = self.nodes[at].attr("class").unwrap_or_default().to_ascii_lowercase();
        for page in links::flip_pictures(code, &class) {
            self.add_link(at, &page.replace("\\/", "/"), Way::Embed);
        }
    }

    pub(super) fn form(&mut self, at: usize) {
        let node = &self.nodes[at];
        let before = self.doc.links.len();
        if let Some(action) = node.attr("action") {
            self.add_link(at, action, Way::Form);
        }
        let link = (self.doc.links.len() > before).then_some(before);
        self.forms.open(self.nodes, at, &self.base, self.region, link);
        self.forms.set_heading(self.heads.path());
    }

    /// Every address an element holds.
    pub(super) fn addresses(&mut self, at: usize) {
        let Some(element) = self.nodes[at].element() else {
            return;
        };
        let node = &self.nodes[at];
        let first = self.doc.links.len();
        let mut contact = None;
        let mut spans = false;
        match node.name() {
            "a" => {
                spans = node.attr("href").is_some();
                if let Some(href) = node.attr("href") {
                    contact = links::contact_of(href);
                    if let Some(code) = links::script_of(href) {
                        let mut found = Vec::new();
                        links::addresses_in_code(code, true, &mut |s| found.push(s.to_owned()));
                        found.iter().for_each(|s| self.add_link(at, s, Way::Script));
                    } else if !toggles(node) {
                        self.add_link(at, href, Way::Anchor);
                    }
                }
            }
            "area" => self.add_from(at, "href", Way::Area),
            name @ ("frame" | "iframe" | "object" | "embed") => {
                let way = if name.ends_with("frame") { Way::Frame } else { Way::Embed };
                match links::late_source(element) {
                    Some(late) => self.add_link(at, late, way),
                    None => self.add_from(at, if name == "object" { "data" } else { "src" }, way),
                }
            }
            "link" if links::is_page_relation(element) => self.add_from(at, "href", Way::Relation),
            "meta" if node.attr("http-equiv").is_some_and(|v| v.trim().eq_ignore_ascii_case("refresh")) => {
                if let Some(target) = node.attr("content").and_then(links::refresh_target) {
                    self.add_link(at, target, Way::Refresh);
                }
            }
            _ => {}
        }
        if let Some(source) = links::flip_book(element) {
            self.add_link(at, source, Way::Embed);
        }
        let mut hidden = Vec::new();
        links::hidden_in(element, &mut hidden);
        for (kind, href) in hidden {
            let way = if kind == Hidden::Script { Way::Script } else { Way::Data };
            // A picture's own address is no page, and what is embedded already is no guess.
            let known = self.doc.links[first..].iter().any(|l| l.href == href);
            if (node.name() != "img" || way == Way::Script) && !known {
                self.add_link(at, &href, way);
            }
        }
        let last = self.doc.links.len();
        if (last > first || spans) && self.open_links.len() < 8 {
            let words = ["aria-label", "title", "alt", "value"]
                .iter()
                .find_map(|n| node.attr(n).map(clean).filter(|w| !w.is_empty()));
            let spare = words.unwrap_or_default();
            self.open_links.push(OpenLink { links: first..last, text: String::new(), spare, contact });
            self.frames.push((node.end, Close::Link));
        }
    }

    fn add_from(&mut self, at: usize, name: &str, way: Way) {
        if let Some(href) = self.nodes[at].attr(name) {
            self.add_link(at, href, way);
        }
    }

    fn add_link(&mut self, at: usize, href: &str, way: Way) {
        let Some(url) = links::resolve(&self.base, href).filter(|_| self.doc.links.len() < LINKS) else {
            return;
        };
        let number = self.doc.links.len();
        let heading = self.heads.path();
        self.doc.links.push(Link {
            url,
            href: href.to_owned(),
            way,
            region: self.region,
            heading,
            ..Link::default()
        });
        self.link_nodes.push(at);
        if self.muted == 0 && !self.row_link(number) {
            self.line.links.push(Begun { link: number, line: self.line.number, at: self.line.text.len() });
        }
    }

    pub(super) fn close_link(&mut self) {
        let Some(link) = self.open_links.pop() else {
            return;
        };
        let visible = clean(&link.text);
        if let Some(contact) = link.contact.filter(|c| !visible.contains(c.as_str())) {
            self.words(&format!(" {contact} "));
        }
        let text = if super::tree::letters(&visible) > 0 || link.spare.trim().is_empty() {
            visible
        } else {
            clean(&link.spare)
        };
        for n in link.links {
            if self.doc.links[n].text.is_empty() {
                self.doc.links[n].text.clone_from(&text);
            }
        }
    }
}

/// Opens a panel of the page rather than an address.
fn toggles(node: &Node) -> bool {
    let href = node.attr("href").map(links::trim).unwrap_or_default();
    href.starts_with('#')
        && (node.attr("data-toggle").is_some()
            || node.attr("data-bs-toggle").is_some()
            || node.attr("role").is_some_and(|r| r == "tab" || r == "button"))
}

/// `/files/procure/skr1_6403.pdf` → `skr1_6403`.
fn file_stem(src: &str) -> String {
    let path = src.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    clean(&percent_encoding::percent_decode_str(stem).decode_utf8_lossy())
}
