//! Files that a PDF carries: appendices, and whole portfolios whose only page says that they are one.

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use hayro_syntax::page::Page;

/// Files, and lists of them within lists.
const MAX_FILES: usize = 50;
const MAX_DEPTH: usize = 6;
/// Bytes of one file.
const MOST: u64 = 32 << 20;
/// Pages that are looked at for a clip with a file.
const MAX_PAGES: usize = 50;

/// A file with its name; `None` in place of what cannot be unpacked or is too much.
pub(in crate::extract) type File = (String, Option<Vec<u8>>);

pub(super) fn files(pdf: &Pdf) -> Vec<File> {
    let mut out = Vec::new();
    let catalog: Option<Dict<'_>> = pdf.xref().get(pdf.xref().root_id());
    let names =
        catalog.and_then(|c| c.get::<Dict<'_>>("Names")).and_then(|n| n.get::<Dict<'_>>("EmbeddedFiles"));
    if let Some(names) = names {
        walk(&names, MAX_DEPTH, &mut out);
    }
    for page in pdf.pages().iter().take(MAX_PAGES) {
        clipped(page, &mut out);
    }
    out
}

fn walk(node: &Dict<'_>, depth: usize, out: &mut Vec<File>) {
    // Names and files in turn.
    for entry in node.get::<Array<'_>>("Names").iter().flat_map(|names| names.iter::<Object<'_>>()) {
        if let Object::Dict(file) = entry {
            add(&file, out);
        }
    }
    if depth > 0 {
        let kids = node.get::<Array<'_>>("Kids");
        kids.iter()
            .flat_map(|kids| kids.iter::<Dict<'_>>())
            .take(MAX_FILES)
            .for_each(|k| walk(&k, depth - 1, out));
    }
}

fn clipped(page: &Page<'_>, out: &mut Vec<File>) {
    let annotations = page.raw().get::<Array<'_>>("Annots");
    for annotation in annotations.iter().flat_map(|a| a.iter::<Dict<'_>>()).take(MAX_FILES) {
        let is_file = annotation.get::<Name<'_>>("Subtype").is_some_and(|n| n.as_ref() == b"FileAttachment");
        if let Some(file) = annotation.get::<Dict<'_>>("FS").filter(|_| is_file) {
            add(&file, out);
        }
    }
}

fn add(file: &Dict<'_>, out: &mut Vec<File>) {
    let Some(streams) = file.get::<Dict<'_>>("EF").filter(|_| out.len() < MAX_FILES) else { return };
    let stream = ["UF", "F"].iter().find_map(|key| streams.get::<Stream<'_>>(key));
    let name = ["UF", "F"].iter().find_map(|key| file.get::<PdfString<'_>>(key));
    let (Some(stream), Some(name)) = (stream, name) else { return };
    let name = super::decode(name.as_bytes());
    // A page may show the clip of a file that is in the list too.
    if !out.iter().any(|(known, _)| *known == name) {
        out.push((name, unpacked(&stream)));
    }
}

fn unpacked(stream: &Stream<'_>) -> Option<Vec<u8>> {
    let raw = stream.raw_data();
    let mut bytes = Vec::new();
    let dict = stream.dict();
    let one = dict.get::<Name<'_>>("Filter");
    let several = dict.get::<Array<'_>>("Filter");
    let filters: Vec<Name<'_>> =
        one.into_iter().chain(several.iter().flat_map(|f| f.iter::<Name<'_>>())).collect();
    match filters.as_slice() {
        [] => raw.as_ref().take(MOST + 1).read_to_end(&mut bytes).ok()?,
        [name] if name.as_ref() == b"FlateDecode" => {
            ZlibDecoder::new(raw.as_ref()).take(MOST + 1).read_to_end(&mut bytes).ok()?
        }
        _ => return None,
    };
    (bytes.len() as u64 <= MOST).then_some(bytes)
}
