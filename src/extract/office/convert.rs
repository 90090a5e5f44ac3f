//! The library's model to blocks.

use std::sync::Arc;

use office_oxide::cfb::SummaryProperties;
use office_oxide::ir::{
    DocumentIR, Element, InlineContent, List, Metadata, Note, Section, Table, inline_to_text,
};
use office_oxide::xls::XlsDocument;

use super::super::sheet;
use super::super::text_repair::{text as tidy, title};
use super::doc_lists::Numbers;
use super::pictures;
use crate::extract::about::iso_date;
use crate::extract::{About, Block, Document, Image, Kind, Link, Place, Region, Role, Unread, Way, Why};

/// Elements inside elements beyond which nothing sensible comes.
const MAX_DEPTH: usize = 40;
/// Fields a merged cell may stand for.
const MAX_SPAN: u32 = 64;

pub(super) fn document(model: DocumentIR, kind: Kind, bytes: &[u8], numbers: Option<Numbers>) -> Document {
    let mut w = Walker { kind, numbers, ..Walker::default() };
    w.out.kind = kind;
    if kind == Kind::Slides {
        w.out.pages = model.sections.len() as u32;
    }
    for (i, section) in model.sections.iter().enumerate() {
        w.section(i as u32 + 1, section);
    }
    pictures::flag(&mut w.out, bytes, w.pictures);
    w.out
}

/// What an old workbook says of itself.
pub(super) fn metadata(book: &XlsDocument) -> Metadata {
    let summary = book.summary_properties();
    let said = |of: fn(&SummaryProperties) -> &Option<String>| summary.and_then(|s| of(s).clone());
    Metadata {
        title: said(|s| &s.title),
        author: said(|s| &s.author),
        created: said(|s| &s.created),
        modified: said(|s| &s.modified),
        text_truncated: book.truncated(),
        ..Metadata::default()
    }
}

/// The library reads no name of a program.
pub(super) fn describe(document: &mut Document, metadata: &Metadata) {
    let said = |value: &Option<String>| tidy(&repaired(value.as_deref().unwrap_or_default()));
    document.about = About {
        title: said(&metadata.title),
        author: said(&metadata.author),
        created: iso_date(&said(&metadata.created)),
        modified: iso_date(&said(&metadata.modified)),
        ..About::default()
    };
    document.title = title(&document.about.title);
    if metadata.text_truncated {
        document.unread.push(Unread::new(None, Why::TooLarge, "ข้อความยาวเกินกำหนด"));
    }
}

/// Old files name the code page of their properties, and programs name a wrong one: UTF-8 or
/// windows-874 then comes as letters of Western Europe.
fn repaired(text: &str) -> String {
    let strange = text.chars().filter(|c| ('\u{80}'..'\u{3000}').contains(c)).count();
    if strange * 2 < text.chars().count() || text.chars().any(crate::thai::text::is_thai) {
        return text.to_owned();
    }
    let byte = |c: char| match encoding_rs::WINDOWS_1252.encode(c.encode_utf8(&mut [0; 4])) {
        (bytes, _, false) => bytes.first().copied(),
        // What the code page leaves open is often kept as it was.
        _ => u8::try_from(u32::from(c)).ok(),
    };
    let Some(bytes) = text.chars().map(byte).collect::<Option<Vec<u8>>>() else { return text.to_owned() };
    String::from_utf8(bytes)
        .unwrap_or_else(|e| encoding_rs::WINDOWS_874.decode_without_bom_handling(e.as_bytes()).0.into_owned())
}

#[derive(Default)]
struct Walker {
    kind: Kind,
    out: Document,
    place: Place,
    region: Region,
    headings: Vec<(u8, String)>,
    tables: u32,
    pictures: usize,
    depth: usize,
    /// Of a DOC, whose model has none.
    numbers: Option<Numbers>,
}

impl Walker {
    fn section(&mut self, number: u32, section: &Section) {
        let (blocks, pictures) = (self.out.blocks.len(), self.pictures);
        self.region = if section.hidden { Region::Aside } else { Region::Main };
        if self.kind == Kind::Slides {
            self.place.page = Some(number);
            self.headings.clear();
            self.place.heading = Arc::from([]);
        }
        let main = self.region;
        for part in [&section.first_page_header, &section.header, &section.even_page_header] {
            self.apart(part.as_ref().map(|p| p.content.as_slice()), Region::Header);
        }
        self.elements(&section.elements);
        for part in [&section.first_page_footer, &section.footer, &section.even_page_footer] {
            self.apart(part.as_ref().map(|p| p.content.as_slice()), Region::Footer);
        }
        self.apart(section.speaker_notes.as_deref(), Region::Aside);
        self.region = main;
        if self.kind == Kind::Slides && self.pictures > pictures {
            let letters: usize = self.out.blocks[blocks..]
                .iter()
                .map(|b| b.text.chars().filter(|c| c.is_alphanumeric()).count())
                .sum();
            if letters < 10 {
                self.out.unread.push(Unread::new(Some(number), Why::NeedsOcr, "สไลด์นี้เป็นภาพ"));
            }
        }
    }

    fn apart(&mut self, elements: Option<&[Element]>, region: Region) {
        let before = std::mem::replace(&mut self.region, region);
        self.elements(elements.unwrap_or_default());
        self.region = before;
    }

    fn elements(&mut self, elements: &[Element]) {
        if self.depth >= MAX_DEPTH {
            return;
        }
        self.depth += 1;
        for element in elements {
            self.element(element);
        }
        self.depth -= 1;
    }

    fn element(&mut self, element: &Element) {
        match element {
            Element::Heading(h) => self.inline(Role::Heading(h.clamped_level()), &h.content),
            Element::Paragraph(p) => self.inline(
                p.outline_level.map_or(Role::Paragraph, |l| Role::Heading(l.clamp(0, 5) + 1)),
                &p.content,
            ),
            Element::Table(t) => match frame(t) {
                Some(content) => self.elements(content),
                None => self.table(t),
            },
            Element::List(l) => self.list(l),
            Element::Image(i) => {
                self.pictures += 1;
                let alt = tidy(i.alt_text.as_deref().unwrap_or_default());
                self.out.images.push(Image {
                    alt,
                    width: i.pixel_width,
                    height: i.pixel_height,
                    region: self.region,
                    block: self.out.blocks.len().checked_sub(1),
                    heading: self.place.heading.clone(),
                    ..Image::default()
                });
            }
            Element::TextBox(b) => self.elements(&b.content),
            // What reviewers wrote beside the text is not the document's.
            Element::Endnote(n) if is_comment(n) => {}
            Element::Footnote(n) | Element::Endnote(n) => self.apart(Some(&n.content), Region::Aside),
            Element::CodeBlock(c) => self.push(Role::Paragraph, &c.content),
            _ => {}
        }
    }

    fn inline(&mut self, role: Role, content: &[InlineContent]) {
        let block = self.out.blocks.len();
        let text = self.numbered(content);
        self.push(role, &text);
        self.links(content, block);
    }

    /// The text of a paragraph behind the number that is set before it.
    fn numbered(&mut self, content: &[InlineContent]) -> String {
        let text = inline_to_text(content);
        let numbers = self.numbers.as_mut().filter(|_| self.region == Region::Main);
        match numbers.and_then(|n| n.before(&text)) {
            Some(number) => format!("{number} {text}"),
            None => text,
        }
    }

    fn push(&mut self, role: Role, text: &str) {
        let text = tidy(text);
        if text.is_empty() {
            return;
        }
        if let Role::Heading(level) = role {
            self.headings.retain(|(l, _)| *l < level);
            self.place.heading = self.headings.iter().map(|(_, t)| t.clone()).collect();
        }
        self.out.blocks.push(Block {
            role,
            text: text.clone(),
            cells: Vec::new(),
            region: self.region,
            place: self.place.clone(),
        });
        if let Role::Heading(level) = role
            && self.region == Region::Main
        {
            self.headings.push((level, text));
            self.place.heading = self.headings.iter().map(|(_, t)| t.clone()).collect();
        }
    }

    fn links(&mut self, content: &[InlineContent], block: usize) {
        let mut last: Option<String> = None;
        for item in content {
            let InlineContent::Text(span) = item else { continue };
            let href = span.hyperlink.clone().filter(|h| !h.starts_with('#'));
            match (&href, self.out.links.last_mut()) {
                // One link in several spans is one link.
                (Some(href), Some(link)) if last.as_ref() == Some(href) => link.text.push_str(&span.text),
                (Some(href), _) => self.out.links.push(Link {
                    url: href.clone(),
                    href: href.clone(),
                    text: span.text.clone(),
                    context: self.out.blocks.get(block).map(|b| b.text.clone()).unwrap_or_default(),
                    way: Way::Anchor,
                    region: self.region,
                    block: (block < self.out.blocks.len()).then_some(block),
                    heading: self.place.heading.clone(),
                }),
                _ => {}
            }
            last = href;
        }
    }

    fn list(&mut self, list: &List) {
        if self.depth >= MAX_DEPTH {
            return;
        }
        self.depth += 1;
        for item in &list.items {
            for element in &item.content {
                match element {
                    Element::Paragraph(p) => self.inline(Role::Item, &p.content),
                    other => self.element(other),
                }
            }
            if let Some(nested) = &item.nested {
                self.list(nested);
            }
        }
        self.depth -= 1;
    }

    fn table(&mut self, table: &Table) {
        let number = self.tables;
        self.tables += 1;
        let mut first = true;
        // Rows each column is still covered by a cell from above.
        let mut covered: Vec<u32> = Vec::new();
        for row in &table.rows {
            let mut cells: Vec<String> = Vec::new();
            let mut inner = Vec::new();
            for cell in &row.cells {
                skip_covered(&mut cells, &mut covered);
                let mut text = String::new();
                self.cell(&cell.content, &mut text, &mut inner);
                let from = cells.len();
                cells.push(tidy(&text));
                cells.resize(from + cell.col_span.clamp(1, MAX_SPAN) as usize, String::new());
                if cell.row_span > 1 {
                    covered.resize(covered.len().max(cells.len()), 0);
                    covered[from..cells.len()].fill(cell.row_span);
                }
            }
            covered.iter_mut().for_each(|c| *c = c.saturating_sub(1));
            let block = self.out.blocks.len();
            if let Some(mut row) = sheet::row(cells, number, first || row.is_header, self.place.clone()) {
                first = false;
                row.region = self.region;
                self.out.blocks.push(row);
            }
            for content in inner {
                self.links(content, block);
            }
        }
    }

    /// All text of a cell, tables inside it included.
    fn cell<'m>(&mut self, elements: &'m [Element], text: &mut String, inner: &mut Vec<&'m [InlineContent]>) {
        if self.depth >= MAX_DEPTH {
            return;
        }
        self.depth += 1;
        for element in elements {
            if !text.is_empty() {
                text.push(' ');
            }
            match element {
                Element::Heading(h) => {
                    text.push_str(&self.numbered(&h.content));
                    inner.push(&h.content);
                }
                Element::Paragraph(p) => {
                    text.push_str(&self.numbered(&p.content));
                    inner.push(&p.content);
                }
                Element::Table(t) => {
                    for cell in t.rows.iter().flat_map(|r| &r.cells) {
                        self.cell(&cell.content, text, inner);
                        text.push(' ');
                    }
                }
                Element::List(l) => self.cell_list(l, text, inner),
                Element::TextBox(b) => self.cell(&b.content, text, inner),
                Element::Endnote(n) if is_comment(n) => {}
                Element::Footnote(n) | Element::Endnote(n) => self.cell(&n.content, text, inner),
                Element::CodeBlock(c) => text.push_str(&c.content),
                Element::Image(_) => self.pictures += 1,
                _ => {}
            }
        }
        self.depth -= 1;
    }

    fn cell_list<'m>(&mut self, list: &'m List, text: &mut String, inner: &mut Vec<&'m [InlineContent]>) {
        for item in &list.items {
            self.cell(&item.content, text, inner);
            text.push(' ');
            if let Some(nested) = &item.nested
                && self.depth < MAX_DEPTH
            {
                self.depth += 1;
                self.cell_list(nested, text, inner);
                self.depth -= 1;
            }
        }
    }
}

/// What stands in a table of one cell: that is a frame around a text, or around a whole page.
fn frame(table: &Table) -> Option<&[Element]> {
    let [row] = table.rows.as_slice() else { return None };
    let [cell] = row.cells.as_slice() else { return None };
    Some(&cell.content)
}

/// Leaves a field empty for each column a cell from above reaches into.
fn skip_covered(cells: &mut Vec<String>, covered: &mut [u32]) {
    while covered.get(cells.len()).is_some_and(|c| *c > 0) {
        cells.push(String::new());
    }
}

fn is_comment(note: &Note) -> bool {
    note.author.is_some() || note.marker.as_deref().is_some_and(|m| m.to_lowercase().starts_with("comment"))
}
