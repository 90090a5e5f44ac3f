//! Lines of dots where something was to be written, behind a label or below it.

use super::answer::{One, Reply};
use super::case::Case;
use super::hollow::is_dotted;
use crate::extract::{Block, Role};
use crate::find::library::Page;
use crate::thai::text::fold;

/// Whether something stands behind one of the labels, where dots wait behind them. What nobody asks for with dots is
/// not asked here.
pub fn ask(labels: &[String], case: &Case, among: &[usize]) -> Reply {
    let labels: Vec<String> = labels.iter().map(|label| fold(label)).collect();
    case.each(among, |_, page| match left_open(&labels, page) {
        None => One::yes("ไม่มีเส้นประที่เว้นว่าง", 0.9),
        // What was written by hand upon the dots of a scan is not read.
        Some(_) if page.is_ocr() => One::yes("เส้นประอ่านจากภาพสแกน", 0.6),
        Some(line) => One::no(format!("“{line}” เป็นเส้นประที่เว้นว่าง"), 0.86).found(vec![line]),
    })
}

/// Letters beside a label that are an answer.
const SAID: usize = 4;
/// Lines under a label in which its answer stands.
const BELOW: usize = 2;

/// The first label behind which dots wait, where none is answered.
fn left_open(labels: &[String], page: &Page) -> Option<String> {
    let lines: Vec<&Block> = page.own_blocks().filter(|b| !matches!(b.role, Role::Row { .. })).collect();
    let mut open = None;
    for (at, block) in lines.iter().enumerate() {
        let Some(beside) = behind(&block.text, labels) else { continue };
        let answers = |block: &&&Block| {
            !is_head(block) && behind(&block.text, labels).is_none() && letters(&fold(&block.text)) >= SAID
        };
        let below = || lines[at + 1..].iter().take(BELOW);
        if beside >= SAID && !is_head(block) {
            return None;
        }
        let waits = is_dotted(&block.text);
        let dots_below = below().take_while(|b| !is_head(b)).any(|b| is_dotted(&b.text) && !answers(&b));
        // "......ส่งมอบล่าช้า......" below was written upon; who signs comes after.
        let told = below().find(answers).is_some_and(|b| !(waits || dots_below) || is_dotted(&b.text));
        if told {
            return None;
        }
        if waits || dots_below {
            open.get_or_insert_with(|| {
                let bare =
                    block.text.trim().trim_start_matches(|c: char| c.is_numeric() || ".) ".contains(c));
                bare.split(['.', '…', '_', ':']).next().unwrap_or_default().trim().to_owned()
            });
        }
    }
    open
}

fn is_head(block: &Block) -> bool {
    matches!(block.role, Role::Heading(_)) || block.text.contains("ลงชื่อ")
}

/// Of a line that begins with a label: how many letters stand in it beside labels.
fn behind(line: &str, labels: &[String]) -> Option<usize> {
    let folded = fold(line.trim_start_matches(|c: char| c.is_numeric() || ".)(-–•/ ".contains(c)));
    labels.iter().any(|label| folded.starts_with(label.as_str())).then(|| {
        let rest = labels.iter().fold(folded.clone(), |text, label| text.replace(label.as_str(), ""));
        letters(&rest.replace("และ", "").replace("หรือ", ""))
    })
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}
