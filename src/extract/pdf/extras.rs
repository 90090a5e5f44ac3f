//! Title and links.

use hayro_syntax::metadata::Metadata;
use hayro_syntax::object::{Array, Dict, Name, String as PdfString};
use hayro_syntax::page::Page;

use crate::extract::document::{Link, Way};

/// Links a page may have before it is no document any more.
const MAX_LINKS: usize = 2_000;

/// The title of the metadata where a person gave it: programs fill in the file's name.
pub(super) fn title(metadata: &Metadata) -> String {
    let title = metadata.title.as_deref().map(super::decode).unwrap_or_default();
    crate::extract::text_repair::title(&title)
}

/// Links to addresses; those to places within the document lead nowhere new.
pub(super) fn links(page: &Page<'_>) -> Vec<Link> {
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { return Vec::new() };
    let mut out: Vec<Link> = Vec::new();
    for annotation in annotations.iter::<Dict<'_>>().take(MAX_LINKS) {
        let is_link = annotation.get::<Name<'_>>("Subtype").is_some_and(|n| n.as_ref() == b"Link");
        let uri = annotation.get::<Dict<'_>>("A").and_then(|a| a.get::<PdfString<'_>>("URI"));
        if let (true, Some(uri)) = (is_link, uri) {
            let href = super::decode(uri.as_bytes());
            // A link over two lines is two annotations.
            if out.last().is_none_or(|l| l.href != href) {
                out.push(Link { url: href.clone(), href, way: Way::Anchor, ..Link::default() });
            }
        }
    }
    out
}
