//! Which network addresses may be connected to.
//!
//! A page may name any host, and a name may resolve to anything, so the check stands where the
//! connection is made: in the resolver, and again on address literals.

use std::{
    error::Error,
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Lets public addresses through, and private ones only for the root's own host.
#[derive(Debug, Clone)]
pub struct Guard {
    /// The root's host without `www.`, where that host is itself on a private address.
    private_root: Option<(String, u16)>,
    allow_private: bool,
    /// A proxy resolves names by itself, so what its own name resolves to is the operator's affair.
    by_proxy: bool,
    /// `None`: the system resolves names.
    names: Option<Names>,
}

/// The addresses of a host; none: nobody has the name.
type Resolution = dyn Fn(&str) -> Vec<IpAddr> + Send + Sync;

/// Resolves names in the system's stead.
#[derive(Clone)]
pub struct Names(pub Arc<Resolution>);

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names")
    }
}

/// The name resolved, but to no address that may be connected to.
#[derive(Debug)]
pub struct Blocked;

/// The name did not resolve.
#[derive(Debug)]
pub struct Unresolved;

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a public address")
    }
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name does not resolve")
    }
}

impl Error for Blocked {}
impl Error for Unresolved {}

impl Guard {
    /// Resolves the root's host once: a private one may be visited, since the caller named it.
    ///
    /// # Errors
    /// [`Unresolved`] if the name has no address.
    pub async fn for_root(
        root: &Url,
        allow_private: bool,
        by_proxy: bool,
        names: Option<Names>,
    ) -> Result<Self, Unresolved> {
        let port = root.port_or_known_default().unwrap_or(80);
        let private = match root.host() {
            Some(Host::Ipv4(ip)) => !is_public(ip.into()),
            Some(Host::Ipv6(ip)) => !is_public(ip.into()),
            Some(Host::Domain(_)) if by_proxy => false,
            Some(Host::Domain(name)) => {
                let all = lookup(names.as_ref(), name, port).await?;
                all.iter().all(|a| !is_public(a.ip()))
            }
            None => return Err(Unresolved),
        };
        let private_root = private.then(|| (bare(root.host_str().unwrap_or_default()), port));
        Ok(Self { private_root, allow_private, by_proxy, names })
    }

    /// What can be told from the address alone; names are checked when they are resolved.
    pub fn permits(&self, url: &Url) -> bool {
        let ip: IpAddr = match url.host() {
            Some(Host::Ipv4(ip)) => ip.into(),
            Some(Host::Ipv6(ip)) => ip.into(),
            // Another port of a private root is another service: a database, an admin console.
            Some(Host::Domain(name)) => {
                return self.allow_private
                    || self.private_root.as_ref().is_none_or(|(host, port)| {
                        bare(name) != *host || url.port_or_known_default() == Some(*port)
                    });
            }
            None => return false,
        };
        let root = (bare(url.host_str().unwrap_or_default()), url.port_or_known_default().unwrap_or(80));
        is_public(ip) || self.allow_private || self.private_root.as_ref() == Some(&root)
    }

    /// Whether a connection made for `host` may have ended at `ip`.
    pub fn permits_peer(&self, host: &str, ip: IpAddr) -> bool {
        self.by_proxy || is_public(ip) || self.allow_private || self.is_private_root(host)
    }

    fn is_private_root(&self, host: &str) -> bool {
        self.private_root.as_ref().is_some_and(|(root, _)| *root == bare(host))
    }
}

fn bare(host: &str) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

/// The resolver that reqwest asks: system names, filtered by the guard.
pub struct Resolver(pub Arc<Guard>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = Arc::clone(&self.0);
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let all = lookup(guard.names.as_ref(), &host, 0).await;
            let all = all.map_err(|e| Box::new(e) as Box<dyn Error + Send + Sync>)?;
            let good: Vec<SocketAddr> =
                all.into_iter().filter(|a| guard.permits_peer(&host, a.ip())).collect();
            if good.is_empty() {
                return Err(Box::new(Blocked) as Box<dyn Error + Send + Sync>);
            }
            Ok(Box::new(good.into_iter()) as Addrs)
        })
    }
}

async fn lookup(names: Option<&Names>, host: &str, port: u16) -> Result<Vec<SocketAddr>, Unresolved> {
    let all: Vec<SocketAddr> = match names {
        Some(Names(names)) => names(host).into_iter().map(|ip| SocketAddr::new(ip, port)).collect(),
        None => tokio::net::lookup_host((host, port)).await.map_err(|_| Unresolved)?.collect(),
    };
    if all.is_empty() { Err(Unresolved) } else { Ok(all) }
}

/// Whether the whole internet can reach this address.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// Whether an address says by itself that it lies within somebody's network; not where the site lies there too.
pub fn is_within(url: &Url, site: Option<&Url>) -> bool {
    let ip = |url: &Url| match url.host() {
        Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
        Some(Host::Domain(name)) if name == "localhost" || name.ends_with(".localhost") => {
            Some(IpAddr::V4(Ipv4Addr::LOCALHOST))
        }
        _ => None,
    };
    let home = site.and_then(ip).filter(|ip| !is_public(*ip));
    let alike = |one: IpAddr, two: IpAddr| one.is_loopback() == two.is_loopback();
    ip(url).is_some_and(|ip| !is_public(ip) && home.is_none_or(|home| !alike(home, ip)))
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    // The tunnel forms carry an IPv4 address that would be reached in the end.
    if let Some(v4) = ip.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let s = ip.segments();
    let v4 = |hi: u16, lo: u16| Ipv4Addr::from(u32::from(hi) << 16 | u32::from(lo));
    match s[0] {
        0x64 if s[1] == 0xff9b => s[2..6] == [0; 4] && is_public_v4(v4(s[6], s[7])),
        0x2002 => is_public_v4(v4(s[1], s[2])),
        0x2001 => s[1] != 0xdb8 && s[1] >= 0x200,
        // Only this eighth of the space is handed out.
        _ => (0x2000..0x4000).contains(&s[0]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_in_every_dress() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().expect("an address")), "{ip}");
        }
        for ip in ["8.8.8.8", "203.150.1.1", "2606:4700::1111", "64:ff9b::808:808"] {
            assert!(is_public(ip.parse().expect("an address")), "{ip}");
        }
    }

    #[tokio::test]
    async fn a_private_root_opens_only_its_own_door() {
        let root = Url::parse("http://127.0.0.1:8099/").expect("an address");
        let guard = Guard::for_root(&root, false, false, None).await.expect("a literal");
        let permits = |a: &str| guard.permits(&Url::parse(a).expect("an address"));
        assert!(permits("http://127.0.0.1:8099/x"));
        assert!(!permits("http://127.0.0.1:22/"));
        assert!(!permits("http://127.0.0.2:8099/"));
        assert!(!permits("http://2130706433:22/"), "a number is an address too");
        assert!(permits("http://8.8.8.8/"));
    }

    #[tokio::test]
    async fn a_name_that_resolves_inward_is_refused() {
        let root = Url::parse("http://8.8.8.8/").expect("an address");
        let guard = Arc::new(Guard::for_root(&root, false, false, None).await.expect("a literal"));
        let name = "localhost".parse().expect("a name");
        let Err(error) = Resolver(guard).resolve(name).await else { panic!("localhost was let through") };
        assert!(error.is::<Blocked>(), "{error}");
        let guard = Arc::new(Guard::for_root(&root, true, false, None).await.expect("a literal"));
        let name = "no-such-host.invalid".parse().expect("a name");
        let Err(error) = Resolver(guard).resolve(name).await else { panic!("a name that nobody has") };
        assert!(error.is::<Unresolved>(), "{error}");
    }
}
