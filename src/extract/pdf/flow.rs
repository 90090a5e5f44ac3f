//! Lines to paragraphs and headings, over the whole document.

use std::sync::Arc;

use super::broken_rows::{self, Open};
use super::page::{Line, Page, Piece, Rest, Table, join};
use super::quality::is_letter;
use super::running::{self, Edge};
use crate::extract::document::{Block, Place, Region, Role};

/// Letters a heading may have.
const HEADING_MAX: usize = 160;
/// Pieces at a page's upper edge among which a running head is looked for.
const EDGE: usize = 3;

/// The size most letters have, to half a point.
fn body_size(pages: &[Page]) -> f32 {
    let mut weight: std::collections::BTreeMap<i32, usize> = std::collections::BTreeMap::new();
    for line in lines(pages) {
        *weight.entry((line.size * 2.0).round() as i32).or_default() += line.text.chars().count();
    }
    weight.into_iter().max_by_key(|(_, n)| *n).map_or(12.0, |(s, _)| s as f32 / 2.0)
}

fn lines(pages: &[Page]) -> impl Iterator<Item = &Line> {
    pages.iter().flat_map(|p| &p.pieces).filter_map(|p| match p {
        Piece::Line(line) => Some(line),
        Piece::Table(_) => None,
    })
}

pub(super) fn blocks(pages: Vec<(u32, Page)>) -> Vec<Block> {
    let numbers: Vec<u32> = pages.iter().map(|(n, _)| *n).collect();
    let mut pages: Vec<Page> = pages.into_iter().map(|(_, p)| p).collect();
    let mut flow = Flow {
        body: body_size(&pages),
        out: Vec::new(),
        headings: Vec::new(),
        path: Arc::from([]),
        tables: 0,
        open: None,
        running: Vec::new(),
    };
    let edges = running::edges(&pages);
    for (i, (number, page)) in numbers.into_iter().zip(&mut pages).enumerate() {
        flow.settle(page, &running::repeated(page, &edges, i));
        let repeated = running::repeated(page, &edges, i);
        flow.page(number, page, &repeated);
    }
    flow.out
}

struct Flow {
    body: f32,
    out: Vec<Block>,
    /// Headings in force with their levels.
    headings: Vec<(u8, String)>,
    path: Arc<[String]>,
    tables: u32,
    /// The table the last page ended with.
    open: Option<Open>,
    /// Texts above and below the last page's content, to know a running head by.
    running: Vec<String>,
}

impl Flow {
    /// Makes a table of the lines that are the rest of the row the page before ended with, or the next.
    fn settle(&self, page: &mut Page, repeated: &[Option<Edge>]) {
        let rests = std::mem::take(&mut page.rests);
        let last = self.open.as_ref().and_then(|open| Some((open, self.out.get(open.last)?)));
        let Some((open, last)) = last else { return };
        let runs = |(piece, edge): (&Piece, &Option<Edge>)| {
            edge.is_some() || matches!(piece, Piece::Line(l) if is_page_number(&l.text))
        };
        let is_rest = |rest: &Rest| {
            let mut own = page.pieces.iter().zip(repeated).filter(|(p, _)| rest.has(p)).peekable();
            own.peek().is_some() && !own.any(runs) && open.has_row(&rest.table, &last.cells)
        };
        let Some(at) = rests.iter().position(is_rest) else { return };
        // Above it the head of the table may be repeated.
        let head = at.checked_sub(1).map(|at| &rests[at]);
        let head = head.filter(|h| open.rows(&h.table).is_some_and(|rows| rows.is_empty()));
        page.pieces.retain(|p| !head.is_some_and(|h| h.has(p)));
        if let Some(place) = page.pieces.iter().position(|p| rests[at].has(p)) {
            page.pieces.retain(|p| !rests[at].has(p));
            page.pieces.insert(place, Piece::Table(rests[at].table.clone()));
        }
    }

    fn page(&mut self, number: u32, page: &Page, repeated: &[Option<Edge>]) {
        let right = page
            .pieces
            .iter()
            .filter_map(|p| if let Piece::Line(l) = p { Some(l.x1) } else { None })
            .fold(0.0, f32::max);
        // What is written at the margin or across the page is not in the way of its foot.
        let is_turned = |p: &Piece| matches!(p, Piece::Line(l) if l.turned);
        let last = page.pieces.iter().rposition(|p| !is_turned(p)).unwrap_or_default();
        let before = std::mem::replace(&mut self.running, edge_texts(page));
        let mut above_text = true;
        let mut group: Vec<&Line> = Vec::new();
        let mut first_text = true;
        for (i, piece) in page.pieces.iter().enumerate() {
            match piece {
                Piece::Line(line) => {
                    let edge = repeated.get(i).copied().flatten();
                    if (i == 0 || i == last || edge.is_some()) && is_page_number(&line.text) {
                        self.close(&mut group, number, page);
                        self.push(Role::Paragraph, line.text.clone(), Vec::new(), number, Region::Footer);
                        continue;
                    }
                    if above_text && i < EDGE && before.contains(&line.text) {
                        self.push(Role::Paragraph, line.text.clone(), Vec::new(), number, Region::Header);
                        continue;
                    }
                    if let Some(region) = edge.and_then(Edge::region) {
                        self.close(&mut group, number, page);
                        self.push(Role::Paragraph, line.text.clone(), Vec::new(), number, region);
                        continue;
                    }
                    above_text = false;
                    if group.last().is_some_and(|above| !self.goes_on(above, line, right)) {
                        self.close(&mut group, number, page);
                    }
                    group.push(line);
                    first_text = false;
                }
                Piece::Table(table) => {
                    self.close(&mut group, number, page);
                    let open = self.open.take().filter(|_| first_text);
                    first_text = false;
                    above_text = false;
                    self.table(table, open, number);
                }
            }
        }
        self.close(&mut group, number, page);
        let is_text = |(i, p): &(usize, &Piece)| {
            let repeated = repeated.get(*i).copied().flatten().is_some();
            !matches!(p, Piece::Line(l) if repeated || l.turned || is_page_number(&l.text))
        };
        let ends_in = page.pieces.iter().enumerate().rev().find(is_text);
        if !matches!(ends_in, Some((_, Piece::Table(_)))) {
            self.open = None;
        }
    }

    /// Writes a table's rows; `open` is the table above it that it may be the rest of.
    fn table(&mut self, table: &Table, open: Option<Open>, number: u32) {
        let rest = open.as_ref().and_then(|open| open.rows(table));
        let goes_on = rest.is_some();
        if !goes_on {
            self.tables += 1;
        }
        let rows = rest.as_deref().unwrap_or(&table.rows);
        for (r, cells) in rows.iter().enumerate() {
            if let (0, Some(open)) = (r, open.as_ref().filter(|_| goes_on))
                && let Some(last) = self.out.get_mut(open.last)
                && open.row_goes_on(&last.cells, cells)
            {
                broken_rows::append(&mut last.cells, cells);
                continue;
            }
            let mut cells = cells.clone();
            while cells.last().is_some_and(String::is_empty) {
                cells.pop();
            }
            let header = r == 0 && !goes_on && rows.len() > 1;
            let role = Role::Row { table: self.tables - 1, header };
            self.push(role, String::new(), cells, number, Region::Main);
        }
        let is_row = |b: &Block| matches!(b.role, Role::Row { .. });
        let last = self.out.iter().rposition(is_row).unwrap_or_default();
        self.open = Some(match open.filter(|_| goes_on) {
            Some(mut open) => {
                open.extend(table, last);
                open
            }
            None => Open::new(table, last),
        });
    }

    /// The level of a heading this line would make.
    fn level(&self, line: &Line) -> Option<u8> {
        let ratio = line.size / self.body.max(1.0);
        match ratio {
            _ if line.turned || line.text.chars().filter(|c| is_letter(*c)).count() < 3 => None,
            r if r >= 1.45 => Some(1),
            r if r >= 1.12 => Some(2),
            r if line.bold && r >= 0.95 => Some(3),
            _ => None,
        }
    }

    /// Whether `next` is the same paragraph as `above`.
    fn goes_on(&self, above: &Line, next: &Line, right: f32) -> bool {
        let size = above.size.max(next.size);
        let step = next.y - above.y;
        if above.turned
            || next.turned
            || (above.size - next.size).abs() > size * 0.12
            || step <= 0.0
            || step > size * 2.0
        {
            return false;
        }
        let (a, b) = (self.level(above), self.level(next));
        if a != b {
            return false;
        }
        if a.is_some() {
            // A title over several lines is one title.
            return !starts_item(&next.text) && step < size * 1.7;
        }
        // Only a line that had no room left goes on in the next.
        !starts_item(&next.text) && above.x1 > right - size * 3.0 && next.x0 <= above.x0 + size
    }

    fn close(&mut self, group: &mut Vec<&Line>, number: u32, page: &Page) {
        let Some(first) = group.first().copied() else { return };
        let lines: Vec<&str> = group.iter().map(|l| l.text.as_str()).collect();
        // Titles break where the sense does, not where the line is full.
        let text = if self.level(first).is_some() { lines.join(" ") } else { join(&lines) };
        let letters = text.chars().count();
        let narrow = group.iter().all(|l| l.x1 - l.x0 < page.width * 0.85);
        let level = self
            .level(first)
            .filter(|level| letters <= HEADING_MAX && (*level < 3 || (narrow && group.len() <= 3)));
        group.clear();
        match level {
            Some(level) => {
                let cover = number == 1 && self.out.iter().all(|b| matches!(b.role, Role::Heading(_)));
                if cover && !self.headings.is_empty() {
                    // Below the title on a cover stand makers and dates: they are above nothing.
                    self.push(Role::Heading(level), text, Vec::new(), number, Region::Main);
                    return;
                }
                self.headings.retain(|(l, _)| *l < level);
                self.path = self.headings.iter().map(|(_, t)| t.clone()).collect();
                self.push(Role::Heading(level), text.clone(), Vec::new(), number, Region::Main);
                self.headings.push((level, text));
                self.path = self.headings.iter().map(|(_, t)| t.clone()).collect();
            }
            None if starts_item(&text) => self.push(Role::Item, text, Vec::new(), number, Region::Main),
            None => self.push(Role::Paragraph, text, Vec::new(), number, Region::Main),
        }
    }

    fn push(&mut self, role: Role, text: String, cells: Vec<String>, page: u32, region: Region) {
        let place = Place { page: Some(page), heading: self.path.clone(), ..Place::default() };
        self.out.push(Block { role, text, cells, region, place });
    }
}

/// The texts at a page's upper edge.
fn edge_texts(page: &Page) -> Vec<String> {
    let texts = page.pieces.iter().take(EDGE).filter_map(|p| match p {
        Piece::Line(line) => Some(line.text.clone()),
        Piece::Table(_) => None,
    });
    texts.filter(|t| t.chars().filter(|c| is_letter(*c)).count() >= 3).collect()
}

pub(in crate::extract) fn is_page_number(text: &str) -> bool {
    let bare = text.trim().trim_start_matches("หน้า").trim();
    !bare.is_empty()
        && bare.chars().count() <= 7
        && bare.chars().any(char::is_numeric)
        && bare.chars().all(|c| c.is_numeric() || " -–—|/()".contains(c))
}

/// `๑.`, `1.2`, `(ก)`, `ข้อ ๓`, a bullet.
fn starts_item(text: &str) -> bool {
    let text = text.trim_start();
    let Some(first) = text.chars().next() else { return false };
    if matches!(
        first,
        '•' | '▪'
            | '\u{f0b7}'
            | '\u{f0a7}'
            | '\u{f0d8}'
            | '\u{f0fc}'
            | '●'
            | '○'
            | '➢'
            | '✓'
            | '–'
            | '-'
            | '*'
            | '☐'
            | '❑'
    ) {
        return text.chars().nth(1).is_some_and(char::is_whitespace);
    }
    if let Some(rest) = text.strip_prefix("ข้อ ").or_else(|| text.strip_prefix("มาตรา ")) {
        return rest.starts_with(char::is_numeric);
    }
    let inner = text.strip_prefix('(').unwrap_or(text);
    if !text.chars().any(is_letter) {
        return false;
    }
    let number: String = inner.chars().take_while(|c| c.is_numeric()).take(4).collect();
    let rest = &inner[number.len()..];
    let digits = number.chars().count();
    if inner.len() < text.len() {
        return (1..=3).contains(&digits) && rest.starts_with(')');
    }
    (1..=2).contains(&digits)
        && (rest.starts_with(')') || (rest.starts_with('.') && !rest[1..].starts_with("00")))
}
