//! Hubs of other schemes. Hospitals answer MOIT or EB, schools and colleges a form of their own under
//! the same numbers: read as a hub of this form, every row would be taken for another item.
//!
//! Which schemes there are and how they show stands in `edition.toml` (`[[scheme]]`).

use std::collections::HashSet;

use super::Form;
use super::library::{Library, Page};
use crate::rule::edition::Scheme;
use crate::thai::code::item_code_kind;
use crate::thai::text::{arabic, fold};

/// Numbers of a scheme's own on one page that make it the scheme's; fewer may be a mention.
const CODES: usize = 4;
/// Different words of a scheme among the rows of a page whose head names the scheme's kind of agency.
const ROWS: usize = 2;

/// The scheme whose own numbers ("MOIT 2", "EB10") a page lists, by its place in the form. They are
/// enough by themselves, unless the page lists more numbers of this form.
pub fn by_codes(page: &Page, form: &Form) -> Option<usize> {
    // Every page is asked, and hardly one has as much as a Latin letter in its rows.
    let in_thai = form.schemes.iter().flat_map(|s| &s.codes).any(|code| !code.is_ascii());
    let may = |text: &&str| in_thai || has_other_script(text.as_bytes());
    let written: Vec<String> = texts(page).filter(may).map(arabic).collect();
    let coded = |scheme: &Scheme| {
        let numbers = written.iter().flat_map(|t| scheme.codes.iter().flat_map(|code| numbers(t, code)));
        numbers.collect::<HashSet<u32>>().len()
    };
    let (at, most) = form
        .schemes
        .iter()
        .map(coded)
        .enumerate()
        // The first of those with most.
        .fold(None, |best: Option<(usize, usize)>, (at, n)| match best {
            Some((_, most)) if most >= n => best,
            _ => Some((at, n)),
        })
        .filter(|(_, n)| *n >= CODES)?;
    let own: HashSet<u8> = texts(page)
        .map(arabic)
        .filter_map(|t| item_code_kind(&t))
        .filter(|c| c.sure)
        .map(|c| c.number)
        .collect();
    (most > own.len()).then_some(at)
}

/// Whether a letter may be other than Thai; looked at by so many at once.
fn has_other_script(text: &[u8]) -> bool {
    // A Latin letter, or the first byte, in UTF-8, of one that is neither Latin nor Thai.
    let is_other = |b: &u8| b.is_ascii_alphabetic() || (*b >= 0xc2 && *b != 0xe0);
    text.chunks(64).any(|some| some.iter().fold(false, |other, b| other | is_other(b)))
}

/// The scheme of a hub that bears this form's numbers, by its place in the form: the page or the site
/// names the kind of agency, and its rows speak of what only such agencies have.
pub fn by_words(page: usize, library: &Library, form: &Form) -> Option<usize> {
    let this = &library.pages[page];
    let site = library.home_page().map_or("", |home| home.document.title.as_str());
    let head = this.head();
    let head = fold(&[head.as_str(), &this.document.title, &this.record.link_text, site].join("\n"));
    let rows: Vec<String> = texts(this).map(fold).collect();
    form.schemes.iter().position(|scheme| {
        let said = |word: &&String| rows.iter().any(|row| row.contains(&fold(word)));
        scheme.head.iter().any(|word| head.contains(&fold(word)))
            && scheme.rows.iter().filter(said).count() >= ROWS
    })
}

/// What stands on a page below its head: one text a block, cell and link.
fn texts<'a>(page: &'a Page) -> impl Iterator<Item = &'a str> {
    let blocks = page.own_blocks().filter(|b| !matches!(b.role, crate::extract::Role::Heading(1)));
    let blocks = blocks.flat_map(|b| std::iter::once(&b.text).chain(&b.cells));
    blocks.chain(page.own_links().map(|l| &l.text)).map(String::as_str)
}

/// The numbers behind a code in a text: "MOIT 2", "EB10", "eb-3". Inside a word it is no code.
fn numbers(text: &str, code: &str) -> Vec<u32> {
    let lower = text.to_lowercase();
    let after = |(at, found): (usize, &str)| {
        let inside = lower[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        let rest = lower[at + found.len()..].trim_start_matches([' ', '\u{a0}', '-', '.', '_']);
        let digits: String = rest.chars().take_while(char::is_ascii_digit).take(3).collect();
        if inside { None } else { digits.parse().ok().filter(|n| (1..100).contains(n)) }
    };
    lower.match_indices(&code.to_lowercase()).filter_map(after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_word_with_a_number() {
        for (text, code, found) in [
            ("MOIT 2 เปิดเผยข้อมูล, moit13", "MOIT", vec![2, 13]),
            ("EB1 และ EB-10 (EB.24)", "EB", vec![1, 10, 24]),
            ("Web 2 EBIT 3 Facebook1", "EB", vec![]),
            ("EB ปี 2564, EB 2564", "EB", vec![]),
        ] {
            assert_eq!(numbers(text, code), found, "{text}");
        }
    }
}
