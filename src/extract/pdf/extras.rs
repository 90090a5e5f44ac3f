//! Title and links.

use hayro_interpret::TransformExt;
use hayro_interpret::kurbo::Rect;
use hayro_syntax::metadata::Metadata;
use hayro_syntax::object::{Array, Dict, Name, Rect as PdfRect, String as PdfString};
use hayro_syntax::page::Page;

use super::device::Content;
use crate::extract::document::{Link, Way};

/// Links a page may have before it is no document any more.
const MAX_LINKS: usize = 2_000;

/// The title of the metadata where a person gave it: programs fill in the file's name.
pub(super) fn title(metadata: &Metadata) -> String {
    let title = metadata.title.as_deref().map(super::decode).unwrap_or_default();
    crate::extract::text_repair::title(&title)
}

/// Links to addresses; those to places within the document lead nowhere new.
pub(super) fn links(page: &Page<'_>, content: &Content) -> Vec<Link> {
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { return Vec::new() };
    let mut out: Vec<Link> = Vec::new();
    for annotation in annotations.iter::<Dict<'_>>().take(MAX_LINKS) {
        let is_link = annotation.get::<Name<'_>>("Subtype").is_some_and(|n| n.as_ref() == b"Link");
        let uri = annotation.get::<Dict<'_>>("A").and_then(|a| a.get::<PdfString<'_>>("URI"));
        if let (true, Some(uri)) = (is_link, uri) {
            let href = super::decode(uri.as_bytes());
            let text = annotation.get::<PdfRect>("Rect").map(|r| under(page, content, r)).unwrap_or_default();
            match out.last_mut() {
                // A link over two lines is two annotations.
                Some(last) if last.href == href => last.text.push_str(&text),
                _ => out.push(Link { url: href.clone(), href, text, way: Way::Anchor, ..Link::default() }),
            }
        }
    }
    for link in &mut out {
        link.text = crate::extract::text_repair::text(&link.text);
    }
    out
}

/// The text that stands in a rectangle of the page.
fn under(page: &Page<'_>, content: &Content, rect: PdfRect) -> String {
    let area = page
        .initial_transform(true)
        .to_kurbo()
        .transform_rect_bbox(Rect::new(rect.x0, rect.y0, rect.x1, rect.y1));
    let inside = |g: &&super::device::Glyph| {
        area.contains((f64::from((g.x + g.end_x) / 2.0), f64::from(g.y - g.size * 0.2)))
    };
    content.glyphs.iter().filter(inside).map(|g| content.text(g)).collect()
}
