//! A change told to a web hook: one POST of JSON.

use crate::both;
use std::time::Duration;

use minijinja::Environment;
use serde_json::Value;

use super::config::Webhook;
use super::{Failure, Notice, secret};

/// How long one try may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Of an answer nothing beyond this is read.
const ANSWER: usize = 400;

/// One try.
pub async fn send(hook: &Webhook, notice: &Notice) -> Result<(), Failure> {
    let fill = |text: &str| secret::from_environment(text).map_err(Failure::no_variable);
    let url = fill(&hook.url)?;
    let body = match &hook.body {
        Some(template) => rendered(&fill(template)?, notice).map_err(|why| {
            Failure::fixed(both!("แม่แบบ body ใช้ไม่ได้: {why}", "the template of body is at fault: {why}"))
        })?,
        None => notice.data().to_string(),
    };
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        // What follows a redirect would carry the secrets of the headers to another place.
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("oit/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| Failure::fixed(error.without_url().to_string()))?;
    let mut request = client.post(&url).header("content-type", "application/json; charset=utf-8").body(body);
    for (name, value) in &hook.headers {
        request = request.header(name.as_str(), fill(value)?);
    }
    // The address is a secret: it stays out of every error.
    let answer = request.send().await.map_err(|error| unsent(&error.without_url()))?;
    let status = answer.status();
    if status.is_success() {
        return Ok(());
    }
    let after = answer.headers().get("retry-after").and_then(|after| after.to_str().ok()?.parse().ok());
    let said = answer.text().await.unwrap_or_default();
    let said: String = crate::report::clean_text(&said).chars().take(ANSWER).collect();
    let said = if said.trim().is_empty() { String::new() } else { format!(": {}", said.trim()) };
    let why = both!("ปลายทางตอบ HTTP {}{said}", "the answer was HTTP {}{said}", status.as_u16());
    let again = status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429);
    Err(Failure {
        why,
        help: (!again).then(|| {
            both!(
                "ตรวจ webhook, headers และ body ใน oit.toml แล้วลองด้วย oit notify",
                "see to webhook, headers and body in oit.toml, then try oit notify"
            )
        }),
        again,
        after: after.map(Duration::from_secs),
    })
}

fn unsent(error: &reqwest::Error) -> Failure {
    let why = if error.is_timeout() {
        both!("ปลายทางไม่ตอบใน {} วินาที", "no answer in {} s", PATIENCE.as_secs())
    } else if error.is_connect() {
        both!("ต่อปลายทางไม่ได้", "no connection")
    } else if error.is_builder() {
        return Failure::fixed(both!(
            "ที่อยู่หรือ headers ของ webhook เขียนผิด",
            "the webhook's address or headers are written wrongly"
        ));
    } else {
        error.to_string()
    };
    Failure { why, help: None, again: true, after: None }
}

/// A body out of a template. Everything is put in as data: quotes and line ends of a site's text
/// stay text where the template says `|tojson`.
fn rendered(template: &str, notice: &Notice) -> Result<String, String> {
    let environment = Environment::new();
    let data: Value = notice.data();
    let body =
        environment.render_str(template, minijinja::value::Serde(&data)).map_err(|error| fault(&error))?;
    serde_json::from_str::<Value>(&body).map_err(|error| {
        let why = crate::command::to::json_fault(&error);
        both!("ผลที่ได้ไม่ใช่ JSON: {why}", "what comes of it is no JSON: {why}")
    })?;
    Ok(body)
}

/// What is wrong in a template, in the language of the program.
fn fault(error: &minijinja::Error) -> String {
    use minijinja::ErrorKind as Kind;
    if crate::lang::now() == crate::report::Lang::En {
        return error.to_string();
    }
    // "filter nofilter is unknown"
    let named = error.detail().and_then(|detail| detail.split(' ').nth(1)).unwrap_or_default();
    let what = match error.kind() {
        Kind::SyntaxError => "วงเล็บปีกกาหรือคำในนั้นเขียนไม่ถูกรูปแบบ".to_owned(),
        Kind::UnknownFilter => format!("ไม่รู้จักตัวกรอง “{named}”"),
        Kind::UnknownFunction => format!("ไม่รู้จักคำสั่ง “{named}”"),
        Kind::UnknownTest => format!("ไม่รู้จักเงื่อนไข “{named}”"),
        Kind::UndefinedError => "ใช้ชื่อที่ไม่มีในข้อความแจ้งเตือน".to_owned(),
        Kind::MissingArgument | Kind::TooManyArguments => "จำนวนค่าที่ให้ตัวกรองไม่ถูกต้อง".to_owned(),
        _ => "สั่งสิ่งที่ทำกับค่านั้นไม่ได้".to_owned(),
    };
    match error.line() {
        Some(line) => format!("{what} (บรรทัด {line} ของแม่แบบ)"),
        None => what,
    }
}

/// Whether a template can be used at all: told before an audit, not after it.
pub fn try_template(template: &str) -> Result<(), String> {
    // What a variable holds is not known here; a letter stands for it.
    let filled = secret::filled(template, |_| Some("x".to_owned())).unwrap_or_default();
    rendered(&filled, &Notice::sample()).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str =
        r#"{"to": "${LINE_TO}", "messages": [{"type": "text", "text": {{ (title ~ "\n" ~ text)|tojson }}}]}"#;

    #[test]
    fn a_body_for_line() {
        try_template(LINE).unwrap();
        let body = rendered(LINE, &Notice::sample()).unwrap();
        let body: Value = serde_json::from_str(&body).unwrap();
        assert!(body["messages"][0]["text"].as_str().unwrap().contains('\n'));
    }

    #[test]
    fn what_is_wrong_in_a_template_is_told() {
        for template in ["{{ text", "{{ text|nofilter }}", "{% if %}", "{{ a.b.c }}", "{{ text|map }}"] {
            let why = try_template(template).unwrap_err();
            let thai = why.split_once(' ').map_or(why.as_str(), |(first, _)| first);
            assert!(
                thai.contains(crate::thai::text::is_thai) && !why.contains("unknown"),
                "{template}: {why}"
            );
        }
        assert!(try_template(r#"{"text": "{{ text }}"}"#).unwrap_err().contains("JSON"));
        try_template(r#"{"content": {{ items|map(attribute="id")|join(" ")|tojson }}}"#).unwrap();
    }
}
