//! Reads the flags, runs one command, returns the exit code.

use std::io::Write;
use std::process::ExitCode;

use oit::both;
use oit::cli::{Cli, Command};
use oit::command::{self, End, Trouble};
use oit::config::{self, Sources};
use oit::help;
use tokio::runtime::Builder;

#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    // A reading process is started for nearly every command, and needs none of the flags below.
    if let Some((memory, answer)) = oit::extract::worker::asked(std::env::args_os().skip(1)) {
        return oit::extract::worker::serve(memory, answer);
    }
    let (cli, sources) = match config::parse() {
        Ok(parsed) => parsed,
        Err(trouble) => return ExitCode::from(trouble.tell().code()),
    };
    if let Err(trouble) = command::say::set(cli.log.log_format, cli.log.log_file.as_deref()) {
        return ExitCode::from(trouble.tell().code());
    }
    match cli.command {
        // Before there are other threads, which would take of the memory it may have.
        Command::ReadWorker { memory, answer } => oit::extract::worker::serve(memory, answer),
        _ => started(&cli, &sources),
    }
}

/// What is still read when a command has ended, nobody waits for: a scan may take minutes.
const LEFT: std::time::Duration = std::time::Duration::from_millis(300);

fn started(cli: &Cli, sources: &Sources) -> ExitCode {
    let mut threads = match &cli.command {
        // Nothing is waited for but one document.
        Command::Read(asked) if command::read::is_of_file(asked) => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    let runtime = match threads.enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return ExitCode::from(Trouble::not_done(error.to_string()).tell().code()),
    };
    let end = runtime.block_on(run(cli, sources));
    runtime.shutdown_timeout(LEFT);
    end
}

async fn run(cli: &Cli, sources: &Sources) -> ExitCode {
    let end = match &cli.command {
        Command::Audit(asked) if asked.dump_config => {
            anstream::print!("{}", sources.dump());
            Ok(End::Clean)
        }
        Command::Audit(_) if !sources.sites.is_empty() => {
            command::nightly::run(&sources.sites, &sources.channels).await
        }
        Command::Audit(asked) => command::audit::run(asked).await,
        Command::Survey(asked) => command::survey::run(asked).await,
        Command::Worker(asked) => command::worker::run(asked).await,
        Command::Serve(asked) => command::serve::run(asked).await,
        Command::Init(asked) => command::init::run(asked),
        Command::Notify => command::notify::test(&sources.channels).await,
        Command::Plan(asked) => command::plan::run(asked),
        Command::Diff(asked) => command::diff::run(asked),
        Command::Read(asked) => command::read::run(asked).await,
        Command::Rule { what, rules, year, as_of } => {
            command::rule::run(what, rules.as_ref(), *year, as_of.as_deref()).await
        }
        Command::Demo(asked) => command::demo::run(asked).await,
        Command::ReadWorker { .. } => unreachable!("`main` has taken it"),
        Command::Doctor(asked) => Ok(command::doctor::run(asked).await),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut spoken(), "oit", &mut script);
            // A closed pipe is no fault of ours.
            let _ = std::io::stdout().write_all(&script);
            Ok(End::Clean)
        }
        Command::Man { page } => man(page.as_deref()),
    };
    let end = end.unwrap_or_else(|trouble| trouble.tell());
    ExitCode::from(end.code())
}

/// The command line in the language of the program.
fn spoken() -> clap::Command {
    help::command(oit::lang::now(), help::columns())
}

fn man(page: Option<&str>) -> Result<End, Trouble> {
    let mut whole = spoken();
    whole.build();
    let named = match page {
        None => Some(whole.clone()),
        Some(name) => whole.find_subcommand(name).cloned(),
    };
    let command = named.ok_or_else(|| {
        let name = page.unwrap_or_default();
        Trouble::wrong(both!("ไม่มีคำสั่ง “{}”", "there is no command “{}”", name))
            .help(both!("ดูคำสั่งทั้งหมดด้วย oit --help", "see every command with oit --help"))
    })?;
    // A closed pipe is no fault of ours.
    let _ = help::man::page(command).and_then(|text| std::io::stdout().write_all(&text));
    Ok(End::Clean)
}
