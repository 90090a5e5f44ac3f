//! What a line never tears: the words of the house, and names, of which no model knows the words.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

use super::date::month_names;
use super::text::is_thai;
use super::width::width;

/// Words of the house, one a line.
static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lines = include_str!("whole.txt").lines().map(str::trim);
    let words = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    words.chain(month_names().iter().map(|month| month.long)).collect()
});

/// Kinds of agencies and places: what follows is a name. The longer stand before those they begin with.
const KINDS: [&str; 14] = [
    "องค์การบริหารส่วนตำบล",
    "องค์การบริหารส่วนจังหวัด",
    "เทศบาลตำบล",
    "เทศบาลเมือง",
    "เทศบาลนคร",
    "โรงพยาบาลส่งเสริมสุขภาพตำบล",
    "โรงพยาบาล",
    "มหาวิทยาลัย",
    "โรงเรียน",
    "อบต.",
    "อบจ.",
    "ตำบล",
    "อำเภอ",
    "จังหวัด",
];
/// After these a name may come as well; they are written of no place in particular, too.
const OTHERS: [&str; 5] = ["องค์กรบริหารส่วนตำบล", "เทศบาล", "หมู่บ้าน", "ทต.", "รพ.สต."];
/// A longer kind fills a line by itself; a shorter one leans on its name: “อำเภอควนโดน”.
const SHORT: usize = "มหาวิทยาลัย".len();

/// Before the name of a person.
const TITLES: [&str; 3] = ["นางสาว", "นาย", "นาง"];
/// Posts that begin like one.
const POSTS: [&str; 16] = [
    "นายกองค์",
    "นายกเทศ",
    "นายกอบ",
    "นายกรัฐ",
    "นายกสมาคม",
    "นายกเหล่า",
    "นายกและ",
    "นายกหรือ",
    "นายกฯ",
    "นายอำเภอ",
    "นายทะเบียน",
    "นายช่าง",
    "นายจ้าง",
    "นายหน้า",
    "นายด่าน",
    "นายตรวจ",
];
/// After these a title is one; elsewhere it may be the end of one word and the beginning of the next: “พัฒนางาน”.
const BEFORE_TITLES: [&str; 12] =
    ["ชื่อ", "โดย", "คือ", "และ", "หรือ", "ของ", "ให้", "เป็น", "แก่", "กับ", "ถึง", "ว่า"];

/// Columns that surely fit on a line: up to them nothing in a name is guessed at.
pub const LINE: usize = 26;

/// What of a text between blanks stays whole.
pub(super) struct Whole {
    words: Vec<Range<usize>>,
    names: Vec<Range<usize>>,
}

impl Whole {
    pub(super) fn of(text: &str) -> Whole {
        let found = |word: &&str| {
            let len = word.len();
            memmem::find_iter(text.as_bytes(), word.as_bytes())
                .map(move |at| at..at + len)
                .collect::<Vec<_>>()
        };
        let words: Vec<Range<usize>> = WORDS.iter().flat_map(found).collect();
        let names = names(text, &words);
        Whole { words, names }
    }

    /// Whether a line that ends there tears a word or a name.
    pub(super) fn is_torn_at(&self, at: usize) -> bool {
        self.words.iter().chain(&self.names).any(|one| one.start < at && at < one.end)
    }

    /// Where words of the house begin and end.
    pub(super) fn edges(&self) -> impl Iterator<Item = usize> {
        self.words.iter().flat_map(|word| [word.start, word.end])
    }

    pub(super) fn begins(&self, at: usize) -> bool {
        self.words.iter().any(|word| word.start == at)
    }

    pub(super) fn ends(&self, at: usize) -> bool {
        self.words.iter().any(|word| word.end == at)
    }
}

/// Where names stand, with what they lean on.
fn names(text: &str, words: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    let mut past = 0;
    for (at, _) in text.char_indices() {
        if at < past {
            continue;
        }
        let Some(lead) = kind(&text[at..]).or_else(|| title(text, at)) else { continue };
        let start = at + lead.len();
        let next = text[start..].char_indices().skip(1).map(|(step, _)| start + step);
        let end = next.clone().find(|next| kind(&text[*next..]).is_some()).unwrap_or(text.len());
        let from = if lead.len() > SHORT { start } else { at };
        names.push(from..name_end(text, from, start, end, words));
        past = end.max(start);
    }
    names
}

/// A name goes on to the next blank. What fits on no line has more than the name in it, which ends before
/// a word of the house.
fn name_end(text: &str, from: usize, start: usize, end: usize, words: &[Range<usize>]) -> usize {
    if width(&text[from..end]) <= LINE {
        return end;
    }
    let after = words.iter().map(|word| word.start).filter(|at| *at < end && *at > start);
    after.filter(|at| width(&text[start..*at]) >= 3).min().unwrap_or(end)
}

fn kind(text: &str) -> Option<&'static str> {
    KINDS.into_iter().chain(OTHERS).find(|kind| text.starts_with(kind))
}

fn title(text: &str, at: usize) -> Option<&'static str> {
    let (before, rest) = text.split_at(at);
    let title = TITLES.into_iter().find(|title| rest.starts_with(title))?;
    let is_post = rest == "นายก" || POSTS.iter().any(|post| rest.starts_with(post));
    let stands = !before.ends_with(is_thai)
        || title == "นางสาว"
        || BEFORE_TITLES.iter().any(|word| before.ends_with(word));
    (stands && !is_post).then_some(title)
}

/// Whether a text names an agency or a place, and nothing before it.
pub fn is_of_place(text: &str) -> bool {
    KINDS.iter().any(|kind| text.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_on_to_the_next_blank() {
        let names = |text: &'static str| -> Vec<&str> {
            let whole = Whole::of(text);
            whole.names.iter().map(|name| &text[name.clone()]).collect()
        };
        assert_eq!(names("องค์การบริหารส่วนตำบลวังกระแจะ"), ["วังกระแจะ"]);
        assert_eq!(names("อำเภอดอนตาลจังหวัดมุกดาหาร"), ["อำเภอดอนตาล", "จังหวัดมุกดาหาร"]);
        assert_eq!(names("นายกมลชัย"), ["นายกมลชัย"]);
        assert_eq!(names("นายกเทศมนตรี"), Vec::<&str>::new());
        assert_eq!(names("พัฒนางาน"), Vec::<&str>::new());
        assert_eq!(names("ชื่อนางสาวสมหญิง"), ["นางสาวสมหญิง"]);
        assert_eq!(
            names("ตำบลวังกระแจะดำเนินการจัดซื้อจัดจ้างประจำปีงบประมาณ"),
            ["ตำบลวังกระแจะ"],
            "what fits on no line has more than the name in it"
        );
    }
}
