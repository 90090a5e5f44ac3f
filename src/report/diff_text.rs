//! A comparison in lines: plain, and as Markdown.

use super::diff::{Changed, Diff, JudgeChanged, Side, State, Way};
use super::words::{Lang, fill, range};
use super::{Answer, clean::clean, link::readable, md, words_diff};
use crate::thai::width;

/// All ways in the order in which they are told: what needs doing before what is news.
pub(super) const ORDER: [Way; 6] =
    [Way::Lost, Way::Gained, Way::Changed, Way::Moved, Way::Added, Way::Removed];

/// What the lines look like.
struct Look {
    /// Each of these is given the columns of a line.
    head: fn(&str, usize) -> String,
    says: fn(&str, usize) -> String,
    group: fn(&str, usize) -> String,
    item: fn(&str, &str, usize) -> String,
    line: fn(&str, usize) -> String,
    plain: fn(&str) -> String,
}

static TEXT: Look = Look {
    head: |text, columns| hung("", 0, text, columns),
    says: |text, columns| hung("", 0, text, columns),
    group: |text, columns| format!("\n{}", hung("", 0, text, columns)),
    item: |id, title, columns| hung(&format!("  {id}  "), 0, title, columns),
    line: |text, columns| hung("      ", 2, text, columns),
    plain: clean,
};

static MARKDOWN: Look = Look {
    head: |text, _| format!("# {text}\n"),
    says: |text, _| format!("{text}\n"),
    group: |text, _| format!("\n## {text}\n\n"),
    item: |id, title, _| format!("- **{id} {title}**\n"),
    line: |text, _| format!("  - {text}\n"),
    plain: |text| md::plain(&clean(text)),
};

/// Text behind its beginning, in lines that end between Thai words; those after the first stand under it, so many
/// columns further in.
fn hung(start: &str, further: usize, text: &str, columns: usize) -> String {
    let indent = width::width(start) + further;
    let lines = width::wrap_whole(text, columns.saturating_sub(indent));
    let starts = std::iter::once(start.to_owned()).chain(std::iter::repeat(" ".repeat(indent)));
    starts.zip(lines).map(|(start, line)| format!("{start}{line}\n")).collect()
}

pub(super) fn text(diff: &Diff, lang: Lang, window: usize) -> String {
    lines(diff, lang, &TEXT, super::table::columns(window))
}

pub(super) fn markdown(diff: &Diff, lang: Lang) -> String {
    lines(diff, lang, &MARKDOWN, 0)
}

fn lines(diff: &Diff, lang: Lang, look: &Look, columns: usize) -> String {
    let own = words_diff::of(lang);
    let name = if diff.new.name.is_empty() { &diff.new.url } else { &diff.new.name };
    let mut out = (look.head)(&(look.plain)(name), columns);
    out.push_str(&(look.says)(&compared(diff, lang), columns));
    out.push_str(&(look.says)(&scores(diff, lang), columns));
    if diff.old.year != diff.new.year {
        out.push_str(&(look.says)(&years(diff, lang), columns));
    }
    if diff.items.is_empty() {
        out.push_str(&format!("\n{}\n", own.nothing));
    }
    for way in ORDER {
        let items = diff.with(way);
        if items.is_empty() {
            continue;
        }
        out.push_str(&(look.group)(&fill(own.way(way), &[&items.len().to_string()]), columns));
        for item in items {
            out.push_str(&(look.item)(&(look.plain)(&item.id), &(look.plain)(&item.title), columns));
            for line in told(item, lang) {
                out.push_str(&(look.line)(&(look.plain)(&line), columns));
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
    let ita = |side: &Side| range(side.ita, side.ita_high);
    let (old, new) = (&diff.old, &diff.new);
    let delta = between(diff.oit_delta, diff.oit_high_delta, lang);
    let mut said = format!("{} {} → {} ({delta})", words.oit, oit(old), oit(new));
    if let Some((low, high)) = diff.ita_delta.zip(diff.ita_high_delta) {
        let delta = between(low, high, lang);
        said = format!("{said} · {} {} → {} ({delta})", words.ita, ita(old), ita(new));
    }
    let levels = |side: &Side| match side.band_high.as_str() {
        "" => fill(words.band, &[&clean(&side.band)]),
        high => fill(words.band, &[&clean(&format!("{}–{high}", side.band))]),
    };
    let (old, new) = (levels(old), levels(new));
    if old != new {
        said = format!("{said} · {old} → {new}");
    }
    said
}

/// What lies between both ends of a score: one figure where it is the same.
fn between(low: f64, high: f64, lang: Lang) -> String {
    let (low, high) = (signed(low), signed(high));
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
    lines.extend(words_diff::reading(lang, item.reading));
    lines.extend(item.gone.iter().map(|url| words_diff::gone(lang, &readable(url))));
    lines.extend(item.judges.iter().map(|one| judge(one, lang)));
    if item.moved {
        lines.extend(item.document.map(|place| own.place(place).to_owned()));
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
