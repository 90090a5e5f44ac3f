//! Rules in words, for the officer who wants to know what is asked.

use super::load::{Book, Source};
use super::{Rule, Want};
use crate::thai::text::arabic;
use crate::thai::width::{pad, width, wrap};

/// Columns of a line.
const COLUMNS: usize = 92;

/// One line an item: number, title, how many questions are put.
pub fn list(book: &Book) -> String {
    let widest = book.rules.iter().map(|r| width(&r.title)).max().unwrap_or(0);
    let mut out = format!("{}\n\n", book.edition.title);
    for rule in &book.rules {
        let star = if book.edition.is_draft(rule.item.get_ref()) { "*" } else { "" };
        let (item, title) = (pad(&format!("{}{star}", rule.item.get_ref()), 4), pad(&rule.title, widest));
        out.push_str(&format!("{item} {title}  {} คำถาม\n", rule.judges.len()));
    }
    let draft = &book.edition.draft;
    if !draft.items.is_empty() {
        out.push_str("\n* เกณฑ์ร่าง ยังไม่มีเอกสารของปีนี้ยืนยัน\n");
    }
    if !draft.note.is_empty() {
        out.push_str(&format!("\nยังไม่ยืนยัน: {}\n", draft.note));
    }
    out
}

/// One rule, by its place in the form.
pub fn show(book: &Book, at: usize) -> String {
    let rule = &book.rules[at];
    one(rule, &book.sources[at], book.edition.year, book.edition.is_draft(rule.item.get_ref()))
}

/// Whether a rule is the one that people call so: `o31`, `31`, `O๓๑` and the rule's id are the same.
pub fn is(rule: &Rule, item: &str) -> bool {
    let number = |text: &str| arabic(text.trim()).trim_start_matches(['o', 'O']).parse::<u32>().ok();
    let own = rule.item.get_ref();
    let called = |name: &str| name.eq_ignore_ascii_case(item.trim());
    called(own) || called(rule.id.get_ref()) || number(own).is_some_and(|n| number(item) == Some(n))
}

fn one(rule: &Rule, source: &Source, year: i32, draft: bool) -> String {
    let mut page = Page(String::new());
    page.line(0, &format!("{} {}", rule.item.get_ref(), rule.title));
    page.line(0, &format!("เกณฑ์ปี {year} · รหัส {}", rule.id.get_ref()));
    page.head("สิ่งที่ค้นหา");
    let find = &rule.find;
    let quoted = |list: &[toml::Spanned<String>]| {
        list.iter().map(|p| format!("“{}”", p.get_ref())).collect::<Vec<_>>().join(" ")
    };
    page.entry("ชื่อเต็ม", &quoted(&find.names));
    page.entry("ชื่อรอง", &quoted(&find.synonyms));
    page.entry("ไม่รับ", &quoted(&find.rejects));
    page.head("ถ้าไม่พบเลย");
    page.entry("ข้อทักท้วง", &rule.missing.fail);
    page.entry("วิธีแก้", &rule.missing.fix);
    for (n, judge) in rule.judges.iter().enumerate() {
        page.head(&format!("คำถามที่ {}: {} ({})", n + 1, judge.asks, judge.id.get_ref()));
        page.entry("ข้อทักท้วง", &judge.fail);
        page.entry("วิธีแก้", &judge.fix);
    }
    if let Some(instead) = &rule.instead {
        page.head("หลักฐานที่ใช้แทนได้");
        page.entry(&instead.item, &instead.comment);
    }
    page.head("ที่มา");
    page.line(2, &rule.source);
    for (file, _) in &source.files {
        page.line(2, file);
    }
    if draft {
        page.line(2, "เกณฑ์ร่าง: เลขข้อ ชื่อ หรือองค์ประกอบยังไม่มีเอกสารของปีนี้ยืนยัน");
    }
    if !rule.examples.is_empty() {
        page.head("ตัวอย่าง");
    }
    for example in &rule.examples {
        let want = match example.want {
            Want::Pass => "ผ่าน",
            Want::Fail => "ไม่ผ่าน",
            Want::Review => "ให้คนดู",
        };
        let by = example.by.as_ref().map_or_else(String::new, |by| format!(" (ที่คำถาม {by})"));
        let link = example.link.as_ref().map_or_else(String::new, |link| format!(" ลิงก์ “{link}”"));
        page.entry(want, &format!("{}{link}{by}", example.file.get_ref()));
    }
    page.0
}

struct Page(String);

impl Page {
    fn head(&mut self, text: &str) {
        self.0.push('\n');
        self.line(0, text);
    }

    fn line(&mut self, indent: usize, text: &str) {
        for line in wrap(text, COLUMNS - indent) {
            self.0.push_str(&" ".repeat(indent));
            self.0.push_str(&line);
            self.0.push('\n');
        }
    }

    /// A word on the left, what it says on the right; nothing where it says nothing.
    fn entry(&mut self, name: &str, text: &str) {
        const LEFT: usize = 14;
        if text.is_empty() {
            return;
        }
        for (n, line) in wrap(text, COLUMNS - LEFT).iter().enumerate() {
            let left = if n == 0 { format!("  {name}") } else { String::new() };
            self.0.push_str(&format!("{}{line}\n", pad(&left, LEFT)));
        }
    }
}
