//! By when a case has to be answered (GDPR Art. 12(3)): a month, and two more where they are needed and the person is
//! told why within the first.

use crate::clock::plus_months;

const DAY_MS: i64 = 24 * 3600 * 1000;
/// Days after the opening from which a case is to be looked at.
const WARN_AFTER_DAYS: i64 = 21;
/// The most months that the time may be extended by.
pub const EXTENSION_MAX_MONTHS: i32 = 2;

/// How near the day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// There is time.
    Calm,
    /// 21 days have passed, or, where the time was extended, nine are left.
    Soon,
    /// The day has passed.
    Late,
}

impl Urgency {
    /// How near the day is for a case opened at one time and due at another.
    pub const fn of(opened_at_ms: i64, due_at_ms: i64, is_extended: bool, now_ms: i64) -> Self {
        let warn_at_ms = if is_extended {
            due_at_ms - (30 - WARN_AFTER_DAYS) * DAY_MS
        } else {
            opened_at_ms + WARN_AFTER_DAYS * DAY_MS
        };
        if now_ms > due_at_ms {
            Self::Late
        } else if now_ms >= warn_at_ms {
            Self::Soon
        } else {
            Self::Calm
        }
    }

    /// The word in JSON, and the value of `data-tone`'s source.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Soon => "soon",
            Self::Late => "late",
        }
    }
}

/// The day for a case opened now.
pub fn due_at(opened_at_ms: i64) -> i64 {
    plus_months(opened_at_ms, 1)
}

/// The day after an extension by so many months; nothing when that is no lawful extension, or the first month is over.
pub fn extended(opened_at_ms: i64, months: i32, now_ms: i64) -> Option<i64> {
    let is_in_time = now_ms <= due_at(opened_at_ms);
    ((1..=EXTENSION_MAX_MONTHS).contains(&months) && is_in_time)
        .then(|| plus_months(opened_at_ms, 1 + months))
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent_core::receipt::UtcMillis;

    fn at(text: &str) -> i64 {
        UtcMillis::parse(text).unwrap().as_millis()
    }

    // ACCEPTANCE 69 (partly: the days; the letter is in the HTTP tests)
    #[test]
    fn a_case_is_due_after_a_month_and_warned_of_after_21_days() {
        let opened = at("2027-01-31T09:00:00.000Z");
        let due = due_at(opened);
        assert_eq!(UtcMillis::new(due).to_string(), "2027-02-28T09:00:00.000Z");
        for (now, urgency) in [
            ("2027-01-31T09:00:00.000Z", Urgency::Calm),
            ("2027-02-21T08:59:59.999Z", Urgency::Calm),
            ("2027-02-21T09:00:00.000Z", Urgency::Soon),
            ("2027-02-28T09:00:00.000Z", Urgency::Soon),
            ("2027-02-28T09:00:00.001Z", Urgency::Late),
        ] {
            assert_eq!(Urgency::of(opened, due, false, at(now)), urgency, "{now}");
        }
    }

    #[test]
    fn the_time_is_extended_by_two_months_at_most_and_within_the_first() {
        let opened = at("2026-11-30T09:00:00.000Z");
        let day = |months, now: &str| {
            extended(opened, months, at(now)).map(|day| UtcMillis::new(day).to_string())
        };
        let in_time = "2026-12-30T09:00:00.000Z";
        assert_eq!(day(1, in_time).as_deref(), Some("2027-01-30T09:00:00.000Z"));
        assert_eq!(day(2, in_time).as_deref(), Some("2027-02-28T09:00:00.000Z"));
        for months in [-1, 0, 3] {
            assert_eq!(day(months, in_time), None);
        }
        assert_eq!(day(1, "2026-12-30T09:00:00.001Z"), None);
        let due = at("2027-02-28T09:00:00.000Z");
        let urgency = |now| Urgency::of(opened, due, true, at(now));
        assert_eq!(urgency("2027-01-15T09:00:00.000Z"), Urgency::Calm);
        assert_eq!(urgency("2027-02-20T09:00:00.000Z"), Urgency::Soon);
    }
}
