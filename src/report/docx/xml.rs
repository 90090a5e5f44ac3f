//! A book as the parts of a DOCX file (Office Open XML, transitional).

use std::fmt::Write as _;
use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;

use super::book::{Block, Book, Cell, Down, Para, Run, Section, Style, Table, Wash};
use super::parts;

/// Twentieths of a point, as Word counts.
const A4: (u32, u32) = (11_906, 16_838);
const MARGIN: u32 = 1_418;
const MARGIN_FAR: u32 = 1_134;
/// Around a page across, so that two measures find room on one.
const MARGIN_WIDE: u32 = 794;
/// Lines of a row that are kept together, about half a page upright and a page across. Only a higher row is torn.
const WHOLE: usize = 16;
const WHOLE_WIDE: usize = 15;

/// The bytes of the file.
pub fn write(book: &Book) -> io::Result<Vec<u8>> {
    let mut links = Vec::new();
    let document = document(book, &mut links);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // The default day of an entry is fixed.
    let how = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let mut part = |name: &str, text: &str| -> io::Result<()> {
        zip.start_file(name, how).map_err(io::Error::other)?;
        zip.write_all(text.as_bytes())
    };
    part("[Content_Types].xml", parts::CONTENT_TYPES)?;
    part("_rels/.rels", parts::RELATIONS)?;
    part("docProps/core.xml", &parts::core(&escape(&book.title), &escape(&book.author), &escape(&book.day)))?;
    part("docProps/app.xml", parts::APP)?;
    part("word/document.xml", &document)?;
    part("word/_rels/document.xml.rels", &relations(&links))?;
    part("word/styles.xml", &parts::styles())?;
    part("word/fontTable.xml", parts::FONTS)?;
    part("word/settings.xml", parts::SETTINGS)?;
    part("word/numbering.xml", parts::NUMBERING)?;
    part("word/header1.xml", parts::PAGE_NUMBER)?;
    part("word/header2.xml", parts::NO_HEADER)?;
    Ok(zip.finish().map_err(io::Error::other)?.into_inner())
}

fn document(book: &Book, links: &mut Vec<String>) -> String {
    let mut out = String::from(parts::DOCUMENT);
    let last = book.sections.len().saturating_sub(1);
    for (nth, section) in book.sections.iter().enumerate() {
        for (at, block) in section.blocks.iter().enumerate() {
            match block {
                Block::Para(one) => paragraph(&mut out, one, links),
                Block::Table(one) => {
                    table(&mut out, one, section, links);
                    // Word wants a paragraph behind a table, and two tables would grow together.
                    if at + 1 == section.blocks.len() || matches!(section.blocks[at + 1], Block::Table(_)) {
                        out.push_str(r#"<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="exact"/></w:pPr></w:p>"#);
                    }
                }
                Block::PageBreak => out.push_str(r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#),
            }
        }
        let first = nth > 0 && book.sections[nth - 1].cover;
        let page = page(section, first);
        if nth == last {
            out.push_str(&page);
        } else {
            let _ = write!(
                out,
                r#"<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>{page}</w:pPr></w:p>"#
            );
        }
    }
    out.push_str("</w:body></w:document>");
    out
}

fn page(section: &Section, first: bool) -> String {
    let (width, height) = if section.wide { (A4.1, A4.0) } else { A4 };
    let across = if section.wide { r#" w:orient="landscape""# } else { "" };
    let (top, left, far) =
        if section.wide { (MARGIN_WIDE, MARGIN_WIDE, MARGIN_WIDE) } else { (MARGIN, MARGIN, MARGIN_FAR) };
    let header = if section.cover { "rId6" } else { "rId5" };
    let header_at = if section.wide { 397 } else { 709 };
    let number = if first { r#" w:start="1""# } else { "" };
    let middle = if section.cover { r#"<w:vAlign w:val="center"/>"# } else { "" };
    format!(
        r#"<w:sectPr><w:headerReference w:type="default" r:id="{header}"/><w:type w:val="nextPage"/><w:pgSz w:w="{width}" w:h="{height}"{across}/><w:pgMar w:top="{top}" w:right="{far}" w:bottom="{far}" w:left="{left}" w:header="{header_at}" w:footer="567" w:gutter="0"/><w:pgNumType w:fmt="thaiNumbers"{number}/>{middle}</w:sectPr>"#
    )
}

/// What the columns of a table share.
fn room(section: &Section) -> u32 {
    if section.wide { A4.1 - MARGIN_WIDE * 2 } else { A4.0 - MARGIN - MARGIN_FAR }
}

fn paragraph(out: &mut String, para: &Para, links: &mut Vec<String>) {
    let _ = write!(out, r#"<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr>"#, style(para.style));
    for run in &para.runs {
        text(out, run, links);
    }
    out.push_str("</w:p>");
}

fn text(out: &mut String, run: &Run, links: &mut Vec<String>) {
    let mut look = String::new();
    if run.link.is_some() {
        look.push_str(r#"<w:rStyle w:val="Hyperlink"/>"#);
    }
    if run.bold {
        look.push_str("<w:b/><w:bCs/>");
    }
    if run.open {
        look.push_str(r#"<w:color w:val="7F7F7F"/>"#);
    }
    if let Some(url) = &run.link {
        let known = links.iter().position(|known| known == url);
        let nth = known.unwrap_or_else(|| {
            links.push(url.clone());
            links.len() - 1
        });
        let _ = write!(out, r#"<w:hyperlink r:id="rLink{nth}" w:history="1">"#);
    }
    let _ = write!(
        out,
        r#"<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r>"#,
        escape(&run.text)
    );
    if run.link.is_some() {
        out.push_str("</w:hyperlink>");
    }
}

fn table(out: &mut String, table: &Table, section: &Section, links: &mut Vec<String>) {
    let shares: u32 = table.widths.iter().sum::<u32>().max(1);
    let widths: Vec<u32> = table.widths.iter().map(|share| room(section) * share / shares).collect();
    let whole: u32 = widths.iter().sum();
    let _ = write!(
        out,
        r#"<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{whole}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr><w:tblGrid>"#
    );
    for width in &widths {
        let _ = write!(out, r#"<w:gridCol w:w="{width}"/>"#);
    }
    out.push_str("</w:tblGrid>");
    for row in &table.head {
        line(out, row, &[], &widths, "<w:cantSplit/><w:tblHeader/>", links);
    }
    for (nth, row) in table.rows.iter().enumerate() {
        // A row that fits on a page stays on one; a higher one must be allowed to go on.
        let most = if section.wide { WHOLE_WIDE } else { WHOLE };
        let low = placed(row, &widths).all(|(cell, width)| lines(cell, width) <= most);
        let whole = if low { "<w:cantSplit/>" } else { "" };
        let below = table.rows.get(nth + 1).map_or(&[][..], Vec::as_slice);
        line(out, row, below, &widths, whole, links);
    }
    out.push_str("</w:tbl>");
}

/// Lines that a cell takes, about: half a point of width a letter at this size.
fn lines(cell: &Cell, width: u32) -> usize {
    let room = (width / 130).max(1) as usize;
    let of = |para: &Para| {
        let letters: usize = para.runs.iter().map(|run| crate::thai::width::width(&run.text)).sum();
        letters.div_ceil(room).max(1)
    };
    cell.paras.iter().map(of).sum()
}

/// The cells of a row, each with the width of the columns that it takes.
fn placed<'a>(row: &'a [Cell], widths: &'a [u32]) -> impl Iterator<Item = (&'a Cell, u32)> {
    row.iter().scan(0, |column: &mut usize, cell| {
        let end = (*column + cell.span).min(widths.len());
        let width = widths[(*column).min(end)..end].iter().sum();
        *column = end;
        Some((cell, width))
    })
}

fn line(out: &mut String, row: &[Cell], below: &[Cell], widths: &[u32], how: &str, links: &mut Vec<String>) {
    let _ = write!(out, "<w:tr><w:trPr>{how}</w:trPr>");
    for (nth, (one, width)) in placed(row, widths).enumerate() {
        let goes_on = below.get(nth).is_some_and(|below| below.down == Down::Same);
        cell(out, one, goes_on, width, links);
    }
    out.push_str("</w:tr>");
}

fn cell(out: &mut String, cell: &Cell, goes_on: bool, width: u32, links: &mut Vec<String>) {
    let _ = write!(out, r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>"#);
    if cell.span > 1 {
        let _ = write!(out, r#"<w:gridSpan w:val="{}"/>"#, cell.span);
    }
    // Only the line between them is left out: of cells that are merged downwards, LibreOffice cuts off what
    // does not fit on a page, and moves no heading with them.
    let above = if cell.down == Down::Same { r#"<w:top w:val="nil"/>"# } else { "" };
    let below = if goes_on { r#"<w:bottom w:val="nil"/>"# } else { "" };
    if !(above.is_empty() && below.is_empty()) {
        let _ = write!(out, "<w:tcBorders>{above}{below}</w:tcBorders>");
    }
    let fill = match cell.wash {
        Wash::None => None,
        Wash::Head => Some("D9E2F0"),
        Wash::Group => Some("F2F4F8"),
        Wash::Bad => Some("FBEAE8"),
        Wash::Open => Some("FDF3DC"),
    };
    if let Some(fill) = fill {
        let _ = write!(out, r#"<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>"#);
    }
    out.push_str("</w:tcPr>");
    for para in &cell.paras {
        paragraph(out, para, links);
    }
    if cell.paras.is_empty() {
        let _ = write!(out, r#"<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr></w:p>"#, style(Style::Cell));
    }
    out.push_str("</w:tc>");
}

fn style(style: Style) -> &'static str {
    match style {
        Style::Title => "Title",
        Style::Subtitle => "Subtitle",
        Style::Heading1 => "Heading1",
        Style::Heading2 => "Heading2",
        Style::Heading3 => "Heading3",
        Style::Body => "BodyText",
        Style::BodyKept => "BodyKept",
        Style::List => "ListBullet",
        Style::Note => "Note",
        Style::Sign => "Sign",
        Style::Cell => "Cell",
        Style::CellCentre => "CellCentre",
        Style::CellKept => "CellKept",
        Style::CellGroup => "CellGroup",
        Style::Head => "CellHead",
    }
}

fn relations(links: &[String]) -> String {
    let mut out = String::from(parts::DOCUMENT_RELATIONS);
    for (nth, url) in links.iter().enumerate() {
        let _ = write!(
            out,
            r#"<Relationship Id="rLink{nth}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="{}" TargetMode="External"/>"#,
            escape(url)
        );
    }
    out.push_str("</Relationships>");
    out
}

/// Letters that XML would take for its own; what it does not allow at all is left out.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            _ if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            _ => safe.push(letter),
        }
    }
    safe
}
