//! Addresses of programs that show a document, turned into the address of the document.
//!
//! A page often leads to `viewer.html?file=plan.pdf` or to a viewer of Google's or Microsoft's; what
//! people read there is the file, so the file is what the link means.

use percent_encoding::percent_decode_str;
use url::Url;

use super::Document;

/// Viewers of whatever address they are given: host, beginning of the path, parameter.
const SERVICES: [(&str, &str, &str); 9] = [
    ("docs.google.com", "/viewer", "url"),
    ("docs.google.com", "/gview", "url"),
    ("docs.google.com", "/a/", "url"),
    ("drive.google.com", "/viewer", "url"),
    ("view.officeapps.live.com", "/op/", "src"),
    ("www.google.com", "/url", "q"),
    ("www.google.com", "/url", "url"),
    ("www.google.co.th", "/url", "url"),
    ("l.facebook.com", "/l.php", "u"),
];
/// What viewers that lie on the agency's own site call the file: PDF.js and what is built on it.
const PARAMETERS: [&str; 12] = [
    "file", "url", "src", "pdf", "source", "doc", "document", "pdfurl", "pdf_url", "fileurl", "docurl",
    "link",
];
/// What stands in the path of such a viewer.
const PATHS: [&str; 10] = [
    "/viewer.",
    "/viewer/",
    "pdfjs",
    "pdf.js",
    "pdfviewer",
    "pdf-viewer",
    "pdf_viewer",
    "viewerjs",
    "flipbook",
    "dflip",
];
/// Endings of what a viewer shows.
const SHOWN: [&str; 13] =
    ["pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "csv", "zip"];
/// A viewer in a viewer in a redirect is as deep as it gets.
const DEPTH: usize = 4;

/// Lets every link of a document lead past the viewer; [`super::Link::href`] stays as written.
pub(super) fn open_links(document: &mut Document) {
    for link in &mut document.links {
        // Most links have no parameter, and need not be parsed again.
        if link.url.contains(['?', '#'])
            && let Some(target) = Url::parse(&link.url).ok().and_then(|u| behind(&u))
        {
            link.url = target.into();
        }
    }
}

/// What is read at an address as people write it: that of the document, where it is a viewer's.
pub fn past(address: &str) -> String {
    let target = Url::parse(address).ok().and_then(|url| behind(&url));
    target.map_or_else(|| address.to_owned(), String::from)
}

/// The address of the document that the viewer at `url` shows; `None` where it is no viewer.
pub fn behind(url: &Url) -> Option<Url> {
    let mut at = one_step(url)?;
    for _ in 1..DEPTH {
        match one_step(&at) {
            Some(next) => at = next,
            None => break,
        }
    }
    Some(at)
}

fn one_step(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let value = |name: &str| {
        url.query_pairs().find(|(k, v)| k.eq_ignore_ascii_case(name) && !v.is_empty()).map(|(_, v)| v)
    };
    for (at, path, name) in SERVICES {
        if host == at
            && url.path().starts_with(path)
            && let Some(target) = value(name).and_then(|v| absolute(&v).or_else(|| bare(&v)))
        {
            return Some(target);
        }
    }
    if host == "docs.google.com" && url.path() == "/viewer" {
        let id = value("srcid")?;
        return Url::parse(&format!("https://drive.google.com/file/d/{id}/view")).ok();
    }
    own(url)
}

/// A viewer on an agency's own site.
fn own(url: &Url) -> Option<Url> {
    let path = url.path().to_ascii_lowercase();
    if path.contains("share") || path.contains("/intent") {
        return None;
    }
    let is_viewer = PATHS.iter().any(|p| path.contains(p))
        || url.query_pairs().any(|(k, v)| k == "action" && v == "get_viewer");
    if is_viewer && let Some(target) = in_fragment(url) {
        return Some(target);
    }
    url.query_pairs().filter(|(k, _)| PARAMETERS.iter().any(|p| k.eq_ignore_ascii_case(p))).find_map(
        |(name, value)| {
            // A whole address of a document is that document, whatever lies in between.
            let target = match absolute(&value) {
                Some(target) if is_viewer || is_shown(&target) => target,
                None if is_viewer && !value.trim().is_empty() => url.join(&unescape(value.trim())).ok()?,
                _ => return None,
            };
            // PDF.js shows what `file` names, also where a program sends it: `?file=/get.php?id=7`.
            let sent = name.eq_ignore_ascii_case("file") && !path.contains("flip") && is_sent(&value);
            let file = is_shown(&target) || absolute(&value).is_some() || sent;
            (file && target != *url && matches!(target.scheme(), "http" | "https")).then_some(target)
        },
    )
}

/// `ViewerJS/#../plan.pdf`, `viewer.html#file=plan.pdf`
fn in_fragment(url: &Url) -> Option<Url> {
    let fragment = url.fragment()?;
    let value = fragment.strip_prefix("file=").unwrap_or(fragment);
    let target = url.join(&unescape(value)).ok()?;
    (is_shown(&target) && target.path() != url.path()).then_some(target)
}

fn absolute(value: &str) -> Option<Url> {
    let value = unescape(value.trim());
    let value = if value.starts_with("//") { format!("https:{value}") } else { value };
    let web = value.get(..8).is_some_and(|s| {
        let s = s.to_ascii_lowercase();
        s.starts_with("http://") || s.starts_with("https://")
    });
    web.then(|| Url::parse(&value).ok()).flatten().filter(Url::has_host)
}

/// `www.example.go.th/plan.pdf`: the viewers that take whole addresses take these too.
fn bare(value: &str) -> Option<Url> {
    let url = Url::parse(&format!("http://{}", unescape(value.trim()))).ok()?;
    (url.host_str().is_some_and(|h| h.contains('.')) && is_shown(&url)).then_some(url)
}

/// A relative address that asks a program of the site for something.
fn is_sent(value: &str) -> bool {
    let value = unescape(value.trim());
    value.starts_with(['/', '.']) && value.contains('?')
}

/// Some write the address escaped twice; what still begins like that is undone once more.
fn unescape(value: &str) -> String {
    let start = value.get(..14).unwrap_or(value).to_ascii_lowercase();
    if start.contains("%3a") || start.starts_with("%2f") || start.contains("..%2f") {
        percent_decode_str(value).decode_utf8_lossy().into_owned()
    } else {
        value.to_owned()
    }
}

fn is_shown(url: &Url) -> bool {
    let path = percent_decode_str(url.path()).decode_utf8_lossy().to_lowercase();
    path.rsplit_once('.').is_some_and(|(_, end)| SHOWN.contains(&end.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_behind_each_viewer() {
        let table = [
            (
                "https://docs.google.com/viewer?url=https%3A%2F%2Fa.go.th%2Fp.pdf&embedded=true",
                "https://a.go.th/p.pdf",
            ),
            (
                "https://docs.google.com/gview?url=http://a.go.th/p.docx&embedded=true",
                "http://a.go.th/p.docx",
            ),
            (
                "https://docs.google.com/viewerng/viewer?url=http://a.go.th/get%3Fid%3D3",
                "http://a.go.th/get?id=3",
            ),
            (
                "https://docs.google.com/viewer?a=v&pid=explorer&srcid=0B1234567890abc",
                "https://drive.google.com/file/d/0B1234567890abc/view",
            ),
            (
                "https://view.officeapps.live.com/op/embed.aspx?src=https%3A%2F%2Fa.go.th%2Fp.xlsx&wdStartOn=1",
                "https://a.go.th/p.xlsx",
            ),
            (
                "https://a.go.th/js/pdfjs/web/viewer.html?file=/files/p.pdf#page=2",
                "https://a.go.th/files/p.pdf",
            ),
            ("https://a.go.th/pdfjs/web/viewer.html?file=..%2F..%2Ff%2Fp.pdf", "https://a.go.th/f/p.pdf"),
            ("https://a.go.th/pdfjs/web/viewer.html?file=%252Ff%252Fp.pdf", "https://a.go.th/f/p.pdf"),
            (
                "https://a.go.th/pdfjs/web/viewer.html?file=%E0%B9%81%E0%B8%9C%E0%B8%99.pdf",
                "https://a.go.th/pdfjs/web/%E0%B9%81%E0%B8%9C%E0%B8%99.pdf",
            ),
            (
                "https://a.go.th/wp-content/plugins/pdfjs-viewer-shortcode/pdfjs/web/viewer.php?file=https%3A%2F%2Fa.go.th%2Fp.pdf&dButton=true",
                "https://a.go.th/p.pdf",
            ),
            (
                "https://a.go.th/wp-admin/admin-ajax.php?action=get_viewer&file=https%3A%2F%2Fa.go.th%2Fp.pdf&key=x",
                "https://a.go.th/p.pdf",
            ),
            ("https://a.go.th/ViewerJS/#../f/p.odt", "https://a.go.th/f/p.odt"),
            ("https://www.google.com/url?q=https://a.go.th/p.pdf&sa=D", "https://a.go.th/p.pdf"),
            (
                "https://a.go.th/pdfjs/web/viewer.html?file=https%3A%2F%2Fdocs.google.com%2Fgview%3Furl%3Dhttp%3A%2F%2Fb.go.th%2Fp.pdf",
                "http://b.go.th/p.pdf",
            ),
            ("https://a.go.th/show.aspx?pdf=https://b.go.th/p.pdf", "https://b.go.th/p.pdf"),
            ("https://docs.google.com/gview?embedded=true&url=www.a.go.th/p.pdf", "http://www.a.go.th/p.pdf"),
            (
                "https://a.go.th/pdfjs/web/viewer.html?file=%2Fget.php%3Fid%3D7",
                "https://a.go.th/get.php?id=7",
            ),
        ];
        for (viewer, document) in table {
            let url = Url::parse(viewer).expect("an address");
            assert_eq!(behind(&url).map(String::from).as_deref(), Some(document), "{viewer}");
        }
    }

    #[test]
    fn what_is_no_viewer_stays() {
        for address in [
            "https://a.go.th/download.php?file=p.pdf",
            "https://a.go.th/login?url=https://a.go.th/member",
            "https://a.go.th/viewer.php?id=12",
            "https://www.facebook.com/sharer/sharer.php?u=https://a.go.th/p.pdf",
            "https://social-plugins.line.me/lineit/share?url=https://a.go.th/p.pdf",
            "https://twitter.com/intent/tweet?url=https://a.go.th/p.pdf",
            "https://drive.google.com/file/d/1AbCdEfGhIjKlMn/view",
            "https://a.go.th/p.pdf#page=3",
            "https://a.go.th/pdfjs/web/viewer.html?file=javascript:alert(1)",
            "https://www.google.com/url?q=plan.pdf",
            "https://a.go.th/flipbook/viewer.php?file=/book?id=7",
        ] {
            let url = Url::parse(address).expect("an address");
            assert_eq!(behind(&url).map(String::from), None, "{address}");
        }
    }
}
