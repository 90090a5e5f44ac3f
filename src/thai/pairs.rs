//! Which Thai letters stand beside each other: text whose letters go by wrong names shows in that.
//!
//! Marks above and below are left out, since text layers lose and shift them; ำ is า. The table holds the 350
//! most frequent of 1,484 pairs, seen 1.3 million times (the rules, the fixtures, and documents like those of agencies).
//! Of pages of Thai 57 % of the pairs and more are among them, of letters called by each other's names 6 to 23 %;
//! of stretches of 80 pairs at least 50 %, and at most 34 %.

use std::sync::LazyLock;

/// A letter, and those that often follow it.
const OFTEN: [&str; 39] = [
    "กงจตนบปรลวษสอาเ",
    "ขนอา",
    "คกณดนมรลวา",
    "งกขคชถทนบปพรวสหอาเแใ",
    "จกงดนรา",
    "ฉพ",
    "ชกนมวอา",
    "ซอ",
    "ฏบ",
    "ฒน",
    "ณฑธสะ",
    "ดกงจซตทนบยรวสอาเแ",
    "ตกคงดรลวอา",
    "ถนา",
    "ทกงจธยรศอา",
    "ธรา",
    "นกขคงจดตทธนบปผพมยรวสอาเแโไ",
    "บกคญตทนบปผยรลสาเ",
    "ปงฏนรลอา",
    "ผนรล",
    "พฒนมยรอา",
    "ภา",
    "มกคชตทนบปพมรลสอาเแโ",
    "ยกงทนบรลสะาเแใ",
    "รกคงจฐณดตทบปพมยรวศสหอะาเแใ",
    "ลกงดตมวอะา",
    "วงจชดธนบมยลสาเ",
    "ศกบา",
    "ษา",
    "สขงดตถนมรวอา",
    "หนมรลวา",
    "อกงจดนบปมยรสอาเ",
    "ะกคจชดทบปมยรสหเแ",
    "ากคงชณดตทธนบปพมยรลวศสหะเแไ",
    "เกขคงจฉดทนบปพมรลวสหอ",
    "แกนบผล",
    "โคดปยร",
    "ใชนสห",
    "ไดปม",
];

/// Pairs from which on a text says whether it is Thai.
const FEW: usize = 20;
/// Pairs of a stretch, which is judged by itself: a page may have a heading in a font that is in order.
const STRETCH: usize = 80;

/// From ก to ไ, which letters often follow each, a bit a letter.
static FOLLOWS: LazyLock<[u128; LETTERS]> = LazyLock::new(|| {
    let mut follows = [0; LETTERS];
    for row in OFTEN {
        let mut letters = row.chars().map(number);
        if let Some(first) = letters.next() {
            follows[first] = letters.fold(0, |all, letter| all | 1 << letter);
        }
    }
    follows
});
const LETTERS: usize = 'ไ' as usize - 'ก' as usize + 1;

/// Whether Thai letters stand beside each other as in no Thai text. Few letters never do.
pub(crate) fn are_nonsense(text: &str) -> bool {
    let (mut all, mut often, mut stretches, mut odd, mut in_stretch) = (0, 0, 0, 0, 0);
    let mut before = None;
    for c in text.chars() {
        let letter = match c {
            'ำ' => Some(number('า')),
            'ก'..='ฮ' | 'ะ' | 'า' | 'เ'..='ไ' => Some(number(c)),
            '\u{e31}'..='\u{e4e}' | '\u{f700}'..='\u{f71a}' => continue,
            _ => None,
        };
        if let (Some(first), Some(second)) = (before, letter) {
            let is_often = (FOLLOWS[first] >> second & 1) as usize;
            all += 1;
            often += is_often;
            in_stretch += is_often;
            if all % STRETCH == 0 {
                stretches += 1;
                odd += usize::from(in_stretch * 5 < STRETCH * 2);
                in_stretch = 0;
            }
        }
        before = letter;
    }
    all >= FEW && (often * 3 < all || odd * 4 > stretches)
}

fn number(c: char) -> usize {
    c as usize - 'ก' as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTICE: &str = "ประกาศเทศบาลตำบลหนองน้ำใส เรื่อง แผนการจัดซื้อจัดจ้างประจำปีงบประมาณ พ.ศ. ๒๕๖๗ \
        ด้วยเทศบาลได้จัดทำแผนการจัดซื้อจัดจ้างและการจัดหาพัสดุตามระเบียบกระทรวงการคลัง เพื่อให้เป็นไปตามมาตรา ๑๑";

    /// The consonants one by one as the next of the alphabet.
    fn shifted(text: &str, by: usize) -> String {
        let shift = |c| match c {
            'ก'..='ฮ' => char::from_u32('ก' as u32 + ((number(c) + by) % 46) as u32).unwrap_or(c),
            _ => c,
        };
        text.chars().map(shift).collect()
    }

    #[test]
    fn thai_is_told_from_letters_with_wrong_names() {
        let of_pages = [
            NOTICE,
            "นายสมเกียรติ ทรัพย์ทวี นางสาวกัญญารัตน์ ศรีสุวรรณ นายณัฐวุฒิ พงษ์ไพบูลย์ นางวิไลลักษณ์ ธัญญกิจ",
            "อิติปิ โส ภะคะวา อะระหัง สัมมาสัมพุทโธ วิชชาจะระณะสัมปันโน สุคะโต โลกะวิทู อะนุตตะโร",
            "คอมพิวเตอร์ ซอฟต์แวร์ อินเทอร์เน็ต ฟลูออไรด์ อะซิโตน ไฮโดรคลอริก โซเดียมไฮดรอกไซด์",
            "ประจ าปีงบประมาณ การด าเนินงาน กำรดำเนินงำนกำรจัดซื้อ จ านวน ท าการ น ามา สำมำรถ",
            "กข 4512 ม.ค. 64 ก.พ. 64 มี.ค. 64 ลว. 2 บจก. หจก. อบต. สขร. 1",
            "Annual report 2024",
            "1,234.00 5,678.00",
        ];
        for text in of_pages {
            assert!(!are_nonsense(text), "{text}");
        }
        for by in 1..46 {
            assert!(are_nonsense(&shifted(NOTICE, by)), "{by}");
        }
        // A page of which a heading alone is in order.
        assert!(are_nonsense(&[NOTICE, &shifted(&NOTICE.repeat(2), 5)].concat()));
        assert!(!are_nonsense(&[&NOTICE.repeat(8), shifted(NOTICE, 5).as_str()].concat()));
    }
}
