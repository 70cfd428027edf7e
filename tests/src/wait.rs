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
    mut probe: impl AsyncFnMut() -> Option<T>,
) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = probe().await {
            return found;
        }
        assert!(
            begun.elapsed() < limit,
            "waited {limit:?} in vain for: {what}"
        );
        tokio::time::sleep(BETWEEN).await;
    }
}
