//! Addresses a reader can click: for the web only, and at the very place of the quote.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::extract::Kind;

/// A quote longer than this is searched by its beginning.
const LONGEST: usize = 120;

/// The address, if a browser may follow it; never `javascript:`, `data:` or `file:`.
pub(crate) fn web(url: &str) -> Option<&str> {
    let parsed = Url::parse(url).ok()?;
    (matches!(parsed.scheme(), "http" | "https") && parsed.host().is_some()).then_some(url)
}

const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.');

/// A file beside the report, as its pages link it; never one above it or elsewhere.
pub(super) fn beside(file: &str) -> Option<String> {
    let below = file.split('/').all(|part| !matches!(part, "" | "." | ".."));
    (below && !file.contains(['\\', ':'])).then(|| utf8_percent_encode(file, IN_PATH).to_string())
}

/// The address with the place in it: the page of a PDF, the quoted words of a web page.
pub(super) fn place(url: &str, kind: Kind, quote: &str, page: Option<u32>) -> Option<String> {
    let url = web(url)?;
    let (base, anchor) = url.split_once('#').unwrap_or((url, ""));
    match (kind, page) {
        (Kind::Pdf, Some(page)) => Some(format!("{base}#page={page}")),
        (Kind::Html, _) if !searchable(quote).is_empty() => {
            // Every dash, comma and ampersand means something there, so all but letters are coded.
            let words = utf8_percent_encode(searchable(quote), NON_ALPHANUMERIC);
            Some(format!("{base}#{anchor}:~:text={words}"))
        }
        _ => Some(url.to_owned()),
    }
}

/// The longest part of a quote that stands in one piece on the page: a table row was joined out
/// of cells, and an ellipsis stands for what was left out.
fn searchable(quote: &str) -> &str {
    let pieces = quote.split(['…', '\n', '|']).map(str::trim);
    let piece = pieces.max_by_key(|piece| piece.chars().count()).unwrap_or("");
    let Some((end, _)) = piece.char_indices().nth(LONGEST) else {
        return piece;
    };
    // A browser finds whole words only, and in Thai only a blank is surely between two.
    piece[..end].rsplit_once(' ').map_or(piece, |(head, _)| head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_can_be_clicked() {
        for url in [
            "javascript:alert(1)",
            "JAVASCRIPT:x",
            "data:text/html,x",
            "file:///etc/passwd",
            " javascript:x",
            "//a.go.th",
            "",
            "ftp://a.go.th/x",
        ] {
            assert_eq!(web(url), None, "{url}");
        }
        assert!(web("https://a.go.th/ก").is_some());
        assert!(web("HTTP://a.go.th").is_some());
    }

    #[test]
    fn a_file_beside_the_report_is_never_elsewhere() {
        let coded = "%E0%B8%A3%20%23-screenshots/O1-1.png";
        assert_eq!(beside("ร #-screenshots/O1-1.png").as_deref(), Some(coded));
        for file in
            ["../x.png", "/etc/x.png", "a//b.png", "http://a.th/x.png", "a\\b.png", "javascript:x", ""]
        {
            assert_eq!(beside(file), None, "{file}");
        }
    }

    #[test]
    fn a_link_leads_to_the_place() {
        let url = "https://a.go.th/x#top";
        assert_eq!(place(url, Kind::Pdf, "q", Some(4)).unwrap(), "https://a.go.th/x#page=4");
        assert_eq!(place(url, Kind::Pdf, "q", None).unwrap(), url);
        assert_eq!(
            place(url, Kind::Html, "a-b, c", None).unwrap(),
            "https://a.go.th/x#top:~:text=a%2Db%2C%20c"
        );
        assert_eq!(
            place("https://a.go.th/", Kind::Html, "น้ำ", None).unwrap(),
            "https://a.go.th/#:~:text=%E0%B8%99%E0%B9%89%E0%B8%B3"
        );
        assert_eq!(place("https://a.go.th/", Kind::Html, " ", None).unwrap(), "https://a.go.th/");
        assert_eq!(place("javascript:x", Kind::Html, "q", None), None);
    }

    #[test]
    fn a_quote_is_searched_by_the_piece_that_stands_together() {
        assert_eq!(searchable("1 | มกราคม 2564 | 12"), "มกราคม 2564");
        assert_eq!(searchable("เริ่ม … ประกาศทั้งหมด"), "ประกาศทั้งหมด");
        let long = "คำ ".repeat(100);
        assert!(searchable(&long).chars().count() <= LONGEST && searchable(&long).ends_with("คำ"));
    }
}
