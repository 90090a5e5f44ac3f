//! What the program saw on a page: words, and every letter with its box.
//!
//! The program's `hocr` with letter boxes is read, not its table of words: a number that it got
//! wrong can only be set right letter by letter.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::{Deserialize, Serialize};

use super::grid::Grid;

/// Below this a word is mostly dirt, a stamp or a signature.
const FLOOR: f32 = 30.0;

/// Kept in the folder as it is, so that a better layout needs no second reading.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Sheet {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) words: Vec<Word>,
    /// Lines drawn around tables; the program does not tell, [`super::grid`] does.
    #[serde(default)]
    pub(super) grid: Grid,
}

/// Of Thai, mostly a single letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Word {
    /// 0 to 100.
    pub(super) confidence: f32,
    pub(super) letters: Vec<Letter>,
    /// Number of the line the program put it on, from 0.
    pub(super) line: u32,
}

/// Pixels, from the left upper corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Letter {
    #[serde(rename = "c")]
    pub(super) letter: char,
    #[serde(rename = "l")]
    pub(super) x0: f32,
    #[serde(rename = "t")]
    pub(super) y0: f32,
    #[serde(rename = "r")]
    pub(super) x1: f32,
    #[serde(rename = "b")]
    pub(super) y1: f32,
}

impl Letter {
    pub(super) fn middle(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }

    pub(super) fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    pub(super) fn moved(self, x: f32, y: f32) -> Letter {
        Letter { x0: self.x0 + x, y0: self.y0 + y, x1: self.x1 + x, y1: self.y1 + y, ..self }
    }
}

impl Word {
    pub(super) fn text(&self) -> String {
        self.letters.iter().map(|l| l.letter).collect()
    }

    pub(super) fn x0(&self) -> f32 {
        self.letters.iter().map(|l| l.x0).fold(f32::MAX, f32::min)
    }

    pub(super) fn x1(&self) -> f32 {
        self.letters.iter().map(|l| l.x1).fold(f32::MIN, f32::max)
    }

    pub(super) fn y0(&self) -> f32 {
        self.letters.iter().map(|l| l.y0).fold(f32::MAX, f32::min)
    }

    pub(super) fn y1(&self) -> f32 {
        self.letters.iter().map(|l| l.y1).fold(f32::MIN, f32::max)
    }
}

impl Sheet {
    /// Of the words kept, by their length; 0 to 1.
    pub(super) fn confidence(&self) -> f32 {
        let weight = |w: &Word| w.letters.len() as f32;
        let all: f32 = self.words.iter().map(weight).sum();
        let sum: f32 = self.words.iter().map(|w| weight(w) * w.confidence).sum();
        if all > 0.0 { sum / all / 100.0 } else { 0.0 }
    }
}

/// Below these a page may be no page of plain lines.
const FEW: f32 = 100.0;
const DOUBTFUL: f32 = 0.75;

impl Sheet {
    /// Letters the program is sure of, each by how sure.
    pub(super) fn weight(&self) -> f32 {
        let sure = self.words.iter().filter(|w| w.confidence >= 60.0);
        sure.map(|w| w.letters.len() as f32 * w.confidence / 100.0).sum()
    }

    /// Many letters, and the program believes in few of them.
    pub(super) fn is_rubbish(&self) -> bool {
        self.words.len() >= 60 && self.confidence() < DOUBTFUL
    }

    pub(super) fn is_good(&self) -> bool {
        self.weight() >= FEW && self.confidence() >= DOUBTFUL
    }
}

/// A sheet for every picture; `None`: not what the program writes.
pub(super) fn parse(page: &[u8]) -> Option<Vec<Sheet>> {
    let mut reader = Reader::from_reader(page);
    reader.config_mut().check_end_names = false;
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut lines = 0u32;
    let mut word: Option<Word> = None;
    let mut letter: Option<Letter> = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => match value(&tag, "class")?.as_str() {
                "ocr_page" => {
                    close(&mut sheets, &mut word);
                    let [_, _, width, height] = numbers(&value(&tag, "title")?, "bbox")?;
                    sheets.push(Sheet { width, height, ..Sheet::default() });
                    lines = 0;
                }
                "ocr_line" | "ocr_header" | "ocr_caption" | "ocr_textfloat" => lines += 1,
                "ocrx_word" => {
                    close(&mut sheets, &mut word);
                    let [confidence] = numbers(&value(&tag, "title")?, "x_wconf")?;
                    word = Some(Word { confidence, letters: Vec::new(), line: lines.saturating_sub(1) });
                }
                "ocrx_cinfo" => {
                    let [x0, y0, x1, y1] = numbers(&value(&tag, "title")?, "x_bboxes")?;
                    letter = Some(Letter { letter: ' ', x0, y0, x1, y1 });
                }
                _ => {}
            },
            Event::Text(text) => put(&mut word, &mut letter, text.as_ref()),
            Event::GeneralRef(name) => {
                let letter_of = match name.as_ref() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" | "#39" => "'",
                    _ => continue,
                };
                put(&mut word, &mut letter, letter_of);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    close(&mut sheets, &mut word);
    (!sheets.is_empty()).then_some(sheets)
}

/// The word that was being read is whole.
fn close(sheets: &mut [Sheet], word: &mut Option<Word>) {
    // Of a number nothing is left out: half of it would be another number.
    let kept = word.take().filter(|w| {
        !w.letters.is_empty() && (w.confidence >= FLOOR || w.letters.iter().any(|l| l.letter.is_numeric()))
    });
    if let Some(sheet) = sheets.last_mut() {
        sheet.words.extend(kept);
    }
}

/// A box holds one letter, now and then two that the program sees as one.
fn put(word: &mut Option<Word>, letter: &mut Option<Letter>, text: &str) {
    let (Some(word), Some(at)) = (word.as_mut(), letter.as_ref()) else { return };
    let seen = text.chars().filter(|c| !c.is_whitespace());
    let before = word.letters.len();
    word.letters.extend(seen.map(|c| Letter { letter: c, ..*at }));
    if word.letters.len() > before {
        *letter = None;
    }
}

/// An attribute, or an empty text; `None`: broken.
fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.ok()?;
        if attribute.key.as_ref() == name {
            return Some(attribute.value.to_string());
        }
    }
    Some(String::new())
}

/// The numbers after a word of a title such as `bbox 1 2 3 4; x_wconf 93`.
fn numbers<const N: usize>(title: &str, name: &str) -> Option<[f32; N]> {
    let part = title.split(';').map(str::trim).find_map(|p| p.strip_prefix(name))?;
    let mut out = [0.0; N];
    let mut found = part.split_whitespace().map(|n| n.parse::<f32>().ok().filter(|n| n.is_finite()));
    for number in &mut out {
        *number = found.next()??;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_keep_their_boxes() {
        let page = br"<html><div class='ocr_page' title='image x; bbox 0 0 900 400; ppageno 0'>
            <span class='ocr_line' title='bbox 1 2 3 4'>
            <span class='ocrx_word' title='bbox 10 20 60 40; x_wconf 91'><span class='ocrx_cinfo' title='x_bboxes 10 20 30 40; x_conf 99'>&amp;</span><span class='ocrx_cinfo' title='x_bboxes 31 20 60 40; x_conf 98'>A</span></span>
            <span class='ocrx_word' title='bbox 70 20 80 40; x_wconf 12'><span class='ocrx_cinfo' title='x_bboxes 70 20 80 40'>x</span></span></span>
            <span class='ocr_line' title='bbox 1 2 3 4'><span class='ocrx_word' title='x_wconf 50'><span class='ocrx_cinfo' title='x_bboxes 1 2 3 4'>z</span></span></span></div></html>";
        let sheet = &parse(page).unwrap()[0];
        assert_eq!((sheet.width, sheet.height, sheet.words.len()), (900.0, 400.0, 2));
        assert_eq!(
            (sheet.words[0].text().as_str(), sheet.words[0].x0(), sheet.words[0].x1()),
            ("&A", 10.0, 60.0)
        );
        assert_eq!((sheet.words[0].line, sheet.words[1].line), (0, 1));
        assert_eq!(parse(b"no page"), None);
        assert_eq!(parse(b"<div class='ocr_page' title='bbox 0 0 1 x'>"), None);
    }
}
