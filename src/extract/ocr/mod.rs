//! Text of scans and pictures, read by the program `tesseract` where it is installed.
//!
//! Without the program nothing changes: a scan stays a part that was not read. With it, a page
//! costs some five seconds of a core, so there is a budget, and what was read once is kept.
//!
//! The program's Thai is good and its Thai digits are not: these a small net reads again, and what
//! it is not sure of becomes a hole ([`digits`]). So a year on such a page is right or none, though a
//! letter beside it may be wrong; see [`is_ocr`].

mod bands;
mod blobs;
mod broken_rows;
mod cache;
mod clock;
mod digits;
mod gray;
mod grid;
mod hocr;
mod inside;
mod latin;
mod layout;
mod lines;
mod median;
mod merge;
mod page;
mod pages;
mod program;
mod render;
mod rows;
mod shade;
mod skew;
mod tell;
pub(super) mod tiff;

use crate::both;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use clock::Clock;

use rayon::prelude::*;

use super::Hints;
use super::document::{Block, Document, Kind, OcrPage, Role, Unread, Why};
use super::worker::Pool;
pub(super) use merge::next_table;
use program::{Languages, Layout, Program};
pub(super) use render::{fault, picture as draw};
pub use tell::Tell;

/// Text of documents whose own words are so few that a scan in them is likely the document itself.
const FEW_LETTERS: usize = 500;
/// Pages of a document of which each may be a scan, named one by one.
const MOST_PAGES: u32 = 2_000;
/// The pages or the time of the whole run had ended.
pub(crate) const OVER_BUDGET: &str = "เกินจำนวนหน้าหรือเวลาที่ให้อ่าน";
/// What stands for the number of a page where the hash is that of its picture: no page has it.
const PICTURE: u32 = 0;
/// The time of this document had.
pub(crate) const OVER_TIME: &str = "เกินเวลาที่ให้อ่านเอกสารหนึ่งฉบับ";
/// Of each document only the first pages are read at first: see [`Ocr::read_on`].
pub(crate) const PAST_FIRST: &str = "อ่านเฉพาะหน้าแรก ๆ ของเอกสารแต่ละฉบับ";
/// The picture of a flip book's page was not had.
pub(crate) const NOT_FETCHED: &str = "ไม่ได้ดึงภาพของหน้านี้มาจากเว็บไซต์";

/// A page without letters, or a program that failed: another run may do better.
pub(crate) const NOTHING_READ: &str = "อ่านภาพแล้วไม่พบข้อความ";
/// A page of many letters, or a computer too busy: another run may do better.
pub(crate) const PAGE_LATE: &str = "อ่านภาพหน้านี้ไม่ทันเวลา";

/// What reading may cost.
#[derive(Debug, Clone)]
pub struct Options {
    /// Pages of one document that are read at once, the first ones.
    pub pages_per_document: u32,
    /// Pages in all; what the folder already holds is free.
    pub pages: u32,
    /// Scans beside much text too: somebody asked for this document, not for a verdict.
    pub every_page: bool,
    /// Where results are kept; `None`: nowhere.
    pub folder: Option<PathBuf>,
    /// After this the program is killed, and the page stays unread.
    pub page_time: Duration,
    /// Work on all pages of one document, an archive with all its files included; waiting for a core is none.
    /// What was read until then stays, and what the folder holds is still taken.
    pub document_time: Duration,
    /// When no further page is begun; what the folder holds is still taken.
    pub until: Option<Instant>,
    /// Who hears how far it is.
    pub tell: Tell,
}

impl Options {
    /// As usual, with so much time for a document: a page may take a fifth of it.
    pub fn within(document_time: Duration) -> Options {
        let usual = Options::default();
        Options { document_time, page_time: usual.page_time.max(document_time / 5), ..usual }
    }
}

impl Default for Options {
    fn default() -> Options {
        Options {
            pages_per_document: 6,
            pages: 400,
            every_page: false,
            folder: None,
            page_time: Duration::from_secs(120),
            document_time: Duration::from_secs(600),
            until: None,
            tell: Tell::default(),
        }
    }
}

/// The reader of scans; share one in an [`Arc`], it counts the pages for the whole run.
#[derive(Debug)]
pub struct Ocr {
    program: Program,
    options: Options,
    pages_left: AtomicU32,
    /// Somebody wants it to end: no page more is begun.
    halted: AtomicBool,
    /// How long documents that may be read on were worked on, by the hash of their bytes.
    clocks: Mutex<HashMap<String, Arc<Clock>>>,
    /// Who draws the pages; `None`: this process.
    pool: Option<Arc<Pool>>,
}

/// When scans are read no more in a walk of so long: a little before its end, so that documents in hand
/// come back with what was read of them.
pub fn until(walk: Duration) -> Option<Instant> {
    Instant::now().checked_add(walk - (walk / 10).min(Duration::from_secs(15)))
}

impl Ocr {
    /// The program that `OIT_TESSERACT` names, or `tesseract` of the path; `None` where it is
    /// missing or knows no Thai.
    pub fn find() -> Option<Ocr> {
        Program::find().ok().map(Ocr::of)
    }

    /// The program in this file.
    pub fn at(program: &Path) -> Option<Ocr> {
        Program::at(program).ok().map(Ocr::of)
    }

    fn of(program: Program) -> Ocr {
        let options = Options::default();
        Ocr {
            program,
            pages_left: AtomicU32::new(options.pages),
            options,
            halted: AtomicBool::new(false),
            clocks: Mutex::default(),
            pool: None,
        }
    }

    #[must_use]
    pub fn with(mut self, options: Options) -> Ocr {
        self.pages_left = AtomicU32::new(options.pages);
        self.options = options;
        self
    }

    /// Has foreign pages drawn by the processes of `pool`.
    #[must_use]
    pub fn through(mut self, pool: Arc<Pool>) -> Ocr {
        self.pool = Some(pool);
        self
    }

    /// From now on no page is begun.
    pub fn halt(&self) {
        self.halted.store(true, Ordering::Relaxed);
    }

    /// Reads what the document could not say itself, of long scans the first pages. What stays unread stays in
    /// [`Document::unread`], so the worst that can happen is nothing.
    pub fn read(&self, bytes: &[u8], document: &mut Document) {
        let clock = Arc::new(Clock::new(self.options.document_time));
        self.read_by(bytes, document, &clock);
        inside::read(self, bytes, document, &clock);
        if document.unread.iter().any(is_late) {
            self.clocks.lock().unwrap_or_else(PoisonError::into_inner).insert(cache::digest(bytes), clock);
        }
    }

    /// Reads up to `most` pages more of what [`Ocr::read`] left for later; of an archive, up to as many of each of its
    /// files. Where a limit comes first, all that is left bears its name and is not left for later any more.
    pub fn read_on(&self, bytes: &[u8], document: &mut Document, most: usize) {
        let known =
            self.clocks.lock().unwrap_or_else(PoisonError::into_inner).get(&cache::digest(bytes)).cloned();
        let clock = known.unwrap_or_else(|| Arc::new(Clock::new(self.options.document_time)));
        self.read_late(bytes, document, most, &clock);
        inside::read_on(self, bytes, document, most, &clock);
        let limit = |u: &Unread| [OVER_BUDGET, OVER_TIME].into_iter().find(|why| u.detail.ends_with(why));
        if let Some(why) = document.unread.iter().find_map(limit) {
            for part in document.unread.iter_mut().filter(|u| is_late(u)) {
                let named = part.detail.strip_suffix(PAST_FIRST).unwrap_or_default();
                part.detail = format!("{named}{why}");
            }
        }
    }

    /// As [`Ocr::read_on`], without the files in it.
    fn read_late(&self, bytes: &[u8], document: &mut Document, most: usize, clock: &Clock) {
        let late = document.unread.iter().filter(|u| is_own_scan(u) && is_late(u)).filter_map(|u| u.page);
        let mut late: Vec<u32> = late.collect();
        late.sort_unstable();
        late.dedup();
        let (now, rest) = late.split_at(late.len().min(most));
        self.read_pages(bytes, document, (&late, now, rest), clock);
    }

    /// As [`Ocr::read`], for a document that may be but a part of what the clock runs for, without the files in it.
    fn read_by(&self, bytes: &[u8], document: &mut Document, clock: &Clock) {
        let wanted = self.wanted(document);
        if wanted.is_empty() {
            return;
        }
        let most = self.options.pages_per_document as usize;
        let (now, late) = wanted.split_at(wanted.len().min(most));
        self.read_pages(bytes, document, (&wanted, now, late), clock);
    }

    /// Reads the pages `now` of those that are `wanted`; the `late` ones are left for later.
    fn read_pages(
        &self,
        bytes: &[u8],
        document: &mut Document,
        (wanted, now, late): (&[u32], &[u32], &[u32]),
        clock: &Clock,
    ) {
        if wanted.is_empty() {
            return;
        }
        let digest = cache::digest(bytes);
        let bytes: Arc<[u8]> = Arc::from(bytes);
        let kind = document.kind;
        let told = self.options.tell.about(now.len() as u32);
        // Which pages the budget is for is settled before any is read: the cores are not in step.
        let begun: Vec<(u32, Begun)> = now.iter().map(|page| (*page, self.begin(&digest, *page))).collect();
        // The pages of one document on all cores; the program takes one core a page.
        let outcomes: Vec<Outcome> = begun
            .into_par_iter()
            .map(|(page, begun)| {
                let outcome = match begun {
                    Begun::Known(sheet) => Outcome::of(sheet),
                    Begun::Over => self.end(clock).unwrap_or(Outcome::OverBudget),
                    Begun::New => self.page(&bytes, &digest, kind, page, clock),
                };
                told.one_more();
                outcome
            })
            .collect();
        let mut read: Vec<u32> = Vec::new();
        // The table that the page before ended with.
        let mut above: Option<(u32, broken_rows::Edge)> =
            now.first().and_then(|first| self.table_above(document, &digest, *first));
        let (mut over, mut slow, mut long, mut failed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (&page, outcome) in now.iter().zip(outcomes) {
            match outcome {
                Outcome::Read(sheet) => {
                    read.push(page);
                    document.ocr.push(OcrPage { page, confidence: sheet.confidence(), file: None });
                    let mut laid = layout::page(sheet, page, merge::next_table(document));
                    let open = above.take().filter(|(before, _)| before + 1 == page);
                    if merge::has_text(document, page) {
                        laid.blocks = merge::news(document, page, laid.blocks);
                    } else {
                        if let Some((_, open)) = open {
                            broken_rows::join(document, &open, &mut laid);
                        }
                        above = laid.last.map(|edge| (page, edge));
                    }
                    merge::insert(document, page, laid.blocks);
                }
                Outcome::Failed => failed.push(page),
                Outcome::OverBudget => over.push(page),
                Outcome::OverTime => slow.push(page),
                Outcome::Late => long.push(page),
            }
        }
        let left: [(&[u32], &str); 5] = [
            (late, PAST_FIRST),
            (&over, OVER_BUDGET),
            (&slow, OVER_TIME),
            (&long, PAGE_LATE),
            (&failed, NOTHING_READ),
        ];
        settle(document, wanted, &read, &left);
    }

    /// The table that the page before `page` ended with, where that page was read some time before: what is left for
    /// later begins in the middle of a document.
    fn table_above(&self, document: &Document, digest: &str, page: u32) -> Option<(u32, broken_rows::Edge)> {
        let before = page.checked_sub(1)?;
        document.ocr.iter().find(|read| read.page == before && read.file.is_none())?;
        let is_of = |block: &&Block| block.place.page == Some(before) && block.place.file.is_none();
        let last = document.blocks.iter().rfind(|b| is_of(b) && matches!(b.role, Role::Row { .. }))?;
        let Role::Row { table, .. } = last.role else { return None };
        let edge = layout::page(self.key(digest, before).get()?, before, table).last?;
        Some((before, edge.of_table(table, last.cells.len())?))
    }

    /// Pages to read, in order; most pictures have one.
    fn wanted(&self, document: &Document) -> Vec<u32> {
        // What a flip book was bound without is not there to be read.
        let scans = document.unread.iter().filter(|u| is_own_scan(u) && u.detail != NOT_FETCHED);
        let mut pages: Vec<u32> = match document.kind {
            Kind::Pdf => scans
                .flat_map(|u| match u.page {
                    Some(page) => page..=page,
                    // No page says why there is no text, so any may hold some.
                    None => 1..=document.pages.min(MOST_PAGES),
                })
                .collect(),
            Kind::Image => scans.map(|u| u.page.unwrap_or(1)).collect(),
            // Scans pasted into a text, a sheet, or onto slides.
            Kind::Text | Kind::Sheet | Kind::Slides => scans.filter_map(|u| u.page).collect(),
            _ => Vec::new(),
        };
        pages.sort_unstable();
        pages.dedup();
        if !self.options.every_page && !is_the_document(document) {
            // Of a document with text its cover says what it is; a scanned signature says nothing.
            pages.retain(|page| *page == 1 && document.kind == Kind::Pdf);
        }
        pages
    }

    fn key<'a>(&'a self, digest: &'a str, page: u32) -> cache::Key<'a> {
        cache::Key { folder: self.options.folder.as_deref(), digest, page, by: &self.program.version }
    }

    /// Takes a page up: what the folder holds is free, any other is one of the run's.
    fn begin(&self, digest: &str, page: u32) -> Begun {
        if let Some(sheet) = self.key(digest, page).get() {
            return Begun::Known(sheet);
        }
        let one_less = |left: u32| left.checked_sub(1);
        match self.pages_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less) {
            Ok(_) => Begun::New,
            Err(_) => Begun::Over,
        }
    }

    fn page(&self, bytes: &Arc<[u8]>, digest: &str, kind: Kind, page: u32, clock: &Clock) -> Outcome {
        if let Some(end) = self.end(clock) {
            return end;
        }
        // A page that is too strange for us costs itself alone.
        let sheet = catch_unwind(AssertUnwindSafe(|| self.recognise(bytes, kind, page, clock)));
        match sheet.unwrap_or(Err(Outcome::Failed)) {
            Ok(sheet) => {
                self.key(digest, page).put(&sheet);
                Outcome::of(sheet)
            }
            Err(why) => self.end(clock).unwrap_or(why),
        }
    }

    /// What one page may take now; `None`: there is no time left.
    fn time(&self, clock: &Clock) -> Option<Duration> {
        let left = self.left().min(clock.left()).min(self.options.page_time);
        (!left.is_zero()).then_some(left)
    }

    /// Until no page of any document is begun.
    fn left(&self) -> Duration {
        if self.halted.load(Ordering::Relaxed) {
            return Duration::ZERO;
        }
        self.options.until.map_or(Duration::MAX, |u| u.saturating_duration_since(Instant::now()))
    }

    /// Why no further page is begun; `None`: there is time.
    fn end(&self, clock: &Clock) -> Option<Outcome> {
        if self.left().is_zero() {
            Some(Outcome::OverBudget)
        } else {
            clock.left().is_zero().then_some(Outcome::OverTime)
        }
    }

    /// What stands on a page, or why nothing was had of it.
    fn recognise(
        &self,
        bytes: &Arc<[u8]>,
        kind: Kind,
        page: u32,
        clock: &Clock,
    ) -> Result<hocr::Sheet, Outcome> {
        let _turn = program::turn();
        // Waiting for a turn is of the run's time, and not of the document's.
        self.time(clock).ok_or(Outcome::Late)?;
        let _work = clock.run();
        let begun = Instant::now();
        // What the machine was too busy to draw in the time of a reading process is late, not unreadable.
        self.look(bytes, kind, page, clock).ok_or_else(|| {
            if begun.elapsed() < self.options.page_time.min(DRAWN) { Outcome::Failed } else { Outcome::Late }
        })
    }

    fn look(&self, bytes: &Arc<[u8]>, kind: Kind, page: u32, clock: &Clock) -> Option<hocr::Sheet> {
        let (begun, time) = (Instant::now(), self.time(clock)?);
        if let Some(drawn) = render::page(self.pool.as_deref(), bytes, page) {
            // The same picture in other bytes: a file that was signed, joined with others, or saved once more.
            let picture = cache::digest_of(
                &drawn.gray.pixels,
                [drawn.gray.width, drawn.gray.height, drawn.dpi as usize],
            );
            let key = self.key(&picture, PICTURE);
            if let Some(sheet) = key.get() {
                return Some(sheet);
            }
            let lit = shade::even(&drawn.gray).unwrap_or(drawn.gray);
            let straight = skew::straighten(lit);
            // Drawing it was of its time too.
            let left = time.checked_sub(begun.elapsed())?;
            let sheet = page::read(&self.program, straight, drawn.dpi, left)?;
            key.put(&sheet);
            return Some(sheet);
        }
        if kind != Kind::Image || !program::is_picture(bytes) {
            return None;
        }
        if render::is_bomb(bytes) {
            return None;
        }
        // A picture that only the program can decode.
        let one = tiff::page(bytes, page).map_or_else(|| bytes.clone(), Arc::from);
        let out =
            self.program.run(one, Layout::Sparse, Languages::ThaiAndEnglish, None, self.time(clock)?)?;
        let mut sheet = hocr::parse(&out)?.into_iter().next()?;
        digits::hide(&mut sheet);
        Some(sheet)
    }
}

/// A page that cannot be drawn is known as such sooner; a reading process has a second more.
const DRAWN: Duration = Duration::from_secs(8);

/// How a page is taken up.
enum Begun {
    /// It was read before.
    Known(hocr::Sheet),
    New,
    /// The pages of the run had ended.
    Over,
}

enum Outcome {
    Read(hocr::Sheet),
    Failed,
    OverBudget,
    OverTime,
    /// The page by itself took too long.
    Late,
}

impl Outcome {
    /// A photograph is looked at once, and says nothing each time.
    fn of(sheet: hocr::Sheet) -> Outcome {
        if sheet.weight() > 0.0 { Outcome::Read(sheet) } else { Outcome::Failed }
    }
}

fn is_scan(unread: &Unread) -> bool {
    matches!(unread.why, Why::NeedsOcr | Why::DamagedText)
}

/// Not one in a file that the document carries.
fn is_own_scan(unread: &Unread) -> bool {
    is_scan(unread) && unread.file.is_none()
}

/// Whether a document has scans that would have been read, and nobody tried: there was no OCR.
pub fn is_wanting(document: &Document) -> bool {
    let whole = matches!(document.kind, Kind::Pdf | Kind::Image);
    document.ocr.is_empty()
        && document.unread.iter().any(|u| is_scan(u) && (whole || u.page.is_some()) && !is_passing(u))
}

/// Why scans of a document stayed unread: what has no text for us is not yet without text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// A limit of pages or of time came first: another audit may read them.
    Cut,
    /// Nobody tried: no OCR, or only the first pages were wanted.
    Untried,
    /// It was tried, or there is no scan in it.
    Unreadable,
}

/// Of several reasons the one that most easily goes away.
pub fn left(document: &Document) -> Left {
    let whole = matches!(document.kind, Kind::Pdf | Kind::Image);
    let is_untried = |u: &Unread| {
        let is_page = whole || u.page.is_some() || u.file.is_some() && u.why == Why::NeedsOcr;
        is_scan(u) && is_page && !u.detail.ends_with(NOTHING_READ)
    };
    if document.unread.iter().any(is_cut) {
        Left::Cut
    } else if document.unread.iter().any(is_untried) {
        Left::Untried
    } else {
        Left::Unreadable
    }
}

/// Whether a limit of pages or of time came before this part was read; in an archive the file's name stands before it.
pub(crate) fn is_cut(unread: &Unread) -> bool {
    [OVER_BUDGET, OVER_TIME, PAGE_LATE].iter().any(|why| unread.detail.ends_with(why))
}

/// Whether it was begun and was not read in the time for a page.
pub(crate) fn is_slow(unread: &Unread) -> bool {
    unread.detail.ends_with(PAGE_LATE)
}

/// Whether it was left for later: see [`Ocr::read_on`].
pub(crate) fn is_late(unread: &Unread) -> bool {
    is_scan(unread) && unread.detail.ends_with(PAST_FIRST)
}

/// Whether it is a page of a flip book whose picture was not had.
pub(crate) fn is_not_fetched(unread: &Unread) -> bool {
    unread.detail.ends_with(NOT_FETCHED)
}

/// Whether another reading may find more in it: nothing of it is kept as if it were whole.
pub(crate) fn is_passing(unread: &Unread) -> bool {
    is_cut(unread) || [PAST_FIRST, NOT_FETCHED, NOTHING_READ].iter().any(|why| unread.detail.ends_with(why))
}

/// Brings the list of unread parts up to date.
///
/// `left`: pages that stay unread, and why.
fn settle(document: &mut Document, wanted: &[u32], read: &[u32], left: &[(&[u32], &str)]) {
    let picture = document.kind == Kind::Image;
    let mut unread = std::mem::take(&mut document.unread);
    let whole = |u: &Unread| is_own_scan(u) && u.page.is_none();
    if !picture && !read.is_empty() && unread.iter().any(whole) {
        // The document as a whole was the unread part; now single pages are.
        let why = unread.iter().find(|u| whole(u)).map_or(Why::NeedsOcr, |u| u.why);
        unread.retain(|u| !whole(u));
        let left = wanted.iter().filter(|p| !read.contains(p) && !unread.iter().any(|u| u.page == Some(**p)));
        unread.extend(left.map(|p| Unread::new(Some(*p), why, String::new())).collect::<Vec<_>>());
    }
    let page_of = |u: &Unread| if picture { u.page.or(Some(1)) } else { u.page };
    unread.retain(|u| !(is_own_scan(u) && page_of(u).is_some_and(|p| read.contains(&p))));
    for part in unread.iter_mut().filter(|u| is_own_scan(u)) {
        let page = page_of(part);
        if let Some((_, why)) = left.iter().find(|(pages, _)| page.is_some_and(|p| pages.contains(&p))) {
            (*why).clone_into(&mut part.detail);
        }
    }
    document.unread = unread;
}

/// Whether a block's page was read by OCR; `page` is [`Place::page`](super::Place::page).
///
/// What is not found on such a page may still stand there.
pub fn is_ocr(document: &Document, page: Option<u32>) -> bool {
    is_ocr_in(document, None, page)
}

/// As [`is_ocr`], of a page of a file that the document carries.
pub fn is_ocr_in(document: &Document, file: Option<&str>, page: Option<u32>) -> bool {
    let ours = |page: u32| document.ocr.iter().any(|p| p.page == page && p.file.as_deref() == file);
    match page {
        Some(number) => ours(number) || is_by_scanner(document, file, page),
        None => file.is_none() && document.kind == Kind::Image && !document.ocr.is_empty(),
    }
}

/// Whether the text of a page is the layer that its scanner laid under the picture.
pub(super) fn is_by_scanner(document: &Document, file: Option<&str>, page: Option<u32>) -> bool {
    document.scanner_read.iter().any(|p| Some(p.page) == page && p.file.as_deref() == file)
}

/// Reads a document as [`super::read`] does, and its scans where these are what it has to say.
pub fn reader(ocr: Option<Arc<Ocr>>) -> impl Fn(&[u8], &Hints<'_>) -> Document {
    reader_by(ocr, super::read)
}

/// As [`reader`], where `read` stands for [`super::read`].
pub fn reader_by(
    ocr: Option<Arc<Ocr>>,
    read: impl Fn(&[u8], &Hints<'_>) -> Document,
) -> impl Fn(&[u8], &Hints<'_>) -> Document {
    move |bytes, hints| {
        let mut document = read(bytes, hints);
        if let Some(ocr) = &ocr {
            ocr.read(bytes, &mut document);
        }
        document
    }
}

/// Whether the scans in it are what the document has to say.
fn is_the_document(document: &Document) -> bool {
    let scans = document.unread.iter().filter(|u| is_own_scan(u)).count();
    let letters = |b: &Block| b.text.chars().filter(|c| c.is_alphabetic()).count();
    scans * 2 >= document.pages as usize || document.blocks.iter().map(letters).sum::<usize>() < FEW_LETTERS
}

/// Why a page stayed unread, in the program's language; `None` where it was no limit and no empty picture.
pub(super) fn limit_words(detail: &str) -> Option<String> {
    let (file, why) = match detail.rsplit_once(": ") {
        Some((file, why)) => (format!("{file}: "), why),
        None => (String::new(), detail),
    };
    let said = match why {
        OVER_BUDGET => both!("{OVER_BUDGET}", "the pages or the time for scans had ended"),
        OVER_TIME => both!("{OVER_TIME}", "the time for this document had ended: --ocr-time allows more"),
        PAST_FIRST => both!("{PAST_FIRST}", "only the first pages of a document are read"),
        NOT_FETCHED => both!("{NOT_FETCHED}", "its picture was not fetched from the site"),
        PAGE_LATE => both!(
            "{PAGE_LATE}",
            "this page was not read in time: read again on a quieter machine, or --ocr-time allows more"
        ),
        NOTHING_READ => both!("{NOTHING_READ}", "no text was found in the picture"),
        _ => return None,
    };
    Some(file + &said)
}

/// What reads pictures and the words of the program, alone: for tests that damage both.
#[doc(hidden)]
pub mod parts {
    /// Whether page `number` could be drawn.
    pub fn draw(bytes: &[u8], number: u32) -> bool {
        super::draw(bytes, number).is_some()
    }

    /// Words on the program's page of boxes.
    pub fn words(hocr: &[u8]) -> usize {
        super::hocr::parse(hocr).unwrap_or_default().iter().map(|sheet| sheet.words.len()).sum()
    }
}

/// What `oit doctor` says about the reading of scans.
pub fn state() -> String {
    match Program::find() {
        Ok(program) => both!(
            "อ่านเอกสารสแกนได้: {} ({})",
            "scans can be read: {} ({})",
            program.version,
            program.path.display()
        ),
        Err(why) => both!("อ่านเอกสารสแกนไม่ได้: {why}", "scans cannot be read: {why}"),
    }
}
