//! Reads the flags, runs one command, returns the exit code.

use std::process::ExitCode;

use clap::CommandFactory;
use oit::cli::{Cli, Command};
use oit::command::{self, End};
use oit::config::{self, Sources};

fn main() -> ExitCode {
    let (cli, sources) = match config::parse() {
        Ok(parsed) => parsed,
        Err(trouble) => return ExitCode::from(trouble.tell().code()),
    };
    match cli.command {
        // Before there are other threads, which would take of the memory it may have.
        Command::ReadWorker { memory, answer } => oit::extract::worker::serve(memory, answer),
        _ => run(&cli, &sources),
    }
}

#[tokio::main]
async fn run(cli: &Cli, sources: &Sources) -> ExitCode {
    let end = match &cli.command {
        Command::Audit(asked) if asked.dump_config => {
            anstream::print!("{}", sources.dump());
            Ok(End::Clean)
        }
        Command::Audit(asked) => command::audit::run(asked).await,
        Command::Survey(asked) => command::survey::run(asked).await,
        Command::Worker(asked) => command::worker::run(asked).await,
        Command::Serve(asked) => command::serve::run(asked).await,
        Command::Plan(asked) => command::plan::run(asked),
        Command::Diff(asked) => command::diff::run(asked),
        Command::Read(asked) => command::read::run(asked).await,
        Command::Rule { what, rules, year } => command::rule::run(what, rules.as_ref(), *year).await,
        Command::Demo(asked) => command::demo::run(asked).await,
        Command::ReadWorker { .. } => unreachable!("`main` has taken it"),
        Command::Doctor => Ok(command::doctor::run().await),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "oit", &mut std::io::stdout());
            Ok(End::Clean)
        }
        Command::Man => {
            // A closed pipe is no fault of ours.
            let _ = clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout());
            Ok(End::Clean)
        }
    };
    let end = end.unwrap_or_else(|trouble| trouble.tell());
    ExitCode::from(end.code())
}
