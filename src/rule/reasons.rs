//! Why a verdict came out as it did, in words.

use super::Test;
use super::load::Book;
use crate::both;
use crate::crawl::Crawl;
use crate::extract::Document;
use crate::find::library::Library;
use crate::find::names::Names;
use crate::judge::{Answer, Verdict};
use crate::lang::several;

/// What the evidence at hand is and how much of it could be read.
pub fn document(what: &str, document: &Document) -> String {
    let words = crate::lang::now().words();
    let mut parts = vec![words.kind(document.kind).to_owned()];
    if document.pages > 0 {
        let (pages, english) = (document.pages, several(document.pages as usize, "page", "pages"));
        parts.push(both!("{pages} หน้า", "{english}"));
    }
    let scans = document.ocr.len() + document.scanner_read.len();
    if scans > 0 {
        let english = several(scans, "page", "pages");
        parts.push(both!("อ่านจากภาพ {scans} หน้า", "{english} read from pictures"));
    }
    if !document.unread.is_empty() {
        let (unread, english) = (document.unread.len(), several(document.unread.len(), "place", "places"));
        parts.push(both!("ไม่ได้อ่าน {unread} แห่ง", "{english} unread"));
    }
    both!("\nหลักฐาน: {what}\n  {}\n", "\nevidence: {what}\n  {}\n", parts.join(" · "))
}

/// Which item the words of the link and the document's own title mean: what decides whether an audit finds it.
pub fn called(book: &Book, at: usize, krawl: &Crawl, link: Option<&str>) -> String {
    let names = Names::new(&book.rules, &book.edition.find.alike, &book.edition.find.called_off);
    let mut out = String::new();
    let mut say = |what: &str, words: &str| {
        let words = words.lines().next().unwrap_or_default().trim();
        if words.is_empty() {
            return;
        }
        let own = names.strength(words, at);
        let mut others: Vec<_> = names.claims(words).into_iter().filter(|claim| claim.item != at).collect();
        others.sort_by(|a, b| b.strength.total_cmp(&a.strength));
        let other = others.first().map_or_else(String::new, |claim| {
            both!(" · ข้อ {} {:.2}", " · {} {:.2}", book.rules[claim.item].item.get_ref(), claim.strength)
        });
        let own = if own > 0.0 {
            both!("ข้อนี้ {own:.2}", "this item {own:.2}")
        } else {
            both!("ไม่ใช่ชื่อของข้อนี้", "no name of this item")
        };
        out.push_str(&format!("  {what} “{words}”: {own}{other}\n"));
    };
    if let Some(link) = link {
        say(&both!("ลิงก์", "link"), link);
    }
    let library = Library::new(krawl);
    if let Some(page) = library.pages.get(1) {
        say(&both!("ชื่อเรื่อง", "title"), &if page.is_html() { page.title() } else { page.title_lines() });
    }
    out
}

/// The book without the questions of one rule that other items' evidence answers, and a word on each.
pub fn apart(book: &Book, at: usize) -> (Book, String) {
    let mut book = book.clone();
    let mut said = String::new();
    book.rules[at].judges.retain(|judge| match judge.test.get_ref() {
        Test::DependsOn(other) => {
            let id = judge.id.get_ref();
            said.push_str(&both!(
                "  – {id}: {}\n      ไม่ได้ถาม เพราะดูจากหลักฐานของข้อ {other}\n",
                "  – {id}: {}\n      not asked: it rests on the evidence of {other}\n",
                judge.asks
            ));
            false
        }
        _ => true,
    });
    // Whose document it is cannot be told without the agency's own home page.
    book.edition.find.agencies.clear();
    (book, said)
}

/// What each judge said of the evidence at hand.
pub fn reasons(verdict: &Verdict) -> String {
    let word = crate::lang::now().words().verdict(verdict.outcome);
    let name = verdict.outcome.name();
    let mut out = both!(
        "ผล: {word} ({name}) ความมั่นใจ {:.2}\n",
        "verdict: {word} ({name}) confidence {:.2}\n",
        verdict.confidence
    );
    if !verdict.comment.is_empty() {
        out.push_str(&both!("ความคิดเห็น: {}\n", "comment: {}\n", verdict.comment));
    }
    if !verdict.fix.is_empty() {
        out.push_str(&both!("วิธีแก้: {}\n", "repair: {}\n", verdict.fix));
    }
    for judged in &verdict.judged {
        let mark = match judged.one.answer {
            Answer::Yes => "✓",
            Answer::No => "✗",
            Answer::CannotTell => "?",
        };
        out.push_str(&format!("  {mark} {}: {}\n      {}\n", judged.id, judged.asks, judged.one.reason));
        if let Some(quote) = judged.one.quote.as_deref().filter(|q| !q.is_empty()) {
            let page =
                judged.one.page.map(|page| both!(" (หน้า {page})", " (page {page})")).unwrap_or_default();
            out.push_str(&format!("      “{quote}”{page}\n"));
        }
        if !judged.one.missing.is_empty() {
            out.push_str(&both!("      ขาด: {}\n", "      missing: {}\n", judged.one.missing.join(", ")));
        }
    }
    out
}
