//! Addresses a reader can click: for the web only, and at the very place of the quote.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::{Evidence, Item};
use crate::extract::Kind;
use crate::thai::text::is_thai;

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

impl Item {
    /// Where the best evidence opens: the page of a PDF, where it is known.
    pub(super) fn opens(&self) -> Option<String> {
        opens(self.evidence.first()?)
    }
}

/// The address at the page, for programs that know no more of places than that.
pub(super) fn opens(found: &Evidence) -> Option<String> {
    place(&found.url, found.kind, "", found.page)
}

/// An address with its Thai letters as letters, for the eye. All else stays as it is: a stroke, a
/// blank, a control or a letter that turns the direction of reading would make another address of it.
pub(crate) fn readable(url: &str) -> String {
    let bytes = url.as_bytes();
    let coded = |at: usize| -> Option<u8> {
        let pair = bytes.get(at..at + 3).filter(|three| three[0] == b'%')?;
        u8::from_str_radix(std::str::from_utf8(&pair[1..]).ok()?, 16).ok()
    };
    let mut out = String::with_capacity(url.len());
    let mut at = 0;
    while at < bytes.len() {
        // Every Thai letter is three bytes, coded as nine letters.
        let thai = [at, at + 3, at + 6].map(coded);
        let letter = match thai {
            [Some(a), Some(b), Some(c)] => {
                std::str::from_utf8(&[a, b, c]).ok().and_then(|text| text.chars().next())
            }
            _ => None,
        };
        if let Some(letter) = letter.filter(|letter| is_thai(*letter)) {
            out.push(letter);
            at += 9;
            continue;
        }
        let next = url[at..].chars().next().map_or(1, char::len_utf8);
        out.push_str(&url[at..at + next]);
        at += next;
    }
    out
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
    fn thai_is_shown_as_thai_and_nothing_else_is_decoded() {
        for (url, shown) in [
            ("https://a.go.th/%E0%B9%81%E0%B8%9C%E0%B8%99%202564.pdf", "https://a.go.th/แผน%202564.pdf"),
            ("https://a.go.th/%e0%b8%81?q=%E0%B8%82%26x=1", "https://a.go.th/ก?q=ข%26x=1"),
            ("https://a.go.th/a%2Fb%0A%1B[1m", "https://a.go.th/a%2Fb%0A%1B[1m"),
            // U+202E turns the direction, U+200B is not seen, E0 B8 80 is no letter, E0 B8 is half of one.
            (
                "https://a.go.th/%E2%80%AE%E2%80%8B%E0%B8%80%E0%B8",
                "https://a.go.th/%E2%80%AE%E2%80%8B%E0%B8%80%E0%B8",
            ),
            ("https://a.go.th/ก%", "https://a.go.th/ก%"),
            ("%+0%-1%E0%B8", "%+0%-1%E0%B8"),
        ] {
            assert_eq!(readable(url), shown);
            // The address itself is the same one.
            let (one, other) = (url::Url::parse(url), url::Url::parse(shown));
            if let (Ok(one), Ok(other)) = (one, other) {
                assert!(one.as_str().eq_ignore_ascii_case(other.as_str()), "{one} {other}");
            }
        }
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
