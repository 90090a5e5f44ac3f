//! Which item a title means.
//!
//! Agencies title the same thing in many ways, and the titles of two items often differ in one
//! word that makes one contain the other ("แผนปฏิบัติการ…" stands inside "รายงานผลตามแผนปฏิบัติการ…").
//! So every phrase of every rule is looked for at once, and a phrase inside a longer phrase of
//! another item counts for nothing.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem::Finder;

use crate::rule::{Holds, Rule};
use crate::thai::narrow;
use crate::thai::text::fold_narrow;

/// Titles whose claims are remembered.
const MOST_KNOWN: usize = 4_096;

/// All names of all items of an edition, ready to be looked for in a title. Titles are looked at a byte a letter.
pub struct Names {
    /// Every phrase of every rule, then every loose word of every rule, each once.
    phrases: AhoCorasick,
    /// The same without tone marks, as hasty officers type: asked where no phrase stands in a title.
    toneless: AhoCorasick,
    owners: Vec<Owner>,
    /// By loose word: the rules and their groups that it is of.
    words: Vec<Vec<(usize, u32)>>,
    /// By rule: a bit for each of its groups, of each of which one word has to stand in a title.
    groups: Vec<u64>,
    /// Letters of the longest phrase.
    longest: usize,
    /// What was claimed before, by the title's hash: menus and lists are looked at again and again.
    known: Mutex<HashMap<u64, Arc<[Claim]>>>,
    within: Vec<Vec<Vec<u8>>>,
    register: Register,
}

/// Words of everyday that officers write for those of the form: one is read for the other.
struct Register {
    everyday: AhoCorasick,
    /// By pattern: the form's word.
    official: Vec<Vec<u8>>,
}

impl Register {
    fn new(alike: &[Vec<String>]) -> Register {
        let (mut everyday, mut official) = (Vec::new(), Vec::new());
        for words in alike {
            let Some((first, others)) = words.split_first() else { continue };
            // The form's own word stands among them, so that a shorter one inside it is left alone.
            for word in std::iter::once(first).chain(others) {
                everyday.push(fold_narrow(word));
                official.push(fold_narrow(first));
            }
        }
        let everyday = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(everyday)
            .expect("a few dozen short words");
        Register { everyday, official }
    }

    fn read(&self, folded: Vec<u8>) -> Vec<u8> {
        if self.official.is_empty() || !self.everyday.is_match(&folded) {
            return folded;
        }
        self.everyday.replace_all_bytes(&folded, &self.official)
    }

    /// A title in matching form, and in the form's words. "ปีงบประมาณ" names a year, not a budget.
    fn fold_title(&self, title: &str) -> Vec<u8> {
        static FISCAL_YEAR: LazyLock<Finder> =
            LazyLock::new(|| Finder::new(&fold_narrow("ปีงบประมาณ")).into_owned());
        static YEAR: LazyLock<Vec<u8>> = LazyLock::new(|| fold_narrow("ปี"));
        let mut folded = fold_narrow(title);
        let mut at = 0;
        while let Some(found) = FISCAL_YEAR.find(&folded[at..]) {
            let from = at + found;
            folded.splice(from..from + FISCAL_YEAR.needle().len(), YEAR.iter().copied());
            at = from + YEAR.len();
        }
        self.read(folded)
    }
}

struct Owner {
    item: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    Synonym,
    Reject,
}

/// A title claims to be an item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    /// Index of the rule.
    pub item: usize,
    /// 0.5 for loose words, up to 1 for a full name and nothing else.
    pub strength: f32,
}

#[derive(Clone, Copy)]
struct Hit {
    start: usize,
    end: usize,
    item: usize,
    kind: Kind,
}

impl Names {
    /// `alike`: words that mean the same in a title, the form's own first; `called_off`: what makes no activity of one.
    pub fn new(rules: &[Rule], alike: &[Vec<String>], called_off: &[String]) -> Self {
        let register = Register::new(alike);
        let fold_title = |title: &str| register.fold_title(title);
        let mut patterns = Vec::new();
        let mut owners = Vec::new();
        for (item, rule) in rules.iter().enumerate() {
            let find = &rule.find;
            let title = [rule.title.as_str()].into_iter();
            let names = title.chain(find.names.iter().map(|n| n.get_ref().as_str()));
            let synonyms = find.synonyms.iter().map(|n| n.get_ref().as_str());
            let off = called_off.iter().filter(|_| find.holds == Holds::Activity).map(String::as_str);
            let rejects = find.rejects.iter().map(|n| n.get_ref().as_str()).chain(off);
            let all = names
                .map(|p| (p, Kind::Name))
                .chain(synonyms.map(|p| (p, Kind::Synonym)))
                .chain(rejects.map(|p| (p, Kind::Reject)));
            for (phrase, kind) in all {
                let folded = fold_title(phrase);
                if !folded.is_empty() {
                    patterns.push(folded);
                    owners.push(Owner { item, kind });
                }
            }
        }
        let fold_all = |words: &[String]| words.iter().map(|w| fold_title(w)).collect::<Vec<_>>();
        let mut loose: Vec<Vec<u8>> = Vec::new();
        let mut words: Vec<Vec<(usize, u32)>> = Vec::new();
        for (item, rule) in rules.iter().enumerate() {
            for (group, word) in
                rule.find.words.iter().zip(0..).flat_map(|(g, n)| g.iter().map(move |w| (n, w)))
            {
                let word = fold_title(word);
                let at = loose.iter().position(|known| *known == word).unwrap_or_else(|| {
                    loose.push(word);
                    words.push(Vec::new());
                    words.len() - 1
                });
                // More groups than there are bits no rule has; they would count as one.
                words[at].push((item, group.min(63)));
            }
        }
        let bits = |groups: usize| u64::MAX.checked_shr(64 - groups.min(64) as u32).unwrap_or(0);
        // Short words without their marks are other words; loose ones stand as they are written.
        let long = |p: &Vec<u8>| if narrow::count(p) < LONG { vec![0] } else { narrow::without_tones(p) };
        let toneless = patterns.iter().map(long).chain(loose.iter().cloned());
        let toneless = AhoCorasick::new(toneless).expect("as many");
        patterns.append(&mut loose);
        Self {
            longest: patterns.iter().map(Vec::len).max().unwrap_or(0),
            phrases: AhoCorasick::new(&patterns).expect("a few hundred short phrases"),
            toneless,
            owners,
            words,
            groups: rules.iter().map(|rule| bits(rule.find.words.len())).collect(),
            known: Mutex::default(),
            within: rules.iter().map(|r| fold_all(&r.find.within)).collect(),
            register,
        }
    }

    /// The items that a title, a link text or a heading claims to be, the strongest first.
    pub fn claims(&self, title: &str) -> Vec<Claim> {
        self.claimed(title).to_vec()
    }

    /// The same, shared by all that claims it.
    pub(super) fn claimed(&self, title: &str) -> Arc<[Claim]> {
        let key = hash(title);
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(claims) = known().get(&key) {
            return Arc::clone(claims);
        }
        let claims: Arc<[Claim]> = self.claim(title).into();
        let mut known = known();
        // Menus come again at once; what did not come again for so long is no menu.
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(key, Arc::clone(&claims));
        claims
    }

    fn claim(&self, title: &str) -> Vec<Claim> {
        let mut text = self.register.fold_title(title);
        if text.is_empty() {
            return Vec::new();
        }
        if is_half_year(title) {
            text.append(&mut self.register.read(fold_narrow("รอบ 6 เดือน")));
        }
        if let Some(claims) = self.claim_in(&text, &self.phrases) {
            if !claims.is_empty() && MONTHLY.find(&text).is_none() && is_one_month(title) {
                text.extend_from_slice(MONTHLY.needle());
                return self.claim_in(&text, &self.phrases).unwrap_or_default();
            }
            return claims;
        }
        let mut claims = self.claim_in(&narrow::without_tones(&text), &self.toneless).unwrap_or_default();
        claims.iter_mut().for_each(|claim| claim.strength -= TYPED_IN_HASTE);
        claims
    }

    /// What a text in matching form claims, by phrases that are written as it is; `None`: no phrase or word of
    /// any item stands in it.
    fn claim_in(&self, text: &[u8], phrases: &AhoCorasick) -> Option<Vec<Claim>> {
        // In the order of their ends.
        let mut hits: Vec<Hit> = Vec::new();
        let mut said: Vec<u64> = vec![0; self.groups.len()];
        for found in phrases.find_overlapping_iter(text) {
            let pattern = found.pattern().as_usize();
            match self.owners.get(pattern) {
                Some(Owner { item, kind }) => {
                    hits.push(Hit { start: found.start(), end: found.end(), item: *item, kind: *kind });
                }
                None => {
                    let groups = &self.words[pattern - self.owners.len()];
                    groups.iter().for_each(|(item, group)| said[*item] |= 1 << group);
                }
            }
        }
        let loose = |item: usize| self.groups[item] != 0 && said[item] == self.groups[item];
        // What most texts of a site claim.
        if hits.is_empty() && !(0..said.len()).any(loose) {
            return None;
        }
        let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
        let letters = (narrow::count(text) - digits).max(1) as f32;
        let mut best: Vec<Option<f32>> = vec![None; self.groups.len()];
        let mut rejected = vec![false; self.groups.len()];

        // Those that end no sooner than a hit begin here.
        let mut from = 0;
        for hit in &hits {
            from += hits[from..].iter().take_while(|other| other.end < hit.end).count();
            if rejected[hit.item] {
                continue;
            }
            // And not so late that they begin behind it.
            let mut around = hits[from..].iter().take_while(|other| other.end <= hit.start + self.longest);
            if hit.kind == Kind::Reject {
                let own = |other: &Hit| {
                    contains(other, hit) && other.item == hit.item && other.kind != Kind::Reject
                };
                rejected[hit.item] = !around.any(own);
                continue;
            }
            let share = narrow::count(&text[hit.start..hit.end]) as f32 / letters;
            let base = if hit.kind == Kind::Name { 0.8 } else { 0.6 };
            let strength = base + 0.2 * share.min(1.0);
            let slot = &mut best[hit.item];
            if slot.is_some_and(|best| best >= strength) {
                continue;
            }
            let swallowed = |other: &Hit| {
                contains(other, hit)
                    && other.end - other.start > hit.end - hit.start
                    && other.item != hit.item
                    && other.kind != Kind::Reject
            };
            if !around.any(swallowed) {
                *slot = Some(strength);
            }
        }
        for (item, best) in best.iter_mut().enumerate() {
            if best.is_none() && loose(item) {
                *best = Some(0.5);
            }
        }
        let mut claims: Vec<Claim> = best
            .iter()
            .enumerate()
            .filter(|(item, _)| !rejected[*item])
            .filter_map(|(item, s)| s.map(|strength| Claim { item, strength }))
            .collect();
        claims.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.item.cmp(&b.item)));
        Some(claims)
    }

    /// Strength of the claim to one item, 0 without.
    pub fn strength(&self, title: &str, item: usize) -> f32 {
        strength(&self.claimed(title), item)
    }

    /// Whether one of the item's section words stands in the title: enough only where the hub
    /// itself says that only a few items are meant.
    pub fn says_within(&self, title: &str, item: usize) -> bool {
        let text = self.register.fold_title(title);
        self.within[item].iter().any(|w| memchr::memmem::find(&text, w).is_some())
    }
}

/// How strongly one item is claimed, 0 without.
pub(super) fn strength(claims: &[Claim], item: usize) -> f32 {
    claims.iter().find(|c| c.item == item).map_or(0.0, |c| c.strength)
}

/// "ต.ค. 63 – มี.ค. 64": the first six months of a fiscal year, by their names.
fn is_half_year(title: &str) -> bool {
    use crate::thai::date::{Month, ranges};
    let half = |from: Month, to: Month| {
        let year = Month::fiscal(to.fiscal_year());
        from == year[0] && to == year[5]
    };
    // Every title of a site comes by: only those that name March are looked at closely.
    static MARCH: LazyLock<Finder> = LazyLock::new(|| Finder::new("มี"));
    let names_march = |at: usize| ["มี.ค", "มีค", "มีนา"].iter().any(|m| title[at..].starts_with(m));
    MARCH.find_iter(title.as_bytes()).any(names_march)
        && !title.contains("6 เดือน")
        && ranges(title, None).iter().any(|r| half(r.from, r.to))
}

static MONTHLY: LazyLock<Finder> = LazyLock::new(|| Finder::new(&fold_narrow("ประจำเดือน")).into_owned());

/// "ก.พ. 64" and no day with it: the title of what is made each month.
fn is_one_month(title: &str) -> bool {
    use crate::thai::date::months;
    matches!(months(title).as_slice(), [month] if month.day.is_none() && month.year.is_some())
}

/// Letters of a phrase that is told by its consonants and vowels alone.
const LONG: usize = 8;
/// What a title without its tone marks claims less strongly.
const TYPED_IN_HASTE: f32 = 0.05;

fn hash(title: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(title)
}

fn contains(outer: &Hit, inner: &Hit) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
