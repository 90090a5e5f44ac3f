//! Where Thai words end: what may stand on different lines.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex};

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};

use super::text::{is_thai, may_part};
use super::whole::Whole;
use super::width::width;

pub use super::whole::{LINE, is_of_place};

/// Words that lean on the next one: a line does not end with them.
const LEANING: [&str; 20] = [
    "การ",
    "ความ",
    "ผู้",
    "และ",
    "หรือ",
    "ของ",
    "ใน",
    "ที่",
    "โดย",
    "เพื่อ",
    "จาก",
    "กับ",
    "ให้",
    "ตาม",
    "ไม่",
    "เป็น",
    "ว่า",
    "ต่อ",
    "แห่ง",
    "นัก",
];

/// Letters at least on either side of a break: fewer are the rest of a torn word more often than one.
const FEWEST: usize = 3;

/// Words remembered with their ends, and bytes of the longest: reports say the same a hundred times,
/// and the model takes most of the time in which one is written.
const KNOWN: usize = 8_192;
const LONGEST: usize = 600;

/// Where a line may end within a word between blanks.
struct Ends {
    /// As the model has it, which knows the neighbours of a word.
    model: Vec<usize>,
    dictionary: Vec<usize>,
    /// Where nothing speaks against it.
    safe: Vec<usize>,
    /// Where it may end at last, if no line is long enough.
    last: Vec<usize>,
}

fn ends(word: &str) -> Arc<Ends> {
    static ENDS: LazyLock<Mutex<HashMap<String, Arc<Ends>>>> = LazyLock::new(Mutex::default);
    thread_local! {
        static MODEL: LineSegmenterBorrowed<'static> = LineSegmenter::new_lstm(LineBreakOptions::default());
        static DICTIONARY: LineSegmenterBorrowed<'static> = LineSegmenter::new_dictionary(LineBreakOptions::default());
    }
    if let Some(ends) = ENDS.lock().expect("no panic under this lock").get(word) {
        return Arc::clone(ends);
    }
    let model: Vec<usize> = MODEL.with(|segmenter| segmenter.segment_str(word).collect());
    let dictionary: Vec<usize> = DICTIONARY.with(|segmenter| segmenter.segment_str(word).collect());
    let (safe, last) = safe(word, &model, &dictionary);
    let ends = Arc::new(Ends { model, dictionary, safe, last });
    if word.len() <= LONGEST {
        let mut known = ENDS.lock().expect("no panic under this lock");
        if known.len() >= KNOWN {
            known.clear();
        }
        known.insert(word.to_owned(), Arc::clone(&ends));
    }
    ends
}

/// Where two of three see the end of a word: the model, the dictionary and the words of the house. Each alone finds
/// words within names and within what it has not learnt. Better a break too few than a wrong one.
fn safe(word: &str, model: &[usize], dictionary: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let whole = Whole::of(word);
    let ends: BTreeSet<usize> = model.iter().chain(dictionary).copied().chain(whole.edges()).collect();
    let leans = |end: usize| {
        let from = |ends: &[usize]| ends.iter().copied().filter(|start| *start < end).max().unwrap_or(0);
        [model, dictionary].into_iter().any(|ends| LEANING.contains(&&word[from(ends)..end]))
    };
    let mut safe = Vec::new();
    let mut start = 0;
    for end in ends.into_iter().filter(|end| (1..word.len()).contains(end)) {
        let seen = [model.contains(&end), dictionary.contains(&end), whole.begins(end), whole.ends(end)];
        if seen.into_iter().filter(|seen| *seen).count() >= 2
            && !whole.is_torn_at(end)
            && may_end(&word[start..end], &word[end..])
            && (whole.ends(end) || !leans(end))
            && width(&word[start..end]) >= FEWEST
            && width(&word[end..]) >= FEWEST
        {
            safe.push(end);
            start = end;
        }
    }
    let last = dictionary.iter().copied().chain(whole.edges()).collect::<BTreeSet<usize>>();
    let last = last.into_iter().filter(|end| (1..word.len()).contains(end) && !whole.is_torn_at(*end));
    (safe, last.collect())
}

/// A word between blanks in pieces that may stand on different lines. What has no Thai in it, an
/// address or a figure, is one piece.
pub fn pieces(word: &str) -> Vec<&str> {
    if !word.contains(is_thai) {
        return vec![word];
    }
    cut_at(word, &ends(word).safe)
}

/// A piece that fits on no line of so many columns in the smallest that tear no word of the house; a longer word of
/// the house in those that the dictionary knows.
pub fn crumbs(piece: &str, columns: usize) -> Vec<&str> {
    if width(piece) <= columns || !piece.contains(is_thai) {
        return vec![piece];
    }
    let within =
        |crumb| if width(crumb) > columns { cut_at(crumb, &ends(crumb).dictionary) } else { vec![crumb] };
    cut_at(piece, &ends(piece).last).into_iter().flat_map(within).collect()
}

fn cut_at<'a>(word: &'a str, ends: &[usize]) -> Vec<&'a str> {
    let ends = || ends.iter().copied().filter(|end| (1..word.len()).contains(end));
    let starts = [0].into_iter().chain(ends());
    let ends = ends().chain([word.len()]);
    starts.zip(ends).map(|(start, end)| &word[start..end]).collect()
}

/// Words of a title after which its year, its number or its matter still comes.
const OPEN: [&str; 18] = [
    "ประจำ",
    "ประจำปี",
    "ประจำเดือน",
    "งบประมาณ",
    "พ.ศ.",
    "พ.ศ",
    "ปี",
    "เดือน",
    "ไตรมาส",
    "รอบ",
    "ระหว่าง",
    "ตั้งแต่",
    "ถึง",
    "เรื่อง",
    "ด้าน",
    "ระยะ",
    "มาตรา",
    "ครั้งที่",
];

/// Whether a text breaks off where more must come: "แผนปฏิบัติการประจำ", "ประจำปีงบประมาณ พ.ศ.".
pub fn breaks_off(text: &str) -> bool {
    let text = text.trim_end();
    if text.ends_with(['(', '–', '-', ',', ':', '/', '“']) {
        return true;
    }
    let last = text.rsplit(char::is_whitespace).next().unwrap_or(text);
    let year_comes = ["ประจำปีงบประมาณ", "ปีงบประมาณ"].iter().any(|word| last.ends_with(word));
    let word = last_word(last);
    // "รอบ 6", of which the months are still to come.
    if text.ends_with(|c: char| c.is_numeric()) {
        let before = text.trim_end_matches(|c: char| c.is_numeric()).trim_end();
        return before.ends_with("รอบ");
    }
    year_comes
        || word != "งบประมาณ" && OPEN.contains(&word)
        || word != last && LEANING.contains(&word)
        || ["และ", "หรือ", "ของ", "โดย", "ตาม"].contains(&last)
}

/// The last word of a text without blanks, as the model parts it; compounds stay one. What ends with no word that
/// is asked for stays whole: the model takes its time.
fn last_word(text: &str) -> &str {
    let known = OPEN.iter().filter(|word| text.ends_with(*word)).max_by_key(|word| word.len());
    if let Some(word) = known {
        return &text[text.len() - word.len()..];
    }
    if !LEANING.iter().any(|word| text.ends_with(word)) {
        return text;
    }
    let start = ends(text).model.iter().rev().nth(1).copied().unwrap_or(0);
    &text[start..]
}

/// The text in at most so many letters. What is cut off ends in `…`, between phrases where a blank
/// is near, else between words, and never where more must come.
pub fn cut(text: &str, letters: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(letters) else { return text.to_owned() };
    // Words between blanks, and where each begins.
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        if at >= end {
            break;
        }
        words.push((at, word.trim_end()));
        at += word.len();
    }
    let whole = |at: &usize| *at < end && !breaks_off(&text[..*at]);
    let blank = |at: &usize| text[*at..].starts_with(char::is_whitespace);
    let late = |at: &usize| *at * 3 >= end * 2;
    let ends = words.iter().rev().map(|(at, word)| at + word.len());
    let best = ends.filter(late).filter(blank).find(whole).or_else(|| {
        // Only where no blank will do are words themselves taken apart.
        let within = words.iter().rev().flat_map(|(at, word)| {
            let ends = pieces(word).into_iter().scan(*at, |end, piece| {
                *end += piece.len();
                Some(*end)
            });
            ends.collect::<Vec<_>>().into_iter().rev()
        });
        within.into_iter().find(whole)
    });
    let head = best
        .map_or_else(|| text.chars().take(letters.saturating_sub(1)).collect(), |at| text[..at].to_owned());
    format!("{}…", head.trim_end())
}

/// Whether a line may end with the one and the next begin with the other.
fn may_end(piece: &str, rest: &str) -> bool {
    let (Some(before), Some(after)) = (piece.chars().next_back(), rest.chars().next()) else { return false };
    // “พ.ศ.” and its like are one word; an address within a sentence keeps together.
    let within = before.is_ascii_punctuation() && before != ')' && before != ','
        || !is_thai(before) && !is_thai(after);
    may_part(before, after) && !within && !matches!(after, 'ๆ' | 'ฯ') && !LEANING.contains(&piece)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_cut_off_ends_between_phrases() {
        for open in [
            "แผนปฏิบัติการประจำ",
            "รายงานผลประจำปีงบประมาณ พ.ศ.",
            "แผนพัฒนาท้องถิ่น (",
            "รายงานของ",
            "แผนประจำปี",
            "รายงาน รอบ 6",
        ] {
            assert!(breaks_off(open), "{open}");
        }
        for whole in [
            "รายงานประจำปี 2564",
            "ข้อมูลการให้บริการ",
            "แผนการใช้จ่ายงบประมาณ",
            "โครงสร้างส่วนราชการ",
            "การจัดการ",
            "ไตรมาสที่ 2",
        ] {
            assert!(!breaks_off(whole), "{whole}");
        }
        let title = "รายงานการกำกับติดตามการดำเนินงานตามแผน ประจำปีงบประมาณ พ.ศ. 2564 รอบ 6 เดือน";
        for letters in 20..title.chars().count() {
            let cut = cut(title, letters);
            let head = cut.strip_suffix('…').unwrap();
            assert!(title.starts_with(head) && cut.chars().count() <= letters && !breaks_off(head), "{cut}");
        }
        assert_eq!(cut(title, 60), "รายงานการกำกับติดตามการดำเนินงานตามแผน…");
        assert_eq!(cut(title, 200), title);
        assert_eq!(cut(&"ก".repeat(50), 10), format!("{}…", "ก".repeat(9)));
    }

    #[test]
    fn words_stay_whole() {
        assert_eq!(pieces("เดือนกุมภาพันธ์").concat(), "เดือนกุมภาพันธ์");
        assert!(pieces("ของเดือนกุมภาพันธ์").contains(&"กุมภาพันธ์"), "{:?}", pieces("ของเดือนกุมภาพันธ์"));
        assert_eq!(pieces("การทุจริต"), ["การทุจริต"]);
        assert!(
            pieces("ความโปร่งใสภายในหน่วยงาน").contains(&"ภายใน"),
            "{:?}",
            pieces("ความโปร่งใสภายในหน่วยงาน")
        );
        assert_eq!(pieces("https://a.go.th/x"), ["https://a.go.th/x"]);
        assert_eq!(pieces("องค์การบริหารส่วนตำบลทุ่งดอกรัก"), ["องค์การบริหารส่วนตำบล", "ทุ่งดอกรัก"]);
        assert_eq!(pieces("อำเภอดอนตาล"), ["อำเภอดอนตาล"]);
        for (text, word) in [("ถึงมีนาคม", "มีนาคม"), ("มาตรการและผู้รับผิดชอบ", "ผู้รับผิดชอบ")]
        {
            assert!(pieces(text).iter().any(|piece| piece.ends_with(word)), "{:?}", pieces(text));
        }
        assert_eq!(pieces("พ.ศ."), ["พ.ศ."]);
        assert_eq!(pieces(""), [""]);
    }

    #[test]
    fn no_break_stands_within_a_word_or_a_name() {
        for text in [
            "องค์การบริหารส่วนตำบลวังกระแจะ",
            "องค์การบริหารส่วนตำบลหนองแซงหลวง",
            "นายกเทศมนตรีตำบลบางกระทุ่ม",
            "แสดงชื่อนายกองค์การบริหารส่วนตำบลวังกระแจะ",
            "กิจกรรมฝึกอบรมจักสานไม้ไผ่",
            "คะแนนตามตัวชี้วัดย่อยที่",
            "นางสาวสมหญิงรักไทย",
            "เว็บไซต์เทศบาลตำบลหนองแซง",
        ] {
            let pieces = pieces(text).join("|");
            for torn in ["ตำบ|ล", "นาย|ก", "กระทุ่|ม", "อ|บรม", "ตัว|ชี้", "ชี้|วัด", "วัง|กระ", "แซง|หลวง", "สาว|สม"]
            {
                assert!(!pieces.contains(torn), "{pieces}");
            }
        }
        // What is left are breaks all the same.
        assert_eq!(pieces("กิจกรรมฝึกอบรมจักสาน"), ["กิจกรรม", "ฝึกอบรม", "จักสาน"]);
        assert_eq!(pieces("อำเภอดอนตาลจังหวัดมุกดาหาร"), ["อำเภอดอนตาล", "จังหวัดมุกดาหาร"]);
    }

    proptest! {
        #[test]
        fn breaks_are_safe(
            parts in prop::collection::vec(
                prop_oneof![
                    prop::sample::select(vec![
                        "ตำบล", "นายก", "อบรม", "ตัวชี้วัด", "เทศบาล", "องค์การบริหารส่วนตำบล", "เว็บไซต์", "การ", "ของ", "จังหวัด",
                        "นางสาว", "ร้องเรียน", "และ", "ปี", "2564", "(", ")", "ที่",
                    ]).prop_map(str::to_owned),
                    "[ก-ฮ][ะาำ]?[ก-ฮ]?",
                    "[เแโไ][ก-ฮ][่้]?[ก-ฮ]?",
                ],
                1..10,
            ),
            name in "[ก-ฮ][าิ]?[ก-ฮ][ก-ฮ][ะา]?[ก-ฮ]{1,4}",
        ) {
            let text = parts.concat();
            let all = pieces(&text);
            prop_assert_eq!(all.concat(), text.as_str());
            if all.len() > 1 {
                prop_assert!(all.iter().all(|piece| width(piece) >= FEWEST), "{:?}", all);
            }
            let ends: Vec<usize> = all.iter().scan(0, |at, piece| { *at += piece.len(); Some(*at) }).collect();
            for word in ["ตำบล", "นายก", "อบรม", "ตัวชี้วัด", "เทศบาล", "องค์การบริหารส่วนตำบล", "ร้องเรียน"] {
                let torn = ends.iter().any(|&end| text.match_indices(word).any(|(at, _)| at < end && end < at + word.len()));
                prop_assert!(!torn, "{:?}", all);
            }
            // A name, whatever letters it has, and whatever it is the name of.
            for lead in ["ตำบล", "อำเภอ", "จังหวัด", "เทศบาลตำบล", "โรงเรียน", "องค์การบริหารส่วนตำบล", "นาย", "นาง", "นางสาว"] {
                let all = format!("{lead}{name}");
                prop_assert!(pieces(&all).last().is_some_and(|last| last.ends_with(&name)), "{:?}", pieces(&all));
            }
        }
    }
}
