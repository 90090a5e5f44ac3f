//! `oit serve`: a local web page over the surveys' database.
//!
//! Every page is made on the server from the database and works without scripts; nothing of a
//! request names a file. What changes state is a POST that carries a secret of the page it came from.
//!
//! - [`App`]: the database, snapshots kept warm, audits under way.
//! - `door`: who may come in: host names, the token, headers on every answer.
//! - `show`: templates and how numbers look. `start`: audits begun from the page.
//! - `overview`, `agencies`, `agency`, `items`, `groups`, `home`, `export`: the pages.

mod agencies;
mod agency;
mod door;
mod export;
mod groups;
mod home;
mod items;
mod overview;
mod show;
mod start;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;

use crate::survey::insight::{Cluster, Group, ItemCount};
use crate::survey::snapshot::Snapshot;
use crate::survey::store::{Error, SiteRow, Store};
use crate::thai::text::fold;

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
    snapshots: Mutex<HashMap<i64, Arc<Held>>>,
    audits: start::Audits,
    templates: minijinja::Environment<'static>,
}

/// A snapshot, and what is counted from it once.
pub(crate) struct Held {
    changes: i64,
    pub(crate) snapshot: Snapshot,
    items: OnceLock<Vec<ItemCount>>,
    clusters: OnceLock<Vec<Cluster>>,
    whole: OnceLock<Group>,
    /// What the search looks at, by site, in matching form.
    words: OnceLock<Vec<String>>,
}

impl Held {
    fn items(&self) -> &[ItemCount] {
        self.items.get_or_init(|| self.snapshot.items_over(self.snapshot.done()))
    }

    /// All sites together.
    fn whole(&self) -> &Group {
        let all = || (0..self.snapshot.sites.len()).collect::<Vec<usize>>();
        self.whole.get_or_init(|| self.snapshot.group("", &all()))
    }

    fn words(&self) -> &[String] {
        let of =
            |site: &SiteRow| fold(&format!("{} {} {} {}", site.name, site.url, site.code, site.province));
        self.words.get_or_init(|| self.snapshot.sites.iter().map(of).collect())
    }

    fn clusters(&self) -> &[Cluster] {
        self.clusters.get_or_init(|| self.snapshot.clusters())
    }
}

/// Snapshots kept: some surveys over some years, a few megabytes each.
const KEPT: usize = 8;

/// Why there is no page.
pub(crate) enum Missing {
    NotFound,
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
    ) -> App {
        App {
            store,
            folder,
            door,
            flags,
            allow_private,
            rules,
            snapshots: Mutex::default(),
            audits: start::Audits::default(),
            templates: show::templates(),
        }
    }

    /// A survey as it is now.
    fn snapshot(&self, survey: i64) -> Result<Arc<Held>, Missing> {
        let changes = self.store.changes(survey)?.ok_or(Missing::NotFound)?;
        let mut kept = self.snapshots.lock().expect("no panic under this lock");
        if let Some(held) = kept.get(&survey).filter(|held| held.changes == changes) {
            return Ok(Arc::clone(held));
        }
        // The others wait: two that load the same survey would only take twice as long.
        let snapshot = Snapshot::load(&self.store, survey)?.ok_or(Missing::NotFound)?;
        let held = Arc::new(Held {
            changes,
            snapshot,
            items: OnceLock::new(),
            clusters: OnceLock::new(),
            whole: OnceLock::new(),
            words: OnceLock::new(),
        });
        if kept.len() >= KEPT && !kept.contains_key(&survey) {
            let oldest = kept.keys().min().copied();
            oldest.map(|oldest| kept.remove(&oldest));
        }
        kept.insert(survey, Arc::clone(&held));
        Ok(held)
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
    let (status, message) = match missing {
        Missing::NotFound => (StatusCode::NOT_FOUND, "ไม่มีหน้านี้".to_owned()),
        Missing::Broken(error) => {
            (StatusCode::INTERNAL_SERVER_ERROR, format!("ฐานข้อมูลขัดข้อง: {error} ลองเปิดใหม่อีกครั้ง"))
        }
        Missing::Template(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("สร้างหน้าไม่ได้: {error:#}")),
    };
    let page = app.page("message.html", minijinja::context! { title => message.clone() });
    match page {
        Ok(page) => (status, page).into_response(),
        Err(_) => (status, message).into_response(),
    }
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
        .route("/s/{survey}/trends", get(groups::trends))
        .route("/s/{survey}/failed", get(overview::failed))
        .route("/s/{survey}/clusters", get(overview::clusters))
        .route("/s/{survey}/changes", get(overview::changes))
        .route("/s/{survey}/a/{agency}", get(agency::page))
        .route("/s/{survey}/a/{agency}/{file}", get(export::report))
        .route("/s/{survey}/export/{file}", get(export::survey))
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
    axum::serve(listener, router(app)).with_graceful_shutdown(stop).await
}

/// Numbers out of a path; what is none is no page.
fn number(text: &str) -> Result<i64, Missing> {
    text.parse().map_err(|_| Missing::NotFound)
}

type Id = Path<String>;
type Ids = Path<(String, String)>;
