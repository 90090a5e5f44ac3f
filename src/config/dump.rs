//! `--dump-config`: what is in force, and where each value came from.

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory};

use super::{Config, NOT_HERE, at_line};
use crate::both;
use crate::cli::Cli;
use crate::command::nightly::Site;
use crate::command::notify::config::{self as notify, Channel};

/// Where each value in force came from.
#[derive(Default)]
pub struct Sources {
    pub(super) matches: ArgMatches,
    pub(super) file: Option<String>,
    pub(super) added: Vec<OsString>,
    /// What is to be audited where the command line names no site.
    pub sites: Vec<Site>,
    pub channels: Vec<Channel>,
    /// The other tables of the file, as they are shown.
    pub(super) notes: String,
}

impl Sources {
    pub(super) fn is_dumped(&self) -> bool {
        self.matches
            .subcommand()
            .is_some_and(|(name, audit)| name == "audit" && audit.get_flag("dump_config"))
    }

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
                Some(ValueSource::CommandLine) => both!("ตัวเลือก {head}", "option {head}"),
                Some(ValueSource::EnvVariable) => {
                    let name = arg.get_env().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
                    both!("ตัวแปร {name}", "variable {name}")
                }
                _ => both!("ค่าปกติ", "default"),
            };
            let line = match (values.as_slice(), arg.get_action()) {
                // What holds where nobody said anything, and nobody could guess.
                ([], _) if long == "rate" => format!("{long} = {}", crate::crawl::options::RATE),
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
        out + &self.notes
    }
}

impl Config {
    /// Variables that channels need and that hold nothing: those of each line, and which line it is.
    pub fn unset(&self) -> Vec<(Vec<String>, String)> {
        let of = |channel: &Channel| {
            let rest = self.text.get(channel.at..).unwrap_or_default();
            let place = |name: &String| {
                let at = rest.find(&format!("${{{name}}}")).unwrap_or(0);
                at_line(&self.name(), &self.text, channel.at + at)
            };
            channel.unset().into_iter().map(|name| (name.clone(), place(&name))).collect::<Vec<_>>()
        };
        let mut lines: Vec<(Vec<String>, String)> = Vec::new();
        for (name, place) in self.channels.iter().flat_map(of) {
            match lines.iter_mut().find(|(_, known)| *known == place) {
                Some((names, _)) => names.push(name),
                None => lines.push((vec![name], place)),
            }
        }
        lines
    }

    /// The sites and channels; secrets are not shown.
    pub(super) fn dump(&self) -> String {
        let mut out = String::new();
        for (names, place) in self.unset() {
            out.push_str(&format!("\n# {place}: {}\n", notify::no_value(&names)));
        }
        for site in &self.sites {
            out.push_str(&format!("\n[[site]]\n{}", site.get_ref()));
        }
        out + &notify::dump(&self.channels)
    }
}

/// A value as TOML writes it.
fn value(text: &str) -> String {
    let number = text.parse::<f64>().is_ok_and(f64::is_finite) && !text.starts_with('+');
    if number { text.to_owned() } else { toml::Value::String(text.to_owned()).to_string() }
}
