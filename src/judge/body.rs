//! Which fiscal years the inside of a document speaks of, whatever its title says.
//!
//! Last year's table under this year's cover is the commonest of hollow evidence.

use std::collections::{BTreeMap, BTreeSet};

use crate::extract::{Block, Role};
use crate::find::library::Page;
use crate::thai::date::{How, Month, months, ranges, spans, years};
use crate::thai::text::{arabic, fold};

/// How often, and how plainly, each fiscal year is spoken of.
#[derive(Debug, Default)]
pub struct Tally {
    /// "ปีงบประมาณ 2563", "ต.ค. 62 – ก.ย. 63", "มีนาคม 2563".
    fiscal: BTreeMap<i32, u32>,
    /// "ปี 2563": the calendar year's last months are of the next fiscal year.
    plain: BTreeMap<i32, u32>,
    /// Of these, the ones said to be a year: "ประจำปี 2560", not a number alone.
    said: BTreeMap<i32, u32>,
    /// Fiscal years of which half or more is told as one period: "1 ตุลาคม 2561 ถึง 30 กันยายน 2562".
    whole: BTreeMap<i32, u32>,
    /// Fiscal years of which nothing is told but days.
    days: BTreeMap<i32, u32>,
}

/// A period named as such weighs more than one month that may be the day of a signature.
const PERIOD: u32 = 2;
/// Less than this may be a remark on another year.
const ENOUGH: u32 = 3;

impl Tally {
    fn add(&mut self, text: &str) {
        let long = spans(text);
        let in_span = |at: usize| long.iter().any(|s| s.start <= at && at < s.end);
        let periods = ranges(text, None);
        let in_period = |at: usize| periods.iter().any(|r| r.start <= at && at < r.end);
        for range in &periods {
            let months = (range.to.year - range.from.year) * 12 + i32::from(range.to.month)
                - i32::from(range.from.month);
            if range.from.fiscal_year() == range.to.fiscal_year() && months >= 5 {
                *self.whole.entry(range.to.fiscal_year()).or_default() += 1;
            }
            for year in [range.from.fiscal_year(), range.to.fiscal_year()] {
                *self.fiscal.entry(year).or_default() += PERIOD / 2;
            }
        }
        let dates = months(text);
        for month in dates.iter().filter(|m| !in_period(m.start)) {
            if let Some(year) = month.year {
                let fiscal = year + i32::from(month.month >= 10);
                *self.fiscal.entry(fiscal).or_default() += 1;
                *self.days.entry(fiscal).or_default() += u32::from(month.day.is_some());
            }
        }
        let in_date = |at: usize| dates.iter().any(|m| m.year.is_some() && m.start <= at && at < m.end);
        for year in years(text) {
            let counted = in_span(year.start) || in_period(year.start) || in_date(year.start);
            match year.how {
                How::Law => {}
                _ if counted => {}
                How::Fiscal => *self.fiscal.entry(year.be).or_default() += PERIOD,
                how => {
                    *self.plain.entry(year.be).or_default() += 1;
                    if how == How::Year {
                        *self.said.entry(year.be).or_default() += 1;
                    }
                }
            }
        }
    }

    /// An earlier year told as one period, where of the year wanted nothing but days is told.
    fn whole_of_another(&self, wanted: i32) -> Option<i32> {
        // The days of the year after are those on which last year's figures were looked through and signed.
        if let Some((year, _)) = self.whole.iter().next_back().filter(|(year, _)| **year < wanted)
            && !self.whole.contains_key(&wanted)
            && self.plain.get(&wanted).copied().unwrap_or_default() <= 1
            && (self.fiscal.get(&wanted).copied().unwrap_or_default()
                - self.days.get(&wanted).copied().unwrap_or_default())
                * 3
                <= self.fiscal.get(year).copied().unwrap_or_default()
        {
            return Some(*year);
        }
        None
    }

    /// The one other year that speaks, where the year wanted is silent.
    fn instead_of(&self, wanted: i32) -> Option<i32> {
        if self.fiscal.contains_key(&wanted) || self.plain.contains_key(&wanted) {
            return None;
        }
        if self.fiscal.is_empty() {
            // Of years alone only an older one says that the text was copied.
            return most(&self.said).filter(|year| *year < wanted);
        }
        most(&self.fiscal)
    }

    fn total(&self) -> u32 {
        self.fiscal.values().sum()
    }

    fn says_nothing(&self) -> bool {
        self.fiscal.is_empty()
    }
}

/// The year that is spoken of often, and nearly alone.
fn most(weights: &BTreeMap<i32, u32>) -> Option<i32> {
    let all: u32 = weights.values().sum();
    let (year, weight) = weights.iter().max_by_key(|(_, n)| **n)?;
    (*weight >= ENOUGH && weight * 4 >= all * 3).then_some(*year)
}

/// The year that the tables, or else the text, of a document are of, where its title names `wanted`
/// and nothing inside does.
pub fn contradicts(wanted: i32, page: &Page) -> Option<i32> {
    let title = fold(&page.title_lines());
    // "หน้าหลัก » รายงาน…": the way to a page says its title again.
    let names = |text: &str| {
        let text = fold(text);
        let trail = text.chars().count() < 200
            && page.title_lines().lines().map(fold).any(|l| l.chars().count() > 9 && text.contains(&l));
        title.contains(&text) || trail
    };
    // A line of the head that tells another period than the title says what is inside.
    let tells = |text: &str| {
        let periods = ranges(text, None);
        !periods.is_empty() && periods.iter().all(|r| r.to.fiscal_year() < wanted)
    };
    let own: Vec<_> = page.own_blocks().filter(|b| !names(&b.text) || tells(&b.text)).collect();
    // A table, and the lines above it that name it.
    let mut tables = Tally::default();
    let mut text = Tally::default();
    for (i, block) in own.iter().enumerate() {
        let row = matches!(block.role, Role::Row { .. });
        let over = own[i + 1..].iter().take(2).any(|b| matches!(b.role, Role::Row { .. }));
        if row || over {
            tables.add(&block.text);
        }
        text.add(&block.text);
    }
    if let Some(year) = text.whole_of_another(wanted).or_else(|| rows_of_another(wanted, &own)) {
        return Some(year);
    }
    if tables.says_nothing() {
        return text.instead_of(wanted);
    }
    // Tables of figures without a day say too little by the line over them alone.
    tables.instead_of(wanted).or_else(|| text.instead_of(wanted).filter(|_| tables.total() < ENOUGH))
}

/// The earlier year that the rows of the tables name, where most of them name a month, and none of them one of the
/// year wanted: what the lines over a table say of its year is soon copied, its rows are what was done or is to be.
fn rows_of_another(wanted: i32, own: &[&Block]) -> Option<i32> {
    let is_row = |b: &&&Block| matches!(b.role, Role::Row { header: false, .. }) && b.cells.len() > 1;
    let rows: Vec<&Block> = own.iter().filter(is_row).copied().collect();
    let mut weights: BTreeMap<i32, u32> = BTreeMap::new();
    let mut dated = 0;
    for row in &rows {
        let said = years(&row.text).iter().any(|y| y.be == wanted && y.how != How::Law);
        let (years, days) = years_of_row(row);
        if said || years.union(&days).any(|year| *year >= wanted) {
            return None;
        }
        dated += usize::from(!years.is_empty());
        years.into_iter().for_each(|year| *weights.entry(year).or_default() += 1);
    }
    let (year, weight) = weights.iter().max_by_key(|(_, n)| **n)?;
    let all: u32 = weights.values().sum();
    (dated >= 2 && dated * 2 >= rows.len() && weight * 4 >= all * 3).then_some(*year)
}

/// Fiscal years of the months that a row names, and those of its days: on a day of last year a plan is agreed to.
fn years_of_row(row: &Block) -> (BTreeSet<i32>, BTreeSet<i32>) {
    let (mut out, mut days) = (BTreeSet::new(), BTreeSet::new());
    for range in ranges(&row.text, None) {
        out.extend([range.from.fiscal_year(), range.to.fiscal_year()]);
    }
    for month in months(&row.text) {
        if let Some(year) = month.year {
            let fiscal = Month { year, month: month.month }.fiscal_year();
            if month.day.is_some() { &mut days } else { &mut out }.insert(fiscal);
        }
    }
    out.extend(row.cells.iter().filter_map(|cell| figures(cell)).map(Month::fiscal_year));
    (out, days)
}

/// "12/2562" alone in its cell: the month in which something is to be begun. Numbers of contracts have no zero
/// before them, and those that look like months are of the same year.
fn figures(cell: &str) -> Option<Month> {
    let cell = arabic(cell.trim());
    let (month, year) = cell.split_once('/')?;
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(month, 2) || !digits(year, 4) {
        return None;
    }
    let (month, year) = (month.parse().ok()?, year.parse().ok()?);
    ((1..=12).contains(&month) && (2500..2600).contains(&year)).then_some(Month { year, month })
}
