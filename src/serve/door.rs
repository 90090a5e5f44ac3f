//! Who may come in, and what every answer carries.
//!
//! On loopback anyone on this machine may read. A page elsewhere that had its own name resolve to
//! 127.0.0.1 would carry that name in `Host`, and is refused. On any other address a token is asked
//! for, and remembered in a cookie that only this host gets back.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use sha2::{Digest, Sha256};

use super::form::Form;
use super::{Missing, Shared};

pub struct Door {
    /// Asked for where the page is open to other machines.
    token: Option<String>,
    /// Of this process; never leaves it as it is.
    secret: [u8; 32],
}

const COOKIE: &str = "oit-door";

impl Door {
    /// # Errors
    /// If the system gives no random bytes.
    pub fn new(token: Option<String>) -> Result<Door, getrandom::Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)?;
        Ok(Door { token, secret })
    }

    fn derived(&self, what: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(self.secret);
        hash.update(what.as_bytes());
        crate::crawl::hex(&hash.finalize())
    }

    /// Stands in every form; a page of another site cannot know it.
    pub fn form_secret(&self) -> String {
        self.derived("form")
    }

    /// Whether a form is one of ours.
    pub fn is_ours(&self, given: &str) -> bool {
        same(given, &self.form_secret())
    }

    fn pass(&self, token: &str) -> String {
        self.derived(&format!("cookie {token}"))
    }

    fn is_open_to(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        // As bytes: `to_str` knows no Thai, and a token may have some.
        let bearer = headers.get(header::AUTHORIZATION).and_then(|v| v.as_bytes().strip_prefix(b"Bearer "));
        let bearer = bearer.and_then(|given| std::str::from_utf8(given).ok()).map(str::trim);
        let pass = self.pass(token);
        bearer.is_some_and(|given| same(given, token))
            || text(header::COOKIE)
                .split(';')
                .filter_map(|c| c.trim().split_once('='))
                .any(|(name, value)| name == COOKIE && same(value, &pass))
    }
}

/// Equal, in a time that does not tell how much of it is.
fn same(a: &str, b: &str) -> bool {
    let (a, b) = (Sha256::digest(a), Sha256::digest(b));
    a.iter().zip(b.iter()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// `Host` without its port, in lower case.
fn host(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?.to_ascii_lowercase();
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?.to_owned(),
        None => host.split(':').next()?.to_owned(),
    };
    Some(bare)
}

/// Before every page.
pub(super) async fn guard(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let name = host(headers);
    let local = name
        .as_deref()
        .is_some_and(|host| host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()));
    let path = request.uri().path();
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    // What another page makes the browser send says where it came from.
    let origin = headers.get(header::ORIGIN).and_then(|o| o.to_str().ok());
    let foreign = origin.is_some_and(|origin| {
        let from = url::Url::parse(origin).ok();
        from.and_then(|url| url.host_str().map(|h| h.trim_matches(['[', ']']).to_ascii_lowercase())) != name
    });
    let no = |status, why: &str, help| super::refused(&app, &Missing::Refused(status, why.to_owned(), help));
    let answer = if app.door.token.is_none() && !local {
        let help = "เปิดด้วย http://127.0.0.1 หรือ http://localhost พร้อมพอร์ตที่ oit serve บอก";
        no(StatusCode::MISDIRECTED_REQUEST, "เปิดหน้านี้ด้วยชื่ออื่นไม่ได้", help)
    } else if foreign && !reading {
        no(StatusCode::FORBIDDEN, "คำสั่งนี้มาจากเว็บไซต์อื่น จึงไม่ทำ", "เริ่มจากหน้าแรกของ oit เอง")
    } else if !app.door.is_open_to(headers) && path != "/login" && path != "/style.css" {
        if reading && headers.get(header::AUTHORIZATION).is_none() {
            Redirect::to("/login").into_response()
        } else {
            no(StatusCode::UNAUTHORIZED, "ต้องใช้รหัสผ่าน (token)", "เปิดหน้าแรก ใส่รหัสผ่าน แล้วลองอีกครั้ง")
        }
    } else {
        super::in_words(&app, next.run(request).await)
    };
    sealed(answer)
}

/// No scripts at all, no frames, no guessing of types, no address of ours told to others.
fn sealed(mut answer: Response) -> Response {
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                  frame-ancestors 'none'; base-uri 'none'";
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let headers = answer.headers_mut();
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

pub(super) async fn login(State(app): State<Shared>) -> Response {
    super::made(app, |app| {
        Ok(app.page("login.html", minijinja::context! { wrong => false })?.into_response())
    })
    .await
}

pub(super) async fn enter(State(app): State<Shared>, form: Form) -> Response {
    let entered = form.field("token").trim();
    let right = app.door.token.as_ref().is_some_and(|token| same(token, entered));
    if right {
        let pass = app.door.pass(entered);
        let cookie = format!("{COOKIE}={pass}; Path=/; HttpOnly; SameSite=Strict");
        return ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response();
    }
    // A guesser gets one try a second.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let page = app.page("login.html", minijinja::context! { wrong => true });
    match page {
        Ok(page) => (StatusCode::UNAUTHORIZED, page).into_response(),
        Err(_) => StatusCode::UNAUTHORIZED.into_response(),
    }
}
