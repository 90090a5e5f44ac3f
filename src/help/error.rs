//! What is wrong with a command line, in words, with the way out.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Error};

use crate::both;
use crate::command::Trouble;
use crate::report::Lang;

/// A fault of the command line that was given. Help and version are no faults: see [`is_fault`].
pub fn trouble(error: &Error) -> Trouble {
    let (message, help) = told(error);
    Trouble::wrong(message).help(help)
}

/// Whether clap stopped for something other than printing help or the version.
pub fn is_fault(error: &Error) -> bool {
    !matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// Why a value is not taken, without naming the option.
pub fn why(error: &Error) -> String {
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    if value.is_empty() && error.source().is_none() {
        return both!("ต้องมีค่า", "it needs a value");
    }
    let Some(source) = error.source() else {
        return both!("“{}” ใช้ไม่ได้", "“{}” is not accepted", value);
    };
    let number =
        |text: &str| !text.is_empty() && text.trim_start_matches('-').chars().all(|c| c.is_ascii_digit());
    let said = source.to_string();
    if source.is::<std::num::ParseIntError>() && !number(&value) {
        return both!("“{value}” ไม่ใช่จำนวนเต็ม", "“{value}” is no whole number");
    }
    if crate::lang::now() == Lang::En || said.contains(crate::thai::text::is_thai) {
        return said;
    }
    // What the parser and the standard library say is English, and of numbers that of programmers.
    let range = said.split_once(" is not in ").and_then(|(_, range)| range.split_once("..="));
    match range {
        // A bound that only the machine sets tells nobody anything.
        Some((least, most)) if most.len() < 10 => format!("“{value}” ต้องอยู่ระหว่าง {least} ถึง {most}"),
        _ if source.is::<std::net::AddrParseError>() => format!("“{value}” ไม่ใช่หมายเลข IP เช่น 127.0.0.1"),
        _ => format!("“{value}” ใช้ไม่ได้"),
    }
}

fn told(error: &Error) -> (String, String) {
    let arg = text(error, ContextKind::InvalidArg).unwrap_or_default();
    let flag = arg.split(' ').next().unwrap_or_default().to_owned();
    let see_help = both!("ดูตัวเลือกทั้งหมดด้วย {}", "see every option with {}", usage(error));
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let help = match text(error, ContextKind::SuggestedArg) {
                Some(near) => both!("หมายถึง {} หรือไม่ {}", "did you mean {}? Or {}", near, see_help),
                None => see_help,
            };
            (both!("ไม่รู้จักตัวเลือก {}", "unknown option {}", arg), help)
        }
        ErrorKind::InvalidSubcommand => {
            let name = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            let message = both!("ไม่มีคำสั่ง “{}”", "there is no command “{}”", name);
            let help = match text(error, ContextKind::SuggestedSubcommand) {
                Some(near) => both!("หมายถึง {} หรือไม่", "did you mean {}?", near),
                None => both!("ดูคำสั่งทั้งหมดด้วย oit --help", "see every command with oit --help"),
            };
            (message, help)
        }
        ErrorKind::InvalidValue if text(error, ContextKind::InvalidValue).is_none_or(|v| v.is_empty()) => {
            (both!("{} ต้องมีค่าตามหลัง", "{} needs a value", flag), values(error).unwrap_or(see_help))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let message = both!("ค่าของ {} ใช้ไม่ได้: {}", "{} cannot be that: {}", flag, why(error));
            let shape = || {
                shape(&flag).map(|(shape, example)| {
                    both!("ใช้{shape} เช่น {flag} {}", "use {shape}, as {flag} {}", example.trim_matches('"'))
                })
            };
            (message, values(error).or_else(shape).unwrap_or(see_help))
        }
        ErrorKind::MissingRequiredArgument => {
            // `<URL>` is for people, `--queue <URL>` as it is typed.
            let arg = if arg.starts_with('-') { arg.as_str() } else { arg.trim_matches(['<', '>']) };
            (both!("ยังไม่ได้บอก {}", "{} is missing", arg), see_help)
        }
        ErrorKind::ArgumentConflict => {
            let other = text(error, ContextKind::PriorArg).unwrap_or_default();
            let message = if other.is_empty() || other == arg {
                both!("{} ใช้ได้ครั้งเดียว", "{} may be given once only", arg)
            } else {
                both!("{} ใช้พร้อมกับ {} ไม่ได้", "{} cannot be used with {}", arg, other)
            };
            (message, both!("เลือกอย่างใดอย่างหนึ่ง", "choose one of them"))
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            (both!("จำนวนค่าของ {} ไม่ถูกต้อง", "wrong number of values for {}", flag), see_help)
        }
        ErrorKind::MissingSubcommand => (
            both!("ยังไม่ได้บอกว่าจะทำอะไร", "no command was given"),
            both!("ดูคำสั่งทั้งหมดด้วย oit --help", "see every command with oit --help"),
        ),
        ErrorKind::InvalidUtf8 => (
            both!("คำสั่งมีตัวอักษรที่อ่านไม่ได้", "the command line has letters that cannot be read"),
            both!("พิมพ์คำสั่งใหม่ หรือเปลี่ยนชื่อไฟล์", "type it again, or rename the file"),
        ),
        _ => {
            let said = error.to_string();
            let first = said.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            (first, see_help)
        }
    }
}

/// What a line of `oit.toml` may say instead of a value that is refused.
pub fn in_config(error: &Error, key: &str) -> Option<String> {
    let quoted = || {
        let first = match error.get(ContextKind::ValidValue) {
            Some(ContextValue::Strings(known)) => known.first()?,
            _ => return None,
        };
        Some(format!("{} ({key} = \"{first}\")", values(error)?))
    };
    let shaped = || {
        let (shape, example) = shape(key)?;
        Some(both!("ใช้{shape} เช่น {key} = {example}", "use {shape}, as {key} = {example}"))
    };
    quoted().or_else(shaped)
}

/// What the values of an option look like that takes more than a list would name, and one as TOML has it.
fn shape(flag: &str) -> Option<(String, &'static str)> {
    let (th, en, example) = match flag.trim_start_matches('-') {
        "rate" | "total-rate" => (
            "จำนวนคำขอต่อวินาทีที่มากกว่า 0 ทศนิยมได้",
            "requests a second, more than 0, with decimals if need be",
            "0.5",
        ),
        "max-time" => (
            "เวลาเป็นวินาที (s) นาที (m) หรือชั่วโมง (h)",
            "a time in seconds (s), minutes (m) or hours (h)",
            "\"30m\"",
        ),
        "max-bytes" => {
            ("ขนาดเป็นไบต์ หรือลงท้ายด้วย K M หรือ G", "a size in bytes, or with K, M or G behind it", "\"500M\"")
        }
        "max-pages" => ("จำนวนเต็ม", "a whole number", "3000"),
        "max-depth" => ("จำนวนเต็มตั้งแต่ 0", "a whole number from 0 on", "12"),
        "ocr-pages" => ("จำนวนเต็มตั้งแต่ 0", "a whole number from 0 on", "400"),
        "year" => ("ปีงบประมาณ พ.ศ.", "a fiscal year of the Buddhist era", "2569"),
        "as-of" => ("วันที่แบบ ปี-เดือน-วัน", "a day as year-month-day", "\"2026-03-31\""),
        "iit" | "eit" => (
            "คะแนน 0 ถึง 100 ค่าเดียว หรือของทุกตัวชี้วัดคั่นด้วยจุลภาค",
            "a mark from 0 to 100, or one for each indicator with commas between",
            "\"96.09\"",
        ),
        _ => return None,
    };
    let said = if crate::lang::now() == Lang::En { en } else { th };
    Some((said.to_owned(), example))
}

/// The values that an option takes, and the nearest to what was given.
fn values(error: &Error) -> Option<String> {
    let known = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(known)) if !known.is_empty() => known.join(", "),
        _ => return None,
    };
    Some(match text(error, ContextKind::SuggestedValue) {
        Some(near) => both!("หมายถึง {} หรือไม่ ใช้ได้: {}", "did you mean {}? One of: {}", near, known),
        None => both!("ใช้ได้: {}", "one of: {}", known),
    })
}

fn text(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(all) => Some(all.join(", ")),
        _ => None,
    }
}

/// The command whose help explains it.
fn usage(error: &Error) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => anstream::adapter::strip_str(&usage.to_string()).to_string(),
        _ => String::new(),
    };
    // Usage: oit audit [OPTIONS] …
    let words = usage.split_whitespace().skip_while(|word| *word != "oit");
    let path: Vec<&str> = words.take_while(|word| word.chars().all(|c| c.is_ascii_lowercase())).collect();
    let path = if path.len() > 1 { path.join(" ") } else { typed(std::env::args().skip(1)) };
    format!("{path} --help")
}

/// The command that was typed: of a value that is not taken the parser does not say whose it is.
fn typed(words: impl Iterator<Item = String>) -> String {
    let mut path = "oit".to_owned();
    let mut command = crate::cli::Cli::command();
    for word in words {
        let Some(sub) = command.find_subcommand(&word).filter(|sub| !sub.is_hide_set()) else {
            // A flag before the command leaves it to come; whatever else is no command any more.
            if path == "oit" { continue } else { break }
        };
        path = format!("{path} {}", sub.get_name());
        command = sub.clone();
    }
    path
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn the_help_is_that_of_the_command_that_was_typed() {
        for (line, path) in [
            ("plan r.json --year x", "oit plan"),
            ("--lang en rule show O43 --year x", "oit rule show"),
            ("rule --year x list", "oit rule"),
            ("--version=1", "oit"),
        ] {
            assert_eq!(typed(line.split(' ').map(str::to_owned)), path, "{line}");
        }
    }
}
