//! Waiting for a condition, never for a time.

use std::time::{Duration, Instant};

/// The usual limit: long enough for a shared machine under load.
pub const LIMIT: Duration = Duration::from_secs(20);
const BETWEEN: Duration = Duration::from_millis(25);

/// Asks `probe` until it answers `Some`, at most [`LIMIT`]; panics naming `what` otherwise.
pub async fn until<T>(what: &str, probe: impl AsyncFnMut() -> Option<T>) -> T {
    until_within(LIMIT, what, probe).await
}

/// The same with a limit of one's own.
pub async fn until_within<T>(
    limit: Duration,
    what: &str,
    probe: impl AsyncFnMut() -> Option<T>,
) -> T {
    match within(limit, probe).await {
        Some(found) => found,
        None => panic!("waited {limit:?} in vain for: {what}"),
    }
}

/// Asks `probe` until it answers `Some`; `None` when the limit is over.
pub async fn within<T>(limit: Duration, mut probe: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        let found = probe().await;
        if found.is_some() || begun.elapsed() >= limit {
            return found;
        }
        tokio::time::sleep(BETWEEN).await;
    }
}
