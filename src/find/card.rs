//! What finding asks of a page again and again, kept when the page itself is let go of.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Form;
use super::hub::Hub;
use super::led::{Led, Lost, Named};
use super::library::Library;
use super::look::{Look, Looked};
use super::names::{Claim, Names};
use super::sections::Section;

/// Sections of a site that are looked at.
const MOST_SECTIONS: usize = 400;

/// One page, in short.
#[derive(Default)]
pub(super) struct Card<'a> {
    pub(super) html: bool,
    pub(super) part: bool,
    pub(super) index: bool,
    /// See [`library::Page::own_letters`].
    pub(super) letters: usize,
    /// What a web page's title claims, or a file's first lines.
    pub(super) title: Set,
    /// What a file's first line claims.
    pub(super) first: Set,
    /// Whether the title is hardly a word.
    pub(super) short: bool,
    /// What the text claims of a post about something that was done.
    pub(super) post: Set,
    /// What a page where people write asks for, in its own words.
    pub(super) asks: Set,
    /// What the first sentence claims.
    pub(super) opening: Set,
    /// Links of the page's own content, whatever item they may be asked for.
    pub(super) leads: Box<[Led]>,
    pub(super) lost: Box<[Lost<'a>]>,
    /// Whether it is a section of a page, that is asked for where no hub says what the item is.
    pub(super) section: bool,
}

/// A set of claims by its number in [`Sets`]: most links of a site claim nothing, or what a thousand
/// others do.
pub(super) type Set = u32;

/// Every set of claims once; the first is the empty one. They lie in one piece, since a site of many pages has
/// tens of thousands.
#[derive(Default)]
pub(super) struct Sets {
    all: Vec<Claim>,
    /// By set but the first: where it ends.
    ends: Vec<usize>,
    /// By a hash of its claims, the last set that has it.
    known: HashMap<u64, Set>,
}

impl Sets {
    pub(super) fn get(&self, set: Set) -> &[Claim] {
        let end = |set: usize| set.checked_sub(1).map_or(0, |at| self.ends[at]);
        let set = set as usize;
        &self.all[end(set.saturating_sub(1))..end(set)]
    }

    fn put(&mut self, claims: &[Claim]) -> Set {
        if claims.is_empty() {
            return 0;
        }
        let mut hasher = DefaultHasher::new();
        claims.iter().for_each(|c| (c.item, c.strength.to_bits()).hash(&mut hasher));
        let hash = hasher.finish();
        if let Some(set) = self.known.get(&hash).filter(|set| self.get(**set) == claims) {
            return *set;
        }
        self.all.extend_from_slice(claims);
        self.ends.push(self.all.len());
        let set = u32::try_from(self.ends.len()).expect("fewer sets than letters");
        self.known.insert(hash, set);
        set
    }
}

/// Every page of a site in short.
#[derive(Default)]
pub(super) struct Cards<'a> {
    pub(super) all: Vec<Card<'a>>,
    pub(super) hubs: Vec<Hub>,
    pub(super) named: Vec<Named>,
    pub(super) sets: Sets,
    /// Sections of pages that claim an item, until they are pages of their own.
    sections: Vec<(usize, Section)>,
}

impl<'a> Cards<'a> {
    /// Looks at every page once, and holds few of them at a time. `posts`: whether any item asks for such.
    pub(super) fn of(library: &mut Library<'a>, names: &Names, form: &Form, posts: bool) -> Self {
        use rayon::prelude::*;
        let mut cards = Cards::default();
        let mut seen = HashSet::new();
        let pages: Vec<usize> = (0..library.pages.len()).collect();
        for batch in pages.chunks(super::frame::BATCH) {
            let look = Look { library, names, form, posts };
            let looked: Vec<Looked> = batch.par_iter().map(|&page| look.at(page)).collect();
            looked.into_iter().for_each(|one| cards.add(one, &mut seen));
            library.pages.shed();
        }
        cards
    }

    /// Makes sections that claim an item pages of their own.
    pub(super) fn add_sections(&mut self, library: &mut Library<'a>) {
        for (page, (claims, range)) in std::mem::take(&mut self.sections) {
            let blocks = library.pages.glance(page).own_blocks().cloned().collect::<Vec<_>>();
            library.add_part(page, blocks[range].to_vec());
            let title = self.sets.put(&claims);
            self.all.push(Card { html: true, part: true, section: true, title, ..Card::default() });
        }
    }

    /// The parts of pages that were added to the library since.
    pub(super) fn add_parts(&mut self, library: &Library<'a>, names: &Names, form: &Form) {
        for page in self.all.len()..library.pages.len() {
            let look = Look { library, names, form, posts: false };
            let one = Looked { hub: None, ..look.at(page) };
            self.add(one, &mut HashSet::new());
        }
    }

    fn add(&mut self, one: Looked<'a>, seen: &mut HashSet<u64>) {
        let sets = &mut self.sets;
        for (mark, named) in one.named {
            if !seen.insert(mark) {
                continue;
            }
            let Some((claims, named)) = named else { continue };
            self.named.push(Named { claims: sets.put(&claims), ..named });
        }
        let leads = one.leads.into_iter().map(|(led, claims)| Led { claims: sets.put(&claims), ..led });
        let page = self.all.len();
        self.sections.extend(one.sections.into_iter().take(MOST_SECTIONS).map(|section| (page, section)));
        self.sections.truncate(MOST_SECTIONS);
        let card = Card {
            leads: leads.collect(),
            title: sets.put(&one.title),
            first: sets.put(&one.first),
            post: sets.put(&one.post),
            asks: sets.put(&one.asks),
            opening: sets.put(&one.opening),
            ..one.card
        };
        self.all.push(card);
        self.hubs.extend(one.hub);
    }
}
