//! `oit diff`: what two reports on one site say otherwise.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::audit::earlier;
use super::{End, Trouble, to};
use crate::both;
use crate::cli::{FailOn, Language};
use crate::mark::Outcome;
use crate::report::diff::Diff;
use crate::report::{Lang, Report};

#[derive(Debug, Args)]
pub struct Asked {
    /// รายงาน .json ครั้งก่อน
    #[arg(value_name = "OLD.json")]
    pub old: PathBuf,
    /// รายงาน .json ครั้งใหม่
    #[arg(value_name = "NEW.json")]
    pub new: PathBuf,
    /// เขียนลงไฟล์: .json .md .html .txt (ใช้ซ้ำได้)
    #[arg(long, value_name = "FILE")]
    pub to: Vec<PathBuf>,
    /// จบด้วยรหัส 1 เมื่อรายงานใหม่มี: ข้อไม่ผ่าน, ข้อที่ต้องให้คนดู, ข้อที่เพิ่งไม่ผ่าน, หรือไม่เลย
    #[arg(long, value_enum, default_value_t = FailOn::New)]
    pub fail_on: FailOn,
    /// ภาษาของผล
    #[arg(long, value_enum, env = "OIT_LANG", default_value_t = Language::Th)]
    pub lang: Language,
    /// ไม่พิมพ์บนจอ
    #[arg(short, long)]
    pub quiet: bool,
}

pub fn run(asked: &Asked) -> Result<End, Trouble> {
    for path in &asked.to {
        kind(path)?;
    }
    let (old, new) = (earlier(&asked.old)?, earlier(&asked.new)?);
    let given = asked.old.display();
    super::audit::compared(&new, &old, &both!("รายงานครั้งก่อน {given}", "the earlier report {given}"));
    let diff = Diff::between(&old, &new);
    let lang = match asked.lang {
        Language::Th => Lang::Th,
        Language::En => Lang::En,
    };
    if !asked.quiet {
        // A closed pipe is no fault of ours.
        let _ = std::io::stdout().write_all(diff.text_in(lang, super::audit::width()).as_bytes());
    }
    to::each(&asked.to, |path| {
        let fail = |error: std::io::Error| to::unwritable(path, &error);
        let text = match kind(path)? {
            Kind::Json => diff.json().map_err(|error| fail(error.into()))?,
            Kind::Markdown => diff.markdown(lang),
            Kind::Text => diff.text(lang),
            Kind::Html => diff.html(lang).map_err(fail)?,
        };
        to::write(path, text.as_bytes())
    })?;
    let any =
        |outcomes: &[Outcome], report: &Report| report.items.iter().any(|it| outcomes.contains(&it.verdict));
    let gaps = match asked.fail_on {
        FailOn::Never => false,
        FailOn::New => diff.has_new_gaps(),
        FailOn::Fail => any(&[Outcome::Fail], &new),
        FailOn::Review => any(&[Outcome::Fail, Outcome::Review, Outcome::NotDetermined], &new),
    };
    Ok(if gaps { End::Gaps } else { End::Clean })
}

enum Kind {
    Json,
    Markdown,
    Html,
    Text,
}

fn kind(path: &Path) -> Result<Kind, Trouble> {
    let extension = path.extension().and_then(|it| it.to_str()).unwrap_or("").to_lowercase();
    match extension.as_str() {
        "json" => Ok(Kind::Json),
        "md" => Ok(Kind::Markdown),
        "html" => Ok(Kind::Html),
        "txt" => Ok(Kind::Text),
        _ => Err(Trouble::wrong(both!("{}: ไม่รู้จักรูปแบบนี้", "{}: unknown format", path.display())).help(
            super::to::by_printing(path, ".html")
                .unwrap_or_else(|| both!("ใช้ .json .md .html หรือ .txt", "use .json .md .html or .txt")),
        )),
    }
}
