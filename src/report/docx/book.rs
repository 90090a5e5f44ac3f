//! A document for Word as a value: sections of paragraphs and tables. `xml.rs` writes it.

use crate::report::words_plan::digits;

/// The whole document.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    pub title: String,
    /// Whose document it is.
    pub author: String,
    /// `YYYY-MM-DD`: the same report gives the same file, whatever the clock says.
    pub day: String,
    pub sections: Vec<Section>,
}

/// Pages of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// A4 across.
    pub wide: bool,
    /// A cover has no number and is not counted.
    pub cover: bool,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Para(Para),
    Table(Table),
    PageBreak,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Para {
    pub style: Style,
    pub runs: Vec<Run>,
}

/// Styles by the names that Word knows: headings are real headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Title,
    Subtitle,
    Heading1,
    Heading2,
    Heading3,
    Body,
    /// On the page of what follows it: a signature does not stand on a page by itself.
    BodyKept,
    List,
    Note,
    /// At the right, under a text: who and when.
    Sign,
    Cell,
    CellCentre,
    /// On the page of the row below it.
    CellKept,
    /// Over rows of a table, on their page.
    CellGroup,
    Head,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub bold: bool,
    /// Where it leads; only to the web.
    pub link: Option<String>,
    /// A place to be filled in by hand.
    pub open: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Of its columns, in any unit: they share the width of the page.
    pub widths: Vec<u32>,
    /// Repeated on every page.
    pub head: Vec<Row>,
    pub rows: Vec<Row>,
}

pub type Row = Vec<Cell>;

#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub paras: Vec<Para>,
    /// Columns that it takes.
    pub span: usize,
    pub down: Down,
    pub wash: Wash,
}

/// Whether a cell goes on from the row above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Down {
    Alone,
    First,
    Same,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wash {
    None,
    Head,
    Group,
    Bad,
    Open,
}

pub fn run(text: impl Into<String>) -> Run {
    Run { text: text.into(), bold: false, link: None, open: false }
}

pub fn bold(text: impl Into<String>) -> Run {
    Run { bold: true, ..run(text) }
}

/// Dots to write on.
pub fn blank(text: impl Into<String>) -> Run {
    Run { open: true, ..run(text) }
}

/// A link, if the address is one for the web; else its words alone.
pub fn link(url: &str, text: impl Into<String>) -> Run {
    Run { link: crate::report::link::web(url).map(str::to_owned), ..run(text) }
}

pub fn para(style: Style, text: impl Into<String>) -> Para {
    Para { style, runs: vec![run(text)] }
}

impl From<Para> for Block {
    fn from(para: Para) -> Block {
        Block::Para(para)
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Block {
        Block::Table(table)
    }
}

impl Cell {
    pub fn of(paras: Vec<Para>) -> Cell {
        Cell { paras, span: 1, down: Down::Alone, wash: Wash::None }
    }

    /// A paragraph for every line.
    pub fn text(text: impl AsRef<str>) -> Cell {
        let lines: Vec<Para> = text.as_ref().lines().map(|line| para(Style::Cell, line)).collect();
        Cell::of(lines)
    }

    pub fn centre(text: impl Into<String>) -> Cell {
        Cell::of(vec![para(Style::CellCentre, text)])
    }

    pub fn head(text: impl Into<String>) -> Cell {
        Cell { wash: Wash::Head, ..Cell::of(vec![para(Style::Head, text)]) }
    }

    pub fn bold(text: impl Into<String>) -> Cell {
        Cell::of(vec![Para { style: Style::Cell, runs: vec![bold(text)] }])
    }

    pub fn group(text: impl Into<String>, span: usize) -> Cell {
        Cell { wash: Wash::Group, span, ..Cell::of(vec![para(Style::CellGroup, text)]) }
    }

    pub fn span(self, span: usize) -> Cell {
        Cell { span, ..self }
    }

    pub fn wash(self, wash: Wash) -> Cell {
        Cell { wash, ..self }
    }

    pub fn down(self, down: Down) -> Cell {
        Cell { down, ..self }
    }
}

impl Book {
    /// Every figure in Thai: what rules and reports say of an item has others than our own sentences, and a
    /// document has one kind.
    pub fn in_thai_figures(mut self) -> Book {
        let paras = self.sections.iter_mut().flat_map(|section| &mut section.blocks).flat_map(|block| {
            let (one, cells) = match block {
                Block::Para(one) => (Some(one), None),
                Block::Table(table) => (None, Some(table.head.iter_mut().chain(&mut table.rows).flatten())),
                Block::PageBreak => (None, None),
            };
            one.into_iter().chain(cells.into_iter().flatten().flat_map(|cell| &mut cell.paras))
        });
        for run in paras.flat_map(|para| &mut para.runs) {
            run.text = digits(&run.text);
        }
        self
    }

    /// Every paragraph's text in reading order, cells apart by tabs: what tests and previews read.
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        let words = |paras: &[Para]| {
            let texts = paras.iter().map(|p| p.runs.iter().map(|r| r.text.as_str()).collect::<String>());
            texts.collect::<Vec<_>>()
        };
        for block in self.sections.iter().flat_map(|section| &section.blocks) {
            match block {
                Block::Para(one) => lines.extend(words(std::slice::from_ref(one))),
                Block::Table(table) => {
                    for row in table.head.iter().chain(&table.rows) {
                        let cells: Vec<String> = row.iter().map(|c| words(&c.paras).join(" / ")).collect();
                        lines.push(cells.join("\t"));
                    }
                }
                Block::PageBreak => lines.push(String::new()),
            }
        }
        lines.join("\n") + "\n"
    }
}
