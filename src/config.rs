//! `oit.toml`, found upwards from the working folder: defaults of `oit audit`, sites to be audited
//! by the clock, where changes are told, and waivers.
//!
//! What the file says of a flag is put onto the command line where neither the command line nor
//! the environment says anything. So one definition, `cli.rs`, tells what is allowed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches};
use serde::Deserialize;
use toml::Spanned;

use crate::both;
use crate::cli::{self, Audit, Cli, Command};
use crate::command::Trouble;
use crate::command::audit::with_scheme;
use crate::command::nightly::Site;
use crate::command::notify::config::{self as notify, Channel};
use crate::command::waivers::Line;
use crate::help;

mod dump;
pub(crate) mod faults;
mod shared;
pub mod written;

pub use dump::Sources;
pub use written::{at_line, said, text};

const NAME: &str = "oit.toml";
/// What a `[[site]]` says beside flags.
const SITE: [&str; 2] = ["url", "name"];
/// Flags that name files: in the file they are meant from its own folder.
const PATHS: [&str; 6] = ["to", "data-dir", "rules", "since", "appeal", "waivers"];
/// Flags that say what to do rather than how.
const NOT_HERE: [&str; 5] = ["crawl", "submission", "site", "dump-config", "help"];
/// In the name of a file: the site's own name.
const NAME_OF_SITE: &str = "{name}";

/// The file that holds, if there is one.
pub struct Config {
    pub path: PathBuf,
    pub text: String,
    pub waivers: Vec<Line>,
    pub channels: Vec<Channel>,
    audit: Option<Spanned<toml::Table>>,
    sites: Vec<Spanned<toml::Table>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "site")]
    sites: Vec<Spanned<toml::Table>>,
    #[serde(default)]
    notify: Vec<Spanned<notify::Written>>,
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

    pub fn read(path: PathBuf) -> Result<Config, Trouble> {
        let text = text(&path)?;
        let name = named(&path);
        let file: File = toml::from_str(&text).map_err(|e| said(&name, &text, &e))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let channels = notify::checked(file.notify, folder, &|at| at_line(&name, &text, at))?;
        let (waivers, audit, sites) = (file.waivers, file.audit, file.sites);
        Ok(Config { path, text, waivers, channels, audit, sites })
    }

    /// As errors call it: from the working folder where it lies under it.
    pub fn name(&self) -> String {
        named(&self.path)
    }

    /// The flags that the file adds to a command line: those of `[audit]`, and for a site its own
    /// in their place.
    fn flags(
        &self,
        given: &ArgMatches,
        site: Option<&Spanned<toml::Table>>,
    ) -> Result<Vec<OsString>, Trouble> {
        let mut command = Cli::command();
        command.build();
        let known = command.find_subcommand("audit");
        let mut flags = Vec::new();
        let tables = self.audit.iter().map(|table| (table, "[audit]"));
        for (table, called) in tables.chain(site.map(|table| (table, "[[site]]"))) {
            let own = called == "[[site]]";
            for (key, value) in table.get_ref() {
                let elsewhere = |site: &Spanned<toml::Table>| site.get_ref().contains_key(key);
                if own && SITE.contains(&key.as_str()) || !own && site.is_some_and(elsewhere) {
                    continue;
                }
                let arg = known
                    .and_then(|c| c.get_arguments().find(|arg| arg.get_long() == Some(key.as_str())))
                    .filter(|_| !NOT_HERE.contains(&key.as_str()));
                let place = || at_line(&self.name(), &self.text, self.place(key, table.span().start));
                let Some(arg) = arg else {
                    return Err(Trouble::wrong(both!(
                        "{}: ไม่รู้จัก “{}” ใน {}",
                        "{}: unknown “{}” in {}",
                        place(),
                        key,
                        called
                    ))
                    .help(both!(
                        "ใช้ชื่อตัวเลือกของ oit audit โดยไม่มี -- ดูด้วย oit audit --help",
                        "use names of options of oit audit without --; see oit audit --help"
                    )));
                };
                let said = given.value_source(arg.get_id().as_str());
                if matches!(said, Some(ValueSource::CommandLine | ValueSource::EnvVariable)) {
                    continue;
                }
                for value in self.values(key, value).ok_or_else(|| {
                    Trouble::wrong(both!("{}: ค่าของ “{}” ใช้ไม่ได้", "{}: “{}” cannot be that", place(), key))
                        .help(both!(
                            "ใช้ข้อความในเครื่องหมายคำพูด ตัวเลข true หรือ false",
                            "a text in quotation marks, a number, true or false"
                        ))
                })? {
                    flags.push(match value {
                        Some(value) => format!("--{key}={value}").into(),
                        None => format!("--{key}").into(),
                    });
                }
            }
        }
        Ok(flags)
    }

    /// The sites of the file that are to be audited, each with what is in force for it.
    fn sites(&self, given: &[OsString], matches: &ArgMatches) -> Result<Vec<Site>, Trouble> {
        let mut sites: Vec<Site> = Vec::new();
        for table in &self.sites {
            let at = table.span().start;
            let place = |key: &str| at_line(&self.name(), &self.text, self.place(key, at));
            let text = |key: &str| match table.get_ref().get(key) {
                None => Ok(None),
                Some(toml::Value::String(text)) if !text.trim().is_empty() => {
                    Ok(Some(text.trim().to_owned()))
                }
                Some(_) => Err(Trouble::wrong(both!(
                    "{}: ค่าของ “{key}” ต้องเป็นข้อความ",
                    "{}: “{key}” must be a text",
                    place(key)
                ))
                .help(both!("เช่น {key} = \"…\"", "as {key} = \"…\""))),
            };
            let url = text("url")?.ok_or_else(|| {
                Trouble::wrong(both!(
                    "{}: [[site]] ขาด url",
                    "{}: [[site]] has no url",
                    at_line(&self.name(), &self.text, at)
                ))
                .help(both!(
                    "เพิ่มบรรทัด url = \"https://www.example.go.th/\"",
                    "add a line url = \"https://www.example.go.th/\""
                ))
            })?;
            let parsed = url::Url::parse(&with_scheme(&url)).ok();
            let host = parsed.as_ref().and_then(url::Url::host_str).ok_or_else(|| {
                Trouble::wrong(both!("{}: “{url}” ไม่ใช่ที่อยู่เว็บ", "{}: “{url}” is no web address", place("url")))
                    .help(both!("ใช้รูปแบบ https://www.example.go.th", "write it as https://www.example.go.th"))
            })?;
            let name = text("name")?.unwrap_or_else(|| host.to_owned());
            if sites.iter().any(|site| site.name == name || site.url == url) {
                return Err(Trouble::wrong(both!(
                    "{}: มี [[site]] “{name}” แล้ว",
                    "{}: there is a [[site]] “{name}” already",
                    place("url")
                ))
                .help(both!(
                    "ลบรายการที่ซ้ำ หรือตั้งชื่อให้ต่างกันด้วย name = \"…\"",
                    "take one out, or give them different names with name = \"…\""
                )));
            }
            let flags = self.flags(matches, Some(table))?;
            let line: Vec<OsString> =
                given.iter().cloned().chain(flags).chain([url.clone().into()]).collect();
            let whole =
                Cli::command().try_get_matches_from(without_sites(line)).map_err(|e| self.refused(&e, at))?;
            let cli = Cli::from_arg_matches(&whole).unwrap_or_else(|error| error.exit());
            let Command::Audit(mut asked) = cli.command else { continue };
            name_files(&mut asked, &name);
            let wrote = |site: &Site| site.asked.output.to.iter().any(|path| asked.output.to.contains(path));
            if let Some(other) = sites.iter().find(|site| wrote(site)) {
                return Err(Trouble::wrong(both!("{}: “{name}” และ “{}” จะเขียนรายงานลงไฟล์เดียวกัน", "{}: “{name}” and “{}” would write the same file",
                    place("to"),
                    other.name
                ))
                .help(both!("ใส่ชื่อเว็บไซต์ในชื่อไฟล์: to = [\"{{name}}.html\"] หรือเขียน to ใน [[site]] แต่ละรายการ", "put the site's name into the file's: to = [\"{{name}}.html\"], or give each [[site]] its own to")));
            }
            sites.push(Site::new(name, url, *asked));
        }
        Ok(sites)
    }

    /// What the file calls the site at an address.
    fn called(&self, url: &str) -> Option<String> {
        let whole = |url: &str| with_scheme(url.trim()).trim_end_matches('/').to_owned();
        let text =
            |table: &toml::Table, key: &str| table.get(key)?.as_str().map(|text| text.trim().to_owned());
        let at = |table: &&toml::Table| text(table, "url").is_some_and(|one| whole(&one) == whole(url));
        let name = text(self.sites.iter().map(Spanned::get_ref).find(at)?, "name")?;
        (!name.is_empty()).then_some(name)
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
    fn refused(&self, error: &clap::Error, site: usize) -> Trouble {
        let flag = match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(flag)) => flag.split(' ').next().unwrap_or_default(),
            _ => "",
        };
        let key = flag.trim_start_matches('-');
        let from = self.audit.as_ref().map_or(0, |audit| audit.span().start);
        let own = Some(self.place(key, site)).filter(|at| site > 0 && *at != site);
        let place = at_line(&self.name(), &self.text, own.unwrap_or_else(|| self.place(key, from)));
        let why = help::error::why(error);
        let trouble = Trouble::wrong(both!(
            "{}: ค่าของ “{}” ใช้ไม่ได้: {}",
            "{}: “{}” cannot be that: {}",
            place,
            key,
            why
        ));
        let mut command = Cli::command();
        let mut flags =
            command.find_subcommand_mut("audit").into_iter().flat_map(|audit| audit.get_arguments());
        if flags.any(|arg| arg.get_long() == Some(key) && !arg.get_action().takes_values()) {
            return trouble.help(both!(
                "ใช้ true หรือ false โดยไม่มีเครื่องหมายคำพูด: {key} = true",
                "true or false, without quotation marks: {key} = true"
            ));
        }
        trouble.help(help::error::in_config(error, key).unwrap_or_else(|| {
            both!("ดูค่าที่ใช้ได้ด้วย oit audit --help", "see oit audit --help for what can be used")
        }))
    }

    /// Where a key of the table that begins at `from` stands; `from` where it is not there.
    fn place(&self, key: &str, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        let mut at = from;
        for (nth, line) in rest.split_inclusive('\n').enumerate() {
            if nth > 0 && line.trim_start().starts_with('[') {
                break;
            }
            if line.trim_start().strip_prefix(key).is_some_and(|l| l.trim_start().starts_with('=')) {
                return at;
            }
            at += line.len();
        }
        from
    }
}

/// Puts the name of what is audited into the names of the files that are written.
fn name_files(asked: &mut Audit, name: &str) {
    let as_file: String = name.chars().map(|c| if "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    for path in &mut asked.output.to {
        *path = PathBuf::from(path.to_string_lossy().replace(NAME_OF_SITE, &as_file));
    }
}

/// The name of what no `[[site]]` names: the host of an address, of a walk or a submission the file's own.
fn name_alone(asked: &Audit) -> String {
    if let (Some(url), None) = (&asked.url, &asked.crawl) {
        let url = with_scheme(url.trim());
        let parsed = url::Url::parse(&url).ok();
        let host = parsed.map(|url| url[url::Position::BeforeHost..url::Position::AfterPort].to_owned());
        return host.filter(|host| !host.is_empty()).unwrap_or_else(|| "site".to_owned());
    }
    let Some(file) = asked.crawl.as_ref().or(asked.submission.as_ref()) else { return "site".to_owned() };
    let text = |name: Option<&std::ffi::OsStr>| name.unwrap_or_default().to_string_lossy().into_owned();
    let name = text(file.file_name());
    let lower = name.to_lowercase();
    let endings = [".warc.gz", ".warc", ".csv", ".xlsx"];
    let ending = endings.iter().find(|ending| lower.ends_with(**ending) && lower.len() == name.len());
    let stem = &name[..name.len() - ending.map_or(0, |ending| ending.len())];
    // Walks of the data folder are called by their time, in a folder that is called by the host.
    let host = text(file.parent().and_then(Path::file_name));
    let kept =
        stem.len() > 15 && stem.as_bytes()[8] == b'T' && stem.starts_with(|c: char| c.is_ascii_digit());
    let name = if kept && !host.is_empty() { host.as_str() } else { stem };
    if name.is_empty() { "site".to_owned() } else { name.to_owned() }
}

/// Without the flag that only chooses among sites, which excludes a site's address.
fn without_sites(line: Vec<OsString>) -> Vec<OsString> {
    let mut kept = Vec::new();
    let mut value = false;
    for part in line {
        let flag = part.to_string_lossy().into_owned();
        if std::mem::take(&mut value) || flag.starts_with("--site=") {
            continue;
        }
        value = flag == "--site";
        if !value {
            kept.push(part);
        }
    }
    kept
}

/// The command line, completed from `oit.toml`.
pub fn parse() -> Result<(Cli, Sources), Trouble> {
    let given: Vec<OsString> = std::env::args_os().collect();
    crate::lang::set(crate::lang::wanted(&given, |name| std::env::var(name).ok()));
    if let Some(cli) = reading(&given) {
        return Ok((cli, Sources::default()));
    }
    let matches = match Cli::command().try_get_matches_from(&given) {
        Ok(matches) => matches,
        Err(error) if help::error::is_fault(&error) => return Err(help::error::trouble(&error)),
        // Help or the version is wanted; only now is it worth drawing.
        Err(_) => help::command(crate::lang::now(), help::columns()).get_matches_from(&given),
    };
    let mut sources = Sources { matches: matches.clone(), ..Sources::default() };
    let mut whole = matches;
    let (mut unset, mut called) = (Vec::new(), None);
    match sources.matches.subcommand() {
        Some(("audit", audit)) => {
            let audit = audit.clone();
            let dumped = audit.get_flag("dump_config");
            let alone = !["url", "crawl", "submission"].iter().any(|id| audit.contains_id(id));
            if let Some(config) = Config::find()? {
                let flags = config.flags(&audit, None)?;
                let line: Vec<OsString> = given.iter().cloned().chain(flags.iter().cloned()).collect();
                whole =
                    Cli::command().try_get_matches_from(&line).map_err(|error| config.refused(&error, 0))?;
                (sources.matches, sources.file, sources.added) = (whole.clone(), Some(config.name()), flags);
                if alone {
                    let given: Vec<OsString> =
                        given.into_iter().filter(|part| part != "--dump-config").collect();
                    sources.sites = chosen(config.sites(&given, &audit)?, &audit)?;
                }
                if dumped {
                    sources.notes = config.dump();
                }
                unset = config.unset();
                let url = audit.get_one::<String>("url").filter(|_| !audit.contains_id("crawl"));
                called = url.and_then(|url| config.called(url));
                sources.channels = config.channels;
            }
            if alone && !dumped && sources.sites.is_empty() {
                return Err(Trouble::wrong(both!("ไม่ได้บอกว่าจะตรวจเว็บไซต์ใด", "no site was named")).help(both!(
                    "บอกที่อยู่: oit audit https://www.example.go.th หรือเขียน [[site]] ใน oit.toml (เริ่มด้วย oit init)",
                    "name one: oit audit https://www.example.go.th, or write [[site]] in oit.toml (oit init begins one)"
                )));
            }
        }
        Some(("notify", _)) => {
            sources.channels = Config::find()?.map(|config| config.channels).unwrap_or_default();
        }
        _ => {}
    }
    let whole = || {
        let mut cli = Cli::from_arg_matches(&whole).unwrap_or_else(|error| error.exit());
        if let Command::Audit(asked) = &mut cli.command {
            let name = called.clone().unwrap_or_else(|| name_alone(asked));
            name_files(asked, &name);
        }
        cli
    };
    if let Command::Audit(asked) = whole().command
        && let (Some(url), None, true) = (&asked.url, &asked.submission, asked.nightly.only_changes)
    {
        let parsed = url::Url::parse(&with_scheme(url)).ok();
        let host = parsed.as_ref().and_then(url::Url::host_str).unwrap_or(url);
        sources.sites = vec![Site::new(host.to_owned(), url.clone(), *asked)];
    }
    // An audit of an hour must not end with nobody told.
    if !unset.is_empty() && !sources.sites.is_empty() && !sources.is_dumped() {
        let said: Vec<String> = unset
            .iter()
            .map(|(names, place)| {
                let said = notify::no_value(names);
                both!("{place}: {said} จึงแจ้งเตือนไม่ได้", "{place}: {said}, so nobody could be told")
            })
            .collect();
        let names: Vec<String> = unset.into_iter().flat_map(|(names, _)| names).collect();
        return Err(Trouble::wrong(said.join("\n")).help(notify::way_to_set(&names)));
    }
    let mut cli = whole();
    shared::complete(&mut cli.command)?;
    Ok((cli, sources))
}

/// `oit read`, where nothing is wrong with its command line: whoever reads a thousand files one by one need not wait
/// each time until the flags of all other commands are set up.
fn reading(given: &[OsString]) -> Option<Cli> {
    given.get(1).filter(|command| *command == "read")?;
    let read = cli::Read::augment_args(clap::Command::new("read"));
    let matches = cli::Log::augment_args(clap::Command::new("oit"))
        .disable_help_subcommand(true)
        .subcommand(read)
        .try_get_matches_from(given)
        .ok()?;
    let (_, asked) = matches.subcommand()?;
    let log = cli::Log::from_arg_matches(&matches).ok()?;
    Some(Cli { log, command: Command::Read(cli::Read::from_arg_matches(asked).ok()?) })
}

/// Those that the command line names, or all.
fn chosen(sites: Vec<Site>, given: &ArgMatches) -> Result<Vec<Site>, Trouble> {
    let names: Vec<&String> = given.get_many("site").into_iter().flatten().collect();
    if let Some(unknown) = names.iter().find(|name| !sites.iter().any(|site| site.name == ***name)) {
        let known: Vec<&str> = sites.iter().map(|site| site.name.as_str()).collect();
        let known = if known.is_empty() {
            both!("ยังไม่มี [[site]] ใน oit.toml", "there is no [[site]] in oit.toml yet")
        } else {
            both!("มี: {}", "there are: {}", known.join(", "))
        };
        return Err(Trouble::wrong(both!(
            "ไม่มีเว็บไซต์ชื่อ “{unknown}” ใน oit.toml",
            "there is no site “{unknown}” in oit.toml"
        ))
        .help(known));
    }
    Ok(sites.into_iter().filter(|site| names.is_empty() || names.contains(&&site.name)).collect())
}

fn named(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[test]
    fn files_are_named_by_what_is_audited() {
        let name = |line: &[&str]| {
            let line = ["oit", "audit", "--to", "r/{name}.html"].iter().chain(line);
            let Command::Audit(mut asked) = Cli::try_parse_from(line).unwrap().command else {
                unreachable!()
            };
            let name = name_alone(&asked);
            name_files(&mut asked, &name);
            asked.output.to[0].display().to_string()
        };
        assert_eq!(name(&["www.example.go.th/th/"]), "r/www.example.go.th.html");
        assert_eq!(name(&["http://localhost:8080/"]), "r/localhost_8080.html");
        assert_eq!(name(&["--crawl", "walks/บางขลา.warc.gz"]), "r/บางขลา.html");
        assert_eq!(name(&["--crawl", "d/crawls/a.go.th/20260101T000000Z-1.warc.gz"]), "r/a.go.th.html");
        assert_eq!(name(&["--submission", "ตาราง.xlsx"]), "r/ตาราง.html");
    }
}
