//! What `oit audit` leaves in the same history as the surveys. Never in an audit's way: where the
//! database cannot take it, one line says so, and the audit ends as it would have.

use std::path::PathBuf;
use std::time::Duration;

use super::say;
use crate::both;
use crate::cli::Audit;
use crate::crawl::Crawl;
use crate::report::Report;
use crate::submission::Submission;
use crate::survey::site;
use crate::survey::store::{Error, Listed, Named, NewSurvey, SiteResult, Store};
use crate::survey::vendor::Marks;

/// How long an audit that is done waits for somebody who writes.
const PATIENCE: Duration = Duration::from_secs(3);

/// Days that a report remembers.
const MOST_DAYS: usize = 30;

/// An audit as it is kept: what the machine judged, before waivers and earlier audits stand beside it.
pub struct History {
    folder: PathBuf,
    survey: NewSurvey,
    listed: Listed,
    result: SiteResult,
}

impl History {
    /// `None` where nothing shall be kept.
    pub fn of(
        asked: &Audit,
        report: &Report,
        krawl: &Crawl,
        submission: Option<&Submission>,
        marks: &Marks,
        seconds: f64,
    ) -> Option<History> {
        let folder = super::audit::data_dir(asked.output.data_dir.as_deref()).ok()?;
        if asked.no_history {
            return None;
        }
        let name = if report.site.name.is_empty() { &report.site.url } else { &report.site.name };
        let survey = NewSurvey {
            kind: "audit",
            name: name.clone(),
            year: report.edition.year,
            digest: report.edition.digest.clone(),
            as_of: report.as_of.clone(),
            ..NewSurvey::default()
        };
        let listed = Listed {
            name: name.clone(),
            url: report.site.url.clone(),
            named: Named::Site,
            ..Listed::default()
        };
        let result = SiteResult::of(report).ok()?;
        let result = match site::cause(krawl, submission) {
            Some(cause) => result.because(cause),
            None => result,
        };
        let seconds = (seconds * 10.0).round() / 10.0;
        Some(History { folder, survey, listed, result: SiteResult { marks: marks.end(), seconds, ..result } })
    }

    /// The report with what earlier audits of the site by the same form came to, where the history has them.
    pub fn remembered(&self, report: Report) -> Report {
        // What cannot be read is missed by nobody: the report is whole without it.
        match self.earlier(&report) {
            Ok(past) => {
                let mut report = past.iter().fold(report, |report, old| report.since(old));
                report.thin();
                report
            }
            Err(_) => report,
        }
    }

    /// One report a day, the newest first.
    fn earlier(&self, report: &Report) -> Result<Vec<Report>, Error> {
        let store = Store::open(&self.folder, PATIENCE)?;
        let Some(agency) = store.agency_at(&self.listed.url)? else { return Ok(Vec::new()) };
        let mut past = store.history(agency)?;
        past.retain(|past| {
            past.year == report.edition.year && past.site.state == "done" && past.as_of < report.as_of
        });
        past.reverse();
        past.dedup_by(|older, newer| older.as_of == newer.as_of);
        let mut reports = Vec::new();
        for past in past.iter().take(MOST_DAYS) {
            let report = store.report(past.survey, agency)?;
            // What would come of a sheet of addresses is not what the site came to.
            let is_plain = |report: &Report| report.items.iter().all(|item| item.submitted.is_empty());
            reports.extend(report.filter(is_plain));
        }
        Ok(reports)
    }

    pub fn keep(&self) {
        if let Err(error) = self.kept() {
            let message = both!(
                "เก็บผลนี้ไว้ในประวัติไม่ได้ ({}) ผลการตรวจครบถ้วน",
                "the result could not be kept in the history ({}); the audit itself is whole",
                error
            );
            say::warning("no-history", &message);
        }
    }

    fn kept(&self) -> Result<(), Error> {
        let store = Store::open(&self.folder, PATIENCE)?;
        store.keep(&self.survey, &self.listed, &self.result)?;
        Ok(())
    }
}
