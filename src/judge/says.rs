//! Words that must, may or must not stand in a document.

use super::answer::{One, Reply};
use super::case::{Case, find_phrase, label};
use crate::find::library::Page;
use crate::rule::test::{AtLeast, Kind};
use crate::thai::text::fold;

pub fn all(phrases: &[String], case: &Case, among: &[usize]) -> Reply {
    some(&AtLeast { of: phrases.to_vec(), at_least: phrases.len() }, case, among)
}

pub fn any(phrases: &[String], case: &Case, among: &[usize]) -> Reply {
    some(&AtLeast { of: phrases.to_vec(), at_least: 1 }, case, among)
}

pub fn some(test: &AtLeast, case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| one_page(test, page, case.unfinished()))
}

/// As [`some`], but the documents count together.
pub fn together(test: &AtLeast, case: &Case, among: &[usize]) -> Reply {
    let speaking = case.speaking(among);
    let mut carriers: Vec<usize> = among.iter().filter_map(|&e| case.exhibits[e].found_on).collect();
    carriers.sort_unstable();
    carriers.dedup();
    let mut missing = Vec::new();
    let mut quote = None;
    let mut first = None;
    for phrase in &test.of {
        let told = |&&e: &&usize| !only_promised(case.page(e), phrase, case.unfinished());
        // The page that carries the documents may say of one that it is still to come: then only a document
        // with that title is it, whatever the others mention.
        let awaited = carriers.iter().any(|&p| {
            let page = &case.library.pages[p];
            page.is_html() && only_promised(page, phrase, case.unfinished())
        });
        let titled = |&&e: &&usize| !awaited || is_title(case.page(e), phrase);
        let mut asked = speaking.iter().filter(told).filter(titled);
        let hit = asked.find_map(|&e| find_phrase(case.page(e), phrase).map(|q| (e, q)));
        match hit {
            Some((e, q)) => {
                first.get_or_insert(e);
                quote.get_or_insert(q);
            }
            None => missing.push(label(phrase)),
        }
    }
    let met = test.of.len() - missing.len();
    let one = if met >= test.at_least {
        One::yes("พบครบ", 0.93).quote(quote)
    } else if speaking.iter().any(|&e| case.page(e).partly_unread()) {
        let said = format!("ไม่พบ{} แต่บางเอกสารเป็น{}", missing.join(" "), case.scans(&speaking));
        One::cannot_tell(said).missing(missing)
    } else {
        One::no(without(test, &missing), 0.9).missing(missing)
    };
    Reply { one, exhibit: first.or_else(|| speaking.first().copied()), kept: among.to_vec() }
}

/// Whether a document bears one way of a phrase in its title.
fn is_title(page: &Page, phrase: &str) -> bool {
    let title = fold(&page.title_lines());
    phrase.split('|').map(fold).any(|p| !p.is_empty() && title.contains(&p))
}

/// Whether a phrase stands only where its own line, or the one under this heading, says that it is still to come,
/// or where nothing was written under it: "หมวด 5 การให้คุณให้โทษ (อยู่ระหว่างยกร่าง)", "ข้อเสนอแนะ" over "..........".
fn only_promised(page: &Page, phrase: &str, unfinished: [&[String]; 2]) -> bool {
    const HEADING: usize = 100;
    const PROMISE: usize = 160;
    const TITLE: usize = 4;
    let says = |text: &str| unfinished.iter().copied().flatten().any(|w| text.contains(w.as_str()));
    if !page.own_blocks().any(|b| says(&b.text) || is_dotted(&b.text)) {
        return false;
    }
    let blocks: Vec<&str> = page.own_blocks().map(|b| b.text.as_str()).collect();
    let letters = |text: &str| text.chars().count();
    // Dots under the title of an announcement are its ornament: the text comes behind them.
    let is_open = |behind: usize| {
        let rest = blocks.get(behind..).unwrap_or_default();
        let after = rest.iter().find(|text| !is_dotted(text));
        behind > TITLE
            && rest.first().is_some_and(|n| is_dotted(n))
            && after.is_none_or(|n| letters(n) <= HEADING)
    };
    let promised = |at: usize| {
        let part = page.text.part_at(at);
        let (Some(own), next) = (blocks.get(part), blocks.get(part + 1)) else { return false };
        let put_off = next.is_some_and(|n| says(n) && letters(n) <= PROMISE);
        says(own) || letters(own) <= HEADING && (put_off || is_open(part + 1))
    };
    // What is looked for otherwise than by its words is promised nowhere.
    let (told, words): (Vec<&str>, Vec<&str>) = phrase.split('|').partition(|p| p.starts_with('{'));
    if told.into_iter().any(|p| find_phrase(page, p).is_some()) {
        return false;
    }
    let found = words.into_iter().map(fold).filter(|p| !p.is_empty());
    let places: Vec<usize> =
        found.flat_map(|p| page.text.text.match_indices(&p).map(|(at, _)| at).collect::<Vec<_>>()).collect();
    !places.is_empty() && places.into_iter().all(promised)
}

/// A line of dots to write on, and nothing written.
fn is_dotted(text: &str) -> bool {
    const LONG: usize = 8;
    text.chars().all(|c| c.is_whitespace() || ".…".contains(c)) && text.chars().count() >= LONG
}

pub(super) fn one_page(test: &AtLeast, page: &Page, unfinished: [&[String]; 2]) -> One {
    let mut missing = Vec::new();
    let mut quote = None;
    for phrase in &test.of {
        // Pages say of much beside the document that it is still to come.
        let unfinished = if page.is_html() { [&[][..], &[][..]] } else { unfinished };
        let said = find_phrase(page, phrase).filter(|_| !only_promised(page, phrase, unfinished));
        match said {
            Some(q) => {
                quote.get_or_insert(q);
            }
            None => missing.push(label(phrase)),
        }
    }
    let met = test.of.len() - missing.len();
    if met >= test.at_least {
        One::yes("พบครบ", 0.94).quote(quote)
    } else {
        One::no(without(test, &missing), 0.9).missing(missing).quote(quote)
    }
}

/// What is missing, in words. Of many ways to say one thing two are named.
fn without(test: &AtLeast, missing: &[String]) -> String {
    const NAMED: usize = 2;
    if test.at_least == 1 && missing.len() > NAMED + 1 {
        format!("ไม่พบ {} หรือคำทำนองนี้", missing[..NAMED].join(", "))
    } else {
        format!("ไม่พบ {}", missing.join(", "))
    }
}

pub fn none(phrases: &[String], case: &Case, among: &[usize]) -> Reply {
    /// Letters of a phrase that is no part of another.
    const LONG: usize = 16;
    // What forbids must stand there as it is: in a scan half of "ไม่รวมเรื่อง…" is like "เรื่อง…".
    let stands = |page: &Page, phrase: &str| {
        // The signs that a reader loses first of "ไม่รวมเรื่อง…" are the one before the letters and those above them.
        let torn = || phrase.strip_prefix('ไ').filter(|_| page.is_ocr() && phrase.chars().count() >= LONG);
        let toneless = |text: &str| text.chars().filter(|c| !('่'..='๋').contains(c)).collect::<String>();
        page.flat().contains(&fold(phrase))
            || torn().is_some_and(|torn| toneless(page.flat()).contains(&toneless(&fold(torn))))
    };
    let said = |page: &Page, phrase: &str| {
        find_phrase(page, phrase).filter(|_| phrase.split('|').any(|p| stands(page, p)))
    };
    case.each(among, |_, page| match phrases.iter().find_map(|p| said(page, p).map(|q| (p, q))) {
        Some((phrase, quote)) => One::no(format!("พบข้อความ “{}”", label(phrase)), 0.9)
            .found(vec![label(phrase)])
            .quote(Some(quote)),
        None => One::yes("ไม่พบข้อความที่ต้องห้าม", 0.93),
    })
}

/// What the document calls itself.
pub fn head_any(phrases: &[String], case: &Case, among: &[usize]) -> Reply {
    case.each(among, |exhibit, page| {
        let head = fold(&page.head());
        match phrases.iter().find(|p| in_text(&head, p)) {
            Some(p) => One::yes(format!("หัวเรื่องระบุ “{}”", label(p)), 0.94).quote(Some((page.title(), None))),
            // A file without a title is what the link to it says.
            None if head.chars().count() < 12
                && phrases.iter().any(|p| in_text(&fold(&exhibit.label), p)) =>
            {
                One::yes("ชื่อลิงก์ระบุ", 0.75)
            }
            None => One::no(format!("หัวเรื่องเป็น “{}”", page.title()), 0.88)
                .found(vec![page.title()])
                .quote(Some((page.title(), None))),
        }
    })
}

pub fn head_none(phrases: &[String], case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        let head = fold(&page.head());
        match phrases.iter().find(|p| in_text(&head, p)) {
            Some(p) => One::no(format!("หัวเรื่องเป็น “{}”", page.title()), 0.92)
                .found(vec![label(p)])
                .quote(Some((page.title(), None))),
            None => One::yes("หัวเรื่องตรงกับข้อนี้", 0.94),
        }
    })
}

/// One kind of document and not another, by the lines that name it.
pub fn kind(test: &Kind, case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        let title = fold(&page.title_lines());
        if let Some(word) = test.is.iter().find(|w| in_text(&title, w)) {
            return One::yes(format!("ชื่อเรื่องระบุ “{}”", label(word)), 0.94).quote(Some((page.title(), None)));
        }
        match test.not.iter().find(|w| in_text(&title, w)) {
            Some(word) => One::no(format!("เอกสารเป็น “{}”", page.title()), 0.92)
                .found(vec![label(word)])
                .quote(Some((page.title(), None))),
            None => One::yes("ชื่อเรื่องไม่ขัดกับข้อนี้", 0.82),
        }
    })
}

pub(super) fn in_text(folded: &str, phrase: &str) -> bool {
    phrase.split('|').map(fold).any(|p| !p.is_empty() && folded.contains(&p))
}

/// Whether it says something of its own: "มาตรา 7 …", "มาตรา 8 …" and no more is what the law says.
pub fn not_statute(sections: u8, case: &Case, among: &[usize]) -> Reply {
    const TELLING: usize = 20;
    let section = fold("มาตรา");
    case.each(among, |_, page| {
        let lines = page.own_blocks().map(|b| b.text.trim()).filter(|t| t.chars().count() > TELLING);
        let lines: Vec<&str> = lines.collect();
        let cites = |text: &str| {
            let text = fold(text);
            let mut places = text.match_indices(&section);
            places.any(|(at, _)| text[at + section.len()..].starts_with(|c: char| c.is_ascii_digit()))
        };
        // What is counted under a section, "(1) …", is of the section.
        let (mut cited, mut under, mut within) = (0_usize, 0_usize, false);
        for line in &lines {
            let counted = line.starts_with('(') && line.chars().nth(1).is_some_and(char::is_numeric);
            let cites = cites(line);
            within = cites || within && counted;
            cited += usize::from(cites);
            under += usize::from(within);
        }
        if cited < usize::from(sections) || under * 2 < lines.len() {
            return One::yes("มีเนื้อหาของหน่วยงานเอง", 0.94);
        }
        One::no("มีเพียงข้อความของกฎหมาย", 0.82).found(vec!["บทบัญญัติของกฎหมาย".to_owned()])
    })
}
