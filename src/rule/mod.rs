//! Rules as data: one TOML file an item, one `edition.toml` a year.
//!
//! `rules/README.md` explains the format to the officers who write the files; this module holds
//! the same format as types. An edition may extend another (`extend.rs`). Nothing here knows an item: whatever is special about O30 stands in
//! `rules/2564/O30-….toml`.

use serde::Deserialize;
use toml::Spanned;

pub mod advice;
mod book;
pub mod check;
pub mod edition;
mod extend;
pub mod fault;
pub mod load;
pub mod reasons;
pub mod show;
pub mod speech;
pub mod test;

pub use edition::Edition;
pub use test::Test;

/// One item of the form: how to find it, what to ask of it, what to say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rule {
    /// Never changes, whatever number the item bears in a year.
    pub id: Spanned<String>,
    /// Number in this edition: `O31`.
    pub item: Spanned<String>,
    /// As the assessor's table prints it.
    pub title: String,
    /// What the facts of this rule rest on.
    pub source: String,
    /// Number, title or elements rest on general knowledge; reports say so.
    #[serde(default)]
    pub draft: bool,
    pub find: Find,
    /// What is said when nothing on the site claims to be this item.
    pub missing: Missing,
    #[serde(default, rename = "judge")]
    pub judges: Vec<Judge>,
    /// Another item whose evidence may stand in.
    #[serde(default)]
    pub instead: Option<Instead>,
    #[serde(default, rename = "example")]
    pub examples: Vec<Example>,
}

/// Which pages or files could be this item.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Find {
    /// Full names: whoever uses one means this item.
    pub names: Vec<Spanned<String>>,
    /// Weaker names.
    #[serde(default)]
    pub synonyms: Vec<Spanned<String>>,
    /// Groups of words: a title that has one word of each group is a claim, weaker still.
    #[serde(default)]
    pub words: Vec<Vec<String>>,
    /// Words that say enough inside the item's own section of the agency's hub, nowhere else.
    #[serde(default)]
    pub within: Vec<String>,
    /// A title with one of these is another thing, however near.
    #[serde(default)]
    pub rejects: Vec<Spanned<String>>,
    /// Where the evidence of this item is.
    #[serde(default)]
    pub holds: Holds,
    /// Whether several documents may satisfy the judges between them: an analysis here, the measures there.
    #[serde(default)]
    pub spread: bool,
    /// Whether what one office of the agency published is enough: a manual of one, notices of each.
    #[serde(default)]
    pub offices: bool,
}

/// What kind of thing the evidence is; it decides how far links are followed for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// A report, a plan, a manual: mostly a file, behind a list page or two.
    #[default]
    Document,
    /// Several documents that count together: one for each month, one for each criterion.
    Set,
    /// A page of the site itself.
    Page,
    /// A place where people write or talk to the agency.
    Channel,
    /// A post about something that was done.
    Activity,
    /// Addresses that the site links, wherever they stand.
    Links,
}

impl Holds {
    /// Shown by documents, which no page of words replaces.
    pub fn is_paper(self) -> bool {
        matches!(self, Holds::Document | Holds::Set)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Missing {
    /// The assessor's words.
    pub fail: String,
    /// What the webmaster should do.
    pub fix: String,
}

/// One question put to the evidence.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Judge {
    pub id: Spanned<String>,
    pub asks: String,
    pub test: Spanned<Test>,
    /// The assessor's words when the answer is no. `{missing}`, `{found}`, `{year}` and
    /// `{wanted}` are filled in.
    pub fail: String,
    pub fix: String,
}

/// Evidence of another item that the assessor takes in place of this item's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Instead {
    /// `id` of the other rule; the loader makes its number of it, see [`load::Book`].
    pub item: String,
    /// Said beside the pass.
    pub comment: String,
}

/// A small page or file under `fixtures/` and what this rule must say of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Example {
    pub file: Spanned<String>,
    pub want: Want,
    /// Words of the link that leads to it, as an agency writes them: they try the names and synonyms. The title
    /// of the item where left out.
    #[serde(default)]
    pub link: Option<String>,
    /// The judge that must say no.
    #[serde(default)]
    pub by: Option<String>,
    /// Items that the rule leans on count as passed, except the one with this `id`.
    #[serde(default)]
    pub without: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Want {
    Pass,
    Fail,
    Review,
}
