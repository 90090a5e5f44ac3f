//! Who built a site, as far as its pages tell: the generator they name, the folders of shared
//! scripts and styles, the maker whom the foot of the page credits.
//!
//! The marks are gathered while pages are read; the bytes are hostile, so only short runs of plain
//! letters are kept, and few of them.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use regex::Regex;

use crate::crawl::{Hints, Reader};

/// Marks kept of one site.
const MOST: usize = 12;
/// Pages looked at, and bytes of each from either end.
const PAGES: usize = 24;
const WINDOW: usize = 96 << 10;

/// What was seen so far.
#[derive(Debug, Default)]
struct Seen {
    pages: usize,
    /// Mark and on how many pages.
    marks: BTreeMap<String, usize>,
}

/// Gathers the marks of one site.
#[derive(Debug, Clone, Default)]
pub struct Marks(Arc<Mutex<Seen>>);

impl Marks {
    /// The reader, which from now on also looks for marks.
    pub fn reader(&self, inner: Reader) -> Reader {
        let marks = self.clone();
        Arc::new(move |bytes: &[u8], hints: &Hints<'_>| {
            marks.look(bytes, hints);
            inner(bytes, hints)
        })
    }

    fn look(&self, bytes: &[u8], hints: &Hints<'_>) {
        if !hints.media_type.contains("html") || hints.url.is_empty() {
            return;
        }
        {
            let mut seen = self.0.lock().expect("no panic under this lock");
            if seen.pages >= PAGES {
                return;
            }
            seen.pages += 1;
        }
        let found = of_page(bytes, hints.url);
        let mut seen = self.0.lock().expect("no panic under this lock");
        for mark in found {
            *seen.marks.entry(mark).or_default() += 1;
        }
    }

    /// The marks that stand on at least a third of the pages, the most frequent first.
    pub fn end(&self) -> Vec<String> {
        let seen = self.0.lock().expect("no panic under this lock");
        let mut marks: Vec<(&String, &usize)> =
            seen.marks.iter().filter(|(_, n)| **n * 3 >= seen.pages).collect();
        marks.sort_by_key(|(mark, n)| (std::cmp::Reverse(**n), mark.len()));
        marks.into_iter().take(MOST).map(|(mark, _)| mark.clone()).collect()
    }
}

static GENERATOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)<meta\s[^>]{0,80}name\s*=\s*["']?generator["']?[^>]{0,80}content\s*=\s*["']([^"'<>]{2,80})"#,
    )
    .expect("a sound pattern")
});
static ASSET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)<(?:script|link)\s[^>]{0,200}?(?:src|href)\s*=\s*["']([^"'<>\s]{4,200}\.(?:js|css))"#)
        .expect("a sound pattern")
});
static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)(?:พัฒนาโดย|จัดทำโดย|ออกแบบโดย|powered\s+by|design(?:ed)?\s+by|developed\s+by|created\s+by)[^<]{0,40}(?:<[^a][^>]{0,120}>\s*){0,3}<a\s[^>]{0,200}?href\s*=\s*["']https?://(?:www\.)?([a-z0-9.-]{4,80})"#,
    )
    .expect("a sound pattern")
});
/// Folders that every site may have.
const COMMON: [&str; 19] = [
    "js",
    "css",
    "style",
    "styles",
    "script",
    "scripts",
    "assets",
    "static",
    "lib",
    "libs",
    "vendor",
    "dist",
    "plugins",
    "images",
    "public",
    "jquery",
    "bootstrap",
    "npm",
    "ajax",
];

/// Programs that anybody may use: they tell nothing of who built a site.
const FOR_ALL: [&str; 12] = [
    "wordpress",
    "joomla",
    "drupal",
    "elementor",
    "woocommerce",
    "wix.com",
    "blogger",
    "google",
    "microsoft",
    "hugo",
    "moodle",
    "powered",
];
/// Folders in which such programs keep what was made for them.
const SHELVES: [&str; 8] =
    ["wp-content", "themes", "theme", "templates", "template", "modules", "components", "media"];
/// What comes with such programs, or is handed out for all.
const EVERYDAY: [&str; 16] = [
    "wp-includes",
    "uploads",
    "cache",
    "system",
    "jui",
    "core",
    "misc",
    "astra",
    "oceanwp",
    "generatepress",
    "hello-elementor",
    "divi",
    "avada",
    "protostar",
    "cassiopeia",
    "beez3",
];

fn of_page(bytes: &[u8], url: &str) -> Vec<String> {
    // Makers name themselves at the head or at the foot.
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(WINDOW)]);
    let from = bytes.len().saturating_sub(WINDOW).max(bytes.len().min(WINDOW));
    let foot = String::from_utf8_lossy(&bytes[from..]);
    let host = url::Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let mut marks = Vec::new();
    for text in [&head, &foot] {
        for found in GENERATOR.captures_iter(text).take(2) {
            marks.extend(generator(&found[1]));
        }
        for found in CREDIT.captures_iter(text).take(2) {
            let maker = found[1].to_ascii_lowercase();
            if maker != host && !host.ends_with(&format!(".{maker}")) {
                marks.push(format!("ผู้พัฒนา {maker}"));
            }
        }
        for found in ASSET.captures_iter(text).take(80) {
            marks.extend(folder(&found[1], url));
        }
    }
    marks.sort_unstable();
    marks.dedup();
    marks.truncate(40);
    marks
}

/// The program without its version's last parts: `ระบบ Muni 3`. A program that anybody may use is
/// none: whoever built one site with it did not build the next.
fn generator(text: &str) -> Option<String> {
    let clean: String =
        text.chars().filter(|c| c.is_alphanumeric() || " .-!:/".contains(*c)).take(40).collect();
    let mut words = clean.split_whitespace();
    let name = words.next()?.to_owned();
    if FOR_ALL.contains(&name.trim_end_matches(['!', ',']).to_lowercase().as_str()) {
        return None;
    }
    let version = words.next().and_then(|v| v.split('.').next()).filter(|v| v.parse::<u32>().is_ok());
    Some(match version {
        Some(version) => format!("ระบบ {name} {version}"),
        None => format!("ระบบ {name}"),
    })
}

/// The folder of a shared script, where its name says something.
fn folder(asset: &str, page: &str) -> Option<String> {
    let base = url::Url::parse(page).ok()?;
    let asset = base.join(asset).ok()?;
    let steps: Vec<&str> = asset.path_segments()?.collect();
    let folders = &steps[..steps.len().saturating_sub(1)];
    let telling = |step: &&&str| {
        let step = step.to_ascii_lowercase();
        step.len() >= 3
            && step.len() <= 40
            && step.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
            && !step.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && !COMMON.contains(&step.as_str())
    };
    let own = asset.host_str() == base.host_str();
    let at = folders.iter().position(|step| telling(&step))?;
    let mut kept: Vec<String> =
        folders[at..].iter().take_while(|s| telling(s)).take(4).map(|s| s.to_ascii_lowercase()).collect();
    // What lies on another host is one of the great libraries, or the maker's own host.
    Some(if own {
        let named = kept.iter().position(|step| !SHELVES.contains(&step.as_str()))?;
        let name = kept[named].as_str();
        if EVERYDAY.contains(&name) || name.starts_with("twenty") {
            return None;
        }
        kept.truncate((named + 1).max(2));
        format!("แม่แบบ /{}/", kept.join("/"))
    } else {
        let host = asset.host_str()?;
        let great = [
            "googleapis",
            "gstatic",
            "cloudflare",
            "jsdelivr",
            "unpkg",
            "jquery",
            "bootstrapcdn",
            "fontawesome",
            "google",
            "facebook",
            "youtube",
        ];
        if great.iter().any(|g| host.contains(g)) {
            return None;
        }
        format!("ไฟล์จาก {host}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<html><head><meta name="generator" content="Joomla! 3.9 - Open Source">
        <link rel="stylesheet" href="/templates/tambon_v3/css/a.css?1"><script src="/js/x.js"></script>
        <script src="https://cdn.jsdelivr.net/npm/a/b.js"></script></head>
        <body>… <footer>พัฒนาโดย <a href="https://www.thaiweb.example/x">ไทยเว็บ</a></footer></body></html>"#;

    #[test]
    fn generator_template_and_maker_are_seen_and_great_libraries_are_not() {
        let marks = of_page(PAGE.as_bytes(), "https://www.a.go.th/index.php");
        assert_eq!(marks, ["ผู้พัฒนา thaiweb.example", "แม่แบบ /templates/tambon_v3/"]);
    }

    #[test]
    fn what_anybody_may_use_is_no_maker() {
        let page = r#"<meta name="generator" content="WordPress 6.4.1"><meta name="generator" content="Muni CMS 2">
            <link rel="stylesheet" href="/wp-content/themes/astra/style.css">
            <link rel="stylesheet" href="/wp-content/plugins/elementor/a.css"><script src="/wp-includes/js/x.js"></script>
            <link rel="stylesheet" href="/wp-content/themes/tambon-siam/style.css"><script src="/media/jui/js/a.js"></script>"#;
        let marks = of_page(page.as_bytes(), "https://www.a.go.th/");
        assert_eq!(marks, ["ระบบ Muni", "แม่แบบ /wp-content/themes/tambon-siam/"]);
    }

    #[test]
    fn what_stands_on_a_single_page_is_no_mark_of_the_site() {
        let marks = Marks::default();
        let reader = marks.reader(Arc::new(|_, _| crate::extract::Document::default()));
        let hints = Hints { url: "https://a.go.th/", media_type: "text/html", ..Hints::default() };
        reader(PAGE.as_bytes(), &hints);
        for _ in 0..8 {
            reader(b"<meta name=generator content='Muni 6.1.2'>", &hints);
        }
        assert_eq!(marks.end(), ["ระบบ Muni 6"]);
    }
}
