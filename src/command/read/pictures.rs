//! A page that is one picture, or a few: what they say. An audit has it by following the links to them.

use std::path::{Path, PathBuf};

use url::Url;

use super::file::Source;
use crate::crawl::Reader;
use crate::extract::{self, Document, Hints, Kind, Why};

/// More are an album of photographs.
const MOST: usize = 12;
/// No photograph of a page is larger.
const MOST_BYTES: u64 = 64 << 20;

/// Reads the pictures of a page; those that are not had stay unread.
pub(super) async fn read(page: &mut Document, at: &Source, reader: &Reader) {
    let is_picture = |detail: &String| Url::parse(detail).is_ok();
    let unread = page.unread.iter().filter(|u| u.why == Why::NeedsOcr && u.file.is_none());
    let pictures: Vec<String> = unread.map(|u| u.detail.clone()).filter(is_picture).collect();
    if page.kind != Kind::Html || pictures.len() > MOST {
        return;
    }
    for picture in pictures {
        let read = match at {
            Source::File(path) => beside(path, &picture, reader),
            // What lies elsewhere is advertising more often than a notice.
            Source::Address(page) if host(page) == host(&picture) => {
                super::fetch(&picture, Reader::clone(reader)).await.ok()
            }
            Source::Address(_) => None,
        };
        if let Some(read) = read.filter(|read| read.kind == Kind::Image && !read.ocr.is_empty()) {
            page.unread.retain(|u| u.detail != picture);
            extract::carry(page, read, &name(&picture));
        }
    }
}

/// A picture that lies with the file of its page.
fn beside(page: &Path, picture: &str, reader: &Reader) -> Option<Document> {
    let url = Url::parse(picture).ok()?;
    // Of an address in whole the picture lies on a server.
    if url.host_str() != Some(extract::html::NOWHERE) {
        return None;
    }
    let folder = page.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let parts = url.path_segments()?.map(decoded);
    // The page is somebody's: what it names may be a device, or lie elsewhere on this machine.
    let path = folder.join(parts.collect::<PathBuf>()).canonicalize().ok()?;
    let about = path.metadata().ok()?;
    if !path.starts_with(folder.canonicalize().ok()?) || !about.is_file() || about.len() > MOST_BYTES {
        return None;
    }
    let bytes = std::fs::read(&path).ok()?;
    Some(reader(&bytes, &Hints { file_name: &path.to_string_lossy(), ..Hints::default() }))
}

fn host(address: &str) -> Option<String> {
    Url::parse(address).ok()?.host_str().map(str::to_owned)
}

fn name(picture: &str) -> String {
    decoded(picture.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or(picture))
}

fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_page_has_no_pictures_from_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("in");
        std::fs::create_dir(&inside).unwrap();
        for file in [inside.join("a.png"), folder.path().join("secret.png")] {
            std::fs::write(file, b"bytes").unwrap();
        }
        let reader: Reader = Arc::new(|_: &[u8], _: &Hints| Document::default());
        let has = |picture: &str| {
            let address = format!("http://{}/{picture}", extract::html::NOWHERE);
            beside(&inside.join("page.html"), &address, &reader).is_some()
        };
        assert!(has("a.png"));
        for elsewhere in
            ["..%2Fsecret.png", "%2Fdev%2Fzero", "%2Fproc%2Fself%2Ffd%2F0", "%2Fetc%2Fhostname", ""]
        {
            assert!(!has(elsewhere), "{elsewhere}");
        }
    }
}
