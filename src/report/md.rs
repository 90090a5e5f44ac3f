//! Markdown, for an issue, a wiki or a chat.

use std::io::{self, Write};

use super::words::{self, Words};
use super::{
    Format, Item, Lang, Report, Ruling, by_hand, changes, clean, counts, drafts, level, number, oit_level,
    reasons, summary,
};
use crate::mark::Outcome;

pub(super) struct Markdown;

impl Format for Markdown {
    fn write(&self, report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let report = &clean::told(report, lang);
        let words = lang.words();
        head(report, lang, out)?;
        table(report, words, out)?;
        for note in drafts(report, lang) {
            writeln!(out, "\n> {}", plain(&note))?;
        }
        gaps(report, words, out)?;
        look(report, words, out)?;
        due(report, lang, out)?;
        coverage(report, lang, out)
    }
}

fn head(report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let words = lang.words();
    let score = &report.score;
    let name = if report.site.name.is_empty() { &report.site.url } else { &report.site.name };
    let form = words::fill(words.form, &[&report.edition.year.to_string()]);
    let day = words::fill(words.as_of, &[&words.date(&report.as_of)]);
    let oit = words::range(Some(score.oit), Some(score.oit_high));
    writeln!(out, "# {}\n\n{} · {form} · {day}\n", plain(name), link(&report.site.url))?;
    write!(out, "**{} {oit}**", words.oit)?;
    if let Some(level) = oit_level(report, lang) {
        write!(out, " · {}", plain(&level))?;
    }
    if score.ita.is_some() {
        let ita = words::range(score.ita, score.ita_high);
        write!(out, " · **{} {ita}** · {}", words.ita, plain(&level(report, lang)))?;
    }
    let counts = counts(report, lang);
    let counts: Vec<String> = counts.iter().map(|(_, word, n)| format!("{word} {n}")).collect();
    writeln!(out, "\n\n{}", counts.join(" · "))?;
    let notes: Vec<String> =
        report.coverage.notes.iter().map(|note| super::words_notes::note(note, lang).into_owned()).collect();
    for lines in
        [by_hand(report, lang), changes(report, lang), notes].iter().filter(|lines| !lines.is_empty())
    {
        let lines: Vec<String> = lines.iter().map(|line| plain(line)).collect();
        writeln!(out, "\n{}", lines.join("  \n"))?;
    }
    Ok(())
}

fn table(report: &Report, words: &Words, out: &mut dyn Write) -> io::Result<()> {
    for sub in report.score.indicators.iter().flat_map(|indicator| &indicator.subindicators) {
        let title = words::fill(words.sub_indicator, &[&plain(&sub.id)]);
        let score = words::range(sub.score, sub.score_high);
        writeln!(out, "\n## {title} {} — {score}\n", plain(&sub.title))?;
        writeln!(out, "| {} | {} | {} | {} |", words.item, words.issue, words.comment, words.score)?;
        writeln!(out, "| --- | --- | --- | ---: |")?;
        let mut group = "";
        for item in sub.items.iter().filter_map(|id| report.item(id)) {
            if item.group != group {
                writeln!(out, "| | **{}** | | |", plain(&item.group))?;
                group = &item.group;
            }
            let score = words::range(item.score, item.score_high);
            let score = match item.verdict {
                Outcome::Pass | Outcome::Fail => score,
                open => format!("{score} {}", words.verdict(open)),
            };
            let late = item.round.as_ref().is_some_and(|round| round.result == Ruling::AddedLater);
            let score = if late { format!("{score} {}", words.not_this_round) } else { score };
            let (title, comment) = (plain(&item.title), cell(item, words));
            writeln!(out, "| {} | {title} | {comment} | {score} |", plain(&number(item)))?;
        }
    }
    Ok(())
}

/// The comment and what a person said, in a cell of a table.
fn cell(item: &Item, words: &Words) -> String {
    let said = item.waiver.as_ref().map(|waived| words.waiver(waived));
    let paths = item.submitted.iter().filter_map(|one| words.submitted(one));
    let lines = item.comment.lines().map(str::to_owned).chain(said).chain(paths);
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).map(|line| plain(&line)).collect();
    lines.join("<br>")
}

fn gaps(report: &Report, words: &Words, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## {}\n", words.gaps)?;
    let gaps = report.gaps();
    if gaps.is_empty() {
        return writeln!(out, "{}", words.no_gaps);
    }
    for (nth, item) in gaps.into_iter().enumerate() {
        let worth = item.worth;
        let title = plain(&item.title);
        let points = format!("{} OIT, {} ITA", words::points(worth.oit), words::points(worth.ita));
        writeln!(out, "{}. **{} {title}** ({points})  ", nth + 1, plain(&item.id))?;
        let fix = if item.fix.is_empty() { &item.comment } else { &item.fix };
        writeln!(out, "   {}: {}  ", words.fix, plain(&fix.replace('\n', " ")))?;
        if let Some(waived) = &item.waiver {
            writeln!(out, "   {}  ", plain(&words.waiver(waived)))?;
        }
        place(item, words.found_at, words, out)?;
    }
    Ok(())
}

fn look(report: &Report, words: &Words, out: &mut dyn Write) -> io::Result<()> {
    let items = report.with(Outcome::Review);
    if !items.is_empty() {
        writeln!(out, "\n## {}\n", words.look)?;
    }
    for item in items {
        let question = item.question.as_deref().unwrap_or(&item.comment);
        writeln!(out, "- **{} {}**  ", plain(&item.id), plain(&item.title))?;
        writeln!(out, "   {}  ", plain(question))?;
        place(item, words.open, words, out)?;
    }
    let open = report.with(Outcome::NotDetermined);
    if !open.is_empty() {
        let ids: Vec<String> = open.iter().map(|item| plain(&item.id)).collect();
        writeln!(out, "\n## {}\n\n{}  ", words.undetermined, ids.join(" "))?;
        writeln!(out, "{}", words.undetermined_note)?;
    }
    Ok(())
}

fn due(report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if report.due.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {}\n", super::words_page::of(lang).due)?;
    for one in &report.due {
        let day = lang.words().date(&one.date);
        let items = super::words_due::items(one, lang);
        let items = if items.is_empty() { items } else { format!(" ({})", plain(&items)) };
        writeln!(out, "- **{day}** {}{items}", plain(&super::words_due::what(one, lang)))?;
    }
    Ok(())
}

fn place(item: &Item, label: &str, words: &Words, out: &mut dyn Write) -> io::Result<()> {
    match (item.submit(), item.near.first()) {
        (Some(url), _) => writeln!(out, "   {label}: {}", link(url)),
        (None, Some(near)) => {
            writeln!(out, "   {}: {} {}", words.near, link(&near.url), plain(&near.note))
        }
        (None, None) => writeln!(out, "   {}", words.no_place),
    }
}

fn coverage(report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let words = lang.words();
    writeln!(out, "\n## {}\n\n{}", words.coverage, summary(&report.coverage, lang).join("  \n"))?;
    let reasons = reasons(&report.coverage);
    if !reasons.is_empty() {
        writeln!(out)?;
    }
    for (status, n, example) in reasons {
        let advice = plain(super::advice(example, lang));
        writeln!(out, "- {n} × {}: {} {advice}", words.status(status), link(&example.url))?;
    }
    Ok(())
}

/// What a site wrote, as letters only: no markup, no cell border, no tag.
pub(super) fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '!' => safe.extend(['\\', letter]),
            _ => safe.push(letter),
        }
    }
    safe
}

/// An address that can be clicked, if it is one for the web.
fn link(url: &str) -> String {
    let web = url.starts_with("http://") || url.starts_with("https://");
    if web && !url.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>')) {
        format!("<{url}>")
    } else {
        plain(url)
    }
}

#[cfg(test)]
mod tests {
    use super::{link, plain};

    #[test]
    fn what_a_site_wrote_is_only_letters() {
        assert_eq!(plain("a|b <img> [x](y) *z*"), r"a\|b &lt;img&gt; \[x\](y) \*z\*");
        assert_eq!(link("javascript:alert(1)"), "javascript:alert(1)");
        assert_eq!(link("https://a.go.th/x>y"), "https://a.go.th/x&gt;y");
        assert_eq!(link("https://a.go.th/ก|ข"), "<https://a.go.th/ก|ข>");
    }
}
