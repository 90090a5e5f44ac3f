//! `oit plan`: from the gaps of a report to the draft of the measures, or to the form for their
//! results.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{End, Trouble, to};
use crate::both;
use crate::cli::{eit, iit};
use crate::mark::survey::Survey;
use crate::report::plan::Plan;
use crate::report::{Report, Scale, Surveys, docx, plan_md};
use crate::rule::advice::Advice;
use crate::rule::load;

#[derive(Debug, Args)]
pub struct Asked {
    /// รายงาน .json ที่เขียนด้วย oit audit --to
    #[arg(value_name = "REPORT.json")]
    pub report: PathBuf,
    /// เขียนลงไฟล์: .docx หรือ .md (ใช้ซ้ำได้) ไม่บอกก็พิมพ์บนจอ
    #[arg(long, value_name = "FILE")]
    pub to: Vec<PathBuf>,
    /// แบบรายงานผลการดำเนินการตามมาตรการ (O43) ให้หน่วยงานเติม แทนร่างมาตรการ (O42)
    #[arg(long = "report")]
    pub carried_out: bool,
    /// ปีงบประมาณ (พ.ศ.) ที่จะดำเนินมาตรการ ปกติเป็นปีถัดจากปีของรายงาน
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i32>,
    /// คะแนนแบบวัด IIT ที่ได้รับหลังตรวจ แทนของรายงาน: ค่าเดียว หรือของตัวชี้วัดที่ 1–5 คั่นด้วยจุลภาค
    #[arg(long, value_name = "SCORE", requires = "eit", value_parser = iit)]
    pub iit: Option<Survey>,
    /// คะแนนแบบวัด EIT ที่ได้รับหลังตรวจ แทนของรายงาน: ค่าเดียว หรือของตัวชี้วัดที่ 6–8 คั่นด้วยจุลภาค
    #[arg(long, value_name = "SCORE", requires = "iit", value_parser = eit)]
    pub eit: Option<Survey>,
    /// โฟลเดอร์เกณฑ์ที่มี advice.toml ของหน่วยงานเอง
    #[arg(long, env = "OIT_RULES", value_name = "DIR")]
    pub rules: Option<PathBuf>,
}

pub fn run(asked: &Asked) -> Result<End, Trouble> {
    for path in &asked.to {
        kind(path)?;
    }
    let report = surveyed(super::audit::earlier(&asked.report)?, asked)?;
    let advice = Advice::load(asked.rules.as_deref()).map_err(|fault| {
        anstream::eprintln!("{}\n", fault.draw(false));
        Trouble::wrong(both!("advice.toml มีข้อผิดพลาด", "advice.toml is at fault"))
            .help(both!("แก้ตามจุดที่ชี้", "mend it where it is shown"))
    })?;
    let year = asked.year.unwrap_or(report.edition.year + 1);
    if year < report.edition.year {
        return Err(Trouble::wrong(both!(
            "มาตรการของปี {year} จะทำจากผลของปี {} ไม่ได้",
            "measures for {year} cannot come out of a result of {}",
            report.edition.year
        ))
        .help(both!(
            "บอกปีที่จะดำเนินมาตรการด้วย --year ซึ่งไม่ก่อนปีของรายงาน",
            "name the year of the measures with --year, not before that of the report"
        )));
    }
    let plan = Plan::of(&report, &advice, year);
    if asked.to.is_empty() {
        anstream::print!("{}", markdown(&report, &plan, asked.carried_out));
    }
    to::each(&asked.to, |path| {
        let fail = |error: std::io::Error| to::unwritable(path, &error);
        let bytes = match (kind(path)?, asked.carried_out) {
            (Kind::Docx, false) => docx::measures(&report, &plan).map_err(fail)?,
            (Kind::Docx, true) => docx::carried_out(&report, &plan).map_err(fail)?,
            (Kind::Markdown, form) => markdown(&report, &plan, form).into_bytes(),
        };
        to::write(path, &bytes)?;
        anstream::eprintln!("{}", both!("เขียนแล้ว: {}", "written: {}", path.display()));
        Ok(())
    })?;
    Ok(End::Clean)
}

/// The report with the surveys' results, where they were given now: they come out months after the audit.
fn surveyed(report: Report, asked: &Asked) -> Result<Report, Trouble> {
    let (Some(iit), Some(eit)) = (&asked.iit, &asked.eit) else { return Ok(report) };
    let scale = match report.edition.scale.clone() {
        Some(scale) => scale,
        // A report of an early version does not say by what a mark becomes a level.
        None => {
            let book = load::load(report.edition.year, None).map_err(|_| {
                let year = report.edition.year;
                Trouble::wrong(both!(
                    "รายงานไม่บอกเกณฑ์ระดับคะแนน และโปรแกรมไม่มีเกณฑ์ปี {year}",
                    "the report does not say how levels are told, and there are no criteria of {year}"
                ))
                .help(both!("ตรวจใหม่ด้วย oit audit --iit --eit", "audit again with oit audit --iit --eit"))
            })?;
            Scale::of(&book.edition)
        }
    };
    let perceptions = super::audit::all_perceptions(Some(iit), Some(eit));
    Ok(report.surveyed(Surveys { iit: iit.result(), eit: eit.result(), perceptions }, &scale))
}

fn markdown(report: &Report, plan: &Plan, carried_out: bool) -> String {
    if carried_out { plan_md::carried_out(report, plan) } else { plan_md::measures(report, plan) }
}

enum Kind {
    Docx,
    Markdown,
}

fn kind(path: &Path) -> Result<Kind, Trouble> {
    let extension = path.extension().and_then(|it| it.to_str()).unwrap_or("").to_lowercase();
    match extension.as_str() {
        "docx" => Ok(Kind::Docx),
        "md" => Ok(Kind::Markdown),
        _ => Err(Trouble::wrong(both!("{}: ไม่รู้จักรูปแบบนี้", "{}: unknown format", path.display())).help(
            super::to::by_printing(path, ".docx")
                .unwrap_or_else(|| both!("ใช้ .docx หรือ .md", "use .docx or .md")),
        )),
    }
}
