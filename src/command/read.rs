//! `oit read`: what the auditor sees in one document.

mod advice;
mod file;
mod pictures;

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{End, Trouble, to};
use crate::both;
use crate::cli::{Read, When};
use crate::crawl::{self, Reader, Status, StopHandle};
use crate::extract::data::Data;
use crate::extract::{Document, Hints, ocr, show, viewer};

pub async fn run(asked: &Read) -> Result<End, Trouble> {
    if let Some(path) = &asked.to {
        known(path)?;
    }
    let waiting = super::progress::Waiting::on(&both!("กำลังอ่าน {}", "reading {}", asked.what));
    let document = document(&asked.what, asked, waiting.pages()).await.map_err(|t| unopened(t, asked))?;
    drop(waiting);
    if let Some(path) = &asked.to {
        let json = serde_json::to_string_pretty(&Data::of(&document))
            .map_err(|e| Trouble::not_done(e.to_string()))?;
        to::write(path, json.as_bytes())?;
        anstream::eprintln!("{}", both!("เขียนแล้ว: {}", "written: {}", path.display()));
        return Ok(told(&document, asked));
    }
    let text = if asked.plain { show::plain(&document) } else { show::pretty(&document) };
    let text: String = text.lines().map(|line| clean(line) + "\n").collect();
    // A closed pipe is no fault of ours.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(told(&document, asked))
}

/// Whether a file's name asks for what is written; a pipe or a device is asked for nothing.
fn known(path: &Path) -> Result<(), Trouble> {
    let is_json = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let is_pipe = || std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir());
    if is_json || is_pipe() {
        return Ok(());
    }
    Err(Trouble::wrong(both!("{}: ไม่รู้จักรูปแบบนี้", "{}: unknown format", path.display())).help(both!(
        "ใช้ .json ถ้าต้องการข้อความอย่างเดียว ใช้ --plain แล้วส่งลงไฟล์ด้วย >",
        "use .json; for the text alone use --plain and send it to a file with >"
    )))
}

/// Says how the reading ended, and what can be done.
fn told(document: &Document, asked: &Read) -> End {
    let status = document.status();
    if status.is_unread() {
        let why = crate::lang::now().words().status(status);
        anstream::eprintln!("{}", both!("ไม่ได้อ่าน: {why} ({})", "not read: {why} ({})", status.name()));
    }
    advise(document, asked);
    if status.is_unread() { End::Unread(status) } else { End::Clean }
}

/// A command that is right of a file that cannot be opened is not done, as one of an address is.
fn unopened(trouble: Trouble, asked: &Read) -> Trouble {
    match file::source(&asked.what) {
        file::Source::File(path)
            if !asked.what.trim().is_empty() && !path.is_dir() && std::fs::File::open(&path).is_err() =>
        {
            Trouble { end: End::NotDone, ..trouble }
        }
        _ => trouble,
    }
}

/// Whether a file is to be read, and nothing fetched.
pub fn is_of_file(asked: &Read) -> bool {
    matches!(file::source(&asked.what), file::Source::File(_))
}

fn advise(document: &Document, asked: &Read) {
    for sentence in advice::advice(document, asked.ocr, || ocr::Ocr::find().is_some()) {
        anstream::eprintln!("{}", both!("ทางแก้: {}", "help: {}", sentence));
    }
}

/// A line without what steers a screen; tabs between cells stay.
fn clean(line: &str) -> String {
    line.split('\t').map(crate::report::clean_text).collect::<Vec<_>>().join("\t")
}

/// Reads a file, or the one page at an address.
pub async fn document(what: &str, asked: &Read, tell: ocr::Tell) -> Result<Document, Trouble> {
    // Somebody waits for this one document: all of it, as far as anybody would read.
    let folder = super::audit::data_dir(asked.data_dir.as_deref()).ok().map(|f| f.join("ocr"));
    let whole = ocr::Options {
        pages_per_document: 200,
        every_page: true,
        folder,
        tell,
        ..ocr::Options::within(Duration::from_secs(asked.ocr_time))
    };
    let reader = super::audit::reader_of_one(asked.ocr, whole)?;
    let source = match file::source(what) {
        file::Source::Address(address) => file::Source::Address(viewer::past(&address)),
        file => file,
    };
    let mut document = match &source {
        file::Source::File(path) => {
            let name = path.to_string_lossy();
            reader(&file::bytes(path)?, &Hints { file_name: &name, ..Hints::default() })
        }
        file::Source::Address(address) => fetch(address, Reader::clone(&reader)).await?,
    };
    if asked.ocr != When::Never {
        pictures::read(&mut document, &source, &reader).await;
    }
    Ok(document)
}

/// Fetches one address with the crawler's own care. Its root may be any file here, so the
/// document is taken where the crawler has it read.
async fn fetch(url: &str, reader: Reader) -> Result<Document, Trouble> {
    // As it came, and as it was read last: of a flip book, which is no web page, the walk tells nothing.
    let seen: Arc<Mutex<Vec<Document>>> = Arc::default();
    let watching: Reader = {
        let seen = Arc::clone(&seen);
        Arc::new(move |bytes, hints| {
            let document = reader(bytes, hints);
            if let Ok(mut seen) = seen.lock() {
                seen.truncate(1);
                seen.push(document.clone());
            }
            document
        })
    };
    let render = super::audit::rendering(When::Auto);
    let options = crawl::Options { max_pages: 1, render, ..crawl::Options::default() };
    let walked = crawl::walk(url, &options, watching, None, &crawl::Silent, StopHandle::default()).await;
    let mut seen = seen.lock().map(|mut seen| std::mem::take(&mut *seen)).unwrap_or_default();
    let document = if walked.is_ok() { seen.drain(..).next() } else { seen.pop() };
    // A page that scripts build was read twice: as it came, and as the browser showed it.
    let page = walked.as_ref().ok().and_then(|krawl| krawl.records.first());
    let unseen = page.map(|page| page.status).filter(|s| matches!(s, Status::NeedsScript | Status::InViewer));
    if let Some(status) = unseen {
        let why = crate::lang::now().words().status(status);
        anstream::eprintln!("{}", both!("คำเตือน: {why}", "warning: {why}"));
    }
    let shown =
        page.filter(|page| page.rendered).and_then(|page| page.document.as_ref()).map(crawl::Paper::load);
    match (shown.map(Arc::unwrap_or_clone).or(document), walked) {
        (Some(document), _) => Ok(document),
        (None, Ok(_)) => Err(Trouble::not_done(both!("{url} ไม่มีเนื้อหา", "there is nothing at {url}"))),
        (None, Err(e)) => {
            let (status, words) = (e.status(), crate::lang::now().words());
            let why = words.status(status);
            Err(Trouble::not_done(both!("เข้า {url} ไม่ได้: {why}", "{url} cannot be read: {why}"))
                .help(words.advice(status)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_json_by_its_name_too() {
        assert!(known(Path::new("x.json")).is_ok() && known(Path::new("ผล/x.JSON")).is_ok());
        for name in ["x.xml", "x", "json"] {
            let trouble = known(Path::new(name)).unwrap_err();
            assert!(trouble.help.is_some_and(|help| help.contains(".json")), "{name}");
        }
    }
}
