//! What finding brings for one item.

use crate::crawl::Status;

/// Everything on the site that may speak for one item.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    pub exhibits: Vec<Exhibit>,
    /// Links under the item's name that lead nowhere.
    pub dead: Vec<Dead>,
    /// Links under the item's name that lead to other sites.
    pub outside: Vec<Outside>,
    /// The hub names the item, but its row has no address.
    pub row_without_link: Option<(usize, String)>,
    /// The hub names the item, and the link of its row leads back to where one came from.
    pub leads_back: Option<Back>,
}

/// A link that leads nowhere new.
#[derive(Debug, Clone)]
pub struct Back {
    pub label: String,
    /// To the home page, rather than to the page itself or another hub.
    pub home: bool,
}

/// One document that may be the item.
#[derive(Debug, Clone)]
pub struct Exhibit {
    /// Index into [`Library::pages`].
    pub page: usize,
    pub route: Route,
    /// How surely the title or link means this item, 0 to 1.
    pub strength: f32,
    /// The words that led here.
    pub label: String,
    /// Page where the link stands.
    pub found_on: Option<usize>,
    /// The row or list item around the link.
    pub context: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// A row of the hub.
    Hub,
    /// A link or menu entry with the item's name.
    Named,
    /// The document's own title.
    Titled,
    /// A dated post whose text speaks of it.
    Told,
}

#[derive(Debug, Clone)]
pub struct Dead {
    pub url: String,
    pub label: String,
    pub status: Status,
    pub http: Option<u16>,
    /// `None`: the agency names the address itself, and no page leads there.
    pub found_on: Option<usize>,
    pub route: Route,
    /// The one file that a page about this item is there for.
    pub file: bool,
}

#[derive(Debug, Clone)]
pub struct Outside {
    pub url: String,
    pub label: String,
    pub found_on: usize,
    pub route: Route,
    /// A document in a viewer that does not give it away, rather than another site's page.
    pub in_viewer: bool,
    /// The agency names it to be submitted, and no page that was read leads there: whether it stands on the
    /// agency's website nobody has seen.
    pub unled: bool,
}
