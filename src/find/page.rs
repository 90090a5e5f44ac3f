//! One page or document as finding and judging see it: its own content, its title, what kind of page it is.

use std::collections::HashSet;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::frame::Frame;
use crate::crawl::Record;
use crate::extract::{Block, Document, Kind, Link, Region, Role, Way, ocr};
use crate::thai::text::{Folded, fold, is_letter_or_number, is_thai};
use crate::thai::words;

/// One document, or a part of one that is looked at for itself.
pub struct Page<'a> {
    pub record: &'a Record,
    pub document: Arc<Document>,
    /// The page's own content in matching form, a part a block.
    pub text: Matching,
    /// Part of another page, looked at for itself.
    pub part: bool,
    /// Which block each part of `text` is.
    blocks: Arc<[usize]>,
    /// Links of the page's own content.
    links: Vec<usize>,
    /// See [`Page::own_letters`] and [`Page::is_index`], which are asked for item after item.
    letters: OnceLock<usize>,
    flat: OnceLock<String>,
    index: OnceLock<bool>,
}

/// A page's own content in matching form, made when it is first looked at.
pub struct Matching {
    document: Arc<Document>,
    blocks: Arc<[usize]>,
    folded: OnceLock<Folded>,
}

impl Deref for Matching {
    type Target = Folded;

    fn deref(&self) -> &Folded {
        let parts = || self.blocks.iter().map(|&i| self.document.blocks[i].text.as_str());
        self.folded.get_or_init(|| Folded::new(parts()))
    }
}

impl<'a> Page<'a> {
    pub fn new(record: &'a Record, document: Arc<Document>) -> Self {
        Self::framed(record, document, &Frame::default())
    }

    /// A part of a page, looked at for itself.
    pub(super) fn part_of(record: &'a Record, document: Arc<Document>) -> Self {
        Self { part: true, ..Self::new(record, document) }
    }

    pub(super) fn framed(record: &'a Record, document: Arc<Document>, frame: &Frame) -> Self {
        let html = document.kind == Kind::Html;
        let own =
            |b: &Block| b.region == Region::Main && !(html && (frame.has_block(b) || is_turning(&b.text)));
        let links = (0..document.links.len())
            .filter(|&i| {
                let link = &document.links[i];
                link.region == Region::Main && !(html && frame.has_link(&link.url))
            })
            .collect();
        let blocks: Arc<[usize]> = (0..document.blocks.len()).filter(|&i| own(&document.blocks[i])).collect();
        let text = Matching {
            document: Arc::clone(&document),
            blocks: Arc::clone(&blocks),
            folded: OnceLock::new(),
        };
        let (letters, flat, index) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { record, document, text, part: false, links, blocks, letters, flat, index }
    }

    /// `text` without the breaks between blocks: a phrase may run over a line's end.
    pub fn flat(&self) -> &str {
        self.flat.get_or_init(|| self.text.text.replace('\n', ""))
    }

    /// Whether a block is the page's own, by its place in the document.
    pub fn owns(&self, block: usize) -> bool {
        self.blocks.binary_search(&block).is_ok()
    }

    /// Whether much of the page stands on most pages of the site.
    pub(super) fn has_frame(&self) -> bool {
        let main = self.document.blocks.iter().filter(|b| b.region == Region::Main).count();
        self.is_html() && main - self.blocks.len() >= FRAME_BLOCKS
    }

    pub fn is_html(&self) -> bool {
        self.document.kind == Kind::Html
    }

    /// The block that holds a place in `text`.
    pub fn block_at(&self, offset: usize) -> Option<&Block> {
        self.blocks.get(self.text.part_at(offset)).map(|&i| &self.document.blocks[i])
    }

    /// The page's own blocks in reading order.
    pub fn own_blocks(&self) -> impl Iterator<Item = &Block> {
        self.placed_blocks().map(|(_, block)| block)
    }

    /// The same with their places among the document's.
    pub fn placed_blocks(&self) -> impl Iterator<Item = (usize, &Block)> {
        self.blocks.iter().map(|&i| (i, &self.document.blocks[i]))
    }

    /// The page's own blocks but those that are little else than a link to another page: what a post
    /// says, without the other posts named under it. Of a list all, since it says nothing else.
    pub fn said_blocks(&self) -> impl Iterator<Item = &Block> {
        let mut leads: HashSet<usize> = HashSet::new();
        if self.is_html() && !self.is_index() {
            let to_page = |l: &&Link| l.way == Way::Anchor && is_leading(l) && !super::is_document(&l.url);
            for link in self.own_links().filter(to_page) {
                let Some(block) = link.block else { continue };
                let whole = self.document.blocks[block].text.chars().count();
                if link.text.chars().count() * 10 >= whole * 6 {
                    leads.insert(block);
                }
            }
        }
        let said = move |i: &&usize| !leads.contains(*i);
        self.blocks.iter().filter(said).map(|&i| &self.document.blocks[i])
    }

    /// Links in the page's own content.
    pub fn own_links(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().map(|&i| &self.document.links[i])
    }

    /// Whether every row of its tables leads somewhere, but for the head of each: a list, whatever its columns say.
    pub fn is_listing(&self) -> bool {
        let linked: HashSet<usize> =
            self.own_links().filter(|l| is_leading(l)).filter_map(|l| l.block).collect();
        let mut last = None;
        let mut rows = 0;
        for &at in &*self.blocks {
            let Role::Row { table, header } = self.document.blocks[at].role else { continue };
            let head = header || last.replace(table) != Some(table);
            if linked.contains(&at) {
                rows += 1;
            } else if !head {
                return false;
            }
        }
        rows > 0
    }

    /// The same, by their places in the document.
    pub(super) fn own_link_places(&self) -> &[usize] {
        &self.links
    }

    /// Letters of the page's own content that are neither heading nor link.
    pub fn own_letters(&self) -> usize {
        *self.letters.get_or_init(|| self.count_letters())
    }

    fn count_letters(&self) -> usize {
        // Those of the site's menu too, which may stand amid the page in another dress.
        let linked: HashSet<usize> = self.document.links.iter().filter_map(|l| l.block).collect();
        let text = self.blocks.iter().filter(|i| !linked.contains(i)).map(|&i| &self.document.blocks[i]);
        text.filter(|b| !matches!(b.role, Role::Heading(_)))
            .map(|b| b.text.chars().filter(|c| is_letter_or_number(*c)).count())
            .sum()
    }

    /// What the document calls itself: a page's first headings, a file's first lines.
    pub fn head(&self) -> String {
        let mut head = String::new();
        let mut push = |text: &str| {
            head.push_str(text);
            head.push('\n');
        };
        if self.is_html() {
            self.headings().take(2).for_each(|b| push(&b.text));
            if head.is_empty() {
                head.push_str(&self.document.title);
            }
            return head;
        }
        for block in self.own_blocks().take(HEAD_BLOCKS) {
            if head.chars().count() > HEAD_LETTERS {
                break;
            }
            head.push_str(&block.text);
            head.push('\n');
        }
        head
    }

    /// Headings from the one on that names the document. Over a page may stand that of a menu: where its first
    /// heading is no part of what the page calls itself and another is, the page begins there.
    fn headings(&self) -> impl Iterator<Item = &Block> {
        let all: Vec<&Block> = self.own_blocks().filter(|b| matches!(b.role, Role::Heading(_))).collect();
        let called = if self.is_html() { fold(&self.document.title) } else { String::new() };
        let names = |b: &&Block| {
            let text = fold(&b.text);
            text.chars().count() >= TELLING_HEADING && called.contains(&text)
        };
        let at = all.iter().take(LATEST_HEADING).position(names).unwrap_or_default();
        all.into_iter().skip(at)
    }

    /// The same without rows of tables, which tell days and orders of their own; a sheet has nothing above them.
    pub fn head_above_rows(&self) -> String {
        let mut head = self.head();
        let row = |b: &&Block| matches!(b.role, Role::Row { .. }) && !b.text.is_empty();
        let at = self.own_blocks().find(row).and_then(|first| head.find(&first.text));
        if let Some(at) = at.filter(|at| *at > 0) {
            head.truncate(at);
        }
        head
    }

    /// The lines that name the document, without what follows them.
    pub fn title_lines(&self) -> String {
        if self.is_html() {
            return self.head();
        }
        let mut out = String::new();
        if let Some(subject) = self.subject() {
            let first = self.own_blocks().next().map_or("", |b| b.text.as_str());
            if first != subject && first.chars().count() < 80 {
                out.push_str(first);
                out.push('\n');
            }
            out.extend(subject.chars().take(200));
            out.push('\n');
            return out;
        }
        for block in self.own_blocks().take(3) {
            if out.chars().count() > 160 {
                break;
            }
            out.push_str(&block.text);
            out.push('\n');
        }
        out
    }

    /// What a memorandum, an announcement or an order is about: its line "เรื่อง …". Above it stand the
    /// office, the number and the day.
    pub(super) fn subject(&self) -> Option<&str> {
        if self.is_html() {
            return None;
        }
        let line = |b: &Block| matches!(b.role, Role::Paragraph | Role::Heading(_) | Role::Item);
        let blocks = self.own_blocks().take(HEAD_BLOCKS).take_while(|b| line(b));
        // Small marks above are what a reader of scans loses first.
        let words: &[&str] = if self.is_ocr() {
            &["เรื่อง", "เรือง", "เร่ือง", "เรื้อง", "เรอง", "เรื่ยง"]
        } else {
            &["เรื่อง"]
        };
        blocks.map(|b| b.text.as_str()).find(|t| {
            let rest = words.iter().find_map(|word| t.trim_start().strip_prefix(word));
            rest.is_some_and(|r| (10..300).contains(&r.chars().count()) && !r.starts_with("ร้อง"))
        })
    }

    /// The sheets of a workbook or the files of an archive, each as a page of its own; one part
    /// where there is nothing to part.
    pub fn parts(&self) -> Vec<Page<'a>> {
        let key = |b: &Block| (b.place.file.clone(), b.place.sheet.clone());
        let mut keys: Vec<_> = self.own_blocks().map(key).collect();
        keys.dedup();
        if keys.len() < 2 || keys.len() > 60 {
            return Vec::new();
        }
        keys.iter()
            .map(|k| {
                let blocks = self.own_blocks().filter(|b| key(b) == *k).cloned().collect();
                let document = Document { kind: self.document.kind, blocks, ..Document::default() };
                Page::new(self.record, Arc::new(document))
            })
            .collect()
    }

    /// The first line that looks like a title.
    pub fn title(&self) -> String {
        if let Some(subject) = self.subject() {
            let (_, said) = subject.split_once('ง').unwrap_or_default();
            return said.trim_start_matches([' ', ':']).to_owned();
        }
        let first = self.headings().next().or_else(|| self.own_blocks().find(|b| b.text.chars().count() > 5));
        first.map_or_else(|| self.document.title.clone(), |b| b.text.clone())
    }

    /// The title for people: whole where it goes on in the next lines ("แผนปฏิบัติการประจำ", "ปี พ.ศ. 2564"),
    /// and no longer than a line or two.
    pub fn whole_title(&self) -> String {
        let first = self.title();
        // Of a memorandum the line under its subject says to whom it goes.
        let to = SALUTATIONS.iter().filter_map(|word| first.find(word)).find(|at| *at > 0);
        let mut title = to.map_or(first.as_str(), |at| &first[..at]).trim_end().to_owned();
        if !self.is_html() && to.is_none() {
            let mut blocks = self.own_blocks().skip_while(|b| !b.text.ends_with(&first));
            let mut last = blocks.next();
            for next in blocks.take(MORE_LINES) {
                let Some(apart) = last.and_then(|last| goes_on(&title, last, next)) else { break };
                title.push_str(if apart { " " } else { "" });
                title.push_str(&next.text);
                last = Some(next);
            }
        }
        words::cut(&title, LONGEST_TITLE)
    }

    /// The page of a paged document on which words stand in one piece.
    pub fn page_of(&self, words: &str) -> Option<u32> {
        let words = words.trim_end_matches('…').trim();
        let holds = |b: &&Block| b.place.page.is_some() && b.text.contains(words);
        self.document.blocks.iter().find(holds).filter(|_| !words.is_empty())?.place.page
    }

    /// Whether some of the document could not be turned into text.
    pub fn partly_unread(&self) -> bool {
        !self.document.unread.is_empty()
    }

    /// Why scans in it stayed unread.
    pub fn left(&self) -> ocr::Left {
        ocr::left(&self.document)
    }

    /// Whether most of its text was read from pictures, by us or by the scanner: words may be misspelt.
    pub fn is_ocr(&self) -> bool {
        let read = self.document.ocr.len() + self.document.scanner_read.len();
        read > 0 && read * 2 >= self.document.pages as usize
    }

    /// How sure the reading of its scans was, 0 to 1; `None` where it is not a scan. Scanners that
    /// read by themselves do not say, and are seldom good at Thai.
    pub fn read_with(&self) -> Option<f32> {
        if !self.is_ocr() {
            return None;
        }
        let ours = self.document.ocr.iter().map(|p| p.confidence);
        let theirs = self.document.scanner_read.iter().map(|_| 0.8);
        let (sum, n) = ours.chain(theirs).fold((0.0, 0), |(sum, n), c| (sum + c, n + 1));
        Some(sum / n as f32)
    }

    /// Whether the file is damaged beyond opening: an assessor sees no more of it.
    pub fn is_broken(&self) -> bool {
        !self.is_html()
            && self.document.unread.iter().any(|u| u.why == crate::extract::Why::Broken && u.page.is_none())
    }

    /// Whether nothing worth judging could be read.
    pub fn unread(&self) -> bool {
        self.partly_unread() && self.text.text.chars().count() < FEW_LETTERS
    }

    /// Whether it is a file of which nothing could be read, for want of OCR or of a password, and a person can.
    pub fn is_closed(&self) -> bool {
        !self.is_html()
            && self.unread()
            && !self.is_broken()
            && self.document.kind != crate::extract::Kind::Image
    }

    /// A page whose own content is little more than links to documents.
    pub fn is_index(&self) -> bool {
        *self.index.get_or_init(|| self.mostly_leads())
    }

    /// An archive: titles that are links, each with the first words of its post and no more.
    fn lists_posts(&self) -> bool {
        let linked: HashSet<usize> =
            self.own_links().filter(|l| l.way == Way::Anchor).filter_map(|l| l.block).collect();
        let is_title = |&&b: &&usize| matches!(self.document.blocks[b].role, Role::Heading(2..));
        let titles: Vec<&usize> = self.blocks.iter().filter(is_title).collect();
        let leading = titles.iter().filter(|b| linked.contains(b)).count();
        leading >= LEAST_POSTS && leading * 10 >= titles.len() * 8
    }

    fn mostly_leads(&self) -> bool {
        if !self.is_html() {
            return false;
        }
        if self.lists_posts() {
            return true;
        }
        let mut linked = 0;
        let mut links = 0;
        let mut seen = vec![false; self.document.blocks.len()];
        for link in self.own_links().filter(|l| is_leading(l)) {
            links += 1;
            if let Some(b) = link.block.filter(|&b| b < seen.len() && !seen[b]) {
                seen[b] = true;
                linked += self.document.blocks[b].text.chars().count();
            }
        }
        let whole: usize = self
            .own_blocks()
            .filter(|b| !matches!(b.role, Role::Heading(_) | Role::Row { header: true, .. }))
            .map(|b| b.text.chars().count())
            .sum();
        links > 0
            && linked * 10 >= whole.max(1) * 6
            && self.document.forms.iter().all(|f| f.region != Region::Main || !f.is_usable())
    }
}

/// Whether a title that ended with one block goes on in the next; and if so, whether a blank stands between.
fn goes_on(title: &str, last: &Block, next: &Block) -> Option<bool> {
    let beside = last.place.page == next.place.page && last.cells.is_empty() && next.cells.is_empty();
    if !beside || next.text.chars().count() > LONGEST_LINE || words::is_of_place(&next.text) {
        return None;
    }
    let thai = next.text.starts_with(is_thai);
    let dated = DATES.iter().any(|word| next.text.starts_with(word));
    // A line of a heading is full before its next one begins.
    let heading = matches!(last.role, Role::Heading(_)) && last.role == next.role;
    let full = last.text.chars().count() >= FULL_LINE && (thai || next.text.starts_with('('))
        || JOINING.iter().any(|word| next.text.starts_with(word));
    let counted = COUNTED.iter().any(|word| next.text.starts_with(word));
    let half = words::breaks_off(title);
    (half || dated || heading && full && !counted)
        .then(|| dated && !title.ends_with("ประจำ") || !thai || !title.ends_with(is_thai))
}

/// "← แผน 2563   ผู้ชนะ ถนน ม.3 →": the titles of the posts before and after are none of this one's words.
fn is_turning(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['←', '⟵', '❮']) && text.chars().count() < TURNING
}

/// Letters of two titles.
const TURNING: usize = 400;

/// Whether a link leads to something to read, not to a map or a picture in a frame.
pub fn is_leading(link: &Link) -> bool {
    use crate::extract::Way;
    matches!(link.way, Way::Anchor | Way::Area | Way::Frame | Way::Embed | Way::Script | Way::Data)
}

/// Lines that a title may take beside its first.
const MORE_LINES: usize = 3;
/// A longer one is no line of a title.
const LONGEST_LINE: usize = 90;
/// Letters of a title as people are shown it.
const LONGEST_TITLE: usize = 180;
/// Letters of a line that ends because the paper does.
const FULL_LINE: usize = 30;
/// What begins the line of a title that says when.
/// Letters of a heading that tells what a page is, and how far down it may stand.
const TELLING_HEADING: usize = 6;
const LATEST_HEADING: usize = 6;
const DATES: [&str; 6] = ["ประจำปี", "ประจำเดือน", "ปีงบประมาณ", "พ.ศ.", "(พ.ศ.", "รอบ "];
/// With what no title begins.
const JOINING: [&str; 6] = ["ในการ", "ของ", "และ", "หรือ", "ตาม", "เพื่อ"];
/// What begins a heading of its own.
const COUNTED: [&str; 6] = ["ส่วนที่", "บทที่", "หมวด", "ตอนที่", "มิติที่", "คำนำ"];
/// How a memorandum names who is to read it.
const SALUTATIONS: [&str; 4] = ["เรียน นายก", "เรียน ปลัด", "เรียน ผู้", "เรียน ท่าน"];

/// Fewer titles that are links may be chapters of one page.
const LEAST_POSTS: usize = 3;
/// Fewer of them are a greeting and a counter.
const FRAME_BLOCKS: usize = 12;
pub(super) const HEAD_BLOCKS: usize = 8;
const HEAD_LETTERS: usize = 420;
/// Letters of a page that is there for the file it leads to.
pub const FEW_WORDS: usize = 220;
const FEW_LETTERS: usize = 40;
