//! People and how to reach them: names with their titles, telephone numbers, mail addresses.

use std::sync::LazyLock;

use regex::Regex;

use super::text::arabic;

/// A person's name with its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Title, first name and surname, as written.
    pub text: String,
    pub start: usize,
    pub end: usize,
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is written here")
}

/// Words that begin with a title and are none.
const POSTS: [&str; 17] = [
    "นายกองค์การ",
    "นายกเทศ",
    "นายก ",
    "นายกอบ",
    "นายกเมือง",
    "นายกสภา",
    "นายกสมาคม",
    "นายกรัฐ",
    "นายกพัทยา",
    "นายกฯ",
    "นายกฟ",
    "นายทะเบียน",
    "นายอำเภอ",
    "นายช่าง",
    "นายตรวจ",
    "นายจ้าง",
    "นางพยาบาล",
];

/// Words that stand after a first name and are no surname.
const NOT_SURNAMES: [&str; 18] = [
    "ตำแหน่ง",
    "นายก",
    "ปลัด",
    "ผู้อำนวยการ",
    "หัวหน้า",
    "รองนายก",
    "รองปลัด",
    "เลขานุการ",
    "โทร",
    "ผู้",
    "คณบดี",
    "อธิการ",
    "รองอธิการ",
    "นัก",
    "เจ้าพนักงาน",
    "อีเมล",
    "เบอร์",
    "สมาชิก",
];

/// Every name with a title in the text, in order.
pub fn names(s: &str) -> Vec<Name> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        regex(concat!(
            r"(นางสาว|น\.\s?ส\.|นาง|นาย|ว่าที่\s?(?:ร้อยตรี|ร้อยโท|ร้อยเอก|พันตรี|ร\.\s?[ตทอ]\.)\s?(?:หญิง)?|ดร\.|",
            r"พล\.?\s?[ตทอ]\.(?:\s?[ตทอ]\.)?|พ\.\s?จ\.\s?[ตทอ]\.|พ\.\s?[ตทอ]\.(?:\s?[ตทอ]\.)?|ร\.\s?[ตทอ]\.(?:\s?[ตทอ]\.)?|",
            r"(?:พล|พัน|ร้อย)(?:ตำรวจ)?(?:เอก|โท|ตรี)|พล(?:เรือ|อากาศ)(?:เอก|โท|ตรี)|(?:นาวา|เรือ)(?:อากาศ)?(?:เอก|โท|ตรี)|หม่อมหลวง|หม่อมราชวงศ์|",
            r"จ\.\s?ส\.\s?[ตทอ]\.|จ่าเอก|จ่าสิบเอก|จ่าสิบตรี|สิบเอก|สิบตำรวจ(?:เอก|โท|ตรี)|ส\.\s?[ตทอ]\.(?:\s?[ตทอ]\.)?|",
            r"ผู้ช่วยศาสตราจารย์|รองศาสตราจารย์|ศาสตราจารย์|ผศ\.|รศ\.|ศ\.|อาจารย์|นพ\.|พญ\.|ม\.ล\.|ม\.ร\.ว\.)",
            r"(?:\s?(?:ดร\.|พิเศษ|นาย|นาง|นางสาว))*\s*([ก-ฮเแโใไ][ก-ฺเ-๎]+)[ \t\u{a0}]+((?:ณ[ \t])?[ก-ฮเแโใไ][ก-ฺเ-๎]+)"
        ))
    });
    let mut out: Vec<Name> = Vec::new();
    let mut at = 0;
    while let Some(found) = NAME.captures_at(s, at) {
        let (Some(whole), Some(surname)) = (found.get(0), found.get(3)) else { break };
        let text = whole.as_str();
        let post = POSTS.iter().any(|p| s[whole.start()..].starts_with(p));
        let none = NOT_SURNAMES.iter().any(|w| surname.as_str().starts_with(w));
        if post || none {
            // The next title may begin inside what was taken for a name.
            let first = s[whole.start()..].chars().next().map_or(1, char::len_utf8);
            at = whole.start() + first;
            continue;
        }
        out.push(Name { text: text.to_owned(), start: whole.start(), end: whole.end() });
        at = whole.end();
    }
    out
}

/// Names whose blank a scan has lost, "(นายสมชายใจดี)": only where brackets or "ข้าพเจ้า" say that it is a
/// name and where it ends.
pub fn glued_names(s: &str) -> Vec<Name> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        regex(concat!(
            r"(?:\(|ข้าพเจ้า)?\s*((?:ผู้ช่วยศาสตราจารย์|รองศาสตราจารย์|ศาสตราจารย์|นางสาว|นาง|นาย|ดร\.|ผศ\.|รศ\.|ศ\.)",
            r"(?:\s?ดร\.)?\s?[ก-ฮเแโใไ][ก-ฺเ-๎]{6,40})(\s*\)|\s)"
        ))
    });
    let found = NAME.captures_iter(s).filter_map(|c| {
        let (whole, name, end) = (c.get(0)?, c.get(1)?, c.get(2)?);
        let said = whole.as_str().starts_with("ข้าพเจ้า") || end.as_str().contains(')');
        let post = POSTS.iter().any(|p| name.as_str().starts_with(p));
        (said && !post).then(|| Name { text: name.as_str().to_owned(), start: name.start(), end: name.end() })
    });
    found.collect()
}

/// Every telephone number in the text, as written, with Arabic digits.
pub fn phones(s: &str) -> Vec<String> {
    static PHONE: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"(?:\+66[ \-.]?(?:\(0\))?|0)[ \-.)]{0,2}[0-9]{1,2}[ \-.)]{0,2}[0-9]{3,4}[ \-.]?[0-9]{3,4}")
    });
    let text = arabic(s);
    let mut out = Vec::new();
    for found in PHONE.find_iter(&text) {
        let digits = found.as_str().chars().filter(char::is_ascii_digit).count();
        let plus = found.as_str().starts_with('+');
        let before = text[..found.start()].chars().next_back();
        let mut rest = text[found.end()..].chars();
        let (next, second) = (rest.next(), rest.next());
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let joined = digit(before)
            || before == Some('-')
            || before == Some('.')
            || digit(next)
            || (matches!(next, Some('.' | ',')) && digit(second));
        // A number of ten digits or, from a landline, nine; "-14" behind it is an extension.
        let length = if plus { (10..=12).contains(&digits) } else { (9..=10).contains(&digits) };
        if length && !joined {
            out.push(found.as_str().to_owned());
        }
    }
    out
}

/// Every mail address in the text, in lower case.
pub fn emails(s: &str) -> Vec<String> {
    static MAIL: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"(?i)[a-z0-9][a-z0-9._%+-]*\s?(?:@|\(at\)|\[at\])\s?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")
    });
    MAIL.find_iter(s).map(|m| m.as_str().to_lowercase()).collect()
}

/// Whether a fax number is given.
pub fn has_fax(s: &str) -> bool {
    static FAX: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"(?i)(?:โทรสาร|แฟกซ์|แฟ็กซ์|แฟ๊กซ์|แฟกส์|fax)[^0-9]{0,30}(?:\+66|0)[ \-.]{0,2}[0-9][0-9 \-.)]{6,12}")
    });
    FAX.is_match(&arabic(s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_people_not_posts() {
        let read = |s: &str| names(s).into_iter().map(|n| n.text).collect::<Vec<_>>();
        assert_eq!(read("นายอาซีด ทุ่งประจัน นายกองค์การบริหารส่วนตำบล"), ["นายอาซีด ทุ่งประจัน"]);
        assert_eq!(read("(นางสาวรอกีเย๊าะ ดาราหมาน)"), ["นางสาวรอกีเย๊าะ ดาราหมาน"]);
        assert_eq!(read("นายกฤษณะ ใจดี ปลัดเทศบาล"), ["นายกฤษณะ ใจดี"]);
        assert_eq!(read("นายกเทศมนตรี ตำบลหนองบัว"), Vec::<String>::new());
        assert_eq!(read("ว่าที่ร้อยตรี สมชาย ใจกล้า"), ["ว่าที่ร้อยตรี สมชาย ใจกล้า"]);
        assert_eq!(read("ผศ.ดร.สมศรี มีสุข"), ["ผศ.ดร.สมศรี มีสุข"]);
        assert_eq!(read("นายก อบต. นายวิเชียร แก้วควนดี"), ["นายวิเชียร แก้วควนดี"]);
    }

    #[test]
    fn phones_are_not_years_or_amounts() {
        for (text, want) in [
            ("โทร 0-7479-5112 ต่อ 15", vec!["0-7479-5112"]),
            ("โทร. 08 1990 1140", vec!["08 1990 1140"]),
            ("๐ ๗๔๗๙ ๕๑๑๒", vec!["0 7479 5112"]),
            ("081-234-5678", vec!["081-234-5678"]),
            ("074-795112", vec!["074-795112"]),
            ("0812345678, 0898765432", vec!["0812345678", "0898765432"]),
            ("+66 7479 5112", vec!["+66 7479 5112"]),
            ("042-xxx-xxx", vec![]),
            ("เลขผู้เสียภาษี 0-9940-00123-45-6", vec![]),
            ("1,000,000.00", vec![]),
            ("1 ต.ค. 2563", vec![]),
        ] {
            assert_eq!(phones(text), want, "{text}");
        }
    }

    #[test]
    fn mail_and_fax() {
        assert_eq!(emails("อีเมล Saraban@Example.go.th"), ["saraban@example.go.th"]);
        assert!(has_fax("โทรสาร | 0-7479-5113"));
        assert!(has_fax("แฟกซ์ | (043) 273-156"));
        assert!(!has_fax("โทรสาร -"));
    }
}
