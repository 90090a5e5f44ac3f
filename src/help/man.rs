//! Man pages in the language of the program. The generator knows English, and roff breaks lines at blanks, of
//! which Thai has few.

use clap::Command;

use crate::both;
use crate::lang;
use crate::report::Lang;
use crate::thai::text::is_thai;
use crate::thai::words;

/// What the generator writes, and its Thai.
const HEADINGS: [(&str, &str); 7] = [
    ("NAME", "ชื่อ"),
    ("SYNOPSIS", "วิธีใช้"),
    ("DESCRIPTION", "คำอธิบาย"),
    ("OPTIONS", "ตัวเลือก"),
    ("SUBCOMMANDS", "คำสั่ง"),
    ("VERSION", "รุ่น"),
    ("EXTRA", "เพิ่มเติม"),
];
const PHRASES: [(&str, &str); 4] = [
    ("\\fIPossible values:\\fR", "\\fIค่าที่ใช้ได้:\\fR"),
    ("[default: ", "[ปกติ "),
    ("May also be specified with the ", "กำหนดด้วยตัวแปร "),
    (" environment variable. ", " ได้ด้วย"),
];

/// The page of a command that was built whole.
pub fn page(command: Command) -> std::io::Result<Vec<u8>> {
    // These are the parser's own, and speak English.
    let command = command.mut_args(|arg| {
        let help = match arg.get_id().as_str() {
            "help" => both!("พิมพ์วิธีใช้นี้", "Print this help"),
            "version" => both!("พิมพ์รุ่นของโปรแกรม", "Print the version"),
            _ => return arg,
        };
        arg.help(help.clone()).long_help(help)
    });
    let own = both!("พิมพ์วิธีใช้ของคำสั่งหนึ่ง", "Print the help of a command");
    let helps = command.get_subcommands().any(|sub| sub.get_name() == "help");
    let command = if helps { command.mut_subcommand("help", |sub| sub.about(own)) } else { command };
    let mut roff = Vec::new();
    clap_mangen::Man::new(command).render(&mut roff)?;
    let roff = String::from_utf8_lossy(&roff);
    // The first line names the letters to `man` and to preconv; words stay unstretched and unhyphenated.
    let mut out = String::from(".\\\" -*- coding: utf-8 -*-\n");
    for line in roff.lines() {
        let line = match lang::now() {
            Lang::Th => in_thai(line),
            Lang::En => line.to_owned(),
        };
        let request = line.starts_with('.') && !line.starts_with(".SH");
        out.push_str(&if request { line.clone() } else { parted(&line) });
        out.push('\n');
        if line.starts_with(".TH") {
            out.push_str(".ad l\n.nh\n");
        }
    }
    Ok(out.into_bytes())
}

fn in_thai(line: &str) -> String {
    if let Some(heading) = line.strip_prefix(".SH ") {
        let known = HEADINGS.iter().find(|(english, _)| *english == heading);
        return known.map_or_else(|| line.to_owned(), |(_, thai)| format!(".SH {thai}"));
    }
    PHRASES.iter().fold(line.to_owned(), |line, (english, thai)| line.replace(english, thai))
}

/// A line that may be broken between Thai words too.
fn parted(line: &str) -> String {
    if !line.contains(is_thai) || line.starts_with('.') {
        return line.to_owned();
    }
    let part = |word: &str| match word.contains(is_thai) {
        true => words::pieces(word).join("\\:"),
        false => word.to_owned(),
    };
    line.split(' ').map(part).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_all_in_thai_and_may_be_broken_between_words() {
        let mut whole = crate::help::command(Lang::Th, 100);
        whole.build();
        for name in ["audit", "survey", "rule", "init"] {
            let command = whole.find_subcommand(name).cloned().unwrap();
            let text = String::from_utf8(page(command).unwrap()).unwrap();
            assert!(text.starts_with(".\\\" -*- coding: utf-8 -*-\n"));
            for english in ["SYNOPSIS", "OPTIONS\n", "Print ", "Possible values", "[default", "May also be"] {
                assert!(!text.contains(english), "{name}: {english}");
            }
            assert!(text.contains(".SH วิธีใช้\n") && text.contains("พิมพ์วิธีใช้นี้".split('ว').next().unwrap()));
            let longest =
                text.lines().filter(|line| !line.starts_with('.')).flat_map(|line| line.split("\\:"));
            let longest =
                longest.flat_map(|part| part.split(' ')).map(crate::thai::width::width).max().unwrap();
            assert!(longest < 60, "{name}: {longest} columns without a break");
        }
    }
}
