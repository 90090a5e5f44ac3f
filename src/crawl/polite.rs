//! Pace: how often, and how many at once, one host is asked.

use std::{
    sync::Mutex,
    time::{Duration, Instant, SystemTime},
};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{OnceCell, Semaphore, SemaphorePermit};

use super::robots::Robots;

/// What is remembered of one host during a walk.
pub(super) struct Host {
    slots: Semaphore,
    interval: Duration,
    /// Replaced once if robots.txt asks for more room than we keep by ourselves.
    limiter: Mutex<std::sync::Arc<DefaultDirectRateLimiter>>,
    /// A second clock, set by 429 and 503: nothing is asked before it.
    hold: Mutex<Instant>,
    pub(super) robots: OnceCell<Robots>,
}

impl Host {
    pub(super) fn new(interval: Duration, at_once: usize) -> Self {
        Self {
            slots: Semaphore::new(at_once),
            interval,
            limiter: Mutex::new(limiter(interval)),
            hold: Mutex::new(Instant::now()),
            robots: OnceCell::new(),
        }
    }

    /// Keeps at least this much time between requests from now on.
    pub(super) fn slow_to(&self, delay: Duration) {
        if delay > self.interval {
            *self.limiter.lock().expect("no panic under this lock") = limiter(delay);
        }
    }

    /// Leaves the host alone for this long.
    pub(super) fn hold_for(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut hold = self.hold.lock().expect("no panic under this lock");
        *hold = (*hold).max(until);
    }

    /// Waits for a turn; the permit is given back when the answer is in.
    pub(super) async fn turn(&self) -> SemaphorePermit<'_> {
        let permit = self.slots.acquire().await.expect("the semaphore is never closed");
        loop {
            let limiter = self.limiter.lock().expect("no panic under this lock").clone();
            limiter.until_ready().await;
            let hold = *self.hold.lock().expect("no panic under this lock");
            if hold <= Instant::now() {
                return permit;
            }
            tokio::time::sleep_until(hold.into()).await;
        }
    }
}

fn limiter(interval: Duration) -> std::sync::Arc<DefaultDirectRateLimiter> {
    let interval = interval.max(Duration::from_micros(100));
    let quota = Quota::with_period(interval).expect("the interval is not nought");
    std::sync::Arc::new(RateLimiter::direct(quota))
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
        let host = Host::new(Duration::from_millis(40), 8);
        let start = Instant::now();
        for _ in 0..4 {
            drop(host.turn().await);
        }
        assert!(start.elapsed() >= Duration::from_millis(110), "{:?}", start.elapsed());
        host.hold_for(Duration::from_millis(300));
        let start = Instant::now();
        drop(host.turn().await);
        assert!(start.elapsed() >= Duration::from_millis(280), "{:?}", start.elapsed());
    }
}
