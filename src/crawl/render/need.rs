//! Which pages scripts build: told from the page as it came, before any browser is started.
//!
//! Read by patterns and not by a parser: this stands in the parent process, which parses no page.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use crate::extract::{Document, Kind, Link, Region, Way};
use crate::thai::text::is_letter;

/// Only so much of a page is looked at; the shell of an application is short.
const MOST: usize = 2 << 20;
/// Fewer letters in all than this, and a page with the root of an application is only its shell.
const SHELL: usize = 400;
/// Fewer letters of its own than this, and a page may be waiting for its list.
const SPARSE: usize = 600;
/// Fewer than this is a heading and nothing under it.
const BARE: usize = 120;

/// What a script says that writes the page itself.
static WRITES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\.innerHTML\s*\+?=|insertAdjacentHTML\s*\(|\.appendChild\s*\(|\.append\s*\(")
        .expect("written here")
});
/// Roots of applications, and what says that nothing is seen without scripts.
static APP: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r#"(?i)<(?:div|main|section|body)\b[^>]*\bid\s*=\s*["']?(?:app|root|react-root|__next|__nuxt|q-app|svelte|main-app|vue-app|gatsby-focus-wrapper|___gatsby|ember-app)["'\s>]"#,
        r"(?i)<(?:app-root|my-app|ng-app|flutter-view)\b",
        r"(?i)\bng-app\b|\bdata-ng-app\b|\bdata-reactroot\b",
        r"(?is)<noscript[^>]*>[^/]{0,300}(?:enable|เปิด|requires?|without|ต้องใช้)[^/]{0,200}javascript",
    ])
    .expect("sound patterns")
});
static SCRIPT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?is)<script\b([^>]*)>(.*?)</script").expect("a sound pattern"));
/// Empty elements, with their attributes.
static HOLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)<(?:div|tbody|ul|ol|dl|section|main|table|article)\b([^>]{1,500})>\s*(?:<tbody[^>]*>\s*)?</",
    )
    .expect("a sound pattern")
});
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?i)\b(?:id|class)\s*=\s*["']?([^"'>]{1,80})"#).expect("a sound pattern"));
/// Fetches data and not merely sends word.
static LOADS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\bfetch\s*\(|\$\.(?:get|getJSON|ajax)\s*\(|jQuery\.(?:get|getJSON|ajax)\s*\(|\baxios\b|XMLHttpRequest|\.load\s*\(|\bajax\s*:")
        .expect("a sound pattern")
});
/// Names of places for what a page is about.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)list|content|result|data|table|item|article|post|doc|file|grid|row|app|root|main|view|ita|oit",
    )
    .expect("a sound pattern")
});
static SOURCE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?i)\bsrc\s*=\s*["']?([^"'\s>]+)"#).expect("a sound pattern"));
/// Scripts that move, style or count, and fill in nothing by themselves.
static ORNAMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)jquery|bootstrap|popper|swiper|slick|carousel|slider|fancybox|lightbox|aos|wow|font|icon|menu|nav|analytics|gtag|gtm|counter|stat|track|pixel|translate|recaptcha|cookie|consent|share|addthis|polyfill|modernizr|emoji|email-decode|rocket-loader")
        .expect("a sound pattern")
});
/// A table without rows.
static ROWLESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)<tbody\b[^>]*>\s*</tbody").expect("a sound pattern"));
/// Places in the page that a script is to fill in, still as they were written.
static BLANKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)<[a-z-]+\b[^>]*\s(?:v-for|ng-repeat|x-for|:data-src|\*ngFor)\s*=")
        .expect("a sound pattern")
});

/// Whether the page lacks what people see on it, since scripts bring it.
///
/// Few letters alone prove nothing: a page may hold one sentence, one file, or one picture. So
/// something in the page must say that scripts fill it, and nothing may be there that fills it yet.
pub fn needs_scripts(document: &Document, body: &[u8]) -> bool {
    if document.kind != Kind::Html {
        return false;
    }
    let own = letters(document, SPARSE, |region| region == Region::Main);
    if own >= SPARSE || shows(document) {
        return false;
    }
    let all = letters(document, SHELL, |_| true);
    let html = String::from_utf8_lossy(&body[..body.len().min(MOST)]);
    let scripts: Vec<(&str, &str)> = SCRIPT
        .captures_iter(&html)
        .map(|c| (c.get(1).map_or("", |m| m.as_str()), c.get(2).map_or("", |m| m.as_str())))
        .collect();
    if scripts.is_empty() {
        return false;
    }
    let external = scripts.iter().any(|(attributes, _)| attributes.to_lowercase().contains("src"));
    let links = document.links.iter().filter(|l| l.way == Way::Anchor).count();
    let writes = || scripts.iter().any(|(_, code)| WRITES.is_match(code));
    if all < SHELL && links <= 3 && (external || writes()) && APP.is_match(&html) {
        return true;
    }
    let shown = |l: &&Link| l.region == Region::Main && !matches!(l.way, Way::Script | Way::Data);
    if document.links.iter().filter(shown).any(|l| is_file(&l.url)) {
        return false;
    }
    let inline = || scripts.iter().map(|(_, code)| *code).filter(|code| LOADS.is_match(code));
    let fills = |name: &str| inline().any(|code| names(code, name));
    let waits =
        |attributes: &str| NAME.captures_iter(attributes).any(|name| name[1].split_whitespace().any(fills));
    let holes = || HOLE.captures_iter(&html).take(200);
    holes().any(|hole| waits(&hole[1]))
        || (ROWLESS.is_match(&html) && inline().next().is_some())
        || (own < BARE && is_bare(document) && {
            let named = |hole: &regex::Captures| NAME.captures_iter(&hole[1]).any(|n| PLACE.is_match(&n[1]));
            (holes().any(|hole| named(&hole)) || ROWLESS.is_match(&html))
                && scripts.iter().any(|(attributes, _)| fills_in(attributes))
        })
        || (BLANKS.is_match(&html) && (external || inline().next().is_some()))
}

/// Whether there is nothing of a page's own to click, to see or to fill in.
fn is_bare(document: &Document) -> bool {
    let own = |region: Region| region == Region::Main;
    !document.links.iter().any(|l| l.way == Way::Anchor && own(l.region))
        && !document.images.iter().any(|i| own(i.region))
        && !document.forms.iter().any(|f| own(f.region))
}

/// Whether a script from elsewhere may be what fills the page.
fn fills_in(attributes: &str) -> bool {
    SOURCE.captures(attributes).is_some_and(|source| {
        let path = source[1].split(['?', '#']).next().unwrap_or_default();
        !ORNAMENT.is_match(path.rsplit('/').next().unwrap_or_default())
    })
}

/// Whether frames or tables are what the page shows.
fn shows(document: &Document) -> bool {
    let framed = document
        .links
        .iter()
        .filter(|l| l.region == Region::Main)
        // A picture may be all there is, or a mere ornament.
        .any(|l| match l.way {
            Way::Frame | Way::Refresh => true,
            Way::Embed => !document.images.iter().any(|i| i.src == l.url),
            _ => false,
        });
    let rows = document.blocks.iter().filter(|b| !b.cells.is_empty() && b.region == Region::Main).count();
    framed || rows >= 4
}

fn is_file(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|u| crate::crawl::scope::looks_like_document(&u))
}

/// Whether code has the name of an element in quotes.
fn names(code: &str, name: &str) -> bool {
    let quotes = ['"', '\'', '`'];
    name.len() >= 2
        && code.match_indices(name).any(|(at, _)| {
            let before = code[..at].trim_end_matches(['#', '.']);
            before.ends_with(quotes)
                && code[at + name.len()..].starts_with(|c| quotes.contains(&c) || c == ' ')
        })
}

/// Letters of the blocks in these regions, counted no further than asked.
fn letters(document: &Document, enough: usize, of: impl Fn(Region) -> bool) -> usize {
    let blocks = document.blocks.iter().filter(|b| of(b.region));
    blocks.flat_map(|b| b.text.chars()).filter(|c| is_letter(*c)).take(enough).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Hints, read};

    fn needs(html: &str) -> bool {
        let hints = Hints { url: "http://a.th/p", media_type: "text/html; charset=utf-8", file_name: "p" };
        needs_scripts(&read(html.as_bytes(), &hints), html.as_bytes())
    }

    #[test]
    fn shells_and_pages_that_wait_for_their_lists() {
        for html in [
            r#"<title>ศูนย์ข้อมูล</title><noscript>You need to enable JavaScript to run this app.</noscript>
               <div id="root"></div><script src="/static/js/main.js"></script>"#,
            r#"<title>x</title><div id="app"><div class="spinner">กำลังโหลด…</div></div><script type="module" src="/a.js"></script>"#,
            r#"<app-root></app-root><script src="runtime.js" defer></script>"#,
            r#"<h1>ข้อมูลสาธารณะ</h1><ul id="list"></ul>
               <script>fetch('/api/items.json').then(r => r.json()).then(d => show(document.getElementById('list'), d))</script>"#,
            r##"<nav><a href="/">หน้าแรก</a><a href="/b">ข</a><a href="/c">ค</a><a href="/d">ง</a></nav><h1>ข่าว</h1>
               <table id="news" class="display"><tbody></tbody></table>
               <script>$('#news').DataTable({ ajax: '/news.json' })</script>"##,
            r#"<h1>รายการ</h1><ul id="list"></ul><img src=/list.png><script src=/list.js></script>
               <script>fetch('/api/items.json').then(r => r.json()).then(d => fill('list', d))</script>"#,
            r#"<nav><a href="/">หน้าแรก</a><a href="/b">ข</a><a href="/c">ค</a><a href="/d">ง</a></nav><h1>ITA 2564</h1>
               <div id="ita-list" class="row"></div><script src="/js/jquery.min.js"></script><script src="/static/js/ita.js"></script>"#,
            r#"<h1>ข่าว</h1><table><thead><tr><th>วันที่</th><th>เรื่อง</th></tr></thead><tbody></tbody></table><script src="/js/news.js"></script>"#,
            r#"<title>อบต.</title><div id=root></div><script>document.getElementById("root").innerHTML = "<h1>อบต.</h1>"</script>"#,
            r#"<h1>รายการ</h1><div id="x"><p v-for="i in items">{{ i.name }}</p></div><script src="vue.js"></script>"#,
        ] {
            assert!(needs(html), "{html}");
        }
    }

    #[test]
    fn sparse_pages_that_are_whole() {
        let long = "ประกาศเรื่องการเปิดเผยข้อมูลสาธารณะของหน่วยงาน ".repeat(30);
        for html in [
            "<h1>ติดต่อเรา</h1><p>โทร 0 2123 4567</p>".to_owned(),
            r#"<h1>แผน</h1><a href="/plan.pdf">ดาวน์โหลด</a><div id="count"></div><script>$.get('/count', n => $('#count').text(n))</script>"#.to_owned(),
            r#"<h1>แผน</h1><iframe src="/viewer?file=plan.pdf"></iframe><div id="root"></div><script src="a.js"></script>"#.to_owned(),
            r#"<h1>ยินดีต้อนรับ</h1><a href="/home">เข้าสู่เว็บไซต์</a><script src="https://example.com/counter.js"></script>"#.to_owned(),
            r#"<h1>แผน</h1><p>ยังไม่มีข้อมูล</p><div id="list"></div><script src="/js/jquery.min.js"></script><script src="/js/bootstrap.js"></script>"#.to_owned(),
            r#"<h1>แผน</h1><a href="/plan">ดู</a><div id="list"></div><script src="/js/site.js"></script>"#.to_owned(),
            r#"<h1>ถามตอบ</h1><form><input name="q"></form><div class="result"></div><script src="/js/site.js"></script>"#.to_owned(),
            r#"<h1>ว่าง</h1><div id="ads"></div><script>var x = 1;</script>"#.to_owned(),
            format!(r#"<div id="app"><p>{long}</p></div><script src="app.js"></script>"#),
            format!(r#"<p>{long}</p><div id="more"></div><script>fetch('/more').then(r => fill('more', r))</script>"#),
            r#"<h1>ภาพ</h1><img src="/notice.jpg"><noscript><img src="https://t.example/?noscript=1"></noscript><script src="t.js"></script>"#.to_owned(),
        ] {
            assert!(!needs(&html), "{html}");
        }
    }
}
