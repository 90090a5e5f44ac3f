//! Documents of one office of the agency: what "สำนักงาน…เขต 3" bought is not what the department bought.

use super::library::Library;
use crate::thai::text::{arabic, fold};

/// Letters of a name between the words for an office and for its region.
const LONGEST_NAME: usize = 40;

impl Library<'_> {
    /// The office whose document it is, by its first lines, where the site is that of the whole agency.
    ///
    /// `kinds`: how agencies' names begin; `offices`: how their offices are called, each with its number behind: from
    /// `สำนักงาน…เขต` "สำนักงานประมงเขต 3".
    pub fn branch(&self, page: usize, kinds: &[String], offices: &[String]) -> Option<String> {
        let this = &self.pages[page];
        // A post may tell of any office.
        if this.is_html() || self.is_local() {
            return None;
        }
        let site = arabic(&self.site_name(kinds));
        if find(&site, offices).is_some() {
            return None;
        }
        let own = self.telling_name(kinds)?;
        let head = arabic(&self.head(page, kinds));
        let named: Vec<&str> = head.lines().filter_map(|line| office(line, offices, &own)).collect();
        // Several offices are the agency's; one beside a list of them is not seen here.
        let first = *named.first()?;
        named.iter().all(|name| *name == first).then(|| first.to_owned())
    }
}

/// An office with its number in a text.
struct Office<'t> {
    at: usize,
    whole: &'t str,
    /// What it is called between the word for an office and that for its region.
    name: &'t str,
    rest: &'t str,
}

/// The first office that a text names; its digits are Arabic.
fn find<'t>(text: &'t str, offices: &[String]) -> Option<Office<'t>> {
    let named = |(begins, ends): (&str, &str)| {
        text.match_indices(begins).find_map(|(at, _)| {
            let from = at + begins.len();
            let stop = |(n, (_, c)): &(usize, (usize, char))| {
                *n > LONGEST_NAME + ends.chars().count() || c.is_whitespace() || c.is_numeric()
            };
            let letters = text[from..].char_indices().enumerate();
            let end = letters.clone().find(stop).map_or(text.len(), |(_, (at, _))| from + at);
            text[from..end].match_indices(ends).find_map(|(behind, _)| {
                let rest = &text[from + behind + ends.len()..];
                let number = rest.strip_prefix("ที่").unwrap_or(rest).trim_start();
                let digits = number.bytes().take_while(u8::is_ascii_digit).count().min(2);
                let rest = (digits > 0).then(|| &number[digits..])?;
                let whole = &text[at..text.len() - rest.len()];
                Some(Office { at, whole, name: &text[from..from + behind], rest })
            })
        })
    };
    let pairs = offices.iter().filter_map(|office| office.split_once('…'));
    pairs.filter_map(named).min_by_key(|office| office.at)
}

/// The one office that a line names by its number, if it is one of ours: it bears the agency's name or none of its own.
fn office<'t>(line: &'t str, offices: &[String], own: &str) -> Option<&'t str> {
    let Office { whole, name, rest, .. } = find(line, offices)?;
    // "เขต 1 - 12", "เขต 1 และ 2"
    let several = ["-", "–", "ถึง", "และ", ","].iter().any(|and| {
        let behind = rest.trim_start().strip_prefix(and);
        behind.is_some_and(|to| to.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    });
    let alone = find(rest, offices).is_none();
    let ours = name.is_empty() || fold(name).contains(own);
    (ours && alone && !several).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::office;
    use crate::thai::text::fold;

    #[test]
    fn an_office_is_told_from_several_and_from_another_agencys() {
        let offices = ["สำนักงาน…เขต".to_owned(), "สำนักงาน…ภาค".to_owned()];
        let own = fold("ป่าชุ");
        for (line, wanted) in [
            ("รายงานผลการจัดซื้อ สำนักงานป่าชุมชนเขต 3", Some("สำนักงานป่าชุมชนเขต 3")),
            ("สำนักงานป่าชุมชนภาคที่ 12 ปี 2563", Some("สำนักงานป่าชุมชนภาคที่ 12")),
            ("สำนักงานเขต 4", Some("สำนักงานเขต 4")),
            ("ผลงานของสำนักงานป่าชุมชนเขต 1 - 12", None),
            ("สำนักงานป่าชุมชนเขต 1 และสำนักงานป่าชุมชนเขต 2", None),
            ("สำนักงานคลังเขต 3", None),
            ("กรมป่าชุมชน", None),
        ] {
            assert_eq!(office(line, &offices, &own), wanted, "{line}");
        }
    }
}
