//! A change told by e-mail.

use crate::both;
use std::time::Duration;

use lettre::message::{Mailbox, header::ContentType, header::MIME_VERSION_1_0};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::config::{Mail, Security};
use super::{Failure, Notice, secret};

const PATIENCE: Duration = Duration::from_secs(30);

/// One try.
pub async fn send(mail: &Mail, notice: &Notice) -> Result<(), Failure> {
    let message = message(mail, notice)?;
    let transport = transport(mail)?;
    transport.send(message).await.map(|_| ()).map_err(|error| unsent(mail, &error))
}

fn fill(text: &str) -> Result<String, Failure> {
    secret::from_environment(text).map_err(Failure::no_variable)
}

fn message(mail: &Mail, notice: &Notice) -> Result<Message, Failure> {
    let address = |text: &str| {
        let text = fill(text)?;
        text.parse::<Mailbox>()
            .map_err(|_| Failure::fixed(both!("“{text}” ไม่ใช่ที่อยู่อีเมล", "“{text}” is no e-mail address")))
    };
    let mut message = Message::builder()
        .from(address(&mail.from)?)
        .subject(notice.title.clone())
        .message_id(Some(number(mail, notice)))
        .date_now()
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN);
    for to in &mail.to {
        message = message.to(address(to)?);
    }
    message.body(notice.whole_text()).map_err(|error| Failure::fixed(error.to_string()))
}

/// What a mail is known by: the same for every try of the same notice, so that a server that took it and could not say
/// so has it once. A test is another one each time.
fn number(mail: &Mail, notice: &Notice) -> String {
    use sha2::Digest;
    let mut hash = sha2::Sha256::new();
    hash.update(serde_json::to_vec(notice).unwrap_or_default());
    mail.to.iter().for_each(|to| hash.update(to));
    if notice.kind == super::Kind::Test {
        hash.update(jiff::Timestamp::now().as_nanosecond().to_be_bytes());
    }
    let name: String = hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let domain = mail.from.rsplit_once('@').map_or("", |(_, domain)| domain.trim_matches(['>', ' ']));
    let usable = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let domain = if !domain.is_empty() && domain.chars().all(usable) { domain } else { "oit.invalid" };
    format!("<{name}@{domain}>")
}

fn transport(mail: &Mail) -> Result<AsyncSmtpTransport<Tokio1Executor>, Failure> {
    let tls = match mail.security {
        Security::None => Tls::None,
        Security::StartTls => Tls::Required(parameters(mail)?),
        Security::Tls => Tls::Wrapper(parameters(mail)?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.host)
        .port(mail.port)
        .tls(tls)
        .timeout(Some(PATIENCE));
    if let (Some(user), Some(password)) = (&mail.user, &mail.password) {
        builder = builder.credentials(Credentials::new(fill(user)?, fill(password)?));
    }
    Ok(builder.build())
}

fn parameters(mail: &Mail) -> Result<TlsParameters, Failure> {
    let mut parameters = TlsParameters::builder(mail.host.clone());
    if let Some(path) = &mail.ca {
        let fault = |why: String| {
            let mut failure = Failure::fixed(both!(
                "ใบรับรอง {} ใช้ไม่ได้: {why}",
                "the certificate {} cannot be used: {why}",
                path.display()
            ));
            failure.help = Some(both!(
                "ใช้ไฟล์ PEM ของผู้ออกใบรับรองของเซิร์ฟเวอร์อีเมล",
                "use the PEM file of who issued the mail server's certificate"
            ));
            failure
        };
        let pem = std::fs::read(path).map_err(|error| fault(error.to_string()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| fault(error.to_string()))?;
        parameters = parameters.add_root_certificate(certificate);
    }
    parameters.build_rustls().map_err(|error| Failure::fixed(error.to_string()))
}

fn unsent(mail: &Mail, error: &lettre::transport::smtp::Error) -> Failure {
    let server = both!("เซิร์ฟเวอร์อีเมล {}:{}", "the mail server {}:{}", mail.host, mail.port);
    let said = crate::report::clean_text(&causes(error));
    let code = error.status().map(|code| code.to_string());
    // The library tells a certificate that it does not trust as a connection that failed.
    let untrusted = error.is_tls() || said.contains("certificate");
    let (why, help) = if untrusted {
        (
            both!("ต่อ{server} แบบเข้ารหัสไม่ได้: {said}", "no encrypted connection to {server}: {said}"),
            Some(both!(
                "ตรวจชื่อเครื่องและ security ถ้าหน่วยงานออกใบรับรองเอง ให้บอกผู้ออกด้วย ca = \"…pem\"",
                "see to the host's name and security; name an issuer of your own with ca = \"…pem\""
            )),
        )
    } else if error.is_timeout() {
        (both!("{server} ไม่ตอบใน {} วินาที", "{server} did not answer in {} s", PATIENCE.as_secs()), None)
    } else if matches!(code.as_deref(), Some("530" | "534" | "535")) {
        (
            both!(
                "{server} ไม่รับชื่อผู้ใช้หรือรหัสผ่าน: {said}",
                "{server} did not take the user or the password: {said}"
            ),
            Some(both!("ตรวจ user และ password ใน oit.toml", "see to user and password in oit.toml")),
        )
    } else if let Some(code) = &code {
        (
            both!("{server} ไม่รับอีเมล ({code}): {said}", "{server} did not take the e-mail ({code}): {said}"),
            None,
        )
    } else if error.is_client() {
        lacking(mail, &server, &said)
    } else {
        (
            both!("ต่อ{server} ไม่ได้: {said}", "no connection to {server}: {said}"),
            Some(both!("ตรวจชื่อเครื่อง พอร์ต และไฟร์วอลล์", "see to the host's name, the port and the firewall")),
        )
    };
    let again = !(error.is_permanent() || error.is_client() || untrusted);
    Failure { why, help, again, after: None }
}

/// What a server does not offer that it would have to: the library says so in English only.
fn lacking(mail: &Mail, server: &str, said: &str) -> (String, Option<String>) {
    if said.contains("authentication mechanism") {
        let help = match mail.security {
            Security::None => both!(
                "ตั้ง security = \"starttls\" หรือ \"tls\" เพราะหลายเซิร์ฟเวอร์ให้เข้าสู่ระบบหลังเข้ารหัสแล้วเท่านั้น ถ้าเซิร์ฟเวอร์ไม่ต้องใช้รหัสผ่าน ให้ลบ user และ password ออกจาก oit.toml",
                "set security = \"starttls\" or \"tls\", since many servers let nobody log in before that; if it wants no password, take user and password out of oit.toml"
            ),
            Security::StartTls | Security::Tls => both!(
                "ถ้าเซิร์ฟเวอร์ไม่ต้องใช้รหัสผ่าน ให้ลบ user และ password ออกจาก oit.toml ถ้าต้องใช้ ให้ขอผู้ดูแลเปิด SMTP AUTH (PLAIN หรือ LOGIN) ของบัญชีนี้ หรือส่งผ่านเซิร์ฟเวอร์อื่น",
                "if the server wants no password, take user and password out of oit.toml; if it does, have its keeper allow SMTP AUTH (PLAIN or LOGIN) for this account, or use another server"
            ),
        };
        let why = both!(
            "{server} ไม่เปิดให้เข้าสู่ระบบด้วยชื่อผู้ใช้และรหัสผ่าน (ไม่มี AUTH PLAIN หรือ LOGIN)",
            "{server} lets nobody log in with a user and a password (it offers no AUTH PLAIN or LOGIN)"
        );
        return (why, Some(help));
    }
    if said.contains("STARTTLS") {
        return (
            both!("{server} ไม่มีการเข้ารหัสแบบ STARTTLS", "{server} has no STARTTLS"),
            Some(both!(
                "ใช้ security = \"tls\" (มักเป็นพอร์ต 465) หรือส่งผ่านเซิร์ฟเวอร์อื่น ถ้าเป็นเซิร์ฟเวอร์ในเครื่องนี้เองใช้ security = \"none\" ได้",
                "use security = \"tls\" (mostly port 465) or another server; for one on this very machine security = \"none\" will do"
            )),
        );
    }
    (
        both!("{server} ไม่มีสิ่งที่ต้องใช้: {said}", "{server} lacks what is needed: {said}"),
        Some(both!("ส่งผ่านเซิร์ฟเวอร์อื่น", "use another server")),
    )
}

/// An error with what caused it.
fn causes(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_said = inner.to_string();
        if inner_said.starts_with(&said) {
            said = inner_said;
        } else if !said.contains(&inner_said) {
            said = format!("{said}: {inner_said}");
        }
        cause = inner.source();
    }
    said
}
