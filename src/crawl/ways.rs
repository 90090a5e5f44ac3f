//! Where a document leads, and what its answer's header adds to that.

use serde::{Deserialize, Serialize};
use url::Url;

use super::canon;
use crate::extract::{Document, Kind, Link, Region, Way};

/// One address named by a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Lead {
    /// Canonical; of an address that is none, as written.
    pub(super) url: String,
    pub(super) original: String,
    pub(super) text: String,
    pub(super) context: String,
    pub(super) way: Way,
    pub(super) region: Region,
    /// An http(s) address.
    pub(super) good: bool,
}

/// Schemes that lead to a person, a script or nowhere, and are no fault of the page.
const SILENT: [&str; 14] = [
    "mailto",
    "tel",
    "fax",
    "sms",
    "javascript",
    "data",
    "about",
    "blob",
    "line",
    "viber",
    "whatsapp",
    "skype",
    "intent",
    "fb-messenger",
];

/// Everything the document leads to, in its order.
pub(super) fn leads(document: &Document) -> Vec<Lead> {
    let mut out = links(document);
    out.extend(forms(document));
    out
}

/// Where its links lead.
pub(super) fn links(document: &Document) -> Vec<Lead> {
    let posted: Vec<&str> =
        document.forms.iter().filter(|f| f.method == "post").map(|f| f.action.as_str()).collect();
    let links = document.links.iter().filter(|l| l.way != Way::Form || !posted.contains(&l.url.as_str()));
    let mut hosts = Hosts::default();
    links.filter_map(|link| lead_by(link, &mut hosts)).collect()
}

/// How addresses begin that were found to be canonical as written: most links of a page lead to its own host, and
/// parsing takes time.
#[derive(Default)]
struct Hosts(Vec<String>);

impl Hosts {
    const MOST: usize = 8;

    /// [`canon::canon`].
    fn canon(&mut self, address: &str) -> Option<String> {
        let path = address.find("//").and_then(|at| Some(at + 2 + address[at + 2..].find('/')?));
        let Some((host, path)) = path.map(|at| address.split_at(at)) else { return canon::canon(address) };
        let plain = is_plain(path);
        if plain && self.0.iter().any(|known| known == host) {
            return Some(address.to_owned());
        }
        let canonical = canon::canon(address);
        if plain && canonical.as_deref() == Some(address) && self.0.len() < Self::MOST {
            self.0.push(host.to_owned());
        }
        canonical
    }
}

/// Whether nothing in a path could be written otherwise: letters, digits, and dots that stand among them.
fn is_plain(path: &str) -> bool {
    let mut last = b'/';
    path.bytes().all(|b| {
        let fits = b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_') || b == b'.' && last != b'/';
        last = b;
        fits
    })
}

/// Where its forms lead: a form is opened as it stands, without its fields; often it is the search page of a
/// register.
pub(super) fn forms(document: &Document) -> Vec<Lead> {
    let open = document.forms.iter().filter(|f| f.method != "post" && !f.action.is_empty());
    let link = open.map(|form| Link {
        url: form.action.split(['?', '#']).next().unwrap_or_default().to_owned(),
        text: form.button.clone(),
        way: Way::Form,
        region: form.region,
        ..Link::default()
    });
    link.filter_map(|link| lead(&link)).collect()
}

pub(super) fn lead(link: &Link) -> Option<Lead> {
    lead_by(link, &mut Hosts::default())
}

fn lead_by(link: &Link, hosts: &mut Hosts) -> Option<Lead> {
    let address = if link.url.is_empty() { &link.href } else { &link.url };
    let url = hosts.canon(address);
    if url.is_none() {
        let scheme = address.split(':').next().unwrap_or_default().trim().to_lowercase();
        // A string in a script need not have been meant as an address.
        if address.trim().is_empty()
            || SILENT.contains(&scheme.as_str())
            || matches!(link.way, Way::Script | Way::Data)
        {
            return None;
        }
    }
    Some(Lead {
        good: url.is_some(),
        url: url.unwrap_or_else(|| canon::public(address)),
        original: canon::public(address),
        text: link.text.clone(),
        context: link.context.clone(),
        way: link.way,
        region: link.region,
    })
}

/// The links that stand in the answer's header: `Refresh` and `Link`.
pub(super) fn header_links(base: &str, headers: &[(String, String)]) -> Vec<Link> {
    let mut found: Vec<(&str, Way)> = Vec::new();
    for (name, value) in headers {
        if name.eq_ignore_ascii_case("refresh") {
            if let Some(at) = value.to_ascii_lowercase().find("url=") {
                found.push((value[at + 4..].trim_matches(['"', '\'', ' ']), Way::Refresh));
            }
        } else if name.eq_ignore_ascii_case("link") {
            found.extend(page_links(value).map(|target| (target, Way::Header)));
        }
    }
    // Hardly any answer has one, and parsing takes time.
    let Some(base) = (!found.is_empty()).then(|| canon::parse(base)).flatten() else { return Vec::new() };
    let link = |(target, way): (&str, Way)| {
        let url = base.join(target.trim()).ok()?;
        Some(Link { url: url.into(), href: target.to_owned(), way, ..Link::default() })
    };
    found.into_iter().filter_map(link).collect()
}

/// Targets in a `Link` header that name a page, not a style or a script.
fn page_links(value: &str) -> impl Iterator<Item = &str> {
    const RELATIONS: [&str; 9] =
        ["next", "prev", "previous", "first", "last", "canonical", "alternate", "index", "contents"];
    value.split('<').skip(1).filter_map(|part| {
        let (target, rest) = part.split_once('>')?;
        let rest = rest.to_ascii_lowercase();
        let relation = rest.split_once("rel=")?.1.trim_start_matches('"');
        let relation = relation.split(['"', ';', ',']).next()?;
        relation.split_whitespace().any(|r| RELATIONS.contains(&r)).then_some(target)
    })
}

/// Name of the file that an answer carries: as the server says, else the last part of the address.
pub(super) fn file_name(url: &str, headers: &[(String, String)]) -> String {
    file_name_at(Url::parse(url).ok().as_ref(), headers)
}

/// The same of an address that is parsed already.
pub(super) fn file_name_at(url: Option<&Url>, headers: &[(String, String)]) -> String {
    let said = headers
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case("content-disposition"))
        .and_then(|(_, v)| disposition(v));
    said.unwrap_or_else(|| {
        let path = url.map(Url::path).unwrap_or_default();
        canon::readable(path.rsplit('/').next().unwrap_or_default())
    })
}

fn disposition(value: &str) -> Option<String> {
    let mut plain = None;
    for part in value.split(';').skip(1) {
        let Some((name, value)) = part.split_once('=') else { continue };
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "filename*" => return value.rsplit('\'').next().map(canon::readable),
            "filename" => plain = Some(canon::readable(value)),
            _ => {}
        }
    }
    plain.filter(|n| !n.is_empty())
}

/// What a page that came with 200 turned out to be: asked for itself, and as the end of a redirect. `main`: its own text.
pub(super) fn statuses(document: &Document, main: &str) -> [super::Status; 2] {
    use super::Status;
    if document.kind != Kind::Html {
        let blank = document.blocks.iter().all(|b| b.text.trim().is_empty());
        return [if blank { document.unread_status() } else { Status::Read }; 2];
    }
    let short = main.chars().nth(399).is_none();
    let heading = document.blocks.iter().find(|b| matches!(b.role, crate::extract::Role::Heading(_)));
    let says_nothing = |text: &str| {
        let text = text.to_lowercase();
        ["404", "not found", "ไม่พบหน้า", "ไม่พบเนื้อหา"].iter().any(|w| text.contains(w))
    };
    if short && (says_nothing(&document.title) || heading.is_some_and(|h| says_nothing(&h.text))) {
        return [Status::SoftNotFound; 2];
    }
    if says_gone(document) {
        return [Status::SoftNotFound; 2];
    }
    let asks_password = document.forms.iter().any(|f| f.fields.iter().any(|f| f.kind == "password"));
    let shut = asks_password && main.chars().nth(1499).is_none();
    [Status::Read, if shut { Status::Forbidden } else { Status::Read }]
}

/// The one of them that counts. `redirected`: it is not the address that was asked for.
pub(super) fn status_of(document: &Document, redirected: bool) -> super::Status {
    statuses(document, &document.main_text())[usize::from(redirected)]
}

/// How a site's program says that what was asked for is not there, under whatever head and menu it says it.
const GONE: [&str; 12] = [
    "ไม่พบไฟล์",
    "ไม่พบหน้า",
    "ไม่พบเอกสารที่",
    "ไม่พบเนื้อหา",
    "ไม่พบข้อมูลที่ท่าน",
    "ไม่พบข้อมูลที่คุณ",
    "ไฟล์อาจถูกลบ",
    "ไฟล์ถูกลบ",
    "หน้านี้ถูกลบ",
    "file not found",
    "page not found",
    "the requested url",
];

/// What a foot says under every page.
const FOOT: [&str; 4] = ["©", "สงวนลิขสิทธิ์", "โทรศัพท์", "โทร."];

/// Whether a paragraph begins by saying so, and nothing longer than an entry of a menu stands beside it but the foot.
fn says_gone(document: &Document) -> bool {
    let gone = |text: &str| {
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let text =
            text.strip_prefix("ขออภัย").unwrap_or(text).trim_start_matches(|c: char| !c.is_alphanumeric());
        GONE.iter().any(|said| begins(text, said))
    };
    let mut said = false;
    for block in &document.blocks {
        if gone(&block.text) {
            said = true;
        } else if block.region == Region::Main
            && block.text.chars().nth(80).is_some()
            && !FOOT.iter().any(|foot| block.text.contains(foot))
            && !is_copyright(&block.text)
        {
            return false;
        }
    }
    said
}

/// Whether a text begins so, in whatever case.
fn begins(text: &str, said: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    said.chars().all(|c| letters.next() == Some(c))
}

/// Whether the word stands in a text, in whatever case.
fn is_copyright(text: &str) -> bool {
    const WORD: &[u8] = b"copyright";
    memchr::memchr2_iter(b'c', b'C', text.as_bytes())
        .any(|at| text.as_bytes().get(at..at + WORD.len()).is_some_and(|w| w.eq_ignore_ascii_case(WORD)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Block, Form};

    fn headers(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn links_of_the_header() {
        let mut all = header_links("http://a.th/d/p", &headers("Refresh", "0; URL='/x'"));
        let link = "</css>; rel=preload, <n>; rel=\"next\", </wp-json/>; rel=\"https://api.w.org/\"";
        all.extend(header_links("http://a.th/d/p", &headers("link", link)));
        let found: Vec<_> = all.iter().map(|l| (l.url.as_str(), l.way)).collect();
        assert_eq!(found, [("http://a.th/x", Way::Refresh), ("http://a.th/d/n", Way::Header)]);
    }

    #[test]
    fn what_is_not_parsed_is_canonical() {
        let mut hosts = Hosts::default();
        for address in [
            "http://a.th/x",
            "http://a.th/y/z.html",
            "http://a.th/",
            "http://a.th//x",
            "http://a.th/./x",
            "http://a.th/../x",
            "http://a.th/x/..",
            "http://a.th/.x",
            "http://a.th/x.",
            "http://a.th/x..y",
            "http://a.th/x?b&a#c",
            "http://a.th/x;jsessionid=1",
            "http://a.th/ก",
            "http://a.th/%41",
            "http://a.th/x y",
            "http://a.th/x ",
            "http://A.th/x",
            "http://A.th/y",
            "http://a.th:80/x",
            "http://a.th:80/y",
            "http://a.th./x",
            "http://a.th./y",
            "http://u@a.th/x",
            "http://u@a.th/y",
            "http://127.1/x",
            "http://127.1/y",
            "http://127.0.0.1:8000/x",
            "http://127.0.0.1:8000/y",
            "HTTP://a.th/x",
            "HTTP://a.th/y",
            " http://a.th/x",
            " http://a.th/y",
            "javascript://a/x",
            "javascript://a/y",
            "mailto:a",
            "//a.th/x",
            "http:///x",
            "http:///y",
        ] {
            assert_eq!(hosts.canon(address), canon::canon(address), "{address}");
        }
        assert_eq!(hosts.0, ["http://a.th", "http://127.0.0.1:8000"]);
    }

    #[test]
    fn names_of_files() {
        assert_eq!(file_name("http://a.th/d/%E0%B8%81.pdf?x=1", &[]), "ก.pdf");
        let both =
            headers("Content-Disposition", "attachment; filename=\"x.pdf\"; filename*=UTF-8''%E0%B8%81.pdf");
        assert_eq!(file_name("http://a.th/get", &both), "ก.pdf");
        assert_eq!(
            file_name("http://a.th/get", &headers("content-disposition", "inline; filename=x.pdf")),
            "x.pdf"
        );
    }

    #[test]
    fn leads_leave_out_what_is_no_address_and_what_is_posted() {
        let link = |url: &str, way| Link { url: url.to_owned(), way, ..Link::default() };
        let form = |action: &str, method: &str| Form {
            action: action.to_owned(),
            method: method.to_owned(),
            ..Form::default()
        };
        let document = Document {
            links: vec![
                link("mailto:a@b.th", Way::Anchor),
                link("http://a.th/x#y", Way::Anchor),
                link("ftp://a.th/x", Way::Anchor),
                link("http://a.th/post", Way::Form),
            ],
            forms: vec![form("http://a.th/post", "post"), form("http://a.th/find?q=1", "get")],
            ..Document::default()
        };
        let found: Vec<_> = leads(&document).into_iter().map(|l| (l.url, l.good)).collect();
        let wanted = [("http://a.th/x", true), ("ftp://a.th/x", false), ("http://a.th/find", true)];
        assert_eq!(found, wanted.map(|(u, g)| (u.to_owned(), g)));
    }

    #[test]
    fn pages_that_say_there_is_nothing() {
        let page = |title: &str, text: &str| Document {
            kind: Kind::Html,
            title: title.to_owned(),
            blocks: vec![Block { text: text.to_owned(), ..Block::default() }],
            ..Document::default()
        };
        assert_eq!(status_of(&page("404 Not Found", "x"), false), crate::crawl::Status::SoftNotFound);
        assert_eq!(status_of(&page("ข่าว", "404 ครัวเรือน"), false), crate::crawl::Status::Read);
        assert_eq!(status_of(&Document::default(), false), crate::crawl::Status::Unreadable);
        let said = "ขออภัย! ไม่พบไฟล์ที่ท่านร้องขอ ไฟล์อาจถูกลบหรือย้ายแล้ว";
        let mut gone = page("แจ้งเตือน", said);
        assert_eq!(status_of(&gone, false), crate::crawl::Status::SoftNotFound);
        gone.blocks.push(Block {
            text: "สงวนลิขสิทธิ์ © เทศบาลตำบลตัวอย่าง ".repeat(4), ..Block::default()
        });
        assert_eq!(status_of(&gone, false), crate::crawl::Status::SoftNotFound);
        gone.blocks.push(Block {
            text: "สถิติเรื่องร้องเรียนการทุจริต ".repeat(4), ..Block::default()
        });
        assert_eq!(status_of(&gone, false), crate::crawl::Status::Read);
    }
}
