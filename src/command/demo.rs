//! `oit demo`: the bundled agency, served on loopback and audited.

use super::{End, Trouble};
use crate::audit::Question;
use crate::both;
use crate::cli::{Demo, Output, When};
use crate::crawl;

/// The demo's agency was assessed in 2564; the audit stands on the day of its last verdict.
const YEAR: i32 = 2564;
const AS_OF: &str = "2021-07-12";
/// Results of the surveys in the same assessment.
const SURVEYS: (f64, f64) = (96.09, 94.83);

pub async fn run(asked: &Demo) -> Result<End, Trouble> {
    super::audit::check_targets(&asked.output)?;
    let book = super::book(Some(YEAR), None, super::today(), super::Aloud::Odd)?;
    let (address, server) = crate::demo::serve().await.map_err(|e| {
        Trouble::not_done(both!("เปิดเครื่องแม่ข่ายตัวอย่างไม่ได้: {e}", "cannot serve the example: {e}"))
    })?;
    let url = format!("http://{address}/");
    if !asked.output.quiet {
        super::say::info(
            "demo",
            &crate::both!("ตรวจหน่วยงานตัวอย่างที่ {}", "auditing the example agency at {}", url),
        );
    }
    // Its pictures say nothing that an item asks for, and reading them takes longer than all else.
    let ocr = When::Never;
    // Our own server takes any pace.
    let options = crawl::Options {
        rate: Some(500.0),
        first: book.edition.find.first.clone(),
        ..crawl::Options::default()
    };
    let keep = super::audit::keep(&asked.output, &url)?;
    let krawl = super::audit::walk(
        (&url, false),
        &options,
        super::audit::reader(ocr, Default::default())?,
        &keep,
        &Output { ocr, ..asked.output.clone() },
    )
    .await?;
    server.abort();
    let question = Question {
        as_of: AS_OF.to_owned(),
        iit: Some(SURVEYS.0),
        eit: Some(SURVEYS.1),
        perceptions: Vec::new(),
    };
    let mut output = asked.output.clone();
    if !output.to.iter().any(|p| p.extension().is_some_and(|e| e == "html")) {
        output.to.push(super::audit::data_dir(output.data_dir.as_deref())?.join("demo.html"));
    }
    let mut report = crate::audit::report(&krawl, &book, &question);
    super::audit::without_ocr(&mut report, ocr);
    super::audit::finish(report, &krawl, &book, &output, Some(&keep))
}
