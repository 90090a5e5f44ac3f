//! One item: what holds nothing is set aside, the hub's evidence is asked first, then the rest of the site.

use super::answer::{Answer, One, Reply};
use super::case::{self, Case, Facts};
use super::evaluate::{Evaluation, evaluate, is_unread_at_heart, nearest, spread};
use super::hollow::{self, Hollow};
use super::verdict::{nothing, verdict};
use super::{Setting, Verdict, words, year};
use crate::extract::Region;
use crate::find::library::Library;
use crate::find::{Candidates, Exhibit, Outside, Route};
use crate::mark::Outcome;
use crate::rule::{Holds, Judge, Rule, Test};

/// Documents asked each by itself where together they leave it to a person.
const MOST_ALONE: usize = 6;
/// What leads to a document says next to nothing of the item.
pub(super) const SAYS_LITTLE: f32 = 0.2;

pub(super) fn item(
    rule: &Rule,
    setting: &Setting,
    library: &Library,
    found: &Candidates,
    facts: &Facts,
) -> Verdict {
    let mut exhibits: Vec<Exhibit> = Vec::new();
    let mut hollow: Vec<(&Exhibit, Hollow)> = Vec::new();
    let of_others = rule.judges.iter().any(|j| matches!(j.test.get_ref(), Test::Lists(_)));
    for exhibit in &found.exhibits {
        let asked = (exhibit.page, rule.find.holds == Holds::Channel);
        let why = facts.hollow(asked, |words| hollow::why(asked.0, asked.1, setting, words, library));
        match why {
            // Laws are others' documents.
            Some(Hollow::Foreign(_)) if of_others => exhibits.push(exhibit.clone()),
            Some(Hollow::Office(_)) if rule.find.offices => exhibits.push(exhibit.clone()),
            Some(why) => hollow.push((exhibit, why)),
            None => exhibits.push(exhibit.clone()),
        }
    }
    exhibits.retain(|e| !is_bereft(e, &found.exhibits, found, library));
    let carriers: Vec<usize> =
        (0..exhibits.len()).filter(|&e| is_carrier(e, &exhibits, &hollow, library)).collect();
    let mut at = 0..;
    exhibits.retain(|_| !at.next().is_some_and(|e| carriers.contains(&e)));
    // Links stand in the frame of every page: where no hub names one, the home page shows them best.
    let by_frame = rule.find.holds == Holds::Links && exhibits.iter().all(|e| e.route != Route::Hub);
    if by_frame || exhibits.is_empty() && rule.find.holds == Holds::Channel {
        let page = stand_in(rule, library, found);
        exhibits.retain(|e| page.as_ref().is_none_or(|page| e.page != page.page));
        exhibits.splice(0..0, page);
    }
    let case = Case {
        library,
        year: setting.form.year,
        exhibits: &exhibits,
        outside: &found.outside,
        facts,
        words: setting.words,
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
    if chosen.outcome == Outcome::Pass
        && chosen.sure < super::verdict::FLOOR
        && rule.find.holds == Holds::Document
    {
        // A list may be among them, of which nobody can say more than that it names the year.
        let alone = chosen.kept.iter().take(MOST_ALONE).map(|&e| evaluate(rule, &case, &[e]));
        let sure = alone.filter(|one| one.outcome == Outcome::Pass).max_by(|a, b| a.sure.total_cmp(&b.sure));
        if let Some(one) = sure.filter(|one| one.sure > chosen.sure) {
            chosen = Evaluation { beside_hub: chosen.beside_hub, ..one };
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
        leave_open(&mut chosen, &words::closed(&closed.label, case.library.pages[closed.page].left()));
    } else if chosen.outcome == Outcome::Fail
        && (rule.find.holds == Holds::Set || rule.find.holds.is_paper() && hub.is_empty())
        && let Some(stray) = facts.stray
    {
        // One of the several that are wanted may be it; or, where no hub names the item, the one.
        leave_open(
            &mut chosen,
            &words::closed(&library.pages.record(stray).original, library.pages[stray].left()),
        );
    }
    let over = passed_over(rule, &case, &hub, &chosen);
    let mut verdict = verdict(rule, setting, library, found, &hollow, &exhibits, chosen);
    if verdict.outcome == Outcome::Pass {
        verdict.near.extend(over);
    }
    verdict
}

/// What rows of the hub show of another year, where the verdict rests on what no row shows.
fn passed_over(rule: &Rule, case: &Case, hub: &[usize], done: &Evaluation) -> Vec<(usize, String)> {
    if done.outcome != Outcome::Pass || done.kept.iter().any(|&e| case.exhibits[e].route == Route::Hub) {
        return Vec::new();
    }
    // What a row leads to, and not what lies behind that.
    let direct = |e: &&usize| {
        let from = case.exhibits[**e].found_on;
        case.exhibits.iter().all(|other| Some(other.page) != from)
    };
    let over = |&e: &usize| {
        let alone = evaluate(rule, case, &[e]);
        let is_no = |(j, r): &&(usize, Reply)| {
            r.one.answer == Answer::No && super::verdict::asks_when(&rule.judges[*j])
        };
        let (_, no) = alone.judged.iter().find(is_no)?;
        let exhibit = &case.exhibits[e];
        let row = if exhibit.context.is_empty() { &exhibit.label } else { &exhibit.context };
        Some((exhibit.page, words::passed_over(&no.one.found.join(" "), &crate::thai::words::cut(row, 80))))
    };
    hub.iter().filter(direct).take(MOST_ALONE).filter_map(over).collect()
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
        Holds::Links if !library.pages.is_empty() => first_with(rule, library).unwrap_or(0),
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

/// The first page with a link to one of the hosts that a rule asks for: behind a page of welcome it is not the root.
fn first_with(rule: &Rule, library: &Library) -> Option<usize> {
    let hosts = rule.judges.iter().find_map(|j| match j.test.get_ref() {
        Test::SocialLink(social) => Some(&social.hosts),
        _ => None,
    })?;
    library.pages.own_html().find(|p| library.pages.leads_to(*p, hosts))
}

/// Whether an item that this one leans on did not pass, so that there is nothing to look for.
fn depends_in_vain(rule: &Rule, facts: &Facts) -> bool {
    let leans = |j: &Judge| match j.test.get_ref() {
        Test::DependsOn(other) => facts.failed.contains(other) || facts.open.contains(other),
        _ => false,
    };
    rule.judges.iter().any(leans)
}
