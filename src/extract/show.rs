//! A document as text for the screen.

use std::fmt::Write as _;

use super::document::{Block, Document, Kind, Region, Role, Unread, Way, Why};
use super::ocr;
use super::source::{self, Source};
use crate::both;
use crate::lang::several;

/// The text alone, a line a block; cells stand apart by a tab, so that a table can be pasted.
pub fn plain(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        if block.cells.is_empty() {
            out.push_str(&block.text);
        } else {
            out.push_str(&block.cells.join("\t"));
        }
        out.push('\n');
    }
    out
}

/// Every block with its place, then links, forms and what could not be read.
pub fn pretty(document: &Document) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_pretty(document, &mut out);
    out
}

fn write_pretty(document: &Document, out: &mut String) -> std::fmt::Result {
    if !document.title.is_empty() {
        writeln!(out, "{}", both!("ชื่อเรื่อง: {}", "title: {}", document.title))?;
    }
    let about = document.about.line();
    if !about.is_empty() {
        writeln!(out, "{about}")?;
    }
    let paged = matches!(document.kind, Kind::Pdf | Kind::Image) && document.pages > 0;
    if paged {
        write_pages(document, out)?;
    }
    write_places(document, paged, out)?;
    if !document.links.is_empty() {
        let count = document.links.len();
        let links = several(count, "link", "links");
        writeln!(out, "\n{}", both!("ลิงก์ {count} รายการ", "{links}"))?;
        for link in &document.links {
            let text = if link.text.is_empty() {
                both!("(ไม่มีข้อความ)", "(no text)")
            } else {
                link.text.clone()
            };
            writeln!(out, "  {text} → {}{}", link.url, way(link.way))?;
        }
    }
    if !document.forms.is_empty() {
        let count = document.forms.len();
        let forms = several(count, "form", "forms");
        writeln!(out, "\n{}", both!("แบบฟอร์ม {count} รายการ", "{forms}"))?;
        for form in &document.forms {
            let fields: Vec<&str> = form
                .fields
                .iter()
                .map(|f| if f.label.is_empty() { f.name.as_str() } else { f.label.as_str() })
                .collect();
            writeln!(out, "  {} {}: {} [{}]", form.method, form.action, fields.join(", "), form.button)?;
        }
    }
    if document
        .blocks
        .iter()
        .any(|b| b.text.contains('?') && ocr::is_ocr_in(document, b.place.file.as_deref(), b.place.page))
    {
        let doubt = both!(
            "? ในหน้าที่อ่านจากภาพ = ตัวเลขที่อ่านได้ไม่แน่ชัด",
            "? on a page read from a picture = a digit in doubt"
        );
        writeln!(out, "\n{doubt}")?;
    }
    if !document.unread.is_empty() {
        let count = document.unread.len();
        let parts = several(count, "part", "parts");
        writeln!(out, "\n{}", both!("ส่วนที่ไม่ได้อ่าน {count} รายการ", "{parts} not read"))?;
        for unread in &document.unread {
            writeln!(out, "  {}", unread_words(unread))?;
        }
    }
    Ok(())
}

/// Page by page, each with how its text was got; pages that say nothing are told of too.
fn write_pages(document: &Document, out: &mut String) -> std::fmt::Result {
    let numbers = document.blocks.iter().filter(|b| b.place.file.is_none()).filter_map(|b| b.place.page);
    let pages = document.pages.max(numbers.max().unwrap_or_default());
    let mut first = 1;
    while first <= pages {
        let words = page_words(document, first);
        let mut blocks = on_page(document, first).peekable();
        let mut last = first;
        if blocks.peek().is_none() {
            // Many pages without text, as of a scan, are one line.
            while last < pages
                && on_page(document, last + 1).next().is_none()
                && page_words(document, last + 1) == words
            {
                last += 1;
            }
        }
        let number = if first == last { first.to_string() } else { format!("{first}–{last}") };
        writeln!(out, "\n── {}", both!("หน้า {number} · {words}", "page {number} · {words}"))?;
        for block in blocks {
            writeln!(out, "{}{}", mark(block.role), block.text)?;
        }
        first = last + 1;
    }
    Ok(())
}

fn on_page(document: &Document, page: u32) -> impl Iterator<Item = &Block> {
    let own = document.blocks.iter().filter(|b| b.place.file.is_none());
    own.filter(move |b| b.place.page.unwrap_or(1) == page)
}

fn page_words(document: &Document, page: u32) -> String {
    let source = source::of(document, Some(page));
    let unread = document.unread.iter().find(|u| u.file.is_none() && u.page.is_none_or(|p| p == page));
    match (source, unread) {
        (Source::Unread, Some(unread)) => why_words(unread.why),
        _ => source.words(source::confidence(document, Some(page))),
    }
}

/// Place by place; of a document with pages what its files say, for its own pages are told.
fn write_places(document: &Document, paged: bool, out: &mut String) -> std::fmt::Result {
    let mut above = String::new();
    for block in document.blocks.iter().filter(|b| !paged || b.place.file.is_some()) {
        let place = place(document, block);
        if place != above {
            writeln!(out, "\n── {place}")?;
            above = place;
        }
        writeln!(out, "{}{}", mark(block.role), block.text)?;
    }
    Ok(())
}

/// One unread part in words: place, reason, detail.
pub fn unread_words(unread: &Unread) -> String {
    let whole = || both!("ทั้งเอกสาร", "the whole document");
    let place = unread.page.map_or_else(whole, |page| both!("หน้า {page}", "page {page}"));
    let why = why_words(unread.why);
    let detail = ocr::limit_words(&unread.detail).unwrap_or_else(|| unread.detail.clone());
    if detail.is_empty() || detail == why {
        format!("{place}: {why}")
    } else {
        format!("{place}: {why} ({detail})")
    }
}

/// The reason in words.
pub fn why_words(why: Why) -> String {
    match why {
        Why::NeedsOcr => both!("เป็นภาพสแกน ต้องใช้ OCR", "a scan, for OCR"),
        Why::DamagedText => both!("ชั้นข้อความเสียหาย", "its text is damaged"),
        Why::Locked => both!("ต้องใช้รหัสผ่าน", "behind a password"),
        Why::Broken => both!("ไฟล์เสียหาย", "broken"),
        Why::Unsupported => both!("ไม่รู้จักรูปแบบไฟล์นี้", "an unknown format"),
        Why::TooLarge => both!("ใหญ่เกินกำหนด", "over a limit of size"),
        Why::TimedOut => both!("ใช้เวลาอ่านเกินกำหนด", "takes too long to read"),
        Why::Crashed => both!("โปรแกรมอ่านไฟล์นี้ไม่สำเร็จ", "the reader crashed over it"),
    }
}

fn place(document: &Document, block: &Block) -> String {
    let place = &block.place;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(place.file.clone());
    parts.extend(place.page.map(|page| both!("หน้า {page}", "page {page}")));
    let file = place.file.as_deref();
    let is_ocr = ocr::is_ocr_in(document, file, place.page);
    let source = if is_ocr { source::of_file(document, file, place.page) } else { Source::File };
    if is_ocr || file.is_some() && place.page.is_some() {
        parts.push(source.words(source::confidence_in(document, file, place.page)));
    }
    parts.extend(place.sheet.as_ref().map(|sheet| both!("แผ่นงาน {sheet}", "sheet {sheet}")));
    match block.region {
        Region::Main => {}
        Region::Menu => parts.push(both!("เมนู", "menu")),
        Region::Header => parts.push(both!("ส่วนหัว", "header")),
        Region::Footer => parts.push(both!("ส่วนท้าย", "footer")),
        Region::Aside => parts.push(both!("ข้างเคียง", "aside")),
    }
    if !place.heading.is_empty() {
        parts.push(place.heading.join(" › "));
    }
    if parts.is_empty() { both!("เนื้อหา", "content") } else { parts.join(" · ") }
}

fn mark(role: Role) -> String {
    match role {
        Role::Heading(level) => format!("{} ", "#".repeat(usize::from(level.clamp(1, 6)))),
        Role::Paragraph => String::new(),
        Role::Item => "• ".to_owned(),
        Role::Row { table, header } => {
            let (number, head) =
                (table + 1, if header { both!(" หัวตาราง", ", head") } else { String::new() });
            both!("[ตาราง {number}{head}] ", "[table {number}{head}] ")
        }
    }
}

fn way(way: Way) -> String {
    match way {
        Way::Anchor => String::new(),
        Way::Area => both!(" (แผนที่ภาพ)", " (image map)"),
        Way::Frame => both!(" (กรอบ)", " (frame)"),
        Way::Embed => both!(" (ฝัง)", " (embedded)"),
        Way::Picture => both!(" (รูปภาพ)", " (picture)"),
        Way::Relation | Way::Header => both!(" (ส่วนหัวของหน้า)", " (head of the page)"),
        Way::Refresh => both!(" (เปลี่ยนหน้าอัตโนมัติ)", " (sends on)"),
        Way::Form => both!(" (แบบฟอร์ม)", " (form)"),
        Way::Script => both!(" (สคริปต์)", " (script)"),
        Way::Data => both!(" (แอตทริบิวต์ข้อมูล)", " (data attribute)"),
    }
}
