//! The numbers by which databases keep states, methods and leaf kinds. A number never changes its
//! meaning; the names that people see are the core's.

use consent_core::receipt::{EventState, Method};

/// The scope of a cookie choice; clauses and channels get scopes of their own.
pub const SCOPE_COOKIES: i64 = 1;

/// The number of a state.
pub const fn of_state(state: EventState) -> i64 {
    match state {
        EventState::ConsentGiven => 1,
        EventState::RenewedConsentGiven => 2,
        EventState::ConsentRefused => 3,
        EventState::ConsentWithdrawn => 4,
        EventState::ConsentExpired => 5,
        EventState::ConsentInvalidated => 6,
        EventState::ConsentRequestDeferred => 7,
        EventState::Objection => 8,
        EventState::OptOut => 9,
        EventState::ConsentRequested => 10,
    }
}

/// The state of that number.
pub fn state(number: i64) -> Option<EventState> {
    EventState::ALL
        .iter()
        .copied()
        .find(|state| of_state(*state) == number)
}

/// The number of a method.
pub const fn of_method(method: Method) -> i64 {
    match method {
        Method::BannerAcceptAll => 1,
        Method::BannerRejectAll => 2,
        Method::BannerSave => 3,
        Method::PrefsSave => 4,
        Method::PlaceholderAllow => 5,
        Method::ClauseCheckbox => 6,
        Method::LinkUnsubscribe => 7,
        Method::Gpc => 8,
        Method::Dsar => 9,
        Method::Staff => 10,
        Method::Imported => 11,
        Method::Expiry => 12,
    }
}

/// The method of that number.
pub fn method(number: i64) -> Option<Method> {
    Method::ALL
        .iter()
        .copied()
        .find(|method| of_method(*method) == number)
}

/// Bits of [`position`] that tell events of one millisecond apart.
const TIE_BITS: u32 = 21;
/// The latest time that a position can tell: in the year 2109.
const TIME_MAX_MS: i64 = (1 << (63 - TIE_BITS)) - 1;

/// The place of a receipt among all: its time, and where times are equal its leaf. Two receipts
/// could meet only if two million others were recorded for the same millisecond.
pub fn position(event_time_ms: i64, leaf: i64) -> Option<i64> {
    (0..=TIME_MAX_MS)
        .contains(&event_time_ms)
        .then_some(event_time_ms << TIE_BITS | (leaf & ((1 << TIE_BITS) - 1)))
}

/// The first position of a time; times before 1970 and after 2109 are the nearest one.
pub fn first_position(event_time_ms: i64) -> i64 {
    event_time_ms.clamp(0, TIME_MAX_MS) << TIE_BITS
}

/// The time of a position, milliseconds since 1970.
pub const fn time_of(position: i64) -> i64 {
    position >> TIE_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_distinct_and_read_back() {
        for value in EventState::ALL {
            assert_eq!(state(of_state(*value)), Some(*value));
        }
        for value in Method::ALL {
            assert_eq!(method(of_method(*value)), Some(*value));
        }
        assert_eq!(state(0), None);
        assert_eq!(method(13), None);
    }

    #[test]
    fn positions_follow_time_and_then_the_leaf() {
        let now = 1_795_456_800_007;
        let at = |time, leaf| position(time, leaf).unwrap();
        assert!(at(now, 5) < at(now, 6));
        assert!(at(now, (1 << TIE_BITS) - 1) < at(now + 1, 0));
        assert_eq!(time_of(at(now, 9)), now);
        assert!(first_position(now) <= at(now, 0) && at(now - 1, 77) < first_position(now));
        assert_eq!(position(-1, 0), None);
        assert_eq!(position(TIME_MAX_MS + 1, 0), None);
        assert!(position(TIME_MAX_MS, i64::MAX).is_some_and(|position| position > 0));
    }
}
