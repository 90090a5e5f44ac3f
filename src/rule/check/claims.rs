//! Two items that claim one page: what an example of one is titled must not mean the other.

use std::path::Path;

use super::alone;
use crate::both;
use crate::extract::{self, Hints};
use crate::find::library::Library;
use crate::find::names::Names;
use crate::rule::Want;
use crate::rule::fault::Fault;
use crate::rule::load::Book;

/// A passing example whose own title names another item more surely than its own.
pub(super) fn claims(book: &Book, fixtures: &Path) -> Vec<Fault> {
    let names = Names::new(&book.rules, &book.edition.find.alike, &book.edition.find.called_off);
    let mut out = Vec::new();
    for (i, rule) in book.rules.iter().enumerate() {
        let own = |example: &&crate::rule::Example| example.want == Want::Pass && !book.sources[i].carried;
        for example in rule.examples.iter().filter(own) {
            let file = example.file.get_ref();
            // What cannot be read is told where the example is run.
            let Ok(bytes) = std::fs::read(fixtures.join(file)) else { continue };
            let document = extract::read(&bytes, &Hints { file_name: file, ..Hints::default() });
            let krawl = alone(&rule.title, file, document);
            let library = Library::new(&krawl);
            let Some(page) = library.pages.get(1) else { continue };
            let title = if page.is_html() { page.title() } else { page.title_lines() };
            let own = names.strength(&title, i);
            let all = names.claims(&title);
            let Some(other) = all.iter().find(|claim| claim.item != i && own > 0.0 && claim.strength > own)
            else {
                continue;
            };
            let (name, text) = &book.sources[i].files[0];
            let message = both!(
                "ชื่อเรื่องของตัวอย่าง “{}” ตรงกับชื่อของข้อ {} มากกว่าข้อนี้",
                "the example's title “{}” is nearer to {} than to this item",
                title.lines().next().unwrap_or_default(),
                book.rules[other.item].item.get_ref()
            );
            out.push(Fault::warning(name, text, example.file.span(), message).help(both!(
                "เพิ่มชื่อเต็มใน names ของข้อนี้ หรือเพิ่มคำใน rejects ของอีกข้อ",
                "add the full name to names of this one, or words to rejects of the other"
            )));
        }
    }
    out
}
