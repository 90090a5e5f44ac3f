//! Rules in words, for the officer who wants to know what is asked.

use super::load::{Book, Source};
use super::{Rule, Want};
use crate::both;
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
        out.push_str(&both!(
            "{item} {title}  {} คำถาม\n",
            "{item} {title}  {} questions\n",
            rule.judges.len()
        ));
    }
    let draft = &book.edition.draft;
    if !draft.items.is_empty() {
        out.push_str(&both!(
            "\n* เกณฑ์ร่าง ยังไม่มีเอกสารของปีนี้ยืนยัน\n",
            "\n* draft: no document of this year confirms it yet\n"
        ));
    }
    if !draft.note.is_empty() {
        out.push_str(&both!("\nยังไม่ยืนยัน: {}\n", "\nnot confirmed: {}\n", draft.note));
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
    page.line(0, &both!("เกณฑ์ปี {year} · รหัส {}", "criteria of {year} · id {}", rule.id.get_ref()));
    page.head(&both!("สิ่งที่ค้นหา", "what is looked for"));
    let find = &rule.find;
    let quoted = |list: &[toml::Spanned<String>]| {
        list.iter().map(|p| format!("“{}”", p.get_ref())).collect::<Vec<_>>().join(" ")
    };
    page.entry(&both!("ชื่อเต็ม", "names"), &quoted(&find.names));
    page.entry(&both!("ชื่อรอง", "weaker names"), &quoted(&find.synonyms));
    page.entry(&both!("ไม่รับ", "rejects"), &quoted(&find.rejects));
    page.head(&both!("ถ้าไม่พบเลย", "where nothing is found"));
    page.entry(&both!("ข้อทักท้วง", "objection"), &rule.missing.fail);
    page.entry(&both!("วิธีแก้", "repair"), &rule.missing.fix);
    for (n, judge) in rule.judges.iter().enumerate() {
        page.head(&both!(
            "คำถามที่ {}: {} ({})",
            "question {}: {} ({})",
            n + 1,
            judge.asks,
            judge.id.get_ref()
        ));
        page.entry(&both!("ข้อทักท้วง", "objection"), &judge.fail);
        page.entry(&both!("วิธีแก้", "repair"), &judge.fix);
    }
    if let Some(instead) = &rule.instead {
        page.head(&both!("หลักฐานที่ใช้แทนได้", "what may stand in its place"));
        page.entry(&instead.item, &instead.comment);
    }
    page.head(&both!("ที่มา", "source"));
    page.line(2, &rule.source);
    for (file, _) in &source.files {
        page.line(2, file);
    }
    if draft {
        page.line(
            2,
            &both!(
                "เกณฑ์ร่าง: เลขข้อ ชื่อ หรือองค์ประกอบยังไม่มีเอกสารของปีนี้ยืนยัน",
                "draft: no document of this year confirms the number, the title or the elements yet"
            ),
        );
    }
    if !rule.examples.is_empty() {
        page.head(&both!("ตัวอย่าง", "examples"));
    }
    for example in &rule.examples {
        let want = match example.want {
            Want::Pass => both!("ผ่าน", "pass"),
            Want::Fail => both!("ไม่ผ่าน", "fail"),
            Want::Review => both!("ให้คนดู", "for a person"),
        };
        let by = example.by.as_ref().map_or_else(String::new, |by| both!(" (ที่คำถาม {by})", " (at {by})"));
        let link = |link: &String| both!(" ลิงก์ “{link}”", " link “{link}”");
        let link = example.link.as_ref().map_or_else(String::new, link);
        page.entry(&want, &format!("{}{link}{by}", example.file.get_ref()));
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
