//! One workbook for people: what is to be seen in the survey first, then its two tables. Rows leave
//! memory as they are written.

use std::io::{self, Write};

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{Cell, Kind, Part, Table, each};
use crate::report::{Lang, clean_text};
use crate::survey::insight::{Group, percent};
use crate::survey::snapshot::Snapshot;
use crate::survey::store::{Error, Fallible, Store};

/// Excel's own limits.
const MOST_ROWS: u32 = 1_048_575;
const MOST_LETTERS: usize = 32_000;
/// Sites named in a cell.
const MOST_NAMED: usize = 50;

pub(super) fn write(store: &Store, snapshot: &Snapshot, out: impl Write) -> Fallible<()> {
    let mut book = Workbook::new();
    let whole = Part::whole(snapshot);
    overview(snapshot, &mut book)?;
    table(store, snapshot, Table::Agencies, &whole, &mut book)?;
    items(snapshot, &mut book)?;
    groups("จังหวัด", &snapshot.groups(|site| &site.province), &mut book)?;
    groups("ประเภท", &snapshot.groups(|site| &site.kind), &mut book)?;
    causes(snapshot, &mut book)?;
    clusters(snapshot, &mut book)?;
    table(store, snapshot, Table::Items, &whole, &mut book)?;
    end(book, out)
}

/// All surveys: their agencies in one sheet, and a sheet of items a survey, since a sheet holds a million rows.
pub(super) fn write_all(store: &Store, surveys: &[i64], out: impl Write) -> Fallible<()> {
    let mut book = Workbook::new();
    let snapshots = || surveys.iter().filter_map(|survey| Snapshot::load(store, *survey).transpose());
    let mut agencies = begin(&mut book, Table::Agencies, Table::Agencies.title())?;
    for snapshot in snapshots() {
        let snapshot = snapshot?;
        fill(store, &snapshot, Table::Agencies, &Part::whole(&snapshot), &mut agencies)?;
    }
    agencies.end()?;
    for snapshot in snapshots() {
        let snapshot = snapshot?;
        let survey = &snapshot.survey;
        let title = format!("{} {} ({})", Table::Items.title(), survey.year, survey.id);
        let mut items = begin(&mut book, Table::Items, &title)?;
        fill(store, &snapshot, Table::Items, &Part::whole(&snapshot), &mut items)?;
        items.end()?;
    }
    end(book, out)
}

/// A workbook of one table, or of a part of it.
pub(super) fn one(
    store: &Store,
    snapshot: &Snapshot,
    which: Table,
    part: &Part,
    out: impl Write,
) -> Fallible<()> {
    let mut book = Workbook::new();
    table(store, snapshot, which, part, &mut book)?;
    end(book, out)
}

fn end(mut book: Workbook, mut out: impl Write) -> Fallible<()> {
    let bytes = book.save_to_buffer().map_err(other)?;
    Ok(out.write_all(&bytes).and_then(|()| out.flush())?)
}

/// A sheet that is being filled, row by row.
struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    columns: u16,
    body: Format,
    mark: Format,
}

impl<'a> Sheet<'a> {
    fn begin(book: &'a mut Workbook, title: &str, columns: &[(&str, f64)]) -> Fallible<Sheet<'a>> {
        let sheet = book.add_worksheet_with_constant_memory().map_err(other)?;
        let body = Format::new().set_font_name("TH Sarabun New").set_font_size(16);
        let (head, mark) = (body.clone().set_bold(), body.clone().set_num_format("0.00"));
        sheet.set_name(title).map_err(other)?;
        for ((name, width), nth) in columns.iter().zip(0u16..) {
            sheet.set_column_width(nth, *width).map_err(other)?;
            sheet.write_string_with_format(0, nth, *name, &head).map_err(other)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(other)?;
        let columns = u16::try_from(columns.len()).unwrap_or(u16::MAX);
        Ok(Sheet { sheet, row: 0, columns, body, mark })
    }

    fn row(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        if self.row >= MOST_ROWS {
            return Ok(());
        }
        self.row += 1;
        let (row, body) = (self.row, &self.body);
        for (cell, nth) in cells.into_iter().zip(0u16..) {
            let done = match cell {
                Cell::Text(text) if text.is_empty() => continue,
                // A text is written as a text: it never becomes a formula or a link.
                Cell::Text(text) => {
                    let text: String = text.chars().take(MOST_LETTERS).collect();
                    self.sheet.write_string_with_format(row, nth, text, body)
                }
                Cell::Number(Some(number)) => {
                    self.sheet.write_number_with_format(row, nth, number, &self.mark)
                }
                Cell::Whole(number) => self.sheet.write_number_with_format(row, nth, number as f64, body),
                Cell::Count(Some(number)) => {
                    self.sheet.write_number_with_format(row, nth, number as f64, body)
                }
                Cell::Number(None) | Cell::Count(None) => continue,
            };
            done.map_err(io::Error::other)?;
        }
        Ok(())
    }

    fn end(self) -> Fallible<()> {
        self.sheet.autofilter(0, 0, self.row, self.columns - 1).map_err(other)?;
        Ok(())
    }
}

fn text(text: &str) -> Cell {
    Cell::Text(clean_text(text))
}

fn count(number: usize) -> Cell {
    Cell::Count(Some(number))
}

fn overview(snapshot: &Snapshot, book: &mut Workbook) -> Fallible<()> {
    let survey = &snapshot.survey;
    let all: Vec<usize> = (0..snapshot.sites.len()).collect();
    let whole = snapshot.sums(&all);
    let ended = whole.done + whole.failed;
    let mut sheet = Sheet::begin(book, "ภาพรวม", &[("รายการ", 44.0), ("ค่า", 44.0)])?;
    let day = Lang::Th.words().date(&survey.as_of).to_string();
    let mut rows = vec![
        ("การสำรวจ".to_owned(), text(&survey.name)),
        ("เกณฑ์ปี".to_owned(), Cell::Whole(i64::from(survey.year))),
        ("ตรวจ ณ".to_owned(), text(&day)),
        ("หน่วยงานทั้งหมด (แห่ง)".to_owned(), count(whole.sites)),
        ("เสร็จแล้ว (%)".to_owned(), Cell::Number(Some(percent(ended, whole.sites)))),
        ("ได้ผล (แห่ง)".to_owned(), count(whole.done)),
        ("ได้ผล (%)".to_owned(), Cell::Number(Some(percent(whole.done, whole.sites)))),
        ("ตรวจไม่ได้ (แห่ง)".to_owned(), count(whole.failed)),
        ("คะแนน OIT เฉลี่ย".to_owned(), Cell::Number(whole.mean)),
        ("คะแนน OIT เฉลี่ย หากข้อที่ต้องให้คนดูผ่านทั้งหมด".to_owned(), Cell::Number(whole.mean_high)),
    ];
    for (at, sites) in snapshot.histogram().into_iter().enumerate() {
        rows.push((format!("คะแนน {}–{} (แห่ง)", at * 10, at * 10 + 10), count(sites)));
    }
    for (band, sites) in snapshot.bands() {
        rows.push((format!("ระดับ {band} (แห่ง)"), count(sites)));
    }
    let mixed = |what: &str, all: &[(String, usize)]| -> Vec<(String, Cell)> {
        all.iter().map(|(name, sites)| (format!("{what} {name} (แห่ง)"), count(*sites))).collect()
    };
    rows.extend(mixed("เกณฑ์", &snapshot.digests));
    rows.extend(mixed("โปรแกรมรุ่น", &snapshot.versions));
    for (name, value) in rows {
        sheet.row(vec![Cell::Text(name), value])?;
    }
    Ok(())
}

fn items(snapshot: &Snapshot, book: &mut Workbook) -> Fallible<()> {
    let columns = [
        ("ข้อ", 8.0),
        ("รายการ", 60.0),
        ("ผ่าน", 10.0),
        ("ไม่ผ่าน", 10.0),
        ("สรุปไม่ได้", 12.0),
        ("ไม่ผ่าน (%)", 12.0),
    ];
    let mut sheet = Sheet::begin(book, "สรุปรายข้อ", &columns)?;
    let mut items = snapshot.items_over(snapshot.done());
    items.sort_by_key(|item| std::cmp::Reverse(item.fail));
    for item in items {
        let rate = (item.judged() > 0).then(|| item.fail_rate());
        let counts = [item.pass, item.fail, item.open].map(count);
        let head = [text(&item.id), text(&item.title)];
        sheet.row(head.into_iter().chain(counts).chain([Cell::Number(rate)]).collect())?;
    }
    sheet.end()
}

fn groups(title: &str, groups: &[Group], book: &mut Workbook) -> Fallible<()> {
    let columns = [
        (title, 36.0),
        ("แห่ง", 10.0),
        ("ได้ผล", 10.0),
        ("ตรวจไม่ได้", 12.0),
        ("เฉลี่ย", 10.0),
        ("เฉลี่ยอย่างสูง", 14.0),
        ("ข้อที่ไม่ผ่านมากที่สุด", 20.0),
        ("จำนวนที่ไม่ผ่าน", 14.0),
        ("ข้ออื่นที่ไม่ผ่านเท่ากัน", 18.0),
        ("ได้ผล (%)", 12.0),
    ];
    let mut sheet = Sheet::begin(book, title, &columns)?;
    for group in groups {
        let worst = group.worst.as_ref();
        sheet.row(vec![
            text(if group.name.is_empty() { "ไม่ระบุ" } else { &group.name }),
            count(group.sites),
            count(group.done),
            count(group.failed),
            Cell::Number(group.mean),
            Cell::Number(group.mean_high),
            text(worst.map_or("", |(id, _)| id)),
            Cell::Count(worst.map(|(_, fail)| *fail)),
            Cell::Count(worst.map(|_| group.worst_tied)),
            Cell::Number(Some(percent(group.done, group.sites))),
        ])?;
    }
    sheet.end()
}

fn causes(snapshot: &Snapshot, book: &mut Workbook) -> Fallible<()> {
    let columns = [("สาเหตุ", 36.0), ("แห่ง", 10.0), ("ทางแก้", 60.0), ("หน่วยงาน", 80.0)];
    let mut sheet = Sheet::begin(book, "ตรวจไม่ได้เพราะ", &columns)?;
    for (name, cause, sites) in snapshot.causes() {
        let (title, advice) = cause.map_or((name.as_str(), ""), |cause| cause.th);
        sheet.row(vec![text(title), count(sites.len()), text(advice), text(&named(snapshot, &sites))])?;
    }
    sheet.end()
}

/// A row a cluster and gap.
fn clusters(snapshot: &Snapshot, book: &mut Workbook) -> Fallible<()> {
    let columns = [
        ("สิ่งที่ใช้ร่วมกัน", 44.0),
        ("แห่งในกลุ่ม", 12.0),
        ("ข้อ", 8.0),
        ("รายการ", 50.0),
        ("ไม่ผ่านในกลุ่ม", 14.0),
        ("ไม่ผ่านในกลุ่ม (%)", 16.0),
        ("ไม่ผ่านแห่งอื่น (%)", 16.0),
        ("หน่วยงาน", 80.0),
    ];
    let mut sheet = Sheet::begin(book, "กลุ่มผู้พัฒนา", &columns)?;
    for cluster in snapshot.clusters() {
        let (marks, sites) = (cluster.marks.join(" · "), named(snapshot, &cluster.sites));
        for gap in &cluster.gaps {
            sheet.row(vec![
                text(&marks),
                count(cluster.size),
                text(&gap.id),
                text(&gap.title),
                count(gap.fail),
                Cell::Number(Some(gap.rate)),
                Cell::Number(Some(gap.elsewhere)),
                text(&sites),
            ])?;
        }
    }
    for cluster in snapshot.uncompared() {
        let mut row = vec![text(&cluster.marks.join(" · ")), count(cluster.size), text("")];
        row.push(text("มีแห่งอื่นให้เทียบไม่ถึง 10 แห่ง จึงไม่บอกว่าขาดเพราะแม่แบบ"));
        row.extend([Cell::Count(None), Cell::Number(None), Cell::Number(None)]);
        row.push(text(&named(snapshot, &cluster.sites)));
        sheet.row(row)?;
    }
    sheet.end()
}

fn named(snapshot: &Snapshot, sites: &[usize]) -> String {
    let mut names: Vec<&str> =
        sites.iter().take(MOST_NAMED).map(|at| snapshot.sites[*at].name.as_str()).collect();
    if sites.len() > MOST_NAMED {
        names.push("…");
    }
    names.join(", ")
}

fn table(store: &Store, snapshot: &Snapshot, table: Table, part: &Part, book: &mut Workbook) -> Fallible<()> {
    let mut sheet = begin(book, table, table.title())?;
    fill(store, snapshot, table, part, &mut sheet)?;
    sheet.end()
}

/// The sheet of a table, its head written.
fn begin<'a>(book: &'a mut Workbook, table: Table, name: &str) -> Fallible<Sheet<'a>> {
    let columns: Vec<(&str, f64)> = (table.columns().iter())
        .map(|(name, kind)| {
            let width = match (*name, kind) {
                ("name" | "title" | "advice" | "comment" | "message", _) => 42.0,
                ("url" | "evidence_url" | "evidence_urls", _) => 36.0,
                (_, Kind::Text) => 16.0,
                _ => 12.0,
            };
            (title(name), width)
        })
        .collect();
    Sheet::begin(book, name, &columns)
}

fn fill(store: &Store, snapshot: &Snapshot, table: Table, part: &Part, sheet: &mut Sheet) -> Fallible<()> {
    let at = |wanted: &str| table.columns().iter().position(|(name, _)| *name == wanted);
    let (state, verdict) = (at("state"), at("verdict"));
    each(store, snapshot, table, part, &mut |mut cells| {
        for at in [state, verdict].into_iter().flatten() {
            if let Cell::Text(said) = &mut cells[at] {
                *said = word(said).to_owned();
            }
        }
        sheet.row(cells)
    })
}

/// What people read above a column.
fn title(name: &'static str) -> &'static str {
    match name {
        "nr" => "ลำดับ",
        "code" => "รหัส",
        "name" => "หน่วยงาน",
        "kind" => "ประเภท",
        "province" => "จังหวัด",
        "url" => "เว็บไซต์",
        "state" => "สถานะ",
        "score" => "คะแนน",
        "score_high" => "คะแนนอย่างสูง",
        "band" => "ระดับ",
        "pass" => "ผ่าน (ข้อ)",
        "fail" => "ไม่ผ่าน (ข้อ)",
        "review" => "ให้คนดู (ข้อ)",
        "not_determined" => "สรุปไม่ได้ (ข้อ)",
        "cause" => "รหัสสาเหตุ",
        "message" => "สาเหตุที่ตรวจไม่ได้",
        "advice" => "ทางแก้",
        "pages" => "หน้าเว็บ",
        "files" => "ไฟล์",
        "seconds" => "เวลา (วินาที)",
        "finished_at" => "เสร็จเมื่อ (UTC)",
        "rules" => "เกณฑ์",
        "version" => "โปรแกรมรุ่น",
        "rank" => "อันดับ",
        "item" => "ข้อ",
        "title" => "รายการ",
        "verdict" => "ผล",
        "comment" => "ความเห็น",
        "evidence_url" => "หลักฐาน",
        "evidence_urls" => "หลักฐานทั้งหมด",
        "year" => "ปี",
        "as_of" => "ตรวจ ณ",
        "survey" => "การสำรวจ",
        "survey_nr" => "เลขการสำรวจ",
        "agency" => "เลขหน่วยงาน",
        "key" => "รหัสข้อ",
        other => other,
    }
}

/// A state or a verdict in words.
fn word(name: &str) -> &str {
    match name {
        "done" => "ได้ผล",
        "failed" => "ตรวจไม่ได้",
        "running" => "กำลังตรวจ",
        "waiting" => "รอตรวจ",
        "pass" => "ผ่าน",
        "fail" => "ไม่ผ่าน",
        "review" => "ให้คนดู",
        "not-determined" => "สรุปไม่ได้",
        "not-applicable" => "ไม่ต้องทำ",
        other => other,
    }
}

fn other(error: XlsxError) -> Error {
    Error::Io(io::Error::other(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_thai_head() {
        for (name, _) in [Table::Agencies, Table::Items].into_iter().flat_map(Table::columns) {
            assert!(!title(name).is_ascii(), "{name}");
        }
    }
}
