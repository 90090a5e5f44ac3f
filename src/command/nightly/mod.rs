//! `oit audit` by the clock: the sites of `oit.toml`, each compared with its last run.
//!
//! An audit that came to an end is kept whatever happens afterwards: first the reports are written,
//! then the result is kept for the next comparison, then people are told. A site that cannot be
//! audited one night leaves the last good result as it is.

use std::path::{Path, PathBuf};

use super::audit::{self, Audited};
use super::notify::config::Channel;
use super::notify::{self, Kind, Notice};
use super::say::{self, Level};
use super::{End, Trouble, lock, stop};
use crate::both;
use crate::cli::{Audit, FailOn};
use crate::crawl::Stop;
use crate::lang::several;
use crate::report::Report;
use change::Change;
use state::{Kept, State};

pub mod args;
pub mod change;
mod state;
pub mod words;

/// One site, with all that is in force for it.
#[derive(Debug)]
pub struct Site {
    /// As it is called in `oit.toml`, or its host.
    pub name: String,
    pub url: String,
    pub asked: Audit,
}

impl Site {
    /// Where only changes are told, a log gets no lines on the way either: cron would mail each.
    pub fn new(name: String, url: String, mut asked: Audit) -> Self {
        asked.output.still = asked.nightly.only_changes;
        Self { name, url, asked }
    }
}

/// Audits one site after the other; the worst end counts.
pub async fn run(sites: &[Site], channels: &[Channel]) -> Result<End, Trouble> {
    // What is wrong in the file of the last site is told before the first is walked.
    for site in sites {
        audit::check_targets(&site.asked.output)?;
    }
    let mut worst = End::Clean;
    for (nr, site) in sites.iter().enumerate() {
        say::site(Some(&site.url));
        let end = match one(site, channels).await {
            Ok(end) => end,
            Err(Interrupted(trouble)) => return Err(trouble),
        };
        if end.code() > worst.code() {
            worst = end;
        }
        let left = sites.len() - nr - 1;
        if left > 0 && stop::is_over() {
            say::site(None);
            let sites = several(left, "site was", "sites were");
            return Err(Trouble::not_done(both!(
                "หยุดตามคำสั่ง อีก {left} เว็บไซต์ไม่ได้ตรวจ",
                "stopped as asked; {sites} not audited"
            )));
        }
    }
    say::site(None);
    Ok(worst)
}

/// Whether the last result of a site that is only told of when it changes is of the same fiscal year: what holds for
/// the whole year was said then.
pub(super) fn is_told(asked: &Audit, day: jiff::civil::Date) -> bool {
    let (true, Some(url)) = (asked.output.still, &asked.url) else { return false };
    let Ok(data) = audit::data_dir(asked.output.data_dir.as_deref()) else { return false };
    let last = Kept::of(&data, &audit::with_scheme(url)).last();
    let of = last.and_then(|last| last.as_of.parse().ok());
    of.is_some_and(|last: jiff::civil::Date| super::fiscal(last) == super::fiscal(day))
}

/// Somebody stopped the program: the other sites are not begun.
struct Interrupted(Trouble);

async fn one(site: &Site, channels: &[Channel]) -> Result<End, Interrupted> {
    let run = Run { site, channels };
    match run.audit().await {
        Ok(end) => Ok(end),
        Err(Failed::Interrupted(trouble)) => Err(Interrupted(trouble)),
        Err(Failed::Trouble(trouble)) => Ok(trouble.tell()),
    }
}

enum Failed {
    Trouble(Trouble),
    Interrupted(Trouble),
}

impl From<Trouble> for Failed {
    fn from(trouble: Trouble) -> Failed {
        Failed::Trouble(trouble)
    }
}

struct Run<'a> {
    site: &'a Site,
    channels: &'a [Channel],
}

impl Run<'_> {
    async fn audit(&self) -> Result<End, Failed> {
        let asked = &self.site.asked;
        let data = audit::data_dir(asked.output.data_dir.as_deref())?;
        let url = audit::with_scheme(&self.site.url);
        let _lock = lock::take(&data, &url)?;
        let kept = Kept::of(&data, &url);
        let mut state = kept.state();
        let audited = match audit::audited(asked).await {
            // The site is none the worse for it.
            Err(trouble) if stop::is_over() => return Err(Failed::Interrupted(trouble)),
            Err(trouble) if trouble.end == End::NotDone => {
                return Ok(self.down(&kept, state, &data, &trouble.message, trouble.help.as_deref()).await?);
            }
            audited => audited?,
        };
        if let Some(walk) = &audited.kept {
            state.walked(walk, asked.nightly.keep_crawls);
        }
        // What was cut short after the walk has read less than the last run: that would be told as a change.
        if audited.report.coverage.stopped_by.contains(&Stop::Interrupted) || stop::is_over() {
            kept.keep_state(&state)?;
            let trouble = Trouble::not_done(both!(
                "หยุดตามคำสั่งก่อนตรวจจบ ผลครั้งนี้ไม่ถูกเก็บไว้เทียบ",
                "stopped as asked before the audit was over; its result is not kept for comparison"
            ));
            return Err(Failed::Interrupted(trouble));
        }
        if let Some(unfit) = &audited.unfit {
            let (why, help) = unfit.told();
            return Ok(self.down(&kept, state, &data, &why, help.as_deref()).await?);
        }
        Ok(self.done(audited, &kept, state, &data).await?)
    }

    /// The site was audited.
    async fn done(
        &self,
        mut audited: Audited,
        kept: &Kept,
        mut state: State,
        data: &Path,
    ) -> Result<End, Trouble> {
        let (asked, lang) = (&self.site.asked, self.lang());
        let last = kept.last();
        if let Some(last) = &last {
            audited.report = audited.report.since(last);
            audited.report.thin();
        }
        let report = &audited.report;
        let backwards = last.as_ref().is_some_and(|last| last.as_of > report.as_of);
        let change = last.as_ref().map(|last| Change::between(last, report));
        let news = change.as_ref().is_some_and(|change| !change.is_nothing());
        let quiet = asked.nightly.only_changes;

        // Where there is nothing to compare with, nothing is new.
        let no_new = asked.output.fail_on == FailOn::New && last.is_none() && audited.old.is_none();

        let mut end = End::Clean;
        if quiet {
            if let Err(trouble) = audit::write_all(&audited, &asked.output, false) {
                end = trouble.tell();
            }
        } else if let Err(trouble) = audit::show(&audited, &asked.output) {
            end = trouble.tell();
        }
        if backwards {
            say::warning(
                "backwards",
                &both!(
                    "คำเตือน: ผลครั้งก่อน ({}) ใหม่กว่าวันที่ตรวจครั้งนี้ ({}) จึงไม่เก็บผลครั้งนี้ไว้เทียบ",
                    "warning: the last result ({}) is newer than the day of this audit ({}), which is therefore not kept for comparison",
                    last_day(&last),
                    report.as_of
                ),
            );
        } else {
            kept.keep_report(report)?;
        }
        let up = state.down.take().and(state.down_since.take());
        kept.keep_state(&state)?;

        let name = self.name(Some(report));
        let text = change.as_ref().filter(|_| news).map(|change| {
            (words::title(&name, change, lang), words::text(&self.site.url, &report.as_of, change, lang))
        });
        match &text {
            Some((title, text)) if !asked.output.quiet => {
                anstream::println!("{title}\n{text}");
                say::site(Some(&self.site.url));
            }
            None if last.is_none() && !asked.output.quiet => {
                say::info("first", &words::first(&name, no_new, lang));
            }
            _ => {}
        }
        self.log(news, &name, report);

        let kind = match (news, &up) {
            (true, _) => Kind::Change,
            (false, Some(_)) => Kind::Up,
            (false, None) => Kind::Same,
        };
        let (title, text) = match (text, up) {
            (Some(text), _) => text,
            (None, Some(since)) => (words::up(&name, &since, lang), self.site.url.clone()),
            (None, None) => (name.clone(), self.site.url.clone()),
        };
        let change = serde_json::to_value(change.filter(|_| news)).unwrap_or_default();
        // Nobody is told of what there was nothing to compare with.
        let notice = last.is_some().then(|| Notice {
            kind,
            title,
            text,
            change,
            reports: reports(&asked.output.to),
            ..self.notice(&name, &report.as_of)
        });
        let reached = notify::tell(self.channels, notice.as_ref(), data).await;
        if !(no_new || quiet && last.is_some() && !news) {
            let judged = audit::end(report, audited.old.as_ref().or(last.as_ref()), asked.output.fail_on);
            end = worse(end, judged);
        }
        Ok(if reached { end } else { worse(end, End::Wrong) })
    }

    /// The site could not be audited. It is told once, and every time in the exit status.
    async fn down(
        &self,
        kept: &Kept,
        mut state: State,
        data: &Path,
        why: &str,
        help: Option<&str>,
    ) -> Result<End, Trouble> {
        let (asked, lang) = (&self.site.asked, self.lang());
        let known = state.down.is_some();
        let day = asked.question.as_of.clone().unwrap_or_else(|| super::today().to_string());
        state.down = Some(why.to_owned());
        state.down_since.get_or_insert_with(|| day.clone());
        let last = kept.last();
        let name = self.name(last.as_ref());
        let title = words::down(&name, why, lang);
        if !(known && asked.nightly.only_changes) {
            let trouble = Trouble::not_done(title.clone());
            help.into_iter().fold(trouble, Trouble::help).tell();
        }
        kept.keep_state(&state)?;
        let notice = Notice {
            kind: if known { Kind::Same } else { Kind::Down },
            title,
            text: [Some(self.site.url.as_str()), help].into_iter().flatten().collect::<Vec<_>>().join("\n"),
            ..self.notice(&name, &day)
        };
        notify::tell(self.channels, Some(&notice), data).await;
        Ok(End::NotDone)
    }

    fn log(&self, news: bool, name: &str, report: &Report) {
        if !say::is_kept() {
            return;
        }
        let message = format!(
            "{name}: {}",
            if news {
                both!("ผลเปลี่ยน", "something changed")
            } else {
                both!("ผลเหมือนครั้งก่อน", "as at the last run")
            }
        );
        let score = &report.score;
        let more = [("changed", news.into()), ("oit", score.oit.into()), ("oit_high", score.oit_high.into())];
        say::tell(Level::Info, "audited", &message, more);
    }

    fn notice(&self, name: &str, as_of: &str) -> Notice {
        Notice {
            kind: Kind::Same,
            title: String::new(),
            text: String::new(),
            url: self.site.url.clone(),
            name: name.to_owned(),
            as_of: as_of.to_owned(),
            change: serde_json::Value::Null,
            reports: Vec::new(),
            lang: self.lang().code().to_owned(),
        }
    }

    /// The name in the file wins over what the site calls itself.
    fn name(&self, report: Option<&Report>) -> String {
        let own = report.map(|report| crate::report::clean_text(&report.site.name)).unwrap_or_default();
        let host = url::Url::parse(&audit::with_scheme(&self.site.url)).ok();
        let host = host.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        if self.site.name != host || own.is_empty() { self.site.name.clone() } else { own }
    }

    fn lang(&self) -> crate::report::Lang {
        audit::lang(self.site.asked.output.lang)
    }
}

fn last_day(last: &Option<Report>) -> String {
    last.as_ref().map(|last| last.as_of.clone()).unwrap_or_default()
}

fn worse(one: End, other: End) -> End {
    if other.code() > one.code() { other } else { one }
}

fn reports(paths: &[PathBuf]) -> Vec<String> {
    let whole = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    paths.iter().map(|path| whole(path).display().to_string()).collect()
}
