//! The one door to the repair of Thai text, for all readers.

use super::document::Block;

fn normalise(text: &str) -> String {
    crate::thai::text::normalise(text)
}

/// Repairs PDF text block by block; the text of a row is made anew from its cells.
pub(super) fn blocks(blocks: &mut Vec<Block>) {
    let mut texts: Vec<String> = Vec::new();
    for block in blocks.iter_mut() {
        if block.cells.is_empty() {
            texts.push(std::mem::take(&mut block.text));
        } else {
            texts.append(&mut block.cells.clone());
        }
    }
    // Some of the damage shows only over the whole document.
    crate::thai::text::repair_lines(&mut texts);
    let mut texts = texts.into_iter();
    for block in blocks.iter_mut() {
        if block.cells.is_empty() {
            block.text = texts.next().unwrap_or_default();
        } else {
            for cell in &mut block.cells {
                *cell = texts.next().unwrap_or_default();
            }
            block.text = row_text(&block.cells);
        }
    }
    blocks.retain(|b| !b.text.is_empty());
}

/// The cells that hold something: wide tables are mostly empty fields.
pub(super) fn row_text(cells: &[String]) -> String {
    cells.iter().filter(|c| !c.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" | ")
}

/// Text of formats that do no damage.
pub(super) fn text(text: &str) -> String {
    normalise(text)
}

/// A title a person wrote, or nothing.
pub(super) fn title(title: &str) -> String {
    let title = normalise(title.trim_matches('\0'));
    let lower = title.to_lowercase();
    const PROGRAMS: [&str; 10] = [
        "microsoft ",
        "untitled",
        "document",
        "เอกสาร1",
        "presentation",
        "powerpoint",
        "slide ",
        "sheet",
        "scan",
        "image",
    ];
    const ENDINGS: [&str; 14] = [
        ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".pdf", ".cdr", ".ai", ".indd", ".psd", ".rtf",
        ".odt", ".tif",
    ];
    let given = title.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && (title.contains(' ') || !title.is_ascii())
        && !PROGRAMS.iter().any(|p| lower.starts_with(p))
        && !ENDINGS.iter().any(|e| lower.ends_with(e))
        && !title.contains('\u{fffd}');
    if given { title } else { String::new() }
}
