//! `--screenshots` as people run it, over the bundled agency and with a real browser.

mod needs;

use std::collections::BTreeSet;
use std::process::Command;

use oit::report::Report;
use sha2::{Digest, Sha256};

/// Width and height, from the head of a PNG.
fn size(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    (number(16), number(20))
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_that_visitors_use_has_its_picture_beside_the_report() {
    if needs::chromium().is_none() {
        return;
    }
    let (address, _server) = oit::demo::serve().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().to_owned();
    let done = tokio::task::spawn_blocking(move || {
        Command::new(env!("CARGO_BIN_EXE_oit"))
            .current_dir(inside)
            .args(["audit", &format!("http://{address}/"), "--year", "2564", "--as-of", "2021-07-12"])
            .args(["--rate", "500", "--ocr", "never", "--data-dir", "d", "--screenshots", "-q"])
            .args(["--to", "รายงาน 1.json", "--to", "รายงาน 1.html"])
            .output()
            .unwrap()
    });
    let done = done.await.unwrap();
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));

    let json = std::fs::read_to_string(folder.path().join("รายงาน 1.json")).unwrap();
    let schema = serde_json::from_str(include_str!("../schema/report-1.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    assert!(schema.is_valid(&serde_json::from_str(&json).unwrap()));
    let report: Report = serde_json::from_str(&json).unwrap();
    let html = std::fs::read_to_string(folder.path().join("รายงาน 1.html")).unwrap();
    let mut with = BTreeSet::new();
    let mut files = BTreeSet::new();
    for item in &report.items {
        for (found, shot) in item.evidence.iter().filter_map(|f| Some((f, f.screenshot.as_ref()?))) {
            let png = std::fs::read(folder.path().join(&shot.file)).unwrap();
            let (width, height) = size(&png);
            assert_eq!(width, 1280, "{}", shot.file);
            assert!((900..=6000).contains(&height) && png.len() > 20_000, "{}: {}", shot.file, png.len());
            let sha256: String = Sha256::digest(&png).iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(sha256, shot.sha256);
            assert!(found.url.starts_with("http://"));
            with.insert(item.key.clone());
            files.insert(shot.file.clone());
        }
    }
    assert!(files.len() >= 3, "{files:?}");
    assert_eq!(std::fs::read_dir(folder.path().join("รายงาน 1-screenshots")).unwrap().count(), files.len());
    let links = html.replace("&#x2f;", "/").matches("<a href=\"%E0").count();
    assert!(links >= files.len() && html.contains("%201-screenshots"), "{links}");
    // The report itself loads nothing: its pictures are links.
    assert!(!html.contains("<img"));

    // The rules say which items: their judges ask for something to be used.
    let book = oit::rule::load::load(2564, None).unwrap_or_else(|error| panic!("{error}"));
    let channels: BTreeSet<String> = book
        .rules
        .iter()
        .filter(|rule| rule.judges.iter().any(|judge| judge.test.get_ref().is_channel()))
        .map(|rule| rule.id.get_ref().clone())
        .collect();
    let shared = |key: &String| {
        let item = report.items.iter().find(|item| item.key == *key).unwrap();
        item.evidence.iter().filter_map(|f| f.screenshot.as_ref()).all(|s| files.contains(&s.file))
    };
    assert!(channels.iter().any(|key| with.contains(key)), "{with:?}");
    assert!(with.iter().all(|key| channels.contains(key) || shared(key)));
}

#[test]
fn without_a_browser_the_wish_is_refused_before_the_walk() {
    let done = Command::new(env!("CARGO_BIN_EXE_oit"))
        .args(["audit", "http://127.0.0.1:9/", "--year", "2564", "--screenshots"])
        .env("OIT_CHROMIUM", "/nowhere/chromium")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert!(said.contains("Chromium") && said.contains("oit doctor"), "{said}");
}

/// Nobody is sent to install what is there.
#[cfg(unix)]
#[test]
fn a_browser_whose_sandbox_is_shut_is_told_as_that() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("chromium");
    let doctor = |complaint: &str| {
        std::fs::write(&program, format!("#!/bin/sh\necho '{complaint}' >&2\nexit 1\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_oit"));
        command.arg("doctor").env("OIT_CHROMIUM", &program).env("OIT_DATA_DIR", folder.path());
        let done = command.env("LC_ALL", "C.UTF-8").output().unwrap();
        let said = String::from_utf8(done.stdout).unwrap();
        let lines = said.lines().skip_while(|line| !line.contains("JavaScript")).take(2);
        lines.collect::<Vec<_>>().join("\n")
    };
    // Chromium's own words: of a Debian without user namespaces, and under Docker's filter.
    for complaint in [
        "[647:647:1123/041453.224699:ERROR:content/browser/zygote_host/zygote_host_impl_linux.cc:130] No usable sandbox! If this is a Debian system, please install the chromium-sandbox package",
        "Failed to move to new namespace: PID namespaces supported, Network namespace supported, but failed: errno = Operation not permitted",
    ] {
        let said = doctor(complaint);
        assert!(said.contains("sandbox") && said.contains("seccomp=unconfined"), "{said}");
        assert!(!said.contains("apt install"), "{said}");
    }
    let said = doctor("error while loading shared libraries: libnss3.so");
    assert!(said.contains("apt install chromium") && !said.contains("seccomp"), "{said}");
}
