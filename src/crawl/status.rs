//! Every named way in which an address can end.

use serde::{Deserialize, Serialize};

/// How the visit to one address ended: exactly one for each.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Read.
    Read,
    /// Fetched, but it holds a scan, or something else that could not be turned into text.
    Unreadable,
    /// Taken up by no one: a budget or an interruption came first.
    #[default]
    NotReached,
    RobotsDenied,
    /// robots.txt could not be had (5xx, stall), so nothing may be fetched for now.
    RobotsUnavailable,
    /// 404, 410.
    NotFound,
    /// 200, but the page says that there is nothing.
    SoftNotFound,
    /// 401, 403, a login page.
    Forbidden,
    /// 429 to the end.
    Throttled,
    /// 5xx to the end.
    ServerError,
    /// Any other answer of 4xx.
    ClientError,
    DnsFailed,
    ConnectFailed,
    TlsFailed,
    TimedOut,
    /// The body ended before its announced length.
    Truncated,
    TooLarge,
    RedirectLoop,
    /// A redirect to where we may not go.
    RedirectBlocked,
    /// Not a public address, or a scheme other than http(s).
    AddressBlocked,
    /// Another host: only looked at as a link.
    OutOfScope,
    /// A calendar, a session loop, a repeated path: cut.
    Trap,
    /// Not http(s), or not an address at all.
    BadAddress,
}
