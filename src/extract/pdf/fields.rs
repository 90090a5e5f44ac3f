//! What was filled into a form, or written onto a page, and is kept beside what the page draws:
//! programs that fill forms leave the drawing to the viewer.

use hayro_interpret::TransformExt;
use hayro_interpret::kurbo::{Point, Rect};
use hayro_syntax::object::{Array, Dict, Name, Object, Rect as PdfRect, String as PdfString};
use hayro_syntax::page::Page;

use super::device::Content;
use super::segment::is_thai_mark;

/// Fields of a page beyond which it is no form.
const MAX_FIELDS: usize = 2_000;
/// Letters of one field.
const MAX_LETTERS: usize = 20_000;
/// Fields that a field may stand in.
const MAX_PARENTS: usize = 8;
/// Flags: the field holds a password; the annotation is not shown.
const PASSWORD: u32 = 1 << 13;
const UNSEEN: u32 = 1 << 1 | 1 << 5;

/// Adds the texts that stand in no drawing.
pub(super) fn write(page: &Page<'_>, content: &mut Content) {
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { return };
    let place = page.initial_transform(true).to_kurbo();
    for annotation in annotations.iter::<Dict<'_>>().take(MAX_FIELDS) {
        if annotation.get::<u32>("F").unwrap_or_default() & UNSEEN != 0 {
            continue;
        }
        let text = match annotation.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Widget") => value(&annotation),
            Some(b"FreeText") => {
                annotation.get::<PdfString<'_>>("Contents").map(|s| super::decode(s.as_bytes()))
            }
            _ => None,
        };
        let Some(text) = text.filter(|t| t.chars().any(char::is_alphanumeric)) else { continue };
        let Some(r) = annotation.get::<PdfRect>("Rect") else { continue };
        let area = place.transform_rect_bbox(Rect::new(r.x0, r.y0, r.x1, r.y1));
        // Where something stands, it was drawn; dots to write on are nothing.
        if area.is_finite() && !content.has_letters(area) {
            set(content, area, &text);
        }
    }
}

/// The text or the choice of a field.
fn value(field: &Dict<'_>) -> Option<String> {
    let inherited = |key: &str| {
        let mut field = field.clone();
        for _ in 0..MAX_PARENTS {
            if field.contains_key(key) {
                return Some(field);
            }
            field = field.get::<Dict<'_>>("Parent")?;
        }
        None
    };
    let kind = inherited("FT")?.get::<Name<'_>>("FT")?;
    let flags = inherited("Ff").and_then(|f| f.get::<u32>("Ff")).unwrap_or_default();
    let choice = kind.as_ref() == b"Ch";
    if !choice && (kind.as_ref() != b"Tx" || flags & PASSWORD != 0) {
        return None;
    }
    let field = inherited("V")?;
    let text = |s: &PdfString<'_>| super::decode(s.as_bytes());
    let chosen: Vec<String> = match field.get::<Object<'_>>("V")? {
        Object::String(s) => vec![text(&s)],
        Object::Array(several) => several.iter::<PdfString<'_>>().map(|s| text(&s)).collect(),
        _ => return None,
    };
    let shown = |value: String| {
        // What a choice is called may differ from what it is kept as.
        let options = inherited("Opt").filter(|_| choice).and_then(|f| f.get::<Array<'_>>("Opt"));
        let pairs = options.iter().flat_map(|o| o.iter::<Array<'_>>());
        let pair = |p: Array<'_>| {
            let mut both = p.iter::<PdfString<'_>>();
            Some((text(&both.next()?), text(&both.next()?)))
        };
        pairs.filter_map(pair).find(|(kept, _)| *kept == value).map_or(value, |(_, shown)| shown)
    };
    Some(chosen.into_iter().map(shown).collect::<Vec<_>>().join("\n"))
}

/// Sets a text into its box, a line under the other.
fn set(content: &mut Content, area: Rect, text: &str) {
    let lines: Vec<&str> = text.split(['\r', '\n']).filter(|l| !l.trim().is_empty()).collect();
    let step = area.height() / lines.len().max(1) as f64;
    let size = (step * 0.7).clamp(4.0, 12.0);
    for (i, line) in lines.iter().enumerate() {
        let letters = line.chars().filter(|c| !is_thai_mark(*c)).count().max(1);
        let advance = (size * 0.45).min(area.width() / letters as f64);
        let y = area.y0 + step * (i as f64 + 0.5) + size * 0.3;
        let mut x = area.x0 + 1.0;
        for c in line.chars().take(MAX_LETTERS) {
            let width = if is_thai_mark(c) { 0.0 } else { advance };
            content.write(c, Point::new(x, y), width, size);
            x += width;
        }
    }
}
