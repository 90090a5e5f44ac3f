//! What a scheduled run says, in Thai and in English.

use super::change::{Change, Line, Mark, Way};
use crate::report::{Lang, clean_text, readable, words_diff};

/// One line that says it all: for a subject, a notification's head, the log.
pub fn title(name: &str, change: &Change, lang: Lang) -> String {
    let count = |way| change.of(way).count();
    let part = |n: usize, th: &str, en: &str| match (n, lang) {
        (0, _) => None,
        (n, Lang::Th) => Some(format!("{th} {n} ข้อ")),
        (n, Lang::En) => Some(format!("{n} {en}")),
    };
    let mut parts: Vec<String> = [
        part(count(Way::Lost), "เสียไป", "lost"),
        part(count(Way::Gained), "ผ่านเพิ่ม", "gained"),
        part(count(Way::Changed), "เปลี่ยน", "changed"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if change.score_before != change.score_now {
        parts.push(format!("OIT {} → {}", range(&change.score_before), range(&change.score_now)));
    }
    if !change.items.is_empty() && change.items.iter().all(|line| line.more_read) {
        parts.push(pick(lang, "จากการอ่านภาพสแกนเดิมได้มากขึ้น", "more of the same scans was read").to_owned());
    }
    if parts.is_empty() {
        parts.push(pick(lang, "แบบตรวจเปลี่ยนปี", "another year's form").to_owned());
    }
    format!("{name}: {}", parts.join(" · "))
}

/// The whole notification as plain text.
pub fn text(url: &str, as_of: &str, change: &Change, lang: Lang) -> String {
    let date = |day: &str| lang.words().date(day);
    let mut lines = vec![url.to_owned()];
    lines.push(match lang {
        Lang::Th => format!("ตรวจ ณ วันที่ {} เทียบกับครั้งก่อน {}", date(as_of), date(&change.before)),
        Lang::En => format!("Audited as of {}, compared with {}", date(as_of), date(&change.before)),
    });
    if let Some(year) = change.form_before {
        lines.push(match lang {
            Lang::Th => format!("แบบตรวจครั้งก่อนเป็นของปี {year}"),
            Lang::En => format!("The earlier run used the form of {year}"),
        });
    }
    lines.push(match lang {
        Lang::Th => format!("คะแนน OIT {}", moved(change, "ระดับ")),
        Lang::En => format!("OIT score {}", moved(change, "level")),
    });
    for (way, th, en) in [
        (Way::Lost, "เคยผ่าน ขณะนี้ไม่ผ่านหรือไม่แน่ชัด", "Passed before, and no more"),
        (Way::Gained, "ผ่านเพิ่ม", "Pass now"),
        (Way::Changed, "ผลหรือเหตุผลเปลี่ยน", "Another verdict or reason"),
    ] {
        let mut items = change.of(way).peekable();
        if items.peek().is_some() {
            lines.push(String::new());
            lines.push(pick(lang, th, en).to_owned());
            lines.extend(items.flat_map(|line| item(line, lang)));
        }
    }
    lines.join("\n")
}

fn item(line: &Line, lang: Lang) -> Vec<String> {
    let mark = match line.change {
        Way::Lost => "✗",
        Way::Gained => "✓",
        Way::Changed => "~",
    };
    let words = lang.words();
    let verdicts = format!("{} → {}", words.verdict(line.before), words.verdict(line.now));
    let mut said = vec![format!("{mark} {} {} ({verdicts})", line.id, line.title)];
    if line.more_read {
        said.push(format!("    {}", words_diff::more_read(lang)));
    }
    said.extend(
        line.gone.iter().map(|url| format!("    {}", words_diff::gone(lang, &readable(&clean_text(url))))),
    );
    if line.change != Way::Gained {
        said.extend(line.comment.lines().map(|comment| format!("    {}", clean_text(comment))));
        if !line.fix.is_empty() {
            said.push(format!("    {}: {}", words.fix, clean_text(&line.fix)));
        }
    }
    said
}

fn moved(change: &Change, level: &str) -> String {
    let span = |mark: &Mark| match mark.band_high.as_str() {
        high if high.is_empty() || high == mark.band => mark.band.clone(),
        high => format!("{}–{high}", mark.band),
    };
    let one = |mark: &Mark| format!("{} ({level} {})", range(mark), span(mark));
    if change.score_before == change.score_now {
        one(&change.score_now)
    } else {
        format!("{} → {}", one(&change.score_before), one(&change.score_now))
    }
}

fn range(mark: &Mark) -> String {
    if mark.oit == mark.oit_high {
        format!("{:.2}", mark.oit)
    } else {
        format!("{:.2}–{:.2}", mark.oit, mark.oit_high)
    }
}

/// A site that could be audited before, and cannot now.
pub fn down(name: &str, why: &str, lang: Lang) -> String {
    match lang {
        Lang::Th => format!("{name}: ตรวจไม่ได้ {why}"),
        Lang::En => format!("{name}: could not be audited: {why}"),
    }
}

/// A site that can be audited again.
pub fn up(name: &str, since: &str, lang: Lang) -> String {
    let day = lang.words().date(since);
    match lang {
        Lang::Th => format!("{name}: กลับมาตรวจได้แล้ว (ตรวจไม่ได้ตั้งแต่ {day})"),
        Lang::En => format!("{name}: can be audited again (could not since {day})"),
    }
}

/// `no_new`: what is new was to decide how the program ends.
pub fn first(name: &str, no_new: bool, lang: Lang) -> String {
    let new = match lang {
        _ if !no_new => "",
        Lang::Th => " ยังไม่มีผลให้เทียบ --fail-on new จึงเริ่มนับครั้งหน้า",
        Lang::En => "; there is nothing to compare with yet, so --fail-on new begins with the next run",
    };
    match lang {
        Lang::Th => format!("{name}: เก็บผลครั้งแรกไว้แล้ว ครั้งต่อไปจะบอกเฉพาะที่เปลี่ยน{new}"),
        Lang::En => format!("{name}: first result kept; from now on only changes are told{new}"),
    }
}

pub fn too_little(share: f64, lang: Lang) -> String {
    match lang {
        Lang::Th => format!("อ่านเว็บไซต์ได้ไม่ครบพอที่จะสรุป ({:.0}% ยังเข้าไม่ถึง)", share * 100.0),
        Lang::En => format!("too little of the site could be read ({:.0}% not reached)", share * 100.0),
    }
}

/// Written under a notification.
pub fn reports(paths: &[String], lang: Lang) -> String {
    format!("{}: {}", pick(lang, "รายงานฉบับเต็ม", "Full report"), paths.join(" "))
}

pub fn pick<'a>(lang: Lang, th: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Th => th,
        Lang::En => en,
    }
}
