//! The pages of a TIFF, as faxes and scanners write them: each one a picture of its own.
//!
//! A TIFF is a chain of pages; that a page comes first and last is a matter of two addresses, so no
//! picture need be decoded to take one out.

/// Longer chains are circles, or nobody's notice.
const MOST: usize = 200;

/// How many pages there are; 1 for what is no TIFF.
pub(in crate::extract) fn pages(bytes: &[u8]) -> u32 {
    chain(bytes).map_or(1, |c| c.len().max(1) as u32)
}

/// The same file with page `number`, from 1, as its only one; `None` where there is nothing to change.
pub(super) fn page(bytes: &[u8], number: u32) -> Option<Vec<u8>> {
    let chain = chain(bytes).filter(|c| c.len() > 1)?;
    let page = chain.get(number.checked_sub(1)? as usize)?;
    let mut out = bytes.to_vec();
    let little = bytes.starts_with(b"II");
    let address = u32::try_from(page.at).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&if little { address.to_le_bytes() } else { address.to_be_bytes() });
    out.get_mut(page.next..page.next + 4)?.fill(0);
    Some(out)
}

struct Page {
    at: usize,
    /// Where the address of the next page stands.
    next: usize,
}

fn chain(bytes: &[u8]) -> Option<Vec<Page>> {
    let little = match bytes.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let number = |at: usize, size: usize| {
        let field = bytes.get(at..at.checked_add(size)?)?;
        let add = |sum: usize, b: &u8| sum << 8 | usize::from(*b);
        Some(if little { field.iter().rev().fold(0, add) } else { field.iter().fold(0, add) })
    };
    let mut found: Vec<Page> = Vec::new();
    let mut at = number(4, 4)?;
    while at != 0 && found.len() < MOST && found.iter().all(|p| p.at != at) {
        let Some(next) = number(at, 2).and_then(|entries| at.checked_add(2 + 12 * entries)) else { break };
        let Some(following) = number(next, 4) else { break };
        found.push(Page { at, next });
        at = following;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three pages without entries, in a chain that ends in a circle.
    fn circle() -> Vec<u8> {
        let mut out = b"II*\0\x08\0\0\0".to_vec();
        for next in [14u32, 20, 8] {
            out.extend([0, 0]);
            out.extend(next.to_le_bytes());
        }
        out
    }

    #[test]
    fn each_page_can_stand_alone() {
        let whole = circle();
        assert_eq!(pages(&whole), 3);
        let second = page(&whole, 2).expect("a page");
        assert_eq!((pages(&second), &second[4..8]), (1, [14, 0, 0, 0].as_slice()));
        assert!(page(&whole, 4).is_none() && page(b"\xff\xd8\xff", 1).is_none());
        assert_eq!((pages(b"II*\0\xff\xff\xff\xff"), pages(b"II*")), (1, 1));
    }
}
