//! Documents that look like evidence and hold none.

use crate::extract::Role;
use crate::find::library::Page;
use crate::thai::text::fold;

/// A form to be filled in: rows with nothing but their number, dotted lines for the year.
pub fn is_blank(page: &Page) -> bool {
    if page.document.forms.iter().any(super::channel::usable) {
        return false;
    }
    let mut rows = 0;
    let mut filled = 0;
    let mut letters = 0;
    for block in page.own_blocks() {
        match block.role {
            Role::Row { header: false, .. } => {
                rows += 1;
                let said = block
                    .cells
                    .iter()
                    .filter(|c| c.chars().filter(|c| c.is_alphabetic()).count() >= 2)
                    .count();
                let figures = block.cells.iter().filter(|c| c.chars().any(char::is_numeric)).count();
                if said >= 2 || (said >= 1 && figures >= 1) || figures >= 2 {
                    filled += 1;
                }
            }
            Role::Row { .. } | Role::Heading(_) => {}
            _ => letters += block.text.chars().filter(|c| c.is_alphabetic()).count(),
        }
    }
    let dotted = page.own_blocks().take(8).filter(|b| is_dotted(&b.text)).count();
    let leads = page.own_links().next().is_some();
    // The head row of a table may not be marked as such: one filled row is none.
    (dotted > 0 && filled <= 1 && letters < 600 && rows + dotted > 1 && !page.is_html())
        || (dotted > 1 && filled <= 1 && letters < 300)
        || (rows >= 3 && filled <= 1 && letters < 160 && !leads && rows > filled + 1)
}

/// "ประจำปีงบประมาณ พ.ศ. ........"
fn is_dotted(text: &str) -> bool {
    let signature = text.contains("ลงชื่อ");
    !signature && ["......", "……", "______", "_ _ _"].iter().any(|d| text.contains(d))
}

/// The criteria's own wording where the agency's content should be.
pub fn is_criteria(page: &Page, phrases: &[String]) -> bool {
    let letters = page.flat.chars().count();
    if letters > 900 || page.document.forms.iter().any(super::channel::usable) {
        return false;
    }
    let said = phrases.iter().filter(|p| page.flat.contains(&fold(p))).count();
    let leads = page.own_links().any(|l| {
        !page.document.blocks.is_empty()
            && l.url.rsplit('.').next().is_some_and(|e| {
                matches!(e.to_lowercase().as_str(), "pdf" | "doc" | "docx" | "xls" | "xlsx" | "zip")
            })
    });
    said >= 2 && !leads
}
