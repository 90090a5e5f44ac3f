//! The list of waivers: `[[waiver]]` in `oit.toml`, or a file of its own as TOML, XLSX or CSV.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::Trouble;
use super::sheet::{self, Column};
use crate::both;
use crate::config::{Config, at_line, said};
use crate::mark::Outcome;
use crate::mark::waiver::{Waiver, Why};
use crate::thai::date::days;
use crate::thai::text::fold;

/// One `[[waiver]]`, with the place of what may be wrong in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    item: Spanned<String>,
    why: Spanned<String>,
    #[serde(default)]
    verdict: Option<Spanned<String>>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    until: Option<Spanned<toml::Value>>,
    #[serde(default)]
    site: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "waiver")]
    waivers: Vec<Line>,
}

const COLUMNS: [Column; 7] = [
    Column {
        name: "item", called: &["item", "ข้อ", "ข้อที่", "รหัสข้อ"], needed: true
    },
    Column {
        name: "why", called: &["why", "reason", "เหตุผล", "เหตุ", "สาเหตุ"], needed: true
    },
    Column {
        name: "verdict", called: &["verdict", "ผล", "ผลที่คนตัดสิน", "ผลตัดสิน"], needed: false
    },
    Column {
        name: "note", called: &["note", "หมายเหตุ", "คำอธิบาย", "รายละเอียด"], needed: false
    },
    Column {
        name: "by", called: &["by", "โดย", "ผู้ระบุ", "ผู้รับรอง", "ผู้ตัดสิน"], needed: false
    },
    Column {
        name: "until", called: &["until", "ถึงวันที่", "ถึง", "วันหมดอายุ", "หมดอายุ"], needed: false
    },
    Column { name: "site", called: &["site", "เว็บไซต์"], needed: false },
];

const WHYS: [(Why, &[&str]); 4] = [
    (Why::NotApplicable, &["not-applicable", "ไม่เกี่ยวข้อง", "ไม่เกี่ยวข้องกับหน่วยงาน", "ไม่ต้องตรวจ", "ได้รับยกเว้น"]),
    (
        Why::Accepted,
        &["accepted", "ยอมรับ", "ทราบแล้วและยอมรับ", "ยอมรับว่าไม่มี", "ทราบแล้ว", "รับทราบ", "รับทราบแล้ว"],
    ),
    (Why::DetectedWrongly, &["detected-wrongly", "ตรวจผิด", "โปรแกรมตรวจผิด", "ตรวจพบผิด"]),
    (Why::Planned, &["planned", "วางแผนแก้", "มีแผนแก้ไข", "อยู่ในแผนที่จะแก้", "จะแก้"]),
];

const VERDICTS: [(Outcome, &[&str]); 2] =
    [(Outcome::Pass, &["pass", "ผ่าน", "100"]), (Outcome::Fail, &["fail", "ไม่ผ่าน", "0"])];

/// Everything that holds for this audit: a file named on the command line goes before `oit.toml`.
pub fn load(file: Option<&Path>) -> Result<Vec<Waiver>, Trouble> {
    let mut list = match file {
        None => Vec::new(),
        Some(path) if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) => from_toml(path)?,
        Some(path) => from_sheet(path)?,
    };
    single(&list)?;
    if let Some(config) = Config::find()? {
        let own = lines(&config.waivers, &config.name(), &config.text)?;
        single(&own)?;
        let news: Vec<Waiver> = own.into_iter().filter(|w| list.iter().all(|l| !same(l, w))).collect();
        list.extend(news);
    }
    Ok(list)
}

fn from_toml(path: &Path) -> Result<Vec<Waiver>, Trouble> {
    let name = path.display().to_string();
    let text = crate::config::text(path)?;
    let file: File = toml::from_str(&text).map_err(|error| said(&name, &text, &error))?;
    lines(&file.waivers, &name, &text)
}

fn lines(lines: &[Line], name: &str, text: &str) -> Result<Vec<Waiver>, Trouble> {
    let mut out = Vec::new();
    for line in lines {
        let place = |span: std::ops::Range<usize>| at_line(name, text, span.start);
        let until = match &line.until {
            None => None,
            Some(until) => {
                let at = place(until.span());
                Some(match until.get_ref() {
                    toml::Value::String(text) => day(text, &at)?,
                    other => day(&other.to_string(), &at)?,
                })
            }
        };
        let verdict = match &line.verdict {
            None => None,
            Some(verdict) => Some(verdict_of(verdict.get_ref(), &place(verdict.span()))?),
        };
        out.push(Waiver {
            item: item_of(line.item.get_ref(), &place(line.item.span()))?,
            why: why_of(line.why.get_ref(), &place(line.why.span()))?,
            verdict,
            note: line.note.clone(),
            by: line.by.clone(),
            until,
            site: line.site.clone(),
            place: place(line.item.span()),
        });
    }
    Ok(out)
}

fn from_sheet(path: &Path) -> Result<Vec<Waiver>, Trouble> {
    let sheet = sheet::read(path, &COLUMNS)?;
    let mut out = Vec::new();
    for row in sheet.rows() {
        let place = sheet.place(row);
        let [item, why, verdict, note, by, until, site] =
            std::array::from_fn(|column| sheet.cell(row, column));
        if [item, why, verdict].iter().all(|cell| cell.is_empty()) {
            continue;
        }
        out.push(Waiver {
            item: item_of(item, &place)?,
            why: why_of(why, &place)?,
            verdict: if verdict.is_empty() { None } else { Some(verdict_of(verdict, &place)?) },
            note: note.to_owned(),
            by: by.to_owned(),
            until: if until.is_empty() { None } else { Some(day(until, &place)?) },
            site: site.to_owned(),
            place,
        });
    }
    Ok(out)
}

fn same(a: &Waiver, b: &Waiver) -> bool {
    a.is_for(&b.item, &b.item) && a.is_at(&b.site) == b.is_at(&a.site) && a.site == b.site
}

/// Two lines for one item would leave it to chance which holds.
fn single(list: &[Waiver]) -> Result<(), Trouble> {
    for (nth, waiver) in list.iter().enumerate() {
        if let Some(first) = list[..nth].iter().find(|first| same(first, waiver)) {
            let message = both!(
                "{}: ข้อ {} ซ้ำกับ {}",
                "{}: item {} is in {} already",
                waiver.place,
                waiver.item,
                first.place
            );
            return Err(Trouble::wrong(message).help(both!("เหลือไว้บรรทัดเดียวต่อข้อ", "leave one line an item")));
        }
    }
    Ok(())
}

fn item_of(text: &str, place: &str) -> Result<String, Trouble> {
    if text.trim().is_empty() {
        return Err(Trouble::wrong(both!("{place}: ไม่ได้บอกว่าเป็นข้อใด", "{place}: no item is named"))
            .help(both!("เขียนเลขข้อ เช่น O30", "write the item's number, as O30")));
    }
    Ok(text.trim().to_owned())
}

fn why_of(text: &str, place: &str) -> Result<Why, Trouble> {
    pick(text, &WHYS).ok_or_else(|| {
        Trouble::wrong(both!("{place}: ไม่รู้จักเหตุผล “{text}”", "{place}: unknown reason “{text}”")).help(both!(
            "ใช้ได้: {}",
            "one of: {}",
            choices(&WHYS)
        ))
    })
}

fn verdict_of(text: &str, place: &str) -> Result<Outcome, Trouble> {
    pick(text, &VERDICTS).ok_or_else(|| {
        Trouble::wrong(both!("{place}: ไม่รู้จักผล “{text}”", "{place}: unknown verdict “{text}”")).help(both!(
            "ใช้ได้: {}",
            "one of: {}",
            choices(&VERDICTS)
        ))
    })
}

fn pick<T: Copy>(text: &str, known: &[(T, &[&str])]) -> Option<T> {
    let said = fold(text);
    known.iter().find(|(_, words)| words.iter().any(|word| fold(word) == said)).map(|(what, _)| *what)
}

fn choices<T>(known: &[(T, &[&str])]) -> String {
    let each: Vec<String> = known.iter().map(|(_, words)| format!("{} ({})", words[0], words[1])).collect();
    each.join(", ")
}

/// A day as officers write one, `YYYY-MM-DD`.
fn day(text: &str, place: &str) -> Result<String, Trouble> {
    let plain: Option<jiff::civil::Date> = text.trim().parse().ok();
    let read = plain.or_else(|| {
        let said = days(text).first()?.day;
        jiff::civil::Date::new(i16::try_from(said.year - 543).ok()?, said.month as i8, said.day as i8).ok()
    });
    // A year of the Buddhist era in the form of the other.
    let read = read.and_then(|day| {
        if day.year() < 2400 { Some(day) } else { day.with().year(day.year() - 543).build().ok() }
    });
    read.map(|day| day.to_string()).ok_or_else(|| {
        Trouble::wrong(both!("{place}: “{text}” ไม่ใช่วันที่", "{place}: “{text}” is no day"))
            .help(both!("เขียนแบบ 2021-09-30 หรือ 30 กันยายน 2564", "write it as 2021-09-30 or 30 กันยายน 2564"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_every_form() {
        for text in
            ["2021-09-30", "2564-09-30", "30 กันยายน 2564", "30 ก.ย. 64", "30/9/2564", "๓๐ กันยายน ๒๕๖๔"]
        {
            assert_eq!(day(text, "").ok().as_deref(), Some("2021-09-30"), "{text}");
        }
        assert!(day("เร็ว ๆ นี้", "x").is_err());
    }

    #[test]
    fn a_line_in_toml_or_in_a_sheet_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let toml = folder.path().join("a.toml");
        let csv = folder.path().join("a.csv");
        std::fs::write(
            &toml,
            "\u{feff}[[waiver]]\r\nitem = \"O17\"\r\nwhy = \"not-applicable\"\r\nby = \"ก\"\r\nuntil = 2021-09-30\r\n",
        )
        .unwrap();
        std::fs::write(
            &csv,
            "รายการยกเว้น\nข้อ,เหตุผล,โดย,ถึงวันที่,หมายเหตุ\nO17,ไม่เกี่ยวข้อง,ก,30 ก.ย. 2564,\n,,,,\n",
        )
        .unwrap();
        let strip = |mut list: Vec<Waiver>| {
            list.iter_mut().for_each(|w| w.place.clear());
            list
        };
        let (a, b) = (from_toml(&toml).unwrap(), from_sheet(&csv).unwrap());
        assert!(a[0].place.ends_with("a.toml บรรทัด 2"), "{}", a[0].place);
        assert!(b[0].place.ends_with("a.csv แถว 3"), "{}", b[0].place);
        assert_eq!(strip(a), strip(b));
    }
}
