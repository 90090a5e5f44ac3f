//! MHTML: a web page in one file, as Word and Excel save it and as browsers do, often under the name of
//! a DOC or XLS. Only its texts are read; the pictures in it are decoration more often than not.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{Document, Hints, Kind, Role, Why};

/// Parts within parts.
const MAX_DEPTH: u8 = 4;
const MAX_PARTS: usize = 200;

/// A text of the file, decoded but for its letters.
struct Part<'a> {
    media_type: &'a str,
    location: &'a str,
    bytes: Vec<u8>,
}

pub(super) fn read(bytes: &[u8], hints: &Hints<'_>) -> Document {
    let mut parts = Vec::new();
    // Heads are ASCII, and bodies are coded as such or stay bytes.
    find(bytes, MAX_DEPTH, &mut parts);
    let mut out: Option<Document> = None;
    let mut tables = 0;
    for part in &parts {
        let url = if part.location.starts_with("http") { part.location } else { hints.url };
        let read = super::html::read(&part.bytes, url, part.media_type);
        match &mut out {
            None => {
                tables = next_table(&read);
                let is_frames = !read.blocks.iter().any(|b| b.text.chars().any(char::is_alphabetic));
                out = Some(read);
                if !is_frames {
                    break;
                }
            }
            // A workbook is a frame with a page for each sheet.
            Some(out) => append(out, read, &mut tables),
        }
    }
    out.unwrap_or_else(|| super::without_text(Kind::Html, Why::Broken, "ไม่พบข้อความในไฟล์ MHTML"))
}

fn next_table(document: &Document) -> u32 {
    let table = |role: Role| if let Role::Row { table, .. } = role { table + 1 } else { 0 };
    document.blocks.iter().map(|b| table(b.role)).max().unwrap_or_default()
}

fn append(out: &mut Document, more: Document, tables: &mut u32) {
    let (offset, first) = (out.blocks.len(), *tables);
    *tables += next_table(&more);
    out.blocks.extend(more.blocks.into_iter().map(|mut block| {
        if let Role::Row { table, .. } = &mut block.role {
            *table += first;
        }
        block
    }));
    out.links.extend(more.links.into_iter().map(|mut link| {
        link.block = link.block.map(|b| b + offset);
        link
    }));
    out.unread.extend(more.unread);
    if out.title.is_empty() {
        out.title = more.title;
    }
}

/// The pages of a message, in order.
fn find<'a>(message: &'a [u8], depth: u8, out: &mut Vec<Part<'a>>) {
    let Some((head, body)) = split(message) else { return };
    let media_type = field(head, "content-type").unwrap_or_default();
    let lower = media_type.to_ascii_lowercase();
    if lower.starts_with("multipart/") {
        let Some(boundary) = boundary(media_type).filter(|_| depth > 0) else { return };
        let mark = format!("--{boundary}");
        for part in between(body, mark.as_bytes()) {
            find(part, depth - 1, out);
        }
    } else if (lower.starts_with("text/html") || lower.starts_with("application/xhtml"))
        && out.len() < MAX_PARTS
    {
        let coding = field(head, "content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
        let bytes = match coding.as_str() {
            "base64" => base64(body),
            "quoted-printable" => quoted_printable(body),
            _ => body.to_vec(),
        };
        let location = field(head, "content-location").unwrap_or_default();
        out.push(Part { media_type, location, bytes });
    }
}

/// The fields of a message and what they are about.
pub(super) fn split(message: &[u8]) -> Option<(&str, &[u8])> {
    let message = message.trim_ascii_start();
    let end =
        |blank: &[u8]| message.windows(blank.len()).position(|w| w == blank).map(|at| (at, at + blank.len()));
    let (end, begin) = match (end(b"\n\n"), end(b"\r\n\r\n")) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    Some((std::str::from_utf8(&message[..end]).ok()?, &message[begin..]))
}

/// A field's value up to its end; what goes on in the next line is left where it is.
pub(super) fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut at = 0;
    for line in head.split_inclusive('\n') {
        let begin = at;
        at += line.len();
        let Some((own, _)) = line.split_once(':') else { continue };
        if !own.eq_ignore_ascii_case(name) {
            continue;
        }
        let folded = |l: &&str| l.starts_with([' ', '\t']);
        let more: usize = head[at..].split_inclusive('\n').take_while(folded).map(str::len).sum();
        return Some(head[begin + own.len() + 1..at + more].trim());
    }
    None
}

pub(super) fn boundary(media_type: &str) -> Option<&str> {
    let at = media_type.to_ascii_lowercase().find("boundary=")? + "boundary=".len();
    let value = media_type.get(at..)?;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([';', ' ', '\t', '\r', '\n']).next(),
    }
    .filter(|b| !b.is_empty())
}

/// What stands between marks at the beginning of lines.
pub(super) fn between<'a>(body: &'a [u8], mark: &[u8]) -> Vec<&'a [u8]> {
    let marks: Vec<usize> = memchr::memmem::find_iter(body, mark)
        .filter(|at| *at == 0 || body[at - 1] == b'\n')
        .take(MAX_PARTS * 4)
        .collect();
    let ends = marks.iter().skip(1).copied().chain([body.len()]);
    marks.iter().zip(ends).filter_map(|(from, to)| body.get(from + mark.len()..to)).collect()
}

pub(super) fn base64(body: &[u8]) -> Vec<u8> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let mut coded: Vec<u8> =
        body.iter().copied().filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).collect();
    // One letter alone is half a byte.
    if coded.len() % 4 == 1 {
        coded.pop();
    }
    GeneralPurpose::new(&alphabet::STANDARD, config).decode(coded).unwrap_or_default()
}

pub(super) fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let digit = |at: usize| body.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while let Some(&byte) = body.get(at) {
        at += 1;
        if byte != b'=' {
            out.push(byte);
        } else if let (Some(high), Some(low)) = (digit(at), digit(at + 1)) {
            out.push((high * 16 + low) as u8);
            at += 2;
        } else if let Some(end) = body[at..].iter().position(|b| *b == b'\n')
            && body[at..at + end].iter().all(u8::is_ascii_whitespace)
        {
            // The line goes on.
            at += end + 1;
        } else {
            out.push(byte);
        }
    }
    out
}
