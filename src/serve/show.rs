//! Templates, and how numbers, days and addresses look.

use std::fmt::Write;

use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use minijinja::{Environment, Error, Value, context};

use super::App;
use crate::report::{Lang, clean_text};

const TEMPLATES: [(&str, &str); 17] = [
    ("parts.html", include_str!("templates/parts.html")),
    ("base.html", include_str!("templates/base.html")),
    ("survey.html", include_str!("templates/survey.html")),
    ("home.html", include_str!("templates/home.html")),
    ("overview.html", include_str!("templates/overview.html")),
    ("agencies.html", include_str!("templates/agencies.html")),
    ("items.html", include_str!("templates/items.html")),
    ("item.html", include_str!("templates/item.html")),
    ("groups.html", include_str!("templates/groups.html")),
    ("trends.html", include_str!("templates/trends.html")),
    ("failed.html", include_str!("templates/failed.html")),
    ("clusters.html", include_str!("templates/clusters.html")),
    ("changes.html", include_str!("templates/changes.html")),
    ("agency.html", include_str!("templates/agency.html")),
    ("history.html", include_str!("templates/history.html")),
    ("message.html", include_str!("templates/message.html")),
    ("login.html", include_str!("templates/login.html")),
];

pub(super) fn templates() -> Environment<'static> {
    let mut all = Environment::new();
    for (name, text) in TEMPLATES {
        // They are tested with the program; a fault in one shows when its page is asked for.
        let _ = all.add_template(name, text);
    }
    all.add_filter("score", |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| format!("{v:.2}")));
    all.add_filter("pct", |v: f64| format!("{v:.0}%"));
    all.add_filter("n", |v: i64| thousands(v));
    all.add_filter("signed", |v: f64| {
        format!(
            "{}{:.2}",
            if v > 0.0 {
                "+"
            } else if v < 0.0 {
                "−"
            } else {
                ""
            },
            v.abs()
        )
    });
    all.add_filter("day", |v: String| Lang::Th.words().date(&v).to_string());
    all.add_filter("time", time);
    all.add_filter("ago", ago);
    all.add_filter("called", |v: Value| called(&v));
    all.add_filter("clean", |v: String| clean_text(&v).to_string());
    all.add_filter("web", |v: String| crate::report::web(&v).unwrap_or_default().to_owned());
    all.add_filter("readable", |v: String| crate::report::readable(&v));
    all.add_filter("q", |v: String| encoded(&v));
    all.add_filter("verdict", word);
    all.add_filter("sign", sign);
    all
}

/// `21 พฤศจิกายน 2569 14:05`, in the machine's own time.
fn time(stamp: String) -> String {
    let Ok(stamp) = stamp.parse::<jiff::Timestamp>() else { return stamp };
    let zoned = stamp.to_zoned(jiff::tz::TimeZone::system());
    let day = Lang::Th.words().date(&zoned.date().to_string()).to_string();
    format!("{day} {}", zoned.strftime("%H:%M"))
}

/// How long ago: `5 นาที`.
fn ago(stamp: String) -> String {
    let Ok(then) = stamp.parse::<jiff::Timestamp>() else { return "–".to_owned() };
    let seconds = jiff::Timestamp::now().duration_since(then).as_secs().max(0);
    match (seconds / 3600, seconds / 60 % 60) {
        (0, 0) => format!("{seconds} วินาที"),
        (0, minutes) => format!("{minutes} นาที"),
        (hours, minutes) => format!("{hours} ชั่วโมง {minutes} นาที"),
    }
}

/// A survey's name, and its round where there are several of that name.
fn called(survey: &Value) -> String {
    let attribute = |name: &str| survey.get_attr(name).unwrap_or_default();
    let number = |name: &str| i64::try_from(attribute(name)).unwrap_or_default();
    let name = clean_text(attribute("name").as_str().unwrap_or_default());
    match attribute("kind").as_str() {
        Some("survey") if number("rounds") > 1 => format!("{name} รอบที่ {}", number("round")),
        _ => name,
    }
}

fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = if number < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A value within a query.
pub(super) fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// A query of those pairs that say something.
pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(out, "{}{name}={}", if out.is_empty() { "?" } else { "&" }, encoded(value));
    }
    out
}

/// The word for a verdict, by its letter or its name.
fn word(verdict: String) -> &'static str {
    match verdict.as_str() {
        "P" | "pass" => "ผ่าน",
        "F" | "fail" => "ไม่ผ่าน",
        "R" | "review" => "ให้คนดู",
        "U" | "not-determined" => "สรุปไม่ได้",
        "N" | "not-applicable" => "ไม่ต้องทำ",
        _ => "ไม่มีข้อนี้",
    }
}

/// A sign that says the same without colour.
fn sign(verdict: String) -> &'static str {
    match verdict.as_str() {
        "P" | "pass" => "✓",
        "F" | "fail" => "✗",
        "R" | "review" => "?",
        "U" | "not-determined" => "…",
        _ => "–",
    }
}

impl App {
    /// A template filled; `form_secret` and `version` are always there.
    pub(super) fn page(&self, name: &str, values: Value) -> Result<Html<String>, Error> {
        let values = context! {
            form_secret => self.door.form_secret(),
            version => env!("CARGO_PKG_VERSION"),
            ..values
        };
        Ok(Html(self.templates.get_template(name)?.render(values)?))
    }
}

/// A value of ours for a template.
pub(super) fn given(value: impl serde::Serialize) -> Value {
    Value::from(minijinja::value::Serde(value))
}

pub(super) async fn style() -> Response {
    let head =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "private, max-age=300")];
    (head, include_str!("style.css")).into_response()
}

/// Pages of a long list: which rows, and where to go from here.
pub(super) struct Pages {
    pub(super) from: usize,
    pub(super) to: usize,
    now: usize,
    last: usize,
    total: usize,
}

pub(super) const ROWS: usize = 50;

impl Pages {
    pub(super) fn of(total: usize, asked: Option<usize>) -> Pages {
        let last = total.div_ceil(ROWS).max(1);
        let now = asked.unwrap_or(1).clamp(1, last);
        Pages { from: (now - 1) * ROWS, to: (now * ROWS).min(total), now, last, total }
    }

    /// For the template; `link` makes the address of a page.
    pub(super) fn shown(&self, link: impl Fn(usize) -> String) -> Value {
        let near: Vec<usize> =
            (1..=self.last).filter(|p| *p == 1 || *p == self.last || p.abs_diff(self.now) <= 2).collect();
        let pages: Vec<Value> = near
            .iter()
            .enumerate()
            .map(|(at, page)| {
                let gap = at > 0 && near[at - 1] + 1 != *page;
                context! { page, link => link(*page), now => *page == self.now, gap }
            })
            .collect();
        context! {
            pages, total => self.total, from => self.from + usize::from(self.total > 0), to => self.to,
            before => (self.now > 1).then(|| link(self.now - 1)),
            after => (self.now < self.last).then(|| link(self.now + 1)),
            many => self.last > 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_sound() {
        let mut all = Environment::new();
        for (name, text) in TEMPLATES {
            all.add_template(name, text).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        }
    }

    #[test]
    fn numbers_as_people_write_them() {
        assert_eq!((thousands(1_234_567), thousands(-950)), ("1,234,567".to_owned(), "-950".to_owned()));
        assert_eq!(query(&[("a", "ก"), ("b", ""), ("c", "1&2")]), "?a=%E0%B8%81&c=1%262");
    }
}
