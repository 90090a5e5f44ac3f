//! Changes told to people who are not looking: by web hook and by e-mail.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::nightly::words;
use super::say::{self, Level};
use super::{End, Trouble};
use crate::both;
use crate::report::Lang;
use config::{Channel, On, Way};
use outbox::Outbox;

pub mod config;
mod mail;
mod outbox;
pub mod secret;
mod webhook;

/// What is sent; also what waits in the outbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub kind: Kind,
    /// One line.
    pub title: String,
    pub text: String,
    pub url: String,
    /// The agency's name, as far as known.
    pub name: String,
    pub as_of: String,
    /// The change as data; `null` where there is none.
    pub change: Value,
    /// Files with the whole report.
    pub reports: Vec<String>,
    pub lang: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Change,
    /// The same as at the last run; sent only where every run is told.
    Same,
    /// The site could be audited before, and cannot now.
    Down,
    Up,
    Test,
}

/// Chat services take no more than a few thousand letters at once.
const LONGEST: usize = 3_500;

impl Notice {
    /// What templates get, and what is sent without one.
    fn data(&self) -> Value {
        let text = shortened(&self.text, LONGEST, self.lang());
        let change = |key: &str| self.change.get(key).cloned().unwrap_or(Value::Null);
        json!({
            "schema": "oit-notice/1",
            "kind": self.kind,
            "title": self.title,
            "text": text,
            "site": {"url": self.url, "name": self.name},
            "as_of": self.as_of,
            "before": change("before"),
            "score_before": change("score_before"),
            "score_now": change("score_now"),
            "items": self.change.get("items").cloned().unwrap_or_else(|| json!([])),
            "reports": self.reports,
        })
    }

    fn lang(&self) -> Lang {
        if self.lang == "en" { Lang::En } else { Lang::Th }
    }

    fn whole_text(&self) -> String {
        let mut text = self.text.clone();
        if !self.reports.is_empty() {
            let lang = self.lang();
            text.push_str("\n\n");
            text.push_str(&words::reports(&self.reports, lang));
        }
        text.push('\n');
        text
    }

    /// As `oit notify` sends it, and as templates are tried.
    fn sample() -> Notice {
        Notice {
            kind: Kind::Test,
            title: both!("oit: ข้อความทดสอบ", "oit: a test"),
            text: both!(
                "ถ้าเห็นข้อความนี้ ช่องทางแจ้งเตือนใช้ได้แล้ว\n“บรรทัดที่สอง” \\ พร้อมเครื่องหมาย",
                "If you see this, the channel works.\n“A second line” \\ with marks"
            ),
            url: "https://www.example.go.th/".to_owned(),
            name: both!("หน่วยงานตัวอย่าง", "An example agency"),
            as_of: "2021-07-12".to_owned(),
            change: Value::Null,
            reports: Vec::new(),
            lang: "th".to_owned(),
        }
    }
}

/// A text of at most so many letters and a last line: it ends with a line or, where that one alone is too long, with
/// a word, and says how many items are not in it.
fn shortened(text: &str, longest: usize, lang: Lang) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut room = longest;
    let mut lines = text.lines();
    let mut left = 0;
    for line in lines.by_ref() {
        let long = line.chars().count() + 1;
        if long > room {
            left += usize::from(words::begins_item(line));
            break;
        }
        room -= long;
        kept.push(line);
    }
    left += lines.filter(|line| words::begins_item(line)).count();
    // Nothing is left under a heading.
    if let [.., "", _] = kept.as_slice() {
        kept.truncate(kept.len() - 2);
    }
    let mut out = kept.join("\n");
    if kept.is_empty() {
        let parts = text.split_inclusive(char::is_whitespace).flat_map(crate::thai::words::pieces);
        for part in parts {
            if out.chars().count() + part.chars().count() > longest {
                break;
            }
            out.push_str(part);
        }
    }
    format!("{}\n{}", out.trim_end(), words::left_out(left, lang))
}

/// Why one try failed.
pub struct Failure {
    why: String,
    help: Option<String>,
    /// Whether another try may do better.
    again: bool,
    /// The wait that was asked for.
    after: Option<Duration>,
}

impl Failure {
    fn fixed(why: String) -> Failure {
        Failure { why, help: None, again: false, after: None }
    }

    fn no_variable(names: Vec<String>) -> Failure {
        let mut failure = Failure::fixed(config::no_value(&names));
        failure.help = Some(config::way_to_set(&names));
        failure
    }
}

/// Tells a notice to every channel that wants it, what waited before it first. What cannot be
/// delivered waits for the next run; whether everything was delivered is given back.
pub async fn tell(channels: &[Channel], notice: Option<&Notice>, data: &Path) -> bool {
    let mut all = true;
    for channel in channels {
        let outbox = Outbox::of(data, &channel.name);
        let wanted = notice.filter(|notice| wants(channel.on, notice));
        let mut reached = true;
        for (path, waiting) in outbox.waiting() {
            // Where one did not get through, the next ones need not be tried at length.
            reached = reached && delivered(channel, &waiting).await;
            if !reached {
                break;
            }
            outbox.sent(&path);
        }
        let Some(notice) = wanted else {
            all &= reached;
            continue;
        };
        if !(reached && delivered(channel, notice).await) {
            all = false;
            if let Err(error) = outbox.put(notice) {
                say::warning(
                    "outbox",
                    &both!(
                        "เก็บข้อความที่ยังไม่ได้ส่งไม่ได้: {error}",
                        "cannot keep the message that was not sent: {error}"
                    ),
                );
            }
        }
    }
    all
}

fn wants(on: On, notice: &Notice) -> bool {
    let worse = || {
        let lost = |line: &Value| line.get("change").is_some_and(|change| change == "lost");
        notice.change.get("items").and_then(Value::as_array).is_some_and(|items| items.iter().any(lost))
            || score(notice, "score_now") < score(notice, "score_before")
    };
    match (on, notice.kind) {
        (_, Kind::Test) | (On::Always, _) => true,
        (On::Change, Kind::Change | Kind::Down | Kind::Up) => true,
        (On::Worse, Kind::Down) => true,
        (On::Worse, Kind::Change) => worse(),
        _ => false,
    }
}

fn score(notice: &Notice, which: &str) -> Option<f64> {
    notice.change.get(which)?.get("oit")?.as_f64()
}

/// Tries until it is through, or until trying makes no sense; tells what failed.
async fn delivered(channel: &Channel, notice: &Notice) -> bool {
    let mut wait = channel.wait;
    let mut tries = 0;
    loop {
        let sent = match &channel.way {
            Way::Webhook(hook) => webhook::send(hook, notice).await,
            Way::Mail(mail) => mail::send(mail, notice).await,
        };
        tries += 1;
        let Err(failure) = sent else {
            let message = both!("แจ้งแล้วทาง {}: {}", "told by {}: {}", channel.name, notice.title);
            if say::is_kept() {
                say::tell(Level::Info, "notified", &message, [("channel", channel.name.as_str().into())]);
            }
            return true;
        };
        if !failure.again || tries > channel.retries {
            let often = if tries > 1 {
                both!(" (ลอง {tries} ครั้ง)", " ({tries} tries)")
            } else {
                String::new()
            };
            let help =
                failure.help.map(|help| both!("\n  ทางแก้: {help}", "\n  help: {help}")).unwrap_or_default();
            let message = both!(
                "แจ้งเตือนทาง {} ไม่ได้: {}{}{}",
                "could not tell by {}: {}{}{}",
                channel.name,
                failure.why,
                often,
                help
            );
            say::tell(Level::Error, "notify-failed", &message, [("channel", channel.name.as_str().into())]);
            return false;
        }
        tokio::time::sleep(failure.after.map_or(wait, |after| after.min(Duration::from_secs(60)))).await;
        wait *= 2;
    }
}

/// `oit notify`: a test message over every channel of `oit.toml`.
pub async fn test(channels: &[Channel]) -> Result<End, Trouble> {
    if channels.is_empty() {
        return Err(Trouble::wrong(both!("ยังไม่ได้ตั้งช่องทางแจ้งเตือน", "no channel is set up")).help(both!(
            "เพิ่ม [[notify]] ใน oit.toml ดูตัวอย่างที่ oit init เขียนให้",
            "add [[notify]] to oit.toml; oit init writes an example"
        )));
    }
    let mut all = true;
    for channel in channels {
        if delivered(channel, &Notice::sample()).await {
            anstream::println!("{}", both!("ส่งข้อความทดสอบแล้วทาง {}", "a test was sent by {}", channel.name));
        } else {
            all = false;
        }
    }
    Ok(if all { End::Clean } else { End::Wrong })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_ends_with_a_line_or_a_word_and_says_what_it_lacks() {
        let text = "https://example.go.th\n\nผ่านเพิ่ม\n✓ O1 ก\n    คำแนะนำ\n✓ O2 ข\n\nเปลี่ยน\n~ O3 ค\n    เพราะ";
        assert_eq!(shortened(text, 100, Lang::Th), text);
        let at = |mark: &str| text[..text.find(mark).unwrap()].chars().count();
        assert_eq!(
            shortened(text, at("✓ O2"), Lang::Th),
            format!("{}\n… และอีก 2 ข้อ", text[..text.find("✓ O2").unwrap()].trim_end())
        );
        let headed = shortened(text, at("~ O3") + 3, Lang::En);
        assert!(headed.ends_with("✓ O2 ข\n… and 1 more"), "{headed}");
        let inside = shortened(text, at("    เพราะ") + 2, Lang::Th);
        assert!(inside.ends_with("~ O3 ค\n…"), "{inside}");
        assert_eq!(shortened("รายงานการกำกับติดตามการดำเนินการ", 12, Lang::Th), "รายงาน\n…");
    }
}
