//! Audits begun from the page. Each is a survey of one site, so it is in the history at once, and
//! a page that is closed in the middle goes on with it when it is opened again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tokio::sync::Semaphore;

use super::form::Form;
use super::{App, Missing, Shared};
use crate::command::say;
use crate::command::survey::{list, setup::Setup};
use crate::crawl::{Event, Progress, StopHandle};
use crate::extract::worker::Pool;
use crate::survey::run::{self, Hears, Plan};
use crate::survey::store::{Error, Fallible, Listed, Named, NewSurvey, SiteResult, Taken, address_key};

/// Audits at the same time; more wait.
const AT_ONCE: usize = 2;
/// Audits that may wait: the page is no place for a nation.
const MOST_WAITING: usize = 20;

pub(super) struct Audits {
    turns: Arc<Semaphore>,
    under_way: Mutex<HashMap<i64, (usize, usize, usize)>>,
    /// Reading processes, shared by all audits of the page.
    pool: Mutex<Option<Arc<Pool>>>,
}

impl Default for Audits {
    fn default() -> Self {
        Audits {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            under_way: Mutex::default(),
            pool: Mutex::default(),
        }
    }
}

impl Audits {
    /// Read, waiting and failed addresses of an audit under way.
    pub(super) fn progress(&self, survey: i64) -> Option<(usize, usize, usize)> {
        self.under_way.lock().expect("no panic under this lock").get(&survey).copied()
    }
}

/// What is said where an audit is refused, by its name in the query.
pub(super) fn said(why: &str, years: &[i32]) -> String {
    let said = match why {
        "address" => "ที่อยู่เว็บไซต์ไม่ถูกต้อง ใช้รูปแบบ https://www.example.go.th",
        "private" => "ที่อยู่นี้อยู่ในเครือข่ายภายใน หน้านี้ไม่เข้าไป (ผู้ดูแลเปิดได้ด้วย oit serve --allow-private)",
        "many" => "มีการตรวจรออยู่มากแล้ว รอให้เสร็จก่อน หรือใช้ oit survey กับรายชื่อ",
        "year" => {
            let years: Vec<String> = years.iter().map(i32::to_string).collect();
            return format!("ไม่มีเกณฑ์ของปีที่ขอ ปีที่มี (พ.ศ.): {}", years.join(" "));
        }
        "running" => "เว็บไซต์นี้กำลังตรวจหรือรอตรวจอยู่แล้ว ดูได้ที่การตรวจล่าสุดข้างล่าง",
        "broken" => "เริ่มการตรวจไม่ได้ ดูข้อความในหน้าต่างที่สั่ง oit serve",
        _ => "",
    };
    said.to_owned()
}

pub(super) async fn begin(State(app): State<Shared>, form: Form) -> Response {
    // One that has no secret is as one whose secret is wrong.
    if !app.door.is_ours(form.field("form_secret")) {
        let help = "กลับไปหน้าแรก เปิดใหม่ แล้วลองอีกครั้ง";
        return super::refused(
            &app,
            &Missing::Refused(StatusCode::FORBIDDEN, "แบบฟอร์มนี้เก่าแล้ว".to_owned(), help),
        );
    }
    match begun(&app, &form).await {
        Ok((survey, agency)) => Redirect::to(&format!("/s/{survey}/a/{agency}")).into_response(),
        Err(why) => Redirect::to(&format!("/?why={why}#start")).into_response(),
    }
}

async fn begun(app: &Shared, asked: &Form) -> Result<(i64, i64), &'static str> {
    let url = list::address(asked.field("url")).map_err(|_| "address")?;
    if !app.allow_private && run::address(&url).await.is_some_and(|ip| !crate::crawl::is_public(ip)) {
        return Err("private");
    }
    if app.audits.under_way.lock().expect("no panic under this lock").len() >= MOST_WAITING {
        return Err("many");
    }
    let years = crate::rule::load::years(app.rules.as_deref());
    // A form without the field means the newest.
    let year = match asked.field("year").trim() {
        "" => years.last().copied().unwrap_or_default(),
        year => year.parse().ok().filter(|year| years.contains(year)).ok_or("year")?,
    };
    let app = Arc::clone(app);
    let bare = crate::crawl::scheme::is_bare(asked.field("url"));
    let name = asked.field("name").trim().chars().take(200).collect::<String>();
    let begun = tokio::task::spawn_blocking(move || {
        let as_of = crate::command::today().to_string();
        let broken = |error: Error| {
            say::warning("database", &format!("ฐานข้อมูลขัดข้อง: {error}"));
            "broken"
        };
        if is_under_way(&app, &url).map_err(broken)? {
            return Err("running");
        }
        let setup = Setup::told(app.flags.clone(), &as_of, year, app.rules.as_ref()).map_err(|trouble| {
            trouble.tell();
            "broken"
        })?;
        let named = if name.is_empty() { Named::Site } else { Named::Person };
        let new = NewSurvey {
            kind: "audit",
            name: if name.is_empty() { url.clone() } else { name },
            year,
            digest: setup.book.edition.digest.clone(),
            as_of,
            flags: app.flags.clone(),
            queue: String::new(),
        };
        let begin = || -> Fallible<(i64, i64)> {
            let survey = app.store.begin(&new)?;
            let listed =
                Listed { name: new.name.clone(), url: url.clone(), bare, named, ..Listed::default() };
            app.store.add(survey, &[listed])?;
            let agency = app.store.waiting(survey)?.first().map(|(agency, _)| *agency);
            Ok((survey, agency.unwrap_or_default()))
        };
        let (survey, agency) = begin().map_err(broken)?;
        go(&app, survey, setup);
        Ok((survey, agency))
    });
    begun.await.map_err(|_| "broken")?
}

/// Whether an audit of the page is at this site, or is to be.
fn is_under_way(app: &App, url: &str) -> Fallible<bool> {
    let key = address_key(url);
    let under_way: Vec<i64> =
        app.audits.under_way.lock().expect("no panic under this lock").keys().copied().collect();
    for survey in under_way {
        if app.store.sites(survey)?.iter().any(|site| address_key(&site.url) == key) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Audits that an earlier process of this page left unfinished.
pub(super) fn go_on(app: &Shared) {
    let Ok(audits) = app.store.surveys("audit", 200) else { return };
    for audit in audits.into_iter().filter(|audit| !audit.is_finished()) {
        let setup = Setup::told(audit.flags.clone(), &audit.as_of, audit.year, app.rules.as_ref());
        if let (Ok(_), Ok(setup)) = (app.store.release(audit.id), setup) {
            go(app, audit.id, setup);
        }
    }
}

fn go(app: &Shared, survey: i64, setup: Setup) {
    app.audits.under_way.lock().expect("no panic under this lock").insert(survey, (0, 0, 0));
    let app = Arc::clone(app);
    tokio::spawn(async move {
        if let Ok(_turn) = Arc::clone(&app.audits.turns).acquire_owned().await
            && let Err(why) = one(&app, survey, setup).await
        {
            say::warning("audit-stopped", &format!("การตรวจหยุด: {why}"));
        }
        app.audits.under_way.lock().expect("no panic under this lock").remove(&survey);
    });
}

async fn one(app: &Shared, survey: i64, setup: Setup) -> Result<(), String> {
    let kit = {
        let app = Arc::clone(app);
        let made = tokio::task::spawn_blocking(move || {
            let mut pool = app.audits.pool.lock().expect("no panic under this lock");
            if pool.is_none() {
                *pool = crate::command::pool().ok();
            }
            setup.kit("serve".to_owned(), &app.folder, pool.clone())
        });
        made.await.map_err(|error| error.to_string())?.map_err(|trouble| trouble.message)?
    };
    let hears: Arc<dyn Hears> = Arc::new(Watched { app: Arc::clone(app), survey });
    let plan = Plan { survey, at_once: 1, per_address: 1 };
    let ran = run::run(Arc::clone(&app.store), Arc::new(kit), &plan, hears, StopHandle::default());
    ran.await.map_err(|error: Error| error.to_string())
}

/// Keeps the numbers that the page shows.
struct Watched {
    app: Arc<App>,
    survey: i64,
}

impl Hears for Watched {
    fn began(&self, _: &Taken) -> Arc<dyn Progress> {
        Arc::new(Watched { app: Arc::clone(&self.app), survey: self.survey })
    }

    fn ended(&self, _: &Taken, _: Option<&SiteResult>) {}
}

impl Progress for Watched {
    fn event(&self, event: &Event<'_>) {
        let mut under_way = self.app.audits.under_way.lock().expect("no panic under this lock");
        if let Some(numbers) = under_way.get_mut(&self.survey) {
            *numbers = (event.read, event.waiting, event.failed);
        }
    }
}
