//! RTF: control words, groups, and letters in windows-874 or as `\u`.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::sheet;
use super::super::text_repair::{text as tidy, title};
use crate::extract::{Block, Document, Kind, Place, Region, Role, Unread, Why};

const MAX_GROUPS: usize = 10_000;
const MAX_BLOCKS: usize = 200_000;

/// Parts that hold no text of the document.
const HIDDEN: [&str; 14] = [
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
];

#[derive(Clone, Default)]
struct Group {
    hidden: bool,
    fonts: bool,
    title: bool,
    region: Region,
    font: i32,
    /// Letters that stand in for a `\u`.
    fallback: usize,
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
}

pub(in crate::extract) fn read(bytes: &[u8]) -> Document {
    let mut r = Reader { codepage: 874, ..Reader::default() };
    r.out.kind = Kind::Text;
    r.group.fallback = 1;
    let complete = r.run(bytes);
    r.paragraph();
    r.end_row();
    if !complete {
        r.out.unread.push(Unread {
            page: None, why: Why::TooLarge, detail: "RTF ซับซ้อนเกินกำหนด".to_owned()
        });
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
                    if self.group.region != Region::Main
                        && self.stack.last().is_some_and(|g| g.region != self.group.region)
                    {
                        self.paragraph();
                    }
                    if let Some(group) = self.stack.pop() {
                        self.group = group;
                    }
                }
                b'\\' => at = self.control(bytes, at),
                b'\r' | b'\n' => {}
                other => self.byte(other),
            }
        }
        true
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
        if self.group.title || !self.group.hidden {
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
        } else if !self.group.hidden {
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
            "title" if self.group.hidden => self.group.title = true,
            "shptxt" | "shpinst" | "shppict" => self.group.hidden = false,
            "header" | "headerl" | "headerr" | "headerf" => self.open(Region::Header),
            "footer" | "footerl" | "footerr" | "footerf" => self.open(Region::Footer),
            "footnote" => self.open(Region::Aside),
            _ if self.group.hidden => {}
            _ if HIDDEN.contains(&word) => {
                self.pictures += usize::from(word == "pict");
                self.group.fonts = word == "fonttbl";
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
            "intbl" => self.in_table = true,
            "outlinelevel" => {
                self.level = value.and_then(|v| u8::try_from(v).ok()).filter(|v| *v < 6).map(|v| v + 1)
            }
            "cell" | "nestcell" => {
                let text = std::mem::take(&mut self.text);
                self.cells.push(tidy(&text));
            }
            "row" | "nestrow" => self.end_row(),
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
        self.paragraph();
        self.group.region = region;
        self.group.hidden = false;
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
            self.out.blocks.push(row);
        }
    }

    fn paragraph(&mut self) {
        self.decode();
        let text = tidy(&std::mem::take(&mut self.text));
        if text.is_empty() {
            return;
        }
        self.end_row();
        if self.rows > 0 {
            self.rows = 0;
            self.tables += 1;
        }
        let role = self.level.map_or(Role::Paragraph, Role::Heading);
        if let Role::Heading(level) = role {
            self.headings.retain(|(l, _)| *l < level);
            self.heading = self.headings.iter().map(|(_, t)| t.clone()).collect();
        }
        self.out.blocks.push(Block {
            role,
            text: text.clone(),
            region: self.group.region,
            place: self.place(),
            ..Block::default()
        });
        if let Role::Heading(level) = role {
            self.headings.push((level, text));
            self.heading = self.headings.iter().map(|(_, t)| t.clone()).collect();
        }
    }
}
