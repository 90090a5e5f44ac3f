//! What a judge sees, and how answers about single documents become one.

use std::collections::{BTreeMap, HashMap};
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::Regex;

use super::Verdict;
use super::answer::{Answer, One, Reply};
use super::hollow::{Hollow, Words};
use super::words;
use crate::extract::ocr::Left;
use crate::extract::{Block, Region, Role};
use crate::find::library::{Library, Page};
use crate::find::{Exhibit, Outside};
use crate::mark::Outcome;
use crate::rule::edition::Finding;
use crate::rule::speech::Speech;
use crate::thai::fuzzy;
use crate::thai::text::{find, fold};

/// The evidence for one item.
pub struct Case<'a, 'l> {
    pub library: &'a Library<'l>,
    /// Fiscal year of the edition, B.E.
    pub year: i32,
    pub exhibits: &'a [Exhibit],
    pub outside: &'a [Outside],
    pub facts: &'a Facts,
    /// Words that hold for the whole form.
    pub words: &'a Finding,
}

/// What other items' evidence has shown about the agency.
#[derive(Debug, Default)]
pub struct Facts {
    /// Names of the present head of the agency, without title.
    pub head: Option<String>,
    /// Whom the executives' page shows, where later documents name another.
    pub former: Option<String>,
    /// Items that did not pass.
    pub failed: Vec<String>,
    /// Items whose answer is open.
    pub open: Vec<String>,
    /// Pages that the verdicts so far rest on, by item.
    pub evidence: BTreeMap<String, Vec<usize>>,
    /// A document that nobody could read, and of which nothing says what it is.
    pub nameless: Option<usize>,
    /// One of which nothing says plainly what it is.
    pub stray: Option<usize>,
    /// What the hollow ones are known by.
    pub(super) words: Option<Words>,
    /// Which documents are no evidence: one page may be a candidate for many items.
    hollow: Mutex<HashMap<(usize, bool), Option<Hollow>>>,
}

impl Facts {
    /// Takes up what became of one item.
    pub(super) fn add(&mut self, item: &str, verdict: &Verdict) {
        let shown = verdict.evidence.iter().map(|p| p.page).collect();
        self.evidence.insert(item.to_owned(), shown);
        match verdict.outcome {
            Outcome::Pass | Outcome::NotApplicable => {}
            Outcome::Fail => self.failed.push(item.to_owned()),
            Outcome::Review | Outcome::NotDetermined => self.open.push(item.to_owned()),
        }
    }

    /// Why a page is no evidence, for a channel or else; looked at once.
    pub(super) fn hollow(
        &self,
        asked: (usize, bool),
        look: impl FnOnce(&Words) -> Option<Hollow>,
    ) -> Option<Hollow> {
        let known = || self.hollow.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(why) = known().get(&asked) {
            return why.clone();
        }
        let why = self.words.as_ref().and_then(look);
        known().insert(asked, why.clone());
        why
    }
}

impl<'a, 'l> Case<'a, 'l> {
    /// Words of something that is still to come.
    pub fn unfinished(&self) -> [&[String]; 2] {
        [&self.words.hollow, &self.words.absent]
    }

    /// The same, and what a line says of months that are still to come.
    pub fn promised(&self) -> [&[String]; 3] {
        [&self.words.hollow, &self.words.absent, &self.words.speech.awaited]
    }

    /// How officers put what is asked for.
    pub fn speech(&self) -> &Speech {
        &self.words.speech
    }

    pub fn page(&self, exhibit: usize) -> &'a Page<'l> {
        &self.library.pages[self.exhibits[exhibit].page]
    }

    /// Exhibits whose text may speak: pages that only lead to a document count where nothing else is left.
    pub fn speaking(&self, among: &[usize]) -> Vec<usize> {
        let speaks = |&&e: &&usize| !self.page(e).is_index() && !self.only_carries(e, among);
        let content: Vec<usize> = among.iter().filter(speaks).copied().collect();
        if content.is_empty() { among.to_vec() } else { content }
    }

    /// Puts a question to each exhibit: one yes is enough, and those that said yes go on. A no
    /// counts only where nothing remains unread.
    pub fn each(&self, among: &[usize], ask: impl Fn(&Exhibit, &Page) -> One) -> Reply {
        let mut yes = Vec::new();
        let mut open = Vec::new();
        let mut no = Vec::new();
        for e in self.speaking(among) {
            let page = self.page(e);
            let mut one = if page.unread() { self.unread(e) } else { ask(&self.exhibits[e], page) };
            if one.answer == Answer::No && page.partly_unread() && !page.is_broken() {
                one.answer = Answer::CannotTell;
                one.reason = format!("{} แต่บางหน้าของเอกสารเป็น{}", one.reason, words::scan(page.left()));
                one.sure = 0.5;
            }
            if one.answer == Answer::No && page.read_with().is_some_and(|sure| sure < HARDLY_READ) {
                one.answer = Answer::CannotTell;
                one.reason = format!("{} แต่ภาพไม่ชัด อ่านได้ไม่แน่ใจ", one.reason);
                one.sure = 0.5;
            }
            match one.answer {
                Answer::Yes => yes.push((e, one)),
                Answer::CannotTell => open.push((e, one)),
                Answer::No => no.push((e, one)),
            }
        }
        if !yes.is_empty() {
            // What could not be read may still be the better document; it stays beside.
            let unread = open.iter().map(|(e, _)| *e).filter(|e| self.page(*e).unread());
            let kept = yes.iter().map(|(e, _)| *e).chain(unread).collect();
            let (e, one) = yes.swap_remove(0);
            return Reply { one, exhibit: Some(e), kept };
        }
        if !open.is_empty() {
            let kept = open.iter().map(|(e, _)| *e).collect();
            let (e, one) = open.swap_remove(0);
            return Reply { one, exhibit: Some(e), kept };
        }
        // The nearest miss speaks: what lacks least, and of these the best candidate.
        no.sort_by_key(|(e, one)| (one.missing.len(), *e));
        match no.into_iter().next() {
            Some((e, one)) => Reply { one, exhibit: Some(e), kept: among.to_vec() },
            None => Reply {
                one: One::no("ไม่พบเอกสาร", 0.9), exhibit: None, kept: among.to_vec()
            },
        }
    }

    /// A post or a download page: a title, a date, and the file that is the document itself.
    fn only_carries(&self, exhibit: usize, among: &[usize]) -> bool {
        let page = self.page(exhibit);
        let files = |e: &&usize| {
            let file = self.page(**e);
            !file.is_html() && (!file.unread() || file.is_broken())
        };
        let carries = |e: &usize| {
            let file = self.exhibits[*e].page;
            self.exhibits[*e].found_on == Some(self.exhibits[exhibit].page)
                || page.own_links().any(|l| self.library.page_at(&l.url) == Some(file))
        };
        page.is_html()
            && page.document.forms.iter().all(|f| f.region != Region::Main || !f.is_usable())
            && page.own_letters() < FEW_WORDS
            && {
                // A table may be the list of the files: month, month, month.
                let is_row = |b: &&Block| matches!(b.role, Role::Row { header: false, .. });
                let rows = page.own_blocks().filter(is_row).count();
                let carried = || among.iter().filter(files).filter(|e| carries(e));
                let many = carried().count();
                // What is badly read in a scan may be said on the page that carries it.
                let plain = || page.is_listing() && carried().all(|e| !self.page(*e).is_ocr());
                many > 0 && (rows == 0 || many >= 3 && many * 10 >= rows * 6 || plain())
            }
    }

    fn unread(&self, exhibit: usize) -> One {
        use crate::extract::Why;
        let page = self.page(exhibit);
        let why = page.document.unread.first().map(|u| u.why);
        One::cannot_tell(match why {
            Some(Why::Locked) => "เอกสารต้องใช้รหัสผ่าน จึงอ่านไม่ได้",
            Some(Why::Broken) => "ไฟล์เสียหาย อ่านไม่ได้",
            Some(Why::Unsupported) => "ไฟล์ชนิดนี้โปรแกรมยังอ่านไม่ได้",
            Some(Why::TooLarge) => "ไฟล์ใหญ่เกินกำหนด จึงอ่านไม่ครบ",
            Some(Why::TimedOut) => "ใช้เวลาอ่านไฟล์เกินกำหนด จึงอ่านไม่ครบ",
            Some(Why::Crashed) => "โปรแกรมอ่านไฟล์นี้ไม่สำเร็จ ให้เปิดดูเอง",
            _ => match page.left() {
                Left::Cut => {
                    "เอกสารเป็นภาพสแกนที่อ่านไม่ทันเวลาหรือครบจำนวนหน้าก่อน ให้ตรวจใหม่ (เพิ่ม --ocr-time หรือ --ocr-pages)"
                }
                Left::Untried => "เอกสารเป็นภาพสแกนที่ครั้งนี้ไม่ได้อ่านด้วย OCR ให้ตรวจใหม่โดยใช้ OCR หรือเปิดดูเอง",
                Left::Unreadable => "เอกสารเป็นภาพสแกน อ่านข้อความไม่ได้",
            },
        })
    }

    /// What scans are whose words may be what was not found in any of these documents.
    pub fn scans(&self, among: &[usize]) -> &'static str {
        let open = among.iter().map(|&e| self.page(e)).filter(|page| page.partly_unread());
        words::scan(open.map(Page::left).min().unwrap_or(Left::Unreadable))
    }
}

/// Under this the words of a scan or photograph may have stood there and not been read.
const HARDLY_READ: f32 = 0.72;
/// Letters of a page beside its headings and links that are no content yet: a date, an author, a greeting.
pub const FEW_WORDS: usize = 220;

/// Looks for a phrase with alternatives (`a|b`); says which stood there and where.
pub fn find_phrase(page: &Page, phrase: &str) -> Option<(String, Option<u32>)> {
    phrase.split('|').find_map(|p| {
        if p == "{amounts}" {
            return super::amounts::in_table(page);
        }
        if p == "{months}" {
            return several_months(page);
        }
        if p == "{numbered}" {
            return numbered(page);
        }
        if p == "{figures}" {
            return super::amounts::figures(page);
        }
        if let Some(words) = p.strip_prefix("{steps ").and_then(|p| p.strip_suffix('}')) {
            return steps(page, words);
        }
        if let Some(words) = p.strip_prefix("{without ").and_then(|p| p.strip_suffix('}')) {
            let said = |w: &str| page.flat().contains(&fold(w));
            return (!words.split_whitespace().any(said)).then(|| (String::new(), None));
        }
        if let Some(words) = p.strip_prefix("{below ").and_then(|p| p.strip_suffix('}')) {
            return below(page, words);
        }
        if let Some(words) = p.strip_prefix("{begins ").and_then(|p| p.strip_suffix('}')) {
            return beginning(page, &fold(words));
        }
        let p = fold(p);
        if p.is_empty() {
            return None;
        }
        if let Some(at) = find_whole(&page.text.text, &p) {
            if is_denied(&page.text.text[..at]) {
                let told =
                    |at: &usize| !is_denied(&page.text.text[..*at]) && !is_amid(&page.text.text[..*at]);
                let at = page.text.text.match_indices(&p).map(|(at, _)| at).find(told)?;
                return page.block_at(at).map(|b| (clip(&b.text), b.place.page));
            }
            return page.block_at(at).map(|b| (clip(&b.text), b.place.page));
        }
        // A line break may fall inside the phrase.
        let wrong = allowance(p.chars().count(), page);
        let near = || wrong > 0 && fuzzy::find(&p, page.flat(), wrong).is_some();
        (find_whole(page.flat(), &p).is_some() || near()).then(|| (String::new(), None))
    })
}

/// Where a phrase begins in a text and no word goes on into it: "ปิดรับ" is no part of "เปิดรับ".
fn find_whole(text: &str, phrase: &str) -> Option<usize> {
    let first = find(text, phrase)?;
    if !is_amid(&text[..first]) {
        return Some(first);
    }
    text.match_indices(phrase).map(|(at, _)| at).find(|at| !is_amid(&text[..*at]))
}

/// Whether what comes next is the rest of a syllable: its vowel is written before it.
pub fn is_amid(before: &str) -> bool {
    before.ends_with(['เ', 'แ', 'โ', 'ใ', 'ไ'])
}

/// A line below the title that says one of the words.
fn below(page: &Page, words: &str) -> Option<(String, Option<u32>)> {
    let title = fold(&page.title_lines());
    let words: Vec<String> = words.split_whitespace().map(fold).collect();
    let block = page.own_blocks().find(|b| {
        let text = fold(&b.text);
        let is_title = matches!(b.role, crate::extract::Role::Heading(_)) || title.contains(&text);
        !is_title && words.iter().any(|w| text.contains(w.as_str()))
    })?;
    Some((clip(&block.text), block.place.page))
}

/// A heading, a line or a cell that is short and begins with the words, behind its number.
fn beginning(page: &Page, words: &str) -> Option<(String, Option<u32>)> {
    const SHORT: usize = 60;
    let begins = |text: &str| {
        let bare = text.trim_start_matches(|c: char| c.is_numeric() || ".)(-–•/ ".contains(c));
        let bare = if words.starts_with(|c: char| bare.starts_with(c)) { bare } else { text };
        bare.chars().count() <= SHORT && fold(bare).starts_with(words)
    };
    let block = page
        .own_blocks()
        .find(|b| if b.cells.is_empty() { begins(&b.text) } else { b.cells.iter().any(|c| begins(c)) })?;
    Some((clip(&block.text), block.place.page))
}

/// "มิได้ระบุระยะเวลา", "ไม่ครอบคลุมเรื่องร้องเรียนการทุจริต": whether what comes next is said to be missing.
fn is_denied(before: &str) -> bool {
    static DENIED: LazyLock<Vec<String>> = LazyLock::new(|| {
        ["ไม่ได้ระบุ", "มิได้ระบุ", "ไม่ระบุ", "ไม่ได้กำหนด", "มิได้กำหนด"].iter().map(|w| fold(w)).collect()
    });
    static LEFT_OUT: LazyLock<Vec<String>> = LazyLock::new(|| {
        let words =
            ["ไม่ครอบคลุม", "ไม่รวม", "มิได้รวม", "ไม่ใช้บังคับ", "ไม่ใช้กับ", "ไม่ใช่", "มิใช่", "ไม่เกี่ยวกับ", "ไม่เกี่ยวข้องกับ"];
        words.iter().map(|w| fold(w)).collect()
    });
    let line = before.rsplit('\n').next().unwrap_or(before);
    let left_out = || {
        let behind = LEFT_OUT.iter().filter_map(|w| Some(&line[line.rfind(w.as_str())? + w.len()..])).next();
        behind.is_some_and(|rest| rest.chars().count() < NEAR && !rest.contains(' '))
    };
    DENIED.iter().any(|w| before.ends_with(w.as_str())) || left_out()
}

/// Letters between a denial and what it denies.
const NEAR: usize = 60;

/// Months in tables or lines of a plan, three and more: when things are to be done. The day of an announcement
/// names one.
fn several_months(page: &Page) -> Option<(String, Option<u32>)> {
    let mut seen = std::collections::BTreeSet::new();
    for block in page.own_blocks() {
        seen.extend(crate::thai::date::months(&block.text).iter().map(|m| m.month));
        if seen.len() >= 3 {
            return Some((clip(&block.text), block.place.page));
        }
    }
    None
}

/// Three things and more to do one after the other, each of which begins with one of the words: items of a list,
/// lines that are counted, or "1) รับแบบ 2) ตรวจสอบ 3) …" in one.
fn steps(page: &Page, words: &str) -> Option<(String, Option<u32>)> {
    static COUNT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|\s)\(?(?:ขั้นตอนที่|ขั้นที่|ข้อ)?\s?([0-9๐-๙]{1,2})[.)]\s*").expect("written here")
    });
    const SEVERAL: usize = 3;
    let words: Vec<&str> = words.split_whitespace().collect();
    let begins = |text: &str| words.iter().any(|w| text.trim_start().starts_with(w));
    let mut told: Vec<&Block> = Vec::new();
    for block in page.own_blocks().filter(|b| matches!(b.role, Role::Item | Role::Paragraph)) {
        let counts: Vec<_> = COUNT.captures_iter(&block.text).collect();
        let number = |c: &regex::Captures| crate::thai::text::arabic(&c[1]).parse::<usize>().ok();
        let done = counts.iter().filter(|c| begins(&block.text[c.get(0).map_or(0, |m| m.end())..]));
        if counts.iter().filter_map(number).take(SEVERAL).eq(1..=SEVERAL) && done.count() >= SEVERAL {
            return Some((clip(&block.text), block.place.page));
        }
        let counted =
            counts.first().map_or(0, |c| c.get(0).map_or(0, |m| if m.start() == 0 { m.end() } else { 0 }));
        if (counted > 0 || block.role == Role::Item) && begins(&block.text[counted..]) {
            told.push(block);
        }
    }
    (told.len() >= SEVERAL).then(|| (clip(&told[0].text), told[0].place.page))
}

/// Lines that count what is to be done, "(1) …", "๒. …": steps, whatever they are called.
fn numbered(page: &Page) -> Option<(String, Option<u32>)> {
    const STEPS: usize = 5;
    const ROWS: usize = 3;
    let is_step = |text: &str| {
        let bare = text.trim_start_matches(['(', ' ', '•']);
        // "① ท่านแจ้งเรา …"
        if bare.starts_with(|c| ('①'..='⑳').contains(&c)) {
            return text.chars().count() > 12;
        }
        // "ข้อ ๔ เมื่อได้รับเรื่อง …", "ขั้นที่ 2 …": counted in words.
        let called = ["ข้อ", "ขั้นที่", "ขั้นตอนที่", "Step"].iter().find_map(|w| bare.strip_prefix(w));
        let bare = called.map_or(bare, str::trim_start);
        let digits = bare.chars().take_while(|c| c.is_numeric()).count();
        let after = bare.chars().nth(digits);
        let ends = matches!(after, Some('.' | ')')) || called.is_some();
        (1..=2).contains(&digits) && ends && text.chars().count() > 12
    };
    let mut steps = page.own_blocks().filter(|b| is_step(&b.text));
    if let Some(first) = steps.next()
        && steps.count() + 1 >= STEPS
    {
        return Some((clip(&first.text), first.place.page));
    }
    // "1 | ลงรับเรื่อง | ศปท. | 3 วันทำการ": the rows of a table, counted in their first cell.
    let count = |b: &&Block| {
        let cell = crate::thai::text::arabic(b.cells.first()?.trim());
        cell.trim_end_matches('.').parse::<usize>().ok().filter(|_| b.cells.len() >= 3)
    };
    let rows: Vec<&Block> = page.own_blocks().filter(|b| count(b).is_some()).collect();
    let ascends = rows.iter().filter_map(count).take(ROWS).eq(1..=ROWS);
    ascends.then(|| (clip(&rows[0].text), rows[0].place.page))
}

/// Letters of a phrase that may be misread: none in text that was written as text; in a scan the fewer
/// the surer its reading was. A word of few letters becomes another by one mistake.
fn allowance(letters: usize, page: &Page) -> usize {
    let Some(sure) = page.read_with() else { return 0 };
    if letters < 8 {
        return 0;
    }
    let share = ((1.0 - sure) * 0.8 + 0.04).clamp(0.05, 0.2);
    (letters as f32 * share).round() as usize
}

/// The first alternative of a phrase: how the element is called in a comment.
pub fn label(phrase: &str) -> String {
    phrase.split('|').next().unwrap_or(phrase).to_owned()
}

/// A quote short enough for a table cell.
pub fn clip(text: &str) -> String {
    crate::thai::words::cut(text, 160)
}
