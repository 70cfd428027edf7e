//! What a choice means after what came before it: whether it says anything new, and what.
//!
//! Plain rules on plain values, the same for every database.

use consent_core::receipt::{
    ChannelClaim, ChannelDecision, Decision, EventState, Method, PurposeClaim, VendorClaim,
};

use crate::privacy::blind::BlindValue;

/// After so long a yes that is said again is a new one, milliseconds.
const RENEWAL_MS: i64 = 24 * 3600 * 1000;

/// Decisions as bits, one for each purpose and each channel of a clause that the site ever declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Purposes that were granted.
    pub granted: u64,
    /// Purposes that were denied.
    pub denied: u64,
}

impl Decisions {
    /// The decisions of `purposes`, with the bit that `bit_of` knows for each.
    ///
    /// # Errors
    /// Those of `bit_of`.
    pub fn of<E>(
        purposes: &[PurposeClaim],
        mut bit_of: impl FnMut(&str) -> Result<u8, E>,
    ) -> Result<Self, E> {
        let mut decisions = Self::default();
        for purpose in purposes {
            let bit = 1 << bit_of(&purpose.id)?;
            match purpose.decision {
                Decision::Granted => decisions.granted |= bit,
                Decision::Denied => decisions.denied |= bit,
                Decision::NotAsked => {}
            }
        }
        Ok(decisions)
    }

    /// The decisions about the channels of a clause; a channel has the bit of the name `clause.channel`. What waits for
    /// a confirmation is neither granted nor denied.
    ///
    /// # Errors
    /// Those of `bit_of`.
    pub fn of_channels<E>(
        clause: &str,
        channels: &[ChannelClaim],
        mut bit_of: impl FnMut(&str) -> Result<u8, E>,
    ) -> Result<Self, E> {
        let mut decisions = Self::default();
        for channel in channels {
            let bit = 1 << bit_of(&format!("{clause}.{}", channel.id))?;
            match channel.decision {
                ChannelDecision::Granted => decisions.granted |= bit,
                ChannelDecision::Denied => decisions.denied |= bit,
                ChannelDecision::Pending | ChannelDecision::NotAsked => {}
            }
        }
        Ok(decisions)
    }
}

/// What a choice changes about services that both it and the receipt before it are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceChange {
    /// One is granted that was not.
    pub gains: bool,
    /// One is not granted any more.
    pub loses: bool,
}

impl ServiceChange {
    /// From what was decided before to what is decided now.
    pub fn of(before: &[VendorClaim], now: &[VendorClaim]) -> Self {
        let is_granted = |vendor: &VendorClaim| vendor.decision == Decision::Granted;
        let mut change = Self::default();
        for vendor in now {
            let Some(earlier) = before.iter().find(|earlier| earlier.id == vendor.id) else {
                continue;
            };
            change.gains |= is_granted(vendor) && !is_granted(earlier);
            change.loses |= is_granted(earlier) && !is_granted(vendor);
        }
        change
    }
}

/// The newest receipt of a record, as far as it matters for the next one.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// What was decided.
    pub decisions: Decisions,
    /// How.
    pub method: Method,
    /// When, milliseconds since 1970.
    pub event_time_ms: i64,
    /// For how long it counts.
    pub validity_seconds: u64,
    /// Which notice was shown, by the store's number.
    pub notice_id: i64,
    /// Which configuration it was about, by the store's number.
    pub config_id: i64,
    /// Under which user id.
    pub user_index: Option<BlindValue>,
}

/// The same of a choice.
#[derive(Clone, Copy, Debug)]
pub struct Next<'a> {
    /// What was decided.
    pub decisions: Decisions,
    /// How.
    pub method: Method,
    /// When, milliseconds since 1970.
    pub event_time_ms: i64,
    /// Which notice was shown.
    pub notice_id: i64,
    /// Which configuration it is about.
    pub config_id: i64,
    /// The index values of the asserted user id, in every epoch; empty when nothing was asserted.
    pub user_indexes: &'a [BlindValue],
    /// What it changes about single services.
    pub services: ServiceChange,
}

impl Head {
    /// Whether the receipt still counts at `now_ms`.
    pub fn is_valid_at(&self, now_ms: i64) -> bool {
        let validity_ms = i64::try_from(self.validity_seconds)
            .unwrap_or(i64::MAX)
            .saturating_mul(1000);
        now_ms < self.event_time_ms.saturating_add(validity_ms)
    }

    /// Whether a yes that is said again at `now_ms` is a renewal, with its time anew: on a later day. Sooner it is the
    /// same click twice, or a form sent again.
    pub fn is_renewed_at(&self, now_ms: i64) -> bool {
        self.decisions.granted != 0 && now_ms - self.event_time_ms >= RENEWAL_MS
    }

    /// Whether `next` says the same again, so that no new receipt is due. Without an assertion
    /// nothing is said about the user id, so that is no difference. A no is the same no in any language: what was shown
    /// matters for a yes (GDPR Art. 4(11)).
    pub fn says_the_same(&self, next: &Next<'_>) -> bool {
        let same_user = next.user_indexes.is_empty()
            || self
                .user_index
                .is_some_and(|index| next.user_indexes.contains(&index));
        same_user && self.is_only_linked_by(next)
    }

    /// Whether `next` says nothing new but, perhaps, whose the choice is. That begins no time anew.
    pub fn is_only_linked_by(&self, next: &Next<'_>) -> bool {
        self.decisions == next.decisions
            && next.services == ServiceChange::default()
            && (self.notice_id == next.notice_id || self.decisions.granted == 0)
            && self.config_id == next.config_id
            // An opt-out signal is evidence of its own, even where it changes nothing.
            && (self.method == Method::Gpc) == (next.method == Method::Gpc)
            && self.is_valid_at(next.event_time_ms)
            // A signal is sent by itself and renews nothing.
            && (next.method == Method::Gpc || !self.is_renewed_at(next.event_time_ms))
    }
}

/// The state that `next` leaves after `head`: [`EventState::after`] by purpose instead of category.
///
/// A consent that has run out is no longer there to be withdrawn; refusing then is a refusal.
pub fn state_after(head: Option<&Head>, next: &Next<'_>) -> EventState {
    let now = next.decisions.granted;
    let before = head.map_or(0, |head| {
        if now != 0 || head.is_valid_at(next.event_time_ms) {
            head.decisions.granted
        } else {
            0
        }
    });
    if next.method == Method::Gpc {
        EventState::OptOut
    } else if now & !before != 0 || (before != 0 && next.services.gains) {
        EventState::ConsentGiven
    } else if before != now || (before != 0 && next.services.loses) {
        EventState::ConsentWithdrawn
    } else if now == 0 {
        EventState::ConsentRefused
    } else {
        EventState::RenewedConsentGiven
    }
}

#[cfg(test)]
mod tests {
    use consent_core::category::CategorySet;

    use super::*;

    const HOUR: u64 = 3600;

    fn head(granted: u64) -> Head {
        Head {
            decisions: Decisions {
                granted,
                denied: 6 & !granted,
            },
            method: Method::BannerSave,
            event_time_ms: 1_000_000,
            validity_seconds: HOUR,
            notice_id: 1,
            config_id: 1,
            user_index: None,
        }
    }

    fn next(granted: u64) -> Next<'static> {
        Next {
            decisions: head(granted).decisions,
            method: Method::BannerSave,
            event_time_ms: 1_000_001,
            notice_id: 1,
            config_id: 1,
            user_indexes: &[],
            services: ServiceChange::default(),
        }
    }

    #[test]
    fn one_service_granted_or_taken_back_says_something_new() {
        let with = |gains, loses| Next {
            services: ServiceChange { gains, loses },
            ..next(2)
        };
        for (gains, loses, state) in [
            (true, false, EventState::ConsentGiven),
            (false, true, EventState::ConsentWithdrawn),
            (true, true, EventState::ConsentGiven),
        ] {
            assert!(!head(2).says_the_same(&with(gains, loses)));
            assert_eq!(state_after(Some(&head(2)), &with(gains, loses)), state);
        }
        // A purpose that is taken back takes its services along.
        let refusal = Next {
            services: ServiceChange {
                gains: false,
                loses: true,
            },
            ..next(0)
        };
        assert_eq!(
            state_after(Some(&head(2)), &refusal),
            EventState::ConsentWithdrawn
        );
    }

    #[test]
    fn only_services_that_both_are_about_have_changed() {
        let vendor = |id: &str, decision| VendorClaim {
            id: id.to_owned(),
            purpose: "statistics".to_owned(),
            name: id.to_owned(),
            country: None,
            recipients: Vec::new(),
            version_hash: consent_core::receipt::Digest::of(b""),
            decision,
        };
        let (yes, no) = (Decision::Granted, Decision::Denied);
        let before = [vendor("a", yes), vendor("b", no), vendor("gone", yes)];
        let change = |a, b| {
            ServiceChange::of(
                &before,
                &[vendor("a", a), vendor("b", b), vendor("new", yes)],
            )
        };
        assert_eq!(change(yes, no), ServiceChange::default());
        assert_eq!(
            change(no, no),
            ServiceChange {
                gains: false,
                loses: true
            }
        );
        assert_eq!(
            change(no, yes),
            ServiceChange {
                gains: true,
                loses: true
            }
        );
    }

    #[test]
    fn the_state_is_that_of_the_core_for_every_pair_of_decisions() {
        for (before, now) in
            (0..4_u8).flat_map(|before| (0..4).map(move |now| (before << 1, now << 1)))
        {
            for method in [Method::PrefsSave, Method::Gpc] {
                let next = Next {
                    method,
                    ..next(now.into())
                };
                assert_eq!(
                    state_after(Some(&head(before.into())), &next),
                    EventState::after(
                        CategorySet::from_bits(before),
                        CategorySet::from_bits(now),
                        method
                    ),
                    "{before} {now} {method}"
                );
            }
        }
        assert_eq!(state_after(None, &next(0)), EventState::ConsentRefused);
        assert_eq!(state_after(None, &next(2)), EventState::ConsentGiven);
    }

    #[test]
    fn after_expiry_a_refusal_is_no_withdrawal_and_the_same_grant_is_renewed() {
        let late = |granted| Next {
            event_time_ms: 1_000_000 + HOUR as i64 * 1000,
            ..next(granted)
        };
        assert!(!head(2).says_the_same(&late(2)));
        assert_eq!(
            state_after(Some(&head(2)), &late(2)),
            EventState::RenewedConsentGiven
        );
        assert_eq!(
            state_after(Some(&head(2)), &late(0)),
            EventState::ConsentRefused
        );
    }

    #[test]
    fn only_what_says_nothing_new_is_the_same() {
        let user = [7; 16];
        let known = Head {
            user_index: Some(user),
            ..head(2)
        };
        assert!(head(2).says_the_same(&next(2)));
        assert!(known.says_the_same(&next(2)));
        let with_user = Next {
            user_indexes: &[[7; 16]],
            ..next(2)
        };
        assert!(known.says_the_same(&with_user));
        // Taken back in one language and said again in another.
        assert!(head(0).says_the_same(&Next {
            notice_id: 2,
            ..next(0)
        }));
        for different in [
            next(0),
            Next {
                notice_id: 2,
                ..next(2)
            },
            Next {
                config_id: 2,
                ..next(2)
            },
            Next {
                method: Method::Gpc,
                ..next(2)
            },
            with_user,
        ] {
            assert!(!head(2).says_the_same(&different), "{different:?}");
        }
    }
    #[test]
    fn a_yes_that_is_said_again_on_a_later_day_is_renewed_and_nothing_else_is() {
        let lasting = |granted| Head {
            validity_seconds: 1000 * HOUR,
            ..head(granted)
        };
        let after = |granted, ms| Next {
            event_time_ms: 1_000_000 + ms,
            ..next(granted)
        };
        assert!(lasting(2).says_the_same(&after(2, RENEWAL_MS - 1)));
        assert!(!lasting(2).says_the_same(&after(2, RENEWAL_MS)));
        assert_eq!(
            state_after(Some(&lasting(2)), &after(2, RENEWAL_MS)),
            EventState::RenewedConsentGiven
        );
        assert!(lasting(0).says_the_same(&after(0, RENEWAL_MS)));
        let by_signal = Head {
            method: Method::Gpc,
            ..lasting(2)
        };
        let signal = Next {
            method: Method::Gpc,
            ..after(2, RENEWAL_MS)
        };
        assert!(by_signal.says_the_same(&signal));
    }
}
