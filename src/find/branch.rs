//! Documents of one office of the agency: what "สำนักงาน…เขต 3" bought is not what the department bought.

use regex::Regex;

use super::library::Library;
use crate::thai::text::{arabic, fold};

/// How an agency's offices are called, each with its number: from `สำนักงาน…เขต` "สำนักงานประมงเขต 3".
pub fn pattern(offices: &[String]) -> Option<Regex> {
    let one = |office: &String| {
        let (begins, ends) = office.split_once('…')?;
        Some(format!(r"{}([^\s\d]{{0,40}}?){}(?:ที่)?\s*\d{{1,2}}", regex::escape(begins), regex::escape(ends)))
    };
    let all: Vec<String> = offices.iter().filter_map(one).collect();
    (!all.is_empty()).then(|| Regex::new(&all.join("|")).ok()).flatten()
}

impl Library<'_> {
    /// The office whose document it is, by its first lines, where the site is that of the whole agency.
    ///
    /// `kinds`: how agencies' names begin; `offices`: [`pattern`] of how their offices are called.
    pub fn branch(&self, page: usize, kinds: &[String], offices: &Regex) -> Option<String> {
        let this = &self.pages[page];
        // A post may tell of any office.
        if this.is_html() || self.is_local() {
            return None;
        }
        let site = arabic(&self.site_name(kinds));
        if offices.is_match(&site) {
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

/// The one office that a line names by its number, if it is one of ours: it bears the agency's name or none of its own.
fn office<'t>(line: &'t str, offices: &Regex, own: &str) -> Option<&'t str> {
    let mut found = offices.captures_iter(line);
    let one = found.next().filter(|_| found.next().is_none())?;
    let whole = one.get(0)?;
    let middle = one.iter().skip(1).flatten().next().map_or("", |m| m.as_str());
    // "เขต 1 - 12", "เขต 1 และ 2"
    let rest = line[whole.end()..].trim_start();
    let several = ["-", "–", "ถึง", "และ", ","].iter().any(|and| {
        rest.strip_prefix(and).is_some_and(|to| to.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    });
    let ours = middle.is_empty() || fold(middle).contains(own);
    (ours && !several).then(|| whole.as_str())
}

#[cfg(test)]
mod tests {
    use super::{office, pattern};
    use crate::thai::text::fold;

    #[test]
    fn an_office_is_told_from_several_and_from_another_agencys() {
        let offices = pattern(&["สำนักงาน…เขต".to_owned(), "สำนักงาน…ภาค".to_owned()]).expect("two ways");
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
