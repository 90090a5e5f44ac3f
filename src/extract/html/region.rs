//! Which part of the page an element is, by its name, role and class words.

use super::tree::{Node, Sum};
use crate::extract::Region;

/// How far the signs are believed; a page left without content is read again with fewer of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// Elements, roles and class words.
    Words,
    /// Elements and roles.
    Elements,
    Nothing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Hint {
    pub region: Region,
    /// Only a class word says so.
    pub by_word: bool,
    /// Holds also inside the page's own content.
    pub inside_main: bool,
}

impl Hint {
    fn sure(region: Region) -> Self {
        Hint {
            region,
            by_word: false,
            inside_main: matches!(region, Region::Menu | Region::Aside | Region::Main),
        }
    }

    fn word(region: Region) -> Self {
        Hint { region, by_word: true, inside_main: false }
    }
}

/// What the element says of itself; `page` are the sums of the whole page.
pub(super) fn hint(node: &Node, page: &Sum) -> Option<Hint> {
    let name = node.name();
    if matches!(name, "html" | "body" | "a" | "li" | "input" | "img" | "span" | "i" | "b") {
        return None;
    }
    let class = node.attr("class").unwrap_or_default();
    let id = node.attr("id").unwrap_or_default();
    if let Some(role) = node.attr("role") {
        match role.trim() {
            "main" | "article" => return Some(Hint::sure(Region::Main)),
            "navigation" | "menubar" => return Some(Hint::sure(Region::Menu)),
            "search" => return Some(Hint::sure(Region::Header)),
            "banner" => return Some(Hint::sure(Region::Header)),
            "contentinfo" => return Some(Hint::sure(Region::Footer)),
            "complementary" => return Some(Hint::sure(Region::Aside)),
            _ => {}
        }
    }
    match name {
        "main" | "article" => return Some(Hint::sure(Region::Main)),
        "nav" if !class.contains("tab") => return Some(Hint::sure(Region::Menu)),
        "header" => return Some(Hint::sure(Region::Header)),
        "footer" => return Some(Hint::sure(Region::Footer)),
        "aside" => return Some(Hint::sure(Region::Aside)),
        _ => {}
    }
    if class.is_empty() && id.is_empty() {
        return None;
    }
    let found =
        class.split_ascii_whitespace().chain([id]).find_map(|word| of_word(&word.to_ascii_lowercase()))?;
    // A wrapper around most of the page's running text is no menu, whatever it is called.
    let text = node.sum.letters.saturating_sub(node.sum.linked);
    let whole = page.letters.saturating_sub(page.linked);
    (found.region == Region::Main || whole < 200 || text * 2 <= whole).then_some(found)
}

fn of_word(word: &str) -> Option<Hint> {
    let word = word.trim_matches(['-', '_']);
    match word {
        "content" | "main-content" | "maincontent" | "page-content" | "item-page" | "entry-content"
        | "post-content" | "article-body" | "contentpane" | "main" | "main-body" | "site-content"
        | "articlebody" => {
            return Some(Hint { region: Region::Main, by_word: true, inside_main: true });
        }
        "header" | "head" | "masthead" | "topbar" | "top-bar" | "site-header" | "top-header"
        | "main-header" | "header-top" | "banner-top" => {
            return Some(Hint::word(Region::Header));
        }
        "footer" | "foot" | "site-footer" | "footer-bottom" | "bottom-footer" | "main-footer"
        | "copyright" | "colophon" => {
            return Some(Hint::word(Region::Footer));
        }
        "sidebar" | "side-bar" | "rightbar" | "leftbar" | "sidebar-left" | "sidebar-right"
        | "left-sidebar" | "right-sidebar" => {
            return Some(Hint::word(Region::Aside));
        }
        "breadcrumb" | "breadcrumbs" | "crumb" | "crumbs" | "pathway" => {
            return Some(Hint { region: Region::Menu, by_word: true, inside_main: true });
        }
        _ => {}
    }
    // Tabs and list parts are called nav in Bootstrap, wherever they stand.
    if word.starts_with("nav-") || word.contains("tab") || word.contains("item") || word.contains("content") {
        return None;
    }
    let mut parts = word.split(['-', '_']);
    let (first, last) = (parts.next().unwrap_or_default(), parts.next_back().unwrap_or_default());
    let is_menu = |part: &str| {
        matches!(
            part,
            "menu"
                | "nav"
                | "navbar"
                | "navigation"
                | "menubar"
                | "mainmenu"
                | "topmenu"
                | "leftmenu"
                | "rightmenu"
                | "sidemenu"
                | "submenu"
                | "mainnav"
                | "topnav"
                | "sidenav"
                | "megamenu"
        )
    };
    (is_menu(first) || is_menu(last)).then(|| Hint::word(Region::Menu))
}

/// Old pages say nothing: there a cell or box of many short links is a menu, if what stands elsewhere is text. Where
/// that is links too, this may as well be the list that the page is there for.
pub(super) fn is_menu_by_density(node: &Node, page: &Sum) -> bool {
    let Sum { letters, linked, links, .. } = node.sum;
    let (rest, rest_linked) = (page.letters.saturating_sub(letters), page.linked.saturating_sub(linked));
    links >= 5
        && letters > 0
        && linked * 4 >= letters * 3
        && letters / links <= 40
        && page.letters.saturating_sub(page.linked) > 200
        && rest_linked * 5 < rest * 3
        && node.sum.letters * 2 < page.letters
}
