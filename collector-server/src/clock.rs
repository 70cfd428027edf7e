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

/// The year of a moment (UTC), milliseconds since 1970.
pub fn year(millis: i64) -> i16 {
    datetime(millis).map_or(1970, |moment| moment.year())
}

/// The same time of day so many calendar months later (UTC); negative goes back. Where the month is too short, its last
/// day, as Regulation 1182/71 Art. 3(2)(c) counts. What no calendar holds stays as it is.
pub fn plus_months(millis: i64, months: i32) -> i64 {
    datetime(millis)
        .and_then(|moment| {
            moment
                .checked_add(jiff::Span::new().try_months(months).ok()?)
                .ok()
        })
        .map_or(millis, |moment| moment.timestamp().as_millisecond())
}

fn datetime(millis: i64) -> Option<jiff::ZonedDateTime> {
    let moment = jiff::Timestamp::from_millisecond(millis).ok()?;
    Some(moment.to_zoned_datetime(jiff::tz::TimeZone::UTC))
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

    #[test]
    fn months_are_those_of_the_calendar() {
        for (from, months, to) in [
            ("2026-11-23T18:00:00.007Z", 1, "2026-12-23T18:00:00.007Z"),
            ("2027-01-31T00:00:00.000Z", 1, "2027-02-28T00:00:00.000Z"),
            ("2028-01-31T00:00:00.000Z", 1, "2028-02-29T00:00:00.000Z"),
            ("2024-02-29T12:00:00.000Z", 84, "2031-02-28T12:00:00.000Z"),
            ("2031-02-28T12:00:00.000Z", -84, "2024-02-28T12:00:00.000Z"),
        ] {
            let from = UtcMillis::parse(from).unwrap().as_millis();
            assert_eq!(UtcMillis::new(plus_months(from, months)).to_string(), to);
        }
        assert_eq!(year(1_795_456_800_000), 2026);
        assert_eq!(plus_months(i64::MAX, 1), i64::MAX);
    }
}
