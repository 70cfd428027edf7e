//! What an event makes of what stood before: the channels that are granted now, those that wait, and the state.
//!
//! The rules that matter: a box that was left unticked is no consent and takes nothing back either; pending is no
//! consent; a withdrawal takes back what it names; an objection (GDPR Art. 21) takes nothing back and still stops the
//! processing, until the person consents anew.

use crate::receipt::{Channel, ChannelDecision, ChannelSet, EventState};

/// What a person did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Posted a form that asks for consent: the boxes that were shown, and those that were ticked. What was left
    /// unticked stays as it was.
    Consent {
        /// The boxes of the form.
        shown: ChannelSet,
        /// The ticked ones.
        ticked: ChannelSet,
    },
    /// Saved a form that showed how things stand: an unticked box withdraws.
    Save {
        /// The boxes of the form.
        shown: ChannelSet,
        /// The ticked ones.
        ticked: ChannelSet,
    },
    /// Withdrew the consent for these channels (GDPR Art. 7(3)).
    Withdraw(ChannelSet),
    /// Objected to the purpose of the clause (GDPR Art. 21).
    Object,
    /// The owner of the mailbox confirmed.
    Confirm,
}

/// What the newest receipt of the record says, as far as it still counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Granted; nothing where the consent has run out.
    pub granted: ChannelSet,
    /// Refused or withdrawn.
    pub denied: ChannelSet,
    /// Waiting for a confirmation that can still come.
    pub pending: ChannelSet,
    /// Whether the last event is an objection.
    pub is_objected: bool,
}

/// What is to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// Granted now.
    pub granted: ChannelSet,
    /// Asked about and not granted.
    pub denied: ChannelSet,
    /// Waiting for a confirmation.
    pub pending: ChannelSet,
    /// What has happened.
    pub state: EventState,
}

impl After {
    /// The decision about a channel.
    pub fn decision(&self, channel: Channel) -> ChannelDecision {
        if self.granted.contains(channel) {
            ChannelDecision::Granted
        } else if self.pending.contains(channel) {
            ChannelDecision::Pending
        } else if self.denied.contains(channel) {
            ChannelDecision::Denied
        } else {
            ChannelDecision::NotAsked
        }
    }
}

/// What `change` makes of `before`; `None` when there is nothing to record: no box was ticked by somebody who never
/// ticked one. With `double_opt_in` a newly ticked e-mail waits for its confirmation.
pub fn after(before: Option<Before>, change: Change, double_opt_in: bool) -> Option<After> {
    let is_first = before.is_none();
    let before = before.unwrap_or_default();
    let email = ChannelSet::EMPTY.with(Channel::Email);
    // After an objection only what is ticked now is granted; nothing comes back by itself.
    let base = if before.is_objected {
        ChannelSet::EMPTY
    } else {
        before.granted
    };
    let waits = |ticked: ChannelSet| {
        if double_opt_in {
            ticked.intersection(email).difference(base)
        } else {
            ChannelSet::EMPTY
        }
    };
    let (granted, pending, shown) = match change {
        Change::Object => {
            return Some(After {
                granted: before.granted,
                denied: before.denied,
                pending: ChannelSet::EMPTY,
                state: EventState::Objection,
            });
        }
        Change::Consent { ticked, .. } if ticked.is_empty() => return None,
        // A form that showed an objection and is saved with nothing ticked leaves it as it stands: it is no withdrawal.
        Change::Save { ticked, .. } if before.is_objected && ticked.is_empty() => return None,
        Change::Consent { shown, ticked } => (
            base.union(ticked.difference(waits(ticked))),
            before.pending.union(waits(ticked)),
            shown,
        ),
        Change::Save { shown, ticked } => (
            base.difference(shown)
                .union(ticked.difference(waits(ticked))),
            before.pending.difference(shown).union(waits(ticked)),
            shown,
        ),
        Change::Withdraw(channels) => (
            base.difference(channels),
            before.pending.difference(channels),
            channels.union(before.granted),
        ),
        Change::Confirm => (base.union(email), before.pending.difference(email), email),
    };
    let pending = pending.difference(granted);
    let denied = before
        .denied
        .union(shown)
        .difference(granted)
        .difference(pending);
    let state = if !granted.difference(base).is_empty() {
        EventState::ConsentGiven
    } else if !before.granted.difference(granted).is_empty() {
        EventState::ConsentWithdrawn
    } else if !pending.difference(before.pending).is_empty() {
        EventState::ConsentRequested
    } else if !granted.is_empty() {
        EventState::RenewedConsentGiven
    } else if !pending.is_empty() {
        EventState::ConsentRequested
    } else if is_first {
        return None;
    } else {
        EventState::ConsentRefused
    };
    Some(After {
        granted,
        denied,
        pending,
        state,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: ChannelSet = ChannelSet::EMPTY;

    fn set(channels: &[Channel]) -> ChannelSet {
        channels.iter().copied().collect()
    }

    fn email() -> ChannelSet {
        set(&[Channel::Email])
    }

    fn post() -> ChannelSet {
        set(&[Channel::Post])
    }

    fn both() -> ChannelSet {
        email().union(post())
    }

    fn having(granted: ChannelSet) -> Option<Before> {
        Some(Before {
            granted,
            ..Before::default()
        })
    }

    fn consent(ticked: ChannelSet) -> Change {
        let shown = both();
        Change::Consent { shown, ticked }
    }

    fn save(ticked: ChannelSet) -> Change {
        let shown = both();
        Change::Save { shown, ticked }
    }

    // ACCEPTANCE 62 (partly: an unticked box is no consent)
    #[test]
    fn an_unticked_box_is_no_consent_and_takes_none_back() {
        assert_eq!(after(None, consent(NONE), false), None);
        assert_eq!(after(None, save(NONE), false), None);
        assert_eq!(after(having(both()), consent(NONE), false), None);
        let more = after(having(email()), consent(post()), false).unwrap();
        assert_eq!(
            (more.granted, more.state),
            (both(), EventState::ConsentGiven)
        );
    }

    #[test]
    fn a_form_that_shows_how_things_stand_withdraws_what_is_unticked() {
        let less = after(having(both()), save(post()), false).unwrap();
        assert_eq!((less.granted, less.denied), (post(), email()));
        assert_eq!(less.state, EventState::ConsentWithdrawn);
        let swapped = after(having(email()), save(post()), false).unwrap();
        assert_eq!(swapped.state, EventState::ConsentGiven);
        assert_eq!(swapped.denied, email());
        let same = after(having(both()), save(both()), false).unwrap();
        assert_eq!(same.state, EventState::RenewedConsentGiven);
    }

    // ACCEPTANCE 62 (partly: pending is no consent)
    #[test]
    fn with_double_opt_in_e_mail_waits_and_the_other_channels_do_not() {
        let asked = after(None, consent(email()), true).unwrap();
        assert_eq!((asked.granted, asked.pending), (NONE, email()));
        assert_eq!(asked.state, EventState::ConsentRequested);
        assert_eq!(asked.decision(Channel::Email), ChannelDecision::Pending);
        assert_eq!(asked.decision(Channel::Post), ChannelDecision::Denied);
        assert_eq!(asked.decision(Channel::Phone), ChannelDecision::NotAsked);

        let half = after(None, consent(both()), true).unwrap();
        assert_eq!((half.granted, half.pending), (post(), email()));
        assert_eq!(half.state, EventState::ConsentGiven);

        let waiting = Before {
            granted: post(),
            pending: email(),
            ..Before::default()
        };
        let whole = after(Some(waiting), Change::Confirm, true).unwrap();
        assert_eq!((whole.granted, whole.pending), (both(), NONE));
        assert_eq!(whole.state, EventState::ConsentGiven);
        // Who is confirmed already is not asked again.
        let again = after(having(email()), consent(email()), true).unwrap();
        assert_eq!((again.granted, again.pending), (email(), NONE));
        let cancelled = after(Some(waiting), Change::Withdraw(email()), true).unwrap();
        assert_eq!((cancelled.granted, cancelled.pending), (post(), NONE));
    }

    // ACCEPTANCE 63
    #[test]
    fn an_objection_is_no_withdrawal_and_stays_until_a_new_consent() {
        let objected = after(having(both()), Change::Object, false).unwrap();
        assert_eq!(objected.state, EventState::Objection);
        assert_eq!(objected.granted, both(), "nothing is taken back");
        let before = Some(Before {
            granted: both(),
            is_objected: true,
            ..Before::default()
        });
        let anew = after(before, consent(post()), false).unwrap();
        assert_eq!(
            (anew.granted, anew.state),
            (post(), EventState::ConsentGiven)
        );
        let withdrawn = after(before, Change::Withdraw(email()), false).unwrap();
        assert_eq!(
            withdrawn.granted, NONE,
            "an objection is never lifted by a withdrawal"
        );
        assert_eq!(withdrawn.state, EventState::ConsentWithdrawn);
        let saved = Change::Save {
            shown: both(),
            ticked: NONE,
        };
        assert!(
            after(before, saved, false).is_none(),
            "a form saved as it was shown does not lift it either"
        );
        let first = after(None, Change::Object, false).unwrap();
        assert_eq!((first.state, first.granted), (EventState::Objection, NONE));
    }
}
