//! The server's time, as a parameter, so that tests choose it.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use consent_core::receipt::UtcMillis;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The moment of the call.
    fn now(&self) -> UtcMillis;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UtcMillis {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        UtcMillis::new(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug, Default)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that shows `now`.
    pub fn at(now: UtcMillis) -> Self {
        Self(AtomicI64::new(now.as_millis()))
    }

    /// Moves the clock by so many milliseconds; negative goes back.
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> UtcMillis {
        UtcMillis::new(self.0.load(Ordering::SeqCst))
    }
}

/// Reads RFC 3339 in any offset, as people and browsers write it; finer parts than a millisecond are dropped.
pub fn parse_time(text: &str) -> Option<UtcMillis> {
    let moment: jiff::Timestamp = text.parse().ok()?;
    Some(UtcMillis::new(moment.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_any_offset() {
        let moment = UtcMillis::parse("2026-11-23T18:00:00.007Z").unwrap();
        for text in ["2026-11-23T18:00:00.007Z", "2026-11-23T19:00:00.0079+01:00"] {
            assert_eq!(parse_time(text), Some(moment));
        }
        assert_eq!(parse_time("yesterday"), None);
    }
}
