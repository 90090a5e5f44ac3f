//! `[[notify]]` of `oit.toml`: where a change is told.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;

use super::secret;
use crate::both;
use crate::command::Trouble;

/// As it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Written {
    name: Option<String>,
    on: Option<Spanned<String>>,
    webhook: Option<Spanned<String>>,
    #[serde(default)]
    headers: std::collections::BTreeMap<String, String>,
    body: Option<Spanned<String>>,
    email: Option<Spanned<OneOrMore>>,
    from: Option<Spanned<String>>,
    smtp: Option<Spanned<String>>,
    security: Option<Spanned<String>>,
    user: Option<String>,
    password: Option<Spanned<String>>,
    ca: Option<PathBuf>,
    retries: Option<u32>,
    retry_wait: Option<Spanned<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// When a channel is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// Anything is otherwise than at the last run.
    Change,
    /// Something was lost, or the site cannot be audited.
    Worse,
    /// Every run.
    Always,
}

/// One channel, checked.
#[derive(Debug, Clone)]
pub struct Channel {
    pub name: String,
    /// Where it begins in the file.
    pub at: usize,
    pub on: On,
    /// Tries after the first one.
    pub retries: u32,
    /// Before the second try; it doubles from try to try.
    pub wait: Duration,
    pub way: Way,
}

#[derive(Debug, Clone)]
pub enum Way {
    Webhook(Webhook),
    Mail(Mail),
}

/// Texts in these may hold `${NAME}`, filled in when they are used.
#[derive(Debug, Clone)]
pub struct Webhook {
    pub url: String,
    pub headers: Vec<(String, String)>,
    /// A template of the body; without one our own JSON is sent.
    pub body: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Mail {
    pub to: Vec<String>,
    pub from: String,
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: Option<String>,
    pub password: Option<String>,
    /// The authority of a mail server that is not publicly known, PEM.
    pub ca: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (port 465).
    Tls,
    /// TLS after a greeting (port 587); without it nothing is sent.
    StartTls,
    None,
}

/// Checks what a file says; `place` tells where something stands in it.
pub fn checked(
    all: Vec<Spanned<Written>>,
    folder: &Path,
    place: &dyn Fn(usize) -> String,
) -> Result<Vec<Channel>, Trouble> {
    let mut channels: Vec<Channel> = Vec::new();
    for written in all {
        let at = written.span().start;
        let channel = channel(written.into_inner(), at, folder, place)?;
        if channels.iter().any(|other| other.name == channel.name) {
            return Err(Trouble::wrong(both!(
                "{}: มีช่องทางแจ้งเตือนชื่อ “{}” แล้ว",
                "{}: there is a channel “{}” already",
                place(at),
                channel.name
            ))
            .help(both!("ตั้งชื่อให้ต่างกันด้วย name = \"…\"", "give them different names with name = \"…\"")));
        }
        channels.push(channel);
    }
    Ok(channels)
}

fn channel(
    written: Written,
    at: usize,
    folder: &Path,
    place: &dyn Fn(usize) -> String,
) -> Result<Channel, Trouble> {
    let wrong =
        |at: usize, what: String, help: String| Trouble::wrong(format!("{}: {what}", place(at))).help(help);
    let on = match written.on.as_ref().map(|on| (on.get_ref().as_str(), on.span().start)) {
        None | Some(("change", _)) => On::Change,
        Some(("worse", _)) => On::Worse,
        Some(("always", _)) => On::Always,
        Some((other, at)) => {
            let help = both!(
                "ใช้ \"change\" (เมื่อผลเปลี่ยน) \"worse\" (เมื่อแย่ลง) หรือ \"always\" (ทุกครั้ง)",
                "use \"change\" (something changed), \"worse\" (something was lost) or \"always\""
            );
            return Err(wrong(at, both!("on = \"{other}\" ใช้ไม่ได้", "on = \"{other}\" cannot be"), help));
        }
    };
    let wait = match &written.retry_wait {
        None => Duration::from_secs(2),
        Some(wait) => Duration::from_secs_f64(crate::cli::span(wait.get_ref()).map_err(|why| {
            wrong(wait.span().start, why, both!("เช่น retry-wait = \"5s\"", "as retry-wait = \"5s\""))
        })?),
    };
    let retries = written.retries.unwrap_or(3).min(10);
    let given = written.name.clone();
    let (way, called) = match (&written.webhook, &written.email) {
        (Some(url), None) => {
            let mail = ["from", "smtp", "security", "user", "password", "ca"];
            let used = [
                written.from.is_some(),
                written.smtp.is_some(),
                written.security.is_some(),
                written.user.is_some(),
                written.password.is_some(),
                written.ca.is_some(),
            ];
            if let Some((name, _)) = mail.iter().zip(used).find(|(_, used)| *used) {
                return Err(wrong(
                    at,
                    both!("“{name}” ใช้กับ webhook ไม่ได้", "“{name}” does not belong to a webhook"),
                    both!("แยก [[notify]] ของอีเมลออกเป็นอีกรายการ", "give e-mail a [[notify]] of its own"),
                ));
            }
            webhook(&written, url, &wrong)?
        }
        (None, Some(to)) => {
            if written.body.is_some() || !written.headers.is_empty() {
                return Err(wrong(
                    at,
                    both!(
                        "“body” และ “headers” ใช้กับ webhook เท่านั้น",
                        "“body” and “headers” are for webhooks only"
                    ),
                    both!("เอาสองช่องนี้ออกจากรายการอีเมล", "take both out of the e-mail's [[notify]]"),
                ));
            }
            mail(&written, to, at, folder, &wrong)?
        }
        (Some(_), Some(_)) => {
            return Err(wrong(
                at,
                both!(
                    "[[notify]] หนึ่งรายการมีทั้ง webhook และ email",
                    "one [[notify]] has both webhook and email"
                ),
                both!("แยกเป็นสองรายการ", "make two of it"),
            ));
        }
        (None, None) => {
            let help = both!(
                "เพิ่ม webhook = \"https://…\" หรือ email = [\"…\"] กับ smtp = \"…\"",
                "add webhook = \"https://…\", or email = [\"…\"] with smtp = \"…\""
            );
            return Err(wrong(
                at,
                both!("[[notify]] ไม่ได้บอกว่าจะแจ้งที่ใด", "[[notify]] does not say where to"),
                help,
            ));
        }
    };
    Ok(Channel { name: given.unwrap_or(called), at, on, retries, wait, way })
}

/// What is said of variables that hold nothing.
pub fn no_value(names: &[String]) -> String {
    let all = names.join(", ");
    if names.len() == 1 {
        both!("ตัวแปร {all} ไม่มีค่า", "the variable {all} has no value")
    } else {
        both!("ตัวแปร {all} ไม่มีค่า", "the variables {all} have no value")
    }
}

/// How variables get their values.
pub fn way_to_set(names: &[String]) -> String {
    let set: Vec<String> = names.iter().map(|name| format!("{name}=…")).collect();
    let (set, it) = (set.join(" "), if names.len() == 1 { "it" } else { "them" });
    both!(
        "ตั้งตัวแปรก่อนสั่ง oit เช่น {set} หรือใน EnvironmentFile ของ systemd",
        "set {it} before oit is run, as {set}, or in systemd's EnvironmentFile"
    )
}

impl Channel {
    /// Variables that it needs and that hold nothing.
    pub fn unset(&self) -> Vec<String> {
        let mut texts: Vec<&str> = Vec::new();
        match &self.way {
            Way::Webhook(hook) => {
                texts.push(&hook.url);
                texts.extend(hook.headers.iter().map(|(_, value)| value.as_str()));
                texts.extend(hook.body.as_deref());
            }
            Way::Mail(mail) => {
                texts.extend(mail.to.iter().map(String::as_str));
                texts.push(&mail.from);
                texts.extend([&mail.user, &mail.password].into_iter().flatten().map(String::as_str));
            }
        }
        let mut names: Vec<String> =
            texts.into_iter().flat_map(secret::variables).filter(|name| secret::is_unset(name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

type Wrong<'a> = dyn Fn(usize, String, String) -> Trouble + 'a;

fn webhook(written: &Written, url: &Spanned<String>, wrong: &Wrong) -> Result<(Way, String), Trouble> {
    let at = url.span().start;
    let text = url.get_ref();
    let plain = text.starts_with("https://") || text.starts_with("http://") || text.starts_with("${");
    if !plain {
        return Err(wrong(
            at,
            both!("webhook ต้องเป็นที่อยู่เว็บ", "webhook must be a web address"),
            both!(
                "เช่น webhook = \"https://chat.example.go.th/hook/${{OIT_HOOK}}\"",
                "as webhook = \"https://chat.example.go.th/hook/${{OIT_HOOK}}\""
            ),
        ));
    }
    if let Some(body) = &written.body {
        super::webhook::try_template(body.get_ref()).map_err(|why| {
            wrong(
                body.span().start,
                both!("แม่แบบ body ใช้ไม่ได้: {why}", "the template of body is at fault: {why}"),
                both!(
                    "ใส่ข้อความด้วย {{{{ text|tojson }}}} โดยไม่ต้องมีเครื่องหมายคำพูดครอบ",
                    "put texts in as {{{{ text|tojson }}}}, without quotation marks around them"
                ),
            )
        })?;
    }
    let headers = written.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let called = secret::masked_url(text).trim_end_matches("/***").to_owned();
    let body = written.body.as_ref().map(|body| body.get_ref().clone());
    Ok((Way::Webhook(Webhook { url: text.clone(), headers, body }), called))
}

fn mail(
    written: &Written,
    to: &Spanned<OneOrMore>,
    at: usize,
    folder: &Path,
    wrong: &Wrong,
) -> Result<(Way, String), Trouble> {
    let addresses = match to.get_ref() {
        OneOrMore::One(one) => vec![one.clone()],
        OneOrMore::More(all) => all.clone(),
    };
    let is_mail = |text: &str| text.contains("${") || text.parse::<lettre::message::Mailbox>().is_ok();
    if let Some(bad) = addresses.iter().find(|one| !is_mail(one)) {
        let what = both!("“{bad}” ไม่ใช่ที่อยู่อีเมล", "“{bad}” is no e-mail address");
        return Err(wrong(
            to.span().start,
            what,
            both!("เช่น email = [\"saraban@example.go.th\"]", "as email = [\"saraban@example.go.th\"]"),
        ));
    }
    if addresses.is_empty() {
        return Err(wrong(
            to.span().start,
            both!("email ไม่มีผู้รับ", "email names nobody"),
            both!("เช่น email = [\"saraban@example.go.th\"]", "as email = [\"saraban@example.go.th\"]"),
        ));
    }
    let Some(smtp) = &written.smtp else {
        return Err(wrong(
            at,
            both!("ขาด smtp ของอีเมล", "the e-mail's smtp is missing"),
            both!("เช่น smtp = \"mail.example.go.th:587\"", "as smtp = \"mail.example.go.th:587\""),
        ));
    };
    let Some(from) = &written.from else {
        return Err(wrong(
            at,
            both!("ขาด from ของอีเมล", "the e-mail's from is missing"),
            both!("เช่น from = \"oit <oit@example.go.th>\"", "as from = \"oit <oit@example.go.th>\""),
        ));
    };
    if !is_mail(from.get_ref()) {
        let what = both!("from “{}” ไม่ใช่ที่อยู่อีเมล", "from “{}” is no e-mail address", from.get_ref());
        return Err(wrong(
            from.span().start,
            what,
            both!("เช่น from = \"oit <oit@example.go.th>\"", "as from = \"oit <oit@example.go.th>\""),
        ));
    }
    let security = match written.security.as_ref().map(|s| (s.get_ref().as_str(), s.span().start)) {
        None => None,
        Some(("tls", _)) => Some(Security::Tls),
        Some(("starttls", _)) => Some(Security::StartTls),
        Some(("none", _)) => Some(Security::None),
        Some((other, at)) => {
            let help = both!(
                "ใช้ \"starttls\" (พอร์ต 587) \"tls\" (พอร์ต 465) หรือ \"none\"",
                "use \"starttls\" (port 587), \"tls\" (port 465) or \"none\""
            );
            return Err(wrong(
                at,
                both!("security = \"{other}\" ใช้ไม่ได้", "security = \"{other}\" cannot be"),
                help,
            ));
        }
    };
    let (host, port) = match smtp.get_ref().rsplit_once(':') {
        Some((host, port)) => {
            let number = port.parse().map_err(|_| {
                wrong(
                    smtp.span().start,
                    both!("“{port}” ไม่ใช่เลขพอร์ต", "“{port}” is no port"),
                    both!("เช่น smtp = \"mail.example.go.th:587\"", "as smtp = \"mail.example.go.th:587\""),
                )
            })?;
            (host.to_owned(), Some(number))
        }
        None => (smtp.get_ref().clone(), None),
    };
    let security = security.unwrap_or(if port == Some(465) { Security::Tls } else { Security::StartTls });
    let port = port.unwrap_or(match security {
        Security::Tls => 465,
        Security::StartTls => 587,
        Security::None => 25,
    });
    let loopback = host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    if security == Security::None
        && !loopback
        && let Some(password) = &written.password
    {
        return Err(wrong(
            password.span().start,
            both!("จะไม่ส่งรหัสผ่านโดยไม่เข้ารหัส", "a password is not sent unencrypted"),
            both!(
                "ใช้ security = \"starttls\" หรือ \"tls\" หรือเอา user และ password ออก",
                "use security = \"starttls\" or \"tls\", or take user and password out"
            ),
        ));
    }
    let mail = Mail {
        to: addresses,
        from: from.get_ref().clone(),
        host: host.clone(),
        port,
        security,
        user: written.user.clone(),
        password: written.password.as_ref().map(|p| p.get_ref().clone()),
        ca: written.ca.as_ref().map(|ca| folder.join(ca)),
    };
    Ok((Way::Mail(mail), format!("smtp://{host}:{port}")))
}

/// As `--dump-config` shows it: names of variables, never what they hold, and nothing that may be
/// a secret.
pub fn dump(channels: &[Channel]) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut out = String::new();
    for channel in channels {
        let on = match channel.on {
            On::Change => "change",
            On::Worse => "worse",
            On::Always => "always",
        };
        out.push_str(&format!("\n[[notify]]\nname = {}\non = \"{on}\"\n", quoted(&channel.name)));
        match &channel.way {
            Way::Webhook(hook) => {
                out.push_str(&format!("webhook = {}\n", quoted(&secret::masked_url(&hook.url))));
                let headers = hook
                    .headers
                    .iter()
                    .map(|(name, value)| format!("{} = {}", quoted(name), quoted(&secret::masked(value))));
                let headers: Vec<String> = headers.collect();
                if !headers.is_empty() {
                    out.push_str(&format!("headers = {{ {} }}\n", headers.join(", ")));
                }
                if let Some(body) = &hook.body {
                    out.push_str(&format!("body = {}\n", quoted(body)));
                }
            }
            Way::Mail(mail) => {
                let to: Vec<String> = mail.to.iter().map(|to| quoted(to)).collect();
                out.push_str(&format!("email = [{}]\nfrom = {}\n", to.join(", "), quoted(&mail.from)));
                let security = match mail.security {
                    Security::Tls => "tls",
                    Security::StartTls => "starttls",
                    Security::None => "none",
                };
                out.push_str(&format!("smtp = \"{}:{}\"\nsecurity = \"{security}\"\n", mail.host, mail.port));
                if let Some(user) = &mail.user {
                    out.push_str(&format!("user = {}\n", quoted(&secret::masked(user))));
                }
                if let Some(password) = &mail.password {
                    out.push_str(&format!("password = {}\n", quoted(&secret::masked(password))));
                }
                if let Some(ca) = &mail.ca {
                    out.push_str(&format!("ca = {}\n", quoted(&ca.display().to_string())));
                }
            }
        }
        out.push_str(&format!(
            "retries = {}\nretry-wait = \"{}s\"\n",
            channel.retries,
            channel.wait.as_secs_f64()
        ));
    }
    out
}
