//! The English of the help, beside the Thai of `cli.rs`: `english.toml` has a table a command.

use std::sync::LazyLock;

use clap::Command;

static WORDS: LazyLock<toml::Table> =
    LazyLock::new(|| toml::from_str(include_str!("english.toml")).expect("the English of the help is sound"));

/// What a table says under a key; of options that several commands share, `shared` says it.
fn find(table: &str, key: &str) -> Option<&'static str> {
    let say = |table: &str| WORDS.get(table)?.get(key)?.as_str();
    say(table).or_else(|| say("shared"))
}

/// The command with English in place of the Thai wherever there is some.
pub(super) fn translated(command: Command, path: &str) -> Command {
    let name = command.get_name().to_owned();
    let path = if path.is_empty() { name } else { format!("{path} {name}") };
    let mut command = command.mut_args(|arg| {
        let key = arg.get_long().map_or_else(|| arg.get_id().to_string(), str::to_owned);
        // A place and an option of one name are two things: `oit plan REPORT.json --report`.
        let place = arg.is_positional().then(|| find(&path, &format!("<{key}>"))).flatten();
        let heading = arg.get_help_heading().and_then(|heading| find("headings", heading));
        let arg = match place.or_else(|| find(&path, &key)) {
            Some(help) => arg.help(help).long_help(help),
            None => arg,
        };
        match heading {
            Some(heading) => arg.help_heading(heading),
            None => arg,
        }
    });
    if let Some(about) = WORDS.get(&path).and_then(|table| table.get("about")?.as_str()) {
        let (short, _) = about.split_once("\n\n").unwrap_or((about, ""));
        command = command.about(short).long_about(about);
    }
    if let Some(after) = WORDS.get(&path).and_then(|table| table.get("after")?.as_str()) {
        command = command.after_help(after);
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, |sub| translated(sub, &path)))
}
