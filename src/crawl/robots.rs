//! What a host's robots.txt allows.

use std::time::Duration;

use texting_robots::Robot;
use url::Url;

use super::Status;

/// The token by which groups of robots.txt address us.
const AGENT: &str = "oit";
/// Longer files are cut: what follows is no rule anyone wrote by hand.
pub(super) const LONGEST: usize = 500 * 1024;

pub(super) enum Robots {
    /// No file (4xx): everything is allowed.
    Open,
    Rules(Box<Robot>),
    /// 5xx, a stall, no connection: nothing may be fetched for now. How such addresses end, and
    /// the reason in Thai.
    Unavailable(Status, String),
}

impl Robots {
    pub(super) fn parse(body: &[u8]) -> Self {
        let body = &body[..body.len().min(LONGEST)];
        let body = upper_escapes(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body));
        match Robot::new(AGENT, &body) {
            Ok(rules) => Self::Rules(Box::new(rules)),
            // The parser is forgiving to the utmost; what it cannot read holds no rule.
            Err(_) => Self::Open,
        }
    }

    pub(super) fn allows(&self, url: &Url) -> bool {
        match self {
            Self::Open => true,
            Self::Rules(rules) => rules.allowed(&url[url::Position::BeforePath..url::Position::AfterQuery]),
            Self::Unavailable(..) => false,
        }
    }

    pub(super) fn delay(&self) -> Option<Duration> {
        let Self::Rules(rules) = self else { return None };
        rules.delay.filter(|d| d.is_finite() && *d > 0.0).map(|d| Duration::from_secs_f32(d.min(86_400.0)))
    }

    pub(super) fn sitemaps(&self) -> &[String] {
        match self {
            Self::Rules(rules) => &rules.sitemaps,
            _ => &[],
        }
    }
}

/// Escapes in upper case, as canonical addresses have them: the parser compares them literally.
fn upper_escapes(body: &[u8]) -> Vec<u8> {
    let mut out = body.to_vec();
    for at in 0..out.len().saturating_sub(2) {
        if out[at] == b'%' && out[at + 1].is_ascii_hexdigit() && out[at + 2].is_ascii_hexdigit() {
            out[at + 1..at + 3].make_ascii_uppercase();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(robots: &str, path: &str) -> bool {
        let url = Url::parse("http://example.go.th").and_then(|u| u.join(path)).expect("an address");
        Robots::parse(robots.as_bytes()).allows(&crate::crawl::canon::canon_url(url))
    }

    #[test]
    fn groups_and_patterns() {
        let table = [
            ("User-agent: *\nDisallow: /private/", "/private/a", false),
            ("User-agent: *\nDisallow: /private/", "/a", true),
            ("User-agent: other\nDisallow: /\n", "/a", true),
            ("User-agent: *\nDisallow: /\n\nUser-agent: OIT\nDisallow:\n", "/a", true),
            ("User-agent: a\nUser-agent: oit\nDisallow: /b", "/b", false),
            ("\u{feff}User-agent: *\nDisallow: /b", "/b", false),
            ("User-agent: *\nDisallow: /*.php$", "/a.php", false),
            ("User-agent: *\nDisallow: /*.php$", "/a.php?x=1", true),
            ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true),
            ("User-agent: *\nDisallow: /ลับ", "/%e0%b8%a5%e0%b8%b1%e0%b8%9a/x", false),
            ("User-agent: *\nDisallow: /%e0%b8%a5%e0%b8%b1%e0%b8%9a", "/ลับ", false),
            ("<html><body>not found</body></html>", "/a", true),
            ("", "/a", true),
        ];
        for (robots, path, wanted) in table {
            assert_eq!(allows(robots, path), wanted, "{robots:?} {path}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_damage_makes_it_panic(parts in proptest::collection::vec(proptest::sample::select(vec![
            "User-agent: ", "*", "oit", "\n", "Disallow: ", "Allow:", "/", "%", "%e0", "%zz", "$", "Crawl-delay: ",
            "-1", "1e400", "NaN", "Sitemap:", "\u{feff}", "ก", "\r", "#", "http://a.th/", "\0", "**********",
        ]), 0..60), cut in 0..20usize) {
            let text = parts.concat();
            let robots = Robots::parse(&text.as_bytes()[..text.len().saturating_sub(cut)]);
            robots.allows(&Url::parse("http://a.th/%E0%B8%81/b?c").expect("an address"));
            robots.delay();
        }
    }

    #[test]
    fn delay_and_sitemaps() {
        let robots = Robots::parse(
            b"User-agent: *\nCrawl-delay: 1.5\nSitemap: http://a.th/s.xml\nSitemap: http://a.th/t.xml.gz\n",
        );
        assert_eq!(robots.delay(), Some(Duration::from_millis(1500)));
        assert_eq!(robots.sitemaps(), ["http://a.th/s.xml", "http://a.th/t.xml.gz"]);
    }
}
