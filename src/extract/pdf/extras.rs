//! Title, what the file says of itself, and links.

use hayro_interpret::TransformExt;
use hayro_interpret::kurbo::Rect;
use hayro_syntax::Pdf;
use hayro_syntax::metadata::Metadata;
use hayro_syntax::object::{Array, DateTime, Dict, Name, Rect as PdfRect, Stream, String as PdfString};
use hayro_syntax::page::Page;

use super::device::Content;
use crate::extract::about;
use crate::extract::document::{About, Link, Way};

/// Bytes of XMP worth looking through.
const MAX_XMP: usize = 1 << 20;
/// Links a page may have before it is no document any more.
const MAX_LINKS: usize = 2_000;

/// The older list of properties first, XMP for what it leaves out.
pub(super) fn about(pdf: &Pdf) -> About {
    let metadata: &Metadata = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| {
        let written = bytes.as_deref().map(super::decode).unwrap_or_default();
        crate::extract::text_repair::text(written.trim_matches('\0'))
    };
    let date = |given: &Option<DateTime>| given.map(|d| rfc3339(&d)).unwrap_or_default();
    let mut said = About {
        title: text(&metadata.title),
        author: text(&metadata.author),
        created: date(&metadata.creation_date),
        modified: date(&metadata.modification_date),
        program: text(&metadata.creator),
        producer: text(&metadata.producer),
    };
    let wanting = [&said.title, &said.author, &said.created, &said.modified, &said.program, &said.producer]
        .iter()
        .any(|field| field.is_empty());
    if wanting && let Some(xmp) = xmp(pdf) {
        for (field, name) in [
            (&mut said.title, "dc:title"),
            (&mut said.author, "dc:creator"),
            (&mut said.created, "xmp:CreateDate"),
            (&mut said.modified, "xmp:ModifyDate"),
            (&mut said.program, "xmp:CreatorTool"),
            (&mut said.producer, "pdf:Producer"),
        ] {
            if field.is_empty() {
                *field = about::value(&xmp, name).unwrap_or_default();
            }
        }
    }
    said
}

fn xmp(pdf: &Pdf) -> Option<String> {
    let catalog: Dict<'_> = pdf.xref().get(pdf.xref().root_id())?;
    let stream = catalog.get::<Stream<'_>>("Metadata")?;
    let bytes = stream.decoded().ok()?;
    (bytes.len() <= MAX_XMP).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// The parser knows a day without a time only as midnight.
fn rfc3339(d: &DateTime) -> String {
    let day = format!("{:04}-{:02}-{:02}", d.year, d.month, d.day);
    if (d.hour, d.minute, d.second) == (0, 0, 0) {
        return day;
    }
    let time = format!("{:02}:{:02}:{:02}", d.hour, d.minute, d.second);
    match (d.utc_offset_hour, d.utc_offset_minute) {
        (0, 0) => format!("{day}T{time}Z"),
        (hours, minutes) => {
            let sign = if hours < 0 { '-' } else { '+' };
            format!("{day}T{time}{sign}{:02}:{minutes:02}", hours.unsigned_abs())
        }
    }
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
