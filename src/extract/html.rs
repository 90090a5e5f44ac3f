//! A web page: text with places, links of every kind, forms and pictures.
//!
//! The page is tamed (`guard`), parsed, laid flat (`tree`) and walked once (`walk`). Nothing here
//! fails and nothing recurses: a page is hostile until read.

mod blocks;
mod forms;
mod grid;
mod guard;
mod headings;
mod label;
mod links;
mod region;
mod sources;
mod table;
mod tabs;
mod tree;
mod walk;
pub(super) mod written;

use scraper::Html;
use url::Url;

use super::charset;
use super::document::{Document, Kind, Link, Region, Unread, Way, Why};
use region::{Hint, Trust};

/// A longer page is cut; the longest real one seen had 3.5 MB.
const PAGE_LIMIT: usize = 8 << 20;
/// Fewer letters of own content than this: the page is empty or a picture.
const ALMOST_NONE: u32 = 40;
/// Pictures of a page with words that may be what it shows.
const FEW_PICTURES: usize = 4;
/// Pictures of one page that are read.
const PICTURES: usize = 12;

/// Reads a page fetched from `url`; `media_type` is its `Content-Type` with the charset, or empty.
pub fn read(bytes: &[u8], url: &str, media_type: &str) -> Document {
    let too_long = bytes.len() > PAGE_LIMIT;
    let (text, _) = charset::decode(&bytes[..bytes.len().min(PAGE_LIMIT)], media_type);
    let (text, cut) = guard::tame(&text);
    let mut html = Html::parse_document(&text);
    tree::open_noscripts(&mut html);
    let nodes = tree::flatten(&html);
    let Some(page) = page_url(url) else {
        return Document::default();
    };

    let whole = nodes.first().map(|n| n.sum).unwrap_or_default();
    let hints: Vec<Option<Hint>> = nodes.iter().map(|n| region::hint(n, &whole)).collect();
    let sure = hints.iter().flatten().any(|h| h.region == Region::Main && !h.by_word);
    let mut document = Document::default();
    for trust in [Trust::Words, Trust::Elements, Trust::Nothing] {
        document = walk::walk(&nodes, &hints, trust, &page);
        // Signs that leave the page without content were wrong signs, unless it had none to begin with.
        if sure || main_letters(&document) >= 10 || whole.letters < ALMOST_NONE || has_pictures(&document) {
            break;
        }
    }
    document.kind = Kind::Html;
    if too_long || cut {
        let detail =
            if too_long { "page over 8 MB, the rest was not read" } else { "nesting too deep, flattened" };
        document.unread.push(Unread::new(None, Why::TooLarge, detail));
    }
    note_pictures(&mut document, &page);
    document
}

/// The host of a page without an address.
pub(crate) const NOWHERE: &str = "unknown.invalid";

/// Without a usable address of its own a page still has text; its relative links lead nowhere real.
fn page_url(url: &str) -> Option<Url> {
    Url::parse(url).or_else(|_| Url::parse(&format!("http://{NOWHERE}/"))).ok()
}

fn main_letters(document: &Document) -> u32 {
    document.blocks.iter().filter(|b| b.region == Region::Main).map(|b| tree::letters(&b.text)).sum()
}

fn has_pictures(document: &Document) -> bool {
    document.images.iter().any(is_content_picture)
}

/// A page that is one picture, or a few: its text is in the pictures, which are led to.
fn note_pictures(document: &mut Document, page: &Url) {
    if main_letters(document) >= ALMOST_NONE {
        let shown: Vec<String> =
            document.images.iter().filter(|i| is_content_picture(i)).map(|i| i.src.clone()).collect();
        // A post with a notice or two; more are photographs of what happened.
        if shown.len() <= FEW_PICTURES {
            let links: Vec<Link> =
                shown.iter().filter_map(|src| picture_link(src, page, document, Way::Picture)).collect();
            document.links.extend(links);
        }
        return;
    }
    let found: Vec<Unread> = document
        .images
        .iter()
        .filter(|i| is_content_picture(i))
        .take(20)
        .map(|i| Unread::new(None, Why::NeedsOcr, i.src.clone()))
        .collect();
    // More than that is an album of photographs.
    if found.len() <= PICTURES {
        let links: Vec<Link> =
            found.iter().filter_map(|u| picture_link(&u.detail, page, document, Way::Embed)).collect();
        document.links.extend(links);
    }
    document.unread.extend(found);
}

/// Leads to a picture that is the page, as to a document embedded in it. Only where it lies with
/// the page: pictures of elsewhere are advertising more often than a notice.
fn picture_link(src: &str, page: &Url, document: &Document, way: Way) -> Option<Link> {
    let url = Url::parse(src).ok()?;
    let path = url.path().to_ascii_lowercase();
    let moves = path.ends_with(".gif") || path.ends_with(".svg");
    let known = document.links.iter().any(|l| l.url == src);
    (url.host_str() == page.host_str() && !moves && !known).then(|| Link {
        url: src.to_owned(),
        href: src.to_owned(),
        text: document.title.clone(),
        way,
        ..Link::default()
    })
}

fn is_content_picture(image: &super::Image) -> bool {
    const DECORATION: [&str; 12] = [
        "logo", "icon", "banner", "button", "btn", "bullet", "spacer", "header", "footer", "counter",
        "avatar", "pixel",
    ];
    let name = image.src.to_ascii_lowercase();
    // Of unknown size these are lines, bullets and headings of menus.
    let small = name.ends_with(".gif") && image.width.is_none();
    image.region == Region::Main
        && !image.button
        && !small
        && !image.src.is_empty()
        && image.width.is_none_or(|w| w >= 300)
        && image.height.is_none_or(|h| h >= 200)
        && !DECORATION.iter().any(|word| name.contains(word))
}

/// The one place where text is made uniform: blanks folded, invisible marks removed.
fn clean(text: &str) -> String {
    crate::thai::text::normalise(text)
}

/// At most `most` characters, cut at a character.
fn shorten(text: &str, most: usize) -> &str {
    // Most texts are short, and it is quicker to count than to look where each letter begins.
    if text.len() <= most || text.chars().nth(most).is_none() {
        return text;
    }
    text.char_indices().nth(most).map_or(text, |(at, _)| &text[..at])
}
