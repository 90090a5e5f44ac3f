//! What a test needs that is no part of the program: a server, a browser, another reader of a format.

#![allow(dead_code, reason = "each test uses its part")]

use std::io::Write;
use std::path::PathBuf;

/// What was found. Where nothing was, a line says so and the test is left out; with `CI=true` it fails,
/// since there all of it is installed (`.ci/run`), and a test left out looks like one that passed.
pub fn found<T>(found: Option<T>, what: &str) -> Option<T> {
    if found.is_none() {
        match told(what, std::env::var("CI").ok().as_deref()) {
            // Past the harness, which keeps to itself what a passing test prints.
            Ok(line) => drop(writeln!(std::io::stderr(), "{line}")),
            Err(fault) => panic!("{fault}"),
        }
    }
    found
}

/// The line, or the fault, for what is missing.
pub fn told(what: &str, ci: Option<&str>) -> Result<String, String> {
    match ci {
        Some("true") => Err(format!("CI=true, and it is missing: {what}")),
        _ => Ok(format!("skipped: {what}")),
    }
}

/// Whether a program can be started.
pub fn program(name: &str, what: &str) -> bool {
    let started = std::process::Command::new(name).arg("--version").output();
    found(started.ok(), what).is_some()
}

/// The browser, as the program itself looks for it.
pub fn chromium() -> Option<PathBuf> {
    found(oit::crawl::render::find(), "no Chromium here (apt install chromium)")
}

/// The reader of scans, with Thai.
pub fn ocr() -> Option<oit::extract::ocr::Ocr> {
    found(oit::extract::ocr::Ocr::find(), &oit::extract::ocr::state())
}

/// axe-core, which looks whether everybody can read a page: what `OIT_AXE` names, or what lies where `.ci/run`
/// and npm put it. MPL-2.0 and half a megabyte, for this alone: it is fetched, and no part of the repository.
pub fn axe() -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let places =
        ["target/needs/axe.min.js", "node_modules/axe-core/axe.min.js"].map(|place| root.join(place));
    let named = std::env::var_os("OIT_AXE").map(PathBuf::from);
    let read = named.into_iter().chain(places).find_map(|file| std::fs::read_to_string(file).ok());
    found(read, "no axe-core here: npm install --no-save axe-core@4, or OIT_AXE=…/axe.min.js")
}
