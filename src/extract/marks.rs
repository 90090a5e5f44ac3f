//! What of a page may stand on every page of its site, as marks that can be counted.

use serde::{Deserialize, Serialize};

use super::{Block, Document, Region, Role};

/// Each once, in order.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Marks {
    pub(crate) blocks: Vec<u64>,
    pub(crate) links: Vec<u64>,
    pub(crate) pictures: Vec<u64>,
}

impl Marks {
    pub(crate) fn of(page: &Document) -> Self {
        let blocks = page.blocks.iter().filter(|b| b.region == Region::Main).map(of_block);
        let links = page.links.iter().filter(|l| l.region == Region::Main).map(|l| of_text(&l.url));
        Self {
            blocks: once(blocks.collect()),
            links: once(links.collect()),
            pictures: once(page.images.iter().map(|i| of_text(&i.src)).collect()),
        }
    }

    /// The same with more links of the page's own content.
    pub(crate) fn and(mut self, urls: impl Iterator<Item = impl AsRef<str>>) -> Self {
        self.links.extend(urls.map(|url| of_text(url.as_ref())));
        Self { links: once(self.links), ..self }
    }
}

fn once(mut marks: Vec<u64>) -> Vec<u64> {
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// A page's heading says what its entry in the menu says, and is not the menu's.
pub(crate) fn of_block(block: &Block) -> u64 {
    let mark = of_text(&block.text);
    if matches!(block.role, Role::Heading(_)) { !mark } else { mark }
}

pub(crate) fn of_text(text: &str) -> u64 {
    of_bytes(text.as_bytes())
}

/// The same in every run, and eight bytes at a time: all text of a site is marked.
pub(crate) fn of_bytes(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, part: u64| {
        let wide = u128::from(hash ^ part) * u128::from(0x9e37_79b9_7f4a_7c15_u64);
        (wide ^ (wide >> 64)) as u64
    };
    let (parts, rest) = bytes.as_chunks::<8>();
    let hash = parts.iter().fold(0xcbf2_9ce4_8422_2325, |h, part| mix(h, u64::from_le_bytes(*part)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(mix(hash, u64::from_le_bytes(last)), !(bytes.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_texts_have_other_marks() {
        let texts: Vec<String> = (0..20_000).map(|n| format!("{}ข้อ {n}", "ก".repeat(n % 9))).collect();
        assert_eq!(once(texts.iter().map(|t| of_text(t)).collect()).len(), texts.len());
        assert_ne!(of_text("a"), of_text("a\0"));
    }
}
