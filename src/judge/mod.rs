//! What the evidence says: every judge of every rule, put to every candidate.
//!
//! An item passes when one document, or the documents that count together, satisfy every judge.
//! A no of any judge fails it, and the no is the assessor's comment. Where a judge cannot tell,
//! the item is for a person.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::crawl::Paper;
use crate::find::library::Library;
use crate::find::{Candidates, Exhibit, Form, Route};
use crate::mark::Outcome;
use crate::rule::edition::Finding;
use crate::rule::{Rule, Test};

mod acts;
mod amounts;
pub mod answer;
mod body;
pub mod case;
mod channel;
mod columns;
mod done;
mod dotted;
mod evaluate;
mod fullyear;
mod halfyear;
mod hollow;
mod item;
mod labels;
mod matching;
mod months;
mod months_held;
mod page;
mod people;
mod results;
mod says;
mod slots;
mod successor;
mod verdict;
pub mod words;
mod year;

pub use answer::{Answer, One, Reply};
use case::{Case, Facts};
use item::item;

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
    /// Scans of which only the first pages were read, where the item did not pass and what leads to them names it.
    pub rest: Vec<usize>,
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
    /// The form that the agency answers in place of this one: what it lacks here is not missing.
    pub other_form: Option<&'a str>,
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
    let is_named = |e: &Exhibit| e.route == Route::Hub || e.strength >= NAMES;
    facts.nameless = closed_but(library, candidates, is_named);
    facts.stray = closed_but(library, candidates, |e| e.route == Route::Hub || e.strength >= SAYS_PLAINLY);
    let judged =
        |i: usize, library: &Library, facts: &Facts| one(i, rules, setting, library, candidates, facts);
    let pages = |i: usize| candidates[i].exhibits.iter().map(|e| e.page);
    let mut verdicts: Vec<Option<Verdict>> = Vec::with_capacity(rules.len());
    for some in (0..rules.len()).collect::<Vec<_>>().chunks(rayon::current_num_threads()) {
        library.pages.shed_but(&some.iter().flat_map(|&i| pages(i)).collect());
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
            library.pages.shed_but(&pages(i).collect());
            let verdict = judged(i, library, &facts);
            facts.add(rule.item.get_ref(), &verdict);
            verdicts[i] = Some(verdict);
        }
    }
    let whole = verdicts.into_iter().map(|v| v.expect("each is judged in one of the two rounds"));
    whole
        .zip(candidates)
        .map(|(verdict, found)| Verdict { rest: rest(&verdict, found, library), ..verdict })
        .collect()
}

/// Documents that may say in their later pages what the item lacks.
fn rest(verdict: &Verdict, found: &Candidates, library: &Library) -> Vec<usize> {
    if verdict.outcome == Outcome::Pass {
        return Vec::new();
    }
    let waits = |page: usize| library.pages.record(page).document.as_ref().is_some_and(Paper::waits);
    let named = found.exhibits.iter().filter(|e| e.route == Route::Hub || e.strength > item::SAYS_LITTLE);
    named.map(|e| e.page).filter(|page| waits(*page)).collect()
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
        words: setting.words,
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
    let later = posts.and_then(|posts| {
        successor::successor(&head, posts, setting.words, &pages, library, setting.form.year)
    });
    facts.former = later.is_some().then(|| head.clone());
    facts.head = later.or(Some(head));
    facts
}

/// A document that nobody could read, and that nothing which leads to it names, as `is_named` has it.
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

/// What leads to a document names an item, so that it can be no other's.
const NAMES: f32 = 0.75;
/// What leads to a document says of which item it is.
const SAYS_PLAINLY: f32 = 0.6;
