//! Which Thai letters stand beside each other: text whose letters go by wrong names shows in that.
//!
//! Marks above and below are left out, since text layers lose and shift them; ำ is า. The table holds the 350
//! most frequent of 1,484 pairs, seen 1.3 million times (the rules, the fixtures, and documents like those of agencies).
//! Of 80 different pairs of agencies' pages 61 % and more are among them, of verse, Pali and names 40 % and more, of
//! letters called by each other's names 15 to 30 %.

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

/// Letters of a word that says how Thai is spelled; what is shorter may be an abbreviation or the plate of a car.
const WORD: usize = 4;
/// The same beside a digit, a dot or a slash, where most is abbreviated.
const NEAR_CODE: usize = 6;
/// Different pairs from which on a text says whether it is Thai.
const FEW: usize = 30;
/// Different pairs of a stretch, which is judged by itself: a page may have a heading in a font that is in order.
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
    let mut pairs = Pairs::default();
    // The letters of a word; `None` where one has no vowel of its own, as only Pali writes it.
    let mut word: Vec<Option<usize>> = Vec::new();
    let (mut before, mut follows_code) = (' ', false);
    for c in text.chars().chain([' ']) {
        match c {
            'ก'..='ฮ' | 'ะ' | 'า' | 'ำ' | 'เ'..='ไ' => {
                if word.is_empty() {
                    follows_code = is_of_code(before);
                }
                word.push(Some(number(if c == 'ำ' { 'า' } else { c })));
            }
            '\u{e3a}' => word.push(None),
            '\u{e31}'..='\u{e4e}' | '\u{f700}'..='\u{f71a}' => {}
            _ => {
                let least = if follows_code || is_of_code(c) { NEAR_CODE } else { WORD };
                if word.iter().flatten().count() >= least {
                    pairs.add(&word);
                }
                word.clear();
            }
        }
        before = c;
    }
    pairs.are_nonsense()
}

fn is_of_code(c: char) -> bool {
    matches!(c, '0'..='9' | '๐'..='๙' | '.' | '/')
}

/// Pairs of a text, each once a stretch: a table says the same words in every row.
struct Pairs {
    seen: [u128; LETTERS],
    all: usize,
    often: usize,
    stretches: usize,
    odd: usize,
    letters: usize,
    short_a: usize,
}

impl Default for Pairs {
    fn default() -> Self {
        Self { seen: [0; LETTERS], all: 0, often: 0, stretches: 0, odd: 0, letters: 0, short_a: 0 }
    }
}

impl Pairs {
    fn add(&mut self, word: &[Option<usize>]) {
        self.letters += word.len();
        self.short_a += word.iter().flatten().filter(|letter| **letter == number('ะ')).count();
        for pair in word.windows(2) {
            let [Some(first), Some(second)] = *pair else { continue };
            // One after the other as in the alphabet.
            if second == first + 1 || self.seen[first] >> second & 1 == 1 {
                continue;
            }
            self.seen[first] |= 1 << second;
            self.all += 1;
            self.often += (FOLLOWS[first] >> second & 1) as usize;
            if self.all == STRETCH {
                self.stretches += 1;
                self.odd += usize::from(self.often * 3 < STRETCH);
                (self.seen, self.all, self.often) = ([0; LETTERS], 0, 0);
            }
        }
    }

    fn are_nonsense(&self) -> bool {
        // Pali as it is spoken has ะ after every other letter, Thai after one of thirty.
        if self.short_a * 6 > self.letters {
            return false;
        }
        match self.stretches {
            0 => self.all >= FEW && self.often * 10 < self.all * 3,
            _ => self.odd * 4 > self.stretches,
        }
    }
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
            "นะโม ตัสสะ ภะคะวะโต อะระหะโต พุทธัง สะระณัง คัจฉามิ ธัมมัง สะระณัง คัจฉามิ สังฆัง สะระณัง คัจฉามิ",
            "ชะยันโต โพธิยา มูเล สักยานัง นันทิวัฑฒะโน เอวัง ตวัง วิชะโย โหหิ ชะยัสสุ ชะยะมังคะเล อะปะราชิตะปัลลังเก",
            "อิติปิ โส ภควา อรหํ สมฺมาสมฺพุทฺโธ วิชฺชาจรณสมฺปนฺโน สุคโต โลกวิทู อนุตฺตโร ปุริสทมฺมสารถิ สตฺถา เทวมนุสฺสานํ \
             สฺวากฺขาโต ภควตา ธมฺโม สนฺทิฏฺฐิโก อกาลิโก เอหิปสฺสิโก โอปนยิโก ปจฺจตฺตํ เวทิตพฺโพ วิญฺญูหีติ",
            "กพร. กตส. ปปช. ปปท. สตง. สคร. สวทช. สพฐ. กฟภ. กฟผ. กปภ. ขสมก. รฟท. ธกส. ธอส. กยศ. สปสช. กทพ. รฟม. กคช. อตก.",
            "ชย ๕๒๐๐๑/๑ สท ๐๑๐๑.๓/ว๑ ฉช ๗๑๘๐๑ นฐ ๕๔๒๐๑ กส ๘๑๒๐๑/๑ ฌก.๑ ฎก.๑/๖๗ ฝ่าย กผง. ฝอ.๑ สบ.๑ ธว๑",
            "ฬฮ 4512 กทม ฆฌ 881 สตูล ฉฎ 19 นฐ ฐธ 7203 สข ญฟ 5510 ชม ฬภ 312 กท ฒณ 4481 สข ศฬ 90 นฐ ฆธ 6133 กทม ฌฟ 71 ชม",
            "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
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
