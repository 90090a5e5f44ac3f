//! What people and scripts see of a report, in every format.

#[path = "report/sample.rs"]
mod sample;

use oit::report::{Lang, Report, for_path, table};
use std::path::Path;

fn written(report: &Report, name: &str, lang: Lang) -> String {
    let mut out = Vec::new();
    for_path(Path::new(name)).unwrap().write(report, lang, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

macro_rules! snapshot {
    ($name:literal, $text:expr) => {
        insta::with_settings!({snapshot_path => "../src/report/snapshots", prepend_module_to_snapshot => false}, {
            insta::assert_snapshot!($name, $text);
        });
    };
}

#[test]
fn terminal() {
    snapshot!("table-80", table::render(&sample::seed(), Lang::Th, 80, false));
    snapshot!("table-120", table::render(&sample::seed(), Lang::Th, 120, false));
    snapshot!("table-60", table::render(&sample::open(), Lang::Th, 60, false));
    snapshot!("table-open", table::render(&sample::open(), Lang::Th, 100, false));
    snapshot!("table-english", table::render(&sample::open(), Lang::En, 100, false));
}

#[test]
fn files() {
    snapshot!("report.csv", written(&sample::open(), "a.csv", Lang::Th));
    snapshot!("report.json", written(&sample::seed(), "a.json", Lang::Th));
    snapshot!("report.md", written(&sample::open(), "a.md", Lang::Th));
}

#[test]
fn page() {
    if let Ok(folder) = std::env::var("OIT_SAMPLE_DIR") {
        let folder = Path::new(&folder);
        std::fs::write(folder.join("seed.html"), written(&sample::seed(), "a.html", Lang::Th)).unwrap();
        std::fs::write(folder.join("open.html"), written(&sample::open(), "a.html", Lang::Th)).unwrap();
        std::fs::write(folder.join("open-en.html"), written(&sample::open(), "a.html", Lang::En)).unwrap();
    }
}
