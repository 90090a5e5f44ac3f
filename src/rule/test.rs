//! The tests a judge can put, as they are written in a rule file.
//!
//! A phrase in a test may hold alternatives: `"แล้วเสร็จ|เสร็จสิ้น"` is met by either, and the
//! first names the element in a comment. The alternative `{amounts}` is met by a table of money.

use serde::Deserialize;

/// `test.NAME = …`: exactly one a judge.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// Every phrase stands in the text.
    SaysAll(Vec<String>),
    /// At least one phrase stands in the text.
    SaysAny(Vec<String>),
    /// At least so many of the phrases stand in the text.
    SaysSome(AtLeast),
    /// None of the phrases stands in the text.
    SaysNone(Vec<String>),
    /// The document's own heading has one of the phrases.
    HeadSaysAny(Vec<String>),
    /// The document's own heading has none of the phrases.
    HeadSaysNone(Vec<String>),
    /// The title says that it is one kind of document, or at least not the other.
    Kind(Kind),
    /// A table has columns of these names.
    HasColumns(AtLeast),
    /// No table has so many columns of these names.
    LacksColumns(AtLeast),
    /// Of each phrase: the columns whose heads say it have something in them, where there are any.
    ColumnsFilled(Vec<String>),
    /// The same, and a dash is nothing.
    ColumnsTold(Vec<String>),
    /// Behind one of these labels something stands, where dots wait behind them.
    DotsFilled(Vec<String>),
    /// Most places under these heads, or behind these labels, have something in them, where there are any.
    MostlyFilled(Vec<String>),
    /// It is not the mere text of a law: so many of its lines, and most, are sections of one.
    NotStatute(u8),
    /// The document is of this fiscal year.
    Dated(Which),
    /// Of this year; or of the year before, where the title says that it looks back.
    DatedOrLooksBack(Vec<String>),
    /// A plan or policy whose time includes the year.
    InForce(Span),
    /// Every one of the first months of the fiscal year is there.
    CoversFirstMonths(Months),
    /// The plan runs through the whole fiscal year; a report of the year before does not say in its
    /// title that it stops short.
    CoversYear(Which),
    /// Where the columns of its table are months, they are not those of half a year only.
    MonthColumns(Which),
    /// So many amounts of money stand in it: what only refers to a list has none.
    Amounts(u8),
    /// What the other item's tables list as risks is spoken of here.
    Matches(Matching),
    /// The report runs from October to March, not only the first quarter.
    CoversHalfYear(Which),
    /// People with name and position, and what else is asked.
    People(People),
    /// Which ways to reach the agency stand on the page:
    /// `address`, `phone`, `fax`, `email`, `map`.
    Contact(Vec<String>),
    /// A chart or table of divisions and the posts over them.
    OrgChart(AtLeast),
    /// So many laws, as links, rows or list items.
    Lists(AtLeast),
    /// So many posts dated in the fiscal or the calendar year.
    NewsInYear(u8),
    /// Anyone can ask here and the agency answers here.
    TwoWay(Channel),
    /// A link to an account of the agency on one of these hosts.
    SocialLink(Social),
    /// Something can be sent from here.
    OnlineForm(Channel),
    /// What is sent here stays between sender and agency.
    Confidential(Channel),
    /// Named, dated and signed by the head of the agency.
    Signed(Signed),
    /// The head of the agency, by one of these posts or by the name on the executives' page.
    NamesHead(Head),
    /// The head that the executives' page shows leads the agency still: no later documents, two or more, name
    /// another with one of these posts.
    StillHead(Vec<String>),
    /// Something that took place in the fiscal year.
    HeldInYear(Which),
    /// The days that it names, where it names any, are not all of other years.
    DaysInYear(Which),
    /// It tells what was done, not only what is to be done.
    Done(Done),
    /// What stands in columns of these names, numbered, has its result: none of its places was left empty.
    NoEmptyResult(Vec<String>),
    /// Of what stands in columns of these names, or behind labels, something was done: not all of it is under way or meant.
    AnyDone(Vec<String>),
    /// Another item of the same form passed: its `id`, of which the loader makes its number.
    DependsOn(String),
}

impl Test {
    /// Whether it asks for a thing that visitors use on the page, and not for what a document says:
    /// a picture of the page then shows more than a quote does.
    pub fn is_channel(&self) -> bool {
        matches!(self, Test::TwoWay(_) | Test::SocialLink(_) | Test::OnlineForm(_) | Test::Confidential(_))
    }
}

/// `{ of = […], at-least = N }`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AtLeast {
    pub of: Vec<String>,
    pub at_least: usize,
}

/// `{ months = 6, by-range = true }`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Months {
    /// How many, from October on.
    pub months: usize,
    /// Whether one total for the whole period is enough; else each month must stand there.
    #[serde(default)]
    pub by_range: bool,
    /// What is said here, beside the words of every item, of a month whose figures are still to come.
    #[serde(default)]
    pub awaited: Vec<String>,
    /// Words behind those of `awaited` that make of them that there was nothing: "ยังไม่มีข้อมูลการร้องเรียน".
    #[serde(default)]
    pub none_of: Vec<String>,
    /// What a document speaks of whose months count; any of these, where some are given.
    #[serde(default)]
    pub about: Vec<String>,
}

/// `{ is = ["รายงาน"], not = ["แผน"] }`: a word of `is` settles it; else a word of `not` does.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Kind {
    pub is: Vec<String>,
    pub not: Vec<String>,
}

/// `{ hosts = […], others = […] }`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Social {
    pub hosts: Vec<String>,
    /// Words beside the link of whoever made the website.
    #[serde(default)]
    pub makers: Vec<String>,
    /// Kinds of agencies: an account named after one that the site is not is not its own.
    #[serde(default)]
    pub others: Vec<String>,
    /// How accounts are called: in a list of others' accounts these words name no other agency.
    #[serde(default)]
    pub platforms: Vec<String>,
    /// Accounts that templates of websites bring along.
    #[serde(default)]
    pub samples: Vec<String>,
}

/// A fiscal year, seen from the edition's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    ThisYear,
    PreviousYear,
}

/// `{ item = "corruption-risk", column = ["ความเสี่ยง"] }`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Matching {
    /// The rule, by its `id`, whose evidence is looked into.
    pub item: String,
    /// Words in the head of the column that lists what must come back here.
    pub column: Vec<String>,
    /// Words that show the connection by themselves.
    #[serde(default)]
    pub or_says: Vec<String>,
    /// Words of a title under which the very same document may serve both items.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Words in the head of the column here that lists the same: only list and list are compared.
    #[serde(default)]
    pub lists: Vec<String>,
}

/// `{ longer-than = 1 }`: years; 0 takes a plan of one year too.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Span {
    #[serde(default)]
    pub longer_than: u8,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct People {
    /// Positions of the head of the agency: somebody must hold one.
    pub head: Vec<String>,
    /// Positions that are the head's where they stand by themselves and the first person of the page holds them:
    /// "ผู้อำนวยการ", not "ผู้อำนวยการกองคลัง".
    #[serde(default)]
    pub alone: Vec<String>,
    /// Positions of whom the same is asked.
    #[serde(default)]
    pub others: Vec<String>,
    #[serde(default)]
    pub photo: bool,
    #[serde(default)]
    pub contact: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Channel {
    /// Hosts of form services; a link there is a form.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Words that say what the test asks for.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Words that say the opposite.
    #[serde(default)]
    pub no: Vec<String>,
    /// What a form for everything offers to choose from.
    #[serde(default)]
    pub general: Vec<String>,
    /// Under or behind which words those stand who wrote.
    #[serde(default)]
    pub senders: Vec<String>,
    /// Words that by themselves name a place with answers, even in a title.
    #[serde(default)]
    pub places: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Signed {
    /// Positions that may sign.
    pub by: Vec<String>,
    /// Words that say that nobody has signed yet.
    #[serde(default)]
    pub not_yet: Vec<String>,
    /// Positions below the head's: who signs in one of them signs for nobody else.
    #[serde(default)]
    pub below: Vec<String>,
}

/// `{ posts = ["นายกเทศมนตรี"], instead = ["มอบหมายให้"] }`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Head {
    pub posts: Vec<String>,
    /// Words of a sentence in which the head sends somebody else.
    #[serde(default)]
    pub instead: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Done {
    /// Words of a result.
    pub results: Vec<String>,
    /// Words of a deed, which is a result where a day of the year stands beside it and what says that it was done.
    #[serde(default)]
    pub deeds: Vec<String>,
    /// Words of an intention.
    #[serde(default)]
    pub intentions: Vec<String>,
    /// Where neither is said, it was done: of reports that are nothing but figures and lists.
    #[serde(default)]
    pub unless_intended: bool,
}
