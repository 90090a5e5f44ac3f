//! A document as data: the frozen shape of `schema/document-1.json`, apart from [`Document`], which
//! changes with the readers.

use std::collections::HashMap;

use serde::Serialize;

use super::document::{About, Block, Document, Form, Image, Kind, Region, Role, Unread, Way};
use super::source::{self, Source};

pub const SCHEMA: &str = "oit-document/1";

#[derive(Debug, Serialize)]
pub struct Data<'a> {
    schema: &'static str,
    kind: Kind,
    title: &'a str,
    about: &'a About,
    /// 0 where the format has none; of an archive, those of its files that hold anything.
    page_count: u32,
    pages: Vec<Page<'a>>,
    links: Vec<Link<'a>>,
    forms: &'a [Form],
    images: &'a [Image],
    unread: &'a [Unread],
    /// How the reading ended.
    status: &'static str,
}

#[derive(Debug, Serialize)]
struct Page<'a> {
    /// `None`: the one part of a document without pages.
    number: Option<u32>,
    source: Source,
    confidence: Option<f32>,
    blocks: Vec<Piece<'a>>,
    /// File inside an archive that the page is of.
    file: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Piece<'a> {
    role: &'static str,
    /// Of a heading.
    level: Option<u8>,
    /// Of a row: the table it is in, from 0.
    table: Option<u32>,
    header: bool,
    text: &'a str,
    cells: &'a [String],
    region: Region,
    heading: &'a [String],
    sheet: Option<&'a str>,
    row: Option<u32>,
    file: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Link<'a> {
    url: &'a str,
    text: &'a str,
    context: &'a str,
    way: Way,
    region: Region,
}

impl<'a> Data<'a> {
    pub fn of(document: &'a Document) -> Data<'a> {
        let pages = pages(document);
        let numbered = pages.iter().filter(|page| page.number.is_some()).count() as u32;
        Data {
            schema: SCHEMA,
            kind: document.kind,
            title: &document.title,
            about: &document.about,
            page_count: if document.kind == Kind::Archive { numbered } else { document.pages },
            pages,
            links: document.links.iter().map(link).collect(),
            forms: &document.forms,
            images: &document.images,
            unread: &document.unread,
            status: document.status().name(),
        }
    }
}

/// Every page, those without text included; then those of the files in it, file by file.
fn pages(document: &Document) -> Vec<Page<'_>> {
    let own = (1..=document.pages).map(|number| (None, Some(number)));
    let written = document.blocks.iter().map(|b| (b.place.file.as_deref(), b.place.page));
    let unread = document.unread.iter().filter(|u| u.file.is_some() && u.page.is_some());
    let all: Vec<_> = own.chain(written).chain(unread.map(|u| (u.file.as_deref(), u.page))).collect();
    // Files stay in the order in which the archive has them.
    let mut files: HashMap<Option<&str>, usize> = HashMap::from([(None, 0)]);
    for (file, _) in &all {
        let next = files.len();
        files.entry(*file).or_insert(next);
    }
    let mut places: Vec<_> =
        all.into_iter().map(|(file, number)| (files.get(&file).copied(), number, file)).collect();
    places.sort_unstable();
    places.dedup();
    let mut pieces: HashMap<_, Vec<Piece<'_>>> = HashMap::new();
    for block in &document.blocks {
        pieces.entry((block.place.file.as_deref(), block.place.page)).or_default().push(piece(block));
    }
    let page = |(_, number, file)| {
        let source = source::of_file(document, file, number);
        let is_ours = source == Source::Ocr;
        let confidence = is_ours.then(|| source::confidence_in(document, file, number)).flatten();
        let blocks = pieces.remove(&(file, number)).unwrap_or_default();
        Page { number, source, confidence, blocks, file }
    };
    places.into_iter().map(page).collect()
}

fn piece(block: &Block) -> Piece<'_> {
    let (role, level, table, header) = match block.role {
        Role::Heading(level) => ("heading", Some(level), None, false),
        Role::Paragraph => ("paragraph", None, None, false),
        Role::Item => ("item", None, None, false),
        Role::Row { table, header } => ("row", None, Some(table), header),
    };
    Piece {
        role,
        level,
        table,
        header,
        text: &block.text,
        cells: &block.cells,
        region: block.region,
        heading: &block.place.heading,
        sheet: block.place.sheet.as_deref(),
        row: block.place.row,
        file: block.place.file.as_deref(),
    }
}

fn link(link: &super::document::Link) -> Link<'_> {
    Link { url: &link.url, text: &link.text, context: &link.context, way: link.way, region: link.region }
}
