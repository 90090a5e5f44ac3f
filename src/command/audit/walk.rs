//! Walking one site as it was asked for, or loading a walk that is kept; what is said where a site lets nobody in.

use std::path::Path;
use std::sync::Arc;

use crate::both;
use crate::cli::Output;
use crate::command::progress::Told;
use crate::command::{Trouble, kept, say, stop, to};
use crate::crawl::{self, Crawl, StopHandle, Unable, scheme};
use crate::report;
use crate::survey::site::Cause;

/// Walks the site, keeping what is fetched at `keep`; Ctrl-C ends the walk and keeps what was read.
///
/// A walk that was killed goes on; of the last walk that ended, only what changed is fetched.
pub async fn walk(
    (url, bare): (&str, bool),
    options: &crawl::Options,
    reader: crawl::Reader,
    keep: &Path,
    output: &Output,
) -> Result<Crawl, Trouble> {
    let url = with_scheme(url);
    let handle = StopHandle::default();
    let https = match walked(&url, options, &reader, keep, output, &handle).await? {
        Ok(krawl) => return Ok(krawl),
        Err(_) if handle.is_stopped() => return Err(stopped_at_once(&url)),
        Err(error) => error,
    };
    let Some(plain) = scheme::plain(&url, &https).filter(|_| bare) else {
        return Err(unable(&url, &https));
    };
    let why = crate::lang::now().words().status(https.status());
    // The report says it too.
    if !(output.still && output.is_hushed()) {
        say::info(
            "plain-http",
            &both!("เข้า {url} ไม่ได้ ({why}) ลอง {}", "{url} cannot be read ({why}); trying {}", plain.url),
        );
    }
    let options = crawl::Options { notes: vec![plain.note], ..options.clone() };
    match walked(&plain.url, &options, &reader, keep, output, &handle).await? {
        Ok(krawl) => Ok(krawl),
        Err(_) if handle.is_stopped() => Err(stopped_at_once(&url)),
        Err(http) => {
            let trouble = unable(&url, &scheme::telling(https, http));
            Err(Trouble { message: format!("{} ({})", trouble.message, scheme::both_tried()), ..trouble })
        }
    }
}

/// Stopped before its first page was there.
fn stopped_at_once(url: &str) -> Trouble {
    Trouble::not_done(both!(
        "หยุดตามคำสั่งก่อนอ่านหน้าแรกของ {url} จึงไม่มีผลให้สรุป",
        "stopped as asked before the first page of {url} was read: there is nothing to sum up"
    ))
    .help(both!("สั่งคำสั่งเดิมอีกครั้งเพื่อตรวจใหม่", "give the same command again to audit it"))
}

/// One walk, by one of the ways in.
async fn walked(
    url: &str,
    options: &crawl::Options,
    reader: &crawl::Reader,
    keep: &Path,
    output: &Output,
    handle: &StopHandle,
) -> Result<Result<Crawl, Unable>, Trouble> {
    let sink = kept::open(keep, url, options, output)?;
    let listener = tokio::spawn({
        let handle = handle.clone();
        async move {
            stop::asked().await;
            say::warning(
                "interrupted",
                &both!("\nหยุดตามคำสั่ง กำลังสรุปจากที่อ่านแล้ว …", "\nstopped as asked; summing up what was read …"),
            );
            // Nor are scans read on or pictures taken: who stops an audit wants its report.
            stop::all();
            handle.stop();
        }
    });
    let watched = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let told = Told::new(output.quiet || output.still && !watched, output.verbose);
    let walked = crawl::walk(url, options, Arc::clone(reader), Some(sink), &told, handle.clone()).await;
    told.end();
    listener.abort();
    Ok(walked)
}

/// An address as it was typed, made whole. A word alone is no name on the internet; whoever means a machine of the
/// house writes `http://` before it.
pub fn address(typed: &str) -> Result<String, Trouble> {
    let whole = with_scheme(typed.trim());
    let named = crawl::canon::parse(&whole).is_some_and(|url| {
        let host = url.host_str().unwrap_or_default();
        typed.contains("://")
            || host.trim_end_matches('.').contains('.')
            || host == "localhost"
            || host.contains(':')
    });
    if named { Ok(whole) } else { Err(no_address(typed)) }
}

fn no_address(typed: &str) -> Trouble {
    Trouble::wrong(both!("“{}” ไม่ใช่ที่อยู่เว็บ", "“{}” is no web address", typed))
        .help(both!("ใช้รูปแบบ https://www.example.go.th", "write it as https://www.example.go.th"))
}

/// People type the name alone.
pub fn with_scheme(url: &str) -> String {
    let url = if scheme::is_bare(url) { format!("https://{url}") } else { url.to_owned() };
    crawl::canon::public(&url)
}

fn unable(url: &str, error: &Unable) -> Trouble {
    let (status, words) = (error.status(), crate::lang::now().words());
    let message = match error {
        Unable::BadAddress(address) => return no_address(address),
        Unable::Tls(fault) => {
            let (title, advice) = report::certificate(*fault, crate::lang::now());
            return Trouble::not_done(both!(
                "เข้า {} ไม่ได้: ใบรับรอง HTTPS มีปัญหา: {}",
                "{} cannot be read: its HTTPS certificate is at fault: {}",
                url,
                title
            ))
            .help(both!(
                "{} หรืออ่านต่อทั้งอย่างนั้นโดยไม่ใช้ --strict-tls",
                "{}, or read it all the same without --strict-tls",
                advice
            ));
        }
        Unable::NotAPage { .. } => both!("{} ไม่ใช่หน้าเว็บ", "{} is no web page", url),
        Unable::Robots { status: crawl::Status::ServerError | crawl::Status::TimedOut, .. } => {
            let why = words.status(status);
            both!(
                "เข้า {url} ไม่ได้: {why} (ตั้งแต่ถาม robots.txt)",
                "{url} cannot be read: {why} (robots.txt already)"
            )
        }
        Unable::Robots { .. } => {
            both!(
                "robots.txt ของ {url} ไม่ให้เข้า ({})",
                "robots.txt of {url} lets nobody in ({})",
                words.status(status)
            )
        }
        Unable::Unreachable { http: Some(code), .. } => {
            let why = words.status(status);
            both!("เข้า {url} ไม่ได้: {why} (HTTP {code})", "{url} cannot be read: {why} (HTTP {code})")
        }
        _ => both!("เข้า {url} ไม่ได้: {}", "{url} cannot be read: {}", words.status(status)),
    };
    Trouble::not_done(message).help(Cause::of(status).advice())
}

pub(super) fn load(file: &Path, reader: &crawl::Reader, output: &Output) -> Result<Crawl, Trouble> {
    crawl::keep::load_known(file, reader, &kept::reads(output.ocr)).map_err(|error| {
        let why = match &error {
            crawl::load::Fault::Io(error) => to::unread(error),
            crawl::load::Fault::NotWarc => both!("ไม่ใช่ไฟล์ WARC", "it is no WARC file"),
            crawl::load::Fault::Empty => both!("ไม่มีหน้าเว็บอยู่ในไฟล์", "no web page stands in it"),
        };
        Trouble::wrong(both!("เปิดไฟล์ {} ไม่ได้: {why}", "cannot open {}: {why}", file.display())).help(both!(
            "ใช้ไฟล์ .warc หรือ .warc.gz ที่เก็บจากการเดินเว็บ",
            "use a .warc or .warc.gz kept from a walk"
        ))
    })
}
