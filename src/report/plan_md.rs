//! The plan as Markdown: for the screen, or to paste into a memorandum.

use std::fmt::Write as _;

use super::Report;
use super::clean::clean;
use super::md::plain;
use super::plan::Plan;
use super::words_measures as words;
use super::words_plan::{day, digits, follow_up, period};

/// What others wrote, as letters only. A lone ampersand is one in Markdown too, and is read on the screen.
fn safe(text: &str) -> String {
    plain(&clean(text)).replace("&amp; ", "& ")
}

/// What O42 asks for: analysis, weak points, measures with steps, who, when, follow-up.
pub fn measures(report: &Report, plan: &Plan) -> String {
    let site = &report.site;
    let agency = if site.name.is_empty() { &site.url } else { &site.name };
    let mut out = format!("# {}\n\n{}\n", words::title(plan.year), safe(agency));
    let oit = super::words_plan::mark(Some(report.score.oit), Some(report.score.oit_high));
    let ita =
        report.score.ita.map(|low| super::words_plan::mark(Some(low), report.score.ita_high.or(Some(low))));
    let _ = writeln!(out, "\n## {}\n", words::analysis(plan.of));
    let _ = writeln!(
        out,
        "{}\n",
        words::result(&safe(agency), plan.of, &oit, ita.as_deref(), &safe(&report.score.band))
    );
    for (nth, (head, lines)) in plan.analysis().into_iter().enumerate() {
        let gap = if nth == 0 { "" } else { "\n" };
        let _ = writeln!(out, "{gap}### {head}\n");
        for line in lines {
            let _ = writeln!(out, "- {}", safe(&line));
        }
    }
    let _ = writeln!(out, "\n## {}", words::measures(plan.year));
    let [_, _, steps, when, unit, follow] = words::MEASURE_HEAD;
    for (nth, one) in plan.measures.iter().enumerate() {
        let _ = writeln!(out, "\n### {}. {}\n\n**{}**\n", nth + 1, safe(&one.issue), safe(&one.title));
        let _ = writeln!(out, "{steps}:\n");
        for (nth, step) in one.all_steps().iter().enumerate() {
            let _ = writeln!(out, "- ({}) {}", nth + 1, safe(step));
        }
        let _ = writeln!(out, "\n- {when}: {}", period(plan.year));
        let _ = writeln!(out, "- {unit}: {}", safe(&one.unit));
        let _ = writeln!(out, "- {follow}: {}", words::FOLLOWED.join(" และ "));
    }
    let _ = writeln!(out, "\n## {}\n", words::FOLLOW);
    for line in follow_up(plan.year) {
        let _ = writeln!(out, "- {line}");
    }
    let _ = writeln!(out, "\n{}", words::reporting(plan.year));
    digits(&(out + &sign())) + &format!("\n_{}_\n", words::draft(&day(&report.as_of)))
}

/// A hard break behind every line.
fn sign() -> String {
    format!("\n{}\n", words::SIGN.join("  \n"))
}

/// The form for what was done under the measures, to be filled in.
pub fn carried_out(report: &Report, plan: &Plan) -> String {
    let site = &report.site;
    let agency = if site.name.is_empty() { &site.url } else { &site.name };
    let lead = words::carried_out_lead(&safe(agency), plan.of, plan.year);
    let mut out = format!("# {}\n\n{lead}\n", words::carried_out(plan.year));
    let [.., unit, when, result, outcome, evidence] = words::FORM_HEAD;
    for (nth, one) in plan.measures.iter().enumerate() {
        let _ = writeln!(out, "\n## {}. {}\n", nth + 1, safe(&one.title));
        for (nth, step) in one.all_steps().iter().enumerate() {
            let _ = writeln!(out, "- ({}) {}", nth + 1, safe(step));
        }
        let _ = writeln!(out, "\n- {unit}: {}\n- {when}: {}", safe(&one.unit), period(plan.year));
        let _ = writeln!(out, "- {result}: {}", words::FILL_RESULT);
        let _ = writeln!(out, "- {outcome}: {}", words::FILL_OUTCOME);
        let _ = writeln!(out, "- {evidence}: {}", words::fill_evidence(&safe(&one.evidence)));
    }
    let _ = writeln!(out, "\n## {}\n\n{}", words::PROBLEMS, words::FILL_PROBLEMS);
    digits(&(out + &sign())) + &format!("\n_{}_\n", words::FORM_NOTE)
}
