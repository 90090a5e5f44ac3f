//! `--screenshots`: pictures of the evidence that visitors use, in a folder beside the report.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::Trouble;
use crate::both;
use crate::cli::Output;
use crate::crawl::render::picture::{Camera, Picture};
use crate::crawl::{self, Crawl};
use crate::extract::Kind;
use crate::lang::several;
use crate::report::{Report, Screenshot};
use crate::rule::load::Book;

/// Pages of one audit, and of one item: more would cost the site and say no more.
const MOST: usize = 40;
const MOST_OF_ITEM: usize = 2;

/// For whoever asked for a browser: that there is none is said before the walk, not after an hour.
pub fn check() -> Result<(), Trouble> {
    let found = crawl::render::find().is_some();
    found.then_some(()).ok_or_else(|| {
        Trouble::wrong(both!(
            "ไม่พบ Chromium ที่ --screenshots และ --render always ต้องใช้",
            "there is no Chromium, which --screenshots and --render always need"
        ))
        .help(both!("ดูวิธีติดตั้งด้วย oit doctor", "oit doctor says how to install it"))
    })
}

/// Takes the pictures, writes them, and names them in the report. A page that cannot be shown has
/// none, and a note says so.
pub async fn take(
    report: &mut Report,
    book: &Book,
    krawl: &Crawl,
    options: &crawl::Options,
    output: &Output,
    kept: Option<&Path>,
) -> Result<(), Trouble> {
    let wanted = wanted(report, book);
    let (name, places) = folders(output, kept);
    if wanted.is_empty() || places.is_empty() {
        return Ok(());
    }
    if !output.is_hushed() {
        let (number, pages) = (wanted.len(), several(wanted.len(), "page", "pages"));
        let line =
            crate::both!("ถ่ายภาพหน้าจอหลักฐาน {number} หน้า …", "taking pictures of {pages} of evidence …");
        super::say::info("screenshots", &line);
    }
    let mut taken: BTreeMap<&str, Screenshot> = BTreeMap::new();
    let Some(mut camera) = Camera::new(krawl, options).await else {
        report.coverage.notes.push("ถ่ายภาพหน้าจอไม่ได้: เข้าเว็บไซต์อีกครั้งไม่ได้".to_owned());
        return Ok(());
    };
    let mut notes = Vec::new();
    for (url, file) in &wanted {
        let picture = tokio::select! {
            picture = camera.take(url) => picture,
            () = super::stop::asked() => {
                notes.push("หยุดตามคำสั่งก่อนถ่ายภาพหน้าจอครบ".to_owned());
                break;
            }
        };
        let Some(Picture { png, taken_at, sha256 }) = picture else {
            notes.push(format!("ถ่ายภาพหน้าจอไม่ได้: {url}"));
            continue;
        };
        for place in &places {
            let folder = place.join(&name);
            write(&folder, file, &png).map_err(|error| {
                Trouble::not_done(both!(
                    "เขียน {} ไม่ได้: {error}",
                    "cannot write {}: {error}",
                    folder.join(file).display()
                ))
            })?;
        }
        taken.insert(url, Screenshot { file: format!("{name}/{file}"), taken_at, sha256 });
    }
    for found in report.items.iter_mut().flat_map(|item| &mut item.evidence) {
        found.screenshot = taken.get(found.url.as_str()).cloned();
    }
    report.coverage.notes.extend(notes);
    Ok(())
}

/// Addresses and names of files: the best web pages of every item whose rule asks for something to
/// be used on the page. A page that serves several items has one picture.
fn wanted(report: &Report, book: &Book) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let channels = book.rules.iter().filter(|rule| rule.judges.iter().any(|j| j.test.get_ref().is_channel()));
    for item in channels.filter_map(|rule| report.item(rule.item.get_ref())) {
        let pages = item.evidence.iter().filter(|found| found.kind == Kind::Html);
        for (n, found) in pages.take(MOST_OF_ITEM).enumerate() {
            if out.len() < MOST && !out.iter().any(|(url, _)| *url == found.url) {
                out.push((found.url.clone(), format!("{}-{}.png", item.id, n + 1)));
            }
        }
    }
    out
}

/// The folder's name, and where it stands: beside each report, or beside the stored walk.
fn folders(output: &Output, kept: Option<&Path>) -> (String, Vec<PathBuf>) {
    let named = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let reports = || output.to.iter().map(PathBuf::as_path).filter(|p| !named(p).ends_with(".warc.gz"));
    let all: Vec<&Path> =
        if reports().next().is_some() { reports().collect() } else { kept.into_iter().collect() };
    let stem = all.first().map(|path| named(path)).unwrap_or_default();
    let stem = stem.split('.').find(|part| !part.is_empty()).unwrap_or("oit").to_owned();
    let mut places: Vec<PathBuf> =
        all.iter().map(|path| path.parent().unwrap_or(Path::new("")).to_owned()).collect();
    places.sort();
    places.dedup();
    (format!("{stem}-screenshots"), places)
}

fn write(folder: &Path, file: &str, png: &[u8]) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join(file), png)
}
