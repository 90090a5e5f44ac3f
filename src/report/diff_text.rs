//! A comparison in lines: plain, and as Markdown.

use super::diff::{Changed, Diff, JudgeChanged, Side, State, Way};
use super::words::{Lang, fill, range};
use super::{Answer, clean::clean, link::readable, md, words_diff};

/// All ways in the order in which they are told: what needs doing before what is news.
pub(super) const ORDER: [Way; 6] =
    [Way::Lost, Way::Gained, Way::Changed, Way::Moved, Way::Added, Way::Removed];

/// What the lines look like.
struct Look {
    head: fn(&str) -> String,
    group: fn(&str) -> String,
    item: fn(&str, &str) -> String,
    line: fn(&str) -> String,
    plain: fn(&str) -> String,
}

static TEXT: Look = Look {
    head: |text| format!("{text}\n"),
    group: |text| format!("\n{text}\n"),
    item: |id, title| format!("  {id}  {title}\n"),
    line: |text| format!("      {text}\n"),
    plain: clean,
};

static MARKDOWN: Look = Look {
    head: |text| format!("# {text}\n"),
    group: |text| format!("\n## {text}\n\n"),
    item: |id, title| format!("- **{id} {title}**\n"),
    line: |text| format!("  - {text}\n"),
    plain: |text| md::plain(&clean(text)),
};

pub(super) fn text(diff: &Diff, lang: Lang) -> String {
    lines(diff, lang, &TEXT)
}

pub(super) fn markdown(diff: &Diff, lang: Lang) -> String {
    lines(diff, lang, &MARKDOWN)
}

fn lines(diff: &Diff, lang: Lang, look: &Look) -> String {
    let own = words_diff::of(lang);
    let name = if diff.new.name.is_empty() { &diff.new.url } else { &diff.new.name };
    let mut out = (look.head)(&(look.plain)(name));
    out.push_str(&format!("{}  \n", compared(diff, lang)));
    out.push_str(&format!("{}\n", scores(diff, lang)));
    if diff.old.year != diff.new.year {
        out.push_str(&format!("{}\n", years(diff, lang)));
    }
    if diff.items.is_empty() {
        out.push_str(&format!("\n{}\n", own.nothing));
    }
    for way in ORDER {
        let items = diff.with(way);
        if items.is_empty() {
            continue;
        }
        out.push_str(&(look.group)(&fill(own.way(way), &[&items.len().to_string()])));
        for item in items {
            out.push_str(&(look.item)(&(look.plain)(&item.id), &(look.plain)(&item.title)));
            for line in told(item, lang) {
                out.push_str(&(look.line)(&(look.plain)(&line)));
            }
        }
    }
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}

pub(super) fn compared(diff: &Diff, lang: Lang) -> String {
    let words = lang.words();
    fill(words_diff::of(lang).compared, &[&words.date(&diff.new.as_of), &words.date(&diff.old.as_of)])
}

pub(super) fn years(diff: &Diff, lang: Lang) -> String {
    fill(words_diff::of(lang).other_years, &[&diff.old.year.to_string(), &diff.new.year.to_string()])
}

/// Both scores and what lies between.
pub(super) fn scores(diff: &Diff, lang: Lang) -> String {
    let words = lang.words();
    let oit = |side: &Side| range(Some(side.oit), Some(side.oit_high));
    let mut said =
        format!("{} {} → {} ({})", words.oit, oit(&diff.old), oit(&diff.new), oit_delta(diff, lang));
    if let (Some(old), Some(new), Some(delta)) = (diff.old.ita, diff.new.ita, diff.ita_delta) {
        said = format!("{said} · {} {old:.2} → {new:.2} ({})", words.ita, signed(delta));
    }
    let levels = |side: &Side| match side.band_high.as_str() {
        "" => fill(words.band, &[&clean(&side.band)]),
        high => fill(words.band, &[&clean(&format!("{}–{high}", side.band))]),
    };
    let (old, new) = (levels(&diff.old), levels(&diff.new));
    if old != new {
        said = format!("{said} · {old} → {new}");
    }
    said
}

/// What lies between both ends of the scores: one figure where it is the same.
fn oit_delta(diff: &Diff, lang: Lang) -> String {
    let (low, high) = (signed(diff.oit_delta), signed(diff.oit_high_delta));
    if low == high { low } else { fill(words_diff::of(lang).from_to, &[&low, &high]) }
}

pub(super) fn signed(delta: f64) -> String {
    if delta == 0.0 { "±0.00".to_owned() } else { format!("{delta:+.2}") }
}

/// What is to be said of one item, a line each.
pub(super) fn told(item: &Changed, lang: Lang) -> Vec<String> {
    let (words, own) = (lang.words(), words_diff::of(lang));
    let mut lines = Vec::new();
    let state = |state: &State| {
        let verdict = words.verdict(state.verdict);
        if state.comment.is_empty() { verdict.to_owned() } else { format!("{verdict} · {}", state.comment) }
    };
    match (&item.old, &item.new) {
        (Some(old), Some(new)) if state(old) != state(new) => {
            lines.push(format!("{}: {}", own.was, state(old)));
            lines.push(format!("{}: {}", own.now, state(new)));
        }
        (None, Some(one)) | (Some(one), None) => lines.push(state(one)),
        _ => {}
    }
    if item.more_read {
        lines.push(own.more_read.to_owned());
    }
    if item.less_read {
        lines.push(words_diff::less_read(lang, item.cut));
    }
    lines.extend(item.gone.iter().map(|url| words_diff::gone(lang, &readable(url))));
    lines.extend(item.judges.iter().map(|one| judge(one, lang)));
    if item.moved {
        let url = |state: &Option<State>| {
            let url = state.as_ref().and_then(|state| state.url.as_deref());
            url.map_or_else(|| own.no_url.to_owned(), readable)
        };
        lines.push(format!("URL {}: {}", own.was, url(&item.old)));
        lines.push(format!("URL {}: {}", own.now, url(&item.new)));
    }
    lines
}

fn judge(one: &JudgeChanged, lang: Lang) -> String {
    let own = words_diff::of(lang);
    let answer = |answer: Option<Answer>| match answer {
        Some(Answer::Yes) => lang.words().yes,
        Some(Answer::No) => lang.words().no,
        Some(Answer::CannotTell) => lang.words().cannot_tell,
        None => own.not_asked,
    };
    let reason = if one.reason.is_empty() { String::new() } else { format!(" ({})", one.reason) };
    format!("{}: {} → {}{reason}", one.asks, answer(one.old), answer(one.new))
}
