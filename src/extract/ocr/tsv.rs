//! The program's table of words.

use serde::{Deserialize, Serialize};

/// Below this a word is mostly dirt, a stamp or a signature.
const FLOOR: f32 = 30.0;

/// What the program saw on a page. Kept in the folder as it is, so that a better layout needs no
/// second reading.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Sheet {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) words: Vec<Word>,
}

/// Of Thai, mostly a single letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Word {
    pub(super) text: String,
    /// 0 to 100.
    pub(super) confidence: f32,
    pub(super) x0: f32,
    pub(super) y0: f32,
    pub(super) x1: f32,
    pub(super) y1: f32,
    /// Number of the line the program put it on, from 0.
    pub(super) line: u32,
}

impl Sheet {
    /// Of the words kept, by their length; 0 to 1.
    pub(super) fn confidence(&self) -> f32 {
        let weight = |w: &Word| w.text.chars().count() as f32;
        let all: f32 = self.words.iter().map(weight).sum();
        let sum: f32 = self.words.iter().map(|w| weight(w) * w.confidence).sum();
        if all > 0.0 { sum / all / 100.0 } else { 0.0 }
    }
}

/// `None`: not the program's table.
pub(super) fn parse(table: &str) -> Option<Sheet> {
    let mut sheet = Sheet::default();
    let mut place = Vec::new();
    let mut line = 0;
    for row in table.lines() {
        let fields: Vec<&str> = row.splitn(12, '\t').collect();
        let [level, _, block, paragraph, at, _, left, top, width, height, confidence, text] = fields[..]
        else {
            continue;
        };
        let number = |s: &str| s.parse::<f32>().ok().filter(|n| n.is_finite());
        let (Some(left), Some(top), Some(width), Some(height)) =
            (number(left), number(top), number(width), number(height))
        else {
            continue;
        };
        if level == "1" {
            (sheet.width, sheet.height) = (width, height);
        }
        let confidence = number(confidence).unwrap_or(-1.0);
        if level != "5" || confidence < FLOOR || text.trim().is_empty() {
            continue;
        }
        let here = vec![block.to_owned(), paragraph.to_owned(), at.to_owned()];
        if here != place {
            line += u32::from(!place.is_empty());
            place = here;
        }
        let (x1, y1) = (left + width, top + height);
        sheet.words.push(Word { text: text.trim().to_owned(), confidence, x0: left, y0: top, x1, y1, line });
    }
    (sheet.width > 0.0).then_some(sheet)
}
