//! What in a list of agencies may be a slip of the pen: nothing is refused for it, and nothing is silent.

use std::collections::BTreeMap;

use url::Url;

use crate::both;
use crate::command::sheet::Column;
use crate::crawl::is_social;
use crate::survey::store::Listed;
use crate::thai::fuzzy::similarity;
use crate::thai::provinces::{PROVINCES, nearest, nearest_of};
use crate::thai::text::fold;

/// As alike as this a word is likely to be the other one misspelt.
const ALIKE: f32 = 0.7;
/// So many times as often as another kind a kind is the usual way to write it.
const MORE: usize = 4;
/// Rows that are named; of more the number.
const ROWS: usize = 8;
/// What people write above columns that mean nothing to a survey.
const NEEDLESS: [&str; 9] = ["ลำดับ", "ลำดับที่", "ที่", "no", "no.", "#", "หมายเหตุ", "remark", "remarks"];
/// Kinds of agencies as the assessment divides them, and as people shorten them.
const KINDS: [&str; 27] = [
    "กระทรวง",
    "กรม",
    "กรมหรือเทียบเท่า",
    "ส่วนราชการ",
    "รัฐวิสาหกิจ",
    "องค์การมหาชน",
    "สถาบันอุดมศึกษา",
    "มหาวิทยาลัย",
    "องค์กรอิสระ",
    "องค์กรอัยการ",
    "องค์กรศาล",
    "หน่วยงานของรัฐสภา",
    "หน่วยงานในสังกัดรัฐสภา",
    "กองทุน",
    "หน่วยงานอื่นของรัฐ",
    "จังหวัด",
    "อำเภอ",
    "เทศบาล",
    "เทศบาลนคร",
    "เทศบาลเมือง",
    "เทศบาลตำบล",
    "องค์การบริหารส่วนตำบล",
    "องค์การบริหารส่วนจังหวัด",
    "อบต.",
    "อบจ.",
    "องค์กรปกครองส่วนท้องถิ่นรูปแบบพิเศษ",
    "โรงพยาบาล",
];

/// A value of a column and the rows that have it.
type Values<'a> = BTreeMap<&'a str, Vec<u32>>;

/// Rows with their numbers; `unused`: heads of columns that mean nothing here.
pub fn doubts(rows: &[(u32, &Listed)], unused: &[String], columns: &[(&Column, bool)]) -> Vec<String> {
    let (mut kinds, mut provinces) = (Values::new(), Values::new());
    for (row, one) in rows {
        kinds.entry(&one.kind).or_default().push(*row);
        provinces.entry(&one.province).or_default().push(*row);
    }
    let mut out = heads(unused, columns);
    out.extend(rows.iter().filter_map(|(row, one)| guest(*row, &one.url)));
    out.extend(namesakes(rows));
    out.extend(provinces.iter().filter_map(|(name, rows)| province(name, rows)));
    out.extend(kinds.iter().filter_map(|(name, rows)| kind(name, rows, &kinds)));
    out
}

/// A page on a service of others is not the agency's main website, which the assessment asks for.
fn guest(row: u32, url: &str) -> Option<String> {
    is_social(&Url::parse(url).ok()?).then(|| {
        both!(
            "แถว {row}: {url} เป็นหน้าบนสื่อสังคมหรือบริการของผู้อื่น ไม่ใช่เว็บไซต์หลักของหน่วยงาน",
            "row {row}: {url} is a page on a service of others, not the agency's main website"
        )
    })
}

/// Agencies of one name in one province: two there may be, in two districts; or one stands there twice.
fn namesakes(rows: &[(u32, &Listed)]) -> Vec<String> {
    let mut seen: BTreeMap<(String, &str), (&str, Vec<u32>)> = BTreeMap::new();
    for (row, one) in rows.iter().filter(|(_, one)| !one.name.is_empty()) {
        seen.entry((fold(&one.name), &one.province)).or_insert((&one.name, Vec::new())).1.push(*row);
    }
    let twice = seen.into_values().filter(|(_, rows)| rows.len() > 1);
    twice
        .map(|(name, rows)| {
            let rows = named(&rows);
            both!(
                "{rows}: ชื่อ “{name}” ในจังหวัดเดียวกันมีมากกว่าหนึ่งแถว เป็นคนละหน่วยงานหรือไม่",
                "{rows}: “{name}” stands there more than once in one province; are these different agencies?"
            )
        })
        .collect()
}

fn province(name: &str, rows: &[u32]) -> Option<String> {
    if name.is_empty() || PROVINCES.contains(&name) {
        return None;
    }
    let rows = named(rows);
    Some(match nearest(name) {
        Some(near) => both!(
            "{rows}: ไม่มีจังหวัด “{name}” หมายถึง “{near}” หรือไม่",
            "{rows}: there is no province “{name}”; is “{near}” meant?"
        ),
        None => both!("{rows}: ไม่มีจังหวัด “{name}”", "{rows}: there is no province “{name}”"),
    })
}

/// A kind that is nearly a known one, or nearly one that the list has far more often.
fn kind(name: &str, rows: &[u32], all: &Values) -> Option<String> {
    let same = |one: &str, other: &str| fold(one) == fold(other);
    // A known one is in doubt only where the list itself writes it in another way as well, and more often.
    let twin =
        all.iter().find(|(other, has)| **other != name && same(other, name) && has.len() >= rows.len());
    let near = match twin {
        Some((twin, _)) => *twin,
        None if name.is_empty() || KINDS.iter().any(|kind| same(kind, name)) => return None,
        None => {
            let usual = all.iter().filter(|(other, has)| **other != name && has.len() >= rows.len() * MORE);
            let words = usual.map(|(other, _)| *other).filter(|other| !other.is_empty()).chain(KINDS);
            nearest_of(name, words).filter(|(_, alike)| *alike >= ALIKE)?.0
        }
    };
    let rows = named(rows);
    Some(both!(
        "{rows}: ประเภท “{name}” หมายถึง “{near}” หรือไม่ ถ้าใช่แก้ให้เหมือนกัน จะนับเป็นประเภทเดียว",
        "{rows}: does the kind “{name}” mean “{near}”? Written alike they are counted as one"
    ))
}

/// Columns that nothing is made of; `columns`: those that are known, and whether they were found.
fn heads(unused: &[String], columns: &[(&Column, bool)]) -> Vec<String> {
    let (mut out, mut others) = (Vec::new(), Vec::new());
    for head in unused.iter().filter(|head| !NEEDLESS.iter().any(|known| fold(known) == fold(head))) {
        let missing = columns.iter().filter(|(_, found)| !found);
        let names = missing.flat_map(|(column, _)| column.called.iter().copied());
        match names.map(|name| (name, similarity(head, name))).reduce(|a, b| if b.1 > a.1 { b } else { a }) {
            Some((near, alike)) if alike >= ALIKE => out.push(both!(
                "ไม่ได้ใช้คอลัมน์ “{head}” หมายถึง “{near}” หรือไม่",
                "the column “{head}” is not used; is “{near}” meant?"
            )),
            _ => others.push(format!("“{head}”")),
        }
    }
    if !others.is_empty() {
        let others = others.join(" ");
        out.push(both!("ไม่ได้ใช้คอลัมน์ {others}", "columns that are not used: {others}"));
    }
    out
}

/// `แถว 3, 8, 12`.
fn named(rows: &[u32]) -> String {
    let shown: Vec<String> = rows.iter().take(ROWS).map(u32::to_string).collect();
    let shown = shown.join(", ");
    match rows.len().saturating_sub(ROWS) {
        0 => both!("แถว {shown}", "row {shown}"),
        more => both!("แถว {shown} และอีก {more} แถว", "rows {shown} and {more} more"),
    }
}
