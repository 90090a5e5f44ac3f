//! What was decided, told as the assessor tells it: comment, repair, evidence and near misses.

use super::answer::{Answer, One};
use super::case::Facts;
use super::evaluate::Evaluation;
use super::hollow::Hollow;
use super::{Judged, Proof, Setting, Verdict, words};
use crate::find::library::Library;
use crate::find::{Candidates, Dead, Exhibit, Outside, Route};
use crate::mark::Outcome;
use crate::rule::{Holds, Judge, Rule, Test};

/// Under this confidence a pass is for a person.
pub(super) const FLOOR: f32 = 0.6;

/// Nothing on the site claims to be the item.
pub(super) fn nothing(
    rule: &Rule,
    setting: &Setting,
    library: &Library,
    found: &Candidates,
    hollow: &[(&Exhibit, Hollow)],
    facts: &Facts,
) -> Verdict {
    let mut evidence: Vec<Proof> = hollow.iter().map(|(e, _)| proof(e)).collect();
    let on_page =
        found.row_without_link.as_ref().map(|(p, _)| *p).or(found.dead.first().and_then(|d| d.found_on));
    evidence.extend(on_page.map(|page| Proof {
        page,
        found_on: None,
        label: String::new(),
        quote: None,
        at_page: None,
    }));
    // A row of the hub that says nothing but what it is called is no form.
    let is_row = |(e, why): &(&Exhibit, Hollow)| {
        matches!(why, Hollow::Blank | Hollow::Empty) && library.pages[e.page].part
    };
    let back =
        found.leads_back.as_ref().filter(|_| found.dead.is_empty() && hollow.first().is_none_or(is_row));
    let (outcome, confidence, comment) =
        if let Some(out) = found.outside.first().filter(|_| hollow.is_empty()) {
            let says = match out {
                Outside { in_viewer: true, .. } => words::in_viewer,
                Outside { unled: true, .. } => words::unled,
                _ => words::outside,
            };
            (Outcome::Review, 0.5, says(&out.url))
        } else if let Some(back) = back {
            (Outcome::Fail, 0.92, words::leads_back(back, &rule.missing.fail))
        } else if hollow.first().is_some_and(is_row) {
            (Outcome::Fail, 0.9, words::no_link(&rule.missing.fail))
        } else if let Some((_, why)) = hollow.first() {
            // Another program may open what ours cannot.
            let sure = if *why == Hollow::Damaged { 0.75 } else { 0.9 };
            (Outcome::Fail, sure, words::hollow(&rule.title, why))
        } else if let Some(dead) = found.dead.first() {
            use crate::crawl::Status;
            match dead.status {
                Status::AddressBlocked => {
                    (Outcome::Fail, 0.95, words::and(&[led(dead), rule.missing.fail.clone()]))
                }
                Status::NotFound | Status::SoftNotFound | Status::BadAddress | Status::ClientError => {
                    (Outcome::Fail, 0.95, words::dead(&dead.label, dead.http, &rule.missing.fail))
                }
                // One address that fails alone, asked again, on a site that answers: its program is broken.
                Status::ServerError if dead.http == Some(500) && setting.enough => {
                    (Outcome::Fail, 0.8, words::dead(&dead.label, dead.http, &rule.missing.fail))
                }
                _ => (Outcome::NotDetermined, 0.5, words::unreached(&dead.label)),
            }
        } else if let Some(form) = setting.other_form {
            (Outcome::NotDetermined, 0.5, words::other_form(form))
        } else if found.row_without_link.is_some() {
            (Outcome::Fail, 0.95, rule.missing.fail.clone())
        } else if let Some(page) = facts.nameless.filter(|_| rule.find.holds.is_paper()) {
            let left = library.pages[page].left();
            (Outcome::Review, 0.5, words::nameless(&library.pages.record(page).original, left))
        } else if setting.enough {
            (Outcome::Fail, 0.86, rule.missing.fail.clone())
        } else {
            (Outcome::NotDetermined, 0.5, words::too_little().to_owned())
        };
    let comment = fill_plain(&comment, setting.form.year);
    let question = (outcome == Outcome::Review).then(|| words::question(&rule.title, &comment));
    let one = match outcome {
        Outcome::Fail => One::no(comment.clone(), confidence as f32),
        _ => One::cannot_tell(comment.clone()),
    };
    let page = evidence.first().map(|p| p.page).filter(|p| *p < library.pages.len());
    Verdict {
        outcome,
        confidence,
        fix: if outcome == Outcome::Fail {
            let fix = fill_plain(&rule.missing.fix, setting.form.year);
            let form = hollow.first().and_then(|(_, why)| words::fill_in(why));
            let fix = form.unwrap_or(fix);
            let dead = hollow.is_empty() && found.outside.is_empty() && !found.dead.is_empty();
            match back {
                Some(_) if found.outside.is_empty() => words::lead_on(&fix),
                _ if dead => words::mend_link(&fix),
                _ => fix,
            }
        } else {
            String::new()
        },
        comment,
        question,
        evidence,
        judged: vec![Judged { id: "found".to_owned(), asks: words::asks_found().to_owned(), one, page }],
        near: Vec::new(),
        rest: Vec::new(),
        beside_hub: false,
    }
}

fn proof(e: &Exhibit) -> Proof {
    Proof { page: e.page, found_on: e.found_on, label: e.label.clone(), quote: None, at_page: None }
}

pub(super) fn verdict(
    rule: &Rule,
    setting: &Setting,
    library: &Library,
    found: &Candidates,
    hollow: &[(&Exhibit, Hollow)],
    exhibits: &[Exhibit],
    done: Evaluation,
) -> Verdict {
    let year = setting.form.year;
    let mut comments: Vec<String> = Vec::new();
    let mut fixes: Vec<String> = Vec::new();
    let mut questions = words::Questions::default();
    let mut judged = Vec::new();
    let mut outcome = done.outcome;
    if outcome == Outcome::Pass && done.sure < FLOOR {
        outcome = Outcome::Review;
    }
    let spoilt = if outcome == Outcome::Fail {
        let back = leads_back(rule, setting, library, found, exhibits, &done);
        back.or_else(|| spoilt(rule, found, hollow, exhibits, &done))
    } else {
        None
    };
    // Where nothing else is shown, the document that has to be mended is what was found.
    let instead = spoilt.as_ref().and_then(|spoilt| spoilt.by).filter(|_| done.kept.is_empty());
    let shown = done.kept.first().map(|&e| &exhibits[e]).or(instead);
    let best = shown.map(|e| e.page);
    let first = One::yes(words::found_by(shown), 0.95);
    judged.push(Judged {
        id: "found".to_owned(),
        asks: words::asks_found().to_owned(),
        one: first,
        page: best,
    });
    if let Some(Spoilt { by: Some(by), comment, .. }) = &spoilt {
        judged.push(Judged {
            id: "has-content".to_owned(),
            asks: words::asks_content().to_owned(),
            one: One::no(comment.clone(), 0.9),
            page: Some(by.page),
        });
    }
    for (j, reply) in &done.judged {
        let judge = &rule.judges[*j];
        match reply.one.answer {
            Answer::No => {
                // Where nothing else need be said of the document, it still is another item that comes first.
                let is_first = matches!(judge.test.get_ref(), Test::DependsOn(_));
                if is_first || !spoilt.as_ref().is_some_and(|spoilt| spoilt.is_all) {
                    comments.push(fill(&judge.fail, &reply.one, judge, year));
                    fixes.push(fill(&judge.fix, &reply.one, judge, year));
                }
            }
            Answer::CannotTell => {
                let label = reply.exhibit.map_or("", |e| exhibits[e].label.as_str());
                questions.add(label, &reply.one.reason, &judge.asks);
            }
            _ => {}
        }
        judged.push(Judged {
            id: judge.id.get_ref().clone(),
            asks: judge.asks.clone(),
            one: reply.one.clone(),
            page: reply.exhibit.map(|e| exhibits[e].page).or(best),
        });
    }
    if outcome != done.outcome {
        let weakest = done.judged.iter().min_by(|a, b| a.1.one.sure.total_cmp(&b.1.one.sure));
        if let Some((j, r)) = weakest {
            questions.add("", &r.one.reason, &rule.judges[*j].asks);
        }
    }
    if let Some(Spoilt { comment, fix, is_all, .. }) = spoilt {
        comments.insert(0, comment);
        // Another item that comes first is mended first.
        let at = if is_all { fixes.len() } else { 0 };
        fixes.splice(at..at, fix);
    }
    let mut question = questions.text();
    // A no over half a site, or beside a document that did not answer today, is no proof.
    if outcome == Outcome::Fail {
        let silent = found.dead.iter().find(|d| d.route == Route::Hub && d.status.is_unreached());
        let why = silent.map(|d| words::unreached(&d.label));
        let why = why.or_else(|| (!setting.enough).then(|| words::too_little().to_owned()));
        if let Some(why) = why.or_else(|| setting.other_form.map(words::other_form)) {
            outcome = Outcome::NotDetermined;
            question = Some(why);
        }
    }
    let mut evidence = evidence(rule, library, exhibits, &done);
    if evidence.is_empty() {
        evidence.extend(instead.map(proof));
    }
    let comment = match outcome {
        Outcome::Pass => String::new(),
        Outcome::Fail => words::and(&comments),
        _ => question.clone().unwrap_or_default(),
    };
    Verdict {
        outcome,
        confidence: f64::from(done.sure),
        comment,
        fix: if outcome == Outcome::Fail { words::and(&fixes) } else { String::new() },
        question: question.filter(|_| outcome == Outcome::Review),
        evidence,
        near: near(exhibits, &done),
        rest: Vec::new(),
        beside_hub: done.beside_hub,
        judged,
    }
}

/// Where a link that led to nothing was to lead.
fn led(dead: &Dead) -> String {
    if dead.status == crate::crawl::Status::AddressBlocked {
        return words::within(&dead.label, &dead.url);
    }
    words::dead_link(&dead.label, dead.http)
}

/// What is wrong with a document itself.
struct Spoilt<'a> {
    /// The document itself, where it was read.
    by: Option<&'a Exhibit>,
    comment: String,
    fix: Option<String>,
    /// Nothing else need be said.
    is_all: bool,
}

/// Letters of a row of the hub that says no more than what it is called.
const A_ROW: usize = 160;

/// Where all that is shown is the row of the hub, and its link leads back.
fn leads_back<'a>(
    rule: &Rule,
    setting: &Setting,
    library: &Library,
    found: &Candidates,
    exhibits: &[Exhibit],
    done: &Evaluation,
) -> Option<Spoilt<'a>> {
    let back = found.leads_back.as_ref()?;
    let mut pages = done.kept.iter().map(|&e| &library.pages[exhibits[e].page]);
    if done.kept.is_empty() || !pages.clone().all(|page| page.part) {
        return None;
    }
    let year = setting.form.year;
    Some(Spoilt {
        by: None,
        comment: fill_plain(&words::leads_back(back, &rule.missing.fail), year),
        fix: Some(fill_plain(&words::lead_on(&rule.missing.fix), year)),
        is_all: pages.all(|page| page.own_letters() < A_ROW),
    })
}

/// What is wrong with the document itself, where a page or a hub leads to it and only they could speak.
fn spoilt<'a>(
    rule: &Rule,
    found: &Candidates,
    hollow: &[(&'a Exhibit, Hollow)],
    exhibits: &[Exhibit],
    done: &Evaluation,
) -> Option<Spoilt<'a>> {
    let shown = |page: usize| exhibits.iter().any(|e| e.page == page);
    let surest = exhibits.iter().map(|e| e.route).min();
    // A page that only carried it counts as shown, though it spoke for nothing itself.
    let left = |page: usize| {
        let one = found.exhibits.iter().find(|e| e.page == page);
        one.is_some_and(|one| surest.is_none_or(|route| one.route <= route))
    };
    let by_hub = exhibits.iter().any(|e| e.route == Route::Hub);
    // A menu names the item and leads nowhere; what is judged instead only calls itself so.
    // Where all that is shown is of another year, a link that names the item may have led to this year's.
    let stale = is_of_another_year(rule, done);
    let dead = found.dead.iter().find(|d| {
        let menu = d.found_on == Some(0) && exhibits.iter().all(|e| e.found_on != Some(0));
        let surer = surest.is_some_and(|route| d.route < route || (d.route == route && menu));
        let instead = stale && surest.is_some_and(|route| d.route <= route);
        d.route == Route::Hub || d.file && d.found_on.is_some_and(|p| shown(p) || left(p)) || surer || instead
    });
    if let Some(dead) = dead {
        let comment = led(dead);
        return Some(Spoilt { by: None, comment, fix: Some(words::mend_link("")), is_all: false });
    }
    let carried = |e: &Exhibit| e.found_on.is_some_and(|page| shown(page) || left(page));
    let speaks = |(e, why): &&(&Exhibit, Hollow)| {
        // Another's document on the hub is the answer that was meant, whatever else hangs there.
        let foreign = matches!(why, Hollow::Foreign(_) | Hollow::Office(_));
        let meant = e.route == Route::Hub && (!by_hub || foreign);
        // What leads to it says of which item it is as plainly as of what is shown instead.
        let named = |shown: &Exhibit| e.route <= shown.route && e.strength + ABOUT >= shown.strength;
        meant || carried(e) || foreign && exhibits.iter().all(named)
    };
    let (by, why) = hollow.iter().find(speaks)?;
    let fix = words::fill_in(why);
    // What else lies about is beside the point where the form itself is there and waits.
    let comment = words::hollow(&rule.title, why);
    Some(Spoilt { by: Some(by), comment, is_all: fix.is_some(), fix })
}

/// Strengths that are no further apart say the same.
const ABOUT: f32 = 0.1;

/// Whether the evidence fell for the year or the period it is of.
pub(super) fn is_of_another_year(rule: &Rule, done: &Evaluation) -> bool {
    done.judged.iter().any(|(j, reply)| reply.one.answer == Answer::No && asks_when(&rule.judges[*j]))
}

/// Whether a judge asks of which year or period a document is.
pub(super) fn asks_when(judge: &Judge) -> bool {
    matches!(
        judge.test.get_ref(),
        Test::Dated(_)
            | Test::DatedOrLooksBack(_)
            | Test::CoversHalfYear(_)
            | Test::CoversYear(_)
            | Test::HeldInYear(_)
            | Test::DaysInYear(_)
    )
}

/// What the verdict rests on, the address to submit first.
fn evidence(rule: &Rule, library: &Library, exhibits: &[Exhibit], done: &Evaluation) -> Vec<Proof> {
    let mut order: Vec<usize> = Vec::new();
    let mut push = |e: usize| {
        if !order.contains(&e) {
            order.push(e);
        }
    };
    // The document that carried the answers comes before its neighbours.
    if rule.find.holds != Holds::Set {
        let said = done.judged.iter().rev().filter_map(|(_, r)| r.exhibit);
        said.filter(|e| done.kept.contains(e)).for_each(&mut push);
    }
    done.kept.iter().copied().for_each(&mut push);
    let mut out: Vec<Proof> = Vec::new();
    if rule.find.holds == Holds::Set {
        // Several documents count together: the list that holds them is the address to submit. Where
        // the hub holds them, they are.
        let lists: Vec<usize> = order.iter().filter_map(|&e| exhibits[e].found_on).collect();
        let held = |l: &&usize| {
            lists.iter().filter(|x| x == l).count() > 1 && exhibits.iter().any(|e| e.page == **l)
        };
        if let Some(&list) = lists.first().filter(held) {
            let label =
                exhibits.iter().find(|e| e.page == list).map_or_else(String::new, |e| e.label.clone());
            let found_on = exhibits.iter().find(|e| e.page == list).and_then(|e| e.found_on);
            out.push(Proof { page: list, found_on, label, quote: None, at_page: None });
        }
    }
    for e in order {
        let mut one = proof(&exhibits[e]);
        let quote = done
            .judged
            .iter()
            .filter(|(_, r)| r.exhibit == Some(e))
            .find_map(|(_, r)| r.one.quote.clone().filter(|q| !q.is_empty()).map(|q| (q, r.one.page)));
        if let Some((text, page)) = quote {
            one.quote = Some(text);
            one.at_page = page;
        }
        if !out.iter().any(|p| library.pages[p.page].record.url == library.pages[one.page].record.url) {
            out.push(one);
        }
        if out.len() == MOST_EVIDENCE {
            break;
        }
    }
    out
}

const MOST_EVIDENCE: usize = 12;

/// Candidates that a judge turned away.
fn near(exhibits: &[Exhibit], done: &Evaluation) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for (_, reply) in &done.judged {
        let Some(e) = reply.exhibit.filter(|_| reply.one.answer == Answer::No) else { continue };
        if !out.iter().any(|(p, _)| *p == exhibits[e].page) {
            out.push((exhibits[e].page, reply.one.reason.clone()));
        }
    }
    out
}

fn fill(template: &str, one: &One, judge: &Judge, year: i32) -> String {
    let wanted = match judge.test.get_ref() {
        Test::Dated(w)
        | Test::CoversYear(w)
        | Test::CoversHalfYear(w)
        | Test::HeldInYear(w)
        | Test::DaysInYear(w) => w.of(year),
        _ => year,
    };
    words::fill(
        template,
        &[
            ("missing", one.missing.join(", ")),
            ("found", one.found.join(" ")),
            ("year", year.to_string()),
            ("wanted", wanted.to_string()),
            ("previous", (year - 1).to_string()),
        ],
    )
}

fn fill_plain(template: &str, year: i32) -> String {
    words::fill(template, &[("year", year.to_string()), ("previous", (year - 1).to_string())])
}
