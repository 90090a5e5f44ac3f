//! Pace: how often, and how many at once, one host is asked, and one address that hosts share.
//!
//! Two clocks: the interval between requests, which follows how long the server takes and doubles
//! when it says that it has enough; and a hold, before which nothing is asked at all. An error page
//! is quickly made, so it never shortens the interval.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use tokio::sync::{OnceCell, Semaphore, SemaphorePermit};

use super::{robots::Robots, tls};

/// However slow the server is, and however often it says that it has enough.
const SLOWEST: Duration = Duration::from_secs(30);
/// So many times more often "enough" than well answered tenfold.
const TIRED: f64 = 3.0;
/// The clock of the runtime knows no shorter pause.
const TICK: Duration = Duration::from_millis(1);

/// What is remembered of one host during a walk.
pub(super) struct Host {
    slots: Semaphore,
    pace: Pace,
    /// The pace of the address that the host lives at, with others or alone.
    home: OnceLock<Arc<Pace>>,
    /// What is wrong with its HTTPS, once that is known.
    pub(super) tls: OnceLock<tls::Fault>,
    pub(super) robots: OnceCell<Robots>,
}

/// What walks that go on at the same time have in common: how often they ask in all, and the pace of
/// each network address.
#[derive(Debug, Default)]
pub struct Traffic {
    /// `None`: each host's own pace is the only bound.
    all: Option<Pace>,
    homes: Mutex<HashMap<IpAddr, Arc<Pace>>>,
}

impl Traffic {
    /// So many requests a second in all.
    pub fn at_most(rate: f64) -> Traffic {
        Traffic { all: Some(Pace::new(interval(rate))), ..Traffic::default() }
    }

    /// The pace of an address; whoever comes first sets it.
    pub(super) fn home(&self, address: IpAddr, least: Duration) -> Arc<Pace> {
        let mut homes = self.homes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(homes.entry(address).or_insert_with(|| Arc::new(Pace::new(least))))
    }

    /// Waits until all walks together may ask once more.
    pub(super) async fn turn(&self) {
        if let Some(all) = &self.all {
            all.wait().await;
        }
    }
}

/// Time between requests at a rate a second; out of bounds, the nearest that is sane.
pub(super) fn interval(rate: f64) -> Duration {
    Duration::from_secs_f64((1.0 / rate).clamp(0.000_1, 3600.0))
}

/// When the next request may go out.
#[derive(Debug)]
pub(super) struct Pace(Mutex<Clock>);

#[derive(Debug)]
struct Clock {
    /// What the operator asked for.
    least: Duration,
    /// What robots.txt asks for.
    asked: Duration,
    /// By how long the server takes; see [`Host::took`].
    latency: Duration,
    /// Times the server said that it has enough, less one for every few good answers since.
    enough: f64,
    next: Instant,
    hold: Instant,
}

impl Pace {
    pub(super) fn new(least: Duration) -> Pace {
        let now = Instant::now();
        let clock = Clock { least, asked: least, latency: Duration::ZERO, enough: 0.0, next: now, hold: now };
        Pace(Mutex::new(clock))
    }

    fn clock(&self) -> MutexGuard<'_, Clock> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn wait(&self) {
        let at = {
            let mut clock = self.clock();
            let at = clock.next.max(clock.hold).max(Instant::now());
            clock.next = at + clock.interval();
            at
        };
        let mut until = at;
        while until.saturating_duration_since(Instant::now()) >= TICK {
            tokio::time::sleep_until(until.into()).await;
            // Others may have learned meanwhile that the host wants to be left alone.
            until = self.clock().hold;
        }
    }
}

impl Clock {
    fn interval(&self) -> Duration {
        let steady = self.asked.max(self.least).max(self.latency.min(SLOWEST));
        if self.enough < 1.0 {
            return steady;
        }
        let slowed = steady.max(Duration::from_millis(50)).mul_f64(self.enough.min(10.0).exp2());
        slowed.clamp(steady, SLOWEST.max(steady))
    }
}

impl Host {
    pub(super) fn new(least: Duration, at_once: usize) -> Self {
        Self {
            slots: Semaphore::new(at_once),
            pace: Pace::new(least),
            home: OnceLock::new(),
            tls: OnceLock::new(),
            robots: OnceCell::new(),
        }
    }

    /// Keeps at least this much time between requests from now on.
    pub(super) fn slow_to(&self, delay: Duration) {
        self.pace.clock().asked = delay;
    }

    /// Leaves the host alone for this long.
    pub(super) fn hold_for(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut clock = self.pace.clock();
        clock.hold = clock.hold.max(until);
    }

    /// Where the host lives, once that is known: whoever lives there too has the same pace.
    pub(super) fn lives_at(&self, home: impl FnOnce() -> Arc<Pace>) {
        self.home.get_or_init(home);
    }

    /// Tells how long the server took, in time per request that may be under way, and whether it
    /// did well.
    pub(super) fn took(&self, time: Duration, good: bool) {
        let mut clock = self.pace.clock();
        let mean = (clock.latency + time) / 2;
        if good || mean > clock.latency {
            clock.latency = mean;
        }
        if good {
            clock.enough = (clock.enough - 0.1).max(0.0);
        }
    }

    /// The server says that it has enough: half as often from now on.
    pub(super) fn enough(&self) {
        let mut clock = self.pace.clock();
        clock.enough = (clock.enough + 1.0).min(10.0);
    }

    /// Whether the server says of most of what it is asked that it has enough.
    pub(super) fn is_tired(&self) -> bool {
        self.pace.clock().enough >= TIRED
    }

    /// Waits for a turn; the permit is given back when the answer is in.
    pub(super) async fn turn(&self) -> SemaphorePermit<'_> {
        let permit = self.slots.acquire().await.expect("the semaphore is never closed");
        self.pace.wait().await;
        if let Some(home) = self.home.get() {
            home.wait().await;
        }
        permit
    }

    /// Time between two requests as it stands.
    #[cfg(test)]
    fn interval(&self) -> Duration {
        self.pace.clock().interval()
    }
}

/// How long `Retry-After` asks to wait: seconds, or a date.
pub(super) fn retry_after(value: &str) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[test]
    fn retry_after_in_seconds_or_as_a_date() {
        assert_eq!(retry_after(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:00:00 GMT"), Some(Duration::ZERO));
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(60));
        assert!(retry_after(&soon).expect("a date") > Duration::from_secs(50));
        assert_eq!(retry_after("soon"), None);
    }

    #[tokio::test]
    async fn turns_come_at_the_pace_and_after_the_hold() {
        let host = Host::new(MS(40), 8);
        let start = Instant::now();
        for _ in 0..4 {
            drop(host.turn().await);
        }
        assert!(start.elapsed() >= MS(110), "{:?}", start.elapsed());
        host.hold_for(MS(300));
        let start = Instant::now();
        drop(host.turn().await);
        assert!(start.elapsed() >= MS(280), "{:?}", start.elapsed());
    }

    #[tokio::test]
    async fn hosts_at_one_address_share_its_pace() {
        let home = Arc::new(Pace::new(MS(40)));
        let hosts = [Host::new(MS(40), 8), Host::new(MS(40), 8)];
        let start = Instant::now();
        for n in 0..6 {
            hosts[n % 2].lives_at(|| Arc::clone(&home));
            drop(hosts[n % 2].turn().await);
        }
        assert!(start.elapsed() >= MS(190), "{:?}", start.elapsed());
    }

    #[tokio::test]
    async fn walks_at_the_same_time_share_one_rate() {
        let traffic = Traffic::at_most(25.0);
        let start = Instant::now();
        tokio::join!(
            async {
                for _ in 0..3 {
                    traffic.turn().await
                }
            },
            async {
                for _ in 0..3 {
                    traffic.turn().await
                }
            },
        );
        assert!(start.elapsed() >= MS(190), "{:?}", start.elapsed());
        let here = IpAddr::from([127, 0, 0, 1]);
        let first = traffic.home(here, MS(40));
        assert!(Arc::ptr_eq(&first, &traffic.home(here, MS(1))), "one pace an address");
    }

    #[test]
    fn a_slow_server_is_asked_less_and_its_error_pages_do_not_hurry_us() {
        let host = Host::new(MS(10), 4);
        (0..6).for_each(|_| host.took(MS(800), true));
        let slow = host.interval();
        assert!(slow > MS(700), "{slow:?}");
        (0..20).for_each(|_| host.took(MS(1), false));
        assert_eq!(host.interval(), slow);
        (0..20).for_each(|_| host.took(MS(1), true));
        assert_eq!(host.interval(), MS(10));
        host.took(MS(200_000), true);
        assert!(host.interval() <= SLOWEST);
    }

    #[test]
    fn enough_halves_the_pace_and_good_answers_bring_it_back() {
        let host = Host::new(MS(100), 4);
        host.enough();
        assert_eq!(host.interval(), MS(200));
        host.enough();
        assert_eq!(host.interval(), MS(400));
        (0..30).for_each(|_| host.enough());
        assert_eq!(host.interval(), SLOWEST);
        (0..100).for_each(|_| host.took(MS(1), true));
        assert_eq!(host.interval(), MS(100));
    }
}
