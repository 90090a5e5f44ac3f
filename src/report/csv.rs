//! A row an item, for a spreadsheet.

use std::io::{self, Write};

use super::clean;
use super::{Format, Item, Lang, Report};

pub(super) struct Csv;

/// The heads of English files stay as they are, for scripts: what is new stands behind. Thai files say the same in
/// the words of the reader, verdicts too; `report.json` never changes with the language.
const MACHINE: [&str; 17] = [
    "item",
    "title",
    "verdict",
    "score",
    "score_high",
    "comment",
    "fix",
    "evidence_url",
    "quote",
    "page",
    "worth_oit",
    "confidence",
    "waiver",
    "subindicator",
    "group",
    "worth_ita",
    "question",
];

fn heads(lang: Lang) -> [&'static str; 17] {
    let words = lang.words();
    match lang {
        Lang::En => MACHINE,
        Lang::Th => [
            words.item,
            words.issue,
            words.verdict,
            words.score,
            "คะแนนสูงสุดที่เป็นไปได้",
            words.comment,
            words.fix,
            words.url,
            words.quote,
            words.page_head,
            words.worth_oit,
            words.confidence,
            "คนระบุ",
            words.sub_indicator_head,
            words.group,
            words.worth_ita,
            "สิ่งที่คนต้องดู",
        ],
    }
}

impl Format for Csv {
    fn write(&self, report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let report = clean::told(report, lang);
        rows(&heads(lang), report.items.iter().map(|item| row(&report, item, lang)), out)
    }
}

/// A head and rows that Excel opens as they are meant.
pub(super) fn rows<const N: usize>(
    head: &[&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    // Without the mark Excel takes UTF-8 for the old Thai code page.
    out.write_all("\u{feff}".as_bytes())?;
    let mut sheet = ::csv::Writer::from_writer(out);
    sheet.write_record(head)?;
    for row in rows {
        sheet.write_record(row.map(inert))?;
    }
    sheet.flush()
}

fn row(report: &Report, item: &Item, lang: Lang) -> [String; 17] {
    let mark = |mark: Option<f64>| mark.map(|mark| format!("{mark:.2}")).unwrap_or_default();
    let best = item.evidence.first();
    [
        item.id.clone(),
        item.title.clone(),
        match lang {
            Lang::En => item.verdict.name(),
            Lang::Th => lang.words().verdict(item.verdict),
        }
        .to_owned(),
        mark(item.score),
        mark(item.score_high),
        // One line, as the assessor's own table has it: scripts read rows by lines.
        item.comment.replace('\n', " "),
        item.fix.clone(),
        best.map(|found| found.url.clone()).unwrap_or_default(),
        best.map(|found| found.quote.clone()).unwrap_or_default(),
        best.and_then(|found| found.page).map(|page| page.to_string()).unwrap_or_default(),
        item.worth.oit.to_string(),
        item.confidence.to_string(),
        item.waiver.as_ref().map(|waived| lang.words().waiver(waived)).unwrap_or_default(),
        report.place(item),
        item.group.clone(),
        item.worth.ita.to_string(),
        item.question.clone().unwrap_or_default().replace('\n', " "),
    ]
}

/// A spreadsheet must not run what a site wrote: a cell that would begin a formula becomes text.
pub(crate) fn inert(cell: String) -> String {
    match cell.trim_start().chars().next() {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') => format!("'{cell}"),
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn formulas_become_text() {
        for cell in ["=HYPERLINK(\"x\")", "+66 2", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"] {
            assert_eq!(inert(cell.to_owned()), format!("'{cell}"));
        }
        for cell in ["", "ไม่มี URL", "a=b", "100.00"] {
            assert_eq!(inert(cell.to_owned()), cell);
        }
    }
}
