//! What the evidence says: every judge of every rule, put to every candidate.
//!
//! An item passes when one document, or the documents that count together, satisfy every judge.
//! A no of any judge fails it, and the no is the assessor's comment. Where a judge cannot tell,
//! the item is for a person.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::extract::Region;
use crate::find::library::Library;
use crate::find::{Candidates, Exhibit, Form, Outside, Route};
use crate::mark::Outcome;
use crate::rule::edition::Finding;
use crate::rule::{Holds, Judge, Rule, Test};

mod acts;
mod amounts;
pub mod answer;
mod body;
pub mod case;
mod channel;
mod hollow;
mod matching;
mod months;
mod page;
mod people;
mod says;
mod slots;
mod successor;
pub mod words;
mod year;

pub use answer::{Answer, One, Reply};
use case::{Case, Facts};
use hollow::Hollow;

/// What was decided of one item, and why.
#[derive(Debug, Clone)]
pub struct Verdict {
    pub outcome: Outcome,
    /// 0 to 1.
    pub confidence: f64,
    /// As the assessor would write it; empty for a plain pass.
    pub comment: String,
    pub fix: String,
    /// What a person must look at, for a review.
    pub question: Option<String>,
    /// What the verdict rests on, the best first.
    pub evidence: Vec<Proof>,
    pub judged: Vec<Judged>,
    /// Documents that came near and why they are not it.
    pub near: Vec<(usize, String)>,
    /// The hub's own evidence fell; something else on the site carried the verdict.
    pub beside_hub: bool,
}

/// A document the verdict rests on.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Index into [`Library::pages`].
    pub page: usize,
    pub found_on: Option<usize>,
    pub label: String,
    pub quote: Option<String>,
    pub at_page: Option<u32>,
}

/// One judge's question and its answer.
#[derive(Debug, Clone)]
pub struct Judged {
    pub id: String,
    pub asks: String,
    pub one: One,
    /// Document the answer rests on.
    pub page: Option<usize>,
}

/// What judging needs to know beside the rules and the documents.
pub struct Setting<'a> {
    pub form: &'a Form,
    /// What pages say that hold nothing, how agencies' names begin, and the like.
    pub words: &'a Finding,
    /// Whether enough of the site was read to call something missing.
    pub enough: bool,
}

/// Judges every item; one verdict a rule, in their order.
///
/// Rules that ask nothing of other items are judged at once, on all cores; then the others, in order.
pub fn all(
    rules: &[Rule],
    setting: &Setting,
    library: &mut Library,
    candidates: &[Candidates],
) -> Vec<Verdict> {
    let mut facts = leads(rules, setting, library, candidates);
    facts.words = Some(hollow::Words::of(setting));
    facts.nameless = closed_but(library, candidates, |_| true);
    facts.stray = closed_but(library, candidates, |e| e.route == Route::Hub || e.strength >= SAYS_PLAINLY);
    let judged =
        |i: usize, library: &Library, facts: &Facts| one(i, rules, setting, library, candidates, facts);
    let mut verdicts: Vec<Option<Verdict>> = Vec::with_capacity(rules.len());
    for some in (0..rules.len()).collect::<Vec<_>>().chunks(rayon::current_num_threads()) {
        library.pages.shed();
        verdicts.par_extend(
            some.par_iter().map(|&i| (!asks_others(&rules[i])).then(|| judged(i, library, &facts))),
        );
    }
    for (rule, verdict) in rules.iter().zip(&verdicts) {
        if let Some(verdict) = verdict {
            facts.add(rule.item.get_ref(), verdict);
        }
    }
    for (i, rule) in rules.iter().enumerate() {
        if verdicts[i].is_none() {
            library.pages.shed();
            let verdict = judged(i, library, &facts);
            facts.add(rule.item.get_ref(), &verdict);
            verdicts[i] = Some(verdict);
        }
    }
    verdicts.into_iter().map(|v| v.expect("each is judged in one of the two rounds")).collect()
}

/// Whether a rule's answer hangs on what became of another item.
fn asks_others(rule: &Rule) -> bool {
    rule.judges.iter().any(|j| matches!(j.test.get_ref(), Test::DependsOn(_) | Test::Matches(_)))
}

fn one(
    at: usize,
    rules: &[Rule],
    setting: &Setting,
    library: &Library,
    candidates: &[Candidates],
    facts: &Facts,
) -> Verdict {
    let rule = &rules[at];
    let verdict = item(rule, setting, library, &candidates[at], facts);
    // What the agency itself names for the item comes first; if that falls, the other item's
    // evidence is taken before anything else the site may hold.
    let own = verdict.outcome == Outcome::Pass && !verdict.beside_hub;
    let Some(instead) = rule.instead.as_ref().filter(|_| !own) else { return verdict };
    let other = rules.iter().position(|r| *r.item.get_ref() == instead.item);
    let taken = other.map(|other| item(rule, setting, library, &candidates[other], facts));
    match taken.filter(|taken| taken.outcome == Outcome::Pass) {
        Some(taken) => Verdict { comment: instead.comment.clone(), ..taken },
        None => verdict,
    }
}

/// Who leads the agency, from the evidence of the rule that asks for people; where later documents name
/// another, that one.
fn leads(rules: &[Rule], setting: &Setting, library: &Library, candidates: &[Candidates]) -> Facts {
    let asks_people = rules.iter().zip(candidates).find_map(|(rule, candidates)| {
        let test = rule.judges.iter().find_map(|j| match j.test.get_ref() {
            Test::People(p) => Some(p),
            _ => None,
        })?;
        Some((rule, test, candidates))
    });
    let Some((rule, test, candidates)) = asks_people else {
        return Facts::default();
    };
    let mut facts = Facts::default();
    let case = Case {
        library,
        year: setting.form.year,
        exhibits: &candidates.exhibits,
        outside: &candidates.outside,
        facts: &facts,
        unfinished: [&setting.words.hollow, &setting.words.absent],
    };
    let among: Vec<usize> = (0..candidates.exhibits.len()).collect();
    let Some(head) = people::head_name(test, &case, &among) else {
        return facts;
    };
    let posts = rule.judges.iter().find_map(|j| match j.test.get_ref() {
        Test::StillHead(posts) => Some(posts),
        _ => None,
    });
    let pages: Vec<usize> = candidates.exhibits.iter().map(|e| e.page).collect();
    let later =
        posts.and_then(|posts| successor::successor(&head, posts, &setting.words.agencies, &pages, library));
    facts.former = later.is_some().then(|| head.clone());
    facts.head = later.or(Some(head));
    facts
}

/// A document that nobody could read, and that nothing which leads to it names so.
fn closed_but(
    library: &Library,
    candidates: &[Candidates],
    is_named: impl Fn(&Exhibit) -> bool,
) -> Option<usize> {
    let named = candidates.iter().flat_map(|c| &c.exhibits).filter(|e| is_named(e));
    let named: HashSet<usize> = named.map(|e| e.page).collect();
    let mut files = (0..library.pages.len()).filter(|p| !library.pages.is_html(*p) && !named.contains(p));
    files.find(|p| library.pages.glance(*p).is_closed())
}

/// What leads to a document says of which item it is.
const SAYS_PLAINLY: f32 = 0.6;
/// What leads to a document says next to nothing of the item.
const SAYS_LITTLE: f32 = 0.2;

struct Evaluation {
    outcome: Outcome,
    sure: f32,
    judged: Vec<(usize, Reply)>,
    kept: Vec<usize>,
    beside_hub: bool,
}

fn item(rule: &Rule, setting: &Setting, library: &Library, found: &Candidates, facts: &Facts) -> Verdict {
    let mut exhibits: Vec<Exhibit> = Vec::new();
    let mut hollow: Vec<(&Exhibit, Hollow)> = Vec::new();
    for exhibit in &found.exhibits {
        let asked = (exhibit.page, rule.find.holds == Holds::Channel);
        let why = facts.hollow(asked, |words| hollow::why(asked.0, asked.1, setting, words, library));
        match why {
            Some(why) => hollow.push((exhibit, why)),
            None => exhibits.push(exhibit.clone()),
        }
    }
    exhibits.retain(|e| !is_bereft(e, &found.exhibits, found, library));
    let carriers: Vec<usize> =
        (0..exhibits.len()).filter(|&e| is_carrier(e, &exhibits, &hollow, library)).collect();
    let mut at = 0..;
    exhibits.retain(|_| !at.next().is_some_and(|e| carriers.contains(&e)));
    if exhibits.is_empty() && (rule.find.holds == Holds::Links || rule.find.holds == Holds::Channel) {
        exhibits.extend(stand_in(rule, library, found));
    }
    let case = Case {
        library,
        year: setting.form.year,
        exhibits: &exhibits,
        outside: &found.outside,
        facts,
        unfinished: [&setting.words.hollow, &setting.words.absent],
    };
    let all: Vec<usize> = (0..exhibits.len()).collect();
    let hub: Vec<usize> = all.iter().copied().filter(|&e| exhibits[e].route == Route::Hub).collect();

    if exhibits.is_empty() && !depends_in_vain(rule, facts) {
        return nothing(rule, setting, library, found, &hollow, facts);
    }
    let mut chosen = evaluate(rule, &case, if hub.is_empty() { &all } else { &hub });
    // Where the hub names evidence, what lies elsewhere under another item's title does not stand in for it.
    let wide: Vec<usize> = all
        .iter()
        .copied()
        .filter(|&e| exhibits[e].route == Route::Hub || exhibits[e].strength > SAYS_LITTLE)
        .collect();
    if chosen.outcome != Outcome::Pass && !hub.is_empty() && hub.len() < wide.len() {
        let wide = evaluate(rule, &case, &wide);
        if wide.outcome == Outcome::Pass
            || (chosen.outcome == Outcome::Fail && is_unread_at_heart(&wide, &case))
        {
            chosen = Evaluation { beside_hub: true, ..wide };
        }
    }
    if chosen.outcome == Outcome::Fail && rule.find.spread {
        let own = (hub.len() > 1).then(|| spread(rule, &case, &hub)).flatten();
        if let Some(whole) = own.or_else(|| spread(rule, &case, &wide)) {
            chosen = whole;
        }
    }
    if chosen.outcome == Outcome::Fail && rule.find.holds == Holds::Document {
        let asked = if chosen.beside_hub || hub.is_empty() { &wide } else { &hub };
        if let Some(near) = nearest(rule, &case, asked) {
            chosen = Evaluation { beside_hub: chosen.beside_hub, ..near };
        }
    }
    if let Some(hidden) = hidden(found, &exhibits) {
        leave_open(&mut chosen, &words::in_viewer(&hidden.url));
    } else if chosen.outcome == Outcome::Fail
        && let Some(closed) = closed(&exhibits, &case)
    {
        leave_open(&mut chosen, &words::closed(&closed.label));
    } else if chosen.outcome == Outcome::Fail
        && (rule.find.holds == Holds::Set || rule.find.holds.is_paper() && hub.is_empty())
        && let Some(stray) = facts.stray
    {
        // One of the several that are wanted may be it; or, where no hub names the item, the one.
        leave_open(&mut chosen, &words::closed(&library.pages.record(stray).original));
    }
    verdict(rule, setting, library, found, &hollow, &exhibits, chosen)
}

/// A page that is there for its file, and the file is not to be had: the title alone is no document.
fn is_bereft(exhibit: &Exhibit, all: &[Exhibit], found: &Candidates, library: &Library) -> bool {
    use crate::crawl::Status;
    let page = &library.pages[exhibit.page];
    let gone = |d: &&crate::find::Dead| {
        let lasting = matches!(d.status, Status::NotFound | Status::SoftNotFound | Status::AddressBlocked);
        d.file && d.found_on == Some(exhibit.page) && lasting
    };
    page.is_html()
        && page.own_letters() < case::FEW_WORDS
        && (page.own_blocks().all(|b| b.cells.len() < 3) || page.is_listing())
        && found.dead.iter().any(|d| gone(&d))
        && !all.iter().any(|e| e.found_on == Some(exhibit.page))
}

/// A page that is there for its file, and the file is another agency's, or holds nothing.
fn is_carrier(at: usize, exhibits: &[Exhibit], hollow: &[(&Exhibit, Hollow)], library: &Library) -> bool {
    let page = &library.pages[exhibits[at].page];
    // The hub may lead to both.
    let leads = |e: &Exhibit| {
        let url = &library.pages.record(e.page).url;
        page.own_links().any(|l| &l.url == url)
    };
    let carried =
        |e: &Exhibit| !library.pages.is_html(e.page) && (e.found_on == Some(exhibits[at].page) || leads(e));
    page.is_html()
        && page.own_letters() < case::FEW_WORDS
        && (page.own_blocks().all(|b| b.cells.len() < 3) || page.is_listing())
        && page.document.forms.iter().all(|f| f.region != Region::Main || !f.is_usable())
        && hollow.iter().any(|(e, why)| carried(e) && *why != Hollow::Login)
        && !exhibits.iter().any(carried)
}

/// A document that nobody but a person can read, where the evidence shows it, or what leads to it
/// is as sure as what leads to the evidence.
fn hidden<'a>(found: &'a Candidates, exhibits: &[Exhibit]) -> Option<&'a Outside> {
    let route = exhibits.iter().map(|e| e.route).min();
    found
        .outside
        .iter()
        .filter(|o| o.in_viewer)
        .find(|o| route.is_none_or(|r| o.route <= r) || exhibits.iter().any(|e| e.page == o.found_on))
}

/// A document of no other year that nobody could read, among what may be the item.
fn closed<'e>(exhibits: &'e [Exhibit], case: &Case) -> Option<&'e Exhibit> {
    let near = |years: Vec<i32>| {
        years.is_empty() || years.iter().any(|y| (case.year - 1..=case.year + 1).contains(y))
    };
    exhibits.iter().filter(|e| e.route == Route::Hub || e.strength > SAYS_LITTLE).find(|e| {
        !case.library.pages.is_html(e.page)
            && case.library.pages.glance(e.page).is_closed()
            && near(year::label_years(e))
    })
}

/// What was not read may say what the rest does not: every no becomes "cannot tell".
fn leave_open(done: &mut Evaluation, why: &str) {
    if done.outcome != Outcome::Fail {
        return;
    }
    for (_, reply) in done.judged.iter_mut().filter(|(_, r)| r.one.answer == Answer::No) {
        reply.one = One::cannot_tell(why);
    }
    done.outcome = Outcome::Review;
    done.sure = 0.5;
}

/// Where the evidence is a place rather than a document: the page that leads there.
fn stand_in(rule: &Rule, library: &Library, found: &Candidates) -> Option<Exhibit> {
    let page = match rule.find.holds {
        Holds::Links if !library.pages.is_empty() => 0,
        _ => found.outside.iter().find(|out| !out.unled)?.found_on,
    };
    Some(Exhibit {
        page,
        route: Route::Named,
        strength: 0.8,
        label: found.outside.first().map_or_else(String::new, |o| o.label.clone()),
        found_on: None,
        context: String::new(),
    })
}

/// Whether an item that this one leans on did not pass, so that there is nothing to look for.
fn depends_in_vain(rule: &Rule, facts: &Facts) -> bool {
    let leans = |j: &Judge| match j.test.get_ref() {
        Test::DependsOn(other) => facts.failed.contains(other) || facts.open.contains(other),
        _ => false,
    };
    rule.judges.iter().any(leans)
}

fn evaluate(rule: &Rule, case: &Case, among: &[usize]) -> Evaluation {
    let mut among = among.to_vec();
    let mut judged = Vec::new();
    let mut outcome = Outcome::Pass;
    let mut sure: f32 = 0.98;
    for (j, judge) in rule.judges.iter().enumerate() {
        let reply = ask(judge, rule, case, &among);
        match reply.one.answer {
            Answer::Yes => {
                among.clone_from(&reply.kept);
                if outcome == Outcome::Pass {
                    sure = sure.min(reply.one.sure);
                }
            }
            Answer::CannotTell => {
                if outcome != Outcome::Fail {
                    outcome = Outcome::Review;
                    sure = 0.5;
                }
                among.clone_from(&reply.kept);
            }
            Answer::No => {
                if outcome != Outcome::Fail {
                    outcome = Outcome::Fail;
                    sure = reply.one.sure;
                }
            }
        }
        let stop = reply.one.answer == Answer::No && identifies(judge);
        judged.push((j, reply));
        if stop {
            break;
        }
    }
    // Something unread among the evidence may still be what was asked for.
    let route = among.iter().map(|&e| case.exhibits[e].route).min();
    let by_route = match route {
        Some(Route::Hub) | None => 1.0,
        Some(Route::Named) => 0.98,
        Some(Route::Titled) => 0.94,
        Some(Route::Told) => 0.88,
    };
    Evaluation { outcome, sure: sure * by_route, judged, kept: among, beside_hub: false }
}

/// Candidates of which each is judged by itself, where all of them fail.
const NEAREST: usize = 6;

/// The document that comes nearest, judged by itself: its faults are one document's, not those of several in turn.
fn nearest(rule: &Rule, case: &Case, among: &[usize]) -> Option<Evaluation> {
    let alone = case.speaking(among).into_iter().take(NEAREST).map(|e| evaluate(rule, case, &[e]));
    // Another kind of document is further off than one of another year, and that than one that lacks something.
    let far = |judge: &Judge| match judge.test.get_ref() {
        Test::HeadSaysAny(_) | Test::HeadSaysNone(_) | Test::Kind(_) => 100,
        test if identifies(judge) || matches!(test, Test::CoversHalfYear(_)) => 4,
        _ => 1,
    };
    let faults = |one: &Evaluation| {
        let no = one.judged.iter().filter(|(_, r)| r.one.answer == Answer::No);
        no.map(|(j, _)| far(&rule.judges[*j])).sum::<usize>()
    };
    alone.filter(|one| one.outcome == Outcome::Fail).min_by_key(faults)
}

/// Whether it hangs on a document that could not be read, which may be the right one.
fn is_unread_at_heart(done: &Evaluation, case: &Case) -> bool {
    let mut open = done.judged.iter().filter(|(_, r)| r.one.answer == Answer::CannotTell);
    let hidden = |e: usize| {
        let page = case.page(e);
        page.unread() || page.partly_unread() || page.is_ocr()
    };
    done.outcome == Outcome::Review && open.any(|(_, r)| r.exhibit.is_none_or(hidden))
}

/// Documents that satisfy the judges between them, each of them what was asked for: of the year, of the kind.
fn spread(rule: &Rule, case: &Case, among: &[usize]) -> Option<Evaluation> {
    let fits = |&e: &usize| {
        let one = |j: &&Judge| identifies(j);
        rule.judges.iter().filter(one).all(|j| ask(j, rule, case, &[e]).one.answer == Answer::Yes)
    };
    let whole: Vec<usize> = among.iter().copied().filter(fits).collect();
    if whole.len() < 2 {
        return None;
    }
    let mut judged = Vec::new();
    let mut kept: Vec<usize> = Vec::new();
    let mut sure: f32 = 0.9;
    for (j, judge) in rule.judges.iter().enumerate() {
        let reply = ask(judge, rule, case, &whole);
        if reply.one.answer != Answer::Yes {
            return None;
        }
        sure = sure.min(reply.one.sure);
        let new = reply.exhibit.filter(|e| !kept.contains(e));
        kept.extend(new);
        judged.push((j, reply));
    }
    let beside_hub = kept.iter().all(|&e| case.exhibits[e].route != Route::Hub);
    Some(Evaluation { outcome: Outcome::Pass, sure, judged, kept, beside_hub })
}

/// Whether a no says that this is another document, of which nothing more need be asked.
fn identifies(judge: &Judge) -> bool {
    matches!(
        judge.test.get_ref(),
        Test::Dated(_)
            | Test::DatedOrLooksBack(_)
            | Test::InForce(_)
            | Test::HeadSaysAny(_)
            | Test::HeadSaysNone(_)
            | Test::Kind(_)
            | Test::DependsOn(_)
            | Test::HeldInYear(_)
    )
}

fn ask(judge: &Judge, rule: &Rule, case: &Case, among: &[usize]) -> Reply {
    let set = rule.find.holds == Holds::Set;
    match judge.test.get_ref() {
        Test::SaysAll(p) if set => {
            let test = crate::rule::test::AtLeast { of: p.clone(), at_least: p.len() };
            says::together(&test, case, among)
        }
        Test::SaysAll(p) => says::all(p, case, among),
        Test::SaysAny(p) => says::any(p, case, among),
        Test::SaysSome(t) if set => says::together(t, case, among),
        Test::SaysSome(t) => says::some(t, case, among),
        Test::SaysNone(p) => says::none(p, case, among),
        Test::HeadSaysAny(p) => says::head_any(p, case, among),
        Test::HeadSaysNone(p) => says::head_none(p, case, among),
        Test::Kind(k) => says::kind(k, case, among),
        Test::HasColumns(t) => says::columns(t, case, among),
        Test::LacksColumns(t) => says::lacks_columns(t, case, among),
        Test::NotStatute(n) => says::not_statute(*n, case, among),
        Test::Dated(w) => year::dated(*w, case, among),
        Test::DatedOrLooksBack(w) => year::looks_back(w, case, among),
        Test::InForce(s) => year::in_force(s, case, among),
        Test::CoversFirstMonths(m) => months::covers_first(m, case, among),
        Test::CoversYear(w) => months::covers_year(*w, case, among),
        Test::MonthColumns(w) => months::month_columns_of_year(*w, case, among),
        Test::Amounts(n) => amounts::ask(*n, case, among),
        Test::Matches(m) => matching::ask(m, case, among),
        Test::CoversHalfYear(w) => months::covers_half(*w, case, among),
        Test::People(p) => people::ask(p, case, among),
        Test::Contact(c) => page::contact(c, case, among),
        Test::OrgChart(t) => page::chart(t, case, among),
        Test::Lists(t) => page::lists(t, case, among),
        Test::NewsInYear(n) => page::news(*n, case, among),
        Test::TwoWay(c) => channel::two_way(c, case, among),
        Test::SocialLink(h) => page::social(h, case, among),
        Test::OnlineForm(c) => channel::online_form(c, case, among),
        Test::Confidential(c) => channel::confidential(c, case, among),
        Test::Signed(s) => acts::signed(s, case, among),
        Test::NamesHead(p) => acts::names_head(p, case, among),
        Test::StillHead(_) => successor::still_head(case, among),
        Test::HeldInYear(w) => acts::held(*w, case, among),
        Test::Done(d) => acts::done(d, case, among),
        Test::DependsOn(other) => depends_on(other, case, among),
    }
}

fn depends_on(other: &str, case: &Case, among: &[usize]) -> Reply {
    let one = if case.facts.failed.iter().any(|i| i == other) {
        One::no(format!("{other} ไม่ผ่าน"), 0.95).found(vec![other.to_owned()])
    } else if case.facts.open.iter().any(|i| i == other) {
        One::cannot_tell(format!("{other} ยังต้องให้คนดู"))
    } else {
        One::yes(format!("{other} ผ่าน"), 0.97)
    };
    Reply { one, exhibit: None, kept: among.to_vec() }
}

/// Nothing on the site claims to be the item.
fn nothing(
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
    let (outcome, confidence, comment) =
        if let Some(out) = found.outside.first().filter(|_| hollow.is_empty()) {
            let says = match out {
                Outside { in_viewer: true, .. } => words::in_viewer,
                Outside { unled: true, .. } => words::unled,
                _ => words::outside,
            };
            (Outcome::Review, 0.5, says(&out.url))
        } else if let Some((_, why)) = hollow.first() {
            (Outcome::Fail, 0.9, words::hollow(&rule.title, why))
        } else if let Some(dead) = found.dead.first() {
            use crate::crawl::Status;
            match dead.status {
                Status::NotFound
                | Status::SoftNotFound
                | Status::BadAddress
                | Status::ClientError
                | Status::AddressBlocked => {
                    (Outcome::Fail, 0.95, words::dead(&dead.label, dead.http, &rule.missing.fail))
                }
                // One address that fails alone, asked again, on a site that answers: its program is broken.
                Status::ServerError if dead.http == Some(500) && setting.enough => {
                    (Outcome::Fail, 0.8, words::dead(&dead.label, dead.http, &rule.missing.fail))
                }
                _ => (Outcome::NotDetermined, 0.5, words::unreached(&dead.label)),
            }
        } else if found.row_without_link.is_some() {
            (Outcome::Fail, 0.95, rule.missing.fail.clone())
        } else if let Some(page) = facts.nameless.filter(|_| rule.find.holds.is_paper()) {
            (Outcome::Review, 0.5, words::nameless(&library.pages.record(page).original))
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
            fill_plain(&rule.missing.fix, setting.form.year)
        } else {
            String::new()
        },
        comment,
        question,
        evidence,
        judged: vec![Judged { id: "found".to_owned(), asks: words::asks_found().to_owned(), one, page }],
        near: Vec::new(),
        beside_hub: false,
    }
}

fn proof(e: &Exhibit) -> Proof {
    Proof { page: e.page, found_on: e.found_on, label: e.label.clone(), quote: None, at_page: None }
}

fn verdict(
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
    let best = done.kept.first().map(|&e| exhibits[e].page);
    let first = One::yes(words::found_by(done.kept.first().map(|&e| &exhibits[e])), 0.95);
    judged.push(Judged {
        id: "found".to_owned(),
        asks: words::asks_found().to_owned(),
        one: first,
        page: best,
    });
    for (j, reply) in &done.judged {
        let judge = &rule.judges[*j];
        match reply.one.answer {
            Answer::No => {
                comments.push(fill(&judge.fail, &reply.one, judge, year));
                fixes.push(fill(&judge.fix, &reply.one, judge, year));
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
    let mut outcome = done.outcome;
    if outcome == Outcome::Pass && done.sure < FLOOR {
        outcome = Outcome::Review;
        let weakest = done.judged.iter().min_by(|a, b| a.1.one.sure.total_cmp(&b.1.one.sure));
        if let Some((j, r)) = weakest {
            questions.add("", &r.one.reason, &rule.judges[*j].asks);
        }
    }
    if outcome == Outcome::Fail
        && let Some(first) = spoilt(rule, found, hollow, exhibits)
    {
        comments.insert(0, first);
    }
    let mut question = questions.text();
    // A no over half a site, or beside a document that did not answer today, is no proof.
    if outcome == Outcome::Fail {
        let silent = found.dead.iter().find(|d| d.route == Route::Hub && d.status.is_unreached());
        let why = silent.map(|d| words::unreached(&d.label));
        if let Some(why) = why.or_else(|| (!setting.enough).then(|| words::too_little().to_owned())) {
            outcome = Outcome::NotDetermined;
            question = Some(why);
        }
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
        evidence: evidence(rule, library, exhibits, &done),
        near: near(exhibits, &done),
        beside_hub: done.beside_hub,
        judged,
    }
}

/// What is wrong with the document itself, where a page or a hub leads to it and only they could speak.
fn spoilt(
    rule: &Rule,
    found: &Candidates,
    hollow: &[(&Exhibit, Hollow)],
    exhibits: &[Exhibit],
) -> Option<String> {
    let shown = |page: usize| exhibits.iter().any(|e| e.page == page);
    let by_hub = exhibits.iter().any(|e| e.route == Route::Hub);
    // A menu names the item and leads nowhere; what is judged instead only calls itself so.
    let surest = exhibits.iter().map(|e| e.route).min();
    let dead = found.dead.iter().find(|d| {
        let menu = d.found_on == Some(0) && exhibits.iter().all(|e| e.found_on != Some(0));
        let surer = surest.is_some_and(|route| d.route < route || (d.route == route && menu));
        d.route == Route::Hub || (d.file && d.found_on.is_some_and(shown)) || surer
    });
    if let Some(dead) = dead {
        return Some(words::dead_link(&dead.label, dead.http));
    }
    // A page that only carried it counts as shown, though it spoke for nothing itself.
    let left = |page: usize| {
        let one = found.exhibits.iter().find(|e| e.page == page);
        one.is_some_and(|one| surest.is_none_or(|route| one.route <= route))
    };
    let carried = |e: &Exhibit| e.found_on.is_some_and(|page| shown(page) || left(page));
    let speaks = |(e, why): &&(&Exhibit, Hollow)| {
        // Another's document on the hub is the answer that was meant, whatever else hangs there.
        let meant = e.route == Route::Hub && (!by_hub || matches!(why, Hollow::Foreign(_)));
        meant || carried(e)
    };
    let (_, why) = hollow.iter().find(speaks)?;
    Some(words::hollow(&rule.title, why))
}

/// Under this confidence a pass is for a person.
const FLOOR: f32 = 0.6;

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
        Test::Dated(w) | Test::CoversYear(w) | Test::CoversHalfYear(w) | Test::HeldInYear(w) => w.of(year),
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
