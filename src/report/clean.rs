//! What a site wrote must not steer the reader's screen.

use super::model::{Answer, Item, Judged, Report};
use super::words_en;
use crate::mark::Outcome;
use crate::report::Lang;

/// The text without control characters, whole escape sequences and marks that turn the writing
/// direction: a page title may not move the cursor, recolour a verdict or reverse an address.
pub fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => match letters.peek() {
                Some('[') => {
                    letters.next();
                    skip_while(&mut letters, |c| !('\u{40}'..='\u{7e}').contains(&c));
                }
                Some(']' | 'P' | '_' | '^' | 'X') => {
                    skip_while(&mut letters, |c| !matches!(c, '\u{7}' | '\u{9c}' | '\u{1b}'));
                    if letters.peek() == Some(&'\\') {
                        letters.next();
                    }
                }
                _ => {}
            },
            '\u{9b}' => skip_while(&mut letters, |c| !('\u{40}'..='\u{7e}').contains(&c)),
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => kept.push(' '),
            '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}' => {}
            _ if letter.is_control() => {}
            _ => kept.push(letter),
        }
    }
    kept
}

/// Skips what holds, and the one letter after it.
fn skip_while(letters: &mut impl Iterator<Item = char>, holds: impl Fn(char) -> bool) {
    for letter in letters {
        if !holds(letter) {
            break;
        }
    }
}

/// The whole report cleaned: what every format but JSON shows.
pub fn report(report: &Report) -> Report {
    let mut report = report.clone();
    for text in [
        &mut report.schema,
        &mut report.tool.name,
        &mut report.tool.version,
        &mut report.site.url,
        &mut report.site.name,
        &mut report.edition.id,
        &mut report.edition.digest,
        &mut report.as_of,
        &mut report.started_at,
        &mut report.finished_at,
        &mut report.score.band,
        &mut report.score.band_high,
    ] {
        mend(text);
    }
    report.edition.draft.iter_mut().for_each(mend);
    for band in report.edition.scale.iter_mut().flat_map(|scale| &mut scale.bands) {
        mend(&mut band.name);
    }
    for one in &mut report.score.perceptions {
        mend(&mut one.id);
        mend(&mut one.title);
    }
    for missed in &mut report.coverage.not_read {
        mend(&mut missed.url);
        mend(&mut missed.advice);
    }
    report.coverage.notes.iter_mut().for_each(mend);
    for indicator in &mut report.score.indicators {
        mend(&mut indicator.id);
        mend(&mut indicator.title);
        for sub in &mut indicator.subindicators {
            mend(&mut sub.id);
            mend(&mut sub.title);
            sub.items.iter_mut().for_each(mend);
        }
    }
    report.items.iter_mut().for_each(item);
    if let Some(since) = &mut report.since {
        mend(&mut since.as_of);
        let told = [&mut since.gained, &mut since.lost, &mut since.changed, &mut since.later];
        for ids in told.into_iter().chain([&mut since.more_read, &mut since.less_read]) {
            ids.iter_mut().for_each(mend);
        }
    }
    for told in report.waivers.iter_mut().flat_map(|waivers| &mut waivers.told) {
        mend(&mut told.item);
        mend(&mut told.place);
        told.until.iter_mut().for_each(mend);
    }
    for due in &mut report.due {
        for text in [&mut due.date, &mut due.what, &mut due.source] {
            mend(text);
        }
        due.items.iter_mut().chain(&mut due.failing).for_each(mend);
    }
    report
}

/// The same as its readers call things: of its titles in English those of which the form says them.
pub fn told(report: &Report, lang: Lang) -> Report {
    let mut report = self::report(report);
    if lang == Lang::En {
        let english = std::mem::take(&mut report.edition.english);
        let say = |title: &mut String| {
            if let Some(english) = english.get(title.as_str()) {
                title.clone_from(english);
            }
        };
        for indicator in &mut report.score.indicators {
            say(&mut indicator.title);
            indicator.subindicators.iter_mut().for_each(|sub| say(&mut sub.title));
        }
        for item in &mut report.items {
            say(&mut item.title);
            say(&mut item.group);
            // The comment is the assessor's, and Thai; under it stands what was asked and does not hold.
            if let Some(cause) =
                cause(item).and_then(|(known, judge)| Some((known, english.get(&judge.asks)?)))
                && item.round.is_none()
            {
                let line = words_en::cause(cause.0, cause.1);
                item.comment = format!("{}\n{line}", item.comment).trim_start().to_owned();
            }
            item.judges.iter_mut().for_each(|judge| say(&mut judge.asks));
        }
    }
    report
}

/// What an item hangs on that did not pass, and whether that is known not to hold.
fn cause(item: &Item) -> Option<(bool, &Judged)> {
    let first = |answer: Answer| item.judges.iter().find(|judge| judge.answer == answer);
    match item.verdict {
        Outcome::Fail => first(Answer::No).map(|judge| (true, judge)),
        Outcome::Review | Outcome::NotDetermined => first(Answer::CannotTell).map(|judge| (false, judge)),
        Outcome::Pass | Outcome::NotApplicable => None,
    }
}

fn item(item: &mut Item) {
    for text in
        [&mut item.id, &mut item.key, &mut item.title, &mut item.group, &mut item.subindicator, &mut item.fix]
    {
        mend(text);
    }
    // Only the second round's comment has lines, and they are ours.
    if item.round.is_some() {
        let lines: Vec<String> = item.comment.lines().map(clean).collect();
        item.comment = lines.join("\n");
    } else {
        mend(&mut item.comment);
    }
    if let Some(round) = &mut item.round {
        mend(&mut round.date);
        mend(&mut round.earlier);
        round.added.iter_mut().for_each(mend);
    }
    if let Some(waived) = &mut item.waiver {
        mend(&mut waived.note);
        mend(&mut waived.by);
        waived.until.iter_mut().for_each(mend);
    }
    item.question.iter_mut().for_each(mend);
    for found in &mut item.evidence {
        for text in [
            &mut found.url,
            &mut found.link_text,
            &mut found.title,
            &mut found.quote,
            &mut found.sha256,
            &mut found.fetched_at,
        ] {
            mend(text);
        }
        found.found_on.iter_mut().for_each(mend);
        found.path.iter_mut().for_each(mend);
        if let Some(shot) = &mut found.screenshot {
            [&mut shot.file, &mut shot.taken_at, &mut shot.sha256].into_iter().for_each(mend);
        }
    }
    for one in &mut item.submitted {
        for text in [&mut one.url, &mut one.note, &mut one.word, &mut one.on] {
            mend(text);
        }
    }
    for judge in &mut item.judges {
        for text in [&mut judge.id, &mut judge.asks, &mut judge.reason, &mut judge.quote, &mut judge.url] {
            mend(text);
        }
    }
    for past in &mut item.history {
        mend(&mut past.date);
        mend(&mut past.comment);
    }
    for near in &mut item.near {
        mend(&mut near.url);
        mend(&mut near.note);
    }
}

fn mend(text: &mut String) {
    *text = clean(text);
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn escape_sequences_go_whole_and_thai_stays() {
        assert_eq!(clean("\u{1b}[31mแดง\u{1b}[0m น้ำ"), "แดง น้ำ");
        assert_eq!(clean("\u{1b}]8;;http://bad\u{7}ที่นี่\u{1b}]8;;\u{1b}\\!"), "ที่นี่!");
        assert_eq!(clean("a\u{9b}2Jb\u{0}c\u{8}d\r\ne"), "abcd  e");
        assert_eq!(clean("\u{202e}fdp.exe\u{200b}"), "fdp.exe\u{200b}");
        assert_eq!(clean("\u{1b}c\u{1b}"), "c");
    }
}
