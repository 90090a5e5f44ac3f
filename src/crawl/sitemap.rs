//! Addresses from a sitemap, a sitemap index, or a plain list, packed or not.

use std::io::{BufRead, BufReader, Read};

use flate2::read::MultiGzDecoder;
use quick_xml::{Reader, events::Event};

/// What one file may hold, by the sitemap protocol.
const MOST_BYTES: u64 = 50 << 20;
const MOST_URLS: usize = 50_000;

/// What one sitemap file names, as written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sitemap {
    pub pages: Vec<String>,
    /// Further sitemaps, where the file is an index.
    pub sitemaps: Vec<String>,
    /// A limit cut it short.
    pub cut: bool,
}

/// Reads as much as can be read: a broken tail does not lose what came before.
pub fn parse(body: &[u8]) -> Sitemap {
    let unpacked: Box<dyn Read + '_> =
        if body.starts_with(&[0x1f, 0x8b]) { Box::new(MultiGzDecoder::new(body)) } else { Box::new(body) };
    let mut source = BufReader::new(unpacked.take(MOST_BYTES));
    let is_xml = match source.fill_buf() {
        Ok(head) => head.iter().copied().find(|b| !b.is_ascii_whitespace() && *b < 0x80) == Some(b'<'),
        Err(_) => return Sitemap::default(),
    };
    let mut found = Sitemap::default();
    if is_xml {
        from_xml(source, &mut found)
    } else {
        from_lines(source, &mut found)
    }
    found
}

fn from_xml(source: impl BufRead, found: &mut Sitemap) {
    let mut reader = Reader::from_reader(source);
    reader.config_mut().check_end_names = false;
    let (mut buffer, mut text) = (Vec::new(), String::new());
    let (mut in_loc, mut in_index) = (false, false);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "loc" => {
                    in_loc = true;
                    text.clear();
                }
                "sitemap" => in_index = true,
                "url" => in_index = false,
                _ => {}
            },
            Ok(Event::Text(t)) if in_loc => text.push_str(&t),
            Ok(Event::CData(t)) if in_loc => text.push_str(&t),
            Ok(Event::GeneralRef(name)) if in_loc => {
                text.push_str(&quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap_or_default());
            }
            Ok(Event::End(tag)) if tag.local_name().as_ref() == "loc" => {
                in_loc = false;
                keep(text.trim(), in_index, found);
                if found.cut {
                    return;
                }
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn from_lines(source: impl BufRead, found: &mut Sitemap) {
    for line in source.lines().map_while(Result::ok) {
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.starts_with("http") {
            keep(line, false, found);
        }
    }
}

fn keep(address: &str, is_sitemap: bool, found: &mut Sitemap) {
    if found.pages.len() + found.sitemaps.len() >= MOST_URLS {
        found.cut = true;
    } else if is_sitemap {
        found.sitemaps.push(address.to_owned());
    } else if !address.is_empty() {
        found.pages.push(address.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn pages_with_entities_and_cdata() {
        let xml = "<?xml version='1.0'?><s:urlset xmlns:s='x'><s:url><s:loc> http://a.th/?x=1&amp;y=2 </s:loc><s:lastmod>2021</s:lastmod></s:url>\
                   <url><loc><![CDATA[http://a.th/ไทย]]></loc></url></s:urlset>";
        assert_eq!(parse(xml.as_bytes()).pages, ["http://a.th/?x=1&y=2", "http://a.th/ไทย"]);
    }

    #[test]
    fn an_index_packed_with_gzip() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed
            .write_all(b"<sitemapindex><sitemap><loc>http://a.th/1.xml</loc></sitemap></sitemapindex>")
            .expect("memory");
        let found = parse(&packed.finish().expect("memory"));
        assert_eq!(found.sitemaps, ["http://a.th/1.xml"]);
        assert!(found.pages.is_empty());
    }

    #[test]
    fn a_list_and_a_broken_tail() {
        assert_eq!(parse(b"http://a.th/1\n\nhttp://a.th/2\n").pages.len(), 2);
        assert_eq!(
            parse(b"<urlset><url><loc>http://a.th/1</loc></url><url><loc>http://a.th").pages,
            ["http://a.th/1"]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_damage_makes_it_panic(parts in proptest::collection::vec(proptest::sample::select(vec![
            "<urlset>", "<url>", "<loc>", "</loc>", "<![CDATA[", "]]>", "&amp;", "&#x110000;", "<!--", "-->", "<", "\0",
            "http://a.th/", "<sitemapindex>", "<sitemap>", "</", "<?xml", "\u{feff}", "ก", "\n",
        ]), 0..60), cut in 0..200usize) {
            let text = parts.concat();
            parse(&text.as_bytes()[..text.len().saturating_sub(cut)]);
        }
    }

    #[test]
    fn no_more_than_the_protocol_allows() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"<urlset>").expect("memory");
        for n in 0..60_000 {
            write!(packed, "<url><loc>http://a.th/{n}</loc></url>").expect("memory");
        }
        let found = parse(&packed.finish().expect("memory"));
        assert_eq!(found.pages.len(), 50_000);
        assert!(found.cut);
    }
}
