//! What a page in the browser may ask for.
//!
//! Only what its text may hang on: its scripts, and the data of its own site. Scripts may come from
//! any public host, since half the frameworks in use are loaded from a shared one; data may not,
//! since what another host says is not what the agency publishes, and a page could use us to ask
//! anybody anything. Nothing is posted, and nobody's visitors are counted up by us.

use url::Url;

use crate::crawl::scope;

/// Hosts that count visitors.
const COUNTERS: [&str; 12] = [
    "google-analytics.com",
    "googletagmanager.com",
    "googlesyndication.com",
    "doubleclick.net",
    "facebook.net",
    "hotjar.com",
    "clarity.ms",
    "histats.com",
    "truehits.net",
    "truehits.in.th",
    "statcounter.com",
    "matomo.cloud",
];

/// One request of the browser.
pub(super) struct Asked<'a> {
    pub(super) url: &'a Url,
    pub(super) method: &'a str,
    /// As the browser calls it: `Document`, `Script`, `XHR` …
    pub(super) kind: &'a str,
    /// Of the page itself, not of a frame in it.
    pub(super) main_frame: bool,
    /// A picture of the page is wanted, and not its text alone.
    pub(super) for_picture: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The page that is being shown, as it was fetched.
    Page,
    /// The page wants to go elsewhere: a link, for the crawler to judge.
    Leave,
    /// The page wants to go where nobody is led.
    Stay,
    /// A script; of a picture also what makes its looks.
    Script,
    /// Kept with the walk.
    Data,
    /// Nothing, as if it were there: a page may wait for its styles.
    Empty,
    /// Refused; the page's text may lack it.
    Missed,
    Refused,
}

pub(super) fn answer(asked: &Asked<'_>, page: &Url, inside: bool) -> Answer {
    let data = matches!(asked.kind, "XHR" | "Fetch");
    let moves = asked.kind == "Document" && asked.main_frame;
    let web = matches!(asked.url.scheme(), "http" | "https");
    if asked.method != "GET" || !web {
        return match (moves, data && inside) {
            (true, _) => Answer::Stay,
            (_, true) => Answer::Missed,
            _ => Answer::Refused,
        };
    }
    match asked.kind {
        "Document" if moves && same(asked.url, page) => Answer::Page,
        "Document" if moves => Answer::Leave,
        // Frames are followed by the crawler; in a picture they are what people see.
        "Document" | "Stylesheet" | "Image" | "Font" if asked.for_picture && !counts(asked.url) => {
            Answer::Script
        }
        "Script" if inside || !(scope::is_social(asked.url) || counts(asked.url)) => Answer::Script,
        "Stylesheet" => Answer::Empty,
        _ if data && inside => Answer::Data,
        _ if data && !(scope::is_social(asked.url) || counts(asked.url)) => Answer::Missed,
        _ => Answer::Refused,
    }
}

/// The same address but for its fragment, which no server sees.
fn same(a: &Url, b: &Url) -> bool {
    a[..url::Position::AfterQuery] == b[..url::Position::AfterQuery]
}

fn counts(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    COUNTERS.iter().any(|s| host == *s || host.strip_suffix(s).is_some_and(|h| h.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_own_data_and_nothing_else() {
        let page = Url::parse("https://www.example.go.th/ita").expect("an address");
        let table = [
            ("GET", "Document", true, "https://www.example.go.th/ita#x", true, Answer::Page),
            ("GET", "Document", true, "http://10.0.0.1/", false, Answer::Leave),
            ("GET", "Document", false, "https://www.example.go.th/frame", true, Answer::Refused),
            ("POST", "Document", true, "https://www.example.go.th/ita", true, Answer::Stay),
            ("GET", "Script", false, "https://cdn.example.net/vue.js", false, Answer::Script),
            ("GET", "Script", false, "https://www.googletagmanager.com/gtm.js", false, Answer::Refused),
            ("GET", "Script", false, "file:///etc/passwd", false, Answer::Refused),
            ("GET", "Fetch", false, "https://www.example.go.th/api", true, Answer::Data),
            ("GET", "XHR", false, "https://other.go.th/api", false, Answer::Missed),
            ("POST", "XHR", false, "https://www.example.go.th/api", true, Answer::Missed),
            ("POST", "Ping", false, "https://www.example.go.th/count", true, Answer::Refused),
            ("GET", "Stylesheet", false, "https://www.example.go.th/a.css", true, Answer::Empty),
            ("GET", "Image", false, "https://www.example.go.th/a.png", true, Answer::Refused),
        ];
        for (method, kind, main_frame, address, inside, wanted) in table {
            let url = Url::parse(address).expect("an address");
            let asked = Asked { url: &url, method, kind, main_frame, for_picture: false };
            assert_eq!(answer(&asked, &page, inside), wanted, "{method} {kind} {address}");
        }
        for (kind, address, wanted) in [
            ("Image", "https://cdn.example.net/a.png", Answer::Script),
            ("Image", "https://hits.truehits.in.th/a.gif", Answer::Refused),
            ("Document", "https://docs.example.net/form", Answer::Script),
            ("Media", "https://www.example.go.th/a.mp4", Answer::Refused),
            ("Image", "file:///etc/passwd", Answer::Refused),
        ] {
            let url = Url::parse(address).expect("an address");
            let asked = Asked { url: &url, method: "GET", kind, main_frame: false, for_picture: true };
            assert_eq!(answer(&asked, &page, false), wanted, "{kind} {address}");
        }
    }
}
