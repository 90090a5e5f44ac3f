//! PDF: text with its pages, tables and headings, read from what the pages draw.
//!
//! The parser runs on a thread of its own with a big stack, and a page that makes it panic costs
//! that page alone. What it cannot survive (memory, an endless loop without drawing) is held by the
//! process around it, see [`super::worker`].

mod attached;
mod broken_rows;
mod code_page;
mod columns;
mod device;
mod drawn_cells;
mod extras;
mod fields;
mod flow;
mod ground;
mod hidden;
mod mix;
mod name_maps;
mod outlines;
mod page;
mod paper;
mod quality;
mod rules;
mod running;
mod segment;
mod shapes;
mod upright;
mod weigh;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use hayro_interpret::kurbo::Rect;
use hayro_interpret::{Context, Device, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};
use hayro_syntax::page::Page;
use hayro_syntax::{LoadPdfError, Pdf};

use super::document::{About, Document, Kind, Link, ScannerPage, Unread, Why};
pub(super) use broken_rows::{append, goes_on};
use device::{Budget, Content, Reader, Stop};
pub(super) use flow::is_page_number;
use shapes::Shapes;

const MAX_PAGES: usize = 500;
const MAX_GLYPHS: usize = 5_000_000;
/// A sheet of paper holds some 5,000, a big drawing some 50,000.
const MAX_PAGE_GLYPHS: usize = 200_000;
/// With the arranging of what was read this stays within what a reading process may take.
const TIME: Duration = Duration::from_secs(6);
const STACK: usize = 64 << 20;

/// What the parsing thread tells, as soon as it knows it.
enum News {
    Opened { about: About, pages: u32 },
    Attached(Vec<File>),
    Page { number: u32, page: page::Page, links: Vec<Link>, by_scanner: bool, pictured: bool },
    Unread(Unread),
}

pub(super) use attached::File;
pub(super) use quality::is_language;

/// The document, and the files in it.
pub(super) fn read(bytes: &[u8]) -> (Document, Vec<File>) {
    read_within(bytes, TIME)
}

/// The files in it alone.
pub(super) fn files(bytes: &[u8]) -> Vec<File> {
    let data = bytes.to_vec();
    let (tell, files) = mpsc::channel();
    let unpack = move || {
        let found = catch_unwind(AssertUnwindSafe(|| Pdf::new(data).map(|pdf| attached::files(&pdf))));
        // Nobody listens any more when it took too long.
        let _ = tell.send(found.map(Result::unwrap_or_default).unwrap_or_default());
    };
    match std::thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(unpack) {
        Ok(_) => files.recv_timeout(TIME).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

fn read_within(bytes: &[u8], time: Duration) -> (Document, Vec<File>) {
    let mut document = Document { kind: Kind::Pdf, ..Document::default() };
    let stop = Arc::new(AtomicBool::new(false));
    let budget = Budget { until: Instant::now() + time, stop: stop.clone(), glyphs_left: MAX_GLYPHS };
    let until = budget.until;
    let data = bytes.to_vec();
    let (tell, news) = mpsc::channel();
    let spawned = std::thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(move || {
        let broken = tell.clone();
        if catch_unwind(AssertUnwindSafe(|| parse(data, budget, &tell))).is_err() {
            // The receiver may have given up; then nobody wants to know.
            let _ = broken.send(News::Unread(unread(None, Why::Broken, "อ่านโครงสร้างไฟล์ PDF ไม่ได้")));
        }
    });
    if spawned.is_err() {
        document.unread.push(unread(None, Why::TooLarge, "เริ่มการอ่านไม่ได้"));
        return (document, Vec::new());
    }
    let (mut pages, mut files) = (Vec::new(), Vec::new());
    loop {
        // The thread looks at the clock itself; the second more is for what it cannot interrupt.
        let left = (until + Duration::from_secs(1)).saturating_duration_since(Instant::now());
        match news.recv_timeout(left) {
            Ok(News::Opened { about, pages }) => {
                document.title = super::text_repair::title(&about.title);
                document.about = about;
                document.pages = pages;
            }
            Ok(News::Attached(attached)) => files = attached,
            Ok(News::Page { number, page, links, by_scanner, pictured }) => {
                document.scanner_read.extend(by_scanner.then_some(ScannerPage { page: number, file: None }));
                document.pictured.extend(pictured.then_some(number));
                pages.push((number, page));
                document.links.extend(links);
            }
            Ok(News::Unread(unread)) => document.unread.push(unread),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                stop.store(true, Ordering::Relaxed);
                document.unread.push(unread(None, Why::TimedOut, "ใช้เวลาอ่านนานเกินกำหนด"));
                break;
            }
        }
    }
    document.blocks = flow::blocks(pages);
    super::text_repair::blocks(&mut document.blocks);
    (document, files)
}

fn unread(page: Option<u32>, why: Why, detail: &str) -> Unread {
    Unread::new(page, why, detail)
}

fn parse(data: Vec<u8>, mut budget: Budget, tell: &Sender<News>) {
    let mut pdf = match Pdf::new(data) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(_)) => {
            let _ = tell.send(News::Unread(unread(None, Why::Locked, "ต้องใช้รหัสผ่าน")));
            return;
        }
        Err(LoadPdfError::Invalid) => {
            let _ = tell.send(News::Unread(unread(None, Why::Broken, "อ่านโครงสร้างไฟล์ PDF ไม่ได้")));
            return;
        }
    };
    if let Some(mended) = name_maps::mended(&pdf, &budget).and_then(|file| Pdf::new(file).ok()) {
        pdf = mended;
    }
    let pages = pdf.pages();
    let _ = tell.send(News::Opened { about: extras::about(&pdf), pages: pages.len() as u32 });
    if pages.is_empty() {
        let _ = tell.send(News::Unread(unread(None, Why::Broken, "ไม่มีหน้าในไฟล์ PDF")));
    }
    let cache = InterpreterCache::new();
    let mut shapes = Shapes::default();
    let mut looks = paper::MAX_PIXELS;
    for (i, page) in pages.iter().enumerate() {
        let number = i as u32 + 1;
        if i == MAX_PAGES {
            let _ =
                tell.send(News::Unread(unread(None, Why::TooLarge, &format!("อ่านเพียง {MAX_PAGES} หน้าแรก"))));
            break;
        }
        if budget.spent() {
            let _ = tell.send(News::Unread(unread(
                Some(number),
                Why::TooLarge,
                "หยุดอ่านตั้งแต่หน้านี้: ใช้เวลาหรือมีข้อความเกินกำหนด",
            )));
            break;
        }
        let too_much = || News::Unread(unread(Some(number), Why::TooLarge, "หน้านี้มีเนื้อหาเกินกำหนด"));
        if weigh::is_bomb(page) {
            let _ = tell.send(too_much());
            continue;
        }
        let (width, height) = page.render_dimensions();
        let glyphs = budget.glyphs_left.min(MAX_PAGE_GLYPHS);
        let page_budget = Budget { glyphs_left: glyphs, ..budget.clone() };
        let mut reader = Reader::new(width, height, page_budget, std::mem::take(&mut shapes));
        let drawn = interpret(&pdf, page, &cache, &mut reader);
        budget.glyphs_left -= glyphs - reader.budget.glyphs_left;
        if reader.budget.glyphs_left == 0 {
            let _ = tell.send(too_much());
        }
        let lost = page.raw().contains_key("Contents") && page.page_stream().is_none_or(<[u8]>::is_empty);
        if lost || drawn.is_err_and(|thrown| !thrown.is::<Stop>()) {
            let _ = tell.send(News::Unread(unread(Some(number), Why::Broken, "อ่านหน้านี้ไม่ครบ")));
        }
        reader.name_by_shape();
        shapes = reader.shapes;
        let mut content = reader.content;
        hidden::find(&mut content);
        let by_scanner = quality::is_scanners_reading(&content);
        if !by_scanner {
            content.glyphs.retain(|g| !g.hidden);
        }
        let named = code_page::mend(&mut content);
        let judged = match by_scanner {
            true => None,
            false if !named => Some((Why::DamagedText, true)),
            false => quality::judge(&content).or_else(|| {
                holds_scan(&pdf, page, &cache, &content, budget.until, &mut looks)
                    .then_some((Why::NeedsOcr, false))
            }),
        };
        if let Some((why, _)) = judged {
            let detail = if why == Why::NeedsOcr {
                "หน้านี้เป็นภาพ"
            } else {
                "ชั้นข้อความของหน้านี้อ่านไม่ได้"
            };
            let _ = tell.send(News::Unread(unread(Some(number), why, detail)));
        }
        let dropped = judged.is_some_and(|(_, drop)| drop);
        let pictured = quality::is_pictured(&content);
        if !dropped {
            fields::write(page, &mut content);
        }
        let links = extras::links(page, &content);
        upright::turn(&mut content);
        let text = if dropped { page::Page::default() } else { page::read(&content) };
        let by_scanner = by_scanner && !dropped;
        let _ = tell.send(News::Page { number, page: text, links, by_scanner, pictured });
    }
    let _ = tell.send(News::Attached(attached::files(&pdf)));
}

/// Whether part of the page is a scan on which nothing is written; `looks` are the pixels that may be looked at.
fn holds_scan<'a>(
    pdf: &'a Pdf,
    page: &'a Page<'a>,
    cache: &InterpreterCache<'a>,
    content: &Content,
    until: Instant,
    looks: &mut u64,
) -> bool {
    if *looks == 0 || !paper::may_be(content) {
        return false;
    }
    let mut looker = paper::Looker::new(content.width, content.height, until, *looks);
    // It stops the drawing as soon as it knows.
    let _ = interpret(pdf, page, cache, &mut looker);
    *looks = looker.left;
    looker.found
}

/// Has the page drawn to `device`; an error is what it threw.
fn interpret<'a>(
    pdf: &'a Pdf,
    page: &'a Page<'a>,
    cache: &InterpreterCache<'a>,
    device: &mut impl Device<'a>,
) -> std::thread::Result<()> {
    let (width, height) = page.render_dimensions();
    catch_unwind(AssertUnwindSafe(|| {
        let mut context = Context::new(
            page.initial_transform(true).to_kurbo(),
            Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
            cache,
            pdf.xref(),
            InterpreterSettings::default(),
        );
        interpret_page(page, &mut context, device);
    }))
}

/// Whether letters are drawn on the page as shapes, as far as that shows soon.
pub(super) fn has_drawn_letters(pdf: &Pdf, page: &Page<'_>) -> bool {
    if weigh::is_bomb(page) {
        return false;
    }
    let until = Instant::now() + Duration::from_secs(1);
    let budget = Budget { until, stop: Arc::default(), glyphs_left: MAX_PAGE_GLYPHS };
    let (width, height) = page.render_dimensions();
    let mut reader = Reader::new(width, height, budget, Shapes::default());
    // What was seen until it came to grief counts.
    let _ = interpret(pdf, page, &InterpreterCache::new(), &mut reader);
    quality::has_drawn_letters(&reader.content)
}

/// A PDF text string: UTF-16 or UTF-8 with a mark, else one byte a letter.
fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // Thai programs write windows-874 here, whatever the standard says.
            Err(_) => encoding_rs::WINDOWS_874.decode_without_bom_handling(bytes).0.into_owned(),
        },
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|c| unit([c[0], c[1]])).collect();
    String::from_utf16_lossy(&units)
}
