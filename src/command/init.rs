//! `oit init`: an `oit.toml` to begin with.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{End, Trouble};
use crate::both;
use crate::report::Lang;

#[derive(Debug, Args)]
pub struct Init {
    /// เขียนลงไฟล์ใด
    #[arg(default_value = "oit.toml")]
    pub file: PathBuf,
    /// ที่อยู่หน้าแรกที่จะใส่ไว้
    #[arg(long, value_name = "URL", default_value = "https://www.example.go.th/")]
    pub url: String,
}

const TEMPLATE: &str = include_str!("init/oit.toml");
const ENGLISH: &str = include_str!("init/english.toml");

pub fn run(asked: &Init) -> Result<End, Trouble> {
    let name = asked.file.display();
    if name.to_string().contains("://") {
        return Err(Trouble::wrong(both!(
            "{name} เป็นที่อยู่เว็บไซต์ ไม่ใช่ชื่อไฟล์",
            "{name} is an address, not a file"
        ))
        .help(both!("ใส่ที่อยู่ด้วย: oit init --url {name}", "put it after its flag: oit init --url {name}")));
    }
    let template = if crate::lang::now() == Lang::En { ENGLISH } else { TEMPLATE };
    let text = written(template, &super::audit::address(&asked.url)?);
    let made = std::fs::File::options().write(true).create_new(true).open(&asked.file);
    made.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            Trouble::wrong(both!(
                "มีไฟล์ {} อยู่แล้ว จึงไม่เขียนทับ",
                "{} is there already and was not overwritten",
                name
            ))
            .help(both!(
                "ลบหรือเปลี่ยนชื่อไฟล์เดิม หรือบอกชื่ออื่น: oit init ชื่อไฟล์",
                "rename it, or name another: oit init FILE"
            ))
        } else {
            Trouble::wrong(both!("เขียน {} ไม่ได้: {}", "cannot write {}: {}", name, super::to::why(&error)))
                .help(both!("ตรวจโฟลเดอร์และสิทธิ์การเขียน", "see to the folder and its permissions"))
        }
    })?;
    anstream::println!(
        "{}",
        both!(
            "เขียนแล้ว: {} แก้ที่อยู่เว็บไซต์ในไฟล์ แล้วสั่ง oit audit",
            "written: {}. Put your site's address into it, then run oit audit",
            name
        )
    );
    Ok(End::Clean)
}

fn written(template: &str, url: &str) -> String {
    let quoted = toml::Value::String(url.to_owned()).to_string();
    template.replace("\"https://www.example.go.th/\"", &quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is commented out must be right as well: it is what people take the mark away from.
    #[test]
    fn every_line_of_it_can_be_used() {
        for template in [TEMPLATE, ENGLISH] {
            usable(template);
        }
        let settings = |text: &str| -> Vec<String> {
            let keys = text.lines().filter_map(|line| line.split_once(" = "));
            keys.map(|(key, _)| key.to_owned()).filter(|key| key.is_ascii() && !key.contains(':')).collect()
        };
        assert_eq!(settings(ENGLISH), settings(TEMPLATE));
        assert!(!ENGLISH.contains(crate::thai::text::is_thai), "the English one is English");
    }

    fn usable(template: &str) {
        let text = written(template, "https://a.go.th/\"x");
        assert!(text.contains("a.go.th/"));
        let setting = |line: &str| {
            let rest = line.strip_prefix("# ")?;
            let key = rest.split([' ', '=']).next().unwrap_or_default();
            let is_key = rest.contains(" = ") && key.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            (is_key || rest.starts_with("[[") || rest.starts_with("# ")).then(|| rest.to_owned())
        };
        let all: Vec<String> =
            text.lines().map(|line| setting(line).unwrap_or_else(|| line.to_owned())).collect();
        let folder = tempfile::tempdir().unwrap();
        for text in [text, all.join("\n")] {
            let path = folder.path().join("oit.toml");
            std::fs::write(&path, &text).unwrap();
            crate::config::Config::read(path).unwrap_or_else(|e| panic!("{}: {:?}", e.message, e.help));
        }
        assert!(
            all.join("\n").contains("\n[[notify]]\nemail = [") && all.join("\n").contains("\nuntil = 2026")
        );
    }
}
