//! RTF: control words, groups, and letters in windows-874 or as `\u`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::super::sheet;
use super::super::text_repair::{text as tidy, title};
use crate::extract::{Block, Document, Kind, Link, Place, Region, Role, Unread, Way, Why};

const MAX_GROUPS: usize = 10_000;
const MAX_BLOCKS: usize = 200_000;
/// Notes in text boxes in notes.
const MAX_INNER: usize = 8;

/// Parts that hold no text of the document.
const HIDDEN: [&str; 19] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "themedata",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "datastore",
    "xmlnstbl",
    "latentstyles",
    "sp",
    "nonshppict",
    "nonesttables",
    // The same once more, for old programs.
    "shprslt",
    "revtbl",
];

/// Fields and the like that are no text, and may hold groups that are elsewhere.
const GONE: [&str; 3] = ["shprslt", "nonshppict", "annotation"];

#[derive(Clone, Default)]
struct Group {
    hidden: bool,
    /// Hidden with all that it holds.
    gone: bool,
    fonts: bool,
    styles: bool,
    title: bool,
    /// The words of a field, such as its address.
    instruction: bool,
    /// Where in the paragraph the text of a link begins.
    link: Option<usize>,
    deleted: bool,
    invisible: bool,
    region: Region,
    font: i32,
    /// Letters that stand in for a `\u`.
    fallback: usize,
}

/// A paragraph that waits while a note or a text box inside it is read.
struct Outer {
    /// Groups that were open.
    depth: usize,
    text: String,
    cells: Vec<String>,
    in_table: bool,
    level: Option<u8>,
    rows: u32,
    /// Where its own links begin.
    links: usize,
}

#[derive(Default)]
struct Reader {
    out: Document,
    group: Group,
    stack: Vec<Group>,
    text: String,
    /// Bytes of a code page, decoded once a run of them ends.
    bytes: Vec<u8>,
    /// Letters still to skip after a `\u`.
    skip: usize,
    high: Option<u16>,
    charsets: HashMap<i32, i32>,
    codepage: i32,
    title: String,
    cells: Vec<String>,
    in_table: bool,
    tables: u32,
    rows: u32,
    level: Option<u8>,
    headings: Vec<(u8, String)>,
    heading: Arc<[String]>,
    pictures: usize,
    outer: Vec<Outer>,
    /// Notes and text boxes of the paragraph at hand: they follow it.
    later: Vec<Block>,
    instruction: String,
    /// Links from here on have no block yet.
    links: usize,
    style: i32,
    style_name: String,
    style_levels: HashMap<i32, u8>,
    frames: HashSet<(bool, String)>,
}

pub(in crate::extract) fn read(bytes: &[u8]) -> Document {
    let mut r = Reader { codepage: 874, ..Reader::default() };
    r.out.kind = Kind::Text;
    r.group.fallback = 1;
    let complete = r.run(bytes);
    while !r.outer.is_empty() {
        r.leave();
    }
    r.paragraph();
    r.end_row();
    if !complete {
        r.out.unread.push(Unread::new(None, Why::TooLarge, "RTF ซับซ้อนเกินกำหนด"));
    }
    r.out.title = title(&r.title);
    let pictures = r.pictures;
    super::pictures::flag(&mut r.out, bytes, pictures);
    r.out
}

impl Reader {
    fn run(&mut self, bytes: &[u8]) -> bool {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'{' => {
                    self.decode();
                    if self.stack.len() >= MAX_GROUPS || self.out.blocks.len() >= MAX_BLOCKS {
                        return false;
                    }
                    self.stack.push(self.group.clone());
                }
                b'}' => {
                    self.decode();
                    self.skip = 0;
                    self.end_group();
                }
                b'\\' => at = self.control(bytes, at),
                b'\r' | b'\n' => {}
                other => self.byte(other),
            }
        }
        true
    }

    fn end_group(&mut self) {
        if self.group.styles {
            self.name_style();
        }
        let parent = self.stack.pop().unwrap_or_default();
        if let (Some(from), None) = (self.group.link, parent.link) {
            self.end_link(from);
        }
        if self.outer.last().is_some_and(|o| o.depth > self.stack.len()) {
            self.leave();
        }
        self.group = parent;
    }

    /// Goes on with the paragraph around a note or text box.
    fn leave(&mut self) {
        self.paragraph();
        self.end_row();
        let Some(outer) = self.outer.pop() else { return };
        self.text = outer.text;
        self.cells = outer.cells;
        self.in_table = outer.in_table;
        self.level = outer.level;
        self.rows = outer.rows;
        self.links = outer.links;
        if self.in_table && self.outer.is_empty() {
            // In a cell there is no place for it but the cell.
            for block in std::mem::take(&mut self.later) {
                self.text.push(' ');
                self.text.push_str(&block.text);
            }
        }
    }

    /// Headings are named by their style, in English or Thai.
    fn name_style(&mut self) {
        let name = std::mem::take(&mut self.style_name).to_lowercase();
        let level =
            ["heading ", "หัวเรื่อง "].iter().find_map(|start| name.trim().strip_prefix(start)?.get(..1));
        if let Some(level) = level.and_then(|l| l.parse().ok()).filter(|l| (1..=6).contains(l)) {
            self.style_levels.insert(self.style, level);
        }
    }

    fn end_link(&mut self, from: usize) {
        let instruction = std::mem::take(&mut self.instruction);
        let Some(url) = instruction.trim_start().strip_prefix("HYPERLINK") else { return };
        let url = url.split('"').nth(1).unwrap_or_else(|| url.trim()).trim();
        if url.is_empty() || url.starts_with(['#', '\\']) {
            return;
        }
        let text = tidy(self.text.get(from..).unwrap_or_default());
        let region = self.group.region;
        let (url, href) = (url.to_owned(), url.to_owned());
        self.out.links.push(Link { url, href, text, way: Way::Anchor, region, ..Link::default() });
    }

    /// What follows a backslash; where reading goes on.
    fn control(&mut self, bytes: &[u8], mut at: usize) -> usize {
        let Some(&first) = bytes.get(at) else { return at };
        if !first.is_ascii_alphabetic() {
            at += 1;
            match first {
                b'\'' => {
                    let hex = bytes
                        .get(at..at + 2)
                        .and_then(|h| std::str::from_utf8(h).ok())
                        .and_then(|h| u8::from_str_radix(h, 16).ok());
                    if let Some(byte) = hex {
                        self.byte(byte);
                        at += 2;
                    }
                }
                b'*' => {
                    // An optional part: unknown to us unless its word says otherwise.
                    self.group.hidden = true;
                }
                b'~' => self.letters(" "),
                b'_' => self.letters("-"),
                b'\\' | b'{' | b'}' => self.byte(first),
                b'\r' | b'\n' => self.word("par", None),
                _ => {}
            }
            return at;
        }
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_alphabetic) && at - start < 32 {
            at += 1;
        }
        let word = std::str::from_utf8(&bytes[start..at]).unwrap_or_default();
        let digits = at;
        if bytes.get(at) == Some(&b'-') {
            at += 1;
        }
        while bytes.get(at).is_some_and(u8::is_ascii_digit) && at - digits < 11 {
            at += 1;
        }
        let value = std::str::from_utf8(&bytes[digits..at]).ok().and_then(|v| v.parse::<i32>().ok());
        if bytes.get(at) == Some(&b' ') {
            at += 1;
        }
        if word == "bin" {
            return at.saturating_add(value.unwrap_or(0).max(0) as usize).min(bytes.len());
        }
        self.decode();
        self.word(word, value);
        at
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        let group = &self.group;
        if group.title || group.styles || group.instruction || !group.hidden {
            self.bytes.push(byte);
        }
    }

    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let western = match self.charsets.get(&self.group.font) {
            Some(222) => false,
            // Programs that write Thai do not always say so: a Thai font anywhere decides.
            _ => self.codepage == 1252 && !self.charsets.values().any(|c| *c == 222),
        };
        let encoding = if western { encoding_rs::WINDOWS_1252 } else { encoding_rs::WINDOWS_874 };
        let text = encoding.decode_without_bom_handling(&bytes).0.into_owned();
        self.letters(&text);
    }

    fn letters(&mut self, text: &str) {
        if self.group.title {
            self.title.push_str(text);
        } else if self.group.styles {
            self.style_name.push_str(text);
        } else if self.group.instruction {
            self.instruction.push_str(text);
        } else if !(self.group.hidden || self.group.deleted || self.group.invisible) {
            self.text.push_str(text);
        }
    }

    fn word(&mut self, word: &str, value: Option<i32>) {
        match word {
            "u" => self.unicode(value.unwrap_or(0)),
            "uc" => self.group.fallback = value.unwrap_or(1).clamp(0, 16) as usize,
            "ansicpg" => self.codepage = value.unwrap_or(874),
            "f" | "af" => self.group.font = value.unwrap_or(0),
            "fcharset" if self.group.fonts => {
                self.charsets.insert(self.group.font, value.unwrap_or(0));
            }
            "title" if self.group.hidden => {
                // Once without Unicode, and once with it.
                self.title.clear();
                self.group.title = true;
            }
            "s" if self.group.styles => self.style = value.unwrap_or(0),
            "outlinelevel" if self.group.styles => {
                if let Some(level) = value.and_then(|v| u8::try_from(v).ok()).filter(|v| *v < 6) {
                    self.style_levels.insert(self.style, level + 1);
                }
            }
            _ if self.group.gone => {}
            _ if GONE.contains(&word) => {
                self.group.hidden = true;
                self.group.gone = true;
            }
            "shpinst" | "shppict" => self.group.hidden = false,
            "shptxt" | "dptxbxtext" => self.open(self.group.region),
            "fldinst" => {
                self.instruction.clear();
                self.group.instruction = true;
                self.group.hidden = true;
            }
            "header" | "headerl" | "headerr" | "headerf" => self.open(Region::Header),
            "footer" | "footerl" | "footerr" | "footerf" => self.open(Region::Footer),
            "footnote" => self.open(Region::Aside),
            _ if self.group.hidden => {}
            _ if HIDDEN.contains(&word) => {
                self.pictures += usize::from(word == "pict");
                self.group.fonts = word == "fonttbl";
                self.group.styles = word == "stylesheet";
                self.group.hidden = true;
            }
            "par" | "sect" | "page" => {
                if self.in_table {
                    self.text.push(' ');
                } else {
                    self.paragraph();
                }
            }
            "pard" => {
                self.in_table = false;
                self.level = None;
            }
            "s" => self.level = value.and_then(|v| self.style_levels.get(&v)).copied(),
            "plain" => {
                self.group.deleted = false;
                self.group.invisible = false;
            }
            "deleted" => self.group.deleted = value != Some(0),
            "v" => self.group.invisible = value != Some(0),
            "fldrslt" => self.group.link = Some(self.text.len()),
            "intbl" => self.in_table = true,
            "outlinelevel" => {
                self.level = value.and_then(|v| u8::try_from(v).ok()).filter(|v| *v < 6).map(|v| v + 1)
            }
            "cell" => {
                let text = std::mem::take(&mut self.text);
                self.cells.push(tidy(&text));
            }
            // A table in a cell is part of the cell.
            "nestcell" => self.text.push(' '),
            "row" => self.end_row(),
            "tab" | "line" | "emspace" | "enspace" => self.text.push(' '),
            "emdash" => self.text.push('—'),
            "endash" => self.text.push('–'),
            "bullet" => self.text.push('•'),
            "lquote" | "rquote" => self.text.push('\''),
            "ldblquote" | "rdblquote" => self.text.push('"'),
            _ => {}
        }
    }

    fn open(&mut self, region: Region) {
        if self.outer.len() < MAX_INNER {
            self.outer.push(Outer {
                depth: self.stack.len(),
                text: std::mem::take(&mut self.text),
                cells: std::mem::take(&mut self.cells),
                in_table: std::mem::take(&mut self.in_table),
                level: self.level.take(),
                rows: std::mem::take(&mut self.rows),
                links: std::mem::replace(&mut self.links, self.out.links.len()),
            });
        }
        self.group.region = region;
        self.group.hidden = false;
        self.group.link = None;
    }

    fn unicode(&mut self, value: i32) {
        self.skip = self.group.fallback;
        let unit = value as u16;
        let c = match (self.high.take(), unit) {
            (_, 0xd800..=0xdbff) => {
                self.high = Some(unit);
                return;
            }
            (Some(high), 0xdc00..=0xdfff) => char::decode_utf16([high, unit]).next().and_then(Result::ok),
            (_, unit) => char::from_u32(u32::from(unit)),
        };
        if let Some(c) = c {
            self.letters(c.encode_utf8(&mut [0; 4]));
        }
    }

    fn place(&self) -> Place {
        Place { heading: self.heading.clone(), ..Place::default() }
    }

    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        if let Some(mut row) = sheet::row(cells, self.tables, self.rows == 0, self.place()) {
            self.rows += 1;
            row.region = self.group.region;
            self.put(row);
        }
    }

    fn paragraph(&mut self) {
        self.decode();
        let text = tidy(&std::mem::take(&mut self.text));
        if text.is_empty() {
            return;
        }
        self.end_row();
        let region = self.group.region;
        // Each section says its headers and footers again.
        if matches!(region, Region::Header | Region::Footer)
            && !self.frames.insert((region == Region::Header, text.clone()))
        {
            return;
        }
        if self.rows > 0 {
            self.rows = 0;
            self.tables += 1;
        }
        let role = self.level.map_or(Role::Paragraph, Role::Heading);
        let heading = match role {
            Role::Heading(level) if region == Region::Main => Some(level),
            _ => None,
        };
        if let Some(level) = heading {
            self.headings.retain(|(l, _)| *l < level);
            self.heading = self.headings.iter().map(|(_, t)| t.clone()).collect();
        }
        self.put(Block { role, text: text.clone(), region, place: self.place(), ..Block::default() });
        if let Some(level) = heading {
            self.headings.push((level, text));
            self.heading = self.headings.iter().map(|(_, t)| t.clone()).collect();
        }
    }

    fn put(&mut self, block: Block) {
        // Headers stand apart; notes and boxes follow the paragraph they stand in.
        if !self.outer.is_empty() && !matches!(block.region, Region::Header | Region::Footer) {
            self.later.push(block);
            return;
        }
        let number = self.out.blocks.len();
        for link in self.out.links.iter_mut().skip(self.links) {
            link.block = Some(number);
            link.context.clone_from(&block.text);
            link.heading = self.heading.clone();
        }
        self.links = self.out.links.len();
        self.out.blocks.push(block);
        self.out.blocks.append(&mut self.later);
    }
}
