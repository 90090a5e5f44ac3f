//! OpenDocument: text, sheets and slides from `content.xml`.

use std::io::{Cursor, Read};
use std::sync::Arc;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use zip::ZipArchive;

use super::super::sheet;
use super::super::text_repair::{text as tidy, title};
use crate::extract::about::{element, iso_date};
use crate::extract::{About, Block, Document, Kind, Link, Place, Role, Unread, Way, Why};

const MAX_XML: u64 = 64 << 20;
const MAX_BLOCKS: usize = 200_000;
/// Times a repeated cell or row that holds text is written out.
const MAX_REPEAT: u32 = 64;

pub(in crate::extract) fn read(bytes: &[u8], kind: Kind) -> Document {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return super::super::without_text(kind, Why::Broken, "เปิดไฟล์ OpenDocument ไม่ได้");
    };
    let content = match part(&mut archive, "content.xml") {
        Ok(content) => content,
        Err(why) => return super::super::without_text(kind, why, "content.xml"),
    };
    let mut w = Walker { kind, ..Walker::default() };
    w.out.kind = kind;
    if part(&mut archive, "META-INF/manifest.xml").is_ok_and(|m| m.contains("encryption-data")) {
        return super::super::without_text(kind, Why::Locked, "ต้องใช้รหัสผ่าน");
    }
    if !w.walk(&content) {
        w.out.unread.push(Unread {
            page: None, why: Why::Broken, detail: "content.xml ไม่ครบ".to_owned()
        });
    }
    if let Ok(meta) = part(&mut archive, "meta.xml") {
        w.out.about = about(&meta);
        w.out.title = title(&w.out.about.title);
    }
    w.out.pages = w.page;
    let pictures = w.pictures;
    super::pictures::flag(&mut w.out, bytes, pictures);
    w.out
}

fn about(meta: &str) -> About {
    let said = |name: &str| element(meta, name).unwrap_or_default();
    About {
        title: said("dc:title"),
        author: element(meta, "meta:initial-creator").unwrap_or_else(|| said("dc:creator")),
        created: iso_date(&said("meta:creation-date")),
        modified: iso_date(&said("dc:date")),
        program: said("meta:generator"),
        producer: String::new(),
    }
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, Why> {
    let file = archive.by_name(name).map_err(|_| Why::Broken)?;
    let mut text = Vec::new();
    file.take(MAX_XML + 1).read_to_end(&mut text).map_err(|_| Why::Broken)?;
    if text.len() as u64 > MAX_XML {
        return Err(Why::TooLarge);
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[derive(Default)]
struct TableState {
    number: u32,
    row: u32,
    row_repeat: u32,
    cells: Vec<String>,
    cell: Option<String>,
    cell_repeat: u32,
    wrote: bool,
}

#[derive(Default)]
struct Walker {
    kind: Kind,
    out: Document,
    page: u32,
    sheet: Option<String>,
    headings: Vec<(u8, String)>,
    heading: Arc<[String]>,
    /// Paragraphs being read: a text box stands inside one.
    texts: Vec<(Role, String, usize)>,
    tables: Vec<TableState>,
    count: u32,
    items: usize,
    /// Depth inside an element that is to be left out.
    skip: usize,
    pictures: usize,
    link: Option<(String, usize)>,
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .filter_map(Result::ok)
        .find(|a| a.key.local_name().as_ref() == name)
        .and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned()))
}

fn number(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|v| v.parse().ok()).unwrap_or(1)
}

impl Walker {
    /// `false` where the XML ends too early.
    fn walk(&mut self, xml: &str) -> bool {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = false;
        loop {
            if self.out.blocks.len() > MAX_BLOCKS {
                self.out.unread.push(Unread {
                    page: None,
                    why: Why::TooLarge,
                    detail: "มีข้อความมากเกินกำหนด".to_owned(),
                });
                return true;
            }
            match reader.read_event() {
                Ok(Event::Start(tag)) => self.start(&tag, false),
                Ok(Event::Empty(tag)) => self.start(&tag, true),
                Ok(Event::End(tag)) => self.end(tag.local_name().as_ref()),
                Ok(Event::Text(t)) => self.text(&t.xml10_content()),
                Ok(Event::CData(t)) => self.text(&t.xml10_content()),
                Ok(Event::GeneralRef(r)) => {
                    let known = match r.resolve_char_ref() {
                        Ok(Some(c)) => Some(c),
                        _ => match &*r {
                            "amp" => Some('&'),
                            "lt" => Some('<'),
                            "gt" => Some('>'),
                            "quot" => Some('"'),
                            "apos" => Some('\''),
                            _ => None,
                        },
                    };
                    if let Some(c) = known {
                        self.text(c.encode_utf8(&mut [0; 4]));
                    }
                }
                Ok(Event::Eof) => return true,
                Err(_) => return false,
                Ok(_) => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.skip == 0
            && let Some((_, open, _)) = self.texts.last_mut()
        {
            open.push_str(text);
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, empty: bool) {
        let name = tag.local_name();
        let name = name.as_ref();
        if self.skip > 0
            || matches!(name, "tracked-changes" | "annotation" | "forms" | "notes" | "automatic-styles")
        {
            self.skip += usize::from(!empty);
            return;
        }
        match name {
            "p" | "h" if !empty => {
                let role = if name == "h" {
                    Role::Heading(number(tag, "outline-level").clamp(1, 6) as u8)
                } else if self.items > 0 {
                    Role::Item
                } else {
                    Role::Paragraph
                };
                self.texts.push((role, String::new(), self.out.links.len()));
            }
            "s" => self.text(&" ".repeat(number(tag, "c").min(100) as usize)),
            "tab" | "line-break" => self.text(" "),
            "list-item" if !empty => self.items += 1,
            "page" if !empty => {
                self.page += 1;
                self.headings.clear();
                self.heading = Arc::from([]);
            }
            "image" => self.pictures += 1,
            "a" if !empty => {
                let at = self.texts.last().map_or(0, |(_, t, _)| t.len());
                self.link = attribute(tag, "href").filter(|h| !h.starts_with('#')).map(|h| (h, at));
            }
            "table" if !empty => {
                if self.kind == Kind::Sheet {
                    self.sheet = attribute(tag, "name");
                }
                self.tables.push(TableState { number: self.count, ..TableState::default() });
                self.count += 1;
            }
            "table-row" => {
                if let Some(t) = self.tables.last_mut() {
                    t.row_repeat = number(tag, "number-rows-repeated");
                    if empty {
                        t.row = t.row.saturating_add(t.row_repeat);
                    }
                }
            }
            "table-cell" | "covered-table-cell" => {
                if let Some(t) = self.tables.last_mut() {
                    t.cell_repeat = number(tag, "number-columns-repeated");
                    t.cell = Some(String::new());
                }
                if empty {
                    self.end("table-cell");
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        match name {
            "p" | "h" => {
                if let Some((role, text, links)) = self.texts.pop() {
                    self.paragraph(role, &text, links);
                }
            }
            "list-item" => self.items = self.items.saturating_sub(1),
            "a" => {
                if let Some((href, at)) = self.link.take() {
                    let text = self.texts.last().and_then(|(_, t, _)| t.get(at..)).unwrap_or_default();
                    let text = tidy(text);
                    self.out.links.push(Link {
                        url: href.clone(),
                        href,
                        text,
                        way: Way::Anchor,
                        heading: self.heading.clone(),
                        ..Link::default()
                    });
                }
            }
            "table-cell" | "covered-table-cell" => {
                if let Some(t) = self.tables.last_mut()
                    && let Some(cell) = t.cell.take()
                {
                    let cell = tidy(&cell);
                    // Sheets end in a cell repeated to the last column; of the empty ones a few keep the columns in place.
                    for _ in 0..t.cell_repeat.clamp(1, MAX_REPEAT) {
                        t.cells.push(cell.clone());
                    }
                }
            }
            "table-row" => self.row(),
            "table" => {
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn row(&mut self) {
        let Some(t) = self.tables.last_mut() else { return };
        let cells = std::mem::take(&mut t.cells);
        let times = t.row_repeat.max(1);
        let place = Place {
            page: (self.page > 0).then_some(self.page),
            heading: self.heading.clone(),
            sheet: self.sheet.clone(),
            ..Place::default()
        };
        for i in 0..times.min(MAX_REPEAT) {
            let mut place = place.clone();
            if self.kind == Kind::Sheet {
                place.row = Some(t.row.saturating_add(i + 1));
            }
            let Some(row) = sheet::row(cells.clone(), t.number, !t.wrote, place) else { break };
            t.wrote = true;
            self.out.blocks.push(row);
        }
        t.row = t.row.saturating_add(times);
    }

    fn paragraph(&mut self, role: Role, text: &str, links: usize) {
        if let Some(cell) = self.tables.last_mut().and_then(|t| t.cell.as_mut()) {
            if !cell.is_empty() {
                cell.push(' ');
            }
            cell.push_str(text);
            return;
        }
        let text = tidy(text);
        if text.is_empty() {
            return;
        }
        if let Role::Heading(level) = role {
            self.headings.retain(|(l, _)| *l < level);
            self.heading = self.headings.iter().map(|(_, t)| t.clone()).collect();
        }
        let block = self.out.blocks.len();
        for link in self.out.links.iter_mut().skip(links) {
            link.block = Some(block);
            link.context.clone_from(&text);
        }
        let place = Place {
            page: (self.page > 0).then_some(self.page),
            heading: self.heading.clone(),
            ..Place::default()
        };
        self.out.blocks.push(Block { role, text: text.clone(), place, ..Block::default() });
        if let Role::Heading(level) = role {
            self.headings.push((level, text));
            self.heading = self.headings.iter().map(|(_, t)| t.clone()).collect();
        }
    }
}
