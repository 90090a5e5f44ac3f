//! Undoes what PDF text layers do to Thai.
//!
//! Nearly all of it is about ำ. Word writes it as two glyphs and names only the second, so that
//! a text layer says "ประจ าปี" or "ประจาปี"; some of its fonts name every า as ำ, and then the
//! real one stands after a gap ("เจตจ ำนงของผู้บริหำร"); Acrobat puts U+FFFD in its place. What the
//! letters around decide is undone here, what only a list of words decides in
//! [`super::sara_am`].

use super::glyphs::{is_consonant, is_leading, is_mark, is_tone, is_vowel_mark};
use super::sara_am;
use super::text::normalise;

/// One line without the damage of a text layer; [`normalise`]d. Prefer [`repair_lines`] where the
/// whole document is at hand: some damage shows only there.
pub fn repair(s: &str) -> String {
    repair_line(s, Damage { swapped: false, gaps: has_gap(s, 'ำ'), lost: false })
}

/// All lines of a document: as [`repair`], after deciding over all of them whether every า was
/// written as ำ, and whether ำ was lost.
pub fn repair_lines(lines: &mut [String]) {
    let mut damage = Damage::default();
    let (mut am, mut aa, mut marked, mut lost) = (0_usize, 0_usize, 0_usize, 0_usize);
    for line in lines.iter() {
        am += line.matches('ำ').count();
        aa += line.matches('า').count();
        marked += usize::from(sara_am::has_swapped(line));
        lost += usize::from(sara_am::has_lost(line));
        damage.gaps |= has_gap(line, 'ำ');
    }
    damage.swapped = am > aa && marked > 0;
    damage.lost = lost >= 3 && am < lost;
    for line in lines {
        *line = repair_line(line, damage);
    }
}

/// What is known of the whole document.
#[derive(Clone, Copy, Default)]
struct Damage {
    /// Every า is written as ำ.
    swapped: bool,
    /// The real ำ stands after a gap.
    gaps: bool,
    /// ำ is written as า.
    lost: bool,
}

fn repair_line(s: &str, damage: Damage) -> String {
    if s.is_ascii() {
        return normalise(s);
    }
    let line = normalise(&join_spaced_letters(s));
    let swapped =
        sara_am::has_swapped(&line) || has_gap(&line, 'ำ') || (damage.swapped && !line.contains('า'));
    let line = rebuild(&line, swapped);
    let line = sara_am::restore(line, damage.lost || (swapped && !damage.gaps));
    // What was joined may be a cluster in the wrong order.
    normalise(&line)
}

/// A consonant, a blank and then this letter: torn where a glyph went missing.
fn has_gap(s: &str, letter: char) -> bool {
    s.match_indices(letter).any(|(at, _)| {
        let mut before = s[..at].chars().rev();
        before.next() == Some(' ') && before.next().is_some_and(is_consonant)
    })
}

/// "ก า ร" is "การ": at least four single letters in a row, each after one blank.
fn join_spaced_letters(s: &str) -> String {
    let tokens: Vec<&str> = s.split(' ').collect();
    let mut out = String::with_capacity(s.len());
    let mut at = 0;
    while at < tokens.len() {
        let run = tokens[at..].iter().take_while(|token| is_one_letter(token)).count();
        let run_of_text = &tokens[at..at + run];
        let spelt = run >= 4 && run_of_text.iter().any(|token| !token.chars().all(is_consonant));
        if at > 0 {
            out.push(' ');
        }
        if spelt {
            out.extend(run_of_text.iter().copied());
            at += run;
        } else {
            out.push_str(tokens[at]);
            at += 1;
        }
    }
    out
}

/// A Thai letter with its marks, or a vowel sign alone.
fn is_one_letter(token: &str) -> bool {
    let mut letters = token.chars().filter(|c| !is_mark(*c));
    let first = letters.next();
    letters.next().is_none()
        && !token.is_empty()
        && first.is_none_or(|c| is_consonant(c) || is_leading(c) || matches!(c, 'ะ' | 'า' | 'ำ' | 'ฤ'))
}

/// One pass over the letters: joins what was torn, and puts marks back where they belong.
fn rebuild(line: &str, swapped: bool) -> String {
    let chars: Vec<char> = line.chars().collect();
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let rest = &chars[at + 1..];
        at += 1;
        match c {
            ' ' => at += blank(&mut out, rest),
            '\u{FFFD}' => at += lost_glyph(&mut out, rest),
            'ำ' if swapped => out.push('า'),
            'า' if out.last() == Some(&'ำ') => {}
            c if is_mark(c) => mark(&mut out, c),
            c => out.push(c),
        }
    }
    out.into_iter().collect()
}

/// Keeps the blank, or drops it inside a word; returns how many letters behind it are done too.
fn blank(out: &mut Vec<char>, rest: &[char]) -> usize {
    let (Some(&last), Some(&next)) = (out.last(), rest.first()) else {
        out.push(' ');
        return 0;
    };
    let on_letter = is_consonant(last) || is_tone(last);
    match next {
        'า' if last == 'ำ' => 1,
        'า' if on_letter => {
            out.push(if sara_am::after_gap(out, &rest[1..]) { 'ำ' } else { 'า' });
            1
        }
        'ำ' if on_letter => {
            out.push('ำ');
            1
        }
        'ะ' if on_letter || is_mark(last) => 0,
        next if is_mark(next) && (is_consonant(last) || is_mark(last)) => 0,
        next if is_leading(last) && is_consonant(next) => 0,
        _ => {
            out.push(' ');
            0
        }
    }
}

/// U+FFFD stands for ำ before า, for nothing after a complete cluster, for a tone after a vowel
/// mark; elsewhere it stays.
fn lost_glyph(out: &mut Vec<char>, rest: &[char]) -> usize {
    let last = out.last().copied().unwrap_or(' ');
    let blanks = usize::from(rest.first() == Some(&' '));
    if rest.get(blanks) == Some(&'า') && (is_consonant(last) || is_tone(last)) {
        out.push('ำ');
        return blanks + 1;
    }
    if rest.get(blanks) == Some(&'ำ') || last == 'ำ' || is_tone(last) {
        return 0;
    }
    if is_vowel_mark(last) {
        out.push(sara_am::lost_tone(out, rest));
        return 0;
    }
    out.push('\u{FFFD}');
    0
}

/// Word's older fonts put marks one letter too far: "หนา้", "ผูเ้", "ตัง้".
fn mark(out: &mut Vec<char>, mark: char) {
    let at = out.len();
    let last = |back: usize| at.checked_sub(back).and_then(|i| out.get(i)).copied().unwrap_or(' ');
    let stands_before = |c: char| is_consonant(c) || is_vowel_mark(c);
    let tone = is_tone(mark) && mark != '์';
    let one_back = (is_leading(last(1)) && stands_before(last(2)))
        || (tone && last(1) == 'า' && is_consonant(last(2)))
        || (tone && is_consonant(last(1)) && matches!(last(2), 'ั' | 'ื'));
    let place = if one_back { at - 1 } else { at };
    out.insert(place, mark);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sara_am_comes_back() {
        for (damaged, whole) in [
            ("ประจ าปี", "ประจำปี"),
            ("ส านักงาน ก าหนด จ านวน", "สำนักงาน กำหนด จำนวน"),
            ("ด าเนินการ ท างาน อ าเภอ ค าน า", "ดำเนินการ ทำงาน อำเภอ คำนำ"),
            ("ดื่มน้ า ต่ ากว่า สม่ าเสมอ น้ ามัน", "ดื่มน้ำ ต่ำกว่า สม่ำเสมอ น้ำมัน"),
            ("ล้ านบาท เข้ าใจ ข้ างต้น", "ล้านบาท เข้าใจ ข้างต้น"),
            ("ประจาปีงบประมาณ", "ประจำปีงบประมาณ"),
            ("สานักงานอาเภอ ตาบลหนองใหญ่", "สำนักงานอำเภอ ตำบลหนองใหญ่"),
            ("การดาเนินงาน ตามอานาจหน้าที่", "การดำเนินงาน ตามอำนาจหน้าที่"),
            ("ประจํา ปี สํานัก", "ประจำ ปี สำนัก"),
            ("สำานักงาน ประจำ าปี", "สำนักงาน ประจำปี"),
            ("ประจ\u{FFFD}าปี ส\u{FFFD}านัก", "ประจำปี สำนัก"),
            ("ประจำ\u{FFFD}ปี", "ประจำปี"),
            ("สำำ\u{FFFD}นัักงาน ที่่\u{FFFD}", "สำนักงาน ที่"),
            ("เกี\u{FFFD}ยวกับพื\u{FFFD}นที\u{FFFD}ทั\u{FFFD}งสิ\u{FFFD}น", "เกี่ยวกับพื้นที่ทั้งสิ้น"),
            ("ครุภัณฑ์อื\u{FFFD}น ค่าเช่าซื\u{FFFD}อ", "ครุภัณฑ์อื่น ค่าเช่าซื้อ"),
        ] {
            assert_eq!(repair(damaged), whole, "{damaged}");
        }
    }

    #[test]
    fn words_that_only_look_damaged_stay() {
        for line in [
            "การจัดทำราคาสั่งซื้อ วิชาระดับสูง เวลาดับไฟ วาจาเป็นเอก",
            "นาฬิกากับสมาชิก ราคารับซื้อ ภาษาสากล ค้าขาย น้าสาว ตามกำหนด",
            "ตาราง สานต่อ อาจารย์ จากการ ชาวนา ทำนา พานักเรียน",
            "รายงานผลการจัดซื้อจัดจ้าง ประจำเดือน มกราคม พ.ศ. 2564",
            "บริษัท ก จำกัด",
            "ก ข ค ง",
            "O1 โครงสร้าง หน่วยงาน",
            "ต่าง ๆ ที่ 1 และ อื่น ๆ",
        ] {
            assert_eq!(repair(line), line);
        }
    }

    #[test]
    fn torn_and_shifted_marks() {
        for (damaged, whole) in [
            ("ประหยัดได ้", "ประหยัดได้"),
            ("กลยุทธ ์ TOWS", "กลยุทธ์ TOWS"),
            ("น ้ำดื่ม", "น้ำดื่ม"),
            ("หนา้ที่", "หน้าที่"),
            ("ผูเ้ รียน", "ผู้เรียน"),
            ("บัญญัตินเี้รียกว่า", "บัญญัตินี้เรียกว่า"),
            ("ตัง้แต่ อืน่", "ตั้งแต่ อื่น"),
            ("เ ดือน", "เดือน"),
            ("คณ ะกรรมการ", "คณะกรรมการ"),
            ("ก า ร จั ด ซื้ อ", "การจัดซื้อ"),
            ("ห นั ง สื อ ราชการ", "หนังสือ ราชการ"),
        ] {
            assert_eq!(repair(damaged), whole, "{damaged}");
        }
    }

    #[test]
    fn every_aa_as_am() {
        let mut lines = [
            "คำกล่ำวแสดงเจตจ ำนงของผู้บริหำร",
            "ข้ำพเจ้ำ นำยจ ำรูญ เร่งถนอมทรัพย์ นำยกเทศมนตรีต ำบลหำงดง",
            "ภำยใต้อ ำนำจหน้ำที่",
            "ผ่ำน",
        ]
        .map(str::to_owned);
        repair_lines(&mut lines);
        assert_eq!(
            lines,
            [
                "คำกล่าวแสดงเจตจำนงของผู้บริหาร",
                "ข้าพเจ้า นายจำรูญ เร่งถนอมทรัพย์ นายกเทศมนตรีตำบลหางดง",
                "ภายใต้อำนาจหน้าที่",
                "ผ่าน"
            ]
        );
        let mut lines =
            ["กำรดำเนินงำน", "หน้ำที่และอำนำจ", "คำสั่งจัดทำแผน", "ให้คำแนะนำ", "จำกสำนักงำน"].map(str::to_owned);
        repair_lines(&mut lines);
        assert_eq!(lines, ["การดำเนินงาน", "หน้าที่และอำนาจ", "คำสั่งจัดทำแผน", "ให้คำแนะนำ", "จากสำนักงาน"]);
    }

    #[test]
    fn am_lost_without_a_gap() {
        let mut lines =
            ["สานักงาน", "ประจาปี", "การดาเนินงาน", "คณะกรรมการจัดทาแผน", "ดื่มน้า ต่างๆ ซ้าย ค่าจ้าง", "นาไปใช้"]
                .map(str::to_owned);
        repair_lines(&mut lines);
        assert_eq!(
            lines,
            ["สำนักงาน", "ประจำปี", "การดำเนินงาน", "คณะกรรมการจัดทำแผน", "ดื่มน้ำ ต่างๆ ซ้าย ค่าจ้าง", "นำไปใช้"]
        );
    }

    proptest! {
        #[test]
        fn any_line_is_taken(s in "\\PC{0,40}", t in "[กคสปรำา้่ัิเแ\u{FFFD} ]{0,40}") {
            repair(&s);
            let mut lines = [s, t.clone(), t];
            repair_lines(&mut lines);
            for line in &lines {
                prop_assert_eq!(&normalise(line), line);
            }
        }
    }
}
