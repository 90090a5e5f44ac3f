//! `oit.toml`, found upwards from the working folder: defaults of `oit audit`, and waivers.
//!
//! What the file says of a flag is put onto the command line where neither the command line nor
//! the environment says anything. So one definition, `cli.rs`, tells what is allowed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use serde::Deserialize;
use toml::Spanned;

use crate::cli::Cli;
use crate::command::Trouble;
use crate::command::waivers::Line;

const NAME: &str = "oit.toml";
/// Flags that name files: in the file they are meant from its own folder.
const PATHS: [&str; 5] = ["to", "data-dir", "rules", "since", "waivers"];
/// Flags that say what to do rather than how.
const NOT_HERE: [&str; 4] = ["crawl", "submission", "dump-config", "help"];

/// The file that holds, if there is one.
pub struct Config {
    pub path: PathBuf,
    pub text: String,
    pub waivers: Vec<Line>,
    audit: Option<Spanned<toml::Table>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    audit: Option<Spanned<toml::Table>>,
    #[serde(default, rename = "waiver")]
    waivers: Vec<Line>,
}

impl Config {
    /// The nearest one, from the working folder upwards.
    pub fn find() -> Result<Option<Config>, Trouble> {
        let here = std::env::current_dir().unwrap_or_default();
        match here.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file()) {
            None => Ok(None),
            Some(path) => Config::read(path).map(Some),
        }
    }

    fn read(path: PathBuf) -> Result<Config, Trouble> {
        let text = text(&path)?;
        let file: File = toml::from_str(&text).map_err(|e| said(&named(&path), &text, &e))?;
        Ok(Config { path, text, waivers: file.waivers, audit: file.audit })
    }

    /// As errors call it: from the working folder where it lies under it.
    pub fn name(&self) -> String {
        named(&self.path)
    }

    /// The flags that the file adds to a command line.
    fn flags(&self, given: &ArgMatches) -> Result<Vec<OsString>, Trouble> {
        let Some(audit) = &self.audit else { return Ok(Vec::new()) };
        let mut command = Cli::command();
        command.build();
        let known = command.find_subcommand("audit");
        let mut flags = Vec::new();
        for (key, value) in audit.get_ref() {
            let arg = known
                .and_then(|c| c.get_arguments().find(|arg| arg.get_long() == Some(key.as_str())))
                .filter(|_| !NOT_HERE.contains(&key.as_str()));
            let place = || at_line(&self.name(), &self.text, self.place(key, audit.span().start));
            let Some(arg) = arg else {
                return Err(Trouble::wrong(format!("{}: ไม่รู้จัก “{key}” ใน [audit]", place()))
                    .help("ใช้ชื่อตัวเลือกของ oit audit โดยไม่มี -- ดูด้วย oit audit --help"));
            };
            let said = given.value_source(arg.get_id().as_str());
            if matches!(said, Some(ValueSource::CommandLine | ValueSource::EnvVariable)) {
                continue;
            }
            for value in self.values(key, value).ok_or_else(|| {
                Trouble::wrong(format!("{}: ค่าของ “{key}” ใช้ไม่ได้", place()))
                    .help("ใช้ข้อความในเครื่องหมายคำพูด ตัวเลข true หรือ false")
            })? {
                flags.push(match value {
                    Some(value) => format!("--{key}={value}").into(),
                    None => format!("--{key}").into(),
                });
            }
        }
        Ok(flags)
    }

    /// Values of a flag; `None` in place of one is a flag without value.
    fn values(&self, key: &str, value: &toml::Value) -> Option<Vec<Option<String>>> {
        let one = |text: String| {
            let folder = self.path.parent().filter(|_| PATHS.contains(&key));
            Some(folder.map_or(text.clone(), |folder| folder.join(&text).display().to_string()))
        };
        Some(match value {
            toml::Value::Boolean(true) => vec![None],
            toml::Value::Boolean(false) => Vec::new(),
            toml::Value::String(text) => vec![one(text.clone())],
            toml::Value::Integer(number) => vec![one(number.to_string())],
            toml::Value::Float(number) => vec![one(number.to_string())],
            toml::Value::Datetime(day) => vec![one(day.to_string())],
            toml::Value::Array(all) => {
                let all: Option<Vec<_>> = all.iter().map(|value| self.values(key, value)).collect();
                all?.concat()
            }
            toml::Value::Table(_) => return None,
        })
    }

    /// A value that its flag does not take.
    fn refused(&self, error: &clap::Error) -> Trouble {
        let said = error.to_string();
        let first = said.lines().next().unwrap_or_default().trim_start_matches("error: ");
        let flag = match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(flag)) => flag.split(' ').next().unwrap_or_default(),
            _ => "",
        };
        let key = flag.trim_start_matches('-');
        let from = self.audit.as_ref().map_or(0, |audit| audit.span().start);
        let place = at_line(&self.name(), &self.text, self.place(key, from));
        let why = first.rsplit_once(": ").map_or(first, |(_, why)| why);
        Trouble::wrong(format!("{place}: ค่าของ “{key}” ใช้ไม่ได้: {why}")).help("ดูค่าที่ใช้ได้ด้วย oit audit --help")
    }

    /// Where a key of `[audit]` stands.
    fn place(&self, key: &str, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        let mut at = from;
        for line in rest.split_inclusive('\n') {
            if line.trim_start().strip_prefix(key).is_some_and(|l| l.trim_start().starts_with('=')) {
                return at;
            }
            at += line.len();
        }
        from
    }
}

/// The command line, completed from `oit.toml`.
pub fn parse() -> Result<(Cli, Sources), Trouble> {
    let given: Vec<OsString> = std::env::args_os().collect();
    let matches = Cli::command().get_matches_from(&given);
    let mut sources = Sources { matches: matches.clone(), file: None, added: Vec::new() };
    let mut whole = matches;
    if let Some(("audit", audit)) = sources.matches.subcommand()
        && let Some(config) = Config::find()?
    {
        let flags = config.flags(audit)?;
        let line: Vec<OsString> = given.into_iter().chain(flags.iter().cloned()).collect();
        whole = Cli::command().try_get_matches_from(&line).map_err(|error| config.refused(&error))?;
        sources = Sources { matches: whole.clone(), file: Some(config.name()), added: flags };
    }
    let cli = Cli::from_arg_matches(&whole).unwrap_or_else(|error| error.exit());
    Ok((cli, sources))
}

/// Where each value in force came from.
pub struct Sources {
    matches: ArgMatches,
    file: Option<String>,
    added: Vec<OsString>,
}

impl Sources {
    /// What is in force for `oit audit`, an `[audit]` that could be written to `oit.toml`.
    pub fn dump(&self) -> String {
        let mut out = String::from("[audit]\n");
        let Some(("audit", audit)) = self.matches.subcommand() else { return out };
        let mut command = Cli::command();
        command.build();
        for arg in command.find_subcommand("audit").into_iter().flat_map(clap::Command::get_arguments) {
            let Some(long) = arg.get_long().filter(|long| !NOT_HERE.contains(long) && *long != "version")
            else {
                continue;
            };
            let id = arg.get_id().as_str();
            let values: Vec<String> = audit
                .try_get_raw(id)
                .ok()
                .flatten()
                .into_iter()
                .flatten()
                .map(|value| value.to_string_lossy().into_owned())
                .collect();
            let head = format!("--{long}");
            let ours = self.added.iter().any(|flag| {
                let flag = flag.to_string_lossy();
                flag == head.as_str() || flag.starts_with(&format!("{head}="))
            });
            let from = match audit.value_source(id) {
                _ if ours => self.file.clone().unwrap_or_default(),
                Some(ValueSource::CommandLine) => format!("ตัวเลือก {head}"),
                Some(ValueSource::EnvVariable) => {
                    let name = arg.get_env().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
                    format!("ตัวแปร {name}")
                }
                _ => "ค่าปกติ".to_owned(),
            };
            let line = match (values.as_slice(), arg.get_action()) {
                ([], _) => format!("# {long} ="),
                (_, clap::ArgAction::SetTrue) => format!("{long} = {}", values[0]),
                (_, clap::ArgAction::Append) => {
                    let all: Vec<String> = values.iter().map(|v| value(v)).collect();
                    format!("{long} = [{}]", all.join(", "))
                }
                _ => format!("{long} = {}", value(&values[0])),
            };
            out.push_str(&format!("{line}  # {from}\n"));
        }
        out
    }
}

/// A value as TOML writes it.
fn value(text: &str) -> String {
    let number = text.parse::<f64>().is_ok_and(f64::is_finite) && !text.starts_with('+');
    if number { text.to_owned() } else { toml::Value::String(text.to_owned()).to_string() }
}

fn named(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

/// The text of a file that people wrote; Notepad begins one with a byte order mark.
pub fn text(path: &Path) -> Result<String, Trouble> {
    let bytes = std::fs::read(path).map_err(|error| {
        Trouble::wrong(format!("เปิดไฟล์ {} ไม่ได้: {error}", path.display())).help("ตรวจชื่อไฟล์และสิทธิ์การอ่าน")
    })?;
    Ok(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned())
}

/// What is wrong in a TOML file, in Thai, with its line and the way out.
pub fn said(name: &str, text: &str, error: &toml::de::Error) -> Trouble {
    let place = at_line(name, text, error.span().map_or(0, |span| span.start));
    let message = error.message();
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        return Trouble::wrong(format!("{place}: ไม่รู้จักช่อง “{quoted}”"))
            .help(format!("ใช้ได้: {}", known.join(" ")));
    }
    if message.starts_with("missing field") {
        return Trouble::wrong(format!("{place}: ขาดช่อง “{quoted}”"))
            .help(format!("เพิ่มบรรทัด {quoted} = \"…\""));
    }
    let message = message.lines().next().unwrap_or_default();
    Trouble::wrong(format!("{place}: อ่านเป็น TOML ไม่ได้: {message}"))
        .help("ข้อความต้องอยู่ในเครื่องหมายคำพูด เช่น item = \"O30\"")
}

/// File and line.
pub fn at_line(name: &str, text: &str, at: usize) -> String {
    let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
    format!("{name} บรรทัด {line}")
}
