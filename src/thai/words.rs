//! Where Thai words end: what may stand on different lines.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};

use super::date::month_names;
use super::text::{is_thai, may_part};

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

/// Compounds that the model takes apart: a reader of forms sees one word.
const WHOLE: [&str; 36] = [
    "ภายใน",
    "ภายนอก",
    "เนื้อหา",
    "ร้องเรียน",
    "ร้องทุกข์",
    "มิชอบ",
    "ผู้ตรวจ",
    "หน่วยงาน",
    "งบประมาณ",
    "จัดซื้อ",
    "จัดจ้าง",
    "เว็บไซต์",
    "หน้าแรก",
    "หน้าหลัก",
    "ติดตาม",
    "ป้องกัน",
    "เปิดเผย",
    "โปร่งใส",
    "มีส่วนร่วม",
    "รับฟัง",
    "ความเห็น",
    "เจ้าหน้าที่",
    "ผู้บริหาร",
    "ประจำปี",
    "ดำเนินการ",
    "ใช้จ่าย",
    "พัสดุ",
    "บุคลากร",
    "เพียงพอ",
    "ขั้นต่ำ",
    "ผู้รับผิดชอบ",
    "ไตรมาส",
    "ประพฤติมิชอบ",
    "แต่งตั้ง",
    "ระยะเวลา",
    "สาธารณะ",
];

/// Whether one of them stands across the end of `before`.
fn is_torn(before: &str, rest: &str) -> bool {
    let months = month_names().iter().map(|month| month.long);
    WHOLE.iter().copied().chain(months).any(|word| {
        let mut cuts = word.char_indices().map(|(at, _)| at).skip(1);
        cuts.any(|at| before.ends_with(&word[..at]) && rest.starts_with(&word[at..]))
    })
}

/// Words remembered with their ends, and bytes of the longest: reports say the same a hundred times,
/// and the model takes most of the time in which one is written.
const KNOWN: usize = 8_192;
const LONGEST: usize = 600;

/// Where the model lets a line end within a word between blanks.
fn ends(word: &str) -> Arc<[u32]> {
    static ENDS: LazyLock<Mutex<HashMap<String, Arc<[u32]>>>> = LazyLock::new(Mutex::default);
    thread_local! {
        static SEGMENTER: LineSegmenterBorrowed<'static> = LineSegmenter::new_lstm(LineBreakOptions::default());
    }
    if let Some(ends) = ENDS.lock().expect("no panic under this lock").get(word) {
        return Arc::clone(ends);
    }
    let ends: Arc<[u32]> =
        SEGMENTER.with(|segmenter| segmenter.segment_str(word).map(|end| end as u32).collect());
    if word.len() <= LONGEST {
        let mut known = ENDS.lock().expect("no panic under this lock");
        if known.len() >= KNOWN {
            known.clear();
        }
        known.insert(word.to_owned(), Arc::clone(&ends));
    }
    ends
}

/// A word between blanks in pieces that may stand on different lines. What has no Thai in it, an
/// address or a figure, is one piece.
pub fn pieces(word: &str) -> Vec<&str> {
    if !word.contains(is_thai) {
        return vec![word];
    }
    let ends = ends(word);
    let mut pieces = Vec::new();
    let mut start = 0;
    for end in ends.iter().map(|end| *end as usize) {
        let whole = end == word.len();
        if end > start
            && (whole || may_end(&word[start..end], &word[end..]) && !is_torn(&word[..end], &word[end..]))
        {
            pieces.push(&word[start..end]);
            start = end;
        }
    }
    pieces
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
    let ends: Vec<usize> = ends(text).iter().map(|end| *end as usize).collect();
    let start = ends.iter().rev().nth(1).copied().unwrap_or(0);
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

/// Kinds of agencies and places: what follows is a name, of which no model knows the words.
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
/// Whether a text names an agency or a place, and nothing before it.
pub fn is_of_place(text: &str) -> bool {
    KINDS.iter().any(|kind| text.starts_with(kind))
}

/// Letters of a name that surely fit on a line.
const NAME: usize = 24;

/// The same for an agency's name: the proper name in it stays in one piece.
pub fn name_pieces(word: &str) -> Vec<&str> {
    let kind = KINDS.iter().find_map(|kind| Some((word.strip_prefix(kind)?, kind.len())));
    match kind {
        Some(("", _)) => pieces(word),
        Some((own, at)) if own.chars().count() <= NAME => {
            // A short kind leans on its name: “อำเภอควนโดน”.
            if at <= "มหาวิทยาลัย".len() {
                return vec![word];
            }
            let mut all = pieces(&word[..at]);
            all.push(own);
            all
        }
        _ => pieces(word),
    }
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
        assert_eq!(name_pieces("องค์การบริหารส่วนตำบลทุ่งดอกรัก").last(), Some(&"ทุ่งดอกรัก"));
        assert_eq!(name_pieces("องค์การบริหารส่วนตำบลทุ่งดอกรัก").concat(), "องค์การบริหารส่วนตำบลทุ่งดอกรัก");
        assert_eq!(name_pieces("อำเภอควนโดน"), ["อำเภอควนโดน"]);
        for (text, word) in [("ถึงมีนาคม", "มีนาคม"), ("มาตรการและผู้รับผิดชอบ", "ผู้รับผิดชอบ")]
        {
            assert!(pieces(text).iter().any(|piece| piece.ends_with(word)), "{:?}", pieces(text));
        }
        assert_eq!(pieces("พ.ศ."), ["พ.ศ."]);
        assert_eq!(pieces(""), [""]);
    }
}
