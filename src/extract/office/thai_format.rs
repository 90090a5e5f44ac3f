//! Numbers and dates of a sheet whose format is a Thai one, as a person sees them: B.E. years,
//! names of months, Thai digits. What the library gives is an ISO date, whatever the format.

use office_oxide::xlsx::DateTimeValue;
use office_oxide::xlsx::date::is_date_format_string;
use office_oxide::xlsx::numfmt::apply_format;

use crate::thai::date::month_names;

const THAI: u32 = 0x41e;
const BUDDHIST: u32 = 7;
const THAI_DIGITS: u32 = 0xd;
/// Longer codes are nobody's format.
const LONGEST: usize = 255;

/// What a format says of language, calendar and digits, as in `[$-D07041E]`.
#[derive(Debug, Clone, Copy, Default)]
struct Locale {
    thai: bool,
    buddhist: bool,
    digits: bool,
}

/// The text of a number; `None` where the format is not a Thai one.
pub(super) fn shown(number: f64, id: u32, code: Option<&str>, date1904: bool) -> Option<String> {
    let code = code.or_else(|| built_in(id)).filter(|c| c.len() <= LONGEST)?;
    let section = first_section(code);
    let mut locale = locale(section);
    let bare = match section.strip_prefix(['t', 'T']) {
        // Word and Excel in Thai: `t0` is 0 in Thai digits.
        Some(rest) if rest.starts_with(['0', '#']) => {
            locale = Locale { thai: true, buddhist: true, digits: true };
            rest
        }
        _ => section,
    };
    let years = outside_literals(bare).any(|c| matches!(c, 'b' | 'B'));
    if !(locale.thai || locale.buddhist || locale.digits || years) {
        return None;
    }
    let text = if years || is_date_format_string(bare) {
        date(&DateTimeValue::from_serial(number, date1904)?, bare, locale)
    } else if !locale.digits {
        return None;
    } else {
        // 164 is the first id that has no meaning of its own.
        apply_format(number, 164, Some(bare))
    };
    Some(if locale.digits { thai_digits(&text) } else { text })
}

/// Formats that only Excel in Thai has, by number.
fn built_in(id: u32) -> Option<&'static str> {
    Some(match id {
        59 => "t0",
        60 => "t0.00",
        61 => "t#,##0",
        62 => "t#,##0.00",
        67 => "t0%",
        68 => "t0.00%",
        71 => "[$-D07041E]d/m/yyyy",
        72 => "[$-D07041E]d-mmm-yy",
        73 => "[$-D07041E]d-mmm",
        74 => "[$-D07041E]mmm-yy",
        75 => "[$-D07041E]h:mm",
        76 => "[$-D07041E]h:mm:ss",
        77 => "[$-D07041E]d/m/yyyy h:mm",
        81 => "d/m/bb",
        _ => return None,
    })
}

/// Dates and their like are not negative, so the other sections do not matter.
fn first_section(code: &str) -> &str {
    let (mut quoted, mut bracket, mut escaped) = (false, false, false);
    for (at, c) in code.char_indices() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match c {
            '\\' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' => bracket = false,
            ';' if !quoted && !bracket => return &code[..at],
            _ => {}
        }
    }
    code
}

fn locale(section: &str) -> Locale {
    let said = section
        .split("[$")
        .skip(1)
        .filter_map(|part| part.split(']').next()?.rsplit_once('-'))
        .find_map(|(_, hex)| u32::from_str_radix(hex, 16).ok())
        .unwrap_or_default();
    // The highest bit of the calendar says that the system may change it.
    let buddhist = said >> 16 & 0x7f == BUDDHIST;
    Locale {
        thai: said & 0xffff == THAI || (buddhist && said & 0xffff == 0),
        buddhist,
        digits: said >> 24 == THAI_DIGITS,
    }
}

/// The letters of a format that stand for something.
fn outside_literals(section: &str) -> impl Iterator<Item = char> {
    tokens(section).into_iter().filter_map(|t| match t {
        Token::Field(c, _) => Some(c),
        _ => None,
    })
}

#[derive(Debug, PartialEq)]
enum Token {
    /// A letter and how often it stands.
    Field(char, usize),
    Literal(String),
    AmPm,
}

fn tokens(section: &str) -> Vec<Token> {
    let chars: Vec<char> = section.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let rest = &chars[at..];
        let closed = |end: char| rest.iter().skip(1).position(|c| *c == end).map_or(rest.len(), |n| n + 2);
        let mut taken = 1;
        match c {
            '"' => {
                taken = closed('"');
                out.push(Token::Literal(rest[1..taken].iter().filter(|c| **c != '"').collect()));
            }
            '[' => taken = closed(']'),
            '\\' => {
                taken = 2;
                out.push(Token::Literal(rest.get(1).map(char::to_string).unwrap_or_default()));
            }
            '_' => {
                taken = 2;
                out.push(Token::Literal(" ".to_owned()));
            }
            '*' => taken = 2,
            '@' => {}
            'A' | 'a'
                if rest.len() > 4 && rest[..5].iter().collect::<String>().eq_ignore_ascii_case("am/pm") =>
            {
                taken = 5;
                out.push(Token::AmPm);
            }
            c if c.is_ascii_alphabetic() => {
                taken = rest.iter().take_while(|o| o.eq_ignore_ascii_case(&c)).count();
                out.push(Token::Field(c.to_ascii_lowercase(), taken));
            }
            c => out.push(Token::Literal(c.to_string())),
        }
        at += taken;
    }
    out
}

fn date(when: &DateTimeValue, section: &str, locale: Locale) -> String {
    let tokens = tokens(section);
    let half_days = tokens.contains(&Token::AmPm);
    let mut out = String::new();
    for (i, token) in tokens.iter().enumerate() {
        let (letter, times) = match token {
            Token::Literal(text) => {
                out.push_str(text);
                continue;
            }
            Token::AmPm => {
                out.push_str(if when.hour < 12 { "AM" } else { "PM" });
                continue;
            }
            Token::Field(letter, times) => (*letter, *times),
        };
        let beside = |mut others: Box<dyn Iterator<Item = &Token> + '_>, letter: char| {
            others.find_map(|t| if let Token::Field(c, _) = t { Some(*c) } else { None }) == Some(letter)
        };
        let minutes =
            beside(Box::new(tokens[..i].iter().rev()), 'h') || beside(Box::new(tokens[i + 1..].iter()), 's');
        let year = |era: bool| i64::from(when.year) + if era { 543 } else { 0 };
        let padded = |n: u32| if times > 1 { format!("{n:02}") } else { n.to_string() };
        let text = match letter {
            'y' if times <= 2 => format!("{:02}", year(locale.buddhist) % 100),
            'y' => format!("{:04}", year(locale.buddhist)),
            'b' if times <= 2 => format!("{:02}", year(true) % 100),
            'b' => format!("{:04}", year(true)),
            'e' => year(locale.buddhist).to_string(),
            'm' if times <= 2 && minutes => padded(when.minute),
            'm' if times <= 2 => padded(when.month),
            'm' => month(when.month, times, locale.thai),
            'd' if times <= 2 => padded(when.day),
            'd' => weekday(when, times, locale.thai).to_owned(),
            'h' if half_days => padded((when.hour + 11) % 12 + 1),
            'h' => padded(when.hour),
            's' => padded(when.second),
            _ => String::new(),
        };
        out.push_str(&text);
    }
    out.trim().to_owned()
}

fn month(month: u32, times: usize, thai: bool) -> String {
    let name = &month_names()[(month.clamp(1, 12) - 1) as usize];
    let (long, short) = if thai { (name.long, name.short) } else { (name.english, &name.english[..3]) };
    match times {
        3 => short.to_owned(),
        4 => long.to_owned(),
        _ => long.chars().take(1).collect(),
    }
}

fn weekday(when: &DateTimeValue, times: usize, thai: bool) -> &'static str {
    const THAI: [(&str, &str); 7] = [
        ("อาทิตย์", "อา."),
        ("จันทร์", "จ."),
        ("อังคาร", "อ."),
        ("พุธ", "พ."),
        ("พฤหัสบดี", "พฤ."),
        ("ศุกร์", "ศ."),
        ("เสาร์", "ส."),
    ];
    const ENGLISH: [(&str, &str); 7] = [
        ("Sunday", "Sun"),
        ("Monday", "Mon"),
        ("Tuesday", "Tue"),
        ("Wednesday", "Wed"),
        ("Thursday", "Thu"),
        ("Friday", "Fri"),
        ("Saturday", "Sat"),
    ];
    // Sakamoto's way to the day of the week.
    const SHIFT: [i64; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let month = when.month.clamp(1, 12);
    let year = i64::from(when.year) - i64::from(month < 3);
    let sum = year + year / 4 - year / 100 + year / 400 + SHIFT[month as usize - 1] + i64::from(when.day);
    let (long, short) = if thai { THAI } else { ENGLISH }[sum.rem_euclid(7) as usize];
    if times > 3 { long } else { short }
}

pub(super) fn thai_digits(text: &str) -> String {
    let thai = |c: char| c.to_digit(10).and_then(|d| char::from_u32(0xe50 + d)).unwrap_or(c);
    text.chars().map(thai).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2025-03-14 13:05, a Friday.
    const DAY: f64 = 45_730.545_138_888_9;

    #[test]
    fn dates_are_shown_as_excel_shows_them() {
        for (code, text) in [
            ("[$-D07041E]d mmm yyyy;@", "๑๔ มี.ค. ๒๕๖๘"),
            ("[$-107041E]d mmmm yyyy;@", "14 มีนาคม 2568"),
            ("[$-187041E]d mmm yy;@", "14 มี.ค. 68"),
            ("[$-1070000]d/mm/yyyy;@", "14/03/2568"),
            ("[$-41E]d mmmm yyyy", "14 มีนาคม 2025"),
            ("[$-41E]d mmmm bbbb", "14 มีนาคม 2568"),
            ("d mmm bb", "14 Mar 68"),
            ("[$-D07041E]\"วัน\"dddd\"ที่\" d mmmm \"พ.ศ.\" yyyy", "วันศุกร์ที่ ๑๔ มีนาคม พ.ศ. ๒๕๖๘"),
            ("[$-107041E]d/mm/yyyy h:mm", "14/03/2568 13:05"),
            ("[$-107041E]hh:mm:ss AM/PM", "01:05:00 PM"),
            ("[$-D000000]#,##0.00", "๔๕,๗๓๐.๕๕"),
            ("t0", "๔๕๗๓๑"),
        ] {
            assert_eq!(shown(DAY, 164, Some(code), false).as_deref(), Some(text), "{code}");
        }
        assert_eq!(shown(DAY, 71, None, false).as_deref(), Some("๑๔/๓/๒๕๖๘"));
    }

    #[test]
    fn other_formats_are_left_to_the_library() {
        for code in ["dd/mm/yyyy", "#,##0.00", "General", "\"bbbb\"0", "[$-409]d mmm yyyy", "[Black]0"] {
            assert_eq!(shown(DAY, 164, Some(code), false), None, "{code}");
        }
        assert_eq!(shown(f64::NAN, 164, Some("[$-107041E]d"), false), None);
        assert_eq!(shown(1e300, 164, Some("bbbb"), true), None);
    }
}
