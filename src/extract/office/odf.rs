//! OpenDocument: text, sheets and slides from `content.xml`, or from one XML with all parts.

use std::collections::HashSet;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::super::sheet;
use super::super::text_repair::{text as tidy, title};
use super::hidden::MOST;
use super::odf_lists::Lists;
use super::odf_styles;
use super::package::{Package, attribute, letter};
use crate::extract::about::{element, iso_date};
use crate::extract::{About, Block, Document, Kind, Link, Place, Region, Role, Unread, Way, Why};

const MAX_BLOCKS: usize = 200_000;
/// Times a repeated cell or row that holds text is written out.
const MAX_REPEAT: u32 = 64;

pub(in crate::extract) fn read(bytes: &[u8], kind: Kind) -> Document {
    let Some(mut package) = Package::open(bytes) else {
        return super::super::without_text(kind, Why::Broken, "เปิดไฟล์ OpenDocument ไม่ได้");
    };
    let content = match package.text("content.xml") {
        Ok(content) => content,
        Err(why) => return super::super::without_text(kind, why, "content.xml"),
    };
    if package.text("META-INF/manifest.xml").is_ok_and(|m| m.contains("encryption-data")) {
        return super::super::without_text(kind, Why::Locked, "ต้องใช้รหัสผ่าน");
    }
    let styles = package.text("styles.xml").unwrap_or_default();
    let meta = package.text("meta.xml").unwrap_or_default();
    let (mut document, pictures) = of_parts(kind, &content, &styles, &meta);
    super::pictures::flag(&mut document, bytes, pictures);
    document
}

/// All parts in one XML, without a package around: `.fods`, `.fodt`, `.fodp`.
pub(in crate::extract) fn flat(bytes: &[u8], kind: Kind) -> Document {
    let whole = crate::extract::charset::decode(bytes, "").0;
    let part = |name: &str| {
        let from = whole.find(&format!("<office:{name}")).unwrap_or(whole.len());
        let end = format!("</office:{name}>");
        let to = whole[from..].find(&end).map_or(whole.len(), |at| from + at + end.len());
        &whole[from..to]
    };
    let root = &whole[..whole
        .find("<office:document")
        .map_or(0, |at| whole[at..].find('>').map_or(whole.len(), |end| at + end + 1))];
    // Pictures lie amid the text, in letters.
    let mut body = String::new();
    for (nth, piece) in part("body").split("<office:binary-data").enumerate() {
        let end = "</office:binary-data>";
        let text = if nth == 0 { piece } else { piece.find(end).map_or("", |at| &piece[at + end.len()..]) };
        body.push_str(text);
    }
    let content = [root, part("automatic-styles"), &body, "</office:document>"].concat();
    let styles = [root, part("styles"), part("master-styles"), "</office:document>"].concat();
    of_parts(kind, &content, &styles, part("meta")).0
}

/// The document, and the pictures that it shows.
fn of_parts(kind: Kind, content: &str, styles: &str, meta: &str) -> (Document, usize) {
    let mut w = Walker { kind, hiding: odf_styles::hiding(content), ..Walker::default() };
    w.out.kind = kind;
    let mut footers = Vec::new();
    // What stands on the master of slides is a frame to fill in.
    if kind != Kind::Slides {
        w.masters = true;
        w.walk(odf_styles::masters(styles));
        footers = w.end_masters();
    }
    w.lists.learn(styles);
    w.lists.learn(content);
    if !w.walk(content) {
        w.out.unread.push(Unread::new(None, Why::Broken, "content.xml ไม่ครบ"));
    }
    w.out.blocks.extend(footers);
    w.out.about = about(meta);
    w.out.title = title(&w.out.about.title);
    w.out.pages = w.page;
    (w.out, w.pictures)
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

#[derive(Default)]
struct TableState {
    number: u32,
    row: u32,
    row_repeat: u32,
    cells: Vec<String>,
    cell: Option<String>,
    cell_repeat: u32,
    wrote: bool,
    /// Where the links of the row begin.
    links: usize,
    columns: u32,
    /// First and last, from 0.
    hidden_columns: Vec<(u32, u32)>,
}

/// A part of its own: a note, a header, a title.
struct Part {
    /// How deep its element stands.
    depth: usize,
    region: Region,
    is_title: bool,
}

/// A paragraph that stands inside another, with its links.
struct Inner {
    block: Block,
    links: std::ops::Range<usize>,
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
    lists: Lists,
    /// The number of the paragraph at hand, until its first word.
    label: Option<String>,
    tables: Vec<TableState>,
    count: u32,
    items: usize,
    /// Depth inside an element that is to be left out.
    skip: usize,
    pictures: usize,
    link: Option<(String, usize)>,
    depth: usize,
    parts: Vec<Part>,
    /// Notes and text boxes of the paragraph at hand: they follow it.
    later: Vec<Inner>,
    hiding: HashSet<String>,
    /// Whether it is the headers and footers that are walked.
    masters: bool,
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
                self.out.unread.push(Unread::new(None, Why::TooLarge, "มีข้อความมากเกินกำหนด"));
                return true;
            }
            match reader.read_event() {
                Ok(Event::Start(tag)) => self.start(&tag, false),
                Ok(Event::Empty(tag)) => self.start(&tag, true),
                Ok(Event::End(tag)) => self.end(tag.local_name().as_ref()),
                Ok(Event::Text(t)) => self.text(&t.xml10_content()),
                Ok(Event::CData(t)) => self.text(&t.xml10_content()),
                Ok(Event::GeneralRef(r)) => {
                    if let Some(c) = letter(&r) {
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
            if !text.trim().is_empty()
                && let Some(label) = self.label.take()
            {
                open.push_str(&label);
                open.push(' ');
            }
            open.push_str(text);
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, empty: bool) {
        let name = tag.local_name();
        let name = name.as_ref();
        if self.skip > 0 || self.is_hidden(tag, name) {
            self.skip += usize::from(!empty);
            return;
        }
        if !empty {
            self.depth += 1;
            self.open_part(tag, name);
        }
        match name {
            "p" | "h" if !empty => {
                let role = if self.parts.last().is_some_and(|p| p.is_title) {
                    Role::Heading(1)
                } else if name == "h" {
                    Role::Heading(number(tag, "outline-level").clamp(1, 6) as u8)
                } else if self.items > 0 {
                    Role::Item
                } else {
                    Role::Paragraph
                };
                // A paragraph without a word has no number to be seen either: it is written with the first.
                self.texts.push((role, String::new(), self.out.links.len()));
                self.label = self.lists.label();
            }
            "p" | "h" => drop(self.lists.label()),
            "list" if !empty => self.lists.open(tag),
            "s" => self.text(&" ".repeat(number(tag, "c").min(100) as usize)),
            "tab" | "line-break" => self.text(" "),
            "list-item" if !empty => {
                self.items += 1;
                self.lists.item(tag);
            }
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
            "table-column" => {
                if let Some(t) = self.tables.last_mut() {
                    let first = t.columns;
                    t.columns = first.saturating_add(number(tag, "number-columns-repeated"));
                    if t.hidden_columns.len() < MOST && is_folded(tag) {
                        t.hidden_columns.push((first, t.columns.saturating_sub(1)));
                    }
                }
            }
            "table-row" => {
                if let Some(t) = self.tables.last_mut() {
                    t.row_repeat = number(tag, "number-rows-repeated");
                    t.cells.clear();
                    t.links = self.out.links.len();
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
                    self.end_cell(false);
                }
            }
            _ => {}
        }
    }

    /// What is no text of the document, or not shown.
    fn is_hidden(&mut self, tag: &BytesStart<'_>, name: &str) -> bool {
        match name {
            "tracked-changes" | "annotation" | "forms" | "automatic-styles" | "note-citation" => true,
            // The number the page had when the file was written, often 0.
            "page-number" => true,
            "p" | "h" => self.has_hiding_style(tag, "paragraph"),
            "span" => self.has_hiding_style(tag, "text"),
            "table" => self.has_hiding_style(tag, "table"),
            "table-row" if is_folded(tag) => {
                if let Some(t) = self.tables.last_mut() {
                    t.row = t.row.saturating_add(number(tag, "number-rows-repeated"));
                }
                true
            }
            "header" | "header-left" | "header-first" | "footer" | "footer-left" | "footer-first" => {
                self.masters && attribute(tag, "display").is_some_and(|d| d == "false")
            }
            _ => false,
        }
    }

    fn has_hiding_style(&self, tag: &BytesStart<'_>, family: &str) -> bool {
        !self.hiding.is_empty()
            && attribute(tag, "style-name")
                .is_some_and(|name| self.hiding.contains(&format!("{family}/{name}")))
    }

    fn open_part(&mut self, tag: &BytesStart<'_>, name: &str) {
        let region = match name {
            "note" | "notes" => Region::Aside,
            "header" | "header-left" | "header-first" if self.masters => Region::Header,
            "footer" | "footer-left" | "footer-first" if self.masters => Region::Footer,
            // A slide that is not shown.
            "page" if self.has_hiding_style(tag, "drawing-page") => Region::Aside,
            _ => self.region(),
        };
        let is_title = self.kind == Kind::Slides
            && name == "frame"
            && attribute(tag, "class").is_some_and(|class| class == "title");
        if is_title || region != self.region() {
            self.parts.push(Part { depth: self.depth, region, is_title });
        }
    }

    fn region(&self) -> Region {
        self.parts.last().map_or(Region::Main, |p| p.region)
    }

    /// Leaves the headers in place and gives the footers back, each text once: every style of
    /// page repeats them.
    fn end_masters(&mut self) -> Vec<Block> {
        let mut blocks = std::mem::take(&mut self.out.blocks);
        let mut seen = HashSet::new();
        blocks.retain(|b| {
            b.region != Region::Main && seen.insert((b.region == Region::Footer, b.text.clone()))
        });
        let (footers, headers) = blocks.into_iter().partition(|b| b.region == Region::Footer);
        for link in &mut self.out.links {
            link.block = None;
        }
        let out =
            Document { blocks: headers, links: std::mem::take(&mut self.out.links), ..Document::default() };
        let new = Walker { kind: self.kind, hiding: std::mem::take(&mut self.hiding), ..Walker::default() };
        *self = Walker { out: Document { kind: self.kind, ..out }, count: self.count, ..new };
        footers
    }

    fn end(&mut self, name: &str) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        if self.parts.last().is_some_and(|p| p.depth == self.depth) {
            self.parts.pop();
        }
        self.depth = self.depth.saturating_sub(1);
        match name {
            "p" | "h" => {
                self.label = None;
                if let Some((role, text, links)) = self.texts.pop() {
                    self.paragraph(role, &text, links);
                }
            }
            "list-item" => self.items = self.items.saturating_sub(1),
            "list" => self.lists.close(),
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
            "table-cell" => self.end_cell(false),
            "covered-table-cell" => self.end_cell(true),
            "table-row" => self.row(),
            "table" => {
                self.tables.pop();
            }
            _ => {}
        }
    }

    /// What a covered cell holds lies behind another.
    fn end_cell(&mut self, covered: bool) {
        let Some(t) = self.tables.last_mut() else { return };
        let Some(cell) = t.cell.take() else { return };
        let cell = if covered { String::new() } else { tidy(&cell) };
        // Sheets end in a cell repeated to the last column; of the empty ones a few keep the columns in place.
        for _ in 0..t.cell_repeat.clamp(1, MAX_REPEAT) {
            let at = t.cells.len() as u32;
            let hidden = t.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&at));
            t.cells.push(if hidden { String::new() } else { cell.clone() });
        }
    }

    fn row(&mut self) {
        let region = self.region();
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
            let block = self.out.blocks.len();
            for link in self.out.links.iter_mut().skip(t.links).filter(|l| l.block.is_none()) {
                link.block = Some(block);
                link.context.clone_from(&row.text);
            }
            self.out.blocks.push(Block { region, ..row });
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
        let region = self.region();
        if !text.is_empty() {
            if let (Role::Heading(level), Region::Main) = (role, region) {
                self.headings.retain(|(l, _)| *l < level);
                self.heading = self.headings.iter().map(|(_, t)| t.clone()).collect();
            }
            let place = Place {
                page: (self.page > 0).then_some(self.page),
                heading: self.heading.clone(),
                ..Place::default()
            };
            let block = Block { role, text: text.clone(), region, place, ..Block::default() };
            let inner = Inner { block, links: links..self.out.links.len() };
            if self.texts.is_empty() {
                self.put(inner);
            } else {
                self.later.push(inner);
            }
            if let (Role::Heading(level), Region::Main) = (role, region) {
                self.headings.push((level, text));
                self.heading = self.headings.iter().map(|(_, t)| t.clone()).collect();
            }
        }
        if self.texts.is_empty() {
            for inner in std::mem::take(&mut self.later) {
                self.put(inner);
            }
        }
    }

    fn put(&mut self, inner: Inner) {
        let block = self.out.blocks.len();
        for link in self.out.links.get_mut(inner.links).into_iter().flatten() {
            link.block = Some(block);
            link.context.clone_from(&inner.block.text);
            link.region = inner.block.region;
        }
        self.out.blocks.push(inner.block);
    }
}

/// A row or column that is folded away or filtered out.
fn is_folded(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "visibility").is_some_and(|v| matches!(&*v, "collapse" | "filter"))
}
