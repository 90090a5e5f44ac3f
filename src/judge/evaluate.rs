//! One item's judges put to documents that may be it: which of them count, and what they say together.

use super::answer::{Answer, One, Reply};
use super::case::Case;
use super::{
    acts, amounts, channel, columns, done, dotted, fullyear, halfyear, matching, months, page, people,
    results, says, successor, year,
};
use crate::find::Route;
use crate::mark::Outcome;
use crate::rule::{Holds, Judge, Rule, Test};

pub(super) struct Evaluation {
    pub outcome: Outcome,
    pub sure: f32,
    pub judged: Vec<(usize, Reply)>,
    pub kept: Vec<usize>,
    pub beside_hub: bool,
}

pub(super) fn evaluate(rule: &Rule, case: &Case, among: &[usize]) -> Evaluation {
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

/// So much further off is a document of another year than one that lacks something.
const OTHER_YEAR: usize = 4;

/// Candidates of which each is judged by itself, where all of them fail.
const NEAREST: usize = 6;

/// The document that comes nearest, judged by itself: its faults are one document's, not those of several in turn.
pub(super) fn nearest(rule: &Rule, case: &Case, among: &[usize]) -> Option<Evaluation> {
    let far_from_meant = meant(rule, case, among);
    let mut order = case.speaking(among);
    order.sort_by_key(|&e| far_from_meant(e));
    order.truncate(NEAREST);
    let least = order.first().map_or(0, |&e| far_from_meant(e));
    order.retain(|&e| far_from_meant(e) == least);
    let mut alone: Vec<(usize, Evaluation)> =
        order.into_iter().map(|e| (e, evaluate(rule, case, &[e]))).collect();
    // Of a page and the file that it is there for the file is the document, where it is of another year.
    let html = |e: usize| case.page(e).is_html();
    let stale: Vec<usize> = alone
        .iter()
        .filter(|(e, one)| !html(*e) && super::verdict::is_of_another_year(rule, one))
        .filter_map(|(e, _)| case.exhibits[*e].found_on)
        .collect();
    alone.retain(|(e, _)| !html(*e) || !stale.contains(&case.exhibits[*e].page));
    let wanted = wanted_year(rule, case);
    // One that is called by the year asked for is nearer by as much as one of another year is further off.
    let uncalled = |e: usize| {
        let called = wanted.is_some_and(|w| super::year::years_said_by(case.page(e)).contains(&w));
        if called { 0 } else { OTHER_YEAR }
    };
    // Another kind of document is further off than one of another year, and that than one that lacks something.
    let far = |judge: &Judge| match judge.test.get_ref() {
        Test::HeadSaysAny(_) | Test::HeadSaysNone(_) | Test::Kind(_) => 100,
        test if identifies(judge) || matches!(test, Test::CoversHalfYear(_)) => OTHER_YEAR,
        _ => 1,
    };
    let faults = |one: &Evaluation| {
        let no = one.judged.iter().filter(|(_, r)| r.one.answer == Answer::No);
        no.map(|(j, _)| far(&rule.judges[*j])).sum::<usize>()
    };
    let failed = alone.into_iter().filter(|(_, one)| one.outcome == Outcome::Fail);
    failed.min_by_key(|(e, one)| faults(one) + uncalled(*e)).map(|(_, one)| one)
}

/// How far what leads to a document is from naming the item and the year that is asked for: 0 is what the agency
/// meant, whatever is in it.
fn meant(rule: &Rule, case: &Case, among: &[usize]) -> impl Fn(usize) -> u8 {
    let wanted = wanted_year(rule, case);
    let best = among.iter().map(|&e| case.exhibits[e].strength).fold(0.0, f32::max);
    move |e| {
        let exhibit = &case.exhibits[e];
        let named = wanted.is_some_and(|w| super::year::label_years(exhibit).contains(&w));
        match (named, exhibit.strength + PLAINLY > best) {
            (true, true) => 0,
            (true, false) => 1,
            (false, _) => 2,
        }
    }
}

/// The year that a document of the item has to be of.
fn wanted_year(rule: &Rule, case: &Case) -> Option<i32> {
    rule.judges.iter().find_map(|j| match j.test.get_ref() {
        Test::Dated(w)
        | Test::CoversYear(w)
        | Test::CoversHalfYear(w)
        | Test::HeldInYear(w)
        | Test::DaysInYear(w) => Some(w.of(case.year)),
        _ => None,
    })
}

/// What leads to a document names the item about as plainly as what leads to the best.
const PLAINLY: f32 = 0.25;

/// Whether it hangs on a document that could not be read, which may be the right one.
pub(super) fn is_unread_at_heart(done: &Evaluation, case: &Case) -> bool {
    let mut open = done.judged.iter().filter(|(_, r)| r.one.answer == Answer::CannotTell);
    let hidden = |e: usize| {
        let page = case.page(e);
        page.unread() || page.partly_unread() || page.is_ocr()
    };
    done.outcome == Outcome::Review && open.any(|(_, r)| r.exhibit.is_none_or(hidden))
}

/// Documents that satisfy the judges between them, each of them what was asked for: of the year, of the kind.
pub(super) fn spread(rule: &Rule, case: &Case, among: &[usize]) -> Option<Evaluation> {
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
            | Test::DaysInYear(_)
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
        Test::HasColumns(t) => columns::has(t, case, among),
        Test::LacksColumns(t) => columns::lacks(t, case, among),
        Test::ColumnsFilled(words) => columns::filled(words, false, case, among),
        Test::ColumnsTold(words) => columns::filled(words, true, case, among),
        Test::DotsFilled(labels) => dotted::ask(labels, case, among),
        Test::MostlyFilled(words) => columns::mostly_filled(words, case, among),
        Test::NotStatute(n) => says::not_statute(*n, case, among),
        Test::Dated(w) => year::dated(*w, case, among),
        Test::DatedOrLooksBack(w) => year::looks_back(w, case, among),
        Test::InForce(s) => year::in_force(s, case, among),
        Test::CoversFirstMonths(m) => months::covers_first(m, case, among),
        Test::CoversYear(w) => fullyear::covers_year(*w, case, among),
        Test::MonthColumns(w) => fullyear::month_columns_of_year(*w, case, among),
        Test::Amounts(n) => amounts::ask(*n, case, among),
        Test::Matches(m) => matching::ask(m, case, among),
        Test::CoversHalfYear(w) => halfyear::covers_half(*w, case, among),
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
        Test::DaysInYear(w) => acts::days_in(*w, case, among),
        Test::Done(d) => done::done(d, case, among),
        Test::NoEmptyResult(of) => results::ask(of, case, among),
        Test::AnyDone(of) => results::any_done(of, case, among),
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
