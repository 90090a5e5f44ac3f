//! Numbers that Word sets before the paragraphs of a DOC by itself. The library says which paragraphs are in
//! a list and neither how its numbers are written nor which list goes on, so both are read here, from the
//! tables that [MS-DOC] describes; the counting is that of a DOCX.

use std::collections::{HashMap, VecDeque};
use std::io::Cursor;

use office_oxide::cfb::CfbReader;

use super::biff::short;
use super::numbering::{InList, LEVELS, Level, List, Lists};

/// Beyond these nothing sensible comes.
const MAX_PARAGRAPHS: usize = 200_000;
const MAX_LISTS: usize = 4_000;
const MAX_LETTERS: usize = 20_000_000;
/// Styles that a style may be based on, one on the other.
const MAX_STYLES: usize = 12;
/// Paragraphs that may be looked over for the next one that the library gives.
const AHEAD: usize = 200;

/// Where the header of the file has the place and length of a table.
const STYLES: usize = 1;
const PAPX: usize = 13;
const PIECES: usize = 33;
const KINDS: usize = 73;
const LISTS: usize = 74;

const PAGE: usize = 512;

/// The paragraphs of the text in order: what they say, without blanks, and their number.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    paragraphs: VecDeque<(String, Option<String>)>,
}

impl Numbers {
    /// `None` where the file has no numbers, or none that can be read.
    pub(super) fn of(bytes: &[u8]) -> Option<Numbers> {
        let file = File::open(bytes)?;
        let lists = file.lists()?;
        if !lists.has_numbers() {
            return None;
        }
        let paragraphs = file.paragraphs(lists)?;
        paragraphs.iter().any(|p| p.1.is_some()).then_some(Numbers { paragraphs })
    }

    /// What stands before the next paragraph that says this.
    pub(super) fn before(&mut self, text: &str) -> Option<String> {
        let text = letters(text);
        if text.is_empty() {
            return None;
        }
        let at = self.paragraphs.iter().take(AHEAD).position(|p| p.0 == text)?;
        self.paragraphs.drain(..=at).next_back()?.1
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || crate::thai::text::is_thai(*c)).collect()
}

/// A stretch of the text, as it lies in the file.
struct Piece {
    /// Letters before its end.
    end: usize,
    from: usize,
    /// One byte a letter, else two.
    narrow: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Place {
    list: Option<u16>,
    level: Option<u8>,
}

struct File {
    text: Vec<u8>,
    tables: Vec<u8>,
}

impl File {
    fn open(bytes: &[u8]) -> Option<File> {
        const ENCRYPTED: u16 = 0x0100;
        const SECOND_TABLE: u16 = 0x0200;
        let mut file = CfbReader::new(Cursor::new(bytes)).ok()?;
        let text = file.open_stream("WordDocument").ok()?;
        let flags = short(&text, 10)?;
        if short(&text, 0)? != 0xa5ec || short(&text, 2)? < 0x00c1 || flags & ENCRYPTED != 0 {
            return None;
        }
        let name = if flags & SECOND_TABLE != 0 { "1Table" } else { "0Table" };
        Some(File { tables: file.open_stream(name).ok()?, text })
    }

    /// A table, and what follows it.
    fn table(&self, which: usize) -> Option<(&[u8], &[u8])> {
        let at = 154 + which * 8;
        let (from, length) = (long(&self.text, at)?, long(&self.text, at + 4)?);
        self.tables.get(from..)?.split_at_checked(length).filter(|(table, _)| !table.is_empty())
    }

    fn lists(&self) -> Option<Lists> {
        let (table, after) = self.table(KINDS)?;
        let mut out = Lists::default();
        // First all kinds of lists, then all their levels.
        let mut kinds: HashMap<usize, u32> = HashMap::new();
        let mut at = 0;
        for (number, kind) in table.get(2..)?.chunks_exact(28).take(MAX_LISTS).enumerate() {
            kinds.insert(long(kind, 0)?, number as u32);
            let simple = kind[26] & 1 != 0;
            let levels = out.kinds.entry(number as u32).or_default();
            for level in 0..if simple { 1 } else { LEVELS } {
                let (read, length) = level_at(after.get(at..)?)?;
                levels.insert(level, read);
                at += length;
            }
        }
        let (table, after) = self.table(LISTS)?;
        let count = long(table, 0)?.min(MAX_LISTS);
        let mut at = 0;
        for (number, list) in table.get(4..)?.chunks_exact(16).take(count).enumerate() {
            let Some(kind) = kinds.get(&long(list, 0)?) else { continue };
            let mut read = List { kind: *kind, ..List::default() };
            at += 4;
            for _ in 0..list[12] {
                let (Some(start), Some(flags)) = (long(after, at), long(after, at + 4)) else { break };
                at += 8;
                let level = flags & 0xf;
                if flags & 0x10 != 0 {
                    read.starts.insert(level, start as i64);
                }
                if flags & 0x20 != 0 {
                    let Some((own, length)) = after.get(at..).and_then(level_at) else { break };
                    read.levels.insert(level, own);
                    at += length;
                }
            }
            out.lists.insert(number as u32 + 1, read);
        }
        Some(out)
    }

    fn paragraphs(&self, mut lists: Lists) -> Option<VecDeque<(String, Option<String>)>> {
        let styles = self.styles();
        let properties = self.properties(&styles)?;
        let total = long(&self.text, 76)?.min(MAX_LETTERS);
        let mut out = VecDeque::new();
        let (mut text, mut code, mut start) = (String::new(), 0usize, 0);
        for piece in self.pieces()? {
            let size = if piece.narrow { 1 } else { 2 };
            for i in 0..piece.end.min(total).saturating_sub(start) {
                let at = piece.from + i * size;
                let letter =
                    if piece.narrow { u16::from(*self.text.get(at)?) } else { short(&self.text, at)? };
                match letter {
                    // The end of a paragraph, of a cell, of a page.
                    0x0d | 0x07 | 0x0c => {
                        let next = properties.partition_point(|p| p.0 <= at);
                        let place = next.checked_sub(1).map(|p| properties[p].1).unwrap_or_default();
                        let label = in_list(place)
                            .and_then(|place| lists.next(place))
                            .filter(|label| !label.trim().is_empty());
                        let said = letters(&std::mem::take(&mut text));
                        if !said.is_empty() && out.len() < MAX_PARAGRAPHS {
                            out.push_back((said, label));
                        }
                    }
                    // What a field shows stands after its command.
                    0x13 => code += 1,
                    0x14 | 0x15 => code = code.saturating_sub(1),
                    _ if code == 0 => text.extend(char::decode_utf16([letter]).flatten()),
                    _ => {}
                }
            }
            start = piece.end;
        }
        Some(out)
    }

    fn pieces(&self) -> Option<Vec<Piece>> {
        let (mut table, _) = self.table(PIECES)?;
        // Properties of changed pieces come first.
        while table.first() == Some(&1) {
            table = table.get(3 + usize::from(short(table, 1)?)..)?;
        }
        let table = table.get(5..)?;
        let count = table.len().checked_sub(4)? / 12;
        let piece = |i: usize| {
            let place = long(table, (count + 1) * 4 + i * 8 + 2)?;
            let narrow = place & 0x4000_0000 != 0;
            let from = place & 0x3fff_ffff;
            let from = if narrow { from / 2 } else { from };
            Some(Piece { end: long(table, (i + 1) * 4)?, from, narrow })
        };
        (0..count).map(piece).collect()
    }

    /// From which place of the file on paragraphs are where in a list.
    fn properties(&self, styles: &[Place]) -> Option<Vec<(usize, Place)>> {
        let (table, _) = self.table(PAPX)?;
        let pages = table.len().checked_sub(4)? / 8;
        let mut out = Vec::new();
        for i in 0..pages {
            let number = long(table, (pages + 1) * 4 + i * 4)? & 0x003f_ffff;
            let Some(page) = self.text.get(number * PAGE..(number + 1) * PAGE) else { continue };
            let runs = usize::from(page[PAGE - 1]);
            for run in 0..runs {
                let (Some(from), Some(at)) = (long(page, run * 4), page.get((runs + 1) * 4 + run * 13))
                else {
                    break;
                };
                let own = (*at > 0).then(|| papx(page, usize::from(*at) * 2)).flatten();
                let (style, own) = own.unwrap_or_default();
                let by_style = styles.get(usize::from(style)).copied().unwrap_or_default();
                // A list said at the paragraph begins at its first level, whatever level the style has.
                let level = own.level.or(if own.list.is_some() { None } else { by_style.level });
                out.push((from, Place { list: own.list.or(by_style.list), level }));
            }
            if out.len() > MAX_PARAGRAPHS {
                break;
            }
        }
        out.sort_by_key(|p| p.0);
        Some(out)
    }

    /// Where the paragraphs of each style are in a list.
    fn styles(&self) -> Vec<Place> {
        let read = || {
            let (table, _) = self.table(STYLES)?;
            let head = usize::from(short(table, 0)?);
            let (count, base) = (usize::from(short(table, 2)?), usize::from(short(table, 4)?));
            let mut at = 2 + head;
            let mut out = Vec::new();
            for _ in 0..count {
                let Some(length) = short(table, at).map(usize::from) else { break };
                let style = table.get(at + 2..at + 2 + length).unwrap_or_default();
                out.push(style_place(style, base).unwrap_or_default());
                at += 2 + length + length % 2;
            }
            Some(out)
        };
        let own: Vec<(usize, Place)> = read().unwrap_or_default();
        let whole = |i: usize| {
            let (mut place, mut next) = (Place::default(), Some(i));
            for _ in 0..MAX_STYLES {
                let Some((based_on, own)) = next.and_then(|i| own.get(i)) else { break };
                place.list = place.list.or(own.list);
                place.level = place.level.or(own.level);
                next = Some(*based_on);
            }
            place
        };
        (0..own.len()).map(whole).collect()
    }
}

/// List 0 is none; the negative of a list is that list.
fn in_list(place: Place) -> Option<InList> {
    let list = match place.list? {
        list @ 1..=0x07fe => list,
        list @ 0xf802..=0xffff => list.wrapping_neg(),
        _ => return None,
    };
    let level = usize::from(place.level.unwrap_or(0));
    (level < LEVELS).then_some((u32::from(list), level))
}

/// A level of a list, and its length in the file.
fn level_at(data: &[u8]) -> Option<(Level, usize)> {
    let start = long(data, 0)? as i64;
    let format = match *data.get(4)? {
        1 => "upperRoman",
        2 => "lowerRoman",
        3 => "upperLetter",
        4 => "lowerLetter",
        22 => "decimalZero",
        23 => "bullet",
        53 => "thaiLetters",
        54 => "thaiNumbers",
        255 => "none",
        _ => "decimal",
    };
    let properties = usize::from(*data.get(24)?) + usize::from(*data.get(25)?);
    let from = 28 + properties;
    let count = usize::from(short(data, from)?);
    let to = from + 2 + count * 2;
    let units = data.get(from + 2..to)?.chunks_exact(2).map(|u| u16::from_le_bytes([u[0], u[1]]));
    let mut text = String::new();
    for c in char::decode_utf16(units).flatten() {
        match u32::from(c) {
            // The number of that level stands here.
            level @ 0..9 => text.push_str(&format!("%{}", level + 1)),
            _ => text.push(c),
        }
    }
    Some((Level { start, format: format.to_owned(), text }, to))
}

/// The style of a paragraph and what it says of lists itself.
fn papx(page: &[u8], at: usize) -> Option<(u16, Place)> {
    let (from, length) = match usize::from(*page.get(at)?) {
        0 => (at + 2, usize::from(*page.get(at + 1)?) * 2),
        words => (at + 1, words * 2 - 1),
    };
    let data = page.get(from..from + length)?;
    Some((short(data, 0)?, changes(data.get(2..)?)))
}

/// What a style says of lists, and the style that it is based on.
fn style_place(style: &[u8], base: usize) -> Option<(usize, Place)> {
    const PARAGRAPH: u16 = 1;
    let word = short(style, 2)?;
    let based_on = usize::from(word >> 4);
    if word & 0xf != PARAGRAPH {
        return Some((based_on, Place::default()));
    }
    let name = base + usize::from(short(style, base)?) * 2 + 4;
    let length = usize::from(short(style, name)?);
    let own = style.get(name + 4..name + 2 + length).map(changes).unwrap_or_default();
    Some((based_on, own))
}

/// A list and a level among the properties of a paragraph.
fn changes(mut data: &[u8]) -> Place {
    const LEVEL: u16 = 0x260a;
    const LIST: u16 = 0x460b;
    const TABLE: u16 = 0xd608;
    let mut place = Place::default();
    while let Some(kind) = short(data, 0) {
        match kind {
            LEVEL => place.level = data.get(2).copied(),
            LIST => place.list = short(data, 2),
            _ => {}
        }
        let length = match kind >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            _ if kind == TABLE => short(data, 2).map_or(usize::MAX, |n| usize::from(n) + 1),
            _ => data.get(2).map_or(usize::MAX, |n| usize::from(*n) + 1),
        };
        let Some(rest) = length.checked_add(2).and_then(|length| data.get(length..)) else { break };
        data = rest;
    }
    place
}

fn long(data: &[u8], at: usize) -> Option<usize> {
    let bytes = data.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(bytes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_says_how_its_numbers_are_written() {
        let mut level = vec![0u8; 28];
        (level[0], level[4], level[25]) = (5, 54, 3);
        // Properties of its paragraphs, then its text.
        level.extend([9, 9, 9]);
        let text: Vec<u16> = "ข้อ \0.\u{1}".encode_utf16().collect();
        level.extend((text.len() as u16).to_le_bytes());
        level.extend(text.iter().flat_map(|u| u.to_le_bytes()));
        let length = level.len();
        level.push(7);
        let (read, to) = level_at(&level).unwrap();
        assert_eq!((read.start, read.format.as_str(), read.text.as_str()), (5, "thaiNumbers", "ข้อ %1.%2"));
        assert_eq!(to, length);
    }

    #[test]
    fn a_paragraph_says_its_list_behind_other_properties() {
        // Tabs of any length, a table's, then list 3 on its second level.
        let data = [0x15, 0xc6, 2, 1, 1, 0x08, 0xd6, 3, 0, 1, 1, 0x0b, 0x46, 3, 0, 0x0a, 0x26, 1];
        assert_eq!(in_list(changes(&data)), Some((3, 1)));
        assert_eq!(in_list(Place { list: Some(0xfffd), level: None }), Some((3, 0)));
        assert_eq!(in_list(Place { list: Some(0), level: Some(1) }), None);
    }
}
