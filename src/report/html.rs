//! One page for a browser: nothing fetched, everything from sites escaped, readable without its script.

use std::io::{self, Write};

use minijinja::context;
use minijinja::value::Value;

use super::shell::{engine, style_and_policy};
use super::words::{self, Words};
use super::*;
use crate::crawl::UNLINKED;
use crate::mark::Outcome;

pub(super) struct Html;

/// The name ends in `.html`: that is what turns escaping on.
const PAGE: &str = "page.html";

impl Format for Html {
    fn write(&self, report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let mut engine = engine().map_err(io::Error::other)?;
        engine.add_template(PAGE, include_str!("page.html")).map_err(io::Error::other)?;
        let page = engine.get_template(PAGE).map_err(io::Error::other)?;
        let report = clean::told(report, lang);
        let page = page.render(view(&report, lang)).map_err(io::Error::other)?;
        out.write_all(page.as_bytes())
    }
}

macro_rules! words {
    ($words:ident: $($name:ident)*) => { context! { $($name => $words.$name),* } };
}

/// The sentences of the page's own tools and charts.
fn tools(lang: Lang) -> Value {
    let words = words_page::of(lang);
    words!(words: skip tools search all shown expand collapse copy copied uncopied charts by_sub by_sub_note
        gains gains_note trend between due due_note print)
}

/// The sentences that the template takes as they are.
fn sentences(words: &Words) -> Value {
    words!(words: item issue comment score oit ita range_note gaps gaps_note no_gaps points fix submit
        open found_at no_place look look_note undetermined undetermined_note coverage evidence page
        found_on clicks judges near confidence history contents table fetched form as_of
        sub_indicator indicator made_by not_this_round
        unlinked)
}

fn view(report: &Report, lang: Lang) -> Value {
    let words = lang.words();
    let rows = |items: Vec<&Item>| -> Value { items.into_iter().map(|it| row(it, words)).collect() };
    let site = &report.site;
    let script = include_str!("page.js");
    let (css, policy) = style_and_policy(Some(script));
    context! {
        lang => lang.code(),
        css => Value::from_safe_string(css),
        script => Value::from_safe_string(script.to_owned()),
        policy => policy,
        w => sentences(words),
        p => tools(lang),
        name => if site.name.is_empty() { &site.url } else { &site.name },
        // Without a name the address is the heading, once.
        site => (!site.name.is_empty()).then(|| link(&site.url)),
        charts => charts::view(report, lang),
        between => between(report),
        due => report.due.iter().map(|due| context! {
            day => words.date(&due.date),
            what => words_due::what(due, lang),
            items => words_due::items(due, lang),
            source => words_due::source(due, lang),
        }).collect::<Value>(),
        year => report.edition.year.to_string(),
        digest => &report.edition.digest,
        tool => format!("{} {}", report.tool.name, report.tool.version),
        day => words.date(&report.as_of),
        score => score(report, lang),
        indicators => report.score.indicators.iter().map(|it| indicator(it, report, words)).collect::<Value>(),
        drafts => drafts(report, lang),
        gaps => rows(report.gaps()),
        look => rows(report.with(Outcome::Review)),
        undetermined => rows(report.with(Outcome::NotDetermined)),
        coverage => coverage(report, lang),
        changes => changes(report, lang),
        by_hand => by_hand(report, lang),
    }
}

fn score(report: &Report, lang: Lang) -> Value {
    let score = &report.score;
    let counts = counts(report, lang).into_iter().map(|(outcome, word, n)| {
        context! { tone => outcome.name(), word => word, n => n }
    });
    context! {
        oit => words::range(Some(score.oit), Some(score.oit_high)),
        ita => score.ita.map(|_| words::range(score.ita, score.ita_high)),
        surveys => score.iit.zip(score.eit).map(|(iit, eit)| {
            words::fill(lang.words().from_surveys, &[&format!("{iit:.2}"), &format!("{eit:.2}")])
        }),
        oit_level => oit_level(report, lang),
        level => level(report, lang),
        open => score.oit != score.oit_high,
        low => score.oit,
        spread => (score.oit_high - score.oit).max(0.0),
        counts => counts.collect::<Value>(),
    }
}

/// The items that make the difference between the two figures, and what each is worth.
fn between(report: &Report) -> Value {
    let open =
        report.items.iter().filter(|item| matches!(item.verdict, Outcome::Review | Outcome::NotDetermined));
    open.map(|item| context! { id => &item.id, title => &item.title, oit => words::points(item.worth.oit) })
        .collect()
}

fn indicator(indicator: &IndicatorScore, report: &Report, words: &Words) -> Value {
    let subs = indicator.subindicators.iter().map(|sub| {
        let mut groups: Vec<(&str, Vec<Value>)> = Vec::new();
        for item in sub.items.iter().filter_map(|id| report.item(id)) {
            match groups.last_mut() {
                Some((title, rows)) if *title == item.group => rows.push(row(item, words)),
                _ => groups.push((&item.group, vec![row(item, words)])),
            }
        }
        let groups = groups.into_iter().map(|(title, rows)| context! { title => title, rows => rows });
        context! {
            id => &sub.id,
            title => &sub.title,
            score => words::range(sub.score, sub.score_high),
            tone => match (sub.score, sub.score_high) {
                (Some(low), Some(high)) if low < high => "open",
                (Some(low), _) if low < 100.0 => "lost",
                _ => "full",
            },
            groups => groups.collect::<Value>(),
        }
    });
    context! {
        id => &indicator.id,
        title => &indicator.title,
        score => words::range(indicator.score, indicator.score_high),
        subs => subs.collect::<Value>(),
    }
}

fn row(item: &Item, words: &Words) -> Value {
    let earlier = item.history.iter().take(item.history.len().saturating_sub(1));
    context! {
        id => &item.id,
        draft => item.draft.then_some(words.draft),
        title => &item.title,
        tone => item.verdict.name(),
        // A number says pass and fail by itself; the other ends need their word.
        word => (!matches!(item.verdict, Outcome::Pass | Outcome::Fail)).then(|| words.verdict(item.verdict)),
        score => words::range(item.score, item.score_high),
        comment => &item.comment,
        question => &item.question,
        fix => &item.fix,
        lost => item.worth.oit > 0.0,
        oit => words::points(item.worth.oit),
        ita => words::points(item.worth.ita),
        confidence => format!("{:.0}%", item.confidence * 100.0),
        submit => item.submit().map(link),
        // Letter by letter, as ITAS takes it.
        copy => item.submit().and_then(link::web),
        evidence => item.evidence.iter().map(|it| evidence(it, words)).collect::<Value>(),
        judges => item.judges.iter().map(|it| judged(it, item, words)).collect::<Value>(),
        near => item.near.iter().map(|near| context! {
            link => link(&near.url),
            note => &near.note,
        }).collect::<Value>(),
        paths => item.submitted.iter().filter_map(|one| words.submitted(one)).collect::<Value>(),
        waiver => item.waiver.as_ref().map(|waived| words.waiver(waived)),
        late => item.round.as_ref().is_some_and(|round| round.result == Ruling::AddedLater),
        history => earlier.map(|past| context! {
            day => words.date(&past.date),
            score => words::range(past.score, past.score),
            comment => &past.comment,
        }).collect::<Value>(),
    }
}

fn evidence(found: &Evidence, words: &Words) -> Value {
    let title = [&found.title, &found.link_text, &found.url].into_iter().find(|text| !text.is_empty());
    context! {
        link => anchor(link::place(&found.url, found.kind, &found.quote, found.page), title.unwrap_or(&found.url)),
        address => readable(&found.url),
        kind => words.kind(found.kind),
        page => found.page.map(|page| page.to_string()),
        quote => &found.quote,
        from => found.found_on.as_ref().map(|url| link(url)),
        text => &found.link_text,
        // Before these were words, the number of a page that no link leads to was shown as it is.
        clicks => (found.clicks != UNLINKED).then(|| found.clicks.to_string()),
        path => super::submission::path(found, words),
        fetched => words.date(&found.fetched_at),
        sha256 => &found.sha256,
        shot => found.screenshot.as_ref().and_then(|shot| {
            Some(context! {
                link => link::beside(&shot.file)?,
                text => words::fill(words.screenshot, &[&words.date(&shot.taken_at)]),
            })
        }),
    }
}

fn judged(judge: &Judged, item: &Item, words: &Words) -> Value {
    let kind = item.evidence.iter().find(|found| found.url == judge.url).map(|found| found.kind);
    let kind = kind.unwrap_or(if judge.page.is_some() {
        crate::extract::Kind::Pdf
    } else {
        crate::extract::Kind::Html
    });
    let (tone, answer) = match judge.answer {
        Answer::Yes => ("pass", words.yes),
        Answer::No => ("fail", words.no),
        Answer::CannotTell => ("review", words.cannot_tell),
    };
    let place = link::place(&judge.url, kind, &judge.quote, judge.page);
    context! {
        asks => &judge.asks,
        tone => tone,
        answer => answer,
        reason => &judge.reason,
        quote => &judge.quote,
        link => place.map(|place| anchor(Some(place), &judge.url)),
    }
}

fn coverage(report: &Report, lang: Lang) -> Value {
    let coverage = &report.coverage;
    let reasons = reasons(coverage).into_iter().map(|(status, n, example)| {
        let missed = coverage.not_read.iter().filter(|missed| alike(example, missed));
        context! {
            n => n,
            why => lang.words().status(status),
            advice => advice(example, lang),
            links => missed.map(|it| link(&it.url)).collect::<Value>(),
        }
    });
    context! {
        summary => summary(coverage, lang),
        reasons => reasons.collect::<Value>(),
        notes => coverage.notes.iter().map(|it| words_notes::note(it, lang).into_owned()).collect::<Value>(),
    }
}

/// An address as a link that says itself.
fn link(url: &str) -> Value {
    anchor(link::web(url).map(str::to_owned), url)
}

/// Where a link leads, if it may lead anywhere, and what it says.
fn anchor(href: Option<String>, text: &str) -> Value {
    context! { href => href, text => readable(text) }
}
