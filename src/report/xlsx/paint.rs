//! One sheet: lines above, a head that stays, rows that can be filtered.

use crate::thai::width::width;
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, Worksheet, XlsxError,
};

/// What Thai offices write in; where it is missing, the program at hand takes another.
const FONT: &str = "TH Sarabun New";
/// Sarabun is small for its size.
const SIZE: f64 = 16.0;
const A4: u8 = 9;
/// Points of a line at that size.
const LINE: f64 = 26.0;
/// Letters at that size in the width of one letter at Excel's own; few enough for other fonts.
const LETTERS: f64 = 0.72;
/// What the room on the left of a text takes, in the same letters.
const INDENT: f64 = 1.5;
/// Excel's own limits.
const HIGHEST: f64 = 400.0;
const MOST_LETTERS: usize = 32_000;
const LONGEST_LINK: usize = 2_000;

/// One cell.
pub enum Cell {
    Text(String),
    Number(f64),
    /// A mark that is not sure: shown from the low to the high figure, counted as the low one.
    Range(f64, f64),
    Day(ExcelDateTime),
    /// A word, and the address that it leads to.
    Link(String, String),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// An address to be read and copied, with its Thai letters as letters; [`Cell::open`] beside it leads there.
    /// LibreOffice never breaks a linked text, and what it cuts off nobody can follow on paper.
    pub fn address(url: &str) -> Cell {
        Cell::text(crate::report::readable(url))
    }

    /// The same behind a label.
    pub fn address_under(label: &str, url: &str) -> Cell {
        if url.is_empty() {
            return Cell::text("");
        }
        Cell::text(format!("{label}: {}", crate::report::readable(url)))
    }

    /// A word that leads to an address, if it is one for the web.
    pub fn open(word: &str, url: &str) -> Cell {
        let web = crate::report::link::web(url).filter(|url| url.len() <= LONGEST_LINK);
        match web.and_then(kept_by_the_library) {
            Some(web) => Cell::Link(web, word.to_owned()),
            None => Cell::text(""),
        }
    }

    /// A day that the workbook can count with; a time is that of its day, as [`Words::date`] takes it.
    ///
    /// [`Words::date`]: crate::report::words::Words::date
    pub fn day(date: &str) -> Cell {
        let day = date.get(..10).and_then(|day| ExcelDateTime::parse_from_str(day).ok());
        day.map_or_else(|| Cell::text(date), Cell::Day)
    }

    /// Lines that it takes in a column so many letters wide.
    fn lines(&self, column: f64) -> usize {
        let room = (((column - INDENT) * LETTERS) as usize).max(1);
        match self {
            Cell::Number(_) | Cell::Range(..) | Cell::Day(_) | Cell::Link(..) => 1,
            Cell::Text(text) => text.lines().map(|line| broken(line, room)).sum::<usize>().max(1),
        }
    }

    /// A mark, both ends of it, or nothing where there is none.
    pub fn mark(low: Option<f64>, high: Option<f64>) -> Cell {
        match (low, high) {
            (Some(low), Some(high)) if low < high => Cell::Range(low, high),
            (Some(low), _) => Cell::Number(low),
            (None, _) => Cell::text(""),
        }
    }
}

/// Lines that one line becomes in so much room. Thai breaks nearly anywhere, an address only behind its own signs.
fn broken(line: &str, room: usize) -> usize {
    if !line.contains("://") {
        return width(line).div_ceil(room).max(1);
    }
    // Latin letters are narrower than Thai ones, and half of an address is slashes, dots and thin letters.
    let room = room * 5 / 4;
    let (mut lines, mut used) = (1, 0);
    for word in line.split_inclusive(' ') {
        // An address that does not fit behind a label begins a line of its own.
        if used > 0 && used + width(word) > room {
            (lines, used) = (lines + 1, 0);
        }
        for piece in word.split_inclusive(['/', '-', '?']) {
            let wide = width(piece);
            if used > 0 && used + wide > room {
                (lines, used) = (lines + 1, 0);
            }
            used += wide;
            if used > room {
                (lines, used) = (lines + (used - 1) / room, (used - 1) % room + 1);
            }
        }
    }
    lines
}

/// How a row looks; colour only repeats what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Bad,
    Open,
}

pub struct Row {
    pub tone: Tone,
    pub cells: Vec<Cell>,
}

pub struct Table {
    pub name: &'static str,
    /// Lines above the head, the first one large.
    pub above: Vec<String>,
    /// Head and width of each column.
    pub columns: Vec<(&'static str, f64)>,
    pub rows: Vec<Row>,
}

pub struct Formats {
    title: Format,
    above: Format,
    head: Format,
    cells: [Format; 3],
    numbers: [Format; 3],
    days: [Format; 3],
    links: [Format; 3],
}

impl Formats {
    pub fn new() -> Formats {
        let base = || Format::new().set_font_name(FONT).set_font_size(SIZE);
        let line = Color::RGB(0x00C9_CED6);
        let cell = || {
            base()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_border(FormatBorder::Thin)
                .set_border_color(line)
        };
        let toned = |format: &dyn Fn() -> Format| {
            [None, Some(0x00FD_F3F2), Some(0x00FD_F7E8)].map(|wash: Option<u32>| match wash {
                Some(wash) => format().set_background_color(Color::RGB(wash)),
                None => format(),
            })
        };
        Formats {
            title: base().set_bold().set_font_size(20.0),
            above: base(),
            head: cell()
                .set_bold()
                .set_align(FormatAlign::VerticalCenter)
                .set_align(FormatAlign::Left)
                .set_indent(1)
                .set_font_color(Color::White)
                .set_background_color(Color::RGB(0x001D_3557)),
            cells: toned(&|| cell().set_align(FormatAlign::Left).set_indent(1)),
            numbers: toned(&|| cell().set_num_format("0.00").set_align(FormatAlign::Center)),
            days: toned(&|| cell().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center)),
            links: toned(&|| {
                cell()
                    .set_align(FormatAlign::Left)
                    .set_indent(1)
                    .set_font_color(Color::RGB(0x001A_4F8B))
                    .set_underline(FormatUnderline::Single)
            }),
        }
    }
}

impl Table {
    pub fn write(&self, sheet: &mut Worksheet, formats: &Formats) -> Result<(), XlsxError> {
        sheet.set_name(self.name)?.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        sheet
            .set_footer("&C&P / &N")
            .set_margins(0.4, 0.4, 0.5, 0.7, 0.3, 0.3)
            .set_print_center_horizontally(true);
        for (column, (_, width)) in (0..).zip(&self.columns) {
            sheet.set_column_width(column, *width)?;
        }
        let mut at = 0;
        for (nth, line) in self.above.iter().enumerate() {
            sheet.set_row_height(at, if nth == 0 { LINE * 1.3 } else { LINE })?;
            let format = if nth == 0 { &formats.title } else { &formats.above };
            sheet.write_string_with_format(at, 0, short(line), format)?;
            at += 1;
        }
        let head = at;
        sheet.set_row_height(head, LINE * 1.2)?;
        for (column, (name, _)) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(head, column, *name, &formats.head)?;
        }
        for row in &self.rows {
            at += 1;
            self.row(sheet, formats, at, row)?;
        }
        sheet.set_freeze_panes(head + 1, 1)?.set_repeat_rows(head, head)?;
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.autofilter(head, 0, at.max(head + 1), last)?;
        Ok(())
    }

    fn row(&self, sheet: &mut Worksheet, formats: &Formats, at: u32, row: &Row) -> Result<(), XlsxError> {
        let tone = row.tone as usize;
        // Not every program fits a row to its wrapped text by itself.
        let fits = self.columns.iter().zip(&row.cells).map(|((_, width), cell)| cell.lines(*width));
        let lines = fits.max().unwrap_or(1);
        sheet.set_row_height(at, (lines as f64 * LINE).min(HIGHEST))?;
        for (column, cell) in (0..).zip(&row.cells) {
            match cell {
                Cell::Text(text) => {
                    sheet.write_string_with_format(at, column, short(text), &formats.cells[tone])?
                }
                Cell::Number(number) => {
                    sheet.write_number_with_format(at, column, *number, &formats.numbers[tone])?
                }
                Cell::Range(low, high) => {
                    // The number stays one, so that the column can be sorted and added up.
                    let format = formats.numbers[tone].clone().set_num_format(format!("0.00\"–{high:.2}\""));
                    sheet.write_number_with_format(at, column, *low, &format)?
                }
                Cell::Day(day) => sheet.write_datetime_with_format(at, column, day, &formats.days[tone])?,
                Cell::Link(url, text) => {
                    let format = Some(&formats.links[tone]);
                    sheet.write_url_with_options(at, column, url.as_str(), short(text), "", format)?
                }
            };
        }
        Ok(())
    }
}

/// The address so that the workbook has it unchanged. The library escapes every `%` once more unless it sees
/// one of the escapes that it would write itself; Thai letters may stand as they are.
fn kept_by_the_library(url: &str) -> Option<String> {
    const SEEN: [&str; 11] = ["%20", "%25", "%22", "%60", "%3c", "%3e", "%5b", "%5d", "%5e", "%7b", "%7d"];
    let before_place = url.split('#').next().unwrap_or(url);
    let lower = before_place.to_lowercase();
    if !lower.contains('%') || SEEN.iter().any(|escape| lower.contains(escape)) {
        return Some(url.to_owned());
    }
    let shown = crate::report::readable(before_place);
    (!shown.contains('%')).then(|| shown + &url[before_place.len()..])
}

fn short(text: &str) -> String {
    text.chars().take(MOST_LETTERS).collect()
}
