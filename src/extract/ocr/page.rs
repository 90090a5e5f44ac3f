//! A page from its picture to letters with places.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::digits;
use super::digits::measure::{self, Ink};
use super::gray::Gray;
use super::grid::Grid;
use super::hocr::{self, Sheet};
use super::program::{Languages, Layout, Program};
use super::{bands, blobs, latin, lines, pages, skew};

/// Reads a straight page; without words where there is nothing to read on it, which is so tomorrow too.
/// `None`: the program failed or took longer than `time`.
pub(super) fn read(program: &Program, gray: Gray, dpi: u32, time: Duration) -> Option<Sheet> {
    let until = Instant::now() + time;
    let gray = if gray.is_dark() { gray.inverted() } else { gray };
    let mut best = look(program, &gray, dpi, until);
    let mut failed = false;
    if best.as_ref().is_none_or(Sheet::is_rubbish) {
        // It may lie on its head or on its side.
        for quarter in [2, 1, 3] {
            if left(until).is_none() {
                break;
            }
            let Some(turned) = look(program, &gray.quarters(quarter), dpi, until) else {
                failed = true;
                continue;
            };
            if turned.is_good() && best.as_ref().is_none_or(|b| turned.weight() > b.weight() * 1.5) {
                best = Some(turned);
                break;
            }
        }
    }
    let whole = !failed && Instant::now() < until;
    best.filter(|sheet| sheet.weight() > 0.0 || whole)
}

/// One look at a page the right way up.
fn look(program: &Program, gray: &Gray, dpi: u32, until: Instant) -> Option<Sheet> {
    let sharp = dpi.max(1) as f32;
    let lit = bands::lit(gray, sharp);
    let gray = lit.as_ref().unwrap_or(gray);
    let dark = skew::dark(gray);
    let grid = Grid::of(gray, dark, sharp);
    let strips: Vec<lines::Strip> = blobs::find(gray, dark, &grid)
        .map(|blobs| {
            let lines = lines::find(&blobs, &grid, sharp);
            lines.iter().filter_map(|l| l.strip(gray, &blobs)).collect()
        })
        .unwrap_or_default();
    let page = if strips.is_empty() { None } else { by_lines(program, gray, dpi, until, &strips, &grid) };
    if page.as_ref().is_some_and(Sheet::is_good) {
        return page;
    }
    // A cover: letters in outline, white on dark, over a photograph. The program's own way of
    // finding lines may see more there.
    let other = whole(program, gray, dpi, until).map(|sheet| Sheet { grid, ..sheet });
    match (page, other) {
        (Some(page), Some(other)) => Some(if other.weight() > page.weight() { other } else { page }),
        // A program that failed says nothing of a page without words.
        (page, other) => page.filter(|p| p.weight() > 0.0).or(other),
    }
}

fn by_lines(
    program: &Program,
    gray: &Gray,
    dpi: u32,
    until: Instant,
    strips: &[lines::Strip],
    grid: &Grid,
) -> Option<Sheet> {
    let picture = pages::tiff(strips.iter().map(|s| &s.gray), dpi);
    let out = program.run(Arc::from(picture), Layout::Line, Languages::ThaiAndEnglish, None, left(until)?)?;
    let mut sheets = hocr::parse(&out).filter(|sheets| !sheets.is_empty())?;
    let usual = measure::usual(strips.iter().flat_map(|s| &s.letters));
    let mut page =
        Sheet { width: gray.width as f32, height: gray.height as f32, words: Vec::new(), grid: grid.clone() };
    for (sheet, strip) in sheets.iter_mut().zip(strips) {
        let ink = Ink { letters: &strip.letters, strokes: &strip.strokes, usual };
        digits::correct(sheet, &strip.gray, &ink);
        let (x, y) = (strip.x + strip.gray.width as f32 / 2.0, strip.y + strip.gray.height as f32 / 2.0);
        if grid.cell(x, y, 0.0).is_some() {
            digits::alone(sheet, &strip.gray, &ink);
        }
        sheet.words.sort_by(|a, b| a.x0().total_cmp(&b.x0()));
    }
    if let Some(time) = left(until) {
        latin::correct(program, &mut sheets, strips, dpi, time);
    }
    for (number, (sheet, strip)) in sheets.iter_mut().zip(strips).enumerate() {
        for mut word in sheet.words.drain(..) {
            word.line = number as u32;
            word.letters.iter_mut().for_each(|l| *l = l.moved(strip.x, strip.y));
            page.words.push(word);
        }
    }
    Some(page)
}

/// What is no page of lines (a photograph, a map) the program may take apart itself.
fn whole(program: &Program, gray: &Gray, dpi: u32, until: Instant) -> Option<Sheet> {
    let out = program.run(
        Arc::from(gray.pgm()),
        Layout::Sparse,
        Languages::ThaiAndEnglish,
        Some(dpi),
        left(until)?,
    )?;
    let mut sheet = hocr::parse(&out)?.into_iter().next()?;
    // Of the whole page only the program knows the lines.
    let usual = measure::usual(measure::of_letters(sheet.words.iter().flat_map(|w| &w.letters)).iter());
    let lines = std::mem::take(&mut sheet.words);
    for line in lines.chunk_by(|a, b| a.line == b.line) {
        let shapes = measure::of_letters(line.iter().flat_map(|w| &w.letters));
        let mut part = Sheet { words: line.to_vec(), ..Sheet::default() };
        let strokes: Vec<(f32, f32)> = measure::strokes(line.iter().flat_map(|w| &w.letters)).collect();
        digits::correct(&mut part, gray, &Ink { letters: &shapes, strokes: &strokes, usual });
        sheet.words.extend(part.words);
    }
    Some(sheet)
}

/// Time that is left, if there is any.
fn left(until: Instant) -> Option<Duration> {
    until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
}
