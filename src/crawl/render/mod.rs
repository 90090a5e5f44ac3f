//! Pages that scripts build: shown by a browser, so that their text and links can be read.
//!
//! The browser is the system's Chromium, driven over a pipe (`browser`, `show`). It has no network
//! of its own: whatever a page asks for comes to `gate`, and what passes is fetched by the crawler,
//! with its address guard, its pace, its robots.txt and its caps. `need` says which pages need it.
//!
//! A browser that crashes, hangs or is not there costs the pages that need it, and nothing else.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex as Lock},
    time::Duration,
};

use tokio::sync::{Mutex, Semaphore};
use url::Url;

use super::fetch::{Exchange, Fetcher};
use browser::Browser;

mod browser;
mod gate;
pub mod need;
pub mod picture;
mod show;
mod words;

pub(super) use words::note;
pub use words::state;

/// Browsers that understand us, by their names on the path.
const NAMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome-headless-shell"];
/// After so many browsers that came to grief, no further one is started.
const MOST_FAULTS: u32 = 5;
/// Scripts and data kept for the next page, in bytes: pages of one site share theirs.
const MOST_KEPT: usize = 32 << 20;

/// When pages are shown in a browser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum When {
    /// Where the page needs it and a browser is there.
    Auto,
    #[default]
    Never,
    /// Every web page of the site.
    Always,
}

/// What showing pages may cost.
#[derive(Debug, Clone)]
pub struct Render {
    pub when: When,
    /// The browser; see [`find`].
    pub program: Option<PathBuf>,
    /// Pages of one walk.
    pub pages: u32,
    /// Requests of one page beside its own.
    pub requests: usize,
    /// Bytes that these may bring.
    pub bytes: u64,
    /// After this the page is taken as it stands.
    pub time: Duration,
    /// A page that asked for nothing for so long is complete.
    pub quiet: Duration,
    /// Shared by walks at the same time: so many browsers at once, each ended with its page, since
    /// one that waits holds a few hundred MB. `None`: one browser for the whole walk.
    pub turns: Option<Arc<Semaphore>>,
}

impl Default for Render {
    fn default() -> Self {
        Self {
            when: When::default(),
            program: None,
            pages: 400,
            requests: 60,
            bytes: 20 << 20,
            time: Duration::from_secs(30),
            quiet: Duration::from_millis(700),
            turns: None,
        }
    }
}

/// The browser of this machine: `OIT_CHROMIUM`, else the first on the path.
pub fn find() -> Option<PathBuf> {
    // Its pipe is handed over by a shell; elsewhere nobody has built the like yet.
    if !cfg!(unix) {
        return None;
    }
    if let Some(said) = std::env::var_os("OIT_CHROMIUM").filter(|v| !v.is_empty()) {
        return Some(PathBuf::from(said)).filter(|p| p.is_file());
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    NAMES.iter().find_map(|name| folders.iter().map(|f| f.join(name)).find(|p| Path::is_file(p)))
}

/// Why a page could not be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// No browser on this machine, or none wanted.
    Absent,
    /// It did not start.
    NoStart,
    /// It ended, or the page's process did.
    Crashed,
    /// No answer in time.
    Hung,
    /// More text than a page may have.
    TooLarge,
    /// The pages that one walk may show are used up.
    Spent,
}

/// A page as it stood once its scripts had done their work.
pub(super) struct Shown {
    pub(super) html: Vec<u8>,
    /// Data that the page asked for and was not given: it may be less than people see.
    pub(super) missed: usize,
}

/// The browser of one walk, started with the first page that needs it.
pub(super) struct Renderer {
    options: Render,
    /// One page at a time: they would share the processors anyway.
    state: Mutex<State>,
    kept: Lock<HashMap<Url, Arc<Exchange>>>,
}

#[derive(Default)]
struct State {
    browser: Option<Browser>,
    faults: u32,
    pages: u32,
}

impl Renderer {
    pub(super) fn new(options: &Render) -> Self {
        Self { options: options.clone(), state: Mutex::default(), kept: Lock::default() }
    }

    pub(super) fn when(&self) -> When {
        self.options.when
    }

    /// Shows a page that was fetched already; it is not asked for again.
    pub(super) async fn show(&self, fetcher: &Arc<Fetcher>, page: &Arc<Exchange>) -> Result<Shown, Fault> {
        let program = self.options.program.as_ref().filter(|_| self.options.when != When::Never);
        let program = program.ok_or(Fault::Absent)?;
        let mut state = self.state.lock().await;
        if state.pages >= self.options.pages {
            return Err(Fault::Spent);
        }
        if state.faults >= MOST_FAULTS {
            return Err(Fault::NoStart);
        }
        state.pages += 1;
        let turn = match &self.options.turns {
            Some(turns) => Some(turns.acquire().await.map_err(|_| Fault::Absent)?),
            None => None,
        };
        // Taken out while it works: if this visit is aborted, the browser ends with it.
        let mut browser = match state.browser.take() {
            Some(browser) => browser,
            None => match Browser::start(program, false) {
                Ok(browser) => browser,
                Err(_) => {
                    state.faults += 1;
                    return Err(Fault::NoStart);
                }
            },
        };
        let shown = show::show(&mut browser, fetcher, page, &self.options).await;
        match shown {
            Ok(_) | Err(Fault::TooLarge) if turn.is_none() => state.browser = Some(browser),
            Ok(_) | Err(Fault::TooLarge) => {}
            Err(_) => state.faults += 1,
        }
        shown
    }

    /// What a page loaded already: it is the same for the next one, and for the walk itself.
    pub(super) fn kept(&self, url: &Url) -> Option<Arc<Exchange>> {
        self.kept.lock().ok()?.get(url).cloned()
    }

    fn keep(&self, url: Url, exchange: &Arc<Exchange>) {
        let Ok(mut kept) = self.kept.lock() else { return };
        let held: usize = kept.values().map(|e| e.body.len()).sum();
        if held + exchange.body.len() <= MOST_KEPT {
            kept.insert(url, Arc::clone(exchange));
        }
    }
}
