//! Single parts of a zipped Office file, for what the library leaves out.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use zip::ZipArchive;

use crate::extract::Why;
use crate::extract::archive::fault;

const MAX_XML: u64 = 64 << 20;

pub(super) struct Package<'b>(ZipArchive<Cursor<&'b [u8]>>);

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Option<Package<'b>> {
        ZipArchive::new(Cursor::new(bytes)).ok().map(Package)
    }

    pub(super) fn text(&mut self, name: &str) -> Result<String, Why> {
        let bytes = self.bytes(name, MAX_XML)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The sizes that a package states may lie: what is unpacked is counted.
    pub(super) fn bytes(&mut self, name: &str, most: u64) -> Result<Vec<u8>, Why> {
        let file = self.0.by_name(name).map_err(|_| Why::Broken)?;
        let mut content = Vec::new();
        file.take(most + 1).read_to_end(&mut content).map_err(|error| fault(&error))?;
        if content.len() as u64 > most { Err(Why::TooLarge) } else { Ok(content) }
    }

    /// The first bytes of a part.
    pub(super) fn head(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        // A part that breaks off later still has its head.
        let _ = self.0.by_name(name).ok()?.take(most).read_to_end(&mut content);
        Some(content)
    }

    /// Parts that `part` leads to, by the id it calls them; the package as a whole is the part "".
    pub(super) fn relations(&mut self, part: &str) -> HashMap<String, Relation> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let list = format!("{folder}/_rels/{name}.rels");
        let Ok(xml) = self.text(list.trim_start_matches('/')) else { return HashMap::new() };
        let mut found = HashMap::new();
        each_tag(&xml, |tag| {
            if tag.local_name().as_ref() == "Relationship"
                && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
            {
                let outside = attribute(tag, "TargetMode").is_some_and(|m| m == "External");
                let target = if outside { target } else { resolve(folder, &target) };
                let kind = attribute(tag, "Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                found.insert(id, Relation { target, kind });
            }
            true
        });
        found
    }
}

pub(super) struct Relation {
    /// The part's name, or an address.
    pub(super) target: String,
    /// The last word of its type: `slide`, `image`, `hyperlink`.
    pub(super) kind: String,
}

/// `../media/a.png` beside `ppt/slides` is `ppt/media/a.png`.
fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> =
        if target.starts_with('/') || folder.is_empty() { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// Every opening tag, until `see` has seen enough or the XML breaks.
pub(super) fn each_tag(xml: &str, mut see: impl FnMut(&BytesStart<'_>) -> bool) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                if !see(&tag) {
                    return;
                }
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .filter_map(Result::ok)
        .find(|a| a.key.local_name().as_ref() == name)
        .and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned()))
}

/// The character that stands in XML as `&amp;` or `&#3585;`.
pub(super) fn letter(reference: &BytesRef<'_>) -> Option<char> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Some(c),
        _ => match &**reference {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        },
    }
}
