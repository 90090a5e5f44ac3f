//! Sheets of XLSX and XLS, cell by cell: each row under its own number, each cell in its own
//! column, values as a person sees them, and nothing that is hidden from the reader.

use std::collections::HashMap;

use office_oxide::ir::SheetKind;
use office_oxide::xls::{CellValue as OldValue, XlsDocument};
use office_oxide::xlsx::worksheet::SheetHeaderFooter;
use office_oxide::xlsx::{Cell, CellRef, CellValue, HyperlinkTarget, SheetState, Worksheet, XlsxDocument};

use super::super::sheet;
use super::super::text_repair::text as tidy;
use super::biff;
use super::hidden::{self, Hidden};
use super::pictures;
use super::thai_format::shown;
use crate::extract::{Block, Document, Image, Kind, Link, Place, Region, Role, Unread, Way, Why};

/// Merged cells that reach over one row; what is beyond them is shown.
const MAX_MERGES: usize = 4_096;
const MAX_ROWS: usize = 200_000;
/// Empty cells that keep the others in their columns, over the whole book.
const MAX_PADDING: usize = 2_000_000;

pub(super) fn xlsx(book: &XlsxDocument, bytes: &[u8]) -> Document {
    let mut w = Writer::default();
    let hidden = hidden::of_xlsx(bytes);
    let dates = book.date_style_indices();
    for page in &book.worksheets {
        if page.state != SheetState::Visible {
            continue;
        }
        w.place = Place { sheet: Some(page.name.clone()), ..Place::default() };
        let id = book.workbook.sheets.iter().find(|s| s.name == page.name).map(|s| &s.rel_id);
        let [first, odd, even, first_foot, odd_foot, even_foot] = page.header_footer.active(&page.name);
        for text in [first, odd, even].into_iter().flatten() {
            w.text(&text, Region::Header);
        }
        for text in &page.chart_text {
            w.text(text, Region::Main);
        }
        new_rows(&mut w, book, page, id.and_then(|id| hidden.get(id)), &dates);
        for shape in page.text_shapes.iter() {
            w.text(&shape.text, Region::Main);
        }
        for picture in page.images.iter().chain(&page.cell_images) {
            w.picture(picture.alt_text.as_deref().unwrap_or_default());
        }
        for text in [first_foot, odd_foot, even_foot].into_iter().flatten() {
            w.text(&text, Region::Footer);
        }
        if page.damage.is_some() {
            w.note(Why::Broken, format!("แผ่นงาน {} อ่านได้ไม่ครบ", page.name));
        }
    }
    w.place = Place::default();
    for text in &book.chart_text {
        w.text(text, Region::Main);
    }
    for (name, _) in &book.unreadable_sheets {
        w.note(Why::Broken, format!("อ่านแผ่นงาน {name} ไม่ได้"));
    }
    let pictures = w.out.images.len();
    pictures::flag(&mut w.out, bytes, pictures);
    w.out
}

fn new_rows(
    w: &mut Writer,
    book: &XlsxDocument,
    page: &Worksheet,
    hidden: Option<&Hidden>,
    dates: &std::collections::HashSet<u32>,
) {
    let mut links: HashMap<(u32, u32), &str> = HashMap::new();
    for link in &page.hyperlinks {
        let first = link.cell_ref.split(':').next().unwrap_or_default();
        if let (HyperlinkTarget::External(url), Some(cell)) = (&link.target, CellRef::parse(first)) {
            links.insert((cell.row, cell.col), url);
        }
    }
    let corners = |range: &String| {
        let (from, to) = range.split_once(':')?;
        let (from, to) = (CellRef::parse(from)?, CellRef::parse(to)?);
        Some(((from.row, to.row), (from.col, to.col)))
    };
    let mut merges = Merges::new(page.merged_cells.iter().filter_map(corners).collect());
    for row in &page.rows {
        if hidden.is_some_and(|h| h.rows.contains(&row.index)) {
            continue;
        }
        merges.advance(row.index.saturating_sub(1));
        let mut cells = Vec::new();
        let mut row_links = Vec::new();
        for cell in &row.cells {
            let at = &cell.reference;
            if hidden.is_some_and(|h| h.has_column(at.col + 1)) || merges.cover(at.row, at.col) {
                continue;
            }
            let text = tidy(&new_text(book, cell, dates));
            if let Some(url) =
                links.get(&(at.row, at.col)).map(|u| (*u).to_owned()).or_else(|| in_formula(cell))
            {
                row_links.push((url, text.clone()));
            }
            w.cell(&mut cells, at.col as usize, text);
        }
        if !w.row(cells, row.index, row_links) {
            return;
        }
    }
    w.end_table();
}

/// A formula that was never worked out shows nothing.
fn new_text(book: &XlsxDocument, cell: &Cell, dates: &std::collections::HashSet<u32>) -> String {
    if matches!(cell.value, CellValue::Empty) {
        return String::new();
    }
    if let (CellValue::Number(number), Some(style), Some(styles)) =
        (&cell.value, cell.style_index, &book.styles)
    {
        let id = styles.number_format_id_for(style).unwrap_or_default();
        let code = styles.number_format_override_for(style);
        if let Some(text) = shown(*number, id, code, book.workbook.date1904) {
            return text;
        }
    }
    let mut text = String::new();
    book.write_cell_value_fast(cell, &mut text, dates);
    text
}

/// `=HYPERLINK("https://…", …)`
fn in_formula(cell: &Cell) -> Option<String> {
    let formula = cell.formula()?.trim_start_matches('=');
    let rest = formula.get(..10).filter(|f| f.eq_ignore_ascii_case("HYPERLINK(")).map(|_| &formula[10..])?;
    let url = rest.trim_start().strip_prefix('"')?.split('"').next()?;
    (!url.starts_with('#')).then(|| url.to_owned())
}

pub(super) fn xls(book: &XlsDocument, bytes: &[u8]) -> Document {
    let mut w = Writer::default();
    let more = biff::read(bytes);
    // Where the two disagree on what a sheet is, nothing is hidden.
    let lines = (more.sheets.len() == book.sheets.len()).then_some(&more.sheets);
    for (number, page) in book.sheets.iter().enumerate() {
        if page.hidden || page.kind == SheetKind::Macro {
            continue;
        }
        w.place = Place { sheet: Some(page.name.clone()), ..Place::default() };
        for text in &page.chart_text {
            w.text(text, Region::Main);
        }
        let more_of_it = lines.and_then(|l| l.get(number));
        let hidden = more_of_it.map(|m| &m.hidden);
        if let Some(more) = more_of_it {
            w.text(&SheetHeaderFooter::text(&more.header, &page.name), Region::Header);
        }
        let ranges = page.merged_cells.iter().map(|(top, bottom, left, right)| {
            ((u32::from(*top), u32::from(*bottom)), (u32::from(*left), u32::from(*right)))
        });
        let mut merges = Merges::new(ranges.collect());
        let links: HashMap<(u32, u32), &str> = (page.hyperlinks.iter())
            .map(|l| ((u32::from(l.row_first), u32::from(l.col_first)), l.target.as_str()))
            .collect();
        for (r, row) in page.rows.iter().enumerate() {
            let index = r as u32 + 1;
            if hidden.is_some_and(|h| h.rows.contains(&index)) {
                continue;
            }
            merges.advance(r as u32);
            let mut cells = Vec::new();
            let mut row_links = Vec::new();
            for (c, value) in row.iter().enumerate() {
                let column = c as u32;
                if matches!(value, OldValue::Empty)
                    || hidden.is_some_and(|h| h.has_column(column + 1))
                    || merges.cover(r as u32, column)
                {
                    continue;
                }
                let style = page.xf.get(r).and_then(|x| x.get(c)).copied().unwrap_or(0);
                let thai = match (value, more.format(style)) {
                    (OldValue::Number(n), Some((id, code))) => shown(*n, id, code, more.date1904),
                    _ => None,
                };
                let text =
                    thai.or_else(|| page.display_text(r, c).map(|t| t.into_owned())).unwrap_or_default();
                let text = tidy(&text);
                if let Some(url) = links.get(&(r as u32, column)).filter(|u| !u.starts_with('#')) {
                    row_links.push(((*url).to_owned(), text.clone()));
                }
                w.cell(&mut cells, c, text);
            }
            if !w.row(cells, index, row_links) {
                break;
            }
        }
        w.end_table();
        if let Some(more) = more_of_it {
            for text in &more.shapes {
                w.text(text, Region::Main);
            }
            w.text(&SheetHeaderFooter::text(&more.footer, &page.name), Region::Footer);
        }
    }
    w.place = Place::default();
    for text in book.chart_text() {
        w.text(text, Region::Main);
    }
    for _ in book.images() {
        w.picture("");
    }
    w.out
}

/// Merged cells show only their first; what the others hold is covered.
struct Merges {
    /// Rows and columns, both ends included, by their first row.
    ranges: Vec<((u32, u32), (u32, u32))>,
    next: usize,
    active: Vec<((u32, u32), (u32, u32))>,
}

impl Merges {
    fn new(mut ranges: Vec<((u32, u32), (u32, u32))>) -> Merges {
        ranges.sort_unstable();
        Merges { ranges, next: 0, active: Vec::new() }
    }

    fn advance(&mut self, row: u32) {
        self.active.retain(|((_, last), _)| *last >= row);
        while let Some(range) = self.ranges.get(self.next).filter(|((first, _), _)| *first <= row) {
            if range.0.1 >= row && self.active.len() < MAX_MERGES {
                self.active.push(*range);
            }
            self.next += 1;
        }
    }

    fn cover(&self, row: u32, column: u32) -> bool {
        self.active.iter().any(|((top, bottom), (left, right))| {
            (*top..=*bottom).contains(&row)
                && (*left..=*right).contains(&column)
                && (row, column) != (*top, *left)
        })
    }
}

struct Writer {
    out: Document,
    place: Place,
    tables: u32,
    /// Whether the table at hand has a row.
    begun: bool,
    padding: usize,
}

impl Default for Writer {
    fn default() -> Writer {
        let out = Document { kind: Kind::Sheet, ..Document::default() };
        Writer { out, place: Place::default(), tables: 0, begun: false, padding: MAX_PADDING }
    }
}

impl Writer {
    fn cell(&mut self, cells: &mut Vec<String>, column: usize, text: String) {
        let missing = column.saturating_sub(cells.len());
        if missing <= self.padding {
            self.padding -= missing;
            cells.resize(cells.len() + missing, String::new());
        }
        cells.push(text);
    }

    /// `false` where there are too many.
    fn row(&mut self, cells: Vec<String>, number: u32, links: Vec<(String, String)>) -> bool {
        if self.out.blocks.len() >= MAX_ROWS {
            self.note(Why::TooLarge, format!("อ่านเพียง {MAX_ROWS} แถวแรก"));
            return false;
        }
        let place = Place { row: Some(number), ..self.place.clone() };
        let Some(row) = sheet::row(cells, self.tables, !self.begun, place) else { return true };
        self.begun = true;
        let block = Some(self.out.blocks.len());
        self.out.links.extend(links.into_iter().map(|(url, text)| Link {
            href: url.clone(),
            url,
            text,
            context: row.text.clone(),
            way: Way::Anchor,
            block,
            ..Link::default()
        }));
        self.out.blocks.push(row);
        true
    }

    fn end_table(&mut self) {
        self.tables += u32::from(std::mem::take(&mut self.begun));
    }

    fn text(&mut self, text: &str, region: Region) {
        for text in text.lines().map(tidy).filter(|t| !t.is_empty()) {
            let place = self.place.clone();
            self.out.blocks.push(Block { role: Role::Paragraph, text, region, place, ..Block::default() });
        }
    }

    fn picture(&mut self, alt: &str) {
        let block = self.out.blocks.len().checked_sub(1);
        self.out.images.push(Image { alt: tidy(alt), block, ..Image::default() });
    }

    fn note(&mut self, why: Why, detail: String) {
        self.out.unread.push(Unread::new(None, why, detail));
    }
}
