//! Addresses: resolved as a browser would, and dug out of scripts and attributes.

use base64::Engine as _;
use scraper::node::Element;
use url::Url;

use super::tree::attr;

/// Strings taken from the scripts of one page.
const SCRIPT_LIMIT: usize = 500;
/// Longer inline scripts, or such long lines, are bundled libraries, full of strings like paths.
const SCRIPT_SIZE: usize = 200_000;
const MINIFIED_LINE: usize = 5_000;
/// Where "3D FlipBook" keeps its books in a page.
const PACKED_BOOK: &str = "FB3D_CLIENT_DATA";

/// The absolute address, or `None` where it leads to no page (`mailto:`, `#`, `https://` alone).
pub(super) fn resolve(base: &Url, href: &str) -> Option<String> {
    let href = trim(href);
    if matches!(href, "" | "#" | "#!") {
        return None;
    }
    let url = base.join(href).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// Whether an address ends as pictures' do.
pub(super) fn is_picture(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff"].iter().any(|end| path.ends_with(end))
}

/// Like [`resolve`] for pictures, whose `data:` address is cut to its media type.
pub(super) fn resolve_image(base: &Url, src: &str) -> String {
    let src = trim(src);
    if let Some(data) = src.get(..5).filter(|s| s.eq_ignore_ascii_case("data:")).map(|_| &src[5..]) {
        return format!("data:{}", data.split([';', ',']).next().unwrap_or_default());
    }
    if src.is_empty() {
        return String::new();
    }
    base.join(src).map(String::from).unwrap_or_default()
}

pub(super) fn trim(href: &str) -> &str {
    href.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{200b}' || c == '\u{feff}')
}

/// The code of a `javascript:` address.
pub(super) fn script_of(href: &str) -> Option<&str> {
    let href = trim(href);
    href.get(..11).filter(|s| s.eq_ignore_ascii_case("javascript:")).map(|_| &href[11..])
}

/// The rest of a `mailto:` or `tel:` address, as a person would write it.
pub(super) fn contact_of(href: &str) -> Option<String> {
    let href = trim(href);
    let (scheme, rest) = href.split_once(':')?;
    if !(scheme.eq_ignore_ascii_case("mailto") || scheme.eq_ignore_ascii_case("tel")) {
        return None;
    }
    let rest = rest.split('?').next().unwrap_or_default();
    let rest = percent_encoding::percent_decode_str(rest).decode_utf8_lossy();
    let rest = rest.trim_start_matches('/').trim();
    (!rest.is_empty() && rest.len() <= 200).then(|| rest.to_owned())
}

/// `content` of a `meta refresh`: `5; url='/new'`.
pub(super) fn refresh_target(content: &str) -> Option<&str> {
    let at = content.to_ascii_lowercase().find("url")?;
    let rest = content[at + 3..].trim_start().strip_prefix('=')?.trim();
    let rest = rest.trim_matches(['"', '\'']);
    (!rest.is_empty()).then_some(rest)
}

/// `link rel=…` that names a page, not a style, an icon or a feed.
pub(super) fn is_page_relation(element: &Element) -> bool {
    let kind = attr(element, "type").unwrap_or("text/html");
    kind.to_ascii_lowercase().contains("html")
        && attr(element, "rel").unwrap_or_default().split_ascii_whitespace().any(|rel| {
            const PAGES: [&str; 17] = [
                "next",
                "prev",
                "previous",
                "alternate",
                "canonical",
                "contents",
                "index",
                "start",
                "up",
                "first",
                "last",
                "chapter",
                "section",
                "appendix",
                "help",
                "search",
                "author",
            ];
            PAGES.iter().any(|p| p.eq_ignore_ascii_case(rel))
        })
}

/// Attribute values that hold an address: `onclick="…"` gives code, `data-…` an address or JSON.
pub(super) fn hidden_in(element: &Element, found: &mut Vec<(Hidden, String)>) {
    for (name, value) in element.attrs() {
        if name.len() > 2 && name.starts_with("on") {
            addresses_in_code(value, true, &mut |s| found.push((Hidden::Script, s.to_owned())));
        } else if let Some(rest) = name.strip_prefix("data-") {
            let value = trim(value);
            if value.starts_with(['{', '[']) && value.len() < 20_000 {
                addresses_in_code(value, false, &mut |s| found.push((Hidden::Data, s.to_owned())));
            } else if looks_like_page(value, names_an_address(rest)) {
                found.push((Hidden::Data, value.to_owned()));
            }
        }
        if found.len() >= 50 {
            return;
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    Script,
    Data,
}

fn names_an_address(rest: &str) -> bool {
    matches!(
        rest,
        "href"
            | "url"
            | "src"
            | "source"
            | "file"
            | "pdf"
            | "pdf-src"
            | "pdf-url"
            | "pdf-link"
            | "link"
            | "doc"
            | "document"
            | "download"
            | "path"
            | "page"
    )
}

/// The document that a flip book's own attribute names: `<div class="_df_book" source="/plan.pdf">`.
pub(super) fn flip_book(element: &Element) -> Option<&str> {
    let source = ["source", "data-source", "data-pdf-src"].iter().find_map(|n| attr(element, n)).map(trim)?;
    let class = attr(element, "class").unwrap_or_default().to_ascii_lowercase();
    let named = ["_df_", "df-element", "dflip", "flip-book", "flipbook", "pdfemb", "pdf-viewer"];
    (named.iter().any(|n| class.contains(n)) && is_address(source)).then_some(source)
}

/// The address an embedded frame will have once a script of the page has filled it in.
pub(super) fn late_source(element: &Element) -> Option<&str> {
    let now = attr(element, "src").or_else(|| attr(element, "data")).map(trim).unwrap_or_default();
    if !(now.is_empty() || now.starts_with("about:") || now.starts_with("data:")) {
        return None;
    }
    ["data-src", "data-lazy-src", "data-litespeed-src", "data-original"]
        .iter()
        .find_map(|n| attr(element, n))
        .map(trim)
        .filter(|s| is_address(s))
}

/// Addresses in an inline script, at most `left`.
pub(super) fn in_script(code: &str, left: usize, take: &mut dyn FnMut(&str)) {
    if code.len() > SCRIPT_SIZE
        || code
            .lines()
            .any(|line| line.len() > MINIFIED_LINE && !line.contains("\":") && !line.contains(PACKED_BOOK))
    {
        return;
    }
    let mut count = 0;
    let mut counted = |s: &str| {
        count += 1;
        if count <= left.min(SCRIPT_LIMIT) {
            take(s);
        }
    };
    addresses_in_code(code, false, &mut counted);
    if code.contains(PACKED_BOOK) {
        packed_books(code).iter().for_each(|book| addresses_in_code(book, false, &mut counted));
    }
}

/// The first pages of a flip book that a page's own script builds of pictures, where no script names the document.
pub(super) fn flip_pictures<'c>(code: &'c str, class: &str) -> Vec<&'c str> {
    const SIGNS: [&str; 8] =
        ["flipBook(", "FlipBook(", "flipbook(", "PageFlip(", "option_df_", "df_option", "wowBook(", "turn("];
    const PAGES: usize = 6;
    let is_book = class.contains("flipbook") || SIGNS.iter().any(|sign| code.contains(sign));
    if !is_book || code.len() > SCRIPT_SIZE || code.to_ascii_lowercase().contains(".pdf") {
        return Vec::new();
    }
    let mut found: Vec<&str> = Vec::new();
    let mut before = "";
    for part in code.split(['"', '\'', '`']) {
        let key = before.trim_end_matches([':', ' ', '\n', '\t']);
        // In a list, or the source of a page in one; between the quotes of a key and its value stands a colon alone.
        let listed =
            before.trim_end().ends_with(['[', ',']) || key.ends_with("src") || key.ends_with("image");
        let small = part.contains("thumb") || part.contains("preview");
        if listed && !small && is_picture(part) && is_address(part) && !found.contains(&part) {
            found.push(part);
        }
        if !part.trim_matches([':', ' ']).is_empty() || before.is_empty() {
            before = part;
        }
    }
    found.truncate(PAGES);
    found
}

/// What the flip book "3D FlipBook" of WordPress shows, which it writes as JSON in base64.
fn packed_books(code: &str) -> Vec<String> {
    code.split(['"', '\''])
        .filter(|s| s.starts_with("ey"))
        .filter_map(|s| base64::engine::general_purpose::STANDARD.decode(s).ok())
        .filter_map(|bytes| String::from_utf8(bytes).ok())
        .collect()
}

/// `\u0e41` as JSON of PHP writes Thai, back to the letter.
fn unescape(text: &str) -> String {
    let mut out = text.replace("\\/", "/");
    while let Some(at) = out.find("\\u") {
        let letter =
            out.get(at + 2..at + 6).and_then(|h| u32::from_str_radix(h, 16).ok()).and_then(char::from_u32);
        match letter {
            Some(letter) => out.replace_range(at..at + 6, letter.encode_utf8(&mut [0; 4])),
            None => break,
        }
    }
    out
}

/// Quoted strings that look like addresses, and whatever is assigned to `location` or opened.
pub(super) fn addresses_in_code(code: &str, relative: bool, take: &mut dyn FnMut(&str)) {
    let bytes = code.as_bytes();
    let mut at = 0;
    while let Some(found) = code[at..].find(['"', '\'', '`']) {
        let open = at + found;
        let quote = bytes[open];
        let Some(length) = bytes[open + 1..].iter().take(1000).position(|b| *b == quote || *b == b'\n')
        else {
            at = open + 1;
            continue;
        };
        let close = open + 1 + length;
        if bytes[close] != quote {
            at = open + 1;
            continue;
        }
        at = close + 1;
        // A piece of a sum is not an address: `"/detail/" + id`.
        let before = code[..open].trim_end();
        let after = code[close + 1..].trim_start();
        if before.ends_with('+') || after.starts_with('+') {
            continue;
        }
        let text = &code[open + 1..close];
        let text = if text.contains('\\') { &unescape(text) } else { text };
        let text = trim(text);
        if looks_like_page(text, relative) || (moves_to(before) && is_address(text)) {
            take(text);
        }
    }
}

/// Whether the code before a string sends the browser there.
fn moves_to(before: &str) -> bool {
    let tail = before.trim_end_matches(['(', '=']).trim_end();
    tail.len() < before.len()
        && ["location", "location.href", "location.replace", "location.assign", "window.open", "MM_goToURL"]
            .iter()
            .any(|word| tail.ends_with(word))
}

fn is_address(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 500
        && !text.starts_with('#')
        && !text.contains(['<', '>', '{', '}', '|', '\n', '"'])
        && !text.starts_with("about:")
}

/// A string no one would write unless it leads to a page or a document.
fn looks_like_page(text: &str, relative: bool) -> bool {
    if !is_address(text) || text.len() < 3 || text.contains([' ', '*', '^', '$', '\\', ';']) {
        return false;
    }
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let ending = file.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    const ASSETS: [&str; 21] = [
        "js", "mjs", "css", "map", "png", "jpg", "jpeg", "gif", "svg", "ico", "webp", "bmp", "woff", "woff2",
        "ttf", "eot", "mp4", "mp3", "webm", "wasm", "swf",
    ];
    if ASSETS.contains(&ending.as_str()) || text.ends_with(['=', '&']) {
        return false;
    }
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") || text.starts_with("//") {
        const SERVICES: [&str; 9] = [
            "google-analytics.",
            "googletagmanager.",
            "googleapis.",
            "gstatic.",
            "connect.facebook.",
            "w3.org",
            "schema.org",
            "doubleclick.",
            "cloudflare",
        ];
        return path.contains('.')
            && path.trim_end_matches('/').len() > 8
            && !SERVICES.iter().any(|s| text.contains(s));
    }
    let rooted = text.starts_with('/') || text.starts_with("./") || text.starts_with("../");
    let plain =
        text.bytes().all(|b| b >= 0x80 || b.is_ascii_alphanumeric() || b"-_./%?=&:+,~@()#!".contains(&b));
    const DOCUMENTS: [&str; 21] = [
        "html", "htm", "php", "aspx", "asp", "jsp", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx",
        "odt", "ods", "rtf", "zip", "rar", "csv", "cfm", "do",
    ];
    let document = DOCUMENTS.contains(&ending.as_str()) && file.len() > ending.len() + 1;
    plain
        && ((rooted && path.bytes().any(|b| b >= 0x80 || b.is_ascii_alphabetic()))
            || (document && (relative || path.contains('/') || ending != "do")))
}
