//! What people and scripts see of a report, in every format.

#[path = "report/sample.rs"]
mod sample;

use oit::report::{Lang, Report, for_path, table};
use serde_json::Value;
use std::path::Path;

fn written(report: &Report, name: &str, lang: Lang) -> String {
    let mut out = Vec::new();
    for_path(Path::new(name)).unwrap().write(report, lang, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

macro_rules! snapshot {
    ($name:literal, $text:expr) => {
        insta::with_settings!({snapshot_path => "report/snapshots", prepend_module_to_snapshot => false}, {
            insta::assert_snapshot!($name, $text);
        });
    };
}

#[test]
fn terminal() {
    snapshot!("table-80", table::render(&sample::seed(), Lang::Th, 80, false));
    snapshot!("table-120", table::render(&sample::seed(), Lang::Th, 120, false));
    snapshot!("table-60", table::render(&sample::open(), Lang::Th, 60, false));
    snapshot!("table-40", table::render(&sample::open(), Lang::Th, 40, false));
    snapshot!("table-open", table::render(&sample::open(), Lang::Th, 100, false));
    snapshot!("table-english", table::render(&sample::open(), Lang::En, 100, false));
}

#[test]
fn files() {
    snapshot!("report.csv", written(&sample::open(), "a.csv", Lang::Th));
    // Scripts hang on these.
    let csv = written(&sample::open(), "a.csv", Lang::En);
    assert!(csv.starts_with(
        "\u{feff}item,title,verdict,score,score_high,comment,fix,evidence_url,quote,page,worth_oit,confidence,waiver,subindicator,group,worth_ita,question\n"
    ));
    assert!(csv.contains("\nO8,Q&A,review,0.00,100.00,"), "{csv}");
    snapshot!("report.json", written(&sample::seed(), "a.json", Lang::Th));
    snapshot!("report.md", written(&sample::open(), "a.md", Lang::Th));
    snapshot!("report.xml", written(&sample::open(), "a.xml", Lang::Th));
    snapshot!("due.ics", written(&sample::due(), "due.ics", Lang::Th).replace("\r\n", "\n"));
}

/// Set `OIT_SAMPLE_DIR` to look at the pages in a browser.
#[test]
fn page() {
    let pages = [
        ("seed.html", written(&sample::seed(), "a.html", Lang::Th)),
        ("open.html", written(&sample::open(), "a.HTML", Lang::Th)),
        ("open-en.html", written(&sample::open(), "a.html", Lang::En)),
    ];
    for (name, page) in pages {
        assert!(page.contains("O42") && page.ends_with("</html>"), "{name}");
        for outside in ["<link", "<img", "<iframe", "url(http", "@import"] {
            assert!(!page.contains(outside), "{name} has {outside}");
        }
        if let Ok(folder) = std::env::var("OIT_SAMPLE_DIR") {
            std::fs::write(Path::new(&folder).join(name), page).unwrap();
        }
    }
}

#[test]
fn an_unknown_format_is_told_with_those_known() {
    let told = |name: &str| for_path(Path::new(name)).err().unwrap().to_string();
    assert_eq!(told("a.pdf"), "ไม่รู้จักรูปแบบ .pdf ใช้ได้: .json .html .xlsx .docx .csv .xml .md .ics");
    assert_eq!(
        told("a"),
        "ชื่อไฟล์ไม่มีนามสกุล จึงไม่รู้ว่าจะเขียนรูปแบบใด ใช้ได้: .json .html .xlsx .docx .csv .xml .md .ics"
    );
}

#[test]
fn the_published_schema_holds() {
    let schema = serde_json::from_str(include_str!("../schema/report-1.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for report in [sample::seed(), sample::open(), poisoned()] {
        let json: Value = serde_json::from_str(&written(&report, "a.json", Lang::Th)).unwrap();
        let faults: Vec<String> =
            schema.iter_errors(&json).map(|it| format!("{it} at {}", it.instance_path)).collect();
        assert!(faults.is_empty(), "{faults:?}");
        let back: Report = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(back, report, "what is written can be read again");
        let mut broken = json;
        broken["items"][0]["verdict"] = "maybe".into();
        assert!(!schema.is_valid(&broken));
    }
}

/// The contract's own fields, without what came later: an older file.
#[test]
fn a_report_without_the_later_fields_can_be_read() {
    let mut json = serde_json::to_value(sample::seed()).unwrap();
    for item in json["items"].as_array_mut().unwrap() {
        item.as_object_mut().unwrap().remove("near");
    }
    for (part, later) in [("coverage", "notes"), ("coverage", "stopped_by"), ("score", "band_high")] {
        json[part].as_object_mut().unwrap().remove(later);
    }
    let report: Report = serde_json::from_value(json).unwrap();
    assert!(table::render(&report, Lang::Th, 80, false).contains("ระดับ D"));
}

const POISON: &str = "\u{1b}[31m\u{9b}2J\u{7}\u{202e}\r\n\t<script>alert('x')</script>|`*";

/// Every text in the report as the worst site would write it.
fn poisoned() -> Report {
    fn spoil(value: &mut Value, name: &str) {
        match value {
            // What is no free text: formats, numbers of items, days, named ends.
            Value::String(text)
                if ![
                    "schema",
                    "id",
                    "as_of",
                    "status",
                    "verdict",
                    "answer",
                    "kind",
                    "stopped_by",
                    "items",
                    "subindicator",
                ]
                .contains(&name) =>
            {
                text.push_str(POISON);
            }
            Value::Array(parts) => parts.iter_mut().for_each(|part| spoil(part, name)),
            Value::Object(parts) => parts.iter_mut().for_each(|(name, part)| spoil(part, name)),
            _ => {}
        }
    }
    let mut json = serde_json::to_value(sample::open()).unwrap();
    spoil(&mut json, "");
    serde_json::from_value(json).unwrap()
}

#[test]
fn nothing_a_site_writes_steers_the_screen_or_the_page() {
    let report = poisoned();
    let screen = table::render(&report, Lang::Th, 80, false);
    let files = ["a.csv", "a.md", "a.html"].map(|name| written(&report, name, Lang::Th));
    for shown in files.iter().chain([&screen]) {
        let bad = shown.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(bad, None);
    }
    let [csv, md, html] = files;
    for page in [html, md] {
        // The page's own script is the only one, and no site's words are in it.
        let scripts: Vec<&str> = page.split("<script").skip(1).collect();
        assert!(scripts.len() <= 1 && scripts.iter().all(|own| own.starts_with(">(function () {")));
    }
    // A row an item, and the head: no cell broke out of its row.
    assert_eq!(csv.lines().count(), 44);
}

#[test]
fn links_lead_to_the_web_only() {
    let mut findings = sample::findings();
    for finding in &mut findings {
        for found in &mut finding.evidence {
            found.url = "javascript:alert(1)".to_owned();
            found.found_on = Some("data:text/html,x".to_owned());
        }
        for judge in &mut finding.judges {
            judge.url = " JavaScript:alert(1)".to_owned();
        }
    }
    let mut report = sample::report(findings, sample::coverage(), None);
    report.site.url = "javascript:alert(2)".to_owned();
    let page = written(&report, "a.html", Lang::Th).replace("&#x2f;", "/");
    for (at, _) in page.match_indices("href=\"") {
        let target = &page[at + 6..];
        assert!(target.starts_with("https://") || target.starts_with('#'), "{}", &target[..40]);
    }
}

#[test]
fn earlier_results_are_taken_over_by_key() {
    let mut old = sample::seed();
    old.as_of = "2020-07-01".to_owned();
    for item in &mut old.items {
        item.id = format!("X{}", item.id);
        item.history[0].date = "2020-07-01".to_owned();
    }
    let report = sample::seed().since(&old).since(&old);
    let dates: Vec<&str> = report.items[14].history.iter().map(|past| past.date.as_str()).collect();
    assert_eq!(dates, ["2020-07-01", "2021-07-12"]);
    // In whatever order they come, `--since` before the history or after it.
    let mut between = old.clone();
    for item in &mut between.items {
        item.history[0].date = "2021-01-01".to_owned();
    }
    for report in [sample::seed().since(&old).since(&between), sample::seed().since(&between).since(&old)] {
        let dates: Vec<&str> = report.items[14].history.iter().map(|past| past.date.as_str()).collect();
        assert_eq!(dates, ["2020-07-01", "2021-01-01", "2021-07-12"]);
    }
}

#[test]
fn colour_adds_nothing_to_the_words() {
    let plain = table::render(&sample::open(), Lang::Th, 100, false);
    let coloured = table::render(&sample::open(), Lang::Th, 100, true);
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    assert!(coloured.len() > plain.len());
}

/// Only addresses may be wider than the window: a broken one cannot be copied.
#[test]
fn no_line_is_wider_than_the_window() {
    for width in [40, 60, 71, 72, 80, 100, 120, 300] {
        for report in [sample::seed(), sample::open()] {
            for line in table::render(&report, Lang::Th, width, false).lines() {
                let wide = unicode_width::UnicodeWidthStr::width(line);
                assert!(wide <= width || line.contains("https://"), "{width}: {line}");
            }
        }
    }
}
