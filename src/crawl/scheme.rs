//! A site that is named without `https://` or `http://`: the first is tried, then the second, for old sites
//! answer by HTTP alone.

use super::walk::Unable;
use super::{Status, canon};
use crate::both;

/// The other way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    pub url: String,
    /// What the account of the walk says of it.
    pub note: String,
}

/// Whether an address leaves open how it is to be read.
pub fn is_bare(address: &str) -> bool {
    !address.contains("://")
}

/// The same site by HTTP, where HTTPS ended in a way that says nothing of the site itself.
pub fn plain(url: &str, ended: &Unable) -> Option<Plain> {
    let why = ended.status();
    let may_do = match ended {
        Unable::Tls(_) => true,
        Unable::Unreachable { status, .. } => !matches!(
            status,
            Status::DnsFailed
                | Status::NotReached
                | Status::AddressBlocked
                | Status::BadAddress
                | Status::Blocked
        ),
        Unable::Robots { status, .. } => *status != Status::RobotsDenied,
        Unable::BadAddress(_) | Unable::NotAPage { .. } | Unable::Client(_) => false,
    };
    let mut url = canon::parse(url).filter(|url| may_do && url.scheme() == "https")?;
    // Another port than the usual one speaks one of the two only, and nobody knows which.
    url.set_scheme("http").ok()?;
    let note = format!(
        "ที่อยู่ไม่ได้บอก https:// หรือ http:// จึงลองทั้งสอง: https:// เข้าไม่ได้ ({}) อ่านด้วย http://",
        why.title()
    );
    Some(Plain { url: url.to_string(), note })
}

/// Of two failures the one that says more: what a server answered, else what was tried first.
pub fn telling(https: Unable, http: Unable) -> Unable {
    let answered = |ended: &Unable| {
        !matches!(
            ended.status(),
            Status::ConnectFailed
                | Status::TlsFailed
                | Status::TimedOut
                | Status::DnsFailed
                | Status::Garbled
        )
    };
    if answered(&http) && !answered(&https) { http } else { https }
}

/// That both were tried, for whoever reads the failure.
pub fn both_tried() -> String {
    both!("ลองทั้ง https:// และ http://", "https:// and http:// were tried")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gone(status: Status) -> Unable {
        Unable::Unreachable { status, http: None }
    }

    #[test]
    fn http_is_the_second_way_where_https_says_nothing_of_the_site() {
        let url = |ended: &Unable| plain("https://www.a.go.th/x", ended).map(|plain| plain.url);
        for status in [Status::ConnectFailed, Status::TimedOut, Status::NotFound, Status::ServerError] {
            assert_eq!(url(&gone(status)).as_deref(), Some("http://www.a.go.th/x"), "{status:?}");
        }
        assert!(url(&gone(Status::DnsFailed)).is_none() && url(&Unable::BadAddress(String::new())).is_none());
        let denied = Unable::Robots { status: Status::RobotsDenied, why: String::new() };
        assert!(url(&denied).is_none());
        assert!(plain("http://www.a.go.th/", &gone(Status::ConnectFailed)).is_none());
        assert!(is_bare("www.a.go.th") && !is_bare("http://www.a.go.th"));
    }

    #[test]
    fn what_a_server_answered_says_more_than_silence() {
        let told = |a, b| telling(gone(a), gone(b)).status();
        assert_eq!(told(Status::ConnectFailed, Status::NotFound), Status::NotFound);
        assert_eq!(told(Status::TimedOut, Status::ConnectFailed), Status::TimedOut);
        assert_eq!(told(Status::Forbidden, Status::NotFound), Status::Forbidden);
    }
}
