//! Pictures of pages, for people: what the judges read, as a visitor sees it.
//!
//! The page is fetched once more, and its styles, pictures, fonts and frames with it, all by the
//! crawler. It stands as it does now, which may be other than it was when it was read: a picture
//! says when it was taken.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Fault, MOST_FAULTS, Render, browser::Browser, show::Visit};
use crate::crawl::{
    Crawl, Options, Status, canon,
    fetch::{End, Fetcher, hex},
    guard::Guard,
    now, scope,
};

/// A usual window, and as much of a long page as one picture shows, in pixels.
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 900;
const TALLEST: f64 = 6000.0;

/// A page as it looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub png: Vec<u8>,
    /// RFC 3339, UTC, whole seconds.
    pub taken_at: String,
    /// Hex, of `png`.
    pub sha256: String,
}

/// Takes pictures of pages of a walk that is over, one after the other.
pub struct Camera {
    fetcher: Arc<Fetcher>,
    render: Render,
    browser: Option<Browser>,
    faults: u32,
}

impl Camera {
    /// `None` where the options name no browser, or the walk's root cannot be reached any more.
    pub async fn new(krawl: &Crawl, options: &Options) -> Option<Camera> {
        options.render.program.as_ref()?;
        let root = canon::parse(&krawl.root)?;
        let guard =
            Guard::for_root(&root, options.allow_private, options.proxy.is_some(), options.names.clone())
                .await
                .ok()?;
        let fetcher = Fetcher::new(&root, guard, options, None).ok()?;
        // What belongs to the site was settled by the walk.
        let own = krawl.records.iter().filter(|r| r.status == Status::Read && !r.outside);
        for url in own.filter_map(|r| canon::parse(&r.final_url)) {
            fetcher.scope.write().ok()?.add(&url);
        }
        // Looks ask for more than text does.
        let render = Render {
            requests: 160,
            bytes: 40 << 20,
            time: options.render.time.max(Duration::from_secs(40)),
            ..options.render.clone()
        };
        Some(Camera { fetcher: Arc::new(fetcher), render, browser: None, faults: 0 })
    }

    /// One page; `None` where it cannot be had or shown.
    pub async fn take(&mut self, url: &str) -> Option<Picture> {
        let url = canon::parse(url)?;
        let url = scope::download(&url).unwrap_or(url);
        let End::Answer(page) = self.fetcher.visit(url, false).await.end else { return None };
        if self.faults >= MOST_FAULTS {
            return None;
        }
        let mut browser = match self.browser.take() {
            Some(browser) => browser,
            None => Browser::start(self.render.program.as_ref()?, true).ok()?,
        };
        let visit = Visit::open(&mut browser, &self.fetcher, &page, &self.render, true).await;
        let taken = match visit {
            Ok(visit) => picture(visit).await,
            Err(fault) => Err(fault),
        };
        match taken {
            Ok(picture) => {
                self.browser = Some(browser);
                picture
            }
            Err(_) => {
                self.faults += 1;
                None
            }
        }
    }
}

async fn picture(mut visit: Visit<'_>) -> Result<Option<Picture>, Fault> {
    let window =
        |height: u32| json!({ "width": WIDTH, "height": height, "deviceScaleFactor": 1, "mobile": false });
    visit.ask("Emulation.setDeviceMetricsOverride", window(HEIGHT)).await?;
    visit.navigate();
    visit.rest().await?;
    // Seen whole for a moment, a page loads what it keeps for whoever scrolls.
    let height = tall(&mut visit).await?;
    visit.ask("Emulation.setDeviceMetricsOverride", window(height)).await?;
    visit.rest().await?;
    visit.ask("Emulation.setDeviceMetricsOverride", window(HEIGHT)).await?;
    let clip = json!({ "x": 0, "y": 0, "width": WIDTH, "height": tall(&mut visit).await?, "scale": 1 });
    let order = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
    let taken_at = now();
    let answer = visit.ask("Page.captureScreenshot", order).await?;
    visit.close();
    let png = STANDARD.decode(answer["data"].as_str().unwrap_or_default()).unwrap_or_default();
    let sound = png.starts_with(b"\x89PNG\r\n\x1a\n");
    Ok(sound.then(|| Picture { sha256: hex(&Sha256::digest(&png)), png, taken_at }))
}

/// Height of the page in pixels, as far as a picture goes.
async fn tall(visit: &mut Visit<'_>) -> Result<u32, Fault> {
    let sizes: Value = visit.ask("Page.getLayoutMetrics", json!({})).await?;
    let height = sizes["cssContentSize"]["height"].as_f64().unwrap_or_default();
    Ok(height.clamp(f64::from(HEIGHT), TALLEST) as u32)
}
