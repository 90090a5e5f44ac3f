//! The XML of Word and Excel 2003: what many an agency's system calls DOC or XLS when it exports.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::super::sheet;
use super::super::text_repair::{text as tidy, title};
use super::package::{attribute, letter};
use crate::extract::about::{element, iso_date};
use crate::extract::{About, Block, Document, Kind, Place, Region, Role, Unread, Why};

const MAX_BLOCKS: usize = 200_000;
/// Cells that one row may leave empty.
const MAX_COLUMNS: usize = 1_000;

pub(in crate::extract) fn word(bytes: &[u8]) -> Document {
    let xml = crate::extract::charset::decode(bytes, "").0;
    let mut w = Word::default();
    walk(&xml, &mut w);
    finished(w.out, Kind::Text, &xml)
}

pub(in crate::extract) fn excel(bytes: &[u8]) -> Document {
    let xml = crate::extract::charset::decode(bytes, "").0;
    let mut book = Book::default();
    walk(&xml, &mut book);
    finished(book.out, Kind::Sheet, &xml)
}

fn finished(mut out: Document, kind: Kind, xml: &str) -> Document {
    let said =
        |name: &str| ["o:", ""].iter().find_map(|p| element(xml, &format!("{p}{name}"))).unwrap_or_default();
    out.kind = kind;
    out.about = About {
        title: said("Title"),
        author: said("Author"),
        created: iso_date(&said("Created")),
        modified: iso_date(&said("LastSaved")),
        ..About::default()
    };
    out.title = title(&out.about.title);
    if out.blocks.len() >= MAX_BLOCKS {
        out.unread.push(Unread::new(None, Why::TooLarge, "มีข้อความมากเกินกำหนด"));
    }
    out
}

trait Visitor {
    fn open(&mut self, tag: &BytesStart<'_>, name: &str);
    fn close(&mut self, name: &str);
    fn text(&mut self, text: &str);
    fn is_full(&self) -> bool;
}

/// Goes as far as the XML goes.
fn walk(xml: &str, to: &mut impl Visitor) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    while !to.is_full() {
        match reader.read_event() {
            Ok(Event::Start(tag)) => to.open(&tag, tag.local_name().as_ref()),
            Ok(Event::Empty(tag)) => {
                to.open(&tag, tag.local_name().as_ref());
                to.close(tag.local_name().as_ref());
            }
            Ok(Event::End(tag)) => to.close(tag.local_name().as_ref()),
            Ok(Event::Text(t)) => to.text(&t.xml10_content()),
            Ok(Event::CData(t)) => to.text(&t.xml10_content()),
            Ok(Event::GeneralRef(r)) => {
                if let Some(c) = letter(&r) {
                    to.text(c.encode_utf8(&mut [0; 4]));
                }
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

#[derive(Default)]
struct Word {
    out: Document,
    /// Paragraphs being read: a text box stands inside one.
    paragraphs: Vec<(Role, String)>,
    /// Tables being read, each with the cells of its row.
    tables: Vec<(u32, Vec<String>, bool)>,
    count: u32,
    region: Region,
    in_text: bool,
    in_body: bool,
    /// Elements, of those that count, within one to be left out.
    skip: usize,
}

impl Word {
    fn push(&mut self, block: Block) {
        self.out.blocks.push(Block { region: self.region, ..block });
    }
}

impl Visitor for Word {
    fn open(&mut self, tag: &BytesStart<'_>, name: &str) {
        if name == "annotation" {
            let what = attribute(tag, "type").unwrap_or_default();
            let left_out = self.skip > 0 || what.contains("Deletion") || what.contains("Comment");
            self.skip += usize::from(left_out);
        }
        match name {
            "body" => self.in_body = true,
            "hdr" => self.region = Region::Header,
            "ftr" => self.region = Region::Footer,
            "p" if self.in_body => self.paragraphs.push((Role::Paragraph, String::new())),
            "pStyle" => {
                let style = attribute(tag, "val").unwrap_or_default();
                let level = style.strip_prefix("Heading").and_then(|n| n.trim().parse::<u8>().ok());
                if let (Some((role, _)), Some(level)) = (self.paragraphs.last_mut(), level) {
                    *role = Role::Heading(level.clamp(1, 6));
                }
            }
            // The number Word shows before a paragraph of a list; a text has no such attribute.
            "t" => {
                let number = attribute(tag, "val");
                self.in_text = number.is_none();
                if let (Some((role, text)), Some(number)) = (self.paragraphs.last_mut(), number) {
                    *role = if *role == Role::Paragraph { Role::Item } else { *role };
                    if number.chars().any(char::is_alphanumeric) {
                        text.push_str(&number);
                        text.push(' ');
                    }
                }
            }
            "tab" | "br" => {
                if let Some((_, text)) = self.paragraphs.last_mut() {
                    text.push(' ');
                }
            }
            "noBreakHyphen" => {
                if let Some((_, text)) = self.paragraphs.last_mut() {
                    text.push('-');
                }
            }
            "tbl" if self.in_body => {
                self.tables.push((self.count, Vec::new(), true));
                self.count += 1;
            }
            "tc" => {
                if let Some((_, cells, _)) = self.tables.last_mut().filter(|t| t.1.len() < MAX_COLUMNS) {
                    cells.push(String::new());
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "annotation" => self.skip = self.skip.saturating_sub(1),
            "t" => self.in_text = false,
            "hdr" | "ftr" => self.region = Region::Main,
            "p" => {
                let Some((role, text)) = self.paragraphs.pop() else { return };
                let text = tidy(&text);
                if let Some(cell) = self.tables.last_mut().and_then(|t| t.1.last_mut()) {
                    cell.push(' ');
                    cell.push_str(&text);
                } else if !text.is_empty() {
                    self.push(Block { role, text, ..Block::default() });
                }
            }
            "tr" => {
                let Some((number, cells, first)) = self.tables.last_mut() else { return };
                let cells: Vec<String> = std::mem::take(cells).iter().map(|c| tidy(c)).collect();
                let (number, header) = (*number, *first);
                *first = false;
                let outer = self.tables.len().checked_sub(2).and_then(|i| self.tables[i].1.last_mut());
                match outer {
                    Some(cell) => cells.iter().for_each(|inner| {
                        cell.push(' ');
                        cell.push_str(inner);
                    }),
                    None => {
                        if let Some(row) = sheet::row(cells, number, header, Place::default()) {
                            self.push(row);
                        }
                    }
                }
            }
            "tbl" => {
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, open)) = self.paragraphs.last_mut().filter(|_| self.in_text && self.skip == 0) {
            open.push_str(text);
        }
    }

    fn is_full(&self) -> bool {
        self.out.blocks.len() >= MAX_BLOCKS
    }
}

#[derive(Default)]
struct Book {
    out: Document,
    sheet: Option<String>,
    /// Blocks before the sheet at hand.
    before: usize,
    sheets: u32,
    row: u32,
    cells: Vec<String>,
    /// A row, or a sheet, that nobody is shown.
    row_hidden: bool,
    sheet_hidden: bool,
    /// Where the cell at hand stands, and how many follow it that it covers.
    cell: Option<(usize, usize)>,
    is_date: bool,
    in_data: bool,
    in_comment: bool,
    in_visible: bool,
}

impl Visitor for Book {
    fn open(&mut self, tag: &BytesStart<'_>, name: &str) {
        let number = |name: &str| attribute(tag, name).and_then(|v| v.parse::<usize>().ok());
        match name {
            "Worksheet" => {
                self.sheet = attribute(tag, "Name");
                self.before = self.out.blocks.len();
                (self.row, self.sheet_hidden) = (0, false);
            }
            "Row" => {
                self.row = number("Index").map_or(self.row.saturating_add(1), |n| n as u32);
                self.row_hidden = attribute(tag, "Hidden").is_some_and(|h| h == "1");
                self.cells.clear();
            }
            "Cell" => {
                let at = number("Index").map_or(self.cells.len(), |n| n.saturating_sub(1)).min(MAX_COLUMNS);
                self.cell =
                    Some((at.max(self.cells.len()), number("MergeAcross").unwrap_or(0).min(MAX_COLUMNS)));
            }
            "Data" if !self.in_comment => {
                self.in_data = true;
                self.is_date = attribute(tag, "Type").is_some_and(|t| t == "DateTime");
                if let Some((at, _)) = self.cell {
                    self.cells.resize(at + 1, String::new());
                }
            }
            "Comment" => self.in_comment = true,
            "Visible" => self.in_visible = true,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "Data" if self.in_data => {
                self.in_data = false;
                let is_date = self.is_date;
                if let Some(cell) = self.cells.last_mut() {
                    *cell = if is_date {
                        iso_date(cell.split('.').next().unwrap_or_default())
                    } else {
                        tidy(cell)
                    };
                }
            }
            "Cell" => {
                if let Some((at, more)) = self.cell.take() {
                    self.cells.resize((at + 1 + more).min(MAX_COLUMNS * 2), String::new());
                }
            }
            "Comment" => self.in_comment = false,
            "Visible" => self.in_visible = false,
            "Row" if !self.row_hidden => {
                let header = self.out.blocks.len() == self.before;
                let place = Place { sheet: self.sheet.clone(), row: Some(self.row), ..Place::default() };
                self.out.blocks.extend(sheet::row(
                    std::mem::take(&mut self.cells),
                    self.sheets,
                    header,
                    place,
                ));
            }
            "Worksheet" => {
                if self.sheet_hidden {
                    self.out.blocks.truncate(self.before);
                } else {
                    self.sheets += 1;
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_data
            && let Some(cell) = self.cells.last_mut()
        {
            cell.push_str(text);
        } else if self.in_visible {
            self.sheet_hidden |= text.trim().ends_with("Hidden");
        }
    }

    fn is_full(&self) -> bool {
        self.out.blocks.len() >= MAX_BLOCKS
    }
}
