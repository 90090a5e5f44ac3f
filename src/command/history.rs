//! What `oit audit` leaves in the same history as the surveys. Never in an audit's way: where the
//! database cannot take it, one line says so, and the audit ends as it would have.

use std::path::PathBuf;
use std::time::Duration;

use crate::cli::Audit;
use crate::crawl::Crawl;
use crate::report::Report;
use crate::submission::Submission;
use crate::survey::site::{self, Cause};
use crate::survey::store::{Listed, NewSurvey, SiteResult, Store};
use crate::survey::vendor::Marks;

/// How long an audit that is done waits for somebody who writes.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is kept beside the report.
pub struct History {
    folder: PathBuf,
    marks: Marks,
    cause: Option<Cause>,
    seconds: f64,
}

impl History {
    /// `None` where nothing shall be kept.
    pub fn of(
        asked: &Audit,
        krawl: &Crawl,
        submission: Option<&Submission>,
        marks: Marks,
        seconds: f64,
    ) -> Option<History> {
        let folder = super::audit::data_dir(asked.output.data_dir.as_deref()).ok()?;
        let cause = site::cause(krawl, submission);
        (!asked.no_history).then_some(History { folder, marks, cause, seconds })
    }

    pub fn keep(&self, report: &Report, quiet: bool) {
        if let Err(error) = self.kept(report)
            && !quiet
        {
            anstream::eprintln!("เก็บผลนี้ไว้ในประวัติไม่ได้ ({error}) ผลการตรวจข้างบนครบถ้วน");
        }
    }

    fn kept(&self, report: &Report) -> Result<(), crate::survey::store::Error> {
        let store = Store::open(&self.folder, PATIENCE)?;
        let name = if report.site.name.is_empty() { &report.site.url } else { &report.site.name };
        let listed = Listed { name: name.clone(), url: report.site.url.clone(), ..Listed::default() };
        let survey = NewSurvey {
            kind: "audit",
            name: name.clone(),
            year: report.edition.year,
            digest: report.edition.digest.clone(),
            as_of: report.as_of.clone(),
            ..NewSurvey::default()
        };
        let result = SiteResult::of(report)?;
        let result = match self.cause {
            Some(cause) => result.because(cause),
            None => result,
        };
        let seconds = (self.seconds * 10.0).round() / 10.0;
        store.keep(&survey, &listed, &SiteResult { marks: self.marks.end(), seconds, ..result })?;
        Ok(())
    }
}
