//! What any document becomes once it is read: text with places, links, forms and pictures.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ocr;
use crate::crawl::Status;

/// A document as the auditor sees it, whatever it was on disk.
///
/// All text has passed [`crate::thai::text::normalise`]; digits stay as written, so that a quote
/// can be found again on the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    pub kind: Kind,
    /// `<title>`, the metadata title, or empty.
    pub title: String,
    pub blocks: Vec<Block>,
    pub links: Vec<Link>,
    pub forms: Vec<Form>,
    pub images: Vec<Image>,
    /// Pages or slides; 0 where the format has none.
    pub pages: u32,
    /// Parts that are there but could not be turned into text.
    pub unread: Vec<Unread>,
    /// Pages whose text was read from a picture; see [`super::ocr::is_ocr`].
    #[serde(default)]
    pub ocr: Vec<OcrPage>,
    /// Pages whose text is the invisible layer that a scanner laid under its picture: read by a
    /// machine as well, and without a word on how sure it was.
    #[serde(default)]
    pub scanner_read: Vec<ScannerPage>,
    /// Pages of a PDF that show more than letters: a picture larger than an emblem, a drawing.
    #[serde(default)]
    pub pictured: Vec<u32>,
    #[serde(default)]
    pub about: About,
}

/// What the file says of itself. Nobody checked it: a template keeps its first author, a scanner
/// without a clock dates everything to 1982. Empty where the file does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// As written, where [`Document::title`] is only what a person may have given.
    pub title: String,
    pub author: String,
    /// `YYYY-MM-DD`, or RFC 3339 where a time is given; what is neither stays as it is.
    pub created: String,
    pub modified: String,
    /// The program the document was written in.
    pub program: String,
    /// The program that made the file.
    pub producer: String,
}

/// What the first bytes say the document is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Html,
    Pdf,
    /// DOC, DOCX, ODT, RTF.
    Text,
    /// XLS, XLSX, ODS, CSV.
    Sheet,
    /// PPT, PPTX, ODP.
    Slides,
    /// TXT.
    Plain,
    /// ZIP and the like; the blocks are those of the files inside, `Place::file` names them.
    Archive,
    Image,
    #[default]
    Unknown,
}

/// One piece of text: a heading, a paragraph, a list item, a table row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Block {
    pub role: Role,
    /// The whole text; of a row, its cells joined by ` | `.
    pub text: String,
    /// Cells of a row from left to right; empty for every other role.
    pub cells: Vec<String>,
    pub region: Region,
    pub place: Place,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Level 1 to 6.
    Heading(u8),
    #[default]
    Paragraph,
    Item,
    Row {
        /// Number of the table within the document, from 0.
        table: u32,
        header: bool,
    },
}

/// Which part of a web page: only [`Region::Main`] is the page's own content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    #[default]
    Main,
    Menu,
    Header,
    Footer,
    Aside,
}

/// Where in the document a piece stands; each part only where the format has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// From 1.
    pub page: Option<u32>,
    /// Headings above, outermost first.
    pub heading: Arc<[String]>,
    pub sheet: Option<String>,
    /// Row of the sheet, from 1.
    pub row: Option<u32>,
    /// File inside an archive.
    pub file: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Absolute, fragment kept.
    pub url: String,
    /// As written in the page (entities decoded).
    pub href: String,
    /// Text of the link, or the alternative text of the picture in it, or its `title`.
    pub text: String,
    /// Text of the row, list item or paragraph around it.
    pub context: String,
    pub way: Way,
    pub region: Region,
    /// Index into [`Document::blocks`] of the block it stands in, where it stands in one.
    pub block: Option<usize>,
    /// Headings above, outermost first.
    pub heading: Arc<[String]>,
}

/// How the page leads to the other address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    #[default]
    Anchor,
    Area,
    /// `frame`, `iframe`.
    Frame,
    /// `object`, `embed`.
    Embed,
    /// `img` that may be what the page shows, such as a photographed notice in a post.
    Picture,
    /// `link rel=…` that names a page.
    Relation,
    /// `meta refresh` or the `Refresh` header.
    Refresh,
    /// A form's action: never submitted, at most fetched with GET without fields.
    Form,
    /// A string in a script or in an `on…` attribute.
    Script,
    /// A `data-…` attribute.
    Data,
    /// `Link` header.
    Header,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Form {
    /// Absolute.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    pub fields: Vec<Field>,
    /// Texts of its buttons, joined by a blank.
    pub button: String,
    /// All text inside the form.
    pub text: String,
    pub region: Region,
    pub heading: Arc<[String]>,
}

impl Form {
    /// Whether a visitor can write something in it and send it. Not a search box, not a login, and not the
    /// form that ASP.NET puts around every page.
    pub fn is_usable(&self) -> bool {
        let named = |f: &&&Field| {
            let name = f.name.to_lowercase();
            f.kind == "search" || matches!(name.as_str(), "q" | "s" | "keyword") || name.contains("search")
        };
        let open: Vec<&Field> = self.fields.iter().filter(|f| !f.disabled && f.kind != "hidden").collect();
        let password = open.iter().any(|f| f.kind == "password");
        let long = open.iter().any(|f| f.kind == "textarea");
        let is_short = |f: &&&Field| {
            matches!(f.kind.as_str(), "text" | "email" | "tel" | "file" | "number" | "date" | "select")
        };
        // Choosing a year and a kind from lists, to be asked of the address, sifts what is there.
        let sifts = self.method == "get" && !long;
        let chosen = |f: &&&Field| sifts && matches!(f.kind.as_str(), "select" | "date" | "number");
        let short = open.iter().filter(is_short).filter(|f| !named(f) && !chosen(f)).count();
        let search = open.len() <= 3 && open.iter().any(|f| named(&f));
        !password && (long || (short >= 2 && !search))
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    /// Label, placeholder, or the text just before the field.
    pub label: String,
    /// `text`, `textarea`, `email`, `tel`, `file`, `select`, `checkbox`, `radio`, `password`, `hidden`, `search` …
    pub kind: String,
    pub required: bool,
    pub disabled: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// Absolute; `data:` addresses are cut to their media type.
    pub src: String,
    pub alt: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub region: Region,
    /// It stands in a link that leads to something else than a picture: a button, a banner.
    #[serde(default)]
    pub button: bool,
    /// Index of the block it stands in or just before.
    pub block: Option<usize>,
    pub heading: Arc<[String]>,
}

/// A part that holds something the auditor cannot read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unread {
    /// Page it stands on, from 1; `None`: the whole document.
    pub page: Option<u32>,
    pub why: Why,
    /// Detail for the person: which tool is missing, which file inside an archive.
    pub detail: String,
    /// File inside an archive, as [`Place::file`] names it.
    #[serde(default)]
    pub file: Option<String>,
}

impl Unread {
    pub fn new(page: Option<u32>, why: Why, detail: impl Into<String>) -> Unread {
        Unread { page, why, detail: detail.into(), file: None }
    }
}

/// A page that a scanner read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScannerPage {
    pub page: u32,
    /// File inside an archive that the page is of.
    pub file: Option<String>,
}

/// A page read from a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OcrPage {
    /// From 1.
    pub page: u32,
    /// What the reading program thinks of its own work, 0 to 1.
    pub confidence: f32,
    /// File inside an archive, as [`Place::file`] names it.
    #[serde(default)]
    pub file: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// A scan or picture: needs OCR.
    NeedsOcr,
    /// A text layer that is not text (no usable Unicode).
    DamagedText,
    /// Needs a password.
    Locked,
    /// Broken beyond reading.
    Broken,
    /// A format the auditor does not know.
    Unsupported,
    /// Over a limit of size, memory or nesting.
    TooLarge,
    /// The auditor's own reader came to grief over it; of the file nothing is known.
    Crashed,
    /// Reading it took longer than it may.
    TimedOut,
}

impl Document {
    /// Text of the page's own content, a line a block.
    pub fn main_text(&self) -> String {
        self.join(|b| b.region == Region::Main)
    }

    /// All text, menus and footers included, a line a block.
    pub fn whole_text(&self) -> String {
        self.join(|_| true)
    }

    /// How the reading ended: read where there is any text.
    pub fn status(&self) -> Status {
        if self.blocks.is_empty() { self.unread_status() } else { Status::Read }
    }

    /// How the reading ended of a document without text. What was not tried to the end is not unreadable.
    pub fn unread_status(&self) -> Status {
        match Status::of_unread(&self.unread) {
            Status::Unreadable if ocr::left(self) != ocr::Left::Unreadable => Status::ScanNotRead,
            status => status,
        }
    }

    /// Pages that are pictures, or as good as such, and that nobody has read.
    pub fn unread_scans(&self) -> u32 {
        let scan = |u: &&Unread| matches!(u.why, Why::NeedsOcr | Why::DamagedText);
        let pages = |u: &Unread| if u.page.is_some() || u.file.is_some() { 1 } else { self.pages.max(1) };
        self.unread.iter().filter(scan).map(pages).sum()
    }

    fn join(&self, keep: impl Fn(&Block) -> bool) -> String {
        let kept = || self.blocks.iter().filter(|b| keep(b));
        let mut out = String::with_capacity(kept().map(|b| b.text.len() + 1).sum());
        for block in kept() {
            out.push_str(&block.text);
            out.push('\n');
        }
        out
    }
}
