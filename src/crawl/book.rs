//! Flip books that lie on the agency's own server: a page of scripts, around a PDF that was cut into pictures.
//!
//! FlipHTML5, Flip PDF and AnyFlip all leave the same parts there. `javascript/config.js`, or `mobile/…` before it,
//! says how many pages there are and where; `search_config.js` or `book_config.js` what they say, for the book's own
//! search. No browser is needed: the parts are fetched with the crawler's care, and bound into one file
//! ([`crate::extract::book`]), which is kept with the walk and read as the document that the page shows.

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::fetch::{Exchange, Fetcher};
use crate::extract::book::{self, Head, MOST_PAGES};

/// As a bound book is called in a stored walk.
pub(super) const BOUND: &str = "application/x-oit-book";
/// Pages whose pictures are fetched: as long as a month's report, a plan, a manual.
const PICTURES: usize = 60;
/// Bytes of pictures after which no more are fetched.
const MOST_PICTURES: usize = 96 << 20;
const MOST_SCRIPT: u64 = 8 << 20;
const MOST_PICTURE: u64 = 16 << 20;
/// Of a page only so much is looked at: there is nothing to it but its scripts.
const MOST_PAGE: usize = 1 << 20;

static SCRIPT: LazyLock<Regex> =
    LazyLock::new(|| sound(r#"(?i)<script\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]+)"#));
static CONFIG: LazyLock<Regex> = LazyLock::new(|| sound(r"(?i)(?:^|/)javascript/config\.js(?:\?|$)"));
static SEARCH: LazyLock<Regex> =
    LazyLock::new(|| sound(r"(?i)(?:^|/)(?:search_config|search/book_config)\.js(?:\?|$)"));
static COUNT: LazyLock<Regex> =
    LazyLock::new(|| sound(r#"\b(?:totalPageCount|pageCount)["']?\s*[:=]\s*["']?(\d{1,5})\b"#));
static TITLE: LazyLock<Regex> =
    LazyLock::new(|| sound(r#"\b(?:bookTitle|title)["']?\s*[:=]\s*("(?:[^"\\\n]|\\.)*")"#));
static FOLDER: LazyLock<Regex> =
    LazyLock::new(|| sound(r#"\b(largePath|normalPath)["']?\s*[:=]\s*["']([^"'\n]+)["']"#));
static TEXTS: LazyLock<Regex> = LazyLock::new(|| sound(r#"\bsearchTextJS["']?\s*[:=]\s*["']([^"'\n]+)["']"#));
static FILE: LazyLock<Regex> = LazyLock::new(|| {
    sound(
        r#"(?i)\b(?:downloadURL|originalPDF|pdfUrl)["']?\s*[:=]\s*["']([^"'\n]+\.(?:pdf|docx?|pptx?|zip))["']"#,
    )
});
/// A page's picture in the list of pages, alone or the first of its versions.
static PAGE: LazyLock<Regex> = LazyLock::new(|| sound(r#""n"\s*:\s*\[?\s*"([^"\n]+)""#));

fn sound(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a sound pattern")
}

/// Whether a page is a flip book, by its scripts.
pub(super) fn is_book(page: &[u8]) -> bool {
    let page = &page[..page.len().min(MOST_PAGE)];
    let has = |word: &[u8]| memchr::memmem::find(page, word).is_some();
    let makers: [&[u8]; 5] =
        [b"LoadingJS.js", b"search_config.js", b"book_config.js", b"flipbuilder", b"monitor:player"];
    (has(b"javascript/config.js") || has(b"bookConfig")) && makers.iter().any(|maker| has(maker))
}

/// What came of a book.
pub(super) enum Book {
    Bound(Vec<u8>),
    /// Its parts are there and say nothing of its pages: they are ciphered, and no browser shows them as text.
    Ciphered,
    /// Its parts were not had.
    Lost,
}

/// The book that a page shows, bound.
pub(super) async fn bound(fetcher: &Fetcher, page: &Exchange) -> Book {
    let html = String::from_utf8_lossy(&page.body[..page.body.len().min(MOST_PAGE)]);
    let scripts: Vec<&str> = SCRIPT.captures_iter(&html).filter_map(|c| Some(c.get(1)?.as_str())).collect();
    let script =
        |named: &Regex| scripts.iter().find(|s| named.is_match(s)).and_then(|s| page.url.join(s).ok());
    let config = match script(&CONFIG) {
        Some(url) => match part(fetcher, url, MOST_SCRIPT).await {
            Some(script) => String::from_utf8_lossy(&script).into_owned(),
            None => return Book::Lost,
        },
        None => html.to_string(),
    };
    let config = Config::of(&config);
    let text = match config.texts.as_deref().and_then(|t| within(&page.url, t)).or_else(|| script(&SEARCH)) {
        Some(url) => part(fetcher, url, MOST_SCRIPT).await.unwrap_or_default(),
        None => Vec::new(),
    };
    let texts = book::texts(&text);
    let pages = config.count.max(config.pages.len()).max(texts.len());
    let Some(pages) = u32::try_from(pages).ok().filter(|pages| *pages > 0) else { return Book::Ciphered };
    let pages = pages.min(MOST_PAGES);
    let file = config.file.as_deref().and_then(|file| page.url.join(file).ok());
    let wanted = if file.is_some() { Vec::new() } else { silent(&texts, pages) };
    let mut pictures = Vec::new();
    let mut folders = config.folders.clone();
    let mut bytes = 0;
    for number in wanted {
        if bytes >= MOST_PICTURES {
            break;
        }
        if let Some(picture) = picture(fetcher, &page.url, &config, &mut folders, number).await {
            bytes += picture.len();
            pictures.push((number, picture));
        }
    }
    let head = Head::new(config.title, pages, file.map(String::from));
    Book::Bound(book::bind(head, &text, &pictures))
}

/// Pages of which a picture is wanted: of a book that says enough its cover alone, where that is silent.
fn silent(texts: &[String], pages: u32) -> Vec<u32> {
    let says = |page: &u32| texts.get(*page as usize - 1).is_some_and(|text| book::says(text));
    let silent: Vec<u32> = (1..=pages).filter(|page| !says(page)).collect();
    let most = if silent.len() * 2 >= pages as usize { PICTURES } else { 1 };
    silent.into_iter().take(most).collect()
}

/// A page's picture, from the first folder that has it; that one is asked first from then on.
async fn picture(
    fetcher: &Fetcher,
    page: &Url,
    config: &Config,
    folders: &mut Vec<String>,
    number: u32,
) -> Option<Vec<u8>> {
    let name = config.pages.get(number as usize - 1).cloned().unwrap_or_else(|| format!("{number}.jpg"));
    if name.contains('/') {
        return part(fetcher, within(page, &name)?, MOST_PICTURE).await;
    }
    for at in 0..folders.len() {
        let Some(url) = within(page, &format!("{}/{name}", folders[at].trim_end_matches('/'))) else {
            continue;
        };
        if let Some(picture) = part(fetcher, url, MOST_PICTURE).await {
            folders.swap(0, at);
            folders.truncate(1);
            return Some(picture);
        }
    }
    None
}

/// An address that the scripts write as seen from their own folder, from that of the page, or in whole.
fn within(page: &Url, path: &str) -> Option<Url> {
    let mut path = path.trim();
    while let Some(rest) = path.strip_prefix("./").or_else(|| path.strip_prefix("../")) {
        path = rest;
    }
    page.join(path).ok()
}

/// A part of the book, of the site itself.
async fn part(fetcher: &Fetcher, url: Url, most: u64) -> Option<Vec<u8>> {
    let mut exchange = fetcher.part(url, true, most).await.filter(|e| e.status == 200 && !e.skipped)?;
    exchange.load().ok()?;
    // A page that says there is nothing, with 200.
    let html = exchange.header("content-type").is_some_and(|kind| kind.contains("html"));
    (!html && !exchange.body.is_empty()).then_some(exchange.body)
}

/// What a book says of itself.
#[derive(Debug, Default, PartialEq)]
struct Config {
    title: String,
    count: usize,
    /// Names of the pages' pictures, where they are listed.
    pages: Vec<String>,
    /// Where these lie, the largest first.
    folders: Vec<String>,
    texts: Option<String>,
    file: Option<String>,
}

impl Config {
    /// The scripts first write what every book begins with, and then what is this one's own: the last word holds.
    fn of(script: &str) -> Config {
        let script = script.replace("\\/", "/");
        let last = |pattern: &Regex| pattern.captures_iter(&script).last().map(|c| c[1].to_owned());
        let title = TITLE.captures_iter(&script).map(|c| c[1].to_owned());
        let title = title
            .filter_map(|quoted| serde_json::from_str::<String>(&quoted).ok())
            .find(|t| t != "FLIPBUILDER");
        let counts = COUNT.captures_iter(&script).filter_map(|c| c[1].parse().ok());
        let listed = script.find("fliphtml5_pages").map_or("", |at| &script[at..]);
        let pages = PAGE.captures_iter(listed).map(|c| c[1].to_owned()).take(MOST_PAGES as usize).collect();
        let own = |name: &str| {
            let of = FOLDER.captures_iter(&script).filter(|c| &c[1] == name).last();
            of.map(|c| c[2].to_owned())
        };
        let usual = ["files/large", "files/mobile", "files/page"].map(str::to_owned);
        let mut folders: Vec<String> =
            own("largePath").into_iter().chain(own("normalPath")).chain(usual).collect();
        let mut seen = std::collections::HashSet::new();
        folders.retain(|folder| seen.insert(folder.trim_matches(['.', '/']).to_owned()));
        Config {
            title: title.unwrap_or_default(),
            count: counts.filter(|count| *count <= MOST_PAGES as usize).max().unwrap_or_default(),
            pages,
            folders,
            texts: last(&TEXTS),
            file: last(&FILE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_script_holds() {
        let script = "var aliasConfig = {totalPageCount : [], DownloadURL : [\"downloadURL\"]};\n\
            var bookConfig = {totalPageCount : 0, largePath : \"files/large/\", normalPath : \"files/page/\",\n\
            bookTitle:\"FLIPBUILDER\", searchTextJS:'javascript/search_config.js'};\n\
            bookConfig.totalPageCount=85;bookConfig.bookTitle=\"แผน\";bookConfig.largePath=\"./files/mobile/\";\n\
            bookConfig.searchTextJS=\"mobile/javascript/search_config.js\";bookConfig.downloadURL=\"files/plan.pdf\";";
        let config = Config::of(script);
        assert_eq!((config.count, config.title.as_str(), config.pages.len()), (85, "แผน", 0));
        assert_eq!(config.folders, ["./files/mobile/", "files/page/", "files/large"]);
        assert_eq!(config.texts.as_deref(), Some("mobile/javascript/search_config.js"));
        assert_eq!(config.file.as_deref(), Some("files/plan.pdf"));
    }

    #[test]
    fn the_newer_form_lists_its_pages() {
        let script = r#"var htmlConfig = {"meta":{"title":"\u0e41\u0e1c\u0e19","pageCount":2},"fliphtml5_pages":[{"n":["10fe.webp"],"t":".\/files\/thumb\/5b.webp"},{"n":["..\/files\/large\/d7.webp"],"t":""}]};"#;
        let config = Config::of(script);
        assert_eq!((config.count, config.title.as_str()), (2, "แผน"));
        assert_eq!(config.pages, ["10fe.webp", "../files/large/d7.webp"]);
        let page = Url::parse("http://a.th/book/index.html").expect("an address");
        let address = |path: &str| within(&page, path).map(String::from);
        assert_eq!(address(&config.pages[1]).as_deref(), Some("http://a.th/book/files/large/d7.webp"));
        // What is written in cipher says nothing.
        assert_eq!(Config::of("var htmlConfig = \"9a8b7c\";").count, 0);
    }

    #[test]
    fn of_a_book_that_speaks_no_pictures_are_wanted() {
        let says = || "แผนปฏิบัติการป้องกันการทุจริต".to_owned();
        assert_eq!(silent(&[says(), says(), String::new()], 3), [3]);
        assert_eq!(silent(&[], 9).len(), 9);
        assert_eq!(silent(&[], 900).len(), PICTURES);
        assert!(is_book(b"<script src=\"mobile/javascript/config.js\"></script><script src=mobile/javascript/search_config.js>"));
        assert!(!is_book(b"<script src=\"/javascript/config.js\"></script>"));
    }
}
