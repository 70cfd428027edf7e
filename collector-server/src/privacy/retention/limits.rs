//! The time limits, on plain values.

use consent_core::{
    category::Category,
    receipt::{ChannelDecision, Claims, Decision, EventState},
};

use crate::clock::plus_months;

const DAY_MS: i64 = 24 * 3600 * 1000;
/// Days of a whole address where a configuration says nothing that can be read.
pub const FULL_DAYS_DEFAULT: u32 = 90;
/// Months after which a refusal loses address and browser, and a record of nothing but refusals goes.
const REFUSAL_MONTHS: i32 = 12;
/// Months for which an ended consent can be proved: five years.
const PROOF_MONTHS: i32 = 5 * 12;
/// Months after the last purchase or contact after which all goes: seven years.
const CAP_MONTHS: i32 = 7 * 12;
/// Months of the staff's audit log.
const AUDIT_MONTHS: i32 = 12;
/// Days for which a copy of the database may be kept; letters about erasure tell people so.
pub const BACKUP_DAYS: u32 = 30;
/// Days for which a browser may repeat an attempt.
const ATTEMPT_DAYS: i64 = 30;

/// The time before which whole addresses are shortened. At the very time they are.
pub fn address_cutoff(now_ms: i64, full_days: u32) -> i64 {
    now_ms - i64::from(full_days) * DAY_MS
}

/// The time before which refusals lose address and browser.
pub fn refusal_cutoff(now_ms: i64) -> i64 {
    plus_months(now_ms, -REFUSAL_MONTHS)
}

/// The time before which rows of the audit log go.
pub fn audit_cutoff(now_ms: i64) -> i64 {
    plus_months(now_ms, -AUDIT_MONTHS)
}

/// The time before which attempts go.
pub const fn attempt_cutoff(now_ms: i64) -> i64 {
    now_ms - ATTEMPT_DAYS * DAY_MS
}

/// Whether a record's newest receipt leaves a consent that is still relied on at `now_ms`: to cookies or of a clause,
/// until its validity has passed.
pub fn is_live(claims: &Claims, validity_seconds: u64, now_ms: i64) -> bool {
    is_relied_on(claims) && now_ms < expires_at(claims.event_time.as_millis(), validity_seconds)
}

/// Whether it left one whose validity has passed, and of which no receipt says so yet.
pub fn has_run_out(claims: &Claims, validity_seconds: u64, now_ms: i64) -> bool {
    is_relied_on(claims) && now_ms >= expires_at(claims.event_time.as_millis(), validity_seconds)
}

/// Whether it grants anything that needs consent, and nothing has put an end to that. After an objection what was
/// granted still stands in the receipt, and nobody goes by it.
fn is_relied_on(claims: &Claims) -> bool {
    let has_ended = matches!(
        claims.state,
        EventState::ConsentExpired | EventState::ConsentInvalidated | EventState::Objection
    );
    let by_purpose = claims.purposes.iter().any(|purpose| {
        purpose.category != Category::Functional && purpose.decision == Decision::Granted
    });
    let by_channel = claims
        .channels
        .iter()
        .any(|channel| channel.decision == ChannelDecision::Granted);
    !has_ended && (by_purpose || by_channel)
}

/// When a choice runs out.
pub fn expires_at(event_time_ms: i64, validity_seconds: u64) -> i64 {
    let validity_ms = i64::try_from(validity_seconds)
        .unwrap_or(i64::MAX)
        .saturating_mul(1000);
    event_time_ms.saturating_add(validity_ms)
}

/// Whether a record that is not live is no longer needed: after five years where there was a consent to prove, after
/// twelve months where there was none. Counted from its newest receipt, which is the end or later.
pub fn is_proof_over(newest_ms: i64, has_granted: bool, now_ms: i64) -> bool {
    let months = if has_granted {
        PROOF_MONTHS
    } else {
        REFUSAL_MONTHS
    };
    now_ms >= plus_months(newest_ms, months)
}

/// Whether all of a subject is past the cap.
pub fn is_past_cap(last_activity_ms: i64, now_ms: i64) -> bool {
    now_ms >= plus_months(last_activity_ms, CAP_MONTHS)
}

/// A time before which no last activity can be past the cap, for the search.
pub fn cap_cutoff(now_ms: i64) -> i64 {
    // A day more than the calendar, as the end of a leap February counts from both sides.
    plus_months(now_ms, -CAP_MONTHS) + 2 * DAY_MS
}

/// A time before which a record's newest receipt has to lie for the record to be over at all.
pub fn record_cutoff(now_ms: i64) -> i64 {
    plus_months(now_ms, -REFUSAL_MONTHS) + 2 * DAY_MS
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent_core::receipt::UtcMillis;

    fn at(text: &str) -> i64 {
        UtcMillis::parse(text).unwrap().as_millis()
    }

    // ACCEPTANCE 74 (partly: the rule; what goes and stays is in the storage tests)
    #[test]
    fn seven_years_are_those_of_the_calendar() {
        for (last, now, is_past) in [
            (
                "2020-03-01T12:00:00.000Z",
                "2027-02-28T12:00:00.000Z",
                false,
            ),
            (
                "2020-03-01T12:00:00.000Z",
                "2027-03-01T11:59:59.999Z",
                false,
            ),
            ("2020-03-01T12:00:00.000Z", "2027-03-01T12:00:00.000Z", true),
            ("2020-03-01T12:00:00.000Z", "2027-03-02T12:00:00.000Z", true),
            // The day before, over two leap years.
            (
                "2021-06-15T00:00:00.000Z",
                "2028-06-14T00:00:00.000Z",
                false,
            ),
            ("2021-06-15T00:00:00.000Z", "2028-06-16T00:00:00.000Z", true),
            // The 29th of February, to a year that has none and from one that has.
            (
                "2024-02-29T00:00:00.000Z",
                "2031-02-27T23:59:59.999Z",
                false,
            ),
            ("2024-02-29T00:00:00.000Z", "2031-02-28T00:00:00.000Z", true),
            ("2021-02-28T00:00:00.000Z", "2028-02-28T00:00:00.000Z", true),
        ] {
            assert_eq!(is_past_cap(at(last), at(now)), is_past, "{last} {now}");
            if is_past {
                assert!(at(last) < cap_cutoff(at(now)), "{last} {now}");
            }
        }
    }

    #[test]
    fn proof_is_kept_for_five_years_and_a_refusal_for_one() {
        let ended = at("2024-02-29T00:00:00.000Z");
        for (has_granted, now, is_over) in [
            (true, "2029-02-27T00:00:00.000Z", false),
            (true, "2029-02-28T00:00:00.000Z", true),
            (false, "2025-02-27T00:00:00.000Z", false),
            (false, "2025-02-28T00:00:00.000Z", true),
        ] {
            assert_eq!(is_proof_over(ended, has_granted, at(now)), is_over, "{now}");
            if is_over {
                assert!(ended < record_cutoff(at(now)), "{now}");
            }
        }
    }

    #[test]
    fn a_whole_address_is_shortened_at_its_day_and_not_before() {
        let now = at("2026-11-23T18:00:00.000Z");
        assert_eq!(
            UtcMillis::new(address_cutoff(now, 90)).to_string(),
            "2026-08-25T18:00:00.000Z"
        );
        assert_eq!(address_cutoff(now, 0), now);
    }
}
