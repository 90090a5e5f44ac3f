//! `oit serve`: a local web page over the surveys' database.
//!
//! Every page is made on the server from the database and works without scripts; nothing of a
//! request names a file. What changes state is a POST that carries a secret of the page it came from.
//!
//! - [`App`]: the database, audits under way. `held`: surveys kept in memory.
//! - `door`: who may come in: host names, the token, headers on every answer. `form`: what a POST brings.
//! - `show`: templates and how numbers look. `start`: audits begun from the page.
//! - `search`: agencies by name, however it is written.
//! - `overview`, `agencies`, `agency`, `items`, `groups`, `changes`, `home`, `export`: the pages.

mod agencies;
mod agency;
mod changes;
mod door;
mod export;
mod form;
mod groups;
mod held;
mod home;
mod items;
mod overview;
mod search;
mod show;
mod start;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;

use crate::survey::store::{Error, Store};
use held::Held;

pub use door::Door;

/// What all pages share.
pub struct App {
    pub store: Arc<Store>,
    /// The data folder.
    pub folder: PathBuf,
    pub door: Door,
    /// Flags of `oit audit` for audits begun from the page.
    pub flags: Vec<String>,
    pub allow_private: bool,
    pub rules: Option<PathBuf>,
    /// How commands that the page names are told the data folder.
    pub place: Option<String>,
    kept: held::Kept,
    names: search::Names,
    audits: start::Audits,
    templates: minijinja::Environment<'static>,
}

/// Why there is no page.
pub(crate) enum Missing {
    NotFound,
    /// Why not, and what to do instead.
    Refused(StatusCode, String, &'static str),
    Broken(Error),
    Template(minijinja::Error),
}

impl From<Error> for Missing {
    fn from(error: Error) -> Self {
        Missing::Broken(error)
    }
}

impl From<minijinja::Error> for Missing {
    fn from(error: minijinja::Error) -> Self {
        Missing::Template(error)
    }
}

type Shown = Result<Response, Missing>;
type Shared = Arc<App>;

impl App {
    pub fn new(
        store: Arc<Store>,
        folder: PathBuf,
        door: Door,
        flags: Vec<String>,
        allow_private: bool,
        rules: Option<PathBuf>,
        place: Option<String>,
    ) -> App {
        App {
            store,
            folder,
            door,
            flags,
            allow_private,
            rules,
            place,
            kept: held::Kept::default(),
            names: search::Names::default(),
            audits: start::Audits::default(),
            templates: show::templates(),
        }
    }

    /// A survey as it is now, or was a moment ago.
    fn snapshot(&self, survey: i64) -> Result<Arc<Held>, Missing> {
        self.kept.get(&self.store, survey)
    }
}

/// Makes a page on a thread that may wait for the database.
async fn made(app: Shared, make: impl FnOnce(&Shared) -> Shown + Send + 'static) -> Response {
    let worker = Arc::clone(&app);
    let made = tokio::task::spawn_blocking(move || make(&worker)).await;
    match made {
        Ok(Ok(response)) => response,
        Ok(Err(missing)) => refused(&app, &missing),
        Err(_) => refused(&app, &Missing::Broken(Error::Io(std::io::Error::other("panic")))),
    }
}

fn refused(app: &App, missing: &Missing) -> Response {
    let (status, title, help) = match missing {
        Missing::NotFound => (StatusCode::NOT_FOUND, "ไม่มีหน้านี้".to_owned(), "ตรวจที่อยู่ หรือเริ่มจากหน้าแรก"),
        Missing::Refused(status, why, help) => (*status, why.clone(), *help),
        Missing::Broken(error) => {
            (StatusCode::INTERNAL_SERVER_ERROR, format!("ฐานข้อมูลขัดข้อง: {error}"), "ลองเปิดใหม่อีกครั้ง")
        }
        Missing::Template(error) => {
            let why = format!("สร้างหน้าไม่ได้: {error:#}");
            (StatusCode::INTERNAL_SERVER_ERROR, why, "แจ้งผู้พัฒนาโปรแกรมพร้อมข้อความนี้")
        }
    };
    match app.page("message.html", minijinja::context! { title => title.clone(), help }) {
        Ok(page) => (status, page).into_response(),
        Err(_) => (status, format!("{title}: {help}")).into_response(),
    }
}

/// What the routes refuse by themselves, in our words.
fn in_words(app: &App, answer: Response) -> Response {
    let is_page =
        answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/html; charset=utf-8");
    let status = answer.status();
    if !status.is_client_error() || is_page {
        return answer;
    }
    let (why, help) = match status {
        StatusCode::METHOD_NOT_ALLOWED => ("ที่อยู่นี้เปิดหรือส่งด้วยวิธีนี้ไม่ได้", "ใช้แบบฟอร์มและลิงก์ในหน้า เริ่มจากหน้าแรก"),
        _ => ("อ่านที่อยู่ของหน้านี้ไม่ออก", "ตรวจที่อยู่ หรือเริ่มจากหน้าแรก แล้วเลือกใหม่"),
    };
    let mut page = refused(app, &Missing::Refused(status, why.to_owned(), help));
    if let Some(allowed) = answer.headers().get(header::ALLOW) {
        page.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    page
}

/// All routes, behind the door.
pub fn router(app: Shared) -> Router {
    Router::new()
        .route("/", get(home::surveys))
        .route("/style.css", get(show::style))
        .route("/search", get(home::search))
        .route("/login", get(door::login).post(door::enter))
        .route("/audits", post(start::begin))
        .route("/s/{survey}", get(overview::page))
        .route("/s/{survey}/agencies", get(agencies::page))
        .route("/s/{survey}/items", get(items::all))
        .route("/s/{survey}/item/{item}", get(items::one))
        .route("/s/{survey}/groups", get(groups::page))
        .route("/s/{survey}/trends", get(changes::trends))
        .route("/s/{survey}/failed", get(overview::failed))
        .route("/s/{survey}/clusters", get(overview::clusters))
        .route("/s/{survey}/changes", get(changes::page))
        .route("/s/{survey}/a/{agency}", get(agency::page))
        .route("/s/{survey}/a/{agency}/{file}", get(export::report))
        .route("/s/{survey}/export/{file}", get(export::survey))
        .route("/export/{file}", get(export::all))
        .route("/a/{agency}", get(agency::history))
        .fallback(|State(app): State<Shared>| async move { refused(&app, &Missing::NotFound) })
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&app), door::guard))
        .with_state(app)
}

/// Answers until `stop` is done; audits that were begun from the page before go on.
///
/// # Errors
/// If the listener breaks.
pub async fn serve(
    listener: TcpListener,
    app: Shared,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    start::go_on(&app);
    let early = Arc::clone(&app);
    tokio::task::spawn_blocking(move || early.kept.warm(&early.store));
    axum::serve(listener, router(app)).with_graceful_shutdown(stop).await
}

/// Numbers out of a path; what is none is no page.
fn number(text: &str) -> Result<i64, Missing> {
    text.parse().map_err(|_| Missing::NotFound)
}

type Id = Path<String>;
type Ids = Path<(String, String)>;
