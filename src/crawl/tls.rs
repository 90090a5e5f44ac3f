//! What is wrong with a host's HTTPS, told in plain words.
//!
//! A page behind a certificate that has run out is still what people see, and what the assessor
//! sees; so the fault is named, and the page is read all the same, by a client that sends no cookie
//! and takes nobody's word for anything. See [`super::fetch`].

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use serde::{Deserialize, Serialize};

/// How long the certificate of one host holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Certificate {
    pub host: String,
    /// The last whole day on which it is accepted, by the clocks of Thailand: `YYYY-MM-DD`.
    pub until: String,
}

/// Issuers that browsers know, beside those of this computer, which may have none.
pub(super) fn roots() -> Vec<reqwest::Certificate> {
    let all = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    all.filter_map(|der| reqwest::Certificate::from_der(der).ok()).collect()
}

/// The last whole day of a certificate as the server sends it (DER). `None`: it cannot be read.
pub(super) fn last_day(der: &[u8]) -> Option<String> {
    let (_, certificate) = x509_parser::parse_x509_certificate(der).ok()?;
    last_day_until(certificate.validity().not_after.timestamp())
}

/// The last whole day in Thailand before a second, which itself still counts. Issuers say UTC: their last
/// midnight is seven in the morning of the next day here.
fn last_day_until(second: i64) -> Option<String> {
    let over = Timestamp::from_second(second.checked_add(1)?).ok()?;
    let day = over.to_zoned(TimeZone::fixed(offset(7))).date().yesterday().ok()?;
    Some(day.to_string())
}

/// One fault; the first that the check met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    Expired,
    NotYetValid,
    WrongName,
    /// Signed by nobody known: self-made, or the certificates in between are not sent along.
    UnknownIssuer,
    Revoked,
    /// The server speaks only TLS 1.1 or older, or no cipher that is safe.
    OldProtocol,
    Other,
}

impl Fault {
    pub const ALL: [Fault; 7] = [
        Fault::Expired,
        Fault::NotYetValid,
        Fault::WrongName,
        Fault::UnknownIssuer,
        Fault::Revoked,
        Fault::OldProtocol,
        Fault::Other,
    ];

    /// As it stands in a WARC.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::WrongName => "wrong-name",
            Self::UnknownIssuer => "unknown-issuer",
            Self::Revoked => "revoked",
            Self::OldProtocol => "old-protocol",
            Self::Other => "other",
        }
    }

    pub(super) fn named(name: &str) -> Option<Fault> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }

    /// Thai, to stand after the host's name.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Expired => "ใบรับรองหมดอายุแล้ว",
            Self::NotYetValid => "ใบรับรองยังไม่ถึงวันเริ่มใช้ (หรือนาฬิกาของเครื่องผิด)",
            Self::WrongName => "ใบรับรองเป็นของชื่อเว็บอื่น",
            Self::UnknownIssuer => "ไม่รู้จักผู้ออกใบรับรอง (ออกเอง หรือติดตั้งใบรับรองกลางไม่ครบสาย)",
            Self::Revoked => "ใบรับรองถูกเพิกถอน",
            Self::OldProtocol => "เครื่องแม่ข่ายใช้ TLS รุ่นเก่าหรือรหัสลับที่เลิกใช้แล้ว",
            Self::Other => "ใบรับรองตรวจสอบไม่ผ่าน",
        }
    }

    /// Thai: who has to do what.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Expired => "ต่ออายุใบรับรองและตั้งให้ต่ออายุเอง",
            Self::NotYetValid => "ตรวจวันที่ของเครื่องแม่ข่ายและของใบรับรอง",
            Self::WrongName => "ออกใบรับรองให้ครอบคลุมชื่อเว็บนี้ทั้งที่มีและไม่มี www",
            Self::UnknownIssuer => "ติดตั้งใบรับรองให้ครบทั้งสาย (fullchain) จากผู้ออกที่เบราว์เซอร์รู้จัก",
            Self::Revoked => "ขอใบรับรองใหม่",
            Self::OldProtocol => "เปิดใช้ TLS 1.2 ขึ้นไป",
            Self::Other => "ขอใบรับรองใหม่จากผู้ออกที่เบราว์เซอร์รู้จัก",
        }
    }

    /// What the report says of a host that was read all the same, or was not.
    pub(super) fn note(self, host: &str, read: bool) -> String {
        let end = match (read, self) {
            (false, _) => "จึงไม่อ่าน (--strict-tls)",
            (true, Self::OldProtocol) => "จึงอ่านทาง http แทน โดยไม่มีการเข้ารหัส",
            (true, _) => "อ่านต่อโดยยืนยันไม่ได้ว่าเป็นเครื่องแม่ข่ายของหน่วยงานจริง",
        };
        format!("HTTPS ของ {host}: {} {end} · ทางแก้: {}", self.title(), self.advice())
    }

    /// Names a fault by the words of an error and of those under it, in lower case. `None`: it has
    /// nothing to do with TLS.
    pub(super) fn of(words: &str) -> Option<Fault> {
        let says = |all: &[&str]| all.iter().any(|w| words.contains(w));
        let fault = if says(&["certificate expired", "peer certificate: expired", "certificateexpired"]) {
            Self::Expired
        } else if says(&["not valid yet", "notvalidyet"]) {
            Self::NotYetValid
        } else if says(&["not valid for name", "notvalidforname"]) {
            Self::WrongName
        } else if says(&["unknownissuer", "unknown issuer", "causedasendentity"]) {
            Self::UnknownIssuer
        } else if says(&["revoked"]) {
            Self::Revoked
        } else if says(&[
            "protocolversion",
            "protocol version",
            "handshakefailure",
            "handshake failure",
            "peer is incompatible",
            "insufficientsecurity",
        ]) {
            Self::OldProtocol
        } else if says(&["certificate", "tls", "handshake", "fatal alert", "corrupt message", "peer is"]) {
            Self::Other
        } else {
            return None;
        };
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_last_day_is_told_by_the_clocks_of_thailand() {
        for (end, last) in [
            ("2026-12-31T23:59:59Z", "2026-12-31"),
            ("2027-01-01T00:00:00Z", "2026-12-31"),
            ("2026-12-31T17:00:00Z", "2026-12-31"),
            ("2026-12-31T16:59:59Z", "2026-12-31"),
            ("2026-12-31T16:59:58Z", "2026-12-30"),
            ("2026-12-31T12:00:00Z", "2026-12-30"),
        ] {
            let second = end.parse::<Timestamp>().unwrap().as_second();
            assert_eq!(last_day_until(second).as_deref(), Some(last), "{end}");
        }
    }

    #[test]
    fn faults_by_the_words_of_errors() {
        for (words, fault) in [
            ("invalid peer certificate: certificate expired: verification time 1 (unix)", Fault::Expired),
            ("invalid peer certificate: certificate not valid for name \"a.th\"", Fault::WrongName),
            ("invalid peer certificate: unknownissuer", Fault::UnknownIssuer),
            ("invalid peer certificate: other(othererror(causedasendentity))", Fault::UnknownIssuer),
            ("received fatal alert: protocolversion", Fault::OldProtocol),
            ("received corrupt message of type invalidcontenttype", Fault::Other),
        ] {
            assert_eq!(Fault::of(words), Some(fault), "{words}");
        }
        assert_eq!(Fault::of("connection refused"), None);
        let names: HashSet<_> = Fault::ALL.iter().map(|f| f.name()).collect();
        assert_eq!(names.len(), Fault::ALL.len());
        assert!(Fault::ALL.iter().all(|f| Fault::named(f.name()) == Some(*f)));
    }
}
