//! Many pieces of text, folded and searched as one.

use super::text::fold;

/// Folded parts in one string, separated by `\n`, so that one search goes over all of them and
/// no phrase is found across two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded parts, joined by `\n`.
    pub text: String,
    starts: Vec<usize>,
}

impl Folded {
    /// Folds each part.
    pub fn new<'a>(parts: impl Iterator<Item = &'a str>) -> Folded {
        let mut folded = Folded::default();
        for part in parts {
            if !folded.starts.is_empty() {
                folded.text.push('\n');
            }
            folded.starts.push(folded.text.len());
            folded.text.push_str(&fold(part));
        }
        folded
    }

    /// The number of the part that holds this byte of [`Folded::text`].
    pub fn part_at(&self, byte_offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte_offset).saturating_sub(1)
    }

    /// How many parts there are.
    pub fn parts(&self) -> usize {
        self.starts.len()
    }

    /// One folded part; empty where there is none of that number.
    pub fn part(&self, i: usize) -> &str {
        let Some(start) = self.starts.get(i) else {
            return "";
        };
        let end = match self.starts.get(i + 1) {
            Some(next) => next - 1,
            None => self.text.len(),
        };
        &self.text[*start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_part_of_an_offset() {
        let folded = Folded::new(["โครงสร้าง หน่วยงาน", "", "ข้อมูล ผู้บริหาร"].into_iter());
        assert_eq!(folded.parts(), 3);
        assert_eq!(folded.part(0), "โครงสร้างหน่วยงาน");
        assert_eq!(folded.part(1), "");
        assert_eq!(folded.part(2), "ข้อมูลผู้บริหาร");
        assert_eq!(folded.part(3), "");
        assert_eq!(folded.part_at(0), 0);
        let at = folded.text.find("ผู้บริหาร").unwrap();
        assert_eq!(folded.part_at(at), 2);
        assert!(!folded.text.contains("หน่วยงานข้อมูล"));
        assert_eq!(Folded::default().part_at(5), 0);
    }
}
