//! Words with boxes to lines, headings, paragraphs and table rows.

use super::broken_rows::Edge;
use super::grid;
use super::hocr::{Sheet, Word};
use super::median;
use super::rows;
use crate::extract::document::{Block, Place, Role};
use crate::extract::pdf::is_page_number;
use crate::extract::text_repair;
use crate::thai::text::is_thai;

/// Gaps in heights of a plain letter: between words, and between cells.
const SPACE: f32 = 0.6;
const CELL: f32 = 2.2;
/// Letters of a line that may be dirt.
const DIRT: usize = 3;

/// A run of words without a big gap.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// Middle of its letters.
    pub(super) y: f32,
    /// Height of a plain letter, without marks.
    pub(super) size: f32,
}

/// Pieces side by side, from left to right.
pub(super) type Line = Vec<Piece>;

/// What a page says.
pub(super) struct Laid {
    pub(super) blocks: Vec<Block>,
    /// The drawn table that it begins with.
    pub(super) first: Option<Edge>,
    /// And the one that it ends with.
    pub(super) last: Option<Edge>,
}

/// `table`: number the first table gets.
pub(super) fn page(sheet: Sheet, page: u32, table: u32) -> Laid {
    let width = sheet.width.max(1.0);
    let (tables, words) = grid::tables(&sheet.grid, sheet.words);
    let lines = lines(pieces(words));
    let mut page = Page {
        number: page,
        usual: median(lines.iter().flatten().map(|p| p.size).collect()),
        top: sheet.height / 3.0,
        table,
        above: Vec::new(),
        blocks: Vec::new(),
    };
    let mut rest = lines.as_slice();
    let (mut first, mut last) = (None, None);
    for (i, table) in tables.into_iter().enumerate() {
        let before = rest.iter().take_while(|l| l[0].y < table.top).count();
        page.text(&rest[..before]);
        last = Some(Edge::new(&table, page.table, width));
        if i == 0 && rest[..before].iter().all(is_margin) {
            first.clone_from(&last);
        }
        page.rows(table.rows.into_iter().map(|row| row.into_iter().map(cell).collect()));
        rest = &rest[before..];
    }
    page.text(rest);
    text_repair::blocks(&mut page.blocks);
    Laid { blocks: page.blocks, first, last: last.filter(|_| rest.iter().all(is_margin)) }
}

/// Over or under a table: the page's number, or dirt.
fn is_margin(line: &Line) -> bool {
    let text = text_of(line);
    is_page_number(&text) || text.chars().filter(|c| c.is_alphanumeric()).count() < DIRT
}

/// The text of one cell of a drawn table.
fn cell(words: Vec<Word>) -> String {
    joined(&lines(pieces(words)).iter().map(text_of).collect::<Vec<_>>())
}

/// A page while it is put together.
struct Page {
    number: u32,
    /// Height of most letters.
    usual: f32,
    /// Where its upper third ends.
    top: f32,
    /// Number of the next table.
    table: u32,
    above: Vec<String>,
    blocks: Vec<Block>,
}

impl Page {
    /// Lines that stand in no drawn table; some may still stand under each other like one.
    fn text(&mut self, lines: &[Line]) {
        let mut at = 0;
        while at < lines.len() {
            let line = &lines[at];
            at += if let Some((rows, used)) = rows::table(&lines[at..]) {
                self.rows(rows.into_iter());
                used
            } else if is_heading(line, self.usual, self.top) {
                let text = text_of(line);
                self.above = vec![text_repair::text(&text)];
                let place = place(self.number, &[]);
                self.blocks.push(Block { role: Role::Heading(2), text, place, ..Block::default() });
                1
            } else {
                let used = paragraph(&lines[at..], |l| is_heading(l, self.usual, self.top));
                let texts: Vec<String> = lines[at..at + used].iter().map(text_of).collect();
                let place = place(self.number, &self.above);
                self.blocks.push(Block { text: joined(&texts), place, ..Block::default() });
                used
            };
        }
    }

    fn rows(&mut self, rows: impl Iterator<Item = Vec<String>>) {
        let role = Role::Row { table: self.table, header: false };
        let place = place(self.number, &self.above);
        let filled = rows.filter(|cells| cells.iter().any(|c| !c.is_empty()));
        self.blocks.extend(filled.map(|cells| Block {
            role,
            cells,
            place: place.clone(),
            ..Block::default()
        }));
        self.table += 1;
    }
}

fn place(page: u32, above: &[String]) -> Place {
    Place { page: Some(page), heading: above.into(), ..Place::default() }
}

fn is_heading(line: &Line, usual: f32, top: f32) -> bool {
    let letters: usize = line.iter().map(|p| p.text.chars().filter(|c| c.is_alphabetic()).count()).sum();
    line[0].y < top
        && (4..=120).contains(&letters)
        && median(line.iter().map(|p| p.size).collect()) > usual * 1.25
}

/// Lines that make one paragraph: each but the last runs to the right edge.
fn paragraph(lines: &[Line], is_heading: impl Fn(&Line) -> bool) -> usize {
    let right = |l: &Line| l.last().map_or(0.0, |p| p.x1);
    let edge = lines.iter().take(40).map(right).fold(0.0, f32::max);
    let mut used = 1;
    while let [last, next, ..] = &lines[used - 1..] {
        let size = last[0].size.max(next[0].size);
        let goes_on = right(last) > edge - size * 5.0 && next[0].x0 <= last[0].x0 + size * 1.5;
        if !goes_on
            || next[0].y - last[0].y > size * 4.0
            || is_heading(next)
            || rows::table(&lines[used..]).is_some()
        {
            break;
        }
        used += 1;
    }
    used
}

/// The program's lines, cut at the big gaps.
fn pieces(words: Vec<Word>) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(first) = words.next() {
        let mut line = vec![first];
        while let Some(next) = words.next_if(|w| w.line == line[0].line) {
            line.push(next);
        }
        line.sort_by(|a, b| a.x0().total_cmp(&b.x0()));
        let size = median(line.iter().map(|w| w.y1() - w.y0()).collect()).max(1.0);
        let mut end = f32::MAX;
        let mut run: Vec<Word> = Vec::new();
        for word in line {
            if word.x0() - end > size * CELL {
                out.extend(piece(&run, size));
                run.clear();
                end = word.x1();
            }
            end = if run.is_empty() { word.x1() } else { end.max(word.x1()) };
            run.push(word);
        }
        out.extend(piece(&run, size));
    }
    out
}

fn piece(run: &[Word], size: f32) -> Option<Piece> {
    let first = run.first()?;
    let (mut text, mut end) = (String::new(), f32::MIN);
    for word in run {
        let own = word.text();
        let letter = |c: char| is_thai(c) && !c.is_numeric();
        let thai = text.chars().next_back().is_some_and(letter) && own.starts_with(letter);
        // Thai comes letter by letter, everything else word by word.
        let gap = if thai { SPACE } else { SPACE * 0.5 };
        // Of a letter that ends narrow, the point after it seems far away: พ.ศ.
        let clings = own.starts_with(['.', ',', ')', ':']);
        // Two numbers that were told apart stay apart.
        let numbers = text.ends_with(char::is_numeric) && own.starts_with(char::is_numeric);
        let gap = if numbers { SPACE * 0.1 } else { gap };
        if !text.is_empty() && !clings && word.x0() - end > size * gap {
            text.push(' ');
        }
        text.push_str(&own);
        end = end.max(word.x1());
    }
    let y = median(run.iter().map(|w| (w.y0() + w.y1()) / 2.0).collect());
    Some(Piece { text, x0: first.x0(), x1: end, y, size })
}

/// Pieces at one height, whatever order the program found them in.
fn lines(mut pieces: Vec<Piece>) -> Vec<Line> {
    pieces.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines: Vec<Line> = Vec::new();
    for piece in pieces {
        let fits = |line: &Line| {
            let near = line.iter().min_by(|a, b| gap(a, &piece).total_cmp(&gap(b, &piece)));
            near.is_some_and(|n| {
                (n.y - piece.y).abs() < n.size.min(piece.size) * 0.7 && gap(n, &piece) > -piece.size
            })
        };
        match lines.iter_mut().rev().take(4).find(|l| fits(l)) {
            Some(line) => {
                let at = line.iter().position(|p| p.x0 > piece.x0).unwrap_or(line.len());
                line.insert(at, piece);
            }
            None => lines.push(vec![piece]),
        }
    }
    lines.sort_by(|a, b| a[0].y.total_cmp(&b[0].y));
    lines
}

/// Blank between two pieces; below 0 they overlap.
fn gap(a: &Piece, b: &Piece) -> f32 {
    a.x0.max(b.x0) - a.x1.min(b.x1)
}

fn text_of(line: &Line) -> String {
    line.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Lines put together: Thai wraps without a space.
pub(super) fn joined(texts: &[String]) -> String {
    let mut out = String::new();
    for text in texts.iter().map(|t| t.trim()).filter(|t| !t.is_empty()) {
        // Numbers on two lines are two numbers.
        let letter = |c: char| is_thai(c) && !c.is_numeric();
        let bare = out.is_empty() || (out.ends_with(letter) && text.starts_with(letter));
        if !bare {
            out.push(' ');
        }
        out.push_str(text);
    }
    out
}

/// Of pieces and words there is always one; 0 on an empty page.
fn median(values: Vec<f32>) -> f32 {
    median::median(values).unwrap_or_default()
}
