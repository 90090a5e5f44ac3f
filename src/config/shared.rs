//! What `[audit]` of `oit.toml` says for surveys, workers and the page: where their data lies, and
//! how each site is audited. What is about one report (`to`, `since` …) is not theirs.

use clap::CommandFactory;

use super::Config;
use crate::cli::{Cli, Command};
use crate::command::Trouble;
use crate::command::survey::args::{Place, Site, Then};

/// Flags of `oit audit` that hold for each audit of many.
const OF_EACH: [&str; 13] = [
    "max-pages",
    "max-bytes",
    "max-time",
    "max-depth",
    "rate",
    "contact",
    "ocr",
    "ocr-pages",
    "ocr-time",
    "ocr-whole",
    "render",
    "allow-private",
    "strict-tls",
];

/// Completes a command line from the nearest `oit.toml`.
pub(super) fn complete(command: &mut Command) -> Result<(), Trouble> {
    if matches!(command, Command::Survey(_) | Command::Worker(_) | Command::Serve(_))
        && let Some(config) = Config::find()?
    {
        config.complete(command)?;
    }
    // What is wrong with the file, the doctor says by himself.
    if matches!(command, Command::Doctor(_))
        && let Ok(Some(config)) = Config::find()
    {
        let _ = config.complete(command);
    }
    Ok(())
}

impl Config {
    fn complete(&self, command: &mut Command) -> Result<(), Trouble> {
        // As an audit would have them: variables win, and what is wrong is told with its line.
        let line = ["oit", "audit", "https://www.example.go.th/"];
        let bare = Cli::command().try_get_matches_from(line);
        let bare = bare.map_err(|error| crate::help::error::trouble(&error))?;
        let Some((_, audit)) = bare.subcommand() else { return Ok(()) };
        let flags = self.flags(audit, None)?;
        Cli::command()
            .try_get_matches_from(line.into_iter().map(Into::into).chain(flags.iter().cloned()))
            .map_err(|error| self.refused(&error, 0))?;
        let flags: Vec<String> = flags.into_iter().map(|flag| flag.to_string_lossy().into_owned()).collect();
        match command {
            Command::Survey(asked) => {
                place(&mut asked.place, &flags);
                site(&mut asked.site, &flags);
                match &mut asked.what {
                    Some(
                        Then::Status { place: nested, .. }
                        | Then::Retry { place: nested, .. }
                        | Then::Export { place: nested, .. },
                    ) => place(nested, &flags),
                    None => {}
                }
            }
            Command::Serve(asked) => {
                place(&mut asked.place, &flags);
                site(&mut asked.site, &flags);
            }
            Command::Doctor(asked) => {
                asked.data_dir = asked.data_dir.take().or(value(&flags, "data-dir").map(Into::into));
            }
            // How its audits are made stands in the jobs that it gets.
            Command::Worker(asked) => {
                place(&mut asked.place, &flags);
                asked.rules = asked.rules.take().or(value(&flags, "rules").map(Into::into));
            }
            _ => {}
        }
        Ok(())
    }
}

fn value<'a>(flags: &'a [String], key: &str) -> Option<&'a str> {
    flags.iter().find_map(|flag| flag.strip_prefix("--")?.strip_prefix(key)?.strip_prefix('='))
}

fn place(place: &mut Place, flags: &[String]) {
    if place.data_dir.is_none() {
        place.data_dir = value(flags, "data-dir").map(Into::into);
        place.filed = place.data_dir.is_some();
    }
}

fn site(site: &mut Site, flags: &[String]) {
    site.rules = site.rules.take().or(value(flags, "rules").map(Into::into));
    site.year = site.year.or(value(flags, "year").and_then(|year| year.parse().ok()));
    let of_each = |flag: &&String| {
        let key = flag.trim_start_matches("--").split('=').next().unwrap_or_default();
        OF_EACH.contains(&key)
    };
    site.file = flags.iter().filter(of_each).cloned().collect();
}
