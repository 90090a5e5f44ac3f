//! Makes hostile markup harmless before it reaches the parser.
//!
//! html5ever is quadratic in nesting depth and in attributes per tag, and it multiplies unclosed
//! formatting elements into every paragraph. A linear scan finds such pages and drops the tags
//! (never the text) that go too far. Ordinary pages pass through without a copy.

use std::borrow::Cow;

/// Browsers themselves stop at 512 (Blink's `MaximumHTMLParserDOMTreeDepth`).
const DEPTH: usize = 512;
/// The second scan trusts no raw text and so may be misled by a script; it only stops the absurd.
const BLIND_DEPTH: usize = 4096;
const ATTRIBUTES: usize = 256;
/// How many copies of formatting elements the parser may have to make.
const COPIES: usize = 400_000;

/// The page, with what goes too far left out; `true` if anything was.
pub(super) fn tame(html: &str) -> (Cow<'_, str>, bool) {
    let mut scan = Scan::new(html, true, DEPTH);
    scan.run();
    let copies = scan.copies;
    let first = scan.finish();
    let first = if copies > COPIES {
        let mut again = Scan::new(html, true, DEPTH);
        again.formatting = 0;
        again.run();
        Cow::Owned(again.finish().into_owned())
    } else {
        first
    };
    // What the first scan takes for raw text the parser may not (`<select><title>`).
    let second = {
        let mut blind = Scan::new(&first, false, BLIND_DEPTH);
        blind.run();
        match blind.finish() {
            Cow::Owned(text) => Some(text),
            Cow::Borrowed(_) => None,
        }
    };
    let text = second.map_or(first, Cow::Owned);
    let cut = matches!(text, Cow::Owned(_));
    (text, cut)
}

struct Scan<'a> {
    html: &'a str,
    skip_raw: bool,
    limit: usize,
    depth: usize,
    dropped: usize,
    /// Formatting elements that may be open at once.
    formatting: usize,
    open_formatting: usize,
    dropped_formatting: usize,
    copies: usize,
    foreign: usize,
    /// Raw elements known to have no end any more; looking again each time would be quadratic.
    endless: Vec<String>,
    out: Option<String>,
    copied: usize,
}

impl<'a> Scan<'a> {
    fn new(html: &'a str, skip_raw: bool, limit: usize) -> Self {
        Scan {
            html,
            skip_raw,
            limit,
            depth: 0,
            dropped: 0,
            formatting: 64,
            open_formatting: 0,
            dropped_formatting: 0,
            copies: 0,
            foreign: 0,
            endless: Vec::new(),
            out: None,
            copied: 0,
        }
    }

    fn run(&mut self) {
        let html = self.html;
        let bytes = html.as_bytes();
        let mut at = 0;
        while let Some(found) = html[at..].find('<') {
            let start = at + found;
            at = match bytes.get(start + 1) {
                Some(b'!') => after_comment(html, start),
                Some(b'/') if bytes.get(start + 2).is_some_and(u8::is_ascii_alphabetic) => self.close(start),
                Some(c) if c.is_ascii_alphabetic() => self.open(start),
                _ => start + 1,
            };
        }
    }

    fn open(&mut self, start: usize) -> usize {
        let tag = Tag::read(self.html, start + 1);
        if let Some(cut) = tag.cut {
            self.replace(cut, tag.end, ">");
        }
        if is_formatting(tag.name) {
            if self.open_formatting >= self.formatting {
                self.dropped_formatting += 1;
                self.replace(start, tag.end, "");
            } else {
                self.open_formatting += 1;
            }
        } else if !is_void(tag.name) {
            self.copies += self.open_formatting;
            if !closes_itself(tag.name) && !tag.self_closing {
                self.foreign += usize::from(is_foreign(tag.name));
                if self.depth >= self.limit {
                    self.dropped += 1;
                    self.replace(start, tag.end, "");
                } else {
                    self.depth += 1;
                }
            }
        }
        if self.skip_raw && self.foreign == 0 && is_raw(tag.name) {
            return self.after_raw(&tag);
        }
        tag.end
    }

    fn after_raw(&mut self, tag: &Tag) -> usize {
        let name = tag.name.to_ascii_lowercase();
        if self.endless.contains(&name) {
            return tag.end;
        }
        end_of_raw(self.html, tag.end, tag.name).unwrap_or_else(|| {
            self.endless.push(name);
            tag.end
        })
    }

    fn close(&mut self, start: usize) -> usize {
        let tag = Tag::read(self.html, start + 2);
        if is_formatting(tag.name) {
            if self.dropped_formatting > 0 {
                self.dropped_formatting -= 1;
                self.replace(start, tag.end, "");
            } else {
                self.open_formatting = self.open_formatting.saturating_sub(1);
            }
        } else if !is_void(tag.name) && !closes_itself(tag.name) {
            self.foreign = self.foreign.saturating_sub(usize::from(is_foreign(tag.name)));
            if self.dropped > 0 {
                self.dropped -= 1;
                self.replace(start, tag.end, "");
            } else {
                self.depth = self.depth.saturating_sub(1);
            }
        }
        tag.end
    }

    fn replace(&mut self, from: usize, to: usize, by: &str) {
        if from < self.copied {
            return;
        }
        let out = self.out.get_or_insert_default();
        out.push_str(&self.html[self.copied..from]);
        out.push_str(by);
        self.copied = to;
    }

    fn finish(self) -> Cow<'a, str> {
        match self.out {
            None => Cow::Borrowed(self.html),
            Some(mut out) => {
                out.push_str(&self.html[self.copied..]);
                Cow::Owned(out)
            }
        }
    }
}

struct Tag<'a> {
    name: &'a str,
    /// Just after `>`, or the end of the page.
    end: usize,
    self_closing: bool,
    /// Where the attribute that is one too many begins.
    cut: Option<usize>,
}

impl<'a> Tag<'a> {
    /// Follows the tokenizer: a quote opens a value only right after `=`.
    fn read(html: &'a str, start: usize) -> Self {
        let bytes = html.as_bytes();
        let mut at = start;
        while at < bytes.len() && !matches!(bytes[at], b'>' | b'/') && !bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        let name = &html[start..at];
        let (mut attributes, mut cut, mut after_equals, mut between) = (0, None, false, true);
        while at < bytes.len() && bytes[at] != b'>' {
            let byte = bytes[at];
            if byte.is_ascii_whitespace() || byte == b'/' {
                between = !after_equals;
            } else if after_equals && matches!(byte, b'"' | b'\'') {
                at += 1;
                while at < bytes.len() && bytes[at] != byte {
                    at += 1;
                }
                (after_equals, between) = (false, true);
            } else if byte == b'=' && !between {
                after_equals = true;
            } else {
                if between {
                    attributes += 1;
                    if attributes > ATTRIBUTES && cut.is_none() && html.is_char_boundary(at) {
                        cut = Some(at);
                    }
                }
                (after_equals, between) = (false, false);
            }
            at += 1;
        }
        let end = (at + 1).min(bytes.len());
        Tag { name, end, self_closing: at > start && at < bytes.len() && bytes[at - 1] == b'/', cut }
    }
}

fn after_comment(html: &str, start: usize) -> usize {
    let rest = &html[start..];
    if !rest.starts_with("<!--") {
        return rest.find('>').map_or(html.len(), |n| start + n + 1);
    }
    if rest.starts_with("<!-->") || rest.starts_with("<!--->") {
        return start + 5;
    }
    rest[4..].find("-->").map_or(html.len(), |n| start + n + 7)
}

fn end_of_raw(html: &str, from: usize, name: &str) -> Option<usize> {
    let mut at = from;
    while let Some(found) = html[at..].find("</") {
        let start = at + found;
        let end = start + 2 + name.len();
        if html.as_bytes().get(start + 2..end).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes())) {
            return Some(start);
        }
        at = start + 2;
    }
    None
}

fn among(name: &str, names: &[&str]) -> bool {
    names.iter().any(|n| n.eq_ignore_ascii_case(name))
}

/// `a` is one too, but it holds the links and the parser never keeps two open.
fn is_formatting(name: &str) -> bool {
    among(name, &["b", "font", "strong", "i", "u", "em", "big", "small", "s", "tt", "code", "strike", "nobr"])
}

fn is_void(name: &str) -> bool {
    among(
        name,
        &[
            "br", "img", "input", "hr", "meta", "link", "area", "base", "col", "embed", "source", "track",
            "wbr", "param", "frame",
        ],
    )
}

/// Elements whose next sibling closes them: many in a row are not deep.
fn closes_itself(name: &str) -> bool {
    among(
        name,
        &[
            "a", "p", "li", "td", "tr", "th", "dd", "dt", "option", "tbody", "thead", "tfoot", "optgroup",
            "colgroup", "rp", "rt", "html", "head", "body",
        ],
    )
}

fn is_foreign(name: &str) -> bool {
    among(name, &["svg", "math"])
}

fn is_raw(name: &str) -> bool {
    among(name, &["script", "style", "textarea", "title", "iframe", "noframes", "noembed", "xmp"])
}
