//! Pictures that are written into a page itself: `<img src="data:image/jpeg;base64,…">`.

use crate::extract::document::{Document, Why};
use crate::extract::mhtml::base64;
use crate::extract::pdf::File;

/// Bytes below which a picture is a line, a bullet or a sign.
const LEAST: usize = 8 << 10;
const BEGIN: &[u8] = b"data:image/";

/// The pictures of a page whose content they are; they are no longer said to be unread.
pub(in crate::extract) fn taken(bytes: &[u8], document: &mut Document) -> Vec<File> {
    let is_written = |detail: &str| detail.starts_with("data:image/");
    let wanted = document.unread.iter().any(|u| u.why == Why::NeedsOcr && is_written(&u.detail));
    let files = if wanted { files(bytes) } else { Vec::new() };
    if !files.is_empty() {
        document.unread.retain(|u| u.why != Why::NeedsOcr || !is_written(&u.detail));
    }
    files
}

/// All pictures that are written into attributes of a page, each by a name made of its number.
pub(in crate::extract) fn files(bytes: &[u8]) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    let mut rest = bytes;
    while files.len() < super::PICTURES {
        let Some(at) = memchr::memmem::find(rest, BEGIN) else { break };
        let in_attribute = at.checked_sub(1).is_some_and(|before| b"\"'= ".contains(&rest[before]));
        rest = &rest[at + BEGIN.len()..];
        let end = rest.iter().position(|b| b"\"'<>)".contains(b)).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        rest = after;
        let Some(comma) = memchr::memchr(b',', address).filter(|_| in_attribute) else { continue };
        let (kind, data) = (&address[..comma], &address[comma + 1..]);
        let Some(kind) = kind.strip_suffix(b";base64") else { continue };
        let kind =
            String::from_utf8_lossy(kind.split(|b| !b.is_ascii_alphanumeric()).next().unwrap_or_default());
        let picture = base64(data);
        let is_new = || files.iter().all(|(_, other)| other.as_deref() != Some(&picture));
        if picture.len() >= LEAST && is_new() {
            let ending = if kind == "jpeg" { "jpg" } else { &kind };
            files.push((format!("picture-{}.{ending}", files.len() + 1), Some(picture)));
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    #[test]
    fn large_pictures_in_attributes_are_taken_once() {
        let code = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
        let (one, two) = (code(&[7; LEAST]), code(&[8; LEAST + 1]));
        let page = format!(
            "<img src=\"data:image/jpeg;base64,{one}\"><img src='data:image/png;base64,{two}'><img src='data:image/png;base64,{two}'>\
             <img src=data:image/gif;base64,{}><i style='background:url(data:image/png;base64,{one})'>",
            code(b"dot")
        );
        let names = |page: &str| files(page.as_bytes()).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(&page), ["picture-1.jpg", "picture-2.png"]);
        assert!(names("data:image/").is_empty() && names("<img src=\"data:image/png;base64,").is_empty());
    }
}
