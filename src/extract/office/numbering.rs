//! Numbers that Word sets before paragraphs by itself. They stand in no text of a DOCX, and the library
//! leaves them out: without them "ข้อ ๕" of a rule has no number, and two plans of measures look alike.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Write};

use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::package::{Package, attribute, each_tag};

const TEXT: &str = "word/document.xml";
pub(super) const LEVELS: usize = 9;
/// Styles that a style may be based on, one on the other.
const MAX_STYLES: usize = 12;
/// Longer ones are nobody's.
const LONGEST: usize = 60;
/// The order of Thai letters in lists, which leaves out those that look like others or are not used.
const THAI_LETTERS: &str = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ";

/// The document with its numbers written before its paragraphs; `None` where it has none.
pub(super) fn written(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut package = Package::open(bytes)?;
    let lists = Lists::of(&package.text("word/numbering.xml").ok()?);
    if !lists.has_numbers() {
        return None;
    }
    let styles = package.text("word/styles.xml").map(|xml| styles(&xml)).unwrap_or_default();
    let text = package.text(TEXT).ok()?;
    let labels = labels(&text, lists, &styles);
    if labels.is_empty() {
        return None;
    }
    let mut numbered = String::with_capacity(text.len() + labels.len() * 64);
    let mut from = 0;
    for (at, label) in labels {
        numbered.push_str(text.get(from..at)?);
        numbered.push_str("<w:r><w:t xml:space=\"preserve\">");
        numbered.push_str(&escape(label.as_str()));
        numbered.push_str(" </w:t></w:r>");
        from = at;
    }
    numbered.push_str(text.get(from..)?);
    with_text(bytes, &numbered)
}

fn with_text(bytes: &[u8], text: &str) -> Option<Vec<u8>> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut to = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() + text.len())));
    for i in 0..from.len() {
        let part = from.by_index_raw(i).ok()?;
        if !part.name().is_ok_and(|name| name == TEXT) {
            to.raw_copy_file(part).ok()?;
        }
    }
    to.start_file(TEXT, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).ok()?;
    to.write_all(text.as_bytes()).ok()?;
    Some(to.finish().ok()?.into_inner())
}

/// A paragraph's place in a list: which one, and how deep.
pub(super) type InList = (u32, usize);

/// Styles whose paragraphs are numbered.
fn styles(xml: &str) -> HashMap<String, InList> {
    #[derive(Default)]
    struct Style {
        based_on: Option<String>,
        list: Option<u32>,
        level: Option<usize>,
    }
    let mut found: HashMap<String, Style> = HashMap::new();
    let mut id = String::new();
    each_tag(xml, |tag| {
        let value = || attribute(tag, "val");
        match tag.local_name().as_ref() {
            "style" => id = attribute(tag, "styleId").unwrap_or_default(),
            "basedOn" => found.entry(id.clone()).or_default().based_on = value(),
            "numId" => found.entry(id.clone()).or_default().list = value().and_then(|v| v.parse().ok()),
            "ilvl" => found.entry(id.clone()).or_default().level = value().and_then(|v| v.parse().ok()),
            _ => {}
        }
        true
    });
    let in_list = |id: &String| {
        let (mut list, mut level, mut next) = (None, None, Some(id));
        for _ in 0..MAX_STYLES {
            let Some(style) = next.and_then(|id| found.get(id)) else { break };
            list = list.or(style.list);
            level = level.or(style.level);
            next = style.based_on.as_ref();
        }
        list.map(|list| (id.clone(), (list, level.unwrap_or(0))))
    };
    found.keys().filter_map(in_list).collect()
}

/// The paragraph being read; one in a text box stands inside another.
#[derive(Default)]
struct Paragraph {
    style: String,
    list: Option<u32>,
    level: Option<usize>,
}

/// Where numbers go in the text, and which.
fn labels(xml: &str, mut lists: Lists, styles: &HashMap<String, InList>) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    // Within properties, within what they were before a change, within what only old programs show.
    let (mut properties, mut before, mut fallback) = (false, 0, 0);
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.name().as_ref() {
                "mc:Fallback" => fallback += 1,
                "w:p" => paragraphs.push(Paragraph::default()),
                "w:pPr" if before == 0 => properties = true,
                "w:pPrChange" => before += 1,
                _ if properties && before == 0 => note(&mut paragraphs, &tag),
                _ => {}
            },
            Ok(Event::Empty(tag)) if properties && before == 0 => note(&mut paragraphs, &tag),
            Ok(Event::End(tag)) => match tag.name().as_ref() {
                "mc:Fallback" => fallback -= 1,
                "w:pPrChange" => before -= 1,
                "w:pPr" if before == 0 && properties => {
                    properties = false;
                    let in_list = paragraphs.last().filter(|_| fallback == 0).and_then(|p| p.in_list(styles));
                    let label = in_list.and_then(|at| lists.next(at)).filter(|l| !l.trim().is_empty());
                    out.extend(label.map(|label| (reader.buffer_position() as usize, label)));
                }
                "w:p" => {
                    paragraphs.pop();
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return out,
            Ok(_) => {}
        }
    }
}

fn note(paragraphs: &mut [Paragraph], tag: &BytesStart<'_>) {
    let Some(paragraph) = paragraphs.last_mut() else { return };
    let value = || attribute(tag, "val");
    match tag.name().as_ref() {
        "w:pStyle" => paragraph.style = value().unwrap_or_default(),
        "w:numId" => paragraph.list = value().and_then(|v| v.parse().ok()),
        "w:ilvl" => paragraph.level = value().and_then(|v| v.parse().ok()),
        _ => {}
    }
}

impl Paragraph {
    /// List 0 is none, whatever the style says.
    fn in_list(&self, styles: &HashMap<String, InList>) -> Option<InList> {
        let by_style = styles.get(&self.style);
        let list = self.list.or(by_style.map(|s| s.0)).filter(|list| *list != 0)?;
        let level = self.level.or(by_style.map(|s| s.1)).unwrap_or(0);
        (level < LEVELS).then_some((list, level))
    }
}

#[derive(Debug, Clone)]
pub(super) struct Level {
    pub(super) start: i64,
    /// As Word names it: `decimal`, `thaiNumbers`.
    pub(super) format: String,
    /// `%1.%2`: a number for each level.
    pub(super) text: String,
}

impl Default for Level {
    fn default() -> Level {
        Level { start: 1, format: "decimal".to_owned(), text: String::new() }
    }
}

/// A list as paragraphs name it.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) kind: u32,
    pub(super) starts: HashMap<usize, i64>,
    pub(super) levels: HashMap<usize, Level>,
}

#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) lists: HashMap<u32, List>,
    /// Lists of one kind are counted together.
    pub(super) kinds: HashMap<u32, HashMap<usize, Level>>,
    counted: HashMap<u32, [Option<i64>; LEVELS]>,
    begun: HashSet<InList>,
}

impl Lists {
    fn of(xml: &str) -> Lists {
        let mut out = Lists::default();
        // Kinds come first, then the lists that are of them.
        let (mut kind, mut list, mut level) = (0, None, 0);
        each_tag(xml, |tag| {
            let number = |name: &str| attribute(tag, name).and_then(|v| v.parse::<i64>().ok());
            let id = |name: &str| number(name).and_then(|n| u32::try_from(n).ok()).unwrap_or_default();
            let name = tag.local_name();
            match name.as_ref() {
                "abstractNum" => (kind, list) = (id("abstractNumId"), None),
                "num" => list = Some(id("numId")),
                "abstractNumId" => {
                    if let Some(list) = list {
                        out.lists.entry(list).or_default().kind = id("val");
                    }
                }
                "lvlOverride" | "lvl" => level = number("ilvl").unwrap_or_default().clamp(0, 8) as usize,
                "startOverride" => {
                    if let (Some(list), Some(start)) = (list, number("val")) {
                        out.lists.entry(list).or_default().starts.insert(level, start);
                    }
                }
                "start" | "numFmt" | "lvlText" => {
                    let levels = match list {
                        Some(list) => &mut out.lists.entry(list).or_default().levels,
                        None => out.kinds.entry(kind).or_default(),
                    };
                    let level = levels.entry(level).or_default();
                    match name.as_ref() {
                        "start" => level.start = number("val").unwrap_or(1),
                        "numFmt" => level.format = attribute(tag, "val").unwrap_or_default(),
                        _ => level.text = attribute(tag, "val").unwrap_or_default(),
                    }
                }
                _ => {}
            }
            true
        });
        out
    }

    pub(super) fn has_numbers(&self) -> bool {
        let mut levels =
            self.kinds.values().chain(self.lists.values().map(|l| &l.levels)).flat_map(|l| l.values());
        levels.any(|l| l.format != "bullet" && !l.text.is_empty())
    }

    fn level(&self, (list, level): InList) -> Option<&Level> {
        let list = self.lists.get(&list)?;
        list.levels.get(&level).or_else(|| self.kinds.get(&list.kind)?.get(&level))
    }

    /// What stands before the next paragraph of a list.
    pub(super) fn next(&mut self, at: InList) -> Option<String> {
        let list = self.lists.get(&at.0)?;
        let (kind, again) = (list.kind, list.starts.get(&at.1).copied());
        let own = self.level(at)?.clone();
        let first = self.begun.insert(at);
        let counted = self.counted.entry(kind).or_default();
        counted[at.1] = match (again.filter(|_| first), counted[at.1]) {
            (Some(start), _) => Some(start),
            (None, Some(last)) => Some(last.saturating_add(1)),
            (None, None) => Some(own.start),
        };
        counted[at.1 + 1..].fill(None);
        let counted = *counted;
        if own.format == "bullet" {
            return None;
        }
        let mut out = String::new();
        let mut letters = own.text.chars();
        while let Some(c) = letters.next() {
            let Some(level) = (c == '%').then(|| letters.clone().next()?.to_digit(10)).flatten() else {
                out.push(c);
                continue;
            };
            letters.next();
            let level = (level as usize).checked_sub(1).filter(|l| *l < LEVELS)?;
            let of = self.level((at.0, level))?;
            out.push_str(&number(counted[level].unwrap_or(of.start), &of.format));
        }
        (out.chars().count() <= LONGEST).then_some(out)
    }
}

/// A number as Word would write it in a list of this format.
pub(super) fn number(n: i64, format: &str) -> String {
    let in_turn = |letters: &str| {
        let all: Vec<char> = letters.chars().collect();
        let Ok(at) = usize::try_from(n - 1) else { return n.to_string() };
        // After the last letter they are doubled.
        all[at % all.len()].to_string().repeat((at / all.len() + 1).min(LONGEST))
    };
    match format {
        "none" => String::new(),
        "thaiNumbers" => super::thai_format::thai_digits(&n.to_string()),
        "thaiLetters" => in_turn(THAI_LETTERS),
        "lowerLetter" => in_turn("abcdefghijklmnopqrstuvwxyz"),
        "upperLetter" => in_turn("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "lowerRoman" => roman(n),
        "upperRoman" => roman(n).to_uppercase(),
        "decimalZero" => format!("{n:02}"),
        _ => n.to_string(),
    }
}

fn roman(n: i64) -> String {
    const PARTS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if !(1..4000).contains(&n) {
        return n.to_string();
    }
    let (mut left, mut out) = (n, String::new());
    for (value, letters) in PARTS {
        while left >= value {
            out.push_str(letters);
            left -= value;
        }
    }
    out
}
