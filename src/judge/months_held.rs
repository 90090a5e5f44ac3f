//! Which months a page holds: in its title, its rows and columns, its lines.

use std::collections::{BTreeMap, BTreeSet};

use super::halfyear::taken_in;
use super::results::is_pictured;
use super::year::subject_years;
use crate::extract::{Block, Kind, Role};
use crate::find::Exhibit;
use crate::find::library::Page;
use crate::rule::speech::Speech;
use crate::thai::date::{Month, months, ranges};
use crate::thai::text::fold;

/// What is said of a month whose figures are still to come.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Awaited<'a> {
    pub always: &'a [String],
    /// In one item.
    pub here: &'a [String],
    /// Behind words of `here` these say that there was nothing.
    pub none_of: &'a [String],
}

impl Awaited<'_> {
    /// Where a text says so.
    fn places(&self, text: &str) -> Vec<usize> {
        let found = |word: &String| text.match_indices(word.as_str()).map(|(at, _)| at).collect::<Vec<_>>();
        let is_none = |at: &usize| {
            let rest = &text[*at..];
            let own = months(rest).first().map_or(rest, |next| &rest[..next.start]);
            self.none_of.iter().any(|w| own.contains(w.as_str()))
        };
        let here = self.here.iter().flat_map(found).filter(|at| !is_none(at));
        self.always.iter().flat_map(found).chain(here).collect()
    }

    fn says(&self, text: &str) -> bool {
        !self.places(text).is_empty()
    }
}

/// Months named in a text as such, not as part of a date. A month without a year takes the one
/// of the fiscal year given.
pub(super) fn named(text: &str, fiscal_year: Option<i32>) -> BTreeSet<Month> {
    months(text)
        .iter()
        .filter(|m| m.day.is_none())
        .filter_map(|m| {
            let year = m.year.or_else(|| fiscal_year.map(|y| if m.month >= 10 { y - 1 } else { y }))?;
            Some(Month { year, month: m.month })
        })
        .collect()
}

/// A row that names its month and says nothing of it.
pub(super) fn is_empty_row(block: &Block) -> bool {
    let told = |c: &&String| c.chars().any(char::is_alphanumeric) || c.contains('-');
    matches!(block.role, Role::Row { header: false, .. })
        && block.cells.len() > 1
        && block.cells.iter().filter(told).count() == 1
}

/// The rows of each table.
pub(super) fn tables<'p>(page: &'p Page) -> BTreeMap<u32, Vec<&'p Block>> {
    let mut tables: BTreeMap<u32, Vec<&Block>> = BTreeMap::new();
    for block in page.own_blocks() {
        if let Role::Row { table, .. } = block.role {
            tables.entry(table).or_default().push(block);
        }
    }
    tables
}

/// Rows of a scan that are not all misread in the same place.
const SCANNED_ROWS: usize = 4;

/// Heads of tables with a column a month, and the columns of these under which nobody wrote anything.
fn empty_columns<'p>(page: &'p Page, awaited: Awaited) -> Vec<(&'p Block, Vec<usize>)> {
    let tables = tables(page);
    let names_month = |cell: &String| months(cell).iter().filter(|m| m.day.is_none()).count() == 1;
    // "อยู่ระหว่างรวบรวม" stands where the figure will.
    let told = |cell: &String| {
        let said = cell.chars().any(|c| c.is_alphanumeric() || matches!(c, '-' | '–' | '✓' | '/'));
        said && !awaited.says(cell)
    };
    let of = |rows: &Vec<&'p Block>| {
        let at = rows.iter().position(|row| row.cells.iter().filter(|c| names_month(c)).count() >= 3)?;
        let (head, below) = (rows[at], &rows[at + 1..]);
        // Merged cells shift what stands below: then nothing can be said of columns.
        // A sheet leaves out the empty cells at the end of its rows.
        let sheet = page.document.kind == Kind::Sheet;
        let (whole, wide) = (head.cells.len(), |row: &&&Block| row.cells.len());
        // So does a scan, in which a lone figure may be missed, and not a whole column of them.
        let scan = page.is_ocr();
        let short = sheet || scan && below.len() >= SCANNED_ROWS;
        let straight = below.iter().all(|row| wide(&row) == whole || short && wide(&row) < whole);
        let empty = |c: &usize| {
            names_month(&head.cells[*c]) && below.iter().all(|row| !row.cells.get(*c).is_some_and(told))
        };
        (straight && !below.is_empty())
            .then(|| (head, (0..head.cells.len()).filter(empty).collect::<Vec<_>>()))
    };
    tables.values().filter_map(of).filter(|(_, columns)| !columns.is_empty()).collect()
}

/// Lines that name one month over a form of which nothing but the head is there, where the forms under the others are
/// filled in: nobody wrote that there was none.
fn bare_forms<'p>(page: &'p Page) -> Vec<&'p Block> {
    const NONE: [&str; 3] = ["ไม่มี", "ไม่ได้", "ไม่ปรากฏ"];
    if page.is_ocr() {
        return Vec::new();
    }
    let over = |b: &Block| {
        !matches!(b.role, Role::Row { .. })
            && b.text.chars().count() < LONG_TITLE
            && months(&b.text).iter().filter(|m| m.day.is_none()).count() == 1
    };
    // A line, the rows under it, and whether something else stands there that may say the same.
    let mut forms: Vec<(&'p Block, Vec<&'p Block>, bool)> = Vec::new();
    for (at, block) in page.placed_blocks() {
        if over(block) {
            let none = NONE.iter().any(|w| block.text.contains(w));
            forms.push((block, Vec::new(), none));
        } else if let Some((_, rows, told)) = forms.last_mut() {
            *told |= is_pictured(page, at) || NONE.iter().any(|w| block.text.contains(w));
            if matches!(block.role, Role::Row { .. }) && block.cells.iter().any(|c| !c.trim().is_empty()) {
                rows.push(block);
            }
        }
    }
    let same = |a: &[&Block], b: &[&Block]| a.iter().zip(b).all(|(a, b)| a.cells == b.cells);
    let figures = |row: &&Block| {
        row.cells.iter().any(|c| c.chars().filter(|c| c.is_numeric()).count() > 2) || row.cells.len() < 3
    };
    let bare = |(_, rows, told): &&(&'p Block, Vec<&'p Block>, bool)| {
        let head = || forms.iter().any(|(_, more, _)| more.len() > rows.len() && same(rows, more));
        !told && !rows.is_empty() && !rows.iter().any(figures) && head()
    };
    forms.iter().filter(bare).map(|(line, ..)| *line).collect()
}

/// Whether a row without figures is one that nobody filled in. In a scan it may be one whose lone
/// figures were not read: it tells only beside rows that were.
fn blank_tells(page: &Page) -> bool {
    let rows = || page.own_blocks().filter(|b| b.cells.len() > 1 && !months(&b.text).is_empty());
    !page.is_ocr() || rows().filter(|b| is_empty_row(b)).count() * 2 <= rows().count()
}

/// How the months of a document are counted.
pub(super) struct Counting<'a> {
    /// Of a month without a year.
    pub year: i32,
    /// Whether one total for all months is enough.
    pub by_range: bool,
    /// Words of figures that are still to come.
    pub awaited: Awaited<'a>,
    pub speech: &'a Speech,
    /// Blocks that only lead to what is counted by itself.
    pub led: BTreeSet<usize>,
}

/// Months whose data a document holds.
pub(super) fn held(page: &Page, exhibit: &Exhibit, counting: &Counting) -> BTreeSet<Month> {
    let &Counting { year, by_range, awaited, speech, ref led } = counting;
    let parts = page.parts();
    if parts.len() > 1 {
        // A sheet a month, or a file a month in one archive.
        return parts.iter().flat_map(|part| held(part, exhibit, counting)).collect();
    }
    let head = page.head();
    let head_year = subject_years(&head);
    let infer = head_year.iter().copied().find(|y| *y == year).or(head_year.first().copied()).unwrap_or(year);
    let whole: BTreeSet<Month> = ranges(&head, Some(infer)).iter().flat_map(|r| run(r.from, r.to)).collect();
    let above = named(&page.head_above_rows(), None);
    let single = if above.len() == 1 { above } else { named(&head, None) };
    if whole.is_empty() && single.len() == 1 && !page.is_html() {
        return single.into_iter().chain(titled_alike(page)).collect();
    }
    let mut body = BTreeSet::new();
    // Of a line that tells of several months only those are to come that it says so of.
    let several = |b: &Block| !matches!(b.role, Role::Row { .. }) && named(&b.text, Some(infer)).len() > 1;
    let to_come = |b: &Block| !several(b) && is_awaited(b, awaited);
    let blank_tells = blank_tells(page);
    let empty = empty_columns(page, awaited);
    let bare = bare_forms(page);
    // Months without a year in a table are of the year over it.
    let mut over = infer;
    let lines = page.placed_blocks().filter(|(at, _)| !led.contains(at)).map(|(_, block)| block);
    for block in lines.filter(|b| !(to_come(b) || blank_tells && is_empty_row(b))) {
        let is_row = matches!(block.role, Role::Row { .. });
        if !is_row && block.text.chars().count() < LONG_TITLE {
            over = subject_years(&block.text).first().copied().unwrap_or(over);
        }
        let year = Some(if is_row { over } else { infer });
        match empty.iter().find(|(head, _)| std::ptr::eq(*head, block)) {
            Some((head, columns)) => {
                let filled = head.cells.iter().enumerate().filter(|(at, _)| !columns.contains(at));
                body.extend(filled.flat_map(|(_, cell)| named(cell, year)));
            }
            None if bare.iter().any(|b| std::ptr::eq(*b, block)) => {}
            None if is_row => body.extend(named(&block.text, year)),
            None => body.extend(named(&without_awaited(&block.text, awaited), year)),
        }
    }
    // A title that runs to March does not fill its row, nor its column. Another row of the same month may.
    let is_row = |b: &&Block| matches!(b.role, Role::Row { .. });
    let (open, told): (Vec<&Block>, Vec<&Block>) = page.own_blocks().filter(is_row).partition(|b| to_come(b));
    // Of one month, with a figure of its own: a total, a target or a note names months that it does not fill.
    let told: BTreeSet<Month> = told.into_iter().filter_map(|b| own_month(b, infer)).collect();
    let open = open.into_iter().flat_map(|b| named(&b.text, Some(infer)));
    for month in open.filter(|m| !told.contains(m) && !is_said_below(page, *m)) {
        body.remove(&month);
    }
    for (head, columns) in &empty {
        let left =
            columns.iter().filter_map(|at| head.cells.get(*at)).flat_map(|cell| named(cell, Some(infer)));
        for month in left.filter(|m| !is_said_below(page, *m)) {
            body.remove(&month);
        }
    }
    // A list of files is called by all that should be in them.
    if led.len() > 1 && page.is_index() {
        return body;
    }
    // Each month apart, where the document tells them apart; one total for all of them else.
    if body.len() >= 3 || body.len() >= 2 && has_month_columns(page) {
        return body;
    }
    if by_range {
        // The rows of a list are the names of what it leads to.
        let inside = || -> BTreeSet<Month> {
            if page.is_listing() {
                return BTreeSet::new();
            }
            let found = page.own_blocks().flat_map(|b| ranges(&b.text, Some(infer)));
            found.flat_map(|r| run(r.from, r.to)).collect()
        };
        let mut total = if whole.is_empty() { inside() } else { whole.clone() };
        // Nobody counted what came after the day on which the last figures were taken.
        if let Some(last) = page.own_blocks().filter_map(|b| taken_in(speech, &b.text)).max() {
            total.retain(|m| *m <= last);
        }
        if !total.is_empty() {
            return total;
        }
    }
    if body.len() >= 2 && whole.is_empty() {
        return body;
    }
    if body.is_empty() && single.is_empty() && !page.is_html() {
        // The file says no month at all: the link's word is all there is.
        return named(&exhibit.label, None);
    }
    body.extend(single);
    body
}

/// Whether a table has a column a month, be they two.
fn has_month_columns(page: &Page) -> bool {
    let one = |cell: &&String| {
        months(cell).iter().filter(|m| m.day.is_none()).count() == 1 && ranges(cell, None).is_empty()
    };
    let rows: Vec<&Block> = page.own_blocks().filter(|b| matches!(b.role, Role::Row { .. })).collect();
    // Under the head stand figures, and no months.
    rows.windows(2).any(|two| {
        two[0].cells.iter().filter(one).count() >= 2
            && two[1].cells.iter().skip(1).any(|c| c.chars().any(char::is_numeric))
            && months(&two[1].text).is_empty()
    })
}

/// The one month of a row that has a figure behind it.
fn own_month(row: &Block, year: i32) -> Option<Month> {
    const OF_OTHERS: [&str; 4] = ["รวม", "เป้าหมาย", "เฉลี่ย", "ประมาณการ"];
    let named: Vec<Month> = named(&row.text, Some(year)).into_iter().collect();
    let behind = row.cells.iter().skip_while(|cell| months(cell).is_empty()).skip(1);
    let mut figures = behind.filter(|cell| months(cell).is_empty());
    let counts = figures.any(|cell| cell.chars().any(char::is_numeric));
    let others = OF_OTHERS.iter().any(|w| row.text.contains(w));
    named.first().copied().filter(|_| named.len() == 1 && counts && !others)
}

/// Whether a line says of its month that the figures are still to come. A row with a figure behind its month says
/// of something else that it is awaited: "ม.ค. 64 | 1 | อยู่ระหว่างรวบรวมพยานหลักฐาน".
fn is_awaited(block: &Block, awaited: Awaited) -> bool {
    let says = |text: &str| awaited.says(text);
    let told =
        if block.cells.is_empty() { says(&block.text) } else { block.cells.iter().any(|cell| says(cell)) };
    let behind = block.cells.iter().skip_while(|cell| months(cell).is_empty()).skip(1);
    let mut figures = behind.filter(|cell| !says(cell) && months(cell).is_empty());
    told && !figures.any(|cell| cell.chars().any(char::is_numeric))
}

/// A line without the months of which it says that they are still to come: "กุมภาพันธ์ 30 ราย มีนาคม ยังไม่ได้รวบรวม".
fn without_awaited(text: &str, awaited: Awaited) -> String {
    let found = months(text);
    let said = awaited.places(text);
    let mut out = text.to_owned();
    if said.is_empty() {
        return out;
    }
    let figure = |part: &str| part.chars().any(char::is_numeric);
    let mut to_come = false;
    for (i, month) in found.iter().enumerate().rev() {
        let next = found.get(i + 1).map_or(text.len(), |m| m.start);
        let own = &text[month.end..next];
        let behind = said.iter().any(|&at| (month.end..next).contains(&at) && !figure(&text[month.end..at]));
        // "… 30 ราย ยังไม่มีข้อมูลเดือนมีนาคม": behind a figure it is said of the month after it.
        let last = if i > 0 { found[i - 1].end } else { 0 };
        let told = |at: usize| i == 0 || figure(&text[last..at]);
        let before = !figure(own) && said.iter().any(|&at| (last..month.start).contains(&at) && told(at));
        let joined = own.trim().chars().count() <= JOINING && !own.contains('(') && !figure(own);
        to_come = behind || before || to_come && joined;
        if to_come {
            out.replace_range(month.start..month.end, " ");
        }
    }
    out
}

/// Letters between two months of which one thing is said: "และ", " – ".
const JOINING: usize = 4;

/// Letters of what may stand over a table.
const LONG_TITLE: usize = 120;

/// Months of the lines further on that say what the title says: a form a month, all in one file.
fn titled_alike(page: &Page) -> BTreeSet<Month> {
    let before = |text: &str| Some(fold(&text[..months(text).iter().find(|m| m.day.is_none())?.start]));
    let lines = || page.own_blocks().filter(|b| !matches!(b.role, Role::Row { .. }));
    let Some(title) = lines().find_map(|b| before(&b.text)).filter(|t| t.chars().count() >= 12) else {
        return BTreeSet::new();
    };
    let alike = lines().filter(|b| before(&b.text).is_some_and(|t| t.ends_with(&title)));
    alike.flat_map(|b| named(&b.text, None)).collect()
}

pub(super) fn run(from: Month, to: Month) -> Vec<Month> {
    let mut out = vec![from];
    while let Some(last) = out.last().copied().filter(|m| *m < to && out.len() < 36) {
        out.push(last.next());
    }
    out
}

/// Months that rows begin with, one a row.
pub(super) fn row_months(page: &Page, year: i32) -> BTreeSet<Month> {
    let rows = page.own_blocks().filter(|b| matches!(b.role, Role::Row { .. }));
    let first = rows.filter_map(|b| {
        let named =
            |c: &String| matches!(months(c).as_slice(), [m] if m.day.is_none()) && c.chars().count() < 30;
        let cell = b.cells.iter().take(2).find(|c| named(c))?;
        let month = months(cell).first().copied()?;
        let of = month.year.unwrap_or(if month.month >= 10 { year - 1 } else { year });
        Some(Month { year: of, month: month.month })
    });
    first.collect()
}

/// Whether a line that is no row and no heading names the month by itself: "เดือนมีนาคม 2564 ไม่มีเรื่องร้องเรียน".
pub(super) fn is_said_below(page: &Page, month: Month) -> bool {
    let lines = page.own_blocks().filter(|b| !matches!(b.role, Role::Row { .. } | Role::Heading(_))).skip(1);
    lines.filter(|b| ranges(&b.text, None).is_empty()).any(|b| {
        months(&b.text)
            .iter()
            .any(|m| m.day.is_none() && m.month == month.month && m.year.is_none_or(|y| y == month.year))
    })
}

/// Months named anywhere in a document, quarters and ranges included.
pub(super) fn all_months(page: &Page, year: i32) -> BTreeSet<Month> {
    months_in(page, year, |text| text)
}

/// Months that a page names in what `of` leaves of each line.
pub(super) fn months_in(page: &Page, year: i32, of: impl Fn(&str) -> &str) -> BTreeSet<Month> {
    let mut out = BTreeSet::new();
    for block in page.own_blocks() {
        let text = of(&block.text);
        out.extend(named(text, Some(year)));
        out.extend(ranges(text, Some(year)).iter().flat_map(|r| run(r.from, r.to)));
    }
    out
}

/// Months that stand over the columns of the first table that has such.
pub(super) fn month_columns(year: i32, page: &Page) -> Option<BTreeSet<Month>> {
    let rows = page.own_blocks().filter(|b| matches!(b.role, Role::Row { .. }));
    rows.take(12).find_map(|row| {
        let cells = row.cells.iter().filter(|c| c.chars().count() <= 16);
        let found: BTreeSet<Month> = cells
            .filter(|c| months(c).len() == 1)
            .flat_map(|c| named(c, Some(year)))
            .filter(|m| m.fiscal_year() == year)
            .collect();
        (found.len() >= 3).then_some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::{Awaited, named, without_awaited};

    #[test]
    fn of_a_line_only_the_months_are_to_come_that_it_says_so_of() {
        let awaited = ["ยังไม่ได้รวบรวม".to_owned()];
        for (text, want) in [
            ("มกราคม จำนวน 44 ราย กุมภาพันธ์ 30 ราย มีนาคม ยังไม่ได้รวบรวม", vec![1, 2]),
            ("มกราคม จำนวน 44 ราย กุมภาพันธ์และมีนาคม ยังไม่ได้รวบรวม", vec![1]),
            ("มกราคม จำนวน 44 ราย กุมภาพันธ์ 30 ราย ยังไม่ได้รวบรวมเดือนมีนาคม", vec![1, 2]),
            ("มกราคม จำนวน 44 ราย กุมภาพันธ์ 30 ราย มีนาคม 12 ราย", vec![1, 2, 3]),
        ] {
            let awaited = Awaited { always: &awaited, ..Awaited::default() };
            let told = named(&without_awaited(text, awaited), Some(2564));
            assert_eq!(told.iter().map(|m| m.month).collect::<Vec<_>>(), want, "{text}");
        }
    }

    #[test]
    fn no_figures_of_a_thing_yet_is_that_there_was_none_of_it() {
        let [here, none_of] = [["ยังไม่มีข้อมูล".to_owned()], ["ร้องเรียน".to_owned()]];
        let awaited = Awaited { here: &here, none_of: &none_of, ..Awaited::default() };
        for (text, said) in [
            ("ยังไม่มีข้อมูล", true),
            ("ยังไม่มีข้อมูลจากกองคลัง", true),
            ("สถิติเรื่องร้องเรียน ยังไม่มีข้อมูล", true),
            ("ยังไม่มีข้อมูลการร้องเรียน", false),
            ("มกราคม ยังไม่มีข้อมูล กุมภาพันธ์ ไม่มีเรื่องร้องเรียน", true),
        ] {
            assert_eq!(awaited.says(text), said, "{text}");
        }
    }
}
