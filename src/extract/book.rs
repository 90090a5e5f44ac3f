//! A flip book of the agency's own server, its parts bound into one file by the crawler: what its pages say, where
//! the maker's program wrote that down, and pictures of those that say nothing.
//!
//! FlipHTML5, Flip PDF and AnyFlip make such a book of a PDF; read, it is that PDF again.

use serde::{Deserialize, Serialize};

use super::document::{Block, Document, Kind, Link, Place, Region, Unread, Way, Why};
use super::{Hints, pdf, text_repair};

const MAGIC: &[u8] = b"%oit-book 1\n";
/// Longer books are nobody's notice.
pub(crate) const MOST_PAGES: u32 = 2_000;
/// Letters below which a page says nothing: its number, a line of a letterhead.
const FEW_LETTERS: usize = 12;

/// What stands before the parts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Head {
    title: String,
    pages: u32,
    /// The document itself, where the book lets its readers take it home.
    file: Option<String>,
    /// Bytes of the text of all pages.
    text: usize,
    /// Page and bytes of each picture.
    pictures: Vec<(u32, usize)>,
}

impl Head {
    pub(crate) fn new(title: String, pages: u32, file: Option<String>) -> Head {
        Head { title, pages, file, ..Head::default() }
    }
}

/// Binds a book. `text`: the script that holds what its pages say; `pictures`: of pages, by number.
pub(crate) fn bind(mut head: Head, text: &[u8], pictures: &[(u32, Vec<u8>)]) -> Vec<u8> {
    head.text = text.len();
    head.pictures = pictures.iter().map(|(page, bytes)| (*page, bytes.len())).collect();
    let json = serde_json::to_vec(&head).unwrap_or_default();
    let mut out = [MAGIC, &(json.len() as u32).to_be_bytes(), &json, text].concat();
    pictures.iter().for_each(|(_, bytes)| out.extend_from_slice(bytes));
    out
}

pub(crate) fn is(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The head of a book, and all that comes after it.
fn open(bytes: &[u8]) -> Option<(Head, &[u8])> {
    let (length, rest) = bytes.strip_prefix(MAGIC)?.split_at_checked(4)?;
    let length = u32::from_be_bytes(length.try_into().ok()?) as usize;
    let (json, rest) = rest.split_at_checked(length)?;
    Some((serde_json::from_slice(json).ok()?, rest))
}

/// The picture of page `number`, from 1.
pub(super) fn picture(bytes: &[u8], number: u32) -> Option<&[u8]> {
    let (head, rest) = open(bytes)?;
    let mut at = head.text;
    for (page, length) in head.pictures {
        let end = at.checked_add(length)?;
        if page == number {
            return rest.get(at..end);
        }
        at = end;
    }
    None
}

/// What the pages say, of the script that is there for the book's own search: `var textForPages = ["…", …]`.
pub(crate) fn texts(script: &[u8]) -> Vec<String> {
    let script = String::from_utf8_lossy(script);
    let Some(at) = script.find("textForPages") else { return Vec::new() };
    let Some(list) = script[at..].find('[').map(|open| &script[at + open..]) else { return Vec::new() };
    // JSON knows no such escape.
    let list = list.replace("\\'", "'");
    let mut lists = serde_json::Deserializer::from_str(&list).into_iter::<Vec<String>>();
    let texts = lists.next().and_then(Result::ok).unwrap_or_default();
    texts.into_iter().take(MOST_PAGES as usize).collect()
}

/// Whether a page's text says something.
pub(crate) fn says(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).nth(FEW_LETTERS - 1).is_some()
}

pub(super) fn read(bytes: &[u8], hints: &Hints<'_>) -> Document {
    let Some((head, rest)) = open(bytes) else {
        return super::without_text(Kind::Pdf, Why::Broken, "");
    };
    let texts = texts(rest.get(..head.text).unwrap_or_default());
    let pages = head.pages.min(MOST_PAGES);
    let mut document =
        Document { kind: Kind::Pdf, title: text_repair::title(&head.title), pages, ..Document::default() };
    for page in 1..=pages {
        let text = texts.get(page as usize - 1).map_or("", String::as_str);
        if says(text) && pdf::is_language(text) {
            document.blocks.extend(text.lines().filter_map(|line| block(line, page)));
            continue;
        }
        let why = if says(text) { Why::DamagedText } else { Why::NeedsOcr };
        let is_there = head.pictures.iter().any(|(of, _)| *of == page);
        document.unread.push(Unread::new(
            Some(page),
            why,
            if is_there { "" } else { super::ocr::NOT_FETCHED },
        ));
    }
    // In a book that speaks the others are photographs.
    if document.unread.len() * 2 < pages as usize {
        document.unread.iter_mut().for_each(|part| part.detail.clear());
    }
    let file = head.file.filter(|file| file.starts_with("http") && *file != hints.url);
    document.links.extend(file.map(|url| Link {
        href: url.clone(),
        url,
        text: document.title.clone(),
        way: Way::Embed,
        region: Region::Main,
        ..Link::default()
    }));
    document
}

fn block(line: &str, page: u32) -> Option<Block> {
    let text = text_repair::text(&once(line));
    let place = Place { page: Some(page), ..Place::default() };
    (!text.is_empty()).then(|| Block { text, place, ..Block::default() })
}

/// The makers' programs write many a mark of Thai twice.
fn once(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        let mark = matches!(c, '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}');
        if !(mark && out.ends_with(c)) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_is_read_page_by_page() {
        let script = "/* */ var textForPages =[\" \",\"\\u0E41\\u0E1C\\u0E19 ปฏิบัตัิการป้องกันการทุจริต\\u000Aปีงบประมาณ 2568\"];";
        let head = Head::new("แผนปฏิบัติการ".to_owned(), 3, Some("http://a.th/plan.pdf".to_owned()));
        let bound = bind(head, script.as_bytes(), &[(1, b"one".to_vec()), (3, b"three".to_vec())]);
        let document = crate::extract::read(&bound, &Hints::default());
        assert_eq!((document.kind, document.pages, document.title.as_str()), (Kind::Pdf, 3, "แผนปฏิบัติการ"));
        let said: Vec<_> = document.blocks.iter().map(|b| (b.place.page, b.text.as_str())).collect();
        assert_eq!(said[1], (Some(2), "ปีงบประมาณ 2568"));
        assert!(said[0].1.starts_with("แผน"), "{said:?}");
        assert_eq!(document.links[0].url, "http://a.th/plan.pdf");
        assert_eq!(document.unread.iter().map(|u| u.page).collect::<Vec<_>>(), [Some(1), Some(3)]);
        assert_eq!((picture(&bound, 3), picture(&bound, 2)), (Some(&b"three"[..]), None));
    }

    #[test]
    fn what_is_cut_or_false_harms_nothing() {
        let head = Head::new(String::new(), u32::MAX, None);
        let bound = bind(head, b"var textForPages = [\"\\x\", ", &[(1, b"one".to_vec())]);
        for cut in [MAGIC.len(), MAGIC.len() + 3, MAGIC.len() + 9, bound.len() - 1, bound.len()] {
            let document = read(&bound[..cut], &Hints::default());
            assert!(document.blocks.is_empty() && document.pages <= MOST_PAGES);
            picture(&bound[..cut], 1);
        }
        assert_eq!(once("นวััตกรรมก้้าว"), "นวัตกรรมก้าว");
    }
}
