//! A page from its picture to letters with places.

use std::sync::Arc;
use std::time::Duration;

use super::digits::{self, measure};
use super::gray::Gray;
use super::grid::Grid;
use super::hocr::{self, Sheet};
use super::program::{Layout, Program};
use super::{blobs, lines, pages, skew};

/// Reads an upright page; `None`: the program failed, or took longer than `time`.
pub(super) fn read(program: &Program, gray: &Gray, dpi: u32, time: Duration) -> Option<Sheet> {
    let sharp = dpi.max(1) as f32;
    let dark = skew::dark(gray);
    let grid = Grid::of(gray, dark, sharp);
    let strips: Vec<lines::Strip> = blobs::find(gray, dark, &grid)
        .map(|blobs| {
            let lines = lines::find(&blobs, &grid, sharp);
            lines.iter().filter_map(|l| l.strip(gray, &blobs)).collect()
        })
        .unwrap_or_default();
    if strips.is_empty() {
        return whole(program, gray, dpi, time);
    }
    let page = by_lines(program, gray, dpi, time, &strips, grid)?;
    if page.is_good() {
        return Some(page);
    }
    // A cover: letters in outline, white on dark, over a photograph. The program's own way of
    // finding lines may see more there.
    let other = whole(program, gray, dpi, time);
    other.filter(|other| other.weight() > page.weight()).or(Some(page))
}

fn by_lines(
    program: &Program,
    gray: &Gray,
    dpi: u32,
    time: Duration,
    strips: &[lines::Strip],
    grid: Grid,
) -> Option<Sheet> {
    let picture = pages::tiff(strips.iter().map(|s| &s.gray), dpi);
    let out = program.run(Arc::from(picture), Layout::Line, None, time)?;
    let mut sheets = hocr::parse(&out)?;
    let usual = measure::usual(strips.iter().flat_map(|s| &s.letters));
    let mut page = Sheet { width: gray.width as f32, height: gray.height as f32, words: Vec::new(), grid };
    for (number, (sheet, strip)) in sheets.iter_mut().zip(strips).enumerate() {
        digits::correct(sheet, &strip.gray, &strip.letters, usual);
        for mut word in sheet.words.drain(..) {
            word.line = number as u32;
            for letter in &mut word.letters {
                letter.x0 += strip.x;
                letter.x1 += strip.x;
                letter.y0 += strip.y;
                letter.y1 += strip.y;
            }
            page.words.push(word);
        }
    }
    Some(page)
}

/// What is no page of lines (a photograph, a map) the program may take apart itself.
fn whole(program: &Program, gray: &Gray, dpi: u32, time: Duration) -> Option<Sheet> {
    let out = program.run(Arc::from(gray.pgm()), Layout::Sparse, Some(dpi), time)?;
    let mut sheet = hocr::parse(&out)?.into_iter().next()?;
    // Of the whole page only the program knows the lines.
    let usual = measure::usual(measure::of_letters(sheet.words.iter().flat_map(|w| &w.letters)).iter());
    let lines = std::mem::take(&mut sheet.words);
    for line in lines.chunk_by(|a, b| a.line == b.line) {
        let shapes = measure::of_letters(line.iter().flat_map(|w| &w.letters));
        let mut part = Sheet { words: line.to_vec(), ..Sheet::default() };
        digits::correct(&mut part, gray, &shapes, usual);
        sheet.words.extend(part.words);
    }
    Some(sheet)
}
