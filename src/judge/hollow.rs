//! Documents that look like evidence and hold none.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

use super::Setting;
use crate::extract::{Block, Form, Kind, Role};
use crate::find::library::{Library, Page};
use crate::thai::fuzzy::similarity;
use crate::thai::text::{find, fold};

/// Why a page or file that bears an item's name holds nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hollow {
    /// Another agency's document, by its name.
    Foreign(String),
    /// What one office of the agency published of itself.
    Office(String),
    /// A form to be filled in, or a table without entries.
    Blank,
    /// Questions that nobody has answered.
    Questionnaire,
    /// Row after row says that what it names is under way or will be.
    Pending,
    /// A form of which most was left as it was printed: so many places wait.
    Unfilled(usize),
    /// A form in which so many measures have no result yet.
    Lacking(usize),
    /// A form that was filled in, but for the places under these heads: so many of them wait.
    Left(Vec<String>, usize),
    /// The form's own wording.
    Criteria,
    /// It says that it is being made.
    Unfinished,
    /// Nothing but a list of what stands elsewhere.
    Contents,
    /// Only who has an account may go on.
    Login,
    /// The text that came with the template.
    Sample,
    /// The site's program stopped before it showed anything.
    Broken,
    /// A file that nobody can open.
    Damaged,
    /// A title and nothing else.
    Empty,
}

/// What is asked of every document, in matching form.
#[derive(Debug)]
pub struct Words {
    /// The criteria's phrases, then the words over a list of chapters.
    all: AhoCorasick,
    /// By phrase of the criteria: where it may stand at the beginning, itself.
    begins: Vec<Option<String>>,
    login: Vec<String>,
    hollow: Vec<String>,
    absent: Vec<String>,
    attached: Vec<String>,
    questions: Vec<String>,
    sample: Vec<String>,
    broken: Vec<String>,
}

impl Words {
    pub fn of(setting: &Setting) -> Words {
        let folded = |words: &[String]| words.iter().map(|w| fold(w)).collect::<Vec<_>>();
        let looked_for = [folded(&setting.words.criteria), folded(&setting.words.contents)].concat();
        // What agencies are to show: they are told so, and tell nobody themselves.
        let orders = |phrase: &String| ["แสดง", "หน่วยงาน", "ให้หน่วยงาน"].iter().any(|w| phrase.starts_with(w));
        let begins = |phrase: &String| orders(phrase).then(|| fold(phrase));
        Words {
            all: AhoCorasick::new(looked_for).expect("a few dozen short phrases"),
            begins: setting.words.criteria.iter().map(begins).collect(),
            login: folded(&setting.words.login),
            hollow: folded(&setting.words.hollow),
            absent: folded(&setting.words.absent),
            attached: folded(&setting.words.attached),
            questions: folded(&setting.words.questions),
            sample: folded(&setting.words.sample),
            broken: folded(&setting.words.broken),
        }
    }

    /// How many of the criteria's phrases stand in a text, and whether a word over a list of chapters does.
    fn said(&self, text: &str) -> (usize, bool) {
        let mut said = vec![false; self.all.patterns_len()];
        self.all.find_overlapping_iter(text).for_each(|m| said[m.pattern().as_usize()] = true);
        let (criteria, contents) = said.split_at(self.begins.len());
        (criteria.iter().filter(|said| **said).count(), contents.contains(&true))
    }
}

/// Why a document is no evidence; `None`: it says something.
///
/// `channel`: asked of a place where people write, which may well ask who they are.
pub fn why(
    page: usize,
    channel: bool,
    setting: &Setting,
    words: &Words,
    library: &Library,
) -> Option<Hollow> {
    let this = &library.pages[page];
    if this.unread() && this.is_broken() {
        return Some(Hollow::Damaged);
    }
    if this.partly_unread() {
        return None;
    }
    if let Some(name) = library.stranger(page, &setting.words.agencies) {
        return Some(Hollow::Foreign(name));
    }
    if let Some(name) = library.branch(page, &setting.words.agencies, &setting.words.offices) {
        return Some(Hollow::Office(name));
    }
    let asks = || words.questions.iter().any(|w| this.flat().contains(w.as_str()));
    if let Some(open) = super::slots::mostly_open(this, &setting.words.speech) {
        return Some(if asks() { Hollow::Questionnaire } else { Hollow::Unfilled(open) });
    }
    if let Some(open) = super::slots::lacking(this, &setting.words.speech) {
        return Some(Hollow::Lacking(open));
    }
    if let Some((heads, open)) = super::slots::left(this, &setting.words.speech) {
        return Some(Hollow::Left(heads, open));
    }
    let (criteria, contents) = words.said(this.flat());
    let listed = |b: &Block| is_contents_word(&b.text, &setting.words.contents, true);
    let contents = contents || this.is_ocr() && this.own_blocks().any(listed);
    // Dots lead to the numbers of pages.
    let contents = contents && is_contents(this, &setting.words.contents);
    if is_blank(this, library) {
        return Some(match () {
            () if contents => Hollow::Contents,
            () if asks() => Hollow::Questionnaire,
            () => Hollow::Blank,
        });
    }
    if this.is_ocr() && asks() && !has_results(this) {
        return Some(Hollow::Questionnaire);
    }
    if is_criteria(this, criteria, words) {
        return Some(Hollow::Criteria);
    }
    if contents {
        return Some(Hollow::Contents);
    }
    if !channel && is_login(this, library, &words.login) {
        return Some(Hollow::Login);
    }
    if this.is_html() && this.own_letters() < 2000 {
        let said = |w: &String| this.flat().matches(w.as_str()).count();
        if words.sample.iter().map(said).sum::<usize>() > 1 {
            return Some(Hollow::Sample);
        }
    }
    let is_broken = || words.broken.iter().any(|w| this.flat().contains(w.as_str()));
    if this.is_html() && this.own_letters() < 600 && is_broken() {
        return Some(Hollow::Broken);
    }
    // A row of the hub that says something is an answer, however short.
    if this.part {
        return None;
    }
    let (letters, text) = match short_body(this) {
        Some(text) => (text.chars().filter(|c| *c != '\n').count(), text),
        None => (usize::MAX, String::new()),
    };
    let leads = this.own_links().next().is_some()
        || this.document.forms.iter().any(Form::is_usable)
        || !this.document.images.is_empty();
    // Row after row is still to come: a list of what there will be.
    if has_pending_rows(this, &setting.words.hollow) {
        return Some(Hollow::Pending);
    }
    let says = |words: &[String]| words.iter().any(|w| text.contains(w.as_str()));
    let unfinished = || says(&words.hollow) || this.is_html() && says(&words.absent);
    if letters < 260 && told_rows(this) < 2 && unfinished() {
        let in_row = |b: &Block| {
            matches!(b.role, Role::Row { header: false, .. })
                && b.cells.len() > 1
                && setting.words.hollow.iter().any(|w| b.text.contains(w.as_str()))
        };
        let rows = this.own_blocks().any(in_row);
        return Some(if rows { Hollow::Pending } else { Hollow::Unfinished });
    }
    if !this.is_html() {
        // A picture may say what the file has to say.
        let tells_of_pictures = matches!(this.document.kind, Kind::Text | Kind::Pdf);
        let pictures = !this.document.images.is_empty() || !this.document.pictured.is_empty();
        let shows = !tells_of_pictures || pictures || this.is_ocr();
        let all: usize = this.own_blocks().map(|b| b.text.chars().count()).sum();
        let rows = this.own_blocks().any(|b| matches!(b.role, Role::Row { .. }));
        return (all < COVER_LINES && !rows && !shows).then_some(Hollow::Empty);
    }
    // "ตามเอกสารแนบ", and nothing is attached: a button without an address, a way back.
    let onward = this.own_links().any(|l| {
        let back = [&this.record.url, &this.record.final_url].into_iter().chain(&this.record.found_on);
        let bare = l.url.split('#').next().unwrap_or_default();
        !back.into_iter().any(|url| url.trim_end_matches('/') == bare.trim_end_matches('/'))
    });
    if !onward && letters < 260 && says(&words.attached) {
        return Some(Hollow::Empty);
    }
    (letters < 25 && !leads).then_some(Hollow::Empty)
}

/// All but the first line in matching form; `None`: there is so much of it that nobody asks how much.
fn short_body(page: &Page) -> Option<String> {
    // So many of these letters no form of a text has few letters.
    const MUCH: usize = 1200;
    let stays = |c: &char| matches!(c, 'ก'..='ฮ' | '0'..='9' | 'a'..='z' | 'A'..='Z');
    let (mut body, mut lines, mut letters) = (String::new(), String::new(), 0);
    for block in page.own_blocks().skip(1) {
        letters += block.text.chars().filter(stays).count();
        if letters > MUCH {
            return None;
        }
        // A sentence runs on from line to line, and not from cell to cell.
        if block.cells.is_empty() {
            lines.push_str(&block.text);
            continue;
        }
        body.push_str(&fold(&std::mem::take(&mut lines)));
        for cell in &block.cells {
            body.push('\n');
            body.push_str(&fold(cell));
        }
        body.push('\n');
    }
    body.push_str(&fold(&lines));
    Some(body)
}

/// Whether most rows of its tables say that what they name is being made, and lead nowhere.
fn has_pending_rows(page: &Page, words: &[String]) -> bool {
    let rows: Vec<&Block> = page
        .own_blocks()
        .filter(|b| matches!(b.role, Role::Row { header: false, .. }) && b.cells.len() > 1)
        .collect();
    if rows.len() < ROWS || page.own_links().any(|l| crate::find::is_document(&l.url)) {
        return false;
    }
    let pending = |b: &&&Block| {
        let last = b.cells.iter().rev().find(|c| !c.trim().is_empty());
        last.is_some_and(|c| words.iter().any(|w| c.contains(w.as_str())) || c.trim_start().starts_with("รอ"))
    };
    rows.iter().filter(pending).count() * 10 >= rows.len() * 7
}

/// Rows of tables that tell something.
fn told_rows(page: &Page) -> usize {
    let tells = |c: &&String| c.chars().any(char::is_numeric);
    let rows = page.own_blocks().filter(|b| matches!(b.role, Role::Row { header: false, .. }));
    rows.filter(|b| b.cells.len() > 1 && b.cells.iter().filter(tells).count() > 0).count()
}

/// Letters of a chapter's name with its page; lines of a list of them.
const A_CHAPTER: usize = 100;
const MOST_CHAPTERS: usize = 40;

/// Whether a line is the word over a list of chapters; in a scan a letter may be misread.
fn is_contents_word(line: &str, words: &[String], scanned: bool) -> bool {
    /// More alike than two words are.
    const MISREAD: f32 = 0.75;
    let line = fold(line);
    words.iter().map(|w| fold(w)).any(|w| line == w || scanned && similarity(&line, &w) >= MISREAD)
}

/// Whether a scan with a questionnaire in it tells what came of it: rows of figures, or words of a result.
fn has_results(page: &Page) -> bool {
    const TOLD: [&str; 7] = ["ร้อยละ", "ค่าเฉลี่ย", "คิดเป็น", "ผลการวิเคราะห์", "สรุปผล", "S.D.", "ส่วนเบี่ยงเบน"];
    let figures = |b: &Block| {
        let counts =
            |c: &&String| c.chars().any(char::is_numeric) && !c.chars().any(crate::thai::text::is_letter);
        matches!(b.role, Role::Row { header: false, .. }) && b.cells.iter().skip(1).filter(counts).count() > 1
    };
    // The first row of its table counts the grades: 5, 4, 3, 2, 1.
    page.own_blocks().filter(|b| figures(b)).count() > 1
        || TOLD.iter().any(|w| page.own_blocks().any(|b| b.text.contains(w)))
}

/// A list of chapters with the numbers of their pages, and no chapter.
fn is_contents(page: &Page, words: &[String]) -> bool {
    // What stands above the word is the cover.
    let is_over = |text: &str| is_contents_word(text, words, page.is_ocr());
    let below = page.own_blocks().position(|b| is_over(&b.text)).map_or(0, |at| at + 1);
    let lines = |from: usize| -> Vec<_> {
        page.own_blocks().skip(from).filter(|b| !matches!(b.role, Role::Heading(_))).collect()
    };
    // A table of three columns and more is no list of pages.
    let wide = |b: &&Block| b.cells.len() > 2;
    // Cover, preface, and chapters by name, and with that the file ends.
    let at = page.own_blocks().position(|b| is_over(&b.text)).and_then(|at| page.own_blocks().nth(at));
    let sheet = at.and_then(|b| b.place.page).filter(|sheet| *sheet > 1);
    let last = page.own_blocks().last().and_then(|b| b.place.page);
    let short = |b: &Block| b.cells.len() < 3 && b.text.chars().count() < A_CHAPTER;
    let rest = || page.own_blocks().skip(below);
    if sheet.is_some() && sheet == last && (2..MOST_CHAPTERS).contains(&rest().count()) && rest().all(short) {
        return true;
    }
    let lines = if lines(below).iter().any(wide) { lines(0) } else { lines(below) };
    let letters: usize = lines.iter().map(|b| b.text.chars().count()).sum();
    let numbered = |text: &str| {
        let last = crate::thai::text::arabic(text);
        let last = last.trim_end().rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
        (1..=3).contains(&last.len())
    };
    lines.len() >= 3
        && letters < 2500
        && lines.iter().filter(|b| numbered(&b.text)).count() * 10 >= lines.len() * 6
}

/// A page that asks for a password and shows nothing else. Where the home page asks for one, the staff's way
/// in is part of every page.
fn is_login(page: &Page, library: &Library, words: &[String]) -> bool {
    let asks = |f: &crate::extract::Form| f.fields.iter().any(|field| field.kind == "password");
    let everywhere = library.home_page().is_some_and(|home| home.document.forms.iter().any(asks));
    !everywhere
        && page.is_html()
        && page.own_letters() < 400
        && page.document.forms.iter().any(|f| f.region == crate::extract::Region::Main && asks(f))
        && words.iter().any(|w| {
            find(page.flat(), w).is_some()
                || page.document.forms.iter().any(|f| fold(&f.button).contains(w.as_str()))
        })
}

/// A cell or line that only says what belongs there: "(ระบุมาตรการ)", "xxx".
pub fn is_placeholder(text: &str) -> bool {
    let bare = text.trim().trim_matches(|c: char| "()[]{}<>…._-–—/ ".contains(c));
    bare.chars().all(|c| matches!(c, 'x' | 'X' | '*' | '?'))
        || (text.chars().count() < 40 && bare.starts_with("ระบุ"))
        || matches!(bare, "กรอกข้อมูล" | "ใส่ข้อมูล")
        // "(สี่เหลี่ยม)", "(วาดแผนผัง)": what to put there.
        || text.trim().starts_with('(') && text.trim().ends_with(')') && (2..24).contains(&bare.chars().count())
            && crate::thai::people::names(text).is_empty() && !bare.chars().any(char::is_numeric)
}

/// A cell that says its column's head is so: the month in which something is to be done.
fn is_tick(cell: &str) -> bool {
    matches!(cell.trim(), "/" | "✓" | "✔" | "√" | "☑")
}

/// A form to be filled in: rows with nothing but their number, dotted lines for the year.
fn is_blank(page: &Page, library: &Library) -> bool {
    if page.document.forms.iter().any(Form::is_usable) {
        return false;
    }
    let mut rows = 0;
    let mut filled = 0;
    let mut letters = 0;
    for block in page.own_blocks() {
        match block.role {
            Role::Row { header: false, .. } => {
                rows += 1;
                let told: Vec<&String> = block
                    .cells
                    .iter()
                    .filter(|c| is_tick(c) || !is_placeholder(c) && c.chars().any(char::is_alphanumeric))
                    .collect();
                // "1 | ตุลาคม 2563": the number and the month are the form, and what stands beside them fills it.
                let month = |c: &String| {
                    matches!(crate::thai::date::months(c).as_slice(), [m] if m.day.is_none())
                        && c.chars().count() < 24
                };
                let count = |c: &String| c.chars().all(|c| c.is_numeric() || c == '.');
                match told.as_slice() {
                    [only] if month(only) => continue,
                    [first, second] if month(second) && count(first) => continue,
                    _ => {}
                }
                // "ตุลาคม 2563" alone in its row, or a number alone, is the form.
                let words =
                    told.iter().any(|c| c.chars().filter(|c| crate::thai::text::is_letter(*c)).count() >= 2);
                let long =
                    told.iter().any(|c| c.chars().filter(|c| crate::thai::text::is_letter(*c)).count() >= 20);
                if long || told.len() >= 2 && (words || told.iter().all(|c| c.chars().any(char::is_numeric)))
                {
                    filled += 1;
                }
            }
            Role::Row { .. } | Role::Heading(_) => {}
            // Nobody asks how much more there is.
            _ if letters > COVER => {}
            _ => letters += block.text.chars().filter(|c| crate::thai::text::is_letter(*c)).count(),
        }
    }
    let dotted = page.own_blocks().take(8).filter(|b| is_dotted(&b.text)).count();
    let leads = page.own_links().next().is_some();
    // Rows without a word are no rows to the reader: what is left is the head.
    let is_head = |b: &&Block| b.cells.len() > 2 && b.cells.iter().all(|c| c.chars().count() < 40);
    let all: Vec<_> = page.own_blocks().filter(|b| matches!(b.role, Role::Row { .. })).collect();
    // A post names its category and its tags; what it would tell hangs in a file, or in the row.
    let is_file = |url: &str| match library.page_at(url) {
        Some(to) => !library.pages.is_html(to),
        None => crate::find::is_document(url),
    };
    let in_row = |at: usize| matches!(page.document.blocks.get(at).map(|b| b.role), Some(Role::Row { .. }));
    let carries = page.own_links().any(|l| is_file(&l.url) || l.block.is_some_and(in_row));
    if all.len() == 1 && all.iter().all(is_head) && letters < 160 && !carries && !shows_picture(page) {
        return true;
    }
    // Table under table, each of them its head and no more.
    let table = |b: &&Block| match b.role {
        Role::Row { table, .. } => Some(table),
        _ => None,
    };
    let tables: Vec<u32> = all.iter().filter_map(table).collect();
    let alone = tables.windows(2).all(|two| two[0] != two[1]);
    if tables.len() > 1
        && alone
        && all.iter().all(is_head)
        && letters < COVER
        && !carries
        && !shows_picture(page)
    {
        return true;
    }
    // Row after row only says what it is for, under whatever cover.
    let shows = page.is_html() && (leads || !page.document.images.is_empty());
    if !page.is_ocr() && !shows && letters < COVER && has_empty_rows(page) {
        return true;
    }
    if !page.is_html() && is_mostly_dots(page) {
        return true;
    }
    // The head row of a table may not be marked as such: one filled row is none.
    (dotted > 0 && filled <= 1 && letters < 600 && rows + dotted > 1 && !page.is_html())
        || (dotted > 1 && filled <= 1 && letters < 300)
        || (rows >= 3 && filled <= 1 && letters < 160 && !leads && rows > filled + 1)
}

/// Whether a picture stands amid the page, and not in its head or menu.
fn shows_picture(page: &Page) -> bool {
    page.document.images.iter().any(|i| i.region == crate::extract::Region::Main)
}

/// Letters of a title on a cover, with the agency's name and the year.
const COVER_LINES: usize = 110;
/// Letters of a cover and of a few lines that lead to a table.
const COVER: usize = 1200;
/// Rows that were left empty from which on a table is one to be filled in.
const ROWS: usize = 4;

/// Whether the rows of its tables, but for the head of each, hold their name or number and nothing else.
fn has_empty_rows(page: &Page) -> bool {
    let says = |c: &&String| is_tick(c) || c.chars().any(char::is_alphanumeric) && !is_placeholder(c);
    let mut tables: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for block in page.own_blocks() {
        if let Role::Row { table, .. } = block.role
            // Of a row that was left empty only the number is there.
            && (block.cells.len() >= 3 || tables.contains_key(&table))
        {
            tables.entry(table).or_default().push(block.cells.iter().filter(says).count());
        }
    }
    let below: Vec<usize> = tables.values().flat_map(|rows| rows.iter().skip(1).copied()).collect();
    below.len() >= ROWS && below.iter().filter(|told| **told > 1).count() * 10 <= below.len()
}

/// Lines to be filled in, and left so, from which on a document is its own form.
const DOTTED: usize = 4;

/// Whether every other line of a document ends in dots where something was to be written. Dots before a number are
/// a list of chapters, dots around words were written upon, and whoever signs does so by hand.
fn is_mostly_dots(page: &Page) -> bool {
    let waits = |text: &str| {
        let text = text.trim_end().trim_end_matches([')', '"', '”']);
        let told = text.trim_end_matches(['.', '…', '_', ' ']);
        let signature = ["ลงชื่อ", "ตำแหน่ง", "(..", "(…"].iter().any(|w| text.contains(w));
        !signature && text.chars().count() >= told.chars().count() + 5 && !is_dotted(told)
    };
    let lines = || page.own_blocks().filter(|b| !matches!(b.role, Role::Heading(_)));
    let waiting = lines().filter(|b| waits(&b.text)).count();
    waiting >= DOTTED && waiting * 2 >= lines().count()
}

/// "ประจำปีงบประมาณ พ.ศ. ........"
pub(super) fn is_dotted(text: &str) -> bool {
    let signature = text.contains("ลงชื่อ");
    !signature && ["......", "……", "______", "_ _ _"].iter().any(|d| text.contains(d))
}

/// The criteria's own wording where the agency's content should be; `said`: how many of its phrases stand there.
fn is_criteria(page: &Page, said: usize, words: &Words) -> bool {
    // Each phrase of the form comes with a sentence around it; what is much longer has words of its own.
    if page.flat().chars().nth(said * 450).is_some() || page.document.forms.iter().any(Form::is_usable) {
        return false;
    }
    let leads = page.own_links().any(|l| {
        !page.document.blocks.is_empty()
            && l.url.rsplit('.').next().is_some_and(|e| {
                matches!(e.to_lowercase().as_str(), "pdf" | "doc" | "docx" | "xls" | "xlsx" | "zip")
            })
    });
    // A short text that begins as the form's own sentence does has nothing else to say.
    let first = page.own_blocks().find(|b| !matches!(b.role, Role::Heading(_))).map(|b| fold(&b.text));
    let begins =
        first.is_some_and(|first| words.begins.iter().flatten().any(|p| first.starts_with(p.as_str())));
    (said >= 2 || begins) && !leads
}
