//! `oit rule`: list, explain, check.

use std::path::{Path, PathBuf};

use super::{End, Trouble};
use crate::both;
use crate::cli::RuleCommand;
use crate::extract::ocr::Tell;
use crate::lang::several;
use crate::rule::{check, load, reasons, show};

pub async fn run(
    what: &RuleCommand,
    rules: Option<&PathBuf>,
    year: Option<i32>,
    as_of: Option<&str>,
) -> Result<End, Trouble> {
    let today = as_of.and_then(|day| day.parse().ok()).unwrap_or_else(super::today);
    match what {
        RuleCommand::List => {
            let book = super::book(year, rules, today, super::Aloud::Always)?;
            anstream::print!("{}", show::list(&book));
            Ok(End::Clean)
        }
        RuleCommand::Show { item, on, link } => {
            let mut book = super::book(year, rules, today, super::Aloud::Always)?;
            let at = |book: &load::Book| book.rules.iter().position(|rule| show::is(rule, item));
            let mut found = at(&book);
            if found.is_none() {
                let missing = both!(
                    "ไม่มีข้อ {item} ในเกณฑ์ปี {}",
                    "there is no {item} in the criteria of {}",
                    book.edition.year
                );
                let Some(elsewhere) = Elsewhere::of(item, rules) else {
                    let help = both!("ดูรายการด้วย oit rule list", "see all with oit rule list");
                    return Err(Trouble::wrong(missing).help(help));
                };
                if year.is_some() {
                    return Err(Trouble::wrong(missing).help(elsewhere.said(item, on.as_deref())));
                }
                // Nobody asked for a year: the last that has it answers.
                anstream::eprintln!("{missing} · {}", elsewhere.taken(on.as_deref()));
                book = elsewhere.book;
                found = at(&book);
            }
            let Some(at) = found else { unreachable!("the book was chosen for it") };
            let text = match on {
                // Quotes are what a site wrote.
                Some(on) => explain(&book, at, on, link.as_deref()).await?,
                None => show::show(&book, at),
            };
            let lines = text.lines().map(crate::report::clean_text);
            lines.for_each(|line| anstream::println!("{line}"));
            Ok(End::Clean)
        }
        RuleCommand::Check { dir } => check_all(dir.as_deref().or(rules.map(PathBuf::as_path)), year),
    }
}

/// An item that the criteria asked have not: whoever asks for a number of old may mean either.
struct Elsewhere {
    /// The newest criteria that have an item of this number.
    book: load::Book,
    /// The newest year that asks the same, and the number that it bears there.
    now: (i32, String),
}

impl Elsewhere {
    fn of(item: &str, rules: Option<&PathBuf>) -> Option<Elsewhere> {
        let folder = rules.map(PathBuf::as_path);
        let books = || load::years(folder).into_iter().rev().filter_map(|year| load::load(year, folder).ok());
        let book = books().find(|book| book.rules.iter().any(|rule| show::is(rule, item)))?;
        let key = book.rules.iter().find(|rule| show::is(rule, item))?.id.get_ref().clone();
        let now = books().find_map(|book| {
            let rule = book.rules.iter().find(|rule| *rule.id.get_ref() == key)?;
            Some((book.edition.year, rule.item.get_ref().clone()))
        })?;
        Some(Elsewhere { book, now })
    }

    fn said(&self, item: &str, on: Option<&str>) -> String {
        let then = self.book.edition.year;
        let old = command(item, then, on);
        if self.now.0 == then {
            return both!("ข้อนี้มีในเกณฑ์ปี {then}: {old}", "it is in the criteria of {then}: {old}");
        }
        let new = self.same(on);
        both!("{item} มีถึงเกณฑ์ปี {then}: {old} · {new}", "{item} is in the criteria up to {then}: {old}; {new}")
    }

    fn taken(&self, on: Option<&str>) -> String {
        let then = self.book.edition.year;
        let taken =
            both!("แสดงของปี {then} ซึ่งมีข้อนี้เป็นปีสุดท้าย", "these are of {then}, the last year that has it");
        if self.now.0 == then { taken } else { format!("{taken} · {}", self.same(on)) }
    }

    fn same(&self, on: Option<&str>) -> String {
        let (now, number) = &self.now;
        let new = command(number, *now, on);
        both!("เรื่องเดียวกันนี้ในเกณฑ์ปี {now} คือ {number}: {new}", "the same is {number} in those of {now}: {new}")
    }
}

fn command(item: &str, year: i32, on: Option<&str>) -> String {
    let on = on.map_or_else(String::new, |on| format!(" --on {}", super::hint::quoted(on)));
    format!("oit rule show {item} --year {year}{on}")
}

/// Each judge's reasoning on one page or file, as it stands behind a link.
async fn explain(book: &load::Book, at: usize, on: &str, link: Option<&str>) -> Result<String, Trouble> {
    let asked = crate::cli::Read {
        what: on.to_owned(),
        plain: false,
        to: None,
        ocr: crate::cli::When::Auto,
        ocr_time: 1_800,
        data_dir: None,
    };
    let document = super::read::document(on, &asked, Tell::default()).await?;
    // An address may end with its folder; the page still needs a name of its own.
    let name = on.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or("page.html");
    let rule = &book.rules[at];
    let about = reasons::document(on, &document);
    let krawl = check::alone(link.unwrap_or(&rule.title), name, document);
    let called = reasons::called(book, at, &krawl, link);
    // What other items' evidence decides cannot be seen on one page; it is said, not guessed.
    let (apart, left_out) = reasons::apart(book, at);
    let (_, verdicts) = crate::audit::judged(&krawl, &apart);
    let head = format!("{} {}\n", rule.item.get_ref(), rule.title);
    let whole = both!(
        "\nเกณฑ์ทั้งข้อ: oit rule show {} --year {}\n",
        "\nthe whole rule: oit rule show {} --year {}\n",
        rule.item.get_ref(),
        book.edition.year
    );
    Ok(format!("{head}{about}{called}{}{left_out}{whole}", reasons::reasons(&verdicts[at])))
}

/// Where the examples of a folder of rules lie: beside it.
fn fixtures(dir: Option<&Path>) -> Option<PathBuf> {
    // A folder of somebody's own has its examples with it; those of another project beside it are not its.
    let Some(dir) = dir else {
        return Some(PathBuf::from("fixtures/examples")).filter(|place| place.is_dir());
    };
    let places =
        [dir.join("examples"), dir.join("../fixtures/examples"), dir.join("../../fixtures/examples")];
    // Where there is none, each example says that its file is missing.
    Some(places.iter().find(|place| place.is_dir()).unwrap_or(&places[0]).clone())
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
    let own = || dir.map_or_else(|| load::years(None), load::own_years);
    let years = year.map_or_else(own, |y| vec![y]);
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
    let english = [
        several(errors, "error", "errors"),
        several(warnings, "warning", "warnings"),
        several(ran, "example", "examples"),
    ]
    .join(", ");
    anstream::println!(
        "{}",
        both!("ตรวจเกณฑ์แล้ว: ผิด {errors} เตือน {warnings} ลองตัวอย่าง {ran}", "checked: {english} tried")
    );
    if left > 0 {
        anstream::println!(
            "{}",
            both!(
                "ไม่ได้ลองตัวอย่าง {left} ของเกณฑ์ที่มากับโปรแกรม เพราะไม่ได้สั่งในโฟลเดอร์ของโครงการ (ไม่พบ fixtures/examples)",
                "{left} examples of the program's own criteria were not tried: this is not the project's folder (no fixtures/examples)"
            )
        );
    }
    Ok(if errors > 0 { End::Wrong } else { End::Clean })
}
