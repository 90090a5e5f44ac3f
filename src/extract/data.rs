//! A document as data: the frozen shape of `schema/document-1.json`, apart from [`Document`], which
//! changes with the readers.

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
    /// 0 where the format has none.
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
        Data {
            schema: SCHEMA,
            kind: document.kind,
            title: &document.title,
            about: &document.about,
            page_count: document.pages,
            pages: pages(document),
            links: document.links.iter().map(link).collect(),
            forms: &document.forms,
            images: &document.images,
            unread: &document.unread,
            status: document.status().name(),
        }
    }
}

/// Every page, those without text included; blocks of files in an archive come under their own.
fn pages(document: &Document) -> Vec<Page<'_>> {
    let mut numbers: Vec<Option<u32>> = (1..=document.pages).map(Some).collect();
    numbers.extend(document.blocks.iter().map(|b| b.place.page));
    numbers.sort_unstable();
    numbers.dedup();
    let page = |number: Option<u32>| {
        let source = source::of(document, number);
        let is_ours = source == Source::Ocr;
        Page {
            number,
            source,
            confidence: is_ours.then(|| source::confidence(document, number)).flatten(),
            blocks: document.blocks.iter().filter(|b| b.place.page == number).map(piece).collect(),
        }
    };
    numbers.into_iter().map(page).collect()
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
