//! A document as text for the screen.

use std::fmt::Write as _;

use super::document::{Block, Document, Kind, Region, Role, Unread, Way, Why};
use super::source::{self, Source};

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
        writeln!(out, "ชื่อเรื่อง: {}", document.title)?;
    }
    let about = document.about.line();
    if !about.is_empty() {
        writeln!(out, "{about}")?;
    }
    let paged = matches!(document.kind, Kind::Pdf | Kind::Image) && document.pages > 0;
    if paged {
        write_pages(document, out)?;
    } else {
        write_places(document, out)?;
    }
    if !document.links.is_empty() {
        writeln!(out, "\nลิงก์ {} รายการ", document.links.len())?;
        for link in &document.links {
            writeln!(
                out,
                "  {} → {}{}",
                if link.text.is_empty() { "(ไม่มีข้อความ)" } else { &link.text },
                link.url,
                way(link.way)
            )?;
        }
    }
    if !document.forms.is_empty() {
        writeln!(out, "\nแบบฟอร์ม {} รายการ", document.forms.len())?;
        for form in &document.forms {
            let fields: Vec<&str> = form
                .fields
                .iter()
                .map(|f| if f.label.is_empty() { f.name.as_str() } else { f.label.as_str() })
                .collect();
            writeln!(out, "  {} {}: {} [{}]", form.method, form.action, fields.join(", "), form.button)?;
        }
    }
    if document.blocks.iter().any(|b| b.text.contains('?') && super::ocr::is_ocr(document, b.place.page)) {
        writeln!(out, "\n? ในหน้าที่อ่านจากภาพ = ตัวเลขที่อ่านได้ไม่แน่ชัด")?;
    }
    if !document.unread.is_empty() {
        writeln!(out, "\nส่วนที่อ่านไม่ได้ {} รายการ", document.unread.len())?;
        for unread in &document.unread {
            writeln!(out, "  {}", unread_words(unread))?;
        }
    }
    Ok(())
}

/// Page by page, each with how its text was got; pages that say nothing are told of too.
fn write_pages(document: &Document, out: &mut String) -> std::fmt::Result {
    let numbers = document.blocks.iter().filter_map(|b| b.place.page);
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
        writeln!(out, "\n── หน้า {number} · {words}")?;
        for block in blocks {
            writeln!(out, "{}{}", mark(block.role), block.text)?;
        }
        first = last + 1;
    }
    Ok(())
}

fn on_page(document: &Document, page: u32) -> impl Iterator<Item = &Block> {
    document.blocks.iter().filter(move |b| b.place.page.unwrap_or(1) == page)
}

fn page_words(document: &Document, page: u32) -> String {
    let source = source::of(document, Some(page));
    let unread = document.unread.iter().find(|u| u.page.is_none_or(|p| p == page));
    match (source, unread) {
        (Source::Unread, Some(unread)) => why_words(unread.why).to_owned(),
        _ => source.words(source::confidence(document, Some(page))),
    }
}

fn write_places(document: &Document, out: &mut String) -> std::fmt::Result {
    let mut above = String::new();
    for block in &document.blocks {
        let place = place(block);
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
    let place = unread.page.map_or_else(|| "ทั้งเอกสาร".to_owned(), |p| format!("หน้า {p}"));
    let why = why_words(unread.why);
    if unread.detail.is_empty() || unread.detail == why {
        format!("{place}: {why}")
    } else {
        format!("{place}: {why} ({})", unread.detail)
    }
}

/// The reason in words.
pub fn why_words(why: Why) -> &'static str {
    match why {
        Why::NeedsOcr => "เป็นภาพสแกน ต้องใช้ OCR",
        Why::DamagedText => "ชั้นข้อความเสียหาย",
        Why::Locked => "ต้องใช้รหัสผ่าน",
        Why::Broken => "ไฟล์เสียหาย",
        Why::Unsupported => "ไม่รู้จักรูปแบบไฟล์นี้",
        Why::TooLarge => "ใหญ่เกินกำหนด",
        Why::TimedOut => "ใช้เวลาอ่านเกินกำหนด",
        Why::Crashed => "โปรแกรมอ่านไฟล์นี้ไม่สำเร็จ",
    }
}

fn place(block: &Block) -> String {
    let place = &block.place;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(place.file.clone());
    parts.extend(place.page.map(|p| format!("หน้า {p}")));
    parts.extend(place.sheet.as_ref().map(|s| format!("แผ่นงาน {s}")));
    match block.region {
        Region::Main => {}
        Region::Menu => parts.push("เมนู".to_owned()),
        Region::Header => parts.push("ส่วนหัว".to_owned()),
        Region::Footer => parts.push("ส่วนท้าย".to_owned()),
        Region::Aside => parts.push("ข้างเคียง".to_owned()),
    }
    if !place.heading.is_empty() {
        parts.push(place.heading.join(" › "));
    }
    if parts.is_empty() { "เนื้อหา".to_owned() } else { parts.join(" · ") }
}

fn mark(role: Role) -> String {
    match role {
        Role::Heading(level) => format!("{} ", "#".repeat(usize::from(level.clamp(1, 6)))),
        Role::Paragraph => String::new(),
        Role::Item => "• ".to_owned(),
        Role::Row { table, header } => {
            format!("[ตาราง {}{}] ", table + 1, if header { " หัวตาราง" } else { "" })
        }
    }
}

fn way(way: Way) -> &'static str {
    match way {
        Way::Anchor => "",
        Way::Area => " (แผนที่ภาพ)",
        Way::Frame => " (กรอบ)",
        Way::Embed => " (ฝัง)",
        Way::Picture => " (รูปภาพ)",
        Way::Relation | Way::Header => " (ส่วนหัวของหน้า)",
        Way::Refresh => " (เปลี่ยนหน้าอัตโนมัติ)",
        Way::Form => " (แบบฟอร์ม)",
        Way::Script => " (สคริปต์)",
        Way::Data => " (แอตทริบิวต์ข้อมูล)",
    }
}
