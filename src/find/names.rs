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

use crate::rule::Rule;
use crate::thai::text::fold;

/// Titles whose claims are remembered.
const MOST_KNOWN: usize = 20_000;

/// All names of all items of an edition, ready to be looked for in a title.
pub struct Names {
    phrases: AhoCorasick,
    /// The same without tone marks, as hasty officers type: asked where no phrase stands in a title.
    toneless: AhoCorasick,
    owners: Vec<Owner>,
    /// Every loose word of every rule, each once.
    words: AhoCorasick,
    /// By rule: groups of these words, of each of which one has to stand in a title.
    groups: Vec<Vec<Vec<usize>>>,
    /// What was claimed before, by the title's hash: menus and lists are looked at again and again.
    known: Mutex<HashMap<u64, Arc<[Claim]>>>,
    within: Vec<Vec<String>>,
    register: Register,
}

/// Words of everyday that officers write for those of the form: one is read for the other.
struct Register {
    everyday: AhoCorasick,
    /// By pattern: the form's word.
    official: Vec<String>,
}

impl Register {
    fn new(alike: &[Vec<String>]) -> Register {
        let (mut everyday, mut official) = (Vec::new(), Vec::new());
        for words in alike {
            let Some((first, others)) = words.split_first() else { continue };
            // The form's own word stands among them, so that a shorter one inside it is left alone.
            for word in std::iter::once(first).chain(others) {
                everyday.push(fold(word));
                official.push(fold(first));
            }
        }
        let everyday = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(everyday)
            .expect("a few dozen short words");
        Register { everyday, official }
    }

    fn read(&self, folded: String) -> String {
        if self.official.is_empty() || !self.everyday.is_match(&folded) {
            return folded;
        }
        self.everyday.replace_all(&folded, &self.official)
    }

    /// A title in matching form, and in the form's words. "ปีงบประมาณ" names a year, not a budget.
    fn fold_title(&self, title: &str) -> String {
        static FISCAL_YEAR: LazyLock<String> = LazyLock::new(|| fold("ปีงบประมาณ"));
        static YEAR: LazyLock<String> = LazyLock::new(|| fold("ปี"));
        let folded = fold(title);
        let whose = folded.contains(FISCAL_YEAR.as_str());
        self.read(if whose { folded.replace(FISCAL_YEAR.as_str(), &YEAR) } else { folded })
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
    owner: usize,
}

impl Names {
    /// `alike`: words that mean the same in a title, the form's own first.
    pub fn new(rules: &[Rule], alike: &[Vec<String>]) -> Self {
        let register = Register::new(alike);
        let fold_title = |title: &str| register.fold_title(title);
        let mut patterns = Vec::new();
        let mut owners = Vec::new();
        for (item, rule) in rules.iter().enumerate() {
            let find = &rule.find;
            let title = [rule.title.as_str()].into_iter();
            let names = title.chain(find.names.iter().map(|n| n.get_ref().as_str()));
            let synonyms = find.synonyms.iter().map(|n| n.get_ref().as_str());
            let rejects = find.rejects.iter().map(|n| n.get_ref().as_str());
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
        let phrases = AhoCorasick::new(&patterns).expect("a few hundred short phrases");
        // Short words without their marks are other words.
        let long = |p: &String| if p.chars().count() < LONG { "\u{0}".to_owned() } else { without_tones(p) };
        let toneless = AhoCorasick::new(patterns.iter().map(long)).expect("as many");
        let fold_all = |words: &[String]| words.iter().map(|w| fold_title(w)).collect::<Vec<_>>();
        let mut words: Vec<String> = Vec::new();
        let mut place = |word: String| {
            words.iter().position(|w| *w == word).unwrap_or_else(|| {
                words.push(word);
                words.len() - 1
            })
        };
        let groups: Vec<Vec<Vec<usize>>> = rules
            .iter()
            .map(|r| r.find.words.iter().map(|g| fold_all(g).into_iter().map(&mut place).collect()).collect())
            .collect();
        Self {
            phrases,
            toneless,
            owners,
            words: AhoCorasick::new(&words).expect("a few hundred short words"),
            groups,
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
            text.push_str(&self.register.read(fold("รอบ 6 เดือน")));
        }
        if let Some(claims) = self.claim_in(&text, &self.phrases) {
            if !claims.is_empty() && !text.contains(MONTHLY.as_str()) && is_one_month(title) {
                text.push_str(&MONTHLY);
                return self.claim_in(&text, &self.phrases).unwrap_or_default();
            }
            return claims;
        }
        let mut claims = self.claim_in(&without_tones(&text), &self.toneless).unwrap_or_default();
        claims.iter_mut().for_each(|claim| claim.strength -= TYPED_IN_HASTE);
        claims
    }

    /// What a text in matching form claims, by phrases that are written as it is; `None`: no phrase or word of
    /// any item stands in it.
    fn claim_in(&self, text: &str, phrases: &AhoCorasick) -> Option<Vec<Claim>> {
        let hits: Vec<Hit> = phrases
            .find_overlapping_iter(text)
            .map(|m| Hit { start: m.start(), end: m.end(), owner: m.pattern().as_usize() })
            .collect();
        let letters = text.chars().filter(|c| !c.is_ascii_digit()).count().max(1) as f32;
        let mut best: Vec<Option<f32>> = vec![None; self.groups.len()];
        let mut rejected = vec![false; self.groups.len()];

        for hit in &hits {
            let owner = &self.owners[hit.owner];
            if owner.kind == Kind::Reject {
                let own = |other: &Hit| {
                    let o = &self.owners[other.owner];
                    o.item == owner.item && o.kind != Kind::Reject && contains(other, hit)
                };
                rejected[owner.item] |= !hits.iter().any(own);
                continue;
            }
            let swallowed = |other: &Hit| {
                let o = &self.owners[other.owner];
                o.item != owner.item
                    && o.kind != Kind::Reject
                    && contains(other, hit)
                    && other.end - other.start > hit.end - hit.start
            };
            if hits.iter().any(swallowed) {
                continue;
            }
            let share = text[hit.start..hit.end].chars().count() as f32 / letters;
            let base = if owner.kind == Kind::Name { 0.8 } else { 0.6 };
            let strength = base + 0.2 * share.min(1.0);
            let slot = &mut best[owner.item];
            *slot = Some(slot.map_or(strength, |s| s.max(strength)));
        }
        let mut said = vec![false; self.words.patterns_len()];
        self.words.find_overlapping_iter(text).for_each(|m| said[m.pattern().as_usize()] = true);
        for (item, groups) in self.groups.iter().enumerate() {
            let loose = !groups.is_empty() && groups.iter().all(|g| g.iter().any(|w| said[*w]));
            if loose && best[item].is_none() {
                best[item] = Some(0.5);
            }
        }
        let mut claims: Vec<Claim> = best
            .iter()
            .enumerate()
            .filter(|(item, _)| !rejected[*item])
            .filter_map(|(item, s)| s.map(|strength| Claim { item, strength }))
            .collect();
        claims.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.item.cmp(&b.item)));
        (!hits.is_empty() || !claims.is_empty()).then_some(claims)
    }

    /// Strength of the claim to one item, 0 without.
    pub fn strength(&self, title: &str, item: usize) -> f32 {
        strength(&self.claimed(title), item)
    }

    /// Whether one of the item's section words stands in the title: enough only where the hub
    /// itself says that only a few items are meant.
    pub fn says_within(&self, title: &str, item: usize) -> bool {
        let text = self.register.fold_title(title);
        self.within[item].iter().any(|w| text.contains(w.as_str()))
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
    let march = ["มี.ค", "มีค", "มีนา"].iter().any(|m| title.contains(m));
    march && !title.contains("6 เดือน") && ranges(title, None).iter().any(|r| half(r.from, r.to))
}

static MONTHLY: LazyLock<String> = LazyLock::new(|| fold("ประจำเดือน"));

/// "ก.พ. 64" and no day with it: the title of what is made each month.
fn is_one_month(title: &str) -> bool {
    use crate::thai::date::months;
    matches!(months(title).as_slice(), [month] if month.day.is_none() && month.year.is_some())
}

/// Letters of a phrase that is told by its consonants and vowels alone.
const LONG: usize = 8;
/// What a title without its tone marks claims less strongly.
const TYPED_IN_HASTE: f32 = 0.05;

/// In matching form, without tone marks, ็ and ์.
fn without_tones(folded: &str) -> String {
    folded.chars().filter(|c| !matches!(c, '\u{0E47}'..='\u{0E4C}')).collect()
}

fn hash(title: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(title)
}

fn contains(outer: &Hit, inner: &Hit) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
