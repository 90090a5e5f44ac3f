//! Tables: rows of data as rows, layout as the boxes it is.

use super::blocks::{CONTEXT, append, space, text_of};
use super::tree::{Node, hash};
use super::walk::{Close, Walk};
use super::{clean, shorten};
use crate::extract::Role;

/// A browser allows 1,000 columns and 65,534 rows; no table of evidence comes near.
const MOST_ROWS: u32 = 500;
const MOST_COLUMNS: u32 = 200;

pub(super) struct Table {
    number: u32,
    end: usize,
    /// Looks like data: head cells, or several rows of several cells.
    grid: bool,
    /// Node of the last row with more than one cell.
    last_data: usize,
    head: bool,
    carried: Vec<Carried>,
    /// Section rows in force: how they look, and how many headings stood above each.
    sections: Vec<(u64, usize)>,
    after_section: bool,
    row: Option<Row>,
}

/// A cell with `rowspan` that reaches into later rows.
struct Carried {
    column: u32,
    left: u32,
    text: String,
}

struct Row {
    node: usize,
    cells: Vec<Cell>,
    /// Link, its cell, and where in the text of the cell it begins.
    links: Vec<(usize, usize, usize)>,
    in_cell: bool,
}

struct Cell {
    text: String,
    head: bool,
    across: u32,
    down: u32,
}

impl Walk<'_> {
    /// The cell that takes the text now, inside a row of data.
    pub(super) fn cell(&mut self) -> Option<&mut String> {
        let row = self.tables.last_mut()?.row.as_mut()?;
        if row.in_cell {
            row.cells.last_mut().map(|c| &mut c.text)
        } else {
            None
        }
    }

    pub(super) fn in_cell(&self) -> bool {
        self.tables
            .last()
            .and_then(|t| t.row.as_ref())
            .is_some_and(|r| r.in_cell)
    }

    /// Notes a link of the row; `false` outside rows.
    pub(super) fn row_link(&mut self, link: usize) -> bool {
        let Some(row) = self
            .tables
            .last_mut()
            .and_then(|t| t.row.as_mut())
            .filter(|r| r.in_cell)
        else {
            return false;
        };
        let cell = row.cells.len() - 1;
        row.links.push((link, cell, row.cells[cell].text.len()));
        true
    }

    pub(super) fn open_table(&mut self, node: usize) {
        if self.in_cell() {
            return;
        }
        let presentation = matches!(self.nodes[node].attr("role"), Some("presentation" | "none"));
        let (mut rows, mut heads, mut last_data) = (0, 0, 0);
        for row in rows_of(self.nodes, node) {
            let cells: Vec<usize> = children(self.nodes, row)
                .filter(|c| matches!(self.nodes[*c].name(), "td" | "th"))
                .collect();
            if cells.len() > 1 {
                rows += 1;
                last_data = row;
            }
            heads += cells
                .iter()
                .filter(|c| self.nodes[**c].name() == "th")
                .count();
        }
        let grid = !presentation && last_data > 0 && (heads > 0 || rows > 2);
        let number = self.table_count;
        self.table_count += 1;
        let end = self.nodes[node].end;
        self.tables.push(Table {
            number,
            end,
            grid,
            last_data,
            head: false,
            carried: Vec::new(),
            sections: Vec::new(),
            after_section: false,
            row: None,
        });
        self.frames.push((end, Close::Table));
    }

    pub(super) fn close_table(&mut self) {
        if let Some(table) = self.tables.pop()
            && let Some((_, depth)) = table.sections.first()
        {
            self.heads.truncate(*depth);
        }
    }

    pub(super) fn set_head(&mut self, head: bool) {
        if let Some(table) = self.tables.last_mut() {
            table.head = head;
        }
    }

    pub(super) fn open_row(&mut self, node: usize) {
        if self.in_cell() {
            return;
        }
        let nodes = self.nodes;
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let boxes: Vec<usize> = children(nodes, node)
            .filter(|c| is_layout(&nodes[*c], table.grid))
            .collect();
        if boxes.is_empty() && table.last_data > 0 {
            table.row = Some(Row {
                node,
                cells: Vec::new(),
                links: Vec::new(),
                in_cell: false,
            });
            self.frames.push((nodes[node].end, Close::Row));
        } else if table.grid
            && let Some(first) = boxes.first()
        {
            // "O4 | แผน | a box of files": the short cells are the heading of the box.
            let title: Vec<String> = children(nodes, node)
                .take_while(|c| c < first)
                .map(|c| text_of(nodes, c, 200))
                .filter(|t| !t.is_empty())
                .collect();
            if !title.is_empty() {
                let end = nodes[node].end;
                self.heads.push_label(6, &title.join(" "), end);
            }
        }
    }

    pub(super) fn open_cell(&mut self, node: usize) {
        let nodes = self.nodes;
        let number = |name: &str| {
            nodes[node]
                .attr(name)
                .and_then(|v| v.trim().parse::<u32>().ok())
                .unwrap_or(1)
        };
        let Some(row) = self.tables.last_mut().and_then(|t| t.row.as_mut()) else {
            return;
        };
        if row.in_cell {
            return;
        }
        row.in_cell = true;
        row.cells.push(Cell {
            text: String::new(),
            head: nodes[node].name() == "th",
            across: number("colspan").clamp(1, MOST_COLUMNS),
            down: number("rowspan").min(MOST_ROWS),
        });
        self.frames.push((nodes[node].end, Close::Cell));
    }

    pub(super) fn close_cell(&mut self) {
        if let Some(row) = self.tables.last_mut().and_then(|t| t.row.as_mut()) {
            row.in_cell = false;
        }
    }

    pub(super) fn close_row(&mut self) {
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let Some(row) = table.row.take() else { return };
        let own = row.cells.len();
        let title = own == 1
            && row.cells[0].across > 1
            && row.links.is_empty()
            && row.node < table.last_data
            && table.carried.is_empty();
        let header = table.head || (own > 1 && row.cells.iter().all(|c| c.head));
        let (cells, places) = fill(&mut table.carried, &row.cells);
        if cells.iter().all(String::is_empty) {
            self.leave_links(&row);
            return;
        }
        if title {
            self.section(&row, cells.concat());
            return;
        }
        table.after_section = false;
        let number = table.number;
        let block = self.emit(
            Role::Row {
                table: number,
                header,
            },
            cells.join(" | "),
            cells,
        );
        for (link, cell, at) in &row.links {
            let own = places.get(*cell).copied().unwrap_or_default();
            let context = row_context(
                &self.doc.blocks[block].text,
                &self.doc.blocks[block].cells,
                own,
                &row.cells[*cell].text,
                *at,
            );
            let link = &mut self.doc.links[*link];
            link.block = Some(block);
            link.context = context;
        }
    }

    fn leave_links(&mut self, row: &Row) {
        for (link, ..) in &row.links {
            self.doc.links[*link].block = None;
        }
    }

    /// A row that spans the table is the heading of the rows below it.
    fn section(&mut self, row: &Row, text: String) {
        let nodes = self.nodes;
        let look = look(nodes, row.node);
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let alike = |(other, _): &(u64, usize)| *other == look;
        let before_its_like = next_row(nodes, row.node, table.end)
            .is_some_and(|r| spans(nodes, r) && self::look(nodes, r) == look);
        // Two of one look in a row: the first is the larger part, the second within it.
        let keep = if table.after_section && table.sections.last().is_some_and(alike) {
            table.sections.len()
        } else if before_its_like {
            table.sections.iter().position(alike).unwrap_or(0)
        } else if let Some(at) = table.sections.iter().rposition(alike) {
            at
        } else if table.after_section {
            table.sections.len()
        } else {
            table.sections.len().saturating_sub(1)
        };
        let keep = keep.min(3);
        if let Some((_, depth)) = table.sections.get(keep) {
            self.heads.truncate(*depth);
        }
        table.sections.truncate(keep);
        table.sections.push((look, self.heads.depth()));
        table.after_section = true;
        let end = table.end;
        self.emit(Role::Heading(6), text.clone(), Vec::new());
        self.heads.push_label(6, &text, end);
    }
}

/// Puts the cells of a row and those that reach into it from above in order; also where each own cell went.
fn fill(carried: &mut Vec<Carried>, own: &[Cell]) -> (Vec<String>, Vec<usize>) {
    let (mut texts, mut places, mut column) = (Vec::new(), Vec::new(), 0);
    let mut later: Vec<Carried> = Vec::new();
    let mut cells = own.iter();
    loop {
        if let Some(from_above) = carried.iter().find(|c| c.column == column) {
            texts.push(from_above.text.clone());
            column += 1;
            continue;
        }
        let Some(cell) = cells.next() else { break };
        let text = clean(&cell.text);
        if cell.down != 1 {
            let left = if cell.down == 0 {
                MOST_ROWS
            } else {
                cell.down - 1
            };
            later.push(Carried {
                column,
                left,
                text: text.clone(),
            });
        }
        places.push(texts.len());
        texts.push(text);
        column = (column + cell.across).min(MOST_COLUMNS * 10);
    }
    // Cells from above to the right of the last own cell.
    let mut right: Vec<&Carried> = carried.iter().filter(|c| c.column > column).collect();
    right.sort_by_key(|c| c.column);
    texts.extend(right.iter().map(|c| c.text.clone()));
    for c in carried.iter_mut() {
        c.left -= 1;
    }
    carried.retain(|c| c.left > 0);
    carried.extend(later);
    (texts, places)
}

fn row_context(row: &str, cells: &[String], own: usize, raw: &str, at: usize) -> String {
    if row.chars().nth(CONTEXT).is_none() {
        return row.trim_end_matches([' ', '|']).to_owned();
    }
    let before = cells
        .iter()
        .take(own)
        .map(|c| shorten(c, 100))
        .collect::<Vec<_>>()
        .join(" | ");
    let mut from = at.saturating_sub(240).min(raw.len());
    while !raw.is_char_boundary(from) {
        from += 1;
    }
    let around = clean(&raw[from..]);
    let context = if before.is_empty() {
        around
    } else {
        format!("{} | {}", shorten(&before, 200), around)
    };
    shorten(&context, CONTEXT).to_owned()
}

/// Section rows that look alike are of one level.
fn look(nodes: &[Node], row: usize) -> u64 {
    let mut signs = String::new();
    for at in [Some(row), children(nodes, row).next()]
        .into_iter()
        .flatten()
    {
        append(&mut signs, nodes[at].name());
        for name in ["class", "bgcolor", "style", "align"] {
            append(&mut signs, nodes[at].attr(name).unwrap_or_default());
            space(&mut signs);
            signs.push('|');
        }
    }
    hash(&signs)
}

/// The row after `row`, in the same part of the table or the next.
fn next_row(nodes: &[Node], row: usize, end: usize) -> Option<usize> {
    let mut at = nodes[row].end;
    while at < end {
        match nodes[at].name() {
            "tr" => return Some(at),
            "" | "tbody" | "tfoot" => at += 1,
            _ => at = nodes[at].end,
        }
    }
    None
}

/// Whether a row is one cell over several columns.
fn spans(nodes: &[Node], row: usize) -> bool {
    let mut cells = children(nodes, row);
    let wide = cells
        .next()
        .and_then(|c| nodes[c].attr("colspan"))
        .is_some_and(|n| n.trim() != "1");
    wide && cells.next().is_none()
}

/// A cell that holds a piece of the page rather than a value.
fn is_layout(cell: &Node, grid: bool) -> bool {
    let sum = &cell.sum;
    let heading = sum.headed > 0 && sum.letters > sum.headed + 30;
    let listing = sum.links >= 5 && sum.breaks >= 4;
    let prose = sum.breaks >= 3 && sum.letters > 300;
    sum.layout
        || heading
        || (!grid && (listing || prose))
        || (sum.breaks >= 6 && sum.letters > 2500)
}

fn children<'a>(nodes: &'a [Node], parent: usize) -> impl Iterator<Item = usize> + 'a {
    let end = nodes[parent].end;
    let first = (parent + 1 < end).then_some(parent + 1);
    std::iter::successors(first, move |at| {
        Some(nodes[*at].end).filter(|next| *next < end)
    })
    .filter(|at| nodes[*at].element().is_some())
}

fn rows_of<'a>(nodes: &'a [Node], table: usize) -> impl Iterator<Item = usize> + 'a {
    children(nodes, table).flat_map(move |part| -> Box<dyn Iterator<Item = usize> + 'a> {
        match nodes[part].name() {
            "tr" => Box::new(std::iter::once(part)),
            "thead" | "tbody" | "tfoot" => {
                Box::new(children(nodes, part).filter(|r| nodes[*r].name() == "tr"))
            }
            _ => Box::new(std::iter::empty()),
        }
    })
}
