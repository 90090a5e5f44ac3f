//! What the TOML reader says, in words for people who write no programs.

use crate::both;

/// What is wrong and what to do about it, from the reader's own message and the line that it is on.
pub(crate) fn told(message: &str, line: &str) -> (String, String) {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    let known = || message.split('`').skip(3).step_by(2).collect::<Vec<_>>().join(" ");
    if message.starts_with("unknown field") {
        let said = both!("ไม่รู้จักช่อง “{}”", "unknown name “{}”", quoted);
        return (said, both!("ใช้ได้: {}", "one of: {}", known()));
    }
    if message.starts_with("unknown variant") {
        let said = both!("ไม่รู้จักค่า “{}”", "unknown value “{}”", quoted);
        return (said, both!("ใช้ได้: {}", "one of: {}", known()));
    }
    if message.starts_with("missing field") {
        let said = both!("ขาดช่อง “{}”", "“{}” is missing", quoted);
        // Tables of a rule have a head of their own.
        let help = match quoted {
            "missing" => both!(
                "เพิ่มหมวด [missing] ที่มี fail (ความเห็นเมื่อไม่พบ) และ fix (ทางแก้)",
                "add a table [missing] with fail (the comment where nothing is found) and fix (what to do)"
            ),
            "find" => both!(
                "เพิ่มหมวด [find] ที่มี names (ชื่อของข้อ)",
                "add a table [find] with names (what the item is called)"
            ),
            _ => both!("เพิ่มบรรทัด {} = …", "add a line {} = …", quoted),
        };
        return (said, help);
    }
    let key = line.split('=').next().unwrap_or_default().trim();
    let quote = || {
        both!(
            "ใส่เครื่องหมายคำพูดตรง: {} = \"…\"",
            "use straight quotation marks: {} = \"…\"",
            if key.is_empty() || key.len() == line.trim().len() { "name" } else { key }
        )
    };
    if line.contains(['“', '”', '‘', '’']) {
        return (
            both!("เครื่องหมายคำพูดเป็นแบบโค้ง (“ ”)", "the quotation marks are curly (“ ”)"),
            both!("ใช้เครื่องหมายคำพูดตรง (\")", "use straight ones (\")"),
        );
    }
    if let Some(expected) = ["invalid type: ", "invalid value: "]
        .iter()
        .find_map(|begins| message.strip_prefix(begins)?.split_once(", expected "))
    {
        let (found, expected) = (kind(expected.0), kind(expected.1));
        return (
            both!("ค่าเป็น{} แต่ต้องเป็น{}", "the value is {} and should be {}", found, expected),
            both!("แก้ค่าในบรรทัดนี้", "mend the value in this line"),
        );
    }
    for (begins, th, en) in [
        ("duplicate key", "มีชื่อนี้อยู่ก่อนแล้ว", "this name is there already"),
        ("unclosed table", "หัวข้อไม่มี ] ปิด", "a heading is not closed with ]"),
        ("unclosed array", "รายการไม่มี ] ปิด", "a list is not closed with ]"),
        ("unclosed inline table", "ชุดค่าไม่มี } ปิด", "a group is not closed with }"),
        ("unexpected key or value", "มีข้อความเกินอยู่ท้ายบรรทัด", "there is something more behind the value"),
        (
            "invalid unquoted key",
            "ชื่อช่องต้องเป็นอักษรอังกฤษ ตัวเลข - หรือ _",
            "a name has letters, digits, - and _ only",
        ),
    ] {
        if message.starts_with(begins) {
            let help =
                both!("แก้บรรทัดนี้ รูปแบบคือ ชื่อ = ค่า หนึ่งบรรทัดหนึ่งค่า", "mend this line: name = value, one a line");
            let said = if crate::lang::now() == crate::report::Lang::En { en } else { th };
            return (said.to_owned(), help);
        }
    }
    if message.starts_with("key with no value") {
        let said = both!("ไม่มีเครื่องหมาย = หลังชื่อ", "there is no = behind the name");
        return (said, both!("รูปแบบคือ ชื่อ = ค่า เช่น year = 2569", "write name = value, as year = 2569"));
    }
    if message.starts_with("missing escaped value") || message.contains("escape") {
        return (
            both!("ใช้ \\ ในเครื่องหมายคำพูด \" ไม่ได้", "\\ has a meaning of its own within \""),
            both!("ใช้ / แทน \\ หรือใช้เครื่องหมาย ' ครอบข้อความ", "write / for \\, or put the text in '"),
        );
    }
    if message.starts_with("string values must be quoted")
        || message.starts_with("invalid basic string")
        || message.starts_with("invalid boolean")
        || message.starts_with("invalid literal")
    {
        let empty = line.trim_end().ends_with('=');
        let said = if empty {
            both!("ไม่มีค่าหลังเครื่องหมาย =", "there is no value behind =")
        } else {
            both!("ข้อความต้องอยู่ในเครื่องหมายคำพูด และมีเครื่องหมายปิด", "a text stands within quotation marks")
        };
        return (said, quote());
    }
    // The reader learns new messages; a person can still be shown the line.
    let first = message.lines().next().unwrap_or_default();
    (both!("อ่านบรรทัดนี้ไม่ได้ ({})", "this line cannot be read ({})", first), quote())
}

fn kind(said: &str) -> String {
    let quoted = said.split(['`', '"']).nth(1).unwrap_or_default();
    let (th, en) = match said {
        _ if said.contains("string") => ("ข้อความ", "a text"),
        _ if said.contains("bool") => (" true หรือ false", "true or false"),
        _ if said.contains("map") || said.contains("table") || said.contains("struct") => {
            ("หัวข้อ [ ]", "a heading [ ]")
        }
        _ if said.contains("sequence") => ("รายการ [ ]", "a list [ ]"),
        _ if said.contains("integer") || said.contains("float") || said.starts_with(['u', 'i', 'f']) => {
            ("ตัวเลข", "a number")
        }
        _ if said.contains("date") => ("วันที่", "a day"),
        other => ("แบบอื่น", other),
    };
    let other = if th == "แบบอื่น" { format!(" ({said})") } else { String::new() };
    let quoted = if quoted.is_empty() { String::new() } else { format!(" “{quoted}”") };
    if crate::lang::now() == crate::report::Lang::En {
        format!("{en}{quoted}")
    } else {
        format!("{th}{quoted}{other}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a person reads of a file that cannot be read.
    fn said(text: &str) -> String {
        let error = toml::from_str::<toml::Table>(text).unwrap_err();
        let at = error.span().map_or(0, |span| span.start);
        let line = text[..at].rsplit('\n').next().unwrap_or_default().len();
        let line = text[at - line..].lines().next().unwrap_or_default();
        let (what, help) = told(error.message(), line);
        assert!(!help.is_empty());
        what
    }

    #[test]
    fn what_people_write_wrongly_is_told_in_their_words() {
        for (text, what) in [
            ("year = 2564 2565", "เครื่องหมายคำพูด"),
            ("lang = th", "เครื่องหมายคำพูด"),
            ("lang = \"th", "เครื่องหมายคำพูด"),
            ("year =", "ไม่มีค่าหลัง"),
            ("year", "ไม่มีเครื่องหมาย ="),
            ("year: 2564", "ไม่มีเครื่องหมาย ="),
            ("a = 1\na = 2", "มีชื่อนี้อยู่ก่อนแล้ว"),
            ("[audit", "ไม่มี ] ปิด"),
            ("to = [\"a\"", "ไม่มี ] ปิด"),
            ("to = “a.html”", "แบบโค้ง"),
            ("to = \"C:\\q\"", "ใช้ \\ ในเครื่องหมายคำพูด"),
            ("ปี = 2564", "ชื่อช่องต้องเป็น"),
        ] {
            assert!(said(text).contains(what), "{text}: {}", said(text));
        }
        let (what, _) = told("invalid type: integer `30`, expected a string", "item = 30");
        assert_eq!(what, "ค่าเป็นตัวเลข “30” แต่ต้องเป็นข้อความ");
    }
}
