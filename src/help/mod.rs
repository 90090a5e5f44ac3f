//! Help in Thai and in English, drawn from the definition of the command line in `cli.rs`: clap's
//! own breaks lines only at blanks, of which Thai has few, and speaks English.

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command, CommandFactory};

use crate::cli::Cli;
use crate::report::Lang;
use crate::thai::width;

mod english;
pub mod error;
pub mod man;

/// Column at which the explanation of a flag begins.
const COLUMN: usize = 28;
/// Below this the explanation goes under its flag.
const BESIDE: usize = 72;
const WIDEST: usize = 100;

/// The command line in a language, with its help for a terminal so many columns wide.
pub fn command(lang: Lang, columns: usize) -> Command {
    let mut whole = Cli::command();
    if lang == Lang::En {
        whole = english::translated(whole, "");
    }
    let globals: Vec<Arg> = whole.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    with_help(whole, "", &globals, lang, columns.clamp(40, WIDEST))
}

/// Columns of the terminal that help is written to.
pub fn columns() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
    said.or(seen).unwrap_or(WIDEST)
}

fn with_help(command: Command, path: &str, globals: &[Arg], lang: Lang, columns: usize) -> Command {
    let path = if path.is_empty() {
        command.get_name().to_owned()
    } else {
        format!("{path} {}", command.get_name())
    };
    let text = Page { lang, columns, text: String::new() }.of(&command, &path, globals);
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let own = command
        .get_arguments()
        .filter(|arg| arg.is_global_set() && !globals.iter().any(|g| g.get_id() == arg.get_id()));
    let globals: Vec<Arg> = globals.iter().cloned().chain(own.cloned()).collect();
    let command = command.override_help(StyledStr::from(text));
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |sub| with_help(sub, &path, &globals, lang, columns))
    })
}

struct Page {
    lang: Lang,
    columns: usize,
    text: String,
}

impl Page {
    fn say(&self, th: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Th => th,
            Lang::En => en,
        }
    }

    fn of(mut self, command: &Command, path: &str, globals: &[Arg]) -> String {
        let about =
            command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
        self.paragraphs(0, &about);
        self.usage(command, path);

        let subs: Vec<&Command> = command.get_subcommands().filter(|sub| !sub.is_hide_set()).collect();
        if !subs.is_empty() {
            self.heading(self.say("คำสั่ง", "Commands"));
            let widest = subs.iter().map(|sub| width::width(sub.get_name())).max().unwrap_or(0);
            for sub in &subs {
                let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
                self.row(&format!("  {}", sub.get_name()), widest + 4, &about);
            }
        }
        let shown = |arg: &&Arg| !arg.is_hide_set();
        let positional: Vec<&Arg> = command.get_positionals().filter(shown).collect();
        if !positional.is_empty() {
            self.heading(self.say("สิ่งที่ต้องบอก", "Arguments"));
            for arg in positional {
                self.flag(arg);
            }
        }
        let own: Vec<&Arg> = command
            .get_arguments()
            .filter(|arg| !arg.is_positional())
            .filter(shown)
            .chain(
                globals.iter().filter(|arg| !command.get_arguments().any(|own| own.get_id() == arg.get_id())),
            )
            .collect();
        // Where none of a command's own flags stands in a group, they come before what all commands take.
        let of_all = |arg: &Arg| arg.is_global_set() && arg.get_help_heading().is_some();
        let mut ours = own.iter().filter(|arg| !of_all(arg)).peekable();
        let first = ours.peek().is_some() && ours.all(|arg| arg.get_help_heading().is_none());
        let plain = self.say("ตัวเลือกอื่น", "Other options");
        let mut headings: Vec<&str> = Vec::new();
        for arg in &own {
            let heading = arg.get_help_heading().unwrap_or(plain);
            if !headings.contains(&heading) && heading != plain {
                headings.push(heading);
            }
        }
        if first {
            self.rest(command, &own, self.say("ตัวเลือก", "Options"));
        }
        for heading in headings {
            self.heading(heading);
            for arg in own.iter().filter(|arg| arg.get_help_heading() == Some(heading)) {
                self.flag(arg);
            }
        }
        if !first {
            self.rest(command, &own, if own.is_empty() { self.say("ตัวเลือก", "Options") } else { plain });
        }
        if let Some(after) = command.get_after_help() {
            self.text.push('\n');
            self.paragraphs(0, &after.to_string());
        }
        self.text
    }

    /// Flags that stand in no group.
    fn rest(&mut self, command: &Command, own: &[&Arg], heading: &str) {
        self.heading(heading);
        for arg in own.iter().filter(|arg| arg.get_help_heading().is_none()) {
            self.flag(arg);
        }
        self.row("  -h, --help", COLUMN, self.say("พิมพ์วิธีใช้นี้", "Print this help"));
        if command.get_version().is_some() {
            self.row("  -V, --version", COLUMN, self.say("พิมพ์รุ่นของโปรแกรม", "Print the version"));
        }
    }

    fn usage(&mut self, command: &Command, path: &str) {
        let head = self.say("วิธีใช้:", "Usage:");
        let mut ways = Vec::new();
        let positional: Vec<&Arg> = command.get_positionals().filter(|arg| !arg.is_hide_set()).collect();
        let subcommands = command.get_subcommands().any(|sub| !sub.is_hide_set());
        if !subcommands || !positional.is_empty() {
            let mut line = format!("{path}{}", self.say(" [ตัวเลือก]", " [OPTIONS]"));
            for arg in positional {
                let name = value_name(arg);
                line.push_str(&if arg.is_required_set() {
                    format!(" <{name}>")
                } else if arg.is_last_set() {
                    format!(" [-- {name}]")
                } else {
                    format!(" [{name}]")
                });
            }
            ways.push(line);
        }
        if subcommands {
            ways.push(format!("{path}{}", self.say(" <คำสั่ง>", " <COMMAND>")));
        }
        let indent = width::width(head) + 1;
        self.text.push('\n');
        for (nth, line) in
            ways.iter().flat_map(|way| width::wrap(way, self.columns.saturating_sub(indent))).enumerate()
        {
            let start = if nth == 0 { strong(head) } else { " ".repeat(indent - 1) };
            self.text.push_str(&format!("{start} {line}\n"));
        }
    }

    fn heading(&mut self, heading: &str) {
        self.text.push_str(&format!("\n{}\n", strong(heading)));
    }

    /// One flag or argument, with what it takes.
    fn flag(&mut self, arg: &Arg) {
        let mut head = String::from("  ");
        match (arg.get_short(), arg.get_long()) {
            (Some(short), Some(long)) => head.push_str(&format!("-{short}, --{long}")),
            (None, Some(long)) => head.push_str(&format!("--{long}")),
            (Some(short), None) => head.push_str(&format!("-{short}")),
            (None, None) if arg.is_last_set() => head.push_str(&format!("[-- {}]", value_name(arg))),
            (None, None) if arg.is_required_set() => head.push_str(&format!("<{}>", value_name(arg))),
            (None, None) => head.push_str(&format!("[{}]", value_name(arg))),
        }
        let takes = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
        if takes && !arg.is_positional() {
            head.push_str(&format!(" <{}>", value_name(arg)));
        }
        let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
        let mut help: Vec<String> = help.split("\n\n").map(|part| part.replace('\n', " ")).collect();
        let notes = self.notes(arg, takes);
        if !notes.is_empty()
            && let Some(last) = help.last_mut()
        {
            last.push_str(&format!(" [{}]", notes.join(" · ")));
        }
        self.row(&head, COLUMN, &help.join("\n"));
    }

    fn notes(&self, arg: &Arg, takes: bool) -> Vec<String> {
        let mut notes = Vec::new();
        if takes {
            let values: Vec<String> = arg
                .get_possible_values()
                .iter()
                .filter(|v| !v.is_hide_set())
                .map(|v| v.get_name().to_owned())
                .collect();
            // `true` and `false` of a switch are no choice that anybody makes.
            if !values.is_empty() {
                notes.push(format!("{} {}", self.say("ค่าที่ใช้ได้", "one of"), values.join(", ")));
            }
            let defaults: Vec<String> =
                arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
            if !defaults.is_empty() && !arg.is_hide_default_value_set() {
                notes.push(format!("{} {}", self.say("ปกติ", "default"), defaults.join(", ")));
            }
        }
        if let Some(variable) = arg.get_env() {
            notes.push(format!("{} {}", self.say("ตัวแปร", "variable"), variable.to_string_lossy()));
        }
        notes
    }

    /// Something on the left, and its explanation beside it or under it.
    fn row(&mut self, head: &str, column: usize, text: &str) {
        let beside = self.columns >= BESIDE || column < 20;
        let indent = if beside { column } else { 6 };
        let lines: Vec<String> =
            text.lines().flat_map(|part| width::wrap(part, self.columns.saturating_sub(indent))).collect();
        let fits = beside && width::width(head) + 2 <= column;
        let mut lines = lines.into_iter();
        if fits {
            let first = lines.next().unwrap_or_default();
            let blanks = " ".repeat(column - width::width(head));
            self.text.push_str(&format!("{}{blanks}{first}\n", named(head)));
        } else {
            self.text.push_str(&format!("{}\n", named(head)));
        }
        for line in lines {
            self.text.push_str(&format!("{}{line}\n", " ".repeat(indent)));
        }
    }

    fn paragraphs(&mut self, indent: usize, text: &str) {
        for (nth, part) in text.split("\n\n").enumerate() {
            if nth > 0 {
                self.text.push('\n');
            }
            for line in width::wrap(&part.replace('\n', " "), self.columns - indent) {
                self.text.push_str(&format!("{}{line}\n", " ".repeat(indent)));
            }
        }
    }
}

fn value_name(arg: &Arg) -> String {
    match arg.get_value_names() {
        Some(names) => names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        None => arg.get_id().as_str().to_uppercase(),
    }
}

fn strong(text: &str) -> String {
    let style = anstyle::Style::new().bold();
    format!("{style}{text}{style:#}")
}

/// A flag stands out from its explanation.
fn named(head: &str) -> String {
    let style = anstyle::Style::new().bold();
    let at = head.len() - head.trim_start().len();
    format!("{}{style}{}{style:#}", &head[..at], &head[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every help text there is, with the command that it belongs to.
    fn pages(lang: Lang, columns: usize) -> Vec<(String, String)> {
        fn add(command: &mut Command, path: &str, out: &mut Vec<(String, String)>) {
            let path = format!("{path} {}", command.get_name());
            out.push((
                path.clone(),
                anstream::adapter::strip_str(&command.render_help().to_string()).to_string(),
            ));
            let hidden = |sub: &Command| sub.is_hide_set() || sub.get_name() == "help";
            for sub in command.get_subcommands_mut().filter(|sub| !hidden(sub)) {
                add(sub, &path, out);
            }
        }
        let mut out = Vec::new();
        add(&mut command(lang, columns), "", &mut out);
        out
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for lang in [Lang::Th, Lang::En] {
            for columns in [40, 60, 80, 100] {
                for (path, text) in pages(lang, columns) {
                    // What cannot be broken, a flag with its value, may be as wide as it is.
                    for line in text.lines().filter(|line| !line.trim_start().starts_with('-')) {
                        assert!(width::width(line) <= columns, "{path} at {columns}: {line}");
                    }
                }
            }
        }
    }

    #[test]
    fn each_language_says_everything_and_nothing_of_the_other() {
        let thai = |text: &str| text.chars().any(|c| ('\u{e01}'..='\u{e5b}').contains(&c));
        for (path, text) in pages(Lang::En, 100) {
            let left: Vec<&str> = text
                .lines()
                // Words that people type or see on a site are quoted in Thai.
                .filter(|line| thai(line) && !line.contains('“'))
                .collect();
            assert!(left.is_empty(), "{path} has no English in src/help/english.toml for: {left:#?}");
        }
        for (path, text) in pages(Lang::Th, 100) {
            for english in ["Usage:", "Options", "Commands", "Print ", "possible values", "default:"] {
                assert!(!text.contains(english), "{path}: {english}");
            }
        }
    }
}
