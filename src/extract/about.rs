//! What a file says of itself, brought into one form.

use super::document::About;
use crate::both;
use crate::thai::width::truncate;

impl About {
    pub fn is_empty(&self) -> bool {
        *self == About::default()
    }

    /// One line for the screen.
    pub fn line(&self) -> String {
        let made_by = if self.program.is_empty() { &self.producer } else { &self.program };
        let parts = [
            (both!("ผู้จัดทำ", "author"), self.author.clone()),
            (both!("สร้าง", "created"), to_the_minute(&self.created)),
            (both!("แก้ไข", "modified"), to_the_minute(&self.modified)),
            (both!("โปรแกรม", "program"), truncate(made_by, 60)),
        ];
        let said = parts.iter().filter(|(_, value)| !value.is_empty());
        said.map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(" · ")
    }
}

/// `2025-03-14T09:30:00+07:00` as people write it.
fn to_the_minute(written: &str) -> String {
    match written.split_once('T') {
        Some((day, time)) if day.len() == 10 && time.is_char_boundary(5) => format!("{day} {}", &time[..5]),
        _ => written.to_owned(),
    }
}

/// An ISO date as it is kept: without its time where that is midnight of nowhere.
pub(super) fn iso_date(written: &str) -> String {
    let written = written.trim();
    let day_only = written.split_once('T').filter(|(day, time)| {
        day.len() == 10 && time.trim_end_matches('Z').split(['.', '+']).next() == Some("00:00:00")
    });
    day_only.map_or(written, |(day, _)| day).to_owned()
}

/// The content of an XML element by its qualified name, wherever it stands: metadata are flat.
pub(super) fn element(xml: &str, name: &str) -> Option<String> {
    let mut rest = xml;
    loop {
        let at = rest.find(&format!("<{name}"))?;
        rest = &rest[at + 1 + name.len()..];
        if rest.starts_with(['>', ' ', '\n', '\r', '\t']) {
            break;
        }
    }
    let (attributes, rest) = rest.split_once('>')?;
    if attributes.ends_with('/') {
        return None;
    }
    let (content, _) = rest.split_once(&format!("</{name}>"))?;
    // XMP wraps titles and authors into lists.
    let bare: String = content.split('<').map(|part| part.split_once('>').map_or(part, |(_, t)| t)).collect();
    let text = quick_xml::escape::unescape(&bare).ok()?;
    let text = super::text_repair::text(&text);
    (!text.is_empty()).then_some(text)
}

/// An attribute anywhere, or an element: XMP writes its simple values either way.
pub(super) fn value(xml: &str, name: &str) -> Option<String> {
    let attribute = || {
        let (_, rest) = xml.split_once(&format!(" {name}=\""))?;
        let (content, _) = rest.split_once('"')?;
        Some(super::text_repair::text(&quick_xml::escape::unescape(content).ok()?)).filter(|t| !t.is_empty())
    };
    element(xml, name).or_else(attribute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_says_it_in_three_ways() {
        let xml = "<rdf:Description xmp:CreateDate=\"2025-03-14T09:30:00+07:00\" pdf:Producer=\"\">\
            <dc:titles>no</dc:titles><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">ก &amp; ข</rdf:li></rdf:Alt></dc:title>\
            <pdf:Keywords/>";
        assert_eq!(value(xml, "dc:title").as_deref(), Some("ก & ข"));
        assert_eq!(value(xml, "xmp:CreateDate").as_deref(), Some("2025-03-14T09:30:00+07:00"));
        assert_eq!((value(xml, "pdf:Producer"), value(xml, "pdf:Keywords")), (None, None));
    }

    #[test]
    fn times_are_shown_to_the_minute() {
        let about = About {
            created: "2025-03-14T09:30:00+07:00".into(),
            modified: "1982T".into(),
            ..About::default()
        };
        assert_eq!(about.line(), "สร้าง 2025-03-14 09:30 · แก้ไข 1982T");
    }

    #[test]
    fn a_day_without_a_time_is_a_day() {
        for (written, kept) in [
            ("2025-03-14T00:00:00Z", "2025-03-14"),
            ("2025-03-14T09:30:00Z", "2025-03-14T09:30:00Z"),
            ("1982", "1982"),
            ("", ""),
        ] {
            assert_eq!(iso_date(written), kept);
        }
    }
}
