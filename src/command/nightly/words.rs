//! What a scheduled run says, in Thai and in English.

use super::change::{Change, Line, Mark, Way};
use crate::mark::Outcome;
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
    let (before, now) = (&change.score_before, &change.score_now);
    if oit(before) != oit(now) {
        parts.push(format!("OIT {} → {}", range(oit(before)), range(oit(now))));
    } else if let (Some(before), Some(now)) = (ita(before), ita(now))
        && before != now
    {
        parts.push(format!("ITA {} → {}", range(before), range(now)));
    }
    if !change.items.is_empty() && change.items.iter().all(|line| line.more_read) {
        parts.push(pick(lang, "จากการอ่านภาพสแกนเดิมได้มากขึ้น", "more of the same scans was read").to_owned());
    }
    if !change.items.is_empty() && change.items.iter().all(|line| line.less_read) {
        parts.push(pick(lang, "จากการอ่านภาพสแกนเดิมได้น้อยลง", "less of the same scans was read").to_owned());
    }
    if parts.is_empty() && change.form_before.is_some() {
        parts.push(pick(lang, "แบบตรวจเปลี่ยนปี", "another year's form").to_owned());
    }
    if parts.is_empty() {
        parts.push(pick(lang, "เกณฑ์หรือคะแนน IIT EIT เปลี่ยน", "other levels, IIT or EIT").to_owned());
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
    lines.push(scores(change, lang));
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

/// What stands before an item.
const MARKS: [&str; 6] = ["✓", "~", "✗", "?", "…", "–"];

/// Whether an item begins with this line of a notice.
pub fn begins_item(line: &str) -> bool {
    MARKS.iter().any(|mark| line.strip_prefix(mark).is_some_and(|rest| rest.starts_with(' ')))
}

/// The end of a text that was too long for where it went.
pub fn left_out(items: usize, lang: Lang) -> String {
    match (items, lang) {
        (0, _) => "…".to_owned(),
        (_, Lang::Th) => format!("… และอีก {items} ข้อ"),
        (_, Lang::En) => format!("… and {items} more"),
    }
}

fn item(line: &Line, lang: Lang) -> Vec<String> {
    // As in the table: a cross is for what fails.
    let mark = match (line.change, line.now) {
        (Way::Gained, _) => MARKS[0],
        (Way::Changed, _) => MARKS[1],
        (Way::Lost, Outcome::Fail) => MARKS[2],
        (Way::Lost, Outcome::Review) => MARKS[3],
        (Way::Lost, Outcome::NotDetermined) => MARKS[4],
        (Way::Lost, _) => MARKS[5],
    };
    let words = lang.words();
    let verdicts = format!("{} → {}", words.verdict(line.before), words.verdict(line.now));
    let mut said = vec![format!("{mark} {} {} ({verdicts})", line.id, line.title)];
    said.extend(words_diff::reading(lang, line.reading).iter().map(|read| format!("    {read}")));
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

/// Both scores, each with what it was. The level is of the ITA where there is one, and stands behind it.
fn scores(change: &Change, lang: Lang) -> String {
    let words = lang.words();
    let (before, now) = (&change.score_before, &change.score_now);
    let level = |mark: &Mark| {
        let span = match mark.band_high.as_str() {
            high if high.is_empty() || high == mark.band => mark.band.clone(),
            high => format!("{}–{high}", mark.band),
        };
        format!(" ({})", words.band.replace("{}", &span))
    };
    let whole =
        |mark: &Mark, ends, leads: bool| range(ends) + &if leads { level(mark) } else { String::new() };
    let alone = |mark: &Mark| Some(whole(mark, oit(mark), mark.ita.is_none()));
    let both = |mark: &Mark| ita(mark).map(|ends| whole(mark, ends, true));
    let moved = |before: Option<String>, now: Option<String>| match (before, now) {
        (Some(before), Some(now)) if before != now => Some(format!("{before} → {now}")),
        (_, now) => now,
    };
    let named = [(words.oit, moved(alone(before), alone(now))), (words.ita, moved(both(before), both(now)))];
    let told: Vec<String> =
        named.into_iter().filter_map(|(name, moved)| Some(format!("{name} {}", moved?))).collect();
    told.join(" · ")
}

fn oit(mark: &Mark) -> (f64, f64) {
    (mark.oit, mark.oit_high)
}

fn ita(mark: &Mark) -> Option<(f64, f64)> {
    mark.ita.map(|low| (low, mark.ita_high.unwrap_or(low)))
}

fn range((low, high): (f64, f64)) -> String {
    if low == high { format!("{low:.2}") } else { format!("{low:.2}–{high:.2}") }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::diff::Reading;

    fn change(before: Mark, now: Mark) -> Change {
        Change {
            before: "2021-07-12".to_owned(),
            score_before: before,
            score_now: now,
            form_before: None,
            items: Vec::new(),
        }
    }

    fn mark(oit: f64, ita: Option<f64>, band: &str) -> Mark {
        Mark { oit, oit_high: oit, ita, ita_high: ita, band: band.to_owned(), band_high: band.to_owned() }
    }

    #[test]
    fn the_level_stands_behind_the_score_that_it_is_of() {
        let told = scores(&change(mark(61.45, None, "D"), mark(60.34, None, "D")), Lang::Th);
        assert_eq!(told, "คะแนน OIT 61.45 (ระดับ D) → 60.34 (ระดับ D)");
        let both = change(mark(61.45, Some(81.86), "B"), mark(60.34, Some(81.42), "B"));
        assert_eq!(
            scores(&both, Lang::Th),
            "คะแนน OIT 61.45 → 60.34 · คะแนน ITA รวม 81.86 (ระดับ B) → 81.42 (ระดับ B)"
        );
        assert_eq!(title("ก", &both, Lang::Th), "ก: OIT 61.45 → 60.34");
        let mut later = change(mark(61.45, None, "D"), mark(61.45, Some(81.86), "B"));
        assert_eq!(scores(&later, Lang::En), "OIT score 61.45 (level D) → 61.45 · ITA total 81.86 (level B)");
        assert_eq!(title("ก", &later, Lang::Th), "ก: เกณฑ์หรือคะแนน IIT EIT เปลี่ยน");
        later.score_before = mark(61.45, Some(80.0), "B");
        assert_eq!(title("ก", &later, Lang::Th), "ก: ITA 80.00 → 81.86");
        later.score_now.ita_high = Some(86.0);
        later.score_now.band_high = "A".to_owned();
        assert!(scores(&later, Lang::Th).ends_with("81.86–86.00 (ระดับ B–A)"));
    }

    #[test]
    fn a_cross_is_for_what_fails() {
        let line = |change, now| Line {
            id: "O1".to_owned(),
            title: "โครงสร้าง".to_owned(),
            change,
            before: Outcome::Pass,
            now,
            comment: String::new(),
            fix: String::new(),
            more_read: false,
            less_read: false,
            reading: Reading::default(),
            gone: Vec::new(),
        };
        for (now, mark) in [
            (Outcome::Fail, "✗"),
            (Outcome::Review, "?"),
            (Outcome::NotDetermined, "…"),
            (Outcome::NotApplicable, "–"),
        ] {
            let said = item(&line(Way::Lost, now), Lang::Th);
            assert!(said[0].starts_with(&format!("{mark} O1 ")) && begins_item(&said[0]), "{said:?}");
        }
        assert!(item(&line(Way::Gained, Outcome::Pass), Lang::Th)[0].starts_with("✓ O1 "));
    }
}
