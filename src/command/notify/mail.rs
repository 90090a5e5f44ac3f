//! A change told by e-mail.

use std::time::Duration;

use lettre::message::{Mailbox, header::ContentType};
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
        text.parse::<Mailbox>().map_err(|_| Failure::fixed(format!("“{text}” ไม่ใช่ที่อยู่อีเมล")))
    };
    let mut message = Message::builder()
        .from(address(&mail.from)?)
        .subject(notice.title.clone())
        .header(ContentType::TEXT_PLAIN);
    for to in &mail.to {
        message = message.to(address(to)?);
    }
    message.body(notice.whole_text()).map_err(|error| Failure::fixed(error.to_string()))
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
            let mut failure = Failure::fixed(format!("ใบรับรอง {} ใช้ไม่ได้: {why}", path.display()));
            failure.help = Some("ใช้ไฟล์ PEM ของผู้ออกใบรับรองของเซิร์ฟเวอร์อีเมล".to_owned());
            failure
        };
        let pem = std::fs::read(path).map_err(|error| fault(error.to_string()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| fault(error.to_string()))?;
        parameters = parameters.add_root_certificate(certificate);
    }
    parameters.build_rustls().map_err(|error| Failure::fixed(error.to_string()))
}

fn unsent(mail: &Mail, error: &lettre::transport::smtp::Error) -> Failure {
    let server = format!("เซิร์ฟเวอร์อีเมล {}:{}", mail.host, mail.port);
    let said = crate::report::clean_text(&causes(error));
    let code = error.status().map(|code| code.to_string());
    // The library tells a certificate that it does not trust as a connection that failed.
    let untrusted = error.is_tls() || said.contains("certificate");
    let (why, help) = if untrusted {
        (
            format!("ต่อ{server} แบบเข้ารหัสไม่ได้: {said}"),
            Some("ตรวจชื่อเครื่องและ security ถ้าหน่วยงานออกใบรับรองเอง ให้บอกผู้ออกด้วย ca = \"…pem\""),
        )
    } else if error.is_timeout() {
        (format!("{server} ไม่ตอบใน {} วินาที", PATIENCE.as_secs()), None)
    } else if matches!(code.as_deref(), Some("530" | "534" | "535")) {
        (format!("{server} ไม่รับชื่อผู้ใช้หรือรหัสผ่าน: {said}"), Some("ตรวจ user และ password ใน oit.toml"))
    } else if let Some(code) = &code {
        (format!("{server} ไม่รับอีเมล ({code}): {said}"), None)
    } else if error.is_client() {
        (
            format!("{server} ไม่มีสิ่งที่ต้องใช้: {said}"),
            Some("ถ้าเซิร์ฟเวอร์ไม่มี STARTTLS ให้ใช้ security = \"tls\" หรือส่งผ่านเซิร์ฟเวอร์อื่น"),
        )
    } else {
        (format!("ต่อ{server} ไม่ได้: {said}"), Some("ตรวจชื่อเครื่อง พอร์ต และไฟร์วอลล์"))
    };
    let again = !(error.is_permanent() || error.is_client() || untrusted);
    Failure { why, help: help.map(str::to_owned), again, after: None }
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
