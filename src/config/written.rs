//! Files that people wrote: their text, and where in it something is wrong.

use std::path::Path;

use super::faults;
use crate::both;
use crate::command::Trouble;

/// The text of a file that people wrote; Notepad begins one with a byte order mark.
pub fn text(path: &Path) -> Result<String, Trouble> {
    let bytes = std::fs::read(path).map_err(|error| {
        let why = crate::command::to::unread(&error);
        Trouble::wrong(both!("เปิดไฟล์ {} ไม่ได้: {why}", "cannot open {}: {why}", path.display()))
            .help(both!("ตรวจชื่อไฟล์และสิทธิ์การอ่าน", "see to its name and permissions"))
    })?;
    Ok(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned())
}

/// What is wrong in a TOML file, in Thai, with its line and the way out.
pub fn said(name: &str, text: &str, error: &toml::de::Error) -> Trouble {
    let place = at_line(name, text, error.span().map_or(0, |span| span.start));
    let message = error.message();
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default().len();
    let line = text.get(at - before..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let (what, help) = faults::told(message, line);
    Trouble::wrong(format!("{place}: {what}")).help(help)
}

/// File and line.
pub fn at_line(name: &str, text: &str, at: usize) -> String {
    let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
    both!("{} บรรทัด {}", "{} line {}", name, line)
}
