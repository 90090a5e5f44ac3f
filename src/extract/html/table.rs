//! Tables: rows of data as rows, layout as the boxes it is.

use super::blocks::text_of;
use super::grid::{
    Carried, Cell, MOST_COLUMNS, MOST_ROWS, children, fill, is_layout, look as look_of, next_row,
    row_context, rows_of, spans,
};
use super::walk::{Close, Walk};
use crate::extract::Role;

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

struct Row {
    node: usize,
    cells: Vec<Cell>,
    /// Link, its cell, and where in the text of the cell it begins.
    links: Vec<(usize, usize, usize)>,
    in_cell: bool,
}

impl Walk<'_> {
    /// The cell that takes the text now, inside a row of data.
    pub(super) fn cell(&mut self) -> Option<&mut String> {
        let row = self.tables.last_mut()?.row.as_mut()?;
        if row.in_cell { row.cells.last_mut().map(|c| &mut c.text) } else { None }
    }

    pub(super) fn in_cell(&self) -> bool {
        self.tables.last().and_then(|t| t.row.as_ref()).is_some_and(|r| r.in_cell)
    }

    /// Notes a link of the row; `false` outside rows.
    pub(super) fn row_link(&mut self, link: usize) -> bool {
        let Some(row) = self.tables.last_mut().and_then(|t| t.row.as_mut()).filter(|r| r.in_cell) else {
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
            let cells: Vec<usize> =
                children(self.nodes, row).filter(|c| matches!(self.nodes[*c].name(), "td" | "th")).collect();
            if cells.len() > 1 {
                rows += 1;
                last_data = row;
            }
            heads += cells.iter().filter(|c| self.nodes[**c].name() == "th").count();
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
        let boxes: Vec<usize> = children(nodes, node).filter(|c| is_layout(&nodes[*c], table.grid)).collect();
        if boxes.is_empty() && table.last_data > 0 {
            table.row = Some(Row { node, cells: Vec::new(), links: Vec::new(), in_cell: false });
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
        let number =
            |name: &str| nodes[node].attr(name).and_then(|v| v.trim().parse::<u32>().ok()).unwrap_or(1);
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
        let block = self.emit(Role::Row { table: number, header }, cells.join(" | "), cells);
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
        let look = look_of(nodes, row.node);
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let alike = |(other, _): &(u64, usize)| *other == look;
        let before_its_like = next_row(nodes, row.node, table.end)
            .is_some_and(|r| spans(nodes, r) && look_of(nodes, r) == look);
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
