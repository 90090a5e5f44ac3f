//! Days to be kept as a calendar (RFC 5545), for the agency's own.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::{Due, Format, Lang, Report, clean, words_due, words_page};

pub(super) struct Ics;

/// Octets of a line, without its end.
const LINE: usize = 75;

impl Format for Ics {
    fn write(&self, report: &Report, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(calendar(&clean::told(report, lang), lang).as_bytes())
    }
}

fn calendar(report: &Report, lang: Lang) -> String {
    let site = &report.site;
    let name = if site.name.is_empty() { &site.url } else { &site.name };
    let title = format!("OIT {} · {name}", words_page::of(lang).due);
    let mut out = String::new();
    let mut add = |name: &str, value: &str| fold(&mut out, &format!("{name}:{value}"));
    add("BEGIN", "VCALENDAR");
    add("VERSION", "2.0");
    add("PRODID", &format!("-//oit//oit {}//{}", report.tool.version, lang.code().to_uppercase()));
    add("CALSCALE", "GREGORIAN");
    add("METHOD", "PUBLISH");
    add("X-WR-CALNAME", &escape(&title));
    // The audit's day and not the clock: the same report gives the same calendar.
    let stamp = format!("{}T000000Z", digits(&report.as_of));
    for due in &report.due {
        let items = words_due::items(due, lang);
        let what = words_due::what(due, lang);
        let ids = due.items.join(" ");
        let summary = if ids.is_empty() { what } else { format!("{what} ({ids})") };
        let lines = [name, &items, words_due::source(due, lang).as_str(), &site.url].map(str::to_owned);
        let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        add("BEGIN", "VEVENT");
        add("UID", &uid(&site.url, due));
        add("DTSTAMP", &stamp);
        add("DTSTART;VALUE=DATE", &digits(&due.date));
        add("SUMMARY", &escape(&summary));
        add("DESCRIPTION", &escape(&lines.join("\n")));
        add("TRANSP", "TRANSPARENT");
        add("BEGIN", "VALARM");
        add("ACTION", "DISPLAY");
        add("DESCRIPTION", &escape(&summary));
        add("TRIGGER", "-P14D");
        add("END", "VALARM");
        add("END", "VEVENT");
    }
    add("END", "VCALENDAR");
    out
}

fn digits(day: &str) -> String {
    day.chars().take(10).filter(char::is_ascii_digit).collect()
}

/// The same day of the same agency is the same event whenever it is written.
fn uid(url: &str, due: &Due) -> String {
    let hash = Sha256::digest(format!("{url} {} {}", due.date, due.what));
    format!("{}@oit", &crate::rule::load::hex(&hash)[..32])
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => safe.extend(['\\', letter]),
            '\n' => safe.push_str("\\n"),
            _ => safe.push(letter),
        }
    }
    safe
}

/// A line of at most 75 octets and its continuations; no letter is cut.
fn fold(out: &mut String, line: &str) {
    let mut room = LINE;
    for letter in line.chars() {
        if letter.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        room -= letter.len_utf8();
        out.push(letter);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::{escape, fold};

    #[test]
    fn thai_is_folded_between_letters_at_75_octets() {
        let line = format!("SUMMARY:{}", "น้ำที่".repeat(30));
        let mut out = String::new();
        fold(&mut out, &line);
        for part in out.split_terminator("\r\n") {
            assert!(part.len() <= 75, "{} octets", part.len());
        }
        assert_eq!(out.replace("\r\n ", "").trim_end(), line);
        assert_eq!(escape("ก, ข; ค\\\nง"), "ก\\, ข\\; ค\\\\\\nง");
    }
}
