//! `oit rule`: list, explain, check.

use std::path::{Path, PathBuf};

use super::{End, Trouble};
use crate::both;
use crate::cli::RuleCommand;
use crate::extract::ocr::Tell;
use crate::rule::{check, load, reasons, show};

pub async fn run(what: &RuleCommand, rules: Option<&PathBuf>, year: Option<i32>) -> Result<End, Trouble> {
    match what {
        RuleCommand::List => {
            let book = super::book(year, rules, super::today(), false)?;
            anstream::print!("{}", show::list(&book));
            Ok(End::Clean)
        }
        RuleCommand::Show { item, on } => {
            let book = super::book(year, rules, super::today(), false)?;
            let wanted = item.to_uppercase();
            let text = show::show(&book, &wanted).ok_or_else(|| {
                let help = match with_item(&wanted, rules) {
                    Some(year) => both!(
                        "ข้อนี้มีในเกณฑ์ปี {year}: oit rule show {item} --year {year}",
                        "it is in the criteria of {year}: oit rule show {item} --year {year}"
                    ),
                    None => both!("ดูรายการด้วย oit rule list", "see all with oit rule list"),
                };
                Trouble::wrong(both!(
                    "ไม่มีข้อ {item} ในเกณฑ์ปี {}",
                    "there is no {item} in the criteria of {}",
                    book.edition.year
                ))
                .help(help)
            })?;
            anstream::print!("{text}");
            if let Some(on) = on {
                let text = explain(&book, &wanted, on).await?;
                // Quotes are what a site wrote.
                let lines = text.lines().map(crate::report::clean_text);
                lines.for_each(|line| anstream::println!("{line}"));
            }
            Ok(End::Clean)
        }
        RuleCommand::Check { dir } => check_all(dir.as_deref().or(rules.map(PathBuf::as_path)), year),
    }
}

/// The newest year whose form has an item of this number.
fn with_item(item: &str, rules: Option<&PathBuf>) -> Option<i32> {
    let folder = rules.map(PathBuf::as_path);
    load::years(folder).into_iter().rev().find(|year| {
        load::load(*year, folder).is_ok_and(|book| book.rules.iter().any(|rule| show::is(rule, item)))
    })
}

/// Each judge's reasoning on one page or file.
async fn explain(book: &load::Book, item: &str, on: &str) -> Result<String, Trouble> {
    let asked = crate::cli::Read {
        what: on.to_owned(),
        plain: false,
        to: None,
        ocr: crate::cli::When::Auto,
        data_dir: None,
    };
    let document = super::read::document(on, &asked, Tell::default()).await?;
    let at = book.rules.iter().position(|rule| show::is(rule, item));
    let at = at.ok_or_else(|| Trouble::wrong(both!("ไม่มีข้อ {item}", "there is no {item}")))?;
    // An address may end with its folder; the page still needs a name of its own.
    let name = on.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or("page.html");
    let about = reasons::document(on, &document);
    let krawl = check::alone(&book.rules[at], name, document);
    // What other items' evidence decides cannot be seen on one page; it is said, not guessed.
    let (apart, left_out) = reasons::apart(book, at);
    let (_, verdicts) = crate::audit::judged(&krawl, &apart);
    Ok(format!("{about}{}{left_out}", reasons::reasons(&verdicts[at])))
}

/// Where the examples of a folder of rules lie: beside it.
fn fixtures(dir: Option<&Path>) -> Option<PathBuf> {
    // A folder of somebody's own has its examples with it; those of another project beside it are not its.
    let places = match dir {
        Some(dir) => {
            vec![dir.join("examples"), dir.join("../fixtures/examples"), dir.join("../../fixtures/examples")]
        }
        None => vec![PathBuf::from("fixtures/examples")],
    };
    places.into_iter().find(|p| p.is_dir())
}

fn check_all(dir: Option<&Path>, year: Option<i32>) -> Result<End, Trouble> {
    if let Some(dir) = dir.filter(|d| !d.is_dir()) {
        return Err(Trouble::wrong(both!("ไม่มีโฟลเดอร์เกณฑ์ {}", "there is no folder {}", dir.display())).help(
            both!(
                "บอกโฟลเดอร์ที่มีโฟลเดอร์ของปี เช่น rules",
                "name the folder that holds those of the years, as rules"
            ),
        ));
    }
    let years = year.map_or_else(|| load::years(dir), |y| vec![y]);
    if years.is_empty() {
        let place = dir.map_or_else(String::new, |d| d.display().to_string());
        return Err(Trouble::wrong(both!("ใน {place} ไม่มีเกณฑ์ของปีใด", "there are no criteria in {place}"))
            .help(both!(
                "โฟลเดอร์เกณฑ์มีโฟลเดอร์ของปี เช่น 2564 ซึ่งมี edition.toml",
                "it holds a folder a year, as 2564, with edition.toml in it"
            )));
    }
    let examples = fixtures(dir);
    let (mut errors, mut warnings, mut ran, mut left) = (0, 0, 0, 0);
    let mut told = std::collections::BTreeSet::new();
    for year in years {
        let faults = match load::load(year, dir) {
            Ok(book) => {
                let own = book.rules.iter().zip(&book.sources).filter(|(_, source)| !source.carried);
                let count: usize = own.map(|(rule, _)| rule.examples.len()).sum();
                if examples.is_some() {
                    ran += count
                } else {
                    left += count
                }
                check::check(&book, examples.as_deref())
            }
            Err(load::Unloadable::Faults(faults)) => faults,
            Err(other) => return Err(Trouble::wrong(other.to_string())),
        };
        for fault in &faults {
            // A year that extends another has its faults too: a slip is told where it stands, once.
            let drawn = fault.draw(false);
            if !told.insert(drawn.clone()) {
                continue;
            }
            anstream::println!("{drawn}\n");
            if fault.warning { warnings += 1 } else { errors += 1 }
        }
    }
    anstream::println!(
        "{}",
        both!(
            "ตรวจเกณฑ์แล้ว: ผิด {errors} เตือน {warnings} ลองตัวอย่าง {ran}",
            "checked: {errors} errors, {warnings} warnings, {ran} examples tried"
        )
    );
    if left > 0 {
        anstream::println!(
            "{}",
            both!(
                "ไม่ได้ลองตัวอย่าง {left} เพราะไม่พบโฟลเดอร์ examples ในโฟลเดอร์เกณฑ์ หรือ fixtures/examples ข้างโฟลเดอร์เกณฑ์",
                "{left} examples were not tried: there is no folder examples among the criteria, nor fixtures/examples beside them"
            )
        );
    }
    Ok(if errors > 0 { End::Wrong } else { End::Clean })
}
