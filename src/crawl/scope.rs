//! What belongs to the agency's site, and what is read one step outside of it.

use url::Url;

use super::canon;

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

/// The address from which a file shared on Google Drive or Docs can be had as a file.
pub fn download(url: &Url) -> Option<Url> {
    let parts: Vec<&str> = url.path_segments()?.collect();
    let id_after_d = || {
        let at = parts.iter().position(|p| *p == "d")?;
        parts.get(at + 1).copied().filter(|id| id.len() > 10 && *id != "e")
    };
    let address = match url.host_str()? {
        "drive.google.com" => {
            let asked = url.query_pairs().find(|(k, _)| k == "id").map(|(_, v)| v.into_owned());
            let id = match parts.first().copied()? {
                "file" => id_after_d()?.to_owned(),
                "open" | "uc" => asked?,
                _ => return None,
            };
            format!("https://drive.google.com/uc?export=download&id={id}")
        }
        "docs.google.com" => match parts.first().copied()? {
            "document" => format!("https://docs.google.com/document/d/{}/export?format=docx", id_after_d()?),
            "spreadsheets" => {
                format!("https://docs.google.com/spreadsheets/d/{}/export?format=xlsx", id_after_d()?)
            }
            "presentation" => format!("https://docs.google.com/presentation/d/{}/export/pptx", id_after_d()?),
            _ => return None,
        },
        _ => return None,
    };
    Url::parse(&address).ok()
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
                "https://drive.google.com/uc?export=download&id=1AbCdEfGhIjKlMn",
            ),
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
}
