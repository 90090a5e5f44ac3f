//! A document without what it says twice, for as long as it lies on disk or is on its way between processes: what
//! stands around a link is mostly the block it stands in, and blocks beside each other have the same headings.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Document, Link};

/// See above. [`Thin::whole`] is the document again.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Thin {
    /// Lacks the headings of its pieces and what `links` tells.
    document: Document,
    /// By link.
    links: Vec<Twice>,
    /// Headings, and over how many pieces they stand: blocks, links, pictures and forms, one after the other.
    headings: Vec<(u32, Arc<[String]>)>,
}

/// What of a link stands elsewhere in the document.
#[derive(Debug, Serialize, Deserialize)]
struct Twice {
    /// So many bytes of its block are what stands around it.
    context: Option<u32>,
    /// So many bytes at the end of its address are the address as written.
    href: Option<u32>,
}

impl Thin {
    pub(crate) fn of(mut document: Document) -> Thin {
        let Document { blocks, links, .. } = &mut document;
        let links = links.iter_mut().map(|link| {
            let block = link.block.and_then(|at| blocks.get(at));
            let Link { url, href, context, .. } = link;
            let around = block.is_some_and(|block| block.text.starts_with(context.as_str()));
            Twice { context: take(context, around), href: take(href, url.ends_with(href.as_str())) }
        });
        let links = links.collect();
        let mut headings: Vec<(u32, Arc<[String]>)> = Vec::new();
        for heading in pieces(&mut document) {
            let heading = std::mem::take(heading);
            match headings.last_mut() {
                Some((pieces, last)) if *last == heading => *pieces += 1,
                _ => headings.push((1, heading)),
            }
        }
        Thin { document, links, headings }
    }

    pub(crate) fn document(&self) -> &Document {
        &self.document
    }

    pub(crate) fn whole(self) -> Document {
        let Thin { mut document, links, headings } = self;
        let blocks = &document.blocks;
        for (link, twice) in document.links.iter_mut().zip(links) {
            if let Some(length) = twice.context {
                let block = link.block.and_then(|at| blocks.get(at)).map_or("", |block| block.text.as_str());
                link.context = block.get(..length as usize).unwrap_or_default().to_owned();
            }
            if let Some(length) = twice.href {
                let from = link.url.len().saturating_sub(length as usize);
                link.href = link.url.get(from..).unwrap_or_default().to_owned();
            }
        }
        let over =
            headings.into_iter().flat_map(|(many, heading)| std::iter::repeat_n(heading, many as usize));
        pieces(&mut document).zip(over).for_each(|(piece, heading)| *piece = heading);
        document
    }
}

/// Takes a text away that stands elsewhere, and says how long it was.
fn take(text: &mut String, elsewhere: bool) -> Option<u32> {
    let length = u32::try_from(text.len()).ok().filter(|length| elsewhere && *length > 0)?;
    *text = String::new();
    Some(length)
}

/// The headings above each piece.
fn pieces(document: &mut Document) -> impl Iterator<Item = &mut Arc<[String]>> {
    let Document { blocks, links, images, forms, .. } = document;
    (blocks.iter_mut().map(|b| &mut b.place.heading))
        .chain(links.iter_mut().map(|l| &mut l.heading))
        .chain(images.iter_mut().map(|i| &mut i.heading))
        .chain(forms.iter_mut().map(|f| &mut f.heading))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Hints, read};

    #[test]
    fn nothing_is_lost() {
        let page = "<title>หน้า</title><h1>แผน</h1><p>รายงานผล <a href='/a/b.pdf'>ดาวน์โหลด</a> ปี 2564</p><h2>ข้อ</h2>\
                    <ul><li><a href='b.html'>แผนงาน</a><li><a href='#x'></a></ul><img src='/p.jpg' alt='รูป'>\
                    <table><tr><th>ที่<th>เรื่อง<tr><td>1<td><a href='http://c.th/'>ค</a></table>\
                    <form action='/s'><textarea name='t'></textarea></form>";
        let hints = Hints { url: "http://a.th/x/y.html", media_type: "text/html", file_name: "" };
        let document = read(page.as_bytes(), &hints);
        let thin = Thin::of(document.clone());
        assert!(
            thin.links.iter().any(|l| l.context.is_some()) && thin.links.iter().any(|l| l.href.is_some())
        );
        let packed = postcard::to_stdvec(&thin).expect("memory");
        assert!(packed.len() < postcard::to_stdvec(&document).expect("memory").len());
        let thin: Thin = postcard::from_bytes(&packed).expect("what was written");
        assert_eq!(thin.whole(), document);
    }

    #[test]
    fn what_another_wrote_is_taken_as_it_is() {
        let link = Link { url: "é".to_owned(), block: Some(7), ..Link::default() };
        let document = Document { links: vec![link], ..Document::default() };
        let twice = Twice { context: Some(9), href: Some(1) };
        let thin = Thin { document, links: vec![twice], headings: vec![(u32::MAX, Arc::default())] };
        assert_eq!(thin.whole().links[0].href, "");
    }
}
