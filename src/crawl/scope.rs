//! What belongs to the agency's site, and what is read one step outside of it.

use url::Url;

use super::canon;
use crate::extract::Kind;

/// Endings of files that are documents wherever they lie.
const DOCUMENTS: [&str; 20] = [
    "pdf", "doc", "docx", "xls", "xlsx", "xlsm", "csv", "ppt", "pptx", "odt", "ods", "odp", "rtf", "txt",
    "zip", "rar", "7z", "epub", "pps", "ppsx",
];
/// Hosts that carry conversations, never the agency's own files.
const SOCIAL: [&str; 14] = [
    "facebook.com",
    "fb.com",
    "fb.me",
    "messenger.com",
    "m.me",
    "twitter.com",
    "x.com",
    "youtube.com",
    "youtu.be",
    "instagram.com",
    "tiktok.com",
    "line.me",
    "lin.ee",
    "pinterest.com",
];

/// Flip books and shared folders: the document is on a screen there, and nowhere to be had.
const VIEWERS: [&str; 23] = [
    "anyflip.com",
    "fliphtml5.com",
    "pubhtml5.com",
    "flipbookpdf.net",
    "flippingbook.com",
    "flipsnack.com",
    "heyzine.com",
    "publuu.com",
    "issuu.com",
    "scribd.com",
    "calameo.com",
    "yumpu.com",
    "joomag.com",
    "slideshare.net",
    "canva.com",
    "1drv.ms",
    "onedrive.live.com",
    "sharepoint.com",
    "dropbox.com",
    "mega.nz",
    "mediafire.com",
    "4shared.com",
    "box.com",
];

/// The hosts that count as the site: the root's, with and without `www.`, over http and https.
#[derive(Debug, Clone)]
pub struct Scope {
    hosts: Vec<(String, Option<u16>)>,
}

/// Where an address stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Inside,
    /// On another host, but a document: read, never walked on from.
    Document,
    Outside,
}

impl Scope {
    pub fn new(root: &Url) -> Self {
        Self { hosts: vec![key(root)] }
    }

    /// The root was redirected to another host, which is the site from then on.
    ///
    /// Returns whether that was news.
    pub fn add(&mut self, url: &Url) -> bool {
        let new = !self.contains(url);
        if new {
            self.hosts.push(key(url));
        }
        new
    }

    pub fn contains(&self, url: &Url) -> bool {
        self.hosts.contains(&key(url))
    }

    pub fn place(&self, url: &Url) -> Place {
        if self.contains(url) {
            Place::Inside
        } else if !is_social(url) && (looks_like_document(url) || is_cloud_file(url)) {
            Place::Document
        } else {
            Place::Outside
        }
    }
}

/// Host without `www.`, and the port unless it is a usual one: http and https are one site.
fn key(url: &Url) -> (String, Option<u16>) {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    (host.strip_prefix("www.").unwrap_or(host).to_owned(), url.port().filter(|p| !matches!(p, 80 | 443)))
}

pub fn is_social(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    SOCIAL.iter().any(|s| host == *s || host.strip_suffix(s).is_some_and(|h| h.ends_with('.')))
}

/// Whether the path, or a parameter that names a file, ends like a document.
pub fn looks_like_document(url: &Url) -> bool {
    let ends = |text: &str| {
        let text = canon::readable(text).to_lowercase();
        text.rsplit_once('.').is_some_and(|(_, end)| DOCUMENTS.contains(&end.trim()))
    };
    ends(url.path()) || url.query_pairs().any(|(_, value)| ends(&value))
}

fn is_cloud_file(url: &Url) -> bool {
    download(url).is_some()
}

/// The address from which a file shared on Google Drive, Docs or Dropbox can be had as a file.
pub fn download(url: &Url) -> Option<Url> {
    let mut parts: Vec<&str> = url.path_segments()?.collect();
    let asked = |name: &str| url.query_pairs().find(|(k, _)| k == name).map(|(_, v)| v.into_owned());
    let host = url.host_str()?;
    match host {
        "drive.google.com" | "docs.google.com" => {}
        "drive.usercontent.google.com" => return asked("id").map(|_| url.clone()),
        "www.dropbox.com" | "dropbox.com" => {
            let file = matches!(parts.first().copied()?, "s" | "scl") && parts.get(1) != Some(&"fo");
            return file.then(|| with_parameter(url, "dl", "1"));
        }
        _ => return None,
    }
    // `/a/<domain>/` and `/u/<number>/` say as whom it is looked at.
    if matches!(parts.first().copied()?, "a" | "u") && parts.len() > 2 {
        parts.drain(..2);
    } else if parts.get(1) == Some(&"u") && parts.len() > 3 {
        parts.drain(1..3);
    }
    let kind = parts.first().copied()?;
    if parts.get(1..3) == Some(&["d", "e"]) {
        // Published to the web: a text as a page, a sheet as a file, slides as a script.
        let id = parts.get(3)?;
        let address = match kind {
            "document" => format!("https://docs.google.com/document/d/e/{id}/pub"),
            "spreadsheets" => format!("https://docs.google.com/spreadsheets/d/e/{id}/pub?output=xlsx"),
            _ => return None,
        };
        return Url::parse(&address).ok();
    }
    let id_after_d = || {
        let at = parts.iter().position(|p| *p == "d")?;
        parts.get(at + 1).copied().filter(|id| id.len() > 10).map(str::to_owned)
    };
    let address = match kind {
        "document" => format!("https://docs.google.com/document/d/{}/export?format=docx", id_after_d()?),
        "spreadsheets" => {
            format!("https://docs.google.com/spreadsheets/d/{}/export?format=xlsx", id_after_d()?)
        }
        "presentation" => format!("https://docs.google.com/presentation/d/{}/export/pptx", id_after_d()?),
        "file" | "open" | "uc" => {
            let id = if kind == "file" { id_after_d()? } else { asked("id")? };
            // A large file comes behind a question whether it may come without a search for viruses.
            format!("https://drive.google.com/uc?export=download&confirm=t&id={id}")
        }
        _ => return None,
    };
    Url::parse(&address).ok()
}

fn with_parameter(url: &Url, name: &str, value: &str) -> Url {
    let kept: Vec<_> =
        url.query_pairs().filter(|(k, _)| k != name).map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
    let mut out = url.clone();
    out.query_pairs_mut().clear().extend_pairs(kept).append_pair(name, value);
    out
}

/// Whether an answer is the sharing host's own page, such as one that asks to log in, in place of
/// the file that was shared at `url`.
pub fn withholds(url: &Url, kind: Kind) -> bool {
    kind == Kind::Html && download(url).is_some_and(|d| !d.path().ends_with("/pub"))
}

/// Whether the address opens a document in a program on another host that gives no file away.
pub fn is_viewer(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let google = matches!(host, "drive.google.com" | "docs.google.com");
    // A form is no document, and the front page of such a service shows none.
    url.path().len() > 1
        && !url.path().contains("/forms/")
        && (google
            || VIEWERS.iter().any(|s| host == *s || host.strip_suffix(s).is_some_and(|h| h.ends_with('.'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(address: &str) -> Url {
        Url::parse(address).expect("an address")
    }

    #[test]
    fn inside_one_step_out_and_outside() {
        let scope = Scope::new(&url("https://www.example.go.th/"));
        let table = [
            ("http://example.go.th/a", Place::Inside),
            ("https://www.example.go.th:443/a", Place::Inside),
            ("https://example.go.th:8443/a", Place::Outside),
            ("https://sub.example.go.th/a", Place::Outside),
            ("https://other.go.th/a.PDF", Place::Document),
            ("https://other.go.th/get.php?file=plan.docx", Place::Document),
            ("https://drive.google.com/file/d/1AbCdEfGhIjKlMn/view?usp=sharing", Place::Document),
            ("https://drive.google.com/drive/folders/1AbCdEfGhIjKlMn", Place::Outside),
            ("https://www.facebook.com/a.pdf", Place::Outside),
            ("https://netflix.com/a", Place::Outside),
        ];
        for (address, wanted) in table {
            assert_eq!(scope.place(&url(address)), wanted, "{address}");
        }
        assert!(!is_social(&url("https://index.com/")), "the end of a name is not the name");
    }

    #[test]
    fn shared_files_are_asked_for_as_files() {
        let table = [
            (
                "https://drive.google.com/open?id=1AbCdEfGhIjKlMn",
                "https://drive.google.com/uc?export=download&confirm=t&id=1AbCdEfGhIjKlMn",
            ),
            (
                "https://drive.google.com/a/example.go.th/file/d/1AbCdEfGhIjKlMn/preview",
                "https://drive.google.com/uc?export=download&confirm=t&id=1AbCdEfGhIjKlMn",
            ),
            (
                "https://docs.google.com/document/u/0/d/1AbCdEfGhIjKlMn/mobilebasic",
                "https://docs.google.com/document/d/1AbCdEfGhIjKlMn/export?format=docx",
            ),
            (
                "https://docs.google.com/spreadsheets/d/e/2PACX-1AbCdEf/pubhtml?widget=true",
                "https://docs.google.com/spreadsheets/d/e/2PACX-1AbCdEf/pub?output=xlsx",
            ),
            (
                "https://docs.google.com/presentation/d/1AbCdEfGhIjKlMn/embed",
                "https://docs.google.com/presentation/d/1AbCdEfGhIjKlMn/export/pptx",
            ),
            ("https://www.dropbox.com/s/abc/plan.pdf?dl=0", "https://www.dropbox.com/s/abc/plan.pdf?dl=1"),
            (
                "https://docs.google.com/document/d/1AbCdEfGhIjKlMn/edit",
                "https://docs.google.com/document/d/1AbCdEfGhIjKlMn/export?format=docx",
            ),
            (
                "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMn/edit#gid=0",
                "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMn/export?format=xlsx",
            ),
        ];
        for (shared, file) in table {
            assert_eq!(download(&url(shared)).map(String::from).as_deref(), Some(file));
        }
        assert_eq!(download(&url("https://docs.google.com/forms/d/e/1AbCdEfGhIjKlMn/viewform")), None);
    }
    #[test]
    fn a_viewer_is_named_and_a_page_in_place_of_a_file_is_no_file() {
        let viewers = [
            "https://anyflip.com/abcd/efgh/",
            "https://online.fliphtml5.com/abcd/efgh/",
            "https://agency-my.sharepoint.com/:b:/g/personal/x",
            "https://drive.google.com/drive/folders/1AbCdEfGhIjKlMn",
        ];
        assert!(viewers.iter().all(|v| is_viewer(&url(v))));
        for other in [
            "https://docs.google.com/forms/d/e/1AbCdEfGhIjKlMn/viewform",
            "https://issuu.com/",
            "https://nota-issuu.com/a",
        ] {
            assert!(!is_viewer(&url(other)), "{other}");
        }
        let shared = url("https://drive.google.com/file/d/1AbCdEfGhIjKlMn/view");
        assert!(withholds(&shared, Kind::Html) && !withholds(&shared, Kind::Pdf));
        assert!(!withholds(&url("https://docs.google.com/document/d/e/2PACX-1AbCdEf/pub"), Kind::Html));
        assert!(!withholds(&url("https://other.go.th/a.pdf"), Kind::Html));
    }
}
