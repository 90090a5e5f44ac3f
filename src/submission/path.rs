//! A click path in words, "หน้าหลัก > ข้อมูลพื้นฐาน > โครงสร้าง", walked on the pages that were read.

use std::collections::BTreeSet;

use crate::crawl::canon::canon;
use crate::find::library::{Library, is_leading};
use crate::thai::text::fold;

/// Between steps.
const SIGNS: [&str; 10] = [">>", "->", "=>", " / ", "→", "»", "›", "＞", ">", "\n"];
/// Words that say "click": they begin a step, and are no part of its name.
const CLICKS: [&str; 14] = [
    "จากนั้น",
    "คลิกที่",
    "คลิก",
    "กดที่",
    "กด",
    "เลือกที่",
    "เลือก",
    "ไปที่",
    "เข้าที่",
    "เมนูหลัก",
    "เมนู",
    "หัวข้อย่อย",
    "หัวข้อ",
    "แถบ",
];
/// Where every path begins, whatever it is called.
const HOMES: [&str; 8] =
    ["หน้าหลัก", "หน้าแรก", "เว็บไซต์หลัก", "หน้าหลักเว็บไซต์", "หน้าแรกเว็บไซต์", "เว็บไซต์", "home", "homepage"];

/// How a path came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walked {
    /// The note has no path.
    None,
    /// It leads to the address.
    There,
    /// A word stands on none of the pages where it should; the address of one of these.
    NoSuchWord { word: String, on: String },
    /// Every word was found, but the last does not lead to the address.
    Elsewhere,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// As written.
    pub said: String,
    /// Without "click on": a link may well be called "คลิกที่นี่", so both are looked for.
    pub bare: String,
}

/// The menu words of a note, from the home page on; none where it names no path.
pub fn words(note: &str) -> Vec<Step> {
    let quoted: Vec<String> = {
        let parts = note.split(['"', '“', '”', '„', '‘', '’']).skip(1).step_by(2);
        parts.map(str::to_owned).collect()
    };
    let mut marked = note.to_owned();
    let mut signs = false;
    for sign in SIGNS {
        signs |= marked.contains(sign);
        marked = marked.replace(sign, "\u{1}");
    }
    let steps: Vec<String> = if signs {
        marked.split('\u{1}').map(str::to_owned).collect()
    } else if !quoted.is_empty() {
        quoted
    } else {
        // "หน้าหลัก เลือก ITA เลือกหัวข้อ O1": every "click" begins a step.
        let verbs = ["คลิก", "เลือก", "กด", "ไปที่"];
        // "อยู่ที่เมนู ข้อมูลพื้นฐาน หัวข้อ โครงสร้าง": what stands before a menu is talk.
        let places = ["เมนู", "หัวข้อ"];
        let begin = |words: &[&str]| words.iter().filter_map(|word| note.find(word)).min();
        match (begin(&verbs), begin(&places[..1])) {
            (None, None) => match note.split_once('/') {
                // Only a path begins with the home page; a slash stands in names as well.
                Some((home, _)) if is_home(home) => note.split('/').map(str::to_owned).collect(),
                _ => return Vec::new(),
            },
            (verb, place) => {
                let talk = place.filter(|at| verb.is_none_or(|verb| *at < verb)).unwrap_or(0);
                let all = verbs.iter().chain(&places);
                let marked = all.fold(note[talk..].to_owned(), |text, word| text.replace(word, "\u{1}"));
                marked.split('\u{1}').map(str::to_owned).collect()
            }
        }
    };
    let step = |step: &String| Step { said: step.trim().to_owned(), bare: bare(step) };
    let mut words: Vec<Step> = steps.iter().map(step).filter(|step| !fold(&step.bare).is_empty()).collect();
    if words.first().is_some_and(|first| is_home(&first.bare)) {
        words.remove(0);
    }
    words
}

fn is_home(step: &str) -> bool {
    HOMES.iter().any(|home| fold(home) == fold(step))
}

/// A step without what says "click", numbers of steps and quotes.
fn bare(step: &str) -> String {
    let mut word = step.trim();
    loop {
        let before = word;
        word = word.trim_matches(|c: char| c.is_whitespace() || "\"“”„‘’'[]:".contains(c));
        let number = word.trim_start_matches(|c: char| c.is_ascii_digit());
        if let Some(rest) = number.strip_prefix(['.', ')']).filter(|_| number.len() < word.len()) {
            word = rest;
        }
        for click in CLICKS {
            word = word.strip_prefix(click).unwrap_or(word);
        }
        if word == before {
            return word.to_owned();
        }
    }
}

/// Walks a note's path from the home page. A menu that opens on its page is a step without a page.
pub fn walk(note: &str, url: &str, library: &Library) -> Walked {
    let words = words(note);
    let target = library.page_at(url);
    if words.is_empty() && target == Some(0) && is_home(note) {
        return Walked::There;
    }
    if words.is_empty() || library.pages.is_empty() {
        return Walked::None;
    }
    let mut here = BTreeSet::from([0]);
    let mut leads: BTreeSet<String> = BTreeSet::new();
    for word in &words {
        let wanted = [fold(&word.said), fold(&word.bare)];
        let is_said = |text: &str| wanted.iter().any(|wanted| says(text, wanted));
        let is_there = |text: &str| wanted.iter().any(|wanted| fold(text).contains(wanted.as_str()));
        let mut next = BTreeSet::new();
        leads.clear();
        let mut seen = false;
        for &page in &here {
            let document = &library.pages.glance(page).document;
            for link in document.links.iter().filter(|link| is_leading(link) && is_said(&link.text)) {
                seen = true;
                leads.extend(canon(&link.url));
                next.extend(library.page_at(&link.url));
            }
            if next.is_empty() && document.blocks.iter().any(|block| is_there(&block.text)) {
                seen = true;
                next.insert(page);
            }
        }
        if !seen {
            let on = here.last().map(|&page| library.pages.record(page).original.clone());
            return Walked::NoSuchWord { word: word.bare.clone(), on: on.unwrap_or_default() };
        }
        // The entries of a menu that opens stand on the page where it was opened.
        if next.len() < MOST_PAGES {
            next.extend(&here);
        }
        here = next;
    }
    let there = target.is_some_and(|target| here.contains(&target))
        || canon(url).is_some_and(|url| leads.contains(&url));
    if there { Walked::There } else { Walked::Elsewhere }
}

/// Pages looked at for one word; a word that half the links say is no path.
const MOST_PAGES: usize = 40;

/// Whether a link says a step's word; long link texts are often cut in the note.
fn says(text: &str, wanted: &str) -> bool {
    let text = fold(text);
    let long = |text: &str| text.chars().count() >= 4;
    !text.is_empty()
        && (text == wanted
            || (long(wanted) && text.contains(wanted))
            || (long(&text) && wanted.contains(&text)))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn steps_of_a_path() {
        for note in [
            "หน้าหลัก > ข้อมูลพื้นฐาน > โครงสร้าง",
            "หน้าแรก→เมนูข้อมูลพื้นฐาน→หัวข้อ โครงสร้าง",
            "1. หน้าหลัก\n2. เลือกเมนู “ข้อมูลพื้นฐาน”\n3. คลิกที่ “โครงสร้าง”",
            "หน้าหลัก เลือกเมนู ข้อมูลพื้นฐาน เลือกหัวข้อ โครงสร้าง",
            "อยู่ที่เมนู “ข้อมูลพื้นฐาน” หัวข้อ “โครงสร้าง”",
            "อยู่ที่เมนู ข้อมูลพื้นฐาน หัวข้อ โครงสร้าง",
            "หน้าหลัก/ข้อมูลพื้นฐาน/โครงสร้าง",
        ] {
            let bare: Vec<String> = words(note).into_iter().map(|step| step.bare).collect();
            assert_eq!(bare, ["ข้อมูลพื้นฐาน", "โครงสร้าง"], "{note}");
        }
        for note in ["", "ไฟล์ PDF หน้า 3", "ข้อมูลปี 2564", "ไฟล์จัดซื้อ/จัดจ้าง หัวข้อ 3"]
        {
            assert!(words(note).is_empty(), "{note}");
        }
    }
}
