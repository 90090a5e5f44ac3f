//! One form for every address, so that a page is visited once whatever way it is written.

use percent_encoding::percent_decode_str;
use url::Url;

/// Names under which servers hide a session: dropped whatever the value.
const SESSION: [&str; 9] =
    ["phpsessid", "jsessionid", "sessionid", "session_id", "cfid", "cftoken", "oscsid", "zenid", "ccsuid"];
/// Names that are a session only when the value looks like one: `sid=12` is an article in old portals.
const MAYBE_SESSION: [&str; 4] = ["sid", "s_id", "sess", "session"];
/// Names that tell where a visitor came from and never change the page.
const TRACKING: [&str; 10] =
    ["fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl"];

/// The canonical form of an absolute address of http or https; `None` for anything else.
///
/// `index.html` is not taken for `/`, nor `www.` for its absence: only the content can tell that.
pub fn canon(address: &str) -> Option<String> {
    let url = parse(address)?;
    Some(canon_url(url).into())
}

/// [`canon`] of an address that is parsed already.
pub fn canon_url(mut url: Url) -> Url {
    url.set_fragment(None);
    // Neither call can fail on http(s), the only schemes that come here.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if let Some(host) = url.host_str()
        && let Some(bare) = host.strip_suffix('.')
    {
        let bare = bare.to_owned();
        let _ = url.set_host(Some(&bare));
    }
    // Most paths have nothing that could be untidy.
    if url.path().contains(['%', ';', '(']) {
        let path = tidy_path(url.path());
        if path != url.path() {
            url.set_path(&path);
        }
    }
    if let Some(query) = url.query() {
        let tidy = tidy_query(query);
        if tidy.is_empty() {
            url.set_query(None);
        } else if tidy != query {
            url.set_query(Some(&tidy));
        }
    }
    url
}

/// An address as written, without the name and password that some people write into it: what is
/// shown or stored shows nobody how to log in.
pub fn public(address: &str) -> String {
    let Some(start) = address.find("//").map(|at| at + 2) else { return address.to_owned() };
    let host_ends = address[start..].find(['/', '?', '#', '\\']).map_or(address.len(), |at| start + at);
    match address[start..host_ends].rfind('@') {
        Some(at) => format!("{}{}", &address[..start], &address[start + at + 1..]),
        None => address.to_owned(),
    }
}

/// Parses an absolute http(s) address with a host.
pub fn parse(address: &str) -> Option<Url> {
    let url = Url::parse(address.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

fn tidy_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for (n, segment) in path.split('/').enumerate() {
        // ASP.NET writes a cookieless session as a segment of its own: /(S(abc…))/page.aspx
        if segment.starts_with("(S(") && segment.ends_with("))") {
            continue;
        }
        if n > 0 {
            out.push('/');
        }
        let mut parts = segment.split(';');
        out.push_str(&tidy_escapes(parts.next().unwrap_or_default()));
        for part in parts.filter(|p| !is_noise(p)) {
            out.push(';');
            out.push_str(&tidy_escapes(part));
        }
    }
    out
}

fn tidy_query(query: &str) -> String {
    let mut out = String::with_capacity(query.len());
    for part in query.split('&') {
        // An ampersand escaped twice in the page leaves `amp;` at the head of the next name.
        let mut part = part;
        while let Some(rest) = part.strip_prefix("amp;") {
            part = rest;
        }
        if part.is_empty() || is_noise(part) {
            continue;
        }
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(&tidy_escapes(part));
    }
    out
}

/// A session or tracking parameter, `name=value`.
fn is_noise(part: &str) -> bool {
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    let name = name.to_ascii_lowercase();
    SESSION.contains(&name.as_str())
        || name.starts_with("aspsessionid")
        || name.starts_with("utm_")
        || TRACKING.contains(&name.as_str())
        || (MAYBE_SESSION.contains(&name.as_str())
            && value.len() >= 16
            && value.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Escapes in upper case, and none where the character may stand for itself.
fn tidy_escapes(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    while rest < bytes.len() {
        let escape = (bytes[rest] == b'%').then(|| bytes.get(rest + 1..rest + 3)).flatten().and_then(hex);
        match escape {
            Some(b) if b.is_ascii_alphanumeric() || b"-._~".contains(&b) => {
                out.push(char::from(b));
                rest += 3;
            }
            Some(b) => {
                out.push_str(&format!("%{b:02X}"));
                rest += 3;
            }
            None => {
                // What the url crate leaves is ASCII.
                out.push(char::from(bytes[rest]));
                rest += 1;
            }
        }
    }
    out
}

fn hex(two: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(two).ok().filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u8::from_str_radix(text, 16).ok()
}

/// The address with its escapes turned into letters, for matching and for people.
pub fn readable(address: &str) -> String {
    percent_decode_str(address).decode_utf8_lossy().into_owned()
}

/// The key under which web archives sort: `th,go,example)/path?query`.
pub fn surt(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let name = if host.parse::<std::net::Ipv4Addr>().is_ok() || host.starts_with('[') {
        host.to_owned()
    } else {
        host.rsplit('.').collect::<Vec<_>>().join(",")
    };
    let port = url.port().map(|p| format!(":{p}")).unwrap_or_default();
    let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
    format!("{name}{port}){}{query}", url.path()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_each_address() {
        let table = [
            ("http://EXAMPLE.go.th:80", "http://example.go.th/"),
            ("https://example.go.th:443/a#top", "https://example.go.th/a"),
            ("http://example.go.th:8080/a", "http://example.go.th:8080/a"),
            ("http://example.go.th/a?", "http://example.go.th/a"),
            ("http://example.go.th/a/./b/../c", "http://example.go.th/a/c"),
            ("http://example.go.th\\a\\b", "http://example.go.th/a/b"),
            ("http://example.go.th/a;jsessionid=9F?x=1", "http://example.go.th/a?x=1"),
            ("http://example.go.th/a?PHPSESSID=abc&id=3", "http://example.go.th/a?id=3"),
            ("http://example.go.th/a?sid=12", "http://example.go.th/a?sid=12"),
            ("http://example.go.th/a?sid=0123456789abcdef0123", "http://example.go.th/a"),
            ("http://example.go.th/(S(x1y2z3))/p.aspx", "http://example.go.th/p.aspx"),
            ("http://example.go.th/a?utm_source=fb&fbclid=1", "http://example.go.th/a"),
            ("http://example.go.th/a?x=1&amp;p=2", "http://example.go.th/a?x=1&p=2"),
            ("http://example.go.th/a?x=1&&p=2&", "http://example.go.th/a?x=1&p=2"),
            ("http://example.go.th/ไทย", "http://example.go.th/%E0%B9%84%E0%B8%97%E0%B8%A2"),
            (
                "http://example.go.th/%e0%b9%84%e0%b8%97%e0%b8%a2",
                "http://example.go.th/%E0%B9%84%E0%B8%97%E0%B8%A2",
            ),
            ("http://example.go.th/%7Euser/%41", "http://example.go.th/~user/A"),
            ("http://example.go.th/a%2Fb%a1", "http://example.go.th/a%2Fb%A1"),
            ("http://example.go.th/100%", "http://example.go.th/100%"),
            ("http://u:p@example.go.th./a", "http://example.go.th/a"),
            ("http://example.go.th/index.html", "http://example.go.th/index.html"),
            ("  http://example.go.th/a b ", "http://example.go.th/a%20b"),
            ("http://example.go.th/entity&amp", "http://example.go.th/entity&amp"),
        ];
        for (given, wanted) in table {
            assert_eq!(canon(given).as_deref(), Some(wanted), "{given}");
            assert_eq!(canon(wanted).as_deref(), Some(wanted), "not stable: {wanted}");
        }
    }

    #[test]
    fn only_web_addresses_have_a_form() {
        for given in ["mailto:a@b.th", "javascript:void(0)", "ftp://example.go.th/a", "http://", "/a", ""] {
            assert_eq!(canon(given), None, "{given}");
        }
    }

    #[test]
    fn names_and_passwords_are_nobodys_business() {
        for (address, shown) in [
            ("https://somchai:secret@a.th/x?y=@z", "https://a.th/x?y=@z"),
            ("http://a@b@c.th", "http://c.th"),
            ("//u:p@a.th/", "//a.th/"),
            ("http://a.th/@name", "http://a.th/@name"),
            ("http://a.th?mail=a@b.th", "http://a.th?mail=a@b.th"),
            ("mailto:a@b.th", "mailto:a@b.th"),
        ] {
            assert_eq!(public(address), shown);
        }
    }

    #[test]
    fn surt_turns_the_host_round() {
        let url = Url::parse("https://www.example.go.th/A?b=1").expect("an address");
        assert_eq!(surt(&url), "th,go,example)/a?b=1");
    }
}
