//! A stop that somebody asks for: Ctrl-C, or SIGTERM, which `docker stop` and a service manager send.
//!
//! Ctrl-C is meant for what is under way (a walk, the reading of scans), SIGTERM for the whole program. From the
//! first question on neither kills the program any more.

use std::sync::LazyLock;

use crate::crawl::StopHandle;

/// Nothing further is begun.
static OVER: LazyLock<StopHandle> = LazyLock::new(StopHandle::default);

/// Returns once somebody asks for a stop; at once where the whole program is to end already.
pub async fn asked() {
    listen();
    tokio::select! {
        () = interrupted() => {}
        () = OVER.stopped() => {}
    }
}

/// Has the whole program end, each thing with what it has.
pub fn all() {
    OVER.stop();
}

/// Whether the whole program is to end.
pub fn is_over() -> bool {
    OVER.is_stopped()
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

/// SIGTERM is heard from now on, be somebody waiting for it or not.
#[cfg(unix)]
fn listen() {
    use tokio::signal::unix::{SignalKind, signal};
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            drop(tokio::spawn(async move {
                term.recv().await;
                all();
            }));
        }
    });
}

#[cfg(not(unix))]
fn listen() {}
