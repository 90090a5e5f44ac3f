//! What is wrong with a command line, in words, with the way out.

use std::error::Error as _;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::both;
use crate::command::Trouble;

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
    if let Some(source) = error.source() {
        return source.to_string();
    }
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    both!("“{}” ใช้ไม่ได้", "“{}” is not accepted", value)
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
            (message, values(error).unwrap_or(see_help))
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
    let path = if path.is_empty() { "oit".to_owned() } else { path.join(" ") };
    format!("{path} --help")
}
